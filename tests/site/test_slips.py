"""Everyday slips in real builds: the article is published, or its file and line are named and the last site stays."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site.building import build, copy_built_project, digests, put_back, run

NAME = "content/articles/slip.md"
HEADER = "Title: A Slip\nDate: 2026-01-02\nCategory: Burnout\nSummary: It comes and goes.\n"
GOOD = f"{HEADER}\nA few words.\n"

# What is wrong: the file, what is in it, the line that is named.
REFUSED: dict[str, tuple[str, str | bytes, int]] = {
    "a date in words": (NAME, GOOD.replace("2026-01-02", "May 5, 2023"), 2),
    "a date that can be two days": (NAME, GOOD.replace("2026-01-02", "05/06/2023"), 2),
    "a day that is not in the calendar": (NAME, GOOD.replace("2026-01-02", "2026-02-30"), 2),
    "no date": (NAME, GOOD.replace("Date: 2026-01-02\n", ""), 1),
    "no title": (NAME, GOOD.replace("Title: A Slip\n", ""), 1),
    "no header": (NAME, "A few words.\n", 1),
    "an empty file": (NAME, "", 0),
    "a mistyped key": (NAME, GOOD.replace("Summary", "Sumary"), 4),
    "an unknown topic": (NAME, GOOD.replace("Burnout", "Burnuot"), 3),
    "an unknown status": (NAME, GOOD.replace("\n\n", "\nStatus: hidden\n\n"), 5),
    "a header in two pieces": (NAME, GOOD.replace("\nDate", "\n\nDate"), 3),
    "a header that does not end": (NAME, f"---\n{GOOD}", 1),
    "no line between header and text": (NAME, GOOD.replace("\n\n", "\n"), 5),
    "Windows-1252": (NAME, GOOD.replace("few", "fèw").encode("cp1252"), 6),
    "a capital ending": ("content/articles/slip.MD", GOOD, 0),
    "another ending": ("content/articles/slip.txt", GOOD, 0),
    "a hidden file": ("content/articles/.slip.md", GOOD, 0),
    "an article beside its folder": ("content/slip.md", GOOD, 0),
    "a name with a space": ("content/articles/my slip.md", GOOD, 0),
    "an address that is taken": ("content/articles/more/coach-or-mentor.md", GOOD, 0),
    "a link to no page": (NAME, f"{GOOD}\n[x](/contcat/)\n", 8),
    "a link to no file": (NAME, f"{GOOD}\n[x](burnout-and-coching.md)\n", 8),
    "a link to no part": (NAME, f"{GOOD}\n[x](coach-or-mentor.md#the-substitution-tests)\n", 8),
    "an insecure link": (NAME, f"{GOOD}\n[x](http://x.org)\n", 8),
    "a link that runs a script": (NAME, f"{GOOD}\n[x](javascript:alert)\n", 8),
    "an address no one can read": (NAME, f"{GOOD}\n[x](http://[)\n", 8),
    "a picture without words": (NAME, f"{GOOD}\n![](../images/desk.jpg)\n", 8),
    "a script": (NAME, f"{GOOD}\n<script>alert()</script>\n", 8),
    "a heading of the first level": (NAME, f"{GOOD}\n# One\n", 8),
    "a thousand levels of quotation": (NAME, f"{GOOD}\n{'>' * 1000} x\n", 8),
    "a thousand levels of lists": (NAME, f"{GOOD}\n{'- ' * 1000}x\n", 8),
    "ten thousand links": (NAME, GOOD + "\n[x](../pages/faq.md)\n" * 10_000, 2008),
    "a run of brackets": (NAME, f"{GOOD}\n{'[' * 50_000}\n", 6),
    "five megabytes": (NAME, GOOD + "\nword" * 1_000_000, 0),
    "a phone's picture": ("content/images/IMG_1.HEIC", b"words", 0),
}
# What can be read safely.
TAKEN: dict[str, bytes] = {
    "a byte-order mark": b"\xef\xbb\xbf" + GOOD.encode(),
    "the line ends of Windows": GOOD.replace("\n", "\r\n").encode(),
    "the line ends of an old Mac": GOOD.replace("\n", "\r").encode(),
    "UTF-16": GOOD.encode("utf-16"),
    "curly quotes and spaces": GOOD.replace("A Slip", "“A Slip”").replace(":", " :").encode(),
    "a fenced header": f"---\n{HEADER}---\nA few words.".encode(),
}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with a finished output folder."""
    project = copy_built_project(tmp_path_factory.mktemp("good") / "project")
    (project / "content/articles/a-scheduled-one.md").unlink()  # of which every build would remind
    build(project / "output", project=project)
    return project


@pytest.fixture
def project(good: Path) -> Iterator[Path]:
    """The same, for a test that changes its sources."""
    with put_back(good):
        yield good


@pytest.mark.parametrize("what", REFUSED)
def test_a_slip_is_named_and_the_last_site_stays(what: str, project: Path) -> None:
    name, text, line = REFUSED[what]
    before = digests(project / "output")
    (project / name).parent.mkdir(exist_ok=True)
    (project / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    done = run("build.py", project=project)
    assert done.status == 1
    assert f"{name}:{line}\n" in done.said if line else f"{name}\n" in done.said
    assert "to fix before this can go live. The site readers see is unchanged." in done.said
    assert "Traceback" not in done.said
    assert len(done.said) < 2000
    assert digests(project / "output") == before


@pytest.mark.parametrize("what", TAKEN)
def test_what_can_be_read_safely_is_published(what: str, project: Path) -> None:
    (project / NAME).write_bytes(TAKEN[what])
    done = run("build.py", project=project)
    assert (done.status, done.said) == (0, "The site is in output/.\n")
    page = (project / "output/articles/slip/index.html").read_text(encoding="utf-8")
    assert "<h1" in page
    assert "A Slip</h1>" in page
    assert "<p>A few words.</p>" in page


def test_advice_does_not_stand_in_the_way(project: Path) -> None:
    (project / NAME).write_text(GOOD.replace("A Slip", "A Slip " + "of the tongue " * 6), encoding="utf-8")
    done = run("build.py", project=project)
    assert done.status == 0
    assert f"{NAME}:1\n" in done.said
    assert "Nothing to fix. 1 suggestion above." in done.said
    assert (project / "output/articles/slip/index.html").is_file()


def test_slips_in_the_facts_the_sources_and_the_settings_are_told_at_once(project: Path) -> None:
    (project / NAME).write_text("A few words.", encoding="utf-8")
    (project / "content/site.toml").write_text("name = 'a", encoding="utf-8")
    done = run("build.py", "--publish", project=project)
    assert done.status == 1
    for place in (f"{NAME}:1\n", "content/site.toml", "SITEURL\n", "CONTACT_FORM\n"):
        assert place in done.said
    assert "Traceback" not in done.said


def test_an_editor_is_told_in_json(project: Path) -> None:
    assert json.loads(run("build.py", "--check", "--json", project=project).said) == []
    (project / NAME).write_text(GOOD.replace("2026-01-02", "May 5, 2023"), encoding="utf-8")
    done = run("build.py", "--check", "--json", project=project)
    assert done.status == 1
    assert json.loads(done.said) == [
        {
            "file": NAME,
            "line": 2,
            "severity": "problem",
            "message": "Date: “May 5, 2023” is not a date the site can read.",
            "remedy": "Write `Date: 2023-05-05`.",
        }
    ]


def test_github_is_told_beside_the_line(project: Path, tmp_path: Path) -> None:
    (project / NAME).write_text(GOOD.replace("2026-01-02", "May 5, 2023"), encoding="utf-8")
    page = tmp_path / "summary.md"
    environment = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(page)}
    done = run("build.py", project=project, environment=environment)
    assert f"::error file={NAME},line=2,title=" in done.said
    assert f"**{NAME}:2**" in page.read_text(encoding="utf-8")
