"""Reading the zip that Substack exports: posts.csv, and a file in HTML for each post."""

import csv
import html
import io
import itertools
from pathlib import PurePosixPath

from importing.archive import MOST_TEXT, Archive
from importing.markup import moment, plain
from importing.old_site import Entry, LeftOut, OldSite

MOST_ROWS = 100_000
_REASONS = {
    "thread": "it is a talk among subscribers, which has no place without them",
    "note": "it is a short note to subscribers",
}


def read(archive: Archive, names: list[str]) -> OldSite:
    """What the posts.csv of this name and the files beside it hold."""
    (name,) = names
    folder = PurePosixPath(name).parent
    texts = {
        PurePosixPath(one).stem: one
        for one in archive.names
        if one.endswith(".html") and PurePosixPath(one).parent in (folder / "posts", folder)
    }
    site = OldSite("Substack", recovered=archive.recovered)
    rows = _rows(archive, name)
    for number, row in enumerate(rows, start=1):
        identity = row.get("post_id", "").strip()
        title = plain(row.get("title", ""))
        kind = row.get("type", "").strip().lower()
        file = texts.pop(identity, "")
        if kind in _REASONS:
            site.left_out.append(LeftOut(kind, title, _REASONS[kind]))
        elif not file and not row.get("podcast_url"):
            reason = "it has no text in the archive" if title else "it is empty"
            site.left_out.append(LeftOut("article", title or identity, reason))
        else:
            site.entries.append(_entry(number, row, archive.text(file) if file else ""))
    for number, (identity, file) in enumerate(sorted(texts.items()), start=len(rows) + 1):
        site.recovered.append(f"{file}: posts.csv does not name it; it was read as a draft without a date.")
        slug = _slug(identity)
        site.entries.append(
            Entry(number, "article", slug.replace("-", " ").capitalize(), archive.text(file), status="draft", slug=slug)
        )
    for other in archive.names:
        if other != name and other.endswith(".csv") and "email_list" in other:
            count = max(0, archive.text(other).rstrip().count("\n"))
            site.left_out.append(LeftOut("subscriber", "", "addresses of subscribers are not brought over", count))
    return site


def _rows(archive: Archive, name: str) -> list[dict[str, str]]:
    csv.field_size_limit(MOST_TEXT)
    try:
        reader = csv.DictReader(io.StringIO(archive.text(name), newline=""))
        rows = []
        for row in itertools.islice(reader, MOST_ROWS):
            values = {str(key): value for key, value in row.items() if isinstance(value, str)}
            if any(value.strip() for value in values.values()):
                rows.append(values)
        is_whole = next(reader, None) is None
    except csv.Error as error:
        raise archive.refused(
            f"It is no whole table ({error}).",
            "Export the publication again, and give the zip as it was downloaded.",
            name=name,
        ) from None
    if "post_id" not in (reader.fieldnames or ()):
        raise archive.refused(
            "It has no column `post_id`, as the list of posts from Substack has.",
            "Give the zip as it was downloaded from Substack.",
            line=1,
            name=name,
        )
    if not is_whole:
        raise archive.refused(
            f"It lists more than {MOST_ROWS:,} posts.", "Give the zip as it was downloaded.", name=name
        )
    return rows


def _entry(number: int, row: dict[str, str], markup: str) -> Entry:
    is_published = row.get("is_published", "").strip().lower() == "true"
    is_paid = row.get("audience", "everyone").strip().lower() not in ("", "everyone")
    slug = _slug(row.get("post_id", ""))
    changes = []
    sound = row.get("podcast_url", "").strip()
    if sound.startswith(("https://", "http://")) and sound not in markup:
        markup += f'\n<p><audio src="{html.escape(sound)}"></audio></p>'
        changes.append("The sound that belonged to it stands at the end now.")
    return Entry(
        number,
        "page" if row.get("type", "").strip().lower() == "page" else "article",
        plain(row.get("title", "")),
        markup,
        status="draft" if not is_published else "private" if is_paid else "published",
        date=moment(row.get("post_date")) or moment(row.get("email_sent_at")),
        slug=slug,
        address=f"/p/{slug}" if slug and is_published else "",
        summary=plain(html.unescape(row.get("subtitle", ""))),
        changes=tuple(changes),
    )


def _slug(identity: str) -> str:
    """Of `123.its-title`, `its-title`."""
    number, _, slug = identity.strip().partition(".")
    return slug or number
