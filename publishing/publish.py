"""Put exactly the checked build of one commit live, or change nothing and say why."""

import argparse
import os
import re
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import build
import site_folder
from checks import site_toml, vanished_addresses
from checks.live_commits import source_of
from checks.report import tell
from git import GitError
from problem import Problem, errors
from publishing.changes import described
from publishing.live_branch import LiveBranch, Tip, unpublishable
from publishing.source_commit import PublishRefused, SourceCommit, read
from sources import content
from sources.content import Content

ATTEMPTS = 5  # each but the last lost to someone else's publish
IF_MEANT = "If that is meant, add `--yes`."


class OutcomeUnknown(Exception):  # noqa: N818  # an answer, not a fault
    """The connection was lost while pushing, and what is live now cannot be asked."""


@dataclass(frozen=True)
class Publication:
    """What is to go live: a checked site, the commit it was made from, and what is asked of the live branch."""

    site: Path
    source: SourceCommit
    domain: str = ""
    # Every published address that the site would lose, given what is live.
    lost: Callable[[Tip], list[Problem]] = lambda _: []
    assume_yes: bool = False
    dry_run: bool = False


def put_live(live: LiveBranch, publication: Publication) -> str:
    """Commit and push a site; returns what happened, raises PublishRefused where nothing did, OutcomeUnknown, OSError."""
    if problems := list(unpublishable(publication.site)):
        raise PublishRefused(*problems)
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
        mine = live.commit(publication.site, tip, source, message, publication.domain)
        if tip and live.same(tip.commit, mine):
            return f"Nothing has changed for readers since the last publish ({tip.commit[:7]} on {live.name}). Nothing was pushed."
        if publication.dry_run:
            return described(live, tip, mine, publication.site, "This would change:") + "\n\nNothing was pushed."
        before = tip
        try:
            live.push(mine)
            return _success(live, publication, tip, mine)
        except GitError as error:
            failed = error
    raise PublishRefused(not_taken(live, None if overtaken else failed))


def _success(live: LiveBranch, publication: Publication, before: Tip | None, commit: str) -> str:
    changes = described(live, before, commit, publication.site, "What changed:")
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
    pages = {path.relative_to(publication.site).as_posix() for path in publication.site.rglob("*.html")}
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


def read_content(project: Path, now: datetime | None = None) -> Content:
    """content/ with facts that can be used; raises PublishRefused where they cannot."""
    found = content.read(project / "content", now)
    if problems := site_toml.check(found):
        raise PublishRefused(*problems)
    return found


def build_and_publish(project: Path, *, assume_yes: bool, dry_run: bool) -> str:
    """Build the commit that is checked out, check it, put it live; raises PublishRefused, OutcomeUnknown, OSError."""
    facts = read_content(project).site.values["publishing"]
    with closing(LiveBranch(project, facts["remote"], facts["branch"])) as live:
        source = read(live.mine)
        _agree(facts["domain"])
        if errors(problems := build.build(publish=True)):
            raise PublishRefused(*problems)
        if read(live.mine) != source:
            found = "Another commit was checked out while this one was built."
            raise PublishRefused(Problem("git", 0, found, "Try again."))
        publication = Publication(
            build.OUTPUT,
            source,
            facts["domain"] if facts["host"] == "github-pages" else "",
            lost=lambda tip: vanished_addresses.check(
                build.OUTPUT, content.of_this_build(build.CONTENT), live.sites_own(tip), source_of(live.git, tip.commit)
            ),
            assume_yes=assume_yes,
            dry_run=dry_run,
        )
        said = put_live(live, publication)
        return f"{said}\n{os.environ['SITEURL'].strip()}/{_only_here(live, source)}"


def _agree(domain: str) -> None:
    """The domain in site.toml is the one in SITEURL; raises PublishRefused."""
    url = os.environ.get("SITEURL", "").strip()
    host = urlsplit(url).hostname if url else domain
    if domain and host != domain:
        found = f"“domain” is “{domain}”, but SITEURL is “{url}”."
        raise PublishRefused(Problem("content/site.toml", 0, found, f"Make them agree: `SITEURL=https://{domain}`."))


def _only_here(live: LiveBranch, source: SourceCommit) -> str:
    """A reminder to push the sources too, where git knows of no remote that has them."""
    if live.mine.try_run("branch", "--remotes", "--contains", source.commit):
        return ""
    return "\nYour own files are only on this machine so far: `git push` keeps them safe too."


def run_and_report(program: Callable[[], str]) -> int:
    """Run a task with the output locked, print what it says or what prevents it, and return the exit status."""
    try:
        with site_folder.lock(build.OUTPUT):
            print(program())
    except PublishRefused as refused:
        problems = refused.problems
    except OutcomeUnknown as lost:
        print(
            f"The connection to the remote was lost during the push. git says: {lost}\n"
            "Either the old site is live or the new one, whole: `python3 tasks.py status` tells which.\n"
            "Publishing again is safe.",
            file=sys.stderr,
        )
        return 1
    except GitError as error:
        problems = [Problem("git", 0, f"git says: {error.summary}", "Look at the repository, and try again.")]
    except OSError as error:
        found = f"{error.filename or 'This'} cannot be written: {error.strerror}."
        problems = [Problem("the disk", 0, found, "Make room, or allow writing there, and try again.")]
    else:
        return 0
    tell(problems, os.environ, sys.stderr)
    return 1


def main(argv: list[str]) -> int:
    """Publish from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python3 tasks.py publish", description=__doc__)
    parser.add_argument("--yes", action="store_true", help="although something about it was questioned")
    parser.add_argument("--dry-run", action="store_true", help="show what would change, and push nothing")
    arguments = parser.parse_args(argv)
    return run_and_report(lambda: build_and_publish(build.ROOT, assume_yes=arguments.yes, dry_run=arguments.dry_run))


if __name__ == "__main__":
    build.interruptible(main)
