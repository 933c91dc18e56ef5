"""Work that is kept between builds, each piece under a name that says all it was made from.

A piece is one zip file: its checksums tell a damaged one, and putting it in place is one step, so that a build
that is killed leaves whole pieces only. A folder that cannot be written costs time and nothing else.
"""

import contextlib
import os
import zipfile
import zlib
from collections.abc import Collection, Mapping
from pathlib import Path


def get(folder: Path, name: str) -> dict[str, bytes] | None:
    """The files of a piece, or None where it is not there whole."""
    try:
        with zipfile.ZipFile(folder / f"{name}.zip") as piece:
            return {file: piece.read(file) for file in piece.namelist()}
    except (OSError, EOFError, ValueError, NotImplementedError, RuntimeError, zipfile.BadZipFile, zlib.error):
        return None  # what zipfile raises for bytes that are no archive, or no longer the same


def put(folder: Path, name: str, files: Mapping[str, bytes]) -> None:
    """Keep the files of a piece."""
    aside = folder / f"{name}.{os.getpid()}"
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with zipfile.ZipFile(aside, "w") as piece:
                for file, content in files.items():
                    piece.writestr(file, content)
            aside.replace(folder / f"{name}.zip")
        finally:
            aside.unlink(missing_ok=True)


def keep_only(folder: Path, names: Collection[str]) -> None:
    """Let go of every other piece, and of what a killed build left half done."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if path.suffix != ".zip" or path.stem not in names:
                path.unlink(missing_ok=True)
