"""Every rule with the slips it finds, in the exact words the coach reads, and with what it lets pass.

The slips are in slips/, those of files below; what is said of them is in messages.md, for review by whoever cares for
the words. After a change that is meant, write that anew, and read what has changed in it:
`GOLDENS=write python -m pytest tests/unit/test_messages.py`.
"""

import inspect
import os
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from difflib import unified_diff
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from lxml import html  # type: ignore[import-untyped]
from PIL import Image

from checks import (
    built_page,
    built_site,
    mark,
    paths_toml,
    site_toml,
    source_file,
    source_header,
    source_text,
    spelling,
    voices_toml,
    workshops_toml,
)
from checks.built_page import Page
from problem import Problem, printable, short
from sources import toml_file
from sources.content import Content, Entry, File, read
from sources.header import parse_source
from tests.unit import practice
from tests.unit.built import HEAD, write

SLIPS = Path(__file__).with_name("slips")
GOLDEN = Path(__file__).with_name("messages.md")
INTRODUCTION = """\
# What the coach is told

Below each rule: slips, and of each the file and line that are named, what stands there, what is found, and what to do.
“also” is what another rule adds to the same slip.
This list is made by the code from [slips](slips): `GOLDENS=write python -m pytest tests/unit/test_messages.py`.
"""
Rule = Callable[..., Any]
CHAPTERS: dict[str, tuple[Rule, ...]] = {
    "Files": source_file.RULES,
    "Headers": source_header.RULES,
    "Texts": source_text.RULES,
    "Spelling": (spelling.check,),
    "Facts": (toml_file.parse, *site_toml.RULES),
    "Mark": mark.RULES,
    "Paths": (paths_toml.check,),
    "Voices": (voices_toml.check,),
    "Workshops": (workshops_toml.check,),
    "Pages": built_page.RULES,
}
# A rule, or a slip: how it is written, and its words.
PIECE = re.compile(
    r"^## (\w+)$|^~~~ (article|page|header|text|diff|svg|head|main|html)\n(.*?)\n~~~$", re.MULTILINE | re.DOTALL
)
REPEATED = re.compile(r"⟨([^⟩]*)⟩×(\d+)")
SIGNS = {0x2400 + number: chr(number) for number in range(33)}  # ␋ is a vertical tab, ␊ a line break, ␠ a space
HEADER = "Title: Rest\nDate: 2026-11-16\nCategory: Burnout\nSummary: What it takes.\n"


class Slip(NamedTuple):
    """What is wrong, the rule it is there for, what that says of it, and all that a check says."""

    text: str
    rule: Rule
    own: list[Problem]
    said: list[Problem]


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
    source_file.nothing_lies_elsewhere: named(
        *("rest.md", "drafts/rest.md", "hat.jpg", "notes.docx", "worksheet.pdf", "Logo.svg", "mark.png")
    ),
    source_file.nothing_is_hidden: named("articles/.rest.md"),
    source_file.a_text_ends_in_md: named(
        *("articles/rest.MD", "articles/My rest.docx", "articles/rest.md.txt", "articles/rest", "articles/hat.jpg"),
        "articles/worksheet.pdf",
    ),
    source_file.a_name_makes_a_good_address: [
        *named("articles/My rest.md", "articles/Rést.md", "articles/what?.md", "articles/a\nb.md", "articles/-rest.md"),
        *named(
            f"articles/{'a' * 81}.md",
            "articles/What’s 'next' v2.0.md",
            "articles/REST.md",
            "articles/100%.md",
            f"articles/{'why-i-left-' * 9}x.md",
            "pages/My Folder/x.md",
        ),
        *(
            Entry(name, size=5, data=b"%PDF-")
            for name in (
                "files/My Worksheet.pdf",
                "files/worksheet.PDF",
                f"files/{'a-sheet-' * 11}x.pdf",
                "files/Old/a.pdf",
            )
        ),
    ],
    source_file.a_file_has_something_in_it: [
        Entry("articles/rest.md"),
        Entry("articles/rest.md", size=3, data=b"\n \n"),
    ],
    source_file.a_text_is_not_enormous: [Entry("articles/rest.md", size=5_000_000)],
    source_file.a_text_is_no_other_document: [
        *(
            Entry("articles/rest.md", size=9, data=start)
            for start in (
                *(
                    b"PK\x03\x04\xff",
                    b"\xd0\xcf\x11\xe0",
                    b"{\\rtf1\\ansi Rest}",
                    b"%PDF-1.7\n\xff",
                    b"<html>\n<p>Rest",
                ),
                b"\xef\xbb\xbf\r\n<!DOCTYPE html>\n<p>Caf\xc3\xa9",
                "<!doctype HTML>\n<p>Rest".encode("utf-16"),
                b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"><p>caf\xe9',
            )
        ),
        Entry("articles/rest.md", size=5_000_000, data=b"PK\x03\x04"),
    ],
    source_file.a_text_is_one_version: [
        Entry("articles/rest.md", size=9, data=text.encode())
        for text in (
            "Title: A\n<<<<<<< HEAD\nDate: 1\n=======\nDate: 2\n>>>>>>> main\n\nText\n",
            "A\r\n<<<<<<< HEAD\r\n1\r\n||||||| 4f2a1b\r\n2\r\n=======\r\n3\r\n>>>>>>> main\r\n<<<<<<< HEAD\r\n",
            "Part\n=======\n\none\n=======\ntwo\n>>>>>>> her words\n",
            "Text\n<<<<<<< HEAD\nmore\n",
        )
    ],
    source_file.a_text_is_utf_8: [
        Entry("articles/rest.md", size=28, data=b"Title: A\n\nThe caf\xe9 is closed"),
        Entry("articles/rest.md", size=9, data=b"It\x92s \x93so\x94"),
        Entry(
            "articles/rest.md",
            size=75,
            data=b"Before the first letter that is not UTF-8, caf\xe9, there are words, and after",
        ),
        Entry("articles/rest.md", size=10, data=b"T\x00\xed\x00t\x00l\x00e\x00"),
    ],
    source_file.a_picture_can_be_shown: [
        Entry("images/notes.docx"),
        Entry("images/worksheet.pdf"),
        Entry("images/hat.jpg", fault=("This file is empty.", "Copy the picture once more.")),
    ],
    source_file.a_picture_tells_only_what_it_shows: [
        Entry("images/hat.jpg", discloses=("where it was taken (47.3769, 8.5417)",), cleanable=True),
        Entry(
            "images/hat.jpg",
            discloses=(
                "where it was taken (47.3769, 8.5417)",
                "who took it or whose it is (“Anna Muster”)",
                "a short film that the phone took with it",
            ),
            cleanable=True,
        ),
        Entry("images/hat.avif", discloses=("who is in it (“Anna”)",)),
    ],
    source_file.a_handout_is_a_pdf: [
        *named("files/hat.jpg", "files/rest.md", "files/My Worksheet.docx", "files/worksheet.pdf"),
        Entry("files/worksheet.pdf"),
        Entry("files/worksheet.pdf", size=24_300_000, data=b"%PDF-1.7"),
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
    HEADER + "Earlier: 2023-05\nModified: 2026-11-20\nReviewed: 2026-11-18\n",
    HEADER + "Image: two-chairs.jpg\nImage_alt: Two chairs.\n",
    "# What follows is about the title.\n" + HEADER,
    HEADER.replace("Date", "<!-- the day it goes live -->\nDate"),
]
GOOD_TEXTS = [
    "Text.",
    "[x](balance.md) [x](balance.md#what-bends) [x](balance.md#own) [x](../pages/contact.md) [x](#signs)\n\n## Signs",
    "[x](/topics/burnout/) [x](/articles/) [x](/feed.xml) [x](../files/values.pdf)",
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
    "#burnout is real, says #MeToo.",
    "<!-- [the old text](old-text.md) **\n## Old\n-->\n\nText <!-- [x](gone.md) --> goes on.",
    "## Rest[^1]\n\n[back](#rest)\n\n[^1]: Sleep, mostly.",
    "- item\n\n    ```\n    [x](missing.md)\n    ```",
    "A `span [x](missing.md)\nof code` over two lines.",
    "**Is this under my control?**\n\n**What helps:**\n\n- Sleep\n\n**[Book a call](https://x.org)**\n\nText.",
    "[Video: two minutes] and [audio, 12 min] and [film][video]\n\n[video]: https://x.org/film",
    "- A list of items\n- without any full stop\n" * 12,
    "- [ ] Call the chair\n- [x] Done\n\n~~Struck~~ and https://x.org/guide. and www.x.org and me@x.org",
    "The two side by side:\n| A | B |\n|---|---|\n| 1 | 2 |",
    "It costs \\$5, 100\\%, A \\& B, \\~ \\: \\= \\< \\*\\* and first\\\nsecond.",
    "> [!NOTE]\n> Words in an alert.\n\n> One line  \n> next line",
    "[x](<my file.md>)".replace("my file", "balance"),
]


def among_others(text: str, name: str = "articles/rest.md") -> File:
    """A source with this text, among a few others."""
    content = Content(
        entries={name: Entry(name) for name in ("images/two-chairs.jpg", "files/values.pdf")},
        site=toml_file.parse(
            "content/site.toml",
            b"""\
            topics = [{name = "Burnout"}, {name = "Leadership"}]
            invitations = {newsletter = {title = "A letter"}, contact = {title = "Write to me"}}
            """,
        ),
        now=datetime(2026, 11, 23, 9),
    )
    others = {
        "articles/balance.md": f"{HEADER}\n## What bends\n\nText.\n\n## A part {{#own}}\n",
        "articles/unfinished.md": f"{HEADER}Status: draft\n\nText",
        "articles/later.md": HEADER.replace("2026-11-16", "2027-01-05") + "\nText",
        "pages/contact.md": "Title: A page\nSummary: What it says.\n\nText",
    }
    for one, its_text in {**others, name: text}.items():
        content.sources[one] = File(one, parse_source(its_text), content, its_text.encode(errors="surrogatepass"))
    return content.sources[name]


def said_of_a_source(file: File) -> list[Problem]:
    """What a check says of an article or page."""
    return source_header.problems(file) + source_text.problems(file)


def with_fields(lines: Iterable[str]) -> str:
    """A good header with these lines: a field that it has gets the new value, all else is added."""
    header = HEADER.splitlines()
    for line in lines:
        key, colon, _ = line.partition(":")
        at = next((at for at, other in enumerate(header) if colon and other.startswith(f"{key}:")), len(header))
        header[at : at + 1] = [line]
    return "\n".join(header)


def changed(text: str, diff: str) -> str:
    """A text in which the lines of a diff are changed, each part of it where it stands first."""
    for part in diff.split("\n…\n"):
        lines = part.split("\n")
        old = "".join(f"\n{line[1:]}" for line in lines if line[0] in "- ")
        new = "".join(f"\n{line[1:]}" for line in lines if line[0] in "+ ")
        assert f"{old}\n" in f"\n{text}\n", part
        text = f"\n{text}\n".replace(f"{old}\n", f"{new}\n", 1)[1:-1]
    return text


def written_slips(chapter: str) -> Iterator[tuple[Rule, str, str]]:
    """The slips that are written down for a chapter: the rule, how it is written, and the words."""
    rules = {rule.__name__: rule for rule in CHAPTERS[chapter]}
    rule: Rule | None = None
    for heading, kind, words in PIECE.findall((SLIPS / f"{chapter.lower()}.md").read_text(encoding="utf-8")):
        if heading:
            rule = rules[heading]
        else:
            assert rule
            yield rule, kind, REPEATED.sub(lambda match: match[1] * int(match[2]), words.translate(SIGNS))


def slips(content: Path) -> Iterator[Slip]:
    """Every slip there is; `content` is a folder for facts, and for what paths lead to."""
    for of_this, entries in FILES.items():
        for entry in entries:
            said = [problem for rule in source_file.RULES for problem in rule(entry)]
            yield Slip("", of_this, list(of_this(entry)), said)
    for chapter in ("Headers", "Texts"):
        for rule, kind, words in written_slips(chapter):
            text = {"header": f"{with_fields(words.splitlines())}\n\nText", "text": f"{HEADER}\n{words}"}.get(
                kind, words
            )
            file = among_others(text, "pages/rest.md" if kind == "page" else "articles/rest.md")
            yield Slip(text, rule, list(rule(file)), said_of_a_source(file))
    for rule, _, words in written_slips("Spelling"):
        text = f"{HEADER}\n{words}"
        said = list(spelling.check(among_others(text).content, spelling.find))
        yield Slip(text, rule, said, said)
    for rule, _, words in written_slips("Facts"):
        text = changed(practice.FACTS, words)
        whole = read(practice.written(content, text))
        own = list(whole.site.problems) if rule is toml_file.parse else list(rule(whole.site, whole))
        yield Slip(text, rule, own, site_toml.check(whole))
    for rule, _, words in written_slips("Mark"):
        entry = Entry("mark.svg", size=len(words.encode()), data=words.encode())
        said = mark.check(Content(entries={entry.name: entry}))
        yield Slip(words, rule, list(rule(mark.Drawing(entry))), said)
    for rule, _, words in written_slips("Paths"):
        text = changed(practice.PATHS, words)
        said = paths_toml.check(read(practice.written(content, paths=text), practice.NOW))
        yield Slip(text, rule, said, said)
    for rule, _, words in written_slips("Voices"):
        text = changed(practice.VOICES, words)
        said = voices_toml.check(read(practice.written(content, voices=text), practice.NOW))
        yield Slip(text, rule, said, said)
    for rule, _, words in written_slips("Workshops"):
        text = changed(practice.WORKSHOPS, words)
        said = workshops_toml.check(read(practice.written(content, workshops=text), practice.NOW, publish=True))
        yield Slip(text, rule, said, said)


def slips_of_pages(output: Path) -> Iterator[Slip]:
    """Every slip in a page as it was built, each in a small site below this folder."""
    write(output, "index.html", "<h1>Home</h1>")
    write(output, "about/index.html", "<h1>About</h1>")
    Image.new("1", (1, 1)).save(output / "a b.png")
    for rule, kind, words in written_slips("Pages"):
        main = words if kind == "main" else f"<h1>T</h1>{words if kind == 'html' else ''}"
        write(output, "faq/index.html", main, words.replace("{", "{{").replace("}", "}}") if kind == "head" else HEAD)
        if kind == "page":
            (output / "faq/index.html").write_text(words, encoding="utf-8")
        page = Page("faq/index.html", html.document_fromstring((output / "faq/index.html").read_bytes()))
        yield Slip(words, rule, list(rule(page)), built_site.check(output))


def told(slip: Slip) -> str:
    """What a rule says of a slip, then what others add, as it stands in messages.md."""
    assert slip.own, f"{slip.rule.__name__} finds nothing in {slip.text!r}"
    assert all(problem in slip.said for problem in slip.own), f"a check does not say all of {slip.own}"
    lines = ["", *re.split(r"\r\n|\r|\n", slip.text)]
    parts = []
    for problem in [*slip.own, *(problem for problem in slip.said if problem not in slip.own)]:
        place = f"{'' if problem in slip.own else 'also '}{problem.place}{' (advice)' if problem.advice else ''}"
        line = lines[problem.line] if problem.line and slip.text else slip.text if len(lines) == 2 else ""
        quoted = f" | {short(printable(line), 80)}"
        parts.append(f"    {place}{quoted if line else ''}\n        {problem.found}\n        {problem.remedy}\n")
    return "".join(parts)


def test_every_rule_says_of_its_slips_what_was_reviewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "theme/static/drawings").mkdir(parents=True)
    for drawing in ("compass", "door", "lamp", "table"):
        (tmp_path / f"theme/static/drawings/{drawing}.svg").touch()
    monkeypatch.setattr(site_toml, "ROOT", tmp_path)  # whose drawings are named
    words: dict[Rule, str] = {}
    for slip in [*slips(tmp_path / "content"), *slips_of_pages(tmp_path / "output")]:
        words[slip.rule] = words.get(slip.rule, "") + told(slip)
    parts = [INTRODUCTION]
    for chapter, rules in CHAPTERS.items():
        parts.append(f"\n## {chapter}\n")
        for rule in rules:
            assert rule in words, f"there is no slip that {rule.__name__} finds"
            parts.append(f"\n### {' '.join((inspect.getdoc(rule) or '').split())}\n\n{words[rule]}")
    if os.environ.get("GOLDENS") == "write":
        GOLDEN.write_text("".join(parts), encoding="utf-8")
    reviewed, now = GOLDEN.read_text(encoding="utf-8").splitlines(), "".join(parts).splitlines()
    if changes := list(unified_diff(reviewed, now, "reviewed", "now", n=4, lineterm="")):
        pytest.fail("\n".join([*changes, "", "If it is meant, write it anew with GOLDENS=write."]), pytrace=False)


@pytest.mark.parametrize("path", sorted(SLIPS.iterdir()), ids=lambda path: path.stem)
def test_every_slip_is_read(path: Path) -> None:
    left = PIECE.sub("", path.read_text(encoding="utf-8"))
    assert not re.search(r"^(~~~|##)", left, re.MULTILINE), left.strip()


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
        Entry("pages/about.md", size=4, data=b"Part\n=======\n\n>> Words >>>>>>> and <<<<<<< more\n\n<!-- <html> -->"),
        Entry("images/IMG_1234.JPG", size=1),
        Entry("files/values-worksheet.pdf", size=10_000_000, data=b"%PDF-1.7\n"),
        Entry("files/2026/worksheet.pdf", size=9, data=b"\xef\xbb\xbf%PDF-1.7"),
    ],
)
def test_a_good_file_is_taken_without_a_word(entry: Entry) -> None:
    assert [problem for rule in source_file.RULES for problem in rule(entry)] == []
