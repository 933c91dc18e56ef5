"""A text as a whole: its title is not repeated, its headings are headings and leave out no level, its notice is read."""

import re
from itertools import zip_longest

from bs4 import Tag

from importing.changes import Changes
from importing.elements import HEADINGS, says_something, tags, words_of
from importing.footnotes import PART
from sources import language, named_blocks
from sources.dates import MONTHS

PLACE = "\ufdd2{}\ufdd3"  # stands for the id of a heading, by its number, until the page is there; noncharacters
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS)
_EARLIER = re.compile(
    r"\(?\s*An? (?:\w+ )?(?:earlier|previous|prior|original|older|first) version of (?:this|the) [\w-]+(?: [\w-]+)? "
    r"(?:(?:first |originally |also |previously )*(?:appeared|was (?:\w+ )?published|was (?:\w+ )?posted|ran|can be found))"
    r"(?P<where>(?:[^.?!]|\.(?=\w)|(?<=\b[A-Z][a-z][a-z])\.(?= \d)|(?<=\bSept)\.(?= \d))*)[.!]?\s*\)?",
    re.IGNORECASE,
)
_DATE = re.compile(rf"(?:\b(?P<month>{_MONTH}|sept)\b\.?,?\s*(?:of\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?)?\b(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE)  # fmt: skip
_HERE = re.compile(r"\b(?:here|(?:this|my|our|the) (?:own )?(?:(?:web)?site|web ?page|page|blog))\b", re.IGNORECASE)
_BESIDE_A_DATE = re.compile(r"\b(?:on|in|at|of|the|back|as)\b|\W", re.IGNORECASE)
_NOTICE = "a notice of an earlier version"


def leave_out_title(root: Tag, title: str, changes: Changes) -> None:
    """A heading that repeats the title is the title, which the page has; Medium has a rule above it."""
    for first in tags(root):
        if first.name == "hr":
            first.extract()
        elif first.name != "note":
            if title and first.name in HEADINGS and words_of([first.get_text()]) == words_of([title]):
                changes.instead(first, "a heading that repeats the title was left out", lost=False)
            return


def read_bold_headings(root: Tag, changes: Changes) -> None:
    """A line that is all in bold, with a paragraph below it, was meant as a heading."""
    blocks = [node for node in tags(root) if node.name not in ("note", "hr", "pre")]
    names = named_blocks.names(language.of_tag(language.ENGLISH))
    level = 1
    for block, below in zip_longest(blocks, blocks[1:]):
        if block.name in HEADINGS:
            level = int(block.name[1])
        bold, *rest = [node for node in block.contents if says_something(node)] or [None]
        if block.name != "p" or not isinstance(bold, Tag) or bold.name != "strong" or bold.find(["img", "a", "code"]):
            continue
        words = " ".join(bold.get_text(" ").split()).rstrip(": ")
        whole = not rest or (len(rest) == 1 and str(rest[0]).strip() == ":")
        above = below is not None and below.name == "p" and block.get_text(strip=True)[-1:] != ":"
        if whole and words[-1:].isalpha() and len(words) < 60 and (above or words.lower() in names):
            changes.at(block, "a line in bold became a heading", words, words)
            block.name = f"h{min(level + 1, 6)}"
            for line in bold.find_all("br"):
                line.replace_with(" ")
            bold.unwrap()


def close_levels(root: Tag) -> None:
    """Headings begin with two marks and leave out no level; links to them say which heading it is."""
    outline: list[int] = []
    parts: dict[str, int] = {}
    for number, heading in enumerate(root.find_all(HEADINGS)):
        level = int(heading.name[1])
        while outline and outline[-1] >= level:
            outline.pop()
        outline.append(level)
        heading.name = f"h{min(len(outline) + 1, 6)}"
        if heading.get("data-part"):
            parts[str(heading["data-part"])] = number
    for anchor in root.find_all("a", href=re.compile(f"^{PART}")):
        goal = str(anchor["href"])[1:]
        if goal in parts:
            anchor["href"] = f"#{PLACE.format(parts[goal])}"
        else:
            anchor.unwrap()


def take_out_notice(root: Tag, changes: Changes) -> str:
    """The month that a notice of an earlier version on this site names; one of a version elsewhere stays."""
    blocks = [one for one in root.find_all(["p", *HEADINGS]) if not one.find_parent(["table", "definition"])]
    for block in dict.fromkeys([*blocks[:3], *blocks[-2:]]):
        if not (found := _EARLIER.search(" ".join(block.get_text().split()))):
            continue
        notice, where = found[0].strip(), found["where"]
        date = _DATE.search(where)
        elsewhere = _BESIDE_A_DATE.sub("", _DATE.sub("", where, count=1)) and not _HERE.search(where)
        if elsewhere:
            changes.at(block, f"{_NOTICE} elsewhere stays in the text", "", notice)
        elif not date or not date["month"]:
            changes.at(block, f"{_NOTICE} names no month", "", notice, remedy="If you know it, write `Earlier: 2023-05` into the header, and take the sentence out.")  # fmt: skip
        elif not _cut(block, notice, changes):
            changes.at(block, f"{_NOTICE} stays in the text", "", notice, remedy="Write `Earlier: 2023-05` into the header, with its month, and take the sentence out.")  # fmt: skip
        else:
            month = next(at for at, name in enumerate(MONTHS, 1) if name.startswith(date["month"][:3].capitalize()))
            return f"{date['year']}-{month:02}"
        return ""
    return ""


def _cut(block: Tag, notice: str, changes: Changes) -> bool:
    """Take the notice out; whether that was possible without tearing what is around it."""
    done = "the notice of an earlier version is in the header"
    if " ".join(block.get_text().split()) == notice:
        changes.instead(block, done, lost=False)
        return True
    for text in block.find_all(string=True):
        plain = " ".join(text.split())
        if notice in plain:
            changes.at(block, done, notice)
            kept = " ".join(plain.replace(notice, "", 1).split())
            text.replace_with(f"{' ' * text.startswith(' ')}{kept}{' ' * (text.endswith(' ') and bool(kept))}")
            return True
    return False
