"""Write an article as a letter, for a provider of newsletters: HTML, and the plain text that goes with it."""

import argparse
import os
import sys
from pathlib import Path

from mailing.drafts import DraftRefused, draft
from mailing.letter import Letter, NoLetterError, of_project
from mailing.style import LARGEST
from sources.content import Content, read

ROOT = Path(__file__).parent.parent
FOLDER = "letters"
ASK = "Name the file of an article: python3 tasks.py letter NAME."


def write(letter: Letter, root: Path = ROOT) -> list[str]:
    """Write both parts, and return the names of their files; exit with a message where that cannot be."""
    names = [f"{FOLDER}/{letter.name}.html", f"{FOLDER}/{letter.name}.txt"]
    try:
        (root / FOLDER).mkdir(exist_ok=True)
        for name, part in zip(names, (letter.html, letter.text), strict=True):
            (root / name).write_text(part, encoding="utf-8", newline="")
    except OSError as error:
        sys.exit(f"The letter cannot be written into {FOLDER}/: {error.strerror}. Allow writing there, and try again.")
    return names


def notes(letter: Letter, content: Content) -> list[str]:
    """What to know of a letter before it is sent."""
    file = next(one for one in content.sources.values() if one.kind == "articles" and one.stem == letter.name)
    known = []
    if file.is_draft:
        known.append("The article is a draft: its page and its pictures are not there until it is published.")
    elif file.is_scheduled and file.date:
        known.append(f"The article goes live on {file.date:%Y-%m-%d}: its page and its pictures are not there before.")
    if content.language.phrase("letter.put_unsubscribe") in letter.text:
        known.append(
            "Put your provider’s link to unsubscribe where the letter asks for it, or name the provider in NEWSLETTER_FORM."
        )
    if content.language.phrase("letter.put_address") in letter.text:
        known.append("Put your postal address where the letter asks for it.")
    return known


def main(argv: list[str]) -> None:
    """Write a letter from the command line's arguments."""
    parser = argparse.ArgumentParser(prog="python3 tasks.py letter", description=__doc__)
    parser.add_argument("name", nargs="?", default="", help="the file of an article, with or without .md")
    parser.add_argument(
        "--draft", action="store_true", help="make a draft of it at the provider, or renew it; nothing is sent"
    )
    arguments = parser.parse_args(argv)
    if not arguments.name:
        sys.exit(ASK)
    content = read(ROOT / "content")
    try:
        letter = of_project(content, arguments.name, os.environ)
    except NoLetterError as error:
        sys.exit(str(error))
    page, text = write(letter)
    print(f"{page} and {text} are there: {len(letter.html.encode()):,} bytes, of at most {LARGEST:,}.")
    for note in notes(letter, content):
        print(note)
    if arguments.draft:
        try:
            print(draft(letter, os.environ))
        except DraftRefused as refused:
            sys.exit(str(refused))


if __name__ == "__main__":
    main(sys.argv[1:])
