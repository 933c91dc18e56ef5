"""What the checks find in one text, and on one built page, is cached by all that it is made from."""

from dataclasses import astuple
from pathlib import Path
from typing import Any

from checks import built_files, source_text, spelling
from checks.page_analysis import PageAnalysis
from checks.page_summary import PageSummary
from incremental import inputs
from incremental.store import Store, digest
from problem import Problem
from sources.content import File


def summaries(analysis: PageAnalysis, paths: list[str], store: Store) -> list[PageSummary]:
    """The summaries of these pages, in order; new pages are analysed on all processors."""
    code = inputs.code_fingerprint("checks", *inputs.RENDERING)
    names = {path: f"summary-{digest(code, *analysis.cache_key(path))}" for path in paths}

    def analyse(path: str) -> Any:
        return store.get_or_make(names[path], lambda: analysis(path).values())

    store.for_each(analyse, [path for path in paths if names[path] not in store])
    return [PageSummary.of(analyse(path)) for path in paths]


def single_file(file: File, store: Store) -> list[Problem]:
    """What the rules find in a text that look at nothing but its file."""
    name = f"text-{digest(inputs.code_fingerprint('checks', *inputs.RENDERING), file.name, file.data)}"
    found = store.get_or_make(name, lambda: [astuple(problem) for problem in source_text.check_single_file(file)])
    return [Problem.of(problem) for problem in found]


def hints(file: File, store: Store) -> list[spelling.Hint]:
    """The words of a text that are in no dictionary of its language."""
    code = inputs.code_fingerprint("checks", *inputs.RENDERING)
    name = f"spelling-{digest(code, file.content.language.tag, file.data)}"
    return [spelling.Hint(*hint) for hint in store.get_or_make(name, lambda: spelling.find(file))]


def picture_faults(output: Path, names: list[str], store: Store) -> list[str]:
    """What is wrong with each of these pictures; those that the site before had are in one entry, by their bytes."""
    entry = f"pictures-{inputs.code_fingerprint('checks', *inputs.RENDERING)}"
    before: dict[str, str] = store.get(entry) or {}
    now, faults = {}, []
    for name in names:
        key = digest(name.partition("/")[0], written := (output / name).read_bytes())
        if (fault := before.get(key)) is None:
            fault = built_files.picture_fault(name, written)
        now[key] = fault
        faults.append(fault)
    if now != before:
        store.put(entry, now)
    return faults
