"""What the page builders of other sites write: their blocks and shortcodes, read for what they are.

They become plain elements of HTML, which `to_markdown` writes. What has no place here is left out, and said.
"""

import json
import re
from bisect import bisect_left
from collections.abc import Callable
from html import escape, unescape
from typing import Any
from urllib.parse import unquote, urlsplit

from bs4 import Comment, Tag

from importing.changes import Changes
from importing.elements import is_within, made, seen

# No text may keep these busy without an end: an attribute ends at the next bracket, and what was matched is not tried anew.
_CODE = re.compile(
    r"\[(?P<name>code|sourcecode|source|python|php|html|css|js|javascript|bash|sql|xml)(?P<said>\s[^\[\]]*)?\]",
    re.IGNORECASE,
)
_CAPTION = re.compile(r"\[(?P<name>(?:wp_)?caption)(?P<said>\s[^\[\]]*)?\]", re.IGNORECASE)
_CLOSING = re.compile(r"\[/(\w+)\]")
_PICTURE = re.compile(
    r"\s*(?:<p>\s*)?(?P<picture>(?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a>)?)(?P<words>.*)", re.DOTALL | re.IGNORECASE
)
_EMBED = re.compile(r"\[embed[^\[\]]*\]\s*(?P<address>[^\[\]<>\s]+)\s*\[/embed\]", re.IGNORECASE)
_MEDIA = re.compile(
    r"\[(?P<name>audio|video|playlist|youtube|vimeo|soundcloud)(?P<said>[\s=][^\[\]]*)?\](?:\s*\[/(?P=name)\])?",
    re.IGNORECASE,
)
_GALLERY = re.compile(r"\[gallery(?P<said>\s[^\[\]]*)?\]", re.IGNORECASE)
# `[name one="…"]`, `[/name]`, and names that no writer would put into brackets.
_SHORTCODE = re.compile(
    r"(?<!\[)\[(?:/?[a-z][\w-]*+(?:\s+[\w-]++\s*=\s*(?>(?:\"[^\"\[\]]*\"|'[^'\[\]]*'|“[^”\[\]]*”|”[^”\[\]]*”|″[^″\[\]]*″|&\#?\w+;[^\[\]]*?&\#?\w+;)(?=[\s/\]])|[^\s\[\]]+))+\s*/?|/[a-z][\w-]*"
    r"|[a-z]+[_-][a-z][\w-]*(?:\s[^\[\]]*)?|more|nextpage|contact-form|toc)\](?![(:])"
)
_VERBATIM = re.compile(r"(<pre\b.*?(?:</pre>|\Z)|<!--.*?(?:-->|\Z))", re.DOTALL | re.IGNORECASE)
_SAID = re.compile(r"(?<![\w-])([\w-]++)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))")
_BLOCK = re.compile(r"\s*wp:([a-z0-9/_-]+)\s*(\{.*\})?\s*/\s*$", re.DOTALL)
_SILENT = {"spacer", "more", "nextpage", "footnotes", "separator", "post-content"}
# Divi, WPBakery and Avada write whole pages in shortcodes; these of theirs do what only a program can.
_BUILDERS = ("et_pb_", "vc_", "fusion_")
_PROGRAMS = re.compile(r"form|contact|signup|login|search|blog|portfolio|post|map|sidebar|menu|shop|count")
_NOTHING_OF_THE_KIND = "This site has nothing of the kind."


def shortcodes(html: str, changes: Changes) -> str:
    """The HTML with shortcodes of WordPress read, or taken out; their code is one block, whatever stands in it."""
    if "[" not in html:
        return html
    code: list[str] = []

    def keep(match: re.Match[str], inside: str) -> str:
        said = _said(match["said"])
        name = match["name"].lower()
        language = said.get("language") or said.get("lang") or (name if "code" not in name and name != "source" else "")
        words = unescape(re.sub(r"</?(?:p|br)\b[^>]*>", "", inside)).strip("\r\n")
        code.append(f'<pre><code class="language-{escape(language)}">{escape(words)}</code></pre>')
        return f"\n\n\ufdd2{len(code) - 1}\ufdd3\n\n"

    verbatim = _VERBATIM.split(_pairs(_CODE, keep, html))
    verbatim[::2] = [_without_shortcodes(part, changes) for part in verbatim[::2]]
    return re.sub("\ufdd2(\\d+)\ufdd3", lambda match: code[int(match[1])], "".join(verbatim))


def _without_shortcodes(html: str, changes: Changes) -> str:
    def caption(match: re.Match[str], inside: str) -> str:
        said = _said(match["said"])
        if not (parts := _PICTURE.match(inside)):
            return inside
        words = re.sub(r"</?p\b[^>]*>", "", said.get("caption") or parts["words"]).strip()
        return f"\n\n<figure>{parts['picture']}<figcaption>{words}</figcaption></figure>\n\n"

    def gallery(match: re.Match[str]) -> str:
        numbers = re.findall(r"\d+", _said(match["said"]).get("ids", "") or _said(match["said"]).get("include", ""))
        if not numbers:
            return str(changes.note("a gallery was left out", match[0], lost=True, remedy="Show its pictures one by one."))  # fmt: skip
        pictures = "".join(f'<img src="{number}">' for number in numbers)
        return f"\n\n<figure>{pictures}</figure>\n\n"

    def media(match: re.Match[str]) -> str:
        said = _said(match["said"])
        address = next((value for value in said.values() if re.match(r"https?://|/", value)), "")
        address = address or next(iter(re.findall(r"https?://[^\s\]\"'<>]+", match[0])), "")
        if not address:
            return str(changes.note(f"“[{match['name']}]” was left out", match[0], lost=True, remedy=_NOTHING_OF_THE_KIND))  # fmt: skip
        return f'\n\n<iframe src="{escape(unescape(address))}"></iframe>\n\n'

    opened: set[str] = set()

    def other(match: re.Match[str]) -> str:
        name = re.sub(r"[\s=].*", "", match[0].strip("[/]"), flags=re.DOTALL)
        if name.startswith(_BUILDERS) and not _PROGRAMS.search(name):
            return _of_builder(name, match[0])
        if match[0].startswith("[/") and name in opened:
            return ""
        opened.add(name)
        what = f"the shortcode “{name}” was left out"
        return str(changes.note(what, match[0], lost=True, remedy="What a program put in its place is not in the export: write it in words, or leave it out."))  # fmt: skip

    html = _pairs(_CAPTION, caption, html)
    html = _GALLERY.sub(gallery, html)
    html = _EMBED.sub(lambda match: f'\n\n<iframe src="{escape(unescape(match["address"]))}"></iframe>\n\n', html)
    html = _MEDIA.sub(media, html)
    return re.sub(r"(<[a-zA-Z/][^<>]*>)|" + _SHORTCODE.pattern, lambda match: match[1] or other(match), html)


def _pairs(opening: re.Pattern[str], put: Callable[[re.Match[str], str], str], html: str) -> str:
    """The HTML with each opening shortcode that has an end, and what is between them, replaced by what `put` makes of it."""
    ends: dict[str, list[re.Match[str]]] = {}
    for end in _CLOSING.finditer(html):
        ends.setdefault(end[1].lower(), []).append(end)
    parts, at = [], 0
    for match in opening.finditer(html):
        closing = ends.get(match["name"].lower(), [])
        number = bisect_left(closing, match.end(), key=re.Match.start)
        if match.start() >= at and number < len(closing):
            end = closing[number]
            parts += [html[at : match.start()], put(match, html[match.end() : end.start()])]
            at = end.end()
    return "".join([*parts, html[at:]])


def _of_builder(name: str, shortcode: str) -> str:
    """What a shortcode of a page builder shows; most only say where something stands."""
    if shortcode.startswith("[/"):
        return "</a>" if name == "fusion_button" else "\n\n"
    said = _said(shortcode)
    is_button = name.endswith(("button", "btn"))
    goal = escape(unquote(re.sub(r"^url:([^|]*).*", r"\1", said.get("button_url") or said.get("link", ""))))
    if name == "fusion_button":
        return f'<a href="{goal}">'
    film = said.get("src") or goal if "video" in name else ""
    picture = "" if film else said.get("image") or said.get("src") or said.get("portrait_url")
    heading = "" if is_button else said.get("title") or said.get("heading") or said.get("text")
    button = said.get("button_text") or (said.get("title") if is_button else "")
    shown = [
        film and f'<iframe src="{escape(film)}"></iframe>',
        picture and f'<img src="{escape(picture)}" alt="{escape(said.get("alt", ""))}">',
        heading and f"<h3>{escape(heading)}</h3>",
        *(f"<p>{escape(said[key])}</p>" for key in ("subhead", "author", "job_title", "company_name") if said.get(key)),
        button and f'<p><a href="{goal}">{escape(button)}</a></p>',
    ]
    return "\n\n".join(["", *filter(None, shown), ""])


def _said(attributes: str | None) -> dict[str, str]:
    return {name: "".join(values) for name, *values in _SAID.findall(unescape(attributes or ""))}


def read_blocks(soup: Tag, changes: Changes) -> None:
    """Make plain elements of the blocks of page builders."""
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        if block := _BLOCK.match(str(comment)):
            comment.replace_with(*_dynamic(block[1].rpartition("/")[2], _json(block[2]), changes))
        comment.extract()
    for tag in soup.find_all(class_=True):
        for name in tag.get("class") or ():
            if (read := _READERS.get(name)) and is_within(tag, soup):  # not in what was left out
                read(tag, changes)
                break
    for tag in soup.find_all("summary"):
        _toggle_title(tag, changes)


def _dynamic(name: str, facts: dict[str, Any], changes: Changes) -> list[Tag]:
    """A block of WordPress of which the export has only the name, or facts and no words."""
    if name == "social-link" and facts.get("url"):
        address = str(facts["url"])
        words = str(facts.get("label") or facts.get("service") or address).capitalize()
        return [made("p", [made("a", [words], href=address)])]
    if facts.get("ref"):
        return [changes.note("a block that several pages share is not in the export", "", lost=True, remedy="Copy its words from the old site.")]  # fmt: skip
    what = f"the block “{name.replace('-', ' ')}” was left out"
    return [] if name in _SILENT else changes.once(what, remedy=_NOTHING_OF_THE_KIND)


def _json(text: Any) -> dict[str, Any]:
    try:
        values = json.loads(str(text or "{}"))
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def _left_out(what: str, remedy: str = _NOTHING_OF_THE_KIND) -> Callable[[Tag, Changes], None]:
    return lambda tag, changes: changes.instead(tag, f"{what} was left out", remedy=remedy)


def _renamed(name: str) -> Callable[[Tag, Changes], None]:
    return lambda tag, _: setattr(tag, "name", name)


def _silently(tag: Tag, changes: Changes) -> None:
    """Leave out what says nothing: words for machines, or what stands in the page a second time."""
    changes.accounted.append(seen(tag))
    tag.extract()


def _toggle_title(tag: Tag, changes: Changes) -> None:
    """The words that open a part on a click: a heading, with the part below it."""
    for inner in tag.find_all(re.compile(r"h[1-6]|button")):
        inner.unwrap()
    tag.name = "h3"
    changes.at(tag, "what opened on a click stands open, as a heading with its text below it", tag.get_text(" "))


def _button_of_a_program(tag: Tag, changes: Changes) -> None:
    """A button of Substack or Ghost: a link, unless it asks to subscribe, to share or to pay, which only they can do."""
    goals = [str(one.get("href", "")) for one in tag.find_all("a")]
    if all("%%" in goal or re.search(r"/(?:subscribe|comments)\b|action=share|#/portal", goal) for goal in goals):
        changes.instead(tag, "a button was left out", remedy="What it led to was part of the old site.")


def _card(tag: Tag, changes: Changes) -> None:
    """The card of another page: its title is the link, its description a sentence, its picture is not ours."""
    if not isinstance(anchor := tag.find("a", href=True), Tag):
        return
    title = (tag.select_one(".kg-bookmark-title, strong") or anchor).get_text(" ", strip=True)
    changes.at(tag, "a card became a link", seen(tag), str(anchor["href"]))
    below = [one for one in (tag.select_one(".kg-bookmark-description, em"), tag.select_one("figcaption")) if one]
    for one in below:
        one.name = "p"
    tag.replace_with(made("p", [made("a", [title or str(anchor["href"])], href=str(anchor["href"]))]), *below)


def _callout(tag: Tag, _: Changes) -> None:
    """A note that stands out: a quotation, as Markdown has it."""
    for emoji in tag.select(".kg-callout-emoji"):
        emoji.name = "span"
        emoji.append(" ")
    tag.name = "blockquote"


def _with_facts(tag: Tag, changes: Changes) -> None:
    """A block of Squarespace, Substack or Elementor that says in JSON which film or page it shows."""
    facts = _json(tag.get("data-block-json") or tag.get("data-attrs") or tag.get("data-settings"))
    classes = tag.get("class") or ()
    if tag.find(["iframe", "video", "audio"]) and "tweet" not in classes:
        return
    named = [str(facts[name]) for name in ("url", "youtube_url", "vimeo_url", "external_url", "canonical_url") if facts.get(name)]  # fmt: skip
    inner = re.findall(r"src=[\"']([^\"']+)", unescape(str(facts.get("html") or "")))
    if facts.get("videoId"):
        host = "vimeo.com/" if "vimeo-wrap" in classes else "www.youtube.com/watch?v="
        named.insert(0, f"https://{host}{facts['videoId']}")
    if not (address := next(iter([*named, *inner]), "")):
        return
    if tag.get_text(strip=True) and not facts.get("title"):
        tag.append(made("a", [address], href=address))
        return
    if tag.get_text(strip=True):
        changes.at(tag, "a card became a link", seen(tag), address)
        tag.clear()
    for picture in tag.find_all("img"):
        picture.extract()
    tag.append(made("iframe", src=address, title=str(facts.get("title") or "")))


def _verse(tag: Tag, _: Changes) -> None:
    """Lines of a poem: a paragraph with its line breaks, no code."""
    tag.name = "p"
    for text in tag.find_all(string=True):
        first, *lines = str(text).split("\n")
        text.replace_with(first, *(node for line in lines for node in (made("br"), line)))


def _cover(tag: Tag, _: Changes) -> None:
    """A picture behind words, named by the style alone."""
    style = " ".join(str(one.get("style", "")) for one in [tag, *tag.find_all(style=True)])
    found = re.search(r"background(?:-image)?\s*:[^;]*url\(\s*['\"]?([^'\")]+)", style)
    if found and not tag.find("img"):
        tag.insert_before(made("img", src=unescape(found[1])))


def _file(tag: Tag, changes: Changes) -> None:
    """A file to download: its link, once."""
    for extra in tag.select("object, a.wp-block-file__button, a[download] + a[download]"):
        _silently(extra, changes)


def _social_links(tag: Tag, _: Changes) -> None:
    """Links that show a mark and no words."""
    for anchor in tag.find_all("a", href=True):
        if not anchor.get_text(strip=True):
            host = urlsplit(str(anchor["href"])).netloc.removeprefix("www.")
            anchor.string = str(anchor.get("aria-label") or anchor.get("title") or host)


def _pullquote(tag: Tag, _: Changes) -> None:
    tag.name = "div" if tag.find("blockquote") else "blockquote"


# What the classes of an element make of it: WordPress, Squarespace, Elementor, Ghost, Substack, Medium, in this order.
_READERS: dict[str, Callable[[Tag, Changes], None]] = {
    name: read
    for read, names in (
        (_left_out("a box to subscribe", "The invitations of this site take its place: `Invite: newsletter`."),
         "wp-block-jetpack-subscriptions newsletter-block sqs-block-newsletter kg-signup-card kg-email-cta "
         "subscription-widget-wrap subscription-widget-wrap-editor subscription-widget captioned-button-wrap"),
        (_left_out("a form", "Readers write to you by the contact page of this site."),
         "wp-block-jetpack-contact-form wpcf7 form-block sqs-block-form elementor-widget-form"),
        (_left_out("a list of articles", "The lists of this site take its place."),
         "wp-block-latest-posts wp-block-query jp-relatedposts summary-block sqs-block-summary-v2 archive-block "
         "sqs-block-archive elementor-widget-posts"),
        (_left_out("a list of contents", "The site makes one of the headings."),
         "ez-toc-container elementor-widget-table-of-contents"),
        (_left_out("a search box"), "wp-block-search search-block"),
        (_left_out("buttons to share"), "sharedaddy"),
        (_left_out("a map", "Write the address, and link the place on a map."), "map-block"),
        (_left_out("a product"), "product-block sqs-block-product kg-product-card"),
        (_left_out("a poll"), "poll-embed"),
        (_silently,
         "screen-reader-text elementor-screen-only kg-toggle-card-icon kg-audio-player-container "
         "kg-video-player-container kg-audio-duration paywall-jump image-link-expand"),
        (_verse, "wp-block-verse"),
        (_cover, "wp-block-cover"),
        (_file, "wp-block-file"),
        (_pullquote, "wp-block-pullquote graf--pullquote"),
        (_social_links,
         "wp-block-social-links socialaccountlinks-v2-block sqs-block-socialaccountlinks-v2 elementor-widget-social-icons"),
        (_with_facts,
         "video-block sqs-block-video embed-block sqs-block-embed elementor-widget-video youtube-wrap vimeo-wrap tweet "
         "embedded-post-wrap digest-post-embed embedded-publication-wrap apple-podcast-container soundcloud-wrap"),
        (_renamed("figcaption"), "image-caption"),
        (_renamed("p"), "image-subtitle"),
        (_renamed("div"), "preformatted-block"),
        (_toggle_title, "accordion-item__title-wrapper elementor-tab-title kg-toggle-heading"),
        (_card, "kg-bookmark-card graf--mixtapeEmbed"),
        (_callout, "kg-callout-card"),
        (_button_of_a_program, "button-wrapper"),
    )
    for name in names.split()
}  # fmt: skip
