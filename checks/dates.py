"""What someone means who writes a date in words or in the order of her country."""

import re
from datetime import date

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WORDS = re.compile(r"[A-Za-z]+|\d+")
_TIME = re.compile(r"(?:,|\bat\b|T|\s)\s*(\d{1,2})[:.](\d{2})(?::\d{2})?\s*([ap])?\.?m?\.?$", re.IGNORECASE)
_ZONE = re.compile(r"T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def readings(text: str) -> list[str]:
    """Every day that can be meant, like `2026-11-22` or `2026-11-22 07:30`; none, where it is no date at all."""
    text = _ZONE.sub("", text)
    time = ""
    if match := _TIME.search(text):
        hour = int(match[1])
        if match[3]:
            hour = hour % 12 + (12 if match[3].lower() == "p" else 0)
        if hour < 24 and int(match[2]) < 60:
            time = f" {hour:02}:{match[2]}"
        text = text[: match.start()]
    if re.fullmatch(r"\d{8}", text.strip()):
        text = f"{text.strip()[:4]} {text.strip()[4:6]} {text.strip()[6:]}"
    numbers: list[str] = []
    month = 0
    for word in _WORDS.findall(re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", text, flags=re.IGNORECASE)):
        if word.isdigit():
            numbers.append(word)
        elif found := _month(word):
            month = found
        elif word[:3].lower() not in _WEEKDAYS and word.lower() != "of":
            return []
    days: list[str] = []
    if month and len(numbers) == 2:
        days = [_day(numbers[1], month, numbers[0]), _day(numbers[0], month, numbers[1])]
    elif len(numbers) == 3:
        a, b, c = numbers
        days = [_day(a, b, c), _day(c, a, b), _day(c, b, a)]
        days = days if any(days) else [_day(a, c, b)]
    return [day + time for day in dict.fromkeys(days) if day]


def month_of(text: str) -> str:
    """The month that is meant, like `2023-05`; empty where none can be read."""
    days = readings(text) or readings(f"1 {text}") or readings(f"{text}-01")
    return days[0][:7] if len({day[:7] for day in days}) == 1 else ""


def in_words(day: date) -> str:
    """`November 22, 2026`."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def _month(word: str) -> int:
    """The number of a month in English, or of its first three letters; 0 where it is none."""
    low = word.lower().rstrip(".")
    return next((n for n, name in enumerate(MONTHS, 1) if len(low) >= 3 and name.lower().startswith(low[:4])), 0)


def _day(year: str, month: str | int, day: str) -> str:
    if len(year) not in (2, 4) or len(day) > 2 or len(str(month)) > 2:
        return ""
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day)).isoformat()
    except ValueError:
        return ""
