"""What to read after an article: related ones, and its neighbours in the topic."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup
from pelican import signals
from pelican.generators import ArticlesGenerator

RELATED = 3
_WORD = re.compile(r"[^\W\d_]{4,}")


def related(articles: Sequence[Any], count: int = RELATED) -> list[list[Any]]:
    """For each article the `count` nearest: by shared topic and tags first, then by words in common."""
    vectors = _vectors([_words(article) for article in articles])
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for index, vector in enumerate(vectors):
        for word, weight in vector.items():
            postings[word].append((index, weight))
    labels = [{article.category.slug, *(f"tag {tag.slug}" for tag in article.tags)} for article in articles]
    nearest = []
    for index, vector in enumerate(vectors):
        likeness: dict[int, float] = defaultdict(float)
        for word, weight in vector.items():
            for other, other_weight in postings[word]:
                likeness[other] += weight * other_weight
        ranked = sorted(
            (other for other in range(len(articles)) if other != index),
            key=lambda other: (-len(labels[index] & labels[other]), -round(likeness[other], 9), articles[other].slug),
        )
        nearest.append([articles[other] for other in ranked[:count]])
    return nearest


def _words(article: Any) -> list[str]:
    text = f"{article.title} {article.title} {article.summary} {Markup(article._content).striptags()}"
    return _WORD.findall(text.lower())


def _vectors(documents: list[list[str]]) -> list[dict[str, float]]:
    """TF-IDF vectors of length one; words are in alphabetical order so that sums are always the same."""
    counts = [Counter(words) for words in documents]
    spread = Counter(word for count in counts for word in count)
    vectors = []
    for count in counts:
        vector = {
            word: (1 + math.log(number)) * math.log(len(documents) / spread[word])
            for word, number in sorted(count.items())
            if spread[word] < len(documents)
        }
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
