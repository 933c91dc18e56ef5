"""Checks for a built page by itself: what the theme, a template, a plugin or HTML in a text could get wrong.

What Markdown and headers say is judged where it was written, by source_text.py and source_header.py.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree  # type: ignore[import-untyped]

from checks.characters import LEFT_OVER
from problem import Problem
from sources.addresses import made_from

# Links a browser follows by itself, without anyone having clicked.
FETCHED = {
    "stylesheet", "icon", "apple-touch-icon", "preload", "modulepreload", "prefetch", "preconnect", "dns-prefetch",
    "manifest",
}  # fmt: skip
_MARK = re.compile(rf"{LEFT_OVER}|\*\*|\{{[:#][^}}]*\}}")
_AS_IT_IS = {"pre", "code", "kbd", "samp", "script", "style", "textarea"}
_JUDGED_BEFORE = "prose"  # the class of the coach's text: the rules of the source know which of its marks are meant
_HEADING_MARK = re.compile(r"^\s*#{1,6} ", re.MULTILINE)
_IN_STYLE = re.compile(r"url\(\s*[\"']?([^\"')]+)|@import\s+[\"']([^\"']+)", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"\s*(javascript|data):", re.IGNORECASE)
_FETCHING = ("href", "xlink:href", "{http://www.w3.org/1999/xlink}href")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
NAMED_BY_THEMSELVES = {"hidden", "submit", "reset", "button", "image"}
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-errormessage", "list", "form")


@dataclass(frozen=True)
class Page:
    """A built page: its path in the folder, and its parsed HTML."""

    path: str
    tree: Any

    @cached_property
    def attributes(self) -> dict[str, list[tuple[Any, str]]]:
        """Every attribute by its name, with the elements that have it and what it says there: one walk for all rules."""
        found: dict[str, list[tuple[Any, str]]] = {}
        for element in self.tree.iter(etree.Element):
            for name, value in element.items():
                found.setdefault(name, []).append((element, value))
        return found

    @property
    def ids(self) -> list[str]:
        """Every id on the page, as often as it is there."""
        return [value for _, value in self.attributes.get("id", ())]

    def addresses(self, *attributes: str) -> Iterator[tuple[Any, str]]:
        """The addresses in these attributes, each with its element."""
        for name in attributes:
            for element, _ in self.attributes.get(name, ()):
                yield from ((element, address) for address in addresses(element, name))

    def problem(self, found: str, remedy: str) -> Problem:
        """A problem of this page, reported at the file it was made from."""
        return Problem(made_from(self.path), 0, found, remedy)


def ids_are_unique(page: Page) -> Iterator[Problem]:
    """An id is on a page once."""
    for name, count in Counter(page.ids).items():
        if count > 1:
            yield page.problem(f"The id “{name}” is on the page {count} times.", "Give one of them another name.")


def references_are_there(page: Page) -> Iterator[Problem]:
    """What a label or a field names by its id is on the page."""
    ids = set(page.ids)
    for attribute in REFERENCES:
        for _, names in page.attributes.get(attribute, ()):
            for name in names.split():
                if name not in ids:
                    yield page.problem(
                        f"`{attribute}` names “{name}”, which is not on the page.",
                        "Correct it in theme/templates, or give that id to what is meant.",
                    )


def there_is_one_title(page: Page) -> Iterator[Problem]:
    """A page has exactly one first-level heading."""
    titles = [text(title) for title in page.tree.iter("h1")]
    if not titles:
        yield page.problem("The page shows no title.", "Let its template show `Title:` as a first-level heading.")
    if len(titles) > 1:
        yield page.problem(
            f"The page has {len(titles)} titles: {', '.join(f'“{title}”' for title in titles)}.",
            "Keep `Title:`, and write headings in the text like `## This`, not as HTML.",
        )


def headings_go_down_by_one(page: Page) -> Iterator[Problem]:
    """A heading has words, and is at most one level below the heading before it."""
    before = 1
    for heading in page.tree.iter(*HEADINGS):
        level = int(heading.tag[1])
        words = text(heading)
        if not words and not heading.xpath(".//img[@alt != '']"):
            yield page.problem(f"A heading <h{level}> has no words in it.", "Write some, or take it out.")
        if level > before + 1:
            yield page.problem(
                f"The heading “{words}” is {level - before} levels below the one before it.",
                f"Make it <h{before + 1}>, or write it like `## This`: then no level is left out.",
            )
        before = level


def pictures_are_complete(page: Page) -> Iterator[Problem]:
    """A picture has words for those who do not see it, and its size, so that the text does not jump."""
    for image in page.tree.iter("img"):
        name = image.get("src", "")
        if image.get("alt") is None:
            yield page.problem(
                f"The picture “{name}” has no words for readers who do not see it.",
                "Write it as `![what it shows](file)`, or give it an `alt`.",
            )
        if not all(image.get(side, "").isdecimal() and int(image.get(side)) for side in ("width", "height")):
            yield page.problem(
                f"The picture “{name}” does not say its size.",
                "Write it as `![what it shows](file)`, or give it a `width` and a `height`.",
            )


def links_have_words(page: Page) -> Iterator[Problem]:
    """A link says in words where it leads, also to those who do not see it."""
    for link in page.tree.xpath("//a[@href]"):
        words = text(link) or link.get("aria-label", "").strip() or "".join(link.xpath(".//img/@alt")).strip()
        if not words and not link.get("aria-labelledby") and not link.xpath(".//*[local-name() = 'title']"):
            address = link.get("href")
            yield page.problem(
                f"The link to “{address}” has no words.", "Write some into it, or give it an `aria-label`."
            )


def nothing_comes_from_elsewhere(page: Page) -> Iterator[Problem]:
    """A page asks no other host for anything: no picture, script, style, font or frame."""
    own = split(page.tree.xpath("string(//link[@rel='canonical']/@href)"))[1]
    asked = [address for _, address in page.addresses("src", "srcset", "poster", "data", "background")]
    asked += [address for element, address in page.addresses(*_FETCHING) if _is_fetched(element)]
    styles = [
        *page.tree.xpath("//style/text()", smart_strings=False),
        *(style for _, style in page.attributes.get("style", ())),
    ]
    asked += [address for style in styles for address in _asked_by(style)]
    for address in asked:
        if (host := split(address)[1]) and host != own:
            yield page.problem(
                f"The page asks {host} for “{address}”, and so tells it who reads.",
                "Keep a copy in content/images/, or write it as an ordinary link.",
            )


def there_is_a_description(page: Page) -> Iterator[Problem]:
    """A page has a language, and a title and a description for search results."""
    if not page.tree.get("lang"):
        yield page.problem("The page does not say its language.", "Add `lang` in theme/templates/base.html.")
    if not title(page):
        yield page.problem("The page has no title for search results.", "Fill in its `Title:`.")
    if not description(page):
        yield page.problem("The page has no description for search results.", "Fill in its `Summary:`.")


def no_marks_are_left_over(page: Page) -> Iterator[Problem]:
    """Nothing that readers see or hear around the text has marks in it that should have become something else."""
    remedy = "Look there for a bracket, star or quotation mark too many or too few."
    shown = page.tree.xpath(
        "/html/head/title/text() | //meta[@name='description']/@content | //body//@alt | //body//@aria-label",
        smart_strings=False,
    )
    for words in dict.fromkeys((*shown, *_around_the_text(page))):
        if mark := _MARK.search(words):
            near = " ".join(words[max(0, mark.start() - 30) : mark.start() + 40].split())
            yield page.problem(f"The text shows “{mark[0]}”: … {near} …", remedy)
        if heading := _HEADING_MARK.search(words):
            yield page.problem(
                f"The text shows “{heading[0].strip()}”: {' '.join(words[heading.start() :].split())[:60]} …",
                "Put an empty line before the heading, and nothing before its first #.",
            )


def _around_the_text(page: Page) -> Iterator[str]:
    """All words of the body but those of the coach's text and of what is shown as it is."""
    for body in page.tree.iter("body"):
        walk = etree.iterwalk(body, events=("start", "comment", "pi"))
        for event, element in walk:
            if event == "start":
                if element.tag in _AS_IT_IS or _JUDGED_BEFORE in element.get("class", "").split():
                    walk.skip_subtree()
                else:
                    yield element.text or ""
            yield element.tail or ""


def controls_have_labels(page: Page) -> Iterator[Problem]:
    """Every field and button of a form says what it is for."""
    for control in page.tree.iter("input", "select", "textarea", "button"):
        if control.tag == "input" and control.get("type", "text").lower() in NAMED_BY_THEMSELVES:
            continue
        labels = control.xpath("ancestor::label | //label[@for = $name]", name=control.get("id", ""))
        labels += [control] if control.tag == "button" else []
        if control.get("aria-labelledby"):
            labels += control.xpath("//*[@id and contains($names, concat(' ', @id, ' '))]", names=_names(control))
        if not control.get("aria-label", "").strip() and not any(text(label) for label in labels):
            name = control.get("name") or control.get("id") or control.tag
            yield page.problem(
                f"The field “{name}” has no label.",
                "Give it one in theme/templates: `<label for=…>` with the id of the field.",
            )


def nothing_is_stopped_by_the_policy(page: Page) -> Iterator[Problem]:
    """No style, script or picture is written into a text: the policy of the page stops it, and readers see nothing."""
    stopped = [(f"{name}=", "".join(value.split("\n"))) for name, value in _written_in(page)]
    stopped += [
        ("<script>", text(script)) for script in page.tree.xpath("//body//script[not(@src)]") if not _is_data(script)
    ]
    stopped += [("<style>", text(style)) for style in page.tree.xpath("//body//style")]
    for mark, words in stopped:
        yield page.problem(
            f"“{mark}{words[:60]}” has no effect: the page lets in nothing of that kind.", "Take it out."
        )


def forms_are_let_through(page: Page) -> Iterator[Problem]:
    """The page's own policy lets its forms reach their endpoint and come back, and tells the endpoint the site."""
    allowed = directives(page).get("form-action", [])
    referrer = page.tree.xpath("string(//meta[@name='referrer']/@content)")
    for form in page.tree.xpath("//form[normalize-space(@action) and translate(@method, 'POST', 'post') = 'post']"):
        scheme, host, _, _ = split(form.get("action"))
        if not {f"{scheme}://{host}", f"{scheme}:"} & set(allowed) or "'self'" not in allowed:
            yield page.problem(
                f"The policy of the page stops its form from being sent to {host}, or from leading back.",
                "Fix form-action in theme/templates/partials/policy.html.",
            )
        if referrer != "strict-origin-when-cross-origin":
            yield page.problem(
                f"The page hides from the form's service where it comes from (referrer policy “{referrer}”).",
                "Set it to strict-origin-when-cross-origin in theme/templates/partials/head.html.",
            )


def forms_are_sent_somewhere(page: Page) -> Iterator[Problem]:
    """A form that is sent without a script says where to."""
    for form in page.tree.iter("form"):
        if form.get("method", "").lower() == "post" and not (form.get("action") or "").strip():
            yield page.problem(
                "The page has a form that is sent to no one.",
                "Give it an address in theme/templates: `action=…`.",
            )


def structured_data_can_be_read(page: Page) -> Iterator[Problem]:
    """What a page tells search engines about itself is JSON."""
    for script in page.tree.xpath("//script[@type='application/ld+json']"):
        try:
            json.loads(script.text or "")
        except (ValueError, RecursionError) as error:
            yield page.problem(
                f"What the page tells search engines cannot be read: {error}.",
                "Fix theme/templates/macros/structured_data.html.",
            )


RULES: tuple[Callable[[Page], Iterator[Problem]], ...] = (
    ids_are_unique,
    references_are_there,
    there_is_one_title,
    headings_go_down_by_one,
    pictures_are_complete,
    links_have_words,
    nothing_comes_from_elsewhere,
    there_is_a_description,
    no_marks_are_left_over,
    controls_have_labels,
    nothing_is_stopped_by_the_policy,
    forms_are_let_through,
    forms_are_sent_somewhere,
    structured_data_can_be_read,
)


def addresses(element: Any, *attributes: str) -> Iterator[str]:
    """The addresses in these attributes; `srcset` may have several."""
    for name in attributes:
        if (value := element.get(name)) is not None:
            yield from (part.split()[0] for part in value.split(",") if part.strip()) if name == "srcset" else [value]


def split(address: str) -> tuple[str, str, str, str]:
    """Scheme, host, path and fragment of an address, the last two without percent signs."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:  # `http://[`: a browser would not find it either
        return "", "", address, ""
    return parts.scheme, parts.netloc, unquote(parts.path), unquote(parts.fragment)


def directives(page: Page) -> dict[str, list[str]]:
    """The Content-Security-Policy of a page, taken apart."""
    return directives_of(page.tree.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)"))


def directives_of(policy: str) -> dict[str, list[str]]:
    """A Content-Security-Policy, taken apart."""
    return {words[0]: words[1:] for part in policy.split(";") if (words := part.split())}


def text(element: Any) -> str:
    """The words of an element on one line."""
    return " ".join("".join(element.itertext()).split())


def title(page: Page) -> str:
    """The title that search results show."""
    return " ".join(page.tree.xpath("string(/html/head/title)").split())


def description(page: Page) -> str:
    """The description that search results show."""
    return " ".join(page.tree.xpath("string(//meta[@name='description']/@content)").split())


def is_listed(page: Page) -> bool:
    """Whether search engines may list the page."""
    return "noindex" not in page.tree.xpath("string(//meta[@name='robots']/@content)")


def _written_in(page: Page) -> Iterator[tuple[str, str]]:
    """Styles and scripts in attributes, with the attribute's name."""
    for name, having in page.attributes.items():
        for _, value in having:
            if (
                name == "style"
                or name.startswith("on")
                or (name in ("href", "src", "action") and _IN_ADDRESS.match(value))
            ):
                yield name, value


@lru_cache  # the style of a page is that of many others
def _asked_by(style: str) -> tuple[str, ...]:
    """The addresses that a style makes a browser ask for."""
    return tuple(match[1] or match[2] for match in _IN_STYLE.finditer(style))


def _is_fetched(element: Any) -> bool:
    """Whether a browser asks by itself for what the element leads to."""
    if element.tag == "link":
        return bool(FETCHED & set(element.get("rel", "").lower().split()))
    return element.tag in ("use", "image", "base")


def _is_data(script: Any) -> bool:
    return str(script.get("type", "")).endswith("json")


def _names(control: Any) -> str:
    return f" {' '.join(control.get('aria-labelledby', '').split())} "
