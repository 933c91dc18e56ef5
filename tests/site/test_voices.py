"""Voices: two on the home page and on the one about coaching, one in the first invitation after an article."""

from pathlib import Path

from bs4 import Tag

from tests.site.building import Site, build

FIRST = "A hospitalist in the Midwest"
SECOND = "An emergency physician, fourteen years in practice"
THIRD = "O. & P., residents"


def names(place: Tag) -> list[str]:
    return [caption.get_text() for caption in place.select(".voice figcaption")]


def test_home_has_the_first_two_and_coaching_the_last_two(site: Site) -> None:
    assert names(site.page("")) == [FIRST, SECOND]
    assert names(site.page("coaching/")) == [SECOND, THIRD]
    for address in ("", "coaching/"):
        assert "with the consent of each person" in site.one(address, ".voices").get_text()


def test_an_article_has_one_in_its_invitation_to_a_conversation_and_nowhere_else(site: Site) -> None:
    heard = set()
    for address in site.articles:
        invitations = site.page(address).select("section[aria-labelledby=invitation-discovery]")
        assert len(names(site.page(address))) == len(invitations), address
        heard |= {name for place in invitations for name in names(place)}
    assert heard
    assert heard <= {FIRST, SECOND, THIRD}


def test_the_words_are_quoted_once(site: Site) -> None:
    said = [quotation.get_text() for quotation in site.page("coaching/").select(".voice blockquote")]
    assert said[1] == "“One question a week, and I still ask it.”"


def test_no_search_engine_is_told_of_a_review(published_site: Site) -> None:
    for address in published_site.addresses:
        assert not {"Review", "AggregateRating"} & {*published_site.text(address).split('"')}, address


def test_without_voices_no_page_speaks_of_them(project: Path) -> None:
    (project / "content/voices.toml").unlink()
    site = build(project / "output", "--without-search", project=project)
    for address in site.addresses:
        assert ".voice" not in site.text(address), address
        assert not site.page(address).select(".voice"), address


def test_a_voice_whose_consent_has_ended_goes_by_itself_and_the_coach_is_told(project: Path) -> None:
    voices = project / "content/voices.toml"
    voices.write_text(voices.read_text(encoding="utf-8").replace("9999-12-30", "2026-03-02", 1), encoding="utf-8")
    site = build(project / "output", "--without-search", project=project)
    assert names(site.page("")) == [SECOND, THIRD]
    for address in site.addresses:
        assert "Thursdays" not in site.text(address), address
