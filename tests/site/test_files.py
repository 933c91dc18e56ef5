"""What is published: the files, their size, and what each page may load."""

import base64
import gzip
import hashlib
import re

import html5lib
import pytest

from plugins.photographs import FORMATS, describe
from tests.site.building import ROOT, Site

PHOTOGRAPHS = ["notebook", "stairwell", "two-chairs"]
PAGES = [
    "404.html",
    "about/",
    "articles/",
    "coaching/",
    "contact/",
    "contact/not-sent/",
    "contact/thanks/",
    "discovery-session/",
    "faq/",
    "index.html",
    "newsletter/",
    "newsletter/thanks/",
    "paths/",
    "paths/at-a-crossroads/",
    "paths/burned-out/",
    "paths/stepping-into-leadership/",
    "paths/towards-retirement/",
    "privacy/",
    "search/",
]
OTHER_FILES = [
    "feed.xml",
    "robots.txt",
    "sitemap.xml",
    "theme/drawings/cairn.svg",
    "theme/drawings/chairs.svg",
    "theme/drawings/compass.svg",
    "theme/drawings/cups.svg",
    "theme/drawings/door.svg",
    "theme/drawings/lamp.svg",
    "theme/drawings/letter.svg",
    "theme/drawings/signpost.svg",
    "theme/drawings/table.svg",
    "theme/drawings/window.svg",
    "theme/fonts/OFL.txt",
    "theme/fonts/newsreader-italic.woff2",
    "theme/fonts/newsreader-roman.woff2",
    "theme/icons/apple-touch-icon.png",
    "theme/icons/favicon.svg",
    "theme/js/copy-link.js",
    "theme/js/form-sent.js",
    "theme/js/form.js",
    "theme/js/preparation-sheet.js",
    "theme/js/search-results.js",
    "theme/js/search.js",
]
CHANGED = ("burnout-and-coaching", "career-transitions", "coaching-or-mentoring", "goals-that-survive-a-call-week")
TOPICS = (
    "burnout",
    "career-transitions",
    "goals-and-habits",
    "leadership",
    "understanding-coaching",
    "values-and-balance",
)
OURS_ALONE = {
    "default-src": {"'none'"},
    "base-uri": {"'none'"},
    "img-src": {"'self'"},
    "font-src": {"'self'"},
    "script-src": {"'self'"},
    "connect-src": {"'self'"},
    "form-action": {"'self'"},
}


def test_exactly_these_files_are_published(site: Site) -> None:
    articles = [f"articles/{path.stem}/" for path in (ROOT / "content/articles").glob("*.md")]
    topics = [f"topics/{topic}/{name}" for topic in TOPICS for name in ("", "feed.xml")]
    shown = [describe(ROOT / f"content/images/{name}.jpg") for name in PHOTOGRAPHS]
    pictures = [
        f"images/{photo.file(width, ending)}" for photo in shown for width in photo.widths for ending in FORMATS
    ]
    changes = [f"articles/{name}/changes/" for name in CHANGED]
    cards = [_card(site, address) for address in site.addresses]
    addresses = [*PAGES, *OTHER_FILES, *articles, *changes, *topics, *pictures, *cards]
    assert site.files == sorted(f"{name}index.html" if name.endswith("/") else name for name in addresses)


def test_the_search_index_is_published(site: Site) -> None:
    assert (site.folder / "pagefind/pagefind.js").is_file()


@pytest.mark.parametrize("name", ["site", "odd_site", "published_site"])
def test_every_page_is_html_without_a_parse_error(name: str, request: pytest.FixtureRequest) -> None:
    built: Site = request.getfixturevalue(name)
    # The real articles are the same in all three, so they are parsed once.
    addresses = built.addresses if name == "site" else ["", "articles/", "contact/", *_odd(built)]
    found = []
    for address in addresses:
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(built.text(address))
        found += [f"{address or 'home'} {error}" for error in parser.errors]
    assert not found


@pytest.mark.parametrize("name", ["site", "published_site"])
def test_a_page_may_load_only_what_is_ours_and_its_own_style(name: str, request: pytest.FixtureRequest) -> None:
    built: Site = request.getfixturevalue(name)
    for address in built.addresses:
        policy = _policy(built, address)
        style = "".join(str(element.string) for element in built.page(address).find_all("style"))
        assert policy.pop("style-src") == {_hash(style)}, address
        expected = {key: set(value) for key, value in OURS_ALONE.items()}
        rules = [str(rules.string) for rules in built.page(address).select("script[type=speculationrules]")]
        assert len(rules) == (name == "published_site"), "at the desk a page fetched before a save would be out of date"
        expected["script-src"] |= {_hash(text) for text in rules}
        if address == "search/":
            expected["script-src"].add("'wasm-unsafe-eval'")
        for form in built.page(address).select("form[action]"):
            origin = "/".join(str(form["action"]).split("/")[:3])
            expected["form-action"].add(origin)
            if name == "site":
                expected["connect-src"].add(origin)
        assert policy == expected, address


@pytest.mark.parametrize("name", ["site", "published_site"])
def test_no_page_has_scripts_or_styles_that_its_policy_forbids(name: str, request: pytest.FixtureRequest) -> None:
    built: Site = request.getfixturevalue(name)
    for address in built.addresses:
        page = built.page(address)
        assert "unsafe-inline" not in page.decode(), address
        assert not page.select("[style]"), address
        assert not [name for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")], address
        for script in page.select("script:not([src])"):
            assert script["type"] in ("application/ld+json", "speculationrules"), address


def test_the_policy_stands_before_everything_it_governs(site: Site) -> None:
    for address in site.addresses:
        head = site.page(address).head
        assert head
        tags = [tag for tag in head.find_all(True) if not tag.get("charset")]
        assert tags[0].get("http-equiv") == "Content-Security-Policy", address


def test_the_fonts_together_are_small(site: Site) -> None:
    sizes = [path.stat().st_size for path in (site.folder / "theme/fonts").glob("*.woff2")]
    assert 0 < sum(sizes) <= 60_000


def test_scripts_are_small(site: Site) -> None:
    sizes = {p.name: len(gzip.compress(p.read_bytes(), 9)) for p in (site.folder / "theme/js").glob("*.js")}
    assert sizes["search.js"] < 1024  # all that the search page loads before the first query
    assert {name: size for name, size in sizes.items() if name != "form.js" and size > 2048} == {}


@pytest.mark.parametrize("name", ["site", "published_site"])
def test_every_page_is_small(name: str, request: pytest.FixtureRequest) -> None:
    built: Site = request.getfixturevalue(name)
    assert {address: size for address in built.addresses if (size := _transferred(built, address)) > 13_500} == {}


def test_an_article_of_900_words_is_small(site: Site) -> None:
    for address in site.articles:
        parts = re.findall(
            r'<div class="prose[^"]*">(.*?)</div>\n?(?:<nav|<p class="(?:crisis|print-only))', site.text(address), re.S
        )
        assert parts, address
        words = re.sub(r"<[^>]+>", " ", " ".join(parts)).split()
        # What the words beyond 900 weigh: their share of what the prose does.
        bare = site.text(address)
        for part in parts:
            bare = bare.replace(part, "")
        without = len(gzip.compress(bare.encode(), 9))
        whole = _transferred(site, address)
        assert without + (whole - without) * min(1, 900 / len(words)) <= 12_000, address


def _card(built: Site, address: str) -> str:
    image = built.page(address).select_one('meta[property="og:image"]')
    assert image, address
    return str(image["content"]).removeprefix(f"{built.url}/")


def _odd(built: Site) -> list[str]:
    return [a for a in built.articles if (ROOT / "tests/content/articles" / f"{a.split('/')[1]}.md").is_file()]


def _policy(built: Site, address: str) -> dict[str, set[str]]:
    policies = built.page(address).select("meta[http-equiv=Content-Security-Policy]")
    assert len(policies) == 1, address
    parts = [part.split() for part in str(policies[0]["content"]).split(";")]
    assert len({part[0] for part in parts}) == len(parts), address
    return {part[0]: set(part[1:]) for part in parts}


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _transferred(built: Site, address: str) -> int:
    return len(gzip.compress(built.text(address).encode(), 9))
