"""An article or page as it is rendered: its HTML, its fields of text, and what the rules know of it."""

import math
from functools import cache
from pathlib import Path
from typing import Any

from markdown import Markdown
from markupsafe import Markup

from sources import file_links, named_blocks
from sources.header import decode, parse_source
from sources.language import Language
from sources.markdown_text import converter, excess, plain_words
from sources.typography import smart_html, smart_text
from sources.vocabulary import most_used


def render(path: Path, data: bytes, language: Language) -> dict[str, Any]:
    """What takes time to make of a file, in JSON's types: its HTML, its fields of text, and what the rules know of it.

    It depends on the bytes of the file, its place, the language of the practice, and the pictures and
    handouts in its text, which it names, alone.
    """
    source = parse_source(decode(data))
    if too_much := excess(source.body, source.body_line):
        raise ValueError(f"line {too_much[0].line}: too much {too_much[0].what}")
    plain = {name: plain_words(source.text(name) or "") for name in ("title", "summary", "changes", "image_alt")}
    fields = {name: smart_text(words, language.tag) for name, words in plain.items()}
    markdown = _converter().reset()
    markdown.title, markdown.first_line = plain["title"], source.body_line  # type: ignore[attr-defined]
    markdown.language = language  # type: ignore[attr-defined]
    markdown.source_path = path  # type: ignore[attr-defined]  # for pictures
    html = smart_html(markdown.convert(source.body), language.tag)
    words = Markup(html).striptags()
    return {
        **fields,
        "html": html,
        "contents": [(place, smart_html(name, language.tag)) for place, name in markdown.contents],  # type: ignore[attr-defined]
        "pictures": markdown.pictures,  # type: ignore[attr-defined]
        "handouts": markdown.handouts,  # type: ignore[attr-defined]
        "minutes": max(1, math.ceil(len(words.split()) / language.words_per_minute)),
        "most_used": most_used(fields["title"], fields["summary"], words),
        "text": markdown.text.values(),  # type: ignore[attr-defined]
    }


@cache
def _converter() -> Markdown:
    return converter(named_blocks.NamedBlocks(), file_links.FileLinks())
