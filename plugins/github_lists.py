"""Lists as GitHub shows them: directly under a paragraph, nested by two spaces or more.

Python-Markdown wants a blank line before a list and four spaces a level; this writes them in.
"""

import re

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

_ITEM = re.compile(r"( *)([-*+]|\d{1,9}[.)])( +)(?=\S)")
_RULE = re.compile(r" {0,3}([-*_])( *\1){2,} *$")
_QUOTE = re.compile(r" {0,3}> ?")
_STEP = "    "


def as_python_markdown(lines: list[str]) -> list[str]:
    """The same text with the blank lines and the indentation that Python-Markdown wants."""
    out: list[str] = []
    open_items: list[int] = []  # the column where the text of each open item starts
    number = 0
    while number < len(lines):
        line = lines[number]
        before_is_text = bool(out) and bool(out[-1].strip())
        if _QUOTE.match(line) and not open_items:
            end = number
            while end < len(lines) and _QUOTE.match(lines[end]):
                end += 1
            inner = as_python_markdown([_QUOTE.sub("", quoted, count=1) for quoted in lines[number:end]])
            out += [f"> {quoted}".rstrip() for quoted in inner]
            number = end
            continue
        indent = len(line) - len(line.lstrip(" "))
        item = None if _RULE.match(line) else _ITEM.match(line)
        if item and indent - (open_items[-1] if open_items else 0) < 4:
            while open_items and indent < open_items[-1]:
                open_items.pop()
            starts = item[2] in "-*+" or item[2][:-1] == "1" or bool(open_items) or not before_is_text
            if starts or _continues(out):
                if before_is_text and not open_items and not _continues(out):
                    out.append("")
                out.append(f"{_STEP * len(open_items)}{item[2].replace(')', '.')} {line[item.end() :]}")
                open_items.append(item.end())
                number += 1
                continue
        if line.strip() and not before_is_text:
            while open_items and indent < open_items[-1]:
                open_items.pop()
        if not open_items or not line.strip():
            out.append(line)
        else:
            out.append(_STEP * len(open_items) + line[min(indent, open_items[-1]) :])
        number += 1
    return out


def _continues(out: list[str]) -> bool:
    """Whether the last block written belongs to a list, so that a further item needs no blank line."""
    for line in reversed(out):
        if not line.strip():
            return False
        if _ITEM.match(line):
            return True
    return False


class GitHubLists(Extension):
    """Register the rewriting after code and raw HTML have been set aside (priorities 25 and 20)."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Python-Markdown's name
        """Add the preprocessor."""
        md.preprocessors.register(_Preprocessor(md), "github_lists", 15)


class _Preprocessor(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return as_python_markdown(lines)
