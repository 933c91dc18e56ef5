"""Checks for content/voices.toml: nobody's words are shown without consent, or after it."""

from collections.abc import Iterator

from checks import toml_entries
from checks.site_toml_schema import of_kind
from problem import Problem
from sources.content import Content
from sources.dates import as_day, in_words
from sources.voices import bare

LONGEST = 60  # words
NEEDED = {
    "words": 'Add `words = "…"`, what the person wrote or said.',
    "name": 'Add `name = "…"`, as the person wants to be named, like “A hospitalist in the Midwest”.',
    "consent": 'Without consent nobody\'s words are shown: add `consent = "2026-11-22"`, the day the person agreed, or take the entry out.',
    "until": 'Ask until when the words may be shown, and add `until = "2028-11-22"`, the last of these days.',
}


def check(content: Content) -> list[Problem]:
    """A voice has words, the name that the person chose, the day of consent, and the last day that this is for; after it, it is shown no more (advice)."""
    voices = content.voices
    if voices.problems:
        return list(voices.problems)
    problems = [*toml_entries.are_whole(voices, "voice", NEEDED)]
    for entry, _ in voices.entries("voice"):
        for key in ("words", "name"):
            problems += of_kind(voices, f"{entry}.{key}", voices.get(f"{entry}.{key}"), str)
        for key in ("consent", "until"):
            problems += toml_entries.is_a_day(voices, f"{entry}.{key}")
        problems += [*_days(content, entry), *_length(content, entry)]
    return problems


def _days(content: Content, entry: str) -> Iterator[Problem]:
    """A consent has been given, and is for some time from then on."""
    voices, today = content.voices, content.now.date()
    consent, until = as_day(voices.get(f"{entry}.consent")), as_day(voices.get(f"{entry}.until"))
    if consent and consent > today:
        found = f"This consent is of {in_words(consent)}, which is yet to come."
        remedy = "Correct the day; if nobody has agreed yet, take the entry out until then."
        yield voices.problem(f"{entry}.consent", found, remedy)
    if consent and until and until < consent:
        found = f"This consent ended on {in_words(until)}, before it was given on {in_words(consent)}."
        yield voices.problem(f"{entry}.until", found, "Correct the one of the two days that is wrong.")
    elif until and until < today:
        found = f"This consent ended on {in_words(until)}, so the words are shown no more."
        remedy = "Ask again, and write the new days of `consent` and `until`; or take the entry out."
        yield voices.problem(f"{entry}.until", found, remedy, advice=True)


def _length(content: Content, entry: str) -> Iterator[Problem]:
    """A quotation is short enough to be read (advice)."""
    many = len(bare(content.voices.words(f"{entry}.words")).split())
    if many > LONGEST:
        found = f"This voice has {many} words; readers pass over more than {LONGEST}."
        remedy = "Choose the sentences that matter, and ask the person whether they may stand alone."
        yield content.voices.problem(f"{entry}.words", found, remedy, advice=True)
