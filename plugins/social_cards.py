"""The picture that a shared link shows: the title and the practice, in the type and colours of the site."""

import hashlib
import io
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import cast

import PIL
from jinja2 import pass_context
from jinja2.runtime import Context
from pelican import Pelican, signals
from PIL import Image, ImageColor, ImageDraw, ImageFont, ImageOps

import file_cache
import site_folder
from pictures import photographs
from pictures.photographs import Photograph
from sources.mark import initial, png
from sources.palette import DEFAULT

THEME = Path(__file__).parent.parent / "theme"
FONT = THEME / "typeface/newsreader-roman.woff2"

WIDTH, HEIGHT = 1200, 630  # what networks show whole (Open Graph, 1.91:1)
MARGIN = 76
MARK = 72
MOST_BYTES = 58_000  # larger ones are not shown by some
PICTURE = 470  # the width of a photograph, at the right
# In pixels; shown 300 wide, a card is a quarter of this. The smallest is still read then.
TITLE_SIZES = range(100, 51, -4)
LEADING = 1.12
STEPS = 8  # of the edges of its characters
MOST_MEASURED = 500  # characters of a title; there is never room for so many

_CARD = re.compile(r'<meta property="og:image" content="[^"]*/cards/([^"/]+)\.(?:png|jpeg)"')


@pass_context
def social_card(context: Context, title: str, photograph: Photograph | None = None) -> str:
    """Put the card of the page that is being written into the site; its address below the site."""
    page = context["output_file"].removesuffix("index.html").removesuffix(".html").strip("/").replace("/", "-")
    name, tagline, colours = context["SITENAME"], context["SITE"]["tagline"], context["PALETTE"]["light"]
    icon = context["MARK"].icon(colours)
    entry = f"{page or 'home'}-{_digest(title, name, tagline, sorted(colours.items()), icon, photograph and photograph.name)}"
    file = f"{entry}.jpeg" if photograph else f"{entry}.png"
    cache = cache_folder(Path(context["PATH"]))
    files = file_cache.get(cache, entry)
    if files is None:
        card = draw(title, name, tagline, photograph, colours, icon)
        files = {file: encoded(card)}
        file_cache.put(cache, entry, files)
    output = Path(context["OUTPUT_PATH"])
    site_folder.put(output, output, f"cards/{file}", files[file])
    return f"cards/{file}"


def put_cached(html: str, content: Path, put: Callable[[str, bytes], None]) -> bool:
    """Put the cards that a finished page names into the site; returns whether all are cached."""
    entries = [file_cache.get(cache_folder(content), name) for name in dict.fromkeys(_CARD.findall(html))]
    for files in filter(None, entries):
        for name, card in files.items():
            put(f"cards/{name}", card)
    return None not in entries


def draw(
    title: str,
    name: str,
    tagline: str,
    photograph: Photograph | None = None,
    colours: Mapping[str, str] = DEFAULT["light"],
    icon: str = "",
) -> Image.Image:
    """A card of 1200 by 630 pixels, with the initial of the name where there is no icon; raises OSError where the photograph is damaged."""
    card = _frame(name, tagline, photograph, tuple(colours.items()), icon).copy()
    pen = ImageDraw.Draw(card)
    pen.fontmode = "L"  # smooth on a palette too
    ink = colours["text"] if photograph else 1 + STEPS  # its place on the palette
    room = WIDTH - 2 * MARGIN - (PICTURE - MARGIN // 3 if photograph else 0)
    font, lines = fitted(drawable(title), room, 312)
    step = round(font.size * LEADING)
    top = 335 - step * len(lines) / 2
    for number, line in enumerate(lines):
        pen.text((MARGIN, top + step * (number + 0.5)), line, ink, font, anchor="lm")
    return card


@lru_cache(4)  # without a photograph it is that of many cards
def _frame(
    name: str, tagline: str, photograph: Photograph | None, site: tuple[tuple[str, str], ...], icon: str
) -> Image.Image:
    """All of a card but its title."""
    colours = dict(site)
    card = Image.new("RGB", (WIDTH, HEIGHT), colours["canvas"])
    pen = ImageDraw.Draw(card)
    if photograph:
        whole = photographs.load_normalised(photograph.path)
        card.paste(ImageOps.fit(whole, (PICTURE, HEIGHT), Image.Resampling.HAMMING), (WIDTH - PICTURE, 0))
    else:  # the light that falls through the window of the mark
        pen.polygon([(900, 0), (1080, 0), (1200, 120), (1200, 300)], fill=colours["surface"])
        pen.polygon([(840, HEIGHT), (980, HEIGHT - 140), (WIDTH, HEIGHT - 140), (WIDTH, HEIGHT)], fill=colours["glow"])
    icon = icon or initial(name).icon(colours)
    card.paste(_mark(icon), (MARGIN, 60), _mark(icon))
    pen.text((MARGIN + 94, 96), drawable(name), colours["accent"], _font(46, 600), anchor="lm")
    pen.text((MARGIN, HEIGHT - 66), drawable(tagline), colours["quiet"], _font(38, 500), anchor="ls")
    return card if photograph else card.quantize(palette=_few_colours(site, icon), dither=Image.Dither.NONE)


def fitted(text: str, room: float, height: float) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest type in which a text has room, and its lines; what has none at all ends in an ellipsis."""
    words = text[:MOST_MEASURED].split()
    for size in TITLE_SIZES:
        font = _font(size, 500)
        lines = _lines(words, font, room)
        if len(lines) * size * LEADING <= height and all(_width(font, line) <= room for line in lines):
            return font, _balanced(words, font, room, len(lines))
    most = int(height / (font.size * LEADING))
    lines = _lines([part for word in words for part in _parts(word, font, room)], font, room)
    if len(lines) > most:
        last = f"{lines[most - 1]} {lines[most]}…"
        while _width(font, last) > room:
            last = last[:-2].rstrip(" ,;:.–—-") + "…"
        lines[most - 1 :] = [last]
    return font, lines


def drawable(text: str) -> str:
    """A text as the typeface can show it: what it lacks is taken apart, like ﬁ, or left out, like an emoji."""
    shown = "".join(
        character if _is_there(character) else "".join(filter(_is_there, unicodedata.normalize("NFKD", character)))
        for character in unicodedata.normalize("NFC", text)
    )
    return " ".join(shown.split())


def encoded(card: Image.Image) -> bytes:
    """A card as PNG, where it has a palette, or as JPEG where a photograph is on it."""
    if card.mode == "RGB":
        return photographs.encode(card, "jpeg", MOST_BYTES, range(72, 15, -8), optimize=True)
    buffer = io.BytesIO()
    # The highest levels take six times as long for a tenth less.
    card.save(buffer, "PNG", compress_level=6)
    return buffer.getvalue()


def cache_folder(content: Path) -> Path:
    """Where finished cards are cached."""
    return content.parent / ".cache" / "cards"


def evict_others(pelican: Pelican) -> None:
    """Remove from the cache all cards but those of this site."""
    there = {path.stem for path in Path(pelican.settings["OUTPUT_PATH"], "cards").glob("*")}
    file_cache.evict_others(cache_folder(Path(pelican.settings["PATH"])), there)


def _width(font: ImageFont.FreeTypeFont, text: str) -> float:
    # In the simple layout characters stand side by side. To measure one takes longer than to add up a line.
    return sum([_advance(font, character) for character in text])


@cache
def _advance(font: ImageFont.FreeTypeFont, character: str) -> float:
    return font.getlength(character)


def _lines(words: Sequence[str], font: ImageFont.FreeTypeFont, room: float) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and _width(font, f"{lines[-1]} {word}") <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _balanced(words: Sequence[str], font: ImageFont.FreeTypeFont, room: float, count: int) -> list[str]:
    """The same number of lines, as even as they can be."""
    lines = _lines(words, font, room)
    for narrower in range(int(room), 0, -12):
        tried = _lines(words, font, narrower)
        if len(tried) > count or any(_width(font, line) > narrower for line in tried):
            break
        lines = tried
    return lines


def _parts(word: str, font: ImageFont.FreeTypeFont, room: float) -> list[str]:
    """A word that is longer than a line, in parts that are not."""
    parts = [""]
    for character in word:
        if _width(font, parts[-1] + character) > room:
            parts.append("")
        parts[-1] += character
    return parts


@cache
def _font(size: int, weight: int) -> ImageFont.FreeTypeFont:
    # The simple layout: the other needs a library that only some machines have.
    font = ImageFont.truetype(FONT, size, layout_engine=ImageFont.Layout.BASIC)
    font.set_variation_by_axes([weight])
    return font


@cache
def _is_there(character: str) -> bool:
    """Whether the typeface has a shape for a character, other than the one for all it lacks."""
    if character.isspace():
        return True
    font = _font(TITLE_SIZES[-1], 500)
    return bytes(font.getmask(character)) != bytes(font.getmask("\U0010ffff"))


def _few_colours(site: tuple[tuple[str, str], ...], icon: str) -> Image.Image:
    """The colours of cards without a photograph: those of the site, of the mark, and steps for the edges of characters.

    First the grounds of a title and the steps from there to its ink, in order: drawn on a palette, the edge of a
    character has a number between those of the two. Of the others none is so close to one before that Pillow, which
    looks for the nearest in steps of four, takes one for the other.
    """
    known = {name: ImageColor.getrgb(colour) for name, colour in site}
    colours: list[tuple[int, ...]] = [known["surface"], *_steps(known["canvas"], known["text"], STEPS)]
    mark = Image.new("RGB", (MARK, MARK), known["canvas"])
    mark.paste(_mark(icon), None, _mark(icon))
    found = cast("list[tuple[int, tuple[int, ...]]]", mark.quantize(32).convert("RGB").getcolors())
    others = [*known.values(), *(colour for _, colour in sorted(found, reverse=True))]
    for colour in [*others, *(step for ink in ("accent", "quiet") for step in _steps(known["canvas"], known[ink], 6))]:
        if all(max(abs(one - other) for one, other in zip(colour, near, strict=True)) > 6 for near in colours):
            colours.append(colour)
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in colours for part in colour])
    return palette


def _steps(ground: tuple[int, ...], ink: tuple[int, ...], count: int) -> list[tuple[int, ...]]:
    ends = list(zip(ground, ink, strict=True))
    return [tuple(round(one + (other - one) * step / count) for one, other in ends) for step in range(count + 1)]


@cache
def _mark(icon: str) -> Image.Image:
    with Image.open(io.BytesIO(png(icon, MARK))) as picture:
        return picture.convert("RGBA")


def _digest(*drawn: object) -> str:
    """What tells one card from another: all that is on it, and how it is drawn."""
    recipe = repr((drawn, PIL.__version__)).encode()
    return hashlib.sha256(recipe + _way_of_drawing()).hexdigest()[:10]


@cache
def _way_of_drawing() -> bytes:
    return Path(__file__).read_bytes() + FONT.read_bytes()


def register() -> None:
    """Connect to Pelican."""
    signals.finalized.connect(evict_others)
