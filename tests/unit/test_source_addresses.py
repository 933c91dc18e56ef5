"""Which file an address of the site means."""

import pytest

from sources.addresses import path_of, source_at


@pytest.mark.parametrize(
    ("address", "path"),
    [
        pytest.param("/articles/rest/", "/articles/rest/", id="a path is itself"),
        pytest.param("/a%20b?c#d", "/a b", id="decoded, without what follows"),
        pytest.param("https://example.org/rest/", "/rest/", id="on an own host"),
        pytest.param("https://example.org", "/", id="the home page of an own host"),
        pytest.param("http://localhost:8000/rest/", "/rest/", id="on this machine"),
        pytest.param("//example.org/rest/", None, id="without a scheme it leads elsewhere"),
        pytest.param("https://other.org/rest/", None, id="on another host it leads elsewhere"),
        pytest.param("ftp://example.org/rest/", None, id="by another protocol it leads elsewhere"),
        pytest.param("mailto:a@example.org", None, id="an e-mail address leads elsewhere"),
        pytest.param("rest/", None, id="a path from where one is means no file"),
        pytest.param("#part", None, id="a part of the page means no file"),
        pytest.param("https://[::1", None, id="what is no address leads nowhere"),
    ],
)
def test_the_path_of_an_address(address: str, path: str | None) -> None:
    assert path_of(address, ("example.org",)) == path


@pytest.mark.parametrize(
    ("path", "source"),
    [
        pytest.param("/", "pages/home.md", id="the home page"),
        pytest.param("/index.html", "pages/home.md", id="the home page by its file"),
        pytest.param("/articles/rest/", "articles/rest.md", id="an article"),
        pytest.param("/articles/rest", "articles/rest.md", id="an article without the last slash"),
        pytest.param("/articles/rest.html", "articles/rest.md", id="an article as other sites name it"),
        pytest.param("/articles/rest/index.html", "articles/rest.md", id="an article by its file"),
        pytest.param("/faq/", "pages/faq.md", id="a page"),
        pytest.param("/articles/", None, id="the list of articles is generated"),
        pytest.param("/articles/rest/more/", None, id="below an article is nothing"),
        pytest.param("/topics/rest/", None, id="a topic is generated"),
        pytest.param("/images/a.jpg", None, id="a picture is no text"),
    ],
)
def test_the_source_at_a_path(path: str, source: str | None) -> None:
    assert source_at(path) == source
