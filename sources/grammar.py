"""The grammar of a text: CommonMark with GitHub's additions, every token with the place it was written at."""

import re
from collections.abc import Iterator
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import table
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.gfm import gfm_plugin
from mdit_py_plugins.gfm_autolink._match import match_any_email, match_http

# Levels of lists, quotations and emphasis; what is deeper is not parsed. The rules allow far fewer (checks/source_text.py).
DEEPEST = 100
_SCHEME = re.compile(r"(?<![a-z])(?:https?|ftp)$", re.IGNORECASE)
_LOCAL_PART = re.compile(r"[A-Za-z0-9.+_-]+(?=@)")


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
    if silent or state.linkLevel or state.src[state.pos] != ":" or not (scheme := _SCHEME.search(state.pending)):
        return False
    before = len(scheme[0])
    typed = state.src[state.pos - before : state.posMax]
    if not (found := match_http(f"http{typed[before:]}")):
        return False
    length = found[1] - 4 + before
    state.pending = state.pending[:-before]
    _link(state, typed[:length], typed[:length])
    state.pos += length - before
    return True


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
        if match.start() < at or not (found := match_any_email(text[match.start() :], 0, None)):
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
    markdown.inline.ruler.at("gfm_autolink_protocol", _bare_address)
    markdown.disable("gfm_autolink_email")
    markdown.core.ruler.after("inline", "emails", _emails)
    markdown.disable("table")  # where it stands, the first row of one begins neither a list nor a quotation
    markdown.block.ruler.before("lheading", "table_last", table, {"alt": ["paragraph", "reference"]})
    markdown.disable("text_join")  # so that an escaped mark can be told from one that was left over
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    markdown.normalizeLink = lambda url: url  # type: ignore[method-assign]
    markdown.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    return markdown
