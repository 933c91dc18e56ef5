"""Old addresses lead to the page that took over: `Formerly:` of articles and pages, `formerly` of topics.

An old address of a page becomes a page that leads on (theme/templates/redirect.html), one of a feed the
same feed (plugins/feeds.py). A declared topic in which nothing is published leads to the list of articles,
so that its address outlives its last article.

Templates have all of them as `redirects`, and `pairs` gives what a host's own list needs: the old and the
new address of each, from the root of the site, as a browser sends them.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from pelican.settings import DEFAULT_CONFIG
from pelican.utils import slugify

from sources.header import one_line

EXAMPLE = "Write it as a browser shows it behind the name of the site, like `/articles/old-name/`."
LONGEST = 200  # bytes in one part of an address; file systems end at 255
LONGEST_IN_ALL = 800
LONGEST_NAME = 80  # characters of a file name: what lists and address bars show whole
_HOST = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#]*|(?:[\w-]+\.)+[A-Za-z]{2,}(?=/)")
_FORBIDDEN = re.compile(r'[<>:"|?*\\\ufffd]')  # what not every file system takes
_PAGE = re.compile(r"\.html?$", re.IGNORECASE)
_FEED = re.compile(r"\.(?:xml|atom|rss)$", re.IGNORECASE)
_OTHER_FILE = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")


class OldAddressError(ValueError):
    """An address that cannot lead on: what is wrong with it, and what to write instead."""

    def __init__(self, found: str, remedy: str) -> None:
        super().__init__(found)
        self.found, self.remedy = found, remedy


class Redirect(NamedTuple):
    """An old address, where it leads, and what is there; addresses are below the site, like `articles/name/`."""

    old: str
    new: str
    title: str
    summary: str


def old_address(written: object, new: str) -> str:
    """The address that `written` means in the header of the page at `new`; raises OldAddressError where it means none.

    A name without a slash is the file name the page had before, in the folder where it is now.
    """
    if not isinstance(written, str):
        raise OldAddressError("is no address", EXAMPLE)
    host = _HOST.match(written)
    path = re.split(r"[?#]", written[host.end() if host else 0 :], maxsplit=1)[0]
    instead = f"Write `{path}`." if path.strip("/") else EXAMPLE
    if host:
        raise OldAddressError("has the name of a site in it", f"Leave that out. {instead}")
    if path != written:
        raise OldAddressError("has a ? or # in it, and what follows that is not part of a page's address", instead)
    text = unicodedata.normalize("NFC", unquote(written)).strip()
    if "/" not in text:
        text = _from_file_name(text, new)
    elif text.endswith(".md"):
        text = _from_file(text)
    text = text.removeprefix("/")
    parts = text.removesuffix("/").split("/")
    if text:
        _check_parts(parts)
    if text.endswith("/") or not text:
        return text
    if re.fullmatch(r"index\.html?", parts[-1], re.IGNORECASE):
        return "".join(f"{part}/" for part in parts[:-1])
    if _PAGE.search(text) or _FEED.search(text):
        return text
    if _OTHER_FILE.search(text):
        raise OldAddressError("is a file, and only a page can lead on", f"Take it out. {EXAMPLE}")
    return f"{text}/"


def file_of(address: str) -> str:
    """The file in the output folder that a browser is given for an address."""
    return f"{address}index.html" if address.endswith("/") or not address else address


def is_feed(address: str) -> bool:
    """Whether an address is that of a feed, as feeds are commonly named."""
    return bool(_FEED.search(address)) and not address.rpartition("/")[2].lower().startswith("sitemap")


def feed_of(address: str) -> str | None:
    """The feed that belongs to the home page or to a topic; other pages have none."""
    return f"{address}feed.xml" if not address or re.fullmatch(r"topics/[^/]+/", address) else None


def topic_address(name: str) -> str:
    """The address of the page of a topic."""
    return f"topics/{slug(name)}/"


def of_page(address: str, title: str, summary: str, formerly: Sequence[str]) -> list[Redirect]:
    """What leads to a page; raises OldAddressError."""
    found = []
    for old in dict.fromkeys(old_address(written, address) for written in formerly):
        target = feed_of(address) if is_feed(old) else address
        if target is None:
            raise OldAddressError("is a feed, and this page has none", "Take it out.")
        found.append(Redirect(old, target, title, summary))
    return found


def of_topic(topic: Mapping[str, Any], *, empty: bool) -> list[Redirect]:
    """What leads to a topic and to its feed or, where nothing is published in it, to the list of articles."""
    address = topic_address(topic["name"])
    target, title = ("articles/", "Articles") if empty else (address, topic["name"])
    old = dict.fromkeys(old_address(written, address) for written in formerly_of(topic))
    old_feeds = dict.fromkeys(feed for one in old if (feed := one if is_feed(one) else feed_of(one)))
    old_pages = [*([address] if empty else []), *(one for one in old if not is_feed(one))]
    return [
        *(Redirect(one, target, title, topic["description"]) for one in old_pages),
        *(Redirect(one, f"{address}feed.xml", title, topic["description"]) for one in old_feeds),
    ]


def formerly_of(topic: Mapping[str, Any]) -> list[Any]:
    """What a topic of site.toml says of its old addresses: a list, or one."""
    formerly = topic.get("formerly", [])
    return formerly if isinstance(formerly, list) else [formerly]


def pairs(redirects: Iterable[Redirect]) -> list[tuple[str, str]]:
    """Old and new address of each, from the root of the site and with percent signs: `/articles/old/`, `/articles/new/`."""
    return [(f"/{quote(redirect.old)}", f"/{quote(redirect.new)}") for redirect in redirects]


def slug(name: str) -> str:
    """A name as a part of an address, as Pelican makes it."""
    return slugify(name, regex_subs=DEFAULT_CONFIG["SLUG_REGEX_SUBSTITUTIONS"])  # type: ignore[no-any-return]


def file_name(title: str) -> str:
    """A title as a file name of ASCII letters, digits and hyphens, cut at a word; empty where it has none."""
    name = slug(one_line(title)).strip("-_")
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME + 1].rpartition("-")[0] or name[:LONGEST_NAME]


def _from_file_name(name: str, new: str) -> str:
    """`old-name` or `old-name.md`, in the folder of the page that took over."""
    folder = new.removesuffix("/").rpartition("/")[0]
    if (_PAGE.search(name) or _FEED.search(name)) and not name.endswith(".md"):
        if folder:
            raise OldAddressError("can mean two addresses", f"Write `/{name}` or `/{folder}/{name}`.")
        return name
    stem = name.removesuffix(".md")
    if stem:
        _check_parts([stem])
    if folder in ("articles", "topics"):
        stem = slug(stem)
    if not stem:
        raise OldAddressError("is no address", EXAMPLE)
    return f"{folder}/{stem}/" if folder else f"{stem}/"


def _from_file(path: str) -> str:
    """`content/articles/old-name.md`, with or without its first folder."""
    folder, _, rest = path.removeprefix("/").removeprefix("content/").removesuffix(".md").partition("/")
    _check_parts([folder, *rest.split("/")])
    if folder == "articles" and (name := slug(rest.rpartition("/")[2])):
        return f"articles/{name}/"
    if folder == "pages" and rest:
        return f"{rest}/"
    raise OldAddressError("is no article and no page", EXAMPLE)


def _check_parts(parts: list[str]) -> None:
    """An address stays in the output folder and can be a file on every computer; raises OldAddressError."""
    if ".." in parts or "." in parts:
        raise OldAddressError("leads up and down the folders", EXAMPLE)
    for part in parts:
        if not part:
            raise OldAddressError("has two slashes in a row", EXAMPLE)
        if part.startswith("."):
            raise OldAddressError("has a part that starts with a dot, which is not published", EXAMPLE)
        if part != part.strip() or part.endswith("."):
            raise OldAddressError("has a part that ends or starts with a space or ends with a dot", EXAMPLE)
        if not part.isprintable() or (wrong := _FORBIDDEN.search(part)):
            sign = f"the sign {wrong[0]}" if part.isprintable() and wrong else "a sign that cannot be seen"
            raise OldAddressError(f"has {sign} in it, which no page here has in its address", EXAMPLE)
    if (
        max(len(part.encode()) for part in parts) > LONGEST
        or sum(len(part.encode()) for part in parts) > LONGEST_IN_ALL
    ):
        raise OldAddressError("is too long", EXAMPLE)
