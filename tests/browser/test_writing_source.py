"""The writing page reads a file as Python does, and changes of it what was changed, and no other byte."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from checks import source_header, source_text
from checks.fix import apply_repairs
from problem import Problem
from sources.header import ARTICLE_FIELDS, LISTS, LONGEST, decode, encoding, parse_source, split_list
from sources.redirects import file_name
from tests.browser.writing_modules import loaded, slips
from tests.unit.conftest import EXAMPLES
from tests.unit.test_anything import BYTES, FILES, TEXTS
from tests.unit.test_messages import HEADER, among_others

PRACTICES = Path(__file__).parents[1] / "practices"
TEXT = "\nThe text.\n\n- One\n\n---\n\nTitle: in the text\n"
ODD = {
    "as Windows has it": f"{HEADER}{TEXT}".replace("\n", "\r\n").encode("utf-8-sig"),
    "in UTF-16": f"{HEADER}{TEXT}".encode("utf-16"),
    "in UTF-16, the other way around": "\ufeffTitle: Ré🙂st\r\nTags: a\r\n\r\nText".encode("utf-16-be"),
    "every line with another ending": b"Title: Rest\r\nDate: 2026-11-16\rCategory: Burnout\nSummary: What.\r\n\nText\rMore\r\n",
    "fenced, with lists": b"---\ntitle: 'Rest: a plan'\ndate: 2026-11-16\ntags:\n  - rest\n  - 'nights'\n# a note\ninvite: [contact, 'newsletter']\nformerly:\n- old\n---\nText\n",
    "folded": b"---\ntitle: >-\n  Rest and\n  work\nsummary: |\n  What it\n  takes.\nimage_alt: \"Two\n  chairs\"\ntags: [a,\n  b]\n\n---\n\nText",
    "with comments": b"# A note\n# and more\nTitle: Rest\n<!-- the day -->\nDate: 2026-11-16\n<!-- what -->\nStatus: draft\n\nText",
    "without spaces": HEADER.replace(": ", ":").encode() + TEXT.encode(),
    "with odd colons": "Title： Rest\nDATE :  2026-11-16  \nImage alt:\u00a0A door\nTags:\n\nText".encode(),
    "in curly quotation marks": "title: “Rest”\nsummary: „Was es braucht“\ncategory: «Burnout»\nchanges: ‘New’\n\nText".encode(),
    "in straight quotation marks": b"Title: 'It\\'s time'\nSummary: \"Say \\\"no\\\"\"\nChanges: 'what''s new'\nTags: \"a, b\"\n\nText",
    "with what is wrong in it": b"Title: Rest\nCatgory: x\nTitle: Twice\nA stray line.\nSummary: a\n  b\n\nTags: late\n",
    "from its last field on": b"Status: draft\n\n\n\nText",
    "ended by its text": b"Title: Rest\nStatus: draft\n## A heading\n\nText",
    "without a header": b"Only text.\n\nMore.\n",
}  # fmt: skip
# Each input is a list of many, which would take long to be made shorter.
SOME = settings(max_examples=EXAMPLES or 30, phases=(Phase.explicit, Phase.generate))
VALUES = (
    "New words",
    "Say “no”: it’s time",
    'Say "no" or don\'t',
    "'quoted'",
    "“Curly”",
    "rest, nights",
    "nights, rest, old, a",
    "#1 [x] 🙂",
    "2027-01-05",
    " ",
)
SET = """([data, name, value]) => {
  try {
    const file = source.decode(bytes(data));
    return letters(file.encode(source.setField(file.text, name, value)));
  } catch (error) {
    return [error.kind, error.message];
  }
}"""


@pytest.fixture(scope="module")
def scripts(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with loaded(browser, tmp_path_factory.mktemp("writing") / "page") as page:
        yield page


def each(scripts: Page, function: str, arguments: list[Any]) -> list[Any]:
    """What a function of JavaScript gives for each of these, of which bytes come and go as letters."""
    return list(scripts.evaluate(f"(all) => all.map({function})", arguments))


def letters(data: bytes) -> str:
    return data.decode("latin-1")


def articles() -> dict[str, bytes]:
    return {str(path.relative_to(PRACTICES)): path.read_bytes() for path in sorted(PRACTICES.rglob("*.md"))} | ODD


def read(data: bytes) -> dict[str, Any]:
    """All that Python reads in a file, but where: fields and what they say, what is beside them, and the text."""
    source = parse_source(decode(data))
    return {
        "fields": {name: (one.key, one.value) for name, one in source.fields.items()},
        "beside": [(one.key, one.value) for one in (*source.doubled, *source.stray)],
        "text": source.body,
    }


def difference(before: bytes, after: bytes) -> tuple[list[int], list[str]]:
    """The numbers of the lines that are gone or changed, and what stands there now; endings are part of a line."""
    assert encoding(before) == encoding(after)
    old, new = (re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", data.decode(encoding(data))) for data in (before, after))
    start = next(
        (at for at, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), min(len(old), len(new))
    )
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return list(range(start + 1, len(old) - end + 1)), new[start : len(new) - end]


def assert_is_set(before: bytes, after: bytes, name: str, value: str) -> None:
    """A field has the value, and no other field and no byte of the text is another."""
    was, now = read(before), read(after)
    key, written = now["fields"].pop(name, ("", ""))
    was["fields"].pop(name, None)
    assert (split_list(written), key) == (split_list(value), key) if name in LISTS else written == value
    assert now == was
    source = parse_source(decode(before))
    gone, new = difference(before, after)
    if name not in source.fields:
        assert gone == []
        assert len(new) == ((1 if source.fields else 2) if value else 0)
    else:
        first = source.fields[name].line
        last = min([one.line for one in source.fields.values() if one.line > first] or [source.body_line])
        assert all(first <= line < last for line in gone)


@pytest.mark.parametrize("name", ARTICLE_FIELDS)
def test_a_field_is_set_in_any_header_and_nothing_else_changes(scripts: Page, name: str) -> None:
    cases = [(title, data, value) for title, data in articles().items() for value in VALUES]
    found = each(scripts, SET, [[letters(data), name, value] for _, data, value in cases])
    for (title, data, value), after in zip(cases, found, strict=True):
        assert isinstance(after, str), (title, value, after)
        try:
            assert_is_set(data, after.encode("latin-1"), name, value.strip())
        except AssertionError as error:
            raise AssertionError(f"{title}: {value}\n{after[:600]}") from error


@SOME
@given(st.lists(st.tuples(FILES, st.sampled_from(ARTICLE_FIELDS), TEXTS), max_size=20))
@example([("Title: a\nTags: b\n c\n\nText", "tags", "d")])
def test_any_words_are_set_or_refused_in_a_sentence(scripts: Page, made: list[tuple[str, str, str]]) -> None:
    files = [(text.encode("utf-8"), name, value) for text, name, value in made]
    found = each(scripts, SET, [[letters(data), name, value] for data, name, value in files])
    for (data, name, value), after in zip(files, found, strict=True):
        if isinstance(after, str):
            wanted = re.sub(r"[\r\n]+", " ", value).replace("\u00a0", " ").strip()
            was, now = read(data), read(after.encode("latin-1"))
            written = now["fields"].pop(name, ("", ""))[1]
            was["fields"].pop(name, None)
            most = LONGEST[name] + 1
            assert split_list(written) == split_list(wanted) or written[:most] == wanted[:most], (data, value)
            assert now == was, (data, name, value)
        else:
            assert after[0] == "refused"
            assert after[1].endswith("Use fewer quotation marks.")


@SOME
@given(st.lists(BYTES, max_size=40))
@example(list(ODD.values()))
@example(
    [
        b"\xff\xfe",
        b"\xfe\xff\x00",
        b"\xff\xfe\x00\xd8",
        b"\xed\xa0\x80",
        b"\xef\xbb\xbf\xef\xbb\xbfa",
        b"\r",
        b"\n\r\n\r\r",
    ]
)
def test_a_file_that_is_not_changed_keeps_every_byte_and_what_is_no_text_is_refused(
    scripts: Page, files: list[bytes]
) -> None:
    function = """(data) => {
      try {
        const file = source.decode(bytes(data));
        return [file.text, letters(file.encode(file.text))];
      } catch (error) {
        return [error instanceof source.KeeperError, error.kind];
      }
    }"""
    for data, found in zip(files, each(scripts, function, [letters(data) for data in files]), strict=True):
        try:
            text = re.sub(r"\r\n?", "\n", decode(data))
        except UnicodeDecodeError:
            assert found == [True, "refused"]
        else:
            assert found == [text, letters(data)]


def test_a_line_keeps_its_ending_whatever_is_written_around_it(scripts: Page) -> None:
    changed = scripts.evaluate(
        """(data) => {
          const file = source.decode(bytes(data));
          return letters(file.encode(file.text.replace("a", "A").replace("b\\n", "b\\nnew\\n").replace("d\\n", "") + "\\nend"));
        }""",
        "a\r\nb\rc\nd\r\ne\rf",
    )
    assert changed == "A\r\nb\rnew\rc\ne\rf\r\nend"


@SOME
@given(st.lists(FILES, max_size=40))
@example([decode(data) for data in ODD.values()])
@example(
    [
        "Title: a\n" + "\n".join(f"Tags: {n}" for n in range(250)),
        "Title:\n  " + "a" * 300 + "\n  b\n\n",
        "---\n\n- a\n---",
    ]
)
@example([f"{HEADER}Tags: " + "🙂, " * 400 + "\n  " + "x" * 900 + "\n\nText"])
def test_a_header_is_read_as_python_reads_it(scripts: Page, texts: list[str]) -> None:
    function = """([text, longest]) => {
      const found = source.parse(text, longest);
      const one = ({key = "", value, line, length}) => [key, [...value].slice(0, 900).join(""), line, length];
      const two = ({value, line}) => [value, line];
      return [
        [...found.fields].map(([name, field]) => [name, ...one(field)]),
        found.doubled.map(two), found.stray.map(two), found.unclosed, found.endless, found.body, found.bodyLine,
      ];
    }"""
    longest = dict.fromkeys([*LONGEST, "x"], 1000) | LONGEST
    for text, found in zip(texts, each(scripts, function, [[text, longest] for text in texts]), strict=True):
        source = parse_source(text)
        assert found == [
            [[name, one.key, one.value[:900], one.line, one.length] for name, one in source.fields.items()],
            *([[one.value, one.line] for one in some] for some in (source.doubled, source.stray)),
            *(source.unclosed, source.endless, source.body, source.body_line),
        ]


def test_a_header_is_a_form_where_each_of_its_lines_has_a_box(scripts: Page) -> None:
    shown = dict(
        zip(ODD, each(scripts, "(text) => source.header(text)", [decode(data) for data in ODD.values()]), strict=True)
    )
    assert {title: found["why"] for title, found in shown.items() if not found["plain"]} == {
        "with what is wrong in it": "Line 4, “A stray line.”, has no box in the form.",
        "ended by its text": "Line 3, “## A heading”, has no box in the form.",
        "without a header": "It has no header.",
    }
    assert [
        (one["name"], one["value"], one["line"], one["lastLine"]) for one in shown["fenced, with lists"]["fields"]
    ] == [
        ("title", "Rest: a plan", 2, 2),
        ("date", "2026-11-16", 3, 3),
        ("tags", "rest, nights", 4, 6),
        ("invite", "contact, newsletter", 8, 8),
        ("formerly", "old", 9, 10),
    ]
    assert shown["fenced, with lists"]["bodyLine"] == 12
    whys = each(
        scripts,
        "([text, known]) => source.header(text, known).why",
        [
            ["---\ntitle: Rest\n\nText", ["title"]],
            ["Title: Rest\nTitle: Work\n\nText", ["title"]],
            ["Title: Rest\nTags: a\n\nText", ["title"]],
            ["Title: Rest\n" + "a\n" * 201, ["title"]],
        ],
    )
    assert whys == [
        "Its header begins with “---” and does not end with it.",
        "Line 2, “Title”, is there a second time.",
        "Line 2, “Tags”, has no box in the form.",
        "Its header does not end: there is no empty line below it.",
    ]


@pytest.mark.parametrize(
    ("text", "name", "value", "after"),
    [
        ("Title: Rest\nDate: 1\n\nText", "tags", "a", "Title: Rest\nDate: 1\nTags: a\n\nText"),
        ("Title: Rest\nSummary: a\n  b\nStatus: draft\n\n", "category", "C", "Title: Rest\nSummary: a\n  b\nCategory: C\nStatus: draft\n\n"),
        ("<!-- a -->\nDate: 1\n\nText", "title", "Rest", "Title: Rest\n<!-- a -->\nDate: 1\n\nText"),
        ("---\ndate: 1\n---\n", "image_alt", "Two: chairs", '---\ndate: 1\nimage_alt: "Two: chairs"\n---\n'),
        ("---\ntitle: Rest\n---\n", "title", "it's", "---\ntitle: it's\n---\n"),
        ("---\ntitle: 'Rest'\n---\n", "title", "it's", "---\ntitle: 'it''s'\n---\n"),
        ('---\ntitle: "Rest"\n---\n', "title", 'a "b"', '---\ntitle: "a \\"b\\""\n---\n'),
        ("---\ntitle: >\n  Rest\n  a\ndate: 1\n---\n", "title", "A", "---\ntitle: A\ndate: 1\n---\n"),
        ("---\ntags:\n  - 'a'\n  - b\ndate: 1\n---\n", "tags", "b, c", "---\ntags:\n  - b\n  - 'c'\ndate: 1\n---\n"),
        ("---\ntags:\n  - a\n# on b\n  - b\n---\n", "tags", "a, c, b", "---\ntags:\n  - a\n  - c\n# on b\n  - b\n---\n"),
        ("---\ntags:\n- a\n---\n", "tags", "a, b: c", '---\ntags:\n- a\n- "b: c"\n---\n'),
        ("---\ntags: ['a', b]\n---\n", "tags", "b, c", "---\ntags: [b, 'c']\n---\n"),
        ("---\ntags:\n- a\ndate: 1\n---\n", "tags", "", "---\ndate: 1\n---\n"),
        ("Title: A\nStatus: draft\n\nText", "status", "", "Title: A\n\nText"),
        ("Status: draft\n\nText", "status", "", "Status:\n\nText"),
        ("Title: A\n\nText", "title", "", "Title:\n\nText"),
        ("Title:\n\nText", "title", "A", "Title: A\n\nText"),
        ("Title:A\n\nText", "title", "B", "Title:B\n\nText"),
        ("Title: “A”\n\nText", "title", "B", "Title: “B”\n\nText"),
        ("Title: A\n\nText", "title", "“B”", 'Title: "“B”"\n\nText'),
        ("Tags: b, a\n\nText", "tags", "b, a, ", "Tags: b, a\n\nText"),
        ("Only text.", "title", "A", "Title: A\n\nOnly text."),
    ],
)  # fmt: skip
def test_a_line_is_written_in_the_manner_of_its_header(
    scripts: Page, text: str, name: str, value: str, after: str
) -> None:
    assert scripts.evaluate("(all) => source.setField(...all)", [text, name, value]) == after


def test_repairs_are_made_as_fix_makes_them(scripts: Page) -> None:
    texts, problems = [], []
    for text, file in slips():
        said = [*source_header.problems(file), *source_text.problems(file)]
        found = [one for one in said if one.repairs]
        for some in (found, found[:1], found[-1:]):
            texts.append(re.sub(r"\r\n?", "\n", text))
            problems.append(some)
    assert any(problems)
    assert_repaired_alike(scripts, texts, problems)


LINE = st.sampled_from(["", " ", "a", "a b", "`a` a", "``a ` a`` b", "\\`a` b a", "  b", "a a a", "b\u00a0"])
REPAIR = st.tuples(
    st.integers(0, 12), st.sampled_from(["a", "b", " a", "", "`a`", "a b"]), st.sampled_from(["", "x", "a\nb", " "])
)


@SOME
@given(st.lists(st.tuples(st.lists(LINE, max_size=10), st.lists(REPAIR, max_size=6)), max_size=20))
def test_any_repairs_are_made_as_fix_makes_them(
    scripts: Page, made: list[tuple[list[str], list[tuple[int, str, str]]]]
) -> None:
    problems = [[Problem("a", 1, "b", "c", repairs=tuple(repairs))] for _, repairs in made]
    assert_repaired_alike(scripts, ["\n".join(lines) for lines, _ in made], problems)


def assert_repaired_alike(scripts: Page, texts: list[str], problems: list[list[Problem]]) -> None:
    cases = [
        [
            text,
            [
                {"repairs": [dict(zip(("line", "old", "new"), one, strict=True)) for one in each.repairs]}
                for each in some
            ],
        ]
        for text, some in zip(texts, problems, strict=True)
    ]
    found = each(scripts, "(all) => source.applyRepairs(...all)", cases)
    assert found == [apply_repairs(text, some) for text, some in zip(texts, problems, strict=True)]


LATIN = st.characters(min_codepoint=32, max_codepoint=0x17E, exclude_categories=["Cc"], exclude_characters="&<>")


@SOME
@given(st.lists(st.text(st.one_of(LATIN, st.sampled_from(" -_–—‘’“”…•€ab")), max_size=100), max_size=40))
@example(["What's “new” & next? Café #1", "why-i-left-" * 9, "Ærø — Łódź, straße", "東京", "<b>Rest</b>", "🙂"])
def test_a_new_article_is_called_as_on_the_desk(scripts: Page, titles: list[str]) -> None:
    for title, name in zip(titles, each(scripts, "(title) => source.fileName(title)", titles), strict=True):
        if all(ord(one) < 0x2100 for one in title):
            assert name == file_name(title), title
        else:
            assert re.fullmatch(r"[a-z0-9_-]*", name)


def test_a_new_article_is_a_draft_that_lacks_its_summary(scripts: Page) -> None:
    for title in ("Rest", "“Rest”: why & how", "[Rest]", "'Rest'", "a\nb"):
        text = scripts.evaluate("(title) => source.newArticle(title, 'Burnout', '2026-11-16')", title)
        file = among_others(text, "articles/new.md")
        assert file.source.text("title") == title.replace("\n", " ")
        assert file.is_draft
        assert [one.found for one in source_header.problems(file)] == ["There is no Summary."]


def test_lines_and_their_places_in_a_text_are_found(scripts: Page) -> None:
    found = scripts.evaluate(
        """() => ["", "a", "a\\n\\nbc\\n"].map((text) => [
          source.lineOffsets(text), [1, 2, 3, 9].map((line) => source.offsetOfLine(text, line)),
          [0, 1, 2, 4, 6].map((at) => source.lineOfOffset(text, at)),
        ])"""
    )
    assert found == [
        [[0], [0, 0, 0, 0], [1, 1, 1, 1, 1]],
        [[0], [0, 0, 0, 0], [1, 1, 1, 1, 1]],
        [[0, 2, 3, 6], [0, 2, 3, 6], [1, 1, 2, 3, 4]],
    ]


def test_the_difference_of_two_texts_is_shown_with_the_lines_around_it(scripts: Page) -> None:
    before, after = (
        ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"],
        ["a", "X", "c", "d", "e", "f", "g", "h", "j", "k", "l"],
    )
    found = scripts.evaluate("(all) => source.difference(...all, 1)", ["\n".join(before), "\n".join(after)])
    assert [f"{one['sign']}{one['text']}" for one in found] == [
        " a",
        "-b",
        "+X",
        " c",
        "…",
        " h",
        "-i",
        " j",
        " k",
        "+l",
    ]
    assert scripts.evaluate("() => source.difference('a', 'a')") == []


SHORT = st.lists(st.sampled_from("abc"), max_size=12)


@SOME
@given(st.lists(st.tuples(SHORT, SHORT), max_size=40))
def test_from_the_difference_both_texts_can_be_told(scripts: Page, pairs: list[tuple[list[str], list[str]]]) -> None:
    texts = [["\n".join(before), "\n".join(after)] for before, after in pairs]
    for (before, after), found in zip(
        texts, each(scripts, "(all) => source.difference(...all, 99)", texts), strict=True
    ):
        for text, sign in ((before, "-"), (after, "+")):
            told = [one["text"] for one in found if one["sign"] in (" ", sign)]
            assert before == after or told == text.split("\n")


def test_a_long_text_that_is_another_one_is_compared_at_once(scripts: Page) -> None:
    """All of its lines differ, which takes long to find out where every pair of them is looked at."""
    found = scripts.evaluate(
        """() => {
          const [old, now] = ["a", "b"].map((one) => Array.from({ length: 20_000 }, (_, at) => one + at).join("\\n"));
          return source.difference(old, now).length;
        }"""
    )
    assert found == 40_000
