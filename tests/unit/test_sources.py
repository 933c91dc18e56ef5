from pathlib import Path

import pytest

from checks.sources import check

GOOD = "Title: A\nDate: 2026-11-22\nSummary: S\nCategory: Rest\n"


def problems(folder: Path, header: str, name: str = "articles/a.md") -> list[tuple[int, str, str]]:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / "site.toml").write_text('[[topics]]\nname = "Rest"\n', encoding="utf-8")
    (folder / name).write_text(header + "\nText", encoding="utf-8")
    return [(problem.line, problem.found, problem.remedy) for problem in check(folder)]


@pytest.mark.parametrize("more", ["", "Status: Draft\n", "Invite: contact, newsletter\n", "Earlier: 2023-05\n"])
def test_a_good_header_has_no_problem(tmp_path: Path, more: str) -> None:
    assert problems(tmp_path, GOOD + more) == []


@pytest.mark.parametrize(
    ("header", "line", "found", "remedy"),
    [
        (GOOD.replace("Summary: S\n", ""), 1, "There is no Summary.", "Summary: …"),
        (GOOD.replace("Summary: S", "Summary:"), 3, "There is no Summary.", "Summary: …"),
        (GOOD + "Tgas: a\n", 5, "“Tgas” is not a header field.", "`Tags:`"),
        (GOOD + "Title: B\n", 5, "“Title” is here twice.", "Keep one"),
        (GOOD + "Stray words\n", 5, "“Stray words” is no header line.", "empty line"),
        (GOOD.replace("2026-11-22", "tomorrow"), 2, "“tomorrow” cannot be read", "2026-11-22"),
        (GOOD.replace("Rest", "Rset"), 4, "“Rset” is not known", "`Rest`"),
        (GOOD + "Status: hidden\n", 5, "“hidden” is not known", "draft, published"),
        (GOOD + "Invite: contact, tea\n", 5, "“tea” is not known", "discovery"),
        (GOOD + "Image: a.jpg\nImage_alt: A\n", 5, "There is no picture “a.jpg”", "content/images/"),
    ],
)
def test_a_fault_in_a_header_is_reported(tmp_path: Path, header: str, line: int, found: str, remedy: str) -> None:
    [problem] = problems(tmp_path, header)
    assert problem[0] == line
    assert found in problem[1]
    assert remedy in problem[2]


def test_a_page_needs_no_date(tmp_path: Path) -> None:
    assert problems(tmp_path, "Title: A\nSummary: S\n", "pages/a.md") == []


def test_a_folder_without_content_is_reported(tmp_path: Path) -> None:
    assert [problem.found for problem in check(tmp_path)] == ["There are no articles and no pages."]


def test_a_file_that_is_not_utf_8_is_reported(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/a.md").write_bytes(b"Title: \xff")
    assert [problem.found for problem in check(tmp_path)] == ["This file is not UTF-8 text."]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[b](b.md#part)", []),
        ("[web](https://example.org/x.md) [mail](mailto:a@b.org) [here](#part)", []),
        ("`[b](nothing.md)`\n\n```\n[b](nothing.md)\n```", []),
        ("[b](bb.md)", ["There is no file “bb.md”."]),
        ("\n![A chair](../images/chair.jpg)", ["There is no file “../images/chair.jpg”."]),
        ("[b][1]\n\n[1]: nothing.md", ["There is no file “nothing.md”."]),
    ],
)
def test_a_link_to_a_file_that_is_not_there_is_reported(tmp_path: Path, text: str, found: list[str]) -> None:
    assert problems(tmp_path, GOOD, "articles/b.md") == []
    assert [words for _, words, _ in problems(tmp_path, f"{GOOD}\n{text}\n")] == found


def test_a_link_to_no_file_names_its_line_and_the_nearest_file(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD, "articles/balance.md") == []
    [problem] = problems(tmp_path, f"{GOOD}\nOne\n\n[b](balnce.md)\n")
    assert problem == (8, "There is no file “balnce.md”.", "Did you mean `balance.md`?")


@pytest.mark.parametrize("name", [".#a.md", "._a.md", ".trash/a.md", "a.md~", "#a.md#", ".DS_Store"])
def test_what_editors_and_systems_leave_lying_about_is_passed_over(tmp_path: Path, name: str) -> None:
    assert problems(tmp_path, GOOD) == []
    (tmp_path / "articles" / name).parent.mkdir(exist_ok=True)
    (tmp_path / "articles" / name).write_bytes(b"\xff")
    assert check(tmp_path) == []


def test_the_lock_of_an_editor_leads_nowhere_and_is_passed_over(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD) == []
    (tmp_path / "articles/.#a.md").symlink_to("someone@somewhere.1234")
    assert check(tmp_path) == []


@pytest.mark.parametrize("name", ["b.MD", "b.markdown", "b.txt", "b.docx"])
def test_a_text_that_would_not_be_on_the_site_is_reported(tmp_path: Path, name: str) -> None:
    assert problems(tmp_path, GOOD) == []
    (tmp_path / "articles" / name).write_bytes(b"Words")
    [problem] = check(tmp_path)
    assert problem.path == f"content/articles/{name}"
    assert "“b.md”" in problem.remedy


@pytest.mark.parametrize(
    ("names", "address"),
    [
        (("articles/x/a.md", "articles/y/a.md"), "/articles/a/"),
        (("articles/A b.md", "articles/a-b.md"), "/articles/a-b/"),
        (("articles/a.md", "pages/articles/a.md"), "/articles/a/"),
        (("articles/a.md", "pages/search.md"), "/search/"),
        (("articles/a.md", "pages/articles.md"), "/articles/"),
    ],
)
def test_two_files_with_one_address_are_reported(tmp_path: Path, names: tuple[str, str], address: str) -> None:
    for name in names:
        problems(tmp_path, GOOD if name.startswith("articles/") else "Title: A\nSummary: S\n", name)
    [problem] = check(tmp_path)
    assert problem.path == f"content/{names[1]}"
    assert f"The address {address} is already that of" in problem.found


def test_articles_and_pages_with_the_same_name_have_their_own_addresses(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD) == []
    assert problems(tmp_path, "Title: A\nSummary: S\n", "pages/a.md") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("![](a.jpg)", "This picture has no words"),
        ("![ ][a]", "This picture has no words"),
        ("[x](b.md)", "There is no file “b.md”."),
        ("![A hat](hat.jpg)", "There is no file “hat.jpg”."),
        ("[x]: b.md#part", "There is no file “b.md”."),
    ],
)
def test_a_fault_in_a_text_is_reported_with_its_line(tmp_path: Path, text: str, found: str) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles/a.jpg").touch()
    [problem] = problems(tmp_path, f"{GOOD}\nFirst line.\n{text}")
    assert problem[0] == 7
    assert found in problem[1]


@pytest.mark.parametrize(
    "text",
    ["![decorative](a.jpg)", "[x](a.md#part)", "`![](b.jpg)`", "```\n[x](b.md)\n```", "[x](https://x.org/b.md)", "!"],
)
def test_a_text_without_a_fault_has_no_problem(tmp_path: Path, text: str) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles/a.jpg").touch()
    assert problems(tmp_path, f"{GOOD}\n{text}") == []
