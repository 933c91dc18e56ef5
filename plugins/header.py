"""The header of an article or page: plain `Key: value` lines, or fenced by `---` as Git editors write it."""

import re
from dataclasses import dataclass, field

# Every key an article or a page may have; the reader says what each becomes, docs/writing.md what it means.
ARTICLE_FIELDS = (
    "title",
    "date",
    "summary",
    "category",
    "tags",
    "modified",
    "earlier",
    "changes",
    "image",
    "image_alt",
    "invite",
    "formerly",
    "status",
)
PAGE_FIELDS = ("title", "summary", "modified", "formerly")

_KEY = re.compile(r"([A-Za-z][A-Za-z _-]{0,40}?)[ \t\u00a0]*:(?:[ \t\u00a0]+(.*)|)$")
_ITEM = re.compile(r"\s*-\s+(.*)$")
_FOLDED = re.compile(r"[>|][+-]?")  # what YAML writes where the text follows on further lines
_QUOTED = re.compile(r"""(["'])(.*)\1$""")
_ESCAPED = {'"': re.compile(r'\\"'), "'": re.compile(r"\\'|''")}  # a quotation mark within its like


@dataclass(frozen=True)
class Field:
    """One header line: the key as it was typed, its text, and its line in the file."""

    key: str
    value: str
    line: int


@dataclass
class Source:
    """A Markdown file taken apart; lines are counted from 1."""

    fields: dict[str, Field] = field(default_factory=dict)
    doubled: list[Field] = field(default_factory=list)
    stray: list[Field] = field(default_factory=list)
    body: str = ""
    body_line: int = 1

    def text(self, name: str) -> str | None:
        """The text of a field, or None where it is missing or empty."""
        return self.fields[name].value or None if name in self.fields else None


def parse_source(text: str) -> Source:
    """Take a Markdown file apart into header and body; what is no `Key: value` line is kept as stray."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    source = Source()
    start = next((i for i, line in enumerate(lines) if line.strip()), len(lines))
    fenced = start < len(lines) and lines[start].strip() == "---"
    number = start + fenced
    last: str | None = None
    while number < len(lines):
        line = lines[number].rstrip()
        if line.strip() == "---" if fenced else not line.strip():
            number += 1
            break
        match = _KEY.match(line)
        if match and not line.startswith((" ", "\t")):
            last = _add(source, match[1], match[2] or "", number + 1)
        elif last and (more := _continuation(line, fenced)) is not None:
            old = source.fields[last]
            separator = ", " if _ITEM.match(line) and old.value else " "
            before = "" if _FOLDED.fullmatch(old.value) else old.value
            source.fields[last] = Field(old.key, _plain(f"{before}{separator}{more}".strip()), old.line)
        elif line.strip():
            source.stray.append(Field("", line.strip(), number + 1))
        number += 1
    if not source.fields:  # no header at all: everything is text
        return Source(body="\n".join(lines), body_line=1)
    while number < len(lines) and not lines[number].strip():
        number += 1
    source.body, source.body_line = "\n".join(lines[number:]), number + 1
    return source


def split_list(text: str | None) -> list[str]:
    """The items of a comma list, in order, without empty ones and repetitions."""
    return list(dict.fromkeys(item for part in (text or "").split(",") if (item := part.strip())))


def _add(source: Source, key: str, value: str, line: int) -> str:
    name = re.sub(r"[ _-]+", "_", key.strip()).lower()
    entry = Field(key.strip(), _plain(value), line)
    if name in source.fields:
        source.doubled.append(entry)
    else:
        source.fields[name] = entry
    return name


def _continuation(line: str, fenced: bool) -> str | None:
    if fenced and (item := _ITEM.match(line)):
        return _plain(item[1])
    return line.strip() if line.startswith((" ", "\t")) else None


def _plain(value: str) -> str:
    """The text without the quotes and brackets a Git editor may have put around it."""
    value = value.replace("\u00a0", " ").strip()
    if value.startswith("[") and value.endswith("]") and "](" not in value:
        return ", ".join(_plain(item) for item in value[1:-1].split(","))
    match = _QUOTED.fullmatch(value)
    if match:
        escaped = _ESCAPED[match[1]]
        if match[1] not in escaped.sub("", match[2]):
            return escaped.sub(match[1], match[2])
    return value
