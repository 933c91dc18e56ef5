"""What must hold of the pages as they were built."""

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree, html  # type: ignore[import-untyped]

from checks.problem import Problem

# Links a browser follows by itself, without anyone having clicked.
FETCHED = {"stylesheet", "icon", "apple-touch-icon", "preload", "modulepreload", "prefetch", "preconnect", "manifest"}
MARKS = ("{{", "}}", "{%", "{filename}", "{static}", "](", "**")
_HEADING_MARK = re.compile(r"^\s*#{1,6} ", re.MULTILINE)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
NAMED_BY_THEMSELVES = {"hidden", "submit", "reset", "button", "image"}


@dataclass(frozen=True)
class Page:
    """A built page: its path in the folder, and its parsed HTML."""

    path: str
    tree: Any

    def problem(self, found: str, remedy: str) -> Problem:
        """A problem of this page, named after the file it was made from."""
        return Problem(source(self.path), 0, found, remedy)


@dataclass(frozen=True)
class Site:
    """All that was built: every file, every page with the ids in it, and the folder of the host the site starts in."""

    files: frozenset[str]
    pages: dict[str, Page]
    ids: dict[str, frozenset[str]] = field(default_factory=dict)
    root: str = "/"


def check(output: Path) -> list[Problem]:
    """Every problem of the pages in a folder."""
    site, problems = _read(output)
    for page in site.pages.values():
        for rule in RULES:
            problems += rule(page)
        problems += links_lead_somewhere(page, site)
    return problems + list(pages_are_told_apart(site))


def source(path: str) -> str:
    """The file a built page was made from, as far as its address tells it."""
    name = path.removesuffix("/index.html").removesuffix(".html")
    if name.startswith("articles/"):
        name = name.removesuffix("/changes")
    if path == "index.html":
        return "content/pages/home.md"
    if path in ("articles/index.html", "search/index.html") or path.startswith("topics/"):
        return f"output/{path}"
    if path.startswith("paths/"):
        return "content/paths.toml"
    return f"content/{name}.md" if name.startswith("articles/") else f"content/pages/{name}.md"


def links_lead_somewhere(page: Page, site: Site) -> Iterator[Problem]:
    """A link within the site leads to a file that is there, and to a place in it that is there."""
    for element in page.tree.iter(etree.Element):
        for address in _addresses(element, "href", "src", "srcset", "poster"):
            target = _target(address, page.path, site)
            if target is None:
                continue
            path, place = target
            if path not in site.files:
                remedy = "Correct it, or take it out."
                if path.startswith("articles/"):
                    remedy += " If it leads to a draft or a scheduled article, it has to wait for that one."
                yield page.problem(f"The link “{address}” leads to nothing.", remedy)
            elif place and path in site.ids and place not in site.ids[path]:
                yield page.problem(
                    f"The link “{address}” leads to a place that is not on that page.",
                    "Correct what stands behind the #, or take it out with the #.",
                )


def ids_are_unique(page: Page) -> Iterator[Problem]:
    """An id is on a page once."""
    for name, count in Counter(page.tree.xpath("//@id")).items():
        if count > 1:
            yield page.problem(f"The id “{name}” is on the page {count} times.", "Give one of them another name.")


def there_is_one_title(page: Page) -> Iterator[Problem]:
    """A page has exactly one first-level heading."""
    titles = [_text(title) for title in page.tree.iter("h1")]
    if not titles:
        yield page.problem("The page shows no title.", "Give it a first-level heading: that is its `Title:`.")
    if len(titles) > 1:
        yield page.problem(
            f"The page has {len(titles)} titles: {', '.join(f'“{title}”' for title in titles)}.",
            "Keep `Title:`, and begin headings in the text with `##`.",
        )


def headings_go_down_by_one(page: Page) -> Iterator[Problem]:
    """A heading is at most one level below the heading before it."""
    before = 1
    for heading in page.tree.iter(*HEADINGS):
        level = int(heading.tag[1])
        if level > before + 1:
            yield page.problem(
                f"The heading “{_text(heading)}” is {level - before} levels below the one before it.",
                f"Write it with {'#' * (before + 1)}, so that no level is left out.",
            )
        before = level


def pictures_are_complete(page: Page) -> Iterator[Problem]:
    """A picture has words for those who do not see it, and its size, so that the text does not jump."""
    for image in page.tree.iter("img"):
        name = image.get("src", "")
        if image.get("alt") is None:
            yield page.problem(
                f"The picture “{name}” has no words for readers who do not see it.",
                "Describe it as in `![what it shows](file)`, or write `decorative` there.",
            )
        if not (image.get("width") and image.get("height")):
            yield page.problem(
                f"The picture “{name}” does not say its size.",
                "Put it in as `![what it shows](file)`, from content/images/.",
            )


def nothing_comes_from_elsewhere(page: Page) -> Iterator[Problem]:
    """A page asks no other host for anything: no picture, script, style, font or frame."""
    for element in page.tree.iter(etree.Element):
        fetched = ("href",) if element.tag == "link" and FETCHED & set(element.get("rel", "").lower().split()) else ()
        for address in _addresses(element, "src", "srcset", "poster", *fetched):
            if host := _split(address)[1]:
                yield page.problem(
                    f"The page asks {host} for “{address}”, and so tells it who reads.",
                    "Keep a copy in content/images/, or write it as an ordinary link.",
                )


def there_is_a_description(page: Page) -> Iterator[Problem]:
    """A page has a title and a description for search results."""
    if not _title(page):
        yield page.problem("The page has no title for search results.", "Fill in its `Title:`.")
    if not _description(page):
        yield page.problem("The page has no description for search results.", "Fill in its `Summary:`.")


def pages_are_told_apart(site: Site) -> Iterator[Problem]:
    """No two pages that search engines may list have the same title or description."""
    for what, name, read in (("title", "Title", _title), ("description", "Summary", _description)):
        seen: dict[str, Page] = {}
        for page in filter(_is_listed, site.pages.values()):
            words = read(page)
            first = seen.setdefault(words, page)
            if words and first is not page:
                yield page.problem(
                    f"The {what} “{words}” is also that of {source(first.path)}.",
                    f"Give one of them another `{name}:`.",
                )


def no_marks_are_left_over(page: Page) -> Iterator[Problem]:
    """The text shows no marks that should have become something else."""
    for text in page.tree.xpath("//main//text()[not(ancestor::pre or ancestor::code or ancestor::script)]"):
        for mark in MARKS:
            if mark in text:
                at = text.index(mark)
                near = " ".join(text[max(0, at - 30) : at + 40].split())
                yield page.problem(
                    f"The text shows “{mark}”: … {near} …",
                    "Look there for a bracket, star or quotation mark too many or too few.",
                )
                break
        if heading := _HEADING_MARK.search(text):
            yield page.problem(
                f"The text shows “{heading[0].strip()}”: {' '.join(text[heading.start() :].split())[:60]} …",
                "Put an empty line before the heading, and nothing before its first #.",
            )


def controls_have_labels(page: Page) -> Iterator[Problem]:
    """Every field and button of a form says what it is for."""
    for control in page.tree.iter("input", "select", "textarea", "button"):
        if control.tag == "input" and control.get("type", "text").lower() in NAMED_BY_THEMSELVES:
            continue
        labels = control.xpath("ancestor::label | //label[@for = $name]", name=control.get("id", ""))
        labels += [control] if control.tag == "button" else []
        labels += control.xpath("//*[@id and contains($names, concat(' ', @id, ' '))]", names=_names(control))
        if not control.get("aria-label", "").strip() and not any(_text(label) for label in labels):
            name = control.get("name") or control.get("id") or control.tag
            yield page.problem(
                f"The field “{name}” has no label.",
                "Give it one in theme/templates: `<label for=…>` with the id of the field.",
            )


def forms_are_let_through(page: Page) -> Iterator[Problem]:
    """The page's own policy lets its forms reach their endpoint and come back, and tells the endpoint the site."""
    policy = page.tree.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
    directives = {words[0]: words[1:] for part in policy.split(";") if (words := part.split())}
    allowed: list[str] = directives.get("form-action", [])
    referrer = page.tree.xpath("string(//meta[@name='referrer']/@content)")
    for form in page.tree.xpath("//form[@action and translate(@method, 'POST', 'post') = 'post']"):
        parts = urlsplit(form.get("action"))
        if not {f"{parts.scheme}://{parts.netloc}", f"{parts.scheme}:"} & set(allowed) or "'self'" not in allowed:
            yield page.problem(
                f"The policy of the page stops its form from being sent to {parts.netloc}, or from leading back.",
                "Mend form-action in theme/templates/partials/policy.html.",
            )
        if referrer != "strict-origin-when-cross-origin":
            yield page.problem(
                f"The page hides from the form's service where it comes from (referrer policy “{referrer}”).",
                "Set it to strict-origin-when-cross-origin in theme/templates/partials/head.html.",
            )


def forms_are_sent_somewhere(page: Page) -> Iterator[Problem]:
    """A form that is sent without a script says where to."""
    for form in page.tree.iter("form"):
        if form.get("method", "").lower() == "post" and form.get("action") is None:
            yield page.problem(
                "The page has a form that is sent to no one.",
                "Give it an address in theme/templates: `action=…`.",
            )


RULES: tuple[Callable[[Page], Iterator[Problem]], ...] = (
    ids_are_unique,
    there_is_one_title,
    headings_go_down_by_one,
    pictures_are_complete,
    nothing_comes_from_elsewhere,
    there_is_a_description,
    no_marks_are_left_over,
    controls_have_labels,
    forms_are_let_through,
    forms_are_sent_somewhere,
)


def _read(output: Path) -> tuple[Site, list[Problem]]:
    """The site in a folder, and a problem for every page without anything in it."""
    files = frozenset(path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file())
    pages, problems = {}, []
    for path in sorted(files):
        if path.endswith(".html") and not path.startswith("pagefind/"):
            parser = html.HTMLParser(encoding="utf-8")
            try:
                pages[path] = Page(path, html.document_fromstring((output / path).read_bytes(), parser=parser))
            except etree.ParserError:
                problems.append(Problem(source(path), 0, "The page is empty.", "Look whether its template is."))
    ids = {path: frozenset(page.tree.xpath("//@id")) for path, page in pages.items()}
    home = pages["index.html"].tree.xpath("string(//link[@rel='canonical']/@href)") if "index.html" in pages else ""
    return Site(files, pages, ids, urlsplit(home).path or "/"), problems


def _addresses(element: Any, *attributes: str) -> Iterator[str]:
    """The addresses in these attributes; `srcset` may have several."""
    for name in attributes:
        if (value := element.get(name)) is not None:
            yield from (part.split()[0] for part in value.split(",") if part.strip()) if name == "srcset" else [value]


def _target(address: str, path: str, site: Site) -> tuple[str, str] | None:
    """The file and the place in it that an address on a page means; None where it leads out of the site."""
    scheme, host, target, place = _split(address)
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


def _split(address: str) -> tuple[str, str, str, str]:
    """Scheme, host, path and fragment of an address, the last two without percent signs."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:  # `http://[`: a browser would not find it either
        return "", "", address, ""
    return parts.scheme, parts.netloc, unquote(parts.path), unquote(parts.fragment)


def _names(control: Any) -> str:
    return f" {' '.join(control.get('aria-labelledby', '').split())} "


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _title(page: Page) -> str:
    return " ".join(page.tree.xpath("string(/html/head/title)").split())


def _description(page: Page) -> str:
    return " ".join(page.tree.xpath("string(//meta[@name='description']/@content)").split())


def _is_listed(page: Page) -> bool:
    return "noindex" not in page.tree.xpath("string(//meta[@name='robots']/@content)")
