"""One sentence: what somebody types or dictates, shown as proposals to confirm, change or drop.

The words travel only in the form of the page. They are read by the rules, decide nothing, and
reach neither the cookie nor the store, a log or a count; only confirmed answers do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from flask import Blueprint, Response, request
from werkzeug.datastructures import MultiDict

from ....i18n import gettext, ngettext
from ....rules.evaluation.answer_reader import Answer, plain, read_answer
from ....rules.evaluation.interview import Asking
from ....rules.model.households import MOST_ADULTS, MOST_CHILDREN, Household, Subject
from ....rules.model.months import NONE, Month, Span
from ....rules.model.ruleset import Question
from ....rules.model.school import STAGE
from ....rules.numbers import read_count
from ....rules.sentence.normal_text import MOST_CHARACTERS
from ....rules.sentence.proposals import Part, Proposal, Understanding
from ....store.usage_counts import count
from ...answer_cookie import CheckState, write_cookie
from ...http import request_context
from ...http.pages import page
from ...lines.answers import answer_words
from ...lines.people import person_name
from ...lines.phrasebook import phrasebook
from ...lines.places import ClusterList, district_links
from ..consultation import Consultation, consultation_of, own_consultation
from .answer_form import read_field
from .clashes import clashes_with
from .error_words import contradiction_words, error_words
from .other_check import LONGEST_FIELD, check_words, moved_to
from .question import continue_address, to
from .question_page import OptionLine, given_fields, line_of, option_lines, unit_words

#: Characters of a sentence that is too long which are shown again.
_LONGEST_SHOWN = 2000
#: Years offered around the ones that were said: the words may be off by some.
_YEARS_AROUND = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the sentence: ``understood``, ``left``, or neither."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalLine:
    """A proposed answer with the words it came from, and the fields to change it.

    ``key``: whose question it is, as the form names it; ``about``: the span of months where only a
    span was said, ``about_words`` the same in words.
    """

    key: str
    label: str
    said: str
    kind: str
    value: str
    words: str
    taken: bool
    unit: str = ""
    options: tuple[OptionLine, ...] = ()
    years: tuple[int, ...] = ()
    year: str = ""
    month: str = ""
    about: str = ""
    about_words: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class PersonLines:
    """What is proposed about somebody."""

    name: str
    lines: tuple[ProposalLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentencePage:
    """The context of the page; ``people`` is empty before anything was read."""

    sentence: str
    most: int
    error: str = ""
    topics: tuple[str, ...] = ()
    was_read: bool = False
    pieces: tuple[Piece, ...] = ()
    left: tuple[str, ...] = ()
    people: tuple[PersonLines, ...] = ()
    clusters: tuple[ClusterList, ...] = ()
    months: tuple[tuple[int, str], ...] = ()
    district: str = ""
    district_said: str = ""
    district_error: str = ""
    adults: int = 1
    children: int = 0
    most_children: int = MOST_CHILDREN
    check: str = ""
    faults: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Faults:
    """What is wrong with what was confirmed: proposal → words; and with the district."""

    lines: Mapping[str, str] = field(default_factory=dict)
    district: str = ""


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    blueprint.add_url_rule("/check/sentence", "sentence", sentence)
    blueprint.add_url_rule("/check/sentence", "read_sentence", read_sentence, methods=["POST"])


def sentence() -> Response:
    """The form, empty: words arrive by POST alone."""
    return _shown(SentencePage(sentence="", most=MOST_CHARACTERS, topics=_topics(request.args)))


def read_sentence() -> Response:
    """The proposals of a sentence, or the check with those that were confirmed."""
    typed = request.form.get("sentence", "").strip()
    empty = SentencePage(
        sentence=typed[:_LONGEST_SHOWN], most=MOST_CHARACTERS, topics=_topics(request.form)
    )
    if not typed:
        return _shown(replace(empty, error=gettext("Write or dictate a sentence first.")))
    if len(typed) > MOST_CHARACTERS:
        words = ngettext(
            "The sentence has %(num)s character; at most %(most)s are read. Please shorten it.",
            "The sentence has %(num)s characters; at most %(most)s are read. Please shorten it.",
            len(typed),
            most=MOST_CHARACTERS,
        )
        return _shown(replace(empty, error=words))
    understood = request_context.release().recogniser(_day()).read(typed)
    if request.form.get("step") == "take":
        return _take(understood)
    return _shown(_context(understood, _Faults()))


def _shown(context: SentencePage) -> Response:
    is_wrong = bool(context.error or context.faults)
    return page("resident/check/sentence.html", context, status=422 if is_wrong else 200)


def _day() -> date:
    under_way = own_consultation()
    return under_way.state.day if under_way else request_context.today()


def _topics(given: MultiDict[str, str]) -> tuple[str, ...]:
    """The topics that the check is to be about, in the order of the rules."""
    asked = set(given.getlist("topic"))
    return tuple(name for name in request_context.release().ruleset.topics if name in asked)


# The page with the proposals.


def _context(understood: Understanding, faults: _Faults) -> SentencePage:
    release = request_context.release()
    words = request_context.wording()
    day = _day()
    under_way = own_consultation()
    adults, children = _numbers(understood, under_way)
    district = under_way.state.district if under_way else ""
    if understood.district:
        district = str(understood.district.value)
    if "district" in request.form:
        district = request.form["district"]
    gazetteer = release.ruleset.gazetteer
    hrefs = dict.fromkeys(gazetteer.districts, "")
    people = tuple(_people(understood, adults, children, faults))
    return SentencePage(
        sentence=understood.sentence,
        most=MOST_CHARACTERS,
        topics=_topics(request.form),
        was_read=True,
        pieces=tuple(_pieces(understood)),
        left=tuple(understood.text(part) for part in understood.left),
        people=people,
        clusters=district_links(gazetteer, day, words, release.derived, hrefs),
        months=tuple((number, words.number(number)) for number in range(1, 13)),
        district=district,
        district_said=understood.text(understood.district.words) if understood.district else "",
        district_error=faults.district,
        adults=adults,
        children=children,
        faults=tuple(_fault_links(people, faults)),
        check=under_way.state.check if under_way else "",
    )


def _fault_links(people: tuple[PersonLines, ...], faults: _Faults) -> Iterator[tuple[str, str]]:
    """What is wrong, each with the field it leads to."""
    if faults.district:
        yield "district", faults.district
    for person in people:
        for line in person.lines:
            if line.error:
                yield f"take-{line.key}", line.error


def _numbers(understood: Understanding, under_way: Consultation | None) -> tuple[int, int]:
    """How many adults and children the check is about: as chosen, as told, or as before."""
    adults = len(under_way.state.adults) if under_way else 1
    children = len(under_way.state.children) if under_way else 0
    if understood.adults:
        adults = max(adults, int(understood.adults.value))
    if understood.children:
        children = max(children, int(understood.children.value))
    for its in understood.proposals:
        if its.subject.kind == "adult":
            adults = max(adults, its.subject.number)
        if its.subject.kind == "child":
            children = max(children, its.subject.number)
    chosen = request.form.get("adults", ""), request.form.get("children", "")
    if request.form.get("step") == "take":
        adults = read_count(chosen[0], MOST_ADULTS) or adults
        told = read_count(chosen[1], MOST_CHILDREN)
        children = children if told is None else told
    return min(max(adults, 1), MOST_ADULTS), min(children, MOST_CHILDREN)


def _people(
    understood: Understanding, adults: int, children: int, faults: _Faults
) -> Iterator[PersonLines]:
    """The proposals, person by person in the order of a household."""
    household = Household(
        adults=({},) * max(adults, 1),
        children=tuple(_stage(understood, number) for number in range(1, children + 1)),
    )
    for subject in household.subjects():
        own = [its for its in understood.proposals if its.subject == subject]
        if own:
            lines = tuple(_line(its, understood, faults) for its in own)
            yield PersonLines(person_name(subject, household), lines)


def _stage(understood: Understanding, number: int) -> dict[str, Answer]:
    """The stage of a child, by which it is called."""
    return {
        its.question: its.value
        for its in understood.proposals
        if its.subject == Subject("child", number) and its.question == STAGE
    }


def key_of(proposal: Proposal) -> str:
    """Whose question a proposal answers, as the form names it."""
    return f"{proposal.subject}.{proposal.question}"


def _line(proposal: Proposal, understood: Understanding, faults: _Faults) -> ProposalLine:
    release = request_context.release()
    question = release.ruleset.questions[proposal.question]
    key = key_of(proposal)
    sends = request.form.get("step") == "take"
    value = proposal.value
    raw = str(value) if isinstance(value, Month | Span) else value
    fields = given_fields(question, {question.id: raw})
    typed = {name: request.form[f"{key}.{name}"][:LONGEST_FIELD] for name in fields_of(key)}
    if sends and typed:
        fields = typed
    words = answer_words(question, value, phrasebook())
    return ProposalLine(
        key=key,
        label=request_context.wording().text(question.short),
        said=understood.text(proposal.words),
        kind=_kind(question, value),
        value=fields.get("value", ""),
        words=words,
        taken=key in request.form.getlist("take") if sends else True,
        unit=unit_words(question),
        options=option_lines(question, fields, request_context.wording()),
        years=_years(value),
        year=fields.get("year", ""),
        month=fields.get("month", ""),
        about=str(value) if isinstance(value, Span) else "",
        about_words=words if isinstance(value, Span) else "",
        error=faults.lines.get(key, ""),
    )


def fields_of(key: str) -> tuple[str, ...]:
    """The names of the fields of a proposal that a form was sent with."""
    return tuple(name for name in ("value", "year", "month") if f"{key}.{name}" in request.form)


def _kind(question: Question, value: Answer) -> str:
    """How the value of a proposal is changed."""
    if question.kind == "month":
        return "fixed" if value == NONE else "month"
    if question.kind in ("number", "money"):
        return "figure"
    return "district" if question.kind == "district" else "options"


def _years(value: Answer) -> tuple[int, ...]:
    if not isinstance(value, Month | Span):
        return ()
    first = value if isinstance(value, Month) else value.earliest
    last = value if isinstance(value, Month) else value.latest
    newest = min(last.year + _YEARS_AROUND, _day().year)
    return tuple(range(newest, first.year - _YEARS_AROUND - 1, -1))


def _pieces(understood: Understanding) -> Iterator[Piece]:
    """The sentence cut where what was understood begins and ends."""
    told = (understood.district, understood.adults, understood.children)
    taken = [*(its.words for its in understood.proposals), *(its.words for its in told if its)]
    kinds = [""] * len(understood.sentence)
    for part in understood.left:
        _paint(kinds, part, "left")
    for part in taken:
        _paint(kinds, part, "understood")
    start = 0
    for place in range(1, len(kinds) + 1):
        if place == len(kinds) or kinds[place] != kinds[start]:
            yield Piece(understood.sentence[start:place], kinds[start])
            start = place


def _paint(kinds: list[str], part: Part, kind: str) -> None:
    for place in range(*part):
        kinds[place] = kind


# What was confirmed.


def _take(understood: Understanding) -> Response:
    """Put what was confirmed into the check, and go on with what is missing."""
    state, faults = _confirmed(understood)
    if state is None or faults.lines or faults.district:
        return _shown(_context(understood, faults))
    current = consultation_of(state)
    assert current is not None
    if not own_consultation():
        for topic in state.topics or ("",):
            count("check", topic, request_context.today())
    return write_cookie(to(continue_address(current)), state)


def _confirmed(understood: Understanding) -> tuple[CheckState | None, _Faults]:
    """The check with the answers confirmed, and what is wrong with them."""
    gazetteer = request_context.release().ruleset.gazetteer
    day = _day()
    district = gazetteer.districts.get(request.form.get("district", ""))
    if district is None or not district.period.holds(day):
        return None, _Faults({}, gettext("Choose the district you ask about."))
    under_way = own_consultation()
    if request.form.get("check", "") != (under_way.state.check if under_way else ""):
        return None, _Faults({}, _of_another_check(under_way))
    state = (
        replace(under_way.state, district=district.id)
        if under_way
        else CheckState(day=day, district=district.id, topics=_topics(request.form))
    )
    state = state.with_people(*_numbers(understood, under_way))
    taken = set(request.form.getlist("take"))
    lines: dict[str, str] = {}
    added: list[tuple[str, Asking]] = []
    for its in understood.proposals:
        key = key_of(its)
        if key not in taken or its.subject not in state.subjects:
            continue
        raw, fault = _raw(its, key)
        if fault:
            lines[key] = fault
        else:
            state = state.with_answer(its.subject, its.question, raw)
            added.append((key, Asking(its.subject, its.question)))
    current = consultation_of(state)
    assert current is not None
    for key, asked in added:
        for clash in clashes_with(current, asked)[:1]:
            others = [line_of(current, other) for other in clash.others]
            lines[key] = contradiction_words(clash.reason, others)
    return state, _Faults(lines)


def _of_another_check(under_way: Consultation | None) -> str:
    """The page is of another window's check: both are named where both can go on."""
    moved = moved_to(request.form.get("check", ""), under_way) if under_way else None
    if under_way is None or moved is None:
        return gettext(
            "Meanwhile another check was begun or ended in this browser. "
            "Look at the district and confirm again."
        )
    return gettext(
        "This page is of your check for %(form)s. Meanwhile another one was begun in this "
        "browser: %(own)s. Look at the district and confirm again.",
        form=check_words(moved),
        own=check_words(under_way),
    )


def _raw(proposal: Proposal, key: str) -> tuple[object, str]:
    """A confirmed value in the form the API takes, or the words of what is wrong with it."""
    release = request_context.release()
    question = release.ruleset.questions[proposal.question]
    form = MultiDict(
        {name: request.form[f"{key}.{name}"].strip()[:LONGEST_FIELD] for name in fields_of(key)}
    )
    if proposal.value == NONE or not form:
        return plain(proposal.value), ""
    if isinstance(proposal.value, Span) and not (form.get("year") or form.get("month")):
        return str(proposal.value), ""
    raw, code = read_field(question, form)
    if code is None:
        _, problem = read_answer(question, raw, _day(), release.ruleset.gazetteer)
        code = problem.code if problem else None
    if code is None:
        return raw, ""
    wording = request_context.wording()
    return None, error_words(code, question, wording, form.get("value", ""), raw)
