"""The pages that stand for all: one of every type."""

HOME = "/"
ARTICLES = "/articles/"
ARTICLE = "/articles/burnout-and-coaching/"  # text alone, with contents
ARTICLE_WITH_PHOTOGRAPH = "/articles/finding-your-values/"
ARTICLE_WITH_KEY_DIFFERENCES = "/articles/coaching-or-mentoring/"
CHANGES = "/articles/coaching-or-mentoring/changes/"
TOPIC = "/topics/burnout/"
PATH = "/paths/burned-out/"
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
    "/about/",
    "/coaching/",
    DISCOVERY_SESSION,
    "/faq/",
    CONTACT,
    "/contact/thanks/",
    "/contact/not-sent/",
    "/newsletter/",
    "/newsletter/thanks/",
    "/privacy/",
    SEARCH,
    MISSING,
)
# What the browser says of the missing page itself.
NOT_FOUND = rf"status of 404 .*{MISSING}"
