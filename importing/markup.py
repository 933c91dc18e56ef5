"""What all readers need of XML and HTML: parsing what is damaged without loss, and plain words of marked-up ones."""

import html
import io
import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime

from lxml import etree  # type: ignore[import-untyped]
from lxml.html import HtmlElement, HTMLParser, document_fromstring, tostring  # type: ignore[import-untyped]

from importing.archive import Archive, as_windows
from importing.elements import BLOCK_TAG
from problem import short

MOST_ITEMS = 50_000  # articles, pictures, menu items
MOST_ELEMENTS = 2_000_000  # of an export that is all small elements, each of which takes a hundred bytes of memory
# What XML 1.0 cannot hold, however it is written; WordPress writes it all the same.
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FORBIDDEN_BYTES = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_REFERENCE = re.compile(rb"&#(?:x([\da-f]{1,8})|(\d{1,9}));", re.I)
_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,9}|#x[\da-fA-F]{1,8});)(\w{1,31};)?")
_OPENING = re.compile(rb"<([\w:.-]+)[^<>]*>\s*<!\[CDATA\[")
_ITEM = re.compile(rb"<(?:item|entry)[\s/>]")


def parsed(archive: Archive, name: str) -> etree._Element:
    """The root of a file in XML; what could be read of a damaged one, and then sentences in `archive.recovered`.

    No document type is allowed, so nothing can be declared that grows, or that leads to another file or to the network.
    A file is held in UTF-8 and never as a string, of which one with a rare letter takes four times as much memory.
    """
    text = archive.utf8(name)
    start = text.find(b"<")
    if text[:start].strip():
        archive.recovered.append(f"{name}: Words before its beginning were passed over.")
    if re.match(rb"<!DOCTYPE", _after_prolog(text, max(start, 0)), re.I):
        raise archive.refused(
            "It declares a document type (`<!DOCTYPE`), as no export does, and could lead to other files by it.",
            "Nothing was read. Export the site again, and give the file as it was downloaded.",
            name=name,
        )
    if (
        text.count(b"<") > MOST_ELEMENTS * 4
        or text.count(b"</") + text.count(b"/>") > MOST_ELEMENTS
        or text.count(b"<item") + text.count(b"<entry") > MOST_ITEMS
    ):
        raise archive.refused(
            "It holds more elements than any export we know.", "Export only the articles and pages.", name=name
        )
    text = re.sub(rb"\A[^<]*(?:<\?xml[^>]*>)?", b"", text, count=1)  # the encoding it declares is no longer its own
    try:
        return etree.fromstring(text, _parser(recover=False))
    except etree.XMLSyntaxError:
        pass
    text, begun, notes = _mended(text)
    parser = _parser(recover=True)
    try:
        root = etree.fromstring(text, parser)
    except etree.XMLSyntaxError:  # there is not even one element
        root = None
    if root is None:
        raise archive.refused(
            "It is damaged from its beginning on.",
            "Export the site again, and give the file as it was downloaded.",
            name=name,
        )
    if errors := [error for error in parser.error_log if error.level_name == "FATAL"]:
        items = list(root.iter("{*}item", "{*}entry", "item", "entry"))
        there = [item for item in items if item.sourceline <= errors[0].line]
        title = plain("".join(there[-1].findtext("{*}title") or "")) if there else ""
        notes.append(
            f"Line {errors[0].line}{f', in {short(title)!r},' if title else ''} is damaged ({errors[0].message.strip()})."
            " What could be read was read; compare what stands there with your old site."
        )
        if (lost := begun - len(items)) > 0:
            notes.append(f"{lost} more begin in the damaged part, and could not be read.")
    archive.recovered += [f"{name}: {note}" for note in notes]
    return root


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        huge_tree=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )


def _after_prolog(text: bytes, at: int) -> bytes:
    """The beginning of what stands behind the declaration and the comments: the root, or a document type."""
    while True:
        while text[at : at + 1].isspace():
            at += 1
        for opening, closing in ((b"<?", b"?>"), (b"<!--", b"-->")):
            if text.startswith(opening, at):
                end = text.find(closing, at + len(opening))
                if end < 0:
                    return b""
                at = end + len(closing)
                break
        else:
            return text[at : at + 100]


def _mended(text: bytes) -> tuple[bytes, int, list[str]]:
    """The text without what most often makes XML unreadable, how many items begin in it, and what it was."""
    notes: dict[str, str] = {}  # the first of each kind
    if found := _FORBIDDEN_BYTES.search(text) or next(filter(_is_forbidden, _REFERENCE.finditer(text)), None):
        notes["control"] = (
            f"Control characters (the first in line {_line(text, found.start())}), which show nothing, were left out."
        )
        text = _FORBIDDEN_BYTES.sub(b"", text)
        text = _REFERENCE.sub(lambda match: b"" if _is_forbidden(match) else match[0], text)
    begun, mended = 0, io.BytesIO()
    for piece, is_cdata in _pieces(text):
        if is_cdata:
            joined = _joined(piece)
            if b"]]>" in joined:
                start = piece.strip().decode("utf-8", "replace")[:40]
                notes.setdefault("end", f"`]]>` within a text was read as a part of it: {start!r}…")
            mended.write(joined.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;"))
            continue
        begun += len(_ITEM.findall(piece))
        if bare := _AMPERSAND.search(piece):
            around = piece[max(0, bare.start() - 20) : bare.end() + 20].decode("utf-8", "ignore").strip()
            notes.setdefault("bare", f"`&` by itself, as in {around!r}, was read as `&`.")
        mended.write(_AMPERSAND.sub(_ampersand, piece))
    return mended.getvalue(), begun, list(notes.values())


def _is_forbidden(reference: re.Match[bytes]) -> bool:
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    return number > 0x10FFFF or bool(FORBIDDEN.match(chr(number)))


def _pieces(text: bytes) -> Iterator[tuple[bytes, bool]]:
    """The text in parts, and whether each is what a CDATA section holds, up to the end tag of the element it is in.

    A text that itself holds `]]>` would otherwise end there.
    """
    at = 0
    without_end: set[bytes] = set()  # so that a search that fails once is never made again
    while opening := _OPENING.search(text, at):
        yield text[at : opening.end() - len(b"<![CDATA[")], False
        name, at = opening[1], opening.end()
        end = None
        if name not in without_end and not (end := re.compile(rb"\]\]>\s*</%s\s*>" % re.escape(name)).search(text, at)):
            without_end.add(name)
        stop = end.start() if end else text.find(b"]]>", at)
        if stop < 0:  # the file breaks off here
            yield text[at:], True
            return
        yield text[at:stop], True
        at = stop + len(b"]]>")
    yield text[at:], False


def _joined(cdata: bytes) -> bytes:
    return re.sub(rb"\]\]>(\s*)<!\[CDATA\[", rb"\1", cdata)


def _ampersand(match: re.Match[bytes]) -> bytes:
    return html.escape(html.unescape(match[0].decode()), quote=False).encode()


def _line(text: bytes, at: int) -> int:
    return text.count(b"\n", 0, at) + 1


def local(element: etree._Element) -> str:
    """The name of an element without its namespace, which exporters write in many ways."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def content(element: etree._Element | None) -> str:
    """What an element holds: its text, or where the exporter did not escape the HTML in it, that."""
    if element is None:
        return ""
    inner = "".join(etree.tostring(child, encoding="unicode") for child in element)
    return as_windows(
        re.sub(r' xmlns(?::\w+)?="[^"]*"', "", (element.text or "") + inner) if inner else element.text or ""
    )


_INLINE = re.compile(
    r"</?(?:a|abbr|b|big|br|cite|code|del|em|font|i|ins|mark|q|s|small|span|strong|sub|sup|u)(?:\s[^<>]*)?/?>", re.I
)


def plain(text: str) -> str:
    """A title or a name without elements and entities, on one line."""
    return " ".join(html.unescape(_INLINE.sub("", text)).split())


_BETWEEN = re.compile(rf"{BLOCK_TAG}|<br\b", re.I)


def words(markup: str) -> str:
    """The visible words of a piece of HTML, on one line."""
    if "<" not in markup:
        return plain(markup)
    start = markup[:100_000]  # what is longer is no summary
    page = document(f"<div>{_BETWEEN.sub(lambda match: f' {match[0]}', start)}</div>")
    for hidden in page.xpath("//script | //style"):
        hidden.drop_tree()
    return " ".join(page.text_content().split())


def document(text: str) -> HtmlElement:
    """A page in HTML as a browser would understand it; it never fails, and loads nothing."""
    parser = HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    return document_fromstring(
        FORBIDDEN.sub("", text).encode("utf-8", "replace") or b"<p></p>", parser=parser, ensure_head_body=True
    )


def inner(element: HtmlElement) -> str:
    """The HTML that an element holds."""
    return html.escape(element.text or "", quote=False) + "".join(
        tostring(child, encoding="unicode") for child in element
    )


def moment(text: object) -> datetime | None:
    """A time as exports write it, by the clock it is written by; None for none, and for the year 0."""
    if not isinstance(text, str) or not (text := text.strip()):
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return found.replace(tzinfo=None, microsecond=0) if 1 < found.year < 9999 else None
    return None
