"""Which file of the project an address or a file of the site comes from."""

import pytest

from sources.addresses import made_from, path_of, source_at


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
        pytest.param("/paths/rest/", None, id="a reading path is generated"),
        pytest.param("/images/a.jpg", None, id="a picture is no text"),
    ],
)
def test_the_source_at_a_path(path: str, source: str | None) -> None:
    assert source_at(path) == source


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("index.html", "content/pages/home.md"),
        ("404.html", "content/pages/404.md"),
        ("contact/thanks/index.html", "content/pages/contact/thanks.md"),
        ("articles/a/index.html", "content/articles/a.md"),
        ("articles/a/changes/index.html", "content/articles/a.md"),
        ("articles/index.html", "theme/templates/articles.html"),
        ("search/index.html", "theme/templates/search.html"),
        ("topics/rest/index.html", "content/site.toml"),
        ("paths/rest/index.html", "content/paths.toml"),
        ("images/hat.jpg", "content/images/hat.jpg"),
        ("files/values.pdf", "content/files/values.pdf"),
        ("theme/js/form.js", "theme/static/js/form.js"),
        ("feed.xml", "output/feed.xml"),
        ("pagefind/index.html", "output/pagefind/index.html"),
    ],
)
def test_the_file_that_a_built_file_was_made_from(path: str, name: str) -> None:
    assert made_from(path) == name
