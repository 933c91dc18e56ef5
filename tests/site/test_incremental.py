"""A build that keeps what it can makes, after any edit, the very bytes of a build that keeps nothing.

More steps than in an ordinary run: `INCREMENTAL_STEPS=20000 python -m pytest tests/site/test_incremental.py`.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from PIL import Image

from tests.site.building import LIVE, ROOT, SETTINGS, copy_project, digests, replace

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="builds are forked here")
STEPS = int(os.environ.get("INCREMENTAL_STEPS", "2000"))
STEPS_OF_A_STORY = 100
WANTED = ("", "index.html", "articles/birch/index.html")  # a page that is open in a browser, and so made first

NAMES = st.sampled_from(("apple", "birch", "cedar", "dogwood"))
TOPICS = st.sampled_from(("Burnout", "Leadership", "Goals & habits"))
DAYS = st.sampled_from(("2026-01-05", "2026-02-09", "2025-12-01", "2027-06-01 09:00", "2028-01-01"))
TITLES = st.sampled_from(("Rest", "Leading", 'On "Saying" No', "Rest & Work"))
PICTURE = "![A door](../images/pier.jpg)"
TEXTS = st.sampled_from(
    (
        "A few words on rest.",
        '## First\n\nWords -- "quoted" ones.\n\n## Second\n\nMore on leading and on rest.',
        "See [a page](../pages/about.md), and [rest](birch.md).",
        f"{PICTURE}\n\nWords below a picture.",
        "\n\n".join(f"## Part {number}\n\nSome words for part {number}." for number in range(5)),
    )
)
FIELDS = st.sampled_from(
    (
        "",
        "",
        "Image: pier.jpg\nImage_alt: A door\n",
        "Modified: 2026-03-01\nEarlier: 2023-05\nChanges: More on rest.\n",
        "Tags: sleep, night\n",
        "Invite: contact\n",
        "Formerly: an-old-name\n",
    )
)
LINES = st.sampled_from(("Title: Another", "Date: 2026-01-09", "Status: draft", "Category: Burnout", "Summary: Other"))
NOW = ("2026-11-23T12:00:00+00:00", "2026-11-24T04:59:00+00:00", "2027-06-01T14:00:00+00:00", "2029-01-01T00:00:00+00:00")  # fmt: skip
# A file, words in it, and what else may stand there: site.toml, a template, a partial, a macro, a setting, styles, code.
EDITS = st.sampled_from(
    (
        ("content/site.toml", 'tagline = "Coaching for hospital physicians"', 'tagline = "Coaching for surgeons"'),
        ("content/site.toml", 'label = "What I do"', 'label = "Coaching"'),
        ("content/site.toml", 'situation = "There is nothing left in me"', 'situation = "I am tired"'),
        ("content/site.toml", 'default = ["discovery", "newsletter"]', 'default = ["contact"]'),
        ("content/site.toml", 'timezone = "America/New_York"', 'timezone = "Asia/Tokyo"'),
        ("content/site.toml", 'topics = ["Burnout"]', 'topics = ["Leadership"]'),
        ("content/pages/about.md", "Title: About", "Title: Who I am"),
        ("content/pages/about.md", "Some words", "Other words"),
        ("theme/templates/article.html", "Related articles", "Read next"),
        ("theme/templates/feed.xml", "<subtitle>", "<subtitle> "),
        ("theme/templates/partials/footer.html", "Newsletter", "The letter"),
        ("theme/templates/partials/notice.html", "Updated", "Last updated"),
        ("theme/templates/macros/article_list.html", "min read", "minutes"),
        ("theme/templates/macros/pager.html", "Earlier on", "Before this, on"),
        ("theme/css/prose.css", "@layer prose {", "@layer prose { /* more */"),
        ("theme/css/tokens.css", ":root {", ":root { --more: 1;"),
        ("theme/static/js/copy-link.js", "hidden", "hidden "),
        ("pelicanconf.py", '"%B %-d, %Y"', '"%-d %B %Y"'),
        ("pelicanconf.py", '"toc_depth": "2-3"', '"toc_depth": "2-2"'),
        ("plugins/article_reader.py", "WORDS_PER_MINUTE = 230", "WORDS_PER_MINUTE = 3"),
        ("plugins/read_next.py", "RELATED = 3", "RELATED = 1"),
    )
)
_TO_AN_ARTICLE = re.compile(r"\]\((?:\.\./)+articles/[^)]*\)")
_IN_MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108  # these are thousands of builds
_COMPILED = tempfile.TemporaryDirectory(prefix="compiled-templates-")


class Story(RuleBasedStateMachine):
    """A coach and a developer who edit as they please; after each edit the site is built in both ways."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="story-", dir=_IN_MEMORY))
        self.project = _small_project(self.folder / "project")
        self.now = 0
        self.publish = False
        self.compared: object = None  # what the site that was last built from nothing was made from
        self.cold: dict[str, Any] = {}
        self.builder = self.start()
        self.commit()

    def start(self) -> subprocess.Popen[str]:
        """What builds, with the code as it is now."""
        environment = {name: value for name, value in os.environ.items() if name not in SETTINGS} | LIVE
        environment |= {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(ROOT), "COMPILED_TEMPLATES": _COMPILED.name}
        return subprocess.Popen(
            [sys.executable, "-m", "tests.site.forked_builds"],
            cwd=self.project,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def end(self) -> None:
        """Let the one that builds end."""
        assert self.builder.stdin
        assert self.builder.stdout
        self.builder.stdin.close()
        self.builder.wait()
        self.builder.stdout.close()

    def build(self, output: str, *, keeping: bool) -> dict[str, Any]:
        """Build as it would be at this time."""
        assert self.builder.stdin
        assert self.builder.stdout
        asked = {
            "output": str(self.project / output),
            "now": NOW[self.now],
            "publish": self.publish,
            "keeping": keeping,
            "wanted": WANTED[len(STEPS_TAKEN) % len(WANTED)],
        }
        self.builder.stdin.write(json.dumps(asked) + "\n")
        self.builder.stdin.flush()
        answer: dict[str, Any] = json.loads(self.builder.stdout.readline())
        return answer

    def article(self, name: str) -> Path:
        return self.project / f"content/articles/{name}.md"

    def commit(self) -> None:
        """Commit what there is, at this time."""
        when = {"GIT_AUTHOR_DATE": NOW[self.now], "GIT_COMMITTER_DATE": NOW[self.now]}
        who = ("-c", "user.name=A", "-c", "user.email=a@coach.test", "-c", "commit.gpgsign=false", "-c", "gc.auto=0")
        for command in (("init", "-q"), ("add", "content"), ("commit", "-q", "--allow-empty", "-m", "Another state")):
            subprocess.run(["git", *who, *command], cwd=self.project, env=os.environ | when, check=True)

    @rule(name=NAMES, title=TITLES, day=DAYS, topic=TOPICS, text=TEXTS, more=FIELDS)
    def write(self, name: str, title: str, day: str, topic: str, text: str, more: str) -> None:
        header = f"Title: {title} {name}\nDate: {day}\nCategory: {topic}\nSummary: About {name}.\n"
        more = more.replace("an-old-name", f"an-old-{name}")
        self.article(name).write_text(f"{header}{more}\n{text}\n", "utf-8")

    @rule(name=NAMES, words=st.sampled_from((" And more.", "\n\n## Another part\n\nIts words.")))
    def go_on(self, name: str, words: str) -> None:
        if self.article(name).is_file():
            self.article(name).write_text(self.article(name).read_text("utf-8").rstrip() + words + "\n", "utf-8")

    @rule(name=NAMES, line=LINES)
    def set_field(self, name: str, line: str) -> None:
        if self.article(name).is_file():
            key = line.partition(" ")[0]
            lines = [old for old in self.article(name).read_text("utf-8").split("\n") if not old.startswith(key)]
            own = f" {name}" if key in ("Title:", "Summary:") else ""
            self.article(name).write_text("\n".join([line + own, *lines]), "utf-8")

    @rule(name=NAMES)
    def delete(self, name: str) -> None:
        self.article(name).unlink(missing_ok=True)

    @rule(name=NAMES, other=NAMES)
    def rename(self, name: str, other: str) -> None:
        if self.article(name).is_file():
            self.article(name).replace(self.article(other))

    @rule(names=st.lists(NAMES, max_size=3, unique=True))
    def lay_a_path(self, names: list[str]) -> None:
        steps = "".join(
            f'[[night.steps]]\narticle = "{name}.md"\nwhy = "It says what {name} is."\n'
            for name in names
            if self.article(name).is_file()
        )
        head = '[night]\ntitle = "At night"\nsituation = "I cannot sleep"\ndescription = "What to read at night."\n'
        (self.project / "content/paths.toml").write_text(head + steps if steps else "", "utf-8")

    @rule(width=st.sampled_from((30, 40, 50)))
    def take_a_picture(self, width: int) -> None:
        _picture(self.project, width)

    @rule(edit=EDITS)
    def edit(self, edit: tuple[str, str, str]) -> None:
        name, one, other = edit
        text = (self.project / name).read_text("utf-8")
        replace(self.project / name, *((one, other) if other not in text or other in one else (other, one)))
        if name.endswith(".py"):
            self.end()
            self.builder = self.start()

    @rule()
    def wait(self) -> None:
        self.now = min(self.now + 1, len(NOW) - 1)

    @rule()
    def look_at_what_would_go_live(self) -> None:
        self.publish = not self.publish

    @rule()
    def commit_it(self) -> None:
        self.commit()

    @rule(branch=st.sampled_from(("main", "gh-pages")))
    def go_to_another_branch(self, branch: str) -> None:
        self.go_to(branch)

    @rule(name=NAMES)
    def lay_a_link(self, name: str) -> None:
        link = self.project / "content/articles/linked.md"
        if link.is_symlink():
            link.unlink()
        elif self.article(name).is_file():
            link.symlink_to(self.article(name))

    @rule(
        damage=st.sampled_from(
            ("delete", "let some go", "cut", "a bit", "scribble", "swap", "touch the site", "no cards")
        )
    )
    def lose_what_is_kept(self, damage: str) -> None:
        kept = self.project / ".cache/builds"
        page = self.project / "output/index.html"
        pieces = sorted(kept.glob("*.piece"))
        if damage == "touch the site" and page.is_file():
            page.write_text("Something else", "utf-8")
        elif damage == "no cards":
            shutil.rmtree(self.project / ".cache/cards", ignore_errors=True)
        elif damage == "delete" and kept.is_dir():
            shutil.rmtree(kept)
        elif damage == "swap":  # what is kept under one name stands under another
            contents = [piece.read_bytes() for piece in pieces]
            for piece, content in zip(pieces, contents[1:] + contents[:1], strict=True):
                piece.write_bytes(content)
        else:
            for number, piece in enumerate(pieces):
                data = piece.read_bytes()
                at = 7919 * (number + 1) % max(1, len(data))
                if damage == "cut":
                    piece.write_bytes(data[:at])
                elif damage == "a bit" and data:
                    piece.write_bytes(data[:at] + bytes([data[at] ^ 0x80]) + data[at + 1 :])
                elif damage == "scribble" and number % 2:
                    piece.write_bytes(b"x" * 500)
                elif damage == "let some go" and number % 2:
                    piece.unlink()

    @invariant()
    def the_site_is_the_same_either_way(self) -> None:
        before = digests(self.project / "output")
        kept = self.build("output", keeping=True)
        STEPS_TAKEN.append(kept["wrong"])
        made_from = self.now, self.publish, self.history(), _made_from(self.project)
        if made_from != self.compared:
            self.cold = self.build("output.cold", keeping=False)
            self.compared = made_from
        assert not any("Traceback" in problem for problem in kept["problems"]), kept["problems"]
        assert kept["problems"] == self.cold["problems"]
        if kept["wrong"]:
            assert digests(self.project / "output") == before
            self.mend()
        else:
            one, other = digests(self.project / "output"), digests(self.project / "output.cold")
            assert sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name)) == []

    def mend(self) -> None:
        """Do what the build asked for, where that is always the same."""
        (self.project / "content/articles/linked.md").unlink(missing_ok=True)
        if b"gh-pages" in (self.project / ".git/HEAD").read_bytes():
            self.go_to("main")

    def go_to(self, branch: str) -> None:
        subprocess.run(["git", "checkout", "-q", "-B", branch], cwd=self.project, check=True)

    def history(self) -> bytes:
        branch = (self.project / ".git/HEAD").read_bytes()
        return branch + subprocess.run(["git", "show-ref"], cwd=self.project, capture_output=True, check=True).stdout

    def teardown(self) -> None:
        self.end()
        shutil.rmtree(self.folder)


STEPS_TAKEN: list[bool] = []  # whether the build of each found something to fix


def _made_from(project: Path) -> dict[str, str]:
    files = [path for part in ("content", "theme", "plugins") for path in (project / part).rglob("*")]
    return {
        str(path): str(path.readlink()) if path.is_symlink() else hashlib.sha256(path.read_bytes()).hexdigest()
        for path in [*files, *project.glob("*.py")]
        if path.is_symlink() or path.is_file()
    }


def _small_project(folder: Path) -> Path:
    """The project without its articles; the pages that led to them lead to another site."""
    copy_project(folder, only=lambda path: path.parent.name not in ("articles", "images") and path.name != "paths.toml")
    (folder / "content/articles").mkdir(exist_ok=True)
    for page in (folder / "content/pages").rglob("*.md"):
        page.write_text(_TO_AN_ARTICLE.sub("](https://coach.test/)", page.read_text("utf-8")), "utf-8")
    (folder / "content/pages/about.md").write_text("Title: About\nSummary: Who I am.\n\nSome words.\n", "utf-8")
    _picture(folder, 30)
    for day, (name, text) in enumerate((("apple", "Words."), ("birch", "Words."), ("cedar", PICTURE)), 1):
        header = f"Title: On {name}\nDate: 2026-01-0{day}\nCategory: Burnout\nSummary: About {name}.\n"
        (folder / f"content/articles/{name}.md").write_text(f"{header}\n{text}\n", "utf-8")
    return folder


def _picture(project: Path, width: int) -> None:
    (project / "content/images").mkdir(exist_ok=True)
    Image.new("RGB", (width, 20), "green").save(project / "content/images/pier.jpg")


def test_any_edits_build_the_same_site_as_one_built_from_nothing() -> None:
    try:
        run_state_machine_as_test(
            Story,
            settings=settings(
                max_examples=max(1, STEPS // STEPS_OF_A_STORY),
                stateful_step_count=STEPS_OF_A_STORY,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        print(f"{len(STEPS_TAKEN)} steps, {sum(STEPS_TAKEN)} of them with something to fix")
    assert sum(STEPS_TAKEN) < 0.8 * len(STEPS_TAKEN)  # else too little was compared
