"""The lengths that docs/writing.md names are those that are checked."""

from collections.abc import Mapping
from pathlib import Path

from sources import header, toml_file
from sources.content import LARGEST_TEXT

WRITTEN = (Path(__file__).parents[2] / "docs/writing.md").read_text(encoding="utf-8")


def _listed(longest: Mapping[str, int], others: int) -> str:
    """The lengths in words, those of the fewest characters first, as the table has them."""
    groups: dict[int, list[str]] = {}
    for name, most in longest.items():
        groups.setdefault(most, []).append(f"`{name}`")
    parts = []
    for most, names in sorted(groups.items()):
        if most != others:
            *first, last = names
            parts.append(f"of {', '.join(first)}{' and ' if first else ''}{last} {most:,}")
    return ", ".join(parts)


def test_the_lengths_of_the_fields_of_a_header_are_documented() -> None:
    fields = {name.capitalize(): most for name, most in header.LONGEST.items()}
    least = min(fields.values())
    assert f"{_listed(fields, least)}, of the other fields {least}." in WRITTEN
    assert f"A header has at most {header.LINES} lines." in WRITTEN


def test_the_lengths_of_the_facts_are_documented() -> None:
    others = toml_file.LONGEST_OTHERS
    assert f"{_listed(toml_file.LONGEST, others)}, of other words {others:,}." in WRITTEN
    assert f"at most {toml_file.SIZE:,} bytes" in WRITTEN


def test_the_size_of_a_text_is_documented_with_the_rules() -> None:
    rules = (Path(__file__).parents[2] / "docs/rules.md").read_text(encoding="utf-8")
    assert f"at most {LARGEST_TEXT:,} bytes" in rules
