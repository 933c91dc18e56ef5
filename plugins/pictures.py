"""What a page has to know of a photograph before it arrives."""

from functools import cache
from pathlib import Path

from PIL import Image, ImageOps


@cache
def size(path: Path) -> tuple[int, int]:
    """Width and height in pixels, the right way up; raises OSError where there is no such picture."""
    with Image.open(path) as picture:
        return ImageOps.exif_transpose(picture).size
