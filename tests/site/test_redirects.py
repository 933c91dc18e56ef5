"""Old addresses: where they lead, what a reader is told there, and that none is lost without a word."""

import gzip
import re
from pathlib import Path
from urllib.parse import urljoin

import pytest

from tests.publish.repositories import IDENTITY, git
from tests.site.building import LIVE, Site, build, copy_project, replace, run

OLD = ["every-element.html", "notes/every-element/"]
NEW = "articles/every-element/"


def _leads_to(site: Site, address: str) -> str:
    """Where a browser goes from an address by itself, below the site."""
    [refresh] = site.page(address).select("meta[http-equiv=refresh]")
    wait, _, there = str(refresh["content"]).partition("; url=")
    assert wait == "0"
    return urljoin(f"{site.url}/{address}", there).removeprefix(f"{site.url}/")


@pytest.mark.parametrize("address", OLD)
def test_an_old_address_leads_to_the_article_by_itself_and_by_a_link(each_site: Site, address: str) -> None:
    new = f"{each_site.url}/{NEW}"
    page = each_site.page(address)
    assert _leads_to(each_site, address) == NEW
    assert each_site.links(each_site.one(address, "main"), address) == [new]
    assert each_site.words(address, "main a[href]") == each_site.words(NEW, "h1")
    assert [str(link["href"]) for link in page.select("link[rel=canonical]")] == [new]
    assert [str(meta["content"]) for meta in page.select("meta[property='og:url']")] == [new]
    assert [str(meta["content"]) for meta in page.select("meta[name=robots]")] == ["noindex"]


def test_an_old_address_is_in_no_list(published_site: Site) -> None:
    for name in ("sitemap.xml", "feed.xml", "topics/burnout/feed.xml"):
        assert not [old for old in OLD if f"{published_site.url}/{old}" in published_site.text(name)]
    index = sorted((published_site.folder / "pagefind/fragment").iterdir())
    assert index
    for path in index:
        data = gzip.decompress(path.read_bytes())
        assert not [old for old in OLD if f'"/{old}"'.encode() in data], path.name
        assert b"This page has moved" not in data


@pytest.fixture(scope="module")
def moved_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site in which a page, a topic and a feed have moved, and a topic has lost its articles."""
    project = copy_project(tmp_path_factory.mktemp("moved"))
    facts = project / "content/site.toml"
    replace(facts, 'name = "Leadership"', 'name = "Leading others"\nformerly = ["Leadership"]')
    (project / "content/paths.toml").unlink()
    for path in sorted((project / "content").rglob("*.md")):
        text = path.read_text(encoding="utf-8").replace("Category: Leadership", "Category: Leading others")
        text = text.replace("category: 'Leadership'", "category: 'Leading others'")
        text = text.replace("Category: Goals & habits", "Category: Goals & habits\nStatus: draft\nFormerly: a-goal")
        # What leads to those that are drafts now leads elsewhere.
        drafts = r"\]\(([./a-z]*)(?:what-the-calendar-says|small-promises)\.md[^)]*\)"
        path.write_text(re.sub(drafts, r"](\1first-month-as-chief.md)", text), encoding="utf-8")
    for name in ("what-the-calendar-says", "small-promises"):
        replace(project / f"content/articles/{name}.md", "Formerly: a-goal", f"Formerly: a-goal-{name}")
    replace(project / "content/pages/about.md", "Title:", "Formerly: who-i-am, /me.html\nTitle:")
    replace(project / "content/pages/home.md", "Title:", "Formerly: /rss.xml, /start/\nTitle:")
    replace(project / "content/pages/contact/thanks.md", "Title:", "Formerly: danke\nTitle:")
    return build(project / "output", "--without-search", project=project)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("who-i-am/", "about/"),
        ("me.html", "about/"),
        ("start/", ""),
        ("contact/danke/", "contact/thanks/"),
        ("topics/leadership/", "topics/leading-others/"),
        ("topics/goals-habits/", "articles/"),
        ("topics/habits/", "articles/"),
    ],
)
def test_pages_and_topics_can_move_as_well(moved_site: Site, old: str, new: str) -> None:
    assert _leads_to(moved_site, old) == new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("rss.xml", "feed.xml"),
        ("topics/leadership/feed.xml", "topics/leading-others/feed.xml"),
        ("topics/habits/feed.xml", "topics/goals-habits/feed.xml"),
    ],
)
def test_a_feed_that_moved_is_the_same_at_both_addresses(moved_site: Site, old: str, new: str) -> None:
    assert moved_site.text(old) == moved_site.text(new)


def test_a_topic_in_which_nothing_is_published_keeps_its_feed(moved_site: Site) -> None:
    text = moved_site.text("topics/goals-habits/feed.xml")
    assert "Goals &amp; habits" in text
    assert "<entry" not in text


def test_a_reader_is_told_the_truth_of_a_topic_in_which_nothing_is_published(moved_site: Site) -> None:
    assert moved_site.words("topics/goals-habits/", "h1") == "Nothing here at the moment"
    assert moved_site.words("topics/leadership/", "h1") == "This page has moved"


def test_nothing_leads_to_a_draft(moved_site: Site) -> None:
    assert not [address for address in moved_site.addresses if "a-goal" in address]


def test_a_renamed_article_is_noticed_against_the_live_branch_and_its_line_makes_it_good(project: Path) -> None:
    build(project / "published", "--publish", "--without-search", project=project, environment=LIVE)
    _publish(project, project / "published")
    articles = project / "content/articles"
    (articles / "first-month-as-chief.md").rename(articles / "coach-and-mentor-at-once.md")
    for path in [project / "content/paths.toml", *(project / "content").rglob("*.md")]:
        path.write_text(
            path.read_text("utf-8").replace("first-month-as-chief.md", "coach-and-mentor-at-once.md"), "utf-8"
        )
    for options in (["--check"], ["--publish"]):
        done = run("build.py", *options, project=project, environment=LIVE)
        assert done.status == 1
        assert done.said.count("\n\n") == 1, done.said
        assert done.said.startswith(
            "content/articles/coach-and-mentor-at-once.md\n"
            "    /articles/first-month-as-chief/ is on the live site, and readers who follow it would be told that there is no such page. "
            "This seems to have taken over.\n"
            "    If so, add the line `Formerly: /articles/first-month-as-chief/` to its header; "
        )
    replace(articles / "coach-and-mentor-at-once.md", "Date:", "Formerly: /articles/first-month-as-chief/\nDate:")
    site = build(project / "published", "--publish", "--without-search", project=project, environment=LIVE)
    assert _leads_to(site, "articles/first-month-as-chief/") == "articles/coach-and-mentor-at-once/"


def _publish(project: Path, output: Path) -> None:
    """Commit the sources, and make `output` what the repository has last seen of the live branch."""
    git(project, "init", "-q", "-b", "main")
    git(project, "add", "content")
    git(project, *IDENTITY, "commit", "-q", "-m", "Sources")
    git(project, "--work-tree", str(output), "add", "-A", ".")
    message = f"Publish\n\nSource: {git(project, 'rev-parse', 'HEAD')}"
    live = git(project, *IDENTITY, "commit-tree", git(project, "write-tree"), "-m", message)
    git(project, "update-ref", "refs/remotes/origin/gh-pages", live)
    git(project, "reset", "-q")
