"""A build that fails says where and what, and leaves the last good site as it was."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.site.building import Run, build, digests, replace, run

ARTICLE = "content/articles/coach-or-mentor.md"
Break = Callable[[Path], object]


def _append(name: str, text: str) -> Break:
    return lambda project: (project / name).write_text((project / name).read_text("utf-8") + text, encoding="utf-8")


def _change(name: str, old: str, new: str) -> Break:
    return lambda project: replace(project / name, old, new)


def _write(name: str, data: str | bytes) -> Break:
    def write(project: Path) -> None:
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_bytes(data if isinstance(data, bytes) else data.encode())

    return write


BROKEN: dict[str, tuple[Break, str]] = {
    "a picture that is missing in the text": (_append(ARTICLE, "\n![A hat](../images/hat.jpg)\n"), ARTICLE),
    "a picture that is none": (_write("content/images/desk.jpg", "words"), "content/images/desk.jpg\n"),
    "a PDF that is none": (
        _write("content/files/worksheet.pdf", "words"),
        "This file is named like a PDF, but is not one.",
    ),
    "an article that is not text": (_write(ARTICLE, b"Title: \xff\n"), ARTICLE),
    "a path to a draft": (
        _change("content/articles/small-promises.md", "Category:", "Status: draft\nCategory:"),
        "content/paths.toml:",
    ),
    "an old address that is taken": (
        _change("content/pages/about.md", "Title:", "Formerly: /contact/\nTitle:"),
        "content/pages/about.md:1\n    Formerly: “/contact/” is still the address of content/pages/contact.md.\n",
    ),
    "a script that breaks a promise of the privacy page": (
        _append("theme/static/js/copy-link.js", '\nlocalStorage.setItem("read", location);'),
        "theme/static/js/copy-link.js\n    This script keeps something on the reader's device",
    ),
    "a template that cannot be read": (_append("theme/templates/article.html", "{% if %}"), "article.html:"),
    "a template with an unknown name": (_append("theme/templates/base.html", "{{ nothing }}"), "base.html:"),
    "a template with a misspelled name": (
        _change("theme/templates/article.html", "{% block main %}", "{% block main %}{{ article.minuts }}"),
        "theme/templates/article.html:",
    ),
    "a template that is missing": (
        lambda project: (project / "theme/templates/macros/path_steps.html").unlink(),
        "macros/path_steps.html",
    ),
    "a feed template that cannot be read": (_append("theme/templates/feed.xml", "{% if %}"), "feed.xml:"),
    "a drawing of the theme that is missing": (
        lambda project: (project / "theme/static/drawings/window.svg").unlink(),
        "theme/static/drawings/window.svg\n    This file is missing, and pages of the site ask for it.",
    ),
    "a typeface that is missing": (
        lambda project: (project / "theme/static/fonts/newsreader-italic.woff2").unlink(),
        "theme/css/fonts.css:21\n",
    ),
    "a template whose place Pelican's own would take": (
        lambda project: (project / "theme/templates/category.html").unlink(),
        "theme/templates/category.html\n    This file is missing.",
    ),
    "a template with the same mistake on every article": (
        _change("theme/templates/article.html", "{% block main %}", '{% block main %}<p id="x"><p id="x">'),
        "theme/templates/article.html\n    The id “x” is on the page 2 times. It is so on ",
    ),
    "a setting of another kind": (_append("pelicanconf.py", "\nSITENAME = 5\n"), "SITENAME is a number"),
    "a setting that is not known": (_append("pelicanconf.py", "\nSITNAME = 'x'\n"), "Did you mean `SITENAME`?"),
    "a link in the theme to what belongs to a process": (
        lambda project: (project / "theme/static/js/env.js").symlink_to("/proc/self/environ"),
        "theme/static/js/env.js\n    This is a link to another place",
    ),
    "a style that is missing": (
        lambda project: (project / "theme/css/base.css").unlink(),
        "theme/css/base.css",
    ),
    "settings that cannot be read": (_append("pelicanconf.py", "\nX = (\n"), "pelicanconf.py:"),
    "settings with an unknown name": (_append("pelicanconf.py", "\nX = nothing\n"), "pelicanconf.py:"),
    "facts that cannot be read": (_change("content/site.toml", '"Tidewater"', '"Tidewater'), "content/site.toml:3\n"),
    "facts without topics": (_change("content/site.toml", "[[topics]]", "[[themes]]"), "content/site.toml"),
    "facts that are missing": (lambda project: (project / "content/site.toml").unlink(), "content/site.toml\n"),
    "no content": (lambda project: shutil.rmtree(project / "content"), "content"),
}
# Everyday slips, one for each way a slip goes: each reading of a file, each kind of rule, each size that is too much.
# What else can be wrong, and the words for it, is in tests/unit/slips. Here: the file, what is in it, the line that is named.
SLIP = "content/articles/slip.md"
GOOD = "Title: A Slip\nDate: 2026-01-02\nCategory: Burnout\nSummary: It comes and goes.\n\nA few words.\n"
SLIPS: dict[str, tuple[str, str | bytes, int]] = {
    "another ending": ("content/articles/slip.MD", GOOD, 0),
    "a hidden file": ("content/articles/.slip.md", GOOD, 0),
    "an article beside its folder": ("content/slip.md", GOOD, 0),
    "a name with a space": ("content/articles/my slip.md", GOOD, 0),
    "an address that is taken": ("content/articles/more/coach-or-mentor.md", GOOD, 0),
    "a phone's picture": ("content/images/IMG_1.HEIC", b"words", 0),
    "an empty file": (SLIP, "", 0),
    "Windows-1252": (SLIP, GOOD.replace("few", "fèw").encode("cp1252"), 6),
    "no header": (SLIP, "A few words.\n", 1),
    "a header that does not end": (SLIP, f"---\n{GOOD}", 1),
    "a mistyped key": (SLIP, GOOD.replace("Summary", "Sumary"), 4),
    "a day that is not in the calendar": (SLIP, GOOD.replace("2026-01-02", "2026-02-30"), 2),
    "an unknown topic": (SLIP, GOOD.replace("Burnout", "Burnuot"), 3),
    "a link to no file": (SLIP, f"{GOOD}\n[x](burnout-and-coching.md)\n", 8),
    "a link to no part": (SLIP, f"{GOOD}\n[x](coach-or-mentor.md#the-substitution-tests)\n", 8),
    "an address no one can read": (SLIP, f"{GOOD}\n[x](http://[)\n", 8),
    "a script": (SLIP, f"{GOOD}\n<script>alert()</script>\n", 8),
    "a thousand levels of quotation": (SLIP, f"{GOOD}\n{'>' * 1000} x\n", 8),
    "a thousand levels of lists": (SLIP, f"{GOOD}\n{'- ' * 1000}x\n", 8),
    "ten thousand links": (SLIP, GOOD + "\n[x](../pages/faq.md)\n" * 10_000, 2008),
    "a run of brackets": (SLIP, f"{GOOD}\n{'[' * 50_000}\n", 6),
    "five megabytes": (SLIP, GOOD + "\nword" * 1_000_000, 0),
}
BROKEN |= {
    what: (_write(name, text), f"{name}:{line}\n" if line else f"{name}\n")
    for what, (name, text, line) in SLIPS.items()
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_failing_build_names_the_file_and_leaves_the_last_good_site(what: str, project: Path) -> None:
    destroy, named = BROKEN[what]
    before = digests(project / "output")
    destroy(project)
    done = run("build.py", "--without-search", project=project)
    _assert_sentence(done, named)
    assert done.status == 1
    assert len(done.said) < 2000
    assert "to fix before this can go live. The site readers see is unchanged." in done.said
    assert digests(project / "output") == before
    assert not list(project.glob("output.*"))


def test_a_page_that_our_reader_stumbles_over_is_named(project: Path) -> None:
    program = """
import build, sys
from sources import article
render = article.render
def stumbling(path, data, language):
    return render(path, data if path.stem != "about" else True, language)
article.render = stumbling
sys.exit(build.main(["--without-search"]))
"""
    (project / "content/pages/about.md").write_text("Title: About\nSummary: Who I am.\n\nSome words.\n", "utf-8")
    before = digests(project / "output")
    _assert_sentence(run("-c", program, project=project), "content/pages/about.md\n")
    assert digests(project / "output") == before


def test_a_mistake_in_our_own_code_is_a_sentence_too(project: Path) -> None:
    replace(
        project / "checks/old_addresses.py", "def check(content: Content)", "def check(content: Content, other: int)"
    )
    _assert_sentence(run("build.py", "--without-search", project=project), "The build stops here: ")


def test_what_python_warns_of_is_not_printed(project: Path) -> None:
    replace(project / "pelicanconf.py", "import os\n", "import os\nimport warnings\n")
    replace(project / "pelicanconf.py", "PREVIEW = True", "warnings.warn('old', stacklevel=1)\nPREVIEW = True")
    assert run("build.py", "--without-search", project=project).said == "The site is in output/.\n"


def test_a_failing_build_to_go_live_leaves_the_last_good_site(project: Path) -> None:
    before = digests(project / "output")
    replace(project / "content/site.toml", "mara@tidewater.test", "mara@tidewater.example")
    done = run("build.py", "--publish", project=project)
    _assert_sentence(done, "content/site.toml:")
    assert "SITEURL" in done.said
    assert "CONTACT_FORM" in done.said
    assert digests(project / "output") == before


def test_a_check_builds_and_keeps_nothing(project: Path) -> None:
    before = digests(project / "output")
    done = run("build.py", "--check", project=project)
    assert (done.status, done.said) == (0, "Nothing to fix.\n")
    assert digests(project / "output") == before


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("notes.txt", "not a site that was built here"),
        ("", "not a site that was built here"),
        ("notes.txt/output", "cannot be written"),
    ],
    ids=["a file", "a folder with something else in it", "a folder that cannot be made"],
)
def test_nothing_but_a_site_is_replaced(output: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    done = run("build.py", "--output", str(tmp_path / output))
    _assert_sentence(done, str(tmp_path / output))
    assert said in done.said
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_a_folder_elsewhere_is_called_what_was_typed(project: Path) -> None:
    (project.parent / "elsewhere").mkdir()
    (project.parent / "elsewhere/notes.txt").write_text("mine", encoding="utf-8")
    for typed in ("../elsewhere", "../elsewhere/notes.txt/output"):
        done = run("build.py", "--without-search", "--output", typed, project=project)
        _assert_sentence(done, f"{typed}\n")
        assert str(project.parent) not in done.said
    done = run("build.py", "--without-search", "--output", "../elsewhere/site", project=project)
    assert done.said == "The site is in ../elsewhere/site/.\n"
    shutil.rmtree(project.parent / "elsewhere")


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "output").mkdir()
    build(tmp_path / "output", "--without-search")
    assert [path.name for path in tmp_path.iterdir()] == ["output"]
    assert (tmp_path / "output/index.html").is_file()


def test_the_page_of_a_deleted_article_does_not_survive(project: Path) -> None:
    before = digests(project / "output")
    extra = project / SLIP
    extra.write_text(GOOD, encoding="utf-8")
    build(project / "output", "--without-search", project=project)
    assert (project / "output/articles/slip/index.html").is_file()
    extra.unlink()
    build(project / "output", "--without-search", project=project)
    assert digests(project / "output") == before
    assert not list(project.glob("output.*"))


@pytest.mark.parametrize(
    ("slip", "said"),
    [
        (["biuld"], "build"),
        (["build", "--pubish"], "--pubish"),
        (["new"], "Its Title"),
        (["new", " "], "Its Title"),
        (["new", "--draft"], "Its Title"),
        (["new", "Its", "Title"], "in quotation marks"),
        (["new", "Title", "--tpoic", "Rest"], "--tpoic"),
        (["new", "Title", "--topic", "Burnuot"], "Did you mean `Burnout`?"),
        (["serve", "--port", "eighty"], "eighty"),
        (["serve", "--port"], "port"),
        (["serve", "--port", "99999999"], "99999999"),
    ],
    ids=" ".join,
)
def test_a_wrong_command_line_is_answered_with_a_sentence(slip: list[str], said: str) -> None:
    """What tasks.py hands over to, so that no test makes an environment."""
    done = run("-c", "import tasks; tasks.main()", *slip)
    _assert_sentence(done, said)


def test_a_wrong_option_of_the_build_is_answered_with_a_sentence() -> None:
    _assert_sentence(run("build.py", "--pubish"), "--pubish")


def _assert_sentence(done: Run, named: str) -> None:
    assert done.status > 0, done.said
    assert named in done.said
    assert "NoneType" not in done.said
    assert "Traceback" not in done.said, done.said
    assert not re.search(r"\b[A-Z]\w+(Error|NotFound)\b", done.said), done.said
    assert "\x1b" not in done.said
