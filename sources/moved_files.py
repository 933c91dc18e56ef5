"""What became of a file that a text, a path or a fact leads to and that is not there any more: renamed, or gone."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from git import GitError, Repository
from sources.addresses import path_of, source_at
from sources.header import split_list
from sources.redirects import OldAddressError, formerly_of, old_address, topic_address

if TYPE_CHECKING:
    from sources.content import Content

VERSIONS = 20  # of the facts; who renames a topic builds long before so many


class Reference(NamedTuple):
    """A place that leads to a file: the file and line it stands in, the name below content/ it leads to, and how it is written."""

    place: str
    line: int
    name: str
    written: str


def moved(content: "Content") -> dict[str, str]:
    """The names below content/ that files had which are not there any more, and what they are called now, or nothing.

    What the coach has written (`Formerly`) counts more than what git can tell. Nothing is looked for where nothing leads
    to a file that is missing.
    """
    missing = {one.name for one in references(content) if one.name not in content.entries}
    if not missing:
        return {}
    found = _by_git(content, content.repository, missing) if content.repository else {}
    for file in content.sources.values():
        for written in split_list(file.source.text("formerly")):
            try:
                old = source_at(f"/{old_address(written, file.address.removeprefix('/'))}")
            except OldAddressError:  # which is told of the line
                continue
            if old and old not in content.entries:
                found[old] = file.name
    return found


def references(content: "Content") -> Iterator[Reference]:
    """All that leads to a file below content/: links and pictures of texts, steps of paths, the navigation, the portrait."""
    from sources.content import as_named, resolve

    for file in content.sources.values():
        place = f"content/{file.name}"
        for link in file.text.links:
            address = as_named(file, link.address)
            try:
                parts = urlsplit(address)
                own = path_of(address, content.hosts)
            except ValueError:
                continue
            if own is not None:
                name = source_at(own) or ""
                if name in content.sources or (name and own not in content.addresses and link.words != link.address):
                    yield Reference(place, link.line, name, link.address)
            elif parts.path and not parts.scheme and not parts.netloc:
                name = re.sub(r"\.html$", ".md", resolve(file, address))
                yield Reference(place, link.line, name, link.address)
        if image := file.source.text("image"):
            yield Reference(place, file.line("image"), f"images/{image}", image)
    articles = {name.rpartition("/")[2]: name for name in content.sources if name.startswith("articles/")}
    for name, table in content.paths.values.items():
        steps = table.get("steps") if isinstance(table, dict) else None
        for number, step in enumerate(steps if isinstance(steps, list) else [], 1):
            if isinstance(step, dict) and isinstance(article := step.get("article"), str) and article:
                line = content.paths.line(f"{name}.steps.{number}.article")
                yield Reference(content.paths.name, line, articles.get(article, f"articles/{article}"), article)
    if portrait := content.site.words("coach.portrait"):
        yield Reference(content.site.name, content.site.line("coach.portrait"), f"images/{portrait}", portrait)
    for entry, _ in content.site.entries("navigation"):
        address = content.site.words(f"{entry}.address")
        source = (address.startswith("/") and source_at(address)) or ""
        if source in content.sources or (source and address not in content.addresses):
            yield Reference(content.site.name, content.site.line(f"{entry}.address"), source, address)


def _by_git(content: "Content", git: Repository, missing: Iterable[str]) -> dict[str, str]:
    """What git knows of renamed files, and of the missing ones that it has seen."""
    below = f"{content.folder.name}/"
    there = {f"{below}{name}" for name in content.entries}
    ends: dict[str, str] = {}  # what a file is called after all that was done since, newest first
    before: dict[str, str] = {}  # the commit in which a file that was deleted was last there
    try:
        ends |= {old: new for old, new in git.changed("HEAD", below).items() if old != new}
        before |= dict.fromkeys(git.files_below("HEAD", below) - there, "HEAD")
        for commit, old, new in git.departures(below):
            if new:
                ends.setdefault(old, ends.get(new, new))
            else:
                before.setdefault(old, f"{commit}~1")
        # A file that was deleted in one commit may be back under another name in a later one, as uploads to a host are.
        last = {name: ends.get(name, name) for name in (f"{below}{one}" for one in missing)}
        again = {
            commit: git.changed(commit, below) for commit in {before[end] for end in last.values() if end in before}
        }
    except GitError:  # no git, no repository, nothing committed, or a clone without its history
        return {}
    for name, end in last.items():
        if end in before:
            ends[name] = again[before[end]].get(end, end)
    return {
        old.removeprefix(below): new.removeprefix(below) if new in there else ""
        for old, new in ends.items()
        if old not in there
    }


def renamed_topics(content: "Content") -> dict[str, str]:
    """The former names of topics, and what they are called now.

    A topic says so itself, or has the place in a list as long that another name had when the facts were last committed.
    """
    found: dict[str, str] = {}
    unknown = {text for file in content.sources.values() if (text := file.source.text("category"))}
    unknown |= set(content.site.items("crisis.topics"))
    unknown -= set(content.topics)
    for facts in _former_facts(content.repository, content.site.name) if unknown and content.repository else ():
        before = [topic.get("name") for topic in facts if isinstance(topic, dict)]
        for old, new in zip(before, content.topics, strict=False):
            if old in unknown and new not in before and len(before) == len(content.topics):
                found.setdefault(str(old), new)
        unknown -= set(map(str, before))
        if not unknown:
            break
    for entry, topic in content.site.entries("topics"):
        for written in formerly_of(topic):
            if isinstance(written, str) and written and "/" not in written:
                found[written] = content.site.words(f"{entry}.name")
    return {old: new for old, new in found.items() if new and old not in content.topics}


def topic_addresses(content: "Content") -> dict[str, str]:
    """The former addresses of topics as a text has them, and the present ones."""
    return {f"/{topic_address(old)}": f"/{topic_address(new)}" for old, new in content.renamed_topics.items()}


def _former_facts(git: Repository, name: str) -> Iterator[list[object]]:
    """The lists of topics that were committed, newest first."""
    commits = git.try_run("log", f"--max-count={VERSIONS}", "--format=%H", "--", name) or ""
    for commit in commits.split():
        try:
            topics = tomllib.loads(git.blob(f"{commit}:./{name}").decode("utf-8-sig")).get("topics")
        except (GitError, ValueError):
            continue
        if isinstance(topics, list):
            yield topics
