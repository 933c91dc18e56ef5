"""The text of an article in the few elements that all mail programs know; none of its words is lost."""

import re
from collections.abc import Callable

from bs4 import BeautifulSoup, Tag

from mailing.style import ELEMENTS, WIDTH
from pictures.markup import COLUMN

_NEW = BeautifulSoup("", "lxml")
_BLOCKS = (
    "address", "article", "aside", "center", "dd", "details", "dl", "fieldset", "figure", "footer", "header", "hgroup",
    "main", "nav", "section",
)  # fmt: skip
_TITLES = ("caption", "dt", "summary")
_INSTEAD = {
    **dict.fromkeys(_BLOCKS, "div"),
    **dict.fromkeys((*_TITLES, "figcaption"), "p"),
    "h4": "h3",
    "h5": "h3",
    "h6": "h3",
}
_BOXES = re.compile(r"key-points|questions|key-differences|alert")
# What only a page can show; a link leads there instead.
_ON_SITE = ["audio", "canvas", "embed", "iframe", "math", "object", "svg", "video"]
_CLASSES = ("box", "box__cell", "box__row", "picture", "task", "term", "note", "address", "footnote")
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "width", "height"}, "ol": {"start"}}


def plain(html: str, address: Callable[[str], str], images: str, page: tuple[str, str]) -> str:
    """The text with plain elements and whole addresses.

    `address` makes them whole, `images` is where the pictures of the site are, `page` the address of the article and the
    words of a link to it.
    """
    root = BeautifulSoup(f"<body>{html}</body>", "lxml").body or _NEW
    for element in root.find_all(["script", "style"]) + root.select(".footnote-backref"):
        element.decompose()
    for element in root.find_all(_ON_SITE):
        if not element.decomposed:
            element.replace_with(_made("a", page[1], href=page[0]))
    for box in root.find_all("input"):
        box.replace_with("☑ " if box.has_attr("checked") else "☐ ")
    for note in root.select("a.footnote-ref"):  # places in a letter cannot be led to: its notes stand at the end
        mark = note.parent or note
        mark["class"] = "footnote"
        if getattr(mark.previous_sibling, "name", "") == "sup":
            mark.insert_before(" ")
        note.unwrap()
    for link in root.find_all("a"):
        link["href"] = address(str(link.get("href", "")))
    for image in root.find_all("img"):
        _picture(image, images)
    for table in reversed(root.find_all("table")):  # what is within first
        _stack(table)
    for words in root.select(".footnote li, .footnote p, figcaption"):
        words["class"] = "note"
    for link in root.select("a.bare"):
        link["class"] = "address"
    for term in root.find_all("dt"):
        term["class"] = "term"
    for figure in root.find_all("figure"):
        figure["class"] = "picture"
    for box in root.find_all("section", class_=_BOXES):
        _box(box)
    for element in root.find_all(True):
        _plain(element)
    return root.decode_contents(formatter="minimal")


def _made(name: str, words: str = "", **attributes: str) -> Tag:
    made = _NEW.new_tag(name, attrs=attributes)
    if words:
        made.append(words)
    return made


def _picture(image: Tag, images: str) -> None:
    """The one of its widths that is nearest to the column's, as JPEG, in the size that there is room for."""
    choices = [one.split() for one in str(image.get("srcset", "")).split(", ") if one.startswith("$images/")]
    if not choices:  # not one that the site has made
        image.replace_with(str(image.get("alt", "")))
        return
    file, width = min(((file, int(width[:-1])) for file, width in choices), key=lambda one: abs(one[1] - COLUMN))
    shown = min(width, WIDTH)
    height = round(shown * int(str(image["height"])) / int(str(image["width"])))
    image.attrs = {
        "src": file.replace("$images", images),
        "width": str(shown),
        "height": str(height),
        "alt": str(image.get("alt", "")),
    }


def _stack(table: Tag) -> None:
    """The rows one below the other, each cell with the name of its column: a phone has no room for them side by side."""
    names: list[str] = []
    has_rows = any(not row.find_parent("thead") for row in table.find_all("tr"))
    for row in table.find_all("tr"):
        cells = row.find_all(["td", "th"])
        if row.find_parent("thead") and has_rows:
            names = [" ".join(cell.extract().get_text().split()) for cell in cells]
            continue
        paragraph = _made("p")
        for position, cell in enumerate(cells):
            for block in cell.find_all(["p", "div", "ul", "ol", "li"]):
                block.append(" ")
                block.unwrap()
            if not cell.get_text(strip=True) and not cell.find("img"):
                continue
            if paragraph.contents:
                paragraph.append(_made("br"))
            if position < len(names) and names[position]:
                paragraph.append(_made("em", f"{names[position]}:"))
                paragraph.append(" ")
            cell.name = "span" if position else "strong"
            paragraph.append(cell)
        if paragraph.contents:
            row.insert_before(paragraph)
    table.name = "div"


def _box(section: Tag) -> None:
    """A box is a table with one cell."""
    if title := section.find("p", class_=re.compile("__title$")):
        title.attrs = {}
        words = _made("strong")
        words.extend(list(title.contents))
        title.append(words)
    section.name, section.attrs = "td", {"class": "box__cell"}
    section.wrap(_made("table", role="presentation", width="100%", **{"class": "box"}))
    section.wrap(_made("tr", **{"class": "box__row"}))


def _plain(element: Tag) -> None:
    """The element by itself: one that all programs know, with the attributes that it needs."""
    ours = [name for name in element.get_attribute_list("class") if name in _CLASSES]
    if element.name in _TITLES:
        words = _made("strong")
        words.extend(list(element.contents))
        element.append(words)
    if element.name == "dd" and not element.find(["p", "ul", "ol", "pre", "blockquote"]):
        element.name = "p"
    if element.name == "q":
        element.insert(0, "“")
        element.append("”")
    element.name = _INSTEAD.get(element.name, element.name)
    if (
        element.name not in ELEMENTS
        or (element.name in ("table", "tbody", "tr", "td") and not ours)
        or element.get("href") == ""
    ):
        element.unwrap()
    kept = {"lang", "dir"} | ({"role", "width"} if ours else set()) | _ATTRIBUTES.get(element.name, set())
    element.attrs = {name: value for name, value in element.attrs.items() if name in kept}
    if ours:
        element["class"] = ours[0]
