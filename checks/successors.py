"""Which page of the new site may have taken over from one that was live: where it led already, or the most like it."""

import re
from collections.abc import Callable, Iterable
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from lxml import etree, html  # type: ignore[import-untyped]

from plugins.redirects import file_of, is_feed

ALIKE = 0.5  # of all runs of three words in two texts, those that are in both
ALIKE_BY_NAME = 0.6  # of SequenceMatcher.ratio, for where there is no text to compare

Read = Callable[[str], bytes]
Text = tuple[str, frozenset[tuple[str, ...]]]


def find(vanished: Iterable[str], output: Path, there: set[str], live: set[str], read: Read) -> dict[str, str]:
    """For each file that vanished the one in `output` that may have taken over, where there is such.

    `there` are the pages to choose from, `live` the addresses of the live site, and `read` gives one of these.
    """
    texts = {file: _text((output / file).read_bytes()) for file in sorted(there - live - {"index.html"})}
    found = {}
    for name in vanished:
        page, led = _follow(name, there, live, read)
        if successor := led or ("" if is_feed(name) else _most_alike(name, _text(page), texts)):
            found[name] = successor
    return found


def _follow(name: str, there: set[str], live: set[str], read: Read) -> tuple[bytes, str]:
    """The last page a reader of the live site comes to from here, and its file if that is still there."""
    seen: set[str] = set()
    page = read(name)
    while (name := _led_to(name, page)) not in there:
        if name in seen or name not in live:
            return page, ""
        seen.add(name)
        page = read(name)
    return page, name


def _most_alike(name: str, text: Text, texts: dict[str, Text]) -> str:
    """The new page whose title is the same or whose words are; without words, whose name is nearly the same."""
    best, most = "", 1.0
    title, words = text
    for file, (new_title, new_words) in texts.items():
        if file.startswith("topics/") != name.startswith("topics/"):
            continue
        if words:
            likeness = len(words & new_words) / len(words | new_words) / ALIKE
            likeness = max(likeness, float(title == new_title))
        else:
            likeness = SequenceMatcher(None, _last(name), _last(file)).ratio() / ALIKE_BY_NAME
        if likeness > most or (likeness == most and not best):
            best, most = file, likeness
    return best


def _last(name: str) -> str:
    """The part of a path that names the page."""
    return name.removesuffix("/index.html").removesuffix(".html").rpartition("/")[2]


def _tree(page: bytes) -> Any:
    try:
        return html.document_fromstring(page, parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError):
        return None


def _led_to(name: str, page: bytes) -> str:
    """The file that a page leads on to by itself; empty where it stays."""
    tree = _tree(page)
    refresh = "string(//meta[translate(@http-equiv, 'REFSH', 'refsh') = 'refresh']/@content)"
    url = re.search(r"url\s*=\s*['\"]?([^'\"]*)", "" if tree is None else tree.xpath(refresh), re.IGNORECASE)
    if not url:
        return ""
    try:
        path = urlsplit(urljoin(f"/{quote(name)}", url[1].strip())).path
    except ValueError:  # `http://[`
        return ""
    return file_of(unquote(path).removeprefix("/"))


def _text(page: bytes) -> Text:
    """The title of a page, and all runs of three words of its text without what stands around that."""
    tree = _tree(page)
    if tree is None:
        return "", frozenset()
    title = " ".join(tree.xpath("string(//h1)").split())
    prose = tree.xpath("//*[contains(concat(' ', @class, ' '), ' prose ')]") or tree.xpath("//main") or [tree]
    words = [title, *" ".join(prose[0].itertext()).lower().split()]
    return title, frozenset(zip(words, words[1:], words[2:], strict=False))
