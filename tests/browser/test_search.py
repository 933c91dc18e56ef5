"""Search: loaded with the first query, honest about what it found, and the same below a folder of the host."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.in_page import violations
from tests.browser.pages import ARTICLE, MISSING, SEARCH
from tests.browser.site_server import SiteServer
from tests.browser.watch import Hold, NewPage, Watch

BURNOUT = re.compile("^The Empty Tank")
FOUND = re.compile(r"^\d+ pages? found for “")


@pytest.fixture(scope="session")
def below_a_folder(site_folder: Path, site_url: str) -> Iterator[SiteServer]:
    """The same site as a project page of its host: https://name.github.io/coach/."""
    assert site_url
    server = SiteServer(site_folder, "/coach")
    server.start()
    yield server
    server.stop()


def look_for(page: Page, words: str) -> None:
    page.get_by_role("searchbox").fill(words)
    page.get_by_role("button", name="Search").click()


def test_nothing_of_the_index_is_loaded_before_the_first_query(page: Page, watch: Watch) -> None:
    page.goto(SEARCH)
    page.get_by_role("searchbox").focus()
    page.wait_for_load_state("load")
    assert [request for request in watch.requests if "pagefind" in request or "search-results" in request] == []
    page.get_by_role("searchbox").fill("burnout")
    expect(page.get_by_role("status")).to_have_text(FOUND)
    assert [request for request in watch.requests if "pagefind" in request]
    assert page.locator("link[rel=stylesheet], style").count() == 1, "nothing of Pagefind's own interface"


def test_a_query_finds_the_article_marks_the_words_and_announces_how_many_also_on_the_way_back(page: Page) -> None:
    page.goto(SEARCH)
    look_for(page, "burnout")
    status = page.get_by_role("status")
    expect(status).to_have_text(FOUND)
    results = page.locator(".search__results > li")
    count = results.count()
    assert status.inner_text() == f"{count} page{'' if count == 1 else 's'} found for “burnout”."
    first = results.filter(has=page.get_by_role("link", name=BURNOUT))
    expect(first).to_have_count(1)
    marks = results.first.locator("mark").all_inner_texts()
    assert marks
    assert all("burn" in mark.lower() for mark in marks)
    assert page.url.endswith("/search/?q=burnout")
    results.first.get_by_role("link").click()
    page.wait_for_url("**/articles/**")
    assert "burnout" in page.locator("main").inner_text().lower()
    page.go_back()  # shows the results again
    expect(page.get_by_role("status")).to_have_text(FOUND)
    expect(page.get_by_role("searchbox")).to_have_value("burnout")
    expect(page.get_by_role("link", name=BURNOUT)).to_be_visible()


# Tells what the status says, each time it says something else.
SAID = """() => {
  window.said = [];
  const status = document.querySelector("[role=status]");
  new MutationObserver(() => window.said.push(status.textContent)).observe(status, { childList: true });
}"""


def test_pages_are_found_while_one_types_and_it_is_said_once(page: Page) -> None:
    page.goto(SEARCH)
    page.evaluate(SAID)
    page.get_by_role("searchbox").focus()
    page.evaluate(
        "() => { for (const key of 'burnout') document.execCommand('insertText', false, key); }"
    )  # in no time
    expect(page.get_by_role("link", name=BURNOUT)).to_be_visible()
    expect(page.get_by_role("searchbox")).to_be_focused()
    assert page.url.endswith("/search/?q=burnout")
    assert [words for words in page.evaluate("window.said") if words != "Searching…"] == [
        page.get_by_role("status").inner_text()
    ]


def test_what_was_found_stays_until_something_else_is_and_goes_with_the_words(page: Page) -> None:
    page.goto(f"{SEARCH}?q=burnout")
    expect(page.get_by_role("link", name=BURNOUT)).to_be_visible()
    late = Hold(page, "**/pagefind/**")
    page.get_by_role("searchbox").fill("crossroads")
    page.wait_for_url("**/search/?q=crossroads")
    expect(page.get_by_role("status")).to_have_text("Searching…")
    expect(page.get_by_role("link", name=BURNOUT)).to_be_visible()
    late.release()
    expect(page.get_by_role("link", name="At a crossroads")).to_be_visible()
    page.get_by_role("searchbox").fill("")
    expect(page.locator(".search__results")).to_be_hidden()
    expect(page.get_by_role("status")).to_be_empty()
    assert page.url.endswith(SEARCH)


def test_a_slash_leads_from_what_was_found_back_to_the_words_and_does_nothing_elsewhere(page: Page) -> None:
    page.goto(f"{SEARCH}?q=burnout")
    field = page.get_by_role("searchbox")
    page.get_by_role("link", name=BURNOUT).wait_for()
    page.keyboard.press("/")
    expect(field).not_to_be_focused()
    page.get_by_role("link", name=BURNOUT).focus()
    page.keyboard.press("/")
    expect(field).to_be_focused()
    page.keyboard.type("24/7")  # in place of what stood there
    expect(field).to_have_value("24/7")


def test_an_excerpt_begins_with_a_sentence_and_does_not_repeat_the_title(page: Page) -> None:
    for words in ("burnout", "coach", "crossroads"):
        page.goto(f"{SEARCH}?q={words}")
        expect(page.get_by_role("status")).to_have_text(FOUND)
        for entry in page.locator(".search__results > li").all():
            title = entry.get_by_role("heading").inner_text()
            excerpt = entry.locator(".article-list__summary").inner_text()
            assert re.match(r"[\"“‘(]?[A-Z0-9]|… ", excerpt), excerpt
            assert not excerpt.startswith(title)


# Pagefind, as if it had found this page alone.
ONE = """
export const options = async () => {};
export const search = async () => ({ results: [{ data: async () => (PAGE) }] });
"""
TITLE = "A title? Of its own"
FIVE = "When it rains we walk. "  # with five words
LONG = f"It {'goes on ' * 20}with tides {'and on ' * 20}to the end. "


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        pytest.param(f"{FIVE * 2}{TITLE}. {FIVE * 9}", FIVE * 7, id="as the text begins, if the words are in the title"),
        pytest.param(f"{TITLE}. {FIVE}A tides. {FIVE * 9}The tides come. Of tides. {FIVE * 9}", f"The tides come. Of tides. {FIVE * 6}", id="where most of the words are"),
        pytest.param(f"{TITLE}. {FIVE * 9}We met Dr. Hay vs. the tides. {FIVE * 9}", f"We met Dr. Hay vs. the tides. {FIVE * 5}", id="not at an abbreviation"),
        pytest.param(f"{TITLE}. {FIVE * 9}“It is low.” 1 < 2 & <b>tides</b>.", "1 < 2 & <b>tides</b>.", id="of text"),
        pytest.param(f"{TITLE}. {LONG}", f"… on {'goes on ' * 3}with tides {'and on ' * 10}and …", id="deep in a long sentence"),
    ],
)  # fmt: skip
def test_an_excerpt_begins(page: Page, content: str, shown: str) -> None:
    locations = [at for at, word in enumerate(content.split()) if "tides" in word]
    found = {
        "url": "/x/",
        "meta": {"title": TITLE},
        "raw_content": content.replace("<", "&lt;").replace(">", "&gt;"),
        "locations": locations,
    }
    body = ONE.replace("PAGE", json.dumps(found))
    page.route("**/pagefind.js", lambda route: route.fulfill(content_type="text/javascript", body=body))
    page.goto(f"{SEARCH}?q=tides")
    excerpt = page.locator(".article-list__summary")
    expect(excerpt).to_have_text(shown.strip())
    assert excerpt.locator("mark").count() == shown.count("tides")


def test_a_query_without_results_says_so(page: Page) -> None:
    page.goto(SEARCH)
    look_for(page, "xylophonist")
    expect(page.get_by_role("status")).to_have_text("Nothing found for “xylophonist”. Try fewer or other words.")
    assert page.locator(".search__results > li").count() == 0
    look_for(page, "burnout")
    expect(page.get_by_role("status")).to_have_text(FOUND)


def test_an_empty_query_says_what_to_do_and_loads_nothing(page: Page, watch: Watch) -> None:
    page.goto(SEARCH)
    look_for(page, "   ")
    expect(page.get_by_role("status")).to_have_text("Type a word or two, or choose a topic, then press Search.")
    assert page.url.endswith(SEARCH)
    assert not [request for request in watch.requests if "pagefind" in request]


def test_a_topic_narrows_what_was_found_and_the_address_keeps_it(page: Page) -> None:
    page.goto(SEARCH)
    look_for(page, "coach")
    everywhere = page.locator(".search__results > li")
    expect(page.get_by_role("status")).to_have_text(FOUND)
    count = everywhere.count()
    page.get_by_role("combobox", name="Topic").select_option("Career transitions")
    expect(page.get_by_role("status")).to_have_text(
        re.compile(r"^\d+ pages? found for “coach” in Career transitions\.$")
    )
    assert 0 < everywhere.count() < count
    assert set(page.locator(".search__results .article-list__meta").all_inner_texts()) == {"Career transitions"}
    assert page.url.endswith("/search/?q=coach&topic=Career+transitions")
    page.reload()
    expect(page.get_by_role("combobox", name="Topic")).to_have_value("Career transitions")
    expect(page.get_by_role("status")).to_have_text(re.compile("in Career transitions"))


def test_a_topic_without_words_lists_its_articles(page: Page) -> None:
    page.goto(SEARCH)
    page.get_by_role("combobox", name="Topic").select_option("Burnout")
    expect(page.get_by_role("status")).to_have_text("2 pages found in Burnout.")
    expect(page.get_by_role("link", name=BURNOUT)).to_have_count(1)


def test_a_topic_in_which_nothing_is_found_leads_back_to_all(page: Page) -> None:
    page.goto(f"{SEARCH}?q=xylophonist&topic=Burnout")
    expect(page.get_by_role("status")).to_have_text(
        "Nothing found for “xylophonist” in Burnout. Try other words, or all topics."
    )


@pytest.mark.parametrize("topic", ["Astrology", "<b>", ""])
def test_a_topic_that_is_none_means_all(page: Page, topic: str) -> None:
    page.goto(f"{SEARCH}?q=burnout&topic={quote(topic)}")
    expect(page.get_by_role("combobox", name="Topic").locator("option:checked")).to_have_text("All topics")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^\d+ pages found for “burnout”\.$"))


def test_a_reading_path_is_found_by_the_words_of_its_situation(page: Page) -> None:
    page.goto(SEARCH)
    look_for(page, "crossroads")
    expect(page.get_by_role("link", name="At a crossroads")).to_be_visible()


def test_an_address_with_a_query_searches_at_once_and_the_results_are_accessible(page: Page) -> None:
    page.goto(f"{SEARCH}?q=burnout")
    expect(page.get_by_role("searchbox")).to_have_value("burnout")
    expect(page.get_by_role("link", name=BURNOUT)).to_be_visible()
    expect(page.get_by_role("status")).to_have_text(FOUND)
    assert not violations(page)


@pytest.mark.parametrize(
    "words", ["<img src=x onerror=alert(1)>", "</script><h1>hello", "a&b=c#d?e%20f", "“naïve” 50 %"]
)
def test_a_query_is_text_whatever_stands_in_it(new_page: NewPage, words: str) -> None:
    page = new_page()
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    page.goto(SEARCH)
    headings, pictures = page.locator("h1").count(), page.locator("img").count()
    look_for(page, words)
    said = re.compile(rf"“{re.escape(words)}”")
    expect(page.get_by_role("status")).to_have_text(said)
    assert page.locator("h1").count() == headings
    assert page.locator("img").count() == pictures
    page.reload()
    expect(page.get_by_role("searchbox")).to_have_value(words)
    expect(page.get_by_role("status")).to_have_text(said)
    page.goto(f"{SEARCH}?q={quote(words)}")
    expect(page.get_by_role("status")).to_have_text(said)
    assert page.locator("img").count() == pictures


def test_search_needs_only_the_keyboard(page: Page) -> None:
    page.goto(SEARCH)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("burnout")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text(FOUND)
    page.keyboard.press("Tab")
    expect(page.get_by_role("combobox", name="Topic")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Search")).to_be_focused()
    page.keyboard.press("Tab")
    first = page.locator(".search__results > li").first.get_by_role("link")
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: SEARCH not in url)


def test_what_is_typed_before_the_script_has_arrived_stays(page: Page) -> None:
    script = Hold(page, "**/search.js")
    page.goto(SEARCH, wait_until="commit")
    page.get_by_role("searchbox").fill("burnout")
    script.release()
    page.wait_for_load_state("load")  # the script, too, has run
    assert page.get_by_role("searchbox").input_value() == "burnout"


def test_the_last_query_wins_when_an_earlier_one_answers_late(page: Page) -> None:
    page.goto(SEARCH)
    look_for(page, "leadership")
    look_for(page, "xylophonist")
    look_for(page, "burnout")
    expect(page.get_by_role("status")).to_have_text(re.compile("found for “burnout”"))
    expect(page.get_by_role("link", name=BURNOUT)).to_have_count(1)


def test_a_search_that_cannot_be_loaded_says_so_and_can_be_tried_again(page: Page, watch: Watch) -> None:
    watch.expected.append("ERR_INTERNET_DISCONNECTED")
    page.goto(SEARCH)
    page.wait_for_load_state("load")
    page.context.set_offline(True)
    look_for(page, "burnout")
    expect(page.get_by_role("status")).to_have_text(re.compile("could not be loaded"))
    page.context.set_offline(False)
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("status")).to_have_text(FOUND)


def test_an_index_that_cannot_be_loaded_is_loaded_when_asked_for_again(page: Page, watch: Watch) -> None:
    watch.expected.append("ERR_FAILED")
    page.goto(SEARCH)
    page.route("**/pagefind.js", lambda route: route.abort())
    look_for(page, "burnout")
    expect(page.get_by_role("status")).to_have_text(re.compile("could not be loaded"))
    page.unroute("**/pagefind.js")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("status")).to_have_text(FOUND)


# Pagefind, as if it had found this many pages.
MANY = """
const page = (number) => ({ url: `/${number}/`, meta: { title: `Page ${number}` }, raw_content: "A coach.", locations: [1] });
export const options = async () => {};
export const search = async () => ({ results: Array.from({ length: COUNT }, (_, number) => ({ data: async () => page(number) })) });
"""


@pytest.mark.parametrize(
    ("count", "said"),
    [(20, "20 pages found for “coach”."), (21, "21 pages found for “coach”; the first 20 are shown.")],
)
def test_no_more_than_twenty_pages_are_shown_and_that_is_said(page: Page, count: int, said: str) -> None:
    many = MANY.replace("COUNT", str(count))
    page.route("**/pagefind.js", lambda route: route.fulfill(content_type="text/javascript", body=many))
    page.goto(SEARCH)
    look_for(page, "coach")
    expect(page.get_by_role("status")).to_have_text(said)
    expect(page.locator(".search__results > li")).to_have_count(20)


def test_without_scripts_the_page_leads_to_the_list_of_articles(tab: NewPage) -> None:
    page = tab(java_script_enabled=False)
    page.goto(SEARCH)
    expect(page.get_by_role("button", name="Search")).to_be_hidden()  # it could do nothing
    page.get_by_role("main").get_by_role("link", name="the list of articles").click()
    page.wait_for_url("**/articles/")
    expect(page.get_by_role("heading", level=1, name="Articles")).to_be_visible()


def test_search_works_below_a_folder_of_the_host(browser: Browser, below_a_folder: SiteServer) -> None:
    watch = Watch(below_a_folder.origin)
    context = browser.new_context()
    watch.over(context)
    page = context.new_page()
    page.goto(f"{below_a_folder.address}/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Search").click()
    page.wait_for_url("**/search/")
    look_for(page, "burnout")
    expect(page.get_by_role("status")).to_have_text(FOUND)
    assert page.url == f"{below_a_folder.address}/search/?q=burnout"
    page.get_by_role("link", name=BURNOUT).click()
    page.wait_for_url(below_a_folder.address + ARTICLE)
    expect(page.get_by_role("heading", level=1)).to_have_text(BURNOUT)
    context.close()
    assert not watch.troubles()
    assert all(request.startswith(f"{below_a_folder.address}/") for request in watch.requests)


@pytest.mark.parametrize(
    ("address", "proposed"),
    [
        ("/there/is/no/The-burnout_page.html", "The burnout page"),
        ("/%C3%BCber%20mich/", "über mich"),
        ("/-/", ""),
        ("/50%25-%25zz/", "50 zz"),
    ],
)
def test_the_page_for_wrong_addresses_proposes_their_words_to_search_for(
    page: Page, watch: Watch, address: str, proposed: str
) -> None:
    watch.expected.append("status of 404")
    page.goto(address)
    field = page.get_by_role("main").get_by_role("searchbox")
    expect(field).to_have_value(proposed)
    field.fill("burnout")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=burnout")
    expect(page.get_by_role("link", name=BURNOUT)).to_be_visible()


def test_the_search_on_the_page_for_wrong_addresses_is_not_there_without_scripts(tab: NewPage, watch: Watch) -> None:
    watch.expected.append("status of 404")
    page = tab(java_script_enabled=False)
    page.goto(MISSING)
    expect(page.get_by_role("searchbox")).to_be_hidden()
