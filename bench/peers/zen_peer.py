"""Requirements carried by zen-engine: one decision with one expression a requirement."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import zen

from .cases import Facts


class ZenPeer:
    """The requirements of a service in one district on one day."""

    def __init__(self, expressions: Mapping[str, str]) -> None:
        self.expressions = {
            name: zen.compile_expression(written) for name, written in expressions.items()
        }
        content = zen.ZenDecisionContent(json.dumps(_graph(expressions)))
        self._decision = zen.ZenEngine().create_decision(content)

    def traced(self, facts: Facts) -> dict[str, Any]:
        """The verdicts with the trace of how they came about."""
        return dict(self._decision.evaluate(facts, {"trace": True}))

    def verdicts(self, facts: Facts) -> dict[str, str]:
        """The verdict of every requirement."""
        found: dict[str, str] = self._decision.evaluate(facts)["result"]
        return found

    def one(self, name: str, facts: Facts) -> str:
        """The verdict of one requirement; RuntimeError if the peer cannot say."""
        return str(self.expressions[name].evaluate(facts))


def _graph(expressions: Mapping[str, str]) -> dict[str, Any]:
    listed = [{"id": name, "key": name, "value": its} for name, its in expressions.items()]
    nodes: list[dict[str, Any]] = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {
            "id": "rules",
            "type": "expressionNode",
            "name": "rules",
            "content": {"expressions": listed},
        },
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [
        {"id": "1", "sourceId": "in", "targetId": "rules", "type": "edge"},
        {"id": "2", "sourceId": "rules", "targetId": "out", "type": "edge"},
    ]
    nowhere = {"position": {"x": 0, "y": 0}}
    return {"nodes": [{**node, **nowhere} for node in nodes], "edges": edges}
