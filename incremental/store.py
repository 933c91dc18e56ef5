"""Results that are kept between builds, each under a name that says all it was made from.

One file with a line for each: name, builds without use of it, seal, value in JSON. What does not fit its seal is as if
it were not there. The file is replaced in one step, so that it survives a kill and two builds at once, and it may be
deleted at any time.
"""

import contextlib
import hashlib
import io
import json
import os
import re
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).parent.parent
FILE = ROOT / ".cache" / "builds" / "kept"
_BUILDS = 3  # what so many builds in a row had no use for is let go
_LINE = re.compile(rb"(\S+) (\d) (\S+) (.*)\n", re.DOTALL)


def digest(*parts: str | bytes) -> str:
    """One name for these parts in this order."""
    sha = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        sha.update(b"%d " % len(data) + data)
    return sha.hexdigest()


class Store:
    """What former builds kept, and what this one will keep if it ends well; values stay on disk until they are asked for."""

    def __init__(self, file: Path = FILE) -> None:
        self._file = file
        self._lines: dict[bytes, tuple[IO[bytes], int, int]] = {}  # name: the file with its line, where, and how long
        self._used: set[bytes] = set()
        self._new: IO[bytes] | None = None
        self.started = self.until = datetime.max.replace(tzinfo=UTC)  # from then to then the site is what it is
        self.environment: Any = None  # Jinja's, of this build
        self.wanted = ""  # the page that somebody waits for
        self.counts: Counter[str] = Counter()  # of the work done, for tests and the benchmark
        with contextlib.suppress(OSError):
            # Windows, which has no pread, lets no file be replaced while it is open.
            self._find(file.open("rb", 2**20) if hasattr(os, "pread") else io.BytesIO(file.read_bytes()))

    def _find(self, old: IO[bytes]) -> None:
        place = lines = 0
        for line in old:
            if found := _LINE.fullmatch(line):
                self._lines[found[1]] = old, place, len(line)
            place, lines = place + len(line), lines + 1
        if len(self._lines) < lines:
            self._complain()

    def __contains__(self, name: str) -> bool:
        return name.encode() in self._lines

    def get(self, name: str) -> Any:
        """What is kept under a name, whole; else None."""
        key = name.encode()
        if key not in self._lines:
            return None
        found = _LINE.fullmatch(_read(*self._lines[key]))
        if not found or found[1] != key or found[3] != _seal(key, found[4]):
            del self._lines[key]
            self._complain()
            return None
        self._used.add(key)
        return json.loads(found[4])

    def use(self, name: str) -> None:
        """Say that what is kept under a name was of use."""
        self._used.add(name.encode())

    def put(self, name: str, value: Any) -> None:
        """Keep a value of JSON's types under a name without spaces, once `save` is called; without room, do not."""
        key, data = name.encode(), json.dumps(value).encode()
        with contextlib.suppress(OSError):
            self._new = self._new or tempfile.TemporaryFile()  # noqa: SIM115  # as long as this is
            place = self._new.seek(0, os.SEEK_END)
            length = self._new.write(b"%s 0 %s %s\n" % (key, _seal(key, data), data))
            self._new.flush()
            self._lines[key] = self._new, place, length
            self._used.add(key)

    def save(self) -> None:
        """Write down what is kept, but not what had no use for long; without room, nothing is kept."""
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            for left in self._file.parent.glob(f"{self._file.name}.*"):  # by a build that was killed
                left.unlink()
            aside = self._file.with_name(f"{self._file.name}.{os.getpid()}")
            with aside.open("wb") as file:
                for key, place in self._lines.items():
                    if not (found := _LINE.fullmatch(_read(*place))):
                        continue  # it was cut off meanwhile
                    builds = 0 if key in self._used else int(found[2]) + 1
                    if builds < _BUILDS:
                        file.write(b"%s %d %s %s\n" % (found[1], builds, found[3], found[4]))
            aside.replace(self._file)

    def _complain(self) -> None:
        print("A part of what former builds kept in .cache/builds/ is damaged, and is made again.", file=sys.stderr)


def _read(file: IO[bytes], place: int, length: int) -> bytes:
    """A line, or what can be read of it: the seal tells."""
    with contextlib.suppress(OSError):
        if hasattr(os, "pread"):  # forked processes share the place in a file, and would move it for each other
            return os.pread(file.fileno(), length, place)
        file.seek(place)
        return file.read(length)
    return b""


def _seal(name: bytes, value: bytes) -> bytes:
    return hashlib.blake2b(value, digest_size=16, key=hashlib.sha256(name).digest()).hexdigest().encode()
