"""Reading Blogger's Atom: the file of a backup until 2025, and the feed.atom of Takeout since."""

from lxml import etree  # type: ignore[import-untyped]

from importing.archive import Archive
from importing.markup import content, local, moment, parsed, plain
from importing.old_site import Entry, LeftOut, OldSite

_KIND = "http://schemas.google.com/blogger/2008/kind#"
_LEFT_OUT = {
    "comment": "comments are not brought over",
    "settings": "the new site has its own",
    "template": "it belongs to the old design",
    "layout": "it belongs to the old design",
}


def read(archive: Archive, names: list[str]) -> OldSite:
    """What the one file of this name holds."""
    (name,) = names
    root = parsed(archive, name)
    site = OldSite(
        "Blogger",
        title=plain(content(_child(root, "title"))),
        address=_alternate(root),
        recovered=archive.recovered,
    )
    counts: dict[str, int] = {}
    for number, element in enumerate(root.iter("{*}entry", "entry"), start=1):
        kind, labels = _kind_and_labels(element)
        title = plain(plain(_text(element, "title")))  # Takeout escapes it twice
        if kind in ("post", "page"):
            if _text(element, "trashed") not in ("", "false"):
                site.left_out.append(LeftOut("page" if kind == "page" else "article", title, "it was in the bin"))
            else:
                site.entries.append(_entry(number, element, "page" if kind == "page" else "article", title, labels))
        else:
            counts[kind] = counts.get(kind, 0) + 1
    for kind, count in sorted(counts.items()):
        what = {"settings": "setting", "": "item that does not say what it is"}.get(kind, kind)
        site.left_out.append(LeftOut(what, "", _LEFT_OUT.get(kind, "it is neither an article nor a page"), count))
    return site


def _entry(number: int, element: etree._Element, kind: str, title: str, labels: list[str]) -> Entry:
    status = _text(element, "status").upper()
    is_draft = status == "DRAFT" or any(_text(one, "draft") == "yes" for one in element.iterfind("{*}control"))
    address = _alternate(element) or _text(element, "filename")
    author = _child(element, "author")
    return Entry(
        number,
        "page" if kind == "page" else "article",
        title,
        content(_child(element, "content")),
        status="draft" if is_draft else "scheduled" if status == "SCHEDULED" else "published",
        date=moment(_text(element, "published")) or moment(_text(element, "created")),
        modified=moment(_text(element, "updated")),
        slug=address.rpartition("/")[2].removesuffix(".html"),
        address=address,
        summary=plain(_text(element, "metaDescription")),
        tags=tuple(dict.fromkeys(labels)),
        author=plain(_text(author, "name")) if author is not None else "",
    )


def _kind_and_labels(element: etree._Element) -> tuple[str, list[str]]:
    kind, labels = _text(element, "type").lower(), []
    for category in element.iterfind("{*}category"):
        term = category.get("term") or ""
        if term.startswith(_KIND):
            kind = kind or term.removeprefix(_KIND)
        elif term:
            labels.append(plain(term))
    return kind, labels


def _child(element: etree._Element, name: str) -> etree._Element | None:
    return next((child for child in element if local(child) == name), None)


def _text(element: etree._Element, name: str) -> str:
    return content(_child(element, name)).strip()


def _alternate(element: etree._Element) -> str:
    """Where readers found it; a draft has no such link."""
    return next((one.get("href") or "" for one in element.iterfind("{*}link") if one.get("rel") == "alternate"), "")
