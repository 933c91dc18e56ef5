"""How much work a build is after an edit: counted, never timed."""

import shutil
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import site_folder
from tests.site.building import build, copy_built_project, digests, put_back, replace, run

ARTICLE = "content/articles/coach-or-mentor.md"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that has been built once."""
    project = copy_built_project(tmp_path_factory.mktemp("built") / "project")
    (project / "content/articles/a-scheduled-one.md").unlink()  # of which every build would remind
    build(project / "output", project=project)
    return project


@pytest.fixture
def project(built: Path) -> Iterator[Path]:
    """The same as its sources were, built again where the test before has changed something."""
    with put_back(built):
        count(built)
        yield built


def pieces(project: Path) -> dict[str, int]:
    """What is kept, and which file it is in."""
    return {path.name: path.stat().st_ino for path in (project / ".cache/builds").glob("*.piece")}


def pages(project: Path) -> list[str]:
    """What the writer of pages has written: feeds and robots.txt too."""
    return [name for name in digests(project / "output") if name.endswith((".html", ".xml", "robots.txt"))]


def count(project: Path) -> Counter[str]:
    """Build and count what was made and kept: sources, pages, what was found in texts and on pages (facts)."""
    before = pieces(project)
    build(project / "output", project=project)
    return Counter(name.partition("-")[0] for name, file in pieces(project).items() if before.get(name) != file)


def test_where_nothing_has_changed_nothing_is_done(project: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (project / "output").rglob("*")}
    assert count(project) == {}
    assert {path: path.stat().st_mtime_ns for path in (project / "output").rglob("*")} == before


def test_a_changed_sentence_renders_one_source_and_only_the_pages_that_show_it(project: Path) -> None:
    text = (project / ARTICLE).read_text("utf-8")
    (project / ARTICLE).write_text(f"{text.rstrip()} So it is.\n", "utf-8")  # short words do not make it like another
    counts = count(project)
    assert counts["source"] == 1
    # The article and its page of changes; the feed of the site and that of its topic are no pages, but rendered too.
    assert counts["page"] <= 4
    assert counts["facts"] <= 2


def test_what_a_waiting_build_makes_is_kept_though_nobody_waits_for_that(project: Path) -> None:
    with (project / ARTICLE).open("a", encoding="utf-8") as article:
        article.write("\nSo it is.\n")
    before = digests(project / "output")
    assert run("-m", "preview.spare_build", project=project, said="\n").status == 0
    with site_folder.alone(project / "output"):  # until all is written down
        assert digests(project / "output") != before
    made = count(project)
    assert made["source"] == made["page"] == made["facts"] == 0


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
        "kept.wanted = 'newsletter/index.html'\n"
        "assert build.build(pathlib.Path('output').resolve(), kept=kept) == []\n"
    )
    (project / ARTICLE).write_text(f"{(project / ARTICLE).read_text('utf-8').rstrip()} So it is.\n", "utf-8")
    done = run("-c", program, project=project)
    assert done.status == 0, done.said
    made = done.said.split()
    assert made[0] == "newsletter/index.html"
    assert sorted(made) == sorted(name for name in digests(project / "output") if name.endswith(".html"))


def test_a_second_build_in_the_same_process_is_like_the_first(project: Path) -> None:
    program = (
        "import build, pathlib\n"
        "for number in range(2):\n"
        "    assert build.build(pathlib.Path('output').resolve(), keep=False) == []\n"
    )
    assert run("-c", program, project=project).said == ""


def test_a_changed_title_renders_the_pages_that_name_it(project: Path) -> None:
    before = digests(project / "output")
    replace(project / ARTICLE, "Title: ", "Title: Again, ")
    counts = count(project)
    after = digests(project / "output")
    changed = [name for name in after if name.endswith((".html", ".xml")) and before.get(name) != after[name]]
    assert counts["page"] == len(changed) < len(pages(project))
    shutil.rmtree(project / ".cache/builds")
    shutil.rmtree(project / "output")
    build(project / "output", project=project)
    assert digests(project / "output") == after, "as if built from nothing"


def test_a_changed_style_renders_every_page_and_no_source(project: Path) -> None:
    replace(project / "theme/css/base.css", "@layer", "/* more */ @layer")
    counts = count(project)
    assert counts["page"] == len(pages(project))
    assert counts["source"] == 0


def test_a_changed_plugin_renders_everything(project: Path) -> None:
    replace(project / "plugins/article_reader.py", "WORDS_PER_MINUTE = 230", "WORDS_PER_MINUTE = 231")
    counts = count(project)
    sources = [*(project / "content/articles").rglob("*.md"), *(project / "content/pages").rglob("*.md")]
    assert counts["source"] == len(sources)
    assert counts["page"] == len(pages(project))


def test_advice_is_given_again_where_nothing_is_done(project: Path) -> None:
    (project / "content/images/another.jpg").write_bytes((project / "content/images/pier.jpg").read_bytes())
    first = run("build.py", "--output", "output", project=project)
    again = run("build.py", "--output", "output", project=project)
    assert "content/images/another.jpg" in first.said
    assert again == first


def flip(piece: Path) -> None:
    """A bit in its middle."""
    data = bytearray(piece.read_bytes())
    data[len(data) // 2] ^= 0x80
    piece.write_bytes(data)


def swap(piece: Path) -> None:
    """What is kept under one name stands under another."""
    others = sorted(piece.parent.glob(f"{piece.stem.partition('-')[0]}-*"))
    piece.write_bytes(others[others.index(piece) - 1].read_bytes())


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (flip, True),
        (swap, True),
        (lambda piece: shutil.rmtree(piece.parent, ignore_errors=True), False),
    ],
    ids=["a bit", "swapped", "folder deleted"],
)  # other harms are as much as these to whoever reads a piece: tests/unit/test_store.py, tests/unit/test_kept_work.py
def test_what_is_kept_and_damaged_is_not_believed(project: Path, harm: Callable[[Path], object], told: bool) -> None:
    before = digests(project / "output")
    for name in pieces(project):
        if name.startswith(("page-", "source-", "facts-", "site-")):
            harm(project / ".cache/builds" / name)
    shutil.rmtree(project / "output")
    done = run("build.py", "--output", "output", project=project)
    assert ("is damaged, and is made again" in done.said) is told
    assert digests(project / "output") == before


def test_what_is_saved_during_a_build_is_in_the_next(project: Path) -> None:
    """Here, a saver that is as quick as can be: it saves the article again as soon as its text is made."""
    replace(project / ARTICLE, "Title: ", "Title: Once more, ")
    replace(
        project / "plugins/article_reader.py",
        "        words = len(",
        '        if "Once more" in fields["title"]:\n            path.write_bytes(data.replace(b"Once more", b"Twice"))\n        words = len(',
    )
    build(project / "output", project=project)
    build(project / "output", project=project)
    address = f"articles/{Path(ARTICLE).stem}/index.html"
    assert "Twice" in (project / "output" / address).read_text("utf-8")
    replace(project / "content/site.toml", 'label = "What I do"', 'label = "Coaching"')
    build(project / "output", project=project)
    assert "Once more" not in (project / "output" / address).read_text("utf-8")


def test_a_build_that_keeps_no_site_keeps_nothing_else(project: Path) -> None:
    (project / ARTICLE).write_text(f"{(project / ARTICLE).read_text('utf-8').rstrip()} So it is.\n", "utf-8")
    before = sorted((project / ".cache/builds").rglob("*"))
    assert run("build.py", "--check", project=project).status == 0
    assert sorted((project / ".cache/builds").rglob("*")) == before


def test_two_builds_at_once_do_not_harm_each_other(project: Path, tmp_path: Path) -> None:
    before = digests(project / "output")
    shutil.rmtree(project / ".cache/builds")
    folders = [tmp_path / "a/output", tmp_path / "b/output"]
    for folder in folders:
        folder.parent.mkdir()
    threads = [threading.Thread(target=build, args=(folder,), kwargs={"project": project}) for folder in folders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert digests(folders[0]) == digests(folders[1]) == before
    replace(project / "content/site.toml", 'label = "What I do"', 'label = "Coaching"')
    assert count(project)["source"] == 0


def test_what_is_kept_stays_bounded(project: Path) -> None:
    shutil.rmtree(project / ".cache/builds")
    count(project)
    pieces_of_one = len(pieces(project))
    for number in range(4):  # each renders every page, and finds every fact, anew
        replace(project / "content/site.toml", 'tagline = "', f'tagline = "{number} ')
        count(project)
        assert len(pieces(project)) <= 3 * pieces_of_one


def test_where_nothing_can_be_kept_the_site_is_built_all_the_same(project: Path, tmp_path: Path) -> None:
    before = digests(project / "output")
    bare = tmp_path / "project"
    shutil.copytree(project, bare, ignore=shutil.ignore_patterns(".cache", "output"))
    (bare / ".cache").write_text("mine", encoding="utf-8")
    build(bare / "output", project=bare)
    assert digests(bare / "output") == before


def test_without_processes_the_site_is_the_same(project: Path, tmp_path: Path) -> None:
    program = (
        "import os, build, pathlib\n"
        "def fork(): raise OSError('no memory for another process')\n"
        "os.fork = fork\n"
        "from incremental.store import Store\n"
        f"output = pathlib.Path({str(tmp_path)!r})\n"
        "assert build.render(output, Store(pathlib.Path('nothing').resolve())) == []\n"
    )
    done = run("-c", program, project=project)
    assert done.status == 0, done.said
    assert digests(tmp_path) == digests(project / "output")


def test_a_warning_in_another_process_is_told(project: Path) -> None:
    for number in range(50):
        text = f"Title: One more, {number}\nDate: 2026-01-01\nCategory: Burnout\nSummary: Its number is {number}.\n\nWords.\n"
        (project / f"content/articles/more-{number}.md").write_text(text, encoding="utf-8")
    replace(project / "plugins/typography.py", "import html\n", "import html\nimport logging\n")
    replace(
        project / "plugins/typography.py",
        "    return str(typogrify",
        '    if "number is 47" in text:\n        logging.warning("Something is odd about 47.")\n    return str(typogrify',
    )
    done = run("build.py", "--output", "output", project=project)
    assert done.status == 1
    assert "Something is odd about 47." in done.said


def test_without_the_layer_the_site_is_the_same(project: Path, tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    shutil.copytree(project, plain, ignore=shutil.ignore_patterns("output", "incremental", "builds"))
    replace(plain / "pelicanconf.py", '    "incremental",\n', "")
    for old, new in (
        (
            "from incremental.store import Store\nfrom incremental.whole import Whole\n",
            "from typing import Any as Store\n",
        ),
        ("        kept = kept or Store()\n        whole = Whole(kept, output, str(publish), str(search))\n", ""),
        ("        if keep and (as_before := whole.as_before()) is not None:\n            return as_before\n", ""),
        ("        from incremental import findings\n", ""),
        (", alone=partial(findings.alone, store=kept)", ""),
        (", each=partial(findings.examined, store=kept)", ""),
        ("            behind(partial(whole.keep, problems))\n", ""),
    ):
        replace(plain / "build.py", old, new)
    build(plain / "output", project=plain)
    assert digests(plain / "output") == digests(project / "output")
