"""Which folder may import which: one way, and no circle."""

import ast
from collections.abc import Iterable
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# From the ground up; each may import what it names, besides the modules at the top that import nothing of ours.
MAY_IMPORT = {
    "pictures": set(),
    "forms": set(),
    "sources": {"pictures"},
    "plugins": {"sources", "pictures", "writing"},
    "checks": {"sources", "pictures", "forms"},
    "incremental": {"checks", "plugins", "sources", "pictures"},
    "writing": {"checks", "importing", "sources", "pictures"},
    "preview": {"checks", "forms", "mailing", "pictures", "plugins", "sources", "writing"},
    "publishing": {"checks", "forms", "plugins", "sources"},
    "setup": {"checks", "sources"},
    "importing": {"checks", "pictures", "sources"},
    "mailing": {"checks", "forms", "pictures", "sources"},
}  # fmt: skip
GROUND = {"problem", "ordinary_file", "file_cache", "git", "site_folder"}
BUILD = {"build", "incremental", "preview", "publishing", "tasks", "environment", "pelicanconf", "publishconf"}


OURS = {*MAY_IMPORT, "tests", *(path.stem for path in ROOT.glob("*.py"))}


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def names(nodes: Iterable[ast.AST]) -> set[str]:
    """What these statements import, by its whole name: of `from a import b`, `a` and `a.b`."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def imported(path: Path) -> set[str]:
    """The folders and modules at the top that a module imports, also within its functions."""
    return {name.partition(".")[0] for name in names(ast.walk(parsed(path)))} & OURS


@pytest.mark.parametrize("folder", MAY_IMPORT)
def test_a_folder_imports_only_what_is_below_it(folder: str) -> None:
    allowed = (
        MAY_IMPORT[folder] | GROUND | {folder} | (BUILD - {folder} if folder in ("preview", "publishing") else set())
    )
    for path in sorted((ROOT / folder).glob("*.py")):
        assert imported(path) <= allowed, f"{path.relative_to(ROOT)}: {imported(path) - allowed}"


@pytest.mark.parametrize("name", sorted(GROUND))
def test_what_all_stand_on_imports_nothing_of_ours_but_how_a_file_is_opened(name: str) -> None:
    assert imported(ROOT / f"{name}.py") <= {"ordinary_file"}


def test_no_module_imports_itself_by_way_of_others() -> None:
    """When it is loaded: a function may import what imports its module."""
    files = {f"{folder}.{path.stem}": path for folder in MAY_IMPORT for path in (ROOT / folder).glob("*.py")}
    needs = {name: names(parsed(path).body) & set(files) - {name} for name, path in files.items()}
    TopologicalSorter(needs).prepare()  # which raises an error that names the circle


@pytest.mark.parametrize("folder", MAY_IMPORT)
def test_the_first_line_of_a_folder_says_what_may_be_in_it(folder: str) -> None:
    words = ast.get_docstring(parsed(ROOT / folder / "__init__.py")) or ""
    for name in sorted(MAY_IMPORT[folder]):
        assert f"{name}/" in words.partition("\n")[0], f"{folder} may import {name}/, which its first line does not say"
