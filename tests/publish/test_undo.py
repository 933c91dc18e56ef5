"""`undo` puts the site back that was live before, as a new commit on top."""

from contextlib import closing
from pathlib import Path

import pytest

from publishing.source_commit import PublishRefused
from publishing.undo import undo
from tests.publish.repositories import BRANCH, Desk, bare, clone, desk, files, git, history, hook, restore, site, tree

OURS = {".nojekyll": b""}


def _undo(here: Desk, *, dry_run: bool = False) -> str:
    with closing(here.live()) as live:
        return undo(live, "Test", "test@coach.test", dry_run=dry_run)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk that has published three versions, `site0` the oldest, and its remote."""
    folder = tmp_path_factory.mktemp("published")
    made = desk(folder / "here", bare(folder / "remote.git"))
    for number in range(3):
        made.commit(f"version {number}")
        made.push()
        made.publish(site(folder / f"site{number}", home="Welcome", **{f"page{number}": "words"}))
    return folder


@pytest.fixture
def versions(published: Path, here: Desk, remote: Path) -> list[Path]:
    """The three versions, published from here."""
    restore(published, here, remote)
    return [published / f"site{number}" for number in range(3)]


def test_undo_puts_the_version_before_back_and_keeps_the_history(
    here: Desk, remote: Path, versions: list[Path]
) -> None:
    before = history(remote)
    said = _undo(here)
    assert tree(remote) == files(versions[1]) | OURS
    assert history(remote)[1:] == before
    assert "new        /page1/" in said
    assert "removed    /page2/" in said
    source = here.source().commit[:7]
    parent = git(here.folder, "rev-parse", "HEAD~1")[:7]
    assert f"git revert --no-edit {parent}..{source}" in said


def test_undoing_again_goes_back_further(here: Desk, remote: Path, versions: list[Path]) -> None:
    _undo(here)
    _undo(here)
    assert tree(remote) == files(versions[0]) | OURS
    with pytest.raises(PublishRefused, match="no version before"):
        _undo(here)


def test_what_was_undone_is_not_brought_back_by_publishing_the_same_commit(
    here: Desk, remote: Path, versions: list[Path]
) -> None:
    _undo(here)
    assert "was undone" in here.publish(versions[2])
    assert tree(remote) == files(versions[1]) | OURS
    here.publish(versions[2], assume_yes=True)
    assert tree(remote) == files(versions[2]) | OURS


def test_the_next_commit_is_published_after_an_undo(
    here: Desk, remote: Path, versions: list[Path], tmp_path: Path
) -> None:
    _undo(here)
    here.commit("mended")
    mended = site(tmp_path / "mended", home="Welcome", page2="mended")
    here.publish(mended)
    assert tree(remote) == files(mended) | OURS
    _undo(here)
    assert tree(remote) == files(versions[1]) | OURS
    assert len(history(remote)) == 6


def test_an_older_commit_does_not_come_back_after_an_undo(here: Desk, remote: Path, versions: list[Path]) -> None:
    _undo(here)
    git(here.folder, "checkout", "--quiet", "-B", "main", "HEAD~2")
    assert "A newer version is live already" in here.publish(versions[0])
    assert tree(remote) == files(versions[1]) | OURS


def test_an_undo_after_a_scheduled_article_says_to_change_its_date(here: Desk, remote: Path, tmp_path: Path) -> None:
    one = site(tmp_path / "one", home="Welcome")
    here.publish(one)
    here.publish(site(tmp_path / "two", home="Welcome", due="Now"))
    assert "Status: draft" in _undo(here)
    assert tree(remote) == files(one) | OURS


def test_an_undo_keeps_what_the_host_has_put_there_since(
    here: Desk, remote: Path, versions: list[Path], tmp_path: Path
) -> None:
    host = clone(here, tmp_path / "host", "--branch", BRANCH)
    (host.folder / "CNAME").write_text("www.coach.test", encoding="utf-8")
    git(host.folder, "add", "--all")
    git(host.folder, "commit", "--quiet", "--message", "Create CNAME")
    git(host.folder, "push", "--quiet", "origin", BRANCH)
    _undo(here)
    assert tree(remote) == files(versions[1]) | OURS | {"CNAME": b"www.coach.test"}


def test_a_dry_run_of_undo_pushes_nothing(here: Desk, remote: Path, versions: list[Path]) -> None:
    said = _undo(here, dry_run=True)
    assert "removed    /page2/" in said
    assert said.endswith("\n\nNothing was pushed.")
    assert tree(remote) == files(versions[2]) | OURS


def test_an_undo_that_the_host_forbids_changes_nothing(here: Desk, remote: Path, versions: list[Path]) -> None:
    hook(remote, "pre-receive", "echo 'Only maintainers may push here.' >&2", "exit 1")
    with pytest.raises(PublishRefused, match="Only maintainers may push here"):
        _undo(here)
    assert tree(remote) == files(versions[2]) | OURS


def test_there_is_nothing_to_undo_before_the_first_publish(here: Desk) -> None:
    with pytest.raises(PublishRefused, match="Nothing was published"):
        _undo(here)


def test_undo_works_from_a_shallow_clone(here: Desk, remote: Path, versions: list[Path], tmp_path: Path) -> None:
    _undo(clone(here, tmp_path / "shallow", "--depth=1"))
    assert tree(remote) == files(versions[1]) | OURS


def test_undoing_what_never_was_is_not_confused_by_another_repository(tmp_path: Path) -> None:
    remote = bare(tmp_path / "other.git")
    other = desk(tmp_path / "other", remote)
    git(other.folder, "push", "--quiet", "origin", f"HEAD:refs/heads/{BRANCH}")
    with pytest.raises(PublishRefused, match="Nothing was published"):
        _undo(other)
    assert "content/site.toml" in tree(remote)
