from pathlib import Path

from checks.rules import page


def test_the_list_of_rules_is_that_of_the_code() -> None:
    written = (Path(__file__).parents[2] / "docs/rules.md").read_text(encoding="utf-8")
    assert written == page(), "make it anew: python3 -m checks.rules > docs/rules.md"


def test_every_rule_says_what_it_is_in_a_sentence() -> None:
    rules = [line for line in page().splitlines() if line.startswith("- ")]
    assert len(rules) == len(set(rules)) > 60
    assert all(line.endswith(".") for line in rules)
