"""The navigation on a phone, with as many entries as the coach has."""

from itertools import pairwise

import pytest

from tests.browser.in_page import SETTLED
from tests.browser.pages import HOME
from tests.browser.watch import NewPage

# Leaves so many entries, or repeats the first, and gives where each begins and ends, line by line.
WITH_ENTRIES = """(count) => {
  const list = document.querySelector(".masthead__nav ul");
  const entries = [...list.children].slice(0, -1);
  entries.slice(count).forEach((entry) => entry.remove());
  for (let have = entries.length; have < count; have++) list.prepend(entries[0].cloneNode(true));
  const lines = {};
  for (const entry of [...list.children].slice(0, -1)) {
    const { left, right, top } = entry.getBoundingClientRect();
    (lines[top] ??= []).push([left, right]);
  }
  return Object.values(lines);
}"""
REM = 16


@pytest.mark.parametrize("count", [1, 2, 3, 5, 9, 14])
def test_entries_stand_side_by_side_and_fill_the_line_only_where_they_nearly_do(count: int, tab: NewPage) -> None:
    page = tab(viewport={"width": 375, "height": 700})
    page.goto(HOME)
    page.evaluate(SETTLED)
    lines = page.evaluate(WITH_ENTRIES, count)
    assert sum(map(len, lines)) == count
    for line in lines:
        gaps = [after[0] - before[1] for before, after in pairwise(line)]
        assert all(gap <= 1.5 * REM for gap in gaps), line
    assert len(lines) == 1 or count > 5
