"""Creates the virtual environment `.venv` from the pinned requirements, with nothing but Python and pip.

pip fetches uv, which installs everything in a fraction of pip's time and is deleted. Where there is no uv, pip installs.
"""

import ast
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
# What the coach's machine and a publish need; what only the tests need; and what installs both.
TOOLS, TESTS, UV = (ROOT / f"requirements{part}.txt" for part in ("", "-test", "-uv"))

# The Python outside any environment, which has pip before ours exists.
_BASE = getattr(sys, "_base_executable", None) or sys.executable
# It names the minor version of Python, the ABI and the platform: all that a compiled package depends on.
_KIND = EXTENSION_SUFFIXES[0]

# pip's settings for where packages come from, and uv's environment variables for the same.
_AS_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "client-cert": "SSL_CLIENT_CERT",
    "proxy": "ALL_PROXY",
}
_LEFT_TO_PIP = {"keyring-provider", "no-binary", "no-index", "only-binary"}

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def prepare(*, tests: bool = False) -> None:
    """Create or update the environment where it is missing or out of date; exit with a message if that fails."""
    try:
        if not (_runs() and _is_made_from(TOOLS)):
            print("Preparing the tools, once. With a slow connection this takes a minute or two.", flush=True)
            venv.create(VENV, clear=True, symlinks=os.name != "nt")
            _install(TOOLS)
        if tests and not _is_made_from(TOOLS, TESTS):
            print("Preparing the tools of the tests, once.", flush=True)
            _stamp(TOOLS).unlink()  # if this is killed, the environment is incomplete
            _install(TOOLS, TESTS)
    except KeyboardInterrupt:
        sys.exit(130)
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(
            f"The tools could not be installed in {VENV.name}/: {error}\n"
            "Allow writing there; on Debian and Ubuntu also install python3-venv: sudo apt install python3-venv"
        )


@contextmanager
def uv(*, beside_the_index: bool = True) -> Iterator[Run | None]:
    """Yield a function that runs uv with pip's sources of packages, or None where uv cannot be installed.

    What a machine has beside the index often fits that machine alone, and so cannot be pinned for others.
    """
    pip = [_BASE, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    options = ["--quiet", "--require-hashes", "--no-deps", "--only-binary=:all:", "--no-compile", "--retries=1"]
    with tempfile.TemporaryDirectory(dir=VENV, prefix="uv-") as folder:
        install = subprocess.Popen(
            [*pip, "install", *options, "--target", folder, "-r", UV],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        listing = subprocess.run([*pip, "config", "list"], capture_output=True, text=True, check=False)
        install.wait()
        program, settings = shutil.which("uv", path=f"{folder}/bin"), as_uv(listing.stdout)
        if program is None or listing.returncode or settings is None:
            yield None
            return
        if not beside_the_index:
            settings = {name: value for name, value in settings.items() if name not in ("UV_INDEX", "UV_FIND_LINKS")}
        environment = settings | os.environ
        yield lambda *arguments: subprocess.run(
            [program, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )


def as_uv(listing: str) -> dict[str, str] | None:
    """Translate what `pip config list` says of package sources for uv; None where uv has no such setting."""
    found: dict[str, str] = {}
    for section in ("global", "install", ":env:"):  # the last one wins
        for name, value in re.findall(rf"^{section}\.([\w-]+)=(.+)$", listing, re.MULTILINE):
            found[name] = str(ast.literal_eval(value))
    if _LEFT_TO_PIP & found.keys():
        return None
    settings = {_AS_UV[name]: " ".join(value.split()) for name, value in found.items() if name in _AS_UV}
    if "UV_FIND_LINKS" in settings:
        settings["UV_FIND_LINKS"] = settings["UV_FIND_LINKS"].replace(" ", ",")
    if "UV_INDEX" in settings:
        settings["UV_INDEX_STRATEGY"] = "unsafe-best-match"  # as pip does; the hashes make it safe
    return settings


def _runs() -> bool:
    """Whether the environment's Python still runs, and is of this one's version and platform."""
    ask = "from importlib.machinery import EXTENSION_SUFFIXES; print(EXTENSION_SUFFIXES[0])"
    try:
        answer = subprocess.run([PYTHON, "-I", "-S", "-c", ask], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return answer.stdout.strip() == _KIND


def _stamp(*requirements: Path) -> Path:
    """The file that records, once the installation is complete, which requirements it was made from."""
    return VENV / f"made-from-{requirements[-1].stem}"


def _wanted(*requirements: Path) -> str:
    return hashlib.sha256(b"\0".join([_KIND.encode(), *(path.read_bytes() for path in requirements)])).hexdigest()


def _is_made_from(*requirements: Path) -> bool:
    return _stamp(*requirements).is_file() and _stamp(*requirements).read_text() == _wanted(*requirements)


def _install(*requirements: Path) -> None:
    # The tests start Python a thousand times; a first build is quicker when only what it imports is compiled.
    compiled = ["--compile-bytecode"] if TESTS in requirements else []
    with uv() as run:
        done = run and run("pip", "sync", "--require-hashes", "--python", PYTHON, *compiled, *requirements)
    if done is None or done.returncode:
        _install_with_pip(*requirements)
    _stamp(*requirements).write_text(_wanted(*requirements))
    _stamp(TOOLS).write_text(_wanted(TOOLS))


def _install_with_pip(*requirements: Path) -> None:
    pip = [str(PYTHON), "-m", "pip"]
    if subprocess.run([*pip, "--version"], capture_output=True, check=False).returncode:
        venv.create(VENV, clear=True, symlinks=os.name != "nt", with_pip=True)
    install = [*pip, "install", "--require-hashes", "--no-input", "--disable-pip-version-check"]
    files = [argument for path in requirements for argument in ("-r", str(path))]
    lines = [""]
    with subprocess.Popen([*install, *files], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        for line in process.stdout or ():
            lines.append(line.strip())
            if line.startswith("Collecting "):
                print("  " + line.split()[1].split("==")[0], flush=True)
    if process.returncode:
        reason = next((line for line in reversed(lines) if line.startswith("ERROR")), lines[-1])
        sys.exit(
            f"The tools could not be installed. {reason}\n"
            "Check the internet connection, then run the same command again."
        )
