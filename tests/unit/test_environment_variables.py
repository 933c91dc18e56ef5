"""What must hold of the environment before a site goes live: every problem at once, and nothing secret repeated."""

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from checks.environment_variables import check
from problem import Problem, short
from sources.content import read

GOOD = {"SITEURL": "https://www.practice.org", "CONTACT_FORM": "formspree:abcd1234", "NEWSLETTER_FORM": "kit:1234567"}
EXAMPLE = "Write it like `SITEURL=https://www.yourpractice.org`."


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A folder with the pages that show the forms."""
    (tmp_path / "pages").mkdir()
    for kind in ("contact", "newsletter"):
        (tmp_path / f"pages/{kind}.md").write_text("Title: x\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "address",
    ["https://www.practice.org", "https://effie.github.io/coaching", " https://practice.org ", "https://8.8.8.8"],
)
def test_a_good_environment_has_no_problem(content: Path, address: str) -> None:
    assert check(GOOD | {"SITEURL": address}, read(content, publish=True)) == []


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("http://www.practice.org", "is not an address that starts with https://"),
        ("www.practice.org", "is not an address that starts with https://"),
        ("https://", "is not an address that starts with https://"),
        ("https://localhost", "is an address that only your own network knows"),
        ("https://192.168.0.2", "is an address that only your own network knows"),
        ("https://[::1]", "is an address that only your own network knows"),
        ("https://nas.local", "is an address that only your own network knows"),
        ("https://www.example.com", "is still a placeholder"),
        ("https://attending.example", "is still a placeholder"),
        ("https://www.yourpractice.org", "is still a placeholder"),
        ("https://a.org/", "ends with a slash"),
        ("https://a.org/?x", "has more than a host and a folder in it"),
        ("https://a.org#x", "has more than a host and a folder in it"),
        ("https://a.org/b c", "has more than a host and a folder in it"),
        ("https://me@a.org", "has more than a host and a folder in it"),
        ("https://[::1", "no browser understands"),
        ("https://a.org:port", "no browser understands"),
        ("https://a.org;b", "does not have the name of a host in it"),
        ("https://a..org", "does not have the name of a host in it"),
        ("https://-a.org", "does not have the name of a host in it"),
        (f"https://{'x' * 64}.org", "does not have the name of a host in it"),
        (f"https://{'a.' * 130}org", "does not have the name of a host in it"),
        ("https://[2606:4700::1111]", "does not have the name of a host in it"),
        ("https://straße.de", "does not have the name of a host in it"),
        *(
            (f"https://a.org{folder}", "has something in its folder that the address of a site cannot have")
            for folder in (
                "//b",
                "/b//c",
                '/b"c',
                "/<b>",
                "/b'",
                "/b&c",
                "/../b",
                "/b/./c",
                "/b\\c",
                "/b\x00",
                "/b%22",
                "/é",
            )
        ),
    ],
)
def test_the_address_of_the_site_is_absolute_public_and_bare(content: Path, address: str, found: str) -> None:
    assert check(GOOD | {"SITEURL": address}, read(content, publish=True)) == [
        Problem("SITEURL", 0, f"SITEURL is “{short(address, 200)}”, which {found}.", EXAMPLE)
    ]


def test_a_host_with_other_letters_is_proposed_as_browsers_send_it(content: Path) -> None:
    given = {
        "SITEURL": "https://www.praxis-müller.de/sub",
        "CONTACT_FORM": "custom:https://müller.de:8443/f",
        "NEWSLETTER_FORM": "none",
    }
    site, form = check(given, read(content, publish=True))
    assert (
        site.found == "SITEURL is “https://www.praxis-müller.de/sub”, with letters in it that browsers write otherwise."
    )
    assert site.remedy == "Write `SITEURL=https://www.xn--praxis-mller-klb.de/sub`."
    assert form.remedy == "Write `custom:https://xn--mller-kva.de:8443/f`."
    repaired = {"SITEURL": site.remedy[15:-2], "CONTACT_FORM": form.remedy[7:-2], "NEWSLETTER_FORM": "none"}
    assert check(repaired, read(content, publish=True)) == []


# What addresses and ids are made of, and what they must not be.
PIECES = st.sampled_from(
    [
        *("https://", "http://", "HTTPS://", "//", "javascript:", "mailto:", "://", ":", "/", "/../", "//", "?", "#", "@", "&", "=", "%", "%00", "%2e"),
        *("a.org", "A.ORG", "localhost", "127.1", "0x7f.1", "[::1]", "[2606:4700::1111]", "[", "]", "müller.de", "straße.de", "٣", "xn--", ".", "..", "-"),
        *("me:pw@", ":443", ":0", ":65536", ":x", "<b>", "\"", "'", "\\", " ", "\t", "\n", "\r", "\x00", "\x1b[31m", "\u202e", "\u200b", "\udcff", "🙂"),
        *("custom:", "link:", "formspree:", "mailchimp:", "listmonk:", "kit:", "dev", "dev:", "none", "#email=", ",success=ok", "{site}", "{", "}", "abcd1234"),
        *("a" * 70, "a" * 3000, "a." * 200, "a@" * 1000, "{" * 5000, "<" * 5000, "your-" * 1000),
    ]
)  # fmt: skip
VALUES = st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=8).map("".join)
NAMES = (
    "SITEURL",
    "CONTACT_FORM",
    "NEWSLETTER_FORM",
    "LOCAL_URL",
    "LOCAL_ENDPOINT",
    "DEPLOY_PRIME_URL",
    "CF_PAGES_URL",
)


@settings(suppress_health_check=[*HealthCheck])
@given(st.dictionaries(st.sampled_from(NAMES), VALUES), st.booleans())
@example({"SITEURL": "https://a.org/" + "a" * 1_000_000}, True)
@example({"CONTACT_FORM": "custom:https://a.org/" + "a" * 1_000_000 + "@"}, True)
@example({"NEWSLETTER_FORM": "formspre:" * 100_000, "LOCAL_URL": "http://" + "[" * 1_000_000}, False)
def test_whatever_stands_in_the_environment_is_answered(
    content: Path, environment: dict[str, str], publish: bool
) -> None:
    began = time.process_time()
    for problem in check(environment, read(content, publish=publish)):
        assert problem.path in NAMES
        assert problem.found.startswith(problem.path)
        assert problem.remedy
        assert str(problem).replace("\n", "").isprintable()
        assert len(str(problem)) < 5000
    assert time.process_time() - began < 10, "what is right takes milliseconds"


@pytest.mark.parametrize("variable", ["LOCAL_URL", "LOCAL_ENDPOINT", "DEPLOY_PRIME_URL", "CF_PAGES_URL"])
@pytest.mark.parametrize(
    "value",
    ['http://a"b', "javascript:alert(1)", "http://a b", "//a", "http://a/<b>", "http://a\n", "http://[", "x" * 9999],
)
def test_the_address_of_a_preview_is_one(content: Path, variable: str, value: str) -> None:
    [problem] = check({variable: value}, read(content))
    assert problem.path == variable
    assert check({variable: value} | GOOD, read(content, publish=True)) == [], "which the live site does not use"


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:80", "https://a.test"]
)
def test_an_address_of_the_desk_may_be_any_host_and_port(content: Path, address: str) -> None:
    assert check({"LOCAL_URL": address, "LOCAL_ENDPOINT": address}, read(content)) == []


def test_every_problem_is_told_at_once(content: Path) -> None:
    problems = check({"CONTACT_FORM": "formspre:abcd1234"}, read(content, publish=True))
    assert [problem.found for problem in problems] == [
        "SITEURL is not set.",
        "CONTACT_FORM is “formspre:abcd1234”, but “formspre” is no provider known here.",
        "NEWSLETTER_FORM: it is not set.",
    ]
    assert problems[0].remedy == EXAMPLE
    assert problems[1].remedy.startswith("Did you mean `formspree:abcd1234`?")


@pytest.mark.parametrize(
    ("value", "hidden"),
    [
        ("kit:kit_0123456789", "0123456789"),
        ("custom:https://me:hunter2@forms.practice.org/", "hunter2"),
        ("https://hooks.slack.com/services/T/B/hunter2", "hunter2"),
        ("https://hooks.slack.com/services/T/B/hunter2#x", "hunter2"),
        ("custom:https://me:hunter2@forms.practice.org/#x", "hunter2"),
        ("link:https://me:hunter2@forms.practice.org/#x", "hunter2"),
        ("https://me:hunter2@formspree.io/f/abcd1234#x", "hunter2"),
        ("formspree:https://me:hunter2@formspree.io/f/abcd1234#x", "hunter2"),
    ],
)
def test_a_secret_is_not_repeated_in_the_log(content: Path, value: str, hidden: str) -> None:
    [problem] = check(GOOD | {"NEWSLETTER_FORM": value}, read(content, publish=True))
    assert hidden not in str(problem)
    assert problem.path == "NEWSLETTER_FORM"


def test_at_the_desk_nothing_need_be_set_and_dev_may(content: Path) -> None:
    assert check({}, read(content)) == []
    assert check({"CONTACT_FORM": "dev", "NEWSLETTER_FORM": "dev:kit"}, read(content)) == []
    [problem] = check({"CONTACT_FORM": "formspre:x"}, read(content))
    assert problem.path == "CONTACT_FORM"


def test_a_form_that_no_page_shows_need_not_be_set_and_is_mentioned_where_it_is(content: Path) -> None:
    for kind in ("contact", "newsletter"):
        (content / f"pages/{kind}.md").unlink()
    assert check({"SITEURL": GOOD["SITEURL"]}, read(content, publish=True)) == []
    assert check(dict.fromkeys(GOOD, "none") | {"SITEURL": GOOD["SITEURL"]}, read(content, publish=True)) == []
    contact, newsletter = check(GOOD, read(content, publish=True))
    assert str(contact.found) == "CONTACT_FORM is “formspree:abcd1234”, but no page has that form."
    assert contact.remedy == "Write content/pages/contact.md, or set it to `none`."
    assert newsletter.advice
    assert "`[invitations.newsletter]`" in newsletter.remedy
    (content / "site.toml").write_text('[invitations.newsletter]\ntitle = "A letter"', encoding="utf-8")
    assert [problem.path for problem in check(GOOD, read(content, publish=True))] == ["CONTACT_FORM"]
    assert [problem.found for problem in check({"SITEURL": GOOD["SITEURL"]}, read(content, publish=True))] == [
        "NEWSLETTER_FORM: it is not set."
    ]


def test_a_form_that_no_page_shows_must_be_right_all_the_same(content: Path) -> None:
    (content / "pages/contact.md").unlink()
    [problem] = check(GOOD | {"CONTACT_FORM": "formspre:x"}, read(content, publish=True))
    assert "is no provider known here" in problem.found
