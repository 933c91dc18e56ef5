"""The words of the rules for headers, as templates: the page says them where there is no Python.

They are what the rules themselves say of headers that are made for it, in which places stand for what a header says.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from checks import source_header
from problem import short
from sources import toml_file
from sources.content import Content, File
from sources.header import LINES, parse_source
from sources.optional_facts import INVITATIONS

# Stand for words of any kind; they are so long that what a rule quotes of them is cut short, as a template says.
_VALUE, _OTHER, _TOPIC = "v" * 61, "o" * 61, "t" * 61
_DOTS = "." * 60  # the same in a date, which is read as if they were not there
_NOW = datetime(2026, 11, 23, 12)
_SITE = toml_file.parse(
    "content/site.toml",
    f'topics = [{{name = "{_TOPIC}", formerly = ["Before"]}}, {{name = "Leadership"}}]'.encode(),
)
_GOOD = {"Title": "Rest", "Date": "2026-11-16", "Summary": "What it takes.", "Category": "Leadership"}


class _Slip(NamedTuple):
    """A file that is made for its words: what its rule finds first, and what stands for what in that."""

    text: str
    places: dict[str, str]
    kind: str = "articles"
    content: Content | None = None


def words() -> dict[str, list[str | bool]]:
    """Each template by its name: what was found, what to do, and whether that is advice; `{x…}` is cut short.

    A slip in which its rule finds nothing has no words: the rule is not as it was.
    """
    found: dict[str, list[str | bool]] = {}
    for name, rule, slip in _slips():
        content = slip.content or Content(site=_SITE, now=_NOW)
        file = File(f"{slip.kind}/named.md", parse_source(slip.text), content)
        problem = next(iter(getattr(source_header, rule)(file)))
        found[name] = [*(_template(text, slip.places) for text in (problem.found, problem.remedy)), problem.advice]
    return found


def _template(text: str, places: dict[str, str]) -> str:
    for written, place in places.items():
        text = text.replace(short(written), place.replace("}", "…}")) if short(written) != written else text
        text = text.replace(written, place)
    return text


def _header(**fields: str | None) -> str:
    """A good header with these fields; one that is None is left out."""
    lines = [f"{key}: {value}" for key, value in {**_GOOD, **fields}.items() if value is not None]
    return "\n".join([*lines, "", "Text"])


def _slips() -> Iterator[tuple[str, str, _Slip]]:
    """The name of each template, the rule that has its words, and a slip."""
    for name, slip in _of_lines().items():
        yield name, name.partition(".")[0], slip
    for name, slip in _of_values().items():
        yield name, name.partition(".")[0], slip


def _of_lines() -> dict[str, _Slip]:
    topics = {f"{_TOPIC}, Leadership": "{topics}", _TOPIC: "{topic}"}
    named = {**topics, "Title: Named": "Title: {title}", f"Title: {_VALUE}": "Title: {title}"}
    no_topics = Content(now=_NOW)
    text = f"{_VALUE}\n\nText"
    late = f"Category: {_VALUE}"
    found = {
        "there_is_a_header.no_colon": _Slip(
            f"TItle {_VALUE}", {f"TItle {_VALUE}": "{line}", "TItle": "{key}", _VALUE: "{value}"}
        ),
        **{
            f"there_is_a_header.{kind}": _Slip(text, {**named, _VALUE: "{line}"}, kind)
            for kind in source_header.REQUIRED
        },
        "there_is_a_header.articles.no_topics": _Slip(text, {**named, _VALUE: "{line}"}, content=no_topics),
        "the_header_is_closed": _Slip("---\nTitle: Rest\n\nText", {}),
        "the_header_ends": _Slip("Title: Rest\n" + "Text\n" * (LINES + 1), {}),
        "the_header_is_in_one_piece": _Slip(f"Title: Rest\n\n{late}", {late: "{line}"}),
        "every_field_is_known.near": _Slip(
            f"TItel: {_VALUE}\n\nText", {"TItel": "{key}", "Title: ": "{near}: ", _VALUE: "{value}"}
        ),
        "every_field_is_known.of_articles": _Slip("CAtegory: x\n\nText", {"CAtegory": "{key}"}, "pages"),
        **{
            f"every_field_is_known.{kind}": _Slip("XXXX: x\n\nText", {"XXXX": "{key}"}, kind)
            for kind in source_header.REQUIRED
        },
        "no_field_is_doubled": _Slip(
            f"Title: {_OTHER}\nTItle: {_VALUE}\n\nText",
            {"TItle": "{key}", "line 1 ": "line {first_line} ", _VALUE: "{value}", _OTHER: "{first}"},
        ),
        "every_line_is_a_field.no_colon": _Slip(
            f"Title: Rest\nDAte {_VALUE}\n\nText",
            {f"DAte {_VALUE}": "{line}", "DAte": "{key}", _VALUE: "{value}"},
        ),
        "every_line_is_a_field.goes_on": _Slip(
            f"Date: x\nSUmmary: {_OTHER},\n{_VALUE}\n\nText",
            {
                f"{_OTHER}, {_VALUE}": "{words}",
                _VALUE: "{line}",
                "SUmmary": "{key}",
                "of line 2;": "of line {from};",
                "lines 2 to 3": "lines {from} to {to}",
            },
        ),
    }
    for more, left in (("", ""), (".more", "\n*Other")):
        several = {"(and 1 more)": "(and {count} more)"}
        marked = f"**TAgs:** {_VALUE}"
        found[f"every_line_is_a_field.text{more}"] = _Slip(
            f"Title: Rest\n*{_VALUE}{left}\n\nText", {f"*{_VALUE}": "{line}", **several}
        )
        found[f"every_line_is_a_field.marked{more}"] = _Slip(
            f"Title: Rest\n{marked}{left}\n\nText",
            {marked: "{line}", "TAgs": "{key}", _VALUE: "{value}", **several},
        )
    for name in source_header.REQUIRED["articles"]:
        key = name.capitalize()
        for state, value in (("missing", None), ("empty", "")):
            found[f"nothing_is_missing.{name}.{state}"] = _Slip(_header(**{key: value}), named)
            if name == "category":
                found[f"nothing_is_missing.{name}.{state}.no_topics"] = _Slip(
                    _header(**{key: value}), named, content=no_topics
                )
            if name == "date":
                found[f"nothing_is_missing.{name}.{state}.modified"] = _Slip(
                    _header(**{key: value, "Modified": _VALUE}), {_VALUE: "{modified}"}
                )
    return found


def _of_values() -> dict[str, _Slip]:
    date = {"Date: ": "{key}: "}
    found = {
        "no_field_is_too_long.words": _Slip(
            _header(TItle="v" * 1_251, Title=None),
            {"v" * 1_251: "{value}", "1,251": "{length}", "250": "{most}", "TItle": "{key}"},
        ),
        "no_field_is_too_long.other": _Slip(
            _header(TAgs="v" * 1_251),
            {"v" * 1_251: "{value}", "1,251": "{length}", "1,000": "{most}", "TAgs": "{key}"},
        ),
        "a_title_is_short": _Slip(_header(Title=f"Rest {_VALUE}"), {" 66 ": " {length} ", "“Rest”": "“{start}”"}),
        "a_summary_is_short": _Slip(_header(Summary="v" * 201), {" 201 ": " {length} "}),
    }
    dates = {
        "no_month": ("2026-22-11", {"2026-22-11": "{text}", "2026-11-22": "{day}", "month 22": "month {month}"}),
        "no_such_day": ("2023-02-30", {"2023-02-30": "{text}", "2023-02-28": "{day}", "28 days": "{days} days"}),
        "no_hour_in_it": ("2023-02-28 25:00", {"2023-02-28 25:00": "{text}", "2023-02-28": "{day}"}),
        "not_in_calendar": ("2023-00-99", {"2023-00-99": "{text}"}),
        "one": (f"5 May 2023{_DOTS}", {f"5 May 2023{_DOTS}": "{text}", "2023-05-05": "{day}"}),
        "several": (
            f"05/06/2023{_DOTS}",
            {
                f"05/06/2023{_DOTS}": "{text}",
                "`Date: 2023-05-06` (May 6, 2023) or `Date: 2023-06-05` (June 5, 2023)": "{days}",
                " 2 ": " {count} ",
            },
        ),
        "of_another_zone": (
            f"2023-05-06{_DOTS} 10:00Z",
            {f"2023-05-06{_DOTS} 10:00Z": "{text}", "2023-05-06 10:00": "{time}", "2023-05-06": "{day}"},
        ),
        "likely": (f"2023/22/11{_DOTS}", {f"2023/22/11{_DOTS}": "{text}", "2023-11-22": "{day}"}),
        "no_such_hour": (f"May 5, 2023{_DOTS} 25:00", {f"May 5, 2023{_DOTS} 25:00": "{text}"}),
        "another_weekday": (
            f"Monday, May 5, 2023{_DOTS}",
            {
                f"Monday, May 5, 2023{_DOTS}": "{text}",
                "May 5, 2023": "{words}",
                "Friday": "{weekday}",
                "2023-05-05": "{day}",
            },
        ),
        "no_day": (f"May{' ' * 61}2023", {f"May{' ' * 61}2023": "{text}", "2023-05": "{month}"}),
        "not_a_date": (_VALUE, {_VALUE: "{text}"}),
    }
    for name, (text, places) in dates.items():
        found[f"a_date_is_a_date.{name}"] = _Slip(_header(Date=text), {**places, **date})
    month = f"2023-05-14{_DOTS}"
    found |= {
        "a_date_is_a_date.month": _Slip(_header(Earlier=month), {month: "{text}", "2023-05": "{month}"}),
        "a_date_is_a_date.year": _Slip(_header(Earlier="1987"), {"1987": "{text}"}),
        "a_date_is_a_date.not_a_month": _Slip(_header(Earlier=_VALUE), {_VALUE: "{text}"}),
        "a_date_is_near.past": _Slip(
            _header(Date="1926-11-16"), {"1926-11-16": "{text}", "2026-11-16": "{day}", **date}
        ),
        "a_date_is_near.ahead": _Slip(
            _header(Date="2206-11-16"), {"2206-11-16": "{text}", "2026-11-16": "{day}", **date}
        ),
        "a_scheduled_article_is_announced": _Slip(_header(Date="2027-01-05"), {"January 5, 2027": "{words}"}),
        "a_scheduled_article_is_announced.at": _Slip(
            _header(Date="2027-01-05 07:30"), {"January 5, 2027": "{words}", "07:30": "{time}"}
        ),
        **{
            f"dates_are_in_order.{name}.before": _Slip(
                _header(**{name.capitalize(): "2026-11-15 07:30"}),
                {"2026-11-15 07:30": "{text}", "2026-11-15": "{day}", "2026-11-16": "{own}"},
            )
            for name in ("modified", "reviewed")
        },
        **{
            f"dates_are_in_order.{name}.future": _Slip(
                _header(**{name.capitalize(): "2026-12-24"}),
                {"2026-12-24": "{text}", "December 24, 2026": "{words}", "2026-11-23": "{today}"},
            )
            for name in ("modified", "reviewed")
        },
        "dates_are_in_order.earlier": _Slip(_header(Earlier="2027-01"), {"2027-01": "{text}", "2026-11-16": "{date}"}),
        "dates_are_in_order.to_come": _Slip(_header(Earlier="2027-01", Date=None), {"2027-01": "{text}"}),
        "a_topic_is_known.renamed": _Slip(_header(Category="Before"), {"Before": "{text}", _TOPIC: "{now}"}),
        "a_topic_is_known.several": _Slip(
            _header(Category=f"{_TOPIC}, Leadership"),
            {f"{_TOPIC}, Leadership": "{text}", " 2 ": " {count} ", _TOPIC: "{first}"},
        ),
        "a_topic_is_known.near": _Slip(
            _header(Category="Leadersip"),
            {f"{_TOPIC}, Leadership": "{topics}", "Leadership": "{near}", "Leadersip": "{text}"},
        ),
        "a_topic_is_known.not": _Slip(
            _header(Category=_VALUE), {f"{_TOPIC}, Leadership": "{topics}", _VALUE: "{text}"}
        ),
        "a_status_is_known.near": _Slip(
            _header(Status="draftt"), {"draftt": "{text}", "Status: draft": "Status: {near}"}
        ),
        "a_status_is_known.not": _Slip(_header(Status=_VALUE), {_VALUE: "{text}"}),
        "invitations_are_known.near": _Slip(
            _header(Invite="kontact"), {"kontact": "{item}", "`contact`": "`{near}`", "?": "?"}
        ),
        "invitations_are_known.not": _Slip(_header(Invite=_VALUE), {_VALUE: "{item}"}),
        **{
            f"invitations_are_known.no_words.{name}": _Slip(_header(Invite=name.upper()), {name.upper(): "{item}"})
            for name in INVITATIONS
        },
        "a_photograph_has_words.no_words": _Slip(_header(Image=_VALUE), {_VALUE: "{image}"}),
        "a_photograph_has_words.no_image": _Slip(_header(Image_alt=_VALUE), {_VALUE: "{words}"}),
        "a_photograph_has_words.name": _Slip(
            _header(Image="x", Image_alt=f"{_VALUE}.jpg"), {f"{_VALUE}.jpg": "{words}"}
        ),
    }
    return found
