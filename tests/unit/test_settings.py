"""A setting that is not known or not of its kind is told with its file and line."""

from pathlib import Path
from typing import Any

import pytest
from pelican.settings import DEFAULT_CONFIG, get_settings_from_file

from checks.settings import check

ROOT = Path(__file__).parents[2]


def _told(folder: Path, line: str, values: dict[str, Any]) -> list[str]:
    file = folder / "pelicanconf.py"
    file.write_text(f"import os\n{line}\n", "utf-8")
    return [f"{problem}" for problem in check([file], values, DEFAULT_CONFIG)]


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("SITENAME", 5, "SITENAME is a number, and has to be words."),
        ("SITENAME", None, "SITENAME is nothing, and has to be words."),
        ("SITEURL", ["https://a.test"], "SITEURL is a list, and has to be words."),
        ("PLUGINS", "plugins.feeds", "PLUGINS is words, and has to be a list."),
        ("PLUGINS", [5], "PLUGINS has something in it that is not words."),
        ("ARTICLE_PATHS", 5, "ARTICLE_PATHS is a number, and has to be a list."),
        ("STATIC_PATHS", [None], "STATIC_PATHS has something in it that is not words."),
        ("READERS", [], "READERS is a list, and has to be a table."),
        ("DEFAULT_PAGINATION", "ten", "DEFAULT_PAGINATION is words, and has to be True or False."),
        ("RELATIVE_URLS", "yes", "RELATIVE_URLS is words, and has to be True or False."),
        ("FORMS", None, "FORMS is nothing, and has to be a table."),
        ("PATH", "nothing", "PATH is not a folder of the project."),
        ("THEME", "nothing", "THEME is not a folder of the project."),
        ("SITNAME", "x", "“SITNAME” is not the name of a setting."),
        ("XYZZY", "x", "“XYZZY” is not the name of a setting."),
        ("PLUGIN_PATH", ["."], "“PLUGIN_PATH” is not the name of a setting."),
    ],
)
def test_what_a_setting_must_not_be(name: str, value: object, found: str, tmp_path: Path) -> None:
    [told] = _told(tmp_path, f"{name} = {value!r}", {name: value})
    assert told.startswith(f"pelicanconf.py:2\n    {found}\n")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FEED_ALL_ATOM", None),
        ("LOCALE", "C"),
        ("DEFAULT_PAGINATION", 10),
        ("PLUGIN_PATHS", ("plugins",)),
        ("AUTHOR_SAVE_AS", ""),
        ("_own", 5),
        ("helper", 5),
    ],
)
def test_what_a_setting_may_be(name: str, value: object, tmp_path: Path) -> None:
    assert _told(tmp_path, f"{name} = {value!r}", {name: value}) == []


def test_the_settings_of_the_project_are_right() -> None:
    file = ROOT / "pelicanconf.py"
    assert list(check([file], get_settings_from_file(str(file)), DEFAULT_CONFIG)) == []


def test_what_publishing_sets_is_told_of_its_own_file(tmp_path: Path) -> None:
    (tmp_path / "pelicanconf.py").write_text("SITEURL = ''\n", "utf-8")
    (tmp_path / "publishconf.py").write_text("\nSITEURL = 5\n", "utf-8")
    files = [tmp_path / "pelicanconf.py", tmp_path / "publishconf.py"]
    assert [problem.place for problem in check(files, {"SITEURL": 5}, DEFAULT_CONFIG)] == ["publishconf.py:2"]
