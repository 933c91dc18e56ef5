"""Which articles are about to go live for the first time, and their letters, for the workflow to make drafts of."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from mailing import new_letters
from mailing.new_letters import newly_live
from sources.content import read
from tests.publish.repositories import IDENTITY, git

MINIMAL = Path(__file__).parents[1] / "practices/minimal"
ALL = ["before-half-term", "handing-it-in", "the-pile"]
Live = Callable[..., Path]


@pytest.fixture
def live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Live:
    """A practice, and the live site as its repository has last seen it: with these articles, made from here or not."""
    content = Path(shutil.copytree(MINIMAL, tmp_path / "content"))
    monkeypatch.setattr(new_letters, "CONTENT", content)
    for name, value in {"SITEURL": "https://harbor.test", "NEWSLETTER_FORM": "buttondown:harbor"}.items():
        monkeypatch.setenv(name, value)
    git(tmp_path, "init", "--quiet", "--template=")

    def publish(*articles: str, source: str = "0" * 40) -> Path:
        blob = git(tmp_path, "hash-object", "-w", "-t", "blob", "--stdin", "--literally", "--no-filters")
        for name in articles:
            git(tmp_path, "update-index", "--add", "--cacheinfo", f"100644,{blob},articles/{name}/index.html")
        message = f"Publish\n\nSource: {source}" if source else "By hand"
        commit = git(tmp_path, *IDENTITY, "commit-tree", "-m", message, git(tmp_path, "write-tree"))
        git(tmp_path, "update-ref", "refs/remotes/upstream/live", commit)
        return content

    return publish


def test_an_article_is_new_that_is_at_no_address_of_the_live_site(live: Live) -> None:
    assert newly_live(read(live("handing-it-in", "the-pile"))) == ["before-half-term"]
    assert newly_live(read(live(*ALL))) == []


def test_nothing_is_new_with_the_first_publish(live: Live, tmp_path: Path) -> None:
    assert newly_live(read(tmp_path / "content")) == []  # there is no live branch
    assert newly_live(read(live("handing-it-in", source=""))) == []  # what is live was not made here


def test_neither_a_draft_nor_a_scheduled_nor_a_renamed_article_is_new(live: Live) -> None:
    articles = live("handing-it-in") / "articles"
    header = {"before-half-term": "Status: draft", "the-pile": "Formerly: handing-it-in"}
    for name, line in header.items():
        text = (articles / f"{name}.md").read_text(encoding="utf-8")
        (articles / f"{name}.md").write_text(f"{line}\n{text}", encoding="utf-8")
    (articles / "later.md").write_text("Title: Later\nDate: 2999-01-01\n\nText\n", encoding="utf-8")
    (articles / "handing-it-in.md").unlink()
    assert newly_live(read(articles.parent)) == []


def test_the_letters_of_new_articles_are_written_for_the_job_that_has_the_key(live: Live, tmp_path: Path) -> None:
    live("handing-it-in", "the-pile")
    assert new_letters.main([str(tmp_path / "letters.json")]) == 0
    [letter] = json.loads((tmp_path / "letters.json").read_text(encoding="utf-8"))
    assert (letter["name"], letter["address"]) == ("before-half-term", "https://harbor.test/articles/before-half-term/")
    assert "{{ unsubscribe_url }}" in letter["html"]


def test_where_nothing_is_new_nothing_is_written(live: Live, tmp_path: Path) -> None:
    live(*ALL)
    assert new_letters.main([str(tmp_path / "letters.json")]) == 0
    assert not (tmp_path / "letters.json").exists()


def test_articles_that_were_moved_in_become_no_drafts(
    live: Live, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new_letters, "MOST", 2)
    live("another")
    assert new_letters.main([str(tmp_path / "letters.json")]) == 0
    assert not (tmp_path / "letters.json").exists()
    assert "3 articles go live at once, so no drafts of letters are made." in capsys.readouterr().out


def test_an_article_that_becomes_no_letter_does_not_keep_the_others_back(
    live: Live, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    article = live("the-pile") / "articles/handing-it-in.md"
    article.write_text(article.read_text(encoding="utf-8") + "\n\n![](gone.jpg)\n", encoding="utf-8")
    assert new_letters.main([str(tmp_path / "letters.json")]) == 0
    letters = json.loads((tmp_path / "letters.json").read_text(encoding="utf-8"))
    assert [letter["name"] for letter in letters] == ["before-half-term"]
    assert "There is no letter of handing-it-in.\ncontent/articles/handing-it-in.md:" in capsys.readouterr().out
