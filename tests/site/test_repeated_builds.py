"""The same sources make the same site, wherever and whenever it is built."""

import os
import re
import stat
from pathlib import Path

from plugins.search_index import make, searchable
from tests.site.building import Site, build, copy_project, digests, run


def test_two_builds_on_different_machines_are_the_same_to_the_byte(tmp_path: Path) -> None:
    here = copy_project(tmp_path / "here")
    there = copy_project(tmp_path / "a longer way – there" / "project")
    for number, path in enumerate(sorted(there.rglob("*"))):
        os.utime(path, (1_000_000_000 + number, 1_000_000_000 - number))
    build(here / "output", project=here, environment={"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"})
    elsewhere = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "4242", "PYTHONUTF8": "0"}
    done = run("build.py", project=there, environment=elsewhere, umask=0o077, fresh=True)
    assert done.status == 0, done.said
    one, other = digests(here / "output"), digests(there / "output")
    assert [name for name in one.keys() | other.keys() if one.get(name) != other.get(name)] == []
    assert any(name.startswith("pagefind/fragment/") for name in one)


def test_a_second_build_in_the_same_folder_changes_nothing(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    build(project / "output", project=project)
    before = digests(project / "output")
    build(project / "output", project=project)
    assert digests(project / "output") == before


def test_a_build_changes_nothing_but_its_output_and_what_it_keeps(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    kept = re.compile(r"\.cache/|theme/__pycache__/")
    before, _ = digests(project), build(tmp_path / "output", project=project)
    after = {name: digest for name, digest in digests(project).items() if not kept.match(name)}
    assert after == {name: digest for name, digest in before.items() if not kept.match(name)}


def test_the_published_files_can_be_read_by_a_web_server(tmp_path: Path) -> None:
    build(tmp_path / "output")
    for path in (tmp_path / "output").rglob("*"):
        assert path.stat().st_mode & stat.S_IROTH, path.relative_to(tmp_path)


def test_the_search_index_does_not_depend_on_the_order_of_a_folder(site: Site) -> None:
    """Some file systems list files by their age, others by chance."""
    pages = searchable(site.folder)
    assert len(pages) > 10
    assert list(pages) == sorted(pages)
    files = make(pages)
    assert files == make(pages)
    assert files == {name: (site.folder / "pagefind" / name).read_bytes() for name in digests(site.folder / "pagefind")}
    assert files != make(dict(reversed(pages.items())))  # so the order does matter
