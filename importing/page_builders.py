"""What the page builders of other sites write: their blocks and shortcodes, read for what they are.

They become plain elements of HTML, which `to_markdown` writes. What has no place here is left out, and said.
"""

import json
import re
from collections.abc import Callable
from html import escape, unescape
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from bs4 import BeautifulSoup, Comment, Tag

from importing.changes import Changes

_NEW = BeautifulSoup()
_CODE = re.compile(
    r"\[(?P<name>code|sourcecode|source|python|php|html|css|js|javascript|bash|sql|xml)(?P<said>\s[^\]]*)?\](?P<code>.*?)\[/(?P=name)\]",
    re.DOTALL | re.IGNORECASE,
)
_CAPTION = re.compile(
    r"\[(?:wp_)?caption(?P<said>\s[^\]]*)?\](?P<inside>.*?)\[/(?:wp_)?caption\]", re.DOTALL | re.IGNORECASE
)
_PICTURE = re.compile(
    r"\s*(?:<p>)?\s*(?P<picture>(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(?P<words>.*)", re.DOTALL | re.IGNORECASE
)
_EMBED = re.compile(r"\[embed[^\]]*\]\s*(?P<address>[^\[\]<>\s]+)\s*\[/embed\]", re.IGNORECASE)
_MEDIA = re.compile(
    r"\[(?P<name>audio|video|playlist|youtube|vimeo|soundcloud)(?P<said>[\s=][^\]]*)?\](?:\s*\[/(?P=name)\])?",
    re.IGNORECASE,
)
_GALLERY = re.compile(r"\[gallery(?P<said>\s[^\]]*)?\]", re.IGNORECASE)
# `[name one="…"]`, `[/name]`, and names that no writer would put into brackets.
_SHORTCODE = re.compile(
    r"(?<!\[)\[(?:/?[a-z][\w-]*(?:\s+[\w-]+\s*=\s*(?:\"[^\"\]]*\"|'[^'\]]*'|“[^”\]]*”|”[^”\]]*”|″[^″\]]*″|&\#?\w+;[^\]]*?|[^\s\]]+))+\s*/?|/[a-z][\w-]*"
    r"|[a-z]+[_-][a-z][\w-]*(?:\s[^\]]*)?|more|nextpage|contact-form|toc)\](?![(\[:])"
)
_SAID = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))")
_BLOCK = re.compile(r"\s*wp:([a-z0-9/_-]+)\s*(\{.*\})?\s*/\s*$", re.DOTALL)
_SILENT = {"spacer", "more", "nextpage", "footnotes", "separator", "post-content"}
_TAKES_NO_PLACE = "This site has nothing of the kind."


def shortcodes(html: str, changes: Changes) -> str:
    """The HTML with shortcodes of WordPress read, or taken out; their code is one block, whatever stands in it."""
    if "[" not in html:
        return html
    code: list[str] = []

    def keep(match: re.Match[str]) -> str:
        said = _said(match["said"])
        name = match["name"].lower()
        language = said.get("language") or said.get("lang") or (name if "code" not in name and name != "source" else "")
        words = unescape(re.sub(r"</?(?:p|br)\b[^>]*>", "", match["code"])).strip("\r\n")
        code.append(f'<pre><code class="language-{escape(language)}">{escape(words)}</code></pre>')
        return f"\n\n\ufdd2{len(code) - 1}\ufdd3\n\n"

    html = _CODE.sub(keep, html)
    verbatim = re.split(r"(<pre\b.*?</pre>|<!--.*?-->)", html, flags=re.DOTALL | re.IGNORECASE)
    verbatim[::2] = [_without_shortcodes(part, changes) for part in verbatim[::2]]
    return re.sub("\ufdd2(\\d+)\ufdd3", lambda match: code[int(match[1])], "".join(verbatim))


def _without_shortcodes(html: str, changes: Changes) -> str:
    def caption(match: re.Match[str]) -> str:
        said = _said(match["said"])
        if not (parts := _PICTURE.match(match["inside"])):
            return match["inside"]
        words = (unescape(said.get("caption", "")) and said["caption"]) or parts["words"]
        words = re.sub(r"</?p\b[^>]*>", "", words).strip()
        return f"\n\n<figure>{parts['picture']}<figcaption>{words}</figcaption></figure>\n\n"

    def gallery(match: re.Match[str]) -> str:
        numbers = re.findall(r"\d+", _said(match["said"]).get("ids", "") or _said(match["said"]).get("include", ""))
        if not numbers:
            return changes.mark("a gallery was left out", match[0], lost=True, remedy="Show its pictures one by one.")
        pictures = "".join(f'<img src="{number}">' for number in numbers)
        return f"\n\n<figure>{pictures}</figure>\n\n"

    def media(match: re.Match[str]) -> str:
        said = _said(match["said"])
        address = next((value for value in said.values() if re.match(r"https?://|/", value)), "")
        address = address or next(iter(re.findall(r"https?://[^\s\]\"'<>]+", match[0])), "")
        if not address:
            return changes.mark(f"“[{match['name']}]” was left out", match[0], lost=True, remedy=_TAKES_NO_PLACE)
        return f'\n\n<iframe src="{escape(unescape(address))}"></iframe>\n\n'

    def unknown(match: re.Match[str]) -> str:
        name = re.match(r"[\w-]+", match[0].strip("[/]"))
        return changes.mark(
            f"the shortcode “{name[0] if name else match[0]}” was left out", match[0], lost=True,
            remedy="What a program put in its place is not in the export: write it in words, or leave it out.",
        )  # fmt: skip

    html = _CAPTION.sub(caption, html)
    html = _GALLERY.sub(gallery, html)
    html = _EMBED.sub(lambda match: f'\n\n<iframe src="{escape(unescape(match["address"]))}"></iframe>\n\n', html)
    html = _MEDIA.sub(media, html)
    return re.sub(r"(<[a-zA-Z/][^<>]*>)|" + _SHORTCODE.pattern, lambda match: match[1] or unknown(match), html)


def _said(attributes: str | None) -> dict[str, str]:
    return {name: "".join(values) for name, *values in _SAID.findall(unescape(attributes or ""))}


def read_blocks(soup: Tag, changes: Changes) -> None:
    """Make plain elements of the blocks of page builders."""
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        if isinstance(comment, Comment) and (block := _BLOCK.match(comment)):
            _dynamic(comment, block[1], block[2], changes)
        comment.extract()
    for tag in soup.find_all(class_=True):
        for name in tag.get("class") or ():
            if (read := _READERS.get(name)) and any(one is soup for one in tag.parents):  # not in what was left out
                read(tag, changes)
                break
    for tag in soup.find_all(["details", "summary"]):
        if tag.name == "summary":
            tag.name = "h3"
            changes.at(tag, "what opened on a click stands open", tag.get_text(" "), "a heading, and the text below it")
        else:
            tag.name = "div"


def _dynamic(comment: Comment, name: str, said: str | None, changes: Changes) -> None:
    """A block of WordPress of which the export has only the name, or facts and no words."""
    facts = _json(said)
    place = _NEW.new_tag("p")
    if name.endswith("social-link") and facts.get("url"):
        comment.insert_before(place)
        place.append(
            link(str(facts["url"]), str(facts.get("label") or facts.get("service") or facts["url"]).capitalize())
        )
    elif name.rpartition("/")[2] not in _SILENT and not facts.get("ref"):
        comment.insert_before(place)
        what = name.rpartition("/")[2].replace("-", " ")
        changes.once(place, f"the block “{what}” was left out", "", remedy=_TAKES_NO_PLACE)
        place.extract()
    elif facts.get("ref"):
        comment.insert_before(place)
        changes.instead(
            place, "a block that several pages share is not in the export", remedy="Copy its words from the old site."
        )


def link(address: str, words: str) -> Tag:
    """A link."""
    tag = _NEW.new_tag("a", href=address)
    tag.string = words
    return tag


def _json(text: Any) -> dict[str, Any]:
    try:
        values = json.loads(str(text or "{}"))
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def _left_out(what: str, remedy: str = _TAKES_NO_PLACE) -> Callable[[Tag, Changes], None]:
    def read(tag: Tag, changes: Changes) -> None:
        changes.instead(tag, f"{what} was left out", remedy=remedy)

    return read


def _renamed(name: str) -> Callable[[Tag, Changes], None]:
    def read(tag: Tag, _: Changes) -> None:
        tag.name = name

    return read


def _silently(tag: Tag, changes: Changes) -> None:
    """Leave out what says nothing: words for machines, or what stands in the page a second time."""
    changes.accounted.append(tag.get_text(" "))
    tag.extract()


def _toggle_title(tag: Tag, changes: Changes) -> None:
    """The words that open a part on a click: a heading, with the part below it."""
    for inner in tag.find_all(re.compile(r"h[1-6]|button|svg")):
        inner.extract() if inner.name == "svg" else inner.unwrap()
    tag.name = "h3"
    changes.at(tag, "what opened on a click stands open", tag.get_text(" "), "a heading, and the text below it")


def _button_of_a_program(tag: Tag, changes: Changes) -> None:
    """A button of Substack or Ghost: a link, unless it asks to subscribe, to share or to pay, which only they can do."""
    goals = [str(one.get("href", "")) for one in tag.find_all("a")]
    if all("%%" in goal or re.search(r"/(?:subscribe|comments)\b|action=share|#/portal", goal) for goal in goals):
        changes.instead(tag, "a button was left out", remedy="What it led to was part of the old site.")


def _bookmark(tag: Tag, changes: Changes) -> None:
    """The card of another page: its title is the link, its description a sentence, its picture is not ours."""
    anchor = tag.find("a", href=True)
    if not isinstance(anchor, Tag):
        return
    title = tag.select_one(".kg-bookmark-title, .embedded-post-title")
    about = tag.select_one(".kg-bookmark-description, .embedded-post-body")
    caption = tag.find("figcaption")
    for part in tag.select(".kg-bookmark-metadata, .kg-bookmark-thumbnail, .kg-bookmark-icon"):
        changes.accounted.append(part.get_text(" "))
    address, words = str(anchor["href"]), title.get_text(" ", strip=True) if title else anchor.get_text(" ", strip=True)
    paragraph = _NEW.new_tag("p")
    paragraph.append(link(address, words or address))
    changes.at(tag, "a card became a link", tag.get_text(" "), address)
    tag.insert_before(paragraph)
    for words_below in (about, caption):
        if isinstance(words_below, Tag) and words_below.get_text(strip=True):
            words_below.name = "p"
            tag.insert_before(words_below)
    tag.extract()


def _mixtape(tag: Tag, changes: Changes) -> None:
    """Medium's card of another page."""
    anchor = tag.find("a", href=True)
    strong, em = tag.find("strong"), tag.find("em")
    if not isinstance(anchor, Tag):
        return
    address = str(anchor["href"])
    words = strong.get_text(" ", strip=True) if isinstance(strong, Tag) else anchor.get_text(" ", strip=True)
    changes.at(tag, "a card became a link", tag.get_text(" "), address)
    paragraph = _NEW.new_tag("p")
    paragraph.append(link(address, words or address))
    tag.insert_before(paragraph)
    if isinstance(em, Tag) and em.get_text(strip=True):
        em.name = "p"
        tag.insert_before(em)
    tag.extract()


def _callout(tag: Tag, _: Changes) -> None:
    """A note that stands out: a quotation, as Markdown has it."""
    for emoji in tag.select(".kg-callout-emoji"):
        emoji.name = "span"
        emoji.append(" ")
    tag.name = "blockquote"


def _with_facts(tag: Tag, changes: Changes) -> None:
    """A block of Squarespace, Substack or Elementor that says in JSON which film or page it shows."""
    facts = _json(tag.get("data-block-json") or tag.get("data-attrs") or tag.get("data-settings"))
    if tag.find(["iframe", "video", "audio"]) is not None and "tweet" not in (tag.get("class") or ()):
        return
    inner = re.search(r"src=[\"']([^\"']+)", str(facts.get("html") or ""))
    address = next(
        (
            str(facts[name])
            for name in ("url", "youtube_url", "vimeo_url", "external_url", "canonical_url")
            if facts.get(name)
        ),
        "",
    )
    if facts.get("videoId"):
        host = "vimeo.com/" if "vimeo-wrap" in (tag.get("class") or ()) else "www.youtube.com/watch?v="
        address = f"https://{host}{facts['videoId']}"
    address = address or (unescape(inner[1]) if inner else "")
    if not address:
        return
    if tag.get_text(strip=True) and facts.get("title"):
        changes.at(tag, "a card became a link", tag.get_text(" "), address)
        tag.clear()
    elif tag.get_text(strip=True):
        tag.append(link(address, address))
        return
    frame = _NEW.new_tag("iframe", src=address, title=str(facts.get("title") or ""))
    for picture in tag.find_all("img"):
        picture.extract()
    tag.append(frame)


def _verse(tag: Tag, _: Changes) -> None:
    """Lines of a poem: a paragraph with its line breaks, no code."""
    tag.name = "p"
    for text in tag.find_all(string=True):
        lines = str(text).split("\n")
        if len(lines) > 1:
            for line in lines[:-1]:
                text.insert_before(line, _NEW.new_tag("br"))
            text.replace_with(lines[-1])


def _cover(tag: Tag, _: Changes) -> None:
    """A picture behind words, named by the style alone."""
    style = " ".join(str(one.get("style", "")) for one in [tag, *tag.find_all(style=True)])
    if tag.find("img") is None and (
        found := re.search(r"background(?:-image)?\s*:[^;]*url\(\s*['\"]?([^'\")]+)", style)
    ):
        tag.insert_before(_NEW.new_tag("img", src=unescape(found[1])))


def _file(tag: Tag, changes: Changes) -> None:
    """A file to download: its link, once."""
    for extra in tag.select("object, a.wp-block-file__button, a[download] + a[download]"):
        changes.accounted.append(extra.get_text(" "))
        extra.extract()


def _social_links(tag: Tag, _: Changes) -> None:
    """Links that show a mark and no words."""
    for anchor in tag.find_all("a", href=True):
        if not anchor.get_text(strip=True):
            host = urlsplit(str(anchor["href"])).netloc.removeprefix("www.")
            anchor.string = str(anchor.get("aria-label") or anchor.get("title") or host)


_SUBSCRIBE = _left_out("a box to subscribe", "The invitations of this site take its place: `Invite: newsletter`.")
_FORM = _left_out("a form", "Readers write to you by the contact page of this site.")
_LIST_OF_POSTS = _left_out("a list of articles", "The lists of this site take its place.")
_READERS: dict[str, Callable[[Tag, Changes], None]] = {
    # WordPress
    "wp-block-verse": _verse,
    "wp-block-cover": _cover,
    "wp-block-file": _file,
    "wp-block-social-links": _social_links,
    "wp-block-latest-posts": _LIST_OF_POSTS,
    "wp-block-query": _LIST_OF_POSTS,
    "wp-block-pullquote": lambda tag, _: tag.__setattr__("name", "div" if tag.find("blockquote") else "blockquote"),
    "wp-block-search": _left_out("a search box"),
    "wp-block-jetpack-subscriptions": _SUBSCRIBE,
    "wp-block-jetpack-contact-form": _FORM,
    "wpcf7": _FORM,
    "sharedaddy": _left_out("buttons to share"),
    "jp-relatedposts": _LIST_OF_POSTS,
    "screen-reader-text": _silently,
    "ez-toc-container": _left_out("a list of contents", "The site makes one of the headings."),
    # Squarespace
    "summary-block": _LIST_OF_POSTS,
    "sqs-block-summary-v2": _LIST_OF_POSTS,
    "archive-block": _LIST_OF_POSTS,
    "sqs-block-archive": _LIST_OF_POSTS,
    "newsletter-block": _SUBSCRIBE,
    "sqs-block-newsletter": _SUBSCRIBE,
    "form-block": _FORM,
    "sqs-block-form": _FORM,
    "search-block": _left_out("a search box"),
    "map-block": _left_out("a map", "Write the address, and link the place on a map."),
    "product-block": _left_out("a product"),
    "sqs-block-product": _left_out("a product"),
    "video-block": _with_facts,
    "sqs-block-video": _with_facts,
    "embed-block": _with_facts,
    "sqs-block-embed": _with_facts,
    "socialaccountlinks-v2-block": _social_links,
    "sqs-block-socialaccountlinks-v2": _social_links,
    "image-caption": _renamed("figcaption"),
    "image-subtitle": _renamed("p"),
    "accordion-item__title-wrapper": _toggle_title,
    # Elementor
    "elementor-widget-form": _FORM,
    "elementor-widget-posts": _LIST_OF_POSTS,
    "elementor-widget-video": _with_facts,
    "elementor-widget-social-icons": _social_links,
    "elementor-screen-only": _silently,
    "elementor-tab-title": _toggle_title,
    "elementor-widget-table-of-contents": _left_out("a list of contents", "The site makes one of the headings."),
    # Ghost
    "kg-bookmark-card": _bookmark,
    "kg-callout-card": _callout,
    "kg-toggle-heading": _toggle_title,
    "kg-toggle-card-icon": _silently,
    "kg-signup-card": _SUBSCRIBE,
    "kg-email-cta": _SUBSCRIBE,
    "kg-product-card": _left_out("a product"),
    "kg-audio-player-container": _silently,
    "kg-video-player-container": _silently,
    "kg-audio-duration": _silently,
    # Substack
    "button-wrapper": _button_of_a_program,
    "subscription-widget-wrap": _SUBSCRIBE,
    "subscription-widget-wrap-editor": _SUBSCRIBE,
    "subscription-widget": _SUBSCRIBE,
    "captioned-button-wrap": _SUBSCRIBE,
    "poll-embed": _left_out("a poll"),
    "paywall-jump": _silently,
    "image-link-expand": _silently,
    "youtube-wrap": _with_facts,
    "vimeo-wrap": _with_facts,
    "tweet": _with_facts,
    "embedded-post-wrap": _with_facts,
    "digest-post-embed": _with_facts,
    "embedded-publication-wrap": _with_facts,
    "apple-podcast-container": _with_facts,
    "soundcloud-wrap": _with_facts,
    "preformatted-block": _renamed("div"),
    # Medium
    "graf--mixtapeEmbed": _mixtape,
    "graf--pullquote": _renamed("blockquote"),
}


def page_of(address: str) -> str:
    """The page that shows what a frame shows, as far as its address tells it."""
    address = f"https:{address}" if address.startswith("//") else address
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    host, last = parts.netloc.removeprefix("www."), parts.path.rstrip("/").rpartition("/")[2]
    if host in ("youtube.com", "youtube-nocookie.com") and parts.path.startswith(("/embed/", "/v/")):
        listed = parse_qs(parts.query).get("list")
        return f"https://www.youtube.com/playlist?list={listed[0]}" if last == "videoseries" and listed else f"https://www.youtube.com/watch?v={last}"  # fmt: skip
    if host == "player.vimeo.com":
        return f"https://vimeo.com/{last}"
    if host == "open.spotify.com" and parts.path.startswith("/embed"):
        return f"https://open.spotify.com/{parts.path.removeprefix('/embed/').removeprefix('-podcast/')}"
    if inner := parse_qs(parts.query).get("url") if host in ("w.soundcloud.com", "cdn.embedly.com") else None:
        return unquote(inner[0]) if host == "w.soundcloud.com" else inner[0]
    if host == "embed.ted.com":
        return f"https://www.ted.com{parts.path}"
    return address
