"""Reading WXR, the XML that WordPress and Squarespace export, with or without what its specification asks for."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import unquote, urlsplit

from lxml import etree  # type: ignore[import-untyped]

from importing.archive import PICTURES, Archive
from importing.markup import content, local, moment, parsed, plain, words
from importing.old_site import Entry, LeftOut, OldSite, Picture

_STATUS: dict[str, Literal["published", "draft", "scheduled", "private"]] = {
    "publish": "published",
    "inherit": "published",
    "future": "scheduled",
    "private": "private",
}
# What of WordPress belongs to its own machinery, in plain words.
_MACHINERY = {
    "nav_menu_item": ("menu item", "the new site makes its menu of its pages"),
    "wp_navigation": ("menu", "the new site makes its menu of its pages"),
    "revision": ("earlier version", "only the last version of a text is brought over"),
    "elementor_library": ("template", "it belongs to the old design"),
    "custom_css": ("setting of the design", "it belongs to the old design"),
    "customize_changeset": ("setting of the design", "it belongs to the old design"),
    "oembed_cache": ("note of WordPress to itself", "nobody saw it"),
    "user_request": ("note of WordPress to itself", "nobody saw it"),
}
_OF_OURS = re.compile(r"(?:articles|pages)(?:/[a-z0-9]+(?:[_-][a-z0-9]+)*)+\.md")
_NO_TAGS = {"category", "post_format", "language", "post_translations", "term_translations", "nav_menu", "author"}
_TWICE = "it is in the files twice"
# Both within bounds: one without an end would be looked for to the end of the text, again and again.
_BLOCK = re.compile(r'<!-- wp:block \{[^<>]{0,300}?"ref":(\d{1,20})[^<>]{0,300}?/-->')
_GALLERY = re.compile(r"\[gallery(?![^\[\]]{0,500}\bids=)([^\[\]]{0,500})\]")
_SUMMARIES = (
    "_yoast_wpseo_metadesc",
    "rank_math_description",
    "_aioseo_description",
    "_aioseop_description",
    "_genesis_description",
)
# Where an export of ours keeps the file that an item was made of, as WordPress keeps what it does not show: its name
# below content/ with the fingerprint of the item, and its text. Of a picture the name alone.
FILE, TEXT = "_attending_file", "_attending_text"


@dataclass
class _Item:
    """One `<item>`: its simple fields by name, and what comes several times."""

    number: int
    fields: dict[str, str] = field(default_factory=dict)
    meta: dict[str, str] = field(default_factory=dict)
    terms: list[tuple[str, str]] = field(default_factory=list)
    author: str = ""
    fingerprint: str = ""
    comments: int = 0
    is_again: bool = False

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")

    @property
    def title(self) -> str:
        return plain(self["title"])

    @property
    def identity(self) -> tuple[str, str, str]:
        return self["post_id"], self["post_type"], self["title"]


@dataclass
class _Export:
    """The items of all files of an export, and what stands beside them."""

    items: list[_Item] = field(default_factory=list)
    head: dict[str, str] = field(default_factory=dict)
    authors: dict[str, str] = field(default_factory=dict)
    categories: list[str] = field(default_factory=list)
    seen: set[tuple[str, str, str]] = field(default_factory=set)


def read(archive: Archive, names: list[str]) -> OldSite:
    """What the WXR files of these names hold; WordPress.com exports a large site in several."""
    export, sites = _Export(), dict[str, str]()
    for name in names:
        root = parsed(archive, name)
        sites.setdefault(root.findtext("{*}channel/{*}link") or "", name)
        _read_file(root, export)
    if len(sites) > 1:
        raise archive.refused(
            f"It holds {len(sites)} sites: {', '.join(f'`{name}`' for name in sorted(sites.values())[:5])}.",
            "Give the file of the one that moves.",
        )
    kind: Literal["Squarespace", "WordPress"] = "Squarespace" if _is_squarespace(export) else "WordPress"
    site = OldSite(
        kind,
        title=plain(export.head.get("title", "")),
        address=export.head.get("base_blog_url") or export.head.get("base_site_url") or export.head.get("link", ""),
        language=export.head.get("language", ""),
        categories=list(dict.fromkeys(export.categories)),
        recovered=archive.recovered,
    )
    _Reader(export, site).read()
    return site


def _read_file(root: etree._Element, export: _Export) -> None:
    for element in root.iter("{*}author", "{*}category", "{*}item", "wp:author", "wp:category", "item"):
        name, values = local(element), None
        parent = element.getparent()
        if name == "item":
            item = _item(element, len(export.items) + 1)
            item.is_again = item.identity in export.seen
            export.items.append(item)
        elif parent is not None and local(parent) != "item":
            values = {local(child): (child.text or "").strip() for child in element}
            if name == "author" and (login := values.get("author_login")):
                export.authors[login] = plain(values.get("author_display_name", "")) or login
            elif name == "category" and (category := _category(values.get("cat_name", ""))):
                export.categories.append(category)
    export.seen.update(item.identity for item in export.items if item["post_id"])
    for element in root.iterfind("{*}channel/*"):
        if len(element) == 0 and element.text:
            export.head.setdefault(local(element), element.text.strip())


def _item(element: etree._Element, number: int) -> _Item:
    item = _Item(number)
    for child in element:
        name = local(child)
        if name == "postmeta":
            values = {local(one): one.text or "" for one in child}
            item.meta.setdefault(values.get("meta_key", ""), values.get("meta_value", ""))
        elif name == "category":
            term = plain(child.text or "")
            if child.get("domain") == "author":
                item.author = term
            elif term:
                item.terms.append((child.get("domain") or "category", term))
        elif name == "comment":
            item.comments += 1
        elif name == "encoded":
            which = "excerpt" if "excerpt" in str(child.tag) else "content"
            item.fields.setdefault(which, content(child))
        else:
            item.fields.setdefault(name, content(child).strip())
    if TEXT in item.meta:
        item.fingerprint = fingerprint(element)
    return item


def fingerprint(element: etree._Element) -> str:
    """What changes if anything of an item does but its custom fields: a text is only as it was where all of it is."""
    parts = [f"{local(one)}:{one.text or ''}" for one in element if local(one) != "postmeta"]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _is_squarespace(export: _Export) -> bool:
    if {"generator", "base_blog_url", "base_site_url"} & set(export.head):
        return False
    return any(item["link"].startswith("/") or "squarespace" in item["content"] for item in export.items)


def _category(name: str) -> str:
    """A category by its name; empty for what Squarespace and WordPress write where there is none."""
    name = plain(name)
    return "" if name.lower() in ("null - null", "null", "uncategorized") else name


class _Reader:
    """Making entries of the items, which refer to one another by number."""

    def __init__(self, export: _Export, site: OldSite) -> None:
        self._export = export
        self._site = site
        self._squarespace = site.kind == "Squarespace"
        self._by_type: dict[str, list[_Item]] = {}
        for item in export.items:
            if not item.is_again:
                self._by_type.setdefault(item["post_type"], []).append(item)
        self._blocks = {item["post_id"]: item for item in self._by_type.get("wp_block", ())}
        self._used: set[str] = set()
        self._uploads: dict[str, list[str]] = {}  # the pictures that were uploaded to an entry, by its number

    def read(self) -> None:
        for item in self._by_type.get("attachment", ()):
            self._read_attachment(item)
        for item in self._export.items:
            if item.is_again:
                kind = item["post_type"]
                self._leave_out(item, "page" if kind == "page" else "article" if kind == "post" else "item", _TWICE)
            elif item["post_type"] not in ("attachment", "wp_block"):
                self._read_item(item)
        for item in self._by_type.get("wp_block", ()):
            is_used = item["post_id"] in self._used
            reason = "it stands in the articles that use it" if is_used else "no article uses it"
            self._leave_out(item, "reusable block", reason)
        if comments := sum(item.comments for item in self._export.items):
            self._site.left_out.append(LeftOut("comment", "", "comments are not brought over", comments))

    def _leave_out(self, item: _Item, what: str, reason: str) -> None:
        self._site.left_out.append(LeftOut(what, item.title, reason))

    def _read_attachment(self, item: _Item) -> None:
        address = item["attachment_url"] or item["guid"]
        is_picture = urlsplit_path(address).lower().endswith(PICTURES) or not re.search(
            r"\.\w{2,4}$", urlsplit_path(address)
        )
        self._leave_out(
            item,
            "picture" if is_picture else "file",
            "it comes along where an article shows it" if is_picture else "articles lead to it; bring it yourself",
        )
        if address:
            words = plain(item.meta.get("_wp_attachment_image_alt", ""))
            picture = Picture(address, words, item.meta.get(FILE, ""))
            self._site.pictures.setdefault(address, picture)
            if item["post_id"]:
                self._site.pictures.setdefault(item["post_id"], picture)
                if is_picture:
                    self._uploads.setdefault(item["post_parent"], []).append(item["post_id"])

    def _read_item(self, item: _Item) -> None:
        kind = item["post_type"]
        is_empty = not (item.title or item["content"].strip() or item["excerpt"].strip() or TEXT in item.meta)
        if is_empty and kind not in _MACHINERY:
            self._leave_out(item, "empty item", "nothing is in it")
        elif kind not in ("post", "page", ""):
            what, reason = _MACHINERY.get(kind, ("", ""))
            if not what and kind.startswith("wp_"):
                what, reason = "setting of the design", "it belongs to the old design"
            self._leave_out(
                item,
                what or f"item of the kind `{kind}`",
                reason or "it is neither an article nor a page; copy what you need",
            )
        elif item["status"] == "trash":
            self._leave_out(item, "page" if kind == "page" else "article", "it was in the bin")
        elif item["post_password"]:
            self._leave_out(item, "page" if kind == "page" else "article", "readers needed a password for it")
        else:
            if not kind:
                self._site.recovered.append(
                    f"Item {item.number}, {item.title!r}, does not say what it is; it was read as an article."
                )
            self._site.entries.append(self._entry(item))

    def _entry(self, item: _Item) -> Entry:
        markup = _GALLERY.sub(lambda match: self._gallery(item, match), "".join(self._with_blocks(item["content"])))
        changes = []
        for url in self._linked_by_title(item, markup):
            label = item.title or url
            markup = f'{markup}\n\n<p><a href="{_attribute(url)}">{_escaped(label)}</a></p>'
            changes.append("The title led to another page; the link there stands at the end now.")
        sound = item.meta.get("enclosure", "").split("\n")[0].strip()
        if sound not in markup and re.match(r"https?://", sound):
            markup = f'{markup}\n\n<p><audio src="{_attribute(sound)}"></audio></p>'
            changes.append("The sound that was attached stands at the end now.")
        picture = self._site.pictures.get(item.meta.get("_thumbnail_id", ""))
        builder, form = self._builder(item, markup)
        file, _, fingerprint_then = item.meta.get(FILE, "").partition(" ")
        terms = [(domain, name) for domain, name in item.terms if domain != "category" or _category(name)]
        return Entry(
            item.number,
            "page" if item["post_type"] == "page" else "article",
            item.title,
            markup,
            form=form,
            builder=builder,
            status=_STATUS.get(item["status"], "draft"),
            date=next(
                (found for name in ("post_date", "post_date_gmt", "pubDate") if (found := moment(item[name]))), None
            ),
            modified=moment(item["post_modified"]),
            slug=unquote(item["post_name"]),
            address=_address(item),
            summary=_summary(item),
            tags=tuple(dict.fromkeys(name for domain, name in terms if domain not in _NO_TAGS)),
            categories=tuple(dict.fromkeys(name for domain, name in terms if domain == "category")),
            picture=picture.address if picture else "",
            picture_words=picture.words if picture else "",
            footnotes=_footnotes(item.meta.get("footnotes", "")),
            author=item.author or self._export.authors.get(item["creator"], item["creator"]),
            written=item.meta.get(TEXT, ""),
            file=file if fingerprint_then == item.fingerprint and _OF_OURS.fullmatch(file) else "",
            changes=tuple(changes),
        )

    def _builder(
        self, item: _Item, markup: str
    ) -> tuple[Literal["squarespace", "elementor", "gutenberg", "classic"], Literal["html", "wpautop"]]:
        if self._squarespace:
            return "squarespace", "html"
        if "_elementor_data" in item.meta or item.meta.get("_elementor_edit_mode"):
            return "elementor", "html"
        if "<!-- wp:" in markup:
            return "gutenberg", "html"
        return "classic", "wpautop"

    def _with_blocks(self, markup: str, above: tuple[str, ...] = ()) -> Iterator[str]:
        """The HTML with the reusable blocks it names; one that holds itself is left as it is."""
        at = 0
        for match in _BLOCK.finditer(markup):
            number = match[1]
            if number in self._blocks and number not in above and len(above) < 5:
                self._used.add(number)
                yield markup[at : match.start()]
                yield from self._with_blocks(self._blocks[number]["content"], (*above, number))
                at = match.end()
        yield markup[at:]

    def _gallery(self, item: _Item, match: re.Match[str]) -> str:
        """A gallery without numbers shows what was uploaded to its entry."""
        numbers = ",".join(self._uploads.get(item["post_id"], ()))
        return f'[gallery ids="{numbers}"{match[1]}]' if numbers and item["post_id"] else match[0]

    @staticmethod
    def _linked_by_title(item: _Item, markup: str) -> list[str]:
        """Where the title of a link post led, unless its text leads there as well."""
        url = (item.meta.get("passthrough_url") or item.meta.get("standard_link_url_field") or "").strip()
        return [url] if re.match(r"https?://", url) and _attribute(url) not in markup and url not in markup else []


def urlsplit_path(address: str) -> str:
    """The path of an address; empty for what is none."""
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def _address(item: _Item) -> str:
    """Where readers found it; nothing for a draft that never had an address."""
    link = item["link"]
    return (
        "" if item["status"] not in ("", "publish", "private") and re.search(r"[?&](?:p|page_id)=\d+", link) else link
    )


def _summary(item: _Item) -> str:
    """What she wrote to be read in lists; else what she wrote for search engines, unless it is a formula."""
    if excerpt := words(item["excerpt"]):
        return excerpt
    return next(
        (
            plain(text)
            for name in _SUMMARIES
            if (text := item.meta.get(name, "")) and not re.search(r"%%|%\w+%|#\w", text)
        ),
        "",
    )


def _footnotes(text: str) -> dict[str, str]:
    try:
        notes = json.loads(text) if text.lstrip().startswith("[") else []
    except (ValueError, RecursionError):
        return {}
    return {
        str(note["id"]): str(note["content"])
        for note in notes
        if isinstance(note, dict) and isinstance(note.get("id"), str) and isinstance(note.get("content"), str)
    }


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _attribute(text: str) -> str:
    return _escaped(text).replace('"', "&quot;")
