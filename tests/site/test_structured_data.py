"""What the pages tell search engines, held against the vocabulary of schema.org, of which schema_org.toml has what is used."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.site.building import Site

VOCABULARY = tomllib.loads(Path(__file__).with_name("schema_org.toml").read_text(encoding="utf-8"))


def above(kind: str) -> set[str]:
    """A type and all that it is one of."""
    return {kind}.union(*(above(one) for one in VOCABULARY["types"][kind]))


def faults(node: Any, known: dict[str, str], may_be: list[str] | None = None) -> Iterator[str]:
    """What schema.org does not know of a node and those in it; `known` has the types of nodes by their id."""
    if isinstance(node, list):
        for one in node:
            yield from faults(one, known, may_be)
    if not isinstance(node, dict):
        return
    kind = node.get("@type") or known.get(node.get("@id", ""), "")
    if kind not in VOCABULARY["types"]:
        yield f"“{kind}” is no type: {node}"
        return
    if may_be and not above(kind) & {*may_be}:
        yield f"{kind} is none of {may_be}"
    for name, value in node.items():
        if name.startswith("@"):
            continue
        known_of = VOCABULARY["properties"].get(name)
        if not known_of or not above(kind) & {*known_of["of"]}:
            yield f"“{name}” is no property of {kind}"
        else:
            yield from faults(value, known, known_of["to"])


def nodes(site: Site, address: str) -> list[dict[str, Any]]:
    """All that a page tells search engines."""
    scripts = site.page(address).select('script[type="application/ld+json"]')
    return [node for script in scripts for node in json.loads(str(script.string))["@graph"]]


def test_every_page_says_only_what_schema_org_knows(each_site: Site) -> None:
    known = {node["@id"]: node["@type"] for node in nodes(each_site, "") if "@id" in node}
    found = [
        fault for address in each_site.addresses for node in nodes(each_site, address) for fault in faults(node, known)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("node", "found"),
    [
        ({"@type": "Coach"}, "“Coach” is no type: {'@type': 'Coach'}"),
        ({"@type": "ProfessionalService", "audience": "Nurses"}, "“audience” is no property of ProfessionalService"),
        ({"@type": "Person", "priceRange": "$"}, "“priceRange” is no property of Person"),
        ({"@type": "Article", "author": [{"@type": "Place"}]}, "Place is none of ['Organization', 'Person']"),
        ({"@type": "Article", "author": {"@id": "#gone"}}, "“” is no type: {'@id': '#gone'}"),
    ],
)
def test_what_schema_org_does_not_know_would_be_found(node: dict[str, Any], found: str) -> None:
    assert [*faults(node, {"#coach": "Person"})] == [found]


def test_the_practice_has_a_founder_and_a_range_of_fees_and_its_service_an_audience(site: Site) -> None:
    home = site.structured_data("")
    practice, person = home["ProfessionalService"], home["Person"]
    assert practice["founder"]["@id"] == person["@id"] == f"{site.url}/#coach"
    assert practice["priceRange"] == "$200 to $260 a session"
    assert person["worksFor"]["@id"] == home["Service"]["provider"]["@id"] == practice["@id"]
    assert home["Service"]["audience"] == {"@type": "Audience", "audienceType": "Hospital physicians"}


def test_the_coach_is_the_same_person_at_home_about_and_above_an_article(site: Site) -> None:
    person = site.structured_data("about/")["Person"]
    assert site.structured_data("")["Person"] == person
    assert {key: person[key] for key in ("name", "honorificSuffix", "knowsLanguage", "jobTitle", "url")} == {
        "name": "Mara Ellison", "honorificSuffix": "MD, FACP", "knowsLanguage": ["English", "Portuguese"], "jobTitle": "Coach",
        "url": f"{site.url}/about/",
    }  # fmt: skip
    assert person["workLocation"] == {"@type": "Place", "name": "Norfolk, Virginia"}
    assert person["image"].removeprefix(f"{site.url}/") in site.files
    author = site.structured_data("articles/every-element/")["Article"]["author"]
    assert author == {key: person[key] for key in ("@type", "@id", "name", "url")}
