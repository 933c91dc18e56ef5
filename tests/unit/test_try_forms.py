import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from forms.local_endpoint import Endpoint, Inbox
from forms.resolve import Form, resolve
from preview.try_forms import main, plan, proves, send
from tests.unit.practice import FACTS, written


@pytest.fixture
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    server = Endpoint(Inbox(tmp_path_factory.mktemp("inbox") / "inbox.sqlite"), "https://coach.test")
    server.start()
    yield server
    server.shutdown()
    server.server_close()


def form(kind: str, provider: str, endpoint: Endpoint) -> Form:
    site = "https://coach.test"
    return resolve(kind, f"dev:{provider}", "Attending", site, subject="From Attending", local=endpoint.address)


@pytest.mark.parametrize(
    ("kind", "provider"),
    [
        ("contact", "formspree"), ("contact", "web3forms"), ("contact", "basin"), ("contact", "formspark"),
        ("contact", "custom"), ("newsletter", "buttondown"), ("newsletter", "kit"), ("newsletter", "mailchimp"),
        ("newsletter", "listmonk"), ("newsletter", "formspree"), ("newsletter", "listmonk-trusted"),
        ("newsletter", "custom"), ("contact", "custom#success=ok"), ("newsletter", "custom#success=ok"),
    ],
)  # fmt: skip
def test_a_test_message_arrives_once_and_is_said_to_be_taken(kind: str, provider: str, endpoint: Endpoint) -> None:
    taken, said = send(form(kind, provider, endpoint), "coach@practice.org", "https://coach.test")
    assert taken, said
    [message] = endpoint.inbox.messages()
    assert "coach@practice.org" in dict(message["fields"]).values()


@pytest.mark.parametrize(
    ("kind", "provider"),
    [
        ("contact", "formspree"), ("contact", "web3forms"), ("contact", "basin"), ("contact", "formspark"),
        ("contact", "custom#success=ok"), ("newsletter", "listmonk-trusted"), ("newsletter", "formspree"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("play", ["field", "quota", "500", "404", "429", "captcha", "drop", "otherhost"])
def test_a_test_message_without_proof_is_said_not_to_be_taken(
    kind: str, provider: str, play: str, endpoint: Endpoint
) -> None:
    taken, said = send(form(kind, provider, endpoint), f"{play}@practice.org", "https://coach.test")
    assert not taken
    assert said
    assert not endpoint.inbox.messages()


@pytest.mark.parametrize("provider", ["buttondown", "kit", "mailchimp", "listmonk", "custom"])
@pytest.mark.parametrize("play", ["500", "404", "429", "drop"])
def test_a_plain_test_post_that_fails_is_said_not_to_be_taken(provider: str, play: str, endpoint: Endpoint) -> None:
    assert not send(form("newsletter", provider, endpoint), f"{play}@practice.org", "https://coach.test")[0]
    assert not endpoint.inbox.messages()


def test_a_subject_within_something_else_is_sent_as_such(endpoint: Endpoint) -> None:
    send(form("contact", "formspark", endpoint), "coach@practice.org", "https://coach.test")
    given = dict(endpoint.inbox.messages()[0]["fields"])
    assert json.loads(given["_email"]) == {"subject": "From Attending"}
    assert not {"_email.subject", "_redirect", "_error", "_append"} & set(given)


def test_a_test_address_goes_to_the_lists_that_are_meant(endpoint: Endpoint) -> None:
    send(form("newsletter", "listmonk-trusted", endpoint), "coach@practice.org", "https://coach.test")
    [message] = endpoint.inbox.messages()
    assert message["path"] == "/api/public/subscription"
    given = dict(message["fields"])
    assert set(given) == {"email", "list_uuids"}
    assert json.loads(given["list_uuids"]) == ["ba9f1c52-3e64-4a1d-8f0b-7c2d5e6f9a31"]


@pytest.mark.parametrize(
    ("provider", "answer", "proof"),
    [
        ("formspree", {"next": "/thanks"}, True),
        ("formspree", {"next": 1}, False),
        ("formspree", {"ok": True}, False),
        ("formspree", {"next": "/thanks", "error": "form over quota"}, False),
        ("web3forms", {"success": True}, True),
        ("web3forms", {"success": "true"}, False),
        ("web3forms", {"success": 1}, False),
        ("basin", {}, True),
        ("basin", {"error": ""}, False),
        ("basin", [], False),
        ("formspark", None, False),
        ("custom#success=data.ok", {"data": {"ok": True}}, True),
        ("custom#success=data.ok", {"data": True}, False),
        ("custom#success=data.ok", {"data": [True]}, False),
        ("custom#success=data.ok", {"data.ok": True}, False),
        ("custom#success=data.ok", {"ok": True}, False),
    ],
)
def test_what_an_answer_proves(provider: str, answer: object, proof: bool, endpoint: Endpoint) -> None:
    assert proves(form("contact", provider, endpoint), answer) == proof


@pytest.mark.parametrize(("optin", "proof"), [(True, True), (False, True), (None, False), ("true", False)])
def test_listmonk_proves_it_by_saying_whether_it_asks_for_confirmation(
    optin: object, proof: bool, endpoint: Endpoint
) -> None:
    assert proves(form("newsletter", "listmonk-trusted", endpoint), {"data": {"has_optin": optin}}) == proof


def test_the_plan_names_all_that_has_to_be_compared(endpoint: Endpoint) -> None:
    words = plan(form("contact", "formspark", endpoint), "CONTACT_FORM")
    for part in ("CONTACT_FORM", "Formspark", "/contact/thanks/", "_append = false", "_gotcha", "name, email, message"):
        assert part in words


def test_the_plan_names_where_a_script_sends_if_that_is_elsewhere(endpoint: Endpoint) -> None:
    words = plan(form("newsletter", "listmonk-trusted", endpoint), "NEWSLETTER_FORM")
    assert f"a script to {endpoint.address}/api/public/subscription, with proof of success" in words
    assert "https://coach.test and https://coach.test/newsletter/thanks/" in words


def test_facts_that_cannot_be_read_end_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "site.toml").write_text('name = "Attending\n', encoding="utf-8")
    monkeypatch.setattr("preview.try_forms.CONTENT", tmp_path)
    assert main([]) == 1
    assert "content/site.toml:1" in capsys.readouterr().err


def test_the_plan_of_a_link_and_of_no_form_says_so() -> None:
    link = resolve("newsletter", "link:https://letters.practice.org/", "Attending", "https://coach.test")
    assert "a link to https://letters.practice.org/" in plan(link, "NEWSLETTER_FORM")
    assert "no form" in plan(resolve("contact", "none", "Attending", "https://coach.test"), "CONTACT_FORM")


class Program:
    """The program of this module for a practice of its own, whose forms may be those of the local endpoint."""

    def __init__(self, content: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
        self._content, self._environment = content, monkeypatch
        monkeypatch.setattr("preview.try_forms.CONTENT", content)
        monkeypatch.setattr("preview.try_forms.resolve", partial(resolve, local=endpoint.address))
        monkeypatch.setenv("SITEURL", " https://coach.test ")

    def run(self, *arguments: str, email: str = "coach", contact: str = "", newsletter: str = "none") -> int:
        facts, count = re.subn(r"(?m)^email = .*$", f'email = "{email}@practice.org"', FACTS)
        assert count == 1
        written(self._content, facts)
        self._environment.setenv("CONTACT_FORM", contact)
        self._environment.setenv("NEWSLETTER_FORM", newsletter)
        return main([*arguments])


@pytest.fixture
def program(tmp_path: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> Program:
    return Program(tmp_path / "content", endpoint, monkeypatch)


def test_each_form_is_shown_and_nothing_is_sent(
    program: Program, endpoint: Endpoint, capsys: pytest.CaptureFixture[str]
) -> None:
    assert program.run(contact="dev:formspree", newsletter="link:https://letters.practice.org/") == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Contact (CONTACT_FORM): Formspree\n  sent to    ")
    assert shown.endswith("\n\nNewsletter (NEWSLETTER_FORM): a link to https://letters.practice.org/\n\n")
    assert "  test  " not in shown
    assert endpoint.inbox.messages() == []


def test_a_test_message_goes_to_each_form_that_there_is_and_is_said_to_be_taken(
    program: Program, endpoint: Endpoint, capsys: pytest.CaptureFixture[str]
) -> None:
    assert program.run("--send", contact="dev:formspree") == 0
    shown = capsys.readouterr().out
    assert shown.count("  test       taken: status 200, ") == 1
    assert "Newsletter (NEWSLETTER_FORM): no form; readers get the email address\n\n" in shown
    [message] = endpoint.inbox.messages()
    given = dict(message["fields"])
    assert given["email"] == "coach@practice.org"
    assert given["message"] == "A test of the form on https://coach.test. It needs no answer."


def test_a_test_message_that_is_not_taken_is_said_so_whatever_comes_after(
    program: Program, capsys: pytest.CaptureFixture[str]
) -> None:
    assert program.run("--send", email="quota", contact="dev:formspree", newsletter="dev:buttondown") == 1
    first, second = capsys.readouterr().out.strip().split("\n\n")
    assert first.endswith('\n  test       NOT taken: status 200, {"error": "form over quota"}')
    assert "  test       taken: " in second


def test_a_form_that_reaches_no_one_is_said_so_and_the_other_is_shown(
    program: Program, capsys: pytest.CaptureFixture[str]
) -> None:
    assert program.run(contact="formspree:yourformid") == 1
    first, second = capsys.readouterr().out.strip().split("\n\n")
    found, remedy = first.split("\n  ")
    assert found.startswith("Contact (CONTACT_FORM): ")
    assert found.endswith(".")
    assert remedy
    assert second == "Newsletter (NEWSLETTER_FORM): no form; readers get the email address"
