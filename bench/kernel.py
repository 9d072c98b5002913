"""How fast the rules are: compiling, one situation, every district, the impact of a change."""

from __future__ import annotations

from portal.rules.answers import read_answers
from portal.rules.evaluation import Frame
from portal.rules.impact import impact
from portal.rules.model import Ruleset

from .figures import Figure, Part, figure
from .memory import kept
from .situations import (
    DAY,
    DISTRICT,
    RAW,
    forgetting,
    raised,
    ready,
    shipped,
    shipped_anew,
    the_answers,
)
from .timing import Effort, Work, alone


def run(effort: Effort) -> Part:
    """Measure the rules within this process."""
    rules = shipped()
    notes = (
        f"{len(rules.services)} services, {len(rules.gazetteer.on(DAY))} districts; every finding"
        " with its reason, amounts and sources is kept.",
        "Memory counts Python objects alone, as the allocator sees them.",
    )
    figures = (*_release(rules, effort), *_situations(rules, effort), *_impacts(rules, effort))
    return Part("Rules", figures, notes)


def _release(rules: Ruleset, effort: Effort) -> list[Figure]:
    return [
        _time("A release built from its documents", shipped_anew, effort),
        _time("The same, documents read before", shipped, effort),
        _time("All services compiled for one district", lambda: ready(rules, DISTRICT), effort),
        figure("Memory of a release and its documents", "MB", [kept(shipped_anew)]),
        figure("Memory of every district compiled", "MB", [kept(lambda: _everywhere(rules))]),
    ]


def _situations(rules: Ruleset, effort: Effort) -> list[Figure]:
    answers, here, everywhere = the_answers(rules), ready(rules, DISTRICT), _everywhere(rules)
    return [
        _time(
            "Answers read and typed",
            lambda: read_answers(rules.questions, RAW, DAY, rules.gazetteer),
            effort,
        ),
        _time(
            "One situation, all services",
            lambda: here.evaluate(answers, DAY),
            effort,
            "under 3, hoped for 1",
        ),
        _time(
            "The same, no finding known yet",
            lambda: forgetting(here).evaluate(answers, DAY),
            effort,
        ),
        _time(
            "One situation, all services, all districts",
            lambda: [frame.evaluate(answers, DAY) for frame in everywhere],
            effort,
        ),
    ]


def _impacts(rules: Ruleset, effort: Effort) -> list[Figure]:
    city = raised(rules, "residence-permit", "registered_months", 3)
    centre = raised(rules, "public-rental", "insured_months", 3)
    return [
        _time("Impact of an amount of the whole city", lambda: impact(rules, city, DAY), effort),
        _time("Impact of an amount of the centre", lambda: impact(rules, centre, DAY), effort),
    ]


def _everywhere(rules: Ruleset) -> list[Frame]:
    return [ready(rules, district.id) for district in rules.gazetteer.on(DAY)]


def _time(name: str, work: Work, effort: Effort, aim: str = "") -> Figure:
    return figure(name, "ms", [1000 * its for its in alone(work, effort)], aim)
