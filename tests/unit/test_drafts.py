"""A draft at the provider of newsletters, which nothing here sends."""

import base64
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from mailing import __main__ as task
from mailing import drafts
from mailing.drafts import DraftRefused, draft
from mailing.letter import Letter
from tests.unit import newsletter_providers as providers
from tests.unit.newsletter_providers import Fake

ROOT = Path(__file__).parents[2]
LETTER = Letter(
    name="rest",
    address="https://harbor.test/articles/rest/",
    subject="Rest before you decide",
    preheader="Why a decision can wait until you have slept. " * 6,
    html='<!doctype html><html><head><style>p{}</style></head><body class="x">\n<p>Rest first.</p>\n</body></html>',
    text="Rest first.",
    language="en",
)
NOTHING_ELSE = re.compile(
    r"(GET|POST|PATCH) /v1/emails(/em_\d+)?(\?.*)?"
    r"|(GET|POST|PUT) /v4/broadcasts(/\d+)?(\?.*)?"
    r"|GET /3\.0/lists/89abcdef01\?.*|(GET|POST|PATCH) /3\.0/campaigns(/c\d+)?(\?.*)?|PUT /3\.0/campaigns/c\d+/content"
    r"|GET /api/lists\?.*|(GET|POST|PUT) /api/campaigns(/\d+)?(\?.*)?"
)


@pytest.fixture(params=providers.ALL, ids=lambda one: one.__name__)
def provider(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    fake: Fake = request.param()
    monkeypatch.setattr(getattr(drafts, request.param.__name__), "root", fake.root.format(address=fake.address))
    with fake:
        yield fake
    assert [
        f"{method} {path}" for method, path, _ in fake.asked if not NOTHING_ELSE.fullmatch(f"{method} {path}")
    ] == []


def environment(provider: Fake, **other: str) -> dict[str, str]:
    return {"NEWSLETTER_FORM": provider.form, "NEWSLETTER_API_KEY": provider.key} | other


def marks(provider: Fake) -> list[str]:
    return [
        str(one.get(provider.mark) or one.get("settings", {}).get(provider.mark)) for one in provider.letters.values()
    ]


def refusal(provider: Fake, **other: str) -> str:
    with pytest.raises(DraftRefused) as refused:
        draft(LETTER, environment(provider, **other))
    assert refused.value.__cause__ is None
    assert provider.key not in f"{refused.value}{refused.value!r}"
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_a_letter_becomes_a_draft_and_is_not_sent(provider: Fake) -> None:
    said = draft(LETTER, environment(provider))
    [made] = provider.letters.values()
    assert made["status"] == provider.draft
    assert made.get("send_at") is None
    assert "Nothing was sent." in said
    assert str(made["id"]).removeprefix("c").lstrip("0") in said
    assert provider.asked[-1][0] == "GET"  # what it is now is read before it is said
    assert provider.key not in said


def test_a_draft_has_what_its_provider_documents() -> None:
    """In the words of each, as the last request that makes it."""
    inside = "<p>Rest first.</p>"
    short = "Why a decision can wait until you have slept. Why a decision can wait until you have slept. Why a decision can wait until you have slept. Why a…"
    expected = {
        "Buttondown": {
            "subject": LETTER.subject,
            "description": LETTER.preheader,
            "canonical_url": LETTER.address,
            "body": f"<!-- buttondown-editor-mode: fancy -->{inside}",
            "status": "draft",
        },
        "Kit": {
            "subject": LETTER.subject,
            "preview_text": short,
            "description": LETTER.address,
            "content": inside,
            "public": False,
            "send_at": None,
        },
        "Mailchimp": {
            "type": "regular",
            "recipients": {"list_id": "89abcdef01"},
            "settings": {
                "subject_line": LETTER.subject,
                "preview_text": short,
                "title": LETTER.address,
                "from_name": "Amy Harbor",
                "reply_to": "amy@harbor.test",
            },
        },
        "Listmonk": {
            "name": LETTER.address,
            "subject": LETTER.subject,
            "type": "regular",
            "content_type": "html",
            "body": inside,
            "altbody": LETTER.text,
            "lists": [7],
        },
    }
    for kind in providers.ALL:
        with pytest.MonkeyPatch.context() as patch, kind() as fake:
            patch.setattr(getattr(drafts, kind.__name__), "root", fake.root.format(address=fake.address))
            draft(LETTER, environment(fake))
            assert [body for method, _, body in fake.asked if method == "POST"] == [expected[kind.__name__]]
            contents = [body for _, path, body in fake.asked if path.endswith("/content")]
            whole = {"html": LETTER.html, "plain_text": LETTER.text}
            assert contents == ([whole] if kind is providers.Mailchimp else [])


def test_the_draft_that_was_made_before_gets_the_text_of_now(provider: Fake) -> None:
    provider.fill(1_001)  # more than a page of any list, before and after
    draft(LETTER, environment(provider))
    provider.fill(60)
    later = replace(LETTER, subject="Rest, then decide", html="<body><p>Sleep first.</p></body>")
    assert "has the text of now" in draft(later, environment(provider))
    assert marks(provider).count(LETTER.address) == 1
    found = [*provider.letters.values()][1_001]
    assert "Rest, then decide" in json.dumps(found)
    assert "Sleep first." in json.dumps(found)
    assert found["status"] == provider.draft


def test_a_letter_that_was_sent_stays_as_it_is(provider: Fake) -> None:
    draft(LETTER, environment(provider))
    next(iter(provider.letters.values()))["status"] = provider.sent
    before, asked = json.dumps(provider.letters), len(provider.asked)
    said = draft(replace(LETTER, subject="Other"), environment(provider))
    assert f"no draft ({provider.sent})" in said
    assert "Nothing was changed." in said
    assert json.dumps(provider.letters) == before
    assert {method for method, _, _ in provider.asked[asked:]} == {"GET"}


def test_a_provider_that_would_send_is_told_at_once(provider: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is what a letter has become that counts, not what was asked for."""
    answer = provider.answer

    def sending(method: str, path: str, *rest: Any) -> Any:
        if method == "GET" and path.rpartition("/")[2].lstrip("cem_").isdigit():
            for letter in provider.letters.values():
                letter |= {"status": "scheduled", "send_at": "2027-01-01T00:00:00Z"}
        return answer(method, path, *rest)

    monkeypatch.setattr(provider, "answer", sending)
    said = refusal(provider)
    assert "not as a draft, but as “scheduled”" in said
    assert "Look at once, and stop it there" in said


def test_nobody_is_asked_without_a_key(provider: Fake) -> None:
    for key in ("", "  "):
        assert "NEWSLETTER_API_KEY is not set, so " in refusal(provider, NEWSLETTER_API_KEY=key)
    for key in (f"{provider.key} x", f"{provider.key}\nx", f"{provider.key}ü"):
        assert "Copy it once more." in refusal(provider, NEWSLETTER_API_KEY=key)
    assert provider.asked == []


def test_a_wrong_key_is_told_with_where_to_make_one(provider: Fake) -> None:
    wrong = f"x{provider.key}"
    said = refusal(provider, NEWSLETTER_API_KEY=wrong)
    assert "does not take NEWSLETTER_API_KEY for this (40" in said
    assert "Make " in said
    assert wrong not in said
    assert len(provider.asked) == 1


def test_a_key_that_the_provider_quotes_is_not_repeated(provider: Fake) -> None:
    told = json.dumps({"detail": f"The key {provider.key} is too old\nfor this."}).encode()
    provider.instead = lambda handler: provider.tell(handler, 400, told)
    assert "refused the letter (400). It says: “The key … is too old\\nfor this.”." in refusal(provider)


def test_a_part_of_the_key_and_the_key_as_it_was_sent_are_not_repeated_either(provider: Fake) -> None:
    """GitHub hides a secret in a log where it stands as a whole, and nothing that is made of it."""
    parts = [base64.b64encode(f"letters:{provider.key}".encode()).decode(), provider.key.rpartition(":")[2]]
    told = json.dumps({"message": f"no such token: {' '.join(parts)}"}).encode()
    provider.instead = lambda handler: provider.tell(handler, 401, told)
    assert "It says: “no such token: … …”." in refusal(provider)


def test_what_a_provider_says_of_a_letter_stays_on_its_line(provider: Fake) -> None:
    draft(LETTER, environment(provider))
    for record in provider.letters.values():
        record |= {"status": "sent\n::error::\x1b[31m\ud800"}
    said = draft(LETTER, environment(provider))
    assert "no draft (sent\\n::error::\\x1b[31m\\ud800)" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (500, b"<h1>Oops</h1>", "has a fault or too much to do (500). Try again later."),
        (503, b"", "has a fault or too much to do (503)"),
        (429, b'{"detail": "Slow down."}', "too much to do (429). It says: “Slow down.”. Try again later."),
        (422, b'{"errors": ["Email template not found"]}', "It says: “['Email template not found']”."),
        (404, b"[]", "refused the letter (404). Paste the letter in there instead."),
        (200, b"<html>Sign in</html>", "answered otherwise than it documents"),
        (200, b"\xff\xfe", "answered otherwise than it documents"),
        (200, b"[" * 100_000, "answered otherwise than it documents"),
        (200, b"[1]", "answered otherwise than it documents"),
        (200, b'{"results": 1, "broadcasts": [1], "campaigns": [{}], "data": null}', "otherwise than it documents"),
    ],
)
def test_what_goes_wrong_is_told_in_a_sentence(provider: Fake, status: int, body: bytes, said: str) -> None:
    provider.instead = lambda handler: provider.tell(handler, status, body)
    assert said in refusal(provider)


@pytest.mark.parametrize("moment", range(5))
def test_a_draft_that_was_begun_is_found_and_renewed(provider: Fake, moment: int) -> None:
    """Whichever request fails: the next run has one draft, whole."""
    asked = provider.answer
    calls = iter(range(100))
    provider.answer = lambda *all_of_it: (502, {}) if next(calls) == moment else asked(*all_of_it)  # type: ignore[method-assign]
    try:
        draft(LETTER, environment(provider))
    except DraftRefused:
        draft(LETTER, environment(provider))
    assert marks(provider) == [LETTER.address]
    assert "Rest first." in json.dumps(provider.letters)


def test_a_provider_that_does_not_answer_is_not_waited_for(provider: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    provider.instead = lambda handler: handler.connection.close()
    assert "did not answer" in refusal(provider)
    monkeypatch.setattr(drafts, "SECONDS", 0.1)
    provider.instead = lambda handler: [handler.rfile.read(1)].clear()
    assert "did not answer" in refusal(provider)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_the_key_goes_to_no_other_address(provider: Fake, status: int) -> None:
    with type(provider)() as other:
        provider.instead = lambda handler: provider.tell(handler, status, b"", Location=f"{other.address}/")
        assert "leads to another address, where the key was not sent" in refusal(provider)
        assert other.asked == []


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("formspree:mzbqkgrd", "NEWSLETTER_FORM names Formspree. Paste it from letters/ into a new one there."),
        ("link:https://harbor.substack.com/subscribe", "NEWSLETTER_FORM names harbor.substack.com. Paste"),
        ("none", "NEWSLETTER_FORM names no form."),
        ("", "NEWSLETTER_FORM names no provider: it is not set."),
        ("buttndown:harbor", "Did you mean `buttondown:harbor`?"),
    ],
)
def test_where_no_draft_can_be_made_it_is_said_what_to_do(form: str, said: str) -> None:
    with pytest.raises(DraftRefused, match=re.escape(said)):
        draft(LETTER, {"NEWSLETTER_FORM": form, "NEWSLETTER_API_KEY": "k"})


def test_a_key_of_mailchimp_says_where_its_account_is() -> None:
    mailchimp = {"NEWSLETTER_FORM": providers.Mailchimp.form}
    for key in ("0123456789abcdef", "0123456789abcdef-us21.x.test/", "0123456789abcdef-"):
        with pytest.raises(DraftRefused, match="NEWSLETTER_API_KEY is no key of Mailchimp"):
            draft(LETTER, mailchimp | {"NEWSLETTER_API_KEY": key})
    provider = drafts.provider_of(mailchimp | {"NEWSLETTER_API_KEY": "0123456789abcdef-us21"})
    assert provider.words["centre"] == "us21"


def test_listmonk_is_asked_where_the_coach_keeps_it() -> None:
    for form in ("listmonk", "listmonk-trusted"):
        value = f"{form}:https://harbor.test/lists/{providers.Listmonk.LIST}"
        provider = drafts.provider_of({"NEWSLETTER_FORM": value, "NEWSLETTER_API_KEY": "letters:x"})
        assert provider.words["form"] == "https://harbor.test/lists"


def test_what_the_coach_chose_for_a_draft_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    with providers.Kit() as kit, providers.Listmonk() as listmonk:
        monkeypatch.setattr(drafts.Kit, "root", f"{kit.address}/v4")
        monkeypatch.setattr(drafts.Listmonk, "root", listmonk.address)
        draft(LETTER, environment(kit))
        draft(LETTER, environment(listmonk))
        fans = [{"all": [{"type": "tag", "ids": [5]}], "any": None, "none": None}]
        kit.letters["1"] |= {"subscriber_filter": fans, "email_address": "dr@harbor.test"}
        listmonk.letters["1"] |= {"lists": [{"id": 3, "name": "Default"}], "media": [{"id": 9, "filename": "a.pdf"}]}
        draft(LETTER, environment(kit))
        draft(LETTER, environment(listmonk))
        assert kit.letters["1"]["subscriber_filter"] == fans
        assert kit.letters["1"]["email_address"] == "dr@harbor.test"
        assert [one["id"] for one in listmonk.letters["1"]["lists"]] == [3]
        assert [one["id"] for one in listmonk.letters["1"]["media"]] == [9]


def test_kit_that_tells_no_status_is_understood_by_the_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(providers.Kit, "told", False)
    with providers.Kit() as kit:
        monkeypatch.setattr(drafts.Kit, "root", f"{kit.address}/v4")
        assert "is made" in draft(LETTER, environment(kit))
        assert "has the text of now" in draft(LETTER, environment(kit))
        kit.letters["1"]["send_at"] = "2027-01-01T00:00:00Z"
        assert "no draft (not a draft)" in draft(LETTER, environment(kit))


def test_a_list_that_listmonk_does_not_have_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with providers.Listmonk() as listmonk:
        monkeypatch.setattr(drafts.Listmonk, "root", listmonk.address)
        gone = "listmonk:https://lists.harbor.test/00000000-3e64-4a1d-8f0b-7c2d5e6f9a31"
        assert "listmonk has no list 00000000-" in refusal(listmonk, NEWSLETTER_FORM=gone)
        assert listmonk.letters == {}


def test_the_program_makes_all_drafts_it_can_and_says_which_it_could_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    with providers.Buttondown() as buttondown:
        monkeypatch.setattr(drafts.Buttondown, "root", f"{buttondown.address}/v1")
        for name, value in environment(buttondown, GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(page)).items():
            monkeypatch.setenv(name, value)
        letters = [replace(LETTER, subject=""), LETTER]
        (tmp_path / "letters.json").write_text(json.dumps([asdict(letter) for letter in letters]), encoding="utf-8")
        assert drafts.main([str(tmp_path / "letters.json")]) == 1
        assert marks(buttondown) == [LETTER.address]
        said = capsys.readouterr().out
        assert "By hand: `python3 tasks.py letter rest --draft`." in said
        assert "Nothing was sent." in said
        assert "Nothing was sent." in page.read_text(encoding="utf-8")
        (tmp_path / "letters.json").write_text(json.dumps([asdict(LETTER)]), encoding="utf-8")
        assert drafts.main([str(tmp_path / "letters.json")]) == 0


def test_the_task_writes_the_letter_and_makes_the_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "tests/practices/minimal", tmp_path / "content")
    monkeypatch.setattr(task, "ROOT", tmp_path)
    monkeypatch.setattr(task, "write", partial(task.write, root=tmp_path))
    monkeypatch.setenv("SITEURL", "https://www.riverside.test")
    with providers.Kit() as kit:
        monkeypatch.setattr(drafts.Kit, "root", f"{kit.address}/v4")
        for name, value in environment(kit).items():
            monkeypatch.setenv(name, value)
        task.main(["--draft", "the-pile"])
        assert (
            "The draft of “The Pile” at Kit is made: https://app.kit.com/campaigns/1/draft" in capsys.readouterr().out
        )
        assert "Thirty books, four minutes each" in kit.letters["1"]["content"]
        assert "{{ unsubscribe_url }}" in kit.letters["1"]["content"]
        assert "<head" not in kit.letters["1"]["content"]
        monkeypatch.setenv("NEWSLETTER_API_KEY", "other")
        with pytest.raises(SystemExit, match="Kit does not take NEWSLETTER_API_KEY"):
            task.main(["--draft", "the-pile"])
        asked = len(kit.asked)
        task.main(["the-pile"])
        assert len(kit.asked) == asked
    assert (tmp_path / "letters/the-pile.html").is_file()


def test_no_code_sends_a_letter() -> None:
    """Neither what a provider calls sending, nor a date to send at, nor what unlocks a key; nor a request from elsewhere."""
    sends = re.compile(
        r"about_to_send|actions/|send-draft|/publish\b|running|in_flight|resend|dangerously|(?<!is_)schedule|publish_date|/status|/test\b"
        r"|send_at(?!\": None|\"\] is None)",
        re.IGNORECASE,
    )
    code = [*(ROOT / "mailing").glob("*.py")]
    assert len(code) > 2
    found = {path.name: sends.findall(path.read_text(encoding="utf-8")) for path in code}
    assert {name: words for name, words in found.items() if words} == {}
    hosts = re.compile(r"api\.(buttondown|kit|mailchimp)|X-Kit-Api-Key|api/campaigns", re.IGNORECASE)
    kinds = ("*.py", "*/*.py", "*/*.js", "*/*/*.js", ".github/workflows/*.yml")
    everywhere = [path for kind in kinds for path in ROOT.glob(kind)]
    asks = {path.relative_to(ROOT).as_posix() for path in everywhere if hosts.search(path.read_text("utf-8"))}
    assert asks == {"mailing/drafts.py"}
