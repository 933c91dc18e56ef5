"""Real repositories to publish from and to, and sites small enough to be published in a moment."""

import io
import os
import shutil
import socket
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from git import MISLEADING, Repository
from problem import Problem
from publishing.live_branch import LiveBranch
from publishing.push import Publication, put_live
from publishing.source_commit import PublishRefused, SourceCommit, read

ROOT = Path(__file__).parents[2]
BRANCH = "gh-pages"
IDENTITY = ("-c", "user.name=T", "-c", "user.email=t@coach.test")
# What of the project the job that pushes checks out, besides content/site.toml; tests/publish/test_workflows.py holds it.
PUSHES = ("git.py", "problem.py", "site_folder.py", "checks", "publishing", "sources/optional_facts.py")
# What the machine's own git settings might change, and the desk's and CI's own.
WITHOUT = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_TERMINAL_PROMPT": "0"}


def workflow(name: str) -> dict[str, Any]:
    """A workflow, as its host reads it."""
    path = ROOT / f".github/workflows/{name}.yml"
    loaded: dict[str, Any] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return loaded


def git(folder: Path, *arguments: str) -> str:
    """Run git, or fail with what it said."""
    environment = {name: value for name, value in os.environ.items() if name not in MISLEADING} | WITHOUT
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=environment, capture_output=True, text=True, errors="replace", check=False
    )
    assert done.returncode == 0, f"git {' '.join(arguments)}: {done.stderr}"
    return done.stdout.strip("\n")


def restore(kept: Path, here: "Desk", remote: Path) -> None:
    """Make a desk and its remote those that were kept in a folder."""
    for folder in (here.folder, remote):
        shutil.rmtree(folder)
        shutil.copytree(kept / folder.name, folder)
    git(here.folder, "remote", "set-url", "origin", remote.as_uri())


def bare(folder: Path) -> Path:
    """An empty repository to push to."""
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--bare", "--template=", "--initial-branch=main")
    return folder


@dataclass
class Desk:
    """A clone someone writes in. Its sources are one file; its sites are made by hand."""

    folder: Path

    def commit(self, words: str = "words") -> SourceCommit:
        """Commit a change of the sources."""
        (self.folder / "content").mkdir(exist_ok=True)
        facts = f'# {words}\n[publishing]\nhost = "github-pages"\nremote = "origin"\nbranch = "{BRANCH}"\n'
        (self.folder / "content/site.toml").write_text(facts, encoding="utf-8")
        git(self.folder, "add", "--all")
        git(self.folder, "commit", "--quiet", "--allow-empty", "--message", words)
        return self.source()

    def push(self) -> None:
        """Push the sources."""
        git(self.folder, "push", "--quiet", "origin", "HEAD:refs/heads/main")

    def source(self) -> SourceCommit:
        """The commit that is checked out."""
        return read(Repository(self.folder))

    def live(self, patience: float = 60) -> LiveBranch:
        """The live branch as this desk sees it."""
        return LiveBranch(self.folder, "origin", BRANCH, patience=patience)

    def publish(
        self,
        site: Path,
        *,
        source: SourceCommit | None = None,
        domain: str = "",
        patience: float = 60,
        **options: object,
    ) -> str:
        """Put a site live as made from a commit, by default the one that is checked out."""
        source = source or self.source()
        with closing(self.live(patience)) as live:
            return put_live(live, Publication(live.add(site, source, domain), source, **options))  # type: ignore[arg-type]


@dataclass
class Apart(Desk):
    """A desk that publishes as the workflow does: one process writes the site into a bundle, another one pushes it."""

    def publish(self, site: Path, *, source: SourceCommit | None = None, domain: str = "", **options: object) -> str:
        """Put a site live; what the workflow never asks for is asked for in one process."""
        source = source or self.source()
        if options:
            return super().publish(site, source=source, domain=domain, **options)  # type: ignore[arg-type]
        bundle, made = self.bundle(site, source, domain)
        done = self.push_bundle(bundle, made, source)
        if done.returncode:
            raise PublishRefused(Problem("the push", 0, done.stderr, ""))
        return done.stdout

    def bundle(self, site: Path, source: SourceCommit | None = None, domain: str = "") -> tuple[Path, str]:
        """Write a site into a bundle, in a clone that has fetched all branches; the bundle, and the commit in it."""
        folder = self.folder.parent / "building"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder / ".git", folder / ".git")
        with suppress(AssertionError):  # there may be no such remote
            git(folder, "-c", f"core.hooksPath={os.devnull}", "fetch", "--quiet", "origin")
        path = folder / "site.bundle"
        with closing(LiveBranch(folder, "origin", BRANCH)) as live:
            made = live.add(site, source or self.source(), domain)
            live.bundle(path)
        return path, made

    def push_bundle(
        self, bundle: Path, made: str, source: SourceCommit | None = None
    ) -> "subprocess.CompletedProcess[str]":
        """Push a bundle where there is nothing but git, this bundle and what the workflow checks out of our code."""
        folder, code = self.folder.parent / "pushing", self.folder.parent / "code"
        for name in PUSHES:
            if not (code / name).exists():
                copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
                (code / name).parent.mkdir(exist_ok=True)
                copy(ROOT / name, code / name)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder / ".git", folder / ".git")
        (folder / ".git/HEAD").write_text((source or self.source()).commit, encoding="utf-8")
        environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(code)}
        return subprocess.run(
            [sys.executable, "-S", "-P", "-m", "publishing.push", str(bundle), made],
            cwd=folder,
            env=environment | WITHOUT,
            capture_output=True,
            text=True,
            check=False,
        )


def desk(folder: Path, remote: str | Path) -> Desk:
    """A new desk with an identity and one commit, and its remote."""
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--template=", "--initial-branch=main")
    git(folder, "config", "user.name", "Test")
    git(folder, "config", "user.email", "test@coach.test")
    git(folder, "remote", "add", "origin", url(remote))
    (folder / ".gitignore").write_text(".cache/\noutput/\n", encoding="utf-8")
    made = Desk(folder)
    made.commit("first")
    return made


def clone(of: Desk, folder: Path, *options: str) -> Desk:
    """Another clone of the same remote."""
    remote = git(of.folder, "remote", "get-url", "origin")
    git(of.folder, "clone", "--quiet", "--branch", "main", *options, remote, str(folder))
    git(folder, "config", "user.name", "Other")
    git(folder, "config", "user.email", "other@coach.test")
    return Desk(folder)


def url(remote: str | Path) -> str:
    """The address of a repository on this machine, by the file protocol."""
    return remote if isinstance(remote, str) else remote.as_uri()


def site(folder: Path, **pages: str) -> Path:
    """A site of these pages, `home` being the home page."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, words in pages.items():
        path = folder / ("index.html" if name == "home" else f"{name}/index.html")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"<h1>{words}</h1>", encoding="utf-8")
    return folder


def tree(repository: Path, branch: str = BRANCH) -> dict[str, bytes]:
    """Every file on a branch of a bare repository, and what is in it; empty where there is no branch."""
    if not git(repository, "branch", "--list", branch):
        return {}
    packed = subprocess.run(["git", "archive", "--format=tar", branch], cwd=repository, capture_output=True, check=True)
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        return {member.name: data.read() for member in archive.getmembers() if (data := archive.extractfile(member))}


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, and what is in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def history(repository: Path, branch: str = BRANCH) -> list[str]:
    """The commits on a branch, newest first."""
    return git(repository, "rev-list", branch).split() if git(repository, "branch", "--list", branch) else []


@contextmanager
def daemon(folder: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """`git daemon` over the repositories in a folder: its address, and the process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [
            "git", "daemon", "--reuseaddr", "--listen=127.0.0.1", f"--port={port}", f"--base-path={folder}",
            "--export-all", "--enable=receive-pack", str(folder),
        ],
        env=os.environ | WITHOUT,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    for _ in range(200):
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    try:
        yield f"git://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.wait()


def hook(repository: Path, name: str, *lines: str) -> Path:
    """Have a repository run these lines of the shell when something is pushed."""
    path = repository / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]), encoding="utf-8")
    path.chmod(0o755)
    return path


def start(desk_: Desk, site_: Path, source: SourceCommit | None = None) -> "subprocess.Popen[str]":
    """Publish in a program of its own, in a process group of its own, so that it can be killed as a whole."""
    commit = source.commit if source else ""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.publish.publish_one", str(desk_.folder), str(site_), commit],
        cwd=ROOT,
        env=os.environ | WITHOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
