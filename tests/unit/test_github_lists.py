"""Lists must nest as in CommonMark; markdown-it-py is the measure."""

import random
from typing import Any

import pytest
from lxml import html  # type: ignore[import-untyped]
from markdown import Markdown
from markdown_it import MarkdownIt

from plugins.github_lists import GitHubLists
from plugins.named_blocks import NamedBlocks

EXTENSIONS = ("abbr", "attr_list", "def_list", "fenced_code", "footnotes", "tables")
MARKDOWN = Markdown(extensions=[*(f"markdown.extensions.{name}" for name in EXTENSIONS), GitHubLists(), NamedBlocks()])
MEASURE = MarkdownIt("commonmark")
SEEN = ("ul", "ol", "li", "blockquote", "pre", "hr", "h1")


def convert(text: str) -> str:
    return MARKDOWN.reset().convert(text)


def shape(text: str) -> list[Any]:
    """Tag, first number, own words and what is inside, for everything that makes the structure of lists."""

    def walk(parent: Any) -> list[Any]:
        found: list[Any] = []
        for child in parent:
            if child.tag in SEEN:
                words = " ".join(child.xpath("string()").split()) if child.tag == "li" else ""
                found.append((child.tag, child.get("start", ""), words, walk(child)))
            else:
                found += walk(child)
        return found

    return walk(html.fragment_fromstring(text, create_parent="div"))


@pytest.mark.parametrize(
    "text",
    [
        "text\n- a\n- b",
        "- a\n  - b\n    - c\n- d",
        "1. a\n   - b\n   - c\n2. d",
        "1. a\n   1. b\n2. c",
        "1) a\n2) b",
        "3. a\n4. b",
        "It was\n2019. It was good",
        "in\n1. one",
        "* * *",
        "- - -",
        "> - a\n> - b\n>   - c",
        "> text\n> - a",
        "```\n- a\n- b\n```",
        "    - code",
        "[a]: /x\n- [a]\n- b",
        "- [a]\n- b\n\n[a]: /x",
        "- a\n\n- b",
        "- a\n\n  p\n\n- b",
        "1. a\n\n   b\n2. c",
        "- a\nlazy\n- b",
        "- a\n\ntext",
        "-no",
        "1.no",
        "\\- a",
        "# h\n- a\n- b",
        "# h\n- a\n# h\n- b",
        "- a\n* * *\n- b",
        "- a\n# h",
        "* * *\ntext\n- a",
        "In\n2019. it was\n- a\n- b",
        "- a\n\n  1. b\n- c\n- d",
        "- a\n\n    - b\n\n    - c\n- d",
        "- a\n  - b\n    wrapped\n\n  - c\n- d",
        "- a\n\n  p\n  1. b\n- c",
        "- a\n  2019. was a year",
        "- a\n\n> q\n> - b",
        "- a\n> q\n> - b",
        "- a\n  > q\n\n- b",
        "- a\n  > - b\n  > - c\n- d",
        "> - a\n\n> - b",
        "> q\n> 1. a\n>\n>    1. b\n> 2. c",
    ],
)
def test_lists_nest_as_on_github(text: str) -> None:
    assert shape(convert(text)) == shape(MEASURE.render(text))


@pytest.mark.parametrize(
    "text",
    [
        "- a\n\n  ```\n  - x\n  ```\n- b",
        "- a\n* b",
        "1. a\n1) b",
        "- a\n-\n- c",
        "1234567890. no",
    ],
)
@pytest.mark.xfail(reason="plugins/github_lists.py differs from GitHub here", strict=True)
def test_what_still_differs_from_github(text: str) -> None:
    assert shape(convert(text)) == shape(MEASURE.render(text))


def a_list(dice: random.Random, indent: int = 0, depth: int = 0) -> list[str]:
    """A list as one writes it: wrapped lines, further paragraphs, lists inside by two to four spaces, empty lines."""
    kind, apart, lines = dice.choice(["- ", "- ", "1. "]), dice.random() < 0.25, []
    for number in range(dice.randint(1, 3)):
        marker = f"{number + 1}. " if kind == "1. " else kind
        inside = indent + len(marker)
        lines.append(f"{' ' * indent}{marker}item {number}")
        if dice.random() < 0.2:
            lines.append(f"{' ' * inside}goes on")
        if dice.random() < 0.15:
            lines += ["", f"{' ' * inside}and on"]
        if depth < 3 and dice.random() < 0.3:
            lines += [""] * (dice.random() < 0.2)
            lines += a_list(dice, dice.choice([inside, inside, indent + 4]), depth + 1)
        lines += [""] * apart
    return lines


def document(seed: int) -> str:
    """Lists below and above the things that texts have, with and without empty lines between."""
    dice = random.Random(seed)
    lines: list[str] = []
    for _ in range(dice.randint(1, 4)):
        what = dice.choice(["list", "list", "text", "heading", "rule", "quotation", "year"])
        if what in ("text", "heading", "rule", "year"):
            lines += {"text": ["Words."], "heading": ["# h"], "rule": ["* * *"], "year": ["In", "2019. it was"]}[what]
        elif what == "list":
            lines += a_list(dice)
        else:
            quoted = ["Words."] + [""] * (dice.random() < 0.5) + a_list(dice)
            lines += [f"> {line}".rstrip() for line in quoted]
            lines.append("")
        lines += [""] * (dice.random() < 0.7)
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(300))
def test_any_text_with_lists_nests_as_on_github(seed: int) -> None:
    text = document(seed)
    assert shape(convert(text)) == shape(MEASURE.render(text)), text


def test_definition_lists_and_footnotes_are_left_alone() -> None:
    page = convert("Term\n: Meaning\n\nText[^1]\n\n[^1]: Note\n")
    assert "<dd>Meaning</dd>" in page
    assert "Note" in page
    assert "<ul" not in page
