"""The writing page at the coach's desk: the addresses below that of the page, and who may ask for them.

A page elsewhere can make a browser ask here, so each request says that it comes from this page. Nothing blocks the server:
whatever reads, checks or writes does so in a thread.
"""

import base64
import contextlib
import hashlib
import json
import re
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from markdown_it import MarkdownIt
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

import ordinary_file
from checks import report
from checks.fix import replace_all
from checks.live_commits import live_site
from checks.source_file import LARGEST_HANDOUT
from git import GitError, Repository
from pictures import metadata
from problem import Problem, errors, printable, short
from sources.content import FOLDERS, LARGEST_TEXT, PATHS, SITE, WORDS, Content, Entry, good_name
from sources.header import readable
from sources.redirects import LONGEST_NAME
from sources.toml_file import SIZE
from writing import changes, new_article
from writing.content_cache import ContentCache

PAGE = Path(__file__).with_name("page")
# By their endings: the media type a browser is told, and how many bytes a file may have.
KINDS = {
    ".md": ("text/markdown; charset=utf-8", LARGEST_TEXT),
    ".toml": ("application/toml", SIZE),
    ".jpg": ("image/jpeg", changes.LARGEST),
    ".jpeg": ("image/jpeg", changes.LARGEST),
    ".png": ("image/png", changes.LARGEST),
    ".webp": ("image/webp", changes.LARGEST),
    ".avif": ("image/avif", changes.LARGEST),
    ".gif": ("image/gif", changes.LARGEST),
    ".pdf": ("application/pdf", LARGEST_HANDOUT),
}
ENDINGS = {"articles": (".md",), "pages": (".md",), "files": (".pdf",)}
OF_IMAGES = tuple(ending for ending, (kind, _) in KINDS.items() if kind.startswith("image/"))
LARGEST_REQUEST = 100_000_000  # bytes of all files that are saved together
LARGEST_WORDS = 2_000_000  # of a text and its name, in JSON
LARGEST_IMPORT = 1_000_000_000  # of an export and its pictures
LARGEST_LIST = 20_000_000  # of the names of these, in JSON
TOO_LARGE = (
    f"That is more than the {LARGEST_IMPORT // 10**6:,} megabytes that this page can take at once. "
    "In the terminal any size can come in: `python3 tasks.py import FILE --pictures FOLDER`."
)
DEEPEST = 4  # folders in folders
_PART = re.compile(r"[^\s./\\<>:\"|?*][^/\\<>:\"|?*]*")  # neither hidden, nor what a path could lead up by
# What a report quotes of an export is words: no element, no link and no picture is made of it.
_SAFE = MarkdownIt("js-default").disable(["link", "image", "autolink"])
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob: data:; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class KeeperError(Exception):
    """Why something cannot be done: for the browser its status and kind, for the coach a sentence."""

    def __init__(self, status: int, kind: str, sentence: str, **more: Any) -> None:
        super().__init__(sentence)
        self.status, self.answer = status, {"kind": kind, "message": sentence, **more}


class Change(NamedTuple):
    """A file to be saved: its bytes (None takes it away), and the version it was read with (None where it is new)."""

    name: str
    data: bytes | None
    version: str | None


class Desk:
    """What the page asks of a folder of content.

    `colours` gives the declarations of the colours by their scheme, `build` whether one runs, and what the last one has to say.
    """

    def __init__(
        self,
        content: Path,
        colours: Callable[[], Mapping[str, str]],
        build: Callable[[], tuple[bool, str]] = lambda: (False, ""),
    ) -> None:
        self.content = content
        self.cache = ContentCache(content)
        self.colours, self.build = colours, build

    def app(self) -> Starlette:
        """Every address of the page, below the one that it is at."""
        gets = {"open": self.open, "read": self.read, "news": self.news, "import": self.about_import}
        posts = {"accept": self.accept, "check": self.check, "create": self.create, "plan": self.plan}
        return Starlette(
            routes=[
                *(Route(f"/{name}", _guarded(_asked(answer))) for name, answer in gets.items()),
                *(Route(f"/{name}", _guarded(_told(answer)), methods=["POST"]) for name, answer in posts.items()),
                Route("/save", _guarded(self.save), methods=["POST"]),
                Route("/tidy", _guarded(self.tidy), methods=["POST"]),
                Route("/import", _guarded(self.bring), methods=["POST"]),
                # These a browser asks for by itself, without the header.
                Route("/picture", _guarded(_asked(self.picture), marked=False)),
                Route("/{name}", _guarded(_asked(self.file), marked=False)),
                Route("/", _guarded(_asked(self.file), marked=False, from_anywhere=True)),
            ]
        )

    def file(self, request: Request) -> Response:
        """The page itself, its style and its scripts."""
        name = request.path_params.get("name") or "index.html"
        kinds = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
        if not re.fullmatch(r"[a-z_-]+\.(?:js|css)|index\.html", name) or not (PAGE / name).is_file():
            raise KeeperError(404, "missing", f"There is no {printable(short(name))}.")
        text = ordinary_file.text(PAGE / name)
        if name.endswith(".css"):
            for place, words in {**self.colours(), "fonts": "/theme/fonts"}.items():
                text = text.replace(f"{{{place}}}", words)
        return Response(text, media_type=kinds[Path(name).suffix], headers=HEADERS)

    def open(self, _: Request) -> Response:
        """What the page knows of fields and topics, and every article and page with what a check says of it."""
        from writing.form import form

        with self.cache.lock:
            content, problems = self.cache.now(), self.cache.problems()
            known = form(content)
        counts: dict[str, list[int]] = {}
        for problem in problems:
            counts.setdefault(problem.path, [0, 0])[problem.advice] += 1
        files = []
        for file in known["files"]:
            of_it = counts.get(f"content/{printable(file['name'])}", [0, 0])
            files.append({**file, "problems": of_it[0], "advice": of_it[1]})
        return _json({"form": known, "files": files})

    def read(self, request: Request) -> Response:
        """The bytes of a file, and their version."""
        name = request.query_params.get("name", "")
        if (data := self._bytes(name)) is None:
            raise _missing(name)
        return Response(data, media_type=_kind(name)[0], headers={**HEADERS, "X-Version": version_of(data)})

    def picture(self, request: Request) -> Response:
        """A picture, to be shown in the page."""
        name = f"images/{request.query_params.get('name', '')}"
        if (data := self._bytes(name)) is None:
            raise _missing(name)
        return Response(data, media_type=_kind(name)[0], headers=HEADERS)

    def news(self, _: Request) -> Response:
        """What the last build says, what is wrong anywhere, and what of it is not live yet."""
        building, said = self.build()
        with self.cache.lock:
            problems, content = self.cache.problems(), self.cache.now()
        listed = [{"path": problem.path, **_as_json(problem)} for problem in report.in_order(problems)]
        if building:
            return _json({"state": "working", "words": "The preview is being built.", "problems": listed})
        if errors(problems) or said:
            words = report.closing(problems) if errors(problems) else said
            return _json({"state": "refused", "words": words, "problems": listed})
        state, words = _what_waits(content)
        return _json({"state": state, "words": words, "problems": listed})

    def check(self, asked: Mapping[str, Any]) -> Response:
        """What a check says of a text, if it were saved."""
        name = _name(_word(asked, "name"))
        if not name.endswith(".md"):
            raise KeeperError(422, "refused", f"content/{name} is no article and no page.")
        data = _word(asked, "text").encode("utf-8", "replace")
        problems = [_as_json(one) for one in report.in_order(self.cache.check(name, data))]
        hints = [{**_as_json(problem), "word": word} for word, problem in self.cache.hints(name, data)]
        return _json({"problems": problems, "hints": hints, "of": "all"})

    def accept(self, asked: Mapping[str, Any]) -> Response:
        """Add a word to the coach's own, below those that are there."""
        word = " ".join(_word(asked, "word").split())
        if not word.isprintable() or not 0 < len(word) <= LONGEST_NAME or "#" in word:
            raise KeeperError(422, "refused", f"“{printable(short(word))}” is not a word.")
        with self.cache.lock:
            entry = self.cache.now().entries.get(WORDS, Entry(WORDS))
            if entry.what != "file" or entry.unreadable or entry.size > LARGEST_TEXT - 1_000:
                raise KeeperError(403, "refused", f"content/{WORDS} cannot be added to. See what `check` says of it.")
            there = readable(entry.data)
            end = "\r\n" if "\r\n" in there else "\n"
            before = there if not there or there.endswith(("\n", "\r")) else f"{there}{end}"
            self._replace({WORDS: f"{before}{word}{end}".encode()})
        return _json({})

    def create(self, asked: Mapping[str, Any]) -> Response:
        """The beginning of a new article, which is not saved yet."""
        title = _word(asked, "title")
        if not title.strip():
            raise KeeperError(422, "refused", "Write a title first.")
        try:
            name, header, _ = new_article.compose(self.cache.now(), title, topic=_word(asked, "topic"), draft=True)
        except SystemExit as ended:
            raise KeeperError(422, "refused", str(ended)) from None
        return _json({"name": f"articles/{name}", "bytes": _base64(header.encode())})

    def plan(self, asked: Mapping[str, Any]) -> Response:
        """What follows from a rename or a removal."""
        try:
            with self.cache.lock:
                if "rename" in asked:
                    plan = changes.rename(self.cache, _word(asked, "rename"), _word(asked, "to"))
                else:
                    gone = asked.get("gone") is True
                    plan = changes.remove(self.cache, _word(asked, "remove"), _word(asked, "instead"), gone=gone)
        except changes.PlanError as error:
            raise KeeperError(422, "refused", str(error)) from None
        files = [
            {"name": name, "bytes": _base64(after), "version": None if before is None else version_of(before)}
            for name, (before, after) in plan.changes.items()
        ]
        return _json({"changes": files, "shown": [one._asdict() for one in plan.shown], "sentences": plan.sentences})

    async def tidy(self, request: Request) -> Response:
        """A picture without what it tells of places and people, and a good name for it that is nobody's yet."""
        data = await _body(request, changes.LARGEST)
        return await run_in_threadpool(self._tidy, request.query_params.get("name", ""), data)

    def _tidy(self, name: str, data: bytes) -> Response:
        last = re.split(r"[/\\]", name)[-1]
        ending = f".{last.rpartition('.')[2].lower()}".replace(".jpeg", ".jpg")
        if ending not in OF_IMAGES:
            raise KeeperError(
                422,
                "refused",
                f"“{printable(short(last))}” is no picture that readers can be shown. Export it as JPEG, and add that.",
            )
        stem = good_name(last.rpartition(".")[0])[: LONGEST_NAME - 4].strip("-_") or "picture"
        taken = {one.lower() for one in self.cache.now().pictures}
        free = next(
            one
            for number in range(1, 10_000)
            if (one := f"{stem}{f'-{number}' if number > 1 else ''}{ending}") not in taken
        )
        return Response(_without_what_it_tells(data), media_type=_kind(free)[0], headers={**HEADERS, "X-Name": free})

    async def save(self, request: Request) -> Response:
        """Save files, all or none; their versions answer. The body is a line of JSON, and then the bytes of one after the other."""
        body = await _body(request, LARGEST_REQUEST)
        return await run_in_threadpool(self._save, body)

    def _save(self, body: bytes) -> Response:
        wanted = _changes(body)
        with self.cache.lock:
            data: dict[str, bytes | None] = {}
            for change in wanted:
                there = self._bytes(change.name)
                if (version_of(there) if there is not None else None) != change.version:
                    raise _conflict(change.name, there)
                if there is None and change.data is not None:
                    _is_good_name(change.name)
                if there is None and change.data is None:
                    continue
                data[change.name] = change.data
                if change.data is not None and _kind(change.name)[0].startswith("image/"):
                    data[change.name] = _without_what_it_tells(change.data)
            self._replace(data)
        return _json({"versions": {name: None if one is None else version_of(one) for name, one in data.items()}})

    def _replace(self, data: Mapping[str, bytes | None]) -> None:
        """Write these files below content/, or none of them."""
        try:
            for name in data:
                (self.content / name).parent.mkdir(parents=True, exist_ok=True)
            replace_all(self.content, data)
        except OSError as error:
            name, why = printable(str(error.filename or "")), (error.strerror or "it does not say why").lower()
            others = " Nothing else was saved either, since it belongs together." if len(data) > 1 else ""
            raise KeeperError(
                500,
                "refused",
                f"content/{name.removeprefix(str(self.content)).strip('/')} cannot be written: {why}.{others}",
            ) from None

    def about_import(self, _: Request) -> Response:
        """What the page says before there is a file: where each service has its export, and how much can be sent."""
        from importing.reading import STEPS

        return _json({"steps": STEPS, "largest": LARGEST_IMPORT, "tooLarge": TOO_LARGE})

    async def bring(self, request: Request) -> Response:
        """What an export would bring, or its import. The body is a line of JSON, and then the bytes of one file after the other."""
        try:
            with tempfile.TemporaryFile() as sent:  # which has no name, so that nothing of it stays however this ends
                async for part in _parts(request, LARGEST_IMPORT, TOO_LARGE):
                    await run_in_threadpool(sent.write, part)
                return await run_in_threadpool(self._bring, sent)
        except OSError as error:  # the disk is full, say
            raise KeeperError(
                500,
                "refused",
                f"{printable(str(error.filename or 'A temporary file'))} cannot be written: {(error.strerror or '').lower()}. "
                "Make room for it, and try again: no text that was here is touched.",
            ) from None

    def _bring(self, sent: BinaryIO) -> Response:
        from importing import __main__ as importing
        from importing import topics
        from importing.report import report

        sent.seek(0)
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            try:
                wanted = json.loads(sent.readline(LARGEST_LIST))
                file = _received(sent, wanted["files"], Path(folder, "export"))
                pictures = _received(sent, wanted["pictures"], Path(folder, "pictures")) if wanted["pictures"] else None
                if pictures and pictures.is_file() and pictures.suffix.lower() != ".zip":
                    pictures = pictures.parent
                if sent.read(1):
                    raise ValueError
                write = wanted.get("write") is True
                said = topics.chosen(wanted) if write else None
            except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
                raise _not_understood() from None
            root = self.content.parent
            try:
                planned = importing.bring(file, root, pictures=pictures, write=write, chosen=said)
                words = importing.keep_report(planned, root, written=True) if write else report(planned, written=False)
            except SystemExit as ended:
                raise KeeperError(422, "refused", str(ended)) from None
        return _json({"report": _SAFE.render(words), "count": len(planned.names), "topics": planned.topics.table})

    def _bytes(self, name: str) -> bytes | None:
        """The bytes of a file below content/, or None where there is none; no link is followed, also not to a folder."""
        _name(name)
        path = self.content
        for part in name.split("/"):
            if path.is_symlink():
                raise KeeperError(403, "forbidden", f"content/{printable(name)} lies behind a link to another place.")
            path = path / part
        try:
            return ordinary_file.read(path, _kind(name)[1])
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise KeeperError(
                403, "forbidden", f"content/{printable(name)} cannot be read: {(error.strerror or '').lower()}."
            ) from None


def version_of(data: bytes) -> str:
    """What tells the bytes of a file from those it had before."""
    return hashlib.sha256(data).hexdigest()


def _name(name: str) -> str:
    """A name below content/ that the page may use: of a text, a picture, a handout, or of the facts that a plan changes."""
    folder, *rest = name.split("/")
    whole = name in (SITE, PATHS) or (folder in FOLDERS and rest and len(rest) <= DEEPEST)
    ending = f".{name.rpartition('.')[2].lower()}"
    if not whole or not name.isprintable() or not all(_PART.fullmatch(part) for part in name.split("/")):
        raise KeeperError(403, "forbidden", f"“{printable(short(name))}” is no file of the content.")
    if name not in (SITE, PATHS) and ending not in ENDINGS.get(folder, OF_IMAGES):
        *most, last = ENDINGS.get(folder, OF_IMAGES)
        kinds = f"{', '.join(most)} or {last}" if most else last
        raise KeeperError(
            403, "forbidden", f"“{printable(short(name))}” does not end in {kinds}, as files in {folder}/ do."
        )
    return name


def _is_good_name(name: str) -> None:
    """A file that is new has a name that makes a good address."""
    if name in (SITE, PATHS):
        return
    stem, _, ending = name.rpartition(".")
    good = "/".join(good_name(part) for part in stem.split("/"))
    if f"{good}.{ending.lower()}" != name or len(stem.rpartition("/")[2]) > LONGEST_NAME:
        last = good.rpartition("/")[2][:LONGEST_NAME].strip("-_") or "picture"
        raise KeeperError(
            422,
            "refused",
            f"“{printable(short(name))}” is no good name for a file: it has small letters, numbers and hyphens. Call it "
            f"“{last}.{ending.lower()}”.",
        )


def _kind(name: str) -> tuple[str, int]:
    return KINDS[f".{name.rpartition('.')[2].lower()}"]


def _missing(name: str) -> KeeperError:
    return KeeperError(404, "missing", f"There is no file content/{printable(short(name))}. Open the list again.")


def _not_understood() -> KeeperError:
    return KeeperError(400, "refused", "The page sent something that cannot be understood. Load it anew.")


def _conflict(name: str, there: bytes | None) -> KeeperError:
    words = "has been changed elsewhere meanwhile" if there is not None else "is not there any more"
    theirs = {"name": name, "bytes": _base64(there), "version": None if there is None else version_of(there)}
    return KeeperError(
        409, "conflict", f"content/{printable(name)} {words}. Nothing was saved, and nothing is lost.", theirs=theirs
    )


def _changes(body: bytes) -> list[Change]:
    """What is to be saved, as it was sent."""
    line, _, rest = body.partition(b"\n")
    found: list[Change] = []
    try:
        for one in json.loads(line):
            length, version = one["length"], one["version"]
            data = None if length is None else rest[:length]
            if data is not None and len(data) != length:
                raise ValueError
            rest = rest[length or 0 :]
            found.append(Change(_name(str(one["name"])), data, version if isinstance(version, str) else None))
    except (ValueError, TypeError, KeyError, RecursionError):
        raise _not_understood() from None
    if rest or not found or len({one.name for one in found}) < len(found):
        raise _not_understood()
    for one in found:
        if one.data is not None and len(one.data) > (most := _kind(one.name)[1]):
            raise KeeperError(
                413,
                "refused",
                f"content/{printable(one.name)} has {len(one.data):,} bytes; at most {most:,} can be saved. "
                f"{'Divide it.' if one.name.endswith('.md') else 'Export it once more in a smaller size.'}",
            )
    return found


def _without_what_it_tells(data: bytes) -> bytes:
    """A picture without what it tells of places and people; as it is where that cannot be taken out, which a check tells."""
    with contextlib.suppress(Exception):  # a damaged file can make its reader raise anything
        if metadata.disclosures(data):
            return metadata.without(data)
    return data


def _what_waits(content: Content) -> tuple[str, str]:
    """Whether what is here is live, as far as this repository knows, and how many files are not."""
    _, source = live_site(content)
    if not source:
        return "unknown", "There is nothing to fix."
    repository, below = Repository(content.folder.parent), content.folder.name
    try:
        names = repository.run("diff", "--name-only", "--no-renames", "--relative", "-z", source, "--", below).split(
            "\0"
        )
        names += repository.run("ls-files", "--others", "--exclude-standard", "-z", "--", below).split("\0")
    except GitError:  # a clone without that commit
        return "unknown", "There is nothing to fix."
    count = len({*names} - {""})
    if not count:
        return "live", "There is nothing to fix, and all that is here is live."
    files = "1 file here is" if count == 1 else f"{count} files here are"
    return (
        "unknown",
        f"There is nothing to fix. {files} not as on the live site yet: commit, and run `python3 tasks.py publish`.",
    )


def _as_json(problem: Problem) -> dict[str, Any]:
    return {
        "line": max(1, problem.line),
        "found": problem.found,
        "remedy": problem.remedy,
        "advice": problem.advice,
        "repairs": [{"line": line, "old": old, "new": new} for line, old, new in problem.repairs],
    }


def _json(answer: Mapping[str, Any], status: int = 200) -> Response:
    return JSONResponse(answer, status, HEADERS)


def _base64(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode()


def _word(asked: Mapping[str, Any], key: str) -> str:
    value = asked.get(key, "")
    return value if isinstance(value, str) else ""


def _received(sent: BinaryIO, listed: Any, folder: Path) -> Path:
    """Put what was sent into a folder; the one file or folder that was chosen, or this folder where they were several."""
    folder.mkdir()
    for one in listed:
        name, left = str(one["name"]), int(one["length"])
        path = folder / name
        if (
            left < 0
            or "\\" in name
            or {"", ".", ".."} & {*name.split("/")}
            or folder not in path.parents
            or path.exists()
        ):
            raise ValueError
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            while part := sent.read(min(left, 1_000_000)):
                left -= file.write(part)
        if left:
            raise ValueError
    (first, *others) = {str(one["name"]).partition("/")[0] for one in listed}
    return folder if others else folder / first


async def _body(request: Request, most: int) -> bytes:
    """What was sent, of which no more is read than there may be."""
    too_large = f"That is too much at once; at most {most // 10**6} megabytes can be sent."
    return b"".join([part async for part in _parts(request, most, too_large)])


async def _parts(request: Request, most: int, too_large: str) -> AsyncIterator[bytes]:
    length, size = request.headers.get("content-length", "0"), 0
    if not length.isdecimal() or int(length) > most:
        raise KeeperError(413, "refused", too_large)
    async for part in request.stream():
        if (size := size + len(part)) > most:
            raise KeeperError(413, "refused", too_large)
        yield part


Answer = Callable[[Request], Awaitable[Response]]


def _asked(answer: Callable[[Request], Response]) -> Answer:
    """Answer a request in a thread."""

    async def ask(request: Request) -> Response:
        return await run_in_threadpool(answer, request)

    return ask


def _told(answer: Callable[[Mapping[str, Any]], Response]) -> Answer:
    """Answer what a request says in JSON, in a thread."""

    async def ask(request: Request) -> Response:
        body = await _body(request, LARGEST_WORDS)
        try:
            asked = json.loads(body)
        except (ValueError, RecursionError):
            asked = None
        if not isinstance(asked, dict):
            raise _not_understood()
        return await run_in_threadpool(answer, asked)

    return ask


def _guarded(answer: Answer, *, marked: bool = True, from_anywhere: bool = False) -> Answer:
    """Answer only what this page asks.

    `marked` requests carry a header that no other page, form or image can send; what may be opened `from_anywhere` shows
    nothing to who opened it.
    """

    async def guarded(request: Request) -> Response:
        try:
            headers = request.headers
            opened = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
            if not (from_anywhere and opened) and not (_is_ours(headers) and (headers.get("x-preview") or not marked)):
                raise KeeperError(403, "forbidden", "Only the writing page itself can ask for this.")
            return await answer(request)
        except KeeperError as error:
            return _json(error.answer, error.status)
        except ClientDisconnect:
            return _json({}, 400)

    return guarded


def _is_ours(headers: Headers) -> bool:
    """Whether a browser says that a page of this very address asks; who is no browser says nothing."""
    own = f"http://{headers.get('host', '')}"
    return headers.get("origin", own) == own and headers.get("sec-fetch-site", "none") in ("same-origin", "none")
