"""A text of another site as few and plain elements: paragraphs, headings, lists, quotations, code, tables, rules."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement, PreformattedString

from checks import source_text
from importing import page_builders
from importing.changes import Changes
from sources import language, named_blocks
from sources.addresses import past_detour

_WORD = re.compile(r"[^\W_]+")
_CONTAINERS = {"address", "article", "aside", "body", "center", "details", "dir", "div", "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "html", "legend", "main", "menu", "nav", "noscript", "optgroup", "p", "section", "summary", "tbody", "tfoot", "thead", "tr", "caption", "[document]"}  # fmt: skip
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = {"blockquote", "dd", "dl", "dt", "hr", "li", "ol", "pre", "table", "td", "th", "ul", *HEADINGS, *_CONTAINERS}
_UNSEEN = ("script", "style", "template", "head", "title", "meta", "link", "svg", "math", "canvas", "map", "datalist", "base")  # fmt: skip
_FIELDS = ("input", "select", "textarea", "option", "button", "label", "progress", "meter")
_INLINE = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "cite": "em", "dfn": "em", "var": "em", "code": "code", "kbd": "code", "samp": "code", "tt": "code", "s": "del", "strike": "del", "del": "del", "sup": "sup", "sub": "sub", "a": "a", "img": "img", "br": "br", "note": "note", "footnote": "footnote"}  # fmt: skip
_STYLES = {"u": "underlining was left out", "ins": "underlining was left out", "mark": "a highlight was left out"}
_FILE_NAME = re.compile(r"\S+\.(?:jpe?g|png|webp|gif|avif|heic|tiff?|bmp|svg)|(?:img|dsc|dscn|image|pxl|screen ?shot)[\s_-]*\d[\w.-]*|[0-9a-f-]{16,}", re.IGNORECASE)  # fmt: skip
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|_hs\w+|mkt_tok|igshid|vero_\w+|yclid", re.IGNORECASE
)
_BULLET = re.compile(r"\s*[•·◦▪▸►●○‣⁃∙\uf0a7\uf0b7]\s*(?=\S)")
_NUMBER = re.compile(r"\s*(\d{1,3})[.)]\s*(?=[^\W\d])")
_HYPHEN = re.compile(r"\s*[-*+]\s*(?=[^\W\d])")
_NOTE_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡§]{1,3}|[ivx]{1,5})[\])]?")
_BACK = re.compile(r"[\s\u21a9\ufe0e\ufe0f↑^⏎↵]*|back|return", re.IGNORECASE)
_MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]  # fmt: skip
_EARLIER = re.compile(
    r"\(?\s*An? (?:\w+ )?(?:earlier|previous|prior|original|older|first) version of (?:this|the) [\w-]+(?: [\w-]+)? "
    r"(?:(?:first |originally |also |previously )*(?:appeared|was (?:\w+ )?published|was (?:\w+ )?posted|ran|can be found))"
    r"(?P<where>(?:[^.?!]|\.(?=\w)|(?<=\b[A-Z][a-z][a-z])\.(?= \d)|(?<=\bSept)\.(?= \d))*)[.!]?\s*\)?",
    re.IGNORECASE,
)
_DATE = re.compile(rf"(?:\b(?P<month>{'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in _MONTHS)}|sept)\b\.?,?\s*(?:of\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?)?\b(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE)  # fmt: skip
_HERE = re.compile(r"\b(?:here|(?:this|my|our|the) (?:own )?(?:(?:web)?site|web ?page|page|blog))\b", re.IGNORECASE)
_NEW = BeautifulSoup()
_DEEPEST = 200  # levels of elements: what is deeper has lost its shape


def _nothing(*_: str) -> str:
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
    picture: Callable[[str, str], str] = _nothing  # likewise; nothing where there is no such picture


def parsed(html: str) -> Tag:
    """The body of a text; what is nested too deep to be read is read as words alone."""
    soup = BeautifulSoup(html, "lxml")
    body = soup.body or soup
    stack: list[tuple[Tag, int]] = [(body, 0)]
    while stack:
        tag, depth = stack.pop()
        if depth > _DEEPEST:
            tag.replace_with(f" {tag.get_text(' ')} ")
            continue
        stack += [(child, depth + 1) for child in tag.children if isinstance(child, Tag)]
    return body


def words_of(texts: Iterable[str]) -> Counter[str]:
    """The words of texts, whatever their capitals."""
    return Counter(word.casefold() for text in texts for word in _WORD.findall(text))


def seen(root: Tag) -> list[str]:
    """What readers see or hear of a tree; words in different blocks stand apart."""
    parts: list[str] = []
    skipped: Tag | None = None
    for node in root.descendants:
        if skipped is not None and is_within(node, skipped):
            continue
        skipped = None
        if isinstance(node.previous_sibling, Tag) and node.previous_sibling.name in BLOCKS:
            parts.append(" ")
        if isinstance(node, Tag):
            if node.name in _UNSEEN or node.name == "noscript":
                skipped = node
            elif node.name == "img":
                parts.append(f" {node.get('alt') or ''} {node.get('title') or ''} ")
            elif node.name in BLOCKS or node.name in ("br", *_FIELDS, "iframe"):
                parts.append(" ")
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            ends = node.parent is not None and node.parent.name in BLOCKS and node.next_sibling is None
            parts.append(f"{node} " if ends else str(node))
    return ["".join(parts)]


class PlainText:
    """One text on its way to few and plain elements: paragraphs, headings, lists, quotations, code, tables, rules."""

    def __init__(self, body: Tag, context: Context, changes: Changes) -> None:
        self.body, self.context, self.changes = body, context, changes
        self.root = _NEW.new_tag("body")
        self.pictures: list[str] = []
        self.links: list[str] = []
        self.headings: list[Tag] = []
        self.earlier = ""
        self.levels = self.quotations = 0  # around what is read just now
        self.words: Counter[str] = Counter()

    def read(self) -> None:
        """Make the text of what is there; in the end it is in `root`."""
        for image in self.body.find_all("img"):
            image["alt"] = _words_of_picture(image)
            del image["title"]
        for button in self.body.select("a + a[class*=button]"):
            button.insert_before(" ")
        self.words = words_of(seen(self.body))
        self._films_of_scripts()
        page_builders.read_blocks(self.body, self.changes)
        for tag in self.body.find_all(_UNSEEN):
            tag.extract()
        self._noscript()
        self._frames()
        self._forms()
        notes = self._footnotes()
        self._parts()
        for node in self._flow(self.body):
            self.root.append(node)
        self._title()
        self._bold_headings(self.root)
        self._levels()
        self._earlier()
        for label, nodes in notes:
            definition = _NEW.new_tag("definition", attrs={"data-label": label})
            for node in nodes:
                definition.append(node)
            self.root.append(definition)

    # What is there twice, or cannot be here

    def _films_of_scripts(self) -> None:
        for script in self.body.find_all("script", src=re.compile(r"gist\.github\.com/\S+\.js")):
            address = str(script["src"]).removesuffix(".js")
            script.replace_with(_NEW.new_tag("iframe", src=address))

    def _noscript(self) -> None:
        """The picture that readers without scripts get, where the other one names none."""
        for twin in self.body.find_all("noscript"):
            inner = twin.find_all("img")
            following = (one for one in twin.find_all_next("img") if not is_within(one, twin))
            beside = [one for one in (twin.find_previous("img"), next(following, None)) if isinstance(one, Tag)]
            same = [one for one in beside if _are_near(one, twin)]
            if inner and same and not any(_address_of_picture(one) for one in same):
                same[0].replace_with(inner[0])
            elif inner and not same:
                inner[0]["alt"] = _words_of_picture(inner[0])
                twin.insert_before(inner[0])
            twin.extract()

    def _frames(self) -> None:
        """A film, a sound or a frame of another site: a link to its page."""
        for tag in self.body.find_all(["iframe", "embed", "object", "video", "audio", "amp-youtube", "frame"]):
            if tag.decomposed or tag.find_parent() is None:
                continue
            inside = tag.find(["source", "embed", "iframe", "a"])
            inner: Any = inside if isinstance(inside, Tag) else {}
            address = next((str(one) for one in (tag.get("src"), tag.get("data-src"), tag.get("data-lazy-src"), tag.get("data"), inner.get("src"), inner.get("href")) if one and str(one) != "about:blank"), "")  # fmt: skip
            address = page_builders.page_of(address.strip())
            said = " ".join(str(tag.get("title") or tag.get("aria-label") or "").split())
            words = said if said and not re.search(r"(?i)\b(?:video )?player\b|^iframe$|embed", said) else ""
            kind = {"video": "film", "audio": "sound"}.get(tag.name, "frame of another site")
            if not re.match(r"https?://|/", address) or re.search(r"doubleclick|googletagmanager|amazon-adsystem|facebook\.com/plugins", address):  # fmt: skip
                self.changes.instead(tag, f"a {kind} was left out", remedy="What it showed is not in the export.")
                continue
            host = urlsplit(address).netloc.removeprefix("www.")
            name = address.rstrip("/").rpartition("/")[2] if tag.name in ("video", "audio") else host
            anchor = page_builders.link(address, words or name or address)
            here = not host or host in self.context.hosts
            paragraph = _NEW.new_tag("p")
            paragraph.append(anchor)
            tag.insert_before(paragraph)
            self.changes.accounted.append(tag.get_text(" "))
            self.changes.at(
                anchor, f"a {kind} became a link", address, f"[{words or name}]", lost=here and tag.name != "iframe",
                remedy="The file lies on the old site: put it where films are kept, and link it there." if here else "",
            )  # fmt: skip
            tag.extract()

    def _forms(self) -> None:
        for form in self.body.find_all("form"):
            self.changes.instead(
                form, "a form was left out", remedy="Readers write to you by the contact page of this site."
            )
        for tag in self.body.find_all(_FIELDS):
            if tag.find_parent() is None:
                continue
            if tag.name in ("button", "label"):
                tag.unwrap()
            elif tag.name == "input" and tag.get("type") == "checkbox":
                tag.replace_with("☑ " if tag.has_attr("checked") else "☐ ")
            else:
                self.changes.instead(tag, "a field of a form was left out", remedy="Write in words what it was for.")

    # Footnotes, and links to parts of the text

    def _targets(self) -> dict[str, Tag]:
        """What a link with a # may lead to, by its name."""
        named = {str(tag["name"]): tag for tag in self.body.find_all("a", attrs={"name": True})}
        return named | {str(tag["id"]): tag for tag in self.body.find_all(id=True)}

    def _footnotes(self) -> list[tuple[str, list[Tag]]]:
        """Marks of notes become marks of ours; what they lead to is taken out of the text, and put to its end."""
        found: list[tuple[str, list[Tag]]] = []
        labels: dict[str, str] = {}
        targets = self._targets()
        for anchor in self.body.find_all("a", href=re.compile("^#")):
            goal = str(anchor["href"])[1:]
            note = anchor.find_parent(attrs={"data-fn": True})
            outer = note if isinstance(note, Tag) else anchor.parent if anchor.parent is not None and anchor.parent.name == "sup" and len(anchor.parent.get_text(strip=True)) == len(anchor.get_text(strip=True)) else anchor  # fmt: skip
            if goal not in labels:
                if goal in self.context.footnotes:
                    nodes = self._flow(parsed(f"<p>{self.context.footnotes[goal]}</p>"))
                    self.words += words_of([node.get_text(" ") for node in nodes])
                elif not _NOTE_MARK.fullmatch(anchor.get_text(strip=True)) or not (
                    taken := self._taken(targets.get(goal), anchor)
                ):
                    continue
                else:
                    nodes = taken
                labels[goal] = str(len(labels) + 1)
                found.append((labels[goal], nodes))
            self.changes.accounted.append(outer.get_text())
            mark = _NEW.new_tag("footnote", attrs={"data-label": labels[goal]})
            before = outer.previous_sibling
            if isinstance(before, NavigableString) and before.endswith(" "):
                before.replace_with(before.rstrip())
            outer.replace_with(mark)
        return found

    def _taken(self, target: Tag | None, anchor: Tag) -> list[Tag]:
        """The blocks of a note, taken out of the text; none where the goal is no note, which leads back."""
        if target is None:
            return []
        while (
            target.name in ("a", "sup", "span", "strong")
            and target.parent is not None
            and target.parent.name not in ("body", "[document]")
        ):
            target = target.parent
        if is_within(anchor, target) or target.name in ("ol", "ul", "table", *HEADINGS):
            return []
        marks = {str(anchor.get("id", "")), *(str(one.get("id")) for one in anchor.parents if one.get("id"))}
        backs = [one for one in target.find_all("a", href=re.compile("^#")) if str(one["href"])[1:] in marks or _BACK.fullmatch(one.get_text(strip=True))]  # fmt: skip
        if not backs:
            return []
        for back in backs:
            self.changes.accounted.append(back.get_text())
            around = back.parent
            back.extract()
            if around is not None and around.name in ("sup", "span") and not around.get_text(strip=True):
                around.extract()
        around = target.parent
        nodes = list(self._flow(target.extract()))
        if (
            nodes
            and (first := nodes[0].find(string=True))
            and (mark := re.match(r"\s*[\[(]?\d{1,3}[\]).:]+\s*", first))
        ):
            self.changes.accounted.append(mark[0])
            first.replace_with(first[mark.end() :])
        if around is not None and around.name in ("ol", "ul", "section", "div") and not around.get_text(strip=True):
            heading = around.find_previous_sibling()
            around.extract()
            if isinstance(heading, Tag) and heading.name in HEADINGS and re.fullmatch(r"(?i)(?:foot|end)?notes|references|fu(?:ß|ss)noten|notas|notes? de bas de page", heading.get_text(strip=True)):  # fmt: skip
                self.changes.instead(heading, "the heading of the notes was left out", lost=False)
        return nodes

    def _parts(self) -> None:
        """A link to a part of the text names its heading; one that leads nowhere else keeps its words."""
        headings = {id(one) for one in self.body.find_all(HEADINGS) if one.get_text(strip=True)}
        targets = self._targets()
        for anchor in self.body.find_all("a", href=re.compile("^#")):
            goal = str(anchor["href"])[1:]
            target = targets.get(goal)
            heading: Any = None
            if isinstance(target, Tag):
                heading = target if target.name in HEADINGS else target.find_parent(HEADINGS) or target.find(HEADINGS)
                heading = heading or (target.find_next(HEADINGS) if not target.get_text(strip=True) else None)
            if id(heading) in headings:
                heading["data-part"] = goal
                anchor["href"] = f"\ufdd4{goal}"
            else:
                if anchor.get_text(strip=True):
                    self.changes.at(
                        anchor, "a link within the text was left out", goal, anchor.get_text(" ", strip=True)
                    )
                anchor.unwrap()

    # Blocks

    def _flow(self, parent: Tag) -> list[Tag]:
        """The plain blocks that stand for what is in an element; loose words become paragraphs."""
        blocks: list[Tag] = []
        run: list[Any] = []

        def end() -> None:
            blocks.extend(self._paragraphs(run))
            run.clear()

        for node in list(parent.contents):
            node.extract()
            if not isinstance(node, Tag):
                if isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
                    run.append(node)
            elif node.name in BLOCKS:
                end()
                blocks.extend(self._block(node))
            elif node.find(lambda tag: tag.name in BLOCKS) is not None:
                end()
                blocks.extend(self._wrapped(node))
            else:
                run.append(node)
        end()
        return blocks

    def _wrapped(self, inline: Tag) -> list[Tag]:
        """The blocks within an inline element, which goes into each of them."""
        blocks = self._flow(inline)
        if inline.name == "a" or _INLINE.get(inline.name) in ("strong", "em", "del"):
            bare = "font-weight" in str(inline.get("style", "")) and "normal" in str(inline.get("style", ""))
            for leaf in [
                leaf for block in blocks for leaf in [block, *block.find_all(True)] if leaf.name in ("p", *HEADINGS)
            ]:
                if (bare and inline.name == "b") or (inline.name == "a" and leaf.find("a") is not None):
                    continue
                around = _NEW.new_tag(inline.name, attrs={name: str(value) for name, value in inline.attrs.items()})
                for node in list(leaf.contents):
                    around.append(node.extract())
                for node in self._inline([around]):
                    leaf.append(node)
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
                outer = _NEW.new_tag("ul")
                outer.append(tag)
                return self._list(outer)
            case "blockquote":
                return self._quotation(tag)
            case "pre":
                return self._code(tag)
            case "hr":
                return [_NEW.new_tag("hr")]
            case "table":
                return self._table(tag)
            case "dl":
                return self._definitions(tag)
            case name if name in HEADINGS:
                return self._heading(tag)
        return self._flow(tag)

    def _heading(self, tag: Tag) -> list[Tag]:
        after: list[Tag] = []
        for picture in tag.find_all("img"):
            after.append(picture.extract())
        for inner in tag.find_all(lambda one: one.name in BLOCKS or one.name == "br"):
            inner.insert_before(" ")
            inner.insert_after(" ")
            inner.unwrap() if inner.name != "br" else inner.extract()
        heading = _NEW.new_tag(tag.name)
        if tag.get("data-part"):
            heading["data-part"] = tag["data-part"]
        for node in self._inline(list(tag.contents)):
            heading.append(node)
        _trim(heading)
        bold = [one for one in heading.contents if not (isinstance(one, NavigableString) and not one.strip())]
        if bold and all(isinstance(one, Tag) and one.name in ("strong", "note") for one in bold):
            for one in bold:
                one.unwrap() if isinstance(one, Tag) and one.name == "strong" else None
        notes = [note.extract() for note in heading.find_all("note")] if not heading.get_text(strip=True) else []
        pictures = [block for picture in after for block in self._paragraphs([picture])]
        return [*notes, *([heading] if heading.get_text(strip=True) else []), *pictures]

    def _figure(self, tag: Tag) -> list[Tag]:
        """A picture with its caption: the title of the picture, or a line in italics where it has a link in it."""
        captions = [caption.extract() for caption in tag.find_all("figcaption")]
        blocks = self._flow(tag)
        for caption in captions:
            if not caption.get_text(strip=True) and caption.find("img") is None:
                continue
            pictures = [
                block
                for block in blocks
                if block.name == "p" and len(block.find_all("img")) == 1 and not block.get_text(strip=True)
            ]
            if (
                len(pictures) == len(blocks) == 1
                and pictures[0].find("a") is None
                and caption.find(["a", "img"]) is None
            ):
                (picture,) = pictures[0].find_all("img")
                picture["title"] = " ".join(caption.get_text().split())
                continue
            inner = self._flow(caption)
            for block in inner:
                if block.name == "p" and block.find(["img", "em"]) is None:
                    around = _NEW.new_tag("em")
                    for node in list(block.contents):
                        around.append(node.extract())
                    block.append(around)
            blocks += inner
        return blocks

    def _list(self, tag: Tag) -> list[Tag]:
        made = _NEW.new_tag("ol" if tag.name == "ol" else "ul")
        if tag.name == "ol" and str(tag.get("start", "")).isdigit():
            made["start"] = str(tag["start"])
        around: list[Tag] = []
        for child in list(tag.contents):
            if not isinstance(child, Tag) and (isinstance(child, PreformattedString) or not str(child).strip()):
                continue
            holder = child
            if not isinstance(child, Tag) or child.name != "li":
                holder = _NEW.new_tag("li")
                child.wrap(holder)
            assert isinstance(holder, Tag)  # noqa: S101
            blocks = self._flow(holder)
            if isinstance(child, Tag) and child.name in ("ul", "ol") and made.contents:
                target: Any = made.contents[-1]
            else:
                target = _NEW.new_tag("li")
                if not any(says_something(block) for block in blocks):
                    around += [
                        note
                        for block in blocks
                        for note in ([block] if block.name == "note" else block.find_all("note"))
                    ]
                    continue
                made.append(target)
            for block in blocks:
                target.append(block)
            first = next((one for one in target.contents if isinstance(one, Tag)), None)
            rest = [one for one in target.contents if one is not first]
            if first is not None and first.name == "p" and all(one.name in ("ul", "ol") for one in rest):
                first.unwrap()
        return [*around, *([made] if made.contents else [])]

    def _quotation(self, tag: Tag) -> list[Tag]:
        for cite in tag.find_all(["cite", "footer"]):
            if not (
                cite.previous_sibling
                and isinstance(cite.previous_sibling, NavigableString)
                and cite.previous_sibling.strip()
            ):
                cite.name = "div"
        quotation = _NEW.new_tag("blockquote")
        for block in self._flow(tag):
            quotation.append(block)
        return [quotation] if says_something(quotation) else list(quotation.find_all("note"))

    def _code(self, tag: Tag) -> list[Tag]:
        for line in tag.find_all("br"):
            line.replace_with("\n")
        classes = " ".join(str(name) for one in [tag, *tag.find_all("code")] for name in (one.get("class") or ()))
        named = re.search(r"(?:language-|lang-|brush:\s*)([\w+#-]+)", f"{classes} {tag.get('data-language', '')}")
        made = _NEW.new_tag(
            "pre", attrs={"data-language": named[1] if named and named[1] not in ("none", "plain", "text") else ""}
        )
        made.string = re.sub(r"\A(?:[ \t]*\n)+|\s+\Z", "", tag.get_text())
        return [made] if made.get_text(strip=True) else []

    def _definitions(self, tag: Tag) -> list[Tag]:
        made = _NEW.new_tag("dl")
        for part in tag.find_all(["dt", "dd"]):
            if part.find_parent("dl") is not tag:
                continue
            one = _NEW.new_tag(part.name)
            if part.name == "dt":
                for inner in part.find_all(lambda tag: tag.name in BLOCKS or tag.name == "br"):
                    inner.unwrap() if inner.name != "br" else inner.replace_with(" ")
                for node in self._inline(list(part.contents)):
                    one.append(node)
                _trim(one)
            else:
                blocks = self._flow(part)
                for block in blocks:
                    one.append(block)
                if len(blocks) == 1 and blocks[0].name == "p":
                    blocks[0].unwrap()
            if says_something(one):
                made.append(one)
        names = [one.name for one in made.find_all(["dt", "dd"], recursive=False)]
        if names and names[0] == "dt" and "dd" in names and names[-1] == "dd":
            return [made]
        return [block for one in list(made.contents) if isinstance(one, Tag) for block in self._flow(one)]

    def _table(self, tag: Tag) -> list[Tag]:
        rows = [row for row in tag.find_all("tr") if row.find_parent("table") is tag]
        cells = [[cell for cell in row.find_all(["td", "th"]) if cell.find_parent("tr") is row] for row in rows]
        cells = [row for row in cells if row]
        columns = max((len(row) for row in cells), default=0)
        large = tag.find(["table", "blockquote", "pre", *HEADINGS]) is not None or tag.get("role") == "presentation"
        caption = tag.find("caption")
        before = self._flow(caption.extract()) if isinstance(caption, Tag) else []
        if columns < 2 or large or (len(cells) == 1 and tag.find("img") is not None):
            if large and columns > 1:
                self.changes.at(
                    tag if tag.parent else _placed(tag),
                    "a table that held whole parts of the page became a text",
                    "",
                    "its cells, one after another",
                )
            notes = list(tag.parent.find_all("note", recursive=False) if tag.parent is not None else [])
            return [*notes, *before, *(block for row in cells for cell in row for block in self._flow(cell))]
        made = _NEW.new_tag("table")
        spans: dict[int, int] = {}  # columns that a cell above goes on in, for so many rows
        merged = False
        for number, row in enumerate(cells):
            line = _NEW.new_tag("tr")
            at = 0
            waiting = list(row)
            while waiting or spans.get(at, 0) > 0:
                if spans.get(at, 0) > 0:
                    spans[at] -= 1
                    line.append(_NEW.new_tag("td"))
                    at += 1
                    continue
                cell = waiting.pop(0)
                wide, high = _count(cell, "colspan"), _count(cell, "rowspan")
                merged |= wide > 1 or high > 1
                one = _NEW.new_tag("td")
                for node in self._cell(cell):
                    one.append(node)
                line.append(one)
                for further in range(1, wide):
                    line.append(_NEW.new_tag("td"))
                    spans[at + further] = max(spans.get(at + further, 0), high - 1)
                spans[at] = high - 1
                at += wide
            heads = all(cell.name == "th" for cell in row) or row[0].find_parent("thead") is not None
            if number == 0:
                made["data-head"] = "yes" if heads else ""
            made.append(line)
        if merged:
            before.append(_placed(made))
            self.changes.at(
                before[-1], "cells of a table that were one are several", "", "the words stand in the first of them"
            )
            holder = before.pop()
            before += list(holder.parent.find_all("note") if holder.parent is not None else [])
            made = made.extract()
        return [*before, made]

    def _cell(self, cell: Tag) -> list[Any]:
        """What is in a cell, on one line: its blocks are parted by line breaks."""
        nodes: list[Any] = []
        for block in self._flow(cell):
            leaves = (
                [block]
                if block.name not in ("ul", "ol", "dl", "blockquote")
                else block.find_all(["li", "p", "dt", "dd"])
            )
            for leaf in leaves:
                inner = [
                    node
                    for node in list(leaf.contents)
                    if not (isinstance(node, Tag) and node.name in ("ul", "ol", "p"))
                ]
                if not inner and leaf.name == "note":
                    nodes.append(leaf.extract())
                    continue
                if nodes:
                    nodes.append(_NEW.new_tag("br"))
                if leaf.name == "li":
                    nodes.append(NavigableString("• "))
                nodes += [node.extract() for node in inner]
        return nodes

    def _paragraphs(self, nodes: list[Any]) -> list[Tag]:
        """A run of words as paragraphs: two line breaks part them; pictures stand alone; pasted bullets become lists."""
        run = self._inline(nodes)
        _part_at_breaks(run)
        blocks: list[Tag] = []
        for lines in _groups(run):
            blocks.extend(self._lines(lines))
        return blocks

    def _lines(self, lines: list[list[Any]]) -> list[Tag]:
        whole = [node for line in lines for node in line]
        if not any(says_something(node) for node in whole):
            return [node for node in whole if isinstance(node, Tag) and node.name == "note"]
        pictures = [node for node in whole if isinstance(node, Tag) and (node.name == "img" or (node.name == "a" and node.find("img") is not None and not node.get_text(strip=True)))]  # fmt: skip
        if len(pictures) > 1 and not any(says_something(node) for node in whole if node not in pictures):
            return [block for picture in pictures for block in [_made("p", [picture])]]
        texts = [
            _made("p", [node if not isinstance(node, Tag) else node.__copy__() for node in line]).get_text()
            for line in lines
        ]
        for pattern, name in ((_BULLET, "ul"), (_NUMBER, "ol"), (_HYPHEN, "ul")):
            marks = [pattern.match(text) for text in texts]
            every = all(marks) and (len(marks) > 1 or pattern is _BULLET)
            numbers = [int(mark[1]) for mark in marks if mark] if pattern is _NUMBER and every else []
            if (pattern is _BULLET and any(marks)) or (
                every and numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else every
            ):
                return self._pasted_list(lines, marks, name, str(numbers[0]) if numbers else "")
        nodes = []
        for number, line in enumerate(lines):
            nodes += [_NEW.new_tag("br"), *line] if number else line
        return [_made("p", nodes)]

    def _pasted_list(
        self, lines: list[list[Any]], marks: list[re.Match[str] | None], name: str, start: str
    ) -> list[Tag]:
        blocks: list[Tag] = []
        for line, mark in zip(lines, marks, strict=True):
            if not mark:
                blocks += self._lines([line])
                continue
            if not blocks or blocks[-1].name != name:
                blocks.append(_NEW.new_tag(name, attrs={"start": start} if start else {}))
            item = _made("li", line)
            left = mark.end()
            for text in item.find_all(string=True):
                taken = min(left, len(text))
                text.replace_with(text[taken:])
                left -= taken
                if not left:
                    break
            self.changes.accounted.append(mark[0])
            _trim(item)
            blocks[-1].append(item)
        return blocks

    # Words

    def _inline(self, nodes: list[Any]) -> list[Any]:
        made: list[Any] = []
        for node in nodes:
            node.extract()
            if not isinstance(node, Tag):
                if isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
                    made.append(NavigableString(_spaces(str(node))))
                continue
            match _INLINE.get(node.name, ""):
                case "":
                    if node.name == "q":
                        made += ["“", *self._inline(list(node.contents)), "”"]
                        continue
                    if node.name == "wbr":
                        continue
                    inner = self._inline(list(node.contents))
                    if node.name in _STYLES and inner:
                        holder = _made("p", inner)
                        self.changes.once(holder.contents[0], _STYLES[node.name], holder.get_text(" "))  # type: ignore[arg-type]
                        inner = [one.extract() for one in list(holder.contents)]
                    style = str(node.get("style", "")) if node.name == "span" else ""
                    bold = re.search(r"font-weight\s*:\s*(?:bold|[6-9]00)", style)
                    italic = re.search(r"font-style\s*:\s*italic", style)
                    for name in (["strong"] if bold else []) + (["em"] if italic else []):
                        inner = _emphasis(name, inner)
                    made += inner
                case "strong" | "em" | "del" as name:
                    inner = self._inline(list(node.contents))
                    weight = str(node.get("style", ""))
                    plain = node.name in ("b", "i") and re.search(r"font-(?:weight|style)\s*:\s*(?:normal|400)", weight)
                    made += inner if plain else _emphasis(name, inner)
                case "a":
                    made += self._link(node)
                case "img":
                    made += self._picture(node)
                case "code":
                    code = _NEW.new_tag("code")
                    code.string = " ".join(node.get_text().split())
                    made += [code] if code.string else [" "]
                case "sup" | "sub" as name:
                    made += _emphasis(name, self._inline(list(node.contents)))
                case _:
                    made.append(node)
        return _joined(made)

    def _link(self, tag: Tag) -> list[Any]:
        said = str(tag.get("aria-label") or tag.get("title") or "")
        inner = self._inline(list(tag.contents))
        if (written := tag.get("href")) is None:
            return inner
        if tag.get("data-done"):
            return [_made("a", inner, href=str(written), **{"data-done": "yes"})]
        address = str(written).strip()
        picture = _made("p", [node if not isinstance(node, Tag) else node.__copy__() for node in inner])
        if not picture.get_text(strip=True) and picture.find("img") is None:
            if not said or not address:
                if address and not address.startswith("#"):
                    inner.append(
                        self._note(
                            "a link without words was left out",
                            address,
                            lost=True,
                            remedy="If readers need it, give it words.",
                        )
                    )
                return inner
            inner = [said]
        if address.startswith("\ufdd4"):
            return [_made("a", inner, href=address, **{"data-done": "yes"})]
        if picture.find("img") is not None and not picture.get_text(strip=True) and re.search(r"\.(?:jpe?g|png|gif|webp|avif)(?:[?#]|$)|/attachment/|attachment_id=", address, re.IGNORECASE):  # fmt: skip
            return inner  # the picture itself, larger
        self.links.append(address)
        goal = self._goal(address)
        if not goal:
            words = picture.get_text(" ", strip=True)
            return [*inner, self._note("a link that cannot be here was left out", address, words, lost=True, remedy="The words stay; if the link is needed, link a page.")]  # fmt: skip
        return [_made("a", inner, href=goal, **{"data-done": "yes"})]

    def _goal(self, address: str) -> str:
        """Where a link leads: without a detour, without what tells who follows it; nothing where it cannot be."""
        if here := self.context.link(address):
            return here
        if address.startswith("//"):
            address = f"https:{address}"
        if re.match(r"www\.[\w-]+\.\w", address):
            address = f"https://{address}"
        if re.fullmatch(r"[^@\s/:]+@[^@\s/]+\.[a-z]+", address):
            address = f"mailto:{address}"
        address = past_detour(address) or address
        try:
            parts = urlsplit(address)
            host = parts.hostname
            _ = parts.port
        except ValueError:
            return ""
        scheme = parts.scheme.lower()
        if scheme in ("http", "https"):
            if not host or not re.search(r"\w", host) or re.search(r"[\s\"<>\\^`{|}]", parts.netloc):
                return ""
            pairs = parse_qsl(parts.query, keep_blank_values=True)
            if any(_TRACKING.fullmatch(name) for name, _ in pairs):
                kept = [(name, value) for name, value in pairs if not _TRACKING.fullmatch(name)]
                address = urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(kept), parts.fragment))
        elif (scheme and scheme not in ("mailto", "tel", "sms")) or (scheme == "mailto" and "@" not in address):
            return ""
        return (
            quote(address, safe="%/:?#[]@!$&'()*+,;=~|^{}")
            if not address.isascii() or " " in address or "\n" in address
            else address
        )

    def _picture(self, tag: Tag) -> list[Any]:
        words = str(tag.get("alt") or "")
        classes = " ".join(str(name) for name in (tag.get("class") or ()))
        address = _address_of_picture(tag)
        if re.search(r"wp-smiley|\bemoji\b", classes) or "/emoji/" in address or "/smilies/" in address:
            return [words] if words else []
        if str(tag.get("width")) in ("0", "1") or str(tag.get("height")) in ("0", "1") or re.search(r"feedburner|/pixel|statcounter|amazon\.[a-z.]+/e/ir", address):  # fmt: skip
            return []
        if not address:
            return [
                self._note(
                    "a picture without an address was left out", words, lost=True, remedy="Look for it on the old site."
                )
            ]
        self.pictures.append(address)
        if here := self.context.picture(address, words):
            return [_NEW.new_tag("img", attrs={"src": here, "alt": words})]
        return [self._note("a picture is missing", f"{address} {words}", lost=True, remedy="Put the picture into content/images/ and show it here.")]  # fmt: skip

    def _note(self, what: str, before: str, after: str = "", *, lost: bool = False, remedy: str = "") -> Tag:
        place = _placed(_NEW.new_tag("p"))
        self.changes.at(place, what, before, after, lost=lost, remedy=remedy)
        note = place.previous_sibling
        assert isinstance(note, Tag)  # noqa: S101
        return note.extract()

    # The text as a whole

    def _title(self) -> None:
        """A heading that repeats the title is the title, which the page has."""
        first = next((node for node in self.root.contents if isinstance(node, Tag) and node.name != "note"), None)
        if (
            first is not None
            and first.name in HEADINGS
            and words_of([first.get_text()]) == words_of([self.context.title])
            and self.context.title
        ):
            self.changes.instead(first, "a heading that repeats the title was left out", lost=False)
        elif first is not None and first.name == "hr":  # Medium has one above each part
            first.extract()
            self._title()

    def _bold_headings(self, parent: Tag) -> None:
        """A line that is all in bold, with a paragraph below it, was meant as a heading."""
        blocks = [node for node in parent.contents if isinstance(node, Tag) and node.name not in ("note", "hr", "pre")]
        level = 1
        for block, following in zip(blocks, [*blocks[1:], None], strict=False):
            if block.name in HEADINGS:
                level = int(block.name[1])
            inside = [
                node
                for node in block.contents
                if not (isinstance(node, NavigableString) and not node.strip())
                and not (isinstance(node, Tag) and node.name == "note")
            ]
            if block.name != "p" or not inside or not isinstance(inside[0], Tag) or inside[0].name != "strong":
                continue
            rest = inside[1:]
            if rest and (len(rest) > 1 or str(rest[0]).strip() != ":"):
                continue
            words = " ".join(inside[0].get_text(" ").split()).rstrip(": ")
            named = words.lower() in named_blocks.names(language.of_tag(language.ENGLISH))
            below = following is not None and following.name == "p" and block.get_text(strip=True)[-1:] != ":"
            if (
                inside[0].find(["img", "a", "code"]) is None
                and words[-1:].isalpha()
                and len(words) < 60
                and (below or named)
            ):
                self.changes.at(block, "a line in bold became a heading", words, words)
                block.name = f"h{min(level + 1, 6)}"
                for line in inside[0].find_all("br"):
                    line.replace_with(" ")
                inside[0].unwrap()

    def _levels(self) -> None:
        """Headings begin with two marks and leave out no level."""
        outline: list[int] = []
        parts: dict[str, int] = {}
        for number, heading in enumerate(self.root.find_all(HEADINGS)):
            level = int(heading.name[1])
            while outline and outline[-1] >= level:
                outline.pop()
            outline.append(level)
            heading.name = f"h{min(len(outline) + 1, 6)}"
            self.headings.append(heading)
            if heading.get("data-part"):
                parts[str(heading["data-part"])] = number
        for anchor in self.root.find_all("a", href=re.compile("^\ufdd4")):
            goal = str(anchor["href"])[1:]
            if goal in parts:
                anchor["href"] = f"#\ufdd2{parts[goal]}\ufdd3"
            else:
                anchor.unwrap()

    def _earlier(self) -> None:
        """A notice of an earlier version on this site is the month in the header; of one elsewhere, it stays."""
        blocks = [node for node in self.root.find_all(["p", "h2", "h3", "h4"]) if node.find_parent("table") is None]
        for block in dict.fromkeys([*blocks[:3], *blocks[-2:]]):
            whole = " ".join(block.get_text().split())
            if not (found := _EARLIER.search(whole)):
                continue
            where = found["where"]
            date = _DATE.search(where)
            rest = re.sub(r"\b(?:on|in|at|of|the|back|as)\b|\W", "", _DATE.sub("", where, count=1), flags=re.IGNORECASE)
            if rest and not _HERE.search(where):
                self.changes.at(
                    block, "a notice of an earlier version elsewhere stays in the text", "", found[0].strip()
                )
            elif not date or not date["month"]:
                self.changes.at(block, "a notice of an earlier version names no month", "", found[0].strip(), remedy="If you know it, write `Earlier: 2023-05` into the header, and take the sentence out.")  # fmt: skip
            elif self._cut(block, found[0].strip()):
                month = next(
                    number for number, name in enumerate(_MONTHS, 1) if name.startswith(date["month"].lower()[:3])
                )
                self.earlier = f"{date['year']}-{month:02}"
            else:
                self.changes.at(block, "a notice of an earlier version stays in the text", "", found[0].strip(), remedy="Write `Earlier: 2023-05` into the header, with its month, and take the sentence out.")  # fmt: skip
            return

    def _cut(self, block: Tag, sentence: str) -> bool:
        """Take the sentence out; whether that was possible without tearing what is around it."""
        before = f"{sentence}"
        if " ".join(block.get_text().split()) == sentence:
            self.changes.instead(block, "the notice of an earlier version is in the header", lost=False)
            return True
        for text in block.find_all(string=True):
            plain = " ".join(text.split())
            if sentence in plain:
                self.changes.at(block, "the notice of an earlier version is in the header", before)
                kept = " ".join(plain.replace(sentence, "", 1).split())
                text.replace_with(f"{' ' * text.startswith(' ')}{kept}{' ' * (text.endswith(' ') and bool(kept))}")
                return True
        return False


def is_within(node: PageElement, tag: Tag) -> bool:
    """Whether a node is in that very element; `in` would take an element with the same words for it."""
    return any(one is tag for one in node.parents)


def _are_near(one: Tag, other: Tag) -> bool:
    """Whether one element is beside another, or within what is beside it."""
    above, around = one.parent, other.parent
    return (
        above is not None
        and around is not None
        and (above is around or is_within(around, above) or is_within(above, around))
    )


def _placed(tag: Tag) -> Tag:
    """The element within another one, so that something can stand beside it."""
    _NEW.new_tag("div").append(tag)
    return tag


def _count(cell: Tag, name: str) -> int:
    value = str(cell.get(name, ""))
    return min(max(int(value), 1), 100) if value.isdigit() else 1


def _made(name: str, nodes: Iterable[Any], **attributes: str) -> Tag:
    tag = _NEW.new_tag(name, attrs=attributes)
    for node in nodes:
        tag.append(node)
    if name in ("p", "li"):
        _trim(tag)
    return tag


def says_something(node: Any) -> bool:
    """Whether readers see anything of a node."""
    if not isinstance(node, Tag):
        return bool(str(node).strip())
    return (
        bool(node.get_text(strip=True))
        or node.name in ("img", "hr", "footnote")
        or node.find(["img", "hr", "footnote"]) is not None
    )


def _trim(tag: Tag) -> None:
    """Take away the space and the line breaks at both ends of a block."""
    for last in (False, True):
        while tag.contents:
            at = [node for node in tag.contents if not (isinstance(node, Tag) and node.name == "note")]
            if not at:
                return
            node = at[-1] if last else at[0]
            if isinstance(node, Tag) and node.name == "br":
                node.extract()
            elif isinstance(node, NavigableString):
                bare = node.rstrip() if last else node.lstrip()
                if bare == str(node):
                    break
                if bare:
                    node.replace_with(bare)
                    break
                node.extract()
            else:
                break


def _spaces(text: str) -> str:
    """The text with one space where there are several; one that does not break stays where it was meant."""
    text = re.sub(r"\xa0(?=[?!:;»%€])|(?<=«)\xa0|(?<=\d)\xa0(?=[^\W\d])", "\ufdd5", text)
    text = re.sub(r"[ \t\n\f\xa0]+", " ", text)
    return text.replace("\ufdd5", "\xa0")


def _emphasis(name: str, inner: list[Any]) -> list[Any]:
    """Words in an emphasis, with the spaces and line breaks at its ends outside of it."""
    before: list[Any] = []
    after: list[Any] = []
    while inner:
        node = inner[0]
        if isinstance(node, Tag) and node.name in ("br", "note", "footnote"):
            before.append(inner.pop(0))
        elif not isinstance(node, Tag) and (bare := str(node).lstrip()) != str(node):
            before.append(" ")
            inner[:1] = [NavigableString(bare)] if bare else []
        else:
            break
    while inner:
        node = inner[-1]
        if isinstance(node, Tag) and node.name in ("br", "note", "footnote"):
            after.insert(0, inner.pop())
        elif not isinstance(node, Tag) and (bare := str(node).rstrip()) != str(node):
            after.insert(0, " ")
            inner[-1:] = [NavigableString(bare)] if bare else []
        else:
            break
    if not inner:
        return [*before, *after]
    if all(isinstance(node, Tag) and node.name == "img" for node in inner):
        return [*before, *inner, *after]
    tag = _made(name, inner)
    for same in tag.find_all(name):
        same.unwrap()
    tag.smooth()
    return [*before, tag, *after]


def _joined(nodes: list[Any]) -> list[Any]:
    """The nodes with words beside each other joined, and emphases of one kind, so that no marks meet."""
    made: list[Any] = []
    for node in nodes:
        last = made[-1] if made else None
        if not isinstance(node, Tag):
            if last is not None and not isinstance(last, Tag):
                made[-1] = NavigableString(_spaces(str(last) + str(node)))
            elif str(node):
                made.append(NavigableString(str(node)))
            continue
        same = isinstance(last, Tag) and last.name == node.name and (node.name in ("strong", "em", "del", "code") or (node.name == "a" and last.get("href") == node.get("href") and node.find("img") is None))  # fmt: skip
        if same and isinstance(last, Tag):
            for child in list(node.contents):
                last.append(child.extract())
            last.smooth()
        else:
            made.append(node)
    return made


def _part_at_breaks(run: list[Any]) -> None:
    """Let no emphasis or link go on over the end of a paragraph: one with two line breaks in it becomes two."""
    at = 0
    while at < len(run):
        node = run[at]
        if isinstance(node, Tag) and node.name in ("strong", "em", "del", "a", "sup", "sub"):
            inside = list(node.contents)
            _part_at_breaks(inside)
            for number, (one, other) in enumerate(pairwise(inside)):
                if _is_break(one) and (_is_break(other) or (not str(other).strip() and _is_break((*inside, None, None)[number + 2]))):  # fmt: skip
                    first = _made(node.name, inside[:number], **{key: str(value) for key, value in node.attrs.items()})
                    last = _made(node.name, list(inside[number + 1 :]), **{key: str(value) for key, value in node.attrs.items()})  # fmt: skip
                    while last.contents and (_is_break(last.contents[0]) or not str(last.contents[0]).strip()):
                        last.contents[0].extract()
                    parts = [part for part in (first, last) if part.contents]
                    run[at : at + 1] = [*parts[:1], _NEW.new_tag("br"), _NEW.new_tag("br"), *parts[1:]]
                    break
            else:
                if node.contents != inside:
                    node.clear()
                    node.extend(inside)
        at += 1


def _is_break(node: Any) -> bool:
    return isinstance(node, Tag) and node.name == "br"


def _groups(run: list[Any]) -> Iterator[list[list[Any]]]:
    """The paragraphs of a run, each as its lines: one line break parts lines, two or more part paragraphs."""
    lines: list[list[Any]] = [[]]
    for node in run:
        if _is_break(node):
            lines.append([])
        else:
            lines[-1].append(node)
    group: list[list[Any]] = []
    for line in lines:
        if any(says_something(node) for node in line):
            group.append(line)
        else:
            if group:
                yield group
            group = []
            if notes := [node for node in line if isinstance(node, Tag) and node.name == "note"]:
                yield [notes]
    if group:
        yield group


def _words_of_picture(tag: Tag) -> str:
    """The words for those who do not see a picture; the name of a file is none."""
    words = " ".join(str(tag.get("alt") or "").split())
    return "" if _FILE_NAME.fullmatch(words) or words == str(tag.get("src") or "") else words


def _address_of_picture(tag: Tag) -> str:
    for name in (
        "data-image",
        "data-orig-file",
        "data-src",
        "data-lazy-src",
        "data-original",
        "src",
        "data-srcset",
        "srcset",
    ):
        address = str(tag.get(name) or "").strip()
        if name.endswith("srcset"):
            sizes = re.findall(r"(\S+)(?:\s+(\d+)[\d.]*[wx])?\s*(?:,\s|$)", address)
            address = max(sizes, key=lambda one: int(one[1] or 0))[0] if sizes else ""
        if address and not address.startswith(("data:", "about:", "blob:")):
            return f"https:{address}" if address.startswith("//") else address
    return ""
