"""Put back the site that was live before the last publish, as a new commit.

Like `publishing.push` it may run beside the credentials: it needs nothing but Python and git, and no text that is right.
"""

import argparse
from contextlib import closing
from functools import partial
from pathlib import Path

import site_folder
from checks.live_commits import LiveCommit, history, shown
from git import GitError, Repository
from problem import Problem
from publishing.changes import described
from publishing.live_branch import LiveBranch
from publishing.push import OutcomeUnknown, not_taken, run_and_report
from publishing.source_commit import PublishRefused, SourceCommit, destination, identity


def undo(live: LiveBranch, name: str, email: str, *, dry_run: bool = False) -> str:
    """Commit and push the version before the one that is live; returns what happened, raises PublishRefused, OutcomeUnknown, OSError."""
    tip = live.fetch()
    if not tip or not tip.published:
        raise PublishRefused(Problem(live.name, 0, "Nothing was published from here yet.", "There is nothing to undo."))
    live.fetch_all()
    undone, wanted = before(live, history(live.git, tip.commit))
    if not wanted:
        found = "There is no version before the one that is live."
        raise PublishRefused(Problem(live.name, 0, found, "Publish another one."))
    source = SourceCommit(tip.published.source, "", name, email)
    message = f"Undo {undone.commit[:7]}\n\nSource: {tip.published.source}\nRestores: {wanted.commit}"
    commit = live.commit(live.without_hosts_own(wanted.commit), tip, source, message)
    if dry_run:
        return described(live, tip, commit, "This would change:") + "\n\nNothing was pushed."
    try:
        live.push(commit)
    except GitError as error:
        try:
            now = live.fetch()
        except PublishRefused:
            raise OutcomeUnknown(error.summary) from None
        if not now or now.commit != commit:
            raise PublishRefused(not_taken(live, error)) from None
    return "\n".join((described(live, tip, commit, "What changed:"), "", _advice(tip.published, wanted)))


def before(live: LiveBranch, published: list[LiveCommit]) -> tuple[LiveCommit, LiveCommit | None]:
    """The version that is live, seen through earlier undoing, and the last one before it that differs from it."""
    versions = shown(published)
    last = versions[0]
    earlier = versions[published.index(last) + 1 :]
    return last, next((version for version in earlier if not live.same(version.commit, last.commit)), None)


def _advice(last: LiveCommit, wanted: LiveCommit) -> str:
    source, old = last.source[:7], wanted.source[:7]
    lines = [f"What is live again was made from commit {old}."]
    if wanted.source == last.source:
        lines.append("Both versions came from the same commit, as when a scheduled article is due.")
        lines.append("Before your next push, change its Date or add `Status: draft`: else that push brings it back.")
    else:
        lines.append(
            f"Your files still hold what was undone. Before your next push: `git revert --no-edit {old}..{source}`,"
        )
        lines.append(
            "or mend what was wrong (without a terminal: docs/github.md): else that push brings it back. Until then the "
            "daily publish leaves it undone."
        )
    return "\n".join(lines)


def undo_here(project: Path, *, dry_run: bool) -> str:
    """Undo the last publish of this project; raises PublishRefused, OutcomeUnknown, GitError, OSError."""
    facts = destination(Repository(project), "HEAD")
    with closing(LiveBranch(project, facts["remote"], facts["branch"])) as live:
        return undo(live, *identity(live.mine), dry_run=dry_run)


def main(argv: list[str]) -> int:
    """Undo from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python3 tasks.py undo", description=__doc__)
    parser.add_argument("--dry-run", action="store_true", help="show what would change, and push nothing")
    arguments = parser.parse_args(argv)
    here = Path.cwd()
    return run_and_report("Undo", here / "output", partial(undo_here, here, dry_run=arguments.dry_run))


if __name__ == "__main__":
    site_folder.interruptible(main)
