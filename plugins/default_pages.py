"""The pages that the site needs and the coach has not written: for what is not there, and where the forms lead back to."""

from pelican import signals
from pelican.generators import ArticlesGenerator
from pelican.writers import Writer

# Each with its template and the form that leads to it.
PAGES = {
    "404.html": ("404", ""),
    "contact/thanks/": ("thanks", "contact"),
    "contact/not-sent/": ("thanks", "contact"),
    "newsletter/thanks/": ("thanks", "newsletter"),
}


def write_pages(generator: ArticlesGenerator, writer: Writer) -> None:
    """Write those for which there is no file, with the words of theme/templates/macros/default_pages.html."""
    words = generator.env.get_template("macros/default_pages.html").module.default_pages
    written = {page.url for page in generator.context["pages"]}
    for url, (template, form) in PAGES.items():
        if url not in written and (not form or generator.settings["FORMS"][form].action):
            writer.write_file(
                url if url.endswith(".html") else f"{url}index.html",
                generator.get_template(template),
                generator.context,
                relative_urls=True,
                url=url,
                page={**words[url], "url": url},
            )


def register() -> None:
    """Connect to Pelican."""
    signals.article_writer_finalized.connect(write_pages)
