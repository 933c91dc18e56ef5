import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

import site_folder

ROOT = Path(__file__).parents[2]
# Two processes count to 100 together: each reads the number, lets the other run, and writes the next one.
COUNTING = """
import os, sys, time, pathlib, site_folder
number = pathlib.Path(sys.argv[1])
child = os.fork()
for _ in range(50):
    with site_folder.lock(number.parent / "output"):
        read = int(number.read_text())
        time.sleep(0.001)
        number.write_text(str(read + 1))
if child:
    os.waitpid(child, 0)
"""


@pytest.fixture
def last(tmp_path: Path) -> Path:
    """The last site, and beside it room for the new one."""
    (tmp_path / "output/about").mkdir(parents=True)
    (tmp_path / "output/about/index.html").write_bytes(b"as it was")
    return tmp_path / "output"


def test_a_file_that_is_as_it_was_is_not_written_again(last: Path) -> None:
    site_folder.put(last.with_name("new"), last, "about/index.html", b"as it was")
    assert (last.with_name("new") / "about/index.html").samefile(last / "about/index.html")


@pytest.mark.parametrize("name", ["about/index.html", "articles/new/index.html"])
def test_a_file_that_is_another_is_written(last: Path, name: str) -> None:
    site_folder.put(last.with_name("new"), last, name, b"as it is")
    assert (last.with_name("new") / name).read_bytes() == b"as it is"
    assert (last / "about/index.html").read_bytes() == b"as it was"


def test_the_last_site_stays_what_it_is_whatever_is_written_after(last: Path) -> None:
    for content in (b"as it was", b"as it is"):
        site_folder.put(last.with_name("new"), last, "about/index.html", content)
    assert (last / "about/index.html").read_bytes() == b"as it was"
    assert (last.with_name("new") / "about/index.html").read_bytes() == b"as it is"


def test_a_link_in_the_last_site_is_not_taken_over(last: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"as it was")
    (last / "about/index.html").unlink()
    (last / "about/index.html").symlink_to(tmp_path / "elsewhere")
    site_folder.put(last.with_name("new"), last, "about/index.html", b"as it was")
    (tmp_path / "elsewhere").write_bytes(b"something else")
    assert (last.with_name("new") / "about/index.html").read_bytes() == b"as it was"


@pytest.mark.parametrize(
    "change", [lambda file: (file.parents[2] / "backup").hardlink_to(file), lambda file: file.chmod(0o600)]
)
def test_a_file_with_another_name_or_that_not_everybody_may_read_is_written_again(
    change: Callable[[Path], None], last: Path
) -> None:
    change(last / "about/index.html")
    site_folder.put(last.with_name("new"), last, "about/index.html", b"as it was")
    assert not (last.with_name("new") / "about/index.html").samefile(last / "about/index.html")


def test_what_cannot_be_removed_stays_and_is_never_put_back(last: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unlink = Path.unlink

    def refuse(path: Path, *, missing_ok: bool = False) -> None:
        if path.name == "open in an editor":
            raise PermissionError(path)
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    (last / site_folder.MARK).mkdir()
    (last / "open in an editor").write_bytes(b"first")
    for process, content in enumerate((b"second", b"third"), 100):
        monkeypatch.setattr("os.getpid", lambda process=process: process)
        new = site_folder.make_staging(last)
        (new / "index.html").write_bytes(content)
        site_folder.swap(new, last)
        site_folder.recover(last)
    last.rename(last.with_name("output.102.old"))  # a build was killed here
    site_folder.recover(last)
    assert (last / "index.html").read_bytes() == b"third"


def test_one_works_on_an_output_at_a_time(tmp_path: Path) -> None:
    """Where both were at work at once, one would write over what the other has counted."""
    (tmp_path / "number").write_text("0", "utf-8")
    command = [sys.executable, "-c", COUNTING, str(tmp_path / "number")]
    subprocess.run(command, cwd=ROOT, stderr=subprocess.DEVNULL, check=True)
    assert (tmp_path / "number").read_text("utf-8") == "100"


def test_a_build_waits_for_the_one_at_work_before_it_makes_anything(tmp_path: Path) -> None:
    command = [sys.executable, "build.py", "--output", str(tmp_path / "output")]
    with site_folder.lock(tmp_path / "output"):
        build = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
        assert build.stderr
        said = build.stderr.readline()
        build.kill()
        build.communicate()
    assert said.startswith("Another build or publish is at work here.")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kill", range(9))
def test_a_removal_that_is_killed_leaves_nothing_that_looks_like_someone_elses(
    last: Path, kill: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    (last / site_folder.MARK).mkdir()
    for name in ("index.html", "a/b/index.html", "z.html"):
        (last / name).parent.mkdir(parents=True, exist_ok=True)
        (last / name).write_bytes(b"words")
    left = [None] * kill

    def until_killed(delete: Callable[..., None]) -> Callable[..., None]:
        def one_more(*place: object, **options: object) -> None:
            if not left:
                raise KeyboardInterrupt
            left.pop()
            delete(*place, **options)

        return one_more

    monkeypatch.setattr(os, "unlink", until_killed(os.unlink))
    monkeypatch.setattr(os, "rmdir", until_killed(os.rmdir))
    with pytest.raises(KeyboardInterrupt):
        site_folder.remove(last)
    assert last.exists()
    assert not site_folder.is_foreign(last)


def test_a_link_in_a_folder_of_ours_is_removed_and_not_what_it_leads_to(last: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/words.txt").write_bytes(b"mine")
    (last / site_folder.MARK).mkdir()
    (last / "link").symlink_to(tmp_path / "mine", target_is_directory=True)
    site_folder.remove(last)
    assert not last.exists()
    assert (tmp_path / "mine/words.txt").read_bytes() == b"mine"


# Whether it is the new site that is there in the end, by how often something was renamed before the kill.
@pytest.mark.parametrize(("renamed", "new"), [(0, False), (1, False), (2, True)])
def test_a_swap_that_is_killed_leaves_the_old_site_or_the_new(renamed: int, new: bool, last: Path) -> None:
    (last / site_folder.MARK).mkdir()
    if not (process := os.fork()):
        _swap_and_be_killed(last, renamed)
    os.waitpid(process, 0)
    site_folder.recover(last)
    assert [path.name for path in last.parent.iterdir()] == ["output"]
    assert (last / "about/index.html").read_bytes() == (b"as it is" if new else b"as it was")
    assert (last / site_folder.MARK).is_dir()


def _swap_and_be_killed(last: Path, renamed: int) -> NoReturn:
    staging = site_folder.make_staging(last)
    site_folder.put(staging, last, "about/index.html", b"as it is")
    rename, left = os.rename, [None] * renamed

    def one_more(*places: object) -> None:
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        left.pop()
        rename(*places)  # type: ignore[arg-type]

    os.rename = one_more  # type: ignore[assignment]
    try:
        site_folder.swap(staging, last)
    finally:
        os._exit(0)


def test_a_swap_that_is_interrupted_leaves_the_last_site(last: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (last / site_folder.MARK).mkdir()
    new = site_folder.make_staging(last)
    rename, asked = os.rename, []

    def interrupted(*places: str) -> None:
        asked.append(places)
        if len(asked) == 2:
            raise KeyboardInterrupt
        rename(*places)

    monkeypatch.setattr(os, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        site_folder.swap(new, last)
    assert (last / "about/index.html").read_bytes() == b"as it was"
    assert [path.name for path in last.parent.iterdir()] == ["output"]
