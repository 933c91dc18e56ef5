"""The calendar file of a conversation that was booked: made in the tab, at the reader's own time, and nothing is sent."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import DISCOVERY_SESSION
from tests.browser.watch import NewPage, Watch

BUTTON = "Add it to your calendar"


def taken(page: Page, at: str) -> str:
    """The file that the reader gets for a day and time."""
    page.goto(DISCOVERY_SESSION)
    page.get_by_label("Day and time").fill(at)
    with page.expect_download() as download:
        page.get_by_role("button", name=BUTTON).click()
    assert download.value.suggested_filename == "session.ics"
    return Path(download.value.path()).read_bytes().decode()


def test_the_file_has_the_time_of_the_readers_own_clock_and_a_reminder_of_the_sheet(new_page: NewPage) -> None:
    file = taken(new_page(timezone_id="America/Chicago"), "2027-03-04T18:00")
    assert file.endswith("END:VCALENDAR\r\n")
    assert "\n" not in file.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in file.split("\r\n"))
    lines = file.replace("\r\n ", "").split("\r\n")
    assert {"DTSTART:20270305T000000Z", "DURATION:PT30M", "TRIGGER:-P1D"} <= {*lines}
    reminder = lines[lines.index("BEGIN:VALARM") + 3]
    assert reminder.startswith("DESCRIPTION:Take a few quiet minutes")
    assert reminder.endswith("/discovery-session/")


def test_nothing_is_sent_and_nothing_is_kept(page: Page, watch: Watch) -> None:
    page.goto(DISCOVERY_SESSION)
    before = len(watch.requests)
    page.get_by_label("Day and time").fill("2027-03-04T18:00")
    with page.expect_download():
        page.get_by_role("button", name=BUTTON).click()
    assert [one for one in watch.requests[before:] if not one.startswith("blob:") and "favicon" not in one] == []
    assert page.evaluate("() => sessionStorage.length + localStorage.length") == 0
    assert page.locator("[data-module=calendar-entry] [name]").count() == 0


def test_without_a_time_no_file_is_made(page: Page) -> None:
    page.goto(DISCOVERY_SESSION)
    page.on("download", lambda _: pytest.fail("there was a file"))
    page.get_by_role("button", name=BUTTON).click()
    expect(page.get_by_label("Day and time")).to_be_focused()


def test_without_scripts_there_is_nothing_of_it(tab: NewPage) -> None:
    page = tab(java_script_enabled=False)
    page.goto(DISCOVERY_SESSION)
    assert page.get_by_text("Have you picked a time?").is_hidden()
