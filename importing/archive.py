"""Opening what the coach has, a file, a zip or a folder: within bounds, nothing unpacked, damaged letters mended."""

import codecs
import io
import os
import re
import stat
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from types import TracebackType

import ordinary_file
from importing.old_site import UnreadableError

MOST_TEXT = 50_000_000  # bytes of one text; ten years of articles are rarely a tenth of it
MOST_TEXTS = 100_000_000  # of all in a zip or folder
MOST_PICTURE = 60_000_000
MOST_PICTURES = 2_000_000_000  # of all in a zip, which is how much of the disk they fill
MOST_FILES = 50_000
LARGEST_INDEX = 20_000_000  # bytes of the list of files in a zip, of which each takes fifty or more
PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg", ".heic", ".tif", ".tiff", ".bmp")
# What a system, not a person, puts into a folder or a zip.
_PASSED_OVER = {"__MACOSX", "Thumbs.db", "desktop.ini"}
_DRIVE = re.compile(r"[A-Za-z]:")
_AGAIN = "Export it once more, and give the file as it was downloaded."
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    struct.error,
    OSError,
)


class Archive:
    """The files of an export, by their names with `/`; a single file is an archive of one.

    What was damaged and could be read all the same is in `recovered`.
    """

    def __init__(self, path: Path) -> None:
        self.name = path.name or str(path)
        self.recovered: list[str] = []
        self._path = path
        self._zip: zipfile.ZipFile | None = None
        self._left = MOST_TEXTS
        try:
            self._path = path.resolve(strict=True)  # a link that she names herself is meant
            mode = self._path.stat().st_mode
            if stat.S_ISDIR(mode):
                self.names = _names_in_folder(self._path)
            elif not stat.S_ISREG(mode):
                raise self.refused("It is no file.", "Name the file that your old site exported.")
            elif ordinary_file.beginning(self._path, 4) in (b"PK\3\4", b"PK\5\6", b"PK\7\x08"):
                self.names = self._names_in_zip()
            else:
                self.names = [self.name]
        except FileNotFoundError:
            raise self.refused(
                "There is no such file.",
                "Look for it in the folder of your downloads, and write the path as it is there.",
            ) from None
        except (OSError, RuntimeError) as error:  # a circle of links is the latter in Python before 3.13
            raise self._not_opened(error) from None

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._zip:
            self._zip.close()

    @property
    def is_single(self) -> bool:
        """Whether it is one file by itself."""
        return self.names == [self.name] and self._path.is_file() and not self._zip

    def refused(self, found: str, remedy: str, *, line: int = 0, name: str = "") -> UnreadableError:
        """The error that says why this archive, or a file in it, cannot be read."""
        path = self.name if name in ("", self.name) else f"{self.name}/{name}"
        return UnreadableError(path, line, found, remedy)

    def read(self, name: str, most: int = MOST_PICTURE) -> bytes:
        """The bytes of a file in it; raises UnreadableError, also where it is larger than `most`."""
        try:
            if self._zip:
                with self._zip.open(self._members[name]) as file:
                    content = file.read(most + 1)  # it may be larger than it says
                    if len(content) > most:
                        raise self._too_large(name, most)
                return content
            path = self._path / name if self._path.is_dir() else self._path
            if path.stat().st_size > most:
                raise self._too_large(name, most)
            return ordinary_file.read(path, most)
        except _BROKEN as error:
            raise self._not_opened(error, name) from None

    def beginning(self, name: str, length: int) -> bytes:
        """The first bytes of a file in it."""
        try:
            if self._zip:
                with self._zip.open(self._members[name]) as file:
                    return file.read(length)
            return ordinary_file.beginning(self._path / name if self._path.is_dir() else self._path, length)
        except _BROKEN as error:
            raise self._not_opened(error, name) from None

    def text(self, name: str) -> str:
        """The words of a file in it, whichever letters they were saved in; what had to be mended is in `recovered`."""
        return self.utf8(name).decode()

    def utf8(self, name: str) -> bytes:
        """The same in UTF-8, made of a megabyte at a time, so that a large file takes no more memory than it must."""
        content = self.read(name, MOST_TEXT)
        self._left -= len(content)
        if self._left < 0:
            raise self.refused(
                f"Its texts are larger than {MOST_TEXTS // 1_000_000} MB together, more than those of any site we know.",
                "Give only the export itself.",
            )
        encoding = _encoding(content)
        wide = encoding.startswith("utf-16")
        if not wide and b"\0" in content:
            raise self.refused("It holds no text but other data.", _AGAIN, name=name)
        notes: dict[str, str] = {}  # the first of each kind
        whole, at, line = io.BytesIO(), 0, 1
        while at < len(content):
            end = (0 if wide else content.find(b"\n", at + 1_000_000) + 1) or len(content)
            text, note = _decoded(content[at:end], encoding, line)
            notes.setdefault(note[:10], note)
            whole.write(text.encode("utf-8", "replace"))
            line += content.count(b"\n", at, end)
            at = end
        self.recovered += [note if self.is_single else f"{name}: {note}" for note in notes.values() if note]
        return whole.getvalue()

    def _names_in_zip(self) -> list[str]:
        self._check_index()
        try:
            self._zip = zipfile.ZipFile(self._path)
        except _BROKEN as error:
            raise self._not_opened(error) from None
        self._members: dict[str, zipfile.ZipInfo] = {}
        for one in self._zip.infolist():
            name = one.filename.replace("\\", "/")
            parts = PurePosixPath(name).parts
            if name.startswith("/") or ".." in parts or _DRIVE.match(name):
                raise self.refused(
                    f"It holds a file named `{name}`, whose name leads out of any folder it is unpacked to; no export has one.",
                    "Nothing was read. Export the site again, and give the file as it was downloaded.",
                )
            if stat.S_ISLNK(one.external_attr >> 16):
                raise self.refused(
                    f"It holds a link, `{name}`, where there should be files; no export has one.",
                    "Nothing was read. Export the site again, and give the file as it was downloaded.",
                )
            if one.is_dir() or name.endswith("/") or _is_passed_over(parts):
                continue
            if one.flag_bits & 1:
                raise self.refused(
                    "It is locked with a password.", "Unpack it with the password, and give the folder that comes out."
                )
            self._members[name] = one
        return sorted(self._members)

    def _check_index(self) -> None:
        """A list of a million files would fill the memory before any can be looked at."""
        with self._path.open("rb") as file:
            file.seek(max(0, self._path.stat().st_size - 66_000))
            end = file.read(66_000)
        at, large = end.rfind(b"PK\5\6"), end.rfind(b"PK\6\6")
        try:
            size = struct.unpack_from("<L", end, at + 12)[0] if at >= 0 else 0
            if size == 0xFFFFFFFF:
                size = struct.unpack_from("<Q", end, large + 40)[0] if large >= 0 else size
        except struct.error:
            size = 0  # it is broken, which opening it will say
        if size > LARGEST_INDEX:
            raise self._too_many()

    def _too_many(self) -> UnreadableError:
        return _too_many(self.name)

    def _too_large(self, name: str, most: int) -> UnreadableError:
        return self.refused(
            f"It is larger than {most // 1_000_000} MB, more than any site we know needs.",
            "Export only the articles and pages, if your old site lets you choose, or ask somebody to take it apart.",
            name=name,
        )

    def _not_opened(self, error: Exception, name: str = "") -> UnreadableError:
        if isinstance(error, PermissionError):
            return self.refused(
                "You may not read it.", "Move it into your own folder of documents, and try again.", name=name
            )
        if isinstance(error, OSError) and error.strerror:
            return self.refused(f"It cannot be opened ({error.strerror}).", _AGAIN, name=name)
        return self.refused(
            "It is damaged or was not downloaded to its end.", f"Download it again. {_AGAIN}", name=name
        )


def _too_many(name: str) -> UnreadableError:
    return UnreadableError(
        name,
        0,
        f"It holds more than {MOST_FILES:,} files, more than any export we know.",
        "Give only the export itself.",
    )


def _is_passed_over(parts: tuple[str, ...]) -> bool:
    return any(part in _PASSED_OVER or part.startswith(".") for part in parts)


def _names_in_folder(folder: Path) -> list[str]:
    names = []
    for where, folders, files in os.walk(folder):  # which goes into no link
        folders[:] = sorted(name for name in folders if not _is_passed_over((name,)))
        inside = Path(where).relative_to(folder)
        for name in files:
            path = Path(where, name)
            if not _is_passed_over((name,)) and stat.S_ISREG(path.lstat().st_mode):
                names.append((inside / name).as_posix())
        if len(names) > MOST_FILES:
            raise _too_many(folder.name)
    return sorted(names)


def unpack_pictures(path: Path, folder: Path) -> None:
    """Put the pictures and PDFs of a zip into a folder, below their names; nothing where it is no zip."""
    left = MOST_PICTURES
    with Archive(path) as archive:
        if archive.is_single or path.is_dir():
            return
        for name in archive.names:
            if name.lower().endswith((*PICTURES, ".pdf")):
                target = folder / name
                content = archive.read(name)
                left -= len(content)
                if left < 0:
                    raise archive.refused(
                        f"Its pictures are larger than {MOST_PICTURES // 1_000_000} MB together, more than any site we know needs.",
                        "Give a zip with only the pictures that the articles show.",
                    )
                try:
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(content)
                except OSError as error:  # a name this system cannot have
                    raise archive.refused(f"It cannot be unpacked ({error.strerror}).", _AGAIN, name=name) from None


_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# Where Unicode has control characters that show nothing, Windows-1252 has quotes and dashes: those are meant.
_WINDOWS = {at: letter for at in range(0x80, 0xA0) if (letter := bytes([at]).decode("cp1252", "ignore"))}
_CONTROLS = re.compile("[\x80-\x9f]")


def _byte_of_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("as-windows-1252", _byte_of_windows)


def as_windows(text: str) -> str:
    """The text with the quotes and dashes of Windows-1252 where it has control characters in their place."""
    return text.translate(_WINDOWS) if _CONTROLS.search(text) else text


def _encoding(content: bytes) -> str:
    """What a text says it is in, by its first bytes or its declaration; what is called Latin-1 is Windows-1252."""
    for bom, name in _BOMS:
        if content.startswith(bom):
            return name
    if match := _DECLARED.match(content):
        try:
            name = match[1].decode().lower()
            name = codecs.lookup("cp1252" if name in ("iso-8859-1", "latin1", "us-ascii") else name).name
            b"".decode(name)
        except LookupError:  # there is none of this name, or it is none of texts
            return "utf-8"
        return "utf-8" if name.startswith(("utf-16", "utf-32")) else name  # or it could not have been read
    return "utf-8"


def _decoded(content: bytes, encoding: str, line: int) -> tuple[str, str]:
    """The text of bytes that begin in this line, and a sentence about what was not in the encoding it should be in."""
    for bom, name in _BOMS:
        content = content.removeprefix(bom) if name == encoding else content
    for one in dict.fromkeys((encoding if encoding != "cp1252" else "utf-8", encoding, "utf-8")):
        try:
            text = content.decode(one)
        except UnicodeDecodeError as error:
            start = error.start  # not the error itself, which would keep the bytes
            continue
        if not (odd := _CONTROLS.search(text)):
            return text, ""
        line += text.count("\n", 0, odd.start())
        return as_windows(text), f"Quotes or dashes of Windows-1252 (the first in line {line}) were mended."
    if encoding.startswith("utf-16"):
        return content.decode(encoding, "replace"), "Its end is damaged, and may lack a letter."
    line += content.count(b"\n", 0, start)
    text = as_windows(content.decode("utf-8", "as-windows-1252"))
    return text, f"Letters (the first in line {line}) were saved as Windows-1252, and were read as that."
