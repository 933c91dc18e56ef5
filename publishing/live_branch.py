"""The branch the host shows: what is on it, a new commit on top of it, the push."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from checks.live_commits import LiveCommit, history
from git import GitError, Repository, private
from problem import Problem
from publishing.source_commit import PublishRefused, SourceCommit

# What the host or its owner keeps on the branch beside the site.
HOSTS_OWN = re.compile(r"(CNAME|\.nojekyll|netlify\.toml|(README|LICENSE)[^/]*|\.github/.+)$")


@dataclass(frozen=True)
class Tip:
    """What is live: the newest commit, its files, and the newest commit that was made here, if any was."""

    commit: str
    files: frozenset[str]
    published: LiveCommit | None

    @property
    def pages(self) -> set[str]:
        """The files that are pages."""
        return {name for name in self.files if name.endswith(".html")}


class LiveBranch:
    """The live branch, looked at and added to in a repository of its own: the one you write in is only read."""

    def __init__(self, project: Path, remote: str, branch: str, *, patience: float = 300) -> None:
        """Begin with an empty repository in `.cache/`; raises PublishRefused, OSError."""
        self.remote, self.branch = remote, branch
        self.name = f"{remote}/{branch}"
        self._here = f"refs/remotes/live/{branch}"
        self._refs = (f"+refs/heads/{branch}:{self._here}",)
        if not shutil.which("git"):
            remedy = "Install it: https://git-scm.com"
            raise PublishRefused(Problem("git", 0, "There is no git on this machine.", remedy))
        self.mine = Repository(project, patience=patience)
        self._work = project / ".cache" / "publishing"
        if self._work.exists():
            shutil.rmtree(self._work)  # what a killed run has left
        self._work.mkdir(parents=True)
        if self.mine.try_run("check-ref-format", "--branch", branch) is None:
            raise PublishRefused(Problem("content/site.toml", 0, f"“{branch}” cannot be the name of a branch.", "Write `branch = \"gh-pages\"`."))  # fmt: skip
        if self.mine.try_run("remote", "get-url", "--", remote) is None:
            raise PublishRefused(Problem("content/site.toml", 0, f"The repository has no remote “{remote}”.", f"Tell git where it is: `git remote add {remote} ADDRESS`."))  # fmt: skip
        self.git = private(self.mine, self._work / "git")

    def fetch(self) -> Tip | None:
        """What is live now, or None where the branch does not exist yet; raises PublishRefused where that cannot be known."""
        try:
            if not self.git.run("ls-remote", "--heads", "--", self.remote, f"refs/heads/{self.branch}").strip():
                return None
            self._fetch(self._refs, "--depth=1")
            # Others may have committed on top: the host itself does when a domain is set there.
            while not (made := history(self.git, self._here)) and self._is_shallow():
                self._fetch(self._refs, "--deepen=20")
            commit = self.git.run("rev-parse", self._here).strip()
            return Tip(commit, self.git.files(commit), made[0] if made else None)
        except GitError as error:
            raise self._unreachable(error) from None

    def fetch_all(self) -> None:
        """Get the whole history of the branch; raises PublishRefused."""
        if self._is_shallow():
            self._fetch(self._refs, "--unshallow")

    def sites_own(self, tip: Tip) -> frozenset[str]:
        """The files of what is live that were published from here, not put beside it by the host or others."""
        made = self.git.files(tip.published.commit) if tip.published else frozenset()
        return frozenset(name for name in made & tip.files if not HOSTS_OWN.match(name))

    def relation(self, live: str, ours: str) -> str:
        """How our source stands to the one that is live: `same`, `newer`, `older`, or `unrelated`."""
        if live == ours:
            return "same"
        before = set(self.mine.run("rev-list", ours).split())
        if live in before:
            return "newer"
        if self.mine.try_run("merge-base", "--is-ancestor", ours, live) is not None:
            return "older"
        # The one that is live is not known here: it came from another clone, or this clone is shallow.
        self._fetch(("+refs/heads/*:refs/source/*", f"^refs/heads/{self.branch}"))
        known = set(self.git.run("rev-list", "--glob=refs/source/*").split())
        if pushed := before & known:
            before |= set(self.git.run("rev-list", "--stdin", stdin="\n".join(pushed)).split())
        if live in before:
            return "newer"
        if live in known and ours in self.git.run("rev-list", live).split():
            return "older"
        return "unrelated"

    def commit(self, site: Path, tip: Tip | None, source: SourceCommit, message: str, domain: str = "") -> str:
        """Commit the site and the host's own files on top of what is live, by ghp-import; raises PublishRefused, OSError."""
        stage = self._work / "site"
        shutil.rmtree(stage, ignore_errors=True)
        shutil.copytree(site, stage, copy_function=_link)
        for name in sorted(tip.files if tip else ()):
            if tip and HOSTS_OWN.match(name) and not (stage / name).exists():
                (stage / name).parent.mkdir(parents=True, exist_ok=True)
                (stage / name).write_bytes(self.git.blob(f"{tip.commit}:{name}"))
        done = subprocess.run(
            [
                sys.executable, "-m", "ghp_import", "--no-jekyll", "--remote", "live", "--branch", self.branch,
                "--message", message, *(["--cname", domain] if domain else []), str(stage),
            ],
            cwd=self.git.folder,
            env=self.git.environment() | {"GIT_COMMITTER_NAME": source.name, "GIT_COMMITTER_EMAIL": source.email},
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )  # fmt: skip
        if done.returncode:
            found = f"The site could not be committed: {GitError(done.stderr or 'it does not say why').summary}"
            raise PublishRefused(Problem(self.name, 0, found, "Make room, and try again."))
        return self.git.run("rev-parse", f"refs/heads/{self.branch}").strip()

    def push(self, commit: str) -> None:
        """Add the commit to the live branch, never by force; raises GitError where it was not taken."""
        options = ("--quiet", "--no-verify", "--no-follow-tags", "--no-signed")
        self.git.run("push", *options, "--", self.remote, f"{commit}:refs/heads/{self.branch}")

    def same(self, one: str, other: str) -> bool:
        """Whether two commits hold the same files."""
        return self.git.run("rev-parse", f"{one}^{{tree}}") == self.git.run("rev-parse", f"{other}^{{tree}}")

    def changes(self, before: str | None, after: str) -> dict[str, list[str]]:
        """The files that are new (`A`), changed (`M`) or gone (`D`) between two commits; from None, all are new."""
        if before is None:
            return {"A": sorted(self.git.files(after)), "M": [], "D": []}
        fields = self.git.run("diff-tree", "-r", "-z", "--no-renames", "--name-status", before, after).split("\0")
        pairs = list(zip(fields[::2], fields[1::2], strict=False))
        return {kind: [name for letter, name in pairs if letter == kind] for kind in "AMD"}

    def checkout(self, commit: str) -> Path:
        """A folder with the site in a commit, without what is the host's own."""
        folder = self._work / "restored"
        folder.mkdir()
        self.git.run("--work-tree", str(folder), "-c", "core.autocrlf=false", "checkout", "--quiet", commit, "--", ".")
        for name in self.git.files(commit):
            if HOSTS_OWN.match(name):
                (folder / name).unlink()
        return folder

    def close(self) -> None:
        """Remove the repository."""
        shutil.rmtree(self._work, ignore_errors=True)

    def _is_shallow(self) -> bool:
        return (self._work / "git/shallow").exists()

    def _fetch(self, refs: tuple[str, ...], *options: str) -> None:
        try:
            self.git.run("fetch", "--quiet", "--no-tags", *options, "--", self.remote, *refs)
        except GitError as error:
            raise self._unreachable(error) from None

    def _unreachable(self, error: GitError) -> PublishRefused:
        found = f"The remote cannot be reached. git says: {error.summary}"
        remedy = f"Look whether you are online and whether `git ls-remote {self.remote}` works, then try again."
        return PublishRefused(Problem(self.name, 0, found, remedy))


def _link(file: str, copy: str) -> None:
    """A second name for a file where the disk allows it: nothing is written twice."""
    try:
        os.link(file, copy)
    except OSError:
        shutil.copyfile(file, copy)


def unpublishable(site: Path) -> Iterator[Problem]:
    """A file that git or the host would take for something else must not be in a site."""
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        shown = "output/" + name.encode(errors="replace").decode().replace("\n", "⏎").replace("\r", "⏎")
        found = ""
        if path.is_symlink():
            found = "This leads to another file instead of being one."
        elif path.name.casefold() == ".git":
            found = "This is a git repository within the site."
        elif re.search(r'[\n\r\0]|^"', name) or shown != f"output/{name}":
            found = "The name of this file cannot be published."
        elif not path.is_dir() and not path.is_file():
            found = "This is not an ordinary file."
        if found:
            yield Problem(shown, 0, found, "Look in content/ for where it comes from, and take it out or rename it.")
