"""Reading aloud: by a voice of the device alone, the words of the article and nothing else, and silent when it should be."""

import json

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.in_page import violations
from tests.browser.test_reading import SHIFTS
from tests.browser.watch import NewPage

EVERYTHING = "/articles/every-element/"  # has footnotes, tables, lists within lists
OWN = [{"lang": "en-US", "localService": True, "name": "of the device"}]

# A device with these voices: it notes what it is to speak, and ends a passage when it is told to.
DEVICE = """
window.spoken = [];
window.silenced = 0;
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
const device = {
  voices: VOICES,
  getVoices() { return this.voices; },
  speak(part) { spoken.push(part.text.trim()); this.part = part; },
  cancel() { window.silenced++; this.part?.onerror?.({ error: "interrupted" }); },
};
window.passageEnds = () => device.part.onend({});
window.voicesArrive = (voices) => { device.voices = voices; device.onvoiceschanged(); };
Object.defineProperty(window, "speechSynthesis", { value: device });
"""


def on_device(new_page: NewPage, voices: object = OWN, **options: object) -> Page:
    """The article on a device with these voices."""
    page = new_page(**options)
    page.add_init_script(DEVICE.replace("VOICES", json.dumps(voices)))
    page.add_init_script(SHIFTS)
    page.goto(EVERYTHING)
    page.wait_for_load_state("load")  # the script, too, has run
    return page


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def spoken(page: Page) -> list[str]:
    return list(page.evaluate("window.spoken"))


@pytest.mark.parametrize(
    "voices",
    [
        pytest.param([], id="no voice"),
        pytest.param([{"lang": "en-US", "localService": False}], id="a voice that sends the text away"),
        pytest.param([{"lang": "de-DE", "localService": True}], id="a voice of another language"),
    ],
)
def test_without_a_voice_of_the_device_there_is_no_button(new_page: NewPage, voices: object) -> None:
    page = on_device(new_page, voices)
    expect(page.locator(".read-aloud")).to_have_count(0)


def test_the_article_is_read_passage_by_passage_without_tables_and_the_numbers_of_footnotes(new_page: NewPage) -> None:
    page = on_device(new_page)
    button(page, "Listen").click()
    for _ in range(500):
        if button(page, "Listen").is_visible():
            break
        page.evaluate("passageEnds()")
    said = spoken(page)
    assert said[0] == page.get_by_role("heading", level=1).inner_text()
    assert said[1] == page.locator(".article__summary").inner_text()
    assert [words for words in said if not words] == []
    headings = [words for words in page.locator(".prose h2").all_inner_texts() if words in said]
    assert len(headings) > 3
    cells = set(page.locator(".prose td").all_inner_texts())
    notes = set(page.locator(".footnote > ol > li").all_inner_texts())
    assert cells
    assert notes
    assert sorted((cells | notes) & set(said)) == []
    with_note = page.locator(".prose p:has(.footnote-ref)").first.inner_text()
    assert with_note not in said  # but without its number
    assert any(words[:30] == with_note[:30] for words in said)


def test_it_pauses_goes_on_with_the_passage_and_stops(new_page: NewPage) -> None:
    page = on_device(new_page)
    expect(button(page, "Stop")).to_be_hidden()
    button(page, "Listen").click()
    page.evaluate("passageEnds()")
    button(page, "Pause").click()
    assert page.evaluate("window.silenced") == 1
    button(page, "Resume").click()
    first, second, again = spoken(page)
    assert second == again
    assert first != second
    button(page, "Stop").click()
    expect(button(page, "Stop")).to_be_hidden()
    expect(button(page, "Listen")).to_be_focused()
    button(page, "Listen").click()
    assert spoken(page)[-1] == first


def test_it_is_silent_once_the_page_is_left(new_page: NewPage) -> None:
    page = on_device(new_page)
    button(page, "Listen").click()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    assert page.evaluate("window.silenced") == 1
    expect(button(page, "Listen")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_voices_may_arrive_late_and_nothing_moves(new_page: NewPage, scheme: str) -> None:
    page = on_device(new_page, [], viewport={"width": 390, "height": 800}, color_scheme=scheme)
    top = "(e) => e.getBoundingClientRect().top"
    before = page.get_by_role("heading", level=1).evaluate(top)
    page.evaluate("(voices) => voicesArrive(voices)", OWN)
    page.evaluate("(voices) => voicesArrive(voices)", OWN)
    expect(button(page, "Listen")).to_have_count(1)
    assert page.get_by_role("heading", level=1).evaluate(top) == before
    button(page, "Listen").click()
    assert page.evaluate("window.shifts") == []
    assert not violations(page)
