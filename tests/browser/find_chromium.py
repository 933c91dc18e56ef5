"""Where Chromium is on this machine, the whole browser and its headless shell, and how to get them."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SHELL_NAMES = ("chromium-headless-shell", "chrome-headless-shell")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def find(*, headless_shell: bool = False) -> str | None:
    """The browser named by CHROMIUM, one on the path, or the one Playwright has installed.

    The headless shell, named by CHROMIUM_HEADLESS_SHELL or found likewise, opens a page with a third of the work, but
    keeps none for Back; where there is none the whole browser is given.
    """
    if headless_shell:
        return _find_shell() or find()
    if named := os.environ.get("CHROMIUM"):
        return named if Path(named).is_file() else None
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return next((place for place in (*PLACES, _playwrights_own()) if Path(place).is_file()), None)


def install() -> None:
    """Install what is missing, with the system's package manager as root, else with Playwright."""
    if find() and _find_shell():
        return
    print("Installing a browser for the tests, once.", flush=True)
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        missing = [*([] if find() else ["chromium"]), *([] if _find_shell() else ["chromium-headless-shell"])]
        # One by one, since a system may have one and not know the other.
        for arguments in (["update", "-qq"], *(["install", "-y", "-qq", package] for package in missing)):
            subprocess.call(["apt-get", *arguments], env=environment, stdout=subprocess.DEVNULL)
    if not (find() and _find_shell()):
        shell_only = ["--only-shell"] if find() else []
        subprocess.call([sys.executable, "-m", "playwright", "install", *shell_only, "chromium"])


def _find_shell() -> str | None:
    if named := os.environ.get("CHROMIUM_HEADLESS_SHELL"):
        return named if Path(named).is_file() else None
    for name in SHELL_NAMES:
        if path := shutil.which(name):
            return path
    beside = next((folder for folder in Path(_playwrights_own()).parents if folder.name.startswith("chromium-")), None)
    if not beside:
        return None
    folder = beside.with_name(beside.name.replace("chromium-", "chromium_headless_shell-"))
    return next((str(path) for path in folder.glob("*/*headless?shell*") if path.is_file()), None)


@cache
def _playwrights_own() -> str:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path
