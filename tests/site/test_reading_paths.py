"""Reading paths: pages of their own, and each article knows where it stands."""

import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest

from tests.site.building import FULL, Site, build, replace

PATHS: dict[str, Any] = tomllib.loads((FULL / "paths.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", PATHS)
def test_a_path_leads_through_its_articles_in_order(site: Site, name: str) -> None:
    address = f"paths/{name}/"
    links = [urljoin(f"{site.url}/{address}", str(a["href"])) for a in site.page(address).select(".path__title a")]
    assert links == [f"{site.url}/{_article(step)}" for step in PATHS[name]["steps"]]
    shown = " ".join(site.page(address).get_text().split())
    for words in (PATHS[name]["situation"], *(step["why"] for step in PATHS[name]["steps"])):
        assert words.replace("'", "’") in shown


@pytest.mark.parametrize("name", PATHS)
def test_each_article_says_which_step_it_is_and_leads_to_the_next_one(site: Site, name: str) -> None:
    table = PATHS[name]
    for number, (step, after) in enumerate(zip(table["steps"], [*table["steps"][1:], None], strict=True), 1):
        address = _article(step)
        said = f"Step {number} of {len(table['steps'])}: {table['title']}"
        [place] = [box for box in site.page(address).select(".path-steps") if said in " ".join(box.get_text().split())]
        assert f"{site.url}/paths/{name}/" in site.links(place, address)
        title = place.select_one("h3")
        assert site.links(title, address) == [f"{site.url}/{_article(after)}"] if title else after is None


def test_after_an_article_no_other_one_is_named_twice(site: Site) -> None:
    for address in site.articles:
        named = [link for box in site.page(address).select(".read-next") for link in site.links(box, address)]
        articles = [link for link in named if link.startswith(f"{site.url}/articles/")]
        assert len(articles) == len(set(articles)) <= 3 + len(PATHS), address


@pytest.mark.parametrize("name", PATHS)
def test_a_booklet_has_the_texts_of_a_path_in_order_and_why_each_stands_there(site: Site, name: str) -> None:
    assert f"{site.url}/paths/{name}/booklet/" in site.links(site.one(f"paths/{name}/", "main"), f"paths/{name}/")
    parts = site.page(f"paths/{name}/booklet/").select(".booklet__article")
    for part, step in zip(parts, PATHS[name]["steps"], strict=True):
        words = " ".join(part.get_text().split())
        assert " ".join(site.prose(_article(step)).get_text().split())[-200:] in words
        assert step["why"].replace("'", "’") in words


def test_search_engines_are_not_shown_a_booklet(site: Site) -> None:
    for name in PATHS:
        assert site.one(f"paths/{name}/booklet/", "meta[name=robots]")["content"] == "noindex"
    assert "booklet" not in (site.folder / "sitemap.xml").read_text(encoding="utf-8")


def test_links_between_the_articles_of_a_path_stay_within_its_booklet(project: Path) -> None:
    path = next(iter(PATHS.values()))
    one, other = (project / "content/articles" / path["steps"][number]["article"] for number in (0, 1))
    for article, neighbour in ((one, other), (other, one)):
        text = article.read_text(encoding="utf-8")
        added = f"\n\nA claim.[^new] See [it]({neighbour.name}) and [its part]({neighbour.name}#a-part).\n\n## A part\n\n[^new]: A.\n"
        article.write_text(text + added, encoding="utf-8")
    built = build(project / "output", "--without-search", project=project)
    page = built.page(f"paths/{next(iter(PATHS))}/booklet/")
    part = page.select_one(f"#{one.stem}")
    assert part
    found = [str(a["href"]) for a in part.select("a[href^='#']")]
    assert {f"#{other.stem}", f"#{other.stem}-a-part", f"#{one.stem}-fn-1", f"#{one.stem}-fnref-1"} <= set(found)
    assert all(page.find(id=place.removeprefix("#")) for place in found)


def test_an_article_on_no_path_says_nothing_of_paths(site: Site) -> None:
    on_a_path = {_article(step) for table in PATHS.values() for step in table["steps"]}
    others = set(site.articles) - on_a_path
    assert others
    for address in others:
        assert "path-steps" not in site.text(address), address


def test_home_leads_to_the_list_of_paths_and_that_to_every_one(site: Site) -> None:
    [home] = site.page("").select("main")
    assert f"{site.url}/paths/" in site.links(home, "")
    assert site.links(site.one("paths/", ".path-list"), "paths/") == [f"{site.url}/paths/{name}/" for name in PATHS]


def test_a_topic_leads_to_the_paths_that_begin_in_it(site: Site) -> None:
    found = {
        address: site.links(place, address)
        for address in site.addresses
        if address.startswith("topics/") and (place := site.page(address).select_one(".page__path"))
    }
    assert found == {
        "topics/burnout/": [f"{site.url}/paths/worn-out/"],
        "topics/career-transitions/": [f"{site.url}/paths/at-a-crossroads/"],
        "topics/leadership/": [f"{site.url}/paths/the-new-chief/"],
    }


@pytest.mark.parametrize("name", PATHS)
def test_structured_data_lists_the_articles_of_a_path(site: Site, name: str) -> None:
    path = site.structured_data(f"paths/{name}/")["ItemList"]
    assert [(item["position"], item["url"]) for item in path["itemListElement"]] == [
        (number, f"{site.url}/{_article(step)}") for number, step in enumerate(PATHS[name]["steps"], 1)
    ]
    assert path["numberOfItems"] == len(PATHS[name]["steps"])


def test_the_list_of_paths_is_no_result_of_the_search_but_each_path_is(site: Site) -> None:
    assert not site.page("paths/").select("[data-pagefind-body]")
    for name in PATHS:
        assert site.page(f"paths/{name}/").select("[data-pagefind-body] h1")


def test_a_site_without_paths_is_built_without_a_trace_of_them(project: Path) -> None:
    (project / "content/paths.toml").unlink()
    built = build(project / "output", "--without-search", project=project)
    for address in built.addresses:
        assert "paths/" not in built.text(address), address
    assert "paths/" not in built.text("sitemap.xml")


def test_the_navigation_marks_the_entry_of_the_page_or_the_nearest_above_it(project: Path) -> None:
    replace(
        project / "content/site.toml", 'label = "Questions"\naddress = "/faq/"', 'label = "Paths"\naddress = "/paths/"'
    )
    replace(project / "content/site.toml", 'address = "/coaching/"', 'address = "/topics/burnout/"')
    built = build(project / "output", "--without-search", project=project)
    marked = {
        address: [(link.get_text(), link["aria-current"]) for link in built.page(address).select("nav [aria-current]")]
        for address in ("paths/", "paths/worn-out/", "topics/burnout/", "topics/leadership/", "about/", "faq/")
    }
    assert marked == {
        "paths/": [("Paths", "page")],
        "paths/worn-out/": [("Paths", "true")],
        "topics/burnout/": [("What I do", "page")],
        "topics/leadership/": [("Articles", "true")],
        "about/": [("About", "page")],
        "faq/": [],
    }


def _article(step: dict[str, str]) -> str:
    return f"articles/{step['article'].removesuffix('.md')}/"
