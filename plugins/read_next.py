"""What to read after an article: the ones nearest to it."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from heapq import nlargest
from operator import mul
from typing import Any

from pelican import signals
from pelican.generators import ArticlesGenerator

RELATED = 3
_COMPARED = 40  # articles whose words are compared with those of one: of more, the nearest to it in time
_LENGTH = 100_000  # of a vector

Vector = dict[str, int]


def related(articles: Sequence[Any], count: int = RELATED) -> list[list[Any]]:
    """For each article, in order of time, the `count` nearest: by shared topic and tags, then by words in common."""
    vectors = _vectors([article.most_used for article in articles])
    labels = [{article.category.slug, *(f"tag {tag.slug}" for tag in article.tags)} for article in articles]
    labelled: dict[str, list[int]] = defaultdict(list)
    for index, names in enumerate(labels):
        for label in names:
            labelled[label].append(index)
    nearest = []
    likenesses: dict[tuple[int, int], int] = {}  # of two articles, until both have asked

    def likeness(one: int, other: int) -> int:
        if (known := likenesses.pop((other, one), None)) is None:
            known = likenesses[one, other] = _likeness(vectors[one], vectors[other])
        return known

    for index, names in enumerate(labels):
        shared: Counter[int] = Counter()
        for label in names:
            shared.update(labelled[label])
        if len(shared) <= count:  # those that share nothing are compared, too
            shared.update(dict.fromkeys(range(len(articles)), 0))
        del shared[index]
        least = min(nlargest(count, shared.values()), default=0)
        candidates = sorted(
            (other for other, number in shared.items() if number >= least),
            key=lambda other: (-shared[other], abs(other - index), other),
        )[:_COMPARED]
        candidates.sort(key=lambda other: (-shared[other], -likeness(index, other), articles[other].slug))
        nearest.append([articles[other] for other in candidates[:count]])
    return nearest


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
    """Give every article `related`."""
    for article, nearest in zip(generator.articles, related(generator.articles), strict=True):
        article.related = nearest
    for draft in generator.drafts:
        draft.related = []


def register() -> None:
    """Connect to Pelican."""
    signals.article_generator_finalized.connect(add_further_reading)
