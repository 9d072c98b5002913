"""What can be decided: one situation, many, all districts. Nothing that is sent is kept."""

from __future__ import annotations

from ..batches import JSON_LINES, MOST_LINES
from ..shapes import outcomes
from .operations import Example, Operation

_ANSWERS = {
    "birth_month": "1990-01",
    "hukou_place": "sichuan",
    "work": "contract",
    "insured_area_since": "2025-05",
    "insured_district": "shapingba",
    "qualification": "none",
}
_ONE = {
    "district": "shapingba",
    "on": "2025-10-01",
    "services": ["public-rental"],
    "answers": _ANSWERS,
}
_FAMILY = {
    "district": "shapingba",
    "on": "2026-11-22",
    "services": ["settle-by-work", "senior-high-entrance", "public-rental"],
    "household": {"home": "registered_rental", "household_size": 4},
    "adults": [
        {"hukou_place": "sichuan", "work": "contract", "work_area_since": "2019-01/2021-12"},
        {"hukou_place": "sichuan", "work": "none"},
    ],
    "children": [{"child_stage": "primary", "child_grade": 3}, {"child_stage": "junior"}],
}
_GONE = {"district": "yubei", "on": "2026-11-22"}
_EXTRAS = dict.fromkeys(
    ("explain", "remedies", "timeline", "roadmap", "next_steps", "next_question"), True
)

DECIDING = (
    Operation(
        id="evaluate",
        path="/api/v1/evaluations",
        summary="Evaluate one situation",
        description="The outcome of all or of some services for one district, day and set of "
        "answers, or for a household told person by person: `household`, `adults` (one or two) and "
        "`children` (up to six). Each outcome names its `subject` and whose facts counted. An "
        "answer left out has not been asked, null is «不知道». On request: the whole reasoning "
        "(`explain`), what would change a no (`remedies`), when time alone will (`timeline`), what "
        "opens what (`roadmap`), what to do next (`next_steps`). Nothing is kept.",
        answer=outcomes.EvaluationShape,
        examples=(
            Example(name="nothing", summary="Nothing answered yet", body={"district": "shapingba"}),
            Example(name="one", summary="One service, some answers", body=_ONE),
            Example(
                name="everything", summary="All that can be asked for", body={**_ONE, **_EXTRAS}
            ),
            Example(
                name="household",
                summary="A couple with two children",
                body={**_FAMILY, **_EXTRAS},
            ),
            Example(
                name="wrong_person",
                summary="Questions under the wrong person: the problem names both",
                status=422,
                body={
                    "district": "shapingba",
                    "adults": [{"child_stage": "primary"}],
                    "children": [{"work": "contract", "child_stagee": "primary"}],
                },
            ),
            Example(
                name="two_forms",
                summary="Flat answers beside a household",
                status=422,
                body={"district": "shapingba", "answers": {}, "adults": [{}]},
            ),
            Example(name="gone", summary="A district that was abolished", status=422, body=_GONE),
            Example(
                name="wrong",
                summary="Every fault at once, each with pointer, message and hint",
                status=422,
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
        id="batch",
        path="/api/v1/evaluations/batch",
        summary="Evaluate many situations",
        description=f"JSON Lines in and out: at most {MOST_LINES} lines and 2 MiB, each a "
        "situation, answered in order while the next are still worked on. A line that cannot be "
        "answered gives a problem document on its own line. One batch at a time is worked on "
        "for an address, else 429, and in each process, else 503; after 60 seconds a batch ends "
        "with a problem document that says after how many lines.",
        answer=outcomes.BatchLine,
        examples=(
            Example(
                name="two",
                summary="Three situations, one of which cannot be answered",
                body=[_ONE, _FAMILY, _GONE],
            ),
            Example(name="empty", summary="No line at all", status=422, body=[]),
        ),
        problems=(413, 415, 422),
        body="BatchSituation",
        media_type=JSON_LINES,
    ),
    Operation(
        id="compare",
        path="/api/v1/comparisons",
        summary="Compare all districts",
        description="What one situation comes to in every district of the day.",
        answer=outcomes.Comparison,
        examples=(
            Example(
                name="one",
                summary="One service in all districts",
                body={"on": "2026-11-22", "services": ["public-rental"], "answers": _ANSWERS},
            ),
            Example(
                name="household",
                summary="A couple with two children in all districts",
                body={name: its for name, its in _FAMILY.items() if name != "district"},
            ),
            Example(name="district", summary="It takes no district", status=422, body=_GONE),
        ),
        problems=(413, 415, 422),
        body="Everywhere",
    ),
)
