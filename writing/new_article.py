"""Create an article: a file with its header filled in as far as possible, and a comment that explains each line."""

import argparse
import sys
import textwrap
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from problem import did_you_mean, nearest
from sources.content import Content, read, time_zone
from sources.header import as_written, one_line
from sources.redirects import file_name, slug
from sources.toml_file import TomlFile

CONTENT = Path(__file__).parent.parent / "content"
QUOTED = 'Say what it is called, in quotation marks: python3 tasks.py new "Its Title"'
HEADER = """\
Title: {title}
Date: {date}
Category: {topic}
Summary:{summary}
{status}
"""
NOTE = """\
<!-- No reader sees this note. Take it out when you do not need it any more.

Title     the heading that readers see. The address stays /articles/{name}/, whatever the title becomes.
Date      the day it appears. A day to come publishes it on that day.
Category  one of: {topics}.
Summary   one or two sentences that make the right reader open it; they are not the opening again.
Status    `draft` keeps it off the live site. Without this line it goes live with the next publish.

These lines can be added above, each with what stands behind its colon:

Tags: words, with commas between them; they decide which articles are shown as related
Modified: 2026-12-01, the day of a revision, which readers see
Reviewed: 2026-12-01, the day you looked at it again and found it right, which readers see
Earlier: 2023-05, the month in which an earlier version appeared here
Changes: one sentence, what is different from that version
Image: a photograph in content/images/
Image_alt: what the photograph shows, for readers who do not see it
Invite: what the article ends with, in this order: discovery, newsletter, contact
Formerly: old addresses that are to lead here
Private_link: 16 letters and digits or more that nobody can guess; at /private/ and these, a draft is read before its day

The text begins below. Write ## before a heading; docs/writing.md says what else there is. -->

"""


def compose(
    there: Content, title: str, *, topic: str = "", summary: str = "", draft: bool = False
) -> tuple[str, str, str]:
    """The file name of a new article, its header, and a note; exit with a message where it exists already or a value is invalid."""
    title, summary = one_line(title), one_line(summary)
    topics, zone = _topics_and_time_zone(there.site)
    name = file_name(title)
    if not title:
        sys.exit(QUOTED)
    if not name:
        sys.exit(f"“{title}” gives no file name. Use a title with letters in it.")
    topic = choose_topic(topic, topics) if topic else topics[0]
    for entry in there.entries.values():
        if entry.folder == "articles" and entry.suffix == ".md" and slug(entry.stem).strip("-_") == name:
            sys.exit(f"content/{entry.name} exists already. Choose another title, or edit that file.")
    header = HEADER.format(
        title=_quoted(title, "Title"),
        date=datetime.now(zone).date().isoformat(),
        topic=topic,
        summary=f" {_quoted(summary, 'Summary')}" if summary else "",
        status="Status: draft\n" if draft else "",
    )
    note = "\n".join(
        textwrap.fill(line, 110, subsequent_indent=" " * 10, break_long_words=False, break_on_hyphens=False)
        for line in NOTE.format(name=name, topics=", ".join(topics)).split("\n")
    )
    return f"{name}.md", header, note


def create(title: str, content: Path = CONTENT, *, topic: str = "", summary: str = "", draft: bool = False) -> Path:
    """Write a new article and return its path; exit with a message where it exists already or a value is invalid."""
    name, header, note = compose(read(content), title, topic=topic, summary=summary, draft=draft)
    path = content / "articles" / name
    if path.parent.is_symlink():
        sys.exit(
            "content/articles is a link to another place. Put the folder itself there: `git checkout content/articles`."
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(header + note)
    except FileExistsError:
        sys.exit(f"content/articles/{path.name} exists already. Choose another title, or edit that file.")
    except OSError as error:
        sys.exit(f"content/articles/{path.name} cannot be written: {error.strerror}.")
    return path


def choose_topic(words: str, topics: list[str]) -> str:
    """The topic of this name, whatever its case; exit with a message where there is none."""
    for topic in topics:
        if topic.casefold() == one_line(words).casefold():
            return topic
    meant = f"{did_you_mean(nearest(words, topics))} The topics are {', '.join(topics)}.".lstrip()
    sys.exit(f"“{words}” is no topic. {meant}")


def ask(content: Path, answer: Callable[[str], str] = input) -> tuple[str, str, str]:
    """Ask for the title, the topic and the summary."""
    topics, _ = _topics_and_time_zone(read(content).site)
    title = ""
    while not file_name(title):
        title = answer("What is it called? ")
    for number, topic in enumerate(topics, 1):
        print(f"{number:3}  {topic}")
    chosen = ""
    while not (chosen.isdecimal() and 1 <= int(chosen) <= len(topics)):
        chosen = answer(f"Which topic, 1 to {len(topics)}? ").strip()
    summary = answer("What is it about, in one or two sentences? (Enter to write that later) ")
    return title, topics[int(chosen) - 1], summary


def _topics_and_time_zone(facts: TomlFile) -> tuple[list[str], ZoneInfo]:
    if facts.problems:
        sys.exit("\n\n".join(map(str, facts.problems)))
    topics = [name for entry, _ in facts.entries("topics") if (name := facts.words(f"{entry}.name"))]
    if not topics or not facts.words("timezone"):
        sys.exit("content/site.toml has no topics or no time zone. `python3 tasks.py check` says what it needs.")
    return topics, time_zone(facts)


def _quoted(words: str, field: str) -> str:
    if written := as_written(words, field):
        return written
    sys.exit(f"“{words}” cannot stand in a header. Use fewer quotation marks.")


def main(argv: list[str]) -> None:
    """Create an article from the command line's arguments, or ask where no title is given."""
    parser = argparse.ArgumentParser(prog="python3 tasks.py new", description=__doc__)
    parser.add_argument("title", nargs="?", default="", help="the title, in quotation marks")
    parser.add_argument("--topic", default="", help="its topic, one of those in content/site.toml")
    parser.add_argument("--draft", action="store_true", help="keep it off the live site for now")
    arguments = parser.parse_args(argv)
    title, topic, summary = arguments.title, arguments.topic, ""
    if not title:
        if not sys.stdin.isatty():
            sys.exit(QUOTED)
        try:
            title, topic, summary = ask(CONTENT)
        except (KeyboardInterrupt, EOFError):
            sys.exit("\nNothing was written.")
    path = create(title, CONTENT, topic=topic, summary=summary, draft=arguments.draft)
    print(f"content/articles/{path.name} is there.")
    rest = [*([] if summary else ["its Summary"]), "its text"]
    check = "" if topic else " See whether its Category is right."
    live = " Take out the line “Status: draft” to publish it." if arguments.draft else ""
    print(f"Write {' and '.join(rest)}.{check}{live}")


if __name__ == "__main__":
    main(sys.argv[1:])
