"""Pages in the colours of a practice, as a browser shows them: axe finds nothing, in light and in dark."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from sources.palette import derived
from tests.browser.in_page import SETTLED, violations
from tests.browser.pages import ARTICLE, HOME
from tests.browser.site_server import SiteServer
from tests.browser.watch import Scheme
from tests.site.building import build, copy_project, replace

PAIRS = [("#1f5fbf", "#b4530a"), ("#1b5e20", "#8a5a00"), ("#c2185b", "#6a5acd")]
PAGES = (HOME, ARTICLE, "/contact/", "/newsletter/", "/search/")


@pytest.fixture(scope="module", params=PAIRS, ids=["blue", "green", "pink"])
def pair(request: pytest.FixtureRequest) -> tuple[str, str]:
    accent, warm = request.param
    return accent, warm


@pytest.fixture(scope="module")
def address(pair: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the full practice is served in these colours."""
    project = copy_project(tmp_path_factory.mktemp("colours") / "project")
    accent, warm = pair
    replace(project / "content/site.toml", "[coach]", f'[colours]\naccent = "{accent}"\nwarm = "{warm}"\n\n[coach]')
    build(project / "output", "--without-search", project=project)
    server = SiteServer(project / "output")
    server.start()
    yield server.address
    server.stop()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_colours_of_the_practice(
    browser: Browser, address: str, pair: tuple[str, str], scheme: Scheme
) -> None:
    context = browser.new_context(base_url=address, color_scheme=scheme)
    page = context.new_page()
    for path in PAGES:
        page.goto(path)
        page.evaluate(SETTLED)
        accent = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--color-accent')")
        assert accent == derived(*pair)[scheme]["accent"]
        assert violations(page) == [], path
    context.close()
