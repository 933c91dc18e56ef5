"""The blocks and shortcodes of page builders become what they show."""

import pytest

from importing.plain_elements import Context
from importing.to_markdown import Converted, convert


def moved(html: str, builder: str = "gutenberg", form: str = "html") -> Converted:
    here = {"/contact": "../pages/contact.md"}
    return convert(
        html,
        Context(
            builder=builder,
            form=form,
            link=lambda address: here.get(address, ""),
            picture=lambda address: f"../images/{address.rpartition('/')[2]}",
        ),
    )


def classic(html: str) -> Converted:
    return moved(html, "classic", "wpautop")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("One\ntwo\n\nThree", "One  \ntwo\n\nThree"),
        ("One\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\nTwo", "One\n\n- a\n- b\n\nTwo"),
        ("<pre>a\n\nb</pre>", "```\na\n\nb\n```"),
        ('[caption id="a" width="3"]<img src="/i/door.jpg" alt="A door."> The <b>ward</b>[/caption]',
         '![A door.](../images/door.jpg "The ward")'),
        ('[gallery ids="12,13"]', "![](../images/12)\n\n![](../images/13)"),
        ('[code lang="php"]\n<?php\n\n# [x]\n[/code]', "```php\n<?php\n\n# [x]\n```"),
        ("[embed]https://vimeo.com/1[/embed]", "[vimeo.com](https://vimeo.com/1)"),
        ("She [sic] said so. [We] did.", "She [sic] said so. [We] did."),
        ('[col width="2"]Words[/col]', "Words"),
        # Divi and WPBakery
        ('[et_pb_section a="1"][et_pb_row][et_pb_blurb title="One hour" image="/i/b.jpg"]<p>We talk.</p>[/et_pb_blurb]'
         '[et_pb_button button_url="/contact" button_text="Write"][/et_pb_button][/et_pb_row][/et_pb_section]',
         "![](../images/b.jpg)\n\n## One hour\n\nWe talk.\n\n[Write](../pages/contact.md)"),
        ('[vc_row][vc_column width="1/2"][vc_custom_heading text="Rest"][vc_column_text]Sleep.[/vc_column_text]'
         '[vc_btn title="Write" link="url:%2Fcontact|title:x|"][vc_single_image image="12"][/vc_column][/vc_row]',
         "## Rest\n\nSleep.\n\n[Write](../pages/contact.md)\n\n![](../images/12)"),
    ],
)  # fmt: skip
def test_classic_wordpress_reads_as_it_did(html: str, expected: str) -> None:
    assert classic(html).markdown == expected


def test_squarespace_writes_captions_as_wordpress_does() -> None:
    html = '<p>a</p>[caption id="" align="alignnone"]<img src="/i/door.jpg" alt="A door."/> The ward[/caption]<p>b</p>'
    assert moved(html, "squarespace").markdown == 'a\n\n![A door.](../images/door.jpg "The ward")\n\nb'


def test_an_unknown_shortcode_is_left_out_and_said() -> None:
    found = classic('One\n\nTwo [contact-form-7 id="1"] three')
    assert found.markdown == "One\n\nTwo three"
    assert [(one.before, one.line, one.lost) for one in found.changes] == [('[contact-form-7 id="1"]', 3, True)]


def test_a_shortcode_that_is_left_out_is_said_once_with_its_end() -> None:
    found = classic('[et_pb_contact_form id="1"]Words[/et_pb_contact_form] [/rant]')
    assert [one.before for one in found.changes] == ['[et_pb_contact_form id="1"]', "[/rant]"]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<!-- wp:paragraph --><p>a</p><!-- /wp:paragraph --><!-- wp:spacer --><div class='wp-block-spacer'></div>", "a"),
        ("<div class='wp-block-columns'><div class='wp-block-column'><p>a</p></div><div><p>b</p></div></div>", "a\n\nb"),
        ("<details class='wp-block-details'><summary>Why</summary><p>So.</p></details>", "## Why\n\nSo."),
        ("<figure class='wp-block-gallery'><figure><img src='/i/a.jpg'></figure><figure><img src='/i/b.jpg'></figure></figure>",
         "![](../images/a.jpg)\n\n![](../images/b.jpg)"),
        ("<figure class='wp-block-embed'><div class='wp-block-embed__wrapper'>\nhttps://vimeo.com/1\n</div></figure>",
         "https://vimeo.com/1"),
        ("<div class='wp-block-buttons'><div class='wp-block-button'><a href='/contact'>Write</a></div></div>",
         "[Write](../pages/contact.md)"),
        ("<pre class='wp-block-verse'>one\ntwo</pre>", "one  \ntwo"),
        ("<figure class='wp-block-pullquote'><blockquote><p>So</p><cite>Me</cite></blockquote></figure>", "> So\n>\n> Me"),
        ('<!-- wp:social-link {"url":"https://e.org/me","service":"mastodon"} /-->', "[Mastodon](https://e.org/me)"),
        # Squarespace
        ("<div class='sqs-layout'><div class='sqs-block image-block'><figure><noscript><img src='/i/a.jpg' alt='a.jpg'></noscript>"
         "<img data-src='/i/a.jpg' data-image='/i/a.jpg' alt='a.jpg'><figcaption><div class='image-caption'><p>Ann</p></div>"
         "</figcaption></figure></div></div>", '![](../images/a.jpg "Ann")'),
        ("""<div class='sqs-block video-block' data-block-json='{"url":"https://vimeo.com/1"}'><div></div></div>""",
         "[vimeo.com](https://vimeo.com/1)"),
        ("<div class='sqs-block button-block'><a class='sqs-block-button-element' href='/contact'>Write</a></div>",
         "[Write](../pages/contact.md)"),
        # Elementor
        ("""<div class='elementor-widget-video' data-settings='{"youtube_url":"https://youtu.be/1"}'></div>""",
         "[youtu.be](https://youtu.be/1)"),
        # Ghost
        ("<figure class='kg-card kg-bookmark-card'><a href='https://e.org/a'><div class='kg-bookmark-title'>Rest</div>"
         "<div class='kg-bookmark-description'>On sleep</div><div class='kg-bookmark-metadata'><span>E Org</span></div></a></figure>",
         "[Rest](https://e.org/a)\n\nOn sleep"),
        ("<div class='kg-card kg-callout-card'><div class='kg-callout-text'>Mind <b>this</b></div></div>", "> Mind **this**"),
        ("<div class='kg-card kg-toggle-card'><div class='kg-toggle-heading'><h4>Why</h4><button class='kg-toggle-card-icon'>"
         "</button></div><div class='kg-toggle-content'><p>So.</p></div></div>", "## Why\n\nSo."),
        # Substack
        ("<div class='captioned-image-container'><figure><a class='image-link' href='https://e.org/i/a.png'><img src='https://e.org/i/a.png'>"
         "</a><figcaption class='image-caption'>Ann</figcaption></figure></div>", '![](../images/a.png "Ann")'),
        # Medium
        ("<div class='graf graf--mixtapeEmbed'><a href='https://e.org/a'><strong>Rest</strong><br><em>On sleep</em><br>e.org</a></div>",
         "[Rest](https://e.org/a)\n\nOn sleep"),
    ],
)  # fmt: skip
def test_a_block_is_what_it_shows(html: str, expected: str) -> None:
    found = moved(html)
    assert found.markdown == expected
    assert not any(one.lost for one in found.changes)


@pytest.mark.parametrize(
    "html",
    [
        "<div class='sqs-block newsletter-block'><h3>Stay close</h3><form><input></form></div>",
        "<div class='sqs-block form-block'><p>Stay close</p></div>",
        "<div class='sqs-block summary-block'><a href='/a'>Stay close</a></div>",
        "<div class='subscription-widget-wrap'><div class='subscription-widget'><p>Stay close</p></div></div>",
        "<p class='button-wrapper'><a href='%%checkout_url%%'>Stay close</a></p>",
        "<div class='kg-card kg-signup-card'><h2>Stay close</h2></div>",
        "<ul class='wp-block-latest-posts'><li><a href='/a'>Stay close</a></li></ul>",
    ],
)
def test_what_only_the_old_site_could_do_is_left_out_and_said_once(html: str) -> None:
    found = moved(f"<p>a</p>{html}<p>b</p>")
    assert found.markdown == "a\n\nb"
    assert [(one.before, one.line, one.lost) for one in found.changes] == [("Stay close", 3, True)]


def test_a_block_without_words_is_said_once_in_a_text() -> None:
    found = moved("<p>a</p><!-- wp:calendar /--><!-- wp:calendar /-->")
    assert [one.what for one in found.changes] == ["the block “calendar” was left out"]
