"""Checks for the text of an article or page.

A problem stands in the way only if readers would get something wrong, broken, unsafe or lost, or if what was meant cannot
be known. What has one right answer is done while rendering, and said as advice.
"""

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from itertools import takewhile
from urllib.parse import quote, unquote, urlsplit

from lxml import html  # type: ignore[import-untyped]
from lxml.html import defs  # type: ignore[import-untyped]

from checks import characters
from checks.characters import LEFT_OVER
from problem import Problem, did_you_mean, errors, nearest, short
from sources import named_blocks
from sources.addresses import DETOUR, address_of, past_detour, path_of, source_at
from sources.content import File, as_named, host, resolve
from sources.dates import in_words
from sources.markdown_text import HEADINGS, OBJECT, PARAGRAPH, Heading, Line, Link, excess, plain_words
from sources.moved_files import topic_addresses
from sources.raw_html import addresses, without_leftovers

SCHEMES = ("https", "mailto", "tel", "sms")
QUOTATIONS = 6  # levels; more is a slip, and costs the Markdown reader its breath
LEVELS = 12
LINKS = 1_000
MANY = 200  # parts of a text; of more, the first are compared with what was meant
LONG_SENTENCE = 45  # words
_VOID = {"area", "br", "col", "hr", "img", "param", "source", "track", "wbr"}
_RUNNING = {"script", "iframe", "object", "embed", "applet", "frame", "frameset", "form", "input", "button", "textarea", "select", "base", "meta", "link", "style", "svg", "math", "template", "noscript"}  # fmt: skip
_ELEMENTS = defs.tags | _VOID | _RUNNING | {"bdi", "data", "dialog", "main", "picture"}
# Whose end tags HTML leaves out (HTML 13.1.2.4).
_MAY_STAY_OPEN = {"p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "colgroup", "rt", "rp"}
_OPEN_TAG = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]*)(?:\s+[a-zA-Z-]+=[^<>]*)?$")
_BRACES = re.compile(r"\{:?\s*+([^{}=]*+=[^{}]*+)\}")
_ATTRIBUTE = re.compile(r"(?<![^\s=\"'])([^\s=\"']++)\s*+=")
_IN_IMAGE = {"alt", "width", "height"}
_HANDLER = re.compile(r"[\s{:\"'/](on[a-z]{3,})\s*=", re.IGNORECASE)
_BULLETS = "•·◦▪▸►●○‣⁃∙\uf0a7\uf0b7"  # the last two as Word's symbol fonts have them
_BULLET = re.compile(rf"\s*([{_BULLETS}])(?:\s+|(?=[^\s{_BULLETS}]))")
_BULLET_BEFORE = re.compile(rf"((?:[ ]{{0,3}}> ?)*)([ \t\u00a0]*)(?:[{_BULLETS}][ \t\u00a0]+|•(?=\S))(?=\S)")
_NUMBERED = re.compile(r"\s{0,3}(?:\((\d{1,2}|[a-z])\)\s|([a-z])[.)]\s|(\d{1,2})[.)](?=[^\W\d]))", re.IGNORECASE)
_NON_BREAKING = re.compile(r"(?:#{1,6}|[-*+]|\d{1,9}[.)])( *\u00a0[ \u00a0]*)(?=\S)")
_TIGHT_BULLET = re.compile(r"\s{0,3}([-+])(?=[^\W\d])")
# What another program would have replaced, and readers now see.
_SHORTCODES = (
    (re.compile(r"\[/(?:caption|gallery|embed|audio|video|playlist|vc_\w+|et_pb_\w+)\]|\[(?:caption|gallery|embed|audio|video|playlist|vc_\w+|et_pb_\w+)\s+\w+=[^\]]*\]|\[gallery\]"), "WordPress"),
    (re.compile(r"\{%[^{}]*%\}|\{\{[^{}]*\}\}"), "the program that made your former site"),
)  # fmt: skip
_LEFT_OVER = re.compile(LEFT_OVER)
_MARK_IN_HTML = re.compile(rf"{LEFT_OVER}|\*\*|^\s*#{{1,6}} ", re.MULTILINE)
_VERBATIM = {"pre", "code", "kbd", "samp", "textarea"}
_IN_VERBATIM = " or ".join(f"ancestor-or-self::{name}" for name in (*sorted(_VERBATIM), "script", "style"))
# Links that are written wrongly: what is found, and how it is right.
_MISWRITTEN = (
    (
        re.compile(r"\[([^\[\]]+)\] +\(((?:https?:|mailto:|[^\s()]+\.md)[^\s()]*)\)"),
        "There is a space inside the link “{whole}”.",
        r"[\1](\2)",
    ),
    (
        re.compile(r"(?<=\])\(([^<>\[\]]{0,200} [^<>\[\]]{0,200}\.(?:md|pdf|jpe?g|png|webp|heic))\)", re.IGNORECASE),
        "The name “{first}” has spaces in it, so it is not read as a link.",
        r"(<\1>)",
    ),
    (
        re.compile(r"(?<!\])\(([^()\[\]]+)\)\[((?:https?:|mailto:|[^\s\[\]]+\.md)[^\s\[\]]*)\]"),
        "The brackets of the link “{whole}” are swapped.",
        r"[\1](\2)",
    ),
)
_UNENDED = re.compile(r"\[([^\[\]]+)\]\(([^()\s]*)$")
_REFERENCE = re.compile(r"(?<![\]\\])(!?)\[([^\[\]\n]+)\]\[([^\[\]\n]*)\]")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\](?!:)")
_SPACED_BOLD = re.compile(r"\*\*(\s[^*]+|[^*]+\s)\*\*")
_ROW = re.compile(r"\s*\|.*\|\s*$|.*\w\s+\|\s+\w.*\s\|\s|[|: -]*\|[|: -]*$")
_SENTENCE = re.compile(r"(?<=[.?!])[\"”’)*_]*\s+")
_TAG_AHEAD = re.compile(r"</?[a-zA-Z]+[ >]")
_PROSE = re.compile(r"[^\W\d_][\w’',;()“”\"-]*(?: [\w’',;:()“”\"–—-]+){3,}[.?!…:]?[\"”’)]?\s*$")
_PLAIN_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?:[/?].*)?$", re.IGNORECASE)
_FILE_ENDING = re.compile(r"\S+\.(jpe?g|png|webp|gif|avif|heic)", re.IGNORECASE)


def there_is_a_text(file: File) -> Iterator[Problem]:
    """An article that is not a draft has a text below its header."""
    if (
        file.source.fields
        and not file.source.body.strip()
        and not file.source.endless
        and not file.is_draft
        and file.kind == "articles"
    ):
        last = max(field.line for field in file.source.fields.values())
        yield file.problem(
            last,
            "There is no text below the header.",
            "Write it after an empty line, or add a line `Status: draft` until it is written.",
        )


def a_summary_is_not_the_opening(file: File) -> Iterator[Problem]:
    """A summary does not say the opening sentence again (advice)."""
    summary = _plain(file.source.text("summary") or "")
    opening = _plain(next((part.text for part in file.text.paragraphs if part.tag == "p"), "")[:1000])
    if len(summary) > 20 and opening.startswith(summary.rstrip(".… ")):
        yield file.problem(
            file.line("summary"),
            f"The summary “{short(file.source.text('summary') or '')}” is the beginning of the text.",
            "Readers see one right after the other: say in the summary what the article gives them.",
            advice=True,
        )


def links_lead_to_sources(file: File) -> Iterator[Problem]:
    """A link to a file leads to an article, page or handout that is there."""
    for link, address in _file_links(file):
        target = resolve(file, address)
        if target in file.content.sources or target in file.content.handouts or _is_picture(file, link):
            continue
        now = _moved_to(file, target, address)
        if file.content.is_faulty(now or target) or _is_gone(file, target):
            continue  # reported as a file, or asked once, of all that leads there
        if now:
            yield _called_otherwise(file, link, now)
        elif target.endswith(".html") and (meant := f"{target.removesuffix('.html')}.md") in file.content.sources:
            yield _works_here(
                file, link, _from(file, meant, address), f"The link “{address}” names a page as a browser does."
            )
        elif target.removeprefix("images/") in file.content.pictures:
            yield file.problem(
                link.line,
                f"The link “{address}” leads to a picture; a link can lead to an article or a page.",
                f"Show it, like `![What it shows]({address})`.",
            )
        elif address.lower().partition("#")[0].endswith(".pdf"):
            yield _no_handout(file, link, address)
        elif _PLAIN_HOST.match(address) and not address.endswith(".md") and "/" not in address.split(".")[0]:
            yield file.problem(
                link.line, f"The link “{address}” has no https:// before it.", f"Write `https://{address}`."
            )
        elif re.fullmatch(r"[^@\s/]+@[^@\s/]+\.[a-z]+", address):
            yield file.problem(
                link.line,
                f"“{address}” is an email address, not a file.",
                f"Write `mailto:{address}`.",
                repairs=leading_to(file, link, f"mailto:{address}"),
            )
        else:
            yield file.problem(
                link.line,
                f"There is no file “{unquote(re.split('[#?]', address)[0])}”.",
                did_you_mean(
                    _nearest_source(file, target), "Correct its name, like `other-article.md`, or take the link out."
                ),
            )


def _no_handout(file: File, link: Link, address: str) -> Problem:
    name = unquote(address.partition("#")[0]).rpartition("/")[2]
    written = _from(file, f"files/{name}")
    if f"files/{name}" not in file.content.handouts:
        near = nearest(f"files/{name}", file.content.handouts, 0.7)
        remedy = did_you_mean(near and _from(file, near), f"Put it there, and link it as `{written}`.")
        return file.problem(link.line, f"There is no handout “{name}” in content/files/.", remedy)
    found = f"The handout “{name}” lies in content/files/, not "
    if "/" not in address:
        return _works_here(file, link, written, f"{found}beside this text.")
    repairs = leading_to(file, link, written)
    return file.problem(link.line, f"{found}at “{address}”.", f"Write `{written}`.", repairs=repairs)


def links_lead_to_addresses(file: File) -> Iterator[Problem]:
    """A link to an address of the site leads to a page that is there, and names its file (advice)."""
    for link in file.text.links:
        path = path_of(link.address, file.content.hosts)
        if path is None or link.words == link.address:  # the latter is an address that is shown, as one may
            continue
        meant = source_at(path)
        if meant in file.content.sources and link.words is not None and not link.is_picture:
            found = f"The link “{short(link.address)}” is the address of one of your own pages."
            yield _works_here(file, link, _from(file, str(meant), link.address), found)
            continue
        if meant in file.content.sources or path in file.content.addresses or path.strip("/") in file.content.handouts:
            continue
        if path.removeprefix("/images/") in file.content.pictures and path.startswith("/images/"):
            continue
        if meant and (file.content.is_faulty(meant) or _is_gone(file, meant)):
            continue
        if now := file.content.moved.get(meant or ""):
            written = _from(file, now, link.address) if link.words is not None else address_of(now)
            yield _called_otherwise(file, link, now, written)
            continue
        if new := topic_addresses(file.content).get(f"{path.rstrip('/')}/"):
            yield file.problem(
                link.line,
                f"The link “{link.address}” leads to a topic that has another name now.",
                f"Write `{new}`.",
                repairs=leading_to(file, link, new),
            )
            continue
        near = nearest(path if path.endswith("/") else f"{path}/", file.content.addresses, 0.5)
        yield file.problem(
            link.line,
            f"There is no page at “{link.address}”.",
            did_you_mean(near, "Link the file instead, like `[words](../pages/contact.md)`."),
        )


def links_lead_to_parts(file: File) -> Iterator[Problem]:
    """A link with a # leads to a part that is there."""
    for link in file.text.links:
        address, mark, part = link.address.partition("#")
        if not mark or not part or link.is_picture or _scheme(address) or address.startswith("/"):
            continue
        target = file.content.sources.get(resolve(file, address)) if address else file
        part = unquote(part)
        if target is None or not target.source.body or part in target.places:
            continue
        near = nearest(part, target.text.places[:MANY], 0.4)
        where = f"“{address}”" if address else "this text"
        parts = ", ".join(f"`#{heading.id}`" for heading in target.text.headings[:6] if heading.id)
        yield file.problem(
            link.line,
            f"The link “{link.address}” leads to a part that {where} does not have.",
            did_you_mean(
                near and f"{address}#{near}",
                f"Its parts are {parts}." if parts else "Take out what begins with the #.",
            ),
        )


def links_lead_to_published_articles(file: File) -> Iterator[Problem]:
    """A link does not lead readers to a draft, or to an article that is there only later (advice at the desk)."""
    private = bool(file.private_address)  # read before anything that waits has its page
    if file.is_draft and not private:
        return
    for link, address in _file_links(file):
        target = file.content.sources.get(resolve(file, address))
        if target is None or (target is file and not private) or target.kind != "articles":  # a page is never a draft
            continue
        if target.is_draft:
            found = f"The link leads to “{address}”, which is a draft, and readers would find nothing there."
            remedy = "Take the link out for now, or take the line `Status: draft` out of that article."
        elif (
            target.is_scheduled
            and target.date
            and (private or not (file.is_scheduled and file.date and file.date >= target.date))
        ):
            found = f"The link leads to “{address}”, which is there only from {in_words(target.date)} on."
            remedy = "Take the link out until then, or give this article the same date."
        else:
            continue
        yield file.problem(link.line, found, remedy, advice=not file.content.publish)


def links_are_allowed(file: File) -> Iterator[Problem]:
    """A link is a file, an address, or begins with `https:`, `mailto:`, `tel:` or `sms:`."""
    for link in file.text.links:
        if fault := _not_allowed(link):
            yield file.problem(link.line, *fault)


def _not_allowed(link: Link) -> tuple[str, str] | None:
    """What is wrong with the address of a link, and what to do."""
    quoted, scheme = f"“{short(link.address)}”", _scheme(link.address)
    if not link.address:
        if link.words is None:
            return None
        remedy = f"Write where to between the round brackets, like `[{short(link.words)}](other-article.md)`."
        return f"The link “[{short(link.words)}]()” leads nowhere.", remedy
    if not _can_be_read(link.address):
        remedy = "Open the page, and copy the address from the browser once more."
        return f"{quoted} is not an address that browsers understand.", remedy
    if link.address.startswith("//"):
        return f"The link {quoted} has no https: before it.", f"Write `https:{link.address}`."
    if len(scheme) == 1 or scheme == "file":
        remedy = "Put a picture into content/images/, and link an article by its name, like `other-article.md`."
        return f"{quoted} is a file on one computer, which readers cannot open.", remedy
    if scheme == "mailto" and "@" not in link.address:
        return f"{quoted} is not a whole email address.", "Write it like `mailto:name@practice.org`."
    if scheme == "data":
        remedy = "Save it into content/images/ and write `![What it shows](../images/its-name.jpg)`."
        return f"{quoted} is a picture pasted into the text.", remedy
    if scheme and scheme not in (*SCHEMES, "http"):
        remedy = "A link is a file of yours, or begins with https:, mailto: or tel:."
        return f"The link {quoted} begins with “{scheme}:”, which is not allowed here.", remedy
    return None


def links_are_secure(file: File) -> Iterator[Problem]:
    """A link to another site begins with `https:` (advice)."""
    insecure = [
        link
        for link in file.text.links
        if link.address.lower().startswith("http:")
        and not link.is_picture
        and not DETOUR.match(link.address)
        and _can_be_read(link.address)
        and path_of(link.address, file.content.hosts) is None
    ]
    if insecure:
        first = insecure[0]
        known = host(first.address) in file.content.https
        yield file.problem(
            first.line,
            f"The link “{short(first.address)}” begins with “http:”{_and_more(insecure)}, so others could see and change what is sent.",
            f"Write `https{first.address[4:]}`{'' if known else ', and try whether it opens'}.",
            advice=True,
            repairs=[
                repair
                for link in insecure
                if host(link.address) in file.content.https
                for repair in leading_to(file, link, f"https{link.address[4:]}")
            ],
        )


def links_go_straight(file: File) -> Iterator[Problem]:
    """A link makes no detour by Google or Outlook, which would learn who follows it (advice where it can be left out)."""
    for link in file.text.links:
        if not DETOUR.match(link.address):
            continue
        goal = past_detour(link.address)
        left_out = ", so the page leaves that out" if goal and link.words is not None else ""
        yield file.problem(
            link.line,
            f"The link “{short(link.address)}” makes a detour that tells {'Google' if 'google' in link.address else 'Microsoft'} who follows it{left_out}.",
            f"Write `{goal}`." if goal else "Write the address of the page itself.",
            advice=bool(left_out),
            repairs=leading_to(file, link, goal) if goal else (),
        )


def links_are_written_right(file: File) -> Iterator[Problem]:
    """A link is written `[words](address)`, without a gap, closed, and in this order."""
    for number, text in _lines(file):
        if "[" not in text:
            continue
        for pattern, found, write in _MISWRITTEN:
            for match in pattern.finditer(text):
                right = match.expand(write)
                said = found.format(whole=short(match[0]), first=short(match[1]))
                yield file.problem(number, said, f"Write `{right}`.", repair=(match[0], right))
        if unended := _UNENDED.search(text):
            yield file.problem(
                number,
                f"The link “{short(unended[0])}” is not closed.",
                f"Write `[{unended[1]}]({unended[2] or 'other-article.md'})`.",
            )


def links_have_words(file: File) -> Iterator[Problem]:
    """A link says in words where it leads."""
    pictures = {link.line for link in file.text.links if link.is_picture}
    for link in file.text.links:
        if link.words is not None and link.address and not link.words.strip() and link.line not in pictures:
            yield file.problem(
                link.line,
                f"The link to “{short(link.address)}” has no words.",
                f"Write `[where it leads]({link.address})`.",
            )


def html_links_no_files(file: File) -> Iterator[Problem]:
    """A link to an article or page is written in Markdown; in HTML, browsers would look for the file itself."""
    for tag in file.text.tags:
        for _, address in addresses(tag.attributes):
            if resolve(file, address) in file.content.sources:
                yield file.problem(
                    tag.line,
                    f"“{short(tag.whole)}” would lead to nothing: browsers take HTML as it stands.",
                    f"Write `[words]({address})`.",
                )


def references_are_defined(file: File) -> Iterator[Problem]:
    """What a link like `[words][name]` or a footnote like `[^1]` stands for is there, and every footnote is used."""
    told: set[str] = set()
    for number, text in _lines(file):
        for bang, words, name in _REFERENCE.findall(text) if "][" in text else []:
            if not words.startswith("^"):
                yield file.problem(
                    number,
                    f"The {'picture' if bang else 'link'} “{bang}[{words}][{name}]” has no address.",
                    f"Write `{bang}[{words}]({'../images/its-name.jpg' if bang else 'other-article.md'})`, or add a line `[{name or words}]: https://…` at the end.",
                )
        for name in _FOOTNOTE.findall(text) if "[^" in text else []:
            if name not in told:
                yield file.problem(
                    number,
                    f"The footnote “[^{name}]” has no text.",
                    f"Add a line at the end, like `[^{name}]: Where this is from.`",
                )
            told.add(name)
    names: set[str] = set()
    for number, name in file.text.footnotes:
        if name in names:
            yield file.problem(
                number,
                f"There are two footnotes “[^{name}]”, and readers would see one of them.",
                f"Call one of them `[^{name}-2]`, and the mark in the text that belongs to it.",
            )
        elif name not in file.text.cited:
            yield file.problem(
                number,
                f"No place in the text refers to the footnote “[^{name}]”.",
                f"Write `[^{name}]` where it belongs, or take the footnote out.",
            )
        names.add(name)


def links_are_not_too_many(file: File) -> Iterator[Problem]:
    """A text has at most 1,000 links."""
    if len(file.text.links) > LINKS:
        yield file.problem(
            file.text.links[LINKS].line,
            f"The text has {len(file.text.links):,} links.",
            f"Split it, or take some out: up to {LINKS:,} are allowed.",
        )


def pictures_are_there(file: File) -> Iterator[Problem]:
    """A picture in the text is a file in content/images."""
    for link in file.text.links:
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
        if not link.address or _scheme(link.address) or link.address.startswith("/"):
            continue
        target = resolve(file, link.address)
        name = target.removeprefix("images/")
        now = "" if target in file.content.entries else _moved_to(file, target, link.address)
        if now.startswith("images/"):  # where no name is a fault
            yield _called_otherwise(file, link, now)
        elif _is_gone(file, target) or (name not in file.content.pictures and file.content.is_faulty(target)):
            continue
        elif name not in file.content.pictures or not target.startswith("images/"):
            last = name.rpartition("/")[2]
            near = nearest(last, file.content.pictures, 0.7)
            yield file.problem(
                link.line,
                f"There is no picture “{link.address}”.",
                did_you_mean(
                    near and _from(file, f"images/{near}"),
                    f"Put it into content/images/ and name it like `{_from(file, 'images/two-chairs.jpg')}`.",
                ),
            )


def pictures_have_words(file: File) -> Iterator[Problem]:
    """A picture has words for readers who do not see it, or the word `decorative`; in HTML, it says its size, too."""
    for link in file.text.links:
        if not link.is_picture or link.words is None:
            continue
        if not link.words.strip():
            yield file.problem(
                link.line,
                f"The picture “{short(link.address)}” has no words for readers who do not see it.",
                f"Say what it shows, like `![Two chairs by a window.]({link.address})`; if it says nothing, `![decorative]({link.address})`.",
            )
        elif _FILE_ENDING.fullmatch(link.words):
            yield file.problem(
                link.line,
                f"The words of the picture, “{link.words}”, are the name of a file.",
                f"Say what it shows, like `![Two chairs by a window.]({link.address})`.",
            )
    for tag in file.text.tags:
        missing = _IN_IMAGE - {name.lower() for name in _ATTRIBUTE.findall(tag.attributes)}
        if tag.name == "img" and missing:
            what = "has no words for readers who do not see it" if "alt" in missing else "does not say its size"
            yield file.problem(
                tag.line,
                f"The picture “{short(tag.whole)}” {what}.",
                "Write it like `![Two chairs by a window.](../images/two-chairs.jpg)`.",
            )


def the_title_is_not_repeated(file: File) -> Iterator[Problem]:
    """The title does not stand once more above the text, where it is left out (advice)."""
    for heading in file.text.headings[:1]:
        if not heading.shown:
            yield file.problem(
                heading.line,
                f"The heading “{short(heading.text)}” repeats the title, so the page leaves it out.",
                "Take it out.",
                advice=True,
                repair=(written, "") if re.match(r" {0,3}#{1,6}[ \t]", written := file.written(heading.line)) else None,
            )


def headings_leave_out_no_level(file: File) -> Iterator[Problem]:
    """Headings begin with two marks and go down by one level, as the page shows them (advice)."""
    moved = [heading for heading in file.text.headings if heading.shown not in (0, heading.level)]
    if moved:
        heading = moved[0]
        yield file.problem(
            heading.line,
            f"The heading “{short(heading.text)}” is shown as one of level {heading.shown}, not {heading.level}{_and_more(moved)}: the title is the one of level 1, and no level is left out.",
            f"Write `{'#' * heading.shown} {heading.text}`.",
            advice=True,
            repairs=[repair for one in moved for repair in _on_its_level(file, one)],
        )


def _on_its_level(file: File, heading: Heading) -> Iterator[tuple[int, str, str]]:
    written = file.written(heading.line)
    if marks := re.match(r"[\s>]*(#{1,6})(?=[ \t])", written):
        yield heading.line, written, f"{written[: marks.start(1)]}{'#' * heading.shown}{written[marks.end(1) :]}"


def headings_have_a_space_and_words(file: File) -> Iterator[Problem]:
    """A heading has a space after its marks, and words."""
    for number, text in _lines(file, "p", "li"):
        if match := re.match(r"(#{2,6})([^#\s].*)", text):
            plain = match[2].rstrip("# ")
            yield file.problem(
                number,
                f"“{short(text.strip())}” has no space after the #.",
                f"Write `{match[1]} {plain}`.",
                repair=(match[1] + match[2][0], f"{match[1]} {match[2][0]}"),
            )
    for heading in file.text.headings:
        if not heading.text and heading.shown:
            yield file.problem(
                heading.line,
                f"The heading “{file.written(heading.line).strip()[:10]}” has no words.",
                "Write them, or take it out.",
            )


def bold_lines_are_not_headings(file: File) -> Iterator[Problem]:
    """A line that is all in bold is not a heading for those who have the page read out (advice)."""
    for part, following in zip(file.text.paragraphs, [*file.text.paragraphs[1:], None], strict=False):
        if not part.bold or part.tag != "p" or part.quoted:
            continue
        words = part.text.rstrip(": ")
        if words.lower() in named_blocks.names(file.content.language):
            yield file.problem(
                part.lines[0].number,
                f"The line “{short(part.text)}” names a block, but stands alone.",
                f"Begin this line and those of its block with `>`, like `> **{words}**`.",
                advice=True,
            )
        elif words[-1:].isalpha() and len(words) < 60 and following and following.tag == "p" and OBJECT not in words and not part.text.endswith(":"):  # fmt: skip
            yield file.problem(
                part.lines[0].number,
                f"The line “{short(part.text)}” is all in bold.",
                f"If it is a heading, write `## {words}`: then it is one in the list of contents and for those who listen, too.",
                advice=True,
            )


def tables_have_a_second_row(file: File) -> Iterator[Problem]:
    """A table has a row of hyphens below its first, without which it is not one."""
    for part in file.text.paragraphs:
        rows = list(takewhile(lambda line: _ROW.match(line.text), part.lines))
        if part.tag != "p" or len(rows) < 2:
            continue
        columns = len(rows[0].text.strip().strip("|").split("|"))
        hyphens = f"|{'---|' * columns}"
        first = file.written(rows[0].number)
        begun = all(line.text.lstrip().startswith("|") for line in rows)
        if wrong := next((line for line in rows if not line.text.strip("|:- ")), None):
            yield file.problem(
                wrong.number,
                f"The row of hyphens “{short(wrong.text.strip())}” does not fit the {columns} columns above it, so there is no table.",
                f"Write `{hyphens}` in its place.",
                repair=(file.written(wrong.number).strip(), hyphens) if begun else None,
            )
        else:
            yield file.problem(
                rows[0].number,
                f"“{short(rows[0].text.strip())}” and the lines below it are shown as they are, not as a table.",
                f"Write `{hyphens}` on a line of its own below this one.",
                repair=(first, f"{first}\n{hyphens}") if first and begun else None,
            )


def prose_is_not_code(file: File) -> Iterator[Problem]:
    """A paragraph does not begin with a tab or four spaces, which makes it code (advice)."""
    for span in file.text.spans:
        words = file.written(span.first).strip()
        if span.kind == "indented" and (_PROSE.match(words) or _TAG_AHEAD.match(words)):
            yield file.problem(
                span.first,
                f"“{short(words)}” begins with a tab or four spaces, so it is shown as code, on a line that does not break.",
                "Take the spaces at its beginning away; for a quotation, write `> ` instead.",
                advice=True,
            )


def lists_are_lists(file: File) -> Iterator[Problem]:
    """The items of a list begin with `- ` or `1. `, not with pasted bullets or numbers."""
    for part in file.text.paragraphs:
        if part.tag not in ("p", "li", "dd"):
            continue
        pasted = [(line, mark) for line in part.lines if (mark := _BULLET.match(line.text))]
        if pasted:
            line, mark = pasted[0]
            repairs = [repair for one, _ in pasted for repair in _as_item(file, one)]
            yield file.problem(
                line.number,
                f"The line “{short(line.text.strip())}” begins with a pasted bullet{_and_more(pasted)}.",
                f"Write `- {short(line.text[mark.end() :].strip())}`.",
                repairs=repairs if len(repairs) == len(pasted) else (),
            )
        for pattern, write in ((_NUMBERED, "1. "), (_TIGHT_BULLET, "- ")):
            run = [line for line in part.lines if pattern.match(line.text)]
            if len(run) > 1 and len(run) == len(part.lines):
                plain = pattern.sub("", run[0].text, count=1).strip()
                yield file.problem(
                    run[0].number,
                    f"The line “{short(run[0].text.strip())}” is not shown as an item of a list{_and_more(run)}.",
                    f"Write `{write}{short(plain)}`.",
                )


def _as_item(file: File, line: Line) -> Iterator[tuple[int, str, str]]:
    """The repair of a line with a pasted bullet, if it is one item; each of its kinds of space becomes an ordinary one."""
    mark = _BULLET_BEFORE.match(file.written(line.number))
    if mark and not any(bullet in line.text[1:] for bullet in _BULLETS.replace("·", "")):
        yield line.number, mark[0], f"{mark[1]}{mark[2].replace(chr(0xA0), ' ')}- "


def marks_have_ordinary_spaces(file: File) -> Iterator[Problem]:
    """A mark of a heading or of an item is followed by an ordinary space, not by a pasted non-breaking one."""
    for number, text in _lines(file, "p", "li", "dd"):
        if match := _NON_BREAKING.match(text):
            yield file.problem(
                number,
                f"“{short(text)}” is shown as it is: the space after its mark is a non-breaking one, pasted from elsewhere.",
                f"Write `{short(match[0].replace(match[1], ' ') + text[match.end() :])}` with an ordinary space.",
                repair=(match[0], match[0].replace(match[1], " ")),
            )


def stars_come_in_pairs(file: File) -> Iterator[Problem]:
    """Bold words have two stars before and after them."""
    for part in file.text.paragraphs:
        left = [line for line in part.lines if "**" in line.text]
        if left:
            at = left[-1].text.rfind("**")
            yield file.problem(
                left[-1].number,
                f"The two stars in “{short(left[-1].text[max(0, at - 20) :].strip())}” open or close nothing.",
                "Put a space after the second pair of stars, or move the character before it behind them."
                if re.search(r"[^\w\s*]\*\*\w", left[-1].text)
                else "Bold words have two stars right before and right after: `**like this**`.",
                repairs=[repair for line in left for repair in _stars_at_words(line)],
            )


def _stars_at_words(line: Line) -> Iterator[tuple[int, str, str]]:
    """The repairs of bold words with a space inside their stars, where the stars that are left are two pairs."""
    if line.text.count("**") == 2 and (bold := _SPACED_BOLD.search(line.text)):
        before, words, after = re.fullmatch(r"(\s*)(.*?)(\s*)", bold[1], re.DOTALL).groups()  # type: ignore[union-attr]
        if words and OBJECT not in words:
            yield line.number, bold[0], f"{before}**{words}**{after}"


def nothing_is_left_over(file: File) -> Iterator[Problem]:
    """The text has no instructions to WordPress or another program, which readers would see."""
    for number, text in _lines(file):
        for pattern, origin in _SHORTCODES if "[" in text or "{" in text else ():
            if match := pattern.search(text):
                yield file.problem(
                    number,
                    f"“{short(match[0])}” is an instruction to {origin}, and readers would see it.",
                    "Take it out; write what it stood for in words, or as a link.",
                )


def no_marks_are_left_over(file: File) -> Iterator[Problem]:
    """Nothing that readers see has marks in it that should have become something else."""
    verbatim = {tag.line for tag in file.text.tags if tag.name in _VERBATIM}
    fields = [Line(file.line(name), plain_words(file.source.text(name) or "")) for name in ("title", "summary")]
    for number, words in [*fields, *(line for line in _lines(file) if line.number not in verbatim)]:
        if mark := _LEFT_OVER.search(words):
            near = words[max(0, mark.start() - 30) : mark.start() + 40].strip()
            yield file.problem(
                number,
                f"The text shows “{mark[0]}”: … {near} …",
                "Look there for a bracket, star or quotation mark too many or too few.",
            )


def html_has_no_marks(file: File) -> Iterator[Problem]:
    """Within HTML there is no Markdown, which is not read there."""
    marks: dict[int, str] = {}  # the first in a line is enough
    for span in file.text.spans:
        if span.kind == "html":
            lines = [characters.INVISIBLE.sub("", file.written(number)) for number in range(span.first, span.last + 1)]
            tree = html.fragment_fromstring("\n".join(lines), create_parent=True)
            for words in tree.xpath(f"descendant-or-self::*[not({_IN_VERBATIM})]/text()", smart_strings=False):
                if match := _MARK_IN_HTML.search(words):
                    mark = match[0].strip()
                    marks.setdefault(
                        next((at for at, line in enumerate(lines, span.first) if mark in line), span.first), mark
                    )
    for number, mark in marks.items():
        yield file.problem(
            number,
            f"The text shows “{mark}”: within HTML, only HTML is read.",
            "Put an empty line before and after the words, or write them in HTML too.",
        )


def styles_are_the_themes(file: File) -> Iterator[Problem]:
    """The text has no styles and leftovers of a word processor; what there is is taken out of the page (advice)."""
    if left := file.text.leftovers:
        line, whole = left[0]
        yield file.problem(
            line,
            f"“{short(whole)}” is a leftover of a word processor or an editor, and the page does without it{_and_more(left)}.",
            "Take it out; when pasting, choose “Paste as plain text”.",
            advice=True,
            repairs=[(one.number, one.text, without_leftovers(one.text)[0]) for one in left if "\n" not in one.text],
        )


def characters_are_whole(file: File) -> Iterator[Problem]:
    """The text has no invisible control characters and no letters that were lost on the way."""
    for number, text in enumerate(file.source.body.split("\n"), file.source.body_line):
        if found := characters.fault(text):
            yield file.problem(number, *found)


def code_and_notes_end(file: File) -> Iterator[Problem]:
    """Code that begins with three backticks ends with three, and a note that begins with `<!--` ends with `-->`."""
    for span in file.text.unclosed:
        if span.kind != ">":
            what = "note" if span.kind == "-->" else "code"
            yield file.problem(
                span.first,
                f"The {what} that begins here does not end.",
                f"Write {span.kind} on a line of its own below it, as far in as this one, or take this line out.",
            )
    for number, text in _lines(file):
        if "<!--" in text:
            yield file.problem(
                number,
                "The note that begins here does not end in its paragraph, so readers see it.",
                "Begin it on a line of its own, after an empty one; there it may go on over several paragraphs.",
            )


def html_is_closed(file: File) -> Iterator[Problem]:
    """An HTML element is one that browsers know, and is closed."""
    opened: list[tuple[str, int, str]] = []
    names = Counter[str]()
    for number, tag, name, _ in file.text.tags:
        if name not in _ELEMENTS:
            if ":" not in name and "-" not in name:
                yield file.problem(
                    number,
                    f"Readers do not see “{short(tag)}”: browsers take it for an element they do not know.",
                    f"Write `&lt;{tag[1:-1]}&gt;`, or square brackets.",
                )
        elif name in _VOID or name in _RUNNING or name in _MAY_STAY_OPEN:
            continue
        elif not tag.startswith("</"):
            opened.append((name, number, tag))
            names[name] += 1
        elif names[name]:
            while opened and opened[-1][0] != name:
                left, line, whole = opened.pop()
                names[left] -= 1
                yield _not_closed(file, left, line, whole)
            opened.pop()
            names[name] -= 1
        else:
            yield file.problem(number, f"“{tag}” closes nothing.", f"Take it out, or open it before: `<{name}>`.")
    for name, line, whole in opened:
        yield _not_closed(file, name, line, whole)
    for span in file.text.unclosed:
        if span.kind == ">":
            written = file.written(span.first).strip()
            yield file.problem(
                span.first,
                f"“{short(written)}” has no “>” at its end, and takes away what follows.",
                f"Write `{short(written)}>`.",
            )
    for part in file.text.paragraphs:
        last = part.lines[-1]
        if "<" in last.text and (match := _OPEN_TAG.search(last.text)) and match[1].strip("/").lower() in _ELEMENTS:
            yield file.problem(
                last.number, f"“{short(match[0])}” has no “>” at its end.", f"Write `{short(match[0].strip())}>`."
            )


def nothing_runs(file: File) -> Iterator[Problem]:
    """The text brings no script, frame, form or style of its own, and no `on…=` handlers."""
    for number, tag, name, attributes in file.text.tags:
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
    for number, text in _lines(file):
        for match in _BRACES.finditer(text) if "{" in text else ():
            names = {name.lower() for name in _ATTRIBUTE.findall(match[1])}
            if handler := _HANDLER.search(match[0]):
                yield file.problem(
                    number,
                    f"“{handler[1]}=” in “{short(match[0])}” would run a script, which is not allowed in a text.",
                    "Take it out, with its braces.",
                )
            elif changed := names & {"href", "src", "style", "action", "srcset", "formaction"}:
                yield file.problem(
                    number,
                    f"“{sorted(changed)[0]}=” in “{short(match[0])}” would change what stands before it, unseen by the checks.",
                    "Take it out, with its braces.",
                )


def nothing_is_too_deep(file: File) -> Iterator[Problem]:
    """Quotations are at most six levels deep, and lists and quotations together twelve."""
    for number, quotations, levels in file.text.depths:
        if quotations > QUOTATIONS:
            found = f"This is a quotation in a quotation, more than {QUOTATIONS} levels deep."
            remedy = f"Take some of its `>` away; up to {QUOTATIONS} are understood."
        elif levels > LEVELS:
            found = f"“{short(file.written(number).strip(), 30)}” is more than {LEVELS} levels deep."
            remedy = f"Take spaces or marks away at its beginning; up to {LEVELS} levels are understood."
        else:
            continue
        yield file.problem(number, found, remedy)
        return


def nothing_is_too_long(file: File) -> Iterator[Problem]:
    """A paragraph has at most 20,000 characters, a text at most 500 headings, and no brackets left open by the hundred."""
    for line, what, count, closed in excess(file.source.body, file.source.body_line):
        if what == "paragraph":
            found = f"The paragraph that begins here has more than {PARAGRAPH:,} characters."
            remedy = "Divide it by empty lines; if something was pasted by mistake, take that out."
        elif what == "headings":
            found = f"The text has {count:,} headings."
            remedy = f"Divide it, or take some out: up to {HEADINGS:,} are allowed."
        elif count == closed:
            found = f"The text has {count:,} lines." if what == "\n" else f"The text has “{what}” {count:,} times."
            remedy = "Divide it; if something was pasted by mistake, take that out."
        else:
            found = f"The text opens “{what}” {count:,} times and closes it only {closed:,} times."
            remedy = f"Take out the “{what}” that do not belong there."
        yield file.problem(line, found, remedy)


def sentences_are_short(file: File) -> Iterator[Problem]:
    """A sentence has at most 45 words (advice)."""
    long: list[tuple[int, str, int]] = []
    for part in file.text.paragraphs:
        if part.tag not in ("p", "li", "dd") or part.quoted or part.text.count(" ") < LONG_SENTENCE:
            continue
        for sentence in _SENTENCE.split(part.text):
            count = len(sentence.split())
            if count > LONG_SENTENCE:
                long.append((part.lines[0].number, sentence, count))
    if long:
        number, sentence, count = long[0]
        more = f" ({len(long)} such sentences in all)" if len(long) > 1 else ""
        yield file.problem(
            number,
            f"The sentence “{short(sentence)}” has {count} words{more}.",
            "A reader in a hurry may like two sentences better.",
            advice=True,
        )


def check_single_file(file: File) -> list[Problem]:
    """What the rules find that look at nothing but the file; marks are left over where no other rule knows why."""
    found = [problem for rule in SINGLE_FILE_RULES for problem in rule(file)]
    lines = {problem.line for problem in errors(found)}
    left_over = (*no_marks_are_left_over(file), *html_has_no_marks(file))
    return found + [problem for problem in left_over if problem.line not in lines]


def problems(file: File, check_alone: Callable[[File], list[Problem]] = check_single_file) -> list[Problem]:
    """What every rule finds; a text that is too long to be read is told so, and no more is looked for."""
    too_long = [*nothing_is_too_long(file), *links_are_not_too_many(file)]
    return too_long or check_alone(file) + [problem for rule in CROSS_FILE_RULES for problem in rule(file)]


SINGLE_FILE_RULES: tuple[Callable[[File], Iterator[Problem]], ...] = (
    there_is_a_text,
    a_summary_is_not_the_opening,
    links_are_allowed,
    links_go_straight,
    links_are_written_right,
    links_have_words,
    references_are_defined,
    pictures_have_words,
    the_title_is_not_repeated,
    headings_leave_out_no_level,
    headings_have_a_space_and_words,
    bold_lines_are_not_headings,
    tables_have_a_second_row,
    prose_is_not_code,
    lists_are_lists,
    marks_have_ordinary_spaces,
    stars_come_in_pairs,
    nothing_is_left_over,
    styles_are_the_themes,
    characters_are_whole,
    code_and_notes_end,
    html_is_closed,
    nothing_runs,
    nothing_is_too_deep,
    sentences_are_short,
)
CROSS_FILE_RULES: tuple[Callable[[File], Iterator[Problem]], ...] = (
    links_are_secure,
    links_lead_to_sources,
    links_lead_to_addresses,
    links_lead_to_parts,
    html_links_no_files,
    links_lead_to_published_articles,
    pictures_are_there,
)
RULES = (
    nothing_is_too_long, links_are_not_too_many, *SINGLE_FILE_RULES, no_marks_are_left_over, html_has_no_marks,
    *CROSS_FILE_RULES,
)  # fmt: skip


def _lines(file: File, *tags: str) -> Iterator[Line]:
    """What readers see of every line, in elements of these names or in any."""
    for part in file.text.paragraphs:
        if not tags or part.tag in tags:
            yield from part.lines


def _file_links(file: File) -> Iterator[tuple[Link, str]]:
    """The links that name a file, not an address of the web or a place in the page."""
    for link in file.text.links:
        address = as_named(file, link.address)
        if address and not address.startswith(("/", "#", "?")) and not _scheme(address):
            yield link, address


def _from(file: File, name: str, address: str = "") -> str:
    """How this file links another one below content/, and the part of it that an address names with a #."""
    return quote(posixpath.relpath(name, posixpath.dirname(file.name))) + "".join(address.partition("#")[1:])


def _works_here(file: File, link: Link, written: str, found: str) -> Problem:
    """The advice to link a file by its name, which works wherever the text is shown."""
    remedy = f"It works; `{written}` works on GitHub, too."
    return file.problem(link.line, found, remedy, advice=True, repairs=leading_to(file, link, written))


def _is_gone(file: File, target: str) -> bool:
    """Whether there was such a file, and nothing has taken its place."""
    return file.content.moved.get(target) == ""


def _moved_to(file: File, target: str, address: str) -> str:
    """What a file is called that is not there: it has another name, or this text was in another folder; else nothing."""
    before = (old for old, new in file.content.moved.items() if new == file.name)
    places = (resolve(File(old, file.source), address) for old in before)
    now = file.content.moved.get(target) or next((one for one in places if one in file.content.entries), "")
    can_be_led_to = now in file.content.sources or now in file.content.handouts or now.startswith("images/")
    return now if can_be_led_to else ""


def _called_otherwise(file: File, link: Link, now: str, written: str = "") -> Problem:
    """What to say of a link to a file that has been renamed or moved."""
    written = written or _from(file, now, link.address)
    found = f"The link “{short(link.address)}” leads to a file that is content/{now} now."
    return file.problem(link.line, found, f"Write `{written}`.", repairs=leading_to(file, link, written))


def leading_to(file: File, link: Link, address: str) -> list[tuple[int, str, str]]:
    """The repair that lets a link lead to another address, wherever else in its line the same words stand."""
    if link.words == link.address:  # readers see it
        return []
    for number in range(link.line, link.line + 4):  # the address may stand below the words
        for match in re.finditer(
            rf"(\]\(\s*<?|^\s*<?|\]:\s*<?|<|=\s*[\"']?){re.escape(link.address)}(?=[)>\s\"']|$)", file.written(number)
        ):
            return [(number, match[0], f"{match[1]}{address}")]
    return []


def _is_picture(file: File, link: Link) -> bool:
    """Whether a picture is meant; a definition at the end of a text may be one of a picture."""
    return link.is_picture or (link.words is None and resolve(file, link.address).startswith("images/"))


def _scheme(address: str) -> str:
    """What stands before the colon of an address, as a browser reads it; empty where nothing does."""
    plain = re.sub(r"[\s\x00-\x20]", "", unescape(address)).lower()
    match = re.match(r"([a-z][a-z0-9+.-]*):", plain)
    return match[1] if match else ""


def _can_be_read(address: str) -> bool:
    try:
        urlsplit(address)
    except ValueError:
        return False
    return True


def _nearest_source(file: File, target: str) -> str:
    """How to link the source whose name is nearest; empty where none is near."""
    last = target.rpartition("/")[2]
    stem = last.rpartition(".")[0] or last
    names = {name.rpartition("/")[2].removesuffix(".md"): name for name in sorted(file.content.sources, reverse=True)}
    near = nearest(stem, names)
    return near and _from(file, names[near])


def _not_closed(file: File, name: str, line: int, whole: str) -> Problem:
    return file.problem(line, f"“{short(whole)}” is not closed.", f"Write `</{name}>` where it ends, or take it out.")


def _and_more(lines: Sequence[object]) -> str:
    return f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""


def _plain(text: str) -> str:
    """The words alone, to be compared."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return " ".join(re.sub(r"[*_`>“”\"'’]", "", text).lower().split())
