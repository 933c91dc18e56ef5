"""Whatever lies in the place of a file, opening it neither waits, nor fills memory, nor leads out of the project."""

import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

import file_cache
import ordinary_file
from checks import fix, project_files, sources
from incremental import inputs
from pictures import photographs
from problem import errors
from sources.content import FOLDERS, read
from tests.unit.practice import written
from writing import new_article


def _sparse(path: Path) -> None:
    path.touch()
    os.truncate(path, 10**11)


def _socket(path: Path) -> None:
    here = os.getcwd()  # noqa: PTH109
    os.chdir(path.parent)  # the path of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


KINDS: dict[str, Callable[[Path], object]] = {
    "pipe": os.mkfifo,
    "socket": _socket,
    "link to a device": lambda path: path.symlink_to("/dev/zero"),
    "link to a file": lambda path: path.symlink_to(__file__),
    "link to a folder": lambda path: path.symlink_to("/"),
    "link to nothing": lambda path: path.symlink_to("nothing"),
    "link to itself": lambda path: path.symlink_to(path),
    "link to what belongs to a process": lambda path: path.symlink_to("/proc/self/environ"),
    "enormous file": _sparse,
}
PLACES = (
    "articles/rest.md", "articles/below/more.md", "pages/about.md", "images/desk.jpg", "files/sheet.pdf", "files/below",
    "site.toml", "paths.toml", "voices.toml", "workshops.toml", "other", *FOLDERS,
)  # fmt: skip
every_kind = pytest.mark.parametrize("kind", KINDS)


def _replaced(path: Path, kind: str) -> Path:
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    KINDS[kind](path)
    return path


@every_kind
def test_nothing_but_an_ordinary_file_is_opened(kind: str, tmp_path: Path) -> None:
    path = _replaced(tmp_path / "file", kind)
    with pytest.raises(OSError, match=r".") as raised:
        ordinary_file.read(path)
    assert raised.value.filename == str(path)
    with pytest.raises(OSError, match=r"."):
        photographs.describe(path)
    assert inputs.folder_fingerprint(tmp_path)
    assert file_cache.get(_replaced(tmp_path / "name.entry", kind).parent, "name") is None


@every_kind
@pytest.mark.parametrize("place", PLACES)
def test_whatever_lies_below_content_is_told_and_keeps_no_step_waiting(place: str, kind: str, tmp_path: Path) -> None:
    content = written(tmp_path / "content")
    _replaced(content / place, kind)
    there = read(content)
    problems = [
        *there.site.problems,
        *there.paths.problems,
        *there.voices.problems,
        *there.workshops.problems,
        *errors(sources.check(there)),
    ]
    told = [problem for problem in problems if problem.path == f"content/{place}"]
    assert len(told) == 1, problems
    assert str(tmp_path) not in str(problems)
    assert fix.fix(content, lambda _: None) == []
    if place in ("articles", "site.toml"):
        with pytest.raises(SystemExit):
            new_article.create("A Title of Its Own", content)
    else:
        assert new_article.create("A Title of Its Own", content).is_file()
    assert inputs.folder_fingerprint(content)


@every_kind
def test_content_itself_is_a_folder_of_the_project(kind: str, tmp_path: Path) -> None:
    there = read(_replaced(written(tmp_path / "content"), kind))
    [problem] = sources.check(there)
    assert problem.path == "content"
    assert inputs.folder_fingerprint(there.folder)


@every_kind
@pytest.mark.parametrize("name", ["DESKTOP.INI", "old~", "Thumbs.db"])
def test_what_is_called_like_a_file_of_the_system_is_looked_at_too(name: str, kind: str, tmp_path: Path) -> None:
    content = written(tmp_path / "content")
    _replaced(content / "files" / name, kind)
    told = [problem.path for problem in sources.check(read(content)) if "files" in problem.path]
    assert told == ([f"content/files/{name}"] if kind != "enormous file" else [])


def _project(folder: Path) -> Path:
    for name in (*project_files.NEEDED, "plugins", ".cache/pictures"):
        (folder / name).mkdir(parents=True)
    (folder / "theme/templates/base.html").write_text("{{ name }}", "utf-8")
    (folder / project_files.WORDS).parent.mkdir()
    (folder / project_files.WORDS).touch()
    for name in project_files.SETTINGS:
        (folder / name).write_text("NAME = 1\n", "utf-8")
    return folder


@every_kind
@pytest.mark.parametrize(
    "place",
    [
        "theme", "theme/templates", "theme/templates/base.html", "theme/templates/partials/more.html", "theme/css/base.css",
        "theme/static", "theme/static/js/more.js", "theme/static/fonts", "plugins/more.py", "sources", "checks/more.toml",
        "forms/providers.toml", "incremental/below", "pelicanconf.py", "publishconf.py", "build.py",
    ],
)  # fmt: skip
def test_nothing_that_a_build_reads_of_the_project_leads_out_of_it(place: str, kind: str, tmp_path: Path) -> None:
    project = _project(tmp_path / "project")
    assert project_files.check(project) == []
    _replaced(project / place, kind)
    problems = project_files.check(project)
    if kind != "enormous file" or "." in place:
        assert place in [problem.path for problem in problems], problems
    assert str(tmp_path) not in str(problems)
    assert inputs.folder_fingerprint(project)


@pytest.mark.parametrize("place", [".cache", ".cache/pictures", "build.py"])
def test_neither_the_cache_nor_a_program_is_elsewhere(place: str, tmp_path: Path) -> None:
    project = _project(tmp_path / "project")
    _replaced(project / place, "link to a folder")
    assert [problem.path for problem in project_files.check(project)] == [place]


def test_the_lock_of_an_editor_in_the_theme_is_passed_over(tmp_path: Path) -> None:
    project = _project(tmp_path / "project")
    (project / "theme/templates/.#base.html").symlink_to("someone@desk.4242")
    assert project_files.check(project) == []
    (project / "theme/templates/.#base.html").unlink()
    (project / "theme/templates/.#base.html").symlink_to(__file__)
    assert [problem.path for problem in project_files.check(project)] == ["theme/templates/.#base.html"]


@pytest.mark.parametrize("name", [*project_files.NEEDED, project_files.WORDS])
def test_a_folder_of_the_theme_that_is_missing_is_named(name: str, tmp_path: Path) -> None:
    project = _project(tmp_path / "project")
    (project / name).rename(tmp_path / "gone")
    assert [problem.place for problem in project_files.check(project)] == [name]


@pytest.mark.parametrize("name", project_files.SETTINGS)
def test_a_file_of_the_settings_that_is_missing_is_named(name: str, tmp_path: Path) -> None:
    project = _project(tmp_path / "project")
    (project / name).unlink()
    assert [problem.place for problem in project_files.check(project)] == [name]


@pytest.mark.parametrize("name", ["theme/templates/base.html", "pelicanconf.py", "plugins/more.py", "forms/more.toml"])
@pytest.mark.parametrize("data", [b"one\ntwo \xff\n", b"one\ntwo \x00\n"])
def test_a_text_of_the_project_is_utf_8(name: str, data: bytes, tmp_path: Path) -> None:
    project = _project(tmp_path / "project")
    (project / name).parent.mkdir(exist_ok=True)
    (project / name).write_bytes(data)
    assert [problem.place for problem in project_files.check(project)] == [f"{name}:2"]


def test_a_typeface_that_is_missing_is_told_with_the_line_that_names_it(tmp_path: Path) -> None:
    project = _project(tmp_path / "project")
    (project / "theme/css/fonts.css").write_text('a\nsrc: url("{fonts}/x.woff2");\n', "utf-8")
    assert [problem.place for problem in project_files.check(project)] == ["theme/css/fonts.css:2"]
    (project / "theme/static/fonts").mkdir()
    (project / "theme/static/fonts/x.woff2").touch()
    assert project_files.check(project) == []
