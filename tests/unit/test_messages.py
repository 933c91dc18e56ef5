"""Every rule with the slips it finds, in the exact words the coach reads, and with what it lets pass.

The slips of headers and texts are in slips.md, those of files below; what is said to them is in messages.md, for review
by whoever cares for the words. After a change that is meant, write that anew, and read what has changed in it:
`GOLDENS=write python -m pytest tests/unit/test_messages.py`.
"""

import inspect
import os
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest

from checks import source_file, source_header, source_text
from checks.problem import Problem, printable, short
from checks.source import Content, File
from checks.source_file import Entry
from plugins.header import parse_source

SLIPS = Path(__file__).with_name("slips.md")
GOLDEN = Path(__file__).with_name("messages.md")
INTRODUCTION = """\
# What the coach is told

Below each rule of [docs/rules.md](../../docs/rules.md): slips, and of each the file and line that are named, what stands
there, what is found, and what to do. “also” is what another rule adds to the same slip.
This list is made by the code from [slips.md](slips.md): `GOLDENS=write python -m pytest tests/unit/test_messages.py`.
"""
# A rule, or a slip: what part of a file it is, and its words.
PIECE = re.compile(r"^## (\w+)$|^~~~ (article|page|header|text)\n(.*?)\n~~~$", re.MULTILINE | re.DOTALL)
REPEATED = re.compile(r"⟨([^⟩]*)⟩×(\d+)")
SIGNS = {0x2400 + number: chr(number) for number in range(33)}  # ␋ is a vertical tab, ␊ a line break, ␠ a space
HEADER = "Title: Rest\nDate: 2026-11-16\nCategory: Burnout\nSummary: What it takes.\n"
Rule = Callable[[Any], Iterator[Problem]]
CHAPTERS: dict[str, tuple[Rule, ...]] = {
    "Files": source_file.RULES,
    "Headers": source_header.RULES,
    "Texts": source_text.RULES,
}


def among_others(text: str, name: str = "articles/rest.md") -> File:
    """A source with this text, among a few others."""
    content = Content(
        topics=("Burnout", "Leadership"),
        now=datetime(2026, 11, 23, 9),
        pictures={"two-chairs.jpg": True},
    )
    others = {
        "articles/balance.md": f"{HEADER}\n## What bends\n\nText.\n\n## A part {{#own}}\n",
        "articles/unfinished.md": f"{HEADER}Status: draft\n\nText",
        "articles/later.md": HEADER.replace("2026-11-16", "2027-01-05") + "\nText",
        "pages/contact.md": "Title: A page\nSummary: What it says.\n\nText",
    }
    for one, its_text in {**others, name: text}.items():
        content.sources[one] = File(one, parse_source(its_text), content)
    return content.sources[name]


def said_of_a_file(entry: Entry) -> list[Problem]:
    """What a check says of something below content/."""
    return [problem for rule in source_file.RULES for problem in rule(entry)]


def said_of_a_source(file: File) -> list[Problem]:
    """What a check says of an article or page."""
    return [*(problem for rule in source_header.RULES for problem in rule(file)), *source_text.problems(file)]


def named(*names: str) -> list[Entry]:
    """Files with a text, of which the name is what matters."""
    return [Entry(name, size=4, data=b"Text") for name in names]


# Slips of files: what a check of the sources learns of one before it looks into its header and text.
FILES: dict[Rule, list[Entry]] = {
    source_file.everything_is_an_ordinary_file: [
        Entry("articles/a.md", what="link"),
        Entry("articles/a.md", what="other"),
        Entry("articles/a.md", unreadable="permission denied"),
        Entry("articles/x", what="folder", unreadable="permission denied"),
        Entry("articles/rest.md", what="folder"),
    ],
    source_file.nothing_lies_elsewhere: named("rest.md", "drafts/rest.md", "hat.jpg", "notes.docx"),
    source_file.nothing_is_hidden: named("articles/.rest.md"),
    source_file.a_text_ends_in_md: named(
        "articles/rest.MD", "articles/My rest.docx", "articles/rest.md.txt", "articles/rest", "articles/hat.jpg"
    ),
    source_file.a_name_makes_a_good_address: named(
        *("articles/My rest.md", "articles/Rést.md", "articles/what?.md", "articles/a\nb.md", "articles/-rest.md"),
        *(f"articles/{'a' * 81}.md", "articles/REST.md", "articles/100%.md", f"articles/{'why-i-left-' * 9}x.md"),
        "pages/My Folder/x.md",
    ),
    source_file.a_file_has_something_in_it: [
        Entry("articles/rest.md"),
        Entry("articles/rest.md", size=3, data=b"\n \n"),
    ],
    source_file.a_text_is_not_enormous: [Entry("articles/rest.md", size=5_000_000)],
    source_file.a_text_is_utf_8: [
        Entry("articles/rest.md", size=28, data=b"Title: A\n\nThe caf\xe9 is closed"),
        Entry("articles/rest.md", size=9, data=b"It\x92s \x93so\x94"),
        Entry("articles/rest.md", size=10, data=b"T\x00\xed\x00t\x00l\x00e\x00"),
        Entry("articles/rest.md", size=5, data=b"PK\x03\x04\xff"),
    ],
    source_file.a_picture_can_be_shown: [
        Entry("images/notes.docx"),
        Entry("images/hat.jpg", fault=("This file is empty.", "Copy the picture once more.")),
    ],
}

# What looks like a slip and is none: no rule of a text or a header finds anything in these.
GOOD_HEADERS = [
    HEADER,
    HEADER.replace("\n", "\r\n"),
    "\ufeff" + HEADER,
    f"---\n{HEADER}---\n",
    "---\ntitle: “Rest”\ndate: '2026-11-16'\ncategory: \"Burnout\"\nsummary: >\n  What it\n  takes.\ntags:\n  - a\n---\n",
    HEADER.replace(":", " :"),
    HEADER.replace(": ", ":"),
    HEADER.replace(": ", ":\u00a0"),
    HEADER.replace("Title: Rest", "Title: “Rest”"),
    HEADER.replace("2026-11-16", "2026-11-16 07:30"),
    HEADER.replace("What it takes.", "Text, but not as it begins."),
    HEADER.replace("Rest", "5 * 3 * 2 reasons: what_is_it, snake_case & <3"),
    HEADER + "Status: Draft\n",
    HEADER + "Invite: Contact, newsletter\n",
    HEADER + "Earlier: 2023-05\nModified: 2026-11-20\n",
    HEADER + "Image: two-chairs.jpg\nImage_alt: Two chairs.\n",
    "# What follows is about the title.\n" + HEADER,
    HEADER.replace("Date", "<!-- the day it goes live -->\nDate"),
]
GOOD_TEXTS = [
    "Text.",
    "[x](balance.md) [x](balance.md#what-bends) [x](balance.md#own) [x](../pages/contact.md) [x](#signs)\n\n## Signs",
    "[x](/contact/) [x](/topics/burnout/) [x](/) [x](/articles/rest/) [x](/feed.xml)",
    "[x](https://x.org/a_(b)) [x](mailto:a@b.org) [x](tel:+1555) <https://x.org> <a@b.org>",
    "[x][1] and [this][] and [1].\n\n[1]: https://x.org\n[this]: balance.md",
    "A claim.[^1] Again.[^1]\n\n[^1]: Its source, [there](https://x.org).",
    "![Two chairs.](../images/two-chairs.jpg)\n\n![decorative](../images/two-chairs.jpg)",
    "![Two chairs][a]\n\n[a]: ../images/two-chairs.jpg",
    "[![Two chairs.](../images/two-chairs.jpg)](balance.md)",
    "`[x](nothing.md) <script> **` and ``a ` b``",
    "```\n[x](nothing.md)\n#x\n<script>\n```",
    "~~~ text\n**\n~~~\n\nText.",
    "    [x](nothing.md)\n    <script>",
    "                          - x",
    "- One\n" + " " * 22 + "- Two",
    "## One\n\n### Two\n\n## Three\n\nFour\n----\n",
    "> **Key points**\n>\n> - One\n> - Two",
    "**A whole sentence in bold.**\n\n**A word** in bold.\n\n***Both*** and **one** and __two__.",
    "1. One\n2. Two\n   - Three\n     - Four\n\n1) One\n2) Two",
    "At 5-6 pm, x < y, a > b, BP <120/80, R&D, 3 * 4 * 5, a_b_c.",
    "***\n\n* * *\n\n- - -",
    '<div class="x"><b>Text</b><br></div> <kbd>Esc</kbd>\n\n<details>\n<summary>More</summary>\n\nText.\n\n</details>',
    "| a | b |\n|---|---|\n| [x](balance.md) | **c** |",
    "Coach\n: Someone who asks.\n\n*[ICU]: intensive care unit",
    "“It’s café—naïve…” she said. Ça va? Ünal, Ångström, 東京, 🙂",
    "He said (see [this](balance.md)) and [sic] and (more).",
    "- One\n\n  Another paragraph of it.\n- Two",
    "#5 on the list".replace("#", "\\#"),
]


def with_fields(lines: Iterable[str]) -> str:
    """A good header with these lines: a field that it has gets the new value, all else is added."""
    header = HEADER.splitlines()
    for line in lines:
        key, colon, _ = line.partition(":")
        at = next((at for at, other in enumerate(header) if colon and other.startswith(f"{key}:")), len(header))
        header[at : at + 1] = [line]
    return "\n".join(header)


def slips() -> Iterator[tuple[str, str, str]]:
    """Of every slip in slips.md the name of its rule, that of its file, and what is in it."""
    rule = ""
    for heading, part, words in PIECE.findall(SLIPS.read_text(encoding="utf-8")):
        if heading:
            rule = heading
            continue
        text = REPEATED.sub(lambda match: match[1] * int(match[2]), words.translate(SIGNS))
        whole = {"header": f"{with_fields(text.splitlines())}\n\nText", "text": f"{HEADER}\n{text}"}.get(part, text)
        yield rule, "pages/rest.md" if part == "page" else "articles/rest.md", whole


def told(rule: Rule, subject: Entry | File, said: list[Problem], text: str = "") -> str:
    """The words of a rule about a slip, then what the others add, as they stand in messages.md."""
    own = list(rule(subject))
    assert own, f"{rule.__name__} finds nothing in {text or subject!r}"
    assert all(problem in said for problem in own), f"a check does not say what {rule.__name__} finds in {text!r}"
    lines = ["", *re.split(r"\r\n|\r|\n", text)]
    parts = []
    for problem in [*own, *(problem for problem in said if problem not in own)]:
        what = f"{'' if problem in own else 'also '}{problem.place}{' (advice)' if problem.advice else ''}"
        shown = f" | {short(printable(lines[problem.line]), 80)}" if problem.line and text else ""
        parts.append(f"    {what}{shown}\n        {problem.found}\n        {problem.remedy}\n")
    return "".join(parts)


def messages() -> str:
    """Everything that is said of all slips."""
    words: dict[Rule, str] = {
        rule: "".join(told(rule, entry, said_of_a_file(entry)) for entry in entries) for rule, entries in FILES.items()
    }
    rules: dict[str, Rule] = {rule.__name__: rule for rule in (*source_header.RULES, *source_text.RULES)}
    for name, path, text in slips():
        file = among_others(text, path)
        words[rules[name]] = words.get(rules[name], "") + told(rules[name], file, said_of_a_source(file), text)
    parts = [INTRODUCTION]
    for title, chapter in CHAPTERS.items():
        parts.append(f"\n## {title}\n")
        for rule in chapter:
            assert words.get(rule), f"there is no slip that {rule.__name__} finds"
            parts.append(f"\n### {' '.join((inspect.getdoc(rule) or '').split())}\n\n{words[rule]}")
    return "".join(parts)


def test_every_rule_says_of_its_slips_what_was_reviewed() -> None:
    words = messages()
    if os.environ.get("GOLDENS") == "write":
        GOLDEN.write_text(words, encoding="utf-8")
    reviewed = GOLDEN.read_text(encoding="utf-8")
    if words != reviewed:
        changes = unified_diff(reviewed.splitlines(), words.splitlines(), "reviewed", "now", n=4, lineterm="")
        pytest.fail("\n".join([*changes, "", "If it is meant, write it anew with GOLDENS=write."]), pytrace=False)


def test_every_slip_is_read() -> None:
    left = PIECE.sub("", SLIPS.read_text(encoding="utf-8"))
    assert not re.search(r"^(~~~|#{2,})", left, re.MULTILINE), left.strip()


@pytest.mark.parametrize(
    "name",
    [
        *("script", "noscript", "template", "iframe", "frame", "frameset", "object", "embed", "applet", "svg", "math"),
        *("form", "input", "button", "textarea", "select", "base", "meta", "link", "style"),
    ],
)
def test_an_element_that_runs_or_asks_is_not_let_into_a_text(name: str) -> None:
    assert [problem.found for problem in said_of_a_source(among_others(f"{HEADER}\n<{name}>"))] == [
        f"“<{name}>” is not allowed in a text."
    ]


@pytest.mark.parametrize("header", GOOD_HEADERS)
def test_a_good_header_is_taken_without_a_word(header: str) -> None:
    assert said_of_a_source(among_others(f"{header}\nText")) == []


@pytest.mark.parametrize("text", GOOD_TEXTS)
def test_a_good_text_is_taken_without_a_word(text: str) -> None:
    assert said_of_a_source(among_others(f"{HEADER}\n{text}")) == []


@pytest.mark.parametrize(
    "entry",
    [
        Entry("site.toml"),
        Entry("articles", what="folder"),
        Entry("articles/rest-2_b.md", size=4, data=b"Text"),
        Entry("articles/rest.md", size=10, data="Titel".encode("utf-16")),
        Entry("pages/contact/not-sent.md", size=4, data=b"\xef\xbb\xbfText"),
        Entry("pages/404.md", size=4, data=b"Text"),
        Entry("images/IMG_1234.JPG", size=1),
    ],
)
def test_a_good_file_is_taken_without_a_word(entry: Entry) -> None:
    assert [problem for rule in source_file.RULES for problem in rule(entry)] == []
