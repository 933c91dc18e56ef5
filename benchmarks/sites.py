"""The same articles as three sites: ours, one of stock Pelican and one of Hugo, each in a folder of its own."""

import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import Text

ROOT = Path(__file__).parents[1]
PRACTICE = ROOT / "tests/practices/full"
# What CI restores before a build.
KEPT = (".cache/pictures", ".cache/cards")

_TOPICS = re.compile(r"^\[\[topics\]\]\n(?:[^\[\n].*\n|\n)*", re.MULTILINE)
_CRISIS = re.compile(r"^topics = .*", re.MULTILINE)
_TO_AN_ARTICLE = re.compile(r"\]\((?:\.\./)+articles/[^)]*\)")
_HEADER = "Title: {title}\nDate: {day}\nCategory: {topic}\nTags: {tags}\nSummary: {summary}\n\n"
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
_HUGO_HEADER = (
    '---\ntitle: "{title}"\ndate: {day}\ncategories: ["{topic}"]\ntags: [{tags}]\nsummary: "{summary}"\n---\n\n'
)
_HUGO = """
baseURL = "http://localhost/"
title = "Bench"
taxonomies.category = "categories"
markup.goldmark.extensions.typographer.disable = false
related.includeNewer = true
related.indices = [{name = "tags", weight = 100}]
"""
# The pages that our site has: articles with related ones and neighbours, topics with feeds, home, the list of all.
_LAYOUTS = {
    "_default/baseof.html": '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head><body><main>{{ block "main" . }}{{ end }}</main></body></html>',
    "_default/single.html": '{{ define "main" }}<article><h1>{{ .Title }}</h1><p>{{ .Params.summary }}</p>{{ .TableOfContents }}{{ .Content }}</article>{{ range first 3 (.Site.RegularPages.Related .) }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}{{ end }}',
    "_default/list.html": '{{ define "main" }}<h1>{{ .Title }}</h1>{{ range .Pages }}<h2><a href="{{ .RelPermalink }}">{{ .Title }}</a></h2><p>{{ .Params.summary }}</p>{{ end }}{{ end }}',
    "_default/_markup/render-link.html": '<a href="{{ with .Page.GetPage .Destination }}{{ .RelPermalink }}{{ else }}{{ .Destination | safeURL }}{{ end }}">{{ .Text }}</a>',
    "index.html": '{{ define "main" }}{{ range first 4 .Site.RegularPages }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}{{ end }}',
}


@dataclass(frozen=True)
class Site:
    """Its folder, the command that builds it, what that makes there (the site first), the article that is edited."""

    name: str
    folder: Path
    command: list[str]
    made: tuple[str, ...]
    article: Path
    kept: tuple[str, ...] = ()

    def clear(self, *, but_pictures: bool = False) -> None:
        """Take away what builds have made."""
        kept = [self.folder / name for name in self.kept] if but_pictures else []
        for path in [path for pattern in self.made for path in self.folder.glob(pattern) if path not in kept]:
            shutil.rmtree(path)

    def edit(self, sentence: str) -> None:
        """Write one more paragraph into the article, as an editor saves it."""
        self.article.write_text(f"{self.article.read_text('utf-8')}\n{sentence}\n", "utf-8")

    def pages(self) -> int:
        """How many pages were built."""
        return sum(1 for _ in (self.folder / self.made[0]).rglob("*.html"))


def ours(folder: Path, texts: list[Text]) -> Site:
    """Our own site with other articles, some with a photograph, and other topics; and so without reading paths."""
    ignored = shutil.ignore_patterns(".*", "__pycache__", "content", "docs", "output*", "tests", "benchmarks")
    shutil.copytree(ROOT, folder, ignore=ignored, dirs_exist_ok=True)
    shutil.copytree(PRACTICE, folder / "content", ignore=shutil.ignore_patterns("articles", "paths.toml"))
    facts = folder / "content/site.toml"
    topics = list(dict.fromkeys(text.topic for text in texts))
    others = _CRISIS.sub(f'topics = ["{topics[0]}"]', _TOPICS.sub("", facts.read_text("utf-8")))
    tables = [f'[[topics]]\nname = "{name}"\nsituation = "In {name}"\ndescription = "About {name}."\ndrawing = "lamp"\n' for name in topics]  # fmt: skip
    facts.write_text("\n".join([others, *tables]), "utf-8")
    for page in (folder / "content/pages").rglob("*.md"):
        page.write_text(_TO_AN_ARTICLE.sub("](/articles/)", page.read_text("utf-8")), "utf-8")
    article = _write(folder / "content/articles", texts, _HEADER)
    photographs = sorted(path.name for path in (folder / "content/images").glob("*.jpg"))
    for number, text in enumerate(texts[::10]):  # as on a real site, some have one
        path = folder / f"content/articles/{text.name}.md"
        photograph = photographs[number % len(photographs)]
        path.write_text(f"Image: {photograph}\nImage_alt: A room\n{path.read_text('utf-8')}", "utf-8")
    command = [sys.executable, "build.py"]
    return Site("this site", folder, command, ("output", ".cache/*", "**/__pycache__"), article, KEPT)


def stock(folder: Path, texts: list[Text]) -> Site:
    """Pelican with its own theme."""
    article = _write(folder / "content", texts, _HEADER, link="]({filename}")
    (folder / "pelicanconf.py").write_text(_STOCK, "utf-8")
    command = [sys.executable, "-m", "pelican", "--quiet", "--settings", "pelicanconf.py", "--output", "output"]
    return Site("stock Pelican", folder, command, ("output", "__pycache__"), article)


def hugo(folder: Path, texts: list[Text], program: str) -> Site:
    """Hugo with the least that makes the same kinds of pages."""
    article = _write(folder / "content/articles", texts, _HUGO_HEADER)
    (folder / "hugo.toml").write_text(_HUGO, "utf-8")
    for name, text in _LAYOUTS.items():
        (folder / "layouts" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "layouts" / name).write_text(text, "utf-8")
    return Site("Hugo", folder, [program, "--quiet", "--destination", "public"], ("public", "resources"), article)


def _write(folder: Path, texts: list[Text], header: str, link: str = "](") -> Path:
    """Write the articles; the file of the one in the middle."""
    folder.mkdir(parents=True, exist_ok=True)
    for text in texts:
        head = header.format(**vars(text) | {"tags": ", ".join(text.tags)})
        (folder / f"{text.name}.md").write_text(f"{head}{text.body.replace('](', link)}\n", "utf-8")
    return folder / f"{texts[len(texts) // 2].name}.md"
