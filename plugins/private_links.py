"""The page of a draft at its private link (theme/templates/article.html): in no list, and gone with the draft or the link."""

from pelican import signals
from pelican.generators import ArticlesGenerator
from pelican.writers import Writer


def write_private_pages(generator: ArticlesGenerator, writer: Writer) -> None:
    """Write the page of each draft and scheduled article that has a private link."""
    for draft in generator.drafts:
        if draft.private_url:
            writer.write_file(
                f"{draft.private_url}index.html",
                generator.get_template("article"),
                generator.context,
                relative_urls=True,
                url=draft.private_url,
                article=draft,
                private=True,
            )


def register() -> None:
    """Connect to Pelican."""
    signals.article_writer_finalized.connect(write_private_pages)
