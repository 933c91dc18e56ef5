"""The preview of a pull request, as the workflow makes it, unpacked and opened in a browser without any server."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from preview.portable import NO_SEARCH
from tests.browser.watch import PATIENCE, Scheme, Watch
from tests.publish.repositories import workflow
from tests.site.building import LOCAL_URL, Site, copy_built_project

# Every element of a page with what it says.
ELEMENTS = """(written) => [...new DOMParser().parseFromString(written, "text/html").querySelectorAll("body *")]
  .map((element) => `${element.tagName} ${element.textContent}`)"""
SHOWN = """async () => {
  for (const image of document.images) image.loading = "eager";
  await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
  await document.fonts.ready;
  return {
    headings: document.querySelectorAll("h1").length,
    unseen: [...document.images].filter((image) => !image.naturalWidth).map((image) => image.src),
    typeface: document.fonts.check("1em Newsreader"),
    links: [...document.links].map((link) => link.href),
  };
}"""


SEARCHES = ("search/index.html", "404.html")  # where it is said that this needs a server


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site of the full practice, as the workflow builds it."""
    return Site(copy_built_project(tmp_path_factory.mktemp("portable") / "project") / "output", LOCAL_URL)


@pytest.fixture(scope="module")
def unpacked(built: Site) -> Path:
    """What the workflow uploads, packed by its host and unpacked by the coach."""
    project = built.folder.parent
    steps = workflow("check")["jobs"]["site"]["steps"]
    [step] = [step for step in steps if "portable" in step.get("run", "")]
    [upload] = [step for step in steps if step.get("with", {}).get("name") == "preview"]
    command = step["run"].replace(".venv/bin/python", sys.executable)
    subprocess.run(["bash", "-e", "-c", command], cwd=project, check=True)
    packed = shutil.make_archive(str(project.parent / "preview"), "zip", project / upload["with"]["path"])
    folder = project.parent / "Vorschau für Zoë (1) #2 100%"
    shutil.unpack_archive(packed, folder)
    return folder


@pytest.fixture
def opened(browser: Browser, unpacked: Path) -> Iterator[Callable[..., Page]]:
    """Open a file of the preview in a watched page; fails the test at its end where there was trouble."""
    watch, contexts = Watch(), []

    def make(name: str = "index.html", scheme: Scheme = "light", behind: str = "") -> Page:
        context = browser.new_context(color_scheme=scheme)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        watch.over(context)
        page = context.new_page()
        page.goto((unpacked / name).as_uri() + behind)
        return page

    yield make
    for context in contexts:
        context.close()
    assert not watch.troubles(), "\n".join(watch.troubles())


def test_every_link_of_every_page_opens_a_page(opened: Callable[..., Page], unpacked: Path) -> None:
    page = opened()
    files = {file.as_uri(): file for file in sorted(unpacked.rglob("*.html"))}
    linked: set[str] = set()
    for address, file in files.items():
        page.goto(address)
        if 'http-equiv="refresh"' in file.read_text(encoding="utf-8"):  # an old address leads on by itself
            expect(page).not_to_have_url(address)
            page.wait_for_load_state()
            assert page.url in files
        shown = page.evaluate(SHOWN)
        assert (shown["headings"], shown["unseen"], shown["typeface"]) == (1, [], True), address
        linked |= {re.split("[?#]", link)[0] for link in shown["links"] if link.startswith("file:")}
    others = {link for link in linked - set(files) if not link.endswith(("/feed.xml", ".pdf", ".ics"))}
    assert not others
    assert len(linked & set(files)) > 20


def test_a_reader_goes_from_page_to_page_by_its_links(opened: Callable[..., Page], unpacked: Path) -> None:
    page = opened()
    for name in ("Articles", "Contact", "Search"):
        page.get_by_role("navigation", name="Main").get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.url == (unpacked / name.lower() / "index.html").as_uri()
    page.locator(".masthead__home").click()
    assert page.url == (unpacked / "index.html").as_uri()


def test_a_page_has_what_it_has_on_the_site(page: Page, built: Site, unpacked: Path) -> None:
    for name in [name for name in built.files if name.endswith(".html") and name not in SEARCHES]:
        here, there = ((folder / name).read_text(encoding="utf-8") for folder in (unpacked, built.folder))
        assert page.evaluate(ELEMENTS, here) == page.evaluate(ELEMENTS, there), name


def test_dark_is_dark(opened: Callable[..., Page]) -> None:
    light, dark = (
        opened(scheme=scheme).evaluate("() => getComputedStyle(document.documentElement).backgroundColor")
        for scheme in ("light", "dark")
    )
    assert light != dark


def test_the_search_says_where_it_works(opened: Callable[..., Page]) -> None:
    page = opened("search/index.html", behind="?q=calendar")
    expect(page.get_by_role("note")).to_have_text(NO_SEARCH)
    expect(page.get_by_role("button", name="Search")).to_be_disabled()
    page.get_by_role("searchbox").press("Enter")
    expect(page.get_by_role("heading", level=1, name="Search")).to_be_visible()
    assert page.url.endswith("?q=calendar")


@pytest.mark.parametrize("kind", ["contact", "newsletter"])
def test_a_form_says_that_it_sends_nothing_and_sends_nothing(kind: str, opened: Callable[..., Page]) -> None:
    page = opened(f"{kind}/index.html")
    form = page.locator("main form")
    expect(form.get_by_role("note")).to_have_text("Preview: this form sends nothing from here.")
    expect(form.locator("[type=submit]")).to_be_disabled()
    address = page.url
    form.get_by_label("Email").fill("reader@practice.org")
    form.get_by_label("Email").press("Enter")
    assert page.url == address
    expect(form.locator(".form__outcome")).to_have_count(0)


def test_the_preparation_sheet_and_the_link_to_copy_work(opened: Callable[..., Page], built: Site) -> None:
    page = opened("discovery-session/index.html")
    page.locator(".sheet").get_by_role("textbox").first.fill("A thought")
    page.reload()
    expect(page.locator(".sheet").get_by_role("textbox").first).to_have_value("A thought")
    expect(page.get_by_role("button", name="Print the sheet")).to_be_visible()
    page = opened(f"{built.articles[0]}index.html")
    expect(page.get_by_role("button", name="Copy the link")).to_be_visible()
