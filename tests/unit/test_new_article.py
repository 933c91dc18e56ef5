from datetime import date
from pathlib import Path

import pytest

from checks.sources import check
from plugins.header import parse_source
from preview.new_article import create


@pytest.fixture
def content(tmp_path: Path) -> Path:
    (tmp_path / "articles").mkdir()
    (tmp_path / "site.toml").write_text('timezone = "America/New_York"\n[[topics]]\nname = "Rest"\n', encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("title", "name"),
    [("Time Away", "time-away.md"), ("  What’s   next? ", "whats-next.md"), ("Café: a plan", "cafe-a-plan.md")],
)
def test_a_title_gives_the_name_of_the_file(content: Path, title: str, name: str) -> None:
    path = create(title, content)
    assert path.name == name
    assert parse_source(path.read_text(encoding="utf-8")).text("title") == " ".join(title.split())


def test_a_new_article_is_a_draft_of_today_in_the_first_topic(content: Path) -> None:
    source = parse_source(create("Time Away", content).read_text(encoding="utf-8"))
    assert (source.text("status"), source.text("category")) == ("draft", "Rest")
    assert abs((date.fromisoformat(source.text("date") or "") - date.today()).days) <= 1


def test_a_new_article_lacks_nothing_but_its_summary(content: Path) -> None:
    create("Time Away", content)
    assert [problem.found for problem in check(content)] == ["There is no Summary."]


def test_an_article_that_exists_is_left_alone(content: Path) -> None:
    path = create("Time Away", content)
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(SystemExit, match="exists already"):
        create("Time away", content)
    assert path.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(("title", "said"), [("", "Say what"), ("   ", "Say what"), ("?!", "gives no file name")])
def test_a_title_without_letters_is_refused(content: Path, title: str, said: str) -> None:
    with pytest.raises(SystemExit, match=said):
        create(title, content)
