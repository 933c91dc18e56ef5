"""What benchmarks build must be the same each time, and nothing that a build refuses."""

from datetime import datetime
from pathlib import Path

from benchmarks.corpus import articles
from benchmarks.sites import ours
from checks import old_addresses, paths, site_facts, sources
from problem import in_the_way
from tests.site.building import ROOT, run

NOW = datetime(2026, 11, 23, 9)
SAY_ALL = "from benchmarks.corpus import articles; print(articles(20, 3))"


def test_the_same_numbers_make_the_same_articles() -> None:
    first, second = (
        run("-c", SAY_ALL, project=ROOT, environment={"PYTHONHASHSEED": seed}, fresh=True) for seed in "12"
    )
    assert first.status == 0
    assert first == second
    assert articles(20, 3) != articles(20, 4)


def test_an_article_has_some_900_words() -> None:
    for text in articles(20, 3):
        assert 700 < len(text.body.split()) < 1100


def test_our_site_with_these_articles_keeps_our_rules(tmp_path: Path) -> None:
    content = ours(tmp_path, articles(60, 30)).folder / "content"
    problems = site_facts.check(content) + sources.check(content, NOW, publish=False)
    problems += old_addresses.check(content) + paths.check(content, NOW)
    assert not in_the_way(problems), problems
    assert not [problem for problem in problems if problem.path.startswith("content/articles")]
