"""Exports of other sites: what is read of them, and how what is none is refused."""

import stat
import tracemalloc
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from importing import archive as archives
from importing.archive import Archive, unpack_pictures
from importing.markup import parsed
from importing.old_site import Entry, OldSite, UnreadableError
from importing.reading import STEPS, read
from problem import Problem
from tests.unit.exports import blogger, ghost, item, medium, wxr, zipped


def site_of(folder: Path, text: str | bytes, name: str = "export.xml") -> OldSite:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(path)


def entry_of(folder: Path, *items: str) -> Entry:
    (entry,) = site_of(folder, wxr(*items)).entries
    return entry


def refusal(path: Path) -> Problem:
    around = path if path.is_dir() else path.parent
    before = {one: one.stat().st_mtime_ns for one in around.rglob("*")}
    with pytest.raises(UnreadableError) as caught:
        read(path)
    assert {one: one.stat().st_mtime_ns for one in around.rglob("*")} == before, "something was written"
    assert "Traceback" not in caught.value.problem.found
    assert caught.value.problem.remedy
    return caught.value.problem


# WordPress and Squarespace


def test_everything_an_article_has_in_wordpress_is_read(tmp_path: Path) -> None:
    head = (
        "<generator>https://wordpress.org/?v=6.8</generator><wp:base_blog_url>https://coach.test</wp:base_blog_url>"
        "<language>en-GB</language><wp:author><wp:author_login>mo</wp:author_login>"
        "<wp:author_display_name>Mo Lind</wp:author_display_name></wp:author>"
        "<wp:category><wp:cat_name><![CDATA[Rest &amp; Sleep]]></wp:cat_name></wp:category>"
    )
    more = (
        "<link>https://coach.test/2024/03/rest/</link><dc:creator>mo</dc:creator><wp:post_name>rest</wp:post_name>"
        "<wp:post_date>2024-03-05 07:30:00</wp:post_date><wp:post_modified>2024-04-01 08:00:00</wp:post_modified>"
        "<excerpt:encoded><![CDATA[<p>Why sleep comes <em>first</em>.</p>]]></excerpt:encoded>"
        '<category domain="category" nicename="rest"><![CDATA[Rest &amp; Sleep]]></category>'
        '<category domain="post_tag" nicename="night"><![CDATA[Night shifts]]></category>'
        '<category domain="category" nicename="uncategorized">Uncategorized</category>'
    )
    picture = item(
        "bed",
        "",
        kind="attachment",
        status="inherit",
        more="<wp:post_id>7</wp:post_id><wp:attachment_url>https://coach.test/uploads/bed.jpg</wp:attachment_url>",
        meta={"_wp_attachment_image_alt": "A made bed"},
    )
    notes = '[{"content":"<em>One</em> study.","id":"a-b"}]'
    text = wxr(
        item("Rest &amp; &lt;em&gt;repair&lt;/em&gt;", more=more, meta={"_thumbnail_id": "7", "footnotes": notes}),
        picture,
        head=head,
    )
    site = site_of(tmp_path, text)
    (entry,) = site.entries
    assert (site.kind, site.title, site.address, site.language) == (
        "WordPress",
        "A Coach",
        "https://coach.test",
        "en-GB",
    )
    assert site.categories == ["Rest & Sleep"]
    assert (entry.title, entry.slug, entry.address) == ("Rest & repair", "rest", "https://coach.test/2024/03/rest/")
    assert (entry.date, entry.modified) == (datetime(2024, 3, 5, 7, 30), datetime(2024, 4, 1, 8))
    assert (entry.summary, entry.author) == ("Why sleep comes first.", "Mo Lind")
    assert (entry.categories, entry.tags) == (("Rest & Sleep",), ("Night shifts",))
    assert (entry.picture, entry.picture_words) == ("https://coach.test/uploads/bed.jpg", "A made bed")
    assert entry.footnotes == {"a-b": "<em>One</em> study."}
    assert site.pictures["7"] == site.pictures["https://coach.test/uploads/bed.jpg"]
    assert not site.recovered


def test_every_item_is_an_entry_or_left_out_with_a_reason(tmp_path: Path) -> None:
    text = wxr(
        item("One", more="<wp:comment><wp:comment_id>1</wp:comment_id></wp:comment>" * 3),
        item("Home", kind="page"),
        item("Menu", kind="nav_menu_item"),
        item("A bed", "", kind="attachment", more="<wp:attachment_url>https://x.test/a.jpg</wp:attachment_url>"),
        item("A list", "", kind="attachment", more="<wp:attachment_url>https://x.test/a.pdf</wp:attachment_url>"),
        item("Talk", kind="event"),
        item("Old", status="trash"),
        item("Secret", more="<wp:post_password>open</wp:post_password>"),
        "<item />\n",
    )
    site = site_of(tmp_path, text)
    assert site.items == text.count("<item") + 3
    assert [(one.what, one.title, one.count) for one in site.left_out] == [
        ("picture", "A bed", 1),
        ("file", "A list", 1),
        ("menu item", "Menu", 1),
        ("item of the kind `event`", "Talk", 1),
        ("article", "Old", 1),
        ("article", "Secret", 1),
        ("empty item", "", 1),
        ("comment", "", 3),
    ]
    assert all(one.reason for one in site.left_out)


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("publish", "published"), ("draft", "draft"), ("pending", "draft"), ("future", "scheduled"), ("private", "private"),
        ("of-a-plugin", "draft"),
    ],
)  # fmt: skip
def test_what_was_not_public_is_not_called_published(tmp_path: Path, written: str, status: str) -> None:
    assert entry_of(tmp_path, item(status=written)).status == status


def test_a_date_that_is_all_zeros_is_taken_from_the_next_field_that_has_one(tmp_path: Path) -> None:
    zeros = "<wp:post_date>0000-00-00 00:00:00</wp:post_date>"
    assert entry_of(tmp_path, item(more=zeros)).date is None
    dated = zeros + "<pubDate>Tue, 05 Mar 2024 07:30:00 +0000</pubDate>"
    assert entry_of(tmp_path, item(more=dated)).date == datetime(2024, 3, 5, 7, 30)


def test_a_draft_has_no_old_address(tmp_path: Path) -> None:
    link = "<link>https://coach.test/?p=12</link>"
    assert entry_of(tmp_path, item(status="draft", more=link)).address == ""
    assert entry_of(tmp_path, item(more=link)).address == "https://coach.test/?p=12"


def test_squarespace_is_known_by_its_paths_and_a_link_post_keeps_its_link(tmp_path: Path) -> None:
    more = "<link>/blog/2013/3/rest</link><wp:post_name>2013/3/rest</wp:post_name>"
    link = {"passthrough_url": "https://example.org/study?a=1&b=2"}
    site = site_of(
        tmp_path,
        wxr(
            item("Rest", more=more, meta=link), head="<wp:category><wp:cat_name>null - null</wp:cat_name></wp:category>"
        ),
    )
    (entry,) = site.entries
    assert (site.kind, entry.builder, entry.form, site.categories) == ("Squarespace", "squarespace", "html", [])
    assert (entry.slug, entry.address) == ("2013/3/rest", "/blog/2013/3/rest")
    assert entry.html.endswith('<p><a href="https://example.org/study?a=1&amp;b=2">Rest</a></p>')
    assert "the link there stands at the end" in entry.changes[0]


@pytest.mark.parametrize(
    ("content", "meta", "builder", "form"),
    [
        ("One.\n\nTwo.", {}, "classic", "wpautop"),
        ("<!-- wp:paragraph --><p>One.</p><!-- /wp:paragraph -->", {}, "gutenberg", "html"),
        ("<p>One.</p>", {"_elementor_data": "[]"}, "elementor", "html"),
    ],
)
def test_what_an_article_was_built_with_is_told(
    tmp_path: Path, content: str, meta: dict[str, str], builder: str, form: str
) -> None:
    entry = entry_of(tmp_path, item("A", content, meta=meta))
    assert (entry.builder, entry.form) == (builder, form)


def test_a_reusable_block_stands_where_it_is_used_even_if_it_holds_itself(tmp_path: Path) -> None:
    use = '<!-- wp:block {"ref":5} /-->'
    block = item("Note", f"<p>Breathe.</p>{use}", kind="wp_block", more="<wp:post_id>5</wp:post_id>")
    site = site_of(tmp_path, wxr(item("A", f"<p>One.</p>{use}<p>Two.</p>"), block))
    assert site.entries[0].html == f"<p>One.</p><p>Breathe.</p>{use}<p>Two.</p>"
    assert [(one.what, one.reason) for one in site.left_out] == [
        ("reusable block", "it stands in the articles that use it")
    ]


def test_a_gallery_without_numbers_shows_what_was_uploaded_to_its_article(tmp_path: Path) -> None:
    uploads = [
        item(
            name, "", kind="attachment",
            more=f"<wp:post_id>{number}</wp:post_id><wp:post_parent>1</wp:post_parent>"
            f"<wp:attachment_url>https://x.test/{name}</wp:attachment_url>",
        )
        for number, name in ((2, "a.jpg"), (3, "b.png"), (4, "c.pdf"))
    ]  # fmt: skip
    gallery = item("A", '[gallery columns="2"] [gallery ids="9"]', more="<wp:post_id>1</wp:post_id>")
    assert entry_of(tmp_path, gallery, *uploads).html == '[gallery ids="2,3" columns="2"] [gallery ids="9"]'


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_any_version_of_wxr_is_read_and_one_that_does_not_say_which(tmp_path: Path, scheme: str, version: str) -> None:
    text = wxr(item()).replace("http://wordpress.org/export/1.2/", f"{scheme}://wordpress.org/export/{version}/")
    text = text.replace("<wp:wxr_version>1.2</wp:wxr_version>", "")
    assert [entry.html for entry in site_of(tmp_path, text).entries] == ["<p>Sleep first.</p>"]


def test_a_text_is_the_same_escaped_in_one_cdata_in_several_or_not_escaped_at_all(tmp_path: Path) -> None:
    text, cdata = wxr(item("A", "<p>One &amp; two.</p>")), "<![CDATA[<p>One &amp; two.</p>]]>"
    for other in (
        "&lt;p&gt;One &amp;amp; two.&lt;/p&gt;",
        "<![CDATA[<p>One ]]><![CDATA[&amp; two.</p>]]>",
        "<p>One &amp; two.</p>",
    ):
        (entry,) = site_of(tmp_path, text.replace(cdata, other)).entries
        assert entry.html == "<p>One &amp; two.</p>"


def test_several_files_of_one_export_are_one_site(tmp_path: Path) -> None:
    picture = item(
        "b",
        "",
        kind="attachment",
        more="<wp:post_id>7</wp:post_id><wp:attachment_url>https://x.test/b.jpg</wp:attachment_url>",
    )
    files: dict[str, str | bytes] = {
        "a-coach/wordpress.001.xml": wxr(item("Two"), picture),
        "a-coach/wordpress.000.xml": wxr(item("One", meta={"_thumbnail_id": "7"})),
        "__MACOSX/a-coach/._wordpress.000.xml": b"\0\5\x16\7",
    }
    site = read(zipped(tmp_path / "export.zip", files))
    assert [(entry.number, entry.title, entry.picture) for entry in site.entries] == [
        (1, "One", "https://x.test/b.jpg"),
        (2, "Two", ""),
    ]


def test_what_is_in_two_files_of_a_folder_is_read_once_and_two_sites_are_refused(tmp_path: Path) -> None:
    one, two = item("One", more="<wp:post_id>1</wp:post_id>"), item("Two", more="<wp:post_id>2</wp:post_id>")
    (tmp_path / "export (1).xml").write_text(wxr(one, two))
    (tmp_path / "export.xml").write_text(wxr(one))
    site = read(tmp_path)
    assert [entry.title for entry in site.entries] == ["One", "Two"]
    assert [(left.title, left.reason) for left in site.left_out] == [("One", "it is in the files twice")]
    assert site.items == 3
    (tmp_path / "export.xml").write_text(wxr(one, head="<link>https://another.test</link>"))
    assert "2 sites" in refusal(tmp_path).found


# Damaged


def test_an_item_without_a_kind_is_an_article_and_that_is_said(tmp_path: Path) -> None:
    site = site_of(tmp_path, wxr(item("Rest").replace("<wp:post_type>post</wp:post_type>", "")))
    assert [entry.title for entry in site.entries] == ["Rest"]
    assert "'Rest', does not say what it is" in site.recovered[0]


@pytest.mark.parametrize(
    ("right", "wrong", "html", "said"),
    [
        ("Sleep first", "Sleep\x0b first", "Sleep first", "Control characters (the first in line 6)"),
        ("</title><content", "&#x1f;&#xD800;&#999999999;</title><content", "Sleep first", "Control characters"),
        ("</title><content", " & Co&nbsp;&mdash;</title><content", "Sleep first", "`&` by itself"),
        ("Sleep first", "Sleep <![CDATA[ first ]]> here", "Sleep <![CDATA[ first ]]> here", "`]]>` within a text"),
        ("<wp:status>publish</wp:status>", "<wp:status>publish</wp:stat>", "Sleep first", "Line 6, in 'Rest"),
    ],
)
def test_what_can_be_read_of_a_damaged_file_is_read_and_the_damage_told(
    tmp_path: Path, right: str, wrong: str, html: str, said: str
) -> None:
    text = wxr(item()).replace(right, wrong)
    site = site_of(tmp_path, text + " ")
    assert [entry.html for entry in site.entries] == [f"<p>{html}.</p>"]
    assert said in " ".join(site.recovered)


def test_an_ampersand_by_itself_stays_and_an_entity_of_html_is_its_letter(tmp_path: Path) -> None:
    site = site_of(tmp_path, wxr(item("Rest & Co&mdash;now &amp; then")))
    assert site.entries[0].title == "Rest & Co—now & then"


def test_a_file_that_breaks_off_keeps_every_word_before(tmp_path: Path) -> None:
    text = wxr(item("One"), item("Two", "<p>It ends in the mid"))
    site = site_of(tmp_path, text[: text.index("mid") + 3])
    assert [(entry.title, entry.html) for entry in site.entries] == [
        ("One", "<p>Sleep first.</p>"),
        ("Two", "<p>It ends in the mid"),
    ]
    assert site.entries[1].status == "draft"
    assert "in 'Two'" in site.recovered[0]


@pytest.mark.parametrize(
    ("encoded", "is_told"),
    [
        (lambda text: b"\xef\xbb\xbf" + text.encode(), False),
        (lambda text: b"\r\n\r\n" + text.encode(), False),
        (lambda text: text.encode("utf-16"), False),
        (lambda text: text.replace('"UTF-8"', '"ISO-8859-1"').encode("cp1252"), False),
        (lambda text: text.encode("cp1252"), True),
        (lambda text: text.encode() .replace(b"\xe2\x80\x99", b"\x92"), True),
        (lambda text: text.replace("’", "\x92").encode(), True),
        (lambda text: text.replace("’", "&#146;").replace("<![CDATA[Café&#146;s.]]>", "Café&#146;s."), False),
    ],
)  # fmt: skip
def test_the_letters_are_right_whatever_they_were_saved_in(tmp_path: Path, encoded, is_told: bool) -> None:  # type: ignore[no-untyped-def]
    site = site_of(tmp_path, encoded(wxr(item("Rest", "Café’s."))))
    assert site.entries[0].html == "Café’s."
    assert bool(site.recovered) is is_told


# Ghost, Substack, Medium, Blogger


def test_everything_a_post_has_in_ghost_is_read(tmp_path: Path) -> None:
    post: dict[str, object] = {
        "id": "1", "title": "Rest &amp; sleep", "slug": "rest", "html": '<p><img src="__GHOST_URL__/content/images/a.jpg"></p>',
        "status": "published", "visibility": "public", "type": "post", "published_at": "2024-03-05T23:30:00.000Z",
        "custom_excerpt": "Why.", "feature_image": "__GHOST_URL__/content/images/b.jpg",
    }  # fmt: skip
    tables: dict[str, object] = {
        "tags": [{"id": "t1", "name": "Sleep"}, {"id": "t2", "name": "#internal"}],
        "posts_tags": [
            {"post_id": "1", "tag_id": "t2", "sort_order": 1},
            {"post_id": "1", "tag_id": "t1", "sort_order": 0},
        ],
        "posts_meta": [{"post_id": "1", "feature_image_alt": "A bed"}],
        "settings": [{"key": "title", "value": "A Coach"}, {"key": "timezone", "value": "Europe/Berlin"}],
        "members": [{"id": "m"}, {"id": "n"}],
    }
    paid = post | {"id": "2", "visibility": "paid"}
    only_lexical: dict[str, object] = {"id": "3", "title": "New", "html": None, "lexical": "{}", "status": "draft"}
    site = site_of(tmp_path, ghost(post, paid, only_lexical, **tables), "export.json")
    entry, hidden = site.entries
    assert (site.kind, site.title, entry.title, entry.address) == ("Ghost", "A Coach", "Rest & sleep", "/rest/")
    assert entry.html == '<p><img src="/content/images/a.jpg"></p>'
    assert (entry.picture, entry.picture_words, entry.tags) == ("/content/images/b.jpg", "A bed", ("Sleep",))
    assert entry.date == datetime(2024, 3, 6, 0, 30)  # by the clock in Berlin
    assert hidden.status == "private"
    assert [(one.what, one.title, one.count) for one in site.left_out] == [("article", "New", 1), ("member", "", 2)]
    assert "open it in Ghost" in site.left_out[0].reason


@pytest.mark.parametrize(
    "broken", ['{"db": [{"data": {"posts": [', '{"db": [{"data": {"posts": 3}}]}', '{"data": ' + '{"a": ' * 100_000]
)
def test_json_that_is_broken_or_of_another_shape_is_refused(tmp_path: Path, broken: str) -> None:
    path = tmp_path / "export.json"
    path.write_text(broken)
    refusal(path)


def test_values_of_another_type_in_ghost_are_passed_over(tmp_path: Path) -> None:
    odd: dict[str, object] = {
        "id": 5,
        "title": ["x"],
        "slug": None,
        "html": "<p>A.</p>",
        "published_at": {"a": 1},
        "feature_image": 7,
    }
    site = site_of(tmp_path, ghost(odd, posts_tags=[{"post_id": "5"}], tags="none", users=[3]), "export.json")
    assert [(entry.title, entry.html, entry.date) for entry in site.entries] == [("", "<p>A.</p>", None)]


HEADER = "post_id,post_date,is_published,email_sent_at,type,audience,title,subtitle,podcast_url\n"


def test_the_posts_of_substack_are_read_with_their_list(tmp_path: Path) -> None:
    rows = (
        "1.rest,2024-03-05T07:30:00.000Z,TRUE,,newsletter,everyone,Rest,&#x201C;Why&#x201D; it matters,\n"
        "2.paid,2024-03-06T07:30:00.000Z,true,,newsletter,only_paid,Paid,,\n"
        "3.talk,2024-03-07T07:30:00.000Z,true,,thread,everyone,Talk,,\n"
        '4.about,,true,,page,everyone,"About, me",,\n'
        "5.voice,,false,,podcast,everyone,Voice,,https://x.test/a.mp3\n"
        "6.gone,,false,,newsletter,everyone,Gone,,\n"
    )
    files: dict[str, str | bytes] = {
        f"posts/{name}.html": f"<p>{name}</p>" for name in ("1.rest", "2.paid", "4.about", "8.so-long")
    }
    site = read(
        zipped(tmp_path / "x.zip", {"posts.csv": "\ufeff" + HEADER + rows, "email_list.x.csv": "a\nb\nc\n", **files})
    )
    assert [(one.title, one.kind, one.status, one.address) for one in site.entries] == [
        ("Rest", "article", "published", "/p/rest"),
        ("Paid", "article", "private", "/p/paid"),
        ("About, me", "page", "published", "/p/about"),
        ("Voice", "article", "draft", ""),
        ("So long", "article", "draft", ""),
    ]
    assert site.entries[0].summary == "“Why” it matters"
    assert '<audio src="https://x.test/a.mp3">' in site.entries[3].html
    assert [(one.what, one.title, one.count) for one in site.left_out] == [
        ("thread", "Talk", 1),
        ("article", "Gone", 1),
        ("subscriber", "", 2),
    ]
    assert "8.so-long.html" in site.recovered[0]


def test_the_list_of_substack_by_itself_is_not_enough(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text(HEADER)
    assert "only the list" in refusal(path).found


def test_the_pages_of_medium_are_read_without_the_title_and_subtitle_they_repeat(tmp_path: Path) -> None:
    footer = (
        '<p class="p-tags">Tagged in <a class="p-tag">Sleep</a></p><a class="p-author h-card">Mo Lind</a>'
        '<time class="dt-published" datetime="2024-03-05T07:30:00.000Z">March 5</time>'
        '<a class="p-canonical" href="https://medium.com/@mo/rest-now-0123456789ab">Canonical link</a>'
    )
    body = '<h3 class="graf graf--h3 graf--title">Rest</h3><h4 class="graf graf--h4 graf--subtitle">Now</h4><p>One &amp; two.</p>'
    answer = '<p class="graf">I agree with you.</p>'
    files: dict[str, str | bytes] = {
        "posts/2024-03-05_Rest-0123456789ab.html": medium("Rest", body, footer=footer, subtitle="Now"),
        "posts/draft_Soon-0123456789ab.html": medium("Soon", "<p>Later.</p>"),
        "posts/2024-03-06_I-agree-0123456789ab.html": medium("I agree with you.", answer, footer=footer),
        "claps/claps-0001.html": "<!DOCTYPE html><html><ul><li>A</li></ul></html>",
    }
    site = read(zipped(tmp_path / "medium.zip", files))
    entry, draft = site.entries
    assert (entry.title, entry.html, entry.summary) == ("Rest", "<p>One &amp; two.</p>", "Now")
    assert (entry.slug, entry.tags, entry.author) == ("rest-now", ("Sleep",), "Mo Lind")
    assert entry.date == datetime(2024, 3, 5, 7, 30)
    assert (draft.title, draft.status, draft.slug) == ("Soon", "draft", "soon")
    assert [(one.what, one.title) for one in site.left_out] == [
        ("response", "I agree with you."),
        ("page of your account", "claps"),
    ]


def test_both_layouts_of_blogger_are_read(tmp_path: Path) -> None:
    kind = "http://schemas.google.com/blogger/2008/kind#"
    before = (
        f"<entry><category term='{kind}post'/><category term='Sleep'/><title>Rest</title><published>2024-03-05T07:30:00.001-08:00"
        "</published><content type='html'>&lt;p&gt;One.&lt;/p&gt;</content><link rel='alternate' href='https://x.test/2024/03/rest.html'/></entry>"
    )
    draft = f"<entry><category term='{kind}page'/><app:control><app:draft>yes</app:draft></app:control><title>About</title></entry>"
    comment = f"<entry><category term='{kind}comment'/><title>Nice</title></entry>"
    since = (
        "<entry><blogger:type>POST</blogger:type><blogger:status>LIVE</blogger:status><title>Mo&amp;#39;s</title>"
        "<content type='html'>&lt;p&gt;Two.&lt;/p&gt;</content><blogger:filename>/2025/01/mo.html</blogger:filename>"
        "<blogger:trashed/></entry>"
    )
    site = read(
        zipped(tmp_path / "takeout.zip", {"Takeout/Blogger/Blogs/A/feed.atom": blogger(before, draft, comment, since)})
    )
    assert [(one.title, one.kind, one.status, one.slug, one.html) for one in site.entries] == [
        ("Rest", "article", "published", "rest", "<p>One.</p>"),
        ("About", "page", "draft", "", ""),
        ("Mo's", "article", "published", "mo", "<p>Two.</p>"),
    ]
    assert (site.entries[0].tags, site.entries[0].date) == (("Sleep",), datetime(2024, 3, 5, 7, 30))
    assert [(one.what, one.count) for one in site.left_out] == [("comment", 1)]


def test_a_text_full_of_beginnings_without_an_end_takes_no_longer_than_any(tmp_path: Path) -> None:
    """Each would take hours if it were looked for to the end of the text every time."""
    starts = ("[gallery ", '<!-- wp:block {"ref":1 ', "<a><![CDATA[", "<!--", "&", "<style>")
    assert len(site_of(tmp_path, wxr(*[item("A", start * 40_000) for start in starts])).entries) == len(starts)


# No export


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("site.xml", b"", "It is empty"),
        ("site.pdf", b"%PDF-1.7 x", "a PDF"),
        ("site.wpress", b"wp-config.php\0\0", "no export we know"),
        ("site.xml.gz", b"\x1f\x8b\x08", "packed with gzip"),
        ("index.html", b"<!DOCTYPE html><html><body>Hi</body></html>", "a page of a site"),
        (
            "feed.xml",
            b'<rss version="2.0"><channel><item><title>A</title></item></channel></rss>',
            "the feed of a site",
        ),
        ("feed.atom", b'<feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>', "the feed of a site"),
        ("site.sql", b"-- MySQL dump\nCREATE TABLE `wp_posts`", "a copy of a database"),
        ("data.json", b'{"name": "x"}', "a file of data"),
    ],
)
def test_what_is_no_export_is_named_and_where_each_system_exports_is_said(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    problem = refusal(tmp_path / name)
    assert problem.path == name
    assert said in problem.found
    if "packed" not in said:
        assert all(system in problem.remedy for system in STEPS)


def test_a_file_that_is_not_there_and_an_export_without_articles_are_refused(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "export.xml").found
    (tmp_path / "export.xml").write_text(wxr(item("M", kind="nav_menu_item")))
    problem = refusal(tmp_path / "export.xml")
    assert (problem.found, STEPS["WordPress"] in problem.remedy) == (
        "It is an export from WordPress, but there is no article and no page in it.",
        True,
    )


@pytest.mark.parametrize("name", ["x" * 300 + ".xml", "folder", "circle.xml"])
def test_what_cannot_be_opened_is_refused_without_the_words_of_the_system(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "circle.xml").symlink_to("circle.xml")
    with pytest.raises(UnreadableError) as caught:
        read(tmp_path / name)
    assert str(tmp_path) not in str(caught.value)
    assert "Errno" not in str(caught.value)


# Hostile


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE rss SYSTEM "file:///etc/passwd">',
        '<!-- a comment -->\n<!doctype rss [<!ENTITY x SYSTEM "http://coach.test/x">]>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_nothing_of_a_file_is_read_that_declares_entities(tmp_path: Path, doctype: str, encoding: str) -> None:
    text = wxr(item("&x;")).replace("<rss", f"{doctype}<rss", 1)
    (tmp_path / "export.xml").write_bytes(text.encode(encoding))
    assert "<!DOCTYPE" in refusal(tmp_path / "export.xml").found


@pytest.mark.parametrize("name", ["../out.xml", "/etc/out.xml", "a/../../out.xml", "C:\\out.xml", "a\\..\\..\\out.xml"])
def test_a_zip_with_a_name_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path / "export.zip", {"export.xml": wxr(item()), name: "x"})
    assert "leads out" in refusal(path).found
    with pytest.raises(UnreadableError):
        unpack_pictures(path, tmp_path / "there")


def test_pictures_that_would_fill_the_disk_are_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path / "pictures.zip", {"a.jpg": "x" * 600_000, "b.pdf": "x" * 600_000})
    unpack_pictures(path, tmp_path / "there")
    assert sorted(one.name for one in (tmp_path / "there").iterdir()) == ["a.jpg", "b.pdf"]
    monkeypatch.setattr(archives, "MOST_PICTURES", 1_000_000)
    with pytest.raises(UnreadableError, match="larger than 1 MB together"):
        unpack_pictures(path, tmp_path / "again")


def test_a_damaged_export_takes_little_memory_whatever_letters_are_in_it(tmp_path: Path) -> None:
    text = wxr(*(item(title="Rest & 🙂", content="🙂 rest " * 300) for _ in range(2_000))).replace("&amp;", "&")[:-100]
    (tmp_path / "export.xml").write_text(text)
    tracemalloc.start()
    with Archive(tmp_path / "export.xml") as archive:
        parsed(archive, "export.xml")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert archive.recovered
    assert most < 3.5 * len(text.encode())


def test_a_zip_with_a_link_or_a_password_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("export.xml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert "a link" in refusal(tmp_path / "link.zip").found
    content = bytearray(zipped(tmp_path / "locked.zip", {"export.xml": wxr(item())}).read_bytes())
    content[content.index(b"PK\1\2") + 8] |= 1
    (tmp_path / "locked.zip").write_bytes(content)
    assert "password" in refusal(tmp_path / "locked.zip").found


def test_a_zip_that_unpacks_to_more_than_it_may_is_refused_in_little_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zipped(tmp_path / "export.zip", {"export.xml": wxr(item()) + " " * 30_000_000})
    monkeypatch.setattr(archives, "MOST_TEXT", 2_000_000)
    tracemalloc.start()
    problem = refusal(path)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "larger than 2 MB" in problem.found
    assert most < 8_000_000


def test_a_zip_whose_many_texts_are_too_large_together_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zipped(tmp_path / "export.zip", {f"{number}.xml": wxr(item(str(number))) for number in range(9)})
    monkeypatch.setattr(archives, "MOST_TEXTS", 4_000)
    assert "together" in refusal(path).found


def test_a_zip_that_is_cut_or_altered_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "export.zip", {"export.xml": wxr(*[item(str(number)) for number in range(500)])})
    content = path.read_bytes()
    path.write_bytes(content[:-60])
    assert "damaged" in refusal(path).found
    path.write_bytes(content[:400] + b"\xff" * 20 + content[420:])
    assert "damaged" in refusal(path).found


def test_a_file_larger_than_any_export_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    path.write_text(wxr(item()))
    with path.open("r+b") as file:
        file.truncate(100_000_000)
    assert "larger than 50 MB" in refusal(path).found


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("export.xml", wxr("<a/>" * 2_000_001)),
        ("export.xml", wxr("<item/>" * 100_001)),
        ("export.json", ghost().replace("[]", "[" + "{}," * 3_000_001 + "{}]")),
        ("posts.csv", HEADER + "1\n" * 100_001),
        ("posts/a.html", medium("A", "<p>" * 500_001)),
    ],
    ids=["elements", "items", "rows of Ghost", "rows of Substack", "elements of Medium"],
)
def test_an_export_of_very_many_small_things_is_refused_before_it_fills_the_memory(
    tmp_path: Path, name: str, text: str
) -> None:
    assert "more" in refusal(zipped(tmp_path / "export.zip", {name: text})).found


def test_a_zip_with_too_many_files_is_refused_before_they_are_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zipped(tmp_path / "export.zip", {f"{number}.txt": "" for number in range(100)})
    monkeypatch.setattr(archives, "LARGEST_INDEX", 4_000)
    assert "files" in refusal(path).found


def test_links_in_a_folder_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "secret.xml").write_text(wxr(item("Secret")))
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "link.xml").symlink_to(tmp_path / "secret.xml")
    (folder / "around").symlink_to(tmp_path)
    (folder / "export.xml").write_text(wxr(item("Mine")))
    assert [entry.title for entry in read(folder).entries] == ["Mine"]


def test_the_pictures_of_a_zip_can_be_unpacked(tmp_path: Path) -> None:
    path = zipped(tmp_path / "e.zip", {"a/export.xml": wxr(item()), "a/uploads/2024/Bed.JPG": b"\xff\xd8\xff"})
    unpack_pictures(path, tmp_path / "there")
    assert [one.relative_to(tmp_path / "there").as_posix() for one in (tmp_path / "there").rglob("*.*")] == [
        "a/uploads/2024/Bed.JPG"
    ]
    with Archive(path) as archive:
        assert archive.names == ["a/export.xml", "a/uploads/2024/Bed.JPG"]
