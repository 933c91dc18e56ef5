from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.old_addresses import check, gone, owners
from problem import Problem
from sources.content import read

FACTS = """timezone = "America/New_York"
[publishing]
gone = [{gone}]
[[topics]]
name = "Burnout"
formerly = [{topic}]
[[topics]]
name = "Leadership"
"""
AS_SHOWN = "Write it as a browser shows it behind the name of the site, like `/articles/old-name/`."
# What to do, by how the words that say what is wrong begin.
REMEDIES = {
    "is the address it has now": "Take it out.",
    "is still the address of": "Take it out here, or give that one another name first.",
    "is where the site keeps files of its own": "Take it out: only pages lead on.",
    "is a feed, and this page has none": "For the feed of the whole site, write it in content/pages/home.md.",
    "is also in": "Keep it where readers should be led, and take it out of the other.",
    "is a page and the folder of another, or lies in a page": "Take it out.",
    "leads up and down the folders": AS_SHOWN,
    "is no address": AS_SHOWN,
    "is the address of": "Take it out of `gone`, or take that page away.",
    "leads to another page": "Keep one of the two: `gone` shows readers an error, the other leads them on.",
}


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return written(tmp_path)


def written(content: Path, *, gone: str = "", topic: str = "", more: str = "", **formerly: str) -> Path:
    """Two articles, two pages and two topics, with their old addresses; `more` stands in the header of new.md."""
    for name in ("articles/new.md", "articles/second.md", "pages/home.md", "pages/about.md"):
        path = content / name
        lines = ["Title: T", *(f"Formerly: {old}" for key, old in formerly.items() if key == path.stem)]
        if more and path.stem == "new":
            lines.append(more)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes("\n".join([*lines, "", "Text."]).encode("utf-8", "surrogatepass"))
    (content / "site.toml").write_text(FACTS.format(gone=gone, topic=topic), encoding="utf-8")
    return content


def problems(content: Path) -> list[Problem]:
    return check(read(content))


def said(content: Path) -> list[str]:
    """Where the problems are, and what is found; what is to be done fits that."""
    for problem in problems(content):
        words = problem.found.rpartition("” ")[2]
        remedy = next(remedy for start, remedy in REMEDIES.items() if words.startswith(start))
        if problem.found.startswith("gone: ") and remedy == AS_SHOWN:
            remedy = "Write it like `/articles/old-name/`."
        assert problem.remedy == remedy
    return [f"{problem.path.removeprefix('content/')}:{problem.line} {problem.found}" for problem in problems(content)]


def test_old_addresses_of_articles_pages_topics_and_the_home_page_are_fine(content: Path) -> None:
    written(
        content,
        new="old, /articles/older.html, old",
        about="/me/",
        home="/start/, /rss.xml",
        topic='"Exhaustion"',
        gone='"/articles/really-gone/"',
    )
    assert said(content) == []


@pytest.mark.parametrize(
    ("formerly", "found"),
    [
        ("new", "is the address it has now"),
        ("/articles/New/", "is the address it has now"),
        ("second", "is still the address of content/articles/second.md"),
        ("/Articles/SECOND/", "is still the address of content/articles/second.md"),
        ("/about/", "is still the address of content/pages/about.md"),
        ("/", "is still the address of content/pages/home.md"),
        ("/topics/leadership/", "is still the address of content/site.toml"),
        ("/paths/burned-out/", "is still the address of content/paths.toml"),
        ("/articles/", "is still the address of the list of articles"),
        ("/404.html", "is still the address of the page for addresses that lead nowhere"),
        ("/feed.xml", "is still the address of the feed"),
        ("/feed/", "is still the address of the page about the feed"),
        ("/topics/burnout/feed.xml", "is still the address of content/site.toml"),
        ("/theme/old/", "is where the site keeps files of its own"),
        ("/CNAME/", "is where the site keeps files of its own"),
        ("/rss.xml", "is a feed, and this page has none"),
        ("/robots.txt/", "is a page and the folder of another, or lies in a page"),
        ("/feed.xml/old/", "is a page and the folder of another, or lies in a page"),
        ("/../x/", "leads up and down the folders"),
    ],
)
def test_an_address_that_cannot_lead_here_is_reported_with_its_line(content: Path, formerly: str, found: str) -> None:
    (content / "paths.toml").write_text('[burned-out]\ntitle = "Burned out"\n', encoding="utf-8")
    written(content, new=formerly)
    assert said(content) == [f"articles/new.md:2 Formerly: “{formerly}” {found}."]


def test_an_address_that_a_draft_still_has_is_reported(content: Path) -> None:
    written(content, more="Status: draft", second="new")
    assert said(content) == ["articles/second.md:2 Formerly: “new” is still the address of content/articles/new.md."]


def test_two_that_lead_to_each_other_are_both_reported(content: Path) -> None:
    written(content, new="second", second="new")
    assert [words.split()[0] for words in said(content)] == ["articles/new.md:2", "articles/second.md:2"]


def test_two_that_claim_one_address_are_told_of_each_other(content: Path) -> None:
    written(content, new="old", about="/articles/Old/")
    assert said(content) == ["pages/about.md:2 Formerly: “/articles/Old/” is also in content/articles/new.md:2."]


def test_the_feed_that_comes_along_with_a_topic_cannot_be_claimed_twice(content: Path) -> None:
    written(content, home="/topics/exhaustion/feed.xml", topic='"Exhaustion"')
    assert said(content) == ["site.toml:6 formerly: “Exhaustion” is also in content/pages/home.md:2."]


@pytest.mark.parametrize("addresses", ["/old.html, /old.html/part/", "/part.html/old.html/, /part.html"])
def test_an_address_that_is_a_folder_of_another_is_reported(content: Path, addresses: str) -> None:
    written(content, new=addresses)
    found = f"“{addresses.split()[1]}” is a page and the folder of another, or lies in a page."
    assert said(content) == [f"articles/new.md:2 Formerly: {found}"]


def test_a_topic_is_reported_with_its_line(content: Path) -> None:
    written(content, topic='"Leadership"')
    assert said(content) == ["site.toml:6 formerly: “Leadership” is still the address of content/site.toml."]


@pytest.mark.parametrize("value", ["3", "true", '["a"]', "{a = 1}", "1.5"])
def test_what_is_no_word_is_reported_of_a_topic_and_of_what_is_gone(content: Path, value: str) -> None:
    written(content, gone=value, topic=value)
    assert [words.endswith("is no address.") for words in said(content)] == [True, True]


@pytest.mark.parametrize(
    ("item", "found"),
    [
        ("/articles/new/", "is the address of content/articles/new.md"),
        ("/articles/old/", "leads to another page, says content/articles/second.md:2"),
        ("old", "is no address"),
        ("https://practice.org/old/", "is no address"),
        ("//practice.org/old/", "is no address"),
        ("", "is no address"),
    ],
)
def test_what_is_not_gone_is_reported(content: Path, item: str, found: str) -> None:
    written(content, second="old", gone=f'"{item}"')
    assert said(content) == [f"site.toml:3 gone: “{item}” {found}."]


def test_a_draft_may_be_gone(content: Path) -> None:
    written(content, more="Status: draft", gone='"/articles/new/"')
    assert said(content) == []


def test_the_feed_of_a_topic_goes_with_it(content: Path) -> None:
    written(content, gone='"/topics/rest/", "/old", "/caf%C3%A9.html"')
    assert {"topics/rest/index.html", "topics/rest/feed.xml", "old/index.html", "café.html"} <= gone(read(content))


def test_nothing_is_gone_in_a_folder_without_facts(tmp_path: Path) -> None:
    assert gone(read(tmp_path)) == set()
    assert problems(tmp_path) == []


@pytest.mark.parametrize(
    "text", ["", "gone", "publishing = 3\ntopics = 3", "publishing = {gone = 3}\ntopics = [3]", "\x00"]
)
def test_odd_facts_are_passed_over(content: Path, text: str) -> None:
    (content / "site.toml").write_text(text, encoding="utf-8")
    assert problems(content) == []


def test_files_that_cannot_be_read_still_have_their_address(content: Path) -> None:
    (content / "articles/new.md").write_bytes(b"Title: \xff\n")
    assert "articles/new/" in {owner.address for owner in owners(read(content))}


@pytest.mark.parametrize(
    ("more", "waits"),
    [
        ("Status: draft", "Status: draft at 2"),
        ("STATUS: Draft", "STATUS: Draft at 2"),
        ("Status: published", ""),
        ("Date: 2999-01-01", "Date: 2999-01-01 at 2"),
        ("Date: 2026-01-01", ""),
        ("Modified: 2999-01-01", ""),
    ],
)
def test_an_article_that_no_reader_sees_is_known_by_its_line(content: Path, more: str, waits: str) -> None:
    written(content, more=more)
    [owner] = [owner for owner in owners(read(content)) if owner.name == "content/articles/new.md"]
    assert (f"{owner.waits.key}: {owner.waits.value} at {owner.waits.line}" if owner.waits else "") == waits


@given(st.text(max_size=60), st.lists(st.text(max_size=30), max_size=4))
def test_whatever_is_written_is_answered(tmp_path_factory: pytest.TempPathFactory, text: str, items: list[str]) -> None:
    quoted = ", ".join("'" + "".join(c for c in item if c.isprintable() and c != "'") + "'" for item in items)
    for problem in problems(written(tmp_path_factory.mktemp("content"), new=text, gone=quoted, topic=quoted)):
        assert problem.path in ("content/articles/new.md", "content/site.toml")
        assert problem.remedy
