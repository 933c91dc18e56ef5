"""What a publish changes for readers, in a few lines."""

from html import unescape
from urllib.parse import urljoin

from publishing.live_branch import LiveBranch, Tip

SHOWN = 20
_REDIRECT = '<meta http-equiv="refresh" content="0; url='  # and the address, up to the next quotation mark
WORDS = {"A": "new", "M": "changed", "D": "removed"}


def described(live: LiveBranch, before: Tip | None, after: str, heading: str) -> str:
    """The pages that are new, changed, removed or redirected between two commits, and how many other files are."""
    lines, others = [heading], 0
    redirects = {
        name: urljoin(_address(name), unescape(found.removeprefix(_REDIRECT)))
        for name, found in live.in_pages(after, f'{_REDIRECT}[^"]*')
    }
    for kind, names in live.changes(before.commit if before else None, after).items():
        targets = {name: redirects.get(name, "") for name in sorted(names, key=_address) if name.endswith(".html")}
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
