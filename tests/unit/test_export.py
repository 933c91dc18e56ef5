import re
import shutil
from pathlib import Path

import pytest
from lxml import etree  # type: ignore[import-untyped]

from importing.__main__ import import_site
from importing.export import export
from importing.reading import read as read_export
from sources.content import read
from sources.header import parse_source, split_list

FULL = Path(__file__).parents[1] / "practices/full"
SITE = "https://www.tidewater.test"


@pytest.fixture(scope="module")
def written() -> str:
    return export(read(FULL), SITE)


def tag(text: str, name: str) -> str:
    """What is in an element, as WordPress' importer finds it where it has no reader of XML."""
    match = re.search(f"<{name}.*?>(.*?)</{name}>", text, re.DOTALL | re.IGNORECASE)
    inside = match[1] if match else ""
    if inside.startswith("<![CDATA["):
        return "".join(re.findall(r"<!\[CDATA\[(.*?)\]\]>", inside, re.DOTALL))
    return inside


def items(written: str) -> list[str]:
    return re.findall(r"^<item>\n(.*?)^</item>$", written, re.DOTALL | re.MULTILINE)


def test_it_is_xml_with_the_names_and_the_version_that_wordpress_asks_for(written: str) -> None:
    root = etree.fromstring(written.encode())
    assert root.nsmap["wp"] == "http://wordpress.org/export/1.2/"
    assert root.findtext("channel/wp:wxr_version", namespaces=root.nsmap) == "1.2"
    assert re.search(r"^<wp:wxr_version>1\.2</wp:wxr_version>$", written, re.MULTILINE)
    assert re.search(r"^<wp:author>.*<wp:author_login>.*</wp:author>$", written, re.MULTILINE)


def test_both_readers_of_wordpress_find_the_same(written: str) -> None:
    root = etree.fromstring(written.encode())
    for item, element in zip(items(written), root.iter("item"), strict=True):
        for name in ("title", "content:encoded", "excerpt:encoded", "wp:post_name", "wp:post_type", "wp:status"):
            assert tag(item, name) == (element.findtext(name, namespaces=root.nsmap) or "")


def test_every_address_in_it_is_whole(written: str) -> None:
    for item in items(written):
        for address in re.findall(r' (?:href|src)="([^"]*)"', tag(item, "content:encoded")):
            assert re.match(r"https?://|mailto:|tel:|sms:|#", address), address
    assert "$images" not in written
    assert "{filename}" not in written


def test_a_mark_that_would_end_the_text_is_divided(tmp_path: Path) -> None:
    shutil.copytree(FULL, tmp_path / "content")
    path = tmp_path / "content/articles/small-promises.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n`a[b[0]]>c`\n", encoding="utf-8")
    written = export(read(tmp_path / "content"), SITE)
    found = next(item for item in items(written) if tag(item, "wp:post_name") == "small-promises")
    assert "a[b[0]]&gt;c" in tag(found, "content:encoded")
    etree.fromstring(written.encode())


def test_drafts_stay_drafts_and_what_is_planned_is_planned(written: str) -> None:
    status = {tag(item, "wp:post_name"): tag(item, "wp:status") for item in items(written)}
    assert (status["a-draft"], status["a-scheduled-one"], status["stay-or-go"]) == ("draft", "future", "publish")


def test_pictures_are_named_by_their_public_addresses_and_words(written: str) -> None:
    attached = [item for item in items(written) if tag(item, "wp:post_type") == "attachment"]
    words = {
        re.sub(r"-[0-9a-f]{10}-\d+", "", tag(item, "wp:attachment_url")): tag(item, "wp:meta_value")
        for item in attached
    }
    assert sorted(words) == [f"{SITE}/images/desk.jpeg", f"{SITE}/images/pier.jpeg"]
    assert words[f"{SITE}/images/desk.jpeg"] == "A desk in the evening."


def test_it_is_the_same_each_time(written: str) -> None:
    assert export(read(FULL), SITE) == written


def test_what_goes_out_comes_in_again(tmp_path: Path, written: str) -> None:
    """All but what WordPress has no place for: docs/moving-in.md names it."""
    (tmp_path / "out.xml").write_text(written, encoding="utf-8")
    assert read_export(tmp_path / "out.xml").kind == "WordPress"
    content = tmp_path / "content"
    shutil.copytree(FULL, content, ignore=shutil.ignore_patterns("*.md", "paths.toml"))
    (content / "articles").mkdir(exist_ok=True)
    import_site(tmp_path / "out.xml", tmp_path, write=True)
    before, after = read(FULL).sources, read(content).sources
    articles = [name for name in before if name.startswith("articles/")]
    assert sorted(articles) == sorted(name for name in after if name.startswith("articles/"))
    for name in articles:
        one, other = before[name].source, parse_source((content / name).read_text(encoding="utf-8"))
        for key in ("title", "date", "modified", "category", "summary"):
            assert other.text(key) == one.text(key), (name, key)
        assert set(split_list(other.text("tags"))) == set(split_list(one.text("tags")))
        assert _links(other.body) >= _links(one.body) - {"../files/plan.pdf"}, name
        assert set(_headings(one.body)) <= set(_headings(other.body)), name  # `details` become headings


def _links(body: str) -> set[str]:
    return set(re.findall(r"(?<!!)\[[^\]]+\]\(([^)#\s]+\.md)\)", body))


def _headings(body: str) -> list[str]:
    plain = body.replace("’", "'").replace("“", '"').replace("”", '"').replace("—", "--")
    return re.findall(r"^#+ .*", re.sub(r"^```.*?^```", "", plain, flags=re.DOTALL | re.MULTILINE), re.MULTILINE)
