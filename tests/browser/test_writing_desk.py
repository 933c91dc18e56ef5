"""What the writing page asks of the preview, in a browser: texts, pictures and plans are kept as they were given."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from preview.server import WRITE
from sources.content import read
from tests.browser.test_serve import Desk, wait_until
from tests.browser.watch import PATIENCE, Watch
from tests.site.building import copy_project

# The keeper, and what it gives or rejects with; bytes as a list of numbers.
KEEPER = """async ([method, ...given]) => {
  window.keeper ??= await (await import("/__preview/write/desk.js")).connect();
  const plain = (value) =>
    value instanceof Uint8Array ? [...value]
    : Array.isArray(value) ? value.map(plain)
    : value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]))
    : value;
  const rich = (value) =>
    value?.bytes ? { ...value, bytes: Uint8Array.from(value.bytes) } : Array.isArray(value) ? value.map(rich) : value;
  try {
    return { gives: plain(await keeper[method](...given.map(rich))) };
  } catch (error) {
    return { kind: error.kind, message: error.message, theirs: plain(error.theirs) };
  }
}"""


@pytest.fixture(scope="module")
def desk(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A preview of the full practice that the tests here write in."""
    assert browser  # without one, skip before anything is started
    folder = copy_project(tmp_path_factory.mktemp("desk"))
    running = Desk(folder)
    yield running
    running.stop()


@pytest.fixture
def page(browser: Browser, desk: Desk) -> Iterator[Page]:
    """A page of the preview, from which no request leaves it."""
    watch = Watch(desk.site)
    watch.expected.append(r"the server responded with a status of (404|409|422)|favicon\.ico|ERR_FAILED")
    context = browser.new_context(base_url=desk.site)
    context.set_default_timeout(PATIENCE)
    watch.over(context)
    page = context.new_page()
    page.goto(WRITE)
    yield page
    context.close()
    assert not watch.troubles()


def ask(page: Page, method: str, *given: Any) -> Any:
    return page.evaluate(KEEPER, [method, *given])


def content(desk: Desk, name: str) -> Path:
    return desk.folder / "content" / name


def test_serve_says_where_to_write(desk: Desk) -> None:
    assert f"\nWrite:           {desk.site}{WRITE}\n" in desk.said


def test_each_article_and_page_is_read_and_saved_unchanged_to_the_byte(page: Page, desk: Desk) -> None:
    listed = [file["name"] for file in ask(page, "open")["gives"]["files"]]
    assert sorted(listed) == sorted(read(desk.folder / "content").sources)
    for name in listed:
        before = content(desk, name).read_bytes()
        given = ask(page, "read", name)["gives"]
        assert bytes(given["bytes"]) == before
        saved = ask(page, "save", [{"name": name, **given}])
        assert saved["gives"]["versions"] == {name: given["version"]}
        assert content(desk, name).read_bytes() == before


def test_a_slip_is_told_in_the_words_of_the_terminal(page: Page, desk: Desk) -> None:
    name = "articles/stay-or-go.md"
    text = content(desk, name).read_text(encoding="utf-8").replace("Category:", "Catgory:")
    told = ask(page, "check", name, text)["gives"]
    assert told["of"] == "all"
    found = next(one for one in told["problems"] if "Catgory" in one["found"])
    assert found["remedy"].startswith("Did you mean `Category: ")
    line = text.split("\n")[found["line"] - 1]
    assert line.startswith("Catgory:")


def test_a_new_article_and_its_photograph_are_saved_at_once_and_shown(page: Page, desk: Desk) -> None:
    made = ask(page, "create", "A Door, Open", "Leadership")["gives"]
    assert made["name"] == "articles/a-door-open.md"
    words = b"\n![A desk by a window.](../images/a-door.jpg)\n\nAll of it.\n"
    photograph = content(desk, "images/desk.jpg").read_bytes()
    text = bytes(made["bytes"]).replace(b"Summary:", b"Summary: What a door is for.") + words
    ask(page, "save", [{"name": "images/a-door.jpg", "bytes": [*photograph], "version": None}, {"name": made["name"], "bytes": [*text], "version": None}])  # fmt: skip
    assert content(desk, made["name"]).read_bytes() == text
    address = ask(page, "page", made["name"])["gives"]
    wait_until(lambda: "All of it." in desk.get(address)[2])
    shown = ask(page, "picture", "a-door.jpg")["gives"]
    assert page.evaluate("async (address) => (await createImageBitmap(await (await fetch(address)).blob())).width > 1", shown)  # fmt: skip


def test_what_was_changed_meanwhile_is_given_back_and_kept(page: Page, desk: Desk) -> None:
    name = "pages/about.md"
    given = ask(page, "read", name)["gives"]
    desk.edit(name := f"content/{name}", lambda text: f"{text}\nTheirs.\n")
    theirs = (desk.folder / name).read_bytes()
    refused = ask(page, "save", [{"name": "pages/about.md", "bytes": [65], "version": given["version"]}])
    assert refused["kind"] == "conflict"
    assert bytes(refused["theirs"]["bytes"]) == theirs
    assert (desk.folder / name).read_bytes() == theirs


def test_a_plan_can_be_saved_as_it_is(page: Page, desk: Desk) -> None:
    planned = ask(page, "plan", {"rename": "articles/small-promises.md", "to": "articles/tiny-promises.md"})["gives"]
    ask(page, "save", planned["changes"])
    assert not content(desk, "articles/small-promises.md").exists()
    wait_until(lambda: desk.get("/articles/tiny-promises/")[0] == 200)
    assert "/articles/tiny-promises/" in desk.get("/articles/small-promises/")[2]
    refused = ask(page, "plan", {"rename": "pages/home.md", "to": "pages/start.md"})
    assert refused["kind"] == "refused"
    assert "keeps its name" in refused["message"]


def test_a_photograph_tells_nothing_of_places_and_gets_a_name(page: Page) -> None:
    given = page.evaluate(
        """async () => {
          const keeper = await (await import("/__preview/write/desk.js")).connect();
          const bytes = await (await fetch(await keeper.picture("pier.jpg"))).arrayBuffer();
          const tidied = await keeper.tidyPicture(new File([bytes], "Pier (2).JPG"));
          return [tidied.name, tidied.type, tidied.size > 100];
        }"""
    )
    assert given == ["pier-2.jpg", "image/jpeg", True]


def test_a_page_of_the_preview_leads_to_its_text(page: Page) -> None:
    page.goto("/articles/stay-or-go/")
    link = page.get_by_role("link", name="Write", exact=True)
    expect(link).to_have_attribute("href", f"{WRITE}#articles/stay-or-go.md")
    page.goto("/contact/thanks/")
    expect(link).to_have_attribute("href", f"{WRITE}#pages/contact/thanks.md")
    page.goto("/articles/")
    expect(link).to_have_attribute("href", WRITE)


def test_a_page_shown_beside_its_text_does_not_lead_there_again(page: Page) -> None:
    page.evaluate("() => { const frame = document.createElement('iframe'); frame.src = '/about/'; document.body.append(frame); }")  # fmt: skip
    expect(page.frame_locator("iframe").get_by_role("heading", level=1)).to_be_attached()
    expect(page.frame_locator("iframe").get_by_role("link", name="Write", exact=True)).to_have_count(0)


def test_while_the_preview_is_not_there_nothing_is_lost_but_said(page: Page) -> None:
    ask(page, "open")
    page.route(re.compile("/save$"), lambda route: route.abort())
    refused = ask(page, "save", [{"name": "pages/about.md", "bytes": [65], "version": None}])
    assert refused["kind"] == "offline"
    assert "python3 tasks.py serve" in refused["message"]
    page.unroute(re.compile("/save$"))
