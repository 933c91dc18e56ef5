import re
from pathlib import Path

import pytest
from markdown import Markdown
from PIL import Image

from sources.file_links import FileLinks, is_file
from sources.markdown_text import converter


@pytest.fixture
def markdown(tmp_path: Path) -> Markdown:
    Image.new("RGB", (40, 30)).save(tmp_path / "a door.png")
    (tmp_path / "articles").mkdir()
    (tmp_path / "files").mkdir()
    (tmp_path / "files/sheet.pdf").write_bytes(b"x" * 240_000)
    made = converter(FileLinks()).reset()
    made.source_path = tmp_path / "articles/a.md"  # type: ignore[attr-defined]  # as the reader does
    return made


@pytest.mark.parametrize(
    ("addresses", "files"),
    [
        (["a.md", "../pages/a.md", "a.md#place", "a%20b.png"], True),
        (["", "#place", "/a.md", "https://x.org/a.md", "//x.org/a.md", "mailto:a@b.org", "{static}a"], False),
    ],
)
def test_a_file_beside_the_text_is_told_from_a_place_on_the_web_or_in_the_page(
    addresses: list[str], *, files: bool
) -> None:
    assert {address: is_file(address) for address in addresses} == dict.fromkeys(addresses, files)


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("a.md#b", "{filename}a.md#b"),
        ("a.html", "{filename}a.md"),
        ("/articles/a/", "{filename}/articles/a.md"),
        ("/articles/a#b", "{filename}/articles/a.md#b"),
        ("http://127.0.0.1:8711/about/", "{filename}/pages/about.md"),
        ("http://localhost:8000/contact", "{filename}/pages/contact.md"),
        ("http://localhost:5000", "http://localhost:5000"),
        ("/topics/burnout/", "/topics/burnout/"),
        ("{filename}a.md", "{filename}a.md"),
        ("https://x.org/a.md", "https://x.org/a.md"),
        ("#b", "#b"),
        ("a.pdf", "a.pdf"),
    ],
)
def test_only_links_to_texts_are_handed_to_pelican(markdown: Markdown, address: str, written: str) -> None:
    assert f'href="{written}"' in markdown.convert(f"[x]({address})")


def test_a_picture_alone_is_a_figure_with_its_size_and_caption(markdown: Markdown) -> None:
    page = markdown.convert('![A door](../a%20door.png "At dawn")')
    assert page.startswith("<figure><picture><source ")
    assert 'width="40"' in page
    assert 'height="30"' in page
    assert "<figcaption>At dawn</figcaption>" in page


def test_a_picture_is_fetched_when_it_comes_near_unless_the_text_begins_with_it(markdown: Markdown) -> None:
    first, second = markdown.convert("![A](../a%20door.png)\n\n![B](../a%20door.png)").split("</figure>")[:2]
    assert "lazy" not in first
    assert 'loading="lazy"' in second


def test_a_picture_keeps_what_was_said_of_it(markdown: Markdown) -> None:
    page = markdown.convert('Text ![A "door" & more](../a%20door.png "At dawn") there')
    assert 'alt="A &quot;door&quot; &amp; more"' in page
    assert 'title="At dawn"' in page
    assert page.endswith("</picture> there</p>")


@pytest.mark.parametrize("address", ["sheet.pdf", "../files/sheet.pdf"])
def test_a_handout_is_led_to_by_its_name_and_told_with_its_size(markdown: Markdown, address: str) -> None:
    page = markdown.convert(f"Take [the sheet]({address}) along.")
    assert re.search(r'<a href="\{static\}(/|\.\./)files/sheet\.pdf">the sheet</a> \(PDF, 240 kB\) along\.', page)
    assert [(Path(path).resolve().name, label) for path, label in markdown.handouts] == [("sheet.pdf", "PDF, 240 kB")]  # type: ignore[attr-defined]


def test_a_decorative_picture_has_empty_words_and_one_that_is_not_there_stays_as_it_was(markdown: Markdown) -> None:
    assert 'alt=""' in markdown.convert("Text ![Decorative](../a%20door.png)")
    assert 'src="none.png"' in markdown.convert("![x](none.png)")


def test_the_pictures_of_a_text_are_told(markdown: Markdown) -> None:
    markdown.convert("![A](../a%20door.png) ![B](https://x.org/b.png) ![C](none.png)")
    [(_, door), (none, missing)] = markdown.pictures  # type: ignore[attr-defined]
    assert door.startswith("a-door-")
    assert (Path(none).name, missing) == ("none.png", "")
