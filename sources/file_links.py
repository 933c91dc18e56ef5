"""Links and pictures by file name, so that they work on GitHub as well as on the site."""

import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import unquote, urlsplit

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from pictures import markup, photographs
from sources import addresses, handouts


class FileLinks(Extension):
    """Register after inline markup has been resolved (priority 20)."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Python-Markdown's name
        """Add the tree processor."""
        md.registerExtension(self)
        self.md = md
        md.treeprocessors.register(_TreeProcessor(md), "file_links", 14)

    def reset(self) -> None:
        """Begin a new text: no picture and no handout is shown yet, as paths, and as names or labels."""
        self.md.pictures, self.md.handouts = [], []  # type: ignore[attr-defined]


class _TreeProcessor(Treeprocessor):
    def run(self, root: ET.Element) -> None:
        for link in root.iter("a"):
            if not self._offer(link):
                self._point(link)
        for paragraph in root.iter("p"):
            if len(paragraph) == 1 and paragraph[0].tag == "img" and not (paragraph.text or "").strip():
                _make_figure(paragraph)
        first = set(root[0].iter("img")) if len(root) else set()
        for image in list(root.iter("img")):
            self._complete(image, {} if image in first else {"loading": "lazy", "decoding": "async"})

    def _offer(self, link: ET.Element) -> bool:
        """Let a link to a handout lead to it, and tell what it is; whether it is one."""
        href = link.get("href", "")
        written = unquote(urlsplit(href).path)
        if not (is_file(href) and written.lower().endswith(".pdf")):
            return False
        beside: Path = self.md.source_path.parent / written  # type: ignore[attr-defined]  # the reader sets it
        path, address = beside, urlsplit(href).path
        if "/" not in written and (content := _content(beside)):
            path, address = content / "files" / written, f"/files/{address}"
        label = handouts.label(path, self.md.language)  # type: ignore[attr-defined]  # likewise
        self.md.handouts.append((str(path), label))  # type: ignore[attr-defined]  # likewise
        if label:  # else the rules say that it is missing
            place = f"#{urlsplit(href).fragment}" if "#" in href else ""
            link.set("href", f"{{static}}{address}{place}")
            link.tail = f" ({label}){link.tail or ''}"
        return True

    def _point(self, link: ET.Element) -> None:
        """Let Pelican find the address of a source, also of one that is named by an address of the site."""
        href = link.get("href", "")
        if href == link.text:  # an address that is shown, not one to follow
            return
        if straight := addresses.past_detour(href):
            link.set("href", straight)
            return
        path, place = urlsplit(href).path, f"#{urlsplit(href).fragment}" if "#" in href else ""
        if is_file(href) and path.endswith((".md", ".html")):
            link.set("href", f"{{filename}}{path.removesuffix('.html').removesuffix('.md')}.md{place}")
        elif (own := addresses.path_of(href)) and (source := addresses.source_at(own)):
            link.set("href", f"{{filename}}/{source}{place}")

    def _complete(self, image: ET.Element, loading: dict[str, str]) -> None:
        if image.get("alt", "").strip().lower() == "decorative":
            image.set("alt", "")
        src = image.get("src", "")
        if not is_file(src):
            return
        path = self.md.source_path.parent / unquote(urlsplit(src).path)  # type: ignore[attr-defined]  # the reader sets it
        photograph = photographs.found(path)
        self.md.pictures.append((str(path), photograph.name if photograph else ""))  # type: ignore[attr-defined]  # likewise
        if photograph:  # else the rules say that it is missing
            attributes = {name: value for name, value in image.items() if name != "src"} | loading
            image.tag = "picture"
            image.attrib.clear()
            image.text = self.md.htmlStash.store(markup.picture_sources(photograph, markup.IN_TEXT, attributes))


def _content(path: Path) -> Path | None:
    """The folder of all articles and pages around one of them."""
    return next((folder.parent for folder in path.parents if folder.name in ("articles", "pages")), None)


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
