"""A practice that is exported and brought into another one is the same site, page by page."""

import shutil
from pathlib import Path

import pytest

from importing.__main__ import REPORT, import_site
from importing.export import export
from sources.content import read
from tests.site.building import LIVE, PUBLIC_URL, Site, build, copy_project, digests

# What an export does not carry, beside pictures and PDFs: the same facts, put there by hand.
FACTS = ("site.toml", "paths.toml", "voices.toml", "workshops.toml", "mark.svg")
SHEET = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice with everything, and with what names make difficult."""
    project = copy_project(tmp_path_factory.mktemp("before") / "project", history=True)
    content = project / "content"
    (content / "files").mkdir()
    (content / "files/worksheet.pdf").write_bytes(SHEET)
    shutil.copy(content / "images/desk.jpg", content / "images/My Desk-1024x683.jpg")
    (content / "articles/2026").mkdir()
    (content / "articles/2026/in-a-folder.md").write_bytes(
        b"\xef\xbb\xbfTitle: *In* a folder\r\n# a note to myself\r\nDate: 2026-03-11\r\nCategory: Leadership\r\n"
        b"Summary: Lies in a folder.\r\n\r\n"
        b"[A sheet](worksheet.pdf) and [a page](../../pages/contact.md).\r\n\r\n"
        b"![My desk](<../../images/My Desk-1024x683.jpg>)\r\n\r\n    <item>\x20\x20\r\n\r\n"
    )
    return project


@pytest.fixture(scope="module")
def after(before: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another practice of the same facts, with all that an export of the first brings, its pictures and PDFs."""
    project = copy_project(tmp_path_factory.mktemp("after") / "project")
    shutil.rmtree(project / "content")
    for folder in ("articles", "pages"):
        (project / "content" / folder).mkdir(parents=True)
    for name in FACTS:
        shutil.copy(before / "content" / name, project / "content")
    (project / "export.xml").write_text(export(read(before / "content"), PUBLIC_URL), encoding="utf-8")
    import_site(project / "export.xml", project, pictures=before / "content", write=True)
    return project


def live(project: Path) -> Site:
    return build(project / "output", "--publish", "--without-search", project=project, environment=LIVE)


def test_every_file_comes_back_as_it_was_written(before: Path, after: Path) -> None:
    old, new = read(before / "content"), read(after / "content")
    assert sorted(old.entries) == sorted(new.entries)
    for name, file in old.sources.items():
        assert new.sources[name].source == file.source, name
    assert not [line for line in (after / REPORT).read_text(encoding="utf-8").split("\n") if "**lost**" in line]


def test_the_site_is_the_same_to_the_last_byte_but_for_what_git_remembers(before: Path, after: Path) -> None:
    old, new = digests(live(before).folder), digests(live(after).folder)
    other = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    # One article shows what changed since a text that only the git of the first practice has.
    assert {name for name in other if "coach-or-mentor" not in name} == set()
    assert "articles/coach-or-mentor/changes/index.html" in other
