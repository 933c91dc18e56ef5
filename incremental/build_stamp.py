"""Where nothing at all has changed, nothing is done: the stamp of a site is all it can depend on, and its own bytes."""

from dataclasses import astuple
from datetime import datetime
from pathlib import Path

from incremental import inputs
from incremental.store import Store, digest
from problem import Problem


class BuildStamp:
    """What the site of a folder is made from now, and what it was made from by the former build."""

    def __init__(self, store: Store, output: Path, *kind: str) -> None:
        self._store, self._output = store, output
        self._cache_key = inputs.fingerprint()
        self._name = f"site-{digest(str(output), *kind, inputs.code_fingerprint('incremental'))}"

    def up_to_date(self, now: datetime) -> list[Problem] | None:
        """The warnings of the former build, where the folder holds, to the byte, what a build would make at this moment."""
        cache_key, site, until, warnings = self._store.get(self._name) or ("", "", "", [])
        if cache_key != self._cache_key or now >= datetime.fromisoformat(until):
            return None
        if site != inputs.folder_fingerprint(self._output):
            return None
        return [Problem.of(problem) for problem in warnings]

    def commit(self, warnings: list[Problem]) -> None:
        """Commit this build's results with the stamp of its site, unless anything was saved meanwhile."""
        if inputs.fingerprint() == self._cache_key:
            site = inputs.folder_fingerprint(self._output)
            reported = [astuple(problem) for problem in warnings]
            self._store.put(self._name, [self._cache_key, site, self._store.until.isoformat(), reported])
            self._store.commit()
