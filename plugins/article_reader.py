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

from plugins.header import decode, parse_source, split_list
from plugins.photographs import Photograph, describe
from plugins.typography import smart_html, smart_text
from plugins.vocabulary import most_used

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
        source = parse_source(decode(Path(source_path).read_bytes()))
        image = source.text("image")
        metadata: dict[str, Any] = {
            "title": smart_text(source.text("title") or ""),
            "summary": smart_text(source.text("summary") or ""),
            "tags": [Tag(name, self.settings) for name in split_list(source.text("tags"))],
            "earlier": parse_month(source.text("earlier")),
            "changes": smart_text(source.text("changes") or ""),
            "image": describe(Path(self.settings["PATH"], "images", image)) if image else None,
            "image_alt": smart_text(source.text("image_alt") or ""),
            "invite": split_list((source.text("invite") or "").lower()),
            "formerly": split_list(source.text("formerly")),
        }
        if category := source.text("category"):
            metadata["category"] = Category(category, self.settings)
        if status := source.text("status"):
            metadata["status"] = status.lower()
        for name in ("date", "modified"):
            if value := source.text(name):
                metadata[name] = parse_date(value)
        shown: list[Photograph] = [metadata["image"]] if image else []
        self._markdown.source_path = Path(source_path)  # type: ignore[attr-defined]  # for pictures
        self._markdown.photographs = shown  # type: ignore[attr-defined]  # those in the text are added
        # What stands in a comment is a note of the author's own; in code it is text, and so escaped here.
        content = smart_html(_COMMENT.sub("", self._markdown.reset().convert(source.body)))
        metadata["photographs"] = shown
        metadata["contents"] = [
            (heading["id"], Markup(smart_html(heading["name"])))
            for heading in self._markdown.toc_tokens  # type: ignore[attr-defined]
        ]
        words = len(Markup(content).striptags().split())
        metadata["most_used"] = most_used(metadata["title"], metadata["summary"], content)
        metadata["minutes"] = max(1, math.ceil(words / WORDS_PER_MINUTE))
        return content, metadata


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
