import dataclasses
import json
from pathlib import Path

import pytest

from checks.built_site import check
from checks.page_analysis import PageAnalysis, home
from checks.page_summary import PageSummary
from sources.content import read as read_content
from tests.unit.built import write

# A fault for every rule that looks at more than one page, and some for those that look at one.
FAULTY = (
    '<h3 id="a">T</h3><a href="../nothing/">x</a><a href="/#nowhere">y</a><a href="https://far.org/">z</a>'
    '<form method="post" action="https://x.org/"><button>Send</button></form><p onclick="run()">{{ name }}</p>'
    '<p>http://localhost:8000</p><link rel="canonical" href="https://q.org/"><meta property="og:url" content="/gone/">'
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    output, content = tmp_path / "output", tmp_path / "content"
    write(output, "index.html", '<h1 id="here">Home</h1>')
    for name in ("faq", "about"):
        write(output, f"{name}/index.html", FAULTY.replace("name", f"{name}}}}}"), "<title>T</title>")
    write(output, "privacy/index.html", '<h1 id="forms">Forms</h1><p>To old.host.org.</p>')
    (output / "empty.html").write_text("", encoding="utf-8")
    (content / "pages").mkdir(parents=True)
    (content / "pages/faq.md").write_text("Title: T\n\nSee [x](nothing.md).\n", encoding="utf-8")
    return tmp_path


def test_facts_that_were_written_down_lead_to_the_same_problems(site: Path) -> None:
    def written_down(examination: PageAnalysis, paths: list[str]) -> list[PageSummary]:
        written = [json.dumps(examination(path), default=dataclasses.astuple) for path in paths]
        read = [PageSummary.of(json.loads(text)) for text in written]
        assert read == [examination(path) for path in paths]
        return read

    problems = check(site / "output", read_content(site / "content"), publish=True)
    assert len(problems) > 30
    assert check(site / "output", read_content(site / "content"), publish=True, each=written_down) == problems


def cache_key(examination: PageAnalysis) -> list[bytes]:
    return [*examination.cache_key("faq/index.html")]


def test_a_page_is_learnt_from_itself_and_its_source_alone(site: Path) -> None:
    before = PageAnalysis(site / "output", read_content(site / "content"), publish=True, home="https://p.org/")
    facts, made = before("faq/index.html"), cache_key(before)
    (site / "output").rename(site / "moved")
    (site / "content").rename(site / "sources")
    write(site / "moved", "about/index.html", "<h1>Another</h1>")
    write(site / "moved", "nothing/index.html", "<h1>Something</h1>")
    after = PageAnalysis(site / "moved", read_content(site / "sources"), publish=True, home="https://p.org/")
    assert (after("faq/index.html"), cache_key(after)) == (facts, made)


def test_whatever_changes_what_is_learnt_of_a_page_is_told(site: Path) -> None:
    examination = PageAnalysis(site / "output", read_content(site / "content"), home="https://p.org/")
    made = [cache_key(examination)]
    made.append(cache_key(dataclasses.replace(examination, publish=True)))
    made.append(cache_key(dataclasses.replace(examination, home="https://q.org/")))
    made.append(cache_key(dataclasses.replace(examination, content=None)))
    made.append([*examination.cache_key("about/index.html")])
    (site / "content/pages/faq.md").write_text("Another text\n", encoding="utf-8")
    made.append(cache_key(dataclasses.replace(examination, content=read_content(site / "content"))))
    write(site / "output", "faq/index.html", "<h1>FAQ</h1>")
    made.append(cache_key(examination))
    assert len({tuple(parts) for parts in made}) == len(made)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_a_line_is_counted_however_it_ends(site: Path, ends: str) -> None:
    (site / "content/pages/faq.md").write_bytes(f"Title: T{ends}{ends}See [x](nothing.md).{ends}".encode())
    found = {problem.found: problem.line for problem in check(site / "output", read_content(site / "content"))}
    assert found["The link “../nothing/” leads to nothing."] == 3


def test_the_home_page_tells_the_address_of_the_site(site: Path) -> None:
    assert home(site / "output") == "https://p.org/"
    (site / "output/index.html").write_text("", encoding="utf-8")
    assert home(site / "output") == ""
    (site / "output/index.html").unlink()
    assert home(site / "output") == ""
