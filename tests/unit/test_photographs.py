import io
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from PIL import Image

import file_cache
from pictures.markup import above_text, picture_sources, within_column, without_choices
from pictures.photographs import FORMATS, PORTRAIT_WIDTHS, WIDTHS, describe, load_normalised, make
from tests.unit.camera import encoded, noise, profile, save, scene, with_exif

ROOT = Path(__file__).parents[2]
RED, BLUE, WHITE = (192, 32, 32), (32, 32, 192), (255, 255, 255)


def near(picture: Image.Image, across: float, down: float, colour: tuple[int, ...], within: int = 24) -> bool:
    found = picture.convert("RGB").getpixel((int(picture.width * across), int(picture.height * down)))
    assert isinstance(found, tuple)
    return all(abs(a - b) <= within for a, b in zip(found, colour, strict=True))


def opened(files: dict[str, bytes], ending: str) -> Image.Image:
    """The widest file of a format."""
    name = max(
        (name for name in files if name.endswith(ending)), key=lambda name: int(name.split("-")[-1].split(".")[0])
    )
    return Image.open(io.BytesIO(files[name]))


def test_as_a_program_it_caches_what_it_makes(tmp_path: Path) -> None:
    paths = [save(tmp_path / name, scene(900, 60)) for name in ("one.jpg", "two.jpg")]
    for wanted in (WIDTHS, PORTRAIT_WIDTHS):
        program = [sys.executable, "-m", "pictures.photographs", str(tmp_path / "cache"), ",".join(map(str, wanted))]
        subprocess.run([*program, *map(str, paths)], cwd=ROOT, check=True)
        for path in paths:
            assert file_cache.get(tmp_path / "cache", describe(path, wanted).name) == make(describe(path, wanted))


def test_a_portrait_has_names_and_widths_of_its_own_beside_the_same_photograph(tmp_path: Path) -> None:
    path = save(tmp_path / "me.jpg", scene(900, 60))
    photograph, portrait = describe(path), describe(path, PORTRAIT_WIDTHS)
    assert (photograph.widths, portrait.widths) == ([700, 900], [*PORTRAIT_WIDTHS])
    assert not {*make(photograph)} & {*make(portrait)}


def test_readers_get_avif_and_jpeg_in_the_widths_of_the_layout(tmp_path: Path) -> None:
    photograph = describe(save(tmp_path / "A Door.jpg", scene(2400, 160)))
    files = make(photograph)
    assert photograph.name.startswith("a-door-")
    assert set(files) == {f"{photograph.name}-{width}.{ending}" for width in WIDTHS for ending in FORMATS}
    for name, content in files.items():
        with Image.open(io.BytesIO(content)) as picture:
            width, ending = name.removeprefix(f"{photograph.name}-").split(".")
            assert (picture.format, picture.width) == (ending.upper(), int(width))
            assert picture.height == round(picture.width * 160 / 2400)


@pytest.mark.parametrize(
    ("width", "widths"),
    [(1, [1]), (300, [300]), (720, [720]), (900, [700, 900]), (1600, [700, 1104, 1600]), (6000, list(WIDTHS))],
)
def test_no_picture_is_wider_than_the_camera_made_it(width: int, widths: list[int], tmp_path: Path) -> None:
    assert describe(save(tmp_path / "a.png", Image.new("L", (width, 2)), "PNG")).widths == widths


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_the_way_the_camera_was_held(orientation: int, tmp_path: Path) -> None:
    lying = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = scene().transpose(lying[orientation]) if orientation in lying else scene()
    for kind in ("JPEG", "PNG", "WEBP"):
        photograph = describe(save(tmp_path / "a.jpg", stored, kind, exif=with_exif(orientation)))
        assert (photograph.width, photograph.height) == (240, 160)
        picture = load_normalised(photograph.path)
        assert picture.size == (240, 160)
        assert near(picture, 0.2, 0.1, WHITE)
        assert near(picture, 0.2, 0.7, RED)
        assert near(picture, 0.8, 0.7, BLUE)


def test_nothing_a_camera_wrote_is_published_but_the_picture(tmp_path: Path) -> None:
    path = save(tmp_path / "a.jpg", scene(), exif=with_exif(), comment=b"from home", icc_profile=profile("sRGB"))
    before = path.read_bytes()
    assert b"CameraMaker" in before
    assert b"from home" in before
    for content in make(describe(path)).values():
        assert b"CameraMaker" not in content
        assert b"from home" not in content
        with Image.open(io.BytesIO(content)) as picture:
            assert not dict(picture.getexif())
            assert not {"exif", "icc_profile", "comment", "xmp"} & set(picture.info)


@pytest.mark.parametrize("kind", ["JPEG", "MPO", "PNG", "WEBP", "AVIF"])
def test_a_picture_is_known_by_what_is_in_it_and_not_by_its_name(kind: str, tmp_path: Path) -> None:
    photograph = describe(save(tmp_path / "a.jpeg", scene(), kind))
    assert near(load_normalised(photograph.path), 0.2, 0.7, RED)


def test_a_second_picture_behind_the_first_is_no_film(tmp_path: Path) -> None:
    save(tmp_path / "a.jpg", scene(), "MPO", save_all=True, append_images=[scene(60, 40)])
    assert load_normalised(tmp_path / "a.jpg").size == (240, 160)


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "PA", "CMYK", "1", "I;16"])
def test_every_kind_of_colour_becomes_that_of_screens(mode: str, tmp_path: Path) -> None:
    grey = Image.new("RGB", (20, 10), (128, 128, 128))
    if mode == "I;16":
        picture = Image.new(mode, grey.size, 0x8080)
    elif mode.startswith("P"):
        picture = grey.convert("RGBA" if mode == "PA" else "RGB").quantize(4)
    else:
        picture = grey.convert(mode)
    path = save(tmp_path / "a.png", picture, "JPEG" if mode == "CMYK" else "PNG")
    found = load_normalised(path)
    assert found.mode == "RGB"
    assert mode == "1" or near(found, 0.5, 0.5, (128, 128, 128), 4)


def test_what_can_be_seen_through_stands_on_white(tmp_path: Path) -> None:
    path = save(tmp_path / "a.png", Image.new("RGBA", (20, 10), (0, 0, 0, 0)), "PNG")
    assert near(load_normalised(path), 0.5, 0.5, WHITE, 0)


def test_colours_of_another_profile_keep_their_look(tmp_path: Path) -> None:
    # A profile whose red is what sRGB calls green: the simplest one that shows whether it is heeded.
    swapped = bytearray(profile("sRGB"))
    tags = {
        bytes(swapped[at : at + 4]): at for at in range(132, 132 + 12 * int.from_bytes(swapped[128:132], "big"), 12)
    }
    red, green = tags[b"rXYZ"], tags[b"gXYZ"]
    swapped[red : red + 4], swapped[green : green + 4] = b"gXYZ", b"rXYZ"
    path = save(tmp_path / "a.jpg", Image.new("RGB", (40, 40), (255, 0, 0)), quality=95, icc_profile=bytes(swapped))
    assert near(load_normalised(path), 0.5, 0.5, (0, 255, 0))


@pytest.mark.parametrize("damaged", [b"nonsense", profile("LAB")])
def test_a_profile_that_does_not_fit_is_passed_over(damaged: bytes, tmp_path: Path) -> None:
    path = save(tmp_path / "a.jpg", scene(), quality=95, icc_profile=damaged)
    assert near(load_normalised(path), 0.2, 0.7, RED)


def test_metadata_that_cannot_be_read_are_passed_over(tmp_path: Path) -> None:
    path = save(tmp_path / "a.jpg", scene(), exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff\xff\xff")
    assert near(load_normalised(path), 0.2, 0.7, RED)
    assert describe(path).width == 240


def test_the_formats_do_not_disturb_each_other_while_they_are_made(tmp_path: Path) -> None:
    rough = noise(12, 8).resize((400, 267), Image.Resampling.BICUBIC)
    photograph = describe(save(tmp_path / "a.png", rough, "PNG"))
    first = make(photograph)
    alone = encoded(rough, "JPEG", quality=78, progressive=True, optimize=True)
    assert first[photograph.file(400, "jpeg")] == alone
    assert make(photograph) == first


def test_a_name_changes_with_what_is_in_the_file_only(tmp_path: Path) -> None:
    path = save(tmp_path / "a.jpg", scene())
    name = describe(path).name
    (tmp_path / "else").mkdir()
    assert describe(path.rename(tmp_path / "else/a.jpg")).name == name
    assert describe(save(tmp_path / "a.jpg", scene(241))).name != name


@pytest.mark.parametrize(("stem", "slug"), [("Été à Žilina (1)", "ete-a-zilina-1"), ("照", "zhao"), ("!!", "picture")])
def test_a_name_is_fit_for_an_address(stem: str, slug: str, tmp_path: Path) -> None:
    assert describe(save(tmp_path / f"{stem}.jpg", scene())).name.rpartition("-")[0] == slug


@pytest.mark.parametrize(
    ("width", "ending", "most"),
    [(700, "avif", 18_000), (700, "jpeg", 39_500), (1104, "avif", 28_000)],
)
def test_even_a_picture_full_of_detail_is_small_on_a_phone(width: int, ending: str, most: int, tmp_path: Path) -> None:
    rough = noise(88, 58).resize((width, round(width * 2 / 3)), Image.Resampling.BICUBIC)
    photograph = describe(save(tmp_path / "a.png", rough, "PNG"))
    assert len(encoded(rough, ending, quality=FORMATS[ending]["qualities"][0])) > most
    assert len(make(photograph)[photograph.file(width, ending)]) < most


def test_a_strip_one_pixel_high_from_a_camera_is_a_picture_too(tmp_path: Path) -> None:
    photograph = describe(save(tmp_path / "a.jpg", Image.new("RGB", (6000, 1))))
    assert opened(make(photograph), "jpeg").size == (WIDTHS[-1], 1)


def test_a_usual_picture_has_the_first_quality_in_every_format(tmp_path: Path) -> None:
    picture = scene(700, 467)
    photograph = describe(save(tmp_path / "a.png", picture, "PNG"))
    files = make(photograph)
    for ending, options in FORMATS.items():
        first = {name: value for name, value in options.items() if name != "qualities"}
        alone = encoded(load_normalised(photograph.path), ending, quality=options["qualities"][0], **first)
        assert files[photograph.file(700, ending)] == alone


def test_a_damaged_picture_is_refused_as_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    whole = encoded(scene(), "JPEG")
    for content in (b"", b"words", whole[:200], whole[: len(whole) // 2]):
        (tmp_path / "a.jpg").write_bytes(content)
        with pytest.raises(OSError, match=r"."):
            load_normalised(tmp_path / "a.jpg")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_bytes_that_have_changed_never_raise_anything_else(kind: str, tmp_path: Path) -> None:
    whole = encoded(scene(64, 48), kind, exif=with_exif(6))
    path = tmp_path / "a"
    for number in range(300):
        at = zlib.crc32(f"{kind} {number}".encode()) % len(whole)
        changed = bytearray(whole)
        changed[at] ^= 1 << number % 8
        path.write_bytes(changed[: at if number % 5 == 0 else None])
        try:
            describe(path)
            load_normalised(path)
        except OSError:
            pass


def test_a_page_says_what_a_browser_has_to_know(tmp_path: Path) -> None:
    photograph = describe(save(tmp_path / "a.jpg", Image.new("RGB", (1500, 1000))))
    html = BeautifulSoup(
        f"<picture>{picture_sources(photograph, '50vw', {'alt': 'A “door” & <a> sill'})}</picture>", "lxml"
    )
    assert [str(source["type"]) for source in html.select("source")] == ["image/avif"]
    image = html.select_one("img")
    assert image
    assert image["alt"] == "A “door” & <a> sill"
    assert (image["width"], image["height"], image["sizes"]) == ("1500", "1000", "50vw")
    assert image["src"] == f"$images/{photograph.name}-1104.jpeg"
    for tag, ending in [(html.select("source")[0], "avif"), (image, "jpeg")]:
        widths = [part.split() for part in str(tag["srcset"]).split(", ")]
        assert widths == [[f"$images/{photograph.name}-{w}.{ending}", f"{w}w"] for w in (700, 1104, 1500)]


def test_the_photograph_above_an_article_is_wanted_at_once(tmp_path: Path) -> None:
    html = above_text(describe(save(tmp_path / "a.jpg", scene())), "A door")
    assert 'fetchpriority="high"' in html
    assert "lazy" not in html


def test_feed_readers_get_a_plain_jpeg(tmp_path: Path) -> None:
    photograph = describe(save(tmp_path / "a.jpg", scene()))
    inside = picture_sources(photograph, "50vw", {"alt": "A door", "loading": "lazy", "decoding": "async"})
    assert without_choices(f"<p>sizes=</p><picture>{inside}</picture>") == (
        f'<p>sizes=</p><img src="$images/{photograph.name}-240.jpeg" width="240" height="160" alt="A door">'
    )


def test_a_picture_in_a_feed_is_no_wider_than_a_letter() -> None:
    said = '<img src="a" width="{}" height="{}" alt="">'
    assert within_column(said.format(2400, 1601)) == said.format(600, 400)
    assert within_column(said.format(240, 160)) == said.format(240, 160)
    code = '<code>&lt;img width="2400" height="1601"&gt;</code>'
    assert within_column(code) == code
