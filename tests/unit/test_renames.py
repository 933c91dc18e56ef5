"""A rename is one commit: what led to the old name leads to the new one, in every file at once; a deletion is asked once."""

import os
from pathlib import Path

import pytest

from checks import old_addresses, paths_toml, site_toml, sources, vanished_addresses
from checks.fix import fix
from checks.live_commits import known
from git import Repository
from problem import errors
from sources.content import read
from tests.publish.repositories import IDENTITY, git
from tests.unit import practice

WORDS = "\n".join(f"Sentence {number} of the text, unlike any other." for number in range(12))
HEADER = "Title: {title}\nDate: 2026-11-01\nCategory: Burnout\nSummary: What it takes.\n"
FACTS = practice.FACTS.replace(
    '[[navigation]]\nlabel = "FAQ"\naddress = "/faq/"',
    '[[navigation]]\nlabel = "Burnout"\naddress = "/topics/burnout/"',
).replace(".example", ".org")


def source(content: Path, name: str, text: str = WORDS, **fields: str) -> Path:
    more = "".join(f"{key}: {value}\n" for key, value in fields.items())
    path = content / name
    path.parent.mkdir(parents=True, exist_ok=True)
    header = HEADER if name.startswith("articles/") else "Title: {title}\nSummary: What it says.\n"
    path.write_bytes(f"{header.format(title=path.stem)}{more}\n{text}\n".encode())
    return path


def commit(content: Path) -> str:
    git(content.parent, "add", "--all")
    git(content.parent, *IDENTITY, "commit", "--allow-empty", "-qm", "Words")
    return git(content.parent, "rev-parse", "HEAD")


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A practice that is committed: an article, and everything that can lead to one."""
    content = tmp_path / "project/content"
    practice.needed_pages(content)
    source(content, "articles/rest.md", f"## Part\n\n{WORDS}\n\n![decorative](../images/hat.png)\n\n[w](work.md)")
    source(
        content,
        "articles/work.md",
        "[a](rest.md) and [b](rest.md#part), [c][r], <a href='/articles/rest/'>e</a>.\n\n[r]: rest.md",
        Image="hat.png",
        Image_alt="A hat.",
    )
    source(
        content, "pages/about.md", "[a](../articles/rest.md), [the sheet](../files/sheet.pdf), [t](/topics/burnout/)"
    )
    source(content, "pages/contact.md", f"[me](about.md) {WORDS}")
    for name in ("hat.png", "chair.png"):
        (content / "images").mkdir(exist_ok=True)
        (content / "images" / name).write_bytes(os.urandom(500))
    (content / "files").mkdir()
    (content / "files/sheet.pdf").write_bytes(b"%PDF-1.7\n" + os.urandom(500))
    (content / "site.toml").write_text(FACTS, encoding="utf-8")
    (content / "paths.toml").write_text(practice.PATHS, encoding="utf-8")
    git(content.parent, "init", "-q", "-b", "main")
    return content


@pytest.fixture
def live(content: Path, tmp_path: Path) -> str:
    """The commit that the live site was made from."""
    made = commit(content)
    for name in ("articles/rest", "about", "topics/burnout"):
        (tmp_path / "live" / name).mkdir(parents=True)
        (tmp_path / "live" / name / "index.html").write_text("<h1>Words</h1>", encoding="utf-8")
    git(tmp_path / "live", "init", "-q", "-b", "main")
    git(tmp_path / "live", "add", "--all")
    git(tmp_path / "live", *IDENTITY, "commit", "-qm", f"Publish\n\nSource: {made}")
    git(content.parent, "fetch", "-q", str(tmp_path / "live"), "main:refs/remotes/origin/gh-pages")
    return made


def said(content: Path) -> list[str]:
    """What stands in the way, of all that speaks of names; not that the pictures here are none."""
    there = read(content, practice.NOW)
    found = sources.check(there) + paths_toml.check(there) + site_toml.check(there) + old_addresses.check(there)
    found += vanished_addresses.taken_over(there, *known(Repository(content.parent), "refs/remotes/origin/gh-pages"))
    return [str(one) for one in errors(found) if "images/" not in one.path or ".pdf" in one.path]


def changes(content: Path) -> dict[str, str]:
    """The lines that were written into each file since the last commit."""
    git(content.parent, "add", "--all")
    diff = git(content.parent, "diff", "--cached", "-U0", "--no-renames", "--diff-filter=M", "--no-color")
    found = {}
    for part in diff.split("diff --git ")[1:]:
        name = part.partition(" b/content/")[2].partition("\n")[0]
        found[name] = "\n".join(line[1:] for line in part.split("\n")[4:] if line[:1] == "+")
    return found


def renamed(content: Path, old: str, new: str, how: str) -> None:
    """Rename a file as one can: by hand, in a commit, or by uploading it anew after it was deleted."""
    (content / new).parent.mkdir(parents=True, exist_ok=True)
    data = (content / old).read_bytes()
    (content / old).unlink()
    if how == "deleted, then uploaded":
        commit(content)
    (content / new).write_bytes(data)
    if how != "not committed":
        commit(content)


HOW = ("not committed", "committed", "deleted, then uploaded")


@pytest.mark.parametrize("how", HOW)
@pytest.mark.usefixtures("live")
def test_an_article_with_another_name_takes_all_that_leads_to_it_along(content: Path, how: str) -> None:
    before = (content / "articles/rest.md").read_text(encoding="utf-8")
    renamed(content, "articles/rest.md", "articles/sleep.md", how)
    commit(content)
    assert said(content)
    assert fix(content, lambda _: None) == []
    assert said(content) == []
    assert changes(content) == {
        "articles/sleep.md": "Formerly: /articles/rest/",
        "articles/work.md": "[a](sleep.md) and [b](sleep.md#part), [c][r], "
        "<a href='/articles/sleep/'>e</a>.\n[r]: sleep.md",
        "pages/about.md": "[a](../articles/sleep.md), [the sheet](../files/sheet.pdf), [t](/topics/burnout/)",
        "paths.toml": 'article = "sleep.md"',
    }
    after = (content / "articles/sleep.md").read_text(encoding="utf-8")
    assert after == before.replace("takes.\n", "takes.\nFormerly: /articles/rest/\n")


def test_an_article_that_never_was_live_needs_no_old_address(content: Path) -> None:
    commit(content)
    renamed(content, "articles/rest.md", "articles/sleep.md", "committed")
    fix(content, lambda _: None)
    assert said(content) == []
    assert "articles/sleep.md" not in changes(content)


@pytest.mark.usefixtures("live")
def test_an_article_renamed_twice_is_followed_to_its_last_name(content: Path) -> None:
    renamed(content, "articles/rest.md", "articles/sleep.md", "committed")
    fix(content, lambda _: None)
    commit(content)
    renamed(content, "articles/sleep.md", "articles/night.md", "committed")
    fix(content, lambda _: None)
    assert said(content) == []
    assert changes(content)["paths.toml"] == 'article = "night.md"'
    assert "Formerly: /articles/rest/\n" in (content / "articles/night.md").read_text(encoding="utf-8")


@pytest.mark.usefixtures("live")
def test_an_article_that_gets_its_first_name_back_has_no_address_that_leads_to_itself(content: Path) -> None:
    before = (content / "articles/rest.md").read_bytes()
    for old, new in (("rest", "sleep"), ("sleep", "rest")):
        renamed(content, f"articles/{old}.md", f"articles/{new}.md", "committed")
        fix(content, lambda _: None)
        commit(content)
        assert said(content) == []
    assert (content / "articles/rest.md").read_bytes() == before
    source(content, "articles/work.md", WORDS, Formerly="one, work, two")
    fix(content, lambda _: None)
    assert "\nFormerly: one, two\n" in (content / "articles/work.md").read_text(encoding="utf-8")


def test_a_name_that_is_taken_by_another_article_is_followed_in_the_order_of_the_commits(content: Path) -> None:
    """The first became a third, and then another the first: what led to that other one does not lead to the third."""
    source(content, "articles/other.md", "\n".join(f"Line {number} of it." for number in range(12)))
    source(content, "articles/more.md", "[x](other.md)")
    commit(content)
    renamed(content, "articles/rest.md", "articles/third.md", "committed")
    renamed(content, "articles/other.md", "articles/rest.md", "committed")
    fix(content, lambda _: None)
    assert "[x](rest.md)" in (content / "articles/more.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("how", HOW)
def test_an_article_renamed_and_later_deleted_is_gone_under_both_names(content: Path, how: str) -> None:
    commit(content)
    renamed(content, "articles/rest.md", "articles/sleep.md", how)
    commit(content)
    (content / "articles/sleep.md").unlink()
    commit(content)
    [problem] = said(content)
    assert problem.startswith("content/articles/rest.md\n    This article is gone")


@pytest.mark.usefixtures("live")
def test_an_article_in_another_folder_keeps_its_address_and_its_own_links(content: Path) -> None:
    renamed(content, "articles/rest.md", "articles/2026/rest.md", "committed")
    fix(content, lambda _: None)
    assert said(content) == []
    assert changes(content)["articles/2026/rest.md"] == "![decorative](../../images/hat.png)\n[w](../work.md)"
    assert changes(content)["articles/work.md"].startswith("[a](2026/rest.md) and [b](2026/rest.md#part)")
    assert "paths.toml" not in changes(content)


@pytest.mark.parametrize("how", HOW)
def test_a_folder_that_is_spelled_otherwise_is_followed(content: Path, how: str) -> None:
    source(content, "pages/Offers/team.md", WORDS)
    source(content, "articles/more.md", "[x](../pages/Offers/team.md)")
    commit(content)
    renamed(content, "pages/Offers/team.md", "pages/offers/team.md", how)
    fix(content, lambda _: None)
    assert (content / "articles/more.md").read_text(encoding="utf-8").endswith("[x](../pages/offers/team.md)\n")


@pytest.mark.parametrize("how", HOW)
@pytest.mark.usefixtures("live")
def test_a_page_with_another_name_takes_links_menu_and_address_along(content: Path, how: str) -> None:
    renamed(content, "pages/about.md", "pages/me.md", how)
    fix(content, lambda _: None)
    commit(content)
    assert said(content) == []
    assert (content / "pages/contact.md").read_text(encoding="utf-8").count("[me](me.md)") == 1
    assert 'address = "/me/"' in (content / "site.toml").read_text(encoding="utf-8")
    assert "Formerly: /about/\n" in (content / "pages/me.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("how", HOW)
def test_a_picture_and_a_handout_with_another_name_are_shown_and_given_where_they_were(content: Path, how: str) -> None:
    commit(content)
    renamed(content, "images/hat.png", "images/sun-hat.png", how)
    renamed(content, "files/sheet.pdf", "files/worksheet.pdf", how)
    fix(content, lambda _: None)
    assert said(content) == []
    assert "\nImage: sun-hat.png\n" in (content / "articles/work.md").read_text(encoding="utf-8")
    assert "(../images/sun-hat.png)" in (content / "articles/rest.md").read_text(encoding="utf-8")
    assert "(../files/worksheet.pdf)" in (content / "pages/about.md").read_text(encoding="utf-8")


@pytest.mark.usefixtures("live")
def test_a_topic_with_another_name_takes_its_articles_along(content: Path) -> None:
    facts = content / "site.toml"
    facts.write_text(FACTS.replace('name = "Burnout"', 'name = "Exhaustion"'), encoding="utf-8")
    commit(content)
    assert said(content)
    fix(content, lambda _: None)
    assert said(content) == []
    assert changes(content) == {
        "articles/rest.md": "Category: Exhaustion",
        "articles/work.md": "Category: Exhaustion",
        "pages/about.md": "[a](../articles/rest.md), [the sheet](../files/sheet.pdf), [t](/topics/exhaustion/)",
        "site.toml": 'address = "/topics/exhaustion/"\nformerly = ["/topics/burnout/"]\ntopics = ["Exhaustion"]',
    }


@pytest.mark.usefixtures("live")
def test_a_link_to_an_address_names_the_file_that_is_there_now(content: Path) -> None:
    source(content, "articles/work.md", "[a](/articles/rest/#part) and https://coach.test/articles/rest/")
    renamed(content, "articles/rest.md", "articles/sleep.md", "committed")
    fix(content, lambda _: None)
    assert changes(content)["articles/work.md"] == "[a](sleep.md#part) and https://coach.test/articles/rest/"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("articles/rest.md", "pages/rest.md"),
        ("articles/rest.md", "articles/rest.MD"),
        ("articles/rest.md", "rest.md"),
        ("images/hat.png", "articles/hat.png"),
        ("files/sheet.pdf", "images/sheet.pdf"),
    ],
)
def test_only_what_can_be_led_to_is_led_to(content: Path, old: str, new: str) -> None:
    """An article that is a page now is linked as one, but is no step of a path; elsewhere a file is on the site no more."""
    commit(content)
    renamed(content, old, new, "committed")
    fix(content, lambda _: None)
    commit(content)
    before = {path: path.read_bytes() for path in content.rglob("*") if path.is_file()}
    assert said(content)
    assert fix(content, lambda _: None) == []
    assert {path: path.read_bytes() for path in content.rglob("*") if path.is_file()} == before
    text = (content / "articles/work.md").read_text(encoding="utf-8")
    assert ("[a](../pages/rest.md)" in text) == (new == "pages/rest.md")
    assert 'article = "rest.md"' in (content / "paths.toml").read_text(encoding="utf-8")


def test_a_name_that_no_file_ever_had_is_no_renamed_one(content: Path) -> None:
    commit(content)
    source(content, "articles/work.md", "[x](rst.md)")
    [problem] = said(content)
    assert "There is no file “rst.md”." in problem


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ('formerly = ["/topics/burnout/"]\n', ""),
        ('formerly = ["Rest", "/topics/burnout/"]\n', 'formerly = ["Rest"]\n'),
        ('formerly = [\n    "/topics/burnout/",\n]\n', 'formerly = [\n    "/topics/burnout/",\n]\n'),  # asked for
    ],
)
def test_a_topic_that_gets_its_first_name_back_does_not_lead_to_itself(content: Path, written: str, left: str) -> None:
    commit(content)
    (content / "site.toml").write_text(
        FACTS.replace('name = "Burnout"\n', f'name = "Burnout"\n{written}'), encoding="utf-8"
    )
    fix(content, lambda _: None)
    after = (content / "site.toml").read_text(encoding="utf-8")
    assert after == FACTS.replace('name = "Burnout"\n', f'name = "Burnout"\n{left}')


@pytest.mark.usefixtures("live")
def test_where_a_topic_went_is_not_guessed_when_another_was_added(content: Path) -> None:
    another = '[[topics]]\nname = "Sleep"\nsituation = "s"\ndescription = "d"\ndrawing = "lamp"\n\n'
    facts = FACTS.replace('name = "Burnout"', 'name = "Exhaustion"').replace("[[topics]]", f"{another}[[topics]]", 1)
    (content / "site.toml").write_text(facts, encoding="utf-8")
    fix(content, lambda _: None)
    assert (content / "site.toml").read_text(encoding="utf-8") == facts
    assert "Category: Burnout" in (content / "articles/rest.md").read_text(encoding="utf-8")


def test_a_link_to_what_has_the_old_name_again_is_left_alone(content: Path) -> None:
    commit(content)
    renamed(content, "articles/rest.md", "articles/sleep.md", "committed")
    source(content, "articles/rest.md", "Another text.")
    commit(content)
    fix(content, lambda _: None)
    assert changes(content) == {}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.usefixtures("live")
def test_all_else_in_a_file_stays_to_the_byte(content: Path, end: str, mark: str) -> None:
    path = content / "articles/sleep.md"
    text = mark + (content / "articles/rest.md").read_text(encoding="utf-8").replace("\n", end)
    (content / "articles/rest.md").unlink()
    path.write_bytes(text.encode())
    fix(content, lambda _: None)
    wanted = text.replace(f"takes.{end}", f"takes.{end}Formerly: /articles/rest/{end}")
    assert path.read_bytes() == wanted.encode()


@pytest.mark.usefixtures("live")
def test_where_one_file_cannot_be_written_none_is(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    renamed(content, "articles/rest.md", "articles/sleep.md", "committed")
    before = {path: path.read_bytes() for path in content.rglob("*") if path.is_file()}
    replace, count = Path.replace, 0

    def full(path: Path, to: Path) -> Path:
        nonlocal count
        count += path.name == "new"
        if count == 3:
            count = 4
            raise PermissionError(13, "Permission denied")
        return replace(path, to)

    monkeypatch.setattr(Path, "replace", full)
    [sentence] = fix(content, pytest.fail)
    assert "cannot be fixed: Permission denied. Nothing else was fixed either" in sentence
    assert {path: path.read_bytes() for path in content.rglob("*") if path.is_file()} == before


@pytest.mark.usefixtures("live")
def test_a_deletion_is_asked_once_with_all_that_leads_there(content: Path) -> None:
    (content / "articles/rest.md").unlink()
    commit(content)
    [problem] = said(content)
    assert problem == (
        "content/articles/rest.md\n"
        "    This article is gone, and 4 places lead to it: content/articles/work.md:8, content/articles/work.md:10, "
        "content/pages/about.md:4, content/paths.toml:7. /articles/rest/ is on the live site, and readers who follow it "
        "would be told that there is no such page.\n"
        "    If another article takes over, add `Formerly: /articles/rest/` to its header, and `check --fix` lets all that "
        'lead there; if it is really gone, add `"/articles/rest/"` to `gone` in content/site.toml, and take it out in '
        "those places."
    )


@pytest.mark.usefixtures("live")
def test_what_takes_over_gets_the_links_of_what_is_gone(content: Path) -> None:
    (content / "articles/rest.md").unlink()
    source(content, "articles/pause.md", "## Part\n\nQuite another text.", Formerly="rest")
    commit(content)
    fix(content, lambda _: None)
    assert said(content) == []
    assert changes(content)["paths.toml"] == 'article = "pause.md"'


@pytest.mark.usefixtures("live")
def test_of_what_is_said_to_be_gone_only_the_places_are_told(content: Path) -> None:
    (content / "articles/rest.md").unlink()
    (content / "site.toml").write_text(FACTS.replace("gone = []", 'gone = ["/articles/rest/"]'), encoding="utf-8")
    [problem] = said(content)
    assert "live site" not in problem
    assert "content/paths.toml:7" in problem


def test_a_picture_that_is_gone_is_asked_for_once(content: Path) -> None:
    commit(content)
    (content / "images/hat.png").unlink()
    there = read(content, practice.NOW)
    [problem] = [one for one in sources.check(there) if "is gone" in one.found]
    assert problem.found == (
        "This picture is gone, and 2 places lead to it: content/articles/rest.md:21, content/articles/work.md:5."
    )


def test_a_link_from_the_top_of_content_is_followed_too(content: Path) -> None:
    source(content, "articles/work.md", "[a]({filename}/articles/rest.md)")
    commit(content)
    renamed(content, "articles/rest.md", "articles/sleep.md", "committed")
    fix(content, lambda _: None)
    assert changes(content)["articles/work.md"] == "[a](sleep.md)"


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("articles/rest.md", "articles/Rest.md"),
        ("articles/rest.md", "articles/Long rest.md"),
        ("articles/rest.md", "articles/sleep.txt"),
        ("pages/about.md", "pages/About.md"),
        ("files/sheet.pdf", "files/Paper.pdf"),
    ],
)
def test_of_a_file_whose_new_name_is_a_fault_only_that_is_told(content: Path, old: str, new: str, how: str) -> None:
    commit(content)
    renamed(content, old, new, how)
    [problem] = said(content)
    assert problem.startswith(f"content/{new}\n")


def test_of_a_file_that_is_gone_and_there_with_a_fault_only_the_fault_is_told(content: Path) -> None:
    commit(content)
    (content / "articles/rest.md").unlink()
    source(content, "articles/Rest.md", "Quite another text.")
    [problem] = said(content)
    assert problem.startswith("content/articles/Rest.md\n")


def test_without_git_a_missing_file_is_told_as_ever(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(content)
    renamed(content, "articles/rest.md", "articles/sleep.md", "committed")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert any("There is no file “rest.md”." in problem for problem in said(content))


@pytest.mark.parametrize("linked", [True, False])
def test_a_deletion_is_asked_once_for_all_the_addresses_it_had(content: Path, tmp_path: Path, linked: bool) -> None:
    source(content, "articles/values.md", Formerly="old-values, /2019/values.html")
    if linked:
        source(content, "articles/more.md", "[x](values.md)")
    made = commit(content)
    (content / "articles/values.md").unlink()
    live = ["articles/values/index.html", "articles/old-values/index.html", "2019/values.html"]
    site_ = tmp_path / "live"
    for name in live:
        (site_ / name).parent.mkdir(parents=True)
        (site_ / name).write_text("<h1>Words</h1>", encoding="utf-8")
    git(site_, "init", "-q", "-b", "main")
    commit(site_ / "articles")
    git(site_, *IDENTITY, "commit", "--amend", "-qm", f"Publish\n\nSource: {made}")
    git(content.parent, "fetch", "-q", str(site_), "main:refs/remotes/origin/gh-pages")
    all_of_them = "/2019/values.html and /articles/old-values/ and /articles/values/ are on the live site"
    if linked:
        [problem] = said(content)
    else:
        [problem] = map(str, vanished_addresses.check(tmp_path / "none", read(content), live, made))
    assert problem.startswith("content/articles/values.md\n")
    assert all_of_them in problem
    assert "`Formerly: /2019/values.html, /articles/old-values/, /articles/values/`" in problem
    assert '`"/2019/values.html"`' in problem
