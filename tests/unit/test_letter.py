"""A letter: what is in it, that every mail program shows it, and why there is none."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from checks.environment_variables import site_address
from mailing import __main__ as program
from mailing import email_html, style
from mailing.letter import Letter, NoLetterError, letter, of_project
from preview import letters
from sources import article, palette
from sources.content import Content, read
from sources.language import of_tag
from tests.unit.practice import FACTS, NOW, written

FULL = Path(__file__).parents[1] / "practices/full"
SITE = "https://coach.test/sub"
PAGE = (f"{SITE}/articles/rest/", "See it")


@pytest.fixture(scope="module")
def full() -> Content:
    return read(FULL, NOW)


@pytest.fixture(scope="module")
def every(full: Content) -> Letter:
    return letter(full, "every-element", SITE)


def words(html: str) -> list[str]:
    return re.findall(r"\w+", BeautifulSoup(html, "lxml").get_text(" "))


def made(html: str) -> str:
    return email_html.plain(html, lambda href: href, f"{SITE}/images", PAGE)


def of(tmp_path: Path, text: str, facts: str = FACTS, **environment: str) -> Letter:
    """The letter of an article with this text."""
    content = written(tmp_path / "content", facts)
    (content / "articles/rest.md").write_text(
        f"Title: Rest\nDate: 2026-11-22\nCategory: Burnout\nSummary: Why.\n\n{text}\n", "utf-8"
    )
    return of_project(read(content, NOW), "rest", {"SITEURL": SITE, **environment})


def test_letters_of_all_articles_hold_only_what_mail_programs_know_and_whole_addresses(full: Content) -> None:
    names = [file.stem for file in full.sources.values() if file.kind == "articles"]
    for one in (letter(full, name, SITE) for name in names):
        assert len(one.html.encode()) <= 102_000
        soup = BeautifulSoup(one.html, "lxml")
        assert not soup.find_all(["script", "svg", "form", "link", "iframe", "picture"])
        addresses = [str(link["href"]) for link in soup.find_all("a")] + [
            str(img["src"]) for img in soup.find_all("img")
        ]
        assert all(re.match("https://|mailto:|tel:|sms:", address) for address in addresses)
        assert all(link.startswith(SITE) for link in addresses if "coach.test" in link)
        assert "utm_" not in one.html
        assert {f"{img['src']}" for img in soup.find_all("img")} == {
            address for address in addresses if address.startswith(f"{SITE}/images/") and address.endswith(".jpeg")
        }


def test_the_plain_text_says_every_word_and_every_address_of_the_letter(every: Letter) -> None:
    body = BeautifulSoup(every.html, "lxml").body
    assert body
    for link in body.find_all("a"):
        address = str(link["href"])
        assert address in every.text or address.partition(":")[2] in "".join(link.get_text().split())
    assert body.select_one(".preheader")
    said = re.findall(r"\w+", every.text)
    assert not [word for word in words(str(body.select_one(".frame"))) if word not in said]


def test_headings_below_a_heading_bear_no_mark_in_the_plain_text(tmp_path: Path) -> None:
    assert "\n\nOn call\n-------\n\n" in of(tmp_path, "## Rest\n\n### On call\n\nSleep first.").text


def test_no_word_of_an_article_is_lost(full: Content, every: Letter) -> None:
    file = full.sources["articles/every-element.md"]
    shown = BeautifulSoup(article.render(file.path, file.data, full.language)["html"], "lxml")
    assert not [word for word in words(str(shown)) if word not in words(every.html)]


def test_a_letter_is_the_same_every_time(full: Content, every: Letter) -> None:
    assert letter(full, "every-element", SITE) == every


def test_the_summary_is_in_the_list_of_letters_and_hidden_in_several_ways(every: Letter) -> None:
    hidden = BeautifulSoup(every.html, "lxml").select_one(".preheader")
    assert hidden
    assert hidden.get_text() == every.preheader != ""
    assert all(way in str(hidden["style"]) for way in ("display: none", "max-height: 0", "mso-hide: all"))


def test_a_table_becomes_rows_with_the_names_of_its_columns() -> None:
    table = "<table><thead><tr><th>Who</th><th>What</th></tr></thead><tbody><tr><td>Ann</td><td>asks</td></tr></tbody></table>"
    assert made(table) == "<div><p><em>Who:</em> <strong>Ann</strong><br/><em>What:</em> <span>asks</span></p></div>"


def test_a_table_within_a_table_loses_no_word() -> None:
    inner = "<table><tr><td>one</td><td><ul><li>two</li><li>three</li></ul></td></tr></table>"
    assert words(made(f"<table><tr><td>zero</td><td>{inner}</td></tr></table>")) == ["zero", "one", "two", "three"]


def test_a_named_block_is_a_table_for_layout_with_its_name() -> None:
    box = made(
        '<section aria-label="x" class="key-points"><p class="key-points__title">Key points</p><ul><li>a</li></ul></section>'
    )
    assert box.startswith(
        '<table class="box" role="presentation" width="100%"><tr class="box__row"><td class="box__cell">'
    )
    assert "<p><strong>Key points</strong></p><ul><li>a</li></ul>" in box


@pytest.mark.parametrize(
    ("html", "instead"),
    [
        ('<input type="checkbox"> Call', "☐  Call"),
        ('<input checked type="checkbox"> Call', "☑  Call"),
        ('<video src="/files/x.mp4"><p>No video</p></video>', f'<a href="{PAGE[0]}">See it</a>'),
        ("<details><summary>More</summary>Words</details>", "<div><p><strong>More</strong></p>Words</div>"),
        ("<dl><dt>Coach</dt><dd>Asks</dd></dl>", '<div><p class="term"><strong>Coach</strong></p><p>Asks</p></div>'),
        ("<table><thead><tr><th>Alone</th></tr></thead></table>", "<div><p><strong>Alone</strong></p></div>"),
        ("<q>Rest</q> <kbd>Esc</kbd> <mark>x</mark>", "“Rest” Esc x"),
        ('<h4 id="a" class="b">Small</h4>', "<h3>Small</h3>"),
        ('<p onclick="x()" style="color: red" lang="fr">Oui</p>', '<p lang="fr">Oui</p>'),
        ('<a id="place">Words</a>', "Words"),
        ('<img src="/elsewhere.jpg" alt="A door">', "A door"),
        (
            '<sup id="r1"><a class="footnote-ref" href="#fn-1">1</a></sup><sup id="r2"><a class="footnote-ref" href="#fn-2">2</a></sup>',
            '<sup class="footnote">1</sup> <sup class="footnote">2</sup>',
        ),
    ],
)  # fmt: skip
def test_what_mail_programs_do_not_know_becomes_what_they_know(html: str, instead: str) -> None:
    assert made(html) == instead


@pytest.mark.parametrize(
    ("widths", "shown", "size"), [((700, 1104), 700, ("552", "276")), ((300,), 300, ("300", "150")), ((500, 640), 640, ("552", "276"))]
)  # fmt: skip
def test_a_picture_is_the_jpeg_nearest_to_600_pixels_as_wide_as_the_column(
    widths: tuple[int, ...], shown: int, size: tuple[str, str]
) -> None:
    choices = ", ".join(f"$images/a-{width}.jpeg {width}w" for width in widths)
    image = BeautifulSoup(
        made(f'<picture><source srcset="$images/a-700.avif 700w"><img srcset="{choices}" width="2000" height="1000" alt="x"></picture>'),
        "lxml",
    ).img  # fmt: skip
    assert image
    assert image.attrs == {"src": f"{SITE}/images/a-{shown}.jpeg", "width": size[0], "height": size[1], "alt": "x"}


def test_words_and_colours_can_be_read_in_both_schemes() -> None:
    for chosen in (palette.DEFAULT, palette.derived("#7a1f5c", "#2f6b2f")):
        for scheme in ("light", "dark"):
            colours = chosen[scheme]
            for name, one in style.STYLES.items():
                if name == "preheader" or not (colour := re.search(r"(?<![-\w])color: \{([\w-]+)\}", one)):
                    continue
                grounds = ["accent"] if name == "button__link" else ["canvas", "surface"]
                for ground in grounds:
                    assert palette.contrast(colours[colour[1]], colours[ground]) >= palette.WORDS, (
                        scheme,
                        name,
                        ground,
                    )


def test_a_letter_has_every_colour_of_the_dark_scheme_and_all_of_the_light_without_it(every: Letter) -> None:
    head, _, body = every.html.partition("</head>")
    light, dark = palette.DEFAULT["light"], palette.DEFAULT["dark"]
    assert dark["canvas"] in head
    assert light["canvas"] in body
    assert dark["canvas"] not in body
    assert head.count('content="light dark"') == 2


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<section>x</section>", "<section> is an element that mail programs do not know"),
        ('<p onclick="x()">x</p>', "<p> has the attribute “onclick”"),
        ('<p style="position: fixed">x</p>', "<p> has the style “position”"),
        ('<p style="display: none">x</p>', "<p> has the style “display”"),
        ('<a href="/about/">x</a>', "A link leads to “/about/”, which is no whole address"),
        ('<a href="#x">x</a>', "A link leads to “#x”, which is no whole address"),
        ('<img src="https://x.org/pixel.gif" width="1" height="1" alt="">', "A picture is at “https://x.org/pixel.gif”, not on the site"),
        (f'<img src="{SITE}/images/a.jpeg" alt="x">', f"The picture “{SITE}/images/a.jpeg” lacks its words or its size"),
    ],
)  # fmt: skip
def test_what_a_program_would_not_show_is_a_fault(html: str, fault: str) -> None:
    assert fault in [*style.faults(BeautifulSoup(html, "lxml"), SITE, set())]


def test_a_link_of_the_provider_is_no_fault() -> None:
    assert not [*style.faults(BeautifulSoup('<a href="*|UNSUB|*">x</a>', "lxml"), SITE, {"*|UNSUB|*"})]


def test_it_leads_to_the_site_and_to_the_parts_of_its_pages(tmp_path: Path) -> None:
    text = of(
        tmp_path, "## Here\n\nSee [work](work.md), [us](../pages/about.md#now), [all](/articles/) and [here](#here)."
    ).text
    for address in ("/articles/work/", "/about/#now", "/articles/", "/articles/rest/#here"):
        assert f"({SITE}{address})" in text


def test_it_invites_to_a_session_and_not_to_subscribe_once_more(tmp_path: Path) -> None:
    made = of(tmp_path, "Words")
    assert "Book a free discovery session (https://calendar.attending.example/discovery)" in made.text
    assert "One letter a month" not in made.text


@pytest.mark.parametrize(("topics", "danger"), [('["Burnout"]', True), ('["Leadership"]', False)])
def test_what_to_do_in_danger_is_said_where_the_topic_asks_for_it(tmp_path: Path, topics: str, danger: bool) -> None:
    text = of(tmp_path, "Words", FACTS.replace('topics = ["Burnout"]', f"topics = {topics}")).text
    assert "Coaching is not therapy." in text
    assert ("call your local emergency number" in text) == danger


@pytest.mark.parametrize(
    ("form", "unsubscribe", "address"),
    [
        ("buttondown:attending", "Unsubscribe ({{ unsubscribe_url }})", "[Put your postal address here.]"),
        ("kit:1234567", "Unsubscribe ({{ unsubscribe_url }})", "{{ address }}"),
        ("", "[Put your provider’s link to unsubscribe here.]", "[Put your postal address here.]"),
    ],
)
def test_the_provider_fills_in_how_to_unsubscribe(tmp_path: Path, form: str, unsubscribe: str, address: str) -> None:
    made = of(tmp_path, "Words", **({"NEWSLETTER_FORM": form} if form else {}))
    assert made.text.endswith(f"{unsubscribe}\n\n{address}\n")
    assert ('href="{{ unsubscribe_url }}"' in made.html) == bool(form)


def test_signs_that_are_tags_to_a_provider_are_shown_as_they_are(tmp_path: Path) -> None:
    signs = "{{ name }} {% if %} {# x #} *|UNSUB|*"
    made = of(tmp_path, f"`{signs}`", NEWSLETTER_FORM="mailchimp:https://x.us21.list-manage.com/subscribe/post?u=0123456789abcdef012345678&id=89abcdef01")  # fmt: skip
    assert not re.search(r"\{[{%#]", made.html + made.text)
    assert [made.html.count(tag) for tag in ("*|UNSUB|*", "*|LIST:ADDRESS|*")] == [1, 1]
    assert [made.text.count(tag) for tag in ("*|UNSUB|*", "*|LIST:ADDRESS|*")] == [1, 1]
    assert signs in BeautifulSoup(made.html, "lxml").get_text()
    assert signs in made.text.replace("\u2060", "")


@pytest.mark.parametrize(("tag", "said"), [("de", "Auf der Website lesen"), ("fr", "Lire sur le site"), ("es", "Leer en el sitio")])  # fmt: skip
def test_it_speaks_the_language_of_the_practice(tmp_path: Path, tag: str, said: str) -> None:
    made = of(tmp_path, "Words", FACTS.replace('"en-US"', f'"{tag}"'))
    assert said in made.text
    assert of_tag(tag).phrase("letter.why", site="Attending") in made.text
    assert f'lang="{tag}"' in made.html
    assert made.language == tag


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("rst", "Did you mean `python3 tasks.py letter rest`?"),
        ("about", "Give the name of a file in content/articles."),
    ],
)
def test_a_name_that_is_no_article_is_answered_with_the_nearest(tmp_path: Path, name: str, remedy: str) -> None:
    with pytest.raises(NoLetterError) as refused:
        of_project(read(written(tmp_path), NOW), name, {"SITEURL": SITE})
    assert refused.value.problems[0].found == f"There is no article “{name}”."
    assert refused.value.problems[0].remedy == remedy


@pytest.mark.parametrize(
    ("text", "environment", "found"),
    [
        ("[x](nowhere.md)", {}, "nowhere.md"),
        ("Words", {"SITEURL": ""}, "that of your site is not known here"),
        ("Words", {"SITEURL": "http://coach.test"}, "not an address that starts with https://"),
        ("Words", {"NEWSLETTER_FORM": "kitt:1"}, "“kitt” is no provider known here"),
        ("Rest. " * 4_000, {}, "20,000"),
        ("- a\n" * 1_500, {}, "Gmail cuts off what comes after 102,000."),
    ],
)
def test_what_no_letter_can_be_made_of_is_said(
    tmp_path: Path, text: str, environment: dict[str, str], found: str
) -> None:
    with pytest.raises(NoLetterError) as refused:
        of(tmp_path, text, **environment)
    assert found in str(refused.value)


def test_the_domain_of_the_facts_is_the_address_where_the_environment_has_none(tmp_path: Path) -> None:
    facts = FACTS.replace('domain = ""', 'domain = "www.attending.org"')
    content = read(written(tmp_path, facts), NOW)
    assert site_address({}, content) == "https://www.attending.org"
    assert site_address({"SITEURL": SITE}, content) == SITE


@pytest.mark.parametrize(("tag", "direction", "align"), [("de", "ltr", "left"), ("ar", "rtl", "right")])
def test_it_runs_in_the_direction_of_its_language_at_providers_too_that_take_only_its_body(
    tmp_path: Path, full: Content, tag: str, direction: str, align: str
) -> None:
    made = letter(read(written(tmp_path, FACTS.replace('"en-US"', f'"{tag}"')), NOW), "rest", SITE)
    body = BeautifulSoup(made.html, "lxml").body
    frame = body.select_one(".frame") if body else None
    assert frame
    assert (frame["lang"], frame["dir"]) == (tag, direction)
    assert frame.select_one(".sheet")["align"] == align  # type: ignore[index]
    soup = BeautifulSoup(f'<html dir="{direction}"><ul><li>Rest</li></ul></html>', "html.parser")
    style.dress(soup, palette.of_practice(full.site))
    assert ("padding: 0 24px 0 0" in str(soup)) == (direction == "rtl")


@pytest.mark.parametrize("name", ["rest", "rest.md", "articles/rest.md", "content/articles/rest.md", "content\\articles\\rest.md"])  # fmt: skip
def test_an_article_is_found_by_any_way_to_its_file(tmp_path: Path, name: str) -> None:
    assert letter(read(written(tmp_path), NOW), name, SITE).name == "rest"


def test_both_parts_are_written_and_what_is_left_to_do_is_said(tmp_path: Path, full: Content, every: Letter) -> None:
    assert program.write(every, tmp_path) == ["letters/every-element.html", "letters/every-element.txt"]
    assert (tmp_path / "letters/every-element.html").read_text("utf-8") == every.html
    assert (tmp_path / "letters/every-element.txt").read_text("utf-8") == every.text
    assert len(program.notes(every, full)) == 2
    assert "is a draft" in program.notes(letter(full, "a-draft", SITE, "kit"), full)[0]
    assert "goes live on " in program.notes(letter(full, "a-scheduled-one", SITE, "kit"), full)[0]
    assert not program.notes(letter(full, "every-element", SITE, "kit"), full)


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, every: Letter) -> None:
    (tmp_path / "letters").write_text("", "utf-8")
    with pytest.raises(SystemExit, match="The letter cannot be written into letters/"):
        program.write(every, tmp_path)


def test_the_preview_shows_both_widths_in_both_schemes_with_the_pictures_of_this_computer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SITEURL", raising=False)
    page = BeautifulSoup(letters.page(FULL, "every-element", {"light": "", "dark": ""}), "lxml")
    frames = page.find_all("iframe")
    assert [(frame["width"], "dark" in str(frame["title"])) for frame in frames] == [
        ("600", False), ("600", True), ("320", False), ("320", True),
    ]  # fmt: skip
    assert all(frame.has_attr("sandbox") and 'src="/images/' in str(frame["srcdoc"]) for frame in frames)
    assert ["@media all" in str(frame["srcdoc"]) for frame in frames] == [False, True, False, True]
    assert "A nested list" in page.select_one("pre").get_text()  # type: ignore[union-attr]
    assert "https://www.yourpractice.test stands for it" in page.get_text()
    monkeypatch.setenv("SITEURL", SITE)
    assert "stands for it" not in letters.page(FULL, "every-element", {"light": "", "dark": ""})


def test_the_preview_says_why_there_is_no_letter() -> None:
    page = letters.page(FULL, "every-elemnt", {"light": "", "dark": ""})
    assert "There is no article “every-elemnt”." in page
    assert "letter every-element`" in page
