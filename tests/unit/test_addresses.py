import subprocess
from pathlib import Path

import pytest

from checks.addresses import check, published, reader
from sources.content import read

FACTS = """[publishing]
gone = [{gone}]
[[topics]]
name = "Burnout"
[[topics]]
name = "Leadership"
formerly = ["Leading"]
"""
NEW = "articles/what-coaching-can-do/index.html"
WORDS = "What an attending does about the week that has eaten the evening before anyone asked for it"


def page(folder: Path, name: str, text: str = WORDS, title: str = "A title") -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"<!doctype html><title>t</title><main><h1>{title}</h1><p>{text}</p></main>", encoding="utf-8")


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
    for number, name in enumerate(
        ("index.html", "articles/index.html", "articles/kept/index.html", "topics/burnout/index.html",
         "articles/what-coaching-can-do/index.html", "topics/leadership/index.html"),
    ):  # fmt: skip
        page(
            tmp_path / "output",
            name,
            f"Words of number {number} that are nowhere else, {number} of them.",
            f"Number {number}",
        )
    (tmp_path / "output/feed.xml").write_text("<feed/>", encoding="utf-8")
    return tmp_path / "output"


def said(output: Path, content: Path, *live: str, **pages: bytes) -> list[tuple[str, str, str]]:
    of_live = (lambda name: pages[name]) if pages else None
    return [(f"{one.path}:{one.line}", one.found, one.remedy) for one in check(output, read(content), live, of_live)]


def renamed(output: Path, content: Path, new: str, *old: str) -> list[tuple[str, str, str]]:
    """What is said where pages were live whose text is now at another address."""
    return said(output, content, *old, **dict.fromkeys(old, (output / new).read_bytes()))


def test_what_is_still_there_is_fine(output: Path, content: Path) -> None:
    assert said(output, content, "index.html", "articles/kept/index.html", "feed.xml") == []


def test_only_pages_and_feeds_are_addresses(output: Path, content: Path) -> None:
    files = ("CNAME", ".nojekyll", "sitemap.xml", "images/a.jpg", "theme/js/a.js", "pagefind/a.html", "files/a.pdf")
    assert said(output, content, *files) == []


def test_what_changed_in_an_article_may_end(output: Path, content: Path) -> None:
    assert said(output, content, "index.html", "articles/kept/changes/index.html") == []


def test_nothing_is_asked_before_the_first_publish(output: Path, content: Path) -> None:
    assert said(output, content) == []


def test_an_article_that_vanished_is_asked_for(output: Path, content: Path) -> None:
    assert said(output, content, "articles/zebra/index.html") == [
        (
            "content/articles/zebra.md:0",
            "/articles/zebra/ is on the live site, and nothing would be there any more.",
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


def test_a_renamed_article_is_offered_its_line(output: Path, content: Path) -> None:
    assert renamed(output, content, NEW, "articles/what-coaching-does/index.html") == [
        (
            "content/articles/what-coaching-can-do.md:0",
            "/articles/what-coaching-does/ is on the live site, and nothing would be there any more. "
            "This seems to have taken over.",
            "If so, add the line `Formerly: /articles/what-coaching-does/` to its header; "
            'if it is really gone, add `"/articles/what-coaching-does/"` to `gone` in content/site.toml.',
        )
    ]


def test_a_renamed_article_is_known_by_its_text(output: Path, content: Path) -> None:
    page(output, "articles/what-coaching-can-do/index.html", f"{WORDS}. And more.")
    page(output.parent, "old.html", WORDS, "Another title")
    old = (output.parent / "old.html").read_bytes()
    [(place, _, remedy)] = said(output, content, "articles/zebra/index.html", **{"articles/zebra/index.html": old})
    assert place == "content/articles/what-coaching-can-do.md:0"
    assert "`Formerly: /articles/zebra/`" in remedy


def test_the_line_that_is_there_is_made_longer(output: Path, content: Path) -> None:
    source(content, "articles/what-coaching-can-do.md", "Formerly: first")
    page(output, "articles/first/index.html")
    live = ("articles/what-coaching-does/index.html", "articles/what-coaching-did/index.html")
    found = renamed(output, content, NEW, *live)
    assert [place for place, _, _ in found] == ["content/articles/what-coaching-can-do.md:2"] * 2
    for _, _, remedy in found:
        line = "Formerly: first, /articles/what-coaching-did/, /articles/what-coaching-does/"
        assert f"change the line to `{line}`;" in remedy


def test_an_article_that_was_there_before_has_not_taken_over(output: Path, content: Path) -> None:
    [(place, _, _)] = renamed(output, content, NEW, "articles/what-coaching-does/index.html", NEW)
    assert place == "content/articles/what-coaching-does.md:0"


def test_a_redirect_whose_line_was_taken_out_is_asked_for_where_it_led(output: Path, content: Path) -> None:
    live = {
        "articles/kept/index.html": b"<h1>Kept</h1>",
        "articles/old/index.html": b'<meta http-equiv="refresh" content="0; url=../../articles/kept/">',
    }
    [(place, found, remedy)] = said(output, content, *live, **live)
    assert place == "content/articles/kept.md:0"
    assert found.startswith("/articles/old/ is on the live site")
    assert "`Formerly: /articles/old/`" in remedy


def test_an_address_behind_a_renamed_article_is_asked_for_where_that_is_now(output: Path, content: Path) -> None:
    """A led to B, and B became C: both lead to C."""
    page(output.parent, "b.html", WORDS)
    page(output, "articles/what-coaching-can-do/index.html", WORDS)
    live = {
        "articles/b/index.html": (output.parent / "b.html").read_bytes(),
        "articles/a/index.html": b'<meta http-equiv="refresh" content="0; url=../b/">',
    }
    found = said(output, content, *live, **live)
    assert [place for place, _, _ in found] == ["content/articles/what-coaching-can-do.md:0"] * 2
    assert all("`Formerly: /articles/a/, /articles/b/`" in remedy for _, _, remedy in found)


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
            "/topics/zebra/ is on the live site, and nothing would be there any more.",
            'If another topic takes over, add `formerly = ["/topics/zebra/"]` to it; '
            'if it is really gone, add `"/topics/zebra/"` to `gone` in content/site.toml.',
        )
    ]


def test_a_topic_and_its_feed_may_be_gone(output: Path, content: Path) -> None:
    (content / "site.toml").write_text(FACTS.format(gone='"/topics/zebra/"'), encoding="utf-8")
    assert said(output, content, "topics/zebra/index.html", "topics/zebra/feed.xml") == []


def test_a_renamed_topic_is_known(output: Path, content: Path) -> None:
    [(place, _, remedy)] = renamed(output, content, "topics/leadership/index.html", "topics/leaderships/index.html")
    assert place == "content/site.toml:7"
    assert 'change the line to `formerly = ["Leading", "/topics/leaderships/"]`;' in remedy


def test_a_topic_without_old_addresses_is_told_where_the_line_belongs(output: Path, content: Path) -> None:
    [(place, _, remedy)] = renamed(output, content, "topics/burnout/index.html", "topics/burnouts/index.html")
    assert place == "content/site.toml:4"
    assert 'add the line `formerly = ["/topics/burnouts/"]` below the name of the topic;' in remedy


def test_a_feed_that_vanished_can_become_that_of_the_site(output: Path, content: Path) -> None:
    assert said(output, content, "feeds/all.atom.xml") == [
        (
            "content/site.toml:0",
            "/feeds/all.atom.xml is on the live site, and nothing would be there any more.",
            "So that its readers get the feed of the site, add `Formerly: /feeds/all.atom.xml` to "
            'content/pages/home.md; if it is really gone, add `"/feeds/all.atom.xml"` to `gone` in content/site.toml.',
        )
    ]


def test_odd_names_on_the_live_site_are_asked_for_in_words_that_can_be_shown(output: Path, content: Path) -> None:
    names = ("a\nb.html", "\ufffd.html", '"quoted".html', "a,b.html", "%.html")
    for _, found, remedy in said(output, content, *names):
        assert (found + remedy).isprintable()
    shown = '"/a%0Ab.html", "/%EF%BF%BD.html", "/%22quoted%22.html", "/a%2Cb.html", "/%25.html"'
    (content / "site.toml").write_text(FACTS.format(gone=shown), encoding="utf-8")
    assert said(output, content, *names) == []


def git(folder: Path, *command: str) -> str:
    identity = ("-c", "user.name=T", "-c", "user.email=t@coach.test", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *identity, *command], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    page(folder, "articles/a b/index.html", "Words.")
    page(folder, "index.html")
    page(folder, "café.html")
    git(folder, "init", "-q", "-b", "gh-pages")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "Publish")
    return folder


NAMES = ["articles/a b/index.html", "café.html", "index.html"]


def test_the_live_branch_says_what_is_published(repository: Path) -> None:
    assert published(repository, "gh-pages") == NAMES
    assert published(repository, git(repository, "rev-parse", "HEAD")) == NAMES
    assert b"Words." in reader(repository, "gh-pages")("articles/a b/index.html")


def test_the_live_branch_is_listed_from_its_root_wherever_the_project_lies(repository: Path) -> None:
    assert published(repository / "articles", "gh-pages") == NAMES


def test_one_commit_of_the_live_branch_is_enough(repository: Path, tmp_path: Path) -> None:
    page(repository, "new.html")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "Publish")
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{repository}", "shallow")
    assert published(tmp_path / "shallow", "refs/remotes/origin/gh-pages") == [*NAMES, "new.html"]


@pytest.mark.parametrize("ref", ["refs/remotes/origin/gh-pages", "", "--help", "a b", "gh-pages:x", "\x00", "é"])
def test_without_such_a_branch_nothing_is_published(repository: Path, ref: str) -> None:
    assert published(repository, ref) == []
    assert reader(repository, ref)("index.html") == b""


def test_without_a_repository_nothing_is_published(tmp_path: Path) -> None:
    assert published(tmp_path, "gh-pages") == []
    assert published(tmp_path / "nowhere", "gh-pages") == []


def test_without_git_nothing_is_published(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert published(repository, "gh-pages") == []
    assert reader(repository, "gh-pages")("index.html") == b""
