"""Checks for old addresses as the sources name them: `Formerly`, `formerly` of topics, and `gone`."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from problem import Problem
from sources.content import Content, File
from sources.header import Field, split_list
from sources.redirects import (
    OldAddressError,
    feed_of,
    file_of,
    formerly_of,
    is_feed,
    old_address,
    topic_address,
)

FACTS = "content/site.toml"
NO_PAGE = "would be told that there is no such page."  # what readers of an address that is nobody's get
# Addresses that no file in content/ has.
MADE = {
    "": "the home page",
    "404.html": "the page for addresses that lead nowhere",
    "articles/": "the list of articles",
    "feed/": "the page about the feed",
    "feed.xml": "the feed",
    "robots.txt": "a file for search engines",
    "search/": "the search page",
    "sitemap.xml": "the sitemap",
}
# Where the site and its host keep files of their own, in small letters.
RESERVED = ("_headers", "_redirects", "cname", "images", "pagefind", "theme")


@dataclass(frozen=True)
class AddressOwner:
    """Who has an address: its file, what that says of old ones, and the field that keeps it from readers yet."""

    name: str
    address: str
    formerly: tuple[Any, ...] = ()
    line: int = 0
    key: str = "Formerly"
    waits: Field | None = None

    def leads_on(self) -> Iterator[str]:
        """The old addresses that lead here, as far as they are addresses."""
        for written in self.formerly:
            try:
                yield old_address(written, self.address)
            except OldAddressError:
                continue

    def problem(self, written: str, found: str, remedy: str) -> Problem:
        """A problem of one old address."""
        return Problem(self.name, self.line, f"{self.key}: “{written}” {found}.", remedy)


def check(content: Content) -> list[Problem]:
    """An old address is one, has no page of its own, leads to one page only, and is not said to be gone."""
    found = owners(content)
    private = {file.private_address.removeprefix("/"): f"content/{file.name}" for file in content.sources.values()}
    owned = _owned(found) | {_key(address): name for address, name in private.items() if address}
    claims: dict[str, AddressOwner] = {}
    folders = {folder for key in owned for folder in _folders(key)}
    problems = []
    for owner in found:
        for written in owner.formerly:
            try:
                old = old_address(written, owner.address)
            except OldAddressError as error:
                problems.append(owner.problem(written, error.found, error.remedy))
                continue
            feed = feed_of(old) if owner.name == FACTS else None  # it comes along
            taken = [old, feed] if feed else [old]
            if reason := next(filter(None, (_in_the_way(one, owner, owned, claims, folders) for one in taken)), None):
                problem = owner.problem(written, *reason)
                if _key(old) == _key(owner.address):
                    problem = replace(problem, repairs=_without(content, owner, written))
                problems.append(problem)
                continue
            for one in taken:
                claims[_key(one)] = owner
                folders.update(_folders(_key(one)))
    return problems + list(_gone(content, found, claims))


def _without(content: Content, owner: AddressOwner, written: str) -> tuple[tuple[int, str, str], ...]:
    """What takes an address out of the line that has it, where that can be done without touching another."""
    file = content.sources.get(owner.name.removeprefix("content/"))
    lines = file.lines if file else content.site.written
    line = lines[owner.line - 1] if 0 < owner.line <= len(lines) else ""
    rest = [one for one in owner.formerly if one != written]
    if file and line.partition(":")[2].strip() == file.source.text("formerly"):
        return ((owner.line, line, f"{line.partition(':')[0]}: {', '.join(rest)}" if rest else ""),)
    if not file and re.fullmatch(r"formerly\s*=\s*\[[^\]]*\]", line.strip()):
        return ((owner.line, line, f"formerly = {json.dumps(rest, ensure_ascii=False)}" if rest else ""),)
    return ()


def owners(content: Content) -> list[AddressOwner]:
    """Who has an address, as far as it can be read: other checks say what cannot."""
    found = [_owner(file) for file in content.sources.values()]
    for entry, topic in content.site.entries("topics"):
        if isinstance(topic.get("name"), str):
            formerly = tuple(formerly_of(topic))
            line = content.site.line(f"{entry}.formerly" if formerly else f"{entry}.name", *formerly[:1])
            found.append(AddressOwner(FACTS, topic_address(topic["name"]), formerly, line, "formerly"))
    found += [AddressOwner(content.workshops.name, "workshops/")] if content.has_workshops else []
    return [*found, *(AddressOwner(content.paths.name, f"paths/{name}/") for name in content.paths.values)]


def _owner(file: File) -> AddressOwner:
    field = file.source.fields.get("formerly", Field("Formerly", "", 0))
    formerly = tuple(split_list(field.value))
    address = file.address.removeprefix("/")
    return AddressOwner(f"content/{file.name}", address, formerly, field.line, field.key, file.unpublished_by)


def gone(content: Content) -> set[str]:
    """The files of the live site that are said to be gone; the feed of a topic goes with it."""
    files: set[str] = set()
    for item in _said_to_be_gone(content):
        address = unquote(str(item)).removeprefix("/")
        for one in (address, f"{address.removesuffix('/')}/"):
            files |= {file_of(one), *([feed] if (feed := feed_of(one)) else [])}
    return files


def _in_the_way(
    old: str, owner: AddressOwner, owned: dict[str, str], claims: dict[str, AddressOwner], folders: set[str]
) -> tuple[str, str] | None:
    """Why an address cannot lead to a page, and the remedy."""
    key = _key(old)
    if key == _key(owner.address):
        return "is the address it has now", "Take it out."
    if key in owned:
        return f"is still the address of {owned[key]}", "Take it out here, or give that one another name first."
    if key.split("/")[0] in RESERVED:
        return "is where the site keeps files of its own", "Take it out: only pages lead on."
    if is_feed(old) and feed_of(owner.address) is None:
        return "is a feed, and this page has none", "For the feed of the whole site, write it in content/pages/home.md."
    if (other := claims.get(key, owner)) is not owner:
        return (
            f"is also in {other.name}:{other.line}",
            "Keep it where readers should be led, and take it out of the other.",
        )
    if key in folders or any(folder in owned or folder in claims for folder in _folders(key)):
        return "is a page and the folder of another, or lies in a page", "Take it out."
    return None


def _gone(content: Content, found: list[AddressOwner], claims: dict[str, AddressOwner]) -> Iterator[Problem]:
    """What is said to be gone is the address of nothing that readers get."""
    visible = {_key(owner.address): owner.name for owner in found if not owner.waits}
    for item in _said_to_be_gone(content):
        line = content.site.line("publishing.gone", item)
        if not isinstance(item, str) or not item.startswith("/") or item.startswith("//"):
            yield Problem(FACTS, line, f"gone: “{item}” is no address.", "Write it like `/articles/old-name/`.")
            continue
        key = _key(unquote(item).removeprefix("/"))
        if key in visible:
            remedy = "Take it out of `gone`, or take that page away."
            yield Problem(FACTS, line, f"gone: “{item}” is the address of {visible[key]}.", remedy)
        elif key in claims:
            there = f"{claims[key].name}:{claims[key].line}"
            remedy = "Keep one of the two: `gone` shows readers an error, the other leads them on."
            yield Problem(FACTS, line, f"gone: “{item}” leads to another page, says {there}.", remedy)


def _said_to_be_gone(content: Content) -> list[Any]:
    said = content.site.get("publishing.gone")
    return said if isinstance(said, list) else []


def _owned(found: Iterable[AddressOwner]) -> dict[str, str]:
    """Who has which file, by key."""
    owned = {_key(address): words for address, words in MADE.items()}
    for owner in found:
        owned[_key(owner.address)] = owner.name
        if owner.name == FACTS and (feed := feed_of(owner.address)):
            owned[_key(feed)] = FACTS
    return owned


def _key(address: str) -> str:
    """The file of an address as a computer sees it that does not tell capital letters apart."""
    return unicodedata.normalize("NFC", file_of(address)).casefold()


def _folders(key: str) -> list[str]:
    """The folders a file lies in."""
    return [folder.as_posix() for folder in PurePosixPath(key).parents][:-1]
