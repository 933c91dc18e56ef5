"""What is said of an article that can be read safely, and of slips that are in the way or are not, and to whom."""

import json
import re
from collections.abc import Callable
from pathlib import Path

from tests.site.building import run

BUILD = ("build.py", "--without-search")

NAME = "content/articles/slip.md"
GOOD = "Title: A Slip\nDate: 2026-01-02\nCategory: Burnout\nSummary: It comes and goes.\n\nA few words.\n"
# What can be read safely.
TAKEN: dict[str, Callable[[str], bytes]] = {
    "a byte-order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "the line ends of Windows": lambda text: text.replace("\n", "\r\n").encode(),
    "the line ends of an old Mac": lambda text: text.replace("\n", "\r").encode(),
    "UTF-16": lambda text: text.encode("utf-16"),
    "curly quotes and spaces": lambda text: text.replace("A Slip", "“A Slip”").replace(":", " :").encode(),
    "a fenced header": lambda text: f"---\n{text}".replace("\n\n", "\n---\n").encode(),
}


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
    assert f"### `{NAME}`\n\n**Line 2:** " in page.read_text(encoding="utf-8")
