import re
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from checks.sources import check
from importing import __main__ as importing
from importing import topics
from importing.library import Library
from importing.old_site import Entry, LeftOut, OldSite, Picture
from sources.content import read
from sources.header import parse_source
from sources.markdown_text import plain_words
from tests.unit.practice import FACTS, needed_pages

DAY = datetime(2019, 3, 4)
OLD = "https://old.test"
REST = Entry(
    1,
    "article",
    "Rest: a plan",
    "<p>Rest is a skill, and most of us were never taught it.</p>",
    date=DAY,
    slug="rest-a-plan",
    address=f"{OLD}/2019/03/rest-a-plan/",
    summary="Why rest comes first.",
    categories=("Burnout",),
    tags=("sleep",),
)
Import = Callable[..., Path]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    content = tmp_path / "content"
    (content / "articles").mkdir(parents=True)
    needed_pages(content)
    (content / "site.toml").write_text(FACTS, encoding="utf-8")
    (content / "articles/there.md").write_text(
        "Title: T\nDate: 2026-01-01\nCategory: Burnout\nSummary: S.\n\nT\n", "utf-8"
    )
    return tmp_path


@pytest.fixture
def bring(root: Path, monkeypatch: pytest.MonkeyPatch) -> Import:
    """Import these entries as a site, and return the folder of the content."""

    def bring(
        *entries: Entry,
        write: bool = True,
        pictures: Path | None = None,
        library: dict[str, Picture] | None = None,
        left_out: list[LeftOut] | None = None,
    ) -> Path:
        old = OldSite("WordPress", "Old", OLD, entries=list(entries), pictures=library or {})
        for one in left_out or ():
            old.left_out.append(one)
        monkeypatch.setattr(importing, "read_export", lambda _: old)
        monkeypatch.setattr(importing, "unpack_pictures", lambda *_: None)
        importing.import_site(Path("x.xml"), root, pictures=pictures, write=write)
        return root / "content"

    return bring


def said(content: Path) -> str:
    return (content.parent / importing.REPORT).read_text(encoding="utf-8")


def fields(content: Path, name: str) -> dict[str, str | None]:
    source = parse_source((content / name).read_text(encoding="utf-8"))
    return {key: source.text(key) for key in source.fields}


def everything(content: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in content.rglob("*") if path.is_file()}


def test_an_article_has_its_header_and_nothing_is_left_to_do(bring: Import) -> None:
    content = bring(REST)
    assert (content / "articles/rest-a-plan.md").read_text(encoding="utf-8") == (
        "Title: Rest: a plan\nDate: 2019-03-04\nCategory: Burnout\nTags: sleep\nSummary: Why rest comes first.\n"
        "Formerly: /2019/03/rest-a-plan/\n\nRest is a skill, and most of us were never taught it.\n"
    )
    assert "Nothing stands in the way" in said(content)
    assert not [one for one in check(read(content)) if not one.advice]


def test_the_first_pass_writes_only_the_report(bring: Import, root: Path) -> None:
    before = everything(root / "content")
    bring(REST, write=False)
    assert everything(root / "content") == before
    assert "would be imported" in said(root / "content")


def test_the_same_file_twice_changes_nothing(bring: Import) -> None:
    about = replace(
        REST, kind="page", title="About me", slug="about-me", address="/about-me/", html="<p>Some words.</p>"
    )
    undated = replace(REST, title="No day", slug="no-day", address="", date=None, status="draft")
    before = everything(bring(REST, about, undated, replace(about, title="Home", slug="home")))
    content = bring(REST, about, undated, replace(about, title="Home", slug="home"))
    assert everything(content) == before
    assert "     4  there already" in said(content)


def test_what_she_wrote_in_an_imported_article_is_not_touched_by_the_next_import(bring: Import) -> None:
    content = bring(REST)
    path = content / "articles/rest-a-plan.md"
    path.write_text(path.read_text(encoding="utf-8").replace("Rest: a plan", "A better title"), encoding="utf-8")
    before = everything(content)
    assert everything(bring(REST)) == before


def test_doubles_are_numbered_and_an_article_that_is_there_stays(bring: Import) -> None:
    other = replace(REST, title="Another", slug="there", address=f"{OLD}/there/")
    content = bring(other, replace(other, number=2, title="A third", address=f"{OLD}/b/there/"))
    assert sorted(path.name for path in (content / "articles").iterdir()) == ["there-2.md", "there-3.md", "there.md"]
    assert fields(content, "articles/there.md")["title"] == "T"


def test_links_of_the_old_site_lead_to_the_files(bring: Import) -> None:
    html = f'<p>See <a href="/2019/03/rest-a-plan/">rest</a>, <a href="{OLD}/gone/">that</a>, <a href="{OLD}/coaching">work</a>.</p>'
    work = replace(REST, number=2, title="Work", slug="work", address=f"{OLD}/work/", html=html)
    page = replace(REST, number=3, kind="page", title="Coaching", slug="coaching", address=f"{OLD}/coaching/")
    text = (bring(REST, work, page) / "articles/work.md").read_text(encoding="utf-8")
    assert f"[rest](rest-a-plan.md), [that]({OLD}/gone/), [work](../pages/coaching.md)" in text


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("/blog/rest-a-plan/", "rest-a-plan.md"),
        (f"{OLD}/blog/Rest-a-plan?utm_source=x#why", "rest-a-plan.md"),
        ("/category/rest-a-plan/", f"{OLD}/category/rest-a-plan/"),
        ("/blog/twice/", f"{OLD}/blog/twice/"),
        ("https://other.test/blog/rest-a-plan/", "https://other.test/blog/rest-a-plan/"),
    ],
)
def test_a_link_with_another_folder_leads_to_the_one_text_whose_address_ends_alike(
    bring: Import, address: str, found: str
) -> None:
    twice = [
        replace(REST, title=f"T{n}", slug=f"t{n}", date=datetime(2019, 5, n), address=f"/{n}/twice/") for n in (1, 2)
    ]
    work = replace(REST, title="Work", slug="work", address="/work/", html=f'<p>See <a href="{address}">that</a>.</p>')
    content = bring(REST, *twice, work)
    assert f"[that]({found})" in (content / "articles/work.md").read_text(encoding="utf-8")
    assert ("has the same last words in its address" in said(content)) == (found == "rest-a-plan.md")


def test_a_link_to_a_draft_is_reported_and_not_made(bring: Import) -> None:
    draft = replace(REST, status="draft")
    work = replace(
        REST,
        title="Work",
        slug="work",
        address="/work/",
        html='<p>See <a href="/2019/03/rest-a-plan/">rest</a> soon.</p>',
    )
    content = bring(draft, work)
    assert f"[rest]({OLD}/2019/03/rest-a-plan/)" in (content / "articles/work.md").read_text(encoding="utf-8")
    assert "line 8: A link to the old site leads to a draft: “`/2019/03/rest-a-plan/`”" in said(content)


@pytest.mark.parametrize("status", ["draft", "scheduled", "private"])
def test_what_was_not_published_is_a_draft_without_an_old_address(bring: Import, status: str) -> None:
    header = fields(bring(replace(REST, status=status)), "articles/rest-a-plan.md")  # type: ignore[arg-type]
    assert header["status"] == "draft"
    assert "formerly" not in header


def test_what_is_planned_stays_planned_until_its_day_and_is_a_draft_after_it(bring: Import) -> None:
    planned = replace(REST, status="scheduled", date=datetime(2999, 3, 4, 7, 30), address="/?p=7")
    linked = replace(REST, title="Work", slug="work", address="/work/", html='<p>See <a href="/?p=7">rest</a>.</p>')
    content = bring(planned, linked)
    header = fields(content, "articles/rest-a-plan.md")
    assert (header["date"], header.keys() & {"status", "formerly"}) == ("2999-03-04 07:30", set())
    assert "[rest](https://old.test/?p=7)" in (content / "articles/work.md").read_text(encoding="utf-8")
    assert "planned" not in said(content)
    content = bring(replace(planned, date=DAY, title="Late", slug="late"))
    assert fields(content, "articles/late.md")["status"] == "draft"
    assert "It was planned for a day that has passed, and is a draft here" in said(content)


@pytest.mark.parametrize("address", ["/", OLD, f"{OLD}/", "http://www.old.test/index.html"])
def test_a_link_to_the_front_of_the_old_site_leads_to_ours(bring: Import, address: str) -> None:
    content = bring(replace(REST, html=f'<p>Go <a href="{address}">home</a>.</p>'))
    assert "Go [home](../pages/home.md)." in (content / "articles/rest-a-plan.md").read_text(encoding="utf-8")
    assert "leads to" not in said(content)


def test_a_page_that_is_there_already_in_other_words_comes_as_a_draft_and_links_lead_to_the_page(bring: Import) -> None:
    home = replace(REST, kind="page", title="Welcome", slug="home", address=f"{OLD}/home/")
    work = replace(REST, title="Work", slug="work", address="/work/", html='<p>See <a href="/home/">home</a> now.</p>')
    content = bring(home, work)
    assert fields(content, "articles/home.md")["status"] == "draft"
    assert "[home](../pages/home.md)" in (content / "articles/work.md").read_text(encoding="utf-8")


def test_an_old_address_that_cannot_lead_on_is_in_the_report(bring: Import) -> None:
    content = bring(replace(REST, address=f"{OLD}/?p=12"), replace(REST, title="B", slug="b", address="/images/b/"))
    assert "formerly" not in fields(content, "articles/rest-a-plan.md") | fields(content, "articles/b.md")
    assert f"- `{OLD}/?p=12` → `content/articles/rest-a-plan.md`: what follows a ?" in said(content)
    assert "- `/images/b/` → `content/articles/b.md`: is where the site keeps files of its own." in said(content)


def test_addresses_that_a_service_lends_stay_with_it(bring: Import) -> None:
    html = '<p>At <a href="https://medium.com/">it</a> see <a href="https://medium.com/@mara/work-1f">work</a> and <a href="https://medium.com/@other/x">theirs</a>.</p>'
    work = replace(REST, title="Work", slug="work", address="https://medium.com/@mara/work-1f")
    content = bring(replace(REST, address="https://medium.com/@mara/rest-2e", html=html), work)
    text = (content / "articles/rest-a-plan.md").read_text(encoding="utf-8")
    assert "Formerly" not in text
    assert "[it](https://medium.com/) see [work](work.md) and [theirs](https://medium.com/@other/x)" in text
    assert "- 2 addresses on medium.com: what a service lends stays with it." in said(content)
    assert "leads to nothing" not in said(content)


def test_an_old_address_with_a_comma_stays_one(bring: Import) -> None:
    assert fields(bring(replace(REST, address="/a,b/")), "articles/rest-a-plan.md")["formerly"] == "/a%2Cb/"


@pytest.mark.parametrize(
    "title", ["\"Enough\" and 'more'", "5 * 3 * 2", "[draft] <b>", "_under_ score", "# 1 rule", "Ärzte 👩‍⚕️", "a\nb"]
)
def test_a_title_is_shown_as_it_was(bring: Import, title: str) -> None:
    header = fields(bring(replace(REST, title=title, slug="x")), "articles/x.md")
    assert plain_words(header["title"] or "") == " ".join(title.split())


def test_characters_that_nobody_sees_are_in_no_header(bring: Import) -> None:
    entry = replace(REST, title="Re\u200bst \u202enow", summary="\u200b", tags=("sl\u00adeep", "\ufeff"))
    header = fields(bring(entry), "articles/rest-a-plan.md")
    assert (header["title"], header["tags"], "summary" in header) == ("Rest now", "sleep", False)


def test_topics_are_proposed_and_what_she_writes_holds(bring: Import, root: Path) -> None:
    entries = (
        replace(REST, title="A", slug="a", address="", categories=("Physician burnout", "News")),
        replace(REST, title="B", slug="b", address="", categories=("News",)),
    )
    content = bring(*entries, write=False)
    table = (root / topics.FILE).read_text(encoding="utf-8")
    assert '"Physician burnout" = "Burnout"  # 1\n' in table
    assert '"News" = ""  # 2\n' in table
    (root / topics.FILE).write_text(table.replace('"News" = ""', '"News" = "Leadership"'), encoding="utf-8")
    bring(*entries)
    assert [fields(content, f"articles/{name}.md")["category"] for name in "ab"] == ["Burnout", "Leadership"]
    assert fields(content, "articles/a.md")["tags"] == "News, sleep"


def test_a_topic_that_is_none_is_refused_with_the_nearest(bring: Import, root: Path) -> None:
    (root / topics.FILE).write_text('[categories]\n"News" = "Burnuot"\n', encoding="utf-8")
    with pytest.raises(
        SystemExit, match=r"import-topics\.toml:2\n    “Burnuot” is no topic\.\n    Did you mean `Burnout`\?"
    ):
        bring(REST)
    assert not (root / "content/articles/rest-a-plan.md").exists()


def test_the_sums_add_up(bring: Import) -> None:
    content = bring(
        REST,
        replace(REST, kind="page", title="P", slug="p", address="/p/"),
        replace(REST, kind="page", title="Blog", slug="blog", html="<!-- wp:query /--> "),
        replace(REST, title="D", slug="d", status="draft"),
        left_out=[LeftOut("comment", "", "comments have no place here", 7)],
    )
    numbers = [int(line.split()[0]) for line in said(content).split("```")[1].strip().split("\n")]
    assert numbers[0] == sum(numbers[1:]) == 11
    assert "- comment, 7: comments have no place here" in said(content)


def test_pictures_come_by_path_and_name_and_without_what_they_tell(bring: Import, tmp_path: Path) -> None:
    uploads = tmp_path / "uploads"
    for folder, colour in (("2019/03", "red"), ("2020/01", "blue")):
        (uploads / folder).mkdir(parents=True)
        exif = Image.Exif()
        exif[0x013B] = "Somebody"  # the artist
        Image.new("RGB", (64, 48), colour).save(uploads / folder / "Two Chairs.jpg", exif=exif)
    base = f"{OLD}/wp-content/uploads"
    html = f'<p>Here.</p><p><img src="{base}/2020/01/Two%20Chairs-300x200.jpg" alt="Two chairs"></p><p><img src="{base}/no.png" alt="None"></p>'
    entry = replace(REST, html=html, picture=f"{base}/2019/03/Two%20Chairs-scaled.jpg", picture_words="A red one")
    content = bring(entry, pictures=uploads)
    assert fields(content, "articles/rest-a-plan.md")["image"] == "two-chairs-2.jpg"
    assert "![Two chairs](../images/two-chairs.jpg)" in (content / "articles/rest-a-plan.md").read_text(
        encoding="utf-8"
    )
    with Image.open(content / "images/two-chairs.jpg") as picture:
        assert picture.convert("RGB").getpixel((9, 9))[2] > 200  # type: ignore[index]
        assert not picture.getexif()
    assert (
        f"`{base}/no.png` (in `articles/rest-a-plan.md`, line 13, “None”): It is not in the folder of pictures."
        in said(content)
    )
    before = everything(content)
    assert everything(bring(entry, pictures=uploads)) == before


def test_a_name_that_two_pictures_have_is_not_guessed(root: Path, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / "pictures" / folder).mkdir(parents=True)
        (tmp_path / "pictures" / folder / "x.jpg").write_text(folder)
    library = Library(read(root / "content"), tmp_path / "into", (tmp_path / "pictures",))
    assert not library.place("https://cdn.test/c/x.jpg")
    assert library.missing["https://cdn.test/c/x.jpg"].startswith("There are several of this name")


def test_a_space_may_be_a_plus_in_an_address_and_sizes_are_asked_for_behind_it(bring: Import, tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    Image.new("RGB", (64, 48)).save(tmp_path / "pictures/My Desk.png")
    entry = replace(REST, picture="https://images.test/content/7/My+Desk.png?format=2500w", picture_words="A desk")
    assert fields(bring(entry, pictures=tmp_path / "pictures"), "articles/rest-a-plan.md")["image"] == "my-desk.png"


def test_a_picture_that_cannot_be_shown_is_left_out_with_the_reason(bring: Import, tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures/x.gif").write_bytes(b"GIF89a")
    content = bring(replace(REST, picture="/x.gif"), pictures=tmp_path / "pictures")
    assert "image" not in fields(content, "articles/rest-a-plan.md")
    assert not list(content.glob("images/*"))
    assert "`https://old.test/x.gif` (in `articles/rest-a-plan.md`): This is a GIF" in said(content)


def test_pictures_of_wordpress_are_known_by_their_numbers(bring: Import, tmp_path: Path) -> None:
    (tmp_path / "uploads").mkdir()
    Image.new("RGB", (64, 48)).save(tmp_path / "uploads/x.png")
    entry = replace(REST, html='Look.\n\n[gallery ids="12"]', form="wpautop", builder="classic")
    known = {"12": Picture(f"{OLD}/wp-content/x.png", "A chair")}
    content = bring(entry, pictures=tmp_path / "uploads", library=known)
    assert "../images/x.png" in (content / "articles/rest-a-plan.md").read_text(encoding="utf-8")


def test_where_a_file_cannot_be_written_none_is(bring: Import, monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    before = everything(root / "content")
    copied = shutil.copytree

    def then_somebody_writes_one(*folders: Any, **options: Any) -> None:
        copied(*folders, **options)
        (root / "content/articles/b.md").write_text("mine", encoding="utf-8")

    monkeypatch.setattr(shutil, "copytree", then_somebody_writes_one)
    with pytest.raises(SystemExit, match=r"content/articles/b.md cannot be written: .*\. Nothing was imported\."):
        bring(REST, replace(REST, title="B", slug="b", address="/b/"))
    (root / "content/articles/b.md").unlink()
    assert everything(root / "content") == before


def test_a_header_has_no_line_that_the_practice_cannot_read(bring: Import) -> None:
    content = bring(
        replace(REST, title="T " * 200, summary="S " * 900, tags=tuple(f"tag number {n}" for n in range(200)), slug="x")
    )
    assert not [one for one in check(read(content)) if not one.advice]
    assert "Title is longer than 250 characters" in said(content)


def test_the_report_is_the_same_for_the_same_site(bring: Import) -> None:
    content = bring(REST, write=False)
    first = said(content)
    bring(REST, write=False)
    assert said(content) == first


def test_what_is_the_same_on_several_lines_is_said_once_and_before_what_only_looks_different(bring: Import) -> None:
    film = '<iframe src="https://films.test/{}"></iframe>'
    form = "<form>Your name</form>"
    lost = replace(
        REST, html=f'<p><img src="/a.png"></p>{form}<p>And rest.</p><p><img src="/a.png"></p>{form}{film.format(1)}'
    )
    other = replace(REST, title="B", slug="b", html=f"<p>Rest.</p>{film.format(2)}")
    words = said(bring(other, lost))
    pictures, _, words = words.partition("## What was lost, or needs a look")
    serious, _, looks = words.partition("## What only looks different")
    assert re.search(r"- `https://old.test/a.png` \(in `articles/rest-a-plan.md`, lines \d+, \d+\)", pictures)
    assert serious.count("**Lost.** A form was left out: “Your name”.") == 1
    assert "\n### “Rest: a plan”: `content/articles/rest-a-plan.md`\n\n- lines " in serious
    assert "picture" not in serious
    assert "articles/b.md" not in serious
    assert looks.count("became a link. 2 texts:") == 1
    assert "- `content/articles/b.md` line 10: “`https://films.test/2`”, now “films.test”" in looks


def test_nothing_that_the_old_site_wrote_is_markup_or_a_mention_in_the_report(bring: Import) -> None:
    hostile = "<script>x()</script> @octocat [a](https://evil.test) ![b](https://evil.test/b.png)"
    lost = '<p>See <a href="/gone">@octocat <b>x</b> #12</a></p><form>@octocat [a](https://evil.test)</form>'
    words = said(
        bring(replace(REST, title=hostile, html=lost), left_out=[LeftOut("comment", hostile, "no place here")])
    )
    shown = re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", "", words)
    assert not re.search(r"[<@#]\w|\]\(|evil", shown)


@pytest.mark.parametrize(
    "sign",
    [
        " ",
        "<",
        "a",
        "<!--",
        "<pre>",
        "[caption]",
        "[caption id=",
        "[php]",
        "[gallery ",
        "[embed ",
        "[vc_row a=b ",
        "[vc_row a=“b ",
    ],
)
def test_a_long_run_of_the_same_is_not_looked_at_again_from_each_place_in_it(sign: str, bring: Import) -> None:
    """By the processor's time, as in test_bounds.py: what is right takes less than a second."""
    began = time.process_time()
    bring(replace(REST, html=f"a{sign * (200_000 // len(sign))}@", form="wpautop"))
    assert time.process_time() - began < 10
