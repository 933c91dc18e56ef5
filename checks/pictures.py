"""What keeps a file from being shown as a photograph."""

import re
from pathlib import Path

from PIL import Image

import file_cache
import ordinary_file
from pictures import metadata, photographs

MEGAPIXELS = 64
MEGAPIXELS_OF_LAYERS = (
    40  # of a picture that can be seen through, which takes four times its pixels in memory, twice over
)
PIECES = 20_000  # chunks or segments of the file; a photograph has some dozens, a PNG some thousands
MEGABYTES_BESIDES = 10  # metadata; Pillow's readers take their square in time
SCANS = 1_000  # million pixels that are gone over: each scan of a progressive JPEG goes over all of them
LONGEST = 16_000  # pixels of height at the greatest width: what is longer is no photograph

EXPORT = "Open it where you look at pictures, export it as JPEG, and name that file instead."
SMALLER = "Export it smaller: 3,000 pixels on its longer side are plenty."
DAMAGED = (
    "This picture is damaged: it cannot be read to its end.",
    "Copy it from the camera or the phone once more, or open it there and save it anew.",
)

# How files of other kinds begin, and what they are.
_OTHERS = (
    (re.compile(rb".{4}ftyp(?:hei|hev|mif1|msf1)", re.DOTALL), "a HEIC picture, as iPhones save them; browsers do not show it"),
    (re.compile(rb"GIF8"), "a GIF"),
    (re.compile(rb"II\*\0|MM\0\*"), "a TIFF, or the raw file of a camera; browsers do not show it"),
    (re.compile(rb"8BPS"), "a Photoshop file; browsers do not show it"),
    (re.compile(rb"%PDF"), "a PDF"),
    (re.compile(rb"BM.{4}\0\0\0\0", re.DOTALL), "a BMP"),
    (re.compile(rb".{4}ftyp", re.DOTALL), "a film"),
)  # fmt: skip
_OURS = re.compile(rb"\xff\xd8\xff|\x89PNG|RIFF....WEBP|....ftypavif", re.DOTALL)
_DRAWING = re.compile(rb"<svg\b", re.IGNORECASE)


def fault(path: Path, cache: Path) -> tuple[str, str] | None:
    """What is wrong with a picture and what to do, or None; what is cached as finished is not read again."""
    try:
        size = path.stat().st_size
        if not size:
            return "This file is empty.", "Copy the picture from the camera or the phone once more."
        if size > photographs.MEGABYTES * 1_000_000:
            return f"This file has {size / 1_000_000:.0f} megabytes; it may have {photographs.MEGABYTES}.", SMALLER
        if strange := _strange(photographs._bytes(path)):
            return strange, EXPORT
        photograph = photographs.describe(path)
    except OSError as error:
        if isinstance(error.__cause__, Image.DecompressionBombError):
            return (
                f"This picture has far more than {MEGAPIXELS} million pixels, which is the most it may have.",
                SMALLER,
            )
        return _unreadable(path)
    if photograph.frames > 1:
        return f"This picture moves: it has {photograph.frames} frames. Pictures here stand still.", EXPORT
    width, height = photograph.width, photograph.height
    if width * height > MEGAPIXELS * 1_000_000:
        found = f"This picture has {width:,} × {height:,} pixels, {width * height / 1_000_000:.0f} million"
        return f"{found}; it may have {MEGAPIXELS} million.", SMALLER
    if photograph.tallest > LONGEST:
        return f"This picture is too tall: {width:,} × {height:,} pixels.", "Cut it into several pictures."
    finished = (photograph, photographs.describe(path, photographs.PORTRAIT_WIDTHS))
    if any(file_cache.get(cache, one.name) is not None for one in finished):
        return None
    scans = metadata.structure(photographs._bytes(path))[2]
    if scans * width * height > SCANS * 1_000_000:
        return f"This picture is drawn in {scans:,} passes over its {width * height / 1e6:.0f} million pixels.", EXPORT
    try:
        with photographs._opened(path) as picture:
            if picture.has_transparency_data and width * height > MEGAPIXELS_OF_LAYERS * 1_000_000:
                found = f"This picture can be seen through and has {width:,} × {height:,} pixels"
                return f"{found}; such a one may have {MEGAPIXELS_OF_LAYERS} million.", SMALLER
            picture.draft(None, (1, 1))  # a JPEG is read to its end all the same, and little of it decoded
            picture.load()
    except OSError:
        return DAMAGED
    return None


def _strange(data: bytes) -> str:
    """What is strange in how the file of a picture is made, so that reading it would take minutes."""
    pieces, besides, _ = metadata.structure(data)
    if pieces > PIECES:
        return f"The file of this picture is made of {pieces:,} pieces; it may have {PIECES:,}."
    if besides > MEGABYTES_BESIDES * 1_000_000:
        return f"The file of this picture holds {besides / 1e6:.0f} megabytes besides the picture; it may hold {MEGABYTES_BESIDES}."
    return ""


def _unreadable(path: Path) -> tuple[str, str]:
    try:
        start = ordinary_file.beginning(path, 4096)
    except OSError as error:
        return f"This file cannot be read: {error.strerror}.", "Allow reading it."
    if _OURS.match(start):
        return DAMAGED
    for mark, kind in _OTHERS:
        if mark.match(start):
            return f"This is {kind}.", EXPORT
    if _DRAWING.search(start):
        return (
            "This is a drawing (SVG), which can hold programs.",
            "Export it as PNG, 1,400 pixels wide or more, and name that file instead; the mark of the practice is content/mark.svg.",
        )
    return "This is not a picture that can be read.", EXPORT
