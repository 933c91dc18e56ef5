"""What must hold of the site as it was built: its pages, their links, its feeds, and nothing else in its folder."""

import json
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree, html  # type: ignore[import-untyped]

from checks import built_files
from checks.built_page import RULES as RULES
from checks.built_page import Page, addresses, description, is_listed, split, text, title
from checks.built_page import source as source
from checks.problem import Problem

# What a page says of itself to others.
_OWN = "//link[@rel='canonical']/@href | //meta[@property='og:url' or @property='og:image']/@content"
_ATOM = "{http://www.w3.org/2005/Atom}"
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"


@dataclass(frozen=True)
class Site:
    """All that was built: every file, every page with the places in it, and the address of the home page."""

    files: frozenset[str]
    pages: dict[str, Page]
    ids: dict[str, frozenset[str]] = field(default_factory=dict)
    home: str = ""

    @property
    def root(self) -> str:
        """The folder of the host that the site starts in."""
        return split(self.home)[2] or "/"


def check(output: Path, content: Path | None = None, *, publish: bool = False) -> list[Problem]:
    """Every problem of a built folder; `content` is what it was built from, to name the line.

    With `publish`, also what may be there on the coach's desk but not on the live site.
    """
    site, problems = _read(output, content)
    for page in site.pages.values():
        for rule in RULES:
            problems += rule(page)
        problems += links_lead_somewhere(page, site)
        problems += pages_name_addresses_of_the_site(page, site)
    problems += pages_are_told_apart(site)
    for path in sorted(name for name in site.files if name.endswith(".xml")):
        problems += feeds_and_sitemap_lead_somewhere(path, (output / path).read_bytes(), site)
    return problems + built_files.check(output, sorted(site.files), content, publish=publish)


def links_lead_somewhere(page: Page, site: Site) -> Iterator[Problem]:
    """A link within the site leads to a file that is there, and to a place in it that is there."""
    for element in page.tree.iter(etree.Element):
        linked = [*addresses(element, "href", "src", "srcset", "poster", "data", "action", "formaction")]
        if element.tag == "meta" and element.get("http-equiv", "").lower() == "refresh":
            linked += re.findall(r"url=\s*['\"]?([^'\"]+)", element.get("content", ""), re.IGNORECASE)
        for address in linked:
            yield from _leads_somewhere(page, address, text(element), site)


def pages_name_addresses_of_the_site(page: Page, site: Site) -> Iterator[Problem]:
    """What a page says of itself to search engines and other sites are addresses of this site that are there."""
    named = [*page.tree.xpath(_OWN)]
    for script in page.tree.xpath("//script[@type='application/ld+json']"):
        # What stands behind a # there is a name for the thing, not a place on a page.
        inside = (words.partition("#")[0] for words in _strings(script.text or ""))
        named += [words for words in inside if site.home and words.startswith(site.home)]
    for address in dict.fromkeys(named):
        if not address.startswith(site.home or "http"):
            yield page.problem(
                f"The page calls itself “{address}”, an address outside the site.",
                "Mend theme/templates/partials/head.html, or SITEURL.",
            )
        else:
            yield from _leads_somewhere(page, address, "", site)


def pages_are_told_apart(site: Site) -> Iterator[Problem]:
    """No two pages that search engines may list have the same title or description."""
    for what, name, read in (("title", "Title", title), ("description", "Summary", description)):
        seen: dict[str, Page] = {}
        for page in filter(is_listed, site.pages.values()):
            words = read(page)
            first = seen.setdefault(words, page)
            if words and first is not page:
                yield page.problem(
                    f"The {what} “{words}” is also that of {source(first.path)}.",
                    f"Give one of them another `{name}:`.",
                    f"{name}: {words.rpartition(' · ')[0] or words}",
                )


def feeds_and_sitemap_lead_somewhere(path: str, written: bytes, site: Site) -> Iterator[Problem]:
    """A feed or sitemap can be read, and every address in it is whole, of this site, and there."""
    name, remedy = f"output/{path}", "Mend its template in theme/templates."
    try:
        tree = etree.fromstring(written, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError as error:
        yield Problem(name, error.lineno or 0, f"This file cannot be read: {error.msg}.", remedy)
        return
    own: list[str] = []
    inside: list[str] = []
    for element in tree.iter(etree.Element):
        base = element.get(_XML_BASE)
        own += [base] if base else []
        kind = element.tag.rpartition("}")[2]
        if element.tag.startswith(_ATOM) and kind == "link":
            own.append(element.get("href", ""))
        elif kind in ("loc", "uri", "icon", "id"):
            own.append((element.text or "").strip())
        elif element.tag == f"{_ATOM}content" and (element.text or "").strip():
            for part in html.fragment_fromstring(element.text, create_parent="div").iter(etree.Element):
                inside += addresses(part, "href", "src", "srcset", "poster")
    page = Page(path, tree)
    for address in dict.fromkeys(own):
        if site.home and not address.startswith(site.home):
            yield Problem(name, 0, f"It names “{address}”, an address outside the site.", remedy)
    for address in dict.fromkeys(inside):
        if not split(address)[0]:
            yield Problem(name, 0, f"“{address}” leads nowhere outside of the site: it is not whole.", remedy)
    for address in dict.fromkeys([*own, *inside]):
        if split(address)[0]:
            for problem in _leads_somewhere(page, address, "", site):
                yield Problem(name, 0, problem.found, remedy)


def _leads_somewhere(page: Page, address: str, words: str, site: Site) -> Iterator[Problem]:
    target = _target(address, page.path, site)
    if target is None:
        return
    path, place = target
    near = (address, f"]({posixpath.basename(path.removesuffix('/index.html'))}", f"[{words}]", path)
    if path not in site.files:
        remedy = "Correct it, or take it out."
        if path.startswith("articles/"):
            remedy += " If it leads to a draft or a scheduled article, it has to wait for that one."
        yield page.problem(f"The link “{address}” leads to nothing.", remedy, *near)
    elif place and place != "top" and path in site.ids and place not in site.ids[path]:
        yield page.problem(
            f"The link “{address}” leads to a place that is not on that page.",
            "Correct what stands behind the #, or take it out with the #.",
            f"#{place}",
            *near,
        )


def _read(output: Path, content: Path | None) -> tuple[Site, list[Problem]]:
    """The site in a folder, and a problem for every page without anything in it."""
    files = frozenset(
        path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file() or path.is_symlink()
    )
    pages, problems = {}, []
    for path in sorted(files):
        if path.endswith(".html") and not path.startswith("pagefind/"):
            parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
            try:
                tree = html.document_fromstring((output / path).read_bytes(), parser=parser)
                pages[path] = Page(path, tree, _lines(content, source(path)))
            except etree.ParserError:
                problems.append(Problem(source(path), 0, "The page is empty.", "Look whether its template is."))
    ids = {path: frozenset(page.tree.xpath("//@id | //a/@name")) for path, page in pages.items()}
    home = pages["index.html"].tree.xpath("string(//link[@rel='canonical']/@href)") if "index.html" in pages else ""
    return Site(files, pages, ids, home), problems


def _lines(content: Path | None, name: str) -> tuple[str, ...]:
    """The lines of the file a page was made from, where it can be read."""
    if content is None or not name.startswith("content/"):
        return ()
    path = content / name.removeprefix("content/")
    try:
        return tuple(path.read_text(encoding="utf-8-sig").split("\n"))
    except (OSError, UnicodeDecodeError):
        return ()


def _target(address: str, path: str, site: Site) -> tuple[str, str] | None:
    """The file and the place in it that an address on a page means; None where it leads out of the site."""
    whole = address.strip()
    if site.home and (whole.startswith(site.home) or whole == site.home.rstrip("/")):
        whole = site.root + whole[len(site.home) :]
    scheme, host, target, place = split(whole)
    if scheme or host:
        return None
    if target.startswith("/"):
        inside = target.removeprefix(site.root) if target.startswith(site.root) else f"..{target}"
    else:
        inside = posixpath.join(posixpath.dirname(path), target) if target else path
    found = posixpath.normpath(inside) if inside else "."
    if found == "." or inside.endswith(("/", "/.", "/..")):
        found = posixpath.normpath(posixpath.join(found, "index.html"))
    return found, place.partition(":~:")[0]


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
