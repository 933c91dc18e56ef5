"""The output folder: made in a staging folder, marked as ours, swapped in whole, recovered after a killed run."""

import contextlib
import os
import re
import shutil
import signal
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

if sys.platform != "win32":
    import fcntl

# An empty folder in every folder we make: git and ghp-import carry no empty folders, so it is never published.
MARK = ".built-here"


@contextlib.contextmanager
def lock(output: Path) -> Iterator[None]:
    """Wait until no other build or publish works on this output; raises OSError where the place cannot be read.

    The lock is the system's, on the folder around the output; it is released when we end, however we end.
    """
    if sys.platform == "win32":  # a folder cannot be locked there
        yield
        return
    around = os.open(next(folder for folder in output.absolute().parents if folder.exists()), os.O_RDONLY)
    try:
        try:
            fcntl.flock(around, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another build or publish is at work here. Waiting for it to end …", file=sys.stderr, flush=True)
            fcntl.flock(around, fcntl.LOCK_EX)
        yield
    finally:
        os.close(around)


class Ended(SystemExit):
    """The system has asked us to end."""


def _end(number: int, _: object) -> NoReturn:
    raise Ended(128 + number)


def interruptible(program: Callable[[list[str]], int]) -> NoReturn:
    """Run a program so that Ctrl-C and the system's request to end leave nothing behind and never look like success."""
    signal.signal(signal.SIGTERM, _end)
    try:
        status = program(sys.argv[1:])
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        status = 128 + signal.SIGINT
    sys.exit(status)


def is_foreign(output: Path) -> bool:
    """Whether something is there that we did not make, and that a swap would delete."""
    if output.is_dir():
        return any(output.iterdir()) and not (output / MARK).is_dir()
    return output.exists()


def staging(output: Path, process: int) -> Path:
    """The staging folder of the process of this number."""
    return output.with_name(f"{output.name}.{process}")


def make_staging(output: Path) -> Path:
    """Make the staging folder of this process; raises OSError."""
    folder = staging(output, os.getpid())
    folder.mkdir(parents=True)
    (folder / MARK).mkdir()
    return folder


def put(staging: Path, output: Path, name: str, content: bytes) -> None:
    """Put a file into the new site: a hard link where the last site has the same in its place.

    To make a file is what takes longest where many were deleted shortly before (ext4). No file is ever written into: it
    may be one of the last site.
    """
    last, new = output / name, staging / name
    if not new.parent.is_dir():
        new.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(OSError):
        status = last.lstat()
        same = status.st_mode == stat.S_IFREG | 0o644 and status.st_nlink == 1 and status.st_size == len(content)
        if same and last.read_bytes() == content:
            new.hardlink_to(last)
            return
    beside = new.with_name(f"{new.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(new)


def swap(staging: Path, output: Path) -> None:
    """Put the staging folder in the place of the last site; after an interruption one of the two is there.

    The last one is left for `recover` to remove.
    """
    try:
        if output.exists():
            output.rename(output.with_name(f"{staging.name}.old"))
        staging.rename(output)
    except BaseException:
        recover(output)
        raise


def recover(output: Path) -> None:
    """Put the last good site back if a run was killed between taking it away and replacing it.

    What else is left is removed where that can be done; nothing depends on it.
    """
    if not output.parent.is_dir():
        return
    ours = re.compile(re.escape(output.name) + r"\.\d+(\.old|\.gone)?")
    left = [path for path in output.parent.iterdir() if ours.fullmatch(path.name) and path.is_dir()]
    for path in left:
        if path.suffix == ".old" and not output.exists() and not is_foreign(path):
            path.rename(output)
            continue
        with contextlib.suppress(OSError):
            if not is_foreign(path):  # and is never to be put back, even if a part of it stays
                remove(path.rename(path.with_suffix(".gone")) if path.suffix == ".old" else path)


def remove(folder: Path) -> None:
    """Delete a folder of ours, its mark last, so that a killed run leaves nothing that looks like someone else's."""
    for path in folder.iterdir():
        if path.name != MARK:
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    shutil.rmtree(folder)
