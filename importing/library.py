"""The pictures and PDFs of the old site: found in the folder that was downloaded, and made fit for content/."""

import hashlib
import os
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from checks.pictures import fault
from checks.source_file import LARGEST_HANDOUT
from pictures import metadata
from pictures.photographs import cache_folder, found
from sources.content import PICTURES, Content
from sources.redirects import file_name

# What WordPress adds to the name of a smaller copy: `-1024x683`, `-scaled`, `-e1700000000000`, `-rotated`.
_COPY = re.compile(r"(?:-\d{2,5}x\d{2,5}|-scaled|-rotated|-e\d{10,13})+$")
NOT_THERE = "It is not in the folder of pictures."
NO_FOLDER = "No folder of pictures was given."


@dataclass
class Library:
    """Looks up below `folders` what an address meant; `into` is where the site is prepared.

    `missing` has each address that was asked for and cannot be shown, and why; `placed` the files made, by address.
    """

    content: Content
    into: Path
    folders: tuple[Path, ...] = ()
    missing: dict[str, str] = field(default_factory=dict)
    placed: dict[str, str] = field(default_factory=dict)  # names below content/
    _by_name: dict[str, list[tuple[str, Path]]] = field(default_factory=dict)
    _by_bytes: dict[str, str] = field(default_factory=dict)
    _answers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for folder in self.folders:
            for around, below, names in os.walk(folder):
                below.sort()
                for name in sorted(names):
                    path = Path(around) / name
                    if path.is_file():
                        self._by_name.setdefault(name.casefold(), []).append(
                            (path.relative_to(folder).as_posix(), path)
                        )
        for name in sorted(self.content.entries):
            entry = self.content.entries[name]
            if entry.what == "file" and (entry.folder == "images" or entry.is_handout):
                self._by_bytes.setdefault(_digest((self.content.folder / name).read_bytes()), name)

    def place(self, address: str, folder: str = "images") -> str:
        """The name below content/ of what an address meant; nothing where it is missing."""
        if address not in self._answers:
            self._answers[address] = self._place(address, folder)
        return self._answers[address]

    def _place(self, address: str, folder: str) -> str:
        data, reason = self._found(address)
        if data is None:
            self.missing[address] = reason
            return ""
        suffix = PurePosixPath(_path(address)).suffix.lower()
        digest = _digest(data)
        if digest in self._by_bytes:
            return self._by_bytes[digest]
        stem = file_name(_COPY.sub("", PurePosixPath(_path(address)).stem).replace("+", " ")) or "picture"
        name = self._free(folder, stem, suffix if suffix in (*PICTURES, ".pdf") else ".jpg")
        path = self.into / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        if reason := self._refused(path):
            path.unlink()
            self.missing[address] = reason
            return ""
        cleaned = _digest(path.read_bytes())
        if cleaned in self._by_bytes:  # brought in before, without what it told of places
            path.unlink()
            name = self._by_bytes[cleaned]
        else:
            self.placed[address] = name
        self._by_bytes[digest] = self._by_bytes[cleaned] = name
        return name

    def keep(self, name: str, address: str) -> bool:
        """Whether a picture or PDF of ours is here under the name below content/ that it had; brought in where it can be.

        The address of a picture, if it has one, tells it from another of its name where nobody gave its file.
        """
        wanted, nearest = PurePosixPath(name), dict[int, set[bytes]]()
        for below, path in self._by_name.get(wanted.name.casefold(), ()):
            alike = _alike(PurePosixPath(below).parent.parts, wanted.parent.parts)
            nearest.setdefault(alike, set()).add(path.read_bytes())
        data = nearest[max(nearest)].pop() if nearest and len(nearest[max(nearest)]) == 1 else None
        path = self.into / name
        if path.exists() and data is None:
            there = found(path) if address else None
            return not there or address.endswith(f"/{there.file(there.widths[-1], 'jpeg')}")
        if data is None:
            return False
        if path.exists():  # as it is, or without what it told of places
            return path.read_bytes() == data or self._by_bytes.get(_digest(data)) == name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        if self._refused(path):
            path.unlink()
            return False
        self._by_bytes[_digest(data)] = self._by_bytes[_digest(path.read_bytes())] = self.placed[f"/{name}"] = name
        return True

    def _found(self, address: str) -> tuple[bytes | None, str]:
        """The bytes that an address meant, or why there are none."""
        if not self._by_name:
            return None, NO_FOLDER
        wanted = PurePosixPath(_path(address))
        if not wanted.name:
            return None, NOT_THERE
        original = wanted.with_name(_COPY.sub("", wanted.stem) + wanted.suffix)
        found: dict[tuple[int, bool], list[tuple[str, Path]]] = {}
        # Of copies in several sizes, the original; of pictures of the same name, the one whose folders are the same.
        for name in dict.fromkeys((original.name, wanted.name)):
            spaced = name.replace("+", " ")  # as Squarespace writes them in addresses
            for below, path in [
                one for key in dict.fromkeys((name, spaced)) for one in self._by_name.get(key.casefold(), ())
            ]:
                alike = _alike(PurePosixPath(below).parent.parts, wanted.parent.parts)
                found.setdefault((alike, name == original.name), []).append((below, path))
        if not found:
            return None, NOT_THERE
        nearest = found[max(found)]
        different = {_digest(one): one for one in (path.read_bytes() for _, path in nearest)}
        if len(different) > 1:
            return (
                None,
                f"There are several of this name, and nothing says which: {', '.join(below for below, _ in nearest[:3])}.",
            )
        return next(iter(different.values())), ""

    def _free(self, folder: str, stem: str, suffix: str) -> str:
        """A name that nothing has yet."""
        number, name = 1, f"{folder}/{stem}{suffix}"
        while name in self.content.entries or (self.into / name).exists():
            number += 1
            name = f"{folder}/{stem}-{number}{suffix}"
        return name

    def _refused(self, path: Path) -> str:
        """Why the site cannot show a file; what a photograph tells of places and people is taken out of it."""
        if path.suffix == ".pdf":
            if not path.read_bytes().startswith(b"%PDF"):
                return "It is no PDF."
            return "" if path.stat().st_size <= LARGEST_HANDOUT else "It has more than 10 megabytes."
        try:
            if wrong := fault(path, cache_folder(self.content.folder)):
                return " ".join(wrong)
            if metadata.disclosures(data := path.read_bytes()):
                path.write_bytes(metadata.without(data))
        except ValueError:
            return "It tells where or by whom it was taken, which cannot be taken out. Export it as JPEG and add it yourself."
        except Exception:  # a damaged file can make Pillow raise anything
            return "It is damaged."
        return ""


def _path(address: str) -> str:
    """The path of an address, as files have it."""
    try:
        return unquote(urlsplit(address).path)
    except ValueError:
        return ""


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """How many folders from the file upwards are the same."""
    pairs = zip(reversed(one), reversed(other), strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a.casefold() != b.casefold()), min(len(one), len(other)))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
