"""A page is rendered only when what it shows has changed.

While a page is rendered, every name and every attribute of an article or page that its templates read is noted. The
next build looks them all up again; where each is what it was, so is the page.
"""

import contextlib
import dataclasses
import io
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cache, partial
from pathlib import Path, PurePath
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, Template
from jinja2.runtime import Context, Undefined
from pelican import Pelican, signals
from pelican.contents import Content
from pelican.generators import Generator
from pelican.urlwrappers import URLWrapper
from pelican.writers import Writer

import site_folder
from incremental import inputs, parallel
from incremental.store import Store, digest
from plugins import social_cards
from sources.content import time_zone

_NOT_SHOWN = {"OUTPUT_PATH"}  # another folder in every build
_LONG = 80  # letters; what is longer is told by its digest

# What the page that is being rendered has read until now: paths and attributes, and names, which have no path.
NOTED: set[tuple[str, str]] = set()


@cache
def _path(content: Content) -> str:
    return str(content.relative_source_path)  # which it works out whenever it is asked


class TracingContext(Context):
    """What a template reads by name is noted."""

    def resolve_or_missing(self, key: str) -> Any:
        """The value of a name."""
        NOTED.add(("", key))
        return super().resolve_or_missing(key)


class NotingEnvironment(Environment):
    """What a template reads of an article or a page is noted."""

    context_class = TracingContext

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An attribute, or an item."""
        if isinstance(obj, Content):
            NOTED.add((_path(obj), attribute))
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """An item, or an attribute."""
        if isinstance(obj, Content):
            NOTED.add((_path(obj), argument))
        return super().getitem(obj, argument)


class KeepingWriter(Writer):  # type: ignore[misc]  # Pelican has no types
    """Pelican's writer, but pages are written together at the end, and rendered only if they have changed."""

    def __init__(self, output_path: str, settings: dict[str, Any]) -> None:
        super().__init__(output_path, settings)
        self._store: Store = settings["KEPT"]
        self._pages: dict[str, tuple[Any, ...]] = {}
        self._told: dict[Any, tuple[Any, str]] = {}
        self._put = partial(site_folder.put, Path(output_path), settings["LAST"] or Path(output_path))
        self._code = inputs.code_fingerprint("theme", *inputs.RENDERING)

    def write_file(self, name: str, template: Template, context: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        """Have a page written in the end."""
        if name in self._pages:
            raise RuntimeError(f"Two pages would have the same address: {name}")
        if name:  # without one, Pelican says that there is to be no page
            self._pages[name] = template, context, args, kwargs

    def write_pages(self) -> None:
        """Write all pages, on all processors: those that are as they were as they are kept, the others anew."""
        if self._store.wanted in self._pages:
            self._write(self._store.wanted)
        parallel.for_each(self._write, [name for name in self._pages if name != self._store.wanted])
        for name in self._pages:
            self._store.use(self._kept_as(name))

    def _write(self, name: str) -> None:
        """Let Pelican write a page as it does."""
        template, context, args, kwargs = self._pages[name]
        noted, cache_key, html = self._store.get(self._kept_as(name)) or ([], "", "")

        def render(context: dict[str, Any]) -> str:
            as_kept = cache_key and cache_key == self._made_from(noted, context)
            if as_kept and social_cards.put_again(html, Path(context["PATH"]), self._put):
                return str(html)
            NOTED.clear()
            rendered: str = template.render(context)
            now_noted = sorted(NOTED)
            self._store.put(self._kept_as(name), [now_noted, self._made_from(now_noted, context), rendered])
            return rendered

        context["localsiteurl"] = self.settings["SITEURL"]  # that of the page before would be there
        super().write_file(name, SimpleNamespace(render=render), context, *args, **kwargs)

    @contextlib.contextmanager
    def _open_w(self, filename: str, encoding: str, override: bool = False) -> Iterator[io.StringIO]:  # noqa: ARG002  # Pelican's
        file = io.StringIO()
        yield file
        self._put(str(Path(filename).relative_to(self.output_path)), file.getvalue().encode(encoding))

    def _kept_as(self, name: str) -> str:
        return f"page-{digest(self._code, name, self._pages[name][0].name)}"

    def _made_from(self, noted: list[tuple[str, str]], context: dict[str, Any]) -> str:
        """All that was noted, as it is now; empty where that cannot be told."""
        try:
            return digest("\n".join([self._read(path, name, context) for path, name in noted]))
        except (TypeError, ValueError):
            return ""

    def _read(self, path: str, name: str, context: dict[str, Any]) -> str:
        """What a template is given now for a name, or for an attribute of the article or page at a path."""
        value = None if path or name in _NOT_SHOWN else context.get(name, self._store.environment.globals.get(name))
        key = (path, name, context["localsiteurl"]) if path else id(value)
        if key not in self._told:
            told = _in_words(self._attribute(context["generated_content"].get(path), name) if path else value)
            self._told[key] = value, told if len(told) < _LONG else digest(told)  # with the value, its id stays its own
        return self._told[key][1]

    def _attribute(self, content: Content | None, name: str) -> Any:
        if name == "get_content":  # called with an address that is noted by itself
            return content and content.get_content("/")
        return Environment.getattr(self._store.environment, content, name)


def _in_json(value: Any) -> Any:
    if isinstance(value, Content):
        return ["content", _path(value)]  # what is read of it is noted by itself
    if isinstance(value, URLWrapper):
        return [type(value).__name__, value.name, value.slug]
    if isinstance(value, (date, tzinfo, PurePath)):
        return f"{value} {getattr(value, 'tzinfo', '')}"
    if isinstance(value, Mapping):
        return dict(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, Undefined) or (callable(value) and not hasattr(value, "__self__")):
        return type(value).__name__  # what functions do is told with our code as a whole; methods know more
    raise TypeError(type(value).__name__)


_in_words = json.JSONEncoder(default=_in_json).encode  # the same in every build; raises TypeError for an unknown kind


class Last:
    """What Pelican asks for output when all others have said what to write."""

    def __init__(self, **_: Any) -> None: ...

    def generate_output(self, writer: Writer) -> None:
        """Write the pages."""
        if isinstance(writer, KeepingWriter):
            writer.write_pages()


def last(_: Pelican) -> type[Last]:
    """What is asked last."""
    return Last


def writer(pelican: Pelican) -> type[KeepingWriter] | None:
    """Who writes the pages, where anything is kept."""
    return KeepingWriter if pelican.settings.get("KEPT") else None


def note(generator: Generator) -> None:
    """Let the generator's templates note what they read."""
    if store := generator.settings.get("KEPT"):
        if store.environment is None:  # one for all, so that a template is compiled once
            store.environment = NotingEnvironment(
                loader=generator.env.loader, **generator.settings["JINJA_ENVIRONMENT"]
            )
        for part in ("filters", "globals", "tests"):
            getattr(store.environment, part).update(getattr(generator.env, part))
        generator.env = store.environment


def note_next_due(generator: Any) -> None:
    """Until when the site is what it is: when the next scheduled article is due, or else the day is over."""
    if store := generator.settings.get("KEPT"):
        content = generator.settings["CONTENT"]
        start = content.now.replace(tzinfo=time_zone(content.site))
        midnight = datetime.combine(start.date() + timedelta(days=1), time(), start.tzinfo)
        store.until = min([midnight, *(draft.date for draft in generator.drafts if draft.date > start)])


def register() -> None:
    """Connect to Pelican."""
    signals.article_generator_finalized.connect(note_next_due)
    signals.generator_init.connect(note)
    signals.get_generators.connect(last)
    signals.get_writer.connect(writer)
