import dataclasses
import json
from pathlib import Path

import pytest

from checks.built_site import check
from checks.page_analysis import PageAnalysis, home
from checks.page_summary import PageSummary
from tests.unit.built import write

# A fault for every rule that looks at more than one page, and some for those that look at one.
FAULTY = (
    '<h3 id="a">T</h3><a href="../nothing/">x</a><a href="/#nowhere">y</a><a href="https://far.org/">z</a>'
    '<form method="post" action="https://x.org/"><button>Send</button></form><p onclick="run()">{{ name }}</p>'
    '<p>http://localhost:8000</p><link rel="canonical" href="https://q.org/"><meta property="og:url" content="/gone/">'
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    output = tmp_path / "output"
    write(output, "index.html", '<h1 id="here">Home</h1>')
    for name in ("faq", "about"):
        write(output, f"{name}/index.html", FAULTY.replace("name", f"{name}}}}}"), "<title>T</title>")
    write(output, "privacy/index.html", '<h1 id="forms">Forms</h1><p>To old.host.org.</p>')
    (output / "empty.html").write_text("", encoding="utf-8")
    return tmp_path


def test_facts_that_were_written_down_lead_to_the_same_problems(site: Path) -> None:
    def written_down(analysis: PageAnalysis, paths: list[str]) -> list[PageSummary]:
        written = [json.dumps(analysis(path), default=dataclasses.astuple) for path in paths]
        read = [PageSummary.of(json.loads(text)) for text in written]
        assert read == [analysis(path) for path in paths]
        return read

    problems = check(site / "output", publish=True)
    assert len(problems) >= 30
    assert check(site / "output", publish=True, each=written_down) == problems


def cache_key(analysis: PageAnalysis) -> list[bytes]:
    return [*analysis.cache_key("faq/index.html")]


def test_a_page_is_analysed_by_itself_alone(site: Path) -> None:
    before = PageAnalysis(site / "output", publish=True, home="https://p.org/")
    facts, made = before("faq/index.html"), cache_key(before)
    (site / "output").rename(site / "moved")
    write(site / "moved", "about/index.html", "<h1>Another</h1>")
    write(site / "moved", "nothing/index.html", "<h1>Something</h1>")
    after = PageAnalysis(site / "moved", publish=True, home="https://p.org/")
    assert (after("faq/index.html"), cache_key(after)) == (facts, made)


def test_whatever_changes_what_is_learnt_of_a_page_is_told(site: Path) -> None:
    analysis = PageAnalysis(site / "output", home="https://p.org/")
    made = [cache_key(analysis)]
    made.append(cache_key(dataclasses.replace(analysis, publish=True)))
    made.append(cache_key(dataclasses.replace(analysis, home="https://q.org/")))
    made.append([*analysis.cache_key("about/index.html")])
    write(site / "output", "faq/index.html", "<h1>FAQ</h1>")
    made.append(cache_key(analysis))
    assert len({tuple(parts) for parts in made}) == len(made)


def test_the_home_page_tells_the_address_of_the_site(site: Path) -> None:
    assert home(site / "output") == "https://p.org/"
    (site / "output/index.html").write_text("", encoding="utf-8")
    assert home(site / "output") == ""
    (site / "output/index.html").unlink()
    assert home(site / "output") == ""
