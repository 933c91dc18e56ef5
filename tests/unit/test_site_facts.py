import shutil
from pathlib import Path

import pytest

from checks.site_facts import check

CONTENT = Path(__file__).parents[2] / "content"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    shutil.copytree(CONTENT / "pages", tmp_path / "pages")
    shutil.copy(CONTENT / "site.toml", tmp_path)
    return tmp_path


def replace(content: Path, start: str, line: str) -> None:
    """Put a line in the place of the first that starts so."""
    lines = (content / "site.toml").read_text(encoding="utf-8").splitlines()
    at = next(number for number, old in enumerate(lines) if old.startswith(start))
    (content / "site.toml").write_text("\n".join([*lines[:at], line, *lines[at + 1 :]]), encoding="utf-8")


def test_the_facts_of_this_site_hold(content: Path) -> None:
    assert check(content) == []


@pytest.mark.parametrize(
    ("start", "line", "found"),
    [
        ("name", "", "“name” is missing"),
        ("name", 'name = ""', "“name” is empty"),
        ("name", "name = 3", "“name” is 3"),
        ("name", 'name = "A"\nnmae = "B"', "“nmae” is not known"),
        ("name", 'name = "A', "cannot be read"),
        ("timezone", 'timezone = "Mars/Base"', "is no time zone"),
        ("url", 'url = "http://x.org"', "is not secure"),
        ("email", 'email = "nobody"', "is no e-mail address"),
        ("address", 'address = "/home/"', "leads to “/home/”, which is no page"),
        ("address", 'address = "/article"', "leads to “/article”, which is no page"),
        ("drawing", 'drawing = "castle"', "There is no drawing “castle”"),
        ("topics", 'topics = ["Burnuot"]', "The topic “Burnuot” is not known"),
        ("danger", 'danger = ""', "“crisis.danger” is empty"),
        ("default", 'default = ["tea"]', "The invitation “tea” is not known"),
    ],
)
def test_a_fault_is_reported(content: Path, start: str, line: str, found: str) -> None:
    replace(content, start, line)
    assert any(found in problem.found for problem in check(content))


def test_the_navigation_may_lead_home(content: Path) -> None:
    replace(content, "address", 'address = "/"')
    assert check(content) == []


def test_a_missing_file_is_reported(tmp_path: Path) -> None:
    assert [problem.found for problem in check(tmp_path)] == ["This file is missing."]


def test_a_placeholder_is_reported_only_before_it_goes_live(content: Path) -> None:
    replace(content, "url", 'url = "https://x.example"')
    assert check(content) == []
    assert any("placeholder" in problem.found for problem in check(content, publish=True))
