"""What is pushed apart from where it was built is that site of that commit, or nothing."""

import subprocess
from pathlib import Path

import pytest

from tests.publish.repositories import BRANCH, IDENTITY, Apart, Desk, clone, files, git, history, site, tree

OURS = {".nojekyll": b""}


@pytest.fixture
def apart(here: Desk) -> Apart:
    return Apart(here.folder)


def _made(desk: Desk, *entries: str, source: str = "", folder: Path) -> tuple[Path, str]:
    """A bundle that no build of ours has made, with a tree of these entries, as `git mktree` takes them."""
    git(folder.parent, "init", "--quiet", "--bare", str(folder))
    blob = subprocess.run(
        ["git", "hash-object", "-w", "--stdin"], cwd=folder, input=b"<h1>Hello</h1>", capture_output=True, check=True
    )
    empty = subprocess.run(["git", "mktree"], cwd=folder, input=b"", capture_output=True, check=True).stdout
    git(folder, *IDENTITY, "commit-tree", "-m", "x", empty.decode().strip())
    lines = "\0".join([f"100644 blob {blob.stdout.decode().strip()}\tindex.html", *entries]) + "\0"
    lines = lines.replace("BLOB", blob.stdout.decode().strip())
    made = subprocess.run(
        ["git", "mktree", "-z", "--missing"], cwd=folder, input=lines.encode(), capture_output=True, check=True
    )
    message = f"Publish\n\nSource: {source or desk.source().commit}\nChecked-against: nothing"
    commit = git(folder, *IDENTITY, "commit-tree", "-m", message, made.stdout.decode().strip())
    git(folder, "update-ref", "refs/heads/site", commit)
    git(folder, "bundle", "create", "--quiet", "../made.bundle", "refs/heads/site")
    return folder.parent / "made.bundle", commit


def test_what_is_pushed_is_what_was_built_to_the_byte(apart: Apart, remote: Path, tmp_path: Path) -> None:
    made = site(tmp_path / "site", home="Welcome", about="Me")
    (made / "odd name\\é").write_bytes(bytes(range(256)))
    assert "new        /about/" in apart.publish(made, domain="www.coach.test")
    assert tree(remote) == files(made) | OURS | {"CNAME": b"www.coach.test"}
    source = apart.source().commit
    assert git(remote, "log", "-1", "--format=%B%an <%ae> %cn", BRANCH).splitlines() == [
        f"Publish {source[:7]}", "", f"Source: {source}", "Test <test@coach.test> Test",
    ]  # fmt: skip


def test_a_bundle_with_another_site_is_refused(apart: Apart, remote: Path, tmp_path: Path) -> None:
    _, wanted = apart.bundle(site(tmp_path / "site", home="Checked"))
    bundle, _ = apart.bundle(site(tmp_path / "site", home="Swapped"))
    done = apart.push_bundle(bundle, wanted)
    assert (done.returncode, "not the site that was built" in done.stderr) == (1, True), done.stderr
    assert tree(remote) == {}


@pytest.mark.parametrize("harm", ["cut", "changed", "emptied", "removed", "no bundle"])
def test_a_bundle_that_did_not_arrive_whole_is_refused(harm: str, apart: Apart, remote: Path, tmp_path: Path) -> None:
    bundle, made = apart.bundle(site(tmp_path / "site", home="Welcome"))
    whole = bundle.read_bytes()
    changed = whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:]
    bundle.unlink()
    if harm != "removed":
        bundle.write_bytes({"cut": whole[:-9], "changed": changed, "emptied": b"", "no bundle": b"PK\3\4zip"}[harm])
    done = apart.push_bundle(bundle, made)
    assert done.returncode == 1
    assert "The site cannot be read." in done.stderr
    assert "Traceback" not in done.stderr
    assert tree(remote) == {}


def test_a_site_made_from_another_commit_is_refused(apart: Apart, remote: Path, tmp_path: Path) -> None:
    bundle, made = apart.bundle(site(tmp_path / "site", home="Welcome"))
    apart.commit("later")
    done = apart.push_bundle(bundle, made)
    assert "is checked out" in done.stderr
    assert tree(remote) == {}


@pytest.mark.parametrize(
    "entry",
    [
        "120000 blob BLOB\tlink",
        f"160000 commit {'1' * 40}\tmodule",
        "100644 blob BLOB\ttwo\nlines",
        '100644 blob BLOB\t"quoted"',
    ],
)
def test_what_no_build_makes_is_not_pushed(entry: str, here: Desk, apart: Apart, remote: Path, tmp_path: Path) -> None:
    bundle, made = _made(here, entry, folder=tmp_path / "made")
    done = apart.push_bundle(bundle, made)
    assert done.returncode == 1
    assert "made.bundle" in done.stderr
    assert "Traceback" not in done.stderr
    assert tree(remote) == {}


def test_what_builds_has_no_workflow_put_there(here: Desk, apart: Apart, remote: Path, tmp_path: Path) -> None:
    made = site(tmp_path / "site", home="Welcome")
    (made / ".github/workflows").mkdir(parents=True)
    (made / ".github/workflows/mine.yml").write_text("on: push", encoding="utf-8")
    done = apart.push_bundle(*apart.bundle(made))
    assert "A build makes no file like “.github/workflows/mine.yml”." in done.stderr
    assert tree(remote) == {}
    assert "is live" in apart.push_bundle(*_made(here, folder=tmp_path / "made")).stdout  # without it, it would be


def test_where_it_goes_is_said_by_the_commit(here: Desk, remote: Path, tmp_path: Path) -> None:
    """What is built, and even what stands in the folder, has no say in it."""
    apart = Apart(here.folder)
    bundle, made = apart.bundle(site(tmp_path / "site", home="Welcome"))
    facts = here.folder / "content/site.toml"
    facts.write_text(facts.read_text("utf-8").replace(BRANCH, "main"), encoding="utf-8")
    git(here.folder, "add", "content/site.toml")
    source = Desk(clone(here, tmp_path / "clean").folder).source()
    assert apart.push_bundle(bundle, made, source).returncode == 0
    assert "index.html" in tree(remote)
    assert "index.html" not in tree(remote, "main")


def test_where_the_commit_does_not_say_it_goes_where_it_goes_from_the_desk(
    here: Desk, remote: Path, tmp_path: Path
) -> None:
    (here.folder / "content/site.toml").write_text('name = "Anna"\n', encoding="utf-8")
    git(here.folder, "commit", "--quiet", "--all", "--message", "facts")
    apart = Apart(here.folder)
    done = apart.push_bundle(*apart.bundle(site(tmp_path / "site", home="Welcome")))
    assert (done.returncode, "is live" in done.stdout) == (0, True), done.stderr
    assert "index.html" in tree(remote, BRANCH)


@pytest.mark.parametrize("facts", ["no table", "= [", "\x00", 'publishing = "x"'])
def test_facts_that_say_nothing_of_it_are_told(facts: str, here: Desk, remote: Path, tmp_path: Path) -> None:
    (here.folder / "content/site.toml").write_text(facts, encoding="utf-8")
    git(here.folder, "commit", "--quiet", "--all", "--message", "facts")
    apart = Apart(here.folder)
    done = apart.push_bundle(*apart.bundle(site(tmp_path / "site", home="Welcome")))
    assert done.returncode == 1
    assert "content/site.toml" in done.stderr
    assert "Traceback" not in done.stderr
    assert "attribute" not in done.stderr
    assert tree(remote) == {}


def test_an_address_that_went_live_after_the_check_is_not_lost(here: Desk, remote: Path, tmp_path: Path) -> None:
    apart = Apart(here.folder)
    here.publish(site(tmp_path / "site", home="Welcome"))
    here.commit("second")
    built = apart.bundle(site(tmp_path / "built", home="Second"))
    other = clone(here, tmp_path / "other")
    other.publish(site(tmp_path / "site", home="Welcome", fees="New"))
    done = apart.push_bundle(*built)
    assert done.returncode == 1
    assert f"origin/{BRANCH}:fees/index.html" in done.stderr
    assert len(history(remote)) == 2
    # Nothing of it was the site's own: what the host adds meanwhile is in nobody's way.
    other.publish(site(tmp_path / "site", home="Welcome"))
    assert "is live" in apart.push_bundle(*built).stdout
