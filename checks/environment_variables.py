"""Checks for the environment: SITEURL and where the forms are sent."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from forms.resolve import LOCAL_ENDPOINT, LONGEST, VARIABLES, FormValueError, in_ascii, is_host, is_local, resolve
from problem import Problem, short
from sources.content import Content

_FOLDER = re.compile(r"(?:/(?!\.+(?:/|$))[A-Za-z0-9._~-]+)*")
_OF_A_PREVIEW = re.compile(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d{1,5})?", re.IGNORECASE)
# Where Netlify and Cloudflare Pages show what they build.
HOSTED = ("DEPLOY_PRIME_URL", "CF_PAGES_URL")
MOST = 200  # characters of a value, to be quoted
# What to write so that there is a form.
SHOW_IT = {
    "contact": "Write content/pages/contact.md",
    "newsletter": "Write content/pages/newsletter.md, or add `[invitations.newsletter]` to content/site.toml",
}


def value(kind: str, environment: Mapping[str, str], content: Content) -> str:
    """What the variable of a form says; `none` for one that no page of the site shows."""
    shown = f"pages/{kind}.md" in content.sources or (kind == "newsletter" and kind in content.invitations)
    return environment.get(VARIABLES[kind], "").strip() if shown else "none"


def site_address(environment: Mapping[str, str], content: Content) -> str:
    """The address of the live site; nothing where neither the environment nor site.toml has it."""
    domain = content.site.words("publishing.domain")
    return environment.get("SITEURL", "").strip() or (f"https://{domain}" if domain else "")


def hosted_address(environment: Mapping[str, str]) -> str:
    """Where a host shows the site that is being built there; empty on any other machine."""
    return next(filter(None, map(environment.get, HOSTED)), "")


def check(environment: Mapping[str, str], content: Content) -> list[Problem]:
    """Every reason why a site with this environment must not go live or, where it is not to, cannot be built."""
    publish = content.publish
    problems = [*(_address(environment.get("SITEURL", "").strip()) if publish else _at_the_desk(environment))]
    for kind, variable in VARIABLES.items():
        given, meant = environment.get(variable, "").strip(), value(kind, environment, content)
        if not given and not (content.publish and not meant):
            continue
        try:
            form = resolve(kind, given, "", "https://site.test", local="" if content.publish else LOCAL_ENDPOINT)
        except FormValueError as problem:
            quoted = f"{given[:4]}…" if problem.secret else short(given, MOST)  # logs of a build may be public
            shown = f"{variable} is “{quoted}”, but {problem.found}." if given else f"{variable}: {problem.found}."
            problems.append(Problem(variable, 0, shown, problem.remedy))
            continue
        if content.publish and form.provider != "none" and meant == "none":
            found = f"{variable} is “{short(given, MOST)}”, but no page has that form."
            problems.append(Problem(variable, 0, found, f"{SHOW_IT[kind]}, or set it to `none`.", advice=True))
    return problems


def _at_the_desk(environment: Mapping[str, str]) -> list[Problem]:
    """LOCAL_URL and LOCAL_ENDPOINT, which `serve` sets, and what a host sets, are addresses without a folder."""
    problems = []
    for variable in ("LOCAL_URL", "LOCAL_ENDPOINT", *HOSTED):
        value = environment.get(variable, "")
        if value and not _OF_A_PREVIEW.fullmatch(value):
            found = f"{variable} is “{short(value)}”, which is not the address of a preview."
            remedy = f"Take it out of the environment, or write it like `{variable}=http://127.0.0.1:8000`."
            problems.append(Problem(variable, 0, found, remedy))
    return problems


def _address(value: str) -> list[Problem]:
    """SITEURL is the absolute https address of the site, without a slash at its end."""
    example = "Write it like `SITEURL=https://www.yourpractice.org`."
    if not value:
        return [Problem("SITEURL", 0, "SITEURL is not set.", example)]
    if len(value) > LONGEST:
        found = f"SITEURL has {len(value):,} characters, and no address has more than {LONGEST:,}."
        return [Problem("SITEURL", 0, found, example)]
    if plain := in_ascii(value):
        found = f"SITEURL is “{short(value, MOST)}”, with letters in it that browsers write otherwise."
        return [Problem("SITEURL", 0, found, f"Write `SITEURL={plain}`.")]
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return [Problem("SITEURL", 0, f"SITEURL is “{short(value, MOST)}”, which no browser understands.", example)]
    found = ""
    if parts.scheme != "https" or not host:
        found = "is not an address that starts with https://"
    elif "@" in parts.netloc or any(letter in value for letter in "?#") or re.search(r"\s", value):
        found = "has more than a host and a folder in it"
    elif is_local(host):
        found = "is an address that only your own network knows"
    elif re.fullmatch(r"(.+\.)?(example|yourpractice)(\.(com|org|net))?", host):
        found = "is still a placeholder"
    elif value.endswith("/"):
        found = "ends with a slash"
    elif not is_host(parts.netloc):
        found = "does not have the name of a host in it"
    elif not _FOLDER.fullmatch(parts.path) or not value.isprintable():
        found = "has something in its folder that the address of a site cannot have"
    return [Problem("SITEURL", 0, f"SITEURL is “{short(value, MOST)}”, which {found}.", example)] if found else []
