"""The style a page needs, from the small files of theme/css, to stand inside the page."""

import base64
import hashlib
from functools import cache
from pathlib import Path

from markupsafe import Markup
from rcssmin import cssmin

CSS = Path(__file__).parent.parent / "theme" / "css"
# What every page has. The first names the layers, so that the order of the rest does not matter.
ALWAYS = (
    "layers", "tokens", "fonts", "reset", "base", "button", "masthead", "footer",
)  # fmt: skip


@cache
def stylesheet(*components: str) -> Markup:
    """The files named, after those that every page has, joined and reduced; raises OSError for a name without a file."""
    names = dict.fromkeys((*ALWAYS, *components, "print"))
    return Markup(cssmin("\n".join((CSS / f"{name}.css").read_text(encoding="utf-8") for name in names)))


def csp_hash(text: str) -> str:
    """The source expression that allows exactly this inline text (Content Security Policy Level 3, 2.3.1)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
