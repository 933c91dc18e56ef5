"""Work spread over processes, one for each processor."""

import contextlib
import gc
import logging
import os
import signal
from collections.abc import Callable, Sequence
from typing import NoReturn, TypeVar

_FEW = 40  # items; to start processes for fewer takes longer than to do them

Item = TypeVar("Item")


def for_each(work: Callable[[Item], object], items: Sequence[Item]) -> None:
    """Do the work for every item; its results have to be files.

    Where a process cannot be forked or is killed, and where anything in one fails or warns, all is done again, here and
    in order, so that warnings and errors are reported here.
    """
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    children: list[int] = []
    done, here = 0, os.getpid()
    try:
        if processors > 1 and len(items) >= _FEW:
            # Python's own work around a fork would swallow what a signal raises in it; the children stay deaf.
            before = signal.pthread_sigmask(signal.SIG_BLOCK, ())  # asked first: a signal may come amid the blocking
            try:
                signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
                with contextlib.suppress(OSError):  # there is no room for another process
                    for number in range(processors):
                        if not (child := os.fork()):
                            _do(work, items[number::processors], here)
                        children.append(child)
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
        for child in children:
            done += not os.waitpid(child, 0)[1]
    finally:
        for child in children:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):  # it has ended, as most have
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
    if done != processors:
        for item in items:
            work(item)


def _do(work: Callable[[Item], object], part: Sequence[Item], parent: int) -> NoReturn:
    status = 1
    gc.freeze()  # to look through what was there before, for what can go, would copy it
    with contextlib.suppress(BaseException):
        strict = logging.Handler(logging.WARNING)
        strict.addFilter(lambda _: os._exit(1))
        logging.getLogger().addHandler(strict)
        for item in part:
            work(item)
            if os.getppid() != parent:  # it was killed, and what we hold for it must be let go
                break
        else:
            status = 0
    os._exit(status)
