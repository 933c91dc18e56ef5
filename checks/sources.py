"""Checks for the articles, pages, photographs and handouts before they are rendered."""

import contextlib
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

from checks import mark, pictures, source_file, source_header, source_text, vanished_addresses
from checks.live_commits import live_site
from checks.old_addresses import NO_PAGE
from checks.source_file import OTHER_PICTURES
from pictures import metadata
from pictures.photographs import cache_folder
from problem import Problem, errors, printable, short
from sources import private_links
from sources.addresses import address_of
from sources.content import FOLDERS, PICTURES, Content, Entry, File, resolve, stem_of
from sources.moved_files import references
from sources.strays import strays

PLACES = 10  # that are named of all that lead to what is gone
_BACK = "Put the folder itself back in its place."
# What no text has by chance: two brackets and a space, as the templates of setup/ have it.
_PLACE = re.compile(r"\[\[\s+(?:[^\]]|\](?!\]))*(?:\]\])?")


def check(
    content: Content, check_alone: Callable[[File], list[Problem]] = source_text.check_single_file
) -> list[Problem]:
    """Every problem of every file below content/; `check_alone` asks the rules that look at one text by itself."""
    if gone := list(folders_are_there(content)):
        return gone
    return files(content) + texts(content, check_alone)


def files(content: Content) -> list[Problem]:
    """Every problem of a file before anyone looks into its text; which are faulty is noted in them and in `content`."""
    problems = []
    for entry in content.entries.values():
        if entry.folder == "images" and entry.suffix in (*PICTURES, *OTHER_PICTURES):
            entry.fault = _fault(content, entry)
            if entry.what == "file" and not entry.fault:
                with contextlib.suppress(OSError):  # it has gone since
                    entry.discloses, entry.cleanable = metadata.disclosed(content.folder / entry.name)
        found = [problem for rule in source_file.RULES for problem in rule(entry)]
        content.faulty |= {stem_of(entry.name)} if errors(found) else set()
        problems += found
    return problems


def texts(
    content: Content, check_alone: Callable[[File], list[Problem]] = source_text.check_single_file
) -> list[Problem]:
    """Every problem of headers and texts, and of all files together, once the files are judged."""
    problems = []
    for name, file in content.sources.items():
        if source_file.is_judged(content.entries[name]):
            problems += source_header.problems(file) + source_text.problems(file, check_alone)
    for of_all in RULES:
        problems += of_all(content)
    return problems + mark.check(content)


def lost(content: Content, output: Path) -> Iterator[Problem]:
    """Every article and page has been made; a draft or scheduled one that goes live only at its private link."""
    for file in content.sources.values():
        own = "" if content.publish and file.unpublished_by else file.address
        for address in filter(None, (own, file.private_address)):
            made = output / address.strip("/")
            if (made if made.suffix == ".html" else made / "index.html").is_file():
                continue
            yield file.problem(
                1,
                f"No page was made from this file, at {address}.",
                "Undo the last change to it, and tell who looks after the code.",
            )


def folders_are_there(content: Content) -> Iterator[Problem]:
    """content/ and the folders in it are folders of the project; where one is not, nothing else can be known."""
    if content.folder.is_symlink():
        yield Problem("content", 0, "This is a link to another place, which is not followed.", _BACK)
    elif not content.folder.is_dir():
        yield from there_is_something(Content())
    for entry in content.entries.values():
        if entry.name in FOLDERS and entry.what == "file":
            yield entry.problem("This is a file where a folder has to be.", _BACK)
        elif entry.name in FOLDERS:
            yield from source_file.everything_is_an_ordinary_file(entry)


def there_is_something(content: Content) -> Iterator[Problem]:
    """There are articles and pages at all."""
    if not content.sources:
        yield Problem(
            "content",
            0,
            "There are no articles and no pages.",
            "Put the content back, or look whether this is the right folder.",
        )


def needed_pages_are_there(content: Content) -> Iterator[Problem]:
    """The home page is there, and the privacy page, which every other page links."""
    for name in ("pages/home.md", "pages/privacy.md"):
        if content.sources and name not in content.entries:
            remedy = "Write it: a line `Title: …`, a line `Summary: …`, an empty line, and the text."
            yield Problem(f"content/{name}", 0, "This page is missing; every site has one.", remedy)


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


def what_is_gone_is_asked_about_once(content: Content) -> Iterator[Problem]:
    """No link, step or menu leads to an article, page, picture or handout that was there and is gone."""
    places: dict[str, list[str]] = {}
    for one in references(content):
        if content.moved.get(one.name) == "" and not content.is_faulty(one.name):
            places.setdefault(one.name, []).append(f"{printable(one.place)}:{one.line}")
    live, source = live_site(content) if places else (frozenset(), "")
    for name, led in sorted(places.items()):
        kind = {"articles": "article", "pages": "page", "images": "picture"}.get(name.partition("/")[0], "handout")
        listed = list(dict.fromkeys(led))
        shown = ", ".join(listed[:PLACES]) + (f" and {len(listed) - PLACES} more" if len(listed) > PLACES else "")
        lead = "place leads" if len(listed) == 1 else "places lead"
        found = f"This {kind} is gone, and {len(listed)} {lead} to it: {shown}."
        remedy = "Put the file back, or take out what leads to it there."
        if kind in ("article", "page"):
            left = vanished_addresses.left_by(content, name, live, source) if live else []
            old = ", ".join(left or [quote(address_of(name))])
            remedy = f"If another {kind} takes over, add `Formerly: {old}` to its header, and `check --fix` lets all that lead there"
            if left:
                are, them, they = ("is", "it", "it is") if len(left) == 1 else ("are", "them", "they are")
                found += f" {' and '.join(left)} {are} on the live site, and readers who follow {them} {NO_PAGE}"
                gone = ", ".join(f'`"{one}"`' for one in left)
                remedy += f"; if {they} really gone, add {gone} to `gone` in content/site.toml"
            remedy += f"{', and' if left else '; if not,'} take it out in those places."
        yield Problem(f"content/{printable(name)}", 0, found, remedy)


def pictures_are_used(content: Content) -> Iterator[Problem]:
    """Every photograph is used somewhere (advice)."""
    used = {content.site.words("coach.portrait"), *(file.source.text("image") for file in content.sources.values())}
    for file in content.sources.values():
        for link in file.text.links:
            if "images/" in link.address and "://" not in link.address:
                used.add(resolve(file, link.address).removeprefix("images/"))
    if any(name and name not in content.pictures for name in used):  # a link that leads to none may mean one of them
        return
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
    links = {link.address for file in content.sources.values() for link in file.text.links}
    linked = {address.rpartition("/")[2].partition("#")[0] for address in links if "://" not in address}
    known = {quote(name.rpartition("/")[2]) for name in content.handouts}
    if any(name.lower().endswith(".pdf") and name not in known for name in linked):
        return
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


def articles_lie_in_content(content: Content) -> Iterator[Problem]:
    """No article lies in the project outside content/articles/, where it would never be published (advice)."""
    by_folder: dict[str, list[str]] = {}
    for name in strays(content.folder.parent):
        by_folder.setdefault(name.rpartition("/")[0], []).append(name)
    for first, *others in by_folder.values():  # a copy of a folder is reported once
        also = f", and so {'are' if others[1:] else 'is'} {len(others)} more in this folder" if others else ""
        yield Problem(
            first,
            0,
            f"This begins like an article, but is not on the site, because of where it lies{also}.",
            "Move it into content/articles/; if it shall not be published, write `Status: draft` in it.",
            advice=True,
        )


def nothing_waits_in_public(content: Content) -> Iterator[Problem]:
    """In a repository that everyone can see, no draft and no scheduled article waits for its day (advice)."""
    waiting = [file for file in content.sources.values() if file.unpublished_by]
    if not waiting or content.site.words("publishing.repository") != "public":
        return
    first, *others = waiting
    named = [f"“{printable(file.stem)}.md”" for file in others[: 3 if len(others) > 4 else 4]]
    named += [f"{len(others) - len(named)} more"] if len(others) > len(named) else []
    also = f", and also {', '.join(named[:-1])}{' and ' if named[1:] else ''}{named[-1]}" if named else ""
    yield first.problem(
        first.unpublished_by.line if first.unpublished_by else 1,
        f"Everyone can read this {'draft' if first.is_draft else 'scheduled article'} in your public repository{also}.",
        'Make the repository private, as docs/private-repository.md says, and write `repository = "private"` in '
        "content/site.toml; or write elsewhere what is not to be read yet.",
        advice=True,
    )


def private_links_differ(content: Content) -> Iterator[Problem]:
    """No two articles have the same private link."""
    seen = {file.address: file for file in content.sources.values()}
    for file in content.sources.values():
        token = file.source.text("private_link") or ""
        address = private_links.address_of(token) if file.kind == "articles" else ""
        if address and (first := seen.setdefault(address, file)) is not file:
            line, other = file.line("private_link"), private_links.suggestion(file.name, file.data)
            found = (
                f"The private link “{token}” is also that of content/{printable(first.name)}, and can show only one."
            )
            yield file.problem(line, found, f"Write `Private_link: {other}`.", repair=(token, other))


def private_links_are_private(content: Content) -> Iterator[Problem]:
    """In a repository that everyone can see, no private link is meant to keep a draft among few (advice)."""
    if content.site.words("publishing.repository") != "public":
        return
    for file in content.sources.values():
        if file.private_address:
            yield file.problem(
                file.line("private_link"),
                "Everyone can read this draft in your public repository without the link, and find its address there.",
                "Take the line out if few are to read it, and make the repository private, as docs/private-repository.md says.",
                advice=True,
            )


def places_are_filled_in(content: Content) -> Iterator[Problem]:
    """No place like `[[ your training ]]` is still to be filled in (advice, until the site is to go live)."""
    for file in content.sources.values():
        fields = [(field.line, field.value) for field in file.source.fields.values()]
        lines = [(line.number, line.text) for part in file.text.paragraphs for line in part.lines]
        yield from _unfilled(f"content/{printable(file.name)}", [*fields, *lines], content, bool(file.unpublished_by))
    for facts in (content.site, content.paths, content.voices, content.workshops):
        values = [(facts.line(key, words), words) for key, words in facts.strings()]
        yield from _unfilled(facts.name, values, content)


def _unfilled(path: str, lines: list[tuple[int, str]], content: Content, waits: bool = False) -> Iterator[Problem]:
    """All such places of a file at once; what waits for its day may have them until then."""
    places = [(number, match[0]) for number, words in sorted(lines) for match in _PLACE.finditer(words)]
    if not places:
        return
    (first, words), others = places[0], sorted({number for number, _ in places} - {places[0][0]})
    also = f", and so {'are lines' if others[1:] else 'is line'} {', '.join(map(str, others[:20]))}" if others else ""
    yield Problem(
        path,
        first,
        f"“{short(' '.join(words.split()))}” is still to be filled in{also}{' …' if others[20:] else ''}.",
        "Write what belongs there in place of the words and their brackets, or take the sentence out.",
        advice=waits or not content.publish,
    )


RULES: tuple[Callable[[Content], Iterator[Problem]], ...] = (
    there_is_something,
    needed_pages_are_there,
    addresses_differ,
    what_is_gone_is_asked_about_once,
    pictures_are_used,
    handouts_are_offered,
    articles_lie_in_content,
    nothing_waits_in_public,
    private_links_differ,
    private_links_are_private,
    places_are_filled_in,
)


def _fault(content: Content, entry: Entry) -> tuple[str, str] | None:
    """What is wrong with a picture, whatever its reader finds."""
    if entry.what != "file":
        return None
    try:
        return pictures.fault(content.folder / entry.name, cache_folder(content.folder))
    except Exception:  # a damaged file can make Pillow raise anything
        return pictures.DAMAGED


def _folded(address: str) -> str:
    return unicodedata.normalize("NFC", address).casefold()
