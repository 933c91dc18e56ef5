"""How much work a build is after an edit: counted, never timed."""

import json
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.site.building import ROOT, build, copy_project, digests, replace, run

ARTICLE = "content/articles/coaching-or-mentoring.md"
COUNT = """
import json, build
from pathlib import Path
stores = []
class Watched(build.Store):
    def __init__(self):
        super().__init__()
        stores.append(self)
build.Store = Watched
problems = build.build(Path("output").resolve())
print(json.dumps([stores[0].counts, list(map(str, problems))]))
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that has been built once."""
    project = copy_project(tmp_path_factory.mktemp("built") / "project")
    build(project / "output", project=project)
    return project


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Path:
    """A copy of it to edit, with what it kept; the paths are its own, so it is built once here."""
    shutil.copytree(built, tmp_path / "project")
    count(tmp_path / "project")
    return tmp_path / "project"


def count(project: Path) -> dict[str, int]:
    """Build and count: sources rendered, pages rendered, pages taken as they were kept, pages examined."""
    done = run("-c", COUNT, project=project)
    counts, problems = json.loads(done.said.splitlines()[-1])
    assert problems == []
    return dict(counts)


def test_where_nothing_has_changed_nothing_is_done(project: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (project / "output").rglob("*")}
    assert count(project) == {}
    assert {path: path.stat().st_mtime_ns for path in (project / "output").rglob("*")} == before


def test_a_changed_sentence_renders_one_source_and_only_the_pages_that_show_it(project: Path) -> None:
    text = (project / ARTICLE).read_text("utf-8")
    (project / ARTICLE).write_text(f"{text.rstrip()} So it is.\n", "utf-8")  # short words do not make it like another
    counts = count(project)
    assert counts["sources rendered"] == 1
    # The article; the feed of the site and that of its topic are no pages, but rendered too.
    assert counts["pages rendered"] <= 3
    assert counts["pages examined"] == 1


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("theme/templates/sitemap.xml", "<urlset", "<urlset "),
        ("theme/templates/robots.txt", "Allow", "allow"),
        ("theme/templates/faq.html", "Questions", "All questions"),
    ],
)
def test_a_changed_template_renders_the_one_page_it_makes(project: Path, name: str, old: str, new: str) -> None:
    replace(project / name, old, new)
    counts = count(project)
    assert (counts["sources rendered"], counts["pages rendered"]) == (0, 1)


def test_a_changed_style_renders_every_page_and_no_source(project: Path) -> None:
    replace(project / "theme/css/base.css", "@layer", "/* more */ @layer")
    counts = count(project)
    assert counts["sources rendered"] == 0
    assert "pages kept" not in counts


def test_a_changed_plugin_renders_everything(project: Path) -> None:
    replace(project / "plugins/article_reader.py", "WORDS_PER_MINUTE = 230", "WORDS_PER_MINUTE = 231")
    counts = count(project)
    sources = [*(ROOT / "content/articles").rglob("*.md"), *(ROOT / "content/pages").rglob("*.md")]
    assert counts["sources rendered"] == len(sources)
    assert "pages kept" not in counts


def test_what_a_page_writes_beside_itself_is_kept_with_it(project: Path) -> None:
    (project / "plugins/note.py").write_text(
        "from pathlib import Path\nfrom jinja2 import pass_context\n@pass_context\n"
        "def note(context):\n    folder = Path(context['OUTPUT_PATH'], 'notes')\n    folder.mkdir(exist_ok=True)\n"
        "    (folder / 'one.txt').write_text(context['SITENAME'])\n    return ''\n",
        "utf-8",
    )
    replace(project / "pelicanconf.py", '{"stylesheet": stylesheet.stylesheet', '{"note": __import__("plugins.note").note.note, "stylesheet": stylesheet.stylesheet')  # fmt: skip
    replace(project / "theme/templates/faq.html", "{% block head %}", "{% block head %}{{ note() }}")
    count(project)
    replace(project / ARTICLE, "\n\n", "\n\nSo. ")
    assert count(project)["pages kept"] > 20
    assert (project / "output/notes/one.txt").read_text("utf-8") == "Attending"
    replace(project / "content/site.toml", 'name = "Attending"', 'name = "Attended"')
    count(project)
    assert (project / "output/notes/one.txt").read_text("utf-8") == "Attended"


def damage(kept: Path) -> None:
    data = kept.read_bytes()
    middle = len(data) // 2
    kept.write_bytes(data[:middle] + b"x" * 9000 + data[middle + 9000 :])


@pytest.mark.parametrize(
    "harm",
    [
        damage,
        lambda kept: kept.write_bytes(b"not a database, but long enough to be taken for one " * 100),
        lambda kept: kept.write_bytes(kept.read_bytes()[:5000]),
        lambda kept: kept.unlink(),
        lambda kept: shutil.rmtree(kept.parent),
    ],
    ids=["overwritten", "foreign", "cut off", "deleted", "folder deleted"],
)
def test_what_is_kept_and_damaged_is_not_believed(project: Path, harm: Callable[[Path], object]) -> None:
    before = digests(project / "output")
    harm(project / ".cache/builds/kept.sqlite")
    shutil.rmtree(project / "output")
    build(project / "output", project=project)
    assert digests(project / "output") == before


def test_two_builds_at_once_do_not_harm_each_other(project: Path) -> None:
    before = digests(project / "output")
    replace(project / "theme/css/base.css", "@layer", "/* more */ @layer")
    replace(project / "theme/css/base.css", "/* more */ @layer", "@layer")
    threads = [
        threading.Thread(target=build, args=(project / f"output.{n}",), kwargs={"project": project}) for n in "ab"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert digests(project / "output.a") == digests(project / "output.b") == before


def test_what_is_kept_stays_bounded(project: Path) -> None:
    kept = project / ".cache/builds/kept.sqlite"
    sizes = []
    for number in range(20):
        replace(project / ARTICLE, "\n\n", f"\n\nSentence {number}. ")
        count(project)
        sizes.append(kept.stat().st_size)
    assert sizes[-1] < 1.2 * sizes[9]


def test_without_the_layer_the_site_is_the_same(project: Path) -> None:
    program = "import build, pathlib; assert build.render(pathlib.Path('output.plain').resolve()) == []"
    done = run("-c", program, project=project)
    assert done.status == 0, done.said
    assert digests(project / "output.plain") == digests(project / "output")
