from pathlib import Path

import pytest

import site_folder


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


def test_a_file_that_has_another_name_already_is_written_again(last: Path, tmp_path: Path) -> None:
    (tmp_path / "backup").hardlink_to(last / "about/index.html")
    site_folder.put(last.with_name("new"), last, "about/index.html", b"as it was")
    assert not (last.with_name("new") / "about/index.html").samefile(tmp_path / "backup")


def test_a_file_that_not_everybody_may_read_is_written_again(last: Path) -> None:
    (last / "about/index.html").chmod(0o600)
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
        new = site_folder.make_aside(last)
        (new / "index.html").write_bytes(content)
        site_folder.swap(new, last)
        site_folder.mend(last)
    last.rename(last.with_name("output.102.old"))  # a build was killed here
    site_folder.mend(last)
    assert (last / "index.html").read_bytes() == b"third"
