"""The letters of the articles that are about to go live for the first time: `python3 -m mailing.new_letters FILE`.

The workflow has them made into drafts once they are live, by `mailing.drafts`, in a job of its own that has the secret.
"""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from checks.live_commits import live_site
from checks.report import print_answer
from mailing.letter import NoLetterError, of_project
from sources.content import Content, File, read
from sources.header import split_list
from sources.redirects import file_of, of_page

CONTENT = Path(__file__).parent.parent / "content"
MOST = 3  # at once: more is an import, of which readers have had their letters


def newly_live(content: Content) -> list[str]:
    """The names of the published articles that are at no address of the live site; none before there is one."""
    live, source = live_site(content)
    if not source:
        return []

    def is_live(file: File) -> bool:
        address = file.address.removeprefix("/")
        former = of_page(address, "", "", split_list(file.source.text("formerly")))
        return any(file_of(one) in live for one in (address, *(redirect.old for redirect in former)))

    articles = [file for file in content.sources.values() if file.kind == "articles" and not file.unpublished_by]
    return [file.stem for file in articles if not is_live(file)]


def main(arguments: list[str]) -> int:
    """Write the letters, and say of which articles there are none; returns the exit status."""
    content = read(CONTENT)
    names, letters, said = newly_live(content), [], []
    if len(names) > MOST:
        said.append(f"{len(names)} articles go live at once, so no drafts of letters are made.")
        names = []
    for name in names:
        try:
            letters.append(asdict(of_project(content, name, os.environ)))
        except NoLetterError as error:
            said.append(f"There is no letter of {name}.\n{error}")
    if letters:
        Path(arguments[0]).write_text(json.dumps(letters), encoding="utf-8")
    if said:
        said.append("By hand: `python3 tasks.py letter NAME`.")
        print_answer("Letters", "\n\n".join(said), os.environ)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
