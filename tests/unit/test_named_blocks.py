import pytest

from sources.markdown_text import converter
from sources.named_blocks import NamedBlocks


def convert(text: str) -> str:
    return converter(NamedBlocks()).reset().convert(text)


@pytest.mark.parametrize(
    ("name", "component"),
    [
        ("**Key points**", "key-points"),
        ("**Key points:**", "key-points"),
        ("**KEY POINTS**", "key-points"),
        ("**Questions to sit with**", "questions"),
        ("**Key differences**", "key-differences"),
    ],
)
def test_a_quotation_with_a_known_name_becomes_a_component(name: str, component: str) -> None:
    page = convert(f"> {name}\n>\n> Text")
    assert f'class="{component}"' in page
    assert f'<p class="{component}__title">{name.strip("*").rstrip(":")}</p>' in page
    assert "blockquote" not in page


@pytest.mark.parametrize(
    "text", ["> Text", "> **Other**\n>\n> Text", "> **Key points** and more", "> See **Key points**"]
)
def test_any_other_quotation_stays_one(text: str) -> None:
    assert "<blockquote>" in convert(text)


COMPARISON = "> **Key differences**\n>\n> | | A | B |\n> |---|---|---|\n> | R | 1 | 2 |"
TABLE = "| A | B |\n|---|---|\n| 1 | 2 |"


def test_two_blocks_in_a_row_are_two() -> None:
    page = convert("> **Key points**\n>\n> One.\n\n> **Questions to sit with**\n>\n> Two?\n\n> Three.")
    assert page.count("<section") == 2
    assert page.count("<blockquote>") == 1


def test_an_empty_line_within_a_block_does_not_end_it() -> None:
    page = convert("> **Key points**\n>\n> One.\n>\n> Two.")
    assert page.count("<section") == 1
    assert page.index("Two.") < page.index("</section>")


def test_a_comparison_has_its_headings_in_every_cell_and_does_not_scroll() -> None:
    page = convert(COMPARISON)
    assert '<th scope="row">R</th>' in page
    assert 'role="' not in page  # none that the element has not by itself (ARIA in HTML)
    assert "table-scroll" not in page
    assert 'data-label="A"' in page
    assert 'data-label="B"' in page
    assert page.count("<th") - page.count("<thead") == 3


@pytest.mark.parametrize("before", ["", "> ", "- One\n\n    ", "> - One\n>\n>     "])
def test_any_other_table_can_be_scrolled_by_keyboard(before: str) -> None:
    page = convert(before + TABLE.replace("\n", "\n" + before.rpartition("\n")[2]))
    assert page.count("<table") == page.count('class="table-scroll"') == 1
    assert 'tabindex="0"' in page
    assert 'aria-label="Table: A, B"' in page


def test_an_empty_corner_of_a_table_is_no_heading() -> None:
    page = convert("| | A |\n|---|---|\n| 1 | 2 |")
    assert "<th></th>" not in page
    assert '<th scope="col">A</th>' in page
