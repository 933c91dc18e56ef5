"""What Netlify and Cloudflare Pages are told to send with the site."""

from pathlib import Path

import pytest

from tests.site.building import LIVE, Site, build, replace


@pytest.mark.parametrize("host", ["netlify", "cloudflare-pages"])
def test_the_headers_allow_what_the_pages_allow_themselves(host: str, project: Path) -> None:
    replace(project / "content/site.toml", '"github-pages"', f'"{host}"')
    replace(project / "content/pages/about.md", "Summary:", "Formerly: /über mich/\nSummary:")
    site = build(project / "output", "--publish", project=project, environment=LIVE)
    moved = site.text("_redirects").splitlines()
    assert f"/%C3%BCber%20mich/ /about/ {'301!' if host == 'netlify' else '301'}" in moved
    assert len(moved) == 5
    lines = site.text("_headers").splitlines()
    assert lines[0] == "/*"
    name, _, policy = lines[1].strip().partition(": ")
    assert name == "Content-Security-Policy"
    allowed = {part.split()[0]: set(part.split()[1:]) for part in policy.split(";")}
    assert allowed.pop("frame-ancestors") == {"'none'"}
    for address in site.addresses:
        meta = site.one(address, "meta[http-equiv=Content-Security-Policy]")
        for name, *sources in (part.split() for part in str(meta["content"]).split(";")):
            assert set(sources) <= allowed[name] or (name == "style-src" and allowed[name] == {"'unsafe-inline'"}), (
                address
            )
    # Cloudflare Pages reads lines of up to 2,000 characters.
    assert max(map(len, lines)) < 2000
    for path in (line.rstrip("*").strip("/") for line in lines if line.startswith("/")):
        assert (project / "output" / path).is_dir(), path


def test_github_pages_gets_no_file_it_would_not_read(published_site: Site) -> None:
    assert not {"_headers", "_redirects"} & set(published_site.files)
