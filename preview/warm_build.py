"""A warm build: a process that has imported the code and compiled the templates before the coach saves.

A line on its stdin starts the build and names the page to render first; at the end of stdin it exits. Where our code has
changed since, or cannot be imported, it starts a cold build instead.

A process that waits is ready at once, one forked from a server (multiprocessing's forkserver) takes twice as long, for
the copies of what it touches; nor could such a server be restarted after a change of code by anything public.
"""

import contextlib
import gc
import importlib
import io
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = ["--without-search"]  # the preview makes the index when it is asked for
CODE = (
    "*.py",
    "checks/**/*",
    "incremental/**/*",
    "forms/**/*",
    "pictures/**/*",
    "plugins/**/*",
    "sources/**/*",
    "writing/**/*",
    "theme/templates/**/*",
    "theme/words/*",
)
LOADED = (
    "build", "site_folder", "checks.environment_variables", "checks.old_addresses", "checks.paths_toml", "checks.settings", "checks.site_toml", "checks.sources", "checks.voices_toml", "checks.workshops_toml",
    "checks.built_site", "checks.mark", "incremental.findings", "incremental.pages", "incremental.sources", "incremental.store",
    "plugins.changes", "plugins.default_pages", "plugins.faq", "plugins.feeds", "plugins.icons", "plugins.opening",
    "plugins.read_next", "plugins.reading_paths", "plugins.stylesheet", "plugins.workshops",
    "pelican.settings", "jinja2.ext", "lxml.html", "PIL.JpegImagePlugin",
    "plugins.picture_files", "plugins.redirects", "markdown.extensions.abbr", "markdown.extensions.attr_list", "sources.article",
)  # fmt: skip


def code() -> list[tuple[str, int, int]]:
    """Every file of our code and every template, with the times of its last change."""
    files = [path for pattern in CODE for path in ROOT.glob(pattern) if "__pycache__" not in path.parts]
    status = {str(path): path.stat() for path in files if path.is_file()}
    return sorted((path, now.st_mtime_ns, now.st_ctime_ns) for path, now in status.items())


def main() -> None:
    """Import, wait, build."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # while it waits there is nothing to clean up
    store = loaded = None
    with contextlib.suppress(Exception, SystemExit):
        before = code()
        modules = {name: importlib.import_module(name) for name in LOADED}
        with contextlib.redirect_stderr(io.StringIO()):
            settings = modules["pelican.settings"].read_settings(str(ROOT / "pelicanconf.py"))
            with modules["site_folder"].lock(modules["build"].OUTPUT):
                pass  # wait here for the build before, not once this one is wanted
        store = modules["incremental.store"].Store()
        compile_templates(store, settings)
        loaded = before
    gc.freeze()  # what is loaded now is never garbage
    if not (line := sys.stdin.readline()):
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if store and loaded == code():
        store.priority_page = line.strip()
        build = importlib.import_module("build")
        importlib.import_module("site_folder").interruptible(
            lambda _: _exit(build.main(OPTIONS, store=store, behind=in_background))
        )
    cold = [sys.executable, str(ROOT / "build.py"), *OPTIONS]
    if sys.platform == "win32":  # there, exec starts another process
        sys.exit(subprocess.call(cold))
    os.execv(sys.executable, cold)  # noqa: S606


def compile_templates(store: Any, settings: dict[str, Any]) -> None:
    """Compile every template into the environment that the build takes from `store`."""
    generators, pages = (importlib.import_module(name) for name in ("pelican.generators", "incremental.pages"))
    pages.trace(
        generators.Generator(
            {}, settings | {"CACHE": store}, settings["PATH"], settings["THEME"], settings["OUTPUT_PATH"]
        )
    )
    for name in store.environment.list_templates():  # Pelican asks for some of its own too
        store.environment.get_template(name)


def in_background(work: Callable[[], None]) -> None:
    """Do the work in a forked process, which inherits the lock on the output, so that the build can end before it."""
    try:
        process = os.fork()
    except (AttributeError, OSError):  # there is no such thing, or no room for it
        work()
        return
    if not process:
        try:
            for stream in range(3):  # whoever reads the build's output waits until every copy of the pipe is closed
                os.dup2(os.open(os.devnull, os.O_RDWR), stream)
            work()
        finally:
            os._exit(0)


def _exit(status: int) -> NoReturn:
    """Exit without freeing the memory: that takes as long as rendering a page."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    main()
