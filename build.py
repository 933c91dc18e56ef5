"""From sources to a finished folder: check, render aside, check what came out, swap.

Run as a program it builds the local site, or with `--publish` the one that would go live.
Nothing is written to `output/` unless everything before held.
"""

import argparse
import contextlib
import io
import logging
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from errno import ELOOP, ENOSPC
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import site_folder
from checks import project_files
from checks.report import as_json, closing, print_report
from checks.settings import line_of
from incremental.build_stamp import BuildStamp
from incremental.store import Store
from problem import Problem, errors

if TYPE_CHECKING:  # it takes long to import
    from sources.content import Content

ROOT = Path(__file__).parent
CONTENT = ROOT / "content"
OUTPUT = ROOT / "output"


def build(
    output: Path = OUTPUT,
    *,
    publish: bool = False,
    keep: bool = True,
    search: bool = True,
    store: Store | None = None,
    behind: Callable[[Callable[[], None]], None] = lambda work: work(),
) -> list[Problem]:
    """Build the site into `output` and return the problems and the advice.

    With a problem that is no mere advice, or without `keep`, `output` is left as it was. Without `search`, the index
    for the search is not made. `store` is that of a build that has waited, with its templates; `behind` does what nobody has
    to wait for once the site is there. The caller is alone with the output (`site_folder.lock`).
    """
    problems: list[Problem] = []
    staging = None
    try:
        site_folder.recover(output)
        store = store or Store()
        stamp = BuildStamp(store, output, str(publish), str(search))
        now = datetime.now(UTC)
        if problems := project_files.check(ROOT):
            return problems
        if keep and (up_to_date := stamp.up_to_date(now)) is not None:
            return up_to_date
        # Imported here: that takes longer than all before.
        from checks import built_site, environment_variables, old_addresses, paths_toml, site_toml, sources
        from incremental import findings
        from incremental.sources import read_ahead, text
        from sources.content import read

        content = read(CONTENT, now, publish=publish)
        content.read = partial(text, store=store)
        if problems := list(sources.folders_are_there(content)):
            return problems
        problems = site_toml.check(content)
        with _collecting(problems):
            read_ahead(content, store)
        problems += sources.check(content, partial(findings.single_file, store=store))
        problems += (
            old_addresses.check(content) + paths_toml.check(content) + environment_variables.check(os.environ, content)
        )
        if keep and site_folder.is_foreign(output):
            remedy = "Name another folder, or delete this one yourself if nothing in it is needed."
            problems.append(Problem(_relative(str(output)), 0, "This is not a site that was built here.", remedy))
        if errors(problems):
            return problems
        staging = site_folder.make_staging(output)
        problems += render(staging, store, output, publish=publish, search=search) or built_site.check(
            staging, content, publish=publish, each=partial(findings.summaries, store=store)
        )
        problems += sources.lost(content, staging) if not errors(problems) else []
        if publish or not keep:
            problems += vanished(staging, content)
        if keep and not errors(problems):
            site_folder.swap(staging, output)
            behind(partial(site_folder.recover, output))
            behind(partial(stamp.commit, problems))
    except OSError as error:
        problems.append(_unwritable(error, output))
    finally:
        if staging and staging.exists():
            site_folder.remove(staging)
            if store:
                store.discard()
    return problems


def render(
    output: Path,
    store: Store | None = None,
    last: Path | None = None,
    *,
    publish: bool = False,
    search: bool = True,
) -> list[Problem]:
    """Let Pelican write the site into an empty folder; every warning is a problem.

    `store` is what former builds kept, and `last` the site that the folder will take the place of.
    """
    # Imported here: the settings read site.toml, which must have been checked before.
    from pelican import Pelican
    from pelican.log import console
    from pelican.settings import DEFAULT_CONFIG, get_settings_from_file, read_settings

    from checks import settings as rules

    files = [ROOT / "pelicanconf.py", *([ROOT / "publishconf.py"] if publish else [])]
    console.quiet = True
    problems: list[Problem] = []
    with _collecting(problems, files[-1]):
        try:
            problems += rules.check(files, get_settings_from_file(str(files[-1])), DEFAULT_CONFIG)
            if problems:
                return problems
            settings = read_settings(
                str(files[-1]), override={"OUTPUT_PATH": str(output), "CACHE": store, "LAST": last}
            )
            if not search:
                settings["PLUGINS"].remove("plugins.search_index")
            Pelican(settings).run()
        except Exception as error:  # whatever a template, plugin or setting raises becomes a sentence
            if isinstance(error, OSError) and (error.errno == ENOSPC or str(error.filename).startswith(str(output))):
                raise
            problems.append(explain(error, files[-1]))
    return problems


def vanished(output: Path, content: "Content") -> list[Problem]:
    """What readers know of the live site, as far as this repository has seen it, and would not find in `output`."""
    from checks import live_commits, vanished_addresses  # here for the same reason

    return vanished_addresses.check(output, content, *live_commits.live_site(content))


def explain(error: BaseException, settings: Path | None = None) -> Problem:
    """An exception as a place and a sentence: the innermost line that may be at fault, and what went wrong there.

    Where it has no line of ours, it is reported for the settings that Pelican was given.
    """
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(ROOT) and not {".venv", "incremental"} & set(Path(frame.filename).parts)
    ]
    frames = [frame for frame in frames if Path(frame.filename) != ROOT / "build.py"]
    said = _said(error)
    path, line = (frames[-1].filename, frames[-1].lineno or 0) if frames else (str(settings or ""), 0)
    if not frames and settings:
        line = line_of(settings, said)
    found, remedy = f"The build stops here: {said}", "Mend this line, or undo the last change to the file."
    if missing := getattr(error, "name", "") if type(error).__name__ == "TemplateNotFound" else "":
        path, line = f"theme/templates/{missing}", 0
    elif template := re.match(r"\[templates\] unable to load (\S+?)\[(\.\w+)", str(error)):
        path, line, missing = f"theme/templates/{template[1]}{template[2]}", 0, template[1]
    elif filename := getattr(error, "filename", None):  # a template that cannot be read at all, or a missing file
        path, line = str(filename), getattr(error, "lineno", None) or 0
        missing = str(filename) if isinstance(error, FileNotFoundError) else ""
    path = _relative(path)
    if missing:
        found, remedy = "This file is missing.", f"Put it back: `git checkout {path}`."
    return Problem(_without_paths(path) or "the build", line, found, remedy)


def _said(error: BaseException) -> str:
    """What an exception says, without the names that only programmers know and without the folders of this machine."""
    words = getattr(error, "strerror", "") or getattr(error, "msg", "") or str(error)
    if unknown := re.search(
        r"'(\w+)' is undefined|(?:has no (?:attribute|element)|unexpected keyword argument|name) '(\w+)'", words
    ):
        return f"“{next(filter(None, unknown.groups()))}” is not known here."
    if isinstance(error, KeyError):
        words = f"there is no {words}"
    words = re.sub(r"\b(?:[a-z_]\w*\.)*[A-Z]\w+(?:Error|Exception|Warning|Found)\b:? ?", "", words)
    words = _without_paths(" ".join(words.split())).rstrip(".")
    return f"{words or 'it does not say why'}."


def _without_paths(words: str) -> str:
    """The words without the folders of this machine: what is in the project by its path there, all else by its name."""
    words = words.replace(f"{ROOT}{os.sep}", "").replace(str(ROOT), "the project")
    return re.sub(r"(?<![\w:/.>-])(/[\w.+@-]+)(?:/[\w.+@ -]+)*/([\w.+@-]+)", _name_alone, words)


def _name_alone(path: re.Match[str]) -> str:
    return path[2] if Path(path[1]).is_dir() else path[0]  # it may be an address of the site


@contextlib.contextmanager
def _collecting(problems: list[Problem], settings: Path | None = None) -> Iterator[None]:
    """Whatever is logged meanwhile as a warning or worse is a problem."""
    logging.getLogger().addHandler(collector := _Collector(problems, settings))
    try:
        yield
    finally:
        logging.getLogger().removeHandler(collector)


class _Collector(logging.Handler):
    def __init__(self, problems: list[Problem], settings: Path | None) -> None:
        super().__init__(logging.WARNING)
        self.problems, self.settings = problems, settings

    def emit(self, record: logging.LogRecord) -> None:
        message = " ".join(re.sub(r"\x1b\[[0-9;]*m", "", record.getMessage()).split())
        where = re.search(r"\b(?:articles|pages)/\S+?\.md\b", message)
        cause = record.exc_info[1] if record.exc_info else sys.exc_info()[1]
        if cause and not where:
            self.problems.append(explain(cause, self.settings))
            return
        # Pelican's own words speak of its settings and folders; what they are about is its file, and the cause.
        line = line_of(self.settings, message) if self.settings else 0
        path = f"content/{where[0]}" if where else self.settings.name if line and self.settings else "content"
        said = _said(cause) if cause else f"{_without_paths(message).rstrip('.')}."
        found = f"No page can be made of this file: {said}" if where else f"Pelican says: {said}"
        self.problems.append(Problem(path, line, found, "Mend the file, or undo the last change to it."))


def _unwritable(error: OSError, output: Path) -> Problem:
    return Problem(
        _relative(str(output)),
        0,
        f"This cannot be written: {error.strerror}.",
        "Make room, or allow writing there, and try again.",
    )


def _relative(path: str) -> str:
    return str(Path(path).relative_to(ROOT)) if path and Path(path).is_relative_to(ROOT) else path


def main(argv: list[str], **waited: Any) -> int:
    """Build from the command line, with what a build that waited passes on to `build`; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--publish", action="store_true", help="the site that would go live")
    parser.add_argument("--check", action="store_true", help="build and check, but keep nothing")
    parser.add_argument("--without-search", action="store_true", help="leave out the index for the search")
    parser.add_argument("--json", action="store_true", help="say what was found in JSON, for editors")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    arguments = parser.parse_args(argv)
    output = arguments.output.resolve()
    for stream in (sys.stdout, sys.stderr):  # what was found may hold any letter, and any terminal must show it
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        if arguments.output.is_symlink():
            raise OSError(ELOOP, "it is a link to another place")
        with site_folder.lock(output):
            search = not arguments.without_search
            problems = build(output, publish=arguments.publish, keep=not arguments.check, search=search, **waited)
    except OSError as error:
        problems = [_unwritable(error, output)]
    if arguments.json:
        print(as_json(problems))
    else:
        if problems:
            print_report(problems, os.environ, sys.stderr)
        if not errors(problems):
            print(closing([]) if arguments.check else f"The site is in {_relative(str(output))}/.")
    return 1 if errors(problems) else 0


if __name__ == "__main__":
    site_folder.interruptible(main)
