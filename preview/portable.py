"""Makes a copy of a finished site that opens from a folder, without a server: the preview of a pull request, as a zip.

A browser opens no folder as a page, gives a page in a file no module and no data, and knows no root of a site. So the
copy's links name files, its scripts are classic ones, and what needs a server says that it does.
"""

import argparse
import shutil
import sys
from pathlib import Path
from posixpath import dirname, join, normpath, relpath
from urllib.parse import quote, unquote, urlsplit

from lxml import html  # type: ignore[import-untyped]

from plugins.stylesheet import csp_hash
from sources import writing_page

# The search loads a module with each query, the form fetches an article that is asked about, the others read the address.
NEED_A_SERVER = ("search.js", "form-sent.js", "wrong-address.js", "ask.js")
NO_SEARCH = (
    "The search works on the site, and in the preview that “serve” shows. In a page opened from a folder it cannot."
)


def copy(site: Path, folder: Path) -> None:
    """Copy a site into a new folder; raises FileExistsError where that is there."""
    shutil.copytree(site, folder)
    if (site / writing_page.FORM).is_file():  # it is all modules and data, and saves nothing from here
        shutil.rmtree(folder / writing_page.FOLDER)
    for page in sorted(folder.rglob("*.html")):
        page.write_bytes(portable(page.read_bytes(), page.relative_to(folder).as_posix(), site))


def portable(written: bytes, name: str, site: Path) -> bytes:
    """The page of this name in the site, so that it works by itself."""
    page = html.document_fromstring(written, html.HTMLParser(encoding="utf-8", huge_tree=True))
    styles = [style.text for style in page.iter("style")]
    page.rewrite_links(lambda address: from_folder(address, name, site))
    for element in page.xpath("//*[@srcset]"):
        choices = (choice.split() for choice in element.get("srcset").split(","))
        element.set("srcset", ", ".join(" ".join((from_folder(one, name, site), *size)) for one, *size in choices))
    for preload in page.xpath("//link[@rel='preload']"):  # asked for as if from another site, and refused
        preload.drop_tree()
    for style in page.iter("style"):  # without it the typeface is there a moment later, and has to be waited for
        style.text = style.text.replace("font-display:optional", "font-display:block")
    for policy in page.xpath("//meta[@http-equiv='Content-Security-Policy']"):
        allowed = policy.get("content")
        for old, style in zip(styles, page.iter("style"), strict=True):
            allowed = allowed.replace(csp_hash(old), csp_hash(style.text))
        policy.set("content", allowed)
    for script in page.xpath("//script[@type='module']"):
        if script.get("src").endswith(NEED_A_SERVER):
            script.drop_tree()
        else:
            del script.attrib["type"]
            script.set("defer", "")
    for form in page.xpath("//form[@role='search']"):
        note = html.Element("p")
        note.attrib.update({"class": "search__status", "role": "note"})
        note.text = NO_SEARCH
        form.addprevious(note)
        for button in form.iter("button"):
            button.attrib.update({"disabled": "", "aria-disabled": "true"})
    return bytes(html.tostring(page, encoding="utf-8", doctype="<!doctype html>"))


def from_folder(address: str, page: str, site: Path) -> str:
    """The address on a page as it opens from a folder; as it is where it leads to nothing in the site."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path:
        return address
    rooted, path = parts.path.startswith("/"), unquote(parts.path)
    target = normpath(path.lstrip("/") if rooted else join(dirname(page), path))
    if (site / target).is_dir():
        target = join(target, "index.html")
    elif not rooted:
        return address
    return parts._replace(path=quote(relpath(target, dirname(page) or "."))).geturl()


def main(argv: list[str]) -> None:
    """Make the copy that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m preview.portable", description=__doc__)
    parser.add_argument("site", type=Path, help="a site that was built")
    parser.add_argument("folder", type=Path, help="where the copy shall be; it must not be there yet")
    arguments = parser.parse_args(argv)
    try:
        copy(arguments.site, arguments.folder)
    except FileExistsError:
        sys.exit(f"{arguments.folder} is there already. Delete it, or name another folder.")
    except FileNotFoundError:
        sys.exit(f"{arguments.site} is not there. Build the site first: python3 tasks.py build")


if __name__ == "__main__":
    main(sys.argv[1:])
