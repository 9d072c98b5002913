"""What can be wrong with rules that load: every finding a `Problem` with its place and a hint."""

from __future__ import annotations

from collections.abc import Mapping

from ..building import load_with_problems
from ..model.ruleset import Ruleset
from ..problems import Problem, in_order, with_lines
from .amount_ranges import check_plausible
from .city import check_city
from .claims import check_claims
from .counters import check_counters
from .coverage import check_coverage
from .demands import check_demands
from .examples import check_examples
from .households import check_households
from .periods import check_dates, check_districts
from .places import Places
from .question_texts import check_question_texts
from .reach import check_idle_questions, check_reach
from .thresholds import check_thresholds
from .wording import check_wording

_CHECKS = (
    check_wording,
    check_question_texts,
    check_dates,
    check_plausible,
    check_districts,
    check_city,
    check_reach,
    check_thresholds,
    check_examples,
    check_coverage,
    check_counters,
    check_claims,
    check_idle_questions,
    check_demands,
    check_households,
)


def check(files: Mapping[str, str]) -> tuple[Ruleset | None, tuple[Problem, ...]]:
    """The ruleset of some documents (None if it cannot be built) and everything wrong with it."""
    loaded = load_with_problems(files)
    if loaded.ruleset is None:
        return None, loaded.problems
    places = Places(loaded.ruleset, loaded.files)
    problems = [problem for checks in _CHECKS for problem in checks(loaded.ruleset, places)]
    return loaded.ruleset, in_order(with_lines(problems, files))


__all__ = ["check"]
