"""Import an old site: show what would come of it and, once that is right, write it. What is there is never touched."""

import argparse
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

from git import Repository
from importing import plan, report, topics
from importing.archive import unpack_pictures
from importing.library import Library
from importing.old_site import UnreadableError
from importing.reading import read as read_export
from problem import Problem, errors
from sources.content import Content, read

ROOT = Path(__file__).parent.parent
REPORT = "import-report.md"
ASK = "Name the file that the old site gave you: python3 tasks.py import FILE. docs/moving-in.md says where to get it."


def import_site(file: Path, root: Path = ROOT, *, pictures: Path | None = None, write: bool = False) -> plan.Plan:
    """Import as the terminal does: also where nothing is written yet, the report and the topics are there to be read."""
    planned = bring(file, root, pictures=pictures, write=write)
    keep_report(planned, root, written=write)
    return planned


def bring(
    file: Path,
    root: Path,
    *,
    pictures: Path | None = None,
    write: bool = False,
    chosen: tuple[dict[str, str], str] | None = None,
) -> plan.Plan:
    """Plan the import and, if it is to be written, write all of it or nothing; exit with a message where that cannot be.

    `pictures` is a folder or a zip. `chosen` are topics as in import-topics.toml, which is asked where nothing was chosen.
    """
    if pictures and not pictures.is_dir() and not zipfile.is_zipfile(pictures):
        if pictures.exists():
            sys.exit(
                f"{pictures.name} is no folder and no zip. Give the folder that the pictures of the old site are in."
            )
        sys.exit(f"There is no folder {pictures}. Name the folder that the pictures of the old site are in.")
    content = read(root / "content")
    _refuse(list(content.site.problems))
    if not content.topics:
        sys.exit("content/site.toml has no topics. `python3 tasks.py check` says what it needs.")
    said, otherwise, problems = (*chosen, []) if chosen else topics.read(root, content.topics)
    _refuse(problems)
    if not {otherwise, *said.values()} <= {"", *content.topics}:
        sys.exit("The topics in content/site.toml have changed. Look at the file again.")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        prepared, of_export, of_zip = (Path(folder, name) for name in ("content", "export", "pictures"))
        of_export.mkdir()
        of_zip.mkdir()
        try:
            old = read_export(file)
            unpack_pictures(file, of_export)
            if pictures and pictures.is_file():
                unpack_pictures(pictures, of_zip)
                pictures = of_zip
        except UnreadableError as error:
            sys.exit(str(error))
        shutil.copytree(root / "content", prepared, symlinks=True)
        table = topics.propose(old.entries, content.topics, said, otherwise)
        library = Library(content, prepared, (*((pictures,) if pictures else ()), of_export))
        planned = plan.make(old, content, table, library)
        if write:
            _write(planned, prepared, root / "content")
    return planned


def keep_report(planned: plan.Plan, root: Path, *, written: bool) -> str:
    """Put the report beside content/, and the topics, which the next import begins with; the report."""
    (root / topics.FILE).write_text(topics.written(planned.topics), encoding="utf-8", newline="")
    said = report.report(planned, written=written)
    (root / REPORT).write_text(said, encoding="utf-8", newline="")
    return said


def _write(planned: plan.Plan, prepared: Path, content: Path) -> None:
    """Put every new file in its place, or none of them."""
    done: list[Path] = []
    name = ""
    try:
        for name in planned.names:
            path = content / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:  # which fails where something is
                done.append(path)
                file.write((prepared / name).read_bytes())
    except BaseException as error:
        for path in done:
            path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            sys.exit(f"content/{name} cannot be written: {error.strerror}. Nothing was imported.")
        raise


def _refuse(problems: list[Problem]) -> None:
    if errors(problems):
        sys.exit("\n\n".join(map(str, errors(problems))))


def _uncommitted(content: Content) -> str:
    said = Repository(content.folder.parent).try_run("status", "--porcelain", "--", content.folder.name)
    return (
        "Some files in content/ are not committed yet: `git status` names them, beside what was imported."
        if said
        else ""
    )


def main(argv: list[str]) -> None:
    """Import from the command line's arguments."""
    parser = argparse.ArgumentParser(prog="python3 tasks.py import", description=__doc__)
    parser.add_argument("file", nargs="?", default="", help="the export of the old site: a file, a zip or a folder")
    parser.add_argument("--pictures", default="", help="the folder or the zip of its pictures")
    parser.add_argument("--yes", action="store_true", help="write it")
    arguments = parser.parse_args(argv)
    if not arguments.file:
        sys.exit(ASK)
    before = _uncommitted(read(ROOT / "content"))
    pictures = Path(arguments.pictures).expanduser() if arguments.pictures else None
    planned = import_site(Path(arguments.file).expanduser(), ROOT, pictures=pictures, write=arguments.yes)
    print(report.sums(planned).replace("```", "").strip("\n"))
    print(f"\n{REPORT} says what was changed or lost, and what is left for you.")
    if arguments.yes:
        print(f"{len(planned.names):,} files were written into content/. {before}".rstrip())
    elif planned.names:
        print(
            f"Nothing was written. If the report is right, say so: the same command with --yes. The topics are in {topics.FILE}."
        )
    else:
        print("There is nothing to write.")


if __name__ == "__main__":
    main(sys.argv[1:])
