import os
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest

from incremental import inputs


def _add_nothing(folder: Path) -> None:
    (folder / "empty").mkdir()


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "a.md").write_text("other", "utf-8"),
        lambda folder: (folder / "a.md").unlink(),
        lambda folder: (folder / "a.md").rename(folder / "b.md"),
        lambda folder: (folder / "below/.hidden.md").write_text("new", "utf-8"),
        lambda folder: (folder / "c.md").symlink_to("a.md"),
        lambda folder: (folder / "c").symlink_to("below", target_is_directory=True),
        lambda folder: (folder / "c.md").symlink_to("nowhere"),
        _add_nothing,
    ],
    ids=["changed", "deleted", "renamed", "hidden", "link", "link to a folder", "dangling link", "empty folder"],
)
def test_whatever_changes_in_a_folder_is_seen(tmp_path: Path, change: Callable[[Path], object]) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "a.md").write_text("one", "utf-8")
    (tmp_path / "below/d.md").write_text("two", "utf-8")
    before = inputs.folder_fingerprint(tmp_path)
    assert inputs.folder_fingerprint(tmp_path) == before
    change(tmp_path)
    assert inputs.folder_fingerprint(tmp_path) != before


def test_a_file_that_becomes_a_link_to_the_same_bytes_is_seen(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("one", "utf-8")
    before = inputs.folder_fingerprint(tmp_path)
    (tmp_path / "b.md").unlink()
    (tmp_path / "b.md").symlink_to("a.md")
    assert inputs.folder_fingerprint(tmp_path) != before


def test_a_folder_that_becomes_a_link_to_the_same_files_is_seen(tmp_path: Path) -> None:
    (tmp_path / "seen/below").mkdir(parents=True)
    (tmp_path / "seen/below/a.md").write_text("one", "utf-8")
    before = inputs.folder_fingerprint(tmp_path / "seen")
    (tmp_path / "seen/below").rename(tmp_path / "elsewhere")
    (tmp_path / "seen/below").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert inputs.folder_fingerprint(tmp_path / "seen") != before


def test_another_version_of_a_package_is_seen(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packages = project / "site-packages"
    monkeypatch.setattr(sysconfig, "get_path", {"purelib": str(packages)}.__getitem__)
    (packages / "markdown-3.11.dist-info").mkdir(parents=True)
    before = inputs.fingerprint()
    (packages / "markdown-3.11.dist-info").rename(packages / "markdown-3.12.dist-info")
    assert inputs.fingerprint() != before


@pytest.mark.usefixtures("project")
def test_another_python_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    before = inputs.fingerprint()
    monkeypatch.setattr(sys, "version", "4.0")
    assert inputs.fingerprint() != before


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a text and a program in it, as the project of this process."""
    (tmp_path / "content").mkdir()
    (tmp_path / "content/a.md").write_text("one", "utf-8")
    (tmp_path / "build.py").write_text("", "utf-8")
    who = ("-c", "user.name=A", "-c", "user.email=a@coach.test", "-c", "commit.gpgsign=false")
    for command in (("init", "-q", "-b", "main"), ("add", "."), ("commit", "-q", "-m", "One")):
        subprocess.run(["git", *who, *command], cwd=tmp_path, check=True)
    monkeypatch.setattr(inputs, "ROOT", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "change",
    [
        lambda project: (project / "content/a.md").write_text("other", "utf-8"),
        lambda project: (project / "build.py").write_text("pass", "utf-8"),
        lambda project: subprocess.run(["git", "checkout", "-q", "-b", "other"], cwd=project, check=True),
        lambda project: subprocess.run(["git", "tag", "v1"], cwd=project, check=True),
        lambda project: (project / ".git/shallow").write_text("0" * 40, "utf-8"),
        lambda _: os.environ.update({"SITEURL": "https://coach.test"}),
    ],
    ids=["text", "program", "branch", "tag", "shallow", "environment"],
)
def test_whatever_a_build_depends_on_is_seen(
    project: Path, change: Callable[[Path], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITEURL", "")
    before = inputs.fingerprint()
    assert inputs.fingerprint() == before
    change(project)
    assert inputs.fingerprint() != before


def test_the_lock_of_an_editor_is_no_program(project: Path) -> None:
    before = inputs.fingerprint()
    (project / ".#build.py").symlink_to("someone@desk.4242")
    assert inputs.fingerprint() == before
