"""The site as built from the real content, served; a browser; pages that are watched for trouble.

Give `page.wait_for_function` a function (`() => …`): an expression would be evaluated by eval, which our policy refuses.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from preview.endpoint import Endpoint, Inbox
from tests.browser.find_chromium import find
from tests.browser.form_desk import BOX, CONSENT, PAIRS, Desk, Opened
from tests.browser.site_server import SiteServer
from tests.browser.watch import PATIENCE, Launch, NewPage, Watch
from tests.site.building import copy_project, replace

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def launch() -> Iterator[Launch]:
    """Start Chromium; without one a skip here and a failure in CI."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:

        def start(*flags: str, without: Iterable[str] = (), headless_shell: bool = True) -> Browser:
            path = find(headless_shell=headless_shell)
            if not path:
                reason = "no Chromium or Chrome: install one, or name it with CHROMIUM=/path/to/chromium"
                if os.environ.get("CI"):
                    pytest.fail(reason)
                pytest.skip(reason)
            return playwright.chromium.launch(
                executable_path=path, args=[*FLAGS, *flags], ignore_default_args=list(without)
            )

        yield start


@pytest.fixture(scope="session")
def browser(launch: Launch) -> Iterator[Browser]:
    """The browser that most tests share."""
    chromium = launch()
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the site is built; filled by `site_url`."""
    return tmp_path_factory.mktemp("browser") / "site"


@pytest.fixture(scope="session")
def _site_server(site_folder: Path) -> Iterator[SiteServer]:
    server = SiteServer(site_folder)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def third_origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A host that is neither ours nor the form's provider."""
    folder = tmp_path_factory.mktemp("elsewhere")
    page = "<!doctype html><html lang=en><title>Elsewhere</title><h1>Elsewhere</h1></html>"
    for name in ("index.html", "404.html"):
        (folder / name).write_text(page, encoding="utf-8")
    server = SiteServer(folder)
    server.start()
    yield server.address
    server.stop()


@pytest.fixture(scope="session")
def endpoint(
    tmp_path_factory: pytest.TempPathFactory, _site_server: SiteServer, third_origin: str
) -> Iterator[Endpoint]:
    """The local form endpoint, started; what it received is in `endpoint.inbox.messages()`."""
    inbox = Inbox(tmp_path_factory.mktemp("inbox") / "inbox.sqlite")
    made = Endpoint(inbox, _site_server.address, third_origin=third_origin)
    made.start()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture(scope="session")
def site_url(_site_server: SiteServer, site_folder: Path, endpoint: Endpoint) -> str:
    """The address of the built site, without a slash at its end; its forms lead to `endpoint`."""
    build_site(site_folder, _site_server.address, endpoint.address)
    return _site_server.address


def build_site(output: Path, url: str, endpoint: str) -> None:
    """Build the real content as `serve` would, or fail with what the build said."""
    run = subprocess.run(
        [sys.executable, "build.py", "--output", str(output)],
        cwd=ROOT,
        env=os.environ | {"LOCAL_URL": url, "LOCAL_ENDPOINT": endpoint},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        pytest.fail(f"The site could not be built:\n{run.stderr}")


@pytest.fixture
def watch(site_url: str, endpoint: Endpoint) -> Iterator[Watch]:
    """What happens in this test's pages; fails the test at its end where that was trouble.

    A test that provokes an error adds its pattern to `watch.expected`. `watch.requests` has every address asked for.
    """
    watching = Watch(site_url, endpoint.address)
    yield watching
    assert not watching.troubles(), "\n".join(watching.troubles())


@pytest.fixture
def new_page(browser: Browser, site_url: str, watch: Watch) -> Iterator[NewPage]:
    """Open a watched page in a new context; addresses may start from the site's root: `page.goto("/contact/")`."""
    contexts = []

    def make(**context_options: Any) -> Page:
        context = browser.new_context(**{"base_url": site_url, **context_options})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        watch.over(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A watched page in a context without options."""
    return new_page()


@pytest.fixture(scope="session")
def desks(tmp_path_factory: pytest.TempPathFactory, third_origin: str) -> Iterator[Callable[[str], Desk]]:
    """The site built for a contact provider, made when first asked for; with `BOX` behind it, readers have to agree."""
    made: dict[str, Desk] = {}
    with ExitStack() as ends:

        def desk(contact: str) -> Desk:
            if contact in made:
                return made[contact]
            folder = tmp_path_factory.mktemp("desk")
            provider, project = contact.removesuffix(BOX), ROOT
            if provider != contact:
                project = copy_project(folder / "project")
                replace(project / "content/site.toml", 'consent = ""', f'consent = "{CONSENT}"')
            server = SiteServer(folder / "site")
            server.start()
            ends.callback(server.stop)
            endpoint = Endpoint(Inbox(folder / "inbox.sqlite"), server.address, third_origin=third_origin)
            endpoint.start()
            ends.callback(endpoint.server_close)
            ends.callback(endpoint.shutdown)
            run = subprocess.run(
                [sys.executable, "build.py", "--output", str(folder / "site")],
                cwd=project,
                env=os.environ
                | {
                    "LOCAL_URL": server.address,
                    "LOCAL_ENDPOINT": endpoint.address,
                    "CONTACT_FORM": "none" if provider == "none" else f"dev:{provider}",
                    "NEWSLETTER_FORM": f"dev:{PAIRS[provider]}",
                },
                capture_output=True,
                text=True,
                check=False,
            )
            assert run.returncode == 0, run.stderr
            made[contact] = Desk(server.address, endpoint)
            return made[contact]

        yield desk


@pytest.fixture
def desk(desks: Callable[[str], Desk], request: pytest.FixtureRequest, tmp_path: Path) -> Desk:
    """The desk of the provider that `desk` is parametrized with, or Formspree's; its inbox is empty."""
    found = desks(getattr(request, "param", "formspree"))
    found.empty(tmp_path / "inbox.sqlite")
    return found


@pytest.fixture
def trouble(desk: Desk) -> Iterator[Watch]:
    """What went wrong in this test's pages and was not expected; policy violations are among it."""
    watching = Watch(desk.url, desk.endpoint.address)
    yield watching
    assert not watching.troubles(), "\n".join(watching.troubles())


@pytest.fixture
def opened(browser: Browser, desk: Desk, trouble: Watch) -> Iterator[Opened]:
    """Open a page of the desk in a context of its own."""
    contexts = []

    def make(path: str = "/contact/", *, before: str = "", clock: bool = False, **options: Any) -> Page:
        context = browser.new_context(base_url=desk.url, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        trouble.over(context)
        if before:
            context.add_init_script(before)
        page = context.new_page()
        if clock:
            page.clock.install()
        page.goto(path)
        return page

    yield make
    for context in contexts:
        context.close()
