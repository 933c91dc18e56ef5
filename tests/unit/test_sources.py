import contextlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from checks.sources import check, lost
from problem import Problem
from sources.article import render
from sources.content import File, read
from sources.header import parse_source
from sources.language import of_tag
from tests.unit.camera import png_of, save, scene
from tests.unit.forty_mistakes import MISTAKES
from tests.unit.practice import needed_pages

NOW = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Tokyo"))
NOBODY = 65534
HEADER = "Title: A\nDate: 2026-11-22\nSummary: S\nCategory: Rest\n"
GOOD = f"{HEADER}\nText"
PAGE = "Title: A\nSummary: S\n\nText"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A folder with nothing wrong in it."""
    folder = tmp_path / "content"
    add(folder, "site.toml", 'timezone = "Asia/Tokyo"\n[[topics]]\nname = "Rest"\n')
    add(folder, "articles/a.md", GOOD)
    add(folder, "pages/privacy.md", PAGE)
    add(folder, "pages/home.md", f"{PAGE}\n\n![A hat.](../images/hat.png)")
    (folder / "images").mkdir()
    Image.new("L", (2, 3)).save(folder / "images/hat.png")
    return folder


def problems(content: Path, *, publish: bool = True) -> list[Problem]:
    return check(read(content, NOW, publish=publish))


def told(content: Path) -> list[tuple[str, str]]:
    return [(problem.path, problem.found) for problem in problems(content)]


def places(content: Path) -> list[str]:
    return [problem.path for problem in problems(content)]


def add(content: Path, name: str, text: str | bytes = GOOD) -> None:
    path = content / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


DRAFT = f"{HEADER}Status: draft\n\nText"
LATER = GOOD.replace("2026-11-22", "2026-11-24")
PUBLIC = "[publishing]\nrepository = 'public'\n"


@pytest.mark.parametrize(
    ("waiting", "line", "said"),
    [
        ({"b": DRAFT}, 5, "this draft in your public repository."),
        ({"b": LATER}, 2, "this scheduled article in your public repository."),
        ({"b": LATER, "c": DRAFT}, 2, "this scheduled article in your public repository, and also “c.md”."),
        (
            dict.fromkeys("bcdef", DRAFT),
            5,
            "this draft in your public repository, and also “c.md”, “d.md”, “e.md” and “f.md”.",
        ),
        (
            dict.fromkeys("bcdefgh", DRAFT),
            5,
            "this draft in your public repository, and also “c.md”, “d.md”, “e.md” and 3 more.",
        ),
    ],
)
def test_what_waits_in_a_public_repository_is_advice(
    content: Path, waiting: dict[str, str], line: int, said: str
) -> None:
    for name, text in waiting.items():
        add(content, f"articles/{name}.md", text)
    assert not [problem for problem in problems(content) if "repository" in problem.found]
    facts = content / "site.toml"
    facts.write_text(facts.read_text(encoding="utf-8") + PUBLIC, encoding="utf-8")
    [problem] = [problem for problem in problems(content) if "repository" in problem.found]
    assert (problem.place, problem.advice) == (f"content/articles/b.md:{line}", True)
    assert problem.found == f"Everyone can read {said}"


@pytest.mark.parametrize("text", [GOOD, LATER])
def test_a_private_repository_or_one_in_which_nothing_waits_is_no_matter(content: Path, text: str) -> None:
    add(content, "articles/b.md", text)
    facts = content / "site.toml"
    known = PUBLIC if text == GOOD else PUBLIC.replace("public", "private")
    facts.write_text(facts.read_text(encoding="utf-8") + known, encoding="utf-8")
    assert not [problem for problem in problems(content) if "repository" in problem.found]


def test_good_content_has_no_problem(content: Path) -> None:
    assert told(content) == []
    add(content, "pages/a.md", PAGE)  # the name of an article, at an address of its own
    assert told(content) == []


@pytest.mark.parametrize(
    "topics", [None, b"", b"topics = 3", b"[[topics]]\nname = 3", b"\xff", b"name = 'a", b"timezone = 3"]
)
def test_without_topics_everything_else_is_checked(topics: bytes | None, content: Path) -> None:
    (content / "site.toml").unlink()
    if topics is not None:
        add(content, "site.toml", topics)
    add(content, "articles/b.md", GOOD.replace("Text", "[x](nothing-like-it.md)").replace("Rest", "Sleep"))
    assert told(content) == [("content/articles/b.md", "There is no file “nothing-like-it.md”.")]


@pytest.mark.parametrize("empty", [True, False])
def test_a_folder_without_content_is_reported(empty: bool, tmp_path: Path) -> None:
    folder = tmp_path if empty else tmp_path / "missing"
    remedy = "Put the content back, or look whether this is the right folder."
    assert problems(folder) == [Problem("content", 0, "There are no articles and no pages.", remedy)]


@pytest.mark.parametrize(
    "name", [".#b.md", "._b.md", ".trash/b.md", "b.md~", "#b.md#", ".DS_Store", ".b.md.swp", "Thumbs.db"]
)
def test_what_editors_and_systems_leave_lying_about_is_passed_over(name: str, content: Path) -> None:
    add(content, f"articles/{name}", b"\xff")
    assert told(content) == []


def test_the_lock_of_an_editor_leads_nowhere_and_is_passed_over(content: Path) -> None:
    (content / "articles/.#a.md").symlink_to("someone@somewhere.1234")
    assert told(content) == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        *((f"articles/{name}", GOOD) for name in (".b.md", "b.MD", "b.markdown", "b.txt", "b.docx", "b", "B.md")),
        *((name, GOOD) for name in ("b.md", "drafts/b.md")),
        *((f"images/{name}", "words") for name in ("coat.heic", "notes.docx", "notes.md", ".coat.jpg")),
        *(("images/hat.png", data) for data in (b"", b"words", b"\x89PNG\r\n\x1a\n\x00", b"\xff\xd8\xff")),
    ],
)
def test_a_file_that_would_not_be_on_the_site_is_reported(name: str, data: str | bytes, content: Path) -> None:
    add(content, name, data)
    assert places(content) == [f"content/{name}"]


@pytest.mark.parametrize("target", ["outside.md", "nowhere.md", "."])
def test_a_link_to_another_place_is_not_followed(target: str, content: Path, tmp_path: Path) -> None:
    add(tmp_path, "elsewhere/outside.md", "secret")
    (content / "articles/b.md").symlink_to(tmp_path / "elsewhere" / target)
    [(path, found)] = told(content)
    assert path == "content/articles/b.md"
    assert "link to another place" in found


def test_a_folder_named_like_an_article_is_reported_and_looked_into(content: Path) -> None:
    add(content, "articles/b.md/c.md", "Only text.")
    assert places(content) == ["content/articles/b.md", "content/articles/b.md/c.md"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_a_pipe_named_like_an_article_is_not_waited_for(content: Path) -> None:
    os.mkfifo(content / "articles/b.md")
    assert told(content) == [("content/articles/b.md", "This is not an ordinary file.")]


@contextlib.contextmanager
def bound_by_permissions(content: Path) -> Iterator[Path]:
    """The same folder where permissions hold: the superuser, who may read everything, becomes its ordinary owner."""
    if not hasattr(os, "geteuid") or os.geteuid():
        yield content
        return
    with tempfile.TemporaryDirectory() as place:
        shutil.copytree(content, f"{place}/content")
        for path in (Path(place), *Path(place).rglob("*")):
            os.chown(path, NOBODY, NOBODY)
        os.seteuid(NOBODY)
        try:
            yield Path(place, "content")
        finally:
            os.seteuid(0)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
@pytest.mark.parametrize("name", ["articles/a.md", "articles", "images/hat.png"])
def test_what_cannot_be_read_is_reported(name: str, content: Path) -> None:
    told(content)  # which loads what is loaded when it is needed
    with bound_by_permissions(content) as place:
        (place / name).chmod(0)
        try:
            assert (f"content/{name}", True) in [(path, "cannot be read" in found) for path, found in told(place)]
        finally:
            (place / name).chmod(0o755)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
@pytest.mark.parametrize(
    ("name", "shown"), [(b"a\nb.md", "a\\nb.md"), (b"caf\xe9.md", "caf\\udce9.md"), (b"\x1b[2J.md", "\\x1b[2J.md")]
)
def test_a_name_that_cannot_be_printed_is_spelled_out(name: bytes, shown: str, content: Path) -> None:
    Path(os.fsdecode(os.fsencode(content / "articles") + b"/" + name)).write_text(GOOD, encoding="utf-8")
    assert places(content) == [f"content/articles/{shown}"]


def test_a_text_of_5_megabytes_is_not_read(content: Path) -> None:
    add(content, "articles/b.md", GOOD + " word" * 1_000_000)
    assert [found for _, found in told(content)] == [
        "This text has 5.0 million characters; a novel has half a million."
    ]


@pytest.mark.parametrize(
    ("names", "address", "owner"),
    [
        (("articles/x/b.md", "articles/y/b.md"), "/articles/b/", "content/articles/x/b.md"),
        (("articles/b.md", "pages/articles/b.md"), "/articles/b/", "content/articles/b.md"),
        (("pages/search.md",), "/search/", "the search page"),
        (("pages/articles.md",), "/articles/", "the list of articles"),
        (("pages/topics/rest.md",), "/topics/rest/", "the topic Rest"),
    ],
)
def test_two_files_with_one_address_are_reported(
    names: tuple[str, ...], address: str, owner: str, content: Path
) -> None:
    for name in names:
        add(content, name, GOOD if name.startswith("articles/") else PAGE)
    found = f"The address {address} is already that of {owner}."
    remedy = f"Rename one of the two, like “{Path(names[-1]).stem}-2.md”."
    assert problems(content) == [Problem(f"content/{names[-1]}", 0, found, remedy)]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere these are one file")
@pytest.mark.parametrize("names", [("rest.md", "Rest.md"), ("ré.md", "re\u0301.md")])
def test_names_that_differ_by_case_or_by_the_form_of_an_accent_alone_collide(
    names: tuple[str, str], content: Path
) -> None:
    for name in names:
        add(content, f"articles/{name}")
    assert len([found for _, found in told(content) if "is already that of" in found]) == 1


def test_a_picture_with_too_many_pixels_is_reported(content: Path) -> None:
    add(content, "images/hat.png", png_of(16_000, 16_000))
    [(path, found)] = told(content)
    assert path == "content/images/hat.png"
    assert found.endswith("million pixels, which is the most it may have.")


def test_a_photograph_that_nothing_shows_is_mentioned(content: Path) -> None:
    Image.new("L", (2, 3)).save(content / "images/coat.png")
    found = "No article and no page shows this photograph."
    remedy = "Use it, like `![What it shows](../images/coat.png)`, or take it away."
    assert problems(content) == [Problem("content/images/coat.png", 0, found, remedy, advice=True)]


@pytest.mark.parametrize("name", ["A.md", "../../../nothing/like/it.md"])
def test_a_link_leads_to_the_very_name_of_a_file_in_the_content(name: str, content: Path) -> None:
    add(content, "articles/b.md", f"{GOOD} [x]({name})")
    assert told(content) == [("content/articles/b.md", f"There is no file “{name}”.")]


def test_the_clock_is_that_of_the_practice(content: Path) -> None:
    here = read(content, NOW).now
    add(content, "site.toml", b'timezone = "Pacific/Honolulu"')
    assert here - read(content, NOW).now == timedelta(hours=19)


def test_a_link_to_a_draft_is_in_the_way_only_of_going_live(content: Path) -> None:
    add(content, "articles/b.md", f"{HEADER}Status: draft\n\nText")
    add(content, "articles/c.md", f"{GOOD} [x](b.md)")
    assert [problem.advice for problem in problems(content, publish=False)] == [True]
    assert [problem.advice for problem in problems(content, publish=True)] == [False]


def test_a_page_that_was_to_be_a_draft_is_told_once_and_not_by_every_link_to_it(content: Path) -> None:
    add(content, "pages/b.md", "Title: B\nSummary: Words.\nStatus: draft\n\nText")
    add(content, "articles/c.md", f"{GOOD} [x](../pages/b.md)")
    assert told(content) == [("content/pages/b.md", "“Status” is not a header field.")]


@pytest.mark.parametrize(
    "headings",
    [
        "## One\n\n## One\n\n### One",
        "## What's *it* worth, **really**?\n\n## A_b and _c_ and `d_e`",
        "## [A link](https://x.org) & more\n\n## Café, naïve — 東京",
        "## Own {#mine}\n\n## Two ##\n\n## R&amp;D",
        "Under\n-----\n\nLined\n=====",
        "- a list\n---\n\n## After",
        "> ## Quoted\n\n## `code` first",
    ],
)
def test_the_parts_of_a_text_are_those_of_the_page_made_from_it(headings: str) -> None:
    html = render(Path("articles/a.md"), f"{HEADER}\n{headings}".encode(), of_tag("en"))["html"]
    file = File("articles/a.md", parse_source(f"{HEADER}\n{headings}"))
    assert sorted(re.findall(r'id="([^"]+)"', html)) == sorted(file.text.places)


def missed(content: Path, made: Iterable[str], *, publish: bool) -> list[Problem]:
    """The problems of a site in which these pages have been made."""
    for name in made:
        add(content.parent / "output", name, "")
    return list(lost(read(content, NOW, publish=publish), content.parent / "output"))


def test_a_file_from_which_no_page_was_made_is_reported(content: Path) -> None:
    add(content, "pages/404.md", PAGE)
    pages = ["articles/a/index.html", "index.html", "privacy/index.html", "404.html"]
    assert [len(missed(content, pages[:made], publish=True)) for made in range(5)] == [4, 3, 2, 1, 0]


@pytest.mark.parametrize("header", [f"{HEADER}Status: draft\n", HEADER.replace("2026-11-22", "2026-11-24")])
def test_what_is_not_to_go_live_is_only_missed_at_the_desk(header: str, content: Path) -> None:
    add(content, "articles/a.md", f"{header}\nText")
    assert missed(content, ["index.html", "privacy/index.html"], publish=True) == []
    found = "No page was made from this file, at /articles/a/."
    remedy = "Undo the last change to it, and tell who looks after the code."
    assert missed(content, [], publish=False) == [Problem("content/articles/a.md", 1, found, remedy)]


def test_forty_mistakes_in_twenty_files_are_all_told_at_once(content: Path) -> None:
    assert len(MISTAKES) == 20
    expected = []
    for name, (text, slips) in MISTAKES.items():
        add(content, name, text)
        expected += [(f"content/{name}", line, words) for line, words in slips]
    assert len(expected) == 40
    found = sorted(problems(content))
    assert [(problem.path, problem.line) for problem in found] == [(path, line) for path, line, _ in sorted(expected)]
    for problem, (_, _, words) in zip(found, sorted(expected), strict=True):
        assert words in problem.found


def test_a_place_to_fill_in_is_advice_at_the_desk_and_refused_by_a_publish(content: Path) -> None:
    add(
        content,
        "pages/home.md",
        "Title: For [[ whom ]]\nSummary: S\n\nI was [[ a\nbaker ]].\n\n- [[ x ]] and [[ y ]]\n",
    )
    add(
        content,
        "site.toml",
        'name = "A"\ntimezone = "Asia/Tokyo"\n[[topics]]\nname = "Rest"\nsituation = "[[ words ]]"\n',
    )
    said = [problem for problem in problems(content) if "filled in" in problem.found]
    assert [(problem.place, problem.found) for problem in said] == [
        ("content/pages/home.md:1", "“[[ whom ]]” is still to be filled in, and so are lines 4, 7."),
        ("content/site.toml:5", "“[[ words ]]” is still to be filled in."),
    ]
    assert not any(problem.advice for problem in said)
    at_the_desk = [
        problem for problem in problems(content, publish=False) if problem.found in {one.found for one in said}
    ]
    assert [problem.advice for problem in at_the_desk] == [True, True]


def test_a_place_in_what_readers_do_not_get_yet_is_no_reason_to_refuse_a_publish(content: Path) -> None:
    add(content, "articles/a.md", GOOD.replace("Category", "Status: draft\nCategory") + " [[ more ]]")
    assert [problem.advice for problem in problems(content) if "filled in" in problem.found] == [True]


@pytest.mark.parametrize("text", ["`[[ x ]]`", "    [[ x ]]", "<!-- [[ x ]] -->", "[[1] x]"])
def test_two_brackets_in_code_or_in_a_note_are_no_place_to_fill_in(content: Path, text: str) -> None:
    add(content, "articles/a.md", f"{HEADER}\nText\n\n{text}")
    assert not [problem for problem in problems(content) if "filled in" in problem.found]


LINKS = "[a](rest.md) ![A desk.](../images/desk.jpg) [b](../files/sheet.pdf)"
# The fault of a file that links lead to; what leads to it will be right once the file is.
FAULTY: dict[str, tuple[str, bytes]] = {
    "content/articles/Rest.md": ("rest.md", b"Title: T"),
    "content/articles/rest.MD": ("rest.md", b"Title: T"),
    "content/articles/rest.markdown": ("rest.md", b"Title: T"),
    "content/articles/rest.txt": ("rest.md", b"Title: T"),
    "content/articles/.rest.md": ("rest.md", b"Title: T"),
    "content/rest.md": ("rest.md", b"Title: T"),
    "content/images/desk.heic": ("desk.jpg", b"words"),
    "content/articles/desk.jpg": ("desk.jpg", b"words"),
    "content/files/Sheet.pdf": ("sheet.pdf", b"%PDF-"),
    "content/files/sheet.docx": ("sheet.pdf", b"PK"),
}


@pytest.mark.parametrize("place", FAULTY)
def test_what_leads_to_a_file_with_a_fault_is_not_told_besides_the_fault(place: str, tmp_path: Path) -> None:
    content = tmp_path / "content"
    needed_pages(content)
    for folder in ("articles", "images", "files"):
        (content / folder).mkdir()
    page = content / "pages/home.md"
    page.write_text(page.read_text("utf-8") + LINKS.replace("(rest", "(../articles/rest"), "utf-8")
    meant, data = FAULTY[place]
    before = [problem for problem in check(read(content)) if meant in problem.found]
    assert len(before) == 1, "it is missing"
    (tmp_path / place).write_bytes(data)
    problems = check(read(content))
    assert place in [problem.path for problem in problems]
    assert not [problem for problem in problems if meant in problem.found and problem.path != place]


def test_what_a_misspelt_link_may_have_meant_is_not_told_as_unused(tmp_path: Path) -> None:
    content = tmp_path / "content"
    needed_pages(content)
    for folder in ("images", "files"):
        (content / folder).mkdir()
    save(content / "images/desk.jpg", scene())
    (content / "files/sheet.pdf").write_bytes(b"%PDF-1.4")
    page = content / "pages/home.md"
    bare = page.read_text("utf-8")

    def unused() -> list[str]:
        return [problem.path for problem in check(read(content)) if problem.advice and "No article" in problem.found]

    assert unused() == ["content/images/desk.jpg", "content/files/sheet.pdf"]
    page.write_text(f"{bare}[a](../files/shet.pdf) ![b](../images/dsk.jpg)", "utf-8")
    assert unused() == []
    page.write_text(f"{bare}[a](https://a.test/shet.pdf) [b](https://a.test/images/dsk.jpg)", "utf-8")
    assert unused() == ["content/images/desk.jpg", "content/files/sheet.pdf"], "another site has its own"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def test_a_text_in_two_or_four_bytes_a_letter_that_does_not_say_so_is_told_once(encoding: str, tmp_path: Path) -> None:
    content = tmp_path / "content"
    needed_pages(content)
    (content / "pages/about.md").write_bytes(PAGE.encode(encoding))
    [problem] = [problem for problem in check(read(content)) if problem.path == "content/pages/about.md"]
    assert problem.found == "This file is not UTF-8 text; it may be UTF-16 or UTF-32."


def test_facts_that_cannot_be_read_are_not_told_of_every_article_that_needs_them(tmp_path: Path) -> None:
    content = tmp_path / "content"
    needed_pages(content)
    (content / "articles").mkdir()
    (content / "articles/a.md").write_text(GOOD.replace("Category", "Invite: contact\nCategory"), "utf-8")
    (content / "site.toml").write_bytes(b"name = \x00")
    assert [problem for problem in check(read(content)) if not problem.advice] == []
    assert read(content).site.problems
