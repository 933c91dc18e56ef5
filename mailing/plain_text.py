"""The plain text of a letter, by markdownify: its words, and every address that they lead to."""

# ruff: noqa: ARG002, D102  # markdownify calls `convert_p` for a `p`, and hands all of them the same

from copy import copy

from bs4 import Tag
from markdownify import UNDERLINED, MarkdownConverter


class PlainText(MarkdownConverter):
    """Writes words without the marks of Markdown, except where they are usual in letters."""

    def __init__(self) -> None:
        super().__init__(
            heading_style=UNDERLINED, bullets="-", strong_em_symbol="", escape_asterisks=False, escape_underscores=False
        )

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        address, words = str(el["href"]), text.strip()
        said = address.partition(":")[2]
        if address.startswith(("mailto:", "tel:", "sms:")):
            return words if said in "".join(words.split()) or said in text else f"{words} ({said})"
        return words if words == address else f"{words} ({address})"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"[{el['alt']}]" if el["alt"] else ""

    def convert_sup(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"[{text}]" if "footnote" in el.get_attribute_list("class") else text

    def _words(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return text

    convert_b = convert_strong = convert_em = convert_i = convert_code = _words


def plain_text(body: Tag) -> str:
    """The words of a letter without its layout, whose tables would make one line of each cell."""
    whole = copy(body)
    for element in whole.find_all(["table", "tbody", "tr", "td"]):
        element.name = "div"
    for heading in whole.find_all("h3"):
        heading.name = "h2"  # which has a line below it, where this would have a mark
    for hidden in whole.select(".preheader"):
        hidden.decompose()
    return "\n".join(line.rstrip() for line in PlainText().convert_soup(whole).strip().split("\n")) + "\n"
