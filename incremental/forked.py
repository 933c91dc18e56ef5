"""Work spread over the processors there are."""

import logging
import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

_FEW = 40  # pieces; to start processes for fewer takes longer than to do them

Given = TypeVar("Given")
Made = TypeVar("Made")
_work: list[tuple[Callable[[Any], Any], Sequence[Any]]] = []  # what forked processes find in their memory


def each(function: Callable[[Given], Made], items: Sequence[Given]) -> list[Made]:
    """What `function` makes of every item, in order.

    Where a process cannot be forked or is killed, and where anything fails or is warned of in one, all is done one
    after the other, here, so that whoever listens to warnings and errors here is told.
    """
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    if processors > 1 and len(items) >= _FEW:
        _work.append((function, items))
        context = multiprocessing.get_context("fork")
        try:
            with ProcessPoolExecutor(processors, context, logging.getLogger().addHandler, (_Strict(),)) as pool:
                return list(pool.map(_do, range(len(items)), chunksize=max(1, len(items) // (8 * processors))))
        except Exception:  # noqa: S110  # it comes again below, if it was no fault of the processes
            pass
        finally:
            _work.clear()
    return [function(item) for item in items]


class _Strict(logging.Handler):
    """Makes an error of a warning."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)

    def emit(self, record: logging.LogRecord) -> None:
        raise RuntimeWarning(record.getMessage())


def _do(number: int) -> Any:
    function, items = _work[-1]
    return function(items[number])
