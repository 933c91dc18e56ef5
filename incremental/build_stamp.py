"""Where nothing at all has changed, nothing is done: a site is known by all it can depend on, and by its own bytes."""

from dataclasses import astuple
from datetime import datetime
from pathlib import Path

from incremental import inputs
from incremental.store import Store, digest
from problem import Problem


class BuildStamp:
    """The site that is to be built into a folder: what it is made from now, and what it was made from before."""

    def __init__(self, kept: Store, output: Path, *kind: str) -> None:
        self._kept, self._output = kept, output
        self._made_from = inputs.fingerprint()
        self._name = f"site-{digest(str(output), *kind, inputs.code_fingerprint('incremental'))}"

    def up_to_date(self, now: datetime) -> list[Problem] | None:
        """The advice of the former build, where the folder holds, to the byte, what a build would make at this moment."""
        cache_key, site, until, advice = self._kept.get(self._name) or ("", "", "", [])
        if cache_key != self._made_from or now >= datetime.fromisoformat(until):
            return None
        if site != inputs.folder_fingerprint(self._output):
            return None
        return [Problem.of(problem) for problem in advice]

    def keep(self, advice: list[Problem]) -> None:
        """Write down what the folder now holds and what else this build kept, unless anything was saved meanwhile."""
        if inputs.fingerprint() == self._made_from:
            site = inputs.folder_fingerprint(self._output)
            told = [astuple(problem) for problem in advice]
            self._kept.put(self._name, [self._made_from, site, self._kept.until.isoformat(), told])
            self._kept.save()
