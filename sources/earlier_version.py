"""What readers saw of an article before its last revision, from the history of the repository."""

import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from sources.content import date_of, unpublished_by
from sources.dates import parse_date
from sources.header import Source, parse_source

# Set by git while it runs a hook; they would lead to another repository than the file's own.
_OF_A_HOOK = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")


def earlier_version(path: Path, current: Source, zone: tzinfo) -> Source | None:
    """The last committed text of a file that was published and is of an older day than its current one.

    A text's day is its `Modified`, else its `Date`, in the practice's time zone. A text that was a draft, or whose
    date was still to come when it was committed, is never returned. None where there is no such text, no
    repository, or no git; raises ValueError where the current text has no date.
    """
    now = day(current)
    for committed, text in _versions(path):
        source = parse_source(text)
        try:
            moment = committed.astimezone(zone).replace(tzinfo=None)
            was_published = (source.text("status") or "published").lower() == "published"
            if was_published and date_of(source) and not unpublished_by(source, moment) and day(source) < now:
                return source
        except ValueError:  # a date that nobody could read; the build refused it then
            continue
    return None


def day(source: Source) -> datetime:
    """When a text is from: its `Modified`, else its `Date`; raises ValueError where that is none."""
    return parse_date(source.text("modified") or source.text("date") or "")


def _versions(path: Path) -> Iterator[tuple[datetime, str]]:
    """Every committed text of a file, newest first, also under the names it had before, and when it was committed."""
    log = _git(
        path.parent, "log", "--follow", "--no-merges", "--name-only", "-z", "--format=%x01%H %ct", "--", path.name
    )
    for entry in (log or b"").split(b"\x01")[1:]:
        head, _, rest = entry.partition(b"\0")
        commit, seconds = head.decode().split()
        name = rest.strip(b"\n\0")
        text = _git(path.parent, "cat-file", "blob", commit + ":" + os.fsdecode(name)) if name else None
        if text is not None:
            try:
                yield datetime.fromtimestamp(int(seconds), UTC), text.decode()
            except (UnicodeDecodeError, OverflowError):  # no text of ours, or a moment no clock has
                continue


def _git(folder: Path, *arguments: str) -> bytes | None:
    """What git says in a folder; None where it fails or is not there. The network is never asked, whatever is missing."""
    environment = {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK}
    plain = ("--no-pager", "--no-replace-objects", "-c", "log.showSignature=false", "-c", "diff.renameLimit=1000")
    try:
        done = subprocess.run(
            ["git", *plain, *arguments],
            cwd=folder,
            env=environment | {"GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0"},
            capture_output=True,
            check=False,
        )
    except OSError:
        return None
    return None if done.returncode else done.stdout
