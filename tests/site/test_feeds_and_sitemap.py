"""What programs read: the feeds, the sitemap, robots.txt."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from lxml import etree  # type: ignore[import-untyped]
from PIL import Image

from sources.header import Source, parse_source
from sources.redirects import slug
from tests.site.building import Site

ATOM = {"atom": "http://www.w3.org/2005/Atom"}
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
MOVED = "topics/habits/feed.xml"  # the same as another, for who still asks for it
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")


def test_every_feed_and_every_entry_has_what_atom_requires(published_site: Site) -> None:
    """RFC 4287, 4.1.1 and 4.1.2."""
    for name in _feeds(published_site):
        feed = _xml(published_site, name)
        assert feed.tag == f"{{{ATOM['atom']}}}feed"
        assert [len(_all(feed, f"./atom:{tag}")) for tag in ("id", "title", "updated", "author")] == [1, 1, 1, 1], name
        assert _all(feed, "./atom:author/atom:name/text()")
        assert _all(feed, "./atom:link[@rel='self']/@href") == [f"{published_site.url}/{name}"]
        assert _all(feed, "./atom:entry"), name
        for entry in _all(feed, "./atom:entry"):
            for tag in ("id", "title", "updated", "published", "summary", "content"):
                assert len(_all(entry, f"./atom:{tag}")) == 1, (name, tag)
                assert "".join(_all(entry, f"./atom:{tag}")[0].itertext()).strip(), (name, tag)
            assert len(_all(entry, "./atom:link[@rel='alternate']")) == 1


def test_every_date_of_a_feed_has_its_offset(published_site: Site) -> None:
    for name in _feeds(published_site):
        dates = _all(_xml(published_site, name), "//atom:updated/text() | //atom:published/text()")
        assert dates
        assert [day for day in dates if not RFC_3339.fullmatch(day)] == [], name


def test_a_feed_is_as_new_as_its_newest_entry(published_site: Site) -> None:
    for name in _feeds(published_site):
        feed = _xml(published_site, name)
        assert _all(feed, "./atom:updated/text()") == [max(_all(feed, "./atom:entry/atom:updated/text()"))], name


def test_the_entries_of_a_feed_are_newest_first(published_site: Site) -> None:
    for name in _feeds(published_site):
        dates = _all(_xml(published_site, name), "./atom:entry/atom:published/text()")
        assert dates == sorted(dates, reverse=True), name


def test_the_ids_of_a_feed_are_unique_and_stay_with_the_article(published_site: Site) -> None:
    everywhere = _all(_xml(published_site, "feed.xml"), "./atom:entry/atom:id/text()")
    assert len(set(everywhere)) == len(everywhere)
    assert set(everywhere) == {f"{published_site.url}/{address}" for address in published_site.articles}
    feeds = [_all(_xml(published_site, name), "./atom:id/text()")[0] for name in _feeds(published_site)]
    assert len(set(feeds)) == len(feeds)


def test_every_link_of_a_feed_is_absolute_and_leads_somewhere(published_site: Site) -> None:
    for name in _feeds(published_site):
        feed = _xml(published_site, name)
        links = _all(feed, "//atom:link/@href | //atom:uri/text() | //atom:icon/text()")
        for content in _contents(feed):
            links += [str(tag[key]) for key in ("href", "src") for tag in content.select(f"[{key}]")]
        assert [link for link in links if urlsplit(link).scheme not in ("https", "mailto")] == [], name
        below = [link.removeprefix(f"{published_site.url}/") for link in links if link.startswith(published_site.url)]
        there = {*published_site.addresses, *published_site.files, ""}
        assert [link for link in below if link.split("#")[0] not in there] == [], name


def test_a_feed_has_the_whole_text_of_every_article(published_site: Site) -> None:
    for name in _feeds(published_site):
        feed = _xml(published_site, name)
        addresses = [entry.findtext("atom:id", "", ATOM) for entry in _all(feed, "./atom:entry")]
        for address, content in zip(addresses, _contents(feed), strict=True):
            prose = published_site.prose(address.removeprefix(f"{published_site.url}/"))
            words = re.sub("[☐☑]", "", content.get_text()).split()
            assert words[-50:] == prose.get_text().split()[-50:]
            assert " ".join(prose.get_text().split()) in " ".join(words)


def test_a_feed_has_a_sign_for_the_box_of_a_task_since_its_readers_take_controls_out(published_site: Site) -> None:
    content = next(text for text in _contents(_xml(published_site, "feed.xml")) if "Call the chair" in text.get_text())
    assert "☐ Call the chair" in content.get_text()
    assert "☑ Done, and seen" in content.get_text()
    assert not content.select("input")


def test_a_letter_can_be_made_of_a_feed(published_site: Site) -> None:
    """Providers of newsletters put the text into an email as it is, and mail programs run nothing and load no style."""
    for name in _feeds(published_site):
        for content in _contents(_xml(published_site, name)):
            assert not content.select("style, script, svg, iframe, form, input, object, video, audio, picture, source")
            assert not content.select("[style], [srcset], [loading], [onclick], [background], [poster]")
            for picture in content.select("img"):
                assert {*picture.attrs} == {"src", "width", "height", "alt"}
                assert int(str(picture["width"])) <= 600
                with Image.open(
                    published_site.folder / urlsplit(str(picture["src"])).path.removeprefix("/sub/")
                ) as shown:
                    wide, high = shown.size
                assert int(str(picture["height"])) == round(int(str(picture["width"])) * high / wide)


def test_what_was_mended_later_is_no_new_entry_of_a_feed(published_site: Site, content: Path) -> None:
    """Providers know what they have sent by its id and the day on which it was published."""
    mended = 0
    for entry in _all(_xml(published_site, "feed.xml"), "./atom:entry"):
        address = entry.findtext("atom:id", "", ATOM)
        header = _header(content / f"articles/{address.rstrip('/').rpartition('/')[2]}.md")
        published, updated = (entry.findtext(f"atom:{tag}", "", ATOM) for tag in ("published", "updated"))
        assert published.startswith((header.text("date") or "")[:10])
        assert updated.startswith((header.text("modified") or header.text("date") or "")[:10])
        mended += published != updated
    assert mended


def test_a_feed_tells_of_an_earlier_version(published_site: Site) -> None:
    feed = _xml(published_site, "feed.xml")
    text = {entry.findtext("atom:id", "", ATOM): "".join(entry.itertext()) for entry in _all(feed, "./atom:entry")}
    said = "<p><em>An earlier version of this article appeared on this site in May 2023.</em></p>"
    assert said in text[f"{published_site.url}/articles/every-element/"]
    assert "An earlier version" not in text[f"{published_site.url}/articles/a-fenced-header/"]


def test_a_title_with_signs_is_plain_text_in_a_feed(published_site: Site) -> None:
    titles = _all(_xml(published_site, "feed.xml"), "./atom:entry/atom:title/text()")
    assert "Every Element “Quoted” & More" in titles


def test_a_page_names_its_feeds(published_site: Site) -> None:
    for address in published_site.addresses:
        feeds = published_site.page(address).select('link[type="application/atom+xml"]')
        assert len(feeds) == (2 if address.startswith("topics/") else 1), address


@pytest.mark.parametrize("name", ["site", "published_site"])
def test_the_sitemap_has_exactly_the_pages_that_may_be_listed(name: str, request: pytest.FixtureRequest) -> None:
    built: Site = request.getfixturevalue(name)
    listed = _xml(built, "sitemap.xml").xpath("//s:loc/text()", namespaces=SITEMAP)
    assert len(set(listed)) == len(listed)
    indexed = [a for a in built.addresses if not built.page(a).select("meta[name=robots][content*=noindex]")]
    assert sorted(listed) == sorted(f"{built.url}/{address}" for address in indexed)


def test_the_sitemap_tells_the_day_a_text_last_changed(site: Site, content: Path) -> None:
    found = {
        str(url.findtext("s:loc", namespaces=SITEMAP)).removeprefix(f"{site.url}/"): url.findtext(
            "s:lastmod", namespaces=SITEMAP
        )
        for url in _xml(site, "sitemap.xml")
    }
    expected: dict[str, str | None] = {}
    topics: dict[str, list[str]] = {}
    for path in (content / "articles").glob("*.md"):
        header = _header(path)
        if f"articles/{path.stem}/" not in found:  # a draft, or scheduled
            continue
        day = (header.text("modified") or header.text("date") or "")[:10]
        expected[f"articles/{path.stem}/"] = day
        topics.setdefault(slug(header.text("category") or ""), []).append(day)
    expected["articles/"] = max(max(days) for days in topics.values())
    expected |= {f"topics/{topic}/": max(days) for topic, days in topics.items()}
    expected |= {address: None for address in found if address.startswith(("paths/", "workshops/"))}
    expected["help/"] = None  # it has no source
    for address in set(found) - set(expected):
        expected[address] = _header(content / f"pages/{address.rstrip('/') or 'home'}.md").text("modified")
    assert found == expected


def test_people_are_led_to_a_page_about_the_feed_that_has_the_address_of_each(published_site: Site) -> None:
    page = published_site.page("feed/")
    assert [place["data-address"] for place in page.select("[data-module=copy-link]")] == [
        f"{published_site.url}/feed.xml"
    ]
    assert {f"{published_site.url}/{name}" for name in _feeds(published_site)} <= {*published_site.links(page, "feed/")}
    for address in published_site.pages:
        footer = published_site.one(address, ".footer")
        assert f"{published_site.url}/feed/" in published_site.links(footer, address), address


def test_robots_are_told_where_the_sitemap_is(published_site: Site) -> None:
    lines = published_site.text("robots.txt").splitlines()
    assert f"Sitemap: {published_site.url}/sitemap.xml" in lines
    assert not [line for line in lines if line.startswith("Disallow: /")]


def _feeds(built: Site) -> list[str]:
    feeds = [name for name in built.files if name.endswith("feed.xml") and name != MOVED]
    assert len(feeds) == 1 + len([name for name in built.addresses if name.startswith("topics/")])
    return feeds


def _xml(built: Site, name: str) -> Any:
    return etree.fromstring((built.folder / name).read_bytes())


def _all(node: Any, path: str) -> list[Any]:
    return list(node.xpath(path, namespaces=ATOM))


def _contents(feed: Any) -> list[BeautifulSoup]:
    assert set(_all(feed, "./atom:entry/atom:content/@type")) == {"html"}
    return [BeautifulSoup(text, "lxml") for text in _all(feed, "./atom:entry/atom:content/text()")]


def _header(source: Path) -> Source:
    return parse_source(source.read_text(encoding="utf-8"))
