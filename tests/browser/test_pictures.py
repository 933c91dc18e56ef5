"""Which of a photograph's files a browser takes."""

import pytest
from playwright.sync_api import Page

from tests.browser.in_page import SETTLED
from tests.browser.pages import ARTICLE_WITH_PHOTOGRAPH
from tests.browser.watch import NewPage
from tests.unit.camera import encoded, scene

CHOSEN = """() => {
  const image = document.querySelector(".article__picture img");
  return [image.currentSrc.split("-").pop(), image.naturalWidth > 0];
}"""


@pytest.mark.parametrize(
    ("width", "density", "taken"),
    [
        (390, 2, "700.avif"),
        (390, 3, "1104.avif"),
        (820, 2, "1600.avif"),
        (1280, 1, "1104.avif"),
        (1280, 2, "2176.avif"),
    ],
)
def test_a_screen_gets_as_many_pixels_as_it_shows(new_page: NewPage, width: int, density: int, taken: str) -> None:
    page = new_page(viewport={"width": width, "height": 844}, device_scale_factor=density)
    page.goto(ARTICLE_WITH_PHOTOGRAPH)
    page.evaluate(SETTLED)
    assert page.evaluate(CHOSEN) == [taken, True]


def test_a_picture_that_is_taller_than_wide_is_not_as_wide_as_the_page(page: Page) -> None:
    """Its file is put in the place of the real one, and the class that the template gives it."""
    tall = encoded(scene(600, 800), "JPEG")
    page.route("**/images/*", lambda route: route.fulfill(body=tall, content_type="image/jpeg"))
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(ARTICLE_WITH_PHOTOGRAPH)
    page.evaluate("() => document.querySelector('.article__picture').classList.add('article__picture--tall')")
    page.evaluate(SETTLED)
    box = page.locator(".article__picture img").bounding_box()
    assert box
    assert (round(box["width"]), round(box["height"])) == (384, 512)
