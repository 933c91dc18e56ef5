"""The one way to open a file that somebody else may have put there: an ordinary one, no link, up to a size."""

import os
import stat
from errno import EFBIG, EINVAL, ELOOP
from pathlib import Path
from typing import BinaryIO

ANY = 1_000_000_000  # bytes; for a cache or a site, which no build comes near to


def read(path: str | Path, most: int = ANY) -> bytes:
    """The bytes of an ordinary file; raises OSError for anything else, for a link, and for more than `most` bytes.

    A pipe would make us wait, a device never end, and a link lead out of the project.
    """
    with opened(path) as file:
        if (size := os.fstat(file.fileno()).st_size) > most:
            raise OSError(EFBIG, "it is too large", str(path))
        return file.read(size)  # room for so many bytes is made beforehand, for `most` it would be a gigabyte


def beginning(path: str | Path, length: int) -> bytes:
    """The first bytes of an ordinary file of any size; raises OSError likewise."""
    with opened(path) as file:
        return file.read(length)


def opened(path: str | Path) -> BinaryIO:
    """An ordinary file of any size, to be closed by whoever calls; raises OSError likewise."""
    _check(os.lstat(path), path)
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    file = open(os.open(path, flags), "rb")  # noqa: PTH123, SIM115  # by its number
    try:  # it may have been put there since
        _check(os.fstat(file.fileno()), path)
    except OSError:
        file.close()
        raise
    return file


def text(path: str | Path, most: int = ANY) -> str:
    """The words of an ordinary file in UTF-8; raises OSError, UnicodeDecodeError."""
    return read(path, most).decode("utf-8").replace("\r\n", "\n")


def _check(status: os.stat_result, path: str | Path) -> None:
    if not stat.S_ISREG(status.st_mode):
        error = ELOOP if stat.S_ISLNK(status.st_mode) else EINVAL
        raise OSError(error, "it is a link" if error == ELOOP else "it is not an ordinary file", str(path))
