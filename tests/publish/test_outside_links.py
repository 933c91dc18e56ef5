"""Links out of the site that lead nowhere are found, and only those."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import lxml.html  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from problem import printable
from publishing.outside_links import dead, lines, main, outside
from tests.as_on_github import on_github

ANSWERS = {
    "/gone": 410,
    "/missing": 404,
    "/broken": 500,
    "/refused": 403,
    "/slow-down": 429,
    "/form": 405,
    "/moved": 301,
}


@pytest.fixture
def host() -> Iterator[str]:
    """A host with a page of every kind."""
    asked: dict[str, int] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked[self.path] = asked.get(self.path, 0) + 1
            status = ANSWERS.get(self.path, 200)
            if self.path == "/once" and asked[self.path] == 1:
                status = 503
            self.send_response(status)
            if status == 301:
                self.send_header("Location", "/missing")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_only_what_no_reader_can_reach_is_listed(host: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}/"
    names = ("/", "/ä?ö=1", "/once", *ANSWERS)
    found = dead([*(f"{host}{name}" for name in names), nobody], seconds=5, pause=0)
    assert found.pop(nobody).startswith("does not answer")
    assert found == {
        f"{host}/broken": "answers 500",
        f"{host}/gone": "answers 410",
        f"{host}/missing": "answers 404",
        f"{host}/moved": "answers 404",
    }


def test_a_host_that_does_not_answer_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        assert "timed out" in dead([address], seconds=0.2, pause=0)[address]


def test_a_host_that_never_ends_its_answer_is_given_up_too() -> None:
    """Each byte comes in time; the letter of the month would wait for it until the run is ended."""
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.02)

        def drip() -> None:
            asked: list[socket.socket] = []
            while not done.is_set():
                with suppress(TimeoutError):
                    asked.append(server.accept()[0])
                    asked[-1].sendall(b"HTTP/1.1 200 OK\r\n")
                for one in asked:
                    with suppress(OSError):  # it was given up
                        one.sendall(b"x")
            for one in asked:
                one.close()

        thread = threading.Thread(target=drip)
        thread.start()
        try:
            address = f"http://127.0.0.1:{server.getsockname()[1]}/"
            assert dead([address], seconds=0.2, pause=0) == {address: "does not answer (timed out)"}
        finally:
            done.set()
            thread.join()


@pytest.mark.parametrize("address", ["http://[", "http://exa mple.test/", "http://:x/", "https://a..test/"])
def test_an_address_no_browser_understands_is_listed(address: str) -> None:
    assert address in dead([address], seconds=1, pause=0)


def test_links_and_forms_are_read_from_the_pages(tmp_path: Path) -> None:
    (tmp_path / "about").mkdir()
    page = (
        '<a href="https://other.test/x#part">x</a><a href="/about/">in</a><a href="https://coach.test/faq/">own</a>'
        '<a href="mailto:a@b.test">mail</a><form action="https://forms.test/1"></form><a href="https://coach.test.evil/">no</a>'
    )
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    (tmp_path / "about/index.html").write_text('<a href="https://other.test/x">x</a>', encoding="utf-8")
    assert outside(tmp_path, "https://coach.test") == {
        "https://other.test/x": {"/", "/about/"},
        "https://forms.test/1": {"/"},
        "https://coach.test.evil/": {"/"},
    }


def test_a_line_names_address_reason_and_pages() -> None:
    [line] = lines({"https://x.test/": "answers 404"}, {"https://x.test/": {"/b/", "/a/"}}).values()
    assert line == "`https://x.test/` `answers 404`. It stands on `/a/`, `/b/`."
    assert lines({}, {}) == {}


def test_a_host_that_is_down_is_told_once_and_known_again_with_fewer_links() -> None:
    silent = "does not answer (timed out)"
    two = {"https://x.test/1": silent, "https://x.test/2": silent, "https://x.test/3": "answers 404"}
    found = lines(two, {address: {f"/{address[-1]}/"} for address in two})
    assert [*found.values()] == [
        f"`https://x.test/1`, and 1 more there, `{silent}`. It stands on `/1/`, `/2/`.",
        "`https://x.test/3` `answers 404`. It stands on `/3/`.",
    ]
    one = lines({"https://x.test/2": silent}, {"https://x.test/2": {"/"}})
    assert [*one] == [*found][:1]


def test_a_host_that_is_down_is_waited_for_twice_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def ask(address: str, **_: float) -> str:
        asked.append(address)
        return "does not answer (timed out)" if "/down" in address else ""

    monkeypatch.setattr("publishing.outside_links.trouble", ask)
    gone = dead(["https://x.test/", *(f"https://x.test/down/{number}" for number in range(9))])
    assert len(asked) == 3
    assert len(gone) == 9


PIECES = ["`", "``", "\n", "\r", "\u2028", "@coach", "#12", " ", "<b>", "](x)", "*", "\\", "a", "$", "~", "\0", "::"]
HOSTILE = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@settings(max_examples=300, deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE)
def test_nothing_that_others_wrote_leaves_its_code(address: str, reason: str, page: str) -> None:
    """As GitHub's engine reads it: one list of one line, and all of theirs in three pieces of code."""
    address, reason, page = f"https://x.test/{address}!", f"says {reason}!", f"/{page}/"
    [line] = lines({address: reason}, {address: {page}}).values()
    words = f"- {line}"
    shown = lxml.html.fromstring(f"<div>{on_github(words)}</div>")
    assert [item.text_content() for item in shown.iter("code")] == [
        *(printable(words) for words in (address, reason, page))
    ]
    assert {item.tag for item in shown.iter()} == {"div", "ul", "li", "code"}
    outside = "".join(shown.xpath("//li//text()[not(ancestor::code)]"))
    assert outside.split() == [".", "It", "stands", "on", "."]


def test_the_answer_of_a_host_is_code_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as rude:
        rude.settimeout(10)

        def answer() -> None:
            line, _ = rude.accept()
            with line:
                line.recv(4096)
                line.sendall(b"HTTP/9 @coach `#12` **x**\r\n\r\n")

        def answer_twice() -> None:
            answer()
            answer()

        thread = threading.Thread(target=answer_twice)
        thread.start()
        address = f"http://127.0.0.1:{rude.getsockname()[1]}/"
        gone = dead([address], seconds=5, pause=0)
        thread.join()
    shown = lxml.html.fromstring(on_github(*lines(gone, {address: {"/"}}).values()))
    assert "@coach" in shown.text_content()
    assert "@coach" not in "".join(shown.xpath("//text()[not(ancestor::code)]"))


def test_the_program_writes_an_empty_list_where_every_link_leads_somewhere(host: str, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/index.html").write_text(f'<a href="{host}/">x</a>', encoding="utf-8")
    assert main([str(tmp_path / "site"), str(tmp_path / "list.md")]) == 0
    assert (tmp_path / "list.md").read_text(encoding="utf-8") == ""


def test_the_program_writes_a_mark_and_a_line_of_each_link_that_leads_nowhere(
    host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("publishing.outside_links.time.sleep", lambda _: None)
    (tmp_path / "site").mkdir()
    (tmp_path / "site/index.html").write_text(f'<a href="{host}/gone">x</a>', encoding="utf-8")
    assert main([str(tmp_path / "site"), str(tmp_path / "list.txt")]) == 0
    mark, _, line = (tmp_path / "list.txt").read_text(encoding="utf-8").partition(" ")
    assert len(mark) == 12
    assert line == f"- `{host}/gone` `answers 410`. It stands on `/`.\n"
