"""A git repository, asked by running git: what it says, and in its own words why it could not."""

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from problem import Problem

# Set where git runs a program of ours, these would point it at another repository.
MISLEADING = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_NAMESPACE"}  # fmt: skip


class GitError(Exception):
    """What git said when it could not."""


class PublishRefused(Exception):  # noqa: N818  # an answer, not a fault
    """Why nothing is published: the problems."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = list(problems)


@dataclass(frozen=True)
class Repository:
    """A repository: the folder git runs in, what its environment adds, and how many seconds git may take.

    `grace` is how many seconds a git that took too long may take to end when asked.
    """

    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    patience: float = 300
    grace: float = 5

    def run(self, *arguments: str, words: str = "") -> str:
        """What git printed; raises GitError with what it said where it failed or took too long."""
        # Files, not pipes: what git has started may outlive it and keep a pipe open.
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            command = ["git", "-c", "core.quotePath=false", *arguments]
            stdin = subprocess.PIPE if words else None
            try:
                process = subprocess.Popen(
                    command, cwd=self.folder, env=self.surroundings(), stdin=stdin, stdout=out, stderr=err
                )
            except FileNotFoundError:
                remedy = "Install it: https://git-scm.com"
                raise PublishRefused(Problem("git", 0, "There is no git on this machine.", remedy)) from None
            try:
                process.communicate(words.encode() if words else None, timeout=self.patience)
            except subprocess.TimeoutExpired:
                process.terminate()  # git then ends what it has started
                raise GitError(f"there was no answer within {self.patience:g} seconds") from None
            finally:
                if process.poll() is None:
                    try:
                        process.wait(self.grace)
                    except subprocess.TimeoutExpired:
                        process.kill()
                        # Not without end: an interruption amid subprocess's own waiting may have left its lock taken.
                        with contextlib.suppress(subprocess.TimeoutExpired):
                            process.wait(self.grace)
            out.seek(0)
            err.seek(0)
            said = err.read().decode(errors="replace").strip()
            if process.returncode:
                raise GitError(said or f"git {arguments[0]} ended with status {process.returncode}")
            return out.read().decode(errors="surrogateescape")

    def says(self, *arguments: str) -> str | None:
        """What git printed, without the line's end, or None where it failed."""
        try:
            return self.run(*arguments).strip()
        except GitError:
            return None

    def surroundings(self) -> dict[str, str]:
        """The environment git runs in: it speaks English, and asks for passwords only where someone can answer."""
        inherited = {name: value for name, value in os.environ.items() if name not in MISLEADING}
        prompt = {} if os.isatty(0) else {"GIT_TERMINAL_PROMPT": "0", "SSH_ASKPASS_REQUIRE": "never"}
        return inherited | prompt | {"LC_ALL": "C.UTF-8", "LANGUAGE": "en"} | dict(self.environment)


def private(repository: Repository, folder: Path) -> Repository:
    """A new, empty repository in this folder that reaches the same remotes in the same way; raises GitError, OSError.

    What happens in it changes nothing in the one it stands beside, and what a killed run leaves in it is of no
    consequence. It has the other's settings, since they may hold the address, the credentials and the identity.
    """
    told = (repository.says("config", "--list", "-z", "--show-scope") or "").split("\0")
    pairs = [setting.partition("\n") for scope, setting in zip(told[::2], told[1::2], strict=False) if scope in ("local", "worktree")]  # fmt: skip
    kept = [(key, value if equals else "true") for key, equals, value in pairs if key == "core.sshcommand" or not key.startswith(("core.", "extensions.", "branch."))]  # fmt: skip
    kept.append(("core.hookspath", os.devnull))
    first = int(os.environ.get("GIT_CONFIG_COUNT") or 0)
    environment = {"GIT_DIR": str(folder), "GIT_CONFIG_COUNT": str(first + len(kept))}
    for number, (key, value) in enumerate(kept, first):
        environment |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    kind = repository.run("rev-parse", "--show-object-format").strip()
    Repository(repository.folder).run(
        "init", "--quiet", "--bare", "--template=", f"--object-format={kind}", str(folder)
    )
    return Repository(repository.folder, environment, repository.patience)
