from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pelican.settings import DEFAULT_CONFIG

from plugins.article_reader import ArticleReader
from sources.content import read as read_content


def read(folder: Path, text: str | bytes) -> tuple[str, dict[str, Any]]:
    path = folder / "articles/a.md"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    settings = {**DEFAULT_CONFIG, "PATH": str(folder), "CONTENT": read_content(folder)}
    return ArticleReader(settings).read(str(path))


def test_optional_fields_are_always_there(tmp_path: Path) -> None:
    _, metadata = read(tmp_path, "Title: A\n\nText")
    assert (metadata["tags"], metadata["invite"], metadata["image"], metadata["earlier"]) == ([], [], None, None)
    assert (metadata["changes"], metadata["minutes"], metadata["contents"]) == ("", 1, [])


def test_fields_are_typed(tmp_path: Path) -> None:
    header = "Title: It's\nDate: 2026-11-22\nEarlier: 2023-05\nTags: a, b\nStatus: Draft\nInvite: Contact"
    content, metadata = read(tmp_path, f"{header}\n\n## One thing\n\nText".encode("utf-16"))
    assert content == '<h2 id="one-thing">One thing</h2>\n<p>Text</p>'
    assert (metadata["title"], metadata["invite"]) == ("It’s", ["contact"])
    assert metadata["contents"] == [("one-thing", "One thing")]
    assert metadata["date"].date() == date(2026, 11, 22)
    assert (metadata["earlier"], metadata["status"]) == (date(2023, 5, 1), "draft")
    assert [tag.name for tag in metadata["tags"]] == ["a", "b"]


@pytest.mark.parametrize(("words", "minutes"), [(1, 1), (230, 1), (231, 2)])
def test_reading_time_is_rounded_up(tmp_path: Path, words: int, minutes: int) -> None:
    assert read(tmp_path, "Title: A\n\n" + "word " * words)[1]["minutes"] == minutes
