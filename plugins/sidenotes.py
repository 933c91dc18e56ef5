"""Whether a text's notes have room in its margin: none may run on past the end of the page, since nothing there gives way."""

import re

_MARK = re.compile(r'<sup id="fnref-\d')
_NOTE = re.compile(r'<li id="fn-\d')
_TAG = re.compile(r"<[^>]*>")
_BLOCK = re.compile(r"</(?:p|li|tr|h\d|pre|figure)>")
# Pixels for a letter and for the end of a block: a little too many for a note, too few for the text.
NOTE, TEXT = (0.75, 26), (0.4, 36)


def fits(html: str, below: int) -> bool:
    """Whether the notes end before the text does, or at most so many pixels below it."""
    text, _, notes = html.partition('<div class="footnote">')
    if not notes or "<details" in text:  # what is folded away has no height that a note could stand at
        return False
    left = [_height(part, *TEXT) for part in _MARK.split(text)[1:]]
    needed = [_height(note, *NOTE) for note in _NOTE.split(notes)[1:]]
    return all(sum(needed[first:]) <= sum(left[first:]) + below for first in range(min(len(left), len(needed))))


def _height(html: str, letter: float, block: int) -> float:
    return len(_TAG.sub("", html)) * letter + len(_BLOCK.findall(html)) * block
