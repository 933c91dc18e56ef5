"""The questions of setup, and their answers: asked for one by one, or taken from a file, and refused by the rules of site.toml."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ordinary_file
from checks import site_toml, source_header, source_text
from checks.site_toml_schema import of_kind
from problem import Problem, did_you_mean, errors, nearest, short
from setup import pages
from sources import toml_file
from sources.content import SITE, Content, Entry
from sources.toml_file import TomlFile

NOTHING = "-"  # typed where there is a default, and nothing is meant
MOST = 100_000  # bytes of a file of answers


@dataclass(frozen=True)
class Question:
    """What is asked: its name in a file of answers, the words, one line of why, and the fact of site.toml it becomes."""

    key: str
    words: str
    why: str
    fact: str = ""
    kind: type = str
    needed: bool = False


QUESTIONS = (
    Question("coach", "What is your name?", "Articles are signed with it. Leave it out, and the practice is their author.", "coach.name"),
    Question("name", "What is your practice called?", "It stands at the top of every page; your own name will do.", "name", needed=True),
    Question("audience", "Whom do you coach?", "As it stands after “Coaching for”, in the language of your site, like teachers. Readers see it first of all.", "audience", needed=True),
    Question("language", "In which language do you write?", f"The pages are there in {', '.join(pages.LANGUAGES)}. Say where, too, like en-GB: it decides on spelling and dates.", "language"),
    Question("timezone", "In which time zone do you live?", "An article appears when its day begins there.", "timezone"),
    Question("topics", "What do you write about?", "Two to six topics, with commas between them. Each article belongs to one.", "topics", kind=list),
    Question("email", "At which email address do readers reach you?", "It stands on the site, so that no form is needed to write to you.", "coach.email", needed=True),
    Question("booking", "Where can a reader book a first conversation?", "The https address of your calendar. Without one, there is no page about it.", "booking.url"),
    Question("newsletter", "Do you send a newsletter?", "With one, there is a page to sign up. Who sends it for you is asked later, in NEWSLETTER_FORM.", kind=bool),
    Question("repository", "Is the repository of these files private or public?", "In a public one everyone can read your drafts, and you are told of them.", "publishing.repository"),
    Question("leave_out", "What should readers not send you?", "Said above the message they write.", "forms.leave_out"),
    Question("crisis", "What should readers in danger do?", "Said at the foot of every page. See on their own page that a number is right before you confirm it.", "crisis.danger"),
)  # fmt: skip
# What only a file says: each has a default that nobody need be asked for.
ALSO = (
    Question("tagline", "", "", "tagline"),
    Question("description", "", "", "description"),
    Question("sample", "", ""),
)
KNOWN = {question.key: question for question in (*QUESTIONS, *ALSO)}
SAMPLE = ("keep", "remove")


def complete(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers, and what holds for those that were left open. What nobody has said of her readers' danger, or of who sees her files, stays unsaid."""
    whole = dict(answers)
    for key in ("coach", "name", "language", "timezone", *KNOWN):
        if key not in whole:
            whole[key] = "" if key in ("crisis", "repository", "sample") else pages.default(key, whole)
    return whole


def refusals(answers: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Which answer cannot be used, what is wrong with it, and what to write: what the rules say of the facts it would become."""
    content, text = _content(answers)
    lines = toml_file.places(text.split("\n"))
    asked = {
        line: question.key
        for name, line in lines.items()
        for question in KNOWN.values()
        if question.fact and (name == question.fact or name.startswith(f"{question.fact}."))
    }
    told = set()
    for problem in site_toml.check(content):
        if key := asked.get(problem.line):
            told.add(key)
            yield key, problem.found, problem.remedy
    language = answers["language"]
    if "language" not in told and not pages.language_of(language):
        there = ", ".join(pages.LANGUAGES)
        yield "language", f"There are no pages in “{language}”.", f"Choose from {there}, and translate them."
    if told or not _wrong_on_pages(content):
        return
    for key in ("audience", "coach", "topics"):  # which stand on the pages
        alone = {"audience": "a", "coach": "b", "topics": ["C"], key: answers[key]}
        for problem in _wrong_on_pages(_content({**answers, **alone})[0])[:1]:
            yield key, problem.found, problem.remedy


def _wrong_on_pages(content: Content) -> list[Problem]:
    """What cannot stand in a header or a text, although it can in site.toml."""
    return errors(
        problem
        for file in content.sources.values()
        for rules in (source_header, source_text)
        for problem in rules.problems(file)
    )


def _content(answers: Mapping[str, Any]) -> tuple[Content, str]:
    """What would be written, as it would be read, and the text of its site.toml."""
    files = pages.files(answers, "2000-01-01")
    data = {name: text.encode() for name, text in files.items()}
    entries = {name: Entry(name, size=len(words), data=words) for name, words in data.items()}
    facts = toml_file.parse(f"content/{SITE}", data[SITE])
    return Content(entries=entries, site=facts, publish=False), files[SITE]


def from_facts(site: TomlFile) -> dict[str, Any]:
    """The answers that a site.toml has been given already."""
    answers: dict[str, Any] = {question.key: site.words(question.fact) for question in KNOWN.values() if question.fact}
    answers["topics"] = [name for entry, _ in site.entries("topics") if (name := site.words(f"{entry}.name"))]
    answers["newsletter"] = bool(site.words("invitations.newsletter.title"))
    return answers | {"sample": ""}


def from_file(path: Path) -> tuple[dict[str, Any], list[Problem]]:
    """The answers in a TOML file, and every reason why they cannot be used."""
    shown = path.as_posix()
    try:
        data = ordinary_file.read(path, MOST)
    except OSError as error:
        remedy = "Name the file as it is seen from the project's folder, and allow reading it."
        return {}, [
            Problem(shown, 0, f"These answers cannot be read: {(error.strerror or str(error)).lower()}.", remedy)
        ]
    file = toml_file.parse(shown, data)
    if file.problems:
        return {}, list(file.problems)
    problems = list(_shape(file))
    wrong = {problem.line for problem in problems}
    answers = {key: _tidy(value) for key, value in file.values.items() if key in KNOWN}
    if not problems:
        found = [(key, problem) for key, *problem in refusals(complete(answers))]
        problems += [file.problem(key, *problem) for key, problem in found if file.line(key) not in wrong]
    return answers, problems


def _shape(file: TomlFile) -> Iterator[Problem]:
    """Every answer that nobody asked for, that is of another kind, or that is needed and not there."""
    for key in file.values:
        if key not in KNOWN:
            near = nearest(key, [name for name in KNOWN if name not in file.values])
            remedy = did_you_mean(near, f"Take it out, or choose from {', '.join(KNOWN)}.")
            yield file.problem(key, f"“{short(key)}” is not asked for.", remedy)
    for key, question in KNOWN.items():
        value = file.get(key)
        if question.kind is bool and value is not None and not isinstance(value, bool):
            right = f"{key} = {'false' if value in ('', 'no', 'none') else 'true'}"
            yield file.problem(key, f"“{key}” is neither true nor false.", f"Write `{right}`, without quotation marks.")
        else:
            yield from of_kind(file, key, value, question.kind)
        if question.needed and (value is None or value == "") and not (key == "name" and file.words("coach")):
            yield file.problem(key, f"There is no answer to “{question.words}”", f'Write `{key} = "…"`.')
    if file.get("topics") == []:
        yield file.problem("topics", "“topics” is empty.", 'Write `topics = ["…"]`, with one at least.')
    if (said := file.words("sample")) and said not in SAMPLE:
        yield file.problem("sample", f"“{said}” is neither keep nor remove.", 'Write `sample = "remove"`, or `"keep"`.')


def ask(answer: Callable[[str], str] = input, say: Callable[[str], None] = print) -> dict[str, Any]:
    """Ask one question after the other, each until its answer can be used."""
    answers: dict[str, Any] = {}
    for number, question in enumerate(QUESTIONS, 1):
        default = "private" if question.key == "repository" else pages.default(question.key, answers)
        say(f"\n{number} of {len(QUESTIONS)}  {question.words}\n    {question.why}")
        while question.key not in answers:
            if default or question.kind is bool:
                say(f"    [{shown(default)}]")
            typed = _tidy(answer("    > "))
            try:
                value = _understood(question, typed, default)
            except ValueError as error:
                say(f"    {error}")
                continue
            trial = complete({"name": "A", "audience": "b", "email": "a@b.org"} | answers | {question.key: value})
            refused = [f"{found} {remedy}" for key, found, remedy in refusals(trial) if key == question.key]
            if refused:
                say("\n".join(f"    {one}" for one in refused))
            else:
                answers[question.key] = value
    return answers


def _understood(question: Question, typed: str, default: Any) -> Any:
    """What was typed as a value; raises ValueError with what to type instead."""
    if question.kind is bool:
        words = {"": default, "y": True, "yes": True, "n": False, "no": False, NOTHING: False}
        if typed.lower() not in words:
            raise ValueError(f"“{typed}” is neither yes nor no. Type y or n.")
        return words[typed.lower()]
    value = default if not typed else "" if typed == NOTHING else typed
    if question.needed and not value:
        raise ValueError("This needs an answer.")
    if question.kind is list and isinstance(value, str):
        value = [topic for part in value.split(",") if (topic := part.strip())]
        if not value:
            raise ValueError("There is one topic at least.")
    return value


def shown(default: Any) -> str:
    """An answer in words."""
    if isinstance(default, bool):
        return "yes" if default else "no"
    return ", ".join(default) if isinstance(default, list) else str(default)


def _tidy(value: Any) -> Any:
    """Words on one line; a terminal that sends no UTF-8 leaves halves of letters, which are shown as lost."""
    if isinstance(value, list):
        return [_tidy(one) for one in value]
    return (
        " ".join(value.encode("utf-8", "surrogatepass").decode("utf-8", "replace").split())
        if isinstance(value, str)
        else value
    )
