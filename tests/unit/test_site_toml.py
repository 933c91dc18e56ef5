import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks import paths_toml
from checks.site_toml import check
from problem import Problem
from sources import toml_file
from sources.content import read
from sources.optional_facts import OPTIONAL
from tests.unit.practice import FACTS, PATHS, written


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return written(tmp_path)


def problems(content: Path, *, publish: bool = False) -> list[Problem]:
    return check(read(content, publish=publish))


def change(content: Path, *changes: tuple[str, str]) -> None:
    """Put something in the place of the first words that are so."""
    text = FACTS
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (content / "site.toml").write_text(text, encoding="utf-8")


def line_of(content: Path, words: str) -> int:
    """The first line with these words."""
    lines = (content / "site.toml").read_text(encoding="utf-8").split("\n")
    return next(number for number, line in enumerate(lines, 1) if words in line)


NAME, TAGLINE = 'name = "Attending"', 'tagline = "Coaching for physicians"'
ZONE, LANGUAGE = 'timezone = "America/New_York"', 'language = "en-US"'
EMAIL, URL = 'email = "hello@attending.example"', 'url = "https://calendar.attending.example/discovery"'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ('address = "/about/"', 'address = "/"'),
        ('address = "/about/"', 'address = "/topics/burnout/"'),
        (LANGUAGE, 'language = "de"'),
        (LANGUAGE, 'language = "de-Latn-CH"'),
        (LANGUAGE, 'language = "es-419"'),
        (ZONE, 'timezone = "Europe/Rome"'),
        (ZONE, 'timezone = "UTC"'),
        (NAME, "name = 'Attending “well”'"),
        (NAME, f"{NAME} # our name"),
        ('domain = ""', 'domain = "www.x.org"'),
        ('branch = "gh-pages"', 'branch = "live/site"'),
        ('host = "github-pages"', 'host = "netlify"'),
        ('drawing = "lamp"', 'drawing = "lamp"\nformerly = ["tired"]'),
        ("gone = []", 'gone = ["/articles/old/"]'),
        ("[coach]\n", "[ coach ] # who\n"),
    ],
)
def test_what_is_right_has_no_problem(content: Path, old: str, new: str) -> None:
    change(content, (old, new))
    assert problems(content) == []


def test_an_empty_list_of_entries_and_a_single_one_are_told_what_is_missing(content: Path) -> None:
    without = re.sub(r"\[\[topics\]\]\n(.+\n)+\n", "", FACTS).replace('topics = ["Burnout"]', "")
    for more, found, remedy in (
        ("topics = []", "“topics” is empty.", "Add an entry that begins with `[[topics]]`."),
        ("topics = {}", "“[topics]” has one bracket.", "Write `[[topics]]`, with two."),
        ("topics = 3", "“topics” is 3.", "Make it a table: a line `[[topics]]`, and its facts below."),
    ):
        (content / "site.toml").write_text(f"{more}\n{without}", encoding="utf-8")
        assert problems(content) == [Problem("content/site.toml", 1, found, remedy)]
    (content / "site.toml").write_text(without, encoding="utf-8")
    remedy = (
        'Add a line `[[topics]]`, and below it `name = "…"`, `situation = "…"`, `description = "…"`, `drawing = "…"`.'
    )
    assert problems(content) == [Problem("content/site.toml", 0, "“[[topics]]” is missing.", remedy)]


NEEDED = f"""\
{NAME}
{TAGLINE}
description = "One-to-one coaching."
{LANGUAGE}
{ZONE}

[coach]
{EMAIL}

[[topics]]
name = "Burnout"
situation = "I am running on empty"
description = "What exhaustion asks of you."
drawing = "lamp"
"""


@pytest.mark.parametrize("of_all", [*OPTIONAL, *sorted({key.rpartition(".")[0] for key in OPTIONAL} - {""}), "all"])
def test_whatever_is_optional_may_be_left_out(of_all: str, content: Path) -> None:
    """Each by itself, each table with all that is in it, and all together; only an invitation has all its words or none."""
    text = re.sub(r"questions = \[[^]]*\]", 'questions = ["What?"]', FACTS)
    if of_all == "all":
        text = NEEDED
    elif of_all in ("navigation", "sessions"):
        text = re.sub(rf"\[\[{of_all}\]\]\n(.+\n)+\n?", "", text)
    elif of_all in OPTIONAL:
        table, _, last = of_all.rpartition(".")
        text = re.sub(rf"(?m)^(\[{table}\]\n(?:[^\[].*\n)*?){last} = .*\n", r"\1", text)
    else:
        text = re.sub(rf"(?m)^\[{of_all}[\].](?:.|\n)*?(?=^\[(?!{of_all}\b)|\Z)", "", text)
        text = text if of_all != "coach" else text.replace("[booking]", f"[coach]\n{EMAIL}\n\n[booking]")
    text = text.replace('default = ["discovery", "newsletter"]\n', "") if "invitations." in of_all else text
    (content / "site.toml").write_text(text, encoding="utf-8")
    found = [problem.found for problem in problems(content)]
    named = of_all.rpartition(".")[0].startswith("invitations.") and f"“{of_all}” is missing."
    leads = of_all in ("booking", "booking.url") and "The invitation “discovery” leads nowhere."
    fee = of_all in ("fees", "all") and (
        "Readers look for what coaching costs, and find neither a range nor a reason why none is said."
    )
    alone = of_all in ("crisis.scope", "crisis.danger")
    assert found == [words for words in (named, leads, fee) if words and not alone]


def test_all_problems_are_told_at_once(content: Path) -> None:
    change(
        content,
        (NAME, "name = “A”"),
        (TAGLINE, 'tagline: "B"'),
        (ZONE, 'timezone = "New York"'),
        (EMAIL, 'email = "nobody"'),
        (URL, 'link = "https://x.org"'),
        ("[[topics]]", "[topics]"),
        ('drawing = "lamp"', "drawing = 3"),
        ('host = "github-pages"', 'host = "netlfy"'),
    )
    words = ("name = “A”", "tagline", "timezone", "nobody", "link =", "[topics]", "drawing = 3", "netlfy")
    assert [problem.line for problem in sorted(problems(content))] == [line_of(content, word) for word in words]


def test_a_file_with_other_line_ends_and_a_mark_at_its_start_is_read(content: Path) -> None:
    (content / "site.toml").write_bytes(b"\xef\xbb\xbf" + FACTS.replace("\n", "\r\n").encode())
    assert problems(content) == []


def test_a_file_that_cannot_be_read_is_told(content: Path) -> None:
    def told() -> list[tuple[str, str]]:
        return [(problem.found, problem.remedy) for problem in problems(content)]

    (content / "site.toml").write_bytes(b'name = "\xff"')
    assert told() == [("This file is not UTF-8 text.", "Save it as UTF-8.")]
    (content / "site.toml").unlink()
    assert told() == [("This file is missing.", "Put it back: `git checkout content/site.toml`.")]
    (content / "site.toml").mkdir()
    assert told() == [("This is not an ordinary file.", "Put it back: `git checkout content/site.toml`.")]


def test_the_branch_that_is_worked_on_never_holds_the_site(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/HEAD").write_text("ref: refs/heads/gh-pages\n", encoding="utf-8")
    [problem] = problems(written(tmp_path / "content"))
    assert problem.found.startswith("“gh-pages” is the branch you write on")


def test_the_coach_of_the_sample_never_goes_live(content: Path) -> None:
    change(content, ('name = ""', 'name = "Robin Example"\nportrait = "robin-example.png"'), (EMAIL, 'email = "a@b.org"'), (URL, 'url = "https://x.org"'))  # fmt: skip
    (content / "images").mkdir()
    (content / "images/robin-example.png").write_bytes(b"")
    assert problems(content) == []
    assert [(problem.line, problem.found, problem.remedy) for problem in problems(content, publish=True)] == [
        (
            line_of(content, 'name = "Robin'),
            "“Robin Example” is the name of the sample, and of nobody.",
            "Write your own name in its place, or leave it empty.",
        ),
        (
            line_of(content, "portrait"),
            "“robin-example.png” is the portrait of the sample, and of nobody.",
            "Write your own portrait in its place, or leave it empty.",
        ),
    ]


def test_the_portrait_may_be_any_picture_that_is_there_and_its_new_name_is_known(content: Path) -> None:
    change(content, ('name = ""', 'name = "Ann"\nportrait = "anne.jpg"'))
    (content / "images").mkdir()
    (content / "images/ann.jpg").write_bytes(b"")
    [problem] = problems(content)
    assert (problem.line, problem.remedy) == (line_of(content, "portrait"), 'Did you mean `portrait = "ann.jpg"`?')
    change(content, ('name = ""', 'name = "Ann"\nportrait = "ann.jpg"'))
    assert problems(content) == []


def test_placeholders_are_told_only_before_the_site_goes_live(content: Path) -> None:
    change(content, ('domain = ""', 'domain = "www.yourpractice.org"'))
    assert problems(content) == []
    assert [(problem.line, problem.found, problem.remedy) for problem in problems(content, publish=True)] == [
        (line_of(content, words), f"“{found}” is still a placeholder.", "Replace it with your own address.")
        for words, found in (
            ("email = ", "hello@attending.example"),
            ("url = ", "calendar.attending.example"),
            ("domain = ", "www.yourpractice.org"),
        )
    ]


def test_words_about_examples_are_no_placeholders(content: Path) -> None:
    change(content, (EMAIL, 'email = "a@b.org"'), (URL, 'url = "https://x.org" # no .example'), (TAGLINE, 'tagline = "Lead by example.exampleless"'))  # fmt: skip
    assert problems(content, publish=True) == []


BITS = ["", "[", "]", "[[", "=", '"', "“", "”", "'", "\\", ",", "#", ":", " ", "\n", "x", "3", "true", "name = 1", "[coach]", "[[topics]]", "{}", "\x00", "\u2028", "a.b = 1", "topics = []", "9" * 5000]  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, len(FACTS)), st.integers(0, 40), st.sampled_from(BITS) | st.text(max_size=5)), min_size=1, max_size=6))  # fmt: skip
def test_nothing_that_can_stand_in_the_file_raises(slips: list[tuple[int, int, str]]) -> None:
    text = FACTS
    for start, length, words in slips:
        text = text[:start] + words + text[start + length :]
    with tempfile.TemporaryDirectory() as folder:
        for problem in problems(written(Path(folder), text), publish=True):
            assert problem.found
            assert problem.remedy
            assert 0 <= problem.line <= len(re.split(r"\r\n|\r|\n", text))


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 50_000,
        "a = " + "[" * 9_000 + "]" * 9_000,
        "a = " + "[" * 90 + "]" * 90,
        "a = " + "{a = " * 3_000 + "1" + "}" * 3_000,
        "a" + ".a" * 9_000 + " = 1",
        "[a" + ".a" * 9_000 + "]",
        "[[a" + ".a" * 300 + "]]\nb = 1",
        "a = [\n" + "[\n" * 3_000 + "]\n" * 3_000 + "]",
        "".join(f"a{number} = 1\n" for number in range(3_001)),
        "a = 1\n" * 20_000,
        '"a" = ' + '"a" ' * 10_000,
        "#" + "a" * 20_000,
    ],
)
def test_what_is_too_deep_too_wide_or_too_much_is_told(text: str, content: Path) -> None:
    for name in ("site.toml", "paths.toml"):
        (content / name).write_text(text, encoding="utf-8")
        read_again = read(content)
        told = paths_toml.check(read_again) if name == "paths.toml" else check(read_again)
        assert told
        assert all(len(problem.found) < 300 for problem in told)


@pytest.mark.parametrize(("key", "most"), [*toml_file.LONGEST.items(), ("description", 1000), ("why", 1000)])
def test_a_value_has_a_length_that_is_told(key: str, most: int) -> None:
    for text in (f'{key} = "{{}}"', f'[[a.b]]\n{key} = "{{}}"', f'[a]\n{key} = ["a", "{{}}"]'):
        assert toml_file.parse("x", text.format("a" * most).encode()).problems == ()
        [problem] = toml_file.parse("x", text.format("a" * (most + 1)).encode()).problems
        assert problem.found == f"“{key}” has {most + 1:,} characters; at most {most:,} are understood."
        assert problem.line == text.count("\n") + 1


def test_the_navigation_may_lead_to_reading_paths_that_are_there(content: Path) -> None:
    for address in ("/paths/", "/paths/tired/"):
        change(content, ('address = "/about/"', f'address = "{address}"'))
        (content / "paths.toml").write_text(PATHS, encoding="utf-8")
        assert problems(content) == []
        (content / "paths.toml").unlink()
        [problem] = problems(content)
        assert problem.found == f"The navigation leads to “{address}”, which is no page."
    change(content, ('address = "/about/"', 'address = "/paths/tried/"'))
    (content / "paths.toml").write_text(PATHS, encoding="utf-8")
    [problem] = problems(content)
    assert problem.remedy.startswith("Did you mean `/paths/tired/`?")
