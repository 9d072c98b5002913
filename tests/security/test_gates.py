"""What may stand nowhere in the code: words that switch protections off."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PORTAL = Path(__file__).resolve().parents[2] / "portal"
CODE = sorted(PORTAL.rglob("*.py"))
TEMPLATES = sorted(p for p in (PORTAL / "templates").rglob("*") if p.is_file())
SCRIPTS = sorted(p for p in (PORTAL / "static").glob("*.js"))
#: Calls that run text, or read objects from it.
NEVER = {"eval", "exec", "compile", "__import__", "Markup", "render_template_string", "from_string"}
MODULES = {"pickle", "cPickle", "shelve", "marshal", "yaml", "dill", "xml", "lxml", "telnetlib"}
#: Calls that take SQL; its text is written in full where it is called.
SQL = {"execute", "exec_driver_sql", "text", "scalar", "scalars", "executemany", "executescript"}
#: A setting takes no parameter; its number is an integer of the code or of the database itself.
SETTINGS = re.compile(r"(PRAGMA busy_timeout|SET LOCAL lock_timeout) = \{\}")


def named(path: Path) -> str:
    return str(path.relative_to(PORTAL))


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call of a module with the last part of its name."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id, node
            elif isinstance(node.func, ast.Attribute):
                receiver = node.func.value
                whole = isinstance(receiver, ast.Name) and receiver.id == "re"
                yield ("re." if whole else "") + node.func.attr, node


def glued(node: ast.expr) -> str:
    """Text that is put together where it is used: an f-string, ``%``, ``+``, ``format``."""
    if isinstance(node, ast.JoinedStr):
        return "".join(p.value if isinstance(p, ast.Constant) else "{}" for p in node.values)  # type: ignore[misc]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.Add):
        return ast.unparse(node)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return ast.unparse(node) if node.func.attr in ("format", "join") else ""
    return ""


@pytest.mark.parametrize("path", CODE, ids=named)
def test_no_module_runs_text_or_reads_objects(path: Path) -> None:
    found = [name for name, _ in calls(path) if name in NEVER]
    tree = ast.parse(path.read_text())
    imported = {
        alias.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    } | {
        n.module.split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) if n.module
    }
    assert found == []
    assert not imported & MODULES
    for _, call in calls(path):
        for keyword in call.keywords:
            is_shell = keyword.arg == "shell" and isinstance(keyword.value, ast.Constant)
            assert not is_shell, f"line {call.lineno} starts a shell"


@pytest.mark.parametrize("path", [p for p in CODE if "store" in p.parts], ids=named)
def test_sql_is_never_put_together_from_pieces(path: Path) -> None:
    for name, call in calls(path):
        if name in SQL and call.args:
            words = glued(call.args[0])
            assert not words or SETTINGS.fullmatch(words), f"line {call.lineno}: {words}"


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_no_template_switches_escaping_off_or_makes_a_script(path: Path) -> None:
    words = path.read_text()
    assert not re.search(r"\|\s*safe\b|autoescape\s+false|\|\s*attr\b|Markup", words)
    assert not re.search(
        r"<script(?![^>]*\bsrc=)|\son(?!ly\b)[a-z]+\s*=|\sstyle\s*=|javascript:", words
    )
    assert path.suffix in (".html", ".atom"), "Jinja escapes by the ending of the name"


@pytest.mark.parametrize("path", SCRIPTS, ids=named)
def test_no_script_of_ours_runs_text(path: Path) -> None:
    words = path.read_text()
    assert not re.search(r"\beval\(|new Function|document\.write|insertAdjacentHTML", words)
