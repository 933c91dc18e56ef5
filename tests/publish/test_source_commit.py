"""Only a clean, whole commit on a branch goes live, and it is known who publishes it."""

from pathlib import Path

import pytest

from git import Repository
from publishing.source_commit import PublishRefused, read
from tests.publish.repositories import Desk, git


def _refused(here: Desk) -> str:
    with pytest.raises(PublishRefused) as refused:
        read(Repository(here.folder))
    return str(refused.value)


def test_a_clean_commit_on_a_branch_is_taken(here: Desk) -> None:
    source = read(Repository(here.folder))
    assert source.commit == git(here.folder, "rev-parse", "HEAD")
    assert (source.subject, source.name, source.email) == ("first", "Test", "test@coach.test")


def test_every_uncommitted_file_is_named(here: Desk) -> None:
    (here.folder / "content/site.toml").write_text("changed", encoding="utf-8")
    (here.folder / "content/new ä.md").write_text("new", encoding="utf-8")
    (here.folder / "gone.md").write_text("gone", encoding="utf-8")
    git(here.folder, "add", "gone.md")
    (here.folder / "gone.md").unlink()
    said = _refused(here)
    for name in ("content/site.toml", "content/new ä.md", "gone.md"):
        assert name in said


def test_a_file_that_git_is_told_to_pass_over_is_named(here: Desk) -> None:
    (here.folder / ".git/info").mkdir()
    (here.folder / ".git/info/exclude").write_text("*.jpg\n.DS_Store\n", encoding="utf-8")
    (here.folder / "content/picture.jpg").write_text("words", encoding="utf-8")
    (here.folder / "content/.DS_Store").write_text("words", encoding="utf-8")
    said = _refused(here)
    assert "content/picture.jpg" in said
    assert "DS_Store" not in said


def test_a_detached_head_is_refused_by_hand_and_taken_where_machines_publish(
    here: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(here.folder, "checkout", "--quiet", "--detach")
    assert "git switch main" in _refused(here)
    monkeypatch.setenv("CI", "true")
    assert read(Repository(here.folder)).subject == "first"


@pytest.mark.parametrize("what", ["merge", "rebase", "cherry-pick", "revert"])
def test_something_half_done_is_named(what: str, here: Desk) -> None:
    start = git(here.folder, "rev-parse", "HEAD")
    here.commit("ours")
    git(here.folder, "checkout", "--quiet", "-b", "other", start)
    here.commit("theirs")
    git(here.folder, "checkout", "--quiet", "main")
    wanted = start if what == "revert" else "other"
    with pytest.raises(AssertionError, match="git"):
        git(here.folder, what, *(["--no-edit"] if what == "revert" else []), wanted)
    assert f"a {what} half done" in _refused(here)


def test_a_project_without_a_commit_is_refused(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    assert "Nothing is committed yet" in _refused(Desk(tmp_path))


def test_a_folder_without_a_repository_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert "not a git repository" in _refused(Desk(tmp_path))


def test_a_missing_identity_is_refused(here: Desk) -> None:
    git(here.folder, "config", "--unset", "user.email")
    assert "git config user.name" in _refused(here)


def test_an_identity_from_the_environment_is_taken(here: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    git(here.folder, "config", "--unset", "user.name")
    git(here.folder, "config", "--unset", "user.email")
    monkeypatch.setenv("GIT_COMMITTER_NAME", "Robot")
    monkeypatch.setenv("GIT_COMMITTER_EMAIL", "robot@coach.test")
    assert read(Repository(here.folder)).name == "Robot"
