import asyncio
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response

from plugins import search_index
from preview.server import Preview


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    """A preview of one page; its build only waits."""
    (output := tmp_path / "output").mkdir()
    (output / "index.html").write_text('<html lang="en"><main data-pagefind-body>Rest and sleep</main>', "utf-8")
    made = Preview(output, [sys.executable, "-c", "input()"], {})
    yield made
    made.warm.communicate()


def asked(path: str) -> Request:
    """A request for a page, without a header."""
    return Request({"type": "http", "path": path, "headers": [], "path_params": {"path": path.lstrip("/")}})


def index_twice(preview: Preview, name: str, instead: Any) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The index for the search where something of it fails, and the next time."""

    async def ask_twice() -> tuple[dict[str, bytes], dict[str, bytes]]:
        with pytest.MonkeyPatch.context() as meanwhile:
            meanwhile.setattr(search_index, name, instead)
            first = await preview.index()
        return first, await preview.index()

    return asyncio.run(ask_twice())


def test_an_index_that_cannot_be_made_is_told_and_tried_again(
    preview: Preview, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = index_twice(preview, "get_executable", lambda: shutil.which("false"))
    assert first == {}
    assert capsys.readouterr().out == "The search index could not be made: Pagefind ended without a word\n"
    assert "pagefind.js" in second
    assert list(preview.output.iterdir()) == [preview.output / "index.html"]


def test_a_site_that_is_replaced_while_its_index_is_made_is_no_trouble(
    preview: Preview, capsys: pytest.CaptureFixture[str]
) -> None:
    searchable = search_index.searchable

    def then_replaced(output: Path) -> dict[str, Path]:
        pages = searchable(output)
        (output / "index.html").rename(output / "other.html")
        return pages

    first, second = index_twice(preview, "searchable", then_replaced)
    assert first == {}
    assert capsys.readouterr().out == ""
    assert "pagefind.js" in second


def test_a_pagefind_that_is_missing_is_told(preview: Preview, capsys: pytest.CaptureFixture[str]) -> None:
    def missing() -> str:
        raise FileNotFoundError("Could not find pagefind binary")

    first, _ = index_twice(preview, "get_executable", missing)
    assert first == {}
    assert capsys.readouterr().out == "Could not find pagefind binary\n"


def test_a_page_asked_for_while_its_site_is_replaced_is_that_of_the_next(preview: Preview, tmp_path: Path) -> None:
    preview.output.rename(tmp_path / "next")

    async def ask_meanwhile() -> Response:
        answer = asyncio.create_task(preview.page(asked("/")))
        await asyncio.sleep(0)  # it has looked, and there was no site
        (tmp_path / "next").rename(preview.output)
        return await answer

    answer = asyncio.run(ask_meanwhile())
    assert answer.status_code == 200
    assert b"Rest and sleep" in answer.body


def test_another_site_cannot_have_anything_put_right(preview: Preview) -> None:
    assert asyncio.run(preview.fix(asked("/__preview/fix"))).status_code == 403


@pytest.mark.parametrize(
    ("host", "status"), [("localhost:8000", 200), ("127.0.0.1:8000", 200), ("elsewhere.test", 400)]
)
@pytest.mark.parametrize("path", ["/", "/__preview/reload.js"])
def test_a_page_elsewhere_whose_name_leads_here_is_shown_nothing(
    path: str, host: str, status: int, preview: Preview
) -> None:
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": [(b"host", host.encode())]}
    asyncio.run(preview.app()(scope, receive, send))
    assert sent[0]["status"] == status
    assert "access-control-allow-origin" not in dict(sent[0]["headers"])
