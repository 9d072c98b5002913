"""How fast the rules are: compiling, one situation, every district, the impact of a change."""

from __future__ import annotations

from portal.publishing.derived_texts import derive
from portal.rules.evaluation.answer_reader import read_answers
from portal.rules.evaluation.family_plan import family_plan
from portal.rules.evaluation.household_outcomes import whole_household
from portal.rules.evaluation.interview import household_agenda
from portal.rules.evaluation.outcomes import Frame
from portal.rules.evaluation.roadmap import roadmap
from portal.rules.evaluation.step_order import household_steps
from portal.rules.impact import impact
from portal.rules.model.ruleset import Ruleset
from portal.rules.search.index import SearchIndex

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
    the_family,
)
from .timing import Effort, Work, alone

#: Words, sentences, places, pinyin and its slips, what is not covered.
QUERIES = (
    "公租房",
    "没有居住证孩子能上学吗",
    "九龙坡公租房",
    "大学城 入学",
    "渝北入学",
    "gongzhufang",
    "gzf",
    "居柱证",
    "結婚了怎麼把戶口遷到老公那裡",
    "how do I renew my residence permit",
    "驾照换证",
    "鱼香肉丝",
)


def run(effort: Effort) -> Part:
    """Measure the rules within this process."""
    rules = shipped()
    notes = (
        f"{len(rules.services)} services, {len(rules.gazetteer.on(DAY))} districts; every finding"
        " with its reason, amounts and sources is kept.",
        "Memory counts Python objects alone, as the allocator sees them.",
    )
    figures = (
        *_release(rules, effort),
        *_situations(rules, effort),
        *_families(rules, effort),
        *_searches(rules, effort),
        *_impacts(rules, effort),
    )
    return Part(title="Rules", figures=figures, notes=notes)


def _release(rules: Ruleset, effort: Effort) -> list[Figure]:
    return [
        _time("A release built from its documents", shipped_anew, effort),
        _time("The same, documents read before", shipped, effort),
        _time("All services compiled for one district", lambda: ready(rules, DISTRICT), effort),
        figure("Memory of a release and its documents", "MB", [kept(shipped_anew)]),
        figure("Memory of every district compiled", "MB", [kept(lambda: _everywhere(rules))]),
    ]


def _situations(rules: Ruleset, effort: Effort) -> list[Figure]:
    answers = the_answers(rules)
    here = ready(rules, DISTRICT)
    everywhere = _everywhere(rules)
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


def _families(rules: Ruleset, effort: Effort) -> list[Figure]:
    family = the_family(rules)
    here = ready(rules, DISTRICT)
    found = whole_household(here, family, rules.services, DAY)
    return [
        _time(
            "Two adults and three children, all services",
            lambda: whole_household(here, family, rules.services, DAY),
            effort,
            "under 3",
        ),
        _time("What to ask them", lambda: household_agenda(found, family, rules.questions), effort),
        _time("Their next steps", lambda: household_steps(here, found, DAY), effort),
        _time(
            "Their roadmap",
            lambda: roadmap(rules, here.district, DAY, family, DAY, here),
            effort,
        ),
        _time("Their family plan", lambda: family_plan(here, family, found, DAY), effort),
    ]


def _searches(rules: Ruleset, effort: Effort) -> list[Figure]:
    pinyin = derive(rules).pinyin
    index = SearchIndex(rules, pinyin)
    return [
        _time("The search index of a release", lambda: SearchIndex(rules, pinyin), effort),
        figure("Memory of the search index", "MB", [kept(lambda: SearchIndex(rules, pinyin))]),
        _time(
            "A dozen queries of all kinds",
            lambda: [index.find(typed, DAY) for typed in QUERIES],
            effort,
            f"under {3 * len(QUERIES)}",
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
