from pathlib import Path

import pytest

import file_cache

FILES = {"a.avif": b"\0\1\2" * 50, "b.jpeg": b"picture"}


def test_an_entry_is_found_again(tmp_path: Path) -> None:
    file_cache.put(tmp_path / "cache", "door", FILES)
    assert file_cache.get(tmp_path / "cache", "door") == FILES
    assert file_cache.get(tmp_path / "cache", "window") is None


@pytest.mark.parametrize("length", [0, 1, 30, 100, -1])
def test_an_entry_that_was_cut_short_is_a_miss(length: int, tmp_path: Path) -> None:
    file_cache.put(tmp_path, "door", FILES)
    path = tmp_path / "door.entry"
    path.write_bytes(path.read_bytes()[:length])
    assert file_cache.get(tmp_path, "door") is None


def test_an_entry_is_never_anything_but_what_was_put(tmp_path: Path) -> None:
    file_cache.put(tmp_path, "door", FILES)
    path = tmp_path / "door.entry"
    whole = path.read_bytes()
    for at in range(len(whole)):
        changed = bytearray(whole)
        changed[at] ^= 0x55
        path.write_bytes(changed)
        assert file_cache.get(tmp_path, "door") in (None, FILES), at


def test_a_folder_that_cannot_be_written_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("mine", encoding="utf-8")
    file_cache.put(tmp_path / "cache", "door", FILES)
    file_cache.evict_others(tmp_path / "cache", {"door"})
    assert file_cache.get(tmp_path / "cache", "door") is None
    assert (tmp_path / "cache").read_text(encoding="utf-8") == "mine"


def test_what_nobody_uses_any_more_goes(tmp_path: Path) -> None:
    for name in ("door", "window"):
        file_cache.put(tmp_path, name, FILES)
    (tmp_path / "lamp.4242").write_bytes(b"half an entry")
    file_cache.evict_others(tmp_path, {"door"})
    assert [path.name for path in tmp_path.iterdir()] == ["door.entry"]
