"""Requirements as rules of publicodes, for one district and day.

As for the other peers, what the portal looks up once when it compiles is written out. A rule of
publicodes is an expression, or a mechanism with rules below it; what stands inside an expression
must have a name, so terms and denied conditions become rules of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from portal.rules.conditions.place import Place
from portal.rules.conditions.tree import (
    All,
    Amount,
    AnyOf,
    Asked,
    Compare,
    Condition,
    Elapsed,
    Here,
    InGroup,
    Is,
    IsHere,
    Literal,
    Not,
    OneOf,
    Retirement,
    Term,
)
from portal.rules.evaluation.findings import RequirementFrame
from portal.rules.model.months import full_base

from .translating import births_by_class, leaves_no_to_counter

#: What publicodes reads: an expression, or a mechanism and what it is made of.
Written = str | dict[str, object]
_TRUE, _FALSE = "oui", "non"
_COUNTER = "'counter'"


def fact_name(question: str) -> str:
    """The name of a question's rule; names hold no underscores."""
    return "question " + question.replace("_", " ")


def situation(facts: Mapping[str, object]) -> dict[str, object]:
    """Answers as publicodes takes them."""
    return {fact_name(name): _value(fact) for name, fact in facts.items()}


def _value(fact: object) -> object:
    match fact:
        case bool():
            return _TRUE if fact else _FALSE
        case int() | float():
            return fact
        case _:
            return f"'{fact}'"


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules of one service in one place, filled requirement by requirement."""

    place: Place
    rules: dict[str, Written] = field(default_factory=dict)

    def add(self, name: str, its: RequirementFrame) -> None:
        """A requirement's verdict on complete answers: yes, no or counter."""
        when = its.requirement.when
        if when is None:
            self.rules[name] = _COUNTER
            return
        left = leaves_no_to_counter(its)
        judged = its.requirement.judged_when
        met = _COUNTER if its.requirement.check == "judgement" else "'yes'"
        cases: list[dict[str, object]] = [{"si": self.condition(when), "alors": met}]
        if judged is not None and not left:
            cases.append({"si": self.condition(judged), "alors": _COUNTER})
        cases.append({"sinon": _COUNTER if left else "'no'"})
        self.rules[name] = {"variations": cases}

    def add_condition(self, name: str, its: Condition) -> None:
        """A condition that says yes or no."""
        cases = [{"si": self.condition(its), "alors": "'yes'"}, {"sinon": "'no'"}]
        self.rules[name] = {"variations": cases}

    def condition(self, its: Condition) -> Written:
        """A condition as a rule that is true or false."""
        match its:
            case Not(part):
                return f"{self._named(self.condition(part))} = {_FALSE}"
            case All(parts):
                return _all(*map(self.condition, parts))
            case AnyOf(parts):
                return _any(*map(self.condition, parts))
            case Compare(left, operator, right):
                sides = [self._term(term) for term in (left, right)]
                equal = {"==": "="}.get(operator, operator)
                return _FALSE if None in sides else f"{sides[0]} {equal} {sides[1]}"
            case Is(question, option, negated):
                return self._equal(question, self._option(question, option), negated)
            case OneOf(question, options):
                return self._one_of(question, options)
            case IsHere(question, negated):
                return self._equal(question, f"'{self.place.district.id}'", negated)
            case InGroup(Here(), group):
                return _TRUE if group in self.place.district.groups else _FALSE
            case InGroup(Asked(question), group):
                members = self.place.gazetteer.members(group, self.place.day)
                return self._one_of(question, sorted(members))
            case Retirement():
                return self._retirement(its)
        raise TypeError(f"{its} is no condition")

    def _retirement(self, its: Retirement) -> Written:
        return _any(
            *(
                _all(
                    *(self._equal(name, f"'{value}'", False) for name, value in who),
                    f"{self._asked(its.birth)} <= {int(latest)}",
                )
                for who, latest in births_by_class(its, self.place)
            )
        )

    def _one_of(self, question: str, options: Sequence[str]) -> Written:
        return _any(*(self._equal(question, f"'{option}'", False) for option in options))

    def _equal(self, question: str, value: str, negated: bool) -> str:
        return f"{self._asked(question)} {'!=' if negated else '='} {value}"

    def _option(self, question: str, option: str) -> str:
        if self.place.questions[question].kind == "yes_no":
            return _TRUE if option == "yes" else _FALSE
        return f"'{option}'"

    def _asked(self, question: str) -> str:
        name = fact_name(question)
        self.rules.setdefault(name, {"question": question})
        return name

    def _term(self, term: Term) -> str | None:
        match term:
            case Literal(value):
                return str(value)
            case Asked(question):
                return self._asked(question)
            case Amount(parameter):
                row = self.place.row(parameter)
                return str(row.value) if row and isinstance(row.value, int | float) else None
            case Elapsed():
                return self._elapsed(term)

    def _elapsed(self, term: Elapsed) -> str | None:
        day = self.place.day
        if term.cutoff:
            row = self.place.row(term.cutoff)
            if row is None or not isinstance(row.value, date):
                return None
            day = row.value
        now = full_base(day, paid=self.place.questions[term.question].paid_months)
        months = self._named(
            {"valeur": f"{int(now)} - {self._asked(term.question)}", "plancher": 0}
        )
        if term.unit == "months":
            return months
        # The nearest whole number to (n - 5.5) / 12 is that of whole years in n months.
        return self._named({"valeur": f"({months} - 5.5) / 12", "arrondi": _TRUE})

    def _named(self, written: Written) -> str:
        name = f"part {len(self.rules)}"
        self.rules[name] = written if isinstance(written, dict) else {"valeur": written}
        return name


def _all(*parts: Written) -> Written:
    return {"toutes ces conditions": list(parts)}


def _any(*parts: Written) -> Written:
    return {"une de ces conditions": list(parts)}
