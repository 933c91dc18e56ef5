"""The questions and answers of a page, for its structured data."""

import re
from typing import NamedTuple

from markupsafe import Markup

_SECTION = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>(.*?)(?=<h2 |\Z)', re.DOTALL)


class Question(NamedTuple):
    """A heading and what stands below it, as text."""

    anchor: str
    name: str
    answer: str


def questions(html: str) -> list[Question]:
    """Every second-level heading of a page with the text up to the next."""
    return [
        Question(anchor, str(Markup(name).striptags()), str(Markup(answer).striptags()))
        for anchor, name, answer in _SECTION.findall(html)
    ]
