"""`_headers` and `_redirects`, from which Netlify and Cloudflare Pages take what they send with a page.

A page's own `<meta>` policy cannot say who may frame it, and cannot ask for https or for types to be believed.
"""

import re
from collections.abc import Iterable
from html import unescape
from pathlib import Path

from pelican import Pelican, signals
from pelican.generators import ArticlesGenerator
from pelican.writers import Writer

from sources.redirects import pairs

HOSTS = ("netlify", "cloudflare-pages")
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
# Chrome shows a PDF, opened by itself, with what its policy calls an object; the policy in each page still forbids them.
FOR_HANDOUTS = "object-src 'self'"
# No Cross-Origin-Resource-Policy: all is public, and feed readers and other sites show our pictures and cards.
ALWAYS = (
    "Strict-Transport-Security: max-age=31536000",
    "X-Content-Type-Options: nosniff",
    "X-Frame-Options: DENY",
    "Referrer-Policy: strict-origin-when-cross-origin",
)
# Seconds a browser may keep a file without asking. No two rules meet: Cloudflare would join what they say.
CACHE_CONTROL = {
    "/theme/fonts/*": "public, max-age=2592000",
    "/theme/icons/*": "public, max-age=2592000",
    "/theme/drawings/*": "public, max-age=2592000",
    "/theme/js/*": "public, max-age=600",  # as long as GitHub Pages lets everything be kept: pages and scripts must fit
    "/pagefind/fragment/*": "public, max-age=31536000, immutable",  # their names change with what is in them
    "/pagefind/index/*": "public, max-age=31536000, immutable",
}


def merge_policies(policies: Iterable[str]) -> str:
    """One policy for the whole site: what any page allows, and that no one may frame it.

    Each page's own policy holds beside it, so a page still gets no more than it needs.
    """
    directives: dict[str, set[str]] = {}
    for policy in policies:
        for name, *sources in filter(None, (part.split() for part in policy.split(";"))):
            directives.setdefault(name, set()).update(sources)
    for allowed in directives.values():
        if len(allowed) > 1:
            allowed.discard("'none'")
    directives["frame-ancestors"] = {"'none'"}
    # Each page has a style of its own and names it in its own policy; all of them are too much for a line of Cloudflare's.
    if "style-src" in directives:
        directives["style-src"] = {"'unsafe-inline'"} | ({"'self'"} & directives["style-src"])
    return "; ".join(" ".join((name, *sorted(sources))) for name, sources in sorted(directives.items()))


def headers(policies: Iterable[str]) -> str:
    """The text of `_headers` for a site whose pages have these policies."""
    rules = {"/*": [f"Content-Security-Policy: {merge_policies(policies)}", *ALWAYS]}
    rules |= {path: [f"Cache-Control: {value}"] for path, value in CACHE_CONTROL.items()}
    return "\n".join("\n  ".join((path, *lines)) for path, lines in rules.items()) + "\n"


def redirects(moved: Iterable[tuple[str, str]], host: str) -> str:
    """The text of `_redirects`: old address, new address, moved for good.

    Netlify follows a rule for an address where there is a file only with the exclamation mark.
    """
    status = "301!" if host == "netlify" else "301"
    return "".join(f"{old} {new} {status}\n" for old, new in moved)


def write_headers(pelican: Pelican) -> None:
    """Write `_headers` into the finished folder."""
    output = Path(pelican.output_path)
    pages = [path.read_text(encoding="utf-8") for path in sorted(output.rglob("*.html"))]
    policies = {unescape(found[1]) for page in pages if (found := _POLICY.search(page))}
    if any((output / "files").rglob("*.pdf")):
        policies.add(FOR_HANDOUTS)
    (output / "_headers").write_text(headers(policies), encoding="utf-8")


def write_redirects(generator: ArticlesGenerator, writer: Writer) -> None:
    """Write `_redirects` where an address has changed."""
    if moved := pairs(generator.context["redirects"]):
        text = redirects(moved, generator.settings["SITE"]["publishing"]["host"])
        Path(writer.output_path, "_redirects").write_text(text, encoding="utf-8")


def register() -> None:
    """Connect to Pelican."""
    signals.finalized.connect(write_headers)
    signals.article_writer_finalized.connect(write_redirects)
