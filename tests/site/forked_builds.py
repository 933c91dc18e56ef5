"""Builds of the project in this folder, each in a fork of a process that has all code loaded.

Run as a program it reads one build a line, in JSON, and answers in a line. Search is left out: it reads the pages alone.
"""

import contextlib
import gc
import importlib
import io
import json
import os
import sys
import traceback
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import pelican.settings

from preview.warm_build import LOADED, compile_templates

_read_settings = pelican.settings.read_settings


def for_tests(*arguments: Any, **options: Any) -> Any:
    """The settings, but no template is compiled twice, and no search is indexed."""
    settings = _read_settings(*arguments, **options)
    cache = jinja2.FileSystemBytecodeCache(os.environ["COMPILED_TEMPLATES"])
    settings["JINJA_ENVIRONMENT"] = settings["JINJA_ENVIRONMENT"] | {"bytecode_cache": cache}
    settings["PLUGINS"] = [name for name in settings["PLUGINS"] if name != "plugins.search_index"]
    return settings


def build_once(waited: Any, output: str, now: str, *, publish: bool, cached: bool, wanted: str = "") -> dict[str, Any]:
    """Build once: with all that is kept and the page that is wanted first, or without what makes a build quick.

    `waited` is what a build that waited has in its memory, its templates as they were then, or nothing.
    """
    from checks import built_site, source_text, spelling  # of the project, whose code may have changed
    from incremental import findings
    from problem import errors

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.fromisoformat(now).astimezone(tz or UTC).replace(tzinfo=tz)

    pelican.settings.read_settings = for_tests
    project: Any = importlib.import_module("build")
    project.datetime = Clock
    stores: list[Any] = []
    make = project.Store

    def store() -> Any:
        stores.append(make() if cached else make(Path(os.devnull)))
        stores[0].environment, stores[0].priority_page = waited if cached else None, wanted
        return stores[0]

    project.Store = store
    if not cached:
        project.BuildStamp = lambda *_: SimpleNamespace(up_to_date=lambda _: None, commit=lambda *_: None)
        render = project.render
        project.render = lambda staging, *_, **options: render(staging, **options)
        findings.summaries = lambda analysis, paths, store: built_site.one_by_one(analysis, paths)  # noqa: ARG005
        findings.single_file = lambda file, store: source_text.check_single_file(file)  # noqa: ARG005
        findings.hints = lambda file, store: spelling.find(file)  # noqa: ARG005
    problems = project.build(Path(output), publish=publish)
    return {
        "problems": sorted(map(repr, problems)),
        "wrong": bool(errors(problems)),
    }


def main() -> None:
    """Fork for every line, until there are no more."""
    for module in (*LOADED, *(f"plugins.{path.stem}" for path in Path("plugins").glob("*.py"))):
        importlib.import_module(module)

    store = importlib.import_module("incremental.store").Store()
    try:
        compile_templates(store, for_tests(str(Path("pelicanconf.py").resolve())))
    except (Exception, SystemExit):  # the settings or a template may be wrong by now
        sys.modules.pop("pelicanconf", None)  # half of it
    few: Any = importlib.import_module("incremental.parallel")
    few._FEW = 4  # so that there is always a process for some of the work
    gc.disable()  # builds are short, and what they share stays shared
    for number, line in enumerate(sys.stdin):
        if process := os.fork():
            os.waitpid(process, 0)
            continue
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            try:
                answer = build_once(store.environment if number % 4 < 2 else None, **json.loads(line))
            except BaseException:
                answer = {"problems": [traceback.format_exc()], "wrong": True}
        os.write(1, json.dumps(answer).encode() + b"\n")
        os._exit(0)


if __name__ == "__main__":
    main()
