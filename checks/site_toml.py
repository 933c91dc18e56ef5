"""Checks for content/site.toml: its topics, its addresses, where it goes live, and its shape (site_toml_schema.py)."""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import ordinary_file
from checks import characters
from checks.interface_words import language_has_words
from checks.site_toml_schema import every_fact_is_known, every_fact_is_there, facts_are_of_their_kind, leaves
from forms.resolve import in_ascii, is_host, is_local
from problem import Problem, did_you_mean, nearest
from sources import palette, phone_links
from sources.addresses import address_of, source_at
from sources.content import Content
from sources.language import is_tag
from sources.moved_files import topic_addresses
from sources.optional_facts import INVITATIONS, OPTIONAL
from sources.redirects import slug
from sources.toml_file import TomlFile

ROOT = Path(__file__).parent.parent
HOSTS = ("github-pages", "netlify", "cloudflare-pages")
SEEN_BY = ("public", "private")
_EMAIL = re.compile(r"[^@\s<>,;:\"()]+@[\w-]+(\.[\w-]+)+")
_PLACEHOLDER = re.compile(r"[\w@.-]*(\.example\b(?!\.)|\byourpractice\.\w+)")
# What people in the United States call their clocks.
_CLOCKS = {"E": "America/New_York", "C": "America/Chicago", "M": "America/Denver", "P": "America/Los_Angeles"}
# git check-ref-format, of one branch.
_NO_BRANCH = re.compile(r"^[-/.]|//|/\.|\.\.|@\{|^@$|[\x00- ~^:?*\[\\\x7f]|(/|\.|\.lock)$|\.lock/")
# Whose it is, and its name, as GitHub allows them.
_REPOSITORY = re.compile(r"[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}/(?!\.{1,2}$)[\w.-]{1,100}", re.ASCII)


def check(content: Content) -> list[Problem]:
    """Every problem of the facts; before they go live, also the placeholders that must not."""
    facts, problems = content.site, list(content.site.problems)
    if not facts.readable:
        return problems
    told = {problem.line for problem in problems}
    rules = [rule for rule in RULES if not (told and rule is every_fact_is_there)]  # it may stand where nothing is read
    found = [problem for rule in rules for problem in rule(facts, content)]
    found += placeholders(facts) if content.publish else []
    return problems + [problem for problem in found if not problem.line or problem.line not in told]


def characters_are_whole(facts: TomlFile, _: Content) -> Iterator[Problem]:
    """The facts have no invisible control characters and no letters that were lost on the way."""
    return characters.facts_are_whole(facts)


def words_are_plain(facts: TomlFile, _: Content) -> Iterator[Problem]:
    """The facts have no Markdown and no HTML in them, which readers would see on every page with these words."""
    return characters.facts_are_plain(facts)


def language_and_time_zone_exist(facts: TomlFile, _: Content) -> Iterator[Problem]:
    """The language is a tag like `en-US`, and the time zone one of the tz database."""
    language = facts.words("language")
    if language and not is_tag(language):
        right = language.replace("_", "-")
        near = right if is_tag(right) else "en-US"
        yield facts.problem("language", f"“{language}” is no language tag.", f"Write it like `{near}`.")
    zone = facts.words("timezone")
    if zone and not _is_zone(zone):
        near = _near_zone(zone)
        remedy = f"Did you mean `{near}`?" if near else "Write a place, like `America/New_York`."
        yield facts.problem("timezone", f"“{zone}” is no time zone.", remedy)


def leads_somewhere(facts: TomlFile, key: str, what: str) -> Iterator[Problem]:
    """An address that is there is a public one, by https."""
    if link := facts.words(key):
        try:
            parts = urlsplit(link)
            found = is_host(parts.netloc) and not is_local(parts.hostname or "") and not re.search(r"\s", link)
        except ValueError:  # brackets that do not close
            found = False
        if not link.lower().startswith("https://"):
            rest = re.sub(r"^[a-z]*:?//+", "", link, count=1, flags=re.IGNORECASE)
            yield facts.problem(key, f"The {what} “{link}” is not secure.", f"Write `https://{rest}`.")
        elif not found:
            yield facts.problem(key, f"The {what} “{link}” leads nowhere.", "Copy it once more, from end to end.")


def addresses_can_be_used(facts: TomlFile, _: Content) -> Iterator[Problem]:
    """The booking link is a public https address, and the email address is one."""
    yield from leads_somewhere(facts, "booking.url", "booking link")
    email = facts.words("coach.email")
    if email and not _EMAIL.fullmatch(email):
        inside = re.search(_EMAIL, email.removeprefix("mailto:"))
        near = (
            inside[0] if inside else f"{re.sub(r'[^a-z.]', '', email.partition('@')[0].lower()) or 'name'}@practice.org"
        )
        yield facts.problem("coach.email", f"“{email}” is no email address.", f"Write one like `{near}`.")


def colours_can_be_read(facts: TomlFile, _: Content) -> Iterator[Problem]:
    """The two colours are written like `#1e4d4a`, can be read on the page, told apart, and are not the red of errors."""
    chosen = {name: facts.words(f"colours.{name}") or palette.DEFAULT["light"][name] for name in palette.CHOSEN}
    for name, colour in chosen.items():
        if not palette.is_colour(colour):
            right = _hexadecimal(colour) or palette.DEFAULT["light"][name]
            yield facts.problem(
                f"colours.{name}",
                f"“{colour}” is not a colour as it is written here, with # and six digits from 0 to f.",
                f'Write it like `{name} = "{right}"`.',
            )
    if all(map(palette.is_colour, chosen.values())):
        for name, found, near in palette.faults(**chosen):
            last = name if facts.words(f"colours.{name}") else next(other for other in chosen if other != name)
            yield facts.problem(f"colours.{last}", found, f'Write `{name} = "{near}"`, the nearest that works.')


def names_have_letters(facts: TomlFile, _: Content) -> Iterator[Problem]:
    """The names of the practice and of the coach have letters in them."""
    for key in ("name", "coach.name"):
        if (words := facts.words(key)) and not slug(words):
            yield facts.problem(
                key, f"The name “{words}” has no letters in it.", 'Write it like `name = "Effie Blum"`.'
            )


def the_portrait_is_there(facts: TomlFile, content: Content) -> Iterator[Problem]:
    """The portrait of the coach is a picture in content/images/."""
    portrait = facts.words("coach.portrait")
    if not portrait or portrait in content.pictures:
        return
    moved = content.moved.get(f"images/{portrait}")
    if moved and moved.startswith("images/"):
        yield facts.renamed("coach.portrait", portrait, moved.removeprefix("images/"))
    # What is gone is asked about once, and a faulty file is reported as such.
    elif moved is None and not content.is_faulty(f"images/{portrait}"):
        near = nearest(re.split(r"[/\\]", portrait)[-1], content.pictures, 0.7)
        yield facts.problem(
            "coach.portrait",
            f"There is no picture “{portrait}” in content/images/.",
            did_you_mean(near and f'portrait = "{near}"', "Put it there, or correct the name."),
        )


def who_is_shown_has_a_name(facts: TomlFile, _: Content) -> Iterator[Problem]:
    """A portrait, credentials, a place, languages or an introduction are those of a coach whose name is said."""
    shown = [key for key in ("portrait", "credentials", "place", "introduction") if facts.words(f"coach.{key}")]
    shown += ["languages"] if facts.items("coach.languages") else []
    if shown and not facts.words("coach.name"):
        yield facts.problem(
            f"coach.{shown[0]}",
            f"“{shown[0]}” is that of a coach without a name.",
            'Write your name below `[coach]`, like `name = "Effie Blum"`, or take the line out.',
        )


def the_fee_or_its_reason_is_told(facts: TomlFile, _: Content) -> Iterator[Problem]:
    """Readers find a range of fees, or words on why none stands here (advice)."""
    if not facts.words("fees.range") and not facts.words("fees.words"):
        yield facts.problem(
            "fees",
            "Readers look for what coaching costs, and find neither a range nor a reason why none is said.",
            'Write `range = "…"` below `[fees]`, or `words = "…"` with the reason.',
            advice=True,
        )


def invitations_are_known(facts: TomlFile, content: Content) -> Iterator[Problem]:
    """The invitations that end an article are among those with words, each once, and questions are asked once."""
    for name in dict.fromkeys(facts.items("invitations.default")):
        if name not in INVITATIONS:
            yield facts.problem(
                "invitations.default", f"The invitation “{name}” is not known.", _choose(name, INVITATIONS)
            )
        elif name not in content.invitations:
            yield facts.problem(
                "invitations.default",
                f"There are no words for the invitation “{name}”.",
                f"{words_for(name)}, or take it out of the list.",
            )
    for key in ("invitations.default", "discovery_session.questions"):
        for item in _doubled(facts.items(key)):
            yield facts.problem(key, f"“{item}” is there twice.", "Take one of them out.")


def topics_are_told_apart(facts: TomlFile, _: Content) -> Iterator[Problem]:
    """No two topics have the same address, and each has a drawing that is there."""
    seen: dict[str, str] = {}
    drawings = sorted(path.stem for path in (ROOT / "theme/static/drawings").glob("*.svg"))
    for entry, _topic in facts.entries("topics"):
        name, drawing = facts.words(f"{entry}.name"), facts.words(f"{entry}.drawing")
        address = slug(name)
        if name and not address:
            yield facts.problem(
                f"{entry}.name", f"The topic “{name}” gives no address.", "Give it a name with letters in it."
            )
        elif name and address in seen:
            if seen[address] == name:
                yield facts.problem(f"{entry}.name", f"The topic “{name}” is there twice.", "Take one of them out.")
            else:
                yield facts.problem(
                    f"{entry}.name",
                    f"The topics “{seen[address]}” and “{name}” have the same address, /topics/{address}/.",
                    "Give one of them another name.",
                )
        seen.setdefault(address, name)
        if drawing and drawing not in drawings:
            yield facts.problem(
                f"{entry}.drawing", f"There is no drawing “{drawing}”.", _choose(drawing.removesuffix(".svg"), drawings)
            )


def limits_are_told_of_known_topics(facts: TomlFile, content: Content) -> Iterator[Problem]:
    """The topics whose articles say what coaching is not, and what to do in danger, are topics of the site."""
    for name in dict.fromkeys(facts.items("crisis.topics")):
        if new := content.renamed_topics.get(name):
            yield facts.renamed("crisis.topics", name, new)
        elif name not in content.topics:
            yield facts.problem("crisis.topics", f"The topic “{name}” is not known.", _choose(name, content.topics))
    if facts.items("crisis.topics") and not facts.words("crisis.scope") and not facts.words("crisis.danger"):
        remedy = 'Add `scope = "…"` or `danger = "…"` below `[crisis]`, or take the topics out.'
        yield facts.problem("crisis.topics", "There are no words to say below the articles of these topics.", remedy)


def numbers_can_be_called(facts: TomlFile, _: Content) -> Iterator[Problem]:
    """A link in the words for readers in danger is a number to call or to text, or an https address."""
    for words, address in phone_links.LINK.findall(facts.words("crisis.danger")):
        if not phone_links.ADDRESS.fullmatch(address):
            yield facts.problem(
                "crisis.danger",
                f"“[{words}]({address})” is no link that can be followed here.",
                "Write it like `[call 988](tel:988)`, `[text 988](sms:988)` or `[chat](https://…)`.",
            )


def navigation_leads_somewhere(facts: TomlFile, content: Content) -> Iterator[Problem]:
    """Every entry of the navigation leads to a page that is there, and no two have the same words or address."""
    pages = {file.address for file in content.sources.values() if file.kind == "pages"} - {"/404.html"}
    paths = {"/paths/", *(f"/paths/{name}/" for name in content.paths.values)} if content.paths.values else set()
    made = {"/", "/articles/", "/feed/", "/search/", *pages, *paths} | (
        {"/workshops/"} if content.has_workshops else set()
    )
    unlikely = {"/help/"} if facts.words("crisis.danger") else set()  # nobody who writes “/home/” means it
    topics = {slug(topic) for topic in content.topics}
    for key in ("label", "address"):
        seen: set[str] = set()
        for entry, _entry in facts.entries("navigation"):
            words = facts.words(f"{entry}.{key}")
            if words and words in seen:
                yield facts.problem(f"{entry}.{key}", f"“{words}” is in the navigation twice.", "Take one of them out.")
            seen.add(words)
    for entry, _entry in facts.entries("navigation"):
        address = facts.words(f"{entry}.address")
        if address and address not in made | unlikely | {f"/topics/{topic}/" for topic in topics}:
            source = (source_at(address) if address.startswith("/") else None) or ""
            moved = content.moved.get(source)
            if moved == "" or (source and content.is_faulty(source)):  # asked once, or reported as a file
                continue
            new = topic_addresses(content).get(address) or (moved and moved.startswith("pages/") and address_of(moved))
            if new:
                yield facts.renamed(f"{entry}.address", address, new)
                continue
            # Never an article: the navigation is the same on every page.
            yield facts.problem(
                f"{entry}.address",
                f"The navigation leads to “{address}”, which is no page.",
                _choose(f"/{urlsplit(address).path.strip('/')}/" if not address.startswith("[") else "", sorted(made)),
            )


def publishing_can_work(facts: TomlFile, content: Content) -> Iterator[Problem]:
    """The host is one we know, the domain a bare name, the branch one that git allows and nobody writes on, and the repository public or private."""
    host, domain = facts.words("publishing.host"), facts.words("publishing.domain")
    branch = facts.words("publishing.branch") or OPTIONAL["publishing.branch"]
    remote = facts.words("publishing.remote")
    if host and host not in HOSTS:
        yield facts.problem("publishing.host", f"The host “{host}” is not known.", _choose(host.lower(), HOSTS))
    bare = re.sub(r"^[a-z]+:/+", "", domain.lower()).split("/")[0].rstrip(".")
    bare = in_ascii(bare) or bare
    if domain and (domain != bare or not is_host(domain) or ":" in domain or is_local(domain)):
        right = bare if is_host(bare) and not is_local(bare) and ":" not in bare else "www.yourpractice.org"
        yield facts.problem("publishing.domain", f"“{domain}” is no domain.", f"Write its name alone: `{right}`.")
    if branch and _NO_BRANCH.search(branch):
        right = re.sub(r"[^\w-]+", "-", branch).strip("-") or "gh-pages"
        yield facts.problem("publishing.branch", f"“{branch}” cannot be the name of a branch.", f"Write `{right}`.")
    elif branch in {"main", "master", "HEAD", _current_branch(content.folder.parent)}:
        yield facts.problem(
            "publishing.branch",
            f"“{branch}” is the branch you write on; the built site would take the place of your texts.",
            "Write `gh-pages`.",
        )
    repository = facts.words("publishing.repository")
    if repository and repository not in SEEN_BY:
        yield facts.problem(
            "publishing.repository",
            f"“{repository}” does not say who can see the repository.",
            _choose(repository, SEEN_BY),
        )
    if remote and re.search(r"[\s:@]|^[-./]", remote):
        yield facts.problem(
            "publishing.remote",
            f"“{remote}” is not the name of a remote.",
            "Write `origin`; `git remote -v` lists them.",
        )


def the_writing_page_knows_its_repository(facts: TomlFile, _: Content) -> Iterator[Problem]:
    """The repository that the writing page saves to is named as on GitHub, and the branch is one that texts can be on."""
    repository, branch = facts.words("writing.repository"), facts.words("writing.branch")
    if repository and not _REPOSITORY.fullmatch(repository):
        parts = re.sub(r"^(?:[a-z+]+:/*)?(?:[^/@]*@)?(?:www\.)?github\.com[/:]|\.git$", "", repository.strip()).split(
            "/"
        )
        right = "/".join(parts[:2])
        right = right if _REPOSITORY.fullmatch(right) else "your-name/your-site"
        yield facts.problem(
            "writing.repository",
            f"“{repository}” is not the name of a repository on GitHub.",
            f"Write whose it is and what it is called, as its address ends: `{right}`.",
        )
    if branch and _NO_BRANCH.search(branch):
        right = re.sub(r"[^\w-]+", "-", branch).strip("-") or OPTIONAL["writing.branch"]
        yield facts.problem("writing.branch", f"“{branch}” cannot be the name of a branch.", f"Write `{right}`.")
    elif branch and branch == (facts.words("publishing.branch") or OPTIONAL["publishing.branch"]):
        yield facts.problem(
            "writing.branch",
            f"“{branch}” is the branch with the built site; your texts are on another.",
            f"Write `{OPTIONAL['writing.branch']}`.",
        )


RULES: tuple[Callable[[TomlFile, Content], Iterator[Problem]], ...] = (
    every_fact_is_there,
    facts_are_of_their_kind,
    every_fact_is_known,
    characters_are_whole,
    words_are_plain,
    language_and_time_zone_exist,
    language_has_words,
    addresses_can_be_used,
    colours_can_be_read,
    names_have_letters,
    the_portrait_is_there,
    who_is_shown_has_a_name,
    the_fee_or_its_reason_is_told,
    invitations_are_known,
    topics_are_told_apart,
    limits_are_told_of_known_topics,
    numbers_can_be_called,
    navigation_leads_somewhere,
    publishing_can_work,
    the_writing_page_knows_its_repository,
)


def placeholders(facts: TomlFile) -> Iterator[Problem]:
    """Addresses ending in `.example`, and the coach called Example, are placeholders and must not go live."""
    for key in leaves(facts.values):
        if match := _PLACEHOLDER.search(facts.words(key)):
            yield facts.problem(key, f"“{match[0]}” is still a placeholder.", "Replace it with your own address.")
    for key, own in (("coach.name", "name"), ("coach.portrait", "portrait")):
        if re.search(r"\bexample\b", words := facts.words(key), re.IGNORECASE):
            remedy = f"Write your own {own} in its place, or leave it empty."
            yield facts.problem(key, f"“{words}” is the {own} of the sample, and of nobody.", remedy)


def words_for(name: str) -> str:
    """What to add so that there is an invitation of this name."""
    return f'Add `[invitations.{name}]` to content/site.toml, and below it `title = "…"`, `text = "…"`, `action = "…"`'


def _choose(word: str, known: Iterable[str]) -> str:
    """What to write instead of a word that is not known."""
    names = list(known)
    return f"{did_you_mean(nearest(word, names))} Choose from {', '.join(names)}.".lstrip()


def _hexadecimal(words: str) -> str:
    """A colour that is written in another way, like `navy`, `1E4D4A` or `rgb(30, 77, 74)`; nothing where it is none."""
    from PIL import ImageColor  # here: it is needed for a slip alone

    for written in (words, f"#{words}"):
        try:
            return "#{:02x}{:02x}{:02x}".format(*ImageColor.getrgb(written.strip())[:3])
        except ValueError:
            continue
    return ""


def _is_zone(zone: str) -> bool:
    """Whether this is a place in the tz database; `EST` and its like know no summer time."""
    try:
        return ("/" in zone or zone == "UTC") and bool(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):  # also a folder, or a way out of the database
        return False


def _near_zone(zone: str) -> str:
    """The time zone whose whole name, or whose place, is nearest to these words."""
    zones = sorted(
        name for name in available_timezones() if "/" in name and not name.startswith(("posix/", "right/", "Etc/"))
    )
    by_name = {name.lower().replace("_", ""): name for name in zones}
    by_place = {name.rpartition("/")[2].lower().replace("_", ""): name for name in reversed(zones)}
    if clock := re.fullmatch(r"([ECMP])[SD]?T", zone.upper()):
        return _CLOCKS[clock[1]]
    words = re.sub(r"[\s_]", "", zone.lower())
    for names, word in ((by_name, words), (by_place, words.rpartition("/")[2])):
        if near := nearest(word, names, 0.8):
            return names[near]
    return ""


def _current_branch(root: Path) -> str:
    """The branch that is worked on, as git notes it; nothing where there is none."""
    try:
        return ordinary_file.text(root / ".git/HEAD").strip().removeprefix("ref: refs/heads/")
    except (OSError, UnicodeDecodeError):
        return ""


def _doubled(items: list[str]) -> list[str]:
    return [item for item in dict.fromkeys(items) if items.count(item) > 1]
