"""What changed: the coach's sentence always, the passages where the repository has the earlier text."""

import os
import subprocess
from pathlib import Path

import pytest

from sources.header import parse_source
from tests.site.building import LOCAL_URL, Site, build, copy_project, digests, replace
from tests.site.test_feeds_and_sitemap import ATOM, _xml

ADDRESS = "articles/small-promises/"
PAGE = f"{ADDRESS}changes/"
REVISED = "Modified: 2025-12-01\n"


def git(folder: Path, *arguments: str, moment: str = "") -> None:
    identity = ("-c", "user.name=C", "-c", "user.email=c@coach.test", "-c", "commit.gpgsign=false")
    dates = {"GIT_COMMITTER_DATE": moment, "GIT_AUTHOR_DATE": moment} if moment else {}
    subprocess.run(["git", *identity, *arguments], cwd=folder, env=os.environ | dates, check=True, capture_output=True)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with a history: an article as a draft, as it was first published, and as it is."""
    project = copy_project(tmp_path_factory.mktemp("history") / "project")
    article = project / "content/articles/small-promises.md"
    now = article.read_text(encoding="utf-8")
    first = now.replace(REVISED, "").replace("dinner was crackers", "dinner was <b>soup</b> & tea")
    assert first.count("soup") == 1
    git(project, "init", "--quiet", "--initial-branch=main")
    versions = [
        (
            first.replace("Category:", "Status: draft\nCategory:").replace("soup", "wombat"),
            "2025-01-21T08:00:00Z",
        ),
        (first, "2025-01-22T08:00:00Z"),
        (now, "2025-12-01T08:00:00Z"),
    ]
    for text, moment in versions:
        article.write_text(text, encoding="utf-8")
        git(project, "add", "--all", moment=moment)
        git(project, "commit", "--quiet", "--message=x", moment=moment)
    return project


@pytest.fixture(scope="module")
def history(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """What is built where the history is."""
    output = tmp_path_factory.mktemp("built") / "output"
    build(output, "--without-search", project=repository)
    return Site(output, LOCAL_URL)


def test_an_article_that_changed_leads_to_what_changed_and_back(site: Site, content: Path) -> None:
    with_page = {a for a in site.articles if f"{a}changes/" in site.addresses}
    assert with_page == {a for a in site.articles if site.page(a).select(".notice a")}
    for address in with_page:
        [notice] = site.page(address).select(".notice")
        assert site.links(notice, address) == [f"{site.url}/{address}changes/"]
        [main] = site.page(f"{address}changes/").select("main")
        assert f"{site.url}/{address}" in site.links(main, f"{address}changes/")
        said = " ".join(main.get_text().split())
        header = parse_source((content / f"{address.rstrip('/')}.md").read_text(encoding="utf-8"))
        assert (header.text("changes") or "").replace("'", "’") in said


def test_without_a_history_the_page_has_the_sentence_alone(site: Site) -> None:
    page = site.page("articles/every-element/changes/")
    assert not page.select("main ins, main del")
    said = " ".join(page.select("main")[0].get_text().split())
    assert "An earlier version of this article appeared on this site in May 2023." in said
    assert "was updated on April 2, 2026. The table is new." in said
    assert "The earlier text is not kept here" in said


def test_with_a_history_the_words_that_went_and_came_are_marked_for_eye_and_ear(history: Site) -> None:
    page = history.page(PAGE)
    assert [tag.get_text() for tag in page.select(".changes__passage del")] == ["Removed: soup & tea."]
    assert [tag.get_text() for tag in page.select(".changes__passage ins")] == ["Added: crackers."]
    assert "Compared with the text of January 20, 2025." in page.get_text()
    assert page.select(".changes__gap")


def test_nothing_of_a_draft_is_shown(history: Site) -> None:
    for path in history.folder.rglob("*"):
        assert not path.is_file() or b"wombat" not in path.read_bytes(), path


def test_no_search_engine_and_no_search_of_ours_lists_what_changed(history: Site) -> None:
    page = history.page(PAGE)
    assert page.select("meta[name=robots][content=noindex]")
    assert not page.select("[data-pagefind-body]")
    assert "changes/" not in history.text("sitemap.xml")


def test_a_clone_with_the_same_history_has_the_same_pages(history: Site, repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", str(repository), "clone")
    build(tmp_path / "output", "--without-search", project=tmp_path / "clone")
    assert digests(tmp_path / "output") == digests(history.folder)


def test_a_shallow_clone_has_the_page_too(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{repository}", "clone")
    build(tmp_path / "output", "--without-search", project=tmp_path / "clone")
    assert "The earlier text is not kept here" in Site(tmp_path / "output", LOCAL_URL).text(PAGE)


def test_a_typo_sends_no_entry_of_a_feed_anew_and_a_revision_does(site: Site, tmp_path: Path) -> None:
    def updated(built: Site) -> dict[str, str]:
        entries = _xml(built, "feed.xml").xpath("//atom:entry", namespaces=ATOM)
        return {
            entry.findtext("atom:id", namespaces=ATOM): entry.findtext("atom:updated", namespaces=ATOM)
            for entry in entries
        }

    project = copy_project(tmp_path)
    replace(project / f"content/{ADDRESS.rstrip('/')}.md", "dinner was crackers", "dinner was noodles")
    build(project / "output", "--without-search", project=project)
    mended = Site(project / "output", LOCAL_URL)
    assert "noodles" in mended.text("feed.xml")
    assert updated(mended) == updated(site)
    replace(project / f"content/{ADDRESS.rstrip('/')}.md", REVISED, "Modified: 2025-12-02\n")
    build(project / "output", "--without-search", project=project)
    revised = updated(Site(project / "output", LOCAL_URL))
    assert {entry for entry in revised if revised[entry] != updated(site)[entry]} == {f"{site.url}/{ADDRESS}"}
