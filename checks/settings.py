"""Checks for the settings of Pelican, pelicanconf.py and publishconf.py: their names, and what kind each is of."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import ordinary_file
from problem import Problem, did_you_mean, nearest

# Those of ours, which the theme and the plugins read, and those of Pelican that it has no value of its own for.
OURS: dict[str, type] = {
    "ROOT": Path, "CONTENT": object, "SITE": dict, "PREVIEW": bool, "PUBLIC_URL": str, "ROOT_PATH": str, "FORMS": dict,
    "AUTHOR": str, "TIMEZONE": str, "PLUGINS": list,
    "INVITATIONS": list, "PAGE_ADDRESSES": list, "DIRECTION": str, "SCRIPT_WORDS": dict,
    "HOSTED_URL": str, "TEST_INBOX": str, "PALETTE": dict, "MARK": object,
}  # fmt: skip
_WORDS = {str: "words", list: "a list", dict: "a table", bool: "True or False", int: "a number", type(None): "nothing"}
_MEND = "Correct it, or undo the last change to the file."


def check(files: list[Path], values: Mapping[str, Any], of_pelican: Mapping[str, Any]) -> Iterator[Problem]:
    """Every setting in these files has a name that Pelican or the theme knows, and is of the kind that they expect.

    `values` are the settings as they were read, the last file's above all, and `of_pelican` those it has by itself.
    """
    lines = {name: (file.name, line) for file in files for name, line in _assigned(file)}
    made = {f"{template.upper()}_SAVE_AS": str for template in _words(values.get("DIRECT_TEMPLATES"))}
    known = made | {name: type(value) for name, value in of_pelican.items()} | OURS
    for name, (file, line) in lines.items():
        if name not in known:
            near = did_you_mean(nearest(name, known, 0.8), "Take the line out.")
            yield Problem(file, line, f"“{name}” is not the name of a setting.", near)
        elif fault := _fault(name, values.get(name), known[name], of_pelican.get(name)):
            yield Problem(file, line, f"{name} {fault}.", _MEND)


def line_of(file: Path, words: str) -> int:
    """The line that sets the setting named in these words, or that has the “word” they quote; 0 where there is none."""
    quoted = re.search(r"“(\w+)”", words)
    in_quotes = re.compile(rf"['\"]{quoted[1]}['\"]") if quoted else None
    assigned = list(_assigned(file))
    lines = ordinary_file.text(file).split("\n") if assigned and in_quotes else []
    for name, line in assigned:
        if name in words.split() or (in_quotes and in_quotes.search(lines[line - 1])):
            return line
    return 0


def _assigned(file: Path) -> Iterator[tuple[str, int]]:
    """The settings that a file sets at its top level, and where; nothing of what cannot be read."""
    try:
        tree = ast.parse(ordinary_file.text(file))
    except (OSError, SyntaxError, ValueError):  # which is told when it is run
        return
    for statement in tree.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        for target in targets:
            if isinstance(target, ast.Name) and target.id.isupper() and not target.id.startswith("_"):
                yield target.id, statement.lineno


def _fault(name: str, value: Any, kind: type, default: Any) -> str:
    """What is wrong with a value, where a value of this kind is expected."""
    if name.endswith(("_ATOM", "_RSS")) and value in (None, False):  # no such feed
        return ""
    if (name == "LOCALE" and isinstance(value, str)) or (name == "DEFAULT_PAGINATION" and type(value) is int):
        return ""
    is_one = isinstance(value, list | tuple) if kind in (list, tuple) else isinstance(value, kind)
    if not is_one or (kind is int and isinstance(value, bool)):
        return f"is {_WORDS.get(type(value), 'something else')}, and has to be {_WORDS.get(kind, 'a ' + kind.__name__.lower())}"
    of_words = name.endswith(("_PATHS", "_TEMPLATES", "_EXCLUDES")) or (
        default and len(_words(default)) == len(default)
    )
    if kind is list and (of_words or name == "PLUGINS") and len(_words(value)) < len(value):
        return "has something in it that is not words"
    return "is not a folder of the project" if name in ("PATH", "THEME") and not Path(value).is_dir() else ""


def _words(values: Any) -> list[str]:
    return [one for one in values if isinstance(one, str)] if isinstance(values, list | tuple) else []
