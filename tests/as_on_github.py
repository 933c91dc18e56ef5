"""What a text shows here and on GitHub, reduced to what a reader sees of it, so that the two can be compared.

The measure is cmarkgfm, the engine of GitHub. Left out is what the site does on purpose: typographic quotes, dashes and
ellipses, levels of headings closed up, the figure around a lone picture, wrappers and labels of tables, ids and classes,
the markup of footnotes.
"""

import re
from collections.abc import Iterator
from difflib import unified_diff
from html import unescape
from pathlib import Path
from pprint import pformat
from typing import Any
from urllib.parse import unquote

import cmarkgfm.cmark  # type: ignore[import-untyped]
from lxml import html  # type: ignore[import-untyped]

from sources.article import render
from sources.language import of_tag
from sources.named_blocks import BLOCKS

# An element that is seen: its name, what is seen of its attributes, and what is in it; or words.
Seen = tuple[str, str, list[Any]]

_EXTENSIONS = ["table", "autolink", "strikethrough", "tasklist"]
_OPTIONS = cmarkgfm.cmark.Options.CMARK_OPT_UNSAFE | cmarkgfm.cmark.Options.CMARK_OPT_FOOTNOTES
_PATH = Path("content/articles/a.md")

# Elements of which only what is in them is seen, and other names for the same thing.
_UNSEEN = {"div", "section", "span", "picture", "source", "label", "abbr", "thead", "tbody"}
_SAME = {"figure": "p", "s": "del", "strike": "del"}
_BLOCKS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "blockquote", "table", "tr", "cell", "pre", "hr"),
    *("details", "summary", "dl", "dt", "dd", "center", "figure", "figcaption"),
}
_SPACES = re.compile(r"[ \t\n\r\f]+")
_TYPED = (("'", ["‘", "’", "′"]), ('"', ["“", "”", "″", "''", "``"]), ("'", ["`"]), ("...", ["…", ". . ."]))
_OUR_FILE = re.compile(r"^\{filename\}/(?:articles|pages)/([^?#]*)\.md")  # what an address within the site was made of
_DASHES = re.compile(r"[-–—]+")


def here(text: str) -> str:
    """The HTML that our reader makes of a text."""
    return str(render(_PATH, f"Title: Untold\n\n{text}".encode(), of_tag("en"))["html"])


def on_github(text: str) -> str:
    """The HTML that GitHub's engine makes of a text."""
    return str(cmarkgfm.cmark.markdown_to_html_with_extensions(text, _OPTIONS, _EXTENSIONS))


def difference(text: str) -> str:
    """How what is seen here differs from what is seen on GitHub; nothing if it does not."""
    theirs, ours = (pformat(seen(html)).splitlines() for html in (on_github(text), f"{here(text)}\n"))
    return "\n".join(unified_diff(theirs, ours, "on GitHub", "here", lineterm=""))


def seen(text: str) -> list[Any]:
    """What is seen of a piece of HTML, the footnotes last."""
    notes: list[Seen] = []
    root = html.fragment_fromstring(f"<!-- -->{text}", create_parent="div")
    _close_up(root)
    return _block(root, notes) + notes


def _close_up(root: Any) -> None:
    """Headings one level below the one they are under, the first ones on the second level: so are they shown here."""
    outline: list[str] = []
    for element in root.iter("h1", "h2", "h3", "h4", "h5", "h6"):
        while outline and outline[-1] >= element.tag:
            outline.pop()
        outline.append(element.tag)
        element.tag = f"h{min(len(outline) + 1, 6)}"


def _inside(parent: Any, notes: list[Seen]) -> list[Any]:
    """The words and elements in an element; what would be next to each other on the page is so here."""
    found: list[Any] = []
    for part in _parts(parent, notes):
        if isinstance(part, str) and found and isinstance(found[-1], str):
            found[-1] = _straight(_SPACES.sub(" ", found[-1] + part))
        elif part:
            found.append(_straight(_SPACES.sub(" ", part)) if isinstance(part, str) else part)
    return found


def _parts(parent: Any, notes: list[Seen]) -> Iterator[Any]:
    yield parent.text or ""
    for child in parent:
        if isinstance(child.tag, str):
            yield from _element(child, notes)
        yield child.tail or ""


def _element(element: Any, notes: list[Seen]) -> Iterator[Any]:
    tag, kind = _SAME.get(element.tag, element.tag), element.get("class", "")
    if "backref" in kind or tag in ("figcaption", "script", "style"):
        return
    if tag in ("section", "div") and "footnotes" in f"{kind}s":
        for item in element.iterdescendants("li"):
            if item.getparent().getparent() is element:
                notes.append(("footnote", "", _block(item, notes)))
    elif _refers_to_a_note(element):
        yield ("note", element.text_content().strip(), [])
    elif tag == "pre":
        lines = element.text_content().expandtabs(4).split("\n")
        yield (tag, "", ["\n".join(line.rstrip(" ") for line in lines).strip("\n")])
    elif tag == "code":
        yield (tag, "", [_SPACES.sub(" ", element.text_content()).strip(" ")])
    elif tag == "input" and element.get("type") == "checkbox":
        yield ("box", "empty" if element.get("checked") is None else "checked", [])
    elif tag == "section" and set(kind.split()) & set(BLOCKS.values()):
        yield ("blockquote", "", _block(element, notes))
    elif tag == "p" and kind.endswith("__title"):
        yield (tag, "", [("strong", "", _inside(element, notes))])
    elif tag in ("td", "th"):
        in_head = any(above.tag == "thead" for above in element.iterancestors())
        yield ("cell", f"{'head' if in_head else 'body'} {_alignment(element)}".strip(), _block(element, notes))
    elif tag in _UNSEEN or (tag == "strong" and any(above.tag == tag for above in element.iterancestors())):
        yield from _parts(element, notes)
    elif tag not in _BLOCKS:
        yield (tag, _attributes(element), _without_spaces_at_edges(_inside(element, notes)))
    elif tag == "p" and (alone := _block(element, notes)) and len(alone) == 1 and alone[0][0] == "box":
        yield alone[0]  # as without a paragraph round it
    elif (inside := _block(element, notes)) not in ([], ["\xa0"]) or tag != "p":  # editors write &nbsp; to make room
        yield (tag, _attributes(element), inside)


def _without_spaces_at_edges(inside: list[Any]) -> list[Any]:
    last = len(inside) - 1
    for number, part in enumerate(inside):
        if isinstance(part, str):
            inside[number] = (part.lstrip(" ") if number == 0 else part).rstrip(" " if number == last else "")
    return [part for part in inside if part]


def _refers_to_a_note(element: Any) -> bool:
    return "footnote-ref" in element.get("class", "") or (
        element.tag == "sup" and len(element) == 1 and "footnote-ref" in (element[0].get("class") or "")
    )


def _block(element: Any, notes: list[Seen]) -> list[Any]:
    """What is in a block: spaces next to its edges, to a line break and to another block are not seen."""
    inside = _inside(element, notes)
    out: list[Any] = []
    for number, part in enumerate(inside):
        if isinstance(part, str):
            if number == 0 or _breaks(inside[number - 1]):
                part = part.lstrip(" ")
            if number == len(inside) - 1 or _breaks(inside[number + 1]):
                part = part.rstrip(" \xa0" if _leads_back(element) else " ")
        if part:
            out.append(part)
    # The box of a task stands before its first paragraph or in it: no reader can tell.
    if len(out) > 1 and out[0][0] == "box" and isinstance(out[1], tuple) and out[1][0] == "p":
        return [("p", "", [out[0], *out[1][2]]), *out[2:]]
    return out


def _leads_back(element: Any) -> bool:
    return len(element) > 0 and "backref" in (element[-1].get("class") or "")


def _breaks(part: Any) -> bool:
    return not isinstance(part, str) and part[0] in (*_BLOCKS, "br", "box")


def _alignment(cell: Any) -> str:
    """Where the words of a cell are, if not on the left."""
    written = " ".join(cell.get(name, "") for name in ("align", "style", "class"))
    return next((place for place in ("right", "center") if place in written), "")


def _attributes(element: Any) -> str:
    if element.tag == "a":
        href = _OUR_FILE.sub(r"/\1", element.get("href", "")).removeprefix("{filename}")
        # What we make of a bare www., and of an address that was copied from the source of a page.
        return unquote(unescape(re.sub(r"^http://www\.", "https://www.", href)))
    if element.tag == "img":
        return f"{_straight(element.get('alt', ''))} {unquote(element.get('src', ''))}"
    if element.tag == "ol":
        return str(element.get("start", "1"))
    return ""


def _straight(words: str) -> str:
    for typed, typographic in _TYPED:
        for character in typographic:
            words = words.replace(character, typed)
    return _DASHES.sub("-", words)
