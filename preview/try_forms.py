"""Show where the forms would send, and with `--send` post one marked test message to each."""

import json
import os
import sys
import tomllib
import urllib.error
import urllib.request
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from plugins.forms import VARIABLES, Form, FormValueError, resolve

CONTENT = Path(__file__).parent.parent / "content"
SECONDS = 20


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Where a provider leads back to is part of its answer."""

    def redirect_request(self, *_: Any) -> None:
        """Follow nothing."""


def plan(form: Form, variable: str) -> str:
    """What a form does, in lines a coach can compare with the provider's dashboard."""
    if not form.action:
        where = f"a link to {form.link}" if form.link else "no form; readers get the e-mail address"
        return f"{form.kind.capitalize()} ({variable}): {where}"
    lines = [
        f"{form.kind.capitalize()} ({variable}): {form.title}",
        f"  sent to    {form.action}",
        f"  by         {'script, with proof of success; a plain post without JavaScript' if form.connect else 'a plain post'}",
        f"  fields     {', '.join(form.fields.values())}",
        *(f"  hidden     {name} = {value}" for name, value in form.hidden.items()),
        f"  trap       {form.honeypot or 'none'}",
        f"  to do      {form.dashboard}",
    ]
    return "\n".join([*lines, f"  to know    {form.notes}"] if form.notes else lines)


def send(form: Form, email: str, site: str) -> tuple[bool, str]:
    """Post one marked test message as a reader's browser would; whether it was taken, and what came back."""
    values = {
        "name": "Website test",
        "email": email,
        "message": f"A test of the form on {site}. It needs no answer.",
        "reference": "test",
    }
    data = {name: values[ours] for ours, name in form.fields.items()} | dict(form.hidden)
    headers = {"Referer": f"{site}/", "Origin": site, "User-Agent": "Mozilla/5.0 (test of one's own form)"}
    if form.connect:
        data = {name: value for name, value in data.items() if name not in form.client.get("drop", [])}
        headers |= form.client["headers"]
    if form.connect and form.client["body"] == "json":
        body = json.dumps({name: value for name, value in data.items() if "." not in name}).encode()
    else:
        body = urlencode(data).encode()
    request = urllib.request.Request(form.action, body, headers)  # noqa: S310  # resolve() lets only https through
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=SECONDS) as answer:
            status, told, text = answer.status, answer.headers, answer.read(2000).decode(errors="replace")
    except urllib.error.HTTPError as error:
        status, told, text = error.code, error.headers, error.read(2000).decode(errors="replace")
    except (OSError, HTTPException) as error:
        return False, f"nothing came back: {error}"
    said = f"status {status}" + (f", leads to {told['Location']}" if told["Location"] else "")
    if form.connect:
        try:
            answer_json = json.loads(text)
        except ValueError:
            answer_json = None
        if not isinstance(answer_json, dict):
            return False, f"{said}, but no JSON object: it does not prove that the message arrived"
        taken = status < 300 and not {"error", "errors"} & set(answer_json) and answer_json.get("success") is not False
        return taken, f"{said}, {json.dumps(answer_json)[:300]}"
    return status < 400, said


def main(arguments: list[str]) -> int:
    """Show the plan, and send if asked; returns the exit status."""
    facts = tomllib.loads((CONTENT / "site.toml").read_text(encoding="utf-8-sig"))
    site = os.environ.get("SITEURL", "").strip() or "https://your-address.invalid"
    failed = False
    for kind, variable in VARIABLES.items():
        try:
            form = resolve(kind, os.environ.get(variable, ""), facts["name"], site)
        except FormValueError as error:
            print(f"{kind.capitalize()} ({variable}): {error.found}.\n  {error.remedy}\n")
            failed = True
            continue
        print(plan(form, variable))
        if "--send" in arguments and form.action:
            taken, said = send(form, facts["coach"]["email"], site)
            print(f"  test       {'taken' if taken else 'NOT taken'}: {said}")
            failed |= not taken
        print()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
