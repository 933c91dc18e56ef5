"""What a build is made from, as names that change when it does."""

import contextlib
import os
import stat
import subprocess
import sys
import sysconfig
from functools import cache
from pathlib import Path

from incremental.store import ROOT, digest

_OF_THE_TERMINAL = {"_", "PWD", "OLDPWD", "SHLVL", "WINDOWID", "COLUMNS", "LINES"}


def files(folder: Path) -> str:
    """A name for all that is in a folder: the files, folders and links below it, and their bytes."""
    found = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        found.append(parent.removeprefix(str(folder)))
        found += [f"{name} {_what(f'{parent}{os.sep}{name}')}" for name in sorted([*names, *folders])]
    return digest(*found)


def _what(path: str) -> str:
    try:
        mode = os.lstat(path).st_mode
        if stat.S_ISLNK(mode):
            return f"leads to {os.readlink(path)}"  # noqa: PTH115  # thousands of Paths take longer than their files
        if not stat.S_ISREG(mode):
            return "no file"
        with open(path, "rb") as file:  # noqa: PTH123
            return digest(file.read())
    except OSError as error:  # the checks tell of it
        return str(error)


@cache
def _part(name: str) -> str:
    if name == "programs":
        return digest(*(f"{path.name} {_what(str(path))}" for path in sorted(ROOT.glob("[!.]*.py"))))
    if name == "packages":
        return digest(
            sys.version, *sorted(path.name for path in Path(sysconfig.get_path("purelib")).glob("*.dist-info"))
        )
    return files(ROOT / name)


@cache
def code(*folders: str) -> str:
    """A name for what says how a site is made: our programs and these folders, Python, every installed package."""
    return digest(*(_part(name) for name in ("packages", "programs", *folders)))


def everything() -> str:
    """A name for all that a whole build can depend on but the time: every file, the environment, the history; anew."""
    _part.cache_clear()
    code.cache_clear()
    history = []
    with contextlib.suppress(OSError):  # there is no git
        history.append(subprocess.run(["git", "show-ref", "--head"], cwd=ROOT, capture_output=True, check=False).stdout)
    for name in ("HEAD", "shallow"):  # which branch this is, and how far back its history goes
        with contextlib.suppress(OSError):
            history.append((ROOT / ".git" / name).read_bytes())
    known = sorted(item for item in os.environ.items() if item[0] not in _OF_THE_TERMINAL)
    return digest(code("checks", "content", "incremental", "plugins", "theme"), str(known), *history)
