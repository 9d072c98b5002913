"""One service document made into a `Service`."""

from __future__ import annotations

from datetime import date
from pathlib import PurePosixPath
from typing import Any

from ..conditions.text_form import ConditionError, read, read_elapsed
from ..conditions.tree import Condition, Elapsed
from ..conditions.vocabulary import Vocabulary
from ..documents.services import ServiceDocument
from ..evaluation.answer_reader import read_answers
from ..model.family import JOINS, FamilyGrant
from ..model.households import MOST_ADULTS, MOST_CHILDREN, Who
from ..model.named_amounts import texts_of
from ..model.parameters import Parameter, Row, Value
from ..model.ruleset import (
    Contest,
    Cover,
    Example,
    ExampleHousehold,
    ExamplePerson,
    HousingOption,
    PaperNeeded,
    Particular,
    PointItem,
    PointsTable,
    Requirement,
    Service,
    Step,
    Window,
)
from ..model.texts import Text, named_in
from ..problem_codes import DocumentCode, EntryCode, Hint, Noun
from ..problems import Message, say
from .build_context import Workbench, text_of

UNCLEAR = "unknown"
"""How an example writes «不知道» (TOML has no null)."""


def _vocabulary(bench: Workbench, document: ServiceDocument) -> Vocabulary:
    """The names that the conditions of one service may use."""
    questions = bench.questions
    return Vocabulary(
        question_kinds={name: question.kind for name, question in questions.items()},
        question_units={name: question.unit for name, question in questions.items()},
        options={
            name: tuple(option.id for option in question.options)
            for name, question in questions.items()
        },
        parameter_units={name: shape.unit for name, shape in document.parameters.items()},
        groups=tuple(bench.gazetteer.groups),
    )


class ServiceBuilder:
    """Builds the service of one document, noting problems on the bench."""

    def __init__(self, bench: Workbench, path: str, document: ServiceDocument) -> None:
        self.bench = bench
        self.path = path
        self.document = document
        self.vocabulary = _vocabulary(bench, document)

    def note(self, place: str, message: Message, hint: Message | None = None) -> None:
        self.bench.note(self.path, place, message, hint)

    def build(self) -> Service:
        head = self.document.service
        self._place()
        for contact in head.contacts:
            self.bench.known(
                self.path, "service.contacts", contact, self.bench.contacts, Noun.CONTACT
            )
        service = Service(
            id=head.id,
            topic=head.topic,
            order=head.order,
            name=Text(head.name.zh, head.name.en),
            summary=Text(head.summary.zh, head.summary.en),
            audience=Text(head.audience.zh, head.audience.en),
            covers=tuple(
                Cover(self._scope(f"covers[{i}]", c), self._cited(f"covers[{i}]", c))
                for i, c in enumerate(self.document.covers)
            ),
            requirements={
                n: self._requirement(n, s) for n, s in self.document.requirements.items()
            },
            parameters={n: self._parameter(n, s) for n, s in self.document.parameters.items()},
            kind=head.kind,
            is_for=head.is_for,
            right=head.right,
            concerns=self._condition("service.concerns", head.concerns),
            ahead=self._condition("service.ahead", head.ahead),
            last_stage=head.last_stage,
            last_grade=head.last_grade,
            alternatives=tuple(head.alternatives),
            papers=tuple(self._paper(i, s) for i, s in enumerate(self.document.papers)),
            steps=tuple(self._step(i, s) for i, s in enumerate(self.document.steps)),
            particulars=tuple(
                self._particular(i, s) for i, s in enumerate(self.document.particulars)
            ),
            windows=tuple(self._window(i, s) for i, s in enumerate(self.document.windows)),
            options=tuple(self._option(i, s) for i, s in enumerate(self.document.options)),
            points=tuple(self._points(i, s) for i, s in enumerate(self.document.points)),
            contacts=tuple(head.contacts),
            grants=self._grants(),
            grants_family=self._grants_family(),
            synonyms={"zh": tuple(head.synonyms.zh), "en": tuple(head.synonyms.en)},
            examples=tuple(self._example(i, s) for i, s in enumerate(self.document.examples)),
        )
        self._amounts_named(service)
        return service

    def _amounts_named(self, service: Service) -> None:
        """Note amounts in braces that the service does not hold."""
        for place, text in texts_of(service):
            for name in named_in(text):
                self.bench.known(self.path, place, name, service.parameters, Noun.PARAMETER)
            if place.endswith(".without") and named_in(text):
                self.note(place, say(EntryCode.NAMES_AN_AMOUNT), say(Hint.WITHOUT_AMOUNT))

    def _place(self) -> None:
        head = self.document.service
        path = PurePosixPath(self.path)
        if head.id != path.stem:
            self.note("service.id", say(EntryCode.FILE_NAME, name=path.stem))
        known = self.bench.known(
            self.path, "service.topic", head.topic, self.bench.topics, Noun.TOPIC
        )
        if known and head.topic != path.parent.name:
            self.note("service.topic", say(EntryCode.FOLDER_NAME, name=path.parent.name))
        preschool = head.last_stage == "preschool"
        if (head.last_stage is None or preschool) != (head.last_grade is None):
            self.note(
                "service.last_grade",
                say(EntryCode.GO_TOGETHER, one="last_stage", other="last_grade"),
                say(Hint.PRESCHOOL_HAS_NO_GRADE, choice="preschool"),
            )
        if head.kind == "entitlement" and head.ahead:
            self.note(
                "service.ahead", say(EntryCode.NO_TIME_BEFORE), say(Hint.LEAVE_OUT, field="ahead")
            )

    def _scope(self, place: str, shape: Any) -> Any:
        return self.bench.scope(self.path, place, shape)

    def _cited(self, place: str, shape: Any) -> Any:
        return self.bench.citations(self.path, place, shape.source)

    def _condition(self, place: str, text: str | None) -> Condition | None:
        if text is None:
            return None
        try:
            return read(text, self.vocabulary)
        except ConditionError as fault:
            self.bench.note(self.path, place, fault.message, fault.hint, fault.column)
            return None

    def _requirement(self, name: str, shape: Any) -> Requirement:
        place = f"requirements.{name}"
        if shape.check == "formality" and shape.when:
            self.note(
                f"{place}.when",
                say(EntryCode.FORMALITY_CONDITION),
                say(Hint.DROP_ONE, one="when", other="check"),
            )
        if shape.check == "computed" and not shape.when:
            self.note(
                f"{place}.when",
                say(DocumentCode.MISSING),
                say(Hint.SAY_CHECK, field="check", choice="formality", other_choice="judgement"),
            )
        if shape.judged_when and (shape.check != "computed" or not shape.when):
            self.note(f"{place}.judged_when", say(EntryCode.BESIDE_COMPUTED, field="when"))
        if shape.usual and not shape.judged_when:
            self.note(f"{place}.usual", say(EntryCode.STANDS_BESIDE, field="judged_when"))
        return Requirement(
            id=name,
            text=Text(shape.text.zh, shape.text.en),
            scope=self._scope(place, shape),
            citations=self._cited(place, shape),
            when=self._condition(f"{place}.when", shape.when),
            judged_when=self._condition(f"{place}.judged_when", shape.judged_when),
            check=shape.check,
            usual=shape.usual,
            contested=tuple(
                Contest(self._scope(f"{place}.contested", c), self._cited(f"{place}.contested", c))
                for c in shape.contested
            ),
            without=text_of(shape.without),
            note=text_of(shape.note),
            unmet=text_of(shape.unmet),
            open=text_of(shape.open),
            action=text_of(shape.action),
            ask=text_of(shape.ask),
        )

    def _parameter(self, name: str, shape: Any) -> Parameter:
        place = f"parameters.{name}"
        rows = tuple(
            self._row(f"{place}.rows[{i}]", shape, row) for i, row in enumerate(shape.rows)
        )
        return Parameter(
            id=name,
            text=Text(shape.text.zh, shape.text.en),
            unit=shape.unit,
            rows=rows,
            yearly=shape.yearly,
            shown=shape.shown,
            missing=text_of(shape.missing),
            unpublished=shape.unpublished,
            citations=self._cited(place, shape),
            at_least=shape.at_least,
            at_most=shape.at_most,
        )

    def _row(self, place: str, parameter: Any, shape: Any) -> Row:
        value: Value = shape.value if shape.value is not None else 0
        if parameter.unit == "text":
            if shape.text is None or shape.value is not None:
                self.note(place, say(EntryCode.WORDS_AND_VALUE))
            value = text_of(shape.text) or 0
        elif shape.value is None or shape.text is not None:
            self.note(f"{place}.value", say(DocumentCode.MISSING))
        elif (parameter.unit == "day") != isinstance(shape.value, date):
            self.note(f"{place}.value", say(EntryCode.WRONG_UNIT, unit=parameter.unit))
        elif parameter.unit != "day" and round(shape.value, 2) != shape.value:
            self.note(f"{place}.value", say(EntryCode.TOO_MANY_DECIMALS))
        elif parameter.unit.startswith("fen") and not isinstance(shape.value, int):
            self.note(f"{place}.value", say(EntryCode.MONEY_NOT_WHOLE))
        if parameter.yearly and shape.until is None:
            self.note(f"{place}.until", say(EntryCode.YEARLY_WITHOUT_END))
        scope = self._scope(place, shape)
        return Row(
            value=value,
            scope=scope,
            citations=self._cited(place, shape),
            then_default=shape.then == "default",
        )

    def _paper(self, place: int, shape: Any) -> PaperNeeded:
        where = f"papers[{place}]"
        self.bench.known(self.path, f"{where}.paper", shape.paper, self.bench.papers, Noun.PAPER)
        return PaperNeeded(
            paper=shape.paper,
            scope=self._scope(where, shape),
            citations=self._cited(where, shape),
            form=shape.form or "",
            note=text_of(shape.note),
            when=self._condition(f"{where}.when", shape.when),
        )

    def _step(self, place: int, shape: Any) -> Step:
        where = f"steps[{place}]"
        return Step(
            text=Text(shape.text.zh, shape.text.en),
            scope=self._scope(where, shape),
            citations=self._cited(where, shape),
            when=self._condition(f"{where}.when", shape.when),
        )

    def _points(self, place: int, shape: Any) -> PointsTable:
        where = f"points[{place}]"
        return PointsTable(
            id=shape.id,
            text=Text(shape.text.zh, shape.text.en),
            items=tuple(
                self._point_item(f"{where}.items[{number}]", its)
                for number, its in enumerate(shape.items)
            ),
            scope=self._scope(where, shape),
            citations=self._cited(where, shape),
            note=text_of(shape.note),
        )

    def _point_item(self, where: str, shape: Any) -> PointItem:
        if not shape.when and not shape.per:
            self.note(
                where,
                say(EntryCode.POINTS_WITHOUT_RULE),
                say(Hint.ADD_ONE, one="when", other="per"),
            )
        return PointItem(
            text=Text(shape.text.zh, shape.text.en),
            points=shape.points,
            when=self._condition(f"{where}.when", shape.when),
            per=self._elapsed(f"{where}.per", shape.per),
            every=shape.every,
            most=shape.most,
        )

    def _elapsed(self, place: str, text: str | None) -> Elapsed | None:
        if text is None:
            return None
        try:
            return read_elapsed(text, self.vocabulary)
        except ConditionError as fault:
            self.bench.note(self.path, place, fault.message, fault.hint, fault.column)
            return None

    def _particular(self, place: int, shape: Any) -> Particular:
        where = f"particulars[{place}]"
        return Particular(
            kind=shape.kind,
            text=Text(shape.text.zh, shape.text.en),
            scope=self._scope(where, shape),
            citations=self._cited(where, shape),
            days=shape.days,
            working_days=shape.working_days,
        )

    def _window(self, place: int, shape: Any) -> Window:
        where = f"windows[{place}]"
        dated = shape.opens is not None and shape.closes is not None
        if [dated, shape.month is not None, shape.anniversary_of is not None].count(True) != 1:
            self.note(
                where,
                say(
                    EntryCode.WINDOW_KIND,
                    opens="opens",
                    closes="closes",
                    month="month",
                    anniversary="anniversary_of",
                ),
            )
        if shape.anniversary_of:
            months = [q.id for q in self.bench.questions.values() if q.kind == "month"]
            self.bench.known(self.path, where, shape.anniversary_of, months, Noun.MONTH_QUESTION)
        return Window(
            id=shape.id,
            text=Text(shape.text.zh, shape.text.en),
            scope=self._scope(where, shape),
            citations=self._cited(where, shape),
            opens=shape.opens,
            closes=shape.closes,
            month=shape.month,
            until_month=shape.until_month,
            anniversary_of=shape.anniversary_of,
            when=self._condition(f"{where}.when", shape.when),
        )

    def _option(self, place: int, shape: Any) -> HousingOption:
        where = f"options[{place}]"
        for name in shape.costs:
            known = self.document.parameters
            self.bench.known(self.path, f"{where}.costs", name, known, Noun.PARAMETER)
        return HousingOption(
            id=shape.id,
            name=Text(shape.name.zh, shape.name.en),
            who=Text(shape.who.zh, shape.who.en),
            costs=tuple(shape.costs),
            scope=self._scope(where, shape),
            citations=self._cited(where, shape),
        )

    def _grants(self) -> dict[str, object]:
        grants = self.document.service.grants
        for name, value in grants.items():
            known = self.bench.known(
                self.path, "service.grants", name, self.bench.questions, Noun.QUESTION
            )
            if known and (value == "this_month") != (self.bench.questions[name].kind == "month"):
                self.note(
                    "service.grants", say(EntryCode.GRANT, question=name, value=str(value).lower())
                )
        return dict(grants)

    def _grants_family(self) -> FamilyGrant | None:
        shape = self.document.service.grants_family
        if shape is None:
            return None
        place = "service.grants_family"
        asked = self.bench.questions.get(JOINS)
        known = [option.id for option in asked.options] if asked else []
        for name in shape.joins:
            self.bench.known(self.path, f"{place}.joins", name, known, Noun.OPTION)
        return FamilyGrant(
            joins=tuple(shape.joins),
            citations=self._cited(place, shape),
            rural=shape.rural,
            when=self._condition(f"{place}.when", shape.when),
        )

    def _example(self, place: int, shape: Any) -> Example:
        where = f"examples[{place}]"
        answers = self._answers(f"{where}.answers", shape.answers or {}, shape.day)
        district = self.bench.gazetteer.districts.get(shape.district)
        if district is None or not district.period.holds(shape.day):
            self.note(
                f"{where}.district",
                say(EntryCode.NO_DISTRICT_THEN, name=shape.district, day=shape.day),
            )
        for name in [*shape.undecided, *shape.failed]:
            self.bench.known(self.path, where, name, self.document.requirements, Noun.REQUIREMENT)
        return Example(
            name=shape.name,
            day=shape.day,
            district=shape.district,
            answers=answers,
            expect=shape.expect or "",
            told=self._told(where, shape),
            strength=shape.strength,
            undecided=tuple(shape.undecided),
            failed=tuple(shape.failed),
            shows=shape.shows or "",
        )

    def _answers(
        self, where: str, raw: dict[str, object], day: date, of: Who | None = None
    ) -> dict[str, object]:
        """Answers as an example writes them, read to see that they can be; ``of``: whose."""
        answers = {n: None if v == UNCLEAR else v for n, v in raw.items()}
        _, problems = read_answers(self.bench.questions, answers, day, self.bench.gazetteer)
        for problem in problems:
            self.note(f"{where}.{problem.question}", problem.message, problem.hint)
        for name in answers:
            asked = self.bench.questions.get(name)
            if of is not None and asked is not None and asked.of != of:
                self.note(f"{where}.{name}", say(EntryCode.OF_SOMEBODY_ELSE, whose=asked.of))
        return answers

    def _told(self, where: str, shape: Any) -> ExampleHousehold | None:
        """The household of an example; None where its answers are flat."""
        if not (shape.household or shape.adults or shape.children):
            if shape.answers is None:
                self.note(f"{where}.answers", say(DocumentCode.MISSING))
            if shape.expect is None:
                self.note(f"{where}.expect", say(DocumentCode.MISSING))
            return None
        for field in ("answers", "strength", "undecided", "failed"):
            if getattr(shape, field):
                self.note(f"{where}.{field}", say(EntryCode.NOT_BESIDE, field="adults"))
        if not shape.adults:
            self.note(f"{where}.adults", say(DocumentCode.MISSING))
        for people, most in (("adults", MOST_ADULTS), ("children", MOST_CHILDREN)):
            if len(getattr(shape, people)) > most:
                self.note(f"{where}.{people}", say(EntryCode.TOO_MANY_PEOPLE, most=most))
        self._expected(where, shape)
        return ExampleHousehold(
            household=self._answers(f"{where}.household", shape.household, shape.day, "household"),
            adults=self._people(f"{where}.adults", shape.adults, shape.day, "adult"),
            children=self._people(f"{where}.children", shape.children, shape.day, "child"),
        )

    def _people(
        self, where: str, shapes: list[Any], day: date, of: Who
    ) -> tuple[ExamplePerson, ...]:
        return tuple(
            ExamplePerson(
                self._answers(f"{where}[{place}].answers", its.answers, day, of), its.expect
            )
            for place, its in enumerate(shapes)
        )

    def _expected(self, where: str, shape: Any) -> None:
        """Note a household that expects nothing, or something of whom the service is not for."""
        own = self.document.service.is_for
        expected = {
            "household": [shape.expect],
            "adult": [its.expect for its in shape.adults],
            "child": [its.expect for its in shape.children],
        }
        is_own = {
            "household": own == "household" or (own == "child" and not shape.children),
            "adult": own in ("adult", "person"),
            "child": own in ("child", "person"),
        }
        if not any(any(outcomes) for kind, outcomes in expected.items() if is_own[kind]):
            self.note(f"{where}.expect", say(DocumentCode.MISSING))
        if any(any(outcomes) for kind, outcomes in expected.items() if not is_own[kind]):
            self.note(f"{where}.expect", say(EntryCode.OF_SOMEBODY_ELSE, whose=own))
