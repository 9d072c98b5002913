"""Answers that cannot stand together, each with its reason, in one table.

Only what cannot be so is listed, never what is merely unusual: a permit may be older than the
registration now in force, a stepchild older than who asks. A rule applies where all its questions
are asked and answered with certainty; «不知道» contradicts nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ..model.months import NONE, Month, Span
from ..problem_codes import ContradictionCode
from .answer_reader import Answer, Answers

_Clash = Callable[[Answers, date], bool]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Questions whose answers cannot stand together, with the reason."""

    questions: tuple[str, ...]
    reason: ContradictionCode

    def others(self, question: str) -> tuple[str, ...]:
        """The questions beside one of them."""
        return tuple(name for name in self.questions if name != question)


def contradictions(answers: Answers, day: date) -> tuple[Contradiction, ...]:
    """Every contradiction among some answers, in the order of the table."""
    return tuple(
        Contradiction(questions, reason)
        for questions, reason, clashes in _TABLE
        if all(answers.get(name) is not None for name in questions) and clashes(answers, day)
    )


def _months(answer: Answer) -> tuple[Month, Month] | None:
    """The earliest and the latest month that a month answer may mean; None if it is none."""
    if isinstance(answer, Month):
        return answer, answer
    if isinstance(answer, Span):
        return answer.earliest, answer.latest
    if not isinstance(answer, str) or not answer[:1].isdigit():
        return None
    first, _, last = answer.partition("/")
    try:
        return Month.read(first), Month.read(last or first)
    except ValueError:
        return None


def _before(later: str, earlier: str, months: int = 0) -> _Clash:
    """Whether ``later`` began before ``months`` had passed since the month of ``earlier``."""

    def clashes(answers: Answers, _day: date) -> bool:
        began = _months(answers[later])
        since = _months(answers[earlier])
        return began is not None and since is not None and began[1] < since[0] + months

    return clashes


def _younger(birth: str, years: int, question: str, *options: str) -> _Clash:
    """Whether somebody is younger than some years and yet answers with one of the options."""

    def clashes(answers: Answers, day: date) -> bool:
        born = _months(answers[birth])
        young = born is not None and Month.on(day) < born[0] + 12 * years
        return young and answers[question] in options

    return clashes


def _longer(question: str, years: int, stage: str, *options: str) -> _Clash:
    """Whether something has lasted longer than some years at one of the stages."""

    def clashes(answers: Answers, day: date) -> bool:
        since = _months(answers[question])
        long = since is not None and since[1] + 12 * years < Month.on(day)
        return long and answers[stage] in options

    return clashes


def _more_months(number: str, birth: str, years: int) -> _Clash:
    """Whether more months are counted than have passed since an age."""

    def clashes(answers: Answers, day: date) -> bool:
        born = _months(answers[birth])
        counted = answers[number]
        if born is None or not isinstance(counted, int | float):
            return False
        return counted > max(0, Month.on(day) - born[0] - 12 * years + 1)

    return clashes


def _is_month(answer: Answer) -> bool:
    return _months(answer) is not None


def _together(tests: Mapping[str, Callable[[Answer], bool]]) -> _Clash:
    """Whether every answer passes its test."""

    def clashes(answers: Answers, _day: date) -> bool:
        return all(test(answers[name]) for name, test in tests.items())

    return clashes


def _one_of(*options: Answer) -> Callable[[Answer], bool]:
    return lambda answer: answer in options


_AGE_OF_WORK = 14
_WORKING = ("contract", "self_employed", "flexible", "platform")
_AT_SCHOOL = ("primary", "junior", "senior", "vocational")
_none = _one_of(NONE)


_TABLE: tuple[tuple[tuple[str, ...], ContradictionCode, _Clash], ...] = (
    *(
        (
            (since, "birth_month"),
            ContradictionCode.TOO_EARLY,
            _before(since, "birth_month", 12 * _AGE_OF_WORK),
        )
        for since in (
            "work_since",
            "work_area_since",
            "park_since",
            "pension_insured_since",
            "insured_area_since",
            "medical_insured_since",
        )
    ),
    (
        ("work", "birth_month"),
        ContradictionCode.TOO_EARLY,
        _younger("birth_month", _AGE_OF_WORK, "work", *_WORKING),
    ),
    (
        ("unemployment_insured_months", "birth_month"),
        ContradictionCode.TOO_MANY_MONTHS,
        _more_months("unemployment_insured_months", "birth_month", _AGE_OF_WORK),
    ),
    *(
        ((since, "birth_month"), ContradictionCode.BEFORE_BIRTH, _before(since, "birth_month"))
        for since in (
            "residence_registered_since",
            "residence_permit_since",
            "home_since",
            "child_enrolled_since",
            "child_permit_since",
        )
    ),
    (
        ("child_stage", "birth_month"),
        ContradictionCode.PARENT_TOO_YOUNG,
        _younger("birth_month", _AGE_OF_WORK, "child_stage", "preschool", *_AT_SCHOOL),
    ),
    *(
        (
            (since, "child_birth_month"),
            ContradictionCode.BEFORE_CHILD,
            _before(since, "child_birth_month"),
        )
        for since in ("child_enrolled_since", "child_permit_since")
    ),
    *(
        (
            ("child_stage", "child_birth_month"),
            ContradictionCode.CHILD_TOO_YOUNG,
            _younger("child_birth_month", years, "child_stage", stage),
        )
        for stage, years in {"primary": 5, "junior": 9, "senior": 11, "vocational": 11}.items()
    ),
    *(
        (
            ("child_enrolled_since", "child_stage"),
            ContradictionCode.SCHOOL_TOO_LONG,
            _longer("child_enrolled_since", years, "child_stage", stage),
        )
        for stage, years in {"primary": 12, "junior": 9, "senior": 9, "vocational": 9}.items()
    ),
    (
        ("work_area_since", "work_since"),
        ContradictionCode.TIME_IN_AREA,
        _before("work_area_since", "work_since"),
    ),
    (
        ("park_since", "work_since"),
        ContradictionCode.TIME_IN_PARK,
        _before("park_since", "work_since"),
    ),
    (
        ("park_since", "work_area_since"),
        ContradictionCode.PARK_IN_AREA,
        _before("park_since", "work_area_since"),
    ),
    (
        ("insured_area_since", "pension_insured_since"),
        ContradictionCode.TIME_IN_AREA,
        _before("insured_area_since", "pension_insured_since"),
    ),
    *(
        (
            (month, without),
            ContradictionCode.WORK_OR_NONE,
            _together({month: _is_month, without: _none}),
        )
        for month, without in (
            ("work_since", "work"),
            ("work_area_since", "work"),
            ("park_since", "work"),
            ("work_area_since", "work_since"),
            ("work_since", "work_area_since"),
            ("park_since", "work_since"),
            ("park_since", "work_area_since"),
        )
    ),
    *(
        (
            ("work", since),
            ContradictionCode.WORK_OR_NONE,
            _together({"work": _one_of("contract", "self_employed"), since: _none}),
        )
        for since in ("work_since", "work_area_since")
    ),
    *(
        (
            (month, without),
            ContradictionCode.PENSION_OR_NONE,
            _together({month: _is_month, without: _none}),
        )
        for month, without in (
            ("insured_area_since", "pension_insured_since"),
            ("pension_insured_since", "insured_area_since"),
        )
    ),
    (
        ("insured_district", "pension_insured_since", "medical_insured_since"),
        ContradictionCode.PAID_NOWHERE,
        _together({"pension_insured_since": _none, "medical_insured_since": _none}),
    ),
    (
        ("has_residence_permit", "residence_permit_since"),
        ContradictionCode.PERMIT_OR_NONE,
        _together({"has_residence_permit": _one_of(True), "residence_permit_since": _none}),
    ),
    (
        ("home", "home_since"),
        ContradictionCode.HOME_OR_NONE,
        _together(
            {"home": _one_of("owned", "public_rental", "registered_rental"), "home_since": _none}
        ),
    ),
    (
        ("floor_area_per_person", "owns_home"),
        ContradictionCode.NO_HOME_NO_AREA,
        _together({"floor_area_per_person": lambda area: area != 0, "owns_home": _one_of(False)}),
    ),
)
"""Questions, reason and test of each rule. Ages and years at school are lenient."""


def _rules_by_question() -> Mapping[str, tuple[tuple[tuple[str, ...], _Clash], ...]]:
    found: dict[str, list[tuple[tuple[str, ...], _Clash]]] = {}
    for questions, _, clashes in _TABLE:
        for name in questions:
            found.setdefault(name, []).append((questions, clashes))
    return {name: tuple(rules) for name, rules in found.items()}


_BY_QUESTION = _rules_by_question()


def kept_apart(answers: Answers) -> tuple[str, ...]:
    """Questions not answered yet of which some answer could contradict those given."""
    return tuple(
        name
        for name, rules in _BY_QUESTION.items()
        if name not in answers
        and any(
            all(other == name or answers.get(other) is not None for other in questions)
            for questions, _ in rules
        )
    )


def contradicts(question: str, answer: Answer, answers: Answers, day: date) -> bool:
    """Whether an answer to a question cannot stand beside those given."""
    return not free_of_contradiction(question, (answer,), answers, day)


def free_of_contradiction(
    question: str, every: Iterable[Answer], answers: Answers, day: date
) -> list[Answer]:
    """Those of several answers to a question that can stand beside those given."""
    known = dict(answers)
    told = [
        clashes
        for questions, clashes in _BY_QUESTION[question]
        if all(name == question or answers.get(name) is not None for name in questions)
    ]
    left = []
    for answer in every:
        known[question] = answer
        if answer is None or not any(clashes(known, day) for clashes in told):
            left.append(answer)
    return left
