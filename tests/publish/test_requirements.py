"""The versions that are installed are pinned, with hashes, and are what pyproject.toml allows."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.publish.repositories import ROOT

LINES = (ROOT / "requirements.txt").read_text(encoding="utf-8").replace("\\\n", "").splitlines()
WANTED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]


def _pinned() -> dict[str, tuple[Requirement, list[str]]]:
    pins: dict[str, tuple[Requirement, list[str]]] = {}
    for line in LINES:
        words, *hashes = re.split(r"\s+--hash=", line)
        requirement = Requirement(words)
        pins[canonicalize_name(requirement.name)] = (requirement, hashes)
    return pins


@pytest.mark.parametrize("wanted", WANTED)
def test_every_dependency_is_pinned_to_a_version_that_is_allowed(wanted: str) -> None:
    requirement = Requirement(wanted)
    pins = _pinned()
    assert canonicalize_name(requirement.name) in pins, "run `python3 tasks.py lock`"
    (pin, _) = pins[canonicalize_name(requirement.name)]
    [exact] = pin.specifier
    assert requirement.specifier.contains(exact.version), "run `python3 tasks.py lock`"
    assert pin.marker is None


def test_every_pin_is_one_version_with_hashes() -> None:
    for name, (pin, hashes) in _pinned().items():
        assert [exact.operator for exact in pin.specifier] == ["=="], name
        assert hashes, name
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}\s*", value) for value in hashes), name


def test_no_pin_names_where_it_comes_from() -> None:
    assert not [line for line in LINES if "://" in line or line.startswith(("-", "#"))]


def test_markdown_is_new_enough_to_take_hostile_input() -> None:
    [exact] = _pinned()["markdown"][0].specifier
    assert Requirement("markdown>=3.8.1").specifier.contains(exact.version)
