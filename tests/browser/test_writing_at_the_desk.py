"""A coach writes at her desk: the page, the preview behind it, and the files on her computer."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from preview.server import WRITE
from sources.content import read
from tests.browser.in_page import overflow, violations
from tests.browser.test_serve import Desk, start, wait_until
from tests.browser.watch import PATIENCE, Watch
from tests.site.building import copy_project

TANK = "articles/the-empty-tank.md"


@pytest.fixture(scope="module")
def desk(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A preview of the full practice that the tests here write in."""
    assert browser  # without one, skip before anything is started
    running = Desk(copy_project(tmp_path_factory.mktemp("desk")))
    yield running
    running.stop()


Opens = Callable[..., Page]


@pytest.fixture
def opens(browser: Browser, desk: Desk) -> Iterator[Opens]:
    """Open the page, or a text in it; nothing leaves the preview, and nothing goes wrong."""
    watch = Watch(desk.site)
    watch.expected.append(r"favicon\.ico|net::ERR_|/articles/whom-to-ask")
    contexts = []

    def make(name: str = "", **options: Any) -> Page:
        context = browser.new_context(**{"base_url": desk.site, "viewport": {"width": 1280, "height": 900}, **options})
        context.set_default_timeout(PATIENCE)
        watch.over(context)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{WRITE}#{name}")
        expect(page.locator("#editing" if name else "#texts")).to_be_visible()
        return page

    yield make
    for context in contexts:
        context.close()
    assert not watch.troubles(), "\n".join(watch.troubles())


def content(desk: Desk, name: str) -> Path:
    return desk.folder / "content" / name


def text(page: Page) -> Any:
    return page.get_by_label("The text", exact=True)


def write_at_end(page: Page, words: str) -> None:
    text(page).evaluate("(area) => { area.focus(); area.setSelectionRange(area.value.length, area.value.length); }")
    page.keyboard.insert_text(words)


def save(page: Page) -> None:
    page.keyboard.press("Control+s")
    expect(page.locator("#state")).to_have_text(re.compile("Saved at"))


def test_each_text_saved_unchanged_stays_to_the_byte_and_a_new_title_changes_one_line(opens: Opens, desk: Desk) -> None:
    page = opens()
    for name in read(desk.folder / "content").sources:
        before = content(desk, name).read_bytes()
        page.evaluate("(name) => { location.hash = name; }", name)
        expect(page.locator("#state")).to_have_text("Saved")
        save(page)
        assert content(desk, name).read_bytes() == before
        title = page.locator("#field-title")
        old = title.input_value()
        title.fill(f"{old} Now")
        expect(page.locator("#state")).to_have_text("Not saved yet")
        save(page)
        lines = zip(before.splitlines(), content(desk, name).read_bytes().splitlines(), strict=True)
        assert len([line for line, now in lines if line != now]) == 1
        title.fill(old)
        expect(page.locator("#state")).to_have_text("Not saved yet")
        save(page)
        assert content(desk, name).read_bytes() == before


def test_a_slip_is_shown_in_the_words_of_the_terminal_and_its_repair_is_one_click(opens: Opens, desk: Desk) -> None:
    page = opens(TANK)
    before = text(page).input_value()
    write_at_end(page, "\n##Rest\n\nSee [this](nowhere.md).\n")
    notes = page.get_by_role("list", name="Beside the text").get_by_role("listitem")
    expect(notes).to_have_count(2)
    expect(notes.first).to_contain_text("“##Rest” has no space after the #.")
    expect(notes.first).to_contain_text("Write ## Rest.")
    expect(notes.last).to_contain_text("There is no file “nowhere.md”.")
    notes.first.get_by_role("button", name="Change to").click()
    expect(text(page)).to_have_value(f"{before}\n## Rest\n\nSee [this](nowhere.md).\n")
    expect(notes).to_have_count(1)
    assert content(desk, TANK).read_bytes().endswith(before.encode())


def test_a_word_that_is_in_no_dictionary_is_added_to_her_own_with_one_click_and_is_no_task(
    opens: Opens, desk: Desk
) -> None:
    page = opens(TANK)
    write_at_end(page, "\nA brekfst, and a letter to recieve.\n")
    notes = page.get_by_role("list", name="Beside the text").get_by_role("listitem")
    expect(notes).to_have_count(2)
    expect(page.locator("#checked")).to_contain_text("Nothing to fix")
    notes.filter(has_text="brekfst").get_by_role("button", name="Add to my words").click()
    expect(notes).to_have_count(1)
    assert content(desk, "words.txt").read_text(encoding="utf-8").endswith("brekfst\n")
    notes.get_by_role("button", name="Change to receive").click()
    expect(notes).to_have_count(0)
    expect(text(page)).to_have_value(re.compile("a letter to receive"))
    content(desk, "words.txt").unlink()


def test_a_morning_of_an_article_with_a_photograph_under_a_new_name(opens: Opens, desk: Desk) -> None:
    page = opens(viewport={"width": 820, "height": 1180}, has_touch=True)
    page.get_by_role("button", name="New article").tap()
    page.get_by_label("What is it called?").fill("Whom to Ask on a Sunday")
    page.get_by_role("button", name="Begin").tap()
    page.locator("#field-summary").fill("Who is awake, and who minds being asked.")
    text(page).tap()
    page.keyboard.type("Ask the one who is awake.")
    page.get_by_role("toolbar").get_by_role("button", name="Picture").tap()
    page.locator("#picture-dialog [type=file]").set_input_files(content(desk, "images/desk.jpg"))
    page.get_by_label("What does it show").fill("A desk on a Sunday.")
    page.get_by_label("Name of the file").fill("sunday-desk.jpg")
    page.get_by_role("button", name="Put it in").tap()
    expect(text(page)).to_have_value(re.compile(re.escape("![A desk on a Sunday.](../images/sunday-desk.jpg)")))
    expect(page.locator("#checked")).to_contain_text("Everything is checked here")
    page.get_by_role("button", name="Save").tap()
    expect(page.locator("#state")).to_have_text(re.compile("Saved at"))
    assert content(desk, "images/sunday-desk.jpg").is_file()
    page.get_by_role("button", name="Rename").tap()
    page.get_by_label("New name").fill("whom-to-ask")
    page.get_by_role("button", name="See what changes").tap()
    expect(page.locator("#plan-dialog ins").first).to_have_text("articles/whom-to-ask.md")
    page.get_by_role("button", name="Rename it and change these lines").tap()
    expect(page).to_have_url(re.compile("#articles/whom-to-ask.md$"))
    assert not content(desk, "articles/whom-to-ask-on-a-sunday.md").exists()
    wait_until(lambda: "Ask the one who is awake." in desk.get("/articles/whom-to-ask/")[2])
    page.get_by_role("button", name="Page").tap()
    expect(page.frame_locator("#frame").get_by_role("heading", name="Whom to Ask on a Sunday")).to_be_visible()
    expect(page.frame_locator("#frame").get_by_role("img", name="A desk on a Sunday.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_over_the_real_texts(opens: Opens, scheme: Any) -> None:
    page = opens(viewport={"width": 820, "height": 1180}, color_scheme=scheme, reduced_motion="reduce")
    assert not violations(page)
    assert not overflow(page)
    page.evaluate("() => { location.hash = 'articles/every-element.md'; }")
    expect(page.locator("#editing")).to_be_visible()
    expect(page.locator("#checked")).to_contain_text("Everything is checked here")
    assert not violations(page)
    assert not overflow(page)


def test_what_she_types_while_the_preview_is_not_running_waits_for_it(opens: Opens, desk: Desk) -> None:
    page = opens("pages/about.md")
    before = content(desk, "pages/about.md").read_text("utf-8")
    desk.stop()
    write_at_end(page, "\nTyped while nothing ran.\n")
    page.keyboard.press("Control+s")
    expect(page.locator("#state")).to_contain_text("Not saved: The preview does not answer.")
    desk.process = start(desk.folder, desk.port)
    wait_until(lambda: answers(desk))
    save(page)
    assert content(desk, "pages/about.md").read_text("utf-8") == f"{before}\nTyped while nothing ran.\n"


def answers(desk: Desk) -> bool:
    try:
        return desk.get("/")[0] == 200
    except OSError:
        return False


def test_an_article_can_be_seen_as_a_letter(opens: Opens) -> None:
    page = opens(TANK)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="See it as a letter").click()
    expect(opened.value.locator("iframe")).to_have_count(4)
    expect(opened.value.frame_locator("iframe").first.locator("h1")).to_contain_text("The Empty Tank")
