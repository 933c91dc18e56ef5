"""A source is rendered once: what takes time to make of a file is kept by its bytes and all else it is made from.

Links to other files are placeholders then (`{filename}`); they become addresses when a page is written.
"""

import contextlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pelican import signals
from pelican.generators import Generator
from pelican.readers import Readers

from checks.source_file import LARGEST_TEXT
from incremental import inputs, parallel
from incremental.store import Store, digest
from pictures import photographs
from plugins.article_reader import ArticleReader
from sources import article, handouts
from sources.text import Text


class KeepingReader(ArticleReader):
    """Our reader, but what it makes of a file is taken from the store where it is there."""

    def written(self, path: Path, data: bytes) -> dict[str, Any]:
        """What takes time to make of a file, from the store where it is there."""
        return written(path, data, self.settings["DEFAULT_LANG"], self.settings["KEPT"])


def written(path: Path, data: bytes, language: str, store: Store) -> dict[str, Any]:
    """What `article.written` makes of a file, from the store where it is there."""
    kept: dict[str, Any] | None = store.get(name := _name(path, data, language))
    if kept is None or not _shows_what_is_there(kept):
        store.put(name, kept := article.written(path, data, language))
    return kept


def text(path: Path, data: bytes, language: str, store: Store) -> Text:
    """What the rules know of the text of a file."""
    return Text.of(written(path, data, language, store)["text"])


def _name(path: Path, data: bytes, language: str) -> str:
    return f"source-{digest(inputs.code_fingerprint(*inputs.RENDERING), str(path), language, data)}"


def _shows_what_is_there(kept: dict[str, Any]) -> bool:
    """Whether its pictures are those that are there now, and its handouts as large as the text says."""
    pictures = all(photographs.name(Path(path)) == name for path, name in kept["pictures"])
    return pictures and all(handouts.label(Path(path)) == label for path, label in kept["handouts"])


def read_ahead(content: Path, language: str, store: Store) -> None:
    """Keep what becomes of every article and page, on all processors, before anyone asks for it one by one."""
    store.started = datetime.now(UTC)

    def read(file: tuple[Path, bytes]) -> None:
        with contextlib.suppress(Exception):  # it is read again where its place is, and what is wrong is told there
            written(*file, language, store)

    files = []
    for folder in ("articles", "pages"):
        for path in sorted((content / folder).rglob("[!.]*.md")):
            with contextlib.suppress(OSError):  # whoever wants it says so
                if path.stat().st_size <= LARGEST_TEXT:
                    files.append((path, path.read_bytes()))
    parallel.for_each(read, [file for file in files if _name(*file, language) not in store])


def keep(readers: Readers) -> None:
    """Let Pelican read through the store."""
    if readers.settings.get("KEPT"):
        readers.reader_classes["md"] = KeepingReader


def remember(generators: list[Generator]) -> None:
    """Once it is known which articles are drafts, addresses are worked out once, not whenever they are asked for."""
    context = generators[0].context
    for content in filter(None, context["generated_content"].values()) if context.get("KEPT") else []:
        content.override_url, content.override_save_as = content.url, content.save_as


def register() -> None:
    """Connect to Pelican."""
    signals.all_generators_finalized.connect(remember)
    signals.readers_init.connect(keep)
