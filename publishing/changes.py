"""What a publish changes for readers, in a few lines."""

import re
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

from publishing.live_branch import LiveBranch, Tip

SHOWN = 20
_LEADS_ON = re.compile(r'<meta http-equiv="refresh" content="0; url=([^"]*)">')
WORDS = {"A": "new", "M": "changed", "D": "removed"}


def described(
    live: LiveBranch, before: Tip | None, after: str, redirects: Sequence[tuple[str, str]], heading: str
) -> str:
    """The pages that come, change, go or lead elsewhere between two commits, and how many other files."""
    changes = live.changes(before.commit if before else None, after)
    moved = dict(redirects)
    lines, others = [heading], 0
    for kind, names in changes.items():
        pages = sorted(address(name) for name in names if name.endswith(".html"))
        others += len(names) - len(pages)
        for page in [page for page in pages if page not in moved][:SHOWN]:
            lines.append(f"  {WORDS[kind]:<10} {page}")
        if (more := len([page for page in pages if page not in moved]) - SHOWN) > 0:
            lines.append(f"  {WORDS[kind]:<10} and {more} more pages")
        lines += [f"  {'redirected':<10} {page} → {moved[page]}" for page in pages if page in moved]
    if others:
        lines.append(f"  and {others} other {'file' if others == 1 else 'files'} (pictures, styles, the search index)")
    return "\n".join(lines)


def address(name: str) -> str:
    """The address of a page, as readers see it."""
    return "/" + name.removesuffix("index.html")


def redirected(site: Path) -> list[tuple[str, str]]:
    """Every page of a site that only leads on, and where to."""
    pages = {path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    return [
        (address(name), urljoin(address(name), unescape(to[1])))
        for name, page in sorted(pages.items())
        if (to := _LEADS_ON.search(page))
    ]
