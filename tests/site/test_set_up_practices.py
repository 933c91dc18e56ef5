"""Three practices, each set up by its answers alone: whatever is on one's site is its own, in its own words and language."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sources import language
from sources.toml_file import parse
from tests.site.building import ANSWERS, LIVE, LOCAL_URL, ROOT, Site, run, set_up

FACTS = {name: parse(path.name, path.read_bytes()).values for name, path in ANSWERS.items()}
# Words of the practice that comes with the project, and of the one profession it is for.
OF_THE_SAMPLE = ("Attending", "attending.example", "physician", "patient", "hospital", "call week")
TEXTS = (".html", ".xml", ".txt", ".js", ".json", ".webmanifest")


@dataclass(frozen=True)
class SetUp:
    """A practice: its name here, what setup and the build said, its site, and the text of every file of it."""

    name: str
    project: Path
    said: str
    site: Site
    texts: dict[str, str]


@pytest.fixture(scope="module", params=sorted(ANSWERS))
def practice(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> SetUp:
    """Each, set up where nothing is, and built."""
    project, said = set_up(tmp_path_factory.mktemp("set-up") / "project", ANSWERS[request.param], "--without-search")
    site = Site(project / "output", LOCAL_URL)
    return SetUp(
        request.param, project, said, site, {name: site.text(name) for name in site.files if name.endswith(TEXTS)}
    )


def test_nothing_is_to_be_fixed_and_what_is_to_be_filled_in_is_advice(practice: SetUp) -> None:
    asked = re.findall(r"^content/\S+:\d+\n    (.*)", practice.said, re.MULTILINE)
    assert asked
    others = [words for words in asked if "is still to be filled in" not in words]
    assert all(words.startswith("Everyone can read this draft") for words in others), others
    assert len(others) == (FACTS[practice.name].get("repository") == "public")


def test_nothing_goes_live_before_it_is_filled_in(practice: SetUp) -> None:
    done = run("build.py", "--publish", "--check", project=practice.project, environment=LIVE)
    assert done.status == 1
    places = re.findall(r"^    .* is still to be filled in", done.said, re.MULTILINE)
    assert f"{len(places) - 1} things to fix before this can go live." in done.said  # the draft may wait
    unfilled = [
        path for path in (practice.project / "content").rglob("*.*") if "[[ " in path.read_text(encoding="utf-8")
    ]
    assert len(places) == len(unfilled)


def test_the_pages_follow_from_the_answers(practice: SetUp) -> None:
    given, addresses = FACTS[practice.name], practice.site.addresses
    assert {"", "about/", "coaching/", "faq/", "contact/", "contact/thanks/", "contact/not-sent/", "privacy/"} <= {
        *addresses
    }
    assert ("discovery-session/" in addresses) == bool(given.get("booking"))
    assert ("newsletter/" in addresses) == ("newsletter/thanks/" in addresses) == bool(given.get("newsletter"))
    assert ("impressum/" in addresses) == (given["language"] == "de-DE")


def test_no_word_is_of_another_practice_or_of_the_sample(practice: SetUp) -> None:
    own = " ".join(map(str, FACTS[practice.name].values())).lower()
    others = [*OF_THE_SAMPLE]
    for name, given in FACTS.items():
        if name != practice.name:
            others += [given["name"], given["email"], given["audience"], given.get("coach", ""), *given["topics"]]
    others = [word for word in others if word and word.lower() not in own]
    assert len(others) > 10
    word = re.compile("|".join(rf"(?<!\w){re.escape(word)}" for word in others), re.IGNORECASE)
    found = {name: set(word.findall(text)) for name, text in practice.texts.items()}
    assert not {name: words for name, words in found.items() if words}


def phrases(value: Any) -> set[str]:
    """Every piece of an interface's words between what stands in braces and in the signs of a link, from two words on."""
    if isinstance(value, dict):
        return set().union(*(phrases(one) for one in value.values()))
    if isinstance(value, list):
        return set().union(*(phrases(one) for one in value))
    pieces = re.split(r"\{\w*\}|\[|\]\(\w+\)|<[^>]*>", value) if isinstance(value, str) else []
    return {words for piece in pieces if " " in (words := piece.strip(" .,:·!?()"))}


def test_no_word_of_the_interface_is_of_another_language(practice: SetUp) -> None:
    tables = {
        path.stem: phrases(parse(path.name, path.read_bytes()).values) for path in (ROOT / "theme/words").glob("*.toml")
    }
    own = tables[Path(language.table_of(FACTS[practice.name]["language"]) or "").stem]
    foreign = {
        phrase
        for name, table in tables.items()
        for phrase in table - own
        if name[:2] != FACTS[practice.name]["language"][:2]
    }
    assert own
    assert bool(foreign) == (len(tables) > 1)
    for name, text in practice.texts.items():
        said = re.sub(r"(?<!:)//.*", "", text) if name.endswith(".js") else text  # without comments
        assert not [phrase for phrase in foreign if re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", said)], name


def test_every_page_says_its_language(practice: SetUp) -> None:
    for address in practice.site.pages:
        assert practice.site.page(address).select(f"html[lang={FACTS[practice.name]['language']}]"), address
