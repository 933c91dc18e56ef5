"""What is seen of a text must be what GitHub shows of it; GitHub's own engine is the measure.

150 texts in every run, always the same; `AS_ON_GITHUB_TEXTS=20000 pytest tests/unit/test_as_on_github.py` tries others.
"""

import os
import re
import string

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.as_on_github import difference, on_github, seen

TEXTS = int(os.environ.get("AS_ON_GITHUB_TEXTS", "0"))

# GitHub's site makes boxes of tasks by other code: this one sees none in a quotation or behind another mark, and ticks one
# if any [x] follows in its line. Where that may be, a box is compared as if it were the brackets it was written as.
_MARK = r"(?:>[ \t]*|(?:[-*+]|\d+[.)])[ \t]+)"
BOXES_OF_OTHER_CODE = re.compile(rf"^[ \t]*{_MARK}(?:{_MARK}+\[[ xX]\]|\[[ xX]\][ \t].*\[[ xX]\])", re.MULTILINE)

# What is left out, because the engine does what nobody expects. How many of 1,000 texts each leaves out is in brackets.
BEYOND_THE_ENGINE = re.compile(
    # a rule or a fence that does not end takes the blank line behind it from its list
    rf"^[> \t]*{_MARK}*(?:[-*+]|\d+[.)])(?:[ \t]+|[ \t]*\n[> \t]+)"
    r"(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})\n[> \t]*\n[> \t]*[^> \t\n]"
    r"|^[ \t]{2,}(?:-{3}|\*{3}|_{3})\n[ \t]*\n[ \t]+\S"
    rf"|^[> \t]*(?:{_MARK}+|[ \t]{{2,}})(?P<fence>```|~~~)[^`\n]*\n"
    r"(?![\s\S]*^[> \t]*(?P=fence))[\s\S]*?^[> \t]*\n[> \t]*[^> \t\n]"
    # a fence behind a tab in a list keeps a part of the tab in its lines
    r"|^\t+(?:```|~~~)"
    # a table without any mark between the words of its first row, or without words
    r"|^(?=.*[^> \t\n])[^|\n]*(?:\|\|)?\n[> \t]*(?=[-:| \t]*[:|])\|?[ \t]*:?-+:?[ \t]*\|?[ \t]*$"
    # a table whose first row has lost its mark of a quotation, or its place in a list
    r"|\S[^\n]*\n(?P<edge>[> \t]*)(?!(?:[-*+]|\d+[.)])[ \t])[^> \t\n][^\n]*\n(?P=edge)[ \t]+(?=[-: \t]*\|)[-:| \t]+$"
    r"|>[^\n]*\n(?![ \t]*>)[^\n]+\n[ \t]*>[> \t]*(?=[-: \t]*\|)[-:| \t]+$"
    # a table in an item makes its list loose
    r"|^[> \t]*[ \t]{2}(?=[-: \t]*\|)[-:| \t]+\n(?:[^\n]*[^> \t\n][^\n]*\n)*[> \t]*(?:[-*+]|\d+[.)])[ \t]"
    # a tag alone in its line ends the quotation or list above it
    r"|^[> \t]*(?:>|[-*+][ \t]|\d+[.)][ \t])[^\n]*\n[ \t]*</?\w+[^>\n]*>[ \t]*$"
    # a tab behind a mark in a quotation, of which a part is an indent
    r"|^[ \t]*>[^\n]*(?:[-*+]|\d[.)])\t[ \t]|^[ \t]*>[> ]*(?:```|~~~)[^\n]*\n(?:[^\n]+\n)*?[ \t]*>[> ]*\t"
    # empty items far from each other are in one list
    r"|^[> \t]*(?:[-*+]|\d+[.)])[ \t]*\n(?:[ \t]*\n){2,}[> \t]*(?:[-*+]|\d+[.)])[ \t]*$"
    # what follows a task without words is not in its item
    r"|\[[ xX]\][ \t]+\n[> \t]*\n"
    # a space that stays, at the beginning of a line
    r"|^[> \t]*(?:&nbsp;|.*\[[ xX]\] &nbsp;)"
    # the site has lists of definitions
    r"|^[> \t]*[:~][ \t]"
    # brackets in what would be the name of a definition, and links in a link
    r"|\]\[[^\]\n]*\[|\]\[\]\[|\[\[[^\]\n]*\][^\n]*\[\]\]\("
    # marks in what would be the name of a note are none
    r"|\[\^[^\]\w]*[*_~`<&\\]"
    # an e-mail address in what begins as another address
    r"|www\.\S*@|https?:\S*@\S*\["
    # an entity in code in the words of a picture
    r"|!\[[^\]\n]*`&"
    # one tilde and two, each within the other
    r"|(?<!~)~(?!~)[^~\n]*(?:\S~~\S[^\n]*\S~(?!~)|[*_]~~)"
    # marks between other signs, which could open and close: what they close is not as in CommonMark since 0.29
    r"|(?<!\*)(?:\*|\*{4})(?!\*)[^\n]*_\*\*[^\w\s*][^\n]*[^\s*]\*\*(?![*\w])"
    r"|(?<!\*)\*\*(?!\*)[^\n]*_\*[^\w\s*][^\n]*[^\s*]\*(?![*\w])"
    r"|(?<!_)(?:_|_{4})(?!_)[^\n]*\*__[^\w\s][^\n]*[^\s_]__(?!\w)"
    r"|(?<!_)__(?!_)[^\n]*\*_[^\w\s][^\n]*[^\s_]_(?!\w)"
    r"|(?<!\*)\*(?!\*)[^\n]*[^\w\s]\*\*[^\w\s*][^\n]*\*{4}"
    r"|(?<!\*)\*(?!\*)[^\n*]*[^\w\s*]\*\*[^\w\s*][^\n]*\S\*\*\S[^\n]*\S\*\*(?![*\w])"
    r"|(?<!\*)\*(?!\*)[^\n]*_[^\n]*\w\*\*\w[^\n]*_\*\*(?![*\w])",
    re.MULTILINE,
)

Words = st.SearchStrategy[str]


def _one(*choices: str) -> Words:
    return st.sampled_from(choices)


# Within a line -------------------------------------------------------------------------------------------------------

PLAIN = _one(
    *("rest", "tired", "Dr. Lee", "it's", "don't", "naïve", "5%", "2019", "R&D", "A & B", "x < y", "50 > 40", "a"),
    *('He said "no"', "'so'", "--", "---", "...", "life---small", "10--20", "…", "“typed”", "5'10\"", "-", "–"),
    *(
        "snake_case_name",
        "2*3*4",
        "*",
        "_",
        "**",
        "C:\\dir",
        "#1",
        "(aside)",
        "[brackets]",
        "!",
        "~",
        "@name",
        ":",
        "$5",
    ),
    *("1.", "2019. It", "1)", "+", "=", "==", "a:b", "[x]", "[ ]", "(a)[b]", "]", "[", "`", "\\", "end."),
)
MARKS = _one(*("*", "_", "**", "__", "~~") * 3, "***", "**_", "_**", "*__", "___")
ESCAPES = st.sampled_from(string.punctuation).map(lambda mark: f"\\{mark}")
ENTITIES = _one(
    "&amp;", "&copy;", "&nbsp;", "&lt;", "&gt;", "&quot;", "&#39;", "&#x2014;", "&hellip;", "&none;", "&", "&#35;"
)
CODE = _one("`code`", "``a ` b``", "`a*b*`", "`<b>`", '`"q" -- it\'s`', "` a `", "`a\\`", "`a  b`", "`&amp;`", "`a\nb`")
ADDRESSES = _one(
    *("https://example.org", "https://example.org/guide.", "https://example.org/a_b_c?x=1&y=2", "www.example.org"),
    *(
        "anna@example.org",
        "(https://example.org)",
        "https://example.org/a(b)",
        "<https://example.org/x>",
        "http://a.org,",
    ),
    *(
        "<anna@example.org>",
        "www.example.org/a_b_.",
        "https://example.org/&amp;",
        "anna.b-c_d@example.org.",
        '"www.a.org"',
    ),
    *("https://example.org/a*b*", "*https://example.org/a*", "**www.example.org**", "https://example.org/~a~~b"),
)
REFERENCES = _one("[ref]", "[ref][]", "[the words][ref]", "[Ref]", "[no such][none]", "[none]")
NOTES = _one("[^1]", "[^note]", "[^none]")
MARKUP = _one(
    *("<br>", "H<sub>2</sub>O", "<kbd>Ctrl</kbd>", "<!-- note -->", "<b>x</b>", "<u>*x*</u>", "<br/>", "< b>", "<3"),
)


def _marked(inside: Words) -> Words:
    """Emphasis, well made or not."""
    return st.one_of(
        st.builds(lambda mark, words: f"{mark}{words}{mark[::-1]}", MARKS, inside),
        st.builds(lambda mark, words: f"un{mark}{words}{mark[::-1]}able", MARKS, inside),
        st.builds(lambda mark, words, end: f"{mark}{words}{end}", MARKS, inside, MARKS),
        st.builds(lambda mark, words: f'{mark}"{words}"{mark[::-1]}\'s', MARKS, inside),
        st.builds(lambda mark, words: f"{mark}{words} {mark[::-1]}", MARKS, inside),
    )


def _linked(inside: Words) -> Words:
    """Links and pictures, with and without a title."""
    targets = _one(
        *(
            "https://example.org/a",
            "#part",
            "<https://example.org/a b>",
            'https://example.org/a "Title"',
            "https://e.org/(a)",
        ),
        *(
            "https://example.org/a_b_c 'Title'",
            "https://example.org/a?b=1&amp;c=2",
            "mailto:a@example.org",
            "https://a.org/\\*",
        ),
    )
    return st.one_of(
        st.builds("[{}]({})".format, inside, targets),
        st.builds("![{}]({})".format, st.one_of(PLAIN, _one("a *tired* face", "`code`", "")), targets),
    )


PIECES = st.one_of(PLAIN, PLAIN, PLAIN, ESCAPES, ENTITIES, CODE, ADDRESSES, REFERENCES, NOTES, MARKUP)
INLINE = st.recursive(
    PIECES,
    lambda inside: st.one_of(
        _marked(inside),
        _linked(inside.filter(lambda words: "[^" not in words)),
        st.lists(inside, min_size=2, max_size=4).map(" ".join),
        st.lists(inside, min_size=2, max_size=3).map("".join),
    ),
    max_leaves=5,
)
LINE_ENDS = _one("\n", "\n", "\n", "  \n", "\\\n", " \n", "   \n", "\t\n", "\n ", "\n  ", "<br>\n")

# Blocks ----------------------------------------------------------------------------------------------------------------


def _in_one_line(words: str) -> str:
    return words.replace("\n", " ")


@st.composite
def _paragraphs(draw: st.DrawFn) -> str:
    text: str = draw(st.one_of(INLINE, _one("Rest is work.", "The two side by side:", "So:")))
    for line in draw(st.lists(INLINE, max_size=2)):
        text += draw(LINE_ENDS) + line
    return text + draw(_one("", "", "", " ", "  ", "\\"))


@st.composite
def _headings(draw: st.DrawFn) -> str:
    words = _in_one_line(draw(INLINE))
    if draw(st.integers(0, 3)) == 0:
        return f"{words}\n{draw(_one('===', '---', '-', '=', '--- ', '----------'))}"
    end = draw(_one("", "", "", " ##", " #", "#", "  "))
    return (
        f"{draw(_one('#', '##', '##', '###', '####', '######', '#######'))}{draw(_one(' ', ' ', '  ', ''))}{words}{end}"
    )


@st.composite
def _fences(draw: st.DrawFn) -> str:
    fence = draw(_one("```", "~~~", "````", "``"))
    lines = _one("one", "  two", "", "<b>&amp;", "- a", "a\ttab", '"q" -- it\'s', "```", "# no")
    code = "\n".join(draw(st.lists(lines, max_size=4)))
    kind = draw(_one("", "", "python", " text", "python title"))
    return f"{fence}{kind}\n{code}\n{draw(_one(*[fence] * 9, ''))}"


@st.composite
def _tables(draw: st.DrawFn) -> str:
    columns = draw(st.integers(1, 3))
    cells = st.one_of(
        _one("A", "B", "", "1 \\| 2", "`a \\| b`", "**b**", "*a", "a<br>b", "-", "[a](https://a.org)"),
        INLINE.map(_in_one_line),
    )
    outer = columns == 1 or draw(st.booleans())

    def row(words: list[str]) -> str:
        inside = draw(_one(" | ", " | ", "|")).join(words)
        return f"| {inside} |" if outer or not all(words) else inside

    def words(number: int) -> list[str]:
        return draw(st.lists(cells, min_size=number, max_size=number))

    rule = row(draw(st.lists(_one("---", "---", ":--", "--:", ":-:", "-"), min_size=columns, max_size=columns)))
    rows = [row(words(draw(_one_number(columns)))) for _ in range(draw(st.integers(0, 2)))]
    before = draw(_one("", "", "", "The two side by side:\n", "- an item\n"))
    return before + "\n".join([row(words(columns)), rule, *rows])


def _one_number(usual: int) -> st.SearchStrategy[int]:
    return st.sampled_from([usual, usual, usual, usual + 1, max(1, usual - 1)])


@st.composite
def _quotations(draw: st.DrawFn, inside: Words) -> str:
    mark = draw(_one("> ", "> ", ">", "  > "))
    lines = draw(inside).split("\n")
    lazy = draw(st.lists(st.integers(0, 9), min_size=len(lines), max_size=len(lines)))
    return "\n".join(
        line if number and line and not carefully else mark + line
        for number, (line, carefully) in enumerate(zip(lines, lazy, strict=True))
    )


@st.composite
def _lists(draw: st.DrawFn, inside: Words) -> str:
    marker = draw(_one("-", "-", "*", "+", "1.", "3.", "1)", "10.", "0."))
    gap = draw(_one(" ", " ", " ", "  ", "   ", "    ", "\t"))
    indent = draw(_one("", "", "", " ", "  ", "   "))
    usual = len(indent) + len(marker) + len(gap.expandtabs(4))
    step = draw(st.sampled_from([usual, usual, usual, 2, 3, 4]))
    loose = draw(_one("\n", "\n", "\n", "\n\n", "\n\n", "\n\n\n", "\n \n"))
    # A rule alone in its item would be left out below.
    inside = inside.filter(lambda words: not RULE_ALONE.match(words))
    item = st.one_of(INLINE, inside, st.builds("{} {}".format, _one("[ ]", "[x]", "[X]"), INLINE))
    items = draw(st.lists(item, min_size=1, max_size=3))
    text = []
    for number, words in enumerate(items):
        own = f"{int(marker[:-1]) + number}{marker[-1]}" if marker[:-1] else marker
        first, *rest = words.split("\n")
        by = draw(_one(" " * 4, " " * 4, " " * 4, "\t")) if step == 4 else " " * step
        text.append("\n".join([f"{indent}{own}{gap}{first}", *(by + line if line else line for line in rest)]))
    return loose.join(text)


RULE_ALONE = re.compile(r"[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})(?:\Z|\n[ \t]*(?:\n|\Z))")
RULES = _one("---", "***", "* * *", "___", "- - -", " ---", "***  ")
INDENTED = _one("    code\n      more", "\tcode", '    *a* <b> "q"\n\n    b', "     code  ")
HTML = _one(
    *(
        "<details>\n<summary>More</summary>\n\nText *a*\n\n</details>",
        "<div>\n*a*\n</div>",
        "<!-- a note -->",
        "<br>",
    ),
    *("<p>One *a*</p>", "<div>\n\n*a*\n\n</div>", "<hr>", "<table><tr><td>a</td></tr></table>", "<sub>a</sub> *b*"),
)
JOINTS = _one("\n\n", "\n\n", "\n\n", "\n\n", "\n", "\n", "\n\n\n", "\n \n", "\n\t\n", "\n\n\n\n")
LEAVES = st.one_of(
    _paragraphs(), _paragraphs(), _paragraphs(), _headings(), _fences(), _tables(), RULES, INDENTED, HTML
)


@st.composite
def _joined(draw: st.DrawFn, inside: Words) -> str:
    first, *others = draw(st.lists(inside, min_size=2, max_size=4))
    return first + "".join(draw(JOINTS) + other for other in others)


BLOCKS = st.recursive(
    LEAVES,
    lambda inside: st.one_of(_lists(inside), _lists(inside), _quotations(inside), _joined(inside)),
    max_leaves=5,
)
DEFINITIONS = _one(
    "[ref]: https://example.org/ref", "[ref]: <https://example.org/a b> 'Title'", "[ref]:\n  https://example.org/ref"
)
FOOTNOTES = _one(
    *(
        "[^1]: A note.",
        "[^1]: A note.\n\n    Second *a*.",
        "[^1]: A note\n    goes on.",
        "[^1]:\n    A note.",
        "[^1]: - a\n    - b",
    ),
    *(
        "[^1]: A note [^note].\n[^note]: Other `code`.",
        "[^note]: Other.\n\n        code\n\n    Third.",
        "[^1]: A note.\ngoes on",
    ),
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """What a coach may write."""
    text: str = draw(st.one_of(BLOCKS, _joined(BLOCKS)))
    for definition in draw(st.lists(st.one_of(DEFINITIONS, FOOTNOTES), max_size=2)):
        text += f"\n\n{definition}"
    if draw(st.integers(0, 9)) == 0:
        text += "\n\n<!-- a note\n\n- of *two* paragraphs -->\n\nText"
    return text + draw(_one("", "\n", "\n\n"))


@settings(
    max_examples=TEXTS or 150,
    derandomize=not TEXTS,
    database=None,
    deadline=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
@given(texts())
def test_whatever_is_written_is_shown_as_on_github(text: str) -> None:
    assume(not BEYOND_THE_ENGINE.search(text))
    assert not difference(text, boxes=not BOXES_OF_OTHER_CODE.search(text)), text


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
            '<div class="table-scroll"><table role="table"><tr><td data-label="b">a</td></tr></table></div>',
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


def test_a_difference_is_told_with_what_is_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.as_on_github.here", lambda _: "<p>a</p>\n<p>b</p>")
    assert difference("a\n\nb") == ""
    assert "here      'b'" in difference("a\n\nc")
    assert "on GitHub 'c'" in difference("a\n\nc")
