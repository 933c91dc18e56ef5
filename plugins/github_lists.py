"""Lists as GitHub shows them: directly under a paragraph, nested by two spaces or more, each kind a list of its own.

Python-Markdown wants a blank line before a list and four spaces a level; this writes them in, in one pass.
"""

import re

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.preprocessors import Preprocessor

_ITEM = re.compile(r"( *)([-*+]|\d{1,9}[.)])( +)(?=\S)")
_NUMBER = re.compile(r"^( *\d{1,9})([.)] )")
_RULE = re.compile(r" {0,3}([-*_])( *\1){2,} *$")
_QUOTE = re.compile(r" {0,3}> ?")
_HEADING = re.compile(r" {0,3}#{1,6}( |$)")
_STEP = "    "


def as_python_markdown(lines: list[str]) -> list[str]:
    """The same text with the blank lines and the indentation that Python-Markdown wants."""
    out: list[str] = []
    columns: list[int] = []  # where the text of each open item starts
    kinds: list[str] = []  # and whether it belongs to a list with bullets or with numbers
    joined: int | None = None  # the level whose items need no blank line between them
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        indent = len(line) - len(line.lstrip(" "))
        after_text = bool(out) and bool(out[-1].strip())
        outside = bool(columns) and indent < columns[-1]
        item = None if _RULE.match(line) else _ITEM.match(line)
        if not item or indent - (columns[-1] if columns else 0) >= 4 or not _starts(item[2], outside, after_text):
            item = None
        # Without a blank line before it, everything else is more of the item's paragraph.
        others = (_HEADING, _RULE, _QUOTE)
        sibling, ends = "", after_text and outside and any(other.match(line) for other in others)
        while columns and line.strip() and indent < columns[-1] and (item or ends or not after_text):
            columns.pop()
            sibling = kinds.pop()
        level = len(columns)
        if item:
            kind = "bullets" if item[2] in "-*+" else "numbers"
            if after_text and (sibling not in ("", kind) or joined is None or joined > level):
                out.append("")
                after_text = False
            if not after_text:
                joined = level
            marker = item[2].replace(")", ".") if kind == "numbers" else "-"
            out.append(f"{_STEP * level}{marker} {line[item.end() :]}")
            columns.append(item.end())
            kinds.append(kind)
            continue
        if ends:
            out.append("")
        if ends or not after_text:
            joined = None
        column = min(indent, columns[-1]) if columns else 0
        if _QUOTE.match(line, column):
            end = number
            while end < len(lines) and _QUOTE.match(lines[end], column) and not lines[end][:column].strip():
                end += 1
            inner = as_python_markdown([_QUOTE.sub("", text[column:], count=1) for text in lines[number - 1 : end]])
            # Directly below the words of an item, Python-Markdown wants a quotation less far in.
            step = _STEP * (level - 1 if after_text and not ends else level)
            out += [f"{step}> {quoted}".rstrip() for quoted in inner]
            number = end
        else:
            # A year that begins a further line of an item is none (see _starts).
            words = _NUMBER.sub(r"\1\\\2", line[column:]) if after_text and columns else line[column:]
            out.append(f"{_STEP * level}{words}" if line.strip() else line)
    return out


def _starts(marker: str, outside: bool, after_text: bool) -> bool:
    """Whether a marker starts an item; inside a paragraph only a bullet or 1 does (CommonMark 5.3)."""
    return outside or not after_text or marker in "-*+" or marker[:-1] == "1"


class GitHubLists(Extension):
    """Register the rewriting after code and raw HTML have been set aside (priorities 25 and 20)."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Python-Markdown's name
        """Add the preprocessor, and Python-Markdown's own extension that keeps kinds and first numbers."""
        SaneListExtension().extendMarkdown(md)
        md.preprocessors.register(_Preprocessor(md), "github_lists", 15)


class _Preprocessor(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return as_python_markdown(lines)
