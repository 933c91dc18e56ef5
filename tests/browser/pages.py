"""The pages that stand for all: one of every type."""

HOME = "/"
ARTICLES = "/articles/"
ARTICLE = "/articles/the-empty-tank/"  # text alone, with contents
ARTICLE_WITH_PHOTOGRAPH = "/articles/what-the-calendar-says/"
ARTICLE_WITH_KEY_DIFFERENCES = "/articles/coach-or-mentor/"
CHANGES = "/articles/coach-or-mentor/changes/"
TOPIC = "/topics/burnout/"
PATH = "/paths/worn-out/"
CONTACT = "/contact/"
DISCOVERY_SESSION = "/discovery-session/"
SEARCH = "/search/"
MISSING = "/there/is/no/such/page"

EVERY_TYPE = (
    HOME,
    ARTICLES,
    ARTICLE,
    ARTICLE_WITH_PHOTOGRAPH,
    ARTICLE_WITH_KEY_DIFFERENCES,
    CHANGES,
    TOPIC,
    "/paths/",
    PATH,
    f"{PATH}booklet/",
    "/about/",
    "/coaching/",
    DISCOVERY_SESSION,
    "/faq/",
    "/feed/",
    CONTACT,
    "/contact/thanks/",
    "/contact/not-sent/",
    "/newsletter/",
    "/newsletter/thanks/",
    "/privacy/",
    "/workshops/",
    SEARCH,
    MISSING,
)
# What the browser says of the missing page itself.
NOT_FOUND = rf"status of 404 .*{MISSING}"
