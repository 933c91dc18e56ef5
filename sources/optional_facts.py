"""What site.toml may leave out, and what then holds.

By itself, since the job that pushes reads it too, and has no code that makes a site.
"""

from typing import Any

INVITATIONS = ("discovery", "newsletter", "contact")
INVITATION_WORDS = ("title", "text", "action")
OPTIONAL: dict[str, Any] = {
    "audience": "",
    "coach.name": "",
    "coach.portrait": "",
    "coach.credentials": "",
    "coach.place": "",
    "coach.languages": [],
    "coach.introduction": "",
    "booking.url": "",
    "colours.accent": "",
    "colours.warm": "",
    "navigation": [],
    "sessions": [],
    "fees.range": "",
    "fees.words": "",
    "invitations.default": [*INVITATIONS],
    **{f"invitations.{name}.{key}": "" for name in INVITATIONS for key in INVITATION_WORDS},
    "crisis.topics": [],
    "crisis.scope": "",
    "crisis.danger": "",
    "publishing.remote": "origin",
    "publishing.branch": "gh-pages",
    "publishing.domain": "",
    "publishing.host": "github-pages",
    "publishing.gone": [],
    "publishing.repository": "",
    "writing.repository": "",
    "writing.branch": "main",
    "forms.consent": "",
    "forms.leave_out": "",
    "care.form_test": True,
    "discovery_session.questions": [],
    "discovery_session.minutes": 0,
}
