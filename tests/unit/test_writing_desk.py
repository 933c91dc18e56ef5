"""The addresses of the writing page at the desk, asked over HTTP: what they give, keep and refuse, and to whom."""

import base64
import errno
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from datetime import datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
import uvicorn
from PIL import Image
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Mount

from forms.local_endpoint import LOCAL
from pictures import metadata
from preview.server import WRITE, listen
from problem import Problem
from sources.content import LARGEST_TEXT
from tests.unit import practice
from tests.unit.test_messages import HEADER, among_others, said_of_a_source, with_fields, written_slips
from writing.desk import KINDS, Desk, version_of

FACTS = """\
language = "en-US"
timezone = "America/New_York"
topics = [{name = "Burnout"}, {name = "Leadership"}]
invitations = {newsletter = {title = "A letter"}, contact = {title = "Write to me"}}
"""
REST = f"{HEADER}\nText.\n".encode()


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Server:
    """A server of these addresses over a content, on a port of its own."""

    def __init__(self, content: Path) -> None:
        self.content = content
        self.desk = Desk(content, lambda: {"light": "--color-text: black;", "dark": "--color-text: white;"})
        self.desk.cache.clock = lambda: datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("America/New_York"))  # type: ignore[method-assign]
        app = Starlette(
            routes=[Mount(WRITE.removesuffix("/"), self.desk.app())],
            middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=LOCAL, www_redirect=False)],
        )
        self.socket = listen(0)
        self.port = self.socket.getsockname()[1]
        self.server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.socket]}, daemon=True)
        self.thread.start()

    def ask(self, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """What a request of the page itself is answered."""
        sent = {"X-Preview": "write", **{key.replace("_", "-"): value for key, value in headers.items()}}
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            with suppress(BrokenPipeError, ConnectionResetError):  # it may be refused before all is sent
                connection.request(
                    "GET" if body is None else "POST",
                    WRITE + path,
                    body,
                    {key: value for key, value in sent.items() if value},
                )
            response = connection.getresponse()
            return Answer(response.status, dict(response.headers.items()), response.read())

    def tell(self, path: str, **words: object) -> Answer:
        return self.ask(path, json.dumps(words).encode())

    def save(self, *changes: tuple[str, bytes | None, str | None]) -> Answer:
        listed = [
            {"name": name, "length": None if data is None else len(data), "version": version}
            for name, data, version in changes
        ]
        return self.ask("save", json.dumps(listed).encode() + b"\n" + b"".join(data or b"" for _, data, _ in changes))

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(timeout=20)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The practice that slips are put into (among_others), as files."""
    content = tmp_path_factory.mktemp("practice") / "content"
    practice.needed_pages(content)
    for name, file in among_others(HEADER).content.sources.items():
        (content / name).parent.mkdir(parents=True, exist_ok=True)
        lines = [f"{field.key}: {field.value}" for field in file.source.fields.values()]
        (content / name).write_text("\n".join([*lines, "", file.source.body]), encoding="utf-8")
    for below in ("images", "files"):
        (content / below).mkdir()
    Image.new("RGB", (40, 30)).save(content / "images/two-chairs.jpg")
    (content / "files/values.pdf").write_bytes(b"%PDF-1.7\n")
    (content / "site.toml").write_text(FACTS, encoding="utf-8")
    (content / "articles/rest.md").write_bytes(REST)
    return content


@pytest.fixture(scope="module")
def shared(folder: Path) -> Iterator[Server]:
    """One server for the tests that change nothing."""
    server = Server(folder)
    yield server
    server.stop()


@pytest.fixture
def server(folder: Path, tmp_path: Path) -> Iterator[Server]:
    """A server over a copy that the test may change."""
    shutil.copytree(folder, tmp_path / "content")
    server = Server(tmp_path / "content")
    yield server
    server.stop()


def everything(content: Path) -> dict[str, bytes]:
    return {path.relative_to(content).as_posix(): path.read_bytes() for path in content.rglob("*") if path.is_file()}


def shown(problem: Problem) -> tuple[Any, ...]:
    repairs = tuple((line, old, new) for line, old, new in problem.repairs)
    return max(1, problem.line), problem.found, problem.remedy, problem.advice, repairs


@pytest.mark.parametrize("chapter", ["Headers", "Texts"])
def test_each_slip_is_told_in_the_words_of_a_check_and_with_its_repairs(chapter: str, shared: Server) -> None:
    for _, kind, words in written_slips(chapter):
        text = {"header": f"{with_fields(words.splitlines())}\n\nText", "text": f"{HEADER}\n{words}"}.get(kind, words)
        name = "pages/rest.md" if kind == "page" else "articles/rest.md"
        answer = shared.tell("check", name=name, text=text)
        assert answer.status == 200, answer
        told = {
            (one["line"], one["found"], one["remedy"], one["advice"], tuple(tuple(repair.values()) for repair in one["repairs"]))
            for one in answer.json["problems"]
        }  # fmt: skip
        file = among_others(text, name)
        file.content.publish = False
        assert {shown(one) for one in said_of_a_source(file)} <= told, text


def test_of_each_text_all_is_told_that_a_check_of_the_whole_tells_of_it(server: Server) -> None:
    for name, text in {
        "articles/two.md": REST.replace(b"Title: Rest", b"Title: [[ your title ]]") + b"See [[ this ]].\n",
        "articles/three.md": REST.replace(b"Summary", b"Formerly: /articles/rest/, balance\nSummary"),
        "pages/articles.md": b"Title: A page\nSummary: At an address that is taken.\n\nText\n",
        "pages/paths.md": b"Title: A page\nSummary: At another.\n\nText\n",
        "articles/Four.md": REST,
        "articles/five.md": b"",
        "articles/six.md": b"Title: A\n<<<<<<< HEAD\nDate: 1\n=======\n>>>>>>> main\n",
    }.items():
        (server.content / name).write_bytes(text)
    (server.content / "paths.toml").write_text(practice.PATHS, encoding="utf-8")
    (server.content / "site.toml").write_text(f'{FACTS}\n[publishing]\nrepository = "public"\n', encoding="utf-8")
    problems = server.desk.cache.problems()
    for name, file in server.desk.cache.now().sources.items():
        of_it = [one for one in problems if one.path == f"content/{name}"]
        assert server.desk.cache.check(name, file.data) == sorted(set(of_it)), name
    assert {"articles/two.md", "articles/three.md", "pages/articles.md", "pages/paths.md"} < {
        one.path.removeprefix("content/") for one in problems
    }


def test_a_text_is_judged_among_the_files_as_they_are_now(server: Server) -> None:
    text = f"{HEADER}\n[x](new.md)\n"
    assert "There is no file “new.md”." in server.tell("check", name="articles/rest.md", text=text).body.decode()
    (server.content / "articles/new.md").write_bytes(REST)
    assert server.tell("check", name="articles/rest.md", text=text).json["problems"] == []


def test_a_word_that_is_no_dictionarys_is_a_hint_until_it_is_added_to_the_coachs_own(server: Server) -> None:
    words = server.content / "words.txt"
    asked = {"name": "articles/rest.md", "text": f"{HEADER}\nWe recieve a brekfst.\n"}

    def told() -> list[tuple[str, int, list[dict[str, Any]]]]:
        return [(one["word"], one["line"], one["repairs"]) for one in server.tell("check", **asked).json["hints"]]

    assert told() == [("recieve", 6, [{"line": 6, "old": "recieve", "new": "receive"}]), ("brekfst", 6, [])]
    words.write_bytes(b"\xef\xbb\xbf# mine\r\ncaf\xc3\xa9")
    assert server.tell("accept", word="brekfst").status == 200
    assert words.read_bytes().decode("utf-8") == "# mine\r\ncafé\r\nbrekfst\r\n"
    assert [word for word, *_ in told()] == ["recieve"]
    before = words.read_bytes()
    for odd in ("", " ", "x" * 81, "a#b", "a\x00b"):
        assert server.tell("accept", word=odd).status == 422
    assert words.read_bytes() == before
    words.unlink()
    words.symlink_to(server.content / "pages/home.md")
    assert server.tell("accept", word="brekfst").status == 403
    assert words.is_symlink()


def test_a_word_that_cannot_be_written_is_told_as_a_text_is(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(server.content / "words.txt"))

    monkeypatch.setattr("writing.desk.replace_all", full)
    answer = server.tell("accept", word="brekfst")
    assert (answer.status, "content/words.txt cannot be written: no space left" in answer.json["message"]) == (
        500,
        True,
    )


def test_every_file_is_opened_with_what_is_wrong_with_it(server: Server) -> None:
    (server.content / "articles/rest.md").write_bytes(REST.replace(b"Category", b"Catgory"))
    opened = server.ask("open").json
    files = {file["name"]: file for file in opened["files"]}
    assert files["articles/rest.md"]["problems"] == 2  # a field that is not known, and one that is missing
    assert files["articles/unfinished.md"]["state"] == "draft"
    assert files["articles/balance.md"]["problems"] == 0
    assert opened["form"]["topics"] == ["Burnout", "Leadership"]


def test_what_is_read_and_saved_unchanged_is_the_same_to_the_byte(server: Server) -> None:
    odd = b"\xef\xbb\xbf---\r\ntitle : 'Rest'\r\n# why\r\nDate: 2026-11-16\r\n---\r\n\r\nText  \rmore\xc2\xa0\n"
    path = server.content / "articles/rest.md"
    path.write_bytes(odd)
    path.chmod(0o640)
    read = server.ask("read?name=articles/rest.md")
    assert (read.body, read.headers["x-version"]) == (odd, version_of(odd))
    saved = server.save(("articles/rest.md", read.body, read.headers["x-version"]))
    assert saved.json == {"versions": {"articles/rest.md": version_of(odd)}}
    assert path.read_bytes() == odd
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_text_and_its_picture_are_saved_together(server: Server) -> None:
    picture = (server.content / "images/two-chairs.jpg").read_bytes()
    text = REST + b"![A hat.](../images/hat.jpg)\n"
    answer = server.save(("images/hat.jpg", picture, None), ("articles/new.md", text, None))
    assert answer.status == 200
    assert (server.content / "articles/new.md").read_bytes() == text
    assert answer.json["versions"]["images/hat.jpg"] == version_of((server.content / "images/hat.jpg").read_bytes())


def test_the_first_article_of_a_practice_can_be_saved(server: Server) -> None:
    for path in (server.content / "articles").iterdir():
        path.unlink()
    (server.content / "articles").rmdir()
    assert server.save(("articles/rest.md", REST, None)).status == 200


def test_what_was_changed_elsewhere_is_not_overwritten_and_shown(server: Server) -> None:
    read = server.ask("read?name=articles/rest.md")
    theirs = REST + b"Theirs.\n"
    (server.content / "articles/rest.md").write_bytes(theirs)
    before = everything(server.content)
    answer = server.save(("articles/balance.md", REST, version_of(before["articles/balance.md"])), ("articles/rest.md", REST + b"Mine.\n", read.headers["x-version"]))  # fmt: skip
    assert answer.status == 409
    assert answer.json["kind"] == "conflict"
    assert answer.json["message"] == "content/articles/rest.md has been changed elsewhere meanwhile. Nothing was saved, and nothing is lost."  # fmt: skip
    assert base64.b64decode(answer.json["theirs"]["bytes"]) == theirs
    assert answer.json["theirs"]["version"] == version_of(theirs)
    assert everything(server.content) == before


def test_a_file_that_is_gone_or_there_already_is_a_conflict_too(server: Server) -> None:
    gone = server.save(("articles/gone.md", REST, version_of(REST)))
    assert (gone.status, gone.json["theirs"]) == (409, {"name": "articles/gone.md", "bytes": None, "version": None})
    assert server.save(("articles/rest.md", b"Mine", None)).status == 409


@pytest.mark.parametrize(
    "name",
    [
        *("../site.toml", "articles/../../x.md", "articles/..", "articles/x/../../../y.md", "/etc/passwd", "articles//x.md"),
        *("articles\\..\\x.md", "articles/.x.md", "articles/.git/x.md", ".x.md", "x.md", "articles/x.py", "images/x.svg"),
        *("voices.toml", "pelicanconf.py", "articles/x.md\0", "articles/a\nb.md", "C:/x.md", "articles/C:x.md", ""),
        *("images/x.md", "articles/x.jpg", "theme/x.md", "articles/a/b/c/d/e/x.md", "articles/ x.md"),
    ],
)  # fmt: skip
def test_no_other_place_can_be_read_or_written(name: str, server: Server) -> None:
    outside = server.content.parent / "x.md"
    outside.write_bytes(b"Mine")
    before = everything(server.content.parent)
    for answer in (
        server.save((name, b"Yours", None)),
        server.save((name, b"Yours", version_of(b"Mine"))),
        server.ask(f"read?name={quote(name)}"),
        server.tell("check", name=name, text="Title: x"),
    ):
        assert answer.status == 403, answer
        assert answer.json["kind"] == "forbidden"
    assert everything(server.content.parent) == before


def test_no_link_is_followed(server: Server) -> None:
    outside = server.content.parent / "elsewhere"
    outside.mkdir()
    (outside / "rest.md").write_bytes(b"Mine")
    (server.content / "articles/link.md").symlink_to(outside / "rest.md")
    (server.content / "pages/folder").symlink_to(outside)
    (server.content / "images/dangling.jpg").symlink_to(outside / "new.jpg")
    for name in ("articles/link.md", "pages/folder/rest.md", "images/dangling.jpg"):
        assert server.ask(f"read?name={name}").status == 403
        assert server.save((name, b"Yours", None)).status == 403
        assert server.save((name, None, version_of(b"Mine"))).status == 403
    assert everything(outside) == {"rest.md": b"Mine"}


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "elsewhere.test"},
        {"Origin": "https://elsewhere.test"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"X-Preview": ""},
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "path",
    ["open", "read?name=articles/rest.md", "news", "save", "check", "plan", "create", "tidy?name=x.jpg", "import"],
)
def test_a_page_elsewhere_is_given_nothing_and_changes_nothing(
    path: str, headers: dict[str, str], shared: Server
) -> None:
    before = everything(shared.content)
    gets = ("open", "read?", "news")
    body = None if path.startswith(gets) else b'[{"name": "articles/x.md", "length": 1, "version": null}]\nx'
    answer = shared.ask(path, body, **{key.replace("-", "_"): value for key, value in headers.items()})
    assert answer.status == (400 if "Host" in headers else 403)
    assert b"Rest" not in answer.body
    assert "access-control-allow-origin" not in answer.headers
    assert everything(shared.content) == before


def test_a_picture_is_shown_only_in_this_page(shared: Server) -> None:
    picture = shared.ask("picture?name=two-chairs.jpg", X_Preview="", Sec_Fetch_Site="same-origin")
    assert (picture.status, picture.headers["content-type"]) == (200, "image/jpeg")
    assert picture.headers["x-content-type-options"] == "nosniff"
    assert shared.ask("picture?name=two-chairs.jpg", Sec_Fetch_Site="cross-site").status == 403
    assert shared.ask("picture?name=../articles/rest.md").status == 403


def test_the_page_may_be_opened_from_anywhere_and_put_into_no_other(shared: Server) -> None:
    opened = shared.ask("", X_Preview="", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate", Sec_Fetch_Dest="document")  # fmt: skip
    assert opened.status in (200, 404)  # whether or not it is there yet
    assert "frame-ancestors 'none'" in opened.headers["content-security-policy"]
    assert "script-src 'self';" in opened.headers["content-security-policy"]
    framed = shared.ask("", X_Preview="", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate", Sec_Fetch_Dest="iframe")  # fmt: skip
    assert framed.status == 403
    for name in ("desk.js", "source.js"):
        assert shared.ask(name).headers["content-type"].startswith("text/javascript")
        assert shared.ask(name, Sec_Fetch_Site="cross-site").status == 403
    for name in ("..%2Fdesk.py", "desk.py", "nothing.js", "%2e%2e/desk.py"):
        assert shared.ask(name).status == 404


@pytest.mark.parametrize(
    ("name", "most"), [("articles/x.md", LARGEST_TEXT), ("files/x.pdf", KINDS[".pdf"][1]), ("images/x.jpg", KINDS[".jpg"][1])]
)  # fmt: skip
def test_what_is_too_large_is_told_and_not_kept(name: str, most: int, server: Server) -> None:
    answer = server.save((name, b"x" * (most + 1), None))
    assert answer.status == 413
    assert f"has {most + 1:,} bytes; at most {most:,} can be saved." in answer.json["message"]
    assert not (server.content / name).exists()


def test_a_request_without_end_is_not_read_to_its_end(shared: Server) -> None:
    with closing(HTTPConnection("127.0.0.1", shared.port, timeout=60)) as connection:
        connection.putrequest("POST", f"{WRITE}check")
        connection.putheader("X-Preview", "write")
        connection.putheader("Transfer-Encoding", "chunked")
        connection.endheaders()
        with suppress(BrokenPipeError, ConnectionResetError):
            for _ in range(400):
                connection.send(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
        with suppress(ConnectionResetError):  # the answer may be lost with what was not read
            assert connection.getresponse().status == 413


@pytest.mark.parametrize(
    "body",
    [b"", b"[]\n", b"{}\n", b"nonsense", b'[{"name": 1}]\n', b'[{"name": "articles/x.md", "length": 9, "version": null}]\nx', b'[{"name": "articles/x.md", "length": 1, "version": null}]\nxy', b"[" * 100_000],
)  # fmt: skip
def test_what_cannot_be_understood_is_refused(body: bytes, shared: Server) -> None:
    assert shared.ask("save", body).status == 400


def test_a_picture_tells_nothing_of_places_and_people_once_it_is_kept(server: Server) -> None:
    told = Image.new("RGB", (30, 20), "teal")
    exif = Image.Exif()
    exif[0x013B] = "Jane Roe"
    path = server.content.parent / "IMG 1234.JPG"
    told.save(path, "JPEG", exif=exif)
    assert metadata.disclosures(path.read_bytes())
    tidied = server.ask("tidy?name=Two%20Chairs.JPEG", path.read_bytes())
    assert tidied.headers["x-name"] == "two-chairs-2.jpg"
    assert metadata.disclosures(tidied.body) == ()
    answer = server.save(("images/img-1234.jpg", path.read_bytes(), None))
    kept = (server.content / "images/img-1234.jpg").read_bytes()
    assert metadata.disclosures(kept) == ()
    assert answer.json["versions"]["images/img-1234.jpg"] == version_of(kept)
    with Image.open(server.content / "images/img-1234.jpg") as image:
        assert image.getpixel((3, 3)) == Image.open(path).getpixel((3, 3))


def test_a_photograph_of_an_iphone_is_refused_in_words(server: Server) -> None:
    answer = server.ask("tidy?name=IMG_1.HEIC", b"xx")
    assert answer.status == 422
    assert (
        answer.json["message"]
        == "“IMG_1.HEIC” is no picture that readers can be shown. Export it as JPEG, and add that."
    )


def test_a_new_file_gets_a_good_name_or_none(server: Server) -> None:
    answer = server.save(("articles/My Rest.md", REST, None))
    assert answer.status == 422
    assert answer.json["message"].endswith("Call it “my-rest.md”.")
    (server.content / "articles/My Rest.md").write_bytes(REST)  # what is there can be written to
    assert server.save(("articles/My Rest.md", REST + b"More.\n", version_of(REST))).status == 200


def test_a_new_article_is_a_draft_with_its_header_filled_in(server: Server) -> None:
    before = everything(server.content)
    made = server.tell("create", title="What’s “new” & next?", topic="leadership").json
    assert made["name"] == "articles/whats-new-next.md"
    text = base64.b64decode(made["bytes"]).decode()
    assert text.startswith("Title: What’s “new” & next?\nDate: 20")
    assert text.endswith("Category: Leadership\nSummary:\nStatus: draft\n\n")
    assert everything(server.content) == before
    for title, said in (("", "Write a title first."), ("?!", "“?!” gives no file name. Use a title with letters in it."), ("Rest", "content/articles/rest.md exists already. Choose another title, or edit that file.")):  # fmt: skip
        assert server.tell("create", title=title, topic="Burnout").json["message"] == said
    assert "“x” is no topic." in server.tell("create", title="New", topic="x").json["message"]


def test_a_plan_is_saved_as_it_was_shown(server: Server) -> None:
    plan = server.tell("plan", rename="articles/balance.md", to="articles/poise.md").json
    assert plan["sentences"] == []
    assert plan["shown"][0] == {"name": "articles/balance.md", "line": 0, "old": "articles/balance.md", "new": "articles/poise.md"}  # fmt: skip
    changes = [
        (one["name"], None if one["bytes"] is None else base64.b64decode(one["bytes"]), one["version"])
        for one in plan["changes"]
    ]
    assert server.save(*changes).json["versions"]["articles/balance.md"] is None
    assert not (server.content / "articles/balance.md").exists()
    assert b"\nFormerly: /articles/balance/\n" in (server.content / "articles/poise.md").read_bytes()
    refused = server.tell("plan", rename="articles/rest.md", to="articles/poise.md")
    assert (refused.status, refused.json["message"]) == (422, "content/articles/poise.md exists already. Choose another name.")  # fmt: skip


def test_what_belongs_together_is_saved_whole_or_not_at_all(server: Server) -> None:
    (server.content / "files/2026").write_bytes(b"no folder")
    before = everything(server.content)
    answer = server.save(
        ("articles/rest.md", REST + b"More.\n", version_of(REST)),
        ("articles/new.md", REST, None),
        ("files/2026/sheet.pdf", b"%PDF-", None),
    )
    assert answer.status == 500
    assert answer.json["message"].endswith("Nothing else was saved either, since it belongs together.")
    assert str(server.content) not in answer.json["message"]
    assert everything(server.content) == before


def test_where_the_disk_is_full_nothing_has_changed(server: Server) -> None:
    before = everything(server.content)
    code = (
        "import resource, signal, sys; from pathlib import Path; from checks.fix import replace_all\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))\n"
        "try: replace_all(Path(sys.argv[1]), {'articles/rest.md': b'x', 'articles/new.md': b'x', 'pages/home.md': b'x' * 9000})\n"
        "except OSError as error: print(error.filename)"
    )
    done = subprocess.run([sys.executable, "-c", code, server.content], capture_output=True, text=True, check=True)
    assert done.stdout == "pages/home.md\n"
    assert everything(server.content) == before


def test_who_is_killed_while_saving_leaves_each_file_whole(server: Server) -> None:
    versions = [REST + bytes([letter]) * 200_000 for letter in b"xy"]
    code = (
        "import sys; from pathlib import Path; from checks.fix import replace_all\n"
        "base = Path(sys.argv[2]).read_bytes()\n"
        "while True:\n"
        "    for letter in b'xy':\n"
        "        replace_all(Path(sys.argv[1]), {'articles/rest.md': base + bytes([letter]) * 200_000})\n"
        "        print('saved', flush=True)\n"
    )
    base = server.content.parent / "base"
    base.write_bytes(REST)
    for saves in (1, 2, 5):
        with subprocess.Popen(
            [sys.executable, "-c", code, server.content, base], stdout=subprocess.PIPE, text=True, env=os.environ
        ) as process:
            assert process.stdout
            for _ in range(saves):
                assert process.stdout.readline() == "saved\n"
            process.kill()
        assert (server.content / "articles/rest.md").read_bytes() in versions
    for left in (server.content / "articles").glob(".*"):
        os.utime(left, (0, 0))
    assert server.save(("articles/rest.md", REST, version_of((server.content / "articles/rest.md").read_bytes()))).status == 200  # fmt: skip
    assert not list((server.content / "articles").glob(".*"))


def test_the_news_name_every_problem_with_its_file(server: Server) -> None:
    assert "fix" in server.ask("news").json["words"]
    (server.content / "articles/rest.md").write_bytes(REST.replace(b"Category", b"Catgory"))
    news = server.ask("news").json
    assert news["state"] == "refused"
    assert "content/articles/rest.md" in {one["path"] for one in news["problems"]}
    server.desk.build = lambda: (True, "")
    assert server.ask("news").json["state"] == "working"
