from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from checks.sources import check
from plugins import kept_work, pictures
from plugins.photographs import describe
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
        for problem in check(content)
        if problem.path.startswith("content/images/") and not problem.advice
    ]


def film(kind: str) -> bytes:
    return encoded(scene(), kind, save_all=True, append_images=[scene().rotate(180)], duration=100)


BAD: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "a.heic": (heic, "a HEIC picture", "JPEG"),
    "named.jpg": (heic, "a HEIC picture", "JPEG"),
    "empty.jpg": (bytes, "is empty", "once more"),
    "words.jpg": (lambda: b"words", "no picture", "JPEG"),
    "cut.jpg": (lambda: encoded(noise(90, 60), "JPEG")[:4000], "damaged", "once more"),
    "cut.png": (lambda: encoded(noise(90, 60), "PNG")[:4000], "damaged", "once more"),
    "cut.webp": (lambda: encoded(noise(90, 60), "WEBP")[:2000], "damaged", "once more"),
    "stub.jpg": (lambda: encoded(scene(), "JPEG")[:20], "damaged", "once more"),
    "film.webp": (lambda: film("WEBP"), "it has 2 frames", "JPEG"),
    "film.png": (lambda: film("PNG"), "it has 2 frames", "JPEG"),
    "film.gif": (lambda: film("GIF"), "a GIF", "JPEG"),
    "a.tif": (lambda: encoded(scene(), "TIFF"), "a TIFF", "JPEG"),
    "a.bmp": (lambda: encoded(scene(), "BMP"), "a BMP", "JPEG"),
    "a.psd": (lambda: b"8BPS" + b"\0" * 40, "a Photoshop file", "JPEG"),
    "a.svg": (lambda: b'<?xml version="1.0"?><svg xmlns="x"><script>alert(1)</script></svg>', "a drawing (SVG)", "PNG"),
    "large.png": (lambda: png_of(12_000, 9_000), "12,000 × 9,000 pixels, 108 million; it may have 64", "3,000 pixels"),
    "bomb.png": (lambda: png_of(60_000, 60_000), "far more than 64 million pixels", "3,000 pixels"),
    "tall.png": (lambda: png_of(800, 40_000), "too tall: 800 × 40,000 pixels", "Cut it"),
    "hollow.png": (lambda: png_of(4_000, 3_000), "damaged", "once more"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_no_fit_photograph_is_told_with_its_remedy(name: str, content: Path) -> None:
    make, found, remedy = BAD[name]
    (content / "images" / name).write_bytes(make())
    problems = shown(content, name)
    assert [(path, line) for path, line, *_ in problems] == [(f"content/images/{name}", 0)]
    assert found in problems[0][2]
    assert remedy in problems[0][3]


def test_a_file_of_too_many_megabytes_is_not_even_opened(content: Path) -> None:
    with (content / "images/a.png").open("wb") as file:
        file.truncate(80_000_000)
    assert "80 megabytes; it may have 60" in shown(content, "a.png")[0][2]


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
    kept_work.put(pictures.kept_folder(content), describe(path).name, {"a": b""})
    assert shown(content, "hollow.png") == []
