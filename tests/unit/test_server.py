import asyncio
import shutil
import sys
from pathlib import Path

import pytest

from plugins import search_index
from preview.server import Preview


def test_an_index_that_cannot_be_made_is_told_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "index.html").write_text('<html lang="en"><main data-pagefind-body>Rest and sleep</main>', "utf-8")
    preview = Preview(tmp_path, [sys.executable, "-c", "input()"], {})

    async def ask_twice() -> tuple[dict[str, bytes], dict[str, bytes]]:
        with monkeypatch.context() as broken:
            broken.setattr(search_index, "get_executable", lambda: shutil.which("false"))
            first = await preview.index()
        return first, await preview.index()

    first, second = asyncio.run(ask_twice())
    preview.spare.communicate()
    assert first == {}
    assert capsys.readouterr().out == "The search index could not be made: it ended without a word\n"
    assert "pagefind.js" in second
    assert list(tmp_path.iterdir()) == [tmp_path / "index.html"]
