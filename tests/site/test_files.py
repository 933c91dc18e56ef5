"""What is published: the files, their size, and what each page may load."""

import base64
import gzip
import hashlib
import re
import tomllib
from pathlib import Path

import html5lib
import pytest

from pictures.photographs import FORMATS, describe
from sources.redirects import slug
from tests.site.building import ROOT, Site, digests

OURS_ALONE = {
    "default-src": {"'none'"},
    "base-uri": {"'none'"},
    "img-src": {"'self'"},
    "font-src": {"'self'"},
    "script-src": {"'self'"},
    "connect-src": {"'self'"},
    "form-action": {"'self'"},
}


def test_exactly_what_follows_from_the_content_and_the_theme_is_published(site: Site, content: Path) -> None:
    sources = [path.relative_to(content).with_suffix("").as_posix() for path in content.rglob("*.md")]
    texts = [f"{name.removeprefix('pages/')}/" for name in sources if name not in ("pages/home", "pages/404")]
    changes = [
        f"articles/{path.stem}/changes/"
        for path in (content / "articles").glob("*.md")
        if re.search(r"(?m)^Changes:", path.read_text(encoding="utf-8"))
    ]
    facts = tomllib.loads((content / "site.toml").read_text(encoding="utf-8"))
    paths = tomllib.loads((content / "paths.toml").read_text(encoding="utf-8"))
    topics = [f"topics/{slug(topic['name'])}/{name}" for topic in facts["topics"] for name in ("", "feed.xml")]
    lists = ["articles/", "paths/", *(f"paths/{name}/" for name in paths), "search/", *topics]
    shown = [describe(path) for path in (content / "images").glob("*.jpg")]
    pictures = [
        f"images/{photo.file(width, ending)}" for photo in shown for width in photo.widths for ending in FORMATS
    ]
    static = [f"theme/{name}" for name in digests(ROOT / "theme/static")]
    moved = ["every-element.html", "notes/every-element/", "topics/habits/", "topics/habits/feed.xml"]
    cards = [_card(site, address) for address in site.addresses]
    programs = ["feed.xml", "robots.txt", "sitemap.xml"]
    pages = ["index.html", "404.html", *texts, *changes, *lists, *moved]
    expected = [f"{name}index.html" if name.endswith("/") else name for name in pages]
    assert site.files == sorted([*expected, *pictures, *static, *cards, *programs])


def test_the_search_index_is_published(site: Site) -> None:
    assert (site.folder / "pagefind/pagefind.js").is_file()


@pytest.mark.parametrize("name", ["site", "published_site"])
def test_every_page_is_html_without_a_parse_error(name: str, request: pytest.FixtureRequest) -> None:
    built: Site = request.getfixturevalue(name)
    found = []
    for address in built.pages:
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(built.text(address))
        found += [f"{address or 'home'} {error}" for error in parser.errors]
    assert not found


@pytest.mark.parametrize("name", ["site", "published_site"])
def test_a_page_may_load_only_what_is_ours_and_its_own_style(name: str, request: pytest.FixtureRequest) -> None:
    built: Site = request.getfixturevalue(name)
    for address in built.pages:
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
    for address in built.pages:
        page = built.page(address)
        assert "unsafe-inline" not in page.decode(), address
        assert not page.select("[style]"), address
        assert not [name for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")], address
        for script in page.select("script:not([src])"):
            assert script["type"] in ("application/ld+json", "speculationrules"), address


def test_the_policy_stands_before_everything_it_governs(site: Site) -> None:
    for address in site.pages:
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
    assert {address: size for address in built.pages if (size := _transferred(built, address)) > 13_500} == {}


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
