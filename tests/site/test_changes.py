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


def test_an_article_whose_earlier_text_is_kept_leads_to_what_changed_and_back(history: Site, content: Path) -> None:
    with_page = {a for a in history.articles if f"{a}changes/" in history.addresses}
    assert with_page == {ADDRESS} == {a for a in history.articles if history.page(a).select(".notice a")}
    [notice] = history.page(ADDRESS).select(".notice")
    assert history.links(notice, ADDRESS) == [f"{history.url}/{PAGE}"]
    [main] = history.page(PAGE).select("main")
    assert f"{history.url}/{ADDRESS}" in history.links(main, PAGE)
    header = parse_source((content / f"{ADDRESS.rstrip('/')}.md").read_text(encoding="utf-8"))
    assert (header.text("changes") or "").replace("'", "’") in " ".join(main.get_text().split())


def test_without_an_earlier_text_the_article_has_the_sentence_and_no_page_of_changes(site: Site) -> None:
    address = "articles/every-element/"
    assert f"{address}changes/" not in site.addresses
    notice = site.one(address, ".notice")
    assert not notice.select("a")
    assert " ".join(notice.get_text().split()).endswith(
        "Updated April 2, 2026. The table is new. Reviewed May 4, 2026."
    )


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


def test_a_shallow_clone_has_the_article_without_the_page(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{repository}", "clone")
    build(tmp_path / "output", "--without-search", project=tmp_path / "clone")
    built = Site(tmp_path / "output", LOCAL_URL)
    assert PAGE not in built.addresses
    assert not built.page(ADDRESS).select(".notice a")


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
