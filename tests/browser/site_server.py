"""A plain server for a built site, as a static host would be: types by ending, our 404 page, no scripts added."""

import gzip
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import SimpleQueue
from urllib.parse import unquote, urlsplit

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".avif": "image/avif",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
COMPRESSED = {".html", ".js", ".css", ".json", ".xml", ".txt", ".svg"}


class SiteServer(ThreadingHTTPServer):
    """Serves `folder` below `prefix` on a free port of 127.0.0.1; the folder may be filled later.

    With `compressed`, text travels as gzip makes it at its best.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, folder: Path, prefix: str = "", *, compressed: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder, self.prefix, self.compressed = folder.resolve(), prefix, compressed
        self.fetched_ahead: SimpleQueue[str] = SimpleQueue()  # what was asked for before anyone went there

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def address(self) -> str:
        """The address of the site, without a slash at its end."""
        return self.origin + self.prefix

    def start(self) -> None:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: SiteServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.headers["Sec-Purpose"]:
            self.server.fetched_ahead.put(self.path)
        path = unquote(urlsplit(self.path).path)
        inside = path.removeprefix(self.server.prefix) if path.startswith(f"{self.server.prefix}/") else "/\0"
        if "\0" in inside:
            self._answer(404, self.server.folder / "404.html")
            return
        file = (self.server.folder / inside.lstrip("/")).resolve()
        if file.is_dir() and not path.endswith("/"):
            self.send_response(301)
            self.send_header("Location", f"{path}/")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if file.is_dir():
            file /= "index.html"
        if file.is_file() and file.is_relative_to(self.server.folder):
            self._answer(200, file)
        else:
            self._answer(404, self.server.folder / "404.html")

    def _answer(self, status: int, file: Path) -> None:
        body = file.read_bytes()
        self.send_response(status)
        self.send_header("Content-Type", TYPES.get(file.suffix, "application/octet-stream"))
        if self.server.compressed and file.suffix in COMPRESSED:
            body = gzip.compress(body, 9, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-cache")
        self.end_headers()
        self.wfile.write(body)

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:  # the browser has gone away
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # http.server's name
        """Say nothing."""
