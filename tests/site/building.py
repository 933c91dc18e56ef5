"""Building in a subprocess, as the coach does, and what came out."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag

ROOT = Path(__file__).parents[2]
LOCAL_URL = "http://localhost:8000"
PUBLIC_URL = "https://coach.test/sub"
# What is scheduled is far enough away for any test, and near enough to be meant.
SCHEDULED = f"{date.today().year + 2}-01-01"
# Everything a build reads.
PARTS = (
    "build.py", "site_folder.py", "pelicanconf.py", "publishconf.py", "tasks.py",
    "checks", "content", "incremental", "plugins", "preview", "publishing", "theme",
)  # fmt: skip
# What builds keep, so that the tests do not make every photograph again.
KEPT = (".cache/pictures", ".cache/cards")
# Set on the machine of whoever runs the tests, these would change what is built, or look as if they could.
SETTINGS = ("SITEURL", "CONTACT_FORM", "NEWSLETTER_FORM", "LOCAL_URL", "LOCAL_ENDPOINT", "PYTEST_CURRENT_TEST")


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
    def addresses(self) -> list[str]:
        """Every page, by its address below the site."""
        return [name.removesuffix("index.html") for name in self.files if name.endswith(".html")]

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

    def prose(self, address: str) -> BeautifulSoup:
        """The written text of a page by itself: the list of contents may stand in its midst."""
        return BeautifulSoup("".join(map(str, self.page(address).select(".prose"))), "lxml")

    def links(self, inside: Tag, address: str) -> list[str]:
        """The absolute addresses that the links of a part of a page lead to."""
        return [urljoin(f"{self.url}/{address}", str(link["href"])) for link in inside.select("a[href]")]


def copy_project(folder: Path, *, only: Callable[[Path], bool] = lambda _: True, kept: bool = True) -> Path:
    """The project without its output, for a test that changes it; `only` says which of its files."""
    for part in [*PARTS, *(KEPT if kept else ())]:
        for path in [ROOT / part] if (ROOT / part).is_file() else sorted((ROOT / part).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts and only(path):
                target = folder / path.relative_to(ROOT)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
    return folder


def replace(path: Path, old: str, new: str) -> None:
    """Change a file; what is to be changed must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path} has no {old!r}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def run(
    *command: str,
    project: Path = ROOT,
    environment: Mapping[str, str] | None = None,
    umask: int = -1,
    said: str = "",
) -> Run:
    """Run Python in the project's folder, without whatever settings this machine has; `said` is its standard input."""
    inherited = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=project,
        env=inherited | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"} | dict(environment or {}),
        umask=umask,
        input=said,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return Run(done.returncode, done.stdout + done.stderr)


def build(output: Path, *options: str, project: Path = ROOT, environment: Mapping[str, str] | None = None) -> None:
    """Build, or fail with what the build said."""
    done = run("build.py", "--output", str(output), *options, project=project, environment=environment)
    assert done.status == 0, f"The site could not be built:\n{done.said}"


def digests(folder: Path) -> dict[str, str]:
    """Every file of a folder and the SHA-256 of what is in it."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
