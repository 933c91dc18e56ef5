"""The copy of a site that opens from a folder: which files its links name, and that nothing else of it changes."""

import re
from pathlib import Path

import pytest
from lxml import html  # type: ignore[import-untyped]

from plugins.stylesheet import csp_hash
from preview.portable import NEED_A_SERVER, NO_SEARCH, copy, from_folder, main
from tests.site.building import digests

ROOT = Path(__file__).parents[2]
STYLE = "@font-face{font-display:optional;src:url(%stheme/a.woff2)}"
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="style-src {hash}; script-src 'self'"><title>„Ü“</title>
<link rel="preload" href="{root}theme/a.woff2" as="font" crossorigin><style>{style}</style>
<script type="module" src="{root}theme/js/form.js"></script><script type="application/ld+json">{{"a": "</b>"}}</script>
</head><body>{body}</body></html>
"""


def page(body: str = "", root: str = "../") -> str:
    """A page as the theme writes one."""
    return PAGE.format(body=body, root=root, style=STYLE % root, hash=csp_hash(STYLE % root))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A small site."""
    folder = tmp_path / "site"
    for name, text in {
        "index.html": page(root="./"),
        "404.html": page(
            '<a href="/">Home</a><img srcset="/images/a.jpg 480w, /images/b.jpg 960w" src="/images/a.jpg">', "/"
        ),
        "about/index.html": page('<a href="../?q=a&amp;b=c#end">Home</a>'),
        "old name/ü/index.html": page('<a href="../../">Home</a>', "../../"),
        "gone/index.html": '<meta http-equiv="refresh" content="0; url=../old%20name/%C3%BC/"><a href="../about/">There</a>',
        "search/index.html": page('<form role="search"><button type="submit">Search</button></form>').replace(
            "form.js", "search.js"
        ),
        "feed.xml": '<feed><link href="https://p.org/about/"/></feed>',
        "files/a.pdf": "%PDF",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("address", "becomes"),
    [
        ("../", "../index.html"),
        ("./", "index.html"),
        (".", "index.html"),
        ("..", "../index.html"),
        ("../about", "index.html"),
        ("../?q=a%20b#end", "../index.html?q=a%20b#end"),
        ("../old%20name/%C3%BC/", "../old%20name/%C3%BC/index.html"),
        ("../old name/ü/#x", "../old%20name/%C3%BC/index.html#x"),
        ("/", "../index.html"),
        ("/about/#x", "index.html#x"),
        ("/files/a.pdf", "../files/a.pdf"),
        ("/nowhere/", "../nowhere"),
        *((same, same) for same in (
            "", "#x", "?q=x", "../feed.xml", "../files/a.pdf#page=2", "../nowhere/", "https://p.org/", "//p.org/about/",
            "http://localhost:8000/about/", "mailto:a@p.org", "tel:+123", "data:,x",
        )),
    ],
)  # fmt: skip
def test_an_address_of_a_folder_names_its_page_and_any_other_stays(address: str, becomes: str, site: Path) -> None:
    assert from_folder(address, "about/index.html", site) == becomes


def test_a_page_of_the_copy_leads_to_files_from_wherever_it_is(site: Path, tmp_path: Path) -> None:
    copy(site, tmp_path / "copy")
    read = {name: (tmp_path / "copy" / name).read_text(encoding="utf-8") for name in digests(site) if "html" in name}
    assert 'href="../index.html?q=a&amp;b=c#end"' in read["about/index.html"]
    assert 'href="../../index.html"' in read["old name/ü/index.html"]
    assert 'content="0; url=../old%20name/%C3%BC/index.html"' in read["gone/index.html"]
    missing = read["404.html"]
    assert 'href="index.html"' in missing
    assert 'srcset="images/a.jpg 480w, images/b.jpg 960w" src="images/a.jpg"' in missing
    assert 'src="theme/js/form.js"' in missing


def test_the_policy_allows_the_style_of_each_page_and_no_more_than_before(site: Path, tmp_path: Path) -> None:
    copy(site, tmp_path / "copy")
    for name, root in (("404.html", ""), ("about/index.html", "../")):
        style = (STYLE % root).replace("optional", "block")
        tree = html.document_fromstring((tmp_path / "copy" / name).read_bytes())
        assert tree.findtext(".//style") == style
        [policy] = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert policy == f"style-src {csp_hash(style)}; script-src 'self'"


def test_scripts_are_classic_and_those_that_need_a_server_are_not_there(site: Path, tmp_path: Path) -> None:
    copy(site, tmp_path / "copy")
    about, search = ((tmp_path / "copy" / name / "index.html").read_text("utf-8") for name in ("about", "search"))
    assert '<script src="../theme/js/form.js" defer></script>' in about
    assert '{"a": "</b>"}' in about
    assert "preload" not in about
    assert "search.js" not in search
    assert f'<p class="search__status" role="note">{NO_SEARCH}</p><form role="search">' in search
    assert '<button type="submit" disabled aria-disabled="true">' in search


def test_only_scripts_that_need_a_server_are_modules_in_earnest() -> None:
    """A classic script may import nothing, and a page in a file has no address that a script may change."""
    for script in (ROOT / "theme/static/js").glob("*.js"):
        if re.search(
            r"^(import|export)\b|\bimport\(|history\.|^await ", script.read_text(encoding="utf-8"), re.MULTILINE
        ):
            assert script.name in {*NEED_A_SERVER, "search-results.js"}, script.name


def test_the_scripts_of_a_page_have_no_name_in_common() -> None:
    """Classic scripts share theirs."""
    names = [
        name
        for script in (*(ROOT / "theme/static/js").glob("*.js"), ROOT / "theme/templates/words.js")
        for name in re.findall(
            r"^(?:const|let|var|function|class) (\w+)", script.read_text(encoding="utf-8"), re.MULTILINE
        )
        if script.name not in {*NEED_A_SERVER, "search-results.js"}
    ]
    assert len(names) == len(set(names)), names


def test_all_other_files_are_as_they_were_and_so_is_the_site(site: Path, tmp_path: Path) -> None:
    before = digests(site)
    copy(site, tmp_path / "copy")
    copy(site, tmp_path / "again")
    assert digests(site) == before
    copied = digests(tmp_path / "copy")
    assert copied == digests(tmp_path / "again")
    assert [name for name in before if before[name] == copied[name]] == ["feed.xml", "files/a.pdf"]
    assert before.keys() == copied.keys()


def test_the_page_to_write_on_stays_on_the_site_and_a_page_of_that_name_comes_along(site: Path, tmp_path: Path) -> None:
    (site / "write").mkdir()
    (site / "write/index.html").write_text(page(), encoding="utf-8")
    copy(site, tmp_path / "one")
    assert (tmp_path / "one/write/index.html").is_file()
    (site / "write/form.json").write_text("{}", encoding="utf-8")
    copy(site, tmp_path / "other")
    assert not (tmp_path / "other/write").exists()
    assert (tmp_path / "other/about/index.html").is_file()


def test_letters_of_any_alphabet_stay(site: Path, tmp_path: Path) -> None:
    copy(site, tmp_path / "copy")
    assert "<title>„Ü“</title>" in (tmp_path / "copy/about/index.html").read_text(encoding="utf-8")


def test_nothing_is_written_over_and_what_is_missing_is_named(site: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"site is there already\. Delete it"):
        main([str(site), str(site)])
    with pytest.raises(SystemExit, match=r"output is not there\. Build the site first"):
        main([str(tmp_path / "output"), str(tmp_path / "copy")])
