"""What is live, as the commits on the live branch tell: their trailers name the source, and what an undo restored."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from git import GitError, Repository
from sources.optional_facts import OPTIONAL

if TYPE_CHECKING:  # what pushes has no package for it
    from sources.content import Content

_FORMAT = (
    "%H%x00%(trailers:key=Source,valueonly,separator=%x2C)%x00%(trailers:key=Restores,valueonly,separator=%x2C)%x00%ct"
)


@dataclass(frozen=True)
class LiveCommit:
    """A commit on the live branch that was made here: its source, when (seconds since 1970), what an undo restored."""

    commit: str
    source: str
    when: int
    restores: str = ""


def history(repository: Repository, commit: str) -> list[LiveCommit]:
    """The commits made here up to this one, as far as they were fetched, newest first; raises GitError."""
    lines = repository.run("log", "--first-parent", f"--format={_FORMAT}", "--end-of-options", commit).splitlines()
    return [
        LiveCommit(name, source, int(when), restores)
        for name, source, restores, when in (line.split("\0") for line in lines)
        if re.fullmatch(r"[0-9a-f]{40,64}", source) and re.fullmatch(r"[0-9a-f]*", restores)
    ]


def shown(published: list[LiveCommit]) -> list[LiveCommit]:
    """For each of these commits the one whose site it shows: itself, or what an undo restored."""
    named = {one.commit: one for one in published}
    return [named.get(one.restores, one) for one in published]


def source_of(repository: Repository, ref: str) -> str:
    """The commit that the newest site on a branch was made from, seen through undoing; raises GitError."""
    return next((one.source for one in shown(history(repository, ref))), "")


def known(repository: Repository, ref: str) -> tuple[frozenset[str], str]:
    """The files on a branch and the commit they were made from; nothing where there is no such branch, or no git."""
    try:
        return repository.files(ref), source_of(repository, ref)
    except GitError:
        return frozenset(), ""


def live_site(content: "Content") -> tuple[frozenset[str], str]:
    """The same of the branch that the facts name, as this repository has last seen it."""
    remote, branch = (content.site.words(key) or OPTIONAL[key] for key in ("publishing.remote", "publishing.branch"))
    return known(Repository(content.folder.parent), f"refs/remotes/{remote}/{branch}")
