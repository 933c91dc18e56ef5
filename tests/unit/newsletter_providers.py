"""Providers of newsletters on this machine, each as its documentation and its source say it answers."""

import json
import re
import threading
from abc import ABC, abstractmethod
from base64 import b64encode
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Self
from urllib.parse import parse_qs, urlsplit

Answer = tuple[int, Any]
Record = dict[str, Any]
NOT_FOUND: Answer = (404, {"detail": "Not found.", "message": "Not found.", "errors": ["Not Found"]})


class Fake(ABC):
    """A provider: what it was asked, and the letters it has, by their number."""

    form: ClassVar[str]  # NEWSLETTER_FORM
    key: ClassVar[str]
    root: ClassVar[str] = "{address}"  # of the interface
    draft: ClassVar[str] = "draft"
    sent: ClassVar[str] = "sent"
    mark: ClassVar[str]  # where the address of the article stands

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.letters: dict[str, Record] = {}
        self.instead: Callable[[BaseHTTPRequestHandler], None] | None = None
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"] or 0))
                data = json.loads(body) if body else None
                fake.asked.append((self.command, self.path, data))
                fake.headers.append(dict(self.headers))
                if fake.instead:
                    return fake.instead(self)
                parts = urlsplit(self.path)
                query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
                status, told = fake.refused() if not fake.known(self.headers) else NOT_FOUND
                if status == 404:
                    status, told = fake.answer(self.command, parts.path, query, data)
                return fake.tell(self, status, json.dumps(told).encode())

            do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815  # as http.server calls them

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    @staticmethod
    def tell(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
        """Send an answer."""
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    @abstractmethod
    def known(self, headers: Any) -> bool:
        """Whether the key is right."""

    @abstractmethod
    def refused(self) -> Answer:
        """What is said of a wrong one."""

    @abstractmethod
    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> Answer:
        """What is answered to who has the key."""

    @abstractmethod
    def blank(self, number: int) -> Record:
        """A letter of the coach's own."""

    def keep(self, record: Record) -> Record:
        """Keep a new letter under a number of its own."""
        made = self.blank(len(self.letters) + 1) | record
        self.letters[str(made["id"])] = made
        return made

    def fill(self, count: int) -> None:
        """As many letters of the coach's own."""
        for _ in range(count):
            self.keep({})


class Buttondown(Fake):
    """docs.buttondown.com; EmailInput, EmailUpdateInput, Email and EmailPage of its schema."""

    form, key, root, mark = "buttondown:harbor", "bd-5e3f", "{address}/v1", "canonical_url"
    default = "about_to_send"

    def known(self, headers: Any) -> bool:
        return bool(headers["Authorization"] == f"Token {self.key}")

    def refused(self) -> Answer:
        return 401, {"detail": "Invalid token."}

    def blank(self, number: int) -> Record:
        return {"id": f"em_{number}", "subject": "Hello", "body": "", "canonical_url": "", "description": "", "status": "sent", "metadata": {}}  # fmt: skip

    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> Answer:
        number = path.removeprefix("/v1/emails").removeprefix("/")
        if not path.startswith("/v1/emails") or "/" in number:
            return NOT_FOUND
        if method == "GET" and not number:
            page, all_of_them = int(query.get("page", 1)), list(self.letters.values())
            shown = all_of_them[(page - 1) * 100 : page * 100]
            shown = [{k: v for k, v in one.items() if k != query.get("excluded_fields")} for one in shown]
            following = f"{self.address}/v1/emails?page={page + 1}" if len(all_of_them) > page * 100 else None
            return 200, {"results": shown, "next": following, "previous": None, "count": len(all_of_them)}
        if method == "POST" and not number:
            if not body.get("subject") or body.get("body", "").startswith("---"):
                return 400, {"code": "subject_invalid", "detail": "The subject is missing."}
            return 201, self.keep({"status": self.default, **body})
        if number not in self.letters:
            return NOT_FOUND
        if method == "PATCH":
            self.letters[number] |= body
        return (200, self.letters[number]) if method in ("GET", "PATCH") else NOT_FOUND


class Kit(Fake):
    """developers.kit.com, the schema of version 4; `told` is whether it tells a status, which older answers lack."""

    form, key, root, mark = "kit:1234567", "kit_7d21", "{address}/v4", "description"
    NEW = ("content", "description", "public", "preview_text", "subject")
    WHOLE = (*NEW, "email_template_id", "email_address", "published_at", "send_at", "thumbnail_alt", "thumbnail_url")
    told = True

    def known(self, headers: Any) -> bool:
        return bool(headers["X-Kit-Api-Key"] == self.key)

    def refused(self) -> Answer:
        return 401, {"errors": ["The access token is invalid"]}

    def blank(self, number: int) -> Record:
        everybody = [{"all": [{"type": "all_subscribers"}]}]
        return {
            "id": number, "publication_id": number, "created_at": "2026-02-17T11:43:55Z", "subject": "Hello", "preview_text": None,
            "description": None, "content": None, "public": False, "published_at": None, "send_at": "2026-02-17T11:43:55Z",
            "thumbnail_alt": None, "thumbnail_url": None, "public_url": None, "email_address": "amy@harbor.test",
            "email_template": {"id": 6, "name": "Text Only"}, "subscriber_filter": everybody, "status": "sent",
        }  # fmt: skip

    def shown(self, record: Record) -> Record:
        return {name: value for name, value in record.items() if name != "status" or self.told}

    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> Answer:
        number = path.removeprefix("/v4/broadcasts").removeprefix("/")
        if not path.startswith("/v4/broadcasts") or "/" in number:
            return NOT_FOUND
        if method == "GET" and not number:
            size, after = min(int(query.get("per_page", 500)), 1000), int(query.get("after", "=0").strip("="))
            newest_first = list(reversed(self.letters.values()))
            pagination = {
                "has_previous_page": after > 0,
                "has_next_page": len(newest_first) > after + size,
                "start_cursor": f"={after}=",
                "end_cursor": f"={after + size}=",
                "per_page": size,
            }
            return 200, {
                "broadcasts": [*map(self.shown, newest_first[after : after + size])],
                "pagination": pagination,
            }
        if method == "POST" and not number:
            lacks = [name for name in self.NEW if name not in body]
            if lacks or "all_subscribers" in json.dumps(body):
                return 422, {"errors": lacks or ["Only a single filter group is supported."]}
            status = "draft" if body.get("send_at") is None else "scheduled"
            return 201, {"broadcast": self.shown(self.keep({"send_at": None, **body, "status": status}))}
        if number not in self.letters:
            return NOT_FOUND
        record = self.letters[number]
        if method == "PUT":
            lacks = [name for name in self.WHOLE if name not in body]
            if lacks or "all_subscribers" in json.dumps(body) or record["status"] != "draft":
                return 422, {"errors": lacks or ["The campaign has already started sending."]}
            template = {"id": body.pop("email_template_id"), "name": "Classic"}
            body.setdefault("subscriber_filter", self.blank(0)["subscriber_filter"])
            record |= body | {"email_template": template, "status": "scheduled" if body["send_at"] else "draft"}
        return (200, {"broadcast": self.shown(record)}) if method in ("GET", "PUT") else NOT_FOUND


class Mailchimp(Fake):
    """The OpenAPI file of the marketing interface, version 3.0."""

    form = "https://harbor.us21.list-manage.com/subscribe/post?u=0123456789abcdef012345678&id=89abcdef01"
    key, root, mark, draft = "0123456789abcdef-us21", "{address}/3.0", "title", "save"

    def known(self, headers: Any) -> bool:
        return bool(headers["Authorization"] == f"Basic {b64encode(f'letters:{self.key}'.encode()).decode()}")

    def refused(self) -> Answer:
        kind = "https://mailchimp.com/developer/marketing/docs/errors/"
        detail = "Your API key may be invalid, or you've attempted to access the wrong datacenter."
        return 401, {"type": kind, "title": "API Key Invalid", "status": 401, "detail": detail, "instance": "1"}

    def blank(self, number: int) -> Record:
        return {"id": f"c{number:09}", "web_id": number, "type": "regular", "status": "sent", "settings": {"title": "Hello"}}  # fmt: skip

    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> Answer:
        if (method, path) == ("GET", "/3.0/lists/89abcdef01"):
            return 200, {"campaign_defaults": {"from_name": "Amy Harbor", "from_email": "amy@harbor.test"}}
        if (method, path) == ("GET", "/3.0/campaigns"):
            size, offset = min(int(query.get("count", 10)), 1000), int(query.get("offset", 0))
            wanted = [name.removeprefix("campaigns.") for name in query["fields"].split(",") if "." in name]
            shown = [{name: one[name] for name in wanted} for one in [*self.letters.values()][offset : offset + size]]
            return 200, {"campaigns": shown, "total_items": len(self.letters)}
        if (method, path) == ("POST", "/3.0/campaigns"):
            if body.get("type") != "regular" or body.get("recipients") != {"list_id": "89abcdef01"}:
                return 400, {"title": "Invalid Resource", "detail": "There is no such audience."}
            return 200, self.keep({**body, "status": "save"})
        found = re.fullmatch(r"/3\.0/campaigns/(\w+)(/content)?", path)
        if not found or found[1] not in self.letters:
            return NOT_FOUND
        record, content = self.letters[found[1]], found[2]
        if method == "GET" and not content:
            return 200, record
        if record["status"] not in ("save", "paused"):
            return 400, {"title": "Invalid Resource", "detail": "This campaign cannot be edited."}
        if method == "PATCH" and not content:
            if {"subject_line", "from_name", "reply_to"} - set(body["settings"]):
                return 400, {"title": "Invalid Resource", "detail": "A setting is missing."}
            record["settings"] |= body["settings"]
            return 200, record
        if method == "PUT" and content:
            record |= body
            return 200, {**body, "archive_html": body["html"]}
        return NOT_FOUND


class Listmonk(Fake):
    """listmonk.app and github.com/knadh/listmonk: cmd/campaigns.go, cmd/lists.go, internal/auth."""

    LIST = "ba9f1c52-3e64-4a1d-8f0b-7c2d5e6f9a31"
    form, key, mark = f"listmonk:https://lists.harbor.test/{LIST}", "letters:tok-9c", "name"
    sent = "finished"

    def known(self, headers: Any) -> bool:
        return bool(headers["Authorization"] == f"token {self.key}")

    def refused(self) -> Answer:
        return 403, {"message": "invalid API credentials"}

    def blank(self, number: int) -> Record:
        return {
            "id": number, "uuid": f"u{number}", "type": "regular", "name": "Hello", "subject": "Hello", "body": "", "altbody": None,
            "send_at": None, "status": "finished", "content_type": "richtext", "tags": [], "template_id": 1, "messenger": "email",
            "lists": [{"id": 1, "name": "Default list"}], "media": [],
        }  # fmt: skip

    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> Answer:
        page = {"query": "", "per_page": 20, "page": 1}
        if (method, path) == ("GET", "/api/lists"):
            lists = [{"id": 3, "uuid": "ce13e971", "name": "Default"}, {"id": 7, "uuid": self.LIST, "name": "Letter"}]
            return 200, {
                "data": {"results": lists[: None if query.get("per_page") == "all" else 1], "total": 2, **page}
            }
        if (method, path) == ("GET", "/api/campaigns"):
            shown = [*self.letters.values()][: None if query.get("per_page") == "all" else 20]
            return 200, {"data": {"results": shown, "total": len(self.letters), **page}}
        found = re.fullmatch(r"/api/campaigns(?:/(\d+))?", path)
        if not found or (found[1] and found[1] not in self.letters):
            return NOT_FOUND
        if method == "GET":
            return 200, {"data": self.letters[found[1]]}
        if not (body.get("name") and body.get("subject") and body.get("lists") and "{{ nothing" not in body["body"]):
            return 400, {"message": "Invalid list IDs."}
        said = body | {name: [{"id": one} for one in body.get(name, [])] for name in ("lists", "media")}
        if method == "POST" and not found[1]:  # whatever status is said
            return 200, {"data": self.keep(said | {"status": "draft"})}
        if method == "PUT" and found[1]:
            record = self.letters[found[1]]
            if record["status"] not in ("draft", "paused", "scheduled"):
                return 400, {"message": "Cannot update a running or a finished campaign."}
            record |= {name: value for name, value in said.items() if name != "status"}
            return 200, {"data": record}
        return NOT_FOUND


ALL = (Buttondown, Kit, Mailchimp, Listmonk)
