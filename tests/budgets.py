"""What a page may cost a reader, in bytes as they travel: what the tests assert, and what `python3 tasks.py measure` compares."""

FIRST_PAINT = 13_500  # of any page: what one round trip brings, with its headers taken off
ARTICLE_OF_900_WORDS = 11_000  # of such an article
WHOLE_ARTICLE = 42_000  # of text: the page and all that it asks for; italics, where it has any, come on top
WHOLE_LIST = 30_000
WHOLE_WITH_PHOTOGRAPH = {2: 60_000, 3: 70_000}  # on a phone with so many pixels to one of CSS
SCRIPTS = 2_048  # outside forms and search
