"""The practice that comes with the project, as an example to read: whether it is still in content/, and how it is taken away."""

from pathlib import Path

from git import Repository
from sources.content import SITE, Content

# Whose facts these are; and all its files. Any other file in content/ is the coach's.
EMAIL = "hello@attending.example"
FILES = frozenset(Path(__file__).with_name("sample.txt").read_text(encoding="utf-8").split())


def found(content: Content) -> list[str]:
    """Its files that are in content/, by name; none once site.toml has the facts of another practice, now or as committed."""
    email = content.site.words("coach.email")
    if SITE not in content.entries:  # whoever begins may have deleted it first
        committed = Repository(content.folder.parent).try_run("show", f"HEAD:./{content.folder.name}/{SITE}") or ""
        email = EMAIL if f'"{EMAIL}"' in committed else ""
    if email != EMAIL:
        return []
    return [name for name, entry in content.entries.items() if name in FILES and entry.what == "file"]


def changed(content: Content, names: list[str]) -> list[str]:
    """Those that git does not have as they are now, so that they would be lost."""
    repository = Repository(content.folder.parent)
    paths = [f"{content.folder.name}/{name}" for name in names]
    committed = repository.try_run("ls-tree", "-r", "-z", "--name-only", "HEAD", "--", *paths)
    differ = repository.try_run("diff", "--name-only", "--no-ext-diff", "--relative", "-z", "HEAD", "--", *paths)
    if committed is None or differ is None:
        return names
    safe = {*committed.split("\0")} - {*differ.split("\0")}
    return [name for name, path in zip(names, paths, strict=True) if path not in safe]
