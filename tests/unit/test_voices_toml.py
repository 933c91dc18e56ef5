"""Voices: shown with consent and for as long as it lasts, in the quotation marks of the practice's language."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from checks.fix import fix
from checks.voices_toml import check
from sources import voices
from sources.content import Content, read
from sources.voices import Voice
from tests.unit.practice import FACTS, NOW, VOICES, needed_pages, written


def content(tmp_path: Path, text: str = VOICES, now: datetime = NOW, facts: str = FACTS) -> Content:
    return read(written(tmp_path, facts, voices=text), now)


def test_a_site_may_have_no_voices(tmp_path: Path) -> None:
    there = content(tmp_path, "")
    assert check(there) == []
    (tmp_path / "voices.toml").unlink()
    assert check(read(tmp_path, NOW)) == []
    assert voices.heard(read(tmp_path, NOW)) == ()


def test_a_voice_is_shown_until_its_last_day_is_over_at_the_practice(tmp_path: Path) -> None:
    midnight = NOW.replace(hour=0) + timedelta(days=1)
    before, after = (content(tmp_path, now=midnight + timedelta(seconds=step)) for step in (-1, 0))
    assert [one.name for one in voices.heard(before)] == ["A hospitalist in the Midwest", "A pediatrician"]
    assert check(before) == []
    assert [one.name for one in voices.heard(after)] == ["A hospitalist in the Midwest"]
    assert [(problem.line, problem.advice) for problem in check(after)] == [(11, True)]


@pytest.mark.parametrize("said", ["It's me.", "“It's me.”", '\\"It\'s me.\\"', " It's\\n me. ", "« It's me. »"])
@pytest.mark.parametrize(("language", "shown"), [("en-US", "“It’s me.”"), ("de", "„It’s me.“")])
def test_the_quotation_marks_are_those_of_the_language_whatever_was_typed(
    said: str, language: str, shown: str, tmp_path: Path
) -> None:
    text = VOICES.replace("She asked, and waited.", said)
    there = content(tmp_path, text, facts=FACTS.replace("en-US", language))
    assert check(there) == []
    assert voices.heard(there)[1].words == shown


def test_a_quotation_within_the_words_keeps_its_marks() -> None:
    assert voices.bare("“Stay,” she said, “or go.”") == "“Stay,” she said, “or go.”"


def test_a_page_keeps_its_voice_when_another_comes_or_goes() -> None:
    all_of_them = [Voice(f"“{number}”", "") for number in range(9)]
    pages = [f"page-{number}" for number in range(90)]
    chosen = {page: voices.one_for(all_of_them, page) for page in pages}
    assert set(chosen.values()) == set(all_of_them)
    fewer = all_of_them[1:]
    assert {page: voices.one_for(fewer, page) for page, voice in chosen.items() if voice in fewer} == {
        page: voice for page, voice in chosen.items() if voice in fewer
    }


def test_a_day_that_can_mean_only_one_is_written_anew_by_fix(tmp_path: Path) -> None:
    folder = written(tmp_path / "content", voices=VOICES.replace("2026-03-02", "March 2, 2026"))
    needed_pages(folder)
    fix(folder, lambda _: None)
    assert (folder / "voices.toml").read_text(encoding="utf-8") == VOICES
