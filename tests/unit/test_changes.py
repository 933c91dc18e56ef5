from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.changes import Passage, compare, differences, passages
from tests.unit.work import lines_run

WORDS = ["the", "week", "is", "long", "and", "nights", "are", "short", "so", "we", "plan", "for", "less"]
text = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
texts = st.lists(text, max_size=8)


def shown(found: Sequence[Passage] | None) -> list[str]:
    """Each passage with what went in [-…-] and what came in {+…+}."""
    marks = {"kept": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return [
        f"({passage.skipped})" if passage.skipped else " ".join(marks[kind].format(w) for kind, w in passage.pieces)
        for passage in found or []
    ]


def test_words_that_changed_stand_within_their_passage() -> None:
    old = ["First.", "You sleep when the inbox is empty, which is never, and you know it well."]
    new = ["First.", "You sleep when the pager is off, which is seldom, and you know it well."]
    assert shown(compare(old, new)) == [
        "First.",
        "You sleep when the [-inbox is empty, which is never,-] {+pager is off, which is seldom,+} and you know it well.",
    ]


def test_a_passage_that_came_or_went_is_one_piece() -> None:
    many = ["one two three four five", "six seven eight nine ten", "eleven twelve thirteen"]
    assert shown(compare(many, [*many[:1], "quite another thing", *many[1:]])) == [
        "one two three four five",
        "{+quite another thing+}",
        "six seven eight nine ten",
        "eleven twelve thirteen",
    ]
    assert shown(compare(many, many[:2]))[-1] == "[-eleven twelve thirteen-]"


def test_passages_that_are_the_same_are_counted_but_for_the_neighbours_of_a_change() -> None:
    old = [f"passage {number} stays as it was" for number in range(9)]
    new = [*old[:4], "passage 4 is quite new", *old[5:]]
    found = compare(old, new)
    assert found
    assert [passage.skipped for passage in found] == [3, 0, 0, 0, 0, 3]
    assert shown(found)[1] == "passage 3 stays as it was"


def test_a_single_passage_is_never_replaced_by_a_count() -> None:
    old = ["a b c d e f", "g h i j k l", "m n o p q r", "s t u v w x"]
    assert shown(compare(old, [*old, "y z"])) == ["(3)", "s t u v w x", "{+y z+}"]
    assert shown(compare(old[:2], [*old[:2], "y z"])) == ["a b c d e f", "g h i j k l", "{+y z+}"]


def test_texts_without_a_difference_have_no_passages_to_show() -> None:
    assert compare(["a", "b"], ["a", "b"]) == []
    assert compare([], []) == []


def test_a_text_written_anew_is_not_compared() -> None:
    assert compare(["one two three", "four five six"], ["quite other words", "than those there were"]) is None


@given(texts, texts)
def test_no_word_is_lost_or_invented(old: list[str], new: list[str]) -> None:
    pieces = [piece for row in differences(old, new) for piece in row]

    def words(*kinds: str) -> list[str]:
        return " ".join(piece.words for piece in pieces if piece.kind in kinds).split()

    assert words("kept", "removed") == " ".join(old).split()
    assert words("kept", "added") == " ".join(new).split()


@given(texts, texts)
def test_two_changes_are_never_of_one_kind_in_a_row(old: list[str], new: list[str]) -> None:
    for row in differences(old, new):
        kinds = [piece.kind for piece in row]
        assert all(one != other for one, other in pairwise(kinds))
        assert all(piece.words for piece in row)


def test_a_passage_that_moved_past_many_others_went_and_came() -> None:
    old = [f"passage {number} is one of many" for number in range(150)]
    found = compare([*old, "what I said at first"], ["what I said at first", *old])
    assert found
    assert shown(found[:1]) == ["{+what I said at first+}"]
    assert shown(found[-1:]) == ["[-what I said at first-]"]


@pytest.mark.parametrize("words", ["a ", "a b a c a d ", "no two of these are the same "])
def test_to_compare_four_times_as_much_takes_about_four_times_the_work(words: str) -> None:
    """Of passages that all changed, since those that are the same are soon found."""

    def work(much: int) -> int:
        old = [f"{number} {words * 5}" for number in range(much)]
        return lines_run(lambda: compare(old, [f"{passage}and {words * 5}" for passage in old]))

    assert work(600) < 6 * work(150)
    one, many = ([words * count] for count in (300, 1200))
    assert lines_run(lambda: compare(many, [f"{many[0]}x"])) < 6 * lines_run(lambda: compare(one, [f"{one[0]}x"]))


def test_each_thing_markdown_makes_is_a_passage_of_its_words() -> None:
    html = (
        "<p>A <em>claim</em>.<sup><a class='footnote-ref' href='#fn'>1</a></sup></p><!-- no --><h2 id='x'>Part &amp; parcel</h2>"
        "<ul><li>one<ul><li>two</li></ul>tail</li><li><p>three</p></li></ul>"
        "<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td></td></tr></table>"
        "<p><img alt='A chair' src='x'></p><pre><code>a &lt; b</code></pre>"
        "<div class='footnote'><ol><li><p>Note <a class='footnote-backref'>↑</a></p></li></ol></div>"
    )
    assert passages(html) == [
        "A claim.",
        "Part & parcel",
        "one",
        "two",
        "tail",
        "three",
        "a · b",
        "c",
        "[A chair]",
        "a < b",
        "Note",
    ]
    assert passages("") == []
    assert passages("only words") == ["only words"]
