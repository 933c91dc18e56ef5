import re
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.site_facts import check

ROOT = Path(__file__).parents[2]
FACTS = Path(__file__).with_name("site.toml").read_text(encoding="utf-8")
PAGES = "Choose from /, /about/, /articles/, /contact/, /contact/thanks/, /faq/, /search/."
DRAWINGS = f"Choose from {', '.join(sorted(path.stem for path in (ROOT / 'theme/static/drawings').glob('*.svg')))}."
TOP = "at the top, before the first line in brackets"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return written(tmp_path, FACTS)


def written(content: Path, facts: str) -> Path:
    """These facts, and pages to be led to."""
    for name in ("home", "404", "about", "faq", "contact", "contact/thanks"):
        page = content / f"pages/{name}.md"
        page.parent.mkdir(exist_ok=True, parents=True)
        page.touch()
    (content / "site.toml").write_text(facts, encoding="utf-8", errors="replace", newline="")
    return content


def change(content: Path, *changes: tuple[str, str]) -> None:
    """Put something in the place of the first words that are so."""
    text = FACTS
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (content / "site.toml").write_text(text, encoding="utf-8")


def line_of(content: Path, words: str) -> int:
    """The first line with these words."""
    lines = (content / "site.toml").read_text(encoding="utf-8").split("\n")
    return next(number for number, line in enumerate(lines, 1) if words in line)


def test_facts_in_which_nothing_is_wrong_have_no_problem(content: Path) -> None:
    assert check(content) == []


NAME, TAGLINE = 'name = "Attending"', 'tagline = "Coaching for physicians"'
ZONE, LANGUAGE = 'timezone = "America/New_York"', 'language = "en-US"'
EMAIL, URL = 'email = "hello@attending.example"', 'url = "https://calendar.attending.example/discovery"'
DEFAULT, QUESTION = 'default = ["discovery", "newsletter"]', '"What made you look for a coach now, and not last year?"'
# What stands in the file, what is put there, the words of the line that is named, what is found, what to do.
FAULTS = [
    # what cannot be read
    (NAME, "name = “Attending”", "name = “", "The quotation marks around “Attending” are curly.", 'Write `name = "Attending"`, with straight ones.'),
    (NAME, 'name = "Attending”', "name = ", "The quotation marks around “Attending” are curly.", 'Write `name = "Attending"`, with straight ones.'),
    (NAME, 'name = "Attending', "name = ", "The quotation mark behind “Attending” is missing.", 'Write `name = "Attending"`.'),
    (NAME, "name = Attending # ours", "name = ", "“Attending” is not in quotation marks.", 'Write `name = "Attending"`.'),
    (NAME, 'name: "Attending"', "name: ", "“name: \"Attending\"” has a colon after “name”.", 'Write `name = "Attending"`, with =.'),
    (NAME, "name =", "name =", "There is nothing behind “name =”.", 'Write `name = "…"`.'),
    (NAME, f"{NAME}\nname = \"B\"", "name = \"B\"", "“name” is here twice.", "Keep one of the two lines."),
    (NAME, "name = \"A\\B\"", "name = ", "“\"A\\B\"” has a \\ in it.", "Write `name = \"A\\\\B\"`: here it is doubled."),
    (TAGLINE, 'tagline = "To "be" or"', "tagline", "There are quotation marks within the words, or words behind them: “tagline = \"To \"be\" or\"”.", 'Write `tagline = "To “be” or"`.'),
    (TAGLINE, "tagline = 'It's'", "tagline", "There are quotation marks within the words, or words behind them: “tagline = 'It's'”.", 'Write `tagline = "It\'s"`.'),
    (DEFAULT, 'default = ["discovery" "contact"]', "default", "This list cannot be read: “default = [\"discovery\" \"contact\"]”.", "Put each entry in quotation marks, a comma between two, and ] at the end."),
    (QUESTION, "“What?”", "“What?”", "This line, or the one before it, cannot be read: ““What?”,”.", 'Write it like `"What?",`: straight quotation marks, and a comma behind each entry, the one before too.'),
    ("[booking]", "[coach]", "[coach]\n# Where", "“[coach]” is here twice.", "Move the lines below this one to the first, and take this line out."),
    ("[coach]", "[coach", "[coach", "“[coach” cannot be read.", "Write `[coach]`."),
    ("[[topics]]", "[topics]", "[topics]", "“[topics]” has one bracket, others like it have two.", "Write `[[topics]]`."),
    (NAME, f"<<<<<<< HEAD\n{NAME}", "<<<<", "“<<<<<<< HEAD” was left here when two versions were put together.", "Keep one of the two versions, and take out the lines of <<<<<<<, ======= and >>>>>>>."),
    (NAME, f"Hello\n{NAME}", "Hello", "This line, or the one before it, cannot be read: “Hello”.", 'Write it like `name = "words"`.'),
    # its shape
    (NAME, "", "", "“name” is missing.", f'Add `name = "…"` {TOP}.'),
    (EMAIL, "", "[coach]", "“coach.email” is missing.", 'Add `email = "…"` below `[coach]`.'),
    (f"[booking]\n# Where a reader picks a time for the free discovery session.\n{URL}", "", "", "“[booking]” is missing.", 'Add a line `[booking]`, and below it `url = "…"`.'),
    (NAME, 'name = " "', "name", "“name” is empty.", 'Write `name = "…"`.'),
    (DEFAULT, "default = []", "default", "“invitations.default” is empty.", 'Write `default = ["…"]`.'),
    (NAME, "name = 3", "name", "“name” is 3.", 'Write it in quotation marks: `name = "3"`.'),
    (NAME, "name = true", "name", "“name” is true.", 'Write it in quotation marks: `name = "…"`.'),
    (NAME, 'name = ["A"]', "name", "“name” is a list.", 'Write it in quotation marks: `name = "…"`.'),
    (DEFAULT, 'default = "discovery"', "default", "“default” is “discovery”.", 'Write it in brackets: `default = ["discovery"]`.'),
    (QUESTION, "3", "questions", "In “questions” one entry is 3.", "Write words in quotation marks, or take it out."),
    (QUESTION, '""', "questions", "In “questions” one entry is empty.", "Write words in quotation marks, or take it out."),
    ('situation = "I am at a crossroads"', "", "# Entry 3", "Entry 3 of [[topics]] has no “situation”.", 'Add `situation = "…"` to it.'),
    ('label = "Articles"', 'label = ""', 'label = ""', "Entry 1 of [[navigation]] has no “label”.", 'Add `label = "…"` to it.'),
    ('label = "Articles"', "label = 1", "label = 1", "“label” is 1.", 'Write it in quotation marks: `label = "1"`.'),
    # what is not known
    (NAME, 'nmae = "A"', "nmae", "“nmae” is not known here.", "Did you mean `name`?"),
    (NAME, f'{NAME}\nfavourite = "A"', "favourite", "“favourite” is not known here.", "Check its spelling, or take the line out."),
    (EMAIL, EMAIL.replace("email", "e-mail"), "e-mail", "“e-mail” is not known here.", "Did you mean `email`?"),
    ("[booking]", "[boking]", "[boking]", "“boking” is not known here.", "Did you mean `[booking]`?"),
    ("[invitations.contact]", "[invitations.contcat]", "[invitations.contcat]", "“invitations.contcat” is not known here.", "Did you mean `[invitations.contact]`?"),
    ("[coach]", "[extra]\na = \"b\"\n\n[coach]", "[extra]", "“extra” is not known here.", "Check its spelling, or take it out."),
    (URL, f"{URL}\ntimezone = \"Europe/Rome\"", "timezone = \"Europe", "“timezone” is not known here.", f"It belongs {TOP}."),
    (ZONE, "", "", "“timezone” is missing.", f'Add `timezone = "…"` {TOP}.'),
    ('label = "Articles"', 'labl = "Articles"', "labl", "“labl” is not known here.", "Did you mean `label`?"),
    ('drawing = "lamp"', 'drawing = "lamp"\ncolour = "red"', "colour", "“colour” is not known here.", "Check its spelling, or take the line out."),
    # what does not exist
    (LANGUAGE, 'language = "english"', "language", "“english” is no language tag.", "Write it like `en-US`."),
    (LANGUAGE, 'language = "en_GB"', "language", "“en_GB” is no language tag.", "Write it like `en-GB`."),
    (ZONE, 'timezone = "America/NewYork"', "timezone", "“America/NewYork” is no time zone.", "Did you mean `America/New_York`?"),
    (ZONE, 'timezone = "Chicago"', "timezone", "“Chicago” is no time zone.", "Did you mean `America/Chicago`?"),
    (ZONE, 'timezone = "PST"', "timezone", "“PST” is no time zone.", "Did you mean `America/Los_Angeles`?"),
    (ZONE, 'timezone = "Mars/Base"', "timezone", "“Mars/Base” is no time zone.", "Write a place, like `America/New_York`."),
    (ZONE, 'timezone = "../../etc"', "timezone", "“../../etc” is no time zone.", "Write a place, like `America/New_York`."),
    (URL, 'url = "http://x.org/a"', "url", "The booking link “http://x.org/a” is not secure.", "Write `https://x.org/a`."),
    (URL, 'url = "x.org/a"', "url", "The booking link “x.org/a” is not secure.", "Write `https://x.org/a`."),
    (URL, 'url = "https://x"', "url", "The booking link “https://x” leads nowhere.", "Copy it once more, from end to end."),
    (URL, 'url = "https://["', "url", "The booking link “https://[” leads nowhere.", "Copy it once more, from end to end."),
    (EMAIL, 'email = "Nobody"', "email", "“Nobody” is no email address.", "Write one like `nobody@practice.org`."),
    (EMAIL, 'email = "mailto:a@b.org"', "email", "“mailto:a@b.org” is no email address.", "Write one like `a@b.org`."),
    (EMAIL, 'email = "Ann <a@b.org>"', "email", "“Ann <a@b.org>” is no email address.", "Write one like `a@b.org`."),
    (DEFAULT, 'default = ["newslettr"]', "default", "The invitation “newslettr” is not known.", "Did you mean `newsletter`? Choose from discovery, newsletter, contact."),
    (DEFAULT, 'default = ["contact", "contact"]', "default", "“contact” is there twice.", "Take one of them out."),
    (QUESTION, f"{QUESTION},\n{QUESTION}", "questions", "“What made you look for a coach now, and not last year?” is there twice.", "Take one of them out."),
    ('drawing = "lamp"', 'drawing = "lmap"', "lmap", "There is no drawing “lmap”.", f"Did you mean `lamp`? {DRAWINGS}"),
    ('drawing = "lamp"', 'drawing = "lamp.svg"', "lamp.svg", "There is no drawing “lamp.svg”.", f"Did you mean `lamp`? {DRAWINGS}"),
    ('name = "Leadership"', 'name = "Burnout"', 'name = "Burnout"\nsituation = "I have been', "The topic “Burnout” is there twice.", "Take one of them out."),
    ('name = "Leadership"', 'name = "Burnout!"', "Burnout!", "The topics “Burnout” and “Burnout!” have the same address, /topics/burnout/.", "Give one of them another name."),
    ('name = "Leadership"', 'name = "!?"', "!?", "The topic “!?” gives no address.", "Give it a name with letters in it."),
    ('address = "/about/"', 'address = "/home/"', '"/home/"', "The navigation leads to “/home/”, which is no page.", PAGES),
    ('address = "/articles/"', 'address = "/article"', '"/article"', "The navigation leads to “/article”, which is no page.", f"Did you mean `/articles/`? {PAGES}"),
    ('address = "/articles/"', 'address = "articles"', '"articles"', "The navigation leads to “articles”, which is no page.", f"Did you mean `/articles/`? {PAGES}"),
    ('address = "/about/"', 'address = "/faq/"', 'address = "/faq/"\n\n[[navigation]]\nlabel = "Contact"', "“/faq/” is in the navigation twice.", "Take one of them out."),
    ('label = "About"', 'label = "Articles"', 'label = "Articles"\naddress = "/about/"', "“Articles” is in the navigation twice.", "Take one of them out."),
    # where it goes live
    ('host = "github-pages"', 'host = "GitHub"', "host = ", "The host “GitHub” is not known.", "Did you mean `github-pages`? Choose from github-pages, netlify, cloudflare-pages."),
    ('domain = ""', 'domain = "https://www.x.org/"', "domain =", "“https://www.x.org/” is no domain.", "Write its name alone: `www.x.org`."),
    ('domain = ""', 'domain = "www.x.org/blog"', "domain =", "“www.x.org/blog” is no domain.", "Write its name alone: `www.x.org`."),
    ('domain = ""', 'domain = "localhost"', "domain =", "“localhost” is no domain.", "Write its name alone: `www.yourpractice.org`."),
    ('branch = "gh-pages"', 'branch = "main"', "branch =", "“main” is the branch you write on; the built site would take the place of your texts.", "Write `gh-pages`."),
    ('branch = "gh-pages"', 'branch = "the site"', "branch =", "“the site” cannot be the name of a branch.", "Write `the-site`."),
    ('branch = "gh-pages"', 'branch = "-"', "branch =", "“-” cannot be the name of a branch.", "Write `gh-pages`."),
    ('remote = "origin"', 'remote = "git@x.org:a/b"', "remote =", "“git@x.org:a/b” is not the name of a remote.", "Write `origin`; `git remote -v` lists them."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "words", "found", "remedy"), FAULTS, ids=[f"{f[0][:20]}-{f[1]}" for f in FAULTS]
)
def test_a_fault_is_told_once_in_these_words(
    content: Path, old: str, new: str, words: str, found: str, remedy: str
) -> None:
    change(content, (old, new))
    [problem] = check(content)
    assert (problem.found, problem.remedy) == (found, remedy)
    assert problem.path == "content/site.toml"
    if words.startswith("# Entry"):
        assert problem.line == line_of(content, 'name = "Career transitions"') - 1
    elif words:
        text = (content / "site.toml").read_text(encoding="utf-8")
        assert problem.line == text[: text.index(words)].count("\n") + 1
    else:
        assert problem.line == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('address = "/about/"', 'address = "/"'),
        ('address = "/about/"', 'address = "/topics/burnout/"'),
        (LANGUAGE, 'language = "de"'),
        (LANGUAGE, 'language = "zh-Hant-TW"'),
        (LANGUAGE, 'language = "es-419"'),
        (ZONE, 'timezone = "Europe/Rome"'),
        (ZONE, 'timezone = "UTC"'),
        (NAME, "name = 'Attending “well”'"),
        (NAME, f"{NAME} # our name"),
        (NAME, f"\ufeff{NAME}".replace("\ufeff", "")),
        ('domain = ""', 'domain = "www.x.org"'),
        ('branch = "gh-pages"', 'branch = "live/site"'),
        ('host = "github-pages"', 'host = "netlify"'),
        ('drawing = "lamp"', 'drawing = "lamp"\nformerly = ["tired"]'),
        ("gone = []", 'gone = ["/articles/old/"]'),
        ("[coach]\n", "[ coach ] # who\n"),
    ],
)  # fmt: skip
def test_what_is_right_has_no_problem(content: Path, old: str, new: str) -> None:
    change(content, (old, new))
    assert check(content) == []


def test_all_problems_are_told_at_once(content: Path) -> None:
    change(
        content,
        (NAME, "name = “A”"),
        (TAGLINE, 'tagline: "B"'),
        (ZONE, 'timezone = "New York"'),
        (EMAIL, 'email = "nobody"'),
        (URL, 'link = "https://x.org"'),
        ("[[topics]]", "[topics]"),
        ('drawing = "lamp"', "drawing = 3"),
        ('host = "github-pages"', 'host = "netlfy"'),
    )
    lines = [problem.line for problem in sorted(check(content))]
    assert lines == [line_of(content, words) for words in
                     ("name = “A”", "tagline", "timezone", "nobody", "link =", "[topics]", "drawing = 3", "netlfy")]  # fmt: skip


def test_a_file_with_other_line_ends_and_a_mark_at_its_start_is_read(content: Path) -> None:
    (content / "site.toml").write_bytes(b"\xef\xbb\xbf" + FACTS.replace("\n", "\r\n").encode())
    assert check(content) == []


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    [problem] = check(tmp_path)
    assert problem.found == "This file is missing."
    assert problem.remedy == "Put it back: `git checkout content/site.toml`."


def test_a_file_that_is_not_utf_8_is_told(content: Path) -> None:
    (content / "site.toml").write_bytes(b'name = "\xff"')
    assert [problem.found for problem in check(content)] == ["This file is not UTF-8 text."]


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "site.toml").mkdir()
    assert [problem.found for problem in check(tmp_path)] == ["This file cannot be read: Is a directory."]


def test_the_branch_that_is_worked_on_never_holds_the_site(
    content: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    project = tmp_path_factory.mktemp("project")
    shutil.copytree(content, project / "content")
    (project / ".git").mkdir()
    (project / ".git/HEAD").write_text("ref: refs/heads/gh-pages\n", encoding="utf-8")
    [problem] = check(project / "content")
    assert problem.found.startswith("“gh-pages” is the branch you write on")


def test_placeholders_are_told_only_before_the_site_goes_live(content: Path) -> None:
    change(content, ('domain = ""', 'domain = "www.yourpractice.org"'))
    assert check(content) == []
    assert [(problem.line, problem.found, problem.remedy) for problem in check(content, publish=True)] == [
        (line_of(content, words), f"“{found}” is still a placeholder.", "Replace it with your own address.")
        for words, found in (
            ("email = ", "hello@attending.example"),
            ("url = ", "calendar.attending.example"),
            ("domain = ", "www.yourpractice.org"),
        )
    ]


def test_words_about_examples_are_no_placeholders(content: Path) -> None:
    change(content, (EMAIL, 'email = "a@b.org"'), (URL, 'url = "https://x.org" # no .example'), (TAGLINE, 'tagline = "Lead by example.exampleless"'))  # fmt: skip
    assert check(content, publish=True) == []


LINES = FACTS.split("\n")
BITS = ["", "[", "]", "[[", "=", '"', "“", "”", "'", "\\", ",", "#", ":", " ", "\n", "x", "3", "true", "name = 1", "[coach]", "[[topics]]", "{}", "\x00", "\u2028", "a.b = 1", "topics = []", "9" * 5000]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(FACTS)), st.integers(0, 40), st.sampled_from(BITS) | st.text(max_size=5)), min_size=1, max_size=6))  # fmt: skip
def test_nothing_that_can_stand_in_the_file_raises(slips: list[tuple[int, int, str]]) -> None:
    text = FACTS
    for start, length, words in slips:
        text = text[:start] + words + text[start + length :]
    with tempfile.TemporaryDirectory() as folder:
        for problem in check(written(Path(folder), text), publish=True):
            assert problem.found
            assert problem.remedy
            assert 0 <= problem.line <= len(re.split(r"\r\n|\r|\n", text))
