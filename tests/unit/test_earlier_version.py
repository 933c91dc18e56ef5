import os
import subprocess
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sources.earlier_version import earlier_version
from sources.header import Source, parse_source

ZONE = ZoneInfo("America/New_York")


def earlier(path: Path) -> Source | None:
    """The earlier version of a file as it stands."""
    return earlier_version(path, parse_source(path.read_text(encoding="utf-8")), ZONE)


class Repository:
    """A repository with one article, committed at given moments."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.article = folder / "content/articles/a.md"
        self.article.parent.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, moment: str = "2026-06-01T12:00:00-04:00") -> None:
        identity = ("-c", "user.name=C", "-c", "user.email=c@coach.test", "-c", "commit.gpgsign=false")
        dates = {"GIT_COMMITTER_DATE": moment, "GIT_AUTHOR_DATE": moment}
        subprocess.run(["git", *identity, *arguments], cwd=self.folder, env=os.environ | dates, check=True)

    def write(self, text: str, **header: str) -> None:
        lines = [f"{key}: {value}" for key, value in header.items()]
        self.article.write_text("\n".join([*lines, "", text]), encoding="utf-8")

    def commit(self, text: str, moment: str, **header: str) -> None:
        self.write(text, **header)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message=x", moment=moment)

    def found(self) -> str | None:
        source = earlier(self.article)
        return source.body if source else None


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_the_text_before_the_last_revision_is_found(repository: Repository) -> None:
    repository.commit("One", "2026-01-05T08:00:00Z", Date="2026-01-05 02:00")
    repository.commit("Two", "2026-02-01T12:00:00Z", Date="2026-01-05", Modified="2026-02-01")
    assert repository.found() == "One"
    repository.commit("Three", "2026-03-01T12:00:00Z", Date="2026-01-05", Modified="2026-03-01")
    assert repository.found() == "Two"


def test_a_typo_mended_before_the_revision_is_in_the_earlier_text_and_one_mended_after_is_not(
    repository: Repository,
) -> None:
    repository.commit("Onne", "2026-01-05T12:00:00Z", Date="2026-01-05")
    repository.commit("One", "2026-01-06T12:00:00Z", Date="2026-01-05")
    repository.commit("Twwo", "2026-02-01T12:00:00Z", Date="2026-01-05", Modified="2026-02-01")
    repository.commit("Two", "2026-02-02T12:00:00Z", Date="2026-01-05", Modified="2026-02-01")
    assert repository.found() == "One"


def test_an_article_that_was_never_revised_has_no_earlier_text(repository: Repository) -> None:
    repository.commit("Onne", "2026-01-05T12:00:00Z", Date="2026-01-05")
    repository.commit("One", "2026-01-06T12:00:00Z", Date="2026-01-05")
    assert repository.found() is None


def test_a_text_written_anew_under_a_new_date_has_the_old_one(repository: Repository) -> None:
    repository.commit("One", "2024-01-05T12:00:00Z", Date="2024-01-05")
    repository.commit("Two", "2026-01-05T12:00:00Z", Date="2026-01-05", Earlier="2024-01")
    assert repository.found() == "One"


@pytest.mark.parametrize("status", ["draft", "Draft", "hidden", "nonsense"])
def test_what_was_not_published_is_never_returned(repository: Repository, status: str) -> None:
    repository.commit("Secret", "2026-01-05T12:00:00Z", Date="2026-01-05", Status=status)
    repository.commit("Two", "2026-02-01T12:00:00Z", Date="2026-01-05", Modified="2026-02-01")
    assert repository.found() is None
    repository.commit("Shown", "2026-02-01T12:00:00Z", Date="2026-01-05", Status="published")
    repository.commit("Secret", "2026-02-01T12:00:00Z", Date="2026-01-05", Modified="2026-01-31", Status=status)
    repository.write("Two", Date="2026-01-05", Modified="2026-02-01")
    assert repository.found() == "Shown"


def test_what_was_still_to_come_when_it_was_committed_is_never_returned(repository: Repository) -> None:
    """At 23:30 on the 4th in New York it is the 5th in London; the practice's clock counts."""
    repository.commit("Secret", "2026-01-05T04:30:00Z", Date="2026-01-05")
    repository.write("Two", Date="2026-01-05", Modified="2026-02-01")
    assert repository.found() is None
    repository.commit("Shown", "2026-01-05T05:30:00Z", Date="2026-01-05")
    repository.write("Two", Date="2026-01-05", Modified="2026-02-01")
    assert repository.found() == "Shown"


def test_a_file_that_was_renamed_keeps_its_history(repository: Repository) -> None:
    long = "\n\n".join(f"Paragraph {number} of an article." for number in range(20))
    repository.commit(long, "2026-01-05T12:00:00Z", Date="2026-01-05")
    repository.git("mv", "content/articles/a.md", "content/articles/ä b.md")
    repository.git("commit", "--quiet", "--message=x")
    repository.article = repository.article.with_name("ä b.md")
    repository.commit(f"{long}\n\nMore.", "2026-07-01T12:00:00Z", Date="2026-01-05", Modified="2026-07-01")
    assert repository.found() == long


def test_uncommitted_words_are_compared_with_the_history(repository: Repository) -> None:
    repository.commit("One", "2026-01-05T12:00:00Z", Date="2026-01-05")
    repository.write("Two", Date="2026-01-05", Modified="2026-02-01")
    assert repository.found() == "One"


def test_a_text_nobody_could_read_is_passed_over(repository: Repository) -> None:
    repository.commit("One", "2026-01-05T12:00:00Z", Date="2026-01-05")
    repository.commit("Odd", "2026-01-06T12:00:00Z", Date="soon")
    repository.article.write_bytes(b"Date: 2026-01-05\n\n\xff")
    repository.git("commit", "--quiet", "--all", "--message=x")
    repository.article.unlink()
    repository.git("commit", "--quiet", "--all", "--message=x")
    repository.commit("Two", "2026-07-01T12:00:00Z", Date="2026-01-05", Modified="2026-07-01")
    assert repository.found() == "One"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_text_is_decoded_as_it_is_where_it_is_checked(repository: Repository, encoding: str) -> None:
    repository.article.write_text("Date: 2026-01-05\n\nRésumé", encoding=encoding)
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--message=x")
    repository.write("Two", Date="2026-01-05", Modified="2026-07-01")
    assert repository.found() == "Résumé"


@pytest.mark.parametrize("text", ["A line.\n\n" * 40_000, "a" * 20_001], ids=["a large text", "a long paragraph"])
def test_what_is_too_much_to_be_parsed_is_passed_over(repository: Repository, text: str) -> None:
    repository.commit("One", "2026-01-05T12:00:00Z", Date="2026-01-05")
    repository.commit(text, "2026-01-06T12:00:00Z", Date="2026-01-05")
    repository.commit("Two", "2026-07-01T12:00:00Z", Date="2026-01-05", Modified="2026-07-01")
    assert repository.found() == "One"


def test_without_a_repository_there_is_no_earlier_text(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Date: 2026-01-05\n\nOne", encoding="utf-8")
    assert earlier(tmp_path / "a.md") is None


def test_without_git_there_is_no_earlier_text(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit("One", "2026-01-05T12:00:00Z", Date="2026-01-05")
    repository.write("Two", Date="2026-01-05", Modified="2026-02-01")
    monkeypatch.setenv("PATH", str(repository.folder / "empty"))
    assert repository.found() is None


def test_a_shallow_clone_has_the_same_earlier_text_or_none(repository: Repository, tmp_path: Path) -> None:
    repository.commit("One", "2026-01-05T12:00:00Z", Date="2026-01-05")
    repository.commit("Two", "2026-02-01T12:00:00Z", Date="2026-01-05", Modified="2026-02-01")
    for depth, expected in ((1, None), (2, "One")):
        clone = tmp_path / f"clone {depth}"
        repository.git("clone", "--quiet", f"--depth={depth}", f"file://{repository.folder}", str(clone))
        source = earlier(clone / "content/articles/a.md")
        assert (source.body if source else None) == expected


def test_the_settings_of_git_on_a_machine_do_not_matter(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit("One", "2026-01-05T12:00:00Z", Date="2026-01-05")
    repository.commit("Two", "2026-02-01T12:00:00Z", Date="2026-01-05", Modified="2026-02-01")
    settings = "[log]\nshowSignature = true\ndate = relative\n[diff]\nrenames = false\nnoprefix = true\n[color]\nui = always\n[core]\npager = false\n[format]\npretty = oneline\n"
    (tmp_path / "settings").write_text(settings, encoding="utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "settings"))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "of-a-hook"))
    assert repository.found() == "One"
