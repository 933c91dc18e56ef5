"""Where nothing at all has changed, nothing is done: a site is known by all it can depend on, and by its own bytes."""

from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path

from incremental import inputs
from incremental.store import Store, digest
from problem import Problem


class Whole:
    """The site that is to be built into a folder: what it is made from now, and what it was made from before."""

    def __init__(self, kept: Store, output: Path, *kind: str) -> None:
        self._kept, self._output = kept, output
        self._made_from = inputs.everything()
        self._name = f"site-{digest(str(output), *kind, inputs.code('incremental'))}"

    def as_before(self) -> list[Problem] | None:
        """The advice of the former build, where the folder holds, to the byte, what a build would make now."""
        made_from, site, until, advice = self._kept.get(self._name) or ("", "", "", [])
        if made_from != self._made_from or datetime.now(UTC) >= datetime.fromisoformat(until):
            return None
        if site != inputs.files(self._output):
            return None
        return [Problem.of(problem) for problem in advice]

    def keep(self, advice: list[Problem]) -> None:
        """Write down what the folder now holds and what else this build kept, unless anything was saved meanwhile."""
        if inputs.everything() == self._made_from:
            site = inputs.files(self._output)
            told = [astuple(problem) for problem in advice]
            self._kept.put(self._name, [self._made_from, site, self._kept.until.isoformat(), told])
            self._kept.save()
