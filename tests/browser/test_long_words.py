"""Names and words as long as another language makes them: nothing stands out of the page or over something else."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.in_page import SETTLED, overflow
from tests.site.building import build, copy_built_project

NAME = "The Northumberland and Tyneside Practice for Unhurried Conversations"
WORD = "Arbeitsunfähigkeitsbescheinigungsformularausfüllungspflicht"
LINE = 18  # px of the name, on a phone
# Whose words are to be long: facts, and fields of articles and of pages.
FACTS = (
    "tagline",
    "label",
    "value",
    "place",
    "credentials",
    "introduction",
    "words",
    "situation",
    "description",
    "action",
    "title",
    "text",
    "scope",
    "leave_out",
)
FIELDS = ("Title", "Summary", "Changes")
OVER_EACH_OTHER = """() => {
  const home = document.querySelector(".masthead__home > :last-child");
  const range = document.createRange();
  range.selectNodeContents(home);
  const name = [...range.getClientRects()];
  return [...document.querySelectorAll(".masthead__nav a")]
    .filter((link) => name.some((one) => [...link.getClientRects()].some((other) =>
      one.left < other.right && other.left < one.right && one.top < other.bottom - 4 && other.top + 4 < one.bottom)))
    .map((link) => link.textContent);
}"""


@pytest.fixture(scope="module")
def wordy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The full practice with a long word in everything that it says of itself, in a copy that opens from a folder."""
    project = copy_built_project(tmp_path_factory.mktemp("wordy") / "project")
    facts = project / "content/site.toml"
    text = facts.read_text(encoding="utf-8").replace('name = "Tidewater"', f'name = "{NAME}"')
    text = re.sub(rf'(?m)^({"|".join(FACTS)}) = "', rf'\1 = "{WORD} ', text)
    text = text.replace("Career transitions", WORD)
    facts.write_text(text, encoding="utf-8")
    for source in project.glob("content/*/**/*.md"):
        words = source.read_text(encoding="utf-8").replace("Category: Career transitions", f"Category: {WORD}")
        words = re.sub(rf"(?m)^({'|'.join(FIELDS)}): ", rf"\1: {WORD} ", words)
        source.write_text(words, encoding="utf-8")
    build(project / "output", "--without-search", project=project)
    subprocess.run([sys.executable, "-m", "preview.portable", "output", "portable"], cwd=project, check=True)
    return project / "portable"


@pytest.fixture(params=[320, 1280])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page of a phone's or of a desk's width."""
    context = browser.new_context(viewport={"width": request.param, "height": 800})
    yield context.new_page()
    context.close()


def test_no_word_stands_out_of_the_page_or_over_another(page: Page, wordy: Path) -> None:
    names = [file for file in sorted(wordy.rglob("index.html")) if b'http-equiv="refresh"' not in file.read_bytes()]
    assert len(names) > 20
    found = []
    for file in names:
        page.goto(file.as_uri())
        page.evaluate(SETTLED)
        lines = page.evaluate("() => document.querySelector('.masthead__home').clientHeight") / LINE
        assert lines <= 5, file
        found += [f"{file.parent.name}: {what}" for what in (*overflow(page), *page.evaluate(OVER_EACH_OTHER))]
    assert found == []
