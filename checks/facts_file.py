"""content/site.toml as it is read: the facts, the line each stands in, and in plain words why a line cannot be read."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from problem import Problem

NAME = "content/site.toml"
_TABLE = re.compile(r"\s*\[\s*([\w.-]+)\s*\]\s*(?:#.*)?")
_ENTRY = re.compile(r"\s*\[\[\s*([\w.-]+)\s*\]\]\s*(?:#.*)?")
_KEY = re.compile(r"\s*([\w.-]+)\s*([=:])\s*(.*?)\s*")
_QUOTES = "\"'“”„‟‘’‚"
MANY = 50  # after so many lines that cannot be read, the rest is not looked at
_MERGE = ("<<<<<<<", "=======", ">>>>>>>")


@dataclass(frozen=True)
class SiteFacts:
    """The facts by their names, and the line of each: `coach.email`, `topics.2.name`, and `topics.2` for the entry."""

    values: dict[str, Any]
    lines: dict[str, int] = field(default_factory=dict)

    def get(self, key: str) -> Any:
        """A fact by its whole name, or None."""
        value: Any = self.values
        for part in key.split("."):
            if isinstance(value, list):
                value = value[int(part) - 1] if part.isdecimal() and 0 < int(part) <= len(value) else None
            else:
                value = value.get(part) if isinstance(value, dict) else None
        return value

    def words(self, key: str) -> str:
        """A fact that is words, or nothing where it is missing, empty or of another kind."""
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

    def problem(self, key: str, found: str, remedy: str) -> Problem:
        """A problem of a fact, at its line or at that of the nearest table around it."""
        parts = key.split(".")
        names = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
        return Problem(NAME, next((self.lines[name] for name in names if name in self.lines), 0), found, remedy)


def read(path: Path) -> tuple[SiteFacts | None, list[Problem]]:
    """The facts as far as they can be read, and a problem for every line that cannot."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return None, [Problem(NAME, 0, "This file is missing.", "Put it back: `git checkout content/site.toml`.")]
    except UnicodeDecodeError:
        return None, [Problem(NAME, 0, "This file is not UTF-8 text.", "Save it as UTF-8.")]
    except OSError as error:
        return None, [Problem(NAME, 0, f"This file cannot be read: {error.strerror}.", "Allow reading it.")]
    lines = text.split("\n")
    problems: list[Problem] = []
    while True:
        try:
            return SiteFacts(tomllib.loads("\n".join(lines)), _places(lines)), problems
        except (ValueError, RecursionError) as error:  # also numbers too long to be read, and brackets without end
            problem, mended = _slip(lines, _number(str(error), lines), str(error))
            problems.append(problem)
            # Made right or harmless, a line lets those after it be read; what is to be said of it is said.
            if all(lines[number - 1] == line for number, line in mended.items()) or len(problems) == MANY:
                return None, problems
            for number, line in mended.items():
                lines[number - 1] = line


def _places(lines: list[str]) -> dict[str, int]:
    """The line in which each table, entry and fact stands; the first where there are several."""
    places: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    for number, line in enumerate(lines, 1):
        if match := _ENTRY.fullmatch(line):
            counts[match[1]] = counts.get(match[1], 0) + 1
            table = f"{match[1]}.{counts[match[1]]}"
            places.setdefault(match[1], number)
            places.setdefault(table, number)
        elif match := _TABLE.fullmatch(line):
            table = match[1]
            places.setdefault(table, number)
        elif (match := _KEY.fullmatch(line)) and match[2] == "=":
            places.setdefault(f"{table}.{match[1]}".lstrip("."), number)
    return places


def _number(words: str, lines: list[str]) -> int:
    """The line that cannot be read, from 1: where the reader stopped, or the last one with something in it."""
    if match := re.search(r"at line (\d+)", words):
        return int(match[1])
    return max((number for number, line in enumerate(lines, 1) if line.strip()), default=1)


def _slip(lines: list[str], number: int, words: str) -> tuple[Problem, dict[int, str]]:
    """What is wrong with a line, and the lines with which the rest can be read, if it can."""
    line = lines[number - 1].strip()
    if line.startswith("["):
        return _heading_slip(lines, number)
    if match := _KEY.fullmatch(line):
        key, sign, value = match.groups()
        found, remedy = _value_slip(line, key, sign, value, words)
        goes_on = value.startswith("[") and not value.endswith("]")
        mended = {} if goes_on else {number: "" if "overwrite" in words else f'{key} = ""'}
        return Problem(NAME, number, found, remedy), mended
    if line.startswith(_MERGE):
        found = f"“{line[:80]}” was left here when two versions were put together."
        remedy = "Keep one of the two versions, and take out the lines of <<<<<<<, ======= and >>>>>>>."
        return Problem(NAME, number, found, remedy), {}
    found = f"This line, or the one before it, cannot be read: “{line[:80]}”."
    remedy = 'Write it like `name = "words"`.'
    if line.startswith(tuple(_QUOTES)):
        inside = line.strip(_QUOTES + " ,").replace('"', "”")
        remedy = (
            f'Write it like `"{inside}",`: straight quotation marks, and a comma behind each entry, the one before too.'
        )
    return Problem(NAME, number, found, remedy), {}


def _heading_slip(lines: list[str], number: int) -> tuple[Problem, dict[int, str]]:
    """What is wrong with a line in brackets: a bracket too few, or another line like it."""
    line = lines[number - 1].strip()
    name = re.sub(r"[^\w.-]", "", line.partition("#")[0])
    alike = {
        at: old.strip() for at, old in enumerate(lines, 1) if re.fullmatch(rf"\s*\[+\s*{re.escape(name)}\s*\]+.*", old)
    }
    many = any(old.startswith("[[") for old in alike.values())
    right = f"[[{name}]]" if many or line.startswith("[[") else f"[{name}]"
    if not (_TABLE.fullmatch(line) or _ENTRY.fullmatch(line)):
        return Problem(NAME, number, f"“{line[:80]}” cannot be read.", f"Write `{right}`."), {number: right}
    if single := [at for at, old in alike.items() if many and not old.startswith("[[")]:
        found = f"“[{name}]” has one bracket, others like it have two."
        return Problem(NAME, single[0], found, f"Write `{right}`."), {single[0]: right}
    remedy = "Move the lines below this one to the first, and take this line out."
    return Problem(NAME, number, f"“{right}” is here twice.", remedy), {number: f"[again-{number}]"}


def _value_slip(line: str, key: str, sign: str, value: str, words: str) -> tuple[str, str]:
    """What is wrong with a line of a name and a value, and the line as it should be."""
    inside = (value if value[:1] in _QUOTES else re.sub(r"\s#.*", "", value)).strip(_QUOTES + " ")
    while '"' in inside:  # within words they are curly, in turn
        inside = inside.replace('"', "“", 1).replace('"', "”", 1)
    inside = inside.replace("\\", "\\\\")
    right = f'`{key} = "{inside or "…"}"`'
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
