"""What can be decided: one situation, many, all districts. Nothing that is sent is kept."""

from __future__ import annotations

from ..batches import JSON_LINES, MOST_LINES
from ..shapes import outcomes
from .operations import Example, Operation

_ANSWERS = {
    "birth_month": "1990-01",
    "work": "contract",
    "pension_insured_since": "2025-05",
    "insured_district": "shapingba",
    "qualification": "none",
}
_ONE = {
    "district": "shapingba",
    "on": "2025-10-01",
    "services": ["public-rental"],
    "answers": _ANSWERS,
}
_GONE = {"district": "yubei", "on": "2026-11-22"}
_EXTRAS = dict.fromkeys(("explain", "remedies", "timeline", "roadmap", "next_question"), True)

DECIDING = (
    Operation(
        "evaluate",
        "/api/v1/evaluations",
        "Evaluate one situation",
        "The outcome of all or of some services for one district, day and set of answers. An "
        "answer left out has not been asked, null is «不知道». On request: the whole reasoning "
        "(`explain`), what would change a no (`remedies`), when time alone will (`timeline`), what "
        "opens what (`roadmap`). Nothing is kept.",
        outcomes.EvaluationShape,
        (
            Example("nothing", "Nothing answered yet", body={"district": "shapingba"}),
            Example("one", "One service, some answers", body=_ONE),
            Example("everything", "All that can be asked for", body={**_ONE, **_EXTRAS}),
            Example("gone", "A district that was abolished", 422, body=_GONE),
            Example(
                "wrong",
                "Every fault at once, each with pointer, message and hint",
                422,
                body={
                    "district": "shapingbaa",
                    "answers": {"work": "contrakt", "salary": 3},
                    "services": ["public-rentle"],
                },
            ),
        ),
        problems=(413, 415, 422),
        body="Situation",
    ),
    Operation(
        "batch",
        "/api/v1/evaluations/batch",
        "Evaluate many situations",
        f"JSON Lines in and out: at most {MOST_LINES} lines and 2 MiB, each a situation, answered "
        "in order while the next are still worked on. A line that cannot be answered gives a "
        "problem document on its own line.",
        outcomes.BatchLine,
        (
            Example("two", "Two situations, one of which cannot be answered", body=[_ONE, _GONE]),
            Example("empty", "No line at all", 422, body=[]),
        ),
        problems=(413, 415, 422),
        body="BatchSituation",
        media_type=JSON_LINES,
    ),
    Operation(
        "compare",
        "/api/v1/comparisons",
        "Compare all districts",
        "What one situation comes to in every district of the day.",
        outcomes.Comparison,
        (
            Example(
                "one",
                "One service in all districts",
                body={"on": "2026-11-22", "services": ["public-rental"], "answers": _ANSWERS},
            ),
            Example("district", "It takes no district", 422, body=_GONE),
        ),
        problems=(413, 415, 422),
        body="Everywhere",
    ),
)
