"""The environment is made by uv or else by pip, once, from where this machine's pip takes packages."""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import virtual_environment

ROOT = Path(__file__).parents[2]

# In place of uv: it notes what it was asked and told, and does what the test wants of it.
UV = """#!python
import json, os, signal, sys
from pathlib import Path
asked = Path(os.environ["ASKED"])
told = {name: value for name, value in os.environ.items() if name.startswith("UV_")}
asked.write_text(json.dumps([*json.loads(asked.read_text()), [sys.argv[1:], told]]))
end = os.environ.get("END", "")
if end == "killed":
    os.kill(os.getppid(), signal.SIGKILL)
sys.exit(end or 0)
"""


def _wheel(folder: Path, name: str, files: dict[str, str]) -> str:
    """Make a wheel; the line of a requirements file that asks for it."""
    files |= {
        f"{name}-1.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n",
        f"{name}-1.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = ""
    path = folder / name / f"{name}-1-py3-none-any.whl"
    path.parent.mkdir(parents=True)
    with zipfile.ZipFile(path, "w") as wheel:
        for place, text in files.items():
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
            record += f"{place},sha256={digest},{len(text.encode())}\n"
            entry = zipfile.ZipInfo(place)
            entry.external_attr = 0o100755 << 16
            wheel.writestr(entry, text)
        wheel.writestr(f"{name}-1.dist-info/RECORD", record)
    (path.parent / "index.html").write_text(f'<a href="{path.name}">{path.name}</a>', encoding="utf-8")
    return f"{name}==1 --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


@dataclass(frozen=True)
class Project:
    """A project with small requirements, and an index of packages that only pip is told of."""

    folder: Path
    variables: dict[str, str]

    @property
    def venv(self) -> Path:
        return self.folder / ".venv"

    @property
    def asked(self) -> list[tuple[list[str], dict[str, str]]]:
        """What uv was asked, and told of where packages come from."""
        return [(words, told) for words, told in json.loads((self.folder / "asked").read_text())]

    def prepare(self, *, tests: bool = False, end: str = "") -> subprocess.CompletedProcess[str]:
        return self.python(f"virtual_environment.prepare(tests={tests})", end=end)

    def python(self, code: str, *, end: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", f"import virtual_environment\n{code}"],
            cwd=self.folder,
            env={name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))}
            | self.variables
            | {"END": end},
            capture_output=True,
            text=True,
            check=False,
        )

    def add(self, file: str, text: str) -> None:
        path = self.folder / file
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


@cache
def _pip_is_there() -> bool:
    base = getattr(sys, "_base_executable", sys.executable)
    return subprocess.run([base, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0


@pytest.fixture
def project(tmp_path: Path) -> Project:
    if not _pip_is_there():
        pytest.skip("the Python outside this environment has no pip")
    folder, index = tmp_path / "project", tmp_path / "index"
    folder.mkdir()
    shutil.copy(ROOT / "virtual_environment.py", folder)
    for part, name, files in (
        ("", "tool", {"tool.py": ""}),
        ("-test", "probe", {"probe.py": ""}),
        ("-uv", "uv", {"uv-1.data/scripts/uv": UV}),
    ):
        (folder / f"requirements{part}.txt").write_text(_wheel(index, name, files), encoding="utf-8")
    (folder / "asked").write_text("[]", encoding="utf-8")
    variables = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": index.as_uri(),
        "PIP_NO_CACHE_DIR": "1",
        "ASKED": str(folder / "asked"),
    }
    return Project(folder, variables)


def test_uv_installs_once_what_is_pinned_from_where_pip_takes_packages_and_is_gone(project: Project) -> None:
    assert project.prepare().stdout.startswith("Preparing the tools, once.")
    [(words, told)] = project.asked
    assert words[:3] == ["pip", "sync", "--require-hashes"]
    assert words[-1] == str(project.folder / "requirements.txt")
    assert told["UV_DEFAULT_INDEX"] == project.variables["PIP_INDEX_URL"]
    assert not [*project.venv.rglob("*uv*"), *project.venv.rglob("pip")]
    again = project.prepare()
    assert (again.stdout, again.stderr, len(project.asked)) == ("", "", 1)


@pytest.mark.slow
def test_the_tools_of_the_tests_are_added_and_leave_the_others_alone(project: Project) -> None:
    project.prepare()
    (project.venv / "kept").touch()
    assert project.prepare(tests=True).stdout == "Preparing the tools of the tests, once.\n"
    assert [Path(word).name for word in project.asked[-1][0][-2:]] == ["requirements.txt", "requirements-test.txt"]
    assert (project.venv / "kept").exists()
    project.add("requirements-test.txt", "\n")
    assert not project.prepare().stdout
    assert project.prepare(tests=True).stdout
    assert not project.prepare(tests=True).stdout
    assert (project.venv / "kept").exists()


@pytest.mark.parametrize("change", ["requirements", "Python is gone", "Python is of another kind"])
def test_what_fits_no_more_is_made_anew(project: Project, change: str) -> None:
    project.prepare()
    (project.venv / "left").touch()
    python = project.venv / "bin/python"
    if change == "requirements":
        project.add("requirements.txt", "\n")
    else:
        python.unlink()
        if change == "Python is gone":
            python.symlink_to(project.folder / "removed")
        else:
            python.write_text("#!/bin/sh\necho .cpython-39-x86_64-linux-gnu.so\n", encoding="utf-8")
            python.chmod(0o755)
    assert project.prepare().stdout.startswith("Preparing the tools, once.")
    assert not (project.venv / "left").exists()


def test_another_patch_of_the_same_python_keeps_the_environment(project: Project) -> None:
    project.prepare()
    made_by = project.venv / "pyvenv.cfg"
    made_by.write_text(made_by.read_text("utf-8").replace(f"{sys.version_info[1]}.", "11.99"), encoding="utf-8")
    assert not project.prepare().stdout


@pytest.mark.slow
@pytest.mark.parametrize("tests", [False, True])
def test_an_installation_that_was_killed_is_begun_anew(project: Project, tests: bool) -> None:
    if tests:
        project.prepare()
    assert project.prepare(tests=tests, end="killed").returncode < 0
    (project.venv / "left").touch()
    assert project.prepare(tests=tests).returncode == 0
    assert not (project.venv / "left").exists()
    assert not list(project.venv.rglob("*uv*"))
    assert not project.prepare(tests=tests).stdout


@pytest.mark.parametrize("beside", [True, False])
def test_only_what_is_installed_may_come_from_beside_the_index(project: Project, beside: bool) -> None:
    project.variables["PIP_EXTRA_INDEX_URL"] = project.variables["PIP_FIND_LINKS"] = project.folder.as_uri()
    project.venv.mkdir()
    done = project.python(f"with virtual_environment.uv(beside_the_index={beside}) as run: run('asked')")
    assert done.returncode == 0, done.stderr
    [(_, told)] = project.asked
    assert told["UV_DEFAULT_INDEX"] == project.variables["PIP_INDEX_URL"]
    assert [name in told for name in ("UV_INDEX", "UV_FIND_LINKS")] == [beside, beside]


@pytest.mark.slow
@pytest.mark.parametrize("lacking", ["uv fails", "no uv", "settings of pip that uv does not have"])
def test_pip_does_it_where_uv_cannot(project: Project, lacking: str) -> None:
    end = ""
    if lacking == "uv fails":
        end = "No solution found."
    elif lacking == "no uv":
        shutil.rmtree(project.folder.parent / "index/uv")
    else:
        project.variables["PIP_NO_INDEX"] = "1"
        project.variables["PIP_FIND_LINKS"] = " ".join(map(str, (project.folder.parent / "index").iterdir()))
    for tests, module in ((False, "tool.py"), (True, "probe.py")):
        done = project.prepare(tests=tests, end=end)
        assert done.returncode == 0, done.stderr
        assert len(list(project.venv.rglob(module))) == 1
        assert not project.prepare(tests=tests, end=end).stdout
    assert len(project.asked) == (2 if lacking == "uv fails" else 0)


@pytest.mark.slow
def test_packages_that_are_not_to_be_had_are_told_and_tried_again(project: Project) -> None:
    shutil.rmtree(project.folder.parent / "index")
    for _ in range(2):
        done = project.prepare()
        assert done.returncode == 1
        assert done.stderr.startswith("The tools could not be installed. ERROR: ")
        assert done.stderr.endswith("Check the internet connection, then run the same command again.\n")


@pytest.mark.parametrize(
    ("listing", "settings"),
    [
        ("", {}),
        ("global.timeout='60'\nglobal.cert='/a.pem'\n", {"SSL_CERT_FILE": "/a.pem"}),
        (
            ":env:.index-url='https://third/simple'\n"
            "global.index-url='https://first/simple'\n"
            "install.index-url='https://second/simple'\n",
            {"UV_DEFAULT_INDEX": "https://third/simple"},
        ),
        (
            "global.index-url='https://first/simple'\ninstall.index-url='https://second/simple'\n",
            {"UV_DEFAULT_INDEX": "https://second/simple"},
        ),
        ("download.index-url='https://a/simple'\n", {}),
        (
            "global.extra-index-url='\\nhttps://a/simple\\nhttps://b/simple'\n",
            {"UV_INDEX": "https://a/simple https://b/simple", "UV_INDEX_STRATEGY": "unsafe-best-match"},
        ),
        ("global.find-links='/a /b'\n", {"UV_FIND_LINKS": "/a,/b"}),
        (
            "global.trusted-host='a b'\nglobal.proxy='http://c:1'\nglobal.client-cert='/d'\n",
            {"UV_INSECURE_HOST": "a b", "ALL_PROXY": "http://c:1", "SSL_CLIENT_CERT": "/d"},
        ),
        ("global.index-url='https://a/simple'\ninstall.no-binary=':all:'\n", None),
    ],
)
def test_uv_is_told_what_pip_knows_of_where_packages_come_from(listing: str, settings: dict[str, str] | None) -> None:
    assert virtual_environment.as_uv(listing) == settings
