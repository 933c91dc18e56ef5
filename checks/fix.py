"""Fix in the files of content/ what has exactly one right answer, and show what was changed."""

import contextlib
import difflib
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import ordinary_file
from checks import old_addresses, paths_toml, site_toml, sources, vanished_addresses, voices_toml, workshops_toml
from checks.live_commits import live_site
from pictures import metadata
from problem import Problem, printable
from sources.content import FACTS, LARGEST_TEXT, Content, read
from sources.header import ARTICLE_FIELDS, encoding, field_name, parse_source

ROUNDS = 5
PATIENCE = 60  # seconds that nobody takes to write some files
STAGED = ".staged-"  # how the folders begin in which files wait to take their places
CONTENT = Path(__file__).parent.parent / "content"
_SPACES = "[ \t\u00a0]"
_KEY = re.compile(rf"\u00a0*([A-Za-z][A-Za-z _-]{{0,40}}?){_SPACES}*[:：]({_SPACES}*)(.*)")
_TIGHT = re.compile(rf"^({'|'.join(ARTICLE_FIELDS)})[:：](?=[^\s/])", re.IGNORECASE | re.MULTILINE)
# In these, outside of a header between `---`, quotation marks around the whole may be meant.
_CODE = re.compile(r"(?<![\\`])(`+)(?!`).+?(?<!`)\1(?!`)")
_PROSE = {"title", "summary", "changes", "image_alt"}
_CURLY = re.compile(r"(?:[“”„‟\"]\s*(\w[^“”„‟\"]*)[“”\"]|[‘’‚]\s*(\w[^‘’‚]*)[‘’])")


def fix_header(text: str) -> str:
    """A source with its header normalised where it can mean only one thing; all else stays as it is."""
    lines, ends, mark = _lines(text)
    source = parse_source(text)
    if not source.fields:  # every colon may lack its space
        source = parse_source(_TIGHT.sub(r"\1: ", text))
    header = source.body_line - 1 if source.fields else 0
    fenced = next((line.strip() for line in lines if line.strip()), "") == "---"
    lines[:header] = [_header_line(line, fenced) for line in lines[:header]]
    return mark + "".join(line + end for line, end in zip(lines, ends, strict=True))


def apply_repairs(text: str, problems: Iterable[Problem]) -> str:
    """A source with the repairs that these problems of it carry; a line of which nothing is left is taken out."""
    lines, ends, mark = _lines(text)
    written: list[str | None] = [*lines]
    for number, old, new in [repair for problem in problems for repair in problem.repairs]:
        line = written[number - 1] if 0 < number <= len(lines) else None
        if line is None:
            continue
        at = _CODE.sub(lambda code: "\0" * len(code[0]), line).find(old)  # code stays as it is
        if at < 0 and line.strip() == old.strip():
            at = line.find(old)
        if at >= 0:
            line = f"{line[:at]}{new}{line[at + len(old) :]}"
            written[number - 1] = line if line.strip() else None
    out: list[str] = []
    blank = False
    for line, end in zip(written, ends, strict=True):
        if line is None:
            blank = not out or not out[-1].strip()  # of two empty lines around what was taken out, one stays
        elif not (blank and not line.strip()):
            out.append(line.replace("\n", end or "\n") + end)
            blank = False
    return mark + "".join(out)


def _lines(text: str) -> tuple[list[str], list[str], str]:
    """The lines, what ends each, and the byte-order mark before them, if there is one."""
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    parts = re.split(r"(\r\n|\n|\r)", text.removeprefix(mark))
    return parts[::2], [*parts[1::2], ""], mark


def fix(content: Path, show: Callable[[str], None]) -> list[str]:
    """Fix every article, page, photograph, path and fact, show each change, and return a sentence for each that could not be.

    What belongs together, like a new name and the links to it, is written in all files or in none.
    """
    before: dict[str, bytes] = {}
    failed: list[str] = []
    for _ in range(ROUNDS):  # a fix may uncover what was hidden behind it
        there = read(content)
        wanted = _fixed(there)
        if not wanted:
            break
        old = {name: there.entries[name].data for name in wanted}
        if failed := _replace_all(content, wanted):
            break
        before = old | before
    for name, data in sorted(before.items()):
        text, now = (one.decode(encoding(one)) for one in (data, ordinary_file.read(content / name)))
        show(difference(text, now, f"content/{name}"))
    for entry in there.entries.values():
        if entry.cleanable:
            try:
                data = metadata.without(ordinary_file.read(content / entry.name))
            except (OSError, ValueError) as error:
                why = error.strerror if isinstance(error, OSError) else f"{error}. Export it once more as JPEG"
                failed.append(f"content/{printable(entry.name)} cannot be fixed: {why}.")
                continue
            if untouched := _replace_all(content, {entry.name: data}):
                failed += untouched
                continue
            show(
                f"content/{printable(entry.name)}\nno longer says: {'; '.join(entry.discloses)}.\nNo pixel has changed."
            )
    return failed


def _fixed(there: Content) -> dict[str, bytes]:
    """The files that are to be written, by their names below content/."""
    problems = [
        *sources.check(there),
        *paths_toml.check(there),
        *voices_toml.check(there),
        *workshops_toml.check(there),
        *site_toml.check(there),
        *old_addresses.check(there),
        *vanished_addresses.taken_over(there, *live_site(there)),
    ]
    wanted = {}
    for name in (*there.sources, *FACTS):
        if "#" in name or name not in there.entries or there.entries[name].size > LARGEST_TEXT:
            continue
        data = there.entries[name].data
        with contextlib.suppress(UnicodeDecodeError):  # the checks report it
            text = data.decode(encoding(data))
            new = apply_repairs(text, [one for one in problems if one.repairs and one.path == f"content/{name}"])
            new = fix_header(new) if name in there.sources else new
            if new != text:
                wanted[name] = new.encode(encoding(data))
    return wanted


def difference(before: str, after: str, name: str) -> str:
    """The changes as a unified diff; spaces at the end of a line show as ␣, non-breaking ones as ⍽."""
    shown = difflib.unified_diff(
        [_visible(line) for line in re.split(r"\r\n|\n|\r", before)],
        [_visible(line) for line in re.split(r"\r\n|\n|\r", after)],
        name,
        name,
        n=0,
        lineterm="",
    )
    return "\n".join(shown)


def coloured(diff: str) -> str:
    """A unified diff in the colours of a terminal: red what was, green what is."""
    colours = {"-": 31, "+": 32, "@": 36}
    return "\n".join(
        f"\x1b[{colours[line[0]]}m{line}\x1b[0m" if line[:1] in colours else line for line in diff.split("\n")
    )


def _visible(line: str) -> str:
    kept = line.rstrip(" \t")
    return kept.replace("\u00a0", "⍽") + "␣" * (len(line) - len(kept))


def _replace_all(content: Path, wanted: dict[str, bytes]) -> list[str]:
    """Replace the bytes of all these files, or of none and say why."""
    try:
        replace_all(content, wanted)
    except OSError as error:
        others = " Nothing else was fixed either, since it belongs together." if len(wanted) > 1 else ""
        return [f"content/{printable(str(error.filename))} cannot be fixed: {error.strerror}.{others}"]
    return []


def replace_all(content: Path, wanted: Mapping[str, bytes | None]) -> None:
    """Write all these files and take away those that shall have no bytes, or leave all as they were.

    Raises OSError, which names the file. Whoever is killed here has lost nothing: what was there is there, or its copy beside.
    """
    name = ""
    done: dict[Path, Path] = {}
    with contextlib.ExitStack() as folders:
        try:
            staged: dict[Path, tuple[Path, Path]] = {}
            for name, data in wanted.items():
                file = content / name
                for left in file.parent.glob(f"{STAGED}*"):  # by whoever was killed
                    if time.time() - left.lstat().st_mtime > PATIENCE:
                        shutil.rmtree(left, ignore_errors=True)
                folder = Path(folders.enter_context(tempfile.TemporaryDirectory(prefix=STAGED, dir=file.parent)))
                new, old = folder / "new", folder / "old"
                if data is not None:
                    with new.open("wb") as written:
                        written.write(data)
                        written.flush()
                        os.fsync(written.fileno())
                if os.path.lexists(file):
                    shutil.copy2(file, old)
                    if data is not None:
                        shutil.copymode(file, new)
                staged[file] = new, old
            # What is new is there before anything is taken away.
            for file, (new, old) in sorted(staged.items(), key=lambda one: not one[1][0].exists()):
                name = file.relative_to(content).as_posix()
                if new.exists():
                    new.replace(file)
                else:
                    file.unlink()
                done[file] = old
        except OSError as error:
            for file, old in done.items():
                if old.exists():
                    old.replace(file)
                else:
                    file.unlink(missing_ok=True)
            raise OSError(error.errno, error.strerror or str(error), name) from None


def _header_line(line: str, fenced: bool) -> str:
    if line.startswith((" ", "\t")):  # it continues another
        return line.replace("\u00a0", " ").rstrip()
    if not (match := _KEY.fullmatch(line.rstrip())):  # the checks report it
        return line
    key, space, value = match[1], match[2], match[3].replace("\u00a0", " ").strip()
    name = field_name(key)
    if not value:
        return f"{key}:"
    if not space and (name not in ARTICLE_FIELDS or value.startswith("//")):
        return line
    return f"{key}:{space if space.strip(' ') == '' and space else ' '}{_value(name, value, fenced)}"


def _value(name: str, value: str, fenced: bool) -> str:
    """The value of a field without curly quotes around it."""
    if (fenced or name not in _PROSE) and (match := _CURLY.fullmatch(value)) and not value[0] == value[-1] == '"':
        inside = (match[1] if match[1] is not None else match[2]).strip()
        # In a header between `---` other programs read it too, so it keeps quotation marks where it needs them.
        value = inside if not fenced or re.fullmatch(r"[\w ,.-]+", inside) else f'"{inside}"'
    return value


def main() -> int:
    """Fix content/ and show what was changed; returns the exit status."""
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    diffs: list[str] = []
    failed = fix(CONTENT, diffs.append)
    for diff in diffs:
        print(coloured(diff) if colour else diff, end="\n\n")
    count = "1 file was" if len(diffs) == 1 else f"{len(diffs)} files were"
    print(
        f"{count} fixed, as shown. `git diff` shows it again.\n" if diffs else "There was nothing to fix by itself.\n"
    )
    for sentence in failed:
        print(sentence, file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
