"""What the rules know of a text: on which line each link, picture and heading is, and that it can be stored."""

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sources.markdown_text import Text, read

Words = st.SearchStrategy[str]

# `#` is a place for a number, in each text another one.
_INLINE = st.sampled_from(
    [
        "[words](https://a.org/#)",
        "[*two* /#\nlines](https://a.org/)",
        '![picture](https://a.org/#.jpg "Title")',
        "[![picture](https://a.org/#.jpg)](https://a.org/#)",
        "https://a.org/#",
        "<https://a.org/#>",
        "www.a.org/#",
        "a#@example.org",
        '<a href="https://a.org/#">tag</a>',
        "`code\nof two lines`",
        "*emphasis\nof two lines*",
        "<!-- a note\nof two lines -->",
        "words",
        "a\\\nb",
        "[x]: y",
    ]
)
_PARAGRAPHS = st.lists(st.tuples(_INLINE, st.sampled_from([" ", "\n", "  \n"])), min_size=1, max_size=4).map(
    lambda parts: "".join(f"{words}{end}" for words, end in parts).strip()
)
_LEAVES = st.one_of(
    _PARAGRAPHS,
    _PARAGRAPHS,
    st.sampled_from(
        [
            "## Heading #",
            "Heading #\n===",
            "Heading #\nof lines\n---",
            "## [Heading #](https://a.org/#)",
            "```\n# code\n\n[x](y)\n```",
            "    code\n\n    code",
            "| A | [B](https://a.org/#) |\n|---|---|\n| [C](https://a.org/#) | ![D](https://a.org/#) |",
            '<div>\n<a href="https://a.org/#">\n\n<img src="https://a.org/#"\n alt="a">\n</div>',
            "<!-- a note\n\nof [two](https://a.org) paragraphs -->",
            "[definition-#]: https://a.org/#",
            "---",
            "- [ ] [task](https://a.org/#)",
            "*[ABC]: words",
        ]
    ),
)


def _quoted(words: str) -> str:
    return "\n".join(f"> {line}" for line in words.split("\n"))


def _listed(words: str) -> str:
    return "- " + "\n".join(f"  {line}" if line else line for line in words.split("\n")).lstrip(" ")


def _noted(words: str) -> str:
    return "Text[^#]\n\n[^#]: " + "\n".join(f"    {line}" if line else line for line in words.split("\n")).lstrip(" ")


_BLOCKS = st.recursive(
    _LEAVES,
    lambda inside: st.one_of(
        inside.map(_quoted),
        inside.map(_listed),
        st.lists(inside, min_size=2, max_size=4).map("\n\n".join),
    ),
    max_leaves=6,
)
_TEXTS = st.lists(st.one_of(_BLOCKS, _LEAVES.map(_noted)), min_size=1, max_size=5).map("\n\n".join)


def _numbered(text: str) -> str:
    """The text with another number at each place for one, but the same in a reference to a note and its definition."""
    parts = re.split(r"(?<=[\w/^-])#|(?<=Heading )#", text)
    numbers = [f"{number}7" for number in range(1001, 1001 + len(parts))]
    made = parts[0] + "".join(f"n{number}n{part}" for number, part in zip(numbers, parts[1:], strict=False))
    return re.sub(r"\[\^n(\d+)n\]\n\n\[\^n\d+n\]", r"[^n\1n]\n\n[^n\1n]", made)


@settings(max_examples=150, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(_TEXTS, st.integers(1, 9))
def test_links_pictures_and_headings_are_on_the_line_they_are_written_on(written: str, first: int) -> None:
    text = _numbered(written)
    known = read(text, first)
    told = [(link.line, f"{link.words or ''} {link.address}") for link in known.links]
    told += [(heading.line, heading.text) for heading in known.headings]
    for line, words in told:
        if number := re.search(r"n\d+n", words):
            assert number[0] in text.split("\n")[line - first], (line, words, text)


@settings(max_examples=50, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(_TEXTS)
def test_what_is_known_of_a_text_comes_back_from_json(written: str) -> None:
    text = read(_numbered(written))
    assert Text.of(json.loads(json.dumps(text.values()))) == text


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("one\n[two](a)\nthree ![x](b)", [(2, "a"), (3, "b")]),
        ("one\n\n> two\n> [three\n> four](a)", [(4, "a")]),
        ("[one][x]\n\nthree\n\n[x]: a", [(5, "a")]),
        ("one[^1]\n\n[^1]: two\n    [three](a)", [(4, "a")]),
        ("| one |\n|---|\n| [two](a) |", [(3, "a")]),
        ("`one\ntwo` [three](a)", [(2, "a")]),
        ("*https://a.org*\n[b](c)", [(1, "https://a.org"), (2, "c")]),
        ("one\n\nanna@example.org\nand www.a.org", [(3, "mailto:anna@example.org"), (4, "https://www.a.org")]),
    ],
)
def test_the_line_of_a_link_is_that_of_the_file(text: str, links: list[tuple[int, str]]) -> None:
    assert [(link.line, link.address) for link in read(text).links] == links
    assert [(link.line - 4, link.address) for link in read(text, 5).links] == links


@pytest.mark.parametrize(
    ("text", "cited", "defined"),
    [
        ("one[^A]\n\n[^a]: two", ["a"], ["a"]),
        ("> one\n[^1]: two\n\nthree[^1]", ["1"], ["1"]),
        ("one[^1]", [], []),
        ("one\n\n[^1]: two", [], ["1"]),
    ],
)
def test_a_note_is_known_by_the_name_it_is_defined_with(text: str, cited: list[str], defined: list[str]) -> None:
    known = read(text)
    assert known.cited == cited
    assert [name for _, name in known.footnotes] == defined
