"""Make a site of a few answers: site.toml and the pages, in the coach's own language. Nothing that is there is overwritten."""

import argparse
import os
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from checks import environment_variables, site_toml, sources
from checks.source_file import everything_is_an_ordinary_file
from git import Repository
from problem import Problem, errors
from setup import answers, pages, sample
from sources.content import MARK, SITE, Content, Entry, read

ROOT = Path(__file__).parent.parent
CONTENT = ROOT / "content"
ASIDE = "sample"  # the folder for what git does not have of the sample
NOTHING = "Nothing was written."
NOBODY = (
    "Nobody can be asked here. Write the answers into a file, as README says under “Making it your own”, and run "
    "`python3 tasks.py setup --answers FILE`."
)
GREETING = "Enter takes what stands in brackets, - leaves it out, and Ctrl-C ends without writing anything."
Answer = Callable[[str], str]


def set_up(file: Path | None, answer: Answer = input) -> None:
    """Write what is not there yet, with the answers of a file or those that are given; exit where that cannot be."""
    content = read(CONTENT) if CONTENT.exists() else Content(CONTENT)
    _refuse([*sources.folders_are_there(content)] if CONTENT.exists() else [])
    _refuse([problem for entry in content.entries.values() for problem in everything_is_an_ordinary_file(entry)])
    given, problems = answers.from_file(file) if file else ({}, [])
    _refuse(problems)
    removed = _sample(content, given, None if file else answer)
    there = {name: entry for name, entry in content.entries.items() if name not in removed}
    if SITE in there:
        print(f"content/{SITE} is there already, and its facts hold{'; the answers are not needed' if file else ''}.")
        # A page that its facts lead to is among those that come now.
        coming = {name: Entry(name, size=1, data=b"T") for name in pages.NAMES}
        _refuse(site_toml.check(Content(CONTENT, coming | there, content.site, publish=False)))
        whole = answers.from_facts(content.site)
        _refuse([content.site.problem(*refusal) for refusal in answers.refusals(whole) if refusal[0] == "language"])
    else:
        if not file:
            print(GREETING)
        whole = answers.complete(given if file else answers.ask(answer))
        for key in pages.PROPOSED if file else ():
            if key not in given:
                print(f"By default, {key} is: {answers.shown(whole[key])}")
    today = datetime.now(UTC).astimezone(ZoneInfo(whole["timezone"])).date().isoformat()
    files = pages.files(whole, today)
    kept = [name for name in files if _stands(name, there)]
    new = {name: text for name, text in files.items() if name not in kept}
    if not file and new and not _agreed(answer, f"{len(new)} files will be written into content/. Go on?"):
        sys.exit(NOTHING)
    aside = _write(new, removed, sample.changed(content, removed))
    for name in kept:
        if name != SITE and not name.startswith("articles/"):
            print(f"content/{name} is there already, and stays as it is.")
    for name in new:
        print(f"content/{name} is written.")
    if removed:
        print(
            f"The {len(removed)} files of the sample are gone from content/. `git show HEAD:content/NAME` shows one of them."
        )
    if aside:
        print(f"What git did not have of it is in {aside}/.")
    content = read(CONTENT, publish=True)
    steps = [*(_live_sample(content) if removed else ()), *missing(content, whole, os.environ)]
    print("\nWhat is still missing before the site can go live:")
    for number, words in enumerate(steps, 1):
        print(f"{number:3}. {words}")
    print(
        "\n`python3 tasks.py serve` shows the site, and `python3 tasks.py check` names every line that is to be filled in."
    )


def missing(content: Content, whole: Mapping[str, Any], environment: Mapping[str, str]) -> Iterator[str]:
    """What the coach has to do before a publish, in the order in which it is done."""
    here = replace(content, publish=False)
    if wrong := errors([*site_toml.check(here), *sources.check(here)]):
        yield f"Fix what does not fit together: `python3 tasks.py check` names {len(wrong)} things."
    if unfilled := errors(sources.places_are_filled_in(content)):
        yield f"Fill in what stands in [[ double brackets ]], in {', '.join(problem.path for problem in unfilled)}."
    for problem in site_toml.placeholders(content.site):
        yield f"{problem.place}: {problem.found} {problem.remedy}"
    if not content.site.words("crisis.danger"):
        proposed = pages.default("crisis", whole)
        yield f"Say in content/{SITE}, as `danger` below `[crisis]`, what readers in danger can do. See whether this is right for yours: “{proposed}”"
    if not content.site.words("publishing.repository"):
        yield f"Say in content/{SITE}, as `repository` below `[publishing]`, whether these files are public or private."
    if MARK not in content.entries:
        yield (
            f"If you have a mark and colours of your own, put them into content/{MARK} and below `[colours]` in "
            f"content/{SITE}. Until then the mark is the first letter of the name."
        )
    if unset := errors(environment_variables.check(environment, content)):
        told = "".join(f"\n       {problem.found} {problem.remedy}" for problem in unset)
        yield f"Set these where the site is built for publishing (README, “Making it your own”):{told}"
    remote = content.facts["publishing"]["remote"]
    address = re.sub(r"//[^/@]*@", "//", Repository(ROOT).try_run("remote", "get-url", remote) or "")
    if address:
        yield f"See that the remote “{remote}” is a repository of your own, and not the one you have copied: {address}"
    else:
        yield f"Make a repository of your own the remote “{remote}” (README, “Going live”)."


def _live_sample(content: Content) -> Iterator[str]:
    """Where the sample itself is live, or came so with the copy, its readers would miss every page of it."""
    remote, branch = (content.facts["publishing"][key] for key in ("remote", "branch"))
    if Repository(ROOT).try_run("rev-parse", "--verify", "--quiet", f"refs/remotes/{remote}/{branch}"):
        yield (
            f"The branch “{branch}” has the site of the sample. If no reader knows it, begin anew: "
            f"`git push {remote} --delete {branch}`. Otherwise `python3 tasks.py check` names what readers would miss."
        )


def _sample(content: Content, given: Mapping[str, Any], answer: Answer | None) -> list[str]:
    """The files of the sample that are to go; exits where that would lose something nobody has agreed to."""
    names = sample.found(content)
    changed = sample.changed(content, names)
    if not names or given.get("sample") == "keep":
        return []
    if not answer:
        if changed and not given.get("sample"):
            found = f"Of the sample, git does not have {len(changed)} of {len(names)} files as they are now."
            remedy = f'Commit what you want to keep; or answer `sample = "remove"`, which moves them into {ASIDE}/, or `"keep"`.'
            _refuse([Problem(f"content/{changed[0]}", 0, found, remedy)])
        return names
    where = f"What git does not have of it ({len(changed)} files) goes into {ASIDE}/." if changed else "git keeps it."
    return names if _agreed(answer, f"content/ has the sample, {len(names)} files. Take it away? {where}") else []


def _agreed(answer: Answer, question: str) -> bool:
    while (typed := answer(f"{question} [yes] > ").strip().lower()) not in ("", "y", "yes", "n", "no"):
        print("Type y or n.")
    return typed in ("", "y", "yes")


def _stands(name: str, there: Mapping[str, Entry]) -> bool:
    """Whether this file is there, in whatever letters, or another article where this would be the first."""
    if name.startswith("articles/"):
        return any(entry.folder == "articles" and entry.is_text for entry in there.values())
    return name.casefold() in {one.casefold() for one in there}


def _write(new: Mapping[str, str], removed: Iterable[str], changed: Iterable[str]) -> str:
    """Write all files aside, then put them in their places; returns the folder for what git did not have."""
    names = (ASIDE, *(f"{ASIDE}-{number}" for number in range(2, 1000)))
    aside = next(name for name in names if not (ROOT / name).exists()) if changed else ""
    try:
        with tempfile.TemporaryDirectory(dir=ROOT, prefix=".setup-") as folder:
            for name, text in new.items():
                _in_place(Path(folder, name)).write_text(text, encoding="utf-8", newline="\n")
            # What follows takes no time, and is not to end halfway.
            before = signal.signal(signal.SIGINT, signal.SIG_IGN)
            try:
                for name in removed:
                    if name in changed:
                        shutil.move(CONTENT / name, _in_place(ROOT / aside / name))
                    else:
                        (CONTENT / name).unlink()
                for name in new:
                    if not (CONTENT / name).exists():
                        shutil.move(Path(folder, name), _in_place(CONTENT / name))
                for below in sorted(CONTENT.rglob("*"), reverse=True) if removed else ():
                    if below.is_dir() and not below.is_symlink() and not any(below.iterdir()):
                        below.rmdir()
            finally:
                signal.signal(signal.SIGINT, before)
    except OSError as error:
        sys.exit(f"{Path(error.filename or CONTENT).name} cannot be written: {error.strerror}.")
    return aside


def _in_place(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _refuse(problems: list[Problem]) -> None:
    """Exit with what is in the way, if anything is."""
    if wrong := errors(problems):
        sys.exit("\n\n".join([*map(str, sorted(wrong)), NOTHING]))


def main(argv: list[str]) -> None:
    """Set up from a file of answers, or ask where there is somebody to answer."""
    parser = argparse.ArgumentParser(prog="python3 tasks.py setup", description=__doc__)
    parser.add_argument("--answers", type=Path, help="take the answers from this TOML file, and ask nothing")
    file = parser.parse_args(argv).answers
    if not file and not sys.stdin.isatty():
        sys.exit(NOBODY)
    try:
        set_up(file)
    except (KeyboardInterrupt, EOFError):
        sys.exit(f"\n{NOTHING}")


if __name__ == "__main__":
    main(sys.argv[1:])
