"""A plan that was carried out passes the gate: nothing is left to put right, and no address of the live site is lost."""

import shutil
from pathlib import Path

import pytest

from tests.publish.repositories import IDENTITY, git
from tests.site.building import LIVE, built_project, copy_project, run
from writing import changes
from writing.changes import Plan
from writing.content_cache import ContentCache


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The full practice, committed, and its site on the live branch as this repository has seen it."""
    project = copy_project(tmp_path / "project")
    for draft in ("a-draft", "a-private-draft"):  # they lead to what is removed here
        (project / f"content/articles/{draft}.md").unlink()
    git(project, "init", "-q", "-b", "main")
    git(project, "add", "content")
    git(project, *IDENTITY, "commit", "-qm", "Words")
    live = tmp_path / "live"
    shutil.copytree(built_project() / "published", live, ignore=shutil.ignore_patterns("pagefind"))
    git(live, "init", "-q", "-b", "main")
    git(live, "add", "--all")
    git(live, *IDENTITY, "commit", "-qm", f"Publish\n\nSource: {git(project, 'rev-parse', 'HEAD')}")
    git(project, "fetch", "-q", str(live), "main:refs/remotes/origin/gh-pages")
    return project


def carry_out(project: Path, plan: Plan) -> None:
    for name, (_, after) in plan.changes.items():
        path = project / "content" / name
        if after is None:
            path.unlink()
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(after)


def test_what_was_renamed_and_removed_by_plan_can_go_live_as_it_is(project: Path) -> None:
    cache = ContentCache(project / "content")
    for name, new in (
        ("articles/small-promises.md", "articles/tiny-promises.md"),
        ("articles/the-empty-tank.md", "articles/running-on-empty.md"),
        ("pages/faq.md", "pages/coaching/questions.md"),
        ("images/desk.jpg", "images/my-desk.jpg"),
        ("articles/tiny-promises.md", "articles/smallest-promises.md"),
    ):
        carry_out(project, changes.rename(cache, name, new))
    carry_out(project, changes.remove(cache, "articles/what-the-calendar-says.md", "articles/stay-or-go.md"))
    carry_out(project, changes.remove(cache, "articles/every-element.md", gone=True))
    done = run("build.py", "--check", "--publish", "--json", project=project, environment=LIVE)
    problems = [one for one in done.said.split('"file"') if '"severity": "problem"' in one]
    assert not problems, done.said
    assert done.status == 0, done.said
