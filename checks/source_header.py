"""Checks for the header of an article or page."""

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import takewhile

from checks import characters
from checks.site_toml import words_for
from problem import NOTHING_TO_DO, Problem, did_you_mean, nearest, printable, short
from sources import private_links
from sources.content import File
from sources.dates import (
    WEEKDAYS,
    another_weekday,
    has_no_such_hour,
    in_words,
    is_elsewhere,
    one_day,
    one_month,
    parse_date,
    parse_month,
    readings,
)
from sources.header import ARTICLE_FIELDS, LINES, LONGEST, PAGE_FIELDS, Field, field_name, split_list
from sources.markdown_text import plain_words
from sources.optional_facts import INVITATIONS
from sources.redirects import slug

STATUSES = ("draft", "published")
REQUIRED = {"articles": ("title", "date", "summary", "category"), "pages": ("title", "summary")}
TITLE_LENGTH = 65  # characters that search results show
SUMMARY_LENGTH = 200
YEARS_AHEAD = 5
DAYS = ("date", "modified", "reviewed")
_LATE_FIELD = re.compile(r"([A-Za-z_ -]+?)\s*:\s+\S")
_SHAPED = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2})(?::\d{2})?)?")
_NO_COLON = re.compile(
    rf"(?P<key>{'|'.join(sorted(ARTICLE_FIELDS, key=len, reverse=True)).replace('_', '[_ -]')})(?:\s*(?P<mark>[-–—=;])\s*|\s+)(?P<value>[^\s:].*)",
    re.IGNORECASE,
)
_MARKED = re.compile(r"[#>*_-]|\[")  # what begins so does not continue a sentence


def there_is_a_header(file: File) -> Iterator[Problem]:
    """A file begins with a header: lines like `Title: …`, and an empty line after them."""
    if not file.source.fields and file.source.body.strip():
        number, first = next(
            (n, line.strip()) for n, line in enumerate(file.source.body.split("\n"), 1) if line.strip()
        )
        if (match := _NO_COLON.fullmatch(first)) and field_name(match["key"]) in REQUIRED[file.kind]:
            yield file.problem(
                number,
                f"“{short(first)}” has no colon behind “{match['key']}”.",
                f"Write `{match['key']}: {match['value']}`, and a colon in the same place of each line of the header.",
            )
            return
        title = first.lstrip("#").strip() if first.startswith("#") else _named_after(file)
        lines = ", ".join(f"`{_example(name, file, title)}`" for name in REQUIRED[file.kind])
        yield file.problem(
            1,
            f"The file begins with its text, “{short(first)}”, and has no header.",
            f"Begin it with these lines, and then an empty one: {lines}.",
        )


def the_header_is_closed(file: File) -> Iterator[Problem]:
    """A header that begins with `---` ends with `---`."""
    if file.source.unclosed:
        yield file.problem(
            file.source.unclosed,
            "The header begins with “---” and does not end with it.",
            "Write `---` on a line of its own below the last field, or take the first one out.",
        )


def the_header_ends(file: File) -> Iterator[Problem]:
    """A header has at most 200 lines, and an empty one after them."""
    if file.source.endless:
        yield file.problem(
            file.source.body_line,
            f"The header has more than {LINES} lines, and does not end here.",
            "Leave an empty line between the header and the text.",
        )


def no_field_is_too_long(file: File) -> Iterator[Problem]:
    """A title has at most 250 characters, a summary 1,000, and any other field as many as it can need."""
    for name, field in file.source.fields.items():
        most = LONGEST.get(name, 0)
        if not most or field.length <= most:
            continue
        if name in ("title", "summary", "changes", "image_alt"):
            remedy = (
                f"Keep on this line what belongs to the {field.key} alone, and put the rest into the text, after the "
                "empty line below the header; there may be a line break missing."
            )
        else:
            remedy = "Take out what does not belong there; there may be a line break missing."
        yield file.problem(
            field.line,
            f"{field.key}: “{short(field.value)}” has {field.length:,} characters; at most {most:,} are understood.",
            remedy,
        )


def the_header_is_in_one_piece(file: File) -> Iterator[Problem]:
    """No field stands in the text, parted from the header by an empty line."""
    if late := _late_fields(file):
        number, words = next(iter(late.values()))
        yield file.problem(
            number,
            f"“{short(words)}” stands in the text, because there is an empty line above it.",
            "Take that empty line out; the header ends at the first one.",
        )


def nothing_is_missing(file: File) -> Iterator[Problem]:
    """Every field that is needed is there, with something in it."""
    if not file.source.fields:
        return
    elsewhere = {*_late_fields(file), *_without_colon(file), *(field_name(field.key) for field, _ in _gone_on(file))}
    for name in REQUIRED[file.kind]:
        if name in elsewhere or file.source.text(name):
            continue
        key = name.capitalize()
        write = "Fill it in, like" if name in file.source.fields else "Add a line like"
        choice = f" The topics are {', '.join(file.content.topics)}." if name == "category" else ""
        yield file.problem(
            file.line(name), f"There is no {key}.", f"{write} `{_example(name, file, _named_after(file))}`.{choice}"
        )


def every_field_is_known(file: File) -> Iterator[Problem]:
    """A field has a name that the site knows."""
    known = _known(file)
    for name, field in file.source.fields.items():
        if name in known:
            continue
        if near := nearest(name, known):
            remedy = did_you_mean(f"{near.capitalize()}: {short(field.value)}")
        elif name in ARTICLE_FIELDS:
            remedy = "Only articles have it: take the line out."
        else:
            listed = ", ".join(key.capitalize() for key in known)
            remedy = f"Take the line out, or choose from {listed}."
        yield file.problem(field.line, f"“{field.key}” is not a header field.", remedy)


def no_field_is_doubled(file: File) -> Iterator[Problem]:
    """A field is there once."""
    for field in file.source.doubled:
        first = file.source.fields[field_name(field.key)]
        yield file.problem(
            field.line,
            f"“{field.key}” is here a second time, with “{short(field.value)}”; line {first.line} has “{short(first.value)}”.",
            f"Keep one of the two, like `{field.key}: {short(field.value)}`.",
        )


def every_line_is_a_field(file: File) -> Iterator[Problem]:
    """A line of the header is a name, a colon and a value."""
    if not file.source.fields or not file.source.stray:
        return
    without_colon, gone_on = _without_colon(file).values(), _gone_on(file)
    for line, key, value in without_colon:
        yield file.problem(line.line, f"“{short(line.value)}” has no colon behind “{key}”.", f"Write `{key}: {value}`.")
    for field, more in gone_on:
        begun = "" if field.value.strip("|>+-") == "" else f"{field.value} "
        yield file.problem(
            more[0].line,
            f"“{short(more[0].value)}” goes on with the {field.key} of line {field.line}; a field is one line.",
            f"Write in place of lines {field.line} to {more[-1].line}: "
            f"`{field.key}: {begun}{' '.join(line.value for line in more)}`.",
        )
    reported = [line for line, _, _ in without_colon] + [line for _, more in gone_on for line in more]
    left = [line for line in file.source.stray if line not in reported]
    if not left:
        return
    first, *others = left
    words = re.sub(r"^[*_#\s]+|[*_]+(?=\s*:)", "", first.value.replace(":**", "**:")).replace("**", "").strip()
    key, colon, value = (part.strip() for part in words.partition(":"))
    if colon and field_name(key) in _known(file):
        remedy = f"Write it without marks: `{key}: {short(value)}`."
    else:
        remedy = "If it belongs to the text, leave an empty line above it; if not, write it like `Tags: rest, sleep`."
    more_of_it = f" (and {len(others)} more)" if others else ""
    yield file.problem(first.line, f"“{short(first.value)}”{more_of_it} is not a header line.", remedy)


def the_characters_of_a_field_are_whole(file: File) -> Iterator[Problem]:
    """A header has no invisible control characters and no letters that were lost on the way."""
    for field in [*file.source.fields.values(), *file.source.doubled, *file.source.stray]:
        if found := characters.fault(field.value):
            yield file.problem(field.line, *found)


def a_title_is_plain(file: File) -> Iterator[Problem]:
    """A title and a summary have no markup, of which only the words are shown (advice)."""
    for name in ("title", "summary"):
        written = file.source.text(name) or ""
        if (plain := plain_words(written)) != written and plain:
            yield file.problem(
                file.line(name),
                f"{name.capitalize()}: “{short(written)}” has markup in it, which is left out where it is shown.",
                f"Write it plainly, like `{name.capitalize()}: {plain}`.",
                advice=True,
                repair=(written, plain) if plain_words(plain) == plain else None,
            )


def a_title_is_short(file: File) -> Iterator[Problem]:
    """A title has at most 65 characters (advice)."""
    title = file.source.text("title") or ""
    if len(title) > TITLE_LENGTH:
        yield file.problem(
            file.line("title"),
            f"The title has {len(title)} characters; search results cut it after “{title[:TITLE_LENGTH].rpartition(' ')[0]}”.",
            f"Try one of at most {TITLE_LENGTH}, with what matters at its beginning.",
            advice=True,
        )


def a_summary_is_short(file: File) -> Iterator[Problem]:
    """A summary has at most 200 characters (advice)."""
    summary = file.source.text("summary") or ""
    if len(summary) > SUMMARY_LENGTH:
        yield file.problem(
            file.line("summary"),
            f"The summary has {len(summary)} characters; search results cut it after about 160.",
            f"Try one or two sentences of at most {SUMMARY_LENGTH} characters in all.",
            advice=True,
        )


def a_date_is_a_date(file: File) -> Iterator[Problem]:
    """Date, Modified and Reviewed are days like `2026-11-22`, Date optionally with a time, and Earlier is a month like `2023-05`."""
    for name in DAYS:
        text = file.source.text(name)
        if text and not _is(parse_date, text):
            repair = (text, one) if (one := one_day(text)) else None
            yield file.problem(file.line(name), *_not_a_date(name.capitalize(), text), repair=repair)
    text = file.source.text("earlier")
    if text and not _is(parse_month, text):
        month = one_month(text)
        year = re.fullmatch(r"\d{4}", text)
        yield file.problem(
            file.line("earlier"),
            f"Earlier: “{short(text)}” is not a month.{' Which month?' if year else ''}",
            f"Write `Earlier: {month}`." if month else f"Write it like `Earlier: {text if year else '2023'}-05`.",
            repair=(text, month) if month else None,
        )


def a_date_is_near(file: File) -> Iterator[Problem]:
    """A date is after 1970 and at most five years ahead."""
    for name in DAYS:
        text = file.source.text(name)
        if not text or not _is(parse_date, text):
            continue
        year, this_year = parse_date(text).year, file.content.now.year
        if year < 1970 or year > this_year + YEARS_AHEAD:
            swapped = text.replace(text[:4], f"{text[0]}{text[2]}{text[1]}{text[3]}", 1)
            likely = swapped if abs(int(swapped[:4]) - this_year) <= YEARS_AHEAD else f"{this_year}{text[4:]}"
            likely = likely if _is(parse_date, likely) else f"{this_year}-03-01"
            yield file.problem(
                file.line(name),
                f"{name.capitalize()}: the year in “{text}” is {'long past' if year < 1970 else 'far ahead'}.",
                f"Correct it, like `{name.capitalize()}: {likely}`.",
            )


def a_scheduled_article_is_announced(file: File) -> Iterator[Problem]:
    """An article with a date to come is scheduled, and the check says for when (advice)."""
    if file.kind != "articles" or not file.date or not file.is_scheduled or file.is_draft:
        return
    if file.date.year <= file.content.now.year + YEARS_AHEAD:
        time = f" at {file.date:%H:%M}" if file.date.time() != datetime.min.time() else ""
        yield file.problem(
            file.line("date"),
            f"This article is scheduled: readers see it from {in_words(file.date)}{time} on.",
            f"{NOTHING_TO_DO}, unless you meant it to be there now.",
            advice=True,
        )


def dates_are_in_order(file: File) -> Iterator[Problem]:
    """Earlier is before Date, Modified and Reviewed are not before it; none is in the future."""
    for name, what, label in (("modified", "revision", "Updated"), ("reviewed", "review", "Reviewed")):
        text = file.source.text(name)
        if not text or not _is(parse_date, text):
            continue
        key, day, own = name.capitalize(), parse_date(text).date(), file.date.date() if file.date else None
        if own and day < own:
            yield file.problem(
                file.line(name),
                f"{key}: “{text}” is before the Date, “{own}”.",
                f"Write the day of the {what}, or take the line out; if the two are swapped, `Date: {day}` and `{key}: {own}`.",
            )
        elif day > max(file.content.now.date(), own or date.min) and day.year <= file.content.now.year + YEARS_AHEAD:
            yield file.problem(
                file.line(name),
                f"{key}: “{text}” is in the future, and readers would be told “{label} {in_words(day)}”.",
                f"Write the day of the {what}, like `{key}: {file.content.now:%Y-%m-%d}`, or take the line out.",
            )
    text = file.source.text("earlier")
    if text and _is(parse_month, text):
        found = ""
        if file.date and text >= f"{file.date:%Y-%m}":
            found = f"is not before the Date, “{file.source.text('date')}”"
        elif text > f"{file.content.now:%Y-%m}":
            found = "is in the future"
        if found:
            yield file.problem(
                file.line("earlier"),
                f"Earlier: “{text}” {found}.",
                "Write the month in which the earlier version appeared, or take the line out.",
            )


def a_topic_is_known(file: File) -> Iterator[Problem]:
    """An article belongs to one of the topics in site.toml."""
    text = file.source.text("category")
    if file.kind == "articles" and text and file.content.topics and text not in file.content.topics:
        if now := file.content.renamed_topics.get(text):
            found = f"Category: the topic “{text}” is called “{now}” now."
            yield file.problem(file.line("category"), found, f"Write `Category: {now}`.", repair=(text, now))
            return
        parts = [part for part in split_list(text) if part in file.content.topics]
        if len(parts) > 1:
            found, remedy = f"Category: “{text}” are {len(parts)} topics.", f"Keep one, like `Category: {parts[0]}`."
        else:
            found = f"Category: “{text}” is not one of your topics."
            near = nearest(text, file.content.topics)
            listed = f"They are {', '.join(file.content.topics)}."
            remedy = f"{did_you_mean(near and f'Category: {near}')} {listed}".lstrip()
        yield file.problem(file.line("category"), found, remedy)


def a_status_is_known(file: File) -> Iterator[Problem]:
    """A status is `draft` or `published`."""
    text = file.source.text("status")
    if text and file.kind == "articles" and text.lower() not in STATUSES:
        near = nearest(text, STATUSES)
        keep = "Write `Status: draft` to keep the article off the live site, or take the line out."
        yield file.problem(
            file.line("status"),
            f"Status: “{text}” is not known.",
            did_you_mean(near and f"Status: {near}", keep),
        )


def a_private_link_cannot_be_guessed(file: File) -> Iterator[Problem]:
    """A private link is at least 16 small letters and digits that nobody can guess."""
    field = file.source.fields.get("private_link")
    if not field or file.kind != "articles" or not file.unpublished_by:
        return
    written, meant = field.value, private_links.as_meant(field.value)
    names = file.stem, file.source.text("title") or ""
    guessable = private_links.is_guessable(meant, *names)
    if written == meant and not guessable:
        return
    if not written:
        found = f"There is nothing behind “{field.key}:”."
    elif not guessable:
        found = f"{field.key}: “{short(written)}” has more in it than small letters and digits."
    elif len(meant) < private_links.LEAST:
        found = f"{field.key}: “{short(written)}” can be guessed; {private_links.LEAST} letters and digits cannot."
    else:
        found = (
            f"{field.key}: “{short(written)}” can be guessed: it is made of the title, or of few signs again and again."
        )
    token = private_links.suggestion(file.name, file.data) if guessable else meant
    yield file.problem(
        field.line,
        found,
        f"Write `{field.key}: {token}`, or take the line out.",
        repairs=_line_instead(file, field, f"{field.key}: {token}"),
    )


def a_private_link_ends_with_the_draft(file: File) -> Iterator[Problem]:
    """A private link is taken out of an article that everyone can read (advice)."""
    field = file.source.fields.get("private_link")
    status = (file.source.text("status") or "published").lower()
    if field and file.kind == "articles" and file.date and not file.unpublished_by and status in STATUSES:
        yield file.problem(
            field.line,
            f"This article is published, and its private link “{short(field.value)}” leads nowhere any more.",
            "Take the line out.",
            advice=True,
            repairs=_line_instead(file, field, ""),
        )


def a_tag_has_letters(file: File) -> Iterator[Problem]:
    """A tag has letters or numbers in it."""
    for item in split_list(file.source.text("tags")):
        if not slug(item):
            remedy = "Write words with commas between them, like `Tags: rest, nights`, or take it out."
            yield file.problem(file.line("tags"), f"Tags: “{printable(item)}” has no letters in it.", remedy)


def invitations_are_known(file: File) -> Iterator[Problem]:
    """Invitations are chosen from `discovery`, `newsletter` and `contact`, those with words in site.toml."""
    for item in split_list(file.source.text("invite")) if file.kind == "articles" else []:
        if item.lower() not in INVITATIONS:
            yield file.problem(
                file.line("invite"),
                f"Invite: “{item}” is not known.",
                f"{did_you_mean(nearest(item, INVITATIONS))} Choose from {', '.join(INVITATIONS)}, with commas between them.".lstrip(),
            )
        elif item.lower() not in file.content.invitations and not file.content.site.problems:
            yield file.problem(
                file.line("invite"),
                f"Invite: there are no words for “{item}”.",
                f"{words_for(item.lower())}, or take it out here.",
            )


def a_photograph_is_there(file: File) -> Iterator[Problem]:
    """A photograph named in the header lies below content/images."""
    image = file.source.text("image")
    if file.kind == "articles" and image and image not in file.content.pictures:
        now = file.content.moved.get(f"images/{image}")
        if now and now.startswith("images/"):
            name = now.removeprefix("images/")
            found = f"Image: the picture “{image}” is called “{name}” now."
            yield file.problem(file.line("image"), found, f"Write `Image: {name}`.", repair=(image, name))
            return
        # Asked once, of all that shows it, or reported as a file.
        if now == "" or file.content.is_faulty(f"images/{image}"):
            return
        last = re.split(r"[/\\]", image)[-1]
        near = nearest(last, file.content.pictures, 0.7)
        yield file.problem(
            file.line("image"),
            f"Image: there is no picture “{image}” in content/images/.",
            did_you_mean(near and f"Image: {near}", "Put it there, or correct the name."),
        )


def a_photograph_has_words(file: File) -> Iterator[Problem]:
    """Image and Image_alt are there together: a photograph, and what it shows for those who do not see it."""
    image, words = file.source.text("image"), file.source.text("image_alt")
    if file.kind != "articles":
        return
    unread = _without_colon(file)
    if image and not words and "image_alt" not in unread:
        yield file.problem(
            file.line("image"),
            f"The photograph “{image}” has no words for readers who do not see it.",
            "Say what it shows in a line like `Image_alt: Two chairs by a window.`",
        )
    if words and not image and "image" not in unread:
        yield file.problem(
            file.line("image_alt"),
            f"Image_alt says “{short(words)}”, but there is no Image.",
            "Add a line like `Image: two-chairs.jpg`, or take this one out.",
        )
    if words and re.fullmatch(r"\S+\.(jpe?g|png|webp|gif|avif)", words, re.IGNORECASE):
        yield file.problem(
            file.line("image_alt"),
            f"Image_alt: “{words}” is the name of a file.",
            "Say what the photograph shows, like `Image_alt: Two chairs by a window.`",
        )


RULES: tuple[Callable[[File], Iterator[Problem]], ...] = (
    there_is_a_header,
    the_header_is_closed,
    the_header_ends,
    no_field_is_too_long,
    the_header_is_in_one_piece,
    nothing_is_missing,
    every_field_is_known,
    no_field_is_doubled,
    every_line_is_a_field,
    the_characters_of_a_field_are_whole,
    a_title_is_plain,
    a_title_is_short,
    a_summary_is_short,
    a_date_is_a_date,
    a_date_is_near,
    a_scheduled_article_is_announced,
    dates_are_in_order,
    a_topic_is_known,
    a_status_is_known,
    a_private_link_cannot_be_guessed,
    a_private_link_ends_with_the_draft,
    a_tag_has_letters,
    invitations_are_known,
    a_photograph_is_there,
    a_photograph_has_words,
)


def problems(file: File) -> list[Problem]:
    """What every rule finds; of a header that is too long, nothing else is looked for."""
    too_long = [*the_header_ends(file), *no_field_is_too_long(file)]
    return too_long or [problem for rule in RULES for problem in rule(file)]


def _not_a_date(key: str, text: str) -> tuple[str, str]:
    """What is wrong with a text that is not a date, and what to write instead."""
    if shaped := _SHAPED.fullmatch(text):
        year, month, day = int(shaped[1]), int(shaped[2]), int(shaped[3])
        swapped = readings(text)
        if not 1 <= month <= 12 and swapped:
            return f"{key}: “{text}” has no month {month}.", did_you_mean(f"{key}: {swapped[0]}")
        last = calendar.monthrange(year, month)[1] if year and 1 <= month <= 12 else 0
        if last and day > last:
            found = f"{key}: “{text}” is not in the calendar: that month has {last} days."
            return found, f"Write a day that there is, like `{key}: {text[:8]}{last}`."
        if last and day:
            return (
                f"{key}: “{text}” has no such hour.",
                f"Write the time like `{key}: {text[:10]} 07:30`, or leave it out.",
            )
        return f"{key}: “{text}” is not in the calendar.", f"Write a day that there is, like `{key}: 2026-11-22`."
    found = f"{key}: “{short(text)}” is not a date the site can read."
    if one := one_day(text):
        return found, f"Write `{key}: {one}`."
    meant = readings(text)
    several = list(dict.fromkeys(day[:10] for day in meant)) if is_elsewhere(text) else meant
    if len(several) > 1:
        choice = " or ".join(f"`{key}: {day}` ({in_words(date.fromisoformat(day[:10]))})" for day in several)
        return f"{key}: “{text}” can be read as {len(several)} different days.", f"Write the one you mean: {choice}."
    if len(meant) > 1:
        return (
            f"{key}: “{text}” has the time of another zone.",
            f"Write the time at the practice, like `{key}: {meant[0]}`, or the day alone, `{key}: {several[0]}`.",
        )
    if meant:
        return found, did_you_mean(f"{key}: {meant[0]}")
    if has_no_such_hour(text):
        return (
            f"{key}: “{short(text)}” has no such hour.",
            f"Write it like `{key}: 2026-11-22 07:30`, or without the time.",
        )
    if that := another_weekday(text):
        return (
            f"{key}: “{short(text)}” names another day of the week: {in_words(that)} is a {WEEKDAYS[that.weekday()]}.",
            f"If the date is right, write `{key}: {that}`.",
        )
    if whole_month := one_month(text):
        return f"{key}: “{text}” has no day.", f"Write the day too, like `{key}: {whole_month}-01`."
    return found, f"Write it like `{key}: 2026-11-22`."


def _late_fields(file: File) -> dict[str, tuple[int, str]]:
    """The fields at the beginning of the text which the header lacks: name, and line and words."""
    found: dict[str, tuple[int, str]] = {}
    for number, words in enumerate(file.source.body.split("\n", 40)[:40], file.source.body_line):
        match = _LATE_FIELD.match(words[:100])
        name = field_name(match[1]) if match else ""
        if words.strip() and name not in ARTICLE_FIELDS:
            break
        if name and file.source.fields and name not in file.source.fields:
            found[name] = (number, words.strip())
    return found


def _without_colon(file: File) -> dict[str, tuple[Field, str, str]]:
    """The lines of the header that begin with the name of a field it lacks, and have no colon: line, name and value."""
    found: dict[str, tuple[Field, str, str]] = {}
    for line in file.source.stray:
        match = _NO_COLON.fullmatch(line.value)
        name = field_name(match["key"]) if match else ""
        if not match or name not in _known(file) or file.source.text(name):
            continue
        # A sentence can begin with the name of a field that nobody has to write.
        no_sentence = match["mark"] or "_" in name or match["value"][-1] not in ".!?"
        if name in REQUIRED[file.kind] or (match["key"][0].isupper() and no_sentence):
            found.setdefault(name, (line, match["key"], match["value"]))
    return found


def _gone_on(file: File) -> list[tuple[Field, list[Field]]]:
    """The fields of words that go on, without a space at the beginning, in the lines below them; and these lines."""
    fields = sorted([*file.source.fields.values(), *file.source.doubled], key=lambda field: field.line)
    apart = {line.line for line, _, _ in _without_colon(file).values()}
    found: list[tuple[Field, list[Field]]] = []
    for field, after in zip(fields, [*fields[1:], None], strict=True):
        if field_name(field.key) not in ("title", "summary", "changes", "image_alt"):
            continue
        below = [
            line for line in file.source.stray if field.line < line.line < (after.line if after else line.line + 1)
        ]
        more = list(takewhile(lambda line: line.line not in apart and not _MARKED.match(line.value), below))
        # At the end of a header, a new sentence may be the text, whose empty line is missing.
        begun = re.search(r"^$|^[|>]|[\w,;:–—-]$", field.value) and (
            field_name(field.key) != "title" or not field.value
        )
        if more and (after or len(more) < len(below) or begun or more[0].value[0].islower()):
            found.append((field, more))
    return found


def _line_instead(file: File, field: Field, new: str) -> tuple[tuple[int, str, str], ...]:
    """What writes another line in the place of a field, or takes it out; nothing where it goes on in the next ones."""
    line = "".join(file.lines[field.line - 1 : field.line]).rstrip()
    return ((field.line, line, new),) if line and field.value in line else ()


def _known(file: File) -> tuple[str, ...]:
    return ARTICLE_FIELDS if file.kind == "articles" else PAGE_FIELDS


def _example(name: str, file: File, title: str) -> str:
    """A line with this field as it could be in this file."""
    return {
        "title": f"Title: {title}",
        "date": f"Date: {file.source.text('modified') or '2026-11-22'}",
        "summary": "Summary: One or two sentences that make the right reader open it.",
        "category": f"Category: {file.content.topics[0] if file.content.topics else 'One of your topics'}",
    }[name]


def _named_after(file: File) -> str:
    """A title made from the name of the file."""
    words = re.sub(r"[-_\s]+", " ", file.stem).strip()
    return words[:1].upper() + words[1:]


def _is(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True
