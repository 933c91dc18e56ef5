"""What follows from a rename or a removal: the changed lines of all other files, and what only the coach can decide.

Nothing is written here. The content is judged as it would be then, by the rules that judge every build, and what they
find that they did not find before is put right with the repairs they carry.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from typing import NamedTuple
from urllib.parse import quote, unquote

import ordinary_file
from checks import vanished_addresses
from checks.fix import ROUNDS, apply_repairs
from checks.live_commits import live_site
from checks.old_addresses import AddressOwner, owners
from checks.source_text import leading_to
from problem import Problem, printable, short
from sources.addresses import address_of, path_of, source_at
from sources.content import PATHS, SITE, Content, Entry, File, as_named, good_name, resolve
from sources.header import encoding, one_more
from sources.markdown_text import Link
from sources.moved_files import Reference, references
from sources.redirects import LONGEST_NAME, file_of, old_address
from writing.content_cache import ContentCache, with_entries

LARGEST = 30_000_000  # bytes of a picture
# The site leads to these itself, and writes what is missing of the last three.
FIXED = tuple(f"pages/{one}.md" for one in ("home", "404", "privacy", "contact/thanks", "contact/not-sent", "newsletter/thanks"))  # fmt: skip
# Pages with a layout of their own (PATH_METADATA in pelicanconf.py).
OF_THEIR_OWN = tuple(f"pages/{one}.md" for one in ("about", "coaching", "contact", "discovery-session", "faq", "newsletter"))  # fmt: skip


class Shown(NamedTuple):
    """A line that changes: the file it stands in, its number there now, what it says, and what it will say."""

    name: str
    line: int
    old: str
    new: str


class Plan(NamedTuple):
    """The bytes that each file has now and shall have (None where there is none), every line of it, and what is left to decide."""

    changes: dict[str, tuple[bytes | None, bytes | None]]
    shown: list[Shown]
    sentences: list[str]


class PlanError(ValueError):
    """Why there is no plan, in a sentence."""


def rename(cache: ContentCache, name: str, new: str) -> Plan:
    """Give a file another name, and let all that leads to it lead there."""
    content = cache.now()
    entry = _entry(content, name)
    _can_be_called(content, entry, new)
    # The bytes of a picture or a PDF are read when they are to be written.
    moved = replace(entry, name=new, data=_bytes(content, name) if entry.suffix == ".md" else entry.data)
    entries = {one: entry for one, entry in content.entries.items() if one != name} | {new: moved}
    sentences: list[str] = []
    if name in OF_THEIR_OWN:
        sentences.append(
            f"The site knows the page {name.removeprefix('pages/')} by its name, and shows there what no other page has, like a "
            "form. Under another name it is a page like any other."
        )
    if file := content.sources.get(name):
        if old := _known_to_readers(content, name, file, [file.address, *_short_names(file, new)]):
            _lead_on(entries, new, old, sentences)
    elif name in content.handouts:
        sentences.append(f"Readers who kept the address /{quote(name)} will not find it there any more.")
    changed = _settled(cache, content, with_entries(content, entries), {name: new}, sentences)
    return _plan(content, changed, sentences, {name: new})


def remove(cache: ContentCache, name: str, instead: str = "", *, gone: bool = False) -> Plan:
    """Take a file away; another may take over from it, or its address is said to be `gone`."""
    content = cache.now()
    _entry(content, name)
    if instead:
        other = _entry(content, instead)
        if instead == name or (other.is_text, other.folder == "images") != (
            content.entries[name].is_text,
            name.startswith("images/"),
        ):
            raise PlanError(
                f"content/{instead} cannot take over from content/{name}. Choose another file of the same kind."
            )
    entries = {one: entry for one, entry in content.entries.items() if one != name}
    sentences: list[str] = []
    file = content.sources.get(name)
    old = _known_to_readers(content, name, file, _addresses(content, file)) if file else []
    if instead and old and (waits := content.sources[instead].unpublished_by):
        raise PlanError(
            f"content/{instead} cannot take over yet: “{waits.key}: {waits.value}” keeps it from readers. "
            "Choose one that is published."
        )
    _take_out_entries(content, entries, name, instead)
    _take_out_parts(content, entries, name, instead)
    if instead and old:
        _lead_on(entries, instead, old, sentences)
    elif gone and old:
        _write(entries, SITE, _said_to_be_gone(with_entries(content, entries), old))
    elif old:
        sentences.append(
            f"Readers may know {' and '.join(old)}, and would find no page there. Choose what takes over, or say that it is "
            "gone."
        )
    changed = _settled(cache, content, with_entries(content, entries), {name: instead}, sentences)
    if not instead:
        sentences += [_leads_to_nothing(changed, one) for one in references(changed) if one.name == name]
    return _plan(content, changed, sentences, {name: ""})


def _entry(content: Content, name: str) -> Entry:
    entry = content.entries.get(name)
    if entry is None or entry.what != "file" or not entry.folder or entry.is_hidden:
        raise PlanError(f"There is no file content/{printable(short(name))}. Open the list again.")
    if entry.is_text and (entry.unreadable or len(entry.data) != entry.size):
        raise PlanError(f"content/{printable(name)} cannot be read whole. Put right what a check says of it first.")
    return entry


def _can_be_called(content: Content, entry: Entry, new: str) -> None:
    """A new name is in the same folder of content/, has the same ending, makes a good address, and is nobody's."""
    *folders, last = new.split("/")
    stem, _, suffix = last.rpartition(".")
    parts = [*folders[1:], stem]
    if (
        folders[:1] != [entry.folder]
        or any(part != good_name(part) or not part for part in parts)
        or len(stem) > LONGEST_NAME
    ):
        good = "/".join([entry.folder, *(good_name(part)[:LONGEST_NAME] for part in parts if good_name(part))])
        raise PlanError(
            f"“{printable(short(new))}” is no good name: it has small letters, numbers and hyphens. Write “{good}{entry.suffix}”."
        )
    if f".{suffix}" != entry.suffix:
        raise PlanError(f"“{printable(short(last))}” does not end in “{entry.suffix}”. Write “{stem}{entry.suffix}”.")
    if entry.name in FIXED:
        raise PlanError(f"The site itself leads to content/{entry.name}, so that keeps its name. Its title can be any.")
    if new in content.entries:
        raise PlanError(f"content/{new} exists already. Choose another name.")


def _addresses(content: Content, file: File) -> list[str]:
    """The address of a file, and those that lead to it."""
    owner = next(one for one in owners(content) if one.name == f"content/{file.name}")
    return [file.address, *(f"/{quote(one)}" for one in owner.leads_on())]


def _short_names(file: File, new: str) -> Iterator[str]:
    """Its old addresses that are written as a name alone, which mean another address once the file lies in another folder."""
    before, after = file.address.removeprefix("/"), address_of(new).removeprefix("/")
    owner = AddressOwner("", before, tuple((file.source.text("formerly") or "").split(",")))
    for written in owner.formerly:
        word = written.strip()
        if word and "/" not in word and old_address(word, before) != old_address(word, after):
            yield f"/{quote(old_address(word, before))}"


def _known_to_readers(content: Content, name: str, file: File, addresses: Iterable[str]) -> list[str]:
    """Those of these addresses that readers may know: all that are live or, where that is not known here, may be."""
    live, source = live_site(content)
    if name in FIXED:  # there is such a page in any case
        return []
    if live:
        without = with_entries(content, {one: entry for one, entry in content.entries.items() if one != name})
        left = vanished_addresses.left_by(without, name, live, source)
        known = [one for one in addresses if file_of(one.removeprefix("/")) in live]
        return list(dict.fromkeys([*known, *left]))
    return [] if file.unpublished_by else list(dict.fromkeys(addresses))


def _write(entries: dict[str, Entry], name: str, problems: Iterable[Problem]) -> None:
    """Put the repairs of these problems into a file."""
    entry = entries[name]
    if len(entry.data) != entry.size:  # only its beginning is known
        return
    try:
        data = apply_repairs(entry.data.decode(encoding(entry.data)), problems).encode(encoding(entry.data))
    except UnicodeDecodeError:  # which a check tells
        return
    if data != entry.data:
        entries[name] = Entry(name, size=len(data), data=data)


def _repair(name: str, *repairs: tuple[int, str, str]) -> list[Problem]:
    return [Problem(f"content/{name}", 0, "", "", repairs=repairs)]


def _lead_on(entries: dict[str, Entry], name: str, old: list[str], sentences: list[str]) -> None:
    """Let old addresses lead to a text."""
    file = File.of(entries[name], Content())
    here = file.address
    if old := [one for one in old if one != here]:
        if file.source.fields:
            _write(entries, name, _repair(name, one_more(file.lines, "formerly", ", ".join(old))))
        else:
            sentences.append(f"content/{name} has no header. Add `Formerly: {', '.join(old)}` to it.")


def _take_out_entries(content: Content, entries: dict[str, Entry], name: str, instead: str) -> None:
    """Take the steps of paths and the entries of the navigation out that led to a file, where nothing else takes their place."""
    last = name.rpartition("/")[2]
    steps = []
    for path, table in content.paths.values.items():
        listed = [(at, step) for at, step in content.paths.entries(f"{path}.steps")] if isinstance(table, dict) else []
        taken = {str(step.get("article")) for _, step in listed}
        if not instead or instead.rpartition("/")[2] in taken:
            steps += [at for at, step in listed if name.startswith("articles/") and step.get("article") == last]
    navigation = list(content.site.entries("navigation"))
    taken = {str(entry.get("address")) for _, entry in navigation}
    led = [at for at, entry in navigation if source_at(str(entry.get("address", ""))) == name]
    if instead and address_of(instead) not in taken:
        led = []
    for toml, facts, places in ((PATHS, content.paths, steps), (SITE, content.site, led)):
        lines = [number for place in places for number in _lines_of_entry(facts.written, facts.line(place))]
        if lines:
            _write(entries, toml, _repair(toml, *((number, facts.written[number - 1], "") for number in lines)))


def _take_out_parts(content: Content, entries: dict[str, Entry], name: str, instead: str) -> None:
    """Let links lead to the beginning of what takes over where it has no such part."""
    places = content.sources[instead].places if instead in content.sources else frozenset()
    for file in content.sources.values() if instead else ():
        for link in file.text.links:
            address, _, part = link.address.partition("#")
            if part and unquote(part) not in places and file.name in entries and _leads_to(file, link, name):
                _write(entries, file.name, _repair(file.name, *leading_to(file, link, address)))


def _lines_of_entry(written: tuple[str, ...], first: int) -> list[int]:
    """The lines of an entry in a TOML file that begins with `[[…]]`; none where it begins otherwise."""
    if not 0 < first <= len(written) or not written[first - 1].lstrip().startswith("[["):
        return []
    last = first
    for number in range(first + 1, len(written) + 1):
        line = written[number - 1].strip()
        if re.match(r"\[[^\]]*\]\]?\s*(#.*)?$", line) and "=" not in line:
            break
        if line and not line.startswith("#"):
            last = number
    return list(range(first, last + 1))


def _said_to_be_gone(content: Content, old: list[str]) -> list[Problem]:
    """What adds addresses to `gone` in site.toml."""
    facts = content.site
    listed = ", ".join(json.dumps(one, ensure_ascii=False) for one in old)
    if isinstance(there := facts.get("publishing.gone"), list):
        number = facts.line("publishing.gone")
        line = facts.written[number - 1]
        return _repair(SITE, (number, line, line.replace("[", f"[{listed}{', ' if there else ''}", 1)))
    if number := facts.lines.get("publishing", 0):
        line = facts.written[number - 1]
        return _repair(SITE, (number, line, f"{line}\ngone = [{listed}]"))
    number = max((at for at, line in enumerate(facts.written, 1) if line.strip()), default=1)
    line = facts.written[number - 1]
    return _repair(SITE, (number, line, f"{line}\n\n[publishing]\ngone = [{listed}]"))


def _settled(
    cache: ContentCache, before: Content, after: Content, moved: dict[str, str], sentences: list[str]
) -> Content:
    """The content with all that the rules can put right of what they find in it now; the rest they say."""
    known = {_said(problem, moved) for problem in cache.of_texts(before)}
    for _ in range(ROUNDS):
        after.moved = _moved(before, moved)
        new = [one for one in cache.of_texts(after) if _said(one, {}) not in known]
        entries = dict(after.entries)
        for name in {one.path.removeprefix("content/") for one in new if one.repairs}:
            if name in entries and entries[name].data:
                _write(entries, name, [one for one in new if one.path == f"content/{name}"])
        if all(entry is after.entries[name] for name, entry in entries.items()):
            break
        after = with_entries(after, entries)
    after.moved = _moved(before, moved)
    asked = {f"content/{name}" for name, now in moved.items() if not now}  # what leads there is told line by line
    left = sorted({one for one in new if one.path not in asked})
    sentences += [f"{one.place}: {one.found} {one.remedy}" for one in left]
    return after


def _said(problem: Problem, moved: dict[str, str]) -> tuple[str, str, str]:
    """What tells a problem from another, wherever its line is by now."""
    name = problem.path.removeprefix("content/")
    return f"content/{moved.get(name) or name}", problem.found, problem.remedy


def _moved(before: Content, moved: dict[str, str]) -> dict[str, str]:
    """What every file that is not there is called now; a link may name it by its address."""
    named = {
        one: now
        for name, now in moved.items()
        for one in (name, source_at(address_of(name)) if name.endswith(".md") else None)
        if one and (one == name or one not in before.entries)
    }
    return {old: named.get(now, now) for old, now in before.moved.items()} | named


def _leads_to_nothing(content: Content, reference: Reference) -> str:
    """What to say of a place that leads to a file that is taken away."""
    file = content.sources.get(reference.place.removeprefix("content/"))
    links = file.text.links if file else []
    link = next(
        (one for one in links if file and one.line == reference.line and _leads_to(file, one, reference.name)), None
    )
    words = f" with “{short(link.words)}”" if link and link.words and not link.is_picture else ""
    return f"{reference.place}:{reference.line} leads to it{words}. Take that out there, or choose what takes over."


def _leads_to(file: File, link: Link, name: str) -> bool:
    own = path_of(link.address, file.content.hosts)
    return name == (resolve(file, as_named(file, link.address)) if own is None else source_at(own))


def _plan(before: Content, after: Content, sentences: list[str], moved: dict[str, str]) -> Plan:
    changes: dict[str, tuple[bytes | None, bytes | None]] = {}
    shown = [Shown(name, 0, name, new) for name, new in moved.items()]
    for name, entry in after.entries.items():
        was = next((old for old, new in moved.items() if new == name), name)
        old = before.entries[was]
        if was != name:
            data = _bytes(before, was)
            changes[was] = data, None
            changes[name] = None, data if entry.data in (old.data, data) else entry.data
        elif entry.data != old.data:
            changes[name] = old.data, entry.data
        shown += _lines(name, old, entry)
    for name, new in moved.items():
        if not new:
            changes[name] = _bytes(before, name), None
    return Plan(changes, shown, list(dict.fromkeys(sentences)))


def _bytes(content: Content, name: str) -> bytes:
    try:
        return ordinary_file.read(content.folder / name, LARGEST)
    except OSError as error:
        raise PlanError(f"content/{printable(name)} cannot be read: {(error.strerror or '').lower()}.") from None


def _lines(name: str, old: Entry, new: Entry) -> Iterator[Shown]:
    """The lines in which two versions of a text differ."""
    if old.data == new.data:
        return
    before, after = (re.split(r"\r\n|\n|\r", one.data.decode(encoding(one.data))) for one in (old, new))
    for kind, start, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            yield Shown(name, start + 1, "\n".join(before[start:end]), "\n".join(after[first:last]))
