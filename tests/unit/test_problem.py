from checks.problem import Problem, report


def test_a_problem_names_the_file_the_line_the_fault_and_the_remedy() -> None:
    assert str(Problem("a.md", 3, "Wrong.", "Mend it.")) == "a.md:3\n    Wrong.\n    Mend it."


def test_a_problem_without_a_line_names_the_file_alone() -> None:
    assert str(Problem("a.md", 0, "Wrong.", "Mend it.")).startswith("a.md\n")


def test_a_report_is_in_order_and_says_each_problem_once() -> None:
    first, second = Problem("a.md", 2, "Wrong.", "Mend it."), Problem("a.md", 10, "Wrong.", "Mend it.")
    assert (
        report([second, first, second]) == f"{first}\n\n{second}\n\n2 things to fix. The last good site is unchanged."
    )


def test_a_report_counts_one_thing_as_one() -> None:
    assert report([Problem("a.md", 0, "Wrong.", "Mend it.")]).endswith(
        "1 thing to fix. The last good site is unchanged."
    )
