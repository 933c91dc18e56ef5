"""Where a text's first heading is: what stands before it is read before the list of contents."""

import re

# What may hold a heading; its end tag is never left out by Python-Markdown.
_CONTAINER = re.compile(r"<(/?)(?:blockquote|div|section|article|aside|details|figure|ul|ol|dl|table)\b")


def split(html: str) -> tuple[str, str]:
    """The text before its first second-level heading and the text from there; all of it second where none is free."""
    for heading in re.finditer(r"<h2\b", html):
        before = html[: heading.start()]
        depth = sum(-1 if close else 1 for close in _CONTAINER.findall(before))
        if depth == 0:
            return before, html[heading.start() :]
    return "", html
