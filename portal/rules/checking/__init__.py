"""What can be wrong with rules that load: every finding a `Problem` with its place and a hint."""

from __future__ import annotations

from collections.abc import Generator, Mapping

from ..building import Loaded, load_with_problems
from ..model.ruleset import Ruleset
from ..problems import Problem, in_order, with_lines
from ..stepwise import Progress, result_of
from .amount_ranges import check_plausible
from .city import check_city
from .claims import check_claims
from .counters import check_counters
from .coverage import check_coverage
from .demands import check_demands
from .households import check_households
from .periods import check_dates, check_districts
from .places import Places
from .question_texts import check_question_texts
from .reach import check_idle_questions, check_reach
from .service_checks import ServiceChecks
from .wording import check_wording

_CHECKS = (
    check_wording,
    check_question_texts,
    check_dates,
    check_plausible,
    check_districts,
    check_city,
    check_reach,
    check_coverage,
    check_counters,
    check_claims,
    check_idle_questions,
    check_demands,
    check_households,
)


CheckResult = tuple[Ruleset | None, tuple[Problem, ...]]


def check(files: Mapping[str, str]) -> CheckResult:
    """The ruleset of some documents (None if it cannot be built) and everything wrong with it."""
    return result_of(check_steps(files, load_with_problems(files)))


def check_steps(files: Mapping[str, str], loaded: Loaded) -> Generator[Progress, None, CheckResult]:
    """The same in steps, of documents that were loaded: each check, then service by service."""
    ruleset = loaded.ruleset
    if ruleset is None:
        return None, loaded.problems
    places = Places(ruleset, loaded.files)
    problems: list[Problem] = []
    steps = len(_CHECKS) + len(ruleset.services)
    for done, checks in enumerate(_CHECKS, 1):
        problems += checks(ruleset, places)
        yield done, steps
    of_services = ServiceChecks(ruleset)
    for done, service in enumerate(ruleset.services.values(), len(_CHECKS) + 1):
        problems += of_services.problems(service)
        yield done, steps
    return ruleset, in_order(with_lines(problems, files))


__all__ = ["CheckResult", "check", "check_steps"]
