"""Twenty files with forty slips: what each holds, and of each slip the line and words of what is told."""

_HEADER = "Title: A\nDate: 2026-11-16\nCategory: Rest\nSummary: S\n"
MISTAKES: dict[str, tuple[str | bytes, list[tuple[int, str]]]] = {
    "articles/m01.md": (_HEADER.replace("2026-11-16", "May 5, 2023").replace("Rest", "Rset") + "\nText", [(2, "May 5, 2023"), (3, "Rset")]),
    "articles/m02.md": ("Title: A\n\nText", [(1, "There is no Category"), (1, "There is no Date"), (1, "There is no Summary")]),
    "articles/m03.md": (_HEADER + "Tgas: x\nTitle: B\n\nText", [(5, "Tgas"), (6, "a second time")]),
    "articles/m04.md": (_HEADER + "Status: hidden\nInvite: tea\n\nText", [(5, "hidden"), (6, "tea")]),
    "articles/m05.md": (_HEADER + "Image: coat.jpg\nModified: 2020-01-01\n\nText", [(5, "Image: there is no picture"), (5, "The photograph “coat.jpg” has no words"), (6, "before the Date")]),
    "articles/m06.md": (_HEADER.replace("2026-11-16", "05/06/2023") + "Earlier: May 2023\n\nText", [(2, "2 different days"), (5, "not a month")]),
    "articles/m07.md": (_HEADER + "\n[x](blanace.md)\n[y](/contcat/)\n[z](#part)", [(6, "blanace.md"), (7, "/contcat/"), (8, "#part")]),
    "articles/m08.md": (_HEADER + "\n[x](http://x.org)\n[y](javascript:alert)", [(6, "begins with “http:”"), (7, "javascript:")]),
    "articles/m09.md": (_HEADER + "\n![](../images/hat.png)\n![A cap.](../images/cap.png)", [(6, "has no words"), (7, "no picture")]),
    "articles/m10.md": (_HEADER + "\n{{ page.title }}\n\n| A | B |\n| 1 | 2 |", [(6, "is an instruction"), (8, "not as a table")]),
    "articles/m11.md": (_HEADER + "\n##Two\n\n-\u00a0One", [(6, "no space"), (8, "non-breaking")]),
    "articles/m12.md": (_HEADER + "\n• One\n\n1.One\n2.Two", [(6, "pasted bullet"), (8, "not shown as an item")]),
    "articles/m13.md": (_HEADER + "\nA <o:p> b\n\n[gallery ids=1]", [(6, "leftover of a word processor"), (8, "instruction to WordPress")]),
    "articles/m14.md": (_HEADER + "\n<div>\n\n<script>x</script>", [(6, "not closed"), (8, "not allowed")]),
    "articles/m15.md": (_HEADER + "\nSome **bold\n\n```\ncode", [(6, "two stars"), (8, "does not end")]),
    "articles/m16.md": (_HEADER + "\nA claim.[^1] See [x] (a.md).", [(6, "The footnote “[^1]”"), (6, "There is a space")]),
    "articles/m17.md": ("Title: caf\xe9".encode("latin-1"), [(1, "not UTF-8")]),
    "articles/m18.md": (b"", [(0, "is empty")]),
    "articles/M 19.md": (_HEADER + "\n" + "> " * 9 + "x", [(0, "a capital letter"), (6, "levels deep")]),
    "articles/m20.txt": ("Words", [(0, "not on the site")]),
}  # fmt: skip
