"""Hints on words: which are told, on which line, in which language, and what takes them off."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from checks import spelling
from problem import Problem
from sources import language, toml_file
from sources.content import LARGEST_TEXT, WORDS, Content, Entry, File, read
from sources.header import parse_source
from tests.unit import practice
from tests.unit.test_messages import HEADER


def among(*texts: str, tag: str = "en-US", words: bytes = b"") -> Content:
    content = Content(entries={WORDS: Entry(WORDS, size=len(words), data=words)})
    content.site = toml_file.parse("content/site.toml", b'coach = {name = "Wen Torvald"}')
    content.__dict__["language"] = language.of_tag(tag)
    for number, text in enumerate(texts):
        name, whole = f"articles/{number:02}.md", f"{HEADER}\n{text}\n"
        content.sources[name] = File(name, parse_source(whole), content, whole.encode())
    return content


def told(text: str, tag: str = "en-US", words: bytes = b"") -> list[tuple[str, int, str]]:
    """The words that are told, their lines from that below the header, and what is meant."""
    content = among(text, tag=tag, words=words)
    kept = spelling.without(spelling._right(content), spelling.find(content.sources["articles/00.md"]))
    return [(word, line - 5, meant) for word, line, meant in kept if line > 5]


def said(*texts: str, words: bytes = b"") -> list[Problem]:
    return list(spelling.check(among(*texts, words=words), spelling.find))


def test_a_word_that_is_in_no_dictionary_is_told_at_its_line_with_the_one_a_letter_makes_of_it() -> None:
    text = "One line.\n\nWe **recieve** a\nletter, and a brekfst.\n\n- The [seperate](x.md) one.\n"
    assert told(text) == [("recieve", 3, "receive"), ("brekfst", 4, ""), ("seperate", 6, "separate")]


def test_a_word_that_begins_a_sentence_is_told_with_its_capital_but_not_a_name() -> None:
    assert told("Recieve it. Sinsky wrote of it, and so did Sinsky. Kiser AC said so.") == [("Recieve", 1, "Receive")]


def test_what_is_no_word_of_a_text_is_passed_over() -> None:
    text = (
        "The `recieve` of recieve.md, www.recieve.org, https://x.org/recieve, a@recieve.org, 3rd, recieve2, CMEs, McKinsey,\n"
        "at Recieve, e.g. it, snake_recieve, Torvald’s, *ICU*[^recieve] and add-ons.\n\n"
        "```\nrecieve\n```\n\n<!-- recieve -->\n\n[^recieve]: A note.\n"
    )
    assert told(text) == []


@pytest.mark.parametrize(
    "word",
    [
        "organise",
        "colour",
        "centres",
        "programme",
        "counselling",
        "anaesthetist",
        "defence",
        "fulfil",
        "judgement",
        "sceptical",
    ],
)
def test_british_spellings_are_right(word: str) -> None:
    assert told(f"It is {word} here.") == []


def test_a_doubled_word_is_told_on_the_line_of_the_second_unless_it_may_stand_twice() -> None:
    assert told("Ask the\nthe chief, who had had it, that that is so, Duran Duran, and a-a.") == [("the the", 2, "the")]
    assert told("Sie sagt, das das Haus und und der Garten.", "de-DE") == [("und und", 1, "und")]
    assert told("Nous nous levons, et et puis.", "fr") == [("et et", 1, "et")]


def test_where_dictionaries_lack_much_only_a_word_a_letter_off_is_told_and_nothing_where_they_lack_most() -> None:
    assert told("Wir haben einen Zusammenhalt und sprechhen entwicklerfreundlicher.", "de") == [
        ("sprechhen", 1, "sprechen")
    ]
    assert told("Nous sommes hereux, lorsqu'il vient, au cœur de l'œuvre.", "fr") == [("hereux", 1, "heureux")]
    assert told("Las personas quieren ekcribir cosas cosas.", "es") == told("Teh the the.", "nl") == []


def test_a_paragraph_in_another_language_is_passed_over() -> None:
    assert told("Quien quiere hacer esto tiene que hablar con otros sobre sus propios sentimientos.") == []


@pytest.mark.parametrize(
    "words",
    [
        b"Brekfst # as in\n", b"\xef\xbb\xbfbrekfst\r\n\r\n", b"# mine\nbrekfst", "brekfst\n".encode("utf-16"),
        b"caf\xe9\n  brekfst  \n", b"word\n" * 10_000 + b"brekfst", b"\nthe brekfst club\n",
    ],
)  # fmt: skip
def test_her_own_words_are_right_however_they_were_saved(words: bytes) -> None:
    assert told("A brekfst, and the brekfst's end.", words=words) == []


def test_her_own_words_may_have_what_stands_twice() -> None:
    assert told("It is bling bling bling.", words=b"bling\n")[0][0] == "bling bling"
    assert told("It is bling bling.", words=b"bling\nbling bling\n") == []


def test_words_are_read_from_their_file_and_that_may_lie_there(tmp_path: Path) -> None:
    from checks import sources

    content = practice.written(tmp_path / "content")
    (content / WORDS).write_bytes(b"x\n" * (LARGEST_TEXT // 2) + b"y\n")
    whole = read(content, practice.NOW)
    assert "x" in whole.own_words
    assert not [one for one in sources.files(whole) if one.path.endswith(WORDS)]


def test_one_piece_of_advice_a_file_names_ten_words_and_each_once_a_site() -> None:
    letters = [f"We like {chr(97 + number)}zzqx today and tomorrow." for number in range(12)]
    first, second = said("\n\n".join([*letters, "It recieves."]), "It recieves and beleives.")
    assert first.advice
    assert re.findall(r"“(\w+)” \(line (\d+)", first.found) == [
        (f"{chr(97 + n)}zzqx", str(6 + 2 * n)) for n in range(10)
    ]
    assert first.found.endswith(" And 3 more.")
    assert second.found == "Not in the dictionary: “beleives” (line 6; believes?)."


def test_of_many_files_the_first_are_told_and_the_others_counted() -> None:
    found = said(*(f"A {chr(97 + number)}zzqx." for number in range(spelling.MOST_FILES + 3)))
    assert len(found) == spelling.MOST_FILES + 1
    assert found[-1].found == "3 more files have words that are not in the dictionary."


def test_who_writes_is_offered_the_repair_of_that_word_and_no_other() -> None:
    content = among(
        "We like the workings of wrok’s end, and all the rest of it.\nIt is the the end, and brekfst.\n\nA rewrok of it and wrok."
    )
    notes = [(word, *problem.repairs) for word, problem in spelling.notes(content.sources["articles/00.md"])]
    assert ("wrok's", (6, "wrok’s", "work's")) in notes
    assert ("wrok", (9, " wrok", " work")) in notes
    assert ("the the", (7, "the the", "the")) in notes
    assert ("brekfst",) in notes


def test_what_is_told_of_a_text_depends_on_no_order() -> None:
    file = among("A catchablle pettient.").sources["articles/00.md"]
    assert spelling.find(file) == spelling.find(replace(file))
