"""Resolve CONTACT_FORM and NEWSLETTER_FORM to the forms that they mean.

A value is `provider:id`, or the endpoint's address as pasted from the provider. What is particular to a provider stands
in providers.toml and nowhere else; for an endpoint of her own the coach states it after a `#`:
`custom:https://…#email=sender,success=ok`.
"""

import ipaddress
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from problem import nearest

PROVIDERS = Path(__file__).with_name("providers.toml")
VARIABLES = {"contact": "CONTACT_FORM", "newsletter": "NEWSLETTER_FORM"}
# The default address of the local endpoint; `serve` sets its own.
LOCAL_ENDPOINT = "http://127.0.0.1:8001"

# “yourformula.org” and “counterexample.org” are somebody's names.
_PLACEHOLDER = re.compile(
    r"(?<![a-z])your[-_]?(form|access|username|id|key)([-_]?(id|key|name|here))*(?![a-z])"
    r"|(?<![a-z])(example|yourpractice)(?![a-z])|\{.*\}|<.*>|x{4,}|changeme|…|\.\.\.",
    re.I,
)
_SECRET = re.compile(r"(^|[:=])((kit|sk|pk|rk)_|xkeysib-)\S+|[0-9a-f]{32}-us\d+|(^|[:=])re_[A-Za-z0-9_]{16,}", re.I)
_EMAIL = re.compile(r"[^/@?&=]+(@|%40)[^/@?&=]+\.\w+", re.I)
# A field of this name would shadow a property of the form element that theme/static/js/form.js uses (WHATWG HTML, the
# form element's named properties), or collide with the checkbox for consent.
TAKEN = {
    "action", "addEventListener", "appendChild", "consent", "dataset", "elements", "noValidate", "prepend",
    "querySelector", "querySelectorAll", "replaceWith", "requestSubmit", "reset",
}  # fmt: skip
# A CSP source list takes no other characters between `https://` and the path (CSP3, host-source); lengths by RFC 1035.
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?=.{{1,253}}(?::|$))({_LABEL}\.)+{_LABEL}(:\d+)?", re.I)
LONGEST = 2_000  # characters of a value; no browser and no provider has a longer address
_IS_EMAIL = ("an email address is no endpoint: robots would collect it", "Name a provider, like `formspree:mzbqkgrd`.")


class FormValueError(ValueError):
    """A value that reaches no one: what is wrong with it, what to write instead, and whether logs must not show it."""

    def __init__(self, found: str, remedy: str, *, secret: bool = False) -> None:
        super().__init__(found)
        self.found, self.remedy, self.secret = found, remedy, secret


@dataclass(frozen=True)
class Form:
    """A form as the templates render it and the script sends it.

    Without `action` there is no form, only a `link`, or without that the email address. `client` is what the script gets.
    """

    kind: str
    provider: str
    title: str = ""
    action: str = ""
    link: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    hidden: Mapping[str, str] = field(default_factory=dict)
    honeypot: str = ""
    honeypot_type: str = "text"
    client: Mapping[str, Any] = field(default_factory=dict)
    form_action: str = ""
    connect: str = ""
    host: str = ""
    dashboard: str = ""
    notes: str = ""


@cache
def providers(path: Path = PROVIDERS) -> dict[str, Any]:
    """Read the tables of providers.toml; raise ValueError for one without a required key."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    for kind in VARIABLES:
        for name, table in tables[kind].items():
            missing = {"title", "endpoint", "id", "id_example", "transport", "fields", "source", "checked"} - set(table)
            if table.get("transport") == "fetch":
                missing |= {"body", "headers", "success"} - set(table)
            if missing:
                raise ValueError(f"{path.name}: [{kind}.{name}] lacks {', '.join(sorted(missing))}")
    return tables


def known(kind: str) -> list[str]:
    """Every word that may stand before the colon for this kind of form, except `dev`."""
    return [*providers()[kind], *(["link"] if kind == "newsletter" else []), "none"]


def resolve(kind: str, value: str, site: str, public_url: str, *, subject: str = "", local: str = "") -> Form:
    """Resolve a value to its form; raise FormValueError where it reaches no one.

    `site` is the name of the practice, `public_url` the absolute address of the site, for redirects, `subject` that of
    the emails the coach gets, and `local` the address of the local endpoint, which allows `dev`.
    """
    value = value.strip().replace("&amp;", "&")
    _check_value(value)
    value, hash_sign, stated = value.partition("#")
    name, argument, table = _provider(kind, value, local)
    words = _words(name, argument, table) if table else {}
    if hash_sign and not (stated and table.get("stated")):
        raise FormValueError("it has a “#” part, which is never sent", "Take out the `#` and what follows it.")
    if not table:
        host = urlsplit(argument).hostname or ""
        return Form(kind, name, title=host or "no form", link=argument, host=host)
    if stated:
        table = _with_stated(table, stated, value)
    words |= {
        "site": site,
        "subject": subject,
        "thanks": f"{public_url}/{kind}/thanks/",
        "failed": f"{public_url}/contact/not-sent/",
        "origin": origin(public_url),
    }
    is_dev = value.partition(":")[0] == "dev"
    action, script = (_fill(table.get(key, table["endpoint"]), words) for key in ("endpoint", "script_endpoint"))
    if is_dev:
        action, script = (local + address.removeprefix(origin(address)) for address in (action, script))
    fetched = table["transport"] == "fetch"
    fields = dict(table["fields"])
    hidden = {key: _fill(text, words) for key, text in table.get("hidden", {}).items()}
    if name_of_subject := fields.pop("subject", ""):
        hidden = {name_of_subject: subject, **hidden}
    add = {key: [_fill(text, words) for text in texts] for key, texts in table.get("add_in_fetch", {}).items()}
    return Form(
        kind,
        name,
        title=table["title"],
        action=action,
        fields=fields,
        hidden=hidden,
        honeypot=_fill(table.get("honeypot", ""), words),
        honeypot_type=table.get("honeypot_type", "text"),
        client={
            "kind": kind,
            "fields": fields,
            **({key: table[key] for key in ("body", "headers", "success")} if fetched else {}),
            **({"action": script} if script != action else {}),
            **{
                key: table[name]
                for key, name in (("drop", "drop_in_fetch"), ("errors", "field_errors"), ("confirm", "confirm"))
                if name in table
            },
            **({"add": add} if add else {}),
        },
        form_action=origin(action) if is_dev else table.get("csp_form_action", origin(action)),
        connect=origin(script) if fetched else "",
        host=urlsplit(action).hostname or "",
        dashboard=_fill(table.get("dashboard", ""), words),
        notes=table.get("notes", ""),
    )


def _check_value(value: str) -> None:
    """Refuse what no value of any provider can be."""
    if not value:
        raise FormValueError("it is not set", "Set it to `provider:id`, or paste the form's address from the provider.")
    if len(value) > LONGEST:
        raise FormValueError(
            f"it has {len(value):,} characters, and no address has more than {LONGEST:,}",
            "Copy it once more, without what stands around it.",
        )
    if re.search(r"[\s\x00-\x1f\x7f]", value):
        raise FormValueError("it has a space in it", "Take the space out.")
    if _SECRET.search(value):
        raise FormValueError(
            "it looks like a secret key, and would stand in every page",
            "Withdraw that key at the provider, and use the form's own id, which is public.",
            secret=True,
        )
    if _PLACEHOLDER.search(value):
        raise FormValueError(
            "it is still a placeholder", "Put the id that your provider shows for the form in its place."
        )
    if plain := in_ascii(value):
        raise FormValueError("it has letters in it that browsers write otherwise", f"Write `{plain}`.")
    if odd := re.search(r"[^!-~]|[\"<>\\^`{|}]", value):  # some of them cannot be seen
        raise FormValueError(
            f"it has {odd[0]!a} in it, which no id or address has",
            "Copy it once more, without what stands around it.",
        )


def _provider(kind: str, value: str, local: str) -> tuple[str, str, dict[str, Any]]:
    """The provider's name, what stands after the colon, and its table, which is empty for a link and for no form."""
    tables = providers()[kind]
    if re.match(r"https?://", value, re.I):
        _check_address(value)
        for name, table in tables.items():
            host = urlsplit(table["endpoint"]).hostname  # none where the host is the coach's own
            if host and "url" in table and re.fullmatch(table["url"], value):
                return name, value, table
            if host and re.fullmatch(re.sub(r"\\{\w+\\}", "[^.]+", re.escape(host)), urlsplit(value).hostname or ""):
                raise FormValueError(
                    f"this address does not name a form at {table['title']}", f"Write `{name}:{table['id_example']}`."
                )
        raise FormValueError(
            "this address belongs to no provider known here",
            f"If it is your own endpoint, write `custom:{value}`. Known are {', '.join(known(kind))}.",
        )
    name, colon, argument = value.partition(":")
    if name == "dev":
        if not local:
            raise FormValueError(
                "“dev” is the test endpoint of one's own desk", "Name the provider that messages go to."
            )
        name, argument = argument or "formspree", ""
        if name in tables:
            return name, tables[name]["id_example"], tables[name]
    elif name == "none":
        if colon:
            raise FormValueError("nothing may stand behind “none”", "Write `none` alone, or name a provider.")
        return name, "", {}
    elif name == "link" and kind == "newsletter":
        if not argument:
            raise FormValueError(
                "the link has no address", "Write `link:https://…` with the address of your sign-up page."
            )
        _check_address(argument)
        return name, argument, {}
    if _EMAIL.fullmatch(argument or name):
        raise FormValueError(*_IS_EMAIL)
    if name not in tables:
        near = nearest(name, known(kind))
        meant = f"Did you mean `{near}{colon}{argument}`? " if near else ""
        raise FormValueError(f"“{name}” is no provider known here", f"{meant}Known are {', '.join(known(kind))}.")
    return name, argument, tables[name]


def _with_stated(table: dict[str, Any], stated: str, value: str) -> dict[str, Any]:
    """The provider's table with the names of fields that the coach states, and as a fetch if she states a proof."""
    ours = [*table["fields"], "success"]
    example = f"Write it like `{value}#email=sender,success=ok`; before the `=` can stand {', '.join(ours)}."
    found: dict[str, str] = {}
    for part in stated.split(","):
        name, _, theirs = part.partition("=")
        if name not in ours or not re.fullmatch(r"[\w.[\]-]+", theirs):
            raise FormValueError(f"“{part}” behind the “#” does not say what a field is called", example)
        if name in found:
            raise FormValueError(f"“{name}” stands twice behind the “#”", "Keep the one that is meant.")
        found[name] = theirs
    proof = found.pop("success", "")
    fields = table["fields"] | found
    for theirs in fields.values():
        if theirs in TAKEN or [*fields.values()].count(theirs) > 1:
            raise FormValueError(f"the name “{theirs}” is taken by another field of the form", "Choose another name.")
    fetch = {
        "transport": "fetch",
        "success": {"key": proof, "is": "true", "absent": []},
        "dashboard": f"{table['dashboard']} {table['stated'].replace('{success}', proof)}",
    }
    return table | {"fields": fields} | (fetch if proof else {})


def _words(name: str, argument: str, table: dict[str, Any]) -> dict[str, str]:
    """The values of the placeholders in a provider's table: the id, and the parts of a pasted address."""
    example = f"`{name}:{table['id_example']}`"
    if not argument:
        raise FormValueError(f"the id of your form at {table['title']} is missing", f"Write it like {example}.")
    words = {"id": argument}
    if re.match(r"https?:", argument, re.I):
        _check_address(argument)
        pasted = re.fullmatch(table["url"] if "url" in table else table["id"], argument)
        if not pasted:
            raise FormValueError(f"this address does not name a form at {table['title']}", f"Write it like {example}.")
        words |= pasted.groupdict()
    if not re.fullmatch(table["id"], words["id"]):
        raise FormValueError(f"“{words['id']}” is not an id of {table['title']}", f"It looks like {example}.")
    return words


def _check_address(address: str) -> None:
    """An endpoint is a public https address without secrets or email addresses."""
    try:
        parts = urlsplit(address)
        host, _ = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:  # brackets that do not close, a port that is no number
        raise FormValueError("no browser understands this address", "Copy it once more, from end to end.") from None
    if parts.scheme == "http":
        raise FormValueError(
            "what readers type would travel unprotected over http", "Start the address with `https://`."
        )
    if parts.scheme != "https":
        raise FormValueError("it is not a whole address", "Start the address with `https://`.")
    if "@" in parts.netloc:
        raise FormValueError(
            "it holds a user name or password", "Take out everything between `https://` and the `@`.", secret=True
        )
    for pattern, reason in providers()["refused"].items():
        if re.fullmatch(pattern, host):
            raise FormValueError(reason, "Use a provider known here, like `formspree:mzbqkgrd`.", secret=True)
    if _EMAIL.search(parts.path + parts.query):
        raise FormValueError(*_IS_EMAIL)
    if is_local(host):
        raise FormValueError(
            f"“{host}” is an address that only your own network knows", "Use the public address of the endpoint."
        )
    if not is_host(parts.netloc):
        raise FormValueError(
            f"“{parts.netloc}” is not the name of a host", "Copy the address once more, from end to end."
        )


def origin(address: str) -> str:
    """Scheme, host and port of an address (RFC 6454)."""
    return "{0.scheme}://{0.netloc}".format(urlsplit(address))


def is_local(host: str) -> bool:
    """Whether a host can be reached only from this machine or network."""
    host = host.rstrip(".").lower()
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        # A name that ends in a number is an IPv4 address to browsers: 127.1, 0x7f.1 (WHATWG URL, “ends in a number”).
        if "." not in host or re.fullmatch(r"\d+|0x[0-9a-f]*", host.rpartition(".")[2]):
            return True
        return host.endswith((".local", ".localhost", ".internal", ".lan", ".home.arpa"))
    return not number.is_global or number.is_multicast


def is_host(netloc: str) -> bool:
    """Whether this can be the host, with or without a port, of a public address."""
    return bool(_HOST.fullmatch(netloc))


def in_ascii(address: str) -> str:
    """An address whose host has letters like ü in it, as browsers send it; nothing for any other.

    Python's own codec has the older rules (RFC 3490), by which a few letters, like ß, lead to another host.
    """
    before, colon, rest = address.rpartition("://")
    host, slash, path = rest.partition("/")
    if host.isascii() or not path.isascii() or re.search(r"[ßς\u200c\u200d]", host):
        return ""
    try:
        plain = host.lower().encode("idna").decode()
    except UnicodeError:
        return ""
    return f"{before}{colon}{plain}{slash}{path}" if is_host(plain) else ""


def _fill(text: str, words: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: words[match[1]], text)
