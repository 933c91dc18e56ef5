"""Links within a text: marks of notes become footnotes of ours, links to parts of it name their headings."""

import re
from collections.abc import Mapping
from typing import Any

from bs4 import Tag
from bs4.element import NavigableString

from importing.changes import Changes
from importing.elements import HEADINGS, is_within, made, parsed, says_something

# Stands before the name of a part until its heading is known; a noncharacter, which is taken out of any text.
PART = "\ufdd4"
_WITHIN = re.compile("^#")
_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡§]{1,3}|[ivx]{1,5})[\])]?")
_NUMBER = re.compile(r"\s*[\[(]?\d{1,3}[\]).:]+\s*")
_BACK = re.compile(r"[\s\u21a9\ufe0e\ufe0f↑^⏎↵]*|back|return", re.IGNORECASE)
_HEADING = re.compile(r"(?:foot|end)?notes|references|fu(?:ß|ss)noten|notas|notes? de bas de page", re.IGNORECASE)


def add_exported(body: Tag, notes: Mapping[str, str]) -> None:
    """Put notes that the export has beside the text, by the names that their marks lead to, to its end."""
    marked = {str(anchor["href"])[1:] for anchor in body.find_all("a", href=_WITHIN)}
    for name, html in notes.items():
        if name in marked:
            body.append(made("definition", [parsed(html)], id=name))


def read_footnotes(body: Tag, changes: Changes) -> None:
    """Make marks of notes ours; what they lead to is taken out of the text, and put to its end."""
    labels: dict[str, str] = {}
    targets = _targets(body)
    for anchor in body.find_all("a", href=_WITHIN):
        goal = str(anchor["href"])[1:]
        outer = _around(anchor)
        if outer.parent is None:  # it led back, and is gone
            continue
        if goal not in labels:
            if (definition := _definition(targets.get(goal), anchor, changes)) is None:
                continue
            labels[goal] = definition["data-label"] = str(len(labels) + 1)
            body.append(definition.extract())
        changes.accounted.append(outer.get_text())
        before = outer.previous_sibling
        if isinstance(before, NavigableString) and before.endswith(" "):
            before.replace_with(before.rstrip())
        outer.replace_with(made("footnote", data_label=labels[goal]))


def read_parts(body: Tag, changes: Changes) -> None:
    """Let a link to a part of the text name its heading; one that leads nowhere keeps its words."""
    headings = {id(one) for one in body.find_all(HEADINGS) if one.get_text(strip=True)}
    targets = _targets(body)
    for anchor in body.find_all("a", href=_WITHIN):
        goal = str(anchor["href"])[1:]
        heading: Any = None
        if target := targets.get(goal):
            heading = target if target.name in HEADINGS else target.find_parent(HEADINGS) or target.find(HEADINGS)
            heading = heading or (None if target.get_text(strip=True) else target.find_next(HEADINGS))
        if id(heading) in headings:
            heading["data-part"] = goal
            anchor["href"] = f"{PART}{goal}"
        else:
            if words := anchor.get_text(" ", strip=True):
                changes.at(
                    anchor,
                    "a link to a place on the same page that is not there was left out; its words stayed",
                    goal,
                    words,
                )
            anchor.unwrap()


def _targets(body: Tag) -> dict[str, Tag]:
    """What a link with a # may lead to, by its name."""
    named = {str(tag["name"]): tag for tag in body.find_all("a", attrs={"name": True})}
    return named | {str(tag["id"]): tag for tag in body.find_all(id=True)}


def _around(anchor: Tag) -> Tag:
    """The mark of a note with the element that raises it."""
    if isinstance(note := anchor.find_parent(attrs={"data-fn": True}), Tag):
        return note
    outer = anchor.parent
    same = outer is not None and outer.name == "sup" and outer.get_text(strip=True) == anchor.get_text(strip=True)
    return outer if outer is not None and same else anchor


def _definition(target: Tag | None, anchor: Tag, changes: Changes) -> Tag | None:
    """The element that holds a note, without what leads back from it; none where the goal is no note."""
    if target is None or target.name == "definition":
        return target
    if not _MARK.fullmatch(anchor.get_text(strip=True)):
        return None
    while target.name in ("a", "sup", "span", "strong") and target.parent and target.parent.name != "body":
        target = target.parent
    if is_within(anchor, target) or target.name in ("ol", "ul", "table", *HEADINGS):
        return None
    marks = {str(one.get("id")) for one in (anchor, *anchor.parents) if one.get("id")}
    backs = [
        one
        for one in target.find_all("a", href=_WITHIN)
        if str(one["href"])[1:] in marks or _BACK.fullmatch(one.get_text(strip=True))
    ]
    if not backs:
        return None
    for back in backs:
        changes.accounted.append(back.get_text())
        raised = back.parent
        back.extract()
        if raised is not None and raised.name in ("sup", "span") and not raised.get_text(strip=True):
            raised.extract()
    if not says_something(target):
        return None
    first = next((text for text in target.find_all(string=True) if text.strip()), None)
    if first and (number := _NUMBER.match(first)):
        changes.accounted.append(number[0])
        first.replace_with(first[number.end() :])
    around = target.parent
    target.extract()
    if around is not None and around.name in ("ol", "ul", "section", "div") and not around.get_text(strip=True):
        heading = around.find_previous_sibling()
        around.extract()
        if isinstance(heading, Tag) and heading.name in HEADINGS and _HEADING.fullmatch(heading.get_text(strip=True)):
            changes.instead(heading, "the heading of the notes was left out", lost=False)
    target.name, target.attrs = "definition", {}
    return target
