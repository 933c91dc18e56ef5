from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

import file_cache
from checks.sources import check
from pictures.photographs import cache_folder, describe
from sources.content import read
from tests.unit.camera import encoded, heic, noise, png_of, save, scene

HEADER = "Title: T\nImage: {0}\nImage_alt: A\n\nText\n"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    for name in ("articles", "images", "pages"):
        (folder / name).mkdir(parents=True)
    return folder


def shown(content: Path, name: str, text: str = HEADER) -> list[tuple[str, int, str, str]]:
    (content / "articles/a.md").write_text(text.format(name), encoding="utf-8")
    return [
        (problem.path, problem.line, problem.found, problem.remedy)
        for problem in check(read(content))
        if problem.path.startswith("content/images/") and not problem.advice
    ]


def film(kind: str) -> bytes:
    return encoded(scene(), kind, save_all=True, append_images=[scene().rotate(180)], duration=100)


EXPORT = "Open it where you look at pictures, export it as JPEG, and name that file instead."
SMALLER = "Export it smaller: 3,000 pixels on its longer side are plenty."
AGAIN = "Copy it from the camera or the phone once more, or open it there and save it anew."
DAMAGED = "This picture is damaged: it cannot be read to its end."
HEIC = "This is a HEIC picture, as iPhones save them; browsers do not show it."
TIFF = "This is a TIFF, or the raw file of a camera; browsers do not show it."
MOVES = "This picture moves: it has 2 frames. Pictures here stand still."
BAD: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "a.heic": (heic, HEIC, EXPORT),
    "named.jpg": (heic, HEIC, EXPORT),
    "empty.jpg": (bytes, "This file is empty.", "Copy the picture from the camera or the phone once more."),
    "words.jpg": (lambda: b"words", "This is not a picture that can be read.", EXPORT),
    "cut.jpg": (lambda: encoded(noise(90, 60), "JPEG")[:4000], DAMAGED, AGAIN),
    "cut.png": (lambda: encoded(noise(90, 60), "PNG")[:4000], DAMAGED, AGAIN),
    "cut.webp": (lambda: encoded(noise(90, 60), "WEBP")[:2000], DAMAGED, AGAIN),
    "stub.jpg": (lambda: encoded(scene(), "JPEG")[:20], DAMAGED, AGAIN),
    "stub.webp": (lambda: b"RIFF\0\0\0\0WEBP", DAMAGED, AGAIN),
    "stub.avif": (lambda: b"\0\0\0\x20ftypavif", DAMAGED, AGAIN),
    "film.webp": (lambda: film("WEBP"), MOVES, EXPORT),
    "film.png": (lambda: film("PNG"), MOVES, EXPORT),
    "film.gif": (lambda: film("GIF"), "This is a GIF.", EXPORT),
    "film.jpg": (lambda: b"\0\0\0\x20ftypisom", "This is a film.", EXPORT),
    "a.tif": (lambda: encoded(scene(), "TIFF"), TIFF, EXPORT),
    "b.tif": (lambda: b"MM\0*", TIFF, EXPORT),
    "a.bmp": (lambda: encoded(scene(), "BMP"), "This is a BMP.", EXPORT),
    "a.psd": (lambda: b"8BPS" + b"\0" * 40, "This is a Photoshop file; browsers do not show it.", EXPORT),
    "pdf.jpg": (lambda: b"%PDF-1.7", "This is a PDF.", EXPORT),
    "a.svg": (
        lambda: b'<?xml version="1.0"?><svg xmlns="x"><script>alert(1)</script></svg>',
        "This is a drawing (SVG), which can hold programs.",
        "Export it as PNG, 1,400 pixels wide or more, and name that file instead.",
    ),
    "large.png": (
        lambda: png_of(12_000, 9_000),
        "This picture has 12,000 × 9,000 pixels, 108 million; it may have 64 million.",
        SMALLER,
    ),
    "bomb.png": (
        lambda: png_of(60_000, 60_000),
        "This picture has far more than 64 million pixels, which is the most it may have.",
        SMALLER,
    ),
    "tall.png": (
        lambda: png_of(800, 40_000),
        "This picture is too tall: 800 × 40,000 pixels.",
        "Cut it into several pictures.",
    ),
    "hollow.png": (lambda: png_of(4_000, 3_000), DAMAGED, AGAIN),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_no_fit_photograph_is_told_with_its_remedy(name: str, content: Path) -> None:
    make, found, remedy = BAD[name]
    (content / "images" / name).write_bytes(make())
    assert shown(content, name) == [(f"content/images/{name}", 0, found, remedy)]


def test_a_file_of_too_many_megabytes_is_not_even_opened(content: Path) -> None:
    with (content / "images/a.png").open("wb") as file:
        file.truncate(80_000_000)
    found = "This file has 80 megabytes; it may have 60."
    assert shown(content, "a.png") == [("content/images/a.png", 0, found, SMALLER)]


@pytest.mark.parametrize("kind", ["JPEG", "MPO", "PNG", "WEBP", "AVIF"])
def test_what_can_be_read_safely_is_taken_without_a_word(kind: str, content: Path) -> None:
    options = {"save_all": True, "append_images": [scene(60, 40)]} if kind == "MPO" else {}
    save(content / "images/whatever it is called.jpg", scene(), kind, **options)
    assert shown(content, "whatever it is called.jpg") == []


def test_colours_for_printing_are_taken_without_a_word(content: Path) -> None:
    save(content / "images/a.jpg", Image.new("CMYK", (30, 20)))
    assert shown(content, "a.jpg") == []


def test_a_finished_picture_is_not_read_again(content: Path) -> None:
    path = content / "images/hollow.png"
    path.write_bytes(png_of(40, 30))
    assert shown(content, "hollow.png")
    file_cache.put(cache_folder(content), describe(path).name, {"a": b""})
    assert shown(content, "hollow.png") == []
