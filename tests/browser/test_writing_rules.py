"""Where there is no Python, the writing page finds in a header what Python finds, and says it in the same words."""

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from checks import source_header
from problem import Problem
from sources import toml_file
from sources.content import Content, File
from sources.header import ARTICLE_FIELDS, parse_source
from tests.browser.writing_modules import loaded, slips
from tests.unit.conftest import EXAMPLES
from tests.unit.test_anything import FILES
from tests.unit.test_messages import HEADER, with_fields
from writing.form import form
from writing.rule_words import words

NOW = datetime(2026, 11, 23, 9)
SITE = toml_file.parse(
    "content/site.toml",
    b"""\
    timezone = "America/New_York"
    topics = [{name = "Burnout"}, {name = "Values and balance", formerly = ["Balance"]}, {name = "Leadership"}]
    invitations = {newsletter = {title = "A letter"}, contact = {title = "Write to me"}}
    """,
)
# The rules whose words the page has.
SAID = {name.partition(".")[0] for name in words()}
DATES = st.one_of(
    st.sampled_from(
        [
            *("2026-11-16", "2026-11-16 07:30", "2026-11-16T07:30:09", "2027-01-05", "2027-01-05 07:30", "2206-11-16"),
            *("1926-02-29", "2062-11-16", "2026-22-11", "2026-02-30", "2026-13-45", "2026-00-00", "0000-01-01", "9999-12-31"),
            *("2026-11-22 24:00", "2026-11-22 07:60", "2026-11-22 7:30", "2026-11-22T10:00:00Z", "2026-11-22T00:00Z"),
            *("May 5, 2023", "5 May 2023", "5th of May 2023", "05/06/2023", "5.6.23", "13.12.2026", "2026/22/11", "20261122"),
            *("Monday, May 5, 2023", "Fri May 5 2023 at 7 pm", "May 5, 2023 24:00", "May 5, 2023, 13 pm", "12 am May 5"),
            *("05/06/2023 10:00 UTC", "May 2023", "2023 May", "5/2023", "2023.5", "2023-13", "2023", "once", "Sept 31, 2026"),
            *("2023-05", "2027-01", "2026-11", "2023-05-14", "Smarch 5, 2023", "May 5 2023 10:00+01:00", "5-May-2023"),
        ]
    ),
    st.tuples(
        st.sampled_from(["5", "05", "31", "2026", "26", "May", "sep", "Monday"]),
        st.sampled_from([" ", "-", "/", ".", ", "]),
        st.sampled_from(["6", "13", "Feb.", "december", "2023"]),
        st.sampled_from([" ", "-", "/", ".", ", "]),
        st.sampled_from(["7", "2024", "0000", "1st", "40"]),
        st.sampled_from(["", "", " 7:30", " 7.30 pm", "T10:00Z", ", 25:00", " at 8 a.m.", " 10:00:00.5 GMT", " 12:00+0100"]),
    ).map("".join),
)  # fmt: skip
WORDS = st.sampled_from(
    [
        *("", "Rest", "Rest and work", "rest, nights", "“Rest”", '"Rest"', "**Rest**", "x" * 61, "x " * 40, "Rest " * 60, "é" * 70),
        *("Burnout", "burnuot", "Leadership, Burnout", "Balance", "Values", "Leaders", "[Leadership]", "🙂" * 30, "🙂" * 80),
        *("draft", "Draft", "draftt", "published", "pub", "newsletter", "Contact, discovery", "leter", "kontact, x", "[contact]"),
        *("two-chairs.jpg", "Two chairs.", "a b.jpg", "A.PNG", "|", ">-", "What it takes,", "Title", "a" * 1001, "a " * 600, "Tags: a"),
        *("\u202e", "a\u00a0b", "a\u2028b", "\x1b[31m", "`code`", "# Rest", "a: b"),
    ]
)  # fmt: skip
KEYS = st.one_of(
    st.sampled_from([name.capitalize() for name in ARTICLE_FIELDS]),
    st.sampled_from([*ARTICLE_FIELDS, "Image alt", "image-alt", "TITLE", "Catgory", "Tgas", "Slug", "Sumary", "Author", "- Title", "**Tags", ""]),
)  # fmt: skip
LINES = st.one_of(
    st.tuples(KEYS, st.sampled_from([": ", ": ", ": ", ":", " : ", "：", " ", " - ", "="]), st.one_of(WORDS, WORDS, DATES)),
    st.tuples(st.sampled_from(["Date: ", "Modified: ", "Earlier: ", "Date "]), st.just(""), DATES),
    st.tuples(st.sampled_from(["", "  ", "- ", "  - ", "# ", "## ", "<!-- "]), WORDS, st.sampled_from(["", " -->", "."])),
).map("".join)  # fmt: skip
HEADS = st.lists(LINES, max_size=7).map("\n".join)
MADE = st.tuples(
    st.sampled_from(["", "", "", "---\n", "\n", "\ufeff"]),
    st.one_of(HEADS, HEADS.map(lambda lines: with_fields(lines.split("\n"))), HEADS.map(lambda lines: HEADER + lines)),
    st.sampled_from(["\n\nText\n", "\n\nText\n", "\n---\n\nText", "", "\n\nTags: a\n\nSummary: b\nText", "\nText"]),
).map("".join)


@pytest.fixture(scope="module")
def scripts(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with loaded(browser, tmp_path_factory.mktemp("writing") / "page") as page:
        yield page


def by_python(file: File) -> list[Problem]:
    """What those of Python's rules find whose words the page has."""
    too_long = [*source_header.the_header_ends(file), *source_header.no_field_is_too_long(file)]
    return too_long or [problem for rule in source_header.RULES if rule.__name__ in SAID for problem in rule(file)]


def as_in_the_page(problems: list[Problem]) -> list[dict[str, Any]]:
    return [
        {
            "line": one.line,
            "found": one.found,
            "remedy": one.remedy,
            "advice": one.advice,
            "repairs": [{"line": line, "old": old, "new": new} for line, old, new in one.repairs],
        }
        for one in problems
    ]


def said(scripts: Page, files: Sequence[File], texts: Sequence[str], content: Content) -> list[list[dict[str, Any]]]:
    """What the page says of these files."""
    return list(
        scripts.evaluate(
            "([files, form, now]) => files.map(([name, text]) => rules.check(name, text, form, now))",
            [
                [[file.name, text] for file, text in zip(files, texts, strict=True)],
                form(content),
                f"{content.now:%Y-%m-%dT%H:%M:%S}",
            ],
        )
    )


def test_the_page_says_of_every_slip_in_a_header_what_a_check_says(scripts: Page) -> None:
    texts, files = zip(*slips(), strict=True)
    expected = [as_in_the_page(by_python(file)) for file in files]
    assert said(scripts, files, texts, files[0].content) == expected
    for rule in source_header.RULES:
        if rule.__name__ in SAID:
            assert any([*rule(file)] for file in files), rule.__name__


@settings(max_examples=EXAMPLES or 30, phases=(Phase.explicit, Phase.generate))  # made shorter, many take long
@given(
    st.lists(
        st.tuples(st.sampled_from(["articles/to-rest.md", "pages/to-rest.md"]), st.one_of(MADE, FILES)), max_size=30
    )
)
@example([("articles/to-rest.md", "Tags: a\n\n" + "\n" * 39 + "Title: b\nDate: c")])
@example([("articles/é-_x.md", "Text\nTitle: b")])
def test_the_page_says_of_any_header_what_a_check_says(scripts: Page, made: list[tuple[str, str]]) -> None:
    """But of characters that a newer Unicode knows, which may be in a browser and not yet in Python, or the other way around."""
    content = Content(site=SITE, now=NOW)
    made = [(name, text) for name, text in made if not any(unicodedata.category(one) == "Cn" for one in text)]
    files = [File(name, parse_source(text), content) for name, text in made]
    found = said(scripts, files, [text for _, text in made], content)
    for (name, text), file, by_page in zip(made, files, found, strict=True):
        assert by_page == as_in_the_page(by_python(file)), (name, text)


def test_without_topics_none_is_asked_for_by_name(scripts: Page) -> None:
    content = Content(now=NOW)
    files = [File("articles/a.md", parse_source(text), content) for text in ("Text", "Title: A\n\nText", HEADER)]
    expected = [as_in_the_page(by_python(file)) for file in files]
    assert said(scripts, files, ["Text", "Title: A\n\nText", HEADER], content) == expected


def test_the_clock_is_that_of_the_practice(scripts: Page) -> None:
    here, there = scripts.evaluate("() => ['America/New_York', 'Pacific/Auckland'].map(rules.clock)")
    assert 15 <= (datetime.fromisoformat(there) - datetime.fromisoformat(here)).total_seconds() / 3600 <= 19
