"""What becomes of a text on the way: noted where it happens, told by the line it stands on in the end."""

import re
from dataclasses import dataclass, replace

from bs4 import BeautifulSoup, Tag

# Stand round the number of a note in the Markdown until its line is known; noncharacters, which are taken out of any text.
_OPENS, _CLOSES = "\ufdd0", "\ufdd1"
_MARK = re.compile(f"{_OPENS}(\\d+){_CLOSES}")
_ONLY_MARKS = re.compile(f"[>\\s]*(?:{_OPENS}\\d+{_CLOSES}[>\\s]*)+")

_SPACED_MARKS = re.compile(f"( ?)(?:{_OPENS}\\d+{_CLOSES})+( ?)")
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

    def mark(self, what: str, before: str, after: str = "", *, lost: bool = False, remedy: str = "") -> str:
        """Note a change; what is returned, as HTML, says where it happened."""
        self._noted.append(Change(what, " ".join(before.split()), after, lost=lost, remedy=remedy))
        return f'<note data-number="{len(self._noted) - 1}"></note>'

    def at(self, place: Tag, what: str, before: str, after: str = "", *, lost: bool = False, remedy: str = "") -> None:
        """Note a change before an element of the tree."""
        self.mark(what, before, after, lost=lost, remedy=remedy)
        place.insert_before(BeautifulSoup().new_tag("note", attrs={"data-number": str(len(self._noted) - 1)}))

    def instead(self, old: Tag, what: str, after: str = "", *, lost: bool = True, remedy: str = "") -> None:
        """Note that an element is left out, with all its words."""
        self.at(old, what, old.get_text(" "), after, lost=lost, remedy=remedy)
        old.extract()

    def once(self, place: Tag, what: str, before: str, remedy: str = "") -> None:
        """Note what is the same in the whole text at its first place alone; with a remedy, it is lost."""
        if not any(noted.what == what for noted in self._noted):
            self.at(place, what, before, lost=bool(remedy), remedy=remedy)

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
            if _OPENS in line:
                bare = _SPACED_MARKS.sub(lambda match: " " if match.start() and (match[1] or match[2]) else "", line)
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
