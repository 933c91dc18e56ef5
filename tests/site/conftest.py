"""Sites that are built once: the real content, the content with unusual articles, and what would go live of it."""

import shutil
from pathlib import Path

import pytest

from tests.site.building import LOCAL_URL, PUBLIC_URL, ROOT, SCHEDULED, Site, build, copy_project, replace

ODD_ARTICLES = ROOT / "tests/content/articles"
LIVE = {
    "SITEURL": PUBLIC_URL,
    "CONTACT_FORM": "custom:https://forms.coach.test/contact",
    "NEWSLETTER_FORM": "custom:https://forms.coach.test/letter",
}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The real content as it is built locally."""
    output = tmp_path_factory.mktemp("site") / "output"
    build(output)
    return Site(output, LOCAL_URL)


@pytest.fixture(scope="session", autouse=True)
def _photographs_are_made_once(site: Site) -> None:
    """Before the project is copied, so that the copies have them."""


@pytest.fixture(scope="session")
def odd_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with the articles of tests/content, ready to go live."""
    project = copy_project(tmp_path_factory.mktemp("odd"))
    shutil.copytree(ODD_ARTICLES, project / "content/articles", dirs_exist_ok=True)
    replace(project / "content/articles/a-scheduled-one.md", "2999-01-01", SCHEDULED)
    replace(project / "content/site.toml", ".example", ".test")
    return project


@pytest.fixture(scope="session")
def odd_site(odd_project: Path) -> Site:
    """The real and the unusual articles as they are built locally."""
    output = odd_project / "output"
    build(output, project=odd_project)
    return Site(output, LOCAL_URL)


@pytest.fixture(scope="session")
def published_site(odd_project: Path) -> Site:
    """The real and the unusual articles as they would go live, in a folder of their host."""
    output = odd_project / "published"
    build(output, "--publish", project=odd_project, environment=LIVE)
    return Site(output, PUBLIC_URL)
