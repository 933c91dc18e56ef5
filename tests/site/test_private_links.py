"""A private link: a draft is read at an address that nobody can guess, and is in nothing else that goes live."""

import gzip
from pathlib import Path

import pytest

from tests.site.building import FULL, LIVE, Site, build, digests, replace

LINK = "k7m2qx9ab4tz3wnh5vpe"
ADDRESS = f"private/{LINK}/"
LINE = f"Private_link: {LINK}\n"
WORDS = "syzygy", "a-private-draft", LINK


def traces(site: Site) -> dict[str, list[str]]:
    """The files of a site in whose name or text something of the draft is, and what."""
    found = {}
    for path in sorted(site.folder.rglob("*")):
        name = path.relative_to(site.folder).as_posix()
        data = path.read_bytes() if path.is_file() else b""
        data = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data  # Pagefind's
        if words := [word for word in WORDS if word in name or word.encode() in data.lower()]:
            found[name] = words
    return found


def test_the_live_site_has_it_at_its_private_link_and_no_trace_of_it_elsewhere(published_site: Site) -> None:
    found = traces(published_site)
    assert list(found) == [f"private/{LINK}", f"{ADDRESS}index.html"]
    assert "a-private-draft" not in found[f"{ADDRESS}index.html"]


def test_the_page_is_the_article_and_says_who_sees_it(each_site: Site) -> None:
    mark = each_site.one(ADDRESS, ".article .preview-mark")
    assert mark.get_text() == "This is a draft, shown to those who have the link."
    assert each_site.words(ADDRESS, "h1") == "Confided Syzygy"
    assert "waits for a second opinion" in each_site.words(ADDRESS, ".prose")
    assert each_site.page(ADDRESS).select(".article__picture img, .coach-line")


def test_its_picture_is_published(published_site: Site) -> None:
    name = str(published_site.one(ADDRESS, ".article__picture img")["src"]).rpartition("images/")[2]
    assert f"images/{name}" in published_site.files


def test_search_engines_are_asked_to_keep_away_and_other_sites_learn_nothing_of_it(each_site: Site) -> None:
    page = each_site.page(ADDRESS)
    assert page.select("meta[name=robots][content=noindex]")
    assert page.select("meta[name=referrer][content=no-referrer]")
    told = "link[rel=canonical], script[type='application/ld+json'], meta[property='og:url'], meta[property='og:image']"
    assert not page.select(f"{told}, meta[property^='article:'], [data-pagefind-body]")
    assert not [name for name in each_site.files if name.startswith("cards/private")]


def test_the_page_asks_for_nothing_and_names_no_address_that_is_to_come(each_site: Site) -> None:
    assert not each_site.page(ADDRESS).select("form, .cite, .invitation, .read-next")
    assert "articles/a-private-draft" not in each_site.text(ADDRESS)


def test_no_other_page_has_another_referrer_policy(published_site: Site) -> None:
    for address in set(published_site.pages) - {ADDRESS}:
        referrer = published_site.one(address, "meta[name=referrer]")
        assert referrer["content"] == "strict-origin-when-cross-origin", address


def test_at_the_desk_it_has_its_preview_too(site: Site) -> None:
    assert site.page("articles/a-private-draft/").select(".article .preview-mark")
    assert site.page(ADDRESS).select(".article .preview-mark")


def published(project: Path) -> Site:
    """The site of a project as it goes live, without an index for the search."""
    return build(project / "live", "--publish", "--without-search", project=project, environment=LIVE)


@pytest.mark.parametrize(
    ("old", "new"),
    [(LINE, ""), (f"Status: draft\n{LINE}", LINE)],
    ids=["without its line", "once it is published"],
)
def test_the_page_is_gone(project: Path, old: str, new: str) -> None:
    assert ADDRESS in published(project).pages
    replace(project / "content/articles/a-private-draft.md", old, new)
    assert not [name for name in published(project).files if name.startswith("private/")]


def test_a_scheduled_article_has_one_until_its_day(project: Path) -> None:
    article = project / "content/articles/a-private-draft.md"
    replace(article, "Status: draft\n", "")
    text = article.read_text(encoding="utf-8")
    article.write_text(text.replace("Date: 2026-03-12", "Date: 2027-03-12"), encoding="utf-8")
    site = published(project)
    assert {ADDRESS, "articles/a-private-draft/"} & {*site.pages} == {ADDRESS}


@pytest.mark.parametrize("host", ["netlify", "cloudflare-pages"])
def test_no_file_for_a_host_names_it(project: Path, host: str) -> None:
    replace(project / "content/site.toml", 'host = "github-pages"', f'host = "{host}"')
    site = published(project)
    assert "_headers" in site.files
    assert list(traces(site)) == [f"private/{LINK}", f"{ADDRESS}index.html"]


def test_every_build_makes_the_same_bytes(project: Path, published_site: Site, tmp_path: Path) -> None:
    site = build(tmp_path / "site", "--publish", project=project, environment=LIVE)
    page = f"{ADDRESS}index.html"
    assert digests(site.folder)[page] == digests(published_site.folder)[page]


def test_the_full_practice_has_the_line_that_is_tried_here() -> None:
    assert LINE in (FULL / "articles/a-private-draft.md").read_text(encoding="utf-8")
