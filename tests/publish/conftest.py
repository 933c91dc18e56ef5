"""A desk with one commit, and the bare repository it publishes to."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.publish.repositories import WITHOUT, Desk, bare, desk, git, restore, site


@pytest.fixture(scope="module", autouse=True)
def _no_settings_of_this_machine() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as environment:
        for name, value in WITHOUT.items():
            environment.setenv(name, value)
        for name in ("CI", "SITEURL", "CONTACT_FORM", "NEWSLETTER_FORM", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"):
            environment.delenv(name, raising=False)
        yield


@pytest.fixture(scope="module")
def pushed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk whose sources are pushed, and its remote, to be copied."""
    folder = tmp_path_factory.mktemp("pushed")
    desk(folder / "here", bare(folder / "remote.git")).push()
    return folder


@pytest.fixture
def remote(tmp_path: Path, pushed: Path) -> Path:
    """A bare repository with the sources, and nothing that is live."""
    return Path(shutil.copytree(pushed / "remote.git", tmp_path / "remote.git"))


@pytest.fixture
def here(tmp_path: Path, remote: Path, pushed: Path) -> Desk:
    """A desk whose sources are pushed."""
    made = Desk(Path(shutil.copytree(pushed / "here", tmp_path / "here")))
    git(made.folder, "remote", "set-url", "origin", remote.as_uri())
    return made


@pytest.fixture(scope="module")
def published(pushed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, and a site of one page that is live."""
    folder = tmp_path_factory.mktemp("published") / "copy"
    made = Desk(Path(shutil.copytree(pushed, folder)) / "here")
    git(made.folder, "remote", "set-url", "origin", (folder / "remote.git").as_uri())
    made.publish(site(folder / "site", home="Welcome"))
    return folder


@pytest.fixture
def welcome(here: Desk, remote: Path, published: Path) -> Path:
    """The site of one page that is live, published from here."""
    restore(published, here, remote)
    return published / "site"
