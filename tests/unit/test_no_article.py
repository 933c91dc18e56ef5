"""What is saved as an article and is none, or half of one: it is named once, and what is said to do mends it."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checks.sources import check
from problem import Problem
from sources.content import read
from tests.unit.practice import needed_pages

ROOM = "Title: Rest\nDate: 2026-11-16\n{}Category: Burnout\n"  # for a summary
HEADER = "Title: Rest\nDate: 2026-11-16\nCategory: Burnout\nSummary: What it takes, and what it gives.\n"
ARTICLE = f"{HEADER}\nText of one.\n\n## What helps\n\nSleep.\n"
CONFLICT = "<<<<<<< HEAD\n{}=======\n{}>>>>>>> main\n"


def problems(content: Path, data: bytes) -> list[Problem]:
    """What is said of an article with these bytes, to a part of which another links."""
    (content / "articles").mkdir(parents=True, exist_ok=True)
    needed_pages(content)
    (content / "articles/rest.md").write_bytes(data)
    other = HEADER.replace("Rest", "Sleep") + "\nSee [what helps](rest.md#what-helps).\n"
    (content / "articles/sleep.md").write_text(other, encoding="utf-8")
    return check(read(content, datetime(2026, 11, 23, tzinfo=UTC), publish=True))


@pytest.mark.parametrize(
    ("found", "data"),
    [
        ("This is a rich text document", b"{\\rtf1\\ansi Title: Rest\\par\n\nText}"),
        ("This is a Word document", b"PK\x03\x04\x14\x00\x00\x00 word/document.xml"),
        ("This is a Word document", b"PK\x03\x04" + b"\xff\x00" * 400_000),
        ("This is an old Word document", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("This is a web page", b"<!DOCTYPE html>\n<html><head><title>Rest</title><script>x</script></head>\n<p>Text"),
        ("“<<<<<<< HEAD” is a mark", CONFLICT.format(HEADER, HEADER).encode() + b"\nText\n\n## What helps\n\nSleep."),
        ("“<<<<<<< HEAD” is a mark", (ARTICLE + CONFLICT.format("a\n", "b\n") * 2).encode()),
        (
            "“<<<<<<< HEAD” is a mark",
            (ARTICLE + CONFLICT.format("[x](gone.md)\n", "b\n")).replace("\n", "\r\n").encode(),
        ),
    ],
)
def test_what_is_no_article_is_named_once(tmp_path: Path, found: str, data: bytes) -> None:
    said = [problem for problem in problems(tmp_path, data) if problem.place.startswith("content/articles/rest.md")]
    assert len(said) == 1
    assert said[0].found.startswith(found)


def test_two_versions_are_one_again_when_the_marks_are_gone(tmp_path: Path) -> None:
    text = HEADER.replace("Date: 2026-11-16\n", CONFLICT.format("Date: 2026-11-16\n", "Date: 2026-11-17\n"))
    text += "\nText of one.\n\n" + CONFLICT.format("## What helps\n\nSleep.\n", "## What helps\n\nRest.\n")
    for _ in range(2):
        (problem,) = problems(tmp_path, text.encode())
        lines = text.split("\n")
        assert lines[problem.line - 1] == "<<<<<<< HEAD"
        middle, end = (lines.index(mark, problem.line) for mark in ("=======", ">>>>>>> main"))
        assert (
            f"line {problem.line} “<<<<<<< HEAD”, line {middle + 1} “=======”, line {end + 1} “>>>>>>> main”"
            in problem.remedy
        )
        text = "\n".join([*lines[: problem.line - 1], *lines[problem.line : middle], *lines[end + 1 :]])
    assert text == ARTICLE
    assert problems(tmp_path, text.encode()) == []


@pytest.mark.parametrize(
    "text",
    [
        ARTICLE.replace("Summary:", "Summary"),
        ARTICLE.replace("Title:", "Title"),
        ARTICLE.replace("Date: ", "date - "),
        ARTICLE.replace("Category: ", "Category=").replace("\n", "\r\n"),
        HEADER.replace(":", "") + "\nText of one.\n\n## What helps\n\nSleep.\n",
        ARTICLE.replace("Summary:", "Summary").replace("Title:", "Title").replace("Date:", "Date"),
        ARTICLE.replace("takes, and", "takes,\nand"),
        ARTICLE.replace("takes, and", "takes,\nand\n"),
        ARTICLE.replace(": What it takes, and what", ": >\nWhat it takes, and\nwhat"),
        ARTICLE.replace(": What it takes, and what", ": |-\nWhat it takes, and\nwhat"),
        ARTICLE.replace(": What", ":\nWhat"),
        ROOM.format("Summary: What it takes. And\nWhat it gives.\n") + "\nText of one.\n\n## What helps\n\nSleep.\n",
        "---\n" + ARTICLE.replace("takes, and", "takes,\nand").replace("\n\nText", "\n---\n\nText"),
    ],
)
def test_a_header_is_mended_by_what_is_said_line_by_line(tmp_path: Path, text: str) -> None:
    for _ in range(5):
        said = problems(tmp_path, text.encode())
        if not said:
            break
        assert len({problem.line for problem in said}) == len(said), "one slip is told twice"
        for problem in sorted(said, key=lambda problem: -problem.line):
            told = re.fullmatch(r"Write (?:in place of lines (\d+) to (\d+): )?`([^`]+)`[.,].*", problem.remedy)
            assert told, problem
            lines = text.splitlines()
            lines[int(told[1] or problem.line) - 1 : int(told[2] or problem.line)] = [told[3]]
            text = "\n".join(lines) + "\n"
    assert problems(tmp_path, text.encode()) == []
