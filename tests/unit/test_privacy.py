from pathlib import Path

import pytest
from lxml import html  # type: ignore[import-untyped]

from checks import privacy
from checks.built_page import Page
from checks.page_analysis import PageAnalysis
from problem import Problem
from sources import writing_page

POLICY = (
    "default-src 'none'; img-src 'self'; script-src 'self'; connect-src 'self'{connect}; form-action 'self'{action}"
)
KEEPS = "keeps something on the reader's device after the tab is closed"
WORKS = "stays at work after the tab is closed"
FORM = '<form method="post" action="https://forms.host.org/f/1"><button>Send</button></form>'
SECTION = '<h2 id="forms">Forms</h2><p>{}</p><p>Ask <a href="mailto:me@coach.org">me@coach.org</a>.</p>'
NAMED = SECTION.format("The form sends it to Host (forms.host.org).")


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def page(folder: Path, path: str, main: str, policy: str = "") -> None:
    policy = policy or POLICY.format(connect="", action=" https://forms.host.org" if "<form" in main else "")
    head = f'<meta http-equiv="Content-Security-Policy" content="{policy}"><title>T</title>'
    write(folder, path, f"<!doctype html><html><head>{head}</head><body><main>{main}</main></body></html>")


def check(folder: Path) -> list[Problem]:
    paths = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
    pages = {path: facts for path in paths if not (facts := PageAnalysis(folder)(path)).empty}
    problems = privacy.check(folder, pages)
    for path in pages:
        page = Page(path, html.document_fromstring((folder / path).read_bytes()))
        problems += [problem for rule in privacy.RULES for problem in rule(page)]
    return problems


def found(folder: Path) -> list[str]:
    return [problem.found for problem in check(folder)]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    page(tmp_path, "index.html", "<h1>Home</h1>")
    page(tmp_path, "contact/index.html", FORM)
    page(tmp_path, "privacy/index.html", NAMED)
    write(tmp_path, "theme/js/form.js", "sessionStorage.setItem('form', text)")
    write(tmp_path, "pagefind/pagefind.js", "fetch(address)")
    return tmp_path


def test_a_site_that_keeps_its_promises_has_no_problem(site: Path) -> None:
    assert found(site) == []


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("theme/js/a.js", "document.cookie = 'a=1'", "sets or reads cookies (“cookie”)"),
        ("theme/js/a.js", "await cookieStore.get('a')", "sets or reads cookies (“cookie”)"),
        ("theme/js/a.js", "window.localStorage.a = 1", f"{KEEPS} (“localStorage”)"),
        ("theme/js/a.js", "indexedDB.open('a')", f"{KEEPS} (“indexedDB”)"),
        ("theme/js/a.js", "navigator.sendBeacon('/', a)", "reports what readers do (“sendBeacon”)"),
        ("theme/js/a.js", "navigator.serviceWorker.register('a')", f"{WORKS} (“serviceWorker”)"),
        ("pagefind/pagefind.js", "localStorage.setItem('last', words)", f"{KEEPS} (“localStorage”)"),
    ],
)
def test_a_script_that_keeps_or_reports_more_is_reported(site: Path, name: str, text: str, words: str) -> None:
    write(site, name, text)
    [problem] = check(site)
    assert problem.found == f"This script {words}."
    assert problem.remedy == "Take that out, or say it in content/pages/privacy.md."
    assert (Path(problem.path).name, problem.line) == (Path(name).name, 0)


def test_what_a_script_keeps_in_the_tab_is_said_on_the_privacy_page(site: Path) -> None:
    write(site, "theme/js/a.js", "sessionStorage.a = 1")
    found = "This script keeps something in the tab, which the privacy page does not tell."
    remedy = "Say it in content/pages/privacy.md, then add the script to KEPT_IN_TAB in checks/privacy.py."
    assert check(site) == [Problem("theme/static/js/a.js", 0, found, remedy)]


def test_the_writing_page_keeps_what_the_coach_types_and_does_nothing_else_that_readers_are_promised(
    site: Path,
) -> None:
    write(site, "write/unsaved.js", "localStorage.a = sessionStorage.b; indexedDB.open('c')")
    assert check(site) == []
    write(site, "write/unsaved.js", "document.cookie = 'a=1'")
    [problem] = check(site)
    assert (problem.path, problem.found) == ("writing/page/unsaved.js", "This script sets or reads cookies (“cookie”).")


def test_the_writing_page_has_its_own_policy_to_the_letter_and_no_other_page_has_it(site: Path) -> None:
    page(site, "write/index.html", "", writing_page.POLICY)
    assert check(site) == []
    page(site, "write/index.html", "", writing_page.POLICY.replace("blob:", "blob: https://pictures.org", 1))
    assert REACH.format("“https://pictures.org” (img-src)") in [problem.found for problem in check(site)]
    page(site, "write/index.html", "", writing_page.POLICY)
    page(site, "about/index.html", "", writing_page.POLICY)
    assert {problem.path for problem in check(site)} == {"content/pages/about.md"}


ANYWHERE = "The page has no policy of what it may load, or one that lets it load from anywhere."
REACH = "The policy of this page lets it reach {}, which none of its forms needs."
WRITTEN_IN = "The policy of this page lets in what is written into it ({})."


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        ("default-src 'self'", ANYWHERE),
        ("form-action 'none'", ANYWHERE),
        ("img-src 'self'", ANYWHERE),
        ("default-src 'none'; img-src https://pictures.org", REACH.format("“https://pictures.org” (img-src)")),
        ("default-src 'none'; script-src *", REACH.format("“*” (script-src)")),
        ("default-src 'none'; img-src data:", REACH.format("“data:” (img-src)")),
        ("default-src 'none'; connect-src 'self' https://a.org", REACH.format("“https://a.org” (connect-src)")),
        ("default-src 'none'; form-action https:", REACH.format("“https:” (form-action)")),
        ("default-src 'none'; script-src 'unsafe-eval'", WRITTEN_IN.format("script-src 'unsafe-eval'")),
        ("default-src 'none'; style-src 'self' 'unsafe-inline'", WRITTEN_IN.format("style-src 'unsafe-inline'")),
    ],
)
def test_a_policy_that_lets_more_through_than_a_page_needs_is_reported(site: Path, policy: str, words: str) -> None:
    page(site, "about/index.html", "<h1>About</h1>", policy)
    [problem] = check(site)
    assert (problem.path, problem.line, problem.found) == ("content/pages/about.md", 0, words)
    do = "Begin it with default-src 'none' in" if "anywhere" in words else "Take it out of"
    assert problem.remedy == f"{do} theme/templates/partials/policy.html."


def test_a_form_may_reach_what_it_sends_to_and_nothing_else(site: Path) -> None:
    both = POLICY.format(connect=" https://forms.host.org", action=" https:")
    page(site, "contact/index.html", FORM, both)
    assert found(site) == []
    page(site, "contact/index.html", FORM, both.replace("connect-src 'self'", "connect-src https://spy.org"))
    assert ["spy.org" in words for words in found(site)] == [True]


UNTOLD = (
    "This page does not say that a form sends to forms.host.org (as on content/pages/contact.md).",
    "Name it below the heading with the id “forms” in theme/templates/privacy.html.",
)


@pytest.mark.parametrize(
    ("told", "found", "remedy"),
    [
        (SECTION.format("The form sends it to Host."), *UNTOLD),
        ("<p>To forms.host.org.</p>", *UNTOLD),  # without the section
        (
            f"{NAMED}<p>The letter goes through old.host.org.</p>",
            "This page says that something goes to old.host.org, but no form sends anything there.",
            "Take it out of the section with the id “forms” in theme/templates/privacy.html.",
        ),
    ],
)
def test_the_privacy_page_names_those_to_whom_a_form_sends_and_no_others(
    site: Path, told: str, found: str, remedy: str
) -> None:
    page(site, "privacy/index.html", told)
    assert [(problem.found, problem.remedy) for problem in check(site)] == [(found, remedy)]


def test_a_service_that_is_linked_instead_of_a_form_may_be_named(site: Path) -> None:
    page(site, "privacy/index.html", NAMED + "<p>The button leads to letter.host.org.</p>")
    page(site, "newsletter/index.html", '<a href="https://letter.host.org/subscribe">Subscribe</a>')
    assert found(site) == []


def test_an_empty_page_is_not_a_problem_of_this_check(site: Path) -> None:
    (site / "a.html").write_text(" \n", encoding="utf-8")
    assert found(site) == []


def test_a_link_that_reports_is_reported(site: Path) -> None:
    page(site, "about/index.html", '<a href="/" ping="https://spy.org/">Home</a>')
    [problem] = check(site)
    assert (problem.found, problem.remedy) == ("The link “/” reports to “https://spy.org/”.", "Take its ping out.")
