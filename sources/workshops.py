"""Workshops: what content/workshops.toml says of each, on the clocks of the practice, and as a calendar file."""

import contextlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any

from sources.content import Content, good_name, time_zone
from sources.typography import smart_text

COST = re.compile(r"(\d+(?:\.\d\d?)?) ?([A-Z]{3})")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?")
_LINE = 75  # bytes of a line (RFC 5545, section 3.1)


@dataclass(frozen=True)
class Workshop:
    """One as the templates show it. `name` is that of its calendar file; `cost` is an amount and its currency."""

    name: str
    title: str
    words: str
    start: datetime
    end: datetime
    place: str
    online: str
    price: str
    cost: tuple[str, str] | None
    booking: str
    cancelled: bool
    past: bool


def planned(content: Content) -> tuple[Workshop, ...]:
    """All of them, the next one first; one is past when the day on which it ends is over at the practice."""
    zone, tag = time_zone(content.site), content.language.tag
    found = []
    for entry, values in content.workshops.entries("workshop"):
        start, end = span(values, zone)
        if not start or not end:  # which the checks refuse
            continue
        said = {
            key: smart_text(content.workshops.words(f"{entry}.{key}"), tag)
            for key in ("title", "words", "place", "price")
        }
        online, booking = (content.workshops.words(f"{entry}.{key}") for key in ("online", "booking"))
        cost = COST.fullmatch(said["price"])
        found.append(
            Workshop(
                name=f"{start:%Y-%m-%d-%H%M}-{good_name(said['title'])[:60]}".strip("-"),
                start=start,
                end=end,
                online=online if is_address(online) else smart_text(online, tag),
                cost=(cost[1], cost[2]) if cost else None,
                booking=booking,
                cancelled=values.get("cancelled") is True,
                past=end.date() < content.now.date(),
                **said,
            )
        )
    return tuple(sorted(found, key=lambda workshop: (workshop.start, workshop.name)))


def is_address(words: str) -> bool:
    """Whether these are no words but where a browser can go."""
    return words.lower().startswith(("http:", "https:"))


def moment(value: object) -> datetime | None:
    """A day and a time as clocks at the practice show it, as TOML has it or in quotation marks; None for anything else."""
    if isinstance(value, datetime) and not value.tzinfo:
        return value
    with contextlib.suppress(ValueError):
        return datetime.fromisoformat(value) if isinstance(value, str) and _MOMENT.fullmatch(value) else None
    return None


def last_moment(value: object, start: datetime | None) -> datetime | None:
    """A moment, or the time alone of the day on which it began."""
    if isinstance(value, str) and re.fullmatch(r"\d\d:\d\d", value):
        with contextlib.suppress(ValueError):
            value = time.fromisoformat(value)
    if start and isinstance(value, time) and not value.tzinfo:
        return datetime.combine(start, value)
    return moment(value)


def span(values: Mapping[str, Any], zone: tzinfo) -> tuple[datetime | None, datetime | None]:
    """When a workshop begins and ends; None where that cannot be known."""
    start, minutes = moment(values.get("start")), values.get("minutes")
    end = last_moment(values.get("end"), start)
    begins, ends = (at and at.replace(tzinfo=zone) for at in (start, end))
    if begins and isinstance(minutes, int):  # that pass, whatever the clocks do meanwhile
        ends = (begins.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(zone)
    return begins, ends


def on_the_clocks(at: datetime, zone: tzinfo) -> list[datetime]:
    """The one moment at which clocks show this; none where they are set forward over it, two where they are set back."""
    both = [at.replace(tzinfo=zone, fold=fold) for fold in (0, 1)]
    if both[0].utcoffset() == both[1].utcoffset():
        return both[:1]
    return both if both[0].astimezone(UTC).astimezone(zone).replace(tzinfo=None) == at else []


def calendar_file(workshop: Workshop, practice: str, page: str) -> bytes:
    """The workshop for a calendar program (RFC 5545); `page` is the address of the one with all workshops.

    It has no time at which it was made: the same facts give the same bytes, and the same entry in a calendar.
    """
    link = workshop.booking or page
    text = "\n".join(filter(None, (workshop.words, link)))
    host = re.sub(r"^\w+://|[:/].*$", "", page)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{_text(practice)}//Workshops//EN",
        "BEGIN:VEVENT",
        f"UID:{workshop.name}@{host}",
        f"DTSTAMP:{_utc(workshop.start)}",
        f"DTSTART:{_utc(workshop.start)}",
        f"DTEND:{_utc(workshop.end)}",
        f"SUMMARY:{_text(workshop.title)}",
        f"DESCRIPTION:{_text(text)}",
        f"LOCATION:{_text(', '.join(filter(None, (workshop.place, workshop.online))))}",
        f"URL:{page}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """Words as the value of a property (RFC 5545, section 3.3.11)."""
    return re.sub(r"([\\;,])", r"\\\1", words).replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """A line in parts of at most 75 bytes, all but the first behind a space; no letter is cut through."""
    part = ""
    for letter in line:
        if len(f"{part}{letter}".encode()) > _LINE:
            yield part
            part = " "
        part += letter
    yield part
