"""Start an article: a file with its header filled in as far as it can be."""

import sys
import tomllib
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pelican.settings import DEFAULT_CONFIG
from pelican.utils import slugify

CONTENT = Path(__file__).parent.parent / "content"
TEXT = """\
Title: {title}
Date: {date}
Category: {topic}
Summary:
Status: draft

"""


def create(title: str, content: Path = CONTENT) -> Path:
    """Write a new draft and return its path; ends with a sentence where it exists or the title gives no name."""
    title = " ".join(title.split())
    if not title:
        sys.exit('Say what it is called, in quotation marks: python3 tasks.py new "Its Title"')
    name = slugify(title, regex_subs=DEFAULT_CONFIG["SLUG_REGEX_SUBSTITUTIONS"])
    if not name:
        sys.exit(f"“{title}” gives no file name. Use a title with letters in it.")
    path = content / "articles" / f"{name}.md"
    facts = tomllib.loads((content / "site.toml").read_text(encoding="utf-8-sig"))
    today = datetime.now(ZoneInfo(facts["timezone"])).date()
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(TEXT.format(title=title, date=today.isoformat(), topic=facts["topics"][0]["name"]))
    except FileExistsError:
        sys.exit(f"content/articles/{path.name} exists already. Choose another title, or edit that file.")
    except OSError as error:
        sys.exit(f"content/articles/{path.name} cannot be written: {error.strerror}.")
    return path


if __name__ == "__main__":
    made = create(" ".join(sys.argv[1:]))
    print(f"content/articles/{made.name} is there.")
    print("Write its Summary and its text, choose its Category, and take out the line “Status: draft” to publish it.")
