"""Find broken links out of the site, and forms whose endpoint does not answer."""

import argparse
import re
import ssl
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from itertools import accumulate
from pathlib import Path
from urllib.parse import quote, urlsplit

from lxml import html  # type: ignore[import-untyped]

import site_folder
from problem import printable, short

# Many hosts refuse programs but not readers; only these answers say that nothing is there.
GONE = {404, 410}
SHOWN, ROOM = 5, 60_000  # pages of a link, and characters of the list: an issue holds 65,536
SENT = "%/:=&?~+!$,;'@()*[]"  # what stands in an address as it is (RFC 3986), and what is encoded already
HEADERS = {"User-Agent": "Mozilla/5.0 (compatible; checks the links of one small site, once a week)", "Accept": "*/*"}


def outside(site: Path, own: str) -> dict[str, set[str]]:
    """Every address outside the site, with the pages it stands on; `own` is the address of the site itself."""
    found: dict[str, set[str]] = {}
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).as_posix().removesuffix("index.html")
        tree = html.document_fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
        for address in tree.xpath("//a/@href | //form/@action"):
            plain = address.strip().partition("#")[0]
            if plain.startswith(("http://", "https://")) and not (f"{plain}/").startswith(f"{own}/"):
                found.setdefault(plain, set()).add(f"/{name}")
    return found


def trouble(address: str, *, seconds: float = 30, pause: float = 5) -> str:
    """Why no reader gets anything at an address, or nothing; asked twice, `pause` seconds apart."""
    if said := _ask(address, seconds):
        time.sleep(pause)
        said = _ask(address, seconds)
    return said


def _ask(address: str, seconds: float) -> str:
    try:
        request = urllib.request.Request(_ascii(address), headers=HEADERS)  # noqa: S310  # http and https only, see outside()
        with urllib.request.urlopen(request, timeout=seconds):  # noqa: S310
            return ""
    except urllib.error.HTTPError as error:
        error.close()
        return f"answers {error.code}" if error.code in GONE or error.code >= 500 else ""
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", error)
        return "has no valid certificate" if isinstance(reason, ssl.SSLError) else f"does not answer ({reason})"


def _ascii(address: str) -> str:
    """The address as a browser sends it; raises ValueError for one it could not."""
    parts = urlsplit(address)
    host = (parts.hostname or "").encode("idna").decode() + (f":{parts.port}" if parts.port else "")
    return parts._replace(netloc=host, path=quote(parts.path, SENT), query=quote(parts.query, SENT)).geturl()


def dead(addresses: Iterable[str], *, seconds: float = 30, pause: float = 5) -> dict[str, str]:
    """The broken addresses with the reason, in order; a host is asked for one thing at a time."""
    hosts: dict[str, list[str]] = {}
    for address in addresses:
        hosts.setdefault(address.split("/")[2], []).append(address)

    def ask(group: list[str]) -> list[tuple[str, str]]:
        return [(address, trouble(address, seconds=seconds, pause=pause)) for address in group]

    with ThreadPoolExecutor(8) as pool:
        answers = [answer for group in pool.map(ask, hosts.values()) for answer in group]
    return {address: reason for address, reason in sorted(answers) if reason}


def listed(gone: dict[str, str], pages: dict[str, set[str]]) -> str:
    """The list as Markdown; nothing where there is nothing to list.

    What others have written, an address or a host's answer, stands in code: there GitHub reads no markup, no mention of
    a person and no number of an issue.
    """
    lines = []
    for address, reason in gone.items():
        on = sorted(pages[address])
        more = f" and {len(on) - SHOWN} more" if len(on) > SHOWN else ""
        lines.append(f"- {_code(address)} {_code(reason)}. It stands on {', '.join(map(_code, on[:SHOWN]))}{more}.")
    fit = sum(total <= ROOM for total in accumulate(map(len, lines)))
    lines[fit:] = [f"- and {len(lines) - fit} more"] if len(lines) > fit else []
    return "\n".join(["These addresses led nowhere, twice in a row:", "", *lines, ""]) if lines else ""


def _code(words: str) -> str:
    """Words as a code span, in a fence longer than any in them (CommonMark, code spans)."""
    line = short(printable(words), 300)
    fence = "`" * (1 + max(map(len, re.findall("`+", line)), default=0))
    return f"{fence}{line}{fence}" if len(fence) == 1 else f"{fence} {line} {fence}"


def main(argv: list[str]) -> int:
    """Write the list into a file, empty where no link is broken; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m publishing.outside_links", description=__doc__)
    parser.add_argument("site", type=Path)
    parser.add_argument("list", type=Path)
    parser.add_argument("--own", default="", help="the address of the site itself")
    arguments = parser.parse_args(argv)
    pages = outside(arguments.site, arguments.own)
    words = listed(dead(pages), pages)
    arguments.list.write_text(words, encoding="utf-8")
    print(words or f"All {len(pages)} links out of the site lead somewhere.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    site_folder.interruptible(main)
