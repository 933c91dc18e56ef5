"""What stands on the page of a run on GitHub, as GitHub's own engine shows it."""

import json
import re
from pathlib import Path

import cmarkgfm  # type: ignore[import-untyped]
import pytest
from cmarkgfm.cmark import Options  # type: ignore[import-untyped]
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import html  # type: ignore[import-untyped]

from checks.job_summary import DATA, SIZE, files_at
from checks.report import ADVICE, as_json, for_the_writing_page, print_answer, summary
from problem import Problem

ON_MAIN = {
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "coach/site",
    "GITHUB_REF_NAME": "main",
    "GITHUB_REF_TYPE": "branch",
}
FILES = files_at(ON_MAIN)
MAIN = "https://github.com/coach/site/edit/main"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with an article, a picture and the facts."""
    for name in ("articles/a.md", "articles/the café (1).md", "images/hat.jpg", "site.toml"):
        path = tmp_path / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("words", encoding="utf-8")
    monkeypatch.setattr("checks.job_summary.ROOT", tmp_path)
    return tmp_path


def shown(text: str) -> html.HtmlElement:
    """As GitHub shows it, HTML and all."""
    return html.fromstring(f"<div>{cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE)}</div>")


def links(text: str) -> list[str]:
    return [link.get("href") for link in shown(text).iter("a")]


def test_problems_stand_below_their_file_each_with_its_line_in_the_editor_and_what_to_type() -> None:
    first = Problem("content/articles/a.md", 2, "Date: “May 5, 2023” is no date.", "Write `Date: 2023-05-05`.")
    second = Problem("content/articles/a.md", 10, "There is no file “b.md”.", "Did you mean `c.md`?")
    advice = Problem("content/site.toml", 1, "The title has 70 letters.", "Try one of 65.", advice=True)
    assert summary([second, advice, first], FILES) == (
        "## 2 things to fix before this can go live. The site readers see is unchanged.\n"
        f"\n### [`content/articles/a.md`]({MAIN}/content/articles/a.md)\n"
        f"\n**[Line 2]({MAIN}/content/articles/a.md#L2):** Date: “May 5, 2023” is no date. Write `Date: 2023-05-05`.\n"
        "\n```text\nDate: 2023-05-05\n```\n"
        f"\n**[Line 10]({MAIN}/content/articles/a.md#L10):** There is no file “b.md”. Did you mean `c.md`?\n"
        "\n```text\nc.md\n```\n"
        f"\n{ADVICE}\n"
        f"\n### [`content/site.toml`]({MAIN}/content/site.toml)\n"
        f"\n**[Line 1]({MAIN}/content/site.toml#L1):** The title has 70 letters. Try one of 65.\n"
    )


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("content/articles/the café (1).md", f"{MAIN}/content/articles/the%20caf%C3%A9%20%281%29.md"),
        ("content/images/hat.jpg", "https://github.com/coach/site/blob/main/content/images/hat.jpg"),
        ("content/articles/gone.md", ""),
        ("content/../content/site.toml", ""),
        ("origin/gh-pages", ""),
        ("git", ""),
        ("a" * 5000, ""),
    ],
)
def test_a_file_that_is_there_is_a_link(path: str, link: str) -> None:
    assert links(summary([Problem(path, 0, "Wrong.", "Mend it.")], FILES)) == ([link] if link else [])


def test_places_that_are_named_are_links_too() -> None:
    gone = Problem(
        "content/articles/gone.md", 0, "It is gone, see content/articles/a.md:12, x.", "Look at content/site.toml."
    )
    assert links(summary([gone], FILES)) == [f"{MAIN}/content/articles/a.md#L12", f"{MAIN}/content/site.toml"]


def test_advice_alone_is_below_its_heading() -> None:
    said = summary([Problem("a", 1, "Words.", "Better words.", advice=True)])
    assert said.startswith("## Nothing to fix. 1 suggestion below.\n")


def test_a_remedy_can_be_copied_without_the_names_and_commands_in_it() -> None:
    remedy = 'Add `"/articles/a/"` to `gone`, or put it back: `git checkout a`.'
    [block] = shown(summary([Problem("a", 1, "Gone.", remedy)])).iter("pre")
    assert block.text_content() == '"/articles/a/"\n'


@pytest.mark.parametrize(
    ("more", "files"),
    [
        ({}, "https://github.com/coach/site/{}/main/"),
        ({"GITHUB_REF_NAME": "a/b #1"}, "https://github.com/coach/site/{}/a/b%20%231/"),
        ({"GITHUB_REF_TYPE": "tag"}, ""),
        ({"GITHUB_REF_NAME": ""}, ""),
        ({"GITHUB_HEAD_REF": "mend", "GITHUB_REF_NAME": "7/merge"}, "https://github.com/reader/fork/{}/mend/"),
    ],
)
def test_the_files_are_those_of_the_branch_also_of_a_fork(more: dict[str, str], files: str, tmp_path: Path) -> None:
    event = {"pull_request": {"head": {"ref": "mend", "repo": {"full_name": "reader/fork"}}}}
    (tmp_path / "event.json").write_text(json.dumps(event), encoding="utf-8")
    assert files_at(ON_MAIN | {"GITHUB_EVENT_PATH": str(tmp_path / "event.json")} | more) == files


@pytest.mark.parametrize("event", ["", "{", "[]", '{"pull_request": {"head": {"ref": "mend", "repo": null}}}'])
def test_a_fork_that_cannot_be_known_has_no_links(event: str, tmp_path: Path) -> None:
    (tmp_path / "event.json").write_text(event, encoding="utf-8")
    assert files_at(ON_MAIN | {"GITHUB_HEAD_REF": "mend", "GITHUB_EVENT_PATH": str(tmp_path / "event.json")}) == ""


HOSTILE = st.lists(
    st.sampled_from(
        ["`", "``", "```", "~~~", "\n", "[x](https://evil.org)", "https://evil.org", "www.evil.org", "me@evil.org", "@you",
         "#12", "GH-12", "<b>", "<!--", "</details>", "![x](y)", "**", "_", "|", "\\", "&lt;", "$x$", ":x:", "- ", "1.", "> ",
         "==", "---", " ", "“", "”", "word", "deadbeef", "[^1]", "<https://evil.org>", "content/none.md:1", "("]
    ),
    max_size=12,
).map("".join) | st.text(max_size=40)  # fmt: skip


@given(HOSTILE, HOSTILE, HOSTILE)
@example("a`", "`[x](https://evil.org)`", "`a``")
def test_nothing_that_a_text_holds_ends_its_block_or_makes_a_mark_or_a_link(path: str, found: str, remedy: str) -> None:
    problem = Problem(path or "x", 1, found, remedy)
    page = shown(summary([problem], FILES))
    assert not list(page.iter("a", "img", "b", "em", "del", "li", "blockquote", "table", "hr", "h1", "h4", "input"))
    assert (len(list(page.iter("h2"))), len(list(page.iter("h3")))) == (1, 1)
    [said, *_] = page.xpath("./p")
    for words in (problem.found, re.sub("`", "", problem.remedy)):
        shows = re.sub(r"[`\s]", "", said.text_content())
        assert re.sub(r"[`\s]", "", words) in shows
    for word in re.findall(r"@you|#12|GH-12|deadbeef|\$x\$|:x:", said.text_content()):
        assert any(word in code.text_content() for code in page.iter("code")), word


@given(st.integers(1, 400), st.text("a`@é/ “content/site.toml", min_size=1, max_size=2000))
def test_a_page_is_never_larger_than_github_takes(count: int, text: str) -> None:
    said = summary([Problem("content/site.toml", line, text, f"Write `{text}`.") for line in range(count)], FILES)
    assert len(said.encode()) <= SIZE
    told = said.count("**[Line") + said.count("**Here:")
    if told < count:
        assert f"… and {count - told:,} more." in said


@given(st.integers(0, 40), HOSTILE, HOSTILE)
@example(1, "-->", "<!-- @you --!> #1")
@example(40, "“" * 900, "--")
def test_what_the_writing_page_reads_is_seen_by_nobody_and_never_too_large(count: int, found: str, old: str) -> None:
    problems = [
        Problem("content/site.toml", line, found, "Mend it.", repairs=((line, old, old),))
        for line in range(1, count + 1)
    ]
    hidden = for_the_writing_page(problems)
    assert len(hidden) <= DATA
    assert not re.search("[@#]", hidden)
    assert shown(f"## Words\n{hidden}").text_content().strip() == "Words"
    [data] = re.findall("^<!-- problems: (.*) -->$", hidden, re.MULTILINE)
    told = json.loads(data)
    assert told == json.loads(as_json(problems))[: len(told)]
    assert len(told) == count or len(hidden) > DATA / 2


def test_what_a_task_says_is_on_the_page_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    print_answer("Live", "  one\n```\n<b>two</b>", {"GITHUB_STEP_SUMMARY": str(tmp_path / "page.md")})
    assert capsys.readouterr().out == "  one\n```\n<b>two</b>\n"
    [block] = shown((tmp_path / "page.md").read_text(encoding="utf-8")).iter("pre")
    assert block.text_content() == "  one\n```\n<b>two</b>\n"
    print_answer("Live", "one", {})
