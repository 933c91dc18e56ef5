"""Say what is live, what waits, and what differs from here."""

import os
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import build
import site_folder
from checks.environment_variables import site_address
from checks.live_commits import LiveCommit
from git import Repository
from publishing.live_branch import LiveBranch
from publishing.publish import read_content
from publishing.push import run_and_report
from publishing.source_commit import PublishRefused, uncommitted
from sources.content import Content, time_zone
from sources.optional_facts import OPTIONAL

SHOWN = 10
MOMENT = "%A, %B %-d, %Y at %H:%M"


def status(project: Path, now: datetime) -> str:
    """All of it as lines; `now` decides which articles are still scheduled. Raises PublishRefused, GitError, OSError."""
    content = read_content(project, now)
    remote, branch = (content.site.words(key) or OPTIONAL[key] for key in ("publishing.remote", "publishing.branch"))
    with closing(LiveBranch(project, remote, branch, patience=60)) as live:
        lines = ["Live", *_live(live, time_zone(content.site)), "", "Here", *_here(live.mine)]
    waiting = [*_waiting(content)]
    return "\n".join([*lines, "", "Waiting", *(waiting or ["  nothing: no draft, no scheduled article"])])


def _live(live: LiveBranch, zone: ZoneInfo) -> Iterator[str]:
    """What is live and how the commits here stand to it."""
    try:
        tip = live.fetch()
    except PublishRefused as refused:
        yield from (f"  unknown: {problem.found}" for problem in refused.problems)
        return
    if not tip:
        yield f"  nothing: there is no branch {live.name} yet"
    elif not tip.published:
        yield f"  {len(tip.pages)} pages on {live.name} that were not published from here"
    else:
        yield from _published(live, tip.published, zone)


def _published(live: LiveBranch, published: LiveCommit, zone: ZoneInfo) -> Iterator[str]:
    when = datetime.fromtimestamp(published.when, zone).strftime(MOMENT)
    subject = live.mine.try_run("log", "-1", "--format=%s", published.source)
    words = f"{published.source[:7]} “{subject}”" if subject is not None else published.source[:7]
    if published.restores:
        yield f"  commit {words} was undone on {when} ({zone.key}): the version before it is live"
    else:
        yield f"  commit {words}, since {when} ({zone.key})"
    ours = live.mine.try_run("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    try:
        relation = live.relation(published.source, ours) if ours else "unrelated"
    except PublishRefused:
        relation = "unrelated"
    if relation == "same":
        yield "  the same commit as here"
    elif relation == "older":
        yield "  newer than here: `git pull`"
    elif relation == "unrelated":
        yield "  made from a commit that your branch does not have: `git pull`"
    else:
        commits = (live.mine.try_run("log", "--format=%h “%s”", f"{published.source}..{ours}") or "").splitlines()
        yield f"  {len(commits)} {'commit' if len(commits) == 1 else 'commits'} here not live yet:"
        yield from _few(commits)


def _here(mine: Repository) -> Iterator[str]:
    """What the next publish would not take, because it is not committed."""
    branch = mine.try_run("symbolic-ref", "--quiet", "--short", "HEAD") or "no branch (detached HEAD)"
    changed = uncommitted(mine)
    yield f"  on {branch}, {'everything committed' if not changed else 'not committed:'}"
    yield from _few(changed)


def _waiting(content: Content) -> Iterator[str]:
    """Drafts, and scheduled articles with the moment from which a publish takes them along."""
    scheduled: list[tuple[datetime, str]] = []
    for file in content.sources.values():
        if file.kind != "articles":
            continue
        shown = f"“{file.source.text('title')}”  content/{file.name}"
        if file.private_address:
            shown += f"\n              private link: {site_address(os.environ, content)}{file.private_address}"
        if not file.date:
            yield f"  unreadable  content/{file.name}: `python3 tasks.py check` says why"
        elif file.is_draft:
            yield f"  draft       {shown}"
        elif file.is_scheduled:
            scheduled.append((file.date, shown))
    for moment, shown in sorted(scheduled):
        yield f"  scheduled   {shown}"
        yield f"              with the first publish after {moment.strftime(MOMENT)} ({time_zone(content.site)})"


def _few(lines: list[str]) -> Iterator[str]:
    yield from (f"    {line}" for line in lines[:SHOWN])
    if len(lines) > SHOWN:
        yield f"    and {len(lines) - SHOWN} more"


def main(_: list[str]) -> int:
    """Show the status; returns the exit status."""
    return run_and_report("Status", build.OUTPUT, lambda: status(build.ROOT, datetime.now().astimezone()))


if __name__ == "__main__":
    site_folder.interruptible(main)
