import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from incremental import forked

ROOT = Path(__file__).parents[2]
MANY = range(100)
SLOW = """
import os, time
from incremental import forked
os.sched_getaffinity = lambda _: {0, 1}
def slow(number):
    if number < 2:
        os.write(1, b"%d\\n" % os.getpid())  # whole, whatever another process says meanwhile
    time.sleep(0.05)
forked.each(slow, range(1000))
"""
pytestmark = pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="all is done in one process here")


@pytest.fixture(autouse=True)
def _two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})


def made(folder: Path) -> dict[int, int]:
    """What was done, and which process did it last."""
    return {int(path.name): int(path.read_text("utf-8")) for path in folder.iterdir()}


def test_the_work_is_done_elsewhere(tmp_path: Path) -> None:
    forked.each(lambda number: (tmp_path / str(number)).write_text(str(os.getpid()), "utf-8"), MANY)
    assert sorted(made(tmp_path)) == list(MANY)
    assert len({*made(tmp_path).values()} - {os.getpid()}) == 2


def test_a_few_pieces_are_made_here() -> None:
    here: list[int] = []
    forked.each(here.append, range(5))
    assert here == [0, 1, 2, 3, 4]


def test_where_a_process_is_killed_all_is_made_here_in_order() -> None:
    here = os.getpid()
    done = []

    def do(number: int) -> None:
        if number == 50 and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        done.append(number)

    forked.each(do, MANY)
    assert done == list(MANY)


@pytest.mark.parametrize("forks", [0, 1])
def test_where_no_process_can_be_forked_all_is_made_here(forks: int, monkeypatch: pytest.MonkeyPatch) -> None:
    fork = os.fork
    left = [True] * forks

    def one_more() -> int:
        if not left:
            raise BlockingIOError("no room for another process")
        left.pop()
        return fork()

    monkeypatch.setattr(os, "fork", one_more)
    done: list[int] = []
    forked.each(done.append, MANY)
    assert done == list(MANY)


def test_what_fails_fails_here() -> None:
    def do(number: int) -> None:
        if number == 50:
            raise ValueError(os.getpid())

    with pytest.raises(ValueError, match=f"^{os.getpid()}$"):
        forked.each(do, MANY)


def test_a_process_that_fails_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    here = os.getpid()

    def do(number: int) -> None:
        if number == 50 and os.getpid() != here:
            raise ValueError("It is only told here.")

    forked.each(do, MANY)
    assert capfd.readouterr() == ("", "")


def test_a_warning_is_heard_here_once(caplog: pytest.LogCaptureFixture) -> None:
    def do(number: int) -> None:
        if number == 50:
            logging.getLogger("odd").warning("Something is odd about 50.")

    forked.each(do, MANY)
    assert caplog.messages == ["Something is odd about 50."]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_program_that_ends_leaves_no_process(how: signal.Signals) -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", SLOW],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert program.stdout
    processes = [int(program.stdout.readline()) for _ in range(2)]
    time.sleep(0.5)
    os.kill(program.pid, how)
    program.wait(timeout=30)
    end = time.monotonic() + 20
    while (left := [process for process in processes if Path(f"/proc/{process}").exists()]) and time.monotonic() < end:
        time.sleep(0.01)
    for process in left:
        os.kill(process, signal.SIGKILL)
    program.communicate()
    assert left == []


ENDLESS = """
import logging, os, signal, sys
from incremental import forked
os.sched_getaffinity = lambda _: set(range(4))
signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))
print("begins", flush=True)
while True:
    forked.each(lambda number: number, range(100))
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_program_ends_when_asked_whatever_moment_it_is(how: signal.Signals) -> None:
    """Most of the time it is about to fork or to end a process."""
    for moment in range(8):
        program = subprocess.Popen(
            [sys.executable, "-c", ENDLESS], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert program.stdout
        program.stdout.readline()
        time.sleep(0.05 + 0.003 * moment)
        program.send_signal(how)
        try:
            _, said = program.communicate(timeout=30)
        finally:
            program.kill()
        assert program.returncode == (3 if how is signal.SIGTERM else -signal.SIGINT)
        assert "ignored" not in said
        assert "ForkProcess" not in said


def test_where_a_process_cannot_be_forked_the_others_end_what_they_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fork, left, here = os.fork, [True], os.getpid()

    def one_more() -> int:
        if not left:
            raise BlockingIOError("no room for another process")
        left.pop()
        return fork()

    def do(number: int) -> None:
        if os.getpid() != here:
            time.sleep(0.01)
            (tmp_path / str(number)).write_text("done", "utf-8")

    monkeypatch.setattr(os, "fork", one_more)
    forked.each(do, MANY)
    assert len(list(tmp_path.iterdir())) == len(MANY) / 2
