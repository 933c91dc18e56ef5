"""Put exactly the checked build of one commit live, or change nothing and say why.

With `--bundle` nothing is pushed: a file gets what `publishing.push` puts live elsewhere, where the credentials are.
"""

import argparse
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import build
import site_folder
from checks import site_toml, vanished_addresses
from checks.live_commits import source_of
from problem import Problem, errors
from publishing.live_branch import LiveBranch, Tip
from publishing.push import Publication, put_live, run_and_report
from publishing.source_commit import PublishRefused, SourceCommit, read
from sources import content
from sources.content import Content


def read_content(project: Path, now: datetime | None = None) -> Content:
    """content/ with facts that can be used; raises PublishRefused where they cannot."""
    found = content.read(project / "content", now)
    if problems := site_toml.check(found):
        raise PublishRefused(*problems)
    return found


def build_and_publish(project: Path, *, assume_yes: bool, dry_run: bool) -> str:
    """Build the commit that is checked out, check it, put it live; raises PublishRefused, OutcomeUnknown, OSError."""
    with _built(project) as (live, source, site):
        publication = Publication(
            site,
            source,
            lost=partial(_lost, live),
            assume_yes=assume_yes,
            dry_run=dry_run,
        )
        said = put_live(live, publication)
        return f"{said}\n{os.environ['SITEURL'].strip()}/{_only_here(live, source)}"


def build_and_bundle(project: Path, bundle: Path) -> str:
    """Build the commit that is checked out, check it, write it into a bundle; raises PublishRefused, GitError, OSError."""
    with _built(project) as (live, source, site):
        live.bundle(bundle)
        return f"The site of commit {source.short} is in {bundle}, as {site}."


def _lost(live: LiveBranch, tip: Tip) -> list[Problem]:
    """Every published address that the site would lose; who is told how that is put right has first to know what is live."""
    sources = content.of_this_build(build.CONTENT)
    problems = vanished_addresses.check(build.OUTPUT, sources, live.sites_own(tip), source_of(live.git, tip.commit))
    if live.mine.try_run("rev-parse", "--verify", "--quiet", f"refs/remotes/{live.name}") == tip.commit:
        return problems
    fetch = " `git fetch`, and then `python3 tasks.py check --fix`, does it for you."
    return [replace(one, remedy=one.remedy + fetch, repairs=()) if one.repairs else one for one in problems]


@contextmanager
def _built(project: Path) -> Iterator[tuple[LiveBranch, SourceCommit, str]]:
    """The live branch, the commit that is checked out, and the commit of its site, built and checked."""
    facts = read_content(project).facts["publishing"]
    with closing(LiveBranch(project, facts["remote"], facts["branch"])) as live:
        source = read(live.mine)
        _agree(facts["domain"])
        if errors(problems := build.build(publish=True)):
            raise PublishRefused(*problems)
        if read(live.mine) != source:
            found = "Another commit was checked out while this one was built."
            raise PublishRefused(Problem("git", 0, found, "Try again."))
        yield live, source, live.add(build.OUTPUT, source, facts["domain"] if facts["host"] == "github-pages" else "")


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


def main(argv: list[str]) -> int:
    """Publish from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python3 tasks.py publish", description=__doc__)
    parser.add_argument("--yes", action="store_true", help="although something about it was questioned")
    parser.add_argument("--dry-run", action="store_true", help="show what would change, and push nothing")
    parser.add_argument("--bundle", type=Path, help="write what would be pushed into this file, and push nothing")
    arguments = parser.parse_args(argv)
    if arguments.bundle:
        program = partial(build_and_bundle, build.ROOT, arguments.bundle.absolute())
    else:
        program = partial(build_and_publish, build.ROOT, assume_yes=arguments.yes, dry_run=arguments.dry_run)
    return run_and_report("" if arguments.bundle else "Publish", build.OUTPUT, program)


if __name__ == "__main__":
    site_folder.interruptible(main)
