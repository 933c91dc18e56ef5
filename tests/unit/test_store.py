import shutil
from pathlib import Path

import pytest

import file_cache
from incremental.store import Store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "builds"


def build(folder: Path, *names: str) -> None:
    """A build that makes entries of these names, and uses no others."""
    store = Store(folder)
    for name in names:
        store.put(name, f"words of {name}")
    store.commit()


def there(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_an_entry_is_there_in_the_next_build(folder: Path) -> None:
    store = Store(folder)
    store.put("page-1", {"html": "Two\nlines, “quoted”"})
    store.put("page-2", ["other"])
    assert store.get("page-1") == {"html": "Two\nlines, “quoted”"}
    store.commit()
    again = Store(folder)
    assert again.get("page-1") == {"html": "Two\nlines, “quoted”"}
    assert "page-2" in again
    assert again.get("page-3") is None


def test_what_is_not_committed_is_not_there_and_goes(folder: Path) -> None:
    Store(folder).put("page-1", "words")
    assert Store(folder).get("page-1") is None
    build(folder, "page-2")
    assert there(folder) == {"page-2.entry"}


def test_what_is_discarded_goes_at_once(folder: Path) -> None:
    build(folder, "page-2")
    store = Store(folder)
    store.put("page-1", "words")
    store.discard()
    assert there(folder) == {"page-2.entry"}


def test_what_a_killed_build_was_writing_goes(folder: Path) -> None:
    (folder / "0123").mkdir(parents=True)
    (folder / "0123/page-1.4242").write_bytes(b"half of it")
    build(folder, "page-2")
    assert there(folder) == {"page-2.entry"}


def test_an_entry_is_made_once(folder: Path) -> None:
    store = Store(folder)
    assert store.get_or_make("page-1", lambda: ["words"]) == ["words"]
    assert store.get_or_make("page-1", lambda: pytest.fail("It is there.")) == ["words"]


def test_a_build_that_commits_takes_nothing_from_another_at_work_but_time(folder: Path) -> None:
    build(folder, "page-1")
    one, other = Store(folder), Store(folder)
    one.put("page-3", "mine")
    other.put("page-2", "more words")
    other.commit()
    assert one.get("page-1") == "words of page-1"
    assert one.get_or_make("page-3", lambda: "mine") == "mine"
    one.commit()
    assert Store(folder).get("page-3") == "mine"
    assert Store(folder).get("page-2") == "more words"


def test_a_damaged_entry_is_a_miss_and_reported(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file_cache._warn.cache_clear()  # a build says it once
    build(folder, "page-1", "page-2")
    whole = (folder / "page-1.entry").read_bytes()
    (folder / "page-1.entry").write_bytes(whole[:-1])
    assert Store(folder).get("page-1") is None
    assert "is damaged, and is made again" in capsys.readouterr().err
    (folder / "page-2.entry").write_bytes(whole)
    assert Store(folder).get("page-2") is None


def test_what_is_not_used_goes_when_it_is_too_much(folder: Path) -> None:
    for number in range(20):
        build(folder, "page-1", f"page-1-{number}")
        assert {"page-1.entry", f"page-1-{number}.entry"} <= there(folder)
        assert len(there(folder)) <= 6


def test_what_is_used_stays_though_it_is_old(folder: Path) -> None:
    build(folder, "page-1")
    for number in range(20):
        store = Store(folder)
        assert store.get("page-1") == "words of page-1"
        store.put(f"page-2-{number}", "words")
        store.commit()


def test_where_there_is_no_room_nothing_is_cached_and_nothing_fails(folder: Path) -> None:
    folder.write_text("mine", encoding="utf-8")
    build(folder, "page-1")
    assert Store(folder).get("page-1") is None
    assert folder.read_text(encoding="utf-8") == "mine"


def test_a_folder_that_goes_while_a_build_is_at_work_does_no_harm(folder: Path) -> None:
    store = Store(folder)
    store.put("page-1", "words")
    shutil.rmtree(folder)
    assert store.get("page-1") is None
    store.put("page-2", "words")
    store.commit()
    assert Store(folder).get("page-2") == "words"
