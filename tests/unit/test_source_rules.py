"""How far the rules of headers and texts reach: the last that passes and the first that is told, and every form of a slip."""

from collections.abc import Callable, Iterator

import pytest

from checks import source_file, source_header, source_text
from problem import Problem, printable
from sources.content import Content, Entry, File
from sources.header import parse_source
from tests.unit.test_messages import HEADER, among_others, said_of_a_source, with_fields

Rule = Callable[[File], Iterator[Problem]]


def found(text: str) -> list[str]:
    """What is found in a text below a good header, suggestions too."""
    return [problem.found for problem in said_of_a_source(among_others(f"{HEADER}\n{text}"))]


def found_in(field: str) -> list[str]:
    """What is found in a good header with this field."""
    return [problem.found for problem in said_of_a_source(among_others(f"{with_fields([field])}\n\nText"))]


@pytest.mark.parametrize(
    ("passes", "is_told"),
    [
        (f"Title: {'x' * 65}", f"Title: {'x' * 66}"),
        (f"Summary: {'x' * 200}", f"Summary: {'x' * 201}"),
        (f"Changes: {'x' * 1000}", f"Changes: {'x' * 1001}"),
        (f"Tags: {'x' * 500}\n  {'x' * 499}", f"Tags: {'x' * 500}\n  {'x' * 500}"),
        (f"Formerly: {'/old/, ' * 700}", f"Formerly: {'/old/, ' * 1000}"),
        ("<!-- x -->\n" * 195 + "Tags: a", "<!-- x -->\n" * 196 + "Tags: a"),
        ("Date: 1970-01-01", "Date: 1969-12-31"),
        ("Modified: 2026-11-16", "Modified: 2026-11-15"),
        ("Modified: 2026-11-23", "Modified: 2026-11-24"),
        ("Reviewed: 2026-11-16", "Reviewed: 2026-11-15"),
        ("Reviewed: 2026-11-23", "Reviewed: 2026-11-24"),
        ("Earlier: 2026-10", "Earlier: 2026-11"),
        ("Earlier: 2023-12", "Earlier: 2023-00"),
        ("Date: 2026-11-23 09:00", "Date: 2026-11-23 09:01"),
        ("Image: two-chairs.jpg\nImage_alt: Two chairs.jpg", "Image: two-chairs.jpg\nImage_alt: Two-chairs.jpg"),
    ],
)
def test_a_header_is_told_from_here_on(passes: str, is_told: str) -> None:
    assert found_in(passes) == []
    assert len(found_in(is_told)) == 1


@pytest.mark.parametrize(
    ("passes", "is_told"),
    [
        ("[x](balance.md). " * 1000, "[x](balance.md). " * 1001),
        (f"{'> ' * 6}x", f"{'> ' * 7}x"),
        (f"{'>' * 6}x", f"{'>' * 7}x"),
        (f"{'- ' * 12}x", f"{'- ' * 13}x"),
        (f"{'1. ' * 12}x", f"{'1. ' * 13}x"),
        (f"{'> ' * 6}{'* ' * 6}x", f"{'> ' * 6}{'* ' * 7}x"),
        (f"{'x. ' * 6666}xx", f"{'x. ' * 6666}xxx"),
        (f"{'word ' * 44}end.", f"{'word ' * 45}end."),
        *((f"{mark}{'word ' * 50}", f"x {mark}{'word ' * 50}") for mark in ("> ", "## ", "<!-- -->")),
        ("- " + f"{'word ' * 20}\n- " * 3 + "end", "- " + f"{'word ' * 20}\n" * 3 + "end"),
        ("1.One", "1.One\n2.Two"),
        ("-One", "-One\n-Two"),
        ("-One\nand two", "-One\n+Two"),
        *((f"{mark}\n\nand more", "**Signs**\n\nand more") for mark in ("**Signs.**", "**Signs?**", "**Signs:**", "**Signs**\n\n- and", '**"Signs"**', "**[Signs](balance.md)** here", "**Signs**\nand", "> **Signs**")),
        ("## One\n\n### Two\n\n#### Three\n\n## Four", "## One\n\n#### Three"),
        ("5 \\*\\* b", "5 ** b"),
        ("[x](balance.md) (and more)", "[x] (balance.md)"),
        ("(more)[^1]\n\n[^1]: x", "(more)[balance.md]"),
        ("[x][A b]\n\n[a  B]: balance.md", "[x][a c]\n\n[a b]: balance.md"),
        ("[^1]\n\n[^1]: x", "[^1]\n\n[^1]: x\n\n[^2]: y"),
        ("[^1] [^1]\n\n[^1]: x", "[^1] [^1]"),
        ("<!-- <script>x</script>\n<div> -->\n\nText.", "<!-- x -->\n<div>"),
        ("<x-y>x</x-y> <a:b>", "<xy>"),
        ("<https://x.org> <mailto:a@b.org>", "<name>"),
        ("[gallery](balance.md)", "[gallery]"),
        ("x < y", "x <b"),
        ("[x](/images/two-chairs.jpg)", "[x](/images/three-chairs.jpg)"),
        ("[x](/feed.xml?a#b)", "[x](/feed?a#b)"),
        ("[x](sms:+1555)", "[x](smss:+1555)"),
        ("[x](../pages/contact.md)", "[x](../pages/balance.md)"),
        ("[x](#fn-1) [x](#fnref-1) [^1]\n\n[^1]: x", "[x](#fn-1)"),
        ("***", "**"),
        ("[x](balance.md#what-bends)", "[x](balance.md#What-Bends)"),
        ("![Two chairs](../images/two-chairs.jpg)", "![two-chairs.HEIC](../images/two-chairs.jpg)"),
        *(('<img src="x" ALT="" WIDTH=1 height=1>'.replace("x", "../images/two-chairs.jpg"), f'<IMG SRC="../images/two-chairs.jpg" {others}>') for others in ("width=1 height=1", 'alt=""', 'alt="" width=1')),
        ("<kbd>[[</kbd> and `[[`", "a [["),
        ("[x](balance.md)", "[](balance.md)"),
        ('<a href="/articles/balance/">x</a>', '<a href="balance.md">x</a>'),
        ("```\nx\n```", "```\nx"),
    ],
)  # fmt: skip
def test_a_text_is_told_from_here_on(passes: str, is_told: str) -> None:
    assert found(passes) == []
    assert len(found(is_told)) == 1


@pytest.mark.parametrize("mark", "•·◦▪▸►●○‣⁃∙")
def test_every_pasted_bullet_is_known(mark: str) -> None:
    assert found(f"{mark} One\n  {mark}Two") == [f"The line “{mark} One” begins with a pasted bullet (and 1 more)."]


@pytest.mark.parametrize("items", ["1.A\n2.B", "1)A\n12)B", "(1) A\n(2) B", "a. A\nb. B", "A) a\nB) b", "(a) A\n(b) B", "+A\n+B"])  # fmt: skip
def test_every_tight_list_is_known(items: str) -> None:
    first = items.split("\n")[0]
    assert found(items) == [f"The line “{first}” is not shown as an item of a list (and 1 more)."]


@pytest.mark.parametrize("words", ["Key points", "Questions to sit with", "Key differences"])
def test_every_block_with_a_name_is_known(words: str) -> None:
    [problem] = said_of_a_source(among_others(f"{HEADER}\n**{words}:**"))
    assert problem.remedy == f"Begin this line and those of its block with `>`, like `> **{words}**`."


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("a</o:p>", "</o:p>"),
        ("a <w:sdt>", "<w:sdt>"),
        ("<b class=MsoTitle>x</b>", "<b class=MsoTitle>"),
        ("<b id='docs-internal-guid-1f'>x</b>", "<b id='docs-internal-guid-1f'>"),
        ("<font size=2>x", "<font size=2>"),
        ("a <center>x", "<center>"),
        *((f"<{name} style='x'>x</{name}>", f"<{name} style='x'>") for name in ("span", "p", "div")),
    ],
)
def test_every_leftover_is_taken_out_and_told(text: str, quoted: str) -> None:
    [problem] = [one for one in said_of_a_source(among_others(f"{HEADER}\n{text}")) if "leftover" in one.found]
    assert problem.found.startswith(f"“{quoted}” is a leftover of a word processor or an editor")
    assert problem.advice
    [(_, old, new)] = [repair for repair in problem.repairs if repair[1] == quoted]
    assert new not in (old, quoted)
    assert not any(word in new for word in ("Mso", "style", "docs-internal"))


@pytest.mark.parametrize("text", ["<!--[if gte mso 9]> <![endif]-->", "<!-- /wp:paragraph -->", "[Video: two minutes]", "[audio, 12 min]", "&nbsp;\n\nText."])  # fmt: skip
def test_what_harms_no_one_is_not_told(text: str) -> None:
    assert found(f"Words.\n\n{text}") == []


@pytest.mark.parametrize("text", [*(f"[{name} id=1]" for name in ("caption", "gallery", "embed", "audio", "video", "playlist", "vc_row", "et_pb_section")), "[/caption]", "[gallery]", "{% youtube x %}", "{{ page.title }}"])  # fmt: skip
def test_what_another_program_would_have_replaced_is_told(text: str) -> None:
    assert [one.split(" is an instruction")[0] for one in found(f"a {text}")] == [f"“{text}”"]


@pytest.mark.parametrize(
    "sign", "\x00\x08\x0b\x0c\x0e\x1b\x1f\x7f\x85\x9f\u202a\u202e\u2066\u2069\ufdd0\ufdef\ufffe\uffff"
)
def test_every_sign_that_no_one_sees_is_told(sign: str) -> None:
    told = [f"There is an invisible character (U+{ord(sign):04X}) at “▯” in “A▯b”."]
    assert found(f"A{sign}b") == told
    for key in ("Title", "Changes", "Tags", "Image_alt: x\nImage"):
        assert told[0] in found_in(f"{key}: A{sign}b")


@pytest.mark.parametrize("lost", ["\ufffd", "â€", "â€™", "â€œ", "â€˜", "â€”", "â€\x9d", "Ã©", "Ã¨", "Ã¼", "Ã¶", "Ã¤", "Ã±", "Ã¡", "Ãª", "Ã§"])  # fmt: skip
def test_every_letter_that_was_lost_is_told(lost: str) -> None:
    told = f"Letters were lost in “caf{printable(lost)}”: “{printable(lost)}” stands for something else."
    assert found(f"caf{lost}") == [told]
    assert found_in(f"Changes: caf{lost}") == [told]


@pytest.mark.parametrize(
    ("address", "goal", "whose"),
    [
        ("https://www.google.com/url?url=https://x.org/a&x=1", "https://x.org/a", "Google"),
        ("http://www.google.co.uk/url?q=http://x.org/a", "http://x.org/a", "Google"),
        ("https://eur01.safelinks.protection.outlook.com?url=https%3A%2F%2Fx.org", "https://x.org", "Microsoft"),
    ],
)
def test_every_detour_is_told_with_where_it_leads(address: str, goal: str, whose: str) -> None:
    [problem] = said_of_a_source(among_others(f"{HEADER}\n[x]({address})"))
    assert (
        problem.found
        == f"The link “{address[:60]}{'…' * (len(address) > 60)}” makes a detour that tells {whose} who follows it, so the page leaves that out."
    )
    assert problem.remedy == f"Write `{goal}`."


@pytest.mark.parametrize("title", ["**Rest**", "__Rest__", "`Rest`", "<b>Rest</b>", "[Rest](a.md)", "### Rest", "*Rest*", "_Rest_"])  # fmt: skip
def test_every_mark_in_a_title_is_told(title: str) -> None:
    [problem] = said_of_a_source(among_others(f"{with_fields([f'Title: {title}'])}\n\nText"))
    assert problem.found.startswith(f"Title: “{title}” has markup in it, which")
    assert problem.advice
    assert problem.remedy == "Write it plainly, like `Title: Rest`."


@pytest.mark.parametrize("name", ["a.jpg", "a.JPEG", "a.png", "a.webp", "a.gif", "a.avif"])
def test_every_name_of_a_picture_is_told_in_the_place_of_its_words(name: str) -> None:
    assert found_in(f"Image: two-chairs.jpg\nImage_alt: {name}")[-1:] == [f"Image_alt: “{name}” is the name of a file."]
    assert found(f"![{name}](../images/two-chairs.jpg)") == [
        f"The words of the picture, “{name}”, are the name of a file."
    ]


@pytest.mark.parametrize("name", ["jpg", "jpeg", "png", "webp", "gif", "avif", "HEIC", "heif", "tif", "tiff", "bmp", "psd", "raw", "dng", "cr2", "nef", "eps", "ai"])  # fmt: skip
def test_every_picture_is_known_by_its_ending(name: str) -> None:
    elsewhere, among_articles = Entry(f"hat.{name}"), Entry(f"articles/hat.{name}")
    remedy = (
        "Move it into content/images/."
        if name != "svg"
        else "Name it “mark.svg” if it is that one; or move it out of content/."
    )
    assert [one.remedy for one in source_file.nothing_lies_elsewhere(elsewhere)] == [remedy]
    assert [one.remedy for one in source_file.a_text_ends_in_md(among_articles)] == ["Move it to content/images/."]
    assert list(source_file.a_picture_can_be_shown(Entry(f"images/hat.{name}"))) == []


def test_every_element_that_browsers_know_may_stand_in_a_text() -> None:
    # The elements of the HTML standard, obsolete ones too, without what runs, asks, or is a leftover of a word processor.
    names = (
        "a abbr address article aside audio b bdi bdo blockquote body canvas caption cite code colgroup data dd del "
        "details dfn dialog div dl dt em fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 head header html i ins kbd "
        "label legend li main map mark menu meter nav ol optgroup option output p picture pre progress q rp rt ruby s "
        "samp section small span strike strong sub summary sup table tbody td tfoot th thead time title tr tt u ul var "
        "video"
    )
    assert found("".join(f"<{name}>x</{name}>" for name in names.split())) == []
    assert found("<br> <hr> <wbr> <area> <col> <source> <track> <param> <img alt='x' width=1 height=1>") == []


@pytest.mark.parametrize("text", [r"Two stars \*\* and \[x\](y)", "<pre>\na ** b\n</pre>", "<p>1 &lt; 2 &amp; 3</p>"])
def test_marks_that_are_meant_are_no_slip(text: str) -> None:
    assert found(text) == []


def test_a_draft_may_be_without_a_text_and_lead_to_others() -> None:
    for text in (f"{HEADER}Status: draft\n", f"{HEADER}Status: draft\n\n[x](unfinished.md) [x](later.md)"):
        assert said_of_a_source(among_others(text)) == []


def test_a_day_in_five_years_may_be_meant() -> None:
    assert found_in("Date: 2031-12-31") == ["This article is scheduled: readers see it from December 31, 2031 on."]


def test_a_page_may_be_without_a_text() -> None:
    assert said_of_a_source(among_others("Title: A page\nSummary: What it says.\n", "pages/rest.md")) == []


def test_an_article_of_the_same_day_may_lead_to_one_that_is_scheduled() -> None:
    text = f"{HEADER.replace('2026-11-16', '2027-01-05')}\n[x](later.md)"
    assert [problem.advice for problem in said_of_a_source(among_others(text))] == [True]


@pytest.mark.parametrize(("publish", "advice"), [(True, False), (False, True)])
def test_a_link_to_what_is_not_published_is_in_the_way_of_publishing_alone(publish: bool, advice: bool) -> None:
    file = among_others(f"{HEADER}\n[x](unfinished.md)\n[y](later.md)")
    file.content.publish = publish
    assert [problem.advice for problem in said_of_a_source(file)] == [advice, advice]


def test_without_topics_any_is_taken_and_the_example_says_so() -> None:
    content = Content()
    taken, missing = (File("articles/a.md", parse_source(text), content) for text in (HEADER, "Title: A\n"))
    assert list(source_header.a_topic_is_known(taken)) == []
    assert list(source_header.nothing_is_missing(missing))[-1].remedy.startswith(
        "Add a line like `Category: One of your topics`."
    )


@pytest.mark.parametrize(
    ("summary", "text"),
    [
        ("You close the last chart at nine.", "**You** close “the” last [chart](balance.md) at nine. And then?"),
        ("You close the last chart at nine…", "## A heading\n\nYou close\nthe last chart at nine, and then?"),
        ("You close the last chart's “end”", "You close the LAST charts end at nine."),
    ],
)
def test_the_opening_is_known_in_other_letters(summary: str, text: str) -> None:
    file = among_others(f"{with_fields([f'Summary: {summary}'])}\n\n{text}")
    assert [problem.line for problem in source_text.a_summary_is_not_the_opening(file)] == [4]


def test_a_summary_of_a_few_words_may_begin_the_text() -> None:
    for words, told in (("x" * 20, []), ("x" * 21, [4])):
        file = among_others(f"{with_fields([f'Summary: {words}'])}\n\n{words} and more")
        assert [problem.line for problem in source_text.a_summary_is_not_the_opening(file)] == told
