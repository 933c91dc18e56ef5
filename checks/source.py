"""An article or page and what is around it, as the rules see them: read once, asked by all."""

import posixpath
import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote

from markdown.extensions.toc import slugify, unique

from checks.problem import Problem, printable
from plugins.article_reader import parse_date
from plugins.header import Source
from plugins.redirects import topic_address

_FENCE = re.compile(r"(`{3,}|~{3,})[^`]*$")
_CODE = re.compile(r"(?<!\\)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_INDENTED = re.compile(r"(?: {4}|\t)")
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s")
_HEADING = re.compile(r"(?:> ?)*(#{1,6})(.*?)#*\s*$")
_NO_TITLE = re.compile(r"\s|[>#|]|[-*+]\s|\d{1,9}[.)]\s")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)\s*$")
_ATTRIBUTES = re.compile(r"\{:?\s*([^{}]*)\}\s*$")
_ID = re.compile(r"""\bid\s*=\s*["']?([^\s"'>}]+)|\{[^{}\n]*#([\w:.-]+)[^{}\n]*\}""")
_MARKUP = re.compile(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])?|<[^>]*>|(?<!\w)_+|_+(?!\w)")
_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\[\]]*\]){0,500})\]\(\s*(?:<([^>\n]*)>|((?:[^()\s]|\([^()\s]*\))*))")
_DEFINITION = re.compile(r" {0,3}\[(?!\^)([^\]]+)\]:\s*<?([^\s>]*)")
_TAG_ADDRESS = re.compile(
    r"""(?<=\s)(href|src|action|poster)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>}]+))""", re.IGNORECASE
)


class Line(NamedTuple):
    """A line of the text: its number in the file, and its words without code."""

    number: int
    text: str


class Heading(NamedTuple):
    """A heading of the text, its level and the id that its part of the page gets."""

    line: int
    level: int
    text: str
    id: str


class Link(NamedTuple):
    """A link or picture of the text: its line, its words (None for a definition or a tag) and where it leads."""

    line: int
    is_picture: bool
    words: str | None
    address: str


@dataclass(eq=False)
class Content:
    """The whole folder: the sources by name, the pictures by name and whether they can be shown, the topics, the clock."""

    sources: dict[str, "File"] = field(default_factory=dict)
    pictures: dict[str, bool] = field(default_factory=dict)
    topics: tuple[str, ...] = ()
    now: datetime = datetime.max
    publish: bool = True

    @property
    def taken(self) -> dict[str, str]:
        """The addresses of pages that are made from several articles or from none, and what is there."""
        topics = {f"/{topic_address(topic)}": f"the topic {topic}" for topic in self.topics}
        return {"/articles/": "the list of articles", "/search/": "the search page"} | topics

    @cached_property
    def addresses(self) -> set[str]:
        """Every address that the site will have, as it is written in a text."""
        made = {"/", "/feed.xml", "/sitemap.xml", "/robots.txt", *self.taken}
        return made | {file.address for file in self.sources.values()}


@dataclass(eq=False)
class File:
    """A source: its name below content/, what the header reader made of it, what is around it, and its bytes."""

    name: str
    source: Source
    content: Content = field(default_factory=Content)
    data: bytes = b""

    @property
    def kind(self) -> str:
        """`articles` or `pages`."""
        return self.name.partition("/")[0]

    @property
    def stem(self) -> str:
        """The name of the file without folder and ending."""
        return self.name.rpartition("/")[2].removesuffix(".md")

    @property
    def address(self) -> str:
        """Where readers find it."""
        if self.kind == "articles":
            return f"/articles/{self.stem}/"
        page = self.name.removeprefix("pages/").removesuffix(".md")
        return {"home": "/", "404": "/404.html"}.get(page, f"/{page}/")

    def problem(self, line: int, found: str, remedy: str, *, advice: bool = False) -> Problem:
        """A problem of this file."""
        return Problem(f"content/{printable(self.name)}", line, found, remedy, advice)

    def line(self, name: str) -> int:
        """The line of a header field; the first line where there is none."""
        return self.source.fields[name].line if name in self.source.fields else 1

    @cached_property
    def date(self) -> datetime | None:
        """Its date, if it has one that can be read."""
        try:
            return parse_date(self.source.text("date") or "")
        except ValueError:
            return None

    @property
    def is_draft(self) -> bool:
        """Whether it is kept off the live site by its status."""
        return (self.source.text("status") or "").lower() == "draft"

    @property
    def is_scheduled(self) -> bool:
        """Whether its day is yet to come."""
        return self.date is not None and self.date > self.content.now

    @cached_property
    def _read(self) -> tuple[list[str], list[int]]:
        return _without_code(self.source.body)

    @property
    def unclosed_fences(self) -> list[int]:
        """The lines that begin a piece of code which never ends."""
        return [number + self.source.body_line for number in self._read[1]]

    @cached_property
    def lines(self) -> list[Line]:
        """The lines of the text, code taken out of them."""
        return [Line(number, text) for number, text in enumerate(self._read[0], self.source.body_line)]

    @cached_property
    def paragraphs(self) -> list[list[Line]]:
        """The lines of the text between empty ones."""
        found: list[list[Line]] = [[]]
        for line in self.lines:
            if line.text.strip():
                found[-1].append(line)
            elif found[-1]:
                found.append([])
        return found if found[-1] else found[:-1]

    @cached_property
    def headings(self) -> list[Heading]:
        """The headings of the text with the ids that Python-Markdown's table of contents gives them."""
        found: list[Heading] = []
        used: set[str] = set()
        above = ""
        for (number, text), whole in zip(self.lines, self.source.body.split("\n"), strict=True):
            if "#" in text and (marks := _HEADING.match(text)) and (match := _HEADING.match(whole)):
                level, words, line = len(marks[1]), match[2], number
            elif above and _UNDERLINE.match(text):
                level, words, line = 1 if "=" in text else 2, above, number - 1
            else:
                level, words, line = 0, "", 0
            if level:
                words = _ATTRIBUTES.sub("", words).strip()
                plain = unescape(_MARKUP.sub(lambda match: match[1] or "", words))
                found.append(Heading(line, level, words, unique(slugify(plain, "-"), used)))
            above = whole.strip() if text and not _NO_TITLE.match(text) and not _UNDERLINE.match(text) else ""
        return found

    @cached_property
    def ids(self) -> set[str]:
        """Every place in the text that a link can lead to."""
        named = {
            first or second
            for line in self.lines
            if "id" in line.text or "{" in line.text
            for first, second in _ID.findall(line.text)
        }
        return named | {heading.id for heading in self.headings}

    @cached_property
    def links(self) -> list[Link]:
        """Every link and picture of the text, however it is written."""
        found = []
        for number, text in self.lines:
            if "](" in text:
                for bang, words, pointed, plain in _LINK.findall(text):
                    found.append(Link(number, bool(bang), words, (pointed or plain).strip()))
                    if "](" in words:  # a picture that is a link
                        found += [Link(number, bool(b), w, (p or q).strip()) for b, w, p, q in _LINK.findall(words)]
            if "]:" in text and (definition := _DEFINITION.match(text)):
                found.append(Link(number, False, None, definition[2]))
            if "=" in text:
                for name, *values in _TAG_ADDRESS.findall(text):
                    found.append(Link(number, name.lower() == "src", None, "".join(values).strip()))
        return found


def resolve(file: File, address: str) -> str:
    """The name below content/ of the file that an address in a text means."""
    path = unquote(re.split(r"[#?]", address, maxsplit=1)[0])
    return posixpath.normpath(posixpath.join(posixpath.dirname(file.name), path))


def _without_code(body: str) -> tuple[list[str], list[int]]:
    """The lines of a text, those of code emptied and code within a line taken out; and the fences that never close."""
    lines = body.split("\n")
    last = {line.rstrip(): number for number, line in enumerate(lines) if line.startswith(("```", "~~~"))}
    out, unclosed = [], []
    closing = ""
    after_gap, in_list, indented = True, False, False
    for number, line in enumerate(lines):
        if closing:
            closing = "" if line.rstrip() == closing else closing
            out.append("")
            continue
        if line.startswith(("```", "~~~")) and (fence := _FENCE.match(line)):
            if last.get(fence[1], -1) > number:
                closing = fence[1]
            else:
                unclosed.append(number)
            out.append("")
            continue
        if line.strip():
            if not line[0].isspace():
                in_list = bool(_ITEM.match(line)) or (in_list and not after_gap)
            indented = bool(_INDENTED.match(line)) and not in_list and (after_gap or indented)
        after_gap = not line.strip()
        out.append("" if indented else _CODE.sub(lambda match: "x" * len(match[0]), line) if "`" in line else line)
    return out, unclosed
