"""The words of the interface: each language has all, nothing is written elsewhere, and dates and plurals are its own."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, nodes
from lxml import html as lxml_html  # type: ignore[import-untyped]
from markupsafe import Markup

from sources import language
from sources.language import Language, faults, of_tag, table_of

ROOT = Path(__file__).parents[2]
SHIPPED = ("de", "en", "es", "fr")
DAY = date(2026, 11, 2)
# What is said in an attribute.
SAID = ("alt", "aria-label", "placeholder", "title", "data-missing", "data-wrong", "content")
# What is no language: names, and what other programs read.
NO_WORDS = {
    "BibTeX", "article", "website", "summary_large_image", "strict-origin-when-cross-origin", "noindex", "light dark",
    "width=device-width, initial-scale=1", "#f8f3ea", "#1b1917", "1200", "630", "updated",
}  # fmt: skip
MACHINES = re.compile(r" disabled|default-src|\{\"prefetch|method=|\d; url=")


def test_there_are_words_in_these_languages() -> None:
    assert set(SHIPPED) <= set(language.available())


@pytest.mark.parametrize("tag", language.available())
def test_a_language_has_all_words_with_the_same_signs(tag: str) -> None:
    spoken = language.read(tag)
    assert spoken.table.problems == ()
    assert faults(spoken) == ()


@pytest.mark.parametrize("tag", sorted(set(SHIPPED) - {"en"}))
def test_a_language_says_everything_in_its_own_words(tag: str) -> None:
    same = {
        "Coach",
        "Coaching",
        "Contact",
        "Feed",
        "Newsletter",
        "Articles",
        "Message",
        "Questions",
        "Note",
        "Online",
        "Workshops",
        "Pause",
        "Important",
        "Error: ",
    }
    english, own = (dict(of_tag(name).table.strings()) for name in ("en", tag))
    signs = re.compile(r"[\W\d_]|\{\w+\}|PDF|kB|MB|min")
    left = {key for key in english if english[key] == own[key] and signs.sub("", english[key])}
    assert {english[key] for key in left} <= same | {
        "{n} article",
        "{n} articles",
        "Error: {title}",
        "PDF, {size} kB",
        "PDF, {size} MB",
    }


@pytest.mark.parametrize(
    ("tag", "day", "month"),
    [
        ("en-US", "November 2, 2026", "November 2026"),
        ("en-GB", "2 November 2026", "November 2026"),
        ("de", "2. November 2026", "November 2026"),
        ("de-at", "2. November 2026", "November 2026"),
        ("fr", "2 novembre 2026", "novembre 2026"),
        ("fr-CA", "2 novembre 2026", "novembre 2026"),
        ("es", "2 de noviembre de 2026", "noviembre de 2026"),
        ("es-419", "2 de noviembre de 2026", "noviembre de 2026"),
        ("en-XX", "November 2, 2026", "November 2026"),
    ],
)
def test_a_date_is_written_as_the_language_and_its_region_do(tag: str, day: str, month: str) -> None:
    assert (of_tag(tag).day(DAY), of_tag(tag).month(DAY)) == (day, month)


def test_the_first_of_a_month_is_an_ordinal_in_french() -> None:
    assert [of_tag(tag).day(date(2026, 5, 1)) for tag in ("fr", "de")] == ["1er mai 2026", "1. Mai 2026"]


@pytest.mark.parametrize(
    ("tag", "count", "said"),
    [
        ("en", 1, "1 article"),
        ("en", 0, "0 articles"),
        ("fr", 0, "0 article"),
        ("fr", 2, "2 articles"),
        ("es", 1_000_000, "1000000 artículos"),
        ("de", 1, "1 Artikel"),
    ],
)
def test_a_number_takes_the_plural_form_of_the_language(tag: str, count: int, said: str) -> None:
    assert of_tag(tag).phrase("topic.count", n=count) == said


def test_numbers_have_the_decimal_sign_of_the_language() -> None:
    assert [of_tag(tag).number(1.24) for tag in ("en-US", "de", "fr", "es-MX")] == ["1.2", "1,2", "1,2", "1.2"]
    assert of_tag("de").number(10.0) == "10"


def test_what_is_put_into_words_is_escaped_once_and_a_link_is_one() -> None:
    english = of_tag("en")
    assert english.phrase("article.by", name="Ann & Sons") == "Ann & Sons".join(("By ", ""))
    assert not isinstance(english.phrase("article.by", name="Ann & Sons"), Markup)
    assert english.phrase("article.by", name=Markup("<b>Ann</b>")) == Markup("By <b>Ann</b>")
    linked = english.phrase("articles.paths", paths='../paths/?"&')
    assert linked.startswith('Not sure where to begin? <a href="../paths/?&#34;&amp;">Reading paths</a> put')


def test_a_region_has_the_words_of_its_language() -> None:
    found = {tag: table_of(tag) for tag in ("en-US", "DE-at", "pt-BR", "e")}
    assert {tag: path.stem if path else None for tag, path in found.items()} == {
        "en-US": "en", "DE-at": "de", "pt-BR": None, "e": None,
    }  # fmt: skip


def written(folder: Path, monkeypatch: pytest.MonkeyPatch, tag: str, *changes: tuple[str, str]) -> Language:
    """A language of one's own, made from the English file with these changes."""
    text = (language.WORDS / "en.toml").read_text(encoding="utf-8")
    (folder / "en.toml").write_text(text, encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / f"{tag}.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(language, "WORDS", folder)
    return language.read(tag)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('skip = "Skip to the text"\n', "", "There is nothing for “frame.skip”"),
        ('skip = "Skip', 'skipp = ""\nskip = "Skip', "“frame.skipp” is no name of words here"),
        ('"By {name}"', '"Von"', "“article.by” has not the same signs as in English: {name}"),
        ('"By {name}"', '"Von {name} {"', "“article.by” has not the same signs as in English: {"),
        ("(paths) put", "(Pfade) put", "“articles.paths” has not the same signs as in English: ](Pfade), ](paths)"),
        ('count.one = "{n} article"\n', "", "“topic.count” lacks the form for “one”"),
        ('by = "By {name}"', "by = 3", "“article.by” is of another kind than in English"),
        ("speed = 230", 'speed = "fast"', "“reading.speed” is of another kind than in English"),
    ],
)
def test_what_a_language_lacks_is_named_and_english_stands_in(
    old: str, new: str, found: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found in [words for _, words in faults(written(tmp_path, monkeypatch, "xx", (old, new)))]
    assert of_tag("xx").phrase("article.by", name="Ann") == "By Ann"


def test_a_language_with_more_plural_forms_needs_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "“topic.count” lacks the form for “few”" in [
        words for _, words in faults(written(tmp_path, monkeypatch, "pl"))
    ]


@pytest.mark.parametrize(
    ("tag", "direction"), [("en", "ltr"), ("de", "ltr"), ("ar", "rtl"), ("he", "rtl"), ("fa", "rtl")]
)
def test_a_language_runs_in_its_direction(tag: str, direction: str) -> None:
    assert of_tag(tag).direction == direction


def _is_said(words: str) -> bool:
    return bool(re.search(r"[^\W\d_]{2}", words)) and words.strip() not in NO_WORDS


@pytest.mark.parametrize("path", sorted((ROOT / "theme/templates").rglob("*.html")), ids=lambda path: path.name)
def test_no_words_are_written_in_a_template(path: Path) -> None:
    tree = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).parse(path.read_text(encoding="utf-8"))
    data = "".join(
        part.data if isinstance(part, nodes.TemplateData) else "0"
        for output in tree.find_all(nodes.Output)
        for part in output.nodes
    )
    data = re.sub(r"<(style|script|pre)\b.*?</\1>", "", data, flags=re.DOTALL)
    page = lxml_html.fromstring(f"<div>{data}</div>")
    said = [str(text) for text in page.itertext()]
    said += [str(value) for element in page.iter() for name, value in element.attrib.items() if name in SAID]
    consts = [node.value for node in tree.find_all(nodes.Const) if isinstance(node.value, str)]
    said += [value for value in consts if re.search(r"[A-Z][a-z]+ [a-z]|[a-z]+ [a-z]+ [a-z]|^[A-Z][a-z]+$", value)]
    types = {
        "Event",
        "Place",
        "Offer",
        "Article",
        "Person",
        "Organization",
        "Service",
        "Audience",
        "Question",
        "Answer",
    }  # of schema.org
    found = [words for words in said if _is_said(words) and words.strip() not in types]
    assert [words for words in found if not MACHINES.match(words)] == []


@pytest.mark.parametrize("path", sorted((ROOT / "theme/static/js").glob("*.js")), ids=lambda path: path.name)
def test_no_words_are_written_in_a_script(path: Path) -> None:
    code = re.sub(r"^\s*//.*$|\s// .*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    strings = re.findall(r'"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`', code)
    said = [re.sub(r"\$\{[^}]*\}", "", one or other) for one, other in strings]
    assert [words for words in said if re.search(r"[A-Z][a-z]+ [a-z]|[a-z] [a-z]+ [a-z]|[a-z][.!?…]$", words)] == []


def test_what_the_scripts_ask_for_is_there() -> None:
    scripts: dict[str, Any] = of_tag("en").of_scripts
    asked: dict[str, set[str]] = {}
    for path in (ROOT / "theme/static/js").glob("*.js"):
        code = path.read_text(encoding="utf-8")
        asked[path.stem] = set(re.findall(r"\bsaid\.(\w+)", code))
        for names in re.findall(r"const \{ ([\w, ]+) \} = words\b", code):
            asked[path.stem] |= set(names.split(", "))
        for outcome in re.findall(r'saidOf\("(\w+)"\)', code):
            asked[path.stem] |= {f"contact_{outcome}", f"newsletter_{outcome}"}
    asked["form"] |= {f"{kind}_{outcome}" for kind in ("contact", "newsletter") for outcome in ("refused", "unsure")}
    assert {name: sorted(words) for name, words in asked.items() if words} == {
        name: sorted(words) for name, words in scripts.items()
    }


def test_every_word_is_said_somewhere() -> None:
    """What nobody asks for would be translated in vain."""
    said = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("theme/templates", "mailing", "plugins", "sources", "pictures", "preview")
        for path in (ROOT / folder).rglob("*.[hpxj][tyms]*")
        if "__pycache__" not in path.parts
    ) + (ROOT / "pelicanconf.py").read_text(encoding="utf-8")
    keys = {re.sub(r"\.(one|other|\d+)$", "", key) for key, _ in of_tag("en").table.strings()}
    put_together = re.compile(
        r"^(form\.(contact|newsletter)_subject|form\.\w+_for_letter|privacy\.|text\.\w+|\w+_(thanks|sent)\.|not_found\.|feed\.(title|summary)$|help\.|scripts\.)"
    )
    assert sorted(key for key in keys if f'"{key}"' not in said and not put_together.match(key)) == []
