import random
from pathlib import Path

import pytest
from PIL import Image

from checks.built_files import check, check_page, pictures_arrive_soon
from checks.built_site import check as check_site
from pictures.photographs import describe
from problem import Problem
from sources.addresses import is_page
from sources.content import read
from tests.unit.built import write
from tests.unit.practice import written


def problems(folder: Path, content: Path | None = None, *, publish: bool = False) -> list[Problem]:
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())
    found = check(folder, files, read(content) if content else None, publish=publish)
    for name in filter(is_page, files):
        found += check_page(name, (folder / name).read_bytes(), publish=publish)
    return found


def put(folder: Path, name: str, data: bytes = b"x") -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


@pytest.mark.parametrize(
    "name",
    [
        "robots.txt", "feed.xml", "CNAME", "_headers", "_redirects", ".nojekyll", ".well-known/security.txt",
        "theme/fonts/OFL.txt", "theme/fonts/a.woff2", "theme/js/a.js", "theme/a.css", "files/sheet.pdf", "a.svg",
        "pagefind/a.pf_meta",
    ],
)  # fmt: skip
def test_what_readers_and_hosts_ask_for_may_be_there(tmp_path: Path, name: str) -> None:
    put(tmp_path, name)
    assert problems(tmp_path, publish=True) == []


@pytest.mark.parametrize(
    ("name", "cache_key"),
    [
        ("images/.DS_Store", "content/images/.DS_Store"),
        ("images/notes.txt", "content/images/notes.txt"),
        ("images/a.jpg~", "content/images/a.jpg~"),
        ("images/#a.jpg#", "content/images/#a.jpg#"),
        ("images/old/plan.docx", "content/images/old/plan.docx"),
        ("images/IMG_1.HEIC", "content/images/IMG_1.HEIC"),
        ("images/Thumbs.db", "content/images/Thumbs.db"),
        ("files/sheet.docx", "content/files/sheet.docx"),
        (".git/config", "output/.git/config"),
        ("articles/a/index.md", "output/articles/a/index.md"),
        ("theme/js/.a.js.swp", "theme/static/js/.a.js.swp"),
        ("theme/js/a.js.map", "theme/static/js/a.js.map"),
    ],
)
def test_what_is_nothing_for_readers_is_reported(tmp_path: Path, name: str, cache_key: str) -> None:
    put(tmp_path, name)
    found = f"“{name.rpartition('/')[2]}” would go live, and is nothing for readers."
    assert problems(tmp_path) == [Problem(cache_key, 0, found, "Move it out of content/ or theme/.")]


@pytest.mark.parametrize("name", ["a.jpg", "a.html"])
@pytest.mark.parametrize("leads_to", ["/etc/hostname", "nowhere", "/etc"])
def test_a_file_that_leads_out_of_the_site_is_reported(tmp_path: Path, leads_to: str, name: str) -> None:
    write(tmp_path, "index.html", "<h1>H</h1>")
    (tmp_path / name).symlink_to(leads_to)
    [problem] = check_site(tmp_path)
    assert (problem.found, problem.remedy) == ("This leads out of the site.", "Put the file itself into content/.")


def words(count: int) -> str:
    """Words that hardly compress, the same each time."""
    chance = random.Random(7)
    return " ".join("".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=6)) for _ in range(count))


def test_a_page_that_is_there_at_once_needs_no_advice(tmp_path: Path) -> None:
    write(tmp_path, "articles/a/index.html", f"<h1>A</h1><p>{words(2_400)}</p>")
    assert problems(tmp_path) == []


def test_a_booklet_has_several_articles_and_may_be_heavier(tmp_path: Path) -> None:
    write(tmp_path, "paths/a/booklet/index.html", f"<h1>A</h1><p>{words(4_000)}</p>")
    assert problems(tmp_path) == []


def test_a_long_article_is_told_its_weight_and_not_stopped(tmp_path: Path) -> None:
    write(tmp_path, "articles/a/index.html", f"<h1>A</h1><p>{words(4_000)}</p>")
    [problem] = problems(tmp_path)
    assert problem.advice
    assert problem.path == "content/articles/a.md"
    assert problem.found.startswith("The page weighs 18.")
    assert problem.found.endswith(" KB; with 13.5 it is there at once.")
    assert problem.remedy == "Part it in two, if it reads as two."


def test_a_heavy_frame_is_stopped(tmp_path: Path) -> None:
    write(tmp_path, "articles/a/index.html", "<h1>A</h1>", f"<style>{words(4_000)}</style>")
    [problem] = problems(tmp_path)
    assert not problem.advice
    assert "take some out of theme/" in problem.remedy


def test_a_heavy_picture_is_told_its_weight_and_not_stopped(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    Image.frombytes("RGB", (500, 400), random.Random(7).randbytes(600_000)).save(tmp_path / "images/a.png")
    found = "The picture weighs 601 KB for readers with a large screen, who wait for it."
    remedy = "Take the noise out of it, show a smaller part, or export it 1,600 pixels wide."
    assert problems(tmp_path) == [Problem("content/images/a.png", 0, found, remedy, advice=True)]


def test_a_heavy_picture_is_told_once_as_the_file_that_it_was_made_of(tmp_path: Path) -> None:
    content = read(written(tmp_path / "content"))
    (content.folder / "images").mkdir()
    Image.new("RGB", (40, 40)).save(content.folder / "images/My Desk.png")
    content = read(content.folder)
    photograph = describe(content.folder / "images/My Desk.png")
    (tmp_path / "output/images").mkdir(parents=True)
    heavy = Image.frombytes("RGB", (500, 400), random.Random(7).randbytes(600_000))
    files = [f"images/{photograph.file(width, 'png')}" for width in (1600, 2176)]
    for name in files:
        heavy.save(tmp_path / "output" / name)
    [problem] = pictures_arrive_soon(tmp_path / "output", files, content)
    assert (problem.path, problem.advice) == ("content/images/My Desk.png", True)


@pytest.mark.parametrize("kind", ["jpg", "png", "webp", "avif"])
def test_a_picture_that_tells_where_it_was_taken_is_reported(tmp_path: Path, kind: str) -> None:
    (tmp_path / "images").mkdir()
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    Image.new("RGB", (2, 2)).save(tmp_path / f"images/kept.{kind}", exif=exif)
    assert problems(tmp_path) == []
    exif[0x8825] = {1: "N", 2: (52.0, 31.0, 0.0)}
    Image.new("RGB", (2, 2)).save(tmp_path / f"images/home.{kind}", exif=exif)
    assert problems(tmp_path) == [
        Problem(
            f"content/images/home.{kind}",
            0,
            f"“home.{kind}” tells where it was taken.",
            "Save a copy without the place, and use that.",
        )
    ]


def test_a_card_was_drawn_here_and_tells_no_place(tmp_path: Path) -> None:
    (tmp_path / "cards").mkdir()
    Image.new("RGB", (2, 2)).save(tmp_path / "cards/a.jpg", xmp=b'<x:xmpmeta exif:GPSLatitude="52,31N"/>')
    assert problems(tmp_path) == []


def test_a_place_in_the_other_format_is_reported_too(tmp_path: Path) -> None:
    Image.new("RGB", (2, 2)).save(tmp_path / "a.jpg", xmp=b'<x:xmpmeta exif:GPSLatitude="52,31N"/>')
    assert [problem.found for problem in problems(tmp_path)] == ["“a.jpg” tells where it was taken."]


@pytest.mark.parametrize("data", [b"", b"words", b"\xff\xd8\xff\xe1", b"RIFF\x00\x00\x00\x00WEBP"])
def test_a_picture_that_is_none_is_reported(tmp_path: Path, data: bytes) -> None:
    put(tmp_path, "cards/a.png", data)
    put(tmp_path, "images/a.jpg", data)
    assert problems(tmp_path) == [
        Problem(place, 0, f"“{place[-5:]}” is not a picture that a browser can show.", "Save it as a JPEG.")
        for place in ("output/cards/a.png", "content/images/a.jpg")
    ]


@pytest.mark.parametrize("name", ["feed.xml", "robots.txt", "theme/js/a.js", "about/index.html"])
@pytest.mark.parametrize(
    "address",
    ["http://localhost:8000", "https://127.0.0.1", "http://192.168.1.4:80", "http://[::1]:8001", "http://desk.local", "ws://localhost", "http://printer", "http://me@localhost:8000"],
)  # fmt: skip
def test_an_address_of_this_machine_is_reported_before_it_goes_live(tmp_path: Path, name: str, address: str) -> None:
    put(tmp_path, name, f"<a href='{address}/x'>{address}</a>".encode())
    assert problems(tmp_path) == []
    [problem] = problems(tmp_path, publish=True)
    assert problem.found == f"“{address}” is an address that only this machine or its network knows."
    assert problem.remedy == "Take it out, or write the public one."
    assert problem.path == ("content/pages/about.md" if name.endswith(".html") else f"output/{name}")


@pytest.mark.parametrize("address", ["https://p.org", "http://www.w3.org/2005/Atom", "localhost", "https://8.8.8.8/"])
def test_any_other_address_may_go_live(tmp_path: Path, address: str) -> None:
    put(tmp_path, "feed.xml", address.encode())
    assert problems(tmp_path, publish=True) == []


def test_a_draft_is_stopped_before_it_goes_live(tmp_path: Path) -> None:
    content, output = tmp_path / "content", tmp_path / "output"
    for name, status in (("a", "Draft"), ("b", "published"), ("c", "draft")):
        put(content, f"articles/{name}.md", f"Title: T\nStatus: {status}\n\nText".encode())
    for name in "ab":
        write(output, f"articles/{name}/index.html", "<h1>T</h1>")
    assert problems(output, content) == []
    assert problems(output, content, publish=True) == [
        Problem("content/articles/a.md", 0, "This draft would go live.", "Build the site once more.")
    ]
