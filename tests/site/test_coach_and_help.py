"""Who coaches and what that costs, as site.toml says, and whom readers in danger can call."""

import re
from pathlib import Path

import pytest

from tests.site.building import MINIMAL, Site, build, copy_project, replace


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The minimal practice, whose coach has no name; with a page of her own for readers in danger."""
    project = copy_project(tmp_path_factory.mktemp("other") / "project", practice=MINIMAL)
    (project / "content/pages/help.md").write_text(
        "Title: Ring someone\nSummary: Now.\n\nRing 999.\n", encoding="utf-8"
    )
    build(project / "output", "--without-search", project=project)
    return Site(project / "output", "http://localhost:8000")


def test_the_card_has_all_that_is_known_of_the_coach(site: Site) -> None:
    for address in ("", "about/"):
        card = site.one(address, ".coach-card")
        assert site.words(address, ".coach-card__name") == "Mara Ellison, MD, FACP"
        assert site.words(address, ".coach-card__facts") == "Norfolk, Virginia · English, Portuguese"
        assert "I was an intensivist for eleven years." in card.get_text()
        assert site.one(address, ".coach-card img")["alt"] == "Mara Ellison"
    assert site.links(site.one("", ".coach-card"), "") == [f"{site.url}/about/"]
    assert site.links(site.one("about/", ".coach-card"), "about/") == []


def test_the_portrait_is_a_photograph_like_any_other_and_smaller(site: Site) -> None:
    for source in site.page("").select(".coach-card picture source, .coach-card picture img"):
        widths = [choice.split()[-1] for choice in str(source["srcset"]).split(", ")]
        assert widths == ["168w", "336w", "672w"]
    for name in re.findall(r"images/[\w.-]+", str(site.one("", ".coach-card picture"))):
        assert name in site.files


def test_a_coach_without_a_name_has_no_card_and_the_practice_signs(other: Site) -> None:
    assert [address for address in other.addresses if other.page(address).select(".coach-card")] == []
    article = next(address for address in other.addresses if address in other.articles)
    assert other.structured_data(article)["Article"]["author"]["@id"] == f"{other.url}/#practice"
    assert "founder" not in other.structured_data("")["ProfessionalService"]


def test_the_facts_of_the_sessions_end_with_the_fee(site: Site, other: Site) -> None:
    facts = site.page("coaching/").select(".facts > div")
    assert [[" ".join(part.stripped_strings) for part in fact.select("dt, dd")] for fact in facts] == [
        ["Length", "45 minutes"],
        ["Where", "Phone & video"],
        ["Fee", "$200 to $260 a session A written summary is included."],
    ]
    assert [fact.get_text(" ", strip=True) for fact in other.page("coaching/").select(".facts > div")] == [
        "Fee £60 a session"
    ]


def test_readers_in_danger_have_a_page_with_every_number_from_every_page(site: Site) -> None:
    assert [str(link["href"]) for link in site.page("help/").select(".help__numbers a")] == ["tel:988", "sms:988"]
    assert f"{site.url}/help/" in site.text("sitemap.xml")
    assert not site.page("help/").select("meta[name=robots]")
    for address in site.addresses:
        assert f"{site.url}/help/" in site.links(site.one(address, ".footer"), address), address


def test_her_own_page_for_readers_in_danger_wins(other: Site) -> None:
    assert other.words("help/", "h1") == "Ring someone"
    assert not other.page("help/").select(".help__numbers")
    footer = other.links(other.one("", ".footer"), "")
    assert footer.count(f"{other.url}/help/") == 1


def test_without_words_for_them_there_is_no_such_page(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project", practice=MINIMAL)
    facts = project / "content/site.toml"
    replace(
        facts, 'danger = "If you are in danger, ring 999. The Samaritans answer at any hour on 116 123."', 'danger = ""'
    )
    build(project / "output", "--without-search", project=project)
    site = Site(project / "output", "http://localhost:8000")
    assert "help/" not in site.addresses
    assert "/help/" not in site.text("")
    assert "/help/" not in site.text("sitemap.xml")
