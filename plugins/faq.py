"""The questions and answers of a page, for its structured data."""

import re
from typing import NamedTuple

from markupsafe import Markup

_SECTION = r'<h{0} id="([^"]+)">(.*?)</h{0}>(.*?)(?=<h{0} |\Z)'


class Question(NamedTuple):
    """A heading and what stands below it, as text."""

    anchor: str
    name: str
    answer: str


class Group(NamedTuple):
    """Questions that belong together, and what they are called together; nothing where they stand by themselves."""

    name: str
    questions: list[Question]


def questions(html: str) -> list[Group]:
    """Every second-level heading of a page with the text up to the next; one with no words of its own is a group of the third."""
    groups: list[Group] = []
    for anchor, name, text in _sections(2, html):
        if text.lstrip().startswith("<h3 "):
            groups.append(Group(_plain(name), [_question(*section) for section in _sections(3, text)]))
        else:
            if not groups or groups[-1].name:
                groups.append(Group("", []))
            groups[-1].questions.append(_question(anchor, name, text))
    return groups


def _sections(level: int, html: str) -> list[tuple[str, str, str]]:
    """The anchor, the words and what follows of every heading of a level."""
    return re.findall(_SECTION.format(level), html, re.DOTALL)


def _question(anchor: str, name: str, answer: str) -> Question:
    return Question(anchor, _plain(name), _plain(answer))


def _plain(html: str) -> str:
    return str(Markup(html).striptags())
