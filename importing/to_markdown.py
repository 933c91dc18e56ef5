"""The text of an article or page of another site, as Markdown: nothing that readers saw is lost without being said.

A text is parsed; what builders and frames show is read for what it is (`page_builders`, `embeds`), links within it too
(`footnotes`); the rest is made into few and plain elements (`plain_elements`) with headings in order (`whole_text`), and
written by markdownify (`writer`). In the end every word that readers saw is looked for in the page that the Markdown becomes.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from bs4 import BeautifulSoup
from markdown import Markdown

from checks import characters
from importing import page_builders
from importing.archive import as_windows
from importing.changes import Change, Changes
from importing.elements import BLOCK_TAG, parsed, seen, words_of
from importing.plain_elements import Context, PlainText
from importing.whole_text import PLACE
from importing.writer import Writer
from sources import markdown_text

# Nobody sees them, and nobody meant to write them: what the rules refuse, zero-width spaces and soft hyphens.
INVISIBLE = re.compile(f"{characters.INVISIBLE.pattern}|[\xad\u200b\u2060\ufeff]")


@dataclass(frozen=True)
class Converted:
    """The Markdown of a text, what became of it, the addresses in it as they were, and the month of an earlier version."""

    markdown: str
    changes: list[Change]
    pictures: list[str]
    links: list[str]
    earlier: str = ""


def convert(html: str, context: Context) -> Converted:
    """The Markdown of a text; a change says what readers would miss or see otherwise."""
    changes = Changes()
    html = INVISIBLE.sub("", as_windows(html).replace("\r\n", "\n").replace("\r", "\n"))
    if context.form == "wpautop" or context.builder in ("gutenberg", "classic", "elementor", "squarespace"):
        html = page_builders.shortcodes(html, changes)
    if context.form == "wpautop":
        html = _with_line_breaks(html)
    text = PlainText(parsed(html), context, changes)
    text.read()
    markdown = Writer().convert_soup(text.root).rstrip()
    markdown, placed = changes.placed(markdown)
    markdown, pages_words = _rendered(markdown)
    if missing := text.words - pages_words - words_of([*changes.accounted, *(change.before for change in placed)]):
        lost = " ".join(missing.elements())
        placed.append(Change("words were lost", lost, line=1, lost=True, remedy="Look for them on the old site, and write them where they belong."))  # fmt: skip
    return Converted(markdown, placed, text.pictures, text.links, text.earlier)


def _with_line_breaks(html: str) -> str:
    """Classic WordPress: a line break is one, and two of them part paragraphs, but not round blocks and in code."""
    parts = re.split(
        r"(<(pre|script|style|textarea)\b.*?(?:</\2\s*>|\Z)|<!--.*?(?:-->|\Z))", html, flags=re.DOTALL | re.IGNORECASE
    )
    whole: list[str] = []
    for number in range(0, len(parts), 3):
        # A run of spaces is looked at from its beginning alone, not from each of its spaces to its end.
        loose = re.sub(rf"(?:(?<!\s)\s+)?({BLOCK_TAG})\s*", r"\1", parts[number], flags=re.IGNORECASE)
        loose = re.sub(r"(<[^<>]*>)", lambda tag: tag[1].replace("\n", " "), loose)
        loose = re.sub(
            r"(?:<br\s*/?>)?(?:(?<![ \t])[ \t]+)?\n", "<br>", loose.strip("\n") if len(parts) == 1 else loose
        )
        whole += [loose, parts[number + 1] if number + 1 < len(parts) else ""]
    return "".join(whole)


@cache
def _converter() -> Markdown:
    return markdown_text.converter()


def _rendered(markdown: str) -> tuple[str, Counter[str]]:
    """The Markdown with its links to parts of itself, and the words of the page that it becomes."""
    if markdown_text.excess(markdown):  # the rules say so; nothing of it is lost
        return markdown, words_of([re.sub(r"[*~\\]", "", markdown)])
    converter = _converter()
    converter.reset()
    html = converter.convert(markdown)
    if PLACE[0] in markdown:
        places = {str(number): heading.id for number, heading in enumerate(converter.text.headings)}  # type: ignore[attr-defined]
        markdown = re.sub(PLACE.format(r"(\d+)"), lambda match: places.get(match[1], ""), markdown)
    return markdown, words_of([seen(BeautifulSoup(html, "lxml"))])
