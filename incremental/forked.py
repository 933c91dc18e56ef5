"""Work spread over the processors there are."""

import logging
import os
import pickle
import signal
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, TypeVar

_FEW = 40  # pieces; to start processes for fewer takes longer than to do them

Given = TypeVar("Given")
Made = TypeVar("Made")


def each(function: Callable[[Given], Made], items: Sequence[Given]) -> list[Made]:
    """What `function` makes of every item, in order.

    Where a process cannot be forked or is killed, and where anything fails or is warned of in one, all is done one
    after the other, here, so that whoever listens to warnings and errors here is told.
    """
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    if processors > 1 and len(items) >= _FEW:
        try:
            made = _in_parts(function, [items[number::processors] for number in range(processors)])
            return [made[number % processors][number // processors] for number in range(len(items))]
        except (OSError, EOFError, pickle.UnpicklingError):
            pass
    return [function(item) for item in items]


def _in_parts(function: Callable[[Any], Any], parts: list[Sequence[Any]]) -> list[list[Any]]:
    """What a process for each part makes of it; raises OSError or EOFError where one did not come to its end."""
    children = []
    parent = os.getpid()
    try:
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})  # children stay deaf to them
        try:
            for part in parts:
                reading, writing = os.pipe()
                if not (process := os.fork()):
                    os.close(reading)  # else it would wait for ever for itself to read, were this process killed
                    _do(function, part, writing, parent)
                os.close(writing)
                children.append((process, os.fdopen(reading, "rb")))
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return [pickle.load(pipe) for _, pipe in children]  # noqa: S301  # from ourselves
    finally:
        for process, pipe in children:
            pipe.close()
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)


def _do(function: Callable[[Any], Any], part: Sequence[Any], writing: int, parent: int) -> NoReturn:
    try:
        logging.getLogger().addHandler(_Strict())
        made = []
        for item in part:
            made.append(function(item))
            if os.getppid() != parent:  # it was killed, and what we hold for it must be let go
                os._exit(1)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(pickle.dumps(made))
    finally:
        os._exit(0)


class _Strict(logging.Handler):
    """Makes an error of a warning."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)

    def emit(self, record: logging.LogRecord) -> None:
        raise RuntimeWarning(record.getMessage())
