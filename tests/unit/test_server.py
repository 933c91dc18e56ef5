import asyncio
import shutil
import sys
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import Response

from plugins import search_index
from preview.server import Preview


def preview_of(output: Path) -> Preview:
    """A preview of one page; its build only waits."""
    (output / "index.html").write_text('<html lang="en"><main data-pagefind-body>Rest and sleep</main>', "utf-8")
    return Preview(output, [sys.executable, "-c", "input()"], {})


def test_an_index_that_cannot_be_made_is_told_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    preview = preview_of(tmp_path)

    async def ask_twice() -> tuple[dict[str, bytes], dict[str, bytes]]:
        with monkeypatch.context() as broken:
            broken.setattr(search_index, "get_executable", lambda: shutil.which("false"))
            first = await preview.index()
        return first, await preview.index()

    first, second = asyncio.run(ask_twice())
    preview.warm.communicate()
    assert first == {}
    assert capsys.readouterr().out == "The search index could not be made: Pagefind ended without a word\n"
    assert "pagefind.js" in second
    assert list(tmp_path.iterdir()) == [tmp_path / "index.html"]


def test_a_site_that_is_replaced_while_its_index_is_made_is_no_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    preview = preview_of(tmp_path)
    searchable = search_index.searchable

    def then_replaced(output: Path) -> dict[str, Path]:
        pages = searchable(output)
        (output / "index.html").rename(output / "other.html")
        return pages

    async def ask_twice() -> tuple[dict[str, bytes], dict[str, bytes]]:
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(search_index, "searchable", then_replaced)
            first = await preview.index()
        return first, await preview.index()

    first, second = asyncio.run(ask_twice())
    preview.warm.communicate()
    assert first == {}
    assert capsys.readouterr().out == ""
    assert "pagefind.js" in second


def test_a_pagefind_that_is_missing_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing() -> str:
        raise FileNotFoundError("Could not find pagefind binary")

    preview = preview_of(tmp_path)
    monkeypatch.setattr(search_index, "get_executable", missing)
    assert asyncio.run(preview.index()) == {}
    preview.warm.communicate()
    assert capsys.readouterr().out == "Could not find pagefind binary\n"


def test_a_page_asked_for_while_its_site_is_replaced_is_that_of_the_next(tmp_path: Path) -> None:
    (output := tmp_path / "output").mkdir()
    preview = preview_of(output)
    output.rename(tmp_path / "next")

    async def ask_meanwhile() -> Response:
        asked = asyncio.create_task(
            preview.page(Request({"type": "http", "path": "/", "headers": [], "path_params": {"path": ""}}))
        )
        await asyncio.sleep(0)  # it has looked, and there was no site
        (tmp_path / "next").rename(output)
        return await asked

    answer = asyncio.run(ask_meanwhile())
    preview.warm.communicate()
    assert answer.status_code == 200
    assert b"Rest and sleep" in answer.body
