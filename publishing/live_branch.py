"""The branch the host shows: what is on it, a new commit on top of it, the push."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from checks.live_commits import LiveCommit, history
from git import GitError, Repository, private
from problem import Problem, printable
from publishing.source_commit import PublishRefused, SourceCommit

# What the host or its owner keeps on the branch beside the site.
HOSTS_OWN = re.compile(r"(CNAME|\.nojekyll|netlify\.toml|(README|LICENSE)[^/]*|\.github/.+)$")
SITE = "refs/heads/site"  # a finished site by itself, in our own repository and in a bundle
_TRAILERS = "%(trailers:key=Source,valueonly,separator=%x2C) %(trailers:key=Checked-against,valueonly,separator=%x2C)"
_UNNAMEABLE = re.compile(r'[\n\r\0]|^"')


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

    def add(self, site: Path, source: SourceCommit, domain: str = "") -> str:
        """Commit a finished site by itself, by ghp-import; raises PublishRefused, OSError."""
        if problems := list(unpublishable(site)):
            raise PublishRefused(*problems)
        # Of what is live here, since the remote is not asked: that needs credentials, and who builds may have none.
        seen = self.mine.try_run("rev-parse", "--verify", "--quiet", f"refs/remotes/{self.name}")
        message = f"Publish {source.commit[:7]}\n\nSource: {source.commit}\nChecked-against: {seen or 'nothing'}"
        done = subprocess.run(
            [
                sys.executable, "-m", "ghp_import", "--no-jekyll", "--remote", "nobody", "--branch", "site",
                "--message", message, *(["--cname", domain] if domain else []), str(site),
            ],
            cwd=self.git.folder,
            env=self.git.environment() | _signed(source),
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )  # fmt: skip
        if done.returncode:
            raise self._uncommitted(GitError(done.stderr or "it does not say why"))
        return self.git.run("rev-parse", SITE).strip()

    def bundle(self, path: Path) -> None:
        """Write what `add` has committed into a file that git can fetch from; raises GitError."""
        self.git.run("bundle", "create", "--quiet", str(path), SITE)

    def receive(self, bundle: Path, site: str) -> tuple[str, str]:
        """Take this commit of a site from a bundle; its source, and what was live when it was checked.

        The bundle comes from elsewhere: raises PublishRefused where it holds another commit, or what no build makes.
        """
        found = trailers = ""
        try:
            self.git.run("fetch", "--quiet", "--no-tags", "--", str(bundle), f"{SITE}:{SITE}")
            self.git.run("fsck", "--strict", "--no-dangling", SITE)
            if self.git.run("rev-parse", SITE).strip() != site:
                found = f"This is not the site that was built: that is commit {site[:7]}."
            elif odd := [name for mode, _, name in self._entries(site) if not _is_a_builds(mode, name)]:
                found = f"A build makes no file like “{printable(odd[0])}”."
            trailers = self.git.run("log", "-1", f"--format={_TRAILERS}", SITE).strip()
        except GitError as error:
            found = f"The site cannot be read. git says: {error.summary}"
        if found:
            raise PublishRefused(Problem(bundle.name, 0, found, "Build and check it again."))
        source, _, seen = trailers.partition(" ")
        return source, seen

    def commit(self, site: str, tip: Tip | None, source: SourceCommit, message: str) -> str:
        """Commit the files of a commit or a tree, and the host's own, on top of what is live; raises PublishRefused."""
        git = self._with_index(_signed(source))
        files = self.git.files(site)
        folders = {parent.as_posix() for name in files for parent in PurePosixPath(name).parents}
        kept: list[str] = []
        try:
            for mode, blob, name in self._entries(tip.commit) if tip else ():
                if HOSTS_OWN.match(name) and name not in files | folders:
                    kept += ["--cacheinfo", f"{mode},{blob},{name}"]
            git.run("read-tree", site)
            git.run("update-index", "--add", *kept)
            parent = ["-p", tip.commit] if tip else []
            return git.run("commit-tree", *parent, "-m", message, git.run("write-tree").strip()).strip()
        except GitError as error:
            raise self._uncommitted(error) from None

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

    def in_pages(self, commit: str, pattern: str) -> Iterator[tuple[str, str]]:
        """Whatever in the pages of a commit matches, with the name of the file."""
        options = ("-z", "-a", "-o", "-E", "--no-color", "--no-line-number", "--no-column", "-e", pattern)
        found = self.git.try_run("grep", *options, commit, "--", "*.html") or ""  # it fails where nothing matches
        for line in found.split("\n"):
            name, _, words = line.partition("\0")
            yield name.removeprefix(f"{commit}:"), words

    def without_hosts_own(self, commit: str) -> str:
        """The tree of a commit without what the host or its owner keeps there; raises GitError."""
        git = self._with_index({})
        git.run("read-tree", commit)
        hosts = [name for name in self.git.files(commit) if HOSTS_OWN.match(name) and name != ".nojekyll"]
        git.run("update-index", "--force-remove", "--", *hosts)
        return git.run("write-tree").strip()

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

    def _with_index(self, variables: dict[str, str]) -> Repository:
        """Our repository, with an index that holds what is being committed."""
        return replace(
            self.git, variables={**self.git.variables, **variables, "GIT_INDEX_FILE": str(self._work / "index")}
        )

    def _entries(self, commit: str) -> Iterator[tuple[str, str, str]]:
        """The mode, the object and the name of each file of a commit; raises GitError."""
        for entry in self.git.run("ls-tree", "-r", "-z", "--full-tree", commit).split("\0")[:-1]:
            described, _, name = entry.partition("\t")
            mode, _, blob = described.split()
            yield mode, blob, name

    def _uncommitted(self, error: GitError) -> PublishRefused:
        found = f"The site could not be committed: {error.summary}"
        return PublishRefused(Problem(self.name, 0, found, "Make room, and try again."))

    def _unreachable(self, error: GitError) -> PublishRefused:
        found = f"The remote cannot be reached. git says: {error.summary}"
        remedy = f"Look whether you are online and whether `git ls-remote {self.remote}` works, then try again."
        return PublishRefused(Problem(self.name, 0, found, remedy))


def _signed(source: SourceCommit) -> dict[str, str]:
    """Who publishes, in git's own words."""
    return {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", source.name), ("EMAIL", source.email))
    }


def _is_a_builds(mode: str, name: str) -> bool:
    """Whether an entry of a tree is an ordinary file, where the host looks for pages and not for what it should run."""
    return mode in ("100644", "100755") and not _UNNAMEABLE.search(name) and not name.startswith(".github/")


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
        elif _UNNAMEABLE.search(name) or shown != f"output/{name}":
            found = "The name of this file cannot be published."
        elif not path.is_dir() and not path.is_file():
            found = "This is not an ordinary file."
        if found:
            yield Problem(shown, 0, found, "Look in content/ for where it comes from, and take it out or rename it.")
