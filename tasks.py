#!/usr/bin/env python3
"""The tasks of the project: `python3 tasks.py TASK`, or `invoke TASK` in the environment.

As a script this needs nothing but Python 3.11: it creates the environment where that is missing or out of date, and runs
invoke in it.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent

if __name__ == "__main__":
    if sys.version_info < (3, 11):
        sys.exit("This needs Python 3.11 or newer; this one is {}.{}.".format(*sys.version_info[:2]))
    import virtual_environment

    virtual_environment.prepare()
    os.chdir(ROOT)
    command = [str(virtual_environment.PYTHON), "-c", "import tasks; tasks.main()", *(sys.argv[1:] or ["--list"])]
    if os.name == "nt":
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)  # so that Ctrl-C reaches the task and nothing between

from invoke.collection import Collection  # noqa: E402  # only in the environment
from invoke.context import Context  # noqa: E402
from invoke.exceptions import ParseError  # noqa: E402
from invoke.program import Program  # noqa: E402
from invoke.tasks import task  # noqa: E402

from problem import nearest  # noqa: E402


class Tasks(Program):
    """Invoke's program, but with any number of paths for `test`, and with our words for a mistyped command line."""

    def normalize_argv(self, argv: list[str] | None) -> None:
        """Turn the arguments of `test` into `--path` options: invoke has no variadic arguments."""
        super().normalize_argv(argv)
        if self.argv[1:2] == ["test"]:
            before = ["", *self.argv]
            self.argv = [
                f"--path={word}" if at > 1 and word[:1] != "-" and before[at] not in ("-k", "-p", "--path") else word
                for at, word in enumerate(self.argv)
            ]

    def parse_tasks(self) -> None:
        """Exit with a message where a task or an option is unknown."""
        try:
            super().parse_tasks()
        except ParseError as error:
            programs = {"new": "writing.new_article", "import": "importing", "letter": "mailing"}
            if sys.argv[1] in programs and "required positional" in str(error):  # it asks, or says what to type
                run("-m", programs[sys.argv[1]], *sys.argv[2:])
                sys.exit()
            if sys.argv[1] == "new" and re.search("No idea what ['\"][^-]", str(error)):
                sys.exit('Put the title in quotation marks: python3 tasks.py new "Its Title"')
            known = [name.replace("_", "-") for name in self.scoped_collection.task_names]
            near = "" if sys.argv[1] in known else nearest(sys.argv[1], known)
            meant = f"Did you mean `python3 tasks.py {near}`? " if near else ""
            sys.exit(
                f"{error} {meant}The tasks are {', '.join(known)}; `python3 tasks.py --help TASK` shows the options of one."
            )


def main() -> None:
    """Run the tasks named on the command line."""
    Tasks(
        namespace=Collection.from_module(sys.modules[__name__]), name="tasks.py", binary="python3 tasks.py", version="1"
    ).run()


def run(*command: str) -> None:
    """Run one of our programs in the project's folder, and exit with its status if it fails."""
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
        "fix": "first fix what has only one right answer",
        "json": "in JSON, for editors",
    }
)
def check(_: Context, publish: bool = False, fix: bool = False, json: bool = False) -> None:
    """List everything that has to be fixed, in the sources and in the pages made from them."""
    if fix:
        run("-m", "checks.fix")
    run("build.py", "--check", *(["--publish"] if publish else []), *(["--json"] if json else []))


@task(
    help={
        "yes": "although something about it was questioned",
        "dry-run": "show what would change, and push nothing",
        "bundle": "only write what would be pushed into this file, for the workflow",
    }
)
def publish(_: Context, yes: bool = False, dry_run: bool = False, bundle: str = "") -> None:
    """Put the site of the last commit live, if everything holds."""
    options = [
        *(["--yes"] if yes else []),
        *(["--dry-run"] if dry_run else []),
        *([f"--bundle={bundle}"] if bundle else []),
    ]
    run("-m", "publishing.publish", *options)


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


@task(help={"answers": "a TOML file with the answers, so that nothing is asked"})
def setup(_: Context, answers: str = "") -> None:
    """Make the site your own: answer a dozen questions, and get its facts and pages in your language."""
    run("-m", "setup", *([f"--answers={answers}"] if answers else []))


@task(help={"title": "in quotation marks", "topic": "one of content/site.toml", "draft": "keep it off the live site"})
def new(_: Context, title: str, topic: str = "", draft: bool = False) -> None:
    """Start an article: new "Its Title"; without a title it asks."""
    run("-m", "writing.new_article", f"--topic={topic}", *(["--draft"] if draft else []), "--", title)


@task(
    name="import",
    help={
        "file": "the export of the old site",
        "pictures": "the folder of its pictures",
        "yes": "write it; without this, only the report is written",
    },
)
def import_(_: Context, file: str, pictures: str = "", yes: bool = False) -> None:
    """Move in from WordPress, Squarespace, Ghost, Substack, Medium or Blogger: import FILE."""
    run("-m", "importing", f"--pictures={pictures}", *(["--yes"] if yes else []), "--", file)


@task
def export(_: Context) -> None:
    """Write all articles and pages into export.xml, which WordPress can import."""
    run("-m", "importing.export")


@task(
    help={
        "name": "the file of an article, with or without .md",
        "draft": "make a draft of it there, or renew it; nothing is sent",
    }
)
def letter(_: Context, name: str, draft: bool = False) -> None:
    """Write an article as a letter for your newsletter's provider: letter NAME."""
    run("-m", "mailing", *(["--draft"] if draft else []), "--", name)


@task
def measure(_: Context) -> None:
    """Show what every type of page costs a reader on a phone, beside its budget."""
    prepare_tests()
    run("-m", "tests.browser.measure")


@task
def lock(_: Context) -> None:
    """Renew the pinned requirements: the newest versions that pyproject.toml allows, with their hashes."""
    import virtual_environment

    options = ["--universal", "--python-version=3.11", "--generate-hashes", "--upgrade", "--quiet"]
    bare = ["--no-emit-index-url", "--no-annotate", "--no-header"]
    with virtual_environment.uv(beside_the_index=False) as uv:
        if not uv:
            sys.exit("This needs uv, which pip could not install. Check the internet connection, then try again.")
        for path, wanted in (
            (virtual_environment.TOOLS, ["pyproject.toml"]),
            (virtual_environment.TESTS, ["--group=test", f"--constraints={virtual_environment.TOOLS.name}"]),
            (virtual_environment.UV, ["--group=install"]),
        ):
            done = uv("pip", "compile", *options, *bare, *wanted, f"--output-file={path.name}")
            if done.returncode:
                sys.exit(f"{path.name} could not be renewed. {done.stderr.strip()}")


def prepare_tests() -> None:
    """Install what only the tests and the measurements need."""
    import virtual_environment

    virtual_environment.prepare(tests=True)


@task(
    iterable=["path"],
    help={
        "path": "a file, a folder or a test, as it is called from here; `--path` itself can be left out",
        "k": "only tests whose names fit these words, like pytest's -k",
        "all": "also those that take long: races, kills, long runs",
    },
)
def test(_: Context, path: list[str], k: str = "", all_: bool = False) -> None:
    """Run the tests, in a real browser too: test [PATHS] [-k WORDS] [--all]."""
    if missing := [name for name in path if not (ROOT / name.split("::")[0]).exists()]:
        sys.exit(f"There is no {missing[0]}. A path is one like tests/unit, as seen from the project's folder.")
    prepare_tests()
    from tests.browser.find_chromium import find, install

    install()
    browser, shell = find(), find(headless_shell=True)
    if not (browser and shell):
        sys.exit(
            "The tests need Chromium or Chrome. Install it, or name it: CHROMIUM=/path/to/chromium python3 tasks.py test"
        )
    os.environ |= {"CHROMIUM": browser, "CHROMIUM_HEADLESS_SHELL": shell}
    if not path:
        run("-m", "ruff", "check", "--quiet", ".")
        run("-m", "ruff", "format", "--check", "--quiet", ".")
        run("-m", "mypy")
    # Tests mostly wait for a browser or a build, so more of them run at once than there are processors. The tests of a file
    # stay together as long as every process is busy, since each process prepares a file's fixtures for itself.
    options = [f"--numprocesses={(os.cpu_count() or 1) * 2}", "--dist=worksteal"]
    try:
        run("-m", "pytest", *options, *(["-m", ""] if all_ else []), *(["-k", k] if k else []), *path)
    except SystemExit as end:
        if end.code == 5:
            sys.exit("No test fits. Those marked slow run only with --all.")
        raise
