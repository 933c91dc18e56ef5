"""Photographs in pages: the widths and formats a browser chooses from, and their files in the site."""

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from markupsafe import Markup
from pelican import signals
from pelican.generators import Generator

import site_folder
from plugins import kept_work, photographs
from plugins.photographs import Photograph

ROOT = Path(__file__).parent.parent
# How wide a picture is shown, in CSS (theme/css/article.css, prose.css): what the browser chooses by.
GUTTERS = "(min-width: 25rem) 90vw, calc(100vw - 2.5rem)"
IN_TEXT = f"(min-width: 38.5rem) 34.5rem, {GUTTERS}"
ABOVE_TEXT = f"(min-width: 75rem) 68rem, {GUTTERS}"
ABOVE_TEXT_TALL = f"(min-width: 27rem) 24rem, {GUTTERS}"

# Stands for the folder of the pictures until it is known from which page it is looked for.
FOLDER = "$images"
_SOURCES = re.compile(r"</?picture>|<source [^>]*>")
_CHOICE = re.compile(r' (?:srcset|sizes|loading|decoding)="[^"]*"')


def choices(photograph: Photograph, sizes: str, attributes: Mapping[str, str]) -> Markup:
    """What stands inside a picture element: newer formats first, and the img with these attributes."""

    def addresses(ending: str) -> str:
        return ", ".join(f"{FOLDER}/{photograph.file(width, ending)} {width}w" for width in photograph.widths)

    newer = "".join(
        f'<source type="image/{ending}" srcset="{addresses(ending)}" sizes="{sizes}">' for ending in ("avif", "webp")
    )
    image = {
        "src": f"{FOLDER}/{photograph.file(photograph.usual_width, 'jpeg')}",
        "srcset": addresses("jpeg"),
        "sizes": sizes,
        "width": str(photograph.width),
        "height": str(photograph.height),
        **attributes,
    }
    written = " ".join(f'{name}="{escape(value)}"' for name, value in image.items())
    return Markup(f"{newer}<img {written}>")


def above_text(photograph: Photograph, words: str) -> Markup:
    """The choices of the photograph that heads an article: wanted at once."""
    sizes = ABOVE_TEXT_TALL if photograph.height > photograph.width else ABOVE_TEXT
    return choices(photograph, sizes, {"alt": words, "fetchpriority": "high"})


def without_choices(html: str) -> str:
    """The same text with a plain JPEG in the place of each picture, as feed readers know it."""
    return _SOURCES.sub("", _CHOICE.sub("", html))


def publish(generators: Sequence[Generator]) -> None:
    """Put the files of every photograph that a published text shows into the site."""
    context = generators[0].context
    kept = kept_folder(Path(context["PATH"]))
    texts: list[Any] = [*filter(None, context["generated_content"].values())]  # none of what cannot be read
    output = Path(context["OUTPUT_PATH"])
    # By name: the path of one photograph is written in two ways, above a text and in it.
    by_name = {shown.name: shown for text in texts if text.save_as for shown in text.photographs}
    all_shown = [by_name[name] for name in sorted(by_name)]
    _make([photograph for photograph in all_shown if not kept_work.is_there(kept, photograph.name)], kept)
    for photograph in all_shown:
        for file, content in _files(photograph, kept).items():
            site_folder.put(output, context.get("LAST") or output, f"images/{file}", content)
    kept_work.keep_only(kept, {shown.name for text in texts for shown in text.photographs})


def kept_folder(content: Path) -> Path:
    """Where finished pictures are kept between builds."""
    return content.parent / ".cache" / "pictures"


def _make(missing: Sequence[Photograph], kept: Path) -> None:
    """Keep the files of these photographs, made by another program: it needs much memory, and this one has much in it.

    What it does not make is made here, where what is wrong is told.
    """
    paths = [str(photograph.path) for photograph in missing]
    command = [sys.executable, "-m", "plugins.photographs", str(kept), *paths]
    # With one heap for all threads the GNU library gives memory back sooner: a sixth less at its most, in the same time.
    environment = os.environ | {"MALLOC_ARENA_MAX": "1"}
    with contextlib.suppress(OSError):
        if missing:
            subprocess.run(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL, check=False)


def _files(photograph: Photograph, kept: Path) -> dict[str, bytes]:
    files = kept_work.get(kept, photograph.name)
    if files is None:
        files = photographs.make(photograph)
        kept_work.put(kept, photograph.name, files)
    return files


def register() -> None:
    """Connect to Pelican."""
    signals.all_generators_finalized.connect(publish)
