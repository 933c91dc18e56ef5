"""The preparation sheet: it stays in the tab, is printed whole, and is cleared when asked."""

import json

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.pages import DISCOVERY_SESSION
from tests.browser.test_print import PAPER, sheets
from tests.browser.watch import NewPage, Watch

KEPT = "() => ({ session: { ...sessionStorage }, local: { ...localStorage }, cookies: document.cookie })"
LONG = "What would I do with one evening a week that belonged to nobody? " * 25


def answers(page: Page) -> list[str]:
    return [field.input_value() for field in page.locator(".sheet").get_by_role("textbox").all()]


def write(page: Page) -> list[str]:
    """Type an answer to every question, key by key, and return them."""
    fields = page.locator(".sheet").get_by_role("textbox").all()
    assert len(fields) >= 3
    for number, field in enumerate(fields, start=1):
        field.press_sequentially(f"Answer {number}, “quoted” & <plain>")
    return answers(page)


def cut(page: Page) -> list[str]:
    """The answers of which a part cannot be seen."""
    return [
        field.input_value()
        for field in page.locator(".sheet").get_by_role("textbox").all()
        if field.evaluate("e => e.scrollHeight > e.clientHeight + 1")
    ]


def test_every_question_labels_its_field(page: Page) -> None:
    page.goto(DISCOVERY_SESSION)
    questions = page.locator(".sheet label").all_inner_texts()
    assert questions
    for question in questions:
        expect(page.get_by_label(question)).to_be_editable()


def test_what_is_typed_survives_a_reload_in_the_tab_and_a_walk_through_the_site(page: Page) -> None:
    page.goto(DISCOVERY_SESSION)
    written = write(page)
    page.reload()
    assert answers(page) == written
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Questions").click()
    page.wait_for_url("**/faq/")
    page.goto(DISCOVERY_SESSION)
    assert answers(page) == written
    page.go_back()
    page.wait_for_url("**/faq/")
    page.go_back()
    page.wait_for_url(f"**{DISCOVERY_SESSION}")
    assert answers(page) == written


def test_what_is_typed_never_leaves_the_tab(page: Page, watch: Watch) -> None:
    page.goto(DISCOVERY_SESSION)
    before = len(watch.requests)
    written = write(page)
    page.locator(".sheet").get_by_role("textbox").last.press("Enter")
    # The browser fetches the icon when it likes.
    assert [request for request in watch.requests[before:] if not request.endswith("/favicon.svg")] == []
    kept = page.evaluate(KEPT)
    assert list(kept["session"]) == ["preparation-sheet"]
    assert json.loads(kept["session"]["preparation-sheet"])[:-1] == written[:-1]
    assert kept["local"] == {}
    assert kept["cookies"] == ""
    assert page.locator(".sheet form, .sheet [name], main [action]").count() == 0, "there is nothing that could send it"


def test_another_tab_or_visit_knows_nothing_of_it(page: Page, new_page: NewPage) -> None:
    page.goto(DISCOVERY_SESSION)
    write(page)
    for other in (page.context.new_page(), new_page()):
        other.goto(DISCOVERY_SESSION)
        assert not any(answers(other))


def test_a_field_grows_with_its_answer(page: Page) -> None:
    page.goto(DISCOVERY_SESSION)
    page.locator(".sheet").get_by_role("textbox").first.fill(LONG)
    assert not cut(page)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("reloaded", [False, True])
def test_questions_and_answers_are_printed_whole(tab: NewPage, width: int, reloaded: bool) -> None:
    page = tab(viewport={"width": width, "height": 800})
    page.goto(DISCOVERY_SESSION)
    for field in page.locator(".sheet").get_by_role("textbox").all():
        field.fill(LONG)
    if reloaded:
        page.reload()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER["width"], "height": PAPER["height"]})
    for question in page.locator(".sheet label").all():
        assert question.is_visible()
    assert answers(page)[0] == LONG
    assert not cut(page)
    assert page.get_by_role("button").count() == 0


def test_the_print_button_prints(new_page: NewPage) -> None:
    page = new_page()
    page.add_init_script("window.print = () => (window.printed = true)")
    page.goto(DISCOVERY_SESSION)
    page.get_by_role("button", name="Print the sheet").click()
    assert page.evaluate("window.printed")


def test_more_answers_make_more_sheets(page: Page) -> None:
    page.goto(DISCOVERY_SESSION)
    empty = sheets(page.pdf(format="Letter"))
    assert empty == 1
    for field in page.locator(".sheet").get_by_role("textbox").all():
        field.fill(LONG * 2)
    assert sheets(page.pdf(format="Letter")) > empty


def test_clear_asks_and_empties(new_page: NewPage) -> None:
    page = new_page()
    asked: list[str] = []
    agree = False

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        if agree:
            dialog.accept()
        else:
            dialog.dismiss()

    page.on("dialog", answer)
    page.goto(DISCOVERY_SESSION)
    written = write(page)
    clear = page.get_by_role("button", name="Clear it")
    clear.click()
    assert len(asked) == 1
    assert answers(page) == written
    agree = True
    clear.click()
    assert len(asked) == 2
    assert not any(answers(page))
    expect(page.locator(".sheet").get_by_role("status")).to_have_text("Cleared.")
    page.reload()
    assert not any(answers(page))
    assert "Answer" not in json.dumps(page.evaluate(KEPT))


def test_an_empty_sheet_is_cleared_without_a_question(new_page: NewPage) -> None:
    page = new_page()
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    page.goto(DISCOVERY_SESSION)
    page.get_by_role("button", name="Clear it").click()
    expect(page.locator(".sheet").get_by_role("status")).to_have_text("Cleared.")


def test_the_sheet_works_where_storage_is_blocked(new_page: NewPage) -> None:
    page = new_page()
    page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
    )
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(DISCOVERY_SESSION)
    write(page)
    page.get_by_role("button", name="Clear it").click()
    assert not any(answers(page))


def test_the_sheet_survives_whatever_stands_in_storage(page: Page) -> None:
    for rubbish in ("{", "null", '["one"]'):
        page.goto(DISCOVERY_SESSION)
        page.evaluate("text => sessionStorage.setItem('preparation-sheet', text)", rubbish)
        page.reload()
        expect(page.get_by_role("button", name="Clear it")).to_be_visible()


def test_without_scripts_there_are_fields_and_no_dead_buttons(tab: NewPage) -> None:
    page = tab(java_script_enabled=False)
    page.goto(DISCOVERY_SESSION)
    expect(page.locator(".sheet").get_by_role("textbox").first).to_be_editable()
    assert page.locator(".sheet").get_by_role("button").count() == 0
