"""Lists as GitHub shows them (CommonMark 0.31, sections 5.2 and 5.3), in place of Python-Markdown's own.

Python-Markdown wants a blank line before a list and four spaces a level, and joins neighbouring lists of every kind.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import NamedTuple

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension

_MARKER = re.compile(r"( {0,3})(?:[-*+]|(\d{1,9})[.)])( +|$)(.*)")
_RULE = re.compile(r" {0,3}([-*_])( *\1){2,} *$")
_TABLE_RULE = re.compile(r"[ :|-]*\|[ :|-]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+) *$")
_QUOTE = re.compile(r" {0,3}> ?")
_HEADING = re.compile(r" {0,3}#{1,6}( |$)")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_FAR = " " * 80


class Marker(NamedTuple):
    """What starts an item: its last character, its number if it has one, the column of its text, whether there is any."""

    kind: str
    number: int | None
    column: int
    empty: bool


class List(NamedTuple):
    """A list in the text: its first marker, the lines of each item, whether items stand apart, the line after it."""

    first: Marker
    items: list[list[str]]
    apart: bool
    end: int


def marker(line: str) -> Marker | None:
    """The marker at the start of a line, or None."""
    match = _MARKER.match(line)
    if not match or _RULE.match(line) or _TABLE_RULE.match(line):
        return None
    empty = not match[4].strip()
    padding = 1 if empty or len(match[3]) > 4 else len(match[3])
    number = int(match[2]) if match[2] else None
    return Marker(line[match.start(3) - 1], number, match.start(3) + padding, empty)


def read_list(lines: list[str], start: int) -> List:
    """The list whose first item is at `start`."""
    first = marker(lines[start])
    assert first  # noqa: S101  # the callers have looked
    items: list[list[str]] = []
    apart, end, number = False, start, start
    while number < len(lines) and (found := marker(lines[number])) and found.kind == first.kind:
        apart = apart or number > end
        item, end = _read_item(lines, number, found)
        items.append(item)
        number = end
        while number < len(lines) and not lines[number].strip():
            number += 1
    return List(first, items, apart, end)


def pieces(lines: list[str]) -> Iterator[tuple[str, int, int]]:
    """The outermost blocks of a text: list, quote, code, text or other, its first line and the line after its last."""
    number = 0
    while number < len(lines):
        start, kind = number, "other"
        line = lines[start]
        number += 1
        if not line.strip():
            continue
        if _indent(line) >= 4:
            kind = "code"
            while number < len(lines) and (_indent(lines[number]) >= 4 or not lines[number].strip()):
                number += 1
            while not lines[number - 1].strip():
                number -= 1
        elif marker(line):
            kind, number = "list", read_list(lines, start).end
        elif _QUOTE.match(line):
            kind = "quote"
            while number < len(lines) and (_QUOTE.match(lines[number]) or _is_lazy(lines[start:number], lines[number])):
                number += 1
        elif not _HEADING.match(line) and not _RULE.match(line):
            kind = "text"
            while kind == "text" and number < len(lines) and not _interrupts(lines[number]):
                kind = "other" if _UNDERLINE.match(lines[number]) else "text"
                number += 1
        yield kind, start, number


def _read_item(lines: list[str], start: int, found: Marker) -> tuple[list[str], int]:
    """The lines of the item that starts here, without its indentation, and the line after its last."""
    item = [lines[start][found.column :]]
    end = number = start + 1
    while number < len(lines):
        line = lines[number]
        if not line.strip():
            if found.empty and len(item) == 1:  # an item that starts with two blank lines has no more
                break
            item.append("")
        else:
            if _indent(line) >= found.column:
                item.append(line[found.column :])
            elif _is_lazy(item, line):
                # Indented so far that inside, too, it can be nothing but more of the paragraph.
                item.append(_FAR + line if _starts_block(line.lstrip()) else line.lstrip())
            else:
                break
            end = number + 1
        number += 1
    return item[: end - start], end


def _is_lazy(lines: list[str], line: str) -> bool:
    """Whether an unindented line goes on with the paragraph these lines end in."""
    if not line.strip() or not lines[-1].strip() or _starts_block(line):
        return False
    kind, start, end = list(pieces(lines))[-1]
    if kind == "list":
        return _is_lazy(read_list(lines, start).items[-1], line)
    if kind == "quote":
        return _is_lazy([_QUOTE.sub("", quoted, count=1) for quoted in lines[start:end]], line)
    return kind == "text"


def _starts_block(line: str) -> bool:
    return marker(line) is not None or any(pattern.match(line) for pattern in (_HEADING, _RULE, _QUOTE, _FENCE))


def _interrupts(line: str) -> bool:
    """Whether a line ends the paragraph above it; a year that begins a line does not."""
    if _UNDERLINE.match(line):
        return False
    found = marker(line)
    return not line.strip() or (not found.empty and found.number in (None, 1) if found else _starts_block(line))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


class GitHubLists(Extension):
    """Take the place of Python-Markdown's lists; definition lists keep what is indented below them."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Python-Markdown's name
        """Register after indented code (priority 80), before tables (75)."""
        processors = md.parser.blockprocessors
        for name in ("olist", "ulist", "indent"):
            processors.deregister(name)
        if "defindent" in processors:
            processors["defindent"].ITEM_TYPES = ["dd"]  # type: ignore[attr-defined]
            processors["defindent"].LIST_TYPES = ["dl"]  # type: ignore[attr-defined]
        processors.register(_BlockProcessor(md.parser), "github_lists", 78)


class _BlockProcessor(BlockProcessor):
    def test(self, parent: ET.Element, block: str) -> bool:  # noqa: ARG002
        return any(kind == "list" for kind, _, _ in pieces(block.split("\n")))

    def run(self, parent: ET.Element, blocks: list[str]) -> None:
        lines = "\n\n".join(blocks).split("\n")
        start = next(start for kind, start, _ in pieces(lines) if kind == "list")
        self.parser.parseBlocks(parent, ["\n".join(lines[:start])])
        found = read_list(lines, start)
        blocks[:] = "\n".join(lines[found.end :]).split("\n\n")
        element = ET.SubElement(parent, "ul" if found.first.number is None else "ol")
        if found.first.number not in (None, 1):
            element.set("start", str(found.first.number))
        items = [self._without_code(item) for item in found.items]
        loose = found.apart or any(_is_loose(item) for item in items)
        for item in items:
            child = ET.SubElement(element, "li")
            self.parser.state.set("item")
            self.parser.parseBlocks(child, "\n".join(item).split("\n\n"))
            self.parser.state.reset()
            if not loose:
                _unwrap(child)

    def _without_code(self, item: list[str]) -> list[str]:
        """The lines of an item, its fenced code set aside as Python-Markdown does only at the margin."""
        fences = "fenced_code_block"
        preprocessors = self.parser.md.preprocessors
        return preprocessors[fences].run(item) if fences in preprocessors else item


def _is_loose(item: list[str]) -> bool:
    """Whether two blocks of an item stand apart."""
    found = list(pieces(item))
    return any(before[2] < after[1] for before, after in zip(found, found[1:], strict=False))


def _unwrap(item: ET.Element) -> None:
    """Let the text of an item stand without paragraphs; it has no inline markup yet."""
    last: ET.Element | None = None
    for child in list(item):
        if child.tag != "p":
            last = child
            continue
        item.remove(child)
        if last is None:
            item.text = f"{item.text or ''}{child.text or ''}"
        else:
            last.tail = f"{last.tail or ''}\n{child.text or ''}"
