"""The scripts of the writing page, without the page: what they export is in `source` and `rules` of a tab."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree

from playwright.sync_api import Browser, Page

from tests.browser.site_server import SiteServer

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
