"""The writing page on the live site: there only where site.toml names the repository, and of the coach alone."""

import gzip
import json
from pathlib import Path

import pytest

from sources.writing_page import POLICY
from tests.site.building import LIVE, Site, build, copy_project, digests, replace, run

TABLE = '[writing]\nrepository = "mara/tidewater"\n\n[forms]'
WAITING = ("quincunx", "a-draft", "zugzwang", "a-scheduled-one")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy_project(tmp_path_factory.mktemp("writing") / "project", history=True)
    replace(folder / "content/site.toml", "[forms]", TABLE)
    return folder


@pytest.fixture(scope="module")
def live(project: Path) -> Site:
    return build(project / "published", "--publish", project=project, environment=LIVE)


def test_without_a_repository_there_is_none(each_site: Site) -> None:
    assert not [name for name in each_site.files if name.startswith("write")]


def test_with_one_its_modules_are_published_and_not_the_one_of_the_desk(live: Site) -> None:
    there = {name.removeprefix("write/") for name in live.files if name.startswith("write/")}
    sources = {path.name for path in (Path(__file__).parents[2] / "writing/page").iterdir()}
    assert there == sources - {"desk.js"} | {"form.json", "links.json"}
    assert live.one("write/", "html")["data-keeper"] == "github"


def test_it_brings_its_files_alone_and_the_rest_of_the_site_stays_as_it_was(live: Site, published_site: Site) -> None:
    """So it is in no navigation, feed, sitemap, and no search."""
    one, other = digests(live.folder), digests(published_site.folder)
    differing = {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}
    assert {name for name in differing if not name.startswith("write/")} == set()


def test_it_says_for_itself_what_it_may_load_and_that_it_is_not_to_be_listed(live: Site) -> None:
    assert live.one("write/", "meta[http-equiv=Content-Security-Policy]")["content"] == POLICY
    assert live.one("write/", "meta[name=robots]")["content"] == "noindex"
    assert live.one("write/", "meta[name=referrer]")["content"] == "no-referrer"
    assert "--color-canvas:" in live.text("write/write.css")
    assert "{light}" not in live.text("write/write.css") + live.text("write/index.html")


def test_what_a_browser_gets_before_she_asks_for_more_travels_in_60_kilobytes(live: Site) -> None:
    """The programs that rename and that move in come when they are asked for."""
    later = {"plans.js", "links.js", "links.json", "import.js", "import.css", "away_import.js"}
    names = {name for name in live.files if name.startswith("write/")} - {f"write/{name}" for name in later}
    sent = [live.text(name).encode() for name in names]
    assert sum(len(gzip.compress(text, 9, mtime=0)) for text in sent) <= 60_000


def test_it_is_told_where_it_saves_and_what_is_live(live: Site) -> None:
    form = json.loads(live.text("write/form.json"))
    assert (form["repository"], form["branch"], form["live"]) == ("mara/tidewater", "main", "gh-pages")
    assert "articles/the-empty-tank.md" in [file["name"] for file in form["files"]]


def test_nothing_of_what_waits_can_be_read_in_it(live: Site) -> None:
    for name in live.files:
        if name.startswith("write/"):
            assert not [word for word in WAITING if word in live.text(name).lower()], name


def test_a_second_build_changes_nothing_and_one_without_what_was_kept_is_the_same(project: Path, live: Site) -> None:
    before = digests(live.folder)
    assert digests(build(live.folder, "--publish", project=project, environment=LIVE).folder) == before
    (project / "content/articles/the-empty-tank.md").touch()
    elsewhere = copy_project(project.parent / "anew", cached=False, history=True)
    replace(elsewhere / "content/site.toml", "[forms]", TABLE)
    anew = build(elsewhere / "published", "--publish", project=elsewhere, environment=LIVE)
    assert digests(anew.folder) == before


def test_a_new_title_is_in_it_after_the_next_build(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    replace(project / "content/site.toml", "[forms]", TABLE)
    build(tmp_path / "output", project=project)
    replace(project / "content/articles/the-empty-tank.md", "Title: ", "Title: Anew ")
    assert "Anew " in build(tmp_path / "output", project=project).text("write/form.json")


def test_with_it_no_page_of_the_coach_has_its_address(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    page = "Title: Write to Me\nSummary: How to write to me.\n\nBy hand.\n"
    (project / "content/pages/write.md").write_text(page, encoding="utf-8")
    assert run("build.py", "--check", project=project).status == 0
    replace(project / "content/site.toml", "[forms]", TABLE)
    done = run("build.py", "--check", project=project)
    assert done.status == 1
    assert "The address /write/ is already that of the writing page." in done.said


def test_a_host_that_is_told_headers_lets_it_load_its_style_and_speak_with_github(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    replace(project / "content/site.toml", "[forms]", TABLE)
    replace(project / "content/site.toml", 'host = "github-pages"', 'host = "netlify"')
    site = build(tmp_path / "published", "--publish", project=project, environment=LIVE)
    [policy] = [line for line in site.text("_headers").splitlines() if "Content-Security-Policy" in line]
    allowed = {words[0]: words[1:] for part in policy.split(": ", 1)[1].split(";") if (words := part.split())}
    assert allowed["style-src"] == ["'self'", "'unsafe-inline'"]
    assert {"'self'", "https://api.github.com"} <= set(allowed["connect-src"])
    assert {"'self'", "blob:", "data:"} <= set(allowed["img-src"])
    assert "https://api.github.com" not in site.text("")
