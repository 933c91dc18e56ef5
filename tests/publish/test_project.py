"""The whole way, as the coach and the workflow go it: from a commit to the live branch."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.publish.repositories import BRANCH, ROOT, WITHOUT, Apart, bare, files, git, history, tree, workflow
from tests.site.building import Run, copy_project, digests, replace, run

LIVE = {
    "SITEURL": "https://coach.test",
    "CONTACT_FORM": "custom:https://forms.coach.test/contact",
    "NEWSLETTER_FORM": "custom:https://forms.coach.test/letter",
}
ROUNDS = int(os.environ.get("PUBLISH_ROUNDS", "2"))
ARTICLE = "content/articles/coach-or-mentor.md"
# Builds with a plugin that loses an article before any page or list is made of it.
LOSING = """
import sys
import build
from pelican import signals

def lose(generator):
    generator.articles = [article for article in generator.articles if article.slug != "one-more"]

signals.article_generator_pretaxonomy.connect(lose)
sys.exit(build.main(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A copy of the project that has been published once, and its remote."""
    folder = tmp_path_factory.mktemp("project")
    remote = bare(folder / "remote.git")
    project = copy_project(folder / "project")
    shutil.copy(ROOT / ".gitignore", project)
    git(project, "init", "--quiet", "--initial-branch=main")
    git(project, "config", "user.name", "Test")
    git(project, "config", "user.email", "test@coach.test")
    git(project, "remote", "add", "origin", remote.as_uri())
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "Everything")
    git(project, "push", "--quiet", "origin", "main")
    done = _publish(project)
    assert done.status == 0, done.said
    return project, remote


@pytest.fixture
def project(published: tuple[Path, Path], tmp_path: Path) -> tuple[Path, Path]:
    """The same, for a test that changes it."""
    made, remote = tmp_path / "project", tmp_path / "remote.git"
    shutil.copytree(published[0], made, symlinks=True)
    shutil.copytree(published[1], remote)
    git(made, "remote", "set-url", "origin", remote.as_uri())
    return made, remote


def _publish(project: Path, *options: str, task: str = "publish", **environment: str) -> Run:
    return run("-m", f"publishing.{task}", *options, project=project, environment=WITHOUT | LIVE | environment)


def _commit(project: Path, words: str) -> None:
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", words)


def test_what_is_live_is_the_checked_build_to_the_byte(published: tuple[Path, Path], tmp_path: Path) -> None:
    """Built once more, from a clean clone of the commit; only the photographs are there already."""
    project, remote = published
    git(tmp_path, "clone", "--quiet", project.as_uri(), "clean")
    shutil.copytree(project / ".cache/pictures", tmp_path / "clean/.cache/pictures")
    built = run(
        "build.py", "--publish", "--output", str(tmp_path / "built"), project=tmp_path / "clean", environment=LIVE
    )
    assert built.status == 0, built.said
    assert tree(remote) == files(tmp_path / "built") | {".nojekyll": b""}
    assert digests(tmp_path / "built") == digests(project / "output")


def test_an_article_committed_and_published_is_live(project: tuple[Path, Path]) -> None:
    here, remote = project
    header = "Title: One More\nDate: 2026-01-02\nCategory: Burnout\nSummary: It comes and goes.\n"
    (here / "content/articles/one-more.md").write_text(f"{header}\nA few words.\n", encoding="utf-8")
    refused = _publish(here)
    assert refused.status == 1
    assert "content/articles/one-more.md" in refused.said
    assert len(history(remote)) == 1
    _commit(here, "One more")
    shown = _publish(here, "--dry-run")
    assert shown.status == 0, shown.said
    assert len(history(remote)) == 1
    done = _publish(here)
    assert done.status == 0, done.said
    assert "new        /articles/one-more/" in done.said
    assert "https://coach.test/" in done.said
    assert "git push" in done.said
    assert tree(remote) == files(here / "output") | {".nojekyll": b""}
    again = _publish(here)
    assert again.status == 0, again.said
    assert "Nothing has changed for readers" in again.said
    undone = _publish(here, task="undo")
    assert undone.status == 0, undone.said
    assert "articles/one-more/index.html" not in tree(remote)
    said = _publish(here, task="status").said
    assert "“One more” was undone" in said


def test_the_workflow_builds_in_one_job_and_pushes_the_same_site_from_another(
    project: tuple[Path, Path], tmp_path: Path
) -> None:
    here, remote = project
    replace(here / ARTICLE, "Coach or Mentor", "Mentor or Coach")
    _commit(here, "Another title")
    bundle, told = tmp_path / "site.bundle", tmp_path / "told"
    page = tmp_path / "page.md"
    built = _publish(here, f"--bundle={bundle}", GITHUB_STEP_SUMMARY=str(page))
    assert built.status == 0, built.said
    assert not page.exists()  # where the bundle lies is of interest to the next job alone
    assert len(history(remote)) == 1
    [step] = [step for step in workflow("publish")["jobs"]["build"]["steps"] if step.get("id") == "build"]
    environment = os.environ | {"BUNDLE": str(bundle), "GITHUB_OUTPUT": str(told)}
    subprocess.run(["bash", "-ec", step["run"].splitlines()[-1]], cwd=here, env=environment, check=True)
    key, _, commit = told.read_text("utf-8").strip().partition("=")
    assert key == "commit"
    done = Apart(here).push_bundle(bundle, commit)
    assert done.returncode == 0, done.stderr
    assert "changed    /articles/coach-or-mentor/" in done.stdout
    assert tree(remote) == files(here / "output") | {".nojekyll": b""}
    assert "Nothing has changed for readers" in _publish(here).said


def test_a_renamed_article_is_asked_for_its_old_address_and_leads_on(project: tuple[Path, Path]) -> None:
    here, remote = project
    header = "Title: Renamed\nDate: 2026-01-02\nCategory: Burnout\nSummary: It comes and goes.\n"
    (here / "content/articles/first-name.md").write_text(f"{header}\nA few words of its own.\n", encoding="utf-8")
    _commit(here, "First name")
    assert _publish(here).status == 0
    (here / "content/articles/first-name.md").rename(here / "content/articles/second-name.md")
    _commit(here, "Second name")
    refused = _publish(here)
    assert refused.status == 1
    assert "content/articles/second-name.md" in refused.said
    assert "Formerly: /articles/first-name/" in refused.said
    assert "articles/first-name/index.html" in tree(remote)
    assert "`git fetch`, and then `python3 tasks.py check --fix`, does it for you." in refused.said
    git(here, "fetch", "--quiet")
    fixed = run("-m", "checks.fix", project=here)
    assert "+Formerly: /articles/first-name/" in fixed.said
    _commit(here, "It leads on")
    done = _publish(here)
    assert done.status == 0, done.said
    assert "redirected /articles/first-name/ → /articles/second-name/" in done.said
    assert b"articles/second-name/" in tree(remote)["articles/first-name/index.html"]


def test_a_rename_is_one_commit_and_one_merge(project: tuple[Path, Path], tmp_path: Path) -> None:
    """As on GitHub alone: a file gets another name, the publish fails, its repairs are merged, and the old address leads on."""
    here, remote = project
    git(here, "mv", ARTICLE, "content/articles/mentor-or-coach.md")
    _commit(here, "Rename coach-or-mentor.md to mentor-or-coach.md")
    git(here, "push", "--quiet", "origin", "main")
    git(here, "fetch", "--quiet", "origin")  # as a checkout has
    page, patch = tmp_path / "page.md", tmp_path / "repairs.patch"
    on_github = {
        "GITHUB_ACTIONS": "true", "GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "coach/site",
        "GITHUB_REF_NAME": "main", "GITHUB_STEP_SUMMARY": str(page),
    }  # fmt: skip
    refused = _publish(here, f"--bundle={tmp_path / 'site.bundle'}", **on_github)
    assert refused.status == 1
    assert "https://github.com/coach/site/edit/main/content/paths.toml#L" in page.read_text(encoding="utf-8")

    (here / ".venv/bin").mkdir(parents=True)
    (here / ".venv/bin/python").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n', encoding="utf-8")
    (here / ".venv/bin/python").chmod(0o755)
    _in_a_shell("publish", "build", "checks.fix", here, REPAIRS=str(patch), GITHUB_OUTPUT=str(tmp_path / "told"))
    assert (tmp_path / "told").read_text(encoding="utf-8") == "there=true\n"

    git(tmp_path, "clone", "--quiet", remote.as_uri(), "offering")
    _in_a_shell("repairs", "offer", "git apply", tmp_path / "offering", BRANCH="main", REPAIRS=str(patch), **on_github)
    branch = f"fixes/{git(here, 'rev-parse', '--short=10', 'HEAD')}"
    assert f"(https://github.com/coach/site/compare/main...{branch}?expand=1)" in page.read_text(encoding="utf-8")

    git(here, "checkout", "--quiet", "--", "content")
    git(here, "fetch", "--quiet", "origin")
    git(here, "merge", "--quiet", "--no-ff", "--message", "Merge pull request #1", f"origin/{branch}")
    done = _publish(here)
    assert done.status == 0, done.said
    assert "redirected /articles/coach-or-mentor/ → /articles/mentor-or-coach/" in done.said
    assert b"articles/mentor-or-coach/" in tree(remote)["articles/coach-or-mentor/index.html"]


def _in_a_shell(name: str, job: str, words: str, folder: Path, **environment: str) -> None:
    """Run the step of a workflow that has these words, as its host does."""
    [step] = [step for step in workflow(name)["jobs"][job]["steps"] if words in step.get("run", "")]
    settings = {key: value for key, value in step["env"].items() if "${{" not in value} | WITHOUT | environment
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", step["run"]],
        cwd=folder,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_mistake_is_refused_and_nothing_changes(project: tuple[Path, Path]) -> None:
    here, remote = project
    before = digests(here / "output"), history(remote)
    replace(here / ARTICLE, "2025-11-03", "3.11.2025")
    _commit(here, "A slip")
    done = _publish(here)
    assert done.status == 1
    assert f"{ARTICLE}:2\n" in done.said
    assert "Traceback" not in done.said
    assert (digests(here / "output"), history(remote)) == before


def test_an_article_that_gets_lost_in_the_build_is_missed(project: tuple[Path, Path]) -> None:
    here, _ = project
    header = "Title: One More\nDate: 2026-01-02\nCategory: Burnout\nSummary: It comes and goes.\n"
    (here / "content/articles/one-more.md").write_text(f"{header}\nA few words.\n", encoding="utf-8")
    before = digests(here / "output")
    done = run("-c", LOSING, "--publish", project=here, environment=LIVE)
    assert done.status == 1
    assert "content/articles/one-more.md:1\n" in done.said
    assert "No page was made from this file, at /articles/one-more/." in done.said
    assert digests(here / "output") == before


def test_facts_that_do_not_agree_are_refused(project: tuple[Path, Path]) -> None:
    here, remote = project
    replace(here / "content/site.toml", 'domain = ""', 'domain = "www.coach.test"')
    _commit(here, "A domain")
    done = _publish(here)
    assert done.status == 1
    assert "SITEURL=https://www.coach.test" in done.said
    done = _publish(here, SITEURL="https://www.coach.test")
    assert done.status == 0, done.said
    assert tree(remote)["CNAME"] == b"www.coach.test"


def test_status_says_what_is_live_what_waits_and_what_differs(project: tuple[Path, Path]) -> None:
    here, remote = project
    assert "the same commit as here" in _publish(here, task="status").said
    article = (here / ARTICLE).read_text(encoding="utf-8")
    (here / "content/articles/draft.md").write_text(f"Status: draft\n{article}", encoding="utf-8")
    later = article.replace("2025-11-03", "2999-01-02 07:30")
    (here / "content/articles/later.md").write_text(later, encoding="utf-8")
    _commit(here, "Two that wait")
    (here / "content/articles/open.md").write_text("Title: Open\n", encoding="utf-8")
    done = _publish(here, task="status", TZ="Asia/Tokyo")
    assert done.status == 0, done.said
    for words in (
        "“Everything”, since ",
        "1 commit here not live yet:",
        "“Two that wait”",
        "not committed:\n    content/articles/open.md",
        "draft       “Coach or Mentor",
        "with the first publish after Wednesday, January 2, 2999 at 07:30 (America/New_York)",
        "unreadable  content/articles/open.md",
    ):
        assert words in done.said, done.said
    remote.rename(remote.with_name("gone.git"))
    offline = _publish(here, task="status")
    assert offline.status == 0
    assert "unknown: The remote cannot be reached." in offline.said
    assert "“Coach or Mentor" in offline.said


def test_the_workflow_says_the_status_without_asking_the_host(project: tuple[Path, Path], tmp_path: Path) -> None:
    """In a clone as the workflow makes it, of a repository that it may not ask again."""
    here, remote = project
    git(here, "commit", "--quiet", "--allow-empty", "--message", "One that waits")
    git(here, "push", "--quiet", "origin", "main")
    git(tmp_path, "clone", "--quiet", remote.as_uri(), "checkout")
    remote.rename(remote.with_name("private.git"))
    [step] = [step for step in workflow("status")["jobs"]["status"]["steps"] if "run" in step]
    *prepare, task = step["run"].splitlines()
    assert task == "python3 tasks.py status"
    subprocess.run(["bash", "-ec", "\n".join(prepare)], cwd=tmp_path / "checkout", check=True)
    page = tmp_path / "page.md"
    done = _publish(tmp_path / "checkout", task="status", GITHUB_STEP_SUMMARY=str(page))
    assert done.status == 0, done.said
    for words in ("commit here not live yet:", "“One that waits”", "on main, everything committed"):
        assert words in page.read_text(encoding="utf-8"), done.said


@pytest.mark.slow
def test_a_build_killed_at_any_moment_leaves_the_old_output_or_the_new(project: tuple[Path, Path]) -> None:
    here, _ = project
    command = [sys.executable, "build.py", "--publish"]
    environment = os.environ | LIVE | {"PYTHONDONTWRITEBYTECODE": "1"}
    start = time.monotonic()
    assert run("build.py", "--publish", project=here, environment=LIVE).status == 0
    usual = time.monotonic() - start
    old = digests(here / "output")
    kept = {"old": 0, "new": 0}
    for number in range(ROUNDS):
        (here / ARTICLE).write_text((here / ARTICLE).read_text("utf-8") + f"\nRound {number}.\n", encoding="utf-8")
        process = subprocess.Popen(command, cwd=here, env=environment, start_new_session=True)
        # Half of them around the end, where the folders change places.
        moment = random.uniform(0, usual) if number % 2 else random.uniform(0.8 * usual, 1.1 * usual)
        time.sleep(moment)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        found = digests(here / "output") if (here / "output").exists() else old
        done = run("build.py", "--publish", project=here, environment=LIVE)
        assert done.status == 0, (moment, done.said)
        assert "Waiting" not in done.said
        new = digests(here / "output")
        assert found in (old, new), f"killed after {moment} s"
        kept["new" if found == new else "old"] += 1
        assert {path.name for path in here.glob("output*")} == {"output"}
        old = new
    print(f"{ROUNDS} kills within {usual:.2f} s: {kept}")


def test_a_build_killed_between_taking_away_and_replacing_is_mended(project: tuple[Path, Path]) -> None:
    here, _ = project
    before = digests(here / "output")
    (here / "output").rename(here / "output.123.old")
    (here / "output.456").mkdir()
    shutil.copytree(here / "output.123.old", here / "output.789")
    (here / "output.2025").mkdir()
    (here / "output.2025/mine.txt").write_text("mine", encoding="utf-8")
    replace(here / ARTICLE, "2025-11-03", "3.11.2025")
    assert run("build.py", "--publish", project=here, environment=LIVE).status == 1
    assert digests(here / "output") == before
    left = {path.name for path in here.glob("output*")}
    assert left == {"output", "output.2025"}


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_build_that_is_interrupted_is_no_success(how: signal.Signals, project: tuple[Path, Path]) -> None:
    here, _ = project
    before = digests(here / "output")
    process = subprocess.Popen(
        [sys.executable, "build.py"],
        cwd=here,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    while not list(here.glob(f"output.{process.pid}/*.html")) and process.poll() is None:
        time.sleep(0.005)
    os.killpg(process.pid, how)
    said = process.communicate(timeout=30)[0]
    assert process.returncode == 128 + how, said
    assert "Traceback" not in said
    assert digests(here / "output") == before
    assert {path.name for path in here.glob("output*")} == {"output"}


def test_a_site_that_was_not_built_here_is_not_replaced(tmp_path: Path) -> None:
    """Not even one that looks like ours."""
    (tmp_path / "site").mkdir()
    for name in ("index.html", "sitemap.xml", ".nojekyll"):
        (tmp_path / "site" / name).write_text("mine", encoding="utf-8")
    done = run("build.py", "--output", str(tmp_path / "site"))
    assert done.status == 1
    assert "not a site that was built here" in done.said
    assert (tmp_path / "site/index.html").read_text(encoding="utf-8") == "mine"


def test_publishing_from_a_project_that_was_never_pushed_is_explained(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    done = _publish(project, GIT_CEILING_DIRECTORIES=str(tmp_path))
    assert done.status == 1
    assert "Traceback" not in done.said
    assert "git" in done.said
    assert BRANCH not in done.said
