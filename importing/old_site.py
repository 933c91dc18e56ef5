"""What the readers of exported files make of them: one shape, whichever program the site was made with."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from problem import Problem


class UnreadableError(Exception):
    """What was given is no export that can be read: what it is, and what to do."""

    def __init__(self, path: str, line: int, found: str, remedy: str) -> None:
        self.problem = Problem(path, line, found, remedy)
        super().__init__(str(self.problem))


@dataclass(frozen=True)
class Entry:
    """An article or a page as it is in the export; `number` is its place in the file, from 1."""

    number: int
    kind: Literal["article", "page"]
    title: str
    html: str
    # wpautop: paragraphs are set apart by empty lines, as classic WordPress has them
    form: Literal["html", "wpautop", "medium"] = "html"
    builder: Literal["", "gutenberg", "classic", "squarespace", "elementor", "ghost"] = ""
    status: Literal["published", "draft", "scheduled", "private"] = "published"
    date: datetime | None = None  # by the clock of the place where it was written
    modified: datetime | None = None
    slug: str = ""
    address: str = ""  # whole, or a path that begins with `/`, or nothing where it never had one
    summary: str = ""
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    picture: str = ""  # its address
    picture_words: str = ""
    footnotes: dict[str, str] = field(default_factory=dict)  # HTML by id
    author: str = ""
    # Of an export of ours: the Markdown file it was made of, and its name below content/ unless it was changed since.
    written: str = ""
    file: str = ""
    changes: tuple[str, ...] = ()  # sentences: what reading it changed already


@dataclass(frozen=True)
class Picture:
    """A picture or another file of the old site's library; `file` is its name in the archive or below content/, if known."""

    address: str
    words: str = ""
    file: str = ""


@dataclass(frozen=True)
class LeftOut:
    """What is in the file and no entry: "picture", "menu item", "comment"; `count` of them where they have no titles."""

    what: str
    title: str
    reason: str
    count: int = 1


@dataclass(frozen=True)
class OldSite:
    """All that an export holds. Every item of the file is an entry or left out: `items` is the sum of both."""

    kind: Literal["WordPress", "Squarespace", "Ghost", "Substack", "Medium", "Blogger"]
    title: str = ""
    address: str = ""
    language: str = ""
    entries: list[Entry] = field(default_factory=list)
    pictures: dict[str, Picture] = field(
        default_factory=dict
    )  # by address, and by the number that WordPress gives them
    categories: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    recovered: list[str] = field(default_factory=list)  # sentences: what of the file was damaged, and how it was read

    @property
    def items(self) -> int:
        """How many things were read."""
        return len(self.entries) + sum(one.count for one in self.left_out)
