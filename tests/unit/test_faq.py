from plugins.faq import Question, questions


def test_every_second_level_heading_is_a_question_with_its_answer() -> None:
    html = '<p>Before</p><h2 id="a">Is it <em>free</em>?</h2><p>Yes.</p><h3 id="x">Note</h3><h2 id="b">Long?</h2><p>No.</p>'
    assert questions(html) == [Question("a", "Is it free?", "Yes.Note"), Question("b", "Long?", "No.")]


def test_entities_become_letters() -> None:
    assert questions('<h2 id="a">What&#8217;s R&amp;R?</h2>\n<p>Rest.</p>\n') == [Question("a", "What’s R&R?", "Rest.")]


def test_a_page_without_headings_has_no_questions() -> None:
    assert questions("<p>Text</p>") == []
