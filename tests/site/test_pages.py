"""What stands in the pages: who they are for machines, when they are from, what to read next."""

import math
import re
from datetime import date
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from sources.header import parse_source
from tests.site.building import Site

NOT_INDEXED = {"404.html", "feed/", "search/", "contact/thanks/", "contact/not-sent/", "newsletter/thanks/"}


def test_structured_data_has_the_types_of_its_page(site: Site) -> None:
    expected = {
        "": ["Person", "ProfessionalService", "Service", "WebSite"],
        "search/": [],
        "faq/": ["BreadcrumbList", "FAQPage"],
        "about/": ["BreadcrumbList", "Person"],
        "workshops/": ["BreadcrumbList", "ItemList"],
    }
    expected |= {address: [] for address in set(site.addresses) - set(site.told)}
    for address in site.addresses:
        default = ["Article", "BreadcrumbList"] if address in site.articles else ["BreadcrumbList"]
        if address.startswith("paths/") and address != "paths/":
            default = [] if address.endswith("/booklet/") else ["BreadcrumbList", "ItemList"]
        assert sorted(site.structured_data(address)) == expected.get(address, default), address


def test_structured_data_of_an_article_tells_its_dates_and_its_author(site: Site, content: Path) -> None:
    for address in site.articles:
        article = site.structured_data(address)["Article"]
        header = parse_source((content / "articles" / f"{address.split('/')[1]}.md").read_text(encoding="utf-8"))
        assert article["datePublished"].startswith((header.text("date") or "")[:10]), address
        assert article["dateModified"].startswith((header.text("modified") or header.text("date") or "")[:10]), address
        assert re.search(r"T\d\d:\d\d:\d\d[+-]\d\d:\d\d$", article["datePublished"]), address
        assert article["url"] == f"{site.url}/{address}"
        assert all([article["author"]["name"], article["headline"], article["description"]]), address


def test_breadcrumbs_start_at_home_and_end_at_the_page(site: Site) -> None:
    others = ["articles/coach-or-mentor/changes/", "faq/", "articles/", "topics/burnout/", "paths/worn-out/"]
    for address in [*site.articles, *others]:
        trail = site.structured_data(address)["BreadcrumbList"]["itemListElement"]
        assert [step["position"] for step in trail] == list(range(1, len(trail) + 1))
        assert trail[0]["item"] == f"{site.url}/"
        assert trail[-1]["item"] == f"{site.url}/{address}"
        assert all(urlsplit(step["item"]).path.lstrip("/") in ["", *site.addresses] for step in trail)


def test_every_question_of_the_faq_is_in_its_structured_data_with_its_answer(site: Site) -> None:
    faq = site.structured_data("faq/")["FAQPage"]["mainEntity"]
    headings = [heading.get_text() for heading in site.page("faq/").select(".prose h2")]
    assert [question["name"] for question in faq] == headings
    for question in faq:
        answer = question["acceptedAnswer"]["text"]
        assert len(answer.split()) > 10
        assert "<" not in answer


def test_the_home_page_says_what_the_practice_is(site: Site) -> None:
    practice = site.structured_data("")["ProfessionalService"]
    assert practice["url"] == f"{site.url}/"
    assert all(practice[key] for key in ("name", "email", "description"))


def test_a_page_has_one_absolute_canonical_address_or_is_not_listed(each_site: Site) -> None:
    for address in each_site.addresses:
        page = each_site.page(address)
        canonical = [str(link["href"]) for link in page.select("link[rel=canonical]")]
        noindex = bool(page.select('meta[name=robots][content="noindex"]'))
        if (
            address in NOT_INDEXED
            or address.endswith(("/changes/", "/booklet/"))
            or page.select(".article .preview-mark")
        ):
            assert (canonical, noindex) == ([], True), address
        else:
            assert (canonical, noindex) == ([f"{each_site.url}/{address}"], False), address


def test_every_page_can_be_previewed_elsewhere(published_site: Site) -> None:
    for address in published_site.told:
        page = published_site.page(address)
        card = {str(m["property"]): str(m["content"]) for m in page.select('meta[property^="og:"]')}
        assert card["og:type"] == ("article" if address in published_site.articles else "website"), address
        assert all(card[f"og:{name}"] for name in ("title", "description", "site_name")), address
        assert card["og:url"].startswith(f"{published_site.url}/"), address
        picture = card["og:image"].removeprefix(f"{published_site.url}/")
        assert picture in published_site.files, address
        assert len(page.select("meta[name=description]")) == 1, address


def test_a_notice_has_all_that_became_of_an_article_and_nothing_else(site: Site) -> None:
    assert site.words("articles/every-element/", ".notice") == (
        "An earlier version of this article appeared on this site in May 2023. Updated April 2, 2026. The table is new. "
        "Reviewed May 4, 2026."
    )
    assert site.one("articles/every-element/", ".notice time")["datetime"] == "2023-05"
    assert not site.page("articles/a-fenced-header/").select(".notice")


def test_a_review_is_told_until_there_is_a_later_revision(site: Site) -> None:
    assert "Reviewed" in site.words("articles/every-element/", ".notice")
    assert "Reviewed" not in site.words("articles/the-empty-tank/", ".notice")


def test_an_article_is_modified_when_its_header_says_so(site: Site) -> None:
    article = site.structured_data("articles/every-element/")["Article"]
    assert article["datePublished"] == "2026-03-10T07:30:00-04:00"
    assert article["dateModified"] == "2026-04-02T00:00:00-04:00"
    plain = site.structured_data("articles/a-fenced-header/")["Article"]
    assert plain["dateModified"] == plain["datePublished"] == "2026-02-20T00:00:00-05:00"


def test_only_articles_with_four_headings_or_more_have_a_list_of_contents(site: Site) -> None:
    with_and_without = set()
    for address in site.articles:
        page = site.page(address)
        headings = [heading for heading in page.select(".prose h2") if heading.get("id")]
        listed = [(str(a["href"]), a.get_text()) for a in page.select("nav.contents a")]
        expected = [(f"#{heading['id']}", heading.get_text()) for heading in headings] if len(headings) >= 4 else []
        assert listed == expected, address
        with_and_without.add(bool(expected))
    assert with_and_without == {True, False}


def test_the_list_of_contents_comes_after_the_opening(site: Site) -> None:
    page = site.page("articles/the-empty-tank/")
    order = page.select("main .article__opening, main .contents, main .prose h2:not(.contents__title)")
    assert [" ".join(part.get("class") or [part.name]) for part in order[:3]] == [
        "prose article__opening",
        "contents",
        "h2",
    ]


def test_reading_time_is_that_of_the_words(site: Site) -> None:
    for address in site.articles:
        prose = site.prose(address)
        minutes = math.ceil(len(prose.get_text(" ").split()) / 230)
        # Words are counted with the markup taken out, so a word or two may join at its edges.
        said = re.search(r"(\d+) min read", site.words(address, ".article__meta"))
        assert said
        assert abs(int(said[1]) - minutes) <= 1, address
    assert "1 min read" not in site.words("articles/coach-or-mentor/", ".article__meta")
    assert "1 min read" in site.words("articles/a-fenced-header/", ".article__meta")  # a few words


def test_three_others_are_to_be_read_next(site: Site) -> None:
    for address in site.articles:
        there = set(_links(site, address, ".read-next .article-list__title a"))
        waits = address in ("articles/a-draft/", "articles/a-private-draft/", "articles/a-scheduled-one/")
        assert len(there) == (0 if waits else 3), address
        assert f"{site.url}/{address}" not in there


def test_lists_of_articles_are_newest_first(site: Site) -> None:
    for address in [a for a in site.addresses if a.startswith("topics/")]:
        dates = [str(time["datetime"]) for time in site.page(address).select(".article-list time")]
        assert dates == sorted(dates, reverse=True), address
    for year in site.page("articles/").select("section.year:not([aria-labelledby=page-unpublished])"):
        dates = [str(time["datetime"]) for time in year.select("time")]
        assert dates == sorted(dates, reverse=True)
        assert all(date.fromisoformat(day) <= date.today() for day in dates)


def test_each_thing_markdown_can_make_is_in_the_page(site: Site) -> None:
    prose = site.prose("articles/every-element/")
    for selector in (
        "sup .footnote-ref",
        ".footnote li em",
        "abbr[title='intensive care unit']",
        "dl dt + dd",
        ".table-scroll[tabindex='0'] th",
        "ul ul ul",
        "ul ol",
        "figure picture:has(img[alt][width][height]) + figcaption",
        "img[alt='']",
        "section.key-differences th[scope=row]",
        "pre code",
    ):
        assert prose.select(selector), selector


def test_an_address_that_leads_nowhere_is_answered_with_links_that_lead_somewhere(published_site: Site) -> None:
    """The page is served at any depth, so relative links would lead nowhere again."""
    page = published_site.page("404.html")
    addresses = [str(tag[name]) for name in ("href", "src") for tag in page.select(f"[{name}]")]
    ours = [a for a in addresses if not a.startswith(("#", "mailto:", "tel:", "sms:", "https://"))]
    assert [a for a in ours if not a.startswith("/sub/")] == []
    assert 'url("/sub/theme/fonts/' in published_site.text("404.html")


def _links(site: Site, address: str, selector: str) -> list[str]:
    return [urljoin(f"{site.url}/{address}", str(link["href"])) for link in site.page(address).select(selector)]
