"""What is said on the page of a run on GitHub: Markdown in which the names of files lead to their lines in GitHub's editor.

What a text holds is words there, or code: no mark, no mention and no link comes of it (GitHub Flavored Markdown, 6.1 and
6.9). Links lead to files of the project alone.
"""

import json
import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

from problem import Problem

ROOT = Path(__file__).parent.parent
# In bytes, for the words, and behind them for the data of the writing page: GitHub takes 65,536 characters of an issue or
# a comment, and more of a summary.
SIZE, DATA = 40_000, 20_000
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_AROUND = re.compile(r"([“„‘‚\"'(]*)(.*?)([”“’‘\"'),.;:?!…]*)")
_HARMLESS = re.compile(r"(?!www\.|GH-\d|[0-9a-f]{7,40}$|.*:\w+:)(?:[^\W_]|[-.,;:?!'’‘“”„‚()…–—\"%+=→])*", re.IGNORECASE)
_PLACE = re.compile(r"(?P<path>[\w.-]+(?:/[\w.-]+)+)(?::(?P<line>\d+))?")
_COMMAND = re.compile(r"(?:git|python3|check) ")
_BINARY = ("content/images/", "content/files/")


def files_at(environment: Mapping[str, str]) -> str:
    """Where GitHub has the files of the branch at work, with {} for what is done with them; nothing where that is not known.

    Of a pull request that is its own branch, which may be in another repository.
    """
    server = environment.get("GITHUB_SERVER_URL", "")
    repository, branch = environment.get("GITHUB_REPOSITORY", ""), environment.get("GITHUB_REF_NAME", "")
    if environment.get("GITHUB_HEAD_REF"):
        try:
            event = json.loads(Path(environment.get("GITHUB_EVENT_PATH", "")).read_text("utf-8"))
            head = event["pull_request"]["head"]
            repository, branch = str(head["repo"]["full_name"]), str(head["ref"])
        except (OSError, ValueError, KeyError, TypeError):  # the other repository may be gone
            return ""
    elif environment.get("GITHUB_REF_TYPE") == "tag":
        return ""
    return f"{server}/{quote(repository)}/{{}}/{quote(branch)}/" if server and repository and branch else ""


def page(heading: str, groups: Iterable[tuple[str, list[Problem]]], files: str) -> str:
    """A heading, and groups of problems below headings of their own, file by file, as far as there is room."""
    parts = [f"## {words(heading, files)}\n"]
    room = SIZE - len(parts[0].encode())
    left = 0
    for title, problems in groups:
        blocks = [f"\n{words(title, files)}\n"] if title and problems else []
        for path, those in groupby(problems, lambda problem: problem.path):
            blocks.append(f"\n### {_named(path, files)}\n")
            for problem in those:
                blocks.append(_block(problem, files))
                room -= sum(len(block.encode()) for block in blocks)
                if room < 100:  # what is left is said
                    left += 1
                else:
                    parts += blocks
                blocks = []
    return "".join([*parts, f"\n… and {left:,} more.\n" if left else ""])


def code_block(text: str) -> str:
    """A text as it is, to be read or copied; it cannot end the block."""
    fence = "`" * max(3, _longest(text) + 1)
    return f"{fence}text\n{text}\n{fence}\n"


def as_data(said: Any) -> str:
    """JSON for a comment of HTML, which nothing in it can end; nobody is called by it, and no other issue."""
    data = json.dumps(said, separators=(",", ":"))
    return re.sub("[<>@#]", lambda sign: f"\\u{ord(sign[0]):04x}", data)


def words(text: str, files: str) -> str:
    """The text as a paragraph or a heading has it; what is between backticks stays code."""
    parts: list[str] = []
    at = 0
    for match in _CODE.finditer(text):
        parts += [*_prose(text[at : match.start()], files), code(match[2])]
        at = match.end()
    joined = ""
    for part in [*parts, *_prose(text[at:], files)]:
        joined += f" {part}" if joined.endswith("`") and part.startswith("`") else part
    return joined


def _block(problem: Problem, files: str) -> str:
    """A problem: its line, what was found, what to do, and by itself what is to be written."""
    line = (
        f"[Line {problem.line}]({link})"
        if (link := _link(problem.path, problem.line, files))
        else f"Line {problem.line}"
    )
    begin = f"**{line}:**" if problem.line else "**Here:**"
    pieces = [match[2] for match in _CODE.finditer(problem.remedy) if not _COMMAND.match(match[2])]
    if len(pieces) > 1:  # a name of a field is said, not typed
        pieces = [piece for piece in pieces if not piece.isalnum()]
    said = f"\n{begin} {words(problem.found, files)} {words(problem.remedy, files)}\n"
    return said + "".join(f"\n{code_block(piece)}" for piece in dict.fromkeys(pieces))


def _named(path: str, files: str) -> str:
    link = _link(path, 0, files)
    return f"[{code(path)}]({link})" if link else code(path)


def _link(path: str, line: int, files: str) -> str:
    """Where a file of the project can be edited; nothing where it is none."""
    if not files or path.startswith(("output/", ".")):
        return ""
    try:
        if ".." in path.split("/") or not (ROOT / path).is_file():
            return ""
    except OSError:  # a name that is too long
        return ""
    does = "blob" if path.startswith(_BINARY) else "edit"
    return files.format(does) + quote(path) + (f"#L{line}" if line else "")


def _prose(text: str, files: str) -> list[str]:
    """Words, of which those that could mean something to GitHub are code, and names of files are links."""
    parts = []
    for word in re.split(r"(\s+)", text):
        if not word.strip():
            parts.append(" " if word else "")
            continue
        before, core, after = match.groups() if (match := _AROUND.fullmatch(word)) else ("", word, "")
        place = _PLACE.fullmatch(core)
        link = _link(place["path"], int(place["line"] or 0), files) if place and len(core) < 300 else ""
        if link:
            core = f"[{code(core)}]({link})"
        elif not _HARMLESS.fullmatch(core):
            core = code(core)
        parts += [before, core, after]
    return parts


def code(text: str) -> str:
    """The text as code on one line, in which GitHub reads no markup, no mention and no number; it cannot end it."""
    fence = "`" * (_longest(text) + 1)
    pad = " " if text[:1] in "` " or text[-1:] in "` " else ""
    return f"{fence}{pad}{text}{pad}{fence}" if text else ""


def _longest(text: str) -> int:
    """The length of the longest row of backticks."""
    return max(map(len, re.findall("`+", text)), default=0)
