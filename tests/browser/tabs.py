"""Tabs that tests share: in one that is there a page opens with a third of the work that a new context takes."""

from collections import defaultdict
from typing import Any

from playwright.sync_api import Browser, Error, Page

from tests.browser.watch import PATIENCE, TELL_VIOLATIONS, Watch

# What can be changed in a tab that is there; whatever else is asked for has tabs of its own.
CHANGEABLE = ("viewport", "color_scheme", "reduced_motion")
VIEWPORT = {"width": 1280, "height": 720}


class Tabs:
    """Gives out tabs of one site, each as new: nothing is left in it of what a test has done in one before."""

    def __init__(self, browser: Browser, site: str) -> None:
        self._browser, self._site = browser, site
        self._free: dict[str, list[Page]] = defaultdict(list)
        self._given: list[tuple[str, Page, Watch]] = []

    def take(self, watch: Watch, **options: Any) -> Page:
        """A watched tab; takes the options of `Browser.new_context`."""
        changes = {name: options.pop(name) for name in CHANGEABLE if name in options}
        key = repr(sorted(options.items()))
        page = self._free[key].pop() if self._free[key] else self._new(options)
        watch.listen(page.context)
        self._given.append((key, page, watch))
        page.set_viewport_size(changes.pop("viewport", VIEWPORT))
        page.emulate_media(
            media="null",
            **{"color_scheme": "light", "reduced_motion": "no-preference", "forced_colors": "none", **changes},
        )
        return page

    def take_back(self) -> None:
        """Clean every tab that was given out, or close it where that fails."""
        while self._given:
            key, page, watch = self._given.pop()
            watch.leave(page.context)
            try:
                page.unroute_all(behavior="ignoreErrors")
                page.context.set_offline(False)
                if not page.url.startswith(self._site):
                    page.goto(f"{self._site}/robots.txt")  # storage can be cleared from its own origin alone
                page.evaluate("() => sessionStorage.clear()")
                page.goto("about:blank")
                self._free[key].append(page)
            except Error:
                page.context.close()

    def _new(self, options: dict[str, Any]) -> Page:
        context = self._browser.new_context(base_url=self._site, **options)
        context.set_default_timeout(PATIENCE)
        context.add_init_script(TELL_VIOLATIONS)
        return context.new_page()
