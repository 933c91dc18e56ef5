from pathlib import Path

import pytest

from checks.built_site import check, source

HEAD = '<title>Page {path}</title><meta name="description" content="About {path}"><link rel="canonical" href="https://p.org/{path}">'


def write(folder: Path, path: str, main: str, head: str = HEAD) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    name = path.removesuffix("index.html")
    text = (
        f'<!doctype html><html lang="en"><head>{head.format(path=name)}</head><body><main>{main}</main></body></html>'
    )
    (folder / path).write_text(text, encoding="utf-8")


def found(folder: Path) -> list[str]:
    return [problem.found for problem in check(folder)]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    write(tmp_path, "index.html", '<h1>Home</h1><p id="top">Text</p>')
    write(tmp_path, "about/index.html", '<h1>About</h1><h2 id="who">Who</h2>')
    (tmp_path / "a b.txt").write_text("text", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "address",
    [
        "../", "../about/", "/about/", "/", "../about/#who", "#here", "", "../a%20b.txt", "?q=x", "/about/index.html",
        "https://example.org/nothing", "mailto:a@b.org", "tel:+1", "#:~:text=x", "./", "..",
    ],
)  # fmt: skip
def test_a_link_that_leads_somewhere_is_fine(site: Path, address: str) -> None:
    write(site, "faq/index.html", f'<h1 id="here">FAQ</h1><a href="{address}">x</a>')
    assert found(site) == []


@pytest.mark.parametrize(
    "address",
    ["../nothing/", "/nothing/", "../../", "/../x", "nothing.html", "{filename}a.md", "../About/", "http://["],
)
def test_a_link_to_nothing_is_reported(site: Path, address: str) -> None:
    write(site, "faq/index.html", f'<h1>FAQ</h1><a href="{address}">x</a>')
    assert found(site) == [f"The link “{address}” leads to nothing."]


def test_a_link_to_an_article_that_is_not_there_may_lead_to_a_draft(site: Path) -> None:
    write(site, "faq/index.html", '<h1>FAQ</h1><a href="../articles/a/">x</a>')
    [problem] = check(site)
    assert "draft" in problem.remedy


@pytest.mark.parametrize("address", ["#nowhere", "../about/#nowhere", "/#nowhere"])
def test_a_link_to_a_place_that_is_not_there_is_reported(site: Path, address: str) -> None:
    write(site, "faq/index.html", f'<h1>FAQ</h1><a href="{address}">x</a>')
    assert found(site) == [f"The link “{address}” leads to a place that is not on that page."]


def test_a_site_in_a_folder_of_its_host_has_that_folder_in_its_links(tmp_path: Path) -> None:
    head = HEAD.replace("p.org/", "p.org/sub/")
    write(tmp_path, "index.html", "<h1>Home</h1>", head)
    write(tmp_path, "404.html", '<h1>Gone</h1><a href="/sub/">x</a><a href="/">y</a>', head)
    assert found(tmp_path) == ["The link “/” leads to nothing."]


@pytest.mark.parametrize(
    ("main", "words"),
    [
        ('<h1 id="a">T</h1><p id="a"></p>', "is on the page 2 times"),
        ("<p>Text</p>", "shows no title"),
        ("<h1>One</h1><h1>Two</h1>", "has 2 titles"),
        ("<h1>T</h1><h3>Deep</h3>", "“Deep” is 2 levels below"),
        ('<h1>T</h1><img src="../a%20b.txt" width="1" height="1">', "no words"),
        ('<h1>T</h1><img src="../a%20b.txt" alt="" width="1">', "does not say its size"),
        ('<h1>T</h1><img src="https://x.org/a.png" alt="" width="1" height="1">', "asks x.org"),
        ('<h1>T</h1><script src="//x.org/a.js"></script>', "asks x.org"),
        ('<h1>T</h1><iframe src="https://x.org/"></iframe>', "asks x.org"),
        ('<h1>T</h1><link rel="stylesheet" href="https://x.org/a.css">', "asks x.org"),
        ("<h1>T</h1><p>{{ name }}</p>", "shows “{{”"),
        ("<h1>T</h1><p>see [this](that)</p>", "shows “](”"),
        ("<h1>T</h1><p>very **bold</p>", "shows “**”"),
        ('<h1>T</h1><input name="email">', "“email” has no label"),
        ('<h1>T</h1><label for="e"> </label><input id="e">', "“e” has no label"),
        ("<h1>T</h1><button></button>", "“button” has no label"),
        ("<h1>T</h1><p>Words\n  ## More</p>", "shows “##”: ## More"),
        (
            '<h1>T</h1><img src="../a%20b.txt" srcset="../no.png 2x" alt="" width="1" height="1">',
            "“../no.png” leads to",
        ),
        ('<h1>T</h1><form method="POST"><button>Send</button></form>', "is sent to no one"),
    ],
)
def test_a_fault_is_reported_once(site: Path, main: str, words: str) -> None:
    write(site, "faq/index.html", main)
    problems = check(site)
    assert len(problems) == 1
    assert words in problems[0].found
    assert problems[0].path == "content/pages/faq.md"


@pytest.mark.parametrize(
    "main",
    [
        "<h1>T</h1><h2>A</h2><h3>B</h3><h2>C</h2>",
        "<h1>T</h1><pre>{{ a }}</pre><code>**</code>",
        "<h1>T</h1><pre># a</pre><p>We are #1 and #happy</p>",
        "<h1>T</h1><form><button>Search</button></form>",
        '<h1>T</h1><form action="https://x.org/"><input type="hidden" name="k"><input type="submit"></form>',
        '<h1>T</h1><label>Name <input name="n"></label><label for="e">E</label><input id="e">',
        '<h1>T</h1><input aria-label="Name"><p id="l">Age</p><input aria-labelledby="l"><button>Send</button>',
        '<h1>T</h1><link rel="alternate" href="https://x.org/feed"><a href="https://x.org/">x</a>',
        '<h1>T</h1><img src="data:image/gif;base64,R0lGOD" alt="" width="1" height="1">',
    ],
)
def test_what_is_right_is_not_reported(site: Path, main: str) -> None:
    write(site, "faq/index.html", main)
    assert found(site) == []


def test_pages_with_the_same_title_and_description_are_reported_unless_unlisted(site: Path) -> None:
    head = '<title>Same</title><meta name="description" content="Same">'
    write(site, "a/index.html", "<h1>A</h1>", head)
    write(site, "b/index.html", "<h1>B</h1>", head + '<meta name="robots" content="noindex">')
    assert found(site) == []
    write(site, "c/index.html", "<h1>C</h1>", head)
    assert [words.split(" “")[0] for words in found(site)] == ["The title", "The description"]


def test_a_page_without_title_and_description_is_reported(site: Path) -> None:
    write(site, "a/index.html", "<h1>A</h1>", "")
    assert len(found(site)) == 2


def test_an_empty_page_is_reported(site: Path) -> None:
    (site / "a.html").write_text("", encoding="utf-8")
    assert found(site) == ["The page is empty."]


def test_the_pages_of_the_search_index_are_skipped(site: Path) -> None:
    write(site, "pagefind/index.html", "<p>{{</p>", "")
    assert found(site) == []


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("index.html", "content/pages/home.md"),
        ("404.html", "content/pages/404.md"),
        ("contact/thanks/index.html", "content/pages/contact/thanks.md"),
        ("articles/a/index.html", "content/articles/a.md"),
        ("articles/index.html", "output/articles/index.html"),
        ("topics/rest/index.html", "output/topics/rest/index.html"),
        ("paths/rest/index.html", "content/paths.toml"),
        ("articles/a/changes/index.html", "content/articles/a.md"),
    ],
)
def test_a_page_is_named_after_its_source(path: str, name: str) -> None:
    assert source(path) == name


@pytest.mark.parametrize(
    ("policy", "referrer", "words"),
    [
        ("form-action 'self' https://x.org", "strict-origin-when-cross-origin", ""),
        ("default-src 'none'; form-action 'self' https:", "strict-origin-when-cross-origin", ""),
        ("form-action 'self'", "strict-origin-when-cross-origin", "stops its form"),
        ("form-action https://x.org", "strict-origin-when-cross-origin", "stops its form"),
        ("default-src 'none'", "strict-origin-when-cross-origin", "stops its form"),
        ("form-action 'self' https://x.org", "no-referrer", "hides from the form's service"),
    ],
)
def test_a_policy_that_stops_a_form_is_reported(site: Path, policy: str, referrer: str, words: str) -> None:
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}"><meta name="referrer" content="{referrer}">'
    form = '<h1>T</h1><form method="POST" action="https://x.org/f/a"><input type="submit"></form>'
    write(site, "faq/index.html", form, HEAD + meta)
    assert len(found(site)) == bool(words)
    assert all(words in problem for problem in found(site))
