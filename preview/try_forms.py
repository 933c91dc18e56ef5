"""Show where the forms would send, and with `--send` post one marked test message to each."""

import json
import os
import sys
import urllib.request
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from checks import environment_variables, site_toml
from checks.report import report
from forms.resolve import VARIABLES, Form, FormValueError, resolve
from sources.content import read

CONTENT = Path(__file__).parent.parent / "content"
SECONDS = 20
ENOUGH = 65_536  # bytes of an answer


class _EveryStatus(urllib.request.HTTPErrorProcessor):
    """Returns every response, whatever its status: a redirect or an error is the provider's answer."""

    def http_response(self, request: urllib.request.Request, response: HTTPResponse) -> HTTPResponse:  # noqa: ARG002
        """Follow no redirect and raise no error."""
        return response

    https_response = http_response


def plan(form: Form, variable: str) -> str:
    """Describe a form in lines that a coach can compare with the provider's dashboard."""
    if not form.action:
        where = f"a link to {form.link}" if form.link else "no form; readers get the email address"
        return f"{form.kind.capitalize()} ({variable}): {where}"
    script = f"a script{f' to {other}' if (other := form.client.get('action')) else ''}, with proof of success"
    lines = [
        f"{form.kind.capitalize()} ({variable}): {form.title}",
        f"  sent to    {form.action}",
        f"  by         {f'{script}; a plain post without JavaScript' if form.connect else 'a plain post'}",
        f"  fields     {', '.join(form.fields.values())}",
        *(f"  hidden     {name} = {value}" for name, value in form.hidden.items()),
        f"  trap       {form.honeypot or 'none'}",
        f"  to do      {form.dashboard}",
    ]
    return "\n".join([*lines, f"  to know    {form.notes}"] if form.notes else lines)


def send(form: Form, email: str, site: str) -> tuple[bool, str]:
    """Post one marked test message as a reader's browser would; return whether it was accepted, and the answer."""
    values = {
        "name": "Website test",
        "email": email,
        "message": f"A test of the form on {site}. It needs no answer.",
        "reference": "test",
        "article": f"No article ({site}/articles/)",  # so that an endpoint which takes no other field shows it now
    }
    data = {name: values[ours] for ours, name in form.fields.items() if ours in values} | dict(form.hidden)
    headers = {"Referer": f"{site}/", "Origin": site, "User-Agent": "Mozilla/5.0 (test of one's own form)"}
    address, body = form.action, urlencode(data).encode()
    if form.connect:
        address, body = form.client.get("action", form.action), script_body(form, data)
        headers |= form.client["headers"]
    request = urllib.request.Request(address, body, headers)  # noqa: S310  # resolve() lets only https through
    try:
        with urllib.request.build_opener(_EveryStatus).open(request, timeout=SECONDS) as response:
            status, location, text = response.status, response.headers["Location"], response.read(ENOUGH)
    except (OSError, HTTPException) as error:
        return False, f"nothing came back: {error}"
    summary = f"status {status}" + (f", leads to {location}" if location else "")
    if not form.connect:
        return status < 400, summary
    try:
        answer = json.loads(text.decode(errors="replace"))
    except ValueError:
        return False, f"{summary}, but no JSON: it does not prove that the message arrived"
    return status < 300 and proves(form, answer), f"{summary}, {json.dumps(answer)[:300]}"


def script_body(form: Form, data: dict[str, str]) -> bytes:
    """The body of a fetch, as `body` in theme/static/js/form.js writes it: without what only a plain post carries."""
    data = {name: value for name, value in data.items() if name not in form.client.get("drop", [])}
    if form.client["body"] != "json":
        return urlencode(data).encode()
    nested: dict[str, Any] = dict(form.client.get("add", {}))
    for name, value in data.items():
        first, dot, second = name.partition(".")
        nested[first] = {**nested.get(first, {}), second: value} if dot else value
    return json.dumps(nested).encode()


def proves(form: Form, answer: Any) -> bool:
    """Whether an answer's JSON proves that the message was accepted, by the rule of `proves` in theme/static/js/form.js."""
    success = form.client["success"]
    if not isinstance(answer, dict) or set(success["absent"]) & set(answer):
        return False
    if "key" not in success:
        return True
    for part in success["key"].split("."):
        answer = answer.get(part) if isinstance(answer, dict) else None
    return (
        answer is True if success["is"] == "true" else type(answer) is {"string": str, "boolean": bool}[success["is"]]
    )


def main(arguments: list[str]) -> int:
    """Show the plan, and send if asked; returns the exit status."""
    content = read(CONTENT)
    if problems := site_toml.check(content):
        print(report(problems), file=sys.stderr)
        return 1
    facts = content.facts
    site = os.environ.get("SITEURL", "").strip() or "https://your-address.invalid"
    failed = False
    for kind, variable in VARIABLES.items():
        try:
            given = environment_variables.value(kind, os.environ, content)
            subject = content.language.phrase(f"form.{kind}_subject", site=facts["name"])
            form = resolve(kind, given, facts["name"], site, subject=subject)
        except FormValueError as error:
            print(f"{kind.capitalize()} ({variable}): {error.found}.\n  {error.remedy}\n")
            failed = True
            continue
        print(plan(form, variable))
        if "--send" in arguments and form.action:
            taken, answer = send(form, facts["coach"]["email"], site)
            print(f"  test       {'taken' if taken else 'NOT taken'}: {answer}")
            failed |= not taken
        print()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
