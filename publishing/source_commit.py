"""The commit that is to go live: committed, whole, and on a branch."""

import os
import re
import tomllib
from dataclasses import dataclass

from git import GitError, Repository
from problem import Problem
from sources.optional_facts import OPTIONAL

# What git keeps while something is half done, and what the coach would call it.
UNFINISHED = {
    "MERGE_HEAD": ("a merge", "git merge --abort"),
    "rebase-merge": ("a rebase", "git rebase --abort"),
    "rebase-apply": ("a rebase", "git rebase --abort"),
    "CHERRY_PICK_HEAD": ("a cherry-pick", "git cherry-pick --abort"),
    "REVERT_HEAD": ("a revert", "git revert --abort"),
    "BISECT_LOG": ("a bisect", "git bisect reset"),
}


class PublishRefused(Exception):  # noqa: N818  # an answer, not a fault
    """Why nothing is published: the problems."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = list(problems)


@dataclass(frozen=True)
class SourceCommit:
    """A commit of the project: its full name, its first line, and who publishes it (name, email)."""

    commit: str
    subject: str
    name: str
    email: str

    @property
    def short(self) -> str:
        """The commit as it is called in messages."""
        return f"{self.commit[:7]} “{self.subject}”"


def read(repository: Repository) -> SourceCommit:
    """The commit that is checked out; raises PublishRefused where that is not exactly what a build would read."""
    try:
        commit = repository.run("rev-parse", "--verify", "HEAD^{commit}").strip()
    except GitError as error:
        if "not a git repository" in str(error) or "dubious ownership" in str(error):
            found = f"git says: {error.summary}"
            raise PublishRefused(Problem("git", 0, found, "Publish from a clone of your repository.")) from None
        remedy = "Commit your work: `git add -A && git commit`."
        raise PublishRefused(Problem("git", 0, "Nothing is committed yet.", remedy)) from None
    problems = _unfinished(repository)
    remedy = "Commit it, or undo it: only what is committed goes live."
    problems += [Problem(name, 0, "This file is not as it is committed.", remedy) for name in uncommitted(repository)]
    if repository.try_run("symbolic-ref", "--quiet", "HEAD") is None and not os.environ.get("CI"):
        found = "You are looking at a single commit, not at a branch (detached HEAD)."
        problems.append(Problem("git", 0, found, "Go back to your branch: `git switch main`."))
    name, email = "", ""
    try:
        name, email = identity(repository)
    except PublishRefused as refused:
        problems += refused.problems
    if problems:
        raise PublishRefused(*problems)
    subject = repository.run("log", "-1", "--format=%s", commit).strip()
    return SourceCommit(commit, subject, name, email)


def destination(repository: Repository, commit: str) -> dict[str, str]:
    """What site.toml says in a commit about publishing, for who runs no code that makes a site; raises PublishRefused."""
    try:
        text = repository.blob(f"{commit}:./content/site.toml").decode("utf-8-sig")
        facts = tomllib.loads(text).get("publishing", {})
        if not isinstance(facts, dict):
            raise ValueError("“publishing” is not a table")
        return {name: str(facts.get(name, OPTIONAL[f"publishing.{name}"])) for name in ("host", "remote", "branch")}
    except (GitError, ValueError) as error:
        found = f"This does not say where the site goes live: {error}."
        raise PublishRefused(
            Problem("content/site.toml", 0, found, "`python3 tasks.py check` says what to write.")
        ) from None


def identity(repository: Repository) -> tuple[str, str]:
    """The name and email address of whoever publishes, as git knows them; raises PublishRefused where it does not."""
    who = repository.try_run("-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT")
    match = re.match(r"(.+) <(.+)> \d+ [+-]\d{4}$", who or "")
    if not match:
        remedy = 'Tell it once: `git config user.name "Your Name"` and `git config user.email you@yourpractice.org`.'
        raise PublishRefused(Problem("git", 0, "git does not know who publishes.", remedy))
    return match[1], match[2]


def uncommitted(repository: Repository) -> list[str]:
    """The files that differ from the commit, and those below content/ and theme/ that git is told to pass over."""
    changed = repository.run("status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--", ".")
    passed = repository.run("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--", "content", "theme")
    # What no build reads either: what editors and systems leave lying about.
    left = [name for name in passed.split("\0") if name and not re.search(r"(^|/)[.#]|~$|__pycache__", name)]
    return sorted({*(entry[3:] for entry in changed.split("\0") if entry), *left})


def _unfinished(repository: Repository) -> list[Problem]:
    problems = []
    for name, (what, way_back) in UNFINISHED.items():
        path = repository.try_run("rev-parse", "--git-path", name)
        if path and (repository.folder / path).exists():
            problems.append(Problem("git", 0, f"There is {what} half done.", f"Finish it, or `{way_back}`."))
    return problems
