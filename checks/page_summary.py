"""What the rules of the whole site need to know of one page."""

from dataclasses import astuple, dataclass, field
from typing import Any

from problem import Problem


@dataclass(frozen=True)
class PageSummary:
    """What is known of a built page, in values that JSON has too, and the problems it has by itself."""

    path: str
    problems: list[Problem] = field(default_factory=list)
    empty: bool = False
    # The names of places on the page: its ids, and the names of its anchors.
    places: list[str] = field(default_factory=list)
    # The links that stay in the site, each with the file it leads to, the place there, and its address.
    links: list[list[str]] = field(default_factory=list)
    # Likewise what the page calls itself; the file is "" where that is not of this site.
    own: list[list[str]] = field(default_factory=list)
    title: str = ""
    description: str = ""
    listed: bool = False
    # Hosts: those its forms send to, those its main part links to, and those the privacy page says receive something.
    receiving: list[str] = field(default_factory=list)
    linked: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def values(self) -> list[Any]:
        """All of it in JSON's types, as `of` takes it again; `dataclasses.astuple` would copy every list in it."""
        path, problems, *others = vars(self).values()
        return [path, [astuple(problem) for problem in problems], *others]

    @classmethod
    def of(cls, values: list[Any]) -> "PageSummary":
        """The facts in these values, which are those of `dataclasses.astuple`, also after a way through JSON."""
        path, problems, *others = values
        return cls(path, [Problem(*problem) for problem in problems], *others)
