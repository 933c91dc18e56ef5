"""HTML that stands in a text: its tags, and what can be taken out of it without a loss."""

import re
from collections.abc import Iterator
from html import unescape

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)((?:\s(?:[^<>\"']|\"[^\"<>]*\"|'[^'<>]*')*)?)(/?)>")
_VALUE = r"""\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"""
_ADDRESS = re.compile(rf"(?<=\s)(href|src|action|poster){_VALUE}", re.IGNORECASE)
_ID = re.compile(rf"(?<=\s)(?:id|name){_VALUE}", re.IGNORECASE)
# What word processors and editors write round a text, and what is worth nothing without it.
OFFICE = re.compile(r"</?[ow]:[a-z]+\b[^<>]*>", re.IGNORECASE)
_PLAIN = re.compile(r"</?(?:font|center)\b[^<>]*>", re.IGNORECASE)
_DRESSED = re.compile(r"<[a-zA-Z][^<>]*>")
_DRESS = re.compile(r"""\s(?:style|(?:id(?==["']?docs-internal))|(?:class(?==["']?Mso)))\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)  # fmt: skip


def without_notes(html: str) -> tuple[str, list[tuple[int, int]], int | None]:
    """The HTML without its comments, their first and last lines, and the line of one that does not end.

    Lines are counted from 0; the line breaks of a comment stay.
    """
    notes: list[tuple[int, int]] = []
    shown: list[str] = []
    at = 0
    while (start := html.find("<!--", at)) >= 0:
        shown.append(html[at:start])
        end = html.find("-->", start + 2)  # `<!-->` is one, too (HTML 13.1.6)
        if end < 0:
            return "".join(shown), notes, html.count("\n", 0, start)
        first = html.count("\n", 0, start)
        at = end + 3
        breaks = html.count("\n", start, at)
        notes.append((first, first + breaks))
        shown.append("\n" * breaks)
    return "".join([*shown, html[at:]]), notes, None


def tags(html: str) -> Iterator[tuple[int, str, str, str]]:
    """Every tag: its line from 0, all of it, its name in lower case, its attributes."""
    at = line = 0
    for match in _TAG.finditer(html):
        line += html.count("\n", at, match.start())
        at = match.start()
        yield line, " ".join(match[0].split()), match[2].lower(), match[3]


def addresses(attributes: str) -> Iterator[tuple[str, str]]:
    """The attributes of a tag that lead somewhere, and where."""
    for name, *values in _ADDRESS.findall(attributes) if "=" in attributes else ():
        yield name.lower(), unescape("".join(values)).strip()


def ids(attributes: str) -> list[str]:
    """The places that a tag names."""
    return ["".join(values) for values in _ID.findall(attributes)] if "=" in attributes else []


def unended_tag(html: str) -> int | None:
    """The line, from 0, of a tag that has no end; None where each has one."""
    plain = _TAG.sub(lambda match: "\n" * match[0].count("\n"), html)
    match = re.search(r"<[a-zA-Z/!?](?![^<>]*>)", plain)
    return plain.count("\n", 0, match.start()) if match else None


def without_leftovers(html: str) -> tuple[str, list[tuple[int, str]]]:
    """The HTML without styles and what editors have left in it, and what that was with its line from 0.

    Its lines stay, and it stays as it is where that would make a tag of what was none.
    """
    left: list[tuple[int, str]] = []

    def note(match: re.Match[str], bare: str) -> str:
        if bare != match[0]:
            left.append((match.string.count("\n", 0, match.start()), match[0]))
        return bare + "\n" * (match[0].count("\n") - bare.count("\n"))

    clean = html
    for pattern, bare in ((_DRESSED, lambda tag: _DRESS.sub("", tag)), (_PLAIN, lambda _: ""), (OFFICE, lambda _: "")):
        clean = pattern.sub(lambda match, bare=bare: note(match, bare(match[0])), clean)  # type: ignore[misc]
    if {match[2] for match in _TAG.finditer(clean)} - {match[2] for match in _TAG.finditer(html)}:
        return html, []
    return clean, sorted(left)
