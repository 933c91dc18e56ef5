"""What must not happen in a browser context: errors, refusals by our own policy, requests to anyone else."""

import re
from collections.abc import Iterable
from typing import Any, Literal, Protocol
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Route, WebError

Scheme = Literal["light", "dark"]
PATIENCE = 20_000  # ms; nothing here takes two seconds unless the machine is busy

# Told to the console, because that reaches us from any frame and at any time.
TELL_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.effectiveDirective} refused ${event.blockedURI} in ${event.documentURI}`));
"""


# Chromium's own words where a page was slower than its transition, as on a busy machine; nobody sees anything of it.
OF_THE_BROWSER = r"^uncaught: Transition was (?:aborted|skipped)"


class NewPage(Protocol):
    """Opens a page; takes the options of `Browser.new_context`."""

    def __call__(self, **context_options: Any) -> Page: ...


class Launch(Protocol):
    """Starts another browser, with further flags or without some of Playwright's; it is the caller's to close.

    It is the headless shell, which opens a page with a third of the work, or the whole browser, which keeps pages for Back.
    """

    def __call__(self, *flags: str, without: Iterable[str] = (), headless_shell: bool = True) -> Browser: ...


class Watch:
    """Collects the troubles of contexts; `expected` holds patterns of those that a test provokes."""

    def __init__(self, *origins: str) -> None:
        self.origins = origins
        self.expected: list[str] = [OF_THE_BROWSER]
        self.found: list[str] = []
        self.requests: list[str] = []

    def over(self, context: BrowserContext) -> None:
        """Watch everything that happens in a new context."""
        context.add_init_script(TELL_VIOLATIONS)
        self.listen(context)

    def listen(self, context: BrowserContext) -> None:
        """Watch what happens from now on in a context that tells violations."""
        context.on("console", self._hear)
        context.on("weberror", self._catch)
        context.on("request", self._note)

    def leave(self, context: BrowserContext) -> None:
        """Watch it no longer."""
        context.remove_listener("console", self._hear)
        context.remove_listener("weberror", self._catch)
        context.remove_listener("request", self._note)

    def troubles(self) -> list[str]:
        """What was found and not expected."""
        return [found for found in self.found if not any(re.search(pattern, found) for pattern in self.expected)]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.found.append(f"{message.type}: {message.text} ({message.location['url']})")

    def _catch(self, error: WebError) -> None:
        self.found.append(f"uncaught: {error.error}")

    def _note(self, request: Request) -> None:
        self.requests.append(request.url)
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and f"{parts.scheme}://{parts.netloc}" not in self.origins:
            self.found.append(f"request to another host: {request.url}")


class Hold:
    """Holds back what a page asks for until `release`, as a slow line would."""

    def __init__(self, page: Page, pattern: str | re.Pattern[str]) -> None:
        self._held: list[Route] = []
        self._released = False
        page.route(pattern, self._take)

    def release(self) -> None:
        self._released = True
        for route in self._held:
            route.continue_()

    def _take(self, route: Route) -> None:
        if self._released:
            route.continue_()
        else:
            self._held.append(route)
