"""The versions that are installed are pinned, with hashes, and are what pyproject.toml allows."""

import ast
import re
import sys
import tomllib
from importlib.metadata import distributions, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.publish.repositories import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
WANTED = {
    "requirements.txt": PROJECT["project"]["dependencies"],
    "requirements-test.txt": PROJECT["dependency-groups"]["test"],
    "requirements-uv.txt": PROJECT["dependency-groups"]["install"],
}
OURS = ("*.py", "checks/*.py", "incremental/*.py", "plugins/*.py", "preview/*.py", "publishing/*.py", "writing/*.py")


def _lines(file: str) -> list[str]:
    return (ROOT / file).read_text(encoding="utf-8").replace("\\\n", "").splitlines()


def _pinned(file: str) -> dict[str, tuple[Requirement, list[str]]]:
    pins: dict[str, tuple[Requirement, list[str]]] = {}
    for line in _lines(file):
        words, *hashes = re.split(r"\s+--hash=", line)
        requirement = Requirement(words)
        pins[canonicalize_name(requirement.name)] = (requirement, hashes)
    return pins


@pytest.mark.parametrize(("file", "wanted"), [(file, wanted) for file in WANTED for wanted in WANTED[file]])
def test_every_dependency_is_pinned_to_a_version_that_is_allowed(file: str, wanted: str) -> None:
    requirement = Requirement(wanted)
    pins = _pinned(file)
    assert canonicalize_name(requirement.name) in pins, "run `python3 tasks.py lock`"
    (pin, _) = pins[canonicalize_name(requirement.name)]
    [exact] = pin.specifier
    assert requirement.specifier.contains(exact.version), "run `python3 tasks.py lock`"
    assert pin.marker is None


@pytest.mark.parametrize("file", WANTED)
def test_every_pin_is_one_version_with_hashes(file: str) -> None:
    for name, (pin, hashes) in _pinned(file).items():
        assert [exact.operator for exact in pin.specifier] == ["=="], name
        assert hashes, name
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}\s*", value) for value in hashes), name


@pytest.mark.parametrize("file", WANTED)
def test_no_pin_names_where_it_comes_from(file: str) -> None:
    assert not [line for line in _lines(file) if "://" in line or line.startswith(("-", "#"))]


@pytest.mark.parametrize("file", WANTED)
def test_what_is_compiled_is_pinned_for_other_machines_too(file: str) -> None:
    compiled = {
        canonicalize_name(found.name)
        for found in distributions()
        if "Tag: py3-none-any" not in (found.read_text("WHEEL") or "")
    }
    pins = _pinned(file)
    assert not [name for name in compiled & pins.keys() if len(pins[name][1]) < 3], "run `python3 tasks.py lock`"


def test_the_tools_of_the_tests_change_none_of_the_coachs() -> None:
    tools, tests = _pinned("requirements.txt"), _pinned("requirements-test.txt")
    for name in tools.keys() & tests.keys():
        assert (tools[name][0].specifier, tools[name][1]) == (tests[name][0].specifier, tests[name][1]), name


def _imported(path: Path) -> set[str]:
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.append(node.module)
    return {name.split(".")[0] for name in names}


def test_what_the_project_imports_is_among_the_coachs_tools() -> None:
    declared = {canonicalize_name(Requirement(wanted).name) for wanted in WANTED["requirements.txt"]}
    found_in = packages_distributions()
    for path in [path for pattern in OURS for path in ROOT.glob(pattern)]:
        for name in _imported(path) - sys.stdlib_module_names:
            ours = (ROOT / name).is_dir() or (ROOT / f"{name}.py").is_file()
            assert ours or {canonicalize_name(found) for found in found_in[name]} & declared, f"{path}: {name}"


def test_markdown_is_new_enough_to_take_hostile_input() -> None:
    [exact] = _pinned("requirements.txt")["markdown"][0].specifier
    assert Requirement("markdown>=3.8.1").specifier.contains(exact.version)
