"""Read a Markdown file of ours: its header into typed metadata, its text into HTML."""

import math
import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from markdown import Markdown
from markupsafe import Markup
from pelican.readers import BaseReader
from pelican.urlwrappers import Category, Tag

from plugins import file_links, named_blocks
from plugins.header import decode, parse_source, split_list
from plugins.photographs import describe
from plugins.typography import smart_html, smart_text
from plugins.vocabulary import most_used
from sources.text import converter, excess, plain_words

WORDS_PER_MINUTE = 230  # a usual figure for reading prose silently; the result is rounded up

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2})?)?")
_MONTH = re.compile(r"(\d{4})-(\d{2})")


class ArticleReader(BaseReader):  # type: ignore[misc]  # Pelican has no types
    """Pelican's reader for `.md`: text fields stay text, optional fields are always there."""

    file_extensions = ("md",)

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """The HTML of the text, and the metadata; raises ValueError where a date or status is none."""
        path = Path(source_path)
        data = path.read_bytes()
        source = parse_source(decode(data))
        image = source.text("image")
        written = self.written(path, data)
        shown = [describe(Path(picture)) for picture, name in written["pictures"] if name]
        metadata: dict[str, Any] = {
            **{name: written[name] for name in ("title", "summary", "changes", "image_alt", "minutes", "most_used")},
            "contents": [(name, Markup(words)) for name, words in written["contents"]],
            "tags": [Tag(name, self.settings) for name in split_list(source.text("tags"))],
            "earlier": parse_month(source.text("earlier")),
            "image": describe(Path(self.settings["PATH"], "images", image)) if image else None,
            "invite": split_list((source.text("invite") or "").lower()),
            "formerly": split_list(source.text("formerly")),
        }
        metadata["photographs"] = [metadata["image"], *shown] if image else shown
        if category := source.text("category"):
            metadata["category"] = Category(category, self.settings)
        if status := source.text("status"):
            metadata["status"] = status.lower()
        for name in ("date", "modified"):
            if value := source.text(name):
                metadata[name] = parse_date(value)
        return written["html"], metadata

    def written(self, path: Path, data: bytes) -> dict[str, Any]:
        """What `written` makes of a file."""
        return written(path, data, self.settings["DEFAULT_LANG"])


def written(path: Path, data: bytes, language: str) -> dict[str, Any]:
    """What takes time to make of a file, in JSON's types: its HTML, its fields of text, and what the rules know of it.

    It depends on the bytes of the file, its place, the language of its quotation marks (BCP 47), and the pictures and
    handouts in its text, which it names, alone.
    """
    source = parse_source(decode(data))
    if too_much := excess(source.body, source.body_line):
        raise ValueError(f"line {too_much[0].line}: too much {too_much[0].what}")
    plain = {name: plain_words(source.text(name) or "") for name in ("title", "summary", "changes", "image_alt")}
    fields = {name: smart_text(words, language) for name, words in plain.items()}
    markdown = _markdown()
    markdown.title, markdown.first_line = plain["title"], source.body_line  # type: ignore[attr-defined]
    markdown.language = language  # type: ignore[attr-defined]
    markdown.source_path = path  # type: ignore[attr-defined]  # for pictures
    html = smart_html(markdown.convert(source.body), language)
    words = len(Markup(html).striptags().split())
    return {
        **fields,
        "html": html,
        "contents": [(place, smart_html(name, language)) for place, name in markdown.contents],  # type: ignore[attr-defined]
        "pictures": markdown.pictures,  # type: ignore[attr-defined]
        "handouts": markdown.handouts,  # type: ignore[attr-defined]
        "minutes": max(1, math.ceil(words / WORDS_PER_MINUTE)),
        "most_used": most_used(fields["title"], fields["summary"], html),
        "text": markdown.text.values(),  # type: ignore[attr-defined]
    }


@cache
def _converter() -> Markdown:
    return converter(named_blocks.NamedBlocks(), file_links.FileLinks())


def _markdown() -> Markdown:
    """The converter, ready for another text."""
    return _converter().reset()


def parse_date(text: str) -> datetime:
    """`2026-11-22`, optionally with a time; raises ValueError for anything else."""
    if not _DATE.fullmatch(text):
        raise ValueError(f"“{text}” is not a date like 2026-11-22")
    return datetime.fromisoformat(text)


def parse_month(text: str | None) -> date | None:
    """`2023-05` as the first day of that month; raises ValueError for anything else."""
    if not text:
        return None
    if not (match := _MONTH.fullmatch(text)):
        raise ValueError(f"“{text}” is not a month like 2023-05")
    return date(int(match[1]), int(match[2]), 1)
