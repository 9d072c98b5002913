"""What is different in a district, as its page says it: with figures, beside its neighbours."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from ...i18n import Wording, amount_words, gettext
from ...rules.evaluation.district_differences import (
    AmountDifference,
    OtherAmount,
    Part,
    Reach,
    ServiceDifference,
)
from ...rules.evaluation.windows import Opening
from ...rules.model.districts import District
from ...rules.model.named_amounts import ages_of
from ...rules.model.parameters import Row, last_known
from ...rules.model.ruleset import (
    HousingOption,
    Particular,
    PointsTable,
    Requirement,
    Service,
    Step,
    Window,
)
from .last_known import last_known_words
from .office_guide import dated, particular_words, usual_words, window_words
from .places import short_name
from .requirement_words import quoted

_MOST_PARTS = 4
"""How many conditions, steps and places of one service a district's page names."""
_MOST_NAMES = 4
"""How many districts a sentence lists before it only counts them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountDifferenceLine:
    """An amount here, and what stands elsewhere."""

    label: str
    value: str
    elsewhere: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDifferenceLine:
    """What is different about one service; ``held`` says where else its procedure was found."""

    name: str
    href: str
    held: str
    amounts: tuple[AmountDifferenceLine, ...]
    texts: tuple[str, ...]
    more: int


def difference_lines(
    found: Iterable[ServiceDifference],
    cluster: str,
    wording: Wording,
    place: tuple[District, date],
    href: Callable[[Service], str],
) -> tuple[ServiceDifferenceLine, ...]:
    """Services that differ, in the order of the differences; ``place``: in which district, when."""
    return tuple(
        _service_line(
            its,
            _Sayings(cluster=cluster, wording=wording, place=place, service=its.service),
            href(its.service),
        )
        for its in found
    )


def _service_line(its: ServiceDifference, say: _Sayings, href: str) -> ServiceDifferenceLine:
    texts = tuple(dict.fromkeys(say.part(part.part) for part in its.parts))
    return ServiceDifferenceLine(
        name=say.wording.text(its.service.name),
        href=href,
        held=say.held(its) if its.held else "",
        amounts=tuple(say.amount(amount) for amount in its.amounts),
        texts=texts[:_MOST_PARTS],
        more=len(texts[_MOST_PARTS:]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sayings:
    """How the differences of one service are said."""

    cluster: str
    wording: Wording
    place: tuple[District, date]
    service: Service

    def held(self, its: ServiceDifference) -> str:
        if its.reach is Reach.CLUSTER:
            return gettext("The procedure was found for %(cluster)s.", cluster=self.cluster)
        if its.held_like:
            return gettext(
                "The procedure of this district was found, as was that of %(names)s.",
                names=self._names(its.held_like),
            )
        return gettext(
            "The procedure of this district was found; those of the others (%(cluster)s) were not.",
            cluster=self.cluster,
        )

    def amount(self, its: AmountDifference) -> AmountDifferenceLine:
        return AmountDifferenceLine(
            label=self.wording.text(its.parameter.text).rstrip("。."),
            value=self._value(its, its.row),
            elsewhere=self._elsewhere(its),
        )

    def _value(self, its: AmountDifference, row: Row) -> str:
        age = its.parameter.id in ages_of(self.service)
        return amount_words(self.wording, its.parameter.unit, row.value, age=age)

    def _elsewhere(self, its: AmountDifference) -> str:
        if its.reach is Reach.CLUSTER:
            parts = [self._other(its, other) for other in its.others[:2]]
            return gettext(
                "All of %(cluster)s; elsewhere %(amounts)s.",
                cluster=self.cluster,
                amounts=gettext(", ").join(parts),
            )
        shared = (
            gettext("The same in %(names)s.", names=self._names(its.shared)) if its.shared else ""
        )
        if its.others[0].row is None:
            most = gettext("Not found for most others (%(cluster)s).", cluster=self.cluster)
        else:
            most = gettext(
                "Elsewhere (%(cluster)s) mostly %(amount)s.",
                cluster=self.cluster,
                amount=self._value(its, its.others[0].row),
            )
        return f"{shared} {most}".strip()

    def _other(self, its: AmountDifference, other: OtherAmount) -> str:
        if other.row is None:
            return gettext("not found")
        return self._value(its, other.row)

    def _names(self, districts: tuple[District, ...]) -> str:
        names = [short_name(its, self.wording) for its in districts[:_MOST_NAMES]]
        words = gettext(", ").join(names)
        if len(districts) > _MOST_NAMES:
            return gettext(
                "%(names)s and others (%(num)s districts)", names=words, num=len(districts)
            )
        return words

    def part(self, part: Part) -> str:
        """A condition, step, place or window in one sentence."""
        match part:
            case Window():
                return dated(self.wording.text(part.text), window_words(part, self.wording))
            case Opening():
                return dated(self.wording.text(part.window.text), usual_words(part, self.wording))
            case HousingOption():
                return self.wording.text(part.name)
            case Requirement():
                return self._requirement(part)
            case Particular():
                label = particular_words(part.kind)
                words = self.wording.text(part.text)
                return gettext("%(label)s: %(value)s", label=label, value=words)
            case PointsTable() | Step():
                return self.wording.text(part.text)

    def _requirement(self, part: Requirement) -> str:
        """A condition, quoted: it says nothing of who reads.

        What held last stands behind a figure that it cannot tell.
        """
        said = [quoted(part, self.wording)]
        for its in self.service.requirements[part.id].text.amounts:
            parameter = self.service.parameters[its.name]
            last = last_known(parameter, *self.place)
            if parameter.in_force(*self.place) is None and last is not None:
                said.append(last_known_words(parameter, last, self.wording))
        return self.wording.joined(said)
