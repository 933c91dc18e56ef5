import os
from pathlib import Path

import pytest

from incremental.store import Store

# A build leaves it to its end to close what it reads from.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "builds/kept"


def test_what_is_kept_is_there_in_the_next_build(file: Path) -> None:
    store = Store(file)
    store.put("page:1", {"html": "Two\nlines, “quoted”"})
    store.put("page:2", ["other"])
    assert store.get("page:1") == {"html": "Two\nlines, “quoted”"}
    store.save()
    again = Store(file)
    assert again.get("page:1") == {"html": "Two\nlines, “quoted”"}
    assert "page:2" in again
    assert again.get("page:3") is None


def test_what_is_not_saved_is_not_kept(file: Path) -> None:
    Store(file).put("page:1", "words")
    assert Store(file).get("page:1") is None


def test_what_two_builds_read_at_once_is_whole_though_one_has_replaced_it(file: Path) -> None:
    first = Store(file)
    first.put("page:1", "words")
    first.save()
    one, other = Store(file), Store(file)
    other.put("page:2", "more words")
    other.save()
    assert one.get("page:1") == "words"


def test_a_file_that_is_cut_while_a_build_reads_it_is_not_believed(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = Store(file)
    for name in ("page:1", "page:2"):
        first.put(name, "words" * 100)
    first.save()
    store = Store(file)
    os.truncate(file, file.stat().st_size - 100)
    assert store.get("page:1") == "words" * 100
    assert store.get("page:2") is None
    assert "damaged" in capsys.readouterr().err
    store.save()
    assert Store(file).get("page:1") == "words" * 100


def test_a_file_that_is_emptied_while_a_build_reads_it_harms_nothing(file: Path) -> None:
    first = Store(file)
    first.put("page:1", "words")
    first.save()
    store = Store(file)
    os.truncate(file, 0)
    store.save()
    assert Store(file).get("page:1") is None


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a place without room")
def test_where_there_is_no_room_nothing_is_kept_and_nothing_fails(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("incremental.store.tempfile.TemporaryFile", lambda: Path("/dev/full").open("r+b", 0))  # noqa: SIM115
    store = Store(file)
    store.put("page:1", "words")
    assert store.get("page:1") is None
    store.save()
    assert Store(file).get("page:1") is None
