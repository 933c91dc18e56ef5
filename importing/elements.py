"""The elements of a page: which are blocks, what readers see of them, and making new ones."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement, PreformattedString

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# `definition` is ours: the words of a footnote.
BLOCKS = {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "definition", "details", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "noscript", "ol", "optgroup", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", *HEADINGS}  # fmt: skip
BLOCK_TAG = rf"</?(?:{'|'.join(sorted(BLOCKS))})\b[^<>]*>"  # of one, in HTML
UNSEEN = ["script", "style", "template", "head", "title", "meta", "link", "svg", "math", "canvas", "map", "datalist", "base"]  # fmt: skip
FIELDS = ["input", "select", "textarea", "option", "button", "label", "progress", "meter"]
_SEEN_APART = {*BLOCKS, "br", "iframe", *FIELDS}
_WORD = re.compile(r"[^\W_]+")
_NEW = BeautifulSoup()
_DEEPEST = 200  # levels of elements: what is deeper has lost its shape


def parsed(html: str) -> Tag:
    """The body of a text; what is nested too deep to be read is read as words alone."""
    soup = BeautifulSoup(html, "lxml")
    body = soup.body or soup
    stack: list[tuple[Tag, int]] = [(body, 0)]
    while stack:
        tag, depth = stack.pop()
        if depth > _DEEPEST:
            tag.replace_with(f" {tag.get_text(' ')} ")
            continue
        stack += [(child, depth + 1) for child in tags(tag)]
    return body


def made(name: str, nodes: Iterable[Any] = (), **attributes: str) -> Tag:
    """A new element with these nodes in it."""
    tag = _NEW.new_tag(name, attrs={key.replace("_", "-"): value for key, value in attributes.items() if value})
    tag.extend(list(nodes))
    return tag


def tags(parent: Tag) -> list[Tag]:
    """The elements right in an element."""
    return [node for node in parent.contents if isinstance(node, Tag)]


def is_words(node: Any) -> bool:
    """Whether a node is text, no element and no comment."""
    return isinstance(node, NavigableString) and not isinstance(node, PreformattedString)


def is_within(node: PageElement, tag: Tag) -> bool:
    """Whether a node is in that very element; `in` would take an element with the same words for it."""
    return any(one is tag for one in node.parents)


def text_of(nodes: Iterable[Any]) -> str:
    """The words of nodes."""
    return "".join(node.get_text() if isinstance(node, Tag) else str(node) for node in nodes)


def says_something(node: Any) -> bool:
    """Whether readers see anything of a node."""
    if not isinstance(node, Tag):
        return bool(str(node).strip())
    shown = ("img", "hr", "footnote")
    return node.name in shown or bool(node.get_text(strip=True)) or node.find(shown) is not None


def words_of(texts: Iterable[str]) -> Counter[str]:
    """The words of texts, whatever their capitals."""
    return Counter(word.casefold() for text in texts for word in _WORD.findall(text))


def seen(root: Tag) -> str:
    """What readers see or hear of a tree; words in different blocks stand apart."""
    parts: list[str] = []
    skipped: Tag | None = None
    for node in root.descendants:
        if skipped is not None and is_within(node, skipped):
            continue
        skipped = None
        before, around = node.previous_sibling, node.parent
        if isinstance(before, Tag) and before.name in BLOCKS:
            parts.append(" ")
        if isinstance(node, Tag):
            if node.name in UNSEEN or node.name == "noscript":
                skipped = node
            elif node.name == "img":
                parts.append(f" {node.get('alt') or ''} {node.get('title') or ''} ")
            elif node.name in _SEEN_APART:
                parts.append(" ")
        elif is_words(node):
            ends = around is not None and around.name in BLOCKS and node.next_sibling is None
            parts.append(f"{node} " if ends else str(node))
    return "".join(parts)
