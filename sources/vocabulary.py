"""The words of a text, to compare it with others by."""

import re
from collections import Counter

_WORD = re.compile(r"[^\W\d_]{4,}")
_COUNTED = 100  # words of a text; those it uses least say little of it


def most_used(title: str, summary: str, text: str) -> dict[str, int]:
    """The words an article uses most, and how often; those of the title count twice more."""
    words = _WORD.findall(f"{title} {title} {summary} {text}".lower())
    return dict(Counter(words).most_common(_COUNTED))
