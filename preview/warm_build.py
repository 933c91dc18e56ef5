"""A build that waits until it is wanted, with all that a build needs in its memory by then: code and templates.

A line on its standard input starts it, and names the page to make first; where that ends without one, so does this.
Where our code has changed in between, or cannot be loaded, a new build is started instead.
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
    "theme/templates/**/*",
)
LOADED = (
    "build", "site_folder", "checks.configuration", "checks.old_addresses", "checks.paths", "checks.site_facts", "checks.sources",
    "checks.built_site", "incremental.findings", "incremental.pages", "incremental.sources", "incremental.store",
    "plugins.changes", "plugins.faq", "plugins.feeds", "plugins.opening",
    "plugins.read_next", "plugins.reading_paths", "plugins.stylesheet",
    "pelican.settings", "jinja2.ext", "lxml.html", "PIL.JpegImagePlugin",
    "markdown.extensions.abbr", "markdown.extensions.attr_list", "sources.article",
)  # fmt: skip


def code() -> list[tuple[str, int, int]]:
    """Every file of our code and every template, and when it was last changed."""
    files = [path for pattern in CODE for path in ROOT.glob(pattern) if "__pycache__" not in path.parts]
    status = {str(path): path.stat() for path in files if path.is_file()}
    return sorted((path, now.st_mtime_ns, now.st_ctime_ns) for path, now in status.items())


def main() -> None:
    """Load, wait, build."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # to wait is nothing that has to be ended with care
    kept = loaded = None
    with contextlib.suppress(Exception, SystemExit):
        before = code()
        modules = {name: importlib.import_module(name) for name in LOADED}
        with contextlib.redirect_stderr(io.StringIO()):
            settings = modules["pelican.settings"].read_settings(str(ROOT / "pelicanconf.py"))
            with modules["site_folder"].output_lock(modules["build"].OUTPUT):
                pass  # the build before has ended, and need not be waited for then
        kept = modules["incremental.store"].Store()
        compile_templates(kept, settings)
        loaded = before
    gc.freeze()  # what is loaded now stays, and need not be looked through again and again
    if not (line := sys.stdin.readline()):
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if kept and loaded == code():
        kept.wanted = line.strip()
        build = importlib.import_module("build")
        build.interruptible(lambda _: _end(build.main(OPTIONS, kept=kept, behind=behind)))
    anew = [sys.executable, str(ROOT / "build.py"), *OPTIONS]
    if sys.platform == "win32":  # there, the new program would be another process
        sys.exit(subprocess.call(anew))
    os.execv(sys.executable, anew)  # noqa: S606


def compile_templates(kept: Any, settings: dict[str, Any]) -> None:
    """Have every template compiled before a page needs it."""
    generators, pages = (importlib.import_module(name) for name in ("pelican.generators", "incremental.pages"))
    pages.note(
        generators.Generator(
            {}, settings | {"KEPT": kept}, settings["PATH"], settings["THEME"], settings["OUTPUT_PATH"]
        )
    )
    for name in kept.environment.list_templates():  # Pelican asks for some of its own too
        kept.environment.get_template(name)


def behind(work: Callable[[], None]) -> None:
    """Let a process of its own do the work, so that the page is shown meanwhile; it holds the lock on the output."""
    try:
        process = os.fork()
    except (AttributeError, OSError):  # there is no such thing, or no room for it
        work()
        return
    if not process:
        try:
            for stream in range(3):  # who waits for the build waits until nobody can say anything more
                os.dup2(os.open(os.devnull, os.O_RDWR), stream)
            work()
        finally:
            os._exit(0)


def _end(status: int) -> NoReturn:
    """End at once: to take apart all that is in memory takes as long as a page to render."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    main()
