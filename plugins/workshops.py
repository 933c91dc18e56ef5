"""The page of the workshops, and for each that is planned a file that a calendar program opens."""

from pathlib import Path

from pelican import Pelican, signals
from pelican.generators import ArticlesGenerator
from pelican.writers import Writer

import site_folder
from sources.workshops import calendar_file


def write_page(generator: ArticlesGenerator, writer: Writer) -> None:
    """Write `workshops/`, if there is a file that says what is planned."""
    if generator.settings["CONTENT"].has_workshops:
        url, template = "workshops/", generator.get_template("workshops")
        writer.write_file(f"{url}index.html", template, generator.context, relative_urls=True, url=url)


def write_calendar_files(pelican: Pelican) -> None:
    """Put the files for calendars into the finished folder."""
    settings, output = pelican.settings, Path(pelican.output_path)
    for workshop in settings["WORKSHOPS"]:
        if not (workshop.past or workshop.cancelled):
            data = calendar_file(workshop, settings["SITENAME"], f"{settings['PUBLIC_URL']}/workshops/")
            site_folder.put(output, settings.get("LAST") or output, f"workshops/{workshop.name}.ics", data)


def register() -> None:
    """Connect to Pelican."""
    signals.article_writer_finalized.connect(write_page)
    signals.finalized.connect(write_calendar_files)
