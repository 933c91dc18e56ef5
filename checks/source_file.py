"""Checks for the files below content/, before anyone looks into their header and text."""

import re
from collections.abc import Callable, Iterator

from problem import Problem, printable, short
from sources.content import FACTS, LARGEST_TEXT, MARK, PICTURES, WORDS, Entry, good_name
from sources.header import decode, readable
from sources.redirects import LONGEST_NAME

LARGEST_HANDOUT = 10_000_000  # bytes; a minute on a telephone
OTHER_PICTURES = (
    ".heic", ".heif", ".tif", ".tiff", ".bmp", ".svg", ".psd", ".raw", ".dng", ".cr2", ".nef", ".eps", ".ai",
)  # fmt: skip
_NAME = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*")
_DOCUMENTS = (
    (b"PK\x03\x04", "a Word document", ".docx"),
    (b"\xd0\xcf\x11\xe0", "an old Word document", ".doc"),
    (b"{\\rtf", "a rich text document", ".rtf"),
)
_WEB_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html[\s>])", re.IGNORECASE)
_MARK_OF_GIT = re.compile(r"(?:<{7}|\|{7}|>{7})(?: .*)?|={7}")


def everything_is_an_ordinary_file(entry: Entry) -> Iterator[Problem]:
    """Everything is an ordinary file or folder that can be read, not a link to somewhere else."""
    if entry.name in FACTS:  # which tells it of itself
        return
    if entry.what == "link":
        yield entry.problem(
            "This is a link to another place, and what is there is not part of the site.",
            "Put a copy of the file itself here.",
        )
    elif entry.what == "other":
        yield entry.problem("This is not an ordinary file.", "Delete it, or move it out of content/.")
    elif entry.unreadable:
        yield entry.problem(
            f"This {entry.what} cannot be read: {entry.unreadable}.", "Allow reading it, or put it there again."
        )
    elif entry.what == "folder" and entry.last.lower().endswith(".md"):
        yield entry.problem(
            "This is a folder with the name of an article.",
            f"Rename it to “{printable(entry.last[:-3])}”, or move what is in it to content/articles/.",
        )


def nothing_lies_elsewhere(entry: Entry) -> Iterator[Problem]:
    """Articles are in articles/, pages in pages/, photographs in images/, PDFs in files/; beside them are the facts, the mark and the coach's own words."""
    if entry.folder or entry.what != "file" or entry.name in (*FACTS, MARK, WORDS):
        return
    if entry.suffix == ".svg" or entry.stem.lower() in ("mark", "logo", "icon", "favicon"):
        yield entry.problem(
            "This is not on the site: of drawings it shows one, the mark of the practice, in “content/mark.svg”.",
            "Name it “mark.svg” if it is that one; or move it out of content/."
            if entry.suffix == ".svg"
            else "Export the mark from its drawing program as plain SVG under that name, or move this file out of content/.",
        )
        return
    if entry.suffix == ".md":
        place = "content/articles/, or into content/pages/ if it is a page"
    elif entry.suffix in (*PICTURES, *OTHER_PICTURES):
        place = "content/images/"
    elif entry.suffix == ".pdf":
        place = "content/files/"
    else:
        yield entry.problem("This file is in content/, but is not part of the site.", "Move it out of content/.")
        return
    yield entry.problem("This file is not on the site, because of where it lies.", f"Move it into {place}.")


def nothing_is_hidden(entry: Entry) -> Iterator[Problem]:
    """No article, page, photograph or PDF has a name that begins with a dot, which hides it from the site."""
    if entry.what == "file" and entry.folder and entry.is_hidden:
        name = printable(entry.last.lstrip(".")) if entry.last.lower() != ".md" else "my-article.md"
        keep = ", and write `Status: draft` in it if it shall wait" if entry.suffix == ".md" else ""
        yield entry.problem(
            "This file is not on the site: a name that begins with a dot is hidden.", f"Rename it to “{name}”{keep}."
        )


def a_text_ends_in_md(entry: Entry) -> Iterator[Problem]:
    """A file in articles/ or pages/ is a text whose name ends in `.md`."""
    if entry.what != "file" or entry.folder not in ("articles", "pages") or entry.is_text or entry.is_hidden:
        return
    if entry.suffix in (*PICTURES, *OTHER_PICTURES):
        yield entry.problem("A picture in this folder is not on the site.", "Move it to content/images/.")
    elif entry.suffix == ".pdf":
        yield entry.problem("A PDF in this folder is not on the site.", "Move it into content/files/.")
    else:
        stem = re.sub(r"\.(?:md|markdown)$", "", entry.stem, flags=re.IGNORECASE) if entry.suffix else entry.last
        yield entry.problem(
            "This file is not on the site, which is made from files that end in “.md”.",
            f"Save its text as “{printable(_good_name(stem))}.md”, or move it out of content/.",
        )


def a_name_makes_a_good_address(entry: Entry) -> Iterator[Problem]:
    """The name of an article, page or PDF has only lower-case letters, numbers and hyphens, since it is its address."""
    if not (entry.is_text or entry.is_handout) or entry.is_hidden:
        return
    address = "of the page" if entry.is_text else "that readers get"
    folders = entry.name.split("/")[1:-1] if entry.folder != "articles" else []
    bad = next((part for part in [*folders, entry.stem] if not _NAME.fullmatch(part)), "")
    if bad:
        strange = next(iter(re.findall(r"[^a-z0-9_-]", bad)), "")
        named = {" ": "a space", "\n": "a line break"}.get(strange, "")
        if not named and strange:
            named = "a capital letter" if "A" <= strange <= "Z" else f"“{printable(strange)}”"
        what = "the file" if bad == entry.stem else "the folder"
        ending = entry.suffix if bad == entry.stem else ""
        yield entry.problem(
            f"The name of {what} has {named or 'hyphens where words should be'} in it, and it is the address {address}.",
            f"Rename it to “{_good_name(bad)}{ending}”.",
        )
    elif len(entry.stem) > LONGEST_NAME:
        yield entry.problem(
            f"The name of the file has {len(entry.stem)} characters, and it is the address {address}.",
            f"Rename it to something like “{entry.stem[:40].rpartition('-')[0] or entry.stem[:40]}{entry.suffix}”.",
        )
    elif not entry.last.endswith(entry.suffix):
        yield entry.problem(
            f"The name of the file ends in “{entry.last[-4:]}”, and it is the address {address}.",
            f"Rename it to “{entry.stem}{entry.suffix}”.",
        )


def a_file_has_something_in_it(entry: Entry) -> Iterator[Problem]:
    """A file is not empty."""
    if (
        entry.is_text
        and not entry.unreadable
        and entry.size <= LARGEST_TEXT
        and (entry.size == 0 or (entry.data and not entry.data.strip(b" \t\r\n\xef\xbb\xbf")))
    ):
        yield entry.problem("This file is empty.", "Write the article, or delete the file.")


def a_text_is_not_enormous(entry: Entry) -> Iterator[Problem]:
    """A text has at most 300,000 bytes, some 50,000 words."""
    if entry.is_text and entry.size > LARGEST_TEXT and not any(a_text_is_no_other_document(entry)):
        yield entry.problem(
            f"This text has {entry.size / 1e6:.1f} million characters; a novel has half a million.",
            "Divide it. If a picture was pasted into it, save that into content/images/ and name it in the text.",
        )


def a_text_is_no_other_document(entry: Entry) -> Iterator[Problem]:
    """A text is Markdown: no document of Word or another program, no PDF, and no web page."""
    if not entry.is_text:
        return
    stem = printable(entry.stem)
    for start, kind, suffix in _DOCUMENTS:
        if entry.data.startswith(start):
            yield entry.problem(
                f"This is {kind} whose name ends in “.md”.",
                f"Move it out of content/, name it “{stem}{suffix}”, open it in its own program, and save it from there "
                f"as plain text, in UTF-8, under the name “{stem}.md”.",
            )
    if entry.data.startswith(b"%PDF-"):
        yield entry.problem(
            "This is a PDF whose name ends in “.md”.",
            f"If readers shall have it, move it into content/files/ as “{stem}.pdf”; if it is an article, move it out of "
            "content/, and copy its words into a new file.",
        )
    if _WEB_PAGE.match(readable(entry.data[:1000])):
        yield entry.problem(
            "This is a web page (HTML) whose name ends in “.md”.",
            "Open it in a browser, copy its words, and put them into this file in place of all that is in it, below a "
            "header with lines like “Title: …”.",
        )


def a_text_is_one_version(entry: Entry) -> Iterator[Problem]:
    """A text is one version, without the marks that git leaves where it could not join two."""
    words = readable(entry.data) if entry.is_text else ""
    if "<<<<<<<" not in words and ">>>>>>>" not in words:
        return
    lines = [line.rstrip() for line in re.split(r"\r\n|\n|\r", words)]
    marks = [(number, line) for number, line in enumerate(lines, 1) if _MARK_OF_GIT.fullmatch(line)]
    sure = next((at for at, (_, line) in enumerate(marks) if line[0] in "<>"), None)  # `=======` may underline a title
    if sure is None:
        return
    begin = sure - 1 if marks[sure][1][0] == ">" and sure and marks[sure - 1][1][0] == "=" else sure
    end = next((at for at in range(sure, len(marks)) if marks[at][1][0] == ">"), sure)
    named = [f"line {number} “{short(printable(line))}”" for number, line in marks[begin : end + 1]]
    yield entry.problem(
        f"“{short(printable(marks[begin][1]))}” is a mark of git, which put two versions together here and cannot know "
        "which is right.",
        f"Keep what is right of the words between the marks, and delete the lines of the marks: {', '.join(named)}."
        if len(named) > 1
        else "Delete this line, and read whether the words around it are right.",
        marks[begin][0],
    )


def is_judged(entry: Entry) -> bool:
    """Whether it makes sense to look into the header and text: not in what is none, or two at once."""
    others = (a_text_is_no_other_document, a_text_is_one_version)
    return not _is_wide(entry) and not any(problem for rule in others for problem in rule(entry))


def _is_wide(entry: Entry) -> bool:
    """Whether it is in two or four bytes a letter, and does not say so: to other encodings, these are full of zeros."""
    start = readable(entry.data[:400])
    return start.count("\0") > len(start) / 4


def a_text_is_utf_8(entry: Entry) -> Iterator[Problem]:
    """A text is saved as UTF-8 (UTF-16 is understood where it says so at its start)."""
    if not entry.is_text or entry.size > LARGEST_TEXT or any(a_text_is_no_other_document(entry)):
        return
    remedy = "Open it in your editor, choose “Save as”, and there the encoding UTF-8."
    if _is_wide(entry):
        yield entry.problem("This file is not UTF-8 text; it may be UTF-16 or UTF-32.", remedy)
        return
    try:
        decode(entry.data)
    except UnicodeDecodeError as error:
        line = entry.data.count(b"\n", 0, error.start) + 1
        whole = entry.data.split(b"\n")[line - 1]
        at = error.start - (entry.data.rfind(b"\n", 0, error.start) + 1)
        words = whole[max(0, at - 20) : at + 20].decode("cp1252", "replace").strip()
        yield entry.problem(
            f"This file is not UTF-8 text: it was probably saved as Windows-1252, and says “{printable(words)}” here.",
            remedy,
            line,
        )


def a_picture_can_be_shown(entry: Entry) -> Iterator[Problem]:
    """A photograph is a JPEG, PNG, WebP or AVIF that can be read to its end, of at most 60 megabytes and 64 megapixels.

    Its file has at most 10 megabytes and 20,000 pieces besides the pixels, so that reading it never takes minutes.
    """
    if entry.folder != "images" or entry.what != "file" or entry.is_hidden:
        return
    if entry.suffix not in (*PICTURES, *OTHER_PICTURES):
        to = "into content/files/" if entry.suffix == ".pdf" else "out of content/images/"
        yield entry.problem("This is not a picture.", f"Move it {to}.")
    elif entry.fault and not entry.unreadable:
        yield entry.problem(*entry.fault)


def a_picture_tells_only_what_it_shows(entry: Entry) -> Iterator[Problem]:
    """The file of a photograph says nothing of places and people: where it was taken, by whom, with whose camera (advice)."""
    if entry.discloses and not entry.fault:
        *most, last = entry.discloses
        listed = f"{', '.join(most)} and {last}" if most else last
        yield entry.problem(
            f"Readers do not get it, but whoever can see the repository finds in this file {listed}.",
            "`python3 tasks.py check --fix` takes it out and changes no pixel; commits made before keep it."
            if entry.cleanable
            else "Export it once more as JPEG, without its place and its names, and use that file instead.",
            advice=True,
            repairs=((0, listed, ""),) if entry.cleanable else (),
        )


def a_handout_is_a_pdf(entry: Entry) -> Iterator[Problem]:
    """What is in files/ is a PDF of at most 10 megabytes."""
    if entry.folder != "files" or entry.what != "file" or entry.is_hidden or entry.unreadable:
        return
    if entry.suffix in (*PICTURES, *OTHER_PICTURES):
        yield entry.problem("A picture in this folder is not on the site.", "Move it to content/images/.")
    elif entry.suffix == ".md":
        yield entry.problem(
            "An article or page in this folder is not on the site.",
            "Move it into content/articles/, or into content/pages/ if it is a page.",
        )
    elif entry.suffix != ".pdf":
        yield entry.problem(
            "This is not a PDF, and readers are given only PDFs.",
            f"Save it as a PDF named “{printable(_good_name(entry.stem))}.pdf”, and move this file out of content/files/.",
        )
    elif entry.size > LARGEST_HANDOUT:
        yield entry.problem(
            f"This PDF has {entry.size / 1e6:.1f} megabytes; more than {LARGEST_HANDOUT // 10**6} take minutes to arrive on a telephone.",
            "Save it once more in a smaller size (in most programs “Export” or “Save as”, for the screen), or divide it.",
        )
    elif b"%PDF-" not in entry.data:
        yield entry.problem(
            "This file is named like a PDF, but is not one." if entry.size else "This file is empty.",
            "Open the original, and save it once more as a PDF.",
        )


RULES: tuple[Callable[[Entry], Iterator[Problem]], ...] = (
    everything_is_an_ordinary_file,
    nothing_lies_elsewhere,
    nothing_is_hidden,
    a_text_ends_in_md,
    a_name_makes_a_good_address,
    a_file_has_something_in_it,
    a_text_is_not_enormous,
    a_text_is_no_other_document,
    a_text_is_one_version,
    a_text_is_utf_8,
    a_picture_can_be_shown,
    a_picture_tells_only_what_it_shows,
    a_handout_is_a_pdf,
)


def _good_name(words: str) -> str:
    """The words as a file name that makes a good address."""
    return short(good_name(words), LONGEST_NAME).rstrip("…") or "my-article"
