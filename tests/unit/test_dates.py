import re
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.source_header import a_date_is_a_date
from sources.dates import one_day, one_month, parse_date, parse_month, readings
from tests.unit.test_messages import among_others, with_fields


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2026-11-22", ["2026-11-22"]),
        ("May 5, 2023", ["2023-05-05"]),
        ("5 May 2023", ["2023-05-05"]),
        ("2023 May 5", ["2023-05-05"]),
        ("Friday, May 5th, 2023", ["2023-05-05"]),
        ("the 2nd", []),
        ("1st of Sept. 2023", ["2023-09-01"]),
        ("2nd Jan 2023", ["2023-01-02"]),
        ("3RD March 2023", ["2023-03-03"]),
        ("Ma 5, 2023", []),
        ("Maybe 5, 2023", []),
        ("Marvel 5, 2023", []),
        ("5 May 23", ["2023-05-05"]),
        ("12 May 23", ["2023-05-12", "2012-05-23"]),
        ("5 May 123", []),
        ("31.12.23", ["2031-12-23", "2023-12-31"]),
        ("12/31/2023", ["2023-12-31"]),
        ("31/12/2023", ["2023-12-31"]),
        ("05/06/2023", ["2023-05-06", "2023-06-05"]),
        ("05/05/2023", ["2023-05-05"]),
        ("2023-22-11", ["2023-11-22"]),
        ("2023-011-02", []),
        ("2023-11-002", []),
        ("20231105", ["2023-11-05"]),
        ("202311051", []),
        ("2023-05-05T10:00:00Z", ["2023-05-05 10:00", "2023-05-05"]),
        ("2023-05-05T00:00:00.000Z", ["2023-05-05"]),
        ("2023-05-05T10:00:00.5+02:00", ["2023-05-05 10:00"]),
        ("2023-05-05 10:00:00 -0500", ["2023-05-05 10:00"]),
        ("2026-11-22 7:30", ["2026-11-22 07:30"]),
        ("2026-11-22 07:30 PM", ["2026-11-22 19:30"]),
        ("2026-11-22 19:30 PM", ["2026-11-22 19:30"]),
        ("2026-11-22 19:30 AM", []),
        ("Nov 22, 2026 at 7 pm", ["2026-11-22 19:00"]),
        ("2023 May 22 7:30", ["2023-05-22 07:30"]),
        ("5-May-2023", ["2023-05-05"]),
        ("5. May 2023", ["2023-05-05"]),
        ("Monday, May 5, 2023", []),
        ("Fri 5/5/2023", ["2023-05-05"]),
        ("Tuesday 05/06/2023", []),
        ("Saturday 05/06/2023", ["2023-05-06"]),
        ("Sunny 5 May 2023", []),
        ("2023-05-05T10:00", ["2023-05-05 10:00"]),
        ("May 5, 2023, 7:30", ["2023-05-05 07:30"]),
        ("May 5, 2023 at 7.30 pm", ["2023-05-05 19:30"]),
        ("May 5, 2023 12:30 a.m.", ["2023-05-05 00:30"]),
        ("May 5, 2023 12:30 PM", ["2023-05-05 12:30"]),
        ("May 5, 2023 23:59:59", ["2023-05-05 23:59"]),
        ("May 5, 2023 24:00", []),
        ("May 5, 2023 10:60", []),
        ("May 5", []),
        ("1 2 3 4", []),
        ("soon", []),
        ("", []),
    ],
)
def test_a_date_is_read_as_whoever_wrote_it_may_have_meant_it(text: str, days: list[str]) -> None:
    assert readings(text) == days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("May 5, 2023", "2023-05-05"),
        ("20261122", "2026-11-22"),
        ("2026-11-22 07:30 PM", "2026-11-22 19:30"),
        ("2026-11-22 07:30:15", "2026-11-22 07:30:15"),
        ("2026-11-22T07:30", "2026-11-22T07:30"),
        ("2026-11-22T07:30:15+01:00", "2026-11-22 07:30"),
        ("2023/22/11", None),
        ("2023-13-01", None),
        ("05/06/2023", None),
        ("2023-05-05T10:00:00Z", None),
        ("Monday, May 5, 2023", None),
        ("May 5, 2023 24:00", None),
        ("29 Feb 2023", None),
        ("May 2023", None),
    ],
)
def test_a_date_that_is_one_day_and_no_other_is_that(text: str, day: str | None) -> None:
    assert one_day(text) == day


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("May 2023", "2023-05"),
        ("Sept. 2023", "2023-09"),
        ("May of 2023", "2023-05"),
        ("2023 May", "2023-05"),
        ("2023-5", "2023-05"),
        ("05/2023", "2023-05"),
        ("2023-05-14", "2023-05"),
        ("5 May 2023", "2023-05"),
        ("13/2023", None),
        ("2023-13", None),
        ("2023-13-01", None),
        ("05/06/2023", None),
        ("12 May 23", None),
        ("May 23", None),
        ("Ma 2023", None),
        ("Hello 2023", None),
        ("2023", None),
        ("May", None),
    ],
)
def test_a_month_is_read_where_it_is_certain(text: str, month: str | None) -> None:
    assert one_month(text) == month


@pytest.mark.parametrize("text", ["2026-11-22", "2026-11-22 08:30", "2026-11-22T08:30:15"])
def test_a_date_is_read(text: str) -> None:
    assert parse_date(text) == datetime.fromisoformat(text)


@pytest.mark.parametrize("text", ["", "2026-13-01", "2026-02-30", "22.11.2026", "2026-1-2", "today", "20261122"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_date(text)


@pytest.mark.parametrize("text", ["2023", "2023-13", "May 2023", "2023-05-01"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_month(text)


PIECES = [
    *("2026", "2023", "11", "22", "05", "5", "7", "13", "31", "23", "May", "november", "Sept.", "Sun", "Friday,"),
    *("5th", "+02:00", "20261122", "2026-11-22", "2026-22-11", "May 5, 2023", "05/06/2023", "00:00", "Monday"),
    *("-", "/", ".", " ", " ", ", ", "T", " at ", " of ", "07:30", "7:30", "7.30", "24:00", ":15", " PM", "am", "Z"),
]


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=7).map(lambda pieces: "".join(pieces).strip()))
def test_what_a_check_proposes_as_the_only_day_is_what_is_fixed_and_nothing_else_is(text: str) -> None:
    for name, read in (("Date", one_day), ("Earlier", one_month)):
        for problem in a_date_is_a_date(among_others(f"{with_fields([f'{name}: {text}'])}\n\nText")):
            proposed = re.fullmatch(rf"Write `{name}: ([^`]+)`\.", problem.remedy)
            assert read(text) == (proposed[1] if proposed else None), problem
            if proposed:
                assert not list(a_date_is_a_date(among_others(f"{with_fields([f'{name}: {proposed[1]}'])}\n\nText")))


@given(st.dates(), st.times())
def test_what_can_be_read_as_it_is_stays_so(day: object, time: object) -> None:
    for text in (f"{day}", f"{day} {time:%H:%M}", f"{day}T{time:%H:%M:%S}"):
        assert one_day(text) == text
        assert parse_date(text)
