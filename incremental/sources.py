"""A source is rendered once: what takes time to make of a file is kept by its bytes and all else it is made from.

Links to other files are placeholders then (`{filename}`); they become addresses when a page is written.
"""

import contextlib
from pathlib import Path
from typing import Any

from pelican import signals
from pelican.generators import Generator
from pelican.readers import Readers

from incremental import inputs
from incremental.store import Store, digest
from pictures import photographs
from plugins.article_reader import ArticleReader
from sources import article, handouts
from sources.content import LARGEST_TEXT, Content, File
from sources.language import Language
from sources.markdown_text import Text


class CachingReader(ArticleReader):
    """Our reader, but what it makes of a file is taken from the store where it is there."""

    def render(self, file: File) -> dict[str, Any]:
        """What takes time to make of a file, from the store where it is there."""
        return render(file, self.settings["CACHE"])


def render(file: File, store: Store) -> dict[str, Any]:
    """What `article.render` makes of a file, from the store where it is there."""
    kept: dict[str, Any] | None = store.get(name := _name(file))
    if kept is None or not _shows_what_is_there(kept, file.content.language):
        store.put(name, kept := article.render(file.path, file.data, file.content.language))
    return kept


def text(file: File, store: Store) -> Text:
    """What the rules know of the text of a file, which is rendered in the same breath unless it was before."""
    return Text.of(render(file, store)["text"])


def _name(file: File) -> str:
    code = inputs.code_fingerprint(*inputs.RENDERING)
    return f"source-{digest(code, str(file.path), file.content.language.tag, file.content.language.source, file.data)}"


def _shows_what_is_there(kept: dict[str, Any], language: Language) -> bool:
    """Whether its pictures are those that are there now, and its handouts as large as the text says."""
    pictures = all(photographs.name(Path(path)) == name for path, name in kept["pictures"])
    return pictures and all(handouts.label(Path(path), language) == label for path, label in kept["handouts"])


def read_ahead(content: Content, store: Store) -> None:
    """Keep what becomes of every article and page, on all processors, before anyone asks for it one by one."""

    def read(file: File) -> None:
        with contextlib.suppress(Exception):  # it is read again where its place is, and what is wrong is told there
            render(file, store)

    files = [file for file in content.sources.values() if content.entries[file.name].size <= LARGEST_TEXT]
    store.for_each(read, [file for file in files if _name(file) not in store])


def use_caching_reader(readers: Readers) -> None:
    """Let Pelican read through the store."""
    if readers.settings.get("CACHE"):
        readers.reader_classes["md"] = CachingReader


def fix_addresses(generators: list[Generator]) -> None:
    """Once it is known which articles are drafts, addresses are worked out once, not whenever they are asked for."""
    context = generators[0].context
    for content in filter(None, context["generated_content"].values()) if context.get("CACHE") else []:
        content.override_url, content.override_save_as = content.url, content.save_as


def register() -> None:
    """Connect to Pelican."""
    signals.all_generators_finalized.connect(fix_addresses)
    signals.readers_init.connect(use_caching_reader)
