import importlib
import os
from pathlib import Path

import pytest

from preview import warm_build


def test_all_that_is_to_be_loaded_is_there() -> None:
    for module in warm_build.LOADED:
        assert importlib.import_module(module)


def test_our_code_is_watched_and_nothing_else() -> None:
    files = [name.removeprefix(f"{warm_build.ROOT}/") for name, *_ in warm_build.code()]
    assert {"build.py", "plugins/feeds.py", "checks/sources.py", "incremental/store.py"} <= set(files)
    assert {"forms/providers.toml", "theme/templates/base.html"} <= set(files)
    assert not [name for name in files if name.startswith((".", "tests", "content")) or "__pycache__" in name]


def test_a_file_whose_time_was_put_back_is_seen_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm_build, "ROOT", tmp_path)
    (tmp_path / "build.py").write_text("one = 1", "utf-8")
    before, status = warm_build.code(), (tmp_path / "build.py").stat()
    clock = tmp_path / "clock"
    while not clock.exists() or clock.stat().st_ctime_ns <= status.st_ctime_ns:
        clock.write_text("tick", "utf-8")
    (tmp_path / "build.py").write_text("two = 2", "utf-8")
    os.utime(tmp_path / "build.py", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert warm_build.code() != before


def test_where_no_process_can_be_forked_the_work_is_done_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def fork() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", fork)
    done: list[str] = []
    warm_build.in_background(lambda: done.append("work"))
    assert done == ["work"]
