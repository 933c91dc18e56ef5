"""The development server: it builds on every save, reloads the browser and reports what is wrong."""

import asyncio
import contextlib
import json
import mimetypes
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.types import Receive, Scope, Send
from watchfiles import awatch

import ordinary_file
import site_folder
from checks.report import FIX_COMMAND
from forms.local_endpoint import LOCAL, Endpoint, Inbox, InboxError
from sources import palette, toml_file
from sources.addresses import source_at

ROOT = Path(__file__).parent.parent
WATCHED = (
    "content",
    "theme",
    "plugins",
    "sources",
    "pictures",
    "forms",
    "checks",
    "writing",
    "incremental",
    "build.py",
    "pelicanconf.py",
)
# A file in these folders changes nothing but the HTML of pages; a script or a drawing changes other files.
TEXTS = tuple(f"{ROOT / 'content' / name}{os.sep}" for name in ("articles", "pages"))
INBOX = ROOT / ".cache/inbox.sqlite"
CONTENT = ROOT / "content"
SITE = CONTENT / "site.toml"
FIX = [sys.executable, "-m", "checks.fix"]
WRITE = "/__preview/write/"
CLIENT = Path(__file__).with_name("reload.js")
NOTHING_YET = "<!doctype html><title>Not built yet</title><p>There is no page yet. This one shows what is missing, and reloads.</p>"
# The media types that `mimetypes` takes from the machine, or does not know.
TYPES = {".woff2": "font/woff2", ".js": "text/javascript", ".svg": "image/svg+xml", ".webmanifest": "application/manifest+json", ".xml": "application/xml", ".webp": "image/webp", ".avif": "image/avif", ".ics": "text/calendar"}  # fmt: skip
NO_STORE = {"Cache-Control": "no-store"}


class Preview:
    """The state that the browser is sent: the version of the last good build, and the problems or advice of the latest."""

    def __init__(self, output: Path, command: list[str], environment: dict[str, str]) -> None:
        """Serve `output`, which `command` builds.

        The command reads the name of the open page from its stdin, builds that page first, writes its report to stderr
        and exits 0 where it succeeded.
        """
        self.output = output.resolve()
        self.command = command
        self.environment = environment
        self.version = time.time_ns()
        self.shell = 0  # the last version for which more than texts was saved
        self.shell_changed = True  # since the last good build
        self.problems = self.advice = self.fixed = ""
        self.open = self.output  # the file of the page that was requested last
        self.early: dict[Path, str] = {}  # its new HTML, while the rest of the site is being built
        self.building = asyncio.Lock()
        self.changed = asyncio.Condition()
        self.ending = False
        self.indexed = 0  # the version that has a search index
        self.index_files: dict[str, bytes] = {}
        self.indexing = asyncio.Lock()
        self.warm = self.start()
        self.desk: Starlette | None = None
        self.opening = asyncio.Lock()

    def start(self) -> subprocess.Popen[str]:
        """Start a warm build: it imports what it needs before the next save."""
        # Not asyncio's subprocess: cancelled while a process starts, it may wait for it without end.
        return subprocess.Popen(
            self.command,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            env=os.environ | self.environment,
            text=True,
            encoding="utf-8",
            errors="replace",
        )

    async def build(self) -> None:
        """Build once and report the result to the terminal and the browser."""
        print("Building…", end=" ", flush=True)
        start = time.monotonic()
        if self.warm.poll() is not None:  # it was killed from outside
            self.warm = self.start()
        process, page = self.warm, self.open
        early = asyncio.create_task(self.show_early(page, site_folder.staging(self.output, process.pid)))
        try:
            _, errors = await asyncio.to_thread(process.communicate, f"{page.relative_to(self.output).as_posix()}\n")
        except asyncio.CancelledError:
            self.ending = True
            process.terminate()  # it may have missed the Ctrl-C
            raise
        finally:
            early.cancel()
            self.early = {}
        report = errors.strip() or (process.returncode and "The build was ended from outside. Save once more.") or ""
        self.problems, self.advice = (report, "") if process.returncode else ("", report)
        if self.problems:
            print(f"not yet.\n\n{self.problems}\n", flush=True)
        else:
            self.version = time.time_ns()
            self.shell, self.shell_changed = self.version if self.shell_changed else self.shell, False
            print(f"done in {time.monotonic() - start:.1f} s.", flush=True)
            if self.advice:
                print(f"\n{self.advice}\n", flush=True)
        await self.notify()
        await asyncio.sleep(0.3)  # the processors are the browser's until it shows the page
        self.warm = self.start()

    async def show_early(self, page: Path, staging: Path) -> None:
        """Show the open page as soon as it is rendered, where nothing but texts has changed."""
        while not self.shell_changed and not self.early:
            with contextlib.suppress(OSError):
                self.early = {page: (staging / page.relative_to(self.output)).read_text(encoding="utf-8")}
            await asyncio.sleep(0.01)
        await self.notify()

    async def notify(self) -> None:
        """Wake every event stream."""
        async with self.changed:
            self.changed.notify_all()

    async def index(self) -> dict[str, bytes]:
        """The files of the search index, rebuilt unless this version of the site has one."""
        # Imported here: it loads Pelican, and few who save also search.
        from plugins import search_index

        async with self.indexing:
            if self.indexed != (version := self.version):
                try:
                    pages = await asyncio.to_thread(search_index.searchable, self.output)
                    self.index_files = await asyncio.to_thread(search_index.make, pages)
                    self.indexed = version
                except (OSError, RuntimeError) as error:
                    self.index_files = {}
                    # A page may be gone because a new site replaced this one; the browser then asks again.
                    if not (isinstance(error, FileNotFoundError) and error.filename):
                        print(error, flush=True)
            return self.index_files

    async def watch(self) -> None:
        """Build after every save, until the server ends."""
        with contextlib.suppress(asyncio.CancelledError):
            watched = [ROOT / name for name in WATCHED if (ROOT / name).exists()]
            async for changes in awatch(*watched, debounce=100, step=10):
                async with self.building:
                    self.shell_changed |= not all(path.startswith(TEXTS) for _, path in changes)
                    if not self.ending:
                        await self.build()

    async def events(self, _: Request) -> Response:
        """Every change of the state, as server-sent events (WHATWG HTML 9.2)."""

        async def stream() -> AsyncIterator[str]:
            sent = None
            while not self.ending:
                state = {
                    "version": self.version,
                    "early": bool(self.early),
                    "problems": self.problems,
                    "advice": self.advice,
                    "repairable": FIX_COMMAND in self.problems + self.advice,
                    "fixed": self.fixed,
                }
                if state != sent:
                    yield f"data: {json.dumps(state)}\n\n"
                    sent = state
                async with self.changed:
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self.changed.wait(), 0.5)

        return StreamingResponse(stream(), media_type="text/event-stream", headers=NO_STORE)

    async def read(self, path: Path) -> bytes | None:
        """Read a file of the site at once, so that it is of one build; None where there is none.

        While one site is swapped for the next there is none for a moment: the read is tried again until the folder is
        there, and is the same before and after it.
        """
        for _ in range(20):
            folder = _inode(self.output)
            with contextlib.suppress(OSError):
                return ordinary_file.read(path)
            if folder and folder == _inode(self.output):
                break
            await asyncio.sleep(0.01)
        return None

    async def page(self, request: Request) -> Response:
        """Answer with a file of the site; a page gets the script that keeps it up to date, a missing one the 404 page."""
        name = request.path_params["path"]
        path = (self.output / name / ("index.html" if request.url.path.endswith("/") else "")).resolve()
        inside = path.is_relative_to(self.output)
        content = await self.read(path) if inside else None
        if inside and content is None and path.is_dir():
            return RedirectResponse(f"{request.url.path}/")
        found = content is not None
        kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        if name.startswith("pagefind/") and (part := (await self.index()).get(name.removeprefix("pagefind/"))):
            return Response(part, media_type=kind, headers=NO_STORE)
        if found and path.suffix != ".html":
            return Response(content, media_type=kind, headers=NO_STORE)
        if not found:
            path = self.output / "404.html"
            content = await self.read(path)
        html = NOTHING_YET if content is None else content.decode("utf-8")
        wanted = request.headers.get("X-Preview", "visible")  # of our script; without it, the reader opens the page
        if found and "visible" in wanted:
            self.open = path
        if "early" in wanted:
            html = self.early.get(path, html)
        # At the very end, even after </html>: there the script sees the whole page before any other script changes it. The
        # version may be older than the page, never newer, since a site is swapped in before it gets its number.
        shell = hash((self.shell, html.partition("</head>")[0]))
        script = (
            f'<script src="/__preview/reload.js" data-version="{self.version}" data-shell="{shell}"'
            f' data-write="{WRITE}{_source_of(request.url.path) if found else ""}"></script>'
        )
        return HTMLResponse(html + script, status_code=200 if found else 404, headers=NO_STORE)

    async def fix(self, request: Request) -> Response:
        """Run `check --fix` and report what it wrote; the watcher then builds."""
        if not request.headers.get("X-Preview"):  # a page of another origin cannot send this header
            return Response(status_code=403)
        done = await asyncio.to_thread(
            subprocess.run, FIX, cwd=ROOT, capture_output=True, encoding="utf-8", check=False
        )
        self.fixed = f"{done.stdout}{done.stderr}".strip()
        await self.notify()
        return Response(status_code=204)

    async def client(self, _: Request) -> Response:
        """Answer with the script that listens to the events."""
        return FileResponse(CLIENT, media_type="text/javascript", headers=NO_STORE)

    async def write(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The page the coach writes on."""
        async with self.opening:
            if not self.desk:
                self.desk = await asyncio.to_thread(self.open_desk)
        await self.desk(scope, receive, send)

    async def letter(self, request: Request) -> Response:
        """An article as a letter."""
        # Imported here: it loads all rules, and few look at a letter.
        from preview import letters

        name = request.path_params["name"]
        return HTMLResponse(await asyncio.to_thread(letters.page, CONTENT, name, colours()), headers=NO_STORE)

    def open_desk(self) -> Starlette:
        """What answers that page: it loads all rules, and not everybody writes there."""
        from writing.desk import Desk

        return Desk(CONTENT, colours, lambda: (self.building.locked(), self.problems)).app()

    def app(self) -> Starlette:
        """The site, and the addresses of the preview itself."""
        return Starlette(
            routes=[
                Route("/__preview/events", self.events),
                Route("/__preview/reload.js", self.client),
                Route("/__preview/fix", self.fix, methods=["POST"]),
                Route("/__preview/letter/{name}/", self.letter),
                Route(WRITE.removesuffix("/"), lambda _: RedirectResponse(WRITE)),
                Mount(WRITE.removesuffix("/"), self.write),
                Route("/{path:path}", self.page),
            ],
            middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=LOCAL, www_redirect=False)],
        )


def _source_of(address: str) -> str:
    """Where on the writing page the text of a page is written; nothing where it has none of its own."""
    name = source_at(address)
    return f"#{quote(name)}" if name and (CONTENT / name).is_file() else ""


def _inode(folder: Path) -> int | None:
    """What tells the folder of one build from that of the next."""
    with contextlib.suppress(OSError):
        return folder.stat().st_ino
    return None


def listen(port: int) -> socket.socket:
    """Open a socket on 127.0.0.1, or exit with a message where the port is taken."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen()  # a browser opened early waits for the first build instead of being refused
    except (OSError, OverflowError) as error:
        sys.exit(f"Port {port} cannot be used ({error}). Try another: python3 tasks.py serve --port {port % 60000 + 1}")
    return listener


def colours() -> dict[str, str]:
    """The declarations of the colours of the practice, by their scheme; those of the theme where site.toml cannot be read."""
    try:
        facts = ordinary_file.read(SITE)
    except OSError:
        facts = b""
    now = palette.of_practice(toml_file.parse(SITE.name, facts, len(facts)))
    return {scheme: palette.css(now, scheme) for scheme in ("light", "dark")}


def start_endpoint(site: str, port: int) -> Endpoint:
    """Start the local form endpoint, on this port or, where it is taken, on another; exit where it can have no inbox."""
    try:
        INBOX.parent.mkdir(exist_ok=True)
        inbox = Inbox(INBOX)
    except InboxError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"The folder .cache cannot be made: {error.strerror}. Allow writing there, and try again.")
    try:
        endpoint = Endpoint(inbox, site, port, colours=colours)
    except (OSError, OverflowError):
        endpoint = Endpoint(inbox, site, colours=colours)
    endpoint.start()
    return endpoint


async def serve(output: Path, command: list[str], port: int) -> None:
    """Build, serve and watch until Ctrl-C."""
    listener = listen(port)
    site = f"http://127.0.0.1:{listener.getsockname()[1]}"
    endpoint = start_endpoint(site, port + 1)
    preview = Preview(output, command, {"LOCAL_URL": site, "LOCAL_ENDPOINT": endpoint.address})
    watching = asyncio.create_task(preview.watch())
    async with preview.building:
        await preview.build()
    config = uvicorn.Config(preview.app(), log_level="error", timeout_graceful_shutdown=2, lifespan="off")
    server = uvicorn.Server(config)
    print(f"\nYour site:       {site}/")
    print(f"Write:           {site}{WRITE}")
    print(f"The test inbox:  {endpoint.address}/  (what the forms send arrives there)")
    print("Edit anything in content/ and save: the browser shows it. Ctrl-C ends this.\n", flush=True)

    async def end_streams() -> None:
        while not server.should_exit:
            await asyncio.sleep(0.1)
        preview.ending = True
        preview.warm.terminate()
        await asyncio.sleep(0.7)  # for the streams to end; connections that a browser keeps open are not waited for
        server.force_exit = True

    ending = asyncio.create_task(end_streams())
    await server.serve(sockets=[listener])
    watching.cancel()
    await asyncio.gather(watching, ending)


if __name__ == "__main__":
    if not sys.argv[1].isdecimal():
        sys.exit(f"“{sys.argv[1]}” is no port. Write a number: python3 tasks.py serve --port 8000")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(ROOT / "output", [sys.executable, "-m", "preview.warm_build"], int(sys.argv[1])))
    print("\nEnded.")
