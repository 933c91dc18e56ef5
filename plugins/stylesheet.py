"""The style a page needs, from the small files of theme/css, to stand inside the page."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from markupsafe import Markup
from rcssmin import cssmin

from sources.palette import Palette, css

CSS = Path(__file__).parent.parent / "theme" / "css"
# What every page has. The first names the layers, so that the order of the rest does not matter.
ALWAYS = ("layers", "tokens", "fonts", "reset", "base", "print")
MORE_LETTERS = "more-letters"  # of the typeface
_DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)  # a `path` in it is none of ours
_ELEMENT_OR_CLASSES = re.compile(r"""<([a-z]\w*)|\sclass=["']([^"']*)""")


def stylesheet(palette: Palette, body: str, *components: str) -> Markup:
    """The files that every page has, those that its body asks for, and those named; joined and reduced.

    A file is asked for by an element or a class of its name, and by the parts and kinds of that, like `table__row` and
    `table--wide`: so a text without a table brings no style for tables. Raises OSError for a name without a file.
    """
    found = set(_ELEMENT_OR_CLASSES.findall(_DRAWING.sub("", body)))
    asked = set[str]().union(*(_asked_by(element, classes) for element, classes in found))
    if _more_letters().search(body):
        asked.add(MORE_LETTERS)
    needed = (*ALWAYS, *(name for name in _there() if name in asked), *components)
    return _reduced(tuple((scheme, css(palette, scheme)) for scheme in palette), *needed)


@cache
def _asked_by(element: str, classes: str) -> frozenset[str]:
    names = (element, *classes.split())
    return frozenset([*names, *(re.split("__|--", name)[0] for name in names)])


@cache
def _there() -> list[str]:
    return sorted(path.stem for path in CSS.glob("*.css"))


@cache
def _more_letters() -> re.Pattern[str]:
    """One of the letters in the ranges of their style."""
    ranges = re.findall(r"U\+(\w+)(?:-(\w+))?", (CSS / f"{MORE_LETTERS}.css").read_text(encoding="utf-8"))
    return re.compile(
        "[" + "".join(f"{chr(int(first, 16))}-{chr(int(last or first, 16))}" for first, last in ranges) + "]"
    )


@cache
def _reduced(colours: tuple[tuple[str, str], ...], *names: str) -> Markup:
    style = "\n".join((CSS / f"{name}.css").read_text(encoding="utf-8") for name in dict.fromkeys(names))
    for scheme, declarations in colours:
        style = style.replace(f"{{{scheme}}}", declarations)
    return Markup(cssmin(style))


def csp_hash(text: str) -> str:
    """The source expression that allows exactly this inline text (Content Security Policy Level 3, 2.3.1)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
