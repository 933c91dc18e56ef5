"""The cache of a build's results: entries of `file_cache`, each named by all that it was made from.

A build writes its new entries into a folder of its own, and commits them when it has ended well.
"""

import contextlib
import hashlib
import json
import shutil
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import file_cache

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / ".cache" / "builds"
_SPARE = 3  # times the entries that a build has used; where there are more, the others are evicted


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
        self._folder, self._new = folder, folder / uuid.uuid4().hex
        self._used: set[str] = set()
        self.until = datetime.max.replace(tzinfo=UTC)  # until then the site is what it is
        self.environment: Any = None  # Jinja's, of this build
        self.priority_page = ""  # the page that somebody waits for

    def __contains__(self, name: str) -> bool:
        return any(file_cache.exists(folder, name) for folder in (self._new, self._folder))

    def get(self, name: str) -> Any:
        """The value of an entry, or None where there is no intact one."""
        self.mark_used(name)
        files = file_cache.get(self._new, name) or file_cache.get(self._folder, name)
        return json.loads(files["json"]) if files else None

    def put(self, name: str, value: Any) -> None:
        """Cache a value of JSON's types under a name."""
        self.mark_used(name)
        file_cache.put(self._new, name, {"json": json.dumps(value).encode()})

    def get_or_make(self, name: str, make: Callable[[], Any]) -> Any:
        """The value of an entry, made and cached where there is none."""
        if (value := self.get(name)) is None:
            self.put(name, value := make())
        return value

    def mark_used(self, name: str) -> None:
        """Count an entry among those that this build has used."""
        self._used.add(name)

    def commit(self) -> None:
        """Add the new entries to those of former builds, and evict the unused when there are too many."""
        with contextlib.suppress(OSError):
            for entry in self._new.glob(f"*{file_cache.SUFFIX}"):
                entry.replace(self._folder / entry.name)
            for left in self._folder.glob("*/"):  # by builds that were killed; one at work has to make it again
                shutil.rmtree(left)
            if len(list(self._folder.iterdir())) > _SPARE * len(self._used):
                file_cache.evict_others(self._folder, self._used)

    def discard(self) -> None:
        """Remove the new entries."""
        shutil.rmtree(self._new, ignore_errors=True)
