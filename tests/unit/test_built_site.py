import tempfile
from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from checks.built_site import check
from problem import Problem
from sources.content import read
from tests.unit.built import HEAD, META, write


def found(folder: Path) -> list[str]:
    return [problem.found for problem in check(folder)]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    write(tmp_path, "index.html", '<h1>Home</h1><p id="top">Text</p>')
    write(tmp_path, "about/index.html", '<h1>About</h1><h2 id="who">Who</h2>')
    Image.new("1", (1, 1)).save(tmp_path / "a b.png")
    return tmp_path


@pytest.mark.parametrize(
    "address",
    [
        "../", "../about/", "/about/", "/", "../about/#who", "#here", "", "../a%20b.png", "?q=x", "/about/index.html",
        "https://example.org/nothing", "mailto:a@b.org", "tel:+1", "#:~:text=x", "./", "..", "#top", "#name",
        "../about/.", "../articles/..", ".", "../faq/index.html/..",
        "https://p.org/about/", "https://p.org", "https://p.org/about/#who", "https://p.organic/x",
    ],
)  # fmt: skip
def test_a_link_that_leads_somewhere_is_fine(site: Path, address: str) -> None:
    write(site, "faq/index.html", f'<h1 id="here">FAQ</h1><a href="{address}">x</a><a name="name"></a>')
    assert found(site) == []


@pytest.mark.parametrize(
    "address",
    [
        *(
            "https://p.org/nothing/",
            "https://p.org/about",
            "../nothing/",
            "/nothing/",
            "../../",
            "/../x",
            "nothing.html",
        ),
        *("{filename}a.md", "../About/", "http://["),
    ],
)
def test_a_link_to_nothing_is_reported(site: Path, address: str) -> None:
    write(site, "faq/index.html", f'<h1>FAQ</h1><a href="{address}">x</a>')
    assert found(site) == [f"The link “{address}” leads to nothing."]


def test_a_link_to_an_article_that_is_not_there_may_lead_to_a_draft(site: Path) -> None:
    write(site, "faq/index.html", '<h1>FAQ</h1><a href="../articles/a/">x</a>')
    remedy = "Correct it, or take it out. If it leads to a draft or a scheduled article, it has to wait for that one."
    assert [problem.remedy for problem in check(site)] == [remedy]


@pytest.mark.parametrize("address", ["#nowhere", "../about/#nowhere", "/#nowhere"])
def test_a_link_to_a_place_that_is_not_there_is_reported(site: Path, address: str) -> None:
    write(site, "faq/index.html", f'<h1>FAQ</h1><a href="{address}">x</a>')
    [problem] = check(site)
    assert problem.found == f"The link “{address}” leads to a place that is not on that page."
    assert problem.remedy == "Correct what stands behind the #, or take it out with the #."


def test_a_site_in_a_folder_of_its_host_has_that_folder_in_its_links(tmp_path: Path) -> None:
    head = HEAD.replace("p.org/", "p.org/sub/")
    write(tmp_path, "index.html", "<h1>Home</h1>", head)
    write(tmp_path, "404.html", '<h1>Gone</h1><a href="/sub/">x</a><a href="/">y</a>', head)
    assert found(tmp_path) == ["The link “/” leads to nothing."]


@pytest.mark.parametrize(
    ("main", "address"),
    [
        ('<h1>T</h1><img src="../a%20b.png" srcset="../no.png 2x" alt="" width="1" height="1">', "../no.png"),
        ('<h1>T</h1><video poster="../no.png"></video>', "../no.png"),
        ('<h1>T</h1><form action="/find/"><button>Search</button></form>', "/find/"),
    ],
)
def test_what_is_no_link_leads_somewhere_too(site: Path, main: str, address: str) -> None:
    write(site, "faq/index.html", main)
    assert check(site) == [
        Problem("content/pages/faq.md", 0, f"The link “{address}” leads to nothing.", "Correct it, or take it out.")
    ]


@pytest.mark.parametrize(
    "main",
    [
        "<h1>T</h1><h2>A</h2><h3>B</h3><h2>C</h2>",
        "<h1>T</h1><h2>A</h2><h3>B</h3><h4>C</h4><h5>D</h5><h6>E</h6>",
        "<h1>T</h1><pre>{{ a }}</pre><code>**</code>",
        "<h1>T</h1><pre># a</pre><p>We are #1 and #happy</p>",
        "<h1>T</h1><form><button>Search</button></form>",
        '<h1>T</h1><form action="https://x.org/"><input type="hidden" name="k"><input type="submit"><input type="reset"><input type="BUTTON"><input type="image"></form>',
        '<h1>T</h1><label>Name <input name="n"></label><label for="e">E</label><input id="e">',
        '<h1>T</h1><input aria-label="Name"><p id="l">Age</p><input aria-labelledby="l"><button>Send</button>',
        '<h1>T</h1><link rel="alternate" href="https://x.org/feed"><a href="https://x.org/">x</a>',
        '<h1>T</h1><img src="https://p.org/a%20b.png" alt="" width="1" height="1">',
        '<h1>T</h1><a href="/about/" aria-label="About"></a><a href="/"><img src="/a%20b.png" alt="A" width="1" height="1"></a>',
        '<h1>T</h1><script type="application/json">{"a": "**"}</script><kbd>**</kbd><samp>**</samp><textarea aria-label="A">**</textarea><p>5 * 3 ** is fine</p>'.replace(
            "** is", "is"
        ),
        "<h1>T</h1><table><tr><td>None</td></tr></table><p>[1] {a} a|b 3 &lt; 4</p>",
    ],
)
def test_what_is_right_is_not_reported(site: Path, main: str) -> None:
    write(site, "faq/index.html", main)
    assert found(site) == []


@pytest.mark.parametrize("level", [3, 4, 5, 6])
def test_a_heading_of_every_level_that_leaves_one_out_is_reported(site: Path, level: int) -> None:
    write(site, "faq/index.html", f"<h1>T</h1><h{level}>A</h{level}>")
    assert found(site) == [f"The heading “A” is {level - 1} levels below the one before it."]


@pytest.mark.parametrize(
    "attribute", ["for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-errormessage", "list", "form"]
)
def test_every_name_of_what_is_not_on_the_page_is_reported(site: Path, attribute: str) -> None:
    write(site, "faq/index.html", f'<h1>T</h1><p {attribute}="x">E</p>')
    assert found(site) == [f"`{attribute}` names “x”, which is not on the page."]


@pytest.mark.parametrize(
    "kind",
    [
        *("stylesheet", "icon", "apple-touch-icon", "preload", "modulepreload", "prefetch", "preconnect"),
        *("dns-prefetch", "manifest", "shortcut ICON"),
    ],
)
def test_every_kind_of_link_that_browsers_follow_by_themselves_is_reported(site: Path, kind: str) -> None:
    write(site, "faq/index.html", f'<h1>T</h1><link rel="{kind}" href="https://x.org/a">')
    assert found(site) == ["The page asks x.org for “https://x.org/a”, and so tells it who reads."]


@pytest.mark.parametrize(
    "mark",
    [
        *(
            "{{",
            "}}",
            "{%",
            "{filename}",
            "{static}",
            "{: a }",
            "{#a}",
            "](",
            "][",
            "![",
            "[^",
            "**",
            "~~",
            "```",
            "[[",
        ),
        *("|---", "| :----", "<!", "</b>", "&nbsp;", "&amp;", "&quot;", "&lt;", "&gt;", "&#39;"),
    ],
)
def test_every_mark_that_is_left_over_is_reported(site: Path, mark: str) -> None:
    write(site, "faq/index.html", f"<h1>T</h1><p>a {escape(mark)}b</p>")
    assert found(site) == [f"The text shows “{mark}”: … a {mark}b …"]


def test_marks_in_the_text_are_for_the_rules_of_its_source_to_judge(site: Path) -> None:
    write(site, "faq/index.html", '<h1>T</h1><div class="prose"><p>Two stars, **, and # one</p></div>')
    assert found(site) == []


def test_pages_with_the_same_title_and_description_are_reported_unless_unlisted(site: Path) -> None:
    head = META + '<title>Same</title><meta name="description" content="Same">'
    write(site, "a/index.html", "<h1>A</h1>", head)
    write(site, "b/index.html", "<h1>B</h1>", head + '<meta name="robots" content="noindex">')
    assert found(site) == []
    write(site, "c/index.html", "<h1>C</h1>", head)
    assert [(problem.found, problem.remedy) for problem in check(site)] == [
        ("The title “Same” is also that of content/pages/a.md.", "Give one of them another `Title:`."),
        ("The description “Same” is also that of content/pages/a.md.", "Give one of them another `Summary:`."),
    ]


def test_a_page_without_title_and_description_is_reported(site: Path) -> None:
    write(site, "a/index.html", "<h1>A</h1>", META)
    assert len(found(site)) == 2


def test_an_empty_page_is_reported(site: Path) -> None:
    (site / "a.html").write_text("", encoding="utf-8")
    assert [str(problem) for problem in check(site)] == [
        "content/pages/a.md\n    The page is empty.\n    Look whether its template is."
    ]


def test_the_pages_of_the_search_index_are_skipped(site: Path) -> None:
    write(site, "pagefind/index.html", "<p>{{</p>", "")
    assert found(site) == []


@pytest.mark.parametrize(
    ("policy", "referrer", "words"),
    [
        ("default-src 'none'; form-action 'self' https://x.org", "strict-origin-when-cross-origin", ""),
        ("default-src 'none'; form-action 'self' https:", "strict-origin-when-cross-origin", ""),
        ("default-src 'none'; form-action 'self'", "strict-origin-when-cross-origin", "stops its form"),
        ("default-src 'none'; form-action https://x.org", "strict-origin-when-cross-origin", "stops its form"),
        ("default-src 'none'", "strict-origin-when-cross-origin", "stops its form"),
        ("default-src 'none'; form-action 'self' https://x.org", "no-referrer", "hides from the form's service"),
    ],
)  # fmt: skip
def test_a_policy_that_stops_a_form_is_reported(site: Path, policy: str, referrer: str, words: str) -> None:
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}"><meta name="referrer" content="{referrer}">'
    form = '<h1>T</h1><form method="POST" action="https://x.org/f/a"><input type="submit"></form>'
    write(site, "faq/index.html", form, HEAD.replace(META, meta))
    problems = found(site)
    assert bool(problems) == bool(words)
    assert sum(words in problem for problem in problems) == bool(words)


def test_a_page_without_a_policy_is_reported(site: Path) -> None:
    write(site, "faq/index.html", "<h1>T</h1>", HEAD.replace(META, ""))
    assert found(site) == ["The page has no policy of what it may load, or one that lets it load from anywhere."]


@pytest.mark.parametrize(
    ("meta", "words"),
    [
        ('<meta property="og:url" content="https://p.org/faq/">', []),
        ('<meta property="og:image" content="https://p.org/a%20b.png">', []),
        ('<meta property="og:url" content="https://q.org/faq/">', ["The page calls itself “https://q.org/faq/”, an address outside the site."]),
        ('<meta property="og:url" content="/faq/">', ["The page calls itself “/faq/”, an address outside the site."]),
        ('<meta property="og:image" content="https://p.org/no.png">', ["The link “https://p.org/no.png” leads to nothing."]),
        ('<meta http-equiv="refresh" content="0; url=/about/">', []),
        ('<meta http-equiv="refresh" content="0; url=/abuot/">', ["The link “/abuot/” leads to nothing."]),
        ('<script type="application/ld+json">{"a": [{"@id": "https://p.org/#us"}, "https://p.org/about/", 1]}</script>', []),
        ('<script type="application/ld+json">{"a": ["https://p.org/gone/"]}</script>', ["The link “https://p.org/gone/” leads to nothing."]),
        ('<script type="application/ld+json">{"a": </script>', ["What the page tells search engines cannot be read: Expecting value: line 1 column 7 (char 6)."]),
    ],
)  # fmt: skip
def test_what_a_page_says_of_itself_is_of_this_site_and_there(site: Path, meta: str, words: list[str]) -> None:
    write(
        site,
        "faq/index.html",
        "<h1>T</h1>",
        f"{HEAD.replace('{path}', 'faq/')}{meta}".replace("{", "{{").replace("}", "}}"),
    )
    assert found(site) == words


FEED = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><id>https://p.org/feed.xml</id><link href="https://p.org/"/>'
    '<entry xml:base="https://p.org/about/"><id>https://p.org/about/</id><content type="html">{content}</content></entry></feed>'
)
MAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{loc}</loc></url></urlset>'


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (FEED.format(content="&lt;a href='https://p.org/about/#who'&gt;x&lt;/a&gt;"), []),
        (FEED.format(content=""), []),
        (FEED.format(content="plain words"), []),
        (MAP.format(loc="https://p.org/about/"), []),
        (MAP.format(loc="https://p.org/abuot/"), ["The link “https://p.org/abuot/” leads to nothing."]),
        (MAP.format(loc="http://p.org/about/"), ["It names “http://p.org/about/”, an address outside the site."]),
        (MAP.format(loc="/about/"), ["It names “/about/”, an address outside the site."]),
        (FEED.format(content="&lt;a href='about/'&gt;x&lt;/a&gt;"), ["“about/” leads nowhere outside of the site: it is not whole."]),
        (FEED.format(content="&lt;a href='#who'&gt;x&lt;/a&gt;"), ["“#who” leads nowhere outside of the site: it is not whole."]),
        (FEED.format(content="&lt;img src='https://p.org/no.png'&gt;"), ["The link “https://p.org/no.png” leads to nothing."]),
        (FEED.format(content="&lt;img srcset='https://p.org/no.png 2x'&gt;"), ["The link “https://p.org/no.png” leads to nothing."]),
        (FEED.format(content="&lt;video poster='https://p.org/no.png'&gt;"), ["The link “https://p.org/no.png” leads to nothing."]),
        (FEED.format(content="&lt;a href='https://p.org/about/#wo'&gt;x&lt;/a&gt;"), ["The link “https://p.org/about/#wo” leads to a place that is not on that page."]),
        ("<feed>", ["This file cannot be read: Premature end of data in tag feed line 1, line 1, column 7."]),
        ("", ["This file cannot be read: Document is empty, line 1, column 1."]),
    ],
)  # fmt: skip
def test_a_feed_or_sitemap_names_what_is_there(site: Path, written: str, words: list[str]) -> None:
    (site / "feed.xml").write_text(written, encoding="utf-8")
    problems = check(site)
    assert [problem.found for problem in problems] == words
    assert {problem.path for problem in problems} <= {"output/feed.xml"}
    assert {problem.remedy for problem in problems} <= {"Fix its template in theme/templates."}


BITS = [
    "<a href='", "<img src='", "<img srcset='", "<meta http-equiv='refresh' content='0; url=", "<link rel='canonical' href='",
    "<svg><use href='", "<style>@import '", "<script type='application/ld+json'>", "</script>", "<h3>", "<!--", "'>", "http://[",
    "//", "#", "%", "\x00", "\ud800", "{{", "https://p.org/", "../", "<entry xmlns='http://www.w3.org/2005/Atom'><content>",
    "</content></entry>", "&lt;a href=x", "<loc>", "<feed>", ", ,", "[[[", '"', " ",
]  # fmt: skip


@given(*[st.lists(st.sampled_from(BITS) | st.text(max_size=4), max_size=12).map("".join)] * 3, st.binary(max_size=40))
def test_nothing_that_can_be_built_raises(head: str, main: str, feed: str, picture: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder)
        for path in ("index.html", "articles/a/index.html"):
            (output / path).parent.mkdir(parents=True, exist_ok=True)
            html = f"<html><head>{head}</head><body><main>{main}</main>"
            (output / path).write_bytes(html.encode("utf-8", "surrogatepass"))
        (output / "feed.xml").write_bytes(feed.encode("utf-8", "surrogatepass"))
        (output / "a.jpg").write_bytes(picture)
        assert all(problem.found and problem.remedy for problem in check(output, read(output), publish=True))
