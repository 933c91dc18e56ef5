from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from checks.paths import check

NOW = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("America/New_York"))
GOOD = """\
[tired]
title = "Tired"
situation = "I am tired"
description = "What helps."

[[tired.steps]]
article = "rest.md"
why = "Rest first."

[[tired.steps]]
article = "work.md"
why = "Then less work."
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    (tmp_path / "articles").mkdir()
    (tmp_path / "site.toml").write_text('timezone = "America/New_York"', encoding="utf-8")
    for name, more in (
        ("rest", ""),
        ("work", ""),
        ("draft", "Status: Draft"),
        ("later", ""),
        ("undated", ""),
    ):
        date = {"later": "2026-11-22 12:01", "undated": "soon"}.get(name, "2026-11-22")
        (tmp_path / f"articles/{name}.md").write_text(f"Title: T\nDate: {date}\n{more}\n\nText", encoding="utf-8")
    return tmp_path


def problems(content: Path, text: str) -> list[tuple[int, str, str]]:
    (content / "paths.toml").write_text(text, encoding="utf-8")
    return [(problem.line, problem.found, problem.remedy) for problem in check(content, NOW)]


def test_what_is_published_is_asked_of_the_clock_of_the_practice(content: Path) -> None:
    (content / "paths.toml").write_text(GOOD, encoding="utf-8")
    for name, date in (("rest", "2020-02-29"), ("work", "9999-12-30")):
        (content / f"articles/{name}.md").write_text(f"Title: T\nDate: {date}\n\nText", encoding="utf-8")
    assert [(problem.line, problem.found) for problem in check(content)] == [
        (11, "Readers would be led to “work.md”, which is scheduled for 9999-12-30.")
    ]


def test_a_site_may_have_no_paths(content: Path) -> None:
    assert check(content, NOW) == []
    assert problems(content, "") == []
    assert problems(content, GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "found", "remedy"),
    [
        ("rest.md", "rset.md", 7, "no article “rset.md”", "`rest.md`"),
        ("rest.md", "rest", 7, "no article “rest”", "`rest.md`"),
        ("rest.md", "zzz", 7, "no article “zzz”", "take the step out"),
        ("rest.md", "draft.md", 7, "“draft.md”, which is a draft", "until the article is published"),
        ("rest.md", "later.md", 7, "“later.md”, which is scheduled for 2026-11-22 12:01", "until"),
        ("work.md", "rest.md", 11, "“rest.md” is step 1 of “tired” already", "Keep one"),
        ('why = "Rest first."\n', "", 6, "Step 1 of “tired” has no “why”", "`why = "),
        ('"Rest first."', '" "', 8, "Step 1 of “tired” has no “why”", "`why = "),
        ('"Rest first."', "3", 8, "Step 1 of “tired” has no “why”", "`why = "),
        ('article = "work.md"\n', "", 10, "Step 2 of “tired” has no “article”", "file's name"),
        ('title = "Tired"\n', "", 1, "The path “tired” has no “title”", "`title = "),
        ("situation =", "situaton =", 3, "“situaton” is not known here", "`situation`"),
        ("why = \"Then", 'because = "x"\nwhy = "Then', 12, "“because” is not known", "article, why"),
        ('"Tired"', '"Tired', 2, "cannot be read: “title = \"Tired”", "both quotation marks"),
        ("[[tired.steps]]\narticle = \"rest.md\"", "[tired]\narticle = \"rest.md\"", 6, "“[tired]”", "two brackets"),
        ("[tired]", "name = 1\n[tired]", 1, "“name” stands outside every path", "`[burned-out]`"),
    ],
)  # fmt: skip
def test_a_fault_is_reported_with_its_line(
    content: Path, old: str, new: str, line: int, found: str, remedy: str
) -> None:
    reported = [problem for problem in problems(content, GOOD.replace(old, new, 1)) if found in problem[1]]
    assert [problem[0] for problem in reported] == [line]
    assert remedy in reported[0][2]


def test_a_name_that_can_be_no_address_is_answered_with_one_that_can(content: Path) -> None:
    [problem] = problems(content, GOOD.replace("[tired", '["Tired out"'))
    assert problem[0] == 1
    assert "“Tired out” cannot be part of an address" in problem[1]
    assert "`[tired-out]`" in problem[2]


def test_a_path_has_two_steps_or_more(content: Path) -> None:
    one = GOOD[: GOOD.rindex("[[")]
    for text in (one, one[: one.rindex("[[")], one[: one.rindex("[[")] + "steps = 3\n", GOOD.split("[[")[0]):
        assert [(line, found) for line, found, _ in problems(content, text)] == [
            (1, "The path “tired” has fewer than two steps.")
        ]


def test_every_problem_is_told_at_once(content: Path) -> None:
    text = GOOD.replace("rest.md", "rset.md").replace('why = "Then less work."', "").replace('title = "Tired"', "")
    assert len(problems(content, text)) == 3


def test_an_article_whose_date_is_a_problem_of_its_own_is_not_one_here(content: Path) -> None:
    assert problems(content, GOOD.replace("rest.md", "undated.md")) == []


@pytest.mark.parametrize("page", ["paths.md", "paths/tired.md"])
def test_a_page_with_the_address_of_a_path_is_reported(content: Path, page: str) -> None:
    (content / "pages" / page).parent.mkdir(parents=True)
    (content / "pages" / page).write_text("Title: T\n\nText", encoding="utf-8")
    [(_, found, _)] = problems(content, GOOD)
    assert "is already that of the reading paths" in found


def test_a_file_that_is_no_text_is_reported(content: Path) -> None:
    (content / "paths.toml").write_bytes(b"\xff")
    assert [problem.found for problem in check(content, NOW)] == ["This file is not UTF-8 text."]


def test_an_unreadable_file_ends_in_a_sentence_whatever_is_wrong(content: Path) -> None:
    for text in (
        "[",
        f"a = {'[' * 5000}",
        f"a = {'9' * 5000}",
        f'["{"x" * 5000}"]',
        "a = 2026-13-01",
        "[[a]]\n[a]",
        "a = ",
        "\n\n]",
        "[a]\n[a]\n",
        'a = """',
        "[a.steps]\nx = 1\n[[a.steps]]",
    ):
        assert problems(content, text), text


def test_the_loss_of_any_line_is_told(content: Path) -> None:
    lines = (GOOD + GOOD.replace("tired", "worn-out")).splitlines()
    assert problems(content, "\n".join(lines)) == []
    for number, line in enumerate(lines):
        if line:
            assert problems(content, "\n".join([*lines[:number], *lines[number + 1 :]])), f"without line {number + 1}"
