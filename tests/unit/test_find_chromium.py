"""The browsers of the tests are installed only where they are missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# It notes what it was asked, and installs what it knows.
APT = """#!/bin/sh
echo "$*" >> "$PATH/asked"
for last; do :; done
case "$*" in
  install*) printf '' > "$PATH/$last"; /bin/chmod +x "$PATH/$last" ;;
esac
"""
CHROMIUM, SHELL = "install -y -qq chromium", "install -y -qq chromium-headless-shell"


@pytest.mark.parametrize(
    ("there", "asked"),
    [
        ([], ["update -qq", CHROMIUM, SHELL]),
        (["chromium"], ["update -qq", SHELL]),
        (["chromium-headless-shell"], ["update -qq", CHROMIUM]),
        (["google-chrome", "chromium-headless-shell"], []),
    ],
)
def test_what_is_missing_is_installed_and_found(tmp_path: Path, there: list[str], asked: list[str]) -> None:
    for name in ("apt-get", *there):
        (tmp_path / name).write_text(APT if name == "apt-get" else "", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "asked").touch()
    script = (
        "import os; os.geteuid = lambda: 0\n"
        "from tests.browser.find_chromium import find, install\n"
        "install(); print(find(), find(headless_shell=True))"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CHROMIUM")}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=environment | {"PATH": str(tmp_path), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    full = "google-chrome" if "google-chrome" in there else "chromium"
    assert done.stdout.split()[-2:] == [str(tmp_path / full), str(tmp_path / "chromium-headless-shell")]
    assert (tmp_path / "asked").read_text("utf-8").splitlines() == asked
