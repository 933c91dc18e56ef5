"""What to read after an article: related ones, and its neighbours in the topic."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from pelican import signals
from pelican.generators import ArticlesGenerator

RELATED = 3
# Articles: of more that share as many labels, those next to it in time, so that many articles cost no more each.
_COMPARED = 40

Vector = dict[str, float]


def related(articles: Sequence[Any], count: int = RELATED) -> list[list[Any]]:
    """For each article, in order of time, the `count` nearest: by shared topic and tags, then by words in common."""
    vectors = _vectors([article.most_used for article in articles])
    slugs = [article.slug for article in articles]
    labels = [{article.category.slug, *(f"tag {tag.slug}" for tag in article.tags)} for article in articles]
    carriers: dict[str, list[int]] = defaultdict(list)
    for index, names in enumerate(labels):
        for label in names:
            carriers[label].append(index)

    def rank(index: int, other: int) -> tuple[float, str]:
        return -round(_likeness(vectors[index], vectors[other]), 9), slugs[other]

    nearest = []
    for index, names in enumerate(labels):
        found: list[int] = []
        for group in _by_labels_shared(index, [carriers[label] for label in sorted(names)], len(articles)):
            group.sort(key=lambda other: (abs(other - index), other))
            found += sorted(group[:_COMPARED], key=lambda other: rank(index, other))[: count - len(found)]
            if len(found) == count:
                break
        nearest.append([articles[other] for other in found])
    return nearest


def _by_labels_shared(index: int, carriers: list[list[int]], total: int) -> Iterator[list[int]]:
    """The other articles in groups: those that share the most labels first, those that share none last."""
    shared = Counter[int]()
    for others in carriers:
        shared.update(others)
    del shared[index]
    groups: dict[int, list[int]] = defaultdict(list)
    for other, number in shared.items():
        groups[number].append(other)
    for number in sorted(groups, reverse=True):
        yield groups[number]
    yield [other for other in range(total) if other != index and other not in shared]


def _likeness(one: Vector, other: Vector) -> float:
    return math.fsum(one[word] * other[word] for word in one.keys() & other.keys())  # the same sum in any order


def _vectors(counts: list[dict[str, int]]) -> list[Vector]:
    """TF-IDF vectors of length one; words are in alphabetical order so that sums are always the same."""
    spread = Counter(word for count in counts for word in count)
    rarity = {word: math.log(len(counts) / number) for word, number in spread.items()}
    vectors = []
    for count in counts:
        vector = {word: (1 + math.log(number)) * rarity[word] for word, number in sorted(count.items()) if rarity[word]}
        length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
        vectors.append({word: weight / length for word, weight in vector.items()})
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
