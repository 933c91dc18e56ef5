"""Workshops: a page with what is planned and what was, files for calendars, and events for search engines."""

from pathlib import Path

from tests.site.building import Site, build, replace

PAGE = "workshops/"
PLANNED = ["Called Off", "Saying No on a Full Panel", "As Chief & Colleague"]
FILES = ["2098-03-04-1800-saying-no-on-a-full-panel.ics", "2098-05-16-0900-as-chief-colleague.ics"]


def words(site: Site, title: str) -> str:
    [item] = [item for item in site.page(PAGE).select(".workshop-list__item") if title in item.get_text()]
    return " ".join(item.get_text().split())


def test_the_next_one_is_first_and_the_last_one_first_of_those_that_are_past(site: Site) -> None:
    assert [title.get_text() for title in site.page(PAGE).select("h2.workshop-list__title")] == PLANNED
    past = site.one(PAGE, "section[aria-labelledby=workshops-past]")
    assert [title.get_text() for title in past.select("h3")] == ["The Day After", "The Day Before"]
    assert not past.select("a")


def test_it_says_when_where_and_for_what_in_the_manner_of_the_language(site: Site) -> None:
    for said in ("Tuesday, March 4, 2098", "6:00 PM – 7:30 PM · Eastern Standard Time", "Video call · $45"):
        assert said in words(site, "Saying No")
    for said in (
        "9:00 AM – Saturday, May 17, 2098, 1:00 PM · Eastern Daylight",
        "12 Main Street · Online · What you can",
    ):
        assert said in words(site, "As Chief")
    assert words(site, "Called Off").startswith("Called Off Called off · Thursday, May 16, 2097")
    assert "Free of charge" in words(site, "Called Off")


def test_a_reader_can_book_or_write_and_take_it_into_a_calendar(site: Site) -> None:
    links = [site.links(place, PAGE) for place in site.page(PAGE).select(".workshop-list__action")]
    assert links == [
        ["https://calendar.coach.test/saying-no", f"{site.url}/{PAGE}{FILES[0]}"],
        [f"{site.url}/contact/", f"{site.url}/{PAGE}{FILES[1]}"],
    ]
    assert sorted(path.name for path in (site.folder / PAGE).glob("*.ics")) == FILES


def test_search_engines_are_told_of_what_is_planned(published_site: Site) -> None:
    events = [entry["item"] for entry in published_site.structured_data(PAGE)["ItemList"]["itemListElement"]]
    assert {event["@type"] for event in events} == {"Event"}
    assert [event["name"] for event in events] == PLANNED
    called_off, saying_no, as_chief = events
    assert called_off["eventStatus"].endswith("/EventCancelled")
    assert called_off["offers"]["price"] == "0"
    assert (saying_no["startDate"], saying_no["endDate"]) == ("2098-03-04T18:00:00-05:00", "2098-03-04T19:30:00-05:00")
    assert saying_no["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert saying_no["location"] == {"@type": "VirtualLocation", "url": saying_no["offers"]["url"]}
    assert saying_no["offers"]["priceCurrency"] == "USD"
    assert as_chief["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert [place["@type"] for place in as_chief["location"]] == ["Place", "VirtualLocation"]
    assert "offers" not in as_chief


def test_the_page_is_found_from_the_foot_of_every_page_and_in_the_sitemap(published_site: Site) -> None:
    assert f"<loc>{published_site.url}/{PAGE}</loc>" in published_site.text("sitemap.xml")
    assert f"{published_site.url}/{PAGE}" in published_site.links(
        published_site.one("about/", ".footer__nav"), "about/"
    )


def test_without_the_file_no_page_speaks_of_workshops_and_with_an_empty_one_it_says_so(project: Path) -> None:
    workshops = project / "content/workshops.toml"
    workshops.write_text("", encoding="utf-8")
    site = build(project / "output", "--without-search", project=project)
    assert "None is planned at the moment." in site.one(PAGE, "main").get_text()
    workshops.unlink()
    site = build(project / "output", "--without-search", project=project)
    assert PAGE not in site.addresses
    assert "workshop" not in site.text("about/")


def test_the_menu_may_lead_there(project: Path) -> None:
    replace(project / "content/site.toml", 'address = "/faq/"', 'address = "/workshops/"')
    site = build(project / "output", "--without-search", project=project)
    assert site.page(PAGE).select(".masthead__nav a[aria-current=page]")
