"""What the tests of forms share: a site for every pair of providers, its endpoint, and hands that fill in a form."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from playwright.sync_api import Locator, Page, expect

from forms.local_endpoint import Endpoint

Build = Callable[..., None]  # what the fixture `build_here` gives: builds the site into a folder
Opened = Callable[..., Page]  # what the fixture `opened` gives: opens a page of the desk in a context of its own

# An endpoint of one's own that calls a field by another name and proves that a message was taken.
OWN = "custom#name=your-name,success=ok"
# The provider of the contact form, and that of the newsletter form built with it.
PAIRS = {
    "formspree": "formspree",
    "web3forms": "buttondown",
    "basin": "kit",
    "formspark": "mailchimp",
    "custom": "listmonk",
    OWN: "listmonk-trusted",
    "none": "custom",
}
# What stands behind a provider's name where readers have to agree to something, and what that is.
BOX = " and a box to tick"
CONSENT = "I agree that what I write is kept until it is answered & no longer"
BY_SCRIPT = ("formspree", "web3forms", "basin", "formspark", OWN)

NAME = "Dr. Aoife “Effie” O'Neil-Łoś <MD>"
MESSAGE = 'Line one: "quotes" & <b>no markup</b>\n\nשלום עליכם, مرحبا\n🩺👩🏽‍⚕️ 100 % = 1+1; naïve café\\n'
# What the console says when a request is refused or lost: the scenario is to blame, not the page.
NETWORK = (r"Failed to load resource", r"blocked by CORS policy")


OUTCOME = ".form__outcome h3"
SENT = "Your message has been sent"
THANKS = "Your message is on its way"  # of the practice
NOT_SENT = "Your message was not sent"
UNSURE = "We could not confirm that your message was sent"
BUSY = "Too many messages just now"
WAYS = ["Try again", "Send on the service’s own page", "Send it by email", "Copy the text"]


class Desk(NamedTuple):
    """One built site and the endpoint that its forms lead to."""

    url: str
    endpoint: Endpoint

    def rows(self) -> list[dict[str, Any]]:
        """What was stored, newest first, with the fields by name."""
        return [row | {"given": dict(row["fields"])} for row in self.endpoint.inbox.messages()]


def fill_contact(page: Page, local_part: str = "effie", message: str = MESSAGE) -> dict[str, str]:
    """Type into the contact form; the local part of the address chooses a scenario."""
    typed = {"contact-name": NAME, "contact-email": f"{local_part}@clinic.org", "contact-message": message}
    for name, value in typed.items():
        page.locator(f"#{name}").fill(value)
    return typed


def send_contact(page: Page, local_part: str = "effie", message: str = MESSAGE) -> dict[str, str]:
    """Fill in the contact form and send it."""
    typed = fill_contact(page, local_part, message)
    submit(page).click()
    return typed


def values(page: Page, names: Iterable[str]) -> dict[str, str]:
    """What stands in the fields now."""
    return {name: page.locator(f"#{name}").input_value() for name in names}


def submit(page: Page) -> Locator:
    """The button that sends the form of this page."""
    return page.locator("form[data-module] [type=submit]")


def draft(page: Page, kind: str = "contact") -> Any:
    """What is kept in the tab, or None."""
    return page.evaluate("(key) => JSON.parse(sessionStorage.getItem(key))", f"form:{kind}")


def focused(page: Page) -> str:
    """The words of the element that has the focus."""
    return str(page.evaluate("() => document.activeElement.innerText")).strip()


def outcome(page: Page, heading: str) -> None:
    """Wait for an outcome and see that it is told, that nothing is lost, and that there are four ways on."""
    title = page.locator(OUTCOME)
    expect(title).to_have_text(heading)
    expect(title).to_be_focused()
    assert page.locator(".form__ways > *").all_inner_texts() == WAYS
    expect(submit(page)).not_to_have_attribute("aria-disabled", "true")


def sent(page: Page) -> None:
    """Wait for the confirmation and see that it is told and that nothing is kept."""
    expect(page.locator(".form__outcome--sent h2")).to_have_text(SENT)
    expect(page.locator(".form__outcome--sent h2")).to_be_focused()
    expect(page.locator("form[data-module]")).to_have_count(0)
    assert draft(page) is None
