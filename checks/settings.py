"""Checks for the settings of Pelican, pelicanconf.py and publishconf.py: their names, what kind each is of, and what must not change."""

import ast
import re
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import ordinary_file
from forms.resolve import VARIABLES, Form
from problem import Problem, did_you_mean, nearest, printable, short
from sources import palette
from sources.addresses import address_of
from sources.content import Content
from sources.mark import Mark
from sources.redirects import topic_address

FILES = ("pelicanconf.py", "publishconf.py")
# Those of ours, which the theme and the plugins read, and those of Pelican that it has no value of its own for.
OURS: dict[str, type] = {
    "ROOT": Path, "CONTENT": Content, "SITE": dict, "PREVIEW": bool, "PUBLIC_URL": str, "ROOT_PATH": str, "FORMS": dict,
    "AUTHOR": str, "TIMEZONE": str, "PLUGINS": list, "INVITATIONS": list, "PAGE_ADDRESSES": list,
    "DIRECTION": str, "SCRIPT_WORDS": dict, "HOSTED_URL": str, "TEST_INBOX": str, "PALETTE": dict, "MARK": Mark, "VOICES": tuple, "WORKSHOPS": tuple,
}  # fmt: skip
# Those that Pelican has a value of its own for, which would make another site without a word.
OTHERS = (
    "SITENAME", "SITEURL", "DEFAULT_LANG", "LOCALE", "PATH", "ARTICLE_PATHS", "PAGE_PATHS", "STATIC_PATHS",
    "IGNORE_FILES", "READERS", "FORMATTED_FIELDS", "FILENAME_METADATA", "LOG_FILTER", "RELATIVE_URLS", "SLUGIFY_SOURCE",
    "PATH_METADATA", "ARTICLE_URL", "ARTICLE_SAVE_AS", "DRAFT_URL", "DRAFT_SAVE_AS", "PAGE_URL", "PAGE_SAVE_AS", "DRAFT_PAGE_URL",
    "DRAFT_PAGE_SAVE_AS", "CATEGORY_URL", "CATEGORY_SAVE_AS", "AUTHOR_SAVE_AS", "TAG_SAVE_AS", "DIRECT_TEMPLATES",
    "ARTICLES_SAVE_AS", "SEARCH_SAVE_AS", "TEMPLATE_PAGES", "EXTRA_PATH_METADATA", "DEFAULT_PAGINATION", "FEED_ALL_ATOM",
    "CATEGORY_FEED_ATOM", "AUTHOR_FEED_ATOM", "AUTHOR_FEED_RSS", "TRANSLATION_FEED_ATOM", "THEME", "JINJA_ENVIRONMENT",
    "JINJA_FILTERS", "JINJA_GLOBALS", "PLUGIN_PATHS", "CACHE_CONTENT",
)  # fmt: skip
# Those that publishconf.py sets once more.
OF_PUBLISHING = (
    "PREVIEW", "SITEURL", "PUBLIC_URL", "ROOT_PATH", "FORMS", "INVITATIONS", "DRAFT_SAVE_AS", "DRAFT_PAGE_SAVE_AS",
)  # fmt: skip
LONGEST = 1_000  # characters of words, entries of a list or table
_PLACES = {"slug", "lang", "path", "name", "date", "author", "category", "number", "base_name", "extension"}
_WORDS = {
    str: "words", list: "a list", tuple: "a list", dict: "a table", bool: "True or False", int: "a number", float: "a number",
    type(None): "nothing",
}  # fmt: skip
_MEND = "Correct it, or undo the last change to the file."


@dataclass(frozen=True)
class Settings:
    """The files, the values as they were read, the last file's above all, those Pelican has by itself, and SITEURL's."""

    files: Sequence[Path]
    values: Mapping[str, Any]
    of_pelican: Mapping[str, Any]
    address: str = ""

    @cached_property
    def lines(self) -> dict[str, tuple[str, int]]:
        """The file and line that set a setting last."""
        return {name: (file.name, line) for file in self.files for name, line in _assigned(file)}

    @cached_property
    def kinds(self) -> dict[str, type]:
        """The settings that there are, and what kind each is of."""
        made = {f"{template.upper()}_SAVE_AS" for template in _words(self.values.get("DIRECT_TEMPLATES"))}
        return (
            dict.fromkeys((*OTHERS, *made), str) | {name: type(value) for name, value in self.of_pelican.items()} | OURS
        )

    def problem(self, name: str, fault: str) -> Problem:
        """A problem of a setting, where it is set."""
        return Problem(*self.lines[name], f"{name} {fault}.", _MEND)


def check(settings: Settings) -> list[Problem]:
    """What the first rule finds that finds anything: where a setting is missing, others are of no kind."""
    for rule in RULES:
        if problems := list(rule(settings)):
            return problems
    return []


def every_setting_is_known(settings: Settings) -> Iterator[Problem]:
    """A setting has a name that Pelican or the theme knows."""
    for name, (file, line) in settings.lines.items():
        if name not in settings.kinds:
            near = did_you_mean(nearest(name, settings.kinds, 0.8), "Take the line out.")
            yield Problem(file, line, f"“{name}” is not the name of a setting.", near)


def every_setting_is_set(settings: Settings) -> Iterator[Problem]:
    """No setting of the project is missing: Pelican would make another site without it."""
    for file, needed in zip(settings.files, ((*OURS, *OTHERS), OF_PUBLISHING), strict=False):
        there = {name for name, _ in _assigned(file)}
        if gone := [name for name in needed if name not in there]:
            others = f" and {len(gone) - 1} more" if gone[1:] else ""
            are = "are" if gone[1:] else "is"
            yield Problem(
                file.name,
                0,
                f"{gone[0]}{others} {are} not set here.",
                "Put it back, or undo the last change to the file.",
            )
    if lost := [name for name in (*OURS, *OTHERS) if name in settings.lines and name not in settings.values]:
        star = len(settings.files) > 1 and settings.lines[lost[0]][0] != settings.files[-1].name
        remedy = "Put back the line `from pelicanconf import *`." if star else "Take out what deletes it."
        yield Problem(settings.files[-1].name, 0, f"{lost[0]} of {settings.lines[lost[0]][0]} is lost here.", remedy)


def a_setting_is_of_its_kind(settings: Settings) -> Iterator[Problem]:
    """A setting is of the kind that Pelican or the theme expects, and no longer than it can need."""
    for name in settings.lines:
        if fault := _fault(name, settings.values.get(name), settings.kinds[name]):
            yield settings.problem(name, fault)


def what_other_code_relies_on_stays(settings: Settings) -> Iterator[Problem]:
    """The folders and addresses are those that the checks look in and that links lead to, and facts those of site.toml."""
    for name, right in _fixed(settings).items():
        value = settings.values.get(name)
        if name in settings.lines and value != right:
            shown = (
                f"`{right!r}`"
                if right is None or isinstance(right, str | list | bool)
                else "the facts of content/site.toml"
            )
            yield settings.problem(name, f"has to be {shown}")


def templates_are_there(settings: Settings) -> Iterator[Problem]:
    """A template that a setting names is in theme/templates/."""
    metadata = [one.get("template") for one in settings.values["EXTRA_PATH_METADATA"].values()]
    named = {
        "DIRECT_TEMPLATES": [f"{name}.html" for name in settings.values["DIRECT_TEMPLATES"]],
        "TEMPLATE_PAGES": list(settings.values["TEMPLATE_PAGES"]),
        "EXTRA_PATH_METADATA": [f"{name}.html" for name in metadata if name],
    }
    for setting, names in named.items():
        for name in dict.fromkeys(names):
            if not (settings.files[0].parent / "theme/templates" / name).is_file():
                file, line = settings.lines[setting]
                place = f"theme/templates/{printable(name)}"
                remedy = f"Correct the name, or put the file back: `git checkout {place}`."
                yield Problem(file, line, f"{setting} names {place}, which is missing.", remedy)


RULES: tuple[Callable[[Settings], Iterator[Problem]], ...] = (
    every_setting_is_known,
    every_setting_is_set,
    a_setting_is_of_its_kind,
    what_other_code_relies_on_stays,
    templates_are_there,
)


def line_of(files: Sequence[Path], said: str, code: Sequence[str] = ()) -> tuple[Path, int]:
    """The line that sets the setting named in these words, that has a word they quote, or that these lines of code name.

    Line 0 of the last file where there is none.
    """
    quoted = [name for names in re.findall(r"“([^”]+)”|`([^`]+)`|'([^']+)'", said) for name in names if name]
    for file in reversed(files):
        assigned = dict(_assigned(file))
        lines = ordinary_file.text(file).split("\n") if assigned else []
        in_quotes = re.compile(rf"['\"]({'|'.join(map(re.escape, quoted))})['\"]") if quoted else None
        for name in re.findall(r"\w+", said):
            if name in assigned:
                return file, assigned[name]
        for number, line in enumerate(lines, 1):
            if in_quotes and in_quotes.search(line):
                return file, number
        for line in code:
            for name in re.findall(r"\w+", line):
                if name.upper() in assigned:
                    return file, assigned[name.upper()]
    return files[-1], 0


def _assigned(file: Path) -> Iterator[tuple[str, int]]:
    """The settings that a file sets at its top level, and where; nothing of what cannot be read."""
    try:
        tree = ast.parse(ordinary_file.text(file))
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):  # which is told when it is run
        return
    for statement in tree.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        for target in targets:
            for name in target.elts if isinstance(target, ast.Tuple) else [target]:
                if isinstance(name, ast.Name) and name.id.isupper() and not name.id.startswith("_"):
                    yield name.id, statement.lineno


def _fault(name: str, value: Any, kind: type) -> str:
    """What is wrong with a value, where a value of this kind is expected."""
    if name.endswith(("_ATOM", "_RSS")) and value in (None, False):  # no such feed
        return ""
    if name == "DEFAULT_PAGINATION" and type(value) is int:
        return ""
    is_one = isinstance(value, list | tuple) if kind in (list, tuple) else isinstance(value, kind)
    if not is_one or (kind is int and isinstance(value, bool)):
        expected = _WORDS.get(kind, f"a {kind.__name__.lower()}")
        return f"is {_WORDS.get(type(value), 'something else')}, and has to be {expected}"
    if isinstance(value, str | list | tuple | dict) and len(value) > LONGEST:
        what = "characters" if isinstance(value, str) else "entries"
        return f"has {len(value):,} {what}; at most {LONGEST:,} are understood"
    if isinstance(value, str):
        return _fault_of_words(name, value)
    if kind is list and name not in ("LOG_FILTER", "PAGINATION_PATTERNS", "SLUG_REGEX_SUBSTITUTIONS"):
        return "has something in it that is not words" if len(_words(value)) < len(value) else ""
    return _fault_of_entries(name, value)


def _fault_of_words(name: str, value: str) -> str:
    if not value.isprintable():
        return f"is “{short(value)}”, with a sign in it that cannot be shown"
    if name.endswith(("_URL", "_SAVE_AS")) and name != "PUBLIC_URL":
        try:
            places = {place for _, place, _, _ in string.Formatter().parse(value) if place is not None}
        except ValueError:
            places = {""}
        if places - _PLACES:
            return f"is “{short(value)}”, and what stands between its braces is not known"
        if value.startswith("/") or ".." in value.split("/"):
            return f"is “{short(value)}”, which leads out of the site"
    if name.endswith(("_METADATA", "_REGEX")):
        try:
            re.compile(value)
        except (re.error, OverflowError, RecursionError):
            return f"is “{short(value)}”, which is not a pattern"
    return ""


def _fault_of_entries(name: str, value: Any) -> str:
    """What is wrong in a list of pairs or a table."""
    if name == "LOG_FILTER" and not all(isinstance(one, tuple) and [*map(type, one)] == [int, str] for one in value):
        return "has something in it that is not a level and a message"
    if name == "FORMS" and not ({*value} == {*VARIABLES} and all(isinstance(one, Form) for one in value.values())):
        return f"has to have {' and '.join(VARIABLES)}, and nothing else"
    if isinstance(value, dict) and not all(isinstance(key, str) for key in value):
        return "has a name in it that is not words"
    kinds: dict[str, Callable[[Any], bool]] = {
        "JINJA_FILTERS": callable,
        "READERS": lambda one: one is None or isinstance(one, type),
        "TEMPLATE_PAGES": lambda one: isinstance(one, str) and not _fault_of_words("_SAVE_AS", one),
        "EXTRA_PATH_METADATA": lambda one: (
            isinstance(one, dict)
            and not any(not isinstance(words, str) or _fault_of_words("_SAVE_AS", words) for words in one.values())
        ),
    }
    wrong = [key for key, one in value.items() if not kinds[name](one)] if name in kinds else []
    return f"has something for “{wrong[0]}” that cannot be used" if wrong else ""


def _fixed(settings: Settings) -> dict[str, Any]:
    """The settings that other code relies on, and their values."""
    publish = len(settings.files) > 1
    content: Content = settings.values["CONTENT"]
    facts = content.facts
    article, page = (address_of(f"{folder}/{{slug}}.md")[1:] for folder in ("articles", "pages"))
    topic = topic_address("slug").replace("slug", "{slug}")
    fixed: dict[str, Any] = {
        "PATH": "content", "ARTICLE_PATHS": ["articles"], "PAGE_PATHS": ["pages"], "STATIC_PATHS": ["files"],
        "STATIC_URL": "{path}", "STATIC_SAVE_AS": "{path}", "THEME": "theme", "THEME_STATIC_DIR": "theme",
        "THEME_STATIC_PATHS": ["static"], "PLUGIN_PATHS": ["."], "LOCALE": ["C.UTF-8", "C"],
        "PREVIEW": not publish, "SITEURL": settings.address, "ROOT_PATH": urlsplit(settings.address).path,
        "SITE": facts, "SITENAME": facts["name"], "AUTHOR": facts["coach"]["name"] or facts["name"],
        "DIRECTION": content.language.direction, "SCRIPT_WORDS": content.language.of_scripts,
        "PALETTE": palette.of_practice(content.site), "DEFAULT_LANG": content.language.tag, "TIMEZONE": facts["timezone"],
        # Feeds are ours; what Pelican writes would be at an address that nothing knows.
        "FEED_ALL_ATOM": None, "CATEGORY_FEED_ATOM": None, "AUTHOR_FEED_ATOM": None, "AUTHOR_FEED_RSS": None,
        "TRANSLATION_FEED_ATOM": None,
    }  # fmt: skip
    for name in _words(settings.values.get("DIRECT_TEMPLATES")):
        fixed[f"{name.upper()}_SAVE_AS"] = f"{name}/index.html"
    for name, address in (
        ("ARTICLE", article), ("DRAFT", article), ("PAGE", page), ("DRAFT_PAGE", page), ("CATEGORY", topic),
    ):  # fmt: skip
        fixed[f"{name}_URL"] = address
        fixed[f"{name}_SAVE_AS"] = "" if publish and name.startswith("DRAFT") else f"{address}index.html"
    return fixed | ({"PUBLIC_URL": settings.address} if publish else {})


def _words(values: Any) -> list[str]:
    return [one for one in values if isinstance(one, str)] if isinstance(values, list | tuple) else []
