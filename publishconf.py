"""What only the live site has: its address and its forms, from the environment alone.

SITEURL, CONTACT_FORM and NEWSLETTER_FORM are public (they stand in every page) but belong to one
site, so that a copy of this project never posts to the coach's inbox.
"""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parent))

from checks import environment_variables
from checks.report import report
from problem import errors
from sources.content import of_this_build

# Before pelicanconf, which asks less of the same variables.
if errors(
    _problems := environment_variables.check(os.environ, of_this_build(Path(__file__).parent / "content", publish=True))
):
    sys.exit(report(_problems))

from forms.resolve import VARIABLES, resolve
from pelicanconf import *  # noqa: F403  # every setting but those below
from pelicanconf import CONTENT, PLUGINS, SITE, invitations
from plugins import host_files

PREVIEW = False
SITEURL = PUBLIC_URL = os.environ["SITEURL"].strip()
ROOT_PATH = urlsplit(PUBLIC_URL).path
FORMS = {
    kind: resolve(
        kind,
        environment_variables.value(kind, os.environ, CONTENT),
        SITE["name"],
        PUBLIC_URL,
        subject=CONTENT.language.phrase(f"form.{kind}_subject", site=SITE["name"]),
    )
    for kind in VARIABLES
}
INVITATIONS = invitations(FORMS)

# Drafts and scheduled articles are nowhere on the live site.
DRAFT_SAVE_AS = DRAFT_PAGE_SAVE_AS = ""

# Some hosts are told by files what to send with a page.
if SITE["publishing"]["host"] in host_files.HOSTS:
    PLUGINS = [*PLUGINS, "plugins.host_files"]
