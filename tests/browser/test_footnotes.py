"""Footnotes: in the margin beside their marks where the page has one, else a list below the text."""

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.in_page import SETTLED
from tests.browser.watch import NewPage

EVERY_ELEMENT = "/articles/every-element/"

# Where each note and its first mark stand, and whether the note's own parts are within it.
NOTES = """() => [...document.querySelectorAll(".footnote > ol > li")].map((note) => {
  const box = note.getBoundingClientRect();
  const mark = document.querySelector(`[href="#${note.id}"]`).getBoundingClientRect();
  return { mark: mark.top, top: box.top, bottom: box.bottom, left: box.left,
    inside: [...note.querySelectorAll("*")].every((e) => e.getBoundingClientRect().bottom <= box.bottom + 3) };
})"""
# What stands where a note does: words, pictures and controls that are neither in it nor around it.
COVERED = """() => [...document.querySelectorAll(".footnote > ol > li")].flatMap((note) => {
  const one = note.getBoundingClientRect();
  return [...document.querySelectorAll("main *, footer *")]
    .filter((e) => !note.contains(e) && !e.contains(note) && !e.childElementCount && e.checkVisibility())
    .filter((e) => {
      const other = e.getBoundingClientRect();
      return other.width && other.left < one.right && one.left < other.right && other.top < one.bottom && one.top < other.bottom;
    })
    .map((e) => `${note.id}: ${e.outerHTML.slice(0, 80)}`);
})"""


def notes(page: Page, width: int) -> list[dict[str, Any]]:
    """Where the notes of a page of this width stand."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(EVERY_ELEMENT)
    page.evaluate(SETTLED)
    found: list[dict[str, Any]] = page.evaluate(NOTES)
    assert len(found) == 10
    return found


@pytest.mark.parametrize("width", [1200, 1280, 1720])
def test_in_a_wide_window_a_note_stands_beside_its_mark_or_below_the_note_before(tab: NewPage, width: int) -> None:
    page = tab()
    bottom = 0.0
    for note in notes(page, width):
        beside = abs(note["top"] - note["mark"]) < 12
        below = abs(note["top"] - bottom) < 20 and note["top"] > note["mark"]
        assert beside or below, note
        assert note["top"] > bottom
        bottom = note["bottom"]
        assert note["inside"]
    assert page.evaluate(COVERED) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [360, 1024, 1199])
def test_in_a_narrower_window_the_notes_are_a_list_below_the_text(tab: NewPage, width: int) -> None:
    found = notes(tab(), width)
    assert all(above["bottom"] <= below["top"] for above, below in pairwise(found))
    assert found[0]["top"] > max(note["mark"] for note in found)
    assert len({note["left"] for note in found}) == 1


def test_on_paper_the_notes_are_a_list_below_the_text(tab: NewPage) -> None:
    page = tab()
    page.emulate_media(media="print")
    found = notes(page, 1280)
    assert found[0]["top"] > max(note["mark"] for note in found)


def test_a_mark_leads_to_its_note_and_the_note_back(tab: NewPage) -> None:
    page = tab(viewport={"width": 1280, "height": 900})
    page.goto(EVERY_ELEMENT)
    page.locator("#fnref-3 a").click()
    assert page.url.endswith("#fn-3")
    page.locator("#fn-3 .footnote-backref").first.click()
    assert page.url.endswith("#fnref-3")
