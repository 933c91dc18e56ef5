"""The header of an article or page: plain `Key: value` lines, or fenced by `---` as Git editors write it."""

import codecs
import re
import unicodedata
from dataclasses import dataclass, field

# Every key an article or a page may have; the reader says what each becomes, docs/writing.md what it means.
ARTICLE_FIELDS = (
    "title", "date", "summary", "category", "tags", "modified", "reviewed", "earlier",
    "changes", "image", "image_alt", "invite", "formerly", "status", "private_link",
)  # fmt: skip
PAGE_FIELDS = ("title", "summary", "modified", "formerly")
LISTS = ("tags", "invite", "formerly")
# Characters of each; what is longer is a slip, and is read no further.
LONGEST = {
    "title": 250, "date": 100, "summary": 1_000, "category": 100, "tags": 1_000, "modified": 100, "reviewed": 100,
    "earlier": 100, "changes": 1_000, "image": 250, "image_alt": 1_000, "invite": 100, "formerly": 5_000, "status": 100,
    "private_link": 100,
}  # fmt: skip
LINES = 200  # of a header

_KEY = re.compile(r"([A-Za-z][A-Za-z _-]{0,40}?)[ \t\u00a0]*[:：](?:[ \t\u00a0]+(.*)|)$")
# Without a space after the colon, a line is read if its key is known: `http://…` is not a field.
_TIGHT_KEY = re.compile(rf"({'|'.join(ARTICLE_FIELDS).replace('_', '[_ -]')})[ \t\u00a0]*[:：](.*)$", re.IGNORECASE)
_COMMENT = re.compile(r"#(?!#)|<!--.*-->$")
_ITEM = re.compile(r"\s*-\s+(.*)$")
_FOLDED = re.compile(r"[>|][+-]?")  # what YAML writes where the text follows on further lines
_QUOTED = re.compile(r"""(["'])(.*)\1$""")
_CURLY = re.compile(r"“([^“”]*)”$|„([^„“”]*)[“”]$|‘([^‘’]*)’$|«([^«»]*)»$")
_ESCAPED = {'"': re.compile(r'\\"'), "'": re.compile(r"\\'|''")}  # a quotation mark within its like


@dataclass(frozen=True)
class Field:
    """One header line: the key as it was typed, the beginning of its text, its line in the file, and how long it is."""

    key: str
    value: str
    line: int
    length: int = 0


@dataclass
class Source:
    """A Markdown file taken apart; lines are counted from 1."""

    fields: dict[str, Field] = field(default_factory=dict)
    doubled: list[Field] = field(default_factory=list)
    stray: list[Field] = field(default_factory=list)
    unclosed: int = 0  # the line of a `---` that opens the header and is never answered
    endless: bool = False  # there are too many lines for a header, and none is read
    body: str = ""
    body_line: int = 1

    def text(self, name: str) -> str | None:
        """The text of a field, or None where it is missing or empty."""
        return self.fields[name].value or None if name in self.fields else None


def encoding(data: bytes) -> str:
    """The encoding of a file: UTF-8, or UTF-16 where it says so at its start, by a byte-order mark that is kept."""
    if data.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    return "utf-16-be" if data.startswith(codecs.BOM_UTF16_BE) else "utf-8"


def decode(data: bytes) -> str:
    """The text of a file without its byte-order mark; raises UnicodeDecodeError."""
    return data.decode(encoding(data)).removeprefix("\ufeff")


def readable(data: bytes) -> str:
    """What can be read in a file, whatever its encoding."""
    try:
        return decode(data)
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def parse_source(text: str) -> Source:
    """Take a Markdown file apart into header and body; what is not a `Key: value` line is kept as stray."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    source = Source()
    start = next((i for i, line in enumerate(lines) if line.strip()), len(lines))
    number = start
    fenced = False
    if start < len(lines) and lines[start].strip() == "---":
        number += 1
        fenced = _is_closed(lines[number:])
        source.unclosed = 0 if fenced else number
    last: str | None = None
    comments: list[Field] = []
    while number < len(lines):
        if source.fields and number - start > LINES:
            return Source(source.fields, endless=True, body_line=number + 1)
        line = lines[number].rstrip()
        if line.strip() == "---" if fenced else not line.strip():
            number += 1
            break
        match = _KEY.match(line) or _TIGHT_KEY.match(line)
        if _COMMENT.match(line):
            comments.append(Field("", line, number + 1))
        elif match:
            comments.clear()  # what stands above a field is about it
            last = _add(source, match[1], match[2] or "", number + 1)
        elif last and (more := _continuation(line, fenced)) is not None:
            old = source.fields[last]
            separator = ", " if _ITEM.match(line) and old.value else " "
            before = "" if _FOLDED.fullmatch(old.value) else old.value
            long = old.length + len(more) + 1 if old.length > len(old.value) else 0
            source.fields[last] = _field(old.key, f"{before}{separator}{more}".strip(), old.line, long)
        elif line.strip():
            source.stray.append(Field("", line.strip()[: LONGEST["summary"]], number + 1))
        number += 1
    if not fenced:  # a heading directly below the fields belongs to the text
        source.stray += [comment for comment in comments if comment.value.startswith("#")]
    if not source.fields:  # no header at all: everything is text
        return Source(body="\n".join(lines), body_line=1)
    while number < len(lines) and not lines[number].strip():
        number += 1
    source.body, source.body_line = "\n".join(lines[number:]), number + 1
    return source


def as_written(words: str, name: str) -> str:
    """Words as a field has to have them to be read unchanged: in further quotation marks where they have some; or nothing."""
    ways = (words, f'"{words}"', f"'{words}'")
    return next((way for way in ways if parse_source(f"{name}: {way}\n").text(name.lower()) == words), "")


def one_line(words: str) -> str:
    """The words on one line, without control characters and lone surrogates."""
    return " ".join(
        "".join(one for one in words if one.isspace() or unicodedata.category(one) not in ("Cc", "Cs")).split()
    )


def field_name(key: str) -> str:
    """The name of a field as it is looked up: `Image alt` is `image_alt`."""
    return re.sub(r"[ _-]+", "_", key).lower()


def split_list(text: str | None) -> list[str]:
    """The items of a comma list, in order, without empty ones and repetitions."""
    return list(dict.fromkeys(item for part in (text or "").split(",") if (item := part.strip())))


def one_more(lines: list[str], name: str, item: str) -> tuple[int, str, str]:
    """How a header gets one more item in a list: a line, what it says, and what it is to say; all else stays as it is."""
    source = parse_source("\n".join(lines))
    fenced = next(line.strip() for line in lines if line.strip()) == "---"
    field = source.fields.get(name)
    last = (field or max(source.fields.values(), key=lambda one: one.line)).line
    while last < len(lines) and lines[last].strip() and _continuation(lines[last], fenced) is not None:
        last += 1
    line = lines[last - 1].rstrip()
    if not field:
        key = name if all(one.key.islower() for one in source.fields.values()) else name.capitalize()
        return last, line, f"{line}\n{key}: {item}"
    if fenced and (mark := _ITEM.match(line)):
        return last, line, f"{line}\n{line[: mark.start(1)]}{item}"
    end = re.search(r"[\]\"'”’]*$", line)
    at = end.start() if end else len(line)
    empty = at == line.find(":") + 1 or line[at - 1] in ":[\"'“‘"
    return last, line, f"{line[:at]}{' ' if line[at - 1] == ':' else '' if empty else ', '}{item}{line[at:]}"


def _is_closed(lines: list[str]) -> bool:
    """Whether a fenced header ends with `---` before its text begins."""
    after_gap = False
    for line in lines:
        if line.strip() == "---":
            return True
        if line.strip() and after_gap and not (_KEY.match(line) or _ITEM.match(line) or line.startswith(("#", " "))):
            return False
        after_gap = not line.strip()
    return False


def _add(source: Source, key: str, value: str, line: int) -> str:
    name = field_name(key.strip())
    entry = _field(key.strip(), value, line)
    if name in source.fields:
        source.doubled.append(entry)
    else:
        source.fields[name] = entry
    return name


def _field(key: str, value: str, line: int, long: int = 0) -> Field:
    """A field without the quotes around its text, of which no more is kept than tells that it is too long."""
    most = LONGEST.get(name := field_name(key), LONGEST["summary"])
    plain = _plain(value, name)
    return Field(key, plain[: most + 1], line, long or len(plain))


def _continuation(line: str, fenced: bool) -> str | None:
    if fenced and (item := _ITEM.match(line)):
        return _plain(item[1])
    return line.strip() if line.startswith((" ", "\t")) else None


def _plain(value: str, name: str = "") -> str:
    """The text without the quotes a Git editor may have put around it, and a list without its brackets."""
    value = value.replace("\u00a0", " ").strip()
    if name in LISTS and value.startswith("[") and value.endswith("]"):
        return ", ".join(_plain(item) for item in value[1:-1].split(","))
    if match := _QUOTED.fullmatch(value):
        escaped = _ESCAPED[match[1]]
        if match[1] not in escaped.sub("", match[2]):
            return escaped.sub(match[1], match[2])
    if match := _CURLY.fullmatch(value):
        return next(words for words in match.groups() if words is not None)
    return value
