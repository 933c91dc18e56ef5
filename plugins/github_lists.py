"""Lists as GitHub shows them: directly under a paragraph, nested by two spaces or more, each kind a list of its own.

Python-Markdown wants a blank line before a list and four spaces a level; this writes them in, in one pass.
"""

import re

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.preprocessors import Preprocessor

_ITEM = re.compile(r"( *)([-*+]|\d{1,9}[.)])( +)(?=\S)")
_RULE = re.compile(r" {0,3}([-*_])( *\1){2,} *$")
_HEADING = re.compile(r" {0,3}#{1,6}( |$)")
_QUOTE = re.compile(r" {0,3}> ?")
_STEP = "    "


def as_python_markdown(lines: list[str]) -> list[str]:
    """The same text with the blank lines and the indentation that Python-Markdown wants."""
    out: list[str] = []
    columns: list[int] = []  # where the text of each open item starts
    kinds: list[str] = []  # and whether it belongs to a list with bullets or with numbers
    number = 0
    while number < len(lines):
        line = lines[number]
        after_text = bool(out) and bool(out[-1].strip())
        if _QUOTE.match(line) and not columns:
            end = number
            while end < len(lines) and _QUOTE.match(lines[end]):
                end += 1
            inner = as_python_markdown([_QUOTE.sub("", quoted, count=1) for quoted in lines[number:end]])
            out += [f"> {quoted}".rstrip() for quoted in inner]
            number = end
            continue
        number += 1
        indent = len(line) - len(line.lstrip(" "))
        item = None if _RULE.match(line) else _ITEM.match(line)
        if item and indent - (columns[-1] if columns else 0) < 4 and _starts(item[2], bool(columns), after_text):
            sibling = ""
            while columns and indent < columns[-1]:
                columns.pop()
                sibling = kinds.pop()
            kind = "bullets" if item[2] in "-*+" else "numbers"
            if after_text and (sibling not in ("", kind) or not _is_in_list(out)):
                out.append("")
            marker = item[2].replace(")", ".") if kind == "numbers" else "-"
            out.append(f"{_STEP * len(columns)}{marker} {line[item.end() :]}")
            columns.append(item.end())
            kinds.append(kind)
            continue
        ends = after_text and bool(columns) and indent < columns[-1] and bool(_RULE.match(line) or _HEADING.match(line))
        if line.strip() and (ends or not after_text):
            while columns and indent < columns[-1]:
                columns.pop()
                kinds.pop()
        if ends:  # a heading or a rule is no more of the item's paragraph
            out.append("")
        if not columns or not line.strip():
            out.append(line)
        else:
            out.append(_STEP * len(columns) + line[min(indent, columns[-1]) :])
    return out


def _starts(marker: str, in_list: bool, after_text: bool) -> bool:
    """Whether a marker starts an item; a paragraph is only interrupted by a bullet or by 1 (CommonMark 5.3)."""
    return in_list or not after_text or marker in "-*+" or marker[:-1] == "1"


def _is_in_list(out: list[str]) -> bool:
    """Whether the block of lines written last has an item in it, so that a further one needs no blank line."""
    for line in reversed(out):
        if not line.strip() or _ITEM.match(line):
            return bool(line.strip())
    return False


class GitHubLists(Extension):
    """Register the rewriting after code and raw HTML have been set aside (priorities 25 and 20)."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Python-Markdown's name
        """Add the preprocessor, and Python-Markdown's own extension that keeps kinds and first numbers."""
        SaneListExtension().extendMarkdown(md)
        md.preprocessors.register(_Preprocessor(md), "github_lists", 15)


class _Preprocessor(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return as_python_markdown(lines)
