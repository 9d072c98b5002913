"""Prints the reasoning of one service from an evaluation as the API gives it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_MARKS = {"yes": "✓", "no": "✗", "unknown": "?"}
_WHY = {
    "unanswered": "not answered yet",
    "dont_know": "answered «不知道»",
    "gap": "no amount in force was found",
    "day": "a month was given and the exact day decides",
    "judgement": "left to the counter",
    "contested": "a later policy has announced the end of this limit",
}
_PLAIN = {True: "yes", False: "no", None: "unknown"}


def explain_lines(evaluation: Any, *, of_household: bool = False) -> Iterator[str]:
    """The outcome and, below it, every requirement with its reasoning.

    ``evaluation`` is of one service, explained: the same from our own rules and from a portal.
    ``of_household``: it is of several people, each of whom is named.
    """
    outcomes = evaluation["outcomes"]
    name = outcomes[0]["name"]
    place = evaluation["district_name"]
    yield f"{name['zh']} · {name['en']} ({outcomes[0]['service']})"
    yield f"{place['zh']} ({evaluation['district']}) on {evaluation['day']}"
    for outcome in outcomes:
        if of_household:
            yield ""
            yield _subject_line(outcome)
        yield from _outcome_lines(outcome)
    if of_household:
        for notice in evaluation.get("notices", ()):
            yield ""
            yield f"{notice['pointer']} {notice['message']} ({notice['hint']})."
        if evaluation.get("next_question"):
            yield ""
            yield f"Next to ask: {evaluation['next_question']} of {evaluation['next_subject']}"


def _subject_line(outcome: Any) -> str:
    """Whose outcome it is, and by whose facts where that is somebody else."""
    by = [adult for adult in outcome["by"] if adult != outcome["subject"]]
    counted = f", by the facts of {' and '.join(by)}" if by else ""
    return f"For {outcome['subject']}{counted}:"


def _outcome_lines(outcome: Any) -> Iterator[str]:
    strength = f" · {outcome['strength']}" if outcome["strength"] else ""
    yield f"Outcome: {outcome['outcome']}{strength}"
    if not outcome["covered"]:
        yield "No procedure was found for this district and day (没查到): ask the counter."
    elif outcome["findings"]:
        yield f"Met {outcome['met']} of {outcome['of']}"
    for place, step in enumerate(outcome.get("next_steps", ()), 1):
        yield f"Step {place} ({step['kind']}): {step['text']['zh']}"
        yield f"    {step['text']['en']}"
    for finding in outcome["findings"]:
        yield ""
        yield from _finding_lines(finding)
    if outcome["worth_asking"]:
        yield ""
        yield f"Worth asking: {', '.join(outcome['worth_asking'])}"


def _finding_lines(finding: Any) -> Iterator[str]:
    why = f" ({_WHY[finding['reason']]})" if finding["reason"] else ""
    yield f"{_MARKS[finding['verdict']]} {finding['requirement']}: {finding['verdict']}{why}"
    yield f"    the rule requires: {finding['text']['zh']}"
    if certain := finding.get("certain_from"):
        yield f"    certainly {certain['verdict']} from {certain['day']} at the latest"
    for label, tree in (("when", finding["when"]), ("judged when", finding["judged_when"])):
        if tree is not None:
            yield f"    {label}:"
            yield from _tree_lines(tree, "      ")
    for name, answer in sorted(finding["answers"].items()):
        yield f"    answer {name} = {_written(answer)}"
    for name, amount in sorted(finding["amounts"].items()):
        yield f"    amount {name} = {_written(amount['value'])} {_period(amount)}"
    for name in finding["gaps"]:
        yield f"    amount {name}: none in force"
    for name in finding["missing"]:
        yield f"    lacks {name}"
    for cited in finding["cited"]:
        words = cited["title"]["zh"] + cited["clause"]["zh"]
        yield f"    source {words} [{cited['tier']}, verified {cited['verified_on']}]"


def _tree_lines(tree: Any, indent: str) -> Iterator[str]:
    yield f"{indent}{_MARKS[tree['verdict']]} {tree['text']}"
    for part in tree.get("parts", ()):
        yield from _tree_lines(part, indent + "  ")


def _period(amount: Any) -> str:
    """Where and when an amount is in force."""
    where = ", ".join(amount["districts"]) or "city"
    return f"({where}, {amount['since'] or '…'} to {amount['until'] or '…'})"


def _written(value: Any) -> str:
    if isinstance(value, dict):
        return str(value["zh"])
    return _PLAIN[value] if value is None or isinstance(value, bool) else str(value)
