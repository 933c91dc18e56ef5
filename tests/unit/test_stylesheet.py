import base64
import hashlib
import re

import pytest

from plugins.stylesheet import ALWAYS, CSS, csp_hash, stylesheet
from sources.palette import DEFAULT


def test_the_layers_are_named_before_anything_else() -> None:
    assert stylesheet(DEFAULT).startswith("@layer ")


def test_what_a_page_names_is_added_to_what_every_page_has() -> None:
    assert ".article" in stylesheet(DEFAULT, "article")
    assert len(stylesheet(DEFAULT, "article")) > len(stylesheet(DEFAULT))


def test_a_name_given_twice_is_there_once() -> None:
    assert stylesheet(DEFAULT, "article", "article") == stylesheet(DEFAULT, "article")
    assert stylesheet(DEFAULT, *ALWAYS) == stylesheet(DEFAULT)


def test_a_name_without_a_file_is_refused() -> None:
    with pytest.raises(OSError, match="no-such-component"):
        stylesheet(DEFAULT, "no-such-component")


@pytest.mark.parametrize("name", sorted(path.stem for path in CSS.glob("*.css")))
def test_every_file_can_be_asked_for(name: str) -> None:
    assert stylesheet(DEFAULT, name)


@pytest.mark.parametrize("text", ["", "a{color:red}", "“”"])
def test_the_hash_is_that_of_the_text_in_utf_8(text: str) -> None:
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode()
    assert csp_hash(text) == f"'sha256-{digest}'"


def test_no_selector_has_a_space_that_reducing_would_take_away() -> None:
    """rcssmin makes `.a:is(b)` of `.a :is(b)`, which is another element."""
    for path in sorted(CSS.glob("*.css")):
        rules = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.findall(r"[\w\])*] +:[\w-]+[^;}]*\{", rules), path.name
