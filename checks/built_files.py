"""Checks for the files that were built, as files: what they are, how large they are, what they give away."""

import io
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image

from forms.resolve import is_local
from pictures import photographs
from problem import Problem, printable
from sources.addresses import is_page, made_from
from sources.content import Content

# The first flight of a TCP connection carries this much of a page: one round trip, and it is there.
PAGE = 13_500  # bytes, compressed
FRAME = 8_000  # of them, what is not the text
PICTURE = 500_000  # bytes
KINDS = {
    ".html", ".xml", ".js", ".css", ".json", ".webmanifest", ".woff2", ".ico", ".pdf", ".ics",
    ".svg", ".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif",
}  # fmt: skip
# Files without such an ending that a host, a crawler or a licence asks for.
NAMES = re.compile(
    r"CNAME|_headers|_redirects|\.nojekyll|(.*/)?(robots|humans|security|OFL|LICENSE)\.txt|(theme|images)/.*LICENSE"
)
PICTURES = {".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif"}
DRAWN = "cards/"  # by plugins/social_cards.py
TEXTS = {".html", ".ics", ".xml", ".txt", ".js", ".css", ".json", ".webmanifest"}
_ADDRESS = re.compile(r"\b(?:https?|wss?)://(?:[^\s/@\"'<>]*@)?(\[[0-9a-f:]+\]|[\w.-]+)(:\d+)?", re.IGNORECASE)
_GPS = 0x8825  # the place, in Exif 2.3, section 4.6.3
_BOOKLET = re.compile(r"paths/[^/]+/booklet/index\.html")
_MAIN = re.compile(rb"<main.*</main>", re.DOTALL)


def picture_faults(output: Path, names: list[str]) -> list[str]:
    """What is wrong with each of these pictures, one looked at after the other."""
    return [picture_fault(name, (output / name).read_bytes()) for name in names]


def check(
    output: Path,
    files: list[str],
    content: Content | None = None,
    *,
    publish: bool = False,
    look: Callable[[Path, list[str]], list[str]] = picture_faults,
) -> list[Problem]:
    """Every problem of the files in a folder, but for those of one page; `content` is what they were made from.

    `look` says what is wrong with pictures.
    """
    problems = [*only_what_readers_need(output, files), *pictures_keep_their_place(output, files, content, look)]
    problems += pictures_arrive_soon(output, files, content)
    if publish:
        for name in files:
            path = output / name
            other = not is_page(name) and not name.startswith("pagefind/")
            if other and path.suffix.lower() in TEXTS and not path.is_symlink():
                problems += nothing_leads_to_this_machine(name, path.read_bytes())
        problems += drafts_stay_here(files, content) if content else []
    return problems


def check_page(name: str, written: bytes, *, publish: bool = False) -> list[Problem]:
    """Every problem that a page has as a file."""
    problems = [*pages_arrive_at_once(name, written)]
    problems += nothing_leads_to_this_machine(name, written) if publish else []
    return problems


def only_what_readers_need(output: Path, files: list[str]) -> Iterator[Problem]:
    """The folder holds what readers and their browsers ask for, and nothing that was left lying about."""
    for name in files:
        path = output / name
        hidden = any(part.startswith((".", "#", "~")) or part.endswith("~") for part in name.split("/"))
        if path.is_symlink():
            yield Problem(f"output/{name}", 0, "This leads out of the site.", "Put the file itself into content/.")
        elif name.startswith(("pagefind/", ".well-known/")) or NAMES.fullmatch(name):
            continue
        elif hidden or path.suffix.lower() not in KINDS:
            yield Problem(
                made_from(name),
                0,
                f"“{path.name}” would go live, and is nothing for readers.",
                "Move it out of content/ or theme/.",
            )


def pages_arrive_at_once(name: str, written: bytes) -> Iterator[Problem]:
    """A page is small enough to be there after one round trip."""
    if _BOOKLET.fullmatch(name):  # several articles, to be printed
        return
    # Compressing hastily tells of nearly every page that it is small enough, in a third of the time.
    if len(written) > PAGE and _compressed(written, 3) > PAGE and (size := _compressed(written)) > PAGE:
        frame = _compressed(_MAIN.sub(b"", written))
        found = f"The page weighs {size / 1000:.1f} KB; with {PAGE / 1000:.1f} it is there at once."
        if frame > FRAME:
            remedy = f"Its style and frame alone weigh {frame / 1000:.1f} KB: take some out of theme/."
        else:
            remedy = "Part it in two, if it reads as two."
        yield Problem(made_from(name), 0, found, remedy, advice=frame <= FRAME)


def pictures_arrive_soon(output: Path, files: list[str], content: Content | None = None) -> Iterator[Problem]:
    """A picture is small enough to be there after a few seconds on a telephone (advice)."""
    heavy: dict[str, int] = {}
    for name in files:
        path = output / name
        if path.suffix.lower() in PICTURES and not path.is_symlink() and (size := path.stat().st_size) > PICTURE:
            here = _photographed(name, content) or made_from(name)
            heavy[here] = max(size, heavy.get(here, 0))
    for here, size in heavy.items():
        found = f"The picture weighs {size / 1000:,.0f} KB for readers with a large screen, who wait for it."
        remedy = "Take the noise out of it, show a smaller part, or export it 1,600 pixels wide."
        yield Problem(here, 0, found, remedy, advice=True)


def _photographed(name: str, content: Content | None) -> str:
    """The photograph in content/ that a built picture was made of; nothing where it was made of none."""
    shown = content.pictures if content and name.startswith("images/") else {}
    for picture in shown:
        made = content and photographs.name(content.folder / "images" / picture)
        if made and name.startswith(f"images/{made}-"):
            return f"content/images/{printable(picture)}"
    return ""


def pictures_keep_their_place(
    output: Path,
    files: list[str],
    content: Content | None,
    look: Callable[[Path, list[str]], list[str]],
) -> Iterator[Problem]:
    """A picture can be shown, and does not tell where it was taken."""
    pictures = [name for name in files if Path(name).suffix.lower() in PICTURES and not name.startswith("pagefind/")]
    pictures = [name for name in pictures if not (output / name).is_symlink()]
    for name, fault in zip(pictures, look(output, pictures), strict=True):
        here = made_from(name) if content is None or name in content.entries else f"output/{name}"
        last = name.rpartition("/")[2]
        if fault == "damaged":
            yield Problem(here, 0, f"“{last}” is not a picture that a browser can show.", "Save it as a JPEG.")
        elif fault:
            yield Problem(
                here, 0, f"“{last}” tells where it was taken.", "Save a copy without the place, and use that."
            )


def picture_fault(name: str, written: bytes) -> str:
    """What is wrong with a picture: it is damaged, or tells its place."""
    try:
        with Image.open(io.BytesIO(written)) as picture:
            # To look for a place, Pillow decodes a whole PNG; one that was drawn here has none.
            place = not name.startswith(DRAWN) and (bool(picture.getexif().get_ifd(_GPS)) or b"exif:GPSL" in written)
    except Exception:  # Pillow raises whatever the bytes lead it to
        return "damaged"
    return "place" if place else ""


def nothing_leads_to_this_machine(name: str, written: bytes) -> Iterator[Problem]:
    """No file of the live site names an address that only the coach's own machine or network knows."""
    text = written.decode("utf-8", "replace")
    for address in dict.fromkeys(match[0] for match in _ADDRESS.finditer(text) if is_local(match[1].strip("[]"))):
        yield Problem(
            made_from(name) if is_page(name) else f"output/{name}",
            0,
            f"“{address}” is an address that only this machine or its network knows.",
            "Take it out, or write the public one.",
        )


def drafts_stay_here(files: list[str], content: Content) -> Iterator[Problem]:
    """No page of the live site is that of a draft."""
    there = set(files)
    for file in content.sources.values():
        if file.is_draft and f"{file.address.strip('/')}/index.html" in there:
            yield file.problem(0, "This draft would go live.", "Build the site once more.")


def _compressed(written: bytes, level: int = 9) -> int:
    """How many bytes a server sends, with the gzip it has (RFC 1952: 18 bytes around the deflated ones)."""
    return len(zlib.compress(written, level)) + 12
