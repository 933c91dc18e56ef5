"""What a value of CONTACT_FORM or NEWSLETTER_FORM means, and which values are refused, in which words."""

import random
import re
import string
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from forms.resolve import (
    LOCAL_ENDPOINT,
    PROVIDERS,
    TAKEN,
    VARIABLES,
    Form,
    FormValueError,
    is_local,
    known,
    providers,
    resolve,
)

SITE, URL = "Attending", "https://www.practice.org"
UUID = "6f1c2b9e-4d3a-4b8e-9c75-2a1f0e8d7b64"
MAILCHIMP = "https://effie.us21.list-manage.com/subscribe/post?u=0a1b2c3d4e&id=5f6a7b8c"
POOR = "an email address is no endpoint: robots would collect it"
PLAIN = "what readers type would travel unprotected over http"
KEY_SHAPED = "it looks like a secret key, and would stand in every page"
PLACEHOLDER = "it is still a placeholder"


def meant(kind: str, value: str, *, local: str = "") -> Form:
    return resolve(kind, value, SITE, URL, subject=f"From {SITE}", local=local)


def refused(kind: str, value: str) -> FormValueError:
    with pytest.raises(FormValueError) as caught:
        meant(kind, value)
    return caught.value


@pytest.mark.parametrize(
    ("kind", "value", "provider", "action"),
    [
        ("contact", "formspree:abcd1234", "formspree", "https://formspree.io/f/abcd1234"),
        ("contact", " formspree:abcd1234\n", "formspree", "https://formspree.io/f/abcd1234"),
        ("contact", "https://formspree.io/f/abcd1234", "formspree", "https://formspree.io/f/abcd1234"),
        ("contact", "https://formspree.io/f/abcd1234/", "formspree", "https://formspree.io/f/abcd1234"),
        ("contact", "formspree:https://formspree.io/f/abcd1234", "formspree", "https://formspree.io/f/abcd1234"),
        ("contact", "formspree:httpabcd", "formspree", "https://formspree.io/f/httpabcd"),
        ("contact", f"web3forms:{UUID}", "web3forms", "https://api.web3forms.com/submit"),
        ("contact", "basin:0a1b2c3d4e5f", "basin", "https://usebasin.com/f/0a1b2c3d4e5f"),
        ("contact", "https://usebasin.com/f/0a1b2c3d4e5f", "basin", "https://usebasin.com/f/0a1b2c3d4e5f"),
        ("contact", "formspark:aB_-9", "formspark", "https://submit-form.com/aB_-9"),
        ("contact", "https://submit-form.com/aB_-9", "formspark", "https://submit-form.com/aB_-9"),
        ("contact", "custom:https://f.practice.org/in?x=1", "custom", "https://f.practice.org/in?x=1"),
        ("contact", "custom:https://yourformula.org:8443/in", "custom", "https://yourformula.org:8443/in"),
        ("contact", "custom:https://inyourpractice.org/in", "custom", "https://inyourpractice.org/in"),
        ("contact", "none", "none", ""),
        (
            "newsletter", "buttondown:effie.b", "buttondown",
            "https://buttondown.com/api/emails/embed-subscribe/effie.b",
        ),
        (
            "newsletter", "https://buttondown.email/api/emails/embed-subscribe/effie", "buttondown",
            "https://buttondown.com/api/emails/embed-subscribe/effie",
        ),
        ("newsletter", "kit:1234567", "kit", "https://app.kit.com/forms/1234567/subscriptions"),
        (
            "newsletter", "https://app.convertkit.com/forms/1234567/subscriptions", "kit",
            "https://app.kit.com/forms/1234567/subscriptions",
        ),
        ("newsletter", MAILCHIMP, "mailchimp", MAILCHIMP),
        ("newsletter", MAILCHIMP.replace("&", "&amp;") + "&amp;f_id=00c2", "mailchimp", MAILCHIMP),
        ("newsletter", f"mailchimp:{MAILCHIMP}", "mailchimp", MAILCHIMP),
        ("newsletter", f"listmonk:https://l.org/x/{UUID}", "listmonk", "https://l.org/x/subscription/form"),
        ("newsletter", "formspree:abcd1234", "formspree", "https://formspree.io/f/abcd1234"),
        ("newsletter", "custom:https://f.practice.org/l", "custom", "https://f.practice.org/l"),
        ("newsletter", "none", "none", ""),
    ],
)  # fmt: skip
def test_a_value_means_a_provider_and_an_action(kind: str, value: str, provider: str, action: str) -> None:
    form = meant(kind, value)
    assert (form.provider, form.action) == (provider, action)


@pytest.mark.parametrize(
    "address", ["https://effie.substack.com/subscribe", "https://substack.com/@effie", "https://a.beehiiv.com/"]
)
def test_a_letter_may_be_a_link(address: str) -> None:
    form = meant("newsletter", f"link:{address}")
    assert (form.link, form.action, form.form_action) == (address, "", "")


@pytest.mark.parametrize(
    ("kind", "value", "found", "remedy"),
    [
        ("contact", "", "it is not set", "Set it to `provider:id`, or paste the form's address from the provider."),
        ("contact", "   ", "it is not set", "provider:id"),
        ("contact", "formspre:abcd1234", "“formspre” is no provider known here",
         "Did you mean `formspree:abcd1234`? Known are formspree, web3forms, basin, formspark, custom, none."),
        ("contact", "Formspree:abcd1234", "“Formspree” is no provider known here", "Did you mean `formspree:abcd1234`?"),
        ("newsletter", "buttondwn:effie", "“buttondwn” is no provider known here", "Did you mean `buttondown:effie`?"),
        ("contact", "qqqq:1", "“qqqq” is no provider known here", "Known are formspree"),
        ("contact", "link:https://a.org", "“link” is no provider known here", "Known are formspree"),
        ("contact", "formspree", "the id of your form at Formspree is missing", "Write it like `formspree:mzbqkgrd`."),
        ("contact", "formspree:ab", "“ab” is not an id of Formspree", "It looks like `formspree:mzbqkgrd`."),
        ("contact", "formspree:ABCDEFGH", "“ABCDEFGH” is not an id of Formspree", "It looks like"),
        ("contact", "web3forms:abc", "“abc” is not an id of Web3Forms", "It looks like"),
        ("contact", "basin:xyz", "“xyz” is not an id of Basin", "It looks like"),
        ("contact", "formspark:a", "“a” is not an id of Formspark", "It looks like"),
        ("newsletter", "kit:abc", "“abc” is not an id of Kit", "It looks like `kit:1234567`."),
        ("newsletter", "buttondown:..", "“..” is not an id of Buttondown", "It looks like"),
        ("newsletter", "mailchimp:abc", "“abc” is not an id of Mailchimp", "It looks like"),
        ("newsletter", f"listmonk:{UUID}", f"“{UUID}” is not an id of listmonk", "It looks like"),
        ("newsletter", "link:", "the link has no address", "Write `link:https://…`"),
        ("newsletter", "link:effie.substack.com", "it is not a whole address", "Start the address with `https://`."),
        *[("contact", value, PLACEHOLDER, "Put the id that your provider shows for the form in its place.") for value in (
            "formspree:your-form-id", "web3forms:YOUR_ACCESS_KEY_HERE", "formspree:{username}", "formspree:xxxx",
            "formspree:example", "formspree:changeme", "https://formspree.io/f/your-form-id", "formspree:<id>",
            "custom:https://forms.example.org/x", "formspree:…", "basin:XXXXXXXXXXXX",
            "custom:https://forms.yourpractice.org/contact",
        )],
        ("newsletter", "buttondown:yourpractice", PLACEHOLDER, "Put the id"),
        ("newsletter", "buttondown:your-username", PLACEHOLDER, "Put the id"),
        ("contact", "http://formspree.io/f/abcd1234", PLAIN, "Start the address with `https://`."),
        ("contact", "custom:http://f.practice.org/", PLAIN, "Start the address with `https://`."),
        ("newsletter", "link:http://a.org/", PLAIN, "Start the address"),
        ("contact", "dev", "“dev” is the test endpoint of one's own desk", "Name the provider that messages go to."),
        ("newsletter", "dev:kit", "“dev” is the test endpoint of one's own desk", "Name the provider"),
        *[("contact", f"custom:https://{host}/in", f"“{host.strip('[]')}” is an address that only your own network knows",
           "Use the public address of the endpoint.") for host in (
            "localhost", "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.0.1", "0.0.0.0",  # noqa: S104  # refused
            "100.64.0.1", "127.1", "0x7f.1", "[::1]", "[fe80::1]", "[fd00::1]", "[::ffff:127.0.0.1]", "nas.local",
            "printer", "a.localhost", "a.internal", "router.lan", "a.home.arpa",
        )],
        ("contact", "custom:https://localhost./in", "“localhost” is an address that only", "Use the public"),
        ("contact", "custom:https://me:pw@f.practice.org/", "it holds a user name or password", "Take out everything"),
        ("newsletter", f"listmonk:https://l.practice.org/{UUID}#email=a", "it has a “#” part, which is never sent",
         "Take out the `#`"),
        ("contact", "formspree:abcd1234#success=ok", "it has a “#” part, which is never sent", "Take out the `#`"),
        ("newsletter", "link:https://a.org/#email=a", "it has a “#” part, which is never sent", "Take out the `#`"),
        ("contact", "none#success=ok", "it has a “#” part, which is never sent", "Take out the `#`"),
        *[("contact", f"custom:https://f.practice.org/in#{stated}", f"“{part}” behind the “#” does not say what a field is called",
           "Write it like `custom:https://f.practice.org/in#email=sender,success=ok`; before the `=` can stand name, email, "
           "message, subject, reference, article, success.") for stated, part in (
            ("a", "a"), ("top", "top"), ("email", "email"), ("email=", "email="), ("mail=x", "mail=x"), ("email=a&name=b", "email=a&name=b"),
            ("email=a,", ""), ("email=a,,name=b", ""), ("success=", "success="), ("email=a:b", "email=a:b"), ("=a", "=a"),
            ("email=a#b", "email=a#b"), ("email=a=b", "email=a=b"),
        )],
        ("newsletter", "custom:https://f.practice.org/in#message=x", "“message=x” behind the “#” does not say",
         "before the `=` can stand email, subject, reference, success."),
        ("contact", "custom:https://f.practice.org/in#email=a,email=b", "“email” stands twice behind the “#”",
         "Keep the one that is meant."),
        *[("contact", f"custom:https://f.practice.org/in#{stated}", f"the name “{name}” is taken by another field of the form",
           "Choose another name.") for stated, name in (
            ("email=name", "name"), ("email=a,name=a", "a"), ("subject=consent", "consent"), ("subject=action", "action"),
        )],
        ("contact", "custom:https://f.practice.org/#", "it has a “#” part, which is never sent", "Take out the `#`"),
        ("contact", "formspree: abcd1234", "it has a space in it", "Take the space out."),
        ("contact", "custom:https://f.practice.org/\x00", "it has a space in it", "Take the space out."),
        *[("contact", value, f"it has {shown} in it, which no id or address has",
           "Copy it once more, without what stands around it.") for value, shown in (
            ('"formspree:abcd1234"', "'\"'"), ("formspree:abcd1234\u200b", r"'\u200b'"),
            ("custom:https://f.practice.org/in\u202e", r"'\u202e'"), ("custom:https://f.practice.org/é", r"'\xe9'"),
            ("https://formspree.io\\@evil.org/f/abcd1234", r"'\\'"), ("custom:https://f.practice.org/<b", "'<'"),
        )],
        ("contact", "none:formspree", "nothing may stand behind “none”", "Write `none` alone, or name a provider."),
        ("contact", "custom:https://[2606:4700::1111]/", "“[2606:4700::1111]” is not the name of a host", "Copy the"),
        ("contact", "custom:https://[::1", "no browser understands this address", "Copy it once more"),
        ("contact", "custom:https://f.org:x/", "no browser understands this address", "Copy it once more"),
        ("contact", "custom:https://f.org;x/", "“f.org;x” is not the name of a host", "Copy the address"),
        ("contact", "custom:https://f.org,b.org/", "“f.org,b.org” is not the name of a host", "Copy the address"),
        ("contact", "custom:https://'self'.org/", "“'self'.org” is not the name of a host", "Copy the address"),
        *[("newsletter", value, KEY_SHAPED, "Withdraw that key at the provider, and use the form's own id, which is public.")
          for value in ("kit:kit_0123456789", "sk_live_abcdef", "mailchimp:0123456789abcdef0123456789abcdef-us21",
                        "custom:https://a.org/?key=sk_live_abcdef", "xkeysib-0123", "buttondown:re_0123456789abcdefg")],
        *[("contact", value, POOR, "Name a provider, like `formspree:mzbqkgrd`.") for value in (
            "effie@clinic.org", "mailto:effie@clinic.org", "formspree:effie@clinic.org",
            "https://formspree.io/effie@clinic.org", "custom:https://a.org/effie@clinic.org",
            "custom:https://a.org/?to=effie%40clinic.org", "formsubmit:effie@clinic.org",
        )],
        *[("contact", f"https://{address}", reason, "Use a provider known here, like `formspree:mzbqkgrd`.")
          for address, reason in (
            ("formsubmit.co/effie@clinic.org", "it needs an email address in every page, where robots collect it"),
            ("docs.google.com/forms/d/e/1/viewform",
             "Google Forms gives no proof that a message arrived and shows readers its own page"),
            ("forms.gle/abc", "Google Forms gives no proof that a message arrived and shows readers its own page"),
            ("hooks.slack.com/services/T/B/x",
             "a Slack webhook is a secret: anyone who reads the page could write to your channel"),
            ("hooks.slack.com./services/T/B/x",
             "a Slack webhook is a secret: anyone who reads the page could write to your channel"),
            ("discord.com/api/webhooks/1/x",
             "a Discord webhook is a secret: anyone who reads the page could write to your channel"),
            ("discordapp.com/api/webhooks/1/x",
             "a Discord webhook is a secret: anyone who reads the page could write to your channel"),
            ("hooks.zapier.com/hooks/catch/1/x",
             "a Zapier hook answers every message with success, also those it drops"),
            ("hook.eu1.make.com/x",
             "a Make webhook answers every message with “Accepted”, also those it drops"),
            ("hook.integromat.com/x",
             "a Make webhook answers every message with “Accepted”, also those it drops"),
            ("script.google.com/macros/s/x/exec", "an Apps Script answers through a redirect that gives no proof"),
            ("us21.api.mailchimp.com/3.0/lists", "this interface needs a secret key, which a page cannot keep"),
            ("api.kit.com/v4/subscribers", "this interface needs a secret key, which a page cannot keep"),
            ("api.convertkit.com/v3/x", "this interface needs a secret key, which a page cannot keep"),
            ("api.buttondown.com/v1/x", "this interface needs a secret key, which a page cannot keep"),
            ("api.brevo.com/v3/contacts", "this interface needs a secret key, which a page cannot keep"),
        )],
        ("contact", "custom:https://hooks.slack.com/services/T", "a Slack webhook is a secret", "Use a provider"),
        ("contact", "https://formspree.io/forms/abc/edit", "this address does not name a form at Formspree",
         "Write `formspree:mzbqkgrd`."),
        ("contact", "https://api.web3forms.com/submit", "this address does not name a form at Web3Forms",
         "Write `web3forms:"),
        ("newsletter", "https://effie.us21.list-manage.com/subscribe?u=1", "this address does not name a form at Mailchimp",
         "Write `mailchimp:https://"),
        ("contact", "formspree:https://usebasin.com/f/0a1b2c3d4e5f", "this address does not name a form at Formspree",
         "Write it like `formspree:mzbqkgrd`."),
        ("newsletter", f"https://forms.practice.org/{UUID}", "this address belongs to no provider known here",
         f"If it is your own endpoint, write `custom:https://forms.practice.org/{UUID}`. Known are buttondown"),
    ],
)  # fmt: skip
def test_a_value_that_reaches_no_one_is_refused_with_a_reason_and_a_remedy(
    kind: str, value: str, found: str, remedy: str
) -> None:
    error = refused(kind, value)
    assert error.found.startswith(found)
    assert error.remedy.startswith(remedy) or remedy in error.remedy
    # The address of a webhook is a key too, and the log of a build may be public.
    assert error.secret == (
        found in (KEY_SHAPED, "it holds a user name or password") or remedy.startswith("Use a provider")
    )


def test_of_an_endpoint_of_ones_own_the_names_of_the_fields_can_be_stated() -> None:
    form = meant("contact", "custom:https://f.org/in?x=1#name=your-name,email=contact[email],subject=TOPIC")
    assert form.action == "https://f.org/in?x=1"
    assert form.fields == {
        "name": "your-name", "email": "contact[email]", "message": "message", "reference": "reference",
        "article": "article",
    }  # fmt: skip
    assert form.hidden == {"TOPIC": "From Attending"}
    assert (form.connect, form.client) == ("", {"kind": "contact", "fields": form.fields})


def test_of_an_endpoint_of_ones_own_a_proof_makes_it_a_fetch() -> None:
    form = meant("newsletter", "custom:https://f.org/in#email=mail,success=data.ok")
    assert (form.action, form.connect, form.form_action) == ("https://f.org/in", "https://f.org", "https://f.org")
    assert form.client == {
        "kind": "newsletter",
        "fields": {"email": "mail", "reference": "reference"},
        "body": "urlencoded",
        "headers": {"Accept": "application/json"},
        "success": {"key": "data.ok", "is": "true", "absent": []},
    }
    assert f"in which data.ok is true, and let {URL} read it" in form.dashboard
    # What is stated once is not kept.
    assert meant("newsletter", "custom:https://f.org/in").connect == ""


def test_no_field_can_stand_in_the_way_of_the_script() -> None:
    script = (Path(__file__).parents[2] / "theme/static/js/form.js").read_text(encoding="utf-8")
    assert set(re.findall(r"\bform\.(\w+)", script)) <= TAKEN


def test_a_listmonk_that_trusts_the_site_is_sent_to_by_a_script_and_without_one_by_a_plain_post() -> None:
    form = meant("newsletter", f"listmonk-trusted:https://l.org/x/{UUID}")
    assert form.action == "https://l.org/x/subscription/form"
    assert form.hidden == {"l": UUID, "next": f"{URL}/newsletter/thanks/"}
    assert form.client["action"] == "https://l.org/x/api/public/subscription"
    assert form.client["add"] == {"list_uuids": [UUID]}
    assert set(form.client["drop"]) == {"l", "next", form.honeypot}
    assert (form.form_action, form.connect) == ("https:", "https://l.org")
    assert f"{URL} and {URL}/newsletter/thanks/" in form.dashboard
    at_desk = meant("newsletter", "dev:listmonk-trusted", local="http://127.0.0.1:9")
    assert at_desk.client["action"] == "http://127.0.0.1:9/api/public/subscription"
    assert (at_desk.form_action, at_desk.connect) == ("http://127.0.0.1:9", "http://127.0.0.1:9")


def test_an_unknown_provider_on_the_desk_is_refused_too() -> None:
    with pytest.raises(FormValueError, match="no provider known"):
        meant("contact", "dev:nobody", local=LOCAL_ENDPOINT)


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind in VARIABLES for name in providers()[kind]])
def test_every_providers_example_works_at_the_desk_and_in_the_open(kind: str, name: str) -> None:
    example = providers()[kind][name]["id_example"].replace("yourpractice", "effie")  # a placeholder in the open
    form = meant(kind, f"{name}:{example}")
    assert form.action.startswith("https://")
    assert "{" not in "".join([form.action, *form.hidden.values(), form.honeypot, form.dashboard])
    at_desk = meant(kind, f"dev:{name}", local="http://127.0.0.1:9")
    assert at_desk.form_action == "http://127.0.0.1:9"
    assert at_desk.connect in ("", "http://127.0.0.1:9")
    assert at_desk.action.replace("yourpractice", "effie") == "http://127.0.0.1:9" + form.action.removeprefix(
        f"https://{form.host}"
    )
    assert (at_desk.fields, at_desk.hidden) == (form.fields, form.hidden)


def test_what_a_form_carries_is_filled_in() -> None:
    form = meant("contact", f"web3forms:{UUID}")
    assert form.hidden == {
        "subject": "From Attending",
        "access_key": UUID,
        "from_name": "Attending",
        "redirect": f"{URL}/contact/thanks/",
    }
    assert meant("newsletter", MAILCHIMP).honeypot == "b_0a1b2c3d4e_5f6a7b8c"
    assert meant("newsletter", f"listmonk:https://l.org/{UUID}").hidden == {
        "l": UUID,
        "next": f"{URL}/newsletter/thanks/",
    }
    assert meant("contact", "formspark:abc").hidden["_error"] == f"{URL}/contact/not-sent/"


@pytest.mark.parametrize(
    ("kind", "value", "form_action", "connect"),
    [
        ("contact", "formspree:abcd1234", "https://formspree.io", "https://formspree.io"),
        ("contact", "custom:https://f.org:8443/in", "https://f.org:8443", ""),
        ("newsletter", "kit:1234567", "https:", ""),
        ("newsletter", MAILCHIMP, "https:", ""),
        ("newsletter", "none", "", ""),
    ],
)
def test_the_policy_allows_what_the_form_needs_and_no_more(
    kind: str, value: str, form_action: str, connect: str
) -> None:
    form = meant(kind, value)
    assert (form.form_action, form.connect) == (form_action, connect)


def test_adding_a_provider_is_adding_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "providers.toml"
    table = (
        '[contact.postbox]\ntitle = "Postbox"\nendpoint = "https://post.box/in/{id}"\nid = "[0-9]{3}"\n'
        'id_example = "123"\nurl = "https://post\\\\.box/in/(?P<id>[^/]+)"\ntransport = "native"\n'
        'fields = { name = "n", email = "e", message = "m" }\nsource = ["here"]\nchecked = 2026-01-01\n'
    )
    file.write_text(f"{PROVIDERS.read_text(encoding='utf-8')}\n{table}", encoding="utf-8")
    monkeypatch.setattr("forms.resolve.providers", partial(providers, file))
    for value in ("postbox:456", "https://post.box/in/456"):
        form = meant("contact", value)
        assert (form.action, form.title, form.fields["email"]) == ("https://post.box/in/456", "Postbox", "e")
    assert "postbox" in known("contact")
    with pytest.raises(FormValueError, match="postbx"):
        meant("contact", "postbx:456")
    file.write_text(file.read_text(encoding="utf-8").replace('title = "Postbox"\n', ""), encoding="utf-8")
    providers.cache_clear()
    with pytest.raises(ValueError, match=r"\[contact.postbox\] lacks title"):
        providers(file)


@pytest.mark.parametrize("host", ["formspree.io", "8.8.8.8", "2606:4700::1111", "local.org", "lan.net"])
def test_a_public_host_is_public(host: str) -> None:
    assert not is_local(host)


def fuzzed(seed: int) -> list[tuple[str, str]]:
    """Values near the ones that are meant: pieces of them joined, and letters changed."""
    chance = random.Random(seed)
    pieces = [
        "formspree", "web3forms", "basin", "formspark", "custom", "buttondown", "kit", "mailchimp", "listmonk", "link",
        "none", "dev", ":", ":", "https://", "https://", "http://", "formspree.io", "/f/", "abcd1234", UUID, "1234567",
        "0a1b2c3d4e5f", MAILCHIMP, "@", "#", "#email=", "success=ok", ",", "listmonk-trusted", "?", "&amp;", "[", "]", "::1", ".", "..", "/", "\\", " ", "\t", "\x00",
        "evil.org", "localhost", "％", "ℂ", "é", "{id}", "%00", "'", '"', ";", ",", "<", "*", "forms.practice.org",
    ]  # fmt: skip
    starts = ["formspree:abcd1234", f"web3forms:{UUID}", "custom:https://a.org/in", MAILCHIMP, "kit:1234567", "link:https://a.org"]  # fmt: skip
    found = []
    for _ in range(2000):
        if chance.random() < 0.5:
            value = "".join(chance.choices(pieces, k=chance.randint(1, 6)))
        else:
            letters = list(chance.choice(starts))
            for _ in range(chance.randint(1, 3)):
                letters[chance.randrange(len(letters))] = chance.choice(string.printable + "ıſ\u2028\ud800")
            value = "".join(letters)
        found.append((chance.choice(["contact", "newsletter"]), value))
    return found


HOSTS = {
    "formspree": r"formspree.io", "web3forms": "api.web3forms.com", "basin": "usebasin.com", "formspark": "submit-form.com",
    "buttondown": "buttondown.com", "kit": "app.kit.com",
}  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_value_is_a_form_or_a_refusal(seed: int) -> None:
    forms = 0
    for kind, value in fuzzed(seed):
        try:
            form = meant(kind, value)
        except FormValueError:
            continue
        forms += 1
        address = form.action or form.link
        if not address:
            assert form.provider == "none", value
            continue
        parts = urlsplit(address)
        assert parts.scheme == "https", value
        assert parts.hostname, value
        assert not set(parts.netloc) & set(" '\";,*@<>\\"), value
        assert not is_local(parts.hostname), value
        assert parts.hostname == HOSTS.get(form.provider, parts.hostname), value
        if form.provider == "mailchimp":
            assert parts.hostname.endswith(".list-manage.com"), value
    assert forms > 20


def test_every_provider_stands_in_the_documentation() -> None:
    written = (PROVIDERS.parents[1] / "docs/forms.md").read_text(encoding="utf-8")
    for kind in VARIABLES:
        for name in known(kind):
            assert f"`{name}" in written or name == "mailchimp", name
