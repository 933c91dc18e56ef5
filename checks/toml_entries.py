"""What holds of a TOML file that is a list of entries, like [[voice]]: what each needs, and days that are such."""

from collections.abc import Collection, Iterator, Mapping

from checks import characters
from problem import Problem, did_you_mean, nearest
from sources.dates import as_day, days, one_day
from sources.toml_file import TomlFile


def are_whole(file: TomlFile, table: str, needed: Mapping[str, str], others: Collection[str] = ()) -> Iterator[Problem]:
    """Nothing stands outside an entry, and each has all it needs and nothing unknown.

    `needed` is what each entry has to have, with what to add where it is missing; `others` what it may have.
    """
    yield from characters.facts_are_whole(file)
    yield from characters.facts_are_plain(file)
    for key, value in file.values.items():
        listed = isinstance(value, list) and all(isinstance(entry, dict) for entry in value)
        if key == table and isinstance(value, dict):
            yield file.problem(key, f"“[{table}]” has one bracket.", f"Write `[[{table}]]`, with two.")
        elif key != table and (isinstance(value, dict) or (listed and value)):
            yield file.problem(key, f"“{key}” is not known here.", f"Write `[[{table}]]`.")
        elif key != table or not listed:
            remedy = f"Put it below a line `[[{table}]]`, which begins an entry."
            yield file.problem(key, f"“{key}” stands outside every entry.", remedy)
    for entry, values in file.entries(table):
        missing = [key for key in (*needed, *others) if key not in values]
        unknown = {key: nearest(key, missing) for key in values if key not in needed and key not in others}
        for key, near in unknown.items():
            remedy = did_you_mean(near, f"Known are {', '.join((*needed, *others))}.")
            yield file.problem(f"{entry}.{key}", f"“{key}” is not known here.", remedy)
        for key, add in needed.items():
            value = values.get(key)
            if (value is None and key not in unknown.values()) or (isinstance(value, str) and not value.strip()):
                number = entry.rpartition(".")[2]
                yield file.problem(f"{entry}.{key}", f"Entry {number} of [[{table}]] has no “{key}”.", add)


def is_a_day(file: TomlFile, key: str) -> Iterator[Problem]:
    """A day that is there is written as such, or it is said what may be meant."""
    value = file.get(key)
    if value is None or as_day(value) or (isinstance(value, str) and not value.strip()):
        return
    last, words = key.rpartition(".")[2], str(value)
    if right := (one_day(words) or "")[:10]:
        yield file.repaired(key, words, right, f"“{words}” is not written as a day is here.")
        return
    meant = days(words)
    found = f"“{words}” can mean {len(meant)} days." if meant else f"“{words}” is no day that can be read."
    written = " or ".join(f'`{last} = "{one}"`' for one in meant or ["2026-11-22"])
    yield file.problem(key, found, f"Write {written}.")
