"""Results that are kept between builds, each under a name that says all it was made from.

One file with a line for each: name, builds without use of it, seal, value in JSON. What does not fit its seal is as if
it were not there. The file is replaced in one step, so that it survives a kill and two builds at once, and it may be
deleted at any time.
"""

import contextlib
import hashlib
import json
import os
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
FILE = ROOT / ".cache" / "builds" / "kept"
_BUILDS = 3  # what so many builds in a row had no use for is let go


def digest(*parts: str | bytes) -> str:
    """One name for these parts in this order."""
    sha = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        sha.update(b"%d " % len(data) + data)
    return sha.hexdigest()


class Store:
    """What former builds kept, and what this one will keep if it ends well."""

    def __init__(self, file: Path = FILE) -> None:
        self._file = file
        self._kept: dict[bytes, tuple[bytes, bytes, bytes]] = {}  # name: builds without use, seal, value
        self._used: set[bytes] = set()
        self.started = self.until = datetime.max.replace(tzinfo=UTC)  # from then to then the site is what it is
        self.environment: Any = None  # Jinja's, of this build
        self.counts: Counter[str] = Counter()  # of the work done, for tests and the benchmark
        lines = [b""]
        with contextlib.suppress(OSError):
            lines = file.read_bytes().split(b"\n")
        for line in lines[:-1]:
            name, *rest = line.split(b" ", 3)
            if len(rest) == 3 and rest[0].isdigit() and len(rest[0]) == 1:
                self._kept[name] = rest[0], rest[1], rest[2]
        if len(self._kept) < len(lines) - 1 or lines[-1]:
            self._complain()

    def __contains__(self, name: str) -> bool:
        return name.encode() in self._kept

    def get(self, name: str) -> Any:
        """What is kept under a name, whole; else None."""
        key = name.encode()
        if key not in self._kept:
            return None
        _, seal, value = self._kept[key]
        if seal != _seal(key, value):
            del self._kept[key]
            self._complain()
            return None
        self._used.add(key)
        return json.loads(value)

    def use(self, name: str) -> None:
        """Say that what is kept under a name was of use."""
        self._used.add(name.encode())

    def put(self, name: str, value: Any) -> None:
        """Keep a value of JSON's types under a name without spaces, once `save` is called."""
        key, data = name.encode(), json.dumps(value).encode()
        self._kept[key] = b"0", _seal(key, data), data
        self._used.add(key)

    def save(self) -> None:
        """Write down what is kept, but not what had no use for long; without room, nothing is kept."""
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            for left in self._file.parent.glob(f"{self._file.name}.*"):  # by a build that was killed
                left.unlink()
            aside = self._file.with_name(f"{self._file.name}.{os.getpid()}")
            with aside.open("wb") as file:
                for name, (unused, seal, value) in self._kept.items():
                    builds = 0 if name in self._used else int(unused) + 1
                    if builds < _BUILDS:
                        file.write(b"%s %d %s %s\n" % (name, builds, seal, value))
            aside.replace(self._file)

    def _complain(self) -> None:
        print("A part of what former builds kept in .cache/builds/ is damaged, and is made again.", file=sys.stderr)


def _seal(name: bytes, value: bytes) -> bytes:
    return hashlib.blake2b(value, digest_size=16, key=hashlib.sha256(name).digest()).hexdigest().encode()
