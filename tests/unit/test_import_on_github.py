"""What the workflow Import says of an export, to the page that waits for it."""

import json
import re
from pathlib import Path
from typing import Any

import cmarkgfm  # type: ignore[import-untyped]
import pytest

from importing.on_github import comment
from tests.unit.exports import item, wxr, zipped
from tests.unit.practice import FACTS, needed_pages

CATEGORY = '<category domain="category"><![CDATA[{}]]></category>'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project without articles."""
    (tmp_path / "content/articles").mkdir(parents=True)
    needed_pages(tmp_path / "content")
    (tmp_path / "content/site.toml").write_text(FACTS, encoding="utf-8")
    return tmp_path


def _said(root: Path, export: str, topics: str = "") -> tuple[dict[str, Any], str]:
    """The data of the comment, and its words."""
    file = root / "old.xml"
    file.write_text(export, encoding="utf-8")
    said = comment(file, None, topics, root)
    assert len(said) < 65_536
    found = re.match(r"<!-- import: ([^<>@#]*) -->\n\n", said)
    assert found
    return json.loads(found[1]), said[found.end() :]


def test_what_came_of_an_export_is_data_first_and_then_the_report(root: Path) -> None:
    data, words = _said(root, wxr(item(more=CATEGORY.format("Sleep --> @mara #1"))))
    assert data["count"] == 1
    assert [(one["name"], one["articles"]) for one in data["topics"]["categories"]] == [("Sleep --> @mara #1", 1)]
    assert data["topics"]["otherwise"] in data["topics"]["known"]
    assert words.startswith("# What would be imported from")
    assert (root / "content/articles/rest.md").is_file()
    assert (root / "import-report.md").read_text("utf-8") == words


def test_the_topics_that_she_chose_are_those_of_the_articles(root: Path) -> None:
    export = wxr(item(more=CATEGORY.format("Sleep")))
    known = _said(root, export)[0]["topics"]["known"]
    (root / "content/articles/rest.md").unlink()
    _said(root, export, json.dumps({"topics": {"Sleep": known[-1]}, "otherwise": known[0]}))
    assert f"Category: {known[-1]}\n" in (root / "content/articles/rest.md").read_text("utf-8")


@pytest.mark.parametrize("topics", ['{"topics": {"Sleep": "No topic"}, "otherwise": ""}', "[]", "{", "null", '"x"'])
def test_topics_that_are_none_are_refused_with_what_to_do(root: Path, topics: str) -> None:
    data, words = _said(root, wxr(item(more=CATEGORY.format("Sleep"))), topics)
    assert data["refused"].endswith("Look at the file again.")
    assert data["refused"] in words.replace("`", "")


def test_what_is_no_export_is_refused_in_the_words_of_the_terminal(root: Path) -> None:
    data, words = _said(root, "No export.")
    assert "old.xml" in data["refused"]
    assert words.startswith("This could not be imported: ")
    assert list((root / "content/articles").iterdir()) == []


def test_what_is_quoted_of_a_refused_export_calls_nobody_and_leads_nowhere(root: Path) -> None:
    zipped(root / "old.zip", {"../`@mara [a](https://evil.test) ![b](https://evil.test/b.png) <b> #1": ""})
    said = comment(root / "old.zip", None, "", root)
    shown = cmarkgfm.github_flavored_markdown_to_html(said)
    plain = re.sub(r"<code>.*?</code>", "", shown)
    assert "whose name leads out of any folder" in shown
    assert not re.search(r"<(?:a|img|b)\b|@mara|#1", plain)


def test_a_long_report_ends_with_where_the_rest_is_and_many_topics_are_left_to_it(root: Path) -> None:
    many = [
        item(f"Rest {number}", "<form>F</form>", more=CATEGORY.format(f"Category of the old site, number {number}"))
        for number in range(900)
    ]
    data, words = _said(root, wxr(*many))
    assert data == {"count": 900, "topics": None}
    assert "import-report.md" in words.splitlines()[-1]
