"""Everyday slips in real builds: the article is published, or its file and line are named and the last site stays."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.site.building import digests, run

BUILD = ("build.py", "--without-search")

NAME = "content/articles/slip.md"
HEADER = "Title: A Slip\nDate: 2026-01-02\nCategory: Burnout\nSummary: It comes and goes.\n"
GOOD = f"{HEADER}\nA few words.\n"

# One for each way a slip goes: each reading of a file, each kind of rule, each size that is too much. What else can be
# wrong, and the words for it, is in tests/unit/slips. Here: the file, what is in it, the line that is named.
REFUSED: dict[str, tuple[str, str | bytes, int]] = {
    "another ending": ("content/articles/slip.MD", GOOD, 0),
    "a hidden file": ("content/articles/.slip.md", GOOD, 0),
    "an article beside its folder": ("content/slip.md", GOOD, 0),
    "a name with a space": ("content/articles/my slip.md", GOOD, 0),
    "an address that is taken": ("content/articles/more/coach-or-mentor.md", GOOD, 0),
    "a phone's picture": ("content/images/IMG_1.HEIC", b"words", 0),
    "an empty file": (NAME, "", 0),
    "Windows-1252": (NAME, GOOD.replace("few", "fèw").encode("cp1252"), 6),
    "no header": (NAME, "A few words.\n", 1),
    "a header that does not end": (NAME, f"---\n{GOOD}", 1),
    "a mistyped key": (NAME, GOOD.replace("Summary", "Sumary"), 4),
    "a day that is not in the calendar": (NAME, GOOD.replace("2026-01-02", "2026-02-30"), 2),
    "an unknown topic": (NAME, GOOD.replace("Burnout", "Burnuot"), 3),
    "a link to no file": (NAME, f"{GOOD}\n[x](burnout-and-coching.md)\n", 8),
    "a link to no part": (NAME, f"{GOOD}\n[x](coach-or-mentor.md#the-substitution-tests)\n", 8),
    "an address no one can read": (NAME, f"{GOOD}\n[x](http://[)\n", 8),
    "a script": (NAME, f"{GOOD}\n<script>alert()</script>\n", 8),
    "a thousand levels of quotation": (NAME, f"{GOOD}\n{'>' * 1000} x\n", 8),
    "a thousand levels of lists": (NAME, f"{GOOD}\n{'- ' * 1000}x\n", 8),
    "ten thousand links": (NAME, GOOD + "\n[x](../pages/faq.md)\n" * 10_000, 2008),
    "a run of brackets": (NAME, f"{GOOD}\n{'[' * 50_000}\n", 6),
    "five megabytes": (NAME, GOOD + "\nword" * 1_000_000, 0),
}
# What can be read safely.
TAKEN: dict[str, Callable[[str], bytes]] = {
    "a byte-order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "the line ends of Windows": lambda text: text.replace("\n", "\r\n").encode(),
    "the line ends of an old Mac": lambda text: text.replace("\n", "\r").encode(),
    "UTF-16": lambda text: text.encode("utf-16"),
    "curly quotes and spaces": lambda text: text.replace("A Slip", "“A Slip”").replace(":", " :").encode(),
    "a fenced header": lambda text: f"---\n{text}".replace("\n\n", "\n---\n").encode(),
}


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


def test_what_can_be_read_safely_is_published(project: Path) -> None:
    for number, saved in enumerate(TAKEN.values()):
        text = GOOD.replace("A Slip", f"A Slip {number}").replace("It comes", f"It comes {number} times")
        (project / f"content/articles/slip-{number}.md").write_bytes(saved(text))
    done = run(*BUILD, project=project)
    assert (done.status, done.said) == (0, "The site is in output/.\n")
    for number, what in enumerate(TAKEN):
        page = (project / f"output/articles/slip-{number}/index.html").read_text(encoding="utf-8")
        assert re.search(rf"<h1[^>]*>“?A Slip”? {number}</h1>", page), what
        assert "<p>A few words.</p>" in page, what


def test_advice_does_not_stand_in_the_way(project: Path) -> None:
    (project / NAME).write_text(GOOD.replace("A Slip", "A Slip " + "of the tongue " * 6), encoding="utf-8")
    done = run(*BUILD, project=project)
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
    assert json.loads(run(*BUILD, "--check", "--json", project=project).said) == []
    (project / NAME).write_text(GOOD.replace("2026-01-02", "May 5, 2023"), encoding="utf-8")
    done = run(*BUILD, "--check", "--json", project=project)
    assert done.status == 1
    assert json.loads(done.said) == [
        {
            "file": NAME,
            "line": 2,
            "severity": "problem",
            "message": "Date: “May 5, 2023” is not a date the site can read.",
            "remedy": "Write `Date: 2023-05-05`.",
            "repairs": [{"line": 2, "old": "May 5, 2023", "new": "2023-05-05"}],
        }
    ]


def test_github_is_told_beside_the_line(project: Path, tmp_path: Path) -> None:
    (project / NAME).write_text(GOOD.replace("2026-01-02", "May 5, 2023"), encoding="utf-8")
    page = tmp_path / "summary.md"
    environment = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(page)}
    done = run("build.py", project=project, environment=environment)
    assert f"::error file={NAME},line=2,title=" in done.said
    assert f"**{NAME}:2**" in page.read_text(encoding="utf-8")
