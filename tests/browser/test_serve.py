"""The preview at the coach's desk: it follows every save, says what is wrong, and ends when asked."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

import pytest
from PIL import Image, ImageColor
from playwright.sync_api import Browser, Page, expect

import site_folder
from sources.palette import derived
from tests.browser.watch import PATIENCE, Hold, Watch
from tests.site.building import copy_project

ARTICLE = "content/articles/the-empty-tank.md"
ADDRESS = "/articles/the-empty-tank/"
ILLUSTRATED = "content/articles/stay-or-go.md"
SCRIPT = "theme/static/js/copy-link.js"
TRIED = "() => document.documentElement?.dataset.tried"
STARTS = 60  # seconds that the first build may take on a busy machine
T = TypeVar("T")
# In the copy of the project, a built site is checked only once this file is gone.
HOLD = "hold"
HOLDING = f"""

_check = check


def check(*arguments, **options):
    import time

    while Path("{HOLD}").exists():
        time.sleep(0.01)
    return _check(*arguments, **options)
"""


class Desk:
    """A copy of the project with a preview running in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.said = ""
        self.process = start(folder, self.port)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.wait_for("Ctrl-C ends this.")
        self.site = f"http://127.0.0.1:{self.port}"
        self.inbox = next(word for word in self.said.split() if word.startswith("http") and self.site not in word)

    def wait_for(self, words: str, after: int = 0) -> None:
        """Wait until the preview has said these words; fails with what it said instead."""
        end = time.monotonic() + STARTS
        while words not in self.said[after:]:
            if time.monotonic() > end or not self._reader.is_alive():
                pytest.fail(f"The preview did not say “{words}” but:\n{self.said}")
            time.sleep(0.01)

    def rests(self) -> bool:
        """Whether it has said of every build how it ended."""
        return self.said.count("Building…") == self.said.count("done in") + self.said.count("not yet")

    def get(self, path: str) -> tuple[int, str, str]:
        """Status, type and text of an address, which does not become the page that is open."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.request("GET", path, headers={"X-Preview": "built"})
            response: HTTPResponse = connection.getresponse()
            text = response.read().decode(errors="replace")
        return response.status, response.headers["Content-Type"], text

    def edit(self, name: str, change: Callable[[str], str]) -> None:
        """Save a file in place."""
        path = self.folder / name
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")

    def settle(self) -> None:
        """Wait until all that was saved is built: of files saved together, the last may be seen a moment later."""
        words = f"Settled at {time.monotonic_ns()}."
        text = (self.folder / "content/pages/about.md").read_text(encoding="utf-8")
        self.replace("content/pages/about.md", f"{text.partition('Settled')[0].rstrip()}\n\n{words}\n")
        wait_until(lambda: words in self.get("/about/")[2] and self.rests())

    def replace(self, name: str, text: str) -> None:
        """Save a file as careful editors do: write another, put it in its place; here, that is one change to watch."""
        path = self.folder / name
        new = self.folder / f".{path.name}.new"
        new.write_text(text, encoding="utf-8")
        new.replace(path)

    def stop(self) -> None:
        """Whatever happened, leave nothing running."""
        self.process.kill()
        self.process.wait()
        self._reader.join(timeout=10)
        if self.process.stdout:
            self.process.stdout.close()

    def _read(self) -> None:
        assert self.process.stdout
        while character := self.process.stdout.read(1):
            self.said += character


def start(folder: Path, port: int) -> subprocess.Popen[str]:
    """What `tasks.py serve` runs, in another folder."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LOCAL_")}
    return subprocess.Popen(
        [sys.executable, "-m", "preview.server", str(port)],
        cwd=folder,
        env=environment | {"PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # a group of its own, as a terminal gives it
    )


def interrupt(process: subprocess.Popen[str]) -> None:
    """What Ctrl-C in a terminal does: it reaches the builds too."""
    os.killpg(process.pid, signal.SIGINT)


def free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def copy_slow_project(folder: Path) -> None:
    """Copy the project, with builds that can be held before they are checked."""
    copy_project(folder)
    with (folder / "checks/built_site.py").open("a", encoding="utf-8") as checks:
        checks.write(HOLDING)


@pytest.fixture(scope="module")
def desk(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One preview for the tests that leave the project as they found it."""
    assert browser  # without one, skip before anything is started
    folder = tmp_path_factory.mktemp("desk")
    copy_slow_project(folder)
    (folder / "content/articles/a-scheduled-one.md").unlink()  # of which every page would show a reminder
    running = Desk(folder)
    yield running
    running.stop()


@pytest.fixture
def page(browser: Browser, desk: Desk) -> Iterator[Page]:
    """A page of the preview, watched for trouble; the builds of the tests before have ended."""
    wait_until(desk.rests)
    watch = Watch(desk.site, desk.inbox.rstrip("/"))
    watch.expected.append(r"favicon\.ico")  # the inbox has no icon
    context = browser.new_context(base_url=desk.site)
    context.set_default_timeout(PATIENCE)
    watch.over(context)
    yield context.new_page()
    context.close()
    assert not watch.troubles()


class Save(Protocol):
    """Changes a file, saves it, and waits until the preview has said these words."""

    def __call__(self, name: str, change: Callable[[str], str], until: str = "done in") -> None: ...


@pytest.fixture
def save(desk: Desk) -> Iterator[Save]:
    """What this saves is undone after the test."""
    first: dict[str, str] = {}

    def change(name: str, change: Callable[[str], str], until: str = "done in") -> None:
        before = (desk.folder / name).read_text(encoding="utf-8")
        after = change(before)
        assert before != after, f"nothing changes in {name}"
        first.setdefault(name, before)
        heard = len(desk.said)
        desk.replace(name, after)
        desk.wait_for(until, after=heard)

    yield change
    (desk.folder / HOLD).unlink(missing_ok=True)
    for name, text in first.items():
        desk.replace(name, text)
    desk.settle()


def children(parent: int) -> list[int]:
    """The processes that a process has started."""
    tasks = Path(f"/proc/{parent}/task").iterdir()
    return [int(word) for task in tasks for word in (task / "children").read_text().split()]


def has_ended(process: int) -> bool:
    """Whether there is nothing left of a process but, at most, its number."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].startswith("Z")
    except (FileNotFoundError, ProcessLookupError):  # it may go between the opening and the reading
        return True


def wait_until(holds: Callable[[], T]) -> T:
    """What this gives once it gives anything; fails where that takes too long."""
    end = time.monotonic() + STARTS
    while not (given := holds()):
        assert time.monotonic() < end
        time.sleep(0.01)
    return given


def mark(page: Page) -> None:
    """Leave something in the page that a reload takes away."""
    page.evaluate("() => { window.kept = true; }")


def is_marked(page: Page) -> bool:
    return bool(page.evaluate("() => window.kept"))


def add(words: str) -> Callable[[str], str]:
    return lambda text: f"{text}\n\n{words}\n"


def try_out(script: str) -> str:
    return f"{script}document.documentElement.dataset.tried = 'yes';\n"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"),
        (ADDRESS, "text/html"),
        ("/feed.xml", "application/xml"),
        ("/sitemap.xml", "application/xml"),
        ("/robots.txt", "text/plain"),
        ("/theme/js/form.js", "text/javascript"),
        ("/theme/drawings/window.svg", "image/svg+xml"),
        ("/theme/icons/apple-touch-icon.png", "image/png"),
        ("/site.webmanifest", "application/manifest+json"),
        ("/theme/fonts/newsreader-roman.woff2", "font/woff2"),
        ("/pagefind/pagefind.js", "text/javascript"),
        ("/workshops/2098-03-04-1800-saying-no-on-a-full-panel.ics", "text/calendar"),
    ],
)
def test_every_kind_of_file_is_answered_with_its_type(desk: Desk, path: str, kind: str) -> None:
    status, answered, text = desk.get(path)
    assert status == 200
    assert answered.partition(";")[0] == kind
    assert text


@pytest.mark.parametrize(
    "path", ["/there/is/no/such/page", "/articles/none/", "/..%2f..%2fbuild.py", "/%2e%2e/build.py"]
)
def test_a_missing_page_is_answered_with_ours(desk: Desk, path: str) -> None:
    status, kind, text = desk.get(path)
    assert status == 404
    assert kind.startswith("text/html")
    assert 'class="masthead"' in text
    assert "import argparse" not in text


def test_the_search_finds_what_was_there_and_what_was_just_written(page: Page, save: Save) -> None:
    page.goto("/search/?q=burnout")
    expect(page.locator(".search__results > li").first).to_be_visible()
    page.goto("/search/?q=wombat")
    expect(page.get_by_text("Nothing found for “wombat”.")).to_be_visible()
    save(ARTICLE, add("A word like wombat."))
    expect(page.locator(".search__results > li")).to_have_count(1)  # searched again by itself
    page.goto(ADDRESS)
    save(ARTICLE, add("A word like quokka."))
    expect(page.get_by_text("A word like quokka.")).to_be_attached()
    page.goto("/search/?q=quokka")
    expect(page.locator(".search__results > li")).to_have_count(1)


def test_a_folder_without_its_slash_leads_to_the_page_and_its_form_to_the_inbox(page: Page, desk: Desk) -> None:
    page.goto("/contact")
    assert urlsplit(page.url).path == "/contact/"
    action = page.locator("form[method=post]").get_attribute("action") or ""
    assert action.startswith(desk.inbox)
    page.get_by_role("link", name="inbox").click()
    page.wait_for_url(desk.inbox)


def test_an_edited_passage_changes_in_the_open_page_and_nothing_else_does(page: Page, save: Save) -> None:
    page.goto("/articles/stay-or-go/")
    field = page.get_by_role("textbox", name="Email")
    field.fill("someone@")
    page.evaluate("scrollTo({ top: 900, behavior: 'instant' })")
    page.wait_for_function("() => scrollY > 800")
    page.wait_for_load_state("networkidle")
    mark(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    save(ILLUSTRATED, lambda text: text.replace("It is 7:40 in", "It is 7:41 in", 1))
    expect(page.get_by_text("It is 7:41 in")).to_be_attached()
    assert is_marked(page)
    assert set(asked) == {"/articles/stay-or-go/"}
    assert page.evaluate("scrollY") > 800
    expect(field).to_be_focused()
    expect(field).to_have_value("someone@")
    expect(page.get_by_role("button", name="Copy the link")).to_be_visible()


def test_what_changes_in_the_open_page_becomes_what_a_reload_shows(page: Page, desk: Desk, save: Save) -> None:
    """Each change is made to the article as it was, so that the one before is taken back with it."""
    before = (desk.folder / ARTICLE).read_text(encoding="utf-8")
    changes: dict[str, Callable[[str], str]] = {
        "a paragraph": lambda text: text.replace(
            "## What coaching can do", "Freshly written 1.\n\n## What coaching can do", 1
        ),
        "less": lambda text: re.sub(r"(?s)I have no vote.*(?=## What coaching can do)", "Freshly written 2.\n\n", text),
        "in a paragraph": lambda text: text.replace(
            "Let your own physician", "**Freshly written 3.** Let *your* own physician", 1
        ),
        "a table": lambda text: text.replace(
            "| Coaching | ", "| Reading | Freshly written 4. | All |\n> | Coaching | ", 1
        ),
        "a picture": add("Freshly written 5.\n\n![Two chairs on a pier.](../images/pier.jpg)"),
        "a section": add("### Freshly written 6.\n\n- A list.\n- In it, [a link](stay-or-go.md)."),
    }
    page.goto(ADDRESS)
    for number, (what, change) in enumerate(changes.items(), 1):
        mark(page)
        save(ARTICLE, lambda _, change=change: change(before))  # type: ignore[misc]
        expect(page.get_by_text(f"Freshly written {number}.").first).to_be_attached()
        assert is_marked(page), what
        changed = page.evaluate("() => document.documentElement.outerHTML")
        page.reload()
        assert page.evaluate("() => document.documentElement.outerHTML") == changed, what


def test_what_is_more_than_a_passage_reloads_the_page(page: Page, save: Save) -> None:
    changes: list[tuple[str, Callable[[str], str], str]] = [
        (
            ARTICLE,
            lambda text: text.replace("Title: The Empty", "Title: A Full", 1),
            "() => document.title.startsWith('A Full') && document.querySelector('h1')?.innerText.startsWith('A Full')",
        ),
        (
            ARTICLE,
            add("Freshly noted.[^1]\n\n[^1]: Below."),  # the first note brings its style along
            "() => getComputedStyle(document.querySelector('.footnote-ref') ?? document.body).textDecorationLine === 'none'"
            " && document.querySelector('.footnote')",
        ),
        (
            ARTICLE,
            add("## Freshly headed\n\nWords."),  # a script marks the part that is read in the list of them
            "() => document.querySelector('.contents')?.innerText.includes('Freshly headed')",
        ),
        (
            "theme/css/button.css",
            lambda text: text + "\n@layer components { .button { letter-spacing: 7px; } }\n",
            "() => document.querySelector('.button') && getComputedStyle(document.querySelector('.button')).letterSpacing === '7px'",
        ),
        (SCRIPT, try_out, TRIED),
        (
            "theme/templates/article.html",
            lambda text: text.replace('{{ t("article.minutes", n=article.minutes) }}', "minutes", 1),
            "() => document.querySelector('.article__meta')?.innerText.endsWith('minutes')",
        ),
        (
            "content/site.toml",
            lambda text: text.replace('"Coaching for hospital physicians"', '"Coaching for hospital doctors"', 1),
            "() => document.querySelector('.footer')?.innerText.includes('Coaching for hospital doctors')",
        ),
    ]
    page.goto(ADDRESS)
    page.evaluate("scrollTo({ top: 900, behavior: 'instant' })")
    page.wait_for_function("() => scrollY > 800")
    for name, change, shown in changes:
        mark(page)
        save(name, change)
        page.wait_for_function(shown)
        assert not is_marked(page), name
        page.wait_for_function("() => scrollY > 800")


def test_a_colour_and_a_mark_that_were_saved_are_shown_at_once_in_the_inbox_too(
    page: Page, desk: Desk, save: Save
) -> None:
    palette, canvas = derived("#c2185b", "#6a5acd"), "getComputedStyle(document.documentElement).backgroundColor"
    red, green, blue = ImageColor.getrgb(palette["light"]["canvas"])[:3]
    page.goto(ADDRESS)
    save(
        "content/site.toml",
        lambda text: text.replace("[coach]", '[colours]\naccent = "#c2185b"\nwarm = "#6a5acd"\n\n[coach]', 1),
    )
    page.wait_for_function(f"() => {canvas} === 'rgb({red}, {green}, {blue})'")
    assert palette["dark"]["light"] in desk.get("/theme/drawings/window.svg")[2]
    assert palette["light"]["accent"] in desk.get("/theme/icons/favicon.svg")[2]
    save("content/mark.svg", lambda text: text.replace('stroke="currentColor"', 'stroke="#1b5e20"', 1))
    expect(page.locator(".masthead__mark img")).to_be_attached()
    page.goto(desk.inbox)
    assert page.evaluate(canvas) == f"rgb({red}, {green}, {blue})"


def test_a_passage_that_a_script_has_changed_reloads_the_page(page: Page, save: Save) -> None:
    page.goto(ADDRESS)
    for script in ("(p) => p.append(' By a script.')", "(p) => { p.firstChild.data = 'By a script.'; }"):
        mark(page)
        page.get_by_text("Burnout is what").evaluate(script)
        save(ARTICLE, lambda text: text.replace("Burnout is what", "Fresh. Burnout is what", 1))
        page.wait_for_function("() => !window.kept")
        expect(page.get_by_text("Fresh.")).to_be_attached()
        assert page.get_by_text("By a script.").count() == 0


def test_a_script_saved_while_nothing_could_be_built_is_not_forgotten(page: Page, save: Save) -> None:
    page.goto(ADDRESS)
    save(ARTICLE, lambda text: text.replace("Category: Burnout", "Category: Burntout"), until="not yet")
    save(SCRIPT, try_out, until="not yet")
    assert not page.evaluate(TRIED)
    save(ARTICLE, lambda text: add("Freshly written.")(text.replace("Burntout", "Burnout")))
    expect(page.get_by_text("Freshly written.")).to_be_attached()
    page.wait_for_function(TRIED)


def test_a_script_saved_while_a_passage_is_on_its_way_is_not_forgotten(page: Page, save: Save) -> None:
    page.goto(ADDRESS)
    hold = Hold(page, f"**{ADDRESS}")
    with page.expect_request(f"**{ADDRESS}"):
        save(ARTICLE, add("Freshly written."))
    save(SCRIPT, try_out)
    hold.release()
    page.wait_for_function(TRIED)
    expect(page.get_by_text("Freshly written.")).to_be_attached()


def test_of_two_saves_in_a_row_the_last_is_shown(page: Page, desk: Desk, save: Save) -> None:
    page.goto(ADDRESS)
    mark(page)
    save(ARTICLE, add("First."))
    desk.edit(ARTICLE, lambda text: text.replace("First.", "Second."))
    desk.edit(ARTICLE, lambda text: text.replace("Second.", "Third."))
    expect(page.get_by_text("Third.", exact=True)).to_be_attached()
    for words in ("First.", "Second."):
        expect(page.get_by_text(words, exact=True)).not_to_be_attached()
    assert is_marked(page)
    wait_until(lambda: "Third." in desk.get(ADDRESS)[2] and desk.rests())


def test_a_mended_mistake_and_new_words_need_no_reload(page: Page, save: Save) -> None:
    page.goto(ADDRESS)
    mark(page)
    save(ARTICLE, lambda text: text.replace("Category: Burnout", "Category: Burntout"), until="not yet")
    expect(page.get_by_role("alert")).to_be_visible()
    save(ARTICLE, lambda text: add("Freshly written.")(text.replace("Burntout", "Burnout")))
    expect(page.get_by_text("Freshly written.")).to_be_attached()
    expect(page.get_by_role("alert")).not_to_be_attached()
    assert is_marked(page)


def test_what_can_be_put_right_is_put_right_from_the_page(page: Page, desk: Desk, save: Save) -> None:
    page.goto(ADDRESS)
    save(ARTICLE, add("• One thing\n• Another"), until="not yet")
    expect(page.get_by_role("alert")).to_contain_text("pasted bullet")
    heard = len(desk.said)
    page.get_by_role("button", name="Put right what can be put right").click()
    desk.wait_for("done in", after=heard)
    assert (desk.folder / ARTICLE).read_text(encoding="utf-8").endswith("- One thing\n- Another\n")
    expect(page.get_by_role("alert")).not_to_be_attached()
    expect(page.get_by_role("listitem").get_by_text("Another")).to_be_attached()
    page.get_by_text("Advice", exact=True).click()
    expect(page.locator("details").last).to_contain_text("+- Another")


@pytest.mark.slow  # a kill
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are found in /proc")
def test_a_build_that_was_ended_while_it_waited_is_started_again(page: Page, desk: Desk, save: Save) -> None:
    page.goto(ADDRESS)
    waiting = wait_until(lambda: children(desk.process.pid))  # a moment after the build before
    for process in waiting:
        os.kill(process, signal.SIGKILL)
    wait_until(lambda: all(map(has_ended, waiting)))
    save(ARTICLE, add("Written after that."))
    expect(page.get_by_text("Written after that.")).to_be_attached()


def test_a_new_and_a_deleted_article_are_followed_too(page: Page, desk: Desk) -> None:
    path = desk.folder / "content/articles/brand-new.md"
    page.goto("/articles/")
    path.write_text(
        "Title: Brand New\nDate: 2026-01-02\nCategory: Burnout\nSummary: A new one.\n\nText.\n", encoding="utf-8"
    )
    link = page.get_by_role("link", name="Brand New")
    expect(link).to_be_visible()
    path.unlink()
    expect(link).not_to_be_attached()
    wait_until(lambda: desk.get("/articles/brand-new/")[0] == 404)  # the open page is shown before the others are


# One of each kind of file that a mistake may be in; what is said of others of its kind is known from tests/unit and tests/site.
@pytest.mark.parametrize(
    ("name", "mistake"),
    [
        (ARTICLE, lambda text: text.replace("Category: Burnout", "Category: Burntout")),
        ("content/site.toml", lambda text: text.replace('name = "', "name = ", 1)),
        ("theme/templates/partials/footer.html", lambda text: text + "{{ nobody.knows }}"),
        ("plugins/read_next.py", lambda text: text + "\nthis is not Python\n"),
    ],
    ids=["source", "facts", "template", "plugin"],
)
def test_a_mistake_is_shown_over_the_last_good_page_until_it_is_mended(
    page: Page, desk: Desk, save: Save, name: str, mistake: Callable[[str], str]
) -> None:
    before = (desk.folder / name).read_text(encoding="utf-8")
    page.goto(ADDRESS)
    title = page.get_by_role("heading", level=1).inner_text()
    start_of_this = len(desk.said)
    save(name, mistake, until=Path(name).name)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(Path(name).name)
    expect(alert).not_to_contain_text("Traceback")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert desk.get(ADDRESS)[0] == 200
    page.reload()
    expect(alert).to_be_visible()
    save(name, lambda _: before)
    expect(alert).not_to_be_attached()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert "Traceback" not in desk.said[start_of_this:]


def test_a_taken_port_ends_it_with_a_sentence(desk: Desk) -> None:
    other = start(desk.folder, desk.port)
    said, _ = other.communicate(timeout=STARTS)
    assert other.returncode not in (0, None)
    assert str(desk.port) in said
    assert "Try another" in said
    assert len(said.strip().splitlines()) == 1


@pytest.fixture
def held_page(page: Page, desk: Desk) -> Page:
    """An article, open, and builds held from now on."""
    page.goto(ADDRESS)
    mark(page)
    (desk.folder / HOLD).touch()
    return page


def _release(desk: Desk, until: str = "done in") -> None:
    heard = len(desk.said)
    (desk.folder / HOLD).unlink()
    desk.wait_for(until, after=heard)


def test_the_open_page_is_shown_before_the_rest_of_the_site_is_checked(held_page: Page, desk: Desk, save: Save) -> None:
    page = desk.folder / f"output{ADDRESS}index.html"
    save(ARTICLE, add("Freshly written."), until="Building…")
    expect(held_page.get_by_text("Freshly written.")).to_be_attached()
    assert "Freshly written." not in page.read_text(encoding="utf-8")
    _release(desk)
    assert "Freshly written." in page.read_text(encoding="utf-8")
    expect(held_page.get_by_text("Freshly written.")).to_be_attached()
    assert is_marked(held_page)


def test_a_new_picture_is_shown_once_its_files_are_there(held_page: Page, desk: Desk, save: Save) -> None:
    (desk.folder / HOLD).unlink()
    picture = desk.folder / "content/images/teal.jpg"
    Image.new("RGB", (1200, 800), "teal").save(desk.folder / ".teal.jpg")
    (desk.folder / ".teal.jpg").replace(picture)  # one change to watch
    desk.settle()
    held_page.wait_for_function("() => !window.kept")  # reloaded, since more than a text was saved
    (desk.folder / HOLD).touch()
    words = held_page.get_by_text("Freshly written.")
    # The advice, that no page shows the picture, is appended anew with every state, once that state has been tried.
    expect(held_page.locator("details").last).to_be_attached()
    held_page.evaluate(
        """() => {
          window.states = 0;
          new MutationObserver((all) => { window.states += all.some(({ addedNodes }) => [...addedNodes].some((node) => node.localName === "details")); })
            .observe(document.body, { childList: true });
        }"""
    )
    with held_page.expect_response(lambda answer: "early" in answer.request.headers.get("x-preview", "")) as answered:
        save(ARTICLE, add("Freshly written.\n\n![A wall.](../images/teal.jpg)"), until="Building…")
    assert "Freshly written." in answered.value.text()
    held_page.wait_for_function("() => window.states > 0")
    assert words.count() == 0
    held_page.reload()
    assert words.count() == 0
    _release(desk)
    expect(words).to_be_attached()
    shown = held_page.locator("img[alt='A wall.']")
    shown.scroll_into_view_if_needed()
    held_page.wait_for_function("(picture) => picture.naturalWidth > 0", arg=shown.element_handle())
    picture.unlink()


def test_a_page_that_is_gone_to_meanwhile_is_shown_as_itself(held_page: Page, desk: Desk, save: Save) -> None:
    other = "/articles/stay-or-go/"
    with site_folder.lock(desk.folder / "output"):  # so that no page is made yet
        save(ARTICLE, add("Freshly written."), until="Building…")
        held_page.goto(other)
    title = held_page.title()
    held_page.wait_for_function(
        "async (page) => (await (await fetch(page, { headers: { 'X-Preview': 'early' } })).text()).includes('Freshly written.')",
        arg=ADDRESS,
    )
    shown = held_page.evaluate(
        "async (page) => (await fetch(page, { headers: { 'X-Preview': 'early, visible' } })).text()", other
    )
    assert title in shown
    assert "Freshly written." not in shown
    held_page.reload()
    assert held_page.title() == title
    _release(desk)


def test_a_mistake_found_in_the_finished_site_is_shown_over_what_was_written(
    held_page: Page, desk: Desk, save: Save
) -> None:
    save(ARTICLE, add('<span id="twice">Freshly written.</span> <span id="twice"></span>'), until="Building…")
    expect(held_page.get_by_text("Freshly written.")).to_be_attached()
    _release(desk, until="not yet")
    expect(held_page.get_by_role("alert")).to_contain_text("“twice”")
    assert held_page.get_by_text("Freshly written.").count() == 1
    assert is_marked(held_page)
    held_page.reload()
    expect(held_page.get_by_role("alert")).to_contain_text("“twice”")
    assert held_page.get_by_text("Freshly written.").count() == 0


@pytest.mark.slow  # a race
def test_what_is_saved_during_the_first_build_is_shown_too(tmp_path: Path) -> None:
    copy_slow_project(tmp_path)
    (tmp_path / HOLD).touch()
    process = start(tmp_path, free_port())
    assert process.stdout
    patience = threading.Timer(STARTS, process.kill)
    patience.start()
    try:
        while not list(tmp_path.glob(f"output.*{ADDRESS}index.html")) and process.poll() is None:
            time.sleep(0.05)
        article = tmp_path / ARTICLE
        article.write_text(add("Freshly written.")(article.read_text(encoding="utf-8")), encoding="utf-8")
        (tmp_path / HOLD).unlink()
        said = ""
        while said.count("done in") < 2 and (line := process.stdout.readline()):
            said += line
    finally:
        patience.cancel()
        process.kill()
        process.communicate()
    assert said.count("done in") == 2
    assert "Freshly written." in (tmp_path / f"output{ADDRESS}index.html").read_text(encoding="utf-8")


def test_during_the_first_build_it_takes_connections_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    copy_project(tmp_path)
    port = free_port()
    process = start(tmp_path, port)
    assert process.stdout
    try:
        first = process.stdout.read(len("Building…"))
        socket.create_connection(("127.0.0.1", port), timeout=10).close()
    finally:
        interrupt(process)
    said, _ = process.communicate(timeout=STARTS)
    assert first == "Building…"
    assert process.returncode in (0, 130)
    assert "Traceback" not in said


def test_it_starts_with_a_mistake_shows_the_site_once_that_is_mended_and_ends_at_once_with_a_page_open(
    browser: Browser, tmp_path: Path
) -> None:
    copy_project(tmp_path)
    article = tmp_path / ARTICLE
    good = article.read_text(encoding="utf-8")
    article.write_text(good.replace("Category: Burnout", "Category: Burntout"), encoding="utf-8")
    running = Desk(tmp_path)
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(running.site + ADDRESS)
        expect(page.get_by_role("alert")).to_contain_text(article.name)
        heard = len(running.said)
        running.replace(ARTICLE, good)
        running.wait_for("done in", after=heard)  # from nothing, with every photograph
        expect(page.get_by_role("heading", level=1)).to_contain_text("The Empty Tank")
        expect(page.get_by_role("alert")).not_to_be_attached()
        interrupt(running.process)
        status = running.process.wait(timeout=30)
    finally:
        context.close()
        running.stop()
    assert status in (0, 130)
    assert "Traceback" not in running.said
    assert "Ended." in running.said
