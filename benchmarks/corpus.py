"""Articles to measure with: always the same for the same numbers, some 900 words each, with what real ones have in them."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

_SYLLABLES = "ba be bo ca ce da de di fa fe ga he ho la le li lo ma me mi mo na ne no pa pe ra re ri ro sa se so ta te ti to va ve".split()  # fmt: skip # noqa: SIM905
_OFTEN = [1 / (rank + 10) for rank in range(4000)]  # how often each word is used: a few often, most seldom
_LAST_DAY = date(2025, 1, 1)  # the articles go back from here, one a day


@dataclass(frozen=True)
class Text:
    """One article: the name of its file, its header, its body in Markdown with links by file name."""

    name: str
    title: str
    day: date
    topic: str
    tags: tuple[str, ...]
    summary: str
    body: str


def topics(count: int) -> list[str]:
    """The names of so many topics."""
    return [f"Topic {number + 1} and more" for number in range(count)]


def articles(count: int, number_of_topics: int) -> list[Text]:
    """So many articles, spread over the topics."""
    dice = random.Random(f"{count} {number_of_topics}")  # noqa: S311  # nothing secret
    words = ["".join(dice.choices(_SYLLABLES, k=dice.randint(2, 4))) for _ in _OFTEN]
    names = topics(number_of_topics)

    def sentence(length: int) -> str:
        return " ".join(dice.choices(words, _OFTEN, k=length)).capitalize()

    return [
        Text(
            name=f"article-{number:05}",
            title=f"{sentence(5)}: {number}",
            day=_LAST_DAY - timedelta(days=number),
            topic=names[number % number_of_topics],
            tags=tuple(f"tag {dice.randrange(40)} or so" for _ in range(3)),
            summary=f"{sentence(18)}, {number}.",
            body=_body(dice, sentence, f"article-{dice.randrange(count):05}.md"),
        )
        for number in range(count)
    ]


def _body(dice: random.Random, sentence: Callable[[int], str], other: str) -> str:
    """Key points, five sections, a list, and a link to another article."""

    def paragraph() -> str:
        parts = [f"{sentence(dice.randint(8, 20))}." for _ in range(dice.randint(3, 5))]
        parts.insert(1, f'"{sentence(6)}," she said, it isn\'t {sentence(1)} -- **{sentence(1)}**.')
        return " ".join(parts)

    parts = [paragraph(), "> **Key points**\n>\n" + "\n".join(f"> - {sentence(9)}." for _ in range(3))]
    for section in range(5):
        parts += [f"## {sentence(4)} {section + 1}", paragraph(), paragraph()]
        if section == 1:
            parts.append("\n".join(f"- {sentence(8)}." for _ in range(4)))
        if section == 3:
            parts.append(f"{sentence(5)}: [{sentence(3)}]({other}), *{sentence(2)}*.")
    return "\n\n".join(parts)
