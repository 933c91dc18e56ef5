"""A small practice of the tests' own: its facts, its reading paths, and what these lead to."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

FACTS = Path(__file__).with_name("site.toml").read_text(encoding="utf-8")
PATHS = """\
[tired]
title = "Tired"
situation = "I am tired"
description = "What helps."

[[tired.steps]]
article = "rest.md"
why = "Rest first."

[[tired.steps]]
article = "work.md"
why = "Then less work."
"""
VOICES = """\
[[voice]]
words = "I came to leave, and stayed."
name = "A hospitalist in the Midwest"
consent = "2026-03-02"
until = "2028-03-02"

[[voice]]
words = "She asked, and waited."
name = "A pediatrician"
consent = 2026-11-22
until = 2026-11-22
"""
WORKSHOPS = """\
[[workshop]]
title = "Saying No"
start = "2027-03-04 18:00"
minutes = 90
online = "By video"
price = "45 USD"
booking = "https://x.org/book"
words = "An evening."

[[workshop]]
title = "As Chief"
start = "2027-05-14 09:00"
end = "2027-05-15 13:00"
place = "Main Street"
words = "A day and a half."
"""
NOW = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("America/New_York"))
_PAGES = ("home", "404", "about", "faq", "contact", "contact/thanks")
_ARTICLES = {
    "rest": "Date: 2026-11-22",
    "work": "Date: 2026-11-22",
    "draft": "Date: 2026-11-22\nStatus: Draft",
    "later": "Date: 2026-11-22 12:01",
    "undated": "Date: soon",
}


def needed_pages(content: Path) -> None:
    """Write the two pages that every site has."""
    (content / "pages").mkdir(parents=True, exist_ok=True)
    for name in ("home", "privacy"):
        (content / f"pages/{name}.md").write_text(f"Title: {name}\nSummary: Words.\n\nText\n", encoding="utf-8")


def written(content: Path, facts: str = FACTS, paths: str = "", voices: str = "", workshops: str | None = None) -> Path:
    """The folder with these facts, and the pages and articles that they name."""
    sources = {f"pages/{name}.md": "" for name in _PAGES}
    sources |= {f"articles/{name}.md": f"Title: T\n{header}\n\nText" for name, header in _ARTICLES.items()}
    for name, text in sources.items():
        (content / name).parent.mkdir(parents=True, exist_ok=True)
        (content / name).write_text(text, encoding="utf-8")
    (content / "site.toml").write_text(facts, encoding="utf-8", errors="replace", newline="")
    (content / "paths.toml").write_text(paths, encoding="utf-8", newline="")
    (content / "voices.toml").write_text(voices, encoding="utf-8", newline="")
    if workshops is not None:
        (content / "workshops.toml").write_text(workshops, encoding="utf-8", newline="")
    return content
