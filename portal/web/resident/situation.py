"""The situation of the person at this browser: their district, day and answers, evaluated."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ... import metrics
from ...rules.answers import Answer, read_answers
from ...rules.districts import District
from ...rules.evaluation import Evaluation, Frame
from ...rules.interview import Agenda, agenda
from .. import surroundings
from ..answers import Held, held


@dataclass(frozen=True)
class Situation:
    """Answers of this browser against the release in force."""

    held: Held
    district: District
    answers: dict[str, Answer]
    frame: Frame

    def evaluations(self, *, everything: bool = False) -> tuple[Evaluation, ...]:
        """The services asked about: those of the chosen topic, or all."""
        ruleset = self.frame.ruleset
        chosen = [
            service.id
            for service in ruleset.services.values()
            if everything or self.held.topic in (None, service.topic)
        ]
        day = surroundings.today()
        metrics.evaluated()
        return tuple(self.frame.service(name).evaluate(self.answers, day) for name in chosen)

    def agenda(self) -> Agenda:
        """What is still worth asking."""
        return agenda(self.evaluations(), self.frame.ruleset.questions)


def situation_of(kept: Held) -> Situation | None:
    """The situation of some kept answers; None if their district or day no longer fits.

    An answer that the release in force cannot read any more is left out: it is asked again.
    """
    release = surroundings.release()
    district = release.ruleset.gazetteer.districts.get(kept.district)
    if district is None or not district.period.holds(kept.day):
        return None
    answers, _ = read_answers(
        release.ruleset.questions, kept.answers, kept.day, release.ruleset.gazetteer
    )
    return Situation(kept, district, answers, release.frame(district, kept.day))


def situation(district: str | None = None) -> Situation | None:
    """The situation of this browser, seen in another district if one is named; None without one."""
    kept = held()
    if kept and district:
        return situation_of(replace(kept, district=district)) or situation_of(kept)
    return situation_of(kept) if kept else None
