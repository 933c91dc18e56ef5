"""The workflows hold what they promise, as far as that can be seen without their host."""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from checks.report import for_the_writing_page, summary
from problem import Problem
from publishing.github_pages import show
from publishing.source_commit import PublishRefused
from tests.publish.git_http import served
from tests.publish.repositories import PUSHES, ROOT, Desk, files, git, site, tree, workflow

FOLDER = ROOT / ".github/workflows"
NAMES = ("check", "comment", "import", "letter", "links", "nightly", "publish", "repairs", "status", "undo")


def _steps(name: str) -> Iterator[dict[str, Any]]:
    for job in _jobs(name).values():
        yield from job["steps"]


def _jobs(name: str) -> dict[str, dict[str, Any]]:
    """The jobs that are not another workflow of ours."""
    return {key: job for key, job in workflow(name)["jobs"].items() if "uses" not in job}


def _step(name: str, words: str) -> dict[str, Any]:
    """The one step of a workflow that runs these words."""
    [step] = [step for step in _steps(name) if words in step.get("run", "")]
    return step


def test_these_are_all_the_workflows() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == [f"{name}.yml" for name in NAMES]


def test_zizmor_has_nothing_to_say() -> None:
    zizmor = Path(sys.executable).with_name("zizmor")
    done = subprocess.run(
        [zizmor, "--offline", "--persona=pedantic", "--format=json", FOLDER.parent],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, json.loads(done.stdout)) == (0, []), done.stderr


def test_every_workflow_has_the_shape_its_host_wants() -> None:
    command = Path(sys.executable).with_name("check-jsonschema")
    paths = [str(FOLDER / f"{name}.yml") for name in NAMES]
    done = subprocess.run(
        [command, "--builtin-schema", "vendor.github-workflows", *paths], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_updates_come_once_a_month_together_and_are_checked_like_any_other_change() -> None:
    path = FOLDER.parent / "dependabot.yml"
    command = Path(sys.executable).with_name("check-jsonschema")
    done = subprocess.run(
        [command, "--builtin-schema", "vendor.dependabot", path], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    updates = YAML(typ="safe").load(path.read_text(encoding="utf-8"))["updates"]
    assert {update["package-ecosystem"] for update in updates} == {"github-actions", "pip"}
    for update in updates:
        assert update["schedule"]["interval"] == "monthly"
        assert [group["patterns"] for group in update["groups"].values()] == [["*"]]
    assert "branches" not in (workflow("check")["on"]["pull_request"] or {})


def test_only_githubs_own_actions_run_each_at_one_commit_with_its_version_beside_it() -> None:
    """Not a list of commits: what Dependabot proposes is not to fail for being new."""
    used = [line for path in FOLDER.iterdir() for line in path.read_text("utf-8").splitlines() if "uses:" in line]
    ours = [f"uses: $/.github/workflows/{name}.yml" for name in ("comment", "repairs")]
    used = [line for line in used if line.strip() not in ours]
    found = [re.fullmatch(r" *-? uses: (actions/[\w-]+)@([0-9a-f]{40} # v\d+\.\d+\.\d+)", line) for line in used]
    assert all(found), used
    pins = {(pin[1], pin[2]) for pin in found if pin}
    assert len(pins) == len({name for name, _ in pins})


@pytest.mark.parametrize("name", NAMES)
def test_rights_are_few_and_time_is_short(name: str) -> None:
    told = workflow(name)
    assert told["permissions"] == {}
    assert told["concurrency"]["group"]
    for key, job in told["jobs"].items():
        assert set(job["permissions"]) <= {"contents", "pages", "issues"}
        assert "write" not in job["permissions"].values() or (name, key) != ("check", "site")
    for job in _jobs(name).values():
        assert job["timeout-minutes"] <= 60
    for step in _steps(name):
        if step.get("uses", "").startswith("actions/checkout"):
            assert step["with"]["persist-credentials"] is False
        assert "${{" not in step.get("run", "")


def test_two_publishes_never_run_at_once_and_none_is_cut_short() -> None:
    for name in ("publish", "undo"):
        assert workflow(name)["concurrency"] == {"group": "publish", "cancel-in-progress": False}


@pytest.mark.parametrize("name", NAMES)
def test_every_task_a_workflow_runs_is_there(name: str) -> None:
    known = set(re.findall(r"^def (\w+)\(_: Context", (ROOT / "tasks.py").read_text(encoding="utf-8"), re.M))
    for step in _steps(name):
        for task in re.findall(r"python3 tasks\.py (\w\S*)", step.get("run", "")):
            assert task in known
        for module in re.findall(r"python3? -m publishing\.(\w+)", step.get("run", "")):
            assert (ROOT / f"publishing/{module}.py").is_file()


def test_only_the_jobs_that_test_install_the_tools_of_the_tests() -> None:
    runs = {
        (name, job): " ".join(step.get("run", "") for step in told["steps"])
        for name in NAMES
        for job, told in _jobs(name).items()
    }
    testing = {place for place, words in runs.items() if re.search(r"tasks\.py (test|measure)|\.ci/run", words)}
    assert testing == {("check", "tests"), ("nightly", "tests")}
    assert runs["nightly", "tests"].strip() == "python3 tasks.py test --all"


def test_what_builds_may_not_write_and_what_may_write_builds_nothing() -> None:
    """A package, a picture or a template that turns against us finds no token to push, and none runs beside one."""
    for name in NAMES:
        for job in _jobs(name).values():
            runs = " ".join(step.get("run", "") for step in job["steps"])
            if "write" in job["permissions"].values() or "secrets." in json.dumps(job):
                assert not re.search(r"tasks\.py|\.venv|pip|uv ", runs), name
                assert not [step for step in job["steps"] if re.search("cache|setup-", step.get("uses", ""))], name
                continue
            for step in job["steps"]:
                # Nothing of a package has run before a step that reads with the token, nor runs in it.
                if "github.token" in json.dumps(step):
                    before = job["steps"][: job["steps"].index(step) + 1]
                    assert not re.search(r"tasks\.py|\.venv|pip|uv ", " ".join(one.get("run", "") for one in before)), (
                        name
                    )
            assert "github.token" not in json.dumps(job.get("env", {})), name


@pytest.mark.parametrize(("name", "job"), [("publish", "push"), ("undo", "undo")])
def test_the_job_that_pushes_checks_out_only_what_pushes(name: str, job: str) -> None:
    [checkout] = [step for step in workflow(name)["jobs"][job]["steps"] if "checkout" in step.get("uses", "")]
    code = [f"/{name}{'/' if (ROOT / name).is_dir() else ''}" for name in PUSHES]
    assert sorted(checkout["with"]["sparse-checkout"].split()) == sorted([*code, "/content/site.toml"])
    assert checkout["with"]["sparse-checkout-cone-mode"] is False


@pytest.fixture
def in_the_workflow(here: Desk, remote: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The environment of the step that pushes, and a host that asks for a password to read and to write; its address."""
    job = workflow("publish")["jobs"]["push"]
    step = next(step for step in job["steps"] if step.get("name") == "Push")
    for name, value in (workflow("publish")["env"] | job["env"] | step["env"]).items():
        monkeypatch.setenv(name, "the-token" if "github.token" in value else value)
    git(here.folder, "config", "--unset", "user.name")
    git(here.folder, "config", "--unset", "user.email")
    git(remote, "config", "http.receivepack", "true")
    with served(tmp_path, "the-token") as address:
        git(here.folder, "remote", "set-url", "origin", f"{address}/{remote.name}")
        yield address


def test_the_push_is_made_with_the_steps_own_token(
    here: Desk, remote: Path, tmp_path: Path, in_the_workflow: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the workflow sets it, but for the name of the host."""
    assert os.environ["GIT_CONFIG_KEY_0"] == "credential.https://github.com.helper"
    monkeypatch.setenv("GIT_CONFIG_KEY_0", f"credential.{in_the_workflow}.helper")
    made = site(tmp_path / "site", home="Welcome")
    (made / "large.bin").write_bytes(os.urandom(1_500_000))  # sent in chunks
    here.publish(made)
    assert tree(remote) == files(made) | {".nojekyll": b""}
    assert git(remote, "log", "-1", "--format=%cn", "gh-pages") == "github-actions[bot]"
    (made / "large.bin").unlink()
    assert "1 other file " in here.publish(made)
    assert "the-token" not in "".join(path.read_text("utf-8") for path in here.folder.rglob(".git/config"))


@pytest.mark.usefixtures("in_the_workflow")
def test_another_host_is_told_no_token(here: Desk, remote: Path, tmp_path: Path) -> None:
    with pytest.raises(PublishRefused, match="could not read Username"):
        here.publish(site(tmp_path / "site", home="Welcome"))
    assert tree(remote) == {}


def _in_a_shell(step: dict[str, Any], folder: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run a step as its host does."""
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", step["run"]],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if "PYTHON" not in name} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_undo_by_hand_shows_what_would_change_and_only_when_told_puts_it_back(
    here: Desk, remote: Path, tmp_path: Path, in_the_workflow: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a checkout as the workflow makes it, with nothing but Python and git, and the token of the step."""
    monkeypatch.setenv("GIT_CONFIG_KEY_0", f"credential.{in_the_workflow}.helper")
    for name in ("NAME", "EMAIL"):
        monkeypatch.setenv(f"GIT_AUTHOR_{name}", "Test")
    first, second = site(tmp_path / "first", home="Welcome"), site(tmp_path / "second", home="Welcome", new="Words")
    here.publish(first)
    here.commit("new words")
    here.publish(second)
    here.push()
    told = workflow("undo")
    [checkout, step, shown] = told["jobs"]["undo"]["steps"]
    for name in checkout["with"]["sparse-checkout"].split():
        if name != "/content/site.toml":
            place = here.folder / name.strip("/")
            place.parent.mkdir(exist_ok=True)
            (shutil.copytree if name.endswith("/") else shutil.copy)(ROOT / name.strip("/"), place)
    bare_python = tmp_path / "bin"
    bare_python.mkdir()
    (bare_python / "python3").write_text(f'#!/bin/sh\nexec {sys.executable} -S "$@"\n', encoding="utf-8")
    (bare_python / "python3").chmod(0o755)
    summary = tmp_path / "summary.md"
    environment = {"PATH": f"{bare_python}:{os.environ['PATH']}", "GITHUB_STEP_SUMMARY": str(summary)}
    environment |= {"CI": "true", "GITHUB_ACTIONS": "true"}
    look, put_back = told["on"]["workflow_dispatch"]["inputs"]["what"]["options"]
    assert told["on"]["workflow_dispatch"]["inputs"]["what"]["default"] == look
    done = _in_a_shell(step, here.folder, **environment, WHAT=look)
    assert done.returncode == 0, done.stderr
    assert "removed    /new/" in summary.read_text(encoding="utf-8")
    assert "Nothing was pushed." in done.stdout
    assert tree(remote) == files(second) | {".nojekyll": b""}
    done = _in_a_shell(step, here.folder, **environment, WHAT=put_back)
    assert done.returncode == 0, done.stderr
    assert tree(remote) == files(first) | {".nojekyll": b""}
    assert git(remote, "log", "-1", "--format=%cn", "gh-pages") == "github-actions[bot]"
    assert put_back in shown["if"]
    again = _in_a_shell(step, here.folder, **environment, WHAT=put_back)
    assert again.returncode == 1
    assert "There is no version before the one that is live." in summary.read_text(encoding="utf-8")


def test_only_undo_asks_a_question_and_in_words() -> None:
    told = workflow("undo")["on"]["workflow_dispatch"]["inputs"]["what"]
    assert (told["type"], told["required"], told["description"][-1]) == ("choice", True, "?")
    for name in NAMES:
        if "workflow_dispatch" in workflow(name)["on"]:
            assert name == "undo" or not workflow(name)["on"]["workflow_dispatch"]


def test_drafts_of_letters_are_made_only_where_that_is_turned_on_and_after_the_site_is_live() -> None:
    jobs = workflow("publish")["jobs"]
    step = next(step for step in jobs["build"]["steps"] if step.get("id") == "letters")
    assert step["if"] == "vars.NEWSLETTER_DRAFTS == 'yes'"
    assert step["continue-on-error"] is True
    assert jobs["build"]["outputs"]["letters"] == "${{ steps.letters.outputs.there }}"
    drafts = jobs["drafts"]
    assert (drafts["needs"], drafts["if"]) == (["build", "push"], "needs.build.outputs.letters == 'true'")
    assert drafts["permissions"] == {"contents": "read"}
    with_secret = [name for name in NAMES if "secrets." in (FOLDER / f"{name}.yml").read_text(encoding="utf-8")]
    assert with_secret == ["publish"]


def test_the_job_with_the_key_of_the_newsletter_needs_nothing_but_python(tmp_path: Path) -> None:
    checkout, _, step = workflow("publish")["jobs"]["drafts"]["steps"]
    for name in checkout["with"]["sparse-checkout"].split():
        (shutil.copytree if name.endswith("/") else shutil.copy)(ROOT / name.strip("/"), tmp_path / name.strip("/"))
    bare_python = tmp_path / "bin/python3"
    bare_python.parent.mkdir()
    bare_python.write_text(f'#!/bin/sh\nexec {sys.executable} -S "$@"\n', encoding="utf-8")
    bare_python.chmod(0o755)
    letter = {"name": "rest", "address": "https://harbor.test/articles/rest/", "subject": "Rest", "preheader": "Words."}
    (tmp_path / "letters.json").write_text(json.dumps([letter | {"html": "", "text": "", "language": "en"}]), "utf-8")
    environment = {"PATH": f"{bare_python.parent}:{os.environ['PATH']}", "LETTERS": "letters.json"}
    done = _in_a_shell(step, tmp_path, **environment, NEWSLETTER_FORM="buttondown:harbor", NEWSLETTER_API_KEY="")
    assert (done.returncode, done.stderr) == (1, "")
    assert "“Rest”: NEWSLETTER_API_KEY is not set, so Buttondown was not asked." in done.stdout


class Api:
    """A host that builds pages: what it was asked, and what it answers about the latest build."""

    def __init__(self, latest: list[dict[str, Any]]) -> None:
        self.asked: list[str] = []
        api = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.do_GET()

            def do_GET(self) -> None:
                api.asked.append(f"{self.command} {self.path} {self.headers['Authorization']}")
                found = bool(latest)
                told = latest.pop(0) if self.command == "GET" and found else {}
                self.send_response(200 if found else 404)
                self.end_headers()
                self.wfile.write(json.dumps(told).encode())

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)

    def __enter__(self) -> dict[str, str]:
        self.thread.start()
        return {
            "GITHUB_API_URL": f"http://127.0.0.1:{self.server.server_port}",
            "GITHUB_REPOSITORY": "coach/site",
            "GITHUB_TOKEN": "the-token",
        }

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def test_github_pages_is_asked_to_build_and_waited_for() -> None:
    api = Api(
        [
            {"commit": "0" * 40, "status": "built"},
            {"commit": "1" * 40, "status": "building"},
            {"commit": "1" * 40, "status": "built"},
        ]
    )
    with api as environment:
        assert show(environment, "1" * 40, pause=0) == "GitHub Pages shows commit 1111111."
    builds = "/repos/coach/site/pages/builds"
    assert api.asked == [f"POST {builds} Bearer the-token", *[f"GET {builds}/latest Bearer the-token"] * 3]


def test_a_build_of_github_pages_that_fails_is_told() -> None:
    failed = {"commit": "1" * 40, "status": "errored", "error": {"message": "Too large."}}
    with Api([failed]) as environment, pytest.raises(RuntimeError, match=r"Too large\."):
        show(environment, "1" * 40, pause=0)


def test_github_pages_that_is_off_is_told_with_where_to_turn_it_on() -> None:
    with Api([]) as environment, pytest.raises(RuntimeError, match="Deploy from a branch"):
        show(environment, "1" * 40, pause=0)


# What `gh` is asked by the daily job: it keeps issues in a folder, one file each.
GH = """#!/bin/sh
cd "$GH_STORE" || exit 1
case "$2" in
  list) for file in *.md; do [ -e "$file" ] && echo "${file%.md}" && break; done; exit 0 ;;
  create) cp "$6" 7.md ;;
  edit) cp "$5" "$3.md" ;;
  close) rm "$3.md" ;;
  *) exit 1 ;;
esac
"""


@pytest.fixture
def issues(tmp_path: Path) -> dict[str, str]:
    """The environment of a step that keeps issues in a folder."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/gh").write_text(GH, encoding="utf-8")
    (tmp_path / "bin/gh").chmod(0o755)
    (tmp_path / "issues").mkdir()
    return {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}", "GH_STORE": str(tmp_path / "issues")}


def _kept(environment: dict[str, str]) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in Path(environment["GH_STORE"]).iterdir()}


# A host of issues that are listed, told and commented on as by GitHub; what `--jq` asks is answered by jq.
LETTERS = """#!/usr/bin/env python3
import json, os, subprocess, sys
from pathlib import Path
store = Path(os.environ["GH_STORE"], "issues.json")
issues = json.loads(store.read_text()) if store.exists() else []
_, verb, *rest = sys.argv[1:]
option = dict(zip(rest, rest[1:]))
one = next((one for one in issues if str(one["number"]) == rest[0]), None)
answer = None
if verb == "list":
    states = ("open", "closed") if option["--state"] == "all" else (option["--state"],)
    apps = [one for one in issues if one["app"] == option["--app"]]
    answer = [one for one in apps if one["state"] in states]
elif verb == "view":
    answer = one
elif verb == "create":
    body = Path(option["--body-file"]).read_text()
    issues.append({"number": len(issues) + 1, "title": option["--title"], "body": body, "comments": [], "state": "open",
                   "app": "github-actions"})
elif verb == "comment":
    one["comments"].append({"body": Path(option["--body-file"]).read_text(), "author": {"login": "github-actions"}})
elif verb == "close":
    one["state"] = "closed"
else:
    sys.exit(1)
if answer is not None:
    sys.exit(subprocess.run(["jq", "-r", option["--jq"]], input=json.dumps(answer), text=True).returncode)
store.write_text(json.dumps(issues))
"""


class Mailbox:
    """The steps that write letters and comments, and the issues that came of them."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder, self._environment = folder, environment
        (folder / "bin/gh").write_text(LETTERS, encoding="utf-8")

    def run(self, name: str) -> None:
        step = _step(name, "gh issue")
        for old in ("new.md", "comment.md", "told.md"):
            (self.folder / old).unlink(missing_ok=True)
        told = {"TITLE": step["env"]["TITLE"], "GITHUB_STEP_SUMMARY": str(self.folder / "summary.md")}
        done = _in_a_shell(step, self.folder, **self._environment, **told)
        assert done.returncode == 0, done.stderr

    def send(self, title: str, body: str) -> None:
        (self.folder / "letter.md").write_text(f"# {title}\n\n{body}\n", encoding="utf-8")
        self.run("letter")

    def look(self, *links: str) -> None:
        """The weekly look that finds these links, each by its mark."""
        (self.folder / "links.txt").write_text("".join(f"{mark} - `{mark}` is gone\n" for mark in links), "utf-8")
        self.run("links")

    def comment(self, body: str) -> None:
        """What anybody can write below the last letter of a public repository."""
        issues = self.issues
        issues[-1]["comments"].append({"body": body, "author": {"login": "mara"}})
        Path(self._environment["GH_STORE"], "issues.json").write_text(json.dumps(issues), encoding="utf-8")

    def close(self, number: int) -> None:
        """What the coach does who has read it."""
        step = {"run": f"gh issue close {number}"}
        assert _in_a_shell(step, self.folder, **self._environment).returncode == 0

    @property
    def issues(self) -> list[dict[str, Any]]:
        path = Path(self._environment["GH_STORE"], "issues.json")
        return [*json.loads(path.read_text(encoding="utf-8"))] if path.exists() else []


@pytest.fixture
def mailbox(tmp_path: Path, issues: dict[str, str]) -> Mailbox:
    if not shutil.which("jq"):
        pytest.skip("asks jq what GitHub's own program asks it")
    return Mailbox(tmp_path, issues)


def test_each_letter_is_an_issue_of_its_own_and_closes_the_last(mailbox: Mailbox) -> None:
    mailbox.send("Your site in December 2026", "Nothing.")
    mailbox.send("Your site in January 2027", "Two things.\n\n## One")
    first, second = mailbox.issues
    assert (first["state"], second["state"]) == ("closed", "open")
    assert (second["title"], second["body"]) == ("Your site in January 2027", "Two things.\n\n## One\n")


def test_a_dead_link_is_told_once_below_the_last_letter_whether_that_is_open_or_not(mailbox: Mailbox) -> None:
    mailbox.send("Your site in December 2026", "Links.\n\n<!-- links: aaa -->")
    told = []
    for found in ((), ("aaa",), ("aaa", "bbb"), ("aaa", "bbb"), ("bbb", "ccc")):
        mailbox.look(*found)
        told.append(
            [line for one in mailbox.issues[0]["comments"] for line in one["body"].splitlines() if "gone" in line]
        )
    assert told == [[], [], ["- `bbb` is gone"], ["- `bbb` is gone"], ["- `bbb` is gone", "- `ccc` is gone"]]
    mailbox.close(1)
    mailbox.look("ddd")
    assert len(mailbox.issues[0]["comments"]) == 3
    mailbox.send("Your site in January 2027", "<!-- links: bbb ccc ddd -->")
    mailbox.look("bbb", "eee")
    assert len(mailbox.issues[0]["comments"]) == 3
    [comment] = mailbox.issues[1]["comments"]
    assert "- `eee` is gone" in comment["body"]
    assert "bbb" not in comment["body"]


def test_what_others_write_below_the_letter_hides_no_dead_link(mailbox: Mailbox) -> None:
    mailbox.send("Your site in December 2026", "Nothing.")
    mailbox.comment("<!-- links: aaa -->")
    mailbox.look("aaa")
    assert "- `aaa` is gone" in mailbox.issues[0]["comments"][-1]["body"]


def test_before_the_first_letter_dead_links_wait_for_it(mailbox: Mailbox) -> None:
    mailbox.look("aaa")
    assert mailbox.issues == []
    assert "no letter yet" in (mailbox.folder / "summary.md").read_text(encoding="utf-8")


def test_500_dead_links_at_once_are_20_and_a_number(mailbox: Mailbox) -> None:
    mailbox.send("Your site in December 2026", "Nothing.")
    mailbox.look(*(f"{number:012x}" for number in range(500)))
    [comment] = mailbox.issues[0]["comments"]
    assert comment["body"].count("is gone") == 20
    assert "- and 480 more\n" in comment["body"]
    assert len(comment["body"]) < 65_536
    mailbox.look(*(f"{number:012x}" for number in range(500)))
    assert len(mailbox.issues[0]["comments"]) == 1


def test_one_issue_says_why_the_daily_run_failed_and_is_closed_when_the_site_is_published(
    tmp_path: Path, issues: dict[str, str]
) -> None:
    step = _step("publish", "gh issue")
    step["run"] = step["run"].replace("issue.md", str(tmp_path / "issue.md"))
    (tmp_path / "why").mkdir()
    said = []
    for event, published, why in (
        ("push", "false", "A slip"),  # she looks at what she has pushed
        ("schedule", "false", "A slip"),
        ("schedule", "false", "Another slip"),
        ("push", "false", "A third slip"),
        ("push", "true", ""),
        ("schedule", "true", ""),
        ("schedule", "false", ""),
    ):
        (tmp_path / "why/why.md").write_text(why, encoding="utf-8")
        told = {"EVENT": event, "PUBLISHED": published, "RUN": "https://github.com/coach/site/actions/runs/1"}
        done = _in_a_shell(step, tmp_path, **issues, **told, TITLE=step["env"]["TITLE"])
        assert done.returncode == 0, done.stderr
        said.append([words.splitlines()[-1] for words in _kept(issues).values()])
    assert said[:6] == [[], ["A slip"], ["Another slip"], ["A third slip"], [], []]
    assert said[6] == ["The run has ended before it could say why: look there at its last lines."]
    [words] = _kept(issues).values()
    assert "([the run](https://github.com/coach/site/actions/runs/1))" in words


def test_why_a_run_failed_is_what_its_page_says() -> None:
    for name, words in (
        ("check", "tasks.py check"),
        *(("publish", words) for words in ("tasks.py publish --bundle", "publishing.push", "publishing.github_pages")),
    ):
        step = _step(name, words)
        assert step["run"].splitlines()[0].endswith(' || { cp "$GITHUB_STEP_SUMMARY" "$WHY"; exit 1; }')
    names = [step["with"]["name"] for step in _steps("publish") if "upload" in step.get("uses", "")]
    assert names == ["site", "letters", "why-build", "repairs", "why-push"]
    names = [step["with"]["name"] for step in _jobs("check")["site"]["steps"] if "upload" in step.get("uses", "")]
    assert names == ["why-check", "repairs", "preview"]


@pytest.mark.parametrize(("name", "needs"), [("check", "site"), ("publish", ["build", "push"])])
def test_what_cannot_go_live_is_said_beside_its_commit_where_that_is_in_the_repository_itself(
    name: str, needs: str | list[str]
) -> None:
    comment = workflow(name)["jobs"]["comment"]
    assert (comment["needs"], comment["permissions"]) == (needs, {"contents": "write"})
    assert comment["if"].startswith("failure() && ")
    of_event = {"check": "head.repo.full_name == github.repository", "publish": "github.event_name == 'push'"}
    assert of_event[name] in comment["if"]
    assert comment["with"] == {
        "commit": "${{ github.event.pull_request.head.sha }}" if name == "check" else "${{ github.sha }}"
    }


def test_the_comment_says_why_in_the_words_and_the_data_of_the_report(tmp_path: Path) -> None:
    step = _step("comment", "gh api")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/gh").write_text('#!/bin/sh\necho "$@" > asked\ncp "${7#body=@}" sent.md\n', encoding="utf-8")
    (tmp_path / "bin/gh").chmod(0o755)
    run = "https://github.com/coach/site/actions/runs/1"
    environment = {
        "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
        "COMMIT": "1" * 40,
        "RUN": run,
        "GH_REPO": "coach/site",
    }
    many = [Problem(f"content/articles/{number}.md", 1, "“Catgory” " * 9, "Write `Category`.") for number in range(900)]
    (tmp_path / "why").mkdir()
    (tmp_path / "why/why.md").write_text(summary(many) + for_the_writing_page(many), encoding="utf-8")
    done = _in_a_shell(step, tmp_path, **environment)
    assert done.returncode == 0, done.stderr
    asked, said = ((tmp_path / name).read_text(encoding="utf-8") for name in ("asked", "sent.md"))
    assert f"repos/coach/site/commits/{'1' * 40}/comments" in asked
    assert said.startswith(f"This cannot go live yet ([the run]({run})).\n\n## 900 things to fix")
    assert re.search("^<!-- problems: .* -->$", said, re.MULTILINE)
    assert len(said) < 65_536
    shutil.rmtree(tmp_path / "why")
    assert _in_a_shell(step, tmp_path, **environment).returncode == 0
    assert "The run has ended before it could say why" in (tmp_path / "sent.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "job"), [("check", "site"), ("publish", "build")])
def test_repairs_are_offered_only_to_a_branch_of_the_repository_itself(name: str, job: str) -> None:
    told = workflow(name)["jobs"]
    offer = told["repairs"]
    assert (offer["needs"], offer["permissions"]) == (job, {"contents": "write"})
    assert "failure()" in offer["if"]
    assert f"needs.{job}.outputs.repairs == 'true'" in offer["if"]
    assert name == "publish" or "head.repo.full_name == github.repository" in offer["if"]
    assert told[job]["outputs"]["repairs"] == "${{ steps.repairs.outputs.there }}"


def test_an_export_is_read_in_a_private_repository_alone_and_what_reads_it_may_write_nothing() -> None:
    told = workflow("import")
    assert told["on"] == {"repository_dispatch": {"types": ["import"]}}
    assert told["jobs"]["read"]["if"] == "github.event.repository.private"
    assert told["jobs"]["read"]["permissions"] == {"contents": "read"}
    # Nothing is offered where nothing was read.
    assert "needs.read.result != 'skipped'" in told["jobs"]["offer"]["if"]


class Arriving:
    """The steps of Import over a checkout: a `gh` that has blobs and takes comments, and an importer that writes files."""

    def __init__(self, here: Desk, address: str, tmp_path: Path) -> None:
        self.here, self.folder = here, tmp_path / "runner"
        (self.folder / "bin").mkdir(parents=True)
        gh = f"""#!/bin/sh
cd {self.folder}
case "$2" in
  repos/coach/site/git/blobs/*) cat "${{2##*/}}" ;;
  --method) echo "$@" >> asked; cp "${{7#body=@}}" said.md ;;
  *) exit 1 ;;
esac
"""
        self._program(self.folder / "bin/gh", gh)
        self._program(self.folder / "bin/python3", "#!/bin/sh\nexit 0\n")
        self.environment = {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "SENT": str(self.folder / "sent"),
            "MADE": str(self.folder / "made"),
            "GH_REPO": "coach/site",
            "GITHUB_REPOSITORY": "coach/site",
            "GITHUB_SERVER_URL": "https://github.com",
            "GIT_CONFIG_KEY_0": f"credential.{address}.helper",
            "GITHUB_TOKEN": "the-token",
            "RUN": "https://github.com/coach/site/actions/runs/1",
            "BASE": "main #1",
            "BRANCH": "moving-in-k3f9",
            "NAME": "old.xml",
            "PICTURES": "",
        }

    def _program(self, path: Path, words: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words, encoding="utf-8")
        path.chmod(0o755)

    def fetch(self, **told: str) -> "subprocess.CompletedProcess[str]":
        """The step that fetches what was sent."""
        return _in_a_shell(_step("import", "base64"), self.here.folder, **self.environment | told)

    def bring(self, importer: str, **told: str) -> "subprocess.CompletedProcess[str]":
        """The step that imports; `importer` is what the importer does in the shell, given the files and the comment."""
        self._program(self.here.folder / ".venv/bin/python", f"#!/bin/sh\nset -e\nshift 2\n{importer}\n")
        done = _in_a_shell(_step("import", "importing.on_github"), self.here.folder, **self.environment | told)
        git(self.here.folder, "reset", "--quiet", "--hard")  # the next job has a checkout of its own
        git(self.here.folder, "clean", "--quiet", "-fd")
        return done

    def offer(self, **told: str) -> "subprocess.CompletedProcess[str]":
        """The step that pushes."""
        step = _step("import", "git push")
        fixed = {name: value for name, value in step["env"].items() if "${{" not in value}
        return _in_a_shell(step, self.here.folder, **fixed | self.environment | told)

    @property
    def said(self) -> str:
        """The comment beside the commit."""
        return (self.folder / "said.md").read_text(encoding="utf-8")


@pytest.fixture
def arriving(
    here: Desk, remote: Path, in_the_workflow: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Arriving:
    for name in ("NAME", "EMAIL"):
        monkeypatch.setenv(f"GIT_AUTHOR_{name}", "Test")
    (here.folder / "other.md").write_text("one\n", encoding="utf-8")
    git(here.folder, "add", "--all")
    git(here.folder, "commit", "--quiet", "--message", "Words")
    git(here.folder, "push", "--quiet", remote.as_uri(), "HEAD:refs/heads/main")
    return Arriving(here, in_the_workflow, tmp_path)


READS = """cp "$1" content/rest.md
cp "$1" content/hat.jpg
[ -e "$2" ] && cp "$2" content/more.jpg
echo "<!-- import: {} -->" > "$3"
echo The report > import-report.md"""


def test_an_export_comes_as_a_branch_that_waits_and_is_itself_in_no_commit(remote: Path, arriving: Arriving) -> None:
    export, pictures = bytes(range(256)) * 9, b"PK pictures"
    for name, data in (("1" * 40, export), ("2" * 40, pictures)):
        (arriving.folder / name).write_bytes(base64.encodebytes(data))
    before = tree(remote, "main")
    assert arriving.fetch(EXPORT="1" * 40, PICTURES="2" * 40).returncode == 0
    done = arriving.bring(READS)
    assert done.returncode == 0, done.stderr
    assert (arriving.folder / "made/import-report.md").is_file()
    done = arriving.offer()
    assert done.returncode == 0, done.stderr
    came = {"content/rest.md": export, "content/hat.jpg": export, "content/more.jpg": pictures}
    assert tree(remote, "moving-in-k3f9") == before | came
    assert tree(remote, "main") == before
    assert git(remote, "rev-list", "--count", "main..moving-in-k3f9") == "1"
    made = git(remote, "rev-parse", "moving-in-k3f9")
    assert f"repos/coach/site/commits/{made}/comments" in (arriving.folder / "asked").read_text("utf-8")
    assert arriving.said.startswith("<!-- import: {} -->\n")
    assert "](https://github.com/coach/site/compare/main%20%231...moving-in-k3f9?expand=1)" in arriving.said
    assert "the-token" not in done.stdout + done.stderr


def test_where_nothing_comes_the_answer_is_there_all_the_same(remote: Path, arriving: Arriving) -> None:
    (arriving.folder / ("1" * 40)).write_bytes(base64.encodebytes(b"no export"))
    assert arriving.fetch(EXPORT="1" * 40).returncode == 0
    done = arriving.bring('echo "<!-- import: {} -->" > "$3"')
    assert done.returncode == 0, done.stderr
    assert arriving.offer().returncode == 0
    assert tree(remote, "moving-in-k3f9") == tree(remote, "main")
    assert "pull request" not in arriving.said


def test_a_run_that_ends_before_it_could_say_why_is_answered_too(remote: Path, arriving: Arriving) -> None:
    assert arriving.offer().returncode == 0
    assert tree(remote, "moving-in-k3f9") == tree(remote, "main")
    assert json.loads(re.match("<!-- import: (.*) -->", arriving.said)[1])["refused"]  # type: ignore[index]


@pytest.mark.parametrize("blob", ["", "1" * 39, f"{'1' * 40}\n", "../../user", "1" * 40 + "?x"])
def test_only_a_blob_is_fetched(blob: str, arriving: Arriving) -> None:
    assert arriving.fetch(EXPORT=blob).returncode == 1


@pytest.mark.parametrize("name", ["", "../../other.md", "/etc/passwd", ".git", "a'; touch x; '.xml", "$(touch x)"])
def test_the_name_of_the_export_leads_nowhere_and_is_never_run(name: str, arriving: Arriving) -> None:
    (arriving.folder / ("1" * 40)).write_bytes(base64.encodebytes(b"export"))
    assert arriving.fetch(EXPORT="1" * 40).returncode == 0
    done = arriving.bring('cat "$1" > "$3"', NAME=name)
    assert done.returncode == 0, done.stderr
    assert (arriving.folder / "made/comment.md").read_text("utf-8") == "export"
    assert not (arriving.here.folder / "x").exists()


@pytest.mark.parametrize(
    "what", ["another folder", "a changed file", "a hidden file", "a link", "a program", "a deleted file"]
)
def test_what_is_no_new_file_of_content_is_not_offered(what: str, remote: Path, arriving: Arriving) -> None:
    folder = arriving.here.folder
    if what == "another folder":
        (folder / "workflow.yml").write_text("two\n", encoding="utf-8")
    elif what == "a changed file":
        (folder / "content/site.toml").write_text("two\n", encoding="utf-8")
    elif what == "a hidden file":
        (folder / "content/.gitattributes").write_text("*.md -diff\n", encoding="utf-8")
    elif what == "a deleted file":
        (folder / "content/site.toml").unlink()
    elif what == "a link":
        (folder / "content/a.md").symlink_to("/etc/passwd")
    else:
        (folder / "content/a.md").write_text("two\n", encoding="utf-8")
        (folder / "content/a.md").chmod(0o755)
    git(folder, "add", "--all")
    (arriving.folder / "made").mkdir()
    (arriving.folder / "made/comment.md").write_text("Words\n", encoding="utf-8")
    git(folder, "diff", "--cached", "--binary", f"--output={arriving.folder / 'made/import.patch'}")
    git(folder, "reset", "--quiet", "--hard")
    before = git(remote, "for-each-ref")
    assert arriving.offer().returncode == 1
    assert git(remote, "for-each-ref") == before


@pytest.mark.parametrize(
    "branch", ["main", "gh-pages", "", "moving-in-", "moving-in-a:refs/heads/main", "moving-in-a b"]
)
def test_no_branch_but_one_to_move_in_by_is_pushed(branch: str, remote: Path, arriving: Arriving) -> None:
    before = git(remote, "for-each-ref")
    assert arriving.offer(BRANCH=branch).returncode == 1
    assert git(remote, "for-each-ref") == before


def test_both_workflows_write_repairs_down_alike() -> None:
    jobs = (workflow("check")["jobs"]["site"], workflow("publish")["jobs"]["build"])
    one, other = ([step for step in job["steps"] if "repairs" in json.dumps(step)] for job in jobs)
    assert len(one) == 2
    assert one == other


class Offered:
    """A checkout of a branch that was checked, and the step that offers repairs for it."""

    def __init__(self, here: Desk, address: str, tmp_path: Path) -> None:
        self.here, self.page = here, tmp_path / "page.md"
        self.patch = tmp_path / "repairs.patch"
        step = _step("repairs", "git apply")
        environment = {name: value for name, value in step["env"].items() if "${{" not in value}
        self.environment = environment | {
            "BRANCH": "main #1",
            "REPAIRS": str(self.patch),
            "GIT_CONFIG_KEY_0": f"credential.{address}.helper",
            "GITHUB_TOKEN": "the-token",
            "GITHUB_STEP_SUMMARY": str(self.page),
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_REPOSITORY": "coach/site",
        }
        self.step = step

    def offer(self) -> "subprocess.CompletedProcess[str]":
        """Write down what has been changed in the checkout, put it back, and offer it."""
        git(self.here.folder, "add", "--all", "--intent-to-add")
        git(self.here.folder, "diff", "--binary", f"--output={self.patch}")
        git(self.here.folder, "reset", "--quiet", "--hard")
        git(self.here.folder, "clean", "--quiet", "-fd")
        return _in_a_shell(self.step, self.here.folder, **self.environment)


@pytest.fixture
def offered(here: Desk, in_the_workflow: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Offered:
    for name in ("NAME", "EMAIL"):
        monkeypatch.setenv(f"GIT_AUTHOR_{name}", "Test")
    (here.folder / "content/a.md").write_text("one\n", encoding="utf-8")
    (here.folder / "content/hat.jpg").write_bytes(bytes(range(256)))
    (here.folder / "other.md").write_text("one\n", encoding="utf-8")
    git(here.folder, "add", "--all")
    git(here.folder, "commit", "--quiet", "--message", "Words")
    return Offered(here, in_the_workflow, tmp_path)


def test_repairs_wait_on_a_branch_of_their_own_until_they_are_merged(remote: Path, offered: Offered) -> None:
    commit = git(offered.here.folder, "rev-parse", "--short=10", "HEAD")
    branch = f"fixes/{commit}"
    for _ in range(2):  # a second run of the same commit has nothing to push
        (offered.here.folder / "content/a.md").write_text("two\r\n", encoding="utf-8", newline="")
        (offered.here.folder / "content/hat.jpg").write_bytes(bytes(range(255)))
        done = offered.offer()
        assert done.returncode == 0, done.stderr
        git(offered.here.folder, "reset", "--quiet", "--hard", commit)
    changed = {"content/a.md": b"two\r\n", "content/hat.jpg": bytes(range(255))}
    assert tree(remote, branch) == tree(remote, "main") | changed | {"other.md": b"one\n"}
    assert git(remote, "rev-parse", f"{branch}~1").startswith(commit)
    link = f"https://github.com/coach/site/compare/main%20%231...{branch}?expand=1"
    assert offered.page.read_text(encoding="utf-8").count(f"]({link})") == 2
    assert "the-token" not in done.stdout + done.stderr


@pytest.mark.parametrize("what", ["another folder", "a new file", "a link", "a deleted file", "another text"])
def test_what_is_no_repair_of_a_text_is_not_offered(what: str, remote: Path, offered: Offered) -> None:
    folder = offered.here.folder
    if what == "another folder":
        (folder / "other.md").write_text("two\n", encoding="utf-8")
    elif what == "a new file":
        (folder / "content/b.md").write_text("two\n", encoding="utf-8")
    elif what == "another text":
        (folder / "content/a.md").write_text("two\n", encoding="utf-8")
        git(folder, "commit", "--quiet", "--all", "--message", "Two")
        (folder / "content/a.md").write_text("three\n", encoding="utf-8")
        offered.step["run"] = f"git reset --quiet --hard HEAD~1\n{offered.step['run']}"
    else:
        (folder / "content/a.md").unlink()
        if what == "a link":
            (folder / "content/a.md").symlink_to("/etc/passwd")
    before = git(remote, "for-each-ref")
    assert offered.offer().returncode == 1
    assert git(remote, "for-each-ref") == before
