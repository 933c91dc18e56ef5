"""HTML in a text: what is found in it, and what is taken out."""

import pytest

from sources import raw_html


@pytest.mark.parametrize(
    ("html", "found"),
    [
        pytest.param("a\n<b>c</b>", [(1, "<b>", "b"), (1, "</b>", "b")], id="on its line"),
        pytest.param("<BR/>", [(0, "<BR/>", "br")], id="in lower case"),
        pytest.param('<a\n  href="x">', [(0, '<a href="x">', "a")], id="over lines"),
        pytest.param("a < b and c > d, <3", [], id="signs are none"),
        pytest.param('<a href="x', [], id="one that does not end is none"),
    ],
)  # fmt: skip
def test_tags_are_found(html: str, found: list[tuple[int, str, str]]) -> None:
    assert [(line, whole, name) for line, whole, name, _ in raw_html.tags(html)] == found


@pytest.mark.parametrize(
    ("attributes", "found"),
    [
        pytest.param(' href="a"', [("href", "a")], id="in double quotes"),
        pytest.param(" SRC = 'a'", [("src", "a")], id="in single quotes, with spaces"),
        pytest.param(" href=a class=b", [("href", "a")], id="without quotes"),
        pytest.param(' href="?a=1&amp;b=2 "', [("href", "?a=1&b=2")], id="without entities and spaces"),
        pytest.param(' data-href="a" hidden', [], id="not where the name is another"),
        pytest.param(' poster="a" action="b"', [("poster", "a"), ("action", "b")], id="several"),
    ],
)
def test_addresses_are_found_in_attributes(attributes: str, found: list[tuple[str, str]]) -> None:
    assert list(raw_html.addresses(attributes)) == found


@pytest.mark.parametrize(
    ("attributes", "places"),
    [
        pytest.param(' id="a" name=b', ["a", "b"], id="by both names"),
        pytest.param(' data-id="a"', [], id="not where the name is another"),
        pytest.param(" id", [], id="not without a value"),
    ],
)
def test_places_are_found_in_attributes(attributes: str, places: list[str]) -> None:
    assert raw_html.ids(attributes) == places


@pytest.mark.parametrize(
    ("html", "shown", "notes", "unclosed"),
    [
        pytest.param("a<!-- b -->c", "ac", [(0, 0)], None, id="in a line"),
        pytest.param("a\n<!-- b\n\nc -->\nd", "a\n\n\n\nd", [(1, 3)], None, id="over lines, whose number stays"),
        pytest.param("<!-->a", "a", [(0, 0)], None, id="the shortest one"),
        pytest.param("a<!-- b -->\n<!-- c", "a\n", [(0, 0)], 1, id="one that does not end"),
        pytest.param("a --> b", "a --> b", [], None, id="an end alone is none"),
    ],
)
def test_notes_are_taken_out(html: str, shown: str, notes: list[tuple[int, int]], unclosed: int | None) -> None:
    assert raw_html.without_notes(html) == (shown, notes, unclosed)


@pytest.mark.parametrize(
    ("html", "clean", "left"),
    [
        pytest.param("<b>a</b>", "<b>a</b>", [], id="nothing"),
        pytest.param('<p style="color: red">a</p>', "<p>a</p>", [(0, '<p style="color: red">')], id="a style"),
        pytest.param('a\n<p class="MsoNormal">', "a\n<p>", [(1, '<p class="MsoNormal">')], id="a class of Word"),
        pytest.param('<p class="mine">', '<p class="mine">', [], id="not a class of one's own"),
        pytest.param("<o:p>a</o:p>", "a", [(0, "</o:p>"), (0, "<o:p>")], id="tags of Word"),
        pytest.param("<font size=2>a</font>", "a", [(0, "</font>"), (0, "<font size=2>")], id="fonts"),
    ],
)
def test_what_editors_left_is_taken_out(html: str, clean: str, left: list[tuple[int, str]]) -> None:
    assert raw_html.without_leftovers(html) == (clean, left)
