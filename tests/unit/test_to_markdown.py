"""What was text stays text, what was a block stays one, and what cannot be here is said."""

from html import escape

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from importing.plain_elements import Context
from importing.to_markdown import Converted, convert
from sources import markdown_text


def moved(html: str, title: str = "", **context: object) -> Converted:
    return convert(html, Context(title=title, picture=_here, **context))  # type: ignore[arg-type]


def _here(address: str) -> str:
    return "" if "gone" in address else f"../images/{address.rpartition('/')[2]}"


def markdown(html: str, **context: object) -> str:
    return moved(html, **context).markdown  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>A <b>bold </b>word, <i>one</i>.</p>", "A **bold** word, *one*."),
        ("<p>no<b>te:</b>x, <i>a</i><b>b</b></p>", "no<strong>te:</strong>x, <em>a</em><strong>b</strong>"),
        ("<p>1<b><s>2</s></b></p>", "1<strong>~~2~~</strong>"),
        ("<p># no heading</p>", "\\# no heading"),
        ("<p>1986. A year.</p>", "1986\\. A year."),
        ("<p>- said she</p>", "\\- said she"),
        ("<p>2*3*4 and snake_case</p>", "2\\*3\\*4 and snake_case"),
        ("<p>src=https://e.org/a.js&lt;/script&gt;</p>", "src=<https://e.org/a.js>\\</script>"),
        ("<p>www.e.org&gt;&lt;b&gt;</p>", "[www.e.org](https://www.e.org)>\\<b>"),
        ("<p>&lt;name&gt; and 3 &lt; 4</p>", "\\<name> and 3 < 4"),
        ("<p>[1](see) [sic] x</p>", "\\[1\\](see) [sic] x"),
        ("<p>Wow!<a href='https://e.org'>this</a></p>", "Wow\\![this](https://e.org)"),
        ("<p>one<br>two</p>", "one  \ntwo"),
        ("<p>one<br><br>two</p>", "one\n\ntwo"),
        ("<p><b>one.<br><br>two.</b></p>", "**one.**\n\n**two.**"),
        ("<div>one<div>two</div></div>", "one\n\ntwo"),
        ("<p>&nbsp;</p><p>a&nbsp; b, 10&nbsp;mg\u200b</p>", "a b, 10\xa0mg"),
        ("<p>10<sup>2</sup> <u>x</u></p>", "10<sup>2</sup> x"),
        ("<ul><li>a<ul><li>b</li></ul></li><li><p>c</p></li><li></li></ul>", "- a\n  - b\n- c"),
        ("<ol><li>a</li></ol><ol><li>b</li></ol>", "1. a\n\n1) b"),
        ("<p>• a<br>• b</p>", "- a\n- b"),
        ("<p>3. a<br>4. b</p>", "3. a\n4. b"),
        ("<p>a) one<br>b) two</p>", "a\\) one  \nb\\) two"),
        ("<blockquote><p>q</p><cite>Me</cite></blockquote>", "> q\n>\n> Me"),
        ("<pre><code class='language-sql'>a\n\n\nb</code></pre>", "```sql\na\n\n\nb\n```"),
        ("<pre>a ``` b</pre>", "````\na ``` b\n````"),
        ("<dl><dt>Rest</dt><dd>Sleep.</dd></dl>", "Rest\n: Sleep."),
        ("<table><tr><th>a</th><th>b</th></tr><tr><td>1|2</td><td>x<br>y</td></tr></table>",
         "| a | b |\n| --- | --- |\n| 1\\|2 | x<br>y |"),
        ("<table><tr><td rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
         "|  |  |\n| --- | --- |\n| a | b |\n|  | c |"),
        ("<table><tr><td><h2>Part</h2><p>Words</p></td><td>More</td></tr></table>", "## Part\n\nWords\n\nMore"),
        ("<h1>One</h1><h4>Two</h4><h2></h2><h6><b>Three</b></h6>", "## One\n\n### Two\n\n#### Three"),
        ("<p><a href='/a'><b>x</b></a><a href='https://e.org/a b)'>y</a></p>", "[**x**](/a)[y](https://e.org/a%20b%29)"),
        ("<p><a href='https://e.org/?utm_source=x&id=1'>y</a></p>", "[y](https://e.org/?id=1)"),
        ("<p><a href='https://e.org'>https://e.org</a></p>", "<https://e.org>"),
        ("<a href='https://e.org'><h3>Title</h3><p>Words</p></a>", "## [Title](https://e.org)\n\n[Words](https://e.org)"),
        ("<p><a href='#rest'>x</a></p><h4 id='rest'>Take a Rest</h4>", "[x](#take-a-rest)\n\n## Take a Rest"),
        ("<p>\x93Quoted\x94</p>", "“Quoted”"),
        ("<script>x()</script><style>p{}</style><!-- a note -->x", "x"),
        ("<p>Fine <img class='wp-smiley' alt='🙂' src='s.png'></p>", "Fine 🙂"),
        ("<p><code>a<br>b</code> one<img src='/gone.jpg'>two</p>", "`a b` one two"),
        ("<a href='/a'><div><img src='/i/a.jpg' alt='A.'></div></a>", "[![A.](../images/a.jpg)](/a)"),
        ("<p><a href='/a'>one </a><a href='/a'>two</a></p>", "[one two](/a)"),
    ],
)  # fmt: skip
def test_reads_as_it_did(html: str, expected: str) -> None:
    assert markdown(html) == expected


def test_a_caption_is_the_title_of_its_picture_or_a_line_below_it() -> None:
    figure = "<figure><img src='/i/door.jpg' alt='A door.'><figcaption>{}</figcaption></figure>"
    assert markdown(figure.format("The ward")) == '![A door.](../images/door.jpg "The ward")'
    linked = markdown(figure.format("By <a href='https://e.org'>Ann</a>"))
    assert linked == "![A door.](../images/door.jpg)\n\n*By [Ann](https://e.org)*"


def test_the_name_of_a_file_is_no_words_for_a_picture() -> None:
    assert markdown("<img src='/i/IMG_1234.jpg' alt='IMG_1234.jpg'>") == "![](../images/IMG_1234.jpg)"


def test_a_picture_that_loads_late_is_shown_once() -> None:
    late = "<img data-src='/i/door.jpg' src='data:image/gif;base64,x' alt='A door.'><noscript><img src='/i/door.jpg'></noscript>"
    assert markdown(f"<p>{late}</p>") == "![A door.](../images/door.jpg)"
    only = "<p>a</p><noscript><img src='/i/door.jpg' alt='A door.'></noscript>"
    assert markdown(only) == "a\n\n![A door.](../images/door.jpg)"


def test_a_missing_picture_is_said_and_its_caption_stays() -> None:
    found = moved("<p>a</p><figure><img src='/gone.jpg' alt='A door.'><figcaption>The ward</figcaption></figure>")
    assert found.markdown == "a\n\n*The ward*"
    assert [(one.what, one.before, one.line, one.lost) for one in found.changes] == [("a picture is missing", "/gone.jpg A door.", 3, True)]  # fmt: skip


def test_a_film_becomes_a_link_to_its_page() -> None:
    found = moved("<p>a</p><iframe src='//www.youtube.com/embed/abc?rel=0' title='On rest'></iframe>")
    assert found.markdown == "a\n\n[On rest](https://www.youtube.com/watch?v=abc)"
    assert found.changes[0].line == 3


def test_a_link_that_runs_a_script_keeps_its_words() -> None:
    found = moved("<p>a <a href='javascript:x()'>here</a> b</p>")
    assert found.markdown == "a here b"
    assert found.changes[0].lost


def test_a_form_is_left_out_and_its_words_are_in_the_report() -> None:
    found = moved("<p>a</p><form><label>Your name</label><input></form>")
    assert found.markdown == "a"
    assert [one.before for one in found.changes] == ["Your name"]


@pytest.mark.parametrize(
    "html",
    [
        "<p>a<sup><a href='#n1' id='r1'>1</a></sup> b</p><h3>Notes</h3><ol><li id='n1'>See <i>x</i>. <a href='#r1'>↩</a></li></ol>",
        "<p>a<a class='footnote-anchor' id='footnote-anchor-1' href='#footnote-1'>1</a> b</p>"
        "<div class='footnote'><a id='footnote-1' href='#footnote-anchor-1' class='footnote-number'>1</a>"
        "<div class='footnote-content'><p>See <i>x</i>.</p></div></div>",
        "<p>a<sup data-fn='u-1' class='fn'><a href='#u-1' id='u-1-link'>1</a></sup> b</p><!-- wp:footnotes /-->",
    ],
)  # fmt: skip
def test_footnotes_are_footnotes(html: str) -> None:
    assert markdown(html, footnotes={"u-1": "See <i>x</i>."}) == "a[^1] b\n\n[^1]: See *x*."


def test_a_mark_that_leads_to_no_words_is_no_footnote() -> None:
    assert markdown("<p>a<a href='#n1' id='r1'>1</a></p><p id='n1'><a href='#r1'>1</a></p>") == "a1"


def test_a_bold_line_above_a_paragraph_is_a_heading() -> None:
    assert markdown("<p><b>What helps</b></p><p>Sleep.</p>") == "## What helps\n\nSleep."
    assert markdown("<p>x</p><p><b>Ann Smith</b></p>") == "x\n\n**Ann Smith**"


def test_a_heading_that_repeats_the_title_is_left_out() -> None:
    assert markdown("<hr><h3>Rest, first!</h3><p>x</p>", title="Rest first") == "x"


@pytest.mark.parametrize(
    ("notice", "earlier", "left"),
    [
        ("An earlier version of this article appeared on this site in May, 2023.", "2023-05", ""),
        ("<em>An earlier version of this post was published here on June 2, 2022.</em>", "2022-06", ""),
        ("Hello. An earlier version of this article appeared in Sept. 2021. Bye.", "2021-09", "Hello. Bye."),
        ("An earlier version of this article appeared in another magazine on June 2, 2022.", "", "An earlier"),
        ("An earlier version of this article appeared on this blog in 2022.", "", "An earlier"),
    ],
)
def test_a_notice_of_an_earlier_version_here_is_the_month_in_the_header(notice: str, earlier: str, left: str) -> None:
    found = moved(f"<p>{notice}</p><p>Words.</p>")
    assert found.earlier == earlier
    assert found.markdown.startswith(left or "Words.")
    assert len(found.changes) == 1


def test_what_is_nested_without_end_is_read_as_words() -> None:
    assert markdown("<div><b>" * 3_000 + "deep" + "</b></div>" * 3_000).strip("*") == "deep"


def test_a_word_that_vanished_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importing.writer.Writer.convert_hr", lambda *_, **__: "\n\n")
    monkeypatch.setattr("importing.writer.Writer.convert_blockquote", lambda *_, **__: "")
    assert moved("<p>a</p><blockquote>so wise</blockquote>").changes[-1].before == "so wise"


_SIGNS = st.sampled_from([*"*_`~\\[]()<>#|+=-!&:;.1aA bx^\"'$%@/ ", "1. ", "- ", "a) ", "[x](y)", "&amp;", "![", "**", "<b>", "<!--", "---", "[^1]", "[ ] ", "~~", "{{"])  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(st.lists(_SIGNS, min_size=1, max_size=9).map("".join))
def test_whatever_was_text_is_text(text: str) -> None:
    converter = markdown_text.converter()
    for frame in ("<p>{}</p>", "<ul><li>x{}</li></ul>", "<p>x<br>{}</p>"):
        old = frame.format(escape(text))
        html = converter.reset().convert(markdown(old))
        shown = "".join(BeautifulSoup(html, "lxml").get_text().split())
        assert shown == "".join(BeautifulSoup(old, "lxml").get_text().split())


def test_levels_that_no_text_may_have_are_left_out() -> None:
    assert markdown("<blockquote>" * 40 + "deep" + "</blockquote>" * 40) == "> > > > > > deep"
    assert markdown("<ul><li>a" * 20).endswith(f"{'  ' * 11}- a\n\n{('  ' * 12 + 'a' + chr(10) * 2) * 8}".rstrip())
