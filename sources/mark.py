"""The mark of the practice, the drawing in content/mark.svg or the first letter of its name, and the icons made of it.

A mark whose colours are left open (`currentColor`, or none at all) takes those of the site. One that has colours of its
own keeps them, and stands on light ground wherever it is shown.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import etree  # type: ignore[import-untyped]

import ordinary_file

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
UNSEEN = frozenset(("title", "desc", "metadata"))
LIGHT = 1_500  # bytes that every page may carry; a larger mark is shown as its icon, a file of its own
SIZE = 28  # pixels, beside the name of the practice
# Of an icon: its ground, and the square in it that a mark fills, one with colours of its own, and one where a system cuts its own shape out of it
# (W3C, Web Application Manifest, “Icon masks and safe zone”).
TILE, CORNER, ROOM, OWN_ROOM, SAFE_ROOM = 32, 6, 22, 26, 18
Box = tuple[float, float, float, float]
_INITIALS = Path(__file__).parent.parent / "theme/initials.txt"
_ROUNDED = "M6 0h20a6 6 0 0 1 6 6v20a6 6 0 0 1-6 6H6a6 6 0 0 1-6-6V6a6 6 0 0 1 6-6z"
_DISC = "M16 9a7 7 0 1 0 .01 0z"
_PAINTED = re.compile(r"(?:^|[;{\s])(?:fill|stroke|stop-color|color)\s*:\s*([^;}]+)", re.IGNORECASE)
_OPEN = re.compile(r"\s*(?:none|currentcolor|inherit|transparent|url\(.*)\s*(?:!important\s*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Mark:
    """A drawing, as an SVG without a size, and the box of its coordinates.

    `inline` is what a page carries beside the name of the practice; where there is nothing, it shows the icon.
    """

    drawing: str
    box: Box
    own_colours: bool = False
    inline: str = ""

    @property
    def ground(self) -> str:
        """The colour of the palette that it stands on in an icon."""
        return "canvas" if self.own_colours else "accent"

    def icon(self, colours: Mapping[str, str], *, masked: bool = False) -> str:
        """The mark on its ground, as an SVG; `masked` where a system cuts its own shape out of it."""
        scale = (SAFE_ROOM if masked else OWN_ROOM if self.own_colours else ROOM) / max(self.box[2:])
        width, height = (scale * side for side in self.box[2:])
        place = {"x": (TILE - width) / 2, "y": (TILE - height) / 2, "width": width, "height": height}
        placed = " ".join(f'{name}="{round(value, 2):g}"' for name, value in place.items())
        corner = "" if masked else f' rx="{CORNER}"'
        ink = colours["accent" if self.own_colours else "light"]
        return (
            f'<svg xmlns="{SVG}" viewBox="0 0 {TILE} {TILE}" color="{ink}">\n'
            f'<rect width="{TILE}" height="{TILE}"{corner} fill="{colours[self.ground]}"/>\n'
            f"{self.drawing.replace('<svg ', f'<svg {placed} ', 1)}\n</svg>\n"
        )


def of_practice(data: bytes, name: str) -> Mark:
    """The mark in the bytes of its file, which has been checked; that of a practice of this name where there is none."""
    return read(parse(data)) if data else initial(name)


@cache
def initial(name: str) -> Mark:
    """The first letter of a name that the typeface of the site has as a capital, on a tile; a disc where it has none."""
    capitals = dict(line.split(" ", 1) for line in ordinary_file.text(_INITIALS).splitlines() if line)
    shape = next((capitals[letter] for letter in name.upper() if letter in capitals), _DISC)
    svg = f'<svg xmlns="{SVG}" {{}} fill="currentColor"><path {{}}d="{{}}"/></svg>'
    inline = svg.format(f'width="{SIZE}" height="{SIZE}" viewBox="0 0 32 32"', 'fill-rule="evenodd" ', _ROUNDED + shape)
    return Mark(svg.format('viewBox="5 5 22 22"', "", shape), (5, 5, 22, 22), inline=inline)


def parse(data: bytes) -> etree._Element:
    """The root of a drawing, without comments; nothing outside of it is opened. Raises etree.XMLSyntaxError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    return etree.fromstring(data, parser)


def box(root: etree._Element) -> Box | None:
    """The box of its coordinates (SVG 2, 8.6); None where there is none that could be drawn."""
    try:
        x, y, width, height = (float(part) for part in re.split(r"[\s,]+", root.get("viewBox", "").strip()))
    except ValueError:
        return None
    drawn = all(abs(part) < 1e6 for part in (x, y)) and all(1e-3 < part < 1e6 for part in (width, height))
    return (x, y, width, height) if drawn else None


def read(root: etree._Element) -> Mark:
    """The mark of a drawing that has been checked, without what nobody sees."""
    whole = box(root) or (0.0, 0.0, float(TILE), float(TILE))
    for element in list(root.iter()):
        name = etree.QName(element) if isinstance(element.tag, str) else None
        if name is None or name.namespace != SVG or name.localname in UNSEEN:
            element.getparent().remove(element)
            continue
        if reference := element.get(f"{{{XLINK}}}href"):
            element.set("href", reference)
        of_root = ("width", "height", "x", "y", "version", "baseProfile") if element is root else ()
        for key in [key for key in element.attrib if key.startswith("{") or key in of_root]:
            del element.attrib[key]
        element.text, element.tail = (element.text if name.localname == "style" else None), None
    own_colours = not all(_OPEN.fullmatch(paint) for element in root.iter() for paint in _paints(element))
    if not own_colours and "fill" not in root.attrib:
        root.set("fill", "currentColor")
    bare = etree.Element(root.tag, root.attrib, nsmap={None: SVG})  # without prefixes
    bare.extend(root)
    etree.cleanup_namespaces(bare)
    drawing = etree.tostring(bare, encoding="unicode")
    # What has a style or names would mix with those of the page, and its policy allows no style but its own.
    plain = not own_colours and len(drawing) <= LIGHT and not re.search(r"<style|\s(?:style|class|id)=", drawing)
    width, height = (f"{round(SIZE * side / max(whole[2:]), 1):g}" for side in whole[2:])
    inline = drawing.replace("<svg ", f'<svg width="{width}" height="{height}" ', 1) if plain else ""
    return Mark(drawing, whole, own_colours, inline)


@cache
def png(svg: str, size: int) -> bytes:
    """The picture of an icon, so many pixels wide; raises ValueError where it cannot be drawn."""
    import resvg_py  # here: it is not needed while icons are in the cache

    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=size, height=size, skip_system_fonts=True))


def _paints(element: etree._Element) -> Iterator[str]:
    """The colours that an element names, in whichever way."""
    if {etree.QName(above).localname for above in (element, *element.iterancestors())} & {"clipPath", "mask"}:
        return  # of which readers see the shape, not the colour
    yield from (element.get(key, "none") for key in ("fill", "stroke", "stop-color", "color"))
    for words in (element.get("style", ""), (element.text or "") if element.tag == f"{{{SVG}}}style" else ""):
        yield from _PAINTED.findall(words)
