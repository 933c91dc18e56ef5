"""All articles and pages as WordPress exports its own (WXR 1.2), so that any other site can take them in."""

import os
import posixpath
import re
import sys
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape, unescape
from pathlib import Path
from urllib.parse import quote, urljoin
from zoneinfo import ZoneInfo

from lxml import etree  # type: ignore[import-untyped]

from checks.environment_variables import site_address
from importing import wxr
from importing.markup import FORBIDDEN
from pictures import markup, photographs
from pictures.photographs import Photograph
from sources.addresses import address_of
from sources.article import render
from sources.content import LARGEST_TEXT, Content, File, as_named, read, resolve, time_zone
from sources.dates import parse_date
from sources.header import decode, split_list
from sources.markdown_text import plain_words
from sources.redirects import slug

ROOT = Path(__file__).parent.parent
FILE = "export.xml"
NO_ADDRESS = (
    "An export names pictures by their public addresses, and nobody knows yet where the site is. Write its domain as "
    "`domain` below `[publishing]` in content/site.toml, or set SITEURL."
)
_NAMESPACES = {
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "wp": "http://wordpress.org/export/1.2/",
}
_RSS = " ".join(['<rss version="2.0"', *(f'xmlns:{name}="{uri}"' for name, uri in _NAMESPACES.items())]) + ">"
_ADDRESS = re.compile(r'(?<= )(href|src)="([^"]*)"')
_OF_THE_FILE = re.compile("<(?=/?(?:item|category|wp:))", re.IGNORECASE)
_PAGE_OF_THE_SITE = ("404", "thanks", "not-sent")  # what the site leads to, and WordPress does not


def export(content: Content, site: str) -> str:
    """The whole file; the same for the same content. `site` is the address of the live site, with its folder."""
    files = [file for _, file in sorted(content.sources.items())]
    if any(content.entries[file.name].size > LARGEST_TEXT for file in files):
        raise ValueError
    numbers = {file.name: number for number, file in enumerate(files, 1)}
    shown: dict[str, int] = {}  # the pictures, by their public addresses, and their numbers
    items, attached = [], []
    newest = max((file.date for file in files if file.date and not file.unpublished_by), default=None)
    for file in files:
        html, pictures = _html(file, site, content)
        date = file.date or _modified(file) or newest  # pages may have none, and WordPress sorts by it
        words = plain_words(file.source.text("image_alt") or "")
        above = content.folder / "images" / (file.source.text("image") or "")
        heading = _picture(above, site)
        for address, alt, path in [*([(heading, words, above)] if heading else []), *pictures]:
            if address not in shown:
                shown[address] = len(files) + len(shown) + 1
                name = os.path.relpath(path, content.folder).replace(os.sep, "/")
                dates = _dates("post_date", date, time_zone(content.site))
                attached.append(_attachment(shown[address], address, alt, name, numbers[file.name], dates))
        items.append(_item(file, date, html, numbers, shown.get(heading, 0), site, content))
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        _RSS,
        "<channel>",
        _text("title", content.site.words("name")),
        _text("link", site),
        _text("description", content.site.words("tagline")),
        _text("language", content.site.words("language")),
        "<wp:wxr_version>1.2</wp:wxr_version>",
        _text("wp:base_site_url", site),
        _text("wp:base_blog_url", site),
        _writer(content),
        *(_category(number, name) for number, name in enumerate(content.topics, 1)),
        *items,
        *attached,
        "</channel>",
        "</rss>",
    ]
    return "\n".join(lines) + "\n"


def _item(
    file: File, date: datetime | None, html: str, numbers: dict[str, int], picture: int, site: str, content: Content
) -> str:
    """An article or a page."""
    source = file.source
    zone = time_zone(content.site)
    changed = _modified(file)
    is_hidden = file.is_draft or not source.body.strip() or file.stem in _PAGE_OF_THE_SITE
    status = "draft" if is_hidden else "future" if file.is_scheduled else "publish"
    parent = numbers.get(f"{posixpath.dirname(file.name)}.md", 0)
    topic = source.text("category") or ""
    terms = [("category", topic)] if topic else []
    terms += [("post_tag", tag) for tag in split_list(source.text("tags"))]
    item = "\n".join(
        [
            _cdata("title", plain_words(source.text("title") or "")),
            _text("link", _live(site, file.address)),
            *([_text("pubDate", format_datetime(date.replace(tzinfo=zone)))] if date else []),
            _cdata("dc:creator", slug(_author(content)) or "coach"),
            f'<guid isPermaLink="false">{escape(_live(site, file.address), quote=False)}</guid>',
            "<description></description>",
            _cdata("content:encoded", html),
            _cdata("excerpt:encoded", plain_words(source.text("summary") or "")),
            f"<wp:post_id>{numbers[file.name]}</wp:post_id>",
            *_dates("post_date", date, zone),
            *_dates("post_modified", changed or date, zone),
            _cdata("wp:comment_status", "closed"),
            _cdata("wp:ping_status", "closed"),
            _cdata("wp:post_name", slug(file.stem)),
            _cdata("wp:status", status),
            f"<wp:post_parent>{parent}</wp:post_parent>",
            "<wp:menu_order>0</wp:menu_order>",
            _cdata("wp:post_type", "post" if file.kind == "articles" else "page"),
            _cdata("wp:post_password", ""),
            "<wp:is_sticky>0</wp:is_sticky>",
            *(
                f'<category domain="{kind}" nicename="{slug(name) or quote(name)}">{_quoted(name)}</category>'
                for kind, name in terms
            ),
        ]
    )
    mark = wxr.fingerprint(etree.fromstring(f"{_RSS}{item}</rss>"))
    text = re.sub("\r\n?", "\n", decode(file.data))
    meta = [_meta("_thumbnail_id", str(picture))] if picture else []
    meta += [_meta(wxr.FILE, f"{file.name} {mark}"), _meta(wxr.TEXT, text)]
    return "\n".join(["<item>", item, *meta, "</item>"])


def _attachment(number: int, address: str, words: str, name: str, parent: int, dates: list[str]) -> str:
    """A picture, which WordPress fetches from the live site."""
    last = address.rpartition("/")[2]
    return "\n".join(
        [
            "<item>",
            _cdata("title", last),
            _text("link", address),
            _cdata("content:encoded", ""),
            _cdata("excerpt:encoded", ""),
            f"<wp:post_id>{number}</wp:post_id>",
            *dates,
            _cdata("wp:post_name", slug(last)),
            _cdata("wp:status", "inherit"),
            f"<wp:post_parent>{parent}</wp:post_parent>",
            _cdata("wp:post_type", "attachment"),
            _cdata("wp:attachment_url", address),
            *([_meta("_wp_attachment_image_alt", words)] if words else []),
            _meta(wxr.FILE, name),
            "</item>",
        ]
    )


def _html(file: File, site: str, content: Content) -> tuple[str, list[tuple[str, str, Path]]]:
    """The text as HTML with whole addresses, and its pictures with what they show and their files."""
    rendered = render(file.path, file.data, content.language)
    widest, paths = {}, {}
    for path, _ in rendered["pictures"]:
        if photograph := photographs.found(Path(path)):
            largest = _largest(photograph)
            widest[photograph.file(photograph.usual_width, "jpeg")] = largest
            paths[_live(site, f"/images/{largest}")] = Path(path)

    def whole(match: re.Match[str]) -> str:
        address = unescape(match[2])
        if address.startswith(f"{markup.FOLDER}/"):
            name = address.removeprefix(f"{markup.FOLDER}/")
            address = _live(site, f"/images/{widest.get(name, name)}")
        elif address.startswith("{filename}"):
            path, mark, place = address.partition("#")
            address = _live(site, address_of(resolve(file, as_named(file, path)))) + mark + place
        elif address.startswith("{static}"):
            address = _live(site, address.removeprefix("{static}"))
        elif address.startswith("/") and not address.startswith("//"):
            address = _live(site, address)
        return f'{match[1]}="{escape(address)}"'

    html = _ADDRESS.sub(whole, markup.without_choices(rendered["html"]))
    images = re.findall(r"<img [^>]*>", html)
    shown = [(_attribute(image, "src"), _attribute(image, "alt")) for image in images]
    return html, [(address, words, paths[address]) for address, words in shown if address in paths]


def _attribute(element: str, name: str) -> str:
    match = re.search(rf' {name}="([^"]*)"', element)
    return unescape(match[1]) if match else ""


def _picture(path: Path, site: str) -> str:
    """The public address of the largest JPEG of a photograph; nothing where there is none."""
    photograph = photographs.found(path) if path.is_file() else None
    return _live(site, f"/images/{_largest(photograph)}") if photograph else ""


def _largest(photograph: Photograph) -> str:
    return photograph.file(photograph.widths[-1], "jpeg")


def _live(site: str, address: str) -> str:
    """An address on the live site, which may lie in a folder of its host."""
    return site + quote(address, safe="/#%") if address.startswith("/") else urljoin(f"{site}/", address)


def _modified(file: File) -> datetime | None:
    try:
        return parse_date(file.source.text("modified") or "")
    except ValueError:
        return None


def _dates(name: str, date: datetime | None, zone: ZoneInfo) -> list[str]:
    """A moment by the clock of the practice, and by that of Greenwich."""
    if not date:
        return []
    greenwich = date.replace(tzinfo=zone).astimezone(UTC)
    return [
        _cdata(f"wp:{name}", f"{date:%Y-%m-%d %H:%M:%S}"),
        _cdata(f"wp:{name}_gmt", f"{greenwich:%Y-%m-%d %H:%M:%S}"),
    ]


def _writer(content: Content) -> str:
    """The one who writes: on one line, as WordPress' importer looks for it where it has no reader of XML."""
    fields = {"login": slug(_author(content)) or "coach", "email": content.site.words("coach.email")}
    fields["display_name"] = _author(content)
    inside = "".join(_cdata(f"wp:author_{name}", words) for name, words in fields.items())
    return f"<wp:author><wp:author_id>1</wp:author_id>{inside}</wp:author>"


def _category(number: int, name: str) -> str:
    return "\n".join(
        [
            "<wp:category>",
            f"<wp:term_id>{number}</wp:term_id>",
            _cdata("wp:category_nicename", slug(name)),
            _cdata("wp:category_parent", ""),
            _cdata("wp:cat_name", name),
            "</wp:category>",
        ]
    )


def _author(content: Content) -> str:
    return content.site.words("coach.name") or content.site.words("name")


def _text(tag: str, words: str) -> str:
    return f"<{tag}>{escape(FORBIDDEN.sub('', words), quote=False)}</{tag}>"


def _cdata(tag: str, words: str) -> str:
    return f"<{tag}>{_quoted(words)}</{tag}>"


def _quoted(words: str) -> str:
    """Words in CDATA, as WordPress writes them; the mark that ends it is divided between two.

    So is a tag that its importer would take for one of the file where it has no reader of XML.
    """
    inside = FORBIDDEN.sub("", words).replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{_OF_THE_FILE.sub('<]]><![CDATA[', inside)}]]>"


def _meta(name: str, words: str) -> str:
    return "\n".join(["<wp:postmeta>", _cdata("wp:meta_key", name), _cdata("wp:meta_value", words), "</wp:postmeta>"])


def main() -> None:
    """Write the export, where the last one was if there is one."""
    content = read(ROOT / "content")
    site = site_address(os.environ, content).rstrip("/")
    if not site:
        sys.exit(NO_ADDRESS)
    try:
        written = export(content, site)
    except (OSError, ValueError):
        sys.exit("Some texts cannot be read. `python3 tasks.py check` says which; nothing was exported.")
    try:
        (ROOT / FILE).write_text(written, encoding="utf-8", newline="")
    except OSError as error:
        sys.exit(f"{FILE} cannot be written: {error.strerror}.")
    posts = written.count("<![CDATA[post]]>")
    pages = written.count("<wp:post_type><![CDATA[page]]>")
    pictures = written.count("<wp:attachment_url>")
    print(f"{FILE} has {posts:,} articles, {pages:,} pages and {pictures:,} pictures by their addresses on {site}.")
    print(
        "docs/moving-in.md says what WordPress has no place for. Its import fetches the pictures while this site is live."
    )


if __name__ == "__main__":
    main()
