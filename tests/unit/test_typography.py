import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sources.typography import smart_html, smart_text


def cases(rows: str) -> pytest.MarkDecorator:
    """A case in each line: what is written, an arrow, what is shown."""
    return pytest.mark.parametrize(
        ("written", "shown"), [row.strip().split(" ⇒ ") for row in rows.strip().splitlines()]
    )


@cases("""
    <strong>Anna</strong>'s story ⇒ <strong>Anna</strong>’s story
    <a href="/x">the Herald</a>'s desk ⇒ <a href="/x">the Herald</a>’s desk
    <em>JAMA</em>'s ⇒ <em>JAMA</em>’s
    <code>x</code>'s "<code>y</code>" ⇒ <code>x</code>’s “<code>y</code>”
    <img src="a.jpg" alt="it's">'s ⇒ <img src="a.jpg" alt="it's">’s
    "<em>Yes</em>," she said ⇒ “<em>Yes</em>,” she said
    <em>"Yes"</em>, <b>'no'</b> ⇒ <em>“Yes”</em>, <b>‘no’</b>
    "Yes, <em>all of "it</em>" ⇒ “Yes, <em>all of “it</em>”
    don<wbr>'t ⇒ don<wbr>’t
    <em>10</em>--<em>20</em> ⇒ <em>10</em>–<em>20</em>
    "So,"<sup id="n"><a href="#1">1</a></sup> 'so'<sup>2</sup> ⇒ “So,”<sup id="n"><a href="#1">1</a></sup> ‘so’<sup>2</sup>
    \x02wzxhzdk:0\x03's "\x02wzxhzdk:1\x03" ⇒ \x02wzxhzdk:0\x03’s “\x02wzxhzdk:1\x03”
    &eacute;'s &hellip;" &mdash;"so"&nbsp;'yes' ⇒ &eacute;’s &hellip;” &mdash;“so”&nbsp;‘yes’
""")
def test_a_quote_knows_its_neighbours_across_markup(written: str, shown: str) -> None:
    assert smart_html(written) == shown


@cases("""
    <p>"One</p><p>"two."</p> ⇒ <p>“One</p><p>“two.”</p>
    <p>'One</p><p>Two</p> ⇒ <p>‘One</p><p>Two</p>
    <li>the dogs'</li><li>'yes'</li> ⇒ <li>the dogs’</li><li>‘yes’</li>
    <td>a</td><td>"b"</td> ⇒ <td>a</td><td>“b”</td>
    He said<br>"yes<br>and no" ⇒ He said<br>“yes<br>and no”
    <h2 id="a">"A"</h2>"b" ⇒ <h2 id="a">“A”</h2>“b”
""")
def test_each_block_is_read_by_itself(written: str, shown: str) -> None:
    assert smart_html(written) == shown


@pytest.mark.parametrize(
    "text",
    [
        '<code>"a"--b...</code>',
        '<pre><code class="x">"a"\n--b</code></pre>',
        "<KBD>'</KBD> <samp>'</samp> <var>'</var> <math>f'</math> <textarea>'</textarea>",
        "<script>if (a<b) '</script><style>a::before { content: '\"' }</style>",
        "<svg><title>It's</title></svg>",
        "<!-- it's --> <!--",
        '<!DOCTYPE html PUBLIC "-//W3C">',
        """<a title="it's > 'so'" data-x='"--"' href=it's>x</a>""",
        """<a href="https://example.org/it's">https://example.org/it's--so</a>""",
        """<a href="https://www.example.org/">www.example.org/it's</a>""",
        """<a href="mailto:o'neil@example.org">o'neil@example.org</a>""",
        "https://example.org/a--b...c and www.example.org/a--b",
        "&lt;!-- and --> and --&gt; and ---- and ------",
        "run it with --force, or <em>--no-verify</em> (--all)",
        "“Yes,” ‘no’ — it’s 5′10″… « si »",
        "\ufdd0\ufdd6 &amp; &lt; &#8212;",
        "",
    ],
)
def test_what_is_not_prose_stays_as_it_is(text: str) -> None:
    assert smart_html(text) == text


@cases("""
    "Yes," she said. "No." ⇒ “Yes,” she said. “No.”
    "'Yes,' she said," he said ⇒ “‘Yes,’ she said,” he said
    'He said "yes"' ⇒ ‘He said “yes”’
    ("like this") and ["that"], "these"; ⇒ (“like this”) and [“that”], “these”;
    she—"so"—he said ⇒ she—“so”—he said
    "I was—" she said ⇒ “I was—” she said
    "...and so on..." ⇒ “…and so on…”
    "yes"/"no" and 'a'/'b' and '/' ⇒ “yes”/“no” and ‘a’/‘b’ and ‘/’
    pre-"war" ⇒ pre-“war”
    ¿"Qué"? ¡'no'! ⇒ ¿“Qué”? ¡‘no’!
    said:"yes" ⇒ said:“yes”
    "(so)" "$5" "@me" ⇒ “(so)” “$5” “@me”
    x "" y ⇒ x “” y
    it goes on: 'And so ⇒ it goes on: ‘And so
    then type "'Team" ⇒ then type “‘Team”
    &quot;It&#39;s&quot; &#34;so&#x22; ⇒ “It’s” “so”
""")
def test_quotes_open_and_close(written: str, shown: str) -> None:
    assert smart_html(written) == shown


@cases("""
    don't, I'm, O'Neil, rock'n'roll, o'clock ⇒ don’t, I’m, O’Neil, rock’n’roll, o’clock
    the dogs' bowl, runnin' late ⇒ the dogs’ bowl, runnin’ late
    'The dogs' bowl is old,' he said ⇒ ‘The dogs’ bowl is old,’ he said
    U.S.'s, (ABC)'s, "Yes"'s ⇒ U.S.’s, (ABC)’s, “Yes”’s
    the 1990's, the '90s' best, '98, 90's ⇒ the 1990’s, the ’90s’ best, ’98, 90’s
    rock 'n' roll and 'yes' ⇒ rock ’n’ roll and ‘yes’
    'Tis, 'twas, give 'em, 'til then ⇒ ’Tis, ’twas, give ’em, ’til then
    'Cause I'm here, 'round the block ⇒ ’Cause I’m here, ’round the block
    the 'round the clock' desk, the word 'cause' ⇒ the ‘round the clock’ desk, the word ‘cause’
    "'Tis so," 'so 'tis said' ⇒ “’Tis so,” ‘so ’tis said’
    'T cells are key' and 'D' ⇒ ‘T cells are key’ and ‘D’
    down in the 'hood, 'ndrangheta ⇒ down in the ’hood, ’ndrangheta
""")
def test_an_apostrophe_stands_for_letters(written: str, shown: str) -> None:
    assert smart_html(written) == shown


@cases("""
    5'10" tall, or 5' 10" ⇒ 5′10″ tall, or 5′ 10″
    6' tall, a 12" ruler (6'), 8'x10' and 5½" ⇒ 6′ tall, a 12″ ruler (6′), 8′x10′ and 5½″
    "He's 6'2"" and "so" ⇒ “He’s 6′2″” and “so”
    "We met in 2020" he said ⇒ “We met in 2020” he said
    'We met in 2020' he said ⇒ ‘We met in 2020’ he said
    "in 2020", "in 2021" ⇒ “in 2020”, “in 2021”
    "It is 12" long," she said ⇒ “It is 12″ long,” she said
    “We met in 2020" ⇒ “We met in 2020”
    'chapter 3' of the dogs' tale ⇒ ‘chapter 3’ of the dogs’ tale
    1'000 ⇒ 1’000
""")
def test_feet_and_inches_are_primes(written: str, shown: str) -> None:
    assert smart_html(written) == shown


@cases("""
    a -- b, a--b, a---b ⇒ a — b, a—b, a—b
    10--20, 2019--2021, $10--$20, 5%--6% ⇒ 10–20, 2019–2021, $10–$20, 5%–6%
    in 2019 -- 2020 was worse -- we met ⇒ in 2019 — 2020 was worse — we met
    --Anna, "--and so" ⇒ —Anna, “—and so”
    so... and . . . so.... ⇒ so… and … so….
    "See https://example.org/a--b..." ⇒ “See https://example.org/a--b…”
""")
def test_dashes_and_ellipses(written: str, shown: str) -> None:
    assert smart_html(written) == shown


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "“She's ‘so’,” it’s"),
        ("en-GB", "“She's ‘so’,” it’s"),
        ("xx", "“She's ‘so’,” it’s"),
        ("nl", "“She's ‘so’,” it’s"),
        ("de", "„She's ‚so‘,“ it’s"),
        ("de_CH", "«She's ‹so›,» it’s"),
        ("fr", "«\u202fShe's “so”,\u202f» it’s"),
        ("es", "«She's “so”,» it’s"),
        ("it", "«She's “so”,» it’s"),
        ("sv-SE", "”She's ’so’,” it’s"),
        ("pl", "„She's «so»,” it’s"),
    ],
)
def test_quotes_are_those_of_the_language(language: str, shown: str) -> None:
    assert smart_html("\"She's 'so',\" it's", language) == shown.replace("She's", "She’s")


@pytest.mark.parametrize(
    ("text", "smart"), [('"Yes"', "“Yes”"), ("a -- b", "a — b"), ("R&D <b>", "R&D <b>"), ("&amp;", "&amp;"), ("", "")]
)
def test_plain_text_becomes_typographic_and_stays_text(text: str, smart: str) -> None:
    assert smart_text(text) == smart


PIECES = """
a b the dogs s t n 90s 1990 12 5 " " " ' ' ' . , ; ! ? ( ) - -- --- ---- ... … — “ ” ‘ ’ / x é &amp; &lt; &mdash; &nbsp;
<em> </em> </a> <p> </p> <br> <li> <sup> </sup> <b>x</b> <code>"a"--b...</code> <kbd>'</kbd> <!--"--> <img/alt='"--'> \\"
"""
TEXTS = st.lists(st.sampled_from([*PIECES.split(), " ", " ", " ", '<a title="it\'s">']), max_size=40).map("".join)
MARKUP = re.compile(r"<!--.*?-->|<(code|kbd)>.*?</\1>|<[^>]*>")
PUNCTUATION = re.compile(r"[-\"'“”‘’′″–—….\s\\]")


@given(TEXTS)
def test_words_code_and_attributes_stay_as_they_are(text: str) -> None:
    shown = smart_html(text)
    assert [match[0] for match in MARKUP.finditer(shown)] == [match[0] for match in MARKUP.finditer(text)]
    assert PUNCTUATION.sub("", MARKUP.sub("", shown)) == PUNCTUATION.sub("", MARKUP.sub("", text))
    assert not re.search("[\"']", MARKUP.sub("", shown))


@given(
    TEXTS | st.text("<>&/!=\"'-.;#ahtps:w1 \\\x02\x03\ufdd0\ufdd6", max_size=60), st.sampled_from(["en", "de", "fr"])
)
@example("\\\"'", "en")
@example('http://a"--b', "en")
def test_what_is_typographic_is_left_alone(text: str, language: str) -> None:
    assert smart_html(smart_html(text, language), language) == smart_html(text, language)
    assert smart_text(smart_text(text, language), language) == smart_text(text, language)


@pytest.mark.parametrize(
    "part",
    ['"', "'", "\"'", " 'a", 'a" ', '2" ', "<", "<a ", '<a b="', "<a b>http://", "<!--", "<code>", "<b>'", "&", "-", "."],
)  # fmt: skip
def test_any_size_takes_little_time(part: str) -> None:
    text = part * (300_000 // len(part))
    start = time.process_time()
    smart_html(text)
    assert time.process_time() - start < 2  # quadratic time would be minutes
