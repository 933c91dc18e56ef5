import os
import signal
import sys
from collections.abc import Iterator

import pytest

import build


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
        build.interruptible(program)
    assert ended.value.code == 128 + how
    assert capsys.readouterr().err == said


def test_a_program_that_is_not_interrupted_ends_with_its_own_status(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["build.py", "--publish"])
    with pytest.raises(SystemExit) as ended:
        build.interruptible(lambda arguments: 7 if arguments == ["--publish"] else 1)
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
    found = "JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"
    assert problem.found == found
    assert problem.remedy == "Mend this line, or undo the last change to the file."
    assert not problem.advice


def test_a_file_that_is_missing_is_named_instead_of_the_line_that_wants_it() -> None:
    wanted = build.ROOT / "theme/templates/none.html"
    problem = build.explain(_raised(f"open({str(wanted)!r})"))
    assert (problem.path, problem.line) == ("theme/templates/none.html", 0)


def test_what_fails_in_packages_alone_is_told_of_the_build() -> None:
    problem = build.explain(ZeroDivisionError())
    assert (problem.path, problem.line, problem.found) == ("the build", 0, "ZeroDivisionError: ZeroDivisionError")
