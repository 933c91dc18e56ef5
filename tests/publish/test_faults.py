"""Whatever happens while publishing, the live branch has the old site or the new one, and the next run works.

PUBLISH_ROUNDS is how often the races and the kills at random moments are repeated.
"""

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

import pytest

import build
from publishing.live_branch import LiveBranch
from publishing.push import ATTEMPTS, Publication, put_live
from publishing.source_commit import PublishRefused
from tests.publish import publish_one
from tests.publish.repositories import (
    BRANCH,
    Desk,
    bare,
    clone,
    daemon,
    desk,
    files,
    git,
    history,
    hook,
    site,
    start,
    tree,
)

ROUNDS = int(os.environ.get("PUBLISH_ROUNDS", "2"))
OURS = {".nojekyll": b""}


class Overtaken(LiveBranch):
    """The live branch, seen by someone who is overtaken: before each push, the next of the others publishes."""

    def __init__(self, desk_: Desk, others: Iterator[Callable[[], object]]) -> None:
        super().__init__(desk_.folder, "origin", BRANCH, patience=60)
        self._others = others

    def push(self, commit: str) -> None:
        """Be overtaken, then push."""
        next(self._others, lambda: None)()
        super().push(commit)


def _overtaken(desk_: Desk, site_: Path, *others: Callable[[], object]) -> str:
    with contextlib.closing(Overtaken(desk_, iter(others))) as live:
        return put_live(live, Publication(live.add(site_, desk_.source()), desk_.source()))


@pytest.fixture
def other(here: Desk, tmp_path: Path) -> Desk:
    """Another clone, as on another machine, one commit ahead; something is live."""
    here.publish(site(tmp_path / "start", home="Start"))
    made = clone(here, tmp_path / "other")
    made.commit("newer")
    made.push()
    return made


def test_who_is_overtaken_by_a_newer_source_leaves_it_live(
    here: Desk, other: Desk, remote: Path, tmp_path: Path
) -> None:
    newer = site(tmp_path / "newer", home="Newer")
    said = _overtaken(here, site(tmp_path / "older", home="Older"), lambda: other.publish(newer))
    assert "A newer version is live already" in said
    assert tree(remote) == files(newer) | OURS
    assert len(history(remote)) == 2


def test_who_is_overtaken_by_an_older_source_publishes_on_top_of_it(
    here: Desk, other: Desk, remote: Path, tmp_path: Path
) -> None:
    newer, older = site(tmp_path / "newer", home="Newer"), site(tmp_path / "older", home="Older", about="Me")
    said = _overtaken(other, newer, lambda: here.publish(older))
    assert "removed    /about/" in said
    assert tree(remote) == files(newer) | OURS
    assert len(history(remote)) == 3


def test_who_is_overtaken_again_and_again_gives_up(here: Desk, other: Desk, remote: Path, tmp_path: Path) -> None:
    older = f"Publish\n\nSource: {here.source().commit}"

    def publish() -> None:
        someone = ("-c", "user.name=Other", "-c", "user.email=other@coach.test")
        commit = git(remote, *someone, "commit-tree", "-p", BRANCH, "-m", older, f"{BRANCH}^{{tree}}")
        git(remote, "update-ref", f"refs/heads/{BRANCH}", commit)

    before = tree(remote)
    with pytest.raises(PublishRefused, match="Others publish at the same time, again and again"):
        _overtaken(other, site(tmp_path / "newer", home="Newer"), *[publish] * ATTEMPTS)
    assert tree(remote) == before
    assert len(history(remote)) == 1 + ATTEMPTS


@pytest.mark.slow
@pytest.mark.parametrize("first", ["older", "newer"])
def test_of_two_that_publish_at_once_the_newer_source_wins(first: str, tmp_path: Path) -> None:
    """In two clones, as on two machines: no lock keeps them apart but the remote's own."""
    outcomes = []
    for number in range(ROUNDS):
        folder = tmp_path / str(number)
        remote = bare(folder / "remote.git")
        older = desk(folder / "older", remote)
        older.push()
        older.publish(site(folder / "start", home="Start"))
        older.commit("older")
        older.push()
        newer = clone(older, folder / "newer")
        newer.commit("newer")
        newer.push()
        sites = {name: site(folder / f"site-{name}", home=name, **{name: "page"}) for name in ("older", "newer")}
        desks = {"older": older, "newer": newer}
        order = [first, *({"older", "newer"} - {first})]
        running = []
        for name in order:
            running.append(start(desks[name], sites[name]))
            time.sleep(apart := random.uniform(0, 0.05))
        said = [process.communicate(timeout=120)[0] for process in running]
        assert [process.returncode for process in running] == [0, 0], (apart, said)
        assert tree(remote) == files(sites["newer"]) | OURS, (apart, said)
        outcomes.append(len(history(remote)))
        shutil.rmtree(folder)
    print(f"{ROUNDS} rounds, {first} first: commits on the branch {sorted(outcomes)}")
    assert set(outcomes) <= {2, 3}


@pytest.mark.slow
def test_a_kill_at_any_moment_leaves_the_old_site_or_the_new(here: Desk, remote: Path, tmp_path: Path) -> None:
    old = site(tmp_path / "site", home="0", **{f"page{n}": "0" for n in range(60)})
    before = time.monotonic()
    process = start(here, old)
    assert "is live" in process.communicate()[0]
    usual = time.monotonic() - before
    assert tree(remote) == files(old) | OURS
    kept = {"old": 0, "new": 0}
    for number in range(1, ROUNDS + 1):
        here.commit(f"change {number}")
        new = site(tmp_path / f"site{number}", home=f"{number}", **{f"page{n}": f"{number}" for n in range(60)})
        process = start(here, new)
        time.sleep(moment := random.uniform(0, usual))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        live = tree(remote)
        assert live in (files(old) | OURS, files(new) | OURS), f"killed after {moment} s"
        kept["new" if live == files(new) | OURS else "old"] += 1
        # The next run works, and whatever is locked is not locked any more.
        next_ = start(here, new)
        said = next_.communicate(timeout=60)[0]
        assert next_.returncode == 0, (moment, said)
        assert "Waiting" not in said
        assert tree(remote) == files(new) | OURS
        shutil.rmtree(old)
        old = new
    print(f"{ROUNDS} kills within {usual:.2f} s: {kept}")
    git(remote, "fsck", "--strict")
    assert git(here.folder, "status", "--porcelain") == ""
    assert sorted(path.name for path in (here.folder / ".cache").iterdir()) == []


# Whether what is live afterwards is the new site, by where the kill comes.
KILLS = {"fetch": False, "commit": False, "push": False, "pre-receive": False, "post-receive": True, "close": True}


@pytest.mark.parametrize("where", KILLS)
def test_a_kill_before_or_during_the_push_leaves_the_old_site_and_after_it_the_new(
    where: str, here: Desk, remote: Path, tmp_path: Path
) -> None:
    old, new = site(tmp_path / "old", home="Old", a="0"), site(tmp_path / "new", home="New", b="1")
    here.publish(old)
    here.commit("second")
    if not (process := os.fork()):
        _publish_and_be_killed(here, new, remote, where)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == -signal.SIGKILL
    assert tree(remote) == files(new if KILLS[where] else old) | OURS
    for name in ("pre-receive", "post-receive"):
        (remote / "hooks" / name).unlink(missing_ok=True)
    # The next run works, and nothing is left of the one that was killed.
    assert ("Nothing has changed" in here.publish(new)) == KILLS[where]
    assert tree(remote) == files(new) | OURS
    assert list((here.folder / ".cache").iterdir()) == []
    assert git(here.folder, "status", "--porcelain") == ""
    git(remote, "fsck", "--strict")


def _publish_and_be_killed(here: Desk, site_: Path, remote: Path, where: str) -> NoReturn:
    """Kill this process with all that it has started: before a step of ours, or by a hook of the remote during the push."""
    try:
        os.setpgid(0, 0)
        if where.endswith("-receive"):
            hook(remote, where, f"kill -KILL -{os.getpid()}")
        else:
            setattr(LiveBranch, where, lambda *_: os.killpg(0, signal.SIGKILL))
        here.publish(site_)
    finally:
        os._exit(1)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_is_no_success(how: signal.Signals, here: Desk, remote: Path, tmp_path: Path) -> None:
    with silent_remote() as (address, taken):
        git(here.folder, "remote", "set-url", "origin", address)
        process = start(here, site(tmp_path / "site", home="Welcome"))
        taken()
        os.killpg(process.pid, how)
        said = process.communicate(timeout=30)[0]
    assert process.returncode == 128 + how, said
    assert "Traceback" not in said
    assert tree(remote) == {}


Told = Callable[[Desk, Path], tuple[int, str]]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Told:
    """Publish as the program does, but in this one: its exit status, and what it says."""

    def publish(desk_: Desk, site_: Path) -> tuple[int, str]:
        monkeypatch.setattr(build, "OUTPUT", build.OUTPUT)  # which it sets
        status = publish_one.main([str(desk_.folder), str(site_)])
        return status, "".join(capsys.readouterr())

    return publish


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small disk can only be made as root")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_leaves_the_old_site(small_disk: Path, remote: Path, tmp_path: Path, told: Told) -> None:
    here = desk(small_disk / "here", remote)
    old = site(tmp_path / "site", home="Welcome")
    here.publish(old)
    here.commit("second")
    new = site(tmp_path / "new", home="Second")
    refused = 0
    # Room for nothing, for the copy alone, for a part of the commit.
    for filled in (2_950_000, 2_300_000, 1_700_000, 1_200_000):
        big = new / "big.bin"
        big.write_bytes(random.Random(filled).randbytes(600_000))
        (small_disk / "filler").write_bytes(b"")
        with (small_disk / "filler").open("wb") as filler, contextlib.suppress(OSError):
            filler.write(b"x" * filled)
        status, said = told(here, new)
        (small_disk / "filler").unlink(missing_ok=True)
        if status:
            refused += 1
            assert tree(remote) == files(old) | OURS, said
            assert "room" in said, said
        else:
            assert tree(remote) == files(new) | OURS
    assert refused
    here.publish(new)
    assert tree(remote) == files(new) | OURS


def test_a_folder_that_cannot_be_written_is_said(here: Desk, remote: Path, tmp_path: Path, told: Told) -> None:
    (here.folder / ".cache").mkdir()
    (here.folder / ".cache/publishing").write_text("in the way", encoding="utf-8")
    status, said = told(here, site(tmp_path / "site", home="Welcome"))
    assert status == 1
    assert "cannot be written" in said
    assert tree(remote) == {}


def test_a_read_only_disk_is_said(small_disk: Path, remote: Path, tmp_path: Path, told: Told) -> None:
    """Permissions do not bind root, a read-only disk does."""
    here = desk(small_disk / "here", remote)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    status, said = told(here, site(tmp_path / "site", home="Welcome"))
    assert status == 1
    assert "Read-only" in said
    assert tree(remote) == {}


def test_a_network_that_is_lost_midway_leaves_the_old_site(
    here: Desk, remote: Path, welcome: Path, tmp_path: Path, told: Told
) -> None:
    """The hook ends the daemon while the push is under way: the client is cut off, whatever the server then does."""
    here.commit("second")
    new = site(tmp_path / "new", home="Second")
    with daemon(tmp_path) as (address, serving):
        ending = hook(remote, "pre-receive", f"kill -KILL -{serving.pid}")
        git(here.folder, "remote", "set-url", "origin", f"{address}/{remote.name}")
        status, said = told(here, new)
    assert status == 1
    assert "The connection to the remote was lost during the push." in said
    assert "is unchanged" not in said
    assert tree(remote) == files(welcome) | OURS
    ending.unlink()
    git(here.folder, "remote", "set-url", "origin", remote.as_uri())
    here.publish(new)
    assert tree(remote) == files(new) | OURS


@pytest.mark.usefixtures("welcome")
def test_a_push_that_arrived_is_a_success_even_if_its_answer_did_not(here: Desk, remote: Path, tmp_path: Path) -> None:
    here.commit("second")
    new = site(tmp_path / "new", home="Second")
    with daemon(tmp_path) as (address, _):
        # Ends the connection's own server and not the daemon, once: the ref is written by then.
        hook(remote, "post-receive", 'rm "$0"', "kill -KILL $PPID")
        git(here.folder, "remote", "set-url", "origin", f"{address}/{remote.name}")
        assert "is live" in here.publish(new)
    assert tree(remote) == files(new) | OURS
    assert len(history(remote)) == 2


@pytest.mark.usefixtures("welcome")
def test_a_lock_at_the_remote_is_waited_for(
    here: Desk, remote: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.commit("second")
    held = remote / f"refs/heads/{BRANCH}.lock"
    held.touch()
    monkeypatch.setattr("publishing.push.time", SimpleNamespace(sleep=lambda _: held.unlink()))
    here.publish(site(tmp_path / "site", home="Second"))
    assert tree(remote)["index.html"] == b"<h1>Second</h1>"


def test_a_remote_that_does_not_answer_is_given_up(here: Desk, remote: Path, tmp_path: Path) -> None:
    with silent_remote() as (address, _):
        git(here.folder, "remote", "set-url", "origin", address)
        with pytest.raises(PublishRefused, match=r"no answer within 0\.1 seconds"):
            here.publish(site(tmp_path / "site", home="Welcome"), patience=0.1)
    assert tree(remote) == {}


def test_two_thousand_files_are_published(here: Desk, remote: Path, tmp_path: Path) -> None:
    made = site(tmp_path / "site", home="Welcome")
    for number in range(2_000):
        path = made / f"part/{number // 100}/{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(number), encoding="utf-8")
    here.publish(made)
    names = git(remote, "ls-tree", "-r", "--name-only", BRANCH).splitlines()
    assert len(names) == 2_002


def test_the_lock_is_let_go_of_when_its_holder_is_killed(tmp_path: Path) -> None:
    held = "import sys, time, pathlib, site_folder\n"
    held += "with site_folder.lock(pathlib.Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)\n"
    command = [sys.executable, "-c", held, str(tmp_path / "output")]
    root = Path(__file__).parents[2]
    first = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True)
    assert first.stdout
    assert first.stdout.readline() == "held\n"
    second = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert second.stdout
    assert second.stderr
    assert "Waiting" in second.stderr.readline()
    first.kill()
    assert second.stdout.readline() == "held\n"
    second.kill()
    for process in (first, second):
        process.communicate()
    assert list(tmp_path.iterdir()) == []


@contextlib.contextmanager
def silent_remote() -> Iterator[tuple[str, Callable[[], object]]]:
    """A server that takes connections and never says a word: its address, and what waits until it has taken one."""
    held = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"git://127.0.0.1:{server.getsockname()[1]}/site.git", lambda: held.append(server.accept())
    for connection, _ in held:
        connection.close()
