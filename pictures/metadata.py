"""What the file of a picture tells of places and people, and the same file without that: not a pixel is touched.

Where it stands: Exif 3.0 (CIPA DC-008), XMP parts 1 and 3 (ISO 16684), IPTC IIM 4.2, PNG (W3C, third edition), WebP (RFC
9649), HEIF (ISO 23008-12, for AVIF).
"""

import contextlib
import hashlib
import io
import re
import warnings
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree  # type: ignore[import-untyped]
from PIL import ExifTags, Image

# Also two names that are its own: a change in that module gives every published picture another name.
from pictures import photographs

# In the order in which they are told.
TOLD = PLACE, OWNER, PEOPLE, SERIAL, MAKER, WORDS, FOLDER, FILM, CUT = (
    "where it was taken",
    "who took it or whose it is",
    "who is in it",
    "which camera it was, by its serial number",
    "notes of the maker of the camera, in which its serial number often stands",
    "what was noted about it",
    "a folder of a computer",
    "a short film that the phone took with it",
    "what was cut off from it",
)
# What a name means in XMP, in the text of a PNG and in Exif, in small letters and without what stands before a colon.
_MEANINGS = {
    name: meaning
    for meaning, names in {
        PLACE: "gpslatitude gpslongitude gpsdestlatitude gpsareainformation location sublocation city state provincestate"
        " country countryname",
        OWNER: "author artist creator ownername cameraownername owner rights copyright credit captionwriter xpauthor"
        " ciemailwork citelwork ciadrextadr ciadrcity byline contact",
        PEOPLE: "personinimage persondisplayname personname",
        SERIAL: "serialnumber bodyserialnumber lensserialnumber cameraserialnumber",
        WORDS: "title description usercomment comment subject hierarchicalsubject tagslist headline instructions keywords"
        " imagedescription xptitle xpcomment xpsubject xpkeywords caption",
    }.items()
    for name in names.split()
}
# IIM 4.2, chapter 6: the numbers of the datasets in the record of an application.
_OF_IPTC = {
    **dict.fromkeys((26, 27, 90, 92, 95, 101), PLACE),
    **dict.fromkeys((80, 85, 110, 116, 118, 122), OWNER),
    **dict.fromkeys((5, 25, 40, 105, 120), WORDS),
}
# Of the text of a PNG, what programs write of themselves.
_OF_PROGRAMS = re.compile(r"software|source|creation ?time|create-date|modify-date|dpi|signature|(date|png|thumb|pdf|jpeg|icc|tiff|xmp|exif):.*", re.IGNORECASE)  # fmt: skip
_BY_PROGRAMS = re.compile(r"(?i)\b(created (with|by|using)|creator:|encoder|lavc|optimi[sz]ed|compressed|processed with|digital camera|sony dsc|screenshot|software|quality ?=)|^(dcim\b.*|(img|dsc|pxl)[-_]?\w*\d|default|picasa|unknown)$")  # fmt: skip
_REGIONS = "{http://www.metadataworkinggroup.com/schemas/regions/}Name"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_FOLDER = re.compile(r"(?:/Users/|/home/|[A-Z]:\\+Users\\+)[^/\\\s]+")
DEEPEST = 4  # pictures within pictures
_MOST = 1_000_000  # bytes of XMP or text that are looked at; what is longer holds pictures

_XMP, _MORE_XMP = b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0"
_MARKER = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")  # with `\xff+` it takes twenty times as long
_FILM = re.compile(rb"ftyp(?:mp4|isom|iso2|qt  |3gp|avc1|M4V|hvc1)")
# Of PNG, what says how the pixels look, besides the critical chunks, whose names begin with a capital letter.
_LOOK = {b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV", b"cLLI", b"bKGD", b"hIST", b"pHYs", b"sPLT"}  # fmt: skip
_PIXELS = {b"IDAT", b"VP8 ", b"VP8L", b"ALPH", b"ANMF", b""}  # and what lies behind the end of a PNG
_OF_WEBP = {b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ICCP"}


class Part(NamedTuple):
    """A piece of metadata: of which kind (`exif`, `xmp`, `photoshop`, `text`, `picture`, `film` or `cut`), its bytes, its name."""

    kind: str
    data: bytes
    name: str = ""


def disclosed(path: Path) -> tuple[tuple[str, ...], bool]:
    """What a picture tells of places and people, and whether that can be taken out of its file."""
    status = path.stat()
    return _disclosed(path, status.st_mtime_ns, status.st_size)


@cache
def _disclosed(path: Path, *_: int) -> tuple[tuple[str, ...], bool]:
    data = photographs._bytes(path)  # which still has them where it was described last
    found = disclosures(data)
    if not found:
        return (), False
    try:
        _rewritten(data)
    except ValueError:
        return found, False
    return found, True


def disclosures(data: bytes) -> tuple[str, ...]:
    """What the bytes of a picture tell of places and people, each with the first words that say it."""
    found: dict[str, dict[str, None]] = {}  # each once, in order
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of odd metadata
        for meaning, words in _meanings(data):
            found.setdefault(meaning, {})[words] = None
    return tuple(_shown(meaning, list(found[meaning])) for meaning in TOLD if meaning in found)


def _shown(meaning: str, words: list[str]) -> str:
    quoted = [one if meaning == PLACE and one[-1:].isdigit() else f"“{one}”" for one in words if one]
    named = [f"{one[:39]}…”" if len(one) > 42 else one for one in quoted[:2]]
    return f"{meaning} ({', '.join(named)}{', …' if len(quoted) > 2 else ''})" if named else meaning


def without(data: bytes) -> bytes:
    """The picture without anything but its pixels, its colour profile and its turn; raises ValueError where that cannot be done."""
    new = _rewritten(data)
    try:
        same = _look(new) == _look(data)
    except Exception as error:  # Pillow raises whatever the bytes lead it to
        raise ValueError("it cannot be read to its end") from error
    if not same or disclosures(new):
        raise ValueError("its pixels would not stay as they are")
    return new


def _rewritten(data: bytes) -> bytes:
    try:
        if data.startswith(b"\xff\xd8"):
            return _jpeg_without(data)
        if data.startswith(b"\x89PNG"):
            return _png_without(data)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp_without(data)
        if data[4:12] == b"ftypavif":
            return _avif_without(data)
    except Exception as error:
        raise ValueError("its file is not made as it should be") from error
    raise ValueError("its format does not allow it")


def _look(data: bytes) -> tuple[object, ...]:
    """All that makes the look of a picture."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(data), formats=photographs.READ) as picture:
            turn = photographs._orientation(picture)
            picture.load()
            pixels = hashlib.sha256(picture.tobytes()).digest()
            transparency = picture.info.get("transparency")
            return picture.mode, picture.size, pixels, picture.getpalette(), transparency, picture.info.get("icc_profile"), turn  # fmt: skip


def _needed_exif(data: bytes) -> bytes:
    """The Exif that says how a picture is turned and, of a camera's Adobe RGB, how its colours are meant; or nothing."""
    needed = Image.Exif()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(data), formats=photographs.READ) as picture:
            if (turn := photographs._orientation(picture)) in range(2, 9):
                needed[ExifTags.Base.Orientation] = turn
            exif = picture.getexif()
            space = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.ColorSpace, 1)
            if space != 1:  # with the letters R03 it is Adobe RGB (DCF 2.0, 5.4)
                letters = exif.get_ifd(ExifTags.IFD.Interop).get(1)
                needed[ExifTags.IFD.Exif] = {
                    ExifTags.Base.ColorSpace: space,
                    **({ExifTags.IFD.Interop: {1: "R03"}} if letters == "R03" else {}),
                }
    return needed.tobytes().removeprefix(b"Exif\0\0") if dict(needed) else b""


def structure(data: bytes) -> tuple[int, int, int]:
    """How many pieces the file of a picture is made of, how many bytes there are besides its pixels, how many scans it has.

    It takes as long as there are pieces; what cannot be read is not counted.
    """
    pieces = pixels = scans = end = 0
    if data.startswith(b"\xff\xd8"):
        end = len(data)
        for marker, held in _readable(_segments(data)):
            pieces, scans = pieces + 1, scans + (marker == 0xDA)
            pixels += len(held) if marker == 0 else 0
            end -= len(held) if marker == 0xD9 else 0
        if not pixels or data[end - 2 : end] != b"\xff\xd9":  # it was cut off
            return pieces, 0, scans
    elif data.startswith((b"\x89PNG", b"RIFF")):
        chunks = _chunks(data) if data.startswith(b"\x89PNG") else _riff(data)
        for name, held in _readable(chunks):
            pieces, end = pieces + 1, end + len(held)
            pixels += len(held) if name in _PIXELS else 0
    return pieces, end - pixels, scans


# JPEG: segments, each with a marker (ITU T.81, annex B).


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The markers with what each holds; 0 is what lies behind the marker of a scan, and 0xD9 comes with what is behind the end."""
    at, scanning = 2, False
    while match := _MARKER.search(data, at):
        if scanning:
            yield 0, data[at : match.start()]
        marker, at, scanning = match[1][0], match.end(), False
        if marker == 0xD9:
            yield marker, data[at:]
            return
        if marker in (0x01, 0xD8):
            continue
        length = int.from_bytes(data[at : at + 2])
        if length < 2 or at + length > len(data):
            raise ValueError("no end")
        yield marker, data[at + 2 : at + length]
        at, scanning = at + length, marker == 0xDA
    raise ValueError("no end")


def _jpeg_parts(data: bytes) -> Iterator[Part]:
    joined: dict[str, list[bytes]] = {"exif": [], "xmp": [], "photoshop": []}
    behind = b""
    for marker, held in _readable(_segments(data)):
        if marker == 0xD9:
            behind = held
        elif marker == 0xE1 and held.startswith(b"Exif\0"):
            joined["exif"].append(held[6:])
        elif marker == 0xE1 and held.startswith(_XMP):
            yield Part("xmp", held.removeprefix(_XMP))
        elif marker == 0xE1 and held.startswith(_MORE_XMP):
            joined["xmp"].append(held[len(_MORE_XMP) + 40 :])
        elif marker == 0xED and held.startswith(b"Photoshop 3.0\0"):
            joined["photoshop"].append(held[14:])
        elif marker == 0xFE:
            yield Part("text", held, "comment")
    for kind, whole in joined.items():
        yield Part(kind, b"".join(whole))
    if _FILM.search(behind):
        yield Part("film", b"")
    # As phones put a smaller picture, or one of depths, behind the first.
    if (start := behind.find(b"\xff\xd8\xff")) >= 0:
        yield Part("picture", behind[start:])


def _jpeg_without(data: bytes) -> bytes:
    written = [b"\xff\xd8"]
    needed = _needed_exif(data)
    exif = _segment(0xE1, b"Exif\0\0" + needed) if needed else b""
    for marker, held in _segments(data):
        if marker == 0xE0 and held.startswith(b"JFIF\0") and len(written) == 1:
            written.append(_segment(marker, held[:12] + b"\0\0"))  # without the small picture it may hold
        elif 0xE0 <= marker <= 0xEF or marker == 0xFE:
            if (marker, held[:12]) == (0xE2, b"ICC_PROFILE\0") or (marker == 0xEE and held.startswith(b"Adobe")):
                written.append(_segment(marker, held))
        elif marker == 0:
            written.append(held)
        else:
            written.append(b"\xff\xd9" if marker == 0xD9 else _segment(marker, held))
    written.insert(2 if written[1].startswith(b"\xff\xe0") else 1, exif)
    return b"".join(written)


def _segment(marker: int, held: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(held) + 2).to_bytes(2) + held


# PNG and WebP: chunks, each with a name and a length.


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a PNG, and without a name what lies behind its end."""
    at, name = 8, b""
    while name != b"IEND":
        length = int.from_bytes(data[at : at + 4])
        name, held = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        if len(held) < length or len(name) < 4:
            raise ValueError("no end")
        yield name, held
        at += length + 12
    yield b"", data[at:]


def _png_parts(data: bytes) -> Iterator[Part]:
    for name, held in _chunks(data):
        if name == b"eXIf":
            yield Part("exif", held)
        elif not name and b"IEND" in held:  # of the whole picture, which a phone overwrote with a part of it
            yield Part("cut", b"")
        elif name in (b"tEXt", b"zTXt", b"iTXt"):
            key, _, words = held.partition(b"\0")
            if name == b"zTXt":
                words = _inflated(words[1:])
            if name == b"iTXt":
                packed, (_, _, words) = words[:1] == b"\1", words[2:].split(b"\0", 2)
                words = _inflated(words) if packed else words
            keyword = key.decode("latin-1")
            if keyword == "XML:com.adobe.xmp":
                yield Part("xmp", words)
            elif keyword.startswith("Raw profile type "):
                # As ImageMagick writes it: a name, a length, and hexadecimals.
                kind = {"exif": "exif", "APP1": "exif", "xmp": "xmp", "iptc": "photoshop", "8bim": "photoshop"}
                raw = bytes.fromhex(b"".join(words.split()[2:]).decode("ascii"))
                as_xmp = raw.startswith(_XMP)
                yield Part("xmp" if as_xmp else kind.get(keyword[17:], ""), raw.removeprefix(_XMP))
            else:
                yield Part("text", words, keyword)


def _png_without(data: bytes) -> bytes:
    written = [data[:8]]
    for name, held in _chunks(data):
        if name[:1].isupper() or name in _LOOK:
            written.append(_chunk(name, held))
        if name == b"IHDR" and (needed := _needed_exif(data)):
            written.append(_chunk(b"eXIf", needed))
    return b"".join(written)


def _chunk(name: bytes, held: bytes) -> bytes:
    return len(held).to_bytes(4) + name + held + zlib.crc32(name + held).to_bytes(4)


def _inflated(data: bytes) -> bytes:
    return zlib.decompressobj().decompress(data, _MOST)


def _riff(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a WebP."""
    at, end = 12, 8 + int.from_bytes(data[4:8], "little")
    while at < min(end, len(data)):
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        held = data[at + 8 : at + 8 + length]
        if len(held) < length:
            raise ValueError("no end")
        yield data[at : at + 4], held
        at += 8 + length + length % 2


def _webp_parts(data: bytes) -> Iterator[Part]:
    for name, held in _riff(data):
        if name in (b"EXIF", b"XMP "):
            yield Part(name.decode().strip().lower(), held)


def _webp_without(data: bytes) -> bytes:
    exif = _needed_exif(data)
    chunks = [(name, held) for name, held in _riff(data) if name in _OF_WEBP] + ([(b"EXIF", exif)] if exif else [])
    written = [b"WEBP"]
    for name, held in chunks:
        if name == b"VP8X":  # its flags say what follows
            held = bytes((held[0] & ~0x0C | (0x08 if exif else 0),)) + held[1:]
        written.append(name + len(held).to_bytes(4, "little") + held + b"\0" * (len(held) % 2))
    whole = b"".join(written)
    return b"RIFF" + len(whole).to_bytes(4, "little") + whole


# AVIF: boxes, of which one lists the items and one says where in the file each is. An item that tells something is
# overwritten with one of the same length that tells nothing, so that all else stays where it is.


def _avif_parts(data: bytes) -> Iterator[Part]:
    with Image.open(io.BytesIO(data), formats=("AVIF",)) as picture:
        if exif := picture.info.get("exif"):
            yield Part("exif", exif)
        if xmp := picture.info.get("xmp"):
            yield Part("xmp", xmp)


def _avif_without(data: bytes) -> bytes:
    written = bytearray(data)
    for is_exif, extents in _avif_items(data):
        nothing = b"\0\0\0\0MM\0*\0\0\0\x08" if is_exif else b""
        nothing = nothing.ljust(sum(length for _, length in extents), b"\0" if is_exif else b" ")
        for start, length in extents:
            written[start : start + length], nothing = nothing[:length], nothing[length:]
    if len(written) != len(data):
        raise ValueError("too little room")
    return bytes(written)


def _boxes(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The boxes between two places: their names, and where what they hold begins and ends."""
    while at < end:
        length, name, head = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8], 8
        if length == 1:
            length, head = int.from_bytes(data[at + 8 : at + 16]), 16
        length = length or end - at
        if length < head or at + length > end:
            raise ValueError("no end")
        yield name, at + head, at + length
        at += length


def _avif_items(data: bytes) -> Iterator[tuple[bool, list[tuple[int, int]]]]:
    """The items with metadata: whether each is Exif (else XMP), and where its extents begin and how long they are."""
    top = {name: (start, end) for name, start, end in _boxes(data, 0, len(data))}
    start, end = top[b"meta"]
    inside = {name: (start, end) for name, start, end in _boxes(data, start + 4, end)}
    kinds = {}
    start, end = inside[b"iinf"]
    for _, at, until in _boxes(data, start + (8 if data[start] else 6), end):
        size = 4 if data[at] == 3 else 2
        number, kind = int.from_bytes(data[at + 4 : at + 4 + size]), data[at + size + 6 : at + size + 10]
        if kind == b"Exif" or (kind == b"mime" and b"rdf+xml" in data[at:until]):
            kinds[number] = kind == b"Exif"
    start, end = inside[b"iloc"]
    file = io.BytesIO(data[start:end])

    def read(size: int) -> int:
        return int.from_bytes(file.read(size))

    version, sizes = read(4) >> 24, read(2)
    of_offset, of_length, of_base, of_index = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    for _ in range(read(4 if version == 2 else 2)):
        number = read(4 if version == 2 else 2)
        method = read(2) & 15 if version else 0
        read(2)
        base = read(of_base)
        extents = []
        for _ in range(read(2)):
            read(of_index if version else 0)
            extents.append((base + read(of_offset), read(of_length)))
        if number in kinds:
            if method > 1 or any(not length for _, length in extents):
                raise ValueError("it is made of other items")
            where = inside[b"idat"][0] if method else 0
            yield kinds[number], [(where + offset, length) for offset, length in extents]


# What the parts say.


def _parts(data: bytes) -> Iterator[Part]:
    if data.startswith(b"\xff\xd8"):
        return _jpeg_parts(data)
    if data.startswith(b"\x89PNG"):
        return _png_parts(data)
    return _webp_parts(data) if data.startswith(b"RIFF") else _avif_parts(data)


def _readable(items: Iterator[Any]) -> Iterator[Any]:
    """As many of them as can be read; damaged files and metadata make readers stumble in many ways."""
    with contextlib.suppress(Exception):
        yield from items


def _meanings(data: bytes, depth: int = 0) -> Iterator[tuple[str, str]]:
    """What each part means, and its words."""
    for kind, held, name in _readable(_parts(data)):
        if kind in ("film", "cut"):
            yield FILM if kind == "film" else CUT, ""
        elif kind == "picture" and depth < DEEPEST:
            yield from _meanings(held, depth + 1)
        elif kind == "text":
            yield from _meant(name, _decoded(held[:_MOST]))
        elif kind == "xmp":
            yield from _readable(_xmp(held))
        elif kind == "photoshop":
            yield from _readable(_photoshop(held))
        elif kind == "exif":
            yield from _readable(_exif(held))
            if depth < DEEPEST:
                for small in _readable(_small_picture(held)):
                    yield from _meanings(small, depth + 1)


def _meant(name: str, words: str) -> Iterator[tuple[str, str]]:
    """What a named value means, if it is of places or people."""
    meaning = _MEANINGS.get(name.rpartition(":")[2].lower())
    if folder := _FOLDER.search(words):
        yield FOLDER, folder[0]
    elif meaning is None and _OF_PROGRAMS.fullmatch(name):
        return
    elif any(letter.isalnum() for letter in words) and not _BY_PROGRAMS.search(words):
        yield meaning or WORDS, words


def _read_exif(data: bytes) -> Image.Exif:
    exif = Image.Exif()
    exif.load(b"Exif\0\0" + data.removeprefix(b"Exif\0\0"))
    return exif


def _exif(data: bytes) -> Iterator[tuple[str, str]]:
    exif = _read_exif(data)
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    if place := _coordinates(gps):
        yield PLACE, place
    of_camera = dict(exif) | exif.get_ifd(ExifTags.IFD.Exif)
    for names, fields in ((ExifTags.TAGS, of_camera), (ExifTags.GPSTAGS, gps)):
        for number, field in fields.items():
            name = names.get(number, "").lower()
            if name == "makernote" and not (isinstance(field, bytes) and field.startswith(b"Apple iOS\0")):
                yield MAKER, ""  # in Apple's there is none
            elif name in _MEANINGS and isinstance(field, str | bytes):
                yield from _meant(name, _exif_words(field, name, exif.endian or "<"))


def _small_picture(data: bytes) -> Iterator[bytes]:
    """The one for lists of pictures, which may have metadata of its own."""
    fields = _read_exif(data).get_ifd(ExifTags.IFD.IFD1)
    if start := fields.get(ExifTags.Base.JpegIFOffset):
        yield data[start : start + fields.get(ExifTags.Base.JpegIFByteCount, 0)]


def _exif_words(field: str | bytes, name: str, endian: str) -> str:
    if isinstance(field, str):  # Pillow takes them for Latin-1
        return _decoded(field.encode("latin-1", "replace"))
    if name.startswith("xp"):
        return _tidy(field.decode("utf-16-le", "replace"))
    if field.startswith(b"UNICODE\0"):
        return _tidy(field[8:].decode("utf-16-le" if endian == "<" else "utf-16-be", "replace"))
    return _decoded(field.removeprefix(b"ASCII\0\0\0"))


def _coordinates(gps: dict[int, Any]) -> str:
    """The place in degrees; nothing where there is none, or the zeros that stand for none."""
    degrees = []
    for at, negative in ((ExifTags.GPS.GPSLatitude, "S"), (ExifTags.GPS.GPSLongitude, "W")):
        try:
            value = sum(float(part) / 60**power for power, part in enumerate(gps[at]))
        except (KeyError, TypeError, ValueError, ZeroDivisionError):
            return ""
        degrees.append(-value if str(gps.get(at - 1, "")).startswith(negative) else value)
    return f"{degrees[0]:.4f}, {degrees[1]:.4f}" if any(degrees) and all(map(_is_number, degrees)) else ""


def _is_number(value: float) -> bool:
    return abs(value) <= 180


def _xmp(data: bytes) -> Iterator[tuple[str, str]]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    parser.feed(data[:_MOST].strip(b"\0 \n"))
    root = parser.close()
    for element in root.iter(etree.Element):
        for name, words in [*element.attrib.items(), (element.tag, element.text or "")]:
            owner = element
            while name.startswith(_RDF) and name == owner.tag and owner.getparent() is not None:
                owner = owner.getparent()
                name = owner.tag
            if name == _REGIONS and _tidy(words):
                yield PEOPLE, _tidy(words)
            elif not name.startswith(_RDF):
                local = etree.QName(name).localname
                if local.lower() in _MEANINGS or _FOLDER.search(words):
                    yield from _meant(local, _tidy(words))


def _photoshop(data: bytes) -> Iterator[tuple[str, str]]:
    """Photoshop's image resources, of which 0x0404 is IPTC."""
    at = 0
    while data[at : at + 4] == b"8BIM":
        number, at = int.from_bytes(data[at + 4 : at + 6]), at + 6
        at += 1 + data[at] + (data[at] + 1) % 2
        length, at = int.from_bytes(data[at : at + 4]), at + 4
        if number == 0x0404:
            yield from _iptc(data[at : at + length])
        at += length + length % 2


def _iptc(data: bytes) -> Iterator[tuple[str, str]]:
    at = 0
    while data[at : at + 1] == b"\x1c":
        record, number, length = data[at + 1], data[at + 2], int.from_bytes(data[at + 3 : at + 5])
        if (record == 2) and (meaning := _OF_IPTC.get(number)):
            words = _decoded(data[at + 5 : at + 5 + length])
            if any(letter.isalnum() for letter in words) and not _BY_PROGRAMS.search(words):
                yield meaning, words
        at += 5 + length


def _decoded(data: bytes) -> str:
    try:
        return _tidy(data.decode())
    except UnicodeDecodeError:
        return _tidy(data.decode("latin-1"))


def _tidy(words: str) -> str:
    return " ".join(words.replace("\0", " ").split())
