"""The files of a practice: site.toml, the pages and a first article, of its answers and the templates of its language."""

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from sources.header import as_written

HERE = Path(__file__).parent
LANGUAGES = tuple(sorted(path.parent.name for path in HERE.glob("*/words.toml")))
COUNTRIES: dict[str, Any] = tomllib.loads((HERE / "countries.toml").read_text(encoding="utf-8"))
DRAWINGS = ("lamp", "compass", "door", "table", "cairn", "signpost", "chairs", "cups")
# The pages that are there only for those who offer what they are about.
OFFERED = {"discovery-session": "booking", "newsletter": "newsletter"}
NAMES = sorted({path.relative_to(HERE / path.relative_to(HERE).parts[0]).as_posix() for path in HERE.rglob("*.md")})
# What is proposed where nobody says it otherwise.
PROPOSED = ("language", "timezone", "topics", "tagline", "description", "leave_out")
_MARKS = re.compile(r"[\\`*_{}\[\]<>&#~|!]")


class _Bare(str):
    """What stands in a file as it is: without quotation marks in TOML, and with its marks in a text."""


def in_toml(value: Any) -> str:
    """A value as TOML writes it, whose words have JSON's escapes but for one character."""
    if isinstance(value, _Bare):
        return value
    return json.dumps(value, ensure_ascii=False, default=str).replace("\x7f", "\\u007f")


def _markdown(value: Any) -> str:
    """Words that no mark makes anything else of."""
    return (
        str(value) if isinstance(value, _Bare) or str(value).startswith("[[ ") else _MARKS.sub(r"\\\g<0>", str(value))
    )


def _environment(finalize: Any = None) -> Environment:
    environment = Environment(  # noqa: S701  # it makes no HTML
        undefined=StrictUndefined, finalize=finalize, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    environment.filters["bare"] = _Bare
    return environment


_PLAIN, _IN_TOML, _IN_TEXT = _environment(), _environment(in_toml), _environment(_markdown)


def language_of(tag: str) -> str:
    """The language of a tag like `de-AT`, if there are templates in it: the name of their folder."""
    language = tag.partition("-")[0].lower()
    return language if language in LANGUAGES else ""


def default(key: str, answers: Mapping[str, Any]) -> Any:
    """What an answer is that was left open, as far as the others say it; empty where nothing can be proposed."""
    if key == "language":
        return "en-US"
    if key == "name":
        return answers.get("coach", "")
    own = table(str(answers.get("language") or "en-US"))
    if key == "timezone":
        region = str(answers.get("language", "")).partition("-")[2].upper()
        return COUNTRIES[region if region in COUNTRIES else own["region"]]["zones"][0]
    if key == "crisis":
        lines = COUNTRIES.get(_country(answers), {})
        return " ".join(filter(None, (own["danger"], lines.get(language_of(answers["language"]), ""))))
    if key in ("tagline", "description", "leave_out"):
        return _PLAIN.from_string(own[key]).render(answers)
    return own["topics"] if key == "topics" else False if key == "newsletter" else ""


def files(answers: Mapping[str, Any], today: str) -> dict[str, str]:
    """Every file by its name below content/; `answers` has one for each question."""
    own, country = table(answers["language"]), _country(answers)
    known = {
        **answers,
        "audience": answers["audience"] or own["whom"],
        "british": answers["language"].lower() not in ("en", "en-us"),
        "country": country,
        "law": COUNTRIES.get(country, {}).get("law", ""),
        "topic": as_written(answers["topics"][0], "Category"),
        "today": today,
    }
    invitations = [name for name, offer in (("discovery", "booking"), ("newsletter", "newsletter")) if answers[offer]]
    facts = {**answers, "words": own, "drawings": DRAWINGS, "invitations": invitations or ["contact"]}
    made = {"site.toml": _IN_TOML.from_string(_template("site.toml", answers["language"])).render(facts)}
    folder = HERE / (language_of(answers["language"]) or "en")
    for path in sorted(folder.rglob("*.md")):
        name = path.relative_to(folder)
        offer = OFFERED.get(name.with_suffix("").parts[1])
        if not offer or answers[offer]:
            template = _template(f"{folder.name}/{name.as_posix()}", answers["language"])
            header, _, body = template.partition("\n\n")
            text = f"{_PLAIN.from_string(header).render(known)}\n\n{_IN_TEXT.from_string(body).render(known).lstrip()}"
            made[name.as_posix()] = re.sub(r"\n{3,}", "\n\n", text)
    return made


def _country(answers: Mapping[str, Any]) -> str:
    """Where the practice is, as far as its time zone tells; empty where nothing is known of that."""
    return next((name for name, country in COUNTRIES.items() if answers.get("timezone") in country["zones"]), "")


def table(tag: str) -> dict[str, Any]:
    """The words of site.toml in the language of a tag; English ones where there are none."""
    return tomllib.loads(_template(f"{language_of(tag) or 'en'}/words.toml", tag))


def _template(name: str, tag: str) -> str:
    text = (HERE / name).read_text(encoding="utf-8")
    return text.replace("ß", "ss") if tag.upper() in ("DE-CH", "DE-LI") else text
