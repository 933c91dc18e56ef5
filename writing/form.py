"""What the writing page knows of the practice (form.json), and which of its files lead to which (links.json)."""

from collections.abc import Iterator
from typing import Any

from checks.source_header import REQUIRED, STATUSES
from sources.content import Content, File
from sources.dates import MONTHS, WEEKDAYS
from sources.header import ARTICLE_FIELDS, LONGEST, PAGE_FIELDS
from sources.moved_files import Reference, references
from sources.named_blocks import BLOCKS
from sources.optional_facts import INVITATIONS
from writing import rule_words

# Of each field the box it is written in, and one sentence for who writes in that.
FIELDS = {
    "title": ("line", "The heading that readers see; the address stays, whatever the title becomes."),
    "date": ("datetime", "The day it appears; a day to come publishes it on that day."),
    "summary": ("text", "One or two sentences that make the right reader open it, and not the opening again."),
    "category": ("topic", "The topic it belongs to."),
    "tags": ("list", "Words with commas between them; they decide which articles are shown as related."),
    "modified": ("date", "The day of a revision, which readers see."),
    "reviewed": ("date", "The day you looked at it again and found it right, which readers see."),
    "earlier": ("month", "The month in which an earlier version appeared here."),
    "changes": ("text", "One sentence: what is different from the earlier version."),
    "image": ("picture", "A photograph in content/images/, which stands above the text."),
    "image_alt": ("text", "What the photograph shows, for readers who do not see it."),
    "invite": ("choice", "What the article ends with, in this order."),
    "formerly": ("list", "Old addresses that lead here, with commas between them."),
    "status": ("status", "“draft” keeps it off the live site."),
    "private_link": (
        "secret",
        "The end of an address at which those you send it to can read the draft; nobody can guess it.",
    ),
}
_ROWS = {
    "key-points": "> - ",
    "questions": "> - ",
    "key-differences": "> | | One | The other |\n> |---|---|---|\n> | What differs | | |",
}


def form(content: Content) -> dict[str, Any]:
    """What the page knows; of a site that goes live only what readers can know as well."""
    articles, pages = ([file for file in _seen(content) if file.kind == kind] for kind in ("articles", "pages"))
    articles.sort(key=lambda file: f"{file.date or ''}", reverse=True)
    return {
        "site": content.site.words("name"),
        "repository": content.site.words("writing.repository"),
        "branch": content.site.words("writing.branch") or "main",
        "language": content.language.tag,
        "timezone": content.site.words("timezone") or "UTC",
        "fields": {"articles": _fields("articles", ARTICLE_FIELDS), "pages": _fields("pages", PAGE_FIELDS)},
        "topics": list(content.topics),
        "invitations": content.invitations,
        "statuses": list(STATUSES),
        "files": [_shown(file) for file in (*articles, *pages)],
        **_given(content),
        "blocks": _blocks(content),
        "rules": {
            "words": rule_words.words(),
            "renamed": content.renamed_topics,
            "invitations": list(INVITATIONS),
            "months": list(MONTHS),
            "weekdays": list(WEEKDAYS),
        },
    }


def links(content: Content) -> dict[str, list[tuple[str, int, str]]]:
    """By the name of each file what leads to it: the file, its line, and the address as it is written there."""
    found: dict[str, set[tuple[str, int, str]]] = {}
    for one in _references(content):
        found.setdefault(one.name, set()).add((one.place.removeprefix("content/"), one.line, one.written))
    return {name: sorted(places) for name, places in sorted(found.items())}


def _fields(kind: str, names: tuple[str, ...]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "label": name.capitalize().replace("_", " "),
            "required": name in REQUIRED[kind],
            "kind": FIELDS[name][0],
            "longest": LONGEST[name],
            "help": FIELDS[name][1],
        }
        for name in names
    ]


def _seen(content: Content) -> list[File]:
    """The articles and pages; without those that wait, where the site goes live and everyone can read what is made here."""
    return [file for file in content.sources.values() if not (content.publish and file.unpublished_by)]


def _shown(file: File) -> dict[str, str]:
    waits = "draft" if file.is_draft else "scheduled"
    state = "page" if file.kind == "pages" else waits if file.unpublished_by else "live"
    title, date = file.source.text("title") or file.stem, file.source.text("date") or ""
    return {
        "name": file.name,
        "kind": file.kind,
        "title": title,
        "address": file.address,
        "date": date if file.kind == "articles" else "",
        "state": state,
    }


def _references(content: Content) -> Iterator[Reference]:
    waiting = set(content.sources) - {file.name for file in _seen(content)}
    return (one for one in references(content) if not {one.name, one.place.removeprefix("content/")} & waiting)


def _given(content: Content) -> dict[str, list[str]]:
    """The pictures and handouts; where the site goes live, those alone that it shows."""
    used = {one.name for one in _references(content)}
    pictures = [name for name, can_be_shown in content.pictures.items() if can_be_shown]
    return {
        "pictures": sorted(name for name in pictures if not content.publish or f"images/{name}" in used),
        "handouts": sorted(name for name in content.handouts if not content.publish or name in used),
    }


def _blocks(content: Content) -> list[dict[str, str]]:
    """The blocks by name, and the lines that one begins with."""
    return [
        {"name": (name := content.language.phrase(key)), "text": f"> **{name}**\n>\n{_ROWS[component]}"}
        for key, component in BLOCKS.items()
    ]
