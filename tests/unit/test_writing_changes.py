"""What follows from a rename or a removal: all of it is in the plan, nothing else, and what only the coach can decide is said."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.publish.repositories import IDENTITY, git
from tests.unit import practice
from tests.unit.test_renames import FACTS, WORDS, commit, source
from writing import changes
from writing.changes import Plan, PlanError
from writing.content_cache import ContentCache

PDF = b"%PDF-1.7\n" + b"x" * 200


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A practice that is no repository: an article, and everything that can lead to one."""
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
    source(content, "articles/third.md", "[a](/articles/rest/) `rest.md`")
    source(content, "pages/about.md", "[a](../articles/rest.md), [the sheet](../files/sheet.pdf)")
    source(content, "pages/contact.md", f"[me](about.md) {WORDS}")
    (content / "images").mkdir()
    for name in ("hat.png", "chair.png"):
        (content / "images" / name).write_bytes(png())
    (content / "files").mkdir()
    (content / "files/sheet.pdf").write_bytes(PDF)
    (content / "site.toml").write_text(FACTS, encoding="utf-8")
    (content / "paths.toml").write_text(practice.PATHS, encoding="utf-8")
    return content


def png() -> bytes:
    Image.new("RGB", (30, 20), "teal").save(data := BytesIO(), "PNG")
    return data.getvalue()


def lines(plan: Plan) -> dict[str, list[str]]:
    """The lines that each file gets."""
    found: dict[str, list[str]] = {}
    for one in plan.shown:
        if one.line:
            found.setdefault(one.name, []).extend(one.new.split("\n"))
    return found


def carry_out(content: Path, plan: Plan) -> None:
    for name, (before, after) in plan.changes.items():
        path = content / name
        assert (path.read_bytes() if path.exists() else None) == before
        path.unlink() if after is None else path.write_bytes(after)


def what_is_said(cache: ContentCache) -> set[tuple[str, str]]:
    return {(one.path, one.found) for one in cache.problems()}


def test_a_renamed_article_takes_everything_that_leads_to_it_along(content: Path) -> None:
    cache = ContentCache(content)
    before = {found for _, found in what_is_said(cache)}
    plan = changes.rename(cache, "articles/rest.md", "articles/sleep.md")
    assert lines(plan) == {
        "articles/sleep.md": ["Formerly: /articles/rest/"],
        "articles/work.md": [
            "[a](sleep.md) and [b](sleep.md#part), [c][r], <a href='/articles/sleep/'>e</a>.",
            "[r]: sleep.md",
        ],
        "articles/third.md": ["[a](sleep.md) `rest.md`"],
        "pages/about.md": ["[a](../articles/sleep.md), [the sheet](../files/sheet.pdf)"],
        "paths.toml": ['article = "sleep.md"'],
    }
    assert plan.sentences == []
    carry_out(content, plan)
    assert {found for _, found in what_is_said(cache)} <= before


def test_a_plan_writes_nothing(content: Path) -> None:
    def everything() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in content.rglob("*") if path.is_file()}

    before = everything()
    cache = ContentCache(content)
    changes.rename(cache, "articles/rest.md", "articles/sleep.md")
    changes.remove(cache, "articles/rest.md", gone=True)
    assert everything() == before
    assert "articles/rest.md" in cache.now().entries


def test_nothing_else_is_put_right_on_the_way(content: Path) -> None:
    odd = content / "pages/contact.md"
    odd.write_bytes(
        odd.read_bytes().replace(b"Title: ", b"title :  ") + "• one\r\n• two [r](../articles/rest.md)".encode()
    )
    plan = changes.rename(ContentCache(content), "articles/rest.md", "articles/sleep.md")
    assert lines(plan)["pages/contact.md"] == ["• two [r](../articles/sleep.md)"]
    assert plan.changes["pages/contact.md"][1] == odd.read_bytes().replace(b"rest.md", b"sleep.md")


def test_an_article_that_readers_never_had_leaves_no_old_address(content: Path) -> None:
    source(content, "articles/draft.md", Status="draft")
    source(content, "articles/later.md").write_text(
        (content / "articles/rest.md").read_text().replace("2026-11-01", "2999-01-01")
    )
    cache = ContentCache(content)
    for name in ("draft", "later"):
        assert lines(changes.rename(cache, f"articles/{name}.md", f"articles/{name}-2.md")) == {}
        assert changes.remove(cache, f"articles/{name}.md").sentences == []


def test_what_the_live_site_has_decides_where_it_is_known(content: Path, tmp_path: Path) -> None:
    git(content.parent, "init", "-q", "-b", "main")
    made = commit(content)
    for name in ("articles/rest", "about"):
        (tmp_path / "live" / name).mkdir(parents=True)
        (tmp_path / "live" / name / "index.html").write_text("<h1>Words</h1>", encoding="utf-8")
    git(tmp_path / "live", "init", "-q", "-b", "main")
    git(tmp_path / "live", "add", "--all")
    git(tmp_path / "live", *IDENTITY, "commit", "-qm", f"Publish\n\nSource: {made}")
    git(content.parent, "fetch", "-q", str(tmp_path / "live"), "main:refs/remotes/origin/gh-pages")
    (content / "articles/rest.md").write_bytes((content / "articles/rest.md").read_bytes() + b"\nMore.\n")
    cache = ContentCache(content)
    assert "Formerly: /articles/rest/" in lines(changes.rename(cache, "articles/rest.md", "articles/sleep.md"))["articles/sleep.md"]  # fmt: skip
    assert "articles/toil.md" not in lines(changes.rename(cache, "articles/work.md", "articles/toil.md"))
    assert 'gone = ["/articles/rest/"]' in lines(changes.remove(cache, "articles/rest.md", gone=True))["site.toml"]
    assert "site.toml" not in lines(changes.remove(cache, "articles/work.md", gone=True))


def test_renamed_back_an_article_has_no_old_address_of_its_own(content: Path) -> None:
    cache = ContentCache(content)
    first = {name: data for name, (data, _) in changes.rename(cache, "articles/rest.md", "articles/sleep.md").changes.items() if data}  # fmt: skip
    carry_out(content, changes.rename(cache, "articles/rest.md", "articles/sleep.md"))
    plan = changes.rename(cache, "articles/sleep.md", "articles/rest.md")
    assert plan.sentences == []
    assert b"Formerly: /articles/sleep/\n" in (plan.changes["articles/rest.md"][1] or b"")
    carry_out(content, plan)
    for name, data in first.items():
        assert (content / name).read_bytes().replace(b"Formerly: /articles/sleep/\n", b"").replace(b"[a](rest.md) `", b"[a](/articles/rest/) `") == data  # fmt: skip


def test_a_page_that_moves_to_another_folder_keeps_its_own_links_and_its_old_names(content: Path) -> None:
    source(content, "pages/coaching/more.md", "[a](../about.md) ![decorative](../../images/hat.png)", Formerly="extra")
    source(content, "pages/faq.md", "[m](coaching/more.md)")
    plan = changes.rename(ContentCache(content), "pages/coaching/more.md", "pages/more.md")
    assert lines(plan) == {
        "pages/faq.md": ["[m](more.md)"],
        "pages/more.md": [
            "Formerly: extra, /coaching/more/, /coaching/extra/",
            "[a](about.md) ![decorative](../images/hat.png)",
        ],
    }
    assert plan.sentences == []


def test_a_renamed_picture_and_handout_take_along_what_shows_and_offers_them(content: Path) -> None:
    cache = ContentCache(content)
    picture = changes.rename(cache, "images/hat.png", "images/a-hat.png")
    assert lines(picture) == {
        "articles/rest.md": ["![decorative](../images/a-hat.png)"],
        "articles/work.md": ["Image: a-hat.png"],
    }
    assert picture.changes["images/a-hat.png"] == (None, png())
    assert picture.changes["images/hat.png"] == (png(), None)
    handout = changes.rename(cache, "files/sheet.pdf", "files/values.pdf")
    assert lines(handout) == {"pages/about.md": ["[a](../articles/rest.md), [the sheet](../files/values.pdf)"]}
    assert handout.sentences == ["Readers who kept the address /files/sheet.pdf will not find it there any more."]


def test_what_takes_over_gets_the_links_and_the_old_addresses(content: Path) -> None:
    source(content, "articles/rest.md", f"{WORDS}\n\n![decorative](../images/hat.png)", Formerly="nap")
    plan = changes.remove(ContentCache(content), "articles/rest.md", instead="articles/third.md")
    assert lines(plan)["articles/third.md"][0] == "Formerly: /articles/rest/, /articles/nap/"
    assert lines(plan)["pages/about.md"] == ["[a](../articles/third.md), [the sheet](../files/sheet.pdf)"]
    assert "[a](third.md) and [b](third.md), [c][r]" in lines(plan)["articles/work.md"][0]
    assert lines(plan)["paths.toml"] == ['article = "third.md"']
    assert plan.changes["articles/rest.md"][1] is None
    assert plan.sentences == []


def test_a_step_that_is_there_already_is_not_there_twice(content: Path) -> None:
    plan = changes.remove(ContentCache(content), "articles/rest.md", instead="articles/work.md")
    after = (plan.changes["paths.toml"][1] or b"").decode()
    assert after.count("[[tired.steps]]") == 1
    (said,) = plan.sentences
    assert said.startswith("content/paths.toml:1: The path “tired” has fewer than two steps.")


def test_where_nothing_takes_over_each_place_is_named_and_a_step_is_taken_out(content: Path) -> None:
    paths = content / "paths.toml"
    third = '[[tired.steps]]\narticle = "third.md"\nwhy = "Words."\n'
    paths.write_text(f"# Mine.\n{practice.PATHS}\n# The last.\n{third}", encoding="utf-8")
    plan = changes.remove(ContentCache(content), "articles/rest.md")
    assert (plan.changes["paths.toml"][1] or b"").decode() == paths.read_text(encoding="utf-8").replace(
        '[[tired.steps]]\narticle = "rest.md"\nwhy = "Rest first."\n\n', ""
    )
    assert plan.sentences == [
        "Readers may know /articles/rest/, and would find no page there. Choose what takes over, or say that it is gone.",
        "content/articles/third.md:6 leads to it with “a”. Take that out there, or choose what takes over.",
        "content/articles/work.md:8 leads to it with “a”. Take that out there, or choose what takes over.",
        "content/articles/work.md:10 leads to it with “c”. Take that out there, or choose what takes over.",
        "content/pages/about.md:4 leads to it with “a”. Take that out there, or choose what takes over.",
    ]
    assert set(plan.changes) == {"articles/rest.md", "paths.toml"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('[publishing]\ngone = ["/old/"] # kept\n', '[publishing]\ngone = ["/articles/rest/", "/old/"] # kept\n'),
        ("[publishing]\ngone = []\n", '[publishing]\ngone = ["/articles/rest/"]\n'),
        ('[publishing]\nremote = "origin"\n', '[publishing]\ngone = ["/articles/rest/"]\nremote = "origin"\n'),
        ("", '\n[publishing]\ngone = ["/articles/rest/"]\n'),
    ],
)
def test_an_address_that_is_gone_is_said_to_be(before: str, after: str, content: Path) -> None:
    without = FACTS.partition("[publishing]")[0]
    assert "[publishing]" not in without
    (content / "site.toml").write_text(f"{without.rstrip()}\n\n{before}", encoding="utf-8")
    (content / "paths.toml").unlink()
    plan = changes.remove(ContentCache(content), "articles/rest.md", gone=True)
    written = (plan.changes["site.toml"][1] or b"").decode()
    assert written.rstrip() == f"{without.rstrip()}\n\n{after.strip()}"
    assert not any("Readers may know" in one for one in plan.sentences)


@pytest.mark.parametrize(
    ("name", "new", "said"),
    [
        ("articles/rest.md", "articles/work.md", "content/articles/work.md exists already. Choose another name."),
        ("articles/rest.md", "articles/My Rest.md", "“articles/My Rest.md” is no good name: it has small letters, numbers and hyphens. Write “articles/my-rest.md”."),
        ("articles/rest.md", "pages/rest.md", "“pages/rest.md” is no good name: it has small letters, numbers and hyphens. Write “articles/rest.md”."),
        ("articles/rest.md", "articles/rest.txt", "“rest.txt” does not end in “.md”. Write “rest.md”."),
        ("articles/rest.md", "articles/../../x.md", "“articles/../../x.md” is no good name: it has small letters, numbers and hyphens. Write “articles/x.md”."),
        ("articles/no.md", "articles/x.md", "There is no file content/articles/no.md. Open the list again."),
        ("pages/home.md", "pages/start.md", "The site itself leads to content/pages/home.md, so that keeps its name. Its title can be any."),
    ],
)  # fmt: skip
def test_what_cannot_be_renamed_is_said_in_a_sentence(name: str, new: str, said: str, content: Path) -> None:
    with pytest.raises(PlanError) as error:
        changes.rename(ContentCache(content), name, new)
    assert str(error.value) == said


def test_a_draft_takes_over_from_nothing_that_readers_have(content: Path) -> None:
    source(content, "articles/draft.md", Status="draft")
    with pytest.raises(PlanError, match="draft” keeps it from readers"):
        changes.remove(ContentCache(content), "articles/rest.md", instead="articles/draft.md")
    with pytest.raises(PlanError, match="cannot take over"):
        changes.remove(ContentCache(content), "articles/rest.md", instead="images/hat.png")


def test_a_page_with_a_form_is_renamed_with_a_word_of_warning(content: Path) -> None:
    plan = changes.rename(ContentCache(content), "pages/contact.md", "pages/write.md")
    assert plan.sentences[0].startswith("The site knows the page contact.md by its name")


def test_a_picture_that_is_taken_away_is_missed_where_it_was_shown_or_another_is_shown(content: Path) -> None:
    cache = ContentCache(content)
    plan = changes.remove(cache, "images/hat.png")
    assert plan.sentences == [
        "content/articles/rest.md:21 leads to it. Take that out there, or choose what takes over.",
        "content/articles/work.md:5 leads to it. Take that out there, or choose what takes over.",
    ]
    instead = changes.remove(cache, "images/hat.png", instead="images/chair.png")
    assert lines(instead) == {
        "articles/rest.md": ["![decorative](../images/chair.png)"],
        "articles/work.md": ["Image: chair.png"],
    }
    assert instead.sentences == []


def test_a_page_that_is_taken_away_leaves_the_navigation(content: Path) -> None:
    site = (content / "site.toml").read_text(encoding="utf-8")
    assert 'address = "/about/"' in site
    plan = changes.remove(ContentCache(content), "pages/about.md", gone=True)
    written = (plan.changes["site.toml"][1] or b"").decode()
    assert 'address = "/about/"' not in written
    assert written.count("[[navigation]]") == site.count("[[navigation]]") - 1
    assert plan.sentences == [
        "content/files/sheet.pdf: No article and no page links this handout. Link it, like `[the worksheet](../files/sheet.pdf)`, or take it away.",
        "content/pages/contact.md:4 leads to it with “me”. Take that out there, or choose what takes over.",
    ]


def test_no_byte_of_a_file_is_lost_that_is_not_read_whole(content: Path) -> None:
    (content / "articles/long.md").write_bytes(b"Title: Long\n\n" + b"x" * 400_000)
    shouted, latin = content / "articles/loud.MD", content / "articles/cafe.md"
    shouted.write_bytes((content / "articles/rest.md").read_bytes())
    latin.write_bytes(b"Title: Caf\xe9\n\nText\n")
    cache = ContentCache(content)
    with pytest.raises(PlanError, match="cannot be read whole"):
        changes.rename(cache, "articles/long.md", "articles/short.md")
    assert WORDS.encode() in (changes.rename(cache, "articles/loud.MD", "articles/quiet.md").changes["articles/quiet.md"][1] or b"")  # fmt: skip
    assert changes.rename(cache, "articles/cafe.md", "articles/tea.md").changes["articles/tea.md"] == (None, latin.read_bytes())  # fmt: skip
