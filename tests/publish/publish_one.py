"""Publish a site made by hand, as a program that can be raced and killed: FOLDER SITE [COMMIT]."""

import dataclasses
from pathlib import Path

import site_folder
from publishing.push import run_and_report
from tests.publish.repositories import Desk


def main(arguments: list[str]) -> int:
    """Publish; returns the exit status."""
    desk, site = Desk(Path(arguments[0])), Path(arguments[1])

    def program() -> str:
        source = desk.source()
        if len(arguments) > 2 and arguments[2]:
            source = dataclasses.replace(source, commit=arguments[2])
        return desk.publish(site, source=source)

    return run_and_report("Publish", desk.folder / "output", program)


if __name__ == "__main__":
    site_folder.interruptible(main)
