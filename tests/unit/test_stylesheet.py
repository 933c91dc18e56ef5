import base64
import hashlib
import re

import pytest

from plugins.stylesheet import ALWAYS, CSS, csp_hash, stylesheet
from sources.palette import DEFAULT


def test_the_layers_are_named_before_anything_else() -> None:
    assert stylesheet(DEFAULT, "").startswith("@layer ")


@pytest.mark.parametrize(
    ("main", "rule"),
    [
        ("<table><tr><td>x</td></tr></table>", ".prose table{"),
        ('<div class="alert alert--note">x</div>', ".prose .alert{"),
        ('<p data-x class="wide pager__title">x</p>', ".pager{"),
        ("<p class='pager--wide'>x</p>", ".pager{"),
    ],
)
def test_an_element_or_a_class_brings_the_style_of_its_name(main: str, rule: str) -> None:
    assert rule in stylesheet(DEFAULT, main)
    assert rule not in stylesheet(DEFAULT, "<p>x</p>")


@pytest.mark.parametrize("main", ["<code>&lt;table></code>", "<p>class table</p>", '<p title="pager" id="pager">x</p>'])
def test_words_bring_no_style(main: str) -> None:
    assert not re.search(r"\.prose table|\.pager", stylesheet(DEFAULT, main))


def test_a_name_given_twice_is_there_once() -> None:
    assert stylesheet(DEFAULT, '<p class="pager">x</p>', "pager") == stylesheet(DEFAULT, "", "pager")
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
