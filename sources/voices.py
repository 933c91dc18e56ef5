"""What people whom the practice coached have let it show in their words, and until when (content/voices.toml)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

from sources.content import Content
from sources.dates import as_day
from sources.typography import smart_text

_MARKS = '"“”„‟«»'


@dataclass(frozen=True)
class Voice:
    """Someone's words, in the quotation marks of the practice's language, and how that person wants to be named."""

    words: str
    name: str


def heard(content: Content) -> tuple[Voice, ...]:
    """Those that may be shown today: the last day of a consent is over when it is over at the practice."""
    today, tag = content.now.date(), content.language.tag
    return tuple(
        Voice(smart_text(f'"{bare(voice["words"])}"', tag), smart_text(" ".join(voice["name"].split()), tag))
        for _, voice in content.voices.entries("voice")
        if (until := as_day(voice.get("until"))) and until >= today
    )


def bare(words: str) -> str:
    """The words on one line, without the quotation marks around the whole of them."""
    words = " ".join(words.split())
    return match[1] if (match := re.fullmatch(f"[{_MARKS}] ?([^{_MARKS}]+?) ?[{_MARKS}]", words)) else words


def one_for(voices: Sequence[Voice], address: str) -> Voice:
    """Which of several stands on a page: always the same one there, also when others come or go."""
    return min(voices, key=lambda voice: crc32(f"{address} {voice.words}".encode()))
