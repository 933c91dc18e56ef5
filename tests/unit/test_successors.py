from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.successors import find

WORDS = "What an attending does about the week that has eaten the evening before anyone had asked for it at all"
OTHER = "Between two patients nobody reads a long sentence so this one is here only to be unlike the first of them"
NEW = "articles/new/index.html"
OLD = "articles/old/index.html"


def html(title: str, text: str) -> str:
    return f"<title>t</title><main><h1>{title}</h1><div class='prose'><p>{text}</p></div><p>Book a session.</p></main>"


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


@pytest.fixture
def output(tmp_path: Path) -> Path:
    write(tmp_path, NEW, html("New", WORDS))
    write(tmp_path, "articles/else/index.html", html("Else", OTHER))
    write(tmp_path, "topics/burnout/index.html", html("Burnout", WORDS))
    write(tmp_path, "index.html", html("Home", WORDS))
    return tmp_path


def found(output: Path, live: dict[str, str], name: str = OLD) -> str:
    there = {path.relative_to(output).as_posix() for path in output.rglob("*.html")}
    pages = {address: page.encode() for address, page in live.items()}
    return find([name], output, there, set(live), lambda address: pages.get(address, b"")).get(name, "")


@pytest.mark.parametrize(
    ("page", "successor"),
    [
        (html("Old", WORDS), NEW),
        (html("Old", f"{WORDS}, or so"), NEW),
        (html("New", "Everything was written anew."), NEW),
        (html("Old", "Nothing is like this."), ""),
        (html("Old", f"{OTHER} {WORDS} {OTHER[::-1]} {WORDS[::-1]}"), ""),
        (html("Old", WORDS).replace("</main>", f"<p>{OTHER}</p></main>"), NEW),
        (html("Old", WORDS).replace("class='prose'", "class='other'"), NEW),
        (
            html("Old", WORDS)
            .replace("class='prose'", "class='wide prose'")
            .replace("</main>", f"<p>{OTHER} {OTHER[::-1]}</p></main>"),
            NEW,
        ),
        ("", ""),
        ("<", ""),
        ("\x00", ""),
    ],
)
def test_the_page_that_is_most_alike_may_have_taken_over(output: Path, page: str, successor: str) -> None:
    assert found(output, {OLD: page}) == successor


def test_a_page_that_was_live_before_has_not_taken_over(output: Path) -> None:
    assert found(output, {OLD: html("Old", WORDS), NEW: html("New", WORDS)}) == ""


def test_a_topic_takes_over_from_a_topic_only(output: Path) -> None:
    assert (
        found(output, {"topics/old/index.html": html("O", WORDS)}, "topics/old/index.html")
        == "topics/burnout/index.html"
    )


def test_a_page_of_which_nothing_is_known_has_no_successor(output: Path) -> None:
    assert found(output, {}) == ""


@pytest.mark.parametrize(
    "address",
    ["../new/", "../../articles/new/", "/articles/new/", "/articles/new/index.html", "https://practice.org/articles/new/",
     "'../new/'", "../new/#part"],
)  # fmt: skip
def test_a_page_that_led_on_is_followed(output: Path, address: str) -> None:
    page = f'<meta http-equiv="Refresh" content="0; URL={address}">'
    assert found(output, {OLD: page, NEW: ""}) == NEW


def test_a_page_that_led_on_to_a_vanished_one_is_followed_to_what_took_over_from_that(output: Path) -> None:
    live = {
        OLD: '<meta http-equiv="refresh" content="0; url=../older/">',
        "articles/older/index.html": html("O", WORDS),
    }
    assert found(output, live) == NEW


@pytest.mark.parametrize(
    "address", ["../old/", "../round/", "https://practice.org/nowhere/", "http://[", "", "../../.."]
)
def test_a_page_that_leads_in_circles_or_nowhere_has_no_successor(output: Path, address: str) -> None:
    page = f'<meta http-equiv="refresh" content="0; url={address}">'
    live = {
        OLD: page,
        "articles/round/index.html": '<meta http-equiv="refresh" content="0; url=../old/">',
        "index.html": "",
    }
    assert found(output, live) == ("index.html" if address == "../../.." else "")


@given(
    st.dictionaries(
        st.sampled_from([OLD, "a.html", NEW]),
        st.one_of(
            st.binary(max_size=60),
            st.text(max_size=30).map(
                lambda address: f'<meta http-equiv="refresh" content="0;url={address}">'.encode(
                    "utf-8", "surrogatepass"
                )
            ),
        ),
    )
)
def test_whatever_was_live_is_read(tmp_path_factory: pytest.TempPathFactory, pages: dict[str, bytes]) -> None:
    output = tmp_path_factory.getbasetemp() / "any"
    write(output, NEW, html("New", WORDS))
    assert find([OLD], output, {NEW}, set(pages), lambda name: pages.get(name, b"")) in ({}, {OLD: NEW})
