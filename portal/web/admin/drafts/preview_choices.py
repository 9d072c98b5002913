"""What a preview looks at: which page, of which service and district, on which day, of whom.

An address of the preview holds all of it. What it leaves open follows from what the draft changes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from pathlib import PurePosixPath
from typing import Any, Literal, get_args

from flask import request, url_for

from ....i18n import DEFAULT, LANGUAGES, Language, gettext
from ....publishing.assembly import Assembled, Checked, assemble_for_release, check_within
from ....publishing.draft_release import draft_release
from ....rules.evaluation.outcomes import Outcome
from ....rules.lists.cells import read_day
from ....rules.model.districts import District
from ....rules.model.ruleset import Ruleset
from ....rules.problems import ReadError
from ....rules.stepwise import Progress
from ....store import drafts as store
from ....store.releases.current_release import CurrentRelease
from ...http import request_context
from ...http.request_context import PreviewSide
from ...lines.results import outcome_words
from ..auth.guard import person
from ..forms.values import day_fault_words
from ..person_lines import Choice
from .draft_states import state_of
from .preview_answers import NONE, OWN, written_example

View = Literal["guide", "district", "topic", "service", "service_result", "result"]
RESULTS = ("service_result", "result")
YEARS = range(2000, 2101)
"""Days of which pages can be asked for lie in these."""
_ENDED = ("published", "withdrawn")
_MOST_EXAMPLES = 60
_MOST_DAYS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a preview looks at. ``answers``: see `preview_answers`; ``beside``: the other side."""

    view: View
    service: str
    district: str
    day: date
    language: Language
    answers: str
    beside: PreviewSide

    @property
    def values(self) -> dict[str, Any]:
        """The same as an address of the preview names it."""
        return {
            "view": self.view,
            "service": self.service,
            "district": self.district,
            "day": self.day.isoformat(),
            "language": self.language.id,
            "answers": self.answers,
            "beside": self.beside,
        }

    def path(self, topic: str) -> str:
        """The address of the page of residents; ``topic``: that of the service."""
        here = {"district": self.district}
        match self.view:
            case "guide":
                return self._address("guide", **here, name=self.service)
            case "topic":
                return self._address("guide", **here, name=topic)
            case "district":
                return self._address("district", **here)
            case "service":
                return self._address("service", service=self.service)
            case "service_result":
                return self._address("service_result", service=self.service)
            case "result":
                return self._address("result")

    def _address(self, view: str, **values: Any) -> str:
        return url_for(f"phone-{self.language.id}.{view}", size=None, **values)


@dataclass(frozen=True, slots=True)
class LinkLine:
    """Words with where they lead."""

    words: str
    href: str


@dataclass(frozen=True, slots=True)
class ServiceGroup:
    """The services of a topic, to choose from."""

    name: str
    choices: tuple[Choice, ...]


class Sides:
    """A draft with the two sets of documents that are set side by side."""

    def __init__(self, number: int) -> None:
        self.draft = store.read_draft(number)
        self._assembled: Assembled = assemble_for_release(self.draft, request_context.today())

    @property
    def ended(self) -> bool:
        """Whether it is in force or given up, so that there is nothing to look forward to."""
        return state_of(self.draft) in _ENDED

    def check(self, seconds: float) -> Checked | Progress:
        """What is wrong with the draft, or how far the check is after so many seconds."""
        return check_within(self._assembled, seconds)

    def release(self, side: PreviewSide) -> CurrentRelease:
        """The release that a side shows. Raises NotCheckable."""
        in_use = request_context.release()
        match side:
            case "draft":
                return draft_release(self._assembled.files, in_use)
            case "without":
                return draft_release(self._assembled.base, in_use)
            case "today":
                return in_use

    def days(self) -> tuple[date, ...]:
        """The next days that the draft names, among them the one on which it begins."""
        today = request_context.today()
        found = {its for its in self._leaves() if isinstance(its, date)}
        found |= {self.draft.from_day} if self.draft.from_day else set()
        return tuple(sorted(day for day in found if day > today))[:_MOST_DAYS]

    def named(self, known: Collection[str]) -> tuple[str, ...]:
        """Those of some names that stand in what the draft changes."""
        words = (its for its in self._leaves() if isinstance(its, str) and its in known)
        return tuple(dict.fromkeys(words))

    def touched(self) -> frozenset[str]:
        """The names of the documents that the draft changes: of services, of districts."""
        paths = {change.path for change in self.draft.changes}
        return frozenset(PurePosixPath(path).stem for path in paths)

    def _leaves(self) -> Iterator[Any]:
        """Every plain value inside what the draft makes of its items, in their order."""
        for change in self.draft.changes:
            left: list[Any] = [change.after]
            while left:
                value = left.pop()
                if isinstance(value, dict):
                    left += reversed(value.values())
                elif isinstance(value, list):
                    left += reversed(value)
                else:
                    yield value


def chosen_page(sides: Sides, rules: Ruleset, day: date) -> Chosen:
    """What the address asks for; where it says nothing, what the draft is about.

    ``?of=`` names a document of the draft whose page is wanted.
    """
    asked = request.args.get
    beside = asked("beside", "")
    about = (PurePosixPath(asked("of", "")).stem, *sorted(sides.touched()))
    return Chosen(
        view=_view(about, rules),
        service=_first((asked("service", ""), *about), rules.services),
        district=_district(sides, about, rules, day),
        day=day,
        language=LANGUAGES.get(asked("language", ""), DEFAULT),
        answers=asked("answers", "") or NONE,
        beside="without" if beside == "without" else "today",
    )


def _view(about: tuple[str, ...], rules: Ruleset) -> View:
    """The page asked for, else the one that speaks of the first document named."""
    asked = request.args.get("view", "")
    known: tuple[View, ...] = get_args(View)
    speaks = next((its for its in about if its in rules.services or _is_place(its, rules)), "")
    usual: View = "district" if _is_place(speaks, rules) else "guide"
    return next((view for view in known if view == asked), usual)


def _is_place(name: str, rules: Ruleset) -> bool:
    return name in rules.gazetteer.districts


def _first(names: Iterable[str], known: Mapping[str, object]) -> str:
    """The first of some names that is known, else the first known one."""
    return next((name for name in chain(names, known) if name in known), "")


def _district(sides: Sides, about: tuple[str, ...], rules: Ruleset, day: date) -> str:
    """The district asked for, else one that the draft names, else one of the person's own."""
    there: dict[str, District] = {its.id: its for its in rules.gazetteer.on(day)}
    own = sorted(person().districts or ())

    def wanted() -> Iterator[str]:
        yield from (request.args.get("district", ""), *about)
        yield from (*sides.named(there), *own)

    return _first(wanted(), there)


def chosen_day(sides: Sides) -> tuple[date, str]:
    """The day asked for, else the one on which the draft begins; and what is wrong with it."""
    begins = max(sides.draft.from_day or date.min, request_context.today())
    typed = request.args.get("day", "").strip()
    if not typed:
        return begins, ""
    try:
        day = read_day(typed)
    except ReadError as fault:
        return begins, day_fault_words(fault, typed)
    if day.year not in YEARS:
        return begins, gettext("Choose a day between 2000 and 2100.")
    return day, ""


def view_choices(chosen: Chosen) -> tuple[Choice, ...]:
    words: dict[View, str] = {
        "guide": gettext("The guide of a service in a district"),
        "district": gettext("The page of a district"),
        "topic": gettext("The topic of the service in a district"),
        "service": gettext("The service in all districts"),
        "service_result": gettext("The result of one service"),
        "result": gettext("The whole result"),
    }
    return tuple(Choice(view, said, view == chosen.view) for view, said in words.items())


def side_choices(chosen: Chosen) -> tuple[Choice, ...]:
    words: dict[PreviewSide, str] = {
        "today": gettext("the page of today"),
        "without": gettext("the page of the same day without this draft"),
    }
    return tuple(Choice(side, said, side == chosen.beside) for side, said in words.items())


def service_choices(chosen: Chosen, rules: Ruleset) -> tuple[ServiceGroup, ...]:
    words = request_context.wording()
    return tuple(
        ServiceGroup(
            words.text(topic.name),
            tuple(
                Choice(its.id, words.text(its.name), its.id == chosen.service)
                for its in rules.services.values()
                if its.topic == topic.id
            ),
        )
        for topic in rules.topics.values()
    )


def answer_choices(chosen: Chosen) -> tuple[Choice, ...]:
    words = {
        NONE: gettext("nobody's"),
        OWN: gettext("my own, from the check in this browser"),
    }
    if chosen.answers not in words:
        words[chosen.answers] = gettext("of the example or situation chosen")
    return tuple(Choice(code, said, code == chosen.answers) for code, said in words.items())


def day_links(sides: Sides, chosen: Chosen) -> Iterator[LinkLine]:
    words = request_context.wording()
    for day in (request_context.today(), *sides.days()):
        if day != chosen.day:
            values = replace(chosen, day=day).values
            yield LinkLine(words.day(day), url_for(".preview", number=sides.draft.id, **values))


def example_links(number: int, chosen: Chosen, rules: Ruleset) -> Iterator[LinkLine]:
    """The examples of the service that the draft has, each as a result of that service."""
    words = request_context.wording()
    districts = rules.gazetteer.districts
    for example in rules.services[chosen.service].examples[:_MOST_EXAMPLES]:
        code = written_example(example)
        place = districts.get(example.district)
        if not code or place is None or not place.period.holds(example.day):
            continue
        values: dict[str, Any] = {
            **chosen.values,
            "view": "service_result",
            "district": example.district,
            "day": example.day.isoformat(),
            "answers": code,
        }
        of = outcome_words(Outcome(example.expect)) if example.expect else gettext("a household")
        said = (words.text(place.name), words.day(example.day), of)
        yield LinkLine(" · ".join(said), url_for(".preview", number=number, **values))
