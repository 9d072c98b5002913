"""The house: who may import whom, what the kernel may not do, no import inside a function."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

PORTAL = Path(__file__).resolve().parent.parent / "portal"
MODULES = sorted(path for path in PORTAL.rglob("*.py") if "migrations" not in path.parts)
#: What each part may import of the others; arrows are transitive.
MAY = {
    "rules": set(),
    "content": set(),
    "config": {"rules"},
    "extensions": set(),
    "i18n": {"rules"},
    "explaining": {"rules"},
    "launching": set(),
    "logs": set(),
    "metrics": set(),
    "proofreading": {"rules"},
    "serving": {"config", "logs"},
    "store": {"rules", "metrics"},
    "publishing": {"store", "rules"},
    "web": {"publishing", "store", "rules", "i18n", "metrics"},
    "cli": {
        *("publishing", "store", "rules", "i18n", "web", "config", "content", "explaining"),
        *("launching", "serving"),
        *("proofreading", "portal"),
    },
    "portal": {"web", "store", "config", "extensions", "i18n", "logs"},
}


def part_of(path: Path) -> str:
    """The part of the house a module belongs to."""
    first = path.relative_to(PORTAL).parts[0]
    return "portal" if first == "__init__.py" else first.removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Every module a file imports, as a dotted name; ``portal.x`` for our own."""
    package = ["portal", *path.relative_to(PORTAL).parts[:-1]]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found |= {f"{module}.{alias.name}" for alias in node.names}
    return found


def own_parts(path: Path) -> set[str]:
    """The parts of the house a module imports."""
    names = [name.split(".") for name in imported(path) if name.startswith("portal")]
    return {
        parts[1]
        if (PORTAL / parts[1]).is_dir() or (PORTAL / f"{parts[1]}.py").exists()
        else "portal"
        for parts in names
        if len(parts) > 1
    }


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PORTAL)))
def test_a_part_imports_only_what_it_may(path: Path) -> None:
    part = part_of(path)
    assert own_parts(path) - {part} <= MAY[part]


@pytest.mark.parametrize("path", sorted((PORTAL / "rules").rglob("*.py")), ids=lambda p: p.name)
def test_the_kernel_imports_the_standard_library_alone(path: Path) -> None:
    others = {name.split(".")[0] for name in imported(path)} - set(sys.stdlib_module_names)
    allowed = {"portal", "pydantic"} if "documents" in path.parts else {"portal"}
    assert others <= allowed


@pytest.mark.parametrize("path", sorted((PORTAL / "rules").rglob("*.py")), ids=lambda p: p.name)
def test_the_kernel_reads_no_clock_locale_or_chance(path: Path) -> None:
    assert not {n.split(".")[0] for n in imported(path)} & {"time", "random", "locale", "os"}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute):
            assert node.attr not in ("today", "now", "utcnow", "strftime"), node.lineno


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PORTAL)))
def test_only_the_store_knows_the_database(path: Path) -> None:
    if part_of(path) == "store":
        return
    roots = {name.split(".")[0] for name in imported(path)}
    assert not roots & {"sqlalchemy", "flask_sqlalchemy", "flask_migrate", "alembic"}
    if part_of(path) == "web":
        assert not any("store.tables" in name or name.endswith(".db") for name in imported(path))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PORTAL)))
def test_nothing_is_imported_inside_a_function_and_every_module_says_what_it_is(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree)
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            assert not any(isinstance(n, ast.Import | ast.ImportFrom) for n in ast.walk(function))


def test_no_module_bears_a_name_that_says_nothing() -> None:
    nothing = {"utils", "helpers", "common", "misc", "manager", "forms"}
    assert not {path.stem for path in MODULES} & nothing
