"""Every palette can be read: in every pair of colours that the stylesheets put together, or it is refused in words."""

import re
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.stylesheet import CSS
from sources.palette import CHOSEN, DEFAULT, PAIRS, Palette, contrast, derived, distance, faults, is_colour, of_practice
from sources.toml_file import parse

STYLE = re.sub(r"/\*.*?\*/", "", "\n".join(path.read_text(encoding="utf-8") for path in sorted(CSS.glob("*.css"))))
ROOT = CSS.parent.parent
WRITTEN = re.compile(
    r"[\"'\s:(]#(?:[0-9a-f]{3}){1,2}(?:[0-9a-f]{2})?\b(?!\w)|\b(?:rgba?|hsla?|oklch|oklab|color-mix)\(", re.IGNORECASE
)
PINK, BLUE, GREEN = ("#c2185b", "#7a5c00"), ("#1f5fbf", "#b4530a"), ("#1b5e20", "#8a4b08")
COLOUR = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
DARK = st.tuples(*[st.integers(0, 0x90)] * 3).map(lambda parts: "#{:02x}{:02x}{:02x}".format(*parts))


def pale(palette: Palette) -> list[str]:
    """The pairs of a palette that cannot be read, in any scheme."""
    return [
        f"{scheme}: {one} on {other} is {ratio:.2f}"
        for (scheme, colours), ((one, other), needed) in product(palette.items(), PAIRS.items())
        if {one, other} <= set(colours) and (ratio := contrast(colours[one], colours[other])) < needed
    ]


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#fff", "#fff", 1), ("#777777", "#ffffff", 4.48), ("#0000ff", "#ffff00", 8.0)],
)
def test_contrast_is_that_of_the_guidelines(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.01)


def test_a_distance_is_that_of_oklab() -> None:
    assert distance("#000000", "#ffffff") == pytest.approx(1, abs=1e-6)
    assert distance("#ff0000", "#00ff00") == pytest.approx(0.5197, abs=1e-3)


def test_the_palette_of_the_theme_can_be_read_and_follows_from_its_own_two_colours() -> None:
    assert pale(DEFAULT) == []
    assert list(faults(*(DEFAULT["light"][name] for name in CHOSEN))) == []
    assert derived(*(DEFAULT["light"][name].upper() for name in CHOSEN)) == DEFAULT


@pytest.mark.parametrize("folder", ["theme", "forms", "preview", "plugins", "pictures", "incremental", "writing"])
def test_no_colour_is_written_down_but_in_the_palette(folder: str) -> None:
    files = [
        path for path in (ROOT / folder).rglob("*") if path.suffix in {".css", ".svg", ".html", ".js", ".py", ".xml"}
    ]
    texts = {path: path.read_text(encoding="utf-8") for path in files}
    # The shadow of the overlay is black on any page.
    found = {
        (path.name, match[0])
        for path, text in texts.items()
        for match in WRITTEN.finditer(text.replace("rgb(0 0 0 / 25%)", ""))
    }
    assert texts
    assert not found


def test_the_stylesheets_put_together_the_pairs_that_are_held() -> None:
    words = set(re.findall(r"(?<![\w-])color: var\(--color-([\w-]+)\)", STYLE))
    grounds = set(re.findall(r"background(?:-color)?: var\(--color-([\w-]+)\)", STYLE))
    grounds |= {
        name for line in re.findall(r"linear-gradient\(.*", STYLE) for name in re.findall(r"--color-([\w-]+)", line)
    }
    assert words - {"on-accent"} == {one for one, _ in PAIRS} - {"canvas", "light"}
    assert grounds - {"accent", "accent-strong"} == {other for _, other in PAIRS} - {"accent", "accent-strong"}


@pytest.mark.parametrize(("accent", "warm"), [PINK, BLUE, GREEN])
def test_the_two_colours_are_what_the_coach_wrote_and_all_others_follow(accent: str, warm: str) -> None:
    palette = derived(accent, warm)
    assert (palette["light"]["accent"], palette["light"]["warm"]) == (accent, warm)
    for scheme in ("light", "dark"):
        as_before = {name for name in DEFAULT[scheme] if palette[scheme][name] == DEFAULT[scheme][name]}
        assert {"error"} <= as_before <= {"error", "surface", "canvas", "text"}  # which are nearly grey
    assert palette["print"] == DEFAULT["print"]
    assert list(faults(accent, warm)) == []


@given(COLOUR, COLOUR)
@settings(max_examples=30, deadline=None)
def test_any_two_colours_can_be_read_or_are_refused_and_what_is_proposed_works(accent: str, warm: str) -> None:
    proposed = {"accent": accent, "warm": warm}
    for name, found, near in faults(accent, warm):
        assert proposed[name] in found
        assert is_colour(near)
        proposed[name] = near
    assert list(faults(**proposed)) == []
    assert pale(derived(**proposed)) == []


@given(DARK, DARK)
@settings(max_examples=100, deadline=None)
def test_two_dark_colours_can_be_read_or_are_refused(accent: str, warm: str) -> None:
    if next(faults(accent, warm), None) is None:
        assert pale(derived(accent, warm)) == []


# Of ten pairs as people choose them, and of ten that nobody would.
@pytest.mark.parametrize(
    ("accent", "warm"),
    [
        *[("#0d47a1", "#b4530a"), ("#00695c", "#8a5a00"), ("#6a1b9a", "#a9531b"), ("#37474f", "#9c4a1a")],
        *[("#2e7d32", "#8a5a00"), ("#800020", "#7a5c00"), ("#722f37", "#5c6b2f"), ("#111111", "#6b5a2a"), PINK, BLUE],
    ],
)
def test_colours_that_practices_have_are_taken(accent: str, warm: str) -> None:
    assert list(faults(accent, warm)) == []
    assert pale(derived(accent, warm)) == []


@pytest.mark.parametrize(
    ("accent", "warm", "changed", "words"),
    [
        ("#ffd400", "#8a4b08", ["accent"], "too light"),
        ("#1e4d4a", "#f0a000", ["warm"], "too light"),
        ("#ffffff", "#ffffff", ["accent", "warm"], "too light"),
        ("#b71c1c", "#7a5c00", ["accent"], "looks like the red"),
        ("#1e4d4a", "#a02d1c", ["warm"], "looks like the red"),
        ("#1e4d4a", "#2a5d5a", ["warm"], "hardly be told apart"),
        ("#1e4d4a", "#1E4D4A", ["warm"], "hardly be told apart"),
    ],
)
def test_what_cannot_be_had_is_refused_with_the_reason(accent: str, warm: str, changed: list[str], words: str) -> None:
    found = list(faults(accent, warm))
    assert [name for name, _, _ in found] == changed
    assert all(words in why for _, why, _ in found)


def test_a_proposal_keeps_the_hue_where_that_can_be() -> None:
    [(_, _, near)] = faults("#e91e63", "#7a5c00")
    assert distance("#e91e63", near) < 0.1
    assert re.fullmatch("#[c-e][0-9a-f]00?[0-5]?.*", near)


@pytest.mark.parametrize(
    "facts",
    [
        "",
        "[colours]",
        '[colours]\naccent = ""',
        "colours = 3",
        '[colours]\naccent = "navy"',
        '[colours]\naccent = "#ffffff"',
    ],
)
def test_without_colours_that_can_be_had_the_palette_is_that_of_the_theme(facts: str) -> None:
    assert of_practice(parse("content/site.toml", facts.encode(), len(facts))) == DEFAULT


def test_one_colour_goes_with_the_other_one_of_the_theme() -> None:
    facts = b'[colours]\naccent = "#0D47A1"'
    assert of_practice(parse("content/site.toml", facts, len(facts))) == derived("#0d47a1", DEFAULT["light"]["warm"])
