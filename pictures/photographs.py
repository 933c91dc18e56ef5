"""From a camera's file to what readers get: turned, in sRGB, in the widths of the layout, without what else it held.

As a program it makes all of this of some files, and caches it in a folder: `python -m pictures.photographs FOLDER WIDTHS FILE …`.
"""

import hashlib
import io
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from math import ceil
from pathlib import Path
from typing import Any

import PIL
from pelican.settings import DEFAULT_CONFIG
from pelican.utils import slugify
from PIL import ExifTags, Image, ImageCms

import file_cache
import ordinary_file

# What may be opened at all, and up to which size.
READ = ("JPEG", "PNG", "WEBP", "AVIF")
MEGABYTES = 60
# In pixels: a phone at twice and three times its 350 CSS pixels, a tablet, a desk at twice its 1088.
WIDTHS = (700, 1104, 1600, 2176)
# Of the coach's portrait: beside her name, and on the card about her, at up to three times their CSS pixels.
PORTRAIT_WIDTHS = (168, 336, 672)
# For a page of one picture: what every browser and feed reader opens.
USUAL_WIDTH = 1104
# How each is written, by the ending of its files: what every browser since 2024 knows, and what any other does. An AVIF in
# one thread, since with several it could depend on the machine, and so in one tile, which makes it smaller.
FORMATS: dict[str, dict[str, Any]] = {
    "avif": {"qualities": (50, 44, 38, 32), "speed": 6, "codec": "aom", "max_threads": 1, "autotiling": False},
    "jpeg": {"qualities": (78, 66, 54, 42, 32), "progressive": True, "optimize": True},
}
# For each pixel of a picture of its width and the usual shape, 3:2. With it an article with a photograph stays within
# 60 KB on a phone, even where the photograph is full of detail.
MOST_BYTES = 0.055
# Of that, for the formats that need more for the same picture: a usual one is within it in the first quality.
MORE = {"avif": 1.0, "jpeg": 2.2}
# And for a phone whose pixels are so fine that nobody sees less of them: there the article stays within 70 KB.
FINE = {("avif", 1104): 0.62}

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ON_ITS_SIDE = (5, 6, 7, 8)


@dataclass(frozen=True)
class Photograph:
    """A camera's file: the name of what is made from it, its size in pixels, the right way up, and how many frames it has.

    The name changes with the bytes of the file, with the widths that are wanted, with the way it is made and with Pillow.
    """

    path: Path
    name: str
    width: int
    height: int
    frames: int = 1
    wanted: tuple[int, ...] = WIDTHS

    @property
    def widths(self) -> list[int]:
        """The widths it is made in, in pixels: those of the layout, none wider than itself."""
        widest = min(self.width, self.wanted[-1])
        return [*(width for width in self.wanted if width < 0.9 * widest), widest]

    @property
    def tallest(self) -> float:
        """The height of its widest file, in pixels."""
        return self.height * self.widths[-1] / self.width

    @property
    def usual_width(self) -> int:
        """The one width for those who cannot choose."""
        return max([width for width in self.widths if width <= USUAL_WIDTH], default=self.widths[0])

    def file(self, width: int, ending: str) -> str:
        """What the file of this width and format is called."""
        return f"{self.name}-{width}.{ending}"


@cache
def _recipe() -> str:
    return Path(__file__).read_text(encoding="utf-8")


def describe(path: Path, wanted: tuple[int, ...] = WIDTHS) -> Photograph:
    """What is known without taking the picture apart; raises OSError where there is none."""
    status = path.stat()
    return _described(path, wanted, status.st_mtime_ns, status.st_size)


def found(path: Path) -> Photograph | None:
    """What `describe` says, or None where there is no picture."""
    try:
        return describe(path)
    except (OSError, ValueError):  # the latter of names that no file can have
        return None


def name(path: Path) -> str:
    """The name that is published of what the picture shows now; nothing where there is no picture."""
    photograph = found(path)
    return photograph.name if photograph else ""


def cache_folder(content: Path) -> Path:
    """Where finished pictures are cached."""
    return content.parent / ".cache" / "pictures"


@cache
def _described(path: Path, wanted: tuple[int, ...], *_: int) -> Photograph:
    with _opened(path) as picture:
        width, height = picture.size[:: -1 if _orientation(picture) in _ON_ITS_SIDE else 1]
        # MPO is the JPEG of cameras that put a smaller picture behind the first.
        frames = 1 if picture.format == "MPO" else getattr(picture, "n_frames", 1)
    digest = hashlib.sha256(f"{PIL.__version__} {wanted} {_recipe()}".encode() + _bytes(path)).hexdigest()
    stem = slugify(path.stem, regex_subs=DEFAULT_CONFIG["SLUG_REGEX_SUBSTITUTIONS"])[:40] or "picture"
    return Photograph(path, f"{stem}-{digest[:10]}", width, height, frames, wanted)


def _bytes(path: Path) -> bytes:
    status = path.lstat()
    return _read(path, status.st_mtime_ns, status.st_size)


@lru_cache(1)  # of the picture that is described and then loaded
def _read(path: Path, *_: int) -> bytes:
    return ordinary_file.read(path, MEGABYTES * 1_000_000)


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    """A picture as it lies there; whatever is wrong with it, then or while it is read, is raised as OSError."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of odd metadata, which are dropped, and of sizes, which the checks bound
        try:
            with Image.open(io.BytesIO(_bytes(path)), formats=READ) as picture:
                yield picture
        except OSError:
            raise
        except Exception as error:  # damaged files make Pillow's readers stumble in many ways
            raise OSError(f"{path}: {error}") from error


def load_normalised(path: Path, share: float = 1) -> Image.Image:
    """A picture as it should look, in sRGB on white, in at least this share of its size; raises OSError where it is damaged."""
    with _opened(path) as picture:
        width, height = picture.size
        picture.draft(None, (ceil(width * share), ceil(height * share)))  # large JPEGs are decoded in half their size
        turn = _TURNS.get(_orientation(picture))
        picture.load()
        return _in_srgb(picture if turn is None else picture.transpose(turn), picture.info.get("icc_profile"))


def make(photograph: Photograph) -> dict[str, bytes]:
    """Every file that readers may get of a photograph, by name; raises OSError where it is damaged."""
    whole = load_normalised(photograph.path, photograph.widths[-1] / photograph.width)
    shape = photograph.height / photograph.width
    sizes = {width: (width, max(1, round(width * shape))) for width in photograph.widths}
    whole = whole.resize(sizes[photograph.widths[-1]], Image.Resampling.LANCZOS)
    scaled = {width: whole.resize(size, Image.Resampling.LANCZOS) for width, size in sizes.items()}
    del whole  # so that there is room for the encoders
    return {photograph.file(width, ending): _encoded(scaled[width], ending) for ending in FORMATS for width in scaled}


def encode(picture: Image.Image, kind: str, most_bytes: float, qualities: Sequence[int], **options: Any) -> bytes:
    """A picture in the first of these qualities whose file is not larger than this, or else in the last."""
    content = b""
    for quality in qualities:
        buffer = io.BytesIO()
        picture.save(buffer, kind, quality=quality, **options)
        content = buffer.getvalue()
        if len(content) <= most_bytes:
            break
    return content


def _encoded(picture: Image.Image, ending: str) -> bytes:
    most = MOST_BYTES * MORE[ending] * FINE.get((ending, picture.width), 1) * picture.width**2 * 2 / 3
    return encode(picture, ending, most, **FORMATS[ending])


def _orientation(picture: Image.Image) -> int:
    try:
        return int(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # metadata that cannot be read turn nothing
        return 1


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if picture.mode.startswith("I"):  # grey in 16 bits
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    elif picture.has_transparency_data:
        layer = picture.convert("RGBA")
        picture = Image.new("RGB", layer.size, "white")
        picture.paste(layer, mask=layer)
    elif picture.mode not in ("L", "CMYK"):
        picture = picture.convert("RGB")
    if profile:
        try:
            converted = ImageCms.profileToProfile(
                picture, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError, ValueError):  # a profile that is none, or of another kind of picture
            converted = None
        picture = converted or picture
    # A new picture: what hangs on this one, a profile with the time of day even, is not written with it.
    plain = Image.new("RGB", picture.size)
    plain.paste(picture.convert("RGB"))
    return plain


if __name__ == "__main__":
    build, folder, wanted_widths = os.getppid(), Path(sys.argv[1]), tuple(map(int, sys.argv[2].split(",")))

    def cache_files(file: str) -> None:
        """Make the files of one photograph."""
        shown = describe(Path(file), wanted_widths)
        file_cache.put(folder, shown.name, make(shown))
        if os.getppid() != build or not file_cache.exists(folder, shown.name):
            os._exit(1)  # it was killed, or nothing can be cached

    with ThreadPoolExecutor(os.cpu_count()) as pool:  # Pillow lets go of the interpreter while it decodes and encodes
        pool.map(cache_files, sys.argv[3:])
