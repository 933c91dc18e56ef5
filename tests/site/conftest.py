"""The full practice's site as it is built locally, and as it would go live; each is built once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site.building import LOCAL_URL, PUBLIC_URL, Kept, Site, build, built_project, copy_built_project


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


@pytest.fixture(scope="session", params=["site", "published_site"])
def each_site(request: pytest.FixtureRequest) -> Site:
    """The one, then the other."""
    built: Site = request.getfixturevalue(request.param)
    return built


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """A project with a site, and with all that its build has cached, without what every build would remind of."""
    project = copy_built_project(tmp_path_factory.mktemp("kept") / "project")
    (project / "content/articles/a-scheduled-one.md").unlink()
    build(project / "output", "--without-search", project=project)
    return Kept(project)


@pytest.fixture
def project(kept: Kept) -> Iterator[Path]:
    """The same, for a test that changes what it likes; only the index for the search takes long, and is not there."""
    yield kept.folder
    kept.put_back()
