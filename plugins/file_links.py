"""Links and pictures by file name, so that they work on GitHub as well as on the site."""

import xml.etree.ElementTree as ET
from urllib.parse import unquote, urlsplit

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from plugins import pictures


class FileLinks(Extension):
    """Register after inline markup has been resolved (priority 20)."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Python-Markdown's name
        """Add the tree processor."""
        md.treeprocessors.register(_TreeProcessor(md), "file_links", 14)


class _TreeProcessor(Treeprocessor):
    def run(self, root: ET.Element) -> None:
        for link in root.iter("a"):
            if is_file(href := link.get("href", "")) and urlsplit(href).path.endswith(".md"):
                link.set("href", "{filename}" + href)
        for paragraph in root.iter("p"):
            if len(paragraph) == 1 and paragraph[0].tag == "img" and not (paragraph.text or "").strip():
                _make_figure(paragraph)
        for image in root.iter("img"):
            self._complete(image)

    def _complete(self, image: ET.Element) -> None:
        if image.get("alt", "").strip().lower() == "decorative":
            image.set("alt", "")
        src = image.get("src", "")
        if is_file(src):
            source_path = self.md.source_path  # type: ignore[attr-defined]  # the reader sets it
            width, height = pictures.size(source_path.parent / unquote(urlsplit(src).path))
            image.set("src", "{static}" + src)
            image.set("width", str(width))
            image.set("height", str(height))
            image.set("loading", "lazy")
            image.set("decoding", "async")


def is_file(address: str) -> bool:
    """Whether an address in the text names a file beside it, not a place on the web or in the page."""
    parts = urlsplit(address)
    return bool(parts.path) and not parts.scheme and not parts.netloc and not address.startswith(("/", "{"))


def _make_figure(paragraph: ET.Element) -> None:
    """A picture alone in its paragraph is a figure; its title, if any, the caption."""
    paragraph.tag = "figure"
    caption = paragraph[0].attrib.pop("title", "")
    if caption:
        ET.SubElement(paragraph, "figcaption").text = caption
