"""Checks for addresses: what was published once is kept, or redirects, or is said to be gone."""

import json
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from checks import old_addresses
from checks.old_addresses import FACTS, NO_PAGE, AddressOwner
from git import GitError, Repository
from problem import Problem
from sources import private_links, writing_page
from sources.addresses import address_of, made_from
from sources.content import Content, read
from sources.header import one_more
from sources.redirects import feed_of, file_of, is_feed

# What changed in an article is a note to it, and ends when the article says so; a booklet, when the path does; a private
# link, when its draft is published.
_OF_ANOTHER = re.compile(rf"(?:articles/[^/]+/changes|paths/[^/]+/booklet)/index\.html|{private_links.PAGE.pattern}")


def check(output: Path, content: Content, published: Iterable[str], source: str = "") -> list[Problem]:
    """An address that readers know is kept, or redirects, or is said to be gone.

    `published` are the files of the live site as paths from its root; of these, pages and feeds are
    addresses. `source` is the commit it was made from: what has taken over is known by what git finds renamed since.
    """
    built = {path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file()}
    return _vanished_from(built, content, published, source)


def taken_over(content: Content, published: Iterable[str], source: str) -> list[Problem]:
    """What can be said of these, with its repair, before the site is built: what has another name now, and does not lead on."""
    found = _vanished_from(_to_be_built(content), content, published, source)
    return [problem for problem in found if problem.repairs]


def left_by(content: Content, name: str, published: Iterable[str], source: str) -> list[str]:
    """The addresses of the live site that a source which is gone has had, as a browser shows them."""
    vanished = _missing(_to_be_built(content), content, published)
    own = file_of(address_of(name).removeprefix("/"))
    deleted = _since(content, source, [])[1]
    return [_shown(one) for one in sorted(vanished) if one == own or deleted.get(one) == f"content/{name}"]


def _to_be_built(content: Content) -> set[str]:
    """The files that a build will make, as far as the sources tell."""
    owners = old_addresses.owners(content)
    addresses = [*old_addresses.MADE, *(one for owner in owners for one in (owner.address, *owner.leads_on()))]
    return {*map(file_of, addresses), *(feed for one in addresses if (feed := feed_of(one)))}


def _missing(built: set[str], content: Content, published: Iterable[str]) -> set[str]:
    """The files of the live site that readers know and that are neither built nor said to be gone."""
    # A preview has more than readers see.
    built = built - {file_of(owner.address) for owner in old_addresses.owners(content) if owner.waits}
    published = set(published)
    live = {name.encode(errors="surrogateescape").decode(errors="replace") for name in published if _is_address(name)}
    if writing_page.FORM in published:  # the coach's own, and no page that readers know
        live.discard(writing_page.PAGE)
    vanished = live - built - old_addresses.gone(content)
    return vanished - {name for name in vanished if name.endswith("/feed.xml") and _page_of(name) in vanished}


def _vanished_from(built: set[str], content: Content, published: Iterable[str], source: str) -> list[Problem]:
    vanished = _missing(built, content, published)
    if not vanished:
        return []
    owners = old_addresses.owners(content)
    found, deleted = _since(content, source, owners)
    shown = {name: owner for name, owner in found.items() if file_of(owner.address) in built and not owner.waits}
    renames = {name: shown[name] for name in sorted(vanished & set(shown))}
    taken: dict[str, list[str]] = {}
    for name, owner in renames.items():
        taken.setdefault(owner.address, []).append(name)
    left: dict[str, list[str]] = {}
    for name in sorted(vanished - set(renames)):
        left.setdefault(deleted.get(name, name), []).append(name)
    return [
        *(_taken_over(content, renames[names[0]], names) for names in taken.values()),
        *(_gone(place, names) if len(names) > 1 else _vanished(names[0], owners) for place, names in left.items()),
    ]


def _since(content: Content, commit: str, owners: list[AddressOwner]) -> tuple[dict[str, AddressOwner], dict[str, str]]:
    """For the files of a site made from a commit who has taken over, and of which deleted source they were.

    Who has taken over is the same source, by now under another name. Sources that have not changed since are left out. A
    topic is taken for the same by its place in a list that is as long as before.
    """
    if not commit:
        return {}, {}
    repository = Repository(content.folder.parent)
    with tempfile.TemporaryDirectory() as folder:
        try:
            changed = repository.changed(commit, "content/*.md")
            there = {f"content/{name}" for name in content.entries} | set(changed)
            deleted = {one for one in repository.files_below(commit, "content/") - there if one.endswith(".md")}
            for name in (*changed, *deleted, FACTS):
                (path := Path(folder, name)).parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(repository.blob(f"{commit}:./{name}"))
        except GitError:  # no such commit here, as in a shallow clone
            return {}, {}
        before = old_addresses.owners(read(Path(folder, "content")))
    now = {owner.name: owner for owner in owners}
    pairs = [(old, now[changed[old.name]]) for old in before if changed.get(old.name) in now]
    if len(_topics(before)) == len(_topics(owners)):
        pairs += zip(_topics(before), _topics(owners), strict=True)
    known = {owner.address for owner in before}
    renames = {
        file_of(address): new
        for old, new in pairs
        if new.address == old.address or new.address not in known
        for address in (old.address, *old.leads_on())
    }
    gone = (old for old in before if old.name in deleted)
    return renames, {file_of(one): old.name for old in gone for one in (old.address, *old.leads_on())}


def _topics(owners: list[AddressOwner]) -> list[AddressOwner]:
    return [owner for owner in owners if owner.name == FACTS]


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


def _taken_over(content: Content, new: AddressOwner, names: list[str]) -> Problem:
    """What to say of addresses of the live site whose source has another name now."""
    old = [_shown(name) for name in names]
    are, them, they_are = ("is", "it", "it is") if len(old) == 1 else ("are", "them", "they are")
    gone = ", ".join(f"`{json.dumps(one, ensure_ascii=False)}`" for one in old)
    return Problem(
        new.name,
        new.line,
        f"{' and '.join(old)} {are} on the live site, and readers who follow {them} {NO_PAGE} This seems to have taken over.",
        f"If so, {_add(old, new)}; if {they_are} really gone, add {gone} to `gone` in {FACTS}.",
        repairs=_repairs(content, new, old),
    )


def _gone(name: str, files: list[str]) -> Problem:
    """What to say of the addresses of one source that was deleted."""
    old = [_shown(one) for one in files]
    listed = ", ".join(f"`{json.dumps(one, ensure_ascii=False)}`" for one in old)
    return Problem(
        name,
        0,
        f"{' and '.join(old)} are on the live site, and readers who follow them {NO_PAGE}",
        f"Add `Formerly: {', '.join(old)}` to the article or page that takes over; if they are really gone, add {listed} to "
        f"`gone` in {FACTS}.",
    )


def _repairs(content: Content, new: AddressOwner, old: list[str]) -> tuple[tuple[int, str, str], ...]:
    """What lets old addresses lead to what has taken over: a line of the header, or of the topic, made longer or added."""
    if new.name != FACTS:
        file = content.sources[new.name.removeprefix("content/")]
        return (one_more(file.lines, "formerly", ", ".join(old)),) if file.source.fields else ()
    line = content.site.written[new.line - 1]
    listed = ", ".join(json.dumps(one, ensure_ascii=False) for one in old)
    if not new.formerly:
        return ((new.line, line, f"{line}\nformerly = [{listed}]"),)
    return ((new.line, line, line.replace("[", f"[{listed}, ", 1)),) if "[" in line else ()


def _vanished(name: str, owners: list[AddressOwner]) -> Problem:
    """What to say of an address of the live site that would be broken."""
    address = _shown(name)
    gone = f'if it is really gone, add `"{address}"` to `gone` in {FACTS}.'
    for owner in owners:
        if not (field := owner.waits):
            continue
        waits = f"“{field.key}: {field.value}”"
        if file_of(owner.address) == name:
            found = f"{waits} would take {address} away, which is on the live site."
            return Problem(owner.name, field.line, found, f"Change that back, or {gone}")
        if name in map(file_of, owner.leads_on()):
            found = f"{address} is on the live site, and cannot lead here because of {waits}."
            remedy = f"Publish this article, or keep the old one until then; or {gone}"
            return Problem(owner.name, owner.line, found, remedy)
    found = f"{address} is on the live site, and readers who follow it {NO_PAGE}"
    if name.startswith("topics/"):
        return Problem(FACTS, 0, found, f'If another topic takes over, add `formerly = ["{address}"]` to it; {gone}')
    if is_feed(name):
        home = f"add `Formerly: {address}` to content/pages/home.md"
        return Problem(FACTS, 0, found, f"So that its readers get the feed of the site, {home}; {gone}")
    place = made_from(name) if name.endswith("/index.html") else FACTS
    return Problem(place, 0, found, f"Add `Formerly: {address}` to the article or page that takes over; {gone}")


def _add(old: list[str], new: AddressOwner) -> str:
    """What to do so that old addresses lead to what took over, besides those that do already."""
    words = [*new.formerly, *old]
    topic = new.name == FACTS
    line = f"formerly = {json.dumps(words, ensure_ascii=False)}" if topic else f"{new.key}: {', '.join(words)}"
    if new.formerly:
        return f"change the line to `{line}`"
    return f"add the line `{line}` {'below the name of the topic' if topic else 'to its header'}"
