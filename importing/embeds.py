"""What a page shows of other pages or lets readers do: films, frames, forms, pictures that load late."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bs4 import Tag

from importing.changes import Changes
from importing.elements import FIELDS, is_within, made

_FRAMES = ["iframe", "embed", "object", "video", "audio", "amp-youtube", "frame"]
_KINDS = {"video": "film", "audio": "sound"}
_SILENT = re.compile(r"doubleclick|googletagmanager|amazon-adsystem|facebook\.com/plugins")
_NO_TITLE = re.compile(r"\b(?:video )?player\b|^iframe$|embed", re.IGNORECASE)
_FILE_NAME = re.compile(r"\S+\.(?:jpe?g|png|webp|gif|avif|heic|tiff?|bmp|svg)|(?:img|dsc|dscn|image|pxl|screen ?shot)[\s_-]*\d[\w.-]*|[0-9a-f-]{16,}", re.IGNORECASE)  # fmt: skip
_ADDRESSES = [
    "data-image",
    "data-orig-file",
    "data-src",
    "data-lazy-src",
    "data-original",
    "src",
    "data-srcset",
    "srcset",
]


def read_embeds(body: Tag, hosts: tuple[str, ...], changes: Changes) -> None:
    """Make a link of a film, a sound or a frame; leave out forms; show pictures that load late once."""
    _late_pictures(body)
    for frame in body.find_all(_FRAMES):
        if is_within(frame, body):
            _frame(frame, hosts, changes)
    for form in body.find_all("form"):
        if is_within(form, body):
            changes.instead(
                form, "a form was left out", remedy="Readers write to you by the contact page of this site."
            )
    for tag in body.find_all(FIELDS):
        if tag.name in ("button", "label"):
            tag.unwrap()
        elif tag.get("type") == "checkbox":
            tag.replace_with("☑ " if tag.has_attr("checked") else "☐ ")
        elif is_within(tag, body):
            changes.instead(tag, "a field of a form was left out", remedy="Write in words what it was for.")


def address_of_picture(tag: Tag) -> str:
    """Where a picture is, however it is loaded; of several sizes the largest."""
    for name in _ADDRESSES:
        address = str(tag.get(name) or "").strip()
        if name.endswith("srcset"):
            sizes = re.findall(r"(\S+)(?:\s+(\d+)[\d.]*[wx])?\s*(?:,\s|$)", address)
            address = max(sizes, key=lambda one: int(one[1] or 0))[0] if sizes else ""
        if address and not address.startswith(("data:", "about:", "blob:")):
            return f"https:{address}" if address.startswith("//") else address
    return ""


def words_of_picture(tag: Tag) -> str:
    """The words for those who do not see a picture; the name of a file is none."""
    words = " ".join(str(tag.get("alt") or "").split())
    return "" if _FILE_NAME.fullmatch(words) or words == tag.get("src") else words


def _late_pictures(body: Tag) -> None:
    """Take the picture that readers without scripts get, where the other one names none."""
    for twin in body.find_all("noscript"):
        if isinstance(picture := twin.find("img"), Tag):
            following = next((one for one in twin.find_all_next("img") if not is_within(one, twin)), None)
            beside = [one for one in (twin.find_previous("img"), following) if isinstance(one, Tag)]
            same = [one for one in beside if _are_near(one, twin)]
            picture["alt"] = words_of_picture(picture)
            if not same:
                twin.insert_before(picture)
            elif not any(map(address_of_picture, same)):
                same[0].replace_with(picture)
        twin.extract()


def _are_near(one: Tag, other: Tag) -> bool:
    """Whether one element is beside another, or within what is beside it."""
    return any(around and is_within(inner, around) for inner, around in ((one, other.parent), (other, one.parent)))


def _frame(tag: Tag, hosts: tuple[str, ...], changes: Changes) -> None:
    inside: Any = tag.find(["source", "embed", "iframe", "a"]) or {}
    named = [*(tag.get(name) for name in ("src", "data-src", "data-lazy-src", "data")), inside.get("src"), inside.get("href")]  # fmt: skip
    address = page_of(next((str(one).strip() for one in named if one and one != "about:blank"), ""))
    kind = _KINDS.get(tag.name, "film, a map or the like of another site")
    if not re.match(r"https?://|/", address) or _SILENT.search(address):
        changes.instead(tag, f"a {kind} was left out", remedy="What it showed is not in the export.")
        return
    said = " ".join(str(tag.get("title") or tag.get("aria-label") or "").split())
    host = urlsplit(address).netloc.removeprefix("www.")
    words = "" if _NO_TITLE.search(said) else said
    words = words or (address.rstrip("/").rpartition("/")[2] if tag.name in _KINDS else host)
    here = not host or host in hosts
    changes.accounted.append(tag.get_text(" "))
    note = changes.note(
        f"a {kind} became a link", address, words, lost=here and tag.name != "iframe",
        remedy="The file lies on the old site: put it where films are kept, and link it there." if here else "",
    )  # fmt: skip
    tag.replace_with(made("p", [note, made("a", [words or address], href=address)]))


def page_of(address: str) -> str:
    """The page that shows what a frame shows, as far as its address tells it."""
    address = f"https:{address}" if address.startswith("//") else address
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    host, last = parts.netloc.removeprefix("www."), parts.path.rstrip("/").rpartition("/")[2]
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if host in ("youtube.com", "youtube-nocookie.com") and parts.path.startswith(("/embed/", "/v/")):
        page = f"playlist?list={asked['list']}" if last == "videoseries" and "list" in asked else f"watch?v={last}"
        return f"https://www.youtube.com/{page}"
    if host == "player.vimeo.com":
        return f"https://vimeo.com/{last}"
    if host == "open.spotify.com" and parts.path.startswith("/embed"):
        return f"https://open.spotify.com/{parts.path.removeprefix('/embed/').removeprefix('-podcast/')}"
    if host in ("w.soundcloud.com", "cdn.embedly.com"):
        return asked.get("url", address)
    return f"https://www.ted.com{parts.path}" if host == "embed.ted.com" else address
