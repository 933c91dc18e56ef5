"""Which address a file of content/ gets (pelicanconf.py tells Pelican the same), and which file an address comes from."""

import re
from urllib.parse import parse_qs, quote, unquote, urlsplit

# Where `serve` shows the site, and where a browser on this machine finds it.
LOCAL_HOSTS = ("localhost", "127.0.0.1", "0.0.0.0", "::1")  # noqa: S104
_GENERATED = ("articles", "search", "topics", "paths", "workshops", "files", "images", "theme", "pagefind", "feed.xml", "sitemap.xml", "robots.txt")  # fmt: skip
# What search engines and mail programs put in the place of an address, to learn who follows it.
DETOUR = re.compile(
    r"^https?://(?:www\.google\.[a-z.]+/url|[\w.-]*safelinks\.protection\.outlook\.com[/?])", re.IGNORECASE
)


def past_detour(address: str) -> str:
    """Where an address leads in the end that makes a detour by Google or Outlook; nothing where that cannot be known."""
    try:
        values = parse_qs(urlsplit(address).query) if DETOUR.match(address) else {}
    except ValueError:
        return ""
    goal = next((values[key][0] for key in ("q", "url") if key in values), "")
    return quote(goal, safe="%/:?#[]@!$&'()*+,;=~") if re.match(r"https?://", goal) else ""


def path_of(address: str, own_hosts: tuple[str, ...] = ()) -> str | None:
    """The path on the site that an address with or without a host means, decoded; None where it leads elsewhere."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.netloc:
        if parts.scheme not in ("http", "https") or host not in (*LOCAL_HOSTS, *own_hosts):
            return None
        if host in LOCAL_HOSTS and parts.path in ("", "/"):
            return None  # any program's page, not ours for sure
        return unquote(parts.path) or "/"
    return unquote(parts.path) if not parts.scheme and parts.path.startswith("/") else None


def source_at(path: str) -> str | None:
    """The name below content/ of the article or page at a path like `/articles/rest/`; None where none is.

    The path may lack its last slash, or end in `.html` or `index.html`, as addresses copied from other sites do.
    """
    plain = re.sub(r"(?:/index)?(?:\.html?)?/*$", "", path).strip("/")
    first, _, rest = plain.partition("/")
    if plain in ("", "index"):
        return "pages/home.md"
    if first == "articles" and rest and "/" not in rest:
        return f"articles/{rest}.md"
    return None if first in _GENERATED else f"pages/{plain}.md"


def address_of(name: str) -> str:
    """The path on the site of the article or page with this name below content/."""
    first, _, rest = name.removesuffix(".md").partition("/")
    if first == "articles":
        return f"/articles/{rest.rpartition('/')[2]}/"
    return {"home": "/", "404": "/404.html"}.get(rest, f"/{rest}/")


def is_page(path: str) -> bool:
    """Whether a built file is a page for readers; the search index has some that are not."""
    return path.endswith(".html") and not path.startswith("pagefind/")


def made_from(path: str) -> str:
    """The file of the project that a built file was made or copied from, as far as its path tells it."""
    folder, _, rest = path.partition("/")
    if folder in ("images", "files"):
        return f"content/{path}"
    if rest.startswith("icons/"):
        return "content/mark.svg"
    if folder == "theme":
        return f"theme/static/{rest}"
    if path in ("articles/index.html", "search/index.html"):
        return f"theme/templates/{folder}.html"
    if folder in ("topics", "paths", "workshops"):
        return f"content/{'site' if folder == 'topics' else folder}.toml"
    source = source_at(re.sub(r"^(articles/[^/]+)/changes/", r"/\1/", path)) if is_page(path) else None
    return f"content/{source}" if source else f"output/{path}"
