"""The problems in the words of every form they are reported in: a terminal, GitHub Actions, an editor."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, TextIO

from checks import job_summary
from problem import NOTHING_TO_DO, Problem, errors

BOLD, RED, YELLOW, PLAIN = "\x1b[1m", "\x1b[1;31m", "\x1b[1;33m", "\x1b[0m"
MOST = 200  # of each kind; whoever has more begins with these
FIX_COMMAND = "`python3 tasks.py check --fix`"
ADVICE = "Worth a look when you have time; none of this is in the way:"


def report(problems: Iterable[Problem], *, colour: bool = False) -> str:
    """All problems, each once and in order, then the advice, and a closing sentence that counts and reassures."""
    listed, advice = _sorted(problems)
    parts = [_coloured(problem, RED if colour else "") for problem in listed[:MOST]]
    parts += [f"… and {len(listed) - MOST:,} more."] if len(listed) > MOST else []
    if advice:
        parts += [ADVICE, *(_coloured(problem, YELLOW if colour else "") for problem in advice)]
    return "\n\n".join([*parts, f"{BOLD}{closing(problems)}{PLAIN}" if colour else closing(problems)])


def closing(problems: Iterable[Problem], fixes: str | None = None) -> str:
    """How many things there are to fix, what readers see meanwhile, and how many of them can be fixed automatically."""
    listed, advice = _sorted(problems)
    repairable = sum(bool(problem.repairs) for problem in [*listed, *advice])
    if fixes is None:
        fixes = f" {FIX_COMMAND} puts {repairable:,} of these right." if repairable else ""
    if listed:
        return f"{_count(listed, 'thing')} to fix before this can go live. The site readers see is unchanged.{fixes}"
    return f"Nothing to fix. {_count(advice, 'suggestion')} above.{fixes}" if advice else "Nothing to fix."


def as_json(problems: Iterable[Problem]) -> str:
    """A JSON array for editors: file, line (1 at least, as they want it), severity, message and remedy of each."""
    return json.dumps(_as_data(problems), indent=2)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """The problems as every form of the report lists them: each once, then the advice."""
    listed, advice = _sorted(problems)
    return [*listed, *advice]


def _as_data(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    return [
        {
            "file": problem.path,
            "line": max(1, problem.line),
            "severity": "advice" if problem.advice else "problem",
            "message": problem.found,
            "remedy": problem.remedy,
            "repairs": [{"line": line, "old": old, "new": new} for line, old, new in problem.repairs],
        }
        for problem in in_order(problems)
    ]


def annotations(problems: Iterable[Problem]) -> str:
    """A workflow command of GitHub Actions for each that asks for something, which it shows beside the line of the file."""
    listed, advice = _sorted(problems)
    advice = [problem for problem in advice if not problem.remedy.startswith(NOTHING_TO_DO)]
    return "".join(
        f"::{'warning' if problem.advice else 'error'} file={_property(problem.path)},line={max(1, problem.line)},"
        f"title={_property(problem.found)}::{_escaped(problem.remedy)}\n"
        for problem in [*listed, *advice][:MOST]
    )


def summary(problems: Iterable[Problem], files: str = "") -> str:
    """The report as Markdown for the page of a run on GitHub; `files` is where that has the files (`files_at`)."""
    listed, advice = _sorted(problems)
    repairable = sum(bool(problem.repairs) for problem in [*listed, *advice])
    fixes = (
        f" {repairable:,} of these can be put right for you: see “Repairs” on the page of the run."
        if repairable and listed
        else ""
    )
    heading = closing(problems, fixes).replace(" above.", " below.")
    return job_summary.page(heading, (("", listed), (ADVICE, advice)), files)


def for_the_writing_page(problems: Iterable[Problem]) -> str:
    """The same as `as_json`, as far as there is room, in a comment that nobody sees and that nothing in it can end.

    It stands below the summary: that is written beside the commit, where the page can read it (writing/page/github.js).
    """
    listed, room = [], job_summary.DATA
    for one in _as_data(problems):
        data = job_summary.as_data(one)
        room -= len(data) + 1
        if room < 100:
            break
        listed.append(data)
    return f"\n<!-- problems: [{','.join(listed)}] -->\n"


def print_report(problems: list[Problem], environment: Mapping[str, str], stream: TextIO) -> None:
    """Print the report where it is read: in the terminal with colour, in GitHub Actions also beside the lines."""
    colour = stream.isatty() and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"
    print(report(problems, colour=colour), file=stream)
    if environment.get("GITHUB_ACTIONS") == "true":
        print(annotations(problems), end="", file=stream)
        page = summary(problems, job_summary.files_at(environment)) + for_the_writing_page(problems)
        add_to_summary(page, environment)


def print_answer(heading: str, said: str, environment: Mapping[str, str], stream: TextIO | None = None) -> None:
    """Print what a task says, on GitHub also on the page of the run, below a heading if there is one."""
    print(said, file=stream)
    if heading:
        add_to_summary(f"## {heading}\n\n{job_summary.code_block(said)}", environment)


def add_to_summary(text: str, environment: Mapping[str, str]) -> None:
    """Add Markdown to the page of a run on GitHub; elsewhere there is none."""
    if path := environment.get("GITHUB_STEP_SUMMARY"):
        with open(path, "a", encoding="utf-8") as file:  # noqa: PTH123  # it is a path of the runner's
            file.write(text)


def _sorted(problems: Iterable[Problem]) -> tuple[list[Problem], list[Problem]]:
    every = sorted(set(problems))
    return errors(every), [problem for problem in every if problem.advice]


def _coloured(problem: Problem, colour: str) -> str:
    return f"{colour}{problem.place}{PLAIN}{str(problem)[len(problem.place) :]}" if colour else str(problem)


def _count(things: list[Problem], what: str) -> str:
    return f"1 {what}" if len(things) == 1 else f"{len(things):,} {what}s"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
