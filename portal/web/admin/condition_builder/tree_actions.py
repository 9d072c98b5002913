"""Actions of the builder's buttons on the tree, and where the focus goes afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .trees import Node

Path = tuple[int, ...]

EMPTY = Node(kind="test")
MOST = 300
"""As many tests and groups as a condition may have while it is built."""
DEEPEST = 24
"""As deep as its groups may stand in each other; the text of a condition allows less."""
_OTHER = {"all": "any", "any": "all"}


def act(tree: Node, name: str, path: Path) -> Node:
    """What a button does to the tree; an unknown one, or one too many, does nothing."""
    grows = name in ("add-test", "add-group", "wrap")
    if grows and (_size(tree) >= MOST or len(path) + 2 > DEEPEST):
        return tree
    if name == "remove":
        return (_changed(tree, path, _gone) if path else None) or replace(tree, parts=())
    if name in ("up", "down"):
        step = -1 if name == "up" else 1
        return _changed(tree, path[:-1], lambda node: _moved(node, path[-1:], step)) or tree
    kind = _OTHER.get(at(tree, path[:-1]).kind, "any")
    changes: dict[str, Callable[[Node], Node]] = {
        "add-test": lambda node: _with(node, EMPTY),
        "add-group": lambda node: _with(
            node, Node(kind=_OTHER.get(node.kind, "all"), parts=(EMPTY,))
        ),
        "wrap": lambda node: Node(kind=kind, parts=(node, EMPTY)) if path else node,
        "negate": lambda node: replace(node, negated=not node.negated),
    }
    return (_changed(tree, path, changes[name]) if name in changes else None) or tree


def _size(node: Node) -> int:
    return 1 + sum(_size(part) for part in node.parts)


def _with(node: Node, part: Node) -> Node:
    return node if node.kind == "test" else replace(node, parts=(*node.parts, part))


def _gone(_node: Node) -> None:
    return None


def _changed(node: Node, path: Path, change: Callable[[Node], Node | None]) -> Node | None:
    """The node with another one in it changed; None takes it out, and a group it leaves empty."""
    if not path:
        return change(node)
    parts = [
        _changed(part, path[1:], change) if i == path[0] else part
        for i, part in enumerate(node.parts)
    ]
    left = tuple(part for part in parts if part is not None)
    return replace(node, parts=left) if left or not parts else None


def _moved(node: Node, at_path: Path, step: int) -> Node:
    parts = list(node.parts)
    for place in at_path:
        if 0 <= place < len(parts) and 0 <= place + step < len(parts):
            parts[place], parts[place + step] = parts[place + step], parts[place]
    return replace(node, parts=tuple(parts))


def at(tree: Node, path: Path) -> Node:
    """The node at a path, or the last one on the way there."""
    for place in path:
        if place >= len(tree.parts):
            break
        tree = tree.parts[place]
    return tree


def goes_on(tree: Node, name: str, path: Path) -> tuple[Path, str] | None:
    """Where one goes on after a button, in the tree as it is now: a node, and a field of it."""
    last = len(at(tree, path).parts) - 1
    match name:
        case "add-test":
            return (*path, last), "subject"
        case "add-group":
            return (*path, last, 0), "subject"
        case "wrap":
            return (*path, 1), "subject"
        case "up" | "down" if path:
            to = path[-1] + (1 if name == "down" else -1)
            stays = not 0 <= to < len(at(tree, path[:-1]).parts)
            return (path if stays else (*path[:-1], to)), name
        case "remove":
            return _group_left(tree, path[:-1]), "add-test"
    return None


def _group_left(tree: Node, path: Path) -> Path:
    """The innermost group on the way that is still there."""
    found: Path = ()
    for place in path:
        if place >= len(tree.parts) or tree.parts[place].kind == "test":
            break
        tree = tree.parts[place]
        found = (*found, place)
    return found
