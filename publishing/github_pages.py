"""Ask GitHub Pages to show what is on the live branch now, and wait until it does.

A push with a workflow's own token starts no build (GitHub's documentation, “GITHUB_TOKEN”), so it is asked for by
the REST API (“Request a GitHub Pages build”). Where another host shows the branch there is nothing to ask. Like
`publishing.push` it runs beside the credentials, on Python and git alone.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from checks.report import print_answer
from git import GitError, Repository
from publishing.source_commit import PublishRefused, destination

TRIES = 60
HEADING = "GitHub Pages"


def show(environment: Mapping[str, str], commit: str, pause: float = 10) -> str:
    """Ask for a build and wait for that of this commit, `pause` seconds at a time; raises RuntimeError, OSError."""
    builds = f"{environment['GITHUB_API_URL']}/repos/{environment['GITHUB_REPOSITORY']}/pages/builds"
    token = environment["GITHUB_TOKEN"]
    try:
        _ask(builds, token, "POST")
    except urllib.error.HTTPError as error:
        if error.code == 404:
            raise RuntimeError(
                "GitHub Pages is off. Turn it on: Settings, Pages, Deploy from a branch, and choose the live branch."
            ) from None
        raise
    for _ in range(TRIES):
        latest = _ask(f"{builds}/latest", token, "GET")
        if latest.get("commit") == commit and latest.get("status") == "built":
            return f"GitHub Pages shows commit {commit[:7]}."
        if latest.get("commit") == commit and latest.get("status") == "errored":
            raise RuntimeError(f"GitHub Pages could not show it: {(latest.get('error') or {}).get('message')}")
        time.sleep(pause)
    raise RuntimeError(f"GitHub Pages has not shown commit {commit[:7]} yet. Look at the page “Actions”.")


def _ask(address: str, token: str, method: str) -> dict[str, Any]:
    headers = {
        "Accept": "application/vnd.github+json",
        "Authorization": f"Bearer {token}",
        "X-GitHub-Api-Version": "2022-11-28",
    }
    request = urllib.request.Request(address, headers=headers, method=method)  # noqa: S310  # the runner's own address
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        loaded = json.load(answer)
    return loaded if isinstance(loaded, dict) else {}


def main() -> int:
    """Show what is live; returns the exit status."""
    repository = Repository(Path.cwd(), patience=60)
    try:
        facts = destination(repository, "HEAD")
        if facts["host"] != "github-pages":
            print(f"{facts['host']} shows the branch by itself.")
            return 0
        tip = ("ls-remote", "--exit-code", "--heads", facts["remote"], f"refs/heads/{facts['branch']}")
        print_answer(HEADING, show(os.environ, repository.run(*tip).split()[0]), os.environ)
    except (PublishRefused, RuntimeError, OSError, KeyError, ValueError, GitError) as error:
        print_answer(HEADING, f"GitHub Pages was not rebuilt: {error}", os.environ, sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
