"""Which topic the articles of a category of the old site get: proposed, and changed in a file that she can edit."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ordinary_file
from importing.old_site import Entry
from problem import Problem, did_you_mean, nearest
from sources import toml_file

FILE = "import-topics.toml"
_HEAD = """\
# The topic of content/site.toml that the articles of each category of the old site get.
# Change what stands behind = and run the import again. A category with "" becomes a tag. The topics are:
# {topics}

# For articles of which no category has a topic.
otherwise = {otherwise}

[categories]
"""


@dataclass(frozen=True)
class Topics:
    """The topic of each category, none where it becomes a tag, and the one of articles without any; with their numbers."""

    of_category: dict[str, str]
    otherwise: str
    articles: Counter[str]
    known: tuple[str, ...]

    @property
    def table(self) -> dict[str, Any]:
        """What the writing page asks about: each category with its articles and its topic, and what she can choose."""
        categories = [
            {"name": name, "articles": self.articles[name], "topic": topic} for name, topic in self.of_category.items()
        ]
        return {"known": self.known, "otherwise": self.otherwise, "categories": categories}

    def topic(self, entry: Entry) -> str:
        """The topic of the first category that has one; nothing where there is none."""
        return next((topic for name in labels(entry) if (topic := self.of_category.get(name))), "")


def labels(entry: Entry) -> tuple[str, ...]:
    """The categories of an article; its tags where it has none, as on sites that know only these."""
    return entry.categories or entry.tags


def propose(entries: Iterable[Entry], known: tuple[str, ...], said: dict[str, str], otherwise: str = "") -> Topics:
    """The topics that were said, and for every other category the nearest one, or none."""
    articles = Counter(label for entry in entries if entry.kind == "article" for label in labels(entry))
    table = {name: said.get(name, _proposed(name, known)) for name in sorted(articles)}
    return Topics(table, otherwise or (known[0] if known else ""), articles, known)


def chosen(said: Any) -> tuple[dict[str, str], str]:
    """What she chose on the writing page, which sends it as JSON; raises KeyError, TypeError or ValueError for anything else."""
    return {name: str(topic) for name, topic in {**said["topics"]}.items()}, str(said["otherwise"])


def read(root: Path, known: tuple[str, ...]) -> tuple[dict[str, str], str, list[Problem]]:
    """What the file says: the topic of each category, the one of all others, and what is wrong with it."""
    try:
        file = toml_file.parse(FILE, ordinary_file.beginning(root / FILE, toml_file.SIZE + 1))
    except FileNotFoundError:
        return {}, "", []
    except OSError as error:
        return (
            {},
            "",
            [Problem(FILE, 0, f"This file cannot be read: {error.strerror}.", "Allow reading it, or delete it.")],
        )
    table = file.get("categories")
    said = (
        {name: topic.strip() for name, topic in table.items() if isinstance(topic, str)}
        if isinstance(table, dict)
        else {}
    )
    otherwise = file.words("otherwise")
    problems = [
        Problem(
            FILE,
            next((n for n, line in enumerate(file.written, 1) if f'"{topic}"' in line), 0),
            f"“{topic}” is no topic.",
            f"{did_you_mean(nearest(topic, known))} The topics are {', '.join(known)}.".lstrip(),
        )
        for topic in dict.fromkeys((otherwise, *said.values()))
        if topic and topic not in known
    ]
    return said, otherwise, [*file.problems, *problems]


def written(topics: Topics) -> str:
    """The file for her to edit."""
    lines = [
        f"{_quoted(name)} = {_quoted(topic)}  # {topics.articles[name]:,}" for name, topic in topics.of_category.items()
    ]
    return _HEAD.format(topics=", ".join(topics.known), otherwise=_quoted(topics.otherwise)) + "".join(
        f"{one}\n" for one in lines
    )


def _proposed(name: str, known: tuple[str, ...]) -> str:
    """The topic of this name, or one whose words are in it, or one spelled much like it."""
    words = set(name.casefold().replace("-", " ").split())
    for topic in known:
        if topic.casefold() == name.casefold():
            return topic
    for topic in known:
        of_topic = {word for word in topic.casefold().split() if len(word) > 3}
        if words and of_topic and (of_topic <= words or words <= of_topic):
            return topic
    return nearest(name, known, 0.8)


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)
