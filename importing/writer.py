"""Plain elements written as Markdown, by markdownify: what was text stays text, and what was a line stays a line."""

# ruff: noqa: ARG002, D102  # markdownify calls `convert_p` for a `p`, and hands all of them the same

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from bs4 import Tag
from bs4.element import NavigableString
from markdownify import MarkdownConverter

from importing.changes import CLOSES, OPENS
from importing.elements import BLOCKS, HEADINGS, says_something

_BARE_ADDRESS = re.compile(r"((?:https?://|www\.)[^\s<>`\[\]]+|(?<![\w.+-])[\w.+-]++@[\w-]+\.[\w.-]+)")


class Writer(MarkdownConverter):
    """Writes plain elements as Markdown: what was text stays text, and what was a line stays a line."""

    def __init__(self) -> None:
        super().__init__(heading_style="atx", bullets="-", strip_document=None)

    def process_text(self, node: NavigableString, parent_tags: set[str] | None = None) -> str:
        tags = parent_tags or set()
        text = str(node)
        if "pre" in tags or "code" in tags:
            return text.replace("|", "\\|") if "td" in tags else text
        if tags & {"ul", "ol", "dl", "table", "tr"} and not text.strip() and node.parent is not None and node.parent.name in ("ul", "ol", "dl", "table", "tr", "body", "blockquote"):  # fmt: skip
            return ""
        starts, ends = _stands_at(node, "previous_sibling"), _stands_at(node, "next_sibling")
        text = text.lstrip(" ") if starts else text
        text = text.rstrip(" ") if ends else text
        if not text:
            return ""
        in_link, in_cell = "a" in tags, "td" in tags
        parts = [text] if in_link else _BARE_ADDRESS.split(text)
        parts[::2] = [_escaped(part, in_link=in_link, pipes=in_cell) for part in parts[::2]]
        if in_cell:
            parts[1::2] = [part.replace("|", "\\|") for part in parts[1::2]]
        for at in range(1, len(parts), 2):  # a backslash right behind an address would be a part of it
            if re.match(r"\S*\\", parts[at + 1]) and "@" not in parts[at]:
                parts[at] = f"<{parts[at]}>" if parts[at].startswith("http") else f"[{parts[at]}](https://{parts[at]})"
        written = "".join(parts)
        if written[-1] == "!" and not ends:  # before a link it would begin a picture
            written = f"{written[:-1]}\\!"
        if starts and not in_cell and not tags & set(HEADINGS):
            written = _line_start(written)
        if tags & set(HEADINGS):
            written = re.sub(r"(?<![^\s])(#+)$", r"\\\1", written) if ends else written
        return written

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text.strip(' ')}\n\n" if text.strip() else ""

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "td" in parent_tags:
            return "<br>"
        return " " if parent_tags & set(HEADINGS) else "  \n"

    def convert_note(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"{OPENS}{el['data-number']}{CLOSES}"

    def convert_footnote(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"[^{el['data-label']}]"

    def convert_definition(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n[^{el['data-label']}]: " + re.sub(r"\n(?=[^\n])", "\n    ", text.strip()) + "\n\n"

    def convert_strong(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return _marked(el, text, {"strong": "**", "em": "*", "del": "~~"}[el.name])

    convert_em = convert_del = convert_strong

    def convert_sup(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"<{el.name}>{text}</{el.name}>" if text else ""

    convert_sub = convert_sup

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        href = str(el["href"])
        before, after = " " * text.startswith(" "), " " * (text.endswith(" ") and len(text) > 1)
        text = text.strip()
        if not text:
            return ""
        plain = re.sub(r"\\(.)", r"\1", text)
        if plain == href and re.match(r"https?://[^\s<>]+$", href):
            return f"{before}<{href}>{after}"
        return f"{before}[{text}]({_address(href)}){after}"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        words = _escaped(str(el.get("alt") or ""), in_link=True, pipes="td" in parent_tags)
        title = str(el.get("title") or "").replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
        return f"![{words}]({_address(str(el['src']))}" + (f' "{title}")' if title else ")")

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
        return f"\n\n{fence}{el.get('data-language') or ''}\n{text}\n{fence}\n\n"

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        outer = el.parent
        if outer is None:
            return text
        above = (one for one in outer.previous_siblings if isinstance(one, Tag) and one.name != "note")
        odd = len(list(takewhile(lambda one: one.name == outer.name, above))) % 2  # or both would be one list
        number = int(str(outer.get("data-next") or outer.get("start") or 1))
        outer["data-next"] = str(number + 1)
        bullet = f"{number}{'.)'[odd]} " if outer.name == "ol" else f"{'-*'[odd]} "
        lines = text.strip().split("\n")
        indented = [lines[0], *(f"{' ' * len(bullet)}{line}" if line.strip() else "" for line in lines[1:])]
        return bullet + "\n".join(indented) + "\n"

    def convert_ul(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        inside = el.parent is not None and el.parent.name == "li"
        return f"\n{text.rstrip()}\n" if inside else f"\n\n{text.rstrip()}\n\n"

    convert_ol = convert_ul

    def convert_dl(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text.strip()}\n\n"

    def convert_dt(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        before = el.find_previous_sibling()
        return ("\n" if before is None or before.name == "dt" else "\n\n") + f"{text.strip()}\n"

    def convert_dd(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return ": " + re.sub(r"\n(?=[^\n])", "\n  ", text.strip()) + "\n"

    def convert_blockquote(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return "\n\n" + "\n".join(f"> {line}" if line else ">" for line in text.strip("\n").split("\n")) + "\n\n"

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        rows = [row.split("\x1f")[:-1] for row in text.split("\x1e") if row]
        columns = max(len(row) for row in rows)
        if not el.get("data-head"):
            rows.insert(0, [""] * columns)
        rows.insert(1, ["---"] * columns)
        return "\n\n" + "\n".join(f"| {' | '.join([*row, *[''] * (columns - len(row))])} |" for row in rows) + "\n\n"

    def convert_tr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"{text}\x1e"

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return " ".join(text.split()) + "\x1f"


def _address(address: str) -> str:
    """An address as it stands in the brackets of a link."""
    if re.search(r"[\s<>]", address):
        address = re.sub(r"\s+", "%20", address).replace("<", "%3C").replace(">", "%3E")
    depth = 0
    for sign in address:
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            break
    return address.replace("(", "%28").replace(")", "%29") if depth else address.replace("\\", "%5C")


_SIGNS = re.compile(
    r"\\(?=[!-/:-@\[-`{-~]|$)|[*`{~]|(?<!\w)_|_(?!\w)|<(?=[A-Za-z/!?]|$)|&(?=\#?\w+;)"
    r"|\[(?!\w[^\[\]]*\](?!\s*[(\[:]|$))|\](?=[(\[:])|(?<=\))\[|!(?=\[)|(?<!\w)\|(?=\s*:?-)"
)


def _escaped(text: str, *, in_link: bool = False, pipes: bool = False) -> str:
    """Text that shows as it is, wherever in a line it stands."""
    signs = _SIGNS.pattern + r"|[\[\]]" * in_link + r"|\|" * pipes
    return re.sub(signs, r"\\\g<0>", text)


def _line_start(text: str) -> str:
    """Text that is no heading, list, quotation, rule, table or definition, though it begins as one would."""
    if match := re.match(r"(\d{1,9})([.)])(?=\s|$)|(\d{1,2}|[a-zA-Z])([.)])(?=\s|[^\W\d])", text):
        end = match.end() - 1
        return f"{text[:end]}\\{text[end:]}"
    if re.match(r"#{1,6}(?=\s|$)|#{2,6}\S|[-+](?=\s|\w|$)|-{2,}|={1,}|>|:(?=\s)|\||\((?:\d{1,2}|[a-zA-Z])\)\s", text):
        return f"\\{text}"
    return re.sub(r"^\[(?=[ xX]\])", r"\\[", text)


def _beside(node: Any, towards: str) -> Iterator[Any]:
    """What stands before or after a node in its line, the nearest first."""
    while node is not None and node.name not in BLOCKS:
        beside = getattr(node, towards)
        while beside is not None:
            yield beside
            beside = getattr(beside, towards)
        node = node.parent


def _stands_at(node: Any, towards: str) -> bool:
    """Whether words stand at the beginning (or the end) of their line."""
    for one in _beside(node, towards):
        if one.name == "br" or one.name in BLOCKS:
            return True
        if says_something(one):
            return False
    return True


def _marked(tag: Tag, text: str, mark: str) -> str:
    """Words in emphasis, as tags where the marks would not be read as such: within a word, or beside other marks."""
    before, after = " " * text.startswith(" "), " " * text.endswith(" ")
    text = text.strip(" ")
    if not text:
        return before
    left, right = _sign_beside(tag, "previous_sibling"), _sign_beside(tag, "next_sibling")
    outer = tag.parent.name if tag.parent is not None else ""
    nested = outer in ("strong", "em", "del")
    opens = not left.isalnum() or before or text[0].isalnum()
    closes = not right.isalnum() or after or text[-1].isalnum()
    meets = (not before and left == "*") or (not after and right == "*")
    if not opens or not closes or meets or (nested and (text[:1] == "*" or text[-1:] == "*") and text[:1] != text[-1:]):
        return f"{before}<{tag.name}>{text}</{tag.name}>{after}"
    return f"{before}{mark}{text}{mark}{after}"


def _sign_beside(tag: Tag, towards: str) -> str:
    """The sign beside an element: a star for another emphasis, a space where there is nothing."""
    for one in _beside(tag, towards):
        if not isinstance(one, Tag):
            return str(one)[-1:] if towards == "previous_sibling" else str(one)[:1]
        if one.name != "note":
            return {"br": " ", "strong": "*", "em": "*", "del": "*"}.get(one.name, "!")
    return " "
