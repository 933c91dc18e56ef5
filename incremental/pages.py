"""A page is rendered only when what it shows has changed.

While a page is rendered, every name and every attribute of an article or page that its templates read is noted. The
next build looks them all up again; where each is what it was, so is the page.
"""

import dataclasses
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path, PurePath
from types import FunctionType
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, Template
from jinja2.runtime import Context, Undefined
from pelican import signals
from pelican.contents import Content
from pelican.generators import Generator
from pelican.urlwrappers import URLWrapper
from pelican.writers import Writer

from incremental import forked, inputs
from incremental.store import Store, digest
from plugins import social_cards

_NOT_SHOWN = {"OUTPUT_PATH"}  # another folder in every build
_LONG = 64


class NotingContext(Context):
    """What a template reads by name is noted."""

    def resolve_or_missing(self, key: str) -> Any:
        """The value of a name."""
        self.environment.noted.add(("", key))  # type: ignore[attr-defined]
        return super().resolve_or_missing(key)


class NotingEnvironment(Environment):
    """What a template reads of an article or a page is noted."""

    context_class = NotingContext

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.noted: set[tuple[str, str]] = set()

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An attribute, or an item."""
        if isinstance(obj, Content):
            self.noted.add((obj.relative_source_path, attribute))
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """An item, or an attribute."""
        if isinstance(obj, Content):
            self.noted.add((obj.relative_source_path, argument))
        return super().getitem(obj, argument)


class KeepingWriter(Writer):  # type: ignore[misc]  # Pelican has no types
    """Pelican's writer, but pages are written together at the end, on all processors, and not rendered in vain."""

    def __init__(self, output_path: str, settings: dict[str, Any]) -> None:
        super().__init__(output_path, settings)
        self._store: Store = settings["KEPT"]
        self._pages: dict[str, tuple[Any, ...]] = {}
        self._told: dict[Any, tuple[Any, str]] = {}

    def write_file(self, name: str, template: Template, context: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        """Have a page written in the end."""
        if name in self._pages:
            raise RuntimeError(f"Two pages would have the same address: {name}")
        if name:  # Pelican's way to say that there is to be none
            self._pages[name] = template, context, args, kwargs

    def write_pages(self) -> None:
        """Write all pages that are to be written."""
        for name, new in forked.each(self._write, list(self._pages)):
            self._store.counts["pages kept" if new is None else "pages rendered"] += 1
            self._store.used.add(name)
            if new is not None:
                self._store.put(name, new)

    def _write(self, name: str) -> tuple[str, list[Any] | None]:
        template, context, args, kwargs = self._pages[name]
        kept_as = f"page:{digest(inputs.code('incremental', 'plugins', 'theme'), name, template.name or '')}"
        page = _Page(kept_as, template, self._store, self._told)
        context["localsiteurl"] = self.settings["SITEURL"]  # that of the page before would be there
        super().write_file(name, page, context, *args, **kwargs)
        return page.name, page.new


class _Page:
    """A template that may know the page already."""

    def __init__(self, name: str, template: Template, store: Store, told: dict[Any, tuple[Any, str]]) -> None:
        self.name, self._template, self._store, self._told = name, template, store, told
        self.new: list[Any] | None = None

    def render(self, context: dict[str, Any]) -> str:
        """The page as it was kept, if that is how it would be now; else as it is rendered."""
        noted, made_from, html = self._store.get(self.name) or ([], "", "")
        is_the_same = made_from and made_from == self._made_from(noted, context)
        if is_the_same and social_cards.put_again(html, Path(context["PATH"]), Path(context["OUTPUT_PATH"])):
            return str(html)
        environment: Any = self._template.environment
        environment.noted.clear()
        html = self._template.render(context)
        noted = sorted(environment.noted)
        self.new = [noted, self._made_from(noted, context), html]
        return str(html)

    def _made_from(self, noted: list[tuple[str, str]], context: dict[str, Any]) -> str:
        """All that was noted, as it is now; empty where that cannot be told."""
        try:
            return digest(*(self._read(path, name, context) for path, name in noted))
        except TypeError:
            return ""

    def _read(self, path: str, name: str, context: dict[str, Any]) -> str:
        """What a template is given now for a name, or for an attribute of the article or page at a path."""
        if not path:
            value = context.get(name) if name not in _NOT_SHOWN else None
            if not isinstance(value, (list, dict)):
                return _told(value)
            return self._once(id(value), value, lambda: value)
        content = context["generated_content"].get(path)
        key = (path, name, context["localsiteurl"])
        if name == "get_content":  # called with an address that is noted by itself
            return self._once(key, None, lambda: content and content.get_content("/"))
        return self._once(key, None, lambda: Environment.getattr(self._template.environment, content, name))

    def _once(self, key: Any, value: Any, read: Callable[[], Any]) -> str:
        if key not in self._told:
            told = _told(read())
            self._told[key] = value, told if len(told) < _LONG else digest(told)  # with the value its id stays its own
        return self._told[key][1]


def _told(value: Any) -> str:
    """A value in words, the same in every build; raises TypeError for a kind that is not known."""
    return json.dumps(value, default=_in_json)


def _in_json(value: Any) -> Any:
    if isinstance(value, Content):
        return ["content", value.relative_source_path]  # what is read of it is noted by itself
    if isinstance(value, URLWrapper):
        return [type(value).__name__, value.name, value.slug]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (tzinfo, PurePath)):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(
        value, (Undefined, FunctionType, type)
    ):  # functions change with our code, which is told of as a whole
        return type(value).__name__
    raise TypeError(type(value).__name__)


class Last:
    """What Pelican asks for output when all others have said what to write."""

    def __init__(self, **_: Any) -> None: ...

    def generate_output(self, writer: Writer) -> None:
        """Write the pages."""
        if isinstance(writer, KeepingWriter):
            writer.write_pages()


def note(generator: Generator) -> None:
    """Let the generator's templates note what they read."""
    if store := generator.settings.get("KEPT"):
        if store.environment is None:  # one for all, so that a template is compiled once
            store.environment = NotingEnvironment(
                loader=generator.env.loader, **generator.settings["JINJA_ENVIRONMENT"]
            )
            for part in ("filters", "globals", "tests"):
                setattr(store.environment, part, getattr(generator.env, part))
        generator.env = store.environment


def note_next_due(generator: Any) -> None:
    """Until when the site is what it is: when the next scheduled article is due, or else the day is over."""
    if store := generator.settings.get("KEPT"):
        now = datetime.now(ZoneInfo(generator.settings["TIMEZONE"]))
        midnight = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
        store.until = min([midnight, *(draft.date for draft in generator.drafts if draft.date > now)])


def register() -> None:
    """Connect to Pelican."""
    signals.article_generator_finalized.connect(note_next_due)
    signals.generator_init.connect(note)
    signals.get_generators.connect(lambda _: Last, weak=False)
    signals.get_writer.connect(lambda pelican: KeepingWriter if pelican.settings.get("KEPT") else None, weak=False)
