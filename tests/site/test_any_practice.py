"""The practice in content/, whichever it is, and another one: what must hold of any. No other test looks at content/."""

import contextlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, UnidentifiedImageError

from checks import old_addresses, paths_toml, site_toml, sources, voices_toml, workshops_toml
from problem import errors
from setup import sample
from sources.content import read
from sources.language import of_tag
from tests.site.building import FULL, LIVE, LOCAL_URL, MINIMAL, ROOT, Run, Site, copy_project, run

# The checkout may be without one, as a new repository is before the coach has written anything.
OWN = ROOT / "content"
WITHOUT_A_LETTER = LIVE | {"SITEURL": "https://www.riverside.test", "NEWSLETTER_FORM": "none"}


def built(folder: Path, practice: Path, *options: str, environment: dict[str, str] | None = None) -> tuple[Run, Site]:
    """A project with this practice, and what a build says and makes of it."""
    project = copy_project(folder / "project", practice=practice)
    done = run("build.py", *options, project=project, environment=environment)
    return done, Site(project / "output", LOCAL_URL)


@pytest.mark.skipif(not OWN.is_dir(), reason="there is no content")
def test_the_practice_in_content_passes_the_gate() -> None:
    content = read(OWN)
    assert not errors(
        problem
        for part in (site_toml, sources, old_addresses, paths_toml, voices_toml, workshops_toml)
        for problem in part.check(content)
    )


@pytest.mark.skipif(not OWN.is_dir(), reason="there is no content")
def test_the_sample_is_known_by_all_its_files() -> None:
    """What it has and setup/sample.txt does not name, a mark or a picture, would stay on the site of another practice."""
    content = read(OWN)
    if not sample.found(content):
        pytest.skip("content/ has another practice")
    there = {name for name, entry in content.entries.items() if entry.what == "file"}
    assert there == sample.FILES, "write it anew: git ls-files content | sed s,content/,, > setup/sample.txt"


@pytest.mark.skipif(not OWN.is_dir(), reason="there is no content")
def test_the_practice_in_content_builds(tmp_path: Path) -> None:
    """With its photographs made small: what becomes of large ones is tried with others."""
    shutil.copytree(OWN, tmp_path / "content")
    for path in (tmp_path / "content/images").rglob("*"):
        with contextlib.suppress(UnidentifiedImageError, IsADirectoryError), Image.open(path) as picture:
            kind = picture.format
            picture.thumbnail((90, 90))
            picture.save(path, kind)
    done, site = built(tmp_path, tmp_path / "content")
    assert done.status == 0, done.said
    assert {"", "privacy/", "404.html"} <= set(site.addresses)


@pytest.mark.parametrize(
    ("options", "environment"),
    [([], {"NEWSLETTER_FORM": "none"}), (["--publish"], WITHOUT_A_LETTER)],
    ids=["here", "live"],
)
def test_a_practice_with_other_facts_and_no_letter_builds_without_a_trace_of_ours(
    options: list[str], environment: dict[str, str], tmp_path: Path
) -> None:
    done, site = built(tmp_path, MINIMAL, *options, environment=environment)
    assert done.status == 0, done.said
    facts = (FULL / "site.toml").read_text(encoding="utf-8")
    ours = set(re.findall(r'(?m)^(?:name|tagline|email|text|situation|danger) = "([^"]+)"', facts))
    assert len(ours) > 10
    for address in site.pages:
        text = site.page(address).get_text()
        assert not [value for value in ours if re.search(rf"\b{re.escape(value)}", text)], address
        assert site.page(address).select("html[lang=en-GB]"), address
        assert not site.page(address).select("#newsletter-email"), address
    assert not [name for name in site.files if name.startswith(("images/", "paths/"))]
    assert "paths/" not in site.text("sitemap.xml")
    assert len(site.articles) == 3
    assert ("_headers" in site.files) == bool(options)


def said(site: Site, address: str) -> set[str]:
    """Every text and every label of a page."""
    page = site.page(address)
    attributes = ("aria-label", "title", "data-missing", "data-wrong", "content", "alt")
    labels = {str(tag[name]) for name in attributes for tag in page.select(f"[{name}]")}
    return {" ".join(words.split()) for words in (*page.strings, *labels)}


@pytest.mark.parametrize("tag", ["de", "fr", "es"])
def test_a_site_in_another_language_says_nothing_in_english(tag: str, tmp_path: Path) -> None:
    """The texts of the full practice are English, and none of them is what the interface says."""
    shutil.copytree(FULL, tmp_path / "content")
    facts = tmp_path / "content/site.toml"
    facts.write_text(facts.read_text(encoding="utf-8").replace('language = "en-US"', f'language = "{tag}"'), "utf-8")
    done, site = built(tmp_path, tmp_path / "content")
    assert done.status == 0, done.said
    texts = "\n".join(path.read_text(encoding="utf-8") for path in (tmp_path / "content").rglob("*.[mt][do]*"))
    english = [value for name, value in of_tag("en").table.strings() if value not in texts and len(value) > 3]
    here = set(dict(of_tag(tag).table.strings()).values())
    sentences = [re.sub(r"\\\{\w+\\\}", ".+", re.escape(value)) for value in english if value not in here]
    phrase = re.compile("|".join(sentences))
    for address in site.pages:
        assert not [words for words in said(site, address) if phrase.fullmatch(words)], address
        assert site.page(address).select(f"html[lang={tag}]"), address
    assert not [value for value in english if value not in here and f'"{value}"' in site.text("theme/js/words.js")]


def test_no_other_test_reads_the_content_of_the_checkout() -> None:
    """Each would fail as soon as a coach has made the site her own."""
    found = []
    for path in sorted((ROOT / "tests").rglob("*.py")):
        if path != Path(__file__):
            lines = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
            read = re.compile(r"""(\bROOT|\.parents\[2\]) / f?["']content""")
            found += [f"{path.relative_to(ROOT)}:{number}" for number, line in lines if read.search(line)]
    assert found == []


@pytest.mark.slow
@pytest.mark.parametrize("change", ["another practice", "no paths", "no .example", "nothing"])
def test_the_tests_hold_whatever_is_in_content(change: str, tmp_path: Path) -> None:
    """In a copy of the checkout, with whatever is not committed yet."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tmp_path / name)
    content = tmp_path / "content"
    if change == "no paths":
        (content / "paths.toml").unlink(missing_ok=True)
    elif change == "no .example":
        facts = content / "site.toml"
        facts.write_text(facts.read_text(encoding="utf-8").replace(".example", ".test"), encoding="utf-8")
    else:
        shutil.rmtree(content)
    if change == "another practice":
        shutil.copytree(MINIMAL, content)
    options = ["-m", "not slow", "-p", "no:cacheprovider", "--ignore=tests/unit/test_virtual_environment.py"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "tests/unit", "tests/site", "tests/publish"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
