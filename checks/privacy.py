"""What the privacy page promises, held against the built site: cookies, storage, other hosts, who receives what."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from checks.built_page import Page, directives, directives_of
from checks.page_summary import PageSummary
from problem import Problem
from sources import writing_page
from sources.addresses import made_from

PRIVACY = "privacy/index.html"
# What a script could do that the page says is not done.
BROKEN_PROMISES = {
    "cookie": "sets or reads cookies",
    "localStorage": "keeps something on the reader's device after the tab is closed",
    "indexedDB": "keeps something on the reader's device after the tab is closed",
    "caches.open": "keeps something on the reader's device after the tab is closed",
    "serviceWorker": "stays at work after the tab is closed",
    "sendBeacon": "reports what readers do",
}
# The scripts whose memory of the tab the page tells of: the forms' drafts, and the preparation sheet.
KEPT_IN_TAB = {"form.js", "form-sent.js", "preparation-sheet.js"}
# What the writing page may do, which no reader is led to: nothing that the coach types may be lost, and she asks for it
# when her own device is to know her again.
OF_WRITING = {"localStorage", "indexedDB"}
_HOST = re.compile(r"(?:[\w-]+\.)+[\w-]+")


def check(output: Path, pages: Mapping[str, PageSummary]) -> list[Problem]:
    """Every promise of the privacy page that the site in a folder does not keep, but for those of one page."""
    problems = [problem for script in _scripts(output) for problem in scripts_keep_nothing(script)]
    problems += receivers_are_named(pages) if PRIVACY in pages else []
    return problems


def scripts_keep_nothing(script: Path) -> Iterator[Problem]:
    """No script sets a cookie, keeps anything for longer than the tab, or does so in the tab without being told of.

    Those of the writing page keep what the coach types.
    """
    text = script.read_text(encoding="utf-8", errors="replace")
    writes = script.parent.name == writing_page.FOLDER
    folder = {"js": "theme/static/js", writing_page.FOLDER: "writing/page"}.get(script.parent.name, "pagefind")
    name = f"{folder}/{script.name}"
    for word, found in BROKEN_PROMISES.items():
        if not (writes and word in OF_WRITING) and re.search(rf"\b{re.escape(word)}", text):
            yield Problem(
                name, 0, f"This script {found} (“{word}”).", "Take that out, or say it in content/pages/privacy.md."
            )
    if "sessionStorage" in text and script.name not in KEPT_IN_TAB and not writes:
        yield Problem(
            name,
            0,
            "This script keeps something in the tab, which the privacy page does not tell.",
            "Say it in content/pages/privacy.md, then add the script to KEPT_IN_TAB in checks/privacy.py.",
        )


def only_forms_reach_other_hosts(page: Page) -> Iterator[Problem]:
    """A page has a policy that lets it load files from its own host alone; only what its forms need goes elsewhere.

    The writing page has a policy of its own, to the letter: no reader is led there, and it speaks with GitHub.
    """
    policy = directives(page)
    if page.path == writing_page.PAGE and policy == directives_of(writing_page.POLICY):
        return
    if policy.get("default-src") != ["'none'"]:
        yield page.problem(
            "The page has no policy of what it may load, or one that lets it load from anywhere.",
            "Begin it with default-src 'none' in theme/templates/partials/policy.html.",
        )
    hosts = receiving(page)
    for directive, allowed in policy.items():
        for place in allowed:
            needed = directive in ("form-action", "connect-src") and (_host(place) in hosts or place.endswith(":"))
            if place in ("'unsafe-inline'", "'unsafe-eval'"):
                yield page.problem(
                    f"The policy of this page lets in what is written into it ({directive} {place}).",
                    "Take it out of theme/templates/partials/policy.html.",
                )
            elif not place.startswith("'") and not (needed and hosts):
                yield page.problem(
                    f"The policy of this page lets it reach “{place}” ({directive}), which none of its forms needs.",
                    "Take it out of theme/templates/partials/policy.html.",
                )


def links_do_not_report(page: Page) -> Iterator[Problem]:
    """No link tells anyone that it was followed."""
    for link, receiver in page.attributes.get("ping", ()):
        yield page.problem(f"The link “{link.get('href', '')}” reports to “{receiver}”.", "Take its ping out.")


RULES: tuple[Callable[[Page], Iterator[Problem]], ...] = (only_forms_reach_other_hosts, links_do_not_report)


def receivers_are_named(pages: Mapping[str, PageSummary]) -> Iterator[Problem]:
    """The privacy page names every host that a form sends to, and none that receives nothing."""
    told = set(pages[PRIVACY].told)
    receiving = {host: path for path, page in sorted(pages.items()) for host in page.receiving}
    linked = {host for page in pages.values() for host in page.linked}
    for host in sorted(set(receiving) - told):
        yield Problem(
            made_from(PRIVACY),
            0,
            f"This page does not say that a form sends to {host} (as on {made_from(receiving[host])}).",
            "Name it below the heading with the id “forms” in theme/templates/privacy.html.",
        )
    for host in sorted(told - set(receiving) - linked):
        yield Problem(
            made_from(PRIVACY),
            0,
            f"This page says that something goes to {host}, but no form sends anything there.",
            "Take it out of the section with the id “forms” in theme/templates/privacy.html.",
        )


def receiving(page: Page) -> list[str]:
    """The hosts that the forms of a page send to."""
    posts = page.tree.xpath("//form[translate(@method, 'POST', 'post') = 'post']/@action")
    return sorted({_host(action) for action in posts})


def linked(page: Page) -> list[str]:
    """The hosts that the main part of a page links to."""
    return sorted({_host(address) for address in page.tree.xpath("//main//a/@href")})


def told(page: Page) -> list[str]:
    """The hosts that the privacy page names in its section on forms; an email address is not one."""
    if page.path != PRIVACY:
        return []
    parts = page.tree.xpath("//*[@id='forms']/following-sibling::*")
    text = " ".join(" ".join(part.xpath(".//text()[not(ancestor::a)]")) for part in parts)
    return sorted({match.lower() for match in _HOST.findall(text)})


def _scripts(output: Path) -> list[Path]:
    """The scripts that a page may load: ours, those of the writing page, and of the search index what finds."""
    patterns = ("theme/js/*.js", f"{writing_page.FOLDER}/*.js", "pagefind/pagefind*.js")
    return [path for pattern in patterns for path in sorted(output.glob(pattern))]


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""
