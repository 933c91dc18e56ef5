"""Reading the zip that Medium exports: a page in HTML for each article, draft and response."""

import re
from pathlib import PurePosixPath

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from importing.archive import Archive
from importing.markup import document, inner, moment, plain
from importing.old_site import Entry, LeftOut, OldSite

MOST_ELEMENTS = 500_000
_HASH = re.compile(r"-?[0-9a-f]{8,16}$")
_DATE = re.compile(r"\d{4}-\d\d-\d\d_")


def read(archive: Archive, names: list[str]) -> OldSite:
    """What the pages of these names hold; the other files of the archive are counted."""
    site = OldSite("Medium", address="https://medium.com", recovered=archive.recovered)
    for number, name in enumerate(names, start=1):
        text = archive.text(name)
        if text.count("<") > MOST_ELEMENTS:
            raise archive.refused(
                "It holds more elements than any article we know.", "Take it out of the zip.", name=name
            )
        page = document(text)
        body = next(iter(page.xpath("//*[@data-field='body']")), None)
        title = _first(page, "p-name")
        is_draft = PurePosixPath(name).name.startswith("draft_") or not page.xpath(
            "//footer//*[contains(@class,'p-canonical')]"
        )
        if body is None:
            site.left_out.append(LeftOut("file", name, "it has no text"))
        elif not is_draft and _is_response(body, title):
            site.left_out.append(LeftOut("response", title, "it answers somebody else's article"))
        else:
            site.entries.append(_entry(number, name, page, body, title, is_draft=is_draft))
    others: dict[str, int] = {}
    for name in set(archive.names) - set(names):
        if name.lower().endswith((".html", ".json", ".csv")):
            folder = PurePosixPath(name).parent.name or "its own"
            others[folder] = others.get(folder, 0) + 1
    for folder, count in sorted(others.items()):
        site.left_out.append(LeftOut("page of your account", folder, "it is no article", count))
    return site


def _first(page: HtmlElement, name: str, attribute: str = "") -> str:
    for element in page.xpath(f"//*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"):
        return str(element.get(attribute, "")) if attribute else _text(element)
    return ""


def _text(element: HtmlElement) -> str:
    return plain("".join(element.itertext()).replace("<", "&lt;"))


def _is_response(body: HtmlElement, title: str) -> bool:
    """Whether its title is but the beginning of its text: responses have none of their own."""
    if body.xpath(".//*[contains(@class,'graf--title')]"):
        return False
    beginning = title.removesuffix("…").removesuffix("...").strip()
    return not beginning or _text(body).startswith(beginning)


def _entry(number: int, name: str, page: HtmlElement, body: HtmlElement, title: str, *, is_draft: bool) -> Entry:
    summary = _first(page, "p-summary")
    for wanted, words in (("graf--title", title), ("graf--subtitle", summary)):  # which the header has
        for element in body.xpath(f".//*[contains(@class,'{wanted}')]")[:1]:
            if _text(element) == words or (words and _text(element).startswith(words.rstrip("…"))):
                element.drop_tree()
                summary = _text(element) if wanted == "graf--subtitle" else summary
    for divider in body.xpath(".//*[contains(@class,'section-divider')]")[:1]:  # above the first words
        divider.drop_tree()
    address = _first(page, "p-canonical", "href")
    path = (address or _DATE.sub("", PurePosixPath(name).stem)).rstrip("/").rpartition("/")[2].removeprefix("draft_")
    published = next(iter(page.xpath("//time[contains(@class,'dt-published')]/@datetime")), "")
    links = page.xpath("//footer//*[contains(concat(' ', normalize-space(@class), ' '), ' p-tag ')]")
    return Entry(
        number,
        "article",
        title,
        inner(body),
        form="medium",
        status="draft" if is_draft else "published",
        date=moment(str(published)),
        slug=_HASH.sub("", path.partition("?")[0]).lower().replace("_", "-"),
        address=address,
        summary=summary,
        tags=tuple(dict.fromkeys(_text(link) for link in links)),
        author=_first(page, "p-author"),
    )
