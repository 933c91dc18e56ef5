import pytest

from plugins.opening import split


@pytest.mark.parametrize(
    ("html", "opening"),
    [
        ('<p>One.</p>\n<h2 id="a">A</h2>\n<p>Two.</p>', "<p>One.</p>\n"),
        ('<h2 id="a">A</h2>\n<p>Two.</p>', ""),
        ("<p>No heading at all.</p>", ""),
        ("<p>Only a small one.</p>\n<h3>a</h3>", ""),
        ("<pre><code>&lt;h2&gt;</code></pre>\n<h2>A</h2>", "<pre><code>&lt;h2&gt;</code></pre>\n"),
    ],
)
def test_the_opening_ends_at_the_first_heading(html: str, opening: str) -> None:
    assert split(html) == (opening, html[len(opening) :])


@pytest.mark.parametrize("container", ["blockquote", "div", "section", "details"])
def test_a_heading_inside_something_else_does_not_end_the_opening(container: str) -> None:
    inside = f"<p>One.</p>\n<{container}>\n<h2>In a quotation</h2>\n</{container}>\n"
    assert split(f"{inside}<h2>A</h2>") == (inside, "<h2>A</h2>")
    assert split(inside) == ("", inside)
