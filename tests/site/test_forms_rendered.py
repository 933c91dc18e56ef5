"""The forms as each provider needs them, compared with what was once looked at; and builds that must not go live.

After a change that is meant, write the goldens anew: `GOLDENS=write python -m pytest tests/site/test_forms_rendered.py`.
"""

import gzip
import os
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from forms.resolve import resolve
from plugins.stylesheet import csp_hash
from sources.language import of_tag
from tests.site.building import ROOT, Site, run

GOLDENS = Path(__file__).with_name("forms")
URL = "https://www.practice.org"
INBOX = "http://127.0.0.1:8001"
UUID = "6f1c2b9e-4d3a-4b8e-9c75-2a1f0e8d7b64"
VALUES = {
    "contact": {
        "formspree": "formspree:abcd1234",
        "web3forms": f"web3forms:{UUID}",
        "basin": "basin:0a1b2c3d4e5f",
        "formspark": "formspark:aBcD",
        "custom": "custom:https://forms.practice.org/in?a=1&b=2",
        "custom-stated": "custom:https://forms.practice.org/in#name=your-name,email=sender,success=data.ok",
        "none": "none",
    },
    "newsletter": {
        "buttondown": "buttondown:effie",
        "kit": "kit:1234567",
        "mailchimp": "https://effie.us21.list-manage.com/subscribe/post?u=0a1b2c3d4e&amp;id=5f6a7b8c",
        "listmonk": f"listmonk:https://lists.practice.org/{UUID}",
        "listmonk-trusted": f"listmonk-trusted:https://lists.practice.org/{UUID}",
        "formspree": "formspree:abcd1234",
        "custom": "custom:https://forms.practice.org/letter",
        "link": "link:https://effie.substack.com/subscribe",
        "none": "none",
    },
}
LEAVE_OUT = "Please do not include patient information or medical details."
EVERY = [(kind, name) for kind in VALUES for name in VALUES[kind]]


def like_pelicans() -> Environment:
    """An environment like the one of pelicanconf.py."""
    environment = Environment(
        loader=FileSystemLoader(ROOT / "theme/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(csp_hash=csp_hash)
    environment.globals.update(t=of_tag("en").phrase)
    return environment


def rendered(
    kind: str, value: str, *, preview: bool = False, consent: str = "", local: str = "", inbox: str = ""
) -> str:
    """What the macro makes of a value."""
    environment = like_pelicans()
    action = "" if kind == "contact" else '"Subscribe"'
    template = environment.from_string(
        f'{{% from "macros/{kind}_form.html" import {kind}_form with context %}}{{{{ {kind}_form({action}) }}}}'
    )
    site = "Attending & “Sons”"
    subject = of_tag("en").phrase(f"form.{kind}_subject", site=site)
    form = resolve(kind, value, site, URL, subject=subject, local=local)
    facts = {"coach": {"email": "hello@practice.org"}, "forms": {"consent": consent, "leave_out": LEAVE_OUT}}
    html = template.render(
        FORMS={kind: form}, SITE=facts, SITEURL="..", PREVIEW=preview, TEST_INBOX=inbox, PAGE_ADDRESSES=["/feed/"]
    )
    return "\n".join(line for line in html.splitlines() if line.strip()) + "\n"


def names(html: str) -> set[str]:
    """The name of every field that is sent."""
    return {str(field["name"]) for field in BeautifulSoup(html, "lxml").select("[name]")}


@pytest.mark.parametrize(("kind", "name"), EVERY)
def test_a_form_is_as_it_was_looked_at(kind: str, name: str) -> None:
    html = rendered(kind, VALUES[kind][name])
    golden = GOLDENS / f"{kind}-{name}.html"
    if os.environ.get("GOLDENS") == "write":
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(html, encoding="utf-8")
    assert html == golden.read_text(encoding="utf-8")


def test_no_golden_is_left_over() -> None:
    assert {path.name for path in GOLDENS.iterdir()} == {f"{kind}-{name}.html" for kind, name in EVERY}


# Written out from the providers' documentation, not from forms/providers.toml.
@pytest.mark.parametrize(
    ("kind", "name", "sent"),
    [
        ("contact", "formspree", {"name", "email", "message", "article", "_subject", "_next", "_gotcha"}),
        ("contact", "web3forms", {"name", "email", "message", "article", "subject", "from_name", "access_key", "redirect", "botcheck"}),
        ("contact", "basin", {"name", "email", "message", "article", "_gotcha"}),
        ("contact", "formspark", {"name", "email", "message", "article", "_email.subject", "_redirect", "_error", "_append", "_gotcha"}),
        ("contact", "custom", {"name", "email", "message", "article", "subject"}),
        ("contact", "custom-stated", {"your-name", "sender", "message", "article", "subject"}),
        ("newsletter", "buttondown", {"email", "embed"}),
        ("newsletter", "kit", {"email_address"}),
        ("newsletter", "mailchimp", {"EMAIL", "b_0a1b2c3d4e_5f6a7b8c"}),
        ("newsletter", "listmonk", {"email", "l", "next", "nonce"}),
        ("newsletter", "listmonk-trusted", {"email", "l", "next", "nonce"}),
        ("newsletter", "formspree", {"email", "_subject", "_next", "_gotcha"}),
        ("newsletter", "custom", {"email", "subject"}),
        ("newsletter", "link", set()),
        ("contact", "none", set()),
    ],
)  # fmt: skip
def test_a_form_sends_what_its_provider_reads(kind: str, name: str, sent: set[str]) -> None:
    assert names(rendered(kind, VALUES[kind][name])) == sent


@pytest.mark.parametrize(("kind", "name"), [pair for pair in EVERY if pair[1] not in ("none", "link")])
def test_a_form_keeps_the_rules_of_the_house(kind: str, name: str) -> None:
    page = BeautifulSoup(rendered(kind, VALUES[kind][name]), "lxml")
    [form] = page.select("form[method=post]")
    assert str(form["action"]).startswith("https://")
    for field in form.select("input:not([type=hidden]), textarea"):
        assert not field.has_attr("placeholder")
        if field.find_parent(attrs={"aria-hidden": "true"}):
            assert (field["tabindex"], field["autocomplete"]) == ("-1", "off")
            continue
        assert form.select_one(f"label[for={field['id']}]")
        if field["name"] == "article":
            assert field.has_attr("disabled")  # until somebody asks about one
            continue
        assert field.has_attr("required")
        assert field.has_attr("maxlength")
    assert not page.select("script, style, [style], [onsubmit], [onclick], [type=file]")
    assert [status.get_text() for status in form.select("[role=status]")] == [""]
    assert form.select_one('a[href="../privacy/#forms"]')
    assert "Test form" not in page.get_text()


def test_a_box_to_tick_is_there_only_with_words_for_it() -> None:
    html = BeautifulSoup(rendered("contact", "formspree:abcd1234", consent="I agree & so on"), "lxml")
    [box] = html.select("[type=checkbox]:not([name=article])")
    assert box.has_attr("required")
    assert not box.has_attr("checked")
    assert html.select_one("label[for=contact-consent]").get_text() == "I agree & so on"  # type: ignore[union-attr]
    assert "All four fields are required." in html.get_text()


def test_a_preview_says_that_nothing_is_sent_unless_it_is() -> None:
    for kind in ("contact", "newsletter"):
        assert "Test form" in rendered(kind, "dev", preview=True, local=INBOX, inbox=INBOX)
        assert "Test form" not in rendered(kind, "formspree:abcd1234", preview=True)


def test_a_form_that_nobody_would_receive_is_switched_off_and_says_so() -> None:
    """As in the preview of a pull request: the inbox is on the coach's own machine, and only while `serve` runs."""
    for kind in ("contact", "newsletter"):
        for value, inbox, off in (("dev", "", True), ("dev", INBOX, False), ("formspree:abcd1234", "", False)):
            page = BeautifulSoup(rendered(kind, value, preview=True, local=INBOX, inbox=inbox), "lxml")
            assert len(page.select("[type=submit][disabled]")) == off
            assert ("sends nothing from here" in page.get_text()) == off


ALLOWED = {
    "formspree": ("https://formspree.io", "https://formspree.io"),
    "web3forms": ("https://api.web3forms.com", "https://api.web3forms.com"),
    "basin": ("https://usebasin.com", "https://usebasin.com"),
    "formspark": ("https://submit-form.com", "https://submit-form.com"),
    "custom": ("https://forms.practice.org", ""),
    "custom-stated": ("https://forms.practice.org", "https://forms.practice.org"),
    "listmonk-trusted": ("https:", "https://lists.practice.org"),
    **dict.fromkeys(("buttondown", "kit", "mailchimp", "listmonk"), ("https:", "")),
    **dict.fromkeys(("link", "none"), ("", "")),
}


def policy(**values: str) -> dict[str, set[str]]:
    """What a page with these forms may do, by directive."""
    made = {kind: resolve(kind, value, "Attending", URL) for kind, value in values.items()}
    html = like_pelicans().get_template("partials/policy.html").render(FORMS=made, forms=list(made), style="a{}")
    [meta] = BeautifulSoup(html, "lxml").select("meta[http-equiv=Content-Security-Policy]")
    directives = [directive.split() for directive in str(meta["content"]).split(";")]
    return {name: set(sources) for name, *sources in directives}


@pytest.mark.parametrize(("kind", "name"), EVERY)
def test_the_policy_of_a_page_opens_to_its_provider_alone(kind: str, name: str) -> None:
    action, connect = ALLOWED[name]
    assert policy(**{kind: VALUES[kind][name]}) == {
        "default-src": {"'none'"},
        "base-uri": {"'none'"},
        "img-src": {"'self'"},
        "font-src": {"'self'"},
        "manifest-src": {"'self'"},
        "style-src": {csp_hash("a{}")},
        "script-src": {"'self'"},
        "connect-src": {"'self'", connect} - {""},
        "form-action": {"'self'", action} - {""},
    }


def test_a_page_with_both_forms_opens_to_both() -> None:
    both = policy(contact=VALUES["contact"]["basin"], newsletter=VALUES["newsletter"]["kit"])
    assert both["form-action"] == {"'self'", "https://usebasin.com", "https:"}
    assert both["connect-src"] == {"'self'", "https://usebasin.com"}


def test_the_script_of_the_forms_is_small_and_is_loaded_where_a_form_is(site: Site) -> None:
    script, words = ((site.folder / "theme/js" / name).read_bytes() for name in ("form.js", "words.js"))
    assert len(gzip.compress(script, 9)) + len(gzip.compress(words, 9)) <= 6_144
    assert not re.search(rb"^\s*import|import\(", script, re.M)
    for address in site.addresses:
        page = site.page(address)
        scripts = {Path(str(tag["src"])).name for tag in page.select("script[src]")} & {"form.js", "form-sent.js"}
        leads_back = re.fullmatch(r"(contact|newsletter)/(thanks|not-sent)/", address)
        expected = {"form-sent.js"} if leads_back else set()
        assert scripts == ({"form.js"} if page.select("form[data-module=form]") else expected), address


WRONG = {
    "nothing set": ({}, ["SITEURL is not set.", "CONTACT_FORM: it is not set.", "NEWSLETTER_FORM: it is not set."]),
    "a placeholder": ({"CONTACT_FORM": "formspree:your-form-id"}, ["CONTACT_FORM is “formspree:your-form-id”, but it is still a placeholder."]),
    "http": ({"CONTACT_FORM": "http://formspree.io/f/abcd1234"}, ["would travel unprotected over http"]),
    "misspelt": ({"NEWSLETTER_FORM": "buttondwn:effie"}, ["Did you mean `buttondown:effie`?"]),
    "a webhook": ({"CONTACT_FORM": "https://hooks.slack.com/services/T/B/x"}, ["a Slack webhook is a secret"]),
    "a secret": ({"NEWSLETTER_FORM": "kit:kit_0123456789"}, ["NEWSLETTER_FORM is “kit:…”, but it looks like a secret key"]),
    "brackets": ({"SITEURL": "https://[", "CONTACT_FORM": "custom:https://["}, ["which no browser understands", "no browser understands this address"]),
    "fields that are none": ({"CONTACT_FORM": "custom:https://a.org/x#mail=sender"}, ["“mail=sender” behind the “#” does not say what a field is called", "Write it like `custom:https://a.org/x#email=sender,success=ok`"]),
    "all": (
        {"SITEURL": "http://a.org", "CONTACT_FORM": "dev", "NEWSLETTER_FORM": "custom:https://localhost/x"},
        ["SITEURL is “http://a.org”", "CONTACT_FORM is “dev”", "NEWSLETTER_FORM is “custom:https://localhost/x”"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_site_whose_forms_reach_no_one_does_not_go_live(case: str, tmp_path: Path) -> None:
    environment, told = WRONG[case]
    ended = run("build.py", "--publish", "--output", str(tmp_path / "site"), environment=environment)
    assert ended.status == 1
    for words in told:
        assert words in ended.said
    assert "Traceback" not in ended.said
    assert not re.search("0123456789", ended.said)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("settings", "case"),
    [
        *[("publishconf.py", case) for case in ("misspelt", "a secret", "fields that are none", "all")],
        *[("pelicanconf.py", case) for case in ("a placeholder", "http", "misspelt", "a webhook", "a secret", "fields that are none")],
    ],
)  # fmt: skip
def test_pelican_alone_ends_in_the_same_sentences(settings: str, case: str, tmp_path: Path) -> None:
    environment, told = WRONG[case]
    ended = run("-m", "pelican", "-s", settings, "-o", str(tmp_path / "site"), environment=environment)
    assert ended.status == 1
    assert all(words in ended.said for words in told)
    assert ("SITEURL" in ended.said) == (settings == "publishconf.py")  # at the desk nobody needs one
    assert "Traceback" not in ended.said
    assert not list(tmp_path.iterdir())
