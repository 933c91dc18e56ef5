"""A build that waits until it is wanted, with all that a build needs in its memory by then.

A line on its standard input starts it; where that ends without one, so does this. Where our code has changed in
between, or cannot be loaded, a new build is started instead.
"""

import contextlib
import gc
import importlib
import signal
import subprocess
import sys
from pathlib import Path

from incremental import inputs

BUILD = Path(__file__).resolve().parent.parent / "build.py"
OPTIONS = ["--without-search"]  # the preview makes the index when it is asked for
CODE = ("checks", "incremental", "plugins", "theme")
LOADED = (
    "build", "checks.configuration", "checks.old_addresses", "checks.paths", "checks.site_facts", "checks.sources",
    "checks.built_site", "incremental.findings", "incremental.pages", "incremental.sources",
    "plugins.changes", "plugins.faq", "plugins.feeds", "plugins.github_lists", "plugins.named_blocks", "plugins.opening",
    "plugins.read_next", "plugins.reading_paths", "plugins.search_index", "plugins.stylesheet",
    "pelican.settings", "jinja2.ext", "lxml.html", "PIL.JpegImagePlugin",
    "markdown.extensions.abbr", "markdown.extensions.attr_list", "markdown.extensions.def_list",
    "markdown.extensions.fenced_code", "markdown.extensions.footnotes", "markdown.extensions.tables",
    "markdown.extensions.toc",
)  # fmt: skip


def main() -> None:
    """Load, wait, build."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # to wait is nothing that has to be ended with care
    code = inputs.code(*CODE)
    loaded = False
    with contextlib.suppress(Exception):
        for module in LOADED:
            importlib.import_module(module)
        loaded = True
    gc.freeze()  # what is loaded now stays, and need not be looked through again and again
    if sys.stdin.readline():
        signal.signal(signal.SIGINT, signal.default_int_handler)
        inputs.code.cache_clear()
        if not loaded or inputs.code(*CODE) != code:
            sys.exit(subprocess.call([sys.executable, str(BUILD), *OPTIONS]))
        build = importlib.import_module("build")
        build.interruptible(lambda _: build.main(OPTIONS))


if __name__ == "__main__":
    main()
