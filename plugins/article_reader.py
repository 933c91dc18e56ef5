"""Read a Markdown file of ours: its header into typed metadata, its text into HTML."""

from pathlib import Path
from typing import Any

from markupsafe import Markup
from pelican.readers import BaseReader
from pelican.urlwrappers import Category, Tag

from pictures.photographs import describe
from sources import article
from sources.dates import parse_date, parse_month
from sources.header import decode, parse_source, split_list


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
        """What `article.written` makes of a file."""
        return article.written(path, data, self.settings["DEFAULT_LANG"])
