"""The full practice's site as it is built locally, and as it would go live; each is built once."""

from pathlib import Path

import pytest

from tests.site.building import LOCAL_URL, PUBLIC_URL, Site, built_project


@pytest.fixture(scope="session")
def content() -> Path:
    """What both are made of; tests read it and leave it as it is."""
    return built_project() / "content"


@pytest.fixture(scope="session")
def site() -> Site:
    """As it is built locally, with drafts and scheduled articles."""
    return Site(built_project() / "output", LOCAL_URL)


@pytest.fixture(scope="session")
def published_site() -> Site:
    """As it would go live, in a folder of its host."""
    return Site(built_project() / "published", PUBLIC_URL)
