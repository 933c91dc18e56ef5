"""The language of the practice: the words of the interface (theme/words), its dates, plurals and direction."""

import contextlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, get_timezone_name
from babel.numbers import format_currency, format_decimal
from markupsafe import Markup, escape

import ordinary_file
from sources.toml_file import SIZE, TomlFile, parse

# RFC 5646, section 2.1, without what no site needs: language, script, region.
_TAG = re.compile(r"[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?", re.IGNORECASE)
WORDS = Path(__file__).parent.parent / "theme" / "words"
ENGLISH = "en"
_FORMS = {"zero", "one", "two", "few", "many", "other"}  # of a plural, in CLDR
_SIGNS = re.compile(r"\{\w*\}|\]\(\w+\)|[{}]")
_LINK = re.compile(r"\[([^\]]*)\]\((\w+)\)")


@dataclass(frozen=True, eq=False)
class Language:
    """A language by its tag (BCP 47, as site.toml has it), and the table of the interface's words in it."""

    tag: str
    table: TomlFile
    locale: Locale
    source: bytes = field(default=b"", repr=False)

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`, as the attribute `dir` of HTML has it."""
        return str(self.locale.text_direction)

    @property
    def words_per_minute(self) -> int:
        """How fast a text in it is read silently."""
        return int(self.table.get("reading.speed"))

    def phrase(self, key: str, n: int | None = None, **values: Any) -> str:
        """The words of a key like `article.by`, with `values` for what is in braces, and in the plural form for `n`.

        They are Markup where they have a link or a value that is Markup, else text. Raises KeyError for a key that is
        not there.
        """
        words = self.table.get(key)
        if n is not None:
            words, values = words[self.plural(n, words)], {"n": n, **values}
        if not isinstance(words, str):
            raise KeyError(f"{key} in {self.table.name}")
        if not (_LINK.search(words) or any(hasattr(value, "__html__") for value in values.values())):
            return words.format(**values)
        linked = _LINK.sub(r'<a href="{\2}">\1</a>', str(escape(words)))
        return Markup(linked).format(**values)

    def plural(self, n: int, forms: Mapping[str, str]) -> str:
        """Which of the plural forms that there are a number takes."""
        form = self.locale.plural_form(n)
        return form if form in forms else "other"

    def day(self, day: date) -> str:
        """`November 22, 2026`, as the language has it."""
        return self._ordinal(str(format_date(day, "long", self.locale)))

    def weekday(self, day: date) -> str:
        """`Sunday, November 22, 2026`, as the language has it."""
        return self._ordinal(str(format_date(day, "full", self.locale)))

    def _ordinal(self, day: str) -> str:
        """The first of a month is one in French, which CLDR leaves out."""
        return re.sub(r"\b1 ", "1er ", day, count=1) if self.locale.language == "fr" else day

    def clock(self, at: datetime) -> str:
        """`6:00 PM`, as the language has it."""
        return str(format_time(at, "short", locale=self.locale))

    def time_zone(self, at: datetime) -> str:
        """`Eastern Standard Time`, as the language has it."""
        return str(get_timezone_name(at, locale=self.locale))

    def price(self, amount: str, currency: str) -> str:
        """`$120`, as the language has it."""
        return re.sub(r"[.,]00(?!\d)", "", str(format_currency(Decimal(amount), currency, locale=self.locale)))

    def month(self, day: date) -> str:
        """`November 2026`, as the language has it."""
        return str(format_skeleton("yMMMM", day, locale=self.locale))

    def number(self, number: float) -> str:
        """A number with at most one decimal, and the language's sign before it."""
        return str(format_decimal(number, "0.#", self.locale))

    @cached_property
    def of_scripts(self) -> dict[str, Any]:
        """What the scripts say."""
        return dict(self.table.get("scripts"))


def is_tag(words: str) -> bool:
    """Whether these are a language tag, like `en-US`."""
    return bool(_TAG.fullmatch(words))


def available() -> list[str]:
    """The tags of the languages that have words."""
    return sorted(path.stem for path in WORDS.glob("*.toml"))


def table_of(tag: str) -> Path | None:
    """The file with the words for a language tag: its own, or that of the language without its region or script."""
    files = {path.stem.lower(): path for path in WORDS.glob("*.toml")}
    parts = tag.lower().replace("_", "-").split("-")
    return next((files[name] for end in range(len(parts), 0, -1) if (name := "-".join(parts[:end])) in files), None)


def of_tag(tag: str) -> Language:
    """The language of a tag; with English words where there are none for it, or not all, which the checks refuse."""
    with contextlib.suppress(OSError):
        language = read(tag)
        if not (language.table.problems or faults(language)):
            return language
    return _language(tag, WORDS / f"{ENGLISH}.toml")


def read(tag: str) -> Language:
    """The language of a tag, as far as its words can be read; raises OSError."""
    return _language(tag, table_of(tag) or WORDS / f"{ENGLISH}.toml")


@cache
def _language(tag: str, file: Path) -> Language:
    data, table = _table(file)
    return Language(tag, table, _locale(tag), data)


@cache
def _table(file: Path) -> tuple[bytes, TomlFile]:
    """The bytes of a table and what they say, read once in a program: with another table `serve` starts its build anew."""
    return (data := ordinary_file.read(file, SIZE)), parse(f"theme/words/{file.name}", data)


@cache
def faults(language: Language) -> tuple[tuple[str, str], ...]:
    """Where the words of a language differ from the English ones in more than their language: the key, and how."""
    english = dict(_entries(read(ENGLISH).table.values))
    there = dict(_entries(language.table.values))
    needed = {language.locale.plural_form(n) for n in range(200)} | {"other"}
    found = [(key, f"There is nothing for “{key}”") for key in english.keys() - there.keys()]
    found += [(key, f"“{key}” is no name of words here") for key in there.keys() - english.keys()]
    for key in english.keys() & there.keys():
        wanted, words = english[key], there[key]
        if isinstance(wanted, dict) and isinstance(words, dict):
            if missing := needed - words.keys():
                found.append((key, f"“{key}” lacks the form for “{min(missing)}”"))
            pairs = [(wanted["other"], words.get("other", ""))]  # other forms may do without the number
        elif isinstance(wanted, list) and isinstance(words, list) and len(wanted) == len(words):
            pairs = list(zip(wanted, words, strict=True))
        else:
            pairs = [(wanted, words)]
        for one, other in pairs:
            if type(one) is not type(other):
                found.append((key, f"“{key}” is of another kind than in English"))
            elif isinstance(one, str) and (odd := set(_SIGNS.findall(one)) ^ set(_SIGNS.findall(other))):
                found.append((key, f"“{key}” has not the same signs as in English: {', '.join(sorted(odd))}"))
    return tuple(sorted(found))


def _entries(values: Mapping[str, Any], table: str = "") -> Iterator[tuple[str, Any]]:
    """Every entry with its whole name; the plural forms of one are one."""
    for key, value in values.items():
        if isinstance(value, dict) and not value.keys() <= _FORMS:
            yield from _entries(value, f"{table}{key}.")
        else:
            yield f"{table}{key}", value


def _locale(tag: str) -> Locale:
    """What CLDR knows of a language, without the region or script that it doesn't know."""
    parts = tag.replace("_", "-").split("-")
    for end in range(len(parts), 0, -1):
        with contextlib.suppress(UnknownLocaleError, ValueError):
            return Locale.parse("-".join(parts[:end]), sep="-")
    return Locale(ENGLISH)
