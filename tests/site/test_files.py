"""What is published: the files, their size, and what each page may load."""

import base64
import gzip
import hashlib
import re
import tomllib
from pathlib import Path
from urllib.parse import urljoin

import pytest
from tinyhtml5.parser import HTMLParser

from pictures.photographs import FORMATS, PORTRAIT_WIDTHS, describe
from plugins.icons import FAVICON, PICTURES
from plugins.stylesheet import CSS
from sources import workshops
from sources.content import read
from sources.redirects import slug
from tests.budgets import ARTICLE_OF_900_WORDS, FIRST_PAINT, SCRIPTS, WHOLE_ARTICLE, WHOLE_LIST
from tests.site.building import LOCAL_URL, ROOT, Site, digests

OURS_ALONE = {
    "default-src": {"'none'"},
    "base-uri": {"'none'"},
    "img-src": {"'self'"},
    "font-src": {"'self'"},
    "manifest-src": {"'self'"},
    "script-src": {"'self'"},
    "connect-src": {"'self'"},
    "form-action": {"'self'"},
}


def test_exactly_what_follows_from_the_content_and_the_theme_is_published(site: Site, content: Path) -> None:
    sources = [path.relative_to(content).with_suffix("").as_posix() for path in content.rglob("*.md")]
    texts = [f"{name.removeprefix('pages/')}/" for name in sources if name not in ("pages/home", "pages/404")]
    changes = ["articles/coach-or-mentor/changes/"]  # the one whose earlier text is kept
    facts = tomllib.loads((content / "site.toml").read_text(encoding="utf-8"))
    paths = tomllib.loads((content / "paths.toml").read_text(encoding="utf-8"))
    topics = [f"topics/{slug(topic['name'])}/{name}" for topic in facts["topics"] for name in ("", "feed.xml")]
    lists = [
        "articles/",
        "help/",
        "paths/",
        *(f"paths/{name}/{page}" for name in paths for page in ("", "booklet/")),
        "search/",
        "workshops/",
        *topics,
    ]
    shown = [describe(path) for path in (content / "images").glob("*.jpg")]
    shown.append(describe(content / "images" / facts["coach"]["portrait"], PORTRAIT_WIDTHS))
    pictures = [
        f"images/{photo.file(width, ending)}" for photo in shown for width in photo.widths for ending in FORMATS
    ]
    static = [*(f"theme/{name}" for name in digests(ROOT / "theme/static")), "theme/js/words.js"]
    moved = ["every-element.html", "notes/every-element/", "topics/habits/", "topics/habits/feed.xml"]
    cards = [
        str(site.one(address, 'meta[property="og:image"]')["content"]).removeprefix(f"{site.url}/")
        for address in site.told
    ]
    icons = [FAVICON, *(f"theme/icons/{name}" for name in ("favicon.svg", *PICTURES) if name != FAVICON)]
    planned = workshops.planned(read(content))
    calendars = [f"workshops/{one.name}.ics" for one in planned if not (one.past or one.cancelled)]
    programs = [*calendars, "feed.xml", "robots.txt", "site.webmanifest", "sitemap.xml"]
    private = ["private/k7m2qx9ab4tz3wnh5vpe/"]
    pages = ["index.html", "404.html", "feed/", *texts, *changes, *lists, *moved, *private]
    expected = [f"{name}index.html" if name.endswith("/") else name for name in pages]
    assert site.files == sorted([*expected, *pictures, *static, *icons, *cards, *programs])


def test_every_page_is_html_without_a_parse_error(each_site: Site) -> None:
    found = []
    for address in each_site.pages:
        parser = HTMLParser()
        parser.parse(each_site.text(address))
        found += [f"{address or 'home'} {error}" for error in parser.errors]
    assert not found


@pytest.mark.parametrize("slip", ["<p id=a id=b>", "<b>x</p>", "a &copyx", "<table><p></table>", "<div/>"])
def test_a_parse_error_would_be_found(slip: str) -> None:
    parser = HTMLParser()
    parser.parse(f"<!doctype html><title>x</title>{slip}")
    assert parser.errors


def test_a_page_may_load_only_what_is_ours_and_its_own_style(each_site: Site) -> None:
    live = each_site.url != LOCAL_URL
    for address in each_site.pages:
        policy = _policy(each_site, address)
        style = "".join(str(element.string) for element in each_site.page(address).find_all("style"))
        assert policy.pop("style-src") == {_hash(style)}, address
        expected = {key: set(value) for key, value in OURS_ALONE.items()}
        rules = [str(rules.string) for rules in each_site.page(address).select("script[type=speculationrules]")]
        assert len(rules) == live, "at the desk a page fetched before a save would be out of date"
        expected["script-src"] |= {_hash(text) for text in rules}
        if address == "search/":
            expected["script-src"].add("'wasm-unsafe-eval'")
        for form in each_site.page(address).select("form[method=post]"):
            origin = "/".join(str(form["action"]).split("/")[:3])
            expected["form-action"].add(origin)
            if not live:
                expected["connect-src"].add(origin)
        assert policy == expected, address
        for script in each_site.page(address).select("script:not([src])"):
            assert script["type"] in ("application/ld+json", "speculationrules"), address


def test_a_page_has_the_style_of_every_class_in_it(each_site: Site) -> None:
    styled = _classes("".join(path.read_text(encoding="utf-8") for path in CSS.glob("*.css")))
    for address in each_site.pages:
        names = {name for element in each_site.page(address).select("[class]") for name in element["class"]}
        assert names & styled <= _classes(str(each_site.one(address, "style").string)), address


def test_the_policy_stands_before_everything_it_governs(site: Site) -> None:
    for address in site.pages:
        head = site.page(address).head
        assert head
        tags = [tag for tag in head.find_all(True) if not tag.get("charset")]
        assert tags[0].get("http-equiv") == "Content-Security-Policy", address


def test_the_fonts_together_are_small(site: Site) -> None:
    sizes = [path.stat().st_size for path in (site.folder / "theme/fonts").glob("*.woff2")]
    assert 0 < sum(sizes) <= 60_000


def test_an_article_and_a_list_are_small_with_all_that_they_ask_for_at_once(site: Site) -> None:
    def size(address: str, path: str) -> int:
        file = site.folder / urljoin(f"/{address}", path).lstrip("/")
        return file.stat().st_size if file.suffix == ".woff2" else len(gzip.compress(file.read_bytes(), 9))

    texts = [one for one in site.articles if not site.page(one).select("picture, .prose img")]
    lists = [
        one
        for one in site.addresses
        if one.startswith(("articles/", "topics/", "paths/")) and one not in site.articles and "/booklet/" not in one
    ]
    for address in texts + lists:
        asked = "link[rel=preload], link[rel=icon], script[src], img"
        paths = {str(one.get("href") or one["src"]) for one in site.page(address).select(asked)}
        whole = _transferred(site, address) + sum(size(address, path) for path in paths)
        assert whole <= (WHOLE_LIST if address in lists else WHOLE_ARTICLE), address


def test_scripts_are_small(site: Site) -> None:
    sizes = {p.name: len(gzip.compress(p.read_bytes(), 9)) for p in (site.folder / "theme/js").glob("*.js")}
    assert sizes["contents.js"] <= 400
    assert sizes["read-aloud.js"] <= 925
    assert sizes["search.js"] < 1024  # all that the search page loads before the first query
    assert {name: size for name, size in sizes.items() if name != "form.js" and size > SCRIPTS} == {}


def test_every_page_is_small(each_site: Site) -> None:
    assert {
        address: size for address in each_site.pages if (size := _transferred(each_site, address)) > FIRST_PAINT
    } == {}


def test_an_article_of_900_words_is_small(site: Site) -> None:
    for address in set(site.articles) - {"articles/every-element/"}:  # which has the style of all of them
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
        assert without + (whole - without) * min(1, 900 / len(words)) <= ARTICLE_OF_900_WORDS, address


def _classes(style: str) -> set[str]:
    return set(re.findall(r"\.([a-z][\w-]*)", style))


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
