"""The cache of a build's results: values, each named by all that it was made from.

All values lie in one file, one after the other; the index has the place and the checksum of each. A build writes its
new ones into a folder of its own, from all its processes. When it has ended well, they are appended to the file, and
the index is replaced at once: so a killed build leaves complete entries only.
"""

import contextlib
import hashlib
import json
import os
import shutil
import sys
import time
import uuid
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from errno import ENOSPC
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import file_cache
import ordinary_file
from incremental import parallel

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / ".cache" / "builds"
_SPARE = 3  # times the bytes that a build has used; where there are more, the unused are evicted
_ABANDONED = 3600  # seconds; no build takes as long


def digest(*parts: str | bytes) -> str:
    """A hash of these parts in this order."""
    sha = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        sha.update(b"%d " % len(data) + data)
    return sha.hexdigest()


class Store:
    """What former builds have cached, and what this one will commit if it ends well."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder, self._own = folder, folder / uuid.uuid4().hex
        self._values, self._lines = self._own / "values", self._own / "index"
        self._new: dict[str, str] = {}
        self._files: dict[tuple[int, Path], BinaryIO] = {}
        self._used: set[str] = set()
        self.until = datetime.max.replace(tzinfo=UTC)  # until then the site is what it is
        self.environment: Any = None  # Jinja's, of this build
        self.priority_page = ""  # the page that somebody waits for

    def __contains__(self, name: str) -> bool:
        return name in self._new or name in self._committed[1]

    def get(self, name: str) -> Any:
        """The value of an entry, or None where there is no intact one."""
        self.mark_used(name)
        return None if (value := self._read(name)) is None else json.loads(value)

    def put(self, name: str, value: Any) -> None:
        """Cache a value of JSON's types under a name."""
        with contextlib.suppress(OSError):
            place = _append(self._file(self._values), json.dumps(value).encode())
            _append(self._file(self._lines), f"\n{name} {place}\n".encode())
            self._new[name] = place

    def get_or_make(self, name: str, make: Callable[[], Any]) -> Any:
        """The value of an entry, made and cached where there is none."""
        if (value := self.get(name)) is None:
            self.put(name, value := make())
        return value

    def for_each(self, work: Callable[[parallel.Item], object], items: Sequence[parallel.Item]) -> None:
        """Do the work for every item on all processors, and know what was cached there."""
        parallel.for_each(work, items)
        with contextlib.suppress(OSError):
            self._new |= _places(self._lines.read_bytes())

    def mark_used(self, name: str) -> None:
        """Count an entry among those that this build has used."""
        self._used.add(name)

    def commit(self) -> None:
        """Add the new entries to those of former builds, and evict the unused when there are too many."""
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            values, places = self._index()  # another build may have committed meanwhile
            known = self._committed[1] | places | self._new
            used = [name for name in known if name in self._used or name in self._new]
            room = _SPARE * sum(_length(known[name]) for name in used)
            moving: Collection[str] = self._new
            if self._size(values) + sum(map(_length, self._new.values())) > room:
                values, places, moving = self._folder / uuid.uuid4().hex, {}, used
            with values.open("ab", buffering=0) as file:
                for name in moving:
                    if (value := self._read(name)) is not None:
                        places[name] = _append(file, value)
            index = "".join(f"{name} {place}\n" for name, place in places.items())
            file_cache.put(self._folder, "index", {"file": values.name.encode(), "places": index.encode()})
            for left in self._folder.iterdir():
                if left.name not in (values.name, "index.entry") and time.time() - left.lstat().st_mtime > _ABANDONED:
                    shutil.rmtree(left, ignore_errors=True)  # does nothing to what is no folder
                    left.unlink(missing_ok=True)
        self.discard()

    def discard(self) -> None:
        """Remove the new entries."""
        self._close()
        shutil.rmtree(self._own, ignore_errors=True)

    def _close(self) -> None:
        for file in self._files.values():
            file.close()

    __del__ = _close

    @cached_property
    def _committed(self) -> tuple[Path, dict[str, str]]:
        return self._index()  # when it is first asked for: a build that waits begins before others have ended

    def _index(self) -> tuple[Path, dict[str, str]]:
        """The file of all values, and the place of each in it."""
        index = file_cache.get(self._folder, "index") or {"file": b"", "places": b""}
        return self._folder / index["file"].decode(), _places(index["places"])

    def _file(self, path: Path) -> BinaryIO:
        """An open file: one of our own to append to, or that of all values."""
        key = os.getpid(), path  # a process has the position in a file in common with those it has forked
        if key not in self._files:
            if path.parent == self._own:
                self._own.mkdir(parents=True, exist_ok=True)
                self._files[key] = path.open("a+b", buffering=0)
            else:
                self._files[key] = ordinary_file.opened(path)
        return self._files[key]

    def _size(self, values: Path) -> int:
        try:
            return self._file(values).seek(0, os.SEEK_END)
        except OSError:  # another is needed
            return sys.maxsize

    def _read(self, name: str) -> bytes | None:
        """The bytes of an entry, or None where there is no intact one."""
        values, places = (self._values, self._new) if name in self._new else self._committed
        if name not in places:
            return None
        start, length, checksum = places[name].split()
        try:
            file = self._file(values)
            file.seek(int(start))
            value = file.read(int(length))
        except OSError:
            return None
        if hashlib.sha256(value).hexdigest() != checksum:
            file_cache.warn()
            return None
        return value


def _append(file: BinaryIO, value: bytes) -> str:
    """Append a value in one step, whoever else appends; where it is now, its length and its checksum."""
    if file.write(value) != len(value):
        raise OSError(ENOSPC, "there is no more room", file.name)
    return f"{file.tell() - len(value)} {len(value)} {hashlib.sha256(value).hexdigest()}"


def _length(place: str) -> int:
    return int(place.split()[1])


def _places(index: bytes) -> dict[str, str]:
    """The place of each entry by its name; a line that was cut short has none."""
    lines = (line.partition(" ") for line in index.decode("ascii").splitlines())
    return {name: place for name, _, place in lines if place.count(" ") == 2}
