"""What was read of content/ last, kept while nothing there changes, and the same content with other files in it."""

import threading
from collections.abc import Mapping
from copy import copy
from datetime import UTC, datetime
from pathlib import Path

from checks import (
    old_addresses,
    paths_toml,
    site_toml,
    source_file,
    source_header,
    source_text,
    sources,
    spelling,
    voices_toml,
    workshops_toml,
)
from checks.fix import STAGED
from problem import Problem, errors, printable
from sources import toml_file
from sources.content import FACTS, Content, Entry, File, read, stem_of, time_zone
from sources.moved_files import references

# What is said of one text by rules that look at all files.
_OF_ONE = (
    sources.addresses_differ,
    sources.nothing_waits_in_public,
    sources.places_are_filled_in,
    old_addresses.check,
    paths_toml.check,
)
_FACTS = (site_toml, old_addresses, paths_toml, voices_toml, workshops_toml)


def with_entries(content: Content, entries: Mapping[str, Entry]) -> Content:
    """The same content with these entries instead; of files that are the same, nothing is read or parsed again."""
    new = Content(content.folder, dict(sorted(entries.items())), now=content.now, publish=content.publish)
    new.repository, new.faulty = content.repository, set(content.faulty)
    for name in FACTS:
        key = name.removesuffix(".toml")
        entry, before = new.entries.get(name), content.entries.get(name)
        same = entry is before or entry is None or (before is not None and entry.data == before.data)
        facts = getattr(content, key) if same else toml_file.parse(f"content/{name}", entry.data, entry.size)  # type: ignore[union-attr]
        setattr(new, key, facts)
    _adopt(new, content)
    return new


def _adopt(new: Content, before: Content) -> None:
    """Take over what was parsed of texts that have not changed, and parse the others."""
    same = {
        name: file
        for name, file in before.sources.items()
        if name in new.entries and new.entries[name].data == file.data
    }
    others = Content(entries={name: entry for name, entry in new.entries.items() if name not in same}).sources
    new.sources = {name: copy(file) for name, file in sorted({**same, **others}.items())}
    for file in new.sources.values():
        file.content = new


class ContentCache:
    """The content of a folder as it is now; one thread at a time may ask."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock = threading.RLock()
        self._seen: list[tuple[object, ...]] = []
        self._content = Content(folder)
        self._of_files: list[Problem] = []
        self._alone: dict[tuple[str, bytes], list[Problem]] = {}
        self._all: list[Problem] | None = None
        self._missing: tuple[frozenset[str], str | None] | None = None
        self._moved: dict[str, str] = {}

    def now(self) -> Content:
        """The content; it is read again where anything in the folder has changed."""
        with self.lock:
            seen = self._look()
            if seen != self._seen:
                new = read(self.folder)
                _adopt(new, self._content)
                self._of_files = sources.files(new)
                self._content, self._seen, self._all, self._missing = new, seen, None, None
                there = {(name, file.data) for name, file in new.sources.items()}
                self._alone = {key: found for key, found in self._alone.items() if key in there}
            self._content.now = self.clock().astimezone(time_zone(self._content.site)).replace(tzinfo=None)
            return self._content

    def clock(self) -> datetime:
        """The moment by which drafts and scheduled articles are told."""
        return datetime.now(UTC)

    def problems(self) -> list[Problem]:
        """All that a check of the sources says."""
        with self.lock:
            content = self.now()
            if self._all is None:
                gone = list(sources.folders_are_there(content))
                self._all = gone or self._of_files + self.of_texts(content)
            return self._all

    def of_texts(self, content: Content) -> list[Problem]:
        """What a check says of headers, texts and facts, of this content or one made from it."""
        return sources.texts(content, self._check_alone) + [one for facts in _FACTS for one in facts.check(content)]

    def check(self, name: str, data: bytes) -> list[Problem]:
        """What a check says of one text, if it had these bytes."""
        with self.lock:
            before = self.now()
            entry = Entry(name, size=len(data), data=data)
            content = with_entries(before, {**before.entries, name: entry})
            content.faulty.discard(stem_of(name))
            found = [problem for rule in source_file.RULES for problem in rule(entry)]
            content.faulty |= {stem_of(name)} if errors(found) else set()
            if name in content.sources:
                self._recall_moved(content, content.sources[name].source.text("formerly"))
            if source_file.is_judged(entry):
                file = content.sources[name]
                found += source_header.problems(file) + source_text.problems(file)
            path = f"content/{printable(name)}"
            return sorted({*found, *(one for rule in _OF_ONE for one in rule(content) if one.path == path)})

    def hints(self, name: str, data: bytes) -> list[tuple[str, Problem]]:
        """The words that a check would tell of one text, if it had these bytes, each by itself."""
        with self.lock:
            content = with_entries(self.now(), {**self.now().entries, name: Entry(name, size=len(data), data=data)})
            return spelling.notes(content.sources[name]) if source_file.is_judged(content.entries[name]) else []

    def _recall_moved(self, content: Content, formerly: str | None) -> None:
        """Ask git once what became of files that are missing, not with every letter that is typed."""
        missing = frozenset(one.name for one in references(content) if one.name not in content.entries)
        if not missing:
            return
        if (key := (missing, formerly)) != self._missing:
            self._missing, self._moved = key, content.moved
        content.moved = self._moved

    def _check_alone(self, file: File) -> list[Problem]:
        key = file.name, file.data
        if key not in self._alone:
            self._alone[key] = source_text.check_single_file(file)
        return self._alone[key]

    def _look(self) -> list[tuple[object, ...]]:
        """What tells, without opening a file, whether anything has changed: each name with its times and its size."""
        seen: list[tuple[object, ...]] = []
        waiting = [self.folder]
        while waiting:
            try:
                listed = sorted(waiting.pop().iterdir())
            except OSError:
                continue
            for path in listed:
                try:
                    now = path.lstat()
                except OSError:
                    continue
                if path.name.startswith(STAGED):
                    continue
                seen.append((str(path), now.st_mode, now.st_size, now.st_mtime_ns, now.st_ctime_ns, now.st_ino))
                if path.is_dir() and not path.is_symlink():
                    waiting.append(path)
        return seen
