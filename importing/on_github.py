"""The import that the workflow Import runs: files below content/, and the comment in which the writing page reads of them."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from checks.job_summary import DATA, SIZE, as_data, words
from importing.__main__ import ROOT, bring, keep_report
from importing.topics import chosen
from problem import printable

REST = "The rest is in `import-report.md`, below *Artifacts* on the page of the run."


def comment(file: Path, pictures: Path | None, topics: str, root: Path = ROOT) -> str:
    """Import a file, with the topics that she chose if she did, and say what came of it: first as data, then in words."""
    try:
        planned = bring(file, root, pictures=pictures, write=True, chosen=_chosen(topics))
    except SystemExit as ended:
        why = str(ended)
        return f"{_data({'refused': why})}This could not be imported: {words(printable(' '.join(why.split())), '')}\n"
    whole = keep_report(planned, root, written=False)
    data = _data({"count": len(planned.names), "topics": planned.topics.table})
    if len(data) > DATA:  # then she finds them in the report, and changes them in the articles
        data = _data({"count": len(planned.names), "topics": None})
    if len(whole) > SIZE:
        whole = f"{whole[:SIZE].rpartition(chr(10))[0]}\n\n{REST}\n"
    return data + whole


def _chosen(topics: str) -> tuple[dict[str, str], str] | None:
    """The topics as the page sends them, nothing where it sends none."""
    if not topics:
        return None
    try:
        return chosen(json.loads(topics))
    except (ValueError, TypeError, KeyError):
        sys.exit("The topics that were chosen cannot be read. Look at the file again.")


def _data(said: Mapping[str, Any]) -> str:
    """What the writing page reads, in a comment that nobody sees."""
    return f"<!-- import: {as_data(said)} -->\n\n"


if __name__ == "__main__":
    export, with_pictures, comment_file = map(Path, sys.argv[1:])
    said = comment(export, with_pictures if with_pictures.exists() else None, os.environ.get("TOPICS", ""))
    comment_file.write_text(said, encoding="utf-8", newline="")
