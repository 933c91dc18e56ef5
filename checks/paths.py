"""What must hold of content/paths.toml: every reading path is whole, and its articles are there to be read."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from problem import Problem
from sources.dates import parse_date
from sources.header import Source, parse_source

NAME = "content/paths.toml"
WORDS = ("title", "situation", "description")
STEP = ("article", "why")
_TABLE = re.compile(r"\s*(\[\[?)\s*([^\]]*?)\s*\]")
_ADDRESS = re.compile(r"(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*")
_KEY = re.compile(r"""\s*["']?([\w-]+)["']?\s*=""")

# The line of a key, by path, number of the step from 1 (0 for the path itself) and key ("" for its first line).
Lines = dict[tuple[str, int, str], int]


def check(content: Path, now: datetime | None = None) -> list[Problem]:
    """Every reading path has its words, and steps to published articles, each once; a site may have no paths."""
    file = content / "paths.toml"
    try:
        text = file.read_text(encoding="utf-8-sig")
        tables = tomllib.loads(text)
    except FileNotFoundError:
        return []
    except UnicodeDecodeError:
        return [Problem(NAME, 0, "This file is not UTF-8 text.", "Save it as UTF-8.")]
    except OSError as error:
        return [Problem(NAME, 0, f"This file cannot be read: {error.strerror}.", "Allow reading it.")]
    except (ValueError, RecursionError) as error:  # TOMLDecodeError, and what tomllib lets through of Python's own
        return [_unreadable(text, str(error))]
    lines = _lines(text)
    articles = _articles(content)
    now = now or datetime.now(_zone(content))
    problems = [*_addresses(tables, content, lines)]
    for name, table in tables.items():
        if not isinstance(table, dict):
            problems.append(
                Problem(
                    NAME,
                    lines.get(("", 0, name), 0),
                    f"“{name}” stands outside every path.",
                    "Put it below a line with the path's name in brackets, like `[burned-out]`.",
                )
            )
            continue
        problems += _words(table, name, 0, (*WORDS, "steps"), WORDS, lines)
        problems += _steps(table, name, articles, now, lines)
    return problems


def _unreadable(text: str, words: str) -> Problem:
    """The file must be TOML: `why = "words"`."""
    lines = text.splitlines()
    line = int(at[1]) if (at := re.search(r"at line (\d+)", words)) else len(lines)
    found = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    if header := _TABLE.match(found):
        return Problem(
            NAME,
            line,
            f"This line cannot be read, or is here twice: “{found}”.",
            f"Give the path a name of its own, and its steps `[[{header[2].split('.')[0]}.steps]]`, in two brackets.",
        )
    return Problem(
        NAME, line, f"This line cannot be read: “{found}”.", 'Write it like `why = "words"`, with both quotation marks.'
    )


def _addresses(tables: Mapping[str, Any], content: Path, lines: Lines) -> Iterator[Problem]:
    """A path's name can be an address, and no page has that address."""
    for name in tables:
        if not _ADDRESS.fullmatch(name) and isinstance(tables[name], dict):
            fitting = "-".join(re.findall(r"[a-z0-9]+", name.lower()))[:60].strip("-") or "burned-out"
            yield Problem(
                NAME,
                lines.get((name, 0, ""), 0),
                f"“{name[:60]}” cannot be part of an address.",
                f"Write small letters, digits and hyphens: `[{fitting}]`.",
            )
    for page in ("paths.md", *(f"paths/{name}.md" for name in filter(_ADDRESS.fullmatch, tables))):
        if tables and (content / "pages" / page).is_file():
            address = f"/{page.removesuffix('.md')}/"
            yield Problem(
                f"content/pages/{page}",
                0,
                f"The address {address} is already that of the reading paths.",
                "Rename the page, or the path in content/paths.toml.",
            )


def _steps(
    table: Mapping[str, Any], name: str, articles: Mapping[str, Source], now: datetime, lines: Lines
) -> Iterator[Problem]:
    """A path has two steps or more; each is another published article, with a sentence."""
    steps = table.get("steps", [])
    if not isinstance(steps, list) or not all(isinstance(step, dict) for step in steps) or len(steps) < 2:
        yield Problem(
            NAME,
            lines.get((name, 0, ""), 0),
            f"The path “{name}” has fewer than two steps.",
            f'Add some below it: `[[{name}.steps]]`, then `article = "finding-your-values.md"` and `why = "…"`.',
        )
        return
    seen: dict[str, int] = {}
    for number, step in enumerate(steps, 1):
        yield from _words(step, name, number, STEP, STEP, lines)
        file = step.get("article")
        if not isinstance(file, str) or not file:
            continue
        line = lines.get((name, number, "article"), lines.get((name, 0, ""), 0))
        if file not in articles:
            near = get_close_matches(file, articles, 1, 0.4)
            yield Problem(
                NAME,
                line,
                f"There is no article “{file}” in content/articles/.",
                f"Did you mean `{near[0]}`?" if near else "Correct its name, or take the step out.",
            )
        elif file in seen:
            yield Problem(
                NAME,
                line,
                f"“{file}” is step {seen[file]} of “{name}” already.",
                "Keep one of the two.",
            )
        elif why := _unpublished(articles[file], now):
            yield Problem(
                NAME,
                line,
                f"Readers would be led to “{file}”, which is {why}.",
                "Take the step out until the article is published, for example with a # before each of its lines.",
            )
        seen.setdefault(file, number)


def _words(
    table: Mapping[str, Any], name: str, number: int, known: tuple[str, ...], needed: tuple[str, ...], lines: Lines
) -> Iterator[Problem]:
    """Nothing is missing, and no key is unknown."""
    where = f"Step {number} of “{name}”" if number else f"The path “{name}”"
    first = lines.get((name, number, ""), lines.get((name, 0, ""), 0))
    for key in needed:
        if not isinstance(table.get(key), str) or not table[key].strip():
            yield Problem(
                NAME,
                lines.get((name, number, key), first),
                f"{where} has no “{key}”.",
                f'Add `{key} = "…"` to it, in words.'
                if key != "article"
                else "Add `article = …` with the file's name.",
            )
    for key in table:
        if key not in known:
            near = get_close_matches(key, known, 1)
            yield Problem(
                NAME,
                lines.get((name, number, key), first),
                f"“{key}” is not known here.",
                f"Did you mean `{near[0]}`?" if near else f"Known are {', '.join(known)}.",
            )


def _unpublished(source: Source, now: datetime) -> str:
    """Why readers cannot see an article yet; empty where they can, or where its date is a problem of its own."""
    if (source.text("status") or "").lower() == "draft":
        return "a draft"
    try:
        date = parse_date(source.text("date") or "").replace(tzinfo=now.tzinfo)
    except ValueError:
        return ""
    return f"scheduled for {source.text('date')}" if date > now else ""


def _articles(content: Path) -> dict[str, Source]:
    """The articles that can be read, by file name."""
    found = {}
    for path in sorted((content / "articles").rglob("*.md")):
        try:
            found[path.name] = parse_source(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            found[path.name] = Source()  # a problem of its own
    return found


def _zone(content: Path) -> ZoneInfo:
    return ZoneInfo(tomllib.loads((content / "site.toml").read_text(encoding="utf-8-sig"))["timezone"])


def _lines(text: str) -> Lines:
    """Where the tables and keys of the file stand; tomllib does not say."""
    found: Lines = {}
    name, number = "", 0
    for line, words in enumerate(text.splitlines(), 1):
        if table := _TABLE.match(words):
            name = table[2].split(".")[0].strip("\"' ")
            number = 1 + max((n for p, n, _ in found if p == name), default=0) if table[1] == "[[" else 0
            found.setdefault((name, number, ""), line)
        elif key := _KEY.match(words):
            found.setdefault((name, number, key[1]), line)
    return found
