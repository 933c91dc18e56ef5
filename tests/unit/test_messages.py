"""Every rule with what it finds, in the exact words the coach reads, and with what it lets pass."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from checks import source_file, source_header, source_text
from checks.problem import Problem
from checks.source import Content, File
from checks.source_file import Entry
from plugins.header import parse_source

HEADER = "Title: Rest\nDate: 2026-11-16\nCategory: Burnout\nSummary: What it takes.\n"
PAGE = "Title: A page\nSummary: What it says.\n\nText"
Rule = Callable[[File], Iterator[Problem]]


def ask(rules: tuple[Rule, ...], text: str, name: str = "articles/rest.md") -> list[tuple[int, str, str]]:
    """What the rules find in this text, among a few other sources."""
    content = Content(
        topics=("Burnout", "Leadership"),
        now=datetime(2026, 11, 23, 9),
        pictures={"two-chairs.jpg": True},
    )
    others = {
        "articles/balance.md": f"{HEADER}\n## What bends\n\nText.\n\n## A part {{#own}}\n",
        "articles/unfinished.md": f"{HEADER}Status: draft\n\nText",
        "articles/later.md": HEADER.replace("2026-11-16", "2027-01-05") + "\nText",
        "pages/contact.md": PAGE,
    }
    for one, its_text in {**others, name: text}.items():
        content.sources[one] = File(one, parse_source(its_text), content)
    found = [problem for rule in rules for problem in rule(content.sources[name])]
    assert all(problem.path == f"content/{name}" for problem in found)
    return [(problem.line, problem.found, problem.remedy) for problem in found]


HEADERS: list[tuple[Rule, str, list[tuple[int, str, str]]]] = [
    (
        source_header.there_is_a_header,
        "# My rest\n\nText",
        [
            (
                1,
                "The file begins with its text, “# My rest”, and has no header.",
                "Begin it with these lines, and then an empty one: `Title: My rest`, `Date: 2026-11-22`, `Summary: One or two sentences that make the right reader open it.`, `Category: Burnout`.",
            )
        ],
    ),
    (
        source_header.there_is_a_header,
        "Only text.\n",
        [
            (
                1,
                "The file begins with its text, “Only text.”, and has no header.",
                "Begin it with these lines, and then an empty one: `Title: Rest`, `Date: 2026-11-22`, `Summary: One or two sentences that make the right reader open it.`, `Category: Burnout`.",
            )
        ],
    ),
    (
        source_header.the_header_is_closed,
        "---\ntitle: Rest\ndate: 2026-11-16\n\nThe text of it.\n\nMore\n\n---\n\nEnd",
        [
            (
                1,
                "The header begins with “---” and does not end with it.",
                "Write `---` on a line of its own below the last field, or take the first one out.",
            )
        ],
    ),
    (
        source_header.the_header_is_in_one_piece,
        "Title: Rest\n\nDate: 2026-11-16\nCategory: Burnout\nSummary: S\n\nText",
        [
            (
                3,
                "“Date: 2026-11-16” stands in the text, because there is an empty line above it.",
                "Take that empty line out; the header ends at the first one.",
            )
        ],
    ),
    (
        source_header.nothing_is_missing,
        "Date: 2026-11-16\nCategory: Burnout\nSummary:\n\nText",
        [
            (1, "There is no Title.", "Add a line like `Title: Rest`."),
            (
                3,
                "There is no Summary.",
                "Fill it in, like `Summary: One or two sentences that make the right reader open it.`.",
            ),
        ],
    ),
    (
        source_header.nothing_is_missing,
        "Title: A\nSummary: S\n\nText",
        [
            (1, "There is no Date.", "Add a line like `Date: 2026-11-22`."),
            (1, "There is no Category.", "Add a line like `Category: Burnout`. The topics are Burnout, Leadership."),
        ],
    ),
    (
        source_header.every_field_is_known,
        HEADER + "Tgas: sleep, rest\n\nText",
        [(5, "“Tgas” is not a header field.", "Did you mean `Tags: sleep, rest`?")],
    ),
    (
        source_header.every_field_is_known,
        HEADER + "Slug: x\n\nText",
        [
            (
                5,
                "“Slug” is not a header field.",
                "Take the line out, or choose from Title, Date, Summary, Category, Tags, Modified, Earlier, Changes, Image, Image_alt, Invite, Formerly, Status.",
            )
        ],
    ),
    (
        source_header.no_field_is_doubled,
        HEADER + "Title: Sleep\n\nText",
        [
            (
                5,
                "“Title” is here a second time, with “Sleep”; line 1 has “Rest”.",
                "Keep one of the two, like `Title: Sleep`.",
            )
        ],
    ),
    (
        source_header.every_line_is_a_field,
        HEADER + "Text without a gap.\nAnd more of it.\n\nText",
        [
            (
                5,
                "“Text without a gap.” (and 1 more) is no header line.",
                "If it belongs to the text, leave an empty line above it; if not, write it like `Tags: rest, sleep`.",
            )
        ],
    ),
    (
        source_header.every_line_is_a_field,
        HEADER + "**Tags:** sleep\n\nText",
        [(5, "“**Tags:** sleep” is no header line.", "Write it without marks: `Tags: sleep`.")],
    ),
    (
        source_header.every_line_is_a_field,
        HEADER + "# Heading\n\nText",
        [
            (
                5,
                "“# Heading” is no header line.",
                "If it belongs to the text, leave an empty line above it; if not, write it like `Tags: rest, sleep`.",
            )
        ],
    ),
    (
        source_header.a_title_is_plain,
        "Title: The **one** rule\nDate: 2026-11-16\nCategory: Burnout\nSummary: What it takes.\n\nText",
        [(1, "Title: “The **one** rule” has markup in it: “**”.", "Write it plainly, like `Title: The one rule`.")],
    ),
    (
        source_header.a_title_is_plain,
        "Title: <i>Rest</i>\nDate: 2026-11-16\nCategory: Burnout\nSummary: What it takes.\n\nText",
        [(1, "Title: “<i>Rest</i>” has markup in it: “<i>”.", "Write it plainly, like `Title: Rest`.")],
    ),
    (
        source_header.a_title_is_short,
        "Title: How to rest when the hospital, the clinic and the family all want you at once\nDate: 2026-11-16\nCategory: Burnout\nSummary: What it takes.\n\nText",
        [
            (
                1,
                "The title has 77 letters; search results cut it after “How to rest when the hospital, the clinic and the family all”.",
                "Try one of at most 65, with what matters at its beginning.",
            )
        ],
    ),
    (
        source_header.a_summary_is_short,
        "Title: Rest\nDate: 2026-11-16\nCategory: Burnout\nSummary: What it takes to rest. What it takes to rest. What it takes to rest. What it takes to rest. What it takes to rest. What it takes to rest. What it takes to rest. What it takes to rest. What it takes to rest. What it takes to rest. \n\nText",
        [
            (
                4,
                "The summary has 229 letters; search results cut it after about 160.",
                "Try one or two sentences of at most 200 letters in all.",
            )
        ],
    ),
    (
        source_text.a_summary_is_not_the_opening,
        "Title: Rest\nDate: 2026-11-16\nCategory: Burnout\nSummary: You close the last chart at nine.\n\nYou close the last chart at nine. And then?",
        [
            (
                4,
                "The summary “You close the last chart at nine.” is the beginning of the text.",
                "Readers see one right after the other: say in the summary what the article gives them.",
            )
        ],
    ),
    (
        source_header.a_date_is_a_date,
        "Title: Rest\nDate: May 5, 2023\nCategory: Burnout\nSummary: What it takes.\n\nText",
        [(2, "Date: “May 5, 2023” is not a date the site can read.", "Write `Date: 2023-05-05`.")],
    ),
    (
        source_header.a_date_is_a_date,
        "Title: Rest\nDate: 5 May 2023\nCategory: Burnout\nSummary: What it takes.\n\nText",
        [(2, "Date: “5 May 2023” is not a date the site can read.", "Write `Date: 2023-05-05`.")],
    ),
    (
        source_header.a_date_is_a_date,
        "Title: Rest\nDate: 05/06/2023\nCategory: Burnout\nSummary: What it takes.\n\nText",
        [
            (
                2,
                "Date: “05/06/2023” can be read as 2 different days.",
                "Write the one you mean: `Date: 2023-05-06` (May 6, 2023) or `Date: 2023-06-05` (June 5, 2023).",
            )
        ],
    ),
    (
        source_header.a_date_is_a_date,
        "Title: Rest\nDate: 11/22/2026\nCategory: Burnout\nSummary: What it takes.\n\nText",
        [(2, "Date: “11/22/2026” is not a date the site can read.", "Write `Date: 2026-11-22`.")],
    ),
    (
        source_header.a_date_is_a_date,
        "Title: Rest\nDate: 2026-02-30\nCategory: Burnout\nSummary: What it takes.\n\nText",
        [
            (
                2,
                "Date: “2026-02-30” is not in the calendar: that month has 28 days.",
                "Write a day that there is, like `Date: 2026-02-28`.",
            )
        ],
    ),
    (
        source_header.a_date_is_a_date,
        "Title: Rest\nDate: 2026-22-11\nCategory: Burnout\nSummary: What it takes.\n\nText",
        [(2, "Date: “2026-22-11” has no month 22.", "Did you mean `Date: 2026-11-22`?")],
    ),
    (
        source_header.a_date_is_a_date,
        "Title: Rest\nDate: 2026-13-45\nCategory: Burnout\nSummary: What it takes.\n\nText",
        [(2, "Date: “2026-13-45” is not in the calendar.", "Write a day that there is, like `Date: 2026-11-22`.")],
    ),
    (
        source_header.a_date_is_a_date,
        "Title: Rest\nDate: 2026-1-2\nCategory: Burnout\nSummary: What it takes.\n\nText",
        [(2, "Date: “2026-1-2” is not a date the site can read.", "Write `Date: 2026-01-02`.")],
    ),
    (
        source_header.a_date_is_a_date,
        "Title: Rest\nDate: tomorrow\nCategory: Burnout\nSummary: What it takes.\n\nText",
        [(2, "Date: “tomorrow” is not a date the site can read.", "Write it like `Date: 2026-11-22`.")],
    ),
    (
        source_header.a_date_is_a_date,
        "Title: Rest\nDate: May 2023\nCategory: Burnout\nSummary: What it takes.\n\nText",
        [(2, "Date: “May 2023” has no day.", "Write the day too, like `Date: 2023-05-01`.")],
    ),
    (
        source_header.a_date_is_a_date,
        "Title: Rest\nDate: 2026-11-22 25:00\nCategory: Burnout\nSummary: What it takes.\n\nText",
        [
            (
                2,
                "Date: “2026-11-22 25:00” has no such hour.",
                "Write the time like `Date: 2026-11-22 07:30`, or leave it out.",
            )
        ],
    ),
    (
        source_header.a_date_is_a_date,
        "Title: Rest\nDate: 2026-11-22 7:30 pm\nCategory: Burnout\nSummary: What it takes.\n\nText",
        [(2, "Date: “2026-11-22 7:30 pm” is not a date the site can read.", "Write `Date: 2026-11-22 19:30`.")],
    ),
    (
        source_header.a_date_is_a_date,
        HEADER + "Modified: 1.12.2026\n\nText",
        [
            (
                5,
                "Modified: “1.12.2026” can be read as 2 different days.",
                "Write the one you mean: `Modified: 2026-01-12` (January 12, 2026) or `Modified: 2026-12-01` (December 1, 2026).",
            )
        ],
    ),
    (
        source_header.a_date_is_a_date,
        HEADER + "Earlier: May 2023\n\nText",
        [(5, "Earlier: “May 2023” is not a month.", "Write it like `Earlier: 2023-05`.")],
    ),
    (
        source_header.a_date_is_a_date,
        HEADER + "Earlier: 2023\n\nText",
        [(5, "Earlier: “2023” is not a month. Which month?", "Write it like `Earlier: 2023-05`.")],
    ),
    (
        source_header.a_date_is_a_date,
        HEADER + "Earlier: 2023-05-14\n\nText",
        [(5, "Earlier: “2023-05-14” is not a month.", "Write it like `Earlier: 2023-05`.")],
    ),
    (
        source_header.a_date_is_a_date,
        HEADER + "Earlier: 2023-13\n\nText",
        [(5, "Earlier: “2023-13” is not a month.", "Write it like `Earlier: 2023-01`.")],
    ),
    (
        source_header.a_date_is_a_date,
        HEADER + "Earlier: once\n\nText",
        [(5, "Earlier: “once” is not a month.", "Write it like `Earlier: 2023-05`.")],
    ),
    (
        source_header.a_date_is_near,
        "Title: Rest\nDate: 2206-11-16\nCategory: Burnout\nSummary: What it takes.\n\nText",
        [(2, "Date: the year in “2206-11-16” is far ahead.", "Correct it, like `Date: 2026-11-16`.")],
    ),
    (
        source_header.a_date_is_near,
        "Title: Rest\nDate: 1926-11-16\nCategory: Burnout\nSummary: What it takes.\n\nText",
        [(2, "Date: the year in “1926-11-16” is long past.", "Correct it, like `Date: 2026-11-16`.")],
    ),
    (
        source_header.a_date_is_near,
        "Title: Rest\nDate: 0026-11-16\nCategory: Burnout\nSummary: What it takes.\n\nText",
        [(2, "Date: the year in “0026-11-16” is long past.", "Correct it, like `Date: 2026-11-16`.")],
    ),
    (
        source_header.a_date_is_near,
        "Title: Rest\nDate: 2999-01-01\nCategory: Burnout\nSummary: What it takes.\n\nText",
        [(2, "Date: the year in “2999-01-01” is far ahead.", "Correct it, like `Date: 2026-01-01`.")],
    ),
    (
        source_header.a_scheduled_article_is_announced,
        "Title: Rest\nDate: 2026-12-01 07:30\nCategory: Burnout\nSummary: What it takes.\n\nText",
        [
            (
                2,
                "This article is scheduled: readers see it from December 1, 2026 at 07:30 on.",
                "Nothing to do, unless you meant it to be there now.",
            )
        ],
    ),
    (
        source_header.a_scheduled_article_is_announced,
        "Title: Rest\nDate: 2026-12-01\nCategory: Burnout\nSummary: What it takes.\n\nText",
        [
            (
                2,
                "This article is scheduled: readers see it from December 1, 2026 on.",
                "Nothing to do, unless you meant it to be there now.",
            )
        ],
    ),
    (
        source_header.dates_are_in_order,
        HEADER + "Modified: 2026-10-01\n\nText",
        [
            (
                5,
                "Modified: “2026-10-01” is before the Date, “2026-11-16”.",
                "Write the day of the revision, or take the line out; if the two are swapped, `Date: 2026-10-01` and `Modified: 2026-11-16`.",
            )
        ],
    ),
    (
        source_header.dates_are_in_order,
        HEADER + "Modified: 2026-12-24\n\nText",
        [
            (
                5,
                "Modified: “2026-12-24” is in the future, and readers would be told “Updated December 24, 2026”.",
                "Write the day of the revision, like `Modified: 2026-11-23`, or take the line out.",
            )
        ],
    ),
    (
        source_header.dates_are_in_order,
        HEADER + "Earlier: 2026-12\n\nText",
        [
            (
                5,
                "Earlier: “2026-12” is not before the Date, “2026-11-16”.",
                "Write the month in which the earlier version appeared, or take the line out.",
            )
        ],
    ),
    (
        source_header.dates_are_in_order,
        "Title: A\nSummary: S\nEarlier: 2027-12\n\nText",
        [
            (
                3,
                "Earlier: “2027-12” is in the future.",
                "Write the month in which the earlier version appeared, or take the line out.",
            )
        ],
    ),
    (
        source_header.a_topic_is_known,
        "Title: Rest\nDate: 2026-11-16\nCategory: burnout\nSummary: What it takes.\n\nText",
        [
            (
                3,
                "Category: “burnout” is not one of your topics.",
                "Did you mean `Category: Burnout`? They are Burnout, Leadership.",
            )
        ],
    ),
    (
        source_header.a_topic_is_known,
        "Title: Rest\nDate: 2026-11-16\nCategory: Burnout, Leadership\nSummary: What it takes.\n\nText",
        [(3, "Category: “Burnout, Leadership” are 2 topics.", "Keep one, like `Category: Burnout`.")],
    ),
    (
        source_header.a_topic_is_known,
        "Title: Rest\nDate: 2026-11-16\nCategory: Sleep\nSummary: What it takes.\n\nText",
        [(3, "Category: “Sleep” is not one of your topics.", "They are Burnout, Leadership.")],
    ),
    (
        source_header.a_status_is_known,
        HEADER + "Status: drfat\n\nText",
        [(5, "Status: “drfat” is not known.", "Did you mean `Status: draft`?")],
    ),
    (
        source_header.a_status_is_known,
        HEADER + "Status: hidden\n\nText",
        [
            (
                5,
                "Status: “hidden” is not known.",
                "Write `Status: draft` to keep the article off the live site, or take the line out.",
            )
        ],
    ),
    (
        source_header.invitations_are_known,
        HEADER + "Invite: discover, tea\n\nText",
        [
            (
                5,
                "Invite: “discover” is not known.",
                "Did you mean `discovery`? Choose from discovery, newsletter, contact, with commas between them.",
            ),
            (5, "Invite: “tea” is not known.", "Choose from discovery, newsletter, contact, with commas between them."),
        ],
    ),
    (
        source_header.a_photograph_is_there,
        HEADER + "Image: ../images/two-chairs.jpg\nImage_alt: Two chairs.\n\nText",
        [
            (
                5,
                "Image: there is no picture “../images/two-chairs.jpg” in content/images/.",
                "Did you mean `Image: two-chairs.jpg`?",
            )
        ],
    ),
    (
        source_header.a_photograph_is_there,
        HEADER + "Image: 2-chairs.jpg\n\nText",
        [(5, "Image: there is no picture “2-chairs.jpg” in content/images/.", "Did you mean `Image: two-chairs.jpg`?")],
    ),
    (
        source_header.a_photograph_is_there,
        HEADER + "Image: hat.heic\n\nText",
        [(5, "Image: there is no picture “hat.heic” in content/images/.", "Put it there, or correct the name.")],
    ),
    (
        source_header.a_photograph_has_words,
        HEADER + "Image: two-chairs.jpg\n\nText",
        [
            (
                5,
                "The photograph “two-chairs.jpg” has no words for readers who do not see it.",
                "Say what it shows in a line like `Image_alt: Two chairs by a window.`",
            )
        ],
    ),
    (
        source_header.a_photograph_has_words,
        HEADER + "Image_alt: Two chairs.\n\nText",
        [
            (
                5,
                "Image_alt says “Two chairs.”, but there is no Image.",
                "Add a line like `Image: two-chairs.jpg`, or take this one out.",
            )
        ],
    ),
    (
        source_header.a_photograph_has_words,
        HEADER + "Image: two-chairs.jpg\nImage_alt: two-chairs.jpg\n\nText",
        [
            (
                6,
                "Image_alt: “two-chairs.jpg” is the name of a file.",
                "Say what the photograph shows, like `Image_alt: Two chairs by a window.`",
            )
        ],
    ),
    (
        source_text.there_is_a_text,
        HEADER + "",
        [
            (
                4,
                "There is no text below the header.",
                "Write it after an empty line, or add a line `Status: draft` until it is written.",
            )
        ],
    ),
]

TEXTS: list[tuple[Rule, str, list[tuple[int, str, str]]]] = [
    (
        source_text.links_lead_to_sources,
        "See [it](balnce.md).",
        [(6, "There is no file “balnce.md”.", "Did you mean `balance.md`?")],
    ),
    (
        source_text.links_lead_to_sources,
        "See [it](nothing-like-it.md).",
        [
            (
                6,
                "There is no file “nothing-like-it.md”.",
                "Correct its name, like `other-article.md`, or take the link out.",
            )
        ],
    ),
    (
        source_text.links_lead_to_sources,
        "See [it](contact).",
        [(6, "There is no file “contact”.", "Did you mean `../pages/contact.md`?")],
    ),
    (
        source_text.links_lead_to_sources,
        "[KFF](www.kff.org)",
        [(6, "The link “www.kff.org” has no https:// before it.", "Write `https://www.kff.org`.")],
    ),
    (
        source_text.links_lead_to_sources,
        "[write](me@practice.org)",
        [(6, "“me@practice.org” is an email address, not a file.", "Write `mailto:me@practice.org`.")],
    ),
    (
        source_text.links_lead_to_sources,
        "[see](../images/two-chairs.jpg)",
        [
            (
                6,
                "The link “../images/two-chairs.jpg” leads to a picture; a link can lead to an article or a page.",
                "Show it, like `![What it shows](../images/two-chairs.jpg)`.",
            )
        ],
    ),
    (
        source_text.links_lead_to_sources,
        "[x][1]\n\n[1]: blance.md#x",
        [(8, "There is no file “blance.md”.", "Did you mean `balance.md`?")],
    ),
    (
        source_text.links_lead_to_sources,
        '<a href="balanc.md">x</a>',
        [(6, "There is no file “balanc.md”.", "Did you mean `balance.md`?")],
    ),
    (
        source_text.links_lead_to_addresses,
        "[write](/contcat/)",
        [(6, "There is no page at “/contcat/”.", "Did you mean `/contact/`?")],
    ),
    (
        source_text.links_lead_to_addresses,
        "[write](/contact)",
        [(6, "There is no page at “/contact”.", "Did you mean `/contact/`?")],
    ),
    (
        source_text.links_lead_to_addresses,
        "[write](/zzzzzz/)",
        [(6, "There is no page at “/zzzzzz/”.", "Link the file instead, like `[words](../pages/contact.md)`.")],
    ),
    (
        source_text.links_lead_to_parts,
        "[x](#part)",
        [(6, "The link “#part” leads to a part that this text does not have.", "Take out what begins with the #.")],
    ),
    (
        source_text.links_lead_to_parts,
        "[x](balance.md#what-bend)",
        [
            (
                6,
                "The link “balance.md#what-bend” leads to a part that “balance.md” does not have.",
                "Did you mean `balance.md#what-bends`?",
            )
        ],
    ),
    (
        source_text.links_lead_to_parts,
        "[x](balance.md#zzz)",
        [
            (
                6,
                "The link “balance.md#zzz” leads to a part that “balance.md” does not have.",
                "Its parts are `#what-bends`, `#a-part`.",
            )
        ],
    ),
    (
        source_text.links_lead_to_published_articles,
        "[x](unfinished.md)",
        [
            (
                6,
                "The link leads to “unfinished.md”, which is a draft, and readers would find nothing there.",
                "Take the link out for now, or take the line `Status: draft` out of that article.",
            )
        ],
    ),
    (
        source_text.links_lead_to_published_articles,
        "[x](later.md)",
        [
            (
                6,
                "The link leads to “later.md”, which is there only from January 5, 2027 on.",
                "Take the link out until then, or give this article the same date.",
            )
        ],
    ),
    (
        source_text.links_are_allowed,
        "[x]()",
        [
            (
                6,
                "The link “[x]()” leads nowhere.",
                "Write where to between the round brackets, like `[x](other-article.md)`.",
            )
        ],
    ),
    (
        source_text.links_are_allowed,
        "[x](//kff.org)",
        [(6, "The link “//kff.org” has no https: before it.", "Write `https://kff.org`.")],
    ),
    (
        source_text.links_are_allowed,
        "[x](http://kff.org/x)",
        [
            (
                6,
                "The link “http://kff.org/x” is not secure: it begins with “http:”.",
                "Write `https://kff.org/x`, and try whether it opens.",
            )
        ],
    ),
    (
        source_text.links_are_allowed,
        "[x](C:\\\\Users\\\\me\\\\x.jpg)",
        [
            (
                6,
                "“C:\\\\Users\\\\me\\\\x.jpg” is a file on one computer, which readers cannot open.",
                "Put a picture into content/images/, and link an article by its name, like `other-article.md`.",
            )
        ],
    ),
    (
        source_text.links_are_allowed,
        "[x](file:///home/x.md)",
        [
            (
                6,
                "“file:///home/x.md” is a file on one computer, which readers cannot open.",
                "Put a picture into content/images/, and link an article by its name, like `other-article.md`.",
            )
        ],
    ),
    (
        source_text.links_are_allowed,
        "[x](mailto:me)",
        [(6, "“mailto:me” is not a whole email address.", "Write it like `mailto:name@practice.org`.")],
    ),
    (
        source_text.links_are_allowed,
        "[x](data:image/png;base64,AAAA)",
        [
            (
                6,
                "“data:image/png;base64,AAAA” is a picture pasted into the text.",
                "Save it into content/images/ and write `![What it shows](../images/its-name.jpg)`.",
            )
        ],
    ),
    (
        source_text.links_are_allowed,
        "[x](javascript:alert(1))",
        [
            (
                6,
                "The link “javascript:alert(1)” begins with “javascript:”, which is not allowed here.",
                "A link is a file of yours, or begins with https:, mailto: or tel:.",
            )
        ],
    ),
    (
        source_text.links_are_allowed,
        "[x](JavaScript&colon;alert(1))",
        [
            (
                6,
                "The link “JavaScript&colon;alert(1)” begins with “javascript:”, which is not allowed here.",
                "A link is a file of yours, or begins with https:, mailto: or tel:.",
            )
        ],
    ),
    (
        source_text.links_are_allowed,
        "[x](ftp://x.org)",
        [
            (
                6,
                "The link “ftp://x.org” begins with “ftp:”, which is not allowed here.",
                "A link is a file of yours, or begins with https:, mailto: or tel:.",
            )
        ],
    ),
    (
        source_text.links_go_straight,
        "[x](https://www.google.com/url?q=https://www.kff.org/a&sa=D)",
        [
            (
                6,
                "The link “https://www.google.com/url?q=https://www.kff.org/a&sa=D” makes a detour that tells Google who follows it.",
                "Write `https://www.kff.org/a`.",
            )
        ],
    ),
    (
        source_text.links_go_straight,
        "[x](https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.kff.org%2Fa&data=05)",
        [
            (
                6,
                "The link “https://nam02.safelinks.protection.outlook.com/?url=https%3A…” makes a detour that tells Microsoft who follows it.",
                "Write `https://www.kff.org/a`.",
            )
        ],
    ),
    (
        source_text.links_are_written_right,
        "See [it] (balance.md).",
        [(6, "There is a space inside the link “[it] (balance.md)”.", "Write `[it](balance.md)`.")],
    ),
    (
        source_text.links_are_written_right,
        "See (it)[balance.md].",
        [(6, "The brackets of the link “(it)[balance.md]” are swapped.", "Write `[it](balance.md)`.")],
    ),
    (
        source_text.links_are_written_right,
        "See [it](balance.md",
        [(6, "The link “[it](balance.md” is not closed.", "Write `[it](balance.md)`.")],
    ),
    (
        source_text.links_are_not_too_many,
        "[x](balance.md) " * 1001,
        [(6, "The text has 1,001 links.", "Split it, or take some out: up to 1,000 are allowed.")],
    ),
    (
        source_text.references_are_defined,
        "[x][one]",
        [
            (
                6,
                "The link “[x][one]” has no address.",
                "Write `[x](other-article.md)`, or add a line `[one]: https://…` at the end.",
            )
        ],
    ),
    (
        source_text.references_are_defined,
        "A claim.[^1]",
        [(6, "The footnote “[^1]” has no text.", "Add a line at the end, like `[^1]: Where this is from.`")],
    ),
    (
        source_text.references_are_defined,
        "A claim.\n\n[^1]: Source",
        [
            (
                8,
                "No place in the text refers to the footnote “[^1]”.",
                "Write `[^1]` where it belongs, or take the footnote out.",
            )
        ],
    ),
    (
        source_text.pictures_are_there,
        "![x](https://x.org/a.jpg)",
        [
            (
                6,
                "The picture “https://x.org/a.jpg” comes from another site, which would learn who reads yours.",
                "Save it into content/images/ and write `![What it shows](../images/its-name.jpg)`.",
            )
        ],
    ),
    (
        source_text.pictures_are_there,
        "![x](../images/hat.jpg)",
        [
            (
                6,
                "There is no picture “../images/hat.jpg”.",
                "Put it into content/images/ and name it like `../images/two-chairs.jpg`.",
            )
        ],
    ),
    (
        source_text.pictures_are_there,
        "![x](two-chairs.jpg)",
        [(6, "There is no picture “two-chairs.jpg”.", "Did you mean `../images/two-chairs.jpg`?")],
    ),
    (
        source_text.pictures_are_there,
        "![x](../images/two-chair.jpg)",
        [(6, "There is no picture “../images/two-chair.jpg”.", "Did you mean `../images/two-chairs.jpg`?")],
    ),
    (
        source_text.pictures_have_words,
        "![](../images/two-chairs.jpg)",
        [
            (
                6,
                "The picture “../images/two-chairs.jpg” has no words for readers who do not see it.",
                "Say what it shows, like `![Two chairs by a window.](../images/two-chairs.jpg)`; if it says nothing, `![decorative](../images/two-chairs.jpg)`.",
            )
        ],
    ),
    (
        source_text.pictures_have_words,
        "![IMG_1.jpg](../images/two-chairs.jpg)",
        [
            (
                6,
                "The words of the picture, “IMG_1.jpg”, are the name of a file.",
                "Say what it shows, like `![Two chairs by a window.](../images/two-chairs.jpg)`.",
            )
        ],
    ),
    (
        source_text.pictures_have_words,
        "![ ][a]",
        [
            (
                6,
                "The picture “![ ][a]” has no words for readers who do not see it.",
                "Say what it shows, like `![Two chairs by a window.][a]`.",
            )
        ],
    ),
    (
        source_text.pictures_have_words,
        '<img src="../images/two-chairs.jpg">',
        [
            (
                6,
                'The picture “<img src="../images/two-chairs.jpg">” has no words for readers who do not see it.',
                "Write it like `![Two chairs by a window.](../images/two-chairs.jpg)`.",
            )
        ],
    ),
    (
        source_text.headings_begin_with_two_marks,
        "# Warning signs",
        [
            (
                6,
                "The heading “Warning signs” is on the level of the title.",
                "Write `## Warning signs`; the one heading with a single # is the Title.",
            )
        ],
    ),
    (
        source_text.headings_begin_with_two_marks,
        "# Rest",
        [(6, "The heading “Rest” is on the level of the title.", "Take it out: the page shows its Title already.")],
    ),
    (
        source_text.headings_begin_with_two_marks,
        "Signs\n=====",
        [
            (
                6,
                "The heading “Signs” is on the level of the title.",
                "Write `## Signs`; the one heading with a single # is the Title.",
            )
        ],
    ),
    (
        source_text.headings_leave_out_no_level,
        "### Signs",
        [(6, "The heading “### Signs” leaves out a level.", "Write `## Signs`.")],
    ),
    (
        source_text.headings_leave_out_no_level,
        "## A\n\n#### B",
        [(8, "The heading “#### B” leaves out a level.", "Write `### B`.")],
    ),
    (
        source_text.headings_have_a_space_and_words,
        "##Signs",
        [(6, "“##Signs” has no space after the #.", "Write `## Signs`.")],
    ),
    (
        source_text.headings_have_a_space_and_words,
        "#burnout is real",
        [
            (
                6,
                "“#burnout is real” has no space after the #.",
                "Write `## burnout is real`; if it is not a heading, `\\#burnout is real`.",
            )
        ],
    ),
    (
        source_text.headings_have_a_space_and_words,
        "##",
        [(6, "The heading “##” has no words.", "Write them, or take it out.")],
    ),
    (
        source_text.bold_lines_are_not_headings,
        "**Warning signs**",
        [
            (
                6,
                "The line “**Warning signs**” is all in bold.",
                "If it is a heading, write `## Warning signs`; if it is a sentence, end it with a period.",
            )
        ],
    ),
    (
        source_text.bold_lines_are_not_headings,
        "**Key points**",
        [
            (
                6,
                "The line “**Key points**” is all in bold.",
                "Begin this line and those of its block with `>`, like `> **Key points**`.",
            )
        ],
    ),
    (
        source_text.lists_are_lists,
        "• One\n• Two",
        [(6, "The line “• One” begins with a pasted bullet (and 1 more).", "Write `- One`.")],
    ),
    (
        source_text.lists_are_lists,
        "a) One\nb) Two",
        [(6, "The line “a) One” is not shown as an item of a list (and 1 more).", "Write `1. One`.")],
    ),
    (
        source_text.lists_are_lists,
        "1.One\n2.Two",
        [(6, "The line “1.One” is not shown as an item of a list (and 1 more).", "Write `1. One`.")],
    ),
    (
        source_text.lists_are_lists,
        "-One\n-Two",
        [(6, "The line “-One” is not shown as an item of a list (and 1 more).", "Write `- One`.")],
    ),
    (
        source_text.stars_come_in_pairs,
        "Some **bold words without an end.",
        [
            (
                6,
                "The two stars in “Some **bold words without an end.” open or close nothing.",
                "Bold words have two stars before and two after: `**like this**`.",
            )
        ],
    ),
    (
        source_text.nothing_is_left_over,
        "<o:p></o:p>",
        [(6, "“<o:p>” is a leftover of Word.", "Take it out; when pasting, choose “Paste as plain text”.")],
    ),
    (
        source_text.nothing_is_left_over,
        '<p class="MsoNormal">x</p>',
        [(6, '“class="MsoNormal"” is a leftover of Word.', "Take it out; when pasting, choose “Paste as plain text”.")],
    ),
    (
        source_text.nothing_is_left_over,
        "[caption id=1]x[/caption]",
        [
            (
                6,
                "“[caption id=1]” is a leftover of WordPress.",
                "Take it out; when pasting, choose “Paste as plain text”.",
            )
        ],
    ),
    (
        source_text.nothing_is_left_over,
        "<!-- wp:paragraph -->",
        [
            (
                6,
                "“<!-- wp:paragraph -->” is a leftover of WordPress.",
                "Take it out; when pasting, choose “Paste as plain text”.",
            )
        ],
    ),
    (
        source_text.nothing_is_left_over,
        "a&nbsp;&nbsp;b",
        [
            (
                6,
                "“&nbsp;&nbsp;” is a leftover of a word processor.",
                "Take it out; when pasting, choose “Paste as plain text”.",
            )
        ],
    ),
    (
        source_text.nothing_is_left_over,
        '<b id="docs-internal-guid-1">x</b>',
        [
            (
                6,
                '“id="docs-internal-guid-1” is a leftover of Google Docs.',
                "Take it out; when pasting, choose “Paste as plain text”.",
            )
        ],
    ),
    (
        source_text.letters_are_whole,
        "A\u000bb",
        [
            (
                6,
                "There is an invisible character (U+000B) at “▯” in “A▯b”.",
                "Delete it, and the letter before it if need be, and type that again.",
            )
        ],
    ),
    (
        source_text.letters_are_whole,
        "Itâ€™s",
        [
            (
                6,
                "Letters were lost in “Itâ€™s”: “â€™” stands for something else.",
                "Type the letter or quotation mark that belongs there.",
            )
        ],
    ),
    (
        source_text.letters_are_whole,
        "caf\ufffd",
        [
            (
                6,
                "Letters were lost in “caf\ufffd”: “\ufffd” stands for something else.",
                "Type the letter or quotation mark that belongs there.",
            )
        ],
    ),
    (
        source_text.code_ends,
        "```\ncode",
        [
            (
                6,
                "The code that begins here does not end.",
                "Write ``` on a line of its own below it, or take this line out.",
            )
        ],
    ),
    (
        source_text.html_is_closed,
        "<div>x",
        [(6, "“<div>” is not closed.", "Write `</div>` where it ends, or take it out.")],
    ),
    (
        source_text.html_is_closed,
        "x</div>",
        [(6, "“</div>” closes nothing.", "Take it out, or open it before: `<div>`.")],
    ),
    (
        source_text.html_is_closed,
        "Ask <name of coach>.",
        [
            (
                6,
                "Readers do not see “<name of coach>”: browsers take it for an element they do not know.",
                "Write `&lt;name of coach&gt;`, or square brackets.",
            )
        ],
    ),
    (
        source_text.html_is_closed,
        'x <a href="balance.md"',
        [(6, '“<a href="balance.md"” has no “>” at its end.', 'Write `<a href="balance.md">`.')],
    ),
    (
        source_text.nothing_runs,
        "<script>x</script>",
        [
            (
                6,
                "“<script>” is not allowed in a text.",
                "Take it out; to show a film or a form, link its page: `[Watch the talk](https://…)`.",
            )
        ],
    ),
    (
        source_text.nothing_runs,
        '<iframe src="https://x.org"></iframe>',
        [
            (
                6,
                '“<iframe src="https://x.org">” is not allowed in a text.',
                "Take it out; to show a film or a form, link its page: `[Watch the talk](https://…)`.",
            )
        ],
    ),
    (
        source_text.nothing_runs,
        '<b onclick="x()">x</b>',
        [
            (
                6,
                '“onclick=” in “<b onclick="x()">” would run a script, which is not allowed in a text.',
                "Take it out: `<b>`.",
            )
        ],
    ),
    (
        source_text.nothing_runs,
        "## Signs {: onclick=x }",
        [
            (
                6,
                "“onclick=” in “{: onclick=x }” would run a script, which is not allowed in a text.",
                "Take it out, with its braces.",
            )
        ],
    ),
    (
        source_text.nothing_is_too_deep,
        "> " * 7 + "x",
        [
            (
                6,
                "This is a quotation in a quotation, 7 levels deep.",
                "Take some of its `>` away; up to 6 are understood.",
            )
        ],
    ),
    (
        source_text.nothing_is_too_deep,
        "- " * 13 + "x",
        [
            (
                6,
                "“- - - - - - - - - - - - - x” is 13 levels deep.",
                "Take spaces or marks away at its beginning; up to 12 levels are understood.",
            )
        ],
    ),
    (source_text.nothing_is_too_deep, "                          - x", []),
    (
        source_text.nothing_is_too_long,
        "word " * 4001,
        [
            (
                6,
                "The paragraph that begins here has more than 20,000 letters.",
                "Divide it by empty lines; if something was pasted by mistake, take that out.",
            )
        ],
    ),
    (
        source_text.nothing_is_too_long,
        "[" * 101,
        [(6, "The text opens “[” 101 times and closes it only 0 times.", "Take out the “[” that do not belong there.")],
    ),
    (
        source_text.nothing_is_too_long,
        "# a\n" * 501,
        [(6, "The text has 501 headings.", "Divide it, or take some out: up to 500 are allowed.")],
    ),
    (
        source_text.sentences_are_short,
        "word " * 45 + "end. Short.",
        [
            (
                6,
                "The sentence “word word word word word word word word word word word word…” has 46 words.",
                "Someone who reads between two patients may like two sentences better.",
            )
        ],
    ),
]

FILES: list[tuple[Callable[[Entry], Iterator[Problem]], Entry, int, str, str]] = [
    (
        source_file.everything_is_an_ordinary_file,
        Entry("articles/a.md", what="link"),
        0,
        "This is a link to another place, and what is there is not part of the site.",
        "Put a copy of the file itself here.",
    ),
    (
        source_file.everything_is_an_ordinary_file,
        Entry("articles/a.md", what="other"),
        0,
        "This is not an ordinary file.",
        "Delete it, or move it out of content/.",
    ),
    (
        source_file.everything_is_an_ordinary_file,
        Entry("articles/a.md", unreadable="permission denied"),
        0,
        "This file cannot be read: permission denied.",
        "Allow reading it, or put it there again.",
    ),
    (
        source_file.everything_is_an_ordinary_file,
        Entry("articles/x", what="folder", unreadable="permission denied"),
        0,
        "This folder cannot be read: permission denied.",
        "Allow reading it, or put it there again.",
    ),
    (
        source_file.everything_is_an_ordinary_file,
        Entry("articles/rest.md", what="folder"),
        0,
        "This is a folder with the name of an article.",
        "Rename it to “rest”, or move what is in it to content/articles/.",
    ),
    (
        source_file.nothing_lies_elsewhere,
        Entry("rest.md"),
        0,
        "This file is not on the site, because of where it lies.",
        "Move it into content/articles/, or into content/pages/ if it is a page.",
    ),
    (
        source_file.nothing_lies_elsewhere,
        Entry("drafts/rest.md"),
        0,
        "This file is not on the site, because of where it lies.",
        "Move it into content/articles/, or into content/pages/ if it is a page.",
    ),
    (
        source_file.nothing_lies_elsewhere,
        Entry("hat.jpg"),
        0,
        "This file is not on the site, because of where it lies.",
        "Move it into content/images/.",
    ),
    (
        source_file.nothing_lies_elsewhere,
        Entry("notes.docx"),
        0,
        "This file is in content/, but is no part of the site.",
        "Move it out of content/.",
    ),
    (
        source_file.nothing_is_hidden,
        Entry("articles/.rest.md"),
        0,
        "This file is not on the site: a name that begins with a dot is hidden.",
        "Rename it to “rest.md”, and write `Status: draft` in it if it shall wait.",
    ),
    (
        source_file.a_text_ends_in_md,
        Entry("articles/rest.MD"),
        0,
        "This file is not on the site, which is made from files that end in “.md”.",
        "Save its text as “rest.md”, or move it out of content/.",
    ),
    (
        source_file.a_text_ends_in_md,
        Entry("articles/My rest.docx"),
        0,
        "This file is not on the site, which is made from files that end in “.md”.",
        "Save its text as “my-rest.md”, or move it out of content/.",
    ),
    (
        source_file.a_text_ends_in_md,
        Entry("articles/rest.md.txt"),
        0,
        "This file is not on the site, which is made from files that end in “.md”.",
        "Save its text as “rest.md”, or move it out of content/.",
    ),
    (
        source_file.a_text_ends_in_md,
        Entry("articles/rest"),
        0,
        "This file is not on the site, which is made from files that end in “.md”.",
        "Save its text as “rest.md”, or move it out of content/.",
    ),
    (
        source_file.a_text_ends_in_md,
        Entry("articles/hat.jpg"),
        0,
        "A picture in this folder is not on the site.",
        "Move it to content/images/.",
    ),
    (
        source_file.a_name_makes_a_good_address,
        Entry("articles/My rest.md"),
        0,
        "The name of the file has a capital letter in it, and it is the address of the page.",
        "Rename it to “my-rest.md”.",
    ),
    (
        source_file.a_name_makes_a_good_address,
        Entry("articles/Rést.md"),
        0,
        "The name of the file has a capital letter in it, and it is the address of the page.",
        "Rename it to “rest.md”.",
    ),
    (
        source_file.a_name_makes_a_good_address,
        Entry("articles/what?.md"),
        0,
        "The name of the file has “?” in it, and it is the address of the page.",
        "Rename it to “what.md”.",
    ),
    (
        source_file.a_name_makes_a_good_address,
        Entry("articles/a\nb.md"),
        0,
        "The name of the file has a line break in it, and it is the address of the page.",
        "Rename it to “a-b.md”.",
    ),
    (
        source_file.a_name_makes_a_good_address,
        Entry("articles/-rest.md"),
        0,
        "The name of the file has hyphens where words should be in it, and it is the address of the page.",
        "Rename it to “rest.md”.",
    ),
    (
        source_file.a_name_makes_a_good_address,
        Entry("articles/" + "a" * 81 + ".md"),
        0,
        "The name of the file has 81 letters, and it is the address of the page.",
        "Rename it to something like “aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.md”.",
    ),
    (
        source_file.a_name_makes_a_good_address,
        Entry("articles/REST.md"),
        0,
        "The name of the file has a capital letter in it, and it is the address of the page.",
        "Rename it to “rest.md”.",
    ),
    (
        source_file.a_name_makes_a_good_address,
        Entry("articles/100%.md"),
        0,
        "The name of the file has “%” in it, and it is the address of the page.",
        "Rename it to “100.md”.",
    ),
    (
        source_file.a_name_makes_a_good_address,
        Entry(
            "articles/why-i-left-why-i-left-why-i-left-why-i-left-why-i-left-why-i-left-why-i-left-why-i-left-why-i-left-x.md"
        ),
        0,
        "The name of the file has 100 letters, and it is the address of the page.",
        "Rename it to something like “why-i-left-why-i-left-why-i-left-why-i.md”.",
    ),
    (
        source_file.a_name_makes_a_good_address,
        Entry("pages/My Folder/x.md"),
        0,
        "The name of the folder has a capital letter in it, and it is the address of the page.",
        "Rename it to “my-folder”.",
    ),
    (
        source_file.a_file_has_something_in_it,
        Entry("articles/rest.md"),
        0,
        "This file is empty.",
        "Write the article, or delete the file.",
    ),
    (
        source_file.a_file_has_something_in_it,
        Entry("articles/rest.md", size=3, data=b"\n \n"),
        0,
        "This file is empty.",
        "Write the article, or delete the file.",
    ),
    (
        source_file.a_text_is_not_enormous,
        Entry("articles/rest.md", size=5_000_000),
        0,
        "This text has 5.0 million letters; a novel has half a million.",
        "Divide it. If a picture was pasted into it, save that into content/images/ and name it in the text.",
    ),
    (
        source_file.a_text_is_utf_8,
        Entry("articles/rest.md", size=28, data=b"Title: A\n\nThe caf\xe9 is closed"),
        3,
        "This file is not UTF-8 text: it was probably saved as Windows-1252, and says “The café is closed” here.",
        "Open it in your editor, choose “Save as”, and there the encoding UTF-8.",
    ),
    (
        source_file.a_text_is_utf_8,
        Entry("articles/rest.md", size=9, data=b"It\x92s \x93so\x94"),
        1,
        "This file is not UTF-8 text: it was probably saved as Windows-1252, and says “It’s “so”” here.",
        "Open it in your editor, choose “Save as”, and there the encoding UTF-8.",
    ),
    (
        source_file.a_text_is_utf_8,
        Entry("articles/rest.md", size=10, data=b"T\x00\xed\x00t\x00l\x00e\x00"),
        0,
        "This file is not UTF-8 text; it may be UTF-16.",
        "Open it in your editor, choose “Save as”, and there the encoding UTF-8.",
    ),
    (
        source_file.a_text_is_utf_8,
        Entry("articles/rest.md", size=5, data=b"PK\x03\x04\xff"),
        0,
        "This is a Word document whose name ends in “.md”.",
        "Save it as plain text, in UTF-8.",
    ),
    (
        source_file.a_picture_can_be_shown,
        Entry("images/notes.docx"),
        0,
        "This is no picture.",
        "Move it out of content/images/.",
    ),
    (
        source_file.a_picture_can_be_shown,
        Entry("images/hat.jpg", fault=("This file is empty.", "Copy the picture once more.")),
        0,
        "This file is empty.",
        "Copy the picture once more.",
    ),
]

# What looks like a slip and is none: no rule of a text or a header finds anything in these.
GOOD_HEADERS = [
    HEADER,
    HEADER.replace("\n", "\r\n"),
    "\ufeff" + HEADER,
    f"---\n{HEADER}---\n",
    "---\ntitle: “Rest”\ndate: '2026-11-16'\ncategory: \"Burnout\"\nsummary: >\n  What it\n  takes.\ntags:\n  - a\n---\n",
    HEADER.replace(":", " :"),
    HEADER.replace(": ", ":"),
    HEADER.replace(": ", ":\u00a0"),
    HEADER.replace("Title: Rest", "Title: “Rest”"),
    HEADER.replace("2026-11-16", "2026-11-16 07:30"),
    HEADER.replace("What it takes.", "Text, but not as it begins."),
    HEADER.replace("Rest", "5 * 3 * 2 reasons: what_is_it, snake_case & <3"),
    HEADER + "Status: Draft\n",
    HEADER + "Invite: Contact, newsletter\n",
    HEADER + "Earlier: 2023-05\nModified: 2026-11-20\n",
    HEADER + "Image: two-chairs.jpg\nImage_alt: Two chairs.\n",
    "# What follows is about the title.\n" + HEADER,
    HEADER.replace("Date", "<!-- the day it goes live -->\nDate"),
]
GOOD_TEXTS = [
    "Text.",
    "[x](balance.md) [x](balance.md#what-bends) [x](balance.md#own) [x](../pages/contact.md) [x](#signs)\n\n## Signs",
    "[x](/contact/) [x](/topics/burnout/) [x](/) [x](/articles/rest/) [x](/feed.xml)",
    "[x](https://x.org/a_(b)) [x](mailto:a@b.org) [x](tel:+1555) <https://x.org> <a@b.org>",
    "[x][1] and [this][] and [1].\n\n[1]: https://x.org\n[this]: balance.md",
    "A claim.[^1] Again.[^1]\n\n[^1]: Its source, [there](https://x.org).",
    "![Two chairs.](../images/two-chairs.jpg)\n\n![decorative](../images/two-chairs.jpg)",
    "![Two chairs][a]\n\n[a]: ../images/two-chairs.jpg",
    "[![Two chairs.](../images/two-chairs.jpg)](balance.md)",
    "`[x](nothing.md) <script> **` and ``a ` b``",
    "```\n[x](nothing.md)\n#x\n<script>\n```",
    "~~~ text\n**\n~~~\n\nText.",
    "    [x](nothing.md)\n    <script>",
    "## One\n\n### Two\n\n## Three\n\nFour\n----\n",
    "> **Key points**\n>\n> - One\n> - Two",
    "**A whole sentence in bold.**\n\n**A word** in bold.\n\n***Both*** and **one** and __two__.",
    "1. One\n2. Two\n   - Three\n     - Four\n\n1) One\n2) Two",
    "At 5-6 pm, x < y, a > b, BP <120/80, R&D, 3 * 4 * 5, a_b_c.",
    "***\n\n* * *\n\n- - -",
    '<div class="x"><b>Text</b><br></div> <kbd>Esc</kbd>\n\n<details>\n<summary>More</summary>\n\nText.\n\n</details>',
    "| a | b |\n|---|---|\n| [x](balance.md) | **c** |",
    "Coach\n: Someone who asks.\n\n*[ICU]: intensive care unit",
    "“It’s café—naïve…” she said. Ça va? Ünal, Ångström, 東京, 🙂",
    "He said (see [this](balance.md)) and [sic] and (more).",
    "- One\n\n  Another paragraph of it.\n- Two",
    "#5 on the list".replace("#", "\\#"),
]
RULES = (*source_header.RULES, *source_text.RULES)


@pytest.mark.parametrize(("rule", "source", "expected"), HEADERS)
def test_a_fault_in_a_header_is_told_in_these_words(
    rule: Rule, source: str, expected: list[tuple[int, str, str]]
) -> None:
    assert ask((rule,), source) == expected


@pytest.mark.parametrize(("rule", "text", "expected"), TEXTS)
def test_a_fault_in_a_text_is_told_in_these_words(rule: Rule, text: str, expected: list[tuple[int, str, str]]) -> None:
    assert ask((rule,), f"{HEADER}\n{text}") == expected


@pytest.mark.parametrize(("rule", "entry", "line", "found", "remedy"), FILES)
def test_a_fault_of_a_file_is_told_in_these_words(
    rule: Callable[[Entry], Iterator[Problem]], entry: Entry, line: int, found: str, remedy: str
) -> None:
    assert [(problem.line, problem.found, problem.remedy) for problem in rule(entry)] == [(line, found, remedy)]


@pytest.mark.parametrize("header", GOOD_HEADERS)
def test_a_good_header_is_taken_without_a_word(header: str) -> None:
    assert ask(RULES, f"{header}\nText") == []


@pytest.mark.parametrize("text", GOOD_TEXTS)
def test_a_good_text_is_taken_without_a_word(text: str) -> None:
    assert ask(RULES, f"{HEADER}\n{text}") == []


@pytest.mark.parametrize(
    "entry",
    [
        Entry("site.toml"),
        Entry("articles", what="folder"),
        Entry("articles/rest-2_b.md", size=4, data=b"Text"),
        Entry("articles/rest.md", size=10, data="Titel".encode("utf-16")),
        Entry("pages/contact/not-sent.md", size=4, data=b"\xef\xbb\xbfText"),
        Entry("pages/404.md", size=4, data=b"Text"),
        Entry("images/IMG_1234.JPG", size=1),
    ],
)
def test_a_good_file_is_taken_without_a_word(entry: Entry) -> None:
    assert [problem for rule in source_file.RULES for problem in rule(entry)] == []


def test_every_rule_has_its_faults_in_these_tables() -> None:
    shown = {rule for rule, *_ in (*HEADERS, *TEXTS)} | {rule for rule, *_ in FILES}
    assert shown == {*RULES, *source_file.RULES}
