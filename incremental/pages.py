"""Verifying traces of pages: a page is rendered only when something that it reads has changed.

The trace of a page has every name and every attribute of an article or page that its templates read while it was
rendered. The next build reads these again; where each gives what it gave, the page is taken from the cache.
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

from jinja2 import BytecodeCache, ChoiceLoader, DictLoader, Environment, Template
from jinja2.bccache import Bucket
from jinja2.runtime import Context, Undefined
from pelican import Pelican, signals
from pelican.contents import Content
from pelican.generators import Generator
from pelican.urlwrappers import URLWrapper
from pelican.writers import Writer

import file_cache
import site_folder
from incremental import inputs
from incremental.store import Store, digest
from plugins import social_cards
from sources.content import time_zone

# Templates that Pelican asks for although no page is made by them.
_ASKED_FOR = [
    f"{name}.html" for name in ("archives", "author", "authors", "categories", "period_archives", "tag", "tags")
]
_NOT_SHOWN = {"OUTPUT_PATH"}  # another folder in every build
_LONG = 80  # characters; a longer value is compared by its digest

# The trace of the page that is being rendered: paths and attributes, and names, which have no path.
READS: set[tuple[str, str]] = set()


@cache
def _path(content: Content) -> str:
    return str(content.relative_source_path)  # which it works out whenever it is asked


class TracingContext(Context):
    """Traces what a template reads by name."""

    def resolve_or_missing(self, key: str) -> Any:
        """The value of a name."""
        READS.add(("", key))
        return super().resolve_or_missing(key)


class TracingEnvironment(Environment):
    """Traces what a template reads of an article or a page."""

    context_class = TracingContext

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An attribute, or an item."""
        if isinstance(obj, Content):
            READS.add((_path(obj), attribute))
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """An item, or an attribute."""
        if isinstance(obj, Content):
            READS.add((_path(obj), argument))
        return super().getitem(obj, argument)


class CompiledTemplates(BytecodeCache):
    """The templates as Python runs them, kept beside them as it keeps our own code: no build runs what a cache brings."""

    def __init__(self, theme: Path, *made_from: str) -> None:
        self._folder = theme / "__pycache__"
        self._made_from = digest(inputs.code_fingerprint("theme", *inputs.RENDERING), *made_from)

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """A name for a template in its folder, whatever letters that has."""
        return digest(name, filename or "")

    def get_source_checksum(self, source: str) -> str:
        """A name for what a template is compiled from: filters of what is constant are worked out then."""
        return digest(self._made_from, source)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a template from there."""
        if files := file_cache.get(self._folder, bucket.key):
            bucket.bytecode_from_string(files["code"])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template there."""
        file_cache.put(self._folder, bucket.key, {"code": bucket.bytecode_to_string()})


class CachingWriter(Writer):  # type: ignore[misc]  # Pelican has no types
    """Pelican's writer, but pages are written together at the end, and taken from the cache where their traces hold."""

    def __init__(self, output_path: str, settings: dict[str, Any]) -> None:
        super().__init__(output_path, settings)
        self._store: Store = settings["CACHE"]
        self._pages: dict[str, tuple[Any, ...]] = {}
        self._values: dict[Any, tuple[Any, str]] = {}
        self._put = partial(site_folder.put, Path(output_path), settings["LAST"] or Path(output_path))
        self._code = inputs.code_fingerprint("theme", *inputs.RENDERING)

    def write_file(self, name: str, template: Template, context: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        """Have a page written at the end."""
        if name in self._pages:
            raise RuntimeError(f"Two pages would have the same address: {name}")
        if name:  # without one, Pelican says that there is to be no page
            self._pages[name] = template, context, args, kwargs

    def write_pages(self) -> None:
        """Write all pages, on all processors."""
        if self._store.priority_page in self._pages:
            self._write(self._store.priority_page)
        self._store.for_each(self._write, [name for name in self._pages if name != self._store.priority_page])
        for name in self._pages:
            self._store.mark_used(self._entry(name))

    def _write(self, name: str) -> None:
        """Let Pelican write a page as it does."""
        template, context, args, kwargs = self._pages[name]
        reads, cache_key, html = self._store.get(self._entry(name)) or ([], "", "")

        def render(context: dict[str, Any]) -> str:
            unchanged = cache_key and cache_key == self._cache_key(reads, context)
            if unchanged and social_cards.put_cached(html, Path(context["PATH"]), self._put):
                return str(html)
            READS.clear()
            rendered: str = template.render(context)
            trace = sorted(READS)
            self._store.put(self._entry(name), [trace, self._cache_key(trace, context), rendered])
            return rendered

        context["localsiteurl"] = self.settings["SITEURL"]  # that of the page before would be there
        super().write_file(name, SimpleNamespace(render=render), context, *args, **kwargs)

    @contextlib.contextmanager
    def _open_w(self, filename: str, encoding: str, override: bool = False) -> Iterator[io.StringIO]:  # noqa: ARG002  # Pelican's
        file = io.StringIO()
        yield file
        self._put(str(Path(filename).relative_to(self.output_path)), file.getvalue().encode(encoding))

    def _entry(self, name: str) -> str:
        return f"page-{digest(self._code, name, self._pages[name][0].name)}"

    def _cache_key(self, trace: list[tuple[str, str]], context: dict[str, Any]) -> str:
        """What the reads of a trace give now; empty where that cannot be compared."""
        site, values, functions = context["localsiteurl"], self._values, self._store.environment.globals
        read = []
        try:
            for path, name in trace:  # a hundred of each page
                value = None if path or name in _NOT_SHOWN else context.get(name, functions.get(name))
                key = (path, name, site) if path else id(value)
                if key not in values:
                    text = _to_json(self._attribute(context["generated_content"].get(path), name) if path else value)
                    # With the value, so that its id stays its own.
                    values[key] = value, text if len(text) < _LONG else digest(text)
                read.append(values[key][1])
        except (TypeError, ValueError):
            return ""
        return digest("\n".join(read))

    def _attribute(self, content: Content | None, name: str) -> Any:
        if name == "get_content":  # called with an address, which is traced by itself
            return content and content.get_content("/")
        return Environment.getattr(self._store.environment, content, name)


def _default(value: Any) -> Any:
    if isinstance(value, Content):
        return ["content", _path(value)]  # what is read of it is traced by itself
    if isinstance(value, URLWrapper):
        return [type(value).__name__, value.name, value.slug]
    if isinstance(value, (date, tzinfo, PurePath)):
        return f"{value} {getattr(value, 'tzinfo', '')}"
    if isinstance(value, Mapping):
        return dict(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, Undefined) or (callable(value) and not hasattr(value, "__self__")):
        return type(value).__name__  # what functions do is in the fingerprint of our code; methods know more
    raise TypeError(type(value).__name__)


_to_json = json.JSONEncoder(default=_default).encode  # the same in every build; raises TypeError for an unknown kind


class Last:
    """The generator that Pelican asks last for output, when all others have said what to write."""

    def __init__(self, **_: Any) -> None: ...

    def generate_output(self, writer: Writer) -> None:
        """Write the pages."""
        if isinstance(writer, CachingWriter):
            writer.write_pages()


def last(_: Pelican) -> type[Last]:
    """Add the generator."""
    return Last


def writer(pelican: Pelican) -> type[CachingWriter] | None:
    """The writer of the pages, where there is a cache."""
    return CachingWriter if pelican.settings.get("CACHE") else None


def trace(generator: Generator) -> None:
    """Let the generator's templates trace what they read."""
    if store := generator.settings.get("CACHE"):
        if store.environment is None:  # one for all, so that a template is compiled once
            # Not from Pelican's own theme, which would stand in for a template of ours that is missing.
            loader = ChoiceLoader([generator.env.loader.loaders[0], DictLoader(dict.fromkeys(_ASKED_FOR, ""))])
            compiled = CompiledTemplates(Path(generator.theme), generator.settings["DEFAULT_LANG"])
            options = {"bytecode_cache": compiled} | generator.settings["JINJA_ENVIRONMENT"]
            store.environment = TracingEnvironment(loader=loader, **options)
        for part in ("filters", "globals", "tests"):
            getattr(store.environment, part).update(getattr(generator.env, part))
        generator.env = store.environment


def set_expiry(generator: Any) -> None:
    """Let the site expire when the next scheduled article is due, or else the day is over."""
    if store := generator.settings.get("CACHE"):
        content = generator.settings["CONTENT"]
        start = content.now.replace(tzinfo=time_zone(content.site))
        midnight = datetime.combine(start.date() + timedelta(days=1), time(), start.tzinfo)
        store.until = min([midnight, *(draft.date for draft in generator.drafts if draft.date > start)])


def register() -> None:
    """Connect to Pelican."""
    signals.article_generator_finalized.connect(set_expiry)
    signals.generator_init.connect(trace)
    signals.get_generators.connect(last)
    signals.get_writer.connect(writer)
