"""What must hold of the text of an article or page."""

import posixpath
import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from html import unescape
from urllib.parse import parse_qs, quote, unquote, urlsplit

from checks.dates import in_words
from checks.problem import Problem, short
from checks.source import File, Line, Link, resolve

SCHEMES = ("https", "mailto", "tel", "sms")
QUOTATIONS = 6  # levels; more is a slip, and costs the Markdown reader its breath
LEVELS = 12
PARAGRAPH = 20_000  # letters
LINKS = 1_000
HEADINGS = 500
OPEN_BRACKETS = 100
LONG_SENTENCE = 45  # words
NAMED_BLOCKS = ("key points", "questions to sit with", "key differences")
_VOID = {"area", "br", "col", "hr", "img", "param", "source", "track", "wbr"}
_RUNNING = {"script", "iframe", "object", "embed", "applet", "frame", "frameset", "form", "input", "button", "textarea", "select", "base", "meta", "link", "style", "svg", "math", "template", "noscript"}  # fmt: skip
# fmt: off
_ELEMENTS = _VOID | _RUNNING | {
    "a", "abbr", "address", "article", "aside", "audio", "b", "bdi", "bdo", "blockquote", "body", "canvas", "caption",
    "center", "cite", "code", "colgroup", "data", "dd", "del", "details", "dfn", "dialog", "div", "dl", "dt", "em",
    "fieldset", "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "html",
    "i", "ins", "kbd", "label", "legend", "li", "main", "map", "mark", "menu", "meter", "nav", "ol", "optgroup", "option",
    "output", "p", "picture", "pre", "progress", "q", "rp", "rt", "ruby", "s", "samp", "section", "small", "span",
    "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "title", "tr",
    "tt", "u", "ul", "var", "video",
}
# fmt: on
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)((?:\s(?:[^<>\"']|\"[^\"<>]*\"|'[^'<>]*')*)?)(/?)>")
_OPEN_TAG = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]*)(?:\s+[a-zA-Z-]+=[^<>]*)?$")
_HANDLER = re.compile(r"[\s{:\"'/](on[a-z]{3,})\s*=", re.IGNORECASE)
_BULLET = re.compile(r"\s*([•·◦▪▸►●○‣⁃∙])\s*")
_NUMBERED = re.compile(r"\s{0,3}(?:\((\d{1,2}|[a-z])\)\s|([a-z])[.)]\s|(\d{1,2})[.)](?=[^\W\d]))", re.IGNORECASE)
_TIGHT_BULLET = re.compile(r"\s{0,3}([-+])(?=[^\W\d])")
_BOLD_LINE = re.compile(r"\s{0,3}(\*\*|__)([^*_]+)\1\s*:?\s*$")
_LEADING = re.compile(r"(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$)))*[ \t]*")
_RULE_LINE = re.compile(r"\s{0,3}([-*_])(?:\s*\1){2,}\s*$")
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_LOST = re.compile("\ufffd|â€[™œ\x9d\u201c\u201d˜”]?|Ã[©¨¼¶¤±¡ª§]")
_LEFTOVERS = (
    (re.compile(r"</?o:p\b[^>]*>|</?w:[^>]*>|\bmso-[a-z-]+|class=[\"']?Mso\w+[\"']?|<!--\[if [^\]]*\]>", re.IGNORECASE), "Word"),
    (re.compile(r"id=[\"']?docs-internal-guid[\w-]*|\bdocs-internal-guid[\w-]*", re.IGNORECASE), "Google Docs"),
    (re.compile(r"<!-- /?wp:[^>]*>|\[/?(?:caption|gallery|embed|audio|video|playlist|vc_\w+|et_pb_\w+)\b[^\]]*\](?!\()", re.IGNORECASE), "WordPress"),
    (re.compile(r"</?(?:font|center)\b[^>]*>|<(?:span|p|div)\s+style=[^>]*>", re.IGNORECASE), "a word processor"),
    (re.compile(r"(?:&nbsp;\s*){2,}|\u00a0{2,}", re.IGNORECASE), "a word processor"),
)  # fmt: skip
_DETOURS = re.compile(
    r"^https?://(?:www\.google\.[a-z.]+/url|[\w.-]*safelinks\.protection\.outlook\.com/)", re.IGNORECASE
)
_DETOUR = re.compile(r"https?://(?:www\.google\.[a-z.]+/url|[\w.-]*safelinks\.protection\.outlook\.com/?)\?[^\s)>\"']+", re.IGNORECASE)  # fmt: skip
_GAP = re.compile(r"\[([^\[\]]+)\] +\(((?:https?:|mailto:|[^\s()]+\.md)[^\s()]*)\)")
_TURNED = re.compile(r"(?<!\])\(([^()\[\]]+)\)\[((?:https?:|mailto:|[^\s\[\]]+\.md)[^\s\[\]]*)\]")
_UNENDED = re.compile(r"\[([^\[\]]+)\]\(([^()\s]*)$")
_REFERENCE = re.compile(r"(?<![\]\\!])!?\[([^\[\]]+)\]\[([^\[\]]*)\]")
_DEFINED = re.compile(r" {0,3}\[([^\]]+)\]:")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\](?!:)")
_FOOTNOTE_TEXT = re.compile(r" {0,3}\[\^([^\]\s]+)\]:")
_SENTENCE = re.compile(r"(?<=[.?!])[\"”’)*_]*\s+")
_PLAIN_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?:[/?].*)?$", re.IGNORECASE)


def there_is_a_text(file: File) -> Iterator[Problem]:
    """An article that is not a draft has a text below its header."""
    if file.source.fields and not file.source.body.strip() and not file.is_draft and file.kind == "articles":
        last = max(field.line for field in file.source.fields.values())
        yield file.problem(
            last,
            "There is no text below the header.",
            "Write it after an empty line, or add a line `Status: draft` until it is written.",
        )


def a_summary_is_not_the_opening(file: File) -> Iterator[Problem]:
    """A summary does not say the opening sentence again."""
    summary = _plain(file.source.text("summary") or "")
    first = next((part for part in file.paragraphs if part[0].text[0] != "#"), [])
    opening = _plain(" ".join(line.text for line in first)[:1000])
    if len(summary) > 20 and opening.startswith(summary.rstrip(".… ")):
        yield file.problem(
            file.line("summary"),
            f"The summary “{short(file.source.text('summary') or '')}” is the beginning of the text.",
            "Readers see one right after the other: say in the summary what the article gives them.",
        )


def links_lead_to_sources(file: File) -> Iterator[Problem]:
    """A link to a file leads to an article or page that is there."""
    for link, address in _file_links(file):
        target = resolve(file, address)
        if target in file.content.sources or _is_picture(file, link):
            continue
        if target.removeprefix("images/") in file.content.pictures:
            yield file.problem(
                link.line,
                f"The link “{address}” leads to a picture; a link can lead to an article or a page.",
                f"Show it, like `![What it shows]({address})`.",
            )
        elif _PLAIN_HOST.match(address) and not address.endswith(".md") and "/" not in address.split(".")[0]:
            yield file.problem(
                link.line, f"The link “{address}” has no https:// before it.", f"Write `https://{address}`."
            )
        elif re.fullmatch(r"[^@\s/]+@[^@\s/]+\.[a-z]+", address):
            yield file.problem(link.line, f"“{address}” is an email address, not a file.", f"Write `mailto:{address}`.")
        else:
            near = _nearest_source(file, target)
            yield file.problem(
                link.line,
                f"There is no file “{re.split('[#?]', address)[0]}”.",
                f"Did you mean `{near}`?"
                if near
                else "Correct its name, like `other-article.md`, or take the link out.",
            )


def links_lead_to_addresses(file: File) -> Iterator[Problem]:
    """A link to an address of the site, like `/contact/`, leads to a page that is there."""
    for link in file.links:
        path = unquote(link.address.partition("#")[0].partition("?")[0])
        if not link.address.startswith("/") or link.address.startswith("//") or path in file.content.addresses:
            continue
        if path.removeprefix("/images/") in file.content.pictures and path.startswith("/images/"):
            continue
        known = sorted(file.content.addresses)
        near = get_close_matches(path if path.endswith("/") else f"{path}/", known, 1, 0.5)
        yield file.problem(
            link.line,
            f"There is no page at “{link.address}”.",
            f"Did you mean `{near[0]}`?" if near else "Link the file instead, like `[words](../pages/contact.md)`.",
        )


def links_lead_to_parts(file: File) -> Iterator[Problem]:
    """A link with a # leads to a part that is there."""
    for link in file.links:
        address, mark, part = link.address.partition("#")
        if not mark or not part or link.is_picture or _scheme(address) or address.startswith("/"):
            continue
        target = file.content.sources.get(resolve(file, address)) if address else file
        part = unquote(part)
        if target is None or not target.source.body or part in target.ids or part.startswith(("fn:", "fnref:")):
            continue
        near = get_close_matches(part.lower(), target.ids, 1, 0.4)
        where = f"“{address}”" if address else "this text"
        parts = ", ".join(f"`#{heading.id}`" for heading in target.headings[:6])
        yield file.problem(
            link.line,
            f"The link “{link.address}” leads to a part that {where} does not have.",
            f"Did you mean `{address}#{near[0]}`?"
            if near
            else f"Its parts are {parts}."
            if parts
            else "Take out what begins with the #.",
        )


def links_lead_to_published_articles(file: File) -> Iterator[Problem]:
    """A link does not lead readers to a draft, or to an article that is there only later (advice at the desk)."""
    if file.is_draft:
        return
    for link, address in _file_links(file):
        target = file.content.sources.get(resolve(file, address))
        if target is None or target is file:
            continue
        if target.is_draft:
            yield file.problem(
                link.line,
                f"The link leads to “{address}”, which is a draft, and readers would find nothing there.",
                "Take the link out for now, or take the line `Status: draft` out of that article.",
                advice=not file.content.publish,
            )
        elif (
            target.is_scheduled and target.date and (not file.is_scheduled or not file.date or file.date < target.date)
        ):
            yield file.problem(
                link.line,
                f"The link leads to “{address}”, which is there only from {in_words(target.date)} on.",
                "Take the link out until then, or give this article the same date.",
                advice=not file.content.publish,
            )


def links_are_allowed(file: File) -> Iterator[Problem]:
    """A link is a file, an address, or begins with `https:`, `mailto:`, `tel:` or `sms:`."""
    for link in file.links:
        scheme = _scheme(link.address)
        quoted = f"“{short(link.address)}”"
        if not link.address:
            if link.words is not None:
                yield file.problem(
                    link.line,
                    f"The link “[{short(link.words)}]()” leads nowhere.",
                    f"Write where to between the round brackets, like `[{short(link.words)}](other-article.md)`.",
                )
        elif link.address.startswith("//"):
            yield file.problem(
                link.line, f"The link {quoted} has no https: before it.", f"Write `https:{link.address}`."
            )
        elif scheme == "http" and not _DETOURS.match(link.address):
            secure = f"https{link.address[4:]}"
            yield file.problem(
                link.line,
                f"The link {quoted} is not secure: it begins with “http:”.",
                f"Write `{secure}`, and try whether it opens.",
            )
        elif len(scheme) == 1 or scheme == "file":
            yield file.problem(
                link.line,
                f"{quoted} is a file on one computer, which readers cannot open.",
                "Put a picture into content/images/, and link an article by its name, like `other-article.md`.",
            )
        elif scheme == "mailto" and "@" not in link.address:
            yield file.problem(
                link.line, f"{quoted} is not a whole email address.", "Write it like `mailto:name@practice.org`."
            )
        elif scheme == "data":
            yield file.problem(
                link.line,
                f"{quoted} is a picture pasted into the text.",
                "Save it into content/images/ and write `![What it shows](../images/its-name.jpg)`.",
            )
        elif scheme and scheme not in SCHEMES and scheme != "http":
            yield file.problem(
                link.line,
                f"The link {quoted} begins with “{scheme}:”, which is not allowed here.",
                "A link is a file of yours, or begins with https:, mailto: or tel:.",
            )


def links_go_straight(file: File) -> Iterator[Problem]:
    """A link does not make a detour by Google or Outlook, which would learn who follows it."""
    for number, text in file.lines:
        if "?" not in text:
            continue
        for match in _DETOUR.finditer(text):
            values = parse_qs(urlsplit(unescape(match[0])).query)
            goal = next((values[key][0] for key in ("q", "url") if key in values), "")
            yield file.problem(
                number,
                f"The link “{short(match[0])}” makes a detour that tells {'Google' if 'google' in match[0] else 'Microsoft'} who follows it.",
                f"Write `{goal}`." if goal.startswith("http") else "Write the address of the page itself.",
            )


def links_are_written_right(file: File) -> Iterator[Problem]:
    """A link is written `[words](address)`, without a gap, closed, and in this order."""
    for number, text in file.lines:
        if "[" not in text:
            continue
        for match in _GAP.finditer(text):
            yield file.problem(
                number, f"There is a space inside the link “{short(match[0])}”.", f"Write `[{match[1]}]({match[2]})`."
            )
        for match in _TURNED.finditer(text):
            yield file.problem(
                number,
                f"The brackets of the link “{short(match[0])}” are swapped.",
                f"Write `[{match[1]}]({match[2]})`.",
            )
        if unended := _UNENDED.search(text):
            yield file.problem(
                number,
                f"The link “{short(unended[0])}” is not closed.",
                f"Write `[{unended[1]}]({unended[2] or 'other-article.md'})`.",
            )


def references_are_defined(file: File) -> Iterator[Problem]:
    """What a link like `[words][name]` or a footnote like `[^1]` stands for is there, and every footnote is used."""
    if "]" not in file.source.body:
        return
    defined = {" ".join(match[1].lower().split()) for _, text in file.lines if (match := _DEFINED.match(text))}
    notes = {match[1]: number for number, text in file.lines if (match := _FOOTNOTE_TEXT.match(text))}
    used: set[str] = set()
    for number, text in file.lines:
        for words, name in _REFERENCE.findall(text) if "][" in text else []:
            if " ".join((name or words).lower().split()) not in defined and not words.startswith("^"):
                yield file.problem(
                    number,
                    f"The link “[{words}][{name}]” has no address.",
                    f"Write `[{words}](other-article.md)`, or add a line `[{name or words}]: https://…` at the end.",
                )
        for name in _FOOTNOTE.findall(text) if "[^" in text else []:
            if name not in notes and name not in used:
                yield file.problem(
                    number,
                    f"The footnote “[^{name}]” has no text.",
                    f"Add a line at the end, like `[^{name}]: Where this is from.`",
                )
            used.add(name)
    for name, number in notes.items():
        if name not in used:
            yield file.problem(
                number,
                f"No place in the text refers to the footnote “[^{name}]”.",
                f"Write `[^{name}]` where it belongs, or take the footnote out.",
            )


def links_are_not_too_many(file: File) -> Iterator[Problem]:
    """A text has at most 1,000 links."""
    if len(file.links) > LINKS:
        yield file.problem(
            file.links[LINKS].line,
            f"The text has {len(file.links):,} links.",
            f"Split it, or take some out: up to {LINKS:,} are allowed.",
        )


def pictures_are_there(file: File) -> Iterator[Problem]:
    """A picture in the text is a file in content/images."""
    for link in file.links:
        if not _is_picture(file, link):
            continue
        if link.address.startswith(("https:", "http:")):
            if link.is_picture:
                yield file.problem(
                    link.line,
                    f"The picture “{short(link.address)}” comes from another site, which would learn who reads yours.",
                    "Save it into content/images/ and write `![What it shows](../images/its-name.jpg)`.",
                )
            continue
        if not link.address or _scheme(link.address) or link.address.startswith(("/", "{")):
            continue
        name = resolve(file, link.address).removeprefix("images/")
        if name not in file.content.pictures or not resolve(file, link.address).startswith("images/"):
            last = name.rpartition("/")[2]
            near = [last] if last in file.content.pictures else get_close_matches(last, file.content.pictures, 1, 0.7)
            up = "../" * file.name.count("/")
            yield file.problem(
                link.line,
                f"There is no picture “{link.address}”.",
                f"Did you mean `{up}images/{near[0]}`?"
                if near
                else f"Put it into content/images/ and name it like `{up}images/two-chairs.jpg`.",
            )


def pictures_have_words(file: File) -> Iterator[Problem]:
    """A picture has words for readers who do not see it, or the word `decorative`."""
    for link in file.links:
        if link.is_picture and link.words is not None and not link.words.strip():
            yield file.problem(
                link.line,
                f"The picture “{short(link.address)}” has no words for readers who do not see it.",
                f"Say what it shows, like `![Two chairs by a window.]({link.address})`; if it says nothing, `![decorative]({link.address})`.",
            )
        elif (
            link.is_picture
            and link.words
            and re.fullmatch(r"\S+\.(jpe?g|png|webp|gif|avif|heic)", link.words, re.IGNORECASE)
        ):
            yield file.problem(
                link.line,
                f"The words of the picture, “{link.words}”, are the name of a file.",
                f"Say what it shows, like `![Two chairs by a window.]({link.address})`.",
            )
    for number, text in file.lines:
        if "![" in text and (match := re.search(r"!\[\s*\]\[([^\]]*)\]", text)):
            yield file.problem(
                number,
                f"The picture “{match[0]}” has no words for readers who do not see it.",
                f"Say what it shows, like `![Two chairs by a window.][{match[1]}]`.",
            )
        elif "<img" in text.lower() and (match := re.search(r"<img\b(?![^>]*\balt\s*=)[^>]*>", text, re.IGNORECASE)):
            yield file.problem(
                number,
                f"The picture “{short(match[0])}” has no words for readers who do not see it.",
                "Write it like `![Two chairs by a window.](../images/two-chairs.jpg)`.",
            )


def headings_begin_with_two_marks(file: File) -> Iterator[Problem]:
    """A heading in the text is not of the first level, which is the title."""
    for heading in file.headings:
        if heading.level != 1:
            continue
        title = file.source.text("title") or ""
        if heading.text.lower() == title.lower():
            remedy = "Take it out: the page shows its Title already."
        else:
            remedy = f"Write `## {heading.text}`; the one heading with a single # is the Title."
        yield file.problem(heading.line, f"The heading “{short(heading.text)}” is on the level of the title.", remedy)


def headings_leave_out_no_level(file: File) -> Iterator[Problem]:
    """A heading is at most one level below the one before it."""
    before = 1
    for heading in file.headings:
        if heading.level > before + 1:
            yield file.problem(
                heading.line,
                f"The heading “{'#' * heading.level} {short(heading.text)}” leaves out a level.",
                f"Write `{'#' * (before + 1)} {heading.text}`.",
            )
        before = heading.level


def headings_have_a_space_and_words(file: File) -> Iterator[Problem]:
    """A heading has a space after its marks, and words."""
    for number, text in file.lines:
        if text.startswith("#") and (match := re.match(r"(#{1,6})([^#\s].*)", text)):
            plain = match[2].rstrip("# ")
            marks = match[1] if len(match[1]) > 1 else "##"
            other = f"; if it is not a heading, `\\{text.strip()}`" if len(match[1]) == 1 else ""
            yield file.problem(
                number, f"“{short(text.strip())}” has no space after the #.", f"Write `{marks} {plain}`{other}."
            )
        elif text.startswith("#") and not text.strip("# \t"):
            yield file.problem(
                number, f"The heading “{text.strip()[:10]}” has no words.", "Write them, or take it out."
            )


def bold_lines_are_not_headings(file: File) -> Iterator[Problem]:
    """A line in bold alone is not used as a heading."""
    for part in file.paragraphs:
        if len(part) != 1 or not (match := _BOLD_LINE.match(part[0].text)) or match[2].rstrip()[-1:] in (".", "!", "…"):
            continue
        words = match[2].strip().rstrip(":")
        if words.lower() in NAMED_BLOCKS:
            remedy = f"Begin this line and those of its block with `>`, like `> **{words}**`."
        else:
            remedy = f"If it is a heading, write `## {words}`; if it is a sentence, end it with a period."
        yield file.problem(part[0].number, f"The line “{short(part[0].text.strip())}” is all in bold.", remedy)


def lists_are_lists(file: File) -> Iterator[Problem]:
    """The items of a list begin with `- ` or `1. `, not with pasted bullets or numbers."""
    for part in file.paragraphs:
        pasted = [line for line in part if _BULLET.match(line.text)]
        if pasted:
            mark = _BULLET.match(pasted[0].text)
            plain = pasted[0].text[mark.end() :].strip() if mark else ""
            yield file.problem(
                pasted[0].number,
                f"The line “{short(pasted[0].text.strip())}” begins with a pasted bullet{_and_more(pasted)}.",
                f"Write `- {short(plain)}`.",
            )
        for pattern, write in ((_NUMBERED, "1. "), (_TIGHT_BULLET, "- ")):
            run = [line for line in part if pattern.match(line.text)]
            if len(run) > 1 and len(run) == len(part):
                plain = pattern.sub("", run[0].text, count=1).strip()
                yield file.problem(
                    run[0].number,
                    f"The line “{short(run[0].text.strip())}” is not shown as an item of a list{_and_more(run)}.",
                    f"Write `{write}{short(plain)}`.",
                )


def stars_come_in_pairs(file: File) -> Iterator[Problem]:
    """Bold words have two stars before and after them."""
    for part in file.paragraphs:
        if len(part) == 1 and _RULE_LINE.match(part[0].text):
            continue
        count = 0
        last = part[0]
        for line in part:
            if stars := line.text.replace(r"\*", "").count("**"):
                count, last = count + stars, line
        if count % 2:
            at = last.text.rfind("**")
            yield file.problem(
                last.number,
                f"The two stars in “{short(last.text[max(0, at - 20) :].strip())}” open or close nothing.",
                "Bold words have two stars before and two after: `**like this**`.",
            )


def nothing_is_left_over(file: File) -> Iterator[Problem]:
    """The text has no leftovers of Word, Google Docs or WordPress."""
    for number, text in file.lines:
        if not (
            "<" in text or "[" in text or "mso-" in text or "&nbsp;" in text or "\u00a0" in text or "docs-" in text
        ):
            continue
        for pattern, origin in _LEFTOVERS:
            if match := pattern.search(text):
                shown = match[0] if match[0].strip() else "several hard spaces in a row"
                yield file.problem(
                    number,
                    f"“{short(shown)}” is a leftover of {origin}.",
                    "Take it out; when pasting, choose “Paste as plain text”.",
                )


def letters_are_whole(file: File) -> Iterator[Problem]:
    """The text has no invisible control characters and no letters that were lost on the way."""
    for number, text in enumerate(file.source.body.split("\n"), file.source.body_line):
        if text.isascii() and text.isprintable():
            continue
        if match := _INVISIBLE.search(text):
            near = short(text[max(0, match.start() - 20) : match.end() + 20].replace(match[0], "▯"))
            yield file.problem(
                number,
                f"There is an invisible character (U+{ord(match[0]):04X}) at “▯” in “{near}”.",
                "Delete it, and the letter before it if need be, and type that again.",
            )
        if match := _LOST.search(text):
            near = text[max(0, match.start() - 20) : match.end() + 20].strip()
            yield file.problem(
                number,
                f"Letters were lost in “{near}”: “{match[0]}” stands for something else.",
                "Type the letter or quotation mark that belongs there.",
            )


def code_ends(file: File) -> Iterator[Problem]:
    """A piece of code that begins with three backticks ends with three backticks."""
    for number in file.unclosed_fences:
        yield file.problem(
            number,
            "The code that begins here does not end.",
            "Write ``` on a line of its own below it, or take this line out.",
        )


def html_is_closed(file: File) -> Iterator[Problem]:
    """An HTML element is one that browsers know, and is closed."""
    if "<" not in file.source.body:
        return
    opened: list[tuple[str, int, str]] = []
    for number, tag, name, _, ends_itself in _tags(file):
        if name not in _ELEMENTS:
            if ":" not in name and "-" not in name:
                yield file.problem(
                    number,
                    f"Readers do not see “{short(tag)}”: browsers take it for an element they do not know.",
                    f"Write `&lt;{tag[1:-1]}&gt;`, or square brackets.",
                )
        elif name in _VOID or ends_itself or name in _RUNNING:
            continue
        elif not tag.startswith("</"):
            opened.append((name, number, tag))
        elif name in [one for one, _, _ in opened]:
            while opened and opened[-1][0] != name:
                left, line, whole = opened.pop()
                yield _not_closed(file, left, line, whole)
            opened.pop()
        else:
            yield file.problem(number, f"“{tag}” closes nothing.", f"Take it out, or open it before: `<{name}>`.")
    for name, line, whole in opened:
        yield _not_closed(file, name, line, whole)
    for part in file.paragraphs:
        if (
            "<" in part[-1].text
            and (match := _OPEN_TAG.search(part[-1].text))
            and match[1].strip("/").lower() in _ELEMENTS
        ):
            yield file.problem(
                part[-1].number, f"“{short(match[0])}” has no “>” at its end.", f"Write `{short(match[0].strip())}>`."
            )


def nothing_runs(file: File) -> Iterator[Problem]:
    """The text brings no script, frame, form or style of its own, and no `on…=` handlers."""
    for number, tag, name, attributes, _ in _tags(file) if "<" in file.source.body else []:
        if name in _RUNNING and not tag.startswith("</"):
            yield file.problem(
                number,
                f"“{short(tag)}” is not allowed in a text.",
                "Take it out; to show a film or a form, link its page: `[Watch the talk](https://…)`.",
            )
        elif handler := _HANDLER.search(attributes):
            yield file.problem(
                number,
                f"“{handler[1]}=” in “{short(tag)}” would run a script, which is not allowed in a text.",
                f"Take it out: `<{name}>`.",
            )
    for number, text in file.lines:
        if "{" in text and (match := re.search(r"\{[^{}]*\}", text)) and (handler := _HANDLER.search(match[0])):
            yield file.problem(
                number,
                f"“{handler[1]}=” in “{short(match[0])}” would run a script, which is not allowed in a text.",
                "Take it out, with its braces.",
            )


def nothing_is_too_deep(file: File) -> Iterator[Problem]:
    """Quotations are at most six levels deep, and lists and quotations together twelve."""
    for number, text in file.lines:
        if not text or not (text[0].isspace() or text[0] in ">-+*0123456789"):
            continue
        if _RULE_LINE.match(text):
            continue
        match = _LEADING.match(text)
        marks = match[0] if match else ""
        quotations = marks.count(">")
        levels = len(marks.split()) + quotations // 2 + (len(text) - len(text.lstrip())) // 2
        if quotations > QUOTATIONS:
            yield file.problem(
                number,
                f"This is a quotation in a quotation, {quotations} levels deep.",
                f"Take some of its `>` away; up to {QUOTATIONS} are understood.",
            )
            return
        if levels > LEVELS and text.strip():
            yield file.problem(
                number,
                f"“{short(text.strip(), 30)}” is {levels} levels deep.",
                f"Take spaces or marks away at its beginning; up to {LEVELS} levels are understood.",
            )
            return


def nothing_is_too_long(file: File) -> Iterator[Problem]:
    """A paragraph has at most 20,000 letters, a text at most 500 headings, and no brackets left open by the hundred."""
    number, start, length = file.source.body_line, 0, 0
    for line in file.source.body.split("\n") if len(file.source.body) > PARAGRAPH else ():
        if not line.strip():
            start = length = 0
        else:
            start, length = start or number, length + len(line)
            if PARAGRAPH < length <= PARAGRAPH + len(line):
                yield file.problem(
                    start,
                    f"The paragraph that begins here has more than {PARAGRAPH:,} letters.",
                    "Divide it by empty lines; if something was pasted by mistake, take that out.",
                )
        number += 1
    if (headings := len(re.findall(r"^[> ]*#", file.source.body, re.MULTILINE))) > HEADINGS:
        yield file.problem(
            file.source.body_line,
            f"The text has {headings:,} headings.",
            f"Divide it, or take some out: up to {HEADINGS:,} are allowed.",
        )
    for opens, closes in (("[", "]"), ("(", ")"), ("<", ">"), ("{", "}")):
        count, ends = file.source.body.count(opens), file.source.body.count(closes)
        if count - ends > OPEN_BRACKETS:
            yield file.problem(
                file.source.body_line,
                f"The text opens “{opens}” {count:,} times and closes it only {ends:,} times.",
                f"Take out the “{opens}” that do not belong there.",
            )


def sentences_are_short(file: File) -> Iterator[Problem]:
    """A sentence has at most 45 words (advice)."""
    long: list[tuple[int, str, int]] = []
    for part in file.paragraphs:
        if part[0].text.lstrip()[:1] in ("|", "#", "<", ">"):
            continue
        text = " ".join(line.text for line in part)
        if text.count(" ") < LONG_SENTENCE:
            continue
        for sentence in _SENTENCE.split(text):
            count = sentence.count(" ") + 1
            if count > LONG_SENTENCE:
                long.append((part[0].number, sentence, count))
    if long:
        number, sentence, count = long[0]
        more = f" ({len(long)} such sentences in all)" if len(long) > 1 else ""
        yield file.problem(
            number,
            f"The sentence “{short(sentence)}” has {count} words{more}.",
            "Someone who reads between two patients may like two sentences better.",
            advice=True,
        )


def alone(file: File) -> list[Problem]:
    """What the rules find that look at nothing but the file."""
    return [problem for rule in ALONE for problem in rule(file)]


def problems(file: File, alone: Callable[[File], list[Problem]] = alone) -> list[Problem]:
    """What every rule finds; a text that is too long to be read is told so, and no more is looked for."""
    too_long = list(nothing_is_too_long(file))
    return too_long or alone(file) + [problem for rule in AMONG_OTHERS for problem in rule(file)]


ALONE: tuple[Callable[[File], Iterator[Problem]], ...] = (
    there_is_a_text,
    a_summary_is_not_the_opening,
    links_are_allowed,
    links_go_straight,
    links_are_written_right,
    links_are_not_too_many,
    references_are_defined,
    pictures_have_words,
    headings_begin_with_two_marks,
    headings_leave_out_no_level,
    headings_have_a_space_and_words,
    bold_lines_are_not_headings,
    lists_are_lists,
    stars_come_in_pairs,
    nothing_is_left_over,
    letters_are_whole,
    code_ends,
    html_is_closed,
    nothing_runs,
    nothing_is_too_deep,
    sentences_are_short,
)
AMONG_OTHERS: tuple[Callable[[File], Iterator[Problem]], ...] = (
    links_lead_to_sources,
    links_lead_to_addresses,
    links_lead_to_parts,
    links_lead_to_published_articles,
    pictures_are_there,
)
RULES = (nothing_is_too_long, *ALONE, *AMONG_OTHERS)


def _file_links(file: File) -> Iterator[tuple[Link, str]]:
    """The links that name a file, not an address of the web or a place in the page."""
    for link in file.links:
        address = link.address
        if address and not address.startswith(("/", "#", "?", "{")) and not _scheme(address):
            yield link, address


def _is_picture(file: File, link: Link) -> bool:
    """Whether a picture is meant; a definition at the end of a text may be one of a picture."""
    return link.is_picture or (link.words is None and resolve(file, link.address).startswith("images/"))


def _scheme(address: str) -> str:
    """What stands before the colon of an address, as a browser reads it; empty where nothing does."""
    plain = re.sub(r"[\s\x00-\x20]", "", unescape(address)).lower()
    match = re.match(r"([a-z][a-z0-9+.-]*):", plain)
    return match[1] if match else ""


def _nearest_source(file: File, target: str) -> str:
    """How to link the source whose name is nearest; empty where none is near."""
    last = target.rpartition("/")[2]
    stem = last.rpartition(".")[0] or last
    names = {name.rpartition("/")[2].removesuffix(".md"): name for name in sorted(file.content.sources, reverse=True)}
    near = get_close_matches(stem.lower(), names, 1)
    if not near:
        return ""
    return quote(posixpath.relpath(names[near[0]], posixpath.dirname(file.name)))


def _tags(file: File) -> Iterator[tuple[int, str, str, str, bool]]:
    """Every HTML tag of the text: line, the whole of it, its name, its attributes, whether it closes itself."""
    text = "\n".join(line.text for line in file.lines)
    if "<!--" in text:
        text = re.sub(r"<!--.*?-->", lambda match: re.sub(r"[^\n]", " ", match[0]), text, flags=re.DOTALL)
    at, number = 0, file.source.body_line
    for match in _TAG.finditer(text):
        number += text.count("\n", at, match.start())
        at = match.start()
        if match[2].rstrip(":").lower() in ("http", "https", "mailto") or match[2].endswith(":"):
            continue
        yield number, " ".join(match[0].split()), match[2].lower(), match[3], bool(match[4])


def _not_closed(file: File, name: str, line: int, whole: str) -> Problem:
    return file.problem(line, f"“{short(whole)}” is not closed.", f"Write `</{name}>` where it ends, or take it out.")


def _and_more(lines: list[Line]) -> str:
    return f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""


def _plain(text: str) -> str:
    """The words alone, to be compared."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return " ".join(re.sub(r"[*_`>“”\"'’]", "", text).lower().split())
