"""What the file of a picture tells of places and people, and how it is taken out; every secret here has “Anna” in it."""

import io
import warnings
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from pictures.metadata import disclosed, disclosures, without
from tests.unit.camera import encoded, noise, profile, save, scene, with_exif

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:exif="http://ns.adobe.com/exif/1.0/"'
    ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:aux="http://ns.adobe.com/exif/1.0/aux/"'
    ' xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
    ' xmlns:MPReg="http://ns.microsoft.com/photo/1.2/t/Region#" xmlns:stRef="http://ns.adobe.com/xap/1.0/sType/ResourceRef#"'
    ' xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"'
)
KINDS = ("JPEG", "PNG", "WEBP", "AVIF")


def xmp(inside: str = "", attributes: str = "") -> bytes:
    return (
        f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{RDF}">'
        f'<rdf:Description rdf:about="" {SPACES} {attributes}>{inside}</rdf:Description></rdf:RDF></x:xmpmeta>'
        f"{' ' * 2000}<?xpacket end='w'?>"
    ).encode()


def exif(first: dict[int, Any] | None = None, camera: dict[int, Any] | None = None, gps: Any = None) -> bytes:
    made = Image.Exif()
    for number, value in (first or {}).items():
        made[number] = value
    for place, fields in ((0x8769, camera), (0x8825, gps)):
        if fields:
            made[place] = fields
    return made.tobytes()


AT_HOME = {1: "N", 2: (47.0, 22.0, 11.0), 3: "W", 4: (8.0, 30.0, 0.0)}
ALL = exif(
    {0x0112: 6, 0x010F: "Anna Cameras", 0x013B: "Jürg Anna".encode(), 0x8298: "© Anna"},
    {0xA431: "Anna 4711", 0x927C: b"Nikon\0Anna" + bytes(90), 0x9286: b"UNICODE\0" + "Anna im Büro".encode("utf-16-be")},
    AT_HOME,
)  # fmt: skip
CREATOR = xmp("<dc:creator><rdf:Seq><rdf:li>Anna Muster</rdf:li></rdf:Seq></dc:creator>")
LOCATION, OWNER, NOTED = "where it was taken", "who took it or whose it is", "what was noted about it"
MAKER = "notes of the maker of the camera, in which its serial number often stands"
SERIAL = "which camera it was, by its serial number"


def segment(marker: int, held: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(held) + 2).to_bytes(2) + held


def jpeg(*segments: bytes, behind: bytes = b"", **options: Any) -> bytes:
    """A JPEG with these segments at its start."""
    whole = encoded(scene(), "JPEG", **options)
    return whole[:2] + b"".join(segments) + whole[2:] + behind


def iptc(**datasets: str) -> bytes:
    """Photoshop's segment: a resource of its own, then IPTC with these datasets."""
    data = b"".join(
        b"\x1c\x02" + bytes((int(number[1:]),)) + len(words.encode()).to_bytes(2) + words.encode()
        for number, words in datasets.items()
    )
    resources = b"".join(
        b"8BIM" + number.to_bytes(2) + name + len(held).to_bytes(4) + held + b"\0" * (len(held) % 2)
        for number, name, held in ((0x03ED, b"\0\0", bytes(16)), (0x0404, b"\x03abc", data))
    )
    return segment(0xED, b"Photoshop 3.0\0" + resources)


def png(**texts: str) -> bytes:
    info = PngInfo()
    for name, words in texts.items():
        info.add_text(name.replace("_", " ").replace("0", ":"), words)
    return encoded(scene(), "PNG", pnginfo=info)


def profiled_by_imagemagick(kind: str, data: bytes) -> bytes:
    info = PngInfo()
    info.add_text(f"Raw profile type {kind}", f"\n{kind}\n{len(data):8}\n{data.hex()}\n", zip=True)
    return encoded(scene(), "PNG", pnginfo=info)


def look(data: bytes) -> tuple[object, ...]:
    with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data)) as picture:
        turn = picture.getexif().get(0x0112, 1)
        return picture.mode, picture.size, picture.tobytes(), picture.info.get("icc_profile"), turn


def small_picture_with_a_place() -> bytes:
    small = encoded(scene(40, 30), "JPEG", exif=exif(gps=AT_HOME))
    whole = exif({0x010F: "Maker"})[6:]
    made = bytearray(b"MM\0*\0\0\0\x08" + whole[8:])  # one field, and where the next directory is
    end = 8 + 2 + 12 * int.from_bytes(made[8:10])
    made[end : end + 4] = len(made).to_bytes(4)
    start = len(made) + 2 + 24 + 4
    for number, value in ((0x0201, start), (0x0202, len(small))):
        made += (b"\0\x02" if number == 0x0201 else b"") + number.to_bytes(2) + b"\0\x04\0\0\0\x01" + value.to_bytes(4)
    return b"Exif\0\0" + bytes(made) + bytes(4) + small


LONG = xmp("<photoshop:City>Annatown</photoshop:City>")
TELLING: dict[str, tuple[Callable[[], bytes], list[str]]] = {
    "a place": (lambda: jpeg(exif=exif(gps=AT_HOME)), [f"{LOCATION} (47.3697, -8.5000)"]),
    "a place south": (
        lambda: encoded(scene(), "PNG", exif=exif(gps={**AT_HOME, 1: "S", 3: "E"})),
        [f"{LOCATION} (-47.3697, 8.5000)"],
    ),
    "a photographer": (lambda: jpeg(exif=exif({0x013B: "Anna"})), [f"{OWNER} (“Anna”)"]),
    "an author of Windows": (lambda: jpeg(exif=exif({0x9C9D: "Anna M\0".encode("utf-16-le")})), [f"{OWNER} (“Anna M”)"]),
    "an owner": (lambda: jpeg(exif=exif(camera={0xA430: "Dr. Anna"})), [f"{OWNER} (“Dr. Anna”)"]),
    "a serial number": (lambda: jpeg(exif=exif(camera={0xA431: "4711"})), [f"{SERIAL} (“4711”)"]),
    "notes of the maker": (lambda: jpeg(exif=exif(camera={0x927C: b"Canon\0Anna"})), [MAKER]),
    "a description": (lambda: jpeg(exif=exif({0x010E: "Anna at the lake"})), [f"{NOTED} (“Anna at the lake”)"]),
    "a note": (
        lambda: jpeg(exif=exif(camera={0x9286: b"ASCII\0\0\0with Anna"})),
        [f"{NOTED} (“with Anna”)"],
    ),
    "a small picture with a place": (
        lambda: jpeg(exif=small_picture_with_a_place()),
        [f"{LOCATION} (47.3697, -8.5000)"],
    ),
    "a comment": (lambda: jpeg(comment=b"for Anna"), [f"{NOTED} (“for Anna”)"]),
    "a folder in a comment": (lambda: jpeg(comment=b"C:\\Users\\Anna\\hat.psd"), ["a folder of a computer (“C:\\Users\\Anna”)"]),
    "IPTC": (
        lambda: jpeg(iptc(d80="Anna", d90="Zürich", d101="Switzerland", d25="clinic")),
        [f"{LOCATION} (“Zürich”, “Switzerland”)", f"{OWNER} (“Anna”)", f"{NOTED} (“clinic”)"],
    ),
    "XMP in a JPEG": (lambda: jpeg(xmp=CREATOR), [f"{OWNER} (“Anna Muster”)"]),
    "XMP in a PNG": (lambda: png(**{"XML0com.adobe.xmp": CREATOR.decode()}), [f"{OWNER} (“Anna Muster”)"]),
    "XMP in a WebP": (lambda: encoded(scene(), "WEBP", xmp=CREATOR), [f"{OWNER} (“Anna Muster”)"]),
    "XMP in an AVIF": (lambda: encoded(scene(), "AVIF", xmp=CREATOR), [f"{OWNER} (“Anna Muster”)"]),
    "a place in attributes": (
        lambda: jpeg(xmp=xmp(attributes='exif:GPSLatitude="47,22.1N" photoshop:City="Annatown"')),
        [f"{LOCATION} (“47,22.1N”, “Annatown”)"],
    ),
    "faces": (
        lambda: jpeg(xmp=xmp('<mwg-rs:Regions><rdf:Description mwg-rs:Name="Anna"/></mwg-rs:Regions><x MPReg:PersonDisplayName="Bo"/>')),
        ["who is in it (“Anna”, “Bo”)"],
    ),
    "a file's way": (lambda: jpeg(xmp=xmp(attributes='stRef:filePath="/Users/anna/Cases/a.psd"')), ["a folder of a computer (“/Users/anna”)"]),
    "XMP in several segments": (
        lambda: jpeg(*(
            segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + b"A" * 32 + len(LONG).to_bytes(4) + at.to_bytes(4) + LONG[at : at + 700])
            for at in range(0, len(LONG), 700)
        )),
        [f"{LOCATION} (“Annatown”)"],
    ),
    "text in a PNG": (lambda: png(Author="Anna", Comment="in the ward", parameters="a portrait of Anna"), [f"{OWNER} (“Anna”)", f"{NOTED} (“in the ward”, “a portrait of Anna”)"]),
    "a thumbnail's place in a PNG": (lambda: png(Thumb00URI="file:///home/anna/a.png"), ["a folder of a computer (“/home/anna”)"]),
    "Exif as ImageMagick writes it": (lambda: profiled_by_imagemagick("exif", exif(gps=AT_HOME)), [f"{LOCATION} (47.3697, -8.5000)"]),
    "IPTC as ImageMagick writes it": (lambda: profiled_by_imagemagick("iptc", iptc(d85="Dr.", d80="Anna")[18:]), [f"{OWNER} (“Dr.”, “Anna”)"]),
    "what was cut off": (
        lambda: encoded(scene(), "PNG") + b"Anna" + encoded(scene(), "PNG")[60:],
        ["what was cut off from it"],
    ),
    "a film behind": (lambda: jpeg(behind=b"\0\0\0\x18ftypmp42" + b"Anna speaks"), ["a short film that the phone took with it"]),
    "a second picture with a place": (
        lambda: jpeg(behind=b"\0" * 9 + encoded(scene(60, 40), "JPEG", exif=exif(gps=AT_HOME))),
        [f"{LOCATION} (47.3697, -8.5000)"],
    ),
    "a comment between the scans": (lambda: between_scans(segment(0xFE, b"for Anna")), [f"{NOTED} (“for Anna”)"]),
    "a long description": (lambda: jpeg(exif=exif({0x010E: "Anna " + "x" * 60_000})), [f"{NOTED} (“Anna {'x' * 33}…”)"]),
    "more than two names": (lambda: jpeg(iptc(d80="Anna", d110="Bo", d116="Cy")), [f"{OWNER} (“Anna”, “Bo”, …)"]),
}  # fmt: skip


def between_scans(more: bytes) -> bytes:
    whole = encoded(scene(), "JPEG", progressive=True)
    second = whole.index(b"\xff\xda", whole.index(b"\xff\xda") + 2)
    return whole[:second] + more + whole[second:]


@pytest.mark.parametrize("what", TELLING)
def test_what_tells_of_places_and_people_is_named_and_taken_out(what: str) -> None:
    make, words = TELLING[what]
    data = make()
    assert list(disclosures(data)) == words
    clean = without(data)
    assert disclosures(clean) == ()
    assert b"nna" not in clean
    assert look(clean) == look(data)
    assert without(clean) == clean


@pytest.mark.parametrize(
    "data",
    [
        jpeg(exif=exif({0x0112: 6, 0x010F: "Canon", 0x0110: "EOS R5", 0x0131: "GIMP", 0x0132: "2026:01:02 03:04:05"})),
        jpeg(exif=exif({0x010E: "OLYMPUS DIGITAL CAMERA"}, {0x9286: b"ASCII\0\0\0   ", 0x927C: b"Apple iOS\0\0\1MM"})),
        jpeg(exif=exif(gps={0: b"\2\3\0\0"})),
        jpeg(exif=exif(gps={1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)})),
        jpeg(comment=b"CREATOR: gd-jpeg v1.0 (using IJG JPEG v62), quality = 90"),
        jpeg(
            xmp=xmp(attributes='xmp:CreatorTool="Lightroom" tiff:Make="NIKON" crs:Name="My preset" photoshop:City=""')
        ),
        jpeg(iptc(d55="20260102", d80="")),
        jpeg(icc_profile=profile("sRGB"), dpi=(300, 300)),
        png(Software="Matplotlib", date0create="2026-01-02", Comment="Created with GIMP", Title=" "),
        *(encoded(scene(), kind) for kind in KINDS),
    ],
)
def test_what_only_tells_of_cameras_and_programs_is_passed_over(data: bytes) -> None:
    assert disclosures(data) == ()


def test_a_second_picture_that_tells_nothing_is_passed_over() -> None:
    assert disclosures(encoded(scene(), "MPO", save_all=True, append_images=[scene(60, 40)])) == ()


SHAPES: dict[str, tuple[str, Image.Image, dict[str, Any]]] = {
    "plain": ("JPEG", scene(), {}),
    "progressive": ("JPEG", noise(70, 50), {"progressive": True, "subsampling": 0}),
    "restarts": ("JPEG", noise(70, 50), {"restart_marker_blocks": 1}),
    "grey": ("JPEG", scene().convert("L"), {}),
    "for printing": ("JPEG", scene().convert("CMYK"), {}),
    "second behind": ("MPO", scene(), {"save_all": True, "append_images": [scene(60, 40)]}),
    "png": ("PNG", noise(70, 50), {}),
    "palette": ("PNG", scene().quantize(4), {"transparency": 1}),
    "see-through": ("PNG", scene().convert("RGBA"), {}),
    "16 bits": ("PNG", Image.new("I;16", (20, 10), 0x8081), {}),
    "webp": ("WEBP", noise(71, 51), {}),
    "lossless": ("WEBP", scene().convert("RGBA"), {"lossless": True}),
    "alpha": ("WEBP", Image.new("RGBA", (33, 21), (9, 99, 199, 99)), {"quality": 50}),
    "avif": ("AVIF", noise(70, 50), {}),
    "avif alpha": ("AVIF", Image.new("RGBA", (33, 21), (9, 99, 199, 99)), {}),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_pixels_colour_profile_and_turn_stay_in_every_kind_of_picture(shape: str) -> None:
    kind, picture, options = SHAPES[shape]
    fits = "GRAY" if picture.mode in ("L", "I;16") else "CMYK" if picture.mode == "CMYK" else "RGB"
    colours = profile("sRGB") if fits == "RGB" else b"a profile of its own"
    data = encoded(picture, kind, exif=ALL, icc_profile=colours, **options)
    assert len(disclosures(data)) == 5
    clean = without(data)
    assert look(clean) == look(data)
    with Image.open(io.BytesIO(clean)) as opened:
        assert dict(opened.getexif()) == {0x0112: 6}
        assert opened.info.get("icc_profile") == colours
    assert b"nna" not in clean
    assert without(clean) == clean


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("kind", KINDS)
def test_a_turn_stays_and_where_there_is_none_nothing_does(kind: str, turn: int) -> None:
    clean = without(encoded(scene(), kind, exif=with_exif(turn)))
    with Image.open(io.BytesIO(clean)) as opened:
        assert opened.getexif().get(0x0112, 1) == turn
        assert turn > 1 or not dict(opened.getexif())


def test_a_turn_that_only_xmp_tells_stays() -> None:
    data = jpeg(xmp=xmp(attributes='tiff:Orientation="8" photoshop:City="Annatown"'))
    assert look(without(data))[-1] == look(data)[-1] == 8


def test_the_colours_of_a_camera_without_a_profile_stay_as_they_are_meant() -> None:
    clean = without(jpeg(exif=exif({0x013B: "Anna"}, {0xA001: 65535, 0xA005: {1: "R03"}})))
    with Image.open(io.BytesIO(clean)) as picture:
        found = picture.getexif()
        assert found.get_ifd(0x8769)[0xA001] == 65535
        assert dict(found.get_ifd(0xA005)) == {1: "R03"}


def test_the_print_size_of_a_jpeg_stays() -> None:
    with Image.open(io.BytesIO(without(jpeg(comment=b"for Anna", dpi=(300, 300))))) as picture:
        assert picture.info["dpi"] == (300, 300)


def test_text_that_would_fill_the_memory_is_not_unpacked() -> None:
    info = PngInfo()
    info.add(b"zTXt", b"Comment\0\0" + zlib.compress(b"Anna " * 20_000_000))
    assert sum(map(len, disclosures(encoded(scene(), "PNG", pnginfo=info)))) < 100


def test_entities_of_xmp_are_not_followed() -> None:
    bomb = (
        b'<!DOCTYPE a [<!ENTITY b "'
        + b"Anna" * 99
        + b'"><!ENTITY c "'
        + b"&b;" * 99
        + b'">]>'
        + CREATOR[60:].replace(b"Muster", b"&c;")
    )
    assert sum(map(len, disclosures(jpeg(xmp=bomb)))) < 300


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_bytes_are_cleaned_without_a_change_or_refused(kind: str) -> None:
    whole = encoded(scene(64, 48), kind, exif=ALL, xmp=CREATOR)
    for number in range(300):
        at = zlib.crc32(f"{kind} {number}".encode()) % len(whole)
        changed = bytearray(whole)
        changed[at] ^= 1 << number % 8
        data = bytes(changed[: at if number % 5 == 0 else None])
        disclosures(data)
        try:
            clean = without(data)
        except ValueError:
            continue
        assert look(clean) == look(data)
        assert disclosures(clean) == ()


@pytest.mark.parametrize(
    "data", [b"", b"words", b"\xff\xd8", b"\x89PNG", b"RIFF\0\0\0\0WEBP", b"\0\0\0\x20ftypavif", b"GIF89a"]
)
def test_what_is_no_picture_tells_nothing_and_is_refused(data: bytes) -> None:
    assert disclosures(data) == ()
    with pytest.raises(ValueError, match=r"."):
        without(data)


def test_a_picture_says_whether_it_can_be_cleaned(tmp_path: Path) -> None:
    assert disclosed(save(tmp_path / "a.jpg", scene(), exif=ALL))[1]
    assert disclosed(save(tmp_path / "b.jpg", scene())) == ((), False)
