"""Caching what builds make by all it was made from; may import checks/, plugins/, sources/ and pictures/.

Nothing here changes a byte of the site, and all of it may be deleted.
Deleted, it leaves a site that builds as before: take it out of PLUGINS in pelicanconf.py and of build.py.
"""


def register() -> None:
    """Connect to Pelican."""
    from incremental import pages, sources  # here, so that the rest can be used before Pelican is loaded

    sources.register()
    pages.register()
