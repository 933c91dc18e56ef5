"""An article or page and what is around it, as the rules see them: read once, asked by all."""

import contextlib
import posixpath
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from urllib.parse import unquote

from problem import Problem, printable
from sources import text as source_text
from sources.dates import parse_date
from sources.header import Source
from sources.redirects import topic_address
from sources.text import Text


@dataclass(eq=False)
class Content:
    """The whole folder: sources, pictures (and whether they can be shown) and handouts by name, the topics, the clock."""

    sources: dict[str, "File"] = field(default_factory=dict)
    pictures: dict[str, bool] = field(default_factory=dict)
    topics: tuple[str, ...] = ()
    handouts: set[str] = field(default_factory=set)
    now: datetime = datetime.max
    publish: bool = True
    hosts: tuple[str, ...] = ()  # under which the site is known
    read: Callable[["File"], Text] | None = None  # where texts that were rendered before are taken from

    @cached_property
    def https(self) -> set[str]:
        """The hosts that an address beginning with https: in any of the texts leads to."""
        links = [link.address for file in self.sources.values() for link in file.text.links]
        return {host(address) for address in links if address.startswith("https:")}

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

    def problem(
        self,
        line: int,
        found: str,
        remedy: str,
        *,
        advice: bool = False,
        repair: tuple[str, str] | None = None,
        repairs: Iterable[tuple[int, str, str]] = (),
    ) -> Problem:
        """A problem of this file; `repair` is one on its own line."""
        all_repairs = (*([(line, *repair)] if repair else []), *repairs)
        return Problem(f"content/{printable(self.name)}", line, found, remedy, advice, all_repairs)

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
    def text(self) -> Text:
        """What the rules know of its text; nothing where there is too much of it to be read."""
        if not self.source.body or source_text.excess(self.source.body):
            return Text()
        if self.content.read:
            with contextlib.suppress(Exception):  # told where the page is made of it
                return self.content.read(self)
        return source_text.read(
            self.source.body, self.source.body_line, source_text.plain_words(self.source.text("title") or "")
        )

    def written(self, line: int) -> str:
        """A line of the file as it was typed, if it is one of the text."""
        lines = self.source.body.split("\n")
        number = line - self.source.body_line
        return lines[number] if 0 <= number < len(lines) else ""


def host(address: str) -> str:
    """The host an address leads to, or nothing."""
    match = re.match(r"https?://([^/?#:]+)", address, re.IGNORECASE)
    return match[1].lower() if match else ""


def resolve(file: File, address: str) -> str:
    """The name below content/ of the file that an address in a text means."""
    path = unquote(re.split(r"[#?]", address, maxsplit=1)[0])
    return posixpath.normpath(posixpath.join(posixpath.dirname(file.name), path))
