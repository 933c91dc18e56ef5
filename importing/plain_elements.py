"""A text of another site as few and plain elements: paragraphs, headings, lists, quotations, code, tables, rules."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from bs4 import Tag
from bs4.element import NavigableString

from checks import source_text
from importing import embeds, footnotes, page_builders, whole_text
from importing.changes import MISSING, Changes
from importing.elements import BLOCKS, HEADINGS, UNSEEN, is_words, made, says_something, seen, tags, text_of, words_of
from sources.addresses import past_detour

_EMPHASES = {
    **dict.fromkeys(("b", "strong"), "strong"),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var"), "em"),
    **dict.fromkeys(("s", "strike", "del"), "del"),
    "sup": "sup",
    "sub": "sub",
}
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)")
_ITALIC = re.compile(r"font-style\s*:\s*italic")
_NORMAL = re.compile(r"font-(?:weight|style)\s*:\s*(?:normal|400)")
_STYLES = {"u": "underlining was left out", "ins": "underlining was left out", "mark": "a highlight was left out"}
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|_hs\w+|mkt_tok|igshid|vero_\w+|yclid", re.IGNORECASE)  # fmt: skip
# What lists begin with that were typed or pasted as lines, the list each is, and how many lines it takes.
_PASTED = (
    (re.compile(r"\s*[•·◦▪▸►●○‣⁃∙\uf0a7\uf0b7]\s*(?=\S)"), "ul", 1),
    (re.compile(r"\s*(\d{1,3})[.)]\s*(?=[^\W\d])"), "ol", 2),
    (re.compile(r"\s*[-*+]\s*(?=[^\W\d])"), "ul", 2),
)
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:[?#]|$)|/attachment/|attachment_id=", re.IGNORECASE)
_COUNTS_VISITS = re.compile(r"feedburner|/pixel|statcounter|amazon\.[a-z.]+/e/ir")


def _nothing(_: str) -> str:
    return ""


@dataclass(frozen=True)
class Context:
    """What a text needs to know of the site it comes from, and of where its links and pictures lead here."""

    title: str = ""
    builder: str = ""
    form: str = "html"
    hosts: tuple[str, ...] = ()
    footnotes: Mapping[str, str] = field(default_factory=dict)
    link: Callable[[str], str] = _nothing  # what is to stand for an address; nothing where it stays
    picture: Callable[[str], str] = _nothing  # likewise; nothing where there is no such picture


class PlainText:
    """One text on its way to few and plain elements: paragraphs, headings, lists, quotations, code, tables, rules."""

    def __init__(self, body: Tag, context: Context, changes: Changes) -> None:
        self.body, self.context, self.changes = body, context, changes
        self.root = made("body")
        self.pictures: list[str] = []
        self.links: list[str] = []
        self.earlier = ""
        self.levels = self.quotations = 0  # around what is read just now
        self.words: Counter[str] = Counter()

    def read(self) -> None:
        """Make the text of what is there; in the end it is in `root`."""
        for image in self.body.find_all("img"):
            image["alt"] = embeds.words_of_picture(image)
            del image["title"]
        for button in self.body.select("a + a[class*=button]"):
            button.insert_before(" ")
        footnotes.add_exported(self.body, self.context.footnotes)
        self.words = words_of([seen(self.body)])
        page_builders.read_blocks(self.body, self.changes)
        for tag in self.body.find_all(UNSEEN):
            tag.extract()
        embeds.read_embeds(self.body, self.context.hosts, self.changes)
        footnotes.read_footnotes(self.body, self.changes)
        footnotes.read_parts(self.body, self.changes)
        self.root.extend(self._flow(self.body))
        whole_text.leave_out_title(self.root, self.context.title, self.changes)
        whole_text.read_bold_headings(self.root, self.changes)
        whole_text.close_levels(self.root)
        self.earlier = whole_text.take_out_notice(self.root, self.changes)

    # Blocks

    def _flow(self, parent: Tag) -> list[Tag]:
        """The plain blocks that stand for what is in an element; loose words become paragraphs."""
        blocks: list[Tag] = []
        run: list[Any] = []
        for node in list(parent.contents):
            node.extract()
            if isinstance(node, Tag) and (node.name in BLOCKS or _holds_blocks(node)):
                blocks += self._paragraphs(run)
                run = []
                blocks += self._block(node) if node.name in BLOCKS else self._wrapped(node)
            else:
                run.append(node)
        return blocks + self._paragraphs(run)

    def _wrapped(self, inline: Tag) -> list[Tag]:
        """The blocks within an inline element, which goes into each of them."""
        blocks = self._flow(inline)
        names = _emphases(inline)
        for leaf in [one for block in blocks for one in (block, *block.find_all(("p", *HEADINGS)))]:
            if leaf.name in ("p", *HEADINGS) and (names or (inline.name == "a" and not leaf.find("a"))):
                nodes = [node.extract() for node in list(leaf.contents)]
                leaf.extend(self._link(inline, nodes) if inline.name == "a" else _emphasized(names, nodes))
        return blocks

    def _block(self, tag: Tag) -> list[Tag]:
        """The plain blocks that stand for one; levels that no text may have are none."""
        quoted = tag.name == "blockquote"
        levels = quoted or tag.name in ("ul", "ol", "menu", "dir", "li")
        self.levels, self.quotations = self.levels + levels, self.quotations + quoted
        too_deep = levels and (self.levels > source_text.LEVELS or self.quotations > source_text.QUOTATIONS)
        blocks = self._flow(tag) if too_deep else self._plain(tag)
        self.levels, self.quotations = self.levels - levels, self.quotations - quoted
        return blocks

    def _plain(self, tag: Tag) -> list[Tag]:
        match tag.name:
            case "figure":
                return self._figure(tag)
            case "ul" | "ol" | "menu" | "dir":
                return self._list(tag)
            case "li":
                return self._list(made("ul", [tag]))
            case "blockquote":
                return self._quotation(tag)
            case "pre":
                return self._code(tag)
            case "hr":
                return [made("hr")]
            case "table":
                return self._table(tag)
            case "dl":
                return self._definitions(tag)
            case "definition":
                return [made("definition", self._flow(tag), data_label=str(tag["data-label"]))]
            case name if name in HEADINGS:
                return self._heading(tag)
        return self._flow(tag)

    def _on_one_line(self, tag: Tag) -> list[Any]:
        """The words in an element, whatever blocks and lines they were in."""
        for inner in tag.find_all([*BLOCKS, "br"]):
            inner.insert_before(" ")
            inner.insert_after(" ")
            inner.unwrap()
        return _trimmed(self._inline(list(tag.contents)))

    def _heading(self, tag: Tag) -> list[Tag]:
        pictures = [block for picture in tag.find_all("img") for block in self._paragraphs([picture])]
        nodes = self._on_one_line(tag)
        if all(isinstance(node, Tag) and node.name in ("strong", "note") for node in nodes if says_something(node)):
            nodes = [one for node in nodes for one in (list(node.contents) if node.name == "strong" else [node])]
        heading = made(tag.name, nodes, data_part=str(tag.get("data-part") or ""))
        return [*([heading] if heading.get_text(strip=True) else heading.find_all("note")), *pictures]

    def _figure(self, tag: Tag) -> list[Tag]:
        """A picture with its caption: the title of the picture, or a line in italics where it has a link in it."""
        captions = [caption.extract() for caption in tag.find_all("figcaption")]
        blocks = self._flow(tag)
        for caption in captions:
            pictures = [picture for block in blocks for picture in block.find_all("img")]
            alone = len(pictures) == len(blocks) == 1 and not blocks[0].get_text(strip=True) and not blocks[0].find("a")
            if alone and not caption.find(["a", "img"]):
                pictures[0]["title"] = " ".join(caption.get_text().split())
                continue
            for block in (below := self._flow(caption)):
                if block.name == "p" and not block.find(["img", "em"]):
                    block.append(made("em", list(block.contents)))
            blocks += below
        return blocks

    def _list(self, tag: Tag) -> list[Tag]:
        notes: list[Tag] = []
        made_list = made("ol" if tag.name == "ol" else "ul", start=str(tag.get("start") or "") * (tag.name == "ol"))
        for child in list(tag.contents):
            blocks = self._flow(child if isinstance(child, Tag) and child.name == "li" else made("li", [child]))
            last = tags(made_list)[-1] if made_list.contents else None
            if isinstance(child, Tag) and child.name in ("ul", "ol") and last is not None:
                last.extend(blocks)
            elif any(map(says_something, blocks)):
                made_list.append(last := made("li", blocks))
            else:
                notes += _notes(blocks)
                continue
            first, *rest = tags(last)
            if first.name == "p" and all(one.name in ("ul", "ol") for one in rest):
                first.unwrap()
        return [*notes, made_list] if made_list.contents else notes

    def _quotation(self, tag: Tag) -> list[Tag]:
        for cite in tag.find_all(["cite", "footer"]):
            before = cite.previous_sibling
            if not (isinstance(before, NavigableString) and before.strip()):
                cite.name = "div"
        blocks = self._flow(tag)
        return [made("blockquote", blocks)] if any(map(says_something, blocks)) else _notes(blocks)

    def _code(self, tag: Tag) -> list[Tag]:
        for line in tag.find_all("br"):
            line.replace_with("\n")
        classes = [str(name) for one in (tag, *tag.find_all("code")) for name in one.get("class") or ()]
        said = " ".join([*classes, str(tag.get("data-language", ""))])
        named = re.search(r"(?:language-|lang-|brush:\s*)(?!(?:none|plain|text)\b)([\w+#-]+)", said)
        code = re.sub(r"\A(?:[ \t]*\n)+|\s+\Z", "", tag.get_text())
        return [made("pre", [code], data_language=named[1] if named else "")] if code.strip() else []

    def _definitions(self, tag: Tag) -> list[Tag]:
        parts: list[tuple[str, list[Any]]] = []
        for part in tag.find_all(["dt", "dd"]):
            if part.find_parent("dl") is tag:
                parts.append((part.name, self._on_one_line(part) if part.name == "dt" else self._flow(part)))
        parts = [(name, nodes) for name, nodes in parts if any(map(says_something, nodes))]
        names = [name for name, _ in parts]
        if names[:1] == ["dt"] and names[-1:] == ["dd"]:
            made_list = made("dl", [made(name, nodes) for name, nodes in parts])
            for one in tags(made_list):
                if one.name == "dd" and [block.name for block in tags(one)] == ["p"]:
                    tags(one)[0].unwrap()
            return [made_list]
        return [block for name, nodes in parts for block in (nodes if name == "dd" else [made("p", nodes)])]

    def _table(self, tag: Tag) -> list[Tag]:
        rows = [
            [cell for cell in row.find_all(["td", "th"]) if cell.find_parent("tr") is row]
            for row in tag.find_all("tr")
            if row.find_parent("table") is tag
        ]
        rows = [row for row in rows if row]
        large = tag.find(["table", "blockquote", "pre", *HEADINGS]) is not None or tag.get("role") == "presentation"
        caption = tag.find("caption")
        before = self._flow(caption.extract()) if isinstance(caption, Tag) else []
        several = any(len(row) > 1 for row in rows)
        if not several or large or (len(rows) == 1 and tag.find("img")):
            if large and several:
                before.insert(0, self.changes.note("a table that held whole parts of the page became a text", "", "its cells, one after another"))  # fmt: skip
            return [*before, *(block for row in rows for cell in row for block in self._flow(cell))]
        grid: dict[tuple[int, int], list[Any]] = {}  # by row and column; cells that are one stand in their first
        for at, row in enumerate(rows):
            column = 0
            for cell in row:
                while (at, column) in grid:
                    column += 1
                for down in range(min(_span(cell, "rowspan"), len(rows) - at)):
                    for right in range(_span(cell, "colspan")):
                        grid.setdefault((at + down, column + right), [])
                grid[at, column] = self._cell(cell)
        if any(_span(cell, name) > 1 for row in rows for cell in row for name in ("rowspan", "colspan")):
            before.append(self.changes.note("cells of a table that were one are several", "", "the words stand in the first of them"))  # fmt: skip
        columns = 1 + max(column for _, column in grid)
        lines = [[made("td", grid.get((at, column), [])) for column in range(columns)] for at in range(len(rows))]
        head = all(cell.name == "th" for cell in rows[0]) or rows[0][0].find_parent("thead") is not None
        return [*before, made("table", [made("tr", line) for line in lines], data_head="yes" if head else "")]

    def _cell(self, cell: Tag) -> list[Any]:
        """What is in a cell, on one line: its blocks are parted by line breaks."""
        nodes: list[Any] = []
        for block in self._flow(cell):
            inner = block.find_all(["li", "p", "dt", "dd"]) if block.name in ("ul", "ol", "dl", "blockquote") else []
            for leaf in inner or [block]:
                if leaf.name == "note":
                    nodes.append(leaf)
                    continue
                words = [node for node in leaf.contents if not (isinstance(node, Tag) and node.name in ("ul", "ol", "p"))]  # fmt: skip
                nodes += [*([made("br")] if nodes else []), *(["• "] if leaf.name == "li" else []), *words]
        return nodes

    def _paragraphs(self, nodes: list[Any]) -> list[Tag]:
        """A run of words as paragraphs: two line breaks part them; pictures stand alone; pasted bullets become lists."""
        return [block for lines in _groups(self._inline(nodes)) for block in self._lines(lines)]

    def _lines(self, lines: list[list[Any]]) -> list[Tag]:
        whole = [node for line in lines for node in line]
        if not any(map(says_something, whole)):
            return _notes(whole)
        if sum(map(_is_picture, whole)) > 1 and all(_is_picture(node) for node in whole if says_something(node)):
            return [node if node.name == "note" else made("p", [node]) for node in whole if isinstance(node, Tag)]
        for pattern, name, least in _PASTED:
            marks = [pattern.match(text_of(_trimmed(line))) for line in lines]
            numbers = [int(mark[1]) for mark in marks if mark and name == "ol"]
            in_order = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True
            if (all(marks) and len(marks) >= least and in_order) or (least == 1 and any(marks)):
                return self._pasted_list(lines, marks, name, str(numbers[0]) if numbers else "")
        return [made("p", _trimmed(_on_lines(lines)))]

    def _pasted_list(self, lines: list[list[Any]], marks: list[Any], name: str, start: str) -> list[Tag]:
        blocks: list[Tag] = []
        for line, mark in zip(lines, marks, strict=True):
            if not mark:
                blocks += self._lines([line])
                continue
            if not blocks or blocks[-1].name != name:
                blocks.append(made(name, start=start))
            item = made("li", _trimmed(line))
            left = mark.end()
            for text in item.find_all(string=True):
                taken = min(left, len(text))
                text.replace_with(text[taken:])
                left -= taken
            self.changes.accounted.append(mark[0])
            blocks[-1].append(made("li", _trimmed(list(item.contents))))
        return blocks

    # Words

    def _inline(self, nodes: list[Any]) -> list[Any]:
        words: list[Any] = []
        for node in nodes:
            node.extract()
            if isinstance(node, Tag):
                words += self._words(node)
            elif is_words(node):
                words.append(_spaces(str(node)))
        return _joined(words)

    def _words(self, tag: Tag) -> list[Any]:
        match tag.name:
            case "br" | "note" | "footnote":
                return [tag]
            case "img":
                return self._picture(tag)
            case "code" | "kbd" | "samp" | "tt":
                for line in tag.find_all("br"):
                    line.replace_with(" ")
                code = " ".join(tag.get_text().split())
                return [made("code", [code])] if code else [" "]
        inner = self._inline(list(tag.contents))
        if tag.name == "a":
            return self._link(tag, inner)
        if tag.name == "q":
            return ["“", *inner, "”"]
        if tag.name in _STYLES and inner:
            return [*self.changes.once(_STYLES[tag.name], text_of(inner)), *inner]
        return _emphasized(_emphases(tag), inner)

    def _link(self, tag: Tag, inner: list[Any]) -> list[Any]:
        if tag.get("href") is None:
            return inner
        address = str(tag["href"]).strip()
        words = " ".join(text_of(inner).split())
        has_picture = any(isinstance(node, Tag) and (node.name == "img" or node.find("img")) for node in inner)
        if not words and not has_picture:
            words = str(tag.get("aria-label") or tag.get("title") or "")
            if not words and address and not address.startswith("#"):
                inner.append(self.changes.note("a link without words, as of a picture, was left out", address, lost=True, remedy="If readers need it, give it words."))  # fmt: skip
            if not words or not address:
                return inner
            inner = [words]
        if address.startswith(footnotes.PART):
            return _around("a", inner, href=address)
        if not words and _PICTURE_FILE.search(address):
            return inner  # the picture itself, larger
        self.links.append(address)
        if goal := self._goal(address):
            return _around("a", inner, href=goal)
        return [*inner, self.changes.note("a link that cannot be here was left out", address, words, lost=True, remedy="The words stay; if the link is needed, link a page.")]  # fmt: skip

    def _goal(self, address: str) -> str:
        """Where a link leads: without a detour, without what tells who follows it; nothing where it cannot be."""
        if here := self.context.link(address):
            return here
        if address.startswith("//"):
            address = f"https:{address}"
        elif re.match(r"www\.[\w-]+\.\w", address):
            address = f"https://{address}"
        elif re.fullmatch(r"[^@\s/:]+@[^@\s/]+\.[a-z]+", address):
            address = f"mailto:{address}"
        address = past_detour(address) or address
        try:
            parts = urlsplit(address)
            host, _ = parts.hostname, parts.port
        except ValueError:
            return ""
        scheme = parts.scheme.lower()
        if scheme in ("http", "https"):
            if not host or not re.search(r"\w", host) or re.search(r"[\s\"<>\\^`{|}]", parts.netloc):
                return ""
            asked = parse_qsl(parts.query, keep_blank_values=True)
            kept = [(name, value) for name, value in asked if not _TRACKING.fullmatch(name)]
            if kept != asked:
                address = urlunsplit(parts._replace(query=urlencode(kept)))
        elif scheme not in ("", "mailto", "tel", "sms") or (scheme == "mailto" and "@" not in address):
            return ""
        strange = not address.isascii() or re.search(r"[ \n]", address)
        return quote(address, safe="%/:?#[]@!$&'()*+,;=~|^{}") if strange else address

    def _picture(self, tag: Tag) -> list[Any]:
        words = str(tag.get("alt") or "")
        address = embeds.address_of_picture(tag)
        classes = " ".join(str(name) for name in tag.get("class") or ())
        if re.search(r"wp-smiley|\bemoji\b", classes) or "/emoji/" in address or "/smilies/" in address:
            return [words] if words else []
        if {str(tag.get("width")), str(tag.get("height"))} & {"0", "1"} or _COUNTS_VISITS.search(address):
            return []
        if not address:
            return [self.changes.note("a picture without an address was left out", words, lost=True, remedy="Look for it on the old site."), " "]  # fmt: skip
        self.pictures.append(address)
        if here := self.context.picture(address):
            return [made("img", src=here, alt=words)]
        return [self.changes.note(MISSING, f"{address} {words}", lost=True), " "]  # fmt: skip


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name, ""))
    return min(max(int(value), 1), 100) if value.isdecimal() else 1


def _notes(nodes: list[Any]) -> list[Tag]:
    """The notes of changes in nodes that say nothing."""
    holder = made("div", nodes)
    return list(holder.find_all("note"))


def _is_picture(node: Any) -> bool:
    """Whether a node is a picture, or a link with a picture and no words in it."""
    return node.name == "img" or (node.name == "a" and node.find("img") is not None and not node.get_text(strip=True))


def _holds_blocks(tag: Tag) -> bool:
    return any(isinstance(one, Tag) and one.name in BLOCKS for one in tag.descendants)


def _is_break(node: Any) -> bool:
    return isinstance(node, Tag) and node.name == "br"


def _spaces(text: str) -> str:
    """The text with one space where there are several; one that does not break stays where it was meant."""
    text = re.sub(r"\xa0(?=[?!:;»%€])|(?<=«)\xa0|(?<=\d)\xa0(?=[^\W\d])", "\ufdd5", text)
    return re.sub(r"[ \t\n\f\xa0]+", " ", text).replace("\ufdd5", "\xa0")


def _emphases(tag: Tag) -> list[str]:
    """The emphases that an element stands for by its name and its style."""
    style = str(tag.get("style", ""))
    if tag.name == "a" or (tag.name in ("b", "i") and _NORMAL.search(style)):
        return []
    named = (_EMPHASES.get(tag.name), _BOLD.search(style) and "strong", _ITALIC.search(style) and "em")
    return list(dict.fromkeys(name for name in named if name))


def _emphasized(names: list[str], nodes: list[Any]) -> list[Any]:
    for name in names:
        nodes = _around(name, nodes)
    return nodes


def _around(name: str, nodes: list[Any], **attributes: str) -> list[Any]:
    """Words in an emphasis or a link, which goes over no end of a paragraph; the space at their ends stays outside."""
    before, nodes, after = _peeled(nodes)
    if name == "a" and not any(isinstance(node, Tag) for node in (*before, *after)):
        before, nodes, after = [], [*before, *nodes, *after], []  # so that links beside each other to one page are one
    whole: list[Any] = []
    for lines in _groups(nodes):
        inner = _on_lines(lines)
        if not any(map(says_something, inner)) or (name != "a" and all(node.name == "img" for node in inner)):
            part = inner
        else:
            tag = made(name, inner, **attributes)
            for same in tag.find_all(name):
                same.unwrap()
            tag.smooth()
            part = [tag]
        whole += [made("br"), made("br"), *part] if whole else part
    return [*before, *whole, *after]


def _peeled(nodes: list[Any], *, footnotes_too: bool = True) -> tuple[list[Any], list[Any], list[Any]]:
    """What stands at both ends of some nodes, space, line breaks and notes, and between them the nodes without it."""
    ends: list[list[Any]] = []
    nodes = list(nodes)
    outside = ("br", "note", "footnote") if footnotes_too else ("br", "note")
    for at in (0, -1):
        end: list[Any] = []
        while nodes:
            node = nodes[at]
            if isinstance(node, Tag):
                if node.name not in outside:
                    break
                end.append(nodes.pop(at))
                continue
            bare = str(node).rstrip() if at else str(node).lstrip()
            if bare != str(node):
                end.append(" ")
            if bare:
                nodes[at] = NavigableString(bare)
                break
            nodes.pop(at)
        ends.append(end[::-1] if at else end)
    return ends[0], nodes, ends[1]


def _trimmed(nodes: list[Any]) -> list[Any]:
    """The nodes of a block without the space and the line breaks at both ends of it."""
    before, nodes, after = _peeled(nodes, footnotes_too=False)
    return [*(node for node in before if node != " " and not _is_break(node)), *nodes, *(node for node in after if node != " " and not _is_break(node))]  # fmt: skip


def _joined(nodes: list[Any]) -> list[Any]:
    """The nodes with words beside each other joined, and emphases of one kind, so that no marks meet."""
    joined: list[Any] = []
    for node in nodes:
        last = joined[-1] if joined else None
        if not isinstance(node, Tag):
            if last is not None and not isinstance(last, Tag):
                joined[-1] = NavigableString(_spaces(f"{last}{node}"))
            elif node:
                joined.append(NavigableString(node))
        elif isinstance(last, Tag) and last.name == node.name and (
            node.name in ("strong", "em", "del", "code")
            or (node.name == "a" and last.get("href") == node.get("href") and not node.find("img"))
        ):  # fmt: skip
            last.extend(list(node.contents))
            last.smooth()
        else:
            joined.append(node)
    return joined


def _groups(run: list[Any]) -> Iterator[list[list[Any]]]:
    """The paragraphs of a run, each as its lines: one line break parts lines, two or more part paragraphs."""
    lines: list[list[Any]] = [[]]
    for node in run:
        if _is_break(node):
            lines.append([])
        else:
            lines[-1].append(node)
    group: list[list[Any]] = []
    for line in [*lines, []]:
        if any(map(says_something, line)):
            group.append(line)
            continue
        if group:
            yield group
        group = []
        if notes := [node for node in line if isinstance(node, Tag)]:
            yield [notes]


def _on_lines(lines: list[list[Any]]) -> list[Any]:
    """The nodes of some lines, with line breaks between them."""
    return [node for number, line in enumerate(lines) for node in ([made("br")] * bool(number) + line)]
