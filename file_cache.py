"""Work that is kept between builds, each piece under a name that says all it was made from.

A piece is one file: a checksum of its name and the rest, a line with the names and lengths of its files, the files. It
is put in place in one step, so that a build that is killed leaves whole pieces only. What does not fit its checksum is
not believed. A folder that cannot be written costs time and nothing else.
"""

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

ENDING = ".piece"
_CHECKSUM = hashlib.sha256().digest_size


def is_there(folder: Path, name: str) -> bool:
    """Whether there is a piece of this name, be it whole or not."""
    return os.path.exists(f"{folder}{os.sep}{name}{ENDING}")  # noqa: PTH110  # asked thousands of times


def get(folder: Path, name: str) -> dict[str, bytes] | None:
    """The files of a piece, or None where it is not there whole."""
    try:
        with open(f"{folder}{os.sep}{name}{ENDING}", "rb") as file:  # noqa: PTH123
            piece = file.read()
    except OSError:
        return None
    start = piece.find(b"\n", _CHECKSUM) + 1
    if piece[:_CHECKSUM] != _checksum(name, piece[_CHECKSUM:]):
        _tell()
        return None
    files = {}
    for file, length in json.loads(piece[_CHECKSUM:start]).items():
        files[file] = piece[start : start + length]
        start += length
    return files


def put(folder: Path, name: str, files: Mapping[str, bytes]) -> None:
    """Keep the files of a piece."""
    head = json.dumps({file: len(content) for file, content in files.items()}).encode()
    piece = b"\n".join([head, b"".join(files.values())])
    staging = folder / f"{name}.{os.getpid()}"
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            staging.write_bytes(_checksum(name, piece) + piece)
            staging.replace(folder / f"{name}{ENDING}")
        finally:
            staging.unlink(missing_ok=True)


def keep_only(folder: Path, names: Collection[str]) -> None:
    """Let go of every other piece, and of what a killed build left half done."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if path.suffix != ENDING or path.stem not in names:
                path.unlink(missing_ok=True)


def _checksum(name: str, piece: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + piece).digest()


@cache
def _tell() -> None:
    print("A part of what former builds kept in .cache/ is damaged, and is made again.", file=sys.stderr)
