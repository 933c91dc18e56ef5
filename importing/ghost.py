"""Reading the JSON that Ghost exports."""

import html
import json
from datetime import UTC, datetime, timezone
from typing import Any, Literal
from zoneinfo import ZoneInfo

from importing.archive import Archive
from importing.markup import moment, plain, words
from importing.old_site import Entry, LeftOut, OldSite

_STATUS: dict[str, Literal["published", "draft", "scheduled"]] = {"published": "published", "scheduled": "scheduled"}
MOST_VALUES = 3_000_000  # of a file of nothing but empty tables, each of which takes a hundred bytes of memory
_GHOST = "__GHOST_URL__"  # how Ghost writes its own address in an export


def tables(data: object) -> dict[str, list[dict[str, Any]]] | None:
    """The tables of an export, whichever of its two shapes it has; None for what is none. What is no row is left out."""
    if not isinstance(data, dict):
        return None
    database = data.get("db")
    inside = database[0] if isinstance(database, list) and database else data
    found = inside.get("data") if isinstance(inside, dict) else None
    if not isinstance(found, dict) or not isinstance(found.get("posts"), list):
        return None
    return {
        str(name): [row for row in rows if isinstance(row, dict)]
        for name, rows in found.items()
        if isinstance(rows, list)
    }


def read(archive: Archive, names: list[str]) -> OldSite:
    """What the one file of this name holds."""
    (name,) = names
    text = archive.text(name)
    if text.count("{") + text.count("[") > MOST_VALUES:
        raise archive.refused(
            "It holds more than any export we know.", "Export only the content of the site.", name=name
        )
    try:
        found = tables(json.loads(text))
    except json.JSONDecodeError as error:
        raise archive.refused(
            f"It is no whole JSON ({error.msg}).",
            "Export the site again, and give the file as it was downloaded.",
            line=error.lineno,
            name=name,
        ) from None
    except (RecursionError, ValueError):  # a number of a million digits is the latter
        raise archive.refused(
            "It is nested as no export is.", "Export the site again, and give the file as it was downloaded.", name=name
        ) from None
    if found is None:
        raise archive.refused(
            "It holds no posts.", "Export the content of the site, not its theme or its members.", name=name
        )
    return _Reader(found, archive).read()


class _Reader:
    """Making entries of the rows of tables, which refer to one another by `id`."""

    def __init__(self, found: dict[str, list[dict[str, Any]]], archive: Archive) -> None:
        self._tables = found
        settings = {_text(row, "key"): _text(row, "value") for row in found.get("settings", ())}
        self._zone = _zone(
            settings.get("timezone") or settings.get("active_timezone") or settings.get("activeTimezone") or ""
        )
        self._tags = {str(row.get("id")): plain(_text(row, "name")) for row in found.get("tags", ())}
        self._users = {str(row.get("id")): plain(_text(row, "name")) for row in found.get("users", ())}
        self._of_post = {str(row.get("post_id")): row for row in found.get("posts_meta", ())}
        self._site = OldSite(
            "Ghost",
            title=plain(settings.get("title", "")),
            address=settings.get("url", ""),
            language=settings.get("locale") or settings.get("lang") or settings.get("default_locale") or "",
            recovered=archive.recovered,
        )

    def read(self) -> OldSite:
        tags, authors = self._linked("posts_tags", "tag_id"), self._linked("posts_authors", "author_id")
        for number, row in enumerate(self._tables["posts"], start=1):
            identity = str(row.get("id"))
            title = plain(_text(row, "title"))
            if reason := _reason_against(row):
                self._site.left_out.append(LeftOut("article", title, reason))
                continue
            names = [self._tags.get(one, "") for one in tags.get(identity, ())]
            more = self._of_post.get(identity, {})
            markup = _text(row, "html") or "".join(
                f"<p>{html.escape(one, quote=False)}</p>" for one in _text(row, "plaintext").split("\n") if one.strip()
            )
            changes = []
            if markup and not _text(row, "html"):
                changes.append("Only its bare words are in the file: headings, links and pictures are lost.")
            for where in ("codeinjection_head", "codeinjection_foot"):
                if _text(row, where).strip():
                    changes.append("Code of its own, which had no words, was left out.")
            who = [self._users.get(one, "") for one in authors.get(identity, [_text(row, "author_id")])]
            is_page = row.get("type") == "page" or row.get("page") in (True, 1)
            status = _STATUS.get(_text(row, "status"), "draft")
            self._site.entries.append(
                Entry(
                    number,
                    "page" if is_page else "article",
                    title,
                    markup.replace(_GHOST, ""),
                    builder="ghost",
                    status="private" if _is_for_members(row) and status == "published" else status,
                    date=self._moment(row, "published_at") or self._moment(row, "created_at"),
                    modified=self._moment(row, "updated_at"),
                    slug=_text(row, "slug"),
                    address=f"/{_text(row, 'slug')}/" if _text(row, "slug") and status == "published" else "",
                    summary=words(
                        _text(row, "custom_excerpt")
                        or _text(more, "meta_description")
                        or _text(row, "meta_description")
                    ),
                    tags=tuple(
                        dict.fromkeys(name for name in names if name and not name.startswith("#"))
                    ),  # `#` is internal
                    picture=(_text(row, "feature_image") or _text(row, "image")).replace(_GHOST, ""),
                    picture_words=plain(_text(more, "feature_image_alt") or _text(row, "feature_image_alt")),
                    author=next((name for name in who if name), ""),
                    changes=tuple(dict.fromkeys(changes)),
                )
            )
        for table, what in (("members", "member"), ("snippets", "snippet"), ("comments", "comment")):
            if rows := self._tables.get(table):
                self._site.left_out.append(LeftOut(what, "", f"{what}s are not brought over", len(rows)))
        return self._site

    def _linked(self, table: str, other: str) -> dict[str, list[str]]:
        rows = sorted(
            self._tables.get(table, ()), key=lambda row: row["sort_order"] if type(row.get("sort_order")) is int else 0
        )
        found: dict[str, list[str]] = {}
        for row in rows:
            found.setdefault(str(row.get("post_id")), []).append(str(row.get(other)))
        return found

    def _moment(self, row: dict[str, Any], name: str) -> datetime | None:
        """A time by the clock of the site; very old exports have milliseconds."""
        value = row.get(name)
        if type(value) is int and 0 < value < 10**14:
            value = datetime.fromtimestamp(value / 1000, UTC).isoformat()
        found = moment(value)
        if not found or not 1000 < found.year < 9000:
            return found
        return found.replace(tzinfo=UTC).astimezone(self._zone).replace(tzinfo=None)


def _reason_against(row: dict[str, Any]) -> str:
    if _text(row, "status") == "sent":
        return "it was only sent as an e-mail, and never stood on the site"
    if not _text(row, "html").strip() and not _text(row, "plaintext").strip():
        if _text(row, "lexical") or _text(row, "mobiledoc"):
            return "its text is in a form that only Ghost reads; open it in Ghost, save it, and export again"
        return "it is empty" if not _text(row, "title") else "it has a title and no text"
    return ""


def _is_for_members(row: dict[str, Any]) -> bool:
    return _text(row, "visibility") not in ("", "public")


def _zone(name: str) -> ZoneInfo | timezone:
    try:
        return ZoneInfo(name) if name else UTC
    except (ValueError, OSError, LookupError):  # none of this name, or Windows, which has no list of them
        return UTC


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""
