"""A publish puts exactly one checked site on the live branch, or changes nothing and says why."""

import shutil
from pathlib import Path

import pytest

from problem import Problem
from publishing.live_branch import Tip
from publishing.source_commit import PublishRefused
from tests.publish.repositories import BRANCH, Apart, Desk, bare, clone, daemon, files, git, history, hook, site, tree

OURS = {".nojekyll": b""}
MOVED = '<meta http-equiv="refresh" content="0; url=../about/">'


@pytest.fixture(params=["in one process", "in two"])
def here(here: Desk, request: pytest.FixtureRequest) -> Desk:
    """As the coach publishes, and as the workflow does."""
    return here if request.param == "in one process" else Apart(here.folder)


def test_the_first_publish_makes_the_branch(here: Desk, remote: Path, tmp_path: Path) -> None:
    made = site(tmp_path / "site", home="Welcome", about="Me")
    said = here.publish(made)
    assert tree(remote) == files(made) | OURS
    assert len(history(remote)) == 1
    assert "new        /about/" in said
    source, live = here.source().commit, history(remote)[0]
    assert f"Commit {source[:7]} “first” is live, as {live[:7]} on origin/{BRANCH};" in said
    assert git(remote, "log", "-1", "--format=%B", BRANCH) == f"Publish {source[:7]}\n\nSource: {source}"


def test_a_publish_touches_nothing_in_the_repository_one_writes_in(here: Desk, remote: Path, tmp_path: Path) -> None:
    def state() -> tuple[dict[str, bytes], str]:
        kept = {name: data for name, data in files(here.folder).items() if not name.startswith(".cache/")}
        return kept, git(here.folder, "for-each-ref")

    here.publish(site(tmp_path / "site", home="Welcome"))
    before = state()
    here.publish(site(tmp_path / "site", home="Changed"))
    assert state() == before
    assert len(history(remote)) == 2


def test_nothing_is_committed_when_nothing_changed(here: Desk, remote: Path, tmp_path: Path) -> None:
    made = site(tmp_path / "site", home="Welcome")
    here.publish(made)
    before = history(remote)
    here.commit("a note that readers do not see")
    assert "Nothing has changed" in here.publish(made)
    assert history(remote) == before


def test_what_changed_is_told_and_the_history_is_kept(here: Desk, remote: Path, tmp_path: Path) -> None:
    here.publish(site(tmp_path / "site", home="Welcome", about="Me", old="Gone soon"))
    here.commit("second")
    said = here.publish(
        site(tmp_path / "site", home="Welcome", about="Me again", fees="New", former=MOVED),
    )
    for line in ("new        /fees/", "changed    /about/", "removed    /old/", "redirected /former/ → /about/"):
        assert line in said
    assert "changed    /\n" not in said
    assert len(history(remote)) == 2
    assert "old/index.html" in tree(remote, f"{BRANCH}").keys() | set(
        git(remote, "ls-tree", "-r", "--name-only", f"{BRANCH}~1").split()
    )


@pytest.mark.usefixtures("welcome")
def test_a_dry_run_shows_what_would_change_and_pushes_nothing(here: Desk, remote: Path, tmp_path: Path) -> None:
    before = history(remote)
    said = here.publish(site(tmp_path / "site", home="Welcome", about="Me"), dry_run=True)
    assert "new        /about/" in said
    assert "Nothing was pushed" in said
    assert history(remote) == before


@pytest.mark.usefixtures("welcome")
def test_an_article_that_became_due_is_published_from_the_same_commit(here: Desk, remote: Path, tmp_path: Path) -> None:
    here.publish(site(tmp_path / "site", home="Welcome", due="Now"))
    assert "due/index.html" in tree(remote)


def test_a_shallow_clone_can_publish(here: Desk, remote: Path, tmp_path: Path) -> None:
    here.publish(site(tmp_path / "site", home="Welcome"))
    for number in range(4):
        here.commit(f"change {number}")
    here.push()
    shallow = clone(here, tmp_path / "shallow", "--depth=1")
    assert git(shallow.folder, "rev-parse", "--is-shallow-repository") == "true"
    shallow.publish(site(tmp_path / "site", home="Newer"))
    assert tree(remote)["index.html"] == b"<h1>Newer</h1>"
    assert len(history(remote)) == 2
    shallow.commit("not pushed yet")
    shallow.publish(site(tmp_path / "site", home="Newest"))
    assert tree(remote)["index.html"] == b"<h1>Newest</h1>"


def test_a_clone_that_lacks_files_of_its_history_can_publish(here: Desk, remote: Path, tmp_path: Path) -> None:
    git(remote, "config", "uploadpack.allowFilter", "true")
    partial = clone(here, tmp_path / "partial", "--filter=blob:none")
    partial.publish(site(tmp_path / "site", home="Welcome"), domain="www.coach.test")
    made = site(tmp_path / "site", home="Newer")
    partial.commit("second")
    partial.publish(made)
    assert tree(remote) == files(made) | OURS | {"CNAME": b"www.coach.test"}


def test_a_shallow_clone_of_an_older_commit_replaces_nothing(here: Desk, remote: Path, tmp_path: Path) -> None:
    shallow = clone(here, tmp_path / "shallow", "--depth=1")
    for number in range(3):
        here.commit(f"change {number}")
    here.push()
    here.publish(site(tmp_path / "site", home="Newer"))
    assert "A newer version is live already" in shallow.publish(site(tmp_path / "site", home="Older"))
    assert tree(remote)["index.html"] == b"<h1>Newer</h1>"


def test_an_older_commit_replaces_nothing(here: Desk, remote: Path, tmp_path: Path) -> None:
    old = here.source()
    here.commit("second")
    here.publish(site(tmp_path / "site", home="Newer"))
    said = here.publish(site(tmp_path / "site", home="Older"), source=old, assume_yes=True)
    assert "A newer version is live already" in said
    assert tree(remote)["index.html"] == b"<h1>Newer</h1>"


def test_a_commit_that_lacks_what_is_live_is_refused(here: Desk, remote: Path, tmp_path: Path) -> None:
    other = clone(here, tmp_path / "other")
    other.commit("theirs")
    other.publish(site(tmp_path / "site", home="Theirs"))
    here.commit("ours")
    with pytest.raises(PublishRefused, match="git pull"):
        here.publish(site(tmp_path / "site", home="Ours"))
    assert tree(remote)["index.html"] == b"<h1>Theirs</h1>"
    here.publish(site(tmp_path / "site", home="Ours"), assume_yes=True)
    assert tree(remote)["index.html"] == b"<h1>Ours</h1>"


@pytest.mark.usefixtures("welcome")
def test_the_hosts_own_files_are_kept(here: Desk, remote: Path, tmp_path: Path) -> None:
    host = clone(here, tmp_path / "host", "--branch", BRANCH)
    for name in ("CNAME", "README.md", ".github/settings.yml"):
        (host.folder / name).parent.mkdir(exist_ok=True)
        (host.folder / name).write_text("www.coach.test\n", encoding="utf-8")
    git(host.folder, "add", "--all")
    git(host.folder, "commit", "--quiet", "--message", "Create CNAME")
    git(host.folder, "push", "--quiet", "origin", BRANCH)
    here.commit("second")
    made = site(tmp_path / "site", home="Second")
    here.publish(made)
    own = dict.fromkeys(("CNAME", "README.md", ".github/settings.yml"), b"www.coach.test\n")
    assert tree(remote) == files(made) | OURS | own
    here.commit("third")
    here.publish(site(tmp_path / "site", home="Third"), domain="www.other.test")
    assert tree(remote)["CNAME"] == b"www.other.test"


def test_a_branch_with_pages_of_others_is_replaced_only_when_that_is_meant(
    here: Desk, remote: Path, tmp_path: Path
) -> None:
    git(here.folder, "push", "--quiet", "origin", f"HEAD:refs/heads/{BRANCH}")
    other = clone(here, tmp_path / "other", "--branch", BRANCH)
    shutil.rmtree(other.folder / "content")
    shutil.copytree(site(tmp_path / "site", home="Theirs"), other.folder, dirs_exist_ok=True)
    git(other.folder, "add", "--all")
    git(other.folder, "commit", "--quiet", "--message", "By hand")
    git(other.folder, "push", "--quiet", "origin", BRANCH)
    with pytest.raises(PublishRefused, match="not published from here"):
        here.publish(site(tmp_path / "site", home="Ours"))
    assert tree(remote)["index.html"] == b"<h1>Theirs</h1>"
    here.publish(site(tmp_path / "site", home="Ours"), assume_yes=True)
    assert tree(remote)["index.html"] == b"<h1>Ours</h1>"


def test_the_branch_one_writes_on_is_never_replaced(here: Desk, remote: Path, tmp_path: Path) -> None:
    git(here.folder, "push", "--quiet", "origin", f"HEAD:refs/heads/{BRANCH}")
    with pytest.raises(PublishRefused, match="what the site is made from"):
        here.publish(site(tmp_path / "site", home="Ours"), assume_yes=True)
    assert "content/site.toml" in tree(remote)


def test_a_shrunken_site_is_published_only_when_that_is_meant(here: Desk, remote: Path, tmp_path: Path) -> None:
    here.publish(site(tmp_path / "site", home="1", a="2", b="3", c="4", d="5"))
    here.commit("second")
    made = site(tmp_path / "site", home="1", a="2")
    with pytest.raises(PublishRefused, match="2 pages, where 5 are live"):
        here.publish(made)
    assert len(history(remote)) == 1
    here.publish(made, assume_yes=True)
    assert tree(remote) == files(made) | OURS


def test_an_empty_site_is_never_published(here: Desk, remote: Path, tmp_path: Path) -> None:
    with pytest.raises(PublishRefused, match="no home page"):
        here.publish(site(tmp_path / "site", about="Me"), assume_yes=True)
    (tmp_path / "empty").mkdir()
    with pytest.raises(PublishRefused, match="no home page"):
        here.publish(tmp_path / "empty", assume_yes=True)
    assert tree(remote) == {}


def test_addresses_that_would_vanish_are_asked_for_with_what_is_live(here: Desk, remote: Path, tmp_path: Path) -> None:
    here.publish(site(tmp_path / "site", home="1", a="2"))
    here.commit("second")
    asked: list[frozenset[str]] = []

    def lost(tip: Tip) -> list[Problem]:
        asked.append(tip.files)
        return [Problem("content/articles/a.md", 1, "gone", "redirect")]

    with pytest.raises(PublishRefused, match="redirect"):
        here.publish(site(tmp_path / "site", home="1", b="2"), lost=lost, assume_yes=True)
    assert asked == [{"index.html", "a/index.html", ".nojekyll"}]
    assert len(history(remote)) == 1


def test_a_file_that_git_would_take_for_something_else_is_refused(here: Desk, remote: Path, tmp_path: Path) -> None:
    made = site(tmp_path / "site", home="Welcome")
    (made / "link").symlink_to("nowhere")
    with pytest.raises(PublishRefused, match=r"output/link"):
        here.publish(made, assume_yes=True)
    assert tree(remote) == {}


def test_a_machine_without_git_is_told_where_to_get_it(
    here: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PublishRefused, match=r"git-scm\.com"):
        here.live()


def test_odd_names_of_files_are_published_as_they_are(here: Desk, remote: Path, tmp_path: Path) -> None:
    made = site(tmp_path / "site", home="Welcome")
    for name in ("ä ö.html", " space", "a'b", "back\\slash", "-dash", "R100 M 644 x"):
        (made / name).write_bytes(b"\x00\xff\nwords")
    here.publish(made)
    assert tree(remote) == files(made) | OURS


def test_publishing_over_the_git_protocol(here: Desk, remote: Path, tmp_path: Path) -> None:
    with daemon(tmp_path) as (address, _):
        git(here.folder, "remote", "set-url", "origin", f"{address}/{remote.name}")
        made = site(tmp_path / "site", home="Welcome")
        here.publish(made)
        here.commit("second")
        made = site(tmp_path / "site", home="Second", about="Me")
        here.publish(made)
    assert tree(remote) == files(made) | OURS
    assert len(history(remote)) == 2


def test_a_remote_that_has_moved_is_named_and_then_found(here: Desk, remote: Path, tmp_path: Path) -> None:
    made = site(tmp_path / "site", home="Welcome")
    here.publish(made)
    remote.rename(tmp_path / "moved.git")
    with pytest.raises(PublishRefused, match="cannot be reached"):
        here.publish(made)
    git(here.folder, "remote", "set-url", "origin", (tmp_path / "moved.git").as_uri())
    here.commit("second")
    here.publish(site(tmp_path / "site", home="Second"))
    assert len(history(tmp_path / "moved.git")) == 2


def test_a_remote_can_be_named_by_a_relative_path(here: Desk, remote: Path, tmp_path: Path) -> None:
    git(here.folder, "remote", "set-url", "origin", "../remote.git")
    here.publish(site(tmp_path / "site", home="Welcome"))
    assert "index.html" in tree(remote)


def test_a_remote_that_is_not_there_is_named(here: Desk) -> None:
    git(here.folder, "remote", "remove", "origin")
    with pytest.raises(PublishRefused, match="git remote add origin"):
        here.live()


def test_a_branch_that_was_deleted_is_made_anew(here: Desk, remote: Path, tmp_path: Path) -> None:
    made = site(tmp_path / "site", home="Welcome")
    here.publish(made)
    git(remote, "branch", "-D", BRANCH)
    here.publish(made)
    assert tree(remote) == files(made) | OURS


def test_a_protected_branch_is_left_and_the_hosts_words_are_told(here: Desk, remote: Path, tmp_path: Path) -> None:
    hook(remote, "pre-receive", "echo 'Only maintainers may push here.' >&2", "exit 1")
    with pytest.raises(PublishRefused, match=r"Only maintainers may push here"):
        here.publish(site(tmp_path / "site", home="Welcome"))
    assert tree(remote) == {}


@pytest.mark.usefixtures("welcome")
def test_two_coaches_can_publish_from_different_clones(here: Desk, remote: Path, tmp_path: Path) -> None:
    other = clone(here, tmp_path / "other")
    other.commit("theirs")
    other.push()
    other.publish(site(tmp_path / "site", home="Theirs"))
    git(here.folder, "pull", "--quiet", "origin", "main")
    here.commit("ours")
    here.publish(site(tmp_path / "site", home="Ours"))
    assert len(history(remote)) == 3


def test_settings_and_credentials_of_the_repository_are_used(here: Desk, remote: Path, tmp_path: Path) -> None:
    git(here.folder, "remote", "set-url", "origin", "https://host.invalid/repository")
    git(here.folder, "config", f"url.{remote.as_uri()}.insteadOf", "https://host.invalid/repository")
    here.publish(site(tmp_path / "site", home="Welcome"))
    assert "index.html" in tree(remote)
    assert git(remote, "log", "-1", "--format=%cn <%ce>", BRANCH) == "Test <test@coach.test>"


def test_a_repository_with_long_names_of_commits_can_publish(tmp_path: Path) -> None:
    remote = tmp_path / "remote.git"
    remote.mkdir()
    git(remote, "init", "--quiet", "--bare", "--object-format=sha256")
    here = tmp_path / "here"
    here.mkdir()
    git(here, "init", "--quiet", "--initial-branch=main", "--object-format=sha256")
    for name, value in (("user.name", "Test"), ("user.email", "a@b.test"), ("remote.origin.url", remote.as_uri())):
        git(here, "config", name, value)
    (here / ".gitignore").write_text(".cache/\n", encoding="utf-8")
    writer = Desk(here)
    writer.commit("first")
    writer.publish(site(tmp_path / "site", home="Welcome"))
    writer.commit("second")
    assert "A newer version" not in writer.publish(site(tmp_path / "site", home="Second"))
    assert len(history(remote)) == 2


def test_hooks_and_signing_of_the_machine_do_not_get_in_the_way(here: Desk, remote: Path, tmp_path: Path) -> None:
    for name in ("pre-push", "reference-transaction"):
        (tmp_path / "hooks").mkdir(exist_ok=True)
        (tmp_path / f"hooks/{name}").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        (tmp_path / f"hooks/{name}").chmod(0o755)
    for name, value in (("core.hooksPath", str(tmp_path / "hooks")), ("push.gpgSign", "true")):
        git(here.folder, "config", name, value)
    here.publish(site(tmp_path / "site", home="Welcome"))
    assert "index.html" in tree(remote)


def test_another_empty_repository_gets_the_whole_site(here: Desk, tmp_path: Path) -> None:
    made = site(tmp_path / "site", home="Welcome")
    here.publish(made)
    other = bare(tmp_path / "other.git")
    git(here.folder, "remote", "set-url", "origin", other.as_uri())
    here.publish(made)
    assert tree(other) == files(made) | OURS
