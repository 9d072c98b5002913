"""The shape of the code in figures: sizes, habits of writing and names, for comparing over time.

``python -m bench.code_shape [FOLDER]`` prints one table; the folder defaults to ``portal``. Lines
are physical lines; a function's length runs from its ``def`` to its last line.
"""

from __future__ import annotations

import ast
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
PORTAL = ROOT / "portal"
MANY_ARGUMENTS = 8

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(folder: Path) -> dict[Path, ast.Module]:
    """Every module below a folder, parsed; migrations are no part of the shape."""
    paths = sorted(path for path in folder.rglob("*.py") if "migrations" not in path.parts)
    return {path: ast.parse(path.read_text("utf-8")) for path in paths}


def percentile(values: list[int], share: float) -> int:
    """The value that a share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def comment_lines(path: Path) -> int:
    """Lines that hold nothing but a comment, or end in one."""
    with path.open("rb") as file:
        tokens = tokenize.tokenize(file.readline)
        return len({token.start[0] for token in tokens if token.type == tokenize.COMMENT})


def _nodes(trees: dict[Path, ast.Module]) -> Iterator[ast.AST]:
    for tree in trees.values():
        yield from ast.walk(tree)


def _is_dataclass(node: ast.AST) -> bool:
    if not isinstance(node, ast.ClassDef):
        return False
    names = (d.func if isinstance(d, ast.Call) else d for d in node.decorator_list)
    return any(isinstance(name, ast.Name) and name.id == "dataclass" for name in names)


def _unpacks_a_tuple(node: ast.AST) -> bool:
    """``a, b = x, y``: two statements on one line."""
    return (
        isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Tuple)
        and isinstance(node.value, ast.Tuple)
    )


def _is_star_tuple(node: ast.AST) -> bool:
    """``*("a", "b")`` inside a display: a line break in disguise."""
    return isinstance(node, ast.Starred) and isinstance(node.value, ast.Tuple | ast.List)


def shape(folder: Path) -> dict[str, str]:
    """The figures of a folder, name → value in words."""
    trees = modules(folder)
    lines = {path: len(path.read_text("utf-8").splitlines()) for path in trees}
    total = sum(lines.values())
    nodes = list(_nodes(trees))
    functions = [
        (node.end_lineno or node.lineno) - node.lineno + 1
        for node in nodes
        if isinstance(node, Function)
    ]
    assignments = [node for node in nodes if isinstance(node, ast.Assign)]
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    imports = sum(
        (node.end_lineno or node.lineno) - node.lineno + 1
        for node in nodes
        if isinstance(node, ast.Import | ast.ImportFrom)
    )
    gerunds = [path for path in trees if path.stem.endswith("ing")]
    return {
        "lines": f"{total:,}",
        "modules": str(len(trees)),
        "module lines: median / 95th / max": _spread(list(lines.values())),
        "function lines: median / 95th / max": _spread(functions),
        "calls with 8 or more positional arguments": str(
            sum(len(call.args) >= MANY_ARGUMENTS for call in calls)
        ),
        "`a, b = x, y` of all assignments": (
            f"{sum(map(_unpacks_a_tuple, assignments)) / max(1, len(assignments)):.1%}"
        ),
        "star tuples": str(sum(map(_is_star_tuple, nodes))),
        "dataclasses per 1,000 lines": f"{1000 * sum(map(_is_dataclass, nodes)) / total:.1f}",
        "comment lines per 1,000": f"{1000 * sum(map(comment_lines, trees)) / total:.1f}",
        "modules ending in -ing": f"{len(gerunds) / len(trees):.1%}",
        "import lines": f"{imports / total:.1%}",
    }


def _spread(values: list[int]) -> str:
    return f"{median(values):.0f} / {percentile(values, 0.95)} / {max(values)}"


def main() -> None:
    """Print the figures as a table."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PORTAL
    print("| figure | value |\n|---|---:|")
    for name, value in shape(folder).items():
        print(f"| {name} | {value} |")


if __name__ == "__main__":
    main()
