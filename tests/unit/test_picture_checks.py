import zlib
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
        "Export it as PNG, 1,400 pixels wide or more, and name that file instead; the mark of the practice is content/mark.svg.",
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


def segments(kind: int, held: bytes, times: int) -> bytes:
    """A JPEG with pieces of metadata."""
    data = encoded(scene(), "JPEG")
    return data[:2] + (bytes((0xFF, kind)) + (len(held) + 2).to_bytes(2) + held) * times + data[2:]


def chunks(name: bytes, held: bytes, times: int) -> bytes:
    """A PNG with chunks before the last."""
    data = encoded(scene(), "PNG")
    chunk = len(held).to_bytes(4) + name + held + zlib.crc32(name + held).to_bytes(4)
    return data[:-12] + chunk * times + data[-12:]


def scans(times: int) -> bytes:
    """A progressive JPEG whose last scan is there so often."""
    data = encoded(Image.new("RGB", (4000, 3000)), "JPEG", progressive=True)
    last = data[data.rfind(b"\xff\xda") : -2]
    return data[:-2] + last * times + data[-2:]


# Each took the square of its size in time, or minutes, or more than a gigabyte.
ENORMOUS: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "comments.jpg": (
        lambda: segments(0xFE, b"Anna", 30_000),
        "The file of this picture is made of 30,011 pieces; it may have 20,000.",
        EXPORT,
    ),
    "exif.jpg": (
        lambda: segments(0xE1, b"Exif\0\0" + bytes(65_000), 200),
        "The file of this picture holds 13 megabytes besides the picture; it may hold 10.",
        EXPORT,
    ),
    "fill.jpg": (
        lambda: (data := encoded(scene(), "JPEG"))[:2] + b"\xff" * 12_000_000 + data[2:],
        "The file of this picture holds 12 megabytes besides the picture; it may hold 10.",
        EXPORT,
    ),
    "private.png": (
        lambda: chunks(b"prVt", b"", 30_000),
        "The file of this picture is made of 30,004 pieces; it may have 20,000.",
        EXPORT,
    ),
    "text.png": (
        lambda: chunks(b"tEXt", b"Comment\0" + bytes(60_000), 200),
        "The file of this picture holds 12 megabytes besides the picture; it may hold 10.",
        EXPORT,
    ),
    "passes.jpg": (lambda: scans(100), "This picture is drawn in 110 passes over its 12 million pixels.", EXPORT),
    "glass.png": (
        lambda: encoded(Image.new("LA", (8000, 6000)), "PNG", compress_level=1),
        "This picture can be seen through and has 8,000 × 6,000 pixels; such a one may have 40 million.",
        SMALLER,
    ),
}


@pytest.mark.parametrize("name", ENORMOUS)
def test_what_would_take_minutes_or_gigabytes_is_told(name: str, content: Path) -> None:
    make, found, remedy = ENORMOUS[name]
    (content / "images" / name).write_bytes(make())
    assert shown(content, name) == [(f"content/images/{name}", 0, found, remedy)]


@pytest.mark.parametrize(
    "data",
    [
        segments(0xFE, b"Anna", 15_000),
        segments(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + bytes(60_000), 150),
        chunks(b"tEXt", b"Comment\0" + bytes(60_000), 150),
        scans(20),
    ],
)
def test_what_programs_and_phones_write_is_taken_without_a_word(data: bytes, content: Path) -> None:
    (content / "images/a.jpg").write_bytes(data)
    assert shown(content, "a.jpg") == []


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_picture_that_was_cut_off_anywhere_is_told_or_shown(kind: str, content: Path) -> None:
    whole = encoded(scene(60, 40), kind)
    for length in range(1, len(whole), max(1, len(whole) // 40)):
        name = f"a-{length}.jpg"  # what was read once is known by its name
        (content / "images" / name).write_bytes(whole[:length])
        told = shown(content, name)
        assert [one for one in told if one[0].endswith(name)] or length > len(whole) - 24, length
        (content / "images" / name).unlink()


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
