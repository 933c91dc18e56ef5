"""Pages at old addresses, which lead to the page that took over (theme/templates/redirect.html)."""

from collections.abc import Sequence
from typing import Any

from pelican import signals
from pelican.generators import ArticlesGenerator
from pelican.writers import Writer

from sources.redirects import file_of, is_feed, of_page, of_topic


def add_redirects(generators: Sequence[Any]) -> None:
    """Give every template `redirects`."""
    context = generators[0].context
    have = {str(category) for category, _ in context["categories"]}
    found = [
        redirect
        for page in (*context["articles"], *context["pages"])
        for redirect in of_page(page.url, page.title, page.summary, page.formerly)
    ]
    for topic in context["SITE"]["topics"]:
        found += of_topic(topic, empty=topic["name"] not in have)
    context["redirects"] = sorted(found)


def write_redirects(generator: ArticlesGenerator, writer: Writer) -> None:
    """Write a page at every old address of a page."""
    template = generator.env.get_template("redirect.html")
    for redirect in generator.context["redirects"]:
        if not is_feed(redirect.old):
            writer.write_file(
                file_of(redirect.old),
                template,
                generator.context,
                relative_urls=generator.settings["RELATIVE_URLS"],
                # So that the frame of the page says the new address of itself.
                output_file=file_of(redirect.new),
                redirect=redirect,
            )


def register() -> None:
    """Connect to Pelican."""
    signals.all_generators_finalized.connect(add_redirects)
    signals.article_writer_finalized.connect(write_redirects)
