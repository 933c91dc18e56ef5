from pathlib import Path

import pytest

from plugins import search_index

PROGRAM = """#!/bin/sh
{0}
"""


@pytest.mark.parametrize("letters", [1, 1_000_000])  # what a pipe holds, and more
@pytest.mark.parametrize("program", ["exit 1", "exec <&-; sleep 0.3", "head -c 1 >/dev/null", "printf half; exit"])
def test_a_pagefind_that_ends_amid_its_work_is_told_in_words(
    letters: int, program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, executable = tmp_path / "index.html", tmp_path / "pagefind"
    page.write_text("a" * letters, "utf-8")
    executable.write_text(PROGRAM.format(program), "utf-8")
    executable.chmod(0o755)
    monkeypatch.setattr(search_index, "get_executable", lambda: executable)
    with pytest.raises(RuntimeError, match=r"^The search index could not be made: Pagefind ended without a word$"):
        search_index.make({"index.html": page})


def test_what_pagefind_says_of_a_failure_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = "eyJwYXlsb2FkIjogeyJ0eXBlIjogIkVycm9yIiwgIm1lc3NhZ2UiOiAiTm8gcm9vbSBpcyBsZWZ0In19"  # in base64
    executable = tmp_path / "pagefind"
    executable.write_text(PROGRAM.format(f"printf {answer},; cat >/dev/null"), "utf-8")
    executable.chmod(0o755)
    monkeypatch.setattr(search_index, "get_executable", lambda: executable)
    with pytest.raises(RuntimeError, match=r"^The search index could not be made: No room is left$"):
        search_index.make({})


def test_a_page_of_any_length_is_given_whole(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text(f'<html lang="en"><main data-pagefind-body>{"rest " * 400_000}</main></html>', "utf-8")
    assert any(name.startswith("fragment/") for name in search_index.make(search_index.searchable(tmp_path)))
