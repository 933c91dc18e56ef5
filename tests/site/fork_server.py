"""Runs Python programs in forks of a process that has loaded the packages they use, so that none has to load them again.

A fork is a new interpreter in all but what is decided when one starts (the seed of hashes, the encoding of the machine).
The project's own modules are not loaded before: each program loads those of the folder it runs in.
"""

import atexit
import io
import multiprocessing
import os
import runpy
import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

PACKAGES = (
    "argparse", "difflib", "invoke", "jinja2.ext", "lxml.html", "lxml.html.diff", "pelican", "pelican.settings",
    "PIL.Image", "PIL.ImageCms", "PIL.ImageDraw", "PIL.ImageFont", "PIL.ImageOps", "PIL.JpegImagePlugin", "PIL.WebPImagePlugin",
    "PIL.AvifImagePlugin", "PIL.PngImagePlugin", "rcssmin", "smartypants", "sqlite3", "tomllib", "typogrify.filters", "uuid",
    "zoneinfo", "concurrent.futures", "markdown.extensions.abbr", "markdown.extensions.attr_list",
    "markdown.extensions.def_list", "markdown.extensions.fenced_code", "markdown.extensions.footnotes",
    "markdown.extensions.tables", "markdown.extensions.toc",
)  # fmt: skip
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload([*PACKAGES])


def run_forked(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str], umask: int, streams: Sequence[Path]
) -> int:
    """Run a program, and return its exit status: `FILE …`, `-m MODULE …` or `-c CODE …`, files as its standard streams."""
    process = FORKS.Process(target=_become, args=(arguments, folder, environment, umask, streams))
    process.start()
    process.join()
    status = process.exitcode
    process.close()
    assert status is not None
    return status


def _become(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str], umask: int, streams: Sequence[Path]
) -> NoReturn:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    if umask >= 0:
        os.umask(umask)
    for number, (name, mode) in enumerate(zip(streams, (os.O_RDONLY, os.O_WRONLY, os.O_WRONLY), strict=True)):
        file = os.open(name, mode)
        os.dup2(file, number)
        os.close(file)
    sys.stdin = io.TextIOWrapper(io.FileIO(0), encoding="utf-8")
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w")), encoding="utf-8")
    sys.stderr = io.TextIOWrapper(
        io.BufferedWriter(io.FileIO(2, "w")), encoding="utf-8", errors="backslashreplace", line_buffering=True
    )
    sys.dont_write_bytecode = True
    # In the place of the tests' own project, whose modules must not stand in for one that is missing here.
    sys.path[:] = [str(folder), *(path for path in sys.path if Path(path).resolve() != Path(__file__).parents[2])]
    status = 1
    try:
        _start(*arguments)
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else bool(end.code)
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(status)


def _start(first: str, *others: str) -> None:
    if first == "-c":
        sys.argv = ["-c", *others[1:]]
        scope: dict[str, Any] = {"__name__": "__main__"}
        exec(compile(others[0], "<string>", "exec"), scope)  # noqa: S102  # a test's own words
    elif first == "-m":
        sys.argv = list(others)
        runpy.run_module(others[0], run_name="__main__", alter_sys=True)
    else:
        sys.argv = [first, *others]
        runpy.run_path(str(Path(first).resolve()), run_name="__main__")
