"""What changed in an article, for its readers: a page with the coach's sentence and the passages that differ."""

from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
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
from sources.language import Language
from sources.markdown_text import converter, plain_words
from sources.named_blocks import NamedBlocks
from sources.typography import smart_html, smart_text

ALIKE = 0.5  # of the words of two passages; with fewer in common they are not two versions of one
KEPT = 0.34  # of the words of two texts; with fewer in common a comparison would be the two texts again
NEAR = 20  # passages; what is farther from where it was is not looked for among those that changed
MOST_BITS = 200_000_000  # a bit for each pair of words or passages; only hostile texts have more
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
            words.append(f"[{child.get('alt')}]" if child.tag == "img" else "")
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
    for same, some, others in _aligned(old, new):
        if same:
            yield from ((Piece("kept", text),) for text in some)
        else:
            yield from _pairs(some, others)


def _aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    """The runs of two sequences, of the old and of the new one: those that are the same, and what lies between.

    These are a longest common subsequence, found bit by bit (Hyyrö 2004); of 10,000 words in milliseconds, whatever
    they are, where difflib can take minutes.
    """
    pairs: list[tuple[int, int]] = []
    if len(old) * len(new) <= MOST_BITS:
        places: dict[str, int] = {}
        for j, one in enumerate(new):
            places[one] = places.get(one, 0) | 1 << j
        rows = [(1 << len(new)) - 1]
        for one in old:
            found = rows[-1] & places.get(one, 0)
            rows.append((rows[-1] + found | rows[-1] - found) & rows[0])
        i, j = len(old), len(new)
        while i and j:
            if rows[i] >> j - 1 & 1:
                j -= 1
            else:
                i -= 1
                if rows[i] >> j - 1 & 1:
                    j -= 1
                    pairs.append((i, j))
    i = j = same = 0
    for next_i, next_j in [*reversed(pairs), (len(old), len(new))]:
        if next_i < len(old) and (next_i, next_j) == (i + same, j + same):
            same += 1
            continue
        if same:
            yield True, old[i : i + same], new[j : j + same]
        if i + same < next_i or j + same < next_j:
            yield False, old[i + same : next_i], new[j + same : next_j]
        i, j, same = next_i, next_j, 1


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Piece, ...]]:
    """The two passages most alike as one that changed, and so on to either side of them; the rest went or came."""
    counts, others = [Counter(text.split()) for text in old], [Counter(text.split()) for text in new]
    reach = NEAR * max(len(old), len(new))
    alike = []
    for i, words in enumerate(counts):
        first, last = (i * len(new) - reach) // len(old), (i * len(new) + reach) // len(old)
        for j in range(max(0, first), min(len(new), last + 1)):
            if (likeness := _likeness(words, others[j])) >= ALIKE:
                alike.append((-likeness, i, j))
    taken = [(-1, -1), (len(old), len(new))]
    for _, i, j in sorted(alike):
        at = bisect(taken, (i, j))
        if taken[at - 1][0] < i < taken[at][0] and taken[at - 1][1] < j < taken[at][1]:
            taken.insert(at, (i, j))
    for (i, j), (next_i, next_j) in pairwise(taken):
        if i >= 0:
            yield tuple(_pieces(old[i].split(), new[j].split()))
        yield from ((Piece("removed", text),) for text in old[i + 1 : next_i])
        yield from ((Piece("added", text),) for text in new[j + 1 : next_j])


def _likeness(words: Counter[str], others: Counter[str]) -> float:
    return 2 * (words & others).total() / (words.total() + others.total())


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    runs = list(_aligned(old, new))
    removed: list[str] = []
    added: list[str] = []
    for number, (same, some, others) in enumerate(runs):
        if same and (number in (0, len(runs) - 1) or len(some) >= RUN):
            yield from _change(removed, added)
            removed, added = [], []
            yield Piece("kept", " ".join(some))
        else:
            removed += some
            added += others
    yield from _change(removed, added)


def _change(removed: list[str], added: list[str]) -> list[Piece]:
    return [Piece(kind, " ".join(words)) for kind, words in (("removed", removed), ("added", added)) if words]


def _text(source: Source, markdown: Markdown, language: Language) -> list[str]:
    """Title, summary and passages of a text, as readers see them."""
    markdown.language = language  # type: ignore[attr-defined]
    head = [smart_text(plain_words(source.text(name) or ""), language.tag) for name in ("title", "summary")]
    return [*head, *passages(smart_html(markdown.reset().convert(source.body), language.tag))]


def add_comparisons(generator: ArticlesGenerator) -> None:
    """Give every article its `comparison` with the text it once had, and the address of the page that shows it.

    Both are empty where there is no earlier text, where it is the same, or where so little is left of it that the two
    would stand there one after the other.
    """
    content = generator.settings["CONTENT"]
    markdown = converter(NamedBlocks())  # links and pictures by file are not compared, and those of then may be gone
    for article in [*generator.articles, *generator.drafts]:
        article.changes_url, article.comparison, article.compared_day = "", [], None
    for article in generator.articles:
        if article.earlier or article.changes:
            file = content.sources[Path(article.source_path).relative_to(content.folder).as_posix()]
            if earlier := earlier_version(file.path, file.source, time_zone(content.site)):
                old, new = (_text(source, markdown, content.language) for source in (earlier, file.source))
                if comparison := compare(old, new):
                    article.changes_url = f"{article.url}changes/"
                    article.comparison, article.compared_day = comparison, day(earlier)


def write_changes(generator: ArticlesGenerator, writer: Writer) -> None:
    """Write the page of changes of every article that has one."""
    for article in generator.articles:
        if article.changes_url:
            writer.write_file(
                f"{article.changes_url}index.html",
                generator.get_template("changes"),
                generator.context,
                relative_urls=True,
                url=article.changes_url,
                article=article,
            )


def register() -> None:
    """Connect to Pelican."""
    signals.article_generator_finalized.connect(add_comparisons)
    signals.article_writer_finalized.connect(write_changes)
