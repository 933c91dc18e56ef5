"""What a publish says of the pages it changed."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from publishing.changes import SHOWN, described


def said(site: Path, changes: dict[str, list[str]], **redirects: str) -> list[str]:
    """What is said of these changes, where these pages redirect."""
    for name in changes.get("A", []) + changes.get("M", []):
        page = site / name
        page.parent.mkdir(parents=True, exist_ok=True)
        target = redirects.get(page.parent.name)
        page.write_text(f'<meta http-equiv="refresh" content="0; url={target}">' if target else "words", "utf-8")
    live: Any = SimpleNamespace(changes=lambda _before, _after: changes)
    return described(live, None, "abc", site, "What changed:").split("\n")


def test_pages_are_listed_by_their_addresses_and_other_files_counted(tmp_path: Path) -> None:
    assert said(tmp_path, {"A": ["articles/rest/index.html", "theme/a.css"], "D": ["404.html"]}) == [
        "What changed:",
        "  new        /articles/rest/",
        "  removed    /404.html",
        "  and 1 other file (pictures, styles, the search index)",
    ]


def test_a_page_that_redirects_is_told_with_where_and_nowhere_else(tmp_path: Path) -> None:
    assert said(tmp_path, {"M": ["old/index.html", "new/index.html"]}, old="../new/?a&amp;b") == [
        "What changed:",
        "  changed    /new/",
        "  redirected /old/ → /new/?a&b",
    ]


def test_of_many_pages_the_first_are_listed_and_the_rest_counted_without_those_that_redirect(tmp_path: Path) -> None:
    pages = [f"p{number:03}/index.html" for number in range(SHOWN + 3)]
    lines = said(tmp_path, {"M": pages}, p000="/p001/")
    assert lines[1] == "  changed    /p001/"
    assert lines[SHOWN + 1 :] == ["  changed    and 2 more pages", "  redirected /p000/ → /p001/"]
