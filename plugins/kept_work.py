"""Work that is kept between builds, each piece under a name that says all it was made from.

A piece is one file, its checksum before a zip of its files. It is put in place in one step, so that a build that is
killed leaves whole pieces only. A folder that cannot be written costs time and nothing else.
"""

import contextlib
import hashlib
import io
import os
import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path

ENDING = ".kept"
_CHECKSUM = hashlib.sha256().digest_size


def get(folder: Path, name: str) -> dict[str, bytes] | None:
    """The files of a piece, or None where it is not there whole."""
    try:
        piece = (folder / f"{name}{ENDING}").read_bytes()
    except OSError:
        return None
    if piece[:_CHECKSUM] != hashlib.sha256(piece[_CHECKSUM:]).digest():
        return None
    with zipfile.ZipFile(io.BytesIO(piece[_CHECKSUM:])) as files:
        return {file: files.read(file) for file in files.namelist()}


def put(folder: Path, name: str, files: Mapping[str, bytes]) -> None:
    """Keep the files of a piece."""
    piece = io.BytesIO()
    with zipfile.ZipFile(piece, "w") as archive:
        for file, content in files.items():
            archive.writestr(file, content)
    aside = folder / f"{name}.{os.getpid()}"
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            aside.write_bytes(hashlib.sha256(piece.getvalue()).digest() + piece.getvalue())
            aside.replace(folder / f"{name}{ENDING}")
        finally:
            aside.unlink(missing_ok=True)


def keep_only(folder: Path, names: Collection[str]) -> None:
    """Let go of every other piece, and of what a killed build left half done."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if path.suffix != ENDING or path.stem not in names:
                path.unlink(missing_ok=True)
