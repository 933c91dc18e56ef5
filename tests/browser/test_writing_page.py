"""The page that the coach writes on, in a real browser, with a keeper in the browser's storage: nothing typed is lost."""

import gzip
import json
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

from sources import palette
from tests.browser.in_page import violations
from tests.browser.site_server import SiteServer
from tests.browser.watch import PATIENCE, Watch

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "writing/page"
KEEPER = Path(__file__).with_name("memory_keeper.js")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob: data:; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'"
)
TANK = "articles/the-tank.md"
FIELDS = [
    ("title", "Title", "line", "The heading that readers see."),
    ("date", "Date", "datetime", "The day it appears; one to come schedules it."),
    ("summary", "Summary", "text", "One or two sentences that make the right reader open it."),
    ("category", "Category", "topic", "The topic it belongs to."),
    ("tags", "Tags", "list", "Words with commas between them."),
    ("modified", "Modified", "date", "The day of a revision."),
    ("earlier", "Earlier", "month", "The month of an earlier version, like 2023-05."),
    ("changes", "Changes", "text", "What is different from that version."),
    ("image", "Photograph", "picture", ""),
    ("image_alt", "What it shows", "text", "For readers who do not see it."),
    ("invite", "Invite", "choice", "What the article ends with."),
    ("formerly", "Formerly", "list", "Old addresses that lead here."),
    ("status", "Status", "status", ""),
]


def field(name: str, label: str, kind: str, words: str) -> dict[str, Any]:
    return {"name": name, "label": label, "kind": kind, "help": words, "longest": 1000, "required": name in ("title", "date", "summary", "category")}  # fmt: skip


FORM = {
    "site": "The Porch",
    "repository": "",
    "branch": "main",
    "language": "en-US",
    "timezone": "America/New_York",
    "fields": {
        "articles": [field(*one) for one in FIELDS],
        "pages": [field(*one) for one in FIELDS if one[0] in ("title", "summary", "modified", "formerly")],
    },
    "topics": ["Burnout", "Leadership"],
    "invitations": ["discovery", "newsletter"],
    "statuses": ["draft", "published"],
    "files": [],
    "pictures": ["porch.jpg"],
    "handouts": ["values.pdf"],
    "blocks": [
        {"name": "Key points", "text": "> **Key points**\n>\n> - The first.\n> - The second.\n"},
        {
            "name": "Questions to sit with",
            "text": "> **Questions to sit with**\n>\n> - What would you stop doing first?\n",
        },
    ],
    "rules": {},
}
FILES = {
    TANK: (
        "Title: The Tank That Is Never Full\nDate: 2026-05-04\nCategory: Burnout\n"
        "Summary: What a tired week asks for, and what it does not.\nTags: rest, call\n\n"
        "You came home at nine and could not say what you had eaten.\n\n"
        "## What rest is\n\n"
        "Rest is not the time between two shifts. It is the time in which nobody can ask for you, and in which you have "
        "stopped waiting for them to.\n\n"
        "Read [what I wrote on call](nights-on-call.md) first.\n"
    ),
    "articles/nights-on-call.md": (
        "Title: Nights on Call\nDate: 2026-03-02\nCategory: Burnout\nSummary: Sleep in two pieces.\n\n"
        "Sleep in two pieces is still sleep. [The tank](the-tank.md) says more.\n"
    ),
    "articles/first-weeks.md": (
        "Title: The First Weeks of Leading\nDate: 2099-01-07 07:30\nCategory: Leadership\nSummary: Whom to ask.\n\nAsk.\n"
    ),
    "articles/an-idea.md": "Title: An Idea\nDate: 2026-11-01\nCategory: Leadership\nSummary: Not yet.\nStatus: draft\n\nLater.\n",
    "pages/about.md": "Title: About\nSummary: Who I am.\n\nI was a hospitalist.\n",
}
SHOWN = "<!doctype html><html lang=en><title>The page</title><h1>As readers see it</h1></html>"
SLIPS = (
    "Write to http://example.org before noon.\n\n##Part\n\nIt is very late, and [this](nowhere.md) leads to no file.\n"
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page as it is served, with our keeper in the place of the desk's."""
    folder = tmp_path_factory.mktemp("writing")
    for path in PAGE.iterdir():
        text = path.read_text(encoding="utf-8")
        if path.name == "index.html":
            text = text.replace(
                '<meta charset="utf-8">',
                f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            )
        for scheme in ("light", "dark"):
            text = text.replace(f"{{{scheme}}}", palette.css(palette.DEFAULT, scheme))
        (folder / path.name).write_text(text.replace("{fonts}", "./fonts"), encoding="utf-8")
    (folder / "desk.js").write_text(KEEPER.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "memory.json").write_text(json.dumps({"form": FORM, "files": FILES}), encoding="utf-8")
    (folder / "larger.css").write_text("html { font-size: 200%; }", encoding="utf-8")
    (folder / "shown.html").write_text(SHOWN, encoding="utf-8")
    (folder / "fonts").mkdir()
    for path in (ROOT / "theme/static/fonts").glob("*.woff2"):
        (folder / "fonts" / path.name).write_bytes(path.read_bytes())
    server = SiteServer(folder)
    server.start()
    yield server.address
    server.stop()


Opens = Callable[..., Page]


@pytest.fixture
def watching(address: str) -> Iterator[Watch]:
    watch = Watch(address)
    watch.expected.append("favicon.ico")
    yield watch
    assert not watch.troubles(), "\n".join(watch.troubles())


@pytest.fixture
def opens(browser: Browser, address: str, watching: Watch) -> Iterator[Opens]:
    """Open the page, or the text of this name in it; further tabs share the storage of the first."""
    contexts: list[BrowserContext] = []

    def make(
        name: str = "", *, beside: Page | None = None, memory: dict[str, Any] | None = None, **options: Any
    ) -> Page:
        if beside:
            context = beside.context
        else:
            context = browser.new_context(
                **{"viewport": {"width": 1200, "height": 900}, "base_url": address, **options}
            )
            context.set_default_timeout(PATIENCE)
            context.grant_permissions(["clipboard-read", "clipboard-write"])
            watching.over(context)
            contexts.append(context)
        page = context.new_page()
        if memory:
            page.goto("/shown.html")
            remember(page, **memory)
        page.goto(f"/index.html#{name}")
        expect(page.locator("#editing" if name else "#texts")).to_be_visible()
        return page

    yield make
    for context in contexts:
        context.close()


def remember(page: Page, **memory: Any) -> None:
    """Put something into the keeper's memory, like a fault."""
    page.evaluate("(all) => Object.entries(all).forEach(([name, value]) => localStorage.setItem(`memory.${name}`, JSON.stringify(value)))", memory)  # fmt: skip


def kept(page: Page, name: str = TANK) -> str:
    """The text of a file as the keeper has it."""
    files = json.loads(page.evaluate("() => localStorage.getItem('memory.files')") or "{}")
    return bytes(ord(one) for one in files[name]["text"]).decode() if name in files else FILES.get(name, "")


def text(page: Page) -> Any:
    return page.get_by_label("The text", exact=True)


def at_end(page: Page) -> None:
    text(page).evaluate("(area) => { area.focus(); area.setSelectionRange(area.value.length, area.value.length); }")


def select(page: Page, words: str) -> None:
    text(page).evaluate("(area, words) => { area.focus(); const at = area.value.indexOf(words); area.setSelectionRange(at, at + words.length); }", words)  # fmt: skip


def header(page: Page, label: str) -> Any:
    """The field of the header with this label."""
    return page.locator("#header").get_by_label(label, exact=True)


def state(page: Page) -> Any:
    return page.locator("#state")


def test_her_texts_are_listed_by_what_becomes_of_them(opens: Opens) -> None:
    page = opens()
    waiting, live, pages = (page.get_by_role("region", name=name) for name in ("Waiting", "Live", "Pages"))
    expect(waiting.get_by_role("link")).to_have_text(["The First Weeks of Leading", "An Idea"])
    expect(waiting).to_contain_text("Goes live on Jan 7, 2099")
    expect(live.get_by_role("link")).to_have_text(["The Tank That Is Never Full", "Nights on Call"])
    expect(pages.get_by_role("link")).to_have_text(["About"])
    page.get_by_role("searchbox", name="Find").fill("nights")
    expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(1)


def test_a_new_article_is_begun_with_a_title_and_a_topic_and_is_there_after_a_reload_before_it_was_ever_saved(
    opens: Opens,
) -> None:
    page = opens()
    page.get_by_role("button", name="New article").click()
    page.get_by_label("What is it called?").fill("Whom to Ask on a Sunday")
    page.get_by_role("dialog").get_by_label("Topic").select_option("Leadership")
    page.get_by_role("button", name="Begin").click()
    expect(text(page)).to_be_focused()
    page.keyboard.type("Ask the one who is awake.")
    page.reload()
    expect(header(page, "Title")).to_have_value("Whom to Ask on a Sunday")
    expect(text(page)).to_have_value("Ask the one who is awake.")
    expect(header(page, "Draft – not on the site")).to_be_checked()
    page.get_by_role("link", name="All texts").click()
    expect(page.get_by_role("listitem").filter(has_text="Whom to Ask")).to_contain_text("Not saved yet")
    page.get_by_role("link", name="Whom to Ask").click()
    expect(text(page)).to_be_visible()
    page.keyboard.press("Control+s")
    expect(state(page)).to_contain_text("Saved at")
    assert kept(page, "articles/whom-to-ask-on-a-sunday.md").endswith("Status: draft\n\nAsk the one who is awake.")


def test_a_title_without_letters_is_refused_in_the_dialog(opens: Opens) -> None:
    page = opens()
    page.get_by_role("button", name="New article").click()
    page.get_by_label("What is it called?").fill("…?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Write a title with letters in it. It can be changed later.")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="New article")).to_be_focused()


def test_an_address_that_leads_to_no_text_says_so_above_the_list(opens: Opens) -> None:
    page = opens()
    page.goto("/index.html#articles/nobody.md")
    expect(page.get_by_role("alert")).to_have_text("There is no “articles/nobody.md”.")
    expect(page.get_by_role("link", name="Nights on Call")).to_be_visible()


def test_a_text_saved_without_a_change_is_not_written(opens: Opens) -> None:
    page = opens(TANK)
    page.get_by_role("button", name="Save").click()
    expect(state(page)).to_contain_text("Saved at")
    assert page.evaluate("() => localStorage.getItem('memory.files')") is None


def test_the_form_changes_one_line_of_the_header(opens: Opens) -> None:
    page = opens(TANK)
    header(page, "Title").fill("The Tank: Half Full")
    header(page, "Category").select_option("Leadership")
    header(page, "Draft – not on the site").check()
    page.keyboard.press("Control+s")
    expect(state(page)).to_contain_text("Saved at")
    changed = FILES[TANK].replace("The Tank That Is Never Full", "The Tank: Half Full").replace("Burnout", "Leadership")
    assert kept(page) == changed.replace("Tags: rest, call\n", "Tags: rest, call\nStatus: draft\n")
    header(page, "Draft – not on the site").uncheck()
    page.keyboard.press("Control+s")
    expect(state(page)).to_have_text(re.compile("Saved at"))
    page.wait_for_function("() => !localStorage.getItem('memory.files').includes('Status: draft\\\\n\\\\nYou')")
    assert kept(page) == changed


def test_what_a_date_means_is_said_in_words(opens: Opens) -> None:
    page = opens(TANK)
    said = page.locator(".prospect")
    expect(said).to_have_text("Live, dated Monday, May 4, 2026.")
    header(page, "Date").fill("2099-01-07")
    header(page, "Time").fill("07:30")
    expect(said).to_have_text("Goes live on Wednesday, January 7, 2099 at 07:30.")
    header(page, "Draft – not on the site").check()
    expect(said).to_have_text("A draft. Readers do not see it until you take this mark away.")


def test_a_status_that_is_no_draft_stays_as_it_is_written(opens: Opens) -> None:
    published = FILES[TANK].replace("Tags:", "Status: published\nTags:")
    page = opens(TANK, memory={"files": {TANK: {"text": published, "version": 1}}})
    draft = header(page, "Draft – not on the site")
    expect(draft).not_to_be_checked()
    for change in (draft.check, draft.uncheck):
        change()
        page.keyboard.press("Control+s")
        expect(state(page)).to_contain_text("Saved at")
    page.wait_for_function("() => localStorage.getItem('memory.files').includes('published')")
    assert kept(page) == published


def test_a_date_that_no_calendar_shows_stands_as_it_is_written(opens: Opens) -> None:
    page = opens(
        TANK, memory={"files": {TANK: {"text": FILES[TANK].replace("2026-05-04", "May 5, 2026"), "version": 1}}}
    )
    expect(header(page, "Date")).to_have_value("May 5, 2026")
    expect(header(page, "Date")).to_have_attribute("type", "text")


def test_a_header_that_is_no_form_stands_in_the_text_with_the_reason(opens: Opens) -> None:
    odd = FILES[TANK].replace("Tags:", "Catgory: Rest\nTags:")
    page = opens(TANK, memory={"files": {TANK: {"text": odd, "version": 1}}})
    expect(page.get_by_text("“Catgory”, has no box in the form.")).to_be_visible()
    expect(text(page)).to_have_value(odd)
    expect(header(page, "Title")).to_be_hidden()
    page.get_by_role("button", name="Change to Category").click()
    expect(text(page)).to_have_value(odd.replace("Catgory", "Category"))


def test_problems_stand_beside_their_lines_and_their_words_are_marked(opens: Opens) -> None:
    page = opens(TANK)
    at_end(page)
    page.keyboard.insert_text(f"\n{SLIPS}")
    notes = page.get_by_role("list", name="Beside the text").get_by_role("listitem")
    expect(notes).to_have_count(4)
    expect(page.locator("mark")).to_have_text(["http://example.org", "##", "very", "nowhere.md"])
    places = notes.evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect()).map((one) => [one.top, one.bottom])"
    )
    assert all(this[1] < following[0] for this, following in pairwise(places))
    marked = page.locator("mark").first.bounding_box()
    first = notes.first.bounding_box()
    assert marked
    assert first
    assert abs(marked["y"] - first["y"]) < 30
    assert first["x"] > marked["x"] + marked["width"]
    expect(page.locator("#number")).to_have_text("3 to fix, 1 piece of advice")
    notes.last.get_by_role("button", name="There is no file").click()
    expect(text(page)).to_be_focused()
    assert selected(page) == "nowhere.md"


def selected(page: Page) -> str:
    chosen: str = text(page).evaluate("(area) => area.value.slice(area.selectionStart, area.selectionEnd)")
    return chosen


def test_where_there_is_no_room_beside_marked_words_show_their_note_when_they_are_tapped(opens: Opens) -> None:
    page = opens(TANK, viewport={"width": 820, "height": 1180}, has_touch=True)
    at_end(page)
    page.keyboard.insert_text(f"\n{SLIPS}")
    expect(page.locator("mark")).to_have_count(4)
    box = page.locator("mark").first.bounding_box()
    assert box
    page.touchscreen.tap(box["x"] + 20, box["y"] + 8)
    card = page.get_by_role("list", name="About these words")
    expect(card).to_contain_text("is not encrypted")
    below = card.bounding_box()
    assert below
    assert 0 <= below["y"] - box["y"] - box["height"] < 20
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    page.touchscreen.tap(box["x"] + 20, box["y"] + 8)
    card.get_by_role("button", name="Change to").click()
    expect(page.locator("mark")).to_have_count(3)
    expect(card).to_be_hidden()
    page.get_by_role("button", name="3 below the text").click()
    expect(page.get_by_role("button", name="has no space behind it")).to_be_focused()


def test_every_repair_is_one_click_and_undo_takes_it_back(opens: Opens) -> None:
    page = opens(TANK)
    at_end(page)
    page.keyboard.insert_text(f"\n{SLIPS}")
    before = text(page).input_value()
    page.get_by_role("button", name="Change to https://example.org").click()
    expect(text(page)).to_have_value(before.replace("http:", "https:"))
    page.get_by_role("button", name="Change to ## Part").click()
    page.get_by_role("button", name="Take out very").click()
    expect(page.locator("mark")).to_have_text(["nowhere.md"])
    text(page).focus()
    for _ in range(3):
        page.keyboard.press("Control+z")
    expect(text(page)).to_have_value(before)


def test_marks_and_notes_go_with_their_lines_while_she_types_above_them(opens: Opens) -> None:
    page = opens(TANK)
    at_end(page)
    page.keyboard.insert_text("\nSee http://example.org now.\n")
    mark = page.locator("mark")
    expect(mark).to_have_count(1)
    remember(page, faults={"check": 60_000})  # no answer comes any more
    text(page).evaluate("(area) => area.setSelectionRange(0, 0)")
    page.keyboard.insert_text("One more.\n\nAnd another.\n\n")
    expect(mark).to_have_text("http://example.org")
    line = text(page).evaluate(
        "(area) => [...document.querySelectorAll('#mirror > div')].findIndex((one) => one.querySelector('mark'))"
    )
    assert text(page).input_value().split("\n")[line] == "See http://example.org now."


def test_an_old_answer_never_takes_the_place_of_a_newer_one(opens: Opens) -> None:
    page = opens(TANK)
    expect(page.locator("#checked")).to_contain_text("Nothing to fix")
    remember(page, faults={"check": 900})
    at_end(page)
    page.keyboard.insert_text("\nSee http://example.org now.\n")
    page.wait_for_timeout(500)  # the check is on its way
    remember(page, faults={})
    text(page).evaluate("(area) => area.setSelectionRange(area.value.length - 5, area.value.length - 1)")
    page.keyboard.insert_text("then")
    expect(page.locator("mark")).to_have_count(1)
    select(page, "http:")
    page.keyboard.insert_text("https:")
    expect(page.locator("mark")).to_have_count(0)
    page.wait_for_timeout(1_200)
    expect(page.locator("mark")).to_have_count(0)


def test_a_check_that_fails_never_stands_in_the_way(opens: Opens) -> None:
    page = opens(TANK, memory={"faults": {"check": {"kind": "offline", "message": "There is no network."}}})
    expect(page.locator("#checked")).to_have_text("Not checked: There is no network.")
    at_end(page)
    page.keyboard.type("More.")
    page.keyboard.press("Control+s")
    expect(state(page)).to_contain_text("Saved at")


def test_the_mirror_breaks_lines_where_the_text_does(opens: Opens) -> None:
    page = opens(TANK)
    at_end(page)
    page.keyboard.insert_text(
        "\nA_word_that_is_longer_than_the_measure_of_this_text_and_is_broken_somewhere_within_it_for_want_of_room.  two  "
        "spaces, a\ttab,     many      spaces at the end of a line that goes on and on until it has to be broken as well.\n"
    )
    heights = page.evaluate("() => ['text', 'mirror'].map((id) => document.getElementById(id).scrollHeight)")
    assert heights[0] == heights[1]


def test_beyond_60_000_characters_there_is_a_list_instead_of_marks_and_typing_goes_on(opens: Opens) -> None:
    long = FILES[TANK] + "Rest is not the time between two shifts.\n\n" * 7_000 + "See http://example.org now.\n"
    page = opens(TANK, memory={"files": {TANK: {"text": long, "version": 1}}})
    notes = page.get_by_role("list", name="Beside the text").get_by_role("listitem")
    expect(notes).to_have_count(1)
    expect(page.locator("mark")).to_have_count(0)
    notes.get_by_role("button", name="is not encrypted").click()
    assert selected(page) == "http://example.org"
    page.keyboard.type("https://example.org")
    expect(notes).to_have_count(0)
    page.keyboard.press("Control+s")
    expect(state(page)).to_contain_text("Saved at")
    assert kept(page) == long.replace("http:", "https:")


@pytest.mark.parametrize(
    ("button", "chosen", "made"),
    [
        ("Heading", "Read", "## Read [what"),
        ("Bold", "nine", "at **nine** and"),
        ("Italic", "nine", "at *nine* and"),
        ("List", "You came", "- You came home"),
        ("Quotation", "You came", "> You came home"),
    ],
)
def test_the_toolbar_works_on_the_selection_and_undo_takes_it_back(opens: Opens, button: str, chosen: str, made: str) -> None:  # fmt: skip
    page = opens(TANK)
    before = text(page).input_value()
    select(page, chosen)
    page.get_by_role("toolbar").get_by_role("button", name=button).click()
    assert made in text(page).input_value()
    expect(text(page)).to_be_focused()
    page.keyboard.press("Control+z")
    expect(text(page)).to_have_value(before)


def test_bold_and_italic_go_as_they_came(opens: Opens) -> None:
    page = opens(TANK)
    before = text(page).input_value()
    select(page, "nine")
    for key in ("Control+b", "Control+i"):
        page.keyboard.press(key)
    assert "at ***nine*** and" in text(page).input_value()
    for key in ("Control+b", "Control+i"):
        page.keyboard.press(key)
    expect(text(page)).to_have_value(before)


def test_enter_goes_on_with_a_list_and_ends_it_in_an_empty_line(opens: Opens) -> None:
    page = opens(TANK)
    at_end(page)
    for words in ("9. Eat", "Sleep", ""):
        page.keyboard.type(words)
        page.keyboard.press("Enter")
    page.keyboard.type("After.")
    assert text(page).input_value().endswith("\n9. Eat\n10. Sleep\nAfter.")


def test_a_link_to_an_own_text_is_found_by_its_title(opens: Opens) -> None:
    page = opens("pages/about.md")
    select(page, "a hospitalist")
    page.keyboard.press("Control+k")
    page.keyboard.type("call nights")
    page.keyboard.press("Enter")
    expect(text(page)).to_have_value("I was [a hospitalist](../articles/nights-on-call.md).\n")
    expect(text(page)).to_be_focused()
    assert selected(page) == "a hospitalist"


@pytest.mark.parametrize(
    ("typed", "made"),
    [("https://example.org/a", "https://example.org/a"), ("www.example.org", "https://www.example.org"), ("me@example.org", "mailto:me@example.org")],
)  # fmt: skip
def test_an_address_is_linked_as_it_was_typed(opens: Opens, typed: str, made: str) -> None:
    page = opens("pages/about.md")
    select(page, "a hospitalist")
    page.get_by_role("toolbar").get_by_role("button", name="Link").click()
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    expect(text(page)).to_have_value(f"I was [a hospitalist]({made}).\n")


def test_a_block_stands_by_itself(opens: Opens) -> None:
    page = opens("pages/about.md")
    at_end(page)
    page.get_by_role("toolbar").get_by_role("button", name="Block").click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(text(page)).to_have_value(
        "I was a hospitalist.\n\n> **Questions to sit with**\n>\n> - What would you stop doing first?\n"
    )


PHOTOGRAPH = ROOT / "tests/practices/full/images/desk.jpg"


def photograph(name: str = "IMG_2041.jpg") -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": PHOTOGRAPH.read_bytes()}


def test_a_photograph_gets_words_and_a_name_and_is_saved_with_its_text(opens: Opens) -> None:
    page = opens(TANK)
    at_end(page)
    page.get_by_role("toolbar").get_by_role("button", name="Picture").click()
    given = photograph()
    page.locator("#picture-dialog [type=file]").set_input_files(given)
    page.get_by_role("button", name="Put it in").click()
    expect(page.get_by_role("alert")).to_have_text("Say what the photograph shows, or tick that it is only decoration.")
    page.get_by_label("What does it show").fill("Two chairs by a window.")
    expect(page.get_by_label("Name of the file")).to_have_value("two-chairs-by-a-window.jpg")
    page.get_by_role("button", name="Put it in").click()
    line = "\n\n![Two chairs by a window.](../images/two-chairs-by-a-window.jpg)\n"
    expect(text(page)).to_have_value(re.compile(re.escape(line) + "$"))
    page.reload()  # before it is saved
    expect(text(page)).to_have_value(re.compile("Two chairs"))
    page.keyboard.press("Control+s")
    expect(state(page)).to_contain_text("Saved at")
    files = json.loads(page.evaluate("() => localStorage.getItem('memory.files')"))
    saved = files["images/two-chairs-by-a-window.jpg"]["text"]
    assert bytes(ord(one) for one in saved) == given["buffer"]


def test_decoration_needs_no_words(opens: Opens) -> None:
    page = opens("pages/about.md")
    at_end(page)
    page.get_by_role("toolbar").get_by_role("button", name="Picture").click()
    page.locator("#picture-dialog [type=file]").set_input_files(photograph("Evening light.jpg"))
    page.get_by_label("It is only decoration").check()
    page.get_by_role("button", name="Put it in").click()
    expect(text(page)).to_have_value("I was a hospitalist.\n\n![decorative](../images/evening-light.jpg)\n")


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [("IMG_1.HEIC", "image/heic", "is a HEIC photograph"), ("plan.pdf", "application/pdf", "is no JPEG, PNG or WebP"), ("x.jpg", "image/jpeg", "is empty")],
)  # fmt: skip
def test_what_is_no_photograph_of_the_web_is_refused_with_what_to_do(opens: Opens, name: str, kind: str, words: str) -> None:  # fmt: skip
    page = opens(TANK)
    page.get_by_role("toolbar").get_by_role("button", name="Picture").click()
    content = b"" if words == "is empty" else b"x"
    page.locator("#picture-dialog [type=file]").set_input_files({"name": name, "mimeType": kind, "buffer": content})
    expect(page.get_by_role("alert")).to_contain_text(words)


def test_a_photograph_that_is_dropped_on_the_text_asks_for_its_words(opens: Opens) -> None:
    page = opens(TANK)
    text(page).evaluate(
        """(area, bytes) => {
          const data = new DataTransfer();
          data.items.add(new File([Uint8Array.from(bytes)], "porch light.jpg", { type: "image/jpeg" }));
          area.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }""",
        list(photograph()["buffer"]),
    )
    expect(page.get_by_role("dialog", name="A picture")).to_be_visible()
    expect(page.get_by_label("What does it show")).to_be_focused()
    expect(page.get_by_label("Name of the file")).to_have_value("porch-light.jpg")


def test_the_photograph_of_the_header_comes_with_what_it_shows(opens: Opens) -> None:
    page = opens(TANK)
    page.locator(".more > summary").click()
    page.get_by_role("button", name="Another photograph").click()
    page.locator("#picture-dialog [type=file]").set_input_files(photograph("door.jpg"))
    page.get_by_label("What does it show").fill("A door.")
    page.get_by_role("button", name="Put it in").click()
    expect(page.locator(".thumbnail")).to_be_visible()
    page.keyboard.press("Control+s")
    expect(state(page)).to_contain_text("Saved at")
    assert "Image: door.jpg\nImage_alt: A door.\n" in kept(page)


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "offline", "message": "There is no network."},
        {"kind": "refused", "message": "The disk is full."},
        {"kind": "limit", "message": "GitHub asks to wait until 10:00."},
    ],
)
def test_what_was_not_saved_is_said_and_is_there_after_a_reload(opens: Opens, fault: dict[str, str]) -> None:
    page = opens(TANK, memory={"faults": {"save": fault}})
    at_end(page)
    page.keyboard.type("One more thing.")
    page.keyboard.press("Control+s")
    expect(state(page)).to_have_text(f"Not saved: {fault['message']}")
    page.reload()
    expect(text(page)).to_have_value(re.compile("One more thing"))
    expect(page.locator("#banner")).to_contain_text("is here again; it is not saved yet.")
    remember(page, faults={})
    page.keyboard.press("Control+s")
    expect(state(page)).to_contain_text("Saved at")
    assert kept(page) == f"{FILES[TANK]}One more thing."
    page.reload()
    expect(page.locator("#banner")).to_be_hidden()


def test_what_was_typed_is_there_after_the_tab_was_closed_and_can_be_discarded(opens: Opens) -> None:
    page = opens(TANK)
    at_end(page)
    page.keyboard.type("Not for long.")
    other = opens(beside=page)
    page.close()
    other.get_by_role("link", name="The Tank That Is Never Full").click()
    expect(text(other)).to_have_value(re.compile("Not for long"))
    other.get_by_role("button", name="Discard it").click()
    expect(text(other)).to_have_value(FILES[TANK].partition("\n\n")[2])
    expect(state(other)).to_have_text("As it was saved")


def test_a_file_that_cannot_be_read_again_still_shows_what_was_typed(opens: Opens) -> None:
    page = opens(TANK)
    at_end(page)
    page.keyboard.type("Still here.")
    page.wait_for_function("() => Object.keys(localStorage).some((one) => one.startsWith('writing:'))")
    remember(page, faults={"read": {"kind": "offline", "message": "There is no network."}})
    page.reload()
    expect(page.locator("#banner")).to_contain_text("There is no network. What you typed is still here.")
    expect(text(page)).to_have_value(re.compile("Still here"))
    remember(page, faults={})
    page.keyboard.press("Control+s")
    expect(state(page)).to_contain_text("Saved at")
    assert kept(page) == f"{FILES[TANK]}Still here."


def test_what_she_types_while_it_is_saved_is_kept_though_she_goes_on_to_another_text(opens: Opens) -> None:
    page = opens(TANK, memory={"faults": {"save": 1_500}})
    at_end(page)
    page.keyboard.type("First.")
    page.keyboard.press("Control+s")
    expect(state(page)).to_have_text("Saving …")
    page.keyboard.type(" Second.")
    page.get_by_role("link", name="All texts").click()
    page.wait_for_function("() => localStorage.getItem('memory.files')?.includes('First.')")
    assert kept(page) == f"{FILES[TANK]}First."
    page.get_by_role("link", name="The Tank").click()
    expect(text(page)).to_have_value(re.compile("First. Second.$"))
    remember(page, faults={})
    page.keyboard.press("Control+s")
    expect(state(page)).to_contain_text("Saved at")
    assert kept(page) == f"{FILES[TANK]}First. Second."


def test_a_browser_that_keeps_nothing_says_so_and_asks_before_it_is_left(opens: Opens) -> None:
    page = opens(TANK)
    page.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
    )
    at_end(page)
    page.keyboard.type("Only here.")
    expect(page.locator("#banner")).to_contain_text("This browser keeps nothing of what you type")
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(dialog.type))
    page.close(run_before_unload=True)
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]


def test_leaving_asks_nothing_where_what_was_typed_is_kept(opens: Opens) -> None:
    page = opens(TANK)
    at_end(page)
    page.keyboard.type("Kept.")
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(dialog.type))
    page.goto("/shown.html")
    assert asked == []


def test_two_tabs_of_one_text_follow_each_other(opens: Opens) -> None:
    page = opens(TANK)
    other = opens(TANK, beside=page)
    at_end(page)
    page.keyboard.type("From the first.")
    expect(text(other)).to_have_value(re.compile("From the first"))
    at_end(other)
    other.keyboard.type(" From the second.")
    expect(text(page)).to_have_value(re.compile("From the first. From the second."))
    page.keyboard.press("Control+s")
    expect(state(page)).to_contain_text("Saved at")
    expect(state(other)).to_have_text("Saved in another tab")
    at_end(other)
    other.keyboard.type(" Last.")
    other.keyboard.press("Control+s")
    expect(state(other)).to_contain_text("Saved at")
    assert kept(page) == f"{FILES[TANK]}From the first. From the second. Last."


THEIRS = FILES[TANK].replace("at nine", "at eleven").replace("Burnout", "Leadership")


@pytest.mark.parametrize("way", ["Keep mine", "Take theirs", "Put both in the text"])
def test_a_text_changed_elsewhere_is_shown_beside_mine_and_nothing_is_overwritten(opens: Opens, way: str) -> None:
    page = opens(TANK)
    select(page, "nine and")
    page.keyboard.insert_text("ten and")
    mine = FILES[TANK].replace("at nine", "at ten")
    remember(page, files={TANK: {"text": THEIRS, "version": 2}})
    page.keyboard.press("Control+s")
    dialog = page.get_by_role("dialog", name="This text was also changed elsewhere")
    expect(dialog.locator("ins")).to_have_text(["Burnout", "Leadership", "ten ", "eleven "])
    expect(dialog.locator(".differences__side").last).to_have_text(
        "You came home at eleven and could not say what you had eaten."
    )
    assert kept(page) == THEIRS
    dialog.get_by_role("button", name=way).click()
    if way == "Keep mine":
        expect(state(page)).to_contain_text("Saved at")
        assert kept(page) == mine
        return
    assert kept(page) == THEIRS
    if way == "Take theirs":
        expect(text(page)).to_have_value(THEIRS.partition("\n\n")[2])
        expect(header(page, "Category")).to_have_value("Leadership")
        page.keyboard.press("Control+z")
        expect(text(page)).to_have_value(mine.partition("\n\n")[2])
        return
    lines = [f"You came home at {hour} and could not say what you had eaten." for hour in ("ten", "eleven")]
    expect(text(page)).to_have_value(re.compile(re.escape("\n\n".join(lines))))
    page.keyboard.press("Control+s")
    expect(state(page)).to_contain_text("Saved at")
    assert kept(page).count("Category") == 1


def test_decided_later_a_conflict_leaves_both_as_they_are(opens: Opens) -> None:
    page = opens(TANK)
    at_end(page)
    page.keyboard.type("Mine.")
    remember(page, files={TANK: {"text": THEIRS, "version": 2}})
    page.keyboard.press("Control+s")
    page.keyboard.press("Escape")
    expect(state(page)).to_contain_text("Not saved")
    page.reload()
    expect(text(page)).to_have_value(re.compile("Mine."))
    expect(page.locator("#banner")).to_contain_text("was changed elsewhere since")
    assert kept(page) == THEIRS


def test_a_key_that_has_expired_is_asked_for_over_the_text_which_stays(opens: Opens) -> None:
    fault = {"kind": "signed-out", "message": "GitHub does not take this key any more."}
    page = opens(TANK, memory={"faults": {"save": fault}})
    at_end(page)
    page.keyboard.type("Still mine.")
    page.keyboard.press("Control+s")
    dialog = page.get_by_role("dialog", name="Sign in")
    expect(dialog).to_contain_text("GitHub does not take this key any more.")
    key = dialog.get_by_label("Your key")
    expect(key).to_have_attribute("type", "password")
    expect(key).to_have_attribute("autocomplete", "off")
    key.fill("wrong")
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog.locator(".error")).to_have_text("GitHub does not know this key. Copy it once more.")
    key.fill("right")
    dialog.get_by_role("button", name="Sign in").click()
    expect(state(page)).to_contain_text("Saved at")
    assert kept(page) == f"{FILES[TANK]}Still mine."


def test_who_is_not_signed_in_is_asked_first(opens: Opens) -> None:
    page = opens()
    remember(page, signedIn=False)
    page.reload()
    page.get_by_label("Your key").fill("right")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Nights on Call")).to_be_visible()


def test_a_new_name_shows_all_that_follows_before_it_is_done(opens: Opens) -> None:
    page = opens(TANK)
    page.get_by_role("button", name="Rename").click()
    page.get_by_label("New name").fill("The Well")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Rename")
    expect(dialog.locator("del")).to_have_text("Sleep in two pieces is still sleep. [The tank](the-tank.md) says more.")
    expect(dialog.locator("ins")).to_have_text("Sleep in two pieces is still sleep. [The tank](the-well.md) says more.")
    expect(dialog).to_contain_text("The old address forwards to the new one.")
    assert kept(page, "articles/the-well.md") == ""
    dialog.get_by_role("button", name="Rename it and change these lines").click()
    expect(page).to_have_url(re.compile("#articles/the-well.md$"))
    expect(header(page, "Title")).to_have_value("The Tank That Is Never Full")
    assert kept(page, "articles/the-well.md") == FILES[TANK]
    assert "(the-well.md)" in kept(page, "articles/nights-on-call.md")


def test_a_part_of_the_page_that_cannot_be_loaded_says_so(opens: Opens, watching: Watch) -> None:
    watching.expected.append("plans.js")
    page = opens(TANK)
    page.route("**/plans.js", lambda route: route.abort())
    for button in ("Rename", "Delete"):
        page.get_by_role("button", name=button).click()
        expect(page.get_by_text("This part of the page cannot be loaded.")).to_be_visible()


def test_what_is_deleted_says_what_takes_over(opens: Opens) -> None:
    page = opens(TANK)
    page.get_by_role("button", name="Delete").click()
    page.get_by_label("What takes over for its readers?").select_option("An Idea")
    page.get_by_role("button", name="See what changes").click()
    expect(page.locator("#plan-dialog ins")).to_contain_text("(an-idea.md)")
    page.get_by_role("button", name="Delete it and change these lines").click()
    expect(page.get_by_role("link", name="Nights on Call")).to_be_visible()
    expect(page.get_by_role("link", name="The Tank")).to_have_count(0)


def test_a_text_that_was_never_saved_is_thrown_away_only_when_asked_twice(opens: Opens) -> None:
    page = opens()
    page.get_by_role("button", name="New article").click()
    page.get_by_label("What is it called?").fill("For Nobody")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Throw it away").click()
    expect(page.locator("#texts")).to_be_visible()
    expect(page.get_by_role("link", name="For Nobody")).to_have_count(0)


def test_the_page_itself_is_beside_the_text_or_one_press_away(opens: Opens) -> None:
    page = opens(TANK, viewport={"width": 1280, "height": 900})
    expect(page.frame_locator("#frame").get_by_role("heading")).to_have_text("As readers see it")
    page.set_viewport_size({"width": 820, "height": 1180})
    expect(page.locator("#frame")).to_be_hidden()
    page.get_by_role("button", name="Page").click()
    expect(page.locator("#frame")).to_be_visible()
    expect(text(page)).to_be_hidden()
    page.get_by_role("button", name="Write", exact=True).click()
    expect(text(page)).to_be_visible()


def test_a_page_made_elsewhere_is_shown_without_its_scripts(opens: Opens, watching: Watch) -> None:
    watching.expected.append("sandboxed|Blocked script|policy: ")
    page = opens(TANK, viewport={"width": 1280, "height": 900}, memory={"away": True})
    frame = page.frame_locator("#frame")
    expect(frame.get_by_role("heading")).to_have_text("The Tank That Is Never Full")
    expect(frame.locator("body")).to_contain_text("what I wrote on call")
    expect(frame.locator("body")).not_to_contain_text("a script ran")


def test_what_the_gate_said_stands_at_its_line_until_the_line_is_another(opens: Opens) -> None:
    problem = {
        "path": f"content/{TANK}",
        "line": 7,
        "found": "“nine” is no time.",
        "remedy": "Write `9:00`.",
        "advice": False,
    }
    news = {"state": "refused", "words": "The last publish was refused.", "problems": [problem]}
    page = opens(TANK, memory={"news": news, "away": True})
    expect(page.locator("mark")).to_have_text(["nine"])
    expect(page.locator("#editing .news")).to_have_text("The last publish was refused.")
    select(page, "nine")
    page.keyboard.insert_text("9:00")
    expect(page.locator("mark")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 820, 1280])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(opens: Opens, width: int, scheme: Any) -> None:
    page = opens(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    fine(page, "the list")
    page.get_by_role("button", name="New article").click()
    fine(page, "a new article")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="The Tank").click()
    expect(text(page)).to_be_visible()
    at_end(page)
    page.keyboard.insert_text(f"\n{SLIPS}")
    expect(page.locator("mark")).to_have_count(4)
    page.locator(".more > summary").click()
    fine(page, "a text")
    for name in ("Link", "Block", "Picture"):
        page.get_by_role("toolbar").get_by_role("button", name=name).click()
        fine(page, name)
        page.keyboard.press("Escape")
    remember(page, files={TANK: {"text": THEIRS, "version": 2}})
    page.keyboard.press("Control+s")
    expect(page.locator("#conflict-dialog")).to_be_visible()
    fine(page, "a conflict")


def fine(page: Page, where: str) -> None:
    found = violations(page)
    assert not found, (where, found)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), where


def test_everything_is_reached_with_the_keyboard_alone(opens: Opens) -> None:
    page = opens(TANK)
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        at = page.evaluate("() => document.activeElement.id || document.activeElement.textContent.trim().slice(0, 20)")
        if at not in seen:
            seen.append(at)
    order = ["show-write", "save", "field-title", "field-summary", "Heading", "text", "rename", "remove"]
    assert [one for one in seen if one in order] == order
    page.locator("#toolbar button").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("() => document.activeElement.textContent") == "Italic"


def test_letters_twice_as_large_leave_everything_in_the_window(opens: Opens) -> None:
    page = opens(TANK, viewport={"width": 820, "height": 1180})
    page.add_style_tag(url="/larger.css")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    expect(page.get_by_role("button", name="Save")).to_be_visible()


def test_what_the_desk_sends_travels_in_60_kilobytes() -> None:
    away = ("github.js", "links.js", "rules.js", "dates.js")
    sent = [path.read_bytes() for path in PAGE.iterdir() if path.name not in away]
    assert sum(len(gzip.compress(words, 9, mtime=0)) for words in sent) <= 60_000
