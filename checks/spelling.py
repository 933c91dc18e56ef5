"""Hints on words that are in no dictionary, or stand twice: advice alone, and nothing in a language without a good one.

What is in a text follows from its bytes and its language, so it can be kept (`incremental/findings.py`); the coach's own
words and names are taken off afterwards.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from problem import Problem
from sources.content import WORDS, Content, File
from sources.markdown_text import OBJECT, plain_words

if TYPE_CHECKING:
    from spellchecker import SpellChecker

MOST = 10  # words reported for one file
MOST_FILES = 20  # reported at once
FOREIGN = 0.2  # of the words of a paragraph: where more are unknown, they are of another language
ACCEPTED = Path(__file__).with_name("accepted_words")  # of medicine, coaching and offices, beside the dictionaries
# The languages of which the dictionary is good enough, and what may stand twice in them. That of Spanish lacks most plurals.
TWICE = {
    "en": {"had", "that", "very", "really", "so", "no", "bye", "is"},
    "de": {"das", "dem", "den", "der", "die", "sie", "sehr", "ihr"},
    "fr": {"nous", "vous", "très", "non", "bien"},
}
# Where any other unknown word is mostly a right one: compounds in German, and what is new in both.
ONE_LETTER_OFF = {"de", "fr"}
_REMEDY = f"What is right as it stands, add to content/{WORDS}."
_APOSTROPHE = "['’]"
_APART = re.compile(r"[\s—–…]+")
# An address, the name of a file, an abbreviation with dots, what has a number in it or something that is not words.
_NO_WORDS = re.compile(rf"[\d@\\_#=<>{{}}{OBJECT}]|\w[.:]\w|^[./~]|/$")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_SENTENCE_ENDS = re.compile(r"[.?!:]['\"”’»)\]]*$")
_TWICE = re.compile(r"(?<![\w'’-])([^\W\d_]+)\s+\1(?![\w'’-])", re.IGNORECASE)
_ELIDED = {"lorsqu", "puisqu", "quoiqu", "jusqu", "quelqu"}
# British spellings, and the American ones, which the dictionary has: they are right where that is known.
_AMERICAN = [
    (re.compile(british), american)
    for british, american in (
        (r"is(?=(?:e[drs]?|ers|ing|ations?|able)$)", "iz"),
        (r"ys(?=(?:e[drs]?|ers|ing)$)", "yz"),
        (r"our", "or"),
        (r"^(.*me|.*li|cen|thea|fi|cali|spec|lus|som)([bt])re(?=s?$)", r"\1\2er"),
        (r"^centred$", "centered"),
        (r"^scept", "skept"),
        (r"ll(?=(?:ed|ings?|[eo]rs?|ous)$)", "l"),
        (r"^(enro|fulfi|insta|ski|wi)l(?=(?:ments?|ful.*|s)?$)", r"\1ll"),
        (r"amme(?=s?$)", "am"),
        (r"^(?=.{6})(.*?)[ao]e", r"\1e"),
        (r"^(def|off|lic|pret)ence", r"\1ense"),
        (r"^practis", "practic"),
        (r"dgement", "dgment"),
        (r"ogue(?=s?$)", "og"),
    )
]


class Hint(NamedTuple):
    """What may be wrong, as it stands in a text: a word, or the same one twice; its line; what may be meant, or nothing."""

    word: str
    line: int
    meant: str


def check(content: Content, hints: Callable[[File], list[Hint]]) -> Iterator[Problem]:
    """Words are in the dictionary of the language or in content/words.txt, and none stands twice by mistake (advice)."""
    right, reported, files = _right(content), set[str](), 0
    for file in content.sources.values():
        new = [hint for hint in without(right, hints(file)) if hint.word.lower() not in reported]
        reported |= {hint.word.lower() for hint in new}
        files += bool(new)
        if new and files <= MOST_FILES:
            yield file.problem(new[0].line, _listed(new), _REMEDY, advice=True)
    if more := max(0, files - MOST_FILES):
        found = f"{more:,} more {'files have' if more > 1 else 'file has'} words that are not in the dictionary."
        remedy = f"They are told once those above are put right, or added to content/{WORDS}."
        yield Problem("content", 0, found, remedy, advice=True)


def notes(file: File) -> list[tuple[str, Problem]]:
    """Each hint on a text as a problem of its own, with its repair, for the writing page."""
    made = []
    for word, line, meant in without(_right(file.content), find(file))[:MOST]:
        found = f"“{word}” stands here twice." if " " in word else f"“{word}” is not in the dictionary."
        written = file.written(line)
        typed = re.search(rf"(?<!\w){_APOSTROPHE.join(map(re.escape, word.split(chr(39))))}(?!\w)", written)
        repairs = []
        if typed and meant:
            start = typed.start() - (written.index(typed[0]) < typed.start())  # as part of another word before
            repairs = [(line, written[start : typed.end()], written[start : typed.start()] + meant)]
        made.append((word, file.problem(line, found, _REMEDY, advice=True, repairs=repairs)))
    return made


def without(right: set[str], hints: list[Hint]) -> list[Hint]:
    """The hints on what is not among the words that are right."""
    return [hint for hint in hints if hint.word.lower().removesuffix("'s") not in right]


def _right(content: Content) -> set[str]:
    """The coach's own words, and all with a capital in site.toml: names of the practice, of people and of places."""
    lines = content.own_words
    names = re.findall(r"\b[A-Z]\w+|\b[^\W\d_a-z]\w+", "\n".join(_strings(content.site.values)))
    return {*lines, *(word for line in lines for word in line.split()), *(name.lower() for name in names)}


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _strings(one)


def _listed(hints: list[Hint]) -> str:
    """The hints on one file, in a sentence for each kind."""
    shown = hints[:MOST]
    words = [f"“{word}” (line {line}{meant and f'; {meant}?'})" for word, line, meant in shown if " " not in word]
    twice = [f"“{word}” (line {line})" for word, line, _ in shown if " " in word]
    sentences = [f"Not in the dictionary: {', '.join(words)}."] if words else []
    sentences += [f"Written twice: {', '.join(twice)}."] if twice else []
    return " ".join([*sentences, *([f"And {len(hints) - MOST} more."] if hints[MOST:] else [])])


def find(file: File) -> list[Hint]:
    """What is not in the dictionary of its language, or stands twice, each once: line by line."""
    language = file.content.language.locale.language
    if language not in TWICE:
        return []
    found: dict[str, Hint] = {}
    names: set[str] = set()
    for part in _parts(file):
        unknown, count = [], 0
        for number, word, begins in _words(part):
            count += 1
            key = word.lower()
            if word != key and (not begins or word[1:] != key[1:] or language == "de"):
                names.add(key)
            elif not is_known(key, language):
                meant = _meant(key, language)
                unknown.append(Hint(word, number, meant if word == key else meant.capitalize()))
        if len(unknown) <= max(2, count * FOREIGN):
            for hint in unknown:
                found.setdefault(hint.word.lower(), hint)
        text = "\n".join(line for _, line in part)
        for match in _TWICE.finditer(text):
            if match[1].lower() not in TWICE[language] and not match[0].istitle():
                words = " ".join(match[0].split())
                found.setdefault(words.lower(), Hint(words, part[text.count("\n", 0, match.end())][0], match[1]))
    return sorted((one for one in found.values() if _is_reported(one, names, language)), key=lambda one: one.line)


def _is_reported(hint: Hint, names: set[str], language: str) -> bool:
    """Whether a word is no name that begins a sentence, and in some languages near enough to a known one."""
    if hint.word[0].isupper():
        return bool(hint.meant) and hint.word.lower() not in names
    return bool(hint.meant) or language not in ONE_LETTER_OFF


def _parts(file: File) -> Iterator[list[tuple[int, str]]]:
    """All that readers see or hear of a text: lines that belong together, with their numbers."""
    for name in ("title", "summary", "image_alt", "changes"):
        if words := file.source.text(name):
            yield [(file.line(name), plain_words(words))]
    for paragraph in file.text.paragraphs:
        yield [(line.number, line.text) for line in paragraph.lines]
    for link in file.text.links:
        if link.is_picture and link.words:
            yield [(link.line, link.words)]


def _words(part: list[tuple[int, str]]) -> Iterator[tuple[int, str, bool]]:
    """The words: each with its line, and whether a capital in it may be there because a sentence begins."""
    chunks = [(number, chunk) for number, line in part for chunk in _APART.split(line) if chunk]
    begins = True
    for (number, chunk), (_, follows) in zip(chunks, [*chunks[1:], (0, "")], strict=True):
        words = [] if _NO_WORDS.search(chunk) else _WORD.findall(chunk.replace("’", "'"))
        for word in words:
            if len(words) == 1 or len(word) > 3:  # `add-ons`
                yield number, word, begins and follows[:1].islower()  # where a capital follows, it is a name
                begins = False
        begins = bool(_SENTENCE_ENDS.search(chunk))


@cache
def is_known(word: str, language: str) -> bool:
    """Whether a word in small letters, or each part between apostrophes, is in the dictionary."""
    parts = word.split("'")
    return _is_in(word, language) or (len(parts) > 1 and all(one in _ELIDED or _is_in(one, language) for one in parts))


def _is_in(word: str, language: str) -> bool:
    words = _dictionary(language)
    if len(word) < 3 or word in words:
        return True
    if language == "fr":
        return "œ" in word and word.replace("œ", "oe") in words
    return language == "en" and any(
        american in words for british, to in _AMERICAN if (american := british.sub(to, word)) != word
    )


def _meant(word: str, language: str) -> str:
    words = _dictionary(language)
    known = (words.candidates(word) or set()) - {word}
    return min(known, key=lambda one: (-words[one], one), default="")


@cache
def _dictionary(language: str) -> "SpellChecker":
    from spellchecker import SpellChecker  # here, with half a second for the words, only where a text is new

    words = SpellChecker(language=language, distance=1)
    words.word_frequency.load_words((ACCEPTED / f"{language}.txt").read_text(encoding="utf-8").split())
    return words
