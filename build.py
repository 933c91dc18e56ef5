"""From sources to a finished folder: check, render aside, check what came out, swap.

Run as a program it builds the local site, or with `--publish` the one that would go live.
Nothing is written to `output/` unless everything before held.
"""

import argparse
import contextlib
import gc
import io
import logging
import os
import re
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from errno import ELOOP, ENOSPC
from functools import partial
from linecache import getline
from pathlib import Path
from typing import TYPE_CHECKING, Any

import site_folder
from checks import project_files
from checks.report import as_json, closing, print_report
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
    shown: str = "",
) -> list[Problem]:
    """Build the site into `output` and return the problems and the advice.

    With a problem that is no mere advice, or without `keep`, `output` is left as it was. Without `search`, the index
    for the search is not made. `store` is that of a build that has waited, with its templates; `behind` does what nobody has
    to wait for once the site is there; `shown` is what messages call `output`. The caller is alone with the output (`site_folder.lock`).
    """
    problems: list[Problem] = []
    staging = None
    shown = shown or _relative(str(output))
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
        from checks import (
            built_site,
            environment_variables,
            old_addresses,
            paths_toml,
            site_toml,
            sources,
            spelling,
            voices_toml,
            workshops_toml,
        )
        from incremental import findings
        from incremental.sources import read_ahead, text
        from sources.content import read

        content = read(CONTENT, now, publish=publish)
        content.read = partial(text, store=store)
        if problems := list(sources.folders_are_there(content)):
            return problems
        problems = []
        with _collecting(problems):
            read_ahead(content, store)
        problems += sources.check(content, partial(findings.single_file, store=store))
        for facts in (site_toml, old_addresses, paths_toml, voices_toml, workshops_toml):
            problems += facts.check(content)
        problems += spelling.check(content, partial(findings.hints, store=store))
        problems += environment_variables.check(os.environ, content)
        if keep and site_folder.is_foreign(output):
            remedy = "Name another folder, or delete this one yourself if nothing in it is needed."
            problems.append(Problem(shown, 0, "This is not a site that was built here.", remedy))
        if errors(problems):
            return problems
        staging = site_folder.make_staging(output)
        problems += render(staging, store, output, publish=publish, search=search) or built_site.check(
            staging,
            content,
            publish=publish,
            each=partial(findings.summaries, store=store),
            look=partial(findings.picture_faults, store=store),
        )
        problems += sources.lost(content, staging) if not errors(problems) else []
        if publish or not keep:
            problems += vanished(staging, content)
        if keep and not errors(problems):
            site_folder.swap(staging, output)
            behind(partial(site_folder.recover, output))
            behind(partial(stamp.commit, problems))
    except OSError as error:
        problems.append(_unwritable(error, shown))
    except Exception as error:  # a mistake in our own code is told as one of a template is
        problems.append(explain(error))
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

    from checks import settings as settings_rules

    files = [ROOT / name for name in (settings_rules.FILES if publish else settings_rules.FILES[:1])]
    address = os.environ.get("SITEURL", "").strip() if publish else ""
    console.quiet = True
    problems: list[Problem] = []
    with _collecting(problems, files):
        try:
            values = get_settings_from_file(str(files[-1]))
            problems += settings_rules.check(settings_rules.Settings(files, values, DEFAULT_CONFIG, address))
            if problems:
                return problems
            # Not by the name of the file, which would be run once more.
            folders = {name: str(ROOT / values[name]) for name in ("PATH", "THEME")} | {"PLUGIN_PATHS": [str(ROOT)]}
            of_this_build = {"OUTPUT_PATH": str(output), "CACHE": store, "LAST": last}
            settings = read_settings(override=values | folders | of_this_build)
            if not search:
                settings["PLUGINS"].remove("plugins.search_index")
            Pelican(settings).run()
        except (KeyboardInterrupt, site_folder.Ended):
            raise
        except BaseException as error:  # whatever a template, plugin or setting raises becomes a sentence
            if isinstance(error, OSError) and (error.errno == ENOSPC or str(error.filename).startswith(str(output))):
                raise
            problems.append(explain(error, files))
    return problems


def vanished(output: Path, content: "Content") -> list[Problem]:
    """What readers know of the live site, as far as this repository has seen it, and would not find in `output`."""
    from checks import live_commits, vanished_addresses  # here for the same reason

    return vanished_addresses.check(output, content, *live_commits.live_site(content))


def explain(error: BaseException, settings: Sequence[Path] = ()) -> Problem:
    """An exception as a place and a sentence: the innermost line that may be at fault, and what went wrong there.

    What the settings do is their fault, whatever they call; so is, where it has no line of ours, what they made Pelican do.
    """
    every = traceback.extract_tb(error.__traceback__)
    frames = [
        frame
        for frame in every
        if Path(frame.filename).is_relative_to(ROOT) and not {".venv", "incremental"} & set(Path(frame.filename).parts)
    ]
    frames = [frame for frame in frames if Path(frame.filename) != ROOT / "build.py"]
    frames = [frame for frame in frames if Path(frame.filename) in settings] or frames
    said = _said(error)
    path, line = (frames[-1].filename, frames[-1].lineno or 0) if frames else ("", 0)
    if not frames and settings:
        from checks import settings as settings_rules  # here for the same reason

        code = [
            getline(frame.filename, at)
            for frame in reversed(every)
            for at in range(frame.lineno or 0, (frame.end_lineno or 0) + 1)
        ]
        file, line = settings_rules.line_of(settings, said, code)
        path = str(file)
    found, remedy = f"The build stops here: {said}", "Mend this line, or undo the last change to the file."
    if missing := getattr(error, "name", "") if type(error).__name__ == "TemplateNotFound" else "":
        path, line = f"theme/templates/{missing}", 0
    elif template := re.match(r"\[templates\] unable to load (\S+?)\[(\.\w+)", said):
        path, line, missing = f"theme/templates/{template[1]}{template[2]}", 0, template[1]
    elif (filename := str(getattr(error, "filename", ""))) and Path(filename).is_relative_to(ROOT):
        # A template that cannot be read at all, or a missing file.
        path, line = filename, getattr(error, "lineno", None) or 0
        missing = filename if isinstance(error, FileNotFoundError) else ""
    path = _relative(path)
    if missing:
        found, remedy = "This file is missing.", f"Put it back: `git checkout {path}`."
    return Problem(_without_paths(path) or "the build", line, found, remedy)


# How Python names what it speaks of, and what is left of it in a sentence.
_OF_PYTHON = (
    (re.compile(r"\b(?:[a-z_]\w*\.)*[A-Z]\w+(?:Error|Exception|Warning|Found)\b:? ?"), ""),
    (re.compile(r"'?NoneType'?(?: object)?"), "nothing"),
    (re.compile(r"<[^<>]* at 0x[0-9a-f]+>"), "something"),
    (re.compile(r"<(?:class|module|function) '?([\w.]+)[^<>]*>"), r"\1"),
    (re.compile(r"(?:\w+\.)?__\w+__\(\)"), "it"),
)


def _said(error: BaseException) -> str:
    """What an exception says, without the names that only programmers know and without the folders of this machine."""
    try:
        words = getattr(error, "strerror", "") or getattr(error, "msg", "") or str(error)
    except Exception:  # one that cannot say what it is
        words = ""
    if isinstance(error, SystemExit) and not isinstance(error.code, str):
        words = "it is told to end"
    if isinstance(error, RecursionError):
        words = "it goes round in a circle"
    if isinstance(error, MemoryError):
        words = "it needs too much memory"
    if unknown := re.search(
        r"'([^']+)' is undefined|(?:has no (?:attribute|element)|unexpected keyword argument|name) '([^']+)'", words
    ):
        return f"“{next(filter(None, unknown.groups()))}” is not known here."
    if isinstance(error, KeyError):
        words = f"there is no {words}"
    if isinstance(error, OSError) and error.filename:
        words = f"{words}: {error.filename}"
    for unreadable, instead in _OF_PYTHON:
        words = unreadable.sub(instead, words)
    words = _without_paths(" ".join(words.split())).rstrip(".")
    return f"{words or 'it does not say why'}."


def _without_paths(words: str) -> str:
    """The words without the folders of this machine: what is in the project by its path there, all else by its name."""
    words = words.replace(f"{ROOT}{os.sep}", "").replace(str(ROOT), "the project")
    return re.sub(r"(?<![\w:/.>-])(/[\w.+@-]+)(?:/[\w.+@ -]+)*/([\w.+@-]+)", _name_alone, words)


def _name_alone(path: re.Match[str]) -> str:
    return path[2] if Path(path[1]).is_dir() else path[0]  # it may be an address of the site


@contextlib.contextmanager
def _collecting(problems: list[Problem], settings: Sequence[Path] = ()) -> Iterator[None]:
    """Whatever is logged meanwhile as a warning or worse is a problem."""
    logging.getLogger().addHandler(collector := _Collector(problems, settings))
    try:
        yield
    finally:
        logging.getLogger().removeHandler(collector)


class _Collector(logging.Handler):
    def __init__(self, problems: list[Problem], settings: Sequence[Path]) -> None:
        super().__init__(logging.WARNING)
        self.problems, self.settings = problems, settings
        self.told: dict[str, Problem] = {}

    def emit(self, record: logging.LogRecord) -> None:
        try:
            message = " ".join(re.sub(r"\x1b\[[0-9;]*m", "", record.getMessage()).split())
        except Exception:  # words of a plugin or setting that do not fit together
            message = str(record.msg)
        where = re.search(r"\b(?:articles|pages)/\S+?\.md\b", message)
        cause = record.exc_info[1] if record.exc_info else sys.exc_info()[1]
        if cause and not where:
            self.problems.append(explain(cause, self.settings))
            return
        # Pelican's own words speak of its settings and folders; what they are about is its file, and the cause.
        said = _said(cause) if cause else f"{_without_paths(message).rstrip('.')}."
        path, line = f"content/{where[0]}" if where else "content", 0
        if Path(record.pathname).is_relative_to(ROOT) and ".venv" not in record.pathname:
            path, line = _relative(record.pathname), record.lineno
        elif not where and self.settings:
            from checks import settings as settings_rules  # here for the same reason

            file, at = settings_rules.line_of(self.settings, message)
            path, line = (file.name, at) if at else (path, 0)
        found = f"No page can be made of this file: {said}" if where else f"Pelican says: {said}"
        problem = Problem(path, line, found, "Mend the file, or undo the last change to it.")
        if cause and where:
            first = self.told.setdefault(said.replace(where[0], ""), problem)
            if first.path != path:  # the same of two files is the fault of neither
                self.problems[:] = [explain(cause, self.settings) if one is first else one for one in self.problems]
                return
        self.problems.append(problem)


def _unwritable(error: OSError, shown: str) -> Problem:
    return Problem(
        shown,
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
    gc.set_threshold(50_000)  # most of what a build makes stays: to collect as often as usual is a tenth of its time
    output = arguments.output.resolve()
    # A folder elsewhere is called what it was called on the command line.
    shown = _relative(str(output)) if output.is_relative_to(ROOT) else str(arguments.output)
    if not sys.warnoptions:  # what Python says of code is of no use to whoever writes texts
        warnings.simplefilter("ignore")
    for stream in (sys.stdout, sys.stderr):  # what was found may hold any letter, and any terminal must show it
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        if arguments.output.is_symlink():
            raise OSError(ELOOP, "it is a link to another place")
        with site_folder.lock(output):
            search = not arguments.without_search
            problems = build(
                output, publish=arguments.publish, keep=not arguments.check, search=search, shown=shown, **waited
            )
    except OSError as error:
        problems = [_unwritable(error, shown)]
    if arguments.json:
        print(as_json(problems))
    else:
        if problems:
            print_report(problems, os.environ, sys.stderr)
        if not errors(problems):
            print(closing([]) if arguments.check else f"The site is in {shown}/.")
    return 1 if errors(problems) else 0


if __name__ == "__main__":
    site_folder.interruptible(main)
