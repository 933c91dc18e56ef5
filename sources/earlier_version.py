"""What readers saw of an article before its last revision, from the history of the repository."""

from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from git import GitError, Repository
from sources.content import LARGEST_TEXT
from sources.dates import parse_date
from sources.header import Source, decode, parse_source
from sources.markdown_text import excess
from sources.publication import date_of, unpublished_by


def earlier_version(path: Path, current: Source, zone: tzinfo) -> Source | None:
    """The last committed text of a file that was published and is of an older day than its current one.

    A text's day is its `Modified`, else its `Date`, in the practice's time zone. A text that was a draft, or whose
    date was still to come when it was committed, is never returned. None where there is no such text, no
    repository, or no git; raises ValueError where the current text has no date.
    """
    now = day(current)
    for committed, data in _versions(path):
        try:
            if len(data) > LARGEST_TEXT or excess((source := parse_source(decode(data))).body):
                continue
            moment = committed.astimezone(zone).replace(tzinfo=None)
            was_published = (source.text("status") or "published").lower() == "published"
            if was_published and date_of(source) and not unpublished_by(source, moment) and day(source) < now:
                return source
        except ValueError:  # no text, or a date that nobody could read; the build refused it then
            continue
    return None


def day(source: Source) -> datetime:
    """When a text is from: its `Modified`, else its `Date`; raises ValueError where that is none."""
    return parse_date(source.text("modified") or source.text("date") or "")


def _versions(path: Path) -> Iterator[tuple[datetime, bytes]]:
    """All that was committed of a file, newest first, also under the names it had before, and when it was committed."""
    repository = Repository(path.parent)
    options = ("--follow", "--no-merges", "--name-only", "-z", "--format=%x01%H %ct")
    for entry in (repository.try_run("log", *options, "--", path.name) or "").split("\x01")[1:]:
        head, _, name = entry.partition("\0")
        commit, seconds = head.split()
        try:
            data = repository.blob(f"{commit}:" + name.strip("\n\0"))
            yield datetime.fromtimestamp(int(seconds), UTC), data
        except (GitError, OverflowError):  # deleted there, a moment no clock has
            continue
