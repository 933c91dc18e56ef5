"""The report of an import, for the coach: sums that add up, what was changed or lost and where, and what is left to do."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from checks.job_summary import words
from importing.changes import Change
from importing.library import NO_FOLDER
from importing.plan import Plan
from importing.topics import FILE
from problem import printable, short

_MOST = 160  # characters of words that are quoted
_SHOWN = 5  # of things that are alike and not lost


def report(plan: Plan, *, written: bool) -> str:
    """The whole report in Markdown; the same for the same file, whenever it is made."""
    parts = [
        f"# What {'was' if written else 'would be'} imported from {_words(_quoted(plan.old.title or plan.old.kind))} ({plan.old.kind})",
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
    lines = [f"{number:6,}  {_one(kind) if number == 1 else kind}" for number, kind in rows if number]
    return "\n".join([f"{plan.old.items:6,}  read in the file, of which are", *lines]).join(("```\n", "\n```"))


def _one(kind: str) -> str:
    """What is said of a single one."""
    return re.sub(r"^(article|page|draft)s", r"\1", kind)


def _to_do(plan: Plan) -> str:
    problems = [one for one in plan.left_for_her if not one.advice]
    counted = Counter(re.sub(r"“[^”]*”", "“…”", one.found) for one in problems)
    lines = [
        f"{f'{number:,} times' if number > 1 else 'Once'}: {found}"
        for found, number in sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    ]
    if not lines:
        return "## What is left for you\n\nNothing stands in the way of going live."
    return _bullets(
        "## What is left for you",
        [
            *lines,
            "The writing page and `python3 tasks.py check` name the line of each, and what to write. Until all is done, what is live stays as it is; a text that can wait gets the line `Status: draft`.",
        ],
    )


def _topics(plan: Plan) -> str:
    table = plan.topics.of_category
    if not table and not any(one.name.startswith("articles/") for one in plan.placed):
        return ""
    rows = [
        f"| {_cell(name)} | {plan.topics.articles[name]:,} | {_cell(topic) or 'a tag'} |"
        for name, topic in table.items()
    ]
    said = f"Change this in {FILE}, and run the import again. {plan.without_topic:,} articles of no such category are in “{plan.topics.otherwise}”."
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
    said = f"{brought} {len(missing):,} are missing. Download the pictures of the old site while it is there, and import again with their folder (in a terminal: `--pictures FOLDER`)."
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
    """What was changed: first where something was lost or is left to do, then what only looks different."""
    changed = [one for one in plan.placed if one.changes]
    serious = [one for one in changed if any(change.lost or change.remedy for change in one.changes)]
    parts = [
        "\n\n".join([f"### {_words(f'content/{one.name}')}", "\n".join(f"- {said}" for said in _changes(one.changes))])
        for one in serious
    ]
    if parts:
        parts[:0] = ["## What was lost, or needs a look", "**Lost** is what is in no file now."]
    lines = [
        f"- {_words(f'content/{one.name}')}: {' '.join(_changes(one.changes))}" for one in changed if one not in serious
    ]
    if lines:
        parts += ["## What only looks different", "\n".join(lines)]
    return "\n\n".join([*parts, "What is not named here is as it was."]) if parts else ""


def _changes(changes: Iterable[Change]) -> Iterator[str]:
    """What was lost first; what is the same on several lines is said once."""
    kinds: dict[tuple[bool, str, str, str], list[Change]] = {}
    for change in changes:
        kinds.setdefault((not change.lost, change.what, change.after, change.remedy), []).append(change)
    for (kept, what, after, remedy), alike in sorted(kinds.items(), key=lambda item: item[0][0]):
        lines = list(dict.fromkeys(change.line for change in alike if change.line))
        before = list(dict.fromkeys(_quoted(change.before) for change in alike if change.before))
        if kept and len(before) > _SHOWN:
            before[_SHOWN:] = [f"and {len(before) - _SHOWN} more"]
        said = [
            what[:1].upper() + (what[1:] if what.endswith((".", "!", "?")) else f"{what[1:]}."),
            f"Was: {', '.join(before)}." if before else "",
            f"Now: {_quoted(after)}." if after and [_quoted(after)] != before else "",
            remedy,
        ]
        where = f"line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))}: " if lines else ""
        yield f"{where}{'' if kept else '**Lost.** '}{_words(' '.join(filter(None, said)))}"


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
        lines.append(f"{what}, {counts[what, reason]:,}{named}: {reason}")
    return _bullets("## What has no place here", lines)


def _bullets(heading: str, lines: list[str]) -> str:
    return f"{heading}\n\n{_list(lines)}" if lines else ""


def _list(lines: list[str]) -> str:
    return "\n".join(f"- {_words(line)}" for line in lines)


def _words(line: str) -> str:
    """A line in which nothing that the old site wrote is markup, a link or a mention, wherever the report is shown."""
    return words(printable(line), "")


def _titled(title: str) -> str:
    return _quoted(title) if title else "Without a title"


def _quoted(text: str, length: int = _MOST) -> str:
    return f"“{printable(short(' '.join(text.split()), length))}”"


def _cell(name: str) -> str:
    return _words(name).replace("|", "\\|")
