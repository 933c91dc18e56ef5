"""The local endpoint over real HTTP: each provider's dialect, what it refuses, what it keeps, the faults it plays."""

import http.client
import json
import os
import re
import socket
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

import pytest
from bs4 import BeautifulSoup

from forms import local_endpoint as module
from forms.local_endpoint import SCENARIOS, Endpoint, Inbox, InboxError

SITE, THIRD = "https://site.test", "https://third.test"
UUID = "6f1c2b9e-4d3a-4b8e-9c75-2a1f0e8d7b64"
TEXT = "“quotes” \"'` & <b> %41+1\r\n🩺👩🏽‍⚕️\r\nשלום مرحبا\u202e\r\n\r\n" + "x" * 10_000
WANTS_JSON = {"Accept": "application/json"}
PLAIN = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
PATHS = {
    "formspree": ("/f/mzbqkgrd", {}),
    "basin": ("/f/1a2b3c4d5e6f", {}),
    "web3forms": ("/submit", {"access_key": UUID}),
    "formspark": ("/aBcD1234", {"_append": "false"}),
    "buttondown": ("/api/emails/embed-subscribe/effie", {"embed": "1"}),
    "kit": ("/forms/1234567/subscriptions", {}),
    "mailchimp": ("/subscribe/post?u=0a&id=1b", {}),
    "listmonk": ("/subscription/form", {"l": UUID}),
    "custom": ("/contact", {}),
}
EMAIL = {"kit": "email_address", "mailchimp": "EMAIL"}
TRAP = {
    "formspree": "_gotcha", "basin": "_gotcha", "formspark": "_gotcha", "web3forms": "botcheck",
    "listmonk": "nonce", "mailchimp": "b_0a_1b",
}  # fmt: skip
BY_SCRIPT = ("formspree", "basin", "web3forms", "formspark", "custom")


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[Endpoint]:
    """A running endpoint with an empty inbox."""
    made = Endpoint(Inbox(tmp_path / "inbox.sqlite"), SITE, third_origin=THIRD)
    made.start()
    yield made
    made.shutdown()
    made.server_close()


def ask(endpoint: Endpoint, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", endpoint.server_port, timeout=10)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read().decode())
    finally:
        connection.close()


@pytest.mark.parametrize("path", ["/", "/messages.json", "/nothing"])
def test_no_page_of_another_origin_may_read_the_inbox(path: str, endpoint: Endpoint) -> None:
    answer = ask(endpoint, "GET", path, headers={"Origin": "https://elsewhere.test"})
    assert [name for name in answer.headers if name.lower().startswith("access-control")] == []


@pytest.mark.parametrize(
    "host", ["elsewhere.test", "elsewhere.test:8001", "127.0.0.1.elsewhere.test", "localhost.", ""]
)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_whoever_asks_for_another_host_is_told_nothing_and_leaves_nothing(
    method: str, host: str, endpoint: Endpoint
) -> None:
    body = urlencode({"email": "a@b.test"}).encode()
    answer = ask(endpoint, method, "/contact", body, PLAIN | {"Host": host, "Content-Length": str(len(body))})
    assert answer.status == 421
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert endpoint.inbox.messages() == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "localhost:9999"])
def test_this_machine_may_be_asked_by_its_own_names(host: str, endpoint: Endpoint) -> None:
    assert ask(endpoint, "GET", "/messages.json", headers={"Host": host}).json == []


def multipart(fields: dict[str, str]) -> tuple[bytes, str]:
    """A body as browsers write it (WHATWG HTML, multipart/form-data encoding algorithm)."""
    line = f"----WebKitFormBoundary{uuid.uuid4().hex[:16]}"
    parts = [f'--{line}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()]
    return ("".join(parts) + f"--{line}--\r\n").encode(), f"multipart/form-data; boundary={line}"


def post(endpoint: Endpoint, provider: str, kind: str = "plain", play: str = "", **more: str) -> Answer:
    path, needed = PATHS[provider]
    fields = {EMAIL.get(provider, "email"): "effie@clinic.org", **needed, **more}
    if play:
        path += ("&" if "?" in path else "?") + f"play={play}"
    if kind == "plain":
        return ask(endpoint, "POST", path, urlencode(fields).encode(), PLAIN)
    if provider == "formspark":
        return ask(endpoint, "POST", path, json.dumps(fields).encode(), WANTS_JSON | JSON)
    body, told = multipart(fields)
    return ask(endpoint, "POST", path, body, WANTS_JSON | {"Content-Type": told})


@pytest.mark.parametrize("provider", PATHS)
def test_a_plain_post_is_kept_as_it_came_and_leads_back(endpoint: Endpoint, provider: str) -> None:
    answer = post(endpoint, provider, message=TEXT, name="", reference="r1")
    letter = provider in ("buttondown", "kit", "mailchimp", "listmonk")
    assert answer.status == 303
    assert answer.headers["Location"] == f"{SITE}/{'newsletter' if letter else 'contact'}/thanks/"
    [row] = endpoint.inbox.messages()
    given = dict(row["fields"])
    assert (row["provider"], row["reference"]) == (provider, "r1")
    assert (given["message"], given["name"]) == (TEXT, "")


@pytest.mark.parametrize("provider", BY_SCRIPT)
def test_a_script_gets_proof_and_its_text_is_kept_as_it_came(endpoint: Endpoint, provider: str) -> None:
    answer = post(endpoint, provider, "script", message=TEXT, name="", reference="r1")
    assert answer.status == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    proof = {"formspree": "next", "basin": "success", "web3forms": "success", "formspark": "name", "custom": "ok"}
    assert proof[provider] in answer.json
    [row] = endpoint.inbox.messages()
    assert dict(row["fields"])["message"] == TEXT
    assert dict(row["fields"])["name"] == ""


@pytest.mark.parametrize(("provider", "field"), [("formspree", "_next"), ("web3forms", "redirect"), ("formspark", "_redirect"), ("listmonk", "next")])  # fmt: skip
def test_the_way_back_is_the_one_the_form_names(endpoint: Endpoint, provider: str, field: str) -> None:
    answer = post(endpoint, provider, **{field: f"{SITE}/there/"})
    assert answer.headers["Location"] == f"{SITE}/there/"


def test_web3forms_leads_a_script_away_that_sends_the_way_back(endpoint: Endpoint) -> None:
    answer = post(endpoint, "web3forms", "script", redirect=f"{SITE}/there/")
    assert (answer.status, answer.headers["Location"]) == (303, f"{SITE}/there/")


@pytest.mark.parametrize("provider", TRAP)
def test_a_robot_is_thanked_and_nothing_is_kept(endpoint: Endpoint, provider: str) -> None:
    assert post(endpoint, provider, **{TRAP[provider]: "on"}).status == 303
    assert not endpoint.inbox.messages()
    assert post(endpoint, provider, **{TRAP[provider]: ""}).status == 303
    assert len(endpoint.inbox.messages()) == 1


@pytest.mark.parametrize(
    ("provider", "changed", "status"),
    [
        *[(provider, {EMAIL.get(provider, "email"): "nobody"}, 422) for provider in PATHS if provider != "formspark"],
        ("web3forms", {"access_key": "x"}, 400),
        ("listmonk", {"l": ""}, 400),
        ("buttondown", {"embed": "0"}, 400),
    ],
)
def test_what_a_provider_refuses_is_refused(
    endpoint: Endpoint, provider: str, changed: dict[str, str], status: int
) -> None:
    assert post(endpoint, provider, **changed).status == status
    assert not endpoint.inbox.messages()


def test_listmonk_takes_json_from_a_script_and_says_whether_it_asks_for_confirmation(endpoint: Endpoint) -> None:
    def subscribe(**fields: object) -> Answer:
        body = json.dumps(fields).encode()
        return ask(endpoint, "POST", "/api/public/subscription", body, WANTS_JSON | JSON)

    assert subscribe(email="effie@clinic.org", list_uuids=[UUID]).json == {"data": {"has_optin": True}}
    assert subscribe(email="no-confirmation@clinic.org", list_uuids=[UUID]).json == {"data": {"has_optin": False}}
    assert len(endpoint.inbox.messages()) == 2
    wrongs: list[dict[str, object]] = [{"list_uuids": []}, {"list_uuids": "x"}, {"list_uuids": ["x"]}, {"l": UUID}, {}]
    for wrong in wrongs:
        answer = subscribe(email="effie@clinic.org", **wrong)
        assert (answer.status, answer.json) == (400, {"message": "No lists given"})
    assert subscribe(email="nobody", list_uuids=[UUID]).status == 422
    assert len(endpoint.inbox.messages()) == 2


def test_mailchimp_wants_to_know_the_list(endpoint: Endpoint) -> None:
    assert ask(endpoint, "POST", "/subscribe/post?u=0a", b"EMAIL=a%40b.org", PLAIN).status == 404


def test_formspark_discards_a_script_that_does_not_ask_for_json(endpoint: Endpoint) -> None:
    answer = ask(endpoint, "POST", "/aBcD1234", b'{"email": "a@b.org"}', JSON)
    assert answer.status == 200
    assert "html" in answer.headers["Content-Type"]
    assert not endpoint.inbox.messages()


def test_formspark_appends_what_was_typed_and_hides_failure_unless_told_otherwise(endpoint: Endpoint) -> None:
    assert "effie%40clinic.org" in post(endpoint, "formspark", _append="true").headers["Location"]
    assert post(endpoint, "formspark", play="field", _error=f"{SITE}/no/").headers["Location"] == f"{SITE}/no/"
    assert post(endpoint, "formspark", play="field").headers["Location"] == f"{SITE}/contact/thanks/"


# What a script is told, and whether the message is kept.
PLAYED = {
    "quota": (200, 0), "captcha": (200, 0), "429": (429, 0), "429-nocors": (429, 0), "500": (500, 0), "403": (403, 0),
    "404": (404, 0), "noreferer": (400, 0), "append": (200, 1), "otherhost": (303, 0), "spam": (200, 0), "slow": (200, 1),
    "no-confirmation": (200, 1),
}  # fmt: skip


@pytest.mark.parametrize("by_address", [True, False], ids=["address", "query"])
@pytest.mark.parametrize("play", PLAYED)
def test_a_scenario_is_played(endpoint: Endpoint, play: str, by_address: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SLOW", 0.01)
    more = {"email": f"{play}@test.org"} if by_address else {}
    answer = post(endpoint, "formspree", "script", "" if by_address else play, **more)
    status, kept = PLAYED[play]
    assert (answer.status, len(endpoint.inbox.messages())) == (status, kept)
    if play.startswith("429"):
        assert answer.headers["Retry-After"] == "30"
        assert bool(answer.headers["Access-Control-Allow-Origin"]) == (play == "429")
    if play == "otherhost":
        assert answer.headers["Location"] == THIRD
    if play == "quota":
        assert answer.json == {"error": "form over quota"}


@pytest.mark.parametrize(("play", "kept"), [("drop", 0), ("hang", 0), ("drop-after", 1)])
def test_a_connection_is_dropped(endpoint: Endpoint, play: str, kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HANG", 0.01)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        post(endpoint, "formspree", "script", play)
    assert len(endpoint.inbox.messages()) == kept


def test_who_proves_to_be_human_is_let_through_with_what_was_typed(endpoint: Endpoint) -> None:
    page = BeautifulSoup(post(endpoint, "mailchimp", EMAIL="captcha@clinic.org", message=TEXT).text, "lxml")
    assert not endpoint.inbox.messages()
    carried = {str(field["name"]): str(field["value"]) for field in page.select("input[type=hidden]")}
    answer = ask(endpoint, "POST", str(page.select("form")[0]["action"]), urlencode(carried).encode(), PLAIN)
    assert answer.headers["Location"] == f"{SITE}/newsletter/thanks/"
    [row] = endpoint.inbox.messages()
    assert dict(row["fields"])["EMAIL"] == "captcha@clinic.org"


def test_a_refused_field_is_told_in_each_dialect(endpoint: Endpoint) -> None:
    told = {provider: post(endpoint, provider, "script", "field") for provider in BY_SCRIPT}
    assert {provider: answer.status for provider, answer in told.items()} == dict.fromkeys(BY_SCRIPT, 400) | {
        "formspree": 500
    }
    assert told["formspree"].json["errors"] == [
        {"code": "TYPE_EMAIL", "field": "email", "message": "should be an email"}
    ]
    assert told["web3forms"].json == {"success": False, "message": "should be an email"}
    assert told["basin"].json == {"error": "should be an email"}
    assert not endpoint.inbox.messages()


def test_every_scenario_is_tried_here() -> None:
    assert set(PLAYED) | {"drop", "hang", "drop-after", "field"} == set(SCENARIOS)


def test_a_referrer_satisfies_who_wants_one_and_append_puts_the_text_into_the_address(endpoint: Endpoint) -> None:
    headers = PLAIN | {"Referer": f"{SITE}/"}
    assert ask(endpoint, "POST", "/f/mzbqkgrd?play=noreferer", b"email=a%40b.org", headers).status == 303
    query = urlsplit(post(endpoint, "custom", play="append", message="a b").headers["Location"]).query
    assert "message=a%20b" in query


@pytest.mark.parametrize(
    ("path", "body", "headers", "status"),
    [
        ("/no/such/form", b"a=b", PLAIN, 404),
        ("/aBcD1234", b"{not json", JSON, 400),
        ("/aBcD1234", b"[1]", JSON, 400),
        ("/f/mzbqkgrd", b"email=\xff", PLAIN, 400),
        ("/f/mzbqkgrd", b"x" * 1_000_001, PLAIN, 413),
        ("/f/mzbqkgrd", b"", {"Content-Type": "multipart/form-data", "Content-Length": "x"}, 411),
    ],
)
def test_what_cannot_be_read_is_refused_and_the_endpoint_goes_on(
    endpoint: Endpoint, path: str, body: bytes, headers: dict[str, str], status: int
) -> None:
    try:
        assert ask(endpoint, "POST", path, body, headers).status == status
    except ConnectionError:  # told while the body was still being sent
        assert status == 413
    assert post(endpoint, "custom").status == 303
    assert len(endpoint.inbox.messages()) == 1


def test_a_page_of_another_origin_may_send_json(endpoint: Endpoint) -> None:
    answer = ask(endpoint, "OPTIONS", "/aBcD1234", headers={"Origin": SITE})
    assert answer.status == 204
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_the_inbox_shows_what_came(endpoint: Endpoint) -> None:
    post(endpoint, "custom", message=TEXT)
    [shown] = ask(endpoint, "GET", "/messages.json").json
    assert dict(shown["fields"])["message"] == TEXT
    assert "Inbox of the test forms" in ask(endpoint, "GET", "/").text
    assert ask(endpoint, "GET", "/nothing").status == 404


def test_one_line_after_another_on_the_same_connection(endpoint: Endpoint) -> None:
    body = b"email=a%40b.org"
    request = b"POST /contact HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    with socket.create_connection(("127.0.0.1", endpoint.server_port), timeout=10) as line:
        line.sendall(request * 2)
        told = b""
        while len(re.findall(rb"HTTP/1.1 303", told)) < 2:
            more = line.recv(4096)
            assert more, told
            told += more
    assert len(endpoint.inbox.messages()) == 2


def _database(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        for statement in statements:
            database.execute(statement)


def _half(path: Path) -> None:
    _database(path, "CREATE TABLE messages (id, received)", "INSERT INTO messages VALUES (1, zeroblob(90000))")
    path.write_bytes(path.read_bytes()[:5000])


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS id, 'x' AS received FROM n"
IN_ITS_PLACE: dict[str, Callable[[Path], object]] = {
    "a link to a file": lambda path: path.symlink_to(__file__),
    "a link to nothing": lambda path: path.symlink_to(path.with_name("elsewhere")),
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
    "a pipe": os.mkfifo,
    "a folder": Path.mkdir,
    "words": lambda path: path.write_text("words " * 1000, "utf-8"),
    "half of a file": _half,
    "another file of SQLite": lambda path: _database(path, "CREATE TABLE messages (words)"),
    "one that never ends": lambda path: _database(path, f"CREATE VIEW messages AS {ENDLESS}"),
    "one with other words": lambda path: _database(
        path,
        "CREATE TABLE messages (id, received, provider, path, fields, headers, reference)",
        "INSERT INTO messages VALUES (1, 1, 1, 1, '{', 1, 1)",
    ),
}


@pytest.mark.parametrize("what", IN_ITS_PLACE)
def test_whatever_is_in_the_place_of_the_inbox_is_told_in_a_sentence(what: str, tmp_path: Path) -> None:
    IN_ITS_PLACE[what](tmp_path / "inbox.sqlite")
    with pytest.raises(InboxError) as raised:
        Inbox(tmp_path / "inbox.sqlite")
    assert re.fullmatch(
        r"The test inbox, .cache/inbox.sqlite, cannot be used: [^.\n]+. Delete it; [^.]+.", str(raised.value)
    )
    assert str(tmp_path) not in str(raised.value)
    assert not (tmp_path / "elsewhere").exists(), "nothing is made elsewhere"


@pytest.mark.parametrize("ending", ["-journal", "-wal", "-shm"])
def test_what_is_beside_the_inbox_is_no_link_either(ending: str, tmp_path: Path) -> None:
    (tmp_path / f"inbox.sqlite{ending}").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InboxError):
        Inbox(tmp_path / "inbox.sqlite")
    assert not (tmp_path / "elsewhere").exists()


def test_an_inbox_that_is_damaged_meanwhile_is_told_to_who_asks(endpoint: Endpoint, tmp_path: Path) -> None:
    (tmp_path / "inbox.sqlite").write_text("words", "utf-8")
    for method, body in (("GET", ""), ("POST", "email=me@a.test")):
        path = "/messages.json" if method == "GET" else "/f/mzbqkgrd"
        with closing(http.client.HTTPConnection("127.0.0.1", endpoint.server_port)) as connection:
            connection.request(method, path, body, PLAIN)
            answer = connection.getresponse()
            assert answer.status == 500
            assert b"Delete it; a new one is made." in answer.read()
