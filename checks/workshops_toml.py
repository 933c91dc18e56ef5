"""Checks for content/workshops.toml: a workshop says what it is, when, where, and what it costs."""

import contextlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo

from checks import toml_entries
from checks.site_toml import leads_somewhere, placeholders
from checks.site_toml_schema import of_kind
from problem import Problem
from sources.content import Content, time_zone
from sources.dates import in_words, one_day, readings
from sources.toml_file import TomlFile
from sources.workshops import is_address, last_moment, moment, on_the_clocks, span

NEEDED = {
    "title": 'Add `title = "…"` to it.',
    "words": 'Add `words = "…"`: what happens there, and for whom it is.',
    "start": 'Add `start = "2027-03-04 18:00"`, as the clocks at your practice show it.',
}
OTHERS = ("end", "minutes", "place", "online", "price", "booking", "cancelled")
YEARS = range(2000, 2101)


def check(content: Content) -> list[Problem]:
    """A workshop has a title, words, a time that clocks at the practice show once, an end after it, a place or a way to join online, and none is there twice."""
    workshops = content.workshops
    if workshops.problems:
        return list(workshops.problems)
    problems = [*toml_entries.are_whole(workshops, "workshop", NEEDED, OTHERS)]
    seen: set[tuple[str, datetime]] = set()
    for entry, values in workshops.entries("workshop"):
        problems += [*_time(content, entry), *_place(workshops, entry), *(price := [*_price(workshops, entry)])]
        for key in ("title", "words", "place", "online", "booking", *(() if price else ("price",))):
            problems += of_kind(workshops, f"{entry}.{key}", values.get(key), str)
        if values.get("cancelled") not in (None, True, False):
            found = f"“cancelled” is “{values['cancelled']}”."
            problems.append(workshops.problem(f"{entry}.cancelled", found, "Write `cancelled = true`, or take it out."))
        start = moment(values.get("start"))
        if start and (same := (workshops.words(f"{entry}.title"), start)) in seen:
            found = f"“{same[0]}” is there twice at this time."
            problems.append(workshops.problem(f"{entry}.start", found, "Take one of them out."))
        seen |= {same} if start else set()
    return [*problems, *placeholders(workshops)] if content.publish else problems


def _time(content: Content, entry: str) -> Iterator[Problem]:
    """It begins and ends at times that there are, in this order."""
    workshops, zone = content.workshops, time_zone(content.site)
    values = workshops.get(entry)
    start, end, minutes = moment(values.get("start")), values.get("end"), values.get("minutes")
    found = [*_moment(workshops, f"{entry}.start", start, zone)]
    if end is None and minutes is None:
        remedy = "Add `minutes = 90`, or `end` with a time like `start`."
        found.append(workshops.problem(entry, "This workshop has no end.", remedy))
    elif minutes is None:
        found += _moment(workshops, f"{entry}.end", last_moment(end, start), zone)
    elif end is not None:
        found.append(workshops.problem(f"{entry}.minutes", "Both “end” and “minutes” are there.", "Keep one of them."))
    else:
        found += of_kind(workshops, f"{entry}.minutes", minutes, int)
    yield from found
    begins, ends = (None, None) if found else span(values, zone)
    if begins and ends and ends <= begins:
        found_last = f"This workshop ends at {_shown(ends)}, and begins at {_shown(begins)}."
        yield workshops.problem(f"{entry}.end", found_last, "Correct the one of the two that is wrong.")


def _moment(workshops: TomlFile, key: str, at: datetime | None, zone: tzinfo) -> Iterator[Problem]:
    """A time is written as such, of this century, and one that clocks show once."""
    value, last = workshops.get(key), key.rpartition(".")[2]
    if value is None or value == "":
        return
    words = str(value)
    if not at:
        yield _not_a_moment(workshops, key, words, zone)
    elif at.year not in YEARS:
        yield workshops.problem(key, f"“{words}” is in the year {at.year}.", "Correct the year.")
    elif len(there := on_the_clocks(at, zone)) > 1:
        found = f"Clocks in {zone} show {at:%H:%M} twice on {in_words(at)}, when they are set back."
        yield workshops.problem(
            key, found, f'Choose another time, like `{last} = "{at:%Y-%m-%d} {at.hour + 1:02}:{at:%M}"`.'
        )
    elif not there:
        after = at.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
        found = f"There is no {at:%H:%M} on {in_words(at)} in {zone}: the clocks are set forward over it."
        yield workshops.problem(key, found, f'Choose another time, like `{last} = "{after:%Y-%m-%d %H:%M}"`.')


def _not_a_moment(workshops: TomlFile, key: str, words: str, zone: tzinfo) -> Problem:
    """What is wrong with words that are no day and time, and what may be meant."""
    last = key.rpartition(".")[2]
    if re.search(r"\d ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d)$", words):
        found, near = f"“{words}” is the time of another place.", "2027-03-04 18:00"
        with contextlib.suppress(ValueError, OverflowError):
            near = f"{datetime.fromisoformat(words).astimezone(zone):%Y-%m-%d %H:%M}"
        return workshops.problem(key, found, f'Write it as clocks in {zone} show it, like `{last} = "{near}"`.')
    start = moment(workshops.get(f"{key.rpartition('.')[0]}.start"))
    right = one_day(words) or (start and one_day(f"{start:%Y-%m-%d} {words}")) or ""
    if len(right) > 10:
        return workshops.repaired(key, words, right[:16], f"“{words}” is not written as a time is here.")
    if right:
        return workshops.problem(key, f"“{words}” says no time.", f'Write it like `{last} = "{right} 18:00"`.')
    whole = [one if len(one) > 10 else f"{one} 18:00" for one in readings(words)]
    found = f"“{words}” can mean {len(whole)} days." if whole else f"“{words}” is no day with a time."
    written = " or ".join(f'`{last} = "{one}"`' for one in whole or ["2027-03-04 18:00"])
    return workshops.problem(key, found, f"Write {written}." if whole else f"Write it like {written}.")


def _shown(at: datetime) -> str:
    return f"{at:%H:%M} on {in_words(at)}"


def _place(workshops: TomlFile, entry: str) -> Iterator[Problem]:
    """It is somewhere, and its addresses can be followed."""
    if not any(str(workshops.get(f"{entry}.{key}") or "").strip() for key in ("place", "online")):
        remedy = 'Add `place = "…"`, or `online = "By video"`, or both.'
        yield workshops.problem(entry, "This workshop says neither where it is nor that it is online.", remedy)
    for key in ("online", "booking"):
        if key == "booking" or is_address(workshops.words(f"{entry}.{key}")):
            yield from leads_somewhere(workshops, f"{entry}.{key}", "address")


def _price(workshops: TomlFile, entry: str) -> Iterator[Problem]:
    """A number alone is no price."""
    value = str(workshops.get(f"{entry}.price") or "")
    if re.fullmatch(r"\d+(?:[.,]\d\d?)?", value):
        found = f"The price “{value}” names no currency."
        right = value.replace(",", ".")
        yield workshops.problem(f"{entry}.price", found, f'Write it like `price = "{right} USD"`, or in words.')
