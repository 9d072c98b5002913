"""Next steps in words: one sentence that says what to do, and what one needs for it.

Used by pages, slips and checklists in the language of the page, and by the API and the console in
Chinese and English at once (`said_in_both`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import assert_never

from ...i18n import (
    LANGUAGES,
    Said,
    Wording,
    amount_in_text,
    gettext,
    ngettext,
    spoken_in,
    tel_words,
)
from ...rules.evaluation.findings import Finding, Reason
from ...rules.evaluation.next_steps import (
    About,
    Apply,
    Ask,
    BeginBy,
    Do,
    FindOut,
    Inquiry,
    NextStep,
    Wait,
)
from ...rules.evaluation.office import Whom
from ...rules.evaluation.outcomes import Frame
from ...rules.evaluation.planner import Clock, ClockState
from ...rules.evaluation.timeline import Turn
from ...rules.evaluation.windows import Opening
from ...rules.model.citations import clause_words
from ...rules.model.households import PARTNER, Subject
from ...rules.model.leads import Lead
from ...rules.model.months import Month
from ...rules.model.parameters import Value
from ...rules.model.school import TURN_OF_YEAR
from ...rules.model.texts import NamedAmount, Text
from ...rules.model.units import Unit
from .office_guide import particular_words
from .whose import Whose

_FEW_CLOCKS = 2
"""As many things that must begin stand in the heading of a step; more stand below it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLine:
    """A number that answers by voice; ``lang``: of a name in another language than the page."""

    name: str
    tel: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """Where to go; ``address`` and ``hours`` of a counter, in the language they are held in."""

    name: Said
    address: Said | None = None
    hours: Said | None = None

    @property
    def words(self) -> str:
        """The place in one line."""
        if self.address is None:
            return self.name.words
        words = gettext("%(name)s, %(address)s", name=self.name.words, address=self.address.words)
        if self.hours is None:
            return words
        return gettext("%(place)s (%(hours)s)", place=words, hours=self.hours.words)


@dataclass(frozen=True, slots=True)
class LeadLine:
    """What a page says and nobody has confirmed, and the words to ask whether it is so."""

    text: str
    ask: str


@dataclass(frozen=True, slots=True)
class FactLine:
    """What is laid down about going there: the fee, the time limit, the hours."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """A step as a page shows it.

    ``who``: for whom it is, where several could be meant; ``facts``: what is laid down about it;
    ``head``: what to do, one sentence; ``brief``: the same where the service's name stands above
    it; ``purpose``: which services it is for, in a sentence; ``details``: sentences below it;
    ``say``: the exact words for the counter or the hotline; ``leads``: what is still to be
    confirmed, with its own words; ``places``: where to go; ``papers``: what to bring;
    ``services`` and ``links``: ids of the services that it is for, and of those that it leads to;
    ``month``, ``day``: as ``YYYY-MM`` and ``YYYY-MM-DD``, a deadline or the day to wait for;
    ``question``, ``of``: the question to answer, and whose it is; ``subjects``: whose step it is.
    """

    kind: str
    head: str
    who: str = ""
    brief: str = ""
    purpose: str = ""
    details: tuple[str, ...] = ()
    facts: tuple[FactLine, ...] = ()
    say: tuple[str, ...] = ()
    leads: tuple[LeadLine, ...] = ()
    places: tuple[PlaceLine, ...] = ()
    calls: tuple[CallLine, ...] = ()
    papers: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    month: str = ""
    day: str = ""
    contact: str = ""
    question: str = ""
    of: str = ""
    subjects: tuple[str, ...] = ()

    @property
    def is_hearsay(self) -> bool:
        """Whether nothing but leads is to be asked."""
        return bool(self.leads) and not self.say


def lead_lines(leads: Iterable[Lead], wording: Wording) -> tuple[LeadLine, ...]:
    """Leads in the language of the page."""
    return tuple(LeadLine(wording.text(its.text), wording.text(its.ask)) for its in leads)


def step_lines(
    steps: Iterable[NextStep], frame: Frame, wording: Wording, whose: Whose | None = None
) -> tuple[StepLine, ...]:
    """Steps in the language of the page, in their order."""
    words = StepWords(frame, wording, whose)
    return tuple(words.line(step) for step in steps)


def said_in_both(step: NextStep, frame: Frame) -> tuple[StepLine, Text]:
    """A step in Chinese as a line, and as running text in Chinese and English."""
    with spoken_in(LANGUAGES["en"]) as wording:
        words = StepWords(frame, wording)
        english = words.text(words.line(step))
    with spoken_in(LANGUAGES["zh"]) as wording:
        words = StepWords(frame, wording)
        line = words.line(step)
        return line, Text(words.text(line), english)


def _to_bring(papers: Iterable[str]) -> str:
    named = gettext(", ").join(papers)
    return gettext("Bring: %(papers)s.", papers=named) if named else ""


def _called(calls: Iterable[CallLine]) -> str:
    numbers = gettext("; ").join(
        gettext("%(tel)s (%(name)s)", tel=tel_words(its.tel), name=its.name) for its in calls
    )
    return gettext("By telephone: %(numbers)s.", numbers=numbers)


class StepWords:
    """Words for the steps of a situation in one language.

    ``whose``: the household, where the steps are to say for whom they are.
    """

    def __init__(self, frame: Frame, wording: Wording, whose: Whose | None = None) -> None:
        self.frame = frame
        self.ruleset = frame.ruleset
        self.wording = wording
        self.whose = whose
        self._labels: dict[str, str] = {}

    def text(self, line: StepLine, *, brief: bool = False) -> str:
        """A whole step as running text; ``brief``: where the service's name stands above it."""
        head = line.brief if brief else line.head
        if line.who:
            head = gettext("%(who)s: %(what)s", who=line.who, what=head)
        parts = [head, *line.details, *(its.text for its in line.facts), line.purpose]
        if line.places:
            places = gettext("; ").join(its.words for its in line.places)
            parts.append(gettext("Where: %(places)s.", places=places))
        parts.append(_to_bring(line.papers))
        said = dict.fromkeys((*line.say, *(its.ask for its in line.leads)))
        parts += [gettext("“%(words)s”", words=words) for words in said]
        if line.calls:
            parts.append(_called(line.calls))
        return self.wording.joined(parts)

    def row(self, step: NextStep) -> str:
        """A step in a row under the service's name: what to bring or to say, and no more."""
        line = self._said(step)
        said = [gettext("“%(words)s”", words=words) for words in line.say[:1]]
        return _to_bring(line.papers) or self.wording.joined([line.brief, *said])

    def line(self, step: NextStep) -> StepLine:
        """One step, with whom it is for."""
        return replace(
            self._said(step),
            who=self.whose.who(step.subjects) if self.whose else "",
            subjects=tuple(map(str, step.subjects)),
        )

    def _said(self, step: NextStep) -> StepLine:
        match step:
            case Apply():
                return self._apply(step)
            case Do():
                return self._do(step)
            case Wait():
                return self._wait(step)
            case BeginBy():
                return self._begin_by(step)
            case Ask():
                return self._ask(step)
            case FindOut():
                return self._find_out(step)
            case _:
                assert_never(step)

    # kinds

    def _apply(self, step: Apply) -> StepLine:
        what = self._names(step.services)
        opening = step.opening
        say: tuple[str, ...] = ()
        if step.informs:
            head = gettext("Ask for it where it is given: %(service)s.", service=what)
            brief = gettext("Ask for it where it is given.")
            say = (self._how_it_is_done(step.services),)
        elif step.held:
            head = gettext("From your answers, you have it already: %(service)s.", service=what)
            brief = gettext(
                "From your answers, you have it already. This is where to ask about it."
            )
        elif step.only_by_day:
            head = gettext("Wait a few days, then apply: %(service)s.", service=what)
            brief = gettext("Wait a few days, then apply.")
        else:
            head = gettext("Apply: %(service)s.", service=what)
            brief = gettext("You can apply now.")
        details = [self._deadline(opening, step.whom)] if opening else []
        if step.sure_from:
            details.append(
                gettext(
                    "From %(day)s at the latest it is certainly enough. If you go before, ask "
                    "first.",
                    day=self.wording.day(step.sure_from),
                )
            )
        facts = (
            FactLine(self._label(its.kind), self.wording.text(its.text)) for its in step.particulars
        )
        papers = tuple(
            dict.fromkeys(self.wording.text(self.ruleset.papers[p.paper].name) for p in step.papers)
        )
        day = opening.closes if opening and not opening.usual else step.sure_from
        return StepLine(
            kind=step.kind,
            head=head,
            brief=brief,
            details=tuple(details),
            facts=tuple(facts),
            say=say,
            places=self._places(step.whom),
            calls=self._calls(step.whom),
            papers=papers,
            services=step.services,
            names=self._each(step.services),
            links=step.services,
            day=day.isoformat() if day else "",
            contact=_first(step.whom.contacts),
        )

    def _label(self, kind: str) -> str:
        """What a line of the office guide is called, looked up once."""
        if kind not in self._labels:
            self._labels[kind] = particular_words(kind)
        return self._labels[kind]

    def _do(self, step: Do) -> StepLine:
        if step.instead:
            others = self._names(step.instead)
            head = gettext(
                "Look at this too, it leads to the same end: %(services)s.", services=others
            )
            return StepLine(
                kind=step.kind,
                head=head,
                brief=head,
                services=step.services,
                names=self._each(step.services),
                links=step.instead,
            )
        action = ""
        if step.requirement is not None and step.requirement.action is not None:
            action = self.wording.text(step.requirement.action)
        for_what = gettext("It is needed for: %(services)s.", services=self._names(step.services))
        if step.granted_by:
            head = gettext("First get: %(services)s.", services=self._names(step.granted_by, "or"))
            details = () if len(step.services) > 1 else (action,)
        else:
            head = action
            details = ()
        return StepLine(
            kind=step.kind,
            head=head,
            brief=head,
            purpose=for_what,
            details=tuple(filter(None, details)),
            services=step.services,
            names=self._each(step.services),
            links=step.granted_by or step.services,
        )

    def _wait(self, step: Wait) -> StepLine:
        opening = step.opening
        if opening is not None:
            brief = self._window_ahead(opening)
            details = [self._window_unsure(step.whom)] if opening.usual else []
            day = "" if opening.usual else opening.opens.isoformat()
            return self._waiting(step, brief, details, day=day)
        if step.cut_off is not None:
            day_words = self.wording.day(step.cut_off)
            brief = gettext("With time it is enough, at the cut-off day %(day)s.", day=day_words)
            return self._waiting(step, brief, [_may_change()], day=step.cut_off.isoformat())
        found = step.timeline
        said = [
            self._turn(turn, words)
            for turn, words in (
                (found.counter_decides, gettext("what is left is the counter's part")),
                (found.meets, gettext("every published requirement is met")),
                (
                    found.nothing_refused,
                    gettext("this one is full; the rest was not asked yet"),
                ),
            )
            if turn is not None
        ]
        left = step.months_left
        lacking = (
            ngettext("%(num)s month is still lacking", "%(num)s months are still lacking", left)
            if left
            else gettext("A few days are still lacking")
        )
        brief = gettext("%(lacking)s: %(when)s.", lacking=lacking, when=said[0])
        details = [gettext("After that: %(when)s.", when=words) for words in said[1:]]
        if found.first is not None and found.first.by_last_known:
            details.append(
                gettext("This goes by amounts that have ended; the new ones were not found.")
            )
        if step.contested:
            details.append(
                gettext(
                    "It is counted by the procedure itself; a later policy says this limit is to "
                    "go, so ask now."
                )
            )
        return self._waiting(step, brief, [*details, _may_change()])

    def _waiting(
        self, step: Wait, brief: str, details: Iterable[str], *, day: str = ""
    ) -> StepLine:
        return StepLine(
            kind=step.kind,
            head=self._of(step.services, brief),
            brief=brief,
            details=tuple(details),
            places=self._places(step.whom),
            calls=self._calls(step.whom),
            services=step.services,
            names=self._each(step.services),
            links=step.services,
            month=str(step.month),
            day=day,
            contact=_first(step.whom.contacts),
        )

    def _begin_by(self, step: BeginBy) -> StepLine:
        month = self.wording.month(step.month)
        things = self._clocks(step.clocks, step.by)
        details = []
        if step.too_late:
            brief = gettext(
                "Too late; these had to begin by %(month)s: %(things)s.",
                things=things,
                month=month,
            )
            possible = [its.possible_from for its in step.clocks if its.possible_from]
            if len(possible) == len(step.clocks):
                details.append(
                    gettext(
                        "As things are, it is enough for the school year from %(month)s at the "
                        "earliest.",
                        month=self.wording.month(Month.of(max(possible), TURN_OF_YEAR)),
                    )
                )
        elif step.clocks:
            is_past = all(its.state is ClockState.UNCLEAR for its in step.clocks)
            if is_past:
                brief = gettext(
                    "These must have begun by %(month)s: %(things)s.", month=month, things=things
                )
            elif len(step.clocks) > _FEW_CLOCKS:
                brief = gettext("Begin these by %(month)s at the latest.", month=month)
                details.append(gettext("These: %(things)s.", things=things))
            else:
                brief = gettext(
                    "Begin by %(month)s at the latest: %(things)s.", month=month, things=things
                )
            details.append(self._registration(step.school_year))
        else:
            brief = self._registration(step.school_year)
            if step.opening is not None:
                details.append(self._window_then(step.opening))
        if step.running:
            details.append(
                gettext(
                    "These run in time, do not let them break off: %(things)s.",
                    things=self._clocks(step.running, step.by),
                )
            )
        if any(its.assumed for its in step.clocks):
            details.append(
                gettext("The cut-off day of that year is not known yet; the last known is taken.")
            )
        return StepLine(
            kind=step.kind,
            head=self._of(step.services, brief),
            brief=brief,
            details=(*details, _may_change()),
            places=self._places(step.whom),
            calls=self._calls(step.whom),
            services=step.services,
            names=self._each(step.services),
            links=step.services,
            month=str(step.month),
            contact=_first(step.whom.contacts),
        )

    def _ask(self, step: Ask) -> StepLine:
        what = self._names(step.services)
        counters = step.whom.counters
        if step.at_once:
            head = gettext("Ask today: %(service)s.", service=what)
            brief = gettext("Ask today:")
        elif counters:
            place = self.wording.said(counters[0].name).words
            head = gettext("Ask at %(place)s: %(service)s.", place=place, service=what)
            brief = gettext("Ask at %(place)s:", place=place)
        elif step.whom.contacts:
            tel = tel_words(self.ruleset.contacts[step.whom.contacts[0]].tel)
            head = gettext("Call %(tel)s and ask: %(service)s.", tel=tel, service=what)
            brief = gettext("Call %(tel)s and ask:", tel=tel)
        else:
            head = gettext("Ask at the counter: %(service)s.", service=what)
            brief = gettext("Ask at the counter:")
        say = [
            self._sentence(its, step.services) for its in step.inquiries if its.about != About.LEAD
        ]
        leads = lead_lines((its.lead for its in step.inquiries if its.lead), self.wording)
        opening = step.opening
        return StepLine(
            kind=step.kind,
            head=head,
            brief=brief,
            details=(self._deadline(opening, step.whom),) if opening else (),
            day=opening.closes.isoformat() if opening and not opening.usual else "",
            say=tuple(dict.fromkeys(say)),
            leads=leads,
            places=self._places(step.whom),
            calls=self._calls(step.whom),
            services=step.services,
            names=self._each(step.services),
            links=step.services,
            contact=_first(step.whom.contacts),
        )

    def _find_out(self, step: FindOut) -> StepLine:
        question = self.ruleset.questions[step.question]
        label = self.wording.text(question.short)
        asked = self.wording.text(question.text_about(partner=step.of == PARTNER))
        if step.is_next:
            brief = gettext("Still to be answered: %(label)s", label=label)
            head = gettext("Go on with the check: %(question)s", question=asked)
        else:
            brief = gettext("Find out first: %(label)s", label=label)
            head = gettext("Find out first: %(question)s", question=asked)
        where = [self.wording.text(question.where)] if question.where else []
        hint = question.hint_about(partner=step.of == PARTNER)
        if not step.is_next and not where and hint:
            where = [self.wording.text(hint)]
        for_what = gettext("It matters for: %(services)s.", services=self._names(step.services))
        return StepLine(
            kind=step.kind,
            head=head,
            brief=brief,
            purpose=for_what,
            details=tuple(where),
            services=step.services,
            names=self._each(step.services),
            question=step.question,
            of=str(step.of),
        )

    # sentences for the counter

    def _sentence(self, inquiry: Inquiry, services: tuple[str, ...]) -> str:
        name = self._names(services)
        service = services[0]
        finding = inquiry.finding
        match inquiry.about:
            case About.REQUIREMENT:
                assert finding is not None
                return self._about_requirement(finding, service)
            case About.CONCERN:
                return gettext("Can I apply for %(service)s at all?", service=name)
            case About.TIME:
                return gettext("When is the time for %(service)s?", service=name)
            case About.LEAD:
                assert inquiry.lead is not None
                return self.wording.text(inquiry.lead.ask)
            case About.INFORMATION:
                return self._how_it_is_done(services)
            case About.EXCEPTION:
                assert finding is not None
                return gettext(
                    "For %(service)s I do not fulfil ‘%(requirement)s’%(clause)s. Is there an "
                    "exception?",
                    service=name,
                    requirement=self._quoted(finding),
                    clause=self._clause(finding),
                )
            case About.BOTH_PARENTS:
                return gettext(
                    "For %(service)s each of us meets a part of the conditions. Is that enough?",
                    service=name,
                )
            case About.FORMALITIES:
                return gettext(
                    "What must I bring for %(service)s, and when should I come?", service=name
                )
            case About.MISSED:
                return gettext(
                    "%(service)s: has the registration of this year taken place already, and can "
                    "one still register?",
                    service=name,
                )
            case About.TOO_LATE:
                assert finding is not None
                return gettext(
                    "For %(service)s the time for ‘%(requirement)s’%(clause)s will not be full by "
                    "then. What else is possible?",
                    service=name,
                    requirement=self._quoted(finding),
                    clause=self._clause(finding),
                )
            case _:
                assert_never(inquiry.about)

    def _about_requirement(self, finding: Finding, service: str) -> str:
        requirement = finding.requirement
        if requirement.ask is not None:
            return self.wording.text(requirement.ask)
        name = self.wording.text(self.ruleset.services[service].name)
        quoted = self._quoted(finding)
        if Reason.CONTESTED in finding.reasons:
            return gettext(
                "%(service)s: is ‘%(requirement)s’%(clause)s still asked for?",
                service=name,
                requirement=quoted,
                clause=self._clause(finding),
            )
        if Reason.GAP in finding.reasons:
            return self._about_gap(finding, service)
        if finding.reason is Reason.DAY:
            return gettext(
                "%(service)s: ‘%(requirement)s’: I can tell you the exact day; is it enough?",
                service=name,
                requirement=quoted,
            )
        return gettext(
            "%(service)s: it says ‘%(requirement)s’%(clause)s. Does my case count?",
            service=name,
            requirement=quoted,
            clause=self._clause(finding),
        )

    def _about_gap(self, finding: Finding, service: str) -> str:
        parameters = self.ruleset.services[service].parameters
        known = {its.parameter: its for its in finding.last_known}
        asked = []
        for gap in finding.gaps:
            parameter = parameters[gap]
            what = self.wording.text(parameter.text).rstrip("。.")
            its = known.get(gap)
            if its is None:
                asked.append(gettext("How much is it now: %(what)s?", what=what))
            else:
                asked.append(
                    gettext(
                        "%(what)s: in %(year)s it was %(amount)s. How much is it now?",
                        what=what,
                        year=its.ended.year,
                        amount=self._amount(gap, parameter.unit, its.value),
                    )
                )
        return self.wording.joined(asked)

    def _quoted(self, finding: Finding) -> str:
        return self.wording.text(finding.requirement.text).rstrip("。.")

    def _clause(self, finding: Finding) -> str:
        for citation in finding.requirement.citations:
            words = clause_words(citation, self.wording.language.id)
            if words:
                return gettext(" (%(clause)s)", clause=self.wording.chinese(words))
        return ""

    # parts

    def _deadline(self, opening: Opening, whom: Whom) -> str:
        day = self.wording.day(opening.closes)
        if not opening.usual:
            return gettext("By %(day)s at the latest.", day=day)
        said = gettext(
            "In past years it was open until %(month_and_day)s.",
            month_and_day=self.wording.day_of_year(opening.closes),
        )
        return self.wording.joined([said, self._window_unsure(whom)])

    def _how_it_is_done(self, services: tuple[str, ...]) -> str:
        return gettext(
            "About ‘%(service)s’ in %(district)s: how is it done, and what must I bring?",
            service=self._names(services),
            district=self.wording.text(self.frame.district.name),
        )

    def _registration(self, school_year: int) -> str:
        """The school year of a registration, which mostly comes at its end: both are said."""
        first = Month.of(school_year, TURN_OF_YEAR)
        return gettext(
            "The registration falls in the school year from %(first)s to %(last)s.",
            first=self.wording.month(first),
            last=self.wording.month(first.later(11)),
        )

    def _window_ahead(self, opening: Opening) -> str:
        if opening.usual:
            return gettext(
                "Wait; in past years it was open from %(first)s to %(last)s.",
                first=self.wording.day_of_year(opening.opens),
                last=self.wording.day_of_year(opening.closes),
            )
        return gettext(
            "Wait until %(first)s; it is open until %(last)s.",
            first=self.wording.day(opening.opens),
            last=self.wording.day(opening.closes),
        )

    def _window_unsure(self, whom: Whom) -> str:
        if not whom.contacts:
            return gettext("This year's days were not found; ask now.")
        tel = tel_words(self.ruleset.contacts[whom.contacts[0]].tel)
        return gettext("This year's days were not found; call %(tel)s now.", tel=tel)

    def _window_then(self, opening: Opening) -> str:
        if opening.usual:
            return gettext(
                "In past years it was open from %(first)s to %(last)s.",
                first=self.wording.day_of_year(opening.opens),
                last=self.wording.day_of_year(opening.closes),
            )
        return gettext(
            "It is open from %(first)s to %(last)s.",
            first=self.wording.day(opening.opens),
            last=self.wording.day(opening.closes),
        )

    def _turn(self, turn: Turn, words: str) -> str:
        month = self.wording.month(turn.month)
        if turn.from_first_day:
            return gettext("from %(month)s on %(what)s", month=month, what=words)
        return gettext("by the end of %(month)s at the latest %(what)s", month=month, what=words)

    def _clocks(self, clocks: Iterable[Clock], by: tuple[Subject, ...]) -> str:
        """What must run for how long; what must run as long as other things stands with them."""
        groups: dict[int, list[Clock]] = {}
        for its in clocks:
            groups.setdefault(its.months, []).append(its)
        return gettext("; ").join(
            gettext(
                "%(thing)s for %(months)s",
                thing=self._things(alike, by),
                months=self._amount("", "months", months),
            )
            for months, alike in groups.items()
        )

    def _things(self, clocks: Iterable[Clock], by: tuple[Subject, ...]) -> str:
        """What must begin; the child's questions say whose it is, those of an adult do not."""
        of_child: list[str] = []
        own: list[str] = []
        for its in clocks:
            short = self.wording.text(self.ruleset.questions[its.thing].short)
            (of_child if its.question.startswith("child_") else own).append(short)
        things = [gettext(", ").join(dict.fromkeys(of_child))] if of_child else []
        if own:
            listed = gettext(", ").join(dict.fromkeys(own))
            is_partner = by == (PARTNER,)
            things.append(
                gettext("your partner's: %(thing)s", thing=listed)
                if is_partner
                else gettext("your own: %(thing)s", thing=listed)
            )
        return gettext("; ").join(things)

    def _places(self, whom: Whom) -> tuple[PlaceLine, ...]:
        places = [
            PlaceLine(
                self.wording.said(its.name),
                self.wording.said(its.address),
                self.wording.maybe_said(its.hours),
            )
            for its in whom.counters
        ]
        if not places:
            texts = (self.wording.text(its.text).rstrip("。.") for its in whom.where)
            places = [PlaceLine(Said(text, "")) for text in texts]
        return tuple(places)

    def _calls(self, whom: Whom) -> tuple[CallLine, ...]:
        contacts = [self.ruleset.contacts[name] for name in whom.contacts]
        calls = []
        for counter in whom.counters:
            name = self.wording.said(counter.name)
            calls += [CallLine(name=name.words, tel=tel, lang=name.lang) for tel in counter.tel]
        calls += [CallLine(name=self.wording.text(its.name), tel=its.tel) for its in contacts]
        return tuple(calls)

    def _of(self, services: Iterable[str], words: str) -> str:
        """A sentence with the services that it is about before it."""
        return gettext("%(service)s: %(what)s", service=self._names(services), what=words)

    def _each(self, services: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.wording.text(self.ruleset.services[name].name) for name in services)

    def _names(self, services: Iterable[str], joint: str = "and") -> str:
        between = gettext(" or ") if joint == "or" else gettext(", ")
        return between.join(self._each(services))

    def _amount(self, name: str, unit: Unit, value: Value) -> str:
        return amount_in_text(self.wording, NamedAmount(name=name, unit=unit, value=value))


class RowWords(StepWords):
    """Words for rows alone, which name no places and no telephone numbers."""

    def _places(self, whom: Whom) -> tuple[PlaceLine, ...]:
        return ()

    def _calls(self, whom: Whom) -> tuple[CallLine, ...]:
        return ()


def _may_change() -> str:
    return gettext("By the rules of today; they may change.")


def _first(names: tuple[str, ...]) -> str:
    return names[0] if names else ""
