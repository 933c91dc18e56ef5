"""A text as it was written: the element tree that becomes its HTML, and what the rules know of it, from one parse.

Python-Markdown keeps its place: its tree processors work on the tree, and it writes the HTML. Only its block and inline
grammar, which is older than CommonMark, is replaced by that of `sources/commonmark.py`.
"""

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.extensions import Extension
from markdown.extensions.abbr import AbbrTreeprocessor
from markdown.extensions.attr_list import AttrListTreeprocessor, isheader
from markdown.extensions.toc import slugify, unique
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, AtomicString, Registry
from markdown_it import MarkdownIt
from markdown_it.token import Token

from sources import commonmark, language, raw_html
from sources.phone_links import unbroken

# A text that exceeds one of these is not parsed: it is a slip, and some would take minutes.
PARAGRAPH = 20_000  # characters
HEADINGS = 500
OPEN_BRACKETS = 100
MOST = {"\n": 25_000, "|": 10_000, "[^": 1_000, "@": 5_000, "`": 5_000, "*": 15_000, "[": 30_000, "://": 5_000}
_LONG_RUN = re.compile(r"([*_~`\[])\1{200}")
_ANY_HEADING = re.compile(r"^(?:[> ]*#|[> ]*(?:=+|-+)[ \t]*$)", re.MULTILINE)
_BEGINS_ANEW = re.compile(r"[> \t]*(?:[-*+]|\d{1,9}[.)]|\|)[ \t]?")
# Stands in the shown words of a line for what is not plain text: code, a picture, an escaped mark.
OBJECT = "\ufffc"
_ABBREVIATION = re.compile(r"\*\[([^\]]+)\]:[ \t]*(.*)")
_AMPERSAND = f"{AMP_SUBSTITUTE}amp;"  # which Python-Markdown writes as &amp; whatever stands behind it
_PLACEHOLDER = re.compile("\x02[^\x03]*\x03")
_EMPTY = re.compile(r"(?:\s|&nbsp;)*")
# Hebrew, Arabic and their neighbours: such a paragraph reads from the right.
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_ATTRIBUTES = re.compile(
    r"(?<! )[ ]++\{:?[ ]*+(?:#|\.\w|(?:id|class|lang|dir|title)=)[^{}\n]*\}[ ]*$"
)  # as `_Attributes` reads them
_FORMATTING = re.compile(r"</?(?:a|b|br|code|em|font|i|mark|s|small|span|strong|sub|sup|u|wbr)\b|<!--", re.IGNORECASE)
_NOT_IN_ID = re.compile(r"[^\w\- ]")
_normalized = MarkdownIt("commonmark").normalizeLink


class Line(NamedTuple):
    """A line of the text: its number in the file, and what readers see of it."""

    number: int
    text: str


class Paragraph(NamedTuple):
    """Words that belong together: the element they are in (`p`, `li`, `h2`, `td` …), and their lines.

    `bold` says whether all of them are, and `quoted` whether they stand in a quotation.
    """

    tag: str
    bold: bool
    quoted: bool
    lines: list[Line]

    @property
    def text(self) -> str:
        """Its words on one line."""
        return " ".join(line.text.strip() for line in self.lines)


class Heading(NamedTuple):
    """A heading: its line, the level it was written with and the one it is shown on, its words, the id of its part.

    `shown` is 0 where the heading is left out, because it repeats the title.
    """

    line: int
    level: int
    shown: int
    text: str
    id: str


class Link(NamedTuple):
    """A link or picture: its line, its words (None for a definition or a tag), where it leads as it was written."""

    line: int
    is_picture: bool
    words: str | None
    address: str


class Tag(NamedTuple):
    """A tag of HTML in the text: its line, all of it, its name in lower case, its attributes."""

    line: int
    whole: str
    name: str
    attributes: str


class Span(NamedTuple):
    """Lines from the first to the last, both included, and what they are: `fence`, `indented`, `note`, `html`."""

    first: int
    last: int
    kind: str


@dataclass
class Text:
    """What the rules know of a text; every line is that of the file."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    places: list[str] = field(default_factory=list)  # every id that a link can lead to
    spans: list[Span] = field(default_factory=list)
    unclosed: list[Span] = field(default_factory=list)  # code and notes that do not end
    leftovers: list[Line] = field(default_factory=list)  # what editors have left, taken out of the HTML
    depths: list[tuple[int, int, int]] = field(default_factory=list)  # line, quotations and all levels around it
    footnotes: list[Line] = field(default_factory=list)  # the names of those that are defined, in any order
    cited: list[str] = field(default_factory=list)  # the names of those that are referred to

    def values(self) -> dict[str, Any]:
        """All of it in JSON's types."""
        return dict(vars(self))  # `asdict` would copy every line

    @classmethod
    def of(cls, values: dict[str, Any]) -> "Text":
        """The text that `values` told."""
        text = cls(**values)
        text.paragraphs = [
            Paragraph(tag, bold, quoted, [Line(*line) for line in lines])
            for tag, bold, quoted, lines in values["paragraphs"]
        ]
        text.depths = [(line, quotations, levels) for line, quotations, levels in values["depths"]]
        for name, kind in (("headings", Heading), ("links", Link), ("tags", Tag), ("spans", Span), ("unclosed", Span), ("leftovers", Line), ("footnotes", Line)):  # fmt: skip
            setattr(text, name, [kind(*value) for value in values[name]])
        return text


class GitHubMarkdown(Extension):
    """Read Markdown as GitHub does; what the rules know of a text is in `Markdown.text` after each conversion.

    `Markdown.title` and `Markdown.first_line` say what stands above the text and on which line of its file it begins.
    """

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Python-Markdown's name
        """Put our parser in the place of Python-Markdown's, and take out what its own would still do to the text."""
        blockprocessors = md.parser.blockprocessors
        md.parser = _Parser(md)
        md.parser.blockprocessors = blockprocessors
        md.preprocessors = Registry()
        md.treeprocessors.deregister("inline")
        md.treeprocessors.deregister("unescape")
        md.treeprocessors.register(_Attributes(md), "attributes", 8)
        md.treeprocessors.register(_Abbreviations(md), "abbr", 7)
        md.treeprocessors.register(_Headings(md), "headings", 6)
        md.registerExtension(self)
        self.md = md

    def reset(self) -> None:
        """Begin a new text."""
        self.md.text = Text()  # type: ignore[attr-defined]
        self.md.treeprocessors["abbr"].abbrs.clear()  # type: ignore[attr-defined]
        self.md.title = ""  # type: ignore[attr-defined]
        self.md.first_line = 1  # type: ignore[attr-defined]
        self.md.contents = []  # type: ignore[attr-defined]


class _Parser(BlockParser):
    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self._grammar = commonmark.parser()

    def parseDocument(self, lines: list[str]) -> "ET.ElementTree[ET.Element]":  # type: ignore[override]  # noqa: N802
        # Python-Markdown marks its placeholders with these two.
        body = "\n".join(lines).replace("\x02", "").replace("\x03", "")
        self.root = ET.Element(self.md.doc_tag)
        env: dict[str, Any] = {}
        tokens = self._grammar.parse(body, env)
        _Builder(self.md, self.root, body, env).add(tokens)
        return ET.ElementTree(self.root)


class _Builder:
    """Makes the tokens of a text into elements, and notes what the rules want to know."""

    def __init__(self, md: Markdown, root: ET.Element, body: str, env: dict[str, Any]) -> None:
        self.md = md
        self.open = [root]
        self.body = body.split("\n")
        self.first: int = md.first_line  # type: ignore[attr-defined]
        self.text: Text = md.text  # type: ignore[attr-defined]
        self.phrase: Callable[..., str] = md.language.phrase  # type: ignore[attr-defined]
        self.line = self.first
        self.task: bool | None = None
        self.quotations = self.levels = 0
        self.opened: list[int] = []  # links within links are none, but pictures in links are
        self.bare: list[bool] = []
        self.used: set[str] = set()
        self.repeated: set[int] = set()  # links with the address of a definition that another has had
        self.definitions = {label: self.first + known["map"][0] for label, known in env.get("references", {}).items()}
        self.addresses = {label: known["href"] for label, known in env.get("references", {}).items()}
        self._note_footnotes(env.get("footnotes", {}))

    def _note_footnotes(self, found: dict[str, Any]) -> None:
        names = {name.removeprefix(":") for name in found.get("refs", {})}
        self.text.cited = [one["label"] for one in found.get("list", {}).values() if "label" in one]
        for number, line in enumerate(self.body if names else [], self.first):
            if (match := re.match(r"[ >]*\[\^([^\]\s]+)\]:", line)) and match[1] in names:
                self.text.footnotes.append(Line(number, match[1]))

    # The tree

    def start(self, tag: str, **attributes: str) -> ET.Element:
        element = ET.SubElement(self.open[-1], tag, {name.rstrip("_"): value for name, value in attributes.items()})
        self.open.append(element)
        return element

    def end(self) -> None:
        self.open.pop()

    def words(self, text: str) -> None:
        """Append plain text; an ampersand in it is one, even if it looks like the beginning of an entity."""
        self.append(_literal(unbroken(self.open[-1].get("href", ""), text)))

    def append(self, text: str) -> None:
        parent = self.open[-1]
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + text
        else:
            parent.text = (parent.text or "") + text

    def raw(self, html: str) -> None:
        self.append(self.md.htmlStash.store(html))

    # Blocks

    def add(self, tokens: list[Token]) -> None:
        for number, token in enumerate(tokens):
            if token.map:
                self.line = self.first + token.map[0]
            if token.type == "inline":
                self._paragraph(token, tokens[number - 1])
            elif token.nesting == 1 and not token.hidden:
                self._open(token)
            elif token.nesting == -1 and not token.hidden:
                self._close(token)
            elif token.nesting == 0:
                self._leaf(token)
        for label in [label for label in self.definitions if label not in self.used]:
            self.text.links.append(Link(self.definitions[label], False, None, self.addresses[label]))
        # An address that is defined once is judged once, however often it is referred to.
        self.text.links = [link for number, link in enumerate(self.text.links) if number not in self.repeated]

    def _open(self, token: Token) -> None:
        kind = token.type.removesuffix("_open")
        if self.task is not None and kind != "paragraph":
            self._box()
        if kind in ("blockquote", "alert", "list_item"):
            self.quotations += kind != "list_item"
            self.levels += 1
            self.text.depths.append((self.line, self.quotations, self.levels))
        if kind == "alert":
            name = token.meta["kind"].lower()
            self.start("section", class_=f"alert alert--{name}", **{"aria-label": self.phrase(f"text.{name}")})
        elif kind == "alert_title":
            self.start("p", class_="alert__title")
        elif kind == "footnote_block":
            self.start("div", class_="footnote")
            ET.SubElement(self.open[-1], "hr")
            self.start("ol")
        elif kind == "footnote":
            self.start("li", id=f"fn-{token.meta['id'] + 1}")
        elif kind in ("th", "td"):
            align = str(token.attrGet("style") or "").removeprefix("text-align:")
            heading = {"scope": "col"} if kind == "th" else {}
            self.start(token.tag, **heading, **({"class_": f"align-{align}"} if align in ("right", "center") else {}))
        elif kind == "ordered_list":
            self.start("ol", **({"start": str(token.attrGet("start"))} if token.attrGet("start") is not None else {}))
        elif kind == "list_item" and "checked" in token.meta:
            self.task = bool(token.meta["checked"])
            self.start("li", class_="task")
        else:
            self.start(token.tag)

    def _close(self, token: Token) -> None:
        kind = token.type.removesuffix("_close")
        if kind in ("blockquote", "alert", "list_item"):
            self.quotations -= kind != "list_item"
            self.levels -= 1
        if kind == "footnote_block":
            self.end()
        if kind == "list_item" and self.task is not None:  # there are no words behind the box
            self._box()
        self.end()

    def _leaf(self, token: Token) -> None:
        if self.task is not None:
            self._box()
        first, last = (
            (self.first + token.map[0], self.first + token.map[1] - 1) if token.map else (self.line, self.line)
        )
        if token.type in ("fence", "code_block"):
            fenced = token.type == "fence"
            self.text.spans.append(Span(first, last, "fence" if fenced else "indented"))
            if fenced and not self._is_closed(token, first, last):
                self.text.unclosed.append(Span(first, last, token.markup))
            language = token.info.split(maxsplit=1)[0] if token.info.strip() else ""
            self.start("pre")
            self.start("code", **({"class_": f"language-{language}"} if language else {}))
            self.open[-1].text = AtomicString(_literal(token.content))
            self.end()
            self.end()
        elif token.type == "hr":
            self.start("hr")
            self.end()
        elif token.type == "html_block":
            self._html_block(token, first)
        elif token.type == "footnote_anchor":
            back, number = token.meta["subId"] + 1, token.meta["id"] + 1
            self.append("\u00a0")
            self.start("a", class_="footnote-backref", href=f"#fnref{back if back > 1 else ''}-{number}", title=self.phrase("text.back_to_note", number=number))  # fmt: skip
            self.open[-1].text = "↑"
            self.end()

    def _box(self) -> None:
        """The box of a task: a reader may tick it, for as long as the page is open; one that is done stays so."""
        box = {"type": "checkbox"} | ({"checked": "checked", "disabled": "disabled"} if self.task else {})
        if self.open[-1].tag != "label":
            box["aria-label"] = self.phrase("text.task_done" if self.task else "text.task_to_do")
        ET.SubElement(self.open[-1], "input", box)
        self.task = None

    def _is_closed(self, token: Token, first: int, last: int) -> bool:
        end = self.body[last - self.first] if last - self.first < len(self.body) else ""
        return (
            last > first
            and re.fullmatch(rf"[\s>]*{re.escape(token.markup[0])}{{{len(token.markup)},}}\s*", end) is not None
        )

    def _html_block(self, token: Token, first: int) -> None:
        self.append("\n")  # words around a note stay apart
        shown, notes, unclosed = raw_html.without_notes(token.content)
        for start, end in notes:
            self.text.spans.append(Span(first + start, first + end, "note"))
        if unclosed is not None:
            self.text.unclosed.append(Span(first + unclosed, first + token.content.count("\n"), "-->"))
        if (unended := raw_html.unended_tag(shown)) is not None:
            self.text.unclosed.append(Span(first + unended, first + unended, ">"))
        clean, left = raw_html.without_leftovers(shown)
        self._note_tags(clean, first)
        if shown.strip():
            self.text.leftovers += [Line(first + line, what) for line, what in left]
            if clean.strip():
                self.text.spans.append(Span(first, first + token.content.rstrip("\n").count("\n"), "html"))
                self.raw(clean)

    def _note_tags(self, html: str, first: int) -> None:
        for line, whole, name, attributes in raw_html.tags(html):
            self.text.tags.append(Tag(first + line, whole, name, attributes))
            for attribute, address in raw_html.addresses(attributes):
                self.text.links.append(Link(first + line, attribute == "src", None, address))
            self.text.places += raw_html.ids(attributes)

    # Within a paragraph

    def _paragraph(self, token: Token, around: Token) -> None:
        if around.type == "alert_title_open":
            self.words(self.phrase(f"text.{token.content.lower()}"))
            return
        if around.type == "paragraph_open" and not around.hidden and _EMPTY.fullmatch(token.content):
            self.open[-1].set("hidden", "")  # editors write them to make room
            return
        lines = token.content.split("\n")
        matches = [_ABBREVIATION.fullmatch(line) for line in lines]
        if around.type == "paragraph_open" and not around.hidden and all(matches):
            self.md.treeprocessors["abbr"].abbrs.update({match[1]: match[2] for match in matches if match})  # type: ignore[attr-defined]
            self.open[-1].set("hidden", "")  # nothing is left of it, see `_Headings`
            return
        labelled = self.task is not None
        if labelled:
            self.start("label")
            self._box()
            self.append(" ")
        if _RIGHT_TO_LEFT.search(token.content):
            self.open[-1].set("dir", "auto")
        shown: dict[int, str] = {}
        base, counted = self.line, 0
        for child in token.children or ():
            if len(lines) > 1 and (at := child.meta.get("at", 0)) > counted:
                self.line += token.content.count("\n", counted, at)
                counted = at
            seen = self._inline(child)
            if seen:
                shown[self.line] = shown.get(self.line, "") + seen
        if labelled:
            self.end()
        self.line = base
        tag = around.tag if not around.hidden else self.open[-1].tag
        if shown:
            self.text.paragraphs.append(Paragraph(tag, _is_bold(token.children or []), self.quotations > 0, [Line(*one) for one in shown.items()]))  # fmt: skip
        if around.type == "heading_open":
            words = _ATTRIBUTES.sub("", _plain(token.children or []))
            self.text.headings.append(Heading(base, int(around.tag[1]), int(around.tag[1]), words, ""))

    def _inline(self, token: Token) -> str:
        """Add an inline token; returns what readers see of it as plain text."""
        match token.type:
            case "text":
                words = raw_html.OFFICE.sub(self._take_out, token.content) if "<" in token.content else token.content
                self.words(words)
                return words
            case "text_special":
                self.words(token.content)
                return token.content if token.info == "entity" else OBJECT
            case "softbreak":
                self.append("\n")
            case "hardbreak":
                self.start("br")
                self.end()
            case "code_inline":
                self.start("code")
                self.open[-1].text = AtomicString(_literal(token.content))
                self.end()
                return OBJECT
            case "image":
                self._picture(token)
                return OBJECT
            case "html_inline":
                self._html_inline(token)
            case "footnote_ref":
                again, number = token.meta["subId"] + 1, token.meta["id"] + 1
                self.start("sup", id=f"fnref{again if again > 1 else ''}-{number}")
                self.start("a", class_="footnote-ref", href=f"#fn-{number}")
                self.open[-1].text = str(number)
                self.end()
                self.end()
            case "link_open":
                self._link(token)
            case "s_open":
                self.start("del")
            case _ if token.nesting == 1:
                self.start(token.tag)
            case _ if token.nesting == -1:
                if token.type == "link_close":
                    self._end_link()
                self.end()
        return ""

    def _link(self, token: Token) -> None:
        address = str(token.attrs.get("href", ""))
        # A placeholder of Pelican's, as sites made with it have, is not to be encoded.
        self.start(
            "a",
            href=address if address.startswith("{") else _normalized(address),
            **_title(token),
        )
        self.text.links.append(Link(self._defined(token), False, "", address))
        self.bare.append(token.info == "auto")
        self.opened.append(len(self.text.links) - 1)

    def _end_link(self) -> None:
        words = _PLACEHOLDER.sub("", visible(self.open[-1]).replace(_AMPERSAND, "&"))
        number, bare = self.opened.pop(), self.bare.pop()
        if bare:  # paper need not name its address again
            self.open[-1].set("class", "bare")
        link = self.text.links[number]._replace(words=words)
        if bare and words.startswith("www."):  # GitHub leads to http:, and so to a detour or a warning
            link = link._replace(address=f"https://{words}")
            self.open[-1].set("href", _normalized(link.address))
        self.text.links[number] = link

    def _picture(self, token: Token) -> None:
        address = str(token.attrs.get("src", ""))
        words = _plain(token.children or [])
        self.start(
            "img",
            src=_normalized(address),
            alt=_literal(words),
            **_title(token),
        )
        self.end()
        self._defined(token)
        self.text.links.append(Link(self.line, True, words, address))  # where its words are to be written

    def _defined(self, token: Token) -> int:
        """The line on which the address of a link stands, which may be below the text."""
        label = str(token.meta.get("label") or "")
        if label in self.used and label in self.definitions and token.type == "link_open":
            self.repeated.add(len(self.text.links))
        self.used.add(label)
        line: int = self.definitions.get(label, self.line)
        return line

    def _take_out(self, match: re.Match[str]) -> str:
        self.text.leftovers.append(Line(self.line, match[0]))
        return ""

    def _html_inline(self, token: Token) -> None:
        if token.content.startswith("<!--"):
            return
        clean, left = raw_html.without_leftovers(token.content)
        self._note_tags(clean, self.line)
        self.text.leftovers += [Line(self.line, what) for _, what in left]
        if clean:
            self.raw(clean)


class _Attributes(AttrListTreeprocessor):
    """Attributes in braces, as far as they do no harm; any other words in braces are words."""

    BASE_RE = (  # type: ignore[misc]
        r"\{:?[ ]*+((?:(?:\#[\w:.-]++|\.[\w-]++"
        r"|(?:id|class|lang|dir|title|start|width|height)=(?:\"[^\"\n{}]*+\"|'[^'\n{}]*+'|[\w.-]++))[ ]*+)++)\}"
    )
    HEADER_RE = re.compile(rf"(?<! )[ ]++{BASE_RE}[ ]*+$")  # type: ignore[misc]
    BLOCK_RE = re.compile(rf"\n[ ]*+{BASE_RE}[ ]*+$")  # type: ignore[misc]
    INLINE_RE = re.compile(rf"^{BASE_RE}")  # type: ignore[misc]


class _Meanings(dict[str, str]):
    def __missing__(self, _: str) -> str:
        return ""  # of a placeholder, which the pattern finds only to pass over it


class _Abbreviations(AbbrTreeprocessor):
    """Abbreviations in words, never in the placeholders of Python-Markdown."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md, _Meanings())

    def run(self, root: ET.Element) -> None:
        if self.abbrs:
            longest_first = sorted(self.abbrs, key=len, reverse=True)
            self.RE = re.compile(rf"\x02[^\x03]*\x03(?:amp;)?|\b(?:{'|'.join(map(re.escape, longest_first))})\b")
            self.iter_element(root)


class _Headings(Treeprocessor):
    """Leave out a title that is repeated, close up levels, and give every heading the id that GitHub gives it.

    The ids of former days stay, as places within the heading, so that no link from elsewhere is lost.
    """

    def run(self, root: ET.Element) -> None:
        text: Text = self.md.text  # type: ignore[attr-defined]
        for parent in list(root.iter()):
            for child in list(parent):
                if child.tag == "p" and child.get("hidden") == "":
                    _remove(parent, child)
        parents = {child: parent for parent in root.iter() for child in parent}
        elements = [element for element in root.iter() if isheader(element)]
        counted: Counter[str] = Counter()
        earlier: set[str] = set()
        outline: list[int] = []
        places = []
        contents: list[tuple[str, ET.Element]] = []
        for number, (element, heading) in enumerate(zip(elements, text.headings, strict=True)):
            if number == 0 and heading.level == 1 and _same(heading.text, self.md.title):  # type: ignore[attr-defined]
                place = element.get("id") or _github_id(heading.text, counted)
                _remove(parents[element], element)
                text.headings[0] = heading._replace(shown=0, id=place)
                if len(root):  # links to it lead to the beginning
                    _place(root[0], place)
                continue
            while outline and outline[-1] >= heading.level:
                outline.pop()
            shown = min(len(outline) + 2, 6)
            outline.append(heading.level)
            element.tag = f"h{shown}"
            place = element.get("id") or _github_id(heading.text, counted)
            old = unique(slugify(heading.text, "-"), earlier)
            element.set("id", place)
            places.append((place, old, element))
            text.headings[number] = heading._replace(shown=shown, id=place)
            if shown == 2:
                contents.append((place, element))
        text.places += [element.get("id", "") for element in root.iter() if element.get("id")]
        self.md.contents = [(place, _inner(element)) for place, element in contents]  # type: ignore[attr-defined]
        taken = set(text.places)
        for place, old, element in places:
            if old != place and old not in taken:
                _place(element, old)
                text.places.append(old)


def _literal(text: str) -> str:
    """The text, of which Python-Markdown takes nothing for an entity."""
    return text.replace("&", _AMPERSAND)


def _title(token: Token) -> dict[str, str]:
    """The title of a link or picture as an attribute, if it has one."""
    title = token.attrs.get("title")
    return {"title": _literal(str(title))} if title else {}


def _place(element: ET.Element, place: str) -> None:
    """Let an id lead to the beginning of an element."""
    span = ET.Element("span", {"id": place})
    span.tail, element.text = element.text, None
    element.insert(0, span)


def _same(one: str, other: str) -> bool:
    return [re.sub(r"\W", "", word) for word in one.lower().split()] == [re.sub(r"\W", "", word) for word in other.lower().split()]  # fmt: skip


def _github_id(words: str, counted: Counter[str]) -> str:
    """As github.com names the place of a heading: lower case, no punctuation, hyphens for spaces, then a number."""
    name = _NOT_IN_ID.sub("", words.lower()).replace(" ", "-")
    counted[name] += 1
    return f"{name}-{counted[name] - 1}" if counted[name] > 1 else name


def _remove(parent: ET.Element, child: ET.Element) -> None:
    """Take an element out, but not what follows it."""
    at = list(parent).index(child)
    if child.tail:
        if at:
            parent[at - 1].tail = (parent[at - 1].tail or "") + child.tail
        else:
            parent.text = (parent.text or "") + child.tail
    parent.remove(child)


def _inner(element: ET.Element) -> str:
    """The words of a heading, without links and marks of footnotes, as HTML."""
    return "".join(_escaped(_PLACEHOLDER.sub("", part.replace(_AMPERSAND, "&"))) for part in _texts(element))


def _texts(element: ET.Element) -> Iterator[str]:
    if element.tag != "sup":
        yield element.text or ""
        for child in element:
            yield from _texts(child)
            yield child.tail or ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def visible(element: ET.Element) -> str:
    """The words of an element, with those that stand for its pictures."""
    parts = [element.text or "", element.get("alt", "")]
    for child in element:
        parts += [visible(child), child.tail or ""]
    return "".join(parts)


def _plain(tokens: list[Token]) -> str:
    """The words of inline tokens, without marks of footnotes and HTML."""
    parts = []
    for token in tokens:
        if token.type in ("text", "text_special", "code_inline"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.type == "image":
            parts.append(_plain(token.children or []))
    return "".join(parts).strip()


def _is_bold(tokens: list[Token]) -> bool:
    """Whether all the words are in one pair of bold marks, but for a colon behind them."""
    inside = [token for token in tokens if token.content.strip() or token.nesting]
    if inside and inside[-1].type == "text" and inside[-1].content.strip() == ":":
        inside.pop()
    closings = [number for number, token in enumerate(inside) if token.type == "strong_close" and token.level == 0]
    words = all(token.type in ("text", "text_special", "strong_open", "strong_close") for token in inside)
    return words and bool(inside) and inside[0].type == "strong_open" and closings == [len(inside) - 1]


class Excess(NamedTuple):
    """Why a text is not parsed: what there is too much of (`paragraph`, `headings` or an opening bracket), where, how much."""

    line: int
    what: str
    found: int
    closed: int = 0


def excess(body: str, first_line: int = 1) -> list[Excess]:
    """All that a text has too much of."""
    found = []
    start = length = 0
    for number, line in enumerate(body.split("\n") if len(body) > PARAGRAPH else (), first_line):
        if not line.strip():
            start = length = 0
            continue
        if _BEGINS_ANEW.match(line):
            start = length = 0
        start, length = start or number, length + len(line)
        if PARAGRAPH < length <= PARAGRAPH + len(line):
            found.append(Excess(start, "paragraph", length))
    if (headings := len(_ANY_HEADING.findall(body))) > HEADINGS:
        found.append(Excess(first_line, "headings", headings))
    for opens, closes in ("[]", "()", "<>", "{}"):
        if (count := body.count(opens)) - (closed := body.count(closes)) > OPEN_BRACKETS:
            found.append(Excess(first_line, opens, count, closed))
    for mark, most in MOST.items():
        if (count := body.count(mark)) > most:
            found.append(Excess(first_line, mark, count, count))
    if run := _LONG_RUN.search(body):
        found.append(Excess(first_line + body.count("\n", 0, run.start()), run[1], len(run[0]), len(run[0])))
    return found


def converter(*extensions: Any) -> Markdown:
    """Python-Markdown with GitHub's grammar, attributes, abbreviations, and further extensions."""
    markdown = Markdown(extensions=[GitHubMarkdown(), *extensions], output_format="html")
    markdown.language = language.of_tag(language.ENGLISH)  # type: ignore[attr-defined]  # unless who uses it knows better
    return markdown


def read(body: str, first_line: int = 1, title: str = "") -> Text:
    """What the rules know of a text without rendering its pictures; `first_line` is its first line in the file."""
    markdown = _plain_converter()
    markdown.reset()
    markdown.title, markdown.first_line = title, first_line  # type: ignore[attr-defined]
    markdown.convert(body)
    text: Text = markdown.text  # type: ignore[attr-defined]
    return text


def plain_words(line: str) -> str:
    """What readers are to see of a title or summary, where marks of Markdown and HTML would stand as they are."""
    typed = re.sub(r"(?<=\d)\*(?=\d)", r"\\*", re.sub(r"^#{1,6} (?!\d)", "", line))
    children = _line_parser().parseInline(typed)[0].children or []
    for token in children:
        if token.type == "html_inline" and not _FORMATTING.match(token.content):
            token.type = "text"  # `<first name>` is not an element
    return _plain(children)


@cache
def _line_parser() -> MarkdownIt:
    return commonmark.parser()


@cache
def _plain_converter() -> Markdown:
    return converter()
