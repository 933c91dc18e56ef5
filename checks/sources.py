"""What must hold of the articles, pages and photographs before they are rendered: each read once, all rules asked."""

import stat
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

from checks import pictures, source_file, source_header, source_text
from checks.source import Content, File, resolve
from checks.source_file import LARGEST_TEXT, OTHER_PICTURES, PICTURES, Entry
from pictures.photographs import kept_folder
from problem import Problem, printable
from sources.header import decode, parse_source
from sources.text import Text

BEGINNING = 1024  # bytes; they tell what a file is, and viewers look no further for the mark of a PDF


def check(
    content: Path,
    now: datetime | None = None,
    *,
    publish: bool = True,
    alone: Callable[[File], list[Problem]] = source_text.alone,
    read: Callable[[File], Text] | None = None,
) -> list[Problem]:
    """Every problem of every file below content/; `now` is the clock of the practice, and only says what is due.

    Without `publish`, it is enough that the site can be looked at on this machine. `alone` looks at a text by itself; `read` knows
    texts that were read before.
    """
    if not content.is_dir():
        return list(there_is_something(Content()))
    entries = list(_walk(content, ""))
    problems = [problem for entry in entries for rule in source_file.RULES for problem in rule(entry)]
    whole = _content(content, entries, now, publish)
    whole.read = read
    for entry in entries:
        if (file := whole.sources.get(entry.name)) is None or not source_file.is_judged(entry):
            continue
        for rule in source_header.RULES:
            problems += rule(file)
        problems += source_text.problems(file, alone)
    for of_all in RULES:
        problems += of_all(whole)
    return problems


def lost(content: Path, output: Path, *, publish: bool, now: datetime) -> Iterator[Problem]:
    """Every article and page has been made, unless it is a draft or scheduled and the site is to go live."""
    whole = _content(content, [*_walk(content, "articles/"), *_walk(content, "pages/")], now, publish)
    for file in whole.sources.values():
        if publish and (file.is_draft or file.is_scheduled):
            continue
        made = output / file.address.strip("/")
        if not (made if made.suffix == ".html" else made / "index.html").is_file():
            yield file.problem(
                1,
                f"No page was made from this file, at {file.address}.",
                "Undo the last change to it, and tell who looks after the code.",
            )


def clock(content: Path) -> datetime:
    """What time it is at the practice."""
    try:
        zone = ZoneInfo(str(_facts(content)["timezone"]))
    except (KeyError, TypeError, ValueError, OSError):
        zone = ZoneInfo("UTC")
    return datetime.now(zone).replace(tzinfo=None)


def language(content: Path) -> str:
    """The language of the practice as pelicanconf.py has it; English where site.toml cannot be read."""
    return str(_facts(content).get("language", "en")).lower()


def there_is_something(content: Content) -> Iterator[Problem]:
    """There are articles and pages at all."""
    if not content.sources:
        yield Problem(
            "content",
            0,
            "There are no articles and no pages.",
            "Put the content back, or look whether this is the right folder.",
        )


def addresses_differ(content: Content) -> Iterator[Problem]:
    """No two files have the same address, whatever their capitals and the form of their accents."""
    seen = {_folded(address): what for address, what in content.taken.items()}
    for file in content.sources.values():
        address = _folded(file.address)
        if address in seen:
            yield file.problem(
                0,
                f"The address {printable(file.address)} is already that of {seen[address]}.",
                f"Rename one of the two, like “{printable(file.stem)}-2.md”.",
            )
        seen.setdefault(address, f"content/{printable(file.name)}")


def pictures_are_used(content: Content) -> Iterator[Problem]:
    """Every photograph is used somewhere (advice)."""
    used = {file.source.text("image") for file in content.sources.values()}
    for file in content.sources.values():
        for link in file.text.links:
            if "images/" in link.address:
                used.add(resolve(file, link.address).removeprefix("images/"))
    for name in sorted(name for name, can_be_shown in content.pictures.items() if can_be_shown and name not in used):
        yield Problem(
            f"content/images/{printable(name)}",
            0,
            "No article and no page shows this photograph.",
            f"Use it, like `![What it shows](../images/{printable(name)})`, or take it away.",
            advice=True,
        )


def handouts_are_offered(content: Content) -> Iterator[Problem]:
    """Every handout is linked somewhere (advice)."""
    linked = {link.address.rpartition("/")[2] for file in content.sources.values() for link in file.text.links}
    for name in sorted(content.handouts):
        last = quote(name.rpartition("/")[2])
        if last not in linked:
            yield Problem(
                f"content/{printable(name)}",
                0,
                "No article and no page links this handout.",
                f"Link it, like `[the worksheet](../{quote(name)})`, or take it away.",
                advice=True,
            )


RULES: tuple[Callable[[Content], Iterator[Problem]], ...] = (
    there_is_something,
    addresses_differ,
    pictures_are_used,
    handouts_are_offered,
)


def _walk(content: Path, below: str) -> Iterator[Entry]:
    """Everything in a folder and those in it, in order; links are not followed, and large texts not read."""
    try:
        names = sorted(path.name for path in (content / below).iterdir())
    except OSError as error:
        yield Entry(below.rstrip("/"), "folder", unreadable=_reason(error))
        return
    for last in names:
        name = f"{below}{last}"
        if source_file.is_passed_over(name):
            continue
        path = content / name
        try:
            status = path.lstat()
        except OSError as error:
            yield Entry(name, unreadable=_reason(error))
            continue
        if stat.S_ISDIR(status.st_mode):
            yield Entry(name, "folder")
            if not last.startswith("."):
                yield from _walk(content, f"{name}/")
        elif stat.S_ISREG(status.st_mode):
            yield _read(path, Entry(name, size=status.st_size), kept_folder(content))
        else:
            yield Entry(name, "link" if stat.S_ISLNK(status.st_mode) else "other")


def _read(path: Path, entry: Entry, kept: Path) -> Entry:
    """A file with its bytes, if it is a text, with the first ones of a large text or PDF, or what is wrong with a picture."""
    try:
        if entry.is_text and entry.size <= LARGEST_TEXT:
            return Entry(entry.name, size=entry.size, data=path.read_bytes())
        if entry.is_text or entry.is_handout:
            with path.open("rb") as file:
                return Entry(entry.name, size=entry.size, data=file.read(BEGINNING))
        if entry.folder == "images" and entry.suffix in (*PICTURES, *OTHER_PICTURES):
            with path.open("rb"):
                pass
            return Entry(entry.name, size=entry.size, fault=_fault(path, kept))
    except OSError as error:
        return Entry(entry.name, size=entry.size, unreadable=_reason(error))
    return entry


def _fault(path: Path, kept: Path) -> tuple[str, str] | None:
    """What is wrong with a picture, whatever its reader finds."""
    try:
        return pictures.fault(path, kept)
    except Exception:  # a damaged file can make Pillow raise anything
        return pictures.DAMAGED


def _content(folder: Path, entries: list[Entry], now: datetime | None, publish: bool) -> Content:
    """What the files are as a whole."""
    facts = _facts(folder)
    topics, publishing = facts.get("topics"), facts.get("publishing")
    domain = publishing.get("domain") if isinstance(publishing, dict) else None
    whole = Content(
        pictures={
            entry.name.removeprefix("images/"): entry.suffix in PICTURES and not entry.fault
            for entry in entries
            if entry.folder == "images" and entry.what == "file" and not entry.last.startswith(".")
        },
        topics=tuple(
            topic["name"]
            for topic in (topics if isinstance(topics, list) else [])
            if isinstance(topic, dict) and isinstance(topic.get("name"), str)
        ),
        now=now or clock(folder),
        handouts={entry.name for entry in entries if entry.is_handout and not entry.last.startswith(".")},
        publish=publish,
        hosts=(domain,) if isinstance(domain, str) and domain else (),
    )
    for entry in entries:
        if entry.is_text and not entry.last.startswith(".") and not entry.unreadable:
            try:
                text = decode(entry.data) if entry.size <= LARGEST_TEXT else ""
            except UnicodeDecodeError:
                text = ""
            whole.sources[entry.name] = File(entry.name, parse_source(text), whole, entry.data)
    return whole


def _facts(content: Path) -> dict[str, object]:
    """What site.toml says; nothing where it cannot be read, which checks/site_facts.py reports."""
    try:
        return tomllib.loads((content / "site.toml").read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


def _folded(address: str) -> str:
    return unicodedata.normalize("NFC", address).casefold()
