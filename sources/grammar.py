"""The grammar of a text: CommonMark with GitHub's additions, every token with the place it was written at."""

from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.gfm import gfm_plugin

# Levels of lists, quotations and emphasis; what is deeper is not parsed. The rules allow far fewer (checks/source_text.py).
DEEPEST = 100


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
    markdown.disable("text_join")  # so that an escaped mark can be told from one that was left over
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    markdown.normalizeLink = lambda url: url  # type: ignore[method-assign]
    markdown.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    return markdown
