import io
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.fix import fix_header
from checks.sources import check
from sources.content import read
from sources.header import parse_source
from sources.redirects import file_name
from tests.unit.practice import FACTS, needed_pages
from writing import new_article
from writing.new_article import ask, choose_topic, create, main

ROOT = Path(__file__).parents[2]
TOPICS = ["Burnout", "Values and balance"]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    content = tmp_path / "content"
    (content / "articles").mkdir(parents=True)
    needed_pages(content)
    (content / "site.toml").write_text(FACTS, encoding="utf-8")
    return content


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Time Away", "time-away"),
        ("  What’s   next? ", "whats-next"),
        ("Café: a plan", "cafe-a-plan"),
        ("Straße & Łódź", "strasse-lodz"),
        ("“Enough” is 'enough'", "enough-is-enough"),
        ("Rest 👩‍⚕️ now", "rest-now"),
        ("— Rest —", "rest"),
        ("../../a/b\\c", "abc"),
        ("Привет", "privet"),
        ("line\nbreak\ttab", "line-break-tab"),
        ("word " * 40, "word-word-word-word-word-word-word-word-word-word-word-word-word-word-word-word"),
        ("x" * 200, "x" * 80),
        ("!?…", ""),
        ("👩‍⚕️", ""),
        ("", ""),
    ],
)
def test_a_title_gives_a_safe_name(title: str, name: str) -> None:
    assert file_name(title) == name


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("  What’s   next? ", "What’s next?"),
        ("Rest: a plan", "Rest: a plan"),
        ('"Enough"', '"Enough"'),
        ("'Enough'", "'Enough'"),
        ("“Enough”", "“Enough”"),
        ("[Rest]", "[Rest]"),
        ("> Rest", "> Rest"),
        ('"Rest" and "work"', '"Rest" and "work"'),
        ("Rest\x1b[1m \x00 now", "Rest[1m now"),
        ("Ärzte 👩‍⚕️", "Ärzte 👩‍⚕️"),
    ],
)
def test_the_title_stands_in_the_file_as_it_was_typed(content: Path, title: str, read: str) -> None:
    path = create(title, content)
    assert parse_source(path.read_text(encoding="utf-8")).text("title") == read


def test_a_new_article_is_of_today_in_the_first_topic(content: Path) -> None:
    source = parse_source(create("Time Away", content).read_text(encoding="utf-8"))
    assert (source.text("status"), source.text("category")) == (None, "Burnout")
    assert abs((date.fromisoformat(source.text("date") or "") - date.today()).days) <= 1


def test_a_draft_says_that_it_is_one(content: Path) -> None:
    path = create("Time Away", content, draft=True)
    assert parse_source(path.read_text(encoding="utf-8")).text("status") == "draft"


def test_every_header_field_is_explained_and_every_topic_named(content: Path) -> None:
    body = parse_source(create("Time Away", content).read_text(encoding="utf-8")).body
    for name in ("Title", "Date", "Category", "Summary", "Status", "Tags", "Modified", "Reviewed", "Earlier", "Changes", "Image",
                 "Image_alt", "Invite", "Formerly"):  # fmt: skip
        assert re.search(rf"^{name}(:| +)", body, re.MULTILINE), name
    for topic in ("Burnout", "Values and balance", "Career transitions", "Leadership", "/articles/time-away/"):
        assert topic in " ".join(body.split())


def test_a_new_article_holds_once_it_is_written(content: Path) -> None:
    path = create("Time Away", content, topic="values and balance")
    assert [problem.found for problem in check(read(content)) if not problem.advice] == ["There is no Summary."]
    text = path.read_text(encoding="utf-8")
    assert fix_header(text) == text
    path.write_text(text.replace("Summary:", "Summary: What a month away is for.") + "Go.\n", encoding="utf-8")
    assert not [problem for problem in check(read(content)) if not problem.advice]


def test_a_new_article_with_a_summary_lacks_nothing(content: Path) -> None:
    create("Time Away", content, topic="Leadership", summary="What a month away is for.", draft=True)
    assert not [problem for problem in check(read(content)) if not problem.advice]


@pytest.mark.parametrize("name", ["articles/time-away.md", "articles/Time-Away.MD", "articles/2026/Time Away.md"])
def test_an_article_that_exists_is_left_alone(content: Path, name: str) -> None:
    (content / name).parent.mkdir(exist_ok=True)
    (content / name).write_text("mine", encoding="utf-8")
    before = sorted(content.rglob("*"))
    with pytest.raises(SystemExit, match=f"^content/{name} exists already. Choose another title, or edit that file.$"):
        create("Time away", content)
    assert (content / name).read_text(encoding="utf-8") == "mine"
    assert sorted(content.rglob("*")) == before


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("", 'Say what it is called, in quotation marks: python3 tasks.py new "Its Title"'),
        (" \n", 'Say what it is called, in quotation marks: python3 tasks.py new "Its Title"'),
        ("?!", "“?!” gives no file name. Use a title with letters in it."),
    ],
)
def test_a_title_that_cannot_be_used_is_refused(content: Path, title: str, said: str) -> None:
    before = sorted(content.rglob("*"))
    with pytest.raises(SystemExit) as ended:
        create(title, content)
    assert ended.value.code == said
    assert sorted(content.rglob("*")) == before


@pytest.mark.parametrize("words", ["Burnout", "burnout", " BURNOUT "])
def test_a_topic_may_be_typed_in_other_letters(words: str) -> None:
    assert choose_topic(words, TOPICS) == "Burnout"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Burnuot", "“Burnuot” is no topic. Did you mean `Burnout`? The topics are Burnout, Values and balance."),
        ("Tea", "“Tea” is no topic. The topics are Burnout, Values and balance."),
    ],
)
def test_a_topic_that_is_none_is_answered_with_the_nearest(words: str, said: str) -> None:
    with pytest.raises(SystemExit) as ended:
        choose_topic(words, TOPICS)
    assert ended.value.code == said


def test_facts_that_cannot_be_read_are_told(content: Path) -> None:
    (content / "site.toml").write_text("name = “A”\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="curly"):
        create("Time Away", content)
    (content / "site.toml").write_text('name = "A"\n', encoding="utf-8")
    with pytest.raises(SystemExit, match="no topics or no time zone"):
        create("Time Away", content)


def test_what_is_asked_is_asked_again_until_it_can_be_used(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers: Iterator[str] = iter(["", "?!", "Time Away", "0", "nine", "2", "Why."])
    asked: list[str] = []

    def answer(question: str) -> str:
        asked.append(question)
        return next(answers)

    assert ask(content, answer) == ("Time Away", "Values and balance", "Why.")
    assert [question.split("?")[0] for question in asked] == [
        *["What is it called"] * 3,
        *["Which topic, 1 to 4"] * 3,
        "What is it about, in one or two sentences",
    ]
    assert "  2  Values and balance\n" in capsys.readouterr().out


def test_where_nobody_can_be_asked_a_sentence_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    with pytest.raises(SystemExit, match="in quotation marks"):
        main(["--draft"])


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ([], "Write its Summary and its text. See whether its Category is right."),
        (["--topic", "leadership"], "Write its Summary and its text."),
        (["--topic", "Leadership", "--draft"], "Write its Summary and its text. Take out the line “Status: draft” to publish it."),
    ],
)  # fmt: skip
def test_it_says_which_file_is_there_and_what_to_write_in_it(
    content: Path, typed: list[str], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(new_article, "CONTENT", content)
    main(["Time Away", *typed])
    assert capsys.readouterr().out == f"content/articles/time-away.md is there.\n{said}\n"
    assert [path.name for path in (content / "articles").rglob("*.md")] == ["time-away.md"]


@pytest.mark.skipif(os.name == "nt", reason="a terminal of this kind is not there")
def test_in_a_terminal_it_asks_and_ctrl_d_writes_nothing(content: Path) -> None:
    for part in ("writing", "plugins", "checks", "sources", "pictures", "forms"):
        shutil.copytree(ROOT / part, content.parent / part, ignore=shutil.ignore_patterns("__pycache__"))
    for path in ROOT.glob("*.py"):
        shutil.copy(path, content.parent)
    before = sorted(path.name for path in (content / "articles").iterdir())
    there = (
        "content/articles/time-away.md is there.\nWrite its text. Take out the line “Status: draft” to publish it.\n"
    )
    for typed, status, said in (
        (b"\x04", 1, "\nNothing was written.\n"),
        (b"Time Away\n2\nWhy it is good.\n", 0, there),
    ):
        ours, theirs = pty.openpty()
        os.write(ours, typed)
        done = subprocess.run(
            [sys.executable, "-m", "writing.new_article", "--draft"],
            cwd=content.parent,
            stdin=theirs,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        os.close(ours)
        os.close(theirs)
        assert done.returncode == status, done.stderr
        assert (done.stderr if status else done.stdout).endswith(said)
        assert "Traceback" not in done.stderr
        names = sorted(path.name for path in (content / "articles").iterdir())
        assert names == (before if status else sorted([*before, "time-away.md"]))
    source = parse_source((content / "articles/time-away.md").read_text(encoding="utf-8"))
    assert [source.text(name) for name in ("title", "category", "summary", "status")] == [
        "Time Away", "Values and balance", "Why it is good.", "draft",
    ]  # fmt: skip


@settings(deadline=None)
@given(st.text(st.sampled_from("ab '\"“”[]:>|-#\\,\n\x00") | st.characters(), max_size=20))
def test_every_title_is_read_as_it_was_typed_or_refused_in_a_sentence(title: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder)
        (content / "site.toml").write_text(FACTS, encoding="utf-8")
        refused = ""
        try:
            create(title, content)
        except SystemExit as ended:
            refused = str(ended.code)
        made = list((content / "articles").rglob("*.md"))
        if refused:
            assert refused.endswith((".", '"Its Title"'))
            assert not made
        else:
            kept = "".join(
                letter for letter in title if letter.isspace() or unicodedata.category(letter) not in ("Cc", "Cs")
            )
            assert parse_source(made[0].read_text(encoding="utf-8")).text("title") == " ".join(kept.split())
            assert re.fullmatch(r"[a-z0-9][a-z0-9_-]*\.md", made[0].name)
