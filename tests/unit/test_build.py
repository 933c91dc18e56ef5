import logging
import os
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest

import build
from problem import Problem
from site_folder import interruptible


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize(("how", "said"), [(signal.SIGINT, "\nStopped.\n"), (signal.SIGTERM, "")])
def test_a_program_that_is_interrupted_says_so_and_is_no_success(
    how: signal.Signals, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def program(_: list[str]) -> int:
        os.kill(os.getpid(), how)
        return 0

    with pytest.raises(SystemExit) as ended:
        interruptible(program)
    assert ended.value.code == 128 + how
    assert capsys.readouterr().err == said


def test_a_program_that_is_not_interrupted_ends_with_its_own_status(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["build.py", "--publish"])
    with pytest.raises(SystemExit) as ended:
        interruptible(lambda arguments: 7 if arguments == ["--publish"] else 1)
    assert ended.value.code == 7


def _raised(words: str) -> BaseException:
    try:
        exec(compile(words, str(build.ROOT / "plugins/odd.py"), "exec"))  # noqa: S102  # as if it stood there
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


def test_what_fails_is_told_with_the_line_of_ours_that_is_innermost() -> None:
    problem = build.explain(_raised("\n\nimport json\njson.loads('{')"))
    assert (problem.path, problem.line) == ("plugins/odd.py", 4)
    assert problem.found == "The build stops here: Expecting property name enclosed in double quotes."
    assert problem.remedy == "Mend this line, or undo the last change to the file."
    assert not problem.advice


def test_a_file_that_is_missing_is_named_instead_of_the_line_that_wants_it() -> None:
    wanted = build.ROOT / "theme/templates/none.html"
    problem = build.explain(_raised(f"open({str(wanted)!r})"))
    assert (problem.path, problem.line) == ("theme/templates/none.html", 0)


def test_what_fails_in_packages_alone_is_told_of_the_build() -> None:
    problem = build.explain(ZeroDivisionError())
    assert (problem.path, problem.line, problem.found) == ("the build", 0, "The build stops here: it does not say why.")


SETTINGS = "import os\nSITENAME = 5\nLOCALE = ['xx']\nJINJA_ENVIRONMENT = {'nothing': 1}\n"
NO_CLASS = re.compile(r"[A-Z]\w+(Error|Exception|NotFound)\b|__\w+__")


@pytest.mark.parametrize(
    ("error", "place", "found"),
    [
        (ValueError("Check the LOCALE setting"), "pelicanconf.py:3", "The build stops here: Check the LOCALE setting."),
        (
            TypeError("Environment.__init__() got an unexpected keyword argument 'nothing'"),
            "pelicanconf.py:4",
            "The build stops here: “nothing” is not known here.",
        ),
        (ValueError("no folder"), "pelicanconf.py", "The build stops here: no folder."),
        (jinja2.TemplateNotFound("macros/x.html"), "theme/templates/macros/x.html", "This file is missing."),
        (
            OSError(f"[templates] unable to load path[.html] from ['{build.ROOT}/theme/templates']"),
            "theme/templates/path.html",
            "This file is missing.",
        ),
        (FileNotFoundError(2, "No", f"{build.ROOT}/theme/css/x.css"), "theme/css/x.css", "This file is missing."),
        (jinja2.UndefinedError("'x' is undefined"), "pelicanconf.py", "The build stops here: “x” is not known here."),
        (KeyError("x"), "pelicanconf.py", "The build stops here: there is no 'x'."),
        (SystemExit(3), "pelicanconf.py", "The build stops here: it is told to end."),
        (SystemExit("No."), "pelicanconf.py", "The build stops here: No."),
        (RecursionError("maximum"), "pelicanconf.py", "The build stops here: it goes round in a circle."),
        (MemoryError(), "pelicanconf.py", "The build stops here: it needs too much memory."),
        (BaseException("no"), "pelicanconf.py", "The build stops here: no."),
        (
            type("Mute", (Exception,), {"__str__": lambda _: 1 / 0})(),
            "pelicanconf.py",
            "The build stops here: it does not say why.",
        ),
        (FileNotFoundError(2, "No such file", "x.csv"), "pelicanconf.py", "The build stops here: No such file: x.csv."),
        (
            TypeError("'NoneType' object is not callable"),
            "pelicanconf.py",
            "The build stops here: nothing is not callable.",
        ),
        (TypeError(f"not {object()}"), "pelicanconf.py", "The build stops here: not something."),
        (
            OSError(f"/usr/lib/a.py: {build.ROOT}/theme: {Path.home()}/x y/z.html"),
            "pelicanconf.py",
            "The build stops here: a.py: theme: z.html.",
        ),
    ],
)
def test_what_fails_beyond_our_lines_is_told_of_the_settings_or_of_its_file(
    error: Exception, place: str, found: str, tmp_path: Path
) -> None:
    (tmp_path / "pelicanconf.py").write_text(SETTINGS, "utf-8")
    problem = build.explain(error, [tmp_path / "pelicanconf.py"])
    assert (Path(problem.place).name if "pelicanconf" in problem.place else problem.place, problem.found) == (
        place,
        found,
    )


def test_what_settings_do_is_their_fault_whatever_they_call() -> None:
    settings = build.ROOT / "pelicanconf.py"
    words = compile("import problem\nproblem.errors([None])", str(settings), "exec")
    with pytest.raises(AttributeError) as raised:
        exec(words, {})  # noqa: S102  # as if it stood there
    assert build.explain(raised.value).place.startswith("problem.py:")
    assert build.explain(raised.value, [settings]).place == "pelicanconf.py:2"


def test_what_two_files_have_in_common_is_the_fault_of_neither(tmp_path: Path) -> None:
    (tmp_path / "pelicanconf.py").write_text(SETTINGS, "utf-8")
    problems: list[Problem] = []
    with build._collecting(problems, [tmp_path / "pelicanconf.py"]):
        for name in ("rest", "work", "sleep"):
            cause = ValueError(f"content/articles/{name}.md has no LOCALE")
            message = f"Could not process articles/{name}.md"
            logging.getLogger().handle(
                logging.LogRecord("x", logging.WARNING, "", 0, message, None, (ValueError, cause, None))
            )
    assert len(problems) == 1
    assert problems[0].place.endswith("pelicanconf.py:3")


@pytest.mark.parametrize("cause", [None, ValueError("SyntaxError: x"), OSError(2, "No such file", "/etc/passwd")])
@pytest.mark.parametrize(
    "message",
    [
        f"Unable to find '{build.ROOT}/content/x.md', skipping url replacement.",
        'Unable to generate valid slug for Tag "!!!".',
        f"Could not process {build.ROOT}/content/articles/rest.md",
        "Locale could not be set in /usr/lib/locale/x",
        "/articles/rest/ is there twice",
    ],
)
def test_what_a_package_logs_is_told_without_folders_of_this_machine_and_without_classes(
    message: str, cause: Exception | None
) -> None:
    problems: list[Problem] = []
    with build._collecting(problems, [build.ROOT / "pelicanconf.py"]):
        raised = (type(cause), cause, None) if cause else None  # to the handler: Pelican drops what was said before
        logging.getLogger().handle(logging.LogRecord("x", logging.WARNING, "", 0, message, None, raised))
    [problem] = problems
    told = f"{problem}"
    assert str(build.ROOT) not in told
    assert "/usr" not in told
    assert not NO_CLASS.search(told)
    if "rest.md" in message:
        assert problem.path == "content/articles/rest.md"
    if message.startswith("/articles/") and not cause:
        assert "/articles/rest/" in problem.found, "an address of the site stays"
