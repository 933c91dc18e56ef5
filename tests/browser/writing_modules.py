"""The scripts of the writing page, without the page: what they export is in `source` and `rules` of a tab."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree

from playwright.sync_api import Browser, Page

from sources.content import File
from tests.browser.site_server import SiteServer
from tests.unit.test_messages import HEADER, among_others, with_fields, written_slips

SCRIPTS = Path(__file__).parents[2] / "writing/page"
LOAD = """async () => {
  window.source = await import("/source.js");
  window.rules = await import("/rules.js");
  window.bytes = (letters) => Uint8Array.from(letters, (one) => one.charCodeAt(0));
  window.letters = (bytes) => Array.from(bytes, (one) => String.fromCharCode(one)).join("");
}"""


@contextmanager
def loaded(browser: Browser, folder: Path) -> Iterator[Page]:
    """A tab in which they are loaded; `bytes` and `letters` bring bytes there and back, one letter for each."""
    copytree(SCRIPTS, folder)
    (folder / "index.html").write_text("<!doctype html><title>Scripts</title>", encoding="utf-8")
    server = SiteServer(folder)
    server.start()
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server.address}/")
    page.evaluate(LOAD)
    yield page
    context.close()
    server.stop()


def slips() -> Iterator[tuple[str, File]]:
    """Every slip in a header or a text that is written down: the whole file, and what is read of it."""
    for chapter in ("Headers", "Texts"):
        for _, kind, words in written_slips(chapter):
            text = words
            if kind == "header":
                text = f"{with_fields(words.splitlines())}\n\nText"
            elif kind == "text":
                text = f"{HEADER}\n{words}"
            yield text, among_others(text, f"{'pages' if kind == 'page' else 'articles'}/rest.md")
