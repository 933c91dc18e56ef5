#!/usr/bin/env python3
"""Everything one can do, by name: `python3 tasks.py TASK`, or `invoke TASK` in the environment.

Run as a script this needs nothing but Python 3.11: it makes `.venv` from requirements.txt when that
is missing or has changed, and hands over to invoke in it.
"""

import difflib
import hashlib
import os
import re
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def prepare():
    """Make the environment if it is missing or older than requirements.txt; ends with a sentence if it can't."""
    if sys.version_info < (3, 11):
        sys.exit("This needs Python 3.11 or newer; this one is {}.{}.".format(*sys.version_info[:2]))
    try:
        wanted = hashlib.sha256((ROOT / "requirements.txt").read_bytes() + sys.version.encode()).hexdigest()
        stamp = VENV / "made-from"
        if PYTHON.exists() and stamp.is_file() and stamp.read_text() == wanted:
            return
        print("Preparing the tools, once. This takes a minute or two.", flush=True)
        venv.create(VENV, clear=True, with_pip=True)
        install = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--no-input", "--disable-pip-version-check"]
        process = subprocess.Popen(
            [*install, "-r", str(ROOT / "requirements.txt")],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        said = []
        for line in process.stdout:
            said.append(line.strip())
            if line.startswith("Collecting "):
                print("  " + line.split()[1].split("==")[0], flush=True)
        if process.wait():
            reason = next((line for line in reversed(said) if line.startswith("ERROR")), said[-1] if said else "")
            sys.exit(
                f"The tools could not be installed. {reason}\nCheck the internet connection, then run the same command again."
            )
        stamp.write_text(wanted)
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(
            f"The tools could not be installed in {VENV.name}/: {error}\n"
            "Allow writing there; on Debian and Ubuntu also install python3-venv: sudo apt install python3-venv"
        )


if __name__ == "__main__":
    prepare()
    os.chdir(ROOT)
    command = [str(PYTHON), "-c", "import tasks; tasks.main()", *(sys.argv[1:] or ["--list"])]
    if os.name == "nt":
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)  # so that Ctrl-C reaches the task and nothing between

from invoke import Collection, Context, Program, task  # noqa: E402  # only in the environment
from invoke.exceptions import ParseError  # noqa: E402


class Tasks(Program):
    """Invoke, but a slip on the command line is answered with what there is."""

    def parse_tasks(self) -> None:
        """End with a sentence where a task or an option is not known."""
        try:
            super().parse_tasks()
        except ParseError as error:
            if sys.argv[1] == "new" and "required positional" in str(error):  # it asks, or says what to type
                run("-m", "preview.new_article", *sys.argv[2:])
                sys.exit()
            if sys.argv[1] == "new" and re.search("No idea what ['\"][^-]", str(error)):
                sys.exit('Put the title in quotation marks: python3 tasks.py new "Its Title"')
            known = [name.replace("_", "-") for name in self.scoped_collection.task_names]
            near = difflib.get_close_matches(sys.argv[1], known, 1) if sys.argv[1] not in known else []
            meant = f"Did you mean `python3 tasks.py {near[0]}`? " if near else ""
            sys.exit(
                f"{error} {meant}The tasks are {', '.join(known)}; `python3 tasks.py --help TASK` shows the options of one."
            )


def main() -> None:
    """Run the tasks named on the command line."""
    Tasks(
        namespace=Collection.from_module(sys.modules[__name__]), name="tasks.py", binary="python3 tasks.py", version="1"
    ).run()


def run(*command: str) -> None:
    """Run one of our programs in the project's folder, and end with its exit status if it fails."""
    try:
        status = subprocess.call([sys.executable, *command], cwd=ROOT)
    except KeyboardInterrupt:
        status = 130
    if status:
        sys.exit(status)


@task(help={"port": "the port on this machine"})
def serve(_: Context, port: str = "8000") -> None:
    """Show the site in a browser and keep it up to date while you write."""
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "preview.server", port])


@task(help={"publish": "the site that would go live"})
def build(_: Context, publish: bool = False) -> None:
    """Build the site into output/."""
    run("build.py", *(["--publish"] if publish else []))


@task(
    help={
        "publish": "also what must hold before it goes live",
        "fix": "first mend what has only one right answer",
        "json": "in JSON, for editors",
    }
)
def check(_: Context, publish: bool = False, fix: bool = False, json: bool = False) -> None:
    """List everything that has to be mended, in the sources and in the pages made from them."""
    if fix:
        run("-m", "checks.fix")
    run("build.py", "--check", *(["--publish"] if publish else []), *(["--json"] if json else []))


@task(help={"yes": "although something about it was questioned", "dry-run": "show what would change, and push nothing"})
def publish(_: Context, yes: bool = False, dry_run: bool = False) -> None:
    """Put the site of the last commit live, if everything holds."""
    run("-m", "publishing.publish", *(["--yes"] if yes else []), *(["--dry-run"] if dry_run else []))


@task(help={"dry-run": "show what would change, and push nothing"})
def undo(_: Context, dry_run: bool = False) -> None:
    """Put the version before the last publish back."""
    run("-m", "publishing.undo", *(["--dry-run"] if dry_run else []))


@task
def status(_: Context) -> None:
    """Show what is live, what waits, and what differs from here."""
    run("-m", "publishing.status")


@task(help={"send": "post one marked test message to each"})
def forms(_: Context, send: bool = False) -> None:
    """Show where the forms send what readers write."""
    run("-m", "preview.try_forms", *(["--send"] if send else []))


@task(help={"title": "in quotation marks", "topic": "one of content/site.toml", "draft": "keep it off the live site"})
def new(_: Context, title: str, topic: str = "", draft: bool = False) -> None:
    """Start an article: new "Its Title"; without a title it asks."""
    run("-m", "preview.new_article", f"--topic={topic}", *(["--draft"] if draft else []), "--", title)


@task
def measure(_: Context) -> None:
    """Show what every type of page costs a reader on a phone, beside its budget."""
    run("-m", "benchmarks.measure")


@task(help={"hugo": "where Hugo is, unless it is on the PATH", "serve": "how long an edit takes to be shown instead"})
def bench(_: Context, articles: int = 100, topics: int = 6, runs: int = 3, hugo: str = "", serve: bool = False) -> None:
    """Show how long a build takes, beside stock Pelican and Hugo on the same articles."""
    numbers = [f"--articles={articles}", f"--topics={topics}", f"--runs={runs}"]
    run("-m", "benchmarks.bench", *numbers, f"--hugo={hugo}", *(["--serve"] if serve else []))


@task
def lock(_: Context) -> None:
    """Renew requirements.txt: the newest versions that pyproject.toml allows, with their hashes."""
    compile_ = [
        "pip",
        "compile",
        "--universal",
        "--python-version",
        "3.11",
        "--generate-hashes",
        "--upgrade",
        "--quiet",
    ]
    bare = ["--no-emit-index-url", "--no-annotate", "--no-header"]
    run("-m", "uv", *compile_, *bare, "pyproject.toml", "--output-file", "requirements.txt")


@task
def test(_: Context) -> None:
    """Run every test, in a real browser too."""
    from tests.browser.find_chromium import find, install

    install()
    browser, shell = find(), find(headless_shell=True)
    if not (browser and shell):
        sys.exit(
            "The tests need Chromium or Chrome. Install it, or name it: CHROMIUM=/path/to/chromium python3 tasks.py test"
        )
    os.environ |= {"CHROMIUM": browser, "CHROMIUM_HEADLESS_SHELL": shell}
    run("-m", "ruff", "check", "--quiet", ".")
    run("-m", "ruff", "format", "--check", "--quiet", ".")
    run("-m", "mypy")
    run("-m", "pytest")
