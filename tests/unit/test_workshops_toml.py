"""Workshops: at times that clocks show, past when their day is over, and as files that calendar programs read."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checks.fix import fix
from checks.workshops_toml import check
from sources.content import Content, read
from sources.workshops import Workshop, calendar_file, planned
from tests.unit.practice import FACTS, NOW, WORKSHOPS, needed_pages, written

PAGE = "https://coach.test/workshops/"


def content(tmp_path: Path, text: str = WORKSHOPS, now: datetime = NOW, facts: str = FACTS) -> Content:
    return read(written(tmp_path, facts, workshops=text), now)


def changed(*changes: tuple[str, str]) -> str:
    text = WORKSHOPS
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def first(tmp_path: Path, *changes: tuple[str, str]) -> Workshop:
    there = content(tmp_path, changed(*changes))
    assert check(there) == []
    return next(one for one in planned(there) if one.words != "A day and a half.")


def properties(file: bytes) -> dict[str, str]:
    """What a calendar program reads, as strictly as RFC 5545 is written: lines, folding, names, escaped signs."""
    text = file.decode()
    assert text.endswith("\r\n")
    assert not re.search(r"(?<!\r)\n|\r(?!\n)", text)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = text.replace("\r\n ", "").split("\r\n")[:-1]
    found = dict(re.fullmatch(r"([A-Z]+):(.*)", line).groups() for line in lines)  # type: ignore[union-attr,misc]
    assert [line for line in lines if line.startswith(("BEGIN", "END"))] == [
        "BEGIN:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    assert len(lines) == len(found) + 2
    assert not [value for value in found.values() if re.search(r"(?<!\\)(\\\\)*([,;]|\\[^\\,;n])", value)]
    return {
        name: re.sub(r"\\(.)", lambda sign: "\n" if sign[1] == "n" else sign[1], value) for name, value in found.items()
    }


def test_a_site_may_have_no_workshops_and_a_page_that_says_so(tmp_path: Path) -> None:
    there = content(tmp_path, "")
    assert (check(there), planned(there), there.has_workshops) == ([], (), True)
    (tmp_path / "workshops.toml").unlink()
    there = read(tmp_path, NOW)
    assert (check(there), planned(there), there.has_workshops) == ([], (), False)


@pytest.mark.parametrize(
    ("written_as", "start"),
    [
        ('start = "2027-03-04 18:00"', "2027-03-04T18:00:00-05:00"),
        ('start = "2027-03-04T18:00:00"', "2027-03-04T18:00:00-05:00"),
        ("start = 2027-03-04 18:00:00", "2027-03-04T18:00:00-05:00"),
        ('start = "2027-07-04 18:00"', "2027-07-04T18:00:00-04:00"),
        ('start = "2027-03-14 03:00"', "2027-03-14T03:00:00-04:00"),
        ('start = "2027-03-14 01:59"', "2027-03-14T01:59:00-05:00"),
        ('start = "2027-11-07 00:59"', "2027-11-07T00:59:00-04:00"),
        ('start = "2027-11-07 02:00"', "2027-11-07T02:00:00-05:00"),
    ],
)
def test_a_workshop_begins_when_clocks_at_the_practice_say_so(written_as: str, start: str, tmp_path: Path) -> None:
    assert first(tmp_path, ('start = "2027-03-04 18:00"', written_as)).start.isoformat() == start


def test_minutes_pass_whatever_the_clocks_do_meanwhile(tmp_path: Path) -> None:
    for start, end in (
        ("2027-03-14 01:30", "2027-03-14T04:00:00-04:00"),
        ("2027-11-07 00:30", "2027-11-07T01:00:00-05:00"),
    ):
        assert first(tmp_path, ("2027-03-04 18:00", start)).end.isoformat() == end


def test_an_end_on_the_same_day_may_be_a_time_alone(tmp_path: Path) -> None:
    for end in ('"19:30"', "19:30:00", '"2027-03-04 19:30"', "2027-03-04T19:30:00"):
        assert first(tmp_path, ("minutes = 90", f"end = {end}")).end.isoformat() == "2027-03-04T19:30:00-05:00"


def test_a_workshop_is_past_when_its_last_day_is_over_at_the_practice(tmp_path: Path) -> None:
    midnight = datetime(2027, 5, 16, 4, tzinfo=UTC)
    for now, past in ((midnight - timedelta(seconds=1), [True, False]), (midnight, [True, True])):
        assert [one.past for one in planned(content(tmp_path, now=now))] == past


def test_the_next_one_is_first_whatever_the_order_in_the_file(tmp_path: Path) -> None:
    text = changed(("2027-05-1", "2027-02-1"))
    assert [one.title for one in planned(content(tmp_path, text))] == ["As Chief", "Saying No"]


def test_two_of_the_same_day_or_of_the_same_name_have_files_of_their_own(tmp_path: Path) -> None:
    for change in (("2027-05-14 09:00", "2027-03-04 18:00"), ("As Chief", "Saying No")):
        there = content(tmp_path, changed(change))
        assert check(there) == []
        assert len({one.name for one in planned(there)}) == 2


@pytest.mark.parametrize(
    ("price", "cost"),
    [
        ("45 USD", ("45", "USD")),
        ("45.50 EUR", ("45.50", "EUR")),
        ("0 USD", ("0", "USD")),
        ("$45, or what you can", None),
    ],
)
def test_a_price_is_an_amount_or_words(price: str, cost: tuple[str, str] | None, tmp_path: Path) -> None:
    workshop = first(tmp_path, ("45 USD", price))
    assert (workshop.price, workshop.cost) == (price, cost)


def test_a_calendar_program_reads_every_sign_as_it_was_written(tmp_path: Path) -> None:
    words = "Bring: a calendar; a pen, and “one” thing – 東京, 🙂. " * 9
    workshop = first(tmp_path, ("An evening.", words), ("Saying No", "Yes; no, and \\\\n"))
    read_back = properties(calendar_file(workshop, "Blum, Effie", PAGE))
    assert read_back["SUMMARY"] == "Yes; no, and \\n"
    assert read_back["DESCRIPTION"] == f"{words.strip()}\nhttps://x.org/book"
    assert read_back["PRODID"] == "-//Blum, Effie//Workshops//EN"
    assert (read_back["DTSTART"], read_back["DTEND"]) == ("20270304T230000Z", "20270305T003000Z")
    assert (read_back["LOCATION"], read_back["URL"]) == ("By video", PAGE)


def test_the_same_facts_give_the_same_entry_in_a_calendar(tmp_path: Path) -> None:
    workshop = first(tmp_path)
    later = planned(content(tmp_path, now=NOW + timedelta(days=60)))[0]
    assert calendar_file(workshop, "X", PAGE) == calendar_file(later, "X", PAGE)
    reworded = first(tmp_path, ("An evening.", "Two hours."))
    assert properties(calendar_file(reworded, "X", PAGE))["UID"] == "2027-03-04-1800-saying-no@coach.test"


def test_times_that_can_mean_only_one_are_written_anew_by_fix(tmp_path: Path) -> None:
    text = changed(("2027-03-04 18:00", "March 4, 2027, 6 pm"), ('"2027-05-15 13:00"', '"May 15, 2027 at 1 pm"'))
    folder = written(tmp_path / "content", workshops=text)
    needed_pages(folder)
    fix(folder, lambda _: None)
    assert (folder / "workshops.toml").read_text(encoding="utf-8") == WORKSHOPS


def test_a_page_of_ones_own_at_the_address_is_asked_about(tmp_path: Path) -> None:
    there = content(tmp_path)
    assert there.taken["/workshops/"] == "the workshops in content/workshops.toml"
    assert "/workshops/" in there.addresses
