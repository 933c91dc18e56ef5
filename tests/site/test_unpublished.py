"""Drafts and scheduled articles: marked at the desk, nowhere on the live site."""

import gzip
from pathlib import Path

import pytest

from tests.site.building import SCHEDULED, Site, build, replace

MARKS = {
    "articles/a-draft/": "Draft: this page is not published.",
    "articles/a-private-draft/": "Draft: this page is not published.",
    "articles/a-scheduled-one/": f"Scheduled: this page will be published on January 1, {SCHEDULED[:4]}.",
}


@pytest.mark.parametrize("address", list(MARKS))
def test_an_unpublished_article_is_marked_at_the_desk(site: Site, address: str) -> None:
    assert site.one(address, ".article .preview-mark").get_text() == MARKS[address]
    assert site.page(address).select("meta[name=robots][content=noindex]")


def test_no_published_article_is_marked(site: Site) -> None:
    for address in set(site.articles) - set(MARKS):
        assert not site.page(address).select(".article .preview-mark"), address


def test_unpublished_articles_are_listed_at_the_desk_by_themselves(site: Site) -> None:
    section = site.one("articles/", "section[aria-labelledby=page-unpublished]")
    listed = {link.removeprefix(f"{site.url}/") for link in site.links(section, "articles/")}
    assert {link for link in listed if link.startswith("articles/")} == set(MARKS)


def test_unpublished_articles_are_in_no_other_list_at_the_desk(site: Site) -> None:
    private = {address for address in site.pages if address.startswith("private/")}
    for address in set(site.addresses) - set(MARKS) - {"articles/"} - private:
        for word in ("Quincunx", "Syzygy", "Zugzwang"):
            assert word not in site.text(address), address
    for name in ("feed.xml", "sitemap.xml", "topics/burnout/feed.xml", "topics/leadership/feed.xml"):
        assert not [
            word for word in ("incunx", "yzygy", "ugzwang", "a-draft", "a-scheduled") if word in site.text(name)
        ]


def test_the_live_site_has_the_published_articles_and_no_trace_of_others_or_of_this_computer(
    published_site: Site,
) -> None:
    assert {"articles/every-element/", "articles/a-fenced-header/"} <= set(published_site.articles)
    traces = (
        b"incunx",
        b"ugzwang",
        b"/a-draft",
        b"/a-scheduled-one",
        b"localhost",
        b"127.0.0.1",
    )
    for path in sorted(published_site.folder.rglob("*")):
        name = path.relative_to(published_site.folder).as_posix()
        assert not [word for word in ("draft", "a-scheduled-one") if word in name.split("/")], name
        if path.is_file():
            data = path.read_bytes()
            if data.startswith(b"\x1f\x8b"):  # Pagefind's
                data = gzip.decompress(data)
            assert not [words for words in traces if words in data.lower()], name
            assert b'class="preview-mark' not in data or name.startswith("private/"), name
    assert not (published_site.folder / "drafts").exists()


def test_a_draft_may_be_the_first_article_of_its_topic(project: Path) -> None:
    (project / "content/paths.toml").unlink()  # a path must not lead to a draft
    for path in (project / "content/articles").glob("*.md"):
        text = path.read_text(encoding="utf-8")
        if "Category: Burnout" in text and "Status: draft" not in text:
            replace(path, "Category: Burnout", "Category: Burnout\nStatus: draft")
    site = build(project / "output", "--without-search", project=project)
    assert site.page("topics/burnout/").select("meta[http-equiv=refresh][content$='/articles/']")
    drafts = [name for name in site.articles if site.page(name).select(".preview-mark")]
    assert drafts
    for address in [*drafts, "articles/"]:
        assert not site.page(address).select("a[href$='topics/burnout/']")
        assert "topics/burnout/" not in site.text(address)
