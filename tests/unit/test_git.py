import os
import subprocess
from pathlib import Path

import pytest

from git import MISLEADING, GitError, Repository

# A program that git runs as a command of its own: what it does when asked to end, and its work.
ENDLESS = "alias.endless=!trap '{asked}' TERM; touch begun; while [ ! -e stop ]; do sleep 0.02; done"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """An empty repository."""
    subprocess.run(["git", "init", "--quiet", "--template=", "--initial-branch=main", str(tmp_path)], check=True)
    return Repository(tmp_path)


def test_git_is_given_words_and_its_answer_is_whole(repository: Repository) -> None:
    name = repository.run("hash-object", "-w", "--stdin", stdin="One.\nTwo ä.\n").strip()
    assert repository.run("cat-file", "blob", name) == "One.\nTwo ä.\n"


def test_what_is_no_text_is_given_back_to_the_byte(repository: Repository) -> None:
    (repository.folder / "picture").write_bytes(b"\x00\xff\xfe\r\n")
    name = repository.run("hash-object", "-w", "picture").strip()
    assert repository.run("cat-file", "blob", name).encode(errors="surrogateescape") == b"\x00\xff\xfe\r\n"


def test_names_of_files_are_told_as_they_are(repository: Repository) -> None:
    (repository.folder / "é.md").write_text("words", "utf-8")
    assert repository.run("ls-files", "--others") == "é.md\n"


def test_an_answer_in_one_line_is_told_without_its_end(repository: Repository) -> None:
    assert repository.try_run("symbolic-ref", "HEAD") == "refs/heads/main"


def test_a_git_that_fails_is_quoted(repository: Repository) -> None:
    with pytest.raises(GitError, match=r"^fatal: Not a valid object name none$"):
        repository.run("cat-file", "blob", "none")
    assert repository.try_run("cat-file", "blob", "none") is None


def test_a_git_that_fails_without_a_word_is_told_by_its_status(repository: Repository) -> None:
    with pytest.raises(GitError, match=r"^git rev-parse ended with status 1$"):
        repository.run("rev-parse", "--quiet", "--verify", "HEAD")


@pytest.mark.parametrize(
    ("said", "summary"),
    [
        ("Cloning into 'x'...\nfatal: repository 'x'\tdoes not exist\n", "fatal: repository 'x' does not exist"),
        (
            "remote: No.\nTo host:site\n ! [remote rejected] gh-pages\nerror: failed to push\nhint: Pull first.",
            "remote: No. ! [remote rejected] gh-pages error: failed to push",
        ),
        ("Traceback\n  a line\nBrokenPipeError: pipe", "BrokenPipeError: pipe"),
        ("", ""),
    ],
)
def test_of_all_that_git_says_only_what_is_wrong_is_told_in_one_line(said: str, summary: str) -> None:
    assert GitError(said).summary == summary


def _give_up(repository: Repository, *, asked: str, grace: float) -> None:
    """Wait for a git that does not answer, as long as it takes to begin at all."""
    patience = 0.1
    while not (repository.folder / "begun").exists():
        patience *= 2
        impatient = Repository(repository.folder, patience=patience, grace=grace)
        with pytest.raises(GitError, match=rf"^there was no answer within {patience:g} seconds$"):
            impatient.run("-c", ENDLESS.format(asked=asked), "endless")


def test_a_git_that_does_not_answer_is_asked_to_end(repository: Repository) -> None:
    _give_up(repository, asked="touch ended; exit", grace=20)
    assert (repository.folder / "ended").exists()


def test_a_git_that_does_not_end_when_asked_is_ended_all_the_same(repository: Repository) -> None:
    _give_up(repository, asked="", grace=0.1)
    (repository.folder / "stop").touch()


class Interrupted:
    """A program whose end was about to be asked for when Ctrl-C came: Python's lock for that stays taken."""

    def __init__(self, *_: object, **__: object) -> None:
        self.poll = self.kill = lambda: None

    def communicate(self, *_: object, **__: object) -> None:
        raise KeyboardInterrupt

    def wait(self, timeout: float | None = None) -> None:
        assert timeout is not None, "it would be waited for without end"
        raise subprocess.TimeoutExpired("git", timeout)


def test_an_interruption_at_a_bad_moment_is_one_all_the_same(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "Popen", Interrupted)
    with pytest.raises(KeyboardInterrupt):
        repository.run("version")


@pytest.mark.parametrize("name", sorted(MISLEADING))
def test_git_is_not_misled_by_the_program_that_started_this_one(
    name: str, repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
    (repository.folder / "a.md").write_text("words", "utf-8")
    repository.run("add", "a.md")
    assert repository.run("ls-files") == "a.md\n"


def test_git_speaks_english_whatever_this_machine_speaks(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LANG", "LANGUAGE"):
        monkeypatch.setenv(name, "de_DE.UTF-8")
    environment = repository.environment()
    assert (environment["LC_ALL"], environment["LANGUAGE"]) == ("C.UTF-8", "en")


@pytest.mark.parametrize("someone", [True, False])
def test_git_asks_for_a_password_only_where_someone_can_answer(
    someone: bool, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GIT_TERMINAL_PROMPT", raising=False)
    monkeypatch.setattr(os, "isatty", lambda _: someone)
    assert (repository.environment().get("GIT_TERMINAL_PROMPT") == "0") is not someone
