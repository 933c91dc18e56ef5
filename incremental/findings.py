"""What the checks find in a text by itself, and on a built page by itself, is kept by all that this is made from."""

from dataclasses import astuple
from typing import Any

from checks import source_text
from checks.examination import Examination
from checks.page_facts import Facts
from checks.source import File
from incremental import forked, inputs, sources
from incremental.store import ROOT, Store, digest
from problem import Problem
from sources.text import Text


def examined(examination: Examination, paths: list[str], store: Store) -> list[Facts]:
    """The facts of these pages, in order; those of new pages are learnt on all processors."""
    code = inputs.code("checks", "incremental", "forms", "pictures", "plugins", "sources")
    names = {path: f"facts-{digest(code, *examination.made_from(path))}" for path in paths}

    def learn(path: str) -> Any:
        return store.made(names[path], lambda: examination(path).values())

    forked.each(learn, [path for path in paths if names[path] not in store])
    return [Facts.of(learn(path)) for path in paths]


def alone(file: File, store: Store) -> list[Problem]:
    """What the rules find in a text that look at nothing but its file."""
    name = f"text-{digest(inputs.code('checks', 'incremental', 'forms', 'pictures', 'plugins', 'sources'), file.name, file.data)}"
    found = store.made(name, lambda: [astuple(problem) for problem in source_text.alone(file)])
    return [Problem.of(problem) for problem in found]


def read(file: File, language: str, store: Store) -> Text:
    """What the rules know of the text of a file, which is rendered in the same breath unless it was before."""
    return sources.text(ROOT / "content" / file.name, file.data, language, store)
