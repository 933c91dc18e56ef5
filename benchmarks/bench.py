"""How long a build takes beside stock Pelican and Hugo on the same articles, or how long an edit takes to be shown.

Run with `python3 tasks.py bench`.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from benchmarks import corpus, sites
from benchmarks.sites import Site
from tests.browser.find_chromium import find

EDITS, PAUSE = 15, 1.5  # how often an article is edited while it is shown, and the seconds before each
# Set on this machine, these would change what is built.
_SETTINGS = ("SITEURL", "CONTACT_FORM", "NEWSLETTER_FORM", "LOCAL_URL", "LOCAL_ENDPOINT")
_SHOWN = "words => document.body?.textContent.includes(words)"


@dataclass(frozen=True)
class Cost:
    """One build: seconds of all its processors, seconds as they passed, MB of its largest process and of its first."""

    processor: float
    wall: float
    largest: float
    first: float


def cases(site: Site) -> list[str]:
    """What can be before a build: nothing, finished pictures alone (as CI restores them), the last one, and an edit."""
    return ["cold", *(["pictures kept"] if site.kept else []), "unchanged", "one edit"]


def cost(site: Site, case: str, number: int) -> Cost:
    """Bring about the case and build."""
    if case in ("cold", "pictures kept"):
        site.clear(but_pictures=case == "pictures kept")
    if case == "one edit":
        site.edit(f"One more sentence, {number}.")
    return measure(site.command, site.folder)


def measure(command: list[str], folder: Path) -> Cost:
    """Run a program to its end; what it says is shown only where it fails, which ends everything."""
    first = 0
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        start = time.monotonic()
        process = subprocess.Popen(command, cwd=folder, env=_environment(), stdout=said, stderr=subprocess.STDOUT)
        while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
            first = _peak(process.pid) or first
            time.sleep(0.005)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(ended[1])
        if process.returncode:
            said.seek(0)
            sys.exit(f"{' '.join(command)} failed:\n{said.read()}")
    largest = ended[2].ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
    return Cost(ended[2].ru_utime + ended[2].ru_stime, wall, largest, first / 1024)


def _peak(process: int) -> int:
    """The most memory a process has had, in KB; 0 where the system does not say (Linux does, proc_pid_status(5))."""
    try:
        found = re.search(r"VmHWM:\s*(\d+)", Path(f"/proc/{process}/status").read_text("utf-8"))
    except OSError:
        return 0
    return int(found[1]) if found else 0


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in _SETTINGS}


def builds(ours: Site, others: list[Site], runs: int) -> Iterator[str]:
    """A line for every site and case; all take turns, so that what else the machine does falls on all alike."""
    costs: dict[tuple[str, str], list[Cost]] = {}
    for number in range(runs):
        for case in cases(ours):
            for site in [ours, *others]:
                if case in cases(site):
                    one = cost(site, case, number)
                    costs.setdefault((site.name, case), []).append(one)
                    print(f"  {site.name}, {case}: {one.wall:.2f} s", file=sys.stderr, flush=True)

    def middle(site: Site, case: str, what: str) -> float:
        near = case if case in cases(site) else "cold"
        return float(median(getattr(cost, what) for cost in costs[site.name, near]))

    head = "".join(f"{f'× {other.name}':>20}" for other in others)
    yield f"{'':29}{'cpu s':>8}{'wall s':>8}{'MB':>7}{'own MB':>8}{'pages':>7}{head}"
    for site in [ours, *others]:
        for case in cases(site):
            cpu, wall, largest, first = (middle(site, case, what) for what in Cost.__dataclass_fields__)
            times = "".join(
                f"{cpu / middle(other, case, 'processor'):12.2f}{wall / middle(other, case, 'wall'):8.2f}"
                for other in others
            )
            yield f"{site.name:15}{case:14}{cpu:8.2f}{wall:8.2f}{largest:7.0f}{first:8.0f}{site.pages():7}{times}"
    yield f"Medians of {runs} runs. MB: the largest process; own MB: without the programs it starts. ×: cpu and wall."


def edits(site: Site, chromium: str) -> Iterator[str]:
    """Edit an article that a browser shows; the seconds from the end of a save until its words are in the page."""
    server = subprocess.Popen(
        [sys.executable, "-m", "preview.server", "0"],
        cwd=site.folder,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    shown, said = [], ""
    try:
        while "Ctrl-C ends this" not in said and server.stdout and (line := server.stdout.readline()):
            said += line
        if not (address := re.search(r"Your site: +(\S+)", said)):
            sys.exit(f"The preview did not start:\n{said}")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page()
            page.goto(f"{address[1]}articles/{site.article.stem}/")
            for number in range(EDITS):
                time.sleep(PAUSE)
                site.edit(f"One more sentence, {number}.")
                start = time.monotonic()
                page.wait_for_function(_SHOWN, arg=f"One more sentence, {number}.", polling=20, timeout=600_000)
                shown.append(time.monotonic() - start)
            browser.close()
    finally:
        server.send_signal(signal.SIGINT)
        said, _ = server.communicate()
    built = [float(seconds) for seconds in re.findall(r"done in ([\d.]+) s", said)]
    yield f"From a save until it is in the page: median {median(shown):.2f} s, worst {max(shown):.2f} s of {len(shown)}."
    yield f"The build alone: median {median(built):.1f} s, worst {max(built):.1f} s of {len(built)}."


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python3 tasks.py bench", description=__doc__)
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--topics", type=int, default=6)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--hugo", default="", help="where Hugo is, unless it is on the PATH")
    parser.add_argument("--serve", action="store_true", help="how long an edit takes to be shown")
    arguments = parser.parse_args()
    chromium = find()
    if arguments.serve and not chromium:
        sys.exit("This needs Chromium or Chrome. Install it, or name it: CHROMIUM=/path/to/chromium")
    texts = corpus.articles(arguments.articles, arguments.topics)
    print(f"{arguments.articles:,} articles, {arguments.topics} topics", flush=True)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        ours = sites.ours(folder / "ours", texts)
        if arguments.serve and chromium:
            lines = edits(ours, chromium)
        else:
            others = [sites.stock(folder / "stock", texts)]
            if program := arguments.hugo or shutil.which("hugo"):
                others.append(sites.hugo(folder / "hugo", texts, program))
            lines = builds(ours, others, arguments.runs)
        print("\n".join(lines))


if __name__ == "__main__":
    main()
