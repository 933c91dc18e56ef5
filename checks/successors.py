"""Which page of the new site may have taken over from one that was live: where it led already, or the most like it."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from lxml import etree, html  # type: ignore[import-untyped]

from sources.redirects import file_of, is_feed

ALIKE = 0.5  # of all runs of three words in two texts, those that are in both

Read = Callable[[str], bytes]
Text = tuple[str, frozenset[tuple[str, ...]]]


def find(vanished: Iterable[str], output: Path, there: set[str], live: set[str], read: Read) -> dict[str, str]:
    """For each file that vanished the one in `output` that may have taken over, where there is such.

    `there` are the pages to choose from, `live` the addresses of the live site, and `read` gives one of these.
    """
    new = _Texts({file: _text((output / file).read_bytes()) for file in sorted(there - live - {"index.html"})})
    found = {}
    for name in vanished:
        page, led = _follow(name, there, live, read)
        if successor := led or ("" if is_feed(name) else new.most_like(name, _text(page))):
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


class _Texts:
    """The texts of pages, by each run of three words in them, so that a thousand are compared at once."""

    def __init__(self, texts: dict[str, Text]) -> None:
        self._texts = texts
        self._with: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for file, (_, runs) in texts.items():
            for run in runs:
                self._with[run].append(file)

    def most_like(self, name: str, text: Text) -> str:
        """The page with the same title, or else the most of the same words; empty where none is like it."""
        title, runs = text
        shared = Counter(file for run in runs for file in self._with.get(run, ()))
        likeness = {file: count / (len(runs) + len(self._texts[file][1]) - count) for file, count in shared.items()}
        likeness |= {file: 1.0 for file, (other, _) in self._texts.items() if title and other == title}
        alike = [file for file in likeness if file.startswith("topics/") == name.startswith("topics/")]
        best = max(sorted(alike), key=lambda file: likeness[file], default="")
        return best if best and likeness[best] >= ALIKE else ""


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
