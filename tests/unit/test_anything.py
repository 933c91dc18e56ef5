"""Whatever bytes and words come: a sentence or a page, never an exception.

A hundred inputs in every run, always the same; `EXAMPLES=10000 pytest tests/unit/test_anything.py` tries others.
"""

import io
import json
from datetime import datetime
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from checks import (
    old_addresses,
    paths_toml,
    site_toml,
    source_file,
    source_header,
    source_text,
    sources,
    voices_toml,
    workshops_toml,
)
from checks.report import annotations, as_json, print_report, report, summary
from problem import Problem, errors
from sources import toml_file
from sources.article import render
from sources.content import Content, Entry, File
from sources.dates import one_month, parse_date, parse_month, readings
from sources.header import decode, parse_source, split_list
from sources.language import of_tag
from sources.toml_file import TomlFile

HEADER = "Title: Rest\nDate: 2026-11-16\nCategory: Rest\nSummary: What it takes.\n"
# What texts are made of: pieces that mean something to someone on the way from a file to a page.
PIECES = st.sampled_from(
    [
        *("\n", "\n\n", "\n\n", " ", "  ", "    ", "\t", "\r\n", "\r", "\u00a0", "\u2028", "\ufeff", "\x00", "\x02", "\x0b"),
        *("- ", "* ", "+ ", "1. ", "2) ", "> ", ">", "• ", "# ", "## ", "##", "###### ", "---", "===", "***", "```", "~~~", "`", "``"),
        *("**", "__", "*", "_", "\\", "[", "]", "(", ")", "](", "![", "][", "]: ", "[^1]", "[^1]: ", "<", ">", "{", "}", "|", "|-|", ": "),
        *("*[A]: ", "{#a}", "{: .b }", "{: onclick=a }", "<b>", "</b>", "<div>", "</div>", "<div", "<br>", "<!--", "-->", "<script>", "<?", "<![CDATA[", "&", "&#", "&amp;", "&#x0;"),
        *("a.md", "b.md", "../images/a.jpg", "https://x.org", "http://[", "//[", "javascript:", "mailto:a", "#a", "?a", "/a/", "%", "%ff", "{filename}", "www.x.org"),
        *("Title: ", "Date: ", "2026-11-16", "05/06/2023", "May 5", "Tags: ", "[a, b]", "“", "”", "'", '"', "é", "東京", "🙂", "\ud7ff", "٣"),
        *("**Key points**", "> **Key points**\n> \n", "a", "Word", "word. ", "x" * 30),
    ]
)  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=40).map("".join)
BYTES = st.one_of(st.binary(max_size=80), TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")))
HEADERS = st.lists(
    st.tuples(
        st.sampled_from(["Title", "date", "Category", "SUMMARY", "Tags", "Modified", "Earlier", "Image", "image alt", "Invite", "Status", "x", ""]),
        st.sampled_from([": ", ":", " : ", "：", "= ", ""]),
        st.one_of(TEXTS, st.sampled_from(["2026-11-16", "2026-02-30", "May 5, 2023", "9999-12-31", "0001-01-01", "[a, 'b']", "“A”", ">-"])),
    ),
    max_size=8,
).map(lambda lines: "".join(f"{key}{colon}{value}\n" for key, colon, value in lines))  # fmt: skip
FENCES = st.sampled_from(["", "", "---\n", "\n", "# A\n", "<!-- a -->\n"])
FILES = st.tuples(FENCES, HEADERS, FENCES, TEXTS).map("".join)


def found(text: str, kind: str = "articles") -> list[Problem]:
    """What the rules find in a source."""
    content = Content(site=TomlFile("content/site.toml", {"topics": [{"name": "Rest"}]}), now=datetime(2026, 11, 23))
    for name in (f"{kind}/a.md", f"{kind}/b.md"):
        content.sources[name] = File(name, parse_source(text), content)
    file = content.sources[f"{kind}/a.md"]
    problems = source_header.problems(file) + source_text.problems(file)
    return problems + [problem for rule in sources.RULES for problem in rule(content)]


@given(BYTES)
@example(b"A:")
@example(b"\xef\xbb\xbf\xef\xbb\xbf\x00")
@example(b"---\n\n---\n\r\n")
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    entry = Entry("articles/a.md", size=len(data), data=data)
    problems = [problem for rule in source_file.RULES for problem in rule(entry)]
    try:
        source = parse_source(decode(data))
    except UnicodeDecodeError:
        assert problems
    else:
        whole = decode(data).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        assert not source.body or source.body == "\n".join(whole.split("\n")[source.body_line - 1 :])


@given(FILES, st.sampled_from(["articles", "pages"]))
def test_any_source_is_checked(text: str, kind: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    for problem in found(text, kind):
        assert problem.found
        assert problem.remedy
        assert problem.path.startswith("content/")
        assert f"{problem.path}{problem.found}{problem.remedy}".isprintable()
        assert 0 <= problem.line <= lines


@given(TEXTS)
def test_a_text_in_which_nothing_is_found_becomes_html(text: str) -> None:
    if not errors(found(f"{HEADER}\n{text}")):
        assert isinstance(
            render(Path("content/articles/a.md"), f"{HEADER}\n{text}".encode(), of_tag("en"))["html"], str
        )


@given(HEADERS)
def test_a_header_in_which_nothing_is_found_becomes_metadata(header: str) -> None:
    source = parse_source(f"{HEADER}{header}\nText")
    if not errors(found(f"{HEADER}{header}\nText")):
        assert parse_date(source.text("date") or "")
        parse_month(source.text("earlier"))
        assert all(split_list(source.text("tags")))


FACTS = st.lists(
    st.one_of(
        st.sampled_from(["name", "[topics]", "[[topics]]", "[publishing]", "[a.steps]", "[[a.steps]]", "gone", "domain", "url", "language", "timezone", "branch", "article", '"a b"', " = ", '"', "'", '"""', "[", "]", "{", "}", ",", ".", "\n", "\n", "\n", "# ", "\\", "\\u202e", "“", ":", "1", "2026-11-16", "true", "None", "=======", "<<<<<<<", '"America/New_York"', '"rest.md"']),
        st.text(max_size=3),
    ),
    max_size=40,
).map("".join)  # fmt: skip


@given(FACTS)
def test_any_facts_and_paths_are_read_or_refused(text: str) -> None:
    facts = toml_file.parse("content/site.toml", text.encode("utf-8", "surrogatepass"))
    content = Content(site=facts, paths=facts, voices=facts, workshops=facts)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    for problem in [
        *site_toml.check(content),
        *paths_toml.check(content),
        *voices_toml.check(content),
        *workshops_toml.check(content),
        *old_addresses.check(content),
    ]:
        assert problem.found
        assert problem.remedy
        assert 0 <= problem.line <= lines
        assert str(Path.cwd()) not in str(problem)


@given(st.text(max_size=100))
@example("a/b\n.md")
@example("..")
def test_any_name_is_answered(name: str) -> None:
    for folder in ("", "articles/", "pages/", "images/"):
        entry = Entry(folder + name, size=1, data=b"T")
        for rule in source_file.RULES:
            for problem in rule(entry):
                assert "\n" not in problem.path


@given(st.one_of(st.text(max_size=30), TEXTS))
@example("²-1-1")
@example("99/99/9999")
def test_any_words_are_dates_or_none(text: str) -> None:
    for day in readings(text):
        parse_date(day)
    if month := one_month(text):
        parse_month(month)


@given(st.lists(st.builds(Problem, st.text(), st.integers(0, 9), st.text(), st.text(), st.booleans()), max_size=5))
def test_any_problems_are_reported_in_every_form(problems: list[Problem]) -> None:
    told = json.loads(as_json(problems))
    assert len(told) <= len(problems)
    assert annotations(problems).count("\n") == len(told)
    assert report(problems)
    assert summary(problems)
    stream = io.StringIO()
    print_report(problems, {}, stream)
    assert "\x1b" not in stream.getvalue()
