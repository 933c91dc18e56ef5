"""What is seen of a text must be what GitHub shows of it; GitHub's own engine is the measure.

A hundred texts in every run, always the same; `EXAMPLES=20000 pytest tests/unit/test_as_on_github.py` tries others.
"""

import re
import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.as_on_github import difference, on_github, seen

# What is left out, because the engine alone does it.
BEYOND_THE_ENGINE = re.compile(
    # it makes no box of a task in a quotation, nor behind another mark, and ticks one if any [x] follows in its line
    # and it takes what is right behind the box for words, be it a tag or another mark
    r"^[ \t]*[-*+][ \t]+\[[ xX]\][ \t]+(?:<|[-+*#>]|\d+[.)]\s)|^[> \t]*>[> \t]*[-*+\d.)]+[ \t]+\[[ xX]\]|^[ \t]*(?:[-*+]|\d+[.)])[ \t]+\[[ xX]\][ \t].*\[[ xX]\]",
    re.MULTILINE,
)

Words = st.SearchStrategy[str]


def _one(*choices: str) -> Words:
    return st.sampled_from(choices)


# Within a line -------------------------------------------------------------------------------------------------------

PLAIN = _one(
    *("rest", "tired", "Dr. Lee", "it's", "don't", "naïve", "5%", "2019", "R&D", "A & B", "x < y", "50 > 40", "a"),
    *('He said "no"', "'so'", "--", "---", "...", "life---small", "10--20", "…", "“typed”", "5'10\" tall", "–"),
    *("snake_case_name", "2*3*4", "5 * 3", "#1", "(aside)", "[brackets]", "yes!", "@name", "$5", "a:b", "and/or"),
    *("2019. It", "1) it", "+ more", "a = b", "(a)[b]", "C:\\dir", "end.", "why?", "R&amp;D"),
)
ESCAPES = st.sampled_from(string.punctuation).map(lambda mark: f"\\{mark}")
ENTITIES = _one("&amp;", "&copy;", "a&nbsp;b", "&lt;", "&gt;", "&quot;", "&#39;", "&#x2014;", "&hellip;", "&none;", "&")
CODE = _one("`code`", "``a ` b``", "`a*b*`", "`<b>`", '`"q" -- it\'s`', "` a `", "`a\\`", "`&amp;`", "`a\nb`")
ADDRESSES = _one(
    *("https://example.org", "https://example.org/guide.", "https://example.org/a_b_c?x=1&y=2", "www.example.org"),
    *("anna@example.org", "(https://example.org)", "https://example.org/a(b)", "<https://example.org/x>"),
    *("<anna@example.org>", "http://a.org,", "anna.b-c_d@example.org.", '"https://example.org/"', "see:https://a.org"),
    *("mailto:anna@example.org", "https://example.org/~a", "HTTPS://example.org/A", "**https://example.org**"),
)
REFERENCES = _one("[ref]", "[ref][]", "[the words][ref]", "[Ref]", "[no such][none]", "[none]")
NOTES = _one("word[^1]", "word.[^note]", "[^none]")
MARKUP = _one("<br>", "H<sub>2</sub>O", "<kbd>Ctrl</kbd>", "<!-- note -->", "<b>x</b>", "<u>*x*</u>", "<br/>", "<3")
TARGETS = _one(
    *(
        "https://example.org/a",
        "#part",
        "<https://example.org/a b>",
        'https://example.org/a "Title"',
        "https://e.org/(a)",
    ),
    *("https://example.org/a_b_c 'Title'", "https://example.org/a?b=1&amp;c=2", "mailto:a@example.org"),
)
UNMARKED = st.one_of(
    PLAIN.filter(lambda words: not set("*_") & set(words)), CODE.filter(lambda words: "*" not in words)
)
LINKS = st.one_of(
    st.builds("[{}]({})".format, st.one_of(_one("the words", "the *words*", "`code`", "**bold** words", "it's"), UNMARKED), TARGETS),
    st.builds("![{}]({})".format, _one("a tired face", "a *tired* face", "", "it's \"so\""), TARGETS),
    st.builds("[![a face](https://example.org/a.jpg)]({})".format, TARGETS),
)  # fmt: skip


def _marked(words: str, mark: str) -> str:
    return f"{mark}{words}{mark[::-1]}"


EMPHASIS = st.one_of(
    st.builds(_marked, st.one_of(UNMARKED, LINKS), _one("*", "**", "_", "__", "~~", "***")),
    st.builds(lambda mark: f"un{mark}believ{mark}able", _one("*", "**", "~~")),
    st.builds(lambda words, end: f"**{words}**{end}", st.one_of(UNMARKED, LINKS), _one("'s", ":", ",", ".", "?", ")")),
    st.builds("**a *{}* b**".format, UNMARKED),
    st.builds("*a **{}** b*".format, UNMARKED),
    st.builds("_a **{}** b_".format, UNMARKED),
    st.builds('"*{}*"'.format, UNMARKED),
    st.builds("({})".format, st.builds(_marked, UNMARKED, _one("*", "**", "_"))),
)
# Marks without a partner, in a line without others: among them, the engine pairs by an older algorithm.
SLIPS = st.builds(
    "{} {} {}".format,
    UNMARKED,
    _one("** not bold**", "**Note: **text", "*", "**", "_not_this", "*a", "b**", "**bold", "__", "a*"),
    UNMARKED,
)
PIECES = st.one_of(PLAIN, PLAIN, PLAIN, EMPHASIS, EMPHASIS, LINKS, ESCAPES, ENTITIES, CODE, ADDRESSES, REFERENCES, NOTES, MARKUP)  # fmt: skip
LINES = st.lists(PIECES, min_size=1, max_size=5).map(" ".join)
LINE_ENDS = _one("\n", "\n", "\n", "\n", "  \n", "\\\n", " \n", "<br>\n")

# Blocks ----------------------------------------------------------------------------------------------------------------


def _in_one_line(words: str) -> str:
    return words.replace("\n", " ")


@st.composite
def _paragraphs(draw: st.DrawFn) -> str:
    if draw(st.integers(0, 9)) == 0:
        return draw(SLIPS)
    text: str = draw(_one("Rest is work. ", "So ", "")) + draw(LINES)
    for line in draw(st.lists(LINES, max_size=2)):
        text += draw(LINE_ENDS) + line
    return text


@st.composite
def _headings(draw: st.DrawFn) -> str:
    words = _in_one_line(draw(LINES))
    if draw(st.integers(0, 9)) == 0:
        return f"Part {words}\n{draw(_one('=====', '-----'))}"
    return f"{draw(_one('#', '##', '##', '##', '###', '####'))} {words}{draw(_one('', '', '', ' ##', ' '))}"


@st.composite
def _fences(draw: st.DrawFn) -> str:
    lines = _one("one", "  two", "", "<b>&amp;", "- a", "> b", '"q" -- it\'s', "# no", "**a** [b](c)", "| a |")
    code = "\n".join(draw(st.lists(lines, min_size=1, max_size=4)))
    fence = draw(_one("```", "~~~", "````"))
    return f"{fence}{draw(_one('', '', 'python', 'text'))}\n{code}\n{fence}"


@st.composite
def _tables(draw: st.DrawFn) -> str:
    columns = draw(st.integers(2, 3))
    cells = st.one_of(_one("A", "B", "1 \\| 2", "**b**", "a<br>b", "it's", "`code`", "[a](https://a.org)"), PLAIN)
    outer = draw(_one("yes", "yes", "no"))

    def row(words: list[str]) -> str:
        return f"| {' | '.join(words)} |" if outer == "yes" else " | ".join(words)

    def words() -> list[str]:
        return draw(st.lists(cells, min_size=columns, max_size=columns))

    rule = row(draw(st.lists(_one("---", "---", ":--", "--:", ":-:"), min_size=columns, max_size=columns)))
    rows = [row(words()) for _ in range(draw(st.integers(1, 3)))]
    return draw(_one("", "", "The two side by side:\n")) + "\n".join([row(["When", *words()[1:]]), rule, *rows])


@st.composite
def _quotations(draw: st.DrawFn, inside: Words) -> str:
    lines = draw(inside).split("\n")
    # A space behind the mark belongs to it, so where a line begins with one, every line gets another.
    mark = "> " if any(line.startswith((" ", "\t")) for line in lines) else draw(_one("> ", "> ", ">"))
    return "\n".join(f"{mark}{line}" if line else mark.rstrip() for line in lines)


@st.composite
def _lists(draw: st.DrawFn, inside: Words) -> str:
    marker = draw(_one("-", "-", "-", "*", "+", "1.", "1.", "3.", "1)"))
    gap = draw(_one(" ", " ", " ", "  ", "   "))
    loose = draw(_one("\n", "\n", "\n\n"))
    text = []
    for number in range(draw(st.integers(1, 4))):
        own = f"{int(marker[:-1]) + number}{marker[-1]}" if marker[:-1] else marker
        box = draw(_one("", "", "", "", "[ ] ", "[x] ")) if marker in "-*+" else ""
        words = box + draw(_paragraphs())
        if draw(st.integers(0, 3)) == 0:
            words += draw(_one("\n", "\n\n")) + draw(inside)
        # What belongs to an item is indented to its words, or by four spaces, as editors do it.
        usual = len(own) + len(gap)
        step = draw(st.sampled_from([usual, usual, usual, max(usual, 4)]))
        first, *rest = words.split("\n")
        text.append("\n".join([f"{own}{gap}{first}", *(" " * step + line if line else line for line in rest)]))
    return loose.join(text)


INDENTED = _one("    code\n      more", "\tcode", '    *a* <b> "q"')
HTML = _one(
    *("<details>\n<summary>More</summary>\n\nText *a*\n\n</details>", "<!-- a note -->", "<div>\n\n*a*\n\n</div>", "<hr>"),
    *("<!-- a note\n\n- of *two* paragraphs -->", "<p>One *a*</p>", "<table><tr><td>a</td></tr></table>"),
)  # fmt: skip
LEAVES = st.one_of(
    *[_paragraphs()] * 4, _headings(), _fences(), _tables(), _lists(_paragraphs()), _quotations(_paragraphs())
)
NESTED = st.recursive(
    st.one_of(_paragraphs(), _fences(), _lists(_paragraphs())),
    lambda inside: st.one_of(_lists(inside), _quotations(inside)),
    max_leaves=3,
)
BLOCKS = st.one_of(LEAVES, LEAVES, _lists(NESTED), _quotations(NESTED), _one("---", "***", "* * *"), INDENTED, HTML)
# Right below a paragraph, without an empty line.
BELOW = st.one_of(_lists(_paragraphs()), _quotations(_paragraphs()), _headings(), _fences())
DEFINITIONS = _one(
    "[ref]: https://example.org/ref", "[ref]: <https://example.org/a b> 'Title'", "[ref]:\n  https://example.org/ref"
)
FOOTNOTES = _one(
    *("[^1]: A note.", "[^1]: A note.\n\n    Second *a*.", "[^1]: A note\n    goes on.", "[^note]: Other `code`."),
    *("[^1]: A note [^note].\n[^note]: Other.", "[^note]: See https://example.org.\n\n    - a\n    - b"),
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """What a coach may write."""
    parts = draw(st.lists(st.one_of(BLOCKS, st.builds("{}\n{}".format, _paragraphs(), BELOW)), min_size=1, max_size=5))
    parts += draw(st.lists(st.one_of(DEFINITIONS, FOOTNOTES), max_size=2, unique=True))
    return draw(_one("\n\n", "\n\n", "\n\n\n")).join(parts) + draw(_one("", "\n"))


@given(texts())
def test_whatever_is_written_is_shown_as_on_github(text: str) -> None:
    assume(not BEYOND_THE_ENGINE.search(text))
    assert not difference(text), text


@pytest.mark.parametrize(
    "text",
    [
        "> One line  \n> next line",
        "> **Key points**\n>\n> One line  \n> next line",
        "Read https://example.org/guide.",
        "Look at www.example.org today",
        "Write to hello@example.org, please.",
        "The two side by side:\n| A | B |\n|---|---|\n| 1 | 2 |",
        "## Part two\n3. three\n   - sub\n4. four",
        "1. Write it down:\n\n   ```\n   one\n   two\n   ```\n\n2. Send it.",
        "> ```\n> one\n> two\n> ```",
        "First line\\\nsecond line",
        "It costs \\$5, 100\\%, A \\& B, \\~, \\:, \\=, \\<",
        "".join(f"a\\{mark} " for mark in string.punctuation),
        "- [ ] Call the chair\n- [x] Done",
        "- [ ] Call the chair\n\n- [x] Done\n\n  and slept",
        "~~struck~~ and ~this~",
        "**Anna**'s story, [the Herald](https://example.org)'s desk, *JAMA*'s",
        "[the words\ngo on](https://example.org)",
        "<!-- [the old text](https://example.org) -->\n\nText",
        "- item\n\n    ```\n    [x](#missing)\n    ```",
        "A `span over\ntwo lines` of code",
        "Text[^1]\n\n[^1]: First.\n\n    Second [x](https://example.org).",
        "Rest\n\n\tindented by a tab",
        "## Rest[^1]\n\n[^1]: Note",
    ],
)
def test_what_coaches_write_is_shown_as_on_github(text: str) -> None:
    assert not difference(text), text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a\nb", "a\n\nb"),
        ("a  \nb", "a\nb"),
        ("- a\n- b", "- a\n\n- b"),
        ("- a\n  - b", "- a\n- b"),
        ("1. a", "2. a"),
        ("1. a", "- a"),
        ("*a*", "**a**"),
        ("~~a~~", "a"),
        ("`a`", "a"),
        ("`a -- b`", "`a – b`"),
        ("    a", "a"),
        ("# a\n\n## b", "# a\n\n# b"),
        ("# a", "a"),
        ("> a", "a"),
        ("[a](https://a.org)", "[a](https://b.org)"),
        ("![a](https://a.org)", "![b](https://a.org)"),
        ("- [ ] a", "- [x] a"),
        ("- [ ] a", "- a"),
        ("|a|\n|-|", "|a|\n|:-:|"),
        ("|a|b|\n|-|-|", "|a|\n|-|"),
        ("a\n\n---\n\nb", "a\n\nb"),
        ("a[^1] b\n\n[^1]: c", "a[^1] b[^1]\n\n[^1]: c"),
        ("a[^1]\n\n[^1]: c", "a[^1]\n\n[^1]: d"),
        ("a b", "ab"),
        ("*a* b", "*a*b"),
    ],
)
def test_what_a_reader_can_tell_apart_is_not_the_same(one: str, other: str) -> None:
    assert seen(on_github(one)) != seen(on_github(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('<p>"a" -- it\'s...</p>', "<p>“a” — it’s…</p>"),
        ("<p>a\n  b </p>", "<p>a b</p>"),
        ("<p>a<br>\nb</p>", "<p>a<br> b</p>"),
        (
            '<p><img src="a" alt="b"></p>',
            '<figure><picture><source srcset="c"><img src="a" alt="b"></picture></figure>',
        ),
        (
            "<table><tr><td>a</td></tr></table>",
            '<section class="table-scroll"><table><tr><td data-label="b">a</td></tr></table></section>',
        ),
        ('<td align="right">a</td>', '<td class="align-right">a</td>'),
        ('<td align="left">a</td>', "<td>a</td>"),
        ("<h1>a</h1><h4>b</h4><h1>c</h1>", "<h2>a</h2><h3>b</h3><h2>c</h2>"),
        ('<h2 id="a">a</h2>', "<h2>a</h2>"),
        (
            '<ul><li><input type="checkbox"> a</li></ul>',
            '<ul class="b"><li><label><input type="checkbox" disabled>a</label></li></ul>',
        ),
        ("<p><s>a</s></p>", "<p><del>a</del></p>"),
        ("<p>a</p><!-- b --><p></p>", "<p>a</p>"),
    ],
)
def test_what_the_site_does_on_purpose_makes_no_difference(one: str, other: str) -> None:
    assert seen(one) == seen(other)


def test_a_difference_is_told_by_what_is_seen_here_and_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.as_on_github.here", lambda _: "<p>a</p>\n<p>b</p>")
    assert difference("a\n\nb") == ""
    assert difference("a\n\nc").splitlines() == [
        "--- on GitHub",
        "+++ here",
        "@@ -1 +1 @@",
        "-[('p', '', ['a']), ('p', '', ['c'])]",
        "+[('p', '', ['a']), ('p', '', ['b'])]",
    ]
