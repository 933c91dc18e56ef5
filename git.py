"""A git repository, asked by running git: what it printed, and in its own words why it could not."""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

# Set where git runs a program of ours, these would point it at another repository.
MISLEADING = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_NAMESPACE"}  # fmt: skip
# It speaks English, takes no lock only to be faster, and asks the network only where a command is about a remote.
PLAIN = {"LC_ALL": "C.UTF-8", "LANGUAGE": "en", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_NO_REPLACE_OBJECTS": "1"}  # fmt: skip
OPTIONS = ("-c", "core.quotePath=false", "-c", "log.showSignature=false", "-c", "diff.renameLimit=1000")

# Settings that say how one repository is kept and what of it is fetched, not how remotes are reached.
_OF_ITS_OWN = re.compile(
    r"core\.(?!sshcommand|hookspath)|extensions\.|branch\.|remote\..*\.(promisor|partialclonefilter)$"
)


class GitError(Exception):
    """What git said when it could not, or why it could not be run."""

    @property
    def summary(self) -> str:
        """What git and the remote say is wrong, in one line without progress and hints; else the last line."""
        lines = [" ".join(line.split()) for line in str(self).splitlines()]
        return " ".join([line for line in lines if line.startswith(("remote:", "!", "fatal:", "error:"))] or lines[-1:])


@dataclass(frozen=True)
class Repository:
    """A repository: the folder git runs in, what its environment adds, and how many seconds git may take.

    Without a limit Python need not look again and again whether git has ended. `grace` is how many seconds a git
    that took too long may take to end when asked.
    """

    folder: Path
    variables: Mapping[str, str] = field(default_factory=dict)
    patience: float | None = None
    grace: float = 5

    def run(self, *arguments: str, stdin: str = "") -> str:
        """What git printed; raises GitError with what it said where it failed or took too long."""
        # Files, not pipes: what git has started may outlive it and keep a pipe open.
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            pipe = subprocess.PIPE if stdin else None
            try:
                process = subprocess.Popen(
                    ["git", *OPTIONS, *arguments],
                    cwd=self.folder,
                    env=self.environment(),
                    stdin=pipe,
                    stdout=out,
                    stderr=err,
                )
            except (OSError, ValueError) as error:  # there is no git, no such folder, or a NUL in an argument
                raise GitError(str(error)) from None
            try:
                process.communicate(stdin.encode() if stdin else None, timeout=self.patience)
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

    def try_run(self, *arguments: str) -> str | None:
        """What git printed, without the white space around it, or None where it failed."""
        try:
            return self.run(*arguments).strip()
        except GitError:
            return None

    def files(self, commit: str) -> frozenset[str]:
        """The names of all files in a commit, from the root of the repository; raises GitError."""
        names = self.run("ls-tree", "-r", "-z", "--name-only", "--full-tree", "--end-of-options", commit)
        return frozenset(names.split("\0")) - {""}

    def files_below(self, commit: str, folder: str) -> frozenset[str]:
        """The names of all files in a commit that are below a folder, from the folder git runs in; raises GitError."""
        names = self.run("ls-tree", "-r", "-z", "--name-only", "--end-of-options", commit, folder)
        return frozenset(names.split("\0")) - {""}

    def blob(self, name: str) -> bytes:
        """The bytes of a file in a commit (`COMMIT:PATH`); raises GitError."""
        return self.run("cat-file", "blob", "--end-of-options", name).encode(errors="surrogateescape")

    def changed(self, commit: str, pattern: str) -> dict[str, str]:
        """The files that were edited or renamed since a commit, committed or not: names then, and now; raises GitError.

        The files as they are now are added to an index and to objects of their own: nothing in the repository changes.
        """
        with tempfile.TemporaryDirectory() as folder:
            paths = ("--path-format=absolute", "--git-path", "objects", "--git-path", "index")
            objects, index = self.run("rev-parse", *paths).splitlines()
            with contextlib.suppress(OSError):  # nothing was ever added
                shutil.copy(index, f"{folder}/index")  # so that what has not changed is not read again
            variables = {
                "GIT_INDEX_FILE": f"{folder}/index",
                "GIT_OBJECT_DIRECTORY": folder,
                "GIT_ALTERNATE_OBJECT_DIRECTORIES": objects,
            }
            now = replace(self, variables={**self.variables, **variables})
            now.run("add", "--all", "--", pattern)
            options = ("--cached", "--find-renames", "--diff-filter=MR", "--relative", "--name-status", "-z")
            fields = iter(now.run("diff-index", *options, commit, "--", pattern).split("\0")[:-1])
        names = {}
        for status in fields:
            name = next(fields)
            names[name] = next(fields) if status.startswith("R") else name
        return names

    def departures(self, folder: str) -> list[tuple[str, str, str]]:
        """Every file below a folder that a commit renamed or deleted, newest first: the commit, its name, the new one if any.

        Raises GitError.
        """
        options = ("--find-renames", "--diff-filter=DR", "--relative", "--name-status", "-z", "--format=%x01%H")
        found = []
        for entry in self.run("log", *options, "--", folder).split("\x01")[1:]:
            commit, *fields = (field.strip("\n") for field in entry.split("\0"))
            rest = iter(filter(None, fields))
            for status in rest:
                found.append((commit, next(rest, ""), next(rest, "") if status.startswith("R") else ""))
        return found

    def environment(self) -> dict[str, str]:
        """The environment git runs in; it asks for passwords only where someone can answer."""
        inherited = {name: value for name, value in os.environ.items() if name not in MISLEADING}
        prompt = {} if os.isatty(0) else {"GIT_TERMINAL_PROMPT": "0", "SSH_ASKPASS_REQUIRE": "never"}
        return inherited | prompt | PLAIN | dict(self.variables)


def private(repository: Repository, folder: Path) -> Repository:
    """A new, empty repository in this folder that reaches the same remotes in the same way; raises GitError, OSError.

    What happens in it changes nothing in the one it stands beside, and what a killed run leaves in it is of no
    consequence. It has the other's settings, since they may hold the address, the credentials and the identity.
    """
    listed = (repository.try_run("config", "--list", "-z", "--show-scope") or "").split("\0")
    number = int(os.environ.get("GIT_CONFIG_COUNT") or 0)
    variables = {"GIT_DIR": str(folder)}
    for scope, setting in [*zip(listed[::2], listed[1::2], strict=False), ("local", f"core.hookspath\n{os.devnull}")]:
        key, has_value, value = setting.partition("\n")
        if scope in ("local", "worktree") and not _OF_ITS_OWN.match(key):
            variables |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value if has_value else "true"}
            number += 1
    kind = repository.run("rev-parse", "--show-object-format").strip()
    repository.run("init", "--quiet", "--bare", "--template=", f"--object-format={kind}", str(folder))
    return Repository(repository.folder, variables | {"GIT_CONFIG_COUNT": str(number)}, repository.patience)
