"""What a check says: where, what is wrong, what to do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

LONGEST = 2_000  # characters of a sentence
NOTHING_TO_DO = "Nothing to do"  # how the remedy of a mere notice begins


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to fix: the file, its line (0 where there is none), what was found, the remedy, all printable.

    `advice` is what could be better and never stands in the way. `repairs` is what `--fix` does about it: on which
    line it replaces which words, and by what; a line of which nothing is left is taken out. On line 0 the words are what
    the file of a picture tells.
    """

    path: str
    line: int
    found: str
    remedy: str
    advice: bool = False
    repairs: tuple[tuple[int, str, str], ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        for name in ("path", "found", "remedy"):
            object.__setattr__(self, name, printable(short(getattr(self, name), LONGEST)))

    @classmethod
    def of(cls, values: Sequence[Any]) -> "Problem":
        """The problem that was written down as the values of its fields."""
        path, line, found, remedy, advice, repairs = values
        return cls(path, line, found, remedy, advice, tuple((number, old, new) for number, old, new in repairs))

    @property
    def place(self) -> str:
        """`content/articles/x.md:3`."""
        return f"{self.path}:{self.line}" if self.line else self.path

    def __str__(self) -> str:
        return f"{self.place}\n    {self.found}\n    {self.remedy}"


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """The problems that are not mere advice."""
    return [problem for problem in problems if not problem.advice]


def printable(text: str) -> str:
    """The text on one line of a terminal: line breaks, control characters and undecodable bytes are escaped."""
    text = text.encode("utf-8", "backslashreplace").decode()
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


def short(text: str, length: int = 60) -> str:
    """The beginning of a text, to be quoted."""
    return text if len(text) <= length else f"{text[:length].rstrip()}…"


def nearest(word: str, known: Iterable[str], alike: float = 0.6) -> str:
    """The known word most like this one, whatever the capitals of both; empty where none is like it."""
    by_lower = {one.lower(): one for one in sorted(known)}
    return next((by_lower[near] for near in get_close_matches(word.lower(), by_lower, 1, alike)), "")


def did_you_mean(written: str, otherwise: str = "") -> str:
    """The remedy that proposes these words; another one where there are none."""
    return f"Did you mean `{written}`?" if written else otherwise
