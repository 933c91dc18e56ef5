"""What a letter looks like, and what may be in one at all: mail programs know less than browsers, and each knows something else.

Which program knows what is from Can I Email (caniemail.com, data of May 2026).
"""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup

from pictures.markup import COLUMN
from sources.palette import Palette

DARK = "(prefers-color-scheme: dark)"
WIDTH = 552  # pixels; of what is in the column, without its margins
LARGEST = 102_000  # bytes; Gmail shows the rest of a larger letter only to those who ask for it
_SERIF = "font-family: Georgia, serif"
_WORDS = f"{_SERIF}; font-size: 17px; line-height: 27px; color: {{text}}"
_BESIDE = f"{_SERIF}; font-size: 15px; line-height: 23px; color: {{quiet}}"
_CODE = "font-family: Consolas, monospace; font-size: 15px"
# By element or class. Names in braces are colours of the palette.
STYLES = {
    "ground": "margin: 0; padding: 0; background-color: {canvas}",
    # Hidden in several ways, since no program knows all of them; in the list of letters it stands below the subject.
    "preheader": "display: none; max-height: 0; overflow: hidden; font-size: 1px; line-height: 1px; color: {canvas}; mso-hide: all",
    "margins": "padding: 16px 0",
    "frame": f"max-width: {COLUMN}px",
    "sheet": f"padding: 16px 24px; {_WORDS}",
    "p": f"margin: 0 0 18px; {_WORDS}",
    "li": f"margin: 0 0 9px; {_WORDS}",
    "task": f"margin: 0 0 9px; {_WORDS}; list-style-type: none",  # its box stands where the bullet would
    "h1": f"margin: 24px 0 12px; {_SERIF}; font-size: 30px; line-height: 37px; font-weight: bold; color: {{text}}",
    "h2": f"margin: 32px 0 12px; {_SERIF}; font-size: 22px; line-height: 29px; font-weight: bold; color: {{text}}",
    "h3": f"margin: 24px 0 9px; {_SERIF}; font-size: 18px; line-height: 27px; font-weight: bold; color: {{text}}",
    "ul": "margin: 0 0 18px; padding: {list}",
    "ol": "margin: 0 0 18px; padding: {list}",
    "blockquote": "margin: 0 24px 18px; font-style: italic",
    "pre": f"margin: 0 0 18px; {_CODE}; line-height: 23px; color: {{text}}; white-space: pre-wrap",
    "code": _CODE,
    "sup": "font-size: 12px; line-height: 1px",
    "sub": "font-size: 12px; line-height: 1px",
    "hr": "margin: 32px 0; border: 0; border-top: 1px solid {line}",
    "a": "color: {accent}; text-decoration: underline",
    "img": "width: 100%; max-width: {width}px; height: auto; border: 0",
    "picture": "margin: 0 0 18px",
    "term": f"margin: 0; {_WORDS}",
    "quiet": f"margin: 0 0 9px; {_BESIDE}",
    "byline": f"margin: 0 0 24px; {_BESIDE}",
    "quiet__link": "color: {quiet}; text-decoration: underline",
    "note": f"margin: 0 0 9px; {_BESIDE}",
    "address": "color: {accent}; text-decoration: underline; word-break: break-all",
    "box": "margin: 0 0 18px",
    "box__cell": "padding: 16px 20px 4px; border: 1px solid {line}; background-color: {surface}",
    "action": "margin: 0 0 18px",
    "button": "padding: 12px 20px; background-color: {accent}",
    "button__link": f"{_SERIF}; font-size: 17px; line-height: 23px; color: {{canvas}}; text-decoration: none",
}
# Whatever else a text has becomes one of these, or its words alone.
ELEMENTS = {
    "html", "head", "meta", "title", "style", "body", "div", "span", "table", "tbody", "tr", "td", "p", "h1", "h2", "h3",
    "ul", "ol", "li", "blockquote", "pre", "hr", "br", "a", "img", "strong", "em", "b", "i", "u", "s", "del", "ins", "code",
    "sub", "sup", "small",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "dir", "charset", "name", "content", "role", "width", "height", "align", "class", "style", "href", "src", "alt",
    "start", "cellpadding", "cellspacing", "border",
}  # fmt: skip
# Each is known to all programs of note, or is missed by nobody where it is not: `max-width` is known to Outlook for Windows
# on tables, where the column has it, and not on pictures, which it shows as wide as their attribute says; `padding` on cells.
PROPERTIES = {
    "margin", "padding", "width", "max-width", "height", "background-color", "color", "border", "border-top", "font-family",
    "font-size", "font-style", "font-weight", "line-height", "list-style-type", "text-decoration", "white-space", "word-break",
}  # fmt: skip
_HIDES = {"display", "max-height", "overflow", "mso-hide"}  # the preheader alone
_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:|sms:)\S+")


def dark(palette: Palette) -> str:
    """The colours of the other scheme, for the programs that know it; all others show the light one."""
    rules = []
    for name, style in STYLES.items():
        coloured = "; ".join(
            f"{one} !important" for one in style.split("; ") if "{" in one and not one.endswith(("{width}px", "{list}"))
        )
        if coloured:
            selector = name if name in ELEMENTS else f".{name}"
            rules.append(f"{selector} {{ {coloured.format(**palette['dark'])} }}")
    return "\n".join([":root { color-scheme: light dark }", f"@media {DARK} {{", *rules, "}"])


def dress(letter: BeautifulSoup, palette: Palette) -> None:
    """Write its style into each element: many programs read no other."""
    # The bullets stand where a line begins.
    bullets = "0 24px 0 0" if letter.find(dir="rtl", recursive=False) else "0 0 0 24px"
    for element in letter.find_all(True):
        names = [*element.get_attribute_list("class"), element.name]
        if style := next((STYLES[name] for name in names if name in STYLES), ""):
            element["style"] = style.format(**palette["light"], list=bullets, width=element.get("width"))
        if element.name == "table":
            element.attrs |= {"cellpadding": "0", "cellspacing": "0", "border": "0"}


def faults(letter: BeautifulSoup, site: str, tags: set[str]) -> Iterator[str]:
    """What in a letter some mail program would not show as it is meant; `tags` are those that a provider fills in."""
    for element in letter.find_all(True):
        shown = f"<{element.name}>"
        if element.name not in ELEMENTS:
            yield f"{shown} is an element that mail programs do not know"
        for name in element.attrs.keys() - ATTRIBUTES:
            yield f"{shown} has the attribute “{name}”"
        known = PROPERTIES | (_HIDES if "preheader" in element.get_attribute_list("class") else set())
        for one in filter(None, str(element.get("style", "")).split("; ")):
            if (name := one.partition(":")[0]) not in known:
                yield f"{shown} has the style “{name}”"
        href, src = (str(element.get(name, "")) for name in ("href", "src"))
        if element.name == "a" and not (_ADDRESS.fullmatch(href) or href in tags):
            yield f"A link leads to “{href}”, which is no whole address"
        if element.name == "img" and not (src.startswith(f"{site}/images/") and src.endswith(".jpeg")):
            yield f"A picture is at “{src}”, not on the site"
        if element.name == "img" and not (element.get("width") and element.get("height") and "alt" in element.attrs):
            yield f"The picture “{src}” lacks its words or its size"
