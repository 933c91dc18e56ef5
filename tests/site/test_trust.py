"""What readers can rely on: the limits of coaching said where they matter, a reference, a link to send, privacy kept."""

import re
import tomllib
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.site.building import FULL, Site, replace, run

FACTS = tomllib.loads((FULL / "site.toml").read_text(encoding="utf-8"))
SCOPE, DANGER = FACTS["crisis"]["scope"], re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", FACTS["crisis"]["danger"])
SIGNS = "articles/every-element/"


def test_what_coaching_is_not_and_what_to_do_in_danger_stands_where_it_matters(site: Site) -> None:
    expected = {"contact/", *(address for address in site.addresses if address.endswith("/booklet/"))}
    for address in site.articles:
        if site.words(address, ".article__topic") in FACTS["crisis"]["topics"]:
            expected.add(address)
    assert len(expected) > 3
    assert {address for address in site.addresses if site.page(address).select(".crisis")} == expected
    for address in expected:
        [note] = site.page(address).select("main .crisis[role=note]")
        for words in (SCOPE, DANGER):
            assert words in note.get_text().replace("\u00a0", " "), address


def test_every_page_says_it_at_its_foot(site: Site) -> None:
    for address in site.addresses:
        [foot] = site.page(address).select(".footer__scope")
        assert foot.get_text().replace("\u00a0", " ") == f"{SCOPE} {DANGER}"


def test_whoever_is_in_danger_calls_or_texts_with_one_tap_on_every_page(site: Site) -> None:
    for address in site.addresses:
        assert [str(link["href"]) for link in site.page(address).select(".footer__scope a")] == ["tel:988", "sms:988"]


def test_the_contact_page_begins_with_its_form_and_says_it_right_below(site: Site) -> None:
    text = site.text("contact/")
    assert text.index("<form") < text.index('class="crisis"') < text.index('class="prose"')


@pytest.mark.parametrize("address", [SIGNS, "articles/a-fenced-header/"])
def test_an_article_is_sent_by_mail_with_its_title_and_its_address(published_site: Site, address: str) -> None:
    [mail] = [str(link["href"]) for link in published_site.page(address).select(".cite a[href^=mailto]")]
    parts = urlsplit(mail)
    assert re.fullmatch(r"[!-~]*", mail), "nothing but ASCII (RFC 6068)"
    title = published_site.one(address, "h1").get_text()
    assert parts.path == ""
    assert parse_qs(parts.query, strict_parsing=True) == {
        "subject": [title],
        "body": [f"{title}\r\n{published_site.url}/{address}"],
    }


def test_a_reference_names_author_title_dates_and_address(published_site: Site) -> None:
    assert published_site.words(SIGNS, ".cite__reference") == (
        f"{FACTS['coach']['name']}. “Every Element “Quoted” & More.” {FACTS['name']}, March 10, 2026, updated April 2, 2026. "
        f"{published_site.url}/{SIGNS}"
    )


def test_a_bibtex_entry_can_be_pasted_as_it_is(published_site: Site) -> None:
    [entry] = published_site.page(SIGNS).select(".cite pre")
    assert entry.get_text() == "\n".join(
        [
            "@misc{every-element,",
            f"  author = {{{{{FACTS['coach']['name']}}}}},",
            "  title = {{Every Element “Quoted” \\& More}},",
            "  year = {2026},",
            "  month = mar,",
            "  note = {Updated April 2, 2026},",
            f"  url = {{{published_site.url}/{SIGNS}}}",
            "}",
        ]
    )
    for address in published_site.articles:
        [other] = published_site.page(address).select(".cite pre")
        assert other.get_text().count("{") == other.get_text().count("}"), address


def test_a_receiver_that_the_privacy_page_conceals_stops_the_build(project: Path) -> None:
    replace(project / "theme/words/en.toml", " ({host}), the service", ", the service")
    done = run("build.py", project=project, environment={"CONTACT_FORM": "formspree:mzbqkgrd"})
    assert done.status == 1
    assert "This page does not say that a form sends to formspree.io" in done.said
