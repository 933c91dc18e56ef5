"""The boxes of a checklist: a reader ticks them in this tab, and nothing is kept."""

from tests.browser.watch import NewPage


def test_a_reader_ticks_a_box_by_its_words_and_one_that_is_done_stays_so(tab: NewPage) -> None:
    page = tab(java_script_enabled=False)
    page.goto("/articles/every-element/")
    box = page.get_by_role("checkbox", name="Call the chair")
    assert not box.is_checked()
    page.get_by_text("Call the chair").click()
    assert box.is_checked()
    done = page.get_by_role("checkbox", name="Done, and seen")
    assert done.is_checked()
    assert done.is_disabled()
