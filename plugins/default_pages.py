"""The pages that the site needs and the coach has not written: for what is not there, for those in danger, and where the forms lead back to."""

from pelican import signals
from pelican.generators import ArticlesGenerator
from pelican.writers import Writer

# Each with its template, the form that leads to it, and the table of its words (theme/words).
PAGES = {
    "404.html": ("404", "", "not_found"),
    "feed/": ("feed", "", "feed"),
    "help/": ("help", "", "help"),
    "contact/thanks/": ("thanks", "contact", "contact_thanks"),
    "contact/not-sent/": ("thanks", "contact", "contact_not_sent"),
    "newsletter/thanks/": ("thanks", "newsletter", "newsletter_thanks"),
}


def write_pages(generator: ArticlesGenerator, writer: Writer) -> None:
    """Write those for which there is no file, with words of our own."""
    phrase = generator.settings["CONTENT"].language.phrase
    written = {page.url for page in generator.context["pages"]}
    for url, (template, form, words) in PAGES.items():
        wanted = (
            generator.settings["FORMS"][form].action
            if form
            else url != "help/" or generator.context["SITE"]["crisis"]["danger"]
        )
        if url not in written and wanted:
            writer.write_file(
                url if url.endswith(".html") else f"{url}index.html",
                generator.get_template(template),
                generator.context,
                relative_urls=True,
                url=url,
                page={"title": phrase(f"{words}.title"), "summary": phrase(f"{words}.summary"), "url": url},
            )


def register() -> None:
    """Connect to Pelican."""
    signals.article_writer_finalized.connect(write_pages)
