"""Checks for the files of the project that are not content: ordinary ones, and all that a build needs of the theme."""

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import ordinary_file
from problem import Problem, printable
from sources.strays import is_passed_over

# What a build reads besides content/, whose rules are in source_file.py.
FOLDERS = (
    "theme", "checks", "forms", "importing", "incremental", "mailing", "pictures", "plugins", "preview", "publishing", "sources", "writing",
)  # fmt: skip
NEEDED = ("theme/css", "theme/static", "theme/templates")
WORDS = "theme/words/en.toml"  # which stand in for those of any language that cannot be read
SETTINGS = ("pelicanconf.py", "publishconf.py")
TEXTS = (".html", ".xml", ".txt", ".css", ".js", ".svg", ".py", ".toml")
LARGEST = 10_000_000  # bytes of a file of the theme, as of a handout
LARGEST_PROGRAM = 1_000_000
_COPY = "Put a copy of what it leads to here, or delete it."


def check(root: Path) -> list[Problem]:
    """Every file or folder of the project that a build must not read, and what of the theme cannot be read."""
    problems = [problem for rule in RULES for problem in rule(root)]
    return [*problems, *(one for name in FOLDERS for one in nothing_leads_out(root, name))]


def the_cache_is_here(root: Path) -> Iterator[Problem]:
    """The folder of what former builds kept is in the project, and so is all in it."""
    cache = root / ".cache"
    for path in (cache, *(sorted(cache.iterdir()) if cache.is_dir() and not cache.is_symlink() else ())):
        if path.is_symlink():
            yield _link(path.relative_to(root).as_posix(), "Delete it; the next build makes it again.")


def programs_are_here(root: Path) -> Iterator[Problem]:
    """The programs and settings at the top of the project are files of it."""
    for name in sorted({path.name for path in root.glob("*.py")} | {*SETTINGS}):
        if not os.path.lexists(root / name):
            yield Problem(name, 0, "This file is missing.", f"Put it back: `git checkout {name}`.")
        yield from nothing_leads_out(root, name)


def the_theme_is_there(root: Path) -> Iterator[Problem]:
    """The folders of the theme are there, and its words."""
    for name in NEEDED:
        if not (root / name).is_dir():
            yield Problem(name, 0, "This folder is missing.", f"Put it back: `git checkout {name}`.")
    if not (root / WORDS).is_file():
        yield Problem(WORDS, 0, "This file is missing.", f"Put it back: `git checkout {WORDS}`.")


def typefaces_are_there(root: Path) -> Iterator[Problem]:
    """A typeface that the style of the theme names is there."""
    for path in sorted((root / "theme/css").glob("*.css")):
        try:
            lines = ordinary_file.text(path).split("\n")
        except (OSError, UnicodeDecodeError):  # which is told of the file
            continue
        for number, line in enumerate(lines, 1):
            for name in re.findall(r"url\([\"']?\{fonts\}/([^\"')]+)", line):
                if not (root / "theme/static/fonts" / name).is_file():
                    back = f"Put it back: `git checkout theme/static/fonts/{name}`."
                    place = path.relative_to(root).as_posix()
                    yield Problem(place, number, f"There is no typeface “{name}” in theme/static/fonts/.", back)


RULES = (the_cache_is_here, programs_are_here, the_theme_is_there, typefaces_are_there)


def nothing_leads_out(root: Path, name: str) -> Iterator[Problem]:
    """What a build reads is in ordinary files and folders of the project, of which texts are UTF-8; no link is followed."""
    path = root / name
    try:
        status = path.lstat()
    except OSError:  # which whoever needs it tells
        return
    shown, last = printable(name), path.name
    if stat.S_ISDIR(status.st_mode):
        for below in sorted(os.listdir(path)) if last != "__pycache__" else ():  # noqa: PTH208
            yield from nothing_leads_out(root, f"{name}/{below}")
    elif stat.S_ISLNK(status.st_mode):
        if not (is_passed_over(last) and not path.exists()):  # the lock of an editor leads nowhere
            yield _link(shown, _COPY)
    elif not stat.S_ISREG(status.st_mode):
        yield Problem(shown, 0, "This is not an ordinary file.", "Delete it.")
    elif last.endswith(".pyc"):
        return
    elif status.st_size > (most := LARGEST if name.startswith("theme/") else LARGEST_PROGRAM):
        found = f"This file has {status.st_size / 1e6:,.0f} megabytes; it may have {most // 10**6}."
        yield Problem(shown, 0, found, "Make it smaller, or delete it.")
    elif last.endswith(TEXTS):
        yield from _is_text(path, shown)


def _is_text(path: Path, shown: str) -> Iterator[Problem]:
    try:
        data = ordinary_file.read(path)
    except OSError as error:
        yield Problem(shown, 0, f"This file cannot be read: {error.strerror}.", "Allow reading it.")
        return
    wrong = data.find(b"\0")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        wrong = error.start
    if wrong >= 0:
        line = data.count(b"\n", 0, wrong) + 1
        yield Problem(shown, line, "This file is not UTF-8 text.", "Save it in the encoding UTF-8.")


def _link(name: str, remedy: str) -> Problem:
    return Problem(name, 0, "This is a link to another place, and a build follows none.", remedy)
