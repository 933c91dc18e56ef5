"""What must hold of content/site.toml: its shape, its topics, its addresses."""

import tomllib
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from checks.problem import Problem

NAME = "content/site.toml"
INVITATIONS = ("discovery", "newsletter", "contact")
# Every key the site reads, and what its value is.
SHAPE: dict[str, Any] = {
    "name": str,
    "tagline": str,
    "description": str,
    "language": str,
    "timezone": str,
    "coach.name": str,
    "coach.email": str,
    "booking.url": str,
    "navigation": list,
    "topics": list,
    "invitations.default": list,
    **{f"invitations.{name}.{key}": str for name in INVITATIONS for key in ("title", "text", "action")},
    "crisis.topics": list,
    "crisis.scope": str,
    "crisis.danger": str,
    "publishing.remote": str,
    "publishing.branch": str,
    "publishing.domain": str,
    "publishing.host": str,
    "forms.consent": str,
    "discovery_session.questions": list,
}
ENTRIES = {"navigation": ("label", "address"), "topics": ("name", "situation", "description", "drawing")}
KINDS: dict[Any, str] = {str: "words in quotation marks", list: "a list"}
MAY_BE_EMPTY = {"coach.name", "crisis.topics", "publishing.domain", "forms.consent"}


def check(content: Path, *, publish: bool = False) -> list[Problem]:
    """Every problem of the facts; with `publish`, also the placeholders that must not go live."""
    path = content / "site.toml"
    try:
        text = path.read_text(encoding="utf-8-sig")
        facts = tomllib.loads(text)
    except FileNotFoundError:
        return [Problem(NAME, 0, "This file is missing.", "Put it back: `git checkout content/site.toml`.")]
    except UnicodeDecodeError:
        return [Problem(NAME, 0, "This file is not UTF-8 text.", "Save it as UTF-8.")]
    except tomllib.TOMLDecodeError as error:
        return [_unreadable(text, error)]
    lines = text.splitlines()
    problems = [*_shape(facts, lines), *_unknown(facts, lines)]
    if not problems:
        problems = [*_values(facts, lines, content), *(_placeholders(lines) if publish else [])]
    return problems


def _unreadable(text: str, error: tomllib.TOMLDecodeError) -> Problem:
    """The file must be TOML: `name = "words"`."""
    words = str(error)
    line = int(words.split("line ")[1].split(",")[0]) if "line " in words else len(text.splitlines())
    found = text.splitlines()[line - 1].strip() if text.splitlines() else ""
    return Problem(
        NAME,
        line,
        f"This line cannot be read: “{found}”.",
        'Write it like `name = "words"`, with both quotation marks.',
    )


def _shape(facts: dict[str, Any], lines: list[str]) -> list[Problem]:
    """Every fact the site shows must be there and of its kind."""
    problems = []
    for key, kind in SHAPE.items():
        value = _get(facts, key)
        if value is None:
            problems.append(Problem(NAME, 0, f"“{key}” is missing.", f"Add `{key.split('.')[-1]} = …`: {KINDS[kind]}."))
        elif not isinstance(value, kind):
            problems.append(Problem(NAME, _line(lines, key), f"“{key}” is {value!r}.", f"It must be {KINDS[kind]}."))
        elif not value and key not in MAY_BE_EMPTY:
            problems.append(Problem(NAME, _line(lines, key), f"“{key}” is empty.", f"It needs {KINDS[kind]}."))
    for table, keys in ENTRIES.items():
        for number, entry in enumerate(_list(facts.get(table)), 1):
            for key in keys:
                if not isinstance(entry, dict) or not isinstance(entry.get(key), str) or not entry[key]:
                    problems.append(
                        Problem(NAME, 0, f"Entry {number} of [[{table}]] has no “{key}”.", f'Add `{key} = "…"` to it.')
                    )
    return problems


def _unknown(facts: dict[str, Any], lines: list[str]) -> list[Problem]:
    """A key the site does not know is a slip."""
    known = set(SHAPE)
    return [
        Problem(NAME, _line(lines, key), f"“{key}” is not known here.", "Check its spelling, or take the line out.")
        for key in _leaves(facts)
        if key not in known
    ]


def _values(facts: dict[str, Any], lines: list[str], content: Path) -> list[Problem]:
    """The time zone exists, the booking link is https, invitations, drawings and navigation lead somewhere."""
    problems = []
    try:
        ZoneInfo(facts["timezone"])
    except (ZoneInfoNotFoundError, ValueError, OSError):
        problems.append(
            Problem(
                NAME,
                _line(lines, "timezone"),
                f"“{facts['timezone']}” is no time zone.",
                "Write one like `America/New_York`.",
            )
        )
    if not facts["booking"]["url"].startswith("https://"):
        problems.append(
            Problem(
                NAME,
                _line(lines, "url"),
                f"The booking link “{facts['booking']['url']}” is not secure.",
                "It must start with `https://`.",
            )
        )
    if "@" not in facts["coach"]["email"].strip("@"):
        problems.append(
            Problem(
                NAME,
                _line(lines, "email"),
                f"“{facts['coach']['email']}” is no e-mail address.",
                "Write one like `name@practice.org`.",
            )
        )
    for name in facts["invitations"]["default"]:
        if name not in INVITATIONS:
            problems.append(
                Problem(
                    NAME,
                    _line(lines, "default"),
                    f"The invitation “{name}” is not known.",
                    f"Choose from {', '.join(INVITATIONS)}.",
                )
            )
    drawings = Path(__file__).parent.parent / "theme/static/drawings"
    for topic in facts["topics"]:
        if not (drawings / f"{topic['drawing']}.svg").is_file():
            have = ", ".join(sorted(path.stem for path in drawings.glob("*.svg")))
            problems.append(
                Problem(
                    NAME,
                    _line(lines, f'"{topic["drawing"]}"'),
                    f"There is no drawing “{topic['drawing']}”.",
                    f"Choose from {have}.",
                )
            )
    names = [topic["name"] for topic in facts["topics"]]
    problems += [
        Problem(NAME, _line(lines, f'"{name}"'), f"The topic “{name}” is there twice.", "Take one of them out.")
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    problems += [
        Problem(NAME, _line(lines, "topics"), f"The topic “{name}” is not known.", f"Choose from {', '.join(names)}.")
        for name in facts["crisis"]["topics"]
        if name not in names
    ]
    made = {"/", "/articles/", "/search/"} | {
        "/" + path.relative_to(content / "pages").with_suffix("").as_posix() + "/"
        for path in (content / "pages").rglob("*.md")
    }
    made -= {"/home/", "/404/"}  # the one is at /, the other where nothing else is
    for entry in facts["navigation"]:
        if entry["address"] not in made:
            problems.append(
                Problem(
                    NAME,
                    _line(lines, f'"{entry["address"]}"'),
                    f"The navigation leads to “{entry['address']}”, which is no page.",
                    f"Choose from {', '.join(sorted(made))}.",
                )
            )
    return problems


def _placeholders(lines: list[str]) -> list[Problem]:
    """Addresses ending in .example are placeholders and must not go live."""
    return [
        Problem(NAME, number, f"This is still a placeholder: {line.strip()}", "Replace it with your own address.")
        for number, line in enumerate(lines, 1)
        if ".example" in line and not line.lstrip().startswith("#")
    ]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _get(facts: dict[str, Any], key: str) -> Any:
    value: Any = facts
    for part in key.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _leaves(facts: dict[str, Any], prefix: str = "") -> list[str]:
    keys = []
    for key, value in facts.items():
        keys += _leaves(value, f"{prefix}{key}.") if isinstance(value, dict) else [f"{prefix}{key}"]
    return keys


def _line(lines: list[str], key: str) -> int:
    """The first line that sets this key or holds these words; 0 where none does."""
    last = key.split(".")[-1] if not key.startswith('"') else key
    for number, line in enumerate(lines, 1):
        if (
            line.lstrip().startswith(f"{last} ")
            or line.lstrip().startswith(f"{last}=")
            or (key.startswith('"') and key in line)
        ):
            return number
    return 0
