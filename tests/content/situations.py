"""Situations for tests over the shipped rules: random ones, and those that examples lead to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hypothesis import strategies as st

from portal.rules.model.districts import District, Period
from portal.rules.model.ruleset import Question, Ruleset, Service

#: A district of every cluster, and those with rules of their own.
CLUSTERS = {
    "centre": "shapingba",
    "new_urban": "yongchuan",
    "northeast": "kaizhou",
    "southeast": "qianjiang",
}
ANY = Period()
DAYS = (date(2022, 12, 31), date(2025, 10, 31), date(2026, 11, 30))


def values_of(question: Question, districts: tuple[str, ...]) -> st.SearchStrategy[object]:
    """Raw answers to a question, «不知道» among them."""
    months = st.integers(0, 35).map(lambda n: f"{2019 + n // 12:04d}-{n % 12 + 1:02d}")
    births = st.integers(1945, 2015).map(lambda year: f"{year}-06")
    by_kind: dict[str, st.SearchStrategy[object]] = {
        "yes_no": st.booleans(),
        "choice": st.sampled_from([option.id for option in question.options] or [""]),
        "number": st.integers(question.minimum, min(question.maximum, 60)),
        "money": st.integers(0, 600_000),
        "month": births if question.id == "birth_month" else months | st.just("none"),
        "district": st.sampled_from(districts),
    }
    return st.none() | by_kind[question.kind]


def situations(ruleset: Ruleset) -> st.SearchStrategy[dict[str, object]]:
    """Some questions answered."""
    always = tuple(d.id for d in ruleset.gazetteer.districts.values() if d.period == ANY)
    return st.fixed_dictionaries(
        {}, optional={q.id: values_of(q, always) for q in ruleset.questions.values()}
    )


def completions(ruleset: Ruleset) -> st.SearchStrategy[dict[str, object]]:
    """All questions answered."""
    always = tuple(d.id for d in ruleset.gazetteer.districts.values() if d.period == ANY)
    return st.fixed_dictionaries({q.id: values_of(q, always) for q in ruleset.questions.values()})


def moved(service: Service, district: District) -> Iterator[tuple[date, dict[str, object]]]:
    """The situations of a service's examples, moved to another district."""
    for example in service.examples:
        answers = {
            name: district.id if value == example.district else value
            for name, value in example.answers.items()
        }
        for day in sorted({example.day, *DAYS}):
            if district.period.holds(day):
                yield day, answers
