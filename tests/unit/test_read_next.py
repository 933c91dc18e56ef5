from types import SimpleNamespace
from typing import Any

from plugins.read_next import add_further_reading, related
from sources.vocabulary import most_used


def article(slug: str, topic: str = "rest", tags: str = "", text: str = "") -> Any:
    return SimpleNamespace(
        slug=slug,
        most_used=most_used(slug, "", text),
        category=SimpleNamespace(slug=topic),
        tags=[SimpleNamespace(slug=tag) for tag in tags.split()],
    )


def slugs(articles: list[Any]) -> list[str]:
    return [entry.slug for entry in articles]


def test_an_article_is_not_related_to_itself_and_has_three_others() -> None:
    articles = [article(name) for name in "abcde"]
    assert slugs(related(articles)[1]) == ["a", "c", "d"]


def test_a_shared_topic_counts_more_than_shared_words() -> None:
    one = article("one", "rest", text="sleep after night shifts")
    articles = [one, article("two", "work", text="sleep after night shifts"), article("three", "rest", text="money")]
    assert slugs(related(articles)[0]) == ["three", "two"]


def test_a_shared_tag_counts_like_a_shared_topic() -> None:
    articles = [article("one", "rest", "call"), article("two", "rest"), article("three", "rest", "call")]
    assert slugs(related(articles)[0]) == ["three", "two"]


def test_within_a_topic_shared_words_decide() -> None:
    articles = [
        article("one", text="sleep after night shifts"),
        article("two", text="money and retirement"),
        article("three", text="sleep before night shifts"),
    ]
    assert slugs(related(articles)[0]) == ["three", "two"]


def test_the_order_of_the_sources_does_not_matter() -> None:
    articles = [article(name, text=f"word{name} shared words here") for name in "dbca"]
    assert slugs(related(articles)[0]) == slugs(related(articles[::-1])[-1])


def test_few_articles_have_few_related_ones() -> None:
    assert related([]) == []
    assert related([article("one")]) == [[]]


def test_drafts_have_no_related_articles() -> None:
    one, other, draft = (article(name) for name in ("one", "other", "draft"))
    generator: Any = SimpleNamespace(articles=[one, other], drafts=[draft])
    add_further_reading(generator)
    assert (one.related, other.related, draft.related) == ([other], [one], [])
