import logging
import os
import pickle
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
    return number
forked.each(slow, range(1000))
"""
LARGE = """
import os, time
from incremental import forked
os.sched_getaffinity = lambda _: {0, 1}
def large(number):
    if number < 2:
        os.write(1, b"%d\\n" % os.getpid())
    if number == 98:
        time.sleep(2)  # the other one ends before, and has more to tell than a pipe holds
    return "x" * 10_000
forked.each(large, range(100))
"""
pytestmark = pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="all is done in one process here")


@pytest.fixture(autouse=True)
def _two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})


def test_what_is_made_is_in_order_and_made_elsewhere() -> None:
    made = forked.each(lambda number: (number, os.getpid()), MANY)
    assert [number for number, _ in made] == list(MANY)
    assert len({process for _, process in made} - {os.getpid()}) == 2


def test_a_few_pieces_are_made_here() -> None:
    assert forked.each(lambda _: os.getpid(), range(5)) == [os.getpid()] * 5


def test_where_a_process_is_killed_all_is_made_here() -> None:
    here = os.getpid()

    def made(number: int) -> int:
        if number == 50 and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    assert forked.each(made, MANY) == list(MANY)


def test_where_an_answer_is_cut_short_all_is_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pickle.dumps
    monkeypatch.setattr(pickle, "dumps", lambda made: whole(made)[:-20])
    assert forked.each(lambda number: number, MANY) == list(MANY)


def test_what_fails_fails_here() -> None:
    def made(number: int) -> None:
        if number == 50:
            raise ValueError(os.getpid())

    with pytest.raises(ValueError, match=f"^{os.getpid()}$"):
        forked.each(made, MANY)


def test_a_warning_is_heard_here_once(caplog: pytest.LogCaptureFixture) -> None:
    def made(number: int) -> int:
        if number == 50:
            logging.getLogger("odd").warning("Something is odd about 50.")
        return number

    assert forked.each(made, MANY) == list(MANY)
    assert caplog.messages == ["Something is odd about 50."]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("work", [SLOW, LARGE], ids=["slow", "large"])
def test_a_program_that_ends_leaves_no_process(work: str, how: signal.Signals) -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", work],
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
