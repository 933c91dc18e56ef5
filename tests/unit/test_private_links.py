"""Private links: what is taken as one, what is proposed instead, and who is told of it."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks import built_site, old_addresses, sources, vanished_addresses
from checks.fix import fix
from problem import Problem
from publishing.status import _waiting
from sources import private_links
from sources.content import read
from tests.unit.practice import needed_pages

NOW = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("America/New_York"))
LINK = "k7m2qx9ab4tz3wnh5vpe"
FACTS = 'timezone = "America/New_York"\ntopics = [{name = "Burnout"}]\n'


@pytest.fixture
def content(tmp_path: Path) -> Path:
    needed_pages(tmp_path / "content")
    (tmp_path / "content/site.toml").write_text(FACTS, encoding="utf-8")
    (tmp_path / "content/articles").mkdir()
    return tmp_path / "content"


def write(content: Path, name: str, *lines: str, date: str = "2026-11-16", text: str = "Text.") -> Path:
    path = content / f"articles/{name}.md"
    header = ["Title: Rest", f"Date: {date}", "Category: Burnout", "Summary: What it takes.", *lines]
    path.write_text("\n".join([*header, "", text, ""]), encoding="utf-8")
    return path


def of_links(content: Path, *, publish: bool = True) -> list[Problem]:
    """What the check says of the articles."""
    found = sources.check(read(content, NOW, publish=publish))
    return [one for one in found if one.path.startswith("content/articles/")]


@given(st.text(max_size=40), st.binary(max_size=200))
def test_what_is_proposed_is_taken_the_same_each_time_and_another_for_a_copy(name: str, data: bytes) -> None:
    token = private_links.suggestion(f"articles/{name}.md", data)
    assert private_links.address_of(token) == f"/private/{token}/"
    assert private_links.as_meant(token) == token == private_links.suggestion(f"articles/{name}.md", data)
    assert token != private_links.suggestion(f"articles/{name}-copy.md", data)
    assert not private_links.is_guessable(token)


@pytest.mark.parametrize(
    "token", [LINK, "0123456789abcdef", LINK * 4, "restk7m2qx9ab4tz3wnh", "4715936028471593", f'"{LINK}"']
)
def test_a_good_link_is_taken_without_a_word(token: str, content: Path) -> None:
    write(content, "rest", "Status: draft", f"Private_link: {token}")
    assert of_links(content) == []


@pytest.mark.parametrize(
    "written",
    ["", "yes", "k7m2", "K7M2QX9AB4TZ3WNH5VPE", "k7m2-qx9a-b4tz-3wnh-5vpe", "../../articles/x", "`yes`", '""'],
)
@pytest.mark.parametrize("waits", [{"date": "2027-01-05"}, {}])
def test_one_that_can_be_guessed_or_is_no_address_is_refused_and_put_right(
    written: str, waits: dict[str, str], content: Path
) -> None:
    write(content, "rest", f"Private_link: {written}", *([] if waits else ["Status: draft"]), **waits)
    assert [one.line for one in of_links(content) if not one.advice] == [5]
    assert read(content, NOW).sources["articles/rest.md"].private_address == ""
    assert fix(content, lambda _: None) == []
    assert not [one for one in of_links(content) if not one.advice]
    assert read(content, NOW).sources["articles/rest.md"].private_address


def test_what_is_meant_is_kept_where_it_is_known(content: Path) -> None:
    path = write(content, "rest", "Status: draft", "Private_link: K7M2-QX9A-B4TZ-3WNH-5VPE")
    fix(content, lambda _: None)
    assert f"\nPrivate_link: {LINK}\n" in path.read_text(encoding="utf-8")


def test_two_articles_never_share_one(content: Path) -> None:
    for name in ("one", "two"):
        write(content, name, "Status: draft", f"Private_link: {LINK}")
    (problem,) = of_links(content)
    assert (problem.place, problem.advice) == ("content/articles/two.md:6", False)
    assert "also that of content/articles/one.md" in problem.found
    fix(content, lambda _: None)
    assert of_links(content) == []


def test_it_is_not_the_address_of_a_page(content: Path) -> None:
    (content / "pages/private").mkdir()
    (content / f"pages/private/{LINK}.md").write_text("Title: P\nSummary: Words.\n\nText\n", encoding="utf-8")
    write(content, "rest", "Status: draft", f"Private_link: {LINK}")
    assert ["is also that of" in one.found for one in of_links(content)] == [True]


@pytest.mark.parametrize("token", [LINK, "yes", ""])
def test_once_the_article_is_published_its_line_can_go(token: str, content: Path) -> None:
    path = write(content, "rest", f"Private_link: {token}", "Tags: rest")
    (problem,) = of_links(content)
    assert (problem.line, problem.advice, problem.remedy) == (5, True, "Take the line out.")
    fix(content, lambda _: None)
    assert "Private_link" not in path.read_text(encoding="utf-8")
    assert "Summary: What it takes.\nTags: rest\n" in path.read_text(encoding="utf-8")


def test_in_a_public_repository_it_is_said_what_it_is_worth(content: Path) -> None:
    write(content, "rest", "Status: draft", f"Private_link: {LINK}")
    for kind, said in (("private", []), ("public", [(6, True)])):
        (content / "site.toml").write_text(f'{FACTS}[publishing]\nrepository = "{kind}"\n', encoding="utf-8")
        found = [one for one in sources.check(read(content, NOW)) if "without the link" in one.found]
        assert [(one.line, one.advice) for one in found] == said


def test_a_page_has_none(content: Path) -> None:
    (content / "pages/extra.md").write_text(f"Title: P\nSummary: W.\nPrivate_link: {LINK}\n\nText\n", encoding="utf-8")
    found = sources.check(read(content, NOW))
    assert [one.remedy for one in found if "Private_link" in one.found] == ["Only articles have it: take the line out."]


@pytest.mark.parametrize("address", ["rest.md", f"/private/{LINK}/"])
def test_no_published_text_leads_to_it(address: str, content: Path) -> None:
    write(content, "rest", "Status: draft", f"Private_link: {LINK}")
    write(content, "open", text=f"[x]({address})")
    assert [(one.path, one.advice) for one in of_links(content)] == [("content/articles/open.md", False)]


def test_what_has_one_leads_to_nothing_that_waits_since_it_is_read_before(content: Path) -> None:
    write(content, "other", "Status: draft")
    path = write(content, "rest", f"Private_link: {LINK}", "Status: draft", text="[x](other.md)")
    assert [(one.path, one.advice) for one in of_links(content)] == [("content/articles/rest.md", False)]
    assert [one.advice for one in of_links(content, publish=False)] == [True]
    path.write_text(path.read_text(encoding="utf-8").replace("Private_link", "Tags"), encoding="utf-8")
    assert of_links(content) == []


def test_an_old_private_address_may_vanish_without_a_word(content: Path, tmp_path: Path) -> None:
    (tmp_path / "output").mkdir()
    live = [f"private/{LINK}/index.html", "private/one/index.html"]
    found = vanished_addresses.check(tmp_path / "output", read(content, NOW), live)
    assert [one.found.split(" ")[0] for one in found] == ["/private/one/"]


def test_an_old_address_cannot_be_one_that_is_in_use(content: Path) -> None:
    write(content, "rest", "Status: draft", f"Private_link: {LINK}")
    write(content, "open", f"Formerly: /private/{LINK}/")
    (problem,) = old_addresses.check(read(content, NOW))
    assert "is still the address of content/articles/rest.md" in problem.found
    write(content, "rest")
    assert old_addresses.check(read(content, NOW)) == []


def test_what_is_wrong_with_its_page_is_told_once_and_of_the_draft(content: Path, tmp_path: Path) -> None:
    write(content, "rest", "Status: draft", f"Private_link: {LINK}")
    for name in (f"private/{LINK}", "articles/rest"):
        (tmp_path / "output" / name).mkdir(parents=True)
        (tmp_path / "output" / name / "index.html").write_text("<p>No title</p>", encoding="utf-8")
    found = built_site.check(tmp_path / "output", read(content, NOW))
    assert {one.path for one in found} == {"content/articles/rest.md"}
    assert len(found) == len(set(found))


def test_a_page_that_was_not_made_is_missed(content: Path, tmp_path: Path) -> None:
    write(content, "rest", "Status: draft", f"Private_link: {LINK}")
    missed = [one.found for one in sources.lost(read(content, NOW, publish=True), tmp_path / "output")]
    assert f"No page was made from this file, at /private/{LINK}/." in missed
    assert "No page was made from this file, at /articles/rest/." not in missed


@pytest.mark.parametrize("waits", [{"date": "2027-01-05"}, {}])
def test_status_names_its_whole_address(waits: dict[str, str], content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(content, "rest", f"Private_link: {LINK}", *([] if waits else ["Status: draft"]), **waits)
    monkeypatch.delenv("SITEURL", raising=False)
    (content / "site.toml").write_text(f'{FACTS}[publishing]\ndomain = "coach.test"\n', encoding="utf-8")
    assert f"private link: https://coach.test/private/{LINK}/" in "\n".join(_waiting(read(content, NOW)))
    monkeypatch.setenv("SITEURL", "https://coach.test/sub")
    assert f"private link: https://coach.test/sub/private/{LINK}/" in "\n".join(_waiting(read(content, NOW)))
