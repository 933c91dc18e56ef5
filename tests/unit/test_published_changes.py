"""What a publish says of the pages it changed."""

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from publishing.changes import SHOWN, described


def said(changes: dict[str, list[str]], **redirects: str) -> list[str]:
    """What is said of these changes, where these pages redirect."""
    pages = {
        f"{name}/index.html": f'<meta http-equiv="refresh" content="0; url={to}">' for name, to in redirects.items()
    }

    def in_pages(_: str, pattern: str) -> Iterator[tuple[str, str]]:
        return ((name, found[0]) for name, page in pages.items() if (found := re.search(pattern, page)))

    live: Any = SimpleNamespace(changes=lambda _before, _after: changes, in_pages=in_pages)
    return described(live, None, "abc", "What changed:").split("\n")


def test_pages_are_listed_by_their_addresses_and_other_files_counted() -> None:
    assert said({"A": ["articles/rest/index.html", "theme/a.css"], "D": ["404.html"]}) == [
        "What changed:",
        "  new        /articles/rest/",
        "  removed    /404.html",
        "  and 1 other file (pictures, styles, the search index)",
    ]


def test_a_page_that_redirects_is_told_with_where_and_nowhere_else() -> None:
    assert said({"M": ["old/index.html", "new/index.html"]}, old="../new/?a&amp;b") == [
        "What changed:",
        "  changed    /new/",
        "  redirected /old/ → /new/?a&b",
    ]


def test_of_many_pages_the_first_are_listed_and_the_rest_counted_without_those_that_redirect() -> None:
    pages = [f"p{number:03}/index.html" for number in range(SHOWN + 3)]
    lines = said({"M": pages}, p000="/p001/")
    assert lines[1] == "  changed    /p001/"
    assert lines[SHOWN + 1 :] == ["  changed    and 2 more pages", "  redirected /p000/ → /p001/"]
