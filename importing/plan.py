"""What becomes of each entry of an old site: its file, its header, its links and pictures, and what is left for a person."""

import posixpath
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from checks import old_addresses, sources
from importing.changes import MISSING, Change
from importing.library import Library
from importing.old_site import Entry, OldSite
from importing.plain_elements import Context
from importing.to_markdown import INVISIBLE, convert
from importing.topics import Topics, labels
from problem import Problem
from sources.addresses import address_of, source_at
from sources.content import LARGEST_TEXT, PICTURES, Content, File, read, time_zone
from sources.header import (
    ARTICLE_FIELDS,
    LONGEST,
    PAGE_FIELDS,
    as_written,
    one_line,
    parse_source,
    split_list,
)
from sources.markdown_text import plain_words
from sources.moved_files import references
from sources.redirects import file_name

_ELEMENT = re.compile(
    r"<!--(?:(?!<!--).)*?-->|<(?!(?:img|iframe|audio|video|embed|object)\b)[^<>]*>|&nbsp;|\s", re.DOTALL | re.IGNORECASE
)
# Addresses there belong to the service, and those of other people lie beside hers.
_SERVICE = re.compile(r"(?:^|\.)(?:medium|substack|wordpress|blogspot|blogger|squarespace)\.com$|\.ghost\.io$")
_LISTS = re.compile(r"(?:^|/)(?:tags?|category|categories|topics?|authors?)$")  # what stands before the name of a list
# Fields of a header that WordPress has a place for, where they may have been changed since an export of ours.
_IN_WORDPRESS = ("title", "date", "summary", "category", "tags", "modified", "image", "image_alt", "status")
_EMPTY = "There is nothing on it but lists that the old site made, or nothing at all."


@dataclass
class Placed:
    """An entry and the file it becomes, by its name below content/; what was changed, with its line in the file."""

    entry: Entry
    name: str
    is_draft: bool
    leads_to: str = ""  # the file that links to its old address lead to, where that is another
    text: str = ""
    changes: list[Change] = field(default_factory=list)


@dataclass
class Plan:
    """What an import would do. `missing` are the pictures that cannot be shown, and in which files they were wanted."""

    old: OldSite
    topics: Topics
    placed: list[Placed] = field(default_factory=list)
    there: list[tuple[Entry, str]] = field(default_factory=list)
    refused: list[tuple[Entry, str]] = field(default_factory=list)
    pictures: dict[str, str] = field(default_factory=dict)  # by address, the names below content/ of those brought in
    missing: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    cannot_lead_on: list[tuple[str, str, str]] = field(default_factory=list)  # old address, name, why
    with_service: Counter[str] = field(default_factory=Counter)  # old addresses that stay with a service, by its host
    left_for_her: list[Problem] = field(default_factory=list)

    @property
    def without_topic(self) -> int:
        """How many articles have the topic of those that nothing fits."""
        return sum(one.entry.kind == "article" and not self.topics.topic(one.entry) for one in self.placed)

    @property
    def names(self) -> list[str]:
        """Every file that is to be written, by its name below content/."""
        return [*(one.name for one in self.placed), *dict.fromkeys(self.pictures.values())]


def make(old: OldSite, content: Content, topics: Topics, library: Library) -> Plan:
    """Prepare the files in the folder of the library, which has a copy of content/; nothing is written elsewhere."""
    plan = Plan(old, topics)
    _name(plan, content)
    links = _Links(plan, content, library)
    for one in plan.placed:
        _write(one, links, topics)
        if len(one.text.encode()) > LARGEST_TEXT:
            plan.refused.append((one.entry, "Its text is longer than a page of this site can be, some 50,000 words."))
    too_long = [entry for entry, _ in plan.refused]
    plan.placed = [one for one in plan.placed if one.entry not in too_long]
    for one in plan.placed:
        _put(library.into, one)
    _lead_on(plan, library.into)
    plan.pictures = dict(library.placed)
    for address, files in sorted(links.wanted.items()):
        if address in library.missing:
            plan.missing[address] = library.missing[address], sorted(files)
    ours = {f"content/{name}" for name in plan.names}
    now = content.now.replace(tzinfo=time_zone(content.site)) if content.now != datetime.max else None
    prepared = read(library.into, now)
    plan.left_for_her = sorted({one for one in sources.check(prepared) if one.path in ours})
    return plan


def _name(plan: Plan, content: Content) -> None:
    """Decide which file every entry becomes; what is there already stays as it is."""
    there = list(content.sources.values())
    taken = {name.casefold() for name in content.entries} | {
        f"articles/{file.stem}.md" for file in there if file.kind == "articles"
    }
    for entry in plan.old.entries:
        base = _base(entry)
        if same := next((file for file in there if _is_same(entry, base, file)), None):
            plan.there.append((entry, same.name))
            continue
        if entry.file and not {entry.file, flat := source_at(address_of(entry.file)) or ""} & taken:
            taken |= {entry.file, flat}
            plan.placed.append(Placed(entry, entry.file, entry.kind == "article" and entry.status == "draft"))
            continue
        is_empty = not _ELEMENT.sub("", entry.html)
        if is_empty and entry.kind == "page":
            plan.refused.append((entry, _EMPTY))
            continue
        changes = [Change(what, "") for what in entry.changes]
        if entry.written:
            what = "A file of its name is here" if entry.file else "It was changed since it was exported from here"
            changes.append(Change(f"{what}, so its text was taken from its page in the export", ""))
        is_planned = (
            entry.kind == "article" and entry.status == "scheduled" and (entry.date or content.now) > content.now
        )
        is_draft = entry.status != "published" and not is_planned
        if is_draft and entry.kind == "article" and entry.status == "scheduled":
            changes.append(Change("It was planned for a day that has passed, and is a draft here", ""))
        folder, leads_to = "articles" if entry.kind == "article" else "pages", ""
        if entry.status == "private":
            changes.append(Change("It was private on the old site, and is a draft here", ""))
        if folder == "pages" and (is_draft or f"pages/{base}.md" in taken or _is_made(content, base)):
            why = (
                "It was not published"
                if is_draft
                else f"There is a page of this name, {address_of(f'pages/{base}.md')}"
            )
            remedy = "Take from it what you want into a page, and delete it."
            changes.append(Change(f"{why}, so its text is a draft among the articles", "", remedy=remedy))
            leads_to = "" if is_draft or f"pages/{base}.md" not in content.sources else f"pages/{base}.md"
            folder, is_draft = "articles", True
        name, number = f"{folder}/{base}.md", 1
        while name.casefold() in taken:
            number += 1
            name = f"{folder}/{base}-{number}.md"
        taken.add(name.casefold())
        plan.placed.append(Placed(entry, name, is_draft, leads_to, changes=changes))


def _base(entry: Entry) -> str:
    """What the file of an entry is called: by its old address, since that is what readers know, else by its title."""
    last = unquote(entry.slug).rstrip("/").rpartition("/")[2]
    return file_name(re.sub(r"\.html?$", "", last)) or file_name(entry.title) or f"{entry.kind}-{entry.number}"


def _is_same(entry: Entry, base: str, file: File) -> bool:
    """Whether a file was imported from this entry before; she may have changed its text since."""
    if _old_path(entry.address) and _old_path(entry.address) in map(
        _old_path, split_list(file.source.text("formerly"))
    ):
        return True
    if entry.file and (entry.file != file.name or parse_source(entry.written) == file.source):
        return entry.file == file.name
    if plain_words(file.source.text("title") or "") != one_line(INVISIBLE.sub("", entry.title)):
        return False
    if file.kind == "articles" and entry.kind == "article":
        return not entry.date or (file.date is not None and file.date.date() == entry.date.date())
    if file.kind == "articles":  # a page that came as a draft
        return file.is_draft and re.fullmatch(rf"{re.escape(base)}(-\d+)?", file.stem) is not None
    words = set(re.findall(r"\w{4,}", _tagless(entry.html).casefold()))
    theirs = set(re.findall(r"\w{4,}", file.source.body.casefold()))
    return entry.kind == "page" and file.stem == base and len(words & theirs) > 0.6 * len(words)


def _is_made(content: Content, base: str) -> bool:
    """Whether the address of a page would be one that the site makes by itself."""
    return f"/{base}/" in content.addresses or source_at(f"/{base}/") is None or f"{base}/" in old_addresses.MADE


class _Links:
    """Where the links and pictures of the old site lead now; notes which pictures are wanted, and what leads nowhere."""

    def __init__(self, plan: Plan, content: Content, library: Library) -> None:
        self.old, self.library = plan.old, library
        self.hosts = _hosts(plan.old)
        days = [entry.date for entry in plan.old.entries if entry.date and entry.status == "published"]
        self.newest = max(days, default=None)
        self.wanted: dict[str, set[str]] = {}
        self.drafts = {one.name for one in plan.placed if one.is_draft or one.entry.status == "scheduled"}
        self.of_ours = {one.entry.file: one.name for one in plan.placed} | {one.file: name for one, name in plan.there}
        self.there = {*content.sources, *(one.name for one in plan.placed)}
        self.shown = {one.file: one.address for one in plan.old.pictures.values() if one.file}
        self.names: dict[str, str] = {}
        for entry, name in [*((one.entry, one.leads_to or one.name) for one in plan.placed), *plan.there]:
            self.names.setdefault(self._key(entry.address), name)
        self.drafts |= {name for name, file in content.sources.items() if file.is_draft}
        self.names.pop("", None)
        self.by_end: dict[str, set[str]] = {}
        for key, name in self.names.items():
            self.by_end.setdefault(key.rpartition("/")[2], set()).add(name)

    def context(self, one: Placed, noted: list[Change]) -> Context:
        """What the converter asks about one entry."""
        entry = one.entry

        def link(address: str) -> str:
            return self._link(one, address, noted)

        def picture(address: str) -> str:
            name = self.picture(one.name, address)
            return posixpath.relpath(name, posixpath.dirname(one.name)) if name else ""

        return Context(
            title=entry.title,
            builder=entry.builder,
            form=entry.form,
            hosts=tuple(sorted(self.hosts)),
            footnotes=entry.footnotes,
            link=link,
            picture=picture,
        )

    def in_the_way(self, one: Placed) -> str:
        """What the text of a file of ours leads to or shows that is not here under its name, so that it cannot stand as it was."""
        alone = Content()
        alone.sources = {one.name: File(one.name, parse_source(one.entry.written), alone)}
        for link in references(alone):
            name = posixpath.normpath(link.name)
            if name.lower().endswith(".pdf") and "/" not in link.written:
                name = f"files/{posixpath.basename(name)}"
            of_site = name.startswith(("images/", "files/")) and name.lower().endswith((*PICTURES, ".pdf"))
            if self.of_ours.get(name, name) != name or (
                of_site and not self.library.keep(name, self.shown.get(name, ""))
            ):
                return name
        return ""

    def picture(self, name: str, address: str) -> str:
        """The picture below content/ that an address or a number of WordPress means; noted where it is missing."""
        known, whole = self.old.pictures.get(address), self.whole(address)
        for asked in filter(None, (known.file if known else "", whole)):
            if found := self.library.place(asked):
                return found
            if asked != whole:
                self.library.missing.pop(asked, None)
        self.wanted.setdefault(whole, set()).add(name)
        return ""

    def whole(self, picture: str) -> str:
        """The whole address of a picture, also of one that WordPress names by its number."""
        known = self.old.pictures.get(picture)
        return urljoin(self.old.address, known.address if known else picture)

    def _link(self, one: Placed, address: str, noted: list[Change]) -> str:
        parts = _split(address)
        if parts is None or address.startswith("#") or parts.scheme not in ("", "http", "https"):
            return ""
        if parts.netloc and _bare(parts.hostname or "") not in self.hosts:
            return ""
        if not parts.netloc and not parts.scheme and not self.old.address:
            whole = address
        else:
            whole = urljoin(self.old.address, address)
        target = self.names.get(self._key(whole), "")
        if "pages/home.md" in self.there and not parts.query and self._is_front(whole):
            target = "pages/home.md"
        if not target and (target := self._by_end(whole)) and target not in self.drafts:
            noted.append(
                Change("A link of the old site leads to what has the same last words in its address", address, target)
            )
        if target and (target not in self.drafts or one.name in self.drafts):
            if parts.fragment:
                noted.append(Change("A link to a part of a page leads to its beginning", address, target))
            if target == one.name:
                return f"#{parts.fragment}" if parts.fragment else posixpath.basename(target)
            return posixpath.relpath(target, posixpath.dirname(one.name))
        if parts.path.lower().endswith(".pdf"):
            if found := self.library.place(whole, "files"):
                return posixpath.basename(found)
            self.wanted.setdefault(whole, set()).add(one.name)
        if not target and _of_service(whole):
            return ""
        why = "a draft" if target else "nothing that was imported"
        noted.append(
            Change(
                f"A link to the old site leads to {why}",
                address,
                whole,
                remedy="It stops working when the old site goes: lead it elsewhere, or take the link out.",
            )
        )
        return whole if whole != address else ""

    def _by_end(self, address: str) -> str:
        """The one text whose address ends alike: Ghost and others put a folder before it that no export names."""
        before, _, end = self._key(address).rpartition("/")
        if "?" in end or _LISTS.search(before):
            return ""
        found = self.by_end.get(end, set())
        return next(iter(found)) if len(found) == 1 else ""

    def _is_front(self, address: str) -> bool:
        """Whether it is the first page of the old site, or of its host; that of Medium is nobody's own."""
        path, front = (re.sub(r"(?:/index\.html?)?/*$", "", urlsplit(one).path) for one in (address, self.old.address))
        return path in ("", front) and urlsplit(address).netloc != "medium.com"

    def _key(self, address: str) -> str:
        """An address as all ways to write it have in common; nothing for the home page and other sites."""
        parts = _split(address)
        if parts is None or (parts.netloc and _bare(parts.hostname or "") not in self.hosts):
            return ""
        path = re.sub(r"/index\.html?$", "", unquote(parts.path)).strip("/")
        query = parts.query if not path and re.match(r"(?:p|page_id)=\d+$", parts.query) else ""
        return unicodedata.normalize("NFC", f"{path}?{query}" if query else path).casefold()


def _write(one: Placed, links: _Links, topics: Topics) -> None:
    """The text of the file, and what was changed on the way."""
    entry, noted = one.entry, one.changes
    if entry.file == one.name:
        if not (elsewhere := links.in_the_way(one)):
            one.text = _as_it_was(one, topics)
            return
        what = "This is not here under its name, so the text was taken from its page in the export"
        noted.append(Change(what, f"content/{elsewhere}"))
    dead: list[Change] = []
    converted = convert(entry.html, links.context(one, dead))
    if not converted.markdown.strip() and one.name.startswith("articles/") and not one.is_draft:
        noted.append(Change("It has no text, so it is a draft", "", remedy="Write its text, or delete the file."))
        one.is_draft = True
    fields = dict(_fields(one, links, topics, converted.earlier))
    kept = parse_source(entry.written)
    for name in ARTICLE_FIELDS if one.name.startswith("articles/") else PAGE_FIELDS:
        key, words = name.capitalize(), kept.text(name) or ""
        if name == "formerly":
            words = ", ".join(split_list(f"{fields.get(key, '')}, {words}"))
        if words and name not in _IN_WORDPRESS:
            fields[key] = as_written(words, key) or words
    header = [f"{key}: {value}".rstrip() for key, value in fields.items()]
    one.text = "\n".join([*header, "", converted.markdown.strip("\n"), ""])
    lines = one.text.split("\n")
    for change in converted.changes:
        if change.what == MISSING:
            address, _, words = change.before.partition(" ")
            change = replace(change, before=f"{links.whole(address)} {words}".rstrip())
        noted.append(replace(change, line=change.line + len(header) + 1 if change.line else 0))
    for change in dict.fromkeys(dead):
        at = next((n for n, line in enumerate(lines, 1) if change.after and f"({change.after}" in line), 0)
        noted.append(replace(change, line=at))
    one.changes = sorted(noted, key=lambda change: change.line)


def _as_it_was(one: Placed, topics: Topics) -> str:
    """The file that an export of ours was made of, in the topic that its own has become here."""
    lines, topic = one.entry.written.split("\n"), topics.topic(one.entry) or topics.otherwise
    if (field := parse_source(one.entry.written).fields.get("category")) and field.value != topic:
        one.changes.append(Change("It has another topic here", field.value, topic, line=field.line))
        lines[field.line - 1] = f"{field.key}: {topic}"
    return "\n".join(lines)


def _fields(one: Placed, links: _Links, topics: Topics, earlier: str) -> Iterator[tuple[str, str]]:
    """The lines of the header, in the order of docs/writing.md."""
    entry, noted = one.entry, one.changes
    is_article = one.name.startswith("articles/")
    yield from _words("Title", entry.title, noted)
    if is_article and entry.date:
        yield (
            "Date",
            entry.date.strftime("%Y-%m-%d" if entry.date.time().isoformat() == "00:00:00" else "%Y-%m-%d %H:%M"),
        )
    elif is_article and (day := entry.modified or (links.newest if one.is_draft else None)):
        yield "Date", f"{day:%Y-%m-%d}"
        whose = "of its last change" if entry.modified else "of the newest article"
        noted.append(Change(f"It had no date, and has the day {whose}", "", f"{day:%Y-%m-%d}"))
    if entry.modified and (not is_article or (entry.date and entry.modified.date() > entry.date.date())):
        yield "Modified", f"{entry.modified:%Y-%m-%d}"
    topic = topics.topic(entry)
    if is_article and (topic or topics.otherwise):
        yield "Category", topic or topics.otherwise
    first = next((name for name in labels(entry) if topics.of_category.get(name)), "")
    names = [one_line(INVISIBLE.sub("", name)) for name in (*entry.categories, *entry.tags) if name != first]
    tags = [tag for tag in split_list(", ".join(names)) if any(map(str.isalnum, tag))]
    while tags and len(", ".join(tags)) > LONGEST["tags"]:
        noted.append(Change("There is no room for this tag", tags.pop(), lost=True))
    if is_article and tags and (line := as_written(", ".join(tags), "Tags")):
        yield "Tags", line
    elif tags:
        noted.append(Change("Pages have no tags and topics here", ", ".join(tags), lost=True))
    yield from _words("Summary", entry.summary, noted)
    if is_article and earlier and (not entry.date or earlier < f"{entry.date:%Y-%m}"):
        yield "Earlier", earlier
    elif earlier:
        noted.append(
            Change(
                "An earlier version is from no month before its date",
                earlier,
                lost=True,
                remedy="Write it as `Earlier` if it is right.",
            )
        )
    if entry.picture and (name := links.picture(one.name, entry.picture)):
        if is_article:
            yield "Image", name.removeprefix("images/")
            yield from _words("Image_alt", entry.picture_words, noted)
        else:
            noted.append(Change("Pages have no picture above their text", entry.picture, f"content/{name}"))
    elif entry.picture:
        noted.append(Change(MISSING, f"{links.whole(entry.picture)} {entry.picture_words}".rstrip(), lost=True))
    if (
        not one.is_draft
        and entry.status == "published"
        and not _of_service(entry.address)
        and (old := _old_path(entry.address))
        and f"/{old.strip('/')}/" != address_of(one.name)
    ):
        yield "Formerly", old.replace(",", "%2C")
    if one.is_draft:
        yield "Status", "draft"


def _words(key: str, words: str, noted: list[Change]) -> Iterator[tuple[str, str]]:
    """A line of words that are read as they were, none of them as Markdown."""
    plain = one_line(INVISIBLE.sub("", words))
    if not plain:
        if key == "Title":  # without any line there would be no header
            yield key, ""
        return
    most = LONGEST[key.lower()]
    escaped = plain if plain_words(plain) == plain else re.sub(r"([\\`*_\[\]<>&#~])", r"\\\1", plain)
    if len(escaped) > most:
        noted.append(Change(f"{key} is longer than {most} characters, and was cut", plain, lost=True))
        escaped = escaped[: most - 1].rpartition(" ")[0].rstrip("\\") + "…"
    if line := as_written(escaped, key):
        yield key, line
    else:
        yield key, re.sub(r'"([^"]*)"', r"“\1”", escaped).replace('"', "”")


def _lead_on(plan: Plan, into: Path) -> None:
    """Take out the old addresses that cannot lead on, for the reason that the site's own check gives."""
    for one in plan.placed:
        parts = _split(one.entry.address)
        if service := _of_service(one.entry.address):
            plan.with_service[service] += 1
        elif parts and parts.query and not parts.path.strip("/") and not one.is_draft:
            plan.cannot_lead_on.append(
                (one.entry.address, one.name, "what follows a ? is no part of a page's address.")
            )
    placed = {f"content/{one.name}": one for one in plan.placed}
    for problem in old_addresses.check(read(into)):
        found = placed.get(problem.path)
        line = found.text.split("\n")[problem.line - 1] if found and problem.line else ""
        if found and line.startswith("Formerly: "):
            plan.cannot_lead_on.append((found.entry.address, found.name, problem.found.partition("” ")[2]))
            found.text = found.text.replace(f"{line}\n", "", 1)
            found.changes = [replace(c, line=c.line - 1 if c.line > problem.line else c.line) for c in found.changes]
            _put(into, found)


def _put(into: Path, one: Placed) -> None:
    (into / one.name).parent.mkdir(parents=True, exist_ok=True)
    (into / one.name).write_text(one.text, encoding="utf-8", newline="")


def _old_path(address: str) -> str:
    """The old path as `Formerly` has it; nothing for the home page."""
    parts = _split(address)
    path = unquote(parts.path) if parts else ""
    return f"/{path.lstrip('/')}" if path.strip("/") else ""


def _hosts(old: OldSite) -> set[str]:
    """The hosts of the old site, without `www.`."""
    found = (_split(address) for address in [old.address, *(entry.address for entry in old.entries)])
    return {_bare(parts.hostname) for parts in found if parts and parts.hostname}


def _bare(host: str) -> str:
    return host.lower().removeprefix("www.")


def _of_service(address: str) -> str:
    """The host of an address that a service lends; nothing for one on a domain of her own, or for a path."""
    parts = _split(address)
    host = (parts.hostname or "").lower() if parts else ""
    return host if _SERVICE.search(host) else ""


def _split(address: str) -> SplitResult | None:
    """The parts of an address; nothing where it is none."""
    try:
        parts = urlsplit(address)
        _ = parts.hostname, parts.port
        return parts
    except ValueError:
        return None


def _tagless(html: str) -> str:
    return re.sub(r"<[^>]*>", " ", html)
