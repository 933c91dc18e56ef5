"""What a build is made from, as names that change when it does."""

import os
import subprocess
import sys
import sysconfig
from functools import cache
from pathlib import Path

from incremental.store import ROOT, digest

_OF_THE_TERMINAL = {"_", "PWD", "OLDPWD", "SHLVL", "WINDOWID", "COLUMNS", "LINES"}


def files(folder: Path) -> str:
    """A name for all that is in a folder: the files and folders below it, and their bytes."""
    found = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        found += [parent.removeprefix(str(folder)), str(len(names))]
        for name in sorted(names):
            path = Path(parent, name)
            try:
                found += [name, digest(path.read_bytes()) if path.is_file() else "no file"]
            except OSError as error:  # the checks tell of it
                found.append(str(error))
    return digest(*found)


@cache
def code(*folders: str) -> str:
    """A name for what says how a site is made: our programs and these folders, Python, every installed package."""
    packages = sorted(path.name for path in Path(sysconfig.get_path("purelib")).glob("*.dist-info"))
    programs = [path.read_bytes() for path in sorted(ROOT.glob("*.py"))]
    return digest(sys.version, *packages, *programs, *(files(ROOT / folder) for folder in folders))


def everything() -> str:
    """A name for all that a whole build can depend on but the time: every file, the environment, the history."""
    try:
        history = subprocess.run(["git", "show-ref", "--head"], cwd=ROOT, capture_output=True, check=False).stdout
    except OSError:  # there is no git
        history = b""
    known = sorted(item for item in os.environ.items() if item[0] not in _OF_THE_TERMINAL)
    return digest(code("checks", "content", "incremental", "plugins", "theme"), str(known), history)
