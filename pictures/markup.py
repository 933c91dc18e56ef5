"""Photographs in pages: the widths and formats a browser chooses from."""

import re
from collections.abc import Mapping
from dataclasses import replace
from html import escape

from markupsafe import Markup

from pictures.photographs import Photograph

# How wide a picture is shown, in CSS (theme/css/article.css, prose.css, coach-card.css, coach-line.css): what the browser chooses by.
GUTTERS = "(min-width: 25rem) 90vw, calc(100vw - 2.5rem)"
IN_TEXT = f"(min-width: 38.5rem) 34.5rem, {GUTTERS}"
ABOVE_TEXT = f"(min-width: 75rem) 68rem, {GUTTERS}"
PORTRAIT_ON_CARD = "(min-width: 62rem) 14rem, (min-width: 40rem) 12rem, 7rem"
PORTRAIT_IN_LINE = "3.5rem"
ABOVE_TEXT_TALL = f"(min-width: 27rem) 24rem, {GUTTERS}"

# Stands for the folder of the pictures until it is known from which page it is looked for.
FOLDER = "$images"
_SOURCES = re.compile(r"</?picture>|<source [^>]*>")
_CHOICE = re.compile(r' (?:srcset|sizes|loading|decoding|fetchpriority)="[^"]*"')
_SIZE = re.compile(r'(<img [^>]*) width="(\d+)" height="(\d+)"')
COLUMN = 600  # pixels; as wide as mail programs show a letter


def picture_sources(photograph: Photograph, sizes: str, attributes: Mapping[str, str]) -> Markup:
    """What stands inside a picture element: the newer format first, and the img with these attributes."""

    def addresses(ending: str) -> str:
        return ", ".join(f"{FOLDER}/{photograph.file(width, ending)} {width}w" for width in photograph.widths)

    newer = f'<source type="image/avif" srcset="{addresses("avif")}" sizes="{sizes}">'
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
    return picture_sources(photograph, sizes, {"alt": words, "fetchpriority": "high"})


def on_card(portrait: Photograph, words: str) -> Markup:
    """The choices of the portrait on the card about the coach."""
    return picture_sources(portrait, PORTRAIT_ON_CARD, {"alt": words, "loading": "lazy", "decoding": "async"})


def in_line(portrait: Photograph) -> Markup:
    """The portrait beside the coach's name, in its smallest width alone: enough for any screen."""
    smallest = replace(portrait, wanted=portrait.wanted[:1])
    return picture_sources(smallest, PORTRAIT_IN_LINE, {"alt": "", "loading": "lazy", "decoding": "async"})


def without_choices(html: str) -> str:
    """The same text with a plain JPEG in the place of each picture, as feed readers know it."""
    return _SOURCES.sub("", _CHOICE.sub("", html))


def within_column(html: str) -> str:
    """The same text with no picture wider than a letter: some mail programs go by its numbers alone."""

    def narrower(found: re.Match[str]) -> str:
        width, height = int(found[2]), int(found[3])
        shown = min(width, COLUMN)
        return f'{found[1]} width="{shown}" height="{round(height * shown / width)}"'

    return _SIZE.sub(narrower, html)
