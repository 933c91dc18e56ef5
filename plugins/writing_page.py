"""The page the coach writes on away from the desk, at /write/, where site.toml names the repository that it saves to.

Readers find no link to it, and search engines are told by the page itself not to list it: robots.txt, which anybody can
read, would only name it to them. What it is told of the practice anybody can read as well, so nothing is in it of what
waits; the page reads that from the repository, where the coach is known.
"""

import json
import re
from copy import copy
from pathlib import Path
from typing import Any

from pelican import Pelican, signals
from rcssmin import cssmin

import site_folder
from sources.content import Content
from sources.palette import css
from sources.writing_page import FOLDER, POLICY
from writing.form import form, links

SOURCES = Path(__file__).parent.parent / "writing" / "page"
AT_THE_DESK = "desk.js"  # it saves where `serve` runs
# A comment that has its lines to itself, which only makes the page come later.
_COMMENT = re.compile(r"^[ \t]*(?://.*|/\*(?:(?!\*/)[\s\S])*\*/[ \t]*)\n", re.MULTILINE)
_CHARSET = '<meta charset="utf-8">'
_HEAD = f"""{_CHARSET}
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">"""


def write(pelican: Pelican) -> None:
    """Put the page and what it is told into the finished folder."""
    settings, output = pelican.settings, Path(pelican.output_path)
    if not settings["SITE"]["writing"]["repository"]:
        return
    files = {path.name: path.read_text("utf-8") for path in sorted(SOURCES.iterdir()) if path.name != AT_THE_DESK}
    files["index.html"] = (
        files["index.html"].replace('data-keeper="desk"', 'data-keeper="github"', 1).replace(_CHARSET, _HEAD, 1)
    )
    for scheme in ("light", "dark"):
        files["write.css"] = files["write.css"].replace(f"{{{scheme}}}", css(settings["PALETTE"], scheme))
    files["write.css"] = cssmin(files["write.css"].replace("{fonts}", "../theme/fonts"))
    files |= {name: _COMMENT.sub("", text) for name, text in files.items() if name.endswith(".js")}
    for name, known in known_to_all(settings["CONTENT"]).items():
        files[name] = json.dumps(known, ensure_ascii=False, separators=(",", ":"))
    for name, text in files.items():
        site_folder.put(output, settings.get("LAST") or output, f"{FOLDER}/{name}", text.encode())


def known_to_all(content: Content) -> dict[str, Any]:
    """The data of the page, by the names of its files, without what waits: no title, no name of a file or picture."""
    public = copy(content)
    public.publish = True  # on this machine, too
    known = form(public) | {"pictures": [], "handouts": [], "live": content.facts["publishing"]["branch"]}
    return {"form.json": known, "links.json": links(public)}


def register() -> None:
    """Connect to Pelican."""
    signals.finalized.connect(write)
