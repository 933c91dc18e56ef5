"""Photographs and cards as they are published, and what the next build still has of them."""

import gzip
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urljoin
from xml.etree import ElementTree

import pytest
from PIL import Image

from tests.site.building import FULL, LIVE, MINIMAL, Site, build, copy_project, digests, replace
from tests.unit.camera import save, scene, with_exif

ARTICLE = "content/articles/coach-or-mentor.md"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_project(tmp_path / "project", history=True)


def cached(project: Path) -> dict[str, tuple[int, int]]:
    """Every cache entry, and what changes when it is made anew."""
    return {
        str(path.relative_to(project)): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in (project / ".cache").glob("[!b]*/*.entry")  # not what becomes of sources and pages, in builds/
    }


def add(project: Path, name: str) -> Path:
    """A photograph from a phone, in the text of an article."""
    save(project / "content/images" / name, scene(900, 600), exif=with_exif(6))
    with (project / ARTICLE).open("a", encoding="utf-8") as file:
        file.write(f"\n![A wall](../images/{name})\n")
    return project / "content/images" / name


def test_every_picture_a_browser_may_choose_is_there_and_has_the_width_it_says(site: Site) -> None:
    for address in site.articles:
        for tag in site.page(address).select("[srcset]"):
            for part in str(tag["srcset"]).split(", "):
                source, width = part.split()
                file = site.folder / urljoin(f"/{address}", source).lstrip("/")
                with Image.open(file) as picture:
                    assert f"{picture.width}w" == width, source
                    assert f"image/{(picture.format or '').lower()}" == tag.get("type", "image/jpeg"), source


def test_the_photograph_above_an_article_comes_first_and_those_in_its_text_when_they_are_near(site: Site) -> None:
    page = site.page("articles/every-element/")
    above = page.select(".article__picture img")
    below = page.select(".prose img")
    assert [image.get("fetchpriority") for image in above] == ["high"]
    assert [image.get("loading") for image in above] == [None]
    assert len(below) > 1
    assert {image.get("loading") for image in below} == {"lazy"}
    assert all(image["width"] and image["height"] and image["sizes"] for image in [*above, *below])


def test_an_article_with_a_photograph_is_small_on_a_phone(site: Site) -> None:
    """At 390 pixels, twice as dense; the italics travel only where a text stresses words."""
    sizes = {}
    for address in site.articles:
        page = site.page(address)
        if source := page.select_one(".article__picture source[type='image/avif']"):
            scripts = [str(tag["src"]) for tag in page.select("script[src]")]
            texts = [address + "index.html", *(urljoin(f"/{address}", script).lstrip("/") for script in scripts)]
            picture = next(part.split()[0] for part in str(source["srcset"]).split(", ") if part.endswith(" 700w"))
            files = [urljoin(f"/{address}", picture).lstrip("/"), "theme/fonts/newsreader-roman.woff2"]
            sizes[address] = sum(len(gzip.compress((site.folder / name).read_bytes(), 9)) for name in texts)
            sizes[address] += sum((site.folder / name).stat().st_size for name in files)
    assert len(sizes) >= 2
    assert {address: size for address, size in sizes.items() if size > 60_000} == {}


@pytest.mark.parametrize("name", ["site", "published_site"])
def test_no_photograph_is_published_as_the_camera_made_it(name: str, request: pytest.FixtureRequest) -> None:
    built: Site = request.getfixturevalue(name)
    originals = set(digests(FULL / "images").values())
    assert originals
    assert not originals & set(digests(built.folder).values())


def test_a_photograph_from_a_phone_is_published_upright_and_without_its_place(project: Path) -> None:
    add(project, "IMG 1.jpg")
    replace(project / ARTICLE, "IMG 1.jpg", "IMG%201.jpg")
    save(project / "content/images/nobody shows me.jpg", scene(), exif=with_exif())
    build(project / "output", "--without-search", project=project)
    made = sorted((project / "output/images").glob("img-1-*"))
    assert len(made) == 2
    for path in made:
        with Image.open(path) as picture:
            assert picture.size == (600, 900)
            assert not dict(picture.getexif())
    everything = b"".join(path.read_bytes() for path in (project / "output").rglob("*") if path.is_file())
    assert b"CameraMaker" not in everything
    assert not list((project / "output").rglob("nobody*"))


def test_the_photograph_of_a_draft_is_not_published(project: Path) -> None:
    add(project, "secret.jpg")
    replace(project / ARTICLE, "\nDate:", "\nStatus: draft\nDate:")
    (project / "content/paths.toml").unlink()
    for path in (project / "content").rglob("*.md"):
        text = path.read_text(encoding="utf-8")
        changed = re.sub(r"\]\(([./a-z]*)coach-or-mentor\.md[^)]*\)", r"](\1first-month-as-chief.md)", text)
        path.write_text(changed, encoding="utf-8")
    build(project / "published", "--publish", "--without-search", project=project, environment=LIVE)
    assert not list((project / "published/images").glob("secret-*"))
    build(project / "output", "--without-search", project=project)
    assert list((project / "output/images").glob("secret-*"))


def test_feed_readers_get_every_picture_as_a_jpeg_with_its_whole_address(published_site: Site) -> None:
    feed = ElementTree.fromstring(published_site.text("feed.xml"))  # noqa: S314  # our own
    texts = [entry.findtext(f"{ATOM}content") or "" for entry in feed.iter(f"{ATOM}entry")]
    sources = [source for text in texts for source in re.findall(r'<img [^>]*src="([^"]+)"', text)]
    assert len(sources) >= 5
    for source in sources:
        assert source.startswith(f"{published_site.url}/images/"), source
        assert source.removeprefix(f"{published_site.url}/") in published_site.files
        assert source.endswith(".jpeg")
    assert not any(word in text for text in texts for word in ("<source", "srcset", "$images"))


def test_search_engines_are_told_the_photograph(published_site: Site) -> None:
    page = published_site.page("articles/what-the-calendar-says/")
    found = re.search(r'"image": "([^"]+)"', str(page.select_one('script[type="application/ld+json"]')))
    assert found
    assert found[1].removeprefix(f"{published_site.url}/") in published_site.files


def test_every_page_has_a_card_of_its_own_that_networks_show_large(published_site: Site) -> None:
    cards = set()
    for address in published_site.told:
        told = {
            str(tag.get("property") or tag.get("name")): str(tag["content"])
            for tag in published_site.page(address).select("meta[content]")
        }
        assert told["twitter:card"] == "summary_large_image", address
        assert told["og:image:alt"], address
        file = published_site.folder / told["og:image"].removeprefix(f"{published_site.url}/")
        with Image.open(file) as card:
            assert [str(side) for side in card.size] == [told["og:image:width"], told["og:image:height"]]
        assert file.stat().st_size < 60_000, address
        cards.add(file)
    assert len(cards) == len(published_site.told)
    assert set((published_site.folder / "cards").iterdir()) == cards


def forget_pages(project: Path) -> None:
    """Let the next build render every page again."""
    shutil.rmtree(project / ".cache/builds")
    shutil.rmtree(project / "output")


def test_a_second_build_makes_no_picture_no_card_and_no_index(project: Path) -> None:
    build(project / "output", project=project)
    before = cached(project)
    assert {name.split("/")[1] for name in before} == {"cards", "icons", "pictures", "search"}
    forget_pages(project)
    build(project / "output", project=project)
    assert cached(project) == before


def test_what_changed_is_made_anew_and_nothing_else(project: Path) -> None:
    add(project, "wall.jpg")
    build(project / "output", project=project)
    before = cached(project)
    save(project / "content/images/wall.jpg", scene(800, 600))
    replace(project / ARTICLE, "Title: ", "Title: On ")
    build(project / "output", project=project)
    after = cached(project)
    gone, come = sorted(before.keys() - after.keys()), sorted(after.keys() - before.keys())
    for names in (gone, come):
        assert sorted(re.sub(r"-\w+\.entry$", "", name) for name in names) == [
            ".cache/cards/articles-coach-or-mentor",
            ".cache/cards/articles-coach-or-mentor-changes",
            ".cache/pictures/wall",
            ".cache/search/pagefind",
        ]
    assert all(after[name] == before[name] for name in before.keys() & after.keys())


def test_where_nothing_can_be_cached_the_site_is_the_same(tmp_path: Path) -> None:
    """A file in the place of the folder, since the tests may run as one who may write everywhere."""
    project = copy_project(tmp_path / "project", practice=MINIMAL, cached=False)
    (project / "content/images").mkdir()
    Image.new("RGB", (60, 40), "green").save(project / "content/images/green.png")
    with next((project / "content/articles").glob("*.md")).open("a", encoding="utf-8") as article:
        article.write("\n![A green field](../images/green.png)\n")
    build(project / "output", project=project)
    before = digests(project / "output")
    shutil.rmtree(project / ".cache")
    shutil.rmtree(project / "output")
    (project / ".cache").write_text("mine", encoding="utf-8")
    build(project / "output", project=project)
    assert digests(project / "output") == before
    assert any(name.startswith("images/") for name in before)


def test_a_build_that_is_killed_leaves_what_the_next_can_use(tmp_path: Path, site: Site) -> None:
    """And what is made from nothing is the same to the byte as what was kept."""
    project = copy_project(tmp_path, cached=False, history=True)
    pictures = project / ".cache/pictures"
    process = subprocess.Popen([sys.executable, "build.py"], cwd=project)
    end = time.monotonic() + 300
    while not list(pictures.glob("*.entry")) and process.poll() is None and time.monotonic() < end:
        time.sleep(0.01)
    process.kill()
    process.wait()
    left = cached(project)
    assert left
    assert not (project / "output").exists()
    build(project / "output", project=project)
    after = cached(project)
    assert len(after) > len(left)
    assert {name: after[name] for name in left} == left
    assert digests(project / "output") == digests(site.folder)
