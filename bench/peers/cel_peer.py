"""Requirements carried by CEL: one program a requirement, the answers converted once."""

from __future__ import annotations

from collections.abc import Mapping

import cel

from .cases import Facts


class CelPeer:
    """The requirements of a service in one district on one day."""

    def __init__(self, expressions: Mapping[str, str]) -> None:
        self._programs = {name: cel.compile(written) for name, written in expressions.items()}

    def verdicts(self, facts: Facts) -> dict[str, str]:
        """The verdict of every requirement."""
        context = cel.Context(facts)
        return {name: program.execute(context) for name, program in self._programs.items()}

    def one(self, name: str, facts: Facts) -> str:
        """The verdict of one requirement; RuntimeError or TypeError if the peer cannot say."""
        return str(self._programs[name].execute(facts))
