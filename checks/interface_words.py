"""Checks for the words of the interface (theme/words) in the language of the practice."""

from collections.abc import Iterator

from problem import Problem
from sources import language
from sources.content import Content
from sources.toml_file import TomlFile

_OWN = "copy theme/words/en.toml to theme/words/{tag}.toml and translate what stands in quotes there"


def language_has_words(facts: TomlFile, _: Content) -> Iterator[Problem]:
    """There are words of the interface in the language, all of them, with the same signs as in English."""
    tag = facts.words("language")
    if not language.is_tag(tag):
        return
    if not language.table_of(tag):
        there = ", ".join(f"`{name}`" for name in language.available())
        primary = tag.partition("-")[0].lower()
        yield facts.problem(
            "language",
            f"The site has no words of its own in “{tag}”: its buttons and notes would be in another language.",
            f"Choose one of {there}, also with a region, like `en-GB`; or {_OWN.format(tag=primary)}.",
        )
        return
    try:
        spoken = language.read(tag)
    except OSError as error:
        file = f"theme/words/{language.table_of(tag).name}"  # type: ignore[union-attr]
        yield Problem(file, 0, f"This file cannot be read: {error.strerror}.", "Put an ordinary file there.")
        return
    yield from spoken.table.problems
    for key, found in language.faults(spoken) if not spoken.table.problems else ():
        yield spoken.table.problem(
            key, f"{found}.", "Look how it is in theme/words/en.toml, and write it in this language."
        )
