"""The grammar of a text: CommonMark with GitHub's additions, every token with the place it was written at."""

import re
from collections.abc import Iterator
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote.index import footnote_def
from mdit_py_plugins.gfm import gfm_plugin
from mdit_py_plugins.gfm_autolink._match import check_prev, match_any_email

# Levels of lists, quotations and emphasis; what is deeper is not parsed. The rules allow far fewer (checks/source_text.py).
DEEPEST = 100
_SCHEME = re.compile(r"(?<![a-z])(?:https?|ftp)$", re.IGNORECASE)
_HOST = re.compile(r"(?:\\?[\w.-])*")
_SPACE = re.compile(r"\s")
_ADDRESS = re.compile(r"[^\s<]*")
_ENTITY = re.compile(r"&[A-Za-z]+;$")
_LOCAL_PART = re.compile(r"(?:(?<![A-Za-z0-9])(mailto|xmpp):)?[A-Za-z0-9.+_-]+(?=@)")
_NOTE = re.compile(r"\[\^([^\]\s]+)\]")
_BEGINS_MARKUP = re.compile(r"[\n!&*:<\[\\\]_`~]|w(?=ww\.)")


def _table(state: Any, start: int, end: int, silent: bool) -> bool:
    """A table; with nothing but hyphens below it, its first row would be a heading."""
    below = start + 1
    if below < end and not state.src[state.bMarks[below] : state.eMarks[below]].strip(" \t-"):
        return False
    return table(state, start, end, silent)


def _note_definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The definition of a footnote; of several with the same name, the first one counts."""
    number = len(state.tokens)
    found = footnote_def(state, start, end, silent)
    if silent or not found:
        return bool(found)
    opening = state.tokens[number]
    label = opening.meta["label"]
    if state.env.setdefault("notes", {}).setdefault(normalizeReference(label), (start, label)) != (start, label):
        opening.meta = {"label": ""}
    return True


def _note(state: StateInline, silent: bool) -> bool:
    """A reference to a footnote; its name may be in other letters, small or capital, than where it is defined."""
    if not (match := _NOTE.match(state.src, state.pos, state.posMax)):
        return False
    if not (known := state.env.get("notes", {}).get(normalizeReference(match[1]))):
        return False
    if not silent:
        label = known[1]
        refs, notes = state.env["footnotes"]["refs"], state.env["footnotes"]["list"]
        if refs[f":{label}"] < 0:
            refs[f":{label}"] = len(notes)
            notes[refs[f":{label}"]] = {"label": label, "count": 0}
        number = refs[f":{label}"]
        notes[number]["count"] += 1
        state.push("footnote_ref", "", 0).meta |= {"id": number, "subId": notes[number]["count"] - 1, "label": label}
    state.pos = match.end()
    return True


class _Located(StateInline):
    """Inline parsing that notes in a token's `meta` at which character of the inline text it was found."""

    def pushPending(self) -> Token:  # noqa: N802  # markdown-it's name
        token = super().pushPending()
        token.meta["at"] = self.pos
        return token

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        token = super().push(ttype, tag, nesting)
        token.meta["at"] = self.pos
        return token


class _Inline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        state = _Located(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _bare_address(state: StateInline, silent: bool) -> bool:
    """Link `https://…` whatever stands before it, as github.com does; the plugin's own rule wants a space there."""
    if silent or state.linkLevel or state.src[state.pos] != ":" or not (scheme := _SCHEME.search(state.pending[-6:])):
        return False
    before = len(scheme[0])
    typed = _typed(state, state.pos - before)
    if typed[before : before + 3] != "://" or not typed[before + 3 :][:1].isalnum():
        return False
    if not (length := _length(typed, before + 3)):
        return False
    state.pending = state.pending[:-before]
    _link(state, typed[:length], typed[:length])
    state.pos += length - before
    return True


def _bare_www(state: StateInline, silent: bool) -> bool:
    """Link `www.…` behind a space, a bracket or a mark of emphasis."""
    if silent or state.linkLevel or not state.src.startswith("www.", state.pos, state.posMax):
        return False
    if state.pos and not check_prev(state.src[state.pos - 1]):
        return False
    typed = _typed(state, state.pos)
    if not (length := _length(typed, 0)):
        return False
    _link(state, f"http://{typed[:length]}", typed[:length])
    state.pos += length
    return True


def _typed(state: StateInline, start: int) -> str:
    """What was typed from there to the next space, with the space."""
    found = _SPACE.search(state.src, start, state.posMax)
    return state.src[start : found.end() if found else state.posMax]


def _length(typed: str, host: int) -> int:
    """How much of what was typed is an address, whose host begins there; 0 if it is none.

    As on github.com, the host has no underscore in its last two parts, but a last letter of the text is not looked at:
    else `_https://example.org_` would be none.
    """
    parts = _HOST.match(typed, host, max(host, len(typed) - 1))[0].split(".")  # type: ignore[index]  # matches all
    if ("_" in "".join(parts[-2:]) and len(parts) <= 11) or (not host and len(parts) == 1):
        return 0
    length = _ADDRESS.match(typed).end()  # type: ignore[union-attr]  # matches all
    opened, closed = typed.count("(", 0, length), typed.count(")", 0, length)
    while length:
        last = typed[length - 1]
        if last == ";" and (entity := _ENTITY.search(typed, max(0, length - 40), length)):
            length = entity.start()
        elif last == ")" and closed > opened:
            closed -= 1
            length -= 1
        elif last in "?!.,:*_~'\";":
            length -= 1
        else:
            break
    return length


def _link(state: StateInline, address: str, words: str) -> None:
    opening = state.push("link_open", "a", 1)
    opening.attrs, opening.info = {"href": address}, "auto"
    state.push("text", "", 0).content = words
    state.push("link_close", "a", -1).info = "auto"


def _emails(state: StateCore) -> None:
    """Link every e-mail address in plain text; the plugin's own rule cuts those that have an underscore."""
    for block in state.tokens:
        if not block.children or "@" not in block.content:
            continue
        children: list[Token] = []
        links = 0
        for token in block.children:
            links += token.nesting if token.type in ("link_open", "link_close") else 0
            children += [token] if links or token.type != "text" else _with_emails(token)
        block.children = children


def _with_emails(token: Token) -> Iterator[Token]:
    at, text = 0, token.content
    for match in _LOCAL_PART.finditer(text):
        scheme = match[1] or ""
        if match.start() < at or not (
            found := match_any_email(text[match.start() :], len(scheme) + bool(scheme), scheme or None)
        ):
            continue
        url, length = found
        yield _copy(token, "text", "", 0, text[at : match.start()])
        yield _copy(token, "link_open", "a", 1, "", {"href": url})
        yield _copy(token, "text", "", 0, text[match.start() : match.start() + length])
        yield _copy(token, "link_close", "a", -1, "")
        at = match.start() + length
    yield _copy(token, "text", "", 0, text[at:])


def _copy(
    token: Token,
    kind: str,
    tag: str,
    nesting: Literal[-1, 0, 1],
    content: str,
    attributes: dict[str, Any] | None = None,
) -> Token:
    """Another token at the place of this one."""
    info = "auto" if tag else ""
    return Token(
        kind, tag, nesting, attributes or {}, content=content, info=info, meta=dict(token.meta), level=token.level
    )


def parser() -> MarkdownIt:
    """A parser of CommonMark 0.31 with GitHub's tables, task lists, alerts, footnotes, bare addresses and strike-through.

    Besides: definition lists. Addresses are left as they were written, whatever they are: the rules judge them, and who
    writes HTML encodes them (`normalizeLink` of a plain MarkdownIt).
    """
    markdown = MarkdownIt("commonmark", {"maxNesting": DEEPEST, "store_labels": True})
    inline = _Inline()
    inline.ruler, inline.ruler2 = markdown.inline.ruler, markdown.inline.ruler2
    markdown.inline = inline
    markdown.use(gfm_plugin).use(deflist_plugin)
    # Where a rule may match: the library would try them all at every other sign, and at every w for the sake of `www.`.
    inline.terminator_re = _BEGINS_MARKUP
    markdown.inline.ruler.at("gfm_autolink_protocol", _bare_address)
    markdown.inline.ruler.at("gfm_autolink_www", _bare_www)
    markdown.disable("gfm_autolink_email")
    markdown.core.ruler.after("inline", "emails", _emails)
    markdown.inline.ruler.at("footnote_ref", _note)
    markdown.block.ruler.at("footnote_def", _note_definition, {"alt": ["paragraph", "reference", "blockquote"]})
    markdown.disable("table")  # where it stands, the first row of one begins neither a list nor a quotation
    markdown.block.ruler.before("lheading", "table_last", _table, {"alt": ["paragraph", "reference"]})
    markdown.disable("text_join")  # so that an escaped mark can be told from one that was left over
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    markdown.normalizeLink = lambda url: url  # type: ignore[method-assign]
    markdown.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    return markdown
