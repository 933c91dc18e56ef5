import errno
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks import source_header, source_text, sources
from checks.fix import ROUNDS, apply_repairs, coloured, difference, fix, fix_header, main
from pictures.photographs import load_normalised
from sources.content import File, read
from sources.header import parse_source
from tests.unit.camera import encoded, noise, save, scene, with_exif

DIFFERENCE = "--- content/articles/a.md\n+++ content/articles/a.md\n@@ -1 +1 @@\n-Title : Rest\n+Title: Rest"
GOOD = "Title: Rest\nDate: 2026-11-22\nSummary: “S” it is\nCategory: Rest\n\nText  \nmore\n"
NBSP = "\u00a0"


def fixed(text: str) -> str:
    """The file with everything fixed, until nothing more is: what the rules propose, and its header."""
    for _ in range(ROUNDS):
        file = File("articles/a.md", parse_source(text))
        problems = source_header.problems(file) + source_text.problems(file)
        text = fix_header(apply_repairs(text, problems))
    return text


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("Title : Rest", "Title: Rest"),
        ("Title\t: Rest  \t", "Title: Rest"),
        (f"Title{NBSP}:{NBSP}Rest{NBSP}and{NBSP}work{NBSP}", "Title: Rest and work"),
        ("Title:\tRest", "Title: Rest"),
        ("Title:Rest: a plan", "Title: Rest: a plan"),
        ("Title： Rest", "Title: Rest"),
        (f"{NBSP}Title: Rest", "Title: Rest"),
        ("Tags: ", "Tags:"),
        ("Date: 5 May 23", "Date: 2023-05-05"),
        ("Date: 5 May 2023, 7:30 pm", "Date: 2023-05-05 19:30"),
        ("Earlier: 5 May 2023", "Earlier: 2023-05"),
        ("Category: “Rest”", "Category: Rest"),
        ("Category: “Rest\"", "Category: Rest"),
        ("Status: ‘draft’", "Status: draft"),
        ("Category: „Rest“", "Category: Rest"),
        ("Date: 5 May 2023", "Date: 2023-05-05"),
        ("Date: “May 5, 2023”", "Date: 2023-05-05"),
        ("Modified: May 5th, 2023 at 07:30", "Modified: 2023-05-05 07:30"),
        ("Earlier: May 2023", "Earlier: 2023-05"),
        ("Earlier: Sept. 2023", "Earlier: 2023-09"),
        (f"\tand{NBSP}more  ", "\tand more"),
        (f"  and{NBSP}more  ", "  and more"),
    ],
)  # fmt: skip
def test_a_header_line_with_one_right_answer_is_fixed(line: str, right: str) -> None:
    assert fixed(f"Summary: S\n{line}\n\nText\n") == f"Summary: S\n{right}\n\nText\n"


@pytest.mark.parametrize(
    "line",
    [
        "Title: Rest",
        "Title:    Rest",
        "Title: “I am fine”",
        "Title: “Rest” and “work”",
        'Title: "Rest"',
        "Summary: ‘Not now’",
        "Tags: “a”, “b”",
        "Date: 5/6/2023",
        "Date: May 2023",
        "Date: 31 April 2023",
        "Date: 5 Mai 2023",
        "Date: Monday, 5 May 2023",
        "Date: 2026-11-22 07:30",
        "Earlier: Spring 2023",
        "https://x.org",
        "note:this",
        "Stray words ",
        "  and more",
        "Title: Dear <first name>, rest",
        "Title: What &lt;b&gt; means",
        "Title: 5*3*2",
        "Title: # 1 reason",
    ],
)
def test_a_header_line_that_is_right_or_could_mean_two_things_stays(line: str) -> None:
    text = f"Summary: S\n{line}\n\nText\n"
    assert fixed(text) == text


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("• One", "- One"),
        ("•\tOne", "- One"),
        ("•One", "- One"),
        (f"{NBSP}{NBSP}•{NBSP}One", "  - One"),
        ("· One", "- One"),
        ("\uf0b7\tOne", "- One"),
        ("> • One", "> - One"),
        ("- One\n    ◦ Two", "- One\n    - Two"),
        ("##Part", "## Part"),
        ("##Part of *it*", "## Part of *it*"),
        (f"##{NBSP}Part", "## Part"),
        ("> ##Part", "> ## Part"),
        (f"-{NBSP}One", "- One"),
        ("# Rest\n\n### Part\n\n###Other", "## Part\n\n### Other"),
        ("### Part\n\n##### Less", "## Part\n\n### Less"),
        ("| A | B |\n| 1 | 2 |", "| A | B |\n|---|---|\n| 1 | 2 |"),
        ("[x] (more.md)", "[x](more.md)"),
        ("**Note: **so", "**Note:** so"),
        (
            "Ask (me@practice.org) or [write](me@practice.org).",
            "Ask (me@practice.org) or [write](mailto:me@practice.org).",
        ),
        ("`[x] (more.md)` and [x] (more.md)", "`[x] (more.md)` and [x](more.md)"),
        ("Use `<center>` never. <center>x</center>", "Use `<center>` never. x"),
        ("[a\nb](https://www.google.com/url?q=https://x.org/a)", "[a\nb](https://x.org/a)"),
        ("| a | b |\n| - |\n| 1 | 2 |", "| a | b |\n|---|---|\n| 1 | 2 |"),
        ("![A](../images/my photo (1).jpg)", "![A](<../images/my photo (1).jpg>)"),
        ("[x](my file.md)", "[x](<my file.md>)"),
        ("[x](me@practice.org)", "[x](mailto:me@practice.org)"),
        ("<span style='a'>x</span> <o:p></o:p>", "<span>x</span> "),
        ("[x](https://www.google.com/url?q=https://x.org/a)", "[x](https://x.org/a)"),
        ("`##a`\n##Part", "`##a`\n## Part"),
        ("<pre>##a</pre>\n##Part", "<pre>##a</pre>\n## Part"),
        ("```\n##a\n```\n##Part", "```\n##a\n```\n## Part"),
        ("- One\n\n    • Two", "- One\n\n    - Two"),
    ],
)
def test_a_line_of_the_text_with_one_right_answer_is_fixed(line: str, right: str) -> None:
    assert fixed(f"{GOOD}\n{line}\n") == f"{GOOD}\n{right}\n"


@pytest.mark.parametrize(
    "text",
    [
        "- One",
        "#hashtag",
        "####### Seven",
        "## Part",
        "a • b",
        "• One • two • three",
        "●●○ Two of three",
        "·One",
        f"10{NBSP}mg and Dr.{NBSP}No",
        "    • code",
        "\t• code",
        "- One\n\nText\n\n    • code",
        "```\n• One\n##Part\n```",
        "~~~~\n```\n##Part\n~~~\n##Part\n~~~~",
        "> ```\n> ##Part\n> ```",
        "- ```\n  ##Part\n  ```",
        "<pre>\n• One\n##Part\n</pre>",
        "<!--\n##Part\n-->",
        "```\n##never closed",
        "“Words”  \n‘more’",
        "Rest\n====\n\nText",
        "1. • a\n   • b",
        "Words:\n• one • two\n• three",
        "A -->|x| B",
        "See http://x.org and [x](https://x.org).",
        "Date: 5 May 2023",
        "Title : Rest",
    ],
)
def test_a_text_that_is_right_or_could_mean_two_things_stays(text: str) -> None:
    assert fixed(f"{GOOD}\n{text}") == f"{GOOD}\n{text}"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Title:Rest\nDate:5 May 2023\n\n##Part", "Title: Rest\nDate: 2023-05-05\n\n## Part"),
        ("\ufeffTitle : Rest\r\n\r\n• One\r\n• Two", "\ufeffTitle: Rest\r\n\r\n- One\r\n- Two"),
        ("Title : Rest\r\rText\rText ", "Title: Rest\r\rText\rText "),
        ("---\ntitle: “Rest: a plan”\n---\nText", '---\ntitle: "Rest: a plan"\n---\nText'),
        ("---\ntitle: “Rest”\ndate: 'May 5, 2023'\n---\nText", "---\ntitle: Rest\ndate: '2023-05-05'\n---\nText"),
        ("Title: Rest\n  and work \n\nText", "Title: Rest\n  and work\n\nText"),
        ("Only text \n\n##Part", "Only text \n\n## Part"),
        ("", ""),
    ],
)
def test_a_whole_file_keeps_its_line_endings_its_mark_and_everything_else(text: str, right: str) -> None:
    assert fixed(text) == right


LINES = st.lists(
    st.text(st.sampled_from(f"•◦·#->`~ \t{NBSP}\r\n:“”‘’\"'5 May2023TileDate<!pr/e•") | st.characters(codec="utf-8")),
    max_size=12,
)
PIECES = st.lists(
    st.sampled_from(
        ["Title", ":", " ", NBSP, "\n", "\n", "\r\n", "• ", "•", "##", "```", "~~~", "- ", "> ", "    ", "\t", "a", "“", "”",
         "Date: ", "5 May 2023", "<pre>", "</pre>", "<!--", "-->", "---\n", "Category:", "·", "#", "\ufeff"]
    ),
    max_size=30,
).map("".join)  # fmt: skip


@given(LINES.map("\n".join) | PIECES)
def test_to_fix_twice_is_to_fix_once(text: str) -> None:
    assert fix_header(fix_header(text)) == fix_header(text)


@given(LINES.map("\n".join) | PIECES)
def test_no_word_of_the_text_is_lost(text: str) -> None:
    before, after = parse_source(text), parse_source(fixed(text))
    if before.fields and set(before.fields) == set(after.fields):
        assert [letter for letter in after.body if letter.isalnum()] == [
            letter for letter in before.body if letter.isalnum()
        ]
    assert set(before.fields) <= set(after.fields)


def write(content: Path, name: str, text: str) -> Path:
    path = content / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))
    return path


def test_files_are_fixed_in_place_and_shown(tmp_path: Path) -> None:
    write(tmp_path, "articles/good.md", GOOD)
    bad = write(tmp_path, "pages/more/bad.md", f"Title : Rest{NBSP}\r\n\r\nText\r\n•  One\r\n")
    bad.chmod(0o640)
    shown: list[str] = []
    assert fix(tmp_path, shown.append) == []
    assert bad.read_bytes() == b"Title: Rest\r\n\r\nText\r\n- One\r\n"
    assert stat.S_IMODE(bad.stat().st_mode) == 0o640
    assert shown == [
        "--- content/pages/more/bad.md\n+++ content/pages/more/bad.md\n"
        "@@ -1 +1 @@\n-Title : Rest⍽\n+Title: Rest\n@@ -4 +4 @@\n-•  One\n+- One"
    ]
    assert [path.name for path in (tmp_path / "pages/more").iterdir()] == ["bad.md"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_file_keeps_its_encoding(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, "pages/a.md", "")
    path.write_text("Title : Résumé\n", encoding=encoding)
    fix(tmp_path, lambda _: None)
    assert path.read_bytes() == "Title: Résumé\n".encode(encoding)


def test_a_file_with_nothing_to_fix_is_not_written(tmp_path: Path) -> None:
    path = write(tmp_path, "articles/good.md", GOOD)
    os.utime(path, (1, 1))
    assert fix(tmp_path, pytest.fail) == []
    assert path.stat().st_mtime == 1


@pytest.mark.parametrize("name", ["articles/.hidden.md", "articles/a.txt", "notes/a.md", "pages/#a.md"])
def test_a_file_that_is_not_on_the_site_is_left_alone(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, name, "Title : Rest\n")
    fix(tmp_path, pytest.fail)
    assert path.read_text(encoding="utf-8") == "Title : Rest\n"


def test_what_lies_elsewhere_or_is_no_text_is_left_alone(tmp_path: Path) -> None:
    outside = write(tmp_path, "outside.md", "Title : Rest\n")
    broken = write(tmp_path, "content/articles/b.md", "")
    broken.write_bytes(b"Title : \xff\n")
    (tmp_path / "content/articles/a.md").symlink_to(outside)
    assert fix(tmp_path / "content", pytest.fail) == []
    assert outside.read_bytes() == b"Title : Rest\n"
    assert broken.read_bytes() == b"Title : \xff\n"


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ([], "There was nothing to fix by itself.\n\n"),
        (["a"], f"{DIFFERENCE}\n\n1 file was fixed, as shown. `git diff` shows it again.\n\n"),
        (["a", "b"], f"{DIFFERENCE}\n\n{DIFFERENCE.replace('a.md', 'b.md')}\n\n2 files were fixed, as shown. `git diff` shows it again.\n\n"),
    ],
)  # fmt: skip
def test_it_is_said_how_much_was_fixed(
    bad: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("checks.fix.CONTENT", tmp_path)
    for name in bad:
        write(tmp_path, f"articles/{name}.md", "Title : Rest\n")
    assert main() == 0
    assert capsys.readouterr().out == said


def test_a_file_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("checks.fix.CONTENT", tmp_path)
    path = write(tmp_path, "articles/a.md", "Title : Rest\n")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("tempfile.mkdtemp", full)
    assert main() == 1
    assert capsys.readouterr().err == "content/articles/a.md cannot be fixed: No space left on device.\n"
    assert path.read_text(encoding="utf-8") == "Title : Rest\n"


def test_what_the_file_of_a_photograph_tells_is_taken_out_of_it(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    path = save(tmp_path / "images/my hat.jpg", scene(), exif=with_exif(6))
    path.chmod(0o640)
    before = load_normalised(path).tobytes()
    assert [problem.repairs for problem in sources.check(read(tmp_path)) if problem.repairs]
    shown: list[str] = []
    assert fix(tmp_path, shown.append) == []
    assert shown == [
        "content/images/my hat.jpg\nno longer says: where it was taken (47.3697, 8.5000).\nNo pixel has changed."
    ]
    assert load_normalised(path).tobytes() == before
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [one.name for one in path.parent.iterdir()] == ["my hat.jpg"]
    cleaned = path.stat()
    assert fix(tmp_path, pytest.fail) == []
    assert path.stat() == cleaned
    assert not [problem for problem in sources.check(read(tmp_path)) if problem.repairs]


def test_a_photograph_that_cannot_be_cleaned_is_told_and_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "images").mkdir()
    path = save(tmp_path / "images/hat.jpg", scene(), exif=with_exif())
    before = path.read_bytes()
    monkeypatch.setattr("pictures.metadata._rewritten", lambda _: encoded(noise(240, 160), "JPEG"))
    assert fix(tmp_path, pytest.fail) == [
        "content/images/hat.jpg cannot be fixed: its pixels would not stay as they are. Export it once more as JPEG."
    ]
    assert path.read_bytes() == before


def test_a_difference_shows_spaces_that_nobody_sees() -> None:
    assert difference("Tags: a  ", "Tags: a", "a.md").endswith("-Tags: a␣␣\n+Tags: a")


def test_a_terminal_shows_what_was_in_red_and_what_is_in_green() -> None:
    assert coloured("@@ -1 +1 @@\n-a\n+b\n c") == (
        "\x1b[36m@@ -1 +1 @@\x1b[0m\n\x1b[31m-a\x1b[0m\n\x1b[32m+b\x1b[0m\n c"
    )
