"""Characters that nobody sees, and letters that were lost on the way: in a text, in a header, in a fact."""

import re
from collections.abc import Iterator

from problem import Problem, short
from sources.phone_links import LINK
from sources.toml_file import TomlFile

# Control characters, those that turn the direction of what follows, and noncharacters, which no text has a use for.
INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]")
# What stands in a text where a bracket, a mark or an empty line is missing.
LEFT_OVER = (
    r"\{\{|\}\}|\{%|\{filename\}|\{static\}"  # templates, links by file
    r"|\]\(|\]\[|!\[|\[\^|~~|```|\[\[(?!\s)"  # Markdown; with a space behind it, a place to fill in (sources.py)
    r"|\|\s*:?-{3,}|<!|</\w+>|&(?:nbsp|amp|quot|lt|gt|#\d+);"  # tables, HTML
)
_MARK = re.compile(rf"{LEFT_OVER}|\*\*")
_LOST = re.compile("\ufffd|â€[™œ\x9d\u201c\u201d˜”]?|Ã[©¨¼¶¤±¡ª§]")


def fault(text: str) -> tuple[str, str] | None:
    """What is wrong with the characters of a line, and what to do."""
    if text.isascii() and text.isprintable():
        return None
    if match := _LOST.search(text):
        near = text[max(0, match.start() - 20) : match.end() + 20].strip()
        found = f"Letters were lost in “{near}”: “{match[0]}” stands for something else."
        return found, "Type the letter or quotation mark that belongs there."
    if match := INVISIBLE.search(text):
        near = short(text[max(0, match.start() - 20) : match.end() + 20].replace(match[0], "▯"))
        found = f"There is an invisible character (U+{ord(match[0]):04X}) at “▯” in “{near}”."
        return found, "Delete it, and the character before it if need be, and type that again."
    return None


def facts_are_whole(facts: TomlFile) -> Iterator[Problem]:
    """Every value of a TOML file, by the same measure."""
    for key, words in facts.strings():
        if found := fault(words.replace("\r\n", "\n").replace("\n", " ")):
            yield facts.problem(key, *found)


def facts_are_plain(facts: TomlFile) -> Iterator[Problem]:
    """The words in a file of facts have no marks, which would be shown as they are on every page with these words."""
    for name, value in facts.strings():
        plain = LINK.sub(r"\1", value) if name == "crisis.danger" else value  # whose links are followed
        if mark := _MARK.search(plain):
            near = plain[max(0, mark.start() - 20) : mark.end() + 20].strip()
            found = f"“{near}” would be shown as it stands: here, only words are read."
            yield Problem(facts.name, facts.line(name, value), found, f"Take “{mark[0]}” and what belongs to it out.")
