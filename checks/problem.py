"""What a check says: where, what is wrong, what to do."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend: the file, its line (0 where there is none), what was found, the remedy.

    `advice` is what could be better and never stands in the way.
    """

    path: str
    line: int
    found: str
    remedy: str
    advice: bool = False

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}\n    {self.found}\n    {self.remedy}"


def report(problems: list[Problem]) -> str:
    """All problems, each once and in order, and a closing sentence that counts and reassures."""
    listed = sorted(set(problems))
    count = "1 thing" if len(listed) == 1 else f"{len(listed)} things"
    closing = f"{count} to fix. The last good site is unchanged."
    return "\n\n".join([*map(str, listed), closing])
