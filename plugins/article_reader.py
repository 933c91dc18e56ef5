"""Read a Markdown file of ours: its header into typed metadata, its text into HTML."""

import math
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

from markdown import Markdown
from markupsafe import Markup
from pelican.readers import BaseReader
from pelican.urlwrappers import Category, Tag

from plugins import file_links, github_lists, named_blocks
from plugins.header import decode, parse_source, split_list
from plugins.photographs import describe
from plugins.typography import smart_html, smart_text
from plugins.vocabulary import most_used

MARKDOWN: dict[str, Any] = {
    "extensions": [
        "markdown.extensions.abbr",
        "markdown.extensions.attr_list",
        "markdown.extensions.def_list",
        "markdown.extensions.fenced_code",
        "markdown.extensions.footnotes",
        "markdown.extensions.tables",
        "markdown.extensions.toc",
        github_lists.GitHubLists(),
        named_blocks.NamedBlocks(),
        file_links.FileLinks(),
    ],
    "extension_configs": {
        "markdown.extensions.footnotes": {"BACKLINK_TEXT": "↑"},
        "markdown.extensions.toc": {"marker": "", "toc_depth": "2-3"},
    },
    "output_format": "html",
}
WORDS_PER_MINUTE = 230  # a usual figure for reading prose silently; the result is rounded up

_COMMENT = re.compile(r"<!--.*?-->\n*", re.DOTALL)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2})?)?")
_MONTH = re.compile(r"(\d{4})-(\d{2})")


class ArticleReader(BaseReader):  # type: ignore[misc]  # Pelican has no types
    """Pelican's reader for `.md`: text fields stay text, optional fields are always there."""

    file_extensions = ("md",)

    def __init__(self, settings: dict[str, Any]) -> None:
        super().__init__(settings)
        self._markdown = Markdown(**settings["MARKDOWN"])

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """The HTML of the text, and the metadata; raises ValueError where a date or status is none."""
        path = Path(source_path)
        data = path.read_bytes()
        source = parse_source(decode(data))
        image = source.text("image")
        written = self.written(path, data)
        shown = [describe(Path(picture)) for picture, _ in written["pictures"]]
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
        """What takes time to make of a file, in JSON's types: its HTML, what is read off it, and its fields of text.

        It depends on the bytes of the file, its place, and the pictures in its text, which it names, alone.
        """
        source = parse_source(decode(data))
        fields = {name: smart_text(source.text(name) or "") for name in ("title", "summary", "changes", "image_alt")}
        self._markdown.source_path = path  # type: ignore[attr-defined]  # for pictures
        self._markdown.photographs = []  # type: ignore[attr-defined]  # those in the text are added
        # What stands in a comment is a note of the author's own; in code it is text, and so escaped here.
        html = smart_html(_COMMENT.sub("", self._markdown.reset().convert(source.body)))
        words = len(Markup(html).striptags().split())
        return {
            **fields,
            "html": html,
            "contents": [(heading["id"], smart_html(heading["name"])) for heading in self._markdown.toc_tokens],  # type: ignore[attr-defined]
            "pictures": [(str(shown.path), shown.name) for shown in self._markdown.photographs],  # type: ignore[attr-defined]
            "minutes": max(1, math.ceil(words / WORDS_PER_MINUTE)),
            "most_used": most_used(fields["title"], fields["summary"], html),
        }


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
