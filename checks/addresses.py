"""What must hold of addresses: what was published once is kept, or leads on, or is said to be gone."""

import json
import re
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from urllib.parse import quote

from checks import old_addresses
from checks.old_addresses import FACTS, AddressOwner
from checks.successors import Read, find
from git import GitError, Repository
from problem import Problem
from sources.addresses import made_from
from sources.content import Content
from sources.redirects import file_of, is_feed

# What changed in an article is a note to it, and ends when the article says so.
_OF_ANOTHER = re.compile(r"articles/[^/]+/changes/index\.html")


def check(output: Path, content: Content, published: Iterable[str], read: Read | None = None) -> list[Problem]:
    """An address that readers know is kept, or leads on, or is said to be gone.

    `published` are the files of the live site as paths from its root; of these, pages and feeds are
    addresses. What took over is guessed from the text of the page, if `read` gives it.
    """
    owners = old_addresses.owners(content)
    built = {path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file()}
    built -= {file_of(owner.address) for owner in owners if owner.waits}  # a preview has more than readers see
    live = {name for name in published if _is_address(name)}
    vanished = live - built - old_addresses.gone(content)
    vanished -= {name for name in vanished if name.endswith("/feed.xml") and _page_of(name) in vanished}
    if not vanished:
        return []
    there = {file: owner for owner in owners if (file := file_of(owner.address)) in built}
    successors = find(sorted(vanished), output, set(there), live, read or _nothing)
    heirs = {name: there[successor] for name, successor in successors.items()}
    return [_vanished(name, owners, heirs) for name in sorted(vanished)]


def published(root: Path, ref: str) -> list[str]:
    """The files of a commit or branch of the repository in `root`; none where there is no such thing, or no git."""
    try:
        return sorted(Repository(root).files(ref))
    except GitError:
        return []


def reader(root: Path, ref: str) -> Read:
    """What gives a file of that commit or branch, by its path; nothing where there is none."""
    return partial(_file, root, ref)


def _file(root: Path, ref: str, name: str) -> bytes:
    try:
        return Repository(root).blob(f"{ref}^{{tree}}:{name}")
    except GitError:
        return b""


def _nothing(_: str) -> bytes:
    return b""


def _is_address(name: str) -> bool:
    """Whether readers may have kept the address of a file of the live site: feeds, and pages that stand by themselves."""
    if name.startswith("pagefind/") or _OF_ANOTHER.fullmatch(name):
        return False
    return is_feed(name) or name.lower().endswith((".html", ".htm"))


def _page_of(feed: str) -> str:
    return file_of(feed.removesuffix("feed.xml"))


def _shown(name: str) -> str:
    """The address of a file as a browser shows it."""
    return f"/{quote(name.removesuffix('index.html') if f'/{name}'.endswith('/index.html') else name)}"


def _vanished(name: str, owners: list[AddressOwner], heirs: dict[str, AddressOwner]) -> Problem:
    """What to say of an address of the live site that would lead nowhere."""
    address = _shown(name)
    gone = f'if it is really gone, add `"{address}"` to `gone` in {FACTS}.'
    for owner in owners:
        if owner.waits and file_of(owner.address) == name:
            return Problem(
                owner.name,
                owner.waits.line,
                f"“{owner.waits.key}: {owner.waits.value}” would take {address} away, which is on the live site.",
                f"Change that back, or {gone}",
            )
        if owner.waits and name in map(file_of, owner.leads_on()):
            return Problem(
                owner.name,
                owner.line,
                f"{address} is on the live site, and cannot lead here because of “{owner.waits.key}: {owner.waits.value}”.",
                f"Publish this article, or keep the old one until then; or {gone}",
            )
    found = f"{address} is on the live site, and nothing would be there any more."
    if heir := heirs.get(name):
        do = _add([_shown(old) for old, other in heirs.items() if other is heir], heir)
        return Problem(heir.name, heir.line, f"{found} This seems to have taken over.", f"If so, {do}; {gone}")
    if name.startswith("topics/"):
        return Problem(FACTS, 0, found, f'If another topic takes over, add `formerly = ["{address}"]` to it; {gone}')
    if is_feed(name):
        remedy = (
            f"So that its readers get the feed of the site, add `Formerly: {address}` to content/pages/home.md; {gone}"
        )
        return Problem(FACTS, 0, found, remedy)
    source = made_from(name) if name.endswith("/index.html") else FACTS
    return Problem(source, 0, found, f"Add `Formerly: {address}` to the article or page that takes over; {gone}")


def _add(old: list[str], heir: AddressOwner) -> str:
    """What to do so that old addresses lead to what took over, besides those that do already."""
    words = [*heir.formerly, *old]
    topic = heir.name == FACTS
    line = f"formerly = {json.dumps(words, ensure_ascii=False)}" if topic else f"{heir.key}: {', '.join(words)}"
    if heir.formerly:
        return f"change the line to `{line}`"
    return f"add the line `{line}` {'below the name of the topic' if topic else 'to its header'}"
