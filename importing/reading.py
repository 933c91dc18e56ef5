"""Finding out what an export is, and reading it; or saying what was given instead, and where the export is."""

import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from importing import blogger, ghost, medium, substack, wxr
from importing.archive import Archive
from importing.old_site import OldSite, UnreadableError

# Where each of them exports, step by step.
STEPS = {
    "Squarespace": "Settings → Import & Export Content → Export → WordPress, choose your blog, and download the file"
    " (Squarespace-Wordpress-Export….xml)",
    "WordPress": "Tools → Export → All content → Download Export File (….xml)",
    "Ghost": "Settings → Advanced → Import/Export → Export → Export content (….json)",
    "Substack": "Settings → Import/Export → Create new export, then download the file (….zip)",
    "Medium": "Settings → Security and apps → Download your information (….zip, its link comes by e-mail)",
    "Blogger": "Settings → Manage blog → Back up content → Download (a zip from Takeout, or feed.atom in it)",
}
MOST_ITEMS = 20_000  # after which reading a report would take longer than moving by hand
_SNIFFED = 20_000  # bytes; what a text is stands at its beginning, behind the comments and styles of some

Reader = Callable[[Archive, list[str]], OldSite]
# By their first bytes, files that are often taken for the export.
_OTHERS = (
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "packed with gzip"),
    (b"Rar!", "packed with RAR"),
    (b"7z\xbc\xaf", "packed with 7-Zip"),
    (b"\xff\xd8\xff", "a photograph"),
    (b"\x89PNG", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format", "a database"),
    (b"\xd0\xcf\x11\xe0", "a document of Word or Excel"),
)


def read(path: Path) -> OldSite:
    """All that an exported file, zip or folder holds; raises UnreadableError, writes nothing, uses no network."""
    with Archive(path) as archive:
        reader, names = _recognized(archive)
        site = reader(archive, names)
    if not site.entries:
        raise archive.refused(
            f"It is an export from {site.kind}, but there is no article and no page in it.",
            f"Choose all content when you export: {STEPS[site.kind]}.",
        )
    if len(site.entries) > MOST_ITEMS:
        raise archive.refused(
            f"It holds {len(site.entries):,} articles and pages, more than {MOST_ITEMS:,}.", "Export it in parts."
        )
    return site


def _recognized(archive: Archive) -> tuple[Reader, list[str]]:
    """The reader for this archive, and the files in it to begin with; the first that fits, in the order of certainty."""
    found: dict[str, list[str]] = {}
    for name in archive.names:
        if archive.is_single or name.lower().endswith((".xml", ".atom", ".json", ".csv", ".html", ".htm")):
            found.setdefault(_kind(archive, name), []).append(name)
    if names := found.get("substack"):
        if archive.is_single:
            raise archive.refused(
                "It is only the list of the posts, without their texts.", f"Give the whole zip: {STEPS['Substack']}."
            )
        return substack.read, _one_of(archive, names)
    if names := found.get("wxr"):
        return wxr.read, names
    if names := found.get("blogger"):
        return blogger.read, _one_of(archive, names)
    if names := found.get("ghost"):
        return ghost.read, _one_of(archive, names)
    if names := found.get("medium"):
        return medium.read, names
    raise _not_an_export(archive, found)


def _one_of(archive: Archive, names: list[str]) -> list[str]:
    if len(names) > 1:
        raise archive.refused(
            f"It holds {len(names)} sites: {', '.join(f'`{name}`' for name in names[:5])}.",
            "Unpack it, and give the folder or file of the one that moves.",
        )
    return names


def _kind(archive: Archive, name: str) -> str:
    """What a file is by its beginning: a key of the readers above, or the words for what it is instead."""
    beginning = archive.beginning(name, _SNIFFED)
    if beginning[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = beginning.decode("utf-16", "ignore")
    else:
        text = beginning.decode("utf-8", "ignore").lstrip("\ufeff")
    start = text.lstrip()[:1]
    if not text.strip():
        return "empty" if not beginning.strip() else "unknown"
    for magic, what in _OTHERS:
        if beginning.startswith(magic):
            return what
    if "post_id" in text.partition("\n")[0] and PurePosixPath(name).suffix.lower() == ".csv":
        return "substack"
    if start in ("{", "["):
        return _kind_of_json(archive, name)
    lower = text.lower()
    if "<rss" in lower or "<channel" in lower:
        is_wxr = re.search(r"wordpress\.org/export/|wxr_version", text) or re.search(
            rb"<wp:(?:post_type|wxr_version)>", archive.beginning(name, 200_000)
        )
        return "wxr" if is_wxr else "the feed of a site, with only its latest articles"
    if "<feed" in lower:
        is_blogger = re.search(r"blogger", lower)
        return "blogger" if is_blogger else "the feed of a site, with only its latest articles"
    if "h-entry" in lower and "p-name" in lower:
        return "medium"
    if "b:version=" in lower:
        return "the design of a Blogger site, without its articles"
    if "<html" in lower or "<!doctype html" in lower:
        return "a page of a site, as a browser saves it"
    if re.search(r"^(?:-- |create table|insert into)", lower, re.M):
        return "a copy of a database"
    return "unknown"


def _kind_of_json(archive: Archive, name: str) -> str:
    """Ghost's by the names of its tables, or of the part of it that could be read."""
    beginning = archive.beginning(name, 200_000)
    if re.search(rb'"(?:db|data|meta)"\s*:', beginning) and re.search(
        rb'"posts"\s*:|"exported_on"|"data"\s*:', beginning
    ):
        return "ghost"
    return "a file of data, without articles"


def _not_an_export(archive: Archive, found: dict[str, list[str]]) -> UnreadableError:
    known = " ".join(f"{name}: {steps}." for name, steps in STEPS.items())
    remedy = f"Give the file that your old site exports, as it was downloaded. {known}"
    if not archive.names:
        return archive.refused("It holds no files.", remedy)
    if archive.is_single:
        what = next(iter(found))
        if what == "empty":
            return archive.refused("It is empty; perhaps the download did not end.", f"Download it again. {remedy}")
        if what.startswith("packed"):
            return archive.refused(f"It is {what}.", "Unpack it with a double click, and give what comes out.")
        return archive.refused(f"It is {what}, no export." if what != "unknown" else "It is no export we know.", remedy)
    if any(name.startswith(("word/", "xl/", "ppt/")) for name in archive.names):
        return archive.refused("It is a document of Word, Excel or PowerPoint, no export.", remedy)
    if inner := [name for name in archive.names if name.lower().endswith(".zip")]:
        return archive.refused(
            f"There is another zip in it, `{inner[0]}`.", "Unpack this one, and give the zip inside."
        )
    if "wp-config.php" in {PurePosixPath(name).name for name in archive.names}:
        return archive.refused(
            "It is a copy of the folder of a WordPress site, whose articles are in a database.",
            f"Export them in WordPress: {STEPS['WordPress']}.",
        )
    few = ", ".join(f"`{name}`" for name in archive.names[:3])
    return archive.refused(f"There is no export among its {len(archive.names)} files ({few} …).", remedy)
