"""Every rule in one list: `python -m checks.rules` prints docs/rules.md, from the docstrings of the rules."""

import inspect
from collections.abc import Callable, Sequence

from checks import (
    built_files,
    built_page,
    built_site,
    mark,
    old_addresses,
    paths_toml,
    privacy,
    project_files,
    settings,
    site_toml,
    source_file,
    source_header,
    source_text,
    sources,
    spelling,
    vanished_addresses,
    voices_toml,
    workshops_toml,
)

INTRODUCTION = """\
# What is checked

`python3 tasks.py check` asks every rule below, all at once, and so does every build.
A rule that is not kept stands in the way of a build; one marked as advice does not.
This list is made from the code: `python3 -m checks.rules > docs/rules.md`.
"""
CHAPTERS: dict[str, Sequence[Callable[..., object]]] = {
    "Files": source_file.RULES,
    "Headers": source_header.RULES,
    "Texts": source_text.RULES,
    "Spelling": (spelling.check,),
    "The content as a whole": sources.RULES,
    "The facts of the practice": site_toml.RULES,
    "The mark": mark.RULES,
    "Reading paths": (paths_toml.check,),
    "Voices": (voices_toml.check,),
    "Workshops": (workshops_toml.check,),
    "Addresses": (old_addresses.check, vanished_addresses.check),
    "The settings": settings.RULES,
    "The files of the project": (*project_files.RULES, project_files.nothing_leads_out),
    "Pages as they were built": built_page.RULES,
    "The site as it was built": (
        built_site.links_lead_somewhere,
        built_site.pages_name_addresses_of_the_site,
        built_site.pages_are_told_apart,
        built_site.feeds_and_sitemap_lead_somewhere,
        built_files.only_what_readers_need,
        built_files.pages_arrive_at_once,
        built_files.pictures_arrive_soon,
        built_files.pictures_keep_their_place,
        built_files.nothing_leads_to_this_machine,
        built_files.drafts_stay_here,
        privacy.scripts_keep_nothing,
        privacy.only_forms_reach_other_hosts,
        privacy.links_do_not_report,
        privacy.receivers_are_named,
    ),
}


def page() -> str:
    """The list of all rules as Markdown."""
    parts = [INTRODUCTION]
    for title, rules in CHAPTERS.items():
        parts.append(f"\n## {title}\n\n" + "".join(f"- {_sentence(rule)}\n" for rule in rules))
    return "".join(parts)


def _sentence(rule: Callable[..., object]) -> str:
    return " ".join((inspect.getdoc(rule) or "").split("\n\n")[0].split())


if __name__ == "__main__":
    print(page(), end="")
