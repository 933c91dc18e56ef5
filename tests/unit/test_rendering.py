"""What becomes of a text where it is not, or not only, what GitHub makes of it."""

from pathlib import Path
from typing import Any

import pytest

from sources.article import render
from sources.language import of_tag
from sources.markdown_text import plain_words

HEADER = "Title: Rest & *Work*\nDate: 2026-11-16\nCategory: Burnout\nSummary: What **it** takes -- and gives.\n"


def of(text: str, language: str = "en") -> dict[str, Any]:
    return render(Path("content/articles/a.md"), f"{HEADER}\n{text}\n".encode(), of_tag(language))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# Rest & Work\n\nText.", '<p><span id="rest--work"></span>Text.</p>'),
        ("# Rest and work\n\nText.", '<h2 id="rest-and-work">Rest and work</h2>\n<p>Text.</p>'),
        ("### A\n\n##### B\n\n### C", '<h2 id="a">A</h2>\n<h3 id="b">B</h3>\n<h2 id="c">C</h2>'),
        ("## A -- *b*, c?", '<h2 id="a----b-c"><span id="a-b-c"></span>A — <em>b</em>, c?</h2>'),
        ("## A\n\n## A", '<h2 id="a">A</h2>\n<h2 id="a-1"><span id="a_1"></span>A</h2>'),
        ("## Café {#own}", '<h2 id="own"><span id="cafe"></span>Café</h2>'),
        ("See www.example.org today.", '<p>See <a class="bare" href="https://www.example.org">www.example.org</a> today.</p>'),
        ("- [x] Done", '<ul>\n<li class="task"><label><input checked disabled type="checkbox"> Done</label></li>\n</ul>'),
        ("> [!TIP]\n> Words.", '<section aria-label="Tip" class="alert alert--tip">\n<p class="alert__title">Tip</p>\n<p>Words.</p>\n</section>'),
        ("| a |\n|--:|\n| 1 |", '<th class="align-right" scope="col">a</th>'),
        ("مرحبا بكم", '<p dir="auto">مرحبا بكم</p>'),
        ("Text <!-- a note --> goes\non.\n\n<!--\n\n## No heading\n\n-->\nMore.", "<p>Text  goes\non.</p>\n<p>More.</p>"),
        ("Some<!-- note --> text", "<p>Some text</p>"),
        ("`<!-- code -->`", "<p><code>&lt;!-- code --&gt;</code></p>"),
        ("One.\n\n&nbsp;\n\nTwo.", "<p>One.</p>\n\n<p>Two.</p>"),
        ('<p class="MsoNormal" style="color: red">Red</p>\n\n<font size="2">small</font> <o:p></o:p>', "<p>Red</p>\n<p>small </p>"),
        ("The ICU is busy.\n\n*[ICU]: intensive care unit", '<p>The <abbr title="intensive care unit">ICU</abbr> is busy.</p>'),
        ("Coach\n: Someone who asks.", "<dl>\n<dt>Coach</dt>\n<dd>Someone who asks.</dd>\n</dl>"),
        ("[a](/articles/rest/#part) [b](https://example.org)", '<a href="{filename}/articles/rest.md#part">a</a>'),
        ("[a](https://www.google.com/url?q=https://x.org/a&sa=D)", '<a href="https://x.org/a">a</a>'),
        ("[call 988 now](tel:988) or [text 988](sms:988)", '<a href="tel:988">call\u00a0988\u00a0now</a> or <a href="sms:988">text 988</a>'),
        ("Ask http://127.0.0.1:8000/about/ yourself.", '<a class="bare" href="http://127.0.0.1:8000/about/">'),
        ("`a--b` \"c\" 10--20 5'10\"", "<p><code>a--b</code> “c” 10–20 5′10″</p>"),
        ("Dear colleague,\n{your name}", "<p>Dear colleague,\n{your name}</p>"),
        ("## Dear {name}", '<h2 id="dear-name">Dear {name}</h2>'),
        ("para\n{: onclick=x}", "<p>para\n{: onclick=x}</p>"),
        ("[x](#a){: href=javascript:x }", '<a href="#a">x</a>{: href=javascript:x }'),
        ("![x](https://x.org/y.png){: .wide width=500 }", '<img alt="x" class="wide" src="https://x.org/y.png" width="500">'),
        ("<div>\n<scr<font>ipt>alert(1)</scr</font>ipt>\n</div>", "<scr<font>ipt>"),
        ("*[wzxhzdk]: x\n\n*[amp]: y\n\n<b>c</b> & amp", '<b>c</b> &amp; <abbr title="y">amp</abbr>'),
        ("`a` \\\"b\\\"", "<p><code>a</code> “b”</p>"),
        ("A &amp;lt; B &copy; \\& C", "<p>A &amp;lt; B © &amp; C</p>"),
    ],
)  # fmt: skip
def test_a_text_becomes(text: str, html: str) -> None:
    assert html in of(text)["html"]


def test_of_a_note_that_is_cited_twice_two_marks_lead_to_it_and_two_lead_back() -> None:
    html = of("A.[^n] B.[^n]\n\n[^n]: Its source.")["html"]
    for part in ('id="fnref-1"', 'id="fnref2-1"', 'href="#fn-1"', 'href="#fnref-1"', 'href="#fnref2-1"', 'id="fn-1"'):
        assert part in html


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Dear <first name>, rest", "Dear <first name>, rest"),
        ("<i>Rest</i> & `work`", "Rest & work"),
        ("[Rest](a.md) **now**", "Rest now"),
        ("5*3*2", "5*3*2"),
        ("# 1 reason", "# 1 reason"),
        ("## Rest", "Rest"),
        ("A \\*star\\*", "A *star*"),
    ],
)
def test_a_title_loses_its_marks_and_no_word(title: str, shown: str) -> None:
    assert plain_words(title) == shown


def test_titles_and_summaries_are_shown_without_their_markup() -> None:
    made = of("Text.")
    assert (made["title"], made["summary"]) == ("Rest & Work", "What it takes — and gives.")


def test_the_list_of_contents_has_the_words_of_second_level_headings() -> None:
    made = of("## R&D, *really*[^1]\n\n### No\n\n## [A link](https://example.org)\n\n[^1]: Note.")
    assert made["contents"] == [("rd-really", "R&amp;D, really"), ("a-link", "A link")]


def test_what_has_no_text_has_not_the_contents_of_another() -> None:
    of("## One")
    assert of("")["contents"] == []


def test_what_is_too_much_to_read_is_refused_before_it_takes_time() -> None:
    for text in ("[" * 50_000, "*" * 2000 + "a", "a\n---\n\n" * 600, "| a " * 20_000, "a[^1] " * 2000, "a@b.c " * 6000):
        with pytest.raises(ValueError, match="line 6: too much"):
            of(text)


def test_no_line_ends_before_french_punctuation() -> None:
    made = of("« Vrai » ? Oui : non ; *si* ! Sans espace? `a ?` À 12 :30 ?!", "fr")["html"]
    thin, wide = "\u202f", "\u00a0"
    assert made == (
        f"<p>«{thin}Vrai{thin}»{thin}? Oui{wide}: non{thin}; <em>si</em>{thin}! Sans espace? <code>a ?</code> "
        f"À 12 :30{thin}?!</p>"
    )
    assert "« Vrai » ?" in of("« Vrai » ?", "fr-CH")["html"]
    assert "Vrai ?" in of("Vrai ?", "en")["html"]


def test_quotation_marks_are_those_of_the_language() -> None:
    made = of('"So", sagte sie.\n\n> **Key differences**\n>\n> | | A "B" |\n> |---|---|\n> | x | y |', "de")["html"]
    assert "<p>„So“, sagte sie.</p>" in made
    assert 'data-label="A „B“"' in made
