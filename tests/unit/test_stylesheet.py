import base64
import hashlib
import re

import pytest
from PIL.ImageFont import FreeTypeFont, Layout, truetype

from plugins.stylesheet import ALWAYS, CSS, csp_hash, stylesheet
from sources.palette import DEFAULT


def test_the_layers_are_named_before_anything_else() -> None:
    assert stylesheet(DEFAULT, "").startswith("@layer ")


@pytest.mark.parametrize(
    ("main", "rule"),
    [
        ("<table><tr><td>x</td></tr></table>", ".prose table{"),
        ('<div class="alert alert--note">x</div>', ".prose .alert{"),
        ('<p data-x class="wide cite__title">x</p>', ".cite{"),
        ("<p class='cite--wide'>x</p>", ".cite{"),
    ],
)
def test_an_element_or_a_class_brings_the_style_of_its_name(main: str, rule: str) -> None:
    assert rule in stylesheet(DEFAULT, main)
    assert rule not in stylesheet(DEFAULT, "<p>x</p>")


@pytest.mark.parametrize(
    "main",
    [
        "<svg><path d='M0 0'/></svg>",
        "<code>&lt;table></code>",
        "<p>class table</p>",
        '<p title="cite" id="cite">x</p>',
    ],
)
def test_words_and_the_lines_of_a_drawing_bring_no_style(main: str) -> None:
    assert not re.search(r"\.prose table|\.pager|\.path", stylesheet(DEFAULT, main))


@pytest.mark.parametrize("word", ["Łukasz", "Søren", "Zoom™", "1⁄2"])
def test_a_rare_letter_brings_the_second_part_of_the_typeface(word: str) -> None:
    assert "-more.woff2" in stylesheet(DEFAULT, f"<p>{word}</p>")


def test_the_words_of_the_interface_need_the_first_part_of_the_typeface_alone() -> None:
    for path in (CSS.parent / "words").glob("*.toml"):
        assert "-more.woff2" not in stylesheet(DEFAULT, path.read_text(encoding="utf-8")), path.name


@pytest.mark.parametrize("style", ["roman", "italic"])
def test_a_letter_is_in_the_part_of_the_typeface_that_is_fetched_for_it(style: str) -> None:
    def font(name: str) -> FreeTypeFont:
        return truetype(CSS.parent / name, 40, layout_engine=Layout.BASIC)

    def has(font: FreeTypeFont, character: str) -> bool:
        return bytes(font.getmask(character)) != bytes(font.getmask("\U0010ffff"))

    whole = font(f"typeface/newsreader-{style}.woff2")
    parts = [font(f"static/fonts/newsreader-{style}{part}.woff2") for part in ("", "-more")]
    there = [character for character in map(chr, range(0x21, 0x2300)) if has(whole, character)]
    assert len(there) > 300
    for character in there:
        assert has(parts["-more.woff2" in stylesheet(DEFAULT, character)], character), character


def test_a_name_given_twice_is_there_once() -> None:
    assert stylesheet(DEFAULT, '<p class="cite">x</p>', "cite") == stylesheet(DEFAULT, "", "cite")
    assert stylesheet(DEFAULT, "", *ALWAYS) == stylesheet(DEFAULT, "")


def test_a_name_without_a_file_is_refused() -> None:
    with pytest.raises(OSError, match="no-such-component"):
        stylesheet(DEFAULT, "", "no-such-component")


@pytest.mark.parametrize("text", ["", "a{color:red}", "“”"])
def test_the_hash_is_that_of_the_text_in_utf_8(text: str) -> None:
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode()
    assert csp_hash(text) == f"'sha256-{digest}'"


def test_no_selector_has_a_space_that_reducing_would_take_away() -> None:
    """rcssmin makes `.a:is(b)` of `.a :is(b)`, which is another element."""
    for path in sorted(CSS.glob("*.css")):
        rules = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.findall(r"[\w\])*] +:[\w-]+[^;}]*\{", rules), path.name
