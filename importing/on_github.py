"""The import that the workflow Import runs: files below content/, and the comment in which the writing page reads of them."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from checks.job_summary import words
from importing.__main__ import ROOT, bring, keep_report
from problem import printable

MOST = 40_000  # characters of the report; a comment may have 65,536
MOST_DATA = 20_000
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
    if len(data) > MOST_DATA:  # then she finds them in the report, and changes them in the articles
        data = _data({"count": len(planned.names), "topics": None})
    if len(whole) > MOST:
        whole = f"{whole[:MOST].rpartition(chr(10))[0]}\n\n{REST}\n"
    return data + whole


def _chosen(topics: str) -> tuple[dict[str, str], str] | None:
    """The topics as the page sends them, nothing where it sends none."""
    if not topics:
        return None
    try:
        said = json.loads(topics)
        return {name: str(topic) for name, topic in said["topics"].items()}, str(said["otherwise"])
    except (ValueError, TypeError, KeyError, AttributeError):
        sys.exit("The topics that were chosen cannot be read. Look at the file again.")


def _data(said: Mapping[str, Any]) -> str:
    """Words of the export in a comment that nobody sees, that nothing in it can end, and by which nobody is called."""
    data = json.dumps(said, separators=(",", ":"))
    for sign in "<>@#":
        data = data.replace(sign, f"\\u{ord(sign):04x}")
    return f"<!-- import: {data} -->\n\n"


if __name__ == "__main__":
    export, with_pictures, told = map(Path, sys.argv[1:])
    said = comment(export, with_pictures if with_pictures.exists() else None, os.environ.get("TOPICS", ""))
    told.write_text(said, encoding="utf-8", newline="")
