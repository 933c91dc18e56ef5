import pytest

from sources.phone_links import linked, numbers


@pytest.mark.parametrize(
    ("words", "html"),
    [
        ("Call or text 988, at any hour.", 'Call or text <a href="tel:988">988</a>, at any hour.'),
        ("[call](tel:988) or [text](sms:988) 988", '<a href="tel:988">call</a> or <a href="sms:988">text</a> <a href="tel:988">988</a>'),
        ("on 116 123.", 'on <a href="tel:116123">116\u00a0123</a>.'),
        ("unter 0800 111 0 111", 'unter <a href="tel:08001110111">0800\u00a0111\u00a00\u00a0111</a>'),
        ("+49 30 123-456", '<a href="tel:+4930123456">+49\u00a030\u00a0123-456</a>'),
        ("24 hours, 7 days, year-2026, 988lifeline.org, A&B <b>", "24 hours, 7 days, year-2026, 988lifeline.org, A&amp;B &lt;b&gt;"),
        ("[call 988](tel:988) or [text 988](sms:988)", '<a href="tel:988">call\u00a0988</a> or <a href="sms:988">text 988</a>'),
        ("[chat](https://988lifeline.org/chat)", '<a href="https://988lifeline.org/chat">chat</a>'),
        ("[x](javascript:alert(1)) [y](data:1)", "[x](javascript:alert(1)) [y](data:1)"),
        ("&#39; 112 &lt;", '&amp;#39; <a href="tel:112">112</a> &amp;lt;'),
        ("", ""),
    ],
)  # fmt: skip
def test_a_number_is_called_with_one_tap(words: str, html: str) -> None:
    assert linked(words) == html


def test_the_numbers_are_known_by_themselves_in_their_order() -> None:
    words = "Ring 999 & [text us](sms:85258); the Samaritans are on 116 123."
    assert numbers(words) == [("tel:999", "999"), ("sms:85258", "text us"), ("tel:116123", "116\u00a0123")]
    assert numbers("Call your local emergency number.") == []
