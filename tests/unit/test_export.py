import re
import shutil
from pathlib import Path

import pytest
from lxml import etree  # type: ignore[import-untyped]

from importing.__main__ import REPORT, import_site
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


def test_a_mark_or_tag_in_a_text_that_would_end_it_is_divided(tmp_path: Path) -> None:
    shutil.copytree(FULL, tmp_path / "content")
    path = tmp_path / "content/articles/small-promises.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n`a[b[0]]>c`\n\n    <item>\n    </wp:meta_value>\n", "utf-8")
    written = export(read(tmp_path / "content"), SITE)
    found = next(item for item in items(written) if tag(item, "wp:post_name") == "small-promises")
    assert "a[b[0]]&gt;c" in tag(found, "content:encoded")
    assert written.count("<item>") == len(list(etree.fromstring(written.encode()).iter("item")))
    (tmp_path / "out.xml").write_text(written, encoding="utf-8")
    assert path.read_text(encoding="utf-8") in [one.written for one in read_export(tmp_path / "out.xml").entries]


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


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A practice of the same facts, with the pictures and without a text."""
    content = tmp_path / "content"
    shutil.copytree(FULL, content, ignore=shutil.ignore_patterns("*.md", "paths.toml"))
    for folder in ("articles", "pages"):
        (content / folder).mkdir(exist_ok=True)
    return tmp_path


def brought(root: Path, written: str, pictures: Path | None = None) -> str:
    """Import an export, and return what the report says."""
    (root / "out.xml").write_text(written, encoding="utf-8")
    import_site(root / "out.xml", root, pictures=pictures, write=True)
    return (root / REPORT).read_text(encoding="utf-8")


def text(folder: Path, name: str) -> str:
    return (folder / name).read_text(encoding="utf-8")


def test_what_nobody_changed_comes_in_again_as_it_was_written(root: Path, written: str) -> None:
    report = brought(root, written)
    assert read_export(root / "out.xml").kind == "WordPress"
    for name in read(FULL).sources:
        assert text(root / "content", name) == text(FULL, name)
    assert "## What was changed" not in report
    before = sorted(root.rglob("*"))
    assert "there already" in brought(root, written)
    assert sorted(root.rglob("*")) == before


def test_what_was_changed_elsewhere_is_read_from_its_html_with_the_fields_that_only_we_have(
    root: Path, written: str
) -> None:
    shutil.rmtree(root / "content/images")
    report = brought(root, retitled(written), FULL / "images")
    assert "It was changed since it was exported from here, so its text was taken from its page in the export" in report
    before = read(FULL).sources
    for name in (one for one in before if one.startswith("articles/")):
        one, other = before[name].source, parse_source(text(root / "content", name))
        assert other.text("title") == f"{one.text('title')}!"
        for key in (
            "date",
            "modified",
            "category",
            "summary",
            "image",
            "earlier",
            "changes",
            "invite",
            "formerly",
            "private_link",
        ):
            assert other.text(key) == one.text(key), (name, key)
        assert set(split_list(other.text("tags"))) == set(split_list(one.text("tags")))
        assert _links(other.body) >= _links(one.body) - {"../files/plan.pdf"}, name
        assert set(_headings(one.body)) <= set(_headings(other.body)), name  # `details` become headings


def test_a_link_to_what_has_another_name_here_keeps_a_text_from_coming_as_it_was(root: Path, written: str) -> None:
    (root / "content/articles/stay-or-go.md").write_text("Title: Mine\n\nMine.\n", encoding="utf-8")
    report = brought(root, written)
    assert text(root / "content", "articles/stay-or-go.md") == "Title: Mine\n\nMine.\n"
    assert "stay-or-go-2.md" in text(root / "content", "articles/the-empty-tank.md")
    assert "content/articles/stay-or-go.md" in report
    assert text(root / "content", "pages/faq.md") == text(FULL, "pages/faq.md")


def test_another_picture_of_the_same_name_is_not_taken_for_it(root: Path, written: str) -> None:
    shutil.copy(FULL / "images/desk.jpg", root / "content/images/pier.jpg")
    shutil.copytree(root, root / "twice")
    missing = brought(root / "twice", written).partition("## Pictures that are missing")[2].partition("\n## ")[0]
    assert "articles/every-element.md" in missing
    assert "images/pier" not in text(root / "twice/content", "articles/every-element.md")
    brought(root, written, FULL / "images")
    assert "Image: pier-2.jpg" in text(root / "content", "articles/a-private-draft.md")
    assert (root / "content/images/pier-2.jpg").read_bytes() == (FULL / "images/pier.jpg").read_bytes()


def test_two_names_of_one_picture_stay_two(root: Path, tmp_path: Path) -> None:
    shutil.copytree(FULL, tmp_path / "old")
    shutil.copy(FULL / "images/pier.jpg", tmp_path / "old/images/the-pier.jpg")
    for name in ("small-promises", "what-the-calendar-says"):
        path = tmp_path / f"old/articles/{name}.md"
        path.write_text(path.read_text(encoding="utf-8") + "\n![P](../images/the-pier.jpg)\n", encoding="utf-8")
    shutil.rmtree(root / "content/images")
    brought(root, export(read(tmp_path / "old"), SITE), tmp_path / "old/images")
    for name in read(tmp_path / "old").sources:
        assert text(root / "content", name) == text(tmp_path / "old", name)


def test_an_article_has_the_topic_that_its_own_has_become(root: Path, written: str) -> None:
    path = root / "content/site.toml"
    path.write_text(text(root / "content", "site.toml").replace('"Burnout"', '"Exhaustion"'), encoding="utf-8")
    (root / "import-topics.toml").write_text('[categories]\n"Burnout" = "Exhaustion"\n', encoding="utf-8")
    report = brought(root, written)
    old = text(FULL, "articles/the-empty-tank.md")
    assert text(root / "content", "articles/the-empty-tank.md") == old.replace("y: Burnout", "y: Exhaustion")
    assert "It has another topic here" in report


@pytest.mark.parametrize(
    "name", ["../x.md", "articles/../../x.md", "images/x.md", "articles/.x.md", "articles/x\\y.md"]
)
def test_no_file_is_written_where_none_belongs(root: Path, written: str, name: str) -> None:
    written = written.replace("articles/small-promises.md ", f"{name} ")
    brought(root, written)
    assert text(root / "content", "articles/small-promises.md")
    assert len(list(root.rglob("*.md"))) == len(read(FULL).sources) + 1  # the report


def test_a_picture_outside_of_the_folder_is_not_taken(root: Path, written: str) -> None:
    shutil.copy(FULL / "images/desk.jpg", root / "secret.jpg")
    brought(root, written.replace("Image: pier.jpg", "Image: ../../secret.jpg"), root)
    assert sorted(path.name for path in root.rglob("*.jpg")) == ["desk.jpg", "pier.jpg", "secret.jpg"]


def retitled(written: str) -> str:
    """The export with another title everywhere, as if it had been changed on another site."""
    return re.sub(r"(<title><!\[CDATA\[.*?)\]\]>", r"\1!]]>", written)


def _links(body: str) -> set[str]:
    return set(re.findall(r"(?<!!)\[[^\]]+\]\(([^)#\s]+\.md)\)", body))


def _headings(body: str) -> list[str]:
    plain = body.replace("’", "'").replace("“", '"').replace("”", '"').replace("—", "--")
    return re.findall(r"^#+ .*", re.sub(r"^```.*?^```", "", plain, flags=re.DOTALL | re.MULTILINE), re.MULTILINE)
