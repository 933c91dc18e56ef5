"""PDFs that readers are given."""

from html import unescape
from pathlib import Path

import pytest

from tests.site.building import LIVE, PUBLIC_URL, build, copy_project, digests, replace, run

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


def test_a_link_tells_what_it_offers_and_is_whole_in_the_feed(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    (project / "content/files").mkdir()
    (project / "content/files/worksheet.pdf").write_bytes(SHEET + b"%" * 239_900)
    article = project / "content/articles/coach-or-mentor.md"
    text = article.read_text(encoding="utf-8").rstrip()
    links = "[the worksheet](worksheet.pdf), [about me](/about/), [one](http://127.0.0.1:8711/articles/stay-or-go/)"
    article.write_text(f"{text}\n\n{links}\n", encoding="utf-8")
    build(project / "output", "--publish", "--without-search", project=project, environment=LIVE)
    page = (project / "output/articles/coach-or-mentor/index.html").read_text(encoding="utf-8")
    feed = unescape((project / "output/feed.xml").read_text(encoding="utf-8"))
    for address, words in (
        ("files/worksheet.pdf", "the worksheet</a> (PDF, 240 kB)"),
        ("about/", "about me</a>"),
        ("articles/stay-or-go/", "one</a>"),
    ):
        assert f'<a href="../../{address}">{words}' in page
        assert f'<a href="{PUBLIC_URL}/{address}">{words}' in feed
    (project / "content/files/worksheet.pdf").write_bytes(SHEET + b"%" * 1_199_900)
    build(project / "output", "--publish", "--without-search", project=project, environment=LIVE)
    page = (project / "output/articles/coach-or-mentor/index.html").read_text(encoding="utf-8")
    assert "the worksheet</a> (PDF, 1.2 MB)" in page


def test_a_link_to_nothing_is_told_once_where_it_was_written(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    article = project / "content/articles/coach-or-mentor.md"
    lines = article.read_text(encoding="utf-8").rstrip().count("\n") + 1
    article.write_text(article.read_text(encoding="utf-8").rstrip() + "\n\n[x](/abuot/)\n", encoding="utf-8")
    done = run("build.py", "--publish", project=project, environment=LIVE)
    assert done.status == 1
    assert done.said.count("abuot") == 1
    assert f"content/articles/coach-or-mentor.md:{lines + 2}\n" in done.said
