"""Checks for content/paths.toml: every reading path is whole, and its articles are there to be read."""

import posixpath
import re
from collections.abc import Iterator, Mapping

from checks import characters
from problem import Problem, did_you_mean, nearest
from sources.content import Content, File
from sources.toml_file import TomlFile

WORDS = ("title", "situation", "description")
STEP = ("article", "why")
_ADDRESS = re.compile(r"(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*")


def check(content: Content) -> list[Problem]:
    """Every reading path has its words, and steps to published articles, each once; a site may have no paths."""
    paths = content.paths
    if paths.problems:
        return list(paths.problems)
    articles = {posixpath.basename(name): file for name, file in content.sources.items() if file.kind == "articles"}
    problems = [*_addresses(content), *characters.facts_are_whole(paths), *characters.facts_are_plain(paths)]
    for name, table in paths.values.items():
        if not isinstance(table, dict):
            found = f"“{name}” stands outside every path."
            remedy = "Put it below a line with the path's name in brackets, like `[burned-out]`."
            problems.append(paths.problem(name, found, remedy))
            continue
        problems += _words(paths, name, (*WORDS, "steps"), WORDS)
        problems += _steps(content, name, articles)
    return problems


def _addresses(content: Content) -> Iterator[Problem]:
    """A path's name can be an address, and no page has that address."""
    paths = content.paths
    for name in paths.values:
        if not _ADDRESS.fullmatch(name) and isinstance(paths.values[name], dict):
            fitting = "-".join(re.findall(r"[a-z0-9]+", name.lower()))[:60].strip("-") or "burned-out"
            found = f"“{name[:60]}” cannot be part of an address."
            yield paths.problem(name, found, f"Write small letters, digits and hyphens: `[{fitting}]`.")
    for page in ("paths.md", *(f"paths/{name}.md" for name in filter(_ADDRESS.fullmatch, paths.values))):
        if paths.values and (file := content.sources.get(f"pages/{page}")):
            found = f"The address {file.address} is already that of the reading paths."
            yield file.problem(0, found, "Rename the page, or the path in content/paths.toml.")


def _moved(content: Content, file: str) -> str | None:
    """What the file of a step is called now: nothing where it is gone, and None where there never was one."""
    there = {name for name, source in content.sources.items() if source.kind == "articles"} | {""}
    moved = {old: new for old, new in content.moved.items() if new in there}
    return next((new.rpartition("/")[2] for old, new in moved.items() if old.rpartition("/")[2] == file), None)


def _steps(content: Content, name: str, articles: Mapping[str, File]) -> Iterator[Problem]:
    """A path has two steps or more; each is another published article, with a sentence."""
    paths = content.paths
    steps = paths.values[name].get("steps", [])
    if not isinstance(steps, list) or not all(isinstance(step, dict) for step in steps) or len(steps) < 2:
        remedy = f'Add some below it: `[[{name}.steps]]`, then `article = "finding-your-values.md"` and `why = "…"`.'
        yield paths.problem(name, f"The path “{name}” has fewer than two steps.", remedy)
        return
    seen: dict[str, int] = {}
    for number, step in enumerate(steps, 1):
        place = f"{name}.steps.{number}"
        yield from _words(paths, place, STEP, STEP)
        file = step.get("article")
        if not isinstance(file, str) or not file:
            continue
        found = remedy = ""
        moved = None if file in articles else _moved(content, file)
        if file not in articles and not content.is_faulty(moved or f"articles/{file}"):
            if moved:
                yield paths.renamed(f"{place}.article", file, moved)
            if moved is not None:  # what is gone is asked about once, of all that leads there
                continue
            found = f"There is no article “{file}” in content/articles/."
            remedy = did_you_mean(nearest(file, articles, 0.4), "Correct its name, or take the step out.")
        elif file in seen:
            found, remedy = f"“{file}” is step {seen[file]} of “{name}” already.", "Keep one of the two."
        elif file in articles and (field := articles[file].unpublished_by):
            why = "a draft" if field.key.lower() == "status" else f"scheduled for {field.value}"
            found = f"Readers would be led to “{file}”, which is {why}."
            remedy = "Take the step out until the article is published, for example with a # before each of its lines."
        if found:
            yield paths.problem(f"{place}.article", found, remedy)
        seen.setdefault(file, number)


def _words(paths: TomlFile, place: str, known: tuple[str, ...], needed: tuple[str, ...]) -> Iterator[Problem]:
    """Nothing is missing from a path or step, and no key is unknown."""
    table = paths.get(place)
    name, _, step = place.partition(".steps.")
    where = f"Step {step} of “{name}”" if step else f"The path “{name}”"
    for key in needed:
        if not isinstance(table.get(key), str) or not table[key].strip():
            example = (
                "Add `article = …` with the file's name." if key == "article" else f'Add `{key} = "…"` to it, in words.'
            )
            yield paths.problem(f"{place}.{key}", f"{where} has no “{key}”.", example)
    for key in table:
        if key not in known:
            remedy = did_you_mean(nearest(key, known), f"Known are {', '.join(known)}.")
            yield paths.problem(f"{place}.{key}", f"“{key}” is not known here.", remedy)
