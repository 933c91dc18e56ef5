"""The site of the full practice, served; a browser; pages that are watched for trouble.

Give `page.wait_for_function` a function (`() => …`): an expression would be evaluated by eval, which our policy refuses.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from forms.local_endpoint import Endpoint, Inbox
from tests.browser.find_chromium import find
from tests.browser.form_desk import BOX, CONSENT, NETWORK, PAIRS, Build, Desk, Opened
from tests.browser.site_server import SiteServer
from tests.browser.tabs import Tabs
from tests.browser.watch import PATIENCE, Launch, NewPage, Watch
from tests.site.building import build, copy_built_project, replace

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
def build_here(_site_server: SiteServer, endpoint: Endpoint, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Build the full practice for the address it is served at, its forms those of `endpoint` or of the providers named.

    All builds are of one project, which keeps what it rendered: the next renders only the pages that differ.
    """
    project = copy_built_project(tmp_path_factory.mktemp("browser") / "project")
    here = {"LOCAL_URL": _site_server.address, "LOCAL_ENDPOINT": endpoint.address}

    def build_once(output: Path, *options: str, consent: str = "", **environment: str) -> None:
        replace(project / "content/site.toml", 'consent = ""', f'consent = "{consent}"')
        build(output, *options, project=project, environment=here | environment)
        replace(project / "content/site.toml", f'consent = "{consent}"', 'consent = ""')

    return build_once


@pytest.fixture(scope="session")
def site_url(_site_server: SiteServer, site_folder: Path, build_here: Build) -> str:
    """The address of the built site, without a slash at its end; its forms lead to `endpoint`."""
    build_here(site_folder)
    return _site_server.address


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


@pytest.fixture(scope="session")
def tabs(browser: Browser, _site_server: SiteServer) -> Tabs:
    """The tabs that tests share."""
    return Tabs(browser, _site_server.address)


@pytest.fixture
def tab(tabs: Tabs, site_url: str, watch: Watch) -> Iterator[NewPage]:
    """Take a watched tab that was cleaned; who leaves listeners or scripts for later pages in one needs `new_page`."""
    assert site_url
    yield lambda **context_options: tabs.take(watch, **context_options)
    tabs.take_back()


@pytest.fixture
def page(tab: NewPage) -> Page:
    """A watched tab without options."""
    return tab()


@pytest.fixture(scope="session")
def desk_folders(tmp_path_factory: pytest.TempPathFactory, build_here: Build) -> Callable[[str], Path]:
    """The site built for a contact provider, when first asked for; with `BOX` behind it, readers have to agree."""

    @cache
    def folder(contact: str) -> Path:
        output = tmp_path_factory.mktemp("desk") / "site"
        provider = contact.removesuffix(BOX)
        build_here(
            output,
            "--without-search",
            consent=CONSENT if provider != contact else "",
            CONTACT_FORM="none" if provider == "none" else f"dev:{provider}",
            NEWSLETTER_FORM=f"dev:{PAIRS[provider]}",
        )
        return output

    return folder


@pytest.fixture
def desk(
    desk_folders: Callable[[str], Path],
    _site_server: SiteServer,
    endpoint: Endpoint,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Desk:
    """The desk of the provider that `desk` is parametrized with, or Formspree's; its inbox is empty.

    All desks have one address, at which that of this test is shown.
    """
    monkeypatch.setattr(_site_server, "folder", desk_folders(getattr(request, "param", "formspree")))
    monkeypatch.setattr(endpoint, "inbox", Inbox(tmp_path / "inbox.sqlite"))
    return Desk(_site_server.address, endpoint)


@pytest.fixture
def trouble(desk: Desk) -> Iterator[Watch]:
    """What went wrong in this test's pages and was not expected; policy violations are among it."""
    watching = Watch(desk.url, desk.endpoint.address)
    yield watching
    assert not watching.troubles(), "\n".join(watching.troubles())


@pytest.fixture
def opened(browser: Browser, tabs: Tabs, desk: Desk, trouble: Watch) -> Iterator[Opened]:
    """Open a page of the desk in a tab that was cleaned, or, with something that a tab keeps, in a context of its own.

    That is a script that runs `before` those of each page, or a `clock` that stands still until the test moves it.
    """
    contexts = []

    def make(path: str = "/contact/", *, before: str = "", clock: bool = False, **options: Any) -> Page:
        if before or clock:
            context = browser.new_context(base_url=desk.url, **options)
            context.set_default_timeout(PATIENCE)
            contexts.append(context)
            trouble.over(context)
            if before:
                context.add_init_script(before)
            page = context.new_page()
            if clock:
                page.clock.install(time=0)
        else:
            page = tabs.take(trouble, **options)
        page.goto(path)
        if clock:
            page.clock.pause_at(60_000)
        return page

    yield make
    tabs.take_back()
    for context in contexts:
        context.close()


@pytest.fixture
def faulty(opened: Opened, trouble: Watch) -> Opened:
    """The same where requests may be refused or lost."""
    trouble.expected += NETWORK
    return opened
