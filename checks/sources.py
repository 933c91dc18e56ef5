"""What must hold of the articles and pages before they are rendered."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import unquote

from pelican.settings import DEFAULT_CONFIG
from pelican.utils import slugify

from checks.problem import Problem
from checks.site_facts import INVITATIONS
from plugins.article_reader import parse_date, parse_month
from plugins.file_links import is_file
from plugins.header import ARTICLE_FIELDS, PAGE_FIELDS, Source, parse_source, split_list

# What `](…)` and `[name]: …` point at; only these kinds of files are ours to look for.
_LINK = re.compile(r"(?:\]\(|^ {0,3}\[[^\]^]+\]:\s*)<?([^)\s>]+)")
_CODE = re.compile(r"`[^`]*`")
_PICTURE_WITHOUT_WORDS = re.compile(r"!\[\s*\][(\[]")
_FILES = {".md", ".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".svg", ".heic", ".heif", ".tif", ".tiff", ".bmp"}
# What someone may save a text as, and wonder why it is not on the site.
_OTHER_TEXTS = {".md", ".markdown", ".mdown", ".mkd", ".txt", ".rst", ".html", ".htm", ".docx", ".odt", ".rtf"}
# Pages that are made from several articles or from none.
_TAKEN = {"articles/": "the list of articles", "search/": "the search page"}
STATUSES = ("draft", "published")
REQUIRED = {"articles": ("title", "date", "summary", "category"), "pages": ("title", "summary")}


@dataclass(frozen=True)
class File:
    """A source and where it stands: `kind` is articles or pages, `name` as the coach sees it."""

    path: Path
    name: str
    kind: str
    source: Source


def check(content: Path) -> list[Problem]:
    """Every problem of every article and page."""
    topics = (
        [topic["name"] for topic in tomllib.loads((content / "site.toml").read_text("utf-8-sig"))["topics"]]
        if (content / "site.toml").is_file()
        else []
    )
    problems: list[Problem] = []
    files: list[File] = []
    for kind in REQUIRED:
        for path in sorted((content / kind).rglob("*")):
            name = f"content/{path.relative_to(content).as_posix()}"
            if path.is_dir() or _is_passed_over(name):
                continue
            if path.suffix != ".md":
                problems += _other_text(path, name)
                continue
            try:
                files.append(File(path, name, kind, parse_source(path.read_text(encoding="utf-8"))))
            except UnicodeDecodeError:
                problems.append(Problem(name, 0, "This file is not UTF-8 text.", "Save it as UTF-8."))
            except OSError as error:
                problems.append(Problem(name, 0, f"This file cannot be read: {error.strerror}.", "Allow reading it."))
    if not files and not problems:
        problems.append(
            Problem(
                "content",
                0,
                "There are no articles and no pages.",
                "Put the content back, or look whether this is the right folder.",
            )
        )
    problems += _addresses(files)
    for file in files:
        problems += [*_header(file), *_values(file, topics), *_picture(file, content), *_links(file, content)]
    return problems


def _is_passed_over(name: str) -> bool:
    """Whether Pelican does not look at a file either (IGNORE_FILES): what editors and systems leave lying about."""
    last = name.rpartition("/")[2]
    return any(part.startswith(".") for part in name.split("/")) or last.endswith("~") or last.startswith("#")


def _other_text(path: Path, name: str) -> Iterator[Problem]:
    """A text is a file that ends in `.md`, in small letters."""
    if path.suffix.lower() in _OTHER_TEXTS:
        yield Problem(
            name,
            0,
            "This file is not on the site, which is made from files that end in .md.",
            f"Save its text as “{path.stem}.md”, or move it out of content/.",
        )


def _addresses(files: list[File]) -> Iterator[Problem]:
    """A file name is an address, and no two files have the same."""
    seen = dict(_TAKEN)
    for file in files:
        if file.kind == "pages":
            address = f"{file.name.removeprefix('content/pages/').removesuffix('.md')}/"
        else:
            address = f"articles/{slugify(file.path.stem, regex_subs=DEFAULT_CONFIG['SLUG_REGEX_SUBSTITUTIONS'])}/"
        if address in seen:
            yield Problem(
                file.name, 0, f"The address /{address} is already that of {seen[address]}.", "Rename one of the two."
            )
        seen.setdefault(address, file.name)


def _header(file: File) -> Iterator[Problem]:
    """A header has every required field once, with something in it, and no other key."""
    known = ARTICLE_FIELDS if file.kind == "articles" else PAGE_FIELDS
    for name in REQUIRED[file.kind]:
        if not file.source.text(name):
            line = file.source.fields[name].line if name in file.source.fields else 1
            yield Problem(
                file.name,
                line,
                f"There is no {name.capitalize()}.",
                f"Add a line `{name.capitalize()}: …` at the top of the file.",
            )
    for name, field in file.source.fields.items():
        if name not in known:
            near = get_close_matches(name, known, 1)
            remedy = (
                f"Did you mean `{near[0].capitalize()}:`?"
                if near
                else f"Known are {', '.join(key.capitalize() for key in known)}."
            )
            yield Problem(file.name, field.line, f"“{field.key}” is not a header field.", remedy)
    for field in file.source.doubled:
        yield Problem(file.name, field.line, f"“{field.key}” is here twice.", "Keep one of the two lines.")
    for field in file.source.stray:
        yield Problem(
            file.name,
            field.line,
            f"“{field.value}” is no header line.",
            "Leave an empty line between the header and the text.",
        )


def _values(file: File, topics: list[str]) -> Iterator[Problem]:
    """Dates are dates, and topic, status and invitations come from their lists."""
    fields = file.source.fields
    for name, parse, example in (
        ("date", parse_date, "2026-11-22"),
        ("modified", parse_date, "2026-12-01"),
        ("earlier", parse_month, "2023-05"),
    ):
        if text := file.source.text(name):
            try:
                parse(text)
            except ValueError:
                yield Problem(
                    file.name,
                    fields[name].line,
                    f"{fields[name].key}: “{text}” cannot be read.",
                    f"Write it like `{name.capitalize()}: {example}`.",
                )
    for name, known in (("category", topics), ("status", STATUSES), ("invite", INVITATIONS)):
        text = file.source.text(name)
        for item in split_list(text) if name == "invite" else [text] if text else []:
            if (item.lower() if name == "status" else item) not in known:
                near = get_close_matches(item, known, 1, 0.4)
                remedy = f"Did you mean `{near[0]}`? " if near else ""
                yield Problem(
                    file.name,
                    fields[name].line,
                    f"{fields[name].key}: “{item}” is not known.",
                    f"{remedy}Known are {', '.join(known)}.",
                )


def _picture(file: File, content: Path) -> Iterator[Problem]:
    """A photograph lies below content/images and has words for those who do not see it."""
    image = file.source.text("image")
    if image and not (content / "images" / image).is_file():
        yield Problem(
            file.name,
            file.source.fields["image"].line,
            f"There is no picture “{image}”.",
            "Put it into content/images/, or correct the name.",
        )
    if image and not file.source.text("image_alt"):
        yield Problem(
            file.name,
            file.source.fields["image"].line,
            "The picture has no words for readers who do not see it.",
            "Add `Image_alt: …` with what it shows.",
        )


def _links(file: File, content: Path) -> Iterator[Problem]:
    """A link or picture named by file in the text is there, and a picture has words or is meant to have none."""
    for number, line in enumerate(without_code(file.source.body), file.source.body_line):
        if _PICTURE_WITHOUT_WORDS.search(line):
            yield Problem(
                file.name,
                number,
                "This picture has no words for readers who do not see it.",
                "Write between the brackets what it shows, or the word `decorative`.",
            )
        for target in _LINK.findall(line):
            address = unquote(target.partition("#")[0])
            if not is_file(target) or not address or Path(address).suffix.lower() not in _FILES:
                continue
            if not (file.path.parent / address).is_file():
                there = [path.name for path in (content / "articles").glob("*.md")]
                near = get_close_matches(Path(address).name, there, 1)
                remedy = f"Did you mean `{near[0]}`?" if near else "Correct its name, or take the link out."
                yield Problem(file.name, number, f"There is no file “{address}”.", remedy)


def without_code(body: str) -> Iterator[str]:
    """The lines of a text, those of fenced code emptied and code in a line taken out."""
    fenced = False
    for line in body.split("\n"):
        fence = line.lstrip().startswith(("```", "~~~"))
        yield "" if fenced or fence else _CODE.sub("", line)
        fenced = fenced != fence
