"""What lies about: articles in the project, but not in content/, that would never be published, and what is nobody's."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import ordinary_file
from sources.header import encoding, parse_source
from sources.publication import is_draft

MARK = "pelicanconf.py"  # a folder without it is no project
BEGINNING = 4096  # bytes; a header is no longer
MOST = 5_000  # files and folders; what has more is something else that lies there
_ENDINGS = (".md", ".markdown", ".txt")
# At the top, in small letters; and what marks a folder as one of programs.
_OTHERS = {"content", "output", "docs", "tests", "theme", "node_modules"}
_PROGRAMS = {"__init__.py", "pyvenv.cfg", "package.json"}
_LEFT_BY_EDITORS = re.compile(r"\.[#_~].*|\..*\.sw[a-z]|.*~|#.*#|\.DS_Store|\.git(?:keep|ignore|attributes)|Thumbs\.db|desktop\.ini", re.IGNORECASE)  # fmt: skip


def is_passed_over(name: str) -> bool:
    """Whether a file is not the coach's: what editors and systems leave lying about, and all in hidden folders."""
    *folders, last = name.split("/")
    return any(folder.startswith(".") for folder in folders) or bool(_LEFT_BY_EDITORS.fullmatch(last))


def strays(project: Path) -> list[str]:
    """The names of files that begin like an article, with a title and a date, and are no draft; links are not followed."""
    return sorted(_found(project)) if (project / MARK).is_file() else []


def _found(project: Path) -> Iterator[str]:
    seen = 0
    for folder, folders, files in os.walk(project):
        at_top = folder == str(project)
        seen += len(folders) + len(files)
        if seen > MOST:
            return
        if not at_top and _PROGRAMS & {*files}:
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not (at_top and name in _OTHERS))
        for name in files:
            if name.lower().endswith(_ENDINGS) and not name.startswith(".") and _is_article(Path(folder, name)):
                yield Path(folder, name).relative_to(project).as_posix()


def _is_article(path: Path) -> bool:
    try:
        data = ordinary_file.beginning(path, BEGINNING)
    except OSError:  # also of what is not an ordinary file
        return False
    source = parse_source(data.decode(encoding(data), "ignore"))
    return bool(source.text("title") and source.text("date")) and not is_draft(source)
