"""Reading paths: articles in the order that serves a reader in one situation (content/paths.toml)."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pelican import signals
from pelican.generators import ArticlesGenerator
from pelican.writers import Writer

from sources.typography import smart_text

_TAG = re.compile(r"<[a-z][^>]*>")
_PLACE = re.compile(r'(?<=\sid=")|(?<=\shref="#)')


class Step(NamedTuple):
    """An article on a path, and what to take from it there."""

    article: Any
    why: str


@dataclass(frozen=True)
class ReadingPath:
    """A path as the templates show it; `url` is relative to the site."""

    title: str
    situation: str
    description: str
    url: str
    steps: tuple[Step, ...]


class Place(NamedTuple):
    """Where an article stands on a path: its number, counted from 1, and the steps on either side."""

    path: ReadingPath
    number: int
    previous: Step | None
    next: Step | None


def reading_paths(tables: Mapping[str, Any], articles: Mapping[str, Any], language: str) -> list[ReadingPath]:
    """The paths of the file, in its order; `articles` by file name. Raises KeyError for an article that is not there."""
    return [
        ReadingPath(
            smart_text(table["title"], language),
            smart_text(table["situation"], language),
            smart_text(table["description"], language),
            f"paths/{name}/",
            tuple(Step(articles[step["article"]], smart_text(step["why"], language)) for step in table["steps"]),
        )
        for name, table in tables.items()
    ]


def places(paths: Sequence[ReadingPath]) -> dict[str, list[Place]]:
    """For each article, by its slug, where it stands on which paths."""
    found: dict[str, list[Place]] = defaultdict(list)
    for path in paths:
        for number, (before, step, after) in enumerate(
            zip([None, *path.steps], path.steps, [*path.steps[1:], None], strict=False), 1
        ):
            found[step.article.slug].append(Place(path, number, before, after))
    return found


def within(html: str, prefix: str) -> str:
    """The text for a page that it shares with others: its ids, and the links to them, begin with `prefix`."""
    return _TAG.sub(lambda tag: _PLACE.sub(prefix, tag[0]), html)


def add_paths(generator: ArticlesGenerator) -> None:
    """Give the templates `READING_PATHS` and every article its `places`."""
    paths = reading_paths(
        generator.settings["CONTENT"].paths.values,
        {Path(article.source_path).name: article for article in generator.articles},
        generator.settings["CONTENT"].language.tag,
    )
    generator.context["READING_PATHS"] = paths
    found = places(paths)
    for article in [*generator.articles, *generator.drafts]:
        article.places = found.get(article.slug, [])


def write_paths(generator: ArticlesGenerator, writer: Writer) -> None:
    """Write `paths/`, and for each path its page and its booklet."""

    def write(url: str, template: str, **more: Any) -> None:
        writer.write_file(
            f"{url}index.html", generator.get_template(template), generator.context, relative_urls=True, url=url, **more
        )

    if paths := generator.context["READING_PATHS"]:
        write("paths/", "paths")
        for path in paths:
            write(path.url, "path", path=path)
            write(f"{path.url}booklet/", "booklet", path=path)


def register() -> None:
    """Connect to Pelican."""
    signals.article_generator_finalized.connect(add_paths)
    signals.article_writer_finalized.connect(write_paths)
