"""Runs Python programs in forks of a process that has loaded the packages they use, so that none has to load them again.

It is a new interpreter in all but what is decided when one starts (the seed of hashes, the encoding of the machine).
The project's own modules are not loaded here: each program loads those of the folder it runs in.
"""

import atexit
import contextlib
import importlib
import io
import json
import os
import runpy
import signal
import socket
import sys
import time
import traceback
from pathlib import Path
from typing import Any, NoReturn

PACKAGES = (
    "argparse", "difflib", "html5lib", "invoke", "jinja2.ext", "lxml.html", "lxml.html.diff", "pelican", "pelican.settings",
    "PIL.Image", "PIL.ImageCms", "PIL.ImageDraw", "PIL.ImageFont", "PIL.ImageOps", "PIL.JpegImagePlugin", "PIL.WebPImagePlugin",
    "PIL.AvifImagePlugin", "PIL.PngImagePlugin", "rcssmin", "smartypants", "sqlite3", "tomllib", "typogrify.filters", "uuid",
    "zoneinfo", "concurrent.futures", "markdown.extensions.abbr", "markdown.extensions.attr_list",
    "markdown.extensions.def_list", "markdown.extensions.fenced_code", "markdown.extensions.footnotes",
    "markdown.extensions.tables", "markdown.extensions.toc",
)  # fmt: skip


def serve(address: str) -> None:
    """Take one request a connection, for as long as the process that started this lives."""
    for name in PACKAGES:
        importlib.import_module(name)
    signal.signal(signal.SIGCHLD, lambda *_: _reap())
    starter = os.getppid()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        listener.settimeout(1)
        print("ready", flush=True)
        while os.getppid() == starter:
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            if not os.fork():
                listener.close()
                _watch(connection)
            connection.close()


def _reap() -> None:
    """Let the forks that ended go; ignored, their processor time would be told to nobody."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _watch(connection: socket.socket) -> NoReturn:
    """Start the program, wait for it, and answer with its exit status."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    connection.settimeout(None)
    with connection.makefile("r") as lines:
        request = json.loads(lines.readline())
    if not (program := os.fork()):
        _run(**request)
    _, status = os.waitpid(program, 0)
    connection.sendall(b"%d" % os.waitstatus_to_exitcode(status))
    connection.close()
    os._exit(0)


def _run(arguments: list[str], folder: str, environment: dict[str, str], umask: int, streams: list[str]) -> NoReturn:
    """Become a program: `FILE …`, `-m MODULE …` or `-c CODE …`, with files as its standard streams."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    if umask >= 0:
        os.umask(umask)
    for number, name in enumerate(streams):
        file = os.open(name, (os.O_RDONLY, os.O_WRONLY, os.O_WRONLY)[number])
        os.dup2(file, number)
        os.close(file)
    sys.stdin = io.TextIOWrapper(io.FileIO(0), encoding="utf-8")
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w")), encoding="utf-8")
    sys.stderr = io.TextIOWrapper(
        io.BufferedWriter(io.FileIO(2, "w")), encoding="utf-8", errors="backslashreplace", line_buffering=True
    )
    sys.dont_write_bytecode = True
    sys.path[0] = folder
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


if __name__ == "__main__":
    serve(sys.argv[1])
