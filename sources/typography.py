"""Typographic quotes, apostrophes, primes, dashes and ellipses, by typogrify and by what it can't see."""

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from typogrify.filters import typogrify

# Everything typogrify does but quotes, dashes and ellipses writes markup into the text.
_PUNCTUATION_ONLY = {"amp": False, "caps": False, "initial_quotes": False, "widont": False}

# Double and single quotes by CLDR. Where it gives the same for both (fr), the inner ones are those that books use;
# where it has the English ones the other way round (nl), a writer's choice of double or single is left alone.
_QUOTES = {
    "en": ("“", "”", "‘", "’"),
    **dict.fromkeys(("cs", "de", "et", "hr", "is", "sk", "sl"), ("„", "“", "‚", "‘")),
    **dict.fromkeys(("ca", "el", "es", "it", "pt-pt"), ("«", "»", "“", "”")),
    **dict.fromkeys(("de-ch", "fr-ch", "it-ch"), ("«", "»", "‹", "›")),
    **dict.fromkeys(("fi", "sv"), ("”", "”", "’", "’")),
    **dict.fromkeys(("nb", "nn", "no"), ("«", "»", "‘", "’")),
    **dict.fromkeys(("pl", "ro"), ("„", "”", "«", "»")),
    **dict.fromkeys(("ru", "uk"), ("«", "»", "„", "“")),
    **dict.fromkeys(("bg", "lt"), ("„", "“", "„", "“")),
    "fr": ("«\u202f", "\u202f»", "“", "”"),
    "hu": ("„", "”", "»", "«"),
}

# What never changes leaves a mark in the text: noncharacters, which no text has a use for.
_INLINE, _BLOCK, _SPACE, _WORD, _OPENING, _OTHER, _HYPHENS = _MARKS = "\ufdd0\ufdd1\ufdd2\ufdd3\ufdd4\ufdd5\ufdd6"
_BLOCK_TAG = re.compile(
    r"/?(?:address|article|aside|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset"
    r"|figcaption|figure|footer|form|h[1-6r]|head|header|hgroup|html|legend|li|link|main|menu|meta|nav|ol|optgroup|option"
    r"|p|pre|search|section|select|summary|table|tbody|td|tfoot|th|thead|title|tr|ul)",
    re.IGNORECASE,
)
# A note's number, raised, ends the word before it.
_MARKS_OF_TAGS = {"br": _SPACE, "sup": _OTHER, "script": _INLINE, "style": _INLINE, "img": _WORD, "input": _WORD}
_ATTRIBUTES = r"""(?:[^>=]++|=\s*+(?:"[^"]*+"?+|'[^']*+'?+)?+)*+"""
_ADDRESS = r"""\w(?:[^\s<>"'&]|&amp;)*(?<![-.,;:!?)\]…–—])"""
# Each part begins with its first character, which makes the search fast; none is tried again at what another has read.
_KEPT = re.compile(
    rf"""<!--.*?(?:-->|\Z)
    |<(?P<verbatim>(?i:code|kbd|math|pre|samp|script|style|svg|textarea|tt|var))(?=[\s/>]){_ATTRIBUTES}
        (?:>.*?(?:(?i:</(?P=verbatim)\s*+>)|\Z)|\Z)
    |<[aA](?=\s){_ATTRIBUTES}>\s*+(?:[^<\s@]++@[^<\s]++\s*+|www\.[^<]*+|[^<:]*+://[^<]*+)</[aA]\s*+>
    |<(?:(?P<tag>/?[a-zA-Z][^\s/>]*+)|[!?/]){_ATTRIBUTES}(?:>|\Z)
    |<
    |&(?:lt;!--++|\#?\w++;)
    |\x02[^\x02\x03]*+\x03
    |\\
    |`
    |h(?:ttps?://{_ADDRESS})
    |w(?<!\w\w)(?:ww\.{_ADDRESS})
    |-(?<!--)(?:-{{3,}}+|-++(?:>|&gt;))
    |{"|".join(_MARKS)}""",
    re.VERBOSE | re.DOTALL,
)
_character = lru_cache(html.unescape)
_MARK = re.compile(f"[{_MARKS[:-1]}]")
_QUOTE = re.compile("[\"']")
_RUN = re.compile("[\"']+")
_OPTION = re.compile(rf"(?:^|(?<=[\s(\[{_BLOCK}{_SPACE}]))({_INLINE}*+)--(?=[a-z])")  # as in “run it with --force”
_RANGE = re.compile(rf"(\d[%°]?{_INLINE}*+)--(?={_INLINE}*+[$£€]?\d)")

# The spaces beside French punctuation are not where a line may end (Imprimerie nationale).
_FRENCH = re.compile(r"(?<=\S) (?:[;!?»]|:(?!\S))|« (?=\S)")

_OPENS = frozenset(f"([{{¿¡-–—―/=“‘„‚«‹{_OPENING}")
_FIGURES = frozenset("0123456789¼½¾")
_MEASURE = re.compile(r"""'(?=[ \xa0]?\d{1,2}(?:\.\d+)?"|\d\d?(?!\w))|["'](?=[ \xa0]?[x×][ \xa0]?\d)""")
_YEAR = re.compile(r"\d{4}")
_CLOSERS = ("closes", "possesses")
_INTRODUCED = re.compile(r"""(?<=")'|(?<=[:,] )'(?![a-z])""")
_SUFFIX = re.compile(r"'(?:s|d|m|t|ll|re|ve)\b", re.IGNORECASE)
_CLIPPED = re.compile(
    r"'(?:\d\ds\b|n'|(?:tis|twas|twere|twill|em|til)\b(?!')|(?P<perhaps>\d\d|[dkmnst]|bout|cause|cept|cos|coz|cuz|fraid"
    r"|gainst|hood|kay|neath|nuff|pon|round|scuse|specially|spose|sup|tween|twixt)\b(?!'))",
    re.IGNORECASE,
)


def smart_html(text: str, language: str = "en") -> str:
    """HTML with typographic quotes, dashes and ellipses in its text, each block taken as one across its inline tags."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        found = match[0]
        if found[0] == "&" and (quote := _character(found)) in ('"', "'"):
            return quote
        kept.append(found)
        return _mark(match)

    marked = _KEPT.sub(keep, text)
    quotes = _quotes(marked.replace(_INLINE, ""), language.lower().replace("_", "-"))
    marked = _QUOTE.sub(lambda _: next(quotes), marked)
    if language.lower().partition("-")[0] == "fr" and not language.lower().endswith("-ch"):
        marked = _FRENCH.sub(lambda found: "\u00a0:" if found[0] == " :" else found[0].replace(" ", "\u202f"), marked)
    if "--" in marked:  # few texts have any, and to look for what is around them takes a while
        marked = _RANGE.sub(r"\1–", _OPTION.sub(rf"\1{_HYPHENS}", marked)).replace("---", "—")
    if any(signs in marked for signs in ("--", "...", ". . .")):  # all that is left to typogrify
        marked = str(typogrify(marked, **_PUNCTUATION_ONLY)).replace("&#8212;", "—").replace("&#8230;", "…")
    whole = iter(kept)
    return _MARK.sub(lambda _: next(whole), marked.replace(_HYPHENS, "--"))


def smart_text(text: str, language: str = "en") -> str:
    """Plain text with typographic quotes, dashes and ellipses."""
    return html.unescape(smart_html(html.escape(text, quote=False), language))


def _mark(match: re.Match[str]) -> str:
    """How what is kept looks to the quotes beside it."""
    found = match[0]
    if name := match["verbatim"] or match["tag"]:
        if _BLOCK_TAG.fullmatch(name):
            return _BLOCK
        return _MARKS_OF_TAGS.get(name.lower(), _WORD if match["verbatim"] else _INLINE)
    if found[0] == "&":
        return {" ": _SPACE, "w": _WORD, "o": _OPENING, ".": _OTHER}[_side(_character(found)[0])]
    if found.startswith(("<!", "<?", "</")):
        return _INLINE
    return _OTHER if found in ("<", "\\", "`") else _WORD


def _side(character: str) -> str:
    """What stands beside a quote: nothing (" "), a word ("w"), what opens ("o"), or other punctuation (".")."""
    if not character or character.isspace() or character == _SPACE:
        return " "
    if character.isalnum() or character == _WORD:
        return "w"
    return "o" if character in _OPENS else "."


class _Found(NamedTuple):
    """A straight quote in a block, with what stands on either side of it."""

    block: str
    place: int
    quote: str
    before: str
    after: str

    def looks(self) -> str:
        """Whether it opens or closes a quotation by its neighbours alone; empty for an apostrophe."""
        if self.before + self.after == "o ":
            return "closes"
        if self.before in " o":
            return "" if self.quote == "'" and _CLIPPED.match(self.block, self.place) else "opens"
        if self.after != "w":
            word_end = self.block[max(self.place - 2, 0) : self.place]
            return "" if word_end == "'n" else "possesses" if self.quote == "'" and word_end.endswith("s") else "closes"
        return "" if self.quote == "'" and (self.before == "w" or _SUFFIX.match(self.block, self.place)) else "opens"

    def role(self, ahead: str, is_open: bool) -> str:
        """What it does, knowing how the next of its kind looks, and whether one of its kind is open."""
        block, place, quote, before, after = self
        if place and block[place - 1] in _FIGURES:
            year = _YEAR.match(block, max(place - 4, 0), place) and (is_open or quote == '"')
            possible = (ahead == "closes" and after != "w") if is_open else quote + after != "'w"
            if _MEASURE.match(block, place) or (possible and not year):
                return "measures"
        if quote == '"':
            if before in " o":
                return "opens" if after == "w" or before + after == " o" or not is_open else "closes"
            return "opens" if after == "w" and ahead == "closes" and not is_open else "closes"
        if before in " o":
            clipped = _CLIPPED.match(block, place)
            if clipped and (is_open or ahead != "closes" or not clipped["perhaps"]):
                return ""
            if is_open and after in " .":
                return "closes"
            # One without a partner begins a quotation that goes on in the next block, or else stands for letters.
            begins = place < 3 and not block[:place].strip(" \"'")
            return "opens" if after != " " and (ahead in _CLOSERS or begins or _INTRODUCED.match(block, place)) else ""
        if after == "w":
            if before == "w" or _SUFFIX.match(block, place):
                return ""
            return "closes" if is_open else "opens" if ahead in _CLOSERS else ""
        return "closes" if is_open and (ahead != "closes" or block[place - 1] != "s") else ""


def _quotes(text: str, language: str) -> Iterator[str]:
    """What each straight quote of a text without inline tags becomes, in order."""
    marks = _QUOTES.get(language) or _QUOTES.get(language.partition("-")[0]) or _QUOTES["en"]
    for block in text.split(_BLOCK):
        found: list[_Found] = []
        for run in _RUN.finditer(block):  # quotes side by side have the same neighbours
            start, end = run.span()
            before, after = _side(block[start - 1 : start] if start else ""), _side(block[end : end + 1])
            found += [_Found(block, place, block[place], before, after) for place in range(start, end)]
        ahead = {'"': "", "'": ""}
        next_looks: list[str] = []
        for one in reversed(found):
            next_looks.append(ahead[one.quote])
            ahead[one.quote] = one.looks() or ahead[one.quote]
        pending: list[str] = []
        for one in found:
            role = one.role(next_looks.pop(), one.quote in pending)
            if role == "opens" and one.quote not in pending:
                pending.append(one.quote)
            elif role == "closes" and one.quote in pending:
                del pending[pending.index(one.quote) :]
            double, single = one.quote == '"', one.quote == "'"
            if role == "measures":
                yield "″" if double else "′"
            else:
                yield marks[2 * single + (role == "closes")] if role else "’"
