"""Work that is kept between builds, each piece under a name that says all it was made from.

A piece is one file: its checksum, a line with the names and lengths of its files, the files. It is put in place in one
step, so that a build that is killed leaves whole pieces only. A folder that cannot be written costs time and nothing else.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Collection, Mapping
from pathlib import Path

ENDING = ".piece"
_CHECKSUM = hashlib.sha256().digest_size


def get(folder: Path, name: str) -> dict[str, bytes] | None:
    """The files of a piece, or None where it is not there whole."""
    try:
        piece = (folder / f"{name}{ENDING}").read_bytes()
    except OSError:
        return None
    if piece[:_CHECKSUM] != hashlib.sha256(piece[_CHECKSUM:]).digest():
        return None
    start = piece.find(b"\n", _CHECKSUM) + 1
    files = {}
    for file, length in json.loads(piece[_CHECKSUM:start]).items():
        files[file] = piece[start : start + length]
        start += length
    return files


def put(folder: Path, name: str, files: Mapping[str, bytes]) -> None:
    """Keep the files of a piece."""
    head = json.dumps({file: len(content) for file, content in files.items()}).encode()
    piece = b"\n".join([head, b"".join(files.values())])
    aside = folder / f"{name}.{os.getpid()}"
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            aside.write_bytes(hashlib.sha256(piece).digest() + piece)
            aside.replace(folder / f"{name}{ENDING}")
        finally:
            aside.unlink(missing_ok=True)


def keep_only(folder: Path, names: Collection[str]) -> None:
    """Let go of every other piece, and of what a killed build left half done."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if path.suffix != ENDING or path.stem not in names:
                path.unlink(missing_ok=True)
