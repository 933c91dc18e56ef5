import io
import json
from pathlib import Path

import pytest

from checks.report import annotations, as_json, for_the_writing_page, print_report, report, summary
from problem import NOTHING_TO_DO, Problem

FIRST = Problem("content/articles/a.md", 2, "Date: “May 5, 2023” is no date.", "Write `Date: 2023-05-05`.")
SECOND = Problem("content/articles/a.md", 10, "There is no file “b.md”.", "Did you mean `c.md`?")
ADVICE = Problem("content/articles/a.md", 1, "The title has 70 letters.", "Try one of 65.", advice=True)
HOSTILE = Problem("a,b:c.md", 0, "50% of\r\n“<b>*x*</b>”, ::error:: \x1b[2J", "a: b, `c`\n- d")

TO_FIX = "to fix before this can go live. The site readers see is unchanged."


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("problems", "closing"),
    [
        ([], "Nothing to fix."),
        ([ADVICE], "Nothing to fix. 1 suggestion above."),
        ([FIRST], f"1 thing {TO_FIX}"),
        ([FIRST, ADVICE], f"1 thing {TO_FIX}"),
        ([FIRST, SECOND], f"2 things {TO_FIX}"),
    ],
)
def test_a_report_ends_with_how_much_there_is_to_fix(problems: list[Problem], closing: str) -> None:
    assert report(problems).rpartition("\n\n")[2] == closing


def test_a_report_is_in_order_and_says_each_problem_once() -> None:
    assert report([SECOND, FIRST, SECOND]) == f"{FIRST}\n\n{SECOND}\n\n2 things {TO_FIX}"


def test_advice_comes_after_the_problems() -> None:
    said = report([ADVICE, FIRST])
    assert said.index(str(FIRST)) < said.index("none of this is in the way:\n\n") < said.index(str(ADVICE))


def test_a_flood_is_told_by_its_beginning_and_its_number() -> None:
    said = report([Problem("a.md", line, "Wrong.", "Mend it.") for line in range(1, 1001)])
    assert (said.count("Wrong."), "… and 800 more." in said) == (200, True)
    assert said.endswith(f"1,000 things {TO_FIX}")


def test_a_terminal_gets_colour_and_the_same_words() -> None:
    terminal = Terminal()
    print_report([FIRST, ADVICE], {"TERM": "xterm"}, terminal)
    said = terminal.getvalue()
    for code in ("\x1b[1;31m", "\x1b[1;33m", "\x1b[1m", "\x1b[0m"):
        assert code in said
        said = said.replace(code, "")
    assert said == report([FIRST, ADVICE]) + "\n"


@pytest.mark.parametrize(
    ("stream", "environment"), [(Terminal(), {"NO_COLOR": "1"}), (Terminal(), {"TERM": "dumb"}), (io.StringIO(), {})]
)
def test_a_terminal_that_wants_no_colour_and_a_file_get_none(stream: io.StringIO, environment: dict[str, str]) -> None:
    print_report([FIRST], environment, stream)
    assert stream.getvalue() == report([FIRST]) + "\n"


def test_github_is_told_beside_the_line_and_in_the_summary_of_the_job(tmp_path: Path) -> None:
    log, page = io.StringIO(), tmp_path / "summary.md"
    page.write_text("Before\n", encoding="utf-8")
    print_report([FIRST, ADVICE], {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(page)}, log)
    assert log.getvalue() == f"{report([FIRST, ADVICE])}\n{annotations([FIRST, ADVICE])}"
    assert page.read_text(encoding="utf-8") == "Before\n" + summary([FIRST, ADVICE]) + for_the_writing_page(
        [FIRST, ADVICE]
    )


def test_an_annotation_names_file_line_fault_and_remedy() -> None:
    assert annotations([ADVICE, SECOND]) == (
        "::error file=content/articles/a.md,line=10,title=There is no file “b.md”.::Did you mean `c.md`?\n"
        "::warning file=content/articles/a.md,line=1,title=The title has 70 letters.::Try one of 65.\n"
    )


def test_nothing_in_an_annotation_ends_it_early() -> None:
    assert annotations([HOSTILE]) == (
        "::error file=a%2Cb%3Ac.md,line=1,title=50%25 of\\r\\n“<b>*x*</b>”%2C %3A%3Aerror%3A%3A \\x1b[2J::a: b, `c`\\n- d\n"
    )


def test_what_asks_for_nothing_is_no_warning() -> None:
    scheduled = Problem("content/articles/a.md", 2, "This article is scheduled.", f"{NOTHING_TO_DO}.", advice=True)
    assert annotations([scheduled]) == ""
    assert "This article is scheduled." in summary([scheduled])


def test_an_editor_gets_json() -> None:
    assert json.loads(as_json([])) == []
    assert json.loads(as_json([ADVICE, HOSTILE])) == [
        {
            "file": "a,b:c.md",
            "line": 1,
            "severity": "problem",
            "message": "50% of\\r\\n“<b>*x*</b>”, ::error:: \\x1b[2J",
            "remedy": "a: b, `c`\\n- d",
            "repairs": [],
        },
        {
            "file": "content/articles/a.md",
            "line": 1,
            "severity": "advice",
            "message": "The title has 70 letters.",
            "remedy": "Try one of 65.",
            "repairs": [],
        },
    ]
