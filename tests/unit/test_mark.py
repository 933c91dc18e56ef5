"""The mark of a practice: the drawings that programs save are taken, and what could do harm is not."""

import io
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from checks.mark import check
from plugins.icons import FAVICON, PICTURES, icons
from sources.content import Content, Entry
from sources.mark import LIGHT, Mark, initial, of_practice, parse, png, read
from sources.palette import DEFAULT, derived

X = 'xmlns="http://www.w3.org/2000/svg"'
PATH = '<path d="M0 0h9v9z"/>'
COLOURS = DEFAULT["light"]
AS_SAVED = {
    "by hand": f'<svg {X} viewBox="0 0 10 10">{PATH}</svg>',
    "lines": f'<svg {X} viewBox="0 0 28 28" fill="none" stroke="currentColor" stroke-width="2"><path d="M4 4l14 9"/></svg>',
    "Illustrator": f"""\
<?xml version="1.0" encoding="utf-8"?>
<!-- Generator: Adobe Illustrator 27.0 -->
<svg version="1.1" id="Layer_1" {X} xmlns:xlink="http://www.w3.org/1999/xlink" x="0px" y="0px" viewBox="0 0 100 100"
   style="enable-background:new 0 0 100 100;" xml:space="preserve">
<style type="text/css">
  .st0{{fill:#1D3557;}}
  .st1{{fill:url(#SVGID_1_);}}
</style>
<g><path class="st0" d="M10 10h40v40H10z"/>
<linearGradient id="SVGID_1_" gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="100" y2="0">
<stop offset="0" style="stop-color:#E63946"/><stop offset="1" style="stop-color:#457B9D"/></linearGradient>
<circle class="st1" cx="70" cy="70" r="20"/></g></svg>""",
    "with a document type": '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n'
    f'<svg {X} viewBox="0 0 10 10">{PATH}</svg>',
    "Inkscape": f"""\
<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<svg width="64mm" height="64mm" viewBox="0 0 64 64" id="svg1" {X} xmlns:svg="http://www.w3.org/2000/svg"
   xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" inkscape:version="1.3"
   xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd">
<sodipodi:namedview id="n" pagecolor="#ffffff"/><defs id="defs1"/><metadata><rdf:RDF
   xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:li rdf:resource="http://x.org/"/></rdf:RDF></metadata>
<g inkscape:label="Layer 1" id="layer1"><path style="fill:#004488;stroke:none" d="M8 8h48v48H8z" id="r"/></g></svg>""",
    "Figma": f"""\
<svg width="40" height="40" viewBox="0 0 40 40" fill="none" {X}>
<g clip-path="url(#clip0_1_2)"><path d="M20 0L40 40H0L20 0Z" fill="#7C3AED"/></g>
<defs><clipPath id="clip0_1_2"><rect width="40" height="40" fill="white"/></clipPath></defs></svg>""",
    "Sketch": f"""\
<svg {X} xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 4 4"><title>Logo</title>
<defs><path id="p" d="M0 0h4v2H0z"/></defs><use fill="#333" xlink:href="#p"/></svg>""",
    "a prefix": '<svg:svg xmlns:svg="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><svg:rect width="4" height="4"/></svg:svg>',
    "black": f'<svg {X} viewBox="0 0 10 10"><path fill="#000" d="M0 0h9v9z"/></svg>',
    "twice as wide as high": f'<svg {X} viewBox="0 0 20 10"><rect width="20" height="10"/></svg>',
    "with a mark of byte order": f'\ufeff<svg {X} viewBox="0 0 10 10">{PATH}</svg>',
    "its script among what nobody sees": f'<svg {X} viewBox="0 0 9 9"><metadata><script>x()</script></metadata>{PATH}</svg>',
}
OPEN = ("by hand", "lines", "with a document type", "a prefix", "twice as wide as high")


def content(data: bytes) -> Content:
    return Content(entries={"mark.svg": Entry("mark.svg", size=len(data), data=data)})


def mark(name: str) -> Mark:
    return of_practice(AS_SAVED[name].encode(), "Riverside")


def pixels(svg: str, size: int = 64) -> Image.Image:
    with Image.open(io.BytesIO(png(svg, size))) as picture:
        return picture.convert("RGBA")


@pytest.mark.parametrize("name", AS_SAVED)
def test_a_drawing_is_taken_as_programs_save_it(name: str) -> None:
    assert check(content(AS_SAVED[name].encode())) == []
    assert "script" not in mark(name).drawing


@pytest.mark.parametrize("name", AS_SAVED)
def test_of_a_drawing_is_kept_what_is_seen(name: str) -> None:
    drawing = ET.fromstring(mark(name).drawing)  # noqa: S314  # of our own
    tags = {element.tag for element in drawing.iter()}
    assert all(tag.startswith("{http://www.w3.org/2000/svg}") for tag in tags)
    assert not {"title", "desc", "metadata"} & {tag.rpartition("}")[2] for tag in tags}
    assert all("{" not in key for element in drawing.iter() for key in element.attrib)
    assert drawing.get("viewBox")


def test_a_drawing_in_another_encoding_is_read() -> None:
    data = f'<?xml version="1.0" encoding="ISO-8859-1"?><svg {X} viewBox="0 0 9 9"><title>Über</title>{PATH}</svg>'
    assert check(content(data.encode("latin-1"))) == []


@pytest.mark.parametrize("name", AS_SAVED)
def test_a_mark_whose_colours_are_open_takes_those_of_the_site(name: str) -> None:
    assert mark(name).own_colours == (
        name not in {*OPEN, "with a mark of byte order", "its script among what nobody sees"}
    )
    grounds = {
        pixels(mark(name).icon(colours)).getpixel((32, 2))
        for colours in (COLOURS, derived("#c2185b", "#7a5c00")["light"])
    }
    expected = (
        {(0xF8, 0xF3, 0xEA, 255)} if mark(name).own_colours else {(0x1E, 0x4D, 0x4A, 255), (0xC2, 0x18, 0x5B, 255)}
    )
    assert grounds == expected or mark(name).own_colours


@pytest.mark.parametrize("name", OPEN)
def test_a_small_mark_with_open_colours_stands_in_the_page_itself(name: str) -> None:
    inline = mark(name).inline
    assert inline.startswith("<svg width=")
    assert 'viewBox="' in inline


@pytest.mark.parametrize("name", ["Illustrator", "Inkscape", "Figma", "Sketch", "black"])
def test_one_with_colours_or_a_style_of_its_own_does_not(name: str) -> None:
    assert not mark(name).inline


def test_nor_does_one_that_every_page_would_have_to_carry() -> None:
    many = '<path d="M1 2c3 4 5 6 7 8z"/>' * 60
    drawing = f'<svg {X} viewBox="0 0 9 9">{many}</svg>'
    assert len(drawing) > LIGHT
    assert check(content(drawing.encode())) == []
    assert not of_practice(drawing.encode(), "Riverside").inline


@pytest.mark.parametrize("name", ["Riverside", "Ärztecoaching", "émile", "3 Peaks", "“Rest”", "Łukasz", "ßa"])
def test_without_a_mark_the_first_letter_of_the_name_is_one(name: str) -> None:
    of_name = initial(name)
    letter = next(one for one in name.upper() if one.isalpha())
    assert of_name == initial(letter)
    assert of_name != initial("照顾")
    assert not of_name.own_colours
    assert 'fill-rule="evenodd"' in of_name.inline


def test_of_a_name_in_another_script_it_is_a_disc() -> None:
    assert initial("照顾") == initial("Ελένη") == initial("")


@pytest.mark.parametrize("accent", ["#1e4d4a", "#1f5fbf", "#1b5e20", "#c2185b"])
def test_an_icon_can_be_seen_on_its_ground_and_a_masked_one_keeps_its_place(accent: str) -> None:
    colours = derived(accent, "#7a5c00")["light"]
    for one in (initial("Wide"), mark("twice as wide as high"), mark("lines")):
        for masked in (False, True):
            icon = pixels(one.icon(colours, masked=masked), 320)
            assert icon.getpixel((0, 0))[3] == (255 if masked else 0)  # type: ignore[index]
            ground = icon.getpixel((160, 6))
            outside = [
                (x, y) for x in range(0, 320, 4) for y in range(0, 320, 4) if (x - 160) ** 2 + (y - 160) ** 2 > 128**2
            ]
            if masked:  # W3C, Web Application Manifest: the safe zone is a circle of two fifths of the width
                assert {icon.getpixel(place) for place in outside} == {ground}
            assert len(icon.getcolors(1 << 20) or []) > 1


def test_the_icons_are_of_the_size_that_is_asked_for_and_the_same_every_time(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    made = icons(initial("Riverside"), COLOURS, cache)
    png.cache_clear()
    assert made == icons(initial("Riverside"), COLOURS, tmp_path / "another")
    assert made == icons(initial("Riverside"), COLOURS, cache)
    for name, (size, _) in PICTURES.items():
        with Image.open(io.BytesIO(made[name])) as picture:
            assert (picture.format, picture.size) == ("ICO" if name == FAVICON else "PNG", (size, size))
            assert len(picture.convert("RGBA").getcolors(1 << 20) or []) > 1
        assert len(made[name]) < 15_000
    assert made != icons(initial("Tidewater"), COLOURS, cache)
    assert len(list(cache.iterdir())) == 1


def test_a_mark_that_refers_to_others_again_and_again_is_measured_before_it_is_drawn() -> None:
    doubled = "".join(f'<g id="a{n}"><use href="#a{n + 1}"/><use href="#a{n + 1}"/></g>' for n in range(60))
    chain = "".join(f'<mask id="a{n}"><rect width="9" height="9" mask="url(#a{n + 1})"/></mask>' for n in range(600))
    styled = "".join(f'<clipPath id="a{n}"><rect class="b{n + 1}" width="9" height="9"/></clipPath>' for n in range(60))
    style = "".join(f".b{n} {{ clip-path: url(#a{n}) }}" for n in range(60))
    deep = "<g>" * 60 + PATH + "</g>" * 60
    for parts in (doubled, chain, styled + f"<style>{style}</style>", deep):
        [problem] = check(content(f'<svg {X} viewBox="0 0 9 9">{parts}{PATH}</svg>'.encode()))
        assert re.search(r"more than \d|More than \d", problem.found)


@given(
    st.text(alphabet="<>/svg=\"'#&;{}()!-ah0 \n", max_size=60), st.sampled_from(["", f"<svg {X} viewBox='0 0 9 9'>"])
)
@settings(max_examples=150, deadline=None)
def test_any_file_is_a_mark_or_is_refused(words: str, begin: str) -> None:
    data = f"{begin}{words}{'</svg>' if begin else ''}".encode()
    if not check(content(data)):
        assert read(parse(data)).icon(COLOURS)


def test_a_folder_in_the_place_of_the_mark_is_refused() -> None:
    [problem] = check(Content(entries={"mark.svg": Entry("mark.svg", what="folder")}))
    assert problem.found == "This is a folder where a file has to be."


def test_a_link_in_the_place_of_the_mark_is_none() -> None:
    linked = Content(entries={"mark.svg": Entry("mark.svg", what="link")})
    assert check(linked) == []  # which is told of every file
    assert linked.mark == b""
