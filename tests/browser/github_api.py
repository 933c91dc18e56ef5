"""GitHub's REST API as its documentation has it, as far as the writing page asks it: over a bare repository, on this machine.

It speaks https as `api.github.com`, to a browser that is started with `flags`: with preflights, and with the headers that a
page from elsewhere may send and read. What goes wrong there does here on demand (`GitHubApi.next`).
"""

import base64
import json
import os
import re
import socket
import ssl
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import cmarkgfm  # type: ignore[import-untyped]
from cmarkgfm.cmark import Options  # type: ignore[import-untyped]

from tests.publish.repositories import WITHOUT

REPOSITORY = "mara/tidewater"
WRITES, READS, ELSEWHERE = "github_pat_writes", "github_pat_reads", "github_pat_of_another_repository"
GATE = {"login": "github-actions[bot]", "type": "Bot"}
_ALLOWED = "Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Unmodified-Since, Accept-Encoding, X-GitHub-OTP, X-Requested-With, User-Agent, GraphQL-Features, X-Github-Next-Global-ID, X-GitHub-Api-Version, X-Fetch-Nonce"
_EXPOSED = "ETag, Link, Location, Retry-After, X-GitHub-OTP, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Used, X-RateLimit-Resource, X-RateLimit-Reset, X-OAuth-Scopes, X-Accepted-OAuth-Scopes, X-Poll-Interval, X-GitHub-Media-Type, X-GitHub-SSO, X-GitHub-Request-Id, Deprecation, Sunset"
_IDENTITY = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in (("NAME", "Mara"), ("EMAIL", "mara@coach.test"))}  # fmt: skip
CUT_BEFORE, CUT_AFTER = "the connection is cut before", "the connection is cut after it is done"
Fault = str | tuple[int, Any] | tuple[int, Any, dict[str, str]]


class Answer(Exception):  # noqa: N818  # an answer, not always an error
    """A status and what is said with it."""

    def __init__(self, status: int, body: Any) -> None:
        self.status = status
        self.body = {"message": body, "documentation_url": "https://docs.github.com/rest", "status": str(status)} if isinstance(body, str) else body  # fmt: skip


class GitHubApi:
    """The host: its repository, what was asked of it, and what is to go wrong next."""

    def __init__(self, repository: Path) -> None:
        self.repository = repository
        self.asked: list[str] = []
        self.tokens = {WRITES: "write", READS: "read", ELSEWHERE: ""}
        self.comments: dict[str, list[dict[str, Any]]] = {}
        self.private = True
        self.dispatched: list[dict[str, Any]] = []  # what workflows were started with
        self.away = False  # from the network
        self.faults: list[tuple[str, Fault | Callable[[], Fault | None]]] = []
        self._lock = threading.Lock()

    def next(self, pattern: str, *faults: Fault | Callable[[], Fault | None]) -> None:
        """Let the next requests like `PATCH .*/refs/` meet these: an answer, a cut connection, or something done first."""
        self.faults += [(pattern, fault) for fault in faults]

    def mend(self) -> None:
        """Let nothing go wrong any more."""
        self.faults.clear()
        self.away = False

    def fault(self, request: str) -> Fault | None:
        """What this request meets, once."""
        if self.away:
            return CUT_BEFORE
        for entry in self.faults:
            if re.match(entry[0], request):
                self.faults.remove(entry)
                return entry[1]() if callable(entry[1]) else entry[1]
        return None

    def git(self, *command: str, data: bytes = b"", **environment: str) -> bytes:
        """What git answers in the repository; raises CalledProcessError."""
        known = os.environ | WITHOUT | _IDENTITY | environment
        return subprocess.run(
            ["git", *command], cwd=self.repository, input=data, env=known, capture_output=True, check=True
        ).stdout

    def say(self, *command: str) -> str:
        """The same as words; nothing where git fails."""
        try:
            return self.git(*command).decode().strip()
        except subprocess.CalledProcessError:
            return ""

    def head(self, branch: str = "main") -> str:
        """The commit that a branch is at."""
        return self.say("rev-parse", "--verify", "--quiet", f"refs/heads/{branch}")

    def text(self, name: str, branch: str = "main") -> bytes:
        """A file below content/."""
        return self.git("show", f"{branch}:content/{name}")

    def names(self, branch: str = "main") -> list[str]:
        """The files below content/."""
        return self.say("ls-tree", "-r", "--name-only", f"{branch}:content").splitlines()

    def commit(self, files: dict[str, bytes | None], message: str = "By another hand", branch: str = "main") -> str:
        """A commit on top of a branch by someone else, with these files below content/."""
        entries = [
            {"path": f"content/{name}", "mode": "100644", "sha": None if data is None else self._blob(data)}
            for name, data in files.items()
        ]
        tree = self._tree(self.say("rev-parse", f"{branch}^{{tree}}"), entries)
        made = self.git("commit-tree", tree, "-p", self.head(branch), "-m", message).decode().strip()
        self.git("update-ref", f"refs/heads/{branch}", made)
        return made

    def publish(self, source: str, branch: str = "gh-pages") -> None:
        """The live branch as `publish` leaves it: a commit that names its source."""
        tree = self.git("mktree", data=b"").decode().strip()
        made = self.git("commit-tree", tree, "-m", f"Publish {source[:7]}\n\nSource: {source}").decode().strip()
        self.git("update-ref", f"refs/heads/{branch}", made)

    def comment(self, commit: str, body: str, user: dict[str, str] = GATE) -> None:
        """A comment beside a commit."""
        address = f"https://github.com/{REPOSITORY}/commit/{commit}#commitcomment-1"
        self.comments.setdefault(commit, []).append({"body": body, "user": user, "html_url": address})

    def answer(self, method: str, path: str, token: str, body: Any, accept: str) -> Any:
        """What is answered where nothing goes wrong; raises Answer for all but 200."""
        if token not in self.tokens:
            raise Answer(401, "Bad credentials")
        if (method, path) == ("POST", "/markdown"):
            return cmarkgfm.github_flavored_markdown_to_html(body["text"], Options.CMARK_OPT_UNSAFE).encode()
        if (method, path) == ("GET", f"/repos/{REPOSITORY}") and self.tokens[token]:
            return {"full_name": REPOSITORY, "private": self.private, "default_branch": "main"}
        found = re.fullmatch(rf"/repos/{REPOSITORY}/(.+)", path)
        if not found or not self.tokens[token]:
            raise Answer(404, "Not Found")
        if method != "GET" and self.tokens[token] != "write":
            raise Answer(403, "Resource not accessible by personal access token")
        parts = urlsplit(found[1])
        where = unquote(parts.path)
        for pattern, does in self._endpoints(method, body, parse_qs(parts.query), accept):
            if match := re.fullmatch(pattern, where):
                with self._lock:
                    return does(*match.groups())
        raise Answer(404, "Not Found")

    def _endpoints(self, method: str, body: Any, query: dict[str, list[str]], accept: str) -> Iterator[tuple[str, Any]]:
        if method == "GET":
            yield r"git/ref/heads/(.+)", self._get_ref
            yield r"git/commits/([0-9a-f]{40})", self._get_commit
            yield r"git/trees/(.+)", lambda tree: self._get_tree(tree, recursive="recursive" in query)
            yield r"git/blobs/([0-9a-f]{40})", lambda blob: self._get_blob(blob, raw=".raw" in accept)
            yield r"compare/(.+)\.\.\.(.+)", self._compare
            yield r"commits/([0-9a-f]{40})/comments", lambda commit: self._comments(commit, full=".full" in accept)
        elif method == "POST":
            yield r"git/refs", lambda: self._create_ref(body["ref"], body["sha"])
            yield r"git/blobs", lambda: self._created(self._blob(base64.b64decode(body["content"])))
            yield r"git/trees", lambda: self._created(self._tree(body["base_tree"], body["tree"]))
            yield r"git/commits", lambda: self._create_commit(body)
            yield r"dispatches", lambda: self._dispatch(body)
        elif method == "PATCH":
            yield r"git/refs/heads/(.+)", lambda branch: self._update_ref(branch, body["sha"], body.get("force", False))

        elif method == "DELETE":
            yield r"git/refs/heads/(.+)", self._delete_ref

    def _comments(self, commit: str, *, full: bool) -> list[dict[str, Any]]:
        """Those beside a commit; in full with the HTML, in which what is a comment of HTML is not."""
        found = self.comments.get(commit, [])
        if not full:
            return found
        return [one | {"body_html": cmarkgfm.github_flavored_markdown_to_html(re.sub("<!--.*?-->", "", one["body"]))} for one in found]  # fmt: skip

    def _dispatch(self, body: Any) -> None:
        if len(body["client_payload"]) > 10 or len(body["event_type"]) > 100:
            raise Answer(422, "Invalid request.")
        self.dispatched.append(body)
        raise Answer(204, b"")

    def _delete_ref(self, branch: str) -> None:
        if not self.head(branch):
            raise Answer(422, "Reference does not exist")
        self.git("update-ref", "-d", f"refs/heads/{branch}")
        raise Answer(204, b"")

    def _created(self, sha: str) -> None:
        raise Answer(201, {"sha": sha})

    def _is(self, kind: str, sha: str) -> bool:
        return self.say("cat-file", "-t", sha) == kind

    def _get_ref(self, branch: str) -> Any:
        if not (sha := self.head(branch)):
            raise Answer(404, "Not Found")
        return {"ref": f"refs/heads/{branch}", "object": {"type": "commit", "sha": sha}}

    def _create_ref(self, ref: str, sha: str) -> None:
        if self.say("check-ref-format", ref) or not ref.startswith("refs/heads/") or " " in ref:
            raise Answer(422, f"{ref} is not a valid ref name.")
        if self.head(ref.removeprefix("refs/heads/")):
            raise Answer(422, "Reference already exists")
        if not self._is("commit", sha):
            raise Answer(422, "Object does not exist")
        self.git("update-ref", ref, sha)
        raise Answer(201, {"ref": ref, "object": {"type": "commit", "sha": sha}})

    def _update_ref(self, branch: str, sha: str, force: bool) -> Any:
        before = self.head(branch)
        if not before:
            raise Answer(422, "Reference does not exist")
        if not self._is("commit", sha):
            raise Answer(422, "Object does not exist")
        if not force and self.say("merge-base", before, sha) != before:
            raise Answer(422, "Update is not a fast forward")
        self.git("update-ref", f"refs/heads/{branch}", sha, before)
        return self._get_ref(branch)

    def _get_commit(self, sha: str) -> Any:
        if not self._is("commit", sha):
            raise Answer(404, "Not Found")
        tree, date, parents, message = self.git("show", "-s", "--format=%T%n%cI%n%P%n%B", sha).decode().split("\n", 3)
        found = [{"sha": parent} for parent in parents.split()]
        return {"sha": sha, "tree": {"sha": tree}, "committer": {"date": date}, "parents": found, "message": message.strip()}  # fmt: skip

    def _create_commit(self, body: Any) -> None:
        if not self._is("tree", body["tree"]) or not all(self._is("commit", parent) for parent in body["parents"]):
            raise Answer(422, "Tree SHA does not exist")
        parents = [word for parent in body["parents"] for word in ("-p", parent)]
        made = self.git("commit-tree", body["tree"], *parents, data=body["message"].encode()).decode().strip()
        raise Answer(201, self._get_commit(made))

    def _get_tree(self, tree: str, *, recursive: bool) -> Any:
        if not self._is("tree", tree):
            raise Answer(404, "Not Found")
        lines = self.git("ls-tree", "-z", *(["-r", "-t"] if recursive else []), tree).decode().split("\0")
        found = [(*line.partition("\t")[0].split(), line.partition("\t")[2]) for line in lines if line]
        entries = [{"path": path, "mode": mode, "type": kind, "sha": sha} for mode, kind, sha, path in found]
        return {"sha": tree, "tree": entries, "truncated": False}

    def _tree(self, base: str, entries: list[dict[str, Any]]) -> str:
        with tempfile.TemporaryDirectory() as folder:
            index: dict[str, Any] = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
            self.git("read-tree", base, **index)
            there = set(self.git("ls-files", **index).decode().splitlines())
            for entry in entries:
                gone = entry["sha"] is None
                if (gone and entry["path"] not in there) or not (gone or self._is("blob", entry["sha"])):
                    raise Answer(422, "GitRPC::BadObjectState")
                line = f"{'0' if gone else entry['mode']} {'0' * 40 if gone else entry['sha']}\t{entry['path']}\n"
                self.git("update-index", "--index-info", data=line.encode(), **index)
            return self.git("write-tree", **index).decode().strip()

    def _blob(self, data: bytes) -> str:
        return self.git("hash-object", "-w", "--stdin", data=data).decode().strip()

    def _get_blob(self, sha: str, *, raw: bool) -> Any:
        if not self._is("blob", sha):
            raise Answer(404, "Not Found")
        data = self.git("cat-file", "blob", sha)
        return data if raw else {"sha": sha, "encoding": "base64", "content": base64.b64encode(data).decode()}

    def _compare(self, base: str, head: str) -> Any:
        if not self._is("commit", base) or not self._is("commit", head):
            raise Answer(404, "Not Found")
        together = self.say("merge-base", base, head)
        same = {base: "ahead", head: "behind"}.get(together, "diverged")
        return {"status": "identical" if base == head else same}


@contextmanager
def served(repository: Path) -> Iterator[tuple[GitHubApi, list[str]]]:
    """The host over a bare repository, and the flags of a browser that finds it."""
    api = GitHubApi(repository)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_OPTIONS(self) -> None:
            self._send(204, b"", {"Access-Control-Allow-Headers": _ALLOWED, "Access-Control-Allow-Methods": "GET, POST, PATCH, PUT, DELETE", "Access-Control-Max-Age": "86400"})  # fmt: skip

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            request = f"{self.command} {unquote(self.path)}"
            api.asked.append(request)
            fault = api.fault(request)
            if fault == CUT_BEFORE:
                self._cut()
                return
            if isinstance(fault, tuple):
                more = fault[2] if len(fault) > 2 else {}
                self._send(fault[0], json.dumps(Answer(fault[0], fault[1]).body).encode(), more)
                return
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            accept = self.headers.get("Accept", "")
            try:
                status, answer = 200, api.answer(self.command, self.path, token, body and json.loads(body), accept)
            except Answer as error:
                status, answer = error.status, error.body
            if fault == CUT_AFTER:
                self._cut()
                return
            self._send(status, answer if isinstance(answer, bytes) else json.dumps(answer).encode())

        def do_POST(self) -> None:
            self.do_GET()

        def do_PATCH(self) -> None:
            self.do_GET()

        def do_DELETE(self) -> None:
            self.do_GET()

        def _cut(self) -> None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

        def _send(self, status: int, body: bytes, more: dict[str, str] | None = None) -> None:
            self.send_response(status)
            fields = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": _EXPOSED}
            # A browser that is let keep an answer shows a branch as it was a minute ago.
            fields |= {
                "Cache-Control": "private, max-age=60, s-maxage=60",
                "Content-Type": "application/json; charset=utf-8",
            }
            fields |= {
                "X-RateLimit-Limit": "5000",
                "X-RateLimit-Remaining": "4999",
                "X-RateLimit-Reset": str(int(time.time()) + 3600),
            }
            for name, value in (fields | (more or {}) | {"Content-Length": str(len(body))}).items():
                if status != 204 or name != "Content-Length":
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_: object) -> None:
            """A browser may hang up."""

    server = Server(("127.0.0.1", 0), Handler)
    with tempfile.TemporaryDirectory() as folder:
        key, certificate = Path(folder, "key.pem"), Path(folder, "certificate.pem")
        names = ["-subj", "/CN=api.github.com", "-addext", "subjectAltName=DNS:api.github.com"]
        made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names]
        subprocess.run([*made, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield (
            api,
            [
                f"--host-resolver-rules=MAP api.github.com:443 127.0.0.1:{server.server_port}",
                "--ignore-certificate-errors",
            ],
        )
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
