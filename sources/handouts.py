"""PDFs that readers are given: how a link tells what it leads to. Pelican copies them, as files/NAME.pdf."""

from pathlib import Path


def label(path: Path) -> str:
    """What a reader is told of a PDF before she opens it, like `PDF, 240 kB`; nothing where there is none."""
    try:
        size = path.lstat().st_size
    except (OSError, ValueError):  # the latter of names that no file can have
        return ""
    kilobytes = max(1, round(size / 1000))
    return f"PDF, {kilobytes} kB" if kilobytes < 1000 else f"PDF, {size / 1e6:.1f} MB".replace(".0 ", " ")
