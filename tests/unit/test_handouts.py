from pathlib import Path

import pytest

from sources.handouts import label
from sources.language import of_tag


@pytest.mark.parametrize(
    ("size", "told"),
    [
        (1, "PDF, 1 kB"),
        (1_499, "PDF, 1 kB"),
        (240_400, "PDF, 240 kB"),
        (999_499, "PDF, 999 kB"),
        (999_500, "PDF, 1 MB"),
        (1_240_000, "PDF, 1.2 MB"),
        (10_000_000, "PDF, 10 MB"),
    ],
)
def test_a_reader_is_told_what_she_will_open_and_how_large_it_is(tmp_path: Path, size: int, told: str) -> None:
    with (tmp_path / "sheet.pdf").open("wb") as file:
        file.truncate(size)
    assert label(tmp_path / "sheet.pdf", of_tag("en")) == told
