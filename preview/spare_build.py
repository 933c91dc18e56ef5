"""A build that waits until it is wanted: it has the libraries loaded by then, and reads our own code only when it starts.

A line on its standard input starts it; where that ends without one, so does this.
"""

import importlib
import runpy
import sys
from pathlib import Path

# What every build loads and no edit changes.
LIBRARIES = (
    "pelican", "pelican.settings", "jinja2.ext", "typogrify.filters", "smartypants", "lxml.html", "PIL.JpegImagePlugin", "rcssmin",
    "markdown.extensions.abbr", "markdown.extensions.attr_list", "markdown.extensions.def_list",
    "markdown.extensions.fenced_code", "markdown.extensions.footnotes", "markdown.extensions.sane_lists",
    "markdown.extensions.tables", "markdown.extensions.toc", "sqlite3", "concurrent.futures.process",
)  # fmt: skip

if __name__ == "__main__":
    for library in LIBRARIES:
        importlib.import_module(library)
    if sys.stdin.readline():
        program = str(Path(__file__).resolve().parent.parent / "build.py")
        sys.argv = [program]
        runpy.run_path(program, run_name="__main__")
