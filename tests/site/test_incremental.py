"""A build from the cache makes, after any edit, the very bytes of a build without one.

The same edits in another order: `INCREMENTAL_SEED=2 python -m pytest tests/site/test_incremental.py`. As many as one has
time for: `INCREMENTAL_STEPS=20000 python -m pytest -m slow tests/site/test_incremental.py`.
"""

import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.site.building import LIVE, ROOT, SETTINGS, copy_project, digests, replace

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="builds are forked here")
SEED = int(os.environ.get("INCREMENTAL_SEED", "1"))
PARTS = 2  # of the edits in one order, so that processes can share them
STEPS = int(os.environ.get("INCREMENTAL_STEPS", "2000"))
WANTED = ("", "index.html", "articles/birch/index.html")  # a page that is open in a browser, and so made first

NAMES = ("apple", "birch", "cedar", "dogwood")
TOPICS = ("Burnout", "Leadership", "Goals & habits")
DAYS = ("2026-01-05", "2026-02-09", "2025-12-01", "2027-06-01 09:00", "2028-01-01")
TITLES = ("Rest", "Leading", 'On "Saying" No', "Rest & Work")
PICTURE = "![A door](../images/pier.jpg)"
TEXTS = (
    "A few words on rest.",
    '## First\n\nWords -- "quoted" ones.\n\n## Second\n\nMore on leading and on rest.',
    "See [a page](../pages/about.md), and [rest](birch.md).",
    f"{PICTURE}\n\nWords below a picture.",
    "\n\n".join(f"## Part {number}\n\nSome words for part {number}." for number in range(5)),
)
FIELDS = (
    "",
    "Image: pier.jpg\nImage_alt: A door\n",
    "Modified: 2026-03-01\nEarlier: 2023-05\nChanges: More on rest.\n",
    "Reviewed: 2026-03-02\n",
    "Tags: sleep, night\n",
    "Invite: contact\n",
    "Formerly: an-old-name\n",
    "Status: draft\nPrivate_link: k7m2qx9ab4tz3wnh5vpe\n",
)
ADDED = (" And more.", "\n\n## Another part\n\nIts words.")
LINES = ("Title: Another", "Date: 2026-01-09", "Status: draft", "Category: Burnout", "Summary: Other")
PATHS = ((), ("apple",), ("cedar", "birch"), ("birch", "dogwood", "apple"))
BEGINNING = "2026-11-23T12:00:00+00:00"
LATER = ("2026-11-24T04:59:00+00:00", "2027-06-01T14:00:00+00:00", "2029-01-01T00:00:00+00:00")
DAMAGE = ("delete", "let some go", "cut", "a bit", "scribble", "swap", "touch the site", "no cards")
# A file, the first words in it to be changed, and what they become; without such words, something is added at the end.
EDITS = (
    ("content/site.toml", 'leave_out = "', 'leave_out = "More '),
    ("content/site.toml", "[coach]", '[colours]\naccent = "#c2185b"\nwarm = "#7a5c00"\n\n[coach]'),
    ("content/mark.svg", "<path ", '<path fill="#00695c" '),
    ("content/pages/discovery-session.md", "Title: ", "Title: More "),
    ("content/site.toml", 'tagline = "', 'tagline = "More '),
    ("content/site.toml", 'label = "', 'label = "More '),
    ("content/site.toml", 'portrait = "pier.jpg"', 'portrait = ""'),
    ("content/site.toml", 'introduction = "', 'introduction = "More '),
    ("content/site.toml", 'range = "', 'range = "More than '),
    ("content/site.toml", 'danger = "', 'danger = "Call 112. '),
    ("content/site.toml", 'situation = "', 'situation = "More '),
    ("content/site.toml", 'default = ["discovery", "newsletter"]', 'default = ["contact"]'),
    ("content/site.toml", 'timezone = "America/New_York"', 'timezone = "Asia/Tokyo"'),
    ("content/site.toml", 'topics = ["Burnout"]', 'topics = ["Leadership"]'),
    ("content/voices.toml", 'words = "', 'words = "More. '),
    ("content/workshops.toml", 'title = "', 'title = "More '),
    ("content/pages/about.md", "Title: ", "Title: More "),
    ("content/pages/about.md", "", "\nMore.\n"),
    *((f"theme/templates/{name}", "</", " more</") for name in (
        "article.html", "feed.xml", "partials/footer.html", "partials/notice.html",
        "macros/article_list.html", "macros/path_steps.html",
    )),
    ("theme/css/prose.css", "", "\n/* more */\n@layer prose { .more { top: 0 } }\n"),
    ("theme/css/tokens.css", "", "\n:root { --more: 1 }\n"),
    ("theme/static/js/copy-link.js", "", "\n// more\n"),
    ("theme/words/en.toml", "min read", "min"),
    ("theme/words/en.toml", 'back_to_note = "Jump back', 'back_to_note = "Back'),
    ("theme/words/en.toml", "speed = 230", "speed = 3"),
    ("sources/article.py", "math.ceil", "1 + math.ceil"),
    ("plugins/read_next.py", "", "\nrelated.__defaults__ = (1,)\n"),
)  # fmt: skip
_TO_AN_ARTICLE = re.compile(r"\]\((?:\.\./)+articles/[^)]*\)")
_IN_MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108  # these are thousands of builds
_COMPILED = tempfile.TemporaryDirectory(prefix="compiled-templates-")


class Story:
    """A coach and a developer who edit as they please; after each edit the site is built in both ways."""

    def __init__(self, folder: Path) -> None:
        self.project = _small_project(folder / "project")
        self.good = folder / "good"  # the content that could be built last
        self.now = BEGINNING
        self.publish = False
        self.told: list[bool] = []  # whether the build after each edit found something to fix
        self.compared: object = None  # what the site that was last built from nothing was made from
        self.cold: dict[str, Any] = {}
        self.before: list[tuple[Path, bytes]] = []  # the files that were edited, as they were
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

    def build(self, output: str, *, cached: bool) -> dict[str, Any]:
        """Build as it would be at this time."""
        assert self.builder.stdin
        assert self.builder.stdout
        asked = {
            "output": str(self.project / output),
            "now": self.now,
            "publish": self.publish,
            "cached": cached,
            "wanted": WANTED[len(self.told) % len(WANTED)],
        }
        self.builder.stdin.write(json.dumps(asked) + "\n")
        self.builder.stdin.flush()
        answer: dict[str, Any] = json.loads(self.builder.stdout.readline())
        return answer

    def article(self, name: str) -> Path:
        return self.project / f"content/articles/{name}.md"

    def commit(self) -> None:
        """Commit what there is, at this time."""
        when = {"GIT_AUTHOR_DATE": self.now, "GIT_COMMITTER_DATE": self.now}
        who = ("-c", "user.name=A", "-c", "user.email=a@coach.test", "-c", "commit.gpgsign=false", "-c", "gc.auto=0")
        for command in (("init", "-q"), ("add", "content"), ("commit", "-q", "--allow-empty", "-m", "Another state")):
            subprocess.run(["git", *who, *command], cwd=self.project, env=os.environ | when, check=True)

    def write(self, name: str, title: str, day: str, topic: str, text: str, more: str) -> None:
        header = f"Title: {title} {name}\nDate: {day}\nCategory: {topic}\nSummary: About {name}.\n"
        more = more.replace("an-old-name", f"an-old-{name}")
        self.article(name).write_text(f"{header}{more}\n{text}\n", "utf-8")

    def go_on(self, name: str, words: str) -> None:
        if self.article(name).is_file():
            self.article(name).write_text(self.article(name).read_text("utf-8").rstrip() + words + "\n", "utf-8")

    def set_field(self, name: str, line: str) -> None:
        if self.article(name).is_file():
            key = line.partition(" ")[0]
            lines = [old for old in self.article(name).read_text("utf-8").split("\n") if not old.startswith(key)]
            own = f" {name}" if key in ("Title:", "Summary:") else ""
            self.article(name).write_text("\n".join([line + own, *lines]), "utf-8")

    def delete(self, name: str) -> None:
        self.article(name).unlink(missing_ok=True)

    def rename(self, names: tuple[str, str]) -> None:
        name, other = names
        if self.article(name).is_file():
            self.article(name).replace(self.article(other))

    def lay_a_path(self, names: tuple[str, ...]) -> None:
        steps = "".join(
            f'[[night.steps]]\narticle = "{name}.md"\nwhy = "It says what {name} is."\n'
            for name in names
            if self.article(name).is_file()
        )
        head = '[night]\ntitle = "At night"\nsituation = "I cannot sleep"\ndescription = "What to read at night."\n'
        (self.project / "content/paths.toml").write_text(head + steps if steps else "", "utf-8")

    def take_a_picture(self, width: int) -> None:
        _picture(self.project, width)

    def edit(self, edit: tuple[str, str, str]) -> None:
        name, old, new = edit
        path = self.project / name
        self.before.append((path, path.read_bytes()))
        text = path.read_text("utf-8")
        assert old in text, f"{name} has no {old!r}"
        path.write_text(text.replace(old, new, 1) if old else text + new, "utf-8")
        self.restart(path)

    def take_back(self, _: int) -> None:
        if self.before:
            path, data = self.before.pop()
            path.write_bytes(data)
            self.restart(path)

    def restart(self, edited: Path) -> None:
        if edited.suffix == ".py":
            self.end()
            self.builder = self.start()

    def wait(self, until: str) -> None:
        self.now = max(self.now, until)

    def look_at_what_would_go_live(self, _: int) -> None:
        self.publish = not self.publish

    def commit_it(self, _: int) -> None:
        self.commit()

    def go_to_another_branch(self, branch: str) -> None:
        self.go_to(branch)

    def lay_a_link(self, name: str) -> None:
        link = self.project / "content/articles/linked.md"
        if link.is_symlink():
            link.unlink()
        elif self.article(name).is_file():
            link.symlink_to(self.article(name))

    def damage_the_cache(self, damage: str) -> None:
        cache = self.project / ".cache/builds"
        page = self.project / "output/index.html"
        entries = sorted(cache.glob("*.entry"))
        if damage == "touch the site" and page.is_file():
            page.write_text("Something else", "utf-8")
        elif damage == "no cards":
            shutil.rmtree(self.project / ".cache/cards", ignore_errors=True)
        elif damage == "delete" and cache.is_dir():
            shutil.rmtree(cache)
        elif damage == "swap":  # an entry stands under the name of another
            contents = [entry.read_bytes() for entry in entries]
            for entry, content in zip(entries, contents[1:] + contents[:1], strict=True):
                entry.write_bytes(content)
        else:
            for number, entry in enumerate(entries):
                data = entry.read_bytes()
                at = 7919 * (number + 1) % max(1, len(data))
                if damage == "cut":
                    entry.write_bytes(data[:at])
                elif damage == "a bit" and data:
                    entry.write_bytes(data[:at] + bytes([data[at] ^ 0x80]) + data[at + 1 :])
                elif damage == "scribble" and number % 2:
                    entry.write_bytes(b"x" * 500)
                elif damage == "let some go" and number % 2:
                    entry.unlink()

    def compare(self) -> None:
        before = digests(self.project / "output")
        warm = self.build("output", cached=True)
        self.told.append(warm["wrong"])
        cache_key = self.now, self.publish, self.history(), _made_from(self.project)
        if cache_key != self.compared:
            self.cold = self.build("output.cold", cached=False)
            self.compared = cache_key
        assert not any("Traceback" in problem or ".py'" in problem for problem in warm["problems"]), warm["problems"]
        assert warm["problems"] == self.cold["problems"]
        if warm["wrong"]:
            assert digests(self.project / "output") == before
            if all(self.told[-2:]):
                self.go_back()
        else:
            one, other = digests(self.project / "output"), digests(self.project / "output.cold")
            assert sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name)) == []
            shutil.rmtree(self.good, ignore_errors=True)
            shutil.copytree(self.project / "content", self.good, symlinks=True)

    def go_back(self) -> None:
        """Go back to what could be built, so that more is compared than what is refused."""
        shutil.rmtree(self.project / "content")
        shutil.copytree(self.good, self.project / "content", symlinks=True)
        if b"gh-pages" in (self.project / ".git/HEAD").read_bytes():
            self.go_to("main")

    def go_to(self, branch: str) -> None:
        subprocess.run(["git", "checkout", "-q", "-B", branch], cwd=self.project, check=True)

    def history(self) -> bytes:
        branch = (self.project / ".git/HEAD").read_bytes()
        return branch + subprocess.run(["git", "show-ref"], cwd=self.project, capture_output=True, check=True).stdout


# Every kind of edit, and what it is done with.
RULES: tuple[tuple[Callable[..., None], tuple[Sequence[Any], ...]], ...] = (
    (Story.write, (NAMES, TITLES, DAYS, TOPICS, TEXTS, FIELDS)),
    (Story.go_on, (NAMES, ADDED)),
    (Story.set_field, (NAMES, LINES)),
    (Story.delete, (NAMES,)),
    (Story.rename, (tuple(zip(NAMES, NAMES[1:] + NAMES[:1], strict=True)),)),
    (Story.lay_a_path, (PATHS,)),
    (Story.take_a_picture, ((30, 40, 50),)),
    (Story.edit, (EDITS,)),
    (Story.take_back, (range(4),)),
    (Story.wait, (LATER,)),
    (Story.look_at_what_would_go_live, (range(2),)),
    (Story.commit_it, (range(2),)),
    (Story.go_to_another_branch, (("main", "gh-pages"),)),
    (Story.lay_a_link, (NAMES,)),
    (Story.damage_the_cache, (DAMAGE,)),
)
Step = tuple[Callable[..., None], tuple[Any, ...]]


def shuffled(seed: int) -> list[Step]:
    """Every kind of edit with each value of its arguments once, in any order."""
    chance = random.Random(seed)
    steps: list[Step] = []
    for rule, columns in RULES:
        mixed = [chance.sample(column, len(column)) for column in columns]
        steps += [
            (rule, tuple(column[number % len(column)] for column in mixed)) for number in range(max(map(len, mixed)))
        ]
    chance.shuffle(steps)
    return steps


@contextmanager
def _a_story() -> Iterator[Story]:
    with tempfile.TemporaryDirectory(prefix="story-", dir=_IN_MEMORY) as folder:
        story = Story(Path(folder))
        try:
            yield story
        finally:
            story.end()


def tell(steps: Iterable[Step]) -> list[bool]:
    """Take the steps one by one, and compare after each; whether there was something to fix then."""
    with _a_story() as story:
        story.compare()
        for rule, arguments in steps:
            print(rule.__name__, *arguments)
            rule(story, *arguments)
            story.compare()
        return story.told


def _made_from(project: Path) -> dict[str, str]:
    files = [
        path
        for part in ("content", "theme", "plugins", "sources", "pictures", "forms")
        for path in (project / part).rglob("*")
    ]
    return {
        str(path): str(path.readlink()) if path.is_symlink() else hashlib.sha256(path.read_bytes()).hexdigest()
        for path in [*files, *project.glob("*.py")]
        if path.is_symlink() or path.is_file()
    }


def _small_project(folder: Path) -> Path:
    """The project without its articles; the pages that led to them lead to another site."""
    copy_project(folder)
    (folder / "content/paths.toml").unlink()
    shutil.rmtree(folder / "content/images")
    shutil.rmtree(folder / "content/articles")
    (folder / "content/articles").mkdir()
    for page in (folder / "content/pages").rglob("*.md"):
        page.write_text(_TO_AN_ARTICLE.sub("](https://coach.test/)", page.read_text("utf-8")), "utf-8")
    replace(folder / "content/site.toml", 'portrait = "desk.jpg"', 'portrait = "pier.jpg"')
    (folder / "content/pages/about.md").write_text("Title: About\nSummary: Who I am.\n\nSome words.\n", "utf-8")
    _picture(folder, 30)
    voices = folder / "content/voices.toml"
    heard = voices.read_text("utf-8").replace("9999-12-30", BEGINNING[:10], 1).replace("9999-12-30", LATER[1][:10], 1)
    voices.write_text(heard, "utf-8")
    workshops = folder / "content/workshops.toml"
    workshops.write_text(workshops.read_text("utf-8").replace("2098-03-04", LATER[1][:10]), "utf-8")
    for day, (name, text) in enumerate((("apple", "Words."), ("birch", "Words."), ("cedar", PICTURE)), 1):
        header = f"Title: On {name}\nDate: 2026-01-0{day}\nCategory: Burnout\nSummary: About {name}.\n"
        (folder / f"content/articles/{name}.md").write_text(f"{header}\n{text}\n", "utf-8")
    return folder


def _picture(project: Path, width: int) -> None:
    (project / "content/images").mkdir(exist_ok=True)
    Image.new("RGB", (width, 20), "green").save(project / "content/images/pier.jpg")


@pytest.mark.parametrize("part", range(PARTS))
def test_after_each_edit_the_site_is_the_same_as_one_built_from_nothing(part: int) -> None:
    print(f"The edits of INCREMENTAL_SEED={SEED}, one in {PARTS} from {part}:")
    told = tell(shuffled(SEED)[part::PARTS])
    assert sum(told) < 0.8 * len(told)  # else too little was compared


EVERY = len(shuffled(0))


@pytest.mark.slow
def test_any_edits_build_the_same_site_as_one_built_from_nothing() -> None:
    """In stories of half the edits each: where one fails, Hypothesis leaves out what it can."""
    told: list[bool] = []

    @settings(
        max_examples=1 + 2 * STEPS // EVERY,  # the first has no steps
        derandomize=False,
        deadline=None,
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(seed=st.integers(0, 2**32), taken=st.lists(st.booleans(), min_size=EVERY, max_size=EVERY))
    def stories(seed: int, taken: list[bool]) -> None:
        told.extend(tell(step for step, is_taken in zip(shuffled(seed), taken, strict=True) if is_taken))

    try:
        stories()
    finally:
        print(f"{len(told)} steps, {sum(told)} of them with something to fix")
    assert sum(told) < 0.8 * len(told)  # else too little was compared
