"""A source is rendered once, ahead and on all processors: what is counted is the rendering itself."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pelican import signals
from pelican.contents import Article
from pelican.readers import Readers
from pelican.settings import DEFAULT_CONFIG

from incremental import sources
from incremental.store import Store
from sources import article
from sources.content import read
from sources.language import Language
from tests.unit.camera import save, scene

ARTICLES = [f"articles/{number:02}.md" for number in range(40)]
pytestmark = pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="all is done in one process here")


class Practice:
    """A practice with many sources, and which process has rendered which of them."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.content, self._cache, self._rendered = folder / "content", folder / "cache", folder / "rendered"
        for name in (*ARTICLES, "pages/about.md"):
            self.write(name, "![A hat.](../images/hat.png)" if name == "pages/about.md" else "Words.")
        (self.content / "images").mkdir()
        save(self.content / "images/hat.png", scene(), "PNG")
        render = article.render

        def noted(path: Path, data: bytes, language: Language) -> dict[str, Any]:
            """Render, and write down who did so: in files, which outlive a process."""
            self._rendered.mkdir(exist_ok=True)
            with (self._rendered / str(os.getpid())).open("a", encoding="utf-8") as file:
                file.write(f"{path.relative_to(self.content).as_posix()}\n")
            return render(path, data, language)

        monkeypatch.setattr(article, "render", noted)

    def write(self, name: str, text: str) -> None:
        """Write a source."""
        (self.content / name).parent.mkdir(parents=True, exist_ok=True)
        (self.content / name).write_text(f"Title: A\n\n{text}", "utf-8")

    def build(self) -> dict[int, list[str]]:
        """Read ahead, then every source in turn, as Pelican does; what each process has rendered."""
        store = Store(self._cache)
        content = read(self.content)
        settings = {
            **DEFAULT_CONFIG,
            "PATH": str(self.content),
            "ARTICLE_PATHS": ["articles"],
            "PAGE_PATHS": ["pages"],
            "CACHE": store,
            "CONTENT": content,
        }
        sources.read_ahead(content, store)
        reader = Readers(settings).readers["md"]
        for path in sorted(self.content.rglob("*.md")):
            assert reader.read(str(path))[1]["title"] == "A"
        store.commit()
        rendered = {int(path.name): path.read_text("utf-8").split() for path in self._rendered.glob("*")}
        shutil.rmtree(self._rendered, ignore_errors=True)
        return rendered


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Practice]:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    sources.register()
    yield Practice(tmp_path, monkeypatch)
    signals.all_generators_finalized.disconnect(sources.fix_addresses)
    signals.readers_init.disconnect(sources.use_caching_reader)


def test_every_source_is_rendered_once_and_ahead_on_all_processors(practice: Practice) -> None:
    rendered = practice.build()
    assert sorted(name for names in rendered.values() for name in names) == [*ARTICLES, "pages/about.md"]
    assert len(rendered) == 2
    assert os.getpid() not in rendered


def test_the_next_build_renders_nothing_again(practice: Practice) -> None:
    practice.build()
    assert practice.build() == {}


def test_the_next_build_renders_what_was_changed_and_nothing_else(practice: Practice) -> None:
    practice.build()
    practice.write("articles/07.md", "Other words.")
    practice.write("articles/new.md", "Words.")
    assert practice.build() == {os.getpid(): ["articles/07.md", "articles/new.md"]}


def test_a_source_is_rendered_again_when_its_picture_is_another(practice: Practice) -> None:
    practice.build()
    save(practice.content / "images/hat.png", scene(241), "PNG")
    assert practice.build() == {os.getpid(): ["pages/about.md"]}


@pytest.mark.usefixtures("practice")
def test_an_address_is_worked_out_once() -> None:
    article = Article("", {"title": "Rest", "slug": "rest"}, {**DEFAULT_CONFIG, "ARTICLE_URL": "articles/{slug}/"})
    context = {"CACHE": True, "generated_content": {"rest.md": article, "other.md": None}}
    signals.all_generators_finalized.send([SimpleNamespace(context=context)])
    article.settings["ARTICLE_URL"] = "asked again"
    assert (article.url, article.save_as) == ("articles/rest/", "rest.html")
