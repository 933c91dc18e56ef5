"""Put a finished site live, or change nothing and say why.

As a program it pushes what `publish --bundle` has built and checked elsewhere: `python3 -m publishing.push BUNDLE COMMIT`.
It runs beside the credentials, so it needs nothing but Python and git, and runs no code that makes a site.
"""

import argparse
import os
import re
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import site_folder
from checks.report import print_answer, print_report
from git import GitError, Repository
from problem import Problem
from publishing.changes import described
from publishing.live_branch import LiveBranch, Tip
from publishing.source_commit import PublishRefused, SourceCommit, destination, identity

ATTEMPTS = 5  # each but the last lost to someone else's publish
IF_MEANT = "If that is meant, add `--yes`."


class OutcomeUnknown(Exception):  # noqa: N818  # an answer, not a fault
    """The connection was lost while pushing, and what is live now cannot be asked."""


@dataclass(frozen=True)
class Publication:
    """What is to go live: the commit of a checked site, its source, and what is asked of the live branch."""

    site: str
    source: SourceCommit
    # Every published address that the site would lose, given what is live.
    lost: Callable[[Tip], list[Problem]] = lambda _: []
    assume_yes: bool = False
    dry_run: bool = False


def put_live(live: LiveBranch, publication: Publication) -> str:
    """Commit and push a site; returns what happened, raises PublishRefused where nothing did, OutcomeUnknown, OSError."""
    failed: GitError | None = None
    before: Tip | None = None
    mine = ""
    overtaken = False
    for _ in range(ATTEMPTS):
        try:
            tip = live.fetch()
        except PublishRefused:
            if failed:
                raise OutcomeUnknown(failed.summary) from None
            raise
        if tip and tip.commit == mine:  # the push did arrive, only its answer did not
            return _success(live, publication, before, mine)
        overtaken = failed is not None and tip != before
        if failed and not overtaken:
            if not re.search("lock|failed to update", str(failed)):
                break
            time.sleep(1)  # someone else's push is just being taken
        if tip and (reason := _superseded(live, tip, publication)):
            return reason
        if problems := _questions(live, tip, publication):
            raise PublishRefused(*problems)
        source = publication.source
        message = f"Publish {source.commit[:7]}\n\nSource: {source.commit}"
        mine = live.commit(publication.site, tip, source, message)
        if tip and live.same(tip.commit, mine):
            return f"Nothing has changed for readers since the last publish ({tip.commit[:7]} on {live.name}). Nothing was pushed."
        if publication.dry_run:
            return described(live, tip, mine, "This would change:") + "\n\nNothing was pushed."
        before = tip
        try:
            live.push(mine)
            return _success(live, publication, tip, mine)
        except GitError as error:
            failed = error
    raise PublishRefused(not_taken(live, None if overtaken else failed))


def _success(live: LiveBranch, publication: Publication, before: Tip | None, commit: str) -> str:
    changes = described(live, before, commit, "What changed:")
    return f"{changes}\n\nCommit {publication.source.short} is live, as {commit[:7]} on {live.name}; the host shows it within minutes."


def _superseded(live: LiveBranch, tip: Tip, publication: Publication) -> str:
    """Why there is nothing to do, where what is live was made from our commit and more, or our commit was undone."""
    if not tip.published:
        return ""
    ours, theirs = publication.source, tip.published.source[:7]
    relation = live.relation(tip.published.source, ours.commit)
    if relation == "older":
        return (
            f"A newer version is live already: that of commit {theirs}, which has yours in it. Nothing was changed.\n"
            "To have it here too: `git pull`. To go back to what was live before it: `python3 tasks.py undo`."
        )
    if relation == "same" and tip.published.restores and not publication.assume_yes:
        return (
            f"Commit {ours.short} was undone, and what was live before it stays. Nothing was changed.\n"
            "Mend what was wrong and commit it; or put it live again as it is: `python3 tasks.py publish --yes`."
        )
    return ""


def _questions(live: LiveBranch, tip: Tip | None, publication: Publication) -> list[Problem]:
    """What speaks against replacing what is live; only the questions among it can be answered by `--yes`."""
    pages = {name for name in live.git.files(publication.site) if name.endswith(".html")}
    if "index.html" not in pages:
        return [Problem("output", 0, "The site has no home page.", "Put back content/pages/home.md.")]
    if not tip:
        return []
    if tip.files & {"content/site.toml", "pelicanconf.py"}:
        remedy = 'Name the branch that the host shows in content/site.toml: `branch = "gh-pages"`.'
        return [Problem(live.name, 0, "This branch holds what the site is made from, not the site.", remedy)]
    doubts: list[Problem] = []
    if not tip.published:
        if tip.pages:
            found = f"The {len(tip.pages)} pages on this branch were not published from here, and would be replaced."
            doubts.append(Problem(live.name, 0, found, IF_MEANT))
        problems = []
    else:
        problems = publication.lost(tip)
        if live.relation(tip.published.source, publication.source.commit) == "unrelated":
            found = f"What is live was made from commit {tip.published.source[:7]}, which your branch does not have."
            doubts.append(Problem(live.name, 0, found, f"Get it with `git pull`, and publish again. {IF_MEANT}"))
    if tip.published and len(pages) * 2 < len(tip.pages):
        found = f"The site has shrunk: {len(pages)} pages, where {len(tip.pages)} are live."
        doubts.append(Problem("output", 0, found, f"Look whether content/ is complete. {IF_MEANT}"))
    return problems + ([] if publication.assume_yes else doubts)


def not_taken(live: LiveBranch, error: GitError | None) -> Problem:
    """Why the push was refused, in git's and the host's own words."""
    if not error:
        return Problem(live.name, 0, "Others publish at the same time, again and again.", "Try again in a minute.")
    remedy = f"Look whether you may push to the branch {live.branch}, and whether a rule of the host protects it."
    return Problem(live.name, 0, f"The push was not taken. git says: {error.summary}", remedy)


def push_bundle(project: Path, bundle: Path, site: str) -> str:
    """Put live what a bundle holds, if it is this commit and made from the one that is checked out.

    Raises PublishRefused, OutcomeUnknown, GitError, OSError.
    """
    mine = Repository(project)
    head, subject = mine.run("log", "-1", "--format=%H%n%s").splitlines()
    facts = destination(mine, head)  # of the commit, not of the bundle: what builds has no say in where it goes
    with closing(LiveBranch(project, facts["remote"], facts["branch"])) as live:
        made_from, checked_against = live.receive(bundle, site)
        if made_from != head:
            found = f"This site was made from commit {made_from[:7]}, and {head[:7]} is checked out."
            raise PublishRefused(Problem(str(bundle), 0, found, "Build and check it again."))

        def lost(tip: Tip) -> list[Problem]:
            """The build has checked that no address vanishes, but only of what was live then."""
            if tip.commit == checked_against:
                return []
            gone = {name for name in live.sites_own(tip) - live.git.files(site) if name.endswith((".html", "feed.xml"))}
            found = "This went live after the site was built and checked, and would vanish."
            return [Problem(f"{live.name}:{name}", 0, found, "Build and check it again.") for name in sorted(gone)]

        return put_live(live, Publication(site, SourceCommit(head, subject, *identity(mine)), lost=lost))


def run_and_report(heading: str, output: Path, program: Callable[[], str]) -> int:
    """Run a task with the output locked, print what it says or what prevents it, and return the exit status."""
    try:
        with site_folder.lock(output):
            print_answer(heading, program(), os.environ)
    except PublishRefused as refused:
        problems = refused.problems
    except OutcomeUnknown as lost:
        said = (
            f"The connection to the remote was lost during the push. git says: {lost}\n"
            "Either the old site is live or the new one, whole: `python3 tasks.py status` tells which.\n"
            "Publishing again is safe."
        )
        print_answer(heading, said, os.environ, sys.stderr)
        return 1
    except GitError as error:
        problems = [Problem("git", 0, f"git says: {error.summary}", "Look at the repository, and try again.")]
    except OSError as error:
        found = f"{error.filename or 'This'} cannot be written: {error.strerror}."
        problems = [Problem("the disk", 0, found, "Make room, or allow writing there, and try again.")]
    else:
        return 0
    print_report(problems, os.environ, sys.stderr)
    return 1


def main(argv: list[str]) -> int:
    """Push from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m publishing.push", description=__doc__)
    parser.add_argument("bundle", type=Path, help="what `publish --bundle` wrote")
    parser.add_argument("commit", help="the commit in it")
    arguments = parser.parse_args(argv)
    here = Path.cwd()
    push = partial(push_bundle, here, arguments.bundle.absolute(), arguments.commit)
    return run_and_report("Publish", here / "output", push)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
