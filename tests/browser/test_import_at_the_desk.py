"""A coach moves in on the writing page at her desk: what she chooses, sees and brings in, also without a mouse."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from preview.server import WRITE
from tests.browser.in_page import overflow, violations
from tests.browser.watch import PATIENCE, Watch
from tests.unit.exports import item, wxr, zipped
from tests.unit.practice import needed_pages
from tests.unit.test_import_at_the_desk import HOSTILE, PICTURE, article
from tests.unit.test_writing_desk import FACTS, Server, everything

Opens = Callable[..., Page]


@pytest.fixture
def here(browser: Browser, tmp_path: Path) -> Iterator[Server]:
    """The page at the desk over a practice with nothing but what it needs; no preview is built."""
    assert browser  # without one, skip before anything is started
    needed_pages(tmp_path / "root/content")
    (tmp_path / "root/content/site.toml").write_text(FACTS, encoding="utf-8")
    server = Server(tmp_path / "root/content")
    yield server
    server.stop()


@pytest.fixture
def opens(browser: Browser, here: Server) -> Iterator[Opens]:
    """Open the page where she moves in."""
    site = f"http://127.0.0.1:{here.port}"
    watch = Watch(site)
    watch.expected.append(r"favicon\.ico|theme/fonts|net::ERR_|status of 422")
    contexts = []

    def make(hash_: str = "#moving", **options: Any) -> Page:
        context = browser.new_context(**{"base_url": site, "viewport": {"width": 1280, "height": 900}, **options})
        context.set_default_timeout(PATIENCE)
        watch.over(context)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{WRITE}{hash_}")
        expect(page.locator("#moving" if hash_ else "#texts")).to_be_visible()
        return page

    yield make
    for context in contexts:
        context.close()
    assert not watch.troubles(), "\n".join(watch.troubles())


@pytest.fixture
def export(tmp_path: Path) -> Path:
    file = tmp_path / "old.xml"
    more = [article(f"Week {n}", f"week-{n}", "Burnout" if n % 2 else f"Category {n}") for n in range(30)]
    file.write_text(wxr(article("Nights", "nights", "Hospital", PICTURE), *more, item("menu", "", kind="nav_menu_item")), "utf-8")  # fmt: skip
    return file


def choose(page: Page, file: Path, box: str = "The file from your old site", button: str = "Choose the file") -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("group", name=box).get_by_role("button", name=button).click()
    chooser.value.set_files(file)


def look(page: Page) -> None:
    page.get_by_role("button", name="See what would come").click()
    expect(page.get_by_role("heading", name="What would be imported")).to_be_focused()


def test_she_moves_in_without_a_mouse_and_finds_her_articles_in_the_list(
    opens: Opens, export: Path, here: Server
) -> None:
    page = opens("")
    assert not page.evaluate(
        "() => performance.getEntriesByType('resource').some(({ name }) => name.includes('import.'))"
    )
    page.get_by_role("link", name="Moving in from another site").press("Enter")
    expect(page.get_by_role("heading", name="Moving in")).to_be_visible()
    before = everything(here.content.parent)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose the file").press("Enter")
    chooser.value.set_files(export)
    expect(page.get_by_role("group", name="The file from your old site")).to_contain_text(
        re.compile(r"old\.xml, \d+ KB")
    )
    page.get_by_role("button", name="See what would come").press("Enter")
    expect(page.get_by_role("heading", name="What would be imported from “A Coach” (WordPress)")).to_be_focused()
    expect(page.locator(".sums li").first).to_have_text("32 read in the file, of which are")
    assert everything(here.content.parent) == before
    page.locator("summary", has_text="5 more").press("Enter")
    topic = page.get_by_label("Hospital 1 article")
    expect(topic).to_have_value("")
    topic.focus()
    page.keyboard.press("L")
    expect(topic).to_have_value("Leadership")
    expect(page.get_by_label("Burnout 15 articles")).to_have_value("Burnout")
    page.get_by_role("button", name="Bring in 31 files").press("Enter")
    expect(page.get_by_role("heading", name="What was imported")).to_be_focused()
    expect(page.get_by_text("31 files are in your texts now.")).to_be_visible()
    assert "Category: Leadership" in (here.content / "articles/nights.md").read_text(encoding="utf-8")
    page.get_by_role("link", name="See your texts").press("Enter")
    expect(page.locator(".row", has_text="Nights")).to_contain_text("Mar 4, 2019 · 1 to fix")
    after = everything(here.content)
    page.get_by_role("link", name="Moving in from another site").click()
    page.get_by_role("button", name="Bring in another file").click()
    choose(page, export)
    look(page)
    expect(page.get_by_text("There is nothing new in it to bring in.")).to_be_visible()
    expect(page.get_by_role("button", name="Bring in")).to_have_count(0)
    assert everything(here.content) == after


def test_what_the_old_site_says_is_shown_as_words_and_does_nothing(opens: Opens, export: Path) -> None:
    export.write_text(wxr(article(HOSTILE, "hostile", HOSTILE, "<form><input></form><p>T.</p>")), encoding="utf-8")
    page = opens()
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    choose(page, export)
    look(page)
    expect(page.locator("#moving")).to_contain_text("<script>alert(1)</script>")
    assert page.locator("#moving").locator("script, img, form, a:not(.bar__back)").count() == 0


def test_what_cannot_be_read_is_told_and_another_file_can_be_chosen(opens: Opens, export: Path, tmp_path: Path) -> None:
    page = opens()
    page.get_by_role("button", name="See what would come").click()
    expect(page.get_by_role("alert")).to_have_text("Choose the file from your old site first.")
    (tmp_path / "photo.xml").write_bytes(b"\xff\xd8\xff\xe0\0\x10JFIF")
    choose(page, tmp_path / "photo.xml")
    page.get_by_role("button", name="See what would come").click()
    expect(page.get_by_role("alert")).to_contain_text("It is a photograph, no export.")
    choose(page, export)
    look(page)


def test_a_file_that_changed_since_it_was_chosen_is_asked_for_again(opens: Opens, export: Path) -> None:
    page = opens()
    choose(page, export)
    export.write_text("another, and longer or shorter", encoding="utf-8")
    page.get_by_role("button", name="See what would come").click()
    expect(page.get_by_role("alert")).to_have_text(
        "old.xml has changed since you chose it, or is not there any more. Choose it again."
    )


def test_more_than_can_be_sent_is_told_before_it_is_sent(opens: Opens, export: Path) -> None:
    page = opens("")
    page.route(
        "**/write/import", lambda route: route.fulfill(json={"steps": {}, "largest": 10, "tooLarge": "Too much."})
    )
    page.get_by_role("link", name="Moving in from another site").click()
    choose(page, export)
    page.get_by_role("button", name="See what would come").click()
    expect(page.get_by_role("alert")).to_have_text("Too much.")


def test_her_pictures_come_along_as_a_folder_that_she_drops_or_as_a_zip(
    opens: Opens, export: Path, tmp_path: Path
) -> None:
    (tmp_path / "uploads/2019").mkdir(parents=True)
    Image.new("RGB", (800, 600), "teal").save(tmp_path / "uploads/2019/porch.jpg")
    (tmp_path / "uploads/.DS_Store").write_bytes(b"x")
    page = opens()
    pictures = page.get_by_role("group", name="Its pictures")
    choose(page, export)
    page.get_by_role("group", name="The file").scroll_into_view_if_needed()
    place = pictures.evaluate("(box) => box.getBoundingClientRect().toJSON()")
    session = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        data = {"items": [], "files": [str(tmp_path / "uploads")], "dragOperationsMask": 1}
        session.send(
            "Input.dispatchDragEvent", {"type": kind, "x": place["x"] + 40, "y": place["y"] + 40, "data": data}
        )
    expect(pictures).to_contain_text("uploads, 1 file")
    look(page)
    expect(page.get_by_role("button", name="Bring in 32 files")).to_be_visible()
    page.get_by_role("button", name="Choose another file").click()
    expect(page.get_by_role("button", name="Choose the file")).to_be_focused()
    choose(page, export)
    zipped(tmp_path / "uploads.zip", {"2019/porch.jpg": (tmp_path / "uploads/2019/porch.jpg").read_bytes()})
    choose(page, tmp_path / "uploads.zip", "Its pictures", "Choose a zip")
    look(page)
    expect(page.get_by_role("button", name="Bring in 32 files")).to_be_visible()


@pytest.mark.parametrize("width", [320, 820, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_way(opens: Opens, export: Path, scheme: Any, width: int) -> None:
    page = opens(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    page.get_by_text("Where do I get this file?").click()
    choose(page, export)
    assert (violations(page), overflow(page)) == ([], [])
    look(page)
    for summary in page.locator("#moving details:not([open]) > summary").all():
        summary.click()
    assert (violations(page), overflow(page)) == ([], [])
    page.get_by_role("button", name="Bring in").click()
    expect(page.get_by_role("link", name="See your texts")).to_be_visible()
    assert (violations(page), overflow(page)) == ([], [])
