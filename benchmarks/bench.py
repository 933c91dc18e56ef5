"""How long a build takes, beside stock Pelican and Hugo on the same articles: run with `python3 tasks.py bench`.

Every tool builds from nothing, then with nothing changed, then after one edit; the runs of the tools take turns.
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import corpus
from tests.site.building import SETTINGS, copy_project

CASES = ("cold", "unchanged", "one edit")
_TOPICS = re.compile(r"\[\[topics\]\].*?(?=\n# The invitations)", re.DOTALL)
_TO_AN_ARTICLE = re.compile(r"\]\((?:\.\./)+articles/[^)]*\)")
_STOCK = """
SITENAME = "Bench"
PATH = "content"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = "feeds/{slug}.atom.xml"
TYPOGRIFY = True
DEFAULT_PAGINATION = 10
"""
_HUGO = 'baseURL = "http://localhost/"\ntitle = "Bench"\n[taxonomies]\ncategory = "categories"\n[markup.goldmark.extensions]\ntypographer = {}\n'
# The pages that our site has: articles with related ones and neighbours, topics with feeds, home, the list of all.
_LAYOUTS = {
    "_default/baseof.html": '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head><body><main>{{ block "main" . }}{{ end }}</main></body></html>',
    "_default/single.html": '{{ define "main" }}<article><h1>{{ .Title }}</h1><p>{{ .Params.summary }}</p>{{ .TableOfContents }}{{ .Content }}</article>{{ range first 3 (.Site.RegularPages.Related .) }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}{{ end }}',
    "_default/list.html": '{{ define "main" }}<h1>{{ .Title }}</h1>{{ range .Pages }}<h2><a href="{{ .RelPermalink }}">{{ .Title }}</a></h2><p>{{ .Params.summary }}</p>{{ end }}{{ end }}',
    "index.html": '{{ define "main" }}{{ range first 4 .Site.RegularPages }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}{{ end }}',
}


@dataclass(frozen=True)
class Cost:
    """One build: seconds as they passed, seconds of all processors, the largest process in MB."""

    wall: float
    processor: float
    memory: float


@dataclass(frozen=True)
class Tool:
    """Something that builds a site: its folder, its command, what it leaves and keeps there, how an article is called."""

    name: str
    folder: Path
    command: list[str]
    output: str
    kept: tuple[str, ...]
    article: str

    def build(self, case: str, number: int) -> Cost:
        """Bring about the case and measure the build; ends with what the tool said where it fails."""
        if case == "cold":
            for name in (self.output, *self.kept):
                shutil.rmtree(self.folder / name, ignore_errors=True)
        if case == "one edit":
            with (self.folder / self.article).open("a", encoding="utf-8") as article:
                article.write(f"\nOne more sentence, {number}.\n")
        environment = {name: value for name, value in os.environ.items() if name not in SETTINGS}
        start = time.monotonic()
        process = subprocess.Popen(self.command, cwd=self.folder, env=environment, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"{self.name} failed in {self.folder}.")
        return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)

    def pages(self) -> int:
        """The pages in the site it built."""
        return sum(1 for _ in (self.folder / self.output).rglob("*.html"))


def ours(folder: Path, texts: list[corpus.Text], topics: list[str]) -> Tool:
    """Our own site with other articles."""
    copy_project(folder, only=lambda path: path.parent.name != "articles")
    facts = folder / "content/site.toml"
    tables = "\n".join(
        f'[[topics]]\nname = "{name}"\nsituation = "In {name}"\ndescription = "About {name}."\ndrawing = "lamp"\n'
        for name in topics
    )
    facts.write_text(_TOPICS.sub(tables, facts.read_text("utf-8"), count=1), "utf-8")
    for page in (folder / "content/pages").rglob("*.md"):
        page.write_text(_TO_AN_ARTICLE.sub("](https://coach.test/)", page.read_text("utf-8")), "utf-8")
    _write(folder / "content/articles", texts, "Title: {title}\nDate: {day}\nCategory: {topic}\nTags: {tags}\nSummary: {summary}\n\n")  # fmt: skip
    return Tool("this site", folder, [sys.executable, "build.py"], "output", (".cache",), f"content/articles/{texts[len(texts) // 2].name}.md")  # fmt: skip


def stock(folder: Path, texts: list[corpus.Text]) -> Tool:
    """Pelican with its own theme."""
    _write(folder / "content", texts, "Title: {title}\nDate: {day}\nCategory: {topic}\nTags: {tags}\nSummary: {summary}\n\n", "]({filename}")  # fmt: skip
    (folder / "pelicanconf.py").write_text(_STOCK, "utf-8")
    command = [sys.executable, "-m", "pelican", "-q", "-s", "pelicanconf.py", "-o", "output"]
    return Tool("stock Pelican", folder, command, "output", (), f"content/{texts[len(texts) // 2].name}.md")


def hugo(folder: Path, texts: list[corpus.Text], program: str) -> Tool:
    """Hugo with the least that shows the same kinds of pages."""
    header = '---\ntitle: "{title}"\ndate: {day}\ncategories: ["{topic}"]\nsummary: "{summary}"\n---\n\n'
    _write(folder / "content/articles", texts, header)
    (folder / "hugo.toml").write_text(_HUGO, "utf-8")
    for name, text in _LAYOUTS.items():
        (folder / "layouts" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "layouts" / name).write_text(text, "utf-8")
    command = [program, "--quiet", "--destination", "public"]
    return Tool("Hugo", folder, command, "public", ("resources",), f"content/articles/{texts[len(texts) // 2].name}.md")


def _write(folder: Path, texts: list[corpus.Text], header: str, link: str = "](") -> None:
    folder.mkdir(parents=True)
    for text in texts:
        head = header.format(**vars(text) | {"tags": ", ".join(text.tags)})
        (folder / f"{text.name}.md").write_text(head + text.body.replace("](", link) + "\n", "utf-8")


def table(tools: list[Tool], costs: dict[tuple[str, str], list[Cost]]) -> Iterator[str]:
    """A line for every tool and case, medians, and the wall time beside that of the last tool and of stock Pelican."""

    def median(tool: str, case: str, what: str) -> float:
        return float(statistics.median(getattr(cost, what) for cost in costs[tool, case]))

    others = [tool.name for tool in tools[1:]]
    yield f"{'':15}{'':11}{'wall s':>8}{'cpu s':>8}{'MB':>6}" + "".join(f"   of {name}" for name in others)
    for tool in tools:
        for case in CASES:
            wall = median(tool.name, case, "wall")
            ratios = "".join(f"{wall / median(name, case, 'wall'):{6 + len(name)}.2f}" for name in others)
            used = f"{median(tool.name, case, 'processor'):8.2f}{median(tool.name, case, 'memory'):6.0f}"
            yield f"{tool.name:15}{case:11}{wall:8.2f}{used}{ratios}"


def main(argv: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python3 tasks.py bench", description=__doc__)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--topics", type=int, default=6)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--hugo", default=shutil.which("hugo"), help="where Hugo is, unless it is on the PATH")
    arguments = parser.parse_args(argv)
    topics = corpus.topics(arguments.topics)
    texts = corpus.articles(arguments.articles, arguments.topics)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        tools = [ours(folder / "ours", texts, topics), stock(folder / "stock", texts)]
        tools += [hugo(folder / "hugo", texts, arguments.hugo)] if arguments.hugo else []
        costs: dict[tuple[str, str], list[Cost]] = {}
        for number in range(arguments.runs):
            for case in CASES:
                for tool in tools:
                    costs.setdefault((tool.name, case), []).append(tool.build(case, number))
        print(f"{arguments.articles} articles, {arguments.topics} topics, medians of {arguments.runs} runs")
        print("\n".join(table(tools, costs)))
        print(", ".join(f"{tool.name}: {tool.pages()} pages" for tool in tools))


if __name__ == "__main__":
    main(sys.argv[1:])
