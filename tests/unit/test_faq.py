from plugins.faq import Group, Question, questions


def test_every_second_level_heading_is_a_question_with_its_answer() -> None:
    html = '<p>Before</p><h2 id="a">Is it <em>free</em>?</h2><p>Yes.</p><h3 id="x">Note</h3><h2 id="b">Long?</h2><p>No.</p>'
    assert questions(html) == [Group("", [Question("a", "Is it free?", "Yes.Note"), Question("b", "Long?", "No.")])]


def test_a_heading_without_words_of_its_own_is_a_group_of_the_questions_below_it() -> None:
    html = '<h2 id="a">Alone?</h2><p>Yes.</p><h2 id="g">On &amp; off</h2>\n<h3 id="b">How?</h3><p>So.</p><p>And so.</p><h3 id="c">When?</h3><p>Now.</p><h2 id="d">Again?</h2><p>No.</p>'
    assert questions(html) == [
        Group("", [Question("a", "Alone?", "Yes.")]),
        Group("On & off", [Question("b", "How?", "So.And so."), Question("c", "When?", "Now.")]),
        Group("", [Question("d", "Again?", "No.")]),
    ]


def test_entities_become_letters() -> None:
    assert questions('<h2 id="a">What&#8217;s R&amp;R?</h2>\n<p>Rest.</p>\n') == [
        Group("", [Question("a", "What’s R&R?", "Rest.")])
    ]


def test_a_page_without_headings_has_no_questions() -> None:
    assert questions("<p>Text</p>") == []
