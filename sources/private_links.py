"""A private link: the address of a draft for those whom the coach sends it, which nobody can guess."""

import base64
import hashlib
import re

LEAST = 16  # letters and digits: more than anyone can try
_DIFFERENT = 8
_TOKEN = re.compile(rf"[a-z0-9]{{{LEAST},}}")
PAGE = re.compile(rf"private/{_TOKEN.pattern}/index\.html")


def address_of(token: str) -> str:
    """The path on the site for what an article says as its private link; nothing where that is none."""
    return f"/private/{token}/" if _TOKEN.fullmatch(token) else ""


def as_meant(written: str) -> str:
    """What was written without all but small letters and digits, and without the rest of an address it may stand in."""
    return re.sub(r"[^a-z0-9]", "", written.lower().rpartition("/private/")[2])


def is_guessable(token: str, *names: str) -> bool:
    """Whether too little is left of it without these words, which anyone may know, and without repetitions."""
    for name in names:
        known = as_meant(name)
        token = token.replace(known, "") if len(known) >= 4 else token  # shorter ones are there by chance
    return len(token) < LEAST or len(set(token)) < _DIFFERENT


def suggestion(name: str, data: bytes) -> str:
    """One for this file, the same whoever asks; another for a copy under another name."""
    digest = hashlib.sha256(name.encode(errors="surrogateescape") + b"\0" + data).digest()
    return base64.b32encode(digest).decode()[:20].lower()
