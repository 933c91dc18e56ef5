import contextlib
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

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


def values(folder: Path) -> Path:
    """The file that all values are in, where there is nothing but that and the index."""
    file, index = sorted(folder.iterdir(), key=lambda path: path.suffix)
    assert index.name == "index.entry"
    return file


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


def test_the_latest_value_is_that_of_the_entry(folder: Path) -> None:
    for number in range(3):
        store = Store(folder)
        store.put("page-1", ["another"])
        store.put("page-1", [number])
        assert store.get("page-1") == [number]
        store.commit()
        assert Store(folder).get("page-1") == [number]


def test_what_is_not_committed_is_not_there(folder: Path) -> None:
    Store(folder).put("page-1", "words")
    assert Store(folder).get("page-1") is None
    build(folder, "page-2")
    assert Store(folder).get("page-1") is None


def test_what_is_discarded_goes_at_once(folder: Path) -> None:
    build(folder, "page-2")
    store = Store(folder)
    store.put("page-1", "words")
    store.discard()
    assert values(folder).read_bytes() == b'"words of page-2"'


def test_what_killed_builds_and_former_versions_left_goes(folder: Path) -> None:
    (folder / "0123").mkdir(parents=True)
    (folder / "0123/values").write_bytes(b"half of it")
    (folder / "page-1.entry").write_bytes(b"one file each")
    build(folder, "page-2")
    for path in folder.iterdir():
        os.utime(path, (hours_ago := time.time() - 7200, hours_ago))
    build(folder, "page-3")
    assert values(folder).read_bytes() == b'"words of page-2""words of page-3"'


def test_an_entry_is_made_once(folder: Path) -> None:
    store = Store(folder)
    assert store.get_or_make("page-1", lambda: ["words"]) == ["words"]
    assert store.get_or_make("page-1", lambda: pytest.fail("It is there.")) == ["words"]


def test_a_build_that_commits_takes_nothing_from_another_at_work(folder: Path) -> None:
    build(folder, "page-1")
    one, other = Store(folder), Store(folder)
    one.put("page-3", "mine")
    other.put("page-2", "more words")
    other.commit()
    assert one.get("page-1") == "words of page-1"
    assert one.get("page-3") == "mine"
    one.commit()
    assert Store(folder).get("page-3") == "mine"
    assert Store(folder).get("page-2") == "more words"


def test_nor_does_one_that_evicts(folder: Path) -> None:
    build(folder, "page-1", "page-2", "page-3", "page-4")
    one = Store(folder)
    assert one.get("page-1") == "words of page-1"
    one.put("page-5", "mine")
    build(folder, "page-6")
    assert Store(folder).get("page-1") is None
    assert one.get("page-2") == "words of page-2"
    one.commit()
    assert Store(folder).get("page-5") == "mine"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="all is done in one process here")
def test_what_other_processes_have_cached_is_known_here_and_committed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2})
    build(folder, "page-a")
    store, names = Store(folder), [f"page-{number}" for number in range(100)]
    store.put("page-b", "before")
    assert store.get("page-a") == "words of page-a"

    def work(name: str) -> None:
        store.put(name, [os.getpid(), store.get("page-a"), store.get("page-b"), name * 1000])

    store.for_each(work, names)
    store.put("page-c", "after")
    store.commit()
    made = [Store(folder).get(name) for name in names]
    assert [more for _, *more in made] == [["words of page-a", "before", name * 1000] for name in names]
    assert len({process for process, *_ in made} - {os.getpid()}) == 3
    assert [Store(folder).get(f"page-{name}") for name in "abc"] == ["words of page-a", "before", "after"]


@pytest.mark.parametrize("at", [0, 8, 20, -1])
def test_a_damaged_entry_is_a_miss_and_reported_and_others_are_not(
    folder: Path, capsys: pytest.CaptureFixture[str], at: int
) -> None:
    file_cache.warn.cache_clear()  # a build says it once
    build(folder, "page-1", "page-2")
    whole = bytearray(values(folder).read_bytes())
    whole[at] ^= 1
    values(folder).write_bytes(whole)
    found = [Store(folder).get("page-1"), Store(folder).get("page-2")]
    assert sorted(found, key=bool) == [None, "words of page-2" if at in (0, 8) else "words of page-1"]
    assert "is damaged, and is made again" in capsys.readouterr().err
    build(folder, "page-1", "page-2")
    assert (Store(folder).get("page-1"), Store(folder).get("page-2")) == ("words of page-1", "words of page-2")


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: (path.unlink(), path.symlink_to("/dev/zero")),
        pipe,
    ],
    ids=["gone", "empty", "cut short", "device", "pipe"],
)
@pytest.mark.parametrize("file", ["values", "index"])
def test_whatever_becomes_of_the_files_all_is_cached_anew(
    folder: Path, file: str, harm: Callable[[Path], object]
) -> None:
    build(folder, "page-1", "page-2")
    harm(values(folder) if file == "values" else folder / "index.entry")
    assert Store(folder).get("page-2") is None
    build(folder, "page-2")
    assert Store(folder).get("page-2") == "words of page-2"


def test_what_is_not_used_goes_when_it_is_too_much(folder: Path) -> None:
    for number in range(20):
        build(folder, "page-1", f"page-1-{number}")
        assert Store(folder).get("page-1") == "words of page-1"
        assert Store(folder).get(f"page-1-{number}") == f"words of page-1-{number}"
        values = file_cache.get(folder, "index")
        assert values is not None
        assert (folder / values["file"].decode()).stat().st_size <= 3 * len('"words of page-1""words of page-1-19"')


def test_what_is_used_stays_though_it_is_old(folder: Path) -> None:
    build(folder, "page-1")
    for number in range(20):
        store = Store(folder)
        assert store.get("page-1") == "words of page-1"
        store.put(f"page-2-{number}", "words")
        store.commit()


def killer(change: int) -> Callable[[object, str, Any], None]:
    """What ends this process just before this change of the disk."""
    changes = iter(range(change))

    def watch(_: object, event: str, called: Any) -> None:
        changing = event == "c_call" and called.__name__ in ("mkdir", "open", "write", "replace", "unlink", "rmdir")
        if changing and next(changes, None) is None:
            os._exit(9)

    return watch


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is killed by its number here")
@pytest.mark.parametrize("unused", [1, 9])
def test_a_build_that_is_killed_as_it_commits_leaves_complete_entries_only(
    folder: Path, unused: int, capfd: pytest.CaptureFixture[str]
) -> None:
    """With many unused entries it is about to evict them."""
    file_cache.warn.cache_clear()
    build(folder, "page-1", *(f"old-{number}" for number in range(unused)))
    status, change = 1, 0
    while status:
        change += 1
        if not (child := os.fork()):
            with contextlib.suppress(BaseException):
                store = Store(folder)
                store.get("page-1")
                store.put("page-2", "words of page-2")
                sys.setprofile(killer(change))
                store.commit()
                os._exit(0)
            os._exit(1)
        status = os.waitpid(child, 0)[1]
        assert os.waitstatus_to_exitcode(status) in (0, 9)
        assert Store(folder).get("page-1") == "words of page-1", change
        assert Store(folder).get("page-2") in (None, "words of page-2"), change
    assert change > 8
    assert Store(folder).get("page-2") == "words of page-2"
    assert capfd.readouterr().err == ""


def test_where_there_is_no_room_nothing_is_cached_and_nothing_fails(folder: Path) -> None:
    folder.write_text("mine", encoding="utf-8")
    build(folder, "page-1")
    assert Store(folder).get("page-1") is None
    assert folder.read_text(encoding="utf-8") == "mine"


def test_a_folder_that_goes_while_a_build_is_at_work_does_no_harm(folder: Path) -> None:
    store = Store(folder)
    store.put("page-1", "words")
    shutil.rmtree(folder)
    assert store.get("page-1") in ("words", None)
    store.put("page-2", "words")
    store.commit()
    assert Store(folder).get("page-2") == "words"
