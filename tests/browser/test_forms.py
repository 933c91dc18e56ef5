"""The forms as readers meet them, with each provider's dialect spoken by the local endpoint, and with its faults."""

import json
import re
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.form_desk import (
    BOX,
    BUSY,
    BY_SCRIPT,
    CONSENT,
    MESSAGE,
    NAME,
    NOT_SENT,
    OUTCOME,
    OWN,
    PAIRS,
    SENT,
    THANKS,
    UNSURE,
    WAYS,
    Desk,
    Opened,
    draft,
    fill_contact,
    focused,
    outcome,
    send_contact,
    sent,
    submit,
    values,
)
from tests.browser.in_page import overflow, violations
from tests.browser.watch import Hold, Scheme, Watch

# What a provider that answers a script is met with: the heading, and whether the message had been stored.
FAULTS = {
    "quota": (NOT_SENT, 0),
    "captcha": (UNSURE, 0),
    "500": (UNSURE, 0),
    "429": (BUSY, 0),
    "429-nocors": (UNSURE, 0),
    "403": (NOT_SENT, 0),
    "404": (NOT_SENT, 0),
    "drop": (UNSURE, 0),
    "drop-after": (UNSURE, 1),
    "otherhost": (UNSURE, 0),
    "field": (NOT_SENT, 0),  # where the refusal names no field
}
# What a success is differs between providers, and so does what these are judged by; the others are not looked into.
JUDGED = ("quota", "captcha", "500", "field")
# Whose body is written by the script, with line ends as they are in the page; forms write them as CR LF
# (WHATWG HTML, constructing the entry list).
LINE_FEEDS = ("formspark", OWN)
# Where a provider keeps a newsletter address.
LETTER_FIELD = {"kit": "email_address", "mailchimp": "EMAIL"}
LETTER_DESK = {letter: contact for contact, letter in PAIRS.items()}


def arrived(page: Page) -> None:
    """Wait until it is said that a message was sent, on this page or on our thanks page."""
    page.get_by_role("heading", name=re.compile(f"{SENT}|{THANKS}")).wait_for()


# What is typed arrives


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("desk", [*BY_SCRIPT, "custom"], indirect=True)
def test_a_message_arrives_as_it_was_typed(opened: Opened, desk: Desk, scripts: bool, request: Any) -> None:
    page = opened(java_script_enabled=scripts)
    send_contact(page)
    value = request.node.callspec.params["desk"]
    by_script = scripts and value != "custom"
    if by_script:
        sent(page)
    else:
        page.wait_for_url(f"{desk.url}/contact/thanks/")  # with nothing of what was typed in the address
    [row] = desk.rows()
    assert row["provider"] == value.partition("#")[0]
    given = row["given"]
    assert given["your-name" if value == OWN else "name"] == NAME
    assert given["email"] == "effie@clinic.org"
    assert given["message"] == (MESSAGE if by_script and value in LINE_FEEDS else MESSAGE.replace("\n", "\r\n"))
    assert row["headers"]["Referer"] == f"{desk.url}/"
    assert row["headers"]["Origin"] == desk.url
    assert bool(row["reference"]) == scripts
    assert not (by_script and {"_next", "redirect", "_redirect", "_error", "_append"} & set(given))
    if scripts and not by_script:
        assert draft(page) is None


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize(
    ("desk", "letter"), [(desk, letter) for letter, desk in LETTER_DESK.items()], indirect=["desk"]
)
def test_an_address_for_the_letter_arrives(opened: Opened, desk: Desk, letter: str, scripts: bool) -> None:
    page = opened("/newsletter/", java_script_enabled=scripts)
    page.locator("#newsletter-email").fill("effie@clinic.org")
    submit(page).click()
    if letter in ("formspree", "listmonk-trusted") and scripts:
        title = page.locator(".form__outcome--sent h2")
        expect(title).to_have_text("Thank you" if letter == "formspree" else "Check your inbox")
        expect(title).to_be_focused()
    else:
        page.wait_for_url(f"{desk.url}/newsletter/thanks/")
    [row] = desk.rows()
    assert row["provider"] == letter.removesuffix("-trusted")
    assert row["given"][LETTER_FIELD.get(letter, "email")] == "effie@clinic.org"
    assert row["headers"]["Referer"] == f"{desk.url}/"
    if scripts:
        assert draft(page, "newsletter") is None


@pytest.mark.parametrize("desk", [OWN], indirect=True)
@pytest.mark.parametrize(("local_part", "heading"), [("effie", "Check your inbox"), ("no-confirmation", "Thank you")])
def test_a_reader_is_sent_to_the_inbox_only_if_there_is_something_to_confirm(
    opened: Opened, desk: Desk, local_part: str, heading: str
) -> None:
    page = opened("/newsletter/")
    page.locator("#newsletter-email").fill(f"{local_part}@clinic.org")
    submit(page).click()
    expect(page.locator(".form__outcome--sent h2")).to_have_text(heading)
    assert [row["path"] for row in desk.rows()] == ["/api/public/subscription"]
    assert all(set(row["given"]) == {"email", "list_uuids"} for row in desk.rows())


def test_what_is_said_once_it_is_sent_is_as_wide_as_the_form_was(opened: Opened, desk: Desk) -> None:
    page = opened(viewport={"width": 1280, "height": 900})
    assert not desk.rows()
    width = "(e) => e.getBoundingClientRect().width"
    before = page.locator("form[data-module]").evaluate(width)
    send_contact(page)
    sent(page)
    assert page.locator(".form__outcome--sent").evaluate(width) == before


def test_every_page_with_the_letter_sends_it_under_its_own_policy(opened: Opened, desk: Desk) -> None:
    page = opened("/")
    page.locator("#newsletter-email").fill("effie@clinic.org")
    page.keyboard.press("Enter")
    expect(page.locator(".form__outcome--sent h2")).to_be_focused()
    assert len(desk.rows()) == 1


# Each way to write the body of a message: three by script, and the browser's own.
@pytest.mark.parametrize(
    ("desk", "scripts"),
    [("formspree", True), ("formspark", True), (OWN, True), ("custom", True), ("custom", False)],
    indirect=["desk"],
)
def test_a_message_of_ten_thousand_characters_arrives_whole(opened: Opened, desk: Desk, scripts: bool) -> None:
    page = opened(java_script_enabled=scripts)
    long = ("ä" * 97 + "ש🩺") * 100  # an emoji counts as two
    fill_contact(page, message=long + "and what is too much")
    assert values(page, ["contact-message"])["contact-message"] == long
    submit(page).click()
    arrived(page)
    assert desk.rows()[0]["given"]["message"] == long


def test_blanks_around_what_was_typed_are_not_sent(opened: Opened, desk: Desk) -> None:
    page = opened()
    fill_contact(page, message="\n  Hello  \n")
    page.locator("#contact-name").fill("  Effie ")
    submit(page).click()
    sent(page)
    assert {desk.rows()[0]["given"][name] for name in ("name", "message")} == {"Effie", "Hello"}


def test_a_provider_that_wants_a_referrer_gets_one(opened: Opened, desk: Desk) -> None:
    page = opened()
    send_contact(page, "noreferer")
    sent(page)
    assert len(desk.rows()) == 1


@pytest.mark.parametrize("desk", ["formspree", "web3forms"], indirect=True)
def test_a_trap_that_the_browser_filled_in_is_emptied(opened: Opened, desk: Desk) -> None:
    page = opened()
    fill_contact(page)
    page.evaluate("() => Object.assign(document.querySelector('.form__trap input'), { value: 'on', checked: true })")
    submit(page).click()
    sent(page)
    assert len(desk.rows()) == 1


# What fails


@pytest.mark.parametrize(
    ("desk", "fault"),
    [
        *[("formspree", fault) for fault in FAULTS if fault != "field"],
        *[(desk, fault) for desk in BY_SCRIPT if desk != "formspree" for fault in JUDGED],
    ],
    indirect=["desk"],
)
def test_after_a_failure_the_words_are_told_and_the_text_is_kept(
    faulty: Opened, desk: Desk, trouble: Watch, fault: str
) -> None:
    if fault == "otherhost":
        trouble.expected += [r"request to another host", r"policy: connect-src", r"Content Security Policy"]
    page = faulty()
    typed = send_contact(page, fault)
    heading, stored = FAULTS[fault]
    outcome(page, heading)
    expect(page.locator("form[data-module]")).not_to_contain_text("should be an email")
    if fault == "429":
        expect(page.locator(".form__outcome")).to_contain_text("Wait 30 seconds, then try again.")
    assert values(page, typed) == typed
    # Chromium itself repeats a post whose connection was dropped, with the same reference.
    assert len({row["reference"] for row in desk.rows()}) == stored
    page.reload()
    assert values(page, typed) == typed
    expect(page.locator(".form__draft")).to_contain_text("still here")
    expect(page.get_by_role("status")).to_have_text("Your earlier text has been restored.")


@pytest.mark.parametrize("fault", ["quota", "429", "500", "drop", "field"])
@pytest.mark.parametrize("desk", [LETTER_DESK["listmonk-trusted"]], indirect=True)
def test_after_a_failure_of_the_letter_too(faulty: Opened, desk: Desk, fault: str) -> None:
    page = faulty("/newsletter/")
    page.locator("#newsletter-email").fill(f"{fault}@clinic.org")
    submit(page).click()
    heading, _ = FAULTS[fault]
    outcome(page, heading.replace("message", "address") if heading != BUSY else heading)
    expect(page.locator("form[data-module]")).not_to_contain_text("should be an email")
    assert not desk.rows()
    page.reload()
    expect(page.locator("#newsletter-email")).to_have_value(f"{fault}@clinic.org")


def test_a_field_that_the_provider_refuses_is_named_and_there_are_ways_on(faulty: Opened, desk: Desk) -> None:
    page = faulty()
    typed = send_contact(page, "field")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("#contact-email")).to_have_attribute("aria-invalid", "true")
    assert page.locator(".form__ways > *").all_inner_texts() == WAYS
    assert values(page, typed) == typed
    assert not desk.rows()


@pytest.mark.parametrize(
    ("desk", "status", "said", "heading"),
    [
        # An error is none, whatever its answer says.
        ("formspree", 400, {"ok": True, "next": "/thanks"}, NOT_SENT),
        ("formspree", 500, {"ok": True, "next": "/thanks"}, UNSURE),
        # Nor is a value of another kind.
        ("formspree", 200, {"ok": True, "next": 1}, UNSURE),
        ("web3forms", 200, {"success": "true"}, UNSURE),
        (OWN, 200, {"ok": "true"}, UNSURE),
        # A field that is not ours cannot be named.
        ("formspree", 422, {"errors": [{"field": "email"}, {"field": "elsewhere"}]}, NOT_SENT),
    ],
    indirect=["desk"],
)
def test_an_answer_that_is_no_proof_is_told_in_our_words(
    faulty: Opened, desk: Desk, status: int, said: dict[str, Any], heading: str
) -> None:
    page = faulty()
    page.route(
        f"{desk.endpoint.address}/**",
        lambda route: route.fulfill(status=status, headers={"Access-Control-Allow-Origin": "*"}, json=said),
    )
    typed = send_contact(page)
    outcome(page, heading)
    assert values(page, typed) == typed


@pytest.mark.parametrize("desk", ["formspark"], indirect=True)
def test_fields_within_one_another_are_sent_together(opened: Opened, desk: Desk) -> None:
    page = opened()
    fill_contact(page)
    page.locator("form[data-module]").evaluate(
        "(form) => form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: '_email.from', value: 'The site' }))"
    )
    submit(page).click()
    sent(page)
    assert set(json.loads(desk.rows()[0]["given"]["_email"])) == {"subject", "from"}


def test_a_script_told_of_success_by_a_provider_that_keeps_nothing_is_the_providers_lie_alone(
    opened: Opened, desk: Desk
) -> None:
    # The trap is emptied, so the only way to a silent discard is a scenario that no reader meets.
    page = opened()
    send_contact(page, "spam")
    sent(page)
    assert not desk.rows()


# The browser's own timeouts keep to its own clock; these keep to that of the page.
TIMEOUT_BY_PAGE_CLOCK = """
AbortSignal.timeout = (time) => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new DOMException("", "TimeoutError")), time);
  return controller.signal;
};
"""


def test_an_answer_that_never_comes_is_given_up_after_twenty_seconds(faulty: Opened, desk: Desk) -> None:
    page = faulty(before=TIMEOUT_BY_PAGE_CLOCK, clock=True)
    typed = fill_contact(page)
    Hold(page, f"{desk.endpoint.address}/**")
    submit(page).click()
    page.clock.run_for(19_999)
    expect(page.get_by_role("status")).to_have_text("Still sending…")
    expect(page.locator(OUTCOME)).to_have_count(0)
    page.clock.run_for(1)
    outcome(page, UNSURE)
    assert values(page, typed) == typed
    assert not desk.rows()


def test_the_browser_itself_gives_up_an_answer_that_never_comes(faulty: Opened, desk: Desk) -> None:
    quick = (
        "const timeout = AbortSignal.timeout; AbortSignal.timeout = (time) => timeout.call(AbortSignal, time / 100);"
    )
    page = faulty(before=quick)
    fill_contact(page)
    Hold(page, f"{desk.endpoint.address}/**")
    submit(page).click()
    outcome(page, UNSURE)


def test_while_it_is_sent_this_is_said_and_the_focus_stays(opened: Opened, desk: Desk) -> None:
    page = opened(clock=True)
    fill_contact(page)
    line = Hold(page, f"{desk.endpoint.address}/**")
    submit(page).focus()
    page.keyboard.press("Enter")
    status = page.get_by_role("status")
    expect(status).to_have_text("Sending…")
    expect(submit(page)).to_have_attribute("aria-disabled", "true")
    expect(submit(page)).to_be_focused()
    page.clock.run_for(7_999)
    expect(status).to_have_text("Sending…")
    page.clock.run_for(1)
    expect(status).to_have_text("Still sending…")
    line.release()
    sent(page)


def test_nothing_is_typed_into_a_message_that_is_on_its_way(faulty: Opened, desk: Desk) -> None:
    page = faulty()
    fill_contact(page, "500")
    line = Hold(page, f"{desk.endpoint.address}/**")
    submit(page).click()
    expect(page.get_by_role("status")).to_have_text("Sending…")
    message = page.locator("#contact-message")
    message.press_sequentially("It would be lost")
    expect(message).to_have_value(MESSAGE)
    line.release()
    outcome(page, UNSURE)
    expect(message).to_be_editable()


@pytest.mark.parametrize(
    ("told", "wait"),
    [("30", "30 seconds"), ("3600", "60 minutes"), ("Wed, 21 Oct 2099 07:28:00 GMT", "a few minutes")],
)
def test_a_reader_is_told_how_long_to_wait(faulty: Opened, told: str, wait: str) -> None:
    page = faulty()
    typed = fill_contact(page)
    headers = {
        "Retry-After": told,
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "Retry-After",
    }
    page.route("**/f/*", lambda route: route.fulfill(status=429, headers=headers, body="{}"))
    submit(page).click()
    outcome(page, BUSY)
    expect(page.locator(".form__outcome")).to_contain_text(f"Wait {wait}, then try again.")
    assert values(page, typed) == typed


@pytest.mark.parametrize("desk", ["formspree", "custom"], indirect=True)
def test_without_a_connection_nothing_is_sent_and_with_it_the_reader_is_told(opened: Opened, desk: Desk) -> None:
    page = opened()
    typed = fill_contact(page)
    page.context.set_offline(True)
    submit(page).click()
    outcome(page, "You are offline")
    assert values(page, typed) == typed
    page.context.set_offline(False)
    expect(page.get_by_role("status")).to_have_text("You are connected again.")
    expect(page.locator(OUTCOME)).to_have_text("You are connected again")
    assert not desk.rows()
    page.get_by_role("button", name="Try again").click()
    arrived(page)
    assert draft(page) is None
    assert len(desk.rows()) == 1


# The four ways on


def after_a_failure(faulty: Opened, **options: Any) -> tuple[Page, dict[str, str]]:
    """A contact page whose first request was lost."""
    page = faulty(**options)
    typed = fill_contact(page)
    page.route("**/f/*", lambda route: route.abort())
    submit(page).click()
    outcome(page, UNSURE)
    page.unroute("**/f/*")
    return page, typed


def test_one_can_try_again_and_the_focus_is_not_lost(faulty: Opened, desk: Desk) -> None:
    page, _ = after_a_failure(faulty)
    reference = draft(page)["reference"]
    line = Hold(page, f"{desk.endpoint.address}/**")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("status")).to_have_text("Sending…")
    expect(submit(page)).to_be_focused()
    line.release()
    sent(page)
    assert [row["reference"] for row in desk.rows()] == [reference]


def test_one_can_send_as_a_plain_page(faulty: Opened, desk: Desk) -> None:
    page, _ = after_a_failure(faulty)
    reference = draft(page)["reference"]
    page.get_by_role("button", name="Send on the service’s own page").click()
    page.wait_for_url(f"{desk.url}/contact/thanks/")
    assert draft(page) is None
    assert [row["reference"] for row in desk.rows()] == [reference]


def test_the_services_own_page_is_asked_for_once(faulty: Opened, desk: Desk) -> None:
    page, _ = after_a_failure(faulty)
    page.locator("#contact-message").fill("")
    page.get_by_role("button", name="Send on the service’s own page").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator("#contact-message").fill(MESSAGE)
    submit(page).click()
    sent(page)
    assert len(desk.rows()) == 1


def test_the_services_own_page_is_tried_where_the_browser_wrongly_thinks_it_is_offline(
    opened: Opened, desk: Desk
) -> None:
    page = opened(before="Object.defineProperty(Navigator.prototype, 'onLine', { get: () => false });")
    send_contact(page)
    outcome(page, "You are offline")
    page.get_by_role("button", name="Send on the service’s own page").click()
    page.wait_for_url(f"{desk.url}/contact/thanks/")
    assert len(desk.rows()) == 1


def test_one_can_send_it_by_email(faulty: Opened) -> None:
    page, typed = after_a_failure(faulty)
    href = page.get_by_role("link", name="Send it by email").get_attribute("href")
    parts = urlsplit(href or "")
    assert parts.scheme == "mailto"
    assert parts.path == "mara@tidewater.test"
    body = parse_qs(parts.query)["body"][0]
    assert body == "\r\n\r\n".join([NAME, typed["contact-email"], MESSAGE.replace("\n", "\r\n")])


def test_a_long_text_is_pasted_into_an_email(faulty: Opened) -> None:
    page = faulty()
    send_contact(page, "500", "é" * 400)
    expect(page.locator(OUTCOME)).to_have_text(UNSURE)
    link = page.get_by_role("link", name="Copy the text, then paste it into an email")
    assert "body" not in unquote(link.get_attribute("href") or "")


def test_one_can_copy_the_text(faulty: Opened) -> None:
    page, typed = after_a_failure(faulty, permissions=["clipboard-read", "clipboard-write"])
    copy = page.get_by_role("button", name="Copy the text")
    copy.click()
    expect(page.get_by_role("status")).to_have_text("Copied.")
    expect(copy).to_be_focused()
    assert page.evaluate("() => navigator.clipboard.readText()") == "\n\n".join(typed.values())


def test_where_copying_is_refused_the_reader_is_told(faulty: Opened) -> None:
    refuse = "if (window.Clipboard) Clipboard.prototype.writeText = () => Promise.reject(new DOMException('no'));"
    page, _ = after_a_failure(faulty, before=refuse)
    page.get_by_role("button", name="Copy the text").click()
    expect(page.get_by_role("status")).to_have_text("Copying was refused. Select the text and copy it.")


def test_half_an_emoji_does_not_hide_the_ways_on(faulty: Opened) -> None:
    page = faulty()
    fill_contact(page, "500")
    page.evaluate("() => { document.querySelector('#contact-message').value = 'cut \\ud83e'; }")
    submit(page).click()
    outcome(page, UNSURE)


# Once, and the same


@pytest.mark.parametrize("desk", ["formspree", "formspark", OWN, "custom"], indirect=True)
def test_two_clicks_send_one_message(opened: Opened, desk: Desk) -> None:
    page = opened()
    fill_contact(page)
    line = Hold(page, f"{desk.endpoint.address}/**")
    submit(page).dblclick(no_wait_after=True)
    line.release()
    arrived(page)
    assert len(desk.rows()) == 1


@pytest.mark.parametrize("desk", ["formspree"], indirect=True)
def test_a_message_that_arrived_twice_is_seen_to_be_one_and_the_next_is_another(faulty: Opened, desk: Desk) -> None:
    page = faulty()
    send_contact(page, "drop-after")
    outcome(page, UNSURE)
    page.reload()  # what is restored is the same composition
    submit(page).click()
    outcome(page, UNSURE)
    page.locator("#contact-email").fill("effie@clinic.org")
    submit(page).click()
    sent(page)
    rows = desk.rows()
    assert len(rows) >= 3
    assert len({row["reference"] for row in rows}) == 1
    page.reload()
    send_contact(page)
    sent(page)
    assert desk.rows()[0]["reference"] not in {row["reference"] for row in rows}


def test_what_is_written_after_all_was_deleted_is_another_message(faulty: Opened, desk: Desk) -> None:
    page = faulty()
    typed = send_contact(page, "drop-after")
    outcome(page, UNSURE)
    for name in typed:
        page.locator(f"#{name}").fill("")
    assert draft(page) is None
    send_contact(page)
    sent(page)
    newest, *others = [row["reference"] for row in desk.rows()]
    assert newest not in others


@pytest.mark.parametrize("desk", ["custom"], indirect=True)
def test_a_message_after_our_thanks_page_is_a_new_one(opened: Opened, desk: Desk) -> None:
    page = opened()
    for _ in range(2):
        send_contact(page)
        page.wait_for_url("**/contact/thanks/")
        assert draft(page) is None
        page.go_back()
        page.wait_for_url("**/contact/")
    assert len({row["reference"] for row in desk.rows()}) == 2


# The draft


def test_the_draft_outlives_a_walk_through_the_site_and_can_be_cleared(opened: Opened) -> None:
    page = opened()
    typed = fill_contact(page)
    page.goto("/about/")
    page.goto("/contact/")
    assert values(page, typed) == typed
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_role("status")).to_have_text("Cleared.")
    expect(page.locator("#contact-name")).to_be_focused()
    expect(page.locator(".form__draft")).to_have_count(0)
    assert set(values(page, typed).values()) == {""}
    assert draft(page) is None
    assert page.evaluate("() => localStorage.length") == 0


def test_the_draft_does_not_overwrite_what_stands_in_a_field(opened: Opened) -> None:
    page = opened()
    typed = fill_contact(page)
    script = Hold(page, "**/form.js")
    page.reload(wait_until="commit")
    page.locator("#contact-name").fill("Typed before the script arrived")
    script.release()
    page.locator(".form__draft").wait_for()
    assert values(page, typed) == typed | {"contact-name": "Typed before the script arrived"}


def test_while_it_is_sent_nothing_else_is_said(opened: Opened, desk: Desk) -> None:
    page = opened(clock=True)
    fill_contact(page)
    page.reload()
    line = Hold(page, f"{desk.endpoint.address}/**")
    submit(page).click()
    expect(page.get_by_role("status")).to_have_text("Sending…")
    page.clock.run_for(1000)  # by when it would have been said that the draft was restored
    assert page.get_by_role("status").inner_text() == "Sending…"
    line.release()
    sent(page)


def test_no_page_clears_the_draft_but_our_thanks_after_a_plain_post(opened: Opened) -> None:
    page = opened()
    fill_contact(page)
    kept = draft(page)
    for path in ("/contact/thanks/", "/contact/not-sent/", "/newsletter/thanks/"):  # only visited
        page.goto(path)
        assert draft(page) == kept
    page.evaluate(
        "() => sessionStorage.setItem('form:contact', JSON.stringify({ ...JSON.parse(sessionStorage.getItem('form:contact')), sent: true }))"
    )
    page.goto("/contact/not-sent/")
    assert draft(page)["sent"]
    page.goto("/newsletter/thanks/")
    assert draft(page)["sent"]
    page.goto("/contact/thanks/")
    assert draft(page) is None


@pytest.mark.parametrize("desk", ["formspree", "custom"], indirect=True)
def test_with_storage_blocked_the_form_works_without_a_draft(opened: Opened, desk: Desk) -> None:
    blocked = "Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('denied'); } });"
    page = opened(before=blocked)
    send_contact(page)
    arrived(page)
    assert desk.rows()[0]["reference"]


# Mistakes


MISTAKES = {
    "contact-name": "Enter your name",
    "contact-email": "Enter your email address",
    "contact-message": "Enter a message",
}
WRONG_EMAIL = "Enter an email address in the correct format, like name@example.com"


def test_what_is_missing_is_listed_above_and_beside_the_field(opened: Opened, desk: Desk) -> None:
    page = opened()
    title = page.title()
    submit(page).click()
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    assert summary.get_by_role("alert").inner_text().splitlines()[0] == "There is a problem"
    assert summary.get_by_role("link").all_inner_texts() == list(MISTAKES.values())
    assert page.title() == f"Error: {title}"
    for name, words in MISTAKES.items():
        field = page.locator(f"#{name}")
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(re.compile(rf"Error:\s*{words}"))
        summary.get_by_role("link", name=words).click()
        expect(field).to_be_focused()
        expect(page.locator(f"label[for={name}]")).to_be_in_viewport()
    send_contact(page)
    sent(page)
    assert page.title() == title
    assert len(desk.rows()) == 1


def test_an_address_in_no_format_is_named(opened: Opened, desk: Desk) -> None:
    page = opened()
    fill_contact(page)
    for address in ("effie", "effie@", "effie@clinic", "a b@clinic.org", "@clinic.org"):
        page.locator("#contact-email").fill(address)
        submit(page).click()
        assert page.locator(".error-summary").get_by_role("link").all_inner_texts() == [WRONG_EMAIL], address
        assert page.locator("#contact-email").input_value() == address
        page.locator(".error-summary").evaluate("(summary) => summary.remove()")
    assert not desk.rows()


def test_the_hint_is_read_with_the_message_also_after_a_mistake(opened: Opened) -> None:
    page = opened()
    message = page.locator("#contact-message")
    hint = "Please do not include patient information or medical details."
    expect(message).to_have_accessible_description(hint)
    submit(page).click()
    expect(message).to_have_accessible_description(re.compile(re.escape(hint)))
    message.fill("x")
    submit(page).click()
    expect(message).to_have_accessible_description(hint)


def test_with_the_keyboard_alone_one_writes_errs_mends_and_sends(opened: Opened, desk: Desk) -> None:
    page = opened()
    page.locator("#contact-name").focus()
    keys = page.keyboard
    keys.type("Effie")
    keys.press("Tab")
    keys.type("effie@clinic")
    keys.press("Tab")
    keys.type("Hello")
    keys.press("Tab")
    expect(submit(page)).to_be_focused()
    keys.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    keys.press("Tab")
    keys.press("Enter")
    expect(page.locator("#contact-email")).to_be_focused()
    keys.press("End")
    keys.type(".org")
    keys.press("Enter")
    sent(page)
    assert focused(page) == SENT
    assert desk.rows()[0]["given"]["email"] == "effie@clinic.org"


def test_with_the_keyboard_alone_one_finds_every_way_on_after_a_failure(faulty: Opened, desk: Desk) -> None:
    page, _ = after_a_failure(faulty, permissions=["clipboard-read", "clipboard-write"])
    reached = []
    for _ in WAYS:
        page.keyboard.press("Tab")
        reached.append(focused(page))
    assert reached == WAYS
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Copied.")
    assert focused(page) == "Copy the text"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    page.wait_for_url(f"{desk.url}/contact/thanks/")
    assert len(desk.rows()) == 1


def test_with_the_keyboard_alone_one_clears_what_was_restored(opened: Opened) -> None:
    page = opened()
    fill_contact(page)
    page.reload()
    submit(page).focus()
    page.keyboard.press("Tab")
    assert focused(page) == "Clear"
    page.keyboard.press("Enter")
    expect(page.locator("#contact-name")).to_be_focused()
    assert draft(page) is None


# The box to tick

TICK = "Tick the box to agree"


@pytest.mark.parametrize("desk", ["formspree" + BOX, "custom" + BOX], indirect=True)
def test_who_has_to_agree_is_told_so_and_sends_once_the_box_is_ticked(opened: Opened, desk: Desk) -> None:
    page = opened()
    box = page.get_by_role("checkbox", name=CONSENT)
    expect(box).not_to_be_checked()
    typed = send_contact(page)
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    assert summary.get_by_role("link").all_inner_texts() == [TICK]
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(box).to_have_accessible_description(re.compile(rf"Error:\s*{TICK}"))
    assert not violations(page)
    assert not desk.rows()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(box).to_be_focused()
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    page.keyboard.press("Enter")
    arrived(page)
    [row] = desk.rows()
    assert row["given"]["consent"] == "yes"
    assert row["given"]["name"] == typed["contact-name"]


@pytest.mark.parametrize("desk", ["formspree" + BOX, "custom" + BOX], indirect=True)
def test_without_scripts_the_browser_asks_for_the_box(opened: Opened, desk: Desk) -> None:
    page = opened(java_script_enabled=False)
    send_contact(page)
    expect(page.locator("#contact-consent")).to_be_focused()
    assert page.url == f"{desk.url}/contact/"
    page.keyboard.press("Space")
    submit(page).click()
    page.wait_for_url(f"{desk.url}/contact/thanks/")
    assert desk.rows()[0]["given"]["consent"] == "yes"


@pytest.mark.parametrize("desk", ["formspree" + BOX], indirect=True)
def test_a_box_is_restored_as_it_was_left(faulty: Opened, desk: Desk) -> None:
    page = faulty()
    fill_contact(page, "500")
    box = page.locator("#contact-consent")
    page.reload()
    expect(box).not_to_be_checked()
    box.check()
    page.reload()
    expect(box).to_be_checked()
    submit(page).click()
    outcome(page, UNSURE)
    expect(box).to_be_checked()
    box.uncheck()
    page.get_by_role("button", name="Try again").click()
    assert page.locator(".error-summary").get_by_role("link").all_inner_texts() == [TICK]
    page.reload()
    expect(box).not_to_be_checked()
    assert not desk.rows()


def test_nobody_has_to_agree_where_the_coach_asks_for_nothing(opened: Opened) -> None:
    expect(opened().get_by_role("checkbox")).to_have_count(0)


# What comes from outside

INJECTED = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'>"


@pytest.mark.parametrize(
    "path", ["/contact/", "/contact/thanks/", "/contact/not-sent/", "/newsletter/", "/newsletter/thanks/", "/"]
)
def test_nothing_in_an_address_gets_into_a_page(opened: Opened, path: str) -> None:
    names = (
        "name", "email", "message", "subject", "reference", "_next", "_subject", "next", "redirect", "action", "play",
        "contact-name", "contact-message", "newsletter-email", "data-provider", "draft",
    )  # fmt: skip
    query = urlencode({name: f"{INJECTED}https://evil.test/{name}" for name in names})
    page = opened(path)
    clean = page.locator("body").inner_html()
    page.goto(f"{path}?{query}#{quote(INJECTED)}")
    page.wait_for_function("() => document.querySelector('form[data-module]')?.noValidate ?? true")
    assert page.locator("body").inner_html() == clean
    assert {field.input_value() for field in page.locator("form[data-module] [data-missing]").all()} <= {""}
    assert draft(page) is None
    assert draft(page, "newsletter") is None


@pytest.mark.parametrize("desk", ["formspree", "custom"], indirect=True)
def test_nothing_in_an_address_gets_into_a_message(opened: Opened, desk: Desk) -> None:
    page = opened(f"/contact/?{urlencode({'_next': 'https://evil.test/', 'message': INJECTED, 'play': 'otherhost'})}")
    send_contact(page)
    arrived(page)
    [row] = desk.rows()
    assert "evil" not in str(row["fields"])
    assert row["headers"]["Referer"] == f"{desk.url}/"  # the host alone, without what stood behind it


def test_markup_that_is_typed_stays_text_in_every_state(faulty: Opened, desk: Desk) -> None:
    page = faulty()
    pictures = page.locator("img").count()
    fill_contact(page, "500", INJECTED + "\r\nBcc: effie@clinic.org&bcc=effie@clinic.org")
    page.locator("#contact-name").fill(INJECTED)
    submit(page).click()
    outcome(page, UNSURE)
    href = page.get_by_role("link", name="Send it by email").get_attribute("href") or ""
    assert set(parse_qs(urlsplit(href).query)) == {"subject", "body"}
    page.reload()
    page.locator(".form__draft").wait_for()
    assert page.locator("img").count() == pictures
    page.locator("#contact-email").fill("effie@clinic.org")
    submit(page).click()
    sent(page)
    assert desk.rows()[0]["given"]["name"] == INJECTED


@pytest.mark.parametrize("kept", ["5", "[]", '"x"', "null", "{", '{"values": 3}', '{"values": {"contact-name": {"x": 1}}}', '{"values": null, "reference": null}'])  # fmt: skip
def test_a_draft_that_is_none_does_no_harm(opened: Opened, desk: Desk, kept: str) -> None:
    page = opened()
    page.evaluate("(kept) => sessionStorage.setItem('form:contact', kept)", kept)
    page.reload()
    send_contact(page)
    sent(page)
    assert len(desk.rows()) == 1


@pytest.mark.parametrize("path", ["/newsletter/", "/"])
def test_the_letter_names_a_mistake_and_speaks_of_an_address(faulty: Opened, path: str) -> None:
    page = faulty(path)
    submit(page).click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator("#newsletter-email").fill("403@clinic.org")
    submit(page).click()
    outcome(page, "Your address was not sent")


# States


def state(page: Page, name: str, desk: Desk) -> None:
    """Bring the contact page into a state that readers see."""
    if name == "mistakes":
        submit(page).click()
    elif name != "untouched":
        local_part = {"failed": "500", "field": "field", "busy": "429"}.get(name, "effie")
        fill_contact(page, local_part)
    if name == "restored":
        page.reload()
        page.locator(".form__draft").wait_for()
    elif name == "sending":
        Hold(page, f"{desk.endpoint.address}/**")
        submit(page).click()
        page.get_by_text("Sending…").wait_for()
    elif name in ("failed", "field", "busy", "offline", "sent"):
        page.context.set_offline(name == "offline")
        submit(page).click()
        page.locator(".form__outcome, .error-summary").wait_for()


SMALL = """() => [...document.querySelectorAll(".form__ways > *, .form__draft button, .error-summary li")]
  .filter((e) => e.getBoundingClientRect().height < 24).map((e) => `too small: ${e.outerHTML}`)"""
PHONE: dict[str, Any] = {"viewport": {"width": 320, "height": 800}, "reduced_motion": "reduce"}


def wrong(page: Page) -> list[str]:
    """What axe finds in either scheme, what overflows and what is too small."""
    found = [*overflow(page), *page.evaluate(SMALL)]
    schemes: tuple[Scheme, ...] = ("light", "dark")
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {violation}" for violation in violations(page)]
    return found


@pytest.mark.parametrize(
    "name", ["untouched", "mistakes", "restored", "sending", "failed", "field", "busy", "offline", "sent"]
)
def test_axe_finds_nothing_and_nothing_overflows_in_any_state(faulty: Opened, desk: Desk, name: str) -> None:
    page = faulty(**PHONE)
    state(page, name, desk)
    assert not wrong(page)


@pytest.mark.parametrize(("name", "local_part"), [("mistakes", ""), ("failed", "500"), ("sent", "effie")])
def test_axe_finds_nothing_and_nothing_overflows_in_any_state_of_the_letter(
    faulty: Opened, name: str, local_part: str
) -> None:
    page = faulty("/newsletter/", **PHONE)
    page.locator("#newsletter-email").fill(f"{local_part}@clinic.org" if local_part else "")
    submit(page).click()
    page.locator({"mistakes": ".error-summary", "sent": ".form__outcome--sent"}.get(name, ".form__outcome")).wait_for()
    assert not wrong(page)
