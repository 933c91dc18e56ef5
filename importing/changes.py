"""What becomes of a text on the way: noted where it happens, told by the line it stands on in the end."""

import re
from dataclasses import dataclass, replace

from bs4 import Tag

from importing.elements import made, seen, words_of

MISSING = "a picture is missing"  # and `before` is its address, and behind a space its words

# Stand round the number of a note in the Markdown until its line is known; noncharacters, which are taken out of any text.
OPENS, CLOSES = "\ufdd0", "\ufdd1"
_MARK = re.compile(f"{OPENS}(\\d+){CLOSES}")
_ONLY_MARKS = re.compile(f"[>\\s]*(?:{OPENS}\\d+{CLOSES}[>\\s]*)+")

_SPACED_MARKS = re.compile(f" *(?:{OPENS}\\d+{CLOSES} *)+")
_FENCE = re.compile(r"[> ]*(?:[-*] |\d+[.)] )*[> ]*(`{3,})")


@dataclass(frozen=True)
class Change:
    """One thing that was changed or lost: what it was, what stands there now, on which line of the Markdown, from 1."""

    what: str
    before: str
    after: str = ""
    line: int = 0
    lost: bool = False
    remedy: str = ""


class Changes:
    """The changes of one text; each has its place in the tree, as an element `note`, until the Markdown is there."""

    def __init__(self) -> None:
        self._noted: list[Change] = []
        self.accounted: list[str] = []  # words that are in no change, and are not missing either: marks of footnotes

    def note(self, what: str, before: str, after: str = "", *, lost: bool = False, remedy: str = "") -> Tag:
        """The element that says where something was changed."""
        self._noted.append(Change(what, " ".join(before.split()), after, lost=lost, remedy=remedy))
        return made("note", data_number=str(len(self._noted) - 1))

    def at(self, place: Tag, what: str, before: str, after: str = "", *, lost: bool = False, remedy: str = "") -> None:
        """Note a change before an element of the tree."""
        place.insert_before(self.note(what, before, after, lost=lost, remedy=remedy))

    def instead(self, old: Tag, what: str, *, lost: bool = True, remedy: str = "") -> None:
        """Note that an element is left out, with all its words."""
        before = old.get_text(" ")
        self.accounted += (words_of([seen(old)]) - words_of([before])).elements()
        old.replace_with(self.note(what, before, lost=lost, remedy=remedy))

    def once(self, what: str, before: str = "", remedy: str = "") -> list[Tag]:
        """Note what is the same in the whole text at its first place alone; with a remedy, it is lost."""
        is_new = all(noted.what != what for noted in self._noted)
        return [self.note(what, before, lost=bool(remedy), remedy=remedy)] if is_new else []

    def placed(self, markdown: str) -> tuple[str, list[Change]]:
        """The Markdown without the marks of changes, and the changes with their lines, in their order in the text."""
        lines: list[str] = []
        found: dict[int, int] = {}
        waiting: list[int] = []
        fence = ""
        for line in markdown.split("\n"):
            if fenced := _FENCE.match(line):
                fence = "" if fence and fenced[1].startswith(fence) else fence or fenced[1]
            waiting += [int(number) for number in _MARK.findall(line)]
            if waiting and _ONLY_MARKS.fullmatch(line):
                if ">" not in line:
                    continue
                line = line[: line.rindex(">") + 1]
            if OPENS in line:
                bare = _SPACED_MARKS.sub(lambda match: " " if match.start() and " " in match[0] else "", line)
                line = bare.rstrip(" ") + ("  " if line.endswith("  ") else "")
            if not fence and not line.strip() and (not lines or not lines[-1].strip()):
                continue
            lines.append(line)
            if line.strip("> "):
                found |= dict.fromkeys(waiting, len(lines))
                waiting = []
        last = max(len(lines), 1)
        placed = [replace(noted, line=found.get(number, last)) for number, noted in enumerate(self._noted)]
        return "\n".join(lines).strip("\n"), sorted(placed, key=lambda change: change.line)
