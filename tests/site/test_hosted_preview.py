"""A preview that a host builds and shows at an address: found by no search engine, and no way to the coach's inbox."""

from pathlib import Path

import pytest

from tests.site.building import LIVE, Site, build, digests

ADDRESS = "https://deploy-preview-7--practice.netlify.app"


@pytest.fixture(scope="module", params=["DEPLOY_PRIME_URL", "CF_PAGES_URL"])
def hosted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The full practice as Netlify and as Cloudflare Pages build it."""
    output = tmp_path_factory.mktemp("hosted") / "site"
    return Site(build(output, environment={request.param: ADDRESS, "CI": "true"}).folder, ADDRESS)


def test_no_search_engine_lists_a_page_of_it(hosted: Site) -> None:
    for address in hosted.pages:
        assert hosted.page(address).select("meta[name=robots][content=noindex]"), address


def test_its_pages_name_its_own_address_and_no_other(hosted: Site) -> None:
    for address in hosted.addresses:
        for link in hosted.page(address).select("link[rel=canonical]"):
            assert link["href"] == f"{ADDRESS}/{address}"
        assert "localhost" not in hosted.text(address)
    assert f"{ADDRESS}/articles/" in hosted.text("sitemap.xml")


def test_drafts_are_there_and_marked(hosted: Site) -> None:
    assert hosted.page("articles/a-draft/").select(".article .preview-mark")


def test_its_forms_send_nothing_and_say_so(hosted: Site) -> None:
    for address in ("contact/", "newsletter/", ""):
        assert hosted.page(address).select("main form [type=submit][disabled]"), address
        assert "sends nothing from here" in hosted.words(address, "main form .preview-mark")


def test_they_send_where_the_coach_has_named_a_provider_for_the_preview(tmp_path: Path) -> None:
    environment = {"DEPLOY_PRIME_URL": ADDRESS, "CONTACT_FORM": "formspree:abcd1234"}
    site = build(tmp_path / "site", "--without-search", environment=environment)
    assert str(site.one("contact/", "main form")["action"]).startswith("https://formspree.io/")
    assert not site.page("contact/").select("button[disabled], main .preview-mark")


def test_the_live_site_is_the_same_wherever_it_is_built(published_site: Site, tmp_path: Path) -> None:
    environment = LIVE | {"DEPLOY_PRIME_URL": ADDRESS, "CF_PAGES_URL": ADDRESS}
    assert digests(build(tmp_path / "site", "--publish", environment=environment).folder) == digests(
        published_site.folder
    )
