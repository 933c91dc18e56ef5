"""Key points, questions to sit with, key differences: quotations whose first line is their bold name.

On GitHub they are an ordinary quotation, list or table; here each becomes a component of the theme.
"""

import xml.etree.ElementTree as ET
from functools import cache

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from sources import language as languages
from sources.language import Language
from sources.typography import smart_text

# The keys of their names (theme/words), and the component's class.
BLOCKS = {"text.key_points": "key-points", "text.questions": "questions", "text.key_differences": "key-differences"}


@cache
def names(language: Language) -> dict[str, str]:
    """The bold words that begin a block, in lower case, in a language and in English, and the component's class."""
    both = (languages.of_tag(languages.ENGLISH), language)
    return {spoken.phrase(key).lower(): component for spoken in both for key, component in BLOCKS.items()}


class NamedBlocks(Extension):
    """Register after inline markup has been resolved (priority 20)."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Python-Markdown's name
        """Add the tree processor."""
        md.treeprocessors.register(_TreeProcessor(md), "named_blocks", 15)


class _TreeProcessor(Treeprocessor):
    def run(self, root: ET.Element) -> None:
        for quotation in list(root.iter("blockquote")):
            if component := _component(quotation, names(self.md.language)):  # type: ignore[attr-defined]  # the reader sets it
                _rebuild(quotation, component, self.md.language)  # type: ignore[attr-defined]
        for cell in list(root.iter("th")):
            if not len(cell) and not (cell.text or "").strip():  # an empty corner is no heading
                cell.tag = "td"
                cell.attrib.pop("scope", None)
        _make_scrollable(root, self.md.language)  # type: ignore[attr-defined]


def _component(quotation: ET.Element, components: dict[str, str]) -> str | None:
    first = quotation.find("*")
    if first is None or first.tag != "p" or len(first) != 1 or (first.text or "").strip():
        return None
    strong = first[0]
    if strong.tag != "strong" or (strong.tail or "").strip():
        return None
    return components.get("".join(strong.itertext()).strip().rstrip(":").lower())


def _rebuild(quotation: ET.Element, component: str, language: Language) -> None:
    title = quotation[0]
    words = "".join(title.itertext()).strip().rstrip(":")
    quotation.tag = "section"
    quotation.set("class", component)
    quotation.set("aria-label", words)
    title.set("class", f"{component}__title")
    title.remove(title[0])
    title.text = words
    for table in quotation.iter("table"):
        _label_cells(table, language)


def _label_cells(table: ET.Element, language: Language) -> None:
    """Let a comparison be stacked into cards on a phone: each cell carries its column's name.

    No roles: browsers keep those of a table whose display is changed, or have the names of its columns to read.
    """
    columns = ["".join(cell.itertext()).strip() for cell in table.iter("th")]
    for cell in table.iter("th"):
        cell.set("scope", "col")
    for body in table.iter("tbody"):
        for row in body:
            for position, cell in enumerate(row):
                if position == 0:
                    cell.tag = "th"
                    cell.set("scope", "row")
                else:
                    cell.set("data-label", smart_text(columns[position], language.tag))


def _make_scrollable(parent: ET.Element, language: Language) -> None:
    """Wrap wide ordinary tables so that they scroll by themselves, by keyboard too (WCAG 2.1.1)."""
    for position, child in enumerate(list(parent)):
        if child.get("class") in BLOCKS.values():
            continue
        if child.tag == "table":
            columns = ", ".join(words for cell in child.iter("th") if (words := "".join(cell.itertext()).strip()))
            wrapper = ET.Element("section", {"class": "table-scroll", "tabindex": "0"})
            wrapper.set(
                "aria-label",
                language.phrase("text.table_of", columns=columns) if columns else language.phrase("text.table"),
            )
            wrapper.tail, child.tail = child.tail, None
            wrapper.append(child)
            parent[position] = wrapper
        else:
            _make_scrollable(child, language)
