"""Find broken links out of the site, and forms whose endpoint does not answer."""

import argparse
import hashlib
import ssl
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path
from urllib.parse import quote, urlsplit

from lxml import html  # type: ignore[import-untyped]

import site_folder
from checks import job_summary
from problem import printable, short

# Many hosts refuse programs but not readers; only these answers say that nothing is there.
GONE = {404, 410}
SHOWN = 3  # pages of a link
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
    """What `_answer` says, or that it takes too long: a socket's limit begins anew with every byte that comes."""
    said = ["does not answer (timed out)"]
    asking = threading.Thread(target=lambda: said.append(_answer(address, seconds)), daemon=True)
    asking.start()
    asking.join(2 * seconds)
    return said[-1]


def _answer(address: str, seconds: float) -> str:
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
        hosts.setdefault(_host(address), []).append(address)

    def ask(group: list[str]) -> list[tuple[str, str]]:
        answers: list[tuple[str, str]] = []
        for address in group:
            last = [reason for _, reason in answers[-2:]]
            # A host that was silent about two addresses is down: to wait for it a hundred times would take hours.
            down = len(last) == 2 and all(map(_is_silent, last))
            answers.append((address, last[0] if down else trouble(address, seconds=seconds, pause=pause)))
        return answers

    with ThreadPoolExecutor(8) as pool:
        answers = [answer for group in pool.map(ask, hosts.values()) for answer in group]
    return {address: reason for address, reason in sorted(answers) if reason}


def lines(gone: dict[str, str], pages: dict[str, set[str]]) -> dict[str, str]:
    """What leads nowhere, a line of Markdown each, by a mark that stays the same; a host that is silent is one of them."""
    places: dict[str, list[str]] = {}
    for address, reason in gone.items():
        places.setdefault(_host(address) if _is_silent(reason) else address, []).append(address)
    found = {}
    for place, addresses in places.items():
        on = sorted(set().union(*(pages[address] for address in addresses)))
        more = f" and {len(on) - SHOWN} more" if len(on) > SHOWN else ""
        many = f", and {len(addresses) - 1} more there," if len(addresses) > 1 else ""
        stands = f"{', '.join(map(code, on[:SHOWN]))}{more}"
        mark = hashlib.sha256(place.encode(errors="surrogatepass")).hexdigest()[:12]
        found[mark] = f"{code(addresses[0])}{many} {code(gone[addresses[0]])}. It stands on {stands}."
    return found


def code(words: str) -> str:
    """What others have written, as code."""
    return job_summary.code(short(printable(words), 200))


def _host(address: str) -> str:
    return address.split("/")[2]


def _is_silent(reason: str) -> bool:
    """Whether it is the host that cannot be reached, and not one address there."""
    return bool(reason) and not reason.startswith("answers")


def main(argv: list[str]) -> int:
    """Write what leads nowhere into a file, a mark and a line each; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m publishing.outside_links", description=__doc__)
    parser.add_argument("site", type=Path)
    parser.add_argument("list", type=Path)
    parser.add_argument("--own", default="", help="the address of the site itself")
    arguments = parser.parse_args(argv)
    pages = outside(arguments.site, arguments.own)
    words = "".join(f"{mark} - {line}\n" for mark, line in lines(dead(pages), pages).items())
    arguments.list.write_text(words, encoding="utf-8")
    print(words or f"All {len(pages)} links out of the site lead somewhere.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    site_folder.interruptible(main)
