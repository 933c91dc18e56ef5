"""A content-addressed cache: each entry is named by all that it was made from.

An entry is one file: a checksum of its name and the rest, a line with the names and lengths of its files, the files.
It is written atomically, so a killed build leaves complete entries only. An entry that does not match its checksum is
a miss. Where the folder cannot be written, nothing is cached, and nothing fails.
"""

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

import ordinary_file

SUFFIX = ".entry"
_CHECKSUM = hashlib.sha256().digest_size


def exists(folder: Path, name: str) -> bool:
    """Whether there is an entry of this name, intact or not."""
    return os.path.exists(f"{folder}{os.sep}{name}{SUFFIX}")  # noqa: PTH110  # asked thousands of times


def get(folder: Path, name: str) -> dict[str, bytes] | None:
    """The files of an entry, or None where there is no intact one."""
    try:
        entry = ordinary_file.read(f"{folder}{os.sep}{name}{SUFFIX}")
    except OSError:
        return None
    start = entry.find(b"\n", _CHECKSUM) + 1
    if entry[:_CHECKSUM] != _checksum(name, entry[_CHECKSUM:]):
        warn()
        return None
    files = {}
    for file, length in json.loads(entry[_CHECKSUM:start]).items():
        files[file] = entry[start : start + length]
        start += length
    return files


def put(folder: Path, name: str, files: Mapping[str, bytes]) -> None:
    """Cache the files of an entry."""
    head = json.dumps({file: len(content) for file, content in files.items()}).encode()
    entry = b"\n".join([head, b"".join(files.values())])
    staging = folder / f"{name}.{os.getpid()}"
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            staging.write_bytes(_checksum(name, entry) + entry)
            staging.replace(folder / f"{name}{SUFFIX}")
        finally:
            staging.unlink(missing_ok=True)


def evict_others(folder: Path, names: Collection[str]) -> None:
    """Remove every entry but these, and what killed builds left half written."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if path.suffix != SUFFIX or path.stem not in names:
                path.unlink(missing_ok=True)


def _checksum(name: str, entry: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + entry).digest()


@cache
def warn() -> None:
    """Say once that something is damaged."""
    print("A part of what former builds kept in .cache/ is damaged, and is made again.", file=sys.stderr)
