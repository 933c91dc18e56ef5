"""Settings to work locally; publishconf.py adds what only the live site has.

Every fact of the practice is in content/site.toml; here is only how Pelican works with it.
"""

import logging
import os
import sys
from pathlib import Path

from jinja2 import StrictUndefined

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT))  # so that `pelican -s pelicanconf.py` finds plugins from any folder

from checks import environment_variables, site_toml  # noqa: E402
from checks import mark as rules_of_the_mark  # noqa: E402
from checks.report import report  # noqa: E402
from forms.resolve import LOCAL_ENDPOINT, VARIABLES, Form, resolve  # noqa: E402
from pictures import markup  # noqa: E402
from plugins import article_reader, faq, opening, reading_paths, sidenotes, social_cards, stylesheet  # noqa: E402
from problem import errors  # noqa: E402
from sources import (  # noqa: E402
    mark,
    palette,
    phone_links,
    voices,
    workshops,
)
from sources.content import of_this_build  # noqa: E402

# For `pelican -s pelicanconf.py`; build.py has checked them before it comes here.
CONTENT = of_this_build(ROOT / "content")
_problems = site_toml.check(CONTENT) + rules_of_the_mark.check(CONTENT)
_problems += environment_variables.check(os.environ, CONTENT)
if errors(_problems):
    sys.exit(report(_problems))

SITE = CONTENT.facts

# What is shown of unfinished work: here drafts and scheduled articles are built, and marked.
PREVIEW = True

# Identity
SITENAME = SITE["name"]
AUTHOR = SITE["coach"]["name"] or SITE["name"]
SITEURL = ""  # Pelican's: relative in every page
# Absolute, for canonical links, feeds, the sitemap and the way back from a form. `serve` names its own, and so does a host
# that shows a preview, where search engines must not list it beside the site.
HOSTED_URL = environment_variables.hosted_address(os.environ)
PUBLIC_URL = os.environ.get("LOCAL_URL") or HOSTED_URL or "http://localhost:8000"
language = CONTENT.language
DEFAULT_LANG = language.tag
DIRECTION = language.direction
ROOT_PATH = ""  # where the site starts on its host: the 404 page is served at any depth
TIMEZONE = SITE["timezone"]
LOCALE = ["C.UTF-8", "C"]  # dates are those of CONTENT.language

# Sources
PATH = "content"
ARTICLE_PATHS = ["articles"]
PAGE_PATHS = ["pages"]
STATIC_PATHS = ["files"]  # PDFs; a photograph is published as plugins/picture_files.py makes it, never as it is
IGNORE_FILES = [".*", "*~", "#*#", "[Tt]humbs.db", "[Dd]esktop.ini"]
READERS = {"md": article_reader.ArticleReader, "rst": None, "html": None, "htm": None}
FORMATTED_FIELDS: list[str] = []
FILENAME_METADATA = ""
# Pelican warns of every image without words; ours are meant (alt text `decorative`).
LOG_FILTER = [(logging.WARNING, "Empty alt attribute for image %s in %s")]

# Addresses
RELATIVE_URLS = True
SLUGIFY_SOURCE = "basename"
PATH_METADATA = r"pages/(?P<slug>.+)\.md"
ARTICLE_URL = "articles/{slug}/"
ARTICLE_SAVE_AS = "articles/{slug}/index.html"
DRAFT_URL = ARTICLE_URL
DRAFT_SAVE_AS = ARTICLE_SAVE_AS
PAGE_URL = "{slug}/"
PAGE_SAVE_AS = "{slug}/index.html"
DRAFT_PAGE_URL = PAGE_URL
DRAFT_PAGE_SAVE_AS = PAGE_SAVE_AS
CATEGORY_URL = "topics/{slug}/"
CATEGORY_SAVE_AS = "topics/{slug}/index.html"
AUTHOR_SAVE_AS = ""
TAG_SAVE_AS = ""

# Pages that are made from several articles, or have a template of their own
DIRECT_TEMPLATES = ["articles", "search"]
ARTICLES_SAVE_AS = "articles/index.html"
SEARCH_SAVE_AS = "search/index.html"
TEMPLATE_PAGES = {name: name for name in ("sitemap.xml", "robots.txt", "site.webmanifest")}
TEMPLATE_PAGES["words.js"] = "theme/js/words.js"
EXTRA_PATH_METADATA = {
    "pages/home.md": {"template": "home", "url": "", "save_as": "index.html"},
    "pages/404.md": {"template": "404", "url": "404.html", "save_as": "404.html"},
    "pages/about.md": {"template": "about"},
    "pages/coaching.md": {"template": "coaching"},
    "pages/contact.md": {"template": "contact"},
    "pages/contact/not-sent.md": {"template": "thanks"},
    "pages/contact/thanks.md": {"template": "thanks"},
    "pages/discovery-session.md": {"template": "discovery_session"},
    "pages/faq.md": {"template": "faq"},
    "pages/feed.md": {"template": "feed"},
    "pages/newsletter.md": {"template": "newsletter"},
    "pages/newsletter/thanks.md": {"template": "thanks"},
    "pages/privacy.md": {"template": "privacy"},
}
DEFAULT_PAGINATION = False

# Feeds are written by plugins/feeds.py from theme/templates/feed.xml
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None

# Forms: the local endpoint, unless the environment names another. Where it does not run they send nothing, and say so.
TEST_INBOX = os.environ.get("LOCAL_ENDPOINT", "")
FORMS = {
    kind: resolve(
        kind,
        environment_variables.value(kind, os.environ, CONTENT) or "dev",
        SITE["name"],
        PUBLIC_URL,
        subject=language.phrase(f"form.{kind}_subject", site=SITE["name"]),
        local=TEST_INBOX or LOCAL_ENDPOINT,
    )
    for kind in VARIABLES
}


def invitations(forms: dict[str, Form]) -> list[str]:
    """Those that the coach has words for, and that lead somewhere."""
    return [name for name in CONTENT.invitations if name != "newsletter" or forms[name].action or forms[name].link]


INVITATIONS = invitations(FORMS)

# What the frame of the pages may link: the list of articles, the feed and the page about it where something is in them,
# help where it is known
_shown = [file for file in CONTENT.sources.values() if not (CONTENT.publish and file.unpublished_by)]
PAGE_ADDRESSES = sorted(
    {file.address for file in _shown if file.kind == "pages"}
    | ({"/articles/", "/feed/", "/feed.xml"} if any(file.kind == "articles" for file in _shown) else set())
    | ({"/workshops/"} if CONTENT.has_workshops else set())
    | ({"/help/"} if SITE["crisis"]["danger"] else set())
)

VOICES = voices.heard(CONTENT)
WORKSHOPS = workshops.planned(CONTENT)


def t(key: str, n: int | None = None, **values: object) -> str:
    """The words of the interface (theme/words) in the language of the practice."""
    return language.phrase(key, n, **values)


SCRIPT_WORDS = language.of_scripts

# Theme
THEME = "theme"
PALETTE = palette.of_practice(CONTENT.site)
MARK = mark.of_practice(CONTENT.mark, SITE["name"])
JINJA_ENVIRONMENT = {
    "autoescape": True,
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "extensions": [],
}
JINJA_FILTERS = {
    "questions": faq.questions,
    "opening": opening.split,
    "clock": language.clock,
    "csp_hash": stylesheet.csp_hash,
    "day": language.day,
    "linked": phone_links.linked,
    "numbers": phone_links.numbers,
    "month": language.month,
    "notes_fit": sidenotes.fits,
    "one_for": voices.one_for,
    "price": language.price,
    "time_zone": language.time_zone,
    "weekday": language.weekday,
    "within": reading_paths.within,
    "within_column": markup.within_column,
    "without_choices": markup.without_choices,
}
JINJA_GLOBALS = {
    "stylesheet": stylesheet.stylesheet,
    "picture_above_text": markup.above_text,
    "portrait_on_card": markup.on_card,
    "portrait_in_line": markup.in_line,
    "social_card": social_cards.social_card,
    "t": t,
}

PLUGIN_PATHS = ["."]
PLUGINS = [
    "incremental",
    "plugins.feeds",
    "plugins.icons",
    "plugins.picture_files",
    "plugins.read_next",
    "plugins.reading_paths",
    "plugins.changes",
    "plugins.private_links",
    "plugins.default_pages",
    "plugins.redirects",
    "plugins.workshops",
    "plugins.search_index",
    "plugins.social_cards",
    "plugins.writing_page",
]
CACHE_CONTENT = False
