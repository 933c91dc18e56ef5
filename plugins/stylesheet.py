"""The style a page needs, from the small files of theme/css, to stand inside the page."""

import base64
import hashlib
from functools import cache
from pathlib import Path

from markupsafe import Markup
from rcssmin import cssmin

from sources.palette import Palette, css

CSS = Path(__file__).parent.parent / "theme" / "css"
# What every page has. The first names the layers, so that the order of the rest does not matter.
ALWAYS = (
    "layers", "tokens", "fonts", "reset", "base", "button", "masthead", "footer",
)  # fmt: skip


def stylesheet(palette: Palette, *components: str) -> Markup:
    """The files named, after those that every page has, joined and reduced; raises OSError for a name without a file."""
    return _reduced(tuple((scheme, css(palette, scheme)) for scheme in palette), *components)


@cache
def _reduced(colours: tuple[tuple[str, str], ...], *components: str) -> Markup:
    names = dict.fromkeys((*ALWAYS, *components, "print"))
    style = "\n".join((CSS / f"{name}.css").read_text(encoding="utf-8") for name in names)
    for scheme, declarations in colours:
        style = style.replace(f"{{{scheme}}}", declarations)
    return Markup(cssmin(style))


def csp_hash(text: str) -> str:
    """The source expression that allows exactly this inline text (Content Security Policy Level 3, 2.3.1)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
