"""The owner's letter says what happened and what wants a look, each with what to do, and nothing that acts on GitHub."""

import json
import os
import re
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import lxml.html  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.local_endpoint import Endpoint, Inbox
from forms.resolve import resolve
from problem import printable
from publishing.outside_links import lines
from publishing.owner_letter import Found, Proof, certificate_end, heavy, known_faults, letter, look, try_form
from sources import toml_file
from sources.content import Content, File, read
from sources.header import parse_source
from tests.as_on_github import on_github
from tests.unit.practice import FACTS, written

LETTERS = Path(__file__).with_name("owner_letters")
DECEMBER = datetime(2026, 12, 1, 9, 31)
DAY_THAT_IS_RARE = datetime(2028, 2, 29, 9, 31)
SITE = toml_file.parse(
    "content/site.toml",
    b"""\
    name = "Attending"
    [coach]
    email = "coach@practice.org"
    [crisis]
    topics = ["Burnout"]
    danger = "Call 988."
    """,
)


def content(now: datetime, **articles: str) -> Content:
    """A practice at a moment, with articles by their names and what is in their headers besides a title."""
    made = Content(site=SITE, now=now)
    for name, header in articles.items():
        topic = "" if "Category" in header else "\nCategory: Leadership"
        text = f"Title: On {name}{topic}\n{header}\n\nText"
        made.sources[f"articles/{name}.md"] = File(f"articles/{name}.md", parse_source(text), made)
    made.sources["pages/about.md"] = File(
        "pages/about.md", parse_source("Title: About\nDate: 2001-01-01\n\nText"), made
    )
    return made


def headings(written: str) -> list[str]:
    return re.findall(r"(?m)^## (.*)$", written)


TAKEN = Proof("Formspree", taken=True, proves=True, answer='status 200, {"next": "/thanks"}')
BAD = Found(
    dead=lines(
        {
            "https://gone.test/guide": "answers 404",
            "https://old.test/a": "does not answer (timed out)",
            "https://old.test/b": "does not answer (timed out)",
        },
        {"https://gone.test/guide": {"/articles/rest/"}, "https://old.test/a": {"/faq/"}, "https://old.test/b": {"/"}},
    ),
    heavy=("content/articles/rest.md: The page weighs 15.2 KB; with 13.5 it is there at once.",),
    contact=Proof("Formspree", taken=False, proves=True, answer='status 200, {"error": "form over quota"}'),
    newsletter="buttondown.com",
    certificate=date(2026, 12, 10),
    faults=("`pillow 12.0.0`: `GHSA-xxxx-yyyy-zzzz`",),
    saved=date(2026, 10, 10),
)
BAD_MONTH = {
    "rest": "Date: 2025-12-01\nCategory: Burnout",
    "leading": "Date: 2023-03-05\nModified: 2024-11-30",
    "half-written": "Date: 2026-09-01\nStatus: draft",
    "saying-no": "Date: 2026-11-12",
    "winter": "Date: 2026-12-24 07:30",
}
RARE_MONTH = {
    "two-years": "Date: 2026-02-28",
    "not-yet": "Date: 2026-03-01",
    "looked-at": "Date: 2024-01-01\nReviewed: 2027-01-15",
    "new": "Date: 2028-01-29 10:00",
    "told-before": "Date: 2028-01-29 09:00",
    "spring": "Date: 2028-03-01",
}
KEPT = {
    "empty": (content(DECEMBER), Found()),
    "bad": (content(DECEMBER, **BAD_MONTH), BAD),
    "february-29": (content(DAY_THAT_IS_RARE, **RARE_MONTH), Found(contact=TAKEN, newsletter="buttondown.com")),
}


@pytest.mark.parametrize("name", KEPT)
def test_the_letter_of_a_moment_is_the_one_that_is_written_down(name: str) -> None:
    written, path = letter(*KEPT[name]), LETTERS / f"{name}.md"
    if os.environ.get("GOLDENS") == "write":
        path.write_text(written, encoding="utf-8")
    assert written == path.read_text(encoding="utf-8")


def test_an_article_is_due_on_the_day_by_the_latest_of_its_dates() -> None:
    for header, is_due in (
        ("Date: 2024-12-01", True),
        ("Date: 2024-12-02", False),
        ("Date: 2020-01-01\nModified: 2024-12-02", False),
        ("Date: 2020-01-01\nModified: 2021-01-01\nReviewed: 2024-12-02", False),
        ("Date: 2025-12-01\nCategory: Burnout", True),
        ("Date: 2025-12-02\nCategory: Burnout", False),
        ("Date: 2020-01-01\nStatus: draft", False),
    ):
        written = letter(content(DECEMBER, rest=header), Found())
        assert ("Articles due for another look" in headings(written)) == is_due, header


def test_where_no_crisis_line_stands_an_article_is_due_later() -> None:
    practice = content(DECEMBER, rest="Date: 2025-01-01\nCategory: Burnout")
    practice.site = toml_file.parse("content/site.toml", b'[crisis]\ntopics = ["Burnout"]')
    assert headings(letter(practice, Found())) == []


def test_a_draft_lies_by_what_its_header_says() -> None:
    for header, lies in (
        ("Date: 2026-10-01", True),
        ("Date: 2026-10-02", False),
        ("Date: 2026-01-01\nReviewed: 2026-10-02", False),
        ("Date: 2027-01-01", False),
    ):
        written = letter(content(DECEMBER, rest=f"{header}\nStatus: draft"), Found())
        assert headings(written) == (["Drafts that have lain for long"] if lies else []), header


def test_what_needs_nobody_is_left_out() -> None:
    quiet = Found(certificate=date(2026, 12, 22), saved=date(2026, 11, 2))
    written = letter(content(DECEMBER), quiet)
    assert "nothing needs you" in written
    assert headings(written) == []
    private = content(DECEMBER)
    private.site = toml_file.parse("content/site.toml", b'[publishing]\nrepository = "private"')
    assert headings(letter(private, replace(quiet, saved=date(2026, 1, 1)))) == []


def test_an_answer_that_proves_nothing_is_told_for_that() -> None:
    written = letter(content(DECEMBER), Found(contact=replace(TAKEN, proves=False)))
    assert "gave an answer, which by itself proves nothing" in written


def test_a_database_that_does_not_answer_is_told_once_and_a_site_that_does_not_as_well() -> None:
    written = letter(content(DECEMBER), Found(faults=None, unreachable="does not answer (timed out)"))
    assert written.count("could not be asked") == 1
    assert headings(written) == ["Your site could not be reached"]


def test_500_dead_links_are_20_and_a_number_and_all_are_known_to_the_next_look() -> None:
    gone = {f"https://x.test/{number:03}": "answers 404" for number in range(500)}
    found = lines(gone, {address: {"/"} for address in gone})
    written = letter(content(DECEMBER), Found(dead=found))
    assert written.count("- `https://x.test/") == 20
    assert "- and 480 more\n" in written
    assert all(mark in written for mark in found)


def test_the_fullest_letter_fits_into_an_issue() -> None:
    full = {f"https://x.test/{number}/{'a' * 500}": "answers 404" for number in range(1_000)}
    pages = {address: {f"/{number}/{'b' * 500}" for number in range(100)} for address in full}
    practice = content(DECEMBER, **{f"{number}{'c' * 200}": "Date: 2020-01-01" for number in range(100)})
    written = letter(practice, replace(BAD, dead=lines(full, pages)))
    assert len(written) < 65_536


PIECES = [
    "`",
    "``",
    "\n",
    "\r",
    "\u2028",
    "@coach",
    "#12",
    " ",
    "<b>",
    "](x)",
    "*",
    "\\",
    "a",
    "$",
    "~",
    "\0",
    "-->",
    "::",
]
HOSTILE = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)


@settings(max_examples=100, deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE)
def test_nothing_that_others_wrote_acts_in_the_letter(title: str, answer: str, page: str) -> None:
    """As GitHub's engine reads it: no element that a letter has not, and no mention outside of code."""
    practice = content(DECEMBER, rest="Date: 2020-01-01")
    practice.sources["articles/rest.md"].source.fields["title"] = replace(
        practice.sources["articles/rest.md"].source.fields["title"], value=f"A {title}"
    )
    found = replace(
        BAD,
        contact=replace(TAKEN, taken=False, answer=f"says {answer}!"),
        dead=lines({f"https://x.test/{page}!": f"says {answer}!"}, {f"https://x.test/{page}!": {f"/{page}/"}}),
    )
    shown = lxml.html.fromstring(f"<div>{on_github(letter(practice, found))}</div>")
    assert {str(item.tag) for item in shown.iter("*")} <= {"div", "h1", "h2", "p", "ul", "li", "code", "em", "hr"}
    assert "@" not in "".join(shown.xpath("//text()[not(ancestor::code)]"))
    assert printable(f"says {answer}!")[:150] in " ".join(item.text_content() for item in shown.iter("code"))


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[Endpoint]:
    server = Endpoint(Inbox(tmp_path / "inbox.sqlite"), "https://coach.test")
    server.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("provider", "sender", "taken", "proves"),
    [
        ("formspree", "coach", True, True),
        ("formspree", "quota", False, True),  # answers 200, with an error
        ("custom", "coach", True, False),
        ("custom", "500", False, False),
    ],
)
def test_one_message_goes_through_the_contact_form_and_the_address_of_nobody_is_told(
    provider: str, sender: str, taken: bool, proves: bool, endpoint: Endpoint
) -> None:
    form = resolve("contact", f"dev:{provider}", "Attending", "https://coach.test", local=endpoint.address)
    proof = try_form(form, f"{sender}@practice.org", "https://coach.test")
    assert proof
    assert (proof.taken, proof.proves) == (taken, proves)
    assert "practice.org" not in proof.answer
    assert len(endpoint.inbox.messages()) == taken


@pytest.mark.parametrize(
    ("care", "sent"), [("", 1), ("\n[care]\nform_test = true\n", 1), ("\n[care]\nform_test = false\n", 0)]
)
def test_a_look_at_the_site_finds_what_is_dead_and_sends_one_message_unless_she_wants_none(
    care: str, sent: int, endpoint: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("publishing.owner_letter.resolve", partial(resolve, local=endpoint.address))
    monkeypatch.setattr("publishing.owner_letter.known_faults", lambda _: [])
    monkeypatch.setattr("publishing.outside_links.time.sleep", lambda _: None)
    practice = read(written(tmp_path / "content", FACTS + care), DECEMBER.astimezone(), publish=True)
    (tmp_path / "site").mkdir()
    links = f'<a href="{endpoint.address}/nothing-is-here">x</a><a href="https://letters.invalid/">x</a>'
    (tmp_path / "site/index.html").write_text(links, encoding="utf-8")
    told = {"SITEURL": "https://coach.invalid/", "CONTACT_FORM": "dev:formspree", "NEWSLETTER_FORM": "none"}
    found = look(practice, tmp_path / "site", told, "")
    assert len(found.dead) == 2
    assert "does not answer" in found.unreachable
    assert (found.newsletter, found.heavy, found.certificate) == ("", [], None)
    assert bool(found.contact and found.contact.taken) == bool(sent)
    assert len(endpoint.inbox.messages()) == sent
    assert letter(practice, found) == letter(practice, found)


def test_without_a_form_there_is_nothing_to_try() -> None:
    assert try_form(resolve("contact", "none", "Attending", "https://coach.test"), "coach@practice.org", "") is None


def test_an_address_that_a_provider_repeats_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    said = "status 302, leads to https://x.test/?email=coach%40practice.org&from=coach@practice.org"
    monkeypatch.setattr("publishing.owner_letter.send", lambda *_: (True, said))
    proof = try_form(resolve("contact", "formspree:mzbqkgrd", "A", "https://c.test"), "coach@practice.org", "")
    assert proof
    assert proof.answer == "status 302, leads to https://x.test/?email=…&from=…"


class Database:
    """A database of faults that gives one answer, and keeps what it was asked."""

    def __init__(self, answer: bytes) -> None:
        self.asked: list[bytes] = []
        database = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                database.asked.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)

    def __enter__(self) -> str:
        self.thread.start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


PINS = "anyio==4.16.0 \\\n    --hash=sha256:1\ncolorama==0.4.6 ; sys_platform == 'win32' \\\n    --hash=sha256:2\n"


def test_every_pinned_package_is_asked_about_and_those_with_faults_are_told() -> None:
    database = Database(b'{"results": [{}, {"vulns": [{"id": "PYSEC-2"}, {"id": "GHSA-1"}]}]}')
    with database as address:
        assert known_faults(PINS, address) == ["`colorama 0.4.6`: `GHSA-1`, `PYSEC-2`"]
    [asked] = [json.loads(body)["queries"] for body in database.asked]
    assert [(one["package"], one["version"]) for one in asked] == [
        ({"name": "anyio", "ecosystem": "PyPI"}, "4.16.0"),
        ({"name": "colorama", "ecosystem": "PyPI"}, "0.4.6"),
    ]


@pytest.mark.parametrize(
    "answer", [b"", b"[]", b"{}", b'{"results": [{}]}', b'{"results": [3, {}]}', b'{"results": null}']
)
def test_an_answer_of_the_database_that_says_nothing_is_none(answer: bytes) -> None:
    with Database(answer) as address:
        assert known_faults(PINS, address) is None


def test_a_page_that_does_not_come_at_once_is_heavy(tmp_path: Path) -> None:
    (tmp_path / "articles/rest").mkdir(parents=True)
    noise = "".join(f"{number * 7919 % 99991:x}" for number in range(12_000))
    (tmp_path / "articles/rest/index.html").write_text(f"<main>{noise}</main>", encoding="utf-8")
    (tmp_path / "index.html").write_text("<main>Short.</main>", encoding="utf-8")
    [said] = heavy(content(DECEMBER), tmp_path, "")
    assert "The page weighs" in said
    assert "rest" in said


@pytest.mark.skipif(not shutil.which("openssl"), reason="makes a certificate with openssl")
def test_the_last_day_of_a_certificate_is_read_from_its_host(tmp_path: Path) -> None:
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out cert.pem -days 30"
    )
    name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run([*command.split(), *name], cwd=tmp_path, check=True, capture_output=True)
    server = ThreadingHTTPServer(("localhost", 0), BaseHTTPRequestHandler)
    ours = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ours.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    server.socket = ours.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    trusting = ssl.create_default_context(cafile=tmp_path / "cert.pem")
    ends = certificate_end("localhost", server.server_port, trusting)
    unknown = certificate_end("localhost", server.server_port)
    server.shutdown()
    thread.join()
    server.server_close()
    assert ends in {(datetime.now(UTC) + timedelta(days=days)).date() for days in (29, 30)}
    assert unknown is None
    assert certificate_end("localhost", server.server_port) is None
