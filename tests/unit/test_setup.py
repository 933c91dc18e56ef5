"""A practice is set up of a few answers, whoever they are from, and nothing is written that nobody has agreed to."""

import io
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest

from checks import site_toml, sources
from checks.site_toml_schema import ENTRIES, SCHEMA
from problem import errors
from setup import __main__ as program
from setup import answers, pages, sample
from sources.content import Content, read

GIVEN = """\
name = "Riverside"
audience = "teachers"
language = "en-GB"
timezone = "Europe/London"
topics = ["Marking", "Moving on"]
email = "post@riverside.test"
booking = "https://diary.riverside.test/"
"""
TAGS = ("en-US", "en-GB", "de-DE", "de-AT", "de-CH", "fr-FR", "fr-CH", "es-ES", "es-MX")
# Words of one profession, which no template may have.
OF_ONE_PROFESSION = re.compile(
    r"physician|\bpatients?\b|hospital|clinic|pager|on call|night shift|white coat"
    r"|ärztin|\bärzt(?!lich)|patientin|klinik|krankenhaus|hôpital|médecins|patiente?s\b|hospital|\bmédicos\b|paciente",
    re.IGNORECASE,
)


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the practice is to be; there is nothing yet."""
    monkeypatch.setattr(program, "ROOT", tmp_path)
    monkeypatch.setattr(program, "CONTENT", tmp_path / "content")
    for name in ("SITEURL", "CONTACT_FORM", "NEWSLETTER_FORM"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "content"


@pytest.fixture
def sample_content(content: Path) -> Path:
    """The sample, in git as it is, and an article of the coach's own."""
    for name in ("articles/burnout-and-coaching.md", "pages/home.md", "pages/newsletter/thanks.md", "paths.toml"):
        put(content / name, f"{name} of the sample")
    put(content / "site.toml", f'name = "Attending"\n[coach]\nemail = "{sample.EMAIL}"\n')
    put(content / "articles/mine.md", "Title: Mine\nDate: 2026-01-01\nSummary: S\nCategory: Marking\n\nText.\n")
    git(content.parent, "init", "--quiet")
    git(content.parent, "add", "--all")
    git(content.parent, "-c", "user.name=A", "-c", "user.email=a@b.test", "commit", "--quiet", "-m", "x")
    return content


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, and what is in it."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def from_file(content: Path, text: str = GIVEN) -> None:
    program.set_up(put(content.parent / "answers.toml", text))


def refused(content: Path, text: str) -> str:
    """What is said of answers that cannot be used."""
    with pytest.raises(SystemExit) as ended:
        from_file(content, text)
    return re.sub(r"^\S*/answers", "answers", str(ended.value.code), flags=re.MULTILINE)


def made(folder: Path, **given: Any) -> Content:
    """What becomes of answers, as it is read again before it would go live."""
    whole = answers.complete(
        {"name": "Riverside", "audience": "teachers", "email": "a@riverside.test", "language": "en-GB"} | given
    )
    assert [*answers.refusals(whole)] == []
    for name, text in pages.files(whole, "2026-11-01").items():
        put(folder / name, text)
    return read(folder, datetime(2026, 11, 22, tzinfo=ZoneInfo("UTC")), publish=True)


def wrong(content: Content) -> list[str]:
    return [str(problem) for problem in errors([*site_toml.check(content), *sources.check(content)])]


@pytest.mark.parametrize("newsletter", [True, False])
@pytest.mark.parametrize("booking", ["https://times.riverside.test/", ""])
@pytest.mark.parametrize("tag", TAGS)
def test_what_is_written_lacks_nothing_but_what_is_to_be_filled_in(
    tag: str, booking: str, newsletter: bool, tmp_path: Path
) -> None:
    content = made(tmp_path, language=tag, booking=booking, newsletter=newsletter)
    unfilled = {str(problem) for problem in sources.places_are_filled_in(content)}
    assert unfilled
    assert not {*wrong(content)} - unfilled
    assert ("pages/discovery-session.md" in content.sources) == bool(booking)
    assert ("pages/newsletter/thanks.md" in content.sources) == newsletter
    # With what is in the brackets, which is proposed, it could go live.
    for path in tmp_path.rglob("*.*"):
        path.write_text(re.sub(r"\[\[ (.*?) \]\]", r"\1", path.read_text(encoding="utf-8")), encoding="utf-8")
    said = [*site_toml.check(filled := read(tmp_path, publish=True)), *sources.check(filled)]
    assert [problem.found for problem in said if problem.path != "content/site.toml"] == []


def test_every_language_has_the_same_words_and_pages() -> None:
    own = {"impressum", "mentions-legales", "aviso-legal"}  # what the law there asks for
    of_all = []
    for language in pages.LANGUAGES:
        folder = pages.HERE / language
        names = {path.relative_to(folder).as_posix() for path in (folder / "pages").rglob("*.md")}
        articles = len([*folder.glob("articles/*.md")])
        of_all.append(({*pages.table(language)}, {name for name in names if Path(name).stem not in own}, articles))
    assert of_all.count(of_all[0]) == len(of_all) == 4


def test_no_template_speaks_of_one_profession() -> None:
    for path in sorted(pages.HERE.rglob("*")):
        if path.suffix in (".md", ".toml"):
            assert not OF_ONE_PROFESSION.findall(path.read_text(encoding="utf-8")), path


@pytest.mark.parametrize(
    ("tag", "zone", "has", "has_not"),
    [
        ("en-US", "America/New_York", "financial advisor", "GDPR"),
        ("en-GB", "Europe/London", "UK GDPR", "in your calendar"),
        ("en-IE", "Europe/Dublin", "data protection authority", "UK GDPR"),
        ("de-DE", "Europe/Berlin", "DSGVO", "Schweiz"),
        ("de-CH", "Europe/Zurich", "Schweizer Datenschutzgesetz", "ß"),
        ("fr-FR", "Europe/Paris", "CNIL", " ;"),
        ("es-MX", "America/Mexico_City", "usted", "RGPD"),
    ],
)
def test_spelling_and_law_are_those_of_the_place(tag: str, zone: str, has: str, has_not: str, tmp_path: Path) -> None:
    made(tmp_path, language=tag, timezone=zone, booking="https://a.riverside.test/")
    text = "".join(words.decode() for words in files(tmp_path).values())
    assert has in text
    assert has_not not in text


def test_french_signs_have_their_narrow_spaces() -> None:
    for path in (pages.HERE / "fr").rglob("*.*"):
        text = re.sub(
            r"\{[{%].*?[%}]\}|^#.*|^---.*|^\|.*|<!--|-->", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE
        )
        assert not re.search(r"[^\W\d] [;:?!»]|[^\W\d][;?!»]|« |'", text.replace('"', "")), path


def test_time_zones_are_there_and_each_is_in_one_country() -> None:
    zones = [zone for country in pages.COUNTRIES.values() for zone in country["zones"]]
    assert sorted(zones) == sorted({*zones} & available_timezones())
    assert all({*country} <= {"zones", "law", *pages.LANGUAGES} for country in pages.COUNTRIES.values())


@pytest.mark.parametrize(
    ("tag", "zone"),
    [("en", "America/New_York"), ("en-GB", "Europe/London"), ("de", "Europe/Berlin"), ("de-ch", "Europe/Zurich"), ("es-MX", "America/Mexico_City"), ("fr-CI", "Europe/Paris")],
)  # fmt: skip
def test_the_time_zone_that_is_proposed_is_one_where_the_language_is_spoken(tag: str, zone: str) -> None:
    assert pages.default("timezone", {"language": tag}) == zone


@pytest.mark.parametrize(
    ("tag", "zone", "number"),
    [
        ("en-US", "America/Denver", "988"),
        ("en-GB", "Europe/London", "116 123"),
        ("de", "Europe/Berlin", "0800 111 0 111"),
        ("de-AT", "Europe/Vienna", "142"),
        ("de", "Europe/Rome", "112"),
        ("fr", "Europe/Paris", "3114"),
        ("es", "Europe/Madrid", "024"),
        ("es", "America/New_York", "988"),
        ("en-AU", "Australia/Sydney", "local emergency number now."),
    ],
)
def test_the_number_that_is_proposed_is_that_of_the_time_zone(tag: str, zone: str, number: str) -> None:
    assert number in pages.default("crisis", {"language": tag, "timezone": zone})


def test_a_file_of_answers_makes_a_practice(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from_file(content)
    there = read(content)
    assert (there.site.words("name"), there.site.words("tagline")) == ("Riverside", "Coaching for teachers")
    assert there.topics == ("Marking", "Moving on")
    assert (there.site.words("crisis.danger"), there.site.words("publishing.repository")) == ("", "")
    assert there.sources["articles/what-a-coach-does.md"].is_draft
    assert not wrong(there) or all("filled in" in problem for problem in wrong(read(content, publish=True)))
    said = capsys.readouterr().out
    assert "By default, leave_out is: Please leave out" in said
    assert "content/pages/home.md is written." in said
    places = [
        "Fill in what",
        "`danger` below",
        "`repository` below",
        "content/mark.svg",
        "SITEURL is not set",
        "CONTACT_FORM",
        "the remote “origin”",
    ]
    assert sorted(places, key=said.index) == places
    assert "NEWSLETTER_FORM" not in said
    assert sorted(content.parent.iterdir()) == [content.parent / "answers.toml", content]


def test_what_was_answered_is_not_asked_for_in_the_end(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from_file(content, f'{GIVEN}crisis = "Call 999."\nrepository = "private"\nleave_out = ""\ntagline = "Time"\n')
    there = read(content).site
    assert [there.words(key) for key in ("crisis.danger", "publishing.repository", "forms.leave_out", "tagline")] == [
        "Call 999.", "private", "", "Time",
    ]  # fmt: skip
    assert not re.search(r"`danger`|`repository`|leave_out|tagline", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("name =", "nmae =", ["answers.toml:1", "“nmae” is not asked for.", "Did you mean `name`?", "There is no answer to “What is your practice called?”"]),
        ('"Europe/London"', '"London"', ["answers.toml:4", "“London” is no time zone.", "Did you mean `Europe/London`?"]),
        ('"en-GB"', '"English (UK)"', ["answers.toml:3", "“English (UK)” is no language tag."]),
        ('"en-GB"', '"tlh"', ["answers.toml:3", "“tlh”", "`de`, `en`, `es`, `fr`"]),
        ('["Marking", "Moving on"]', '"Marking"', ["answers.toml:5", 'Write it in brackets: `topics = ["Marking"]`.']),
        ('["Marking", "Moving on"]', '["Marking", "marking"]', ["answers.toml:5", "have the same address"]),
        ('["Marking", "Moving on"]', '["Marking", 7]', ["answers.toml:5", "In “topics” one entry is 7."]),
        ('["Marking", "Moving on"]', "[]", ["answers.toml:5", "“topics” is empty."]),
        ("post@", "post at ", ["answers.toml:6", "is no email address."]),
        ("https://", "http://", ["answers.toml:7", "Write `https://diary.riverside.test/`."]),
        ("https://diary", "calendly", ["answers.toml:7", "is not secure"]),
        ('"teachers"', '""', ["answers.toml:2", "There is no answer to “Whom do you coach?”"]),
        ('"teachers"', "12", ["answers.toml:2", 'Write it in quotation marks: `audience = "12"`.']),
        ('"teachers"', "“teachers”", ["answers.toml:2", "are curly"]),
        ('"teachers"', '"caf\\uFFFD"', ["answers.toml:2", "Letters were lost"]),
        ('"teachers"', f'"{"x" * 1001}"', ["answers.toml:2", "1,001 characters"]),
        ('"teachers"', '"<! teachers"', ["answers.toml:2", "“<! teachers” would be shown as it stands"]),
        ('"Moving on"', f'"{"x" * 101}"', ["answers.toml:5", "“name” has 101 characters"]),
        ("booking", 'newsletter = "yes"\nbooking', ["answers.toml:7", "Write `newsletter = true`, without quotation marks."]),
        ("booking", 'repository = "secret"\nbooking', ["answers.toml:7", "“secret” does not say who can see the repository."]),
        ("booking", 'sample = "move"\nbooking', ["answers.toml:7", "“move” is neither keep nor remove."]),
        ("booking", '[coach]\nname = "A"\n[x]\nbooking', ["answers.toml:7", "“coach” is a table."]),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_used_is_told_with_its_line(
    content: Path, old: str, new: str, said: list[str]
) -> None:
    told = refused(content, GIVEN.replace(old, new))
    assert [words for words in said if words not in told] == []
    assert told.endswith("Nothing was written.")
    assert not content.exists()


def test_all_answers_that_cannot_be_used_are_told_at_once(content: Path) -> None:
    told = refused(content, GIVEN.replace("Europe/London", "London").replace("post@", "post "))
    assert told.count("answers.toml:") == 2


def test_answers_that_are_not_there_are_told(content: Path) -> None:
    with pytest.raises(SystemExit, match="answers cannot be read: no such file"):
        program.set_up(content.parent / "nowhere.toml")


@pytest.mark.parametrize(
    "words",
    ['R&D <leads> & "makers"', "*stars* and _lines_", "[links] (x.md) `code`", "# 1. > - | \\", "中文 العربية 👩‍🏫"],
)
def test_whatever_the_words_of_an_answer_they_stand_on_the_pages_as_they_are(words: str, tmp_path: Path) -> None:
    content = made(tmp_path, name=words, audience=words, coach=words, topics=[f'"{words}"', "B"])
    assert content.site.words("audience") == content.site.words("coach.name") == words
    assert [problem for problem in wrong(content) if "filled in" not in problem] == []


def test_what_is_there_stays_and_is_told(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(content / "pages/About.md", "Title: Mine\nSummary: S\n\nText.\n")
    put(content / "articles/mine.md", "Title: Mine\nDate: 2026-01-01\nSummary: S\nCategory: Marking\n\nText.\n")
    before = files(content)
    from_file(content)
    assert before.items() <= files(content).items()
    assert not {"pages/about.md", "articles/what-a-coach-does.md"} & {*files(content)}
    assert "content/pages/about.md is there already, and stays as it is." in capsys.readouterr().out


def test_the_facts_that_are_there_hold_and_the_pages_follow_them(
    content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from_file(content)
    before = files(content)
    shutil.rmtree(content / "pages")
    from_file(content, GIVEN.replace("en-GB", "de").replace('booking = "https://diary.riverside.test/"', ""))
    assert files(content) == before
    assert (
        "content/site.toml is there already, and its facts hold; the answers are not needed." in capsys.readouterr().out
    )


def test_nothing_is_written_through_a_link(content: Path, tmp_path: Path) -> None:
    (elsewhere := tmp_path / "elsewhere").mkdir()
    (content / "pages").mkdir(parents=True)
    (content / "pages/contact").symlink_to(elsewhere)
    assert "content/pages/contact\n    This is a link" in refused(content, GIVEN)
    assert not [*elsewhere.iterdir()]


def test_a_second_time_changes_nothing(content: Path) -> None:
    from_file(content)
    before = files(content)
    from_file(content)
    assert files(content) == before


def test_facts_that_cannot_be_read_are_told_and_nothing_is_written(content: Path) -> None:
    put(content / "site.toml", "name = “A”\n")
    assert "curly" in refused(content, GIVEN)
    assert [*files(content)] == ["site.toml"]


def test_the_sample_goes_where_git_has_it(sample_content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from_file(sample_content)
    there = read(sample_content)
    assert there.site.words("name") == "Riverside"
    assert {*there.sources} & sample.FILES == {
        *(
            name
            for name in sample.FILES
            if name.startswith("pages/") and name in pages.NAMES and "newsletter" not in name
        )
    }
    assert "articles/mine.md" in there.sources
    assert not (sample_content / "pages/newsletter").exists()
    assert "of the sample" not in (sample_content / "pages/home.md").read_text(encoding="utf-8")
    assert (
        "The 5 files of the sample are gone from content/. `git show HEAD:content/NAME` shows"
        in capsys.readouterr().out
    )
    assert git(sample_content.parent, "show", "HEAD:content/paths.toml") == "paths.toml of the sample"


def test_the_sample_is_known_without_its_facts(sample_content: Path) -> None:
    (sample_content / "site.toml").unlink()
    from_file(sample_content)
    assert not (sample_content / "paths.toml").exists()
    (sample_content / "site.toml").unlink()
    git(sample_content.parent, "add", "--all")
    git(sample_content.parent, "-c", "user.name=A", "-c", "user.email=a@b.test", "commit", "--quiet", "-m", "x")
    before = files(sample_content)
    from_file(sample_content)
    assert before.items() <= files(sample_content).items()


def test_where_the_sample_is_live_she_is_told_how_to_begin_anew(
    sample_content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git(sample_content.parent, "update-ref", "refs/remotes/origin/gh-pages", "HEAD")
    from_file(sample_content)
    assert "If no reader knows it, begin anew: `git push origin --delete gh-pages`." in capsys.readouterr().out
    from_file(sample_content)
    assert "begin anew" not in capsys.readouterr().out


def test_a_sample_that_git_does_not_have_is_not_removed_unasked(sample_content: Path) -> None:
    put(sample_content / "pages/home.md", "changed")
    before = files(sample_content)
    told = refused(sample_content, GIVEN)
    assert "content/pages/home.md\n    Of the sample, git does not have 1 of 5 files as they are now." in told
    assert files(sample_content) == before


def test_what_git_does_not_have_of_the_sample_is_put_aside(sample_content: Path) -> None:
    put(sample_content / "pages/home.md", "changed")
    put(sample_content.parent / "sample/x", "something else of this name")
    from_file(sample_content, f'{GIVEN}sample = "remove"\n')
    assert files(sample_content.parent / "sample-2") == {"pages/home.md": b"changed"}


def test_without_git_the_sample_is_put_aside_as_a_whole(sample_content: Path) -> None:
    shutil.rmtree(sample_content.parent / ".git")
    before = files(sample_content)
    assert "git does not have 5 of 5 files" in refused(sample_content, GIVEN)
    from_file(sample_content, f'{GIVEN}sample = "remove"\n')
    del before["articles/mine.md"]
    assert files(sample_content.parent / "sample") == before


def test_the_sample_stays_where_that_is_the_answer(content: Path) -> None:
    made(content, email=sample.EMAIL, name="Attending", topics=["A"])
    before = files(content)
    from_file(content, f'{GIVEN}sample = "keep"\n')
    assert files(content) == before


def typed(*lines: str) -> Callable[[str], str]:
    """Somebody who types these lines, and then Ctrl-C."""
    waiting = iter(lines)

    def answer(_: str) -> str:
        if (line := next(waiting, None)) is None:
            raise KeyboardInterrupt
        return line

    return answer


ALL = ["Ayşe", "", "teachers", "de", "", "Eins, Zwei", "a@b.test", "", "y", "", "-", "", "y"]


def test_a_dozen_questions_make_a_practice(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program.set_up(None, typed(*ALL))
    site = read(content).site
    assert [site.words(key) for key in ("name", "coach.name", "timezone", "publishing.repository", "forms.leave_out")] == [
        "Ayşe", "Ayşe", "Europe/Berlin", "private", "",
    ]  # fmt: skip
    assert "0800 111 0 111" in site.words("crisis.danger")
    assert (content / "pages/newsletter.md").is_file()
    assert not (content / "pages/discovery-session.md").exists()
    said = capsys.readouterr().out
    assert [*re.findall(r"\d+ of 12 ", said)] == [f"{number} of 12 " for number in range(1, 13)]


def test_each_question_is_asked_again_until_its_answer_can_be_used(
    content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        "",
        "",
        "N",
        "",
        "t",
        "xx-",
        "en",
        "Berlin",
        "Europe/Berlin",
        ",",
        "Ça!, ?",
        "One",
        "x",
        "a@b.test",
        "calendly.test/x",
    ]
    lines += ["https://calendly.test/x", "perhaps", "n", "hidden", "public", "", "-", "maybe", "yes"]
    program.set_up(None, typed(*lines))
    said = capsys.readouterr().out
    for words in ("This needs an answer.", "“xx-” is no language tag.", "Did you mean `Europe/Berlin`?", "one topic at least", "The topic “?” gives no address.", "“x” is no email address.", "Write `https://calendly.test/x`.", "neither yes nor no", "does not say who can see", "Type y or n."):  # fmt: skip
        assert words in said
    site = read(content).site
    assert (site.words("booking.url"), site.words("publishing.repository")) == ("https://calendly.test/x", "public")


@pytest.mark.parametrize("number", range(len(ALL)))
def test_whoever_stops_anywhere_has_written_nothing(number: int, content: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        program.set_up(None, typed(*ALL[:number]))
    assert not content.exists()


def test_whoever_does_not_agree_in_the_end_has_written_nothing(content: Path) -> None:
    with pytest.raises(SystemExit, match="Nothing was written"):
        program.set_up(None, typed(*ALL[:-1], "n"))
    assert not content.exists()


def test_the_sample_is_taken_away_only_after_asking(sample_content: Path) -> None:
    before = files(sample_content)
    with pytest.raises(KeyboardInterrupt):
        program.set_up(None, typed("y", *ALL[:-1]))
    assert files(sample_content) == before
    program.set_up(None, typed("y", *ALL))
    assert read(sample_content).site.words("name") == "Ayşe"


def test_where_nobody_can_be_asked_a_sentence_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    with pytest.raises(SystemExit, match=r"Write the answers into a file.*setup --answers FILE"):
        program.main([])


def test_a_folder_that_cannot_be_written_is_told_and_stays_as_it_is(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", str(content / "pages/home.md"))

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(SystemExit, match=r"home.md cannot be written: No space left on device."):
        program._write({"pages/home.md": "x"}, [], [])
    assert [*content.parent.iterdir()] == []


def test_every_fact_that_there_is_stands_in_what_is_written(tmp_path: Path) -> None:
    """setup/site.toml has to be told of a new one."""
    site = made(tmp_path, booking="https://a.riverside.test/", newsletter=True).site
    assert [key for key in SCHEMA if site.get(key) is None] == []
    assert {key for entry, values in site.entries("topics") for key in values} == {*ENTRIES["topics"]}
