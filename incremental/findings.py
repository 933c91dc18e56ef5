"""What the checks find in a text by itself, and on a built page by itself, is kept by all that this is made from."""

from dataclasses import astuple
from typing import Any

from checks import source_text
from checks.page_analysis import PageAnalysis
from checks.page_summary import PageSummary
from incremental import inputs, parallel
from incremental.store import Store, digest
from problem import Problem
from sources.content import File


def examined(examination: PageAnalysis, paths: list[str], store: Store) -> list[PageSummary]:
    """The facts of these pages, in order; those of new pages are learnt on all processors."""
    code = inputs.code_fingerprint("checks", *inputs.RENDERING)
    names = {path: f"facts-{digest(code, *examination.cache_key(path))}" for path in paths}

    def learn(path: str) -> Any:
        return store.made(names[path], lambda: examination(path).values())

    parallel.for_each(learn, [path for path in paths if names[path] not in store])
    return [PageSummary.of(learn(path)) for path in paths]


def alone(file: File, store: Store) -> list[Problem]:
    """What the rules find in a text that look at nothing but its file."""
    name = f"text-{digest(inputs.code_fingerprint('checks', *inputs.RENDERING), file.name, file.data)}"
    found = store.made(name, lambda: [astuple(problem) for problem in source_text.alone(file)])
    return [Problem.of(problem) for problem in found]
