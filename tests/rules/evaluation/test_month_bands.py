"""Within a span nothing is decided differently, whichever of its months it was."""

from __future__ import annotations

from datetime import date

import pytest

from portal.rules.evaluation.answer_reader import Answers
from portal.rules.evaluation.implied_answers import implied
from portal.rules.evaluation.month_bands import month_bands
from portal.rules.evaluation.outcomes import Frame
from portal.rules.model.months import NONE, Month, Span
from portal.rules.model.ruleset import Ruleset

DAY = date(2026, 11, 24)


@pytest.mark.parametrize("district", ["jiulongpo", "yongchuan", "kaizhou"])
def test_every_month_of_a_span_leads_to_the_same_verdicts(shipped: Ruleset, district: str) -> None:
    frame = Frame(shipped, shipped.gazetteer.districts[district], DAY)
    spans = 0
    for question in shipped.questions.values():
        for band in month_bands(question, frame, shipped.services):
            spans += 1
            (first, last) = (band.earliest, band.latest) if isinstance(band, Span) else (band, band)
            said = {
                month: _verdicts(frame, {question.id: month})
                for month in (first, last, Month((first + last) // 2))
            }
            assert len(set(said.values())) == 1, (question.id, str(band))
    assert spans > 5


def _verdicts(frame: Frame, answers: Answers) -> tuple[object, ...]:
    found = []
    for name, service in frame.ruleset.services.items():
        evaluation = frame.service(name).evaluate(answers, DAY)
        found.append(evaluation.outcome)
        found.extend(its.verdict for its in evaluation.findings)
        assert service.id == name
    return tuple(found)


def test_the_spans_leave_out_the_month_in_which_the_day_decides(shipped: Ruleset) -> None:
    frame = Frame(shipped, shipped.gazetteer.districts["jiulongpo"], DAY)
    bands = month_bands(shipped.questions["home_since"], frame, ["residence-permit"])
    assert [str(its) for its in bands] == ["2026-06/2026-11", "1900-01/2026-04"]


def test_where_the_month_itself_is_needed_there_are_no_spans(shipped: Ruleset) -> None:
    frame = Frame(shipped, shipped.gazetteer.districts["jiulongpo"], DAY)
    for name in ("birth_month", "residence_permit_since"):
        assert month_bands(shipped.questions[name], frame, shipped.services) == ()
    assert month_bands(shipped.questions["work"], frame, shipped.services) == ()


@pytest.mark.parametrize(
    ("given", "follows"),
    [
        ({"pension_insured_since": NONE}, {"insured_area_since": NONE}),
        (
            {"work": "none"},
            {"work_since": NONE, "work_area_since": NONE, "park_since": NONE},
        ),
        (
            {"pension_insured_since": NONE, "medical_insured_since": NONE},
            {"insured_area_since": NONE, "insured_district": None},
        ),
        ({"work": "contract"}, {}),
        ({"birth_month": Month.of(1990, 5), "home": "owned"}, {}),
    ],
)
def test_what_leaves_no_choice_follows_and_nothing_else(
    shipped: Ruleset, given: Answers, follows: Answers
) -> None:
    assert implied(given, shipped.questions, DAY) == follows
