"""Every fault met by a plain post, with and without scripts: no page says more than is true, and Back leads to what was typed."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from forms import local_endpoint as endpoint_module
from tests.browser.form_desk import (
    BY_SCRIPT,
    NETWORK,
    NOT_SENT,
    PAIRS,
    Desk,
    Opened,
    draft,
    fill_contact,
    send_contact,
    sent,
    submit,
    values,
)
from tests.browser.watch import PATIENCE, Launch, Watch

# Where a reader ends, and whether the message was stored. To a page that is left, 403 and 404 are what 500 is, and
# whether a script may read the answer does not matter.
ENDS = {
    "field": ("provider", False), "quota": ("provider", False), "captcha": ("provider", False), "429": ("provider", False),
    "500": ("provider", False), "hang": ("nowhere", False), "drop": ("nowhere", False), "drop-after": ("nowhere", True),
    "otherhost": ("form", False), "spam": ("thanks", False), "slow": ("thanks", True), "noreferer": ("thanks", True),
    "append": ("thanks", True),
}  # fmt: skip
SCRIPTS, WITHOUT_SCRIPTS = True, False
DESK_OF = {letter: contact for contact, letter in PAIRS.items()}
# The desk, the form on it, and whether its scripts run. Between providers only the form's address, its hidden fields and
# its policy differ, and the draft where there is no reference: for every fault one provider stands for all, and every
# other is met failing and, sent again, leading to our thanks page.
CASES = [
    *[("custom", "contact", scripts, fault) for scripts in (SCRIPTS, WITHOUT_SCRIPTS) for fault in ENDS],
    *[(desk, "contact", WITHOUT_SCRIPTS, "500") for desk in BY_SCRIPT],
    *[(desk, "newsletter", WITHOUT_SCRIPTS, "500") for letter, desk in DESK_OF.items() if letter != "custom"],
    *[(DESK_OF[letter], "newsletter", SCRIPTS, "500") for letter in ("buttondown", "kit", "mailchimp", "listmonk")],
    *[(DESK_OF["kit"], "newsletter", SCRIPTS, fault) for fault in ("drop-after", "otherhost", "append")],  # no reference
    *[("formspark", "contact", WITHOUT_SCRIPTS, fault) for fault in ("field", "append")],  # is told where to lead
]  # fmt: skip


def fill(page: Page, kind: str, local_part: str) -> dict[str, str]:
    """Type into the form of this kind; the local part of the address chooses a scenario."""
    if kind == "contact":
        return fill_contact(page, local_part)
    page.locator("#newsletter-email").fill(f"{local_part}@clinic.org")
    return {"newsletter-email": f"{local_part}@clinic.org"}


def back(page: Page) -> None:
    """Press the browser's Back; also from Chromium's own error page, which Playwright's `go_back` does not leave."""
    page.wait_for_load_state()
    line = page.context.new_cdp_session(page)
    history = line.send("Page.getNavigationHistory")
    line.send("Page.navigateToHistoryEntry", {"entryId": history["entries"][history["currentIndex"] - 1]["id"]})
    line.detach()


@pytest.mark.parametrize(("desk", "kind", "scripts", "fault"), CASES, indirect=["desk"])
def test_a_plain_post_ends_where_it_should_and_nothing_typed_is_lost(
    faulty: Opened,
    desk: Desk,
    trouble: Watch,
    kind: str,
    scripts: bool,
    fault: str,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(endpoint_module, "SLOW", 0.2)
    monkeypatch.setattr(endpoint_module, "HANG", 0.2)
    end, stored = ENDS[fault]
    if fault == "otherhost":
        trouble.expected += [r"policy: form-action", r"Content Security Policy", r"request to another host"]
    if fault == "field" and request.node.callspec.params["desk"] == "formspark":
        end = "not-sent"  # it is told where to lead readers whose message it refuses

    page = faulty(f"/{kind}/", java_script_enabled=scripts)
    typed = fill(page, kind, fault)
    if end == "nowhere":
        # Chromium notes once a second what stands in a form, which is as quick as anyone types, and whenever the page
        # itself changes its place in the history.
        page.evaluate("() => history.replaceState(history.state, '')")
        with page.expect_event("framenavigated", lambda frame: frame.url.startswith("chrome-error:")):
            submit(page).click(no_wait_after=True)
    elif end == "form":
        with page.expect_console_message(lambda message: "form-action" in message.text):
            submit(page).click(no_wait_after=True)
    else:
        submit(page).click(no_wait_after=True)
    if end == "provider":
        page.wait_for_url(f"{desk.endpoint.address}/**")
    elif end == "not-sent":
        page.wait_for_url(f"{desk.url}/contact/not-sent/")
        expect(page.get_by_role("heading", level=1)).to_have_text(NOT_SENT)
    elif end == "thanks":
        page.wait_for_url(f"{desk.url}/{kind}/thanks/*")
        added = fault == "append" and request.node.callspec.params["desk"] != "formspark" and not scripts
        assert ("?" in page.url) == added  # what a provider adds, only a script can take away
    rows = desk.rows()
    assert bool(rows) == stored
    assert len({row["reference"] for row in rows}) <= 1  # Chromium repeats a post whose connection was dropped
    if end == "thanks":
        if scripts:
            assert draft(page, kind) is None
        return

    if end != "form":
        back(page)
        page.wait_for_url(f"{desk.url}/{kind}/")
    if scripts:
        page.wait_for_function("() => document.querySelector('form[data-module]').noValidate")
    for name, value in typed.items():
        expect(page.locator(f"#{name}")).to_have_value(value)
    expect(page.locator(".form__outcome--sent")).to_have_count(0)
    if scripts and end != "form":  # after a reload the draft brings it back
        page.reload()
        assert values(page, typed) == typed
    if end == "form":
        return
    expect(submit(page)).not_to_have_attribute("aria-disabled", "true")
    reference = draft(page, kind).get("reference", "") if scripts else ""  # empty where the provider takes none
    fill(page, kind, "effie")
    submit(page).click()
    page.wait_for_url(f"{desk.url}/{kind}/thanks/")
    assert [row["reference"] for row in desk.rows()] == [reference] * (len(rows) + 1)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize(
    ("desk", "kind"),
    [("custom", "contact"), (DESK_OF["kit"], "newsletter")],
    indirect=["desk"],
)
def test_who_is_asked_whether_they_are_human_says_yes_and_it_arrives(
    opened: Opened, desk: Desk, trouble: Watch, kind: str, scripts: bool
) -> None:
    trouble.expected += NETWORK  # the provider's page has no icon
    page = opened(f"/{kind}/", java_script_enabled=scripts)
    fill(page, kind, "captcha")
    submit(page).click()
    page.get_by_role("button", name="Yes").click()
    page.wait_for_url(f"{desk.url}/{kind}/thanks/")
    assert len(desk.rows()) == 1
    if scripts:
        assert draft(page, kind) is None


@pytest.mark.parametrize("desk", ["custom"], indirect=True)
def test_what_is_written_on_after_a_plain_post_is_not_forgotten_as_sent(faulty: Opened, desk: Desk) -> None:
    page = faulty()
    send_contact(page, "500")
    page.wait_for_url(f"{desk.endpoint.address}/**")
    back(page)
    page.wait_for_url(f"{desk.url}/contact/")
    page.wait_for_function("() => document.querySelector('form[data-module]').noValidate")
    page.locator("#contact-message").fill("And one more thing.")
    page.goto("/contact/thanks/")
    assert draft(page)["values"]["contact-message"] == "And one more thing."


@pytest.mark.parametrize("desk", ["custom"], indirect=True)
def test_a_plain_post_that_is_not_answered_may_be_repeated(
    faulty: Opened, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoint_module, "HANG", 40.0)
    # Playwright waits for a post that is under way; the page itself tells how its button was, and how long it waited.
    page = faulty(
        before="""
          const wait = setTimeout;
          window.setTimeout = (work, time) => wait(() => { console.info(`after ${time} ms`); work(); }, time / 100);
          addEventListener("DOMContentLoaded", () => {
            const button = document.querySelector("form[data-module] [type=submit]");
            const tell = () => console.info(`disabled: ${button.getAttribute("aria-disabled")}`);
            new MutationObserver(tell).observe(button, { attributes: true });
          });"""
    )
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    typed = fill_contact(page, "hang")
    with page.expect_console_message(lambda message: message.text == "disabled: null"):
        submit(page).click(no_wait_after=True)
    assert told == ["disabled: true", "after 10000 ms", "disabled: null"]
    line = page.context.new_cdp_session(page)
    line.send("Page.stopLoading")
    assert values(page, typed) == typed
    assert draft(page)["values"] == typed
    assert not desk.rows()


# Chromium keeps a page as it is for Back, which Playwright switches off


@pytest.fixture(scope="module")
def keeping(launch: Launch) -> Iterator[Browser]:
    """A browser that keeps pages for Back."""
    browser = launch(without=["--disable-back-forward-cache"], headless_shell=False)
    yield browser
    browser.close()


@pytest.fixture
def kept(keeping: Browser, desk: Desk, trouble: Watch) -> Iterator[Page]:
    """A contact page in that browser, with a mark that only a page that was kept still has."""
    context = keeping.new_context(base_url=desk.url)
    context.set_default_timeout(PATIENCE)
    trouble.over(context)
    page = context.new_page()
    page.goto("/contact/")
    page.evaluate("() => { window.kept = true; }")
    yield page
    context.close()


def back_to_what_was_kept(page: Page) -> None:
    """Press Back, and see that the page was kept as it was, and can be used again."""
    page.evaluate("() => { history.back(); }")
    page.wait_for_function(
        "() => window.kept"
    )  # a page that was kept is not loaded, so there is nothing else to wait for
    expect(submit(page)).not_to_have_attribute("aria-disabled", "true")
    expect(page.get_by_role("status")).to_have_text("")
    expect(page.locator("#contact-message")).to_be_editable()


@pytest.mark.parametrize("desk", ["custom"], indirect=True)
def test_a_page_kept_by_the_browser_after_an_error_is_sent_again_as_the_same_message(
    kept: Page, desk: Desk, trouble: Watch
) -> None:
    trouble.expected += NETWORK
    typed = send_contact(kept, "500")
    kept.wait_for_url(f"{desk.endpoint.address}/**")
    back_to_what_was_kept(kept)
    assert values(kept, typed) == typed
    reference = draft(kept)["reference"]
    kept.locator("#contact-email").fill("effie@clinic.org")
    submit(kept).click()
    kept.wait_for_url("**/contact/thanks/")
    assert [row["reference"] for row in desk.rows()] == [reference]


@pytest.mark.parametrize("desk", ["custom"], indirect=True)
def test_a_page_kept_by_the_browser_after_our_thanks_sends_another_message(kept: Page, desk: Desk) -> None:
    for _ in range(2):
        send_contact(kept)
        kept.wait_for_url("**/contact/thanks/")
        back_to_what_was_kept(kept)
    assert draft(kept) is None
    assert len({row["reference"] for row in desk.rows()}) == 2


@pytest.mark.parametrize("desk", ["formspree"], indirect=True)
def test_a_page_left_while_it_was_sent_by_script_tells_on_return_what_became_of_it(
    kept: Page, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoint_module, "SLOW", 1.0)
    send_contact(kept, "slow")
    expect(kept.get_by_role("status")).to_have_text("Sending…")
    kept.goto("/about/")
    kept.evaluate("() => { history.back(); }")
    kept.wait_for_function("() => window.kept")
    sent(kept)
    assert len(desk.rows()) == 1
