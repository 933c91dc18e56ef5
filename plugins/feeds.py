"""Atom feeds with full text: one of the site, one of each topic (theme/templates/feed.xml)."""

from typing import Any

from pelican import signals
from pelican.generators import ArticlesGenerator
from pelican.urlwrappers import Category
from pelican.writers import Writer

ENTRIES = 20


def write_feeds(generator: ArticlesGenerator, writer: Writer) -> None:
    """Write `feed.xml` and `topics/TOPIC/feed.xml`, also of a topic that is empty, and at every address they had before.

    What is empty or has moved may have subscribers; no feed reader follows a page that leads on.
    """
    template = generator.env.get_template("feed.xml")

    def write(path: str, articles: list[Any], topic: Any) -> None:
        for place in [path, *(redirect.old for redirect in generator.context["redirects"] if redirect.new == path)]:
            writer.write_file(
                place, template, generator.context, articles=articles[:ENTRIES], category=topic, feed_path=path
            )

    write("feed.xml", generator.articles, None)
    articles_of = {str(topic): articles for topic, articles in generator.categories}
    for declared in generator.settings["SITE"]["topics"]:
        topic = Category(declared["name"], generator.settings)
        write(f"{topic.url}feed.xml", articles_of.get(str(topic), []), topic)


def register() -> None:
    """Connect to Pelican."""
    signals.article_writer_finalized.connect(write_feeds)
