"""What a publish changes for readers, in a few lines."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

from publishing.live_branch import LiveBranch, Tip

SHOWN = 20
_REDIRECT = re.compile(r'<meta http-equiv="refresh" content="0; url=([^"]*)">')
WORDS = {"A": "new", "M": "changed", "D": "removed"}


def described(live: LiveBranch, before: Tip | None, after: str, site: Path, heading: str) -> str:
    """The pages that are new, changed, removed or redirected between two commits, and how many other files are.

    `site` has the files of the later commit.
    """
    lines, others = [heading], 0
    for kind, names in live.changes(before.commit if before else None, after).items():
        targets = {name: _target(site, name) for name in sorted(names, key=_address) if name.endswith(".html")}
        others += len(names) - len(targets)
        pages = [_address(name) for name, target in targets.items() if not target]
        lines += [f"  {WORDS[kind]:<10} {page}" for page in pages[:SHOWN]]
        if (more := len(pages) - SHOWN) > 0:
            lines.append(f"  {WORDS[kind]:<10} and {more} more pages")
        lines += [f"  {'redirected':<10} {_address(name)} → {target}" for name, target in targets.items() if target]
    if others:
        lines.append(f"  and {others} other {'file' if others == 1 else 'files'} (pictures, styles, the search index)")
    return "\n".join(lines)


def _address(name: str) -> str:
    return "/" + name.removesuffix("index.html")


def _target(site: Path, name: str) -> str:
    """Where a page of the site redirects to; empty where it does not, or is not there any more."""
    try:
        redirect = _REDIRECT.search((site / name).read_text(encoding="utf-8", errors="replace"))
    except FileNotFoundError:
        return ""
    return urljoin(_address(name), unescape(redirect[1])) if redirect else ""
