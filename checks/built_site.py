"""Checks for the built site as a whole: its pages, their links, its feeds, and nothing else in its folder."""

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from lxml import etree, html  # type: ignore[import-untyped]

from checks import built_files, privacy
from checks.built_page import addresses, split
from checks.page_analysis import PageAnalysis, home, target
from checks.page_summary import PageSummary
from problem import Problem
from sources.addresses import is_page, made_from
from sources.content import Content

_FEW = 3  # pages that may have the same mistake, each of its own
_LIST = "theme/templates/articles.html"
_ATOM = "{http://www.w3.org/2005/Atom}"
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"


@dataclass(frozen=True)
class Site:
    """All that was built: every file, the summary of every page, and the home page's address."""

    files: frozenset[str]
    pages: Mapping[str, PageSummary]
    home: str = ""

    @cached_property
    def places(self) -> dict[str, frozenset[str]]:
        """The names of the places on every page."""
        return {path: frozenset(page.places) for path, page in self.pages.items()}


def one_by_one(analysis: PageAnalysis, paths: list[str]) -> list[PageSummary]:
    """The summaries of these pages, made one after the other."""
    return [analysis(path) for path in paths]


def check(
    output: Path,
    content: Content | None = None,
    *,
    publish: bool = False,
    each: Callable[[PageAnalysis, list[str]], list[PageSummary]] = one_by_one,
    look: Callable[[Path, list[str]], list[str]] = built_files.picture_faults,
) -> list[Problem]:
    """Every problem of a built folder; `content` is what it was built from.

    With `publish`, also what may be there on the coach's desk but not on the live site. `each` analyses the pages, and `look`
    says what is wrong with pictures.
    """
    files = sorted(_files(output))
    analysis = PageAnalysis(output, publish, home(output))
    examined = each(analysis, [path for path in files if is_page(path) and not (output / path).is_symlink()])
    pages = {page.path: page for page in examined if not page.empty}
    site = Site(frozenset(files), pages, analysis.home)
    problems = [problem for page in examined for problem in page.problems]
    for page in pages.values():
        problems += links_lead_somewhere(page, site)
        problems += pages_name_addresses_of_the_site(page, site)
    problems = _at_the_draft(problems, content) if content else problems
    problems = faults_of_the_theme(problems, site)
    problems += pages_are_told_apart(site)
    for path in (name for name in files if name.endswith(".xml")):
        problems += feeds_and_sitemap_lead_somewhere(path, (output / path).read_bytes(), site)
    problems += privacy.check(output, pages)
    return problems + built_files.check(output, files, content, publish=publish, look=look)


def faults_of_the_theme(problems: list[Problem], site: Site) -> list[Problem]:
    """The problems, of which one that most articles or most pages have is reported once, as their template's."""
    alike: dict[tuple[str, str, bool], dict[str, Problem]] = {}
    for problem in problems:
        found = re.sub(r"“(?:\.\./)+", "“", problem.found)  # as a page says it that lies deeper
        alike.setdefault((found, problem.remedy, problem.advice), {}).setdefault(problem.path, problem)
    reported: list[Problem] = []
    articles = len({made_from(path) for path in site.pages if path.startswith("articles/")} - {_LIST})
    for (found, _, advice), by_path in alike.items():
        first = by_path[min(by_path)]
        only_articles = all(path.startswith("content/articles/") for path in by_path)
        if advice or len(by_path) < max(_FEW, (articles if only_articles else len(site.pages)) / 2):
            reported += by_path.values()
            continue
        template = f"theme/templates/{'article' if only_articles else 'base'}.html"
        found = f"{found} It is so on {len(by_path)} pages, like {first.path}."
        reported.append(Problem(template, 0, found, f"{first.remedy} Or undo the last change to the theme."))
    return reported


def _at_the_draft(problems: list[Problem], content: Content) -> list[Problem]:
    """The problems, of which those of a page at a private link are its draft's, and reported once where that has a page too."""
    files = {f"content/pages{file.private_address.rstrip('/')}.md": file for file in content.sources.values()}
    named = (replace(one, path=f"content/{files[one.path].name}") if one.path in files else one for one in problems)
    return list(dict.fromkeys(named))


def links_lead_somewhere(page: PageSummary, site: Site) -> Iterator[Problem]:
    """A link within the site leads to a file that is there, and to a place in it that is there."""
    for link in page.links:
        yield from _leads_somewhere(page.path, link, site)


def pages_name_addresses_of_the_site(page: PageSummary, site: Site) -> Iterator[Problem]:
    """What a page says of itself to search engines and other sites are addresses of this site that are there."""
    for link in page.own:
        path, _, address = link
        if path:
            yield from _leads_somewhere(page.path, link, site)
        else:
            yield Problem(
                made_from(page.path),
                0,
                f"The page calls itself “{address}”, an address outside the site.",
                "Fix theme/templates/partials/head.html, or SITEURL.",
            )


def pages_are_told_apart(site: Site) -> Iterator[Problem]:
    """No two pages that search engines may list have the same title or description."""
    for what, name in (("title", "Title"), ("description", "Summary")):
        seen: dict[str, PageSummary] = {}
        for page in site.pages.values():
            words = getattr(page, what)
            if words and page.listed and (first := seen.setdefault(words, page)) is not page:
                found = f"The {what} “{words}” is also that of {made_from(first.path)}."
                yield Problem(made_from(page.path), 0, found, f"Give one of them another `{name}:`.")


def feeds_and_sitemap_lead_somewhere(path: str, written: bytes, site: Site) -> Iterator[Problem]:
    """A feed or sitemap can be read, and every address in it is whole, of this site, and there."""
    name, remedy = f"output/{path}", "Fix its template in theme/templates."
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
    for address in dict.fromkeys(own):
        if site.home and not address.startswith(site.home):
            yield Problem(name, 0, f"It names “{address}”, an address outside the site.", remedy)
    for address in dict.fromkeys(inside):
        if not split(address)[0]:
            yield Problem(name, 0, f"“{address}” leads nowhere outside of the site: it is not whole.", remedy)
    for address in dict.fromkeys([*own, *inside]):
        if split(address)[0] and (found := target(address, path, site.home)):
            for problem in _leads_somewhere(path, [*found, address], site):
                of_theme = problem.path.startswith("theme/")  # reported once, as that of the pages
                yield problem if of_theme else Problem(name, 0, problem.found, remedy)


def _leads_somewhere(page: str, link: Sequence[str], site: Site) -> Iterator[Problem]:
    path, place, address = link
    if path.startswith("theme/") and path not in site.files:
        back = f"Put it back: `git checkout {made_from(path)}`. Or take what asks for it out of theme/templates/."
        yield Problem(made_from(path), 0, "This file is missing, and pages of the site ask for it.", back)
    elif path not in site.files:
        remedy = "Correct it, or take it out."
        if path.startswith("articles/"):
            remedy += " If it leads to a draft or a scheduled article, it has to wait for that one."
        yield Problem(made_from(page), 0, f"The link “{address}” leads to nothing.", remedy)
    elif place and place != "top" and path in site.places and place not in site.places[path]:
        found = f"The link “{address}” leads to a place that is not on that page."
        yield Problem(made_from(page), 0, found, "Correct what stands behind the #, or take it out with the #.")


def _files(folder: Path, below: str = "") -> Iterator[str]:
    """Every file in a folder and the folders in it; what leads elsewhere is one, whatever it leads to."""
    with os.scandir(folder / below) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(folder, f"{below}{entry.name}/")
            elif entry.is_file() or entry.is_symlink():
                yield f"{below}{entry.name}"
