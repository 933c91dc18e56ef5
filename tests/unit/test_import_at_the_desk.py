"""Moving in on the writing page, asked over HTTP: what an export would bring, its import, and what is refused."""

import errno
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from importing import __main__ as importing
from importing import topics
from importing.reading import STEPS
from tests.unit.exports import item, wxr, zipped
from tests.unit.practice import needed_pages
from tests.unit.test_writing_desk import FACTS, Answer, Server, everything
from writing.desk import LARGEST_IMPORT, TOO_LARGE

HOSTILE = "&lt;script&gt;alert(1)&lt;/script&gt; [a](https://evil.test) ![b](https://evil.test/b.png)"
PICTURE = "<p>On call.</p><img src='https://old.test/wp-content/uploads/2019/porch.jpg' alt='A porch'>"


def article(title: str, slug: str, category: str = "Burnout", content: str = "<p>Sleep first.</p>") -> str:
    return item(
        title,
        content,
        more=(
            f"<wp:post_name>{slug}</wp:post_name><link>https://old.test/{slug}/</link>"
            "<wp:post_date>2019-03-04 08:00:00</wp:post_date>"
            f'<category domain="category" nicename="x"><![CDATA[{category}]]></category>'
        ),
    )


EXPORT = wxr(
    article("Rest", "rest"), article("Nights", "nights", "Hospital", PICTURE), item("menu", "", kind="nav_menu_item")
).encode()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A practice with nothing but what it needs; no test leaves a temporary file."""
    content, temporary = tmp_path / "root/content", tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    needed_pages(content)
    (content / "site.toml").write_text(FACTS, encoding="utf-8")
    server = Server(content)
    yield server
    server.stop()
    assert not list(temporary.iterdir())


def send(
    server: Server, *files: tuple[str, bytes], pictures: tuple[tuple[str, bytes], ...] = (), **more: Any
) -> Answer:
    listed = {
        "files": [{"name": name, "length": len(data)} for name, data in files],
        "pictures": [{"name": name, "length": len(data)} for name, data in pictures],
    }
    return server.ask("import", b"\n".join([json.dumps(listed | more).encode(), b""]) + b"".join(data for _, data in (*files, *pictures)))  # fmt: skip


def bring(server: Server, *files: tuple[str, bytes], **chosen: str) -> Answer:
    return send(server, *files, write=True, topics=chosen, otherwise="Leadership")


def test_where_each_service_has_its_export_is_told_before_there_is_a_file(here: Server) -> None:
    assert here.ask("import").json == {"steps": STEPS, "largest": LARGEST_IMPORT, "tooLarge": TOO_LARGE}


def test_what_would_come_is_shown_and_nothing_is_written(here: Server) -> None:
    before = everything(here.content.parent)
    seen = send(here, ("old.xml", EXPORT)).json
    assert "<h1>What would be imported from" in seen["report"]
    assert seen["report"].index("3  read in the file") < seen["report"].index("<h2>")
    assert seen["count"] == 2
    assert seen["topics"] == {
        "known": ["Burnout", "Leadership"],
        "otherwise": "Burnout",
        "categories": [
            {"name": "Burnout", "articles": 1, "topic": "Burnout"},
            {"name": "Hospital", "articles": 1, "topic": ""},
        ],
    }
    assert everything(here.content.parent) == before


def test_what_she_chose_is_written_and_a_second_time_changes_nothing(here: Server) -> None:
    done = bring(here, ("old.xml", EXPORT), Burnout="", Hospital="Burnout").json
    assert (done["count"], "What was imported from" in done["report"]) == (2, True)
    files = everything(here.content.parent)
    assert b"\nCategory: Leadership\nTags: Burnout\n" in files["content/articles/rest.md"]
    assert b"\nCategory: Burnout\n" in files["content/articles/nights.md"]
    assert {"import-report.md", "import-topics.toml"} <= files.keys()
    opened = {file["name"]: file["problems"] for file in here.ask("open").json["files"]}
    assert opened["articles/rest.md"] == 1  # which has no summary
    again = send(here, ("old.xml", EXPORT)).json
    assert again["count"] == 0
    assert [one["topic"] for one in again["topics"]["categories"]] == ["", "Burnout"]
    assert bring(here, ("old.xml", EXPORT), Burnout="", Hospital="Burnout").json["count"] == 0
    assert everything(here.content) == {
        name.removeprefix("content/"): data for name, data in files.items() if name.startswith("content/")
    }


def test_no_word_of_the_export_becomes_an_element_a_link_or_a_picture(here: Server) -> None:
    export = wxr(article(HOSTILE, "hostile", HOSTILE, "<form><input></form><p>Text.</p>"), item(HOSTILE, "", kind="x"))
    report = send(here, ("old.xml", export.encode())).json["report"]
    assert "alert(1)" in report
    assert not [tag for tag in ("<script", "<a", "<img", "<form") if tag in report]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.xml", b""),
        ("old.xml", EXPORT.replace(b"<wp:post_type>post", b"<wp:post_type>nothing")),
        ("photo.xml", b"\xff\xd8\xff\xe0"),
        ("page.html", b"<!doctype html><html>Hello"),
        ("cut.zip", b"PK\3\4 and nothing more"),
    ],
)
def test_what_is_no_export_is_answered_as_in_the_terminal(name: str, data: bytes, here: Server, tmp_path: Path) -> None:
    before = everything(here.content.parent)
    (tmp_path / name).write_bytes(data)
    with pytest.raises(SystemExit) as ended:
        importing.import_site(tmp_path / name, here.content.parent)
    answer = send(here, (name, data))
    assert (answer.status, answer.json["message"]) == (422, str(ended.value))
    assert everything(here.content.parent) == before


def test_a_zip_that_leads_elsewhere_is_refused(here: Server, tmp_path: Path) -> None:
    hostile = zipped(tmp_path / "old.zip", {"../../content/articles/x.md": "x", "old.xml": EXPORT}).read_bytes()
    answer = send(here, ("old.zip", hostile))
    assert (answer.status, "leads out of any folder" in answer.json["message"]) == (422, True)


def test_an_unpacked_export_and_its_pictures_come_as_folders_or_as_zips(here: Server, tmp_path: Path) -> None:
    Image.new("RGB", (800, 600), "teal").save(tmp_path / "porch.jpg")
    picture = (tmp_path / "porch.jpg").read_bytes()
    packed = zipped(tmp_path / "uploads.zip", {"2019/porch.jpg": picture}).read_bytes()
    export = ("my export/old.xml", EXPORT)
    for pictures in ((("uploads/2019/porch.jpg", picture),), (("uploads.zip", packed),), (("porch.jpg", picture),)):
        assert send(here, export, pictures=pictures).json["count"] == 3
    answer = send(here, export, pictures=(("uploads.zip", b"no zip"),))
    assert answer.json["message"].startswith("uploads.zip is no folder and no zip.")


def test_more_than_can_be_sent_is_not_read(here: Server) -> None:
    answer = here.ask("import", b"x", Content_Length=str(LARGEST_IMPORT + 1))
    assert (answer.status, answer.json["message"]) == (413, TOO_LARGE)


@pytest.mark.parametrize(
    "name", ["../x.xml", "/x.xml", "a/../../x.xml", "", ".", "a\\..\\x.xml", "a//x.xml", "x\0.xml"]
)
def test_no_name_leads_out_of_the_temporary_folder(name: str, here: Server) -> None:
    before = everything(here.content.parent)
    assert send(here, (name, EXPORT)).status == 400
    assert send(here, ("old.xml", EXPORT), pictures=((name, b"x"),)).status == 400
    assert everything(here.content.parent) == before


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]\n",
        b"{}\n",
        b'{"files": [], "pictures": []}\n',
        b'{"files": [{"name": "x.xml", "length": 9}], "pictures": []}\nx',
        b'{"files": [{"name": "x.xml", "length": 1}], "pictures": []}\nxy',
        b'{"files": [{"name": "x.xml", "length": -1}], "pictures": []}\nx',
        b'{"files": [{"name": "x.xml", "length": Infinity}], "pictures": []}\nx',
        b'{"files": [{"name": "x.xml", "length": 1}], "pictures": [], "write": true}\nx',
        b'{"files": [{"name": "x.xml", "length": 1}], "pictures": [], "write": true, "topics": ["a"], "otherwise": ""}\nx',
        b"[" * 100_000,
    ],
)
def test_what_cannot_be_understood_is_refused(body: bytes, here: Server) -> None:
    assert here.ask("import", body).status == 400


@pytest.mark.parametrize("moment", ["arriving", "prepared"])
def test_a_full_disk_is_told_and_nothing_is_written(moment: str, here: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = everything(here.content.parent)
    if moment == "prepared":
        monkeypatch.setattr(shutil, "copytree", full)
    else:
        monkeypatch.setattr(tempfile, "TemporaryFile", full)
    answer = bring(here, ("old.xml", EXPORT))
    assert answer.status == 500
    assert answer.json["message"].startswith("A temporary file cannot be written: no space left on device. Make room")
    assert everything(here.content.parent) == before


def test_a_topic_that_is_gone_meanwhile_is_asked_for_again(here: Server) -> None:
    answer = bring(here, ("old.xml", EXPORT), Burnout="Sleep")
    assert (answer.status, "Look at the file again" in answer.json["message"]) == (422, True)
    assert not (here.content.parent / topics.FILE).exists()
