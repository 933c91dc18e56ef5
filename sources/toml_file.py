"""A TOML file of content/: its values, the line each stands in, and in plain words why a line cannot be read."""

import itertools
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from problem import Problem

_NAME = r"""((?:[\w.-]|"[^"\]]*"|'[^'\]]*')+)"""
# Of a line without the spaces around it.
_TABLE = re.compile(rf"\[\s*{_NAME}\s*\]\s*(?:#.*)?")
_ENTRY = re.compile(rf"\[\[\s*{_NAME}\s*\]\]\s*(?:#.*)?")
_KEY = re.compile(rf"{_NAME}\s*([=:])\s*(.*)")
_QUOTES = "\"'“”„‟‘’‚"
# What exceeds one of these is a slip, and is looked at no further.
SIZE = 100_000  # bytes
WIDTH = 20_000  # characters of a line: for a name in parts, tomllib takes their square in memory
VALUES = 3_000
LEVELS = 10
LONGEST = {"name": 100, "label": 100, "title": 250, "action": 100, "tagline": 250, "situation": 250}
LONGEST_OTHERS = 1_000  # characters
MANY = 50  # after so many lines that cannot be read, the rest is not looked at
_MERGE = ("<<<<<<<", "=======", ">>>>>>>")


class _Slip(NamedTuple):
    """A line that cannot be read: what is wrong with it, what to write, and the lines with which the rest can be read."""

    line: int
    found: str
    remedy: str
    instead: dict[int, str]


@dataclass(frozen=True)
class TomlFile:
    """The values by their names, and the line of each: `coach.email`, `topics.2.name`, and `topics.2` for the entry.

    `problems` has one for every line that cannot be read. `readable` is false where not even the rest can be. `written`
    are its lines.
    """

    name: str
    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    readable: bool = True
    written: tuple[str, ...] = ()

    def get(self, key: str) -> Any:
        """A value by its whole name, or None."""
        value: Any = self.values
        for part in key.split("."):
            if isinstance(value, list):
                value = value[int(part) - 1] if part.isdecimal() and 0 < int(part) <= len(value) else None
            else:
                value = value.get(part) if isinstance(value, dict) else None
        return value

    def words(self, key: str) -> str:
        """A value that is words, or nothing where it is missing, empty or of another kind."""
        value = self.get(key)
        return value.strip() if isinstance(value, str) else ""

    def entries(self, table: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """The entries of `[[table]]` that are such, each with its name."""
        value = self.get(table)
        for number, entry in enumerate(value if isinstance(value, list) else [], 1):
            if isinstance(entry, dict):
                yield f"{table}.{number}", entry

    def items(self, key: str) -> list[str]:
        """The words in a list, without what is none."""
        value = self.get(key)
        return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []

    def strings(self) -> Iterator[tuple[str, str]]:
        """Every value that is words, with the name of it or of the list that it is in."""
        return ((name, value) for name, value, _ in _walk(self.values) if isinstance(value, str))

    def problem(self, key: str, found: str, remedy: str, *, advice: bool = False) -> Problem:
        """A problem of a value, at its line or at that of the nearest table around it."""
        return Problem(self.name, self.line(key), found, remedy, advice)

    def renamed(self, key: str, old: str, new: str) -> Problem:
        """The problem of a value, or of an item in one, that has another name now."""
        return self.repaired(key, old, new, f"“{old}” is called “{new}” now.")

    def repaired(self, key: str, old: str, new: str, found: str) -> Problem:
        """The problem of a value, or of an item in one, for which another one is to be written."""
        line, right = self.line(key, old), json.dumps(new, ensure_ascii=False)
        quoted = next((f"{mark}{old}{mark}" for mark in "\"'" if f"{mark}{old}{mark}" in self.written[line - 1]), old)
        return Problem(self.name, line, found, f"Write `{right}`.", repairs=((line, quoted, right),))

    def line(self, key: str, item: object = None) -> int:
        """The line of a value, or of an item in it, or of the nearest table around it; 0 where there is none."""
        parts = key.split(".")
        names = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
        start = next((self.lines[name] for name in names if name in self.lines), 0)
        if item is None:
            return start or next((at for name, at in self.lines.items() if name.startswith(f"{key}.")), 0)
        below = enumerate(self.written[max(0, start - 1) :], max(1, start))
        return next((at for at, line in below if f'"{item}"' in line or f"'{item}'" in line), start)


def parse(name: str, data: bytes, size: int = 0) -> TomlFile:
    """The file as far as it can be read, and every line that cannot; `name` is that of the file in its problems."""
    # Of one that is too large, `data` may be no more than the beginning.
    if (size := size or len(data)) > SIZE:
        found = f"This file has {size:,} bytes; at most {SIZE:,} are understood."
        return unreadable(name, found, "Take most of it out.")
    try:
        lines = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    except UnicodeDecodeError:
        return unreadable(name, "This file is not UTF-8 text.", "Save it as UTF-8.")
    wide = [
        Problem(
            name,
            number,
            f"This line has {len(line):,} characters; at most {WIDTH:,} are understood.",
            "Take out what does not belong there; a list may have one entry in each line.",
        )
        for number, line in enumerate(lines, 1)
        if len(line) > WIDTH
    ]
    if wide:
        return TomlFile(name, problems=tuple(wide), readable=False)
    problems: list[Problem] = []
    while True:
        try:
            values = tomllib.loads("\n".join(lines))
            file = TomlFile(name, values, places(lines), tuple(problems), written=tuple(lines))
            excess = [file.problem(*what) for what in _excess(values)]
            return TomlFile(name, problems=(*problems, *excess), readable=False) if excess else file
        except RecursionError:
            number = max(range(len(lines)), key=lambda at: lines[at].count("[") + lines[at].count("{")) + 1
            problems.append(Problem(name, number, _TOO_DEEP.format(lines[number - 1].strip()[:40]), _FEWER))
            return TomlFile(name, problems=tuple(problems), readable=False)
        except ValueError as error:  # also numbers too long to be read
            slip = _slip(lines, _number(str(error), lines), str(error))
            problems.append(Problem(name, slip.line, slip.found, slip.remedy))
            # Made right or harmless, a line lets those after it be read; what is to be said of it is said.
            if all(lines[number - 1] == line for number, line in slip.instead.items()) or len(problems) == MANY:
                return TomlFile(name, problems=tuple(problems), readable=False)
            for number, line in slip.instead.items():
                lines[number - 1] = line


_TOO_DEEP = f"“{{}}” has values in values, more than {LEVELS} levels deep."
_FEWER = "Take out the brackets or dots that do not belong there."


def _excess(values: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What there is too much of: the name of the value, what is wrong, and what to do."""
    count = 0
    for name, value, level in _walk(values):
        count += 1
        last = re.sub(r"(\.\d+)+$", "", name).rpartition(".")[2]
        most = LONGEST.get(last, LONGEST_OTHERS)
        if level > LEVELS:
            yield name, _TOO_DEEP.format(name.partition(".")[0]), _FEWER
            return
        if isinstance(value, str) and len(value) > most:
            found = f"“{last}” has {len(value):,} characters; at most {most:,} are understood."
            yield name, found, "Say it in fewer words; there may be a quotation mark missing."
    if count > VALUES:
        yield "", f"This file has {count:,} values; at most {VALUES:,} are understood.", "Take most of them out."


def _walk(values: dict[str, Any]) -> Iterator[tuple[str, Any, int]]:
    """Every value in a file, in order, with its whole name and its level, however deep it is."""
    waiting: list[tuple[str, Any, int]] = [(name, value, 1) for name, value in reversed(values.items())]
    while waiting:
        name, value, level = waiting.pop()
        yield name, value, level
        inside = value.items() if isinstance(value, dict) else enumerate(value, 1) if isinstance(value, list) else ()
        waiting += [(f"{name}.{key}", one, level + 1) for key, one in reversed(list(inside))]


def unreadable(name: str, found: str, remedy: str) -> TomlFile:
    """A file of which nothing can be read, and why."""
    return TomlFile(name, problems=(Problem(name, 0, found, remedy),), readable=False)


def places(lines: list[str]) -> dict[str, int]:
    """The line in which each table, entry and fact stands; the first where there are several."""
    places: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    for number, line in enumerate(lines, 1):
        match = _ENTRY.fullmatch(line := line.strip()) or _TABLE.fullmatch(line) or _KEY.fullmatch(line)
        name = re.sub(r"[\"']", "", match[1]) if match else ""
        if line.startswith("[[") and match:
            counts[name] = counts.get(name, 0) + 1
            table = f"{name}.{counts[name]}"
            places.setdefault(name, number)
            places.setdefault(table, number)
        elif line.startswith("[") and match:
            table = name
            places.setdefault(table, number)
        elif match and match[2] == "=":
            places.setdefault(f"{table}.{name}".lstrip("."), number)
    return places


def _number(words: str, lines: list[str]) -> int:
    """The line that cannot be read, from 1: where the reader stopped, or the last one with something in it."""
    if match := re.search(r"at line (\d+)", words):
        return int(match[1])
    return max((number for number, line in enumerate(lines, 1) if line.strip()), default=1)


def _slip(lines: list[str], number: int, words: str) -> _Slip:
    """What is wrong with a line."""
    line = lines[number - 1].strip()
    if line.startswith("["):
        return _heading_slip(lines, number)
    if match := _KEY.fullmatch(line):
        key, sign, value = match.groups()
        found, remedy = _value_slip(line, key, sign, value, words)
        goes_on = value.startswith("[") and not value.endswith("]")
        instead = {} if goes_on else {number: "" if "overwrite" in words else f'{key} = ""'}
        return _Slip(number, found, remedy, instead)
    if line.startswith(_MERGE):
        found = f"“{line[:80]}” was left here when two versions were put together."
        remedy = "Keep one of the two versions, and take out the lines of <<<<<<<, ======= and >>>>>>>."
        return _Slip(number, found, remedy, {})
    found = f"This line, or the one before it, cannot be read: “{line[:80]}”."
    remedy = 'Write it like `name = "words"`.'
    if line.startswith(tuple(_QUOTES)):
        inside = line.strip(_QUOTES + " ,").replace('"', "”")
        remedy = (
            f'Write it like `"{inside}",`: straight quotation marks, and a comma behind each entry, the one before too.'
        )
    return _Slip(number, found, remedy, {})


def _heading_slip(lines: list[str], number: int) -> _Slip:
    """What is wrong with a line in brackets: a bracket too few, or another line like it."""
    line = lines[number - 1].strip()
    whole = _ENTRY.fullmatch(line) or _TABLE.fullmatch(line)
    name = whole[1] if whole else re.sub(r"[^\w.-]+", "-", line.partition("#")[0]).strip("-")
    alike = {
        at: old.strip() for at, old in enumerate(lines, 1) if re.fullmatch(rf"\s*\[+\s*{re.escape(name)}\s*\]+.*", old)
    }
    many = any(old.startswith("[[") for old in alike.values())
    right = f"[[{name}]]" if many or line.startswith("[[") else f"[{name}]"
    if not whole:
        return _Slip(number, f"“{line[:80]}” cannot be read.", f"Write `{right}`.", {number: right})
    if single := [at for at, old in alike.items() if many and not old.startswith("[[")]:
        found = f"“[{name}]” has one bracket, others like it have two."
        return _Slip(single[0], found, f"Write `{right}`.", {single[0]: right})
    found = f"“{right}” is here twice."
    if set.intersection(*(_keys_below(lines, at) for at in alike)):
        remedy = f"If both are entries of one list, write `[[{name}]]`, in two brackets; if not, give one another name."
        return _Slip(number, found, remedy, dict.fromkeys(alike, f"[[{name}]]"))
    remedy = "Move the lines below this one to the first, and take this line out."
    return _Slip(number, found, remedy, {number: f"[again-{number}]"})


def _keys_below(lines: list[str], number: int) -> set[str]:
    """The names of the values between a line in brackets and the next."""
    below = itertools.takewhile(lambda line: not line.lstrip().startswith("["), lines[number:])
    return {match[1] for line in below if (match := _KEY.fullmatch(line.strip()))}


def _value_slip(line: str, key: str, sign: str, value: str, words: str) -> tuple[str, str]:
    """What is wrong with a line of a name and a value, and the line as it should be."""
    inside = (value if value[:1] in _QUOTES else re.sub(r"\s#.*", "", value)).strip(_QUOTES + " ")
    while '"' in inside:  # within words they are curly, in turn
        inside = inside.replace('"', "“", 1).replace('"', "”", 1)
    inside = inside.replace("\\", "\\\\")
    inside = "".join(filter(str.isprintable, inside))
    right = f'`{key} = "{inside or "…"}"`'
    if "Illegal character" in words and not line.isprintable():
        return f"There is an invisible character in “{line[:80]}”.", f"Write {right}."
    if "overwrite" in words:
        return f"“{key}” is here twice.", "Keep one of the two lines."
    if sign == ":":
        return f"“{line[:80]}” has a colon after “{key}”.", f"Write {right}, with =."
    if not value:
        return f"There is nothing behind “{key} =”.", f"Write {right}."
    if value.startswith("[") or "array" in words:
        found = f"This list cannot be read: “{line[:80]}”."
        return found, "Put each entry in quotation marks, a comma between two, and ] at the end."
    if value[0] in "“”„‟‘’‚" or (value[0] == '"' and value.count('"') == 1 and value[-1] in "“”"):
        return f"The quotation marks around “{inside}” are curly.", f"Write {right}, with straight ones."
    if "\\" in value:
        return f"“{value[:80]}” has a \\ in it.", f"Write {right}: here it is doubled."
    if value[0] in "\"'" and value.count(value[0]) == 1:
        return f"The quotation mark behind “{inside}” is missing.", f"Write {right}."
    if value[0] in "\"'":
        return f"There are quotation marks within the words, or words behind them: “{line[:80]}”.", f"Write {right}."
    return f"“{inside}” is not in quotation marks.", f"Write {right}."
