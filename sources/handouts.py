"""PDFs that readers are given: how a link tells what it leads to. Pelican copies them, as files/NAME.pdf."""

from pathlib import Path

from sources.language import Language


def label(path: Path, language: Language) -> str:
    """What a reader is told of a PDF before she opens it, like `PDF, 240 kB`; nothing where there is none."""
    try:
        size = path.lstat().st_size
    except (OSError, ValueError):  # the latter of names that no file can have
        return ""
    kilobytes = max(1, round(size / 1000))
    if kilobytes < 1000:
        return language.phrase("text.kilobytes", size=kilobytes)
    return language.phrase("text.megabytes", size=language.number(size / 1e6))
