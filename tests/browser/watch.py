"""What must not happen in a browser context: errors, refusals by our own policy, requests to anyone else."""

import re
from collections.abc import Iterable
from typing import Any, Protocol
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Route

PATIENCE = 20_000  # ms; nothing here takes two seconds unless the machine is busy

# Told to the console, because that reaches us from any frame and at any time.
TELL_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.effectiveDirective} refused ${event.blockedURI} in ${event.documentURI}`));
"""


class NewPage(Protocol):
    """Opens a page in a new context; takes the options of `Browser.new_context`."""

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
        self.expected: list[str] = []
        self.found: list[str] = []
        self.requests: list[str] = []

    def over(self, context: BrowserContext) -> None:
        """Watch everything that happens in a context from now on."""
        context.add_init_script(TELL_VIOLATIONS)
        context.on(
            "console",
            lambda message: (
                self.found.append(f"{message.type}: {message.text} ({message.location['url']})")
                if message.type in ("error", "warning")
                else None
            ),
        )
        context.on("weberror", lambda error: self.found.append(f"uncaught: {error.error}"))
        context.on("request", lambda request: self._note(request.url))

    def troubles(self) -> list[str]:
        """What was found and not expected."""
        return [found for found in self.found if not any(re.search(pattern, found) for pattern in self.expected)]

    def _note(self, url: str) -> None:
        self.requests.append(url)
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and f"{parts.scheme}://{parts.netloc}" not in self.origins:
            self.found.append(f"request to another host: {url}")


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
