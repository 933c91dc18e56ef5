"""An article as a letter: HTML and plain text that every mail program shows."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from checks import environment_variables, site_toml, sources
from forms.resolve import VARIABLES, providers, resolve
from mailing import email_html, style
from mailing.plain_text import plain_text
from pictures import markup
from pictures.photographs import describe
from problem import Problem, did_you_mean, errors, nearest, printable, short
from sources import article, palette, phone_links
from sources.addresses import address_of
from sources.content import Content, File, as_named
from sources.content import resolve as source_of
from sources.header import split_list

# What a provider may put its own in the place of.
_TAGS = ("unsubscribe", "postal_address")
# What begins such a tag at one of them; an article that shows it means the signs themselves.
_SIGN = re.compile(r"\{(?=[{%#])|\*(?=\|)")
TEMPLATES = Path(__file__).parent.parent / "theme" / "templates"


@dataclass(frozen=True)
class Letter:
    """What a provider of newsletters is given; `address` is where the article is read on the site."""

    name: str  # that of the article's file, without .md
    address: str
    subject: str
    preheader: str
    html: str
    text: str
    language: str


class NoLetterError(Exception):
    """Why there is no letter of an article: what is to be fixed first."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n\n".join(map(str, problems)))
        self.problems = problems


def letter(content: Content, name: str, site: str, provider: str = "") -> Letter:
    """The letter of an article on the site at this address, whose facts are checked; `provider` fills in its own tags.

    Raises NoLetterError.
    """
    file = _article(content, name)
    rendered = article.render(file.path, file.data, content.language)
    facts, address = content.facts, f"{site}{file.address}"
    t = content.language.phrase
    shown = rendered["html"]
    if image := file.source.text("image"):
        photograph = describe(content.folder / "images" / image)
        shown = f"<figure>{markup.above_text(photograph, rendered['image_alt'])}</figure>{shown}"
    links = partial(_whole, file, site)
    text = email_html.plain(shown, links, f"{site}/images", (address, t("letter.see_on_site")))
    colours = palette.of_practice(content.site)
    there = {one.address for one in content.sources.values() if not one.unpublished_by}
    tags = providers()["newsletter"].get(provider, {})
    marks = {key: f"\ufdd0{key}\ufdd0" for key in _TAGS if key in tags}
    invited = split_list((file.source.text("invite") or "").lower()) or facts["invitations"]["default"]
    page = _template().render(
        article={name: rendered[name] for name in ("title", "summary")},
        address=address,
        cautious=file.source.text("category") in facts["crisis"]["topics"],
        dark=Markup(style.dark(colours)),
        date=content.language.day(file.date) if file.date else "",
        DIRECTION=content.language.direction,
        # Who gets the letter has subscribed to it.
        invitations=[name for name in invited if name in content.invitations and name != "newsletter"],
        provider={**dict.fromkeys(_TAGS, ""), **marks},
        site=site,
        SITE=facts,
        t=t,
        text=Markup(text),
        there=there,
    )
    soup = BeautifulSoup(page, "lxml")
    plain = _SIGN.sub("\\g<0>\u2060", plain_text(soup.body or soup))
    style.dress(soup, colours)
    whole = _SIGN.sub(lambda sign: f"&#{ord(sign[0])};", soup.decode(formatter="minimal"))
    for key, mark in marks.items():
        whole, plain = whole.replace(mark, tags[key]), plain.replace(mark, tags[key])
    made = Letter(file.stem, address, rendered["title"], rendered["summary"], whole, plain, content.language.tag)
    _refuse(*_faults(file, made, soup, site, set(marks.values())))
    return made


def of_project(content: Content, name: str, environment: Mapping[str, str]) -> Letter:
    """The letter of an article with the site and the provider that the environment names; raises NoLetterError.

    Where it has no SITEURL, the domain in site.toml is the address of the site.
    """
    _refuse(*site_toml.check(content))
    file = _article(content, name)
    of_file = [one for one in sources.check(content) if one.path == f"content/{printable(file.name)}"]
    site, variable = environment_variables.site_address(environment, content), VARIABLES["newsletter"]
    if not site:
        found = "A letter has whole addresses in it, and that of your site is not known here."
        remedy = "Write it into content/site.toml as `domain`, or set SITEURL in your shell, like `export SITEURL=https://www.yourpractice.org`."
        _refuse(Problem("SITEURL", 0, found, remedy))
    settings = {"SITEURL": site, variable: environment.get(variable, "").strip() or "none"}
    of_settings = environment_variables.check(settings, replace(content, publish=True))
    _refuse(*(one for one in of_settings if one.path in settings), *of_file)
    form = resolve("newsletter", settings[variable], content.facts["name"], site)
    return letter(content, file.stem, site, form.provider)


def _article(content: Content, name: str) -> File:
    """The article whose file has this name, with or without its folders and ending."""
    there = {file.stem: file for file in content.sources.values() if file.kind == "articles"}
    stem = name.replace("\\", "/").rpartition("/")[2].removesuffix(".md")
    if stem not in there:
        near = nearest(stem, there)
        remedy = did_you_mean(
            f"python3 tasks.py letter {near}" if near else "", "Give the name of a file in content/articles."
        )
        _refuse(Problem("content/articles", 0, f"There is no article “{short(name)}”.", remedy))
    return there[stem]


def _whole(file: File, site: str, href: str) -> str:
    """The whole address that a link of the text means; nothing where it leads nowhere."""
    place = f"#{urlsplit(href).fragment}" if "#" in href else ""
    if href.startswith("{filename}"):
        name = source_of(file, as_named(file, href))
        return f"{site}{address_of(name)}{place}" if name in file.content.sources else ""
    if href.startswith("{static}"):
        return f"{site}{href.removeprefix('{static}')}"
    if href.startswith("/") and not href.startswith("//"):
        return f"{site}{href}"
    return urljoin(f"{site}{file.address}", href) if href else ""


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["linked"] = phone_links.linked
    return environment.get_template("letter.html")


def _faults(file: File, made: Letter, soup: BeautifulSoup, site: str, tags: set[str]) -> Iterator[Problem]:
    """Why a letter could not be read everywhere: it is too large, or something in it is not in the list of `style`."""
    if (size := len(made.html.encode())) > style.LARGEST:
        found = f"As a letter this has {size:,} bytes; Gmail cuts off what comes after {style.LARGEST:,}."
        yield file.problem(1, found, "Divide it into two articles, or write a short letter that leads to it.")
    for fault in dict.fromkeys(style.faults(soup, site, tags)):
        yield file.problem(1, f"{fault}.", "Take it out of the text, or mend theme/templates/letter.html.")


def _refuse(*problems: Problem) -> None:
    if found := errors(problems):
        raise NoLetterError(*found)
