"""The writing page away from the desk: GitHub keeps the files, and whatever goes wrong there, nothing is lost or overwritten."""

import io
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from checks.report import for_the_writing_page, summary
from importing.on_github import comment
from problem import Problem
from tests.browser.github_api import CUT_AFTER, CUT_BEFORE, ELSEWHERE, READS, REPOSITORY, WRITES, GitHubApi, served
from tests.browser.in_page import violations
from tests.browser.site_server import SiteServer
from tests.browser.watch import PATIENCE, Launch, Watch
from tests.publish.repositories import WITHOUT
from tests.site.building import LIVE, build, copy_project, replace
from tests.unit.exports import item, wxr

NAME = "articles/the-empty-tank.md"
OTHER = "articles/small-promises.md"
DRAFT = "articles/a-draft.md"
THEIRS = b"Title: Theirs\n\nText.\n"
RATE = "API rate limit exceeded for user ID 1."
# A keeper, and what is asked of it in words of JSON: bytes are texts here.
KEEPER = """
async () => {
  const { connect } = await import("/write/github.js");
  const keeper = await connect();
  const text = (value) => value instanceof Uint8Array ? new TextDecoder().decode(value) : value;
  const plain = (value) => JSON.parse(JSON.stringify(value ?? null, (_, one) => text(one)));
  const bytes = (change) => ({ ...change, bytes: change.bytes === null ? null : new TextEncoder().encode(change.bytes) });
  globalThis.keeper = keeper;
  globalThis.ask = async (method, ...given) => {
    if (method === "save") given[0] = given[0].map(bytes);
    try {
      return { value: plain(await keeper[method](...given)) };
    } catch (error) {
      if (!error.kind) throw error;
      return { error: plain({ message: error.message, ...error }) };
    }
  };
}
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The full practice with a writing page, and its site in `published`."""
    folder = copy_project(tmp_path_factory.mktemp("away") / "project")
    replace(folder / "content/site.toml", "[forms]", f'[writing]\nrepository = "{REPOSITORY}"\n\n[forms]')
    build(folder / "published", "--publish", "--without-search", project=folder, environment=LIVE)
    return folder


@pytest.fixture(scope="module")
def origin(project: Path) -> Iterator[str]:
    server = SiteServer(project / "published")
    server.start()
    yield server.address
    server.stop()


@pytest.fixture(scope="module")
def first(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bare repository with the practice on `main` and what was published of it on `gh-pages`."""
    folder = tmp_path_factory.mktemp("repository")
    shutil.copytree(project / "content", folder / "content")
    (folder / "README.md").write_text("Not below content.\n", encoding="utf-8")
    known = os.environ | WITHOUT | {f"GIT_{who}_{what}": "x@coach.test" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}  # fmt: skip
    for command in (
        ("init", "--quiet", "--initial-branch=main"),
        ("add", "--all"),
        ("commit", "--quiet", "--message=All"),
    ):
        subprocess.run(["git", *command], cwd=folder, env=known, check=True)
    return folder / ".git"


@pytest.fixture(scope="module")
def _host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[GitHubApi, list[str]]]:
    with served(tmp_path_factory.mktemp("host")) as host:
        yield host


@pytest.fixture(scope="module")
def chromium(launch: Launch, _host: tuple[GitHubApi, list[str]]) -> Iterator[Any]:
    browser = launch(*_host[1])
    yield browser
    browser.close()


@pytest.fixture
def github(_host: tuple[GitHubApi, list[str]], first: Path, tmp_path: Path) -> GitHubApi:
    """GitHub with the practice as it was published, to which nothing has been done."""
    api = _host[0]
    api.__init__(tmp_path / "repository.git")  # type: ignore[misc]
    shutil.copytree(first, api.repository)
    api.git("config", "core.bare", "true")
    api.publish(api.head())
    return api


class Keeper:
    """A keeper in a page of the site."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.evaluate(KEEPER)

    def ask(self, method: str, *given: Any) -> Any:
        """What it answers."""
        answer = self.page.evaluate("([method, given]) => ask(method, ...given)", [method, list(given)])
        assert "value" in answer, answer
        return answer["value"]

    def refuses(self, method: str, *given: Any) -> dict[str, Any]:
        """The error it answers with."""
        answer: dict[str, dict[str, Any]] = self.page.evaluate(
            "([method, given]) => ask(method, ...given)", [method, list(given)]
        )
        assert "error" in answer, answer
        return answer["error"]

    def is_(self, name: str) -> Any:
        """What it says of itself."""
        return self.page.evaluate("(name) => keeper[name]", name)


@pytest.fixture
def open_page(chromium: Any, origin: str, github: GitHubApi) -> Iterator[Callable[..., Page]]:
    """Open a page of the site that has nothing on it, or another address; each is a context of its own."""
    assert github
    contexts = []

    def make(path: str = "/write/form.json", **options: Any) -> Page:
        context = chromium.new_context(base_url=origin, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page: Page = context.new_page()
        page.goto(path)
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def keeper(open_page: Callable[..., Page]) -> Keeper:
    """One that is signed in and may write."""
    made = Keeper(open_page())
    made.ask("signIn", {"token": WRITES})
    return made


def edit(keeper: Keeper, name: str = NAME, words: str = "New words.") -> list[dict[str, Any]]:
    """Changes that add words at the end of a file."""
    read = keeper.ask("read", name)
    return [{"name": name, "bytes": f"{read['bytes']}\n{words}\n", "version": read["version"]}]


# Signing in


def test_until_she_signs_in_nothing_is_asked_of_github(open_page: Callable[..., Page], github: GitHubApi) -> None:
    keeper = Keeper(open_page())
    assert (keeper.is_("signedIn"), keeper.is_("place"), keeper.is_("checks")) == (
        False,
        f"GitHub ({REPOSITORY})",
        "header",
    )
    assert [keeper.refuses(*asked)["kind"] for asked in (("open",), ("read", NAME), ("news",))] == ["signed-out"] * 3
    assert github.asked == []


def test_the_page_of_github_that_makes_the_token_is_filled_in(open_page: Callable[..., Page]) -> None:
    link = Keeper(open_page()).is_("tokenLink")
    assert link.startswith("https://github.com/settings/personal-access-tokens/new?")
    assert {"target_name=mara", "contents=write"} <= set(link.partition("?")[2].split("&"))


@pytest.mark.parametrize(
    ("token", "kind", "words"),
    [
        ("", "signed-out", "Paste the token"),
        ("two words", "signed-out", "This is no token"),
        ("github_pat_revoked", "signed-out", "GitHub does not know this token (any more)"),
        (ELSEWHERE, "missing", f"This token cannot see the repository {REPOSITORY}"),
    ],
)
def test_a_token_that_does_not_open_the_repository_is_not_kept(
    open_page: Callable[..., Page], token: str, kind: str, words: str
) -> None:
    keeper = Keeper(open_page())
    error = keeper.refuses("signIn", {"token": token, "remember": True})
    assert (error["kind"], error["message"][: len(words)]) == (kind, words)
    assert keeper.is_("signedIn") is False
    assert keeper.page.evaluate("() => localStorage.length + sessionStorage.length") == 0


def test_the_token_is_known_in_this_tab_alone_unless_she_asks_for_more(open_page: Callable[..., Page]) -> None:
    keeper = Keeper(open_page())
    keeper.ask("signIn", {"token": f" {WRITES}\n"})
    assert keeper.page.evaluate("() => [localStorage.length, sessionStorage.length]") == [0, 1]
    keeper.page.reload()
    assert Keeper(keeper.page).is_("signedIn") is True
    another = keeper.page.context.new_page()
    another.goto("/write/form.json")
    assert Keeper(another).is_("signedIn") is False
    Keeper(another).ask("signIn", {"token": WRITES, "remember": True})
    third = keeper.page.context.new_page()
    third.goto("/write/form.json")
    remembered = Keeper(third)
    assert remembered.is_("signedIn") is True
    remembered.ask("signOut")
    assert remembered.is_("signedIn") is False
    third.reload()
    assert Keeper(third).is_("signedIn") is False


# Reading


def test_her_texts_are_listed_with_those_that_the_public_page_does_not_tell(keeper: Keeper, github: GitHubApi) -> None:
    public = {file["name"] for file in json.loads(keeper.page.inner_text("body"))["files"]}
    opened = keeper.ask("open")
    files = {file["name"]: file for file in opened["files"]}
    assert set(files) == {name for name in github.names() if name.endswith(".md")}
    assert DRAFT not in public
    assert (files[DRAFT]["title"], files[DRAFT]["state"]) == ("Unfinished Quincunx", "draft")
    assert files["articles/a-scheduled-one.md"]["state"] == "scheduled"
    assert (files[NAME]["state"], files["pages/about.md"]["state"]) == ("live", "page")
    assert opened["files"][0]["name"] == "articles/a-scheduled-one.md"  # the newest
    assert "desk.jpg" in opened["form"]["pictures"]


def test_a_file_is_read_to_the_byte(keeper: Keeper, github: GitHubApi) -> None:
    odd = "\ufeffTitle: Odd\r\nDate: 2026-01-01\n\n“Words”\n".encode()
    github.commit({"articles/odd.md": odd})
    read = keeper.page.evaluate("async () => [...(await keeper.read('articles/odd.md')).bytes]")
    assert bytes(read) == odd


def test_what_was_changed_elsewhere_is_read_at_once_though_a_browser_may_keep_answers(
    keeper: Keeper, github: GitHubApi
) -> None:
    keeper.ask("read", NAME)
    github.commit({NAME: b"Title: Another\n\nText.\n"})
    assert keeper.ask("read", NAME)["bytes"] == "Title: Another\n\nText.\n"


def test_a_file_that_is_gone_is_said_to_be(keeper: Keeper, github: GitHubApi) -> None:
    github.commit({NAME: None})
    error = keeper.refuses("read", NAME)
    assert error["kind"] == "missing"
    assert f"content/{NAME} is not on GitHub any more" in error["message"]


# Saving


def test_an_article_and_its_picture_are_one_commit(keeper: Keeper, github: GitHubApi) -> None:
    before = github.head()
    changes = [*edit(keeper), {"name": "images/door.jpg", "bytes": "bytes", "version": None}]
    saved = keeper.ask("save", changes, "Edit “The Empty Tank”")
    assert github.head() == saved["commit"]
    assert github.say("rev-list", f"{before}..main") == saved["commit"]
    assert github.say("log", "-1", "--format=%s", "main") == "Edit “The Empty Tank”"
    assert github.say("diff", "--name-only", before, "main").split() == [f"content/{NAME}", "content/images/door.jpg"]
    assert github.text(NAME).decode() == changes[0]["bytes"]
    assert saved["versions"][NAME] == github.say("rev-parse", f"main:content/{NAME}")
    again = [{**changes[0], "bytes": "Title: Again\n\nText.\n", "version": saved["versions"][NAME]}]
    keeper.ask("save", again, "Again")
    assert github.text(NAME) == b"Title: Again\n\nText.\n"


def test_what_is_there_already_is_saved_without_a_commit(keeper: Keeper, github: GitHubApi) -> None:
    before = github.head()
    read = keeper.ask("read", NAME)
    saved = keeper.ask("save", [{"name": NAME, **read}], "Nothing")
    assert (saved["commit"], github.head()) == (before, before)
    assert not [asked for asked in github.asked if asked.startswith("POST")]


def test_what_changed_elsewhere_is_a_conflict_and_nothing_of_the_save_is_done(
    keeper: Keeper, github: GitHubApi
) -> None:
    changes = [*edit(keeper), {"name": "images/door.jpg", "bytes": "bytes", "version": None}]
    theirs = github.commit({NAME: THEIRS})
    error = keeper.refuses("save", changes, "Mine")
    assert (error["kind"], error["theirs"]["bytes"]) == ("conflict", THEIRS.decode())
    assert github.head() == theirs
    changes[0]["version"] = error["theirs"]["version"]  # she has looked, and keeps hers
    keeper.ask("save", changes, "Mine")
    assert github.text(NAME).decode() == changes[0]["bytes"]


def test_a_file_that_was_deleted_or_made_elsewhere_is_a_conflict(keeper: Keeper, github: GitHubApi) -> None:
    changes = edit(keeper)
    github.commit({NAME: None, "articles/new.md": THEIRS})
    error = keeper.refuses("save", changes, "Mine")
    assert (error["kind"], error["theirs"]) == ("conflict", {"name": NAME, "bytes": None, "version": None})
    new = [{"name": "articles/new.md", "bytes": "Title: Mine\n\nText.\n", "version": None}]
    assert keeper.refuses("save", new, "New")["theirs"]["bytes"] == THEIRS.decode()


def test_where_only_other_files_changed_her_commit_stands_on_theirs(keeper: Keeper, github: GitHubApi) -> None:
    changes = edit(keeper)
    github.next("PATCH .*/refs/", lambda: github.commit({OTHER: THEIRS}) and None)
    keeper.ask("save", changes, "Mine")
    assert github.text(NAME).decode() == changes[0]["bytes"]
    assert github.text(OTHER) == THEIRS
    assert sum(asked.startswith("PATCH") for asked in github.asked) == 2


def test_a_race_for_the_same_file_is_a_conflict(keeper: Keeper, github: GitHubApi) -> None:
    changes = edit(keeper)
    github.next("PATCH .*/refs/", lambda: github.commit({NAME: THEIRS}) and None)
    assert keeper.refuses("save", changes, "Mine")["kind"] == "conflict"
    assert github.text(NAME) == THEIRS


@pytest.mark.parametrize("status", [409, 422])
def test_a_save_that_lost_the_lock_is_made_again_and_not_for_ever(
    keeper: Keeper, github: GitHubApi, status: int
) -> None:
    words = "Update is not a fast forward" if status == 422 else "Reference cannot be updated"
    github.next("PATCH .*/refs/", (status, words))
    changes = edit(keeper)
    keeper.ask("save", changes, "Mine")
    assert github.text(NAME).decode() == changes[0]["bytes"]
    github.next("PATCH .*/refs/", *[(status, words)] * 5)
    error = keeper.refuses("save", edit(keeper, OTHER), "Mine")
    assert (error["kind"], "save again in a minute" in error["message"]) == ("refused", True)


def test_a_deleted_file_and_one_of_another_name_are_one_commit(keeper: Keeper, github: GitHubApi) -> None:
    read = keeper.ask("read", OTHER)
    changes = [
        {"name": OTHER, "bytes": None, "version": read["version"]},
        {"name": "articles/smaller.md", "bytes": read["bytes"], "version": None},
    ]
    saved = keeper.ask("save", changes, "Rename")
    assert OTHER not in github.names()
    assert github.text("articles/smaller.md").decode() == read["bytes"]
    assert saved["versions"] == {OTHER: None, "articles/smaller.md": read["version"]}
    assert not [asked for asked in github.asked if asked.endswith("/git/blobs")]  # GitHub has it


# A branch of her own


def test_what_she_saves_to_a_branch_of_her_own_waits_there(open_page: Callable[..., Page], github: GitHubApi) -> None:
    before = github.head()
    keeper = Keeper(open_page())
    keeper.ask("signIn", {"token": WRITES, "branch": "spring/letters"})
    assert github.head("spring/letters") == before
    changes = edit(keeper)
    keeper.ask("save", changes, "On a branch")
    assert (github.head(), github.text(NAME, "spring/letters").decode()) == (before, changes[0]["bytes"])
    assert keeper.is_("pullRequest") == f"https://github.com/{REPOSITORY}/compare/main...spring/letters?expand=1"
    news = keeper.ask("news")
    assert (news["state"], news["link"]) == ("unknown", keeper.is_("pullRequest"))
    keeper.page.reload()
    assert Keeper(keeper.page).is_("branch") == "spring/letters"


def test_a_branch_that_git_does_not_allow_is_refused_in_words(open_page: Callable[..., Page]) -> None:
    error = Keeper(open_page()).refuses("signIn", {"token": WRITES, "branch": "my branch"})
    assert (error["kind"], error["message"][:34]) == ("refused", "GitHub makes no branch “my branch”")


def test_a_branch_that_takes_pull_requests_alone_is_said_with_the_way_out(keeper: Keeper, github: GitHubApi) -> None:
    github.next(
        "PATCH .*/refs/", (422, "Repository rule violations found\n\nChanges must be made through a pull request.")
    )
    error = keeper.refuses("save", edit(keeper), "Mine")
    assert error["kind"] == "refused"
    assert (
        "Changes must be made through a pull request. Sign in once more with the name of a branch" in error["message"]
    )


# What goes wrong


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        ((401, "Bad credentials"), "signed-out", "it has expired, or was revoked or mistyped"),
        ((403, "Resource not accessible by personal access token"), "forbidden", "“Contents: Read and write”"),
        ((404, "Not Found"), "missing", "shows this token nothing of that kind"),
        ((403, RATE, {"X-RateLimit-Remaining": "0"}), "limit", "no more requests until"),
        ((429, "Too many"), "limit", "no more requests until"),
        ((403, "You have exceeded a secondary rate limit", {"Retry-After": "90"}), "limit", "no more requests until"),
        ((500, "Server Error"), "offline", "GitHub has trouble at the moment (500)"),
        (CUT_BEFORE, "offline", "GitHub cannot be reached"),
    ],
)
@pytest.mark.parametrize("request_", ["POST .*/git/blobs", "POST .*/git/trees", "POST .*/git/commits"])
def test_whatever_goes_wrong_before_the_branch_moves_nothing_has_changed_and_the_save_can_be_repeated(
    keeper: Keeper, github: GitHubApi, request_: str, fault: Any, kind: str, words: str
) -> None:
    before = github.head()
    changes = edit(keeper)
    github.next(request_, *[fault] * 2)  # a browser may ask once more by itself where a connection ended
    error = keeper.refuses("save", changes, "Mine")
    assert (error["kind"], words in error["message"]) == (kind, True), error
    assert github.head() == before
    github.mend()
    keeper.ask("save", changes, "Mine")
    assert github.text(NAME).decode() == changes[0]["bytes"]


def test_until_when_github_takes_no_more_is_known(keeper: Keeper, github: GitHubApi) -> None:
    changes = edit(keeper)
    reset = int(time.time()) + 1800
    github.next("POST .*/git/trees", (403, RATE, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(reset)}))
    assert (
        keeper.page.evaluate("(at) => new Date(at).getTime() / 1000", keeper.refuses("save", changes, "M")["until"])
        == reset
    )


def test_a_token_that_may_only_read_is_told_which_right_it_lacks(
    open_page: Callable[..., Page], github: GitHubApi
) -> None:
    keeper = Keeper(open_page())
    keeper.ask("signIn", {"token": READS})
    before = github.head()
    error = keeper.refuses("save", edit(keeper), "Mine")
    assert (error["kind"], "“Contents: Read and write”" in error["message"]) == ("forbidden", True)
    assert github.head() == before


def test_a_save_whose_answer_was_lost_is_known_to_be_done(keeper: Keeper, github: GitHubApi) -> None:
    changes = edit(keeper)
    before = github.head()
    github.next("PATCH .*/refs/", CUT_AFTER)
    saved = keeper.ask("save", changes, "Mine")
    assert github.head() == saved["commit"]
    assert github.say("rev-list", "--count", f"{before}..main") == "1"


def test_a_save_that_never_arrived_is_made_again(keeper: Keeper, github: GitHubApi) -> None:
    changes = edit(keeper)
    before = github.head()
    github.next("PATCH .*/refs/", CUT_BEFORE)
    keeper.ask("save", changes, "Mine")
    assert github.text(NAME).decode() == changes[0]["bytes"]
    assert github.say("rev-list", "--count", f"{before}..main") == "1"


@pytest.mark.parametrize("cut", [CUT_AFTER, CUT_BEFORE])
def test_where_github_cannot_be_asked_after_it_that_is_said_and_to_save_again_is_safe(
    keeper: Keeper, github: GitHubApi, cut: str
) -> None:
    changes = edit(keeper)
    before = github.head()

    def leave() -> str:
        github.away = True
        return cut

    github.next("PATCH .*/refs/", leave)
    error = keeper.refuses("save", changes, "Mine")
    assert (error["kind"], error["unsure"], "nothing is saved twice" in error["message"]) == ("offline", True, True)
    github.mend()
    keeper.ask("save", changes, "Mine")
    assert github.text(NAME).decode() == changes[0]["bytes"]
    assert github.say("rev-list", "--count", f"{before}..main") == "1"


def test_a_branch_that_github_still_names_as_it_was_is_no_conflict(keeper: Keeper, github: GitHubApi) -> None:
    before = github.head()
    saved = keeper.ask("save", edit(keeper), "One")
    old = {"ref": "refs/heads/main", "object": {"type": "commit", "sha": before}}
    github.next("GET .*/git/ref/heads/main", (200, old))
    again = [{"name": NAME, "bytes": "Title: Two\n\nText.\n", "version": saved["versions"][NAME]}]
    keeper.ask("save", again, "Two")
    assert github.text(NAME) == b"Title: Two\n\nText.\n"


# What follows


def test_a_new_article_is_a_draft_with_its_header_and_no_other_has_its_name(keeper: Keeper, github: GitHubApi) -> None:
    made = keeper.ask("create", "What’s “New” & Next?", "Burnout")
    assert made["name"] == "articles/whats-new-next.md"
    assert "Title: What’s “New” & Next?\n" in made["bytes"]
    assert "Category: Burnout\n" in made["bytes"]
    assert "Status: draft\n" in made["bytes"]
    assert made["name"] not in github.names()
    error = keeper.refuses("create", "The Empty Tank", "Burnout")
    assert (error["kind"], f"content/{NAME} exists already" in error["message"]) == ("refused", True)


def test_a_rename_changes_what_leads_there_also_in_drafts_that_the_public_page_does_not_know(
    keeper: Keeper, github: GitHubApi
) -> None:
    draft = b"Title: Mine\nDate: 2026-01-01\nCategory: Burnout\nSummary: Mine.\nStatus: draft\n\nSee [it](the-empty-tank.md#why) and [that](/articles/the-empty-tank/), not the-empty-tank.md.\n"
    github.commit({"articles/mine.md": draft})
    plan = keeper.ask("plan", {"rename": NAME, "to": "articles/an-empty-tank.md"})
    changed = {change["name"]: change["bytes"] for change in plan["changes"]}
    assert changed[NAME] is None
    assert "Formerly: " in changed["articles/an-empty-tank.md"]
    assert "/articles/the-empty-tank/" in changed["articles/an-empty-tank.md"]
    assert "See [it](an-empty-tank.md#why) and [that](/articles/an-empty-tank/), not " in changed["articles/mine.md"]
    assert {"articles/mine.md", "articles/an-empty-tank.md"} <= {line["name"] for line in plan["shown"]}
    keeper.ask("save", plan["changes"], "Rename")
    assert NAME not in github.names()
    assert "articles/an-empty-tank.md" in github.names()


def test_a_rename_leaves_alone_what_only_ends_like_its_name(keeper: Keeper, github: GitHubApi) -> None:
    draft = b"Title: Mine\nStatus: draft\n\n[one](tank.md), [two](the-tank.md), [three](../articles/tank.md?a#b) and /articles/tank/.\n"
    github.commit({"articles/tank.md": b"Title: Tank\nStatus: draft\n\nWords.\n", "articles/mine.md": draft})
    plan = keeper.ask("plan", {"rename": "articles/tank.md", "to": "articles/well.md"})
    changed = {change["name"]: change["bytes"] for change in plan["changes"]}
    assert (
        "[one](well.md), [two](the-tank.md), [three](../articles/well.md?a#b) and /articles/tank/."
        in changed["articles/mine.md"]
    )


def test_a_path_and_the_menu_follow_a_rename(keeper: Keeper, github: GitHubApi) -> None:
    toml = github.text("paths.toml").decode()
    name = re.findall('article = "([^"]+)"', toml)[0]
    plan = keeper.ask("plan", {"rename": f"articles/{name}", "to": "articles/a-new-name.md"})
    changed = {change["name"]: change["bytes"] for change in plan["changes"]}
    assert changed["paths.toml"] == toml.replace(f'"{name}"', '"a-new-name.md"')
    plan = keeper.ask("plan", {"rename": "pages/about.md", "to": "pages/who-i-am.md"})
    changed = {change["name"]: change["bytes"] for change in plan["changes"]}
    assert 'address = "/who-i-am/"' in changed["site.toml"]


def test_to_ask_for_news_again_takes_three_requests(keeper: Keeper, github: GitHubApi) -> None:
    keeper.ask("save", edit(keeper), "Mine")
    keeper.ask("news")
    github.asked.clear()
    keeper.ask("news")
    assert len(github.asked) == 3


def test_a_draft_leaves_no_old_address(keeper: Keeper) -> None:
    plan = keeper.ask("plan", {"rename": DRAFT, "to": "articles/still-a-draft.md"})
    [made] = [change for change in plan["changes"] if change["name"] == "articles/still-a-draft.md"]
    assert "Formerly" not in made["bytes"]


def test_a_name_that_another_file_has_is_refused(keeper: Keeper) -> None:
    error = keeper.refuses("plan", {"rename": NAME, "to": OTHER})
    assert (error["kind"], f"content/{OTHER} exists already" in error["message"]) == ("refused", True)


def test_what_takes_over_from_a_deleted_article_is_led_to(keeper: Keeper, github: GitHubApi) -> None:
    github.commit({"articles/mine.md": b"Title: Mine\nStatus: draft\n\nSee [it](the-empty-tank.md).\n"})
    plan = keeper.ask("plan", {"remove": NAME, "instead": OTHER})
    changed = {change["name"]: change["bytes"] for change in plan["changes"]}
    assert changed[NAME] is None
    assert "/articles/the-empty-tank/" in changed[OTHER]
    assert "See [it](small-promises.md)." in changed["articles/mine.md"]


def test_what_is_gone_for_good_is_said_in_the_facts_and_what_still_leads_there_is_named(
    keeper: Keeper, github: GitHubApi
) -> None:
    github.commit({"articles/mine.md": b"Title: Mine\nStatus: draft\n\nSee [it](the-empty-tank.md).\n"})
    plan = keeper.ask("plan", {"remove": NAME, "gone": True})
    changed = {change["name"]: change["bytes"] for change in plan["changes"]}
    assert 'gone = ["/articles/the-empty-tank/", "/articles/withdrawn/"]' in changed["site.toml"]
    assert any("content/articles/mine.md, line 4, leads here" in sentence for sentence in plan["sentences"])
    assert changed["site.toml"].replace('"/articles/the-empty-tank/", ', "").encode() == github.text("site.toml")


# What she is shown


def test_a_picture_is_shown_from_the_repository(keeper: Keeper, github: GitHubApi) -> None:
    size = keeper.page.evaluate(
        "async () => { const image = new Image(); image.src = await keeper.picture('desk.jpg'); await image.decode(); return image.naturalWidth; }"
    )
    assert size > 100
    assert keeper.ask("picture", "missing.jpg") == ""
    assert github


def test_a_photograph_is_turned_upright_and_loses_what_tells_of_places_before_it_is_sent(keeper: Keeper) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825)[2] = (36.0, 50.0, 0.0)  # the latitude
    file = io.BytesIO()
    Image.new("RGB", (60, 30), "teal").save(file, "JPEG", exif=exif)
    assert Image.open(file).getexif().get_ifd(0x8825)
    tidied = keeper.page.evaluate(
        """async (bytes) => {
          const file = await keeper.tidyPicture(new File([new Uint8Array(bytes)], "IMG_1.jpg", { type: "image/jpeg" }));
          return [...new Uint8Array(await file.arrayBuffer())];
        }""",
        list(file.getvalue()),
    )
    with Image.open(io.BytesIO(bytes(tidied))) as picture:
        assert (picture.size, picture.format, dict(picture.getexif())) == ((30, 60), "JPEG", {})
    broken = "async () => keeper.tidyPicture(new File(['no picture'], 'a.jpg', { type: 'image/jpeg' })).catch((error) => error.message)"
    assert keeper.page.evaluate(broken) == "“a.jpg” cannot be read and written as a picture here. Save it as a JPEG."


def test_a_preview_has_the_text_alone_and_its_pictures_in_it(keeper: Keeper) -> None:
    text = 'Title: T\nDate: 2026-01-01\n\nHello.\n\n<img src="../images/desk.jpg" alt="A desk"><img src="https://elsewhere.test/a.png">'
    html = keeper.ask("preview", NAME, text)
    assert "Hello." in html
    assert "Title:" not in html
    assert 'src="data:image/jpeg;base64,' in html
    assert "elsewhere" not in html


def test_githubs_own_editor_is_one_link_away(keeper: Keeper) -> None:
    new = f"https://github.com/{REPOSITORY}/new/main/content/articles"
    assert keeper.ask("doors", NAME) == {
        "edit": f"https://github.com/{REPOSITORY}/edit/main/content/{NAME}",
        "create": new,
    }


# What became of it


def test_what_is_live_is_said_by_the_live_branch(keeper: Keeper, github: GitHubApi) -> None:
    assert keeper.ask("news")["state"] == "live"
    saved = keeper.ask("save", edit(keeper), "Mine")
    assert keeper.ask("news")["state"] == "working"
    later = github.commit({OTHER: THEIRS})
    github.publish(later)
    assert keeper.ask("news")["state"] == "live"
    github.git("update-ref", "refs/heads/main", saved["commit"])  # a later commit is live, and ours is in it
    assert keeper.ask("news")["state"] == "live"


def test_what_the_gate_says_comes_back_with_its_problems(keeper: Keeper, github: GitHubApi) -> None:
    saved = keeper.ask("save", edit(keeper), "Mine")
    found = [
        {
            "file": f"content/{NAME}",
            "line": 3,
            "severity": "problem",
            "message": "“Catgory” --> is not known.",
            "remedy": "Did you mean `Category`?",
            "repairs": [{"line": 3, "old": "Catgory", "new": "Category"}],
        }
    ]
    data = json.dumps(found).replace("<", "\\u003c").replace(">", "\\u003e")
    github.comment(saved["commit"], f"## 1 thing to fix\n\n<!-- problems: {data} -->\n")
    news = keeper.ask("news")
    assert (news["state"], news["link"].startswith("https://github.com/")) == ("refused", True)
    [problem] = news["problems"]
    assert (problem["path"], problem["line"], problem["found"]) == (f"content/{NAME}", 3, "“Catgory” --> is not known.")
    assert (problem["advice"], problem["repairs"]) == (False, found[0]["repairs"])


@pytest.mark.parametrize(
    "user", [{"login": "anybody", "type": "User"}, {"login": "github-actions[bot]", "type": "User"}]
)
def test_what_anybody_else_writes_beside_a_commit_is_not_believed(
    keeper: Keeper, github: GitHubApi, user: dict[str, str]
) -> None:
    saved = keeper.ask("save", edit(keeper), "Mine")
    github.comment(saved["commit"], "<!-- problems: [] -->", user)
    assert keeper.ask("news")["state"] == "working"


def test_after_half_an_hour_she_is_sent_to_look(keeper: Keeper, github: GitHubApi) -> None:
    tree, before = github.say("rev-parse", "main^{tree}"), github.head()
    old = (
        github.git("commit-tree", tree, "-p", before, "-m", "Old", GIT_COMMITTER_DATE="2026-01-01T00:00:00Z")
        .decode()
        .strip()
    )
    github.git("update-ref", "refs/heads/main", old)
    news = keeper.ask("news")
    assert (news["state"], news["link"]) == ("unknown", f"https://github.com/{REPOSITORY}/actions")


# The page


def sign_in(page: Page, token: str = WRITES) -> None:
    """Fill in the dialog, which is open."""
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Your key").fill(token)
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog).to_be_hidden()


def text(page: Page) -> Any:
    return page.get_by_label("The text", exact=True)


def typed(page: Page, words: str) -> None:
    text(page).evaluate("(area) => { area.focus(); area.setSelectionRange(area.value.length, area.value.length); }")
    page.keyboard.type(words)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


@pytest.fixture
def writing(open_page: Callable[..., Page], origin: str) -> Iterator[Page]:
    """The page, signed in, with an article open; what it may not load or do fails the test."""
    watch = Watch(origin, "https://api.github.com")
    watch.expected.append("Failed to load resource")
    page = open_page("/robots.txt")
    watch.over(page.context)
    page.goto(f"/write/#{NAME}")
    sign_in(page)
    expect(text(page)).to_have_value(re.compile("half hour"))
    yield page
    assert not watch.troubles(), "\n".join(watch.troubles())


def test_she_signs_in_opens_writes_and_saves_and_the_page_says_what_becomes_of_it(
    writing: Page, github: GitHubApi
) -> None:
    typed(writing, "\nAdded on the train.\n")
    save(writing)
    expect(writing.locator("#state")).to_contain_text("Saved at")
    assert github.text(NAME).decode().endswith("\nAdded on the train.\n")
    writing.get_by_role("link", name="All texts").click()
    expect(writing.locator("#news")).to_contain_text("GitHub checks and publishes what was saved")
    expect(writing.get_by_role("region", name="Waiting").get_by_role("link")).to_have_text(
        ["Postponed Zugzwang", "Confided Syzygy", "Unfinished Quincunx"]
    )


@pytest.mark.parametrize(
    ("request_", "faults", "said"),
    [
        ("POST .*/git/blobs", [(401, "Bad credentials")], "GitHub does not know this token"),
        (
            "POST .*/git/trees",
            [(403, "Resource not accessible by personal access token")],
            "“Contents: Read and write”",
        ),
        ("PATCH .*", [(404, "Not Found")], "GitHub shows this token nothing of that kind"),
        ("PATCH .*", [(409, "Reference cannot be updated")] * 5, "Others save at the same time"),
        ("PATCH .*", [(422, "Repository rule violations found")], "Repository rule violations found"),
        ("POST .*/git/commits", [(403, RATE, {"X-RateLimit-Remaining": "0"})], "no more requests until"),
        ("POST .*/git/commits", [(502, "Bad Gateway")], "GitHub has trouble at the moment"),
        ("POST .*/git/blobs", "before", "GitHub cannot be reached"),
        ("PATCH .*", "before", "nothing is saved twice"),
        ("PATCH .*", "after", "nothing is saved twice"),
    ],
)
def test_whatever_goes_wrong_what_she_typed_is_still_there_also_after_a_reload_and_can_be_saved(
    writing: Page, github: GitHubApi, request_: str, faults: Any, said: str
) -> None:
    before = github.head()

    def leave() -> str:
        github.away = True
        return CUT_AFTER if faults == "after" else CUT_BEFORE

    github.next(request_, *([leave] if isinstance(faults, str) else faults))
    typed(writing, "\nNobody may lose this.\n")
    save(writing)
    expect(writing.locator("#state")).to_contain_text(said)
    expect(text(writing)).to_have_value(re.compile("Nobody may lose this"))
    github.mend()
    writing.reload()
    expect(text(writing)).to_have_value(re.compile("Nobody may lose this"))
    save(writing)
    expect(writing.locator("#state")).to_contain_text("Saved at")
    assert github.text(NAME).decode().endswith("\nNobody may lose this.\n")
    assert github.say("rev-list", "--count", f"{before}..main") == "1"


def test_a_token_that_has_expired_is_replaced_without_leaving_the_text(writing: Page, github: GitHubApi) -> None:
    github.tokens = {"github_pat_new": "write"}
    typed(writing, "\nStill here.\n")
    save(writing)
    sign_in(writing, "github_pat_new")
    expect(writing.locator("#state")).to_contain_text("Saved at")
    assert github.text(NAME).decode().endswith("\nStill here.\n")


def test_what_was_changed_elsewhere_is_shown_beside_hers_and_nothing_is_overwritten(
    writing: Page, github: GitHubApi
) -> None:
    theirs = github.text(NAME) + b"\nTheirs.\n"
    there = github.commit({NAME: theirs})
    typed(writing, "\nMine.\n")
    save(writing)
    dialog = writing.get_by_role("dialog")
    expect(dialog).to_contain_text("Theirs.")
    assert github.head() == there
    dialog.get_by_role("button", name="Keep mine").click()
    expect(writing.locator("#state")).to_contain_text("Saved at")
    assert github.text(NAME).decode().endswith("\nMine.\n")
    assert github.say("rev-parse", "main~1") == there


def test_what_the_gate_has_found_stands_beside_its_line(writing: Page, github: GitHubApi) -> None:
    typed(writing, "\nSee [that](nowhere.md).\n")
    save(writing)
    expect(writing.locator("#state")).to_contain_text("Saved at")
    line = github.text(NAME).decode().split("\n").index("See [that](nowhere.md).") + 1
    found = Problem(f"content/{NAME}", line, "There is no file “nowhere.md”.", "Name one that is there.")
    github.comment(github.head(), summary([found]) + for_the_writing_page([found]))
    writing.reload()
    expect(writing.get_by_text("There is no file “nowhere.md”.").first).to_be_visible()


# Moving in from another site


class Importing:
    """The workflow Import: the importer itself, over a copy of what is on `main`."""

    def __init__(self, github: GitHubApi, tmp_path: Path) -> None:
        self.github, self.folder, self.done = github, tmp_path / "runner", 0

    def run(self) -> dict[str, Any]:
        """Answer the next time it is started; what it was started with."""
        give_up = time.monotonic() + PATIENCE / 1000
        while len(self.github.dispatched) == self.done:
            assert time.monotonic() < give_up, self.github.asked
            time.sleep(0.05)
        assert self.github.dispatched[self.done]["event_type"] == "import"
        told: dict[str, Any] = self.github.dispatched[self.done]["client_payload"]
        self.done += 1
        shutil.rmtree(self.folder, ignore_errors=True)
        for name in self.github.names():
            place = self.folder / "content" / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(self.github.text(name))
        before = set(self.github.names())
        file = self.folder / told["name"]
        file.write_bytes(self.github.git("cat-file", "blob", told["export"]))
        words = comment(file, None, told["topics"], self.folder)
        content = self.folder / "content"
        there = {str(path.relative_to(content)): path for path in content.rglob("*") if path.is_file()}
        self.github.git("update-ref", f"refs/heads/{told['branch']}", self.github.head())
        new = {name: path.read_bytes() for name, path in there.items() if name not in before}
        self.github.comment(self.github.commit(dict(new), "Move in", told["branch"]), words)
        return told


@pytest.fixture
def importing(github: GitHubApi, tmp_path: Path) -> Importing:
    return Importing(github, tmp_path)


def moving_in(open_page: Callable[..., Page], tmp_path: Path, export: str) -> Page:
    """The page where she moves in, with this export chosen and asked about."""
    page = open_page("/write/")
    page.clock.install()
    sign_in(page)
    page.get_by_role("link", name="Moving in from another site").click()
    (tmp_path / "old.xml").write_text(export, encoding="utf-8")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose the file").click()
    chooser.value.set_files(tmp_path / "old.xml")
    page.get_by_role("button", name="See what would come").click()
    return page


EXPORT = wxr(
    item("Nights", "<p>Sleep first.</p>", more='<category domain="category"><![CDATA[Hospital]]></category>'),
    item("<script>document.title='x'</script> & @mara", "<p>Text.</p>"),
)


def test_she_moves_in_by_way_of_github_and_the_export_is_in_no_commit(
    open_page: Callable[..., Page], github: GitHubApi, importing: Importing, tmp_path: Path
) -> None:
    main = github.head()
    page = moving_in(open_page, tmp_path, EXPORT)
    first = importing.run()
    page.clock.run_for(6000)
    expect(page.get_by_role("heading", name="What would be imported")).to_be_focused()
    expect(page.locator("#moving .sums")).to_contain_text("2 articles")
    assert github.head(first["branch"])
    topic = page.get_by_role("combobox", name="Hospital")
    chosen = topic.locator("option").nth(1).inner_text()
    topic.select_option(chosen)
    page.get_by_role("button", name="Bring in 2 files").click()
    second = importing.run()
    assert json.loads(second["topics"])["topics"] == {"Hospital": chosen}
    assert second["export"] == first["export"]
    page.clock.run_for(6000)
    expect(page.locator(".moving__said")).to_contain_text(f"waits on the branch {second['branch']}")
    link = page.get_by_role("link", name="Look at it on GitHub, and merge it")
    assert link.get_attribute("href") == f"https://github.com/{REPOSITORY}/compare/main...{second['branch']}?expand=1"
    assert f"Category: {chosen}\n".encode() in github.text("articles/nights.md", second["branch"])
    assert (github.head(), github.head(first["branch"])) == (main, "")
    assert first["export"] not in github.git("rev-list", "--objects", "--all").decode()
    assert page.title().startswith("Moving in")
    assert not violations(page)


def test_topics_that_she_leaves_as_they_are_need_no_second_run(
    open_page: Callable[..., Page], github: GitHubApi, importing: Importing, tmp_path: Path
) -> None:
    page = moving_in(open_page, tmp_path, EXPORT)
    told = importing.run()
    page.clock.run_for(6000)
    page.get_by_role("button", name="Bring in 2 files").click()
    expect(page.locator(".moving__said")).to_contain_text(f"waits on the branch {told['branch']}")
    assert len(github.dispatched) == 1


def test_what_cannot_be_imported_is_said_and_leaves_no_branch(
    open_page: Callable[..., Page], github: GitHubApi, importing: Importing, tmp_path: Path
) -> None:
    page = moving_in(open_page, tmp_path, "No export.")
    told = importing.run()
    github.comment(github.head(told["branch"]), '<!-- import: {"refused":"Of somebody else"} -->', {"login": "x", "type": "User"})  # fmt: skip
    github.next("GET .*/git/ref/heads/moving-in", CUT_BEFORE, (502, "Bad Gateway"))  # while an iPad sleeps
    page.clock.run_for(6000)
    page.clock.run_for(6000)
    page.clock.run_for(6000)
    expect(page.locator("#moving [role=alert]")).to_contain_text("old.xml")
    expect(page.get_by_role("button", name="See what would come")).to_be_enabled()
    assert github.head(told["branch"]) == ""


def test_a_comment_names_no_other_branch_to_be_deleted_and_no_link(
    open_page: Callable[..., Page], github: GitHubApi, importing: Importing, tmp_path: Path
) -> None:
    """It was made where packages run; what it says is done by her token."""
    main = github.head()
    page = moving_in(open_page, tmp_path, EXPORT)
    told = importing.run()
    forged = {"count": 0, "branch": "main", "report": "<p>Ours</p>", "said": "Theirs", "link": {"href": "https://evil.test/", "words": "Sign in"}}  # fmt: skip
    github.comment(github.commit({}, "Again", told["branch"]), f"<!-- import: {json.dumps(forged)} -->\n\nThe report")
    page.clock.run_for(6000)
    expect(page.locator("#moving")).to_contain_text("The report")
    assert (github.head(), github.head(told["branch"])) == (main, "")
    expect(page.locator("#moving")).not_to_contain_text("Theirs")
    assert page.get_by_role("link", name="Sign in").count() == 0


def test_nothing_is_sent_to_a_public_repository(open_page: Callable[..., Page], github: GitHubApi) -> None:
    github.private = False
    page = open_page("/write/")
    sign_in(page)
    page.get_by_role("link", name="Moving in from another site").click()
    expect(page.locator("#said")).to_contain_text("is public")
    assert not [asked for asked in github.asked if asked.startswith("POST")]


def test_a_repository_that_has_become_public_meanwhile_is_sent_nothing(
    open_page: Callable[..., Page], github: GitHubApi, tmp_path: Path
) -> None:
    github.next(
        f"GET /repos/{REPOSITORY}$", lambda: setattr(github, "private", True), lambda: setattr(github, "private", False)
    )
    page = moving_in(open_page, tmp_path, EXPORT)
    expect(page.locator("#moving [role=alert]")).to_contain_text("is public")
    assert not [asked for asked in github.asked if asked.startswith("POST")]


def test_what_came_is_not_taken_for_what_could_not_go_live(keeper: Keeper, github: GitHubApi) -> None:
    github.git("update-ref", "refs/heads/moving-in-k3f9", github.head())
    github.comment(github.commit({NAME: THEIRS}, branch="moving-in-k3f9"), "<!-- import: {} -->\n\nThe report")
    keeper.ask("signIn", {"token": WRITES, "branch": "moving-in-k3f9"})
    assert keeper.ask("news")["state"] == "unknown"
