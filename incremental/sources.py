"""A source is rendered once: what takes time to make of a file is kept by its bytes and all else it is made from.

Links to other files are placeholders then (`{filename}`); they become addresses when a page is written.
"""

import contextlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.readers import Readers

from incremental import forked, inputs
from incremental.store import digest
from plugins.article_reader import ArticleReader
from plugins.photographs import describe


class KeepingReader(ArticleReader):
    """Our reader, but what it makes of a file is taken from the store where it is there."""

    def written(self, path: Path, data: bytes) -> dict[str, Any]:
        """What takes time to make of a file, from the store where it is there."""
        store, name = self.settings["KEPT"], _name(path, data)
        kept: dict[str, Any] | None = store.get(name)
        if kept is None or not all(_is_the_same(*picture) for picture in kept["pictures"]):
            store.put(name, kept := super().written(path, data))
        return kept


def _name(path: Path, data: bytes) -> str:
    return f"source-{digest(inputs.code('incremental', 'plugins'), str(path), data)}"


def _is_the_same(path: str, name: str) -> bool:
    try:
        return describe(Path(path)).name == name
    except OSError:
        return False


def read_ahead(pelican: Pelican) -> None:
    """Keep what becomes of every file, on all processors, before Pelican asks for it one by one."""
    if not (store := pelican.settings.get("KEPT")):
        return
    store.started = datetime.now(UTC)
    reader = KeepingReader(pelican.settings)

    def read(file: tuple[Path, bytes]) -> None:
        with contextlib.suppress(Exception):  # it is read again where its place is, and what is wrong is told there
            reader.written(*file)

    files = []
    for folder in [*pelican.settings["ARTICLE_PATHS"], *pelican.settings["PAGE_PATHS"]]:
        for path in sorted(Path(pelican.settings["PATH"], folder).rglob("[!.]*.md")):
            with contextlib.suppress(OSError):  # Pelican asks for it where it is wanted at all
                files.append((path, path.read_bytes()))
    forked.each(read, [file for file in files if _name(*file) not in store])


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
    signals.initialized.connect(read_ahead)
    signals.readers_init.connect(keep)
