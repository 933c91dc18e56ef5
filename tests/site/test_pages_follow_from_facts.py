"""Whatever a practice leaves out, nothing on its site asks for it or has a hole where it would be."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site.building import LOCAL_URL, MINIMAL, PUBLIC_URL, Kept, Site, copy_project, replace, run

# All that has to be known of a practice.
FACTS = """\
name = "Riverside"
tagline = "Time to think, for teachers"
description = "One-to-one coaching for teachers: marking, meetings, moving up or moving on."
language = "en-GB"
timezone = "Europe/London"

[coach]
email = "post@riverside.test"

[[topics]]
name = "Marking"
situation = "The pile never ends"
description = "Less of it, sooner, and with a reason."
drawing = "table"
"""
NEEDED = {"pages/home.md", "pages/privacy.md"}
OPTIONAL = sorted({path.relative_to(MINIMAL).as_posix() for path in (MINIMAL / "pages").rglob("*.md")} - NEEDED)
TO_CONTACT = '[[navigation]]\nlabel = "Write"\naddress = "/contact/"\n'
TABLES = ("booking", "navigation", "invitations", "crisis", "publishing", "forms", "discovery_session")


@pytest.fixture(scope="module")
def teachers(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """The project of the minimal practice."""
    return Kept(copy_project(tmp_path_factory.mktemp("teachers") / "project", practice=MINIMAL))


@pytest.fixture
def project(teachers: Kept) -> Iterator[Path]:
    """The same, for a test that changes what it likes."""
    yield teachers.folder
    teachers.put_back()


@pytest.fixture
def smallest(project: Path) -> Path:
    """The practice with two articles, the two pages that every site has, and no fact that may be left out."""
    for name in (*OPTIONAL, "articles/handing-it-in.md"):
        (project / "content" / name).unlink()
    (project / "content/site.toml").write_text(FACTS, encoding="utf-8")
    return project


def built(project: Path, *options: str, environment: dict[str, str] | None = None) -> Site:
    """The site of a project; the gate finds no link that leads nowhere, and asks for nothing."""
    done = run("build.py", "--without-search", *options, project=project, environment=environment)
    assert done.status == 0, done.said
    return Site(project / "output", PUBLIC_URL if options else LOCAL_URL)


def without_table(facts: str, table: str) -> str:
    """The facts without a table, its entries and the tables within it."""
    return re.sub(rf"(?m)^\[+{table}\b(?:(?!^\[).|\n)*", "", facts)


def holes(site: Site) -> list[str]:
    """Every element of every page that would be seen as a box, a line or a gap with nothing in it."""
    found = []
    for address in site.addresses:
        for element in site.page(address).select("main *, footer *, header *"):
            replaced = element.name in ("img", "input", "textarea", "path", "br", "hr", "source")
            filled_by_script = element.get("role") == "status" or element.has_attr("hidden")
            if not (
                replaced or filled_by_script or element.get_text().strip() or element.select("img, input, svg, path")
            ):
                found.append(f"{address}: {element}")
    return found


@pytest.mark.parametrize("page", OPTIONAL)
def test_each_page_may_be_missing(page: str, project: Path) -> None:
    (project / "content" / page).unlink()
    if page == "pages/contact.md":
        replace(project / "content/site.toml", TO_CONTACT, "")
    site = built(project)
    assert holes(site) == []
    made = "404.html" if page == "pages/404.md" else page.removeprefix("pages/").replace(".md", "/index.html")
    # Those have words of ours.
    assert (made in site.files) == (
        made == "404.html" or (made.startswith(("contact/", "newsletter/t")) and page != "pages/contact.md")
    )


@pytest.mark.parametrize("table", TABLES)
def test_each_table_of_the_facts_may_be_missing(table: str, project: Path) -> None:
    facts = project / "content/site.toml"
    facts.write_text(without_table(facts.read_text(encoding="utf-8"), table), encoding="utf-8")
    assert f"[{table}" not in facts.read_text(encoding="utf-8")
    assert holes(built(project)) == []


@pytest.mark.parametrize(
    ("options", "environment"), [([], {}), (["--publish"], {"SITEURL": PUBLIC_URL})], ids=["here", "live"]
)
def test_two_pages_two_articles_and_the_facts_that_are_needed_make_a_site(
    options: list[str], environment: dict[str, str], smallest: Path
) -> None:
    site = built(smallest, *options, environment=environment)
    assert site.addresses == [
        "404.html", "articles/before-half-term/", "articles/", "articles/the-pile/", "feed/", "", "privacy/", "search/",
        "topics/marking/",
    ]  # fmt: skip
    assert holes(site) == []
    for address in site.addresses:
        page = site.page(address)
        links = [link.get_text() for link in page.select("footer a")]
        assert links == ["post@riverside.test", "Articles", "Feed", "Privacy"], address
        assert [link.get_text() for link in page.select(".masthead__nav a")] == ["Search"], address
        assert not page.select("form[method=post], .invitation, .crisis, .footer__scope"), address
        assert not re.search(r"letter|discovery|about me|send a message", page.get_text(), re.IGNORECASE), address
    assert site.words("", ".hero__actions") == "Write an email"
    assert site.words("404.html", "h1") == "This page is not here"
    root = "/sub" if options else ""
    assert f"{root}/articles/" in [link["href"] for link in site.page("404.html").select("main a")]


def test_pages_of_ours_stand_where_a_form_leads_back_to_and_are_found_by_nobody_else(smallest: Path) -> None:
    (smallest / "content/pages/contact.md").write_text(
        "Title: Write to me\nSummary: I answer.\n\nText.\n", encoding="utf-8"
    )
    site = built(smallest)
    for address in ("contact/thanks/", "contact/not-sent/"):
        assert site.page(address).select("meta[name=robots][content=noindex]")
        assert site.words(address, "main").endswith("You can always reach me at post@riverside.test.")
        assert address not in site.text("sitemap.xml")
    assert "newsletter/thanks/index.html" not in site.files
    assert [link.get_text() for link in site.page("").select("footer a")][-2:] == ["Contact", "Privacy"]
    site = built(smallest, environment={"CONTACT_FORM": "none"})
    assert "contact/thanks/index.html" not in site.files
    assert site.words("contact/", ".page__action") == "Write an email"


def test_the_page_about_the_feed_has_the_words_of_the_coach_where_she_wrote_some(smallest: Path) -> None:
    assert "A feed is a file on this site" in built(smallest).words("feed/", "main")
    (smallest / "content/pages/feed.md").write_text("Title: By feed\nSummary: At ease.\n\nAs I do.\n", "utf-8")
    site = built(smallest)
    assert site.words("feed/", "main").startswith("By feed At ease. As I do. Its address Copy it")
    assert "A feed is a file" not in site.words("feed/", "main")
    assert [link.get_text() for link in site.page("").select("footer a")] == [
        "post@riverside.test", "Articles", "Feed", "Privacy",
    ]  # fmt: skip


def test_a_practice_without_a_letter_has_neither_its_page_nor_its_words(project: Path) -> None:
    """The words may stay for the day on which there is one."""
    site = built(project, environment={"NEWSLETTER_FORM": "none"})
    assert not [address for address in site.addresses if site.page(address).select("#invitation-newsletter")]
    assert not site.page("").select(".home__letter")


def test_a_practice_that_has_not_published_yet_has_no_holes(smallest: Path) -> None:
    for article in (smallest / "content/articles").glob("*.md"):
        article.unlink()
    site = built(smallest)
    assert holes(site) == []
    assert site.words("articles/", "main") == "Articles None is published yet."
    # Which therefore is linked from nowhere, as is the feed.
    linked = {link for address in site.addresses for link in site.links(site.one(address, "html"), address)}
    assert not [link for link in linked if link.endswith(("/articles/", "/feed/"))]
    assert not site.page("search/").select("select")
    assert site.words("", "main") == (
        "For teachers who take it home Coaching on the telephone, after school. Write an email "
        "Twenty minutes are free, and there is nothing to prepare. Coaching is not therapy."
    )


@pytest.mark.parametrize("name", sorted(NEEDED))
def test_a_page_that_every_site_has_is_missed_by_name(name: str, smallest: Path) -> None:
    (smallest / "content" / name).unlink()
    done = run("build.py", project=smallest)
    assert done.status == 1
    assert f"content/{name}" in done.said
    assert "This page is missing; every site has one." in done.said


def test_whatever_names_a_page_that_is_missing_is_told_with_its_line(project: Path) -> None:
    (project / "content/pages/contact.md").unlink()
    home = project / "content/pages/home.md"
    home.write_text(home.read_text(encoding="utf-8") + "\n[Write](contact.md) to me.\n", encoding="utf-8")
    done = run("build.py", project=project)
    number = len(home.read_text(encoding="utf-8").splitlines())
    assert f"content/pages/home.md:{number}" in done.said
    line = (project / "content/site.toml").read_text(encoding="utf-8").split("\n").index('address = "/contact/"') + 1
    assert f"content/site.toml:{line}" in done.said
    assert "2 things to fix" in done.said


def test_facts_stand_as_they_are_written(project: Path) -> None:
    """Names that begin with capitals: of a service, of a language whose nouns do."""
    facts = project / "content/site.toml"
    replace(facts, 'tagline = "Time to think, for teachers"', 'tagline = "NHS-linked Coaching"')
    replace(facts, 'action = "Find a time"', 'action = "Zeit finden"')
    site = built(project)
    assert "· NHS-linked Coaching ·" in site.words("articles/the-pile/", ".article__meta")
    assert "Zeit finden" in site.words("contact/", ".page__aside")
    assert "Marking, Moving on" in str(site.one("articles/", "meta[name=description]")["content"])
    for address in site.addresses:
        assert not re.search(r"nhs-linked|zeit finden", site.text(address)), address


def test_a_page_that_nothing_else_knows_is_linked_at_the_foot_of_every_page(smallest: Path) -> None:
    (smallest / "content/pages/imprint.md").write_text(
        "Title: Imprint\nSummary: Who answers for it.\n\nA name.\n", "utf-8"
    )
    site = built(smallest)
    for address in ("", "privacy/", "imprint/"):
        assert [
            link.get_text() for link in site.page(address).select(".footer a[href$='imprint/'], .footer a[href='./']")
        ] == ["Imprint"]
