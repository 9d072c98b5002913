"""One service document made into a `Service`."""

from __future__ import annotations

from datetime import date
from pathlib import PurePosixPath
from typing import Any

from ..answers import read_answers
from ..conditions import Condition
from ..documents.services import ServiceDocument
from ..model import (
    Contest,
    Cover,
    Example,
    HousingOption,
    PaperNeeded,
    Particular,
    Requirement,
    Service,
    Step,
    Window,
)
from ..parameters import Parameter, Row, Value
from ..texts import Text
from ..writing import ConditionError, read
from .workbench import Workbench, text_of

UNCLEAR = "unknown"
"""How an example writes «不知道» (TOML has no null)."""


class _Words:
    """The vocabulary of one service's conditions."""

    def __init__(self, bench: Workbench, document: ServiceDocument) -> None:
        questions = bench.questions
        self.question_kinds = {name: question.kind for name, question in questions.items()}
        self.question_units = {name: question.unit for name, question in questions.items()}
        self.options = {
            name: tuple(option.id for option in question.options)
            for name, question in questions.items()
        }
        self.parameter_units = {name: shape.unit for name, shape in document.parameters.items()}
        self.groups = tuple(bench.gazetteer.groups)


class ServiceBuilder:
    """Builds the service of one document, noting problems on the bench."""

    def __init__(self, bench: Workbench, path: str, document: ServiceDocument) -> None:
        self.bench, self.path, self.document = bench, path, document
        self.words = _Words(bench, document)

    def note(self, place: str, message: str, hint: str = "") -> None:
        self.bench.note(self.path, place, message, hint)

    def build(self) -> Service:
        head = self.document.service
        self._place()
        for contact in head.contacts:
            self.bench.known(self.path, "service.contacts", contact, self.bench.contacts, "contact")
        return Service(
            head.id,
            head.topic,
            head.order,
            Text(head.name.zh, head.name.en),
            Text(head.summary.zh, head.summary.en),
            Text(head.audience.zh, head.audience.en),
            tuple(
                Cover(self._scope(f"covers[{i}]", c), self._cited(f"covers[{i}]", c))
                for i, c in enumerate(self.document.covers)
            ),
            {n: self._requirement(n, s) for n, s in self.document.requirements.items()},
            {n: self._parameter(n, s) for n, s in self.document.parameters.items()},
            self._condition("service.concerns", head.concerns),
            tuple(self._paper(i, s) for i, s in enumerate(self.document.papers)),
            tuple(
                Step(
                    Text(s.text.zh, s.text.en),
                    self._scope(f"steps[{i}]", s),
                    self._cited(f"steps[{i}]", s),
                )
                for i, s in enumerate(self.document.steps)
            ),
            tuple(self._particular(i, s) for i, s in enumerate(self.document.particulars)),
            tuple(self._window(i, s) for i, s in enumerate(self.document.windows)),
            tuple(self._option(i, s) for i, s in enumerate(self.document.options)),
            tuple(head.contacts),
            self._grants(),
            {"zh": tuple(head.synonyms.zh), "en": tuple(head.synonyms.en)},
            tuple(self._example(i, s) for i, s in enumerate(self.document.examples)),
        )

    def _place(self) -> None:
        head, path = self.document.service, PurePosixPath(self.path)
        if head.id != path.stem:
            self.note("service.id", f"must be {path.stem!r}, the name of the file")
        known = self.bench.known(self.path, "service.topic", head.topic, self.bench.topics, "topic")
        if known and head.topic != path.parent.name:
            self.note("service.topic", f"must be {path.parent.name!r}, the name of the folder")

    def _scope(self, place: str, shape: Any) -> Any:
        return self.bench.scope(self.path, place, shape)

    def _cited(self, place: str, shape: Any) -> Any:
        return self.bench.citations(self.path, place, shape.source)

    def _condition(self, place: str, text: str | None) -> Condition | None:
        if text is None:
            return None
        try:
            return read(text, self.words)
        except ConditionError as fault:
            self.bench.note(self.path, place, fault.message, fault.hint, fault.column)
            return None

    def _requirement(self, name: str, shape: Any) -> Requirement:
        place = f"requirements.{name}"
        if shape.check == "formality" and shape.when:
            self.note(f"{place}.when", "a formality has no condition", "drop `when` or `check`")
        if shape.check == "computed" and not shape.when:
            self.note(f"{place}.when", "is missing", 'or say check = "formality" or "judgement"')
        if shape.judged_when and (shape.check != "computed" or not shape.when):
            self.note(f"{place}.judged_when", "stands only beside a computed `when`")
        return Requirement(
            name,
            Text(shape.text.zh, shape.text.en),
            self._scope(place, shape),
            self._cited(place, shape),
            self._condition(f"{place}.when", shape.when),
            self._condition(f"{place}.judged_when", shape.judged_when),
            shape.check,
            tuple(
                Contest(self._scope(f"{place}.contested", c), self._cited(f"{place}.contested", c))
                for c in shape.contested
            ),
            text_of(shape.note),
            text_of(shape.action),
        )

    def _parameter(self, name: str, shape: Any) -> Parameter:
        place = f"parameters.{name}"
        rows = tuple(
            self._row(f"{place}.rows[{i}]", shape, row) for i, row in enumerate(shape.rows)
        )
        return Parameter(
            name,
            Text(shape.text.zh, shape.text.en),
            shape.unit,
            rows,
            shape.yearly,
            shape.shown,
            text_of(shape.missing),
        )

    def _row(self, place: str, parameter: Any, shape: Any) -> Row:
        value: Value = shape.value if shape.value is not None else 0
        if parameter.unit == "text":
            if shape.text is None or shape.value is not None:
                self.note(place, "an amount in words needs text.zh and text.en, and no value")
            value = text_of(shape.text) or 0
        elif shape.value is None or shape.text is not None:
            self.note(f"{place}.value", "is missing")
        elif (parameter.unit == "day") != isinstance(shape.value, date):
            self.note(f"{place}.value", f"does not fit the unit {parameter.unit!r}")
        elif parameter.unit != "day" and round(shape.value, 2) != shape.value:
            self.note(f"{place}.value", "has too many decimals")
        elif parameter.unit.startswith("fen") and not isinstance(shape.value, int):
            self.note(f"{place}.value", "money is whole fen")
        if parameter.yearly and shape.until is None:
            self.note(f"{place}.until", "a yearly amount needs the day it ends")
        scope = self._scope(place, shape)
        return Row(value, scope, self._cited(place, shape), shape.then == "default")

    def _paper(self, place: int, shape: Any) -> PaperNeeded:
        where = f"papers[{place}]"
        self.bench.known(self.path, f"{where}.paper", shape.paper, self.bench.papers, "paper")
        return PaperNeeded(
            shape.paper,
            self._scope(where, shape),
            self._cited(where, shape),
            shape.form or "",
            text_of(shape.note),
        )

    def _particular(self, place: int, shape: Any) -> Particular:
        where = f"particulars[{place}]"
        return Particular(
            shape.kind,
            Text(shape.text.zh, shape.text.en),
            self._scope(where, shape),
            self._cited(where, shape),
            shape.days,
            shape.working_days,
        )

    def _window(self, place: int, shape: Any) -> Window:
        where = f"windows[{place}]"
        dated = shape.opens is not None and shape.closes is not None
        if [dated, shape.month is not None, shape.anniversary_of is not None].count(True) != 1:
            self.note(where, "needs either opens and closes, or month, or anniversary_of")
        if shape.anniversary_of:
            months = [q.id for q in self.bench.questions.values() if q.kind == "month"]
            self.bench.known(self.path, where, shape.anniversary_of, months, "month question")
        return Window(
            shape.id,
            Text(shape.text.zh, shape.text.en),
            self._scope(where, shape),
            self._cited(where, shape),
            shape.opens,
            shape.closes,
            shape.month,
            shape.until_month,
            shape.anniversary_of,
        )

    def _option(self, place: int, shape: Any) -> HousingOption:
        where = f"options[{place}]"
        for name in shape.costs:
            known = self.document.parameters
            self.bench.known(self.path, f"{where}.costs", name, known, "parameter")
        return HousingOption(
            shape.id,
            Text(shape.name.zh, shape.name.en),
            Text(shape.who.zh, shape.who.en),
            tuple(shape.costs),
            self._scope(where, shape),
            self._cited(where, shape),
        )

    def _grants(self) -> dict[str, object]:
        grants = self.document.service.grants
        for name, value in grants.items():
            known = self.bench.known(
                self.path, "service.grants", name, self.bench.questions, "question"
            )
            if known and (value == "this_month") != (self.bench.questions[name].kind == "month"):
                self.note("service.grants", f"{name} cannot become {value!r}")
        return dict(grants)

    def _example(self, place: int, shape: Any) -> Example:
        where = f"examples[{place}]"
        answers = {n: None if v == UNCLEAR else v for n, v in shape.answers.items()}
        _, problems = read_answers(self.bench.questions, answers, shape.day, self.bench.gazetteer)
        for problem in problems:
            self.note(f"{where}.answers.{problem.question}", problem.message, problem.hint)
        district = self.bench.gazetteer.districts.get(shape.district)
        if district is None or not district.period.holds(shape.day):
            self.note(f"{where}.district", f"{shape.district!r} is no district on {shape.day}")
        for name in [*shape.undecided, *shape.failed]:
            self.bench.known(self.path, where, name, self.document.requirements, "requirement")
        return Example(
            shape.name,
            shape.day,
            shape.district,
            answers,
            shape.expect,
            shape.strength,
            tuple(shape.undecided),
            tuple(shape.failed),
        )
