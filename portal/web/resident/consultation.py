"""A consultation: the answers of one browser against the release in force, evaluated once.

A request reads the answers once, asks for a `Consultation` and hands it to every part of its page.
What a part asks for is worked out then and kept, so no service is evaluated twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from flask import abort, g, request, url_for

from ... import metrics
from ...i18n import gettext, ngettext
from ...rules.evaluation.alike import alike_services, is_alike
from ...rules.evaluation.answer_reader import read_answers
from ...rules.evaluation.family_plan import PlanStep, family_plan
from ...rules.evaluation.household_outcomes import (
    Outcomes,
    SubjectOutcome,
    rank,
    whole_household,
)
from ...rules.evaluation.implied_answers import implied
from ...rules.evaluation.interview import (
    Asking,
    HouseholdAgenda,
    household_agenda,
    household_to_find_out,
)
from ...rules.evaluation.next_steps import NextStep
from ...rules.evaluation.outcomes import Evaluation, Frame
from ...rules.evaluation.question_dependence import uncounted, unknowable
from ...rules.evaluation.roadmap import Roadmap, roadmap
from ...rules.evaluation.step_order import HouseholdSteps, household_steps
from ...rules.model.answers import Answer, Answers
from ...rules.model.districts import WHOLE_CITY, District
from ...rules.model.households import THE_HOUSEHOLD, Household, Subject
from ..answer_cookie import CheckState, read_cookie
from ..http import request_context
from ..http.redirects import see_other

#: Views that belong to a result, and the start of the check: their links stay in its district.
_STAYING = frozenset(
    (
        "result",
        "service_result",
        "roadmap",
        "calendar_file",
        "checklist",
        "compare",
        "compare_service",
        "question",
        "answer",
        "answers",
        "people",
        "change_people",
        "keep",
        "check",
        "hand_off",
    )
)


Pair = tuple[Subject, Subject | None]
"""An adult and a child, or no child."""


@dataclass(frozen=True, kw_only=True)
class Consultation:
    """Answers of this browser against the release in force, in one district on one day.

    ``household`` holds what was answered for each person, then what follows from that, and «不知道»
    for each question that depends on one answered so: neither is asked. ``district``: the one they
    are seen in; ``state.district`` is the one the check was begun for.
    """

    state: CheckState
    district: District
    household: Household
    frame: Frame
    _outcomes: dict[str, tuple[SubjectOutcome, ...]] = field(
        init=False, default_factory=dict, repr=False
    )
    _steps: dict[str, HouseholdSteps] = field(init=False, default_factory=dict, repr=False)

    @property
    def answers(self) -> dict[str, Answer]:
        """The answers of the household, of the first adult and of the first child, as one."""
        return self.household.flat(1, 1 if self.household.children else None)

    @cached_property
    def given(self) -> tuple[Asking, ...]:
        """What was answered: the household's questions first, then person by person."""
        return tuple(
            Asking(who, name)
            for who, name in self.state.given_answers
            if name in self.household.of(who)
        )

    def answer_of(self, asked: Asking) -> Answer:
        """What somebody answered to a question."""
        return self.household.of(asked.subject)[asked.question]

    @cached_property
    def uncounted(self) -> Mapping[Asking, Asking]:
        """Answers given that no longer count, each with the one that is the cause.

        What counts together with some adult or some child counts.
        """
        depends = request_context.release().depends
        by_pair = {
            pair: uncounted(self._given_of(pair), depends) for pair in self.pairs(THE_HOUSEHOLD)
        }
        found: dict[Asking, Asking] = {}
        for who in self.household.subjects():
            pairs = self.pairs(who)
            causes = [by_pair[pair] for pair in pairs]
            for asked in self.given:
                if asked.subject == who and all(asked.question in its for its in causes):
                    found[asked] = self.asking(causes[0][asked.question], pairs[0])
        return found

    def pairs(self, who: Subject) -> tuple[Pair, ...]:
        """Each adult and child whose answers are seen together with somebody's."""
        adults = (who,) if who.kind == "adult" else self.household.of_kind("adult")
        children: tuple[Subject | None, ...] = self.household.of_kind("child") or (None,)
        if who.kind == "child":
            children = (who,)
        return tuple((adult, child) for adult in adults for child in children)

    def asking(self, question: str, pair: Pair) -> Asking:
        """Of whom a question is, among an adult, a child and their household."""
        known = self.frame.ruleset.questions[question]
        if known.of == "household":
            return Asking(THE_HOUSEHOLD, question)
        adult, child = pair
        return Asking(child if known.of == "child" and child else adult, question)

    def flat(self, pair: Pair) -> dict[str, Answer]:
        """The answers of an adult, a child and their household as one."""
        adult, child = pair
        return self.household.flat(adult.number, child.number if child else None)

    def _given_of(self, pair: Pair) -> dict[str, Answer]:
        """The same as far as they were given."""
        given = frozenset(self.given)
        return {
            name: value
            for name, value in self.flat(pair).items()
            if self.asking(name, pair) in given
        }

    @cached_property
    def services(self) -> tuple[str, ...]:
        """The services asked about: those of the chosen topics, or all.

        All too where the release in force has none of the topics any longer. Without a district
        only those that are the same in all of them.
        """
        if self.district is WHOLE_CITY:
            return without_a_district(self.topics, self.state.day)[0]
        return services_of(self.topics)

    @cached_property
    def topics(self) -> tuple[str, ...]:
        """The topics asked about that the release in force has; none where all are."""
        return tuple(name for name in self.state.topics if name in self.frame.ruleset.topics)

    @property
    def topic_words(self) -> str:
        """The topics asked about in words."""
        words = request_context.wording()
        topics = self.frame.ruleset.topics
        named = [words.text(topics[name].name) for name in self.topics]
        return gettext(", ").join(named) or gettext("all topics")

    def outcomes(self, service: str) -> tuple[SubjectOutcome, ...]:
        """Whom a service holds for and how it stands, worked out when first asked for."""
        return self._outcomes_of((service,))[service]

    def all_outcomes(self) -> tuple[SubjectOutcome, ...]:
        """The outcomes of the services asked about."""
        return tuple(found for its in self._asked_about().values() for found in its)

    def _asked_about(self) -> Outcomes:
        return self._outcomes_of(self.services)

    def _outcomes_of(self, services: Iterable[str]) -> Outcomes:
        """The outcomes of some services in the order given; what is missing is worked out."""
        wanted = tuple(services)
        missing = tuple(name for name in wanted if name not in self._outcomes)
        if missing:
            _count_evaluated()
            today = request_context.today()
            self._outcomes.update(whole_household(self.frame, self.household, missing, today))
        return {name: self._outcomes[name] for name in wanted}

    def outcome(self, service: str, subject: Subject | None = None) -> SubjectOutcome:
        """What a service comes to for somebody, or the best of all."""
        found = self.outcomes(service)
        own = [its for its in found if its.subject == subject]
        return min(own or found, key=lambda its: rank(its.evaluation))

    def evaluation(self, service: str, subject: Subject | None = None) -> Evaluation:
        """The evaluation of a service for somebody, or the best of all."""
        return self.outcome(service, subject).evaluation

    def evaluations(self) -> tuple[Evaluation, ...]:
        """The best evaluation of each service asked about."""
        self.all_outcomes()
        return self.evaluations_of(self.services)

    def by_district(self, services: Iterable[str]) -> dict[str, tuple[Evaluation, ...]]:
        """Some services, evaluated by the same answers in every district of the day."""
        release = request_context.release()
        districts = release.ruleset.gazetteer.on(self.state.day)
        return {its.id: self._in(its).evaluations_of(services) for its in districts}

    def evaluations_of(self, services: Iterable[str]) -> tuple[Evaluation, ...]:
        """The best evaluation of each of some services, in the order given."""
        return tuple(self.evaluation(name) for name in services)

    def _in(self, district: District) -> Consultation:
        if district.id == self.district.id:
            return self
        frame = request_context.release().frame(district, self.state.day)
        return replace(self, district=district, frame=frame)

    def without(self, asked: Asking) -> Consultation:
        """As it would be had a question not been answered yet."""
        answers = self.household.of(asked.subject)
        if asked.question not in answers:
            return self
        left = {name: value for name, value in answers.items() if name != asked.question}
        return replace(self, household=self.household.with_answers(asked.subject, left))

    @cached_property
    def steps(self) -> HouseholdSteps:
        """What to do next for the services asked about, first things first."""
        return household_steps(self.frame, self._asked_about(), request_context.today())

    def steps_of(self, service: str, subject: Subject | None = None) -> tuple[NextStep, ...]:
        """What to do next for one service: for everybody, or for one person."""
        if "steps" in self.__dict__ and service in self.services:  # worked out for all of them
            return self.steps.of(service, subject)
        if service not in self._steps:
            outcomes = {service: self.outcomes(service)}
            today = request_context.today()
            self._steps[service] = household_steps(self.frame, outcomes, today)
        return self._steps[service].of(service, subject)

    @cached_property
    def road(self) -> Roadmap:
        """The road ahead of the household."""
        return roadmap(
            self.frame.ruleset,
            self.district,
            self.state.day,
            self.household,
            request_context.today(),
            self.frame,
            self._outcomes_of(self.frame.ruleset.services),
        )

    @cached_property
    def plan(self) -> tuple[PlanStep, ...]:
        """Who goes first and who can follow; empty for one person, whom nobody can follow."""
        if len(self.household.adults) + len(self.household.children) == 1:
            return ()
        outcomes = self._asked_about()
        return family_plan(self.frame, self.household, outcomes, request_context.today())

    @cached_property
    def to_find_out(self) -> tuple[Asking, ...]:
        """After three «不知道» in a row: the questions that are worth looking up first."""
        given = [(its, self.answer_of(its)) for its in self.given]
        questions = self.frame.ruleset.questions
        return household_to_find_out(given, self._asked_about(), questions)

    @cached_property
    def agenda(self) -> HouseholdAgenda:
        """What is still worth asking."""
        questions = self.frame.ruleset.questions
        return household_agenda(self._asked_about(), self.household, questions)


def _count_evaluated() -> None:
    """Count a request that evaluates, however many services and districts it looks at."""
    if "evaluated" not in g and request_context.preview() is None:
        g.evaluated = True
        metrics.evaluated()


def consultation_of(state: CheckState, shown: str = "") -> Consultation | None:
    """The consultation of a check, seen in the district ``shown`` or in the check's own.

    None if district and day do not fit. An answer that the release in force cannot read any more
    is left out: it is asked again.
    """
    release = request_context.release()
    district = release.ruleset.gazetteer.find(shown or state.district)
    if district is None or not district.period.holds(state.day):
        return None
    if district is WHOLE_CITY and not without_a_district(state.topics, state.day)[0]:
        return None
    return Consultation(
        state=state,
        district=district,
        household=_with_unknowable(_with_implied(_read(state), state.day)),
        frame=release.frame(district, state.day),
    )


def services_of(topics: Iterable[str]) -> tuple[str, ...]:
    """The services of some topics that the release in force has, or all where it has none."""
    ruleset = request_context.release().ruleset
    known = [name for name in topics if name in ruleset.topics]
    return tuple(its.id for its in ruleset.services.values() if not known or its.topic in known)


def without_a_district(topics: Iterable[str], day: date) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The services of some topics that are the same in every district of a day, and the others."""
    alike = alike_services(request_context.release().ruleset, day)
    services = services_of(topics)
    return (
        tuple(name for name in services if name in alike),
        tuple(name for name in services if name not in alike),
    )


def _read(state: CheckState) -> Household:
    """The answers of a check as the release in force reads them, each of whom it is of."""
    ruleset = request_context.release().ruleset

    def read(who: Subject) -> Answers:
        own = {
            name: value
            for name, value in state.answers_of(who).items()
            if name in ruleset.questions and ruleset.questions[name].of == who.kind
        }
        return read_answers(ruleset.questions, own, state.day, ruleset.gazetteer)[0]

    adults = [its for its in state.subjects if its.kind == "adult"]
    children = [its for its in state.subjects if its.kind == "child"]
    return Household(
        household=read(THE_HOUSEHOLD),
        adults=tuple(map(read, adults)),
        children=tuple(map(read, children)),
    )


def _with_implied(household: Household, day: date) -> Household:
    """With what each adult's answers leave no choice about: it is not asked."""
    questions = request_context.release().ruleset.questions
    found = household
    for who in household.of_kind("adult"):
        own = household.flat(who.number, None)
        answers = {
            name: value
            for name, value in implied(own, questions, day).items()
            if questions[name].of == "adult"
        }
        if answers:
            found = found.with_answers(who, {**found.of(who), **answers})
    return found


def _with_unknowable(household: Household) -> Household:
    """With «不知道» for each question that depends on one answered so: it is not asked."""
    release = request_context.release()
    first = 1 if household.children else None
    questions = release.ruleset.questions
    found = household
    for who in household.subjects():
        adults = household.of_kind("adult")
        if who.kind == "adult":
            adults = (who,)
        child = who.number if who.kind == "child" else first
        together = [
            unknowable(household.flat(its.number, child), release.depends) for its in adults
        ]
        names = {
            name for name in frozenset.intersection(*together) if questions[name].of == who.kind
        }
        if names:
            found = found.with_answers(who, {**found.of(who), **dict.fromkeys(names)})
    return found


def carried_over(state: CheckState) -> CheckState:
    """Answers of a day that has passed, as of today; those of a day that was asked for stay there.

    Where the district is gone today, they stay too: its successors are for the person to choose.
    """
    today = request_context.today()
    district = request_context.release().ruleset.gazetteer.find(state.district)
    stays = district is None or not district.period.holds(today)
    if state.chosen or state.day >= today or stays:
        return state
    return replace(state, day=today, given=state.given or state.day)


def own_consultation() -> Consultation | None:
    """The consultation in the district that the check was begun for; None without one."""
    state = read_cookie()
    return consultation_of(carried_over(state)) if state else None


def consultation() -> Consultation | None:
    """The consultation of this browser, seen in the district of ``?district=``; None without one.

    Where that is another than the check's, the links of the page stay there (``keep_district``).
    """
    seen = own = own_consultation()
    shown = request.args.get("district", "")
    if own and shown and shown != own.district.id:
        seen = consultation_of(own.state, shown) or own
    if own and seen and seen is not own:
        g.shown_in = seen.district.id
    if seen:
        g.answers_in = seen.district.id
        g.remarks = remarks(seen)
        _ask_for_the_district(seen)
    return seen


def _ask_for_the_district(seen: Consultation) -> None:
    """To the choice of a district, where a page needs one that the check has not asked for."""
    service = (request.view_args or {}).get("service", "")
    known = seen.frame.ruleset.services.get(service)
    if known and seen.district is WHOLE_CITY and not is_alike(known, seen.state.day):
        abort(see_other(url_for(".check", topic=[*seen.topics, known.topic])))


def keep_district(endpoint: str, values: dict[str, Any]) -> None:
    """Where a page is shown for another district, its links to what belongs to it stay there."""
    shown = g.get("shown_in") if g else None
    if shown and endpoint.partition(".")[2] in _STAYING:
        values.setdefault("district", shown)


def remarks(current: Consultation) -> tuple[str, ...]:
    """What a page says in its heading: for which district and from which day the answers are."""
    words = request_context.wording()
    sentences = []
    if current.district.id != current.state.district:
        own = request_context.release().ruleset.gazetteer.find(current.state.district)
        assert own is not None
        sentences.append(
            gettext(
                "Shown for %(shown)s; your check is for %(own)s.",
                shown=words.text(current.district.name),
                own=words.text(own.name),
            )
        )
    if current.district is WHOLE_CITY:
        left = len(without_a_district(current.topics, current.state.day)[1])
        if left:
            sentences.append(
                ngettext(
                    "Without a district only what is the same everywhere is checked; "
                    "%(num)s service needs one.",
                    "Without a district only what is the same everywhere is checked; "
                    "%(num)s services need one.",
                    left,
                )
            )
    given = current.state.given
    if given and given < current.state.day and current.given:
        sentences.append(
            gettext(
                "You gave answers on %(given)s; they are carried over to %(day)s.",
                given=words.day(given),
                day=words.day(current.state.day),
            )
        )
    return tuple(sentences)
