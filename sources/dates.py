"""What someone means who writes a date in words or in the order of her country: for what is reported and what is fixed."""

import contextlib
import re
from datetime import date, datetime

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2})?)?")
_ISO_MONTH = re.compile(r"(\d{4})-(\d{2})")
_WORDS = re.compile(r"[A-Za-z]+|\d+")
_TIME = re.compile(
    r"(?:,|\bat\b|(?<=\d)T|\s)\s*(\d{1,2})"
    r"(?:[:.](\d{2})(?::\d{2}(?:[.,]\d+)?)?\s*(?:([ap])\.?m\.?)?|\s*([ap])\.?m\.?)"
    r"\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?$",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
_WHOLE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SWAPPED = re.compile(r"\d{4}[-/.](?:1[3-9]|[2-9]\d)[-/.]")
_MONTH = re.compile(
    r"(?P<name>[A-Za-z]+)\.?,?\s+(?:of\s+)?(?P<y1>\d{4})|(?P<y2>\d{4})\s+(?P<name2>[A-Za-z]+)\.?"
    r"|(?P<y3>\d{4})[-/. ](?P<m3>\d{1,2})|(?P<m4>\d{1,2})[-/. ](?P<y4>\d{4})"
)


def readings(text: str) -> list[str]:
    """Every day that can be meant, like `2026-11-22` or `2026-11-22 07:30`; none where it is not a date at all."""
    words, times = _without_time(text.strip())
    return [f"{day}{time}" for day in days(words) for time in times]


def one_day(text: str) -> str | None:
    """The day, and the time if there is one, like `2026-11-22 07:30`; None where it could be two, or none.

    What the site can read as it is stays so.
    """
    with contextlib.suppress(ValueError):
        parse_date(text)
        return text
    found = readings(text)
    # Where the month of a year that comes first is none, it may be a slip of the finger.
    return found[0] if len(found) == 1 and not _SWAPPED.match(text.strip()) else None


def one_month(text: str) -> str | None:
    """The month, like `2023-05`; None where it could be two, or none."""
    text = text.strip()
    if match := _MONTH.fullmatch(text):
        year = match["y1"] or match["y2"] or match["y3"] or match["y4"]
        name = match["name"] or match["name2"]
        month = _number(name, MONTHS) if name else int(match["m3"] or match["m4"])
        return f"{year}-{month:02}" if 1 <= month <= 12 else None
    months = {day[:7] for day in readings(text)}
    return months.pop() if len(months) == 1 and not _SWAPPED.match(text) else None


def has_no_such_hour(text: str) -> bool:
    """Whether a time stands behind a day, and the day has no such time."""
    words, times = _without_time(text.strip())
    return not times and bool(days(words))


def is_elsewhere(text: str) -> bool:
    """Whether a time is that of Greenwich, so that nobody knows from it alone what a clock at the practice says."""
    return len(_without_time(text.strip())[1]) > 1


def another_weekday(text: str) -> date | None:
    """The day that is meant but for its weekday, which is another; None where there is no such contradiction."""
    words = _without_time(text.strip())[0]
    found = [] if days(words) else days(words, with_weekday=False)
    return date.fromisoformat(found[0]) if len(found) == 1 else None


def in_words(day: date) -> str:
    """`November 22, 2026`."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def days(text: str, *, with_weekday: bool = True) -> list[str]:
    """Every day that can be meant by a date without a time; one that names a weekday is on that."""
    text = _WHOLE.sub(r"\1 \2 \3", text) if _WHOLE.fullmatch(text) else text
    numbers: list[str] = []
    month = weekday = 0
    for word in _WORDS.findall(_ORDINAL.sub("", text)):
        if word.isdigit():
            numbers.append(word)
        elif found := _number(word, MONTHS):
            month = found
        elif found := _number(word, WEEKDAYS):
            weekday = found
        elif word.lower() != "of":
            return []
    meant: list[date | None] = []
    if month and len(numbers) == 2:
        meant = [_day(numbers[1], month, numbers[0]), _day(numbers[0], month, numbers[1])]
    elif not month and len(numbers) == 3:
        a, b, c = numbers
        meant = [_day(a, b, c), _day(c, a, b), _day(c, b, a)]
        meant = meant if any(meant) else [_day(a, c, b)]
    weekdays = (weekday,) if weekday and with_weekday else range(1, 8)
    return [day.isoformat() for day in dict.fromkeys(meant) if day and day.isoweekday() in weekdays]


def _without_time(text: str) -> tuple[str, list[str]]:
    """The text without its time, and what can be meant by that: one empty where there is none, none if no day has it."""
    match = _TIME.search(text)
    if not match:
        return text, [""]
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or match[4] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif half == "a":  # 13 in the morning
        hour = 24
    times = [f" {hour:02}:{minute:02}"] if hour < 24 and minute < 60 else []
    zone = (match[5] or "").upper().replace(":", "")
    if times and zone in ("Z", "UTC", "GMT", "+0000", "-0000"):
        # Programs write midnight there for a day without a time.
        times = [*times, ""] if (hour, minute) != (0, 0) else [""]
    return text[: match.start()].strip(), times


def _number(word: str, names: tuple[str, ...]) -> int:
    """The number of a month or weekday in English, whole or cut short after three letters; 0 for another word."""
    low = word.lower()
    return next((n for n, name in enumerate(names, 1) if len(low) >= 3 and name.lower().startswith(low)), 0)


def _day(year: str, month: str | int, day: str) -> date | None:
    if len(year) not in (2, 4) or len(day) > 2 or len(str(month)) > 2:
        return None
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None


def parse_date(text: str) -> datetime:
    """`2026-11-22`, optionally with a time; raises ValueError for anything else."""
    if not _ISO_DATE.fullmatch(text):
        raise ValueError(f"“{text}” is not a date like 2026-11-22")
    return datetime.fromisoformat(text)


def as_day(value: object) -> date | None:
    """A day as TOML has it, or in quotation marks; None for anything else."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    with contextlib.suppress(ValueError):
        return date.fromisoformat(value) if isinstance(value, str) else None
    return None


def parse_month(text: str | None) -> date | None:
    """`2023-05` as the first day of that month; raises ValueError for anything else."""
    if not text:
        return None
    if not (match := _ISO_MONTH.fullmatch(text)):
        raise ValueError(f"“{text}” is not a month like 2023-05")
    return date(int(match[1]), int(match[2]), 1)
