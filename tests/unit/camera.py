"""Pictures as cameras, phones and people save them."""

import io
import random
import struct
import zlib
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageDraw

PLACE = "GPSLatitudeRef"


def scene(width: int = 240, height: int = 160) -> Image.Image:
    """Red at the left, blue at the right, a white band at the top: so that a turn shows."""
    picture = Image.new("RGB", (width, height), "#c02020")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((width // 2, 0, width, height), fill="#2020c0")
    pen.rectangle((0, 0, width, height // 4), fill="white")
    return picture


def noise(width: int, height: int) -> Image.Image:
    """What no format can make small."""
    return Image.frombytes("RGB", (width, height), random.Random(7).randbytes(width * height * 3))


def save(path: Path, picture: Image.Image, kind: str = "JPEG", **options: Any) -> Path:
    """Write a picture, whatever the file is called."""
    picture.save(path, kind, **options)
    return path


def with_exif(orientation: int = 1) -> Image.Exif:
    """What a phone writes: the turn, the device, the place."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "CameraMaker"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (47.0, 22.0, 11.0)
    exif.get_ifd(0x8825)[3] = "E"
    exif.get_ifd(0x8825)[4] = (8.0, 30.0, 0.0)
    return exif


def profile(name: str = "LAB") -> bytes:
    """A colour profile of another kind than the picture's."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile(name)).tobytes()  # type: ignore[arg-type]


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it has this size, and nothing in it: a few bytes that would fill the memory."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def heic() -> bytes:
    """The start of an iPhone's file."""
    return b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 64


def encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    """A picture as bytes."""
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()
