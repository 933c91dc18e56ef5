"""Checks for content/mark.svg, which every page shows and all icons are made of: what may be in it, and what it must have."""

import io
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from lxml import etree  # type: ignore[import-untyped]
from PIL import Image, ImageChops

from problem import Problem, printable, short
from sources import mark
from sources.content import MARK, Content, Entry
from sources.mark import SVG, TILE, UNSEEN, XLINK, Mark
from sources.palette import DEFAULT, PARTS, contrast

LARGEST = 50_000  # bytes; the drawing of a sign has a few thousand
MOST_SHAPES = 1_000  # each counted as often as it is referred to
DEEPEST = 40  # parts within parts, or referring to others; at some hundreds what draws it ends without a word
WIDEST = 2.0  # times as wide as high, or as high as wide
_KNOWN = {
    "svg", "g", "defs", "use", "symbol", "clipPath", "mask", "linearGradient", "radialGradient", "stop", "style",
    "path", "rect", "circle", "ellipse", "line", "polyline", "polygon",
}  # fmt: skip
_REFUSED = {
    "script": "Take it out: a mark runs nothing.",
    "foreignObject": "Export the drawing as plain SVG, without what its program keeps for itself.",
    "image": "Draw the mark as shapes: a picture in it is not sharp at every size.",
    **dict.fromkeys(
        ("text", "tspan", "textPath"), "Turn the letters into shapes (“Object to Path”, “Create Outlines”)."
    ),
    **dict.fromkeys(("animate", "animateTransform", "animateMotion", "set"), "Take it out: a mark stands still."),
    "a": "Take it out, and keep what is in it: the mark leads to the home page by itself.",
    **dict.fromkeys(("filter", "pattern", "marker"), "Take it out: it is lost in so small a drawing."),
}
_ANOTHER = "Export the mark from the program it was drawn with as plain SVG."
_OTHER_FILES = (
    (b"\x89PNG", "a PNG picture"), (b"\xff\xd8\xff", "a JPEG picture"), (b"RIFF", "a WebP picture"), (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF"), (b"%!PS", "a file of Illustrator"), (b"\x1f\x8b", "a compressed drawing (SVGZ)"),
)  # fmt: skip
_ENTITY = re.compile(rb"<!ENTITY\s+(?:%\s*)?([^\s>]*)")
_ELSEWHERE = re.compile(r"url\(\s*['\"]?\s*(?!['\"]?\s*#)([^'\")]*)", re.IGNORECASE)
_WITHIN = re.compile(r"url\(\s*['\"]?#([^'\")\s]+)", re.IGNORECASE)
_STYLE_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
# A rule for other conditions or other files, what moves, and what can be written to look like something else.
_ODD_STYLE = re.compile(r"@[\w-]*|\b(?:animation|transition)(?:-\w+)*(?=\s*:)|\\", re.IGNORECASE)


@dataclass
class Drawing:
    """The file, and what can be read in it."""

    entry: Entry

    def problem(self, element: "etree._Element | int", found: str, remedy: str) -> Problem:
        """A problem of the file, in the line of an element."""
        return self.entry.problem(found, remedy, element if isinstance(element, int) else element.sourceline)

    @cached_property
    def root(self) -> "etree._Element | None":
        """What is drawn; None where the file is none that can be read."""
        return None if any(a_mark_is_a_drawing(self)) else mark.parse(self.entry.data)

    @cached_property
    def elements(self) -> list["etree._Element"]:
        """Everything in it that would be shown, and of what cannot be in it the outermost."""
        found = [] if self.root is None else list(self.root.iter(etree.Element))
        shown = [one for one in found if all(map(_is_known, one.iterancestors()))]
        return [one for one in shown if etree.QName(one).localname not in UNSEEN]


def check(content: Content) -> list[Problem]:
    """Every problem of the mark, if there is one."""
    entry = content.entries.get(MARK)
    if entry is None or entry.what in ("link", "other") or entry.unreadable:  # which is told of any file
        return []
    if entry.what == "folder":
        return [entry.problem("This is a folder where a file has to be.", f"Move what is in it to content/{MARK}.")]
    drawing = Drawing(entry)
    problems: list[Problem] = []
    for rule in RULES:
        if rule is a_mark_can_be_seen and problems:  # what is drawn may be what is wrong
            break
        problems += list(rule(drawing))
    return problems


def a_mark_is_a_drawing(drawing: Drawing) -> Iterator[Problem]:
    """The mark of the practice is an SVG that can be read, of at most 50 kilobytes, and takes in no other file."""
    data, size = drawing.entry.data, drawing.entry.size
    kind = next((kind for start, kind in _OTHER_FILES if data.startswith(start)), "")
    if kind:
        yield drawing.problem(0, f"This is {kind} whose name ends in “.svg”.", _ANOTHER)
    elif not data.strip(b" \t\r\n\xef\xbb\xbf"):
        remedy = "Save the drawing into it, or delete it: the mark is then the first letter of the name."
        yield drawing.problem(0, "This file is empty.", remedy)
    elif size > LARGEST:
        found = (
            f"The mark weighs {size / 1000:,.1f} KB, and every reader loads it; a sign has at most {LARGEST // 1000}."
        )
        yield drawing.problem(0, found, "Simplify its paths, or export it as plain or optimized SVG.")
    elif b"\0" in data:
        yield drawing.problem(0, "This file is not UTF-8 text.", _ANOTHER)
    elif entity := _ENTITY.search(data):
        named = printable(short(entity[1].decode("utf-8", "replace")))
        line = data.count(b"\n", 0, entity.start()) + 1
        yield drawing.problem(line, f"“<!ENTITY {named}” lets other words or files in.", _ANOTHER)
    else:
        try:
            root = mark.parse(data)
        except (etree.XMLSyntaxError, ValueError) as error:
            why = re.sub(r"(?:, line \d+.*)?(?: \(<string>.*)?$", "", str(error))
            found = f"This cannot be read as a drawing: {printable(why)}." if b"<svg" in data else "This is no drawing."
            yield drawing.problem(getattr(error, "lineno", 0) or 0, found, _ANOTHER)
            return
        declared = root.getroottree().docinfo.internalDTD
        if declared is not None and any(True for _ in declared.iterentities()):  # in another encoding
            yield drawing.problem(root, "“<!ENTITY” lets other words or files in.", _ANOTHER)
        if root.tag == "svg":
            remedy = f'Write `xmlns="{SVG}"` into “<svg>”.'
            yield drawing.problem(root, "“<svg>” does not say what it is.", remedy)
        elif root.tag != f"{{{SVG}}}svg":
            begins = etree.QName(root).localname
            yield drawing.problem(root, f"This begins with “<{begins}>”, and a drawing with “<svg>”.", _ANOTHER)
        for style in root.xpath("preceding-sibling::processing-instruction() | //processing-instruction()"):
            if style.target == "xml-stylesheet":
                yield drawing.problem(style, "“<?xml-stylesheet” takes in another file.", "Take it out.")


def a_mark_is_made_of_shapes(drawing: Drawing) -> Iterator[Problem]:
    """In the mark are shapes, their colours and their styles: no script, no words, no picture, nothing that moves."""
    for element in drawing.elements:
        name = etree.QName(element)
        if name.namespace == "http://www.w3.org/1999/xhtml":
            found = f"“<{name.localname}>” is part of a web page, not of a drawing."
            yield drawing.problem(element, found, "Take it out.")
        elif name.namespace == SVG and (
            not _is_known(element) or (name.localname == "svg" and element is not drawing.root)
        ):
            remedy = _REFUSED.get(name.localname, "Take it out: a mark is made of shapes and their colours.")
            yield drawing.problem(element, f"“<{name.localname}>” cannot be in the mark.", remedy)
        for key in element.attrib:
            if (last := etree.QName(key).localname).lower().startswith("on"):
                found = f"“{last}” at “<{name.localname}>” would run something."
                yield drawing.problem(element, found, "Take it out: a mark runs nothing.")
        words = (element.text or "") if name.localname == "style" else ""
        for text in (_COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), words), element.get("style", "")):
            if odd := _ODD_STYLE.search(text):
                line = element.sourceline + (text.count("\n", 0, odd.start()) if words else 0)
                found = f"“{odd[0]}” cannot be in the style of the mark."
                yield drawing.problem(line, found, "Take it out: a mark has one look, and stands still.")


def a_mark_leads_nowhere(drawing: Drawing) -> Iterator[Problem]:
    """The mark refers to nothing but its own parts."""
    remedy = "Draw what is meant in the file itself, or take it out."
    for element in filter(_is_known, drawing.elements):
        words = [(element.text or "")] if etree.QName(element).localname == "style" else []
        for key, value in element.attrib.items():
            if key in ("href", f"{{{XLINK}}}href") and not re.fullmatch(r"#\S+", value.strip()):
                yield drawing.problem(element, f"“{printable(short(value))}” leads out of the drawing.", remedy)
            words += [value] if not key.startswith("{") else []
        for text in words:
            if elsewhere := _ELSEWHERE.search(text):
                line = element.sourceline + text.count("\n", 0, elsewhere.start())
                found = f"“url({printable(short(elsewhere[1]))})” leads out of the drawing."
                yield drawing.problem(line, found, remedy)
    if drawing.root is None:
        return
    shapes, depth = _extent(drawing.root)
    if depth == math.inf:
        yield drawing.problem(drawing.root, "The drawing refers to itself.", _ANOTHER)
    elif shapes > MOST_SHAPES:
        found = f"The drawing has more than {MOST_SHAPES:,} shapes."
        yield drawing.problem(drawing.root, found, "Simplify it, or join its paths.")
    elif depth > DEEPEST:
        found = f"More than {DEEPEST} parts of the drawing lie within one another."
        yield drawing.problem(drawing.root, found, "Take groups apart (“Ungroup”), or join its paths.")


def a_mark_is_nearly_square(drawing: Drawing) -> Iterator[Problem]:
    """The mark says how large it is (`viewBox`), and is at most twice as wide as high, or as high as wide."""
    root = drawing.root
    if root is None:
        return
    if (box := mark.box(root)) is None:
        sides = [re.fullmatch(r"\s*(\d+\.?\d*)(?:px)?\s*", root.get(side, "")) for side in ("width", "height")]
        right = " ".join(("0 0", *(side[1] for side in sides if side))) if all(sides) else f"0 0 {TILE} {TILE}"
        written = root.get("viewBox")
        found = "“<svg>” has no “viewBox”, which says how large the drawing is."
        if written:
            found = f"“{printable(short(written))}” is no “viewBox”, which says from where to where a drawing goes, like “{right}”."
        yield drawing.problem(root, found, f'Write `viewBox="{right}"` into “<svg>”.')
    elif (times := max(box[2] / box[3], box[3] / box[2])) > WIDEST:
        how = "wide as high" if box[2] > box[3] else "high as wide"
        found = f"By its “viewBox” the mark is {times:.1f} times as {how}, and would be too small to be seen."
        yield drawing.problem(root, found, "Use the sign alone: the name of the practice stands beside it.")


def a_mark_can_be_seen(drawing: Drawing) -> Iterator[Problem]:
    """Something is drawn, and is darker than the light ground that a mark with colours of its own stands on."""
    if drawing.root is None:
        return
    of_practice = mark.read(mark.parse(drawing.entry.data))
    nothing = Mark(f'<svg xmlns="{SVG}" viewBox="0 0 1 1"/>', (0, 0, 1, 1), of_practice.own_colours)
    colours = DEFAULT["light"]
    try:
        shown, ground = (_pixels(one.icon(colours, masked=True)) for one in (of_practice, nothing))
    except ValueError as error:
        yield drawing.problem(0, f"This cannot be drawn: {printable(str(error))}.", _ANOTHER)
        return
    if ImageChops.difference(shown, ground).getbbox() is None:
        remedy = "Look whether it lies within the “viewBox”, and is neither transparent nor without colour."
        yield drawing.problem(drawing.root, "Nothing is to be seen in this drawing.", remedy)
        return
    behind = colours[of_practice.ground]
    seen = [
        number
        for number, colour in shown.getcolors(shown.width * shown.height) or []
        if isinstance(colour, tuple) and contrast("#{:02x}{:02x}{:02x}".format(*colour), behind) >= PARTS
    ]
    if sum(seen) < shown.width / 4:  # as much as a short line
        found = "The mark can hardly be seen: its colours are as light as the page."
        yield drawing.problem(
            drawing.root, found, "Write `currentColor` in the place of the lightest, or a darker colour."
        )


RULES: tuple[Callable[[Drawing], Iterator[Problem]], ...] = (
    a_mark_is_a_drawing,
    a_mark_is_made_of_shapes,
    a_mark_leads_nowhere,
    a_mark_is_nearly_square,
    a_mark_can_be_seen,
)


def _pixels(svg: str) -> Image.Image:
    with Image.open(io.BytesIO(mark.png(svg, 2 * TILE))) as picture:
        return picture.convert("RGB")


def _is_known(element: "etree._Element") -> bool:
    name = etree.QName(element)
    return name.namespace == SVG and name.localname in _KNOWN


def _extent(root: "etree._Element") -> tuple[float, float]:
    """How many shapes are drawn, each as often as it is referred to, and how deep; infinitely where one refers to itself."""
    by_id = {element.get("id"): element for element in root.iter(etree.Element) if element.get("id")}
    rules = [_STYLE_RULE.findall(style.text or "") for style in root.iter(f"{{{SVG}}}style")]
    styles = [(set(re.findall(r"[\w-]+", names)), rule) for found in rules for names, rule in found]
    known: dict[etree._Element, tuple[float, float]] = {}

    def extent(element: "etree._Element") -> tuple[float, float]:
        if element not in known:
            known[element] = math.inf, math.inf  # for what refers to it meanwhile
            names = {etree.QName(element).localname, element.get("id"), *element.get("class", "").split()}
            values = [value for key, value in element.attrib.items() if not key.startswith("{")]
            values += [rule for of_style, rule in styles if of_style & names]
            referred = [name for value in values for name in _WITHIN.findall(value)]
            referred += [element.get(key, "#")[1:] for key in ("href", f"{{{XLINK}}}href")]
            parts = [*element.iterchildren(etree.Element), *(by_id[name] for name in referred if name in by_id)]
            extents = [extent(part) for part in parts]
            known[element] = 1 + sum(shapes for shapes, _ in extents), 1 + max([0, *(depth for _, depth in extents)])
        return known[element]

    try:
        return extent(root)
    except RecursionError:  # a very long chain of references
        return 1, DEEPEST + 1
