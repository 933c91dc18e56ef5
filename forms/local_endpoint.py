"""A local form endpoint: a server on another origin than the site that mocks every provider's API.

It stores what it receives in SQLite, shows it in an inbox, and injects faults on request: by the local part of the email
address (`quota@…`), or by `?play=quota`. What each provider expects and answers is written here from its documentation,
never taken from providers.toml, so that the two can disagree.
"""

import json
import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from email.parser import BytesParser
from email.policy import HTTP
from errno import ELOOP
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import ordinary_file

INBOX = Path(__file__).with_name("inbox.html")
LARGEST = 1_000_000  # bytes of a request
# The names by which this machine is asked. A page elsewhere whose name is made to lead here asks by its own (DNS rebinding),
# and would be of the same origin to its browser.
LOCAL = ("127.0.0.1", "localhost")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SCENARIOS = (
    "field", "spam", "quota", "captcha", "429", "429-nocors", "500", "403", "404", "slow", "hang", "drop",
    "drop-after", "noreferer", "append", "otherhost", "no-confirmation",
)  # fmt: skip
MOST_STEPS = 100_000_000  # of SQLite, some seconds: a damaged or foreign file could make it work without end
SLOW, HANG = 5.0, 60.0  # seconds
NO_EMAIL = "should be an email"


class Dialect(NamedTuple):
    """How one provider takes a message: the names of its fields, its honeypot, its redirect."""

    name: str
    path: str
    email: str
    redirect: str = ""
    honeypot: str = ""  # a pattern of names
    scripts: bool = False  # whether it answers a fetch with JSON and CORS


# In the order they are tried: some patterns match another's path too.
DIALECTS = (
    Dialect("basin", r"/f/[0-9a-f]{12}", "email", honeypot="_gotcha", scripts=True),
    Dialect("formspree", r"/f/[a-z0-9]{6,16}", "email", "_next", "_gotcha", scripts=True),
    Dialect("web3forms", r"/submit", "email", "redirect", "botcheck", scripts=True),
    Dialect("buttondown", r"/api/emails/embed-subscribe/[\w.-]+", "email"),
    Dialect("kit", r"/forms/\d+/subscriptions", "email_address"),
    Dialect("mailchimp", r"/subscribe/post", "EMAIL", honeypot="b_[0-9a-f]+_[0-9a-f]+"),
    Dialect("listmonk", r"/subscription/form", "email", "next", "nonce"),
    Dialect("listmonk", r"/api/public/subscription", "email", scripts=True),
    Dialect("custom", r"/(contact|letter)", "email", scripts=True),
    Dialect("formspark", r"/[A-Za-z0-9_-]{3,}", "email", "_redirect", "_gotcha", scripts=True),
)


class InboxError(Exception):
    """Why the file of the messages cannot be used, in a sentence."""


class Inbox:
    """The messages received, in one SQLite file; every use raises InboxError."""

    def __init__(self, path: Path | str) -> None:
        """Open or create the file."""
        self.path = str(path)
        self._lock = threading.Lock()
        with self._open() as database:
            database.execute(
                "CREATE TABLE IF NOT EXISTS messages (id INTEGER PRIMARY KEY, received TEXT, provider TEXT,"
                " path TEXT, fields TEXT, headers TEXT, reference TEXT)"
            )
        self.messages()  # so that it is told at once what is in its place

    def add(self, provider: str, path: str, fields: list[tuple[str, str]], headers: dict[str, str]) -> None:
        """Store one message."""
        reference = next((value for name, value in fields if name == "reference"), "")
        with self._open() as database:
            database.execute(
                "INSERT INTO messages (received, provider, path, fields, headers, reference) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    time.strftime("%Y-%m-%d %H:%M:%S"),
                    provider,
                    path,
                    json.dumps(fields),
                    json.dumps(headers),
                    reference,
                ),
            )

    def messages(self) -> list[dict[str, Any]]:
        """Every message, newest first."""
        with self._open() as database:
            database.row_factory = sqlite3.Row
            rows = database.execute(
                "SELECT id, received, provider, path, fields, headers, reference FROM messages ORDER BY id DESC"
            ).fetchall()
            return [
                dict(row) | {"fields": json.loads(row["fields"]), "headers": json.loads(row["headers"])} for row in rows
            ]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._lock:
                self._check_files()
                with closing(sqlite3.connect(self.path)) as database, database:
                    database.set_progress_handler(lambda: 1, MOST_STEPS)
                    yield database
        except (OSError, sqlite3.Error, ValueError, TypeError) as error:
            why = getattr(error, "strerror", "") or " ".join(str(error).split())
            raise InboxError(
                f"The test inbox, .cache/{Path(self.path).name}, cannot be used: {why}. Delete it; a new one is made."
            ) from error

    def _check_files(self) -> None:
        """The file, and those SQLite puts beside it, are ordinary: it would follow a link, and wait for a pipe."""
        if Path(self.path).parent.is_symlink():
            raise OSError(ELOOP, "its folder is a link")
        for ending in ("", "-journal", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                ordinary_file.beginning(f"{self.path}{ending}", 1)


class Handler(BaseHTTPRequestHandler):
    """Answers one request; the server has the inbox and the address of the site."""

    server: "Endpoint"
    protocol_version = "HTTP/1.1"

    def parse_request(self) -> bool:
        """Refuse a request that asks for another host, of any method; False where it has been answered."""
        if not super().parse_request():
            return False
        if self.headers.get("Host", "").partition(":")[0] in LOCAL:
            return True
        self.close_connection = True
        self._answer(421, "<h1>Another host was asked for</h1>", cors=False)
        return False

    def do_GET(self) -> None:  # http.server's name
        """Show the inbox, or its messages as JSON."""
        path = urlsplit(self.path).path
        if path == "/":
            page = INBOX.read_text(encoding="utf-8")
            for scheme, declarations in self.server.colours().items():
                page = page.replace(f"{{{scheme}}}", declarations)
            self._answer(200, page)
        elif path == "/messages.json":
            self._answer(200, self.server.inbox.messages())
        else:
            self._answer(404, "<h1>Nothing here</h1>")

    def do_OPTIONS(self) -> None:
        """Allow a page of another origin to send JSON (Fetch, CORS-preflight)."""
        allowed = {"Access-Control-Allow-Headers": "Content-Type, Accept", "Access-Control-Allow-Methods": "POST"}
        self._answer(204, "", allowed)

    def do_POST(self) -> None:
        """Take a message as the provider of this path would."""
        parts = urlsplit(self.path)
        dialect = next((dialect for dialect in DIALECTS if re.fullmatch(dialect.path, parts.path)), None)
        length = self.headers.get("Content-Length", "")
        if dialect is None or not length.isdecimal() or int(length) > LARGEST:
            self.close_connection = True  # the unread body would be parsed as the next request
            status = 404 if dialect is None else 413 if length.isdecimal() else 411
            self._answer(status, f"<h1>{HTTPStatus(status).phrase}</h1>")
            return
        try:
            fields = self._fields(self.rfile.read(int(length)))
        except (ValueError, AttributeError):
            self._answer(400, "<h1>This cannot be read</h1>")
            return
        given = dict(fields)
        local_part = given.get(dialect.email, "").partition("@")[0]
        play = dict(parse_qsl(parts.query)).get("play") or (local_part if local_part in SCENARIOS else "")
        if play in ("slow", "hang"):
            time.sleep(SLOW if play == "slow" else HANG)
        if play in ("hang", "drop"):
            self._drop()
        elif play and self._fault(play, dialect, given):
            pass
        elif fault := self._refusal(dialect, given):
            self._refuse(dialect, given, *fault)
        elif play == "spam" or any(value and re.fullmatch(dialect.honeypot, name) for name, value in fields):
            self._accept(dialect, given, play)  # the robot is told of success, and nothing is stored
        elif dialect.name == "formspark" and "json" in self.headers.get("Content-Type", "") and not self._wants_json():
            self._answer(200, "<h1>Thank you</h1>")  # it silently discards these
        else:
            self.server.inbox.add(dialect.name, self.path, fields, dict(self.headers))
            if play == "drop-after":
                self._drop()
            else:
                self._accept(dialect, given, play)

    def _fields(self, body: bytes) -> list[tuple[str, str]]:
        kind = self.headers.get("Content-Type", "")
        if kind.startswith("multipart/form-data"):
            message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
            return [
                (str(part.get_param("name", header="content-disposition")), part.get_payload(decode=True).decode())  # type: ignore[union-attr]
                for part in message.iter_parts()
            ]
        if kind.startswith("application/json"):
            return [
                (key, value if isinstance(value, str) else json.dumps(value)) for key, value in json.loads(body).items()
            ]
        return parse_qsl(body.decode(), keep_blank_values=True)

    def _refusal(self, dialect: Dialect, given: dict[str, str]) -> tuple[int, str] | None:
        """The status and message with which the provider would refuse this, if it would."""
        if dialect.name == "web3forms" and not UUID.fullmatch(given.get("access_key", "")):
            return 400, "Invalid access key"
        if dialect.name == "listmonk" and not self._names_lists(dialect, given):
            return 400, "No lists given"
        if dialect.name == "mailchimp" and not {"u", "id"} <= set(dict(parse_qsl(urlsplit(self.path).query))):
            return 404, "Unknown list"
        if dialect.name == "buttondown" and given.get("embed") != "1":
            return 400, "Not an embedded form"
        if not EMAIL.fullmatch(given.get(dialect.email, "")) and dialect.name != "formspark":
            return 422, NO_EMAIL
        return None

    def _names_lists(self, dialect: Dialect, given: dict[str, str]) -> bool:
        """Whether listmonk is told which lists to subscribe to: a form names one, a script's JSON has an array."""
        if not dialect.scripts:
            return bool(UUID.fullmatch(given.get("l", "")))
        try:
            lists = json.loads(given.get("list_uuids", ""))
        except ValueError:
            return False
        return isinstance(lists, list) and bool(lists) and all(UUID.fullmatch(str(one)) for one in lists)

    def _fault(self, play: str, dialect: Dialect, given: dict[str, str]) -> bool:
        """Play a scenario; False where it leaves the answer as it is."""
        if play == "field":
            self._refuse(dialect, given, 500 if dialect.name == "formspree" else 400, NO_EMAIL)
        elif play == "quota":
            self._answer(200, {"error": "form over quota"})
        elif play == "captcha":
            path = escape(f"{self.path}{'&' if '?' in self.path else '?'}play=human")
            carried = "".join(f'<input type=hidden name="{escape(k)}" value="{escape(v)}">' for k, v in given.items())
            self._answer(
                200,
                "<!doctype html><title>Are you human?</title><h1>Are you human?</h1>"
                f'<form method=post action="{path}">{carried}<button>Yes</button></form>',
            )
        elif play in ("429", "429-nocors"):
            headers = {"Retry-After": "30", "Access-Control-Expose-Headers": "Retry-After"}
            self._answer(429, {"error": "too many"}, headers, cors=play == "429")
        elif play in ("500", "403", "404"):
            self._answer(int(play), "<h1>Provider error page</h1>")
        elif play == "noreferer" and not self.headers.get("Referer"):
            self._answer(400, {"error": "no referrer"})
        elif play == "otherhost":
            self._redirect(self.server.third_origin or "http://127.0.0.1:9/elsewhere")
        else:
            return False
        return True

    def _refuse(self, dialect: Dialect, given: dict[str, str], status: int, words: str) -> None:
        if self._wants_json():
            answers: dict[str, Any] = {
                "formspree": {"errors": [{"code": "TYPE_EMAIL", "field": dialect.email, "message": words}]},
                "web3forms": {"success": False, "message": words},
                "listmonk": {"message": words},
            }
            self._answer(status, answers.get(dialect.name, {"error": words}))
        elif dialect.name == "formspark":
            self._redirect(given.get("_error") or given.get("_redirect") or self._thanks(dialect))
        else:
            self._answer(status, f"<!doctype html><title>Error</title><h1>Error</h1><p>{escape(words)}</p>")

    def _accept(self, dialect: Dialect, given: dict[str, str], play: str) -> None:
        # Web3Forms redirects a script too, if it sends `redirect`; nothing can be proved from that.
        if dialect.scripts and self._wants_json() and not (dialect.name == "web3forms" and given.get("redirect")):
            answers: dict[str, Any] = {
                "formspree": {"ok": True, "next": given.get("_next", "/thanks")},
                "web3forms": {"success": True, "message": "Email sent successfully!", "body": {"data": given}},
                "basin": {"success": True},
                "formspark": {"name": given.get("name", "")},
                "listmonk": {"data": {"has_optin": play != "no-confirmation"}},
                "custom": {"ok": True},
            }
            self._answer(200, answers[dialect.name])
        else:
            back = given.get(dialect.redirect, "") or self._thanks(dialect)
            # Formspark appends the fields unless it is told not to.
            if given.get("_append") != "false" if dialect.name == "formspark" else play == "append":
                back += "?" + urlencode(given, quote_via=quote)
            self._redirect(back)

    def _thanks(self, dialect: Dialect) -> str:
        """The thanks page, as the coach has set it in the provider's dashboard."""
        letter = dialect.name in ("buttondown", "kit", "mailchimp", "listmonk") or self.path.startswith("/letter")
        return f"{self.server.site}/{'newsletter' if letter else 'contact'}/thanks/"

    def _wants_json(self) -> bool:
        return "application/json" in self.headers.get("Accept", "")

    def _drop(self) -> None:
        self.close_connection = True
        self.connection.close()

    def _redirect(self, address: str) -> None:
        self._answer(303, "", {"Location": address.replace("\r", "").replace("\n", "")})

    def _answer(self, status: int, content: Any, headers: dict[str, str] | None = None, *, cors: bool = True) -> None:
        """Send HTML, or what is not text as JSON; with `cors`, a page of another origin may read what it is told of a POST."""
        html = isinstance(content, str)
        body = (content if html else json.dumps(content)).encode()
        self.send_response(status, HTTPStatus(status).phrase)
        for name, value in {
            "Content-Type": f"{'text/html' if html else 'application/json'}; charset=utf-8",
            "Content-Length": str(len(body)),
            "Cache-Control": "no-store",
            **({"Access-Control-Allow-Origin": "*"} if cors and self.command != "GET" else {}),
            **(headers or {}),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def handle(self) -> None:
        """Ignore a client that has disconnected; say why the inbox cannot be used."""
        try:
            super().handle()
        except InboxError as error:
            self.close_connection = True
            with suppress(OSError):
                self._answer(500, f"<h1>{escape(str(error))}</h1>")
        except OSError:
            self.close_connection = True

    def finish(self) -> None:
        """Ignore that the connection was dropped on purpose."""
        with suppress(OSError, ValueError):
            super().finish()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # http.server's name
        """Log nothing: the inbox shows the requests."""


class Endpoint(ThreadingHTTPServer):
    """The server; `address` has the port that was given to it, also for port 0.

    `colours` are those that the inbox has now: the declarations of each scheme, of which there may be none.
    """

    daemon_threads = True

    def __init__(
        self,
        inbox: Inbox,
        site: str = "",
        port: int = 0,
        third_origin: str = "",
        colours: Callable[[], Mapping[str, str]] = lambda: {"light": "", "dark": ""},
    ) -> None:
        """Listen on 127.0.0.1; raises OSError where the port is taken."""
        super().__init__(("127.0.0.1", port), Handler)
        self.inbox, self.site, self.third_origin, self.colours = inbox, site, third_origin, colours

    @property
    def address(self) -> str:
        """The origin of the endpoint."""
        return f"http://127.0.0.1:{self.server_port}"

    def start(self) -> None:
        """Answer requests in a thread of its own."""
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
