"""The mark and the colours of a practice, in all that is published of them."""

import io
import json
import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from PIL import Image

from sources.palette import CHOSEN, DEFAULT, derived
from tests.site.building import LIVE, MINIMAL, Site, build, copy_project, digests, replace, run

ACCENT, WARM = "#c2185b", "#6a5acd"
LOGO = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20">
<style>.leaf { fill: #1b5e20 }</style>
<path class="leaf" d="M10 1C2 8 2 14 10 19c8-5 8-11 0-18z"/>
</svg>
"""


def coloured(folder: Path) -> Path:
    """The full practice with two colours and a mark of its own."""
    project = copy_project(folder)
    replace(project / "content/site.toml", "[coach]", f'[colours]\naccent = "{ACCENT}"\nwarm = "{WARM}"\n\n[coach]')
    (project / "content/mark.svg").write_text(LOGO, encoding="utf-8")
    return project


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Site:
    project = coloured(tmp_path_factory.mktemp("colours") / "project")
    return build(project / "output", "--publish", "--without-search", project=project, environment=LIVE)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A practice with neither."""
    project = copy_project(tmp_path_factory.mktemp("plain") / "project", practice=MINIMAL)
    replace(project / "content/site.toml", '[colours]\naccent = "#1f5fbf"\nwarm = "#8a4b08"\n', "")
    return build(project / "output", "--without-search", project=project, environment={"NEWSLETTER_FORM": "none"})


def test_the_colours_are_in_the_style_of_every_page_and_on_every_frame_around_it(ours: Site) -> None:
    palette = derived(ACCENT, WARM)
    for address in ours.pages:
        style = ours.one(address, "style").get_text()
        for scheme in ("light", "dark"):
            assert f"--color-accent:{palette[scheme]['accent']}" in style, address
            theme = ours.one(address, f'meta[name="theme-color"][media*="{scheme}"]')
            assert theme["content"] == palette[scheme]["canvas"]


def test_no_file_has_a_colour_of_the_theme_that_the_practice_has_replaced(ours: Site) -> None:
    palette = derived(ACCENT, WARM)
    gone = {colour for scheme in ("light", "dark") for colour in DEFAULT[scheme].values()}
    gone -= {colour for colours in palette.values() for colour in colours.values()}
    assert len(gone) > 15
    found = [
        (name, colour)
        for name in ours.files
        if name.endswith((".html", ".svg", ".webmanifest", ".js", ".xml"))
        for colour in gone
        if colour in ours.text(name).lower()
    ]
    assert not found


def test_the_drawings_have_the_colours_of_both_schemes(ours: Site, site: Site) -> None:
    for built, palette in ((ours, derived(ACCENT, WARM)), (site, DEFAULT)):
        names = [name for name in built.files if name.startswith("theme/drawings/")]
        assert len(names) > 5
        for name in names:
            style = built.text(name).partition("</style>")[0]
            for scheme in ("light", "dark"):
                assert {palette[scheme]["text"], palette[scheme]["light"]} <= set(re.findall("#[0-9a-f]{6}", style))


def test_a_mark_with_colours_of_its_own_is_shown_as_its_icon(ours: Site) -> None:
    for address in ours.addresses:
        shown = ours.one(address, ".masthead__mark img")
        assert urljoin(f"{ours.url}/{address}", str(shown["src"])) == f"{ours.url}/theme/icons/favicon.svg"
    icon = ours.text("theme/icons/favicon.svg")
    assert ".leaf" in icon
    assert f'fill="{derived(ACCENT, WARM)["light"]["canvas"]}"' in icon


def test_a_mark_that_leaves_its_colours_open_stands_in_the_page(site: Site) -> None:
    for address in site.addresses:
        assert site.one(address, ".masthead__mark svg")["stroke"] == "currentColor"
    assert DEFAULT["light"]["accent"] in site.text("theme/icons/favicon.svg")


def test_a_practice_without_either_has_its_initial_in_the_colours_of_the_theme(plain: Site) -> None:
    assert plain.one("", ".masthead__mark svg path")["fill-rule"] == "evenodd"
    style = plain.one("", "style").get_text()
    assert all(f"--color-{name}:{DEFAULT['light'][name]}" in style for name in CHOSEN)


@pytest.mark.parametrize("which", ["ours", "plain"])
def test_the_manifest_is_what_the_specification_says(which: str, request: pytest.FixtureRequest) -> None:
    """W3C, Web Application Manifest: its members, their types, and addresses that start from its own."""
    built: Site = request.getfixturevalue(which)
    manifest = json.loads(built.text("site.webmanifest"))
    assert set(manifest) == {
        *("name", "description", "lang", "start_url", "display", "background_color", "theme_color", "icons"),
    }
    assert manifest["name"] == built.words("", ".masthead__home span:last-child")
    assert manifest["lang"] == str(built.one("", "html")["lang"])
    assert manifest["display"] in {"fullscreen", "standalone", "minimal-ui", "browser"}
    assert re.fullmatch("#[0-9a-f]{6}", manifest["theme_color"])
    assert manifest["theme_color"] == manifest["background_color"]
    address = f"{built.url}/site.webmanifest"
    assert urljoin(address, manifest["start_url"]).rstrip("/") == built.url
    purposes: dict[str, set[str]] = {}
    for icon in manifest["icons"]:
        assert set(icon) <= {"src", "sizes", "type", "purpose"}
        purpose = icon.get("purpose", "any")
        assert set(purpose.split()) <= {"any", "maskable", "monochrome"}
        path = urlsplit(urljoin(address, icon["src"])).path.removeprefix(urlsplit(built.url).path)
        data = (built.folder / path.lstrip("/")).read_bytes()
        purposes.setdefault(purpose, set()).add(icon["sizes"])
        if icon["type"] == "image/png":
            with Image.open(io.BytesIO(data)) as picture:
                assert (picture.format, f"{picture.width}x{picture.height}") == ("PNG", icon["sizes"])
        else:
            assert (icon["type"], icon["sizes"], data[:5]) == ("image/svg+xml", "any", b"<svg ")
    assert purposes == {"any": {"any", "192x192", "512x512"}, "maskable": {"512x512"}}


def test_every_page_links_the_icons_and_the_manifest(ours: Site) -> None:
    links = {
        "icon": "theme/icons/favicon.svg",
        "apple-touch-icon": "theme/icons/apple-touch-icon.png",
        "manifest": "site.webmanifest",
    }
    for address in ours.addresses:
        for rel, path in links.items():
            assert (
                urljoin(f"{ours.url}/{address}", str(ours.one(address, f'link[rel="{rel}"]')["href"]))
                == f"{ours.url}/{path}"
            )


def test_the_card_of_a_page_has_the_colours_and_the_mark(ours: Site) -> None:
    address = str(ours.one("contact/", 'meta[property="og:image"]')["content"]).removeprefix(f"{ours.url}/")
    with Image.open(ours.folder / address) as card:
        colours = {"#{:02x}{:02x}{:02x}".format(*colour) for _, colour in card.convert("RGB").getcolors(1 << 20) or []}  # type: ignore[misc]
    light = derived(ACCENT, WARM)["light"]
    assert {light["canvas"], light["accent"], light["text"], "#1b5e20"} <= colours


def test_the_same_mark_and_colours_make_the_same_site_to_the_byte(ours: Site, tmp_path: Path) -> None:
    project = coloured(tmp_path / "project")
    (cache := project / ".cache").rename(tmp_path / "cache")
    again = build(project / "output", "--publish", "--without-search", project=project, environment=LIVE)
    assert cache.is_dir()
    assert digests(again.folder) == digests(ours.folder)


@pytest.mark.parametrize(
    ("colours", "mark", "said"),
    [
        ('[colours]\naccent = "#ffd400"\n', LOGO, "content/site.toml:11\n    “#ffd400” is too light"),
        (
            "",
            LOGO.replace("<path", "<script>x()</script><path", 1),
            "content/mark.svg:3\n    “<script>” cannot be in the mark.",
        ),
    ],
)
def test_what_cannot_be_had_stands_in_the_way_of_a_build(colours: str, mark: str, said: str, tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    replace(project / "content/site.toml", "[coach]", f"{colours}\n[coach]")
    (project / "content/mark.svg").write_text(mark, encoding="utf-8")
    done = run("build.py", "--check", project=project)
    assert done.status == 1
    assert said in done.said


def test_a_link_in_the_place_of_the_mark_is_not_followed(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    (tmp_path / "secret.svg").write_text(LOGO, encoding="utf-8")
    (project / "content/mark.svg").unlink()
    (project / "content/mark.svg").symlink_to(tmp_path / "secret.svg")
    done = run("build.py", "--check", project=project)
    assert done.status == 1
    assert "content/mark.svg\n    This is a link to another place" in done.said
