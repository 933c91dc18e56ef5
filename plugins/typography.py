"""Typographic quotes, dashes and ellipses, and nothing else of what typogrify can do."""

import html

from typogrify.filters import typogrify

# Everything typogrify does but curly quotes, dashes and ellipses writes markup into the text.
_QUOTES_ONLY = {"amp": False, "caps": False, "initial_quotes": False, "widont": False}


def smart_html(text: str) -> str:
    """HTML with typographic quotes, dashes and ellipses."""
    return str(typogrify(text, **_QUOTES_ONLY)) if text else ""


def smart_text(text: str) -> str:
    """Plain text with typographic quotes, dashes and ellipses."""
    return html.unescape(smart_html(html.escape(text, quote=False)))
