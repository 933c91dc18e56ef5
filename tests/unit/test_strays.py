"""Articles that lie beside content/: told, without a look into what is no text of the coach's."""

from pathlib import Path

import pytest

from checks.sources import articles_lie_in_content
from sources.content import Content
from sources.strays import MARK, MOST, strays

ARTICLE = "Title: Rest\nDate: 2026-11-16\nCategory: Rest\nSummary: What it takes.\n\nText\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    (tmp_path / MARK).touch()
    return tmp_path


def add(project: Path, name: str, text: str = ARTICLE) -> None:
    path = project / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("name", ["rest.md", "articles/rest.md", "Content/articles/rest.md", "content.bak/rest.MD", "_posts/2026/rest.markdown", "rest.md.txt", "drafts/docs/rest.md"])  # fmt: skip
def test_an_article_beside_the_content_is_told(project: Path, name: str) -> None:
    add(project, name)
    [problem] = articles_lie_in_content(Content(project / "content"))
    assert problem.path == name
    assert problem.advice


def test_a_copy_of_a_folder_is_told_once(project: Path) -> None:
    for name in ("copy/a.md", "copy/b.md", "copy/c.md", "d.md"):
        add(project, name)
    problems = list(articles_lie_in_content(Content(project / "content")))
    assert [problem.path for problem in problems] == ["copy/a.md", "d.md"]
    assert problems[0].found.endswith("because of where it lies, and so are 2 more in this folder.")


@pytest.mark.parametrize("text", [f"---\n{ARTICLE}---\n", f"\ufeff{ARTICLE}", f"{ARTICLE}é" + "é" * 5000, ARTICLE.replace("\n", "\r\n")])  # fmt: skip
def test_it_is_known_by_its_header_however_that_is_written(project: Path, text: str) -> None:
    add(project, "rest.md", text)
    assert strays(project) == ["rest.md"]


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "requirements.txt", "notes/ideas.md"])
def test_what_does_not_begin_like_an_article_is_none(project: Path, name: str) -> None:
    add(project, name, "# Title: of something\n\nDate: some day\n")
    add(project, f"more/{name}", "Title: Minutes of a talk\n\nText")
    add(project, f"waiting/{name}", f"Status: draft\n{ARTICLE}")
    assert strays(project) == []


@pytest.mark.parametrize("name", ["content/rest.md", "output/rest.md", "docs/rest.md", "tests/practices/rest.md", ".git/rest.md", ".venv/lib/rest.md", "node_modules/a/rest.md", "theme/rest.md", "my-site/.rest.md"])  # fmt: skip
def test_what_is_looked_at_elsewhere_or_by_nobody_is_passed_over(project: Path, name: str) -> None:
    add(project, name)
    assert strays(project) == []


def test_links_pipes_and_programs_are_not_looked_into(project: Path) -> None:
    add(project, "env/pyvenv.cfg")
    add(project, "env/lib/rest.md")
    add(project.parent / "elsewhere", "rest.md")
    (project / "elsewhere").symlink_to(project.parent / "elsewhere")
    (project / "rest.md").symlink_to(project.parent / "elsewhere/rest.md")
    assert strays(project) == []


def test_a_folder_that_is_no_project_is_not_walked_through(project: Path) -> None:
    add(project, "rest.md")
    (project / MARK).unlink()
    assert strays(project) == []


def test_of_a_project_with_thousands_of_other_files_the_first_are_looked_at(project: Path) -> None:
    add(project, "rest.md")
    (project / "photographs").mkdir()
    for number in range(MOST + 1):
        (project / f"photographs/{number}.md").touch()
    assert strays(project) == ["rest.md"]
