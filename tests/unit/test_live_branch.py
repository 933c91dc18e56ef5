import os
import socket
from pathlib import Path

import pytest

from publishing.live_branch import HOSTS_OWN, unpublishable


def write(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("words", "utf-8")


@pytest.mark.parametrize(
    "name", ["index.html", "articles/rest/index.html", "ä ö.html", " space", "a'b", ".nojekyll", ".github/a.yml", "git"]
)
def test_what_can_be_published_is_not_questioned(name: str, tmp_path: Path) -> None:
    write(tmp_path / name)
    assert list(unpublishable(tmp_path)) == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [("a\nb", "a⏎b"), ("a\rb", "a⏎b"), ("a/b\n", "a/b⏎"), ('"a', '"a'), (os.fsdecode(b"\xff.html"), "?.html")],
)
def test_a_name_that_git_would_take_for_another_is_told_in_one_line(name: str, shown: str, tmp_path: Path) -> None:
    write(tmp_path / name)
    [problem] = unpublishable(tmp_path)
    assert (problem.path, problem.found) == (f"output/{shown}", "The name of this file cannot be published.")


def test_what_is_no_file_is_told_as_what_it_is(tmp_path: Path) -> None:
    write(tmp_path / "here.html")
    (tmp_path / "link.html").symlink_to("here.html")
    (tmp_path / "part/.GIT").mkdir(parents=True)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(tmp_path / "socket"))  # a whole path may be too long for one
        assert [(problem.path, problem.found) for problem in unpublishable(tmp_path)] == [
            ("output/link.html", "This leads to another file instead of being one."),
            ("output/part/.GIT", "This is a git repository within the site."),
            ("output/socket", "This is not an ordinary file."),
        ]


@pytest.mark.parametrize(
    ("names", "kept"),
    [
        ("CNAME .nojekyll netlify.toml README README.md LICENSE.txt .github/workflows/a.yml", True),
        ("index.html CNAME/index.html a/CNAME README/index.html .github a.nojekyll", False),
    ],
)
def test_what_the_host_or_its_owner_keeps_beside_the_site_is_known(names: str, *, kept: bool) -> None:
    assert {name: bool(HOSTS_OWN.match(name)) for name in names.split()} == dict.fromkeys(names.split(), kept)
