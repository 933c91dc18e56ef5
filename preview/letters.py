"""A letter as it will look: on a phone and on a desk, in the light scheme and in the dark one, and as plain text."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from checks.environment_variables import site_address
from mailing.letter import Letter, NoLetterError, of_project
from mailing.style import DARK, LARGEST
from pictures.markup import COLUMN
from problem import Problem
from sources.content import read

PAGE = Path(__file__).with_name("letter.html")
PHONE = 320  # pixels
STAND_IN = "https://www.yourpractice.test"  # for the address of a site that has none yet


def page(folder: Path, name: str, colours: Mapping[str, str]) -> str:
    """The page that shows the letter of an article as it is saved, or says why there is none."""
    letter: Letter | None = None
    problems: tuple[Problem, ...] = ()
    site = ""
    try:
        content = read(folder)
        site = site_address(os.environ, content) or STAND_IN
        letter = of_project(content, name, {**os.environ, "SITEURL": site})
    except NoLetterError as error:
        problems = error.problems
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(PAGE.read_text(encoding="utf-8"))
    return template.render(
        **colours,
        largest=LARGEST,
        letter=letter,
        problems=problems,
        site=site,
        stand_in=STAND_IN,
        shown=[*_shown(letter)] if letter else [],
        size=len(letter.html.encode()) if letter else 0,
        title=f"As a letter: {letter.subject if letter else name}",
    )


def _shown(letter: Letter) -> Iterator[tuple[int, str, str]]:
    """Each width and scheme, and the letter as a program shows it that knows this scheme; its pictures are this computer's."""
    site = letter.address.removesuffix(f"/articles/{letter.name}/")
    html = letter.html.replace(f'src="{site}/images/', 'src="/images/')
    for width in (COLUMN, PHONE):
        for scheme, media in (("light", "not all"), ("dark", "all")):
            yield width, scheme, html.replace(DARK, media).replace("light dark", scheme)
