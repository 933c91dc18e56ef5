import base64
import hashlib
import re

import pytest

from plugins.stylesheet import ALWAYS, CSS, csp_hash, stylesheet


def test_the_layers_are_named_before_anything_else() -> None:
    assert stylesheet().startswith("@layer ")


def test_what_a_page_names_is_added_to_what_every_page_has() -> None:
    assert ".article" in stylesheet("article")
    assert len(stylesheet("article")) > len(stylesheet())


def test_a_name_given_twice_is_there_once() -> None:
    assert stylesheet("article", "article") == stylesheet("article")
    assert stylesheet(*ALWAYS) == stylesheet()


def test_a_name_without_a_file_is_refused() -> None:
    with pytest.raises(OSError, match="no-such-component"):
        stylesheet("no-such-component")


@pytest.mark.parametrize("name", sorted(path.stem for path in CSS.glob("*.css")))
def test_every_file_can_be_asked_for(name: str) -> None:
    assert stylesheet(name)


@pytest.mark.parametrize("text", ["", "a{color:red}", "“”"])
def test_the_hash_is_that_of_the_text_in_utf_8(text: str) -> None:
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode()
    assert csp_hash(text) == f"'sha256-{digest}'"


def test_no_selector_has_a_space_that_reducing_would_take_away() -> None:
    """rcssmin makes `.a:is(b)` of `.a :is(b)`, which is another element."""
    for path in sorted(CSS.glob("*.css")):
        rules = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.findall(r"[\w\])*] +:[\w-]+[^;}]*\{", rules), path.name
