"""The colours of the site, which nothing else knows: those below, or the ones that follow from the two of site.toml.

A colour is turned in OKLCH, where hue, lightness and colourfulness (chroma) can be changed one without the others: each
keeps the distance that it has here from the accent or from the warm colour. The two themselves stay what the coach wrote.
"""

import math
import re
from collections.abc import Iterator
from functools import cache
from itertools import product

from sources.toml_file import TomlFile

Palette = dict[str, dict[str, str]]

DEFAULT: Palette = {
    # the room in morning light
    "light": {
        "canvas": "#f8f3ea",
        "surface": "#fffaf1",
        "text": "#26221d",
        "quiet": "#5e564a",
        "line": "#ddd1bd",
        "accent": "#1e4d4a",
        "accent-strong": "#12312f",
        "warm": "#a9531b",
        "glow": "#f3ddb8",
        "error": "#a02d1c",
        "light": "#f0d3a4",  # in the drawings; no words stand on it
    },
    "dark": {
        "canvas": "#1b1917",
        "surface": "#24211d",
        "text": "#ebe3d6",
        "quiet": "#b6ab9a",
        "line": "#3e3830",
        "accent": "#93cbc2",
        "accent-strong": "#b9e0d9",
        "warm": "#e6a566",
        "glow": "#3a2f20",
        "error": "#ff9c85",
        "light": "#5a4426",
    },
    "print": {
        "canvas": "#fff",
        "surface": "#fff",
        "text": "#000",
        "quiet": "#333",
        "line": "#999",
        "accent": "#000",
        "accent-strong": "#000",
        "warm": "#333",
        "glow": "#fff",
        "error": "#000",
    },
}
CHOSEN = ("accent", "warm")  # by the coach, in the light scheme
# What the stylesheets put together, and the contrast it has to have (WCAG 2.2: 1.4.3 for words, 1.4.11 for the rest).
WORDS, PARTS = 4.5, 3.0
PAIRS = {
    **dict.fromkeys(
        product(("text", "quiet", "accent", "accent-strong", "error"), ("canvas", "surface", "glow")), WORDS
    ),
    **dict.fromkeys(product(("warm",), ("canvas", "surface")), WORDS),
    ("canvas", "accent"): WORDS,
    ("canvas", "accent-strong"): WORDS,
    ("warm", "glow"): PARTS,  # the ring around what has the focus
    ("light", "accent"): PARTS,  # the mark in its icons
}
# Distances: two colours that are nearer are taken for shades of one, and for the red of errors.
APART, NOT_AN_ERROR = 0.1, 0.04
_FAMILY = {"accent": ("accent", "accent-strong"), "warm": ("canvas", "surface", "text", "quiet", "line", "warm", "glow", "light")}  # fmt: skip
_MOST_CHROMA = 0.13  # of light letters on a dark ground; brighter ones glare
_TINT = 1.25  # how much more colourful than here the neutral colours become at most
_YELLOW = 30  # degrees between the warm colour here and the light on paper
_LIGHTEST_GLOW = 0.955  # lightness; lighter ones are not seen on the page
_HEX = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


def of_practice(site: TomlFile) -> Palette:
    """The palette of the practice; that of the theme where site.toml names no colours, or none that can be had."""
    accent, warm = (site.words(f"colours.{name}") or DEFAULT["light"][name] for name in CHOSEN)
    if not (is_colour(accent) and is_colour(warm)) or next(faults(accent, warm), None):
        return DEFAULT
    return derived(accent, warm)


def is_colour(words: str) -> bool:
    """Whether these words are a colour as site.toml has it: `#rrggbb`."""
    return bool(_HEX.fullmatch(words))


@cache
def derived(accent: str, warm: str) -> Palette:
    """The palette that follows from two colours, whether or not it can be read."""
    chosen = {"accent": accent.lower(), "warm": warm.lower()}
    if all(DEFAULT["light"][name] == colour for name, colour in chosen.items()):
        return DEFAULT
    palette = {scheme: dict(colours) for scheme, colours in DEFAULT.items()}
    for family, names in _FAMILY.items():
        lightness, chroma, hue = _to_oklch(chosen[family])
        was_lightness, was_chroma, was_hue = _to_oklch(DEFAULT["light"][family])
        turn = (hue - was_hue + 180) % 360 - 180
        for scheme, name in product(("light", "dark"), names):
            its_lightness, its_chroma, its_hue = _to_oklch(DEFAULT[scheme][name])
            more, turned = chroma / was_chroma, turn
            if family == "warm" != name:  # light is yellower than what it falls on, up to yellow itself
                more, turned = min(more, _TINT), turn - max(0, min(turn, _YELLOW))
            if (scheme, name) == ("light", "accent-strong"):
                its_lightness *= lightness / was_lightness
            most = _MOST_CHROMA if scheme == "dark" else 1
            palette[scheme][name] = _to_hex(its_lightness, min(its_chroma * more, most), its_hue + turned)
        palette["light"][family] = chosen[family]
    lightness, *rest = _to_oklch(palette["light"]["glow"])
    while lightness < _LIGHTEST_GLOW and contrast(accent, palette["light"]["glow"]) < WORDS:
        lightness += 0.005
        palette["light"]["glow"] = _to_hex(lightness, *rest)
    return palette


def faults(accent: str, warm: str) -> Iterator[tuple[str, str, str]]:
    """Why the palette of two colours cannot be had: the colour to change, what is wrong, and the nearest that works."""
    chosen = {"accent": accent.lower(), "warm": warm.lower()}
    wrong = {name: next(_wrong(name, **chosen), "") for name in CHOSEN}
    if not any(wrong.values()) and _are_alike(**chosen):
        wrong["warm"] = f"“{warm}” can hardly be told apart from the accent “{accent}”."
    # The warm one first, since the page takes its tint from it; the accent is then found beside the one that was proposed.
    for name in reversed(CHOSEN):
        if wrong[name]:
            chosen[name] = _nearest(name, chosen, alone=name == "warm" and bool(wrong["accent"]))
    for name in CHOSEN:
        if wrong[name]:
            yield name, wrong[name], chosen[name]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2)."""
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def distance(one: str, other: str) -> float:
    """How far apart two colours are to the eye, in OKLab: from 0 to 1, which is from black to white."""
    return math.dist(_to_oklab(one), _to_oklab(other))


def css(palette: Palette, scheme: str) -> str:
    """The declarations of a scheme's colours."""
    return "".join(f"--color-{name}: {colour};" for name, colour in palette[scheme].items() if name != "light")


def _wrong(name: str, accent: str, warm: str) -> Iterator[str]:
    """What is wrong with one of the two, whatever the other is."""
    colour = accent if name == "accent" else warm
    light = derived(accent, warm)["light"]
    pairs = [([light[part] for part in pair], needed) for pair, needed in PAIRS.items() if name in pair]
    low, needed = min(((contrast(*pair), needed) for pair, needed in pairs), key=lambda pair: pair[0] / pair[1])
    if low < needed:
        what = "words need" if needed == WORDS else "the frame around a chosen link needs"
        yield f"“{colour}” is too light: its contrast with the page is {math.floor(low * 10) / 10}, and {what} {needed:.1f}."
    if _redness(colour, light["error"]) < NOT_AN_ERROR:
        yield f"“{colour}” looks like the red in which a form says what is missing."


def _are_alike(accent: str, warm: str) -> bool:
    return distance(accent, warm) < APART


def _redness(colour: str, error: str) -> float:
    """How far a colour is from that of errors, to which hue counts most, and lightness less, and chroma least."""
    (lightness, chroma, hue), (of_error, its_chroma, its_hue) = _to_oklch(colour), _to_oklch(error)
    turn = 2 * math.sqrt(chroma * its_chroma) * math.sin(math.radians(hue - its_hue) / 2)
    return math.hypot((lightness - of_error) / 2, (chroma - its_chroma) / 3, turn)


def _nearest(name: str, chosen: dict[str, str], *, alone: bool = False) -> str:
    """The nearest colour that works in the place of one of the two; `alone`, whatever the other is."""
    lightness, chroma, hue = _to_oklch(chosen[name])
    turns = range(-32, 33, 8) if chroma > 0.02 else (0,)  # grey has no hue
    steps = range(-25, 101)  # hundredths of lightness
    tried = {_to_hex(lightness - step / 100, chroma, hue + turn) for step, turn in product(steps, turns)}
    tried |= {_to_hex(lightness - step / 100, 0, 0) for step in steps}
    for colour in sorted(tried, key=lambda colour: (distance(colour, chosen[name]), colour)):
        both = chosen | {name: colour}
        # Those that have too little contrast with any page, and those that are still nearly red.
        if contrast(colour, "#ffffff") < WORDS or _redness(colour, DEFAULT["light"]["error"]) < 1.5 * NOT_AN_ERROR:
            continue
        others = [name] if alone else CHOSEN
        if (alone or not _are_alike(**both)) and not any(next(_wrong(one, **both), "") for one in others):
            return colour
    return DEFAULT["light"][name]


def _linear(colour: str) -> list[float]:
    """Red, green and blue as amounts of light (sRGB, IEC 61966-2-1)."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def _luminance(colour: str) -> float:
    return sum(part * weight for part, weight in zip(_linear(colour), (0.2126, 0.7152, 0.0722), strict=True))


# The matrices of OKLab: https://www.w3.org/TR/css-color-4/#color-conversion-code, joined with those of linear sRGB.
_TO_LMS = ((0.4122214708, 0.5363325363, 0.0514459929), (0.2119034982, 0.6806995451, 0.1073969566), (0.0883024619, 0.2817188376, 0.6299787005))  # fmt: skip
_TO_LAB = ((0.2104542553, 0.7936177850, -0.0040720468), (1.9779984951, -2.4285922050, 0.4505937099), (0.0259040371, 0.7827717662, -0.8086757660))  # fmt: skip
_FROM_LAB = ((1, 0.3963377774, 0.2158037573), (1, -0.1055613458, -0.0638541728), (1, -0.0894841775, -1.2914855480))
_FROM_LMS = ((4.0767416621, -3.3077115913, 0.2309699292), (-1.2684380046, 2.6097574011, -0.3413193965), (-0.0041960863, -0.7034186147, 1.7076147010))  # fmt: skip


def _times(matrix: tuple[tuple[float, ...], ...], values: list[float]) -> list[float]:
    return [sum(one * value for one, value in zip(row, values, strict=True)) for row in matrix]


@cache
def _to_oklab(colour: str) -> list[float]:
    return _times(_TO_LAB, [part ** (1 / 3) for part in _times(_TO_LMS, _linear(colour))])


def _to_oklch(colour: str) -> tuple[float, float, float]:
    lightness, a, b = _to_oklab(colour)
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a))


def _to_hex(lightness: float, chroma: float, hue: float) -> str:
    """The colour on a screen; of one that no screen shows, the most colourful of the same lightness and hue."""
    parts = _to_linear(lightness, chroma, hue)
    if not _is_shown(parts):
        least, most = 0.0, chroma
        for _ in range(15):
            middle = (least + most) / 2
            least, most = (middle, most) if _is_shown(_to_linear(lightness, middle, hue)) else (least, middle)
        parts = _to_linear(lightness, least, hue)
    inside = [min(max(part, 0.0), 1.0) for part in parts]
    encoded = [12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055 for part in inside]
    return "#" + "".join(f"{round(part * 255):02x}" for part in encoded)


def _to_linear(lightness: float, chroma: float, hue: float) -> list[float]:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    return _times(_FROM_LMS, [part**3 for part in _times(_FROM_LAB, [min(max(lightness, 0.0), 1.0), a, b])])


def _is_shown(parts: list[float]) -> bool:
    return all(-0.0005 <= part <= 1.0005 for part in parts)
