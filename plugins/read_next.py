"""What to read after an article: related ones, and its neighbours in the topic."""

import math
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from operator import mul
from typing import Any

from pelican import signals
from pelican.generators import ArticlesGenerator

RELATED = 3
# Articles: of more, those next to it in time, so that many articles cost no more each.
_CARRIERS = 100  # of one label, before it and after it
_COMPARED = 40  # that share as many labels
_LENGTH = 100_000  # of a vector

Vector = dict[str, int]


def related(articles: Sequence[Any], count: int = RELATED) -> list[list[Any]]:
    """For each article, in order of time, the `count` nearest: by shared topic and tags, then by words in common."""
    vectors = _vectors([article.most_used for article in articles])
    slugs = [article.slug for article in articles]
    labels = [{article.category.slug, *(f"tag {tag.slug}" for tag in article.tags)} for article in articles]
    carriers: dict[str, list[int]] = defaultdict(list)
    for index, names in enumerate(labels):
        for label in names:
            carriers[label].append(index)

    def rank(index: int, other: int) -> tuple[int, str]:
        return -_likeness(vectors[index], vectors[other]), slugs[other]

    nearest = []
    for index, names in enumerate(labels):
        found: list[int] = []
        near = [_next_to(index, carriers[label]) for label in sorted(names)]
        for group in _by_labels_shared(index, near, len(articles)):
            group.sort(key=lambda other: (abs(other - index), other))
            found += sorted(group[:_COMPARED], key=lambda other: rank(index, other))[: count - len(found)]
            if len(found) == count:
                break
        nearest.append([articles[other] for other in found])
    return nearest


def _next_to(index: int, carriers: list[int]) -> list[int]:
    place = bisect(carriers, index)
    return carriers[max(0, place - 1 - _CARRIERS) : place + _CARRIERS]


def _by_labels_shared(index: int, carriers: list[list[int]], total: int) -> Iterator[list[int]]:
    """The other articles in groups: those that share the most labels first, the rest last."""
    shared = Counter[int]()
    for others in carriers:
        shared.update(others)
    del shared[index]
    groups: dict[int, list[int]] = defaultdict(list)
    for other, number in shared.items():
        groups[number].append(other)
    for number in sorted(groups, reverse=True):
        yield groups[number]
    yield [other for other in range(total) if other != index and other not in shared]  # asked for where few share any


def _likeness(one: Vector, other: Vector) -> int:
    words = one.keys() & other.keys()
    return sum(map(mul, map(one.__getitem__, words), map(other.__getitem__, words)))


def _vectors(counts: list[dict[str, int]]) -> list[Vector]:
    """TF-IDF vectors of about the same length, in whole numbers, whose sums are the same in any order."""
    spread = Counter(word for count in counts for word in count)
    rarity = {word: math.log(len(counts) / number) for word, number in spread.items()}
    vectors = []
    for count in counts:
        weights = {word: (1 + math.log(number)) * rarity[word] for word, number in count.items()}
        length = math.hypot(*sorted(weights.values())) or 1.0
        vectors.append({word: round(weight / length * _LENGTH) for word, weight in weights.items() if weight})
    return vectors


def add_further_reading(generator: ArticlesGenerator) -> None:
    """Give every article `related`, `newer_in_topic` and `older_in_topic`."""
    for article, nearest in zip(generator.articles, related(generator.articles), strict=True):
        article.related = nearest
    for draft in generator.drafts:
        draft.related, draft.newer_in_topic, draft.older_in_topic = [], None, None
    for _, articles in generator.categories:
        for newer, article, older in zip([None, *articles], articles, [*articles[1:], None], strict=False):
            article.newer_in_topic, article.older_in_topic = newer, older


def register() -> None:
    """Connect to Pelican."""
    signals.article_generator_finalized.connect(add_further_reading)
