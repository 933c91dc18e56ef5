"""What must hold of the built site."""

from pathlib import Path

from checks.problem import Problem


def check(output: Path) -> list[Problem]:
    """Every problem of the pages in a folder."""
    return []
