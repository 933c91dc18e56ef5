import contextlib
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from incremental import parallel

ROOT = Path(__file__).parents[2]
MANY = range(100)
SLOW = """
import os, time
from incremental import parallel
os.sched_getaffinity = lambda _: {0, 1}
def slow(number):
    if number < 2:
        os.write(1, b"%d\\n" % os.getpid())  # whole, whatever another process says meanwhile
    time.sleep(0.05)
parallel.for_each(slow, range(10_000))
"""
pytestmark = pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="all is done in one process here")


@pytest.fixture(autouse=True)
def _two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})


def made(folder: Path) -> dict[int, int]:
    """What was done, and which process did it last."""
    return {int(path.name): int(path.read_text("utf-8")) for path in folder.iterdir()}


def only(forks: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let there be room for so many processes."""
    fork, left = os.fork, [True] * forks

    def one_more() -> int:
        if not left:
            raise BlockingIOError("no room for another process")
        left.pop()
        return fork()

    monkeypatch.setattr(os, "fork", one_more)


def test_the_work_is_done_elsewhere(tmp_path: Path) -> None:
    parallel.for_each(lambda number: (tmp_path / str(number)).write_text(str(os.getpid()), "utf-8"), MANY)
    assert sorted(made(tmp_path)) == list(MANY)
    assert len({*made(tmp_path).values()} - {os.getpid()}) == 2


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_who_does_the_work_is_deaf_to_what_asks_the_program_to_end(how: signal.Signals, tmp_path: Path) -> None:
    def do(number: int) -> None:
        if os.getpid() != here:
            os.kill(os.getpid(), how)
        (tmp_path / str(number)).write_text(str(os.getpid()), "utf-8")

    here = os.getpid()
    parallel.for_each(do, MANY)
    assert sorted(made(tmp_path)) == list(MANY)
    assert here not in made(tmp_path).values()


def test_a_few_pieces_are_made_here() -> None:
    here: list[int] = []
    parallel.for_each(here.append, range(5))
    assert here == [0, 1, 2, 3, 4]


def test_where_a_process_is_killed_all_is_made_here_in_order() -> None:
    here = os.getpid()
    done = []

    def do(number: int) -> None:
        if number == 50 and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        done.append(number)

    parallel.for_each(do, MANY)
    assert done == list(MANY)


@pytest.mark.parametrize("forks", [0, 1])
def test_where_no_process_can_be_forked_all_is_made_here(forks: int, monkeypatch: pytest.MonkeyPatch) -> None:
    only(forks, monkeypatch)
    done: list[int] = []
    parallel.for_each(done.append, MANY)
    assert done == list(MANY)


def test_where_a_process_cannot_be_forked_the_others_end_what_they_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    here = os.getpid()

    def do(number: int) -> None:
        if os.getpid() != here:
            time.sleep(0.002)
            (tmp_path / str(number)).write_text("done", "utf-8")

    only(1, monkeypatch)
    parallel.for_each(do, MANY)
    assert len(list(tmp_path.iterdir())) == len(MANY) / 2


def test_what_fails_fails_here() -> None:
    def do(number: int) -> None:
        if number == 50:
            raise ValueError(os.getpid())

    with pytest.raises(ValueError, match=f"^{os.getpid()}$"):
        parallel.for_each(do, MANY)


def test_a_process_that_fails_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    here = os.getpid()

    def do(number: int) -> None:
        if number == 50 and os.getpid() != here:
            raise ValueError("It is only told here.")

    parallel.for_each(do, MANY)
    assert capfd.readouterr() == ("", "")


def test_a_warning_is_heard_here_once(caplog: pytest.LogCaptureFixture) -> None:
    def do(number: int) -> None:
        if number == 50:
            logging.getLogger("odd").warning("Something is odd about 50.")

    parallel.for_each(do, MANY)
    assert caplog.messages == ["Something is odd about 50."]


def state(process: int) -> str:
    """What the system says a process does, by one letter: `S` that it waits, `Z` that only its number is left."""
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(") ")[2][0]
    except (FileNotFoundError, ProcessLookupError):  # it may go between the opening and the reading
        return "Z"


def wait_until(holds: Callable[[], bool]) -> bool:
    """Whether it holds within a time that is enough on any machine."""
    end = time.monotonic() + 30
    while not (held := holds()) and time.monotonic() < end:
        time.sleep(0.005)
    return held


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
    assert wait_until(lambda: state(program.pid) == "S")
    os.kill(program.pid, how)
    program.wait(timeout=30)
    ended = wait_until(lambda: all(state(process) == "Z" for process in processes))
    with contextlib.suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)
    program.communicate()
    assert ended


ASKED = """
import os, signal, sys
from incremental import parallel
os.sched_getaffinity = lambda _: {0, 1}
signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))
how, when, here = int(sys.argv[1]), sys.argv[2], os.getpid()

def asked(name):
    done = getattr(os, name)
    def act(*arguments):
        if when == f"before {name}":
            os.kill(here, how)
        result = done(*arguments)
        if when == f"after {name}" and os.getpid() == here:
            os.kill(here, how)
        return result
    setattr(os, name, act)

asked("fork")
asked("waitpid")
if when == "amid fork":
    os.register_at_fork(after_in_parent=lambda: os.kill(here, how))
parallel.for_each(lambda number: number, range(100))
print("It was not asked to end.")
"""


@pytest.mark.parametrize("when", ["before fork", "amid fork", "after fork", "before waitpid", "after waitpid"])
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_program_ends_when_asked_amid_its_forks(how: signal.Signals, when: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASKED, str(int(how)), when], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == (3 if how is signal.SIGTERM else -signal.SIGINT)
    assert done.stdout == ""
    assert "ignored" not in done.stderr


ENDLESS = """
import logging, os, signal, sys
from incremental import parallel
os.sched_getaffinity = lambda _: set(range(4))
signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))
print("begins", flush=True)
while True:
    parallel.for_each(lambda number: number, range(100))
"""


@pytest.mark.slow
@pytest.mark.parametrize("moment", range(40))
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_program_ends_when_asked_whatever_moment_it_is(how: signal.Signals, moment: int) -> None:
    """Most of the time it is about to fork or to end a process."""
    program = subprocess.Popen(
        [sys.executable, "-c", ENDLESS], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert program.stdout
    program.stdout.readline()
    time.sleep(0.0031 * moment)
    program.send_signal(how)
    try:
        _, said = program.communicate(timeout=30)
    finally:
        program.kill()
    assert program.returncode == (3 if how is signal.SIGTERM else -signal.SIGINT)
    assert "ignored" not in said
    assert "ForkProcess" not in said
