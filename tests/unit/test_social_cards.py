import io
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import cast

import pytest
from PIL import Image, ImageColor
from PIL.ImageFont import FreeTypeFont

from pictures.photographs import Photograph, describe
from plugins import social_cards
from plugins.social_cards import (
    HEIGHT,
    MOST_BYTES,
    PICTURE,
    TITLE_SIZES,
    WIDTH,
    draw,
    drawable,
    encoded,
    fitted,
)
from sources import language
from sources.palette import DEFAULT
from tests.unit.camera import noise, save, scene

COLOURS = DEFAULT["light"]
NAME, TAGLINE = "Attending", "Coaching for physicians"
ROOM = 1048
LONG = "Wirtschaftlichkeitsprüfungsverordnungsänderung" * 2


@pytest.fixture(scope="module")
def photograph(tmp_path_factory: pytest.TempPathFactory) -> Photograph:
    return describe(save(tmp_path_factory.mktemp("camera") / "a.jpg", scene(1200, 800)))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Coaching or Mentoring: What’s the Difference?", "Coaching or Mentoring: What’s the Difference?"),
        ("Žofie Łukasz Åström: “Être”, naïve – él niño", "Žofie Łukasz Åström: “Être”, naïve – él niño"),
        ("Cafe\u0301", "Café"),
        ("Calm 🧘🏽‍♀️ at night ❤️", "Calm at night"),
        ("Oﬃce №\u00a05", "Office No 5"),
        ("q\u030c", "q"),
        ("照顾自己", ""),
        ("two\nlines\tand\u200ba zero width", "two lines anda zero width"),
    ],
)
def test_what_the_typeface_lacks_is_taken_apart_or_left_out(text: str, shown: str) -> None:
    assert drawable(text) == shown


@pytest.mark.parametrize(
    "title", ["Burnout", "A " * 90, LONG, "W" * 90, "照顾", "", "One, two; three: four – five. " * 9]
)
def test_a_title_of_any_length_has_room(title: str) -> None:
    for room in (ROOM, ROOM - PICTURE):
        font, lines = fitted(drawable(title), room, 312)
        assert font.size in TITLE_SIZES
        assert all(font.getlength(line) <= room for line in lines)
        assert len(lines) * font.size <= 312
        shown = "".join(lines).replace(" ", "").removesuffix("…")
        assert drawable(title).replace(" ", "").startswith(shown)


@pytest.mark.parametrize("text", ["Wirtschaftlichkeit", "AVATAR: To fly, “Él”", "Žofie Łukasz"])
def test_a_line_is_as_wide_as_its_characters(text: str) -> None:
    for size in TITLE_SIZES:
        font = social_cards._font(size, 500)
        assert social_cards._width(font, text) == font.getlength(text)


def test_a_title_keeps_all_its_words_where_there_is_room() -> None:
    title = "Returning after time away: what to ask for, what to put down, and whom to tell before the first day"
    assert " ".join(fitted(title, ROOM, 312)[1]) == title


@pytest.mark.parametrize("title", ["Returning after time away, ", "Wirtschaftlichkeitsprüfung"])
def test_a_title_of_any_length_is_measured_a_bounded_number_of_times(
    title: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured: list[str] = []
    width = social_cards._width

    def counted(font: FreeTypeFont, text: str) -> float:
        measured.append(text)
        return width(font, text)

    monkeypatch.setattr(social_cards, "_width", counted)
    times = []
    for repeated in (2, 20, 200, 2000):
        measured.clear()
        fitted(title * repeated, ROOM, 312)
        times.append(len(measured))
    assert times[0] < times[1] == times[2] == times[3] < 2000
    assert max(map(len, measured)) <= 500


def test_a_short_title_is_large_and_its_lines_are_even() -> None:
    font, lines = fitted("Leading Former Peers Without Losing Them", ROOM, 312)
    assert font.size == TITLE_SIZES[0]
    widths = [font.getlength(line) for line in lines]
    assert min(widths) > 0.6 * max(widths)


@pytest.mark.parametrize("title", ["Burnout", LONG, "照顾", "Calm 🧘🏽‍♀️"])
def test_a_card_is_small_and_of_the_size_networks_show(title: str) -> None:
    content = encoded(draw(title, NAME, TAGLINE))
    with Image.open(io.BytesIO(content)) as card:
        assert (card.format, card.size) == ("PNG", (WIDTH, HEIGHT))
    assert len(content) < 40_000


def test_every_ground_of_the_file_is_exact_and_its_characters_have_smooth_edges() -> None:
    with Image.open(io.BytesIO(encoded(draw("Leading Former Peers", NAME, TAGLINE)))) as file:
        card = file.convert("RGB")
    for place, ground in {(5, 5): "canvas", (1150, 150): "surface", (1150, 600): "glow", (82, 66): "accent"}.items():
        assert card.getpixel(place) == ImageColor.getrgb(COLOURS[ground])
    for box, ink in (((76, 200, 1124, 480), "text"), ((170, 60, 700, 140), "accent"), ((76, 500, 700, 620), "quiet")):
        reds = sorted({cast("tuple[int, ...]", colour)[0] for _, colour in card.crop(box).getcolors() or []})
        assert abs(reds[0] - ImageColor.getrgb(COLOURS[ink])[0]) <= 6
        assert max(lighter - darker for darker, lighter in pairwise(reds)) < 44


def test_a_card_is_drawn_the_same_every_time(photograph: Photograph) -> None:
    for shown in (None, photograph):
        assert draw("Burnout", NAME, TAGLINE, shown) == draw("Burnout", NAME, TAGLINE, shown)


def test_a_title_is_read_against_its_ground() -> None:
    card = draw("Burnout", NAME, TAGLINE).convert("RGB")
    colours = {colour for _, colour in card.getcolors(1 << 20) or []}
    assert {ImageColor.getrgb(COLOURS["text"]), ImageColor.getrgb(COLOURS["canvas"])} <= colours


def test_the_photograph_of_an_article_is_on_its_card(photograph: Photograph) -> None:
    card = draw("Burnout", NAME, TAGLINE, photograph)
    red, green, blue = card.getpixel((WIDTH - PICTURE + 40, HEIGHT - 60))  # type: ignore[misc]
    assert red > 150
    assert max(green, blue) < 60


def test_even_a_card_with_much_detail_is_small(tmp_path: Path) -> None:
    rough = noise(200, 133).resize((1200, 800), Image.Resampling.BICUBIC)
    card = draw("Burnout", NAME, TAGLINE, describe(save(tmp_path / "a.png", rough, "PNG")))
    assert len(encoded(card)) <= MOST_BYTES < 60_000


@pytest.mark.parametrize("tag", language.available())
def test_the_typeface_has_every_letter_of_a_language_of_the_interface(tag: str) -> None:
    spoken = language.of_tag(tag)
    days = [spoken.day(date(2026, month, 1)) for month in range(1, 13)]
    for words in [*days, *(words for _, words in spoken.table.strings())]:
        assert drawable(words) == " ".join(words.split())
