from collections.abc import Iterator

import pytest

from plugins.forms import Form, resolve
from preview.endpoint import Endpoint, Inbox
from preview.try_forms import plan, send


@pytest.fixture
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    server = Endpoint(Inbox(tmp_path_factory.mktemp("inbox") / "inbox.sqlite"), "https://coach.test")
    server.start()
    yield server
    server.shutdown()
    server.server_close()


def form(kind: str, provider: str, endpoint: Endpoint) -> Form:
    return resolve(kind, f"dev:{provider}", "Attending", "https://coach.test", local=endpoint.address)


@pytest.mark.parametrize(
    ("kind", "provider"),
    [
        ("contact", "formspree"), ("contact", "web3forms"), ("contact", "basin"), ("contact", "formspark"),
        ("contact", "custom"), ("newsletter", "buttondown"), ("newsletter", "kit"), ("newsletter", "mailchimp"),
        ("newsletter", "listmonk"), ("newsletter", "formspree"),
    ],
)  # fmt: skip
def test_a_test_message_arrives_once_and_is_said_to_be_taken(kind: str, provider: str, endpoint: Endpoint) -> None:
    taken, said = send(form(kind, provider, endpoint), "coach@practice.org", "https://coach.test")
    assert taken, said
    [message] = endpoint.inbox.messages()
    assert "coach@practice.org" in dict(message["fields"]).values()


@pytest.mark.parametrize("play", ["quota", "500", "404", "captcha", "drop"])
def test_a_test_message_without_proof_is_said_not_to_be_taken(play: str, endpoint: Endpoint) -> None:
    taken, said = send(form("contact", "formspree", endpoint), f"{play}@practice.org", "https://coach.test")
    assert not taken
    assert said


def test_the_plan_names_all_that_has_to_be_compared(endpoint: Endpoint) -> None:
    words = plan(form("contact", "formspark", endpoint), "CONTACT_FORM")
    for part in ("CONTACT_FORM", "Formspark", "/contact/thanks/", "_append = false", "_gotcha", "name, email, message"):
        assert part in words


def test_the_plan_of_a_link_and_of_no_form_says_so() -> None:
    link = resolve("newsletter", "link:https://letters.practice.org/", "Attending", "https://coach.test")
    assert "a link to https://letters.practice.org/" in plan(link, "NEWSLETTER_FORM")
    assert "no form" in plan(resolve("contact", "none", "Attending", "https://coach.test"), "CONTACT_FORM")
