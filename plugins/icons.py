"""What shows the mark and the colours of the practice as files: the icons, and the drawings of the theme."""

import hashlib
import struct
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from pelican import Pelican, signals

import file_cache
import site_folder
from sources.mark import Mark, png
from sources.palette import Palette

FOLDER = "theme/icons"
FAVICON = "favicon.ico"  # at the root, where browsers and crawlers ask for it whatever a page says
# The pictures for those that show no SVG, in pixels, and whether the system cuts its own shape out of them.
PICTURES = {
    "apple-touch-icon.png": (180, True),
    "icon-192.png": (192, False),
    "icon-512.png": (512, False),
    "icon-maskable-512.png": (512, True),
    FAVICON: (32, False),
}


def icons(mark: Mark, colours: Mapping[str, str], cache: Path) -> dict[str, bytes]:
    """The icons by their names; drawing them takes longer than most builds, so they are cached."""
    drawings = {name: (mark.icon(colours, masked=masked), size) for name, (size, masked) in PICTURES.items()}
    entry = f"icons-{hashlib.sha256(repr((version('resvg-py'), drawings)).encode()).hexdigest()}"
    pictures = file_cache.get(cache, entry)
    if pictures is None:
        file_cache.put(cache, entry, pictures := {name: png(*drawing) for name, drawing in drawings.items()})
        file_cache.evict_others(cache, {entry})
    return (
        {"favicon.svg": mark.icon(colours).encode()}
        | pictures
        | {FAVICON: ico(pictures[FAVICON], PICTURES[FAVICON][0])}
    )


def ico(picture: bytes, size: int) -> bytes:
    """A PNG, so many pixels wide, in the wrapping of an ICO with one picture."""
    head = struct.pack("<3H4B2H2I", 0, 1, 1, size, size, 0, 0, 1, 32, len(picture), 22)
    return head + picture


def coloured(drawing: str, palette: Palette) -> str:
    """A drawing of the theme with the colours in the place of their names, like `{dark.text}`."""
    for scheme, colours in palette.items():
        for name, colour in colours.items():
            drawing = drawing.replace(f"{{{scheme}.{name}}}", colour)
    return drawing


def write(pelican: Pelican) -> None:
    """Put both into the finished folder."""
    settings, output = pelican.settings, Path(pelican.output_path)
    palette, cache = settings["PALETTE"], Path(settings["PATH"]).parent / ".cache/icons"
    files = {
        name if name == FAVICON else f"{FOLDER}/{name}": icon
        for name, icon in icons(settings["MARK"], palette["light"], cache).items()
    }
    for path in sorted(Path(settings["THEME"], "static/drawings").glob("*.svg")):
        files[f"theme/drawings/{path.name}"] = coloured(path.read_text(encoding="utf-8"), palette).encode()
    for name, data in files.items():
        site_folder.put(output, settings.get("LAST") or output, name, data)


def register() -> None:
    """Connect to Pelican."""
    signals.finalized.connect(write)
