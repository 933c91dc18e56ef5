import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from plugins import search_index


@pytest.fixture
def in_place_of_pagefind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Have this program of the shell asked instead."""
    executable = tmp_path / "pagefind"
    monkeypatch.setattr(search_index, "get_executable", lambda: executable)

    def put(program: str) -> None:
        executable.write_text(f"#!/bin/sh\n{program}\n", "utf-8")
        executable.chmod(0o755)

    return put


@pytest.mark.parametrize("letters", [1, 1_000_000])  # what a pipe holds, and more
@pytest.mark.parametrize("program", ["exit 1", "exec <&-; sleep 0.1", "head -c 1 >/dev/null", "printf half; exit"])
def test_a_pagefind_that_ends_amid_its_work_is_told_in_words(
    letters: int, program: str, tmp_path: Path, in_place_of_pagefind: Callable[[str], None]
) -> None:
    page = tmp_path / "index.html"
    page.write_text("a" * letters, "utf-8")
    in_place_of_pagefind(program)
    with pytest.raises(RuntimeError, match=r"^The search index could not be made: Pagefind ended without a word$"):
        search_index.make({"index.html": page})


def test_what_pagefind_says_of_a_failure_is_told(in_place_of_pagefind: Callable[[str], None]) -> None:
    answer = "eyJwYXlsb2FkIjogeyJ0eXBlIjogIkVycm9yIiwgIm1lc3NhZ2UiOiAiTm8gcm9vbSBpcyBsZWZ0In19"  # in base64
    in_place_of_pagefind(f"printf {answer},; cat >/dev/null")
    with pytest.raises(RuntimeError, match=r"^The search index could not be made: No room is left$"):
        search_index.make({})


def test_a_page_of_any_length_is_given_whole(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text(f'<html lang="en"><main data-pagefind-body>{"rest " * 400_000}</main></html>', "utf-8")
    assert any(name.startswith("fragment/") for name in search_index.make(search_index.searchable(tmp_path)))


def test_of_pagefind_only_the_search_itself_is_published_and_none_of_its_interfaces(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text(
        '<html lang="en"><main data-pagefind-body>Rest<i data-pagefind-filter="a:b"></i></main></html>', "utf-8"
    )
    files = search_index.make(search_index.searchable(tmp_path))
    shapes = {re.sub(r"[0-9a-f]{7,}|\d{5,}", "N", name) for name in files}
    assert shapes == {
        "filter/en_N.pf_filter",
        "fragment/en_N.pf_fragment",
        "index/en_N.pf_index",
        "pagefind-entry.json",
        "pagefind-worker.js",
        "pagefind.en_N.pf_meta",
        "pagefind.js",
        "wasm.en.pagefind",
        "wasm.unknown.pagefind",
    }
    assert not [name for name, content in files.items() if b"innerHTML" in content]


def test_the_sources_of_an_article_are_not_searched(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text(
        '<html lang="en"><main data-pagefind-body><p>Rest helps<sup><a class="footnote-ref" href="#fn-1">7</a></sup>.</p>'
        '<div class="footnote"><ol><li>Journal of Lamps</li></ol></div></main></html>',
        "utf-8",
    )
    [fragment] = [
        data for name, data in search_index.make({"index.html": page}).items() if name.startswith("fragment/")
    ]
    content = json.loads(b"{" + gzip.decompress(fragment).partition(b"{")[2])["content"]
    assert content == "Rest helps."
