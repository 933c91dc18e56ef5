"""Read a Markdown file of ours: its header into typed metadata, its text into HTML."""

from pathlib import Path
from typing import Any

from markupsafe import Markup
from pelican.readers import BaseReader
from pelican.urlwrappers import Category, Tag

from pictures.photographs import describe
from sources import article
from sources.content import File
from sources.dates import parse_date, parse_month
from sources.header import split_list


class ArticleReader(BaseReader):  # type: ignore[misc]  # Pelican has no types
    """Pelican's reader for `.md`: text fields stay text, optional fields are always there."""

    file_extensions = ("md",)

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """The HTML of the text, and the metadata; raises ValueError where a date is none."""
        content = self.settings["CONTENT"]
        file = content.sources[Path(source_path).relative_to(content.folder).as_posix()]
        source = file.source
        image = source.text("image")
        rendered = self.render(file)
        shown = [describe(Path(picture)) for picture, name in rendered["pictures"] if name]
        metadata: dict[str, Any] = {
            **{name: rendered[name] for name in ("title", "summary", "changes", "image_alt", "minutes", "most_used")},
            "contents": [(name, Markup(words)) for name, words in rendered["contents"]],
            "tags": [Tag(name, self.settings) for name in split_list(source.text("tags"))],
            "reviewed": parse_date(day) if (day := source.text("reviewed")) else None,
            "earlier": parse_month(source.text("earlier")),
            "image": describe(Path(self.settings["PATH"], "images", image)) if image else None,
            "invite": split_list((source.text("invite") or "").lower()),
            "formerly": split_list(source.text("formerly")),
            "scheduled": file.is_scheduled and not file.is_draft,
            "private_url": file.private_address.removeprefix("/"),
        }
        metadata["photographs"] = [metadata["image"], *shown] if image else shown
        if category := source.text("category"):
            metadata["category"] = Category(category, self.settings)
        if status := "draft" if file.is_scheduled else source.text("status"):
            metadata["status"] = status.lower()
        for name in ("date", "modified"):
            if value := source.text(name):
                metadata[name] = parse_date(value)
        return rendered["html"], metadata

    def render(self, file: File) -> dict[str, Any]:
        """What `article.render` makes of a file."""
        return article.render(file.path, file.data, file.content.language)
