import importlib

from preview import spare_build


def test_all_that_is_to_be_loaded_is_there() -> None:
    for module in spare_build.LOADED:
        assert importlib.import_module(module)


def test_our_code_is_watched_and_nothing_else() -> None:
    files = [name.removeprefix(f"{spare_build.ROOT}/") for name, _ in spare_build.code()]
    assert {"build.py", "plugins/feeds.py", "checks/sources.py", "incremental/store.py"} <= set(files)
    assert not [name for name in files if name.startswith((".", "tests", "content"))]
