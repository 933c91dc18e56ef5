"""How much work a build is after an edit: counted, never timed. The index for the search is not made here."""

import json
import re
import shutil
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

import site_folder
from tests.site.building import build, digests, replace, run

ARTICLE = "content/articles/coach-or-mentor.md"
BUILD = ("build.py", "--without-search")


def make(project: Path) -> None:
    build(project / "output", "--without-search", project=project)


def add(path: Path, text: str) -> None:
    """At its end."""
    path.write_text(path.read_text("utf-8") + text, "utf-8")


def pages(project: Path) -> list[str]:
    """What the writer of pages has written: feeds, robots.txt, the manifest and the words of the scripts too."""
    written = (".html", ".xml", "robots.txt", "site.webmanifest", "words.js")
    return [name for name in digests(project / "output") if name.endswith(written)]


def count(project: Path) -> Counter[str]:
    """Build and count what was made and cached: sources, pages, what was found in texts and on pages (summaries)."""
    program = """
import build, os, sys
from incremental.store import Store
put = Store.put
def noted(store, name, value):
    os.write(1, f"{name}\\n".encode())
    put(store, name, value)
Store.put = noted
sys.exit(build.main(["--without-search"]))
"""
    done = run("-c", program, project=project)
    assert done.status == 0, done.said
    return Counter(name.partition("-")[0] for name in set(re.findall(r"^\w+-[0-9a-f]{64}$", done.said, re.MULTILINE)))


def test_where_nothing_has_changed_nothing_is_done(project: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (project / "output").rglob("*")}
    assert count(project) == {}
    assert {path: path.stat().st_mtime_ns for path in (project / "output").rglob("*")} == before


def test_a_changed_sentence_renders_one_source_and_only_the_pages_that_show_it(project: Path) -> None:
    add(project / ARTICLE, "So it is.\n")  # short words do not make it like another
    counts = count(project)
    assert counts["source"] == 1
    # The article, its page of changes and the booklets of its paths; the two feeds are no pages, but rendered too.
    assert counts["page"] <= 6
    assert counts["summary"] <= 4


def test_what_a_waiting_build_makes_is_kept_though_nobody_waits_for_that(project: Path) -> None:
    add(project / ARTICLE, "\nSo it is.\n")
    before = digests(project / "output")
    assert run("-m", "preview.warm_build", project=project, said="\n").status == 0
    with site_folder.lock(project / "output"):  # until all is written down
        assert digests(project / "output") != before
    assert count(project) == {}


def test_the_page_that_is_wanted_is_made_first(project: Path) -> None:
    program = (
        "import build, os, pathlib, site_folder\n"
        "put = site_folder.put\n"
        "def noted(aside, output, name, content):\n"
        "    put(aside, output, name, content)\n"
        "    if name.endswith('.html'):\n"
        "        os.write(1, name.encode() + b'\\n')\n"
        "site_folder.put = noted\n"
        "kept = build.Store()\n"
        "kept.priority_page = 'newsletter/index.html'\n"
        "assert build.build(pathlib.Path('output').resolve(), search=False, store=kept) == []\n"
    )
    add(project / ARTICLE, "So it is.\n")
    done = run("-c", program, project=project)
    assert done.status == 0, done.said
    made = done.said.split()
    assert made[0] == "newsletter/index.html"
    assert sorted(made) == sorted(name for name in digests(project / "output") if name.endswith(".html"))


def test_a_second_build_in_the_same_process_is_like_the_first(project: Path) -> None:
    program = (
        "import build, pathlib\n"
        "for number in range(2):\n"
        "    assert build.build(pathlib.Path('output').resolve(), keep=False, search=False) == []\n"
    )
    assert run("-c", program, project=project).said == ""


def test_a_changed_title_renders_the_pages_that_name_it_and_no_other(project: Path) -> None:
    before = digests(project / "output")
    replace(project / ARTICLE, "Title: ", "Title: Again, ")
    counts = count(project)
    after = digests(project / "output")
    changed = [name for name in after if name.endswith((".html", ".xml")) and before.get(name) != after[name]]
    assert counts["page"] == len(changed) < len(pages(project))
    shutil.rmtree(project / ".cache/builds")
    shutil.rmtree(project / "output")
    make(project)
    assert digests(project / "output") == after


def test_a_changed_style_renders_every_page_and_no_source(project: Path) -> None:
    add(project / "theme/css/base.css", "@layer base { .more { top: 0 } }\n")
    counts = count(project)
    assert counts["page"] == len(pages(project))
    assert counts["source"] == 0


def test_a_changed_plugin_renders_everything(project: Path) -> None:
    add(project / "sources/article.py", "\n# more\n")
    counts = count(project)
    sources = [*(project / "content/articles").rglob("*.md"), *(project / "content/pages").rglob("*.md")]
    assert counts["source"] == len(sources)
    assert counts["page"] == len(pages(project))


def test_advice_is_given_again_where_nothing_is_done(project: Path) -> None:
    (project / "content/images/another.jpg").write_bytes((project / "content/images/pier.jpg").read_bytes())
    first = run(*BUILD, project=project)
    again = run(*BUILD, project=project)
    assert "content/images/another.jpg" in first.said
    assert again == first


def flip(path: Path) -> None:
    """A bit in its middle."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x80
    path.write_bytes(data)


def swap(path: Path) -> None:
    """What is there stands under the name of another."""
    others = sorted(path.parent.iterdir())
    path.write_bytes(others[others.index(path) - 1].read_bytes())


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (flip, True),
        (swap, True),
        (lambda path: shutil.rmtree(path.parent, ignore_errors=True), False),
    ],
    ids=["a bit", "swapped", "folder deleted"],
)  # other harms are as much as these to whoever reads an entry: tests/unit/test_store.py, tests/unit/test_file_cache.py
def test_a_damaged_entry_is_made_anew(project: Path, harm: Callable[[Path], object], told: bool) -> None:
    before = digests(project / "output")
    cached = [path for path in sorted((project / ".cache").rglob("*")) if path.is_file()]
    assert {path.parent.name for path in cached} >= {"builds", "cards", "pictures"}
    for path in cached:
        harm(path)
    shutil.rmtree(project / "output")
    done = run(*BUILD, project=project)
    assert ("is damaged, and is made again" in done.said) is told
    assert digests(project / "output") == before


def test_what_is_saved_during_a_build_is_in_the_next(project: Path) -> None:
    """Here, by a saver who is as quick as can be: the article is saved again as soon as it was read."""
    program = """
import build, sys
from pathlib import Path
from plugins.article_reader import ArticleReader
read = ArticleReader.read
def and_saved(self, path):
    made = read(self, path)
    text = Path(path).read_text("utf-8")
    Path(path).write_text(text.replace("Once more", "Twice"), "utf-8")
    return made
ArticleReader.read = and_saved
sys.exit(build.main(["--without-search"]))
"""
    replace(project / ARTICLE, "Title: ", "Title: Once more, ")
    done = run("-c", program, project=project)
    assert done.status == 0, done.said
    page = project / "output/articles" / Path(ARTICLE).stem / "index.html"
    assert "Once more" in page.read_text("utf-8")
    make(project)
    assert "Twice" in page.read_text("utf-8")
    replace(project / "content/site.toml", 'label = "', 'label = "More ')
    make(project)
    assert "Once more" not in page.read_text("utf-8")


def test_a_build_that_keeps_no_site_caches_nothing(project: Path) -> None:
    add(project / ARTICLE, "So it is.\n")
    before = sorted((project / ".cache/builds").rglob("*"))
    assert run(*BUILD, "--check", project=project).status == 0
    assert sorted((project / ".cache/builds").rglob("*")) == before


def test_two_builds_at_once_do_not_harm_each_other(project: Path, tmp_path: Path) -> None:
    before = digests(project / "output")
    shutil.rmtree(project / ".cache/builds")
    folders = [tmp_path / "a/output", tmp_path / "b/output"]
    for folder in folders:
        folder.parent.mkdir()
    threads = [
        threading.Thread(target=build, args=(folder, "--without-search"), kwargs={"project": project})
        for folder in folders
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert digests(folders[0]) == digests(folders[1]) == before
    replace(project / "content/site.toml", 'label = "', 'label = "More ')
    assert count(project)["source"] == 0


def test_the_cache_stays_bounded(project: Path) -> None:
    def sizes() -> list[int]:
        """Those of the file of values, of the index, and of the former file, which a build may still read."""
        return sorted(path.stat().st_size for path in (project / ".cache/builds").iterdir())

    shutil.rmtree(project / ".cache/builds")
    make(project)
    size_of_one = max(sizes())
    for number in range(4):  # each renders every page, and analyses it, anew
        replace(project / "content/site.toml", 'label = "', f'label = "{number} ')
        make(project)
        assert len(sizes()) <= 3
        assert max(sizes()) <= 3.5 * size_of_one  # the labels are longer now


def test_without_processes_the_site_is_the_same(project: Path, tmp_path: Path) -> None:
    program = (
        "import os, build, pathlib\n"
        "def fork(): raise OSError('no memory for another process')\n"
        "os.fork = fork\n"
        "from incremental.sources import read_ahead\n"
        "from incremental.store import Store\n"
        "from sources.content import read\n"
        "read_ahead(read(build.CONTENT), kept := Store(pathlib.Path('nothing').resolve()))\n"
        f"output = pathlib.Path({str(tmp_path)!r})\n"
        "assert build.render(output, kept, search=False) == []\n"
    )
    done = run("-c", program, project=project)
    assert done.status == 0, done.said
    assert digests(tmp_path) == digests(project / "output")


def test_a_warning_in_another_process_is_told(project: Path) -> None:
    program = """
import build, logging, os, sys
from incremental import parallel
from sources import article
parallel._FEW = 2
render, here = article.render, os.getpid()
def and_warned(path, *more):
    if path.stem == "coach-or-mentor":
        logging.warning("%s is odd, seen from %s.", path.stem, "here" if os.getpid() == here else "there")
    return render(path, *more)
article.render = and_warned
sys.exit(build.main(["--without-search"]))
"""
    add(project / "sources/article.py", "\n# more\n")  # all sources are rendered again
    done = run("-c", program, project=project)
    assert done.status == 1
    assert "coach-or-mentor is odd, seen from here." in done.said


def test_without_the_layer_the_site_is_the_same(project: Path) -> None:
    """By Pelican alone, with its name taken out of the settings."""
    shutil.rmtree(project / "incremental")
    add(
        project / "pelicanconf.py",
        '\nPLUGINS = [name for name in PLUGINS if name not in ("incremental", "plugins.search_index")]\n',
    )
    done = run("-m", "pelican", "-s", "pelicanconf.py", "-o", "plain", project=project)
    assert done.status == 0, done.said
    assert digests(project / "plain") == digests(project / "output")
    program = "from checks import built_site; from pathlib import Path; from sources.content import read; assert built_site.check(Path('plain'), read(Path('content'))) == []"
    done = run("-c", program, project=project)
    assert done.status == 0, done.said


COUNTING = """
import collections, datetime, json, pathlib, sys, tomllib
opened, parsed, asked = collections.Counter(), collections.Counter(), []
content = str(pathlib.Path("content").resolve()) + "/"
def note(event, arguments):
    if event == "open" and str(arguments[0]).startswith(content):
        opened[str(arguments[0]).removeprefix(content)] += 1
sys.addaudithook(note)
loads = tomllib.loads
tomllib.loads = lambda text: parsed.update([text]) or loads(text)
class Clock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        if "site-packages" not in sys._getframe(1).f_code.co_filename:  # Pelican asks for dates that nothing shows
            asked.append(tz)
        return super().now(tz)
datetime.datetime = Clock
import build
status = build.main(["--without-search"])
print(json.dumps([status, opened, list(parsed.values()), len(asked)]))
"""


def test_a_build_opens_each_file_at_most_three_times_and_asks_the_clock_once(project: Path) -> None:
    shutil.rmtree(project / ".cache/builds")
    status, opened, parsed, asked = json.loads(run("-c", COUNTING, project=project).said.splitlines()[-1])
    assert status == 0
    assert {name: times for name, times in opened.items() if times > 3} == {}
    assert set(parsed) == {1}
    assert asked == 1
