"""Whatever happens while publishing, the live branch has the old site or the new one, and the next run works.

PUBLISH_ROUNDS is how often the races and the kills are repeated; in the ordinary run a few times.
"""

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from publishing.git import Refused
from tests.publish.repositories import BRANCH, Desk, bare, clone, daemon, desk, files, git, history, site, start, tree

ROUNDS = int(os.environ.get("PUBLISH_ROUNDS", "2"))
OURS = {".nojekyll": b""}


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
            time.sleep(random.uniform(0, 0.05))
        said = [process.communicate(timeout=120)[0] for process in running]
        assert [process.returncode for process in running] == [0, 0], said
        assert tree(remote) == files(sites["newer"]) | OURS, said
        outcomes.append(len(history(remote)))
        shutil.rmtree(folder)
    print(f"{ROUNDS} rounds, {first} first: commits on the branch {sorted(outcomes)}")
    assert set(outcomes) <= {2, 3}


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
        time.sleep(random.uniform(0, usual))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        live = tree(remote)
        assert live in (files(old) | OURS, files(new) | OURS)
        kept["new" if live == files(new) | OURS else "old"] += 1
        # The next run works, and whatever is locked is not locked any more.
        next_ = start(here, new)
        said = next_.communicate(timeout=60)[0]
        assert next_.returncode == 0, said
        assert "Waiting" not in said
        assert tree(remote) == files(new) | OURS
        shutil.rmtree(old)
        old = new
    print(f"{ROUNDS} kills within {usual:.2f} s: {kept}")
    git(remote, "fsck", "--strict")
    assert git(here.folder, "status", "--porcelain") == ""
    assert sorted(path.name for path in (here.folder / ".cache").iterdir()) == []


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_is_no_success(how: signal.Signals, here: Desk, remote: Path, tmp_path: Path) -> None:
    with silent_remote() as address:
        git(here.folder, "remote", "set-url", "origin", address)
        process = start(here, site(tmp_path / "site", home="Welcome"))
        while not (here.folder / ".cache/publishing/git").exists():
            time.sleep(0.02)
        time.sleep(0.3)
        os.killpg(process.pid, how)
        said = process.communicate(timeout=30)[0]
    assert process.returncode == 128 + how, said
    assert "Traceback" not in said
    assert tree(remote) == {}


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


def test_a_full_disk_leaves_the_old_site(small_disk: Path, remote: Path, tmp_path: Path) -> None:
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
        process = start(here, new)
        said = process.communicate(timeout=60)[0]
        (small_disk / "filler").unlink(missing_ok=True)
        assert "Traceback" not in said
        if process.returncode:
            refused += 1
            assert tree(remote) == files(old) | OURS, said
            assert "room" in said, said
        else:
            assert tree(remote) == files(new) | OURS
    assert refused
    here.publish(new)
    assert tree(remote) == files(new) | OURS


def test_a_folder_that_cannot_be_written_is_said(here: Desk, remote: Path, tmp_path: Path) -> None:
    (here.folder / ".cache").mkdir()
    (here.folder / ".cache/publishing").write_text("in the way", encoding="utf-8")
    process = start(here, site(tmp_path / "site", home="Welcome"))
    said = process.communicate(timeout=60)[0]
    assert process.returncode
    assert "cannot be written" in said
    assert "Traceback" not in said
    assert tree(remote) == {}


def test_a_read_only_disk_is_said(small_disk: Path, remote: Path, tmp_path: Path) -> None:
    """Permissions do not bind root, a read-only disk does."""
    here = desk(small_disk / "here", remote)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    process = start(here, site(tmp_path / "site", home="Welcome"))
    said = process.communicate(timeout=60)[0]
    assert process.returncode
    assert "Read-only" in said
    assert "Traceback" not in said
    assert tree(remote) == {}


def test_a_network_that_is_lost_midway_leaves_the_old_site(here: Desk, remote: Path, tmp_path: Path) -> None:
    """The hook ends the daemon while the push is under way: the client is cut off, whatever the server then does."""
    old = site(tmp_path / "site", home="Welcome")
    here.publish(old)
    here.commit("second")
    new = site(tmp_path / "new", home="Second")
    hook = remote / "hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    with daemon(tmp_path) as (address, serving):
        hook.write_text(f"#!/bin/sh\nkill -KILL -{serving.pid}\n", encoding="utf-8")
        hook.chmod(0o755)
        git(here.folder, "remote", "set-url", "origin", f"{address}/{remote.name}")
        process = start(here, new)
        said = process.communicate(timeout=60)[0]
    assert process.returncode == 1
    assert "The connection to the remote was lost during the push." in said
    assert "is unchanged" not in said
    assert tree(remote) == files(old) | OURS
    hook.unlink()
    git(here.folder, "remote", "set-url", "origin", remote.as_uri())
    here.publish(new)
    assert tree(remote) == files(new) | OURS


def test_a_push_that_arrived_is_a_success_even_if_its_answer_did_not(here: Desk, remote: Path, tmp_path: Path) -> None:
    here.publish(site(tmp_path / "site", home="Welcome"))
    here.commit("second")
    new = site(tmp_path / "new", home="Second")
    hook = remote / "hooks/post-receive"
    hook.parent.mkdir(exist_ok=True)
    with daemon(tmp_path) as (address, _):
        # Ends the connection's own server and not the daemon, once: the ref is written by then.
        hook.write_text('#!/bin/sh\nrm "$0"\nkill -KILL $PPID\n', encoding="utf-8")
        hook.chmod(0o755)
        git(here.folder, "remote", "set-url", "origin", f"{address}/{remote.name}")
        assert "is live" in here.publish(new)
    assert tree(remote) == files(new) | OURS
    assert len(history(remote)) == 2


def test_a_lock_at_the_remote_is_waited_for(here: Desk, remote: Path, tmp_path: Path) -> None:
    here.publish(site(tmp_path / "site", home="Welcome"))
    here.commit("second")
    held = remote / f"refs/heads/{BRANCH}.lock"
    held.touch()
    threading.Timer(1.5, held.unlink).start()
    here.publish(site(tmp_path / "site", home="Second"))
    assert tree(remote)["index.html"] == b"<h1>Second</h1>"


def test_a_remote_that_does_not_answer_is_given_up(here: Desk, remote: Path, tmp_path: Path) -> None:
    with silent_remote() as address:
        git(here.folder, "remote", "set-url", "origin", address)
        with pytest.raises(Refused, match=r"no answer within 0\.5 seconds"):
            here.publish(site(tmp_path / "site", home="Welcome"), patience=0.5)
    assert tree(remote) == {}


def test_twenty_thousand_files_are_published(here: Desk, remote: Path, tmp_path: Path) -> None:
    made = site(tmp_path / "site", home="Welcome")
    for number in range(20_000):
        path = made / f"part/{number // 1000}/{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(number), encoding="utf-8")
    here.publish(made)
    names = git(remote, "ls-tree", "-r", "--name-only", BRANCH).splitlines()
    assert len(names) == 20_002


def test_the_lock_is_let_go_of_when_its_holder_is_killed(tmp_path: Path) -> None:
    held = "import sys, time, pathlib, site_folder\n"
    held += "with site_folder.alone(pathlib.Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)\n"
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


class silent_remote:  # noqa: N801  # read as a function
    """A server that takes connections and never says a word; its address."""

    def __enter__(self) -> str:
        self.server = socket.create_server(("127.0.0.1", 0))
        return f"git://127.0.0.1:{self.server.getsockname()[1]}/site.git"

    def __exit__(self, *_: object) -> None:
        self.server.close()
