"""A setting that is not known, missing, not of its kind, or not what other code relies on is told with its file and line."""

import ast
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pelican.settings import DEFAULT_CONFIG, get_settings_from_file

from checks.settings import FILES, OF_PUBLISHING, OTHERS, OURS, Settings, check, line_of

ROOT = Path(__file__).parents[2]
ADDRESS = "https://coach.test/sub"
LIVE = {"SITEURL": ADDRESS, "CONTACT_FORM": "custom:https://f.test/c", "NEWSLETTER_FORM": "custom:https://f.test/n"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The settings of the project, with another practice."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "tests/practices/minimal", folder / "content")
    shutil.copytree(ROOT / "theme/templates", folder / "theme/templates")
    for name in FILES:
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def right(project: Path) -> Iterator[Settings]:
    """The settings as they are."""
    with pytest.MonkeyPatch.context() as patch:
        for name in (*LIVE, "LOCAL_URL", "LOCAL_ENDPOINT"):
            patch.delenv(name, raising=False)
        file = project / FILES[0]
        yield Settings([file], get_settings_from_file(str(file)), DEFAULT_CONFIG)


def _told(right: Settings, folder: Path, line: str, values: dict[str, Any]) -> list[str]:
    """What is said of the settings with one line more at their end."""
    file = folder / FILES[0]
    file.write_text(f"{right.files[0].read_text('utf-8')}{line}", "utf-8")
    shutil.copytree(right.files[0].parent / "theme", folder / "theme")
    return [f"{problem}" for problem in check(Settings([file], {**right.values, **values}, DEFAULT_CONFIG))]


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("SITENAME", 5, "SITENAME is a number, and has to be words."),
        ("SITENAME", None, "SITENAME is nothing, and has to be words."),
        ("SITENAME", "Another", "SITENAME has to be `'Riverside'`."),
        ("SITEURL", ["https://a.test"], "SITEURL is a list, and has to be words."),
        ("SITEURL", "https://a.test", "SITEURL has to be `''`."),
        ("PREVIEW", False, "PREVIEW has to be `True`."),
        ("PLUGINS", "plugins.feeds", "PLUGINS is words, and has to be a list."),
        ("PLUGINS", [5], "PLUGINS has something in it that is not words."),
        ("ARTICLE_PATHS", 5, "ARTICLE_PATHS is a number, and has to be a list."),
        ("ARTICLE_PATHS", ["texts"], "ARTICLE_PATHS has to be `['articles']`."),
        ("ARTICLE_URL", "essays/{slug}/", "ARTICLE_URL has to be `'articles/{slug}/'`."),
        ("STATIC_PATHS", [None], "STATIC_PATHS has something in it that is not words."),
        ("THEME_TEMPLATES_OVERRIDES", [None], "THEME_TEMPLATES_OVERRIDES has something in it that is not words."),
        ("READERS", [], "READERS is a list, and has to be a table."),
        ("READERS", {"md": 5}, "READERS has something for “md” that cannot be used."),
        ("JINJA_FILTERS", {"opening": 5}, "JINJA_FILTERS has something for “opening” that cannot be used."),
        ("TEMPLATE_PAGES", {5: "x"}, "TEMPLATE_PAGES has a name in it that is not words."),
        ("TEMPLATE_PAGES", {"a": "../a"}, "TEMPLATE_PAGES has something for “a” that cannot be used."),
        ("EXTRA_PATH_METADATA", {"a": 5}, "EXTRA_PATH_METADATA has something for “a” that cannot be used."),
        ("EXTRA_PATH_METADATA", {"a": {"template": "tanks"}}, "EXTRA_PATH_METADATA names theme/templates/tanks.html, which is missing."),
        ("TEMPLATE_PAGES", {"robot.txt": "robots.txt"}, "TEMPLATE_PAGES names theme/templates/robot.txt, which is missing."),
        ("LOG_FILTER", [(30, [])], "LOG_FILTER has something in it that is not a level and a message."),
        ("DEFAULT_PAGINATION", "ten", "DEFAULT_PAGINATION is words, and has to be True or False."),
        ("RELATIVE_URLS", "yes", "RELATIVE_URLS is words, and has to be True or False."),
        ("FORMS", None, "FORMS is nothing, and has to be a table."),
        ("FORMS", {}, "FORMS has to have contact and newsletter, and nothing else."),
        ("CONTENT", None, "CONTENT is nothing, and has to be a content."),
        ("SITE", {"name": "x"}, "SITE has to be the facts of content/site.toml."),
        ("PATH", "nothing", "PATH has to be `'content'`."),
        ("THEME", "nothing", "THEME has to be `'theme'`."),
        ("LOCALE", ["xx"], "LOCALE has to be `['C.UTF-8', 'C']`."),
        ("FEED_ALL_ATOM", "x", "FEED_ALL_ATOM has to be `None`."),
        ("TIMEZONE", "/etc", "TIMEZONE has to be `'Europe/London'`."),
        ("TAG_URL", "tag/{nothing}/", "TAG_URL is “tag/{nothing}/”, and what stands between its braces is not known."),
        ("TAG_URL", "tag/{", "TAG_URL is “tag/{”, and what stands between its braces is not known."),
        ("TAG_SAVE_AS", "../{slug}", "TAG_SAVE_AS is “../{slug}”, which leads out of the site."),
        ("TAG_SAVE_AS", "/{slug}", "TAG_SAVE_AS is “/{slug}”, which leads out of the site."),
        ("PATH_METADATA", "([", "PATH_METADATA is “([”, which is not a pattern."),
        ("DEFAULT_DATE_FORMAT", "\x00", "DEFAULT_DATE_FORMAT is “\\x00”, with a sign in it that cannot be shown."),
        ("DEFAULT_DATE_FORMAT", "x" * 1001, "DEFAULT_DATE_FORMAT has 1,001 characters; at most 1,000 are understood."),
        ("PAGE_ADDRESSES", ["x"] * 1001, "PAGE_ADDRESSES has 1,001 entries; at most 1,000 are understood."),
        ("SITNAME", "x", "“SITNAME” is not the name of a setting."),
        ("XYZZY", "x", "“XYZZY” is not the name of a setting."),
        ("PLUGIN_PATH", ["."], "“PLUGIN_PATH” is not the name of a setting."),
    ],
)  # fmt: skip
def test_what_a_setting_must_not_be(name: str, value: object, found: str, right: Settings, tmp_path: Path) -> None:
    [told] = _told(right, tmp_path, f"{name} = 0", {name: value})
    last = right.files[0].read_text("utf-8").count("\n") + 1
    assert told.startswith(f"pelicanconf.py:{last}\n    {found}\n")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FEED_ALL_ATOM", None),
        ("DEFAULT_PAGINATION", 10),
        ("PLUGINS", ("plugins.feeds",)),
        ("AUTHOR_SAVE_AS", ""),
        ("TAG_SAVE_AS", "tags/{slug}/index.html"),
        ("SUMMARY_MAX_LENGTH", 30),
        ("_own", 5),
        ("helper", 5),
    ],
)
def test_what_a_setting_may_be(name: str, value: object, right: Settings, tmp_path: Path) -> None:
    assert _told(right, tmp_path, f"{name} = 0", {name: value}) == []


def test_the_settings_of_the_project_are_right(right: Settings, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert check(right) == []
    for name, value in LIVE.items():
        monkeypatch.setenv(name, value)
    files = [project / name for name in FILES]
    live = Settings(files, get_settings_from_file(str(files[-1])), DEFAULT_CONFIG, os.environ["SITEURL"])
    assert check(live) == []
    elsewhere = check(Settings(files, live.values, DEFAULT_CONFIG, "https://elsewhere.test"))
    assert {problem.path for problem in elsewhere} == {"publishconf.py"}, "it is another site"
    assert len(elsewhere) == len(["SITEURL", "PUBLIC_URL", "ROOT_PATH"])


@pytest.mark.parametrize("name", FILES)
def test_no_setting_may_be_missing(name: str, right: Settings, project: Path, tmp_path: Path) -> None:
    """Pelican has a value of its own for most, which would make another site without a word."""
    tree = ast.parse((project / name).read_text("utf-8"))
    missing = 0
    for statement in tree.body:
        if not isinstance(statement, ast.Assign | ast.AnnAssign):
            continue
        for file in FILES:
            shutil.copy(project / file, tmp_path / file)
        others = [one for one in tree.body if one is not statement]
        (tmp_path / name).write_text(ast.unparse(ast.Module(others, [])), "utf-8")
        files = [tmp_path / file for file in FILES]
        problems = check(Settings(files, right.values, DEFAULT_CONFIG))
        if any(f"{problem.path} {problem.found}".endswith("not set here.") for problem in problems):
            missing += 1
            assert [problem.path for problem in problems] == [name]
    assert missing >= (30 if name == FILES[0] else 6)


def test_every_setting_of_the_project_is_known_to_be_one(project: Path) -> None:
    for name, known in ((FILES[0], {*OURS, *OTHERS}), (FILES[1], {*OF_PUBLISHING, "PLUGINS"})):
        text = (project / name).read_text("utf-8")
        names = {
            word for line in re.findall(r"(?m)^ *((?:[A-Z]\w+(?:: [\w\[\]]+)? = )+)", text) for word in line.split()
        }
        assert {word.rstrip(":") for word in names if word.rstrip(":").isupper()} == known


def test_what_publishing_loses_is_told_of_its_own_file(project: Path) -> None:
    files = [project / name for name in FILES]
    [problem] = check(Settings(files, {"PREVIEW": False}, DEFAULT_CONFIG))
    assert str(problem) == (
        "publishconf.py\n    ROOT of pelicanconf.py is lost here.\n    Put back the line `from pelicanconf import *`."
    )


@pytest.mark.parametrize(
    ("said", "code", "line"),
    [
        ("Check the SITENAME setting", [], 1),
        ("Cannot import plugin `plugins.nothing`", [], 3),
        ("“nothing” is not known", [], 4),
        ("expected words", ["    for x in settings['PLUGINS']:"], 2),
        ("unhashable", ["update(set(jinja_environment))"], 4),
        ("it does not say why", ["x = 1"], 0),
    ],
)
def test_the_line_of_a_setting_is_found_by_words_and_by_the_code_that_failed(
    said: str, code: list[str], line: int, tmp_path: Path
) -> None:
    text = "SITENAME = 'x'\nPLUGINS = [\n    'plugins.nothing']\nJINJA_ENVIRONMENT = {'nothing': 1}\n"
    (tmp_path / FILES[0]).write_text(text, "utf-8")
    assert line_of([tmp_path / FILES[0]], said, code) == (tmp_path / FILES[0], line)
