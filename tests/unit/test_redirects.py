from pathlib import PurePosixPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sources.redirects import (
    LONGEST,
    OldAddressError,
    Redirect,
    feed_of,
    file_of,
    is_feed,
    of_page,
    of_topic,
    old_address,
    pairs,
)

ARTICLE = "articles/new/"
PAGE = "about/"


@pytest.mark.parametrize(
    ("written", "new", "meant"),
    [
        ("old-name", ARTICLE, "articles/old-name/"),
        ("old-name.md", ARTICLE, "articles/old-name/"),
        ("Old Name.md", ARTICLE, "articles/old-name/"),
        ("articles/old-name.md", ARTICLE, "articles/old-name/"),
        ("content/articles/old-name.md", PAGE, "articles/old-name/"),
        ("content/pages/contact/danke.md", ARTICLE, "contact/danke/"),
        ("/articles/old-name/", ARTICLE, "articles/old-name/"),
        ("/articles/old-name", ARTICLE, "articles/old-name/"),
        ("articles/old-name/", PAGE, "articles/old-name/"),
        ("/articles/old-name/index.html", ARTICLE, "articles/old-name/"),
        ("articles/old-name.html", ARTICLE, "articles/old-name.html"),
        ("/2019/05/old-name.htm", ARTICLE, "2019/05/old-name.htm"),
        ("/2019/v1.0/old/", ARTICLE, "2019/v1.0/old/"),
        ("/old-name", ARTICLE, "old-name/"),
        ("old-name", PAGE, "old-name/"),
        ("old-name.html", PAGE, "old-name.html"),
        ("danke", "contact/thanks/", "contact/danke/"),
        ("/caf%C3%A9/", PAGE, "café/"),
        ("/cafe\u0301/", PAGE, "café/"),
        ("/a%2Cb/", PAGE, "a,b/"),
        ("Burnout and Rest", "topics/burnout/", "topics/burnout-and-rest/"),
        ("/topics/rest/", "topics/burnout/", "topics/rest/"),
        ("/feeds/all.atom.xml", "", "feeds/all.atom.xml"),
        ("start", "", "start/"),
        ("/", PAGE, ""),
    ],
)
def test_an_old_address_is_understood(written: str, new: str, meant: str) -> None:
    assert old_address(written, new) == meant


@pytest.mark.parametrize(
    ("written", "found", "remedy"),
    [
        ("https://www.practice.org/articles/old/", "has the name of a site in it", "`/articles/old/`"),
        ("https://www.practice.org/articles/old/?p=1", "has the name of a site in it", "`/articles/old/`"),
        ("https://www.practice.org", "has the name of a site in it", "like `/articles/old-name/`"),
        ("//practice.org/old/", "has the name of a site in it", "`/old/`"),
        ("www.practice.org/old/", "has the name of a site in it", "`/old/`"),
        ("http://[", "has the name of a site in it", "like"),
        ("mailto:a@b.org", "has the sign : in it", "like"),
        ("/old/?page=2", "has a ? or # in it", "`/old/`"),
        ("/?p=123", "has a ? or # in it", "like"),
        ("/old/#part", "has a ? or # in it", "`/old/`"),
        ("/old%3Fp/", "has the sign ? in it", "like"),
        ("/../../etc/", "leads up and down the folders", "like"),
        ("/%2e%2e/old/", "leads up and down the folders", "like"),
        ("../old", "leads up and down the folders", "like"),
        ("..", "leads up and down the folders", "like"),
        ("/articles//old/", "has two slashes in a row", "like"),
        ("/.git/", "starts with a dot", "like"),
        ("/old /", "a space", "like"),
        ("/old./", "ends with a dot", "like"),
        ("/old\x00/", "cannot be seen", "like"),
        ("/a\\b/", "has the sign \\ in it", "like"),
        ("/%ff/", "in it", "like"),
        (f"/{'a' * (LONGEST + 1)}/", "is too long", "like"),
        ("/aa" * 500, "is too long", "like"),
        ("/files/sheet.pdf", "is a file", "Take it out"),
        ("old.html", "can mean two addresses", "`/old.html` or `/articles/old.html`"),
        ("!!!", "is no address", "like"),
        ("theme/old.md", "is no article and no page", "like"),
        ("", "is no address", "like"),
        (3, "is no address", "like"),
    ],
)
def test_what_is_no_old_address_is_answered_with_a_remedy(written: object, found: str, remedy: str) -> None:
    with pytest.raises(OldAddressError) as caught:
        old_address(written, ARTICLE)
    assert found in caught.value.found
    assert remedy in caught.value.remedy


@given(
    st.one_of(
        st.text(max_size=40),
        st.text(alphabet="./%2eEfF\\:?#ab-~ \u0301é\x00", max_size=30),
        st.from_regex(r"/?[\w./-]*"),
    ),
    st.sampled_from(["", PAGE, ARTICLE, "contact/thanks/", "topics/a/", "404.html"]),
)
@example("/.../", ARTICLE)
@example("%2F%2F..", PAGE)
@example(".md", PAGE)
@example("..md", PAGE)
@example("/..md", PAGE)
@example("pages/..md", PAGE)
@example("content/pages//etc.md", PAGE)
def test_whatever_is_written_the_page_stays_in_its_folder_or_is_refused(written: str, new: str) -> None:
    try:
        old = old_address(written, new)
    except OldAddressError:
        return
    file = PurePosixPath(file_of(old))
    assert not file.is_absolute()
    assert not [part for part in file.parts if part.startswith(".") or "\\" in part or not part.isprintable()]
    assert file.as_posix() == file_of(old)  # nothing in it is left out: no `a//b`
    assert file.suffix.lower() in {".html", ".htm", ".xml", ".atom", ".rss"}
    assert old_address(pairs([Redirect(old, "", "", "")])[0][0], new) == old  # what was understood is understood again


@pytest.mark.parametrize(
    ("address", "feed"), [("", "feed.xml"), ("topics/a/", "topics/a/feed.xml"), (PAGE, None), (ARTICLE, None)]
)
def test_the_home_page_and_topics_have_feeds(address: str, feed: str | None) -> None:
    assert feed_of(address) == feed


def test_a_feed_is_known_by_its_name() -> None:
    names = ["feed.xml", "a/all.atom.xml", "index.rss", "sitemap.xml", "a/"]
    assert [name for name in names if is_feed(name)] == ["feed.xml", "a/all.atom.xml", "index.rss"]


def test_every_old_address_of_a_page_leads_to_it_once() -> None:
    assert of_page(ARTICLE, "New", "Short.", ["one", "/two.html", "/articles/one/"]) == [
        Redirect("articles/one/", ARTICLE, "New", "Short."),
        Redirect("two.html", ARTICLE, "New", "Short."),
    ]


def test_an_old_feed_leads_to_the_feed_of_the_site_if_it_is_of_the_home_page() -> None:
    assert of_page("", "Home", "Short.", ["/rss.xml"]) == [Redirect("rss.xml", "feed.xml", "Home", "Short.")]
    with pytest.raises(OldAddressError, match="this page has none"):
        of_page(ARTICLE, "New", "Short.", ["/rss.xml"])


TOPIC = {"name": "Burnout and rest", "description": "About it.", "formerly": ["Burnout"]}


def test_the_feed_of_a_topic_comes_along() -> None:
    assert [redirect[:2] for redirect in of_topic(TOPIC, empty=False)] == [
        ("topics/burnout/", "topics/burnout-and-rest/"),
        ("topics/burnout/feed.xml", "topics/burnout-and-rest/feed.xml"),
    ]
    assert of_topic({**TOPIC, "formerly": "Burnout"}, empty=False) == of_topic(TOPIC, empty=False)  # it needs no list


def test_a_topic_in_which_nothing_is_published_leads_to_the_list_of_articles_at_once() -> None:
    """Not over the topic it became: nobody is led twice."""
    found = of_topic(TOPIC, empty=True)
    assert [redirect[:2] for redirect in found] == [
        ("topics/burnout-and-rest/", "articles/"),
        ("topics/burnout/", "articles/"),
        ("topics/burnout/feed.xml", "topics/burnout-and-rest/feed.xml"),
    ]
    assert {redirect.title for redirect in found} == {"Articles"}


def test_a_list_for_a_host_has_addresses_from_the_root_with_percent_signs() -> None:
    assert pairs([Redirect("alt/café x/", "", "", ""), Redirect("old.html", ARTICLE, "", "")]) == [
        ("/alt/caf%C3%A9%20x/", "/"),
        ("/old.html", "/articles/new/"),
    ]
