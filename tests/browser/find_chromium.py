"""Where Chromium or Chrome is on this machine, and how to get one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def find() -> str | None:
    """The browser named by CHROMIUM, one on the path, or the one Playwright has installed."""
    if named := os.environ.get("CHROMIUM"):
        return named if Path(named).is_file() else None
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return next((place for place in (*PLACES, _playwrights_own()) if Path(place).is_file()), None)


def install() -> str | None:
    """Install one, with the system's package manager as root, else with Playwright."""
    print("Installing a browser for the tests, once.", flush=True)
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for arguments in (["update", "-qq"], ["install", "-y", "-qq", "chromium"]):
            subprocess.call(["apt-get", *arguments], env=environment, stdout=subprocess.DEVNULL)
    if not find():
        subprocess.call([sys.executable, "-m", "playwright", "install", "chromium"])
    return find()


def _playwrights_own() -> str:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path
