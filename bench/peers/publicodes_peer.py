"""Requirements carried by publicodes, in a process of Node that is asked line by line."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from .cases import CONCERNS, Case, Facts, Translated
from .publicodes_rules import Rulebook, Written, situation

_FOLDER = Path(__file__).resolve().parent.parent / "publicodes"


def missing() -> str:
    """What is lacking to run publicodes; empty if nothing is. Installs it the first time."""
    if not (shutil.which("node") and shutil.which("npm")):
        return "node and npm are not installed (apt install nodejs npm)"
    if not (_FOLDER / "node_modules" / "publicodes").exists():
        line = ["npm", "ci", "--ignore-scripts", "--silent"]
        if subprocess.run(line, cwd=_FOLDER, check=False).returncode:
            return "npm could not install it"
    return ""


@dataclass(frozen=True, slots=True)
class PublicodesPlace:
    """The requirements of a service in one district on one day; asked through the process."""

    process: PublicodesPeer
    number: int
    names: Mapping[str, str]
    asked: frozenset[str]

    def situation(self, facts: Facts) -> dict[str, object]:
        """The answers among the facts that some rule asks for: others are refused."""
        return {name: its for name, its in situation(facts).items() if name in self.asked}

    def verdicts(self, facts: Facts) -> dict[str, str | None]:
        """The verdict of every requirement; None where an answer is missing."""
        found = self.process.said({"ask": self.number, "situation": self.situation(facts)})
        return {name: found[rule] for name, rule in self.names.items()}

    def one(self, name: str, facts: Facts) -> str | None:
        """The verdict of one requirement; None where an answer is missing."""
        return self.verdicts(facts)[name]


class PublicodesPeer:
    """One process for all services and places; used in ``with``."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._places: dict[int, PublicodesPlace] = {}

    def __enter__(self) -> PublicodesPeer:
        command = ["node", str(_FOLDER / "peer.mjs")]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._process = self._stack.enter_context(process)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def at(self, place: Translated) -> PublicodesPlace:
        """The rules of a place, which the process is told when they are first asked for."""
        if id(place) not in self._places:
            names, rules = rules_of(place)
            number = len(self._places)
            self.said({"add": number, "rules": rules, "verdicts": list(names.values())})
            self._places[id(place)] = PublicodesPlace(self, number, names, frozenset(rules))
        return self._places[id(place)]

    def seconds(self, found: Sequence[Case], least: float) -> float:
        """Processor seconds of one situation, the mean over all cases, for at least so long."""
        places = [(self.at(case.place), case.facts) for case in found]
        asked = [(place.number, place.situation(facts)) for place, facts in places]
        return float(self.said({"time": asked, "seconds": least})["seconds"])

    def said(self, request: Mapping[str, object]) -> dict[str, Any]:
        """The answer of the process; RuntimeError if it has ended."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("publicodes has ended: what it said stands above")
        found: dict[str, Any] = json.loads(line)
        return found


def rules_of(place: Translated) -> tuple[dict[str, str], dict[str, Written]]:
    """The rule that carries each requirement, and all rules."""
    book = Rulebook(place.frame.place)
    names: dict[str, str] = {}
    for its in place.frame.requirements:
        names[its.requirement.id] = f"requirement {len(names)}"
        book.add(names[its.requirement.id], its)
    if place.frame.service.concerns:
        names[CONCERNS] = "it concerns"
        book.add_condition(names[CONCERNS], place.frame.service.concerns)
    return names, book.rules
