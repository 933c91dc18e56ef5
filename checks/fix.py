"""Mend in the articles and pages what has exactly one right answer, and show what was mended."""

import difflib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from plugins.header import ARTICLE_FIELDS, parse_source

CONTENT = Path(__file__).parent.parent / "content"
_SPACES = "[ \t\u00a0]"
_KEY = re.compile(rf"\u00a0*([A-Za-z][A-Za-z _-]{{0,40}}?){_SPACES}*[:：]({_SPACES}*)(.*)")
_TIGHT = re.compile(rf"^({'|'.join(ARTICLE_FIELDS)})[:：](?=[^\s/])", re.IGNORECASE | re.MULTILINE)
# In these, outside of a header between `---`, quotation marks around the whole may be meant.
_PROSE = {"title", "summary", "changes", "image_alt"}
_CURLY = re.compile(r"(?:[“”„‟\"]\s*(\w[^“”„‟\"]*)[“”\"]|[‘’‚]\s*(\w[^‘’‚]*)[‘’])")

_QUOTE = r"((?: {0,3}> ?)*)"
_BULLET = re.compile(rf"{_QUOTE}({_SPACES}*)(?:[•◦▪‣●○∙·\uf0a7\uf0b7]{_SPACES}+|•(?=[^\s•]))([^\s•][^•]*)")
_HEADING = re.compile(rf"{_QUOTE}( {{0,3}}#{{2,6}})(?: *\u00a0{_SPACES}*)?([^\s#].*)")
_MARK = re.compile(rf"{_QUOTE}( *[-*+]) *\u00a0{_SPACES}*(\S.*)")
_ITEM = re.compile(r"[ \t>]*(?:[-*+]|\d{1,3}[.)])[ \t]")
_FENCE = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,3}[.)])[ \t]+)?(`{3,}(?=[^`]*$)|~{3,})")
_RAW = re.compile(r"<(?:(pre|script|style|textarea)\b|!(--))", re.IGNORECASE)

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_WEEKDAY = r"(?:([A-Za-z]{3,9})\.?,? +)?"
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_DAY_FIRST = re.compile(rf"{_WEEKDAY}{_DAY}(?: of)? +([A-Za-z]{{3,9}})\.?,? +(\d{{4}})")
_MONTH_FIRST = re.compile(rf"{_WEEKDAY}([A-Za-z]{{3,9}})\.? +{_DAY},? +(\d{{4}})")
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_TIME = re.compile(r"(.*?)(?:,? +(?:at +)?([01]\d|2[0-3])(:[0-5]\d(?::[0-5]\d)?))?")
_MONTH_AND_YEAR = re.compile(r"([A-Za-z]{3,9})\.?,? +(\d{4})")


def mend(text: str) -> str:
    """A source with everything mended that can mean only one thing; line ends and all else stay as they are."""
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    parts = re.split(r"(\r\n|\n|\r)", text.removeprefix(mark))
    lines, ends = parts[::2], [*parts[1::2], ""]
    source = parse_source(text)
    if not source.fields:  # every colon may lack its space
        source = parse_source(_TIGHT.sub(r"\1: ", text))
    header = source.body_line - 1 if source.fields else 0
    fenced = next((line.strip() for line in lines if line.strip()), "") == "---"
    mended = [*(_header_line(line, fenced) for line in lines[:header]), *_text_lines(lines[header:])]
    return mark + "".join(line + end for line, end in zip(mended, ends, strict=True))


def iso_day(text: str) -> str | None:
    """The day, and the time if there is one, as `2023-05-05 07:30`; None where it could be two days or none."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    days = set(_days(match[1]))
    return f"{days.pop()}{f' {match[2]}{match[3]}' if match[2] else ''}" if len(days) == 1 else None


def iso_month(text: str) -> str | None:
    """The month as `2023-05`; None where it is no month."""
    match = _MONTH_AND_YEAR.fullmatch(text)
    month = _number(match[1], _MONTHS) if match else None
    return f"{match[2]}-{month:02}" if match and month else None


def fix(content: Path, show: Callable[[str], None]) -> list[str]:
    """Mend every article and page, show each change, and return the files that could not be written."""
    failed = []
    for file in sorted([*(content / "articles").rglob("*.md"), *(content / "pages").rglob("*.md")]):
        name = f"content/{file.relative_to(content).as_posix()}"
        hidden = any(part.startswith((".", "#")) for part in file.relative_to(content).parts)
        if hidden or file.is_symlink() or not file.is_file():
            continue
        try:
            text = file.read_bytes().decode("utf-8")
            if (mended := mend(text)) != text:
                _replace(file, mended.encode("utf-8"))
                show(difference(text, mended, name))
        except UnicodeDecodeError:
            continue  # the checks say so
        except OSError as error:
            failed.append(f"{name} cannot be mended: {error.strerror}.")
    return failed


def difference(before: str, after: str, name: str) -> str:
    """What was mended as a unified diff; spaces at the end of a line show as ␣, non-breaking ones as ⍽."""
    shown = difflib.unified_diff(
        [_visible(line) for line in re.split(r"\r\n|\n|\r", before)],
        [_visible(line) for line in re.split(r"\r\n|\n|\r", after)],
        name,
        name,
        n=0,
        lineterm="",
    )
    return "\n".join(shown)


def coloured(diff: str) -> str:
    """A unified diff as a terminal shows it: red what was, green what is."""
    colours = {"-": 31, "+": 32, "@": 36}
    return "\n".join(
        f"\x1b[{colours[line[0]]}m{line}\x1b[0m" if line[:1] in colours else line for line in diff.split("\n")
    )


def _visible(line: str) -> str:
    kept = line.rstrip(" \t")
    return kept.replace("\u00a0", "⍽") + "␣" * (len(line) - len(kept))


def _replace(file: Path, data: bytes) -> None:
    """Put other bytes into a file at one blow, so that nothing is ever half written."""
    descriptor, aside = tempfile.mkstemp(prefix=".", dir=file.parent)
    try:
        with os.fdopen(descriptor, "wb") as new:
            new.write(data)
        shutil.copymode(file, aside)
        Path(aside).replace(file)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


def _header_line(line: str, fenced: bool) -> str:
    match = _KEY.fullmatch(line.rstrip())
    if line.startswith((" ", "\t")) or not match:  # a line that continues another, or one the checks speak of
        return line.replace("\u00a0", " ").rstrip() if line.startswith((" ", "\t")) else line
    key, space, value = match[1], match[2], match[3].replace("\u00a0", " ").strip()
    name = re.sub(r"[ _-]+", "_", key).lower()
    if not value:
        return f"{key}:"
    if not space and (name not in ARTICLE_FIELDS or value.startswith("//")):
        return line
    return f"{key}:{space if space.strip(' ') == '' and space else ' '}{_value(name, value, fenced)}"


def _value(name: str, value: str, fenced: bool) -> str:
    """The value of a field without curly quotes around it, a date as the site reads it."""
    if (fenced or name not in _PROSE) and (match := _CURLY.fullmatch(value)) and not value[0] == value[-1] == '"':
        inside = (match[1] if match[1] is not None else match[2]).strip()
        # In a header between `---` other programs read it too, so it keeps quotation marks where it needs them.
        value = inside if not fenced or re.fullmatch(r"[\w ,.-]+", inside) else f'"{inside}"'
    if name in ("date", "modified"):
        return iso_day(value.strip("\"'")) or value
    if name == "earlier":
        return iso_month(value.strip("\"'")) or value
    return value


def _text_lines(lines: list[str]) -> Iterator[str]:
    """The lines of a text with bullets, headings and empty lines as Markdown has them; code and raw HTML stay."""
    until: re.Pattern[str] | None = None
    in_list = False
    for line in lines:
        if until:
            until = None if until.search(line) else until
            in_list = False
            yield line
            continue
        if fence := _FENCE.match(line):
            until = re.compile(rf"^[ \t>]*{re.escape(fence[1][0])}{{{len(fence[1])},}}\s*$")
        else:
            for raw in _RAW.finditer(line):
                end = re.compile(rf"</{raw[1]}\s*>" if raw[1] else "-->", re.IGNORECASE)
                until = None if end.search(line, raw.end()) else end
        mended = line if until else _text_line(line, in_list)
        in_list = bool(_ITEM.match(mended)) or (in_list and not mended.strip())
        yield mended


def _text_line(line: str, in_list: bool) -> str:
    if "\u00a0" in line and not line.strip():
        return ""
    if bullet := _BULLET.fullmatch(line):
        indent = bullet[2].replace("\u00a0", " ")
        if in_list or ("\t" not in indent and len(indent) < 4):  # deeper, it would be code
            return f"{bullet[1]}{indent}- {bullet[3]}"
    if heading := _HEADING.fullmatch(line):
        return f"{heading[1]}{heading[2]} {heading[3]}"
    if mark := _MARK.fullmatch(line):
        return f"{mark[1]}{mark[2]} {mark[3]}"
    return line


def _days(text: str) -> Iterator[date]:
    """Every day that a date as people write it can mean."""
    readings: list[tuple[str, str | int | None, str]] = []
    weekday = None
    if match := _DAY_FIRST.fullmatch(text):
        weekday, day, month, year = match.groups()
        readings.append((year, _number(month, _MONTHS), day))
    elif match := _MONTH_FIRST.fullmatch(text):
        weekday, month, day, year = match.groups()
        readings.append((year, _number(month, _MONTHS), day))
    elif match := _YEAR_FIRST.fullmatch(text):
        readings.append((match[1], match[3], match[4]))
    elif match := _YEAR_LAST.fullmatch(text):
        readings += [(match[4], match[3], match[1]), (match[4], match[1], match[3])]
    for year, number, day in readings:
        try:
            found = date(int(year), int(number or 0), int(day))
        except ValueError:
            continue
        if weekday is None or _number(weekday, _WEEKDAYS) == found.isoweekday():
            yield found


def _number(word: str, names: list[str]) -> int | None:
    """The number of a month or weekday, also of one cut short: `Sept` is the ninth."""
    for number, name in enumerate(names, 1):
        if name == word.lower() or (len(word) in (3, 4) and name.startswith(word.lower())):
            return number
    return None


def main() -> int:
    """Mend content/ and say what was mended; returns the exit status."""
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    mended: list[str] = []
    failed = fix(CONTENT, mended.append)
    for diff in mended:
        print(coloured(diff) if colour else diff, end="\n\n")
    count = "1 file is" if len(mended) == 1 else f"{len(mended)} files are"
    print(
        f"{count} mended, as shown. `git diff` shows it again.\n" if mended else "Nothing could be mended by itself.\n"
    )
    for sentence in failed:
        print(sentence, file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
