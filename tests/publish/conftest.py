"""A desk with one commit, and the bare repository it publishes to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.publish.repositories import WITHOUT, Desk, bare, desk


@pytest.fixture(scope="module", autouse=True)
def _no_settings_of_this_machine() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as environment:
        for name, value in WITHOUT.items():
            environment.setenv(name, value)
        for name in ("CI", "SITEURL", "CONTACT_FORM", "NEWSLETTER_FORM", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"):
            environment.delenv(name, raising=False)
        yield


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    """An empty bare repository."""
    return bare(tmp_path / "remote.git")


@pytest.fixture
def here(tmp_path: Path, remote: Path) -> Desk:
    """A desk whose sources are pushed."""
    made = desk(tmp_path / "here", remote)
    made.push()
    return made
