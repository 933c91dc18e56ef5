"""What the privacy page promises, held against the built site: cookies, storage, other hosts, who receives what."""

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lxml import etree, html  # type: ignore[import-untyped]

from checks.built_site import source
from checks.problem import Problem

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
_HOST = re.compile(r"(?:[\w-]+\.)+[\w-]+")


def check(output: Path) -> list[Problem]:
    """Every promise of the privacy page that the site in a folder does not keep."""
    pages = {}
    for file in sorted(output.rglob("*.html")):
        with contextlib.suppress(etree.ParserError):  # an empty page is a problem of its own
            if not file.is_relative_to(output / "pagefind"):
                parser = html.HTMLParser(encoding="utf-8")
                pages[file.relative_to(output).as_posix()] = html.document_fromstring(file.read_bytes(), parser=parser)
    problems = [problem for script in _scripts(output) for problem in scripts_keep_nothing(script)]
    for path, page in pages.items():
        problems += [*only_forms_reach_other_hosts(path, page), *links_do_not_report(path, page)]
    if PRIVACY in pages:
        problems += receivers_are_named(pages)
    return problems


def scripts_keep_nothing(script: Path) -> Iterator[Problem]:
    """No script sets a cookie, keeps anything for longer than the tab, or does so in the tab without being told of."""
    text = script.read_text(encoding="utf-8", errors="replace")
    name = f"theme/static/js/{script.name}" if script.parent.name == "js" else f"pagefind/{script.name}"
    for word, found in BROKEN_PROMISES.items():
        if re.search(rf"\b{re.escape(word)}", text):
            yield Problem(
                name, 0, f"This script {found} (“{word}”).", "Take that out, or say it in content/pages/privacy.md."
            )
    if "sessionStorage" in text and script.name not in KEPT_IN_TAB:
        yield Problem(
            name,
            0,
            "This script keeps something in the tab, which the privacy page does not tell.",
            "Say it in content/pages/privacy.md, then add the script to KEPT_IN_TAB in checks/privacy.py.",
        )


def only_forms_reach_other_hosts(path: str, page: Any) -> Iterator[Problem]:
    """A page has a policy that lets it load from its own host alone; what its forms need is all that goes elsewhere."""
    policy = page.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
    directives = {words[0]: words[1:] for part in policy.split(";") if (words := part.split())}
    if directives.get("default-src") != ["'none'"]:
        yield Problem(
            source(path),
            0,
            "The policy of this page lets it load from anywhere.",
            "Begin it with default-src 'none' in theme/templates/partials/policy.html.",
        )
    hosts = {_host(action) for action in _actions(page)}
    for directive, allowed in directives.items():
        for place in allowed:
            needed = directive in ("form-action", "connect-src") and (_host(place) in hosts or place.endswith(":"))
            if not place.startswith("'") and not (needed and hosts):
                yield Problem(
                    source(path),
                    0,
                    f"The policy of this page lets it reach “{place}” ({directive}), which none of its forms needs.",
                    "Take it out of theme/templates/partials/policy.html.",
                )


def links_do_not_report(path: str, page: Any) -> Iterator[Problem]:
    """No link tells anyone that it was followed."""
    for link in page.xpath("//*[@ping]"):
        yield Problem(
            source(path), 0, f"The link “{link.get('href', '')}” reports to “{link.get('ping')}”.", "Take its ping out."
        )


def receivers_are_named(pages: dict[str, Any]) -> Iterator[Problem]:
    """The privacy page names every host that a form sends to, and none that receives nothing."""
    told = _told(pages[PRIVACY])
    receiving = {_host(action): path for path, page in sorted(pages.items()) for action in _actions(page)}
    linked = {_host(address) for page in pages.values() for address in page.xpath("//main//a/@href")}
    for host in sorted(set(receiving) - told):
        yield Problem(
            source(PRIVACY),
            0,
            f"This page does not say that a form sends to {host} (as on {source(receiving[host])}).",
            "Name it below the heading with the id “forms” in theme/templates/privacy.html.",
        )
    for host in sorted(told - set(receiving) - linked):
        yield Problem(
            source(PRIVACY),
            0,
            f"This page says that something goes to {host}, but no form sends anything there.",
            "Take it out of the section with the id “forms” in theme/templates/privacy.html.",
        )


def _told(page: Any) -> set[str]:
    """The hosts named in the section on forms; an email address is not one."""
    parts = page.xpath("//*[@id='forms']/following-sibling::*")
    text = " ".join(" ".join(part.xpath(".//text()[not(ancestor::a)]")) for part in parts)
    return {match.lower() for match in _HOST.findall(text)}


def _scripts(output: Path) -> list[Path]:
    """The scripts that a page may load: ours, and of the search index what finds."""
    return [*sorted(output.glob("theme/js/*.js")), *sorted(output.glob("pagefind/pagefind*.js"))]


def _actions(page: Any) -> list[str]:
    return list(page.xpath("//form[translate(@method, 'POST', 'post') = 'post']/@action"))


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""
