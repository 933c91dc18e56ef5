"""Every rule in one list: `python -m checks.rules` prints docs/rules.md, from the docstrings of the rules."""

import inspect
from collections.abc import Callable, Sequence

from checks import built_site, source_file, source_header, source_text, sources

INTRODUCTION = """\
# What is checked

`python3 tasks.py check` asks every rule below, all at once, and so does every build.
A rule that is not kept stands in the way of a build; one marked as advice does not.
This list is made from the code: `python3 -m checks.rules > docs/rules.md`.
"""
CHAPTERS: dict[str, Sequence[Callable[..., object]]] = {
    "Files": source_file.RULES,
    "Headers": source_header.RULES,
    "Texts": source_text.RULES,
    "The content as a whole": sources.RULES,
    "Pages as they were built": (
        built_site.links_lead_somewhere,
        *built_site.RULES,
        built_site.pages_are_told_apart,
    ),
}


def page() -> str:
    """The list of all rules as Markdown."""
    parts = [INTRODUCTION]
    for title, rules in CHAPTERS.items():
        parts.append(f"\n## {title}\n\n" + "".join(f"- {_sentence(rule)}\n" for rule in rules))
    return "".join(parts)


def _sentence(rule: Callable[..., object]) -> str:
    return " ".join((inspect.getdoc(rule) or "").split("\n\n")[0].split())


if __name__ == "__main__":
    print(page(), end="")
