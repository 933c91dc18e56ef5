"""Results that are kept between builds, each under a name that says all it was made from, as pieces of `file_cache`.

The new ones of a build wait in a folder of its own until it has ended well. All may be deleted at any time.
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
_SPARE = 3  # times what a build has use for; what is more is let go


def digest(*parts: str | bytes) -> str:
    """One name for these parts in this order."""
    sha = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        sha.update(b"%d " % len(data) + data)
    return sha.hexdigest()


class Store:
    """What former builds kept, and what this one will keep if it ends well."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder, self._new = folder, folder / uuid.uuid4().hex
        self._used: set[str] = set()
        self.until = datetime.max.replace(tzinfo=UTC)  # until then the site is what it is
        self.environment: Any = None  # Jinja's, of this build
        self.wanted = ""  # the page that somebody waits for

    def __contains__(self, name: str) -> bool:
        return any(file_cache.is_there(folder, name) for folder in (self._new, self._folder))

    def get(self, name: str) -> Any:
        """What is kept under a name, whole; else None."""
        self.use(name)
        files = file_cache.get(self._new, name) or file_cache.get(self._folder, name)
        return json.loads(files["json"]) if files else None

    def put(self, name: str, value: Any) -> None:
        """Keep a value of JSON's types under a name, once `save` is called; without room, do not."""
        self.use(name)
        file_cache.put(self._new, name, {"json": json.dumps(value).encode()})

    def made(self, name: str, make: Callable[[], Any]) -> Any:
        """What is kept under a name, or else is made now, and kept."""
        if (value := self.get(name)) is None:
            self.put(name, value := make())
        return value

    def use(self, name: str) -> None:
        """Say that there is use for what is kept under a name."""
        self._used.add(name)

    def save(self) -> None:
        """Put what is new in its place, and let go of what has had no use when there is too much of it."""
        with contextlib.suppress(OSError):
            for piece in self._new.glob(f"*{file_cache.ENDING}"):
                piece.replace(self._folder / piece.name)
            for left in self._folder.glob("*/"):  # by builds that were killed; one at work has to make it again
                shutil.rmtree(left)
            if len(list(self._folder.iterdir())) > _SPARE * len(self._used):
                file_cache.keep_only(self._folder, self._used)

    def drop(self) -> None:
        """Let go of what is new."""
        shutil.rmtree(self._new, ignore_errors=True)
