"""What changed in an article, for its readers: a page with the coach's sentence and the passages that differ."""

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from lxml import html  # type: ignore[import-untyped]
from markdown import Markdown
from pelican import signals
from pelican.generators import ArticlesGenerator
from pelican.writers import Writer

from sources.content import time_zone
from sources.earlier_version import day, earlier_version
from sources.header import Source
from sources.markdown_text import converter, plain_words
from sources.named_blocks import NamedBlocks
from sources.typography import smart_html, smart_text

ALIKE = 0.5  # of the words of two passages; with fewer in common they are not two versions of one
KEPT = 0.34  # of the words of two texts; with fewer in common a comparison would be the two texts again
RUN = 3  # words; where fewer stay between two changes, they are read more easily as one change
_BLOCKS = {"p", "li", "dt", "dd", "tr", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "figcaption"}
_MARKS = {"footnote-ref", "footnote-backref"}


class Piece(NamedTuple):
    """Words that were kept, removed or added."""

    kind: str
    words: str


class Passage(NamedTuple):
    """A paragraph, heading, list item or row in pieces; or, with `skipped`, so many that are the same."""

    pieces: tuple[Piece, ...] = ()
    skipped: int = 0


def passages(markup: str) -> list[str]:
    """The text of each paragraph, heading, list item and row."""
    found: list[str] = []
    words: list[str] = []

    def end() -> None:
        if text := " ".join("".join(words).split()).strip("· "):
            found.append(text)
        words.clear()

    def walk(element: Any) -> None:
        if not isinstance(element.tag, str) or element.get("class") in _MARKS:
            return
        if element.tag in _BLOCKS:
            end()
        words.append(element.text or "")
        for child in element:
            words.append(" · " if child.tag in ("td", "th") else "")
            words.append(f"Picture: {child.get('alt')}" if child.tag == "img" else "")
            walk(child)
            words.append(child.tail or "")
        if element.tag in _BLOCKS:
            end()

    if markup.strip():
        walk(html.fragment_fromstring(markup, create_parent="div"))
        end()
    return found


def compare(old: Sequence[str], new: Sequence[str]) -> list[Passage] | None:
    """The passages that differ, each with its neighbours; empty where none does, None where little is left of the old."""
    rows = list(differences(old, new))
    counts = Counter[str]()
    for row in rows:
        for kind, words in row:
            counts[kind] += len(words.split())
    if counts["kept"] < KEPT * (counts["kept"] + max(counts["removed"], counts["added"])):
        return None
    changed = [any(piece.kind != "kept" for piece in row) for row in rows]
    shown = [any(changed[max(0, number - 1) : number + 2]) for number in range(len(rows))]
    found: list[Passage] = []
    for is_shown, pairs in groupby(zip(shown, rows, strict=True), itemgetter(0)):
        group = [Passage(row) for _, row in pairs]
        # A single passage is no longer than the words that would replace it.
        found += group if is_shown or len(group) == 1 else [Passage(skipped=len(group))]
    return found if any(changed) else []


def differences(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Piece, ...]]:
    """Every passage of two texts in pieces, in the order in which they are read."""
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from ((Piece("kept", text),) for text in old[i1:i2])
        else:
            yield from _pairs(old[i1:i2], new[j1:j2])


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Piece, ...]]:
    """The two passages most alike as one that changed, and so on to either side of them; the rest went or came."""
    likeness = {(i, j): _likeness(one, other) for i, one in enumerate(old) for j, other in enumerate(new)}
    best = max(likeness, key=lambda pair: (likeness[pair], -pair[0], -pair[1]), default=None)
    if best is None or likeness[best] < ALIKE:
        yield from ((Piece("removed", text),) for text in old)
        yield from ((Piece("added", text),) for text in new)
        return
    i, j = best
    yield from _pairs(old[:i], new[:j])
    yield tuple(_pieces(old[i].split(), new[j].split()))
    yield from _pairs(old[i + 1 :], new[j + 1 :])


def _likeness(one: str, other: str) -> float:
    words, others = Counter(one.split()), Counter(other.split())
    return 2 * (words & others).total() / (words.total() + others.total())


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    operations = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    removed: list[str] = []
    added: list[str] = []
    for number, (tag, i1, i2, j1, j2) in enumerate(operations):
        if tag == "equal" and (number in (0, len(operations) - 1) or i2 - i1 >= RUN):
            yield from _change(removed, added)
            removed, added = [], []
            yield Piece("kept", " ".join(old[i1:i2]))
        else:
            removed += old[i1:i2]
            added += new[j1:j2]
    yield from _change(removed, added)


def _change(removed: list[str], added: list[str]) -> list[Piece]:
    return [Piece(kind, " ".join(words)) for kind, words in (("removed", removed), ("added", added)) if words]


def _text(source: Source, markdown: Markdown, language: str) -> list[str]:
    """Title, summary and passages of a text, as readers see them."""
    head = [smart_text(plain_words(source.text(name) or ""), language) for name in ("title", "summary")]
    return [*head, *passages(smart_html(markdown.reset().convert(source.body), language))]


def add_addresses(generator: ArticlesGenerator) -> None:
    """Give every article the address of its page of changes, empty where it has none."""
    for article in generator.drafts:
        article.changes_url = ""
    for article in generator.articles:
        article.changes_url = f"{article.url}changes/" if article.earlier or article.changes else ""


def write_changes(generator: ArticlesGenerator, writer: Writer) -> None:
    """Write the page of changes of every article that has one."""
    content = generator.settings["CONTENT"]
    language = content.language
    markdown = converter(NamedBlocks())  # links and pictures by file are not compared, and those of then may be gone
    for article in generator.articles:
        if article.changes_url:
            file = content.sources[Path(article.source_path).relative_to(content.folder).as_posix()]
            earlier = earlier_version(file.path, file.source, time_zone(content.site))
            comparison: list[Passage] | None = []
            if earlier:
                comparison = compare(_text(earlier, markdown, language), _text(file.source, markdown, language))
            writer.write_file(
                f"{article.changes_url}index.html",
                generator.get_template("changes"),
                generator.context,
                relative_urls=True,
                url=article.changes_url,
                article=article,
                earlier_day=day(earlier) if earlier else None,
                comparison=comparison,
            )


def register() -> None:
    """Connect to Pelican."""
    signals.article_generator_finalized.connect(add_addresses)
    signals.article_writer_finalized.connect(write_changes)
