"""Nothing takes much longer than in proportion to its size, and nothing that a text may have takes 10 seconds.

Lines of Python are counted, not seconds. Patterns run none: they are held by the processor time of hostile runs, which is
bounded so generously that no machine is too slow for it.
"""

import time
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks import paths_toml, site_toml, source_header, source_text
from plugins.changes import compare, passages
from problem import Problem, errors
from sources import toml_file
from sources.article import render
from sources.content import LARGEST_TEXT, Content, File
from sources.header import LONGEST, parse_source
from sources.language import of_tag
from sources.markdown_text import PARAGRAPH, excess
from sources.toml_file import TomlFile
from tests.unit.work import lines_run

HEADER = "Title: Rest\nDate: 2026-11-16\nCategory: Rest\nSummary: What it takes.\n"
MOST_SECONDS = 10  # of processor time; what is right takes less than one


def checked(text: str) -> list[Problem]:
    """All that is made of a source: what is found, its page where nothing is, and a comparison with its last version."""
    content = Content(site=TomlFile("content/site.toml", {"topics": [{"name": "Rest"}]}), now=datetime(2026, 11, 23))
    file = File("articles/a.md", parse_source(text), content)
    content.sources[file.name] = file
    found = source_header.problems(file) + source_text.problems(file)
    if not excess(file.source.body):
        html = render(Path("content/articles/a.md"), text.encode(), of_tag("en"))["html"]
        shown = passages(html)
        compare(shown, [f"{passage} x" for passage in shown[::-1]])
    return found


def in_proportion(make: str, small: int = 20, times: int = 10) -> bool:
    """Whether so many times as much is, but for a half more, so many times the work."""
    checked(f"{HEADER}\n{make * 2}")  # what is compiled once
    one, many = (lines_run(lambda n=n: checked(f"{HEADER}\n{make * n}")) for n in (small, small * times))  # type: ignore[misc]
    return many < 1.5 * times * one


@pytest.mark.parametrize(
    "block",
    [
        "A paragraph of words, with *emphasis* and **more** of it.\n\n",
        "- An item\n",
        "- An item\n  - with another in it\n",
        "1. A step\n\n   and more of it\n",
        "> A quotation\n\n",
        "> > A quotation in a quotation\n>\n> goes on\n\n",
        "| a | b |\n|---|---|\n| c | d |\n\n",
        "```\ncode\n```\n\n",
        "    code\n\n",
        "A claim.[^1] Another.[^2]\n\n",
        "[a](https://x.org) and [b](#c) and https://x.org\n\n",
        "[a][b] ![c][d]\n\n",
        "## A heading\n\nWords.\n\n",
        "<p>Words <b>in HTML</b></p>\n\n",
        "<b>open</i>\n\n",
        "<!-- a note -->\n\n",
        "*a **b** c* _d_ ~~e~~ `f`\n\n",
        "Term\n: What it means\n\n",
        "> **Key points**\n>\n> - One\n\n",
    ],
)
def test_ten_times_as_many_blocks_are_about_ten_times_the_work(block: str) -> None:
    assert in_proportion(block)


@pytest.mark.parametrize("name", [*LONGEST, "unknown"])
def test_a_field_of_any_length_is_about_as_much_work_as_one_of_the_length_that_is_told(name: str) -> None:
    def source(length: int) -> str:
        others = "".join(f"{line}\n" for line in HEADER.splitlines() if not line.lower().startswith(name))
        return f"{others}{name.capitalize()}: {'rest, ' * (length // 6)}\n\nText"

    most = LONGEST.get(name, 1000)
    one = lines_run(lambda: checked(source(most)))
    assert lines_run(lambda: checked(source(100 * most))) < 3 * one
    assert name == "unknown" or any("characters; at most" in one.found for one in checked(source(100 * most)))


def test_a_header_of_many_lines_is_read_as_far_as_one_can_be() -> None:
    def work(many: int) -> int:
        return lines_run(lambda: checked(f"{HEADER}{' and more' * 9}\n" * many + "\n\nText"))

    assert work(20_000) < 2 * work(300)


@pytest.mark.parametrize(
    "entry",
    [
        '[[topics]]\nname = "T{}"\n',
        "a{} = 1\n",
        "[a{}]\nb = 1\n",
        '[[a.steps]]\narticle = "a{}.md"\n',
        "[a]\n",
        "a = x\n",
    ],
)
def test_ten_times_as_many_facts_are_about_ten_times_the_work(entry: str) -> None:
    def work(many: int) -> int:
        facts = toml_file.parse("content/site.toml", "".join(entry.format(number) for number in range(many)).encode())
        content = Content(site=facts, paths=facts, publish=False)
        return lines_run(lambda: (site_toml.check(content), paths_toml.check(content)))

    work(2)
    assert work(1000) < 15 * work(100)


# What patterns and parsers go back over, by themselves and within each other.
SIGNS = st.sampled_from(
    [
        *("<!--", "<!-- a -->", "<?", "<a ", "<a b='", "</", "<b>", "<b></i>", "<p a", "<", ">", "[", "[]", "[a](", "](", "](a ", "][", "[^", "[^1]", "![", "[a]: b\n"),
        *("*", "**a", "*_", "_a_", "~~", "~", "`", "``a", "\\", "&", "&amp;", "&#", '"', "'", "\"'", "5'", "{", "{a=", "{#a.", "{: .a}", " {", "|", "|a", "a | b", "="),
        *("https://", "http://a(", "www.", "www.a ", "@", "a@", "a@b.", "1", "1. ", "a\u0301", "\u0301", "-", "--", "...", ": ", "#", "# a\n", "> ", "- ", " ", "\t", "\u00a0", "a", "a ", "•", "(", "\u05d0", "🙂", "\n", "\r\n", "*[A]: b\n\n", "```\n", "\ufdd0", "x×"),
    ]
)  # fmt: skip
RUNS = st.tuples(SIGNS, SIGNS, st.sampled_from(["{}", "a{}", "{}b", "(a {}.", "## a{}", "- {}", "> {}", "    {}", "| {} |", "{{: a{}", "<img {}>", "<div>\n{}\n</div>", "[^1]: {}"]))  # fmt: skip


def seconds(run: tuple[str, str, str], size: int) -> float:
    """How long the processor works on a text of hostile runs, of so many bytes, in paragraphs that may be so long."""
    one, other, around = run
    signs = (one * (PARAGRAPH // 2 // len(one)) + other * (PARAGRAPH // 2 // len(other)))[: min(size, PARAGRAPH) - 100]
    paragraph = f"{around.format(signs)}\n\n"
    text = f"{HEADER}\n{paragraph * max(1, size // len(paragraph.encode()))}"
    began = time.process_time()
    errors(checked(text))
    return time.process_time() - began


@given(RUNS)
def test_hostile_runs_end(run: tuple[str, str, str]) -> None:
    assert seconds(run, PARAGRAPH) < MOST_SECONDS


@pytest.mark.slow
@given(RUNS)
def test_hostile_runs_end_in_a_text_as_large_as_it_may_be(run: tuple[str, str, str]) -> None:
    assert seconds(run, LARGEST_TEXT - 1000) < 2 * MOST_SECONDS  # it is read twice here, and compared
