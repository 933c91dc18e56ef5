import pytest

from problem import Problem, did_you_mean, errors, nearest, printable, short


def test_a_problem_names_the_file_the_line_the_fault_and_the_remedy() -> None:
    assert str(Problem("a.md", 3, "Wrong.", "Mend it.")) == "a.md:3\n    Wrong.\n    Mend it."


def test_a_problem_without_a_line_names_the_file_alone() -> None:
    assert str(Problem("a.md", 0, "Wrong.", "Mend it.")).startswith("a.md\n")


def test_advice_is_not_in_the_way() -> None:
    problem, advice = Problem("a.md", 1, "Wrong.", "Mend it."), Problem("a.md", 1, "Long.", "Shorten it.", advice=True)
    assert errors([advice, problem]) == [problem]


def test_what_is_printed_stays_on_its_line_and_moves_no_cursor() -> None:
    assert printable("a\nb\x1b[2Jc\udcffd “é”") == "a\\nb\\x1b[2Jc\\udcffd “é”"


def test_what_is_quoted_is_shortened() -> None:
    assert (short("a" * 60), short("a" * 61)) == ("a" * 60, "a" * 60 + "…")


@pytest.mark.parametrize(
    ("word", "near"), [("burnot", "Burnout"), ("BURNOUT", "Burnout"), ("leaders", "leadership"), ("tea", ""), ("", "")]
)
def test_the_nearest_word_is_found_whatever_its_capitals(word: str, near: str) -> None:
    assert nearest(word, ["leadership", "Burnout"]) == near
    assert did_you_mean(near, "Choose one.") == (f"Did you mean `{near}`?" if near else "Choose one.")
