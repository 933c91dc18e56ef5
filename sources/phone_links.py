"""Numbers that can be called with one tap, in the words of site.toml for readers in danger."""

import re

from markupsafe import Markup, escape

# As in a text of the coach's: `[call 988](tel:988)`. A number that stands by itself is one to call.
LINK = re.compile(r"\[([^\]]+)\]\(([^()\s]*)\)")
ADDRESS = re.compile(r"(?:tel|sms):\+?[\d-]{2,}|https://[^\s()\"<>]+")
_NUMBER = re.compile(r"(?<![\w/-])\+?\d(?:[ \u00a0\u202f-]?\d){2,}(?![\w/-])")

_LINKED = re.compile(r'<a href="([^"]*)">(.*?)</a>')


def linked(words: str) -> Markup:
    """The words with links: those that are written as such (tel:, sms:, https:), and numbers of three digits or more."""
    made = Markup()
    end = 0
    for link in LINK.finditer(words):
        if ADDRESS.fullmatch(link[2]):
            made += _called(words[end : link.start()]) + Markup('<a href="{}">{}</a>').format(
                link[2], unbroken(link[2], link[1])
            )
            end = link.end()
    return made + _called(words[end:])


def numbers(words: str) -> list[tuple[Markup, Markup]]:
    """The links in these words, in their order: each address, and what it is called."""
    return [(Markup(address), Markup(name)) for address, name in _LINKED.findall(linked(words))]


def unbroken(address: str, words: str) -> str:
    """The words of a link; a number to call stays in one line."""
    return words.replace(" ", "\u00a0") if address.startswith("tel:") else words


def _called(words: str) -> Markup:
    def call(number: re.Match[str]) -> str:
        address = f"tel:{re.sub(r'[^0-9+]', '', number[0])}"
        return f'<a href="{address}">{unbroken(address, number[0])}</a>'

    return Markup(_NUMBER.sub(call, str(escape(words))))
