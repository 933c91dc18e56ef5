import pytest

from plugins.sidenotes import fits
from sources.markdown_text import converter

LONG = "word " * 600


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        (f"A claim.[^a] {LONG}\n\n[^a]: {'word ' * 40}", True),
        (f"{LONG}A claim.[^a]\n\n[^a]: {'word ' * 40}", True),  # beside what stands below the text
        (f"{LONG}A claim.[^a]\n\n[^a]: {LONG}", False),
        (f"A claim.[^a] {LONG}Twenty.[^b]\n\n[^a]: a\n\n[^b]: {LONG}", False),
        (f"A claim.[^a]\n\n<details>\n\nA secret.[^b]\n\n</details>\n\n{LONG}\n\n[^a]: a\n\n[^b]: b", False),
        (LONG, False),
    ],
)
def test_notes_stand_in_the_margin_where_all_of_them_have_room(text: str, beside: bool) -> None:
    assert fits(converter().convert(text), below=500) is beside
