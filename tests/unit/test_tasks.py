"""What is typed after a task becomes what the task is given, or is answered with a sentence."""

import subprocess
import sys
from typing import Any

import pytest
from invoke.collection import Collection

import tasks


def _given(*words: str) -> dict[str, Any]:
    program = tasks.Tasks(namespace=Collection.from_module(tasks), name="tasks.py")
    program.create_config()
    program.parse_core(["tasks.py", *words])
    program.parse_collection()
    program.parse_tasks()
    [task] = program.tasks
    return dict(task.as_kwargs)


@pytest.mark.parametrize(
    ("typed", "paths", "words", "also_slow"),
    [
        ("", [], "", False),
        ("tests/unit", ["tests/unit"], "", False),
        ("tests/unit -k words tests/site/test_pages.py", ["tests/unit", "tests/site/test_pages.py"], "words", False),
        ("-k test tests/a.py::test[b-c] --all", ["tests/a.py::test[b-c]"], "test", True),
        ("--all -k=words --path tests/unit -p tests/site", ["tests/unit", "tests/site"], "words", True),
    ],
)
def test_any_number_of_paths_can_be_tested(typed: str, paths: list[str], words: str, also_slow: bool) -> None:
    assert _given("test", *typed.split()) == {"path": paths, "k": words, "all_": also_slow}


def test_words_that_are_no_paths_stay_what_they_are() -> None:
    assert _given("new", "Its Title")["title"] == "Its Title"
    assert _given("serve", "--port", "8001") == {"port": "8001"}


@pytest.mark.parametrize("slip", ["tests/unti", "tests/unti/test_store.py::test_a"])
def test_a_path_that_is_not_there_is_told(slip: str) -> None:
    command = [sys.executable, "-c", "import tasks; tasks.main()", "test", "tests/unit", slip]
    done = subprocess.run(command, cwd=tasks.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == f"There is no {slip}. A path is one like tests/unit, as seen from the project's folder.\n"
