import pytest

from sources.header import decode, parse_source, split_list


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Title: Rest\n\nText", "Rest"),
        ("\ufeffTitle: Rest\r\n\r\nText", "Rest"),
        ("---\ntitle: Rest\n---\nText", "Rest"),
        ('---\ntitle: "Rest"\n---\nText', "Rest"),
        ("---\ntitle: 'It\\'s time'\n---\nText", "It's time"),
        ("---\ntitle: 'Rest: what''s that?'\n---\nText", "Rest: what's that?"),
        ('---\ntitle: "Say \\"no\\""\n---\nText', 'Say "no"'),
        ('---\ntitle: "Rest: a\n  plan"\n---\nText', "Rest: a plan"),
        ("---\ntitle: >-\n  Rest and\n  work\n---\nText", "Rest and work"),
        ("---\ntitle: |\n  Rest\n---\nText", "Rest"),
        ("---\ntitle:\n  Rest\n---\nText", "Rest"),
        ("Title: Rest: a plan\n\nText", "Rest: a plan"),
        ("Title: 'Tis rest, y'all'\n\nText", "'Tis rest, y'all'"),
        ("Title:\u00a0Rest\n\nText", "Rest"),
        ("TITLE : Rest\n\nText", "Rest"),
        ("Title:Rest\n\nText", "Rest"),
        ("Title：Rest\n\nText", "Rest"),
        ("Title: “Rest”\n\nText", "Rest"),
        ("Title: „Rest“\n\nText", "Rest"),
        ("Title: “Rest” and “work”\n\nText", "“Rest” and “work”"),
        ("Title: [sic] and [sic]\n\nText", "[sic] and [sic]"),
        ("# A note\n# and more\nTitle: Rest\n\nText", "Rest"),
        ("Title: Rest\n<!-- a note -->\n\nText", "Rest"),
        ("---\n# A note\ntitle: Rest\n\ndate: 2026-11-16\n---\nText", "Rest"),
        ("\n\nTitle: Rest\n\nText", "Rest"),
        ("Title: Rest\n  and work\n\nText", "Rest and work"),
        ('Title: "Rest" and "work"\n\nText', '"Rest" and "work"'),
    ],
)
def test_a_title_is_read_however_it_was_typed(text: str, title: str) -> None:
    source = parse_source(text)
    assert source.text("title") == title
    assert source.body == "Text"


def test_a_name_with_spaces_is_found_and_an_empty_field_has_no_text() -> None:
    source = parse_source("Title:\nImage alt: A door\n\nText")
    assert (source.text("title"), source.text("image_alt")) == (None, "A door")


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("Tags: a, b, a,\n\nText", ["a", "b"]),
        ("---\ntags: [a, 'b']\n---\nText", ["a", "b"]),
        ("---\ntags:\n  - a\n  - b\n---\nText", ["a", "b"]),
        ("---\ntags:\n- a\n- 'b'\n---\nText", ["a", "b"]),
        ("---\ntags: [a,\n  b]\n---\nText", ["a", "b"]),
        ("Tags:\n\nText", []),
    ],
)
def test_a_list_is_read_with_commas_brackets_or_dashes(text: str, tags: list[str]) -> None:
    assert split_list(parse_source(text).text("tags")) == tags


def test_the_second_of_two_equal_keys_is_kept_aside_with_its_line() -> None:
    source = parse_source("Title: One\ntitle: Two\n\nText")
    assert source.text("title") == "One"
    assert [(field.value, field.line) for field in source.doubled] == [("Two", 2)]


def test_a_fenced_header_that_does_not_end_is_known_and_does_not_swallow_the_text() -> None:
    source = parse_source("---\ntitle: One\n\nText\n\n---\n\nMore")
    assert (source.unclosed, source.text("title"), source.body) == (1, "One", "Text\n\n---\n\nMore")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_says_in_which_encoding_it_is(encoding: str) -> None:
    assert decode("Title: Café".encode(encoding)) == "Title: Café"


def test_what_is_not_unicode_is_refused() -> None:
    with pytest.raises(UnicodeDecodeError):
        decode("Café".encode("latin-1"))


@pytest.mark.parametrize("line", ["Text", "# Heading"])
def test_a_line_without_a_key_is_stray_and_not_lost(line: str) -> None:
    assert [(field.value, field.line) for field in parse_source(f"Title: One\n{line}\n\nMore").stray] == [(line, 2)]


def test_the_first_line_of_the_text_is_counted() -> None:
    source = parse_source("Title: One\n\n\nText\n\nMore")
    assert (source.body, source.body_line) == ("Text\n\nMore", 4)


@pytest.mark.parametrize("text", ["", "Only text.\n\nTwo paragraphs."])
def test_a_file_without_a_header_is_all_text(text: str) -> None:
    source = parse_source(text)
    assert (source.fields, source.body) == ({}, text)
