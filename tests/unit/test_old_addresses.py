from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.old_addresses import check, gone, owners

FACTS = """timezone = "America/New_York"
[publishing]
gone = [{gone}]
[[topics]]
name = "Burnout"
formerly = [{formerly}]
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


def write(content: Path, name: str, formerly: str = "", more: str = "") -> None:
    path = content / name
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [
        "Title: T",
        "Date: 2026-01-01",
        *([f"Formerly: {formerly}"] if formerly else []),
        *([more] if more else []),
    ]
    path.write_text("\n".join([*lines, "", "Text."]), encoding="utf-8")


def facts(content: Path, gone: str = "", formerly: str = "") -> None:
    (content / "site.toml").write_text(FACTS.format(gone=gone, formerly=formerly), encoding="utf-8")


@pytest.fixture
def content(tmp_path: Path) -> Path:
    write(tmp_path, "articles/new.md")
    write(tmp_path, "articles/second.md")
    write(tmp_path, "pages/home.md")
    write(tmp_path, "pages/about.md")
    facts(tmp_path)
    return tmp_path


def said(content: Path) -> list[tuple[str, str]]:
    problems = check(content)
    for problem in problems:
        words = problem.found.rpartition("” ")[2]
        remedy = next(remedy for start, remedy in REMEDIES.items() if words.startswith(start))
        if problem.found.startswith("gone: ") and remedy == AS_SHOWN:
            remedy = "Write it like `/articles/old-name/`."
        assert problem.remedy == remedy
    return [(f"{problem.path}:{problem.line}", problem.found) for problem in problems]


def test_old_addresses_of_articles_pages_topics_and_the_home_page_are_fine(content: Path) -> None:
    write(content, "articles/new.md", "old, /articles/older.html, old")
    write(content, "pages/about.md", "/me/")
    write(content, "pages/home.md", "/start/, /rss.xml")
    facts(content, gone='"/articles/really-gone/"', formerly='"Exhaustion"')
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
        ("/articles/", "is still the address of the list of articles"),
        ("/404.html", "is still the address of the page for addresses that lead nowhere"),
        ("/feed.xml", "is still the address of the feed"),
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
    write(content, "articles/new.md", formerly)
    assert said(content) == [("content/articles/new.md:3", f"Formerly: “{formerly}” {found}.")]


def test_an_address_that_a_draft_still_has_is_reported(content: Path) -> None:
    write(content, "articles/second.md", more="Status: draft")
    write(content, "articles/new.md", "second")
    assert [found for _, found in said(content)] == [
        "Formerly: “second” is still the address of content/articles/second.md."
    ]


def test_the_address_of_a_reading_path_is_taken(content: Path) -> None:
    (content / "paths.toml").write_text('[burned-out]\ntitle = "Burned out"\n', encoding="utf-8")
    path = content / "articles/claims.md"
    path.write_text("Title: T\nFormerly: /paths/burned-out/\n\nText.", encoding="utf-8")
    assert ["content/paths.toml" in problem.found for problem in check(content)] == [True]


def test_two_that_lead_to_each_other_are_both_reported(content: Path) -> None:
    write(content, "articles/new.md", "second")
    write(content, "articles/second.md", "new")
    assert [place for place, _ in said(content)] == ["content/articles/new.md:3", "content/articles/second.md:3"]


def test_two_that_claim_one_address_are_told_of_each_other(content: Path) -> None:
    write(content, "articles/new.md", "old")
    write(content, "pages/about.md", "/articles/Old/")
    assert said(content) == [
        ("content/pages/about.md:3", "Formerly: “/articles/Old/” is also in content/articles/new.md:3.")
    ]


def test_the_feed_that_comes_along_with_a_topic_cannot_be_claimed_twice(content: Path) -> None:
    write(content, "pages/home.md", "/topics/exhaustion/feed.xml")
    facts(content, formerly='"Exhaustion"')
    assert said(content) == [
        ("content/site.toml:6", "formerly: “Exhaustion” is also in content/pages/home.md:3."),
    ]


@pytest.mark.parametrize("addresses", ["/old.html, /old.html/part/", "/part.html/old.html/, /part.html"])
def test_an_address_that_is_a_folder_of_another_is_reported(content: Path, addresses: str) -> None:
    write(content, "articles/new.md", addresses)
    assert [found for _, found in said(content)] == [
        f"Formerly: “{addresses.split()[1]}” is a page and the folder of another, or lies in a page."
    ]


def test_a_topic_is_reported_with_its_line(content: Path) -> None:
    facts(content, formerly='"Leadership"')
    assert said(content) == [
        ("content/site.toml:6", "formerly: “Leadership” is still the address of content/site.toml.")
    ]


@pytest.mark.parametrize("value", ["3", "true", '["a"]', "{a = 1}", "1.5"])
def test_what_is_no_word_is_reported_of_a_topic_and_of_what_is_gone(content: Path, value: str) -> None:
    facts(content, gone=value, formerly=value)
    assert [found.endswith("is no address.") for _, found in said(content)] == [True, True]


@pytest.mark.parametrize(
    ("item", "found"),
    [
        ("/articles/new/", "is the address of content/articles/new.md"),
        ("/articles/old/", "leads to another page, says content/articles/second.md:3"),
        ("old", "is no address"),
        ("https://practice.org/old/", "is no address"),
        ("//practice.org/old/", "is no address"),
        ("", "is no address"),
    ],
)
def test_what_is_not_gone_is_reported(content: Path, item: str, found: str) -> None:
    write(content, "articles/second.md", "old")
    facts(content, gone=f'"{item}"')
    assert said(content) == [("content/site.toml:3", f"gone: “{item}” {found}.")]


def test_a_draft_may_be_gone(content: Path) -> None:
    write(content, "articles/new.md", more="Status: draft")
    facts(content, gone='"/articles/new/"')
    assert said(content) == []


def test_the_feed_of_a_topic_goes_with_it(content: Path) -> None:
    facts(content, gone='"/topics/rest/", "/old", "/caf%C3%A9.html"')
    assert {"topics/rest/index.html", "topics/rest/feed.xml", "old/index.html", "café.html"} <= gone(content)


def test_nothing_is_gone_in_a_folder_without_facts(tmp_path: Path) -> None:
    assert gone(tmp_path) == set()
    assert check(tmp_path) == []


@pytest.mark.parametrize(
    "text", ["", "gone", "publishing = 3\ntopics = 3", "publishing = {gone = 3}\ntopics = [3]", "\x00"]
)
def test_odd_facts_are_passed_over(content: Path, text: str) -> None:
    (content / "site.toml").write_text(text, encoding="utf-8")
    assert check(content) == []


def test_files_that_cannot_be_read_still_have_their_address(content: Path) -> None:
    (content / "articles/new.md").write_bytes(b"Title: \xff\n")
    assert "articles/new/" in {owner.address for owner in owners(content)}


@pytest.mark.parametrize(
    ("more", "waits"),
    [
        ("Status: draft", "Status: draft at 3"),
        ("STATUS: Draft", "STATUS: Draft at 3"),
        ("Status: published", ""),
        ("Modified: 2999-01-01", ""),
    ],
)
def test_an_article_that_no_reader_sees_is_known_by_its_line(content: Path, more: str, waits: str) -> None:
    write(content, "articles/new.md", more=more)
    [owner] = [owner for owner in owners(content) if owner.name == "content/articles/new.md"]
    assert (f"{owner.waits.key}: {owner.waits.value} at {owner.waits.line}" if owner.waits else "") == waits


def test_an_article_from_the_future_waits(content: Path) -> None:
    (content / "articles/new.md").write_text("Title: T\nDate: 2999-01-01\n\nText.", encoding="utf-8")
    [owner] = [owner for owner in owners(content) if owner.waits]
    assert (owner.name, owner.waits and owner.waits.line) == ("content/articles/new.md", 2)


@given(st.text(max_size=60), st.lists(st.text(max_size=30), max_size=4))
def test_whatever_is_written_is_answered(tmp_path_factory: pytest.TempPathFactory, text: str, items: list[str]) -> None:
    content = tmp_path_factory.mktemp("content")
    (content / "articles").mkdir()
    source = f"Title: T\nFormerly: {text}\n\nText."
    (content / "articles/new.md").write_bytes(source.encode("utf-8", "surrogatepass"))
    quoted = ", ".join("'" + "".join(c for c in item if c.isprintable() and c != "'") + "'" for item in items)
    facts(content, gone=quoted, formerly=quoted)
    for problem in check(content):
        assert problem.path in ("content/articles/new.md", "content/site.toml")
        assert problem.remedy
