"""`_headers` and `_redirects` for the hosts that read them."""

from plugins.host_files import headers, merge_policies, redirects


def test_the_policies_of_all_pages_are_joined_and_no_one_may_frame_them() -> None:
    pages = [
        "default-src 'none'; form-action 'self'; style-src 'sha256-b='",
        "default-src 'none'; form-action 'self' https://forms.test; style-src 'sha256-a='",
    ]
    expected = (
        "default-src 'none'; form-action 'self' https://forms.test; "
        "frame-ancestors 'none'; style-src 'unsafe-inline'"  # each page's own policy names its one style
    )
    assert merge_policies(pages) == expected
    assert merge_policies(reversed(pages)) == expected


def test_what_one_page_allows_is_not_forbidden_by_another() -> None:
    assert merge_policies(["img-src 'none'", "img-src 'self'"]).endswith("; img-src 'self'")


def test_the_style_of_the_writing_page_is_a_file_and_is_let_in() -> None:
    joined = merge_policies(["style-src 'sha256-a='", "style-src 'self'"])
    assert joined.endswith("; style-src 'self' 'unsafe-inline'")


def test_every_rule_is_a_path_and_indented_headers() -> None:
    for line in headers(["default-src 'none'"]).splitlines():
        assert line.startswith("/") or (line.startswith("  ") and ": " in line), line


def test_no_header_is_set_twice_for_one_path() -> None:
    """Cloudflare Pages joins the values of all rules that match with commas."""
    paths = [line.rstrip("*") for line in headers([]).splitlines() if line.startswith("/")]
    assert not [(one, other) for one in paths[1:] for other in paths[1:] if one != other and one.startswith(other)]
    assert headers([]).count("Cache-Control") == len(paths) - 1


def test_an_old_address_leads_to_the_new_one_for_good() -> None:
    pairs = [("/old/", "/new/"), ("/a%20b/", "/%C3%A4/")]
    assert redirects(pairs, "cloudflare-pages") == "/old/ /new/ 301\n/a%20b/ /%C3%A4/ 301\n"
    assert redirects(pairs, "netlify").startswith("/old/ /new/ 301!\n")


def test_other_sites_and_feed_readers_may_show_our_pictures() -> None:
    assert "Cross-Origin-Resource-Policy" not in headers(["default-src 'none'"])
