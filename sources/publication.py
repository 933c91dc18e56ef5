"""Whether an article is published yet: what its header says of itself, at a moment of the practice's clock."""

from datetime import datetime

from sources.dates import parse_date
from sources.header import Field, Source


def date_of(source: Source) -> datetime | None:
    """The date in a header, if it can be read."""
    try:
        return parse_date(source.text("date") or "")
    except ValueError:
        return None


def is_draft(source: Source) -> bool:
    """Whether a header says that the article is a draft."""
    return (source.text("status") or "").lower() == "draft"


def unpublished_by(source: Source, now: datetime) -> Field | None:
    """The field that keeps an article from its readers at a moment: a draft's `Status`, or a `Date` after it."""
    if is_draft(source):
        return source.fields["status"]
    date = date_of(source)
    return source.fields["date"] if date and date > now else None
