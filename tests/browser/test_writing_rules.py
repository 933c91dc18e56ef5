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
from sources.header import parse_source
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
DATES = [
    *("2026-11-16", "2026-11-16 07:30", "2026-11-16T07:30:09", "2027-01-05", "2027-01-05 07:30", "2206-11-16"),
    *("1926-02-28", "2062-11-16", "2026-22-11", "2026-02-30", "2026-13-45", "2026-00-00", "0000-01-01", "9999-12-31"),
    *("2026-11-22 24:00", "2026-11-22 07:60", "2026-11-22 7:30", "2026-11-22T10:00:00Z", "2026-11-22T00:00Z"),
    *("May 5, 2023", "5 May 2023", "5th of May 2023", "05/06/2023", "5.6.23", "13.12.2026", "2026/22/11", "20261122"),
    *("Monday, May 5, 2023", "Fri May 5 2023 at 7 pm", "May 5, 2023 24:00", "May 5, 2023, 13 pm", "12 am May 5"),
    *("05/06/2023 10:00 UTC", "May 2023", "2023 May", "5/2023", "2023.5", "2023-13", "2023", "once", "Sept 31, 2026"),
    *("2023-05", "2027-01", "2026-11", "2023-05-14", "Smarch 5, 2023", "May 5 2023 10:00+01:00", "5-May-2023"),
    *(
        "2024-02-29",
        "2023-02-29",
        "2026-11-22",
        "2026-11-23",
        "2026-11-23 09:01",
        "2031-12-31",
        "2032-01-01",
        "x" * 101,
    ),
]
# What each field may have in it, right and wrong.
VALUES: dict[str, list[str]] = {
    "Title": ["Rest", "Rest " * 14, "x" * 66, "🙂" * 66, "Rest " * 60, "“Rest”", "|", ">-", "“", "What it takes,", "a\u00a0b"],
    "Date": DATES,
    "Summary": ["x" * 201, "🙂" * 200, "a " * 600, "What it takes,", "\x1b[31m\u202e", "a\u2028b"],
    "Category": ["burnuot", "leadership", "Leadership, Burnout", "Balance", "Values", "x" * 61, "🙂" * 30, "[Leadership]"],
    "Tags": ["rest, nights", "a" * 1001, "🙂" * 1001],
    "Modified": DATES,
    "Reviewed": DATES,
    "Earlier": DATES,
    "Changes": ["One.", "a" * 1001],
    "Image": ["two-chairs.jpg"],
    "Image_alt": ["Two chairs.", "a.PNG", "a b.jpg", "x" * 90],
    "Invite": ["newsletter", "Contact, discovery", "DISCOVERY", "leter", "kontact, x", "[contact]", "x, x" * 20],
    "Formerly": ["old", "/articles/old/", "x" * 5001],
    "Status": ["draft", "Draft", "draftt", "pub", "published", "x" * 90],
}  # fmt: skip
SIMPLE = [f"{key}: {value}" for key, values in VALUES.items() for value in ("", *values)]
ODD = [
    *("Catgory: Burnout", "Slug: x", "Tgas: a", "Sumary: b", "image alt: c", "TITLE: d", "Author： e", "date:2026-11-16"),
    *("Title Rest", "DATE 2026-11-16", "Category - Burnout", "Image alt – two", "Summary = a", "Tags a, b", "Tags are.", "Changes come."),
    *("a line that goes on", "A sentence.", "  and more", "- a", "  - b", "# A note", "## A heading", "<!-- a -->", "**Tags:** a", "*Title*: b"),
    *("", "---", "Tags: a\n\nTitle: late", "x" * 90, "🙂" * 61, ": ", "http://x.org"),
]  # fmt: skip
PARTS = st.one_of(
    st.sampled_from(SIMPLE),
    st.sampled_from(SIMPLE),
    st.sampled_from(ODD),
    st.tuples(
        st.sampled_from(["Date: ", "Modified: ", "Reviewed: ", "Earlier: "]),
        st.sampled_from(["5", "05", "31", "2026", "26", "May", "sep", "Monday"]),
        st.sampled_from([" ", "-", "/", ".", ", "]),
        st.sampled_from(["6", "13", "Feb.", "december", "2023"]),
        st.sampled_from([" ", "-", "/", ".", ", "]),
        st.sampled_from(["7", "2024", "0000", "1st", "40"]),
        st.sampled_from(["", "", " 7:30", " 7.30 pm", "T10:00Z", ", 25:00", " at 8 a.m.", " 10:00:00.5 GMT", " 12:00+0100"]),
    ).map("".join),
)  # fmt: skip
LINES = st.lists(PARTS, max_size=4)
MADE = st.tuples(
    st.sampled_from(["", "", "", "---\n", "\n", "\ufeff"]),
    st.one_of(LINES.map(with_fields), LINES.map(with_fields), LINES.map("\n".join)),
    st.sampled_from(["\n\nText\n", "\n\nText\n", "\n---\n\nText", "", "\n\nTags: a\n\nSummary: b\nText", "\nText"]),
).map("".join)
# Each value in a good header, alone and with some dates; each odd line within, above and instead of one.
EVERY = [
    *(f"{with_fields([line])}\n\nText" for line in (*SIMPLE, *ODD)),
    *(f"{with_fields([f'Date: {date}', line])}\n\nText" for date in ("", *DATES[::9]) for line in SIMPLE if line[:2] in ("Mo", "Ea", "St")),
    *(f"{with_fields(['**Tags:** a', line])}\n\nText" for line in ODD),
    *(f"{line}\n{HEADER}\n\nText" for line in ODD),
    *(f"{line}\n\nText" for line in (*SIMPLE, *ODD)),
]  # fmt: skip
BARE = [
    "Text",
    "Title: A\n\nText",
    HEADER.replace("Burnout", ""),
    f"{HEADER}Invite: newsletter, contact, discovery\n\nText",
]


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
    """What the page says of these files; the names of the words it takes for that are in `used`."""
    return list(
        scripts.evaluate(
            """([files, form, now]) => {
              window.used ??= new Set();
              form.rules.words = new Proxy(form.rules.words, { get: (words, name) => (used.add(name), words[name]) });
              return files.map(([name, text]) => rules.check(name, text, form, now));
            }""",
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


def test_the_page_says_of_every_value_what_a_check_says_and_has_no_words_too_many(scripts: Page) -> None:
    content = Content(site=SITE, now=NOW)
    names = [f"{kind}/to-rest.md" for kind in ("articles", "pages")]
    files = [File(name, parse_source(text), content) for text in EVERY for name in names]
    texts = [text for text in EVERY for _ in names]
    for text, file, by_page in zip(texts, files, said(scripts, files, texts, content), strict=True):
        assert by_page == as_in_the_page(by_python(file)), (file.name, text)
    bare = Content(now=NOW)  # no topics, no invitations
    files = [File("articles/a.md", parse_source(text), bare) for text in BARE]
    assert said(scripts, files, BARE, bare) == [as_in_the_page(by_python(file)) for file in files]
    texts_of_slips, of_slips = zip(*slips(), strict=True)
    said(scripts, of_slips, texts_of_slips, of_slips[0].content)
    assert set(words()) - set(scripts.evaluate("() => [...used]")) == set()


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


def test_the_clock_is_that_of_the_practice(scripts: Page) -> None:
    here, there = scripts.evaluate("() => ['America/New_York', 'Pacific/Auckland'].map(rules.clock)")
    assert 15 <= (datetime.fromisoformat(there) - datetime.fromisoformat(here)).total_seconds() / 3600 <= 19
