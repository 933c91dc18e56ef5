from pathlib import Path

import pytest

from checks.paths_toml import check
from problem import Problem
from sources.content import read
from tests.unit.practice import NOW, PATHS, written


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return written(tmp_path, paths=PATHS)


def problems(content: Path, text: str | None = None) -> list[Problem]:
    """What is said of this paths.toml, or of the one that is there."""
    if text is not None:
        (content / "paths.toml").write_text(text, encoding="utf-8")
    return check(read(content, NOW))


def test_what_is_published_is_asked_of_the_clock_of_the_practice(content: Path) -> None:
    for name, date in (("rest", "2020-02-29"), ("work", "9999-12-30")):
        (content / f"articles/{name}.md").write_text(f"Title: T\nDate: {date}\n\nText", encoding="utf-8")
    assert [(problem.line, problem.found) for problem in check(read(content))] == [
        (11, "Readers would be led to “work.md”, which is scheduled for 9999-12-30.")
    ]


def test_a_site_may_have_no_paths(content: Path) -> None:
    assert problems(content) == []
    assert problems(content, "") == []
    (content / "paths.toml").unlink()
    assert problems(content) == []


def test_a_name_that_can_be_no_address_is_answered_with_one_that_can(content: Path) -> None:
    for name, fitting in (("Tired out", "tired-out"), ("é", "burned-out"), (" -A--b- ", "a-b"), ("A" * 61, "a" * 60)):
        problem = problems(content, PATHS.replace("[tired]", f'["{name}"]').replace("tired.steps", f'"{name}".steps'))[
            0
        ]
        assert problem.found == f"“{name[:60]}” cannot be part of an address."
        assert problem.remedy == f"Write small letters, digits and hyphens: `[{fitting}]`."
    assert problems(content, PATHS.replace("tired", "a" * 60)) == []


def test_a_path_has_two_steps_or_more(content: Path) -> None:
    one = PATHS[: PATHS.rindex("[[")]
    none = PATHS[: PATHS.index("[[")]
    for text in (one, none, f"{none}steps = 3\n"):
        [problem] = problems(content, text)
        assert (problem.line, problem.found) == (1, "The path “tired” has fewer than two steps.")
        assert problem.remedy.startswith("Add some below it: `[[tired.steps]]`, then `article = ")


def test_every_problem_is_told_at_once(content: Path) -> None:
    text = PATHS.replace("rest.md", "rset.md").replace('why = "Then less work."', "").replace('title = "Tired"', "")
    assert len(problems(content, text)) == 3


def test_an_article_whose_date_is_a_problem_of_its_own_is_not_one_here(content: Path) -> None:
    assert problems(content, PATHS.replace("rest.md", "undated.md")) == []


@pytest.mark.parametrize("page", ["paths", "paths/tired"])
def test_a_page_with_the_address_of_a_path_is_reported(content: Path, page: str) -> None:
    (content / "pages/paths").mkdir()
    (content / f"pages/{page}.md").write_text("Title: T\n\nText", encoding="utf-8")
    found = f"The address /{page}/ is already that of the reading paths."
    remedy = "Rename the page, or the path in content/paths.toml."
    assert problems(content) == [Problem(f"content/pages/{page}.md", 0, found, remedy)]


def test_a_file_that_is_no_text_is_reported(content: Path) -> None:
    (content / "paths.toml").write_bytes(b"\xff")
    assert problems(content) == [Problem("content/paths.toml", 0, "This file is not UTF-8 text.", "Save it as UTF-8.")]
    (content / "paths.toml").unlink()
    (content / "paths.toml").mkdir()
    found = "This is not an ordinary file."
    assert problems(content) == [
        Problem("content/paths.toml", 0, found, "Put it back: `git checkout content/paths.toml`.")
    ]


def test_a_name_in_quotation_marks_that_is_there_twice_is_told(content: Path) -> None:
    [problem, *_] = problems(content, PATHS + '\n["tired out"]\ntitle = "A"\n\n["tired out"]\ntitle = "B"\n')
    assert problem.found == '“["tired out"]” is here twice.'


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
    lines = (PATHS + PATHS.replace("tired", "worn-out")).splitlines()
    assert problems(content, "\n".join(lines)) == []
    for number, line in enumerate(lines):
        if line:
            assert problems(content, "\n".join([*lines[:number], *lines[number + 1 :]])), f"without line {number + 1}"
