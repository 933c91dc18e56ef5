"""Drafts of letters at the provider of newsletters, made or renewed. Nothing here can send one: that is a button there.

As a program it makes those of the letters that `mailing.new_letters` has written: `python3 -m mailing.drafts FILE`. It
runs beside the secret, so it needs nothing but Python.
"""

import base64
import json
import os
import re
import sys
import textwrap
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qs, quote, urlsplit

from checks.report import print_answer
from forms.resolve import VARIABLES, Form, FormValueError, resolve
from problem import printable, short

if TYPE_CHECKING:  # what runs beside the secret has no package for it
    from mailing.letter import Letter

KEY = "NEWSLETTER_API_KEY"
SECONDS = 20
ENOUGH = 30_000_000  # bytes of an answer
PAGES = 1_000  # of a list, and no provider has said so many
PREVIEW = 150  # characters that Kit and Mailchimp take
AGENT = "Mozilla/5.0 (drafts of one's own letters)"

Record = dict[str, Any]  # what a provider says of a letter


class DraftRefused(Exception):  # noqa: N818  # an answer, not a fault
    """Why there is no draft, in a sentence, and what to do."""


class _EveryStatus(urllib.request.HTTPErrorProcessor):
    """Hands over every answer; none leads on, so the key goes to the provider's own address and to no other."""

    def http_response(self, request: urllib.request.Request, response: HTTPResponse) -> HTTPResponse:  # noqa: ARG002
        """The answer as it is."""
        return response

    https_response = http_response


class Provider(ABC):
    """What is particular to a provider. A letter is found again by its mark, which is the address of its article.

    In `root`, `header` and `place` stand parts of the key, of the form and of the letter.
    """

    title: ClassVar[str]
    root: ClassVar[str]  # where its interface is
    header: ClassVar[tuple[str, str]]  # that has the key
    looks: ClassVar[str] = ".+"  # the pattern of a key
    make_one: ClassVar[str]  # where the coach gets one
    path: ClassVar[str]  # of the letters
    within: ClassVar[str] = ""  # the part of an answer about one letter that has it
    mark: ClassVar[str]
    draft: ClassVar[str] = "draft"  # what it calls one
    place: ClassVar[str]  # where the coach finds it
    to_do: ClassVar[str] = "Read it there, and send it when it is right."

    def __init__(self, form: Form, secret: str) -> None:
        """Know the account; raises DraftRefused where the key is none of this provider."""
        if not re.fullmatch(rf"(?=[!-~]+$){self.looks}", secret):  # nor would a header take it
            raise DraftRefused(f"{KEY} is no key of {self.title}. Copy it once more. {self.make_one}")
        self.form, self.key = form, secret
        self.words = {
            "key": secret,
            "basic": base64.b64encode(f"letters:{secret}".encode()).decode(),
            "centre": secret.rpartition("-")[2],
            "form": form.action.removesuffix("/subscription/form"),
        }

    @abstractmethod
    def records(self) -> Iterator[Record]:
        """What it says of every letter it has; raises DraftRefused."""

    @abstractmethod
    def write(self, letter: "Letter", before: Record | None) -> Record:
        """Make a draft, or give the one that is there the text of now; what it says of it. Raises DraftRefused."""

    def read(self, record: Record) -> Record:
        """What it says of one letter now; raises DraftRefused."""
        return self.one("GET", self.path_of(record))

    def one(self, method: str, path: str, body: Any = None) -> Record:
        """What it answers of one letter; raises DraftRefused."""
        answer = self.ask(method, path, body)
        record: Record = answer[self.within] if self.within else answer
        return record

    def path_of(self, record: Record) -> str:
        """Where one letter is."""
        return f"{self.path}/{quote(str(record['id']))}"

    def mark_of(self, record: Record) -> Any:
        """The mark of a letter, if it has one."""
        return record[self.mark]

    def status_of(self, record: Record) -> str:
        """In the provider's own word."""
        return str(record["status"])

    def place_of(self, record: Record) -> str:
        """Where the coach finds it."""
        return self.place.format_map(self.words | {"id": record["id"], "web_id": record.get("web_id")})

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON it answers; raises DraftRefused."""
        name, value = self.header
        headers = {name: value.format_map(self.words), "Accept": "application/json", "User-Agent": AGENT}
        data = None if body is None else json.dumps(body).encode()
        headers |= {"Content-Type": "application/json"} if data else {}
        address = f"{self.root.format_map(self.words)}{path}"
        request = urllib.request.Request(address, data, headers, method=method)  # noqa: S310  # https, by resolve()
        try:
            with urllib.request.build_opener(_EveryStatus).open(request, timeout=SECONDS) as response:
                status, text = response.status, response.read(ENOUGH)
        except (OSError, HTTPException):
            remedy = "Look whether you are online, and try again: a draft that was begun is found and renewed."
            raise DraftRefused(f"{self.title} did not answer. {remedy}") from None
        if 300 <= status < 400:
            raise DraftRefused(f"{self.title} leads to another address, where the key was not sent. Try again later.")
        try:
            answer = json.loads(text)
        except (ValueError, RecursionError):
            answer = None
        if status >= 400:
            raise DraftRefused(self._refusal(status, answer))
        if not isinstance(answer, dict):
            raise _undocumented(self.title)
        return answer

    def _refusal(self, status: int, answer: Any) -> str:
        """Why it refused, with its own words, in which the key may be."""
        answered = answer if isinstance(answer, dict) else {}
        said = next((str(answered[name]) for name in ("detail", "message", "errors") if answered.get(name)), "")
        for secret in (self.key, self.words["basic"], self.key.partition(":")[2]):  # GitHub hides only the whole one
            said = said.replace(secret, "…") if secret else said
        said = f" It says: “{short(printable(said), 200)}”." if said else ""
        if status in (401, 403):
            return f"{self.title} does not take {KEY} for this ({status}).{said} {self.make_one}"
        if status == 429 or status >= 500:
            return f"{self.title} has a fault or too much to do ({status}).{said} Try again later."
        return f"{self.title} refused the letter ({status}).{said} Paste the letter in there instead."


class Buttondown(Provider):
    """https://docs.buttondown.com/api-emails-create, its schema in github.com/buttondown/cli (src/lib/openapi.ts).

    What is made without a status goes out at once, so the status is always said. `fancy` is what its editor calls HTML.
    The mark is the address of the original, which its RSS-to-email sets too: what that has made is found as well.
    """

    title = "Buttondown"
    root = "https://api.buttondown.com/v1"
    header = ("Authorization", "Token {key}")
    make_one = "Make one at buttondown.com/keys that may write emails; it need not be allowed to send."
    path = "/emails"
    mark = "canonical_url"
    place = "https://buttondown.com/emails/{id}"

    def records(self) -> Iterator[Record]:
        """All of them but those she has thrown away."""
        for page in range(1, PAGES):
            answer = self.ask("GET", f"{self.path}?excluded_fields=body&page={page}")
            yield from (record for record in answer["results"] if record["status"] != "deleted")
            if not answer.get("next"):
                return

    def write(self, letter: "Letter", before: Record | None) -> Record:
        """A renewed one keeps the status it has."""
        body = f"<!-- buttondown-editor-mode: fancy -->{_inside(letter.html)}"
        fields = {"subject": letter.subject, "description": letter.preheader, "canonical_url": letter.address}
        if before:
            return self.one("PATCH", self.path_of(before), fields | {"body": body})
        return self.one("POST", self.path, fields | {"body": body, "status": self.draft})


class Kit(Provider):
    """https://developers.kit.com/api-reference/broadcasts: without a moment to send at, a broadcast is a draft.

    Whom it goes to is left to the coach: a filter for all subscribers is refused where one is made.
    """

    title = "Kit"
    root = "https://api.kit.com/v4"
    header = ("X-Kit-Api-Key", "{key}")
    make_one = "Make one for version 4 in Kit's settings, under Developer."
    path = "/broadcasts"
    within = "broadcast"
    mark = "description"
    place = "https://app.kit.com/campaigns/{id}/draft"
    to_do = "Read it there, choose who gets it, and send it when it is right."
    KEPT = ("email_address", "published_at", "thumbnail_alt", "thumbnail_url")

    def records(self) -> Iterator[Record]:
        """Page by page, as https://developers.kit.com/api-reference/pagination says."""
        after = ""
        for _ in range(PAGES):
            answer = self.ask("GET", f"{self.path}?per_page=50{after}")
            yield from answer["broadcasts"]
            if not answer["pagination"]["has_next_page"]:
                return
            after = f"&after={quote(answer['pagination']['end_cursor'], safe='')}"

    def status_of(self, record: Record) -> str:
        """A record without a status has the moment it is sent at."""
        return record.get("status") or (self.draft if record["send_at"] is None else "not a draft")

    def write(self, letter: "Letter", before: Record | None) -> Record:
        """A renewed one is written as a whole, so what the coach has chosen there is said again."""
        fields: dict[str, Any] = {
            "subject": letter.subject,
            "preview_text": _preview(letter),
            "description": letter.address,
            "content": _inside(letter.html),
            "public": False,
            "send_at": None,
        }
        if not before:
            return self.one("POST", self.path, fields)
        fields |= {name: before[name] for name in self.KEPT} | {"email_template_id": before["email_template"]["id"]}
        if "all_subscribers" not in json.dumps(before["subscriber_filter"]):
            fields["subscriber_filter"] = before["subscriber_filter"]
        return self.one("PUT", self.path_of(before), fields)


class Mailchimp(Provider):
    """https://mailchimp.com/developer/marketing/api/campaigns/: a campaign is a draft (`save`) until an action is asked for.

    Checked against its OpenAPI file (github.com/mailchimp/mailchimp-client-lib-codegen). A key ends with the centre where
    the account is; the audience stands in the form's address, and knows who sends.
    """

    title = "Mailchimp"
    root = "https://{centre}.api.mailchimp.com/3.0"
    header = ("Authorization", "Basic {basic}")
    looks = r".+-[a-z]{2}\d{1,3}"
    make_one = "Make one in Mailchimp under Account, Extras, API keys; it ends like -us21."
    path = "/campaigns"
    mark = "title"  # by which the coach finds it there
    draft = "save"
    place = "https://{centre}.admin.mailchimp.com/campaigns/show/?id={web_id}"

    def records(self) -> Iterator[Record]:
        """A thousand at a time, which is the most."""
        fields = ",".join(f"campaigns.{name}" for name in ("id", "web_id", "status", "settings"))
        for page in range(PAGES):
            answer = self.ask("GET", f"{self.path}?count=1000&offset={page * 1000}&fields={fields},total_items")
            yield from answer["campaigns"]
            if answer["total_items"] <= (page + 1) * 1000:
                return

    def mark_of(self, record: Record) -> Any:
        """It is one of the settings."""
        return record["settings"].get(self.mark)

    def write(self, letter: "Letter", before: Record | None) -> Record:
        """The settings first, then the text."""
        settings = {"subject_line": letter.subject, "preview_text": _preview(letter), "title": letter.address}
        if before:
            was = {name: before["settings"].get(name, "") for name in ("from_name", "reply_to")}
            record = self.one("PATCH", self.path_of(before), {"settings": was | settings})
        else:
            [audience] = parse_qs(urlsplit(self.form.action).query)["id"]
            usual = self.ask("GET", f"/lists/{quote(audience)}?fields=campaign_defaults")["campaign_defaults"]
            settings |= {"from_name": usual["from_name"], "reply_to": usual["from_email"]}
            new = {"type": "regular", "recipients": {"list_id": audience}, "settings": settings}
            record = self.one("POST", self.path, new)
        self.ask("PUT", f"{self.path_of(record)}/content", {"html": letter.html, "plain_text": letter.text})
        return record


class Listmonk(Provider):
    """https://listmonk.app/docs/apis/campaigns/ and its source (cmd/campaigns.go): what is made is always a draft.

    Lists have a number there, and the form knows a list by its UUID. Text goes into the template that is the default there.
    """

    title = "listmonk"
    root = "{form}"
    header = ("Authorization", "token {key}")
    looks = "[^:]+:.+"
    make_one = "Make an API user there that may get lists and get and manage campaigns, and write its name:token."
    path = "/api/campaigns"
    within = "data"
    mark = "name"  # which readers do not see
    place = "{form}/admin/campaigns/{id}"
    to_do = (
        "Read it there, and start it when it is right. Its default template has a picture that tells who has opened the "
        "letter: take {{ TrackView }} out of it."
    )

    def records(self) -> Iterator[Record]:
        """All of them at once, without their text."""
        yield from self.ask("GET", f"{self.path}?no_body=true&per_page=all")["data"]["results"]

    def write(self, letter: "Letter", before: Record | None) -> Record:
        """What is not said stays as it is, but for lists and files."""
        fields = {"name": letter.address, "subject": letter.subject, "type": "regular", "content_type": "html"}
        fields |= {"body": _inside(letter.html), "altbody": letter.text}
        if not before:
            return self.one("POST", self.path, fields | {"lists": [self._list()]})
        chosen = {name: [one["id"] for one in before.get(name) or []] for name in ("lists", "media")}
        return self.one("PUT", self.path_of(before), fields | chosen)

    def _list(self) -> int:
        """The number of the list whose form the site has."""
        uuid = self.form.hidden["l"]
        for record in self.ask("GET", "/api/lists?per_page=all")["data"]["results"]:
            if record["uuid"] == uuid:
                return int(record["id"])
        raise DraftRefused(f"listmonk has no list {uuid}, or {KEY} may not see it. {self.make_one}")


PROVIDERS: dict[str, type[Provider]] = {
    "buttondown": Buttondown,
    "kit": Kit,
    "mailchimp": Mailchimp,
    "listmonk": Listmonk,
    "listmonk-trusted": Listmonk,
}


def draft(letter: "Letter", environment: Mapping[str, str]) -> str:
    """Make a draft of a letter, or renew the one that was made before; what came of it. Raises DraftRefused."""
    provider = provider_of(environment)
    try:
        ours = [record for record in provider.records() if provider.mark_of(record) == letter.address]
        for record in ours:
            status, place = _status_and_place(provider, record)
            if status != provider.draft:
                return (
                    f"“{letter.subject}” is at {provider.title} already, and no draft ({status}): "
                    f"{place}\nNothing was changed."
                )
        made = provider.read(provider.write(letter, ours[0] if ours else None))
        status, place = _status_and_place(provider, made)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):  # an answer without what it should have
        raise _undocumented(provider.title) from None
    if status != provider.draft:
        raise DraftRefused(
            f"{provider.title} took “{letter.subject}” not as a draft, but as “{status}”. "
            f"Look at once, and stop it there if it is not to go out: {place}"
        )
    done = "has the text of now" if ours else "is made"
    return f"The draft of “{letter.subject}” at {provider.title} {done}: {place}\nNothing was sent. {provider.to_do}"


def provider_of(environment: Mapping[str, str]) -> Provider:
    """The provider that the sign-ups go to, with the key; raises DraftRefused, before anybody was asked anything."""
    variable = VARIABLES["newsletter"]
    try:
        form = resolve("newsletter", environment.get(variable, ""), "", "https://site.test")
    except FormValueError as error:
        raise DraftRefused(f"{variable} names no provider: {error.found}. {error.remedy}") from None
    if form.provider not in PROVIDERS:
        known = "Buttondown, Kit, Mailchimp and listmonk"
        raise DraftRefused(
            f"A draft can be made at {known}, and {variable} names {form.title}. Paste it from letters/ into a new one there."
        )
    provider, secret = PROVIDERS[form.provider], environment.get(KEY, "").strip()
    if not secret:
        raise DraftRefused(f"{KEY} is not set, so {provider.title} was not asked. {provider.make_one}")
    return provider(form, secret)


def _status_and_place(provider: Provider, record: Record) -> tuple[str, str]:
    """The status of a letter and where it is, on one line: a line of its own could be a command to GitHub's runner."""
    return printable(short(provider.status_of(record))), printable(provider.place_of(record))


def _undocumented(title: str) -> DraftRefused:
    return DraftRefused(f"{title} answered otherwise than it documents. Look there, or paste the letter in by hand.")


def _inside(html: str) -> str:
    """What a provider puts into its own page: all within `body`."""
    found = re.search(r"<body[^>]*>(.*)</body>", html, re.DOTALL)
    return found[1].strip() if found else html


def _preview(letter: "Letter") -> str:
    return textwrap.shorten(letter.preheader, PREVIEW, placeholder="…")


def main(arguments: list[str]) -> int:
    """Make the drafts of the letters in a file; returns the exit status."""
    said, failed = [], False
    for written in json.loads(Path(arguments[0]).read_text(encoding="utf-8")):
        letter: Any = SimpleNamespace(**written)
        try:
            said.append(draft(letter, os.environ))
        except DraftRefused as refused:
            said.append(f"“{letter.subject}”: {refused} By hand: `python3 tasks.py letter {letter.name} --draft`.")
            failed = True
    print_answer("Letters", "\n\n".join(said), os.environ)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
