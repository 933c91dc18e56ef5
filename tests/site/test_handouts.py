"""PDFs that readers are given."""

from pathlib import Path

import pytest

from tests.site.building import LIVE, build, copy_project, digests, replace, run

SHEET = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


def test_a_handout_is_published_as_it_is_and_a_new_one_takes_its_place(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    output, handout = project / "output", project / "content/files/values-worksheet.pdf"
    handout.parent.mkdir()
    handout.write_bytes(SHEET)
    (handout.parent / "Thumbs.db").write_bytes(b"Windows left this")
    build(output, "--publish", project=project, environment=LIVE)
    first = digests(output)
    assert [name for name in first if name.startswith("files/")] == ["files/values-worksheet.pdf"]
    assert (output / "files/values-worksheet.pdf").read_bytes() == SHEET
    build(output, "--publish", project=project, environment=LIVE)
    assert digests(output) == first
    handout.write_bytes(SHEET + b"% revised\n")
    build(output, "--publish", project=project, environment=LIVE)
    assert (output / "files/values-worksheet.pdf").read_bytes() == SHEET + b"% revised\n"
    handout.unlink()
    build(output, "--publish", project=project, environment=LIVE)
    assert not (output / "files").exists()


def test_what_is_no_pdf_stays_in_the_way_of_a_build(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    (project / "content/files").mkdir()
    (project / "content/files/worksheet.pdf").write_bytes(b"PK\x03\x04 a document of Word")
    done = run("build.py", "--output", str(project / "output"), project=project)
    assert done.status
    assert "This file is named like a PDF, but is none." in done.said
    assert not (project / "output").exists()


@pytest.mark.parametrize("there", [True, False])
def test_a_host_lets_a_pdf_be_shown_where_there_is_one(tmp_path: Path, *, there: bool) -> None:
    project = copy_project(tmp_path)
    replace(project / "content/site.toml", '"github-pages"', '"netlify"')
    if there:
        (project / "content/files").mkdir()
        (project / "content/files/worksheet.pdf").write_bytes(SHEET)
    build(project / "output", "--publish", project=project, environment=LIVE)
    assert ("object-src 'self'" in (project / "output/_headers").read_text(encoding="utf-8")) == there
