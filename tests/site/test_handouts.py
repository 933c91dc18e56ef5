"""PDFs that readers are given."""

from html import unescape
from pathlib import Path

import pytest

from tests.site.building import LIVE, PUBLIC_URL, Site, build, digests, replace, run

SHEET = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


def live(project: Path) -> Site:
    return build(project / "output", "--publish", "--without-search", project=project, environment=LIVE)


def offer(project: Path, data: bytes) -> None:
    (project / "content/files").mkdir(exist_ok=True)
    (project / "content/files/worksheet.pdf").write_bytes(data)


def test_a_handout_is_published_as_it_is_and_a_new_one_takes_its_place(project: Path) -> None:
    published = project / "output/files/worksheet.pdf"
    offer(project, SHEET)
    (project / "content/files/Thumbs.db").write_bytes(b"Windows left this")
    first = digests(live(project).folder)
    assert [name for name in first if name.startswith("files/")] == ["files/worksheet.pdf"]
    assert published.read_bytes() == SHEET
    assert digests(live(project).folder) == first
    offer(project, SHEET + b"% revised\n")
    live(project)
    assert published.read_bytes() == SHEET + b"% revised\n"
    (project / "content/files/worksheet.pdf").unlink()
    live(project)
    assert not published.parent.exists()


@pytest.mark.parametrize("there", [True, False])
def test_a_host_lets_a_pdf_be_shown_where_there_is_one(project: Path, *, there: bool) -> None:
    replace(project / "content/site.toml", '"github-pages"', '"netlify"')
    if there:
        offer(project, SHEET)
    assert ("object-src 'self'" in live(project).text("_headers")) == there


def test_a_link_tells_what_it_offers_and_is_whole_in_the_feed(project: Path) -> None:
    offer(project, SHEET + b"%" * 239_900)
    links = "[the worksheet](worksheet.pdf), [about me](/about/), [one](http://127.0.0.1:8711/articles/stay-or-go/)"
    _append(project, links)
    site = live(project)
    page, feed = site.text("articles/coach-or-mentor/"), unescape(site.text("feed.xml"))
    for address, words in (
        ("files/worksheet.pdf", "the worksheet</a> (PDF, 240 kB)"),
        ("about/", "about me</a>"),
        ("articles/stay-or-go/", "one</a>"),
    ):
        assert f'<a href="../../{address}">{words}' in page
        assert f'<a href="{PUBLIC_URL}/{address}">{words}' in feed
    offer(project, SHEET + b"%" * 1_199_900)
    assert "the worksheet</a> (PDF, 1.2 MB)" in live(project).text("articles/coach-or-mentor/")


def test_a_link_to_nothing_is_told_once_where_it_was_written(project: Path) -> None:
    line = _append(project, "[x](/abuot/)")
    done = run("build.py", "--publish", project=project, environment=LIVE)
    assert done.status == 1
    assert done.said.count("abuot") == 1
    assert f"content/articles/coach-or-mentor.md:{line}\n" in done.said


def _append(project: Path, words: str) -> int:
    """Put a paragraph at the end of an article, and tell its line."""
    article = project / "content/articles/coach-or-mentor.md"
    text = f"{article.read_text(encoding='utf-8').rstrip()}\n\n{words}\n"
    article.write_text(text, encoding="utf-8")
    return text.count("\n")
