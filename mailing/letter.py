"""An article as a letter: HTML and plain text that every mail program shows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Letter:
    """What a provider of newsletters is given; `address` is where the article is read on the site."""

    name: str  # that of the article's file, without .md
    address: str
    subject: str
    preheader: str
    html: str
    text: str
    language: str
