"""Write the owner's letter: what happened on the site within a month and what wants a look, as Markdown for an issue."""

import argparse
import json
import os
import re
import socket
import ssl
import urllib.request
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPException
from pathlib import Path
from urllib.parse import quote, urlsplit

from jinja2 import Environment, StrictUndefined

import build
import site_folder
from checks import built_files, environment_variables
from checks.job_summary import files_at, words
from forms.resolve import VARIABLES, Form, resolve
from preview.try_forms import send
from problem import printable
from publishing.outside_links import code, dead, lines, outside, trouble
from sources.addresses import is_page
from sources.content import Content, File, read, time_zone
from sources.dates import MONTHS, in_words, parse_date

TEMPLATE = Path(__file__).with_suffix(".md")
LIES = timedelta(days=60)
DUE, IN_DANGER = 24, 12  # months; where the crisis line stands, old words do harm
RENEWED = timedelta(days=21)  # before its end, by when hosts have renewed a certificate
# GitHub stops what is scheduled in a public repository that rests for so long; the next letter comes within so long.
RESTS, NEXT = timedelta(days=60), timedelta(days=31)
FAULTS = "https://api.osv.dev/v1/querybatch"  # the database that pip-audit can ask, too


@dataclass(frozen=True)
class Proof:
    """What came of the message through the contact form: whose form it is, whether it took it and can prove that, its answer."""

    provider: str
    taken: bool
    proves: bool
    answer: str


@dataclass(frozen=True)
class Found:
    """What is not in the texts: of the built site, of other hosts, of the history."""

    dead: Mapping[str, str] = field(default_factory=dict)
    heavy: Sequence[str] = ()
    contact: Proof | None = None
    newsletter: str = ""  # the host of a sign-up that was looked at
    unreachable: str = ""
    certificate: date | None = None
    faults: Sequence[str] | None = ()  # None where nobody could be asked
    saved: date | None = None


def letter(content: Content, found: Found, files: str = "") -> str:
    """The letter, its title first; `files` is where the project's files can be edited on GitHub."""
    now, facts = content.now, content.facts
    today, since = now.date(), _months_before(now, 1)
    articles = [file for file in content.sources.values() if file.kind == "articles" and file.date]
    readable = [file for file in articles if not file.unpublished_by]
    in_danger = facts["crisis"]["topics"] if facts["crisis"]["scope"] or facts["crisis"]["danger"] else []

    def is_due(file: File) -> bool:
        months = IN_DANGER if file.source.text("category") in in_danger else DUE
        return _last_looked_at(file) <= _months_before(now, months).date()

    stops = found.saved + RESTS if found.saved and facts["publishing"]["repository"] != "private" else None
    environment = Environment(
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701  # it is Markdown, and what others have written is escaped as such
    )
    environment.filters |= {"code": code, "in_words": in_words, "words": lambda text: words(printable(text), files)}
    written = environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        found=found,
        host=facts["publishing"]["host"],
        month=f"{MONTHS[today.month - 1]} {today.year}",
        today=today,
        since=since,
        ends=found.certificate and found.certificate < today + RENEWED,
        due=_by_day(_last_looked_at, filter(is_due, readable)),
        lying=_by_day(
            _last_looked_at, [one for one in articles if one.is_draft and today - _last_looked_at(one) > LIES]
        ),
        stops=stops if stops and stops < today + NEXT else None,
        published=_by_day(date_of, [one for one in readable if date_of(one) > since]),
        coming=_by_day(date_of, [one for one in articles if one.is_scheduled and not one.is_draft]),
    )
    return re.sub(r"\n{3,}", "\n\n", written)


def date_of(file: File) -> datetime:
    """The date of an article that has one."""
    return file.date or datetime.max


def _by_day(day: Callable[[File], date], those: Iterable[File]) -> list[tuple[date, File]]:
    return sorted(((day(file), file) for file in those), key=lambda one: (one[0], one[1].name))


def _last_looked_at(file: File) -> date:
    """The latest day in a header that has a date; git and the time of a file would tell of commas as well."""
    days = []
    for name in ("date", "modified", "reviewed"):
        with suppress(ValueError):
            days.append(parse_date(file.source.text(name) or "").date())
    return max(days)


def _months_before(moment: datetime, months: int) -> datetime:
    """The same day so many months before, or the last one where that month is shorter."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def look(content: Content, site: Path, environment: Mapping[str, str], requirements: str) -> Found:
    """Look at the built site and at what it leads to, and send the one message."""
    own = environment.get("SITEURL", "").strip().rstrip("/")
    pages = outside(site, own)
    gone = dead(pages)
    unreachable = trouble(own)
    proof, newsletter = None, ""
    if content.facts["care"]["form_test"]:
        contact, sign_up = (_form(kind, content, environment, own) for kind in VARIABLES)
        proof = try_form(contact, content.facts["coach"]["email"], own)
        # To look at it is all that can be done: a test would sign somebody up. One that is gone is among the links.
        address = (sign_up.link or sign_up.action).partition("#")[0]
        newsletter = sign_up.host if address in pages and address not in gone else ""
    saved = content.repository.try_run("log", "-1", "--format=%ct") if content.repository else None
    return Found(
        lines(gone, pages),
        heavy(content, site, files_at(environment)),
        proof,
        newsletter,
        unreachable,
        None if unreachable else certificate_end(urlsplit(own).hostname or ""),
        known_faults(requirements),
        datetime.fromtimestamp(int(saved), time_zone(content.site)).date() if saved else None,
    )


def _form(kind: str, content: Content, environment: Mapping[str, str], own: str) -> Form:
    name = content.facts["name"]
    subject = content.language.phrase(f"form.{kind}_subject", site=name)
    return resolve(kind, environment_variables.value(kind, environment, content), name, own, subject=subject)


def try_form(form: Form, email: str, own: str) -> Proof | None:
    """What came of a message through a form; None where there is no form."""
    if not form.action:
        return None
    taken, answer = send(form, email, own)
    for written in (email, quote(email), quote(email, safe="@")):  # an answer may repeat what was sent
        answer = answer.replace(written, "…")
    return Proof(form.title, taken, bool(form.connect), answer)


def heavy(content: Content, site: Path, files: str) -> list[str]:
    """The pages and pictures that do not come at once, as the checks measure them."""
    names = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    found = [*built_files.pictures_arrive_soon(site, names, content)]
    for name in filter(is_page, names):
        found += built_files.pages_arrive_at_once(name, (site / name).read_bytes())
    return [words(f"{one.path}: {one.found} {one.remedy}", files) for one in found]


def certificate_end(host: str, port: int = 443, context: ssl.SSLContext | None = None) -> date | None:
    """The last day of a host's certificate; None where it shows none."""
    context = context or ssl.create_default_context()
    try:
        with (
            socket.create_connection((host, port), 30) as plain,
            context.wrap_socket(plain, server_hostname=host) as secure,
        ):
            ends = str((secure.getpeercert() or {}).get("notAfter", ""))
            return datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC).date()
    except (OSError, ValueError):
        return None


def known_faults(requirements: str, database: str = FAULTS) -> list[str] | None:
    """The pinned packages with a known fault, a line of Markdown each; None where the database does not answer."""
    pins = re.findall(r"^([\w.-]+)==([^\s;\\]+)", requirements, re.MULTILINE)
    queries = [{"package": {"name": name, "ecosystem": "PyPI"}, "version": version} for name, version in pins]
    body = json.dumps({"queries": queries}).encode()
    try:
        request = urllib.request.Request(database, body, {"Content-Type": "application/json"})  # noqa: S310  # https
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            results = json.load(answer)["results"]
        faults = [sorted(str(fault["id"]) for fault in result.get("vulns", [])) for result in results]
        answers = zip(pins, faults, strict=True)
        return [
            f"{code(f'{name} {version}')}: {', '.join(map(code, ids[:3]))}" for (name, version), ids in answers if ids
        ]
    except (OSError, HTTPException, ValueError, KeyError, TypeError, AttributeError):
        return None


def main(argv: list[str]) -> int:
    """Write the letter about a built site into a file; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m publishing.owner_letter", description=__doc__)
    parser.add_argument("site", type=Path)
    parser.add_argument("letter", type=Path)
    arguments = parser.parse_args(argv)
    content = read(build.ROOT / "content", datetime.now().astimezone(), publish=True)
    found = look(content, arguments.site, os.environ, (build.ROOT / "requirements.txt").read_text(encoding="utf-8"))
    arguments.letter.write_text(letter(content, found, files_at(os.environ)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    site_folder.interruptible(main)
