"""Analyses a built page by itself, whatever the other pages are."""

import json
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from checks import built_files, built_page, privacy
from checks.built_page import Page, split
from checks.page_summary import PageSummary
from problem import Problem
from sources.addresses import made_from

# What a page says of itself to others.
_OWN = "//link[@rel='canonical']/@href | //meta[@property='og:url' or @property='og:image']/@content"
_LINKS = ("href", "src", "srcset", "poster", "data", "action", "formaction")


@dataclass(frozen=True)
class PageAnalysis:
    """Summarises a page in a folder from what `cache_key` yields, and from nothing else.

    `home` is the address of the home page. With `publish`, what may not go live is a problem too.
    """

    output: Path
    publish: bool = False
    home: str = ""

    def __call__(self, path: str) -> PageSummary:
        """The summary of the page at this path in the folder."""
        written = (self.output / path).read_bytes()
        problems = built_files.check_page(path, written, publish=self.publish)
        tree = _parsed(written)
        if tree is None:
            problems.append(Problem(made_from(path), 0, "The page is empty.", "Look whether its template is."))
            return PageSummary(path, problems, empty=True)
        page = Page(path, tree)
        for rule in (*built_page.RULES, *privacy.RULES):
            problems += rule(page)
        return PageSummary(
            path,
            problems,
            places=sorted({*page.ids, *page.tree.xpath("//a/@name", smart_strings=False)}),
            links=_links(page, self.home),
            own=_own(page, self.home),
            title=built_page.title(page),
            description=built_page.description(page),
            listed=built_page.is_listed(page),
            receiving=privacy.receiving(page),
            linked=privacy.linked(page),
            told=privacy.told(page),
        )

    def cache_key(self, path: str) -> Iterator[bytes]:
        """All that the summary of the page at this path depends on, besides the rules themselves."""
        yield ascii((path, self.publish, self.home)).encode()
        yield (self.output / path).read_bytes()


def home(output: Path) -> str:
    """The address that the home page of a folder gives itself; nothing where there is none."""
    path = output / "index.html"
    tree = _parsed(path.read_bytes()) if path.is_file() else None
    return "" if tree is None else str(tree.xpath("string(//link[@rel='canonical']/@href)"))


def target(address: str, path: str, home: str) -> tuple[str, str] | None:
    """The file and the place in it that an address on a page means; None where it leads out of the site."""
    whole, root = address.strip(), _root(home)
    if home and (whole.startswith(home) or whole == home.rstrip("/")):
        whole = root + whole[len(home) :]
    scheme, host, target, place = split(whole)
    if scheme or host:
        return None
    if target.startswith("/"):
        inside = target.removeprefix(root) if target.startswith(root) else f"..{target}"
    else:
        inside = posixpath.join(posixpath.dirname(path), target) if target else path
    found = posixpath.normpath(inside) if inside else "."
    if found == "." or inside.endswith(("/", "/.", "/..")):
        found = posixpath.normpath(posixpath.join(found, "index.html"))
    return found, place.partition(":~:")[0]


def _parsed(written: bytes) -> Any:
    """The tree of a page; None where nothing is in it."""
    return etree.fromstring(written, etree.HTMLParser(encoding="utf-8", huge_tree=True))


@cache
def _root(home: str) -> str:
    """The folder of the host that the site starts in."""
    return split(home)[2] or "/"


def _links(page: Page, home: str) -> list[list[str]]:
    linked = [*page.addresses(*_LINKS)]
    for element, how in page.attributes.get("http-equiv", ()):
        if element.tag == "meta" and how.lower() == "refresh":
            where = re.findall(r"url=\s*['\"]?([^'\"]+)", element.get("content", ""), re.IGNORECASE)
            linked += [(element, address) for address in where]
    return [[*found, address] for _, address in linked if (found := target(address, page.path, home))]


def _own(page: Page, home: str) -> list[list[str]]:
    named = page.tree.xpath(_OWN, smart_strings=False)
    for script in page.tree.xpath("//script[@type='application/ld+json']"):
        # What stands behind a # there is a name for the thing, not a place on a page.
        inside = (words.partition("#")[0] for words in _strings(script.text or ""))
        named += [words for words in inside if home and words.startswith(home)]
    own = []
    for address in dict.fromkeys(named):
        if not address.startswith(home or "http"):
            own.append(["", "", address])
        elif found := target(address, page.path, home):
            own.append([*found, address])
    return own


def _strings(written: str) -> Iterator[str]:
    """Every string in a JSON text; none where it cannot be read."""
    try:
        waiting: list[Any] = [json.loads(written)]
    except (ValueError, RecursionError):
        return
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict | list):
            waiting += value.values() if isinstance(value, dict) else value
