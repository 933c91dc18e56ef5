"""What the writing page is told of the practice, and of what leads where."""

import json
import re
from datetime import datetime
from pathlib import Path

import pytest

from checks.source_header import REQUIRED
from sources.content import Content, Entry, File, read
from sources.header import ARTICLE_FIELDS, PAGE_FIELDS, parse_source
from sources.named_blocks import names
from tests.unit import practice
from tests.unit.test_messages import said_of_a_source
from writing.form import form, links
from writing.rule_words import words

HEADER = "Title: {title}\nDate: {date}\nSummary: Words.\nCategory: Burnout\n"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A practice with four articles: two that readers see, a draft, and one with a day to come."""
    content = practice.written(tmp_path / "content", paths=practice.PATHS)
    for name in ("rest", "work", "draft", "later", "undated"):
        (content / f"articles/{name}.md").unlink()
    articles = {
        "rest": f"{HEADER.format(title='Rest', date='2026-11-16')}Image: door.jpg\n\n[work](work.md) and [about](/about/).\n",
        "work": f"{HEADER.format(title='Work', date='2026-11-20 07:30')}\n[a sheet](../files/values.pdf), [a draft](draft.md)\n",
        "draft": f"{HEADER.format(title='Unfinished', date='2026-11-21')}Status: draft\n\n[rest](rest.md) ![A lamp](../images/lamp.jpg)\n",
        "later": f"{HEADER.format(title='Later', date='2027-01-05')}\n[rest](rest.md)\n",
    }
    for name, text in articles.items():
        (content / f"articles/{name}.md").write_text(text, encoding="utf-8")
    for name in ("images/door.jpg", "images/lamp.jpg", "files/values.pdf", "files/unused.pdf"):
        (content / name).parent.mkdir(exist_ok=True)
        (content / name).write_bytes(b"%PDF-")
    return content


def test_the_page_knows_the_fields_in_the_order_of_a_header_and_which_are_needed(content: Path) -> None:
    fields = form(read(content, practice.NOW))["fields"]
    for kind, known in (("articles", ARTICLE_FIELDS), ("pages", PAGE_FIELDS)):
        assert [field["name"] for field in fields[kind]] == [*known]
        assert [field["name"] for field in fields[kind] if field["required"]] == [*REQUIRED[kind]]
        for field in fields[kind]:
            assert field["longest"] >= 100
            assert field["help"].endswith(".")


def test_the_page_knows_the_practice(content: Path) -> None:
    known = form(read(content, practice.NOW))
    assert (known["site"], known["language"], known["timezone"]) == ("Attending", "en-US", "America/New_York")
    assert (known["repository"], known["branch"]) == ("", "main")
    assert known["topics"] == ["Burnout", "Values and balance", "Career transitions", "Leadership"]
    assert known["invitations"] == ["discovery", "newsletter", "contact"]
    assert known["statuses"] == ["draft", "published"]


def test_at_the_desk_the_page_lists_what_waits_as_well_the_newest_first(content: Path) -> None:
    files = form(read(content, practice.NOW))["files"]
    assert [(one["name"], one["title"], one["date"], one["state"]) for one in files if one["kind"] == "articles"] == [
        ("articles/later.md", "Later", "2027-01-05", "scheduled"),
        ("articles/draft.md", "Unfinished", "2026-11-21", "draft"),
        ("articles/work.md", "Work", "2026-11-20 07:30", "live"),
        ("articles/rest.md", "Rest", "2026-11-16", "live"),
    ]
    assert ("pages/contact/thanks.md", "/contact/thanks/", "", "page") in [
        (one["name"], one["address"], one["date"], one["state"]) for one in files
    ]
    assert {one["kind"] for one in files} == {"articles", "pages"}


def test_what_waits_and_what_only_that_shows_is_not_in_what_a_live_site_tells(content: Path) -> None:
    live = read(content, practice.NOW, publish=True)
    told = json.dumps([form(live), links(live)])
    for word in ("Unfinished", "draft.md", "Later", "later.md", "lamp.jpg", "unused.pdf"):
        assert word not in told
    assert form(live)["pictures"] == ["door.jpg"]
    assert form(live)["handouts"] == ["files/values.pdf"]
    here = form(read(content, practice.NOW))
    assert here["pictures"] == ["door.jpg", "lamp.jpg"]
    assert here["handouts"] == ["files/unused.pdf", "files/values.pdf"]


def test_of_each_file_is_known_what_leads_to_it_and_how_that_is_written(content: Path) -> None:
    led = links(read(content, practice.NOW))
    assert led["articles/rest.md"] == [
        ("articles/draft.md", 7, "rest.md"),
        ("articles/later.md", 6, "rest.md"),
        ("paths.toml", 7, "rest.md"),
    ]
    assert led["articles/work.md"] == [("articles/rest.md", 7, "work.md"), ("paths.toml", 11, "work.md")]
    assert [place[::2] for place in led["pages/about.md"]] == [
        ("articles/rest.md", "/about/"),
        ("site.toml", "/about/"),
    ]
    assert led["images/door.jpg"] == [("articles/rest.md", 5, "door.jpg")]
    assert led["images/lamp.jpg"] == [("articles/draft.md", 7, "../images/lamp.jpg")]
    assert led["files/values.pdf"] == [("articles/work.md", 6, "../files/values.pdf")]


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_a_block_begins_as_the_reader_of_texts_knows_it_and_as_no_slip(tmp_path: Path, language: str) -> None:
    facts = practice.FACTS.replace('"en-US"', f'"{language}"')
    content = read(practice.written(tmp_path / "content", facts), practice.NOW)
    blocks = form(content)["blocks"]
    assert [names(content.language)[block["name"].lower()] for block in blocks] == [
        "key-points",
        "questions",
        "key-differences",
    ]
    for block in blocks:
        assert block["text"].startswith(f"> **{block['name']}**\n>\n> ")
        filled = re.sub(r"(?<=\| )(?=\|)|(?<=- )$", "words ", block["text"])
        file = File(
            "articles/a.md", parse_source(f"{HEADER.format(title='A', date='2026-11-16')}\n{filled}\n"), content
        )
        assert said_of_a_source(file) == []


def test_without_facts_the_page_still_has_its_fields() -> None:
    known = form(Content(now=datetime(2026, 11, 22)))
    assert (known["topics"], known["files"], known["timezone"]) == ([], [], "UTC")
    assert len(known["fields"]["articles"]) == len(ARTICLE_FIELDS)


def test_a_picture_that_cannot_be_shown_is_not_offered() -> None:
    names = ("images/door.jpg", "images/door.heic", "images/.door.jpg")
    assert form(Content(entries={name: Entry(name) for name in names}, publish=False))["pictures"] == ["door.jpg"]


def test_the_words_of_the_rules_have_places_for_all_that_a_header_says() -> None:
    for name, (found, remedy, _) in words().items():
        assert not re.search(r"vvv|ooo|ttt|\.\.\.|[A-Z]{2}[a-z]", f"{found} {remedy}"), name
        assert len(re.findall(r"[{}]", f"{found}{remedy}")) == 2 * len(re.findall(r"\{\w+…?\}", f"{found}{remedy}")), (
            name
        )


def test_what_the_page_is_told_is_the_same_each_time(content: Path) -> None:
    told = [json.dumps([form(one), links(one)]) for one in (read(content, practice.NOW), read(content, practice.NOW))]
    assert told[0] == told[1]
