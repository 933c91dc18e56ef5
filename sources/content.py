"""All of content/, read once with the clock of the practice, and what its files say: asked by every check and plugin."""

import contextlib
import posixpath
import re
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import ordinary_file
from git import Repository
from problem import Problem, printable
from sources import addresses, language, moved_files, private_links, toml_file, writing_page
from sources.header import Field, Source, decode, parse_source, readable
from sources.language import Language
from sources.markdown_text import Text, excess, plain_words
from sources.markdown_text import read as read_text
from sources.optional_facts import INVITATION_WORDS, INVITATIONS, OPTIONAL
from sources.publication import date_of, is_draft, unpublished_by
from sources.redirects import topic_address
from sources.strays import is_passed_over
from sources.toml_file import TomlFile

LARGEST_TEXT = 300_000  # bytes; some 50,000 words
BEGINNING = 1024  # bytes; they tell what a file is, and viewers look no further for the mark of a PDF
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")
FOLDERS = ("articles", "pages", "images", "files")
SITE, PATHS, VOICES, WORKSHOPS = FACTS = ("site.toml", "paths.toml", "voices.toml", "workshops.toml")
MARK = "mark.svg"
WORDS = "words.txt"


@dataclass
class Entry:
    """Something below content/: its name there, what it is, its size, why it cannot be read, what is wrong with a picture.

    `discloses` is what the file of a picture says of places and people, and `cleanable` whether that can be taken out of it.
    `data` are the bytes of a text, a TOML file or the mark, and the first ones of a large text or a PDF.
    """

    name: str
    what: Literal["file", "folder", "link", "other"] = "file"
    size: int = 0
    data: bytes = b""
    unreadable: str = ""
    fault: tuple[str, str] | None = None
    discloses: tuple[str, ...] = ()
    cleanable: bool = False

    @property
    def folder(self) -> str:
        """Where it lies: `articles`, `pages`, `images`, `files`, or empty."""
        first = self.name.partition("/")[0]
        return first if first in FOLDERS and "/" in self.name else ""

    @property
    def last(self) -> str:
        """Its name without the folders."""
        return self.name.rpartition("/")[2]

    @property
    def stem(self) -> str:
        """Its name without folders and ending."""
        return self.last.rpartition(".")[0] or self.last

    @property
    def suffix(self) -> str:
        """Its ending in lower case, with the dot."""
        return f".{self.last.rpartition('.')[2].lower()}" if "." in self.last[1:] else ""

    @property
    def is_text(self) -> bool:
        """Whether it is an article or a page."""
        return self.what == "file" and self.folder in ("articles", "pages") and self.last.endswith(".md")

    @property
    def is_handout(self) -> bool:
        """Whether it is a PDF that readers can be given."""
        return self.what == "file" and self.folder == "files" and self.suffix == ".pdf"

    @property
    def is_hidden(self) -> bool:
        """Whether its name begins with a dot."""
        return self.last.startswith(".")

    def problem(
        self,
        found: str,
        remedy: str,
        line: int = 0,
        *,
        advice: bool = False,
        repairs: tuple[tuple[int, str, str], ...] = (),
    ) -> Problem:
        """A problem of this file."""
        return Problem(f"content/{printable(self.name)}", line, found, remedy, advice, repairs)


@dataclass(eq=False)
class Content:
    """The folder, everything in it by name, its TOML files, and the time on the clocks of the practice.

    `publish` says that the site is to go live, and `read` takes the text of a file from where it was rendered before.
    `repository` is the one that the folder is in, if it is in one.
    `faulty` are the names, without their endings, that files which the site cannot use have once they are right: meanwhile
    nothing is said of what leads to them.
    """

    folder: Path = Path("content")
    entries: dict[str, Entry] = field(default_factory=dict)
    site: TomlFile = field(default_factory=lambda: TomlFile(f"content/{SITE}"))
    paths: TomlFile = field(default_factory=lambda: TomlFile(f"content/{PATHS}"))
    voices: TomlFile = field(default_factory=lambda: TomlFile(f"content/{VOICES}"))
    workshops: TomlFile = field(default_factory=lambda: TomlFile(f"content/{WORKSHOPS}"))
    now: datetime = datetime.max
    publish: bool = True
    read: Callable[["File"], Text] | None = None
    repository: Repository | None = None
    faulty: set[str] = field(default_factory=set)

    @cached_property
    def sources(self) -> dict[str, "File"]:
        """The articles and pages that can be read, by name."""
        texts = (entry for entry in self.entries.values() if entry.is_text and not entry.is_hidden)
        return {entry.name: File.of(entry, self) for entry in texts if not entry.unreadable}

    @cached_property
    def moved(self) -> dict[str, str]:
        """The names that files had which something still leads to, and what they are called now; nothing where they are gone."""
        return moved_files.moved(self)

    def is_faulty(self, name: str) -> bool:
        """Whether a file that is not there is, by its present name or as it is meant, one whose fault is told of it alone."""
        return stem_of(self.moved.get(name) or name) in self.faulty

    @cached_property
    def renamed_topics(self) -> dict[str, str]:
        """The names that topics had, and what they are called now."""
        return moved_files.renamed_topics(self)

    @cached_property
    def facts(self) -> dict[str, Any]:
        """Those of site.toml, once they are checked, with what holds where one is left out."""
        facts = deepcopy(self.site.values)
        for key, value in OPTIONAL.items():
            *tables, last = key.split(".")
            table = facts
            for name in tables:
                table = table.setdefault(name, {})
            table.setdefault(last, value)
        return facts

    @cached_property
    def language(self) -> Language:
        """The language of the practice; English where site.toml cannot be read."""
        return language.of_tag(self.site.words("language") or language.ENGLISH)

    @property
    def mark(self) -> bytes:
        """The drawing that is the mark of the practice, as it is written; nothing where there is none."""
        return self.entries[MARK].data if MARK in self.entries else b""

    @cached_property
    def own_words(self) -> frozenset[str]:
        """The words that words.txt has, one a line and in small letters, however it was saved; `#` begins a comment."""
        typed = readable(self.entries[WORDS].data).splitlines() if WORDS in self.entries else []
        lines = (" ".join(line.partition("#")[0].lower().replace("’", "'").split()) for line in typed)
        return frozenset(filter(None, lines))

    @cached_property
    def pictures(self) -> dict[str, bool]:
        """The pictures by their names in images/, and whether each can be shown."""
        there = (entry for entry in self.entries.values() if entry.folder == "images" and entry.what == "file")
        return {
            entry.name.removeprefix("images/"): entry.suffix in PICTURES and not entry.fault
            for entry in there
            if not entry.is_hidden
        }

    @cached_property
    def topics(self) -> tuple[str, ...]:
        """The names of the topics."""
        return tuple(name for entry, _ in self.site.entries("topics") if (name := self.site.words(f"{entry}.name")))

    @cached_property
    def invitations(self) -> list[str]:
        """The invitations that have words."""
        return [
            name
            for name in INVITATIONS
            if any(self.site.words(f"invitations.{name}.{key}") for key in INVITATION_WORDS)
        ]

    @cached_property
    def handouts(self) -> set[str]:
        """The names of the PDFs that readers can be given."""
        return {entry.name for entry in self.entries.values() if entry.is_handout and not entry.is_hidden}

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts under which the site is known."""
        domain = self.site.words("publishing.domain")
        return (domain,) if domain else ()

    @cached_property
    def https(self) -> set[str]:
        """The hosts that an address beginning with https: in any of the texts leads to."""
        links = [link.address for file in self.sources.values() for link in file.text.links]
        return {host(address) for address in links if address.startswith("https:")}

    @property
    def has_workshops(self) -> bool:
        """Whether there is a page of workshops, though none may be planned."""
        return WORKSHOPS in self.entries

    @property
    def taken(self) -> dict[str, str]:
        """The addresses of pages that are made from several articles or from none, and what is there."""
        topics = {f"/{topic_address(topic)}": f"the topic {topic}" for topic in self.topics}
        workshops = {"/workshops/": f"the workshops in content/{WORKSHOPS}"} if self.has_workshops else {}
        writing = {f"/{writing_page.FOLDER}/": "the writing page"} if self.site.words("writing.repository") else {}
        return {"/articles/": "the list of articles", "/search/": "the search page"} | topics | workshops | writing

    @cached_property
    def addresses(self) -> set[str]:
        """Every address that the site will have, as it is written in a text."""
        made = {"/", "/feed/", "/feed.xml", "/sitemap.xml", "/robots.txt", *self.taken}
        made |= {"/help/"} if self.site.words("crisis.danger") else set()
        return made | {file.address for file in self.sources.values()}


@dataclass(eq=False)
class File:
    """A source: its name below content/, what the header reader made of it, what is around it, and its bytes."""

    name: str
    source: Source
    content: Content = field(default_factory=Content)
    data: bytes = b""

    @classmethod
    def of(cls, entry: Entry, content: Content) -> "File":
        """A text as it was read; one that is too large or no text at all has nothing in it."""
        text = ""
        if entry.size <= LARGEST_TEXT:
            with contextlib.suppress(UnicodeDecodeError):  # which is told of the entry
                text = decode(entry.data)
        return cls(entry.name, parse_source(text), content, entry.data)

    @property
    def path(self) -> Path:
        """Where it lies on this machine."""
        return self.content.folder / self.name

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
        return addresses.address_of(self.name)

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

    @property
    def lines(self) -> list[str]:
        """Every line of the file as it was typed."""
        return re.split(r"\r\n|\n|\r", decode(self.data))

    def line(self, name: str) -> int:
        """The line of a header field; the first line where there is none."""
        return self.source.fields[name].line if name in self.source.fields else 1

    @cached_property
    def date(self) -> datetime | None:
        """Its date, if it has one that can be read."""
        return date_of(self.source)

    @property
    def is_draft(self) -> bool:
        """Whether it is kept off the live site by its status."""
        return is_draft(self.source)

    @property
    def is_scheduled(self) -> bool:
        """Whether its day is yet to come."""
        return self.date is not None and self.date > self.content.now

    @property
    def unpublished_by(self) -> Field | None:
        """The field that keeps it from readers: a draft's `Status`, or a `Date` that is yet to come."""
        return unpublished_by(self.source, self.content.now) if self.kind == "articles" else None

    @property
    def private_address(self) -> str:
        """Where those who have the link read it until it is published; nothing where it has none, or is published."""
        return private_links.address_of(self.source.text("private_link") or "") if self.unpublished_by else ""

    @cached_property
    def text(self) -> Text:
        """What the rules know of its text; nothing where there is too much of it to be read."""
        if not self.source.body or excess(self.source.body):
            return Text()
        if self.content.read:
            with contextlib.suppress(Exception):  # told where the page is made of it
                return self.content.read(self)
        return read_text(self.source.body, self.source.body_line, plain_words(self.source.text("title") or ""))

    @cached_property
    def places(self) -> frozenset[str]:
        """Every id in its text that a link can lead to."""
        return frozenset(self.text.places)

    def written(self, line: int) -> str:
        """A line of the file as it was typed, if it is one of the text."""
        number = line - self.source.body_line
        return self._lines[number] if 0 <= number < len(self._lines) else ""

    @cached_property
    def _lines(self) -> list[str]:
        return self.source.body.split("\n")


def read(folder: Path, now: datetime | None = None, *, publish: bool = False) -> Content:
    """Everything below `folder`, of which each text is opened once; `now` is a moment in any time zone."""
    entries = {entry.name: entry for entry in _walk(folder, "")} if not folder.is_symlink() else {}
    site = _toml(entries, SITE)
    clock = (now or datetime.now(UTC)).astimezone(time_zone(site)).replace(tzinfo=None)
    paths, voices, workshops = (_toml(entries, name) for name in FACTS[1:])
    content = Content(folder, entries, site, paths, voices, workshops, clock, publish)
    content.repository = Repository(folder.parent)
    _of_this_build[folder.absolute()] = content
    return content


# What the build that runs has read, for the settings: Pelican runs them as a program of their own.
_of_this_build: dict[Path, Content] = {}


def of_this_build(folder: Path, *, publish: bool = False) -> Content:
    """What was read last of this folder; it is read now where nothing was."""
    return _of_this_build.get(folder.absolute()) or read(folder, publish=publish)


def time_zone(site: TomlFile) -> ZoneInfo:
    """The time zone of the practice; UTC where site.toml has none."""
    try:
        return ZoneInfo(site.words("timezone") or "UTC")
    except (KeyError, ValueError, OSError):  # no zone of this name, no name of a zone, a folder of zones
        return ZoneInfo("UTC")


def good_name(words: str) -> str:
    """The words as a file name that makes a good address, of any length; empty where there are no letters."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9_]+", "-", re.sub(r"['’.]", "", plain)).strip("-_")


def stem_of(name: str) -> str:
    """What a file is called without its folders and ending, as `good_name` would have it."""
    last = re.split(r"[/\\]", re.split(r"[#?]", unquote(name), maxsplit=1)[0])[-1].lstrip(".")
    return good_name(last.rpartition(".")[0] or last)


def host(address: str) -> str:
    """The host an address leads to, or nothing."""
    match = re.match(r"https?://([^/?#:]+)", address, re.IGNORECASE)
    return match[1].lower() if match else ""


def as_named(file: File, address: str) -> str:
    """The address without what other Pelican sites write before the name of a file, which may start at the top of content/."""
    name = re.sub(r"^(?:\{filename\}|\|filename\|)", "", address)
    from_top = name != address and name.startswith("/")
    return posixpath.relpath(name, posixpath.dirname(f"/{file.name}")) if from_top else name


def resolve(file: File, address: str) -> str:
    """The name below content/ of the file that an address in a text means."""
    path = unquote(re.split(r"[#?]", address, maxsplit=1)[0])
    return posixpath.normpath(posixpath.join(posixpath.dirname(file.name), path))


def _walk(content: Path, below: str) -> Iterator[Entry]:
    """Everything in a folder and those in it, in order; links are not followed."""
    try:
        names = sorted(path.name for path in (content / below).iterdir())
    except OSError as error:
        yield Entry(below.rstrip("/"), "folder", unreadable=_reason(error))
        return
    for last in names:
        name = f"{below}{last}"
        try:
            status = (content / name).lstat()
        except OSError as error:
            yield Entry(name, unreadable=_reason(error))
            continue
        # Pelican walks into what is called like an editor's file and is a folder, or a link to one.
        may_lie_about = stat.S_ISREG(status.st_mode) or last.startswith(".")
        if may_lie_about and is_passed_over(name):
            continue
        if stat.S_ISDIR(status.st_mode):
            yield Entry(name, "folder")
            if not last.startswith("."):
                yield from _walk(content, f"{name}/")
        elif stat.S_ISREG(status.st_mode):
            yield _opened(content / name, Entry(name, size=status.st_size))
        else:
            yield Entry(name, "link" if stat.S_ISLNK(status.st_mode) else "other")


def _opened(path: Path, entry: Entry) -> Entry:
    """A file with its bytes, if it is a text, or with the first ones of a large text or PDF."""
    is_whole = entry.size <= LARGEST_TEXT
    if entry.name in (*FACTS, MARK, WORDS) or entry.is_text or entry.is_handout:
        try:
            entry.data = ordinary_file.beginning(path, LARGEST_TEXT if is_whole or entry.name == WORDS else BEGINNING)
        except OSError as error:
            entry.unreadable = _reason(error)
    return entry


def _toml(entries: dict[str, Entry], name: str) -> TomlFile:
    """A TOML file; all but site.toml may be missing."""
    shown, entry = f"content/{name}", entries.get(name)
    if entry is None:
        missing = toml_file.unreadable(shown, "This file is missing.", f"Put it back: `git checkout {shown}`.")
        return TomlFile(shown) if name != SITE else missing
    if entry.what != "file":
        return toml_file.unreadable(shown, "This is not an ordinary file.", f"Put it back: `git checkout {shown}`.")
    if entry.unreadable:
        return toml_file.unreadable(shown, f"This file cannot be read: {entry.unreadable}.", "Allow reading it.")
    return toml_file.parse(shown, entry.data, entry.size)


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
