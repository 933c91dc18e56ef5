import os
from pathlib import Path

import pytest

from checks.live_commits import known
from checks.vanished_addresses import check
from git import Repository
from sources.content import read
from tests.publish.repositories import IDENTITY, git

FACTS = """[publishing]
gone = [{gone}]
[[topics]]
name = "Burnout"
[[topics]]
name = "Leadership"
formerly = ["Leading"]
"""
OLD = "articles/what-coaching-does/index.html"
PARAGRAPHS = "\n".join(f"Words of paragraph {number}, unlike any other." for number in range(10))


def page(folder: Path, name: str, text: str = "Words.") -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"<!doctype html><title>t</title><main><h1>A title</h1><p>{text}</p></main>", encoding="utf-8")


def source(content: Path, name: str, *header: str) -> None:
    path = content / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["Title: T", *header, "", "Text."]), encoding="utf-8")


@pytest.fixture
def content(tmp_path: Path) -> Path:
    source(tmp_path / "content", "articles/kept.md")
    source(tmp_path / "content", "articles/what-coaching-can-do.md")
    source(tmp_path / "content", "pages/home.md")
    (tmp_path / "content/site.toml").write_text(FACTS.format(gone=""), encoding="utf-8")
    return tmp_path / "content"


@pytest.fixture
def output(tmp_path: Path) -> Path:
    for name in (
        "index.html", "articles/index.html", "articles/kept/index.html", "topics/burnout/index.html",
        "articles/what-coaching-can-do/index.html", "topics/leadership/index.html",
    ):  # fmt: skip
        page(tmp_path / "output", name)
    (tmp_path / "output/feed.xml").write_text("<feed/>", encoding="utf-8")
    return tmp_path / "output"


def said(output: Path, content: Path, *live: str, since: str = "") -> list[tuple[str, str, str]]:
    return [(f"{one.path}:{one.line}", one.found, one.remedy) for one in check(output, read(content), live, since)]


def commit(content: Path) -> str:
    """Commit the sources as they are, and return the name of the commit."""
    git(content.parent, "init", "-q", "-b", "main")
    git(content.parent, "add", "content")
    git(content.parent, *IDENTITY, "commit", "-qm", "Sources")
    return git(content.parent, "rev-parse", "HEAD")


def rename(content: Path, *header: str, text: str = PARAGRAPHS) -> str:
    """Write an article, commit it, and give it another name, another title and these lines; returns the commit."""
    old, new = content / "articles/what-coaching-does.md", content / "articles/what-coaching-can-do.md"
    new.unlink()
    old.write_text(f"Title: Old\n\n{PARAGRAPHS}", encoding="utf-8")
    source = commit(content)
    old.unlink()
    new.write_text("\n".join(["Title: New", *header, "", text]), encoding="utf-8")
    return source


def test_what_is_still_there_is_fine(output: Path, content: Path) -> None:
    assert said(output, content, "index.html", "articles/kept/index.html", "feed.xml") == []


def test_only_pages_and_feeds_are_addresses(output: Path, content: Path) -> None:
    files = ("CNAME", ".nojekyll", "sitemap.xml", "images/a.jpg", "theme/js/a.js", "pagefind/a.html", "files/a.pdf")
    assert said(output, content, *files) == []


def test_the_writing_page_may_go_and_a_page_of_the_same_name_may_not(output: Path, content: Path) -> None:
    assert said(output, content, "write/index.html", "write/form.json") == []
    [(_, found, _)] = said(output, content, "write/index.html")
    assert found.startswith("/write/ is on the live site")


def test_what_changed_in_an_article_may_end(output: Path, content: Path) -> None:
    assert said(output, content, "index.html", "articles/kept/changes/index.html") == []


def test_nothing_is_asked_before_the_first_publish(output: Path, content: Path) -> None:
    assert said(output, content) == []


def test_an_article_that_vanished_is_asked_for(output: Path, content: Path) -> None:
    assert said(output, content, "articles/zebra/index.html") == [
        (
            "content/articles/zebra.md:0",
            "/articles/zebra/ is on the live site, and readers who follow it would be told that there is no such page.",
            "Add `Formerly: /articles/zebra/` to the article or page that takes over; "
            'if it is really gone, add `"/articles/zebra/"` to `gone` in content/site.toml.',
        )
    ]


@pytest.mark.parametrize(
    ("name", "place", "address"),
    [
        ("about/index.html", "content/pages/about.md:0", "/about/"),
        ("contact/danke/index.html", "content/pages/contact/danke.md:0", "/contact/danke/"),
        ("2019/05/a b.html", "content/site.toml:0", "/2019/05/a%20b.html"),
        ("2019/old.HTM", "content/site.toml:0", "/2019/old.HTM"),
        ("café/index.html", "content/pages/café.md:0", "/caf%C3%A9/"),
        ("myindex.html", "content/site.toml:0", "/myindex.html"),
    ],
)
def test_a_page_that_vanished_is_asked_for_with_the_address_readers_know(
    output: Path, content: Path, name: str, place: str, address: str
) -> None:
    [(where, found, remedy)] = said(output, content, name)
    assert where == place
    assert found.startswith(f"{address} is on the live site")
    assert f"`Formerly: {address}`" in remedy
    (content / "site.toml").write_text(FACTS.format(gone=f'"{address}"'), encoding="utf-8")
    assert said(output, content, name) == []


@pytest.mark.parametrize("state", ["not committed", "added", "committed"])
def test_a_renamed_article_is_offered_its_line(output: Path, content: Path, state: str) -> None:
    since = rename(content, text=PARAGRAPHS.replace("paragraph 4, unlike", "a paragraph like"))
    if state != "not committed":
        git(content.parent, "add", "--all", "content")
    if state == "committed":
        commit(content)
    assert said(output, content, OLD, since=since) == [
        (
            "content/articles/what-coaching-can-do.md:0",
            "/articles/what-coaching-does/ is on the live site, and readers who follow it would be told that there is no such page. "
            "This seems to have taken over.",
            "If so, add the line `Formerly: /articles/what-coaching-does/` to its header; "
            'if it is really gone, add `"/articles/what-coaching-does/"` to `gone` in content/site.toml.',
        )
    ]


def test_to_look_for_renamed_articles_changes_nothing_in_the_repository(output: Path, content: Path) -> None:
    since = rename(content)

    def files() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in content.parent.rglob("*") if path.is_file()}

    before = files()
    assert said(output, content, OLD, since=since)
    assert files() == before


def test_a_page_that_becomes_an_article_is_offered_its_line(output: Path, content: Path) -> None:
    (content / "pages/coaching.md").write_text(f"Title: T\n\n{PARAGRAPHS}", encoding="utf-8")
    (content / "articles/what-coaching-can-do.md").unlink()
    since = commit(content)
    (content / "pages/coaching.md").rename(content / "articles/what-coaching-can-do.md")
    [(place, _, remedy)] = said(output, content, "coaching/index.html", since=since)
    assert place == "content/articles/what-coaching-can-do.md:0"
    assert "`Formerly: /coaching/`" in remedy


def test_an_article_written_anew_has_not_taken_over(output: Path, content: Path) -> None:
    since = rename(content, text="\n".join(f"Sentence {number} of another text." for number in range(10)))
    [(place, _, _)] = said(output, content, OLD, since=since)
    assert place == "content/articles/what-coaching-does.md:0"


@pytest.mark.parametrize("header", ["Status: draft", "Date: 2999-01-01"])
def test_an_article_that_readers_do_not_see_has_not_taken_over(output: Path, content: Path, header: str) -> None:
    [(place, _, _)] = said(output, content, OLD, since=rename(content, header))
    assert place == "content/articles/what-coaching-does.md:0"


def test_the_line_that_is_there_is_made_longer(output: Path, content: Path) -> None:
    source(content, "articles/kept.md", "Formerly: first, second, third", "", PARAGRAPHS)
    since = commit(content)
    source(content, "articles/kept.md", "Formerly: first", "", PARAGRAPHS)
    page(output, "articles/first/index.html")
    found = said(output, content, "articles/second/index.html", "articles/third/index.html", since=since)
    [(place, words, remedy)] = found
    assert place == "content/articles/kept.md:2"
    assert words.startswith("/articles/second/ and /articles/third/ are on the live site, and readers who follow them ")
    assert "change the line to `Formerly: first, /articles/second/, /articles/third/`;" in remedy


def test_a_redirect_whose_line_was_taken_out_is_asked_for_where_it_led(output: Path, content: Path) -> None:
    source(content, "articles/kept.md", "Formerly: old")
    since = commit(content)
    source(content, "articles/kept.md")
    [(place, found, remedy)] = said(output, content, "articles/kept/index.html", "articles/old/index.html", since=since)
    assert place == "content/articles/kept.md:0"
    assert found.startswith("/articles/old/ is on the live site")
    assert "`Formerly: /articles/old/`" in remedy


def test_an_address_behind_a_renamed_article_is_asked_for_where_that_is_now(output: Path, content: Path) -> None:
    """A led to B, and B became C: both lead to C."""
    source(content, "articles/b.md", "Formerly: a", "", PARAGRAPHS)
    (content / "articles/what-coaching-can-do.md").unlink()
    since = commit(content)
    (content / "articles/b.md").unlink()
    source(content, "articles/what-coaching-can-do.md", "", PARAGRAPHS)
    found = said(output, content, "articles/b/index.html", "articles/a/index.html", since=since)
    [(place, _, remedy)] = found
    assert place == "content/articles/what-coaching-can-do.md:0"
    assert "`Formerly: /articles/a/, /articles/b/`" in remedy


@pytest.mark.parametrize("depth", [1, 2])
def test_a_shallow_clone_names_what_took_over_or_nothing(
    output: Path, content: Path, tmp_path: Path, depth: int
) -> None:
    since = rename(content)
    git(content.parent, "add", "--all", "content")
    commit(content)
    git(tmp_path, "clone", "-q", f"--depth={depth}", f"file://{tmp_path}", "clone")
    [(place, _, remedy)] = said(output, tmp_path / "clone/content", OLD, since=since)
    name = {1: "what-coaching-does", 2: "what-coaching-can-do"}[depth]
    assert place == f"content/articles/{name}.md:0"
    assert "`Formerly: /articles/what-coaching-does/`" in remedy


def test_without_git_no_successor_is_named(
    output: Path, content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    since = rename(content)
    monkeypatch.setenv("PATH", str(tmp_path))
    [(place, _, remedy)] = said(output, content, OLD, since=since)
    assert place == "content/articles/what-coaching-does.md:0"
    assert "`Formerly: /articles/what-coaching-does/`" in remedy


def test_a_published_article_that_becomes_a_draft_is_reported_with_its_line(output: Path, content: Path) -> None:
    source(content, "articles/kept.md", "Status: draft")  # the preview in `output` has it all the same
    assert said(output, content, "articles/kept/index.html") == [
        (
            "content/articles/kept.md:2",
            "“Status: draft” would take /articles/kept/ away, which is on the live site.",
            'Change that back, or if it is really gone, add `"/articles/kept/"` to `gone` in content/site.toml.',
        )
    ]


def test_an_old_address_cannot_lead_to_a_scheduled_article(output: Path, content: Path) -> None:
    source(content, "articles/later.md", "Date: 2999-01-01", "Formerly: old")
    assert said(output, content, "articles/old/index.html") == [
        (
            "content/articles/later.md:3",
            "/articles/old/ is on the live site, and cannot lead here because of “Date: 2999-01-01”.",
            "Publish this article, or keep the old one until then; or if it is really gone, "
            'add `"/articles/old/"` to `gone` in content/site.toml.',
        )
    ]


def test_a_topic_that_vanished_is_asked_for_once(output: Path, content: Path) -> None:
    assert said(output, content, "topics/zebra/index.html", "topics/zebra/feed.xml") == [
        (
            "content/site.toml:0",
            "/topics/zebra/ is on the live site, and readers who follow it would be told that there is no such page.",
            'If another topic takes over, add `formerly = ["/topics/zebra/"]` to it; '
            'if it is really gone, add `"/topics/zebra/"` to `gone` in content/site.toml.',
        )
    ]


def test_a_topic_and_its_feed_may_be_gone(output: Path, content: Path) -> None:
    (content / "site.toml").write_text(FACTS.format(gone='"/topics/zebra/"'), encoding="utf-8")
    assert said(output, content, "topics/zebra/index.html", "topics/zebra/feed.xml") == []


def rename_topic(content: Path, old: str, new: str) -> str:
    """Commit a topic under its old name, and give it the new one; returns the commit."""
    facts = (content / "site.toml").read_text(encoding="utf-8")
    (content / "site.toml").write_text(facts.replace(f'name = "{new}"', f'name = "{old}"'), encoding="utf-8")
    since = commit(content)
    (content / "site.toml").write_text(facts, encoding="utf-8")
    return since


def test_a_renamed_topic_is_known(output: Path, content: Path) -> None:
    since = rename_topic(content, "Leaderships", "Leadership")
    [(place, _, remedy)] = said(output, content, "topics/leaderships/index.html", since=since)
    assert place == "content/site.toml:7"
    assert 'change the line to `formerly = ["Leading", "/topics/leaderships/"]`;' in remedy


def test_a_topic_without_old_addresses_is_told_where_the_line_belongs(output: Path, content: Path) -> None:
    since = rename_topic(content, "Burnouts", "Burnout")
    [(place, _, remedy)] = said(output, content, "topics/burnouts/index.html", since=since)
    assert place == "content/site.toml:4"
    assert 'add the line `formerly = ["/topics/burnouts/"]` below the name of the topic;' in remedy


def test_a_topic_that_was_there_before_has_not_taken_over(output: Path, content: Path) -> None:
    facts = (content / "site.toml").read_text(encoding="utf-8")
    (content / "site.toml").write_text(
        facts.replace("[[topics]]", '[[topics]]\nname = "Zebra"\n[[topics]]', 1), encoding="utf-8"
    )
    since = commit(content)
    (content / "site.toml").write_text(facts, encoding="utf-8")
    [(place, _, remedy)] = said(output, content, "topics/zebra/index.html", since=since)
    assert place == "content/site.toml:0"
    assert remedy.startswith("If another topic takes over")


def test_a_feed_that_vanished_can_become_that_of_the_site(output: Path, content: Path) -> None:
    assert said(output, content, "feeds/all.atom.xml") == [
        (
            "content/site.toml:0",
            "/feeds/all.atom.xml is on the live site, and readers who follow it would be told that there is no such page.",
            "So that its readers get the feed of the site, add `Formerly: /feeds/all.atom.xml` to "
            'content/pages/home.md; if it is really gone, add `"/feeds/all.atom.xml"` to `gone` in content/site.toml.',
        )
    ]


def test_odd_names_on_the_live_site_are_asked_for_in_words_that_can_be_shown(output: Path, content: Path) -> None:
    names = ("a\nb.html", os.fsdecode(b"\xff.html"), '"quoted".html', "a,b.html", "%.html")
    for _, found, remedy in said(output, content, *names):
        assert (found + remedy).isprintable()
    shown = '"/a%0Ab.html", "/%EF%BF%BD.html", "/%22quoted%22.html", "/a%2Cb.html", "/%25.html"'
    (content / "site.toml").write_text(FACTS.format(gone=shown), encoding="utf-8")
    assert said(output, content, *names) == []


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    page(folder, "articles/a b/index.html", "Words.")
    page(folder, "index.html")
    page(folder, "café.html")
    git(folder, "init", "-q", "-b", "gh-pages")
    git(folder, "add", "-A")
    git(folder, *IDENTITY, "commit", "-qm", f"Publish\n\nSource: {SOURCE}")
    return folder


SOURCE = "1" * 40
NAMES = frozenset({"articles/a b/index.html", "café.html", "index.html"})
NOTHING: tuple[frozenset[str], str] = (frozenset(), "")


def test_the_live_branch_says_what_is_published_and_from_which_commit(repository: Path) -> None:
    for ref in ("gh-pages", git(repository, "rev-parse", "HEAD")):
        assert known(Repository(repository), ref) == (NAMES, SOURCE)


def test_the_live_branch_is_listed_from_its_root_wherever_the_project_lies(repository: Path) -> None:
    assert known(Repository(repository / "articles"), "gh-pages") == (NAMES, SOURCE)


def test_what_the_host_commits_on_top_names_no_source(repository: Path) -> None:
    git(repository, *IDENTITY, "commit", "--allow-empty", "-qm", "Create CNAME")
    assert known(Repository(repository), "gh-pages") == (NAMES, SOURCE)


def test_after_an_undo_the_source_is_that_of_what_was_restored(repository: Path) -> None:
    restored = git(repository, "rev-parse", "HEAD")
    git(repository, *IDENTITY, "commit", "--allow-empty", "-qm", f"Publish\n\nSource: {'2' * 40}")
    assert known(Repository(repository), "gh-pages")[1] == "2" * 40
    git(repository, *IDENTITY, "commit", "--allow-empty", "-qm", f"Undo\n\nSource: {'2' * 40}\nRestores: {restored}")
    assert known(Repository(repository), "gh-pages")[1] == SOURCE


def test_one_commit_of_the_live_branch_is_enough(repository: Path, tmp_path: Path) -> None:
    page(repository, "new.html")
    git(repository, "add", "-A")
    git(repository, *IDENTITY, "commit", "-qm", f"Publish\n\nSource: {SOURCE}")
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{repository}", "shallow")
    assert known(Repository(tmp_path / "shallow"), "refs/remotes/origin/gh-pages") == (NAMES | {"new.html"}, SOURCE)


@pytest.mark.parametrize("ref", ["refs/remotes/origin/gh-pages", "", "--help", "a b", "gh-pages:x", "\x00", "é"])
def test_without_such_a_branch_nothing_is_published(repository: Path, ref: str) -> None:
    assert known(Repository(repository), ref) == NOTHING


def test_without_a_repository_nothing_is_published(tmp_path: Path) -> None:
    assert known(Repository(tmp_path), "gh-pages") == NOTHING
    assert known(Repository(tmp_path / "nowhere"), "gh-pages") == NOTHING


def test_without_git_nothing_is_published(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert known(Repository(repository), "gh-pages") == NOTHING
