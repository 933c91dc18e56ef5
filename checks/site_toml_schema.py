"""The shape of content/site.toml: every fact is there, of its kind, and known."""

import json
from collections.abc import Iterator
from typing import Any

from problem import Problem, did_you_mean, nearest
from sources.content import Content
from sources.optional_facts import OPTIONAL
from sources.toml_file import TomlFile

# Every key the site reads but those of entries, and what its value is.
SCHEMA: dict[str, Any] = {
    "name": str,
    "tagline": str,
    "description": str,
    "language": str,
    "timezone": str,
    "coach.email": str,
    **{key: type(value) for key, value in OPTIONAL.items() if key not in ("navigation", "sessions")},
}
ENTRIES = {
    "navigation": ("label", "address"),
    "topics": ("name", "situation", "description", "drawing"),
    "sessions": ("label", "value"),
}
OPTIONAL_IN_ENTRIES = {"navigation": (), "topics": ("formerly",), "sessions": ()}
TABLES = {key.rpartition(".")[0] for key in SCHEMA} | {"invitations", *ENTRIES}
MAY_BE_EMPTY = {key for key, value in OPTIONAL.items() if not value or isinstance(value, list)}


def every_fact_is_there(facts: TomlFile, content: Content) -> Iterator[Problem]:
    """Every fact that the site needs is there, and an invitation has all its words, and leads somewhere."""
    renamed = {near for _, near in _unknown(facts)}
    begun = tuple(f"invitations.{name}." for name in content.invitations)
    needed = [key for key in SCHEMA if key not in OPTIONAL or key.startswith(begun)]
    for table in sorted({key.rpartition(".")[0] for key in needed} | set(ENTRIES) - set(OPTIONAL) - {""}):
        if table and facts.get(table) is None and table not in renamed:
            brackets = f"[[{table}]]" if table in ENTRIES else f"[{table}]"
            keys = ENTRIES.get(table) or [key.rpartition(".")[2] for key in needed if key.rpartition(".")[0] == table]
            lines = ", ".join(f"`{key} = {_example(f'{table}.{key}')}`" for key in keys)
            yield facts.problem(
                table,
                f"“{brackets}” is missing.",
                f"Add a line `{brackets}`" + (f", and below it {lines}." if lines else "."),
            )
    for key in SCHEMA:
        table, _, last = key.rpartition(".")
        value = facts.get(key)
        if key in needed and value is None and key not in renamed and (not table or isinstance(facts.get(table), dict)):
            where = f"below `[{table}]`" if table else "at the top, before the first line in brackets"
            yield facts.problem(key, f"“{key}” is missing.", f"Add `{last} = {_example(key)}` {where}.")
        empty = value in ("", []) or (isinstance(value, str) and not value.strip())
        if empty and (value not in ("", []) or key not in MAY_BE_EMPTY or key in needed):
            yield facts.problem(key, f"“{key}” is empty.", f"Write `{last} = {_example(key)}`.")
    for table, keys in ENTRIES.items():
        if facts.get(table) == [] and table not in OPTIONAL:
            yield facts.problem(table, f"“{table}” is empty.", f"Add an entry that begins with `[[{table}]]`.")
        for entry, values in facts.entries(table):
            for key in keys:
                value = values.get(key)
                if (value is None and f"{entry}.{key}" not in renamed) or (
                    isinstance(value, str) and not value.strip()
                ):
                    number = entry.rpartition(".")[2]
                    yield facts.problem(
                        f"{entry}.{key}", f"Entry {number} of [[{table}]] has no “{key}”.", f'Add `{key} = "…"` to it.'
                    )
    leads = "booking" in renamed or facts.words("booking.url") or "pages/discovery-session.md" in content.sources
    if "discovery" in content.invitations and not leads:
        yield facts.problem(
            "invitations.discovery",
            "The invitation “discovery” leads nowhere.",
            'Add `[booking]`, and below it `url = "https://…"`, or write content/pages/discovery-session.md, or take it out.',
        )


def facts_are_of_their_kind(facts: TomlFile, _content: Content) -> Iterator[Problem]:
    """Words are in quotation marks, numbers, true and false are not, lists are in brackets, tables under their heading."""
    for table in sorted(TABLES - {""}):
        value = facts.get(table)
        if table in ENTRIES and isinstance(value, dict):
            yield facts.problem(table, f"“[{table}]” has one bracket.", f"Write `[[{table}]]`, with two.")
        elif value is not None and not isinstance(value, list if table in ENTRIES else dict):
            brackets = f"[[{table}]]" if table in ENTRIES else f"[{table}]"
            yield facts.problem(
                table, f"“{table}” is {_shown(value)}.", f"Make it a table: a line `{brackets}`, and its facts below."
            )
    for key, kind in SCHEMA.items():
        yield from of_kind(facts, key, facts.get(key), kind)
    for table, keys in ENTRIES.items():
        for entry, values in facts.entries(table):
            for key, kind in [*((key, str) for key in keys), *((key, list) for key in OPTIONAL_IN_ENTRIES[table])]:
                yield from of_kind(facts, f"{entry}.{key}", values.get(key), kind)


def every_fact_is_known(facts: TomlFile, _content: Content) -> Iterator[Problem]:
    """A key or table the site does not know is a slip."""
    for key, near in _unknown(facts):
        last, meant = key.rpartition(".")[2], near.rpartition(".")[2]
        if isinstance(facts.get(key), dict | list):
            remedy = did_you_mean(near and f"[{near}]", "Check its spelling, or take it out.")
        elif near and last == meant:
            table = near.rpartition(".")[0]
            place = f"below `[{table}]`" if table else "at the top, before the first line in brackets"
            remedy = f"It belongs {place}."
        else:
            remedy = did_you_mean(meant, "Check its spelling, or take the line out.")
        yield facts.problem(
            key, f"“{last if '.' in key and not isinstance(facts.get(key), dict) else key}” is not known here.", remedy
        )


def _unknown(facts: TomlFile) -> Iterator[tuple[str, str]]:
    """Every key or table the site does not know, and the known one that is missing and nearest to it."""
    missing = [key for key in [*SCHEMA, *sorted(TABLES - {""})] if facts.get(key) is None]
    told: set[str] = set()
    for key in leaves(facts.values):
        table, _, last = key.rpartition(".")
        entries, _, number = table.partition(".")
        if entries in ENTRIES and number.isdecimal():
            if last not in ENTRIES[entries] + OPTIONAL_IN_ENTRIES[entries]:
                lacking = [f"{table}.{name}" for name in ENTRIES[entries] if facts.get(f"{table}.{name}") is None]
                yield key, _near(last, lacking)
        elif key in SCHEMA or table in told or key in TABLES:
            continue
        elif table in TABLES and table not in ENTRIES:
            elsewhere = [name for name in [*missing, *SCHEMA] if name.rpartition(".")[2] == last]
            here = [name for name in missing if name.rpartition(".")[0] == table]
            yield key, _near(last, here) or (elsewhere[0] if elsewhere else "")
        elif table not in TABLES:
            told.add(table)
            yield table, nearest(table, [name for name in missing if name in TABLES])


def _near(last: str, names: list[str]) -> str:
    """The name whose last part is nearest to these words, or nothing."""
    by_last = {name.rpartition(".")[2]: name for name in names}
    return by_last.get(nearest(last, by_last), "")


def of_kind(facts: TomlFile, key: str, value: Any, kind: type) -> Iterator[Problem]:
    """A value is words, a list of words, minutes of a day, or true or false, and it is said how it is written if it is not."""
    last = key.rpartition(".")[2]
    if kind is str and value is not None and not isinstance(value, str):
        plain = isinstance(value, int | float) and not isinstance(value, bool)
        right = f'{last} = "{value}"' if plain else f'{last} = "…"'
        yield facts.problem(key, f"“{last}” is {_shown(value)}.", f"Write it in quotation marks: `{right}`.")
    if kind is int and value is not None and (type(value) is not int or not 0 <= value <= 24 * 60):
        digits = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 4
        right = f"`{last} = {value if digits else 30}`"
        yield facts.problem(
            key, f"“{last}” is {_shown(value)}.", f"Write a whole number without quotation marks: {right}."
        )
    if kind is bool and value is not None and not isinstance(value, bool):
        right = f"`{last} = true` or `{last} = false`"
        yield facts.problem(key, f"“{last}” is {_shown(value)}.", f"Write {right}, without quotation marks.")
    if kind is list and value is not None:
        if not isinstance(value, list):
            inside = f'"{value}"' if isinstance(value, str) else '"…"'
            yield facts.problem(key, f"“{last}” is {_shown(value)}.", f"Write it in brackets: `{last} = [{inside}]`.")
        else:
            for item in value:
                if not isinstance(item, str) or not item.strip():
                    yield facts.problem(
                        key,
                        f"In “{last}” one entry is {_shown(item)}.",
                        "Write words in quotation marks, or take it out.",
                    )


def _shown(value: Any) -> str:
    """A value in a few words."""
    if isinstance(value, str):
        return f"“{value}”" if value.strip() else "empty"
    if isinstance(value, bool):
        return str(value).lower()
    return "a table" if isinstance(value, dict) else "a list" if isinstance(value, list) else str(value)


def _example(key: str) -> str:
    if value := OPTIONAL.get(key):
        return json.dumps(value)
    return '["…"]' if SCHEMA.get(key) is list else '"…"'


def leaves(values: Any, prefix: str = "") -> Iterator[str]:
    """The whole name of every value that is no table and no list of tables."""
    for key, value in values.items() if isinstance(values, dict) else enumerate(values, 1):
        name = f"{prefix}{key}"
        if (isinstance(value, dict) and value) or (
            isinstance(value, list) and any(isinstance(item, dict) for item in value)
        ):
            yield from leaves(value, f"{name}.")
        else:
            yield name
