"""The report of an import, for the coach: sums that add up, what was changed or lost and where, and what is left to do."""

import re
from collections import Counter

from importing.changes import Change
from importing.library import NO_FOLDER
from importing.plan import Placed, Plan
from importing.topics import FILE
from problem import printable, short

_MOST = 160  # characters of words that are quoted


def report(plan: Plan, *, written: bool) -> str:
    """The whole report in Markdown; the same for the same file, whenever it is made."""
    parts = [
        f"# What {'was' if written else 'would be'} imported from {_quoted(plan.old.title or plan.old.kind)} ({plan.old.kind})",
        sums(plan),
        _bullets("## What of the file was damaged", plan.old.recovered),
        _to_do(plan),
        _topics(plan),
        _pictures(plan),
        _addresses(plan),
        _files(plan),
        _bullets(
            "## What is there already, and stayed as it is",
            [f"{_titled(entry.title)}: content/{name}" for entry, name in plan.there],
        ),
        _bullets("## What was not imported", [f"{_titled(entry.title)}: {why}" for entry, why in plan.refused]),
        _no_place(plan),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def sums(plan: Plan) -> str:
    """How many things were read, and what becomes of each; the numbers add up."""
    kinds = Counter(
        "drafts" if one.is_draft else "articles" if one.name.startswith("articles/") else "pages" for one in plan.placed
    )
    rows = [
        (kinds["articles"], "articles"),
        (kinds["pages"], "pages"),
        (kinds["drafts"], "drafts, which no reader sees"),
        (len(plan.there), "there already"),
        (len(plan.refused), "not imported, for the reasons below"),
        (sum(one.count for one in plan.old.left_out), "with no place here, listed at the end"),
    ]
    lines = [f"{number:6,}  {_one(words) if number == 1 else words}" for number, words in rows if number]
    return "\n".join([f"{plan.old.items:6,}  read in the file, of which are", *lines]).join(("```\n", "\n```"))


def _one(words: str) -> str:
    """What is said of a single one."""
    return re.sub(r"^(article|page|draft)s", r"\1", words)


def _to_do(plan: Plan) -> str:
    problems = [one for one in plan.left_for_her if not one.advice]
    counted = Counter(re.sub(r"“[^”]*”", "“…”", one.found) for one in problems)
    lines = [f"{number:,} × {found}" for found, number in sorted(counted.items(), key=lambda item: (-item[1], item[0]))]
    if not lines:
        return "## What is left for you\n\nNothing stands in the way of going live."
    return _bullets(
        "## What is left for you", [*lines, "`python3 tasks.py check` names the line of each, and what to write."]
    )


def _topics(plan: Plan) -> str:
    table = plan.topics.of_category
    if not table and not any(one.name.startswith("articles/") for one in plan.placed):
        return ""
    rows = [
        f"| {_cell(name)} | {plan.topics.articles[name]:,} | {_cell(topic) or 'a tag'} |"
        for name, topic in table.items()
    ]
    said = f"Change this in {FILE}, and run the import again. {plan.without_topic:,} articles that none of these fits are in “{plan.topics.otherwise}”."
    head = ["| Category of the old site | Articles | Topic here |", "|---|---|---|"]
    return "\n\n".join(["## Topics", *(["\n".join([*head, *rows])] if rows else []), said])


def _pictures(plan: Plan) -> str:
    brought = f"{len(set(plan.pictures.values())):,} pictures and PDFs come with the texts."
    missing = [
        f"{address} (in {', '.join(files)}){'' if why == NO_FOLDER else f': {why}'}"
        for address, (why, files) in plan.missing.items()
    ]
    if not missing:
        return f"## Pictures\n\n{brought}" if plan.pictures else ""
    said = f"{brought} {len(missing):,} are missing. Download the pictures of the old site while it is there, and name their folder: `--pictures FOLDER`."
    return "\n\n".join(["## Pictures that are missing", said, _list(missing)])


def _addresses(plan: Plan) -> str:
    lines = [
        f"{number:,} on {host}: they stay with that service. Write there, as long as you can, where you are now."
        for host, number in sorted(plan.with_service.items())
    ]
    lines += [f"{old} → content/{name}: {why}" for old, name, why in plan.cannot_lead_on]
    if not lines:
        return ""
    said = "Readers who come to these find nothing, unless the host of the site is told to send them on."
    return "\n\n".join(["## Old addresses that cannot lead on", said, _list(lines)])


def _files(plan: Plan) -> str:
    changed = [one for one in plan.placed if one.changes]
    if not changed:
        return ""
    parts = [
        "## What was changed, file by file",
        "What is not named here is as it was. **Lost** is what is in no file now.",
    ]
    return "\n\n".join([*parts, *(_file(one) for one in changed)])


def _file(one: Placed) -> str:
    return "\n\n".join([f"### content/{one.name}", _list([_change(change) for change in one.changes])])


def _change(change: Change) -> str:
    where = f"line {change.line}: " if change.line else ""
    lost = "**Lost.** " if change.lost else ""
    was = f" Was: {_quoted(change.before)}." if change.before else ""
    now = f" Now: {_quoted(change.after)}." if change.after else ""
    what = change.what if change.what.endswith((".", "!", "?")) else f"{change.what}."
    return f"{where}{lost}{what[:1].upper()}{what[1:]}{was}{now}{f' {change.remedy}' if change.remedy else ''}"


def _no_place(plan: Plan) -> str:
    grouped: dict[tuple[str, str], list[str]] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for one in plan.old.left_out:
        grouped.setdefault((one.what, one.reason), []).extend([one.title] if one.title else [])
        counts[one.what, one.reason] += one.count
    lines = []
    for (what, reason), titles in sorted(grouped.items()):
        named = (
            f" ({', '.join(_quoted(title, 40) for title in titles[:5])}{', …' if len(titles) > 5 else ''})"
            if titles
            else ""
        )
        lines.append(f"{counts[what, reason]:,} × {what}{named}: {reason}")
    return _bullets("## What has no place here", lines)


def _bullets(heading: str, lines: list[str]) -> str:
    return f"{heading}\n\n{_list(lines)}" if lines else ""


def _list(lines: list[str]) -> str:
    return "\n".join(f"- {printable(line)}" for line in lines)


def _titled(title: str) -> str:
    return _quoted(title) if title else "Without a title"


def _quoted(words: str, length: int = _MOST) -> str:
    return f"“{printable(short(' '.join(words.split()), length))}”"


def _cell(words: str) -> str:
    return printable(words).replace("|", "\\|")
