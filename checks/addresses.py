"""What must hold of addresses: what was published once is kept, or leads on, or is said to be gone."""

import json
import re
import subprocess
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from checks.problem import Problem
from checks.successors import Read, find
from plugins.article_reader import parse_date
from plugins.header import Source, parse_source, split_list
from plugins.redirects import (
    OldAddressError,
    article_address,
    feed_of,
    file_of,
    is_feed,
    old_address,
    topic_address,
)

FACTS = "content/site.toml"
# Addresses that no file in content/ has.
MADE = {
    "articles/": "the list of articles",
    "search/": "the search page",
    "": "the home page",
    "404.html": "the page for addresses that lead nowhere",
    "feed.xml": "the feed",
    "sitemap.xml": "the sitemap",
    "robots.txt": "a file for search engines",
}
# Where the site and its host keep files of their own.
RESERVED = ("theme", "images", "pagefind", "cname", "_headers", "_redirects")


@dataclass(frozen=True)
class Owner:
    """Who has an address: the file, and what it says of old ones; `waits` is why no reader sees it yet."""

    name: str
    address: str
    formerly: tuple[str, ...] = ()
    line: int = 0
    key: str = "Formerly"
    waits: str = ""


@dataclass(frozen=True)
class Content:
    """All owners of an address, and the addresses that are said to be gone."""

    owners: tuple[Owner, ...]
    gone: tuple[Any, ...] = ()
    facts: list[str] = field(default_factory=list)

    def line(self, words: object) -> int:
        """The first line of site.toml with these words in quotation marks; 0 where there is none."""
        return next((number for number, line in enumerate(self.facts, 1) if f'"{words}"' in line), 0)


def declared(content: Path) -> list[Problem]:
    """Every old address is one, has no page of its own, and leads to one page only."""
    found = _read(content)
    problems, claims = _claims(found)
    owned = _owned(found)
    for file, (owner, written) in claims.items():
        above = "/".join(file.split("/")[:-1])
        while above:
            if above in claims or above in owned:
                problems.append(
                    _problem(
                        owner,
                        written,
                        f"has “{above}” for a folder, which is a page of its own",
                        "Keep one of the two.",
                    )
                )
            above = above.rpartition("/")[0]
    return problems + list(_gone_problems(found, claims))


def check(output: Path, content: Path, published: Iterable[str], read: Read | None = None) -> list[Problem]:
    """An address that readers know is kept, or leads on, or is said to be gone.

    `published` are the files of the live site as paths from its root; of these, pages and feeds are
    addresses. With `read`, which gives one of them, what took over is guessed from its text, else from
    its name.
    """
    found = _read(content)
    built = {path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file()}
    # A preview has more than readers see.
    built -= {file_of(owner.address) for owner in found.owners if owner.waits}
    kept = built | _gone_files(found)
    live = {name for name in published if _is_address(name)}
    vanished = sorted(live - kept)
    vanished = [name for name in vanished if not (name.endswith("/feed.xml") and _page_of_feed(name) in vanished)]
    if not vanished:
        return []
    there = {file: owner for owner in found.owners if (file := file_of(owner.address)) in built}
    successors = find(vanished, output, set(there), live, read or _nothing)
    heirs = {name: there[successor] for name, successor in successors.items()}
    return [_vanished(name, found, heirs) for name in vanished]


def published(root: Path, ref: str) -> list[str]:
    """The files of a commit or branch of the repository in `root`; none where there is no such thing, or no git."""
    names = _git(root, "ls-tree", "-r", "-z", "--name-only", "--full-tree", ref)
    return [name.decode(errors="replace") for name in names.split(b"\0") if name]


def reader(root: Path, ref: str) -> Read:
    """What reads a file of that commit or branch, by its path; empty where there is none."""
    return partial(_file, root, ref)


def _file(root: Path, ref: str, name: str) -> bytes:
    return _git(root, "cat-file", "blob", f"{ref}:{name}")


def _git(root: Path, *command: str) -> bytes:
    """What git says, without asking any other computer; nothing where it fails."""
    if command[-1].startswith("-"):
        return b""
    try:
        return subprocess.run(["git", "-C", str(root), *command], capture_output=True, check=True).stdout
    except (OSError, ValueError, subprocess.CalledProcessError):
        return b""


def _nothing(_: str) -> bytes:
    return b""


def _read(content: Path) -> Content:
    """Who has which address, as far as it can be read: other checks say what cannot."""
    facts: dict[str, Any] = {}
    text = ""
    try:
        text = (content / "site.toml").read_text(encoding="utf-8-sig")
        facts = tomllib.loads(text)
    except (OSError, ValueError):
        pass
    lines = text.splitlines()
    now = _now(facts.get("timezone"))
    owners = [
        *_sources(content, "articles", now),
        *_sources(content, "pages", now),
        *_topics(facts.get("topics"), lines),
    ]
    publishing = facts.get("publishing")
    gone = publishing.get("gone") if isinstance(publishing, dict) else None
    return Content(tuple(owners), tuple(gone) if isinstance(gone, list) else (), lines)


def _now(zone: object) -> datetime:
    """The moment it is at the practice, without its zone, as dates in headers are."""
    try:
        return datetime.now(ZoneInfo(str(zone))).replace(tzinfo=None)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return datetime.now()


def _sources(content: Path, kind: str, now: datetime) -> Iterator[Owner]:
    for path in sorted((content / kind).rglob("*.md")):
        place = path.relative_to(content / kind)
        if any(part.startswith((".", "#")) for part in place.parts):
            continue
        try:
            source = parse_source(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            source = Source()
        if kind == "articles":
            address, waits = article_address(path.stem), _waits(source, now)
        else:
            address, waits = f"{place.with_suffix('').as_posix()}/", ""
            address = {"home/": "", "404/": "404.html"}.get(address, address)
        written = source.fields.get("formerly")
        yield Owner(
            f"content/{kind}/{place.as_posix()}",
            address,
            tuple(split_list(source.text("formerly"))),
            written.line if written else 0,
            written.key if written else "Formerly",
            waits,
        )


def _waits(source: Source, now: datetime) -> str:
    """Why readers do not see an article: its line, as it stands there."""
    status, date = source.fields.get("status"), source.text("date") or ""
    if status and status.value.lower() == "draft":
        return f"{status.key}: {status.value}"
    try:
        return f"Date: {date}" if parse_date(date) > now else ""
    except ValueError:
        return ""


def _topics(topics: object, lines: list[str]) -> Iterator[Owner]:
    for topic in topics if isinstance(topics, list) else []:
        if not isinstance(topic, dict) or not isinstance(topic.get("name"), str):
            continue
        formerly = topic.get("formerly", [])
        words = tuple(str(item) for item in formerly) if isinstance(formerly, list) else (str(formerly),)
        start = next(
            (
                n
                for n, line in enumerate(lines, 1)
                if re.match(rf'\s*name\s*=\s*["\']{re.escape(topic["name"])}["\']', line)
            ),
            0,
        )
        line = next((n for n, text in enumerate(lines[start:], start + 1) if re.match(r"\s*formerly\s*=", text)), start)
        yield Owner(FACTS, topic_address(topic["name"]), words, line if words else start, "formerly")


def _key(address: str) -> str:
    """An address as a computer sees it that does not tell capital letters apart."""
    return unicodedata.normalize("NFC", file_of(address)).casefold()


def _owned(found: Content) -> dict[str, str]:
    """Who has which file, by key."""
    owned = {_key(address): words for address, words in MADE.items()}
    for owner in found.owners:
        owned[_key(owner.address)] = owner.name
        if feed := feed_of(owner.address) if owner.address else None:
            owned[_key(feed)] = "the feed of that topic"
    return owned


def _claims(found: Content) -> tuple[list[Problem], dict[str, tuple[Owner, str]]]:
    """Who leads which file to itself, by key, and what stands in the way of others."""
    problems = []
    owned = _owned(found)
    claims: dict[str, tuple[Owner, str]] = {}
    for owner in found.owners:
        for written in owner.formerly:
            try:
                old = old_address(written, owner.address)
            except OldAddressError as error:
                problems.append(_problem(owner, written, error.found, error.remedy))
                continue
            key = _key(old)
            first, first_written = claims.get(key, (owner, written))
            if key == _key(owner.address):
                problems.append(_problem(owner, written, "is the address it has now", "Take it out."))
            elif key in owned:
                remedy = "Take it out here, or give that one another name first."
                problems.append(_problem(owner, written, f"is still the address of {owned[key]}", remedy))
            elif key.split("/")[0] in RESERVED:
                remedy = "Take it out: only pages lead on."
                problems.append(_problem(owner, written, "is where the site keeps files of its own", remedy))
            elif is_feed(old) and not feed_of(owner.address):
                remedy = "For the feed of the whole site, write it in content/pages/home.md."
                problems.append(
                    _problem(owner, written, "is a feed, which leads to no page but only to a feed", remedy)
                )
            elif first is not owner:
                remedy = "Keep it where readers should be led, and take it out of the other."
                there = f"{first.name}:{first.line} (“{first_written}”)"
                problems.append(_problem(owner, written, f"is also claimed by {there}", remedy))
            else:
                claims[key] = (owner, written)
    return problems, claims


def _gone_problems(found: Content, claims: dict[str, tuple[Owner, str]]) -> Iterator[Problem]:
    """What is said to be gone is an address, and has no page and no redirect."""
    visible = {_key(owner.address): owner.name for owner in found.owners if not owner.waits}
    for item in found.gone:
        line = found.line(item)
        try:
            key = _key(old_address(_path(item), ""))
        except OldAddressError as error:
            yield Problem(FACTS, line, f"gone: “{item}” {error.found}.", error.remedy)
            continue
        if key in visible:
            remedy = "Take it out of `gone`, or take that page away."
            yield Problem(FACTS, line, f"gone: “{item}” is the address of {visible[key]}.", remedy)
        elif key in claims:
            owner, _ = claims[key]
            remedy = "Keep one of the two: `gone` shows readers an error, the other leads them on."
            yield Problem(
                FACTS, line, f"gone: “{item}” leads to {owner.name}, which says so in line {owner.line}.", remedy
            )


def _gone_files(found: Content) -> set[str]:
    """The files that are said to be gone; the feed of a topic goes with it."""
    files = set()
    for item in found.gone:
        try:
            address = old_address(_path(item), "")
        except OldAddressError:
            continue
        files |= {file_of(address), *([feed] if (feed := feed_of(address)) else [])}
    return files


def _path(item: object) -> str:
    return item if isinstance(item, str) else ""


def _problem(owner: Owner, written: str, found: str, remedy: str) -> Problem:
    return Problem(owner.name, owner.line, f"{owner.key}: “{written}” {found}.", remedy)


def _is_address(name: str) -> bool:
    """Whether readers may have kept the address of a file of the live site: pages and feeds."""
    return is_feed(name) or (name.lower().endswith((".html", ".htm")) and not name.startswith("pagefind/"))


def _page_of_feed(name: str) -> str:
    return file_of(name.removesuffix("feed.xml"))


def _shown(name: str) -> str:
    """The address of a file as a browser shows it."""
    return f"/{quote(name.removesuffix('index.html') if f'/{name}'.endswith('/index.html') else name)}"


def _vanished(name: str, found: Content, heirs: dict[str, Owner]) -> Problem:
    """What to say of an address of the live site that would lead nowhere."""
    address = _shown(name)
    gone = f'if it is really gone, add `"{address}"` to `gone` in {FACTS}.'
    for owner in found.owners:
        if owner.waits and file_of(owner.address) == name:
            return Problem(
                owner.name,
                0,
                f"Readers know this article: {address} is on the live site, and “{owner.waits}” would take it away.",
                f"Take that back, or {gone}",
            )
        if owner.waits and name in _files_led_on(owner):
            return Problem(
                owner.name,
                owner.line,
                f"{address} is on the live site and cannot lead here yet, because of “{owner.waits}”.",
                f"Publish this article first, or keep the old one until then; or {gone}",
            )
    if heir := heirs.get(name):
        return _to_heir(name, heir, [old for old, other in heirs.items() if other is heir], gone)
    known = f"{address} is on the live site, and nothing would be there any more."
    if name.startswith("topics/"):
        remedy = f'If another topic takes over, add `formerly = ["{address}"]` to it; {gone}'
        return Problem(FACTS, 0, known, remedy)
    if is_feed(name):
        remedy = f"Add `Formerly: {address}` to content/pages/home.md, so that those who subscribed get the site's feed; or {gone}"
        return Problem(FACTS, 0, known, remedy)
    remedy = f"Add `Formerly: {address}` to the article or page that takes over; or {gone}"
    return Problem(_source(name), 0, known, remedy)


def _to_heir(name: str, heir: Owner, old: list[str], gone: str) -> Problem:
    """The line that leads old addresses to what seems to have taken over, with those that are in it already."""
    words = [*heir.formerly, *map(_shown, old)]
    line = f"formerly = {json.dumps(words)}" if heir.name == FACTS else f"{heir.key}: {', '.join(words)}"
    return Problem(
        heir.name,
        heir.line,
        f"{_shown(name)} is on the live site, and nothing would be there any more. This seems to have taken over.",
        f"If so, {'change the line to' if heir.formerly else 'add the line'} `{line}`; {gone}",
    )


def _files_led_on(owner: Owner) -> set[str]:
    files = set()
    for written in owner.formerly:
        try:
            files.add(file_of(old_address(written, owner.address)))
        except OldAddressError:
            continue
    return files


def _source(name: str) -> str:
    """The file that a page of the live site was made from, as far as its address tells it."""
    if not name.endswith("/index.html"):
        return FACTS
    address = name.removesuffix("/index.html")
    return f"content/{address}.md" if address.startswith("articles/") else f"content/pages/{address}.md"
