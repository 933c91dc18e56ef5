"""What a build is made from, as names that change when it does."""

import contextlib
import os
import sys
import sysconfig
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import ordinary_file
from git import Repository
from incremental.store import ROOT, digest
from sources.strays import strays

_OF_THE_TERMINAL = {"_", "PWD", "OLDPWD", "SHLVL", "WINDOWID", "COLUMNS", "LINES"}


LARGEST = 100_000_000  # bytes; no build reads a larger file
# The folders that say how a text becomes a page.
RENDERING = ("forms", "incremental", "pictures", "plugins", "sources")


def folder_fingerprint(folder: str | Path, pattern: str = "*") -> str:
    """A name for all that is in a folder: the files, folders and links below it, and their bytes."""
    found = []
    with contextlib.suppress(OSError):  # it is no link
        return os.readlink(folder)  # noqa: PTH115
    with contextlib.suppress(OSError):  # there is no such folder
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
            if fnmatch(entry.name, pattern) and entry.name != "__pycache__":
                found += [entry.name, _what(entry)]
    return digest(*found)


def _what(entry: os.DirEntry[str]) -> str:
    try:
        if entry.is_dir(follow_symlinks=False):
            return folder_fingerprint(entry.path)
        if not entry.is_file(follow_symlinks=False):
            return os.readlink(entry.path)  # noqa: PTH115  # thousands of Paths take longer than their files
        return f"the bytes {digest(ordinary_file.read(entry.path, LARGEST))}"
    except OSError as error:  # the checks tell of it
        return f"{error} {entry.stat(follow_symlinks=False)}"


@cache
def _part(name: str) -> str:
    if name == "programs":
        return folder_fingerprint(ROOT, "[!.]*.py")
    if name == "packages":
        return digest(
            sys.version, *sorted(path.name for path in Path(sysconfig.get_path("purelib")).glob("*.dist-info"))
        )
    return folder_fingerprint(ROOT / name)


@cache
def code_fingerprint(*folders: str) -> str:
    """A name for what says how a site is made: our programs and these folders, Python, every installed package."""
    return digest(*(_part(name) for name in ("packages", "programs", *folders)))


def fingerprint() -> str:
    """A name for all that a whole build can depend on but the time: every file, the environment, the history; anew."""
    _part.cache_clear()
    code_fingerprint.cache_clear()
    history: list[str | bytes] = [Repository(ROOT).try_run("show-ref", "--head") or ""]
    for name in ("HEAD", "shallow"):  # which branch this is, and how far back its history goes
        with contextlib.suppress(OSError):
            history.append(ordinary_file.read(ROOT / ".git" / name))
    known = sorted(item for item in os.environ.items() if item[0] not in _OF_THE_TERMINAL)
    return digest(
        code_fingerprint("checks", "content", "theme", "writing", *RENDERING),
        str(known),
        str(strays(ROOT)),
        *history,
    )
