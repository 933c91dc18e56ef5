"""The report of an import, for the coach: sums that add up, what was changed or lost and where, and what is left to do."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from checks.job_summary import words
from importing.changes import MISSING, Change
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
    left_out: Counter[str] = Counter()
    for one in plan.old.left_out:
        left_out[one.what] += one.count
    rows = [
        (kinds["articles"], "articles"),
        (kinds["pages"], "pages"),
        (kinds["drafts"], "drafts, which no reader sees"),
        (len(plan.there), "there already"),
        (len(plan.refused), "not imported, for the reasons below"),
        (left_out["picture"], "pictures, which come along where a text shows them"),
        (left_out.total() - left_out["picture"], "with no place here, listed at the end"),
    ]
    lines = [f"{number:6,}  {_one(kind) if number == 1 else kind}" for number, kind in rows if number]
    return "\n".join([f"{plan.old.items:6,}  read in the file, of which are", *lines]).join(("```\n", "\n```"))


def _one(kind: str) -> str:
    """What is said of a single one."""
    return (
        re.sub(r"^(article|page|draft|picture)s", r"\1", kind)
        .replace("which come ", "which comes ")
        .replace("shows them", "shows it")
    )


def _to_do(plan: Plan) -> str:
    problems = [one for one in plan.left_for_her if not one.advice]
    alike: dict[str, list[str]] = {}
    for one in problems:
        alike.setdefault(re.sub(r"“[^”]*”", "“…”", one.found), []).append(one.found)
    counted = {found if len(every) > 1 else every[0]: len(every) for found, every in alike.items()}
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
            "The writing page and `python3 tasks.py check` name the line of each, and what to write. Until all of it is done, nothing new goes live, and readers see the site as it is. A text that can wait may lie outside of `content/` till then.",
        ],
    )


def _topics(plan: Plan) -> str:
    table = plan.topics.of_category
    if not table and not any(one.name.startswith("articles/") for one in plan.placed):
        return ""
    rows = [
        f"| {_cell(name)} | {plan.topics.articles[name]:,} | {_cell(topic)} |" for name, topic in table.items() if topic
    ]
    tags = [f"{_words(name)} ({plan.topics.articles[name]:,})" for name, topic in table.items() if not topic]
    head = ["| Category of the old site | Articles | Topic here |", "|---|---|---|"]
    number = plan.without_topic
    parts = [
        "## Topics",
        "\n".join([*head, *rows]) if rows else "",
        f"No topic of yours is like these, so they become tags: {', '.join(tags)}." if tags else "",
        f"{_number(number, 'article')} {'has' if number == 1 else 'have'} no category with a topic, and so the topic “{plan.topics.otherwise}”. If that is wrong for most of them, choose another one."
        if number
        else "",
        f"All of this can be changed in {FILE}; then run the import again.",
    ]
    return "\n\n".join(filter(None, parts))


def _pictures(plan: Plan) -> str:
    number = len(set(plan.pictures.values()))
    brought = (
        f"{_number(number, 'picture or PDF', 'pictures and PDFs')} {'comes' if number == 1 else 'come'} with the texts. "
        if number
        else ""
    )
    places: dict[tuple[str, str], list[Change]] = {}
    for one in plan.placed:
        for change in one.changes:
            if change.what == MISSING:
                places.setdefault((change.before.partition(" ")[0], one.name), []).append(change)
    missing = [
        f"{address} (in {'; '.join(_place(name, places.get((address, name), [])) for name in files)}){'' if why == NO_FOLDER else f': {why}'}"
        for address, (why, files) in plan.missing.items()
    ]
    if not missing:
        return f"## Pictures\n\n{brought}".rstrip() if plan.pictures else ""
    said = f"{brought}{len(missing):,} {'is' if len(missing) == 1 else 'are'} missing. Download the pictures of the old site while it is there, and import with their folder (in a terminal: `--pictures FOLDER`). An article that is in your texts already is not imported again: put its pictures in yourself, on the lines named here, or delete its file first."
    return "\n\n".join(["## Pictures that are missing", said, _list(missing)])


def _place(name: str, changes: list[Change]) -> str:
    """Where a picture is missing, with the words that belong to it; one above the text has no line."""
    words = dict.fromkeys(change.before.partition(" ")[2] for change in changes)
    return ", ".join(filter(None, [name, _lines(changes), *(_quoted(one) for one in words if one)]))


def _addresses(plan: Plan) -> str:
    lines = [
        f"{_number(number, 'address', 'addresses')} on {host}: what a service lends stays with it. Write there, as long as you can, where you are now."
        for host, number in sorted(plan.with_service.items())
    ]
    reasons: dict[str, list[str]] = {}
    for old, name, why in plan.cannot_lead_on:
        reasons.setdefault(why, []).append(f"{old} → content/{name}")
    lines += [f"{', '.join(those)}: {why}" for why, those in reasons.items()]
    if not lines:
        return ""
    said = "Readers who come to these find nothing, unless the host of the site is told to send them on."
    return "\n\n".join(["## Old addresses that cannot lead on", said, _list(lines)])


def _files(plan: Plan) -> str:
    """What was changed: by file where something was lost or is left to do, then by kind what only looks different."""
    parts, looks = [], dict[str, list[str]]()
    for one in plan.placed:
        serious = [change for change in one.changes if change.what != MISSING and (change.lost or change.remedy)]
        if serious:
            parts += [f"### {_words(f'{_titled(one.entry.title)}: content/{one.name}')}", "\n".join(_changes(serious))]
        harmless: dict[str, list[Change]] = {}
        for change in one.changes:
            if not change.lost and not change.remedy:
                harmless.setdefault(_sentence(change.what), []).append(change)
        for what, alike in harmless.items():
            looks.setdefault(what, []).append(
                _words(
                    ": ".join(
                        filter(None, [" ".join(filter(None, [f"content/{one.name}", _lines(alike)])), _details(alike)])
                    )
                )
            )
    if parts:
        parts[:0] = ["## What was lost, or needs a look", "**Lost** is what stands in none of your files."]
    if looks:
        parts += ["## What only looks different"]
    for what, places in looks.items():
        places_said = (
            f"- {', '.join(places)}"
            if all(one.endswith(".md`") for one in places)
            else "\n".join(f"- {place}" for place in places)
        )
        parts += [f"{_words(what)} {_number(len(places), 'text')}:", places_said]
    return "\n\n".join([*parts, "All else in these texts is as it was."]) if parts else ""


def _changes(changes: Iterable[Change]) -> Iterator[str]:
    """What was lost first; what is alike on several lines is said once."""
    kinds: dict[tuple[bool, str, str], list[Change]] = {}
    for change in changes:
        kinds.setdefault((not change.lost, change.what, change.remedy), []).append(change)
    for (kept, what, remedy), alike in sorted(kinds.items(), key=lambda item: item[0][0]):
        where, details, said = _lines(alike), _details(alike), _sentence(what)
        if details:
            said = f"{said.removesuffix('.')}: {details}."
        lost = "" if kept else "**Lost.** "
        yield f"- {f'{where}: ' if where else ''}{lost}{_words(f'{said} {remedy}'.rstrip())}"


def _details(alike: list[Change]) -> str:
    """What was there and what is now, where changes are alike; of what is not lost, some of it."""
    details = list(dict.fromkeys(filter(None, map(_detail, alike))))
    if len(details) > _SHOWN and not any(change.lost for change in alike):
        details[_SHOWN:] = [f"and {len(details) - _SHOWN} more"]
    return "; ".join(details)


def _detail(change: Change) -> str:
    before, after = (_quoted(words) if words else "" for words in (change.before, change.after))
    now = f"now {after}" if after and after != before else ""
    return ", ".join(filter(None, (before, now)))


def _sentence(words: str) -> str:
    return words[:1].upper() + (words[1:] if words.endswith((".", "!", "?")) else f"{words[1:]}.")


def _lines(changes: list[Change]) -> str:
    lines = list(dict.fromkeys(str(change.line) for change in changes if change.line))
    return f"line{'s' if len(lines) > 1 else ''} {', '.join(lines)}" if lines else ""


def _number(number: int, one: str, several: str = "") -> str:
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"


def _no_place(plan: Plan) -> str:
    grouped: dict[tuple[str, str], list[str]] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for one in plan.old.left_out:
        if one.what == "picture":
            continue
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
