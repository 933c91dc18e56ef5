"""Search without a server: Pagefind's index of the finished pages, cached by their content."""

import base64
import hashlib
import io
import json
import os
import re
import subprocess
from collections.abc import Mapping
from importlib.metadata import version
from operator import itemgetter
from pathlib import Path
from typing import IO, Any, cast

from pagefind.service import get_executable
from pelican import Pelican, signals

import file_cache

# What pagefind.js loads; the interfaces that come beside it are larger than all of this, and ours is another.
_USED = re.compile(
    r"pagefind\.js|pagefind-worker\.js|pagefind-entry\.json|pagefind\.[^/]+\.pf_meta|wasm\.[^/]+\.pagefind"
    r"|(fragment|index|filter)/[^/]+"
)
# The sources of an article: an excerpt of titles and addresses tells nobody what a page is about.
_NOT_SEARCHED = (".footnote", ".footnote-ref")


def write(pelican: Pelican) -> None:
    """Put the index into the finished folder; raises RuntimeError with Pagefind's words where it fails."""
    output = Path(pelican.output_path)
    pages = searchable(output)
    cache = Path(pelican.settings["PATH"]).parent / ".cache" / "search"
    entry = f"pagefind-{_cache_key(pages)}"
    files = file_cache.get(cache, entry)
    if files is None:
        file_cache.put(cache, entry, files := make(pages))
        file_cache.evict_others(cache, {entry})
    for name, content in files.items():
        path = output / "pagefind" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _cache_key(pages: Mapping[str, Path]) -> str:
    digest = hashlib.sha256(version("pagefind").encode() + Path(__file__).read_bytes())
    for path, file in pages.items():
        page = file.read_bytes()
        digest.update(f"{path} {len(page)} ".encode() + page)
    return digest.hexdigest()[:20]


def make(pages: Mapping[str, Path]) -> dict[str, bytes]:
    """The files of the index of these pages, by their paths in the site; raises RuntimeError where that fails.

    Pagefind's own walk through a folder takes the pages as the machine lists them, and its index differs with their
    order. So it is given them one by one, as its own wrapper does, which waits a tenth of a second for each answer.
    Nor does it write the files itself: it answers before the last is whole, and ends with what is left undone.
    """
    command = [str(get_executable()), "--service"]
    try:
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as service:
            _ask(service, type="NewIndex", config={"exclude_selectors": list(_NOT_SEARCHED)})
            for path, file in pages.items():
                # Without its head, of which nothing is searched, and which is more than half of a page.
                start, _, rest = file.read_text("utf-8").partition("<head>")
                page = start + rest.partition("</head>")[2]
                _ask(service, type="AddFile", index_id=0, url=None, file_contents=page, file_path=path)
            files = _ask(service, type="GetFiles", index_id=0)["files"]
    except BrokenPipeError:
        raise RuntimeError("The search index could not be made: Pagefind ended without a word") from None
    files = sorted(files, key=itemgetter("path"))
    return {file["path"]: base64.b64decode(file["content"]) for file in files if _USED.fullmatch(file["path"])}


def _ask(service: "subprocess.Popen[bytes]", **request: Any) -> Any:
    """The answer to a request; each is JSON in base64 with a comma behind it."""
    sent, answers = cast("IO[bytes]", service.stdin), cast("io.BufferedReader", service.stdout)
    sent.write(base64.b64encode(json.dumps({"message_id": 1, "payload": request}).encode()) + b",")
    sent.flush()
    answer = bytearray()
    while not answer.endswith(b",") and (more := answers.read1()):
        answer += more
    if not answer.endswith(b","):
        raise BrokenPipeError
    payload = json.loads(base64.b64decode(answer[:-1]))["payload"]
    if payload["type"] == "Error":
        raise RuntimeError(f"The search index could not be made: {payload['message']}")
    return payload


def searchable(output: Path) -> dict[str, Path]:
    """The pages that can be found, by their paths in the site, in order."""
    return {
        os.fsencode(file.relative_to(output).as_posix()).decode("utf-8", "replace"): file
        for file in sorted(output.rglob("*.html"))
        if b"data-pagefind-body" in file.read_bytes()
    }


def register() -> None:
    """Connect to Pelican."""
    signals.finalized.connect(write)
