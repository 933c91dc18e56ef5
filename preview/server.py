"""Show the site at the coach's desk: build on every save, show it in the browser, tell what is wrong."""

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

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from watchfiles import awatch

import site_folder
from checks.report import FIX_COMMAND
from forms.endpoint import Endpoint, Inbox

ROOT = Path(__file__).parent.parent
WATCHED = (
    "content",
    "theme",
    "plugins",
    "sources",
    "pictures",
    "forms",
    "checks",
    "incremental",
    "build.py",
    "pelicanconf.py",
)
# What comes of a file in these folders stands in the HTML of pages, all of it; a script or a drawing does not.
TEXTS = tuple(f"{ROOT / 'content' / name}{os.sep}" for name in ("articles", "pages"))
INBOX = ROOT / ".cache/inbox.sqlite"
FIX = [sys.executable, "-m", "checks.fix"]
CLIENT = Path(__file__).with_name("reload.js")
NOTHING_YET = "<!doctype html><title>Not built yet</title><p>There is no page yet. This one shows what is missing, and reloads.</p>"
# So that a preview does not depend on the machine's own list of types.
TYPES = {".woff2": "font/woff2", ".js": "text/javascript", ".svg": "image/svg+xml", ".xml": "application/xml", ".webp": "image/webp", ".avif": "image/avif"}  # fmt: skip


class Preview:
    """What the browser is told: the number of the last good build, and the problems or advice of the latest."""

    def __init__(self, output: Path, command: list[str], environment: dict[str, str]) -> None:
        """Serve `output`.

        After a line with the name of the page that is open, `command` builds it, that page first, exits 0 when it did, and
        says on stderr what is wrong.
        """
        self.output = output.resolve()
        self.command = command
        self.environment = environment
        self.version = time.time_ns()
        self.frame = 0  # the last version for which more was saved than texts
        self.reframed = True  # since the last good build
        self.problems = self.advice = self.fixed = ""
        self.open = self.output  # the file of the page that was looked at last
        self.ahead: dict[Path, str] = {}  # what becomes of it, while the rest of the site is made
        self.building = asyncio.Lock()
        self.changed = asyncio.Condition()
        self.ending = False
        self.searchable = 0  # the version that has an index for the search
        self.found: dict[str, bytes] = {}  # that index
        self.indexing = asyncio.Lock()
        self.spare = self.start()

    def start(self) -> subprocess.Popen[str]:
        """Start a build, which waits until it is wanted: it loads what it needs while the coach writes on."""
        # Not asyncio's own: cancelled while a process starts, that may wait for it without end.
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
        """Build once and tell the terminal and the browser how it went."""
        print("Building…", end=" ", flush=True)
        start = time.monotonic()
        if self.spare.poll() is not None:  # it was ended from outside
            self.spare = self.start()
        process, page = self.spare, self.open
        looking = asyncio.create_task(self.look_ahead(page, site_folder.staging(self.output, process.pid)))
        try:
            _, said = await asyncio.to_thread(process.communicate, f"{page.relative_to(self.output).as_posix()}\n")
        except asyncio.CancelledError:
            self.ending = True
            process.terminate()  # it may have missed the Ctrl-C
            raise
        finally:
            looking.cancel()
            self.ahead = {}
        report = said.strip() or (process.returncode and "The build was ended from outside. Save once more.") or ""
        self.problems, self.advice = (report, "") if process.returncode else ("", report)
        if self.problems:
            print(f"not yet.\n\n{self.problems}\n", flush=True)
        else:
            self.version = time.time_ns()
            self.frame, self.reframed = self.version if self.reframed else self.frame, False
            print(f"done in {time.monotonic() - start:.1f} s.", flush=True)
            if self.advice:
                print(f"\n{self.advice}\n", flush=True)
        await self.tell()
        await asyncio.sleep(0.3)  # first the browser shows the page
        self.spare = self.start()

    async def look_ahead(self, page: Path, staging: Path) -> None:
        """Show a page as soon as it is made, where only its text can have changed."""
        while not self.reframed and not self.ahead:
            with contextlib.suppress(OSError):
                self.ahead = {page: (staging / page.relative_to(self.output)).read_text(encoding="utf-8")}
            await asyncio.sleep(0.01)
        await self.tell()

    async def tell(self) -> None:
        """Have every browser told of the state."""
        async with self.changed:
            self.changed.notify_all()

    async def index(self) -> dict[str, bytes]:
        """The files of the index for the search, made anew unless this version of the site has one."""
        # Imported here: it loads Pelican, and most who save do not search.
        from plugins import search_index

        async with self.indexing:
            if self.searchable != (version := self.version):
                try:
                    pages = await asyncio.to_thread(search_index.searchable, self.output)
                    self.found = await asyncio.to_thread(search_index.make, pages)
                    self.searchable = version
                except (OSError, RuntimeError) as error:
                    self.found = {}
                    replaced = isinstance(error, FileNotFoundError) and error.filename
                    if not replaced:  # else by a new site, with which the browser asks again
                        print(error, flush=True)
            return self.found

    async def watch(self) -> None:
        """Build after every save, until the server ends."""
        with contextlib.suppress(asyncio.CancelledError):
            watched = [ROOT / name for name in WATCHED if (ROOT / name).exists()]
            async for changes in awatch(*watched, debounce=100, step=10):
                async with self.building:
                    self.reframed |= not all(path.startswith(TEXTS) for _, path in changes)
                    if not self.ending:
                        await self.build()

    async def events(self, _: Request) -> Response:
        """The state now, while a build goes on and after it, as server-sent events (WHATWG HTML 9.2)."""

        async def stream() -> AsyncIterator[str]:
            told = None
            while not self.ending:
                repairable = FIX_COMMAND in self.problems + self.advice
                known = {"ahead": bool(self.ahead), "problems": self.problems, "advice": self.advice}
                known |= {"repairable": repairable, "fixed": self.fixed}
                state = json.dumps({"version": self.version, **known})
                if state != told:
                    yield f"data: {state}\n\n"
                    told = state
                async with self.changed:
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self.changed.wait(), 0.5)

        return StreamingResponse(stream(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    def site(self) -> int | None:
        """By which the folder of a build is known from that of the next one."""
        with contextlib.suppress(OSError):
            return self.output.stat().st_ino
        return None

    async def read(self, path: Path) -> bytes | None:
        """A file of the site, at once so that it is of one build; None where there is none.

        Between taking one site away and putting the next in its place there is none for a moment: that is waited for.
        """
        for _ in range(20):
            site = self.site()
            with contextlib.suppress(OSError):
                return path.read_bytes()
            if site and site == self.site():
                break
            await asyncio.sleep(0.01)
        return None

    async def page(self, request: Request) -> Response:
        """A file of the site; a page gets the script that keeps it up to date, a missing one the 404 page."""
        name = request.path_params["path"]
        path = (self.output / name).resolve()
        inside = path.is_relative_to(self.output)
        if request.url.path.endswith("/"):
            path /= "index.html"
        content = await self.read(path) if inside else None
        if inside and content is None and path.is_dir():
            return RedirectResponse(f"{request.url.path}/")
        found = content is not None
        kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        if name.startswith("pagefind/") and (part := (await self.index()).get(name.removeprefix("pagefind/"))):
            return Response(part, media_type=kind, headers={"Cache-Control": "no-store"})
        if found and path.suffix != ".html":
            return Response(content, media_type=kind, headers={"Cache-Control": "no-store"})
        if not found:
            path = self.output / "404.html"
            content = await self.read(path)
        html = NOTHING_YET if content is None else content.decode("utf-8")
        asked = request.headers.get("X-Preview", "visible")  # by our script; the browser itself opens a page
        if found and "visible" in asked:
            self.open = path
        if "ahead" in asked:
            html = self.ahead.get(path, html)
        # At the very end, even after </html>: there the script sees all of the page, before any other has changed it. The
        # version may be older than the page, never newer, since a site is in its place before it has a number.
        frame = hash((self.frame, html.partition("</head>")[0]))
        script = f'<script src="/__preview/reload.js" data-version="{self.version}" data-frame="{frame}"></script>'
        return HTMLResponse(html + script, status_code=200 if found else 404, headers={"Cache-Control": "no-store"})

    async def fix(self, request: Request) -> Response:
        """Let `check --fix` write what it knows to write, and show it; the watch builds then."""
        if not request.headers.get("X-Preview"):  # a page of another site cannot send it
            return Response(status_code=403)
        done = await asyncio.to_thread(
            subprocess.run, FIX, cwd=ROOT, capture_output=True, encoding="utf-8", check=False
        )
        self.fixed = f"{done.stdout}{done.stderr}".strip()
        await self.tell()
        return Response(status_code=204)

    async def client(self, _: Request) -> Response:
        """The script that listens to the events."""
        return FileResponse(CLIENT, media_type="text/javascript", headers={"Cache-Control": "no-store"})

    def app(self) -> Starlette:
        """The site and the addresses of the preview itself."""
        return Starlette(
            routes=[
                Route("/__preview/events", self.events),
                Route("/__preview/reload.js", self.client),
                Route("/__preview/fix", self.fix, methods=["POST"]),
                Route("/{path:path}", self.page),
            ]
        )


def listen(port: int) -> socket.socket:
    """A socket on 127.0.0.1; ends with a sentence where the port is taken."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen()  # a browser opened early waits for the first build instead of being refused
    except (OSError, OverflowError) as error:
        sys.exit(f"Port {port} cannot be used ({error}). Try another: python3 tasks.py serve --port {port % 60000 + 1}")
    return listener


def start_endpoint(site: str, port: int) -> Endpoint:
    """The local form endpoint, on this port or, where it is taken, on another."""
    INBOX.parent.mkdir(exist_ok=True)
    try:
        endpoint = Endpoint(Inbox(INBOX), site, port)
    except (OSError, OverflowError):
        endpoint = Endpoint(Inbox(INBOX), site)
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
    print(f"The test inbox:  {endpoint.address}/  (what the forms send arrives there)")
    print("Edit anything in content/ and save: the browser shows it. Ctrl-C ends this.\n", flush=True)

    async def end_streams() -> None:
        while not server.should_exit:
            await asyncio.sleep(0.1)
        preview.ending = True
        preview.spare.terminate()
        await asyncio.sleep(0.7)  # for the streams to notice; what a browser keeps open is not waited for
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
