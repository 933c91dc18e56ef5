"""Projects of the tests: the project's code with a practice of tests/practices in it, and what is built of them."""

import fcntl
import hashlib
import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag

from tests.site.fork_server import run_forked

ROOT = Path(__file__).parents[2]
PRACTICES = ROOT / "tests/practices"
FULL = PRACTICES / "full"  # every feature and odd case
MINIMAL = PRACTICES / "minimal"  # as little as there may be, and different in all of it
# What these two would answer to setup, and a practice in German.
ANSWERS = {path.stem: path for path in sorted((PRACTICES / "answers").glob("*.toml"))}
LOCAL_URL = "http://localhost:8000"
PUBLIC_URL = "https://coach.test/sub"
LIVE = {
    "SITEURL": PUBLIC_URL,
    "CONTACT_FORM": "custom:https://forms.coach.test/contact",
    "NEWSLETTER_FORM": "custom:https://forms.coach.test/letter",
}
# What is scheduled is far enough away for any test, and near enough to be meant.
SCHEDULED = f"{date.today().year + 2}-01-01"
# Everything a build reads but the content.
CODE = (
    "build.py", "file_cache.py", "git.py", "ordinary_file.py", "problem.py", "site_folder.py", "pelicanconf.py", "publishconf.py", "tasks.py",
    "checks", "forms", "importing", "incremental", "mailing", "pictures", "plugins", "preview", "publishing", "setup", "sources", "theme", "writing",
)  # fmt: skip
# Set on the machine of whoever runs the tests, these would change what is built, or look as if they could.
SETTINGS = (
    "SITEURL",
    "CONTACT_FORM",
    "NEWSLETTER_FORM",
    "LOCAL_URL",
    "LOCAL_ENDPOINT",
    "DEPLOY_PRIME_URL",
    "CF_PAGES_URL",
    "PYTEST_CURRENT_TEST",
)
# A folder that all processes of one run of the tests share; tests/conftest.py makes and removes it.
SHARED = "TESTS_SHARED_FOLDER"


@dataclass(frozen=True)
class Run:
    """How a program ended, and all that it said."""

    status: int
    said: str


@dataclass
class Site:
    """A finished folder: its files, and its pages by address (`""` is home, `404.html` the only one with a name)."""

    folder: Path
    url: str
    _read: dict[str, BeautifulSoup] = field(default_factory=dict)

    @cached_property
    def files(self) -> list[str]:
        """Every file but Pagefind's, as a path from the folder."""
        return sorted(name for name in digests(self.folder) if not name.startswith("pagefind/"))

    @cached_property
    def pages(self) -> list[str]:
        """Every page, by its address below the site."""
        return [name.removesuffix("index.html") for name in self.files if name.endswith(".html")]

    @cached_property
    def addresses(self) -> list[str]:
        """Every page but those at old addresses, which lead to another by themselves."""
        return [address for address in self.pages if not self.page(address).select("meta[http-equiv=refresh]")]

    @property
    def told(self) -> list[str]:
        """Every page but those at private links, of which nobody is told."""
        return [address for address in self.addresses if not address.startswith("private/")]

    @property
    def articles(self) -> list[str]:
        """The address of every article."""
        return [address for address in self.addresses if address.startswith("articles/") and address.count("/") == 2]

    def text(self, name: str) -> str:
        """The text of a file, or of the page with this address."""
        path = self.folder / name
        return (path / "index.html" if path.is_dir() else path).read_text(encoding="utf-8")

    def page(self, address: str) -> BeautifulSoup:
        """A page, parsed once."""
        if address not in self._read:
            self._read[address] = BeautifulSoup(self.text(address), "lxml")
        return self._read[address]

    def one(self, address: str, selector: str) -> Tag:
        """The first element of a page that a selector finds."""
        found = self.page(address).select_one(selector)
        assert found, f"{address} has no {selector}"
        return found

    def words(self, address: str, selector: str) -> str:
        """What is written there, on one line."""
        return " ".join(self.one(address, selector).get_text().split())

    def structured_data(self, address: str) -> dict[str, Any]:
        """What a page tells search engines, by type."""
        graphs = [
            json.loads(str(tag.string)) for tag in self.page(address).select('script[type="application/ld+json"]')
        ]
        assert len(graphs) <= 1, f"{address} says it in several scripts"
        assert all(graph["@context"] == "https://schema.org" for graph in graphs)
        nodes = [node for graph in graphs for node in graph["@graph"]]
        by_type = {node["@type"]: node for node in nodes}
        assert len(by_type) == len(nodes), f"{address} has a type twice"
        return by_type

    def prose(self, address: str) -> BeautifulSoup:
        """The written text of a page by itself: the list of contents may stand in its midst."""
        return BeautifulSoup("".join(map(str, self.page(address).select(".prose"))), "lxml")

    def links(self, inside: Tag, address: str) -> list[str]:
        """The absolute addresses that the links of a part of a page lead to."""
        return [urljoin(f"{self.url}/{address}", str(link["href"])) for link in inside.select("a[href]")]


@cache
def built_project() -> Path:
    """The full practice's project, built once for all processes of a run, and never edited.

    Its site as it is shown locally is in `output`, as it would go live in `published`.
    """
    shared = Path(os.environ[SHARED])
    project = shared / "project"
    project.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (project / "published").is_dir():
            for name in CODE:
                copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
                copy(ROOT / name, project / name)
            _copy_practice(FULL, project)
            _commit_earlier_text(project)
            subprocess.run([sys.executable, "-m", "compileall", "-q", project], check=True)
            build(project / "output", project=project)
            build(project / "published", "--publish", project=project, environment=LIVE)
    return project


def _commit_earlier_text(project: Path) -> None:
    """A history in which one article has an earlier text, as it was when it appeared."""
    article = project / "content/articles/coach-or-mentor.md"
    now = article.read_text(encoding="utf-8")
    earlier = now.replace("Date: 2025-11-03", "Date: 2023-05-02").replace("she never looked back", "it was a mistake")
    assert earlier.count("it was a mistake") == 1
    article.write_text(earlier, encoding="utf-8")
    moment = "2023-05-03T08:00:00Z"
    environment = os.environ | {"GIT_COMMITTER_DATE": moment, "GIT_AUTHOR_DATE": moment}
    identity = ("-c", "user.name=C", "-c", "user.email=c@coach.test", "-c", "commit.gpgsign=false")
    for command in (("init", "--quiet"), ("add", str(article)), (*identity, "commit", "--quiet", "--message=x")):
        subprocess.run(["git", *command], cwd=project, env=environment, check=True)
    article.write_text(now, encoding="utf-8")


@cache
def own_project() -> Path:
    """A copy of the built project for programs of this process that change nothing in it."""
    return copy_project(Path(tempfile.mkdtemp(dir=os.environ[SHARED])) / "project", history=True)


def copy_project(folder: Path, *, practice: Path = FULL, cached: bool = True, history: bool = False) -> Path:
    """The project with a practice, without its output and if need be its history, for a test that changes it.

    What builds cache of pictures, cards and the search comes along, so that none is made again.
    """
    left_out = ("output", "published", "builds" if cached else ".cache", *(() if history else (".git",)))
    shutil.copytree(built_project(), folder, ignore=shutil.ignore_patterns(*left_out), dirs_exist_ok=True)
    if practice != FULL:
        shutil.rmtree(folder / "content")
        _copy_practice(practice, folder)
    return folder


def copy_built_project(folder: Path) -> Path:
    """The same with the site that was built of it, and all that the build has cached."""
    shutil.copytree(built_project(), folder, ignore=shutil.ignore_patterns("published"))
    return folder


def set_up(folder: Path, answers: Path, *options: str) -> tuple[Path, str]:
    """A project that has nothing but what setup makes of a file of answers, built; and what both have said."""
    project = copy_project(folder, practice=answers.parent)
    for path in (project / "content").iterdir():
        path.unlink()
    said = ""
    for command in (("-m", "setup", f"--answers={answers}"), ("build.py", *options)):
        done = run(*command, project=project)
        assert done.status == 0, done.said
        said += done.said
    return project, said


def _copy_practice(practice: Path, folder: Path) -> None:
    shutil.copytree(practice, folder / "content")
    for article in (folder / "content/articles").glob("*.md"):
        text = article.read_text(encoding="utf-8")
        if "2999-01-01" in text:
            article.write_text(text.replace("2999-01-01", SCHEDULED), encoding="utf-8")


class Kept:
    """A folder that is changed again and again, and put back as it was when this was made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._content = {path: None if path.is_dir() else path.read_bytes() for path in sorted(folder.rglob("*"))}
        self._status = {path: _status(path) for path in self._content}

    def put_back(self) -> None:
        """Take away what is new, bring back what is gone, and what was written."""
        for path in sorted(self.folder.rglob("*"), reverse=True):
            if path not in self._content or path.is_symlink() or path.is_dir() != (self._content[path] is None):
                path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
        for path, content in self._content.items():
            if content is None:
                path.mkdir(exist_ok=True)
            elif _status(path) != self._status[path]:
                path.unlink(missing_ok=True)  # it may have a second name
                path.write_bytes(content)
                path.chmod(stat.S_IMODE(self._status[path][3]))
                os.utime(path, ns=(self._status[path][0],) * 2)  # by which Python knows what it has compiled
                self._status[path] = _status(path)


def _status(path: Path) -> tuple[int, ...]:
    if not path.exists():
        return ()
    now = path.stat()
    return now.st_mtime_ns, now.st_size, now.st_ino, now.st_mode


def replace(path: Path, old: str, new: str) -> None:
    """Change a file; what is to be changed must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path} has no {old!r}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def run(
    *command: str,
    project: Path | None = None,
    environment: Mapping[str, str] | None = None,
    umask: int = -1,
    said: str = "",
    fresh: bool = False,
) -> Run:
    """Run a Python program in a project, without whatever settings this machine has; `said` is its standard input.

    It is a fork of a process with all packages loaded, or with `fresh` a new interpreter.
    """
    project = project or own_project()
    inherited = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    known = inherited | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"} | dict(environment or {})
    with tempfile.TemporaryDirectory(dir=os.environ[SHARED]) as folder:
        streams = [Path(folder, name) for name in ("in", "out", "err")]
        for file, text in zip(streams, (said, "", ""), strict=True):
            file.write_text(text, encoding="utf-8")
        if fresh:
            with streams[0].open() as stdin, streams[1].open("w") as stdout, streams[2].open("w") as stderr:
                status = subprocess.call(
                    [sys.executable, *command],
                    cwd=project,
                    env=known,
                    umask=umask,
                    stdin=stdin,
                    stdout=stdout,
                    stderr=stderr,
                )
        else:
            status = run_forked(command, project, known, umask, streams)
        return Run(status, "".join(file.read_text(encoding="utf-8") for file in streams[1:]))


def build(
    output: Path, *options: str, project: Path | None = None, environment: Mapping[str, str] | None = None
) -> Site:
    """Build, or fail with what the build said."""
    done = run("build.py", "--output", str(output), *options, project=project, environment=environment)
    assert done.status == 0, f"The site could not be built:\n{done.said}"
    return Site(output, PUBLIC_URL if "--publish" in options else LOCAL_URL)


def digests(folder: Path) -> dict[str, str]:
    """Every file of a folder and the SHA-256 of what is in it."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
