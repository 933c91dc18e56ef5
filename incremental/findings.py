"""What the checks of the built site find on a page by itself is kept by all that this is made from."""

from dataclasses import astuple

from checks.examination import Examination
from checks.page_facts import Facts
from incremental import forked, inputs
from incremental.store import Store, digest


def examined(examination: Examination, paths: list[str], store: Store) -> list[Facts]:
    """The facts of these pages, in order; those of new pages are learnt on all processors."""
    code = inputs.code("checks", "incremental", "plugins")
    names = {path: f"facts:{digest(code, *examination.made_from(path))}" for path in paths}
    missing = [path for path in paths if names[path] not in store]
    store.counts["pages examined"] += len(missing)
    for path, facts in zip(missing, forked.each(examination, missing), strict=True):
        store.put(
            names[path], [path, [astuple(problem) for problem in facts.problems], *list(vars(facts).values())[2:]]
        )
    return [Facts.of(store.get(name)) for name in names.values()]
